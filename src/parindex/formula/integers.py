"""Whole numbers in spreadsheet cells: arithmetic that Excel, LibreOffice and WPS do exactly.

A spreadsheet has binary floats only. Every operation here is on whole numbers whose size is bounded when the
formula is made, so that no float is ever rounded but in a quotient, and a quotient is only taken inside
``INT``. A figure is a whole number over a denominator that is known when the formula is made, or lies between
two of these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm
from typing import NamedTuple, assert_never

from parindex.exact import ONE, ZERO, Rounding
from parindex.formula.expression import Relation

__all__ = [
    "LIMIT",
    "WIDE",
    "Cells",
    "Fixed",
    "UnprovableError",
    "atom",
    "choose",
    "clamp",
    "constant",
    "divide",
    "grid_for",
    "largest",
    "linear",
    "reaches",
    "round_off",
    "total",
    "whole_part",
]

# INT(a / b) is floor(a / b) for whole |a| <= LIMIT, b >= 1: where b does not divide a, the quotient is at
# least 1 / b from a whole number; its float is off by at most 2**-53 x |a| / b, and spreadsheets round it
# to 15 digits before they cut it, by at most |a| / b x 10**-14 / 2: together that is less than 1 / b.
LIMIT = 10**14
# The largest whole number of 15 digits: above LIMIT it is only added, and cut at a power of ten.
WIDE = 10**15 - 1
_FINEST = 10**9  # the finest decimal parts that an inexact figure is held in
_ROOM = 10**12  # an inexact figure has at most so many parts, so that sums of them stay below LIMIT
_TOGETHER = 24  # terms in one formula: none comes near 8,192 characters
_LITERAL = re.compile(r"[0-9]+|\(-[0-9]+\)")
_ATOM = re.compile(r"[a-z_][a-z0-9_]*|[0-9]+|\(-[0-9]+\)")


class UnprovableError(ArithmeticError):
    """No bound proves that a formula would be exact."""


class Cells:
    """Formulas that grow cell by cell, each only over earlier ones; the same formula is one cell."""

    def __init__(self) -> None:
        self.formulas: dict[str, str] = {}
        self.area = "all"
        self._known: dict[str, str] = {}

    def put(self, formula: str, name: str | None = None) -> str:
        """Return the name of a cell with a formula; a name or a figure stands for itself."""
        if name is None:
            if _ATOM.fullmatch(formula):
                return formula
            if formula in self._known:
                return self._known[formula]
            name = f"x_{self.area}__{len(self.formulas) + 1}"
            self._known[formula] = name
        self.formulas[name] = formula
        return name

    def cut(self, size: int) -> None:
        """Take back all cells but the first ``size``."""
        for name in list(self.formulas)[size:]:
            del self.formulas[name]
        self._known = {formula: name for formula, name in self._known.items() if name in self.formulas}


@dataclass(frozen=True, slots=True)
class Fixed:
    """A figure between ``low / den`` and ``high / den``; both are names or whole numbers, often the same.

    Whatever the inputs are, the numerators lie in ``[least, most]``.
    """

    low: str
    high: str
    den: int
    least: int
    most: int

    @property
    def exact(self) -> bool:
        """Tell whether both ends are one."""
        return self.low == self.high

    @property
    def size(self) -> int:
        """Return the largest magnitude of the numerators."""
        return max(abs(self.least), abs(self.most))


class _By(NamedTuple):
    """What a number is multiplied with, then divided by: a divisor of at least 1, and its largest value."""

    factor: int
    divisor: str
    largest: int


def atom(value: int) -> str:
    """Write a whole number so that it can stand anywhere in a formula.

    >>> atom(7), atom(-7)
    ('7', '(-7)')
    """
    return str(value) if value >= 0 else f"({value})"


def _times(number: str, factor: int) -> str:
    if _LITERAL.fullmatch(number):
        return atom(factor * int(number.strip("()")))
    return number if factor == 1 else f"{atom(factor)}*{number}"


def constant(value: Fraction) -> Fixed:
    """Return a figure that is known already."""
    text = atom(value.numerator)
    return _checked(Fixed(text, text, value.denominator, value.numerator, value.numerator))


def _checked(fixed: Fixed) -> Fixed:
    if fixed.size > LIMIT or fixed.den > LIMIT:
        raise UnprovableError(f"{fixed.size}/{fixed.den}")
    return fixed


def total(cells: Cells, terms: Sequence[str]) -> str:
    """Return the name of a cell that adds up terms, some at a time where they are many."""
    waiting = list(terms) or ["0"]
    while len(waiting) > _TOGETHER:
        waiting = [
            cells.put("+".join(waiting[at : at + _TOGETHER])) for at in range(0, len(waiting), _TOGETHER)
        ]
    return cells.put("+".join(waiting))


def largest(cells: Cells, terms: Sequence[str]) -> str:
    """Return the name of a cell with the largest of several, some at a time where they are many."""
    waiting = list(terms)
    while len(waiting) > _TOGETHER:
        waiting = [
            cells.put(f"MAX({','.join(waiting[at : at + _TOGETHER])})")
            for at in range(0, len(waiting), _TOGETHER)
        ]
    return cells.put(f"MAX({','.join(waiting)})" if waiting[1:] else waiting[0])


def linear(
    cells: Cells, terms: Sequence[tuple[Fraction, Fixed]], more: Fraction = ZERO, *, limit: int = LIMIT
) -> Fixed:
    """Return a constant and a sum of coefficient x figure; exact where the numbers stay small enough.

    Raises:
        UnprovableError: exact figures have no exact sum below the limit, or not even rounded-out ones have.
    """
    found = _sum(cells, terms, more, limit)
    if found is not None:
        return found
    if all(each.exact for _, each in terms):
        raise UnprovableError(f"{len(terms)} exact terms")
    most = abs(more) + sum((abs(by) * each.size / each.den for by, each in terms), ZERO)
    grid = grid_for(most)
    rough = [(ONE, _coarse(cells, each, by, grid)) for by, each in terms]
    found = _sum(cells, rough, more, limit)
    if found is None:
        raise UnprovableError(f"{len(terms)} terms up to {ceil(most)}")
    return found


def _sum(cells: Cells, terms: Sequence[tuple[Fraction, Fixed]], more: Fraction, limit: int) -> Fixed | None:
    parts = [(by / each.den, each) for by, each in terms if by]
    den = lcm(more.denominator, *(by.denominator for by, _ in parts))
    whole = [(int(by * den), each) for by, each in parts]
    base = int(more * den)
    if abs(base) + sum(abs(by) * each.size for by, each in whole) > limit or den > LIMIT:
        return None
    ends = [
        total(
            cells,
            [
                *(_times(getattr(each, end if by > 0 else other), by) for by, each in whole),
                *([atom(base)] if base or not whole else []),
            ],
        )
        for end, other in (("low", "high"), ("high", "low"))
    ]
    reach = [
        base + sum(by * getattr(each, end if by > 0 else other) for by, each in whole)
        for end, other in (("least", "most"), ("most", "least"))
    ]
    return Fixed(ends[0], ends[1], den, reach[0], reach[1])


def grid_for(most: Fraction) -> int:
    """Return the finest decimal parts in which a figure up to ``most`` is held once it is inexact.

    >>> grid_for(Fraction(100)), grid_for(Fraction(10**8))
    (1000000000, 10000)
    """
    grid = _FINEST
    while grid > 1 and most * grid > _ROOM:
        grid //= 10
    return grid


def _coarse(cells: Cells, fixed: Fixed, by: Fraction, grid: int) -> Fixed:
    """Return coefficient x figure on a grid, rounded out at both ends."""
    factor = by * grid / fixed.den
    ends = (fixed.low, fixed.high) if factor >= 0 else (fixed.high, fixed.low)
    reach = sorted((factor * fixed.least, factor * fixed.most))
    by_ = _By(factor.numerator, atom(factor.denominator), factor.denominator)
    low = _floor(cells, ends[0], fixed.size, by_)
    high = low if factor.denominator == 1 and fixed.exact else _ceiling(cells, ends[1], fixed.size, by_)
    return _checked(Fixed(low, high, grid, floor(reach[0]), ceil(reach[1])))


def _floor(cells: Cells, number: str, size: int, by: _By) -> str:
    """Return the cell of the floor of number x factor / divisor, the number's magnitude at most ``size``."""
    factor, divisor, largest = by
    if divisor == "1" and size * abs(factor) <= LIMIT:
        return cells.put(_times(number, factor))
    if size * abs(factor) <= LIMIT and largest <= LIMIT:
        return cells.put(f"INT({_times(number, factor)}/{divisor})")
    if size > LIMIT or largest * max(abs(factor), 1) > LIMIT:
        raise UnprovableError(f"{size} * {factor} / {largest}")
    whole = cells.put(f"INT({number}/{divisor})")
    rest = f"({number}-{whole}*{divisor})"
    return cells.put(f"{_times(whole, factor)}+INT({_times(rest, factor)}/{divisor})")


