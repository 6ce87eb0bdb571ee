"""What exact figures can stand behind a printed row under one policy of rounding.

These form one span for each item, with open ends where the mode leaves a tie to the neighbour, and spans go
up the tree: added, rescaled, taken to a floor and a cap, and cut with what is printed there. A figure that
was rounded before it was added passes on what is printed, a single value. All of this is exact: every value
of a span can be reached, for no figure is a part twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple, assert_never

from parindex.exact import ONE, RoundingMode
from parindex.reproduction.policies import Policy
from parindex.reproduction.printed import Printed

__all__ = ["Figure", "Mark", "Press", "each_figure", "marked", "rounds", "whole_unit"]

_FINEST = 2 * 10**6  # half of the last of six digits


class Figure(NamedTuple):
    """A figure of a row: the parts it is added from, what their sum is multiplied with, and its limits.

    ``lowest``: nothing below it is printed. One that is not lowest may still have no parts, where some are
    not printed or cannot be added up again.
    """

    column: str | None
    level: int
    lowest: bool
    parts: tuple[Figure, ...] = ()
    share: Fraction = ONE
    least: Fraction | None = None
    most: Fraction | None = None


class Mark(NamedTuple):
    """A printed number in whole units of the table, and its digits."""

    value: int
    digits: int


class _Span(NamedTuple):
    """Both ends in units of the table, and whether each is left out."""

    low: int
    after: bool
    high: int
    before: bool


class _Plan(NamedTuple):
    """A figure in units of the table, and whether it is rounded before it is added."""

    column: str | None
    parts: tuple[_Plan, ...]
    times: int
    over: int
    least: int | None
    most: int | None
    rounds: bool


def rounds(stage: str) -> Callable[[Figure], bool]:
    """Return which figures a stage rounds before they are added."""
    match stage:
        case "publication":
            return lambda _: False
        case "parts":
            return lambda figure: figure.lowest
        case "every":
            return lambda _: True
        case _:
            level = int(stage.removeprefix("level-"))
            return lambda figure: figure.level == level


def each_figure(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Visit figures and everything they are added from."""
    for figure in figures:
        yield figure
        yield from each_figure(figure.parts)


def whole_unit(figures: Sequence[Figure]) -> int:
    """Return how many units are 1, so that every end, limit and share of an end is whole."""
    limits = [limit for figure in figures for limit in (figure.least, figure.most) if limit is not None]
    shares = lcm(*(figure.share.denominator for figure in figures))
    # Shares are taken once on each level, percent and the index besides.
    depth = 2 * (max((figure.level for figure in figures), default=0) + 2)
    unit: int = _FINEST * lcm(*(limit.denominator for limit in limits)) * shares**depth
    return unit


def marked(cells: Mapping[str, Printed], unit: int) -> Mapping[str, Mark]:
    """Put printed numbers into units of the table."""
    return {column: Mark(int(cell.value * unit), cell.digits) for column, cell in cells.items()}


class Press:
    """One policy: takes what the cells of a row say up the tree."""

    def __init__(self, policy: Policy, unit: int) -> None:
        self.mode = policy.mode
        self.unit = unit
        self.steps = [unit // 10 ** min(digits, policy.digits) for digits in range(7)]
        self.rounds = rounds(policy.stage)

    def plan(self, figure: Figure) -> _Plan:
        """Put a figure into units of the table."""
        least, most = (None if end is None else int(end * self.unit) for end in (figure.least, figure.most))
        parts = tuple(self.plan(part) for part in figure.parts)
        share = figure.share
        return _Plan(
            figure.column, parts, share.numerator, share.denominator, least, most, self.rounds(figure)
        )

    def carried(self, plan: _Plan, cells: Mapping[str, Mark]) -> _Span | None:
        """Return what a figure passes on to the sum above it; nothing when it cannot have been printed so."""
        span = self.possible(plan, cells)
        if span is not None and plan.rounds and plan.column:
            value = cells[plan.column].value
            return _Span(value, after=False, high=value, before=False)
        return span

    def possible(self, plan: _Plan, cells: Mapping[str, Mark]) -> _Span | None:
        """Return what an exact figure can be."""
        printed = None
        if plan.column:
            value, digits = cells[plan.column]
            printed = _preimage(value, self.steps[digits], self.mode)
            if not plan.parts:
                return _within(plan, printed)
        parts: list[_Span] = []
        for part in plan.parts:
            span = self.carried(part, cells)
            if span is None:
                return None
            parts.append(span)
        whole = _limited(plan, _added(plan, parts))
        return whole if printed is None else _cut(whole, printed)


@lru_cache(maxsize=65536)
def _preimage(value: int, step: int, mode: RoundingMode) -> _Span:
    """Return the figures that round to a value on the grid of an even step."""
    if value < 0:
        return _mirrored(_preimage(-value, step, mode))
    half = step // 2
    match mode:
        case "half-up":
            return _Span(value - half, not value, value + half, before=True)
        case "half-even":
            odd = bool(value // step % 2)
            return _Span(value - half, odd, value + half, odd)
        case "down":
            return _Span(value or -step, not value, value + step, before=True)
        case "up":
            return _Span(value - step if value else 0, bool(value), value, before=False)
        case _:
            assert_never(mode)


def _mirrored(span: _Span) -> _Span:
    return _Span(-span.high, span.before, -span.low, span.after)


def _cut(span: _Span, other: _Span) -> _Span | None:
    """Return what lies in both spans; nothing when that is empty."""
    low, after = max(span[:2], other[:2])
    # Of two equal upper ends the one left out is the lower.
    high, kept = min((span.high, not span.before), (other.high, not other.before))
    if low > high or (low == high and (after or not kept)):
        return None
    return _Span(low, after, high, not kept)


def _within(plan: _Plan, span: _Span) -> _Span:
    """Keep a figure inside its limits; a number printed beyond them is another test's finding."""
    if plan.least is not None and span.low < plan.least:
        span = (
            _cut(span, _Span(plan.least, after=False, high=max(span.high, plan.least), before=False)) or span
        )
    if plan.most is not None and span.high > plan.most:
        span = _cut(span, _Span(min(span.low, plan.most), after=False, high=plan.most, before=False)) or span
    return span


def _added(plan: _Plan, spans: Sequence[_Span]) -> _Span:
    low = high = 0
    after = before = False
    for span in spans:
        low, high = low + span.low, high + span.high
        after, before = after or span.after, before or span.before
    if plan.over != 1 or plan.times != 1:
        low, high = low * plan.times // plan.over, high * plan.times // plan.over
    return _Span(low, after, high, before)


def _limited(plan: _Plan, span: _Span) -> _Span:
    """Take a sum to its floor and its cap, in this order."""
    if plan.least is not None:
        span = _floored(span, plan.least)
    if plan.most is not None and span.high > plan.most:
        span = _mirrored(_floored(_mirrored(span), -plan.most))
    return span


def _floored(span: _Span, floor: int) -> _Span:
    """Lift what lies below a floor."""
    low, after = (floor, False) if span.low < floor else (span.low, span.after)
    high, before = (floor, False) if span.high <= floor else (span.high, span.before)
    return _Span(low, after, high, before)
