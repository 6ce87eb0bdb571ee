"""The `checklist` scale: independent ticks, each with its points."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field

from parindex.errors import Problem, problem
from parindex.exact import ONE, ZERO
from parindex.fields import Key, Model, Name, Number
from parindex.formula.expression import Expression, Named, Weighted
from parindex.scales.observation import Form, Observation, Reading, unknown

__all__ = ["FORMS", "ChecklistScale", "Tick", "lower", "read"]

FORMS: tuple[Form, ...] = (("ticks",),)


class Tick(Model):
    """One thing that is there or not, and its points."""

    key: Key
    name: Name
    points: Number = Field(ge=0)


class ChecklistScale(Model):
    """Tick each thing that is there; the points of the ticks add up."""

    method: Literal["checklist"]
    ticks: tuple[Tick, ...] = Field(min_length=1)


def lower(scale: ChecklistScale, _maximum: Fraction, _form: Form) -> Expression:
    """Return the expression: the sum of points x tick, a tick being 1 or 0."""
    return Named("ticks", Weighted(tuple((tick.points, tick.key) for tick in scale.ticks)))


def read(scale: ChecklistScale, _maximum: Fraction, observation: Observation) -> Reading | Problem:
    """Return a 1 or a 0 for each tick, or the problem of an unknown or repeated one."""
    ticked = observation.ticks or ()
    known = tuple([tick.key for tick in scale.ticks])
    for index, key in enumerate(ticked):
        if key not in known:
            return unknown("E-TICK", ("ticks", index), key, known)
        if key in ticked[:index]:
            return problem("E-TWICE", ("ticks", index), found=key)
    return Reading(("ticks",), {key: ONE if key in ticked else ZERO for key in known})
