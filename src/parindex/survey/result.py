"""What a survey came to: each unit's exact points, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from parindex.assessment import Assessment
from parindex.errors import Problem
from parindex.exact import Interval
from parindex.ruleset.model import Band
from parindex.scoresheet import ScoreSheet

if TYPE_CHECKING:  # the statistics need no counting
    from parindex.survey.counting import Count

__all__ = ["Certainty", "Estimate", "RankSet", "Result", "Sampling", "UnitResult"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimated figure with its standard error, degrees of freedom and interval, to a millionth."""

    value: Fraction
    error: Fraction
    freedom: int
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the intervals were made: confidence (0.95), random draws and the seed they came from."""

    confidence: Fraction
    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure one unit's figures are.

    ``items`` are the points of each item that ballots score; ``survey`` what they give to the total, in
    points; ``index`` in percent, only of a complete score; ``margin`` the index less the lower edge of the
    next band above, ``next`` that band; ``bands`` the probability of each band, from the top down.
    """

    items: tuple[tuple[str, Estimate], ...]
    survey: Estimate
    index: Estimate | None
    next: Band | None
    margin: Estimate | None
    bands: tuple[tuple[Band, Fraction], ...]


@dataclass(frozen=True, slots=True)
class RankSet:
    """A unit's rank by the exact figures, and the ranks it can have: by itself, and all units at once.

    Equal figures share the better rank here. The official rank is that of `parindex.rank`, which follows the
    ruleset's policy.
    """

    unit: str
    rank: int
    low: int
    high: int
    all_low: int
    all_high: int


@dataclass(frozen=True, slots=True)
class UnitResult:
    """One unit: its exact score with the ballots in it, or the problems why there is none.

    ``points`` are the exact points of what ballots score, as they enter the total; ``bounds`` the least and
    the most of them had everyone answered, where populations are known; ``without`` says why there is no
    `certainty`; ``assessment`` is the one that was scored, with the tallies in it.
    """

    unit: str
    name: str
    kind: str
    sheet: ScoreSheet | None
    points: Fraction | None
    bounds: Interval[Fraction] | None
    certainty: Certainty | None
    without: Problem | None
    problems: tuple[Problem, ...] = ()
    assessment: Assessment | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """The whole survey; ``ranks`` by kind of unit, where at least two units of it have intervals."""

    count: Count
    units: tuple[UnitResult, ...]
    sampling: Sampling | None
    ranks: tuple[tuple[str, tuple[RankSet, ...]], ...]
