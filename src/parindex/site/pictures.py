"""Pictures of how points are given: small inline SVG, coloured by classes, readable on a phone.

Every picture is 340 units wide, about what a phone has beside its margins, so that a letter of 13 units is
one of 13 pixels there. It has a title for those who do not see it, and no figure that the table beside it
lacks.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from parindex.exact import ZERO, Rounding

__all__ = ["MOST", "Bar", "Dot", "Knot", "Row", "Tread", "bars", "dots", "line", "staircase"]

MOST = 8  # as many bars, steps or rows as a picture can hold before a table says it better
_WIDTH = 340
_LETTER = Fraction(15, 2)  # the width of a figure of 13 units, and a little
_LETTERS = 46  # of a name in one line
_FINE = Rounding(1, "half-up")


class Bar(NamedTuple):
    """A named bar from ``start`` on, and the figure at its end."""

    label: str
    value: Fraction
    text: str
    start: Fraction = ZERO


class Tread(NamedTuple):
    """One step of a staircase: its height and figure, and which of its ends belong to it.

    ``low`` and ``high`` are the figures at its ends; a step of whole numbers has its own words, ``span``,
    instead. An end is ``closed``, ``open`` or, where there is none, an ``arrow``; a single number is a
    ``point`` at both.
    """

    height: Fraction
    text: str
    low: str = ""
    high: str = ""
    span: str = ""
    ends: tuple[str, str] = ("closed", "open")


class Knot(NamedTuple):
    """A place on a line: a figure below the axis, the height, and what is written beside the mark."""

    at: Fraction
    height: Fraction
    low: str
    text: str = ""
    end: str = "closed"


class Dot(NamedTuple):
    """A dot on a scale of points, and the count that stands above it."""

    at: Fraction
    text: str


class Row(NamedTuple):
    """A named row of dots."""

    label: str
    dots: tuple[Dot, ...]


def bars(title: str, found: Sequence[Bar], most: Fraction, *, loss: bool = False) -> str:
    """Draw a bar for each name on a scale from 0 to the most; what is missing to the most is a pale track.

    Nothing where there are more than ``MOST``. ``loss``: of points that are taken away.
    """
    if not found or len(found) > MOST or most <= 0:
        return ""
    marks: list[str] = []
    room, y = _WIDTH - _wide(max((bar.text for bar in found), key=len)) - 8, 0
    for bar in found:
        for words in _wrapped(bar.label):
            y += 16
            marks.append(_text(0, y - 3, words))
        start, width = room * bar.start / most, room * bar.value / most
        marks.append(_box("track", ZERO, y + 2, Fraction(room)))
        marks.append(_box("loss" if loss else "bar", start, y + 2, width))
        marks.append(_text(start + width + 6, y + 13, bar.text, "strong"))
        y += 26
    return _drawn(title, y - 6, marks)


def staircase(title: str, treads: Sequence[Tread], *, loss: bool = False) -> str:
    """Draw steps from the lowest figure to the highest, all of one width: the axis is not to scale.

    Nothing where there are more than ``MOST``, or where the figures have no room.
    """
    if not treads or len(treads) > MOST:
        return ""
    width = Fraction(_WIDTH - 24, len(treads))
    words = [text for tread in treads for text in (tread.low, tread.high, tread.span, tread.text)]
    if max(map(_wide, words)) > width:
        return ""
    most = max(tread.height for tread in treads) or Fraction(1)
    style = " pic-falls" if loss else ""
    marks = [f'<path class="pic-axis" d="M4 150H{_WIDTH - 4}"/>']
    before: Fraction | None = None
    for at, tread in enumerate(treads):
        left, right = 12 + width * at, 12 + width * (at + 1)
        y = 136 - 100 * tread.height / most
        if before is not None:
            marks.append(f'<path class="pic-guide" d="M{_n(left)} {_n(before)}V{_n(y)}"/>')
        marks += _tread(tread, left, right, y, style)
        before = y
    return _drawn(title, 172, marks)


def _tread(tread: Tread, left: Fraction, right: Fraction, y: Fraction, style: str) -> Iterator[str]:
    """Draw one step, its marks and its figures; one of whole numbers stands away from its neighbours."""
    middle = (left + right) / 2
    inset = 10 if tread.span else 0
    first, last = left + inset, right - inset
    marks = [(first, tread.ends[0]), (last, tread.ends[1])]
    if "point" in tread.ends:
        marks = [(middle, "closed")]
    else:
        tip = f"M{_n(last - 6)} {_n(y - 5)}l6 5l-6 5" if "arrow" in tread.ends else ""
        yield f'<path class="pic-line{style}" d="M{_n(first)} {_n(y)}H{_n(last)}{tip}"/>'
    yield from (_dot(x, y, end, style) for x, end in marks if end != "arrow")
    yield _text(middle, y - 10, tread.text, "strong middle")
    if tread.span:
        yield _text(middle, 168, tread.span, "middle")
    if tread.low:
        yield _text(left, 168, tread.low, "middle")
    if tread.high:
        yield _text(right, 168, tread.high, "middle")


def line(title: str, knots: Sequence[Knot], *, loss: bool = False) -> str:
    """Draw a line through its knots, from left to right; two knots at one figure are a jump."""
    if len(knots) < 2:  # noqa: PLR2004 (a line has two ends)
        return ""
    far = max(knot.at for knot in knots) or Fraction(1)
    most = max(knot.height for knot in knots) or Fraction(1)
    style = " pic-falls" if loss else ""
    places = [(12 + 296 * knot.at / far, 136 - 106 * knot.height / most) for knot in knots]
    marks, path = [f'<path class="pic-axis" d="M4 150H{_WIDTH - 4}"/>'], ""
    for at, (x, y) in enumerate(places):
        jump = at > 0 and places[at - 1][0] == x
        path += f"{'L' if at and not jump else 'M'}{_n(x)} {_n(y)}"
        if jump:
            marks.append(f'<path class="pic-guide" d="M{_n(x)} {_n(places[at - 1][1])}V{_n(y)}"/>')
        elif 0 < at < len(places) - 1 and y < 136:  # noqa: PLR2004 (the height of no points)
            marks.append(f'<path class="pic-guide" d="M{_n(x)} {_n(y)}V150"/>')
    marks.append(f'<path class="pic-line{style}" d="{path}"/>')
    drawn = list(zip(places, knots, strict=True))
    marks += [_dot(x, y, knot.end, style) for (x, y), knot in drawn if knot.end]
    marks += [_beside(x, y, knot.text) for (x, y), knot in drawn if knot.text]
    marks += _below([(x, knot.low) for (x, _), knot in drawn if knot.low])
    return _drawn(title, 172, marks)


def _beside(x: Fraction, y: Fraction, text: str) -> str:
    """Write the points of a knot above it, inside the picture."""
    half = _wide(text) / 2
    return _text(min(max(x, half + 2), _WIDTH - half - 2), y - 10, text, "strong middle")


def _below(words: Sequence[tuple[Fraction, str]]) -> Iterator[str]:
    """Write figures below an axis, from left to right, those that have room."""
    taken: list[tuple[Fraction, Fraction]] = []
    for x, text in words:
        half = _wide(text) / 2
        middle = min(max(x, half + 2), _WIDTH - half - 2)
        if all(middle + half < low or high < middle - half for low, high in taken):
            taken.append((middle - half, middle + half))
            yield _text(middle, 168, text, "middle")


def dots(title: str, rows: Sequence[Row], ends: Sequence[Dot], *, loss: bool = False) -> str:
    """Draw rows of dots on a scale of points; ``ends`` are the points written below the axis."""
    if not rows or len(rows) > MOST or any(not row.dots for row in rows):
        return ""
    low, high = min(end.at for end in ends), max(end.at for end in ends)
    if low == high:
        return ""
    style = " pic-falls" if loss else ""
    marks: list[str] = []
    y = 0
    for row in rows:
        for words in _wrapped(row.label):
            y += 16
            marks.append(_text(0, y - 3, words))
        y += 34
        marks.append(f'<path class="pic-guide" d="M12 {y}H{_WIDTH - 12}"/>')
        places = [(_scaled(dot.at, low, high), dot.text) for dot in row.dots]
        marks += [_dot(x, Fraction(y), "closed", style) for x, _ in places]
        marks += _above(places, y - 10)
        y += 14
    marks.append(f'<path class="pic-axis" d="M4 {y}H{_WIDTH - 4}"/>')
    for end in ends:
        x = _scaled(end.at, low, high)
        side = "end" if x > _WIDTH / 2 else "start"
        marks.append(_text(x + (8 if side == "end" else -8), y + 18, end.text, f"strong {side}"))
    return _drawn(title, y + 24, marks)


def _scaled(at: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return 12 + (_WIDTH - 24) * (at - low) / (high - low)


def _above(places: Iterable[tuple[Fraction, str]], y: int) -> Iterator[str]:
    """Write counts above dots, those that have room."""
    taken: list[tuple[Fraction, Fraction]] = []
    for x, text in places:
        half = _wide(text) / 2
        if all(x + half < low or high < x - half for low, high in taken):
            taken.append((x - half, x + half))
            yield _text(x, y, text, "middle")


def _drawn(title: str, height: int, marks: Iterable[str]) -> str:
    return (
        f'<svg class="pic" role="img" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}">'
        f"<title>{html.escape(title)}</title>{''.join(marks)}</svg>"
    )


def _wrapped(label: str) -> list[str]:
    return textwrap.wrap(label, _LETTERS, max_lines=2, placeholder=" …")


def _wide(text: str) -> Fraction:
    """Return about how wide a figure is."""
    return _LETTER * len(text)


def _n(value: Fraction | int) -> str:
    return _FINE.text(Fraction(value)).removesuffix(".0")


def _text(x: Fraction | int, y: Fraction | int, words: str, style: str = "") -> str:
    classes = "".join(f" pic-{each}" for each in style.split())
    return f'<text class="pic-text{classes}" x="{_n(x)}" y="{_n(y)}">{html.escape(words)}</text>'


def _box(style: str, x: Fraction, y: int, width: Fraction) -> str:
    return f'<rect class="pic-{style}" x="{_n(x)}" y="{y}" width="{_n(width)}" height="14" rx="2"/>'


def _dot(x: Fraction, y: Fraction, end: str, style: str) -> str:
    return f'<circle class="pic-{end}{style}" cx="{_n(x)}" cy="{_n(y)}" r="5"/>'
