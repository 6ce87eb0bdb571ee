"""Sets of pairs of figures, one under each of two rulesets: unions of hexagons, exact fractions throughout.

A cell is closed and convex: x from ``x0`` to ``x1``, y from ``y0`` to ``y1``, and y - x from ``d0`` to
``d1``, every bound attained. Sums, floors and caps are exact. Rescaling by two shares, two roundings,
and more cells than are listed give a set that holds more pairs than there are, never fewer.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, lcm
from typing import NamedTuple

from parindex.exact import ZERO, Rounding

__all__ = [
    "Cell",
    "Cells",
    "Sums",
    "add",
    "between",
    "box",
    "capped",
    "clip",
    "floored",
    "gather",
    "point",
    "rounded",
    "scaled",
    "turned",
]

_CELLS = 400  # as many cells of one set as are kept apart
_KEPT = 64  # as many cells as are made of more than that
_PAIRS = 400_000  # as many pairs of cells as one sum adds
_PIECES = 16  # as many pieces as a slant is cut into


class Cell(NamedTuple):
    """Pairs (x, y) between three pairs of bounds, each of them attained."""

    x0: Fraction
    x1: Fraction
    y0: Fraction
    y1: Fraction
    d0: Fraction
    d1: Fraction


Cells = tuple[Cell, ...]


def point(x: Fraction, y: Fraction) -> Cell:
    """Return one pair."""
    return Cell(x, x, y, y, y - x, y - x)


def box(x: tuple[Fraction, Fraction], y: tuple[Fraction, Fraction]) -> Cell:
    """Return every pair of two spans."""
    return Cell(*x, *y, y[0] - x[1], y[1] - x[0])


def between(first: tuple[Fraction, Fraction], last: tuple[Fraction, Fraction]) -> Cells:
    """Return the pairs from one to another in a straight line; a slant is cut into pieces.

    >>> between((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1)))[0].d1
    Fraction(0, 1)
    """
    across, up = last[0] - first[0], last[1] - first[1]
    pieces = 1 if across == up or not across or not up else _PIECES
    ends = [
        (first[0] + across * Fraction(at, pieces), first[1] + up * Fraction(at, pieces))
        for at in range(pieces + 1)
    ]
    return tuple(_span(*pair) for pair in pairwise(ends))


def _span(one: tuple[Fraction, Fraction], two: tuple[Fraction, Fraction]) -> Cell:
    xs, ys = sorted((one[0], two[0])), sorted((one[1], two[1]))
    ds = sorted((one[1] - one[0], two[1] - two[0]))
    return Cell(xs[0], xs[1], ys[0], ys[1], ds[0], ds[1])


def turned(cell: Cell) -> Cell:
    """Return the pairs the other way round."""
    return Cell(cell.y0, cell.y1, cell.x0, cell.x1, -cell.d1, -cell.d0)


def clip(
    cell: Cell,
    x: tuple[Fraction | None, Fraction | None] = (None, None),
    y: tuple[Fraction | None, Fraction | None] = (None, None),
) -> Cell | None:
    """Return the pairs of a cell within closed bounds, or nothing."""
    return _tight(
        Cell(
            cell.x0 if x[0] is None else max(cell.x0, x[0]),
            cell.x1 if x[1] is None else min(cell.x1, x[1]),
            cell.y0 if y[0] is None else max(cell.y0, y[0]),
            cell.y1 if y[1] is None else min(cell.y1, y[1]),
            cell.d0,
            cell.d1,
        )
    )


def _tight(cell: Cell) -> Cell | None:
    """Draw in every bound to where it is attained: of three differences, a way has at most two steps."""
    x0, x1, y0, y1, d0, d1 = cell
    drawn = Cell(
        max(x0, y0 - d1),
        min(x1, y1 - d0),
        max(y0, x0 + d0),
        min(y1, x1 + d1),
        max(d0, y0 - x1),
        min(d1, y1 - x0),
    )
    held = drawn.x0 <= drawn.x1 and drawn.y0 <= drawn.y1 and drawn.d0 <= drawn.d1
    return drawn if held else None


def add(left: Cells, right: Cells) -> Cells:
    """Add two sets pair by pair, in whole numbers over their common denominator."""
    unit, (first, second) = _in_whole((left, right))
    return _in_parts(_added(first, second), unit)


_Whole = tuple[int, int, int, int, int, int]


class Sums:
    """The sums of the last of some sets: of all, of all but the first, and so on to none.

    ``steps`` is how many pairs of cells were added.
    """

    def __init__(self, sets: Iterable[Cells]) -> None:
        """Add them up from the last one on, in whole numbers over one denominator."""
        self._unit, parts = _in_whole(sets)
        self.steps = 0
        sums: list[list[_Whole]] = [[(0, 0, 0, 0, 0, 0)]]
        for part in reversed(parts):
            self.steps += len(part) * len(sums[-1])
            sums.append(_added(part, sums[-1]))
        self._sums = sums[::-1]
        self._known: dict[int, Cells] = {}

    def __getitem__(self, at: int) -> Cells:
        """Return the sum of the sets from one on."""
        if at not in self._known:
            self._known[at] = _in_parts(self._sums[at], self._unit)
        return self._known[at]


def _in_whole(sets: Iterable[Cells]) -> tuple[int, list[list[_Whole]]]:
    """Return a common denominator of all ends, and the sets in whole numbers over it."""
    parts = [*sets]
    unit = lcm(*{end.denominator for part in parts for cell in part for end in cell})
    return unit, [[_over(cell, unit) for cell in part] for part in parts]


def _over(cell: Cell, unit: int) -> _Whole:
    x0, x1, y0, y1, d0, d1 = (end.numerator * (unit // end.denominator) for end in cell)
    return x0, x1, y0, y1, d0, d1


def _in_parts(cells: Iterable[_Whole], unit: int) -> Cells:
    return tuple(Cell(*(Fraction(end, unit) for end in cell)) for cell in cells)


def _added(first: list[_Whole], second: list[_Whole]) -> list[_Whole]:
    if len(first) * len(second) > _PAIRS:
        first, second = _coarse(first), _coarse(second)
    whole = _merged(
        {
            (a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5])
            for a in first
            for b in second
        }
    )
    return whole if len(whole) <= _CELLS else _coarse(whole)


def _merged(cells: set[_Whole]) -> list[_Whole]:
    """Join the cells of one difference that meet: what unchanged items add."""
    kept = [cell for cell in cells if cell[4] != cell[5]]
    for cell in sorted((cell for cell in cells if cell[4] == cell[5]), key=lambda each: (each[4], each[0])):
        last = kept[-1] if kept else None
        if last is not None and last[4] == last[5] == cell[4] and cell[0] <= last[1]:
            end = max(last[1], cell[1])
            kept[-1] = (last[0], end, last[2], end + cell[4], cell[4], cell[4])
        else:
            kept.append(cell)
    return sorted(kept)


def gather(cells: Iterable[Cell]) -> Cells:
    """Return a set without what is there twice."""
    return add(tuple(dict.fromkeys(cells)), (point(ZERO, ZERO),))


def _coarse(cells: Iterable[_Whole]) -> list[_Whole]:
    """Make one cell of all cells of one difference, and few of the slanting rest: neighbours together."""
    level: dict[int, list[_Whole]] = {}
    rest = []
    for cell in sorted(cells):
        if cell[4] == cell[5]:
            level.setdefault(cell[4], []).append(cell)
        else:
            rest.append(cell)
    groups = [*level.values()]
    if len(groups) > _KEPT:
        rest, groups = sorted(cells), []
    size = -(-len(rest) // _KEPT) or 1
    groups += [rest[at : at + size] for at in range(0, len(rest), size)]
    return [_hull(group) for group in groups]


def _hull(cells: list[_Whole]) -> _Whole:
    x0, x1, y0, y1, d0, d1 = zip(*cells, strict=True)
    return min(x0), max(x1), min(y0), max(y1), min(d0), max(d1)


# What an item does with its sum, on the side of x


def floored(cells: Cells, least: Fraction) -> Cells:
    """Lift every x below a floor to it."""
    kept = [cell if cell.x0 >= least else clip(cell, (least, None)) for cell in cells]
    lifted = [clip(cell, (None, least)) for cell in cells if cell.x0 < least]
    return tuple(dict.fromkeys([*filter(None, kept), *_pinned(lifted, least)]))


def capped(cells: Cells, most: Fraction) -> Cells:
    """Lower every x above a cap to it."""
    kept = [cell if cell.x1 <= most else clip(cell, (None, most)) for cell in cells]
    lowered = [clip(cell, (most, None)) for cell in cells if cell.x1 > most]
    return tuple(dict.fromkeys([*filter(None, kept), *_pinned(lowered, most)]))


def _pinned(cells: Iterable[Cell | None], x: Fraction) -> Iterable[Cell]:
    return [box((x, x), (cell.y0, cell.y1)) for cell in cells if cell is not None]


def scaled(cells: Cells, share: Fraction, other: Fraction) -> Cells:
    """Multiply x and y by two shares, neither below 0."""
    if share == other:
        return tuple(Cell(*(end * share for end in cell)) for cell in cells)
    return gather(part for cell in cells for part in _slanted(cell, share, other))


def _slanted(cell: Cell, share: Fraction, other: Fraction) -> Iterable[Cell]:
    width = cell.x1 - cell.x0
    pieces = _PIECES if width else 1
    for at in range(pieces):
        span = (cell.x0 + width * Fraction(at, pieces), cell.x0 + width * Fraction(at + 1, pieces))
        part = clip(cell, span)
        if part is not None:
            ds = [y * other - x * share for x, y in _corners(part)]
            yield Cell(part.x0 * share, part.x1 * share, part.y0 * other, part.y1 * other, min(ds), max(ds))


def _corners(cell: Cell) -> Iterable[tuple[Fraction, Fraction]]:
    """Give every corner of a hexagon: each lies on a bound of x or of y."""
    for x in (cell.x0, cell.x1):
        yield from ((x, max(cell.y0, x + cell.d0)), (x, min(cell.y1, x + cell.d1)))
    for y in (cell.y0, cell.y1):
        yield from ((max(cell.x0, y - cell.d1), y), (min(cell.x1, y - cell.d0), y))


def rounded(cells: Cells, one: Rounding | None, two: Rounding | None) -> Cells:
    """Round x and y, each as its side rounds."""
    return gather(_rounded(cell, one, two) for cell in cells) if one or two else cells


def _rounded(cell: Cell, one: Rounding | None, two: Rounding | None) -> Cell:
    x0, x1 = (one.apply(end) if one else end for end in cell[:2])
    y0, y1 = (two.apply(end) if two else end for end in cell[2:4])
    if one is not None and one == two and _even(cell, one):
        d0, d1 = cell.d0, cell.d1
    else:
        slack = _most_moved(one) + _most_moved(two)
        d0, d1 = cell.d0 - slack, cell.d1 + slack
        if one is not None and one == two:
            unit = Fraction(1, 10**one.digits)
            d0, d1 = ceil(d0 / unit) * unit, floor(d1 / unit) * unit
    drawn = _tight(Cell(x0, x1, y0, y1, d0, d1))
    assert drawn is not None  # noqa: S101 (a cell holds a pair, and the pair rounded is in all bounds)
    return drawn


def _even(cell: Cell, rounding: Rounding) -> bool:
    """Tell whether one rounding moves both figures of every pair alike."""
    if cell.d0 != cell.d1:
        return False
    one_side = min(cell.x0, cell.y0) >= 0 or max(cell.x1, cell.y1) <= 0
    # To the even neighbour a shift by an odd number of units is no shift of the result.
    units = cell.d0 * 10**rounding.digits / (2 if rounding.mode == "half-even" else 1)
    return not cell.d0 or (one_side and units.denominator == 1)


def _most_moved(rounding: Rounding | None) -> Fraction:
    if rounding is None:
        return ZERO
    return Fraction(1, 10**rounding.digits * (2 if rounding.mode in {"half-up", "half-even"} else 1))
