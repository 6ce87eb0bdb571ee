"""Write an expression as arithmetic, with the observed figures put in."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from parindex.exact import decimal_text
from parindex.formula.expression import (
    Capped,
    Expression,
    Floored,
    Input,
    Inputs,
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

__all__ = ["figure", "plus", "rung", "write"]


def figure(value: Fraction | str) -> str:
    """Write one figure or observed word.

    >>> figure(Fraction(1, 4))
    '0.25'
    """
    return value if isinstance(value, str) else decimal_text(value)


def plus(terms: Iterable[str]) -> str:
    """Write a sum of terms; a negative term is subtracted.

    >>> plus(["4", "-1 × 2", "3"])
    '4 − 1 × 2 + 3'
    """
    first, *rest = terms
    return first + "".join(f" − {term[1:]}" if term.startswith("-") else f" + {term}" for term in rest)


def write(expression: Expression, inputs: Inputs) -> str:
    """Write an expression as arithmetic.

    >>> weighted = Weighted(((Fraction(1), "a"), (Fraction(2), "b")))
    >>> write(Product(Number(Fraction(12)), weighted), {"a": Fraction(1, 2), "b": Fraction(3)})
    '12 × (0.5 + 2 × 3)'
    """
    match expression:
        case Number(value):
            return figure(value)
        case Input(name) | Pick(name):
            return figure(inputs[name])
        case Weighted(terms, constant):
            return plus([*_constant(constant), *(_term(weight, inputs[name]) for weight, name in terms)])
        case Product(left, right):
            return f"{_factor(left, inputs)} × {_factor(right, inputs)}"
        case Quotient(dividend, divisor):
            return f"{_factor(dividend, inputs)} / {_factor(divisor, inputs)}"
        case Capped(_, of, limit):
            return f"min({write(of, inputs)}; {figure(limit)})"
        case Floored(_, of, limit):
            return f"max({write(of, inputs)}; {figure(limit)})"
        case Ladder() | Rounded() | Named() | Let():
            return _inside(expression, inputs)
        case _:
            assert_never(expression)


def _inside(expression: Ladder | Rounded | Named | Let, inputs: Inputs) -> str:
    """Write what a node that only names or rounds stands on."""
    return write(expression.value if isinstance(expression, Let) else expression.of, inputs)


def _constant(value: Fraction | None) -> list[str]:
    return [] if value is None else [figure(value)]


def _term(weight: Fraction, value: Fraction | str) -> str:
    return figure(value) if weight == 1 else f"{figure(weight)} × {figure(value)}"


def _factor(expression: Expression, inputs: Inputs) -> str:
    text = write(expression, inputs)
    return f"({text})" if isinstance(expression, (Weighted, Quotient)) else text


def rung(height: Fraction, edge: Fraction | None, relation: Relation, above: Fraction | None) -> str:
    """Write between which edges a figure lies; ``None`` is no edge on that side.

    >>> rung(Fraction(964, 10), Fraction(90), ">=", Fraction(98))
    '90 ≤ 96.4 < 98'
    """
    low, high, reached = ("≤", "<", "≥") if relation == ">=" else ("<", "≤", ">")
    if edge is not None and above is None:
        return f"{figure(height)} {reached} {figure(edge)}"
    left = "" if edge is None else f"{figure(edge)} {low} "
    right = "" if above is None else f" {high} {figure(above)}"
    return f"{left}{figure(height)}{right}"
