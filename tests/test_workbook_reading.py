"""What a form that people filled in their own ways is read as."""

from __future__ import annotations

from typing import Any

import bad_workbooks
import openpyxl  # type: ignore[import-untyped]  # it has no types
import pytest
from bad_workbooks import FIRST, PAGE, RULES, SELF, cell, done, fact, put, several, shown
from forms import at, back, codes, edited, empty, laid_out, live, made, places
from helpers import assess, leaf, ruleset

from parindex.assessment import Assessed, Assessment
from parindex.errors import ParindexError, UsageError
from parindex.workbook.figures import Typed, typed
from parindex.workbook.form import Wanted, form, unit_of
from parindex.workbook.layout import reference
from parindex.workbook.program import program
from parindex.workbook.writing import write

LISTED = ruleset(
    leaf("points"),
    units={
        "kinds": [{"key": "department", "name": {"vi": "Sở"}}, {"key": "district", "name": {"vi": "Huyện"}}],
        "units": [
            {"key": "so-noi-vu", "name": {"vi": "Sở Nội vụ"}, "kind": "department"},
            {"key": "me-linh", "name": {"vi": "Mê Linh"}, "kind": "district"},
        ],
    },
)


def entries(content: bytes, stage: str = "self") -> dict[str, Any]:
    """Return the entries of a stage, as a plain tree."""
    found = back(content, RULES)
    assert isinstance(found.assessment, Assessment), [each.line() for each in found.problems]
    plain: dict[str, Any] = found.assessment.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    entries: dict[str, Any] = plain["stages"][stage]["entries"]
    return entries


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0,5", "0.5"),
        ("1.5", "1.5"),
        (" 12 ", "12"),
        ("+3", "3"),
        ("-0", "0"),
        ("007", "7"),
        ("0,500", "0.5"),
        ("2,50", "2.5"),
        ("1500,5", "1500.5"),
        ("1234,567", "1234.567"),
    ],
)
def test_texts_that_are_one_number(text: str, number: str) -> None:
    """A text that can only be one number is that number."""
    assert typed(text) == Typed(number)


@pytest.mark.parametrize("text", ["1.500", "1,500", "12.345", "-1.500"])
def test_texts_that_are_two_numbers(text: str) -> None:
    """A text that could part thousands as well as decimals is not guessed at."""
    assert typed(text) == Typed("", "unclear")


@pytest.mark.parametrize("text", ["", "x", "1.500.000", "1.500,5", "1e3", "½", "12 %", "9" * 31])
def test_texts_that_are_no_number(text: str) -> None:
    """Anything else is no number."""
    assert typed(text) == Typed("", "none")


@pytest.mark.parametrize("text", ["0,1234567", "9" * 16, "-0,0000001"])
def test_texts_of_too_many_digits(text: str) -> None:
    """A number outside the grammar of numbers is told apart from what is none."""
    assert typed(text) == Typed("", "long")


@pytest.mark.parametrize("text", ["ĐẠT TỐT", " đạt  tốt "])
def test_choices_are_found_whatever_the_capitals(text: str) -> None:
    """A choice typed by hand is found whatever its capitals and spaces."""
    assert entries(put(SELF, cell("levels", "result"), text)())["levels"]["level"] == "high"


def test_a_day_is_read_as_people_write_it() -> None:
    """The day of the report may be typed with the day first, as a date of the format, or kept as a number."""
    for text in ("17/01/2025", "17-1-2025", "2025-01-17", 45674):
        found = back(put(FIRST, fact("submitted"), text)(), RULES)
        assert found.assessment is not None
        assert found.assessment.submitted == "2025-01-17"


def test_evidence_alone_is_no_result() -> None:
    """A row with evidence and no answer is an item without a result, which keeps its evidence."""
    content = bad_workbooks.several(
        {cell("levels", "result"): None, cell("levels", "evidence"): "Kế hoạch 1\nBáo cáo 2 | https://a.vn/2"}
    )()
    assert entries(content)["levels"] == {
        "state": "missing",
        "evidence": [{"title": "Kế hoạch 1"}, {"title": "Báo cáo 2", "url": "https://a.vn/2"}],
    }


def test_a_reason_alone_at_a_later_stage_is_refused() -> None:
    """At a later stage a reason alone would say nothing of a result that an earlier stage has."""
    page = live(laid_out(RULES, bad_workbooks.STAGED, stage="final"))
    spots = [each for each in page.spots if each.key == "levels" and each.field == "why"]
    content = put(page.name, reference(spots[0].row, spots[0].column), "vì sao", bad_workbooks.staged)()
    found = back(content, RULES)
    assert [each.code for each in found.problems] == ["E-CHANGE", "E-NOTHING"]
    assert found.assessment is None


def test_a_listed_unit_needs_no_key() -> None:
    """The key of a listed unit follows from its name without a word."""
    page = laid_out(LISTED).pages[0]
    name = reference(page.rows["unit.name"], 2)
    found = back(put(FIRST, name, "sở nội vụ", lambda: made(LISTED))(), LISTED)
    assert found.assessment is not None
    assert (found.assessment.unit.key, found.problems) == ("so-noi-vu", ())


