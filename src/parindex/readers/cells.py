"""Cells by row and column, as workbooks name them: ``B3``."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from parindex.errors import Place

__all__ = ["LAST_ROW", "Range", "Spot", "letters", "place", "range_at", "range_name", "spot_at"]

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# The last row and column that the format knows.
LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384

# The first row and column of some cells, and the last; a file may have very many of them.
Range = tuple[int, int, int, int]


class Spot(NamedTuple):
    """A row and a column, both counted from 1."""

    row: int
    column: int

    @property
    def reference(self) -> str:
        """Return the name of the cell.

        >>> Spot(3, 2).reference
        'B3'
        """
        return f"{letters(self.column)}{self.row}"


def spot_at(reference: str) -> Spot | None:
    """Return the row and column of a reference, or nothing when it is none."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    row, column = int(found[2]), _column(found[1])
    return Spot(row, column) if row <= LAST_ROW and column <= _LAST_COLUMN else None


@cache
def _column(name: str) -> int:
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def range_at(reference: str) -> Range | None:
    """Return the sides of a range, or nothing when it is none.

    >>> range_at("B3:D9")
    (3, 2, 9, 4)
    """
    first, _, last = reference.partition(":")
    begin, end = spot_at(first), spot_at(last)
    return None if begin is None or end is None else (*begin, *end)


def range_name(cells: Range) -> str:
    """Return the name of a range.

    >>> range_name((3, 2, 9, 4))
    'B3:D9'
    """
    top, left, bottom, right = cells
    return f"{Spot(top, left).reference}:{Spot(bottom, right).reference}"


@cache
def letters(column: int) -> str:
    """Return the letters of a column.

    >>> letters(1), letters(26), letters(27), letters(256)
    ('A', 'Z', 'AA', 'IV')
    """
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def place(file: str, sheet: str, reference: str) -> Place:
    """Return the place of a cell; its sheet and reference stand in the name of the file."""
    spot = spot_at(reference) or Spot(1, 1)
    return Place(f"{file}:{sheet}!{reference}", spot.row, spot.column)
