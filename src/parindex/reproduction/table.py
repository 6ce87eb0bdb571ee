"""A table as it was printed: units, their points, totals, bands and ranks, and the figures beneath."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from parindex.errors import Place, Problem, ReadError, problem
from parindex.fields import FrozenMap
from parindex.readers import csv
from parindex.reproduction.printed import Printed, Reading, printed, readable
from parindex.ruleset.model import Band, Ruleset, walk
from parindex.scales.observation import unknown
from parindex.vietnamese import fold

__all__ = [
    "COUNTS",
    "FORMS",
    "Cell",
    "Figure",
    "PrintedTable",
    "Row",
    "SummaryRow",
    "find_band",
    "item_key",
    "read_table",
    "unreadable",
]

Figure = Literal["mean", "count", "highest", "lowest", "share", "difference"]
FORMS = ("sent", "returned", "valid")
COUNTS = ("rank", *FORMS)
"""Columns of whole numbers: each stands for itself alone."""

_WORDS = ("unit", "kind", "band")
_SUMMARY = ("figure", "of", "printed", "unit", "before")


@dataclass(frozen=True, slots=True)
class Cell:
    """What is written in a cell: no number where it is empty, a word, or cannot be read."""

    text: str
    printed: Printed | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the key of a listed unit, or the name as it was printed; cells by column; numbered from 1."""

    unit: str
    cells: FrozenMap[str, Cell]
    number: int
    kind: str

    def number_of(self, column: str) -> Printed | None:
        """Return the number of a column, or nothing where none is printed or readable."""
        cell = self.cells.get(column)
        return cell.printed if cell else None


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A figure about the whole table; a difference is of one unit, against a figure of the year before."""

    figure: Figure
    of: str
    cell: Cell
    number: int
    unit: str | None = None
    before: Cell | None = None


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A printed table, read under a ruleset; ``columns`` are those besides ``unit``, in order."""

    ruleset: Ruleset
    kind: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    summary: tuple[SummaryRow, ...]
    reading: Reading


def read_table(  # noqa: PLR0913 (a table, its summary, and how to read both)
    content: bytes,
    ruleset: Ruleset,
    *,
    file: str = "<csv>",
    kind: str | None = None,
    summary: bytes | None = None,
    summary_file: str = "<summary>",
    reading: Reading = "half",
) -> PrintedTable:
    """Read a printed table, and the figures printed beneath it, from CSV.

    The table: ``unit`` (name or key), then any of the item keys, ``total`` (also by the key of the
    root), ``index``, ``band`` (key or name), ``rank``, ``kind``, ``sent``, ``returned``, ``valid``. A
    column ``<item key>%`` holds percent of the item's max: 42.11 stands for 0.4211 × max points. An
    empty cell is not printed. A column of numbers that has commas and no point is read with the decimal
    comma.

    The summary: ``figure``, ``of``, ``printed``: ``mean``, ``highest`` and ``lowest`` of a column of
    points or percent, ``count`` of a band or of ``all``, ``share`` of a band in percent of the units,
    and ``difference`` of a column: what ``unit`` has more than in the year before, when it had
    ``before`` (two more columns, needed for differences alone).

    Raises:
        ReadError: it is no such table; with a code and a place. A cell that cannot be read is no error
        here, see
            `unreadable`.
    """
    document = csv.read(content, file)
    reader = _Reader(ruleset, document, reading)
    columns = reader.columns()
    default = reader.default_kind(kind, stated="kind" in columns)
    rows = reader.rows(columns, default)
    beneath: tuple[SummaryRow, ...] = ()
    if summary is not None:
        beneath = _Reader(ruleset, csv.read(summary, summary_file), reading).summary()
    return PrintedTable(ruleset, default, rows, tuple(columns.values()), beneath, reading)


def item_key(column: str) -> str:
    """Return the item that a column is about: ``appraisal`` for ``appraisal`` and ``appraisal%``."""
    return column.removesuffix("%")


def find_band(ruleset: Ruleset, text: str) -> Band | None:
    """Return the band of a key or a name, whatever its marks and case."""
    wanted = _folded(text)
    for band in ruleset.bands:
        if wanted in {_folded(each) for each in (band.key, band.name.vi, band.name.en or band.key)}:
            return band
    return None


