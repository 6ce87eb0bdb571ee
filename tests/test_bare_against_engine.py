"""The small verifier against the engine: two hands that wrote records from one page must write the same."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from commands import EXAMPLES
from helpers import Plain
from promises import Reached
from test_engine_against_oracle import drawn

from parindex import load
from parindex.api import read_assessment
from parindex.assessment import Assessment
from parindex.audit import record
from parindex.audit.bare import catalog
from parindex.audit.bare.difference import first_difference
from parindex.audit.bare.reading import canonical
from parindex.audit.bare.statement import Refused, build, digest
from parindex.audit.bare.verdict import verify
from parindex.errors import ParindexError
from parindex.ruleset.model import Ruleset

BATCHES = 50 if os.environ.get("PARINDEX_THOROUGH") else 4

DUES: list[Plain] = [
    {"on": "2025-01-15"},
    {"by": "2025-01-20"},
    {"before": "2025-03-01"},
    {"between": ["2024-12-01", "2025-01-31"]},
    {"month": "2025-02"},
    {"quarter": "2024-Q4"},
    {"every": "quarter"},
    {"after_event": {"vi": "họp"}},
]


def enriched(seed: int) -> tuple[Plain, Plain]:
    """Draw a pair, and give it what random pairs lack: codes, sources, units, due rules, evidence."""
    draw = random.Random(seed)
    ruleset, assessment = drawn(seed)[0]
    assessment = {**assessment, "ruleset": ruleset["id"]}
    _annotate(draw, ruleset)
    if draw.randrange(2):
        ruleset["periods"] = [{**ruleset["periods"][0], "due": draw.choice(DUES)}]
    if draw.randrange(2):
        day = f"2025-{draw.randrange(1, 5):02}-{draw.randrange(1, 29):02}"
        assessment["submitted"] = day
    if draw.randrange(2):
        ruleset["units"] = {**ruleset["units"], "units": [_unit(draw, ruleset) for _ in range(2)]}
    _explain(draw, assessment)
    if "final" in assessment["stages"] and draw.randrange(8) == 0:
        assessment["stages"] = {"appraisal-2": assessment["stages"]["final"]}
    return ruleset, assessment


def _annotate(draw: random.Random, ruleset: Plain) -> None:
    source = {"instrument": "none", "at": "Điều 1"}
    for number, item in enumerate(_items(ruleset["score"])):
        if draw.randrange(2):
            item["code"] = f"{number}"
        if draw.randrange(3) == 0:
            item.update(draw.choice([{"source": source}, {"assumed": {"vi": "giả định"}}]))


def _explain(draw: random.Random, assessment: Plain) -> None:
    for stage in assessment["stages"].values():
        for entry in stage["entries"].values():
            if draw.randrange(4) == 0:
                entry["evidence"] = [{"title": "Báo cáo", "url": "https://example.org", "sha256": "0a" * 32}]
            if draw.randrange(4) == 0:
                entry["why"] = "lý do"


def _items(item: Plain) -> list[Plain]:
    return [item, *(each for child in item.get("items", ()) for each in _items(child))]


def _unit(draw: random.Random, ruleset: Plain) -> Plain:
    kind = draw.choice(ruleset["units"]["kinds"])["key"]
    days = draw.choice([{}, {"from": "2024-06-01"}, {"from": "2025-01-01"}, {"to": "2023-12-31"}])
    return {"key": draw.choice(["unit", "unit-2"]), "name": {"vi": "Đơn vị"}, "kind": kind, **days}


def compared(ruleset: Ruleset, assessment: Assessment | Plain) -> str:
    """Build both statements: return what both say, or fail with the first difference."""
    model = assessment if isinstance(assessment, Assessment) else Assessment.model_validate(assessment)
    tree = assessment if isinstance(assessment, dict) else None
    try:
        theirs = record.record(ruleset, model)
    except ParindexError:
        with pytest.raises(Refused):
            build(ruleset.plain(), tree or {})
        return "refused"
    read: Any = json.loads(theirs)
    mine = build(ruleset.plain(), tree or read["predicate"]["assessment"])
    assert first_difference(mine, read) is None
    assert canonical(mine) == theirs
    return "built"


@pytest.mark.promise("two-writers")
@pytest.mark.parametrize("batch", range(BATCHES))
def test_statements_of_random_pairs(batch: int, reached: Reached) -> None:
    """On hundreds of random pairs both hands write the same bytes, or both refuse."""
    said = []
    for seed in range(batch * 200, batch * 200 + 200):
        ruleset, assessment = enriched(seed)
        said.append(compared(Ruleset.model_validate(ruleset), assessment))
    assert said.count("built") > 100
    assert said.count("refused") > 10
    reached("random records, the same bytes by both", said.count("built"))
    reached("random assessments that both refuse", said.count("refused"))


@pytest.mark.promise("two-writers")
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_statements_of_the_examples(file: Path, reached: Reached) -> None:
    """Every example that has a record has the same from both hands, and what is published reproduces it."""
    assessment, _ = read_assessment(file)
    ruleset = load(assessment.ruleset)
    if compared(ruleset, assessment) == "built":
        content = record.record(ruleset, assessment)
        published = catalog.load(catalog.shelf())
        found = verify(content, ruleset_of=published.get)
        assert (found["verdict"], found["sha256"]) == ("REPRODUCED", digest(content))
        reached("examples, the same bytes by both", 1)
