"""Exact numbers: text in, fractions inside, text out, and one declared rounding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Generic, Literal, NamedTuple, TypeVar, assert_never, get_args

__all__ = [
    "ONE",
    "ROUNDING_MODES",
    "ZERO",
    "Interval",
    "Rounding",
    "RoundingMode",
    "above",
    "add",
    "decimal_text",
    "divided",
    "dot",
    "exact_text",
    "parse_number",
    "parse_pair",
    "parse_share",
    "parse_whole",
    "times",
]

T = TypeVar("T")

ZERO = Fraction(0)
ONE = Fraction(1)

# Money in đồng needs 15 digits before the point; no published rule needs more than 6 after it.
_WHOLE = "(?:0|[1-9][0-9]{0,14})"
_NUMBER = re.compile(rf"(?!-0(?:\.0+)?\Z)-?{_WHOLE}(?:\.[0-9]{{1,6}})?", re.ASCII)
_PLACES = 6
# Denominators of decimals of at most 6 digits, and how many digits each takes.
_ENDS = {2**twos * 5**fives: max(twos, fives) for twos in range(_PLACES + 1) for fives in range(_PLACES + 1)}
_LONG = 1990  # bits; Python writes at least 640 digits, whatever it is told, which 2126 bits can take
_RATIO = re.compile(rf"({_WHOLE})/([1-9][0-9]{{0,14}})", re.ASCII)

RoundingMode = Literal["half-up", "half-even", "down", "up"]
ROUNDING_MODES: tuple[RoundingMode, ...] = get_args(RoundingMode)


class Interval(NamedTuple, Generic[T]):
    """Both ends of a figure that is not yet known; each end is attained."""

    least: T
    most: T


def parse_number(text: str) -> Fraction:
    """Read a decimal number as text, before any conversion can change it.

    Raises:
        ValueError: the text is not plain decimal notation (at most 15 digits before and 6 after the point).

    >>> parse_number("89.95")
    Fraction(1799, 20)
    """
    return Fraction(*parse_pair(text))


def parse_pair(text: str) -> tuple[int, int]:
    """Read a decimal number as `parse_number` does: a whole number, and the power of ten that it is over.

    Raises:
        ValueError: the text is not plain decimal notation.

    >>> parse_pair("89.95")
    (8995, 100)
    """
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    whole, _, rest = text.partition(".")
    return int(whole + rest), 10 ** len(rest)


def parse_share(text: str) -> Fraction:
    """Read a weight or a share: a decimal number or a fraction ``n/d``.

    Raises:
        ValueError: the text is neither.

    >>> parse_share("1/3")
    Fraction(1, 3)
    """
    ratio = _RATIO.fullmatch(text)
    return Fraction(int(ratio[1]), int(ratio[2])) if ratio else parse_number(text)


def parse_whole(text: str) -> int:
    """Read a whole number that is not negative.

    Raises:
        ValueError: the text has a sign, a point or anything but digits.

    >>> parse_whole("291")
    291
    """
    if not re.fullmatch(_WHOLE, text):
        raise ValueError(text)
    return int(text)


def exact_text(value: Fraction) -> str:
    """Write a value exactly: ``n``, or ``n/d`` in lowest terms.

    >>> exact_text(Fraction(3444, 291))
    '1148/97'
    """
    return _ratio(*value.as_integer_ratio())


def _ratio(top: int, under: int) -> str:
    return _digits(top) if under == 1 else f"{_digits(top)}/{_digits(under)}"


def decimal_text(value: Fraction) -> str:
    """Write a value as a decimal when one of at most 6 digits is exact, else as ``n/d``.

    >>> decimal_text(Fraction(1, 4)), decimal_text(Fraction(1, 3))
    ('0.25', '1/3')
    """
    return _decimal(*value.as_integer_ratio())


@lru_cache(maxsize=4096)  # the figures of a ruleset are written again and again
def _decimal(numerator: int, denominator: int) -> str:
    places = _ENDS.get(denominator)
    if not places:  # a whole number, or no decimal
        return _ratio(numerator, denominator)
    return _point(numerator * (10**places // denominator), places)


def _digits(whole: int) -> str:
    """Write a whole number of any length; of a long `int`, Python refuses to write the digits."""
    return str(whole) if whole.bit_length() < _LONG else str(Decimal(whole))


def _point(digits: int, places: int) -> str:
    """Put the decimal point ``places`` digits from the end, with no minus zero."""
    if not places:
        return _digits(digits)
    sign = "-" if digits < 0 else ""
    text = _digits(abs(digits)).rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}"


@dataclass(frozen=True, slots=True)
class Rounding:
    """A declared rounding: how many digits after the point, and what becomes of the rest."""

    digits: int
    mode: RoundingMode

    def units(self, value: Fraction) -> int:
        """Return the rounded value as a whole number of ``10 ** -digits``.

        >>> Rounding(2, "half-up").units(Fraction(57245, 1000))
        5725
        """
        return self.parts(*value.as_integer_ratio())

    def parts(self, numerator: int, denominator: int) -> int:
        """Return a ratio, reduced or not, rounded to a whole number of ``10 ** -digits``.

        >>> Rounding(2, "half-up").parts(57245, 1000)
        5725
        """
        scaled: int = abs(numerator) * 10**self.digits
        whole, rest = divmod(scaled, denominator)
        match self.mode:
            case "half-up":
                whole += 2 * rest >= denominator
            case "half-even":
                whole += 2 * rest + whole % 2 > denominator
            case "up":
                whole += rest > 0
            case "down":
                pass
            case _:
                assert_never(self.mode)
        return -whole if numerator < 0 else whole

    def apply(self, value: Fraction) -> Fraction:
        """Return the rounded value, exactly.

        >>> Rounding(2, "half-up").apply(Fraction(-1, 200))
        Fraction(-1, 100)
        """
        return Fraction(self.units(value), 10**self.digits)

    def text(self, value: Fraction) -> str:
        """Write the rounded value with all its digits.

        >>> Rounding(2, "down").text(Fraction(175, 2))
        '87.50'
        """
        return _point(self.units(value), self.digits)

    def decimal(self, value: Fraction) -> Decimal:
        """Return the rounded value as a decimal; built from text, so no decimal context touches it."""
        return Decimal(self.text(value))


def above(value: Fraction, limit: Fraction) -> bool:
    """Tell whether a value is more than a limit; three times as fast as ``>``, which asks for types first.

    >>> above(Fraction(1, 2), Fraction(1, 3))
    True
    """
    top, under = value.as_integer_ratio()
    edge, over = limit.as_integer_ratio()
    return top * over > edge * under


def times(one: Fraction, other: Fraction) -> Fraction:
    """Multiply, reducing once; twice as fast as ``*``, which asks for types first.

    >>> times(Fraction(2, 3), Fraction(3, 4))
    Fraction(1, 2)
    """
    (top, under), (by, over) = one.as_integer_ratio(), other.as_integer_ratio()
    return Fraction(top * by, under * over)


def divided(one: Fraction, other: Fraction) -> Fraction:
    """Divide, as `times` multiplies.

    >>> divided(Fraction(2, 3), Fraction(3, 4))
    Fraction(8, 9)
    """
    (top, under), (by, over) = one.as_integer_ratio(), other.as_integer_ratio()
    return Fraction(top * over, under * by)


def add(values: Iterable[Fraction]) -> Fraction:
    """Add fractions in whole numbers over their common denominator, reducing once.

    >>> add([Fraction(1, 2), Fraction(1, 3), Fraction(1, 2)])
    Fraction(4, 3)
    """
    return _sum([value.as_integer_ratio() for value in values])


def dot(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Add the products of pairs of fractions, reducing once.

    >>> dot([(Fraction(1, 2), Fraction(3)), (Fraction(1, 3), Fraction(3, 2))])
    Fraction(2, 1)
    """
    parts = [(one.as_integer_ratio(), two.as_integer_ratio()) for one, two in pairs]
    return _sum([(top * by, under * over) for (top, under), (by, over) in parts])


def _sum(parts: Iterable[tuple[int, int]]) -> Fraction:
    """Add numerators over a common denominator, which seldom grows: most figures of one sheet share a few."""
    top, under = 0, 1
    for number, divisor in parts:
        if under % divisor:
            common = lcm(under, divisor)
            top, under = top * (common // under), common
        top += number * (under // divisor)
    return Fraction(top, under)
