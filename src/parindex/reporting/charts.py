"""Charts as values, and each as an SVG that reads in black and white, on paper and on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil
from typing import assert_never

from parindex.errors import Language
from parindex.exact import ONE, ZERO, add
from parindex.reporting.answers import Likert, likert
from parindex.reporting.layout import (
    COLUMNS,
    LEFT,
    LETTERS,
    LINES,
    ROWS,
    SIDE,
    TENTH,
    WIDTH,
    Key,
    beside,
    block,
    count_lines,
    edge,
    figure,
    headed,
    height_of,
    if_cut,
    left_out,
    listed,
    named,
    plane_for,
    signed,
    stacked,
    unit_key,
)
from parindex.reporting.marks import Drawing, Mark, Plane, Style, draw, length, wrap
from parindex.reporting.ranges import Ranges, ranges

__all__ = [
    "COLUMNS",
    "ROWS",
    "Bump",
    "Chart",
    "Dumbbell",
    "Heat",
    "Likert",
    "Pareto",
    "Ranges",
    "Waterfall",
    "svg",
]

_CELL = 38  # pixels: the least width of a cell
_COLUMN = 30  # letters on a line of the name of a column, which stands upright on two
_STEP = 26  # pixels for how far a rank moved
_SHADES: tuple[tuple[Fraction | None, Style, str], ...] = (  # from how many percent
    (None, "shade-0", "< 50"),
    (Fraction(50), "shade-1", "≥ 50"),
    (Fraction(60), "shade-2", "≥ 60"),
    (Fraction(70), "shade-3", "≥ 70"),
    (Fraction(80), "shade-4", "≥ 80"),
    (Fraction(90), "shade-5", "≥ 90"),
)
_DARK: frozenset[Style] = frozenset(("shade-4", "shade-5"))  # the figures in these are light


@dataclass(frozen=True, slots=True)
class Waterfall:
    """How a figure became another: ``end`` is ``start`` and all ``parts`` together, each with its label."""

    title: str
    unit: str
    start: tuple[str, Fraction]
    parts: tuple[tuple[str, Fraction], ...]
    end: tuple[str, Fraction]


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """An old and a new figure in each row; ``names`` say what is old and what is new."""

    title: str
    unit: str
    names: tuple[str, str]
    rows: tuple[tuple[str, Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Bump:
    """An old and a new rank in each row, 1 the best; those of equal rank stand below each other."""

    title: str
    names: tuple[str, str]
    rows: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """A figure in percent for each row and column; None where there is none."""

    title: str
    unit: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Fraction | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Pareto:
    """What is lost in each row, never negative; drawn from the largest to the smallest."""

    title: str
    unit: str
    rows: tuple[tuple[str, Fraction], ...]


Chart = Waterfall | Dumbbell | Bump | Heat | Pareto | Likert | Ranges


def svg(chart: Chart, lang: Language) -> str:
    """Return a chart as one SVG element for an HTML page; the same chart gives the same text everywhere.

    Of more than ``ROWS`` rows the first are drawn (of a ranking the best), and the title says how many are
    not; of a waterfall the rest is one bar, so that it still adds up.

    Raises:
        UsageError: the extra ``plot`` is not installed (``E-EXTRA``).
    """
    match chart:
        case Waterfall():
            drawing = _waterfall(chart, lang)
        case Dumbbell():
            drawing = _dumbbell(chart, lang)
        case Bump():
            drawing = _bump(chart, lang)
        case Heat():
            drawing = _heat(chart, lang)
        case Pareto():
            drawing = _pareto(chart, lang)
        case Likert():
            drawing = likert(chart, lang)
        case Ranges():
            drawing = ranges(chart, lang)
        case _:
            assert_never(chart)
    return draw(drawing, lang)


def _waterfall(chart: Waterfall, lang: Language) -> Drawing:
    parts = _gathered(chart.parts, lang)
    rows = listed(label for label, _ in (chart.start, *parts, chart.end))
    levels = [*accumulate((value for _, value in parts), initial=chart.start[1])]
    plane = plane_for(76, rows, [*levels, chart.end[1]])
    marks = named(plane, rows)
    for level, (one, two) in zip(levels, pairwise(rows), strict=True):
        marks.append(Mark("link", level, one.y, level, two.y))
    for row, (_, value), ends in zip(rows[1:-1], parts, pairwise(levels), strict=True):
        text = signed(value, lang)
        style: Style = "fall" if value < 0 else "rise"
        marks.append(Mark(style, min(ends), row.y - 9, max(ends), row.y + 9, name=f"{row.name}: {text}"))
        marks.append(beside(plane, max(ends), row.y, text))
    for row, (_, value) in ((rows[0], chart.start), (rows[-1], chart.end)):
        text = figure(value, lang)
        marks.append(Mark("end", value, row.y, name=f"{row.name}: {text}"))
        marks.append(beside(plane, value, row.y, text, "strong"))
    up, down = ("tăng", "giảm") if lang == "vi" else ("gain", "loss")
    keys: tuple[Key, ...] = (unit_key(chart.unit, lang), (("rise", up), ("fall", down)))
    return headed((chart.title, ""), keys, plane, marks)


def _gathered(parts: tuple[tuple[str, Fraction], ...], lang: Language) -> tuple[tuple[str, Fraction], ...]:
    """Return the parts as they are drawn: where they are too many, the last ones added up in one."""
    if len(parts) <= ROWS:
        return parts
    rest = parts[ROWS - 1 :]
    label = f"{len(rest)} phần còn lại" if lang == "vi" else f"The other {len(rest)} parts"
    return (*parts[: ROWS - 1], (label, add(value for _, value in rest)))


def _dumbbell(chart: Dumbbell, lang: Language) -> Drawing:
    shown = chart.rows[:ROWS]
    rows = listed(label for label, _, _ in shown)
    plane = plane_for(122, rows, [value for _, *both in shown for value in both])
    marks = named(plane, rows)
    for row, (_, old, new) in zip(rows, shown, strict=True):
        text = f"{figure(old, lang)} → {figure(new, lang)}"
        name = f"{row.name}: {text}"
        marks += (
            Mark("solid", old, row.y, new, row.y),
            Mark("old", old, row.y, name=name),
            Mark("new", new, row.y, name=name),
            Mark("number", edge(plane), row.y, text=text),
        )
    keys: tuple[Key, ...] = (
        unit_key(chart.unit, lang),
        (("old", chart.names[0]),),
        (("new", chart.names[1]),),
    )
    return headed((chart.title, left_out(lang, len(chart.rows))), keys, plane, marks)


def _bump(chart: Bump, lang: Language) -> Drawing:
    shown = sorted(chart.rows, key=lambda row: (row[2], row[1]))[:ROWS]
    before = sorted(range(len(shown)), key=lambda index: shown[index][1])  # among equals: the better one now
    texts = [wrap(label, LETTERS - 2, LINES) for label, _, _ in shown]
    slots = stacked(
        [("", max(texts[one], text, key=count_lines)) for one, text in zip(before, texts, strict=True)]
    )
    plane = Plane(WIDTH - 2 * LEFT - _STEP, height_of(slots), ZERO, ONE)
    marks: list[Mark] = []
    for index, (label, old, new) in enumerate(shown):
        left, right = slots[before.index(index)].y, slots[index].y
        style: Style = "solid" if new < old else "dashed" if new > old else "level"
        step = f"↑{old - new}" if new < old else f"↓{new - old}" if new > old else "="
        name = f"{label}: {old} → {new}"
        marks += (
            Mark(style, ZERO, left, ONE, right, name=name),
            Mark("node-open", ZERO, left, name=name),
            Mark("node", ONE, right, name=name),
            Mark("rank-open", ZERO, left, text=str(old)),
            Mark("rank", ONE, right, text=str(new)),
            block("label-right", plane.at(-18), left, texts[index], label),
            block("label", plane.at(plane.width + 18), right, texts[index], label),
            Mark("number", edge(plane), right, text=step),
        )
    marks.append(Mark("number", plane.at(11), Fraction(-12), text=wrap(chart.names[0], LETTERS, 1)))
    marks.append(
        Mark("figure", plane.at(plane.width - 11), Fraction(-12), text=wrap(chart.names[1], LETTERS, 1))
    )
    moves = (
        ("lên hạng", "xuống hạng", "giữ hạng") if lang == "vi" else ("rank gained", "rank lost", "same rank")
    )
    key: Key = (("solid", moves[0]), ("dashed", moves[1]), ("level", moves[2]))
    return headed((chart.title, left_out(lang, len(chart.rows))), (key,), plane, marks, room=(LEFT, 28))


def _heat(chart: Heat, lang: Language) -> Drawing:
    columns, rows = chart.columns[:COLUMNS], listed(label for label, _ in chart.rows[:ROWS])
    shown = [cells[:COLUMNS] for _, cells in chart.rows[:ROWS]]
    width = max(_CELL, (WIDTH - LEFT - SIDE) // max(len(columns), 1))
    whole = max(width * len(columns), _CELL)
    plane = Plane(whole, height_of(rows), ZERO, Fraction(whole))
    marks = named(plane, rows)
    names = [wrap(column, _COLUMN, 2) for column in columns]
    for index, (column, text) in enumerate(zip(columns, names, strict=True)):
        x = index * width + Fraction(width - 14 * (count_lines(text) - 1), 2)
        marks.append(Mark("column", x, Fraction(-6), text=text, name=if_cut(column, text)))
    for row, cells in zip(rows, shown, strict=True):
        for index, (column, value) in enumerate(zip(columns, cells, strict=True)):
            style, ink, text = _shade(value, lang)
            x = Fraction(index * width)
            top, name = 2 * row.y - row.foot, f"{row.name} – {column}: {text}"
            marks.append(Mark(style, x + 1, top + 1, x + width - 1, row.foot - 1, name=name))
            marks.append(Mark(ink, x + Fraction(width, 2), row.y, text=text))
    keys: list[Key] = [unit_key(chart.unit, lang), tuple((style, text) for _, style, text in _SHADES)]
    if any(None in cells for cells in shown):
        keys.append((("void", "– không có số liệu" if lang == "vi" else "– no figure"),))
    note = left_out(lang, len(chart.rows), len(chart.columns))
    above = max((max(map(length, text.split("\n"))) for text in names), default=ZERO)
    return headed((chart.title, note), keys, plane, marks, room=(LEFT, 7 * ceil(above) + 8))


def _shade(value: Fraction | None, lang: Language) -> tuple[Style, Style, str]:
    """Return how a cell is filled and written; by the figure as printed, for a reader sees both together."""
    if value is None:
        return "void", "cell", "–"
    printed = TENTH.apply(value)
    style = [style for bound, style, _ in _SHADES if bound is None or printed >= bound][-1]
    return style, "cell-light" if style in _DARK else "cell", figure(value, lang, TENTH)


def _pareto(chart: Pareto, lang: Language) -> Drawing:
    ordered = sorted(chart.rows, key=lambda row: -row[1])
    total, sums = add(value for _, value in ordered), accumulate(value for _, value in ordered)
    rows = listed(label for label, _ in ordered[:ROWS])
    most = ordered[0][1] if ordered and ordered[0][1] else ONE
    plane = Plane(WIDTH - LEFT - 128, height_of(rows), ZERO, most)
    marks = named(plane, rows)
    for row, (_, value), sum_ in zip(rows, ordered, sums, strict=False):
        text = figure(value, lang)
        share = f"{figure(100 * sum_ / total, lang, TENTH)} %" if total else "–"
        marks += (
            Mark("bar", ZERO, row.y - 9, value, row.y + 9, name=f"{row.name}: {text} ({share})"),
            beside(plane, value, row.y, text),
            Mark("number", edge(plane), row.y, text=share),
        )
    heading = "cộng dồn" if lang == "vi" else "cumulative"
    marks.append(Mark("note-right", edge(plane), Fraction(-10), text=heading))
    return headed((chart.title, left_out(lang, len(ordered))), (unit_key(chart.unit, lang),), plane, marks)
