"""What every chart has: rows with names, round values on an axis, figures, a title and a key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import count
from math import ceil, floor
from typing import NamedTuple

from parindex.errors import Language
from parindex.exact import ONE, ZERO, Rounding
from parindex.reporting.marks import Drawing, Mark, Plane, Style, clean, length, sign, wrap
from parindex.vietnamese import with_comma

__all__ = [
    "COLUMNS",
    "HUNDREDTH",
    "LEFT",
    "LETTERS",
    "LINES",
    "ROWS",
    "SIDE",
    "TENTH",
    "WIDTH",
    "Key",
    "Row",
    "beside",
    "block",
    "count_lines",
    "edge",
    "figure",
    "headed",
    "height_of",
    "if_cut",
    "left_out",
    "listed",
    "named",
    "plane_for",
    "signed",
    "stacked",
    "ticks_of",
    "unit_key",
]

ROWS = 63  # drawn at most: the provinces until 2025, and about what a reader can still follow
COLUMNS = 16  # of a heat map, drawn at most
WIDTH = 480  # pixels: of letters of 13 pixels a phone of 360 leaves 10
SIDE = 8  # pixels free at the left and the right
LEFT = 172  # pixels for the names of rows
LETTERS, LINES = 22, 3  # of the name of a row; what is longer ends with an ellipsis
_TITLE = 46  # letters on one line of the title
_SIGN = 26  # pixels for a sign of the key
_TICKS = 5  # steps of an axis, at most
HUNDREDTH, TENTH = Rounding(2, "half-up"), Rounding(1, "half-up")  # of figures, and of percentages

Key = tuple[tuple[Style | None, str], ...]  # one line of the key: signs, and what they mean


class Row(NamedTuple):
    """Where a row stands: its middle and its foot in pixels; its name, whole and broken into lines."""

    y: Fraction
    foot: Fraction
    name: str
    text: str


def listed(labels: Iterable[str]) -> list[Row]:
    """Return rows below each other with their names in lines."""
    return stacked([(label, wrap(label, LETTERS, LINES)) for label in labels])


def stacked(names: Iterable[tuple[str, str]], *, least: int = 1) -> list[Row]:
    """Return rows below each other, each as high as its text needs, or some lines at the least."""
    rows: list[Row] = []
    foot = ZERO
    for name, text in names:
        tall = Fraction(15 * max(count_lines(text), least) + 11)
        rows.append(Row(foot + tall / 2, foot + tall, clean(name), text))
        foot += tall
    return rows


def count_lines(text: str) -> int:
    """Return how many lines a broken text has."""
    return text.count("\n") + 1


def height_of(rows: Sequence[Row]) -> int:
    """Return where the last row ends, in pixels."""
    return int(rows[-1].foot) if rows else 0


def plane_for(right: int, rows: Sequence[Row], values: Sequence[Fraction]) -> Plane:
    """Return a plane that holds some values, between the names and so many pixels at the right."""
    ticks, digits = ticks_of(values)
    return Plane(WIDTH - LEFT - right, height_of(rows), ticks[0], ticks[-1], ticks, digits)


def ticks_of(values: Sequence[Fraction]) -> tuple[tuple[Fraction, ...], int]:
    """Return round values around all of some values, 5 steps at most, and their digits after the point."""
    low, high = min(values, default=ZERO), max(values, default=ONE)
    step, digits = next(each for each in _steps() if len(_grid(low, high, each[0])) <= _TICKS + 1)
    return tuple(step * index for index in _grid(low, high, step)), digits


def _grid(low: Fraction, high: Fraction, step: Fraction) -> range:
    first = floor(low / step)
    return range(first, max(ceil(high / step), first + 1) + 1)


def _steps() -> Iterator[tuple[Fraction, int]]:
    """Yield 0.01, 0.02, 0.05, 0.1 and so on without end, with the digits after the point of each."""
    for exponent in count(-HUNDREDTH.digits):  # pragma: no branch (it never ends)
        for unit in (1, 2, 5):
            yield unit * Fraction(10) ** exponent, max(-exponent, 0)


def edge(plane: Plane, left: int = LEFT) -> Fraction:
    """Return where figures in a column end, at the right of the drawing."""
    return plane.at(WIDTH - left - SIDE)


def beside(plane: Plane, value: Fraction, y: Fraction, text: str, style: Style = "figure") -> Mark:
    """Return a figure right of what it measures."""
    return Mark(style, value + plane.at(10) - plane.low, y, text=text)


def named(plane: Plane, rows: Iterable[Row]) -> list[Mark]:
    """Return the names of rows, and under each a line that leads the eye."""
    start, end = plane.at(SIDE - LEFT), max(edge(plane), plane.high)
    marks: list[Mark] = []
    for row in rows:
        marks.append(Mark("guide", start, row.foot, end, row.foot))
        marks.append(block("label", start, row.y, row.text, row.name))
    return marks


def block(style: Style, x: Fraction, y: Fraction, text: str, name: str) -> Mark:
    """Return lines of text around a middle; a reader can ask for the whole name where it was cut."""
    return Mark(style, x, y - Fraction(15 * (count_lines(text) - 1), 2), text=text, name=if_cut(name, text))


def if_cut(name: str, text: str) -> str:
    """Return a whole name where its text was cut; nothing where it was not."""
    return "" if text.replace("\n", " ") == clean(name) else name


def headed(
    title: tuple[str, str],
    keys: Sequence[Key],
    plane: Plane,
    marks: Sequence[Mark],
    *,
    room: tuple[int, int] = (LEFT, 24),
) -> Drawing:
    """Return a drawing with its title, its key, and room in pixels at the left of the plane and above it."""
    left, above = room
    # The note has a line of its own: a long title that is cut must not take it away.
    text = "\n".join(wrap(each, _TITLE, 6) for each in title if each)
    top = 32 + 19 * count_lines(text) + 20 * len(keys) - 20 + above
    y = Fraction(20 - top)
    signs = [Mark("head", plane.at(SIDE - left), y, text=text)]
    y += 19 * count_lines(text) - 16
    for key in keys:
        y += 20
        width = Fraction(WIDTH - 2 * SIDE, _across(key))
        for index, (style, words) in enumerate(key):
            x = SIDE - left + index * width
            if style:
                signs.append(sign(style, plane, x, y))
            said = wrap(words, _room(width), 1)
            signs.append(
                Mark("note", plane.at(x + _SIGN if style else x), y, text=said, name=if_cut(words, said))
            )
    right = max(WIDTH - left - plane.width, SIDE)
    told = "; ".join(words for key in keys for _, words in key)
    return Drawing(" ".join(title), told, plane, (left, top, right, SIDE), tuple(marks), tuple(signs))


def _across(key: Key) -> int:
    """Return in how many columns a line of the key stands: three at least, where no words are cut for it."""
    if len(key) <= 1:
        return 1
    fits = all(length(words) <= _room(Fraction(WIDTH - 2 * SIDE, 3)) for _, words in key)
    return max(len(key), 3 if fits else 2)


def _room(width: Fraction) -> int:
    """Return how many letters fit beside a sign."""
    return int((width - _SIGN) / 7)


def unit_key(unit: str, lang: Language) -> Key:
    """Return the line of the key that says what is counted."""
    return ((None, f"{'Đơn vị tính' if lang == 'vi' else 'Unit'}: {unit}"),)


def left_out(lang: Language, rows: int, columns: int = 0) -> str:
    """Say how many rows and columns are not drawn, or that there are none; else nothing."""
    vi = lang == "vi"
    if not rows:
        return "(không có dòng nào)" if vi else "(no rows)"
    parts = []
    for total, most, words in ((rows, ROWS, ("dòng", "rows")), (columns, COLUMNS, ("cột", "columns"))):
        if total > most:
            vi_text = f"{most} {words[0]} đầu; {total - most} {words[0]} nữa ở bảng"
            parts.append(vi_text if vi else f"first {most} {words[1]}; {total - most} more in the table")
    return f"({', '.join(parts)})" if parts else ""


def figure(value: Fraction, lang: Language, rounding: Rounding = HUNDREDTH) -> str:
    """Write a figure, rounded half up, with a minus as wide as a plus."""
    text = rounding.text(value).replace("-", "\u2212")
    return with_comma(text) if lang == "vi" else text


def signed(value: Fraction, lang: Language) -> str:
    """Write a difference: what is above zero as printed has a plus."""
    text = figure(value, lang)
    return f"+{text}" if HUNDREDTH.units(value) > 0 else text
