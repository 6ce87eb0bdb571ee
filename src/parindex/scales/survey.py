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
    """Points = max x sum over groups of weight x mean share of the answers.

    A group without ballots is refused; with ``empty: reweight`` it is left out, and the weights of the others
    are divided by their sum.
    """

    method: Literal["survey"]
    options: tuple[Option, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = Field(min_length=1)
    empty: Literal["refuse", "reweight"] = "refuse"


def lower(scale: SurveyScale, maximum: Fraction, form: Form) -> Expression:
    """Return the expression: each group's mean, their weighted sum times the maximum; or the points given."""
    if form == ("points",):
        return Named("given", Input("points"))
    reweight = scale.empty == "reweight"
    points: Expression = Product(
        Number(maximum), Weighted(tuple((group.weight, f"mean.{group.key}") for group in scale.groups))
    )
    if reweight:
        points = Quotient(points, Weighted(((ONE, "reweight"),)))
    expression: Expression = Named("survey", points)
    if reweight:
        left_out = tuple((-group.weight, f"empty.{group.key}") for group in scale.groups)
        expression = Let("reweight", Weighted(left_out, ONE), expression)
    for group in reversed(scale.groups):
        worth = tuple((option.share, _tally(group.key, option.key)) for option in scale.options)
        ballots = tuple((ONE, _tally(group.key, option.key)) for option in scale.options)
        if reweight:  # nothing divided by the 1 of an empty group is 0
            ballots = (*ballots, (ONE, f"empty.{group.key}"))
        mean = Quotient(Weighted(worth), Weighted(ballots))
        expression = Let(f"mean.{group.key}", mean, expression)
    return expression


def _tally(group: str, option: str) -> str:
    """Name an input; no key has a slash, so that a group called ``mean`` or ``empty`` stays apart."""
    return f"{group}/{option}"


def read(scale: SurveyScale, maximum: Fraction, observation: Observation) -> Reading | Problem:
    """Return the tally of each option in each group, or the problem of an unknown or empty one."""
    if observation.points is not None:
        return given_points(maximum, observation)
    nobody: FrozenMap[str, Fraction] = FrozenMap({})
    tallies = observation.tallies or FrozenMap({})
    groups = tuple(group.key for group in scale.groups)
    options = tuple(option.key for option in scale.options)
    for group, tally in tallies.items():
        if group not in groups:
            return unknown("E-GROUP", ("tallies", group), group, groups)
        for option in tally:
            if option not in options:
                return unknown("E-OPTION", ("tallies", group, option), option, options)
    given = {group: tallies.get(group, nobody) for group in groups}
    empty = tuple(group for group, tally in given.items() if not any(tally.values()))
    if empty and (scale.empty == "refuse" or empty == groups):
        group = empty[0]
        return problem("E-BALLOTS", ("tallies", group) if group in tallies else ("tallies",), group=group)
    inputs: dict[str, Fraction | str] = {}
    for group, tally in given.items():
        inputs |= {_tally(group, option): tally.get(option, ZERO) for option in options}
        if scale.empty == "reweight":
            inputs[f"empty.{group}"] = ONE if group in empty else ZERO
    filled: Inputs = inputs
    return Reading(("tallies",), filled)
