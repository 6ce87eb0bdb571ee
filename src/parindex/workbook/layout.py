"""What a form is made of: sheets of spots, each a text, a cell to fill in, or a figure that is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from parindex.assessment import StageName
from parindex.workbook.entries import Value
from parindex.workbook.inputs import Input

__all__ = ["Column", "Merge", "Page", "Spot", "cell", "column_name", "outside", "reference"]

Role = Literal["label", "input", "output"]
Kind = Literal["summary", "stage", "guide", "working"]
Merge = tuple[int, int, int]
"""A row, and the first and last column of the cells that are one."""


class Column(NamedTuple):
    """One column of a sheet: its key, what stands above it, and its width in letters."""

    key: str
    title: str
    width: int


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell: where it is, from 0, what it holds, and of which row and column it is.

    ``detail`` is a second, smaller text; ``input`` what is filled in, ``output`` the name of a computed
    figure, or a formula that begins with an equals sign.
    """

    row: int
    column: int
    style: str
    content: Value = ""
    role: Role = "label"
    key: str = ""
    field: str = ""
    detail: str = ""
    input: Input | None = None
    output: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: what stands in its cells, which row has which key, and which cells are merged."""

    kind: Kind
    name: str
    columns: tuple[Column, ...]
    spots: tuple[Spot, ...]
    rows: Mapping[str, int]
    header: int = 0
    merges: tuple[Merge, ...] = ()
    stage: StageName | None = None
    live: bool = False

    def column(self, key: str) -> int:
        """Return the number of a column, from 0."""
        return next(at for at, each in enumerate(self.columns) if each.key == key)


@cache
def column_name(column: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> column_name(0), column_name(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def reference(row: int, column: int) -> str:
    """Return the reference of a cell, row and column counted from 0.

    >>> reference(11, 3)
    'D12'
    """
    return f"{column_name(column)}{row + 1}"


def cell(row: int, column: int) -> str:
    """Return the reference of a cell that stays when a formula is copied.

    >>> cell(11, 3)
    '$D$12'
    """
    return f"${column_name(column)}${row + 1}"


def outside(sheet: str, row: int, column: int) -> str:
    """Return the reference of a cell of another sheet."""
    return f"'{sheet}'!{cell(row, column)}"
