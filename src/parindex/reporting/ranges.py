"""Figures with what is sure of them: a point on an interval in each row, and lines to compare them with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from parindex.errors import Language
from parindex.exact import ONE, ZERO, Rounding
from parindex.reporting.layout import (
    HUNDREDTH,
    LEFT,
    LETTERS,
    LINES,
    ROWS,
    SIDE,
    WIDTH,
    Row,
    edge,
    figure,
    headed,
    height_of,
    if_cut,
    left_out,
    named,
    plane_for,
    stacked,
    ticks_of,
    unit_key,
)
from parindex.reporting.marks import Drawing, Mark, Plane, length, wrap

__all__ = ["Ranges", "ranges"]

_RIGHT = 112  # pixels for a figure and its interval at the right
_LETTER = 7  # pixels of one letter
_AXIS = 26  # pixels for the figures of the axis
_LINE = 16  # pixels for one line of the names above them
_CAP = 5  # pixels above and below an interval's line, at both of its ends
_WHOLE = Rounding(0, "half-up")


@dataclass(frozen=True, slots=True)
class Ranges:
    """A least, a probable and a most figure in each row; ``lines`` are figures with a name, such as edges.

    Of ``ranks`` the axis begins with 1, the best, and figures are whole.
    """

    title: str
    unit: str
    rows: tuple[tuple[str, Fraction, Fraction, Fraction], ...]
    lines: tuple[tuple[str, Fraction], ...] = ()
    ranks: bool = False


def ranges(chart: Ranges, lang: Language) -> Drawing:
    """Return the drawing: interval and point on a common axis, both in figures at the right."""
    shown = chart.rows[:ROWS]
    # Two lines at the least: the figures at the right need them.
    rows = stacked([(label, wrap(label, LETTERS, LINES)) for label, *_ in shown], least=2)
    plane = _plane(chart, rows)
    marks = named(plane, rows)
    for label, value in chart.lines:
        marks.append(Mark("dashed", value, ZERO, value, Fraction(plane.height), name=label))
    rounding = _WHOLE if chart.ranks else HUNDREDTH
    for row, (_, least, point, most) in zip(rows, shown, strict=True):
        text = figure(point, lang, rounding)
        span = "" if least == most else f"{figure(least, lang, rounding)} – {figure(most, lang, rounding)}"
        name = f"{row.name}: {text}" + (f" ({span})" if span else "")
        marks += (
            Mark("solid", least, row.y, most, row.y, name=name),
            *(Mark("solid", end, row.y - _CAP, end, row.y + _CAP) for end in {least, most}),
            Mark("new", point, row.y, name=name),
            Mark("number", edge(plane), row.y - (8 if span else 0), text=text),
        )
        if span:
            marks.append(Mark("note-right", edge(plane), row.y + 8, text=span))
    labels = tuple(_labels(chart, plane))
    marks += labels
    above = max((int(-mark.y) + 10 for mark in labels), default=_AXIS)
    title = (chart.title, left_out(lang, len(chart.rows)))
    return headed(title, (unit_key(chart.unit, lang),), plane, marks, room=(LEFT, above))


def _plane(chart: Ranges, rows: Sequence[Row]) -> Plane:
    """Return the plane with its axis; that of ranks begins at 1, which is no round value."""
    values = [value for _, *three in chart.rows[:ROWS] for value in three]
    if not chart.ranks:
        return plane_for(_RIGHT, rows, [*values, *(value for _, value in chart.lines)])
    worst = max(*values, Fraction(2), ONE)
    ticks, _ = ticks_of((ZERO, worst))
    whole = tuple(tick for tick in ticks if ONE < tick <= worst and tick.denominator == 1)
    return Plane(WIDTH - LEFT - _RIGHT, height_of(rows), ONE, worst, (ONE, *whole))


def _labels(chart: Ranges, plane: Plane) -> Iterator[Mark]:
    """Yield the names of lines above the axis, each in the lowest line of text where it has room."""
    level, free = 0, Fraction(WIDTH - LEFT - SIDE)
    for label, value in sorted(chart.lines, key=lambda line: -line[1]):
        x = plane.width * (value - plane.low) / (plane.high - plane.low)
        text = wrap(label, int((WIDTH - LEFT - SIDE - x) / _LETTER), 1)
        if x + _LETTER * length(text) + SIDE > free:
            level += 1
        free = x
        y = Fraction(-_AXIS - _LINE * level)
        yield Mark("dashed", value, y - 6, value, Fraction(4 - _AXIS))
        yield Mark("note", plane.at(x + 5), y, text=text, name=if_cut(label, text))