def _ceiling(cells: Cells, number: str, size: int, by: _By) -> str:
    """Return the cell of the ceiling: the negative's floor, taken from 0, so that it is never minus zero."""
    return cells.put(f"0-{_floor(cells, number, size, by._replace(factor=-by.factor))}")


def whole_part(cells: Cells, number: str, unit: int) -> str:
    """Return the cell of a whole number up to ``WIDE`` cut at a power of ten.

    The quotient has at most 15 digits, all of which every spreadsheet keeps.
    """
    return number if unit == 1 else cells.put(f"INT({number}/{unit})")


def divide(cells: Cells, fixed: Fixed, by: Fixed, factor: Fraction, smallest: int) -> Fixed:
    """Return factor x figure / divisor, the divisor exact and, as a numerator, at least ``smallest`` >= 1.

    It is as exact as the finest grid that the figure allows; a divisor of 0 gives 0.
    """
    if not by.exact:
        raise UnprovableError("divisor")
    bound = abs(factor) * Fraction(fixed.size, fixed.den) * Fraction(by.den, smallest)
    den = lcm(grid_for(bound), fixed.den)
    if den > LIMIT or bound * den > LIMIT:
        den = grid_for(bound)
    ratio = factor * by.den * den / fixed.den
    divisor = cells.put(_times(cells.put(f"MAX({by.low},1)"), ratio.denominator))
    part = _By(ratio.numerator, divisor, by.most * ratio.denominator)
    ends = (fixed.low, fixed.high) if ratio >= 0 else (fixed.high, fixed.low)
    low = _floor(cells, ends[0], fixed.size, part)
    high = _ceiling(cells, ends[1], fixed.size, part)
    if by.least <= 0:
        low, high = (cells.put(f"IF({by.low}=0,0,{end})") for end in (low, high))
    reach = sorted(Fraction(end, fixed.den) * factor * by.den / smallest for end in (fixed.least, fixed.most))
    edges = min(reach[0], ZERO), max(reach[1], ZERO)
    return _checked(Fixed(low, high, den, floor(edges[0] * den), ceil(edges[1] * den)))


