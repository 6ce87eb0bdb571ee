"""Evaluate an expression with exact fractions, keeping every named step when asked."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, assert_never

from parindex.exact import dot
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
from parindex.formula.prose import figure, rung, write

__all__ = ["Step", "evaluate"]


class Step(NamedTuple):
    """One named step: the operation, its arithmetic with the figures put in, and its exact value."""

    operation: str
    text: str
    value: Fraction


def evaluate(expression: Expression, inputs: Inputs, steps: list[Step] | None = None) -> Fraction:
    """Return the value of an expression; append its named steps to ``steps`` when given.

    >>> evaluate(Product(Number(Fraction(12)), Input("ratio")), {"ratio": Fraction(1, 3)})
    Fraction(4, 1)
    """
    match expression:
        case Named(operation, of):
            value = evaluate(of, inputs, steps)
            if steps is not None:
                steps.append(Step(operation, write(of, inputs), value))
        case Pick(name, options):
            chosen = inputs[name]
            value = next(points for key, points in options if key == chosen)
        case Number(value):
            pass
        case Input(name):
            value = _observed(inputs, name)
        case Let(name, bound, body):
            value = evaluate(bound, inputs, steps)
            if steps is not None:
                steps.append(Step(name, write(bound, inputs), value))
            value = evaluate(body, {**inputs, name: value}, steps)
        case Product(left, right):
            value = evaluate(left, inputs, steps) * evaluate(right, inputs, steps)
        case Quotient(dividend, divisor):
            value = evaluate(dividend, inputs, steps) / evaluate(divisor, inputs, steps)
        case Weighted(terms, constant):
            value = dot((weight, _observed(inputs, name)) for weight, name in terms)
            value = value if constant is None else value + constant
        case Ladder():
            value = _climb(expression, inputs, steps)
        case Capped() | Floored():
            value = _clamp(expression, inputs, steps)
        case Rounded(of, rounding):
            exact = evaluate(of, inputs, steps)
            value = rounding.apply(exact)
            if value != exact and steps is not None:
                steps.append(Step("round", f"{figure(exact)} → {rounding.text(exact)}", value))
        case _:
            assert_never(expression)
    return value


def _observed(inputs: Inputs, name: str) -> Fraction:
    value = inputs[name]
    if isinstance(value, str):
        raise TypeError(name)
    return value


def _clamp(expression: Capped | Floored, inputs: Inputs, steps: list[Step] | None) -> Fraction:
    value, limit = evaluate(expression.of, inputs, steps), expression.limit
    capped = isinstance(expression, Capped)
    if value <= limit if capped else value >= limit:
        return value
    if steps is not None:
        steps.append(Step(expression.operation, f"{figure(value)} {'>' if capped else '<'} {figure(limit)}", limit))
    return limit


def _climb(ladder: Ladder, inputs: Inputs, steps: list[Step] | None) -> Fraction:
    height = evaluate(ladder.of, inputs, steps)
    edge: Fraction | None = None
    above: Fraction | None = None
    relation: Relation = ">="
    for edge, relation, then in ladder.rungs:
        if height > edge or (relation == ">=" and height == edge):
            value = evaluate(then, inputs, steps)
            break
        above = edge
    else:
        edge = None
        value = evaluate(ladder.otherwise, inputs, steps)
    if steps is not None:
        steps.append(Step(ladder.operation, rung(height, edge, relation, above), value))
    return value
