"""Lower an expression to spreadsheet formulas that give the same figure, or two figures that it lies between.

The same expression that `evaluate` reads becomes cells of whole numbers (see `integers`). A factor is carried
down to the observed figures, so that one rounding at most happens on the way: ``max x done / planned`` is one
long division, not a product of a rounded share. A quotient of observed figures is compared exactly, whatever
its size, and is divided out to the ninth decimal of a point only where its points are added to others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, lcm
from typing import assert_never

from parindex.exact import ONE, ZERO
from parindex.formula.expression import (
    Capped,
    Expression,
    Floored,
    Input,
    Ladder,
    Let,
    Named,
    Number,
    Pick,
    Product,
    Quotient,
    Relation,
    Rounded,
    Weighted,
)
from parindex.formula.integers import (
    LIMIT,
    WIDE,
    Cells,
    Fixed,
    UnprovableError,
    atom,
    choose,
    clamp,
    constant,
    divide,
    grid_for,
    linear,
    reaches,
    round_off,
    whole_part,
)

__all__ = ["Domain", "Ratio", "at_least", "lower"]

_LIMB = 10**7  # two of them hold a whole number of 15 digits, and one times a million stays below LIMIT
_EDGE = 10**6  # the largest numerator or denominator of an edge that a quotient is compared with
_DIGIT = 1000  # the largest factor of one step of a long division
_LARGEST_PRIME = 10**5


@dataclass(frozen=True, slots=True)
class Ratio:
    """A quotient of two whole numbers up to ``WIDE``, times a factor: ``factor * num / den``.

    ``share`` is the greatest ``num / den`` that the checks of the inputs let through.
    """

    num: str
    den: str
    factor: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class Domain:
    """What the inputs of an expression are: exact figures by name, and cells with the place of a chosen word.

    No quotient of a figure and a divisor is above ``share``.
    """

    figures: Mapping[str, Fixed] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    share: Fraction = ONE


def lower(cells: Cells, expression: Expression, domain: Domain) -> Fixed:
    """Return the figure of an expression, its formulas put into cells.

    Raises:
        UnprovableError: for figures so large no bound proves the formulas exact.

    >>> cells = Cells()
    >>> share = Quotient(Input("done"), Input("planned"))
    >>> known = {name: Fixed(name, name, 1, 0, WIDE) for name in ("done", "planned")}
    >>> lower(cells, Ladder("step", share, (), Number(Fraction(1, 2))), Domain(known))
    Fixed(low='1', high='1', den=2, least=1, most=1)
    """
    return _settle(cells, _Lowering(cells, domain, {}).lower(expression, ONE))


Scope = Mapping[str, tuple[Expression, "Scope"]]


class _Lowering:
    """The walk over one expression; a name that it binds stands for its expression, in that one's scope."""

    def __init__(self, cells: Cells, domain: Domain, scope: Scope) -> None:
        self.cells = cells
        self.domain = domain
        self.scope = scope

    def lower(self, expression: Expression, factor: Fraction) -> Fixed | Ratio:
        """Return factor x the figure of an expression."""
        if not factor:
            return constant(ZERO)
        match expression:
            case Number(value):
                return constant(value * factor)
            case Input(name):
                return self.input(name, factor)
            case Pick(name, options):
                return self.pick(name, [points * factor for _, points in options])
            case Weighted(terms, more):
                return self.weighted(terms, more, factor)
            case Product(left, right):
                return self.product(left, right, factor)
            case Quotient(dividend, divisor):
                return self.quotient(dividend, divisor, factor)
            case Ladder() | Capped() | Floored() | Rounded() | Named() | Let():
                return self.shaped(expression, factor)
            case _:
                assert_never(expression)

    def shaped(
        self, expression: Ladder | Capped | Floored | Rounded | Named | Let, factor: Fraction
    ) -> Fixed | Ratio:
        """Return factor x the figure of an expression that bounds, rounds or names another."""
        match expression:
            case Ladder():
                return self.ladder(expression, factor)
            case Capped(_, of, limit) | Floored(_, of, limit):
                return self.limited(of, limit, factor, above=isinstance(expression, Capped))
            case Rounded(of, rounding):
                rounded = round_off(self.cells, self.settled(of, ONE), rounding)
                return linear(self.cells, [(factor, rounded)])
            case Named(_, of):
                return self.lower(of, factor)
            case Let(name, value, body):
                inner = {**self.scope, name: (value, self.scope)}
                return _Lowering(self.cells, self.domain, inner).lower(body, factor)
            case _:
                assert_never(expression)

    def settled(self, expression: Expression, factor: Fraction) -> Fixed:
        return _settle(self.cells, self.lower(expression, factor))

    def input(self, name: str, factor: Fraction, limit: int = LIMIT) -> Fixed | Ratio:
        if name in self.scope:
            bound, scope = self.scope[name]
            return _Lowering(self.cells, self.domain, scope).lower(bound, factor)
        return linear(self.cells, [(factor, self.domain.figures[name])], limit=limit)

    def product(self, left: Expression, right: Expression, factor: Fraction) -> Fixed | Ratio:
        if isinstance(left, Number):
            return self.lower(right, factor * left.value)
        if isinstance(right, Number):
            return self.lower(left, factor * right.value)
        raise UnprovableError("product")

    def pick(self, name: str, points: list[Fraction]) -> Fixed:
        place = self.domain.words[name]
        cases = [(f"{place}={at}", constant(each)) for at, each in enumerate(points, 1)]
        return choose(self.cells, cases, constant(ZERO))

    def weighted(
        self,
        terms: Iterable[tuple[Fraction, str]],
        more: Fraction | None,
        factor: Fraction,
        limit: int = LIMIT,
    ) -> Fixed:
        parts = []
        for by, name in terms:
            if name in self.scope:
                parts.append((ONE, _settle(self.cells, self.input(name, factor * by))))
            else:
                parts.append((factor * by, self.domain.figures[name]))
        return linear(self.cells, parts, (more or ZERO) * factor, limit=limit)

    def quotient(self, dividend: Expression, divisor: Expression, factor: Fraction) -> Fixed | Ratio:
        if isinstance(divisor, Number):
            return self.lower(dividend, factor / divisor.value)
        above, below = self.observed(dividend), self.observed(divisor)
        by, under = below or (ONE, self.settled(divisor, ONE))
        if not under.exact:
            raise UnprovableError("divisor")
        if above is None or above[1].least < 0:
            return divide(self.cells, self.settled(dividend, factor / by), under, ONE, 1)
        times, over = above
        unit = Fraction(under.den, over.den)
        den = self.cells.put(f"MAX({under.low},1)")
        return Ratio(over.low, den, factor * times / by * unit, self.domain.share / unit)

    def observed(self, expression: Expression) -> tuple[Fraction, Fixed] | None:
        """Return a factor and an exact figure whose product an expression is, where it is so plain."""
        match expression:
            case Product(Number(by), Input(name)) if name not in self.scope:
                return by, self.domain.figures[name]
            case Input(name) if name not in self.scope:
                return ONE, self.domain.figures[name]
            case Weighted(terms, more) if all(name not in self.scope for _, name in terms):
                return ONE, self.weighted(terms, more, ONE, WIDE)
            case Input(name):
                bound, scope = self.scope[name]
                return _Lowering(self.cells, self.domain, scope).observed(bound)
            case _:
                return None

    def ladder(self, ladder: Ladder, factor: Fraction) -> Fixed:
        height = self.lower(ladder.of, ONE)
        cases = [
            (at_least(self.cells, height, rung.edge, rung.relation), self.settled(rung.then, factor))
            for rung in ladder.rungs
        ]
        return choose(self.cells, cases, self.settled(ladder.otherwise, factor))

    def limited(self, of: Expression, limit: Fraction, factor: Fraction, *, above: bool) -> Fixed:
        value, edge = self.lower(of, factor), limit * factor
        if isinstance(value, Fixed):
            return clamp(self.cells, value, edge, above=above == (factor >= 0))
        held = limit * factor / value.factor
        reached = at_least(self.cells, replace(value, factor=ONE), held, ">=")
        if above:
            value = replace(value, share=max(ZERO, min(value.share, held)))
            return choose(self.cells, [(reached, constant(edge))], _settle(self.cells, value))
        return choose(self.cells, [(reached, _settle(self.cells, value))], constant(edge))


