"""Answers of a leaf that one of two rulesets alone reads: the points that they give there."""

from __future__ import annotations

from fractions import Fraction

from parindex.comparison.carrying import same_marks, unit_of
from parindex.comparison.shared import points_of
from parindex.exact import ONE
from parindex.fields import FrozenMap
from parindex.ruleset.tree import Node
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    RatioScale,
    StepsScale,
    SurveyScale,
)
from parindex.scales.steps import top

__all__ = ["strays"]

Span = tuple[Fraction, Fraction]


def strays(one: Node, two: Node) -> tuple[Span, ...]:
    """Return where the points lie that the one gives for answers which the other does not read.

    Empty where the other reads every answer of the one. The spans may hold more points than there are.
    """
    match one.item.scale, two.item.scale:
        case LevelsScale() as a, LevelsScale() as b:
            known = {level.key for level in b.levels}
            own = [FrozenMap({"level": each.key}) for each in a.levels if each.key not in known]
            return tuple((points, points) for each in own if (points := points_of(one, each)) is not None)
        case ChecklistScale() as a, ChecklistScale() as b:
            read_by_both = {each.key for each in a.ticks} <= {each.key for each in b.ticks}
        case DeductionScale() as a, DeductionScale() as b:
            read_by_both = {each.key for each in a.kinds} <= {each.key for each in b.kinds}
        case CountScale(), CountScale():
            read_by_both = True
        case (StepsScale() | RatioScale()) as a, (StepsScale() | RatioScale()) as b:
            ends = _end(a), _end(b)
            read_by_both = unit_of(a) == unit_of(b) and (
                ends[1] is None or (ends[0] is not None and ends[0] <= ends[1])
            )
        case DirectScale(), (DirectScale() | SurveyScale()):
            read_by_both = same_marks(one, two)
        case SurveyScale() as a, SurveyScale() as b:
            refused = a.empty == "reweight" and b.empty == "refuse"
            read_by_both = same_marks(one, two) and _ballot(a) == _ballot(b) and not refused
        case _:
            read_by_both = False
    return () if read_by_both else ((one.least, one.most),)


def _end(scale: StepsScale | RatioScale) -> Fraction | None:
    """Return the greatest figure that a scale reads, in its own unit; nothing where there is none."""
    return max(ONE, scale.full_at) if isinstance(scale, RatioScale) else top(scale)


def _ballot(scale: SurveyScale) -> tuple[set[str], set[str]]:
    return {group.key for group in scale.groups}, {option.key for option in scale.options}
