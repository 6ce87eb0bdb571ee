"""The `count` scale: so many points each, up to the maximum; mostly a bonus or a penalty."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field

from parindex.errors import Problem
from parindex.exact import ZERO
from parindex.fields import Model, Number
from parindex.formula.expression import Capped, Expression, Input, Named, Product
from parindex.formula.expression import Number as Figure
from parindex.scales.observation import Form, Observation, Reading

__all__ = ["FORMS", "CountScale", "lower", "read"]

FORMS: tuple[Form, ...] = (("count",),)


class CountScale(Model):
    """Points for each occurrence, capped at the item's max."""

    method: Literal["count"]
    each: Number = Field(gt=0)


def lower(scale: CountScale, maximum: Fraction, _form: Form) -> Expression:
    """Return the expression: each x count, capped at the maximum."""
    return Capped("cap", Named("count", Product(Figure(scale.each), Input("count"))), maximum)


def read(_scale: CountScale, _maximum: Fraction, observation: Observation) -> Reading | Problem:
    """Return the count observed; its grammar was checked when it was read."""
    return Reading(("count",), {"count": observation.count or ZERO})