def unreadable(table: PrintedTable) -> tuple[Problem, ...]:
    """Say which cells hold something that is no number, no whole number or no band; in order, with places."""
    return tuple(_unreadable(table))


def _unreadable(table: PrintedTable) -> Iterator[Problem]:
    known = tuple(band.key for band in table.ruleset.bands)
    for row in table.rows:
        for column in table.columns:
            cell = row.cells[column]
            if cell.text:
                yield from _wrong(cell, column, (row.unit, column))
        band = row.cells.get("band")
        if known and band is not None and band.text and find_band(table.ruleset, band.text) is None:
            yield unknown("E-BAND-KEY", (row.unit, "band"), band.text, known).located(band.place)
    for line in table.summary:
        whole = "rank" if line.figure == "count" else line.of
        yield from _wrong(line.cell, whole, (line.figure, line.of))
        if line.before is not None:
            yield from _wrong(line.before, line.of, (line.figure, line.of, "before"))


def _wrong(cell: Cell, column: str, path: tuple[str, ...]) -> Iterator[Problem]:
    if column in _WORDS:
        return
    if column in COUNTS and (cell.printed is None or cell.printed.digits or cell.printed.value < 0):
        yield problem("E-WHOLE", path, found=cell.text).located(cell.place)
    elif cell.printed is None:
        yield problem("E-NUM", path, found=cell.text).located(cell.place)


def _folded(text: str) -> str:
    return " ".join(fold(text).split())


