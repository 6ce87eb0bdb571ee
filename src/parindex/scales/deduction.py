"""The `deduction` scale: start at the maximum and lose points for each fault, never below zero."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field

from parindex.errors import Problem
from parindex.exact import ZERO
from parindex.fields import FrozenMap, Key, Model, Name, Number
from parindex.formula.expression import Expression, Floored, Named, Weighted
from parindex.scales.observation import Form, Observation, Reading, unknown

__all__ = ["FORMS", "DeductionScale", "Fault", "lower", "read"]

FORMS: tuple[Form, ...] = (("counts",),)


class Fault(Model):
    """One kind of fault, and the points each costs."""

    key: Key
    name: Name
    points: Number = Field(gt=0)


class DeductionScale(Model):
    """Start at the item's max; each fault of a kind costs its points."""

    method: Literal["deduction"]
    kinds: tuple[Fault, ...] = Field(min_length=1)


def lower(scale: DeductionScale, maximum: Fraction, _form: Form) -> Expression:
    """Return the expression: max - sum of points x count, not below 0."""
    lost = tuple((-kind.points, kind.key) for kind in scale.kinds)
    return Floored("floor", Named("deduct", Weighted(lost, maximum)), ZERO)


def read(scale: DeductionScale, _maximum: Fraction, observation: Observation) -> Reading | Problem:
    """Return how often each kind occurred (0 when not named), or the problem of an unknown kind."""
    counts = observation.counts or FrozenMap({})
    known = tuple(kind.key for kind in scale.kinds)
    for key in counts:
        if key not in known:
            return unknown("E-FAULT", ("counts", key), key, known)
    return Reading(("counts",), {key: counts.get(key, ZERO) for key in known})
