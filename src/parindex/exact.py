"""Exact numbers: text in, fractions inside, text out, and one declared rounding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Generic, Literal, NamedTuple, TypeVar, assert_never, get_args

__all__ = [
    "ONE",
    "ROUNDING_MODES",
    "ZERO",
    "Interval",
    "Rounding",
    "RoundingMode",
    "add",
    "decimal_text",
    "dot",
    "exact_text",
    "parse_number",
    "parse_share",
    "parse_whole",
]

T = TypeVar("T")

ZERO = Fraction(0)
ONE = Fraction(1)

# Money in đồng needs 15 digits before the point; no published rule needs more than 6 after it.
_WHOLE = "(?:0|[1-9][0-9]{0,14})"
_NUMBER = re.compile(rf"(?!-0(?:\.0+)?\Z)-?{_WHOLE}(?:\.[0-9]{{1,6}})?", re.ASCII)
_PLACES = 6
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
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Fraction(text)


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
    whole = _digits(value.numerator)
    return whole if value.denominator == 1 else f"{whole}/{_digits(value.denominator)}"


def decimal_text(value: Fraction) -> str:
    """Write a value as a decimal when one of at most 6 digits is exact, else as ``n/d``.

    >>> decimal_text(Fraction(1, 4)), decimal_text(Fraction(1, 3))
    ('0.25', '1/3')
    """
    for places in range(_PLACES + 1):
        digits, rest = divmod(value.numerator * 10**places, value.denominator)
        if not rest:
            return _point(digits, places)
    return exact_text(value)


def _digits(whole: int) -> str:
    """Write a whole number of any length; of an `int`, Python refuses to write more than 4,300 digits."""
    return str(Decimal(whole))


def _point(digits: int, places: int) -> str:
    """Put the decimal point ``places`` digits from the end, with no minus zero."""
    sign = "-" if digits < 0 else ""
    text = _digits(abs(digits)).rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else sign + text


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
        scaled: int = abs(value.numerator) * 10**self.digits
        denominator = value.denominator
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
        return -whole if value < 0 else whole

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


def add(values: Iterable[Fraction]) -> Fraction:
    """Add fractions in whole numbers over their common denominator, reducing once.

    >>> add([Fraction(1, 2), Fraction(1, 3), Fraction(1, 2)])
    Fraction(4, 3)
    """
    return _gathered((value.numerator, value.denominator) for value in values)


def dot(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Add the products of pairs of fractions, reducing once.

    >>> dot([(Fraction(1, 2), Fraction(3)), (Fraction(1, 3), Fraction(3, 2))])
    Fraction(2, 1)
    """
    return _gathered((one.numerator * two.numerator, one.denominator * two.denominator) for one, two in pairs)


def _gathered(parts: Iterable[tuple[int, int]]) -> Fraction:
    """Add numerators by denominator first: most figures of one sheet share a few denominators."""
    numerators: dict[int, int] = {}
    for numerator, denominator in parts:
        numerators[denominator] = numerators.get(denominator, 0) + numerator
    over = lcm(*numerators)
    return Fraction(
        sum(numerator * (over // denominator) for denominator, numerator in numerators.items()), over
    )
