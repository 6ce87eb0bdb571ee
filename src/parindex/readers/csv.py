"""Strict CSV: one separator, a header, whole rows, no formulas; every cell kept as text, with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from parindex.errors import Path, ReadError
from parindex.exact import parse_number
from parindex.readers import limits
from parindex.readers.document import Document, Lines, check_text, decode, place_of, refuse

__all__ = ["Table", "read"]

# By separator: a cell in quotes, or one without.
_CELLS = {each: re.compile(rf'"((?:[^"]|"")*+)"|([^"{each}\r\n]*+)') for each in ",;\t"}
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')
_BREAK = re.compile(r"\r?\n|\Z")
# What spreadsheets run as a formula, also in the wide forms that some of them fold.
_FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# Points below zero with a decimal comma, and the items of a list: what a document of others may begin with.
_LISTED = re.compile(r"[+-]\s*(?:[\w(]|\Z)")


@dataclass(frozen=True, slots=True)
class Table(Document):
    """Rows of texts by column, each cell with its place by row and column, and the place of every header."""

    header: Mapping[str, tuple[int, int]]


def read(content: bytes, file: str = "<csv>", *, lenient: bool = False) -> Table:
    """Read a table of at least two columns into one map of texts for each row.

    Other separators, ragged rows, empty lines, empty and repeated headers, stray quotes and cells that a
    spreadsheet would run are refused.

    A ``lenient`` reading, for documents that others made, takes the one separator that its header has, be it
    comma, semicolon or tab, and cells that begin with a bullet or a sign: nothing runs them here.

    Raises:
        ReadError: with a code and a place; ``E-SEPARATOR`` where a header has more than one.
    """
    return _Parser(decode(content, file), file, lenient=lenient).parse()


class _Parser:
    """Reads cells from left to right by position."""

    def __init__(self, text: str, file: str, *, lenient: bool) -> None:
        self.text = text
        self.file = file
        self.lenient = lenient
        self.separator = ","
        self.at = 0
        self.lines = Lines(text)
        self.places: dict[Path, tuple[int, int]] = {(): (1, 1)}

    def parse(self) -> Table:
        if self.lenient:
            self.separator = self._separator()
        header = self._header()
        rows: list[dict[str, str]] = []
        while self.at < len(self.text):
            if len(rows) >= limits.ROWS:
                raise self._refuse("E-ROWS", self.at, limit=str(limits.ROWS))
            if (len(rows) + 1) * len(header) > limits.CELLS:
                raise self._refuse("E-NODES", self.at, limit=str(limits.CELLS))
            rows.append(self._row(len(rows), list(header)))
        return Table(self.file, rows, self.places, header)

    def _separator(self) -> str:
        """Return the one separator that the header has outside quotes; a comma where it has none."""
        # What stands in quotes keeps its length, so that the places stay.
        bare = _QUOTED.sub(lambda found: "x" * len(found[0]), self.text)
        line = re.split("[\r\n]", bare, maxsplit=1)[0]
        found = sorted((line.index(each), each) for each in _CELLS if each in line)
        if len(found) > 1:
            raise self._refuse("E-SEPARATOR", found[1][0])
        return found[0][1] if found else ","

    def _header(self) -> dict[str, tuple[int, int]]:
        header: dict[str, tuple[int, int]] = {}
        for index, name in self._cells(limits.COLUMNS):
            if not name.strip():
                raise self._refuse("E-CSV", index)
            if name in header:
                raise self._refuse("E-DUP", index, what=name)
            header[name] = self.lines.position(index)
        if len(header) == 1:
            # Either the separator is another, or there is nothing to tell apart.
            raise self._refuse("E-CSV", 0)
        return header

    def _row(self, number: int, header: list[str]) -> dict[str, str]:
        self.places[(number,)] = self.lines.position(self.at)
        cells = self._cells(len(header))
        if len(cells) < len(header):
            raise self._refuse("E-CSV", cells[-1][0])
        for name, (index, _) in zip(header, cells, strict=True):
            self.places[(number, name)] = self.lines.position(index)
        return {name: text for name, (_, text) in zip(header, cells, strict=True)}

    def _cells(self, most: int) -> list[tuple[int, str]]:
        """Read one line: each cell with where it begins."""
        if _BREAK.match(self.text, self.at):
            raise self._refuse("E-CSV", self.at)
        cells = [(self.at, self._cell())]
        while self.text.startswith(self.separator, self.at):
            self.at += 1
            if len(cells) == limits.COLUMNS:
                raise self._refuse("E-COLS", self.at, limit=str(limits.COLUMNS))
            if len(cells) == most:
                raise self._refuse("E-CSV", self.at)
            cells.append((self.at, self._cell()))
        end = _BREAK.match(self.text, self.at)
        if end is None:
            raise self._refuse("E-CSV", self.at)
        self.at = end.end()
        return cells

    def _cell(self) -> str:
        """Read one cell, its doubled quotes resolved and its text checked; a stray quote ends it."""
        start = self.at
        # Its second half takes anything, if only nothing: it always matches.
        found = cast(re.Match[str], _CELLS[self.separator].match(self.text, start))
        text = found[2] if found[1] is None else found[1].replace('""', '"')
        self.at = found.end()
        if wrong := check_text(text):
            raise ReadError(wrong.located(place_of(self.text, start, self.file)))
        listed = self.lenient and _LISTED.match(text)
        if _FORMULA.match(text) and not listed and not _is_number(text):
            raise self._refuse("E-FORMULA", start, found=text)
        return text

    def _refuse(self, code: str, index: int, **details: str) -> ReadError:
        return refuse(code, place_of(self.text, index, self.file), **details)


def _is_number(text: str) -> bool:
    """Say whether a text is a number; whether its comma is understood is for who reads the cell to say."""
    try:
        parse_number(text.replace(",", ".", 1))
    except ValueError:
        return False
    return True
