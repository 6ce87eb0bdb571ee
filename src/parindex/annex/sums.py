"""Sums that a spreadsheet was told to work out, added up anew from the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from parindex.annex.figures import points_of
from parindex.annex.grid import Cell, Grid
from parindex.errors import Problem, problem
from parindex.exact import ZERO, parse_number

__all__ = ["Sums"]

_RANGE = "[A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?"
_SUM = re.compile(rf"SUM\(({_RANGE}(?:[,;]{_RANGE})*)\)|({_RANGE}(?:\+{_RANGE})*)")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DEPTH = 8  # sums of sums; fields of criteria of parts come to three
_ROWS = 2_000  # of one range
_STEPS = 20_000  # cells looked at for one table


class Sums:
    """What the cells of a table hold as points, sums added up anew."""

    def __init__(self, grid: Grid) -> None:
        cells = (cell for row in grid.rows for cell in row.cells.values())
        self.cells = {cell.name: cell for cell in cells}
        self.left = _STEPS

    def points(self, cell: Cell, depth: int = _DEPTH) -> Fraction | None:
        """Return the points that a cell holds, or nothing when it holds something else."""
        if not cell.formula:
            return _points(cell)
        found = _SUM.fullmatch(cell.formula.replace("$", "").replace(" ", "").upper())
        if found is None or depth == 0:
            return None
        total = ZERO
        for part in re.split("[,;+]", found[1] or found[2]):
            names = _names(part)
            self.left -= len(names)
            for summed in (self.cells[name] for name in names if name in self.cells):
                points = self.points(summed, depth - 1)
                # A spreadsheet passes over words, but a sum that cannot be worked out spoils this one.
                if self.left < 0 or (points is None and summed.formula):
                    return None
                total += points or ZERO
            if not names:
                return None
        return total

    def remarks(self, column: int) -> Iterator[Problem]:
        """Say of every formula in a column what it comes to."""
        for cell in self.cells.values():
            if not cell.formula or cell.place.column != column:
                continue
            points, found = self.points(cell), f"={cell.formula}"
            said = (
                problem("W-ANNEX-NO-SUM", cell=cell.name, found=found)
                if points is None
                else problem("W-ANNEX-FORMULA", cell=cell.name, found=found, points=points)
            )
            yield said.located(cell.place)


def _points(cell: Cell) -> Fraction | None:
    """Return the points of a cell: a number says what it says, a text may say something else."""
    if not cell.number:
        return points_of(cell.text)
    try:
        return parse_number(cell.text)
    except ValueError:
        return None


def _names(part: str) -> list[str]:
    """Return the cells of a range down one column; none for a range of any other form."""
    first, _, last = part.partition(":")
    one, two = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if one is None or two is None or one[1] != two[1] or int(two[2]) - int(one[2]) >= _ROWS:
        return []
    return [f"{one[1]}{row}" for row in range(int(one[2]), int(two[2]) + 1)]
