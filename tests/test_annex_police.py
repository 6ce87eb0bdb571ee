"""Two real tables of a provincial police, read whole, with every defect that they are known to have."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from annexes import ruleset, said

from parindex.annex.importing import Imported, import_annex
from parindex.ruleset.checks import LAWS, check

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
FILES = {name: DATA / f"criterion-table-police-{name}.xlsx" for name in ("I", "III")}

pytestmark = pytest.mark.skipif(
    not all(file.exists() for file in FILES.values()), reason=f"the tables are not in {DATA}"
)


@cache
def table(name: str) -> Imported:
    """Import one of the tables."""
    file = FILES[name]
    return import_annex(file.read_bytes(), file.name)


def maxima(name: str) -> list[str]:
    """Return the maxima of the fields."""
    return [field["max"] for field in table(name).tree["score"]["items"]]


def cells(name: str, code: str) -> list[str]:
    """Return the cells at which a defect is named."""
    return [cell for found, cell in said(table(name).problems) if found == code]


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_accounted_for(name: str) -> None:
    """Every row below the header is counted once, and none is left that was not understood."""
    rows = table(name).rows
    assert rows.conserved
    assert (rows.unknown, rows.inside, rows.totals, rows.beside) == (0, 0, 1, 1)


def test_all_of_table_one_comes_out() -> None:
    """Table I has 7 fields, 27 criteria and 63 parts, all of them scored in 150 steps, for 100 points."""
    found = table("I")
    assert found.levels == (7, 27, 63)
    assert (found.rows.scored, found.rows.steps) == (63, 150)
    assert maxima("I") == ["25", "24", "8", "10", "11", "14", "8"]
    assert found.tree["score"]["max"] == "100"


def test_all_of_table_three_comes_out() -> None:
    """Table III has 90 scored criteria in 238 steps, and one more whose two steps bear numbers."""
    found = table("III")
    assert found.levels == (9, 39, 88 - 2)
    assert (found.rows.scored, found.rows.steps) == (90 + 1, 238 + 2)
    assert maxima("III") == ["15", "10", "12.5", "5", "8.5", "6", "9", "20", "14"]
    assert found.tree["score"]["max"] == "100"


def test_the_defects_of_table_one() -> None:
    """Of table I every defect is named at its cell: overlaps, a missing bound, and numbers below another."""
    assert said(table("I").problems) == [
        ("E-ANNEX-BOUND", "B62"),
        ("E-ANNEX-OVERLAP", "B82"),
        ("E-ANNEX-OVERLAP", "B93"),
        ("E-ANNEX-OVERLAP", "B117"),
        ("E-ANNEX-NUMBER", "A163"),
        ("E-ANNEX-NUMBER", "A166"),
    ]


def test_the_defects_of_table_three() -> None:
    """Of table III: a max out of reach, a number that stands twice, numbered steps, overlaps and a gap."""
    assert cells("III", "E-ANNEX-REACH") == ["C136"]
    assert cells("III", "E-ANNEX-TWICE") == ["A359"]
    assert cells("III", "E-ANNEX-STEP-CODE") == ["A208", "A209"]
    overlaps = ["B51", "B87", "B99", "B103", "B124", "B153", "B158"]
    assert cells("III", "E-ANNEX-OVERLAP") == overlaps
    assert cells("III", "E-ANNEX-GAP") == ["B191"]
    assert len(table("III").problems) == 5 + len(overlaps)


def test_the_whole_step_beside_its_span_overlaps_at_the_top() -> None:
    """In III 3.2.2 a step for 100 % stands beside one from 70 to 100 %: they share 100 %."""
    (found,) = [each for each in table("III").problems if dict(each.details)["cell"] == "B153"]
    assert dict(found.details)["both"] == "100%"
    assert dict(found.details)["other"] == "B152"


@pytest.mark.parametrize("name", FILES)
def test_the_draft_is_a_ruleset_that_keeps_every_law(name: str) -> None:
    """The draft is written, read again and loads; wrong ladders break no law of the format."""
    assert check(ruleset(table(name)), LAWS) == ()


@pytest.mark.parametrize(("name", "count"), [("I", "20"), ("III", "41")])
def test_letters_in_parts_are_put_together(name: str, count: str) -> None:
    """The tables have letters in parts, which a strict reading refuses: they are composed and counted."""
    (found,) = [each for each in table(name).remarks if each.code == "W-ANNEX-COMPOSED"]
    assert dict(found.details)["count"] == count


@pytest.mark.parametrize(("name", "cell"), [("I", "C252"), ("III", "C379")])
def test_the_total_is_added_up_anew(name: str, cell: str) -> None:
    """The total is a formula without a stored result; adding up its cells gives 100."""
    (found,) = [each for each in table(name).remarks if each.code == "W-ANNEX-FORMULA"]
    details = dict(found.details)
    assert (details["cell"], details["points"]) == (cell, Fraction(100))
