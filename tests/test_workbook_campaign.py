"""Every shipped ruleset as spreadsheet formulas, computed by LibreOffice, against the engine and the oracle.

The ordinary run computes a few forms, in `test_workbook_program.py` and `test_workbook_recalculation.py`;
this is the long campaign. What it counted is told with ``--log-cli-level=INFO``.
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import filled as forms
import pytest
import recalculation
from commands import SHIPPED
from spreadsheets import Value
from test_workbook_program import made

from parindex.assessment import Assessment
from parindex.audit import oracle
from parindex.audit.crosscheck import cross_check
from parindex.errors import AssessmentError
from parindex.ruleset.catalog import load
from parindex.ruleset.model import Ruleset
from parindex.scoring import score
from parindex.workbook.program import Program

ASSESSMENTS = 73  # of each kind of unit of each shipped ruleset
OF_LARGE = 26  # of a form of thousands of formulas, which takes LibreOffice half a second
TRIES = 30  # to bring one assessment to an edge
Drawn = tuple[Assessment, bool]

logger = logging.getLogger(__name__)


def drawn(rules: Ruleset, kind: str, number: int) -> Iterator[Drawn]:
    """Draw assessments; a third of them are exactly at an edge or a tie, and say so."""
    count = 0
    for seed in range(number):
        pick = random.Random(f"campaign {rules.id} {kind} {seed}").randrange
        found = forms.entered(rules, kind, pick)
        aimed = None
        for _ in range(TRIES if 3 * count <= seed else 0):
            aimed = aimed or forms.aimed(rules, kind, forms.entered(rules, kind, pick, decimal=True), pick)
        count += aimed is not None
        yield forms.assessed(rules, kind, aimed or found), aimed is not None


def computed(form: Program, cases: list[Drawn], folder: Path) -> list[dict[str, Value]]:
    """Return what LibreOffice shows in the cells that people read, for each assessment."""
    folder.mkdir()
    filled = [forms.filled(form, forms.entries(assessment)) for assessment, _ in cases]
    rows = recalculation.write(form, filled, folder / "forms.xlsx")
    file = recalculation.by_libreoffice(folder / "forms.xlsx", folder)
    return recalculation.read(file, rows, [each.name for each in form.outputs])


def judged(form: Program, shown: dict[str, Value], rules: Ruleset, assessment: Assessment) -> Counter[str]:
    """Compare one form with the engine, and the engine with the oracle; what neither scores has no total."""
    try:
        scored = score(rules, assessment, trace=False)
    except AssessmentError:
        tree = assessment.model_dump(mode="json", by_alias=True, exclude_unset=True)
        with pytest.raises(oracle.OracleError):
            oracle.score(rules.plain(), tree)
        assert not isinstance(shown["p_" + rules.score.key.replace("-", "_")], float)
        return Counter(refused=1)
    assert cross_check(scored, assessment) == ()
    compared = forms.compare(form, shown, scored)
    assert compared.differences == []
    return Counter(
        scored=1,
        complete=scored.complete,
        cells=len(form.outputs),
        figures=compared.shown,
        doubts=len(compared.doubts),
    )


@pytest.mark.thorough
@pytest.mark.skipif(recalculation.SOFFICE is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("ident", SHIPPED)
def test_libreoffice(ident: str, tmp_path: Path) -> None:
    """LibreOffice computes what engine and oracle give: points, total, index, band, gap and what is lacking.

    A cell may say that it cannot tell only where the exact figure is at an edge of what is published.
    """
    rules = load(ident)
    count: Counter[str] = Counter()
    for kind in rules.units.kinds:
        form = made(ident, kind.key)
        number = OF_LARGE if len(form.cells) > 1000 else ASSESSMENTS
        cases = list(drawn(rules, kind.key, number))
        shown = computed(form, cases, tmp_path / kind.key)
        assert len(shown) == number
        for (assessment, aimed), values in zip(cases, shown, strict=True):
            count += judged(form, values, rules, assessment) + Counter(aimed=aimed, drawn=1)
    logger.info("%s %s", ident, dict(count))
    assert count["complete"] > 0
    assert 3 * count["aimed"] >= count["drawn"]
