"""The shape of a record: RFC 8785, with no number anywhere."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from parindex.assessment import Assessment, State
from parindex.fields import Key, Model, Number, Reason, Text
from parindex.ruleset.declaration import Instrument, RulesetId
from parindex.ruleset.model import ItemRole
from parindex.ruleset.policy import RoundingPolicy
from parindex.ruleset.process import Source
from parindex.schemas.parts import Exact, Published, Sha256
from parindex.schemas.score import Submission

__all__ = ["Record"]


class _Digest(Model):
    sha256: Sha256


class _Subject(Model):
    name: Key
    digest: _Digest


class _RecordStep(Model):
    operation: str
    value: Exact


class _RecordFigure(Model):
    exact: Exact
    published: Published


class _RecordTotal(_RecordFigure):
    max: Number


class _RecordItem(_RecordFigure):
    key: Key
    code: str | None = None
    name: Text
    max: Number | None = None
    source: Source | None = None
    parent: Key
    role: ItemRole
    state: State
    applicable_max: Exact
    steps: list[_RecordStep]


class _Result(Model):
    total: _RecordTotal
    index: _RecordFigure
    band: Key | None
    rounding: RoundingPolicy
    band_on: Literal["exact", "published"]
    missing: list[Key]
    submission: Submission | None
    steps: list[_RecordStep]
    items: list[_RecordItem]


class _RecordRuleset(Model):
    id: RulesetId
    digest: _Digest
    standing: Literal["in-force", "superseded", "illustrative"]
    coverage: Literal["full", "structure"]
    instruments: list[Instrument]


class _RecordAssumption(Model):
    at: str
    why: Reason


class _RecordWarning(Model):
    code: str
    at: str


class _Predicate(Model):
    semantics: Literal["1"]
    stage: Literal["final"]
    ruleset: _RecordRuleset
    assessment: Assessment
    result: _Result
    assumptions: list[_RecordAssumption]
    warnings: list[_RecordWarning]


class Record(Model):
    """The statement that ``record`` writes: RFC 8785, with no number anywhere."""

    type_: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    predicate_type: Literal["parindex:score/v1"] = Field(alias="predicateType")
    subject: list[_Subject] = Field(min_length=1, max_length=1)
    predicate: _Predicate
