"""One sheet of a workbook: every cell as text by its reference, nothing hidden, computed or ambiguous."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from parindex.errors import Place, Problem, ReadError
from parindex.exact import parse_number
from parindex.readers import limits
from parindex.readers.document import check_text, refuse
from parindex.readers.xml import Attributes, Budget, Element, parse

__all__ = ["Sheet", "read_sheet", "shared_text"]

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_WHOLE = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)
_INDEX = re.compile(r"[0-9]{1,7}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_ZERO = re.compile(r"0+(?:\.0+)?")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_TRUE = frozenset({"1", "true"})
# The last row and column that the format knows.
_LAST = (1_048_576, 16_384)

_ROW = "worksheet/sheetData/row"
_CELL = f"{_ROW}/c"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet that hold anything, each a map of texts by reference (``B3``), in order."""

    file: str
    name: str
    rows: tuple[Mapping[str, str], ...]

    def place(self, reference: str) -> Place:
        """Return the place of a cell; its sheet and reference stand in the name of the file."""
        return _place(self.file, self.name, reference, _spot(reference) or _Spot(1, 1))


class _Spot(NamedTuple):
    row: int
    column: int


def shared_text(text: str) -> str | Problem:
    """Return a text without the escapes of the format, or what is wrong with it."""
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return check_text(plain) or plain


def read_sheet(
    chunks: Iterable[bytes],
    sheet: str,
    shared: Sequence[str | Problem],
    budget: Budget,
    files: tuple[str, str],
) -> Sheet:
    """Read one sheet; ``files`` name the workbook and the part in it.

    Raises:
        ReadError: with a code and a place.
    """
    file, part = files
    reader = _Reader(file, sheet, shared, budget)
    parse(chunks, reader.elements(), budget, part)
    return reader.finish(part)


