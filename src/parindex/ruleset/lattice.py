"""The attainable scores: exactly which points an item can come to, as closed spans of fractions.

Rounding inside the tree is taken over the ends of a span only, so that a span may hold more than is attainable but never less.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import ceil, lcm
from typing import assert_never

from parindex.exact import ZERO, Rounding
from parindex.ruleset.model import Ruleset, stated
from parindex.ruleset.tree import Node
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    RatioScale,
    Scale,
    StepsScale,
    SurveyScale,
)

__all__ = ["Spans", "attainable", "index_spans"]

Spans = tuple[tuple[Fraction, Fraction], ...]
"""Closed spans, in order and apart; a single point is a span of no width. Never empty."""


def index_spans(ruleset: Ruleset, tree: Node) -> Spans:
    """Return the attainable indexes in percent, when everything that applies to the kind of unit is applicable."""
    policies = ruleset.policies
    spans = attainable(tree)
    if policies.above_max.value != "allow":
        spans = _clamp(spans, ZERO, tree.bound)
    spans = tuple((100 * low / tree.bound, 100 * high / tree.bound) for low, high in spans)
    return _rounded(spans, policies.rounding.value.rounding) if policies.band_on.value == "published" else spans


@lru_cache(maxsize=4096)
def attainable(node: Node) -> Spans:
    """Return the attainable points of an item."""
    if not node.applies:
        return ((ZERO, ZERO),)
    if node.item.scale is not None:
        # A rejected or zero entry gives 0 on every scale.
        points = _merge([(ZERO, ZERO), *_scale_spans(node.item.scale, node.bound)])
        return tuple((-high, -low) for low, high in reversed(points)) if node.role == "penalty" else points
    spans: Spans = ((ZERO, ZERO),)
    for child in node.nodes:
        spans = _sum(spans, attainable(child))
    if node.item.rescale:
        total = sum((child.bound for child in node.nodes if child.applies and child.counts), ZERO)
        spans = tuple((low * node.bound / total, high * node.bound / total) for low, high in spans) if total else spans
    floor = node.item.floor if node.item.floor is not None else node.least
    cap = stated(node.item.cap)
    return _clamp(spans, floor, spans[-1][1] if cap is None else cap)


def _scale_spans(scale: Scale, maximum: Fraction) -> Iterable[tuple[Fraction, Fraction]]:
    match scale:
        case LevelsScale():
            return _points(level.points for level in scale.levels)
        case StepsScale():
            return _points(step.points for step in scale.steps)
        case ChecklistScale():
            return _sums([tick.points for tick in scale.ticks])
        case CountScale():
            times = ceil(maximum / scale.each)
            return _points(min(maximum, scale.each * count) for count in range(times + 1))
        case DeductionScale():
            return _deductions([kind.points for kind in scale.kinds], maximum)
        case DirectScale(grid=None) | SurveyScale():
            return [(ZERO, maximum)]
        case DirectScale():
            grid = scale.grid or maximum
            return _points(grid * count for count in range(int(maximum // grid) + 1))
        case RatioScale():
            least = maximum * min(Fraction(1), (scale.zero_below or ZERO) / scale.full_at)
            return [(least, maximum)]
        case _:
            assert_never(scale)


def _points(values: Iterable[Fraction]) -> list[tuple[Fraction, Fraction]]:
    return [(value, value) for value in values]


def _sums(values: list[Fraction]) -> list[tuple[Fraction, Fraction]]:
    sums = {ZERO}
    for value in values:
        sums |= {total + value for total in sums}
    return _points(sums)


def _deductions(costs: list[Fraction], maximum: Fraction) -> list[tuple[Fraction, Fraction]]:
    left, new = {maximum}, {maximum}
    while new:
        new = {max(ZERO, points - cost) for points in new for cost in costs} - left
        left |= new
    return _points(left)


def _sum(left: Spans, right: Spans) -> Spans:
    """Add two sets of spans, in whole numbers over their common denominator."""
    unit = lcm(*(end.denominator for span in (*left, *right) for end in span))
    first, second = _scaled(left, unit), _scaled(right, unit)
    sums = sorted({(a + c, b + d) for a, b in first for c, d in second})
    merged = [sums[0]]
    for low, high in sums[1:]:
        if low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple((Fraction(low, unit), Fraction(high, unit)) for low, high in merged)


def _scaled(spans: Spans, unit: int) -> list[tuple[int, int]]:
    return [(int(low * unit), int(high * unit)) for low, high in spans]


def _merge(spans: Iterable[tuple[Fraction, Fraction]]) -> Spans:
    return _sum(tuple(sorted(spans)), ((ZERO, ZERO),))


def _clamp(spans: Spans, floor: Fraction, cap: Fraction) -> Spans:
    return _merge((min(max(low, floor), cap), min(max(high, floor), cap)) for low, high in spans)


def _rounded(spans: Spans, rounding: Rounding) -> Spans:
    return _merge((rounding.apply(low), rounding.apply(high)) for low, high in spans)
