"""Whole-number columns: one figure of many units at once, exact or between two bounds, never a float.

A figure is held as ``low / den``, and the true figure is nowhere below it and at most ``slack`` parts above.
How large a column can become is worked out beforehand from how large its parts can be, so no number ever
wraps: where 64 bits are not proven to be enough, `UnprovableError` says so before anything is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import groupby
from math import ceil, floor, lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from parindex.formula.expression import Relation

__all__ = [
    "FINEST",
    "MOST",
    "Column",
    "Mark",
    "Marks",
    "Numbers",
    "Share",
    "UnprovableError",
    "bounded",
    "choose",
    "choose_share",
    "clamp",
    "climb",
    "constant",
    "divide",
    "fine",
    "fits",
    "look_up",
    "over",
    "reached",
    "scale",
    "settle",
    "total",
]

Numbers = npt.NDArray[Any]  # whole
Marks = npt.NDArray[np.bool_]
Mark = Marks | bool  # one for each unit, or the same for all

MOST = 2**63 - 1
FINEST = 10**9  # parts of one, in which a figure that is not exact is held
_ROOM = 10**16  # a sum may come to so many parts before it is held more coarsely
# Where a division takes more than 64 bits at once: so many parts at a time, so many times, as 64 bits allow.
_DIGITS = {1000: 3, 10: 9}


class UnprovableError(ArithmeticError):
    """No bound proves that 64 bits are enough."""


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of many units: ``low / den <= figure <= (low + slack) / den``.

    ``low`` is an array, or one number for all units; whatever the inputs are, it lies in ``[least, most]``.
    """

    low: Numbers | int
    den: int
    least: int
    most: int
    slack: int = 0

    def __post_init__(self) -> None:
        if self.least < -MOST or self.most + self.slack > MOST:
            raise UnprovableError(f"{self.least} {self.most}")
        object.__setattr__(self, "low", bounded(self.low, self.least, self.most))


def bounded(numbers: Any, least: int, most: int) -> Any:  # noqa: ANN401 (an array, or a number)
    """Tell numbers that are not there yet, but only traced, what they are within."""
    return numbers.within(least, most) if hasattr(numbers, "within") else numbers


@dataclass(frozen=True, slots=True)
class Share:
    """A dividend over a divisor of at least 1, both exact and not divided yet; at most ``most``.

    A sum of shares has them ``divided`` too: over the product of divisors it is good for rounding alone.
    """

    dividend: Column
    divisor: Column
    most: Fraction
    divided: Column | None = None


def constant(value: Fraction) -> Column:
    """Return a figure that is the same for every unit."""
    return Column(value.numerator, value.denominator, value.numerator, value.numerator)


def fits(*sizes: int) -> bool:
    """Tell whether 64 bits hold all of some numbers."""
    return all(abs(size) <= MOST for size in sizes)


def _times(column: Column, factor: int) -> Column:
    """Return every number times a whole factor of either sign: the same figure under ``den`` x factor."""
    if factor == 1:
        return column
    ends = (column.least * factor, column.most * factor)
    if factor > 0:
        made = Column(0, column.den, ends[0], ends[1], column.slack * factor)
        low: Numbers | int = column.low * factor
    else:
        made = Column(0, column.den, ends[1] + column.slack * factor, ends[0], -column.slack * factor)
        low = (column.low + column.slack) * factor if column.slack else column.low * factor
    return Column(low, made.den, made.least, made.most, made.slack)


def scale(column: Column, by: Fraction) -> Column:
    """Return a figure times a constant.

    Raises:
        UnprovableError: 64 bits may not hold it.
    """
    made = _times(column, by.numerator)
    return Column(made.low, column.den * by.denominator, made.least, made.most, made.slack)


