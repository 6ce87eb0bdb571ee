"""The shape of what `score` prints for one unit, and the parts that other documents share with it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from parindex.assessment import StageName, State
from parindex.fields import Model
from parindex.ruleset.model import ItemRole

__all__ = ["Band", "Ends", "Figure", "RulesetLabel", "Score", "Submission"]


class Figure(Model):
    """A figure: exactly, and as it is published."""

    exact: str
    published: str


class Ends(Model):
    """Both ends of a figure while something is missing."""

    least: Figure
    most: Figure


class _ExactTotal(Figure):
    max: str


class _EndsTotal(Ends):
    max: str


class _Step(Model):
    operation: str
    text: str
    value: str


class _Place(Model):
    instrument: str
    at: str


class _Line(Model):
    key: str
    code: str | None
    name: str
    role: ItemRole
    state: State
    max: str | None
    applicable_max: str
    why: str | None
    steps: list[_Step]
    source: _Place | None
    items: list[_ExactLine | _OpenLine]


class _ExactLine(_Line, Figure):
    pass


class _OpenLine(_Line, Ends):
    pass


class RulesetLabel(Model):
    """Which rules, and how far they can be trusted."""

    id: str
    sha256: str
    standing: Literal["in-force", "superseded", "illustrative"]
    coverage: Literal["full", "structure"]


class Band(Model):
    """A band by key and name."""

    key: str
    name: str


class Submission(Model):
    """When the self-scoring report came, and when it was due."""

    submitted: str
    last: str | None
    days_late: str | None


class _Assumption(Model):
    at: str
    why: str


class _Warning(Model):
    code: str
    at: str
    message: str


class Score(Model):
    """What ``score --json`` prints for one unit: closed, and every figure a text."""

    format: Literal["1"]
    ruleset: RulesetLabel
    unit: str
    unit_name: str
    unit_kind: str
    period: Literal["year", "half-year"]
    stage: StageName
    submission: Submission | None
    complete: bool
    total: _ExactTotal | _EndsTotal
    index: Figure | Ends
    band: Band | None
    missing: list[str]
    steps: list[_Step]
    items: list[_ExactLine | _OpenLine]
    assumptions: list[_Assumption]
    warnings: list[_Warning]
    check_code: str | None = Field(default=None, pattern="^[A-Z2-7]{4}( [A-Z2-7]{4}){3}$")
