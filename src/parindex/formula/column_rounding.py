"""Rounding of whole-number columns as declared: exact, or with a mark where a tie is between two bounds."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

import numpy as np

from parindex.exact import Rounding
from parindex.formula.columns import (
    MOST,
    Column,
    Mark,
    Numbers,
    Share,
    UnprovableError,
    bounded,
    fits,
    settle,
)

__all__ = ["round_off"]


def round_off(figure: Column | Share, rounding: Rounding) -> tuple[Column, Mark]:
    """Return a figure rounded as declared, and where that is in doubt.

    Raises:
        UnprovableError: 64 bits may not hold a step of it.
    """
    parts: int = 10**rounding.digits
    if isinstance(figure, Share):
        found = _rounded_share(figure, rounding)
        figure = settle(figure) if found is None else figure
        if found is not None:
            return found, False
    assert isinstance(figure, Column)  # noqa: S101 (a share was rounded or settled above)
    if parts % figure.den == 0 and not figure.slack:
        return figure, False  # held in coarser parts, of which it takes less to make sums
    ends = [_units(figure, more, rounding) for more in dict.fromkeys((0, figure.slack))]
    least, most = (
        rounding.units(Fraction(end, figure.den)) for end in (figure.least, figure.most + figure.slack)
    )
    return Column(ends[0], parts, least, most), (ends[0] != ends[-1] if figure.slack else False)


def _units(column: Column, more: int, rounding: Rounding) -> Numbers | int:
    """Round ``(low + more) / den`` to whole parts."""
    ratio = Fraction(10**rounding.digits, column.den)
    number = column.low + more if more else column.low
    return _rounded(number, ratio, (column.least, column.most + column.slack), rounding)


def _rounded(
    number: Numbers | int, ratio: Fraction, reach: tuple[int, int], rounding: Rounding
) -> Numbers | int:
    """Round number x ratio; ``reach`` holds the number."""
    up, down = ratio.numerator, ratio.denominator
    size = max(abs(reach[0]), abs(reach[1]))
    if not fits(2 * size * up + 2 * down, size * up + down):
        raise UnprovableError(f"{size} x {up}")
    if down == 1:
        return number * up if up != 1 else number
    signed = reach[0] < 0
    units = _positive(_size(number) if signed else number, up, down, rounding)
    return np.where(number < 0, -units, units) if signed else units


def _size(number: Numbers | int) -> Numbers | int:
    return abs(number) if isinstance(number, int) else np.abs(number)


def _positive(number: Numbers | int, up: int, down: Numbers | int, rounding: Rounding) -> Numbers | int:
    match rounding.mode:
        case "half-up":
            return (number * (2 * up) + down) // (2 * down)
        case "down":
            return number * up // down
        case "up":
            return (number * up + (down - 1)) // down
        case "half-even":
            scaled = number * up
            whole: Numbers | int = scaled // down
            rest = 2 * bounded(scaled - whole * down, 0, MOST // 2) + whole % 2
            rounded: Numbers | int = whole + (rest > down)
            return rounded
        case _:
            assert_never(rounding.mode)


def _rounded_share(figure: Share, rounding: Rounding) -> Column | None:
    """Round a share without dividing it first; nothing where that takes more than 64 bits, or a sign."""
    left, right = figure.dividend, figure.divisor
    ratio = Fraction(10**rounding.digits * right.den, left.den)
    up, down = ratio.numerator, ratio.denominator
    if left.least < 0 or not fits(2 * left.most * up + right.most * down, 2 * right.most * down):
        return None
    low = _positive(left.low, up, right.low * down if down != 1 else right.low, rounding)
    return Column(low, 10**rounding.digits, 0, rounding.units(figure.most))
