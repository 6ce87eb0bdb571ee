"""Cells by row and column, as workbooks name them: ``B3``."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from parindex.errors import Place

__all__ = ["LAST_ROW", "Spot", "letters", "place", "spot_at"]

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# The last row and column that the format knows.
LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


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
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    spot = Spot(int(found[2]), column)
    return spot if spot.row <= LAST_ROW and spot.column <= _LAST_COLUMN else None


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
