"""Evaluate an expression with exact fractions, keeping every named step when asked."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from parindex.exact import above, dot
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

__all__ = ["Step", "evaluate", "traced"]


class Step(NamedTuple):
    """One named step: the operation, its arithmetic with the figures put in, and its exact value."""

    operation: str
    text: str
    value: Fraction


Steps = list[Step] | None


def evaluate(expression: Expression, inputs: Inputs, steps: Steps = None) -> Fraction:
    """Return the value of an expression; append its named steps to ``steps`` when given.

    >>> evaluate(Product(Number(Fraction(12)), Input("ratio")), {"ratio": Fraction(1, 3)})
    Fraction(4, 1)
    """
    return _VALUE[type(expression)](expression, inputs, steps)


def traced(expression: Expression, inputs: Inputs) -> tuple[Step, ...]:
    """Return the named steps of an expression alone.

    >>> traced(Named("given", Input("points")), {"points": Fraction(3)})
    (Step(operation='given', text='3', value=Fraction(3, 1)),)
    """
    steps: list[Step] = []
    evaluate(expression, inputs, steps)
    return tuple(steps)


def _number(expression: Number, _inputs: Inputs, _steps: Steps) -> Fraction:
    return expression.value


def _input(expression: Input, inputs: Inputs, _steps: Steps) -> Fraction:
    return _observed(inputs, expression.name)


def _pick(expression: Pick, inputs: Inputs, _steps: Steps) -> Fraction:
    chosen = inputs[expression.name]
    for key, points in expression.options:
        if key == chosen:
            return points
    raise KeyError(chosen)


def _weighted(expression: Weighted, inputs: Inputs, _steps: Steps) -> Fraction:
    value = dot([(weight, _observed(inputs, name)) for weight, name in expression.terms])
    return value if expression.constant is None else value + expression.constant


def _product(expression: Product, inputs: Inputs, steps: Steps) -> Fraction:
    return evaluate(expression.left, inputs, steps) * evaluate(expression.right, inputs, steps)


def _quotient(expression: Quotient, inputs: Inputs, steps: Steps) -> Fraction:
    return evaluate(expression.dividend, inputs, steps) / evaluate(expression.divisor, inputs, steps)


def _named(expression: Named, inputs: Inputs, steps: Steps) -> Fraction:
    value = evaluate(expression.of, inputs, steps)
    if steps is not None:
        steps.append(Step(expression.operation, write(expression.of, inputs), value))
    return value


def _let(expression: Let, inputs: Inputs, steps: Steps) -> Fraction:
    value = evaluate(expression.value, inputs, steps)
    if steps is not None:
        steps.append(Step(expression.name, write(expression.value, inputs), value))
    return evaluate(expression.body, {**inputs, expression.name: value}, steps)


def _rounded(expression: Rounded, inputs: Inputs, steps: Steps) -> Fraction:
    exact = evaluate(expression.of, inputs, steps)
    value = expression.rounding.apply(exact)
    if steps is not None and value != exact:
        steps.append(Step("round", f"{figure(exact)} → {expression.rounding.text(exact)}", value))
    return value


def _observed(inputs: Inputs, name: str) -> Fraction:
    value = inputs[name]
    if isinstance(value, str):
        raise TypeError(name)
    return value


def _clamp(expression: Capped | Floored, inputs: Inputs, steps: Steps) -> Fraction:
    value, limit = evaluate(expression.of, inputs, steps), expression.limit
    capped = isinstance(expression, Capped)
    if not (above(value, limit) if capped else above(limit, value)):
        return value
    if steps is not None:
        steps.append(
            Step(expression.operation, f"{figure(value)} {'>' if capped else '<'} {figure(limit)}", limit)
        )
    return limit


def _climb(ladder: Ladder, inputs: Inputs, steps: Steps) -> Fraction:
    height = evaluate(ladder.of, inputs, steps)
    edge: Fraction | None = None
    upper: Fraction | None = None
    relation: Relation = ">="
    for edge, relation, then in ladder.rungs:
        if not above(edge, height) if relation == ">=" else above(height, edge):
            value = evaluate(then, inputs, steps)
            break
        upper = edge
    else:
        edge = None
        value = evaluate(ladder.otherwise, inputs, steps)
    if steps is not None:
        steps.append(Step(ladder.operation, rung(height, edge, relation, upper), value))
    return value


# One function for each kind of expression: a table, for evaluating is what scoring spends its time on.
_VALUE: dict[type, Callable[[Any, Inputs, Steps], Fraction]] = {
    Number: _number,
    Input: _input,
    Pick: _pick,
    Weighted: _weighted,
    Product: _product,
    Quotient: _quotient,
    Ladder: _climb,
    Capped: _clamp,
    Floored: _clamp,
    Rounded: _rounded,
    Named: _named,
    Let: _let,
}
