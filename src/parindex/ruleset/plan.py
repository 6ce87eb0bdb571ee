"""What a reform plan declares: targets, counted duties, tasks with products and dates, and how to report."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from parindex.fields import Date, Key, Model, Name, Number, Reason, Str, Text, Whole
from parindex.ruleset.declaration import Declaration
from parindex.ruleset.process import Due, Milestone, Month, Source, Span

__all__ = ["Duty", "Measure", "Plan", "PlanField", "PlannedReport", "Reporting", "Target", "Task"]


class Measure(Model):
    """What is counted, and how much of it is enough."""

    comparator: Literal["at-least", "at-most"]
    threshold: Number = Field(ge=0)
    unit: Literal["percent", "times", "forms", "days"]
    per: Literal["year", "quarter", "month", "unit", "event"] | None = None


class Target(Model):
    """An indicator, and what it must come to by the end of the plan (chỉ tiêu)."""

    key: Key
    name: Name
    measure: Measure
    source: Source | None = None
    assumed: Reason | None = None
    note: Text | None = None


class Duty(Model):
    """What every body owes by itself: a counted minimum, a day, or both."""

    key: Key
    name: Name
    responsible: Text
    measure: Measure | None = None
    due: Due | None = None
    source: Source | None = None
    assumed: Reason | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _owes_something(self) -> Duty:
        if self.measure is None and self.due is None:
            raise PydanticCustomError("E-DUTY", "", {"found": self.key})
        return self


class PlanField(Model):
    """A field of the plan: the heading above its tasks."""

    key: Key
    code: Str = Field(max_length=40)
    name: Name
    source: Source | None = None


class Task(Milestone):
    """One task of the annex; a row that only adds a product to the task above is a part of it."""

    field: Key
    part_of: Key | None = None


class PlannedReport(Model):
    """One of the year's reports, by the last month of the span that it covers."""

    key: Key
    name: Name
    last_month: Month
    source: Source | None = None
    assumed: Reason | None = None


class Reporting(Model):
    """When data are cut off and reports are due: days of the last month of each report's span."""

    to: Text
    due_day: Whole = Field(ge=1, le=28)
    cut_off_from: Date
    cut_off_day: Whole = Field(ge=1, le=28)
    reports: tuple[PlannedReport, ...] = Field(min_length=1)
    source: Source | None = None


class Plan(Declaration):
    """One year's reform plan: what is to be reached, owed, done and reported."""

    kind: Literal["plan"]
    span: Span
    targets: tuple[Target, ...] = ()
    duties: tuple[Duty, ...] = ()
    fields: tuple[PlanField, ...] = ()
    tasks: tuple[Task, ...] = ()
    reporting: Reporting | None = None
