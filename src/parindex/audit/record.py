"""The record of a score: a statement that anyone can recompute, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parindex.assessment import Assessment
from parindex.audit.canonical import canonical, digest
from parindex.errors import AssessmentError, Problem, problem
from parindex.exact import exact_text
from parindex.formula.evaluate import Step
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import Figure, Line, ScoreSheet, plain_submission
from parindex.scoring import score

__all__ = [
    "LEAGUE",
    "RUN",
    "SCORE",
    "SEMANTICS",
    "STATEMENT",
    "final_sheet",
    "obstacle",
    "record",
    "run",
    "statement",
    "statement_of",
]

STATEMENT = "https://in-toto.io/Statement/v1"
SCORE = "parindex:score/v1"
RUN = "parindex:run/v1"
LEAGUE = "parindex:league/v1"
# Raised only when some result could change; what an old number means never does.
SEMANTICS = "1"

Tree = dict[str, Any]


def record(ruleset: Ruleset, assessment: Assessment) -> bytes:
    """Return the canonical bytes of a record: a pure function of its two inputs and the semantics.

    Raises:
        AssessmentError: as `final_sheet`.
        UsageError: the extra ``audit`` is not installed.
    """
    return canonical(statement(ruleset, assessment))


def statement(ruleset: Ruleset, assessment: Assessment) -> Tree:
    """Return the statement of a record as a plain tree.

    Raises:
        AssessmentError: as `final_sheet`.
    """
    return statement_of(final_sheet(ruleset, assessment), assessment)


def final_sheet(ruleset: Ruleset, assessment: Assessment) -> ScoreSheet:
    """Score an assessment that can be recorded, at the stage `final`.

    Raises:
        AssessmentError: the assessment does not fit the ruleset, names another one (``E-OTHER-RULESET``),
            or has no result for some item (``E-NO-RECORD``).
    """
    sheet = score(ruleset, assessment, stage="final")
    if wrong := obstacle(sheet, assessment):
        raise AssessmentError(wrong)
    return sheet


def obstacle(sheet: ScoreSheet, assessment: Assessment) -> Problem | None:
    """Return why a sheet cannot be recorded: another ruleset than the one named, incomplete, not final."""
    if assessment.ruleset != sheet.ruleset.id:
        return problem("E-OTHER-RULESET", ("ruleset",), found=assessment.ruleset, id=sheet.ruleset.id)
    if not sheet.complete or sheet.stage != "final":
        missing = ", ".join(sheet.missing) or sheet.stage
        return problem("E-NO-RECORD", ("stages",), unit=sheet.unit.name, missing=missing)
    return None


def run(recorded: bytes, by: str, on: str, version: str) -> bytes:
    """Return the statement of who made a record, when and with which version: no part of the record."""
    return canonical(
        {
            "_type": STATEMENT,
            "predicateType": RUN,
            "subject": [{"name": "record", "digest": {"sha256": digest(recorded)}}],
            "predicate": {"by": by, "on": on, "engine": {"name": "parindex", "version": version}},
        }
    )


def statement_of(sheet: ScoreSheet, assessment: Assessment) -> Tree:
    """Return the statement of an assessment and its sheet of the stage `final`."""
    found = _facts(assessment)
    rules = sheet.ruleset.plain()
    return {
        "_type": STATEMENT,
        "predicateType": SCORE,
        "subject": [{"name": assessment.unit.key, "digest": {"sha256": digest(canonical(found))}}],
        "predicate": {
            "semantics": SEMANTICS,
            "stage": sheet.stage,
            "ruleset": {
                "id": sheet.ruleset.id,
                "digest": {"sha256": sheet.ruleset.digest},
                **{name: rules[name] for name in ("standing", "coverage", "instruments")},
            },
            "assessment": found,
            "result": _result(sheet, rules),
            "assumptions": sorted(_assumptions(sheet), key=lambda each: each["at"]),
            "warnings": sorted(
                ({"code": each.code, "at": each.at} for each in sheet.warnings), key=lambda each: each["code"]
            ),
        },
    }


def _facts(assessment: Assessment) -> Tree:
    """Return the canonical form of an assessment, without what goes without saying."""
    found = assessment.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for stage in found["stages"].values():
        for entry in stage["entries"].values():
            if entry.get("state") == "observed":
                del entry["state"]
    return found


def _result(sheet: ScoreSheet, rules: Tree) -> Tree:
    policies = {name: policy["value"] for name, policy in rules["policies"].items()}
    declared = {item["key"]: item for item in _items(rules["score"])}
    return {
        "total": _figure(sheet.total) | {"max": rules["score"]["max"]},
        "index": _figure(sheet.index),
        "band": sheet.band.key if sheet.band else None,
        "rounding": policies["rounding"],
        "band_on": policies["band_on"],
        "missing": list(sheet.missing),
        "submission": plain_submission(sheet.submission),
        "steps": [_step(step) for step in sheet.steps],
        "items": [
            _item(line, parent, declared[line.item.key], sheet)
            for line, parent in _lines(sheet.lines, sheet.ruleset.score.key)
        ],
    }


def _items(item: Tree) -> Iterator[Tree]:
    yield item
    for child in item.get("items", ()):
        yield from _items(child)


def _lines(lines: tuple[Line, ...], parent: str) -> Iterator[tuple[Line, str]]:
    """Visit every line with the key of the item above it, parents first."""
    for line in lines:
        yield line, parent
        yield from _lines(line.lines, line.item.key)


def _item(line: Line, parent: str, declared: Tree, sheet: ScoreSheet) -> Tree:
    return {
        **{name: declared[name] for name in ("key", "code", "name", "max", "source") if name in declared},
        "parent": parent,
        "role": line.role,
        "state": line.state,
        **_figure(line.figure(sheet.total.rounding)),
        "applicable_max": exact_text(line.applicable_max),
        "steps": [_step(step) for step in line.steps],
    }


def _figure(figure: Figure) -> Tree:
    return {"exact": exact_text(figure.least), "published": figure.rounding.text(figure.least)}


def _step(step: Step) -> Tree:
    return {"operation": step.operation, "value": exact_text(step.value)}


def _assumptions(sheet: ScoreSheet) -> Iterator[Tree]:
    for at, why in sheet.assumptions:
        yield {"at": at, "why": why if isinstance(why, str) else why.model_dump(exclude_defaults=True)}
