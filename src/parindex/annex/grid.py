"""The tables of an annex as grids of cells, whatever kind of file they came in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import takewhile
from pathlib import PurePath
from typing import NamedTuple

from parindex.errors import Place, Problem, ReadError, problem
from parindex.exact import decimal_text
from parindex.fields import FrozenMap
from parindex.readers import csv, docx, xlsx
from parindex.readers.filled import Shown

__all__ = ["Cell", "Grid", "Row", "Span", "column_name", "read_grids"]


# Spreadsheets count days from here, up to the year 9999.
_DAY_ZERO, _DAYS = date(1899, 12, 30), 2_958_466


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds anything: its text, with its breaks; ``name`` is what people call it (``B17``).

    ``number`` tells that a workbook holds it as a number, which no separator of thousands makes unclear.
    """

    name: str
    place: Place
    text: str
    bold: bool = False
    formula: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its number in the file, with its cells by column."""

    number: int
    cells: FrozenMap[int, Cell]


class Span(NamedTuple):
    """The four sides of a merged cell, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows that hold anything, merged cells, and what reading it needed; CSV has no typography.

    ``before`` has the lines of text in front of a table of a document: nothing elsewhere, where no table goes
    on with another; ``width`` counts its columns.
    """

    name: str
    rows: tuple[Row, ...]
    spans: tuple[Span, ...]
    styled: bool
    remarks: tuple[Problem, ...]
    before: tuple[str, ...] | None = None
    width: int = 0

    def text(self, row: int, column: int) -> str:
        """Return what is seen at a place: the text of its cell, or of the merged cell that covers it."""
        over = next((span for span in self.spans if _covers(span, row, column)), None)
        top, left = (over.top, over.left) if over else (row, column)
        found = next((each.cells.get(left) for each in self.rows if each.number == top), None)
        return found.text if found else ""


def _covers(span: Span, row: int, column: int) -> bool:
    return span.top <= row <= span.bottom and span.left <= column <= span.right


def column_name(column: int) -> str:
    """Return the letters of a column.

    >>> column_name(2), column_name(28)
    ('B', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_grids(content: bytes, file: str) -> tuple[Grid, ...]:
    """Read every table of an annex; what kind of file it is its name tells.

    Raises:
        ReadError: it cannot be read, or is no .xlsx, .docx or .csv file (``E-ANNEX-FILE``).
    """
    match PurePath(file).suffix.lower():
        case ".xlsx":
            return tuple(_sheets(content, file))
        case ".docx":
            return tuple(_tables(docx.read(content, file)))
        case ".csv":
            return (_table(csv.read(content, file, lenient=True)),)
        case _:
            raise ReadError(problem("E-ANNEX-FILE", file=file))


def _kept(rows: Mapping[int, Mapping[int, Cell]]) -> tuple[Row, ...]:
    """Return the rows that hold anything; a cell of spaces holds nothing."""
    told = (
        (number, {column: cell for column, cell in cells.items() if cell.text.strip() or cell.formula})
        for number, cells in sorted(rows.items())
    )
    return tuple(Row(number, FrozenMap(dict(sorted(cells.items())))) for number, cells in told if cells)


def _composed(names: tuple[str, ...], file: str) -> Iterator[Problem]:
    """Say that letters were put together, once for a table."""
    if names:
        found = problem("W-ANNEX-COMPOSED", cell=names[0], count=str(len(names)))
        yield found.located(Place(file, 1, 1))


def _sheets(content: bytes, file: str) -> Iterator[Grid]:
    # The lenient reading refuses what that of a form lets pass; only the latter tells numbers from texts.
    sheets = xlsx.read(content, file, lenient=True).sheets
    for sheet, form in zip(sheets, xlsx.read(content, file, filled=True).sheets, strict=True):
        known = form.looks.filled if form.looks else None
        yield _sheet(sheet, known.numbers if known else {})


def _sheet(sheet: xlsx.Sheet, numbers: Mapping[str, Shown]) -> Grid:
    looks = sheet.looks or xlsx.Looks(frozenset(), (), (), ())
    formulas = dict(looks.formulas)
    texts = {name: text for row in sheet.rows for name, text in row.items()}
    rows: dict[int, dict[int, Cell]] = {}
    for name in (*texts, *formulas):
        place = sheet.place(name)
        text, shown = texts.get(name, ""), numbers.get(name)
        seen = _seen(text, shown) if shown else text
        number = shown == "number"
        cell = Cell(name, place, seen, name in looks.bold, formulas.get(name, ""), number)
        rows.setdefault(place.line, {})[place.column] = cell
    spans = tuple(Span(*each) for each in looks.merged)
    remarks = tuple(_composed(looks.composed, sheet.file))
    return Grid(sheet.name, _kept(rows), spans, styled=True, remarks=remarks)


def _seen(text: str, shown: Shown) -> str:
    """Return a number as people see it: a spreadsheet makes a day of what was typed as 1.5."""
    number = Fraction(text)
    if shown == "percent":
        return f"{decimal_text(number * 100)}%"
    if shown == "number":
        return text
    return (_DAY_ZERO + timedelta(days=int(number))).strftime("%d/%m/%Y") if 0 < number < _DAYS else "####"


def _tables(paper: docx.Paper) -> Iterator[Grid]:
    for number, table in enumerate(paper.tables, start=1):
        # With several tables, `B17` alone could be in any of them.
        prefix = f"{number}!" if len(paper.tables) > 1 else ""
        width = max((cell.column + cell.width - 1 for cells in table.rows for cell in cells), default=0)
        rows: dict[int, dict[int, Cell]] = {}
        spans, composed, noted = [], [], []
        for line, cells in enumerate(table.rows, start=1):
            for each in cells:
                at = f"{column_name(each.column)}{line}"
                name = f"{prefix}{at}"
                place = Place(f"{paper.file}:{number}!{at}", line, each.column)
                rows.setdefault(line, {})[each.column] = Cell(name, place, each.text, each.bold)
                height = 1 if each.goes_on else _height(table, line, each.column)
                if each.width > 1 or height > 1:
                    right = each.column + each.width - 1
                    spans.append(Span(line, each.column, line + height - 1, right))
                composed += [name] * each.composed
                if each.numbered:
                    noted.append(problem("W-ANNEX-NUMBERED", cell=name).located(place))
                if each.left_out:
                    said = problem("W-ANNEX-LEFT-OUT", cell=name, found=each.left_out)
                    noted.append(said.located(place))
        remarks = (*_composed(tuple(composed), paper.file), *noted)
        before = tuple(line.strip() for line in table.before.splitlines() if line.strip())
        name = str(number)
        yield Grid(name, _kept(rows), tuple(spans), True, remarks, before, width)  # noqa: FBT003 (all its fields)


def _height(table: docx.Table, line: int, column: int) -> int:
    """Return how many rows a cell covers: those below it that go on with it."""
    below = (any(cell.goes_on and cell.column == column for cell in cells) for cells in table.rows[line:])
    return 1 + sum(takewhile(bool, below))


def _table(table: csv.Table) -> Grid:
    header = list(table.header)
    lines = [({name: name for name in header}, table.header)]
    for index, row in enumerate(table.data):
        lines.append((row, {name: table.places[index, name] for name in header}))
    rows: dict[int, dict[int, Cell]] = {}
    for texts, places in lines:
        for column, name in enumerate(header, start=1):
            line, _ = places[name]
            called = f"{column_name(column)}{line}"
            place = Place(table.file, *places[name])
            rows.setdefault(line, {})[column] = Cell(called, place, texts[name].strip())
    return Grid("", _kept(rows), (), styled=False, remarks=())
