"""The attainable scores: exactly which points an item can come to, as closed spans of fractions.

Rounding inside the tree is taken over the ends of a span only, and a set too large to list becomes one span
from its least to its most: a span may hold more than is attainable, never less, and its ends are attained.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from math import ceil, lcm
from typing import assert_never

from parindex.exact import ZERO, Rounding, add
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
from parindex.scales.steps import reached

__all__ = ["Spans", "applicable_max", "attainable", "index_spans"]

Spans = tuple[tuple[Fraction, Fraction], ...]
"""Closed spans, in order and apart; a single point is a span of no width. Never empty."""

# Far above any real instrument: the points of one scale, and the pairs of spans that one sum adds.
_POINTS = 10_000
_PAIRS = 1_000_000


def index_spans(ruleset: Ruleset, tree: Node) -> Spans:
    """Return the attainable indexes in percent, while nothing is declared not applicable."""
    policies, rounding = ruleset.policies, ruleset.policies.rounding.value.rounding
    maximum = applicable_max(tree)
    if not maximum:
        return ((ZERO, ZERO),)
    spans = tuple((100 * low / maximum, 100 * high / maximum) for low, high in attainable(tree, rounding))
    if policies.above_max.value != "allow":
        spans = _clamp(spans, ZERO, Fraction(100))
    return _rounded(spans, rounding) if policies.band_on.value == "published" else spans


@lru_cache(maxsize=4096)
def attainable(node: Node, rounding: Rounding) -> Spans:
    """Return the attainable points of an item, rounded where it is rounded; the root's before `above_max`."""
    if not node.applies:
        return ((ZERO, ZERO),)
    spans = _inner_spans(node, rounding) if node.item.scale is None else _leaf_spans(node.item.scale, node)
    return _rounded(spans, rounding) if node.rounded else spans


def _leaf_spans(scale: Scale, node: Node) -> Spans:
    # A rejected or zero entry gives 0 on every scale.
    points = _merge([(ZERO, ZERO), *_scale_spans(scale, node.bound)])
    return tuple((-high, -low) for low, high in reversed(points)) if node.role == "penalty" else points


def _inner_spans(node: Node, rounding: Rounding) -> Spans:
    spans: Spans = ((ZERO, ZERO),)
    for child in node.nodes:
        spans = _sum(spans, attainable(child, rounding))
    if node.item.rescale:
        total = add([applicable_max(child) for child in node.nodes])
        share = node.bound / total if total else ZERO
        spans = _merge((low * share, high * share) for low, high in spans)
    floor = node.item.floor if node.item.floor is not None else node.least
    cap = stated(node.item.cap)
    return _clamp(spans, floor, max(floor, spans[-1][1]) if cap is None else cap)


def applicable_max(node: Node) -> Fraction:
    """Return the applicable max of an item of which nothing is declared not applicable, as it is scored."""
    if not node.applies or not node.counts:
        return ZERO
    if node.item.scale is not None:
        return node.bound
    total = add([applicable_max(child) for child in node.nodes])
    unstated = any(child.applies and child.item.max is None for child in node.nodes)
    return node.bound if unstated or (node.item.rescale and total) else total


def _scale_spans(scale: Scale, maximum: Fraction) -> Iterable[tuple[Fraction, Fraction]]:
    match scale:
        case LevelsScale():
            return _points((level.points for level in scale.levels), maximum)
        case StepsScale():
            return _points((step.points for step in reached(scale)), maximum)
        case ChecklistScale():
            return _points(_sums([tick.points for tick in scale.ticks]), maximum)
        case CountScale():
            times = ceil(maximum / scale.each)
            return _points((min(maximum, scale.each * count) for count in range(times + 1)), maximum)
        case DeductionScale():
            return _points(_deductions([kind.points for kind in scale.kinds], maximum), maximum)
        case DirectScale(grid=None) | SurveyScale():
            return [(ZERO, maximum)]
        case DirectScale():
            grid = scale.grid or maximum
            times = int(maximum // grid)
            return _points((grid * count for count in range(times + 1)), grid * times)
        case RatioScale():
            least = maximum * min(Fraction(1), (scale.zero_below or ZERO) / scale.full_at)
            return [(least, maximum)]
        case _:
            assert_never(scale)


def _points(values: Iterable[Fraction], most: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Give each value as a span of no width, or one span from 0 to the most when there are too many."""
    listed = list(islice(values, _POINTS + 1))
    return [(ZERO, most)] if len(listed) > _POINTS else [(value, value) for value in listed]


def _sums(values: list[Fraction]) -> set[Fraction]:
    """Add up each choice of values, as long as the sums can be listed."""
    sums = {ZERO}
    for value in values:
        if len(sums) > _POINTS:
            break
        sums |= {total + value for total in sums}
    return sums


def _deductions(costs: list[Fraction], maximum: Fraction) -> set[Fraction]:
    """Take off each number of faults, as long as what is left can be listed."""
    left, new = {maximum}, {maximum}
    while new and len(left) <= _POINTS:
        new = {max(ZERO, points - cost) for points in new for cost in costs} - left
        left |= new
    return left


def _sum(left: Spans, right: Spans) -> Spans:
    """Add two sets of spans, in whole numbers over their common denominator."""
    if len(left) * len(right) > _PAIRS:
        left, right = _hull(left), _hull(right)
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


def _hull(spans: Spans) -> Spans:
    return ((spans[0][0], spans[-1][1]),)


def _scaled(spans: Spans, unit: int) -> list[tuple[int, int]]:
    return [(int(low * unit), int(high * unit)) for low, high in spans]


def _merge(spans: Iterable[tuple[Fraction, Fraction]]) -> Spans:
    return _sum(tuple(sorted(spans)), ((ZERO, ZERO),))


def _clamp(spans: Spans, floor: Fraction, cap: Fraction) -> Spans:
    return _merge((min(max(low, floor), cap), min(max(high, floor), cap)) for low, high in spans)


def _rounded(spans: Spans, rounding: Rounding) -> Spans:
    return _merge((rounding.apply(low), rounding.apply(high)) for low, high in spans)
