"""Weights from results: where weights are unknown, those that the printed figures allow, as exact bounds.

A row prints blocks and a total, and the total is the sum of weight × block. Each figure lies anywhere in its
printed interval. Weights are not negative, so a row allows given weights exactly when weights × least blocks
are at most the most of the total, and weights × most blocks are at least its least: sums of the figures
between pass through every value between. No figure stands in two rows, so all rows together allow what each
allows. Hence the bounds of each single weight are exact, in one row and in all; but not every mixture of
weights inside their bounds is allowed: `against` says which rows are against given weights. A row may hold
the means of a table, as long as the same weights were used for every unit.

One unknown (two blocks whose weights add up to 1; a maximum) has closed forms. More need the extra
``weights`` (scipy); `linear` proves what the solver proposes, and what it cannot prove is undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Literal, NamedTuple

from parindex.exact import ONE, ZERO, dot
from parindex.fields import FrozenMap
from parindex.reproduction.linear import Half, Programme, ray
from parindex.reproduction.printed import Printed

__all__ = ["Bounds", "Range", "against", "maximum", "weights", "whole"]

_HUNDRED = Fraction(100)


class Range(NamedTuple):
    """The least and the most of something that is not negative; no most where nothing bounds it."""

    least: Fraction
    most: Fraction | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What printed figures say of unknown weights.

    ``verdict``: ``found``; ``impossible``, no weights fit all rows; ``undecided``, some bound has no proof.
    ``weights``: the bounds of each block's weight that are proven. ``rows``: with one unknown, what each row
    alone allows for the first block's weight, or nothing; else empty. ``deciding``: indexes of the rows that
    set the bounds, or that contradict each other.
    """

    verdict: Literal["found", "impossible", "undecided"]
    weights: FrozenMap[str, Range]
    rows: tuple[Range | None, ...]
    deciding: tuple[int, ...]


class _Line(NamedTuple):
    """What one unknown can be, and the rows that decide its ends; nothing when these rows contradict."""

    range: Range | None
    rows: frozenset[int]


def weights(
    rows: Sequence[Mapping[str, Printed]], blocks: Sequence[str], total: str, *, sum_to_one: bool = True
) -> Bounds:
    """Bound the weights of blocks whose weighted sum is a total; rows that do not print all are passed over.

    Raises:
        UsageError: more than one unknown, and the extra ``weights`` is not installed (``E-EXTRA``).
        ValueError: there are no blocks.

    >>> from parindex.reproduction.printed import printed
    >>> row = {"a": printed("84.19"), "s": printed("89.19"), "total": printed("85.73")}
    >>> weights([row], ["a", "s"], "total").weights["a"]
    Range(least=Fraction(69, 100), most=Fraction(347, 500))
    """
    if not blocks:
        raise ValueError(blocks)
    halves = tuple(_halves(rows, blocks, total))
    if sum_to_one and len(blocks) <= 2:  # noqa: PLR2004 (two weights that add up to 1 are one unknown)
        return _pair(halves, blocks, len(rows))
    if len(blocks) == 1:
        return _alone(halves, blocks[0], len(rows))
    return _many(Programme(len(blocks), halves, len(blocks) if sum_to_one else 0), blocks)


def against(
    rows: Sequence[Mapping[str, Printed]], total: str, given: Mapping[str, Fraction]
) -> tuple[int, ...]:
    """Return the indexes of the rows that do not allow given weights, exactly; none when all allow them.

    >>> from parindex.reproduction.printed import printed
    >>> row = {"a": printed("84.19"), "s": printed("89.19"), "total": printed("85.73")}
    >>> against([row], "total", {"a": Fraction(7, 10), "s": Fraction(3, 10)})
    (0,)
    """
    values = tuple(given.values())
    wrong = {
        half.row
        for half in _halves(rows, tuple(given), total)
        if dot(zip(map(Fraction, half.coefficients), values, strict=True)) > half.limit
    }
    return tuple(sorted(wrong))


def maximum(points: Sequence[Printed], percents: Sequence[Printed]) -> Range | None:
    """Bound the maximum of a scale on which points and percent are printed together; nothing when none fits.

    Raises:
        ValueError: there are not as many points as percentages.

    >>> from parindex.reproduction.printed import printed
    >>> whole(maximum([printed("62.62"), printed("61.46")], [printed("89.45"), printed("87.80")]))
    70
    """
    rows = [{"points": each, "percent": percent} for each, percent in zip(points, percents, strict=True)]
    # maximum / 100 × percent = points
    found = _line(_halves(rows, ("percent",), "points"), Range(ZERO, None)).range
    if found is None:
        return None
    return Range(_HUNDRED * found.least, None if found.most is None else _HUNDRED * found.most)


