"""The `ratio` scale: points in proportion to what was done of what was planned."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field

from parindex.errors import Problem, problem
from parindex.exact import ONE, ZERO, above
from parindex.fields import Model, Share
from parindex.formula.expression import (
    Capped,
    Expression,
    Input,
    Ladder,
    Let,
    Named,
    Number,
    Product,
    Quotient,
    Rung,
)
from parindex.scales.observation import Form, Observation, Reading, share_done

__all__ = ["FORMS", "RatioScale", "lower", "read"]

FORMS: tuple[Form, ...] = (("value",), ("done", "planned"))


class RatioScale(Model):
    """Points = max x min(1, ratio / ``full_at``); none when the ratio is below ``zero_below``."""

    method: Literal["ratio"]
    full_at: Share = Field(default=ONE, gt=0)
    zero_below: Share | None = Field(default=None, ge=0)


def lower(scale: RatioScale, maximum: Fraction, form: Form) -> Expression:
    """Return the expression: the share of the maximum, behind the threshold when there is one."""
    name = "value" if form == ("value",) else "ratio"
    share: Expression = Input(name)
    if scale.full_at != 1:
        share = Quotient(share, Number(scale.full_at))
    body: Expression = Named("points", Product(Number(maximum), Capped("full", share, ONE)))
    if scale.zero_below is not None:
        body = Ladder("threshold", Input(name), (Rung(scale.zero_below, ">=", body),), Number(ZERO))
    if name == "value":
        return body
    return Let("ratio", Quotient(Input("done"), Input("planned")), body)


def read(scale: RatioScale, _maximum: Fraction, observation: Observation) -> Reading | Problem:
    """Return the ratio observed, or why it cannot be: below 0, or above the larger of 1 and ``full_at``."""
    most = scale.full_at if above(scale.full_at, ONE) else ONE
    if observation.done is not None and observation.planned is not None:
        wrong = share_done(observation.done, observation.planned, most)
        return wrong or Reading(
            ("done", "planned"), {"done": observation.done, "planned": observation.planned}
        )
    value = observation.value or ZERO
    if value.numerator < 0 or above(value, most):
        return problem("E-RANGE", ("value",), found=value, least=ZERO, most=most)
    return Reading(("value",), {"value": value})
