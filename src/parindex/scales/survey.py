"""The `survey` scale: the mean share of each respondent group, weighted, times the maximum."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field

from parindex.errors import Problem, problem
from parindex.exact import ONE, ZERO
from parindex.fields import FrozenMap, Key, Model, Name, Share
from parindex.formula.expression import (
    Expression,
    Input,
    Inputs,
    Let,
    Named,
    Number,
    Product,
    Quotient,
    Weighted,
)
from parindex.scales.direct import given_points
from parindex.scales.observation import Form, Observation, Reading, unknown

__all__ = ["FORMS", "Group", "Option", "SurveyScale", "lower", "read"]

FORMS: tuple[Form, ...] = (("tallies",), ("points",))


class Option(Model):
    """One answer, and the share of the points it is worth."""

    key: Key
    name: Name
    share: Share = Field(ge=0, le=1)


class Group(Model):
    """One group of respondents, and its weight."""

    key: Key
    name: Name
    weight: Share = Field(gt=0, le=1)


class SurveyScale(Model):
    """Points = max x sum over groups of weight x mean share of the answers."""

    method: Literal["survey"]
    options: tuple[Option, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = Field(min_length=1)


def lower(scale: SurveyScale, maximum: Fraction, form: Form) -> Expression:
    """Return the expression: each group's mean, their weighted sum times the maximum; or the points given."""
    if form == ("points",):
        return Named("given", Input("points"))
    means = Weighted(tuple((group.weight, f"mean.{group.key}") for group in scale.groups))
    expression: Expression = Named("survey", Product(Number(maximum), means))
    for group in reversed(scale.groups):
        worth = Weighted(tuple((option.share, f"{group.key}.{option.key}") for option in scale.options))
        ballots = Weighted(tuple((ONE, f"{group.key}.{option.key}") for option in scale.options))
        expression = Let(f"mean.{group.key}", Quotient(worth, ballots), expression)
    return expression


def read(scale: SurveyScale, maximum: Fraction, observation: Observation) -> Reading | Problem:
    """Return the tally of each option in each group, or the problem of an unknown or empty one."""
    if observation.points is not None:
        return given_points(maximum, observation)
    tallies = observation.tallies or FrozenMap({})
    groups = tuple(group.key for group in scale.groups)
    options = tuple(option.key for option in scale.options)
    for group, tally in tallies.items():
        if group not in groups:
            return unknown("E-GROUP", ("tallies", group), group, groups)
        for option in tally:
            if option not in options:
                return unknown("E-OPTION", ("tallies", group, option), option, options)
    inputs: dict[str, Fraction | str] = {}
    for group in groups:
        tally = tallies.get(group, FrozenMap({}))
        if not any(tally.values()):
            return problem("E-BALLOTS", ("tallies", group) if group in tallies else ("tallies",), group=group)
        inputs |= {f"{group}.{option}": tally.get(option, ZERO) for option in options}
    filled: Inputs = inputs
    return Reading(("tallies",), filled)