class _Reader:
    """What stays the same while one file is read."""

    def __init__(self, ruleset: Ruleset, document: csv.Table, reading: Reading) -> None:
        self.ruleset = ruleset
        self.document = document
        self.reading = reading
        self.kinds = tuple(kind.key for kind in ruleset.units.kinds)
        self.names = _names(ruleset)

    def refuse(self, found: Problem, path: tuple[str | int, ...] = (), header: str = "") -> ReadError:
        place = self.document.place(path)
        if header:
            place = Place(self.document.file, *self.document.header[header])
        return ReadError(found.located(place))

    def columns(self) -> dict[str, str]:
        """Return what each header means, without ``unit``; the first that means nothing is refused."""
        items = [item.key for item, _ in walk(self.ruleset.score)]
        known = (*_WORDS, "total", "index", *COUNTS, *items[1:])
        found: dict[str, str] = {}
        if "unit" not in self.document.header:
            raise self.refuse(problem("E-REQUIRED", field="unit"))
        for header in self.document.header:
            column = "total" if header == items[0] else header
            if column not in known and not (column.endswith("%") and item_key(column) in items[1:]):
                raise self.refuse(unknown("E-PRINTED-COLUMN", (header,), header, known), (), header)
            if column in found.values():
                raise self.refuse(problem("E-DUP", (header,), what=column), (), header)
            found[header] = column
        del found["unit"]
        return found

    def default_kind(self, kind: str | None, *, stated: bool) -> str:
        """Return the kind of a unit whose row states none; nothing when each row must."""
        if kind is not None and kind not in self.kinds:
            raise self.refuse(unknown("E-KIND", (), kind, self.kinds))
        if kind is None and len(self.kinds) > 1 and not stated:
            raise self.refuse(problem("E-PRINTED-KIND", known=", ".join(self.kinds)))
        return kind if kind is not None else self.kinds[0] if len(self.kinds) == 1 else ""

    def rows(self, columns: dict[str, str], default: str) -> tuple[Row, ...]:
        numbers = {header for header, column in columns.items() if column not in _WORDS}
        commas = self.commas((header,) for header in numbers)
        rows = []
        for index, texts in enumerate(self.document.data):
            cells = {"unit": Cell(texts["unit"], None, self.document.place((index, "unit")))}
            for header, column in columns.items():
                text, place = texts[header].strip(), self.document.place((index, header))
                number = self.number(text, comma=header in commas) if header in numbers else None
                cells[column] = Cell(text, number, place)
            rows.append(Row(self.unit(index), FrozenMap(cells), index + 1, self.kind(cells, default)))
        return tuple(rows)

    def commas(self, groups: Iterable[tuple[str, ...]]) -> frozenset[str]:
        """Return the headers, group by group, whose numbers are written with the decimal comma."""
        found: set[str] = set()
        for group in groups:
            texts = [row[header] for row in self.document.data for header in group]
            if any("," in text for text in texts) and not any("." in text for text in texts):
                found |= {*group}
        return frozenset(found)

    def number(self, text: str, *, comma: bool) -> Printed | None:
        try:
            return printed(readable(text) if comma else text, self.reading)
        except ValueError:
            return None

    def unit(self, index: int) -> str:
        name = " ".join(self.document.data[index]["unit"].split())
        if not name:
            raise self.refuse(problem("E-EMPTY", (index + 1, "unit")), (index, "unit"))
        return self.names.get(_folded(name)) or name

    def kind(self, cells: dict[str, Cell], default: str) -> str:
        cell = cells.get("kind")
        kind = cell.text if cell and cell.text else default
        if kind not in self.kinds:
            place = cell.place if cell else None
            raise ReadError(unknown("E-KIND", ("kind",), kind, self.kinds).located(place))
        return kind

    # The figures beneath

    def summary(self) -> tuple[SummaryRow, ...]:
        for name in _SUMMARY[:3]:
            if name not in self.document.header:
                raise self.refuse(problem("E-REQUIRED", field=name))
        for header in self.document.header:
            if header not in _SUMMARY:
                raise self.refuse(unknown("E-PRINTED-COLUMN", (header,), header, _SUMMARY), (), header)
        has = tuple(name for name in ("printed", "before") if name in self.document.header)
        commas = self.commas([has])
        return tuple(self.line(index, comma=bool(commas)) for index in range(len(self.document.data)))

    def line(self, index: int, *, comma: bool) -> SummaryRow:
        texts = {name: text.strip() for name, text in self.document.data[index].items()}
        figures: tuple[Figure, ...] = get_args(Figure)
        figure = next((each for each in figures if each == texts["figure"]), None)
        if figure is None:
            wrong = unknown("E-VALUE", (index + 1, "figure"), texts["figure"], figures)
            raise self.refuse(wrong, (index, "figure"))
        of = self.of(index, figure, texts["of"])
        given = {name: text for name, text in texts.items() if text and name in {"unit", "before"}}
        wanted = {"unit", "before"} if figure == "difference" else set()
        for name in sorted(wanted ^ {*given}, reverse=True):
            code, path = ("E-REQUIRED" if name in wanted else "E-FIELD"), (index + 1, name)
            raise self.refuse(problem(code, path, field=name, found=name), (index, name))
        if not texts["printed"]:
            raise self.refuse(problem("E-EMPTY", (index + 1, "printed")), (index, "printed"))
        cell, before = (
            Cell(texts[name], self.number(texts[name], comma=comma), self.document.place((index, name)))
            if texts.get(name)
            else None
            for name in ("printed", "before")
        )
        assert cell is not None  # noqa: S101 (an empty one is refused above)
        unit = self.unit(index) if "unit" in given else None
        return SummaryRow(figure, of, cell, index + 1, unit, before)

    def of(self, index: int, figure: Figure, text: str) -> str:
        """Return what a figure is of: the key of a band or ``all``, or a column of points or percent."""
        bands = tuple(band.key for band in self.ruleset.bands)
        if figure in {"count", "share"}:
            if figure == "count" and text == "all":
                return text
            if band := find_band(self.ruleset, text):
                return band.key
            raise self.refuse(unknown("E-BAND-KEY", (index + 1, "of"), text, bands), (index, "of"))
        items = [item.key for item, _ in walk(self.ruleset.score)]
        column = "total" if text == items[0] else text
        known = ("total", "index", *items[1:])
        if column not in known and not (column.endswith("%") and item_key(column) in items[1:]):
            raise self.refuse(unknown("E-PRINTED-COLUMN", (index + 1, "of"), text, known), (index, "of"))
        return column


def _names(ruleset: Ruleset) -> dict[str, str]:
    """Return the key of each listed unit by its folded names; what several share names none of them."""
    found: dict[str, set[str]] = {}
    for unit in ruleset.units.units:
        for text in (unit.name.vi, unit.name.en or unit.key, unit.key):
            found.setdefault(_folded(text), set()).add(unit.key)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}
