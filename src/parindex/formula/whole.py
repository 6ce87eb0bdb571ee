"""Read an expression as arithmetic on whole numbers: a dividend and a divisor, never reduced.

What can be known without the inputs is worked out once, when the reading is made; what is left is a function
for each part of the expression. It says the same as `evaluate`, keeps no steps, and is many times faster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import lcm
from operator import itemgetter
from typing import Any, assert_never

from parindex.exact import ZERO
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
    Rounded,
    Weighted,
)

__all__ = ["Cells", "Pair", "Whole", "grid", "whole"]

Pair = tuple[int, int]
"""A figure as a dividend and a divisor above zero; it need not be in lowest terms."""
Cells = dict[str, Any]
"""A pair or a word for each input, by name; each `Let` adds a cell of its own."""
Whole = Callable[[Cells], Pair]
_Scope = Mapping[str, str]  # the cells of the names that stand for a `Let`


def whole(expression: Expression) -> Whole:
    """Return a function of the inputs, which it may add to.

    >>> from fractions import Fraction
    >>> twelve_times = whole(Product(Number(Fraction(12)), Input("ratio")))
    >>> twelve_times({"ratio": (1, 3)})
    (12, 3)
    """
    return _part(expression, {})


def grid(expression: Expression, inputs: int | None = None) -> int | None:
    """Return a divisor that does for every value of an expression, or nothing where its inputs decide.

    ``inputs``: a divisor that does for every input.

    >>> from fractions import Fraction
    >>> grid(Capped("cap", Product(Number(Fraction(1, 2)), Input("count")), Fraction(2, 3)), 1)
    6
    """
    return _grid(expression, inputs, {})


def _grid(  # noqa: C901, PLR0911 (one case for each kind of expression)
    expression: Expression, inputs: int | None, scope: Mapping[str, int | None]
) -> int | None:
    match expression:
        case Number(value):
            return value.denominator
        case Pick(_, options):
            return lcm(*(points.denominator for _, points in options))
        case Input(name):
            return scope.get(name, inputs)
        case Weighted(terms, constant):
            parts = [_times(weight.denominator, scope.get(name, inputs)) for weight, name in terms]
            return _common([*parts, 1 if constant is None else constant.denominator])
        case Product(left, right):
            return _times(_grid(left, inputs, scope), _grid(right, inputs, scope))
        case Quotient():
            return None
        case Ladder(_, _, rungs, otherwise):
            return _common(
                [_grid(each, inputs, scope) for each in (*(rung.then for rung in rungs), otherwise)]
            )
        case Capped(_, of, limit) | Floored(_, of, limit):
            return _common([_grid(of, inputs, scope), limit.denominator])
        case Rounded(_, rounding):
            places: int = 10**rounding.digits
            return places
        case Named(_, of):
            return _grid(of, inputs, scope)
        case Let(name, value, body):
            return _grid(body, inputs, {**scope, name: _grid(value, inputs, scope)})
        case _:
            assert_never(expression)


def _times(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one * other


def _common(parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return lcm(*known) if len(known) == len(parts) else None


def _part(expression: Expression, scope: _Scope) -> Whole:
    return _PART[type(expression)](expression, scope)


def _number(expression: Number, _scope: _Scope) -> Whole:
    value = expression.value.as_integer_ratio()
    return lambda _cells: value


def _input(expression: Input, scope: _Scope) -> Whole:
    return itemgetter(scope.get(expression.name, expression.name))


def _pick(expression: Pick, _scope: _Scope) -> Whole:
    name = expression.name
    worth = {key: points.as_integer_ratio() for key, points in reversed(expression.options)}
    return lambda cells: worth[cells[name]]


def _weighted(expression: Weighted, scope: _Scope) -> Whole:
    constant = ZERO if expression.constant is None else expression.constant
    over = lcm(constant.denominator, *(weight.denominator for weight, _ in expression.terms))
    terms = [(int(weight * over), scope.get(name, name)) for weight, name in expression.terms]
    base = int(constant * over)

    def value(cells: Cells) -> Pair:
        top, under = base, 1
        for weight, cell in terms:
            number, divisor = cells[cell]
            if divisor == under:
                top += weight * number
            else:
                top = top * divisor + weight * number * under
                under *= divisor
        return top, under * over

    return value


def _product(expression: Product, scope: _Scope) -> Whole:
    right = _part(expression.right, scope)
    if isinstance(expression.left, Number):
        by, under = expression.left.value.as_integer_ratio()

        def times(cells: Cells) -> Pair:
            number, divisor = right(cells)
            return by * number, under * divisor

        return times
    left = _part(expression.left, scope)

    def value(cells: Cells) -> Pair:
        (one, below), (other, beneath) = left(cells), right(cells)
        return one * other, below * beneath

    return value


def _quotient(expression: Quotient, scope: _Scope) -> Whole:
    dividend, divisor = _part(expression.dividend, scope), _part(expression.divisor, scope)

    def value(cells: Cells) -> Pair:
        (one, below), (other, beneath) = dividend(cells), divisor(cells)
        return one * beneath, below * other

    return value


def _climb(ladder: Ladder, scope: _Scope) -> Whole:
    height, otherwise = _part(ladder.of, scope), _part(ladder.otherwise, scope)
    rungs = [
        (*edge.as_integer_ratio(), relation == ">=", _part(then, scope))
        for edge, relation, then in ladder.rungs
    ]

    def value(cells: Cells) -> Pair:
        number, divisor = height(cells)
        for edge, under, inclusive, then in rungs:
            here, there = number * under, edge * divisor
            if here > there or (inclusive and here == there):
                return then(cells)
        return otherwise(cells)

    return value


def _capped(expression: Capped, scope: _Scope) -> Whole:
    of, limit = _part(expression.of, scope), expression.limit.as_integer_ratio()
    edge, under = limit

    def value(cells: Cells) -> Pair:
        found = of(cells)
        return limit if found[0] * under > edge * found[1] else found

    return value


def _floored(expression: Floored, scope: _Scope) -> Whole:
    of, limit = _part(expression.of, scope), expression.limit.as_integer_ratio()
    edge, under = limit

    def value(cells: Cells) -> Pair:
        found = of(cells)
        return limit if found[0] * under < edge * found[1] else found

    return value


def _rounded(expression: Rounded, scope: _Scope) -> Whole:
    of, parts = _part(expression.of, scope), expression.rounding.parts
    over = 10**expression.rounding.digits
    return lambda cells: (parts(*of(cells)), over)


def _named(expression: Named, scope: _Scope) -> Whole:
    return _part(expression.of, scope)


def _let(expression: Let, scope: _Scope) -> Whole:
    # No name has this sign, so that the cell is no other's: neither an input's nor another `Let`'s.
    cell = f"{expression.name}#{len(scope)}"
    worth = _part(expression.value, scope)
    body = _part(expression.body, {**scope, expression.name: cell})

    def value(cells: Cells) -> Pair:
        cells[cell] = worth(cells)
        return body(cells)

    return value


# One function for each kind of expression, as in `evaluate`.
_PART: dict[type, Callable[[Any, _Scope], Whole]] = {
    Number: _number,
    Input: _input,
    Pick: _pick,
    Weighted: _weighted,
    Product: _product,
    Quotient: _quotient,
    Ladder: _climb,
    Capped: _capped,
    Floored: _floored,
    Rounded: _rounded,
    Named: _named,
    Let: _let,
}
