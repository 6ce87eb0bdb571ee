"""Inner items as cells: what scoring does with the points below an item, in its order, at both ends."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from parindex.exact import ONE, ZERO, Rounding, add
from parindex.formula.integers import (
    Cells,
    Fixed,
    choose,
    clamp,
    constant,
    divide,
    linear,
    round_off,
)
from parindex.ruleset.model import stated
from parindex.ruleset.tree import Node

__all__ = ["Applicable", "combined", "inner_max", "known", "leaf_max", "limited", "settled", "summed_max"]


@dataclass(frozen=True, slots=True)
class Applicable:
    """An applicable max: an exact figure that changes with what is not applicable, and its least above 0."""

    figure: Fixed
    smallest: Fraction


def known(figure: Fixed) -> Fraction | None:
    """Return the value of a figure that does not change."""
    return Fraction(figure.least, figure.den) if figure.least == figure.most else None


def _stable(value: Fraction) -> Applicable:
    return Applicable(constant(value), value)


def leaf_max(cells: Cells, node: Node, status: str) -> Applicable:
    """Return the applicable max of a leaf: 0 where it is excluded as not applicable."""
    if not node.counts:
        return _stable(ZERO)
    if node.not_applicable != "exclude":
        return _stable(node.bound)
    figure = choose(cells, [(f"{status}=4", constant(ZERO))], constant(node.bound))
    return Applicable(figure, node.bound)


def summed_max(cells: Cells, below: list[Applicable]) -> Applicable:
    """Return the sum of the applicable maxima of what stands below an item."""
    figure = linear(cells, [(ONE, each.figure) for each in below])
    always = add(Fraction(each.figure.least, each.figure.den) for each in below)
    positive = [each.smallest for each in below if each.smallest]
    return Applicable(figure, always or min(positive, default=ZERO))


def inner_max(cells: Cells, node: Node, below: Applicable) -> Applicable:
    """Return the applicable max of an inner item, from the sum of those below it."""
    if not node.counts:
        return _stable(ZERO)
    if any(child.applies and child.item.max is None for child in node.nodes):
        return _stable(node.bound)
    if not node.item.rescale:
        return below
    if below.figure.least > 0:
        return _stable(node.bound)
    figure = choose(cells, [(f"{below.figure.low}=0", constant(ZERO))], constant(node.bound))
    return Applicable(figure, node.bound)


def combined(cells: Cells, node: Node, points: Fixed, below: Applicable) -> Fixed:
    """Take the sum of an inner item through rescale, floor and cap."""
    item = node.item
    if item.rescale and item.max is not None:
        points = _rescaled(cells, points, below, item.max)
    points = clamp(cells, points, item.floor if item.floor is not None else node.least, above=False)
    cap = stated(item.cap)
    return points if cap is None else clamp(cells, points, cap, above=True)


def _rescaled(cells: Cells, points: Fixed, below: Applicable, maximum: Fraction) -> Fixed:
    value = known(below.figure)
    if value is not None:
        return linear(cells, [(maximum / value if value else ZERO, points)])
    return divide(cells, points, below.figure, maximum, int(below.smallest * below.figure.den))


def limited(cells: Cells, points: Fixed, maximum: Fraction, policy: str) -> Fixed:
    """Return points that the policy keeps at a maximum, or lets go above it."""
    return clamp(cells, points, maximum, above=True) if policy == "cap" else points


def settled(cells: Cells, node: Node, points: Fixed, rounding: Rounding) -> Fixed:
    """Round the points of an item where the policy of rounding names it."""
    return round_off(cells, points, rounding) if node.rounded else points
