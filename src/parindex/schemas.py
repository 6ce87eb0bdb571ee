"""The JSON Schemas of the files people write and the documents the commands print."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from pydantic import TypeAdapter

from parindex.assessment import Assessment
from parindex.cases import Case
from parindex.ruleset.model import Ruleset

__all__ = ["SCHEMAS", "schema_of"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"

# What `score --json` prints; closed, and all figures text.

class _Exact(TypedDict):
    exact: str
    published: str


class _Interval(TypedDict):
    least: _Exact
    most: _Exact


class _Total(TypedDict):
    exact: NotRequired[str]
    published: NotRequired[str]
    least: NotRequired[_Exact]
    most: NotRequired[_Exact]
    max: str


class _Step(TypedDict):
    operation: str
    text: str
    value: str


class _Source(TypedDict):
    instrument: str
    at: str


class _RulesetLabel(TypedDict):
    id: str
    sha256: str
    standing: str
    coverage: str


class _Band(TypedDict):
    key: str
    name: str


class _Assumption(TypedDict):
    at: str
    why: str


class _Warning(TypedDict):
    code: str
    at: str
    message: str



class _Line(TypedDict):
    key: str
    code: str | None
    name: str
    role: Literal["criterion", "bonus", "penalty", "survey"]
    state: Literal["observed", "zero", "not-applicable", "missing", "rejected"]
    exact: NotRequired[str]
    published: NotRequired[str]
    least: NotRequired[_Exact]
    most: NotRequired[_Exact]
    max: str | None
    applicable_max: str
    why: str | None
    steps: list[_Step]
    source: _Source | None
    items: list[_Line]


class _Score(TypedDict):
    format: Literal["1"]
    ruleset: _RulesetLabel
    unit: str
    unit_name: str
    unit_kind: str
    period: str
    stage: str
    complete: bool
    total: _Total
    index: _Exact | _Interval
    band: _Band | None
    missing: list[str]
    steps: list[_Step]
    items: list[_Line]
    assumptions: list[_Assumption]
    warnings: list[_Warning]


SCHEMAS: dict[str, tuple[Any, str]] = {
    "assessment": (Assessment, "An assessment of one unit in one period"),
    "case": (Case, "A case: an assessment and exactly what it must score"),
    "ruleset": (Ruleset, "A ruleset: one instrument's rules for one family of units and one year"),
    "score": (_Score, "A score sheet, as `score --json` prints it"),
}


def schema_of(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of document: assessment, case, ruleset or score."""
    model, title = SCHEMAS[name]
    schema = TypeAdapter(model).json_schema(by_alias=True)
    return {"$schema": _DRAFT, **schema, "title": title}
