"""Other programs compute a form that people filled in, and show what the engine does."""

from __future__ import annotations

import os
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
import recalculation
from commands import DEPARTMENT, INCOMPLETE, ROOT
from filled import compare
from forms import back, filled_in, laid_out, meaning, recalculated
from recalculation import SOFFICE
from test_workbook_campaign import drawn

import parindex
from parindex.api import read_assessment
from parindex.assessment import STAGES, Assessment, StageName
from parindex.exact import decimal_text
from parindex.ruleset.model import walk
from parindex.scales import DirectScale
from parindex.testing.random_assessments import assessment_tree
from parindex.workbook.layout import reference
from parindex.workbook.tampering import tampering

OFFICE = pytest.mark.skipif(SOFFICE is None, reason="soffice is not installed")
THOROUGH = bool(os.environ.get("PARINDEX_THOROUGH"))
RULES = parindex.load("example/department@2024")
STAGED = ROOT / "docs" / "examples" / "department-2024-stages.yaml"


def random_one(seed: int) -> Assessment:
    """Draw an assessment of the example department; with an odd seed everything is known."""
    found = random.Random(seed)
    tree = assessment_tree(found.randrange, RULES.plain(), decimal=bool(seed % 2))
    grids = {
        item.key: item.scale.grid
        for item, _ in walk(RULES.score)
        if isinstance(item.scale, DirectScale) and item.scale.grid
    }
    for stage in tree["stages"].values():
        for key, entry in stage["entries"].items():
            if key in grids and "points" in entry:
                points = Fraction(entry["points"])
                entry["points"] = decimal_text(points - points % grids[key])
    return Assessment.model_validate(tree)


def check(cases: list[tuple[Assessment, StageName]], folder: Path) -> None:
    """Fill in forms, let LibreOffice compute them, and read them back."""
    contents = [filled_in(assessment, RULES, stage=stage) for assessment, stage in cases]
    for (assessment, stage), content in zip(cases, recalculated(contents, folder), strict=True):
        found = back(content)
        assert [each.line() for each in found.problems if each.severity == "error"] == []
        assert found.assessment is not None
        assert found.score is not None
        assert meaning(found.assessment) == meaning(assessment)
        assert found.score.stage == stage
        sheets = {sheet.name: sheet for sheet in found.sheets.workbook.sheets}
        looks = sheets["Tổng hợp"].looks
        assert looks is not None
        assert looks.filled is not None
        assert any(looks.filled.cached.values()), "LibreOffice computed nothing"
        # Each value that a formula gave is compared with the score.
        assert [each.line() for each in tampering(found)] == []


@OFFICE
def test_the_example_computes_the_same(tmp_path: Path) -> None:
    """Complete, incomplete and with later stages: every figure of the form is that of the engine."""
    whole, part, staged = (read_assessment(file)[0] for file in (DEPARTMENT, INCOMPLETE, STAGED))
    last = [name for name in STAGES if name in staged.stages][-1]
    drawn = random_one(1)
    final = [name for name in STAGES if name in drawn.stages][-1]
    check([(whole, "self"), (part, "final"), (staged, last), (drawn, final)], tmp_path)


@OFFICE
@pytest.mark.thorough
def test_the_example_computes_the_same_in_many_ways(tmp_path: Path) -> None:
    """Of sixty assessments drawn at random, every figure of the form is that of the engine."""
    seeds = range(int(os.environ.get("PARINDEX_FORMS", "60")))
    drawn = [random_one(seed) for seed in seeds]
    check([(each, [name for name in STAGES if name in each.stages][-1]) for each in drawn], tmp_path)


@pytest.mark.skipif(recalculation.FORMULAS is None, reason="PARINDEX_FORMULAS_PYTHON names no Python")
@pytest.mark.parametrize(
    ("ident", "number"),
    [
        (RULES.id, 8 if THOROUGH else 1),
        ("ha-noi/departments@2025", 5),
        ("ha-noi/communes@2025", 5),
        ("national/provinces@2024", 5),
    ],
)
def test_formulas(ident: str, number: int, tmp_path: Path) -> None:
    """The library `formulas` computes the form itself, filled in, as the engine does; a third is at edges."""
    rules = parindex.load(ident)
    kind = rules.units.kinds[0].key
    for at, (assessment, _) in enumerate(drawn(rules, kind, number)):
        shown = laid_out(rules, assessment, stage="final")
        path = tmp_path / f"form-{at}.xlsx"
        path.write_bytes(filled_in(assessment, rules, stage="final"))
        places = {
            f"{page.name}!{reference(spot.row, spot.column)}": spot.output
            for page in shown.pages
            if page.live
            for spot in page.spots
            if spot.role == "output" and not spot.output.startswith("=")
        }
        found = recalculation.by_formulas(path, list(places))
        compared = Counter(places.values())
        # Points and states stand on both sheets; each is compared.
        for first in (True, False):
            values = {
                name: found[place]
                for place, name in places.items()
                if compared[name] == 1 or place.startswith("Tổng hợp!") == first
            }
            assert compare(shown.program, values, shown.sheets["final"]).differences == []
