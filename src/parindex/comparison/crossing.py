"""Where two rulesets give one pair of totals two different bands."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from parindex.comparison.cells import Cell, clip
from parindex.comparison.joint import Joint
from parindex.comparison.sides import Side, Span
from parindex.exact import Rounding

__all__ = ["Crossing", "crossings"]

_FAR = Fraction(10**40)
# Closer to an edge that is not in a span than any total that can be written.
_HAIR = Fraction(1, 10**60)


class Crossing(NamedTuple):
    """Totals under the one and the other, in points, that come to two different bands."""

    x: Span
    y: Span


class _Edge(NamedTuple):
    """The least total of a band, or the total just below it: in points."""

    total: Fraction
    attained: bool


class _Class(NamedTuple):
    """A band, or none, from one edge to before the next."""

    band: str | None
    low: _Edge
    high: _Edge


def crossings(joint: Joint) -> tuple[Crossing, ...]:
    """Return where the joint set of the root holds pairs of totals in two different bands, the widest first.

    Empty means proven: no pair of the set has two bands. A pair may be in the set that no assessment gives.
    """
    ones, twos = _classes(joint.one), _classes(joint.two)
    found: dict[Crossing, Fraction] = {}
    for cell in joint.cells(joint.root):
        for one in (each for each in ones if _meets(each, cell.x0, cell.x1)):
            for two in (each for each in twos if _meets(each, cell.y0, cell.y1)):
                part = _part(cell, one, two) if one.band != two.band else None
                if part is not None:
                    found[_inside(part, one, two)] = min(part.x1 - part.x0, part.y1 - part.y0)
    return tuple(sorted(found, key=lambda each: (-found[each], each)))


def _meets(each: _Class, low: Fraction, high: Fraction) -> bool:
    return each.low.total <= high and low <= each.high.total


def _part(cell: Cell, one: _Class, two: _Class) -> Cell | None:
    """Return the pairs in both classes, with their edges; nothing where only excluded edges are left."""
    part = clip(cell, (one.low.total, one.high.total), (two.low.total, two.high.total))
    if part is None:
        return None
    # What is convex lies on several edges only when it lies on one of them.
    outside = (
        (not one.low.attained and part.x1 == one.low.total)
        or (one.high.attained and part.x0 == one.high.total)
        or (not two.low.attained and part.y1 == two.low.total)
        or (two.high.attained and part.y0 == two.high.total)
    )
    return None if outside else part


def _inside(part: Cell, one: _Class, two: _Class) -> Crossing:
    x, y = (
        (
            low + _HAIR * (low == each.low.total and not each.low.attained),
            high - _HAIR * (high == each.high.total and each.high.attained),
        )
        for each, low, high in ((one, part.x0, part.x1), (two, part.y0, part.y1))
    )
    return Crossing(x, y)


def _classes(side: Side) -> list[_Class]:
    """Return the bands of one side as spans of the total, as they are looked up: from the top down."""
    bands = side.ruleset.bands
    classes = []
    high = _Edge(_FAR, attained=True)
    if bands and bands[0].to is not None:
        above = _edge(side, bands[0].to, above=True)
        classes.append(_Class(None, above, high))
        high = above
    for band in bands:
        low = _edge(side, band.from_, above=False)
        if (low.total, not low.attained) < (high.total, not high.attained):
            classes.append(_Class(band.key, low, high))
            high = low
    return [*classes, _Class(None, _Edge(-_FAR, attained=True), high)]


def _edge(side: Side, figure: Fraction, *, above: bool) -> _Edge:
    """Return where the totals begin that come to a figure in percent, or above it."""
    policies = side.ruleset.policies
    index, attained = figure, not above
    if policies.band_on.value == "published":
        rounding = side.rounding
        units = floor(figure * 10**rounding.digits) + 1 if above else ceil(figure * 10**rounding.digits)
        index = _least(rounding, units)
        attained = rounding.units(index) >= units
    return _Edge(index * side.applicable_max(side.tree) / 100, attained)


def _least(rounding: Rounding, units: int) -> Fraction:
    """Return the greatest lower bound of what is rounded to so many units or more, none of them below 0."""
    if units <= 0:
        return -_FAR
    less = {"half-up": Fraction(1, 2), "half-even": Fraction(1, 2), "down": Fraction(0), "up": Fraction(1)}
    return (units - less[rounding.mode]) * Fraction(1, 10**rounding.digits)
