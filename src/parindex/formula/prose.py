"""Write an expression as arithmetic, with the observed figures put in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from parindex.exact import Rounding, decimal_text
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

__all__ = ["figure", "passed", "plus", "rounded", "rung", "write"]


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
    return _WRITE[type(expression)](expression, inputs)


def _number(expression: Number, _inputs: Inputs) -> str:
    return figure(expression.value)


def _input(expression: Input | Pick, inputs: Inputs) -> str:
    return figure(inputs[expression.name])


def _weighted(expression: Weighted, inputs: Inputs) -> str:
    terms = [_term(weight, inputs[name]) for weight, name in expression.terms]
    return plus([*_constant(expression.constant), *terms])


def _product(expression: Product, inputs: Inputs) -> str:
    return f"{_factor(expression.left, inputs)} × {_factor(expression.right, inputs)}"


def _quotient(expression: Quotient, inputs: Inputs) -> str:
    return f"{_factor(expression.dividend, inputs)} / {_factor(expression.divisor, inputs)}"


def _capped(expression: Capped, inputs: Inputs) -> str:
    return f"min({write(expression.of, inputs)}; {figure(expression.limit)})"


def _floored(expression: Floored, inputs: Inputs) -> str:
    return f"max({write(expression.of, inputs)}; {figure(expression.limit)})"


def _inside(expression: Ladder | Rounded | Named, inputs: Inputs) -> str:
    """Write what a node that only names, rounds or looks up stands on."""
    return write(expression.of, inputs)


def _let(expression: Let, inputs: Inputs) -> str:
    return write(expression.value, inputs)


def _constant(value: Fraction | None) -> list[str]:
    return [] if value is None else [figure(value)]


def _term(weight: Fraction, value: Fraction | str) -> str:
    return figure(value) if weight.as_integer_ratio() == (1, 1) else f"{figure(weight)} × {figure(value)}"


def _factor(expression: Expression, inputs: Inputs) -> str:
    text = write(expression, inputs)
    return f"({text})" if isinstance(expression, (Weighted, Quotient)) else text


def passed(value: Fraction, sign: str, limit: Fraction) -> str:
    """Write that a figure passed a limit.

    >>> passed(Fraction(5), ">", Fraction(9, 2))
    '5 > 4.5'
    """
    return f"{figure(value)} {sign} {figure(limit)}"


def rounded(exact: Fraction, rounding: Rounding) -> str:
    """Write what a figure was rounded to.

    >>> rounded(Fraction(2, 3), Rounding(2, "half-up"))
    '2/3 → 0.67'
    """
    return f"{figure(exact)} → {rounding.text(exact)}"


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


# One function for each kind of expression, as in `evaluate`.
_WRITE: dict[type, Callable[[Any, Inputs], str]] = {
    Number: _number,
    Input: _input,
    Pick: _input,
    Weighted: _weighted,
    Product: _product,
    Quotient: _quotient,
    Capped: _capped,
    Floored: _floored,
    Ladder: _inside,
    Rounded: _inside,
    Named: _inside,
    Let: _let,
}
