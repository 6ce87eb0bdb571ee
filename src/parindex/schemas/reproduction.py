"""The shape of what `reproduce` prints: verdicts on a printed table, every figure a text."""

from __future__ import annotations

from typing import Literal

from parindex.exact import RoundingMode
from parindex.fields import Model
from parindex.reproduction.policies import Reason
from parindex.reproduction.printed import Reading
from parindex.reproduction.relation import Cause, RelationName, Verdict, Why
from parindex.schemas.parts import Assumption, Exact, RulesetLabel, Sha256

__all__ = ["Reproduction"]


class _File(Model):
    file: str
    sha256: Sha256


class _Table(_File):
    kind: str
    rows: str
    columns: list[str]
    reading: Reading
    summary: _File | None


class _Repair(Model):
    """One cell that, changed alone, makes the relation hold; figures in the unit of the cell."""

    column: str
    unit: str | None
    found: str
    least: Exact
    most: Exact
    move: Exact
    instead: list[str]
    causes: list[Cause]


class _Relation(Model):
    """One relation; the interval is what the other figures allow, both ends included."""

    relation: RelationName
    unit: str | None
    unit_name: str | None
    row: str | None
    at: str
    verdict: Verdict
    printed: str | None
    interval: tuple[Exact, Exact] | None
    repair: _Repair | None
    repairs: list[_Repair]
    why: Why


class _Policy(Model):
    stage: str
    mode: RoundingMode
    digits: str


class _Excluded(_Policy):
    """A policy that could not have printed the table, and the first units that rule it out."""

    count: str
    units: list[str]


class _Undetermined(Model):
    policies: list[_Policy]
    reason: Reason


class _Rounding(Model):
    rows: str
    survivors: list[_Policy]
    excluded: list[_Excluded]
    undetermined: list[_Undetermined]


class _Problem(Model):
    code: str
    severity: Literal["error", "warning"]
    at: str
    place: str | None
    message: str
    hint: str


class Reproduction(Model):
    """What `reproduce --json` prints."""

    format: Literal["1"]
    verdict: Verdict
    ruleset: RulesetLabel
    table: _Table
    relations: list[_Relation]
    rounding: _Rounding
    problems: list[_Problem]
    assumptions: list[Assumption]
