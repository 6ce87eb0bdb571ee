"""What one observation gives under two scales of the same leaf: pairs of points, observations for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import Any, NamedTuple

from parindex.analysis.options import Option, before_rounding, entry
from parindex.comparison.ballots import minds, tallied
from parindex.comparison.carrying import same_marks, unit_of
from parindex.comparison.cells import Cell, Cells, add, between, box, gather, point, rounded
from parindex.exact import ONE, ZERO, Rounding, decimal_text
from parindex.fields import FrozenMap
from parindex.formula.evaluate import evaluate
from parindex.formula.expression import Rounded
from parindex.ruleset.tree import Node
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    RatioScale,
    Reading,
    StepsScale,
    SurveyScale,
    read,
)
from parindex.scales.steps import top

__all__ = ["Met", "meet", "meeting", "pairs", "points_of", "tried"]

Observed = FrozenMap[str, Any]
Span = tuple[Fraction, Fraction]

_SHARE = {"ratio": ONE, "percent": Fraction(100)}  # what the whole is in the figure of a share
_LISTED = 4000  # as many observations of one leaf as are listed
_WHOLE = 10**15 - 1
_PLACE = Fraction(1, 10**6)
_NONE: Observed = FrozenMap({"state": "zero"})


class Met(NamedTuple):
    """An observation that both scales read, and the points that each gives for it."""

    observation: Observed
    x: Fraction
    y: Fraction


@dataclass(frozen=True, slots=True)
class _Line:
    """Observations of one figure that may be any number from the first stop to the last.

    ``field`` is ``points`` or ``value``, or ``done`` for a share, which is done of planned. Between two stops
    the points of both sides are linear in the figure.
    """

    field: str
    stops: tuple[Fraction, ...]
    step: Fraction | None = None

    def observe(self, figure: Fraction) -> Observed:
        if self.field == "done":
            share = {"done": str(figure.numerator), "planned": str(figure.denominator)}
            return FrozenMap(share)
        if self.step is not None:
            figure = figure // self.step * self.step
        return FrozenMap({self.field: decimal_text(figure // _PLACE * _PLACE)})


def pairs(one: Node, two: Node, observation: Observed) -> Met | None:
    """Let the engine read and evaluate an observation under both; nothing where it does not fit both."""
    found = [points_of(node, observation) for node in (one, two)]
    return None if found[0] is None or found[1] is None else Met(observation, found[0], found[1])


def points_of(node: Node, observation: Observed) -> Fraction | None:
    """Let the engine read and evaluate an observation; nothing where it does not fit."""
    if observation == _NONE:
        return ZERO
    scale = node.item.scale
    assert scale is not None  # noqa: S101 (a leaf has a scale)
    reading = read(scale, node.bound, entry(Option(ZERO, observation)))
    if not isinstance(reading, Reading):
        return None
    return evaluate(node.expression(reading.form), reading.inputs, None)


@lru_cache(maxsize=512)
def meet(one: Node, two: Node) -> Cells | None:
    """Return the pairs of points that observations which both scales read can give, no points among them.

    The set may hold more pairs than there are, never fewer. ``None`` where no observation fits both; a figure
    that the two sides count in different units is not the same observation.
    """
    listed, lines, cells = _common(one, two)
    if listed is None and not lines and not cells:
        return None
    if listed is not None and not lines and not any(pairs(one, two, each) for each in listed):
        return None
    points = [point(met.x, met.y) for met in _met(one, two, listed or ())]
    exact = (
        *(_signed(cell, one, two) for cell in cells),
        *(cell for line in lines for cell in _drawn(one, two, line)),
    )
    return gather([point(ZERO, ZERO), *points, *rounded(exact, _rounding(one), _rounding(two))])


@lru_cache(maxsize=512)
def tried(one: Node, two: Node) -> tuple[Met, ...]:
    """Return observations that both scales read: all that can be listed, else edges, neighbours, halves."""
    listed, lines, _ = _common(one, two)
    more = [each for line in lines for each in _around(line)]
    return _met(one, two, [*(listed or ()), *more, *minds(one, two), _NONE])


def meeting(one: Node, two: Node, x: Span, y: Span) -> Iterator[Met]:
    """Give observations whose points lie in two spans: those tried anyway, then some of each line."""
    inside = [met for met in tried(one, two) if _in(met.x, x) and _in(met.y, y)]
    yield from inside
    spans = [_unrounded(_rounding(node), span) for node, span in ((one, x), (two, y))]
    if spans[0] is None or spans[1] is None:
        return
    for line in _common(one, two)[1]:
        for figure in _figures(one, two, line, (spans[0], spans[1])):
            met = pairs(one, two, line.observe(figure))
            if met is not None and _in(met.x, x) and _in(met.y, y):
                yield met


def _signed(cell: Cell, one: Node, two: Node) -> Cell:
    """Turn sizes into points: those of a penalty are below 0."""
    x0, x1, y0, y1, d0, d1 = cell
    minus = (one.role == "penalty", two.role == "penalty")
    if minus == (True, True):
        return Cell(-x1, -x0, -y1, -y0, -d1, -d0)
    if True in minus:
        return box((-x1, -x0) if minus[0] else (x0, x1), (-y1, -y0) if minus[1] else (y0, y1))
    return cell


def _in(value: Fraction, span: Span) -> bool:
    return span[0] <= value <= span[1]


def _met(one: Node, two: Node, observations: Iterable[Observed]) -> tuple[Met, ...]:
    found = (pairs(one, two, each) for each in dict.fromkeys(observations))
    return tuple({(met.x, met.y): met for met in reversed([*filter(None, found)])}.values())[::-1]


def _rounding(node: Node) -> Rounding | None:
    _, expression = node.expressions[0]
    return expression.rounding if isinstance(expression, Rounded) else None


def _unrounded(rounding: Rounding | None, span: Span) -> Span | None:
    return span if rounding is None else before_rounding(rounding, *span)


# Which observations two scales share

_Common = tuple[list[Observed] | None, tuple[_Line, ...], Cells]


def _common(one: Node, two: Node) -> _Common:
    """Return what both read: a list, lines of one figure, and sets of pairs that no line follows."""
    match one.item.scale, two.item.scale:
        case LevelsScale() as a, LevelsScale() as b:
            known = {level.key for level in b.levels}
            return [FrozenMap({"level": each.key}) for each in a.levels if each.key in known], (), ()
        case ChecklistScale() as a, ChecklistScale() as b:
            return _checklists(a, b)
        case DeductionScale() as a, DeductionScale() as b:
            return _deductions(one, two, (a, b))
        case CountScale() as a, CountScale() as b:
            most = max(ceil(one.bound / a.each), ceil(two.bound / b.each), 1)
            return _many(
                _Line("count", _stops([one.bound / a.each, two.bound / b.each], Fraction(most)), ONE)
            )
        case StepsScale() as a, StepsScale() as b if a.of == b.of and a.of in {"count", "days-late"}:
            edges = [step.from_ for step in (*a.steps, *b.steps)]
            values = {Fraction(whole) for edge in edges for whole in (ceil(edge), edge // 1 + 1, 0)}
            return [FrozenMap({"value": decimal_text(value)}) for value in sorted(values)], (), ()
        case (StepsScale() | RatioScale()) as a, (StepsScale() | RatioScale()) as b:
            return _shares(a, b)
        case SurveyScale(), SurveyScale():
            return None, _given(one) if same_marks(one, two) else (), tallied(one, two)
        case (DirectScale() | SurveyScale()) as a, (DirectScale() | SurveyScale()) if same_marks(one, two):
            return _many(_given(one, a.grid if isinstance(a, DirectScale) else None)[0])
        case _:
            return None, (), ()


def _many(line: _Line) -> _Common:
    """List the observations of a line that goes by steps, unless they are too many."""
    if line.step is None or (last := line.stops[-1] // line.step) > _LISTED:
        return None, (line,), ()
    return [line.observe(line.step * times) for times in range(last + 1)], (), ()


def _stops(values: Iterable[Fraction], most: Fraction) -> tuple[Fraction, ...]:
    return tuple(sorted({ZERO, most, *(value for value in values if 0 <= value <= most)}))


def _given(leaf: Node, step: Fraction | None = None) -> tuple[_Line, ...]:
    return (_Line("points", _stops((), leaf.bound), step),)


def _shares(a: StepsScale | RatioScale, b: StepsScale | RatioScale) -> _Common:
    """Follow a share, done of planned; a number is the same figure where both count it alike."""
    units = [_SHARE.get(unit_of(scale) or "") for scale in (a, b)]
    if None in units:
        return None, (), ()
    stops: list[Fraction] = []
    ends: list[Fraction] = []
    for scale, unit in zip((a, b), units, strict=True):
        if isinstance(scale, StepsScale):
            stops += [step.from_ / (unit or ONE) for step in scale.steps]
            ends.append((top(scale) or ZERO) / (unit or ONE))
        else:
            stops += [scale.full_at, scale.zero_below or ZERO]
            ends.append(max(ONE, scale.full_at))
    share = _Line("done", _stops(stops, min(ends)))
    if units[0] != units[1]:
        return None, (share,), ()
    value = _Line("value", tuple(stop * (units[0] or ONE) for stop in share.stops))
    return None, (value, share), ()


def _checklists(a: ChecklistScale, b: ChecklistScale) -> _Common:
    """Add up each choice of the ticks that both have, or the sets of pairs where they are too many."""
    other = {tick.key: tick.points for tick in b.ticks}
    common = [(tick.key, tick.points, other[tick.key]) for tick in a.ticks if tick.key in other]
    sums: dict[Span, tuple[str, ...]] = {(ZERO, ZERO): ()}
    for key, x, y in common:
        for (one, two), ticks in list(sums.items()):
            sums.setdefault((one + x, two + y), (*ticks, key))
        if len(sums) > _LISTED:
            cells: Cells = (point(ZERO, ZERO),)
            for _, one, two in common:
                cells = add(cells, (point(ZERO, ZERO), point(one, two)))
            few = [(), *((key,) for key, _, _ in common), tuple(key for key, _, _ in common)]
            return [FrozenMap({"ticks": ticks}) for ticks in few], (), cells
    return [FrozenMap({"ticks": ticks}) for ticks in sums.values()], (), ()


def _deductions(one: Node, two: Node, scales: tuple[DeductionScale, DeductionScale]) -> _Common:
    """Take off each number of the faults that both know, until nothing is left on either side."""
    other = {kind.key: kind.points for kind in scales[1].kinds}
    common = [(kind.key, kind.points, other[kind.key]) for kind in scales[0].kinds if kind.key in other]
    left: dict[Span, dict[str, int]] = {(one.bound, two.bound): {}}
    new = left
    while new:
        reached: dict[Span, dict[str, int]] = {}
        for (x, y), counts in new.items():
            for key, a, b in common:
                rest = (max(ZERO, x - a), max(ZERO, y - b))
                if rest not in left and rest not in reached:
                    reached[rest] = {**counts, key: counts.get(key, 0) + 1}
        left, new = left | reached, reached
        if len(left) > _LISTED:
            whole = Cell(ZERO, one.bound, ZERO, two.bound, -one.bound, two.bound)
            return [_faults(counts) for counts in list(left.values())[:_LISTED]], (), (whole,)
    return [_faults(counts) for counts in left.values()], (), ()


def _faults(counts: dict[str, int]) -> Observed:
    return FrozenMap({"counts": FrozenMap({key: str(count) for key, count in counts.items()})})


# Lines


def _at(node: Node, line: _Line, figure: Fraction) -> Fraction:
    """Return the points before rounding for a figure, whether or not it can be written."""
    inputs = {"done": figure, "planned": ONE} if line.field == "done" else {line.field: figure}
    expression = node.expression(tuple(inputs))
    return evaluate(expression.of if isinstance(expression, Rounded) else expression, inputs, None)


def _both(one: Node, two: Node, line: _Line, figure: Fraction) -> tuple[Fraction, Fraction]:
    return _at(one, line, figure), _at(two, line, figure)


def _ends(
    one: Node, two: Node, line: _Line
) -> Iterator[tuple[Span, tuple[Fraction, Fraction], tuple[Fraction, Fraction]]]:
    """Give each piece between two stops, and the pairs that it comes to at its ends, from within."""
    for low, high in pairwise(line.stops):
        width = high - low
        first, last = (_both(one, two, line, low + width * part / 3) for part in (1, 2))
        step = (last[0] - first[0], last[1] - first[1])
        yield (low, high), (first[0] - step[0], first[1] - step[1]), (last[0] + step[0], last[1] + step[1])


def _drawn(one: Node, two: Node, line: _Line) -> Iterator[Cell]:
    """Give the pairs along a line: at each stop, and between stops."""
    for stop in line.stops:
        yield point(*_both(one, two, line, stop))
    for _, first, last in _ends(one, two, line):
        yield from between(first, last)


def _around(line: _Line) -> Iterator[Observed]:
    """Give observations at each stop, beside it and half-way between two, the largest first."""
    step = line.step or (_PLACE if line.field != "done" else Fraction(1, 1000))
    beside = [stop + side * step for stop in line.stops for side in (-1, 1)]
    halves = [(low + high) / 2 for low, high in pairwise(line.stops)]
    for figure in (*reversed(line.stops), *halves, *beside):
        if line.stops[0] <= figure <= line.stops[-1]:
            yield line.observe(figure)


def _figures(one: Node, two: Node, line: _Line, spans: tuple[Span, Span]) -> Iterator[Fraction]:
    """Give figures whose points lie in two spans, piece by piece."""
    for (low, high), first, last in _ends(one, two, line):
        part = (ZERO, ONE)
        for at, (least, most) in enumerate(spans):
            part = _part(part, (first[at], last[at]), (least, most))
        if part[0] > part[1]:
            continue
        for share in ((part[0] + part[1]) / 2, *part):
            figure = low + (high - low) * share
            # A share is written in whole numbers of at most 15 digits, and short ones read better.
            yield figure.limit_denominator(10**4) if line.field == "done" else figure
            if line.field == "done":
                yield figure.limit_denominator(_WHOLE // 10**4)
            if line.step is not None:
                yield figure + line.step


def _part(part: Span, ends: Span, span: Span) -> Span:
    """Narrow the part of a piece to where one side's points lie in a span."""
    rise = ends[1] - ends[0]
    if not rise:
        return part if _in(ends[0], span) else (ONE, ZERO)
    inside = sorted((edge - ends[0]) / rise for edge in span)
    return max(part[0], inside[0]), min(part[1], inside[1])
