"""Printed numbers: each stands for the closed interval that its decimals allow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from parindex.exact import Interval, Rounding, parse_number

__all__ = ["Printed", "Reading", "Span", "around", "gap", "meets", "printed", "readable", "rounding_of"]

Reading = Literal["half", "truncate"]
"""How figures became short: to the nearest (half-up, half-down, half-even: all fit), or cut off."""

Span = Interval[Fraction]
"""A closed interval of exact values."""

_UNITS = tuple(Fraction(1, 10**digits) for digits in range(7))  # of the last printed digit
_HALVES = {unit: unit / 2 for unit in _UNITS}
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]+\Z)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it was printed, and the least and the most that it can stand for."""

    text: str
    value: Fraction
    digits: int
    least: Fraction
    most: Fraction

    @property
    def span(self) -> Span:
        """Return both ends of what it can stand for."""
        return Interval(self.least, self.most)

    @property
    def unit(self) -> Fraction:
        """Return one unit of the last printed digit."""
        return _UNITS[self.digits]


def printed(text: str, reading: Reading = "half") -> Printed:
    """Read a printed number: plain decimal notation, as `parse_number` takes it.

    Cut-off figures are cut towards zero, so that ``0`` can stand for a little on either side.

    Raises:
        ValueError: the text is no plain decimal number.

    >>> printed("88.4").span
    Interval(least=Fraction(1767, 20), most=Fraction(1769, 20))
    """
    value = parse_number(text)
    digits = len(text.partition(".")[2])
    below, above = around(value, _UNITS[digits], reading)
    return Printed(text, value, digits, below, above)


def around(value: Fraction, unit: Fraction, reading: Reading) -> Span:
    """Return what a figure can stand for whose last printed digit has this unit, of up to six decimals.

    >>> around(Fraction(3), Fraction(1), "truncate")
    Interval(least=Fraction(3, 1), most=Fraction(4, 1))
    """
    if reading == "half":
        half = _HALVES[unit]
        return Interval(value - half, value + half)
    return Interval(value if value > 0 else value - unit, value if value < 0 else value + unit)


def rounding_of(digits: int, reading: Reading) -> Rounding:
    """Return the rounding with which a computed figure is compared as text: half-up, or cut off."""
    return Rounding(digits, "half-up" if reading == "half" else "down")


def readable(text: str) -> str:
    """Write a decimal comma as a point; every other text stays as it is.

    Only for a column that has no point: in a mixed one nobody can tell what a comma is.

    >>> readable("88,4"), readable("1,234.5")
    ('88.4', '1,234.5')
    """
    return _COMMA.sub(".", text) if text.count(",") == 1 and "." not in text else text


def meets(one: Span, other: Span) -> bool:
    """Tell whether two closed intervals have a value in common.

    >>> meets(Interval(1, 2), Interval(2, 3))
    True
    """
    return one.least <= other.most and other.least <= one.most


def gap(one: Span, other: Span) -> Fraction:
    """Return how far the first interval must move to touch the second: up is positive, 0 when they meet.

    >>> gap(Interval(Fraction(1), Fraction(2)), Interval(Fraction(5), Fraction(6)))
    Fraction(3, 1)
    """
    if one.most < other.least:
        return other.least - one.most
    return min(Fraction(0), other.most - one.least)
