"""Leagues: the ranks of the units of one kind under one ruleset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from parindex.errors import UsageError, problem
from parindex.scoresheet import ScoreSheet

__all__ = ["League", "Ranked", "league", "places", "rank"]


class Ranked(NamedTuple):
    """One row of a league table."""

    rank: int
    sheet: ScoreSheet


class League(NamedTuple):
    """What sheets must share to be ranked together."""

    ruleset: str
    digest: str
    period: str
    stage: str
    kind: str


def league(sheet: ScoreSheet) -> League:
    """Return the league a sheet belongs to."""
    return League(sheet.ruleset.id, sheet.ruleset.digest, sheet.period, sheet.stage, sheet.unit.kind)


def rank(sheets: Iterable[ScoreSheet]) -> tuple[Ranked, ...]:
    """Return sheets with their ranks, best first; ties in the order of the units' keys.

    Raises:
        UsageError: sheets of different leagues (``E-LEAGUE``), an incomplete sheet (``E-INCOMPLETE``),
            or a unit twice (``E-UNIT-TWICE``).
    """
    field = tuple(sheets)
    _refuse(field)
    if not field:
        return ()
    policy = field[0].ruleset.policies.rank.value
    ranks = places({sheet.unit.key: _figure(sheet, policy.on) for sheet in field}, policy.ties)
    ranked = [Ranked(ranks[sheet.unit.key], sheet) for sheet in field]
    return tuple(sorted(ranked, key=lambda row: (row.rank, row.sheet.unit.key)))


def places(figures: Mapping[str, Fraction], ties: Literal["competition", "dense"]) -> dict[str, int]:
    """Return the rank of each figure, the greatest first.

    >>> places({"a": Fraction(3), "b": Fraction(3), "c": Fraction(2)}, "competition")
    {'a': 1, 'b': 1, 'c': 3}
    """
    counted = figures.values() if ties == "competition" else set(figures.values())
    ranks: dict[Fraction, int] = {}
    for place, figure in enumerate(sorted(counted, reverse=True), start=1):
        ranks.setdefault(figure, place)
    return {unit: ranks[figure] for unit, figure in figures.items()}


def _figure(sheet: ScoreSheet, on: str) -> Fraction:
    exact = sheet.index.least
    return exact if on == "exact" else sheet.index.rounding.apply(exact)


def _refuse(sheets: tuple[ScoreSheet, ...]) -> None:
    seen: set[str] = set()
    for sheet in sheets:
        if league(sheet) != league(sheets[0]):
            raise UsageError(problem("E-LEAGUE", unit=sheet.unit.name, other=sheets[0].unit.name))
        if not sheet.complete:
            raise UsageError(problem("E-INCOMPLETE", unit=sheet.unit.name, missing=", ".join(sheet.missing)))
        if sheet.unit.key in seen:
            raise UsageError(problem("E-UNIT-TWICE", unit=sheet.unit.key))
        seen.add(sheet.unit.key)
