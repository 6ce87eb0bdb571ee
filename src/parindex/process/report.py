"""What a body reports of a reform plan: figures of targets and duties, tasks done, reports sent."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from parindex.fields import Date, Key, Model, Number, Str, Table
from parindex.ruleset.declaration import RulesetId

__all__ = ["Body", "PlanReport", "ReportedDuty", "ReportedFigure", "ReportedTask", "SentReport"]


class Body(Model):
    """Who reports."""

    key: Key
    name: Str = Field(min_length=1)


class ReportedFigure(Model):
    """What a target came to: the figure itself, or what was done of what was planned."""

    value: Number | None = Field(default=None, ge=0)
    done: Number | None = Field(default=None, ge=0)
    planned: Number | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _one_form(self) -> ReportedFigure:
        given = [name for name in ("value", "done", "planned") if getattr(self, name) is not None]
        if given not in (["value"], ["done", "planned"]):
            raise PydanticCustomError("E-REPORTED", "", {"found": " + ".join(given) or "–"})
        return self


class ReportedDuty(Model):
    """What was done of a duty: the counted figure, the day it was done, or both."""

    value: Number | None = Field(default=None, ge=0)
    done: Date | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ReportedDuty:
        if self.value is None and self.done is None:
            raise PydanticCustomError("E-REPORTED", "", {"found": "–"})
        return self


class ReportedTask(Model):
    """The day a task was done, or that it does not apply, and why."""

    done: Date | None = None
    state: Literal["not-applicable"] | None = None
    why: Str | None = None

    @model_validator(mode="after")
    def _one_form(self) -> ReportedTask:
        if (self.done is None) == (self.state is None):
            raise PydanticCustomError("E-REPORTED", "", {"found": "done + state" if self.done else "–"})
        if self.state is not None and not (self.why or "").strip():
            raise PydanticCustomError("E-WHY", "", {"found": self.state})
        return self


class SentReport(Model):
    """The day a periodic report was sent."""

    sent: Date


class PlanReport(Model):
    """How far a plan has come on a day; what is not named is not known, or not done yet."""

    format: Literal["1"]
    plan: RulesetId
    body: Body
    as_of: Date
    targets: Table[Key, ReportedFigure] = Field(default_factory=dict, validate_default=True)
    duties: Table[Key, ReportedDuty] = Field(default_factory=dict, validate_default=True)
    tasks: Table[Key, ReportedTask] = Field(default_factory=dict, validate_default=True)
    reports: Table[Key, SentReport] = Field(default_factory=dict, validate_default=True)
