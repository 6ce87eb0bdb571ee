"""Strict .docx files: the tables of a document as rows of texts, with what is bold, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from parindex.errors import Place, Problem, ReadError
from parindex.readers import limits
from parindex.readers.composing import compose
from parindex.readers.document import refuse
from parindex.readers.xml import Attributes, Budget, Dialect, Element, parse
from parindex.readers.zip import Archive

__all__ = ["Cell", "Paper", "Table", "read"]

_DOCUMENT = "word/document.xml"
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
# They hold what would stand there without them.
_WRAPPERS = frozenset({"sdt", "sdtContent", "hyperlink", "smartTag", "fldSimple", "customXml"})
_TABLE = "document/body/tbl"
_ROW = f"{_TABLE}/tr"
_CELL = f"{_ROW}/tc"
_PARAGRAPH = f"{_CELL}/p"
_RUN = f"{_PARAGRAPH}/r"
_BETWEEN = "document/body/p"
_FALSE = frozenset({"0", "false", "off"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its column from 1, how many columns it spans, and whether it goes on a cell from above.

    ``left_out`` is what stands there as a superscript or hidden: a mark of a note would make 21 of 2.
    """

    column: int
    width: int
    text: str
    bold: bool
    goes_on: bool
    composed: bool
    numbered: bool
    left_out: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its rows, each with its cells from left to right, and what stands in front of it.

    ``before`` is the text between the table before it, or the beginning, and this one; nobody looked it over.
    """

    rows: tuple[tuple[Cell, ...], ...]
    before: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The tables of a document, in order."""

    file: str
    tables: tuple[Table, ...]


def read(content: bytes, file: str = "<docx>") -> Paper:
    """Read the tables of a document; letters in parts are put together, and each such cell says so.

    Tracked changes, tables inside cells, DTDs and archives that unpack to too much are refused. Nothing but
    the document's own text is looked at: no macro, no picture, no other file.

    Raises:
        ReadError: with a code and a place.
    """
    try:
        archive = Archive(content, file)
    except ReadError as error:
        if error.problems[0].code != "E-ZIP":
            raise
        raise refuse("E-DOCX", Place(file, 1, 1)) from None
    if _DOCUMENT not in archive:
        raise refuse("E-DOCX", Place(file, 1, 1))
    reader = _Reader(file)
    budget = Budget(limits.XML_NODES, limits.CELLS, limits.TEXT_SUM)
    reader.budget = budget
    dialect = Dialect(frozenset({_MAIN, _STRICT}), _WRAPPERS)
    parse(archive.chunks(_DOCUMENT), reader.elements(), budget, f"{file}:{_DOCUMENT}", dialect=dialect)
    return Paper(file, tuple(reader.tables))


