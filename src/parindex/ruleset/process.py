"""What an instrument says of the work: roles, steps, milestones with due rules, the design of the survey."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from parindex.fields import Date, Key, Model, Name, Reason, Share, Str, Text, Whole

__all__ = [
    "Due",
    "Milestone",
    "Process",
    "Question",
    "Respondents",
    "Role",
    "Source",
    "Span",
    "Survey",
    "WorkStep",
]

Month = Annotated[Str, Field(pattern="^(19|2[01])[0-9]{2}-(0[1-9]|1[0-2])$")]
Quarter = Annotated[Str, Field(pattern="^(19|2[01])[0-9]{2}-Q[1-4]$")]


class Source(Model):
    """Where an official text says it: an instrument of this ruleset, and the place in it."""

    instrument: Key
    at: Str = Field(min_length=1)


class Due(Model):
    """When something is due: exactly one rule, as the instrument words it."""

    on: Date | None = None
    by: Date | None = None
    before: Date | None = None
    between: tuple[Date, Date] | None = None
    month: Month | None = None
    quarter: Quarter | None = None
    every: Literal["month", "quarter", "report"] | None = None
    working_days: Whole | None = Field(default=None, ge=1, le=366)
    after: Key | None = None
    after_event: Text | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> Due:
        rules = [name for name in type(self).model_fields if getattr(self, name) is not None]
        counted = rules in (["working_days", "after"], ["working_days", "after_event"])
        if not counted and (len(rules) != 1 or rules[0] in {"working_days", "after"}):
            raise PydanticCustomError("E-DUE", "", {"found": " + ".join(rules)})
        return self


class Role(Model):
    """Who takes part."""

    key: Key
    name: Name
    source: Source | None = None


class WorkStep(Model):
    """One step of the procedure, in order."""

    key: Key
    name: Name
    role: Key | None = None
    source: Source | None = None


class Milestone(Model):
    """One piece of work: who leads, who cooperates, what comes out, when it is due, as far as stated."""

    key: Key
    code: Str | None = Field(default=None, max_length=40)
    name: Name
    responsible: Text
    cooperating: tuple[Text, ...] = ()
    product: Text | None = None
    due: Due | None = None
    source: Source | None = None
    assumed: Reason | None = None
    note: Text | None = None


class Process(Model):
    """Roles, steps and milestones of one year's assessment."""

    roles: tuple[Role, ...] = ()
    steps: tuple[WorkStep, ...] = ()
    milestones: tuple[Milestone, ...] = ()


class Span(Model):
    """From a first day to a last day, both included."""

    from_: Date = Field(alias="from")
    to: Date
    source: Source | None = None
    assumed: Reason | None = None


class Respondents(Model):
    """One group that is asked: about which kinds of unit (without any, about all), how many must answer."""

    key: Key
    name: Name
    weight: Share | None = None
    population: Whole | None = None
    minimum: Whole | None = None
    rates: tuple[Key, ...] = ()
    source: Source | None = None


class Question(Model):
    """One question, and the item its answers count for."""

    key: Key
    text: Text
    item: Key


class Survey(Model):
    """The design of the sociological survey (điều tra xã hội học), as far as it is stated."""

    groups: tuple[Respondents, ...] = ()
    method: tuple[Literal["online", "in-person"], ...] = ()
    span: Span | None = None
    questions: tuple[Question, ...] = ()
    source: Source | None = None
    assumed: Reason | None = None
    note: Text | None = None
