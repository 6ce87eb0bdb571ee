"""How sure a survey is: each unit's figures, and the ranks that the units of a kind can have."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from parindex.analysis.distance import applicable_max
from parindex.errors import Problem, problem
from parindex.exact import ONE
from parindex.scales.survey import SurveyScale
from parindex.scoresheet import ScoreSheet, each_line
from parindex.scoring import HUNDRED
from parindex.survey.certainty import certainty, coefficients
from parindex.survey.counting import Count
from parindex.survey.influence import Influence, cross_covariance, influence, unit_covariance
from parindex.survey.points import given
from parindex.survey.ranks import rank_sets
from parindex.survey.result import Certainty, RankSet, Sampling, UnitResult

__all__ = ["Sureness"]

_RANKED = range(2, 201)  # units of a kind that are compared; the time goes with their square


class Sureness:
    """The influence of every respondent, worked out once, and what follows from it."""

    def __init__(self, count: Count, sampling: Sampling) -> None:
        self.kinds = count.design.kinds
        self.sampling = sampling
        self.moved: Influence = influence(count.sheets, count.tallies)

    def of(self, sheet: ScoreSheet) -> Certainty | Problem:
        """Return how sure a unit's figures are, or the problem why that cannot be known.

        Problems: those of `unit_covariance`; ``W-PARTIAL``, where some items that ballots score have no
        answers: a sum without them is no figure of the unit.
        """
        found = unit_covariance(self.moved, sheet.unit.key)
        if isinstance(found, Problem):
            return found
        if given(sheet) is None:
            return problem("W-PARTIAL", (sheet.unit.key,), items=", ".join(_lacking(sheet)))
        return certainty(sheet, found, self.sampling)

    def ranks(self, units: Sequence[UnitResult]) -> tuple[tuple[str, tuple[RankSet, ...]], ...]:
        """Return the ranks of each kind's units: by the exact index where all have one, else by the survey.

        A unit without survey points or without certainty has no rank.
        """
        found = []
        for kind in self.kinds:
            members = [each for each in units if each.kind == kind]
            ranked = [
                (each.sheet, each.points)
                for each in members
                if each.sheet is not None and each.points is not None and each.certainty is not None
            ]
            if len(ranked) in _RANKED:
                found.append((kind, self._rank(ranked)))
        return tuple(found)

    def _rank(self, members: Sequence[tuple[ScoreSheet, Fraction]]) -> tuple[RankSet, ...]:
        whole = all(sheet.complete for sheet, _ in members)
        scores: dict[str, Fraction] = {}
        slopes: dict[str, dict[str, float]] = {}
        for sheet, points in members:
            factor = HUNDRED / applicable_max(sheet) if whole else ONE
            scores[sheet.unit.key] = sheet.index.least if whole else points
            slopes[sheet.unit.key] = {
                key: float(factor * slope) for key, slope in coefficients(sheet).items()
            }
        return rank_sets(scores, cross_covariance(self.moved, slopes), self.sampling)


def _lacking(sheet: ScoreSheet) -> list[str]:
    """Return the items that ballots score and that are still missing."""
    leaves = (line for line in each_line(sheet.lines) if line.open and not line.lines)
    return [line.item.key for line in leaves if isinstance(line.item.scale, SurveyScale)]
