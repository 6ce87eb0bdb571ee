"""The JSON Schemas of the files people write and the documents the commands print."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from parindex.assessment import Assessment
from parindex.cases.league import LeagueCase
from parindex.cases.single import Case
from parindex.fields import Model
from parindex.process.report import PlanReport
from parindex.ruleset.model import Ruleset
from parindex.ruleset.plan import Plan
from parindex.schemas.diff import Diff
from parindex.schemas.record import Record
from parindex.schemas.reproduction import Reproduction
from parindex.schemas.score import Score
from parindex.sources.document import SourceDocument

__all__ = ["SCHEMAS", "schema_of"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


SCHEMAS: dict[str, tuple[type[Model], str]] = {
    "assessment": (Assessment, "An assessment of one unit in one period"),
    "case": (Case, "A case: an assessment and exactly what it must score"),
    "diff": (Diff, "What changed between two rulesets, and what it did to units"),
    "league": (LeagueCase, "A league case: published totals, and the ranks and bands that follow"),
    "plan": (Plan, "A reform plan: targets, duties, tasks and reports of one year"),
    "plan-report": (PlanReport, "How far a reform plan has come"),
    "record": (Record, "A record: a score that anyone can recompute"),
    "reproduction": (Reproduction, "What can be said of a printed table, as `reproduce --json` prints it"),
    "ruleset": (Ruleset, "A ruleset: one instrument's rules for one family of units and one year"),
    "score": (Score, "A score sheet, as `score --json` prints it"),
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
