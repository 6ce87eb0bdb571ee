"""The `direct` scale: the points that the appraising body gave."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field

from parindex.errors import Problem, problem
from parindex.exact import ZERO, above
from parindex.fields import Model, Number
from parindex.formula.expression import Expression, Input, Named
from parindex.scales.observation import Form, Observation, Reading

__all__ = ["FORMS", "DirectScale", "given_points", "lower", "read"]

FORMS: tuple[Form, ...] = (("points",),)


class DirectScale(Model):
    """Points as given, in whole multiples of ``grid`` when there is one."""

    method: Literal["direct"]
    grid: Number | None = Field(default=None, gt=0)


def lower(_scale: DirectScale, _maximum: Fraction, _form: Form) -> Expression:
    """Return the expression: the points given."""
    return Named("given", Input("points"))


def read(scale: DirectScale, maximum: Fraction, observation: Observation) -> Reading | Problem:
    """Return the points given, or why they cannot be: outside [0, max] or off the grid."""
    reading = given_points(maximum, observation)
    points = observation.points or ZERO
    if isinstance(reading, Reading) and scale.grid is not None and points % scale.grid:
        return problem("E-STEP", ("points",), found=points, grid=scale.grid)
    return reading


def given_points(maximum: Fraction, observation: Observation) -> Reading | Problem:
    """Return points that somebody else worked out, or why they cannot be."""
    points = observation.points or ZERO
    if points.numerator < 0 or above(points, maximum):
        return problem("E-RANGE", ("points",), found=points, least=ZERO, most=maximum)
    return Reading(("points",), {"points": points})
