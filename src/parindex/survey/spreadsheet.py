"""Ballots in workbooks: the first sheet with a row that names columns, and the rows below it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from parindex.errors import Place
from parindex.readers import xlsx
from parindex.readers.document import refuse
from parindex.survey.blocks import TEXT, Block, broken_row, check_header
from parindex.survey.columns import added, word

__all__ = ["Rows", "read_block", "read_rows"]

_REFERENCE = re.compile("([A-Z]+)([0-9]+)")
_SERIAL = re.compile(r"([0-9]{5,6})(?:\.[0-9]+)?")
_ZERO = dt.date(1899, 12, 30).toordinal()  # the day whose serial number is 0
_DAYS = range(dt.date(1990, 1, 1).toordinal(), dt.date(2200, 1, 1).toordinal())


class Rows(NamedTuple):
    """The rows of a sheet below its header: cells by letters of the column, by number of the row.

    ``since_1904`` tells that the file counts its days from 1904.
    """

    sheet: xlsx.Sheet
    columns: Mapping[str, str]
    cells: Mapping[int, Mapping[str, str]]
    since_1904: bool = False


def read_rows(content: bytes, file: str) -> Rows:
    """Read the first sheet in which a row names the columns of groups and units; above it are headings.

    Raises:
        ReadError: the workbook is refused by its reader, no sheet has such a row (``E-COLUMNS``), or its
            names will not do.
    """
    book = xlsx.read(content, file, lenient=True)
    for sheet in book.sheets:
        rows = dict(map(_row, sheet.rows))
        for number, cells in rows.items():
            if _is_header(cells):
                check_header(cells.values(), f"{file}:{sheet.name}", number)
                below = {line: row for line, row in rows.items() if row and line > number}
                columns = {name: letters for letters, name in cells.items()}
                return Rows(sheet, columns, below, book.since_1904)
    raise refuse("E-COLUMNS", Place(file, 1, 1), lacking="group, unit", extra="–")


def read_block(rows: Rows, wanted: Sequence[str]) -> Block:
    """Return the wanted columns; a row is broken by a cell without a column name, or by a wanted formula.

    A spreadsheet keeps a day as the number of days since 1899-12-30, with a time as its fraction. In a column
    of days a number that means a day from 1990 to 2199 is that day; whatever else stands there is as it is.
    So is a number that shows no day where a file counts from 1904: which day it means nobody can tell.
    """
    named = set(rows.columns.values())
    broken = []
    lines = []
    looks = rows.sheet.looks
    computed = {reference for reference, _ in looks.formulas} if looks else set()
    used = [rows.columns[name] for name in wanted]
    for line, cells in rows.cells.items():
        stray = next((letters for letters in cells if letters not in named), None) or next(
            (letters for letters in used if f"{letters}{line}" in computed), None
        )
        if stray is None:
            lines.append(line)
        else:
            where = f"{rows.sheet.file}:{rows.sheet.name}!{stray}{line}"
            broken.append((line, line, broken_row(where, line, f"{stray}{line}", len(named))))
    columns = {name: _column(rows, name, lines) for name in wanted}
    return Block(columns, np.array(lines, np.int64), tuple(broken))


def _column(rows: Rows, name: str, lines: Sequence[int]) -> pa.Array:
    letters = rows.columns[name]
    texts = [rows.cells[line].get(letters, "") for line in lines]
    if "date" in {word(name), added(name)}:
        shown: Collection[str] = rows.sheet.looks.days if rows.sheet.looks else ()
        texts = [
            text if rows.since_1904 and f"{letters}{line}" not in shown else _day(text)
            for line, text in zip(lines, texts, strict=True)
        ]
    return pa.array(texts, pa.string()).cast(TEXT)


def _day(text: str) -> str:
    """Return the day that a serial number means, or the text as it is.

    >>> _day("45626"), _day("45626.354"), _day("2024-11-30"), _day("7")
    ('2024-11-30', '2024-11-30', '2024-11-30', '7')
    """
    found = _SERIAL.fullmatch(text.strip())
    day = _ZERO + int(found[1]) if found else 0
    return dt.date.fromordinal(day).isoformat() if day in _DAYS else text


def _row(cells: Mapping[str, str]) -> tuple[int, dict[str, str]]:
    """Return the number of a row, and its cells by the letters of their columns; blank ones are left out."""
    found = {_REFERENCE.fullmatch(reference): text for reference, text in cells.items()}
    number = next(int(each[2]) for each in found if each)
    return number, {each[1]: text for each, text in found.items() if each and text.strip()}


def _is_header(cells: Mapping[str, str]) -> bool:
    return {"group", "unit"} <= set(map(word, cells.values()))
