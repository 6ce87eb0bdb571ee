"""Forms that are not filled in as their formulas want it: the form and what is read of it agree."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from bad_workbooks import RULES, SELF, rewritten
from forms import at, back, codes, empty, laid_out, live, made, places, recalculated, typed
from helpers import assess, leaf, named, ruleset
from recalculation import SOFFICE

from parindex.assessment import Assessment
from parindex.ruleset.model import Ruleset
from parindex.workbook.reading import Read
from parindex.workbook.writing import write

Cells = dict[str, str | int | float | None]

KINDS = [{"key": key, "name": {"vi": key.title()}, "points": "1"} for key in ("minor", "major")]
ITEMS = (
    leaf("ticks", {"method": "checklist", "ticks": named(("one", "4"), ("two", "6"))}),
    leaf("faults", {"method": "deduction", "kinds": KINDS}),
    leaf("share", {"method": "ratio"}),
)
MANY = ruleset(*ITEMS, RULES.plain()["score"]["items"][-1])
FULL: Cells = {
    "ticks/ticks/one": "x",
    "ticks/ticks/two": "không",
    "faults/counts/minor": 1,
    "faults/counts/major": 0,
    "share": 0.5,
    "people/tallies/all/good": 3,
    "people/tallies/all/poor": 1,
}
BLANK = [key for key in FULL if "/" in key]


def typed_into(cells: Cells, rules: Ruleset = MANY) -> bytes:
    """Type answers into an empty form, by key or by key and column, like ``share:done``."""
    page = live(laid_out(rules))
    found: Cells = {}
    for key, value in cells.items():
        row, _, column = key.partition(":")
        found[at(page, row, column or "result")] = value
    return typed(made(rules, empty(rules, "department")), SELF, found)


def entries(found: Read) -> dict[str, Any]:
    """Return the entries of a form as a plain tree."""
    assert isinstance(found.assessment, Assessment), [each.line() for each in found.problems]
    plain = found.assessment.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    read: dict[str, Any] = plain["stages"]["self"]["entries"]
    return read


def test_a_form_that_is_filled_in() -> None:
    """A form with every cell filled in is read without a word, and has a total."""
    found = back(typed_into(FULL), MANY)
    assert codes(found) == []
    assert found.score is not None
    assert found.score.total.least == Fraction(4 + 9 + 5) + Fraction(30, 4)


@pytest.mark.parametrize("key", BLANK)
def test_an_item_filled_in_partly_has_no_result(key: str) -> None:
    """One blank count, tick or ballot makes the item missing, which is said at the cell; texts are kept."""
    item = key.partition("/")[0]
    found = back(typed_into({**FULL, key: None, f"{item}:evidence": "Báo cáo 1"}), MANY)
    assert codes(found) == ["W-FORM-BLANK"]
    assert places(found)["W-FORM-BLANK"] == f"{SELF}!{at(live(laid_out(MANY)), key, 'result')}"
    assert entries(found)[item] == {"state": "missing", "evidence": [{"title": "Báo cáo 1"}]}
    assert found.score is not None
    assert found.score.missing == (item,)
    assert found.score.total.open
    assert found.partial == {item}


@pytest.mark.parametrize("key", BLANK)
def test_where_missing_counts_as_zero(key: str) -> None:
    """Where the rules take missing for zero, an item filled in partly is refused: it has some result."""
    policies = {"missing": {"value": "zero", "assumed": "x"}}
    rules = Ruleset.model_validate({**MANY.plain(), "policies": {**MANY.plain()["policies"], **policies}})
    found = back(typed_into({**FULL, key: None}, rules), rules)
    assert codes(found) == ["E-FORM-BLANK"]
    assert found.assessment is None


@pytest.mark.parametrize(
    ("more", "code"),
    [({"faults:state": "Bằng không"}, "E-STATE"), ({"people": 5}, "E-FORM")],
)
def test_partly_beside_something_else(more: Cells, code: str) -> None:
    """Beside a state, or points for ballots, an item filled in partly is wrong and not missing."""
    without: Cells = {"faults/counts/major": None, "people/tallies/all/poor": None}
    found = back(typed_into({**FULL, **without, **more}), MANY)
    assert code in [each.code for each in found.problems]
    assert found.assessment is None


def test_a_form_has_a_number_for_every_ballot() -> None:
    """Groups and answers that an assessment leaves out are zeros in its form, which is filled in wholly."""
    known = assess(self={"people": {"tallies": {"all": {"good": "3"}}}})
    found = back(write(laid_out(MANY, known)), MANY)
    assert entries(found)["people"] == {"tallies": {"all": {"good": "3", "poor": "0"}}}
    assert "W-FORM-BLANK" not in codes(found)


ODD: dict[str, tuple[Cells, list[str], dict[str, str]]] = {
    "partly": (
        {"ticks/ticks/two": None, "faults/counts/minor": None, "people/tallies/all/good": None},
        ["W-FORM-BLANK"] * 3,
        {
            "ticks": "Chưa điền đủ",
            "faults": "Chưa điền đủ",
            "people": "Chưa điền đủ",
            "total": "Chưa đủ số liệu",
        },
    ),
    "text": ({"share": "0,5"}, ["W-FORM-NUMBER"], {"share": "Số liệu sai", "total": "Có số liệu sai"}),
    "long text": (
        {"share": None, "share:done": "1234567890,123456", "share:planned": 2_000_000_000},
        ["W-FORM-DIGITS"],
        {"share": "Số liệu sai", "total": "Có số liệu sai"},
    ),
    "text and blank": (
        {"faults/counts/minor": "1", "faults/counts/major": None},
        ["W-FORM-NUMBER", "W-FORM-BLANK"],
        {"faults": "Số liệu sai", "total": "Có số liệu sai"},
    ),
    "choice": ({"ticks/ticks/one": " X "}, [], {"ticks": "Số liệu sai", "total": "Có số liệu sai"}),
    "beyond": (
        {"share": None, "share:done": 0.5, "share:planned": 2e9},
        [],
        {"share": "Cần parindex", "total": "Cần parindex"},
    ),
}


@pytest.mark.skipif(SOFFICE is None, reason="soffice is not installed")
def test_the_form_and_reading_agree(tmp_path: Path) -> None:
    """What a computed form cannot show reading says; nobody is said to have changed a figure."""
    contents = recalculated([typed_into({**FULL, **cells}) for cells, _, _ in ODD.values()], tmp_path)
    page = live(laid_out(MANY))
    for (name, (_, wanted, shown)), content in zip(ODD.items(), contents, strict=True):
        found = back(content, MANY)
        assert (name, codes(found)) == (name, wanted)
        looks = next(each for each in found.sheets.workbook.sheets if each.name == SELF).looks
        assert looks is not None
        assert looks.filled is not None
        cached = looks.filled.cached
        assert {key: cached[at(page, key, "status")] for key in shown} == shown, name
        assert cached[at(page, "total", "points")] in {"", "cần parindex"}, name


@pytest.mark.skipif(SOFFICE is None, reason="soffice is not installed")
def test_an_excuse_is_for_its_item_only(tmp_path: Path) -> None:
    """What a form says of an item that was filled in wrongly or partly is a difference at any other item."""
    cells: Cells = {**FULL, "share": "0,5", "faults/counts/minor": None}
    (content,) = recalculated([typed_into(cells)], tmp_path)
    assert codes(back(content, MANY)) == ["W-FORM-BLANK", "W-FORM-NUMBER"]
    place = at(live(laid_out(MANY)), "ticks", "status")

    def says(words: str) -> bytes:
        cell = rf'(<c r="{place}"[^>]*><f[^>]*>[^<]*</f><v>)[^<]*'
        change = partial(re.sub, cell, rf"\g<1>{words}")
        return rewritten(content, "xl/worksheets/sheet2.xml", change)

    for words in ("Số liệu sai", "Chưa điền đủ"):
        assert places(back(says(words), MANY))["W-FORM-DIFFERS"] == f"{SELF}!{place}"
    assert "W-FORM-DIFFERS" not in codes(back(says("Đã có kết quả"), MANY))
