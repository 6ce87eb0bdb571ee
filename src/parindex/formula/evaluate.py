"""Evaluate an expression with exact fractions, noting every named step when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from parindex.exact import above, divided, dot, times
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
from parindex.formula.prose import passed, rounded, rung, write

__all__ = ["Note", "Notes", "Step", "evaluate", "written"]


class Step(NamedTuple):
    """One named step: the operation, its arithmetic with the figures put in, and its exact value."""

    operation: str
    text: str
    value: Fraction


Note = tuple[str, Fraction, Callable[..., str], tuple[Any, ...]]
"""A step not written yet, as most are never read: operation, value, what writes its text, and from what."""
Notes = list[Note] | None


def evaluate(expression: Expression, inputs: Inputs, notes: Notes = None) -> Fraction:
    """Return the value of an expression; append a note of each named step to ``notes`` when given.

    >>> evaluate(Product(Number(Fraction(12)), Input("ratio")), {"ratio": Fraction(1, 3)})
    Fraction(4, 1)
    """
    return _VALUE[type(expression)](expression, inputs, notes)


def written(notes: Iterable[Note]) -> tuple[Step, ...]:
    """Write the steps that were noted.

    >>> notes: list[Note] = []
    >>> value = evaluate(Named("given", Input("points")), {"points": Fraction(3)}, notes)
    >>> written(notes)
    (Step(operation='given', text='3', value=Fraction(3, 1)),)
    """
    return tuple([Step(operation, text(*figures), value) for operation, value, text, figures in notes])


def _number(expression: Number, _inputs: Inputs, _notes: Notes) -> Fraction:
    return expression.value


def _input(expression: Input, inputs: Inputs, _notes: Notes) -> Fraction:
    return _observed(inputs, expression.name)


def _pick(expression: Pick, inputs: Inputs, _notes: Notes) -> Fraction:
    chosen = inputs[expression.name]
    for key, points in expression.options:
        if key == chosen:
            return points
    raise KeyError(chosen)


def _weighted(expression: Weighted, inputs: Inputs, _notes: Notes) -> Fraction:
    value = dot([(weight, _observed(inputs, name)) for weight, name in expression.terms])
    return value if expression.constant is None else value + expression.constant


def _product(expression: Product, inputs: Inputs, notes: Notes) -> Fraction:
    return times(evaluate(expression.left, inputs, notes), evaluate(expression.right, inputs, notes))


def _quotient(expression: Quotient, inputs: Inputs, notes: Notes) -> Fraction:
    return divided(evaluate(expression.dividend, inputs, notes), evaluate(expression.divisor, inputs, notes))


def _named(expression: Named, inputs: Inputs, notes: Notes) -> Fraction:
    value = evaluate(expression.of, inputs, notes)
    if notes is not None:
        notes.append((expression.operation, value, write, (expression.of, inputs)))
    return value


def _let(expression: Let, inputs: Inputs, notes: Notes) -> Fraction:
    value = evaluate(expression.value, inputs, notes)
    if notes is not None:
        notes.append((expression.name, value, write, (expression.value, inputs)))
    return evaluate(expression.body, {**inputs, expression.name: value}, notes)


def _rounded(expression: Rounded, inputs: Inputs, notes: Notes) -> Fraction:
    exact = evaluate(expression.of, inputs, notes)
    value = expression.rounding.apply(exact)
    if notes is not None and value != exact:
        notes.append(("round", value, rounded, (exact, expression.rounding)))
    return value


def _observed(inputs: Inputs, name: str) -> Fraction:
    value = inputs[name]
    if isinstance(value, str):
        raise TypeError(name)
    return value


def _clamp(expression: Capped | Floored, inputs: Inputs, notes: Notes) -> Fraction:
    value, limit = evaluate(expression.of, inputs, notes), expression.limit
    capped = isinstance(expression, Capped)
    if not (above(value, limit) if capped else above(limit, value)):
        return value
    if notes is not None:
        notes.append((expression.operation, limit, passed, (value, ">" if capped else "<", limit)))
    return limit


def _climb(ladder: Ladder, inputs: Inputs, notes: Notes) -> Fraction:
    height = evaluate(ladder.of, inputs, notes)
    edge: Fraction | None = None
    upper: Fraction | None = None
    relation: Relation = ">="
    for edge, relation, then in ladder.rungs:
        if not above(edge, height) if relation == ">=" else above(height, edge):
            value = evaluate(then, inputs, notes)
            break
        upper = edge
    else:
        edge = None
        value = evaluate(ladder.otherwise, inputs, notes)
    if notes is not None:
        notes.append((ladder.operation, value, rung, (height, edge, relation, upper)))
    return value


# One function for each kind of expression: a table, for evaluating is what scoring spends its time on.
_VALUE: dict[type, Callable[[Any, Inputs, Notes], Fraction]] = {
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