def over(column: Column, den: int) -> Column:
    """Return the same figure over a multiple of its denominator.

    Raises:
        UnprovableError: 64 bits may not hold it.
    """
    made = _times(column, den // column.den)
    return Column(made.low, den, made.least, made.most, made.slack)


def fine(column: Column) -> Column:
    """Return the same figure in `FINEST` parts, rounded down.

    Raises:
        UnprovableError: 64 bits may not hold it.
    """
    if FINEST % column.den == 0:
        return over(column, FINEST)
    return divide(column, constant(Fraction(1)), _most(column))


def _most(column: Column) -> Fraction:
    return Fraction(max(abs(column.least), abs(column.most)) + column.slack, column.den)


def total(terms: Sequence[Column]) -> Column:
    """Return the sum, exact where all terms are and their common denominator stays small enough.

    Raises:
        UnprovableError: 64 bits may not hold it.
    """
    den = lcm(*(each.den for each in terms))
    sizes = sum(max(abs(each.least), abs(each.most)) * (den // each.den) for each in terms)
    if sizes > _ROOM and any(FINEST % each.den for each in terms):
        return total([fine(each) for each in terms])
    # The coarsest first, so that one product serves all of them, and numbers stay narrow for long.
    found = constant(Fraction(0))
    for _, alike in groupby(sorted(terms, key=_den), key=_den):
        found = _plus(found, reduce(_plus, alike))
    return over(found, den)


def _den(column: Column) -> int:
    return column.den


def _plus(one: Column, other: Column) -> Column:
    den = lcm(one.den, other.den)
    a, b = over(one, den), over(other, den)
    checked = Column(0, den, a.least + b.least, a.most + b.most, a.slack + b.slack)
    return Column(a.low + b.low, den, checked.least, checked.most, checked.slack)


def settle(figure: Column | Share) -> Column:
    """Return a figure as one column: a share is divided."""
    if isinstance(figure, Column):
        return figure
    return figure.divided or divide(figure.dividend, figure.divisor, figure.most)


def divide(dividend: Column, divisor: Column, most: Fraction) -> Column:
    """Return dividend / divisor in `FINEST` parts, rounded down; ``most`` bounds its magnitude.

    The divisor is exact, and at least 1 as a number.

    Raises:
        UnprovableError: 64 bits may not hold a step of it.
    """
    ratio = Fraction(divisor.den, dividend.den)
    size = max(abs(dividend.least), abs(dividend.most))
    up = ratio * FINEST
    ends = floor(-most * FINEST) if dividend.least < 0 else 0, ceil(most * FINEST)
    slack = 1 + ceil(Fraction(dividend.slack) * up / max(divisor.least, 1)) if dividend.slack else 1
    if up.denominator == 1 and divisor.most == 1:
        slack -= 1  # nothing is divided
    made = Column(0, FINEST, ends[0], ends[1], slack)
    if fits(size * up.numerator, divisor.most * up.denominator):
        low = dividend.low * up.numerator // (divisor.low * up.denominator)
        return Column(low, FINEST, made.least, made.most, slack)
    top, bottom = dividend.low * ratio.numerator, divisor.low * ratio.denominator
    if not fits(size * ratio.numerator, divisor.most * ratio.denominator * min(_DIGITS)):
        raise UnprovableError(f"{size} / {divisor.most}")
    digits = max(each for each in _DIGITS if fits(divisor.most * ratio.denominator * each))
    low, rest = top // bottom, top % bottom
    for time in range(_DIGITS[digits]):
        end = floor(most * digits**time)
        low = bounded(low, -end - 1, end) * digits + (rest * digits) // bottom
        rest = rest * digits % bottom
    return Column(low, FINEST, made.least, made.most, slack)


def reached(figure: Column | Share, edge: Fraction, relation: Relation) -> tuple[Mark, Mark]:
    """Return where a figure surely reaches an edge, and where it may; for exact figures the two are one.

    Raises:
        UnprovableError: 64 bits may not hold a side of the comparison.
    """
    if isinstance(figure, Share) and figure.divided is None:
        return _share_reaches(figure, edge, relation)
    figure = settle(figure)
    limit = ceil(edge * figure.den) if relation == ">=" else floor(edge * figure.den) + 1
    limit = max(-MOST, min(MOST, limit))
    sure = figure.low >= limit
    return (sure, figure.low >= limit - figure.slack) if figure.slack else (sure, sure)


def _share_reaches(figure: Share, edge: Fraction, relation: Relation) -> tuple[Mark, Mark]:
    """Compare with everything multiplied out: dividend x up against divisor x down."""
    left, right = figure.dividend, figure.divisor
    up, down = (Fraction(right.den, left.den) / edge).as_integer_ratio() if edge else (1, 0)
    if edge < 0 or not fits(max(abs(left.least), abs(left.most)) * up, right.most * down):
        raise UnprovableError(f"{left.most} x {up}, {right.most} x {down}")
    one, other = left.low * up, right.low * down
    found = one >= other if relation == ">=" else one > other
    return found, found


def clamp(figure: Column | Share, limit: Fraction, *, above: bool) -> Column | Share:
    """Return a figure that is not above a limit, or with ``above=False`` not below it.

    Raises:
        UnprovableError: 64 bits may not hold it.
    """
    if isinstance(figure, Share) and figure.divided is None and above and limit > 0:
        return _capped_share(figure, limit)
    figure = settle(figure)
    den = lcm(figure.den, limit.denominator)
    column, edge = over(figure, den), int(limit * den)
    if column.most + column.slack <= edge if above else column.least >= edge:
        return figure
    cut, ends = (np.minimum, min) if above else (np.maximum, max)
    low = cut(column.low, edge) if not isinstance(column.low, int) else ends(column.low, edge)
    # What was cut is exact, but the column says of all units the most that it must say of one.
    return Column(low, den, ends(column.least, edge), ends(column.most, edge), column.slack)


def _capped_share(figure: Share, limit: Fraction) -> Share:
    """Return the share of the smaller dividend: at most ``limit`` x divisor."""
    left, right = figure.dividend, figure.divisor
    if figure.most <= limit:
        return figure
    at = limit * Fraction(left.den, right.den)  # dividend <= at x divisor
    top, edge = _times(left, at.denominator), _times(right, at.numerator)
    low = np.minimum(top.low, edge.low)
    dividend = Column(low, left.den * at.denominator, min(top.least, edge.least), min(top.most, edge.most))
    return Share(dividend, right, limit)


def choose(cases: Sequence[tuple[Mark, Column | Share]], otherwise: Column | Share) -> Column:
    """Return the figure of the first case whose condition holds.

    Raises:
        UnprovableError: 64 bits may not hold it.
    """
    every = [settle(figure) for figure in (*(figure for _, figure in cases), otherwise)]
    den = lcm(*(each.den for each in every))
    parts = [over(each, den) for each in every]
    slack = max(each.slack for each in parts)
    low = parts[-1].low
    for (here, _), part in zip(reversed(cases), reversed(parts[:-1]), strict=True):
        low = np.where(here, part.low, low) if not isinstance(here, bool) else part.low if here else low
    return Column(low, den, min(each.least for each in parts), max(each.most for each in parts), slack)


def choose_share(cases: Sequence[tuple[Mark, Column | Share]], otherwise: Column | Share) -> Share | None:
    """Choose among shares of one divisor and noughts, not divided yet; nothing where there are others.

    Raises:
        UnprovableError: 64 bits may not hold it.
    """
    every = [*(figure for _, figure in cases), otherwise]
    shares = [each for each in every if isinstance(each, Share)]
    if len({id(each.divisor) for each in shares}) != 1:
        return None
    tops = [each.dividend if isinstance(each, Share) else each for each in every]
    if any(
        figure is top and (top.least, top.most, top.slack) != (0, 0, 0)
        for figure, top in zip(every, tops, strict=True)
    ):
        return None
    chosen = choose([(here, top) for (here, _), top in zip(cases, tops, strict=False)], tops[-1])
    return Share(chosen, shares[0].divisor, max(each.most for each in shares))


def look_up(table: Sequence[int], places: Any) -> Any:  # noqa: ANN401 (an array, traced or not)
    """Return the number at each place of a table."""
    made = np.array(table, dtype=np.int64)
    found: Numbers = places.looked_up(made) if hasattr(places, "looked_up") else made[places]
    return found


def climb(cases: Sequence[tuple[Mark, Fraction]], otherwise: Fraction) -> Column:
    """Return the figure of the first case that holds, where with each case those after it hold too.

    Raises:
        UnprovableError: 64 bits may not hold it.
    """
    figures = [*(figure for _, figure in cases), otherwise]
    den = lcm(*(each.denominator for each in figures))
    parts = [int(each * den) for each in figures]
    # Rungs of one height are counted, and then multiplied.
    heights: dict[int, list[Mark]] = {}
    for (here, _), part, below in zip(cases, parts, parts[1:], strict=False):
        heights.setdefault(part - below, []).append(here)
    low: Numbers | int = parts[-1]
    for height, marks in heights.items():
        low = low + sum(mark * 1 for mark in marks) * height
    return Column(low, den, min(parts), max(parts))
