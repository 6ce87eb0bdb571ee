"""The `steps` scale: the step in which a ratio, percentage, count or delay in days falls gives its points."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Literal

from pydantic import Field

from parindex.errors import Problem, problem
from parindex.exact import ONE, ZERO, above
from parindex.fields import Model, Number
from parindex.formula.expression import (
    Expression,
    Input,
    Ladder,
    Let,
    Product,
    Quotient,
    Relation,
    Rung,
)
from parindex.formula.expression import Number as Figure
from parindex.scales.observation import Form, Observation, Reading, share_done

__all__ = ["FORMS", "ScaleStep", "StepsScale", "forms", "lower", "reached", "read", "top"]

FORMS: tuple[Form, ...] = (("value",), ("done", "planned"))
_SHARES = ("ratio", "percent")
_TOPS = {"ratio": ONE, "percent": Fraction(100)}


class ScaleStep(Model):
    """One step: where it begins, what it gives; the top step may say where it ends."""

    from_: Number = Field(alias="from")
    to: Number | None = None
    points: Number = Field(ge=0)


class StepsScale(Model):
    """Points by interval, from the top down; a lower edge belongs to its step unless ``edges: upper``."""

    method: Literal["steps"]
    of: Literal["ratio", "percent", "count", "days-late"]
    edges: Literal["lower", "upper"] = "lower"
    steps: tuple[ScaleStep, ...] = Field(min_length=1)


def forms(scale: StepsScale) -> tuple[Form, ...]:
    """Return the forms of observation: done and planned only where the figure is a share."""
    return FORMS if scale.of in _SHARES else FORMS[:1]


def top(scale: StepsScale) -> Fraction | None:
    """Return the upper end of the domain: as declared, else 1 or 100 for a share and none for a count."""
    if scale.steps[0].to is not None:
        return scale.steps[0].to
    return _TOPS.get(scale.of)


def reached(scale: StepsScale) -> tuple[ScaleStep, ...]:
    """Return the steps in which some figure falls: of a count or of days, those that hold a whole number."""
    return tuple(step for index, step in enumerate(scale.steps) if _holds(scale, index))


def _holds(scale: StepsScale, index: int) -> bool:
    if scale.of in _SHARES:
        return True
    low = scale.steps[index].from_
    above = scale.steps[index - 1].from_ if index else top(scale)
    upper = scale.edges == "upper" and index < len(scale.steps) - 1
    first = floor(low) + 1 if upper else ceil(low)
    return above is None or first < above or (first == above and (index == 0 or scale.edges == "upper"))


def lower(scale: StepsScale, _maximum: Fraction, form: Form) -> Expression:
    """Return the expression: a ladder over the figure, the lowest step below all edges."""
    *upper, lowest = scale.steps
    relation: Relation = ">" if scale.edges == "upper" else ">="
    rungs = tuple(Rung(step.from_, relation, Figure(step.points)) for step in upper)
    if form == ("value",):
        return Ladder("interval", Input("value"), rungs, Figure(lowest.points))
    share: Expression = Quotient(Input("done"), Input("planned"))
    if scale.of == "percent":
        share = Quotient(Product(Figure(Fraction(100)), Input("done")), Input("planned"))
    return Let(scale.of, share, Ladder("interval", Input(scale.of), rungs, Figure(lowest.points)))


def read(scale: StepsScale, _maximum: Fraction, observation: Observation) -> Reading | Problem:
    """Return the figure observed, or why it lies outside the domain."""
    end = top(scale)
    if observation.done is not None and observation.planned is not None:
        # A share always has an upper end.
        most = (end or ZERO) / (100 if scale.of == "percent" else 1)
        wrong = share_done(observation.done, observation.planned, most)
        return wrong or Reading(
            ("done", "planned"), {"done": observation.done, "planned": observation.planned}
        )
    value = observation.value or ZERO
    if scale.of not in _SHARES and (value.numerator < 0 or value.denominator != 1):
        return problem("E-WHOLE", ("value",), found=value)
    if value.numerator < 0 or (end is not None and above(value, end)):
        return problem("E-RANGE", ("value",), found=value, least=ZERO, most=end or ZERO)
    return Reading(("value",), {"value": value})
