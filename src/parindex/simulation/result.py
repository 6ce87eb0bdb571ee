"""What a simulation came to, as values: how each unit stands, and where it lands over all draws."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from parindex.errors import Problem
from parindex.ruleset.model import Band, Item, Ruleset

__all__ = [
    "Improvement",
    "League",
    "LeftOut",
    "Moves",
    "Outcome",
    "Scenario",
    "Simulation",
    "Spread",
    "Standing",
]

T = TypeVar("T", int, Fraction)


class Improvement(NamedTuple):
    """An item that every unit improves: by an unknown amount, or to the most (``full``)."""

    item: Item
    full: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is asked: improvements, other rules, the survey drawn again; and how often, from which seed.

    ``coverage`` is the part of the draws that an interval holds at the least, between 0 and 1.
    """

    ruleset: Ruleset
    under: Ruleset | None
    improved: tuple[Improvement, ...]
    resampled: bool
    draws: int
    seed: int
    coverage: Fraction

    @property
    def then(self) -> Ruleset:
        """Return the rules of what is asked."""
        return self.under or self.ruleset

    @property
    def moving(self) -> bool:
        """Tell whether more is asked than how sure the survey is."""
        return self.under is not None or bool(self.improved)

    @property
    def random(self) -> bool:
        """Tell whether anything is left to chance."""
        return self.resampled or any(not each.full for each in self.improved)


class Spread(NamedTuple, Generic[T]):
    """Order statistics of a figure over all draws: both ends of the interval, and the middle."""

    least: T
    middle: T
    most: T


class Standing(NamedTuple):
    """The published total in points, the rank and the band, as they stand."""

    total: Fraction
    rank: int
    band: Band | None


class Moves(NamedTuple):
    """In how many draws a unit has a better, the same or a worse rank than it has without what is asked."""

    up: int
    level: int
    down: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where one unit lands; ``bands`` are from the top down, and last none of them, each with its draws."""

    unit: str
    name: str | None
    now: Standing
    total: Spread[Fraction]
    rank: Spread[int]
    bands: tuple[tuple[Band | None, int], ...]
    moves: Moves | None


@dataclass(frozen=True, slots=True)
class League:
    """The units of one kind and period, in the order in which they stand."""

    kind: str
    period: str
    units: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is not simulated, and why: it has no score, is not complete, or is there twice."""

    row: int
    unit: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """The whole result; ``draws`` is 1 where nothing is left to chance.

    ``doubtful`` scores were made by the exact engine, the others by columns; all are exact as published.
    """

    scenario: Scenario
    draws: int
    leagues: tuple[League, ...]
    left_out: tuple[LeftOut, ...]
    doubtful: int

    def share(self, draws: int) -> Fraction:
        """Return so many draws as a part of all."""
        return Fraction(draws, self.draws)
