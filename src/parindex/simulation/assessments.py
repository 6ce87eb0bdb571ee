"""Assessments as the rows of a table; those that do not fit the rules are left out."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from parindex.assessment import Assessment
from parindex.batch import rows
from parindex.errors import AssessmentError
from parindex.ruleset.model import Ruleset
from parindex.scoring import score
from parindex.simulation.result import LeftOut

__all__ = ["table_of"]


def table_of(assessments: Sequence[Assessment], ruleset: Ruleset) -> tuple[pa.Table, list[LeftOut]]:
    """Return assessments, as they stand at the end, as a table of texts; a row is the place of a file."""
    found, out = [], []
    for row, each in enumerate(assessments, start=1):
        try:
            score(ruleset, each, trace=False)
        except AssessmentError as error:
            out.append(LeftOut(row, each.unit.key, error.problems))
        else:
            found.append(rows.row(ruleset, each))
    names = dict.fromkeys(["unit", *(name for row in found for name in row if name != "ruleset")])
    return pa.table({name: pa.array([row.get(name) for row in found], pa.string()) for name in names}), out
