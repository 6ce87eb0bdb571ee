"""How people answered: bars of shares that lie left and right of a neutral line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from parindex.errors import Language
from parindex.exact import ONE, ZERO, Rounding, add
from parindex.reporting.layout import (
    ROWS,
    SIDE,
    TENTH,
    WIDTH,
    Key,
    block,
    count_lines,
    edge,
    figure,
    headed,
    left_out,
    unit_key,
)
from parindex.reporting.marks import Drawing, Mark, Plane, Style, clean, length, wrap

__all__ = ["Likert", "likert"]

_RIGHT = 64  # pixels for how many answered
_LETTERS, _LINES = 62, 2  # of the name of a row, which stands above its bar
_BAR = 20  # pixels
_NECK = 4  # pixels of the neutral line above and below a bar
_LETTER = 7  # pixels of one figure
_KEY = 18  # letters of a name, of which three fit beside each other in the key
_EVEN = 4  # answers, which look better two by two
_WHOLE = Rounding(0, "half-up")
# From the middle outwards, and which of them a side with fewer answers takes: its end is always the darkest.
_GOOD: tuple[Style, ...] = ("shade-2", "shade-3", "shade-4", "shade-5")
_BAD: tuple[Style, ...] = ("against-1", "against-2", "against-3", "against-4")
_OUTWARDS = {1: (3,), 2: (1, 3), 3: (0, 1, 3)}
_LIGHT: frozenset[Style] = frozenset(("shade-4", "shade-5"))  # the figures in these are light


@dataclass(frozen=True, slots=True)
class Likert:
    """How many chose each answer in each row; ``options`` from the best to the worst.

    The better half lies right of the neutral line, the worse left; of an odd number the middle one astride.
    """

    title: str
    unit: str
    options: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


_Part = tuple[
    str, Style, int, tuple[Fraction, Fraction]
]  # an answer, its look, how many, from where to where


def likert(chart: Likert, lang: Language) -> Drawing:
    """Return the drawing: in each row a bar of shares in percent, and how many answered."""
    shown = chart.rows[:ROWS]
    options = tuple(zip(chart.options[::-1], _styles(len(chart.options)), strict=True))
    bars = [_ends(counts[::-1]) for _, counts in shown]
    texts = [wrap(label, _LETTERS, _LINES) for label, _ in shown]
    feet = [*accumulate((15 * count_lines(text) + _BAR + 21 for text in texts), initial=0)]
    low, high = min((ends[0] for ends in bars), default=ZERO), max((ends[-1] for ends in bars), default=ONE)
    plane = Plane(WIDTH - SIDE - _RIGHT, feet[-1], low, high if high > low else low + 1)
    right = edge(plane, SIDE)
    marks: list[Mark] = []
    for (label, counts), text, ends, (top, foot) in zip(shown, texts, bars, pairwise(feet), strict=True):
        y = Fraction(foot - 9 - _BAR // 2)
        name = Fraction(top + 13) + Fraction(15 * (count_lines(text) - 1), 2)
        marks += (
            Mark("guide", low, Fraction(foot), right, Fraction(foot)),
            block("label", low, name, text, clean(label)),
            Mark("level", ZERO, y - _BAR // 2 - _NECK, ZERO, y + _BAR // 2 + _NECK),
            Mark("number", right, y, text=str(sum(counts))),
        )
        parts = zip(options, counts[::-1], pairwise(ends), strict=True)
        for (option, style), count, ends_ in parts:
            marks += _part(clean(label), (option, style, count, ends_), (plane, y), lang)
    marks.append(Mark("note-right", right, Fraction(-10), text="trả lời" if lang == "vi" else "answers"))
    title = (chart.title, left_out(lang, len(chart.rows)))
    return headed(title, (unit_key(chart.unit, lang), *_keys(options)), plane, marks, room=(SIDE, 24))


def _part(row: str, part: _Part, at: tuple[Plane, Fraction], lang: Language) -> Iterator[Mark]:
    """Yield the piece of a bar of one answer, and its figure where it has room."""
    option, style, count, (start, end) = part
    if not count:
        return
    plane, y = at
    name = f"{row} – {option}: {figure(end - start, lang, TENTH)} % ({count})"
    yield Mark(style, start, y - Fraction(_BAR, 2), end, y + Fraction(_BAR, 2), name=name)
    text = figure(end - start, lang, _WHOLE)
    if _LETTER * length(text) + 6 <= (end - start) * plane.width / (plane.high - plane.low):
        if style in _BAD:
            yield Mark("halo", (start + end) / 2, y, text=text)
        yield Mark("cell-light" if style in _LIGHT else "cell", (start + end) / 2, y, text=text)


def _ends(counts: Sequence[int]) -> tuple[Fraction, ...]:
    """Return where the answers of a row begin and end, in percent right of the middle; the worst comes first.

    >>> [str(end) for end in _ends((1, 2, 1))]
    ['-50', '-25', '25', '50']
    """
    total, side = sum(counts) or 1, len(counts) // 2
    shares = [Fraction(100 * count, total) for count in counts]
    middle = shares[side] / 2 if len(counts) % 2 else ZERO
    return tuple(accumulate(shares, initial=-add(shares[:side]) - middle))


def _styles(options: int) -> tuple[Style, ...]:
    """Return how each answer looks, from the worst to the best: the ends of a bar are the darkest."""
    side = options // 2
    steps = _OUTWARDS.get(side) or tuple(min(step, len(_GOOD) - 1) for step in range(side))
    middle: tuple[Style, ...] = ("middle",) if options % 2 else ()
    return (*(_BAD[step] for step in reversed(steps)), *middle, *(_GOOD[step] for step in steps))


def _keys(options: tuple[tuple[str, Style], ...]) -> Iterator[Key]:
    """Yield the lines of the key in the order of a bar: three answers in each, two where names are long."""
    across = 2 if len(options) == _EVEN or any(length(name) > _KEY for name, _ in options) else 3
    for at in range(0, len(options), across):
        yield tuple((style, name) for name, style in options[at : at + across])
