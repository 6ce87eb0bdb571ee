"""A league case: figures as a source published them, and the ranks and bands that follow from them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import Field

from parindex.cases.single import CaseHead, Outcome
from parindex.classification import classify
from parindex.errors import Problem, problem
from parindex.exact import ONE, ZERO
from parindex.fields import Key, Model, Number, Str
from parindex.ranking import places
from parindex.readers.document import Document
from parindex.ruleset import catalog
from parindex.ruleset.declaration import is_id
from parindex.ruleset.model import Ruleset
from parindex.scales.observation import unknown

__all__ = ["LeagueCase", "PublishedLeague", "PublishedUnit", "run_league"]


class PublishedUnit(Model):
    """One unit as a source published it; ranks are taken among the units of the case."""

    unit: Key
    total: Number
    rank: Str | None = None
    band: Key | None = None


class PublishedLeague(Model):
    """The published totals of units of one kind."""

    kind: Key
    units: tuple[PublishedUnit, ...] = Field(min_length=1)


class LeagueCase(CaseHead):
    """Published totals, and the ranks and bands that the ruleset gives them."""

    ruleset: Str
    league: PublishedLeague


def run_league(case: LeagueCase, document: Document, file: Path) -> Outcome:
    """Band and rank the published totals, and compare.

    Raises:
        NotFoundError: there is no such ruleset.
        RulesetError: the ruleset is not sound.
    """
    ruleset = catalog.load(case.ruleset if is_id(case.ruleset) else file.parent / case.ruleset)
    found = tuple(each.under(("league",)) for each in _differences(case.league, ruleset))
    return Outcome(case, None, document.locate(found))


def _differences(league: PublishedLeague, ruleset: Ruleset) -> Iterator[Problem]:
    kinds = tuple(each.key for each in ruleset.units.kinds)
    if league.kind not in kinds:
        yield unknown("E-KIND", ("kind",), league.kind, kinds)
    most, open_ = ruleset.score.max or ZERO, ruleset.policies.above_max.value == "allow"
    policy = ruleset.policies.rank.value
    figures = {str(row): _index(ruleset, each, policy.on) for row, each in enumerate(league.units)}
    ranks = places(figures, policy.ties)
    for row, each in enumerate(league.units):
        path = ("units", row)
        if each.total < 0 or (each.total > most and not open_):
            yield problem("E-RANGE", (*path, "total"), found=each.total, least=ZERO, most=most)
        if each.unit in {other.unit for other in league.units[:row]}:
            yield problem("E-UNIT-TWICE", (*path, "unit"), unit=each.unit)
        band = classify(ruleset.bands, _index(ruleset, each, ruleset.policies.band_on.value))
        pairs = (("rank", each.rank, str(ranks[str(row)])), ("band", each.band, band.key if band else "none"))
        for what, wanted, came in pairs:
            if wanted is not None and wanted != came:
                named = f"{each.unit}.{what}"
                yield problem("E-EXPECTED", (*path, what), what=named, wanted=wanted, found=came)


def _index(ruleset: Ruleset, unit: PublishedUnit, on: Literal["exact", "published"]) -> Fraction:
    """Return the index of a published total, in percent, as a policy reads it."""
    index = 100 * unit.total / (ruleset.score.max or ONE)
    return index if on == "exact" else ruleset.policies.rounding.value.rounding.apply(index)
