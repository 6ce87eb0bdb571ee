"""The JSON Schemas of the files people write and the documents the commands print."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from parindex.assessment import Assessment, Entry, StageName, State
from parindex.cases.league import LeagueCase
from parindex.cases.single import Case
from parindex.comparison.change import Kind
from parindex.comparison.witness import BandOutcome, PointsOutcome
from parindex.fields import Key, Model, Number, Reason, Text
from parindex.process.report import PlanReport
from parindex.ruleset.declaration import Instrument, RulesetId
from parindex.ruleset.model import ItemRole, Ruleset
from parindex.ruleset.plan import Plan
from parindex.ruleset.policy import RoundingPolicy
from parindex.ruleset.process import Source
from parindex.sources.document import SourceDocument

__all__ = ["SCHEMAS", "schema_of"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _Exact(Model):
    exact: str
    published: str


class _Ends(Model):
    least: _Exact
    most: _Exact


class _ExactTotal(_Exact):
    max: str


class _EndsTotal(_Ends):
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


class _ExactLine(_Line, _Exact):
    pass


class _OpenLine(_Line, _Ends):
    pass


class _RulesetLabel(Model):
    id: str
    sha256: str
    standing: Literal["in-force", "superseded", "illustrative"]
    coverage: Literal["full", "structure"]


class _Band(Model):
    key: str
    name: str


class _Submission(Model):
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


class _Score(Model):
    """What ``score --json`` prints for one unit: closed, and every figure a text."""

    format: Literal["1"]
    ruleset: _RulesetLabel
    unit: str
    unit_name: str
    unit_kind: str
    period: Literal["year", "half-year"]
    stage: StageName
    submission: _Submission | None
    complete: bool
    total: _ExactTotal | _EndsTotal
    index: _Exact | _Ends
    band: _Band | None
    missing: list[str]
    steps: list[_Step]
    items: list[_ExactLine | _OpenLine]
    assumptions: list[_Assumption]
    warnings: list[_Warning]
    check_code: str | None = Field(default=None, pattern="^[A-Z2-7]{4}( [A-Z2-7]{4}){3}$")


Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Exact = Annotated[str, Field(pattern="^-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?$")]


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
    published: str


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
    submission: _Submission | None
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


class _Record(Model):
    """The statement that ``record`` writes: RFC 8785, with no number anywhere."""

    type_: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    predicate_type: Literal["parindex:score/v1"] = Field(alias="predicateType")
    subject: list[_Subject] = Field(min_length=1, max_length=1)
    predicate: _Predicate


class _Basis(Model):
    """What a side rests on: a clause, or the reason of an assumption."""

    instrument: Key | None = None
    number: str | None = None
    at: str | None = None
    assumed: Reason | None = None


class _Sources(Model):
    old: _Basis | None
    new: _Basis | None


class _Change(Model):
    """One difference: old and new are as the rulesets have them, and null where there is nothing."""

    kind: Kind
    at: str
    field: str
    place: list[str]
    name: str
    rule: bool
    old: Any
    new: Any
    source: _Sources


class _Least(Model):
    least: Exact
    most: Exact


class _ItemShare(Model):
    key: Key
    field: Key
    rule: Exact
    criteria: Exact
    performance: Exact
    survey: Exact


class _Effect(Model):
    """What became of one unit; shares of the change of the index in percent, exact."""

    unit: Key
    unit_name: str
    unit_kind: Key
    period: Literal["year", "half-year"]
    old: _Exact | _Ends
    alone: _Exact | _Ends
    new: _Exact | _Ends
    rule_alone: Exact | _Least
    rule: Exact | None
    criteria: Exact | None
    performance: Exact | None
    survey: Exact | None
    items: list[_ItemShare] | None
    band_old: _Band | None
    band_alone: _Band | None
    band_new: _Band | None
    rank_old: str | None
    rank_alone: str | None
    rank_new: str | None
    rank_own: Exact | None
    rank_others: Exact | None
    rank_rule: Exact | None
    missing_old: list[Key]
    missing: list[Key]
    unfit: list[Key]


class _PointsShown(Model):
    outcome: PointsOutcome
    item: Key
    old: Exact | None
    new: Exact | None
    old_entries: dict[Key, Entry] | None
    new_entries: dict[Key, Entry] | None


class _BandShown(Model):
    outcome: BandOutcome
    old: Key | None
    new: Key | None
    old_index: Exact | None
    new_index: Exact | None
    old_total: Exact | None
    new_total: Exact | None
    old_entries: dict[Key, Entry] | None
    new_entries: dict[Key, Entry] | None


class _Shown(Model):
    """What one change can do, made alone in the older ruleset; ``same-proven``: nothing, as is proven."""

    at: str
    unit_kind: Key
    alone: bool
    points: _PointsShown
    band: _BandShown


class _Labels(Model):
    old: _RulesetLabel
    new: _RulesetLabel


class _Diff(Model):
    """What `diff --json` prints."""

    format: Literal["1"]
    old: RulesetId
    new: RulesetId
    rulesets: _Labels
    changes: list[_Change]
    witnesses: list[_Shown] | None
    effects: list[_Effect]


SCHEMAS: dict[str, tuple[type[Model], str]] = {
    "assessment": (Assessment, "An assessment of one unit in one period"),
    "case": (Case, "A case: an assessment and exactly what it must score"),
    "diff": (_Diff, "What changed between two rulesets, and what it did to units"),
    "league": (LeagueCase, "A league case: published totals, and the ranks and bands that follow"),
    "plan": (Plan, "A reform plan: targets, duties, tasks and reports of one year"),
    "plan-report": (PlanReport, "How far a reform plan has come"),
    "record": (_Record, "A record: a score that anyone can recompute"),
    "ruleset": (Ruleset, "A ruleset: one instrument's rules for one family of units and one year"),
    "score": (_Score, "A score sheet, as `score --json` prints it"),
    "source": (SourceDocument, "A source document: every clause, and what became of it"),
}


def schema_of(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of document, by a name of `SCHEMAS`."""
    model, title = SCHEMAS[name]
    schema = _closed(TypeAdapter(model).json_schema(by_alias=True))
    return {"$schema": _DRAFT, **schema, "title": title}


def _closed(schema: Any) -> Any:  # noqa: ANN401 (any part of a schema)
    """Allow no key in a table but those that its pattern allows."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(part) for name, part in schema.items()}
    return {**closed, "additionalProperties": False} if "patternProperties" in schema else closed
