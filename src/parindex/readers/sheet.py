"""One sheet of a workbook: every cell as text by its reference, nothing hidden, computed or ambiguous."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from parindex.errors import Place, Problem, ReadError
from parindex.exact import parse_number
from parindex.readers import limits
from parindex.readers.cells import LAST_ROW, Range, Spot, letters, place, range_at, range_name, spot_at
from parindex.readers.composing import compose
from parindex.readers.document import check_text, refuse
from parindex.readers.filled import Filled, Shown
from parindex.readers.xml import Attributes, Budget, Element, parse

__all__ = ["Looks", "Sheet", "Styles", "read_sheet", "shared_text", "unescaped"]

_WHOLE = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)
_INDEX = re.compile(r"[0-9]{1,7}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_TRUE = frozenset({"1", "true"})
_FALSE = frozenset({"0", "false"})
_FLAGS = ("FALSE", "TRUE")
_UNTIL_1904 = 1462  # days from 1899-12-30 to 1904-01-01

_ROW = "worksheet/sheetData/row"
_CELL = f"{_ROW}/c"


@dataclass(frozen=True, slots=True)
class Styles:
    """What a lenient reading knows beforehand: what is bold, was in parts or is struck; whether it is a form.

    Of styles by their number: ``formats`` is what each makes of a number, ``masks`` are those that show
    another figure than a cell holds, ``struck`` those that strike through what it says.
    """

    bold: tuple[bool, ...] = ()
    bold_texts: frozenset[int] = frozenset()
    composed_texts: frozenset[int] = frozenset()
    struck_texts: frozenset[int] = frozenset()
    filled: bool = False
    formats: tuple[Shown, ...] = ()
    masks: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    since_1904: bool = False

    def is_day(self, style: str) -> bool:
        """Tell whether cells of a style show their number as a day."""
        at = int(style) if _INDEX.fullmatch(style) else 0
        return at < len(self.formats) and self.formats[at] == "day"


@dataclass(frozen=True, slots=True)
class Looks:
    """What only a lenient reading tells of a sheet: typography by reference, merged ranges, what was mended.

    The value that a formula last gave is left out; ``formulas`` holds the formula itself. ``days`` are the
    numbers that show a day, told only of a file that counts its days from 1904.
    """

    bold: frozenset[str]
    merged: tuple[Range, ...]
    formulas: tuple[tuple[str, str], ...]
    composed: tuple[str, ...]
    filled: Filled | None = None
    days: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet that hold anything, each a map of texts by reference (``B3``), in order."""

    file: str
    name: str
    rows: tuple[Mapping[str, str], ...]
    looks: Looks | None = None

    def place(self, reference: str) -> Place:
        """Return the place of a cell; its sheet and reference stand in the name of the file."""
        return place(self.file, self.name, reference)


def shared_text(text: str) -> str | Problem:
    """Return a text without the escapes of the format, or what is wrong with it."""
    plain = unescaped(text)
    return check_text(plain) or plain


def unescaped(text: str) -> str:
    """Return a text without the escapes of the format.

    >>> unescaped("a_x000D_b") == "a" + chr(13) + "b"
    True
    """
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def read_sheet(  # noqa: PLR0913 (one sheet needs all parts of its workbook)
    chunks: Iterable[bytes],
    sheet: str,
    shared: Sequence[str | Problem],
    budget: Budget,
    files: tuple[str, str],
    *,
    styles: Styles | None = None,
) -> Sheet:
    """Read one sheet; ``files`` name the workbook and the part in it. With ``styles`` it is read leniently.

    Raises:
        ReadError: with a code and a place.
    """
    file, part = files
    reader = _Reader(file, sheet, shared, budget, styles)
    parse(chunks, reader.elements(), budget, part)
    return reader.finish(part)


