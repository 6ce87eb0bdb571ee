"""The `levels` scale: one described level is chosen, and gives its points."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field

from parindex.errors import Problem
from parindex.fields import Key, Model, Name, Number
from parindex.formula.expression import Expression, Named, Pick
from parindex.scales.observation import Form, Observation, Reading, unknown

__all__ = ["FORMS", "Level", "LevelsScale", "lower", "read"]

FORMS: tuple[Form, ...] = (("level",),)


class Level(Model):
    """One described level and its points."""

    key: Key
    name: Name
    points: Number = Field(ge=0)


class LevelsScale(Model):
    """Choose one of the described levels, best first."""

    method: Literal["levels"]
    levels: tuple[Level, ...] = Field(min_length=1)


def lower(scale: LevelsScale, _maximum: Fraction, _form: Form) -> Expression:
    """Return the expression: the points of the level observed."""
    return Named("level", Pick("level", tuple((level.key, level.points) for level in scale.levels)))


def read(scale: LevelsScale, _maximum: Fraction, observation: Observation) -> Reading | Problem:
    """Return the level observed, or the problem that the scale has none of that key."""
    level = observation.level or ""
    for known in scale.levels:
        if known.key == level:
            return Reading(("level",), {"level": level})
    return unknown("E-LEVEL", ("level",), level, (known.key for known in scale.levels))
