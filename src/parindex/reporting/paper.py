"""How a table is set on paper: upright or across, in which size, and how wide each column is."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from parindex.errors import Language
from parindex.reporting.table import Table, heading, shown

__all__ = ["ACROSS", "GAP", "UPRIGHT", "Setting", "letters", "setting", "width"]

# All lengths are in twentieths of a point, as Word counts them; sizes of type in points.
UPRIGHT, ACROSS = 9_071, 14_287  # between the margins of A4: 160 mm, 252 mm
GAP = 80  # on each side of what stands in a cell
_SIZES = (11, 10, 9, 8)
_WORD = 1_700  # a longer word is broken
_TEXT = 1_300  # a column of texts is not made narrower, unless it needs no more
_STEP = 60
_SCALE = 1_000  # a line, where lines are counted in whole numbers
_LINES = 5  # in a row, on average: from there on, a broader page reads better
# How wide letters of Times New Roman are, in thousandths of the size of the type; never less than they are.
_NARROW = dict.fromkeys(" .,:;|!'()[]/-ijlt", 300) | dict.fromkeys('frsI“”"–', 390)
_BROAD = {"m": 780, "w": 740, "M": 900, "W": 960, "%": 840, "@": 930, "…": 1000, "≈": 560, "−": 570, "+": 570}
_SMALL, _CAPITAL, _FIGURE, _FULL = 500, 740, 500, 1_000
_BOLD = 112  # percent
_SLACK = 40  # of a column, for its border and for other makes of the type


class Setting(NamedTuple):
    """How one table is set: across or upright, the size of its type, and the widths of its columns."""

    across: bool
    size: int
    widths: tuple[int, ...]


def setting(table: Table, lang: Language) -> Setting:
    """Return how a table is set: upright in the largest type where its columns have room, else across.

    A figure is never broken; where even the smallest type leaves no room for that, all columns shrink alike.
    """
    rows = [
        [shown(cell, column, lang) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    upright = _fitted(table, rows, _SIZES[0], UPRIGHT)
    if upright is not None and _lines(rows, upright, _SIZES[0]) <= _LINES * len(rows):
        return Setting(across=False, size=_SIZES[0], widths=upright)
    for size in _SIZES:
        across = _fitted(table, rows, size, ACROSS)
        if across is not None:
            return Setting(across=True, size=size, widths=across)
    least = _least(table, rows, _SIZES[-1])
    return Setting(across=True, size=_SIZES[-1], widths=tuple(ACROSS * each // sum(least) for each in least))


def width(text: str, size: int, *, bold: bool = False) -> int:
    """Return how wide a text is at most.

    >>> width("86,17", 10)
    460
    """
    thousandths = sum(map(letters, text)) * (_BOLD if bold else 100) // 100
    return thousandths * size // 50


@functools.lru_cache(maxsize=4096)
def letters(letter: str) -> int:
    """Return how wide a letter is at most, in thousandths of the size; marks above a letter take no room.

    >>> letters("ề"), letters("Đ")
    (500, 740)
    """
    base = unicodedata.normalize("NFD", letter)[0]
    known = _NARROW.get(base) or _BROAD.get(base)
    if known is not None:
        return known
    match unicodedata.category(base)[0], unicodedata.east_asian_width(base):
        case _, "W" | "F":
            return _FULL
        case "M", _:
            return 0
        case "N", _:
            return _FIGURE
        case _ if base.islower():
            return _SMALL
        case _:
            return _CAPITAL


def _fitted(table: Table, rows: Sequence[Sequence[str]], size: int, room: int) -> tuple[int, ...] | None:
    """Return the widths of the columns, or nothing where they do not fit beside each other.

    What room is left goes, bit by bit, to the column that makes the rows lowest.
    """
    widths = _least(table, rows, size)
    left = room - sum(widths)
    if left < 0:
        return None
    texts = [[width(text, size) for text in row] for row in rows]
    titles = [width(heading(column), size, bold=True) for column in table.columns]
    while left >= _STEP:
        gains = _gains(texts, widths)
        gains = gains if any(gains) else _gains([titles], widths)
        if not any(gains):
            break
        at = gains.index(max(gains))
        widths[at] += _STEP
        left -= _STEP
    words = [at for at, column in enumerate(table.columns) if not column.number]
    widths[max(words or range(len(widths)), key=widths.__getitem__)] += left
    return tuple(widths)


def _gains(texts: Sequence[Sequence[int]], widths: Sequence[int]) -> list[int]:
    """Return for each column how much lower a little more room would make the rows in which it is highest."""
    gains = [0] * len(widths)
    for row in texts:
        heights = [_SCALE * text // (held - 2 * GAP) for text, held in zip(row, widths, strict=True)]
        highest = max(heights)
        if highest > _SCALE:
            at = heights.index(highest)
            gains[at] += _SCALE * highest // widths[at]
    return gains


def _least(table: Table, rows: Sequence[Sequence[str]], size: int) -> list[int]:
    """Return how wide each column must be: a figure stays whole, and so does a word that is not too long."""
    least = []
    for at, column in enumerate(table.columns):
        cells = [row[at] for row in rows]
        words = [width(word, size, bold=True) for word in heading(column).split()]
        if column.number:
            words += [width(text, size, bold=True) for text in cells]
            most = max(words, default=0)
        else:
            whole = max((width(text, size, bold=True) for text in cells), default=0)
            words += [width(word, size, bold=True) for text in cells for word in text.split()]
            most = max(min(max(words, default=0), _WORD), min(whole, _TEXT))
        least.append(most + 2 * GAP + _SLACK)
    return least


def _lines(rows: Sequence[Sequence[str]], widths: Sequence[int], size: int) -> int:
    """Return how many lines all rows take together."""
    return sum(
        max(-(-width(text, size) // (held - 2 * GAP)) for text, held in zip(row, widths, strict=True))
        for row in rows
    )
