"""The shape of what `plan` prints of a report: what is met and what is not, and how each task stands."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from parindex.fields import Date, Key, Model
from parindex.process.fulfilment import TaskState, Verdict
from parindex.ruleset.declaration import RulesetId
from parindex.schemas.parts import Count, Exact, Sha256

__all__ = ["Fulfilment"]

_State = Annotated[str, Field(pattern=f"^({'|'.join(get_args(TaskState))})$")]


class _Plan(Model):
    id: RulesetId
    sha256: Sha256


class _Judged(Model):
    """A target or a duty: what was demanded, what was reported, and the verdict."""

    key: Key
    name: str
    verdict: Verdict
    threshold: Exact | None
    figure: Exact | None
    last: Date | None
    done: Date | None


class _Kept(Model):
    """A task or a report: its last day, the day it was done, and how it stands."""

    key: Key
    code: str | None
    name: str
    state: TaskState
    last: Date | None
    done: Date | None


class _Ratio(Model):
    done: Count
    planned: Count


class Fulfilment(Model):
    """What `plan PLAN REPORT --json` prints."""

    format: Literal["1"]
    plan: _Plan
    body: Key
    as_of: Date
    targets: list[_Judged]
    duties: list[_Judged]
    tasks: list[_Kept]
    reports: list[_Kept]
    tally: dict[_State, Count]
    ratio: _Ratio