def whole(bounds: Range | None) -> int | None:
    """Return the only whole number inside bounds, if there is one and no other."""
    if bounds is None or bounds.most is None:
        return None
    least = ceil(bounds.least)
    return least if least == floor(bounds.most) else None


def _halves(rows: Sequence[Mapping[str, Printed]], blocks: Sequence[str], total: str) -> Iterator[Half]:
    """State what each row says of the weights, in whole numbers."""
    for index, row in enumerate(rows):
        if not all(name in row for name in (*blocks, total)):
            continue
        least, most = [row[block].least for block in blocks], [row[block].most for block in blocks]
        yield _half(least, row[total].most, index)
        yield _half([-each for each in most], -row[total].least, index)


def _half(coefficients: Sequence[Fraction], limit: Fraction, row: int) -> Half:
    over = lcm(limit.denominator, *(each.denominator for each in coefficients))
    return Half(tuple(int(each * over) for each in coefficients), int(limit * over), row)


# One unknown


def _line(halves: Iterable[Half], within: Range) -> _Line:
    """Cut what one unknown can be with each half-line."""
    least, most = within
    low: frozenset[int] = frozenset()
    high: frozenset[int] = frozenset()
    for (slope,), limit, row in halves:
        if not slope:
            if limit < 0:
                return _Line(None, frozenset({row}))
            continue
        end = Fraction(limit, slope)
        if slope > 0 and (most is None or end < most):
            most, high = end, frozenset({row})
        elif slope < 0 and end > least:
            least, low = end, frozenset({row})
    if most is not None and least > most:
        return _Line(None, low | high)
    return _Line(Range(least, most), low | high)


def _pair(halves: Sequence[Half], blocks: Sequence[str], count: int) -> Bounds:
    """Bound one or two weights that add up to 1: the second is what the first leaves."""
    share = len(blocks) - 1
    lines = [Half((first - sum(rest),), limit - sum(rest), row) for (first, *rest), limit, row in halves]
    within = Range(ZERO if share else ONE, ONE)
    return _bounds(lines, within, count, blocks)


def _alone(halves: Sequence[Half], block: str, count: int) -> Bounds:
    return _bounds(halves, Range(ZERO, None), count, (block,))


def _bounds(halves: Sequence[Half], within: Range, count: int, blocks: Sequence[str]) -> Bounds:
    found = _line(halves, within)
    alone: list[list[Half]] = [[] for _ in range(count)]
    for half in halves:
        alone[half.row].append(half)
    rows = tuple(_line(each, within).range for each in alone)
    deciding = tuple(sorted(found.rows))
    if found.range is None:
        return Bounds("impossible", FrozenMap({}), rows, deciding)
    named = {blocks[0]: found.range}
    least, most = found.range
    if len(blocks) > 1 and most is not None:
        named[blocks[1]] = Range(ONE - most, ONE - least)
    return Bounds("found", FrozenMap(named), rows, deciding)


# Several


def _many(programme: Programme, blocks: Sequence[str]) -> Bounds:
    """Bound each of several weights by two linear programmes."""
    loose = Programme(
        programme.unknowns + 1,
        tuple(Half((*half.coefficients, -1), half.limit, half.row) for half in programme.halves),
        programme.whole,
    )
    # The last unknown widens every row; none is needed when some weights fit.
    width = loose.least((*(0 for _ in blocks), 1))
    if width is None:
        return Bounds("undecided", FrozenMap({}), (), ())
    if width.value:
        return Bounds("impossible", FrozenMap({}), (), tuple(sorted(width.rows)))
    found: dict[str, Range] = {}
    deciding: set[int] = set()
    for at, block in enumerate(blocks):
        sign = tuple(int(each == at) for each in range(len(blocks)))
        least, most = programme.least(sign), programme.least([-each for each in sign])
        if least is None or (most is None and (programme.whole or not ray(programme, at))):
            continue
        found[block] = Range(least.value, None if most is None else -most.value)
        deciding |= least.rows | (most.rows if most else set())
    verdict: Literal["found", "undecided"] = "found" if len(found) == len(blocks) else "undecided"
    return Bounds(verdict, FrozenMap(found), (), tuple(sorted(deciding)))