def reaches(number: str, den: int, relation: Relation, edge: Fraction) -> str:
    """Return the condition that number / den is at least an edge, or above it.

    >>> reaches("x", 4, ">=", Fraction(1, 3)), reaches("x", 4, ">", Fraction(1, 2))
    ('x>=2', 'x>=3')
    """
    least = ceil(edge * den) if relation == ">=" else floor(edge * den) + 1
    return f"{number}>={atom(least)}"


def clamp(cells: Cells, fixed: Fixed, limit: Fraction, *, above: bool) -> Fixed:
    """Return a figure that is not above a limit, or with ``above=False`` not below it."""
    den = lcm(fixed.den, limit.denominator)
    edge, by = int(limit * den), den // fixed.den
    if fixed.size * by > LIMIT or abs(edge) > LIMIT:
        raise UnprovableError(f"limit {limit}")
    reach = (fixed.least * by, fixed.most * by)
    if reach[1] <= edge if above else reach[0] >= edge:
        return fixed
    word, cut = ("MIN", min) if above else ("MAX", max)
    ends = [cells.put(f"{word}({_times(end, by)},{atom(edge)})") for end in (fixed.low, fixed.high)]
    return Fixed(ends[0], ends[1], den, cut(reach[0], edge), cut(reach[1], edge))


