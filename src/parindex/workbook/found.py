"""What stands in a file that came back: sheets by name, rows by key, cells with their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from parindex.errors import Place, Problem, problem
from parindex.readers import limits
from parindex.readers.cells import Spot, spot_at
from parindex.readers.filled import Filled
from parindex.readers.xlsx import Sheet
from parindex.workbook.layout import column_name, reference

__all__ = ["Rows", "merged", "rows_of"]


@dataclass(frozen=True, slots=True)
class Rows:
    """One sheet of a file: its values, formulas and remarks by reference, and its rows by key, from 0."""

    sheet: Sheet
    values: Mapping[str, str]
    formulas: Mapping[str, str]
    filled: Filled
    rows: Mapping[str, int]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def name(self) -> str:
        """Return the name of the sheet."""
        return self.sheet.name

    def place(self, row: int, column: int) -> Place:
        """Return the place of a cell, row and column counted from 0."""
        return self.sheet.place(reference(row, column))

    def value(self, row: int, column: int) -> str:
        """Return what a cell holds, as text."""
        return self.values.get(reference(row, column), "")


def rows_of(sheet: Sheet, key_column: int) -> Rows:
    """Read the keys of a sheet: a key that stands twice names the first of its rows."""
    values = {at: text for row in sheet.rows for at, text in row.items()}
    formulas = dict(sheet.looks.formulas) if sheet.looks else {}
    filled = sheet.looks.filled if sheet.looks and sheet.looks.filled else Filled()
    rows: dict[str, int] = {}
    problems: list[Problem] = []
    letters = column_name(key_column)
    for row, text in _column(sheet, letters):
        key = text.strip()
        if key not in rows:
            rows[key] = row
        elif len(problems) <= limits.PROBLEMS:
            place = sheet.place(f"{letters}{row + 1}")
            problems.append(problem("E-FORM-TWICE", found=key, row=str(rows[key] + 1)).located(place))
    return Rows(sheet, values, formulas, filled, rows, tuple(problems))


def _column(sheet: Sheet, letters: str) -> Iterator[tuple[int, str]]:
    for row in sheet.rows:
        for at, text in row.items():
            name = at.rstrip("0123456789")
            if name == letters and text.strip():
                yield int(at[len(name) :]) - 1, text


def merged(ranges: Iterable[tuple[str, str]], last: int, right: int) -> Mapping[tuple[int, int], str]:
    """Return the range of each merged cell, by row and column from 0, up to a last row and column.

    >>> merged([("B2", "C2"), ("B900", "C900")], 8, 8)
    {(1, 1): 'B2:C2', (1, 2): 'B2:C2'}
    """
    found: dict[tuple[int, int], str] = {}
    for first, end in ranges:
        # The reader of workbooks has refused what is no range.
        begin, stop = spot_at(first) or Spot(1, 1), spot_at(end) or Spot(1, 1)
        for row in range(begin.row - 1, min(stop.row, last + 1)):
            for column in range(begin.column - 1, min(stop.column, right + 1)):
                found.setdefault((row, column), f"{first}:{end}")
    return found