def at_least(cells: Cells, figure: Fixed | Ratio, edge: Fraction, relation: Relation = ">=") -> str:
    """Return the condition that a figure is at least an edge, or above it, decided exactly.

    Raises:
        UnprovableError: the figure is not exact, or the edge has more than six digits.
    """
    if isinstance(figure, Fixed):
        if not figure.exact:
            raise UnprovableError("edge of an inexact figure")
        return reaches(figure.low, figure.den, relation, edge)
    if figure.factor <= 0:
        raise UnprovableError("edge of a negative quotient")
    held = edge / figure.factor
    over, under = held.denominator, held.numerator
    if max(over, abs(under)) > _EDGE:
        raise UnprovableError(f"edge {held}")
    # num x over - den x under, in two limbs: the upper ones, and what the lower ones carry.
    highs, lows = [], []
    for number in (figure.num, figure.den):
        high = whole_part(cells, number, _LIMB)
        highs.append(high)
        lows.append(cells.put(f"{number}-{high}*{_LIMB}"))
    one = "" if relation == ">=" else "-1"
    carried = f"INT(({lows[0]}*{atom(over)}-{lows[1]}*{atom(under)}{one})/{_LIMB})"
    return f"{highs[0]}*{atom(over)}-{highs[1]}*{atom(under)}+{carried}>=0"


