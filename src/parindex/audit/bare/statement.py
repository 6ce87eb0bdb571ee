"""The statement of a record, from the plain trees of a ruleset and an assessment."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from parindex.audit.bare.assessment import canonical_assessment
from parindex.audit.bare.reading import canonical
from parindex.audit.bare.remarks import assumptions, submission, warnings
from parindex.audit.bare.shapes import Refused
from parindex.audit.bare.trace import Trace
from parindex.audit.oracle import OracleError

__all__ = ["PREDICATE", "SEMANTICS", "TYPE", "Refused", "build", "digest"]

Tree = Mapping[str, Any]

TYPE = "https://in-toto.io/Statement/v1"
PREDICATE = "parindex:score/v1"
SEMANTICS = "1"


def digest(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def build(ruleset: Tree, assessment: Tree) -> dict[str, Any]:
    """Build the whole statement.

    Args:
        ruleset: The canonical form of a sound ruleset.
        assessment: The assessment as it was found.

    Raises:
        Refused: The two give no record.
    """
    taken = canonical_assessment(assessment, ruleset["id"])
    try:
        trace = Trace(ruleset, taken)
    except OracleError as error:
        raise Refused((), str(error)) from None
    if not trace.result["complete"]:
        raise Refused(("stages",), f"missing: {', '.join(trace.result['missing'])}")
    unit = {"name": taken["unit"]["key"], "digest": {"sha256": digest(canonical(taken))}}
    predicate = {
        "semantics": SEMANTICS,
        "stage": "final",
        "ruleset": _identity(ruleset),
        "assessment": taken,
        "result": _result(ruleset, taken, trace),
        "assumptions": assumptions(ruleset),
        "warnings": warnings(ruleset, taken, trace),
    }
    return {"_type": TYPE, "predicateType": PREDICATE, "subject": [unit], "predicate": predicate}


def _identity(ruleset: Tree) -> dict[str, Any]:
    as_it_stands = {name: ruleset[name] for name in ("id", "standing", "coverage", "instruments")}
    return {**as_it_stands, "digest": {"sha256": digest(canonical(ruleset))}}


def _result(ruleset: Tree, assessment: Tree, trace: Trace) -> dict[str, Any]:
    result = trace.result
    return {
        "total": {**result["total"], "max": trace.root.item["max"]},
        "index": result["index"],
        "band": result["band"],
        "rounding": trace.policies["rounding"],
        "band_on": trace.policies["band_on"],
        "missing": result["missing"],
        "submission": submission(ruleset, assessment),
        "steps": [*trace.steps(trace.root), *trace.index_steps()],
        "items": _items(trace),
    }


def _items(trace: Trace) -> list[dict[str, Any]]:
    above = {child.item["key"]: row.item["key"] for row in trace.rows for child in row.children}
    return [
        {
            "key": row.item["key"],
            "parent": above[row.item["key"]],
            "role": row.role,
            **trace.sheet.line(row),
            "published": trace.published(row),
            "steps": trace.steps(row),
            **{name: row.item[name] for name in ("name", "code", "max", "source") if name in row.item},
        }
        for row in trace.rows[1:]
    ]
