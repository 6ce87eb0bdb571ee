"""The shape of what `score` prints: one unit, several with their ranks, and a what-if question."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from parindex.assessment import StageName, State
from parindex.fields import Date, Key, Model
from parindex.ruleset.declaration import RulesetId
from parindex.ruleset.model import ItemRole
from parindex.schemas.parts import (
    Assumption,
    Band,
    CheckCode,
    Count,
    Decimal,
    Ends,
    EndsTotal,
    Exact,
    ExactTotal,
    Figure,
    Ordinal,
    Period,
    Place,
    Problem,
    RulesetLabel,
)

__all__ = ["Ranking", "Score", "Submission", "WhatIf"]


class _Step(Model):
    operation: str
    text: str
    value: Exact


class _Line(Model):
    key: Key
    code: str | None
    name: str
    role: ItemRole
    state: State
    max: Decimal | None
    applicable_max: Decimal
    why: str | None
    steps: list[_Step]
    source: Place | None
    items: list[_ExactLine | _OpenLine]


class _ExactLine(_Line, Figure):
    pass


class _OpenLine(_Line, Ends):
    pass


class Submission(Model):
    """When the self-scoring report came, and when it was due."""

    submitted: Date
    last: Date | None
    days_late: Count | None


class Score(Model):
    """What ``score --json`` prints for one unit: closed, and every figure a text."""

    format: Literal["1"]
    ruleset: RulesetLabel
    unit: Key
    unit_name: str
    unit_kind: Key
    period: Period
    stage: StageName
    submission: Submission | None
    complete: bool
    total: ExactTotal | EndsTotal
    index: Figure | Ends
    band: Band | None
    missing: list[Key]
    steps: list[_Step]
    items: list[_ExactLine | _OpenLine]
    assumptions: list[Assumption]
    warnings: list[Problem]
    check_code: CheckCode | None = None


class _Coded(Score):
    """A score with its check code, or null where it has none."""

    check_code: CheckCode | None


class _Asked(Score):
    """A score that is only asked for, which has no check code."""

    check_code: None


class _Ranked(Model):
    rank: Ordinal | None
    unit: Key


class _League(Model):
    """Units that are ranked together; none has a rank while one of them is incomplete."""

    ruleset: RulesetId
    unit_kind: Key
    period: Period
    stage: StageName
    ranks: Annotated[list[_Ranked], Field(min_length=1)]
    incomplete: list[Key]


class Ranking(Model):
    """What ``score --json`` prints for several files."""

    format: Literal["1"]
    leagues: Annotated[list[_League], Field(min_length=1)]
    sheets: Annotated[list[_Coded], Field(min_length=2)]


class _Outcome(Model):
    state: State
    applicable_max: Decimal


class _ExactOutcome(_Outcome, Figure):
    pass


class _OpenOutcome(_Outcome, Ends):
    pass


class _Shift(Model):
    """One line that came out otherwise."""

    key: Key
    before: _ExactOutcome | _OpenOutcome
    after: _ExactOutcome | _OpenOutcome


class WhatIf(Model):
    """What ``score --what-if --json`` prints: the score as it stands, and as asked."""

    format: Literal["1"]
    what_if: Annotated[list[str], Field(min_length=1)]
    before: _Coded
    after: _Asked
    changed: list[_Shift]
