"""What stands in a file that came back: sheets by name, rows by key, cells with their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from parindex.errors import Place, Problem, problem
from parindex.readers import limits
from parindex.readers.cells import Range, range_name
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


def merged(ranges: Iterable[Range], last: int, right: int) -> Mapping[tuple[int, int], str]:
    """Return the range of each merged cell, by row and column from 0, up to a last row and column.

    >>> merged([(2, 2, 2, 3), (900, 2, 900, 3)], 8, 8)
    {(1, 1): 'B2:C2', (1, 2): 'B2:C2'}
    """
    found: dict[tuple[int, int], str] = {}
    for each in ranges:
        top, left, bottom, most = each
        for row in range(top - 1, min(bottom, last + 1)):
            for column in range(left - 1, min(most, right + 1)):
                found.setdefault((row, column), range_name(each))
    return found
