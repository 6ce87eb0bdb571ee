"""From draws to outcomes: intervals of order statistics, shares of bands, and who moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np

from parindex.batch.scoring import Scored
from parindex.ruleset.model import Band, Ruleset
from parindex.simulation.changes import Numbers
from parindex.simulation.engine import Race, drawn
from parindex.simulation.places import Figures
from parindex.simulation.result import League, Moves, Outcome, Scenario, Spread, Standing
from parindex.simulation.truth import Truth

__all__ = ["league", "wanted"]


def wanted(draws: int, coverage: Fraction) -> tuple[int, int, int]:
    """Return the places, in order, of both ends of an interval and of the middle.

    As many draws are left out below as above, so that at least ``coverage`` of all are within.

    >>> wanted(1000, Fraction(9, 10))
    (50, 499, 949)
    """
    cut = draws * (1 - coverage) // 2
    return int(cut), (draws - 1) // 2, draws - 1 - int(cut)


def league(
    race: Race, scenario: Scenario, names: Mapping[str, str], said: Callable[[int], object]
) -> tuple[League, int]:
    """Run a race; the second is how many scores the exact engine made."""
    ends = wanted(race.draws, scenario.coverage)
    made = drawn(race, ends, said)
    base = race.before.score(np.arange(race.before.size), {})
    now = _now(race, base)
    ranks = made.after.ranked(Truth(race, first=False))
    moves: list[Moves] | list[None] = [None] * race.after.size
    if scenario.moving:
        first = now[:, None] if made.before is None else made.before.ranked(Truth(race, first=True))
        moves = _moves(first, ranks)
    rows = np.sort(ranks, axis=1)[:, ends]
    rules = race.after.league.ruleset
    units = [
        Outcome(
            unit,
            names.get(unit),
            Standing(
                _points(scenario.ruleset, base.total[at]),
                int(now[at]),
                _band(scenario.ruleset, base.band[at]),
            ),
            Spread(*(_points(rules, each) for each in made.totals[at])),
            Spread(*map(int, rows[at])),
            tuple(zip((*rules.bands, None), map(int, made.bands[at]), strict=True)),
            moves[at],
        )
        for at, unit in enumerate(race.after.keys)
    ]
    units.sort(key=lambda each: (each.now.rank, each.unit))
    own = race.before.league
    return League(own.kind, own.period, tuple(units)), made.doubtful + base.doubtful


def _now(race: Race, base: Scored) -> Numbers:
    """Return the ranks as they stand."""
    figures = Figures.empty(race.before.league, race.before.size, 1)
    figures.put(0, base)
    still = race._replace(facts=(), improved=(), draws=1)
    found: Numbers = figures.ranked(Truth(still, first=True))[:, 0]
    return found


def _moves(before: Numbers, after: Numbers) -> list[Moves]:
    up, down = (after < before).sum(axis=1), (after > before).sum(axis=1)
    draws = after.shape[1]
    return [Moves(int(one), draws - int(one) - int(two), int(two)) for one, two in zip(up, down, strict=True)]


def _points(ruleset: Ruleset, units: np.int64) -> Fraction:
    return Fraction(int(units), 10**ruleset.policies.rounding.value.rounding.digits)


def _band(ruleset: Ruleset, at: np.int64) -> Band | None:
    return ruleset.bands[int(at)] if at >= 0 else None
