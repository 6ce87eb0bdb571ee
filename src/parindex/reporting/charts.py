"""Charts as values, and each as an SVG that reads in black and white, on paper and on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, count, pairwise
from math import ceil, floor
from typing import NamedTuple, assert_never

from parindex.errors import Language
from parindex.exact import ONE, ZERO, Rounding, add
from parindex.reporting.marks import Drawing, Mark, Plane, Style, clean, draw, length, sign, wrap
from parindex.vietnamese import with_comma

__all__ = ["COLUMNS", "ROWS", "Bump", "Chart", "Dumbbell", "Heat", "Pareto", "Waterfall", "svg"]

ROWS = 63  # drawn at most: the provinces until 2025, and about what a reader can still follow
COLUMNS = 16  # of a heat map, drawn at most
_WIDTH = 480  # pixels: of letters of 13 pixels a phone of 360 leaves 10
_SIDE = 8  # pixels free at the left and the right
_LEFT = 172  # pixels for the names of rows
_LETTERS, _LINES = 22, 3  # of the name of a row; what is longer ends with an ellipsis
_CELL = 38  # pixels: the least width of a cell
_COLUMN = 30  # letters on a line of the name of a column, which stands upright on two
_STEP = 26  # pixels for how far a rank moved
_TITLE = 46  # letters on one line of the title
_SIGN = 26  # pixels for a sign of the key
_TICKS = 5  # steps of an axis, at most
_HUNDREDTH, _TENTH = Rounding(2, "half-up"), Rounding(1, "half-up")  # of figures, and of percentages
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


Chart = Waterfall | Dumbbell | Bump | Heat | Pareto
_Key = tuple[tuple[Style | None, str], ...]  # one line of the key: signs, and what they mean


class _Row(NamedTuple):
    """Where a row stands: its middle and its foot in pixels; its name, whole and broken into lines."""

    y: Fraction
    foot: Fraction
    name: str
    text: str


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
        case _:
            assert_never(chart)
    return draw(drawing, lang)


def _waterfall(chart: Waterfall, lang: Language) -> Drawing:
    parts = _gathered(chart.parts, lang)
    rows = _rows(label for label, _ in (chart.start, *parts, chart.end))
    levels = [*accumulate((value for _, value in parts), initial=chart.start[1])]
    plane = _plane(76, rows, [*levels, chart.end[1]])
    marks = _named(plane, rows)
    for level, (one, two) in zip(levels, pairwise(rows), strict=True):
        marks.append(Mark("link", level, one.y, level, two.y))
    for row, (_, value), ends in zip(rows[1:-1], parts, pairwise(levels), strict=True):
        text = _signed(value, lang)
        style: Style = "fall" if value < 0 else "rise"
        marks.append(Mark(style, min(ends), row.y - 9, max(ends), row.y + 9, name=f"{row.name}: {text}"))
        marks.append(_beside(plane, max(ends), row.y, text))
    for row, (_, value) in ((rows[0], chart.start), (rows[-1], chart.end)):
        text = _figure(value, lang)
        marks.append(Mark("end", value, row.y, name=f"{row.name}: {text}"))
        marks.append(_beside(plane, value, row.y, text, "strong"))
    up, down = ("tăng", "giảm") if lang == "vi" else ("gain", "loss")
    keys: tuple[_Key, ...] = (_unit(chart.unit, lang), (("rise", up), ("fall", down)))
    return _headed((chart.title, ""), keys, plane, marks)


def _gathered(parts: tuple[tuple[str, Fraction], ...], lang: Language) -> tuple[tuple[str, Fraction], ...]:
    """Return the parts as they are drawn: where they are too many, the last ones added up in one."""
    if len(parts) <= ROWS:
        return parts
    rest = parts[ROWS - 1 :]
    label = f"{len(rest)} phần còn lại" if lang == "vi" else f"The other {len(rest)} parts"
    return (*parts[: ROWS - 1], (label, add(value for _, value in rest)))


def _dumbbell(chart: Dumbbell, lang: Language) -> Drawing:
    shown = chart.rows[:ROWS]
    rows = _rows(label for label, _, _ in shown)
    plane = _plane(122, rows, [value for _, *both in shown for value in both])
    marks = _named(plane, rows)
    for row, (_, old, new) in zip(rows, shown, strict=True):
        text = f"{_figure(old, lang)} → {_figure(new, lang)}"
        name = f"{row.name}: {text}"
        marks += (
            Mark("solid", old, row.y, new, row.y),
            Mark("old", old, row.y, name=name),
            Mark("new", new, row.y, name=name),
            Mark("number", _edge(plane), row.y, text=text),
        )
    keys: tuple[_Key, ...] = (_unit(chart.unit, lang), (("old", chart.names[0]),), (("new", chart.names[1]),))
    return _headed((chart.title, _note(lang, len(chart.rows))), keys, plane, marks)


def _bump(chart: Bump, lang: Language) -> Drawing:
    shown = sorted(chart.rows, key=lambda row: (row[2], row[1]))[:ROWS]
    before = sorted(range(len(shown)), key=lambda index: shown[index][1])  # among equals: the better one now
    texts = [wrap(label, _LETTERS - 2, _LINES) for label, _, _ in shown]
    slots = _stacked(
        [("", max(texts[one], text, key=_count)) for one, text in zip(before, texts, strict=True)]
    )
    plane = Plane(_WIDTH - 2 * _LEFT - _STEP, _height(slots), ZERO, ONE)
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
            _block("label-right", plane.at(-18), left, texts[index], label),
            _block("label", plane.at(plane.width + 18), right, texts[index], label),
            Mark("number", _edge(plane), right, text=step),
        )
    marks.append(Mark("number", plane.at(11), Fraction(-12), text=wrap(chart.names[0], _LETTERS, 1)))
    marks.append(
        Mark("figure", plane.at(plane.width - 11), Fraction(-12), text=wrap(chart.names[1], _LETTERS, 1))
    )
    moves = (
        ("lên hạng", "xuống hạng", "giữ hạng") if lang == "vi" else ("rank gained", "rank lost", "same rank")
    )
    key: _Key = (("solid", moves[0]), ("dashed", moves[1]), ("level", moves[2]))
    return _headed((chart.title, _note(lang, len(chart.rows))), (key,), plane, marks, above=28)


def _heat(chart: Heat, lang: Language) -> Drawing:
    columns, rows = chart.columns[:COLUMNS], _rows(label for label, _ in chart.rows[:ROWS])
    shown = [cells[:COLUMNS] for _, cells in chart.rows[:ROWS]]
    width = max(_CELL, (_WIDTH - _LEFT - _SIDE) // max(len(columns), 1))
    whole = max(width * len(columns), _CELL)
    plane = Plane(whole, _height(rows), ZERO, Fraction(whole))
    marks = _named(plane, rows)
    names = [wrap(column, _COLUMN, 2) for column in columns]
    for index, (column, text) in enumerate(zip(columns, names, strict=True)):
        x = index * width + Fraction(width - 14 * (_count(text) - 1), 2)
        marks.append(Mark("column", x, Fraction(-6), text=text, name=_if_cut(column, text)))
    for row, cells in zip(rows, shown, strict=True):
        for index, (column, value) in enumerate(zip(columns, cells, strict=True)):
            style, ink, text = _shade(value, lang)
            x = Fraction(index * width)
            top, name = 2 * row.y - row.foot, f"{row.name} – {column}: {text}"
            marks.append(Mark(style, x + 1, top + 1, x + width - 1, row.foot - 1, name=name))
            marks.append(Mark(ink, x + Fraction(width, 2), row.y, text=text))
    keys: list[_Key] = [_unit(chart.unit, lang), tuple((style, text) for _, style, text in _SHADES)]
    if any(None in cells for cells in shown):
        keys.append((("void", "– không có số liệu" if lang == "vi" else "– no figure"),))
    note = _note(lang, len(chart.rows), len(chart.columns))
    above = max((max(map(length, text.split("\n"))) for text in names), default=ZERO)
    return _headed((chart.title, note), keys, plane, marks, above=7 * ceil(above) + 8)


def _shade(value: Fraction | None, lang: Language) -> tuple[Style, Style, str]:
    """Return how a cell is filled and written; by the figure as printed, for a reader sees both together."""
    if value is None:
        return "void", "cell", "–"
    printed = _TENTH.apply(value)
    style = [style for bound, style, _ in _SHADES if bound is None or printed >= bound][-1]
    return style, "cell-light" if style in _DARK else "cell", _figure(value, lang, _TENTH)


def _pareto(chart: Pareto, lang: Language) -> Drawing:
    ordered = sorted(chart.rows, key=lambda row: -row[1])
    total, sums = add(value for _, value in ordered), accumulate(value for _, value in ordered)
    rows = _rows(label for label, _ in ordered[:ROWS])
    most = ordered[0][1] if ordered and ordered[0][1] else ONE
    plane = Plane(_WIDTH - _LEFT - 128, _height(rows), ZERO, most)
    marks = _named(plane, rows)
    for row, (_, value), sum_ in zip(rows, ordered, sums, strict=False):
        text = _figure(value, lang)
        share = f"{_figure(100 * sum_ / total, lang, _TENTH)} %" if total else "–"
        marks += (
            Mark("bar", ZERO, row.y - 9, value, row.y + 9, name=f"{row.name}: {text} ({share})"),
            _beside(plane, value, row.y, text),
            Mark("number", _edge(plane), row.y, text=share),
        )
    heading = "cộng dồn" if lang == "vi" else "cumulative"
    marks.append(Mark("note-right", _edge(plane), Fraction(-10), text=heading))
    return _headed((chart.title, _note(lang, len(ordered))), (_unit(chart.unit, lang),), plane, marks)


def _rows(labels: Iterable[str]) -> list[_Row]:
    """Return rows below each other with their names in lines."""
    return _stacked([(label, wrap(label, _LETTERS, _LINES)) for label in labels])


def _stacked(names: Iterable[tuple[str, str]]) -> list[_Row]:
    """Return rows below each other, each as high as its text needs."""
    rows: list[_Row] = []
    foot = ZERO
    for name, text in names:
        height = Fraction(15 * _count(text) + 11)
        rows.append(_Row(foot + height / 2, foot + height, clean(name), text))
        foot += height
    return rows


def _count(text: str) -> int:
    return text.count("\n") + 1


def _height(rows: Sequence[_Row]) -> int:
    return int(rows[-1].foot) if rows else 0


def _plane(right: int, rows: Sequence[_Row], values: Sequence[Fraction]) -> Plane:
    """Return a plane that holds some values, between the names and so many pixels at the right."""
    ticks, digits = _ticks(values)
    return Plane(_WIDTH - _LEFT - right, _height(rows), ticks[0], ticks[-1], ticks, digits)


def _ticks(values: Sequence[Fraction]) -> tuple[tuple[Fraction, ...], int]:
    """Return round values around all of some values, 5 steps at most, and their digits after the point."""
    low, high = min(values, default=ZERO), max(values, default=ONE)
    step, digits = next(each for each in _steps() if len(_grid(low, high, each[0])) <= _TICKS + 1)
    return tuple(step * index for index in _grid(low, high, step)), digits


def _grid(low: Fraction, high: Fraction, step: Fraction) -> range:
    first = floor(low / step)
    return range(first, max(ceil(high / step), first + 1) + 1)


def _steps() -> Iterator[tuple[Fraction, int]]:
    """Yield 0.01, 0.02, 0.05, 0.1 and so on without end, with the digits after the point of each."""
    for exponent in count(-_HUNDREDTH.digits):  # pragma: no branch (it never ends)
        for unit in (1, 2, 5):
            yield unit * Fraction(10) ** exponent, max(-exponent, 0)


def _edge(plane: Plane) -> Fraction:
    """Return where figures in a column end, at the right of the drawing."""
    return plane.at(_WIDTH - _LEFT - _SIDE)


def _beside(plane: Plane, value: Fraction, y: Fraction, text: str, style: Style = "figure") -> Mark:
    """Return a figure right of what it measures."""
    return Mark(style, value + plane.at(10) - plane.low, y, text=text)


def _named(plane: Plane, rows: Iterable[_Row]) -> list[Mark]:
    """Return the names of rows, and under each a line that leads the eye."""
    start, end = plane.at(_SIDE - _LEFT), max(_edge(plane), plane.high)
    marks: list[Mark] = []
    for row in rows:
        marks.append(Mark("guide", start, row.foot, end, row.foot))
        marks.append(_block("label", start, row.y, row.text, row.name))
    return marks


def _block(style: Style, x: Fraction, y: Fraction, text: str, name: str) -> Mark:
    """Return lines of text around a middle; a reader can ask for the whole name where it was cut."""
    return Mark(style, x, y - Fraction(15 * (_count(text) - 1), 2), text=text, name=_if_cut(name, text))


def _if_cut(name: str, text: str) -> str:
    return "" if text.replace("\n", " ") == clean(name) else name


def _headed(
    title: tuple[str, str], keys: Sequence[_Key], plane: Plane, marks: Sequence[Mark], *, above: int = 24
) -> Drawing:
    """Return a drawing with its title, its key, and some pixels above the plane for what stands there."""
    # The note has a line of its own: a long title that is cut must not take it away.
    text = "\n".join(wrap(each, _TITLE, 6) for each in title if each)
    top = 32 + 19 * _count(text) + 20 * len(keys) - 20 + above
    y = Fraction(20 - top)
    signs = [Mark("head", plane.at(_SIDE - _LEFT), y, text=text)]
    y += 19 * _count(text) - 16
    for key in keys:
        y += 20
        width = Fraction(_WIDTH - 2 * _SIDE, max(len(key), 3) if key[1:] else 1)
        for index, (style, words) in enumerate(key):
            x = _SIDE - _LEFT + index * width
            if style:
                signs.append(sign(style, plane, x, y))
            said = wrap(words, int((width - _SIGN) / 7), 1)
            signs.append(
                Mark("note", plane.at(x + _SIGN if style else x), y, text=said, name=_if_cut(words, said))
            )
    right = max(_WIDTH - _LEFT - plane.width, _SIDE)
    told = "; ".join(words for key in keys for _, words in key)
    return Drawing(" ".join(title), told, plane, (_LEFT, top, right, _SIDE), tuple(marks), tuple(signs))


def _unit(unit: str, lang: Language) -> _Key:
    return ((None, f"{'Đơn vị tính' if lang == 'vi' else 'Unit'}: {unit}"),)


def _note(lang: Language, rows: int, columns: int = 0) -> str:
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


def _figure(value: Fraction, lang: Language, rounding: Rounding = _HUNDREDTH) -> str:
    """Write a figure, rounded half up, with a minus as wide as a plus."""
    text = rounding.text(value).replace("-", "\u2212")
    return with_comma(text) if lang == "vi" else text


def _signed(value: Fraction, lang: Language) -> str:
    text = _figure(value, lang)
    return f"+{text}" if _HUNDREDTH.units(value) > 0 else text
