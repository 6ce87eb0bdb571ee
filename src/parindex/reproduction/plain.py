"""Verdicts on a printed table as a plain tree of text and null: ``reproduce --json``."""

from __future__ import annotations

from typing import Any

from parindex.errors import Language, Problem
from parindex.exact import exact_text
from parindex.fields import say
from parindex.reproduction.inference import Inference
from parindex.reproduction.paper import File, Paper
from parindex.reproduction.policies import Policy
from parindex.reproduction.relation import Relation, Repair
from parindex.ruleset.assumptions import assumptions

__all__ = ["plain"]


def plain(paper: Paper, lang: Language = "vi") -> dict[str, Any]:
    """Return every relation, the policies of rounding that survive, and what is wrong with the input.

    Figures are exact, in the unit of their column; printed ones are as they were printed.
    """
    table, ruleset = paper.table, paper.table.ruleset
    names = {unit.key: say(unit.name, lang) for unit in ruleset.units.units}
    return {
        "format": "1",
        "verdict": paper.found.verdict,
        "ruleset": {
            "id": ruleset.id,
            "sha256": ruleset.digest,
            "standing": ruleset.standing,
            "coverage": ruleset.coverage,
        },
        "table": {
            **_file(paper.file),
            "kind": table.kind,
            "rows": str(len(table.rows)),
            "columns": list(table.columns),
            "reading": table.reading,
            "summary": _file(paper.summary) if paper.summary else None,
        },
        "relations": [_relation(each, names) for each in paper.found.relations],
        "rounding": _rounding(paper.rounding),
        "problems": [_problem(each, lang) for each in paper.problems],
        "assumptions": [{"at": at, "why": say(why, lang)} for at, why in assumptions(ruleset)],
    }


def _file(file: File) -> dict[str, str]:
    return {"file": file.name, "sha256": file.sha256}


def _relation(relation: Relation, names: dict[str, str]) -> dict[str, Any]:
    """Return one relation; ``repair`` is the first of ``repairs``, the smallest."""
    unit, interval = relation.unit, relation.interval
    found = [_repair(each) for each in relation.repairs]
    return {
        "relation": relation.relation,
        "unit": unit,
        "unit_name": None if unit is None else names.get(unit, unit),
        "row": None if relation.row is None else str(relation.row),
        "at": relation.at,
        "verdict": relation.verdict,
        "printed": relation.printed,
        "interval": None if interval is None else [exact_text(interval.least), exact_text(interval.most)],
        "repair": found[0] if found else None,
        "repairs": found,
        "why": relation.why,
    }


def _repair(repair: Repair) -> dict[str, Any]:
    return {
        "column": repair.column,
        "unit": repair.unit,
        "found": repair.found,
        "least": exact_text(repair.least),
        "most": exact_text(repair.most),
        "move": exact_text(repair.move),
        "instead": list(repair.instead),
        "causes": list(repair.causes),
    }


def _rounding(found: Inference) -> dict[str, Any]:
    return {
        "rows": str(found.rows),
        "survivors": [_policy(each) for each in found.survivors],
        "excluded": [
            {**_policy(each.policy), "count": str(each.count), "units": list(each.units)}
            for each in found.excluded
        ],
        "undetermined": [
            {"policies": [_policy(policy) for policy in each.policies], "reason": each.reason}
            for each in found.undetermined
        ],
    }


def _policy(policy: Policy) -> dict[str, str]:
    return {"stage": policy.stage, "mode": policy.mode, "digits": str(policy.digits)}


def _problem(found: Problem, lang: Language) -> dict[str, str | None]:
    return {
        "code": found.code,
        "severity": found.severity,
        "at": found.at,
        "place": str(found.place) if found.place else None,
        "message": found.message(lang),
        "hint": found.hint(lang),
    }
