"""Read an expression as arithmetic on columns: the points of many units at once.

Every unit's figure comes out exact, or between two bounds a few millionths of a thousandth apart; where such
bounds leave a rounding or a rung open, the unit is marked as doubtful, for the exact engine to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from parindex.exact import ONE, ZERO
from parindex.formula.column_rounding import round_off
from parindex.formula.columns import (
    Column,
    Mark,
    Share,
    UnprovableError,
    choose,
    choose_share,
    clamp,
    climb,
    constant,
    divide,
    look_up,
    reached,
    scale,
    settle,
    total,
)
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

__all__ = ["Codes", "Given", "Scope", "points"]

Codes = npt.NDArray[np.int64]
Given = Mapping[str, Column | Share | Codes]


@dataclass(slots=True)
class Scope:
    """What goes with the columns: the most that done may be of planned, and the units that are in doubt."""

    most: Fraction = ONE
    doubts: Mark = False


def points(expression: Expression, given: Given, scope: Scope) -> Column | Share:
    """Return the value of an expression for every unit.

    The inputs must fit the scale. An input of a `Pick` is the place of each unit's word among the options.

    Raises:
        UnprovableError: 64 bits are not proven to be enough.
    """
    return _POINTS[type(expression)](expression, given, scope)


def _number(expression: Number, _given: Given, _scope: Scope) -> Column:
    return constant(expression.value)


def _input(expression: Input, given: Given, _scope: Scope) -> Column | Share:
    return _figure(given, expression.name)


def _figure(given: Given, name: str) -> Column | Share:
    found = given[name]
    if not isinstance(found, Column | Share):
        raise TypeError(name)
    return found


def _pick(expression: Pick, given: Given, _scope: Scope) -> Column:
    codes = given[expression.name]
    if isinstance(codes, Column | Share):
        raise TypeError(expression.name)
    den = lcm(*(worth.denominator for _, worth in expression.options))
    worths = [int(worth * den) for _, worth in expression.options]
    return Column(look_up(worths, codes), den, min(worths), max(worths))


def _weighted(expression: Weighted, given: Given, _scope: Scope) -> Column | Share:
    terms = [_multiplied(_figure(given, name), by) for by, name in expression.terms]
    if terms and expression.constant is None and all(isinstance(each, Share) for each in terms):
        return reduce(_added, terms)
    more = [] if expression.constant is None else [constant(expression.constant)]
    return total([*more, *map(settle, terms)])


def _added(one: Column | Share, other: Column | Share) -> Column | Share:
    """Return a sum; that of shares over the product of their divisors, where 64 bits hold that."""
    divided = total([settle(one), settle(other)])
    if isinstance(one, Column) or isinstance(other, Column):
        return divided
    try:
        top = total([_product_of(one.dividend, other.divisor), _product_of(other.dividend, one.divisor)])
        bottom = _product_of(one.divisor, other.divisor)
    except UnprovableError:
        return divided
    return divided if top.slack else Share(top, bottom, one.most + other.most, divided)


def _product_of(one: Column, other: Column) -> Column:
    """Multiply exact figures."""
    ends = [left * right for left in (one.least, one.most) for right in (other.least, other.most)]
    checked = Column(0, one.den * other.den, min(ends), max(ends))
    return Column(one.low * other.low, checked.den, checked.least, checked.most)


def _known(figure: Column | Share) -> Fraction | None:
    """Return the figure where it is one for all units."""
    if isinstance(figure, Column) and isinstance(figure.low, int) and not figure.slack:
        return Fraction(figure.low, figure.den)
    return None


def _product(expression: Product, given: Given, scope: Scope) -> Column | Share:
    left, right = points(expression.left, given, scope), points(expression.right, given, scope)
    by = _known(left)
    if by is None:
        raise UnprovableError("product")
    return _multiplied(right, by)


def _multiplied(figure: Column | Share, by: Fraction) -> Column | Share:
    if isinstance(figure, Column):
        return scale(figure, by)
    if by < 0:
        return scale(settle(figure), by)
    divided = None if figure.divided is None else scale(figure.divided, by)
    try:
        return Share(scale(figure.dividend, by), figure.divisor, figure.most * by, divided)
    except UnprovableError:
        if divided is None:
            raise
        return divided


def _quotient(expression: Quotient, given: Given, scope: Scope) -> Column | Share:
    dividend, divisor = points(expression.dividend, given, scope), points(expression.divisor, given, scope)
    if (by := _known(divisor)) is not None:
        return _multiplied(dividend, 1 / by)
    if isinstance(divisor, Share) or divisor.slack:
        raise UnprovableError("quotient")
    settled = settle(dividend)
    divisor = Column(divisor.low, divisor.den, max(divisor.least, 1), divisor.most)  # its reader said so
    most = _bound(expression, scope, settled, divisor)
    found = divide(settled, divisor, most) if settled.slack else Share(settled, divisor, most)
    if isinstance(dividend, Share):
        with suppress(UnprovableError):
            return Share(dividend.dividend, _product_of(dividend.divisor, divisor), most, settle(found))
    return found


def _bound(expression: Quotient, scope: Scope, dividend: Column, divisor: Column) -> Fraction:
    """Return the most that a quotient can be.

    Done over planned is at most what their reader lets pass. A mean, sums over the same inputs with the
    dividend's coefficients at most so many times the divisor's, is at most that.
    """
    top, bottom = expression.dividend, expression.divisor
    match top, bottom:
        case Input("done"), Input("planned"):
            return scope.most
        case Product(Number(by), Input("done")), Input("planned"):
            return by * scope.most
        case Weighted(worths, None), Weighted(ballots):
            below = {name: by for by, name in ballots}
            if all(below.get(name, 0) > 0 and by >= 0 for by, name in worths):
                return max((by / below[name] for by, name in worths), default=ZERO)
        case _:
            pass
    size = max(abs(dividend.least), abs(dividend.most)) + dividend.slack
    return Fraction(size * divisor.den, dividend.den * divisor.least)


def _clamped(expression: Capped | Floored, given: Given, scope: Scope) -> Column | Share:
    of = points(expression.of, given, scope)
    return clamp(of, expression.limit, above=isinstance(expression, Capped))


def _rounded(expression: Rounded, given: Given, scope: Scope) -> Column:
    figure, open_ = round_off(points(expression.of, given, scope), expression.rounding)
    scope.doubts = scope.doubts | open_
    return figure


def _named(expression: Named, given: Given, scope: Scope) -> Column | Share:
    return points(expression.of, given, scope)


def _let(expression: Let, given: Given, scope: Scope) -> Column | Share:
    value = points(expression.value, given, scope)
    return points(expression.body, {**given, expression.name: value}, scope)


def _climb(ladder: Ladder, given: Given, scope: Scope) -> Column | Share:
    height = points(ladder.of, given, scope)
    cases = []
    for edge, relation, then in ladder.rungs:
        sure, may = reached(height, edge, relation)
        if may is not sure:
            scope.doubts = scope.doubts | (sure != may)
        cases.append((sure, points(then, given, scope)))
    otherwise = points(ladder.otherwise, given, scope)
    # Rungs go down, so that what reaches one reaches all below it.
    known = [_known(figure) for figure in (*(figure for _, figure in cases), otherwise)]
    edges = [rung.edge for rung in ladder.rungs]
    if edges == sorted(edges, reverse=True) and len({rung.relation for rung in ladder.rungs}) <= 1:
        plain = [each for each in known if each is not None]
        if len(plain) == len(known):
            return climb(list(zip((here for here, _ in cases), plain, strict=False)), plain[-1])
    return choose_share(cases, otherwise) or choose(cases, otherwise)


# One function for each kind of expression, as in `evaluate`.
_POINTS: dict[type, Callable[[Any, Given, Scope], Column | Share]] = {
    Number: _number,
    Input: _input,
    Pick: _pick,
    Weighted: _weighted,
    Product: _product,
    Quotient: _quotient,
    Ladder: _climb,
    Capped: _clamped,
    Floored: _clamped,
    Rounded: _rounded,
    Named: _named,
    Let: _let,
}
