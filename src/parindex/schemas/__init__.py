"""The JSON Schemas of the files people write and the documents the commands print."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from parindex.assessment import Assessment
from parindex.cases.league import LeagueCase
from parindex.cases.single import Case
from parindex.process.report import PlanReport
from parindex.ruleset.model import Ruleset
from parindex.ruleset.plan import Plan
from parindex.schemas.diff import Diff
from parindex.schemas.distance import Distance
from parindex.schemas.fulfilment import Fulfilment
from parindex.schemas.ledger import Ledgers
from parindex.schemas.record import Record
from parindex.schemas.reproduction import Reproduction
from parindex.schemas.score import Ranking, Score, WhatIf
from parindex.schemas.simulation import Simulation
from parindex.schemas.survey import Sample, Survey
from parindex.schemas.verdict import LeagueVerdict, Verdict
from parindex.sources.document import SourceDocument

__all__ = ["SCHEMAS", "schema_of"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


SCHEMAS: dict[str, tuple[Any, str]] = {
    "assessment": (Assessment, "An assessment of one unit in one period"),
    "case": (Case, "A case: an assessment and exactly what it must score"),
    "diff": (Diff, "What changed between two rulesets, and what it did to units"),
    "distance": (Distance, "How far the next band is, as `distance --json` prints it"),
    "fulfilment": (Fulfilment, "How far a reform plan is fulfilled, as `plan --json` prints it of a report"),
    "league": (LeagueCase, "A league case: published totals, and the ranks and bands that follow"),
    "league-verdict": (LeagueVerdict, "What came of verifying a league, as `verify --json` prints it"),
    "ledger": (Ledgers, "What each stage changed, as `ledger --format json` prints it"),
    "plan": (Plan, "A reform plan: targets, duties, tasks and reports of one year"),
    "plan-report": (PlanReport, "How far a reform plan has come"),
    "ranking": (Ranking, "Units and their ranks, as `score --json` prints several files"),
    "record": (Record, "A record: a score that anyone can recompute"),
    "reproduction": (Reproduction, "What can be said of a printed table, as `reproduce --json` prints it"),
    "ruleset": (Ruleset, "A ruleset: one instrument's rules for one family of units and one year"),
    "sample": (Sample, "How many must answer, as `survey sample --json` prints it"),
    "score": (Score, "A score sheet, as `score --json` prints it"),
    "simulation": (Simulation, "Where each unit may land, as `simulate --json` prints it"),
    "source": (SourceDocument, "A source document: every clause, and what became of it"),
    "survey": (Survey, "Ballots to points and how sure they are, as `survey --json` prints it"),
    "verdict": (Verdict, "What came of verifying a record, as `verify --json` prints it"),
    "what-if": (WhatIf, "A score beside the score as asked, as `score --what-if --json` prints it"),
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