def test_an_error_or_a_hidden_row_among_the_facts() -> None:
    """A fact that is an error, or that nobody sees, is reported at its cell."""
    row = int(fact("unit.key")[1:])

    def hide(book: Any) -> None:
        book[FIRST].row_dimensions[row].hidden = True

    assert "E-HIDDEN" in [each.code for each in back(edited(bad_workbooks.base(), hide), RULES).problems]
    found = back(put(FIRST, fact("unit.key"), "#REF!")(), RULES)
    assert "E-CELLERR" in [each.code for each in found.problems]


def test_a_fact_that_is_gone() -> None:
    """A form that lost a fact it needs is refused."""
    key = f"F{fact('sha256')[1:]}"
    with pytest.raises(ParindexError, match="E-FORM-FACT"):
        back(put(FIRST, key, None)(), RULES)


def test_the_kind_of_a_form() -> None:
    """A form is for a kind of unit: the one that is said, that of a listed unit, or the only one."""
    assert unit_of(LISTED, "me-linh", None, None) == (
        "district",
        Assessed(key="me-linh", name="Mê Linh", kind="district"),
    )
    assert unit_of(LISTED, None, None, "department") == ("department", None)
    assert unit_of(LISTED, "x", "Sở X", "department")[1] == Assessed(key="x", name="Sở X", kind="department")
    for kind, code in ((None, "E-WHICH-KIND"), ("ward", "E-KIND")):
        with pytest.raises(UsageError, match=code):
            unit_of(LISTED, None, None, kind)
    with pytest.raises(UsageError, match="E-STAGE"):
        form(LISTED, Wanted("department", stage="last"))  # type: ignore[arg-type]  # what a caller may say


def test_every_input_has_a_cell() -> None:
    """Each input of the program is one cell of the sheet to fill in, and no cell takes two."""
    page = live(laid_out(RULES))
    names = [each.input.name for each in page.spots if each.input is not None]
    assert sorted(names) == sorted(each.name for each in program(RULES, "department").inputs)
    assert len({(each.row, each.column) for each in page.spots}) == len(page.spots)


def test_formats_that_only_look_like_percent_or_days() -> None:
    """A number is read whatever its format, but for percent and days: quoted words and colours are none."""
    place = cell("steps", "result")
    for code in ("General", "0.00", '0.0" % ngày"', "[Red]0.0", "[$-vi-VN]0", "0\\%", "@"):
        found = back(done(SELF, shown(place, 95.5, code))(), RULES)
        assert (codes(found), code) == ([], code)


def test_the_order_of_keys_does_not_matter() -> None:
    """Forms of one assessment are the same bytes, whatever the order of its entries."""
    why = {"changed": {"by": "Hội đồng", "why": "thiếu"}}
    first, last = bad_workbooks.ENTRIES, {"count": {"count": "2", **why}, "levels": {"level": "low", **why}}
    turned = [dict(reversed(list(each.items()))) for each in (first, last)]
    known = [assess(self=one, final=two) for one, two in ((first, last), turned)]
    contents = [write(laid_out(RULES, each, stage="final")) for each in known]
    assert contents[0] == contents[1]
    assert codes(back(contents[1], RULES)) == []


def test_kinds_of_faults_that_are_blank() -> None:
    """A kind of fault left blank beside one that is counted is asked about; all blank is no answer."""
    kinds = [{"key": key, "name": {"vi": key.title()}, "points": "1"} for key in ("minor", "major")]
    rules = ruleset(leaf("faults", {"method": "deduction", "kinds": kinds}))
    known = assess(self={"faults": {"counts": {"minor": "2"}}})
    assert codes(back(write(laid_out(rules, known)), rules)) == []
    place = at(live(laid_out(rules)), "faults/counts/minor", "result")
    found = back(put(SELF, place, 2, lambda: made(rules, empty(rules, "department")))(), rules)
    other = at(live(laid_out(rules)), "faults/counts/major", "result")
    assert places(found)["W-FORM-BLANK"] == f"{SELF}!{other}"
    assert "W-FORM-BLANK" not in codes(back(made(rules, empty(rules, "department")), rules))


def test_what_is_not_read_is_said() -> None:
    """Hidden rows and columns, links whose address is not in the text, and comments are each said."""
    evidence, why = cell("levels", "evidence"), cell("count", "why")

    def change(sheet: Any) -> None:
        sheet[evidence] = "Báo cáo 1"
        sheet[evidence].hyperlink = "https://a.vn/1"
        sheet[cell("ratio", "evidence")] = "Báo cáo 2 | https://a.vn/2"
        sheet[cell("ratio", "evidence")].hyperlink = "https://a.vn/2/"
        sheet[why].comment = openpyxl.comments.Comment("xem lại", "A")
        sheet.row_dimensions[PAGE.rows["direct"] + 1].hidden = True
        sheet.column_dimensions[cell("count", "why")[0]].hidden = True

    blank = several({cell("direct", "result"): None})
    found = back(done(SELF, change, blank)(), RULES)
    said = [(each.code, str(each.place).split("!")[1].split(":")[0]) for each in found.problems]
    column = f"{why[0]}{PAGE.header + 1}"
    for each in (
        ("W-FORM-HIDDEN", cell("direct", "result")),
        ("W-FORM-HIDDEN", column),
        ("W-FORM-LINK", evidence),
        ("W-FORM-COMMENT", why),
    ):
        assert each in said
    assert [code for code, _ in said].count("W-FORM-LINK") == 1