class _Reader:
    """Follows the rows and cells of a sheet."""

    def __init__(self, file: str, sheet: str, shared: Sequence[str | Problem], budget: Budget) -> None:
        self.file = file
        self.sheet = sheet
        self.shared = shared
        self.budget = budget
        self.began = False
        self.row = 0
        self.spot = _Spot(0, 0)
        self.reference = ""
        self.hidden_row = False
        self.hidden: set[int] = set()
        self.last_hidden = 0
        self.merged: list[str] = []
        self.values: dict[_Spot, str] = {}
        self._clear("n")

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
            "worksheet/mergeCells": Element(),
            "worksheet/mergeCells/mergeCell": Element(self._merge),
        }

    def finish(self, part: str) -> Sheet:
        """Look over what only the whole sheet shows, and hand it out."""
        if not self.began:
            raise refuse("E-XML", Place(part, 1, 1))
        for spot in self.values if self.hidden else ():
            if spot.column in self.hidden:
                raise self._refuse("E-HIDDEN", spot, found=_name(spot.column))
        self._look_under()
        rows: dict[int, dict[str, str]] = {}
        for spot, text in self.values.items():
            rows.setdefault(spot.row, {})[_reference(spot)] = text
        return Sheet(self.file, self.sheet, tuple(rows.values()))

    def _begin(self, _: Attributes) -> None:
        self.began = True

    def _column(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if not _WHOLE.fullmatch(first) or not _WHOLE.fullmatch(last) or int(first) <= self.last_hidden:
            raise self._refuse("E-REF", _Spot(1, 1), found=f"{first}:{last}")
        self.last_hidden = int(last)
        if _hides(attributes, "width"):
            self.hidden.update(range(int(first), min(int(last), limits.COLUMNS) + 1))

    def _row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        if not _WHOLE.fullmatch(number) or int(number) > _LAST[0] or int(number) < self.row:
            raise self._refuse("E-REF", _Spot(self.row or 1, 1), found=number)
        if int(number) == self.row:
            raise self._refuse("E-DUP", _Spot(self.row, 1), what=number)
        if int(number) > limits.ROWS:
            raise self._refuse("E-ROWS", _Spot(int(number), 1), limit=str(limits.ROWS))
        self.row = int(number)
        self.spot = _Spot(self.row, 0)
        self.hidden_row = _hides(attributes, "ht")

    def _cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r", "")
        spot = _spot(reference)
        if spot is None or spot.row != self.row or spot.column < self.spot.column:
            raise self._refuse("E-REF", _Spot(self.row, self.spot.column or 1), found=reference)
        if spot == self.spot:
            raise self._refuse("E-DUP", spot, what=reference)
        if spot.column > limits.COLUMNS:
            raise self._refuse("E-COLS", spot, limit=str(limits.COLUMNS))
        self.budget.cells -= 1
        if self.budget.cells < 0:
            raise self._refuse("E-NODES", spot, limit=str(limits.CELLS))
        self.spot = spot
        self._clear(attributes.get("t", "n"))

    def _clear(self, kind: str) -> None:
        self.kind = kind
        self.value: str | None = None
        self.pieces: list[str] = []

    def _formula(self, text: str) -> None:
        raise self._refuse("E-FORMULA", self.spot, found=f"={text}")

    def _value(self, text: str) -> None:
        if self.value is not None:
            raise self._refuse("E-DUP", self.spot, what="v")
        self.value = text

    def _piece(self, text: str) -> None:
        self.pieces.append(text)

    def _cell_end(self, _: str) -> None:
        if (self.pieces and self.kind != "inlineStr") or (self.value and self.kind == "inlineStr"):
            raise self._refuse("E-XML", self.spot)
        text = self._text("".join(self.pieces) if self.kind == "inlineStr" else self.value or "")
        if not text:
            return
        if self.hidden_row:
            raise self._refuse("E-HIDDEN", self.spot, found=str(self.row))
        self.budget.letters -= len(text)
        if self.budget.letters < 0:
            raise self._refuse("E-BOMB", self.spot, found=self.sheet)
        self.values[self.spot] = text

    def _text(self, value: str) -> str:
        """Return what a cell says, as text."""
        if not value:
            return ""
        match self.kind:
            case "inlineStr" | "str":
                return self._checked(shared_text(value))
            case "s":
                if not _INDEX.fullmatch(value) or int(value) >= len(self.shared):
                    raise self._refuse("E-REF", self.spot, found=value)
                return self._checked(self.shared[int(value)])
            case "n":
                return self._number(value)
            case "e":
                raise self._refuse("E-CELLERR", self.spot, found=value)
            case _:
                raise self._refuse("E-NUM", self.spot, found=value)

    def _checked(self, found: str | Problem) -> str:
        if isinstance(found, Problem):
            raise ReadError(found.located(self._where(self.spot)))
        return found

    def _number(self, value: str) -> str:
        """Return the shortest decimal of the double that is stored: 0.28999999999999998 was typed as 0.29."""
        if not _NUMBER.fullmatch(value):
            raise self._refuse("E-NUM", self.spot, found=value)
        text = format(Decimal(repr(float(value))), "f")
        text = text.rstrip("0").removesuffix(".") if "." in text else text
        try:
            parse_number(text)
        except ValueError:
            raise self._refuse("E-NUM", self.spot, found=value) from None
        return text

    def _merge(self, attributes: Attributes) -> None:
        self.merged.append(attributes.get("ref", ""))

    def _look_under(self) -> None:
        """Refuse values under merged cells, which a spreadsheet keeps and does not show."""
        most = _Spot(
            max((spot.row for spot in self.values), default=0),
            max((spot.column for spot in self.values), default=0),
        )
        spent = 0
        for merged in self.merged:
            first, _, last = merged.partition(":")
            begin, end = _spot(first), _spot(last)
            if begin is None or end is None:
                raise self._refuse("E-REF", _Spot(1, 1), found=merged)
            rows = range(begin.row, min(end.row, most.row) + 1)
            columns = range(begin.column, min(end.column, most.column) + 1)
            if not rows or not columns:
                continue
            spent += len(rows) * len(columns)
            if spent > limits.CELLS:
                raise self._refuse("E-NODES", begin, limit=str(limits.CELLS))
            for under in (_Spot(row, column) for row in rows for column in columns):
                if under != begin and under in self.values:
                    raise self._refuse("E-MERGED", under, found=merged)

    def _where(self, spot: _Spot) -> Place:
        return _place(self.file, self.sheet, _reference(spot), spot)

    def _refuse(self, code: str, spot: _Spot, **details: str) -> ReadError:
        return refuse(code, self._where(spot), **details)


def _hides(attributes: Attributes, size: str) -> bool:
    """Tell whether a row or column is hidden, or has no height or width."""
    given = attributes.get(size)
    return attributes.get("hidden") in _TRUE or (given is not None and _ZERO.fullmatch(given) is not None)


def _spot(reference: str) -> _Spot | None:
    """Return the row and column of a reference, or nothing when it is none."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    spot = _Spot(int(found[2]), column)
    return spot if spot.row <= _LAST[0] and spot.column <= _LAST[1] else None


def _name(column: int) -> str:
    """Return the letters of a column.

    >>> _name(1), _name(26), _name(27), _name(256)
    ('A', 'Z', 'AA', 'IV')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _reference(spot: _Spot) -> str:
    return f"{_name(spot.column)}{spot.row}"


def _place(file: str, sheet: str, reference: str, spot: _Spot) -> Place:
    return Place(f"{file}:{sheet}!{reference}", spot.row, spot.column)