def choose(cells: Cells, cases: Sequence[tuple[str, Fixed]], otherwise: Fixed) -> Fixed:
    """Return the figure of the first case whose condition holds.

    Raises:
        UnprovableError: the figures have no common denominator that is small enough.
    """
    every = [*(each for _, each in cases), otherwise]
    den = lcm(*(each.den for each in every))
    factors = [den // each.den for each in every]
    if any(each.size * by > LIMIT for each, by in zip(every, factors, strict=True)):
        grid = grid_for(max(Fraction(each.size, each.den) for each in every))
        rough = [_coarse(cells, each, ONE, grid) for each in every]
        return choose(cells, [(case, each) for (case, _), each in zip(cases, rough, strict=False)], rough[-1])
    ends = []
    for end in ("low", "high"):
        figures = [_times(getattr(each, end), by) for each, by in zip(every, factors, strict=True)]
        tests = "".join(f"IF({case},{figure}," for (case, _), figure in zip(cases, figures, strict=False))
        ends.append(cells.put(f"{tests}{figures[-1]}{')' * len(cases)}"))
    least = min(each.least * by for each, by in zip(every, factors, strict=True))
    most = max(each.most * by for each, by in zip(every, factors, strict=True))
    return Fixed(ends[0], ends[1], den, least, most)


def round_off(cells: Cells, fixed: Fixed, rounding: Rounding) -> Fixed:
    """Return a figure rounded as declared, at both ends: the denominator is ``10 ** digits``."""
    parts: int = 10**rounding.digits
    ratio = Fraction(parts, fixed.den)
    if fixed.size * 2 * ratio.numerator + 2 * ratio.denominator > LIMIT:
        fixed = _coarse(cells, fixed, ONE, grid_for(Fraction(fixed.size, fixed.den)))
        ratio = Fraction(parts, fixed.den)
    if fixed.size * 2 * ratio.numerator + 2 * ratio.denominator > LIMIT:
        raise UnprovableError(f"{rounding.digits} digits of {fixed.size}")
    ends = [_rounded(cells, end, fixed.least < 0, ratio, rounding) for end in (fixed.low, fixed.high)]
    least, most = (rounding.units(Fraction(end, fixed.den)) for end in (fixed.least, fixed.most))
    return Fixed(ends[0], ends[1], parts, least, most)


def _rounded(cells: Cells, number: str, signed: bool, ratio: Fraction, rounding: Rounding) -> str:  # noqa: FBT001 (a fact, no option)
    up, down = ratio.numerator, ratio.denominator
    if down == 1:  # a float has a minus zero: no more when 0 is added to it
        return cells.put(f"{_times(number, up)}+0" if signed else _times(number, up))
    size = cells.put(f"ABS({number})") if signed else number
    whole = f"INT({_times(size, up)}/{down})"
    match rounding.mode:
        case "half-up":
            value = f"INT(({_times(size, 2 * up)}+{down})/{2 * down})"
        case "down":
            value = whole
        case "up":
            value = f"0-INT({_times(size, -up)}/{down})"
        case "half-even":
            kept = cells.put(whole)
            rest = f"2*({_times(size, up)}-{kept}*{down})"
            value = f"{kept}+IF({rest}+{kept}-2*INT({kept}/2)>{down},1,0)"
        case _:
            assert_never(rounding.mode)
    if not signed:
        return cells.put(value)
    units = cells.put(value)
    return cells.put(f"IF({number}<0,0-{units},{units})")
