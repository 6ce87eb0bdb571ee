"""The outcome of an import as a plain tree, for other programs."""

from __future__ import annotations

from typing import Any

from parindex.annex.draft import PLACES
from parindex.annex.importing import Imported
from parindex.errors import Language, Problem

__all__ = ["plain"]


def plain(found: Imported, lang: Language) -> dict[str, Any]:
    """Return what an import found, with the draft itself; every figure is text."""
    rows = found.rows
    return {
        "format": "1",
        "file": found.file,
        "sha256": found.sha256,
        "title": found.title,
        "rows": {
            "read": str(rows.read),
            "scored": str(rows.scored),
            "headings": str(rows.headings),
            "steps": str(rows.steps),
            "totals": str(rows.totals),
            "notes": str(rows.beside),
            "not_understood": str(rows.unknown),
            "steps_in_cells": str(rows.inside),
        },
        "levels": [str(count) for count in found.levels],
        "scales": {method: str(count) for method, count in found.methods},
        "defects": [_problem(each, lang) for each in found.problems],
        "decisions": [_problem(each, lang) for each in found.remarks],
        "to_fill_in": list(PLACES),
        "draft": found.tree,
    }


def _problem(found: Problem, lang: Language) -> dict[str, Any]:
    place = found.place
    cell = dict(found.details).get("cell")
    return {
        "code": found.code,
        "cell": cell if isinstance(cell, str) else None,
        "place": str(place) if place else None,
        "message": found.message(lang),
        "hint": found.hint(lang),
    }