class _Reader:
    """Follows the rows and cells of a sheet."""

    def __init__(
        self,
        file: str,
        sheet: str,
        shared: Sequence[str | Problem],
        budget: Budget,
        styles: Styles | None,
    ) -> None:
        self.file = file
        self.sheet = sheet
        self.shared = shared
        self.budget = budget
        self.began = False
        self.row = 0
        self.spot = Spot(0, 0)
        self.reference = ""
        self.hidden_rows: set[int] = set()
        self.hidden: set[int] = set()
        self.last_hidden = 0
        self.merged: list[Range] = []
        self.values: dict[Spot, str] = {}
        self.rows: dict[int, dict[str, str]] = {}
        self.days: set[str] = set()
        self.styles = styles
        self.bold: set[str] = set()
        self.formulas: dict[str, str] = {}
        self.composed: list[str] = []
        self.filled: Filled | None = None
        if styles is not None and styles.filled:
            known = (styles.formats, styles.masks, styles.struck)
            self.filled = Filled(*known, rows=self.hidden_rows, columns=self.hidden)
        self._clear("n", "0")

    def elements(self) -> dict[str, Element]:
        piece = Element(end=self._piece, closed=True)
        return {
            "worksheet": Element(),
            "worksheet/cols": Element(),
            "worksheet/cols/col": Element(self._column),
            "worksheet/sheetData": Element(self._begin, closed=True),
            _ROW: Element(self._row, closed=True),
            f"{_ROW}/extLst": Element(),
            _CELL: Element(self._cell, self._cell_end, closed=True),
            f"{_CELL}/extLst": Element(),
            f"{_CELL}/f": Element(end=self._formula, closed=True),
            f"{_CELL}/v": Element(end=self._value, closed=True),
            f"{_CELL}/is": Element(),
            f"{_CELL}/is/t": piece,
            f"{_CELL}/is/r": Element(),
            f"{_CELL}/is/r/t": piece,
            f"{_CELL}/is/r/rPr": Element(),
            f"{_CELL}/is/r/rPr/strike": Element(self._strike),
            "worksheet/mergeCells": Element(),
            "worksheet/mergeCells/mergeCell": Element(self._merge),
        } | (self.filled.elements() if self.filled is not None else {})

    def finish(self, part: str) -> Sheet:
        """Look over what only the whole sheet shows, and hand it out."""
        if not self.began:
            raise refuse("E-XML", Place(part, 1, 1))
        for spot in self.values if self.hidden else ():
            if spot.column in self.hidden:
                self._hide(spot, letters(spot.column))
        self._look_under()
        return Sheet(self.file, self.sheet, tuple(self.rows.values()), self._looks())

    def _looks(self) -> Looks | None:
        if self.styles is None:
            return None
        bold = frozenset(self.bold)
        formulas, composed = tuple(self.formulas.items()), tuple(self.composed)
        return Looks(bold, tuple(self.merged), formulas, composed, self.filled, frozenset(self.days))

    def _hide(self, spot: Spot, found: str) -> None:
        if self.filled is None:
            raise self._refuse("E-HIDDEN", spot, found=found)
        self.filled.hidden.append(spot.reference)

    def _begin(self, _: Attributes) -> None:
        self.began = True

    def _column(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if not _WHOLE.fullmatch(first) or not _WHOLE.fullmatch(last) or int(first) <= self.last_hidden:
            raise self._refuse("E-REF", Spot(1, 1), found=f"{first}:{last}")
        self.last_hidden = int(last)
        if _hides(attributes, "width"):
            self.hidden.update(range(int(first), min(int(last), limits.COLUMNS) + 1))

    def _row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        if not _WHOLE.fullmatch(number) or int(number) > LAST_ROW or int(number) < self.row:
            raise self._refuse("E-REF", Spot(self.row or 1, 1), found=number)
        if int(number) == self.row:
            raise self._refuse("E-DUP", Spot(self.row, 1), what=number)
        if int(number) > limits.ROWS:
            raise self._refuse("E-ROWS", Spot(int(number), 1), limit=str(limits.ROWS))
        self.row = int(number)
        self.spot = Spot(self.row, 0)
        if _hides(attributes, "ht"):
            self.hidden_rows.add(self.row)

    def _cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r", "")
        spot = spot_at(reference)
        if spot is None or spot.row != self.row or spot.column < self.spot.column:
            raise self._refuse("E-REF", Spot(self.row, self.spot.column or 1), found=reference)
        if spot == self.spot:
            raise self._refuse("E-DUP", spot, what=reference)
        if spot.column > limits.COLUMNS:
            raise self._refuse("E-COLS", spot, limit=str(limits.COLUMNS))
        self.budget.cells -= 1
        if self.budget.cells < 0:
            raise self._refuse("E-NODES", spot, limit=str(self.budget.most_cells))
        self.spot, self.reference = spot, reference
        self._clear(attributes.get("t", "n"), attributes.get("s", "0"))

    def _clear(self, kind: str, style: str) -> None:
        self.kind = kind
        self.style = style
        self.value: str | None = None
        self.pieces: list[str] = []
        self.is_struck = False

    def _formula(self, text: str) -> None:
        if self.styles is not None:
            self._spend(text)
            self.formulas[self.reference] = text
            return
        raise self._refuse("E-FORMULA", self.spot, found=f"={text}")

    def _value(self, text: str) -> None:
        if self.value is not None:
            raise self._refuse("E-DUP", self.spot, what="v")
        self.value = text

    def _piece(self, text: str) -> None:
        self.pieces.append(text)

    def _strike(self, attributes: Attributes) -> None:
        self.is_struck |= attributes.get("val") not in _FALSE

    def _spend(self, text: str) -> None:
        """Count the letters of a text, a formula or what it gave: all that is kept."""
        self.budget.letters -= len(text)
        if self.budget.letters < 0:
            raise self._refuse("E-BOMB", self.spot, found=self.sheet)

    def _cell_end(self, _: str) -> None:
        if self.reference in self.formulas:
            if self.filled is not None:
                self._spend(self.value or "")
                self.filled.cached[self.reference] = self.value or ""
            return
        if (self.pieces and self.kind != "inlineStr") or (self.value and self.kind == "inlineStr"):
            raise self._refuse("E-XML", self.spot)
        text = self._text("".join(self.pieces) if self.kind == "inlineStr" else self.value or "")
        if not text:
            return
        if self.row in self.hidden_rows:
            self._hide(self.spot, str(self.row))
        self._spend(text)
        self.values[self.spot] = text
        self.rows.setdefault(self.row, {})[self.reference] = text
        if self.styles is not None:
            self._look(self.styles)

    def _look(self, styles: Styles) -> None:
        """Remember how a cell looks."""
        style = int(self.style) if _INDEX.fullmatch(self.style) else 0
        text = int(self.value or "0") if self.kind == "s" else -1
        if (style < len(styles.bold) and styles.bold[style]) or text in styles.bold_texts:
            self.bold.add(self.reference)
        if self.filled is not None:
            self.filled.look(self.reference, style, number=self.kind == "n")
            if self.is_struck or text in styles.struck_texts:
                self.filled.struck.add(self.reference)

    def _text(self, value: str) -> str:
        """Return what a cell says, as text."""
        if not value:
            return ""
        if self.filled is not None and self.kind in {"e", "b"}:
            self.filled.errors[self.reference] = value if self.kind == "e" else _FLAGS[value in _TRUE]
            return ""
        match self.kind:
            case "inlineStr" | "str":
                return self._checked(shared_text(value) if self.styles is None else self._mended(value))
            case "s":
                if not _INDEX.fullmatch(value) or int(value) >= len(self.shared):
                    raise self._refuse("E-REF", self.spot, found=value)
                if self.styles is not None and int(value) in self.styles.composed_texts:
                    self.composed.append(self.reference)
                return self._checked(self.shared[int(value)])
            case "n":
                return self._number(value)
            case "e":
                raise self._refuse("E-CELLERR", self.spot, found=value)
            case _:
                raise self._refuse("E-NUM", self.spot, found=value)

    def _mended(self, value: str) -> str | Problem:
        """Return a text with its letters put together, and remember where that was needed."""
        found = compose(unescaped(value))
        if isinstance(found, Problem):
            return found
        text, mended = found
        self.composed += [self.reference] * mended
        return text

    def _checked(self, found: str | Problem) -> str:
        if isinstance(found, Problem):
            raise ReadError(found.located(self._where(self.spot)))
        return found

    def _number(self, value: str) -> str:
        """Return the shortest decimal of the double that is stored: 0.28999999999999998 was typed as 0.29."""
        if not _NUMBER.fullmatch(value) or not isfinite(float(value)):
            raise self._refuse("E-NUM", self.spot, found=value)
        text = format(Decimal(repr(float(value))), "f")
        text = text.rstrip("0").removesuffix(".") if "." in text else text
        try:
            parse_number(text)
        except ValueError:
            if self.styles is None:  # a lenient reader says what it makes of it
                raise self._refuse("E-NUM", self.spot, found=value) from None
        if self.styles is not None and self.styles.since_1904 and self.styles.is_day(self.style):
            self.days.add(self.reference)
            return format(Decimal(text) + _UNTIL_1904, "f")
        return text

    def _merge(self, attributes: Attributes) -> None:
        reference = attributes.get("ref", "")
        merged = range_at(reference)
        if merged is None:
            raise self._refuse("E-REF", Spot(1, 1), found=reference)
        self.merged.append(merged)

    def _look_under(self) -> None:
        """Refuse values under merged cells, which a spreadsheet keeps and does not show."""
        most = Spot(
            max((spot.row for spot in self.values), default=0),
            max((spot.column for spot in self.values), default=0),
        )
        spent = 0
        for merged in self.merged:
            top, left, bottom, right = merged
            rows = range(top, min(bottom, most.row) + 1)
            columns = range(left, min(right, most.column) + 1)
            if not rows or not columns:
                continue
            begin = Spot(top, left)
            spent += len(rows) * len(columns)
            if spent > limits.CELLS:
                raise self._refuse("E-NODES", begin, limit=str(limits.CELLS))
            for under in (Spot(row, column) for row in rows for column in columns):
                if under != begin and under in self.values:
                    raise self._refuse("E-MERGED", under, found=range_name(merged))

    def _where(self, spot: Spot) -> Place:
        return place(self.file, self.sheet, spot.reference)

    def _refuse(self, code: str, spot: Spot, **details: str) -> ReadError:
        return refuse(code, self._where(spot), **details)


def _hides(attributes: Attributes, size: str) -> bool:
    """Tell whether a row or column is hidden, or too low or narrow for one letter to be seen."""
    try:
        return attributes.get("hidden") in _TRUE or float(attributes.get(size, "1")) < 1
    except ValueError:
        return False
