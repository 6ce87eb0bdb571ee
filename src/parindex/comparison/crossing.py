"""Where two rulesets give an item different points, and where one pair of totals two different bands."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor, lcm
from typing import NamedTuple

from parindex.comparison.cells import clip
from parindex.comparison.joint import Joint
from parindex.comparison.sides import Part, Side, Span
from parindex.exact import Rounding

__all__ = ["Crossing", "crossings", "partings"]

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
    sides, cells = [_classes(side) for side in (joint.one, joint.two)], joint.cells(joint.root)
    edges = {edge.total for side in sides for each in side for edge in (each.low, each.high)}
    unit = lcm(*{end.denominator for ends in (edges, *cells) for end in ends})
    ones, twos = ([_stretch(each, unit) for each in side] for side in sides)
    found: dict[tuple[_End, _End, _End, _End], int] = {}
    for cell in cells:
        x0, x1, y0, y1, d0, d1 = (end.numerator * (unit // end.denominator) for end in cell)
        for one in (each for each in ones if each.low <= x1 and x0 <= each.high):
            for two in (each for each in twos if each.low <= y1 and y0 <= each.high):
                part = _part((x0, x1, y0, y1, d0, d1), one, two) if one.band != two.band else None
                if part is not None:
                    found[part] = min(part[1][0] - part[0][0], part[3][0] - part[2][0])
    widest = sorted(found, key=lambda each: (-found[each], each))
    return tuple(
        Crossing((_at(x0, unit), _at(x1, unit)), (_at(y0, unit), _at(y1, unit))) for x0, x1, y0, y1 in widest
    )


# A total in whole numbers; 1 just above it, -1 just below it.
_End = tuple[int, int]


class _Stretch(NamedTuple):
    """A class in whole numbers: its ends, and which way to go from an end that is not in it."""

    band: str | None
    low: int
    high: int
    up: int
    down: int


def _stretch(each: _Class, unit: int) -> _Stretch:
    low, high = (edge.total.numerator * (unit // edge.total.denominator) for edge in (each.low, each.high))
    return _Stretch(each.band, low, high, int(not each.low.attained), -int(each.high.attained))


def _at(end: _End, unit: int) -> Fraction:
    return Fraction(end[0], unit) + _HAIR * end[1]


def partings(joint: Joint, part: Part) -> Iterator[tuple[Span, Span]]:
    """Give targets of an item in which its points differ, the largest difference first."""
    cells = [cell for cell in joint.cells(part) if cell.d0 or cell.d1]
    for cell in sorted(cells, key=lambda each: -max(-each.d0, each.d1)):
        apart = max(cell.d0, cell.d1, key=abs)
        edge = clip(cell._replace(d0=apart, d1=apart))
        assert edge is not None  # noqa: S101 (every bound of a cell is attained)
        if cell.d0 == cell.d1 or cell.x0 == cell.x1 or cell.y0 == cell.y1:
            yield (edge.x1, edge.x1), (edge.y1, edge.y1)
            yield (edge.x0, edge.x0), (edge.y0, edge.y0)
        # Nearer to both than they are to each other, the points still differ.
        near, x = abs(apart) / 4, (edge.x0 + edge.x1) / 2
        for at in (edge.x1, x):
            yield (at - near, at + near), (at + apart - near, at + apart + near)


def _part(
    cell: tuple[int, int, int, int, int, int], one: _Stretch, two: _Stretch
) -> tuple[_End, _End, _End, _End] | None:
    """Return the pairs in both classes; nothing where only edges are left that are not in them."""
    x0, x1 = max(cell[0], one.low), min(cell[1], one.high)
    y0, y1 = max(cell[2], two.low), min(cell[3], two.high)
    x0, x1, y0, y1 = (
        max(x0, y0 - cell[5]),
        min(x1, y1 - cell[4]),
        max(y0, x0 + cell[4]),
        min(y1, x1 + cell[5]),
    )
    if x0 > x1 or y0 > y1:
        return None
    ends = (
        (x0, one.up * (x0 == one.low)),
        (x1, one.down * (x1 == one.high)),
        (y0, two.up * (y0 == two.low)),
        (y1, two.down * (y1 == two.high)),
    )
    # What is convex lies on several edges only when it lies on one of them.
    outside = (
        (one.up and x1 == one.low)
        or (one.down and x0 == one.high)
        or (two.up and y1 == two.low)
        or (two.down and y0 == two.high)
    )
    return None if outside else ends


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
