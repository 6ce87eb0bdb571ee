"""Which row heads a table and which columns hold numbers, names and maxima: by what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from parindex.annex.figures import one_line
from parindex.annex.grid import Grid, column_name
from parindex.errors import Problem, problem
from parindex.readers.composing import compose
from parindex.vietnamese import fold

__all__ = ["Layout", "find_layout"]

_Use = Literal["code", "name", "max"]
_SEARCHED = 60  # rows from the top in which a header is looked for
_ABOVE = 8  # lines in front of a table of a document among which its title is looked for
_LONGEST = 80  # letters of a column's title
_CODES = frozenset({"stt", "tt", "so tt", "so thu tu", "ma so", "ma tieu chi", "ma"})
_NAMES = ("tieu chi", "linh vuc", "noi dung")
# What a unit or a council fills in, and not what the annex gives.
_FILLED = ("tu cham", "tu danh gia", "tham dinh", "dat duoc", "danh gia", "ket qua", "thuc te")
# The likeliest title of the maxima first.
_MAXIMA = (("toi da", "diem chuan"), ("thang diem", "muc diem", "so diem", "diem quy dinh"), ("diem",))


@dataclass(frozen=True, slots=True)
class Layout:
    """A table and its columns; rows after ``last`` hold the criteria, those before ``first`` the title.

    ``problems`` are other tables that hold criteria, or look as if they did, and are not read;
    ``repeated`` rows say the header again.
    """

    grid: Grid
    first: int
    last: int
    code: int | None
    names: tuple[int, ...]
    maxima: int
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    repeated: frozenset[int] = frozenset()

    @property
    def title(self) -> str:
        """Return the longest text in capitals above the table, else the longest text, or nothing.

        In front of a table of a document, lines of capitals that follow one another are one text.
        """
        above = (row for row in self.grid.rows if row.number < self.first)
        texts = [one_line(cell.text) for row in above for cell in row.cells.values()]
        composed = [compose(one_line(line)) for line in (self.grid.before or ())[-_ABOVE:]]
        lines = [found[0] for found in composed if not isinstance(found, Problem)]
        runs = [(capitals, list(run)) for capitals, run in groupby(lines, str.isupper)]
        texts += [text for capitals, run in runs for text in ([" ".join(run)] if capitals else run)]
        return max([text for text in texts if text.isupper()] or texts, key=len, default="")


def find_layout(grid: Grid) -> Layout | None:
    """Return the first header of a table, and its columns, or nothing when it has none."""
    for row in grid.rows[:_SEARCHED]:
        last = _last_row(grid, row.number)
        columns = sorted(_seen(grid, row.number, last))
        titles = {column: _title(grid, range(row.number, last + 1), column) for column in columns}
        uses = {column: _use(title) for column, title in titles.items()}
        names = _named({column: title for column, title in titles.items() if uses[column] == "name"})
        maxima = _maxima({column: title for column, title in titles.items() if uses[column] == "max"})
        if names and maxima:
            code = next((column for column, use in uses.items() if use == "code"), None)
            said = tuple(_several(maxima))
            return Layout(grid, row.number, last, code, names, maxima[0], (), said)
    return None


def _several(maxima: Sequence[int]) -> Iterator[Problem]:
    """Say that more than one column may hold the maxima."""
    if len(maxima) > 1:
        others = ", ".join(map(column_name, maxima[1:]))
        yield problem("W-ANNEX-MAXIMA", found=column_name(maxima[0]), others=others)


def _last_row(grid: Grid, row: int) -> int:
    """Return the last row of a header: merged cells lead down, or wide ones stand over others."""
    last = row
    for span in grid.spans:
        if span.top == row:
            last = max(last, min(span.bottom, row + 2))
            below = range(span.left, span.right + 1) if span.right > span.left else ()
            if span.bottom == row and any(grid.text(row + 1, column) for column in below):
                last = max(last, row + 1)
    return last


def _seen(grid: Grid, first: int, last: int) -> set[int]:
    rows = [row for row in grid.rows if first <= row.number <= last]
    columns = {column for row in rows for column in row.cells}
    for span in grid.spans:
        if first <= span.top <= last:
            columns.update(range(span.left, span.right + 1))
    return columns


def _title(grid: Grid, rows: Sequence[int], column: int) -> str:
    """Return the folded title of a column: what its rows say, once each."""
    parts = dict.fromkeys(one_line(grid.text(row, column)) for row in rows)
    return fold(" ".join(part for part in parts if part))


def _use(title: str) -> _Use | None:
    # No title begins with a figure, but a cell may hold `1 điểm`.
    if not title or title[0].isdecimal() or len(title) > _LONGEST:
        return None
    if title.rstrip(".") in _CODES:
        return "code"
    if "diem" in title or "toi da" in title:
        return None if _filled(title) else "max"
    return "name" if any(words in title for words in _NAMES) else None


def _filled(title: str) -> bool:
    return any(words in title for words in _FILLED)


def _named(titles: Mapping[int, str]) -> tuple[int, ...]:
    """Return the columns of names: one whose title may stand over remarks serves where no other does."""
    return tuple(column for column, title in titles.items() if not _filled(title)) or tuple(titles)


def _maxima(titles: Mapping[int, str]) -> list[int]:
    """Return the columns of the likeliest title of the maxima."""
    for words in _MAXIMA:
        if found := [column for column, title in titles.items() if any(word in title for word in words)]:
            return found
    return []