def _settle(cells: Cells, figure: Fixed | Ratio) -> Fixed:
    """Divide a quotient out: a long division in steps, each of which stays below ``LIMIT``.

    The ends are one part of the grid apart, or none, while the divisor has at most eleven digits. Longer
    numbers are cut first, which costs nothing where only zeros are cut, and a part or two where not.
    """
    if isinstance(figure, Fixed):
        return figure
    if figure.factor < 0:
        return linear(cells, [(-ONE, _settle(cells, replace(figure, factor=-figure.factor)))])
    if not figure.share:
        return constant(ZERO)
    den = lcm(grid_for(figure.factor * figure.share), figure.factor.denominator)
    times = int(figure.factor * den)
    steps = _steps(times)
    digits = len(str(LIMIT // max(steps, default=1))) - 1
    if times * figure.share > LIMIT or 10**digits * (figure.share + 1) > LIMIT:
        raise UnprovableError(f"{figure.share} x {times}")
    unit = _unit(cells, figure.den, digits)
    over = cells.put(f"INT({figure.num}/{unit})")
    under = cells.put(f"0-INT((0-{figure.den})/{unit})")
    quotient = cells.put(f"INT({over}/{under})")
    rest = cells.put(f"{over}-{quotient}*{under}")
    for step in steps:
        digit = cells.put(f"INT({rest}*{step}/{under})")
        quotient = cells.put(f"{quotient}*{step}+{digit}")
        rest = cells.put(f"{rest}*{step}-{digit}*{under}")
    # Cut numbers are above 10 ** (digits - 1), so that the true quotient is less than this many parts higher.
    slack = 1 + ceil(times * (1 + figure.share) / 10 ** (digits - 1))
    uncut = f"AND({over}=0-INT((0-{figure.num})/{unit}),{under}=INT({figure.den}/{unit}))"
    high = cells.put(f"{quotient}+IF({uncut},IF({rest}>0,1,0),{slack})")
    return Fixed(quotient, high, den, 0, ceil(times * figure.share) + slack)


def _steps(times: int) -> tuple[int, ...]:
    """Cut a factor into factors that are as large as one step takes."""
    primes = []
    rest, prime = times, 2
    while rest > 1:
        while rest % prime == 0:
            primes.append(prime)
            rest //= prime
        prime += 1
        if prime > _LARGEST_PRIME:
            raise UnprovableError(f"factor {times}")
    steps: list[int] = []
    for prime in reversed(primes):
        fitting = next((at for at, step in enumerate(steps) if step * prime <= _DIGIT), None)
        if fitting is None:
            steps.append(prime)
        else:
            steps[fitting] *= prime
    return tuple(steps)


def _unit(cells: Cells, den: str, digits: int) -> str:
    """Return the cell of the power of ten that cuts a number to so many digits; 1 where it has no more."""
    tests = "".join(f"IF({den}<={10 ** (digits + cut)},{10**cut}," for cut in range(len(str(WIDE)) - digits))
    return cells.put(f"{tests}{10 ** (len(str(WIDE)) - digits)}{')' * (len(str(WIDE)) - digits)}")
