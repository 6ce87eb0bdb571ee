"""Both sides of a league: as it stands, and as it is asked about."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from parindex.comparison.matching import Matching
from parindex.errors import UsageError, problem
from parindex.ruleset.tree import leaves, resolve
from parindex.simulation.drafts import drafted
from parindex.simulation.engine import Race
from parindex.simulation.gathering import Field, refused, rest
from parindex.simulation.improving import improvements
from parindex.simulation.result import LeftOut, Scenario
from parindex.simulation.sides import Columns, Side
from parindex.simulation.surveys import ballots

__all__ = ["race_of"]


def race_of(
    field: Field, scenario: Scenario, matching: Matching, out: list[LeftOut]
) -> tuple[Field, Race] | None:
    """Make both sides of a league; units that lack something under the other rules are left out."""
    after = field.side
    if scenario.under is not None:
        after = drafted(field, scenario.under, matching)
    _columns(field, after, scenario, matching.kept)
    # What the other rules cannot read is out before it is improved, what they lack after.
    for improved in (False, True):
        looked = _best(after, scenario) if improved else after
        scored = looked.score(np.arange(looked.size), {})
        bad = refused(looked, scored) if improved else {each.at: each.problems for each in scored.rejected}
        out += [LeftOut(int(field.rows[at]), after.keys[at], why) for at, why in bad.items()]
        kept = rest(after, bad)
        if not kept.size:
            return None
        field, after = field.taken(kept), after.taken(kept)
    race = Race(
        field.side,
        after,
        tuple(ballots(field.side)) if scenario.resampled else (),
        improvements(after, scenario.improved),
        matching.kept,
        paired=scenario.resampled and scenario.moving,
        draws=scenario.draws if scenario.random else 1,
        seed=scenario.seed,
    )
    return field, race


def _columns(field: Field, after: Side, scenario: Scenario, kept: Mapping[str, str]) -> None:
    """Refuse to improve an item that the table knows nothing of; a new one of other rules may be unknown."""
    applying = {
        node.item.key for node in leaves(resolve(after.league.ruleset, after.league.kind)) if node.applies
    }
    old = {new: key for key, new in kept.items()}
    there = {name.partition(".")[0] for name in (*after.columns, *field.side.columns)}
    for each in scenario.improved:
        key = each.item.key
        if key in applying and key in old and not {key, old[key]} & there:
            raise UsageError(problem("E-SIMULATE-COLUMN", (), found=key))


def _best(side: Side, scenario: Scenario) -> Side:
    """Return the side with every improvement at its most: what is missing then stays missing."""
    places = np.arange(side.size)
    columns: Columns = dict(side.columns)
    for each in improvements(side, scenario.improved):
        columns |= each.columns(each.high, places)
    return Side(side.league, columns)
