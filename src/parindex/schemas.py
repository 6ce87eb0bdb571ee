"""The JSON Schemas of the files people write and the documents the commands print."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import TypeAdapter

from parindex.assessment import Assessment, StageName, State
from parindex.cases.league import LeagueCase
from parindex.cases.single import Case
from parindex.fields import Model
from parindex.process.report import PlanReport
from parindex.ruleset.model import ItemRole, Ruleset
from parindex.ruleset.plan import Plan
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


SCHEMAS: dict[str, tuple[type[Model], str]] = {
    "assessment": (Assessment, "An assessment of one unit in one period"),
    "case": (Case, "A case: an assessment and exactly what it must score"),
    "league": (LeagueCase, "A league case: published totals, and the ranks and bands that follow"),
    "plan": (Plan, "A reform plan: targets, duties, tasks and reports of one year"),
    "plan-report": (PlanReport, "How far a reform plan has come"),
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