class _Reader:
    """Follows the tables, rows, cells, paragraphs and runs of a document."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.budget = Budget(0, 0, 0)
        self.tables: list[Table] = []
        self.rows: list[tuple[Cell, ...]] = []
        self.cells: list[Cell] = []
        self.column = 1
        self.before: list[str] = []
        self._clear({})
        self.bold = False
        self.dropped = False

    def elements(self) -> dict[str, Element]:
        changed = Element(self._changed)
        return {
            "document": Element(),
            "document/body": Element(),
            _BETWEEN: Element(end=lambda _: self.before.append("\n")),
            f"{_BETWEEN}/r": Element(),
            f"{_BETWEEN}/r/t": Element(end=self.before.append),
            f"{_BETWEEN}/r/tab": Element(lambda _: self.before.append(" ")),
            f"{_BETWEEN}/r/br": Element(lambda _: self.before.append("\n")),
            _TABLE: Element(self._table, self._table_end),
            _ROW: Element(self._row, self._row_end),
            f"{_ROW}/trPr": Element(),
            f"{_ROW}/trPr/gridBefore": Element(self._before),
            f"{_ROW}/trPr/ins": changed,
            f"{_ROW}/trPr/del": changed,
            _CELL: Element(self._clear, self._cell_end),
            f"{_CELL}/tcPr": Element(),
            f"{_CELL}/tcPr/gridSpan": Element(self._span),
            f"{_CELL}/tcPr/vMerge": Element(self._merge),
            f"{_CELL}/tbl": Element(self._nested),
            _PARAGRAPH: Element(end=self._paragraph_end),
            f"{_PARAGRAPH}/pPr": Element(),
            f"{_PARAGRAPH}/pPr/numPr": Element(self._number),
            f"{_PARAGRAPH}/ins": changed,
            f"{_PARAGRAPH}/del": changed,
            f"{_PARAGRAPH}/moveFrom": changed,
            f"{_PARAGRAPH}/moveTo": changed,
            _RUN: Element(self._run),
            f"{_RUN}/rPr": Element(),
            f"{_RUN}/rPr/b": Element(self._bold),
            f"{_RUN}/rPr/vertAlign": Element(self._align),
            f"{_RUN}/rPr/vanish": Element(self._vanish),
            f"{_RUN}/t": Element(end=self._text),
            f"{_RUN}/tab": Element(lambda _: self.pieces.append(" ")),
            f"{_RUN}/br": Element(lambda _: self.pieces.append("\n")),
            f"{_RUN}/noBreakHyphen": Element(lambda _: self.pieces.append("-")),
        }

    def _table(self, _: Attributes) -> None:
        self.rows = []

    def _table_end(self, _: str) -> None:
        self.tables.append(Table(tuple(self.rows), "".join(self.before).strip()))
        self.before.clear()

    def _row(self, _: Attributes) -> None:
        if len(self.rows) == limits.ROWS:
            raise self._refuse("E-ROWS", limit=str(limits.ROWS))
        self.cells, self.column = [], 1

    def _row_end(self, _: str) -> None:
        self.rows.append(tuple(self.cells))

    def _before(self, attributes: Attributes) -> None:
        self.column += self._count(attributes)

    def _clear(self, _: Attributes) -> None:
        self.width = 1
        self.goes_on = False
        self.numbered = False
        self.pieces: list[str] = []
        self.bolds: list[bool] = []
        self.left_out: list[str] = []

    def _span(self, attributes: Attributes) -> None:
        self.width = max(1, self._count(attributes))

    def _merge(self, attributes: Attributes) -> None:
        self.goes_on = _value(attributes) != "restart"

    def _number(self, _: Attributes) -> None:
        self.numbered = True

    def _run(self, _: Attributes) -> None:
        self.bold = False
        self.dropped = False

    def _bold(self, attributes: Attributes) -> None:
        self.bold = _value(attributes) not in _FALSE

    def _align(self, attributes: Attributes) -> None:
        self.dropped = self.dropped or _value(attributes) == "superscript"

    def _vanish(self, attributes: Attributes) -> None:
        self.dropped = self.dropped or _value(attributes) not in _FALSE

    def _text(self, text: str) -> None:
        if self.dropped:
            self.left_out.append(text)
            return
        self.pieces.append(text)
        if text.strip():
            self.bolds.append(self.bold)

    def _paragraph_end(self, _: str) -> None:
        self.pieces.append("\n")

    def _cell_end(self, _: str) -> None:
        self.budget.cells -= 1
        text, left_out = "".join(self.pieces).strip(), "".join(self.left_out).strip()
        self.budget.letters -= len(text) + len(left_out)
        if self.budget.cells < 0 or self.budget.letters < 0:
            raise self._refuse("E-NODES", limit=str(limits.CELLS))
        if self.column + self.width - 1 > limits.COLUMNS:
            raise self._refuse("E-COLS", limit=str(limits.COLUMNS))
        found, beside = self._composed(text), self._composed(left_out)
        bold = bool(self.bolds) and all(self.bolds)
        self.cells.append(
            Cell(self.column, self.width, found[0], bold, self.goes_on, found[1], self.numbered, beside[0])
        )
        self.column += self.width

    def _composed(self, text: str) -> tuple[str, bool]:
        found = compose(text)
        if isinstance(found, Problem):
            raise ReadError(found.located(self._place()))
        return found

    def _changed(self, _: Attributes) -> None:
        raise self._refuse("E-TRACKED")

    def _nested(self, _: Attributes) -> None:
        raise self._refuse("E-NESTED")

    def _count(self, attributes: Attributes) -> int:
        text = _value(attributes)
        if not (text.isascii() and text.isdecimal()) or int(text[:4]) > limits.COLUMNS:
            raise self._refuse("E-COLS", limit=str(limits.COLUMNS))
        return int(text)

    def _place(self) -> Place:
        return Place(f"{self.file}:{len(self.tables) + 1}", len(self.rows) + 1, self.column)

    def _refuse(self, code: str, **details: str) -> ReadError:
        return refuse(code, self._place(), **details)


def _value(attributes: Attributes) -> str:
    """Return the attribute ``val``, in either spelling of the standard."""
    return next((value for name, value in attributes.items() if name.endswith(" val")), "")
