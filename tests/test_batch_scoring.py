"""Columns against the exact engine: random rulesets and units, a third of them aimed at an edge or a tie."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from helpers import leaf
from helpers import ruleset as declared
from test_engine_against_oracle import aimed

from parindex.assessment import Assessment
from parindex.batch import rows
from parindex.batch.scoring import League, Scored, score_rows
from parindex.errors import AssessmentError, Problem
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score
from parindex.testing.random_assessments import assessment_tree
from parindex.testing.random_rulesets import ruleset_tree

THOROUGH = bool(os.environ.get("PARINDEX_THOROUGH"))
SEEDS = 20_000 if THOROUGH else 60
UNITS = 50


def table_of(ruleset: Ruleset, assessments: Sequence[Assessment]) -> dict[str, pa.Array]:
    """Write assessments as the columns of a table, all texts."""
    cells = [rows.row(ruleset, each) for each in assessments]
    names = sorted({name for each in cells for name in each})
    return {name: pa.array([each.get(name) for each in cells], pa.string()) for name in names}


def drawn(seed: int) -> Iterator[tuple[Ruleset, list[Assessment]]]:
    """Draw a ruleset and units of it; with every third seed, units that are aimed, each under its own."""
    pick = random.Random(seed).randrange
    tree = ruleset_tree(pick, decimal=seed % 3 == 0)
    if seed % 3 == 0:
        for _ in range(UNITS // 10):
            unit = assessment_tree(pick, tree, decimal=True)
            rules, unit = aimed(tree, unit, ("edge", "tie")[pick(2)])
            yield Ruleset.model_validate(rules), [Assessment.model_validate(unit)]
        return
    yield (
        Ruleset.model_validate(tree),
        [Assessment.model_validate(assessment_tree(pick, tree)) for _ in range(UNITS)],
    )


def expected(ruleset: Ruleset, assessment: Assessment) -> tuple[Any, ...] | None:
    """Return what the exact engine publishes of a unit, or nothing where it refuses it."""
    try:
        sheet = score(ruleset, assessment, trace=False)
    except AssessmentError:
        return None
    return published(sheet)


def published(sheet: ScoreSheet) -> tuple[Any, ...]:
    """Return the published figures of a sheet."""
    rounding = sheet.ruleset.policies.rounding.value.rounding
    figures = (rounding.units(end) for each in (sheet.total, sheet.index) for end in (each.least, each.most))
    return (*figures, sheet.band and sheet.band.key, sheet.complete)


def found(ruleset: Ruleset, scored: Scored, at: int) -> tuple[Any, ...] | None:
    """Return what columns publish of a unit."""
    if any(each.at == at for each in scored.rejected):
        return None
    ends = [int(getattr(scored, name)[at]) for name in ("total", "total_most", "index", "index_most")]
    band = int(scored.band[at])
    return (*ends, ruleset.bands[band].key if band >= 0 else None, bool(scored.complete[at]))


@pytest.mark.parametrize("start", range(0, SEEDS, 20))
def test_columns_publish_what_the_exact_engine_publishes(start: int) -> None:
    """Totals, indexes, bands and refusals of random units are those of the exact engine, all of them."""
    for seed in range(start, start + 20):
        for ruleset, assessments in drawn(seed):
            for kind in sorted({each.unit.kind for each in assessments}):
                units = [each for each in assessments if each.unit.kind == kind]
                scored = score_rows(League(ruleset, kind, "year"), table_of(ruleset, units), len(units))
                for at, each in enumerate(units):
                    assert found(ruleset, scored, at) == expected(ruleset, each), (seed, kind, at)


def test_few_units_are_left_to_the_exact_engine() -> None:
    """Under an everyday rounding, columns alone decide all but a few units, edges and ties included."""
    doubtful = units = 0
    for seed in range(0, 180, 3):
        for ruleset, assessments in drawn(seed):
            if ruleset.policies.rounding.value.rounding.mode == "half-up":
                kind = assessments[0].unit.kind
                doubtful += score_rows(
                    League(ruleset, kind, "year"), table_of(ruleset, assessments), 1
                ).doubtful
                units += 1
    assert units > 25
    assert doubtful * 4 < units


def wrongs(scored: Scored) -> dict[int, list[Problem]]:
    """Return what was rejected, by place."""
    return {each.at: list(each.problems) for each in scored.rejected}


def test_a_unit_that_does_not_fit_is_rejected_with_the_engine_s_own_problem() -> None:
    """One bad row of a batch is rejected with its problem; the others are scored."""
    rules = declared(
        leaf("a", {"method": "ratio"}, max="10"), leaf("b", {"method": "direct", "grid": "0.5"}, max="90")
    )
    table = {
        "unit": pa.array(["u", "v", "w"]),
        "a.done": pa.array([3, 5, 1]),
        "a.planned": pa.array([4, 4, 8]),
        "b.points": pa.array(["50", "50", "0.25"]),
    }
    kind = rules.units.kinds[0].key
    scored = score_rows(League(rules, kind, "year"), table, 3)

    assert {at: [each.code for each in problems] for at, problems in wrongs(scored).items()} == {
        1: ["E-DONE"],
        2: ["E-STEP"],
    }
    assert np.array_equal(scored.total[:1], [5750])


def ratios(*shares: str) -> tuple[Ruleset, Scored]:
    """Score units of one criterion of 100 points, each with its share done."""
    rules = declared(leaf("a", {"method": "ratio"}, max="100"))
    done, planned = zip(*(map(int, each.split("/")) for each in shares), strict=True)
    table = {
        "unit": pa.array([f"u-{at}" for at in range(len(shares))]),
        "a.done": pa.array(done),
        "a.planned": pa.array(planned),
    }
    return rules, score_rows(League(rules, rules.units.kinds[0].key, "year"), table, len(shares))


def test_a_tie_is_rounded_up_and_not_to_the_even_digit() -> None:
    """100 points × 1/160 are 0.625, published as 0.63; columns decide that alone."""
    rules, scored = ratios("1/160", "3/160", "5/160", "624999/99999999")

    assert rules.policies.rounding.value.rounding.mode == "half-up"
    assert scored.total.tolist() == [63, 188, 313, 62]
    assert scored.doubtful == 0


def test_a_band_begins_on_its_floor() -> None:
    """The floor of a band belongs to the band, one hundredth of a point below it to the one below."""
    rules = declared(leaf("a", {"method": "ratio"}, max="100"))
    floors = [int(band.from_ * 100) for band in rules.bands]
    _, on = ratios(*(f"{floor}/10000" for floor in floors))
    _, below = ratios(*(f"{floor - 1}/10000" for floor in floors if floor))

    assert len(floors) > 1
    assert on.band.tolist() == list(range(len(floors)))
    assert below.band.tolist() == [at + 1 for at, floor in enumerate(floors) if floor]
