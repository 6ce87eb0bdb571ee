"""Annexes as workbooks: what becomes of every row, which defects are named at which cell, and the draft."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from annexes import (
    HEADER,
    decided,
    imported,
    ruleset,
    said,
    sound,
    workbook,
)
from helpers import Plain
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.annex.importing import Imported, import_annex
from parindex.api import score
from parindex.errors import ReadError
from parindex.readers import yaml
from parindex.ruleset.checks import LAWS, check
from parindex.ruleset.model import Ruleset, walk
from parindex.validation import validate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annexes import Value

    Rows = list[Sequence[Value]]

# A sound annex: two fields, a criterion scored by itself, ladders in percent and in words.
SOUND: Rows = [
    ("*1", "*CHỈ ĐẠO, ĐIỀU HÀNH", 5),
    ("*1.1", "*Kế hoạch cải cách hành chính", 3),
    ("1.1.1", "Ban hành kế hoạch", 1),
    (None, "- Đúng hạn: 1", "1"),
    (None, "- Chậm: 0,5", "0.5"),
    (None, "- Không ban hành: 0", "0"),
    ("1.1.2", "Thực hiện kế hoạch", 2),
    (None, "Hoàn thành 100% kế hoạch: 2"),
    (None, "Từ 70% - dưới 100%: 1"),
    (None, "Dưới 70%: 0"),
    ("*1.2", "*Sáng kiến", 2),
    (None, "Có: 2"),
    (None, "Không: 0"),
    ("*2", "*THỂ CHẾ", 2.5),
    ("*2.1", "*Rà soát văn bản", 2.5),
    ("2.1.1", "Tỷ lệ văn bản được rà soát", "2,5"),
    (None, "Trên 80%: 2,5"),
    (None, "Từ 80% trở xuống: 0"),
    (None, "*Tổng cộng", 7.5),
]
SCORED: Rows = [("1", "*TIÊU CHÍ", 1), ("1.1", "Kế hoạch", 1), (None, "Có: 1"), (None, "Không: 0")]


def tree(found: Imported) -> list[Plain]:
    """Return the criteria of a draft."""
    items: list[Plain] = found.tree["score"]["items"]
    return items


def field(*below: Sequence[Value], points: Value = 2) -> Imported:
    """Import an annex of one field with these rows below it."""
    return imported(("1", "*LĨNH VỰC", points), *below)


def leaf(code: str, name: str, points: Value = 2) -> Rows:
    """Write a criterion of two points with a sound ladder."""
    return [(code, name, points), (None, f"Có: {points}"), (None, "Không: 0")]


def restarted(found: Imported) -> None:
    """Look at an annex whose numbers begin anew in each field: nothing else is remarked of its draft."""
    assert said(found.problems) == []
    assert {each.code for each in check(ruleset(found))} == {"W-CODE", "W-UNFILLED"}


# Sound annexes


def test_a_sound_annex_becomes_a_sound_ruleset() -> None:
    """A sound annex has no defect, and its draft, written and read again, passes every check."""
    found = imported(*SOUND)
    rules = sound(found)
    assert decided(found) == []
    rows = found.rows
    assert (rows.read, rows.scored, rows.headings, rows.steps, rows.totals) == (19, 4, 4, 10, 1)
    assert (rows.beside, rows.unknown, rows.inside) == (0, 0, 0)
    assert (found.levels, found.methods) == ((2, 3, 3), (("levels", 2), ("steps", 2)))
    assert [(item.code, str(item.max)) for item, _ in walk(rules.score)] == [
        *((None, "15/2"), ("1", "5"), ("1.1", "3"), ("1.1.1", "1"), ("1.1.2", "2"), ("1.2", "2")),
        *(("2", "5/2"), ("2.1", "5/2"), ("2.1.1", "5/2")),
    ]


def test_a_draft_scores_a_unit() -> None:
    """An assessment is scored by the draft of a sound annex."""
    rules = sound(imported(*SOUND))
    entries = {
        "ban-hanh-ke-hoach": {"level": "cham"},
        "thuc-hien-ke-hoach": {"value": "99.5"},
        "sang-kien": {"level": "co"},
        "ty-le-van-ban-duoc-ra-soat": {"value": "80"},
    }
    unit = {"key": "so-a", "name": "Sở A", "kind": "unit"}
    given = {
        "format": "1",
        "ruleset": rules.id,
        "unit": unit,
        "period": "year",
        "stages": {"final": {"entries": entries}},
    }
    assert str(score(rules, given).total.exact) == "7/2"


def test_a_draft_says_where_it_comes_from_and_what_is_to_be_filled_in() -> None:
    """A draft names its file and digest, cites the annex row by row, and marks what is not said."""
    found = imported(*SOUND, file="phu-luc-2024.xlsx")
    drafted = found.tree
    assert drafted["id"] == "nhap/phu-luc-2024@2024"
    assert "BẢN NHÁP" in drafted["title"]["vi"]
    assert found.sha256 in drafted["note"]["vi"]
    assert drafted["instruments"][0]["number"] == "CHƯA ĐIỀN"
    assert all(set(policy) == {"value", "assumed"} for policy in drafted["policies"].values())
    first = tree(found)[0]["items"][0]["items"][0]
    assert first["source"] == {"instrument": "annex", "at": "Phụ lục, 1.1.1"}
    assert first["scale"]["levels"][0] == {"key": "dung-han", "name": {"vi": "Đúng hạn"}, "points": "1"}
    words = tree(found)[0]["items"][0]["items"][1]["note"]["vi"]
    assert "Hoàn thành 100% kế hoạch; Từ 70% - dưới 100%; Dưới 70%" in words


def test_a_year_that_nothing_names_is_marked() -> None:
    """Without a year in the title or the file's name the draft has one that nobody can take for real."""
    assert imported(*SOUND, file="a.xlsx").tree["year"] == "1900"
    rows: Rows = [("PHỤ LỤC TIÊU CHÍ CẢI CÁCH HÀNH CHÍNH NĂM 2023", None), HEADER, *SOUND]
    titled = import_annex(workbook(rows), "a-2020.xlsx")
    assert (titled.tree["year"], titled.title) == ("2023", rows[0][0])
    sound(titled)


def test_the_total_may_be_finer_than_two_digits() -> None:
    """The rounding of a draft has as many digits as its total needs."""
    found = imported(*leaf("1", "Kế hoạch", "0,125"))
    sound(found)
    assert found.tree["policies"]["rounding"]["value"]["digits"] == "3"


def test_keys_come_from_names_alone() -> None:
    """Adding and moving other rows changes no key; a name that comes twice takes its number."""
    rows: Rows = [("1", "*MỘT", 4), *leaf("1.1", "Kế hoạch"), *leaf("1.2", "Kiểm tra")]
    more: Rows = [*rows[:1], *leaf("1.1", "Kế hoạch"), *leaf("1.2", "Báo cáo"), *leaf("1.3", "Kiểm tra")]
    assert [item["key"] for item in tree(imported(*rows))[0]["items"]] == ["ke-hoach", "kiem-tra"]
    assert [item["key"] for item in tree(imported(*more))[0]["items"]] == ["ke-hoach", "bao-cao", "kiem-tra"]
    twice = imported(*rows, *leaf("2", "Kiểm tra"), *leaf("3", "Role"), *leaf("4", "…"))
    sound(twice)
    assert [item["key"] for item in tree(twice)] == ["mot", "kiem-tra-2", "role-3", "muc"]
    assert imported(*rows).tree == imported(*rows).tree


def test_decomposed_letters_are_put_together_and_said() -> None:
    """Letters in parts come out composed; the report says in how many cells."""
    found = imported(("1", "Cải cách", 1), (None, "Có: 1"), (None, "Không: 0"))
    assert tree(found)[0]["name"] == {"vi": "Cải cách"}
    apart = imported(("1", "Ca\u0309i ca\u0301ch", 1), (None, "Co\u0301: 1"), (None, "Không: 0"))
    assert (apart.tree["score"], decided(apart)) == (found.tree["score"], [("W-ANNEX-COMPOSED", "B2")])


# Numbers and typography


def test_letters_roman_and_arabic_numbers_nest() -> None:
    """A part, a field, a criterion and its points nest as A, I, 1 and a."""
    found = imported(
        ("A", "*PHẦN MỘT", 2),
        ("I", "*LĨNH VỰC", 2),
        ("1", "Tiêu chí", 2),
        ("a)", "Điểm a", 1),
        (None, "Có: 1"),
        (None, "Không: 0"),
        *leaf("b)", "Điểm b", 1),
        ("B", "*PHẦN HAI", 1),
        ("I", "*LĨNH VỰC KHÁC", 1),
        *leaf("1", "Tiêu chí khác", 1),
    )
    restarted(found)
    assert found.levels == (2, 2, 2, 2)


def test_roman_fields_hold_criteria_of_two_parts() -> None:
    """Below II stand 2.1 and 2.2, although no 2 does."""
    found = imported(
        ("I", "*MỘT", 1),
        *leaf("1.1", "Kế hoạch", 1),
        ("II", "*HAI", 2),
        *leaf("2.1", "Rà soát", 1),
        *leaf("2.2", "Thi hành", 1),
    )
    sound(found)
    assert found.levels == (2, 3)


def test_numbers_may_stand_in_the_name() -> None:
    """Without a column of numbers they are taken off the names."""
    rows: Rows = [
        ("Nội dung", "Điểm chuẩn"),
        ("1. THỂ CHẾ", 1),
        ("1.1 Kế hoạch", 1),
        ("Có: 1",),
        ("Không: 0",),
    ]
    found = import_annex(workbook(rows), "a.xlsx")
    sound(found)
    assert [item["code"] for item in (tree(found)[0], *tree(found)[0]["items"])] == ["1", "1.1"]
    assert dict(found.remarks[0].details)["numbers"] == "–"


def test_typography_tells_levels_where_numbers_are_missing() -> None:
    """Capitals stand above bold names and these above plain ones; each such row is said."""
    found = imported(
        (None, "*THỂ CHẾ", 2),
        (None, "*Văn bản", 2),
        (None, "Ban hành văn bản", 1),
        (None, "Có: 1"),
        (None, "Không: 0"),
        (None, "Rà soát văn bản", 1),
        (None, "Đủ: 1"),
        (None, "Thiếu: 0"),
    )
    sound(found)
    assert found.levels == (1, 1, 2)
    assert decided(found) == [("W-ANNEX-TYPOGRAPHY", cell) for cell in ("B2", "B3", "B4", "B7")]
    assert tree(found)[0]["source"]["at"] == "Phụ lục, B2"


def test_a_bold_row_without_a_number_stands_where_bold_rows_do() -> None:
    """Among numbered rows, one without a number takes the level that its typography stands for."""
    rows: Rows = [
        ("1", "*THỂ CHẾ", 4),
        ("1.1", "*Văn bản", 2),
        *leaf("1.1.1", "Ban hành"),
        (None, "*Rà soát", 2),
        *leaf("1.2.1", "Hằng năm"),
    ]
    found = imported(*rows)
    assert decided(found) == [("W-ANNEX-TYPOGRAPHY", "B7")]
    assert [item["key"] for item in tree(found)[0]["items"]] == ["van-ban", "ra-soat"]
    assert said(found.problems) == []


def test_typography_against_the_number_is_said() -> None:
    """Where a row looks like another level than its number tells, the number decides, which is said."""
    found = field(
        *leaf("1.1", "*Đậm", 1),
        *leaf("1.2", "Thường", 1),
        *leaf("1.3", "Thường hai", 1),
        ("2", "*HAI", 1),
        *leaf("2.1", "Khác", 1),
        points=3,
    )
    sound(found)
    assert decided(found) == []
    caps = field(*leaf("1.1", "*VIẾT HOA", 1), *leaf("1.2", "Một", 1), *leaf("1.3", "Hai", 1), points=3)
    assert decided(caps) == [("W-ANNEX-STYLE", "B3")]


# Defects, each at its cell


def test_sums_that_differ_are_named() -> None:
    """Maxima that do not add up to that above, and a total that differs, stand at the stated figure."""
    found = field(*leaf("1.1", "Một"), *leaf("1.2", "Hai"), (None, "Tổng cộng", 5), points=3)
    assert said(found.problems) == [("E-ANNEX-SUM", "C2"), ("E-ANNEX-TOTAL", "C9")]
    assert found.tree["score"]["max"] == "5"


def test_ladders_that_miss_their_max_are_named() -> None:
    """A ladder below the max is named at the max, a step above it at the step."""
    found = field(("1.1", "Một", 2), (None, "Có: 1"), (None, "Không: 0"))
    assert said(found.problems) == [("E-ANNEX-REACH", "C3")]
    found = field(("1.1", "Một", 2), (None, "Tốt: 3"), (None, "Có: 2"), (None, "Không: 0"))
    assert said(found.problems) == [("E-ANNEX-EXCEED", "B4")]


def test_words_and_column_of_a_step_must_agree() -> None:
    """Where the words of a step say other points than its column, the cell of the column is named."""
    found = field(("1.1", "Một", 2), (None, "Có: 2", 1), (None, "Không: 0", 0))
    assert said(found.problems) == [("E-ANNEX-LABEL", "C4")]


@pytest.mark.parametrize(
    ("codes", "problems"),
    [
        (("1.1", "1.1"), [("E-ANNEX-TWICE", "A6")]),
        (("1.1", "1.3"), [("E-ANNEX-ORDER", "A6")]),
        (("1.2", "1.3"), [("E-ANNEX-ORDER", "A3")]),
        (("2.1", "2.2"), [("E-ANNEX-NUMBER", "A3"), ("E-ANNEX-NUMBER", "A6")]),
        (("1.1.1", "1.1.2"), [("E-ANNEX-NUMBER", "A3"), ("E-ANNEX-NUMBER", "A6")]),
        (("a)", "c)"), [("E-ANNEX-ORDER", "A6")]),
        (("1.1", "1.2"), []),
    ],
)
def test_wrong_numbers_are_named(codes: tuple[str, str], problems: list[tuple[str, str]]) -> None:
    """A number that stands twice, leaves one out, or belongs below another is named at its cell."""
    first, second = codes
    found = field(*leaf(first, "Một", 1), *leaf(second, "Hai", 1))
    assert [each for each in said(found.problems) if each != ("E-ANNEX-SUM", "C2")] == problems
    assert [item["key"] for item in tree(found)[0]["items"]] == ["mot", "hai"]


def test_letters_may_leave_out_the_vietnamese_one() -> None:
    """After d may follow đ or e."""
    letters = ("a)", "b)", "c)", "d)", "e)")
    found = field(*(row for each in letters for row in leaf(each, f"Mục {each}", 1)), points=5)
    assert said(found.problems) == []


def test_letters_stand_below_the_last_number() -> None:
    """Points a, b stand below I.1 as they would below 1.1."""
    found = imported(("I", "*MỘT", 2), ("I.1", "Hai", 2), *leaf("a)", "Ba", 1), *leaf("b)", "Bốn", 1))
    sound(found)
    assert found.levels == (1, 1, 2)


def test_numbers_may_run_on_from_field_to_field() -> None:
    """Criteria of the second field may be numbered on from those of the first."""
    found = imported(("I", "*MỘT", 1), *leaf("1", "Kế hoạch", 1), ("II", "*HAI", 1), *leaf("2", "Rà soát", 1))
    sound(found)


@pytest.mark.parametrize("code", ["1.1a", "I-2", "45658", "=A2"])
def test_a_number_that_is_none_is_a_defect_and_never_a_step(code: str) -> None:
    """A cell of numbers that holds something else is named, and its row is a criterion with a ladder."""
    found = imported(("1", "*MỘT", 4), *leaf("1.1", "Hai"), *leaf(code, "Ba"), ("-", "Tốt: 0"))
    wrong, cell = said(found.problems)[0]
    assert (wrong, cell) == ("E-ANNEX-CODE", "A6")
    assert (found.rows.read, found.rows.steps, found.rows.scored + found.rows.headings) == (8, 5, 3)
    assert len(tree(found)[0]["items"][0]["scale"]["levels"]) == 2


def test_a_step_numbered_like_a_criterion_is_named() -> None:
    """Rows with numbers that end with their points, below a criterion without a ladder, are its steps."""
    found = imported(("1", "*MỘT", 1), ("1.1", "Quy chế", 1), ("1.1.1", "Có: 1", 1), ("1.1.2", "Không: 0", 0))
    assert said(found.problems) == [("E-ANNEX-STEP-CODE", "A4"), ("E-ANNEX-STEP-CODE", "A5")]
    assert (found.rows.scored, found.rows.steps) == (1, 2)
    ruleset(found)


def test_steps_may_be_lettered() -> None:
    """Steps with a), b) are steps, and nothing is wrong with that."""
    found = imported(("1", "Quy chế", 1), ("a)", "Có: 1", 1), ("b)", "Không: 0", 0))
    sound(found)
    assert found.rows.steps == 2


def test_a_criterion_whose_name_ends_with_its_points_keeps_its_steps() -> None:
    """A numbered row that ends with a figure is a criterion when steps follow it."""
    found = imported(("1", "*MỘT", 1), ("1.1", "Quy chế làm việc: 1", 1), (None, "Có: 1"), (None, "Không: 0"))
    sound(found)
    assert found.rows.scored == 1


def test_overlaps_gaps_and_bounds_are_named_and_the_words_kept() -> None:
    """Ladders that do not tile become levels with the official words, and the defect is at the step."""
    found = imported(
        ("1", "Một", 2),
        (None, "Từ 70% - 100%: 2"),
        (None, "Từ 50% - 70%: 1"),
        (None, "Dưới 50%: 0"),
        ("2", "Hai", 2),
        (None, "100%: 2"),
        (None, "Từ 50 đến dưới số nhiệm vụ: 1"),
        (None, "Dưới 50%: 0"),
        ("3", "Ba", 2),
        (None, "Từ 70% - 80%: 2"),
        (None, "Dưới 70%: 0"),
    )
    assert said(found.problems) == [
        ("E-ANNEX-OVERLAP", "B4"),
        ("E-ANNEX-BOUND", "B8"),
        ("E-ANNEX-GAP", "B11"),
    ]
    assert [item["scale"]["method"] for item in tree(found)] == ["levels"] * 3
    ruleset(found)


# Rows that are something else, or nothing


def test_rows_that_are_not_understood_are_named_and_counted() -> None:
    """A text without points, points without a text, and a number without a name are not understood."""
    found = field(
        *leaf("1.1", "Một"),
        (None, "Tính theo số liệu của cơ quan"),
        (None, None, 3),
        ("-", None, 1),
        (None, "Đạt", "1.500"),
        ("1.2", None, 1),
    )
    assert said(found.problems) == [
        *(
            ("E-ANNEX-ROW", "B6"),
            ("E-ANNEX-ROW", "C7"),
            ("E-ANNEX-ROW", "A8"),
            ("E-ANNEX-ROW", "B9"),
            ("E-ANNEX-ROW", "A10"),
        ),
    ]
    assert [dict(each.details)["found"] for each in found.problems] == [
        "Tính theo số liệu của cơ quan",
        "3",
        "-",
        "Đạt | 1.500",
        "1.2",
    ]
    assert (found.rows.unknown, found.rows.scored, found.rows.steps) == (5, 1, 2)


def test_points_that_are_none_leave_the_criterion_in_the_draft() -> None:
    """A criterion whose points are no number has none in the draft, which says so, and keeps its ladder."""
    found = imported(
        ("1", "*MỘT", 4),
        *leaf("1.1", "Hai"),
        ("1.2", "Ba", "0-2"),
        (None, "Từ 50% trở lên: 2", "?"),
        (None, "Dưới 50%: 0"),
        ("2", "*BỐN"),
        ("2.1", "Năm", "hai điểm"),
    )
    assert said(found.problems) == [
        ("E-ANNEX-POINTS", "C6"),
        ("E-ANNEX-POINTS", "C7"),
        ("E-ANNEX-NO-MAX", "B9"),
        ("E-ANNEX-POINTS", "C10"),
    ]
    assert decided(found) == []
    marred = tree(found)[0]["items"][1]
    assert "max" not in marred
    assert marred["note"]["vi"] == (
        "CHƯA ĐIỀN điểm tối đa: phụ lục ghi `0-2`, không phải số điểm (ô C6). "
        "Nguyên văn các bậc: Từ 50% trở lên; Dưới 50%."
    )
    assert [each["points"] for each in marred["scale"]["steps"]] == ["2", "0"]
    assert tree(found)[1]["note"]["vi"] == "CHƯA ĐIỀN điểm tối đa: phụ lục không ghi (ô B9)."
    assert "max" not in found.tree["score"]
    assert found.tree["score"]["note"]["vi"] == "CHƯA ĐIỀN điểm tối đa: phụ lục không ghi."
    paths = {each.at for each in check(ruleset(found)) if each.code == "E-MAX"}
    assert paths == {"score", "score.items.0.items.1", "score.items.1", "score.items.1.items.0"}


def test_a_total_stands_although_a_field_has_no_max() -> None:
    """What the total states is kept, and is compared with nothing while a max is missing."""
    found = imported(*leaf("1", "Một"), ("2", "Hai", "?"), (None, "Tổng cộng", 9))
    assert said(found.problems) == [("E-ANNEX-POINTS", "C5")]
    assert found.tree["score"]["max"] == "9"


def test_numbers_of_a_workbook_are_never_unclear() -> None:
    """1.125 is a number where the cell holds one, and may be a thousand where it holds a text."""
    found = imported(("1", "Một", 1.125), (None, "Có", 1.125), (None, "Không", 0))
    sound(found)
    assert tree(found)[0]["max"] == "1.125"
    assert said(imported(("1", "Một", "1.125"), (None, "Có: 1")).problems) == [("E-ANNEX-POINTS", "C2")]
    fine = imported(*leaf("1", "Một"), ("2", "Hai", 1.1234567))
    assert said(fine.problems) == [("E-ANNEX-POINTS", "C5")]


def test_points_that_people_see_as_something_else_are_none() -> None:
    """A spreadsheet makes a day of 1.5, and half of it a share: what people see is named, and no points."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([("TT", "Tiêu chí", "Điểm"), ("1", "Một"), ("2", "Hai"), ("3", "Ba")]):
        sheet.write_row(number, 0, row)
    sheet.write(1, 2, 45778, book.add_format({"num_format": "dd-mmm"}))
    sheet.write(2, 2, 0.5, book.add_format({"num_format": "0%"}))
    sheet.write(3, 2, 9_999_999, book.add_format({"num_format": "dd-mmm"}))
    book.close()
    found = import_annex(stream.getvalue(), "a.xlsx").problems
    points = [dict(each.details)["found"] for each in found if each.code == "E-ANNEX-POINTS"]
    assert points == ["01/05/2025", "50%", "####"]


def test_a_header_that_comes_again_is_no_criterion() -> None:
    """Where a page begins within a table its header is passed over, with the numbers of its columns."""
    numbers = ("(1)", "(2)", "(3)", "(4)")
    found = imported(*leaf("1", "Một"), HEADER, numbers, (None, "Kém: 0"), *leaf("2", "Hai"))
    sound(found)
    assert decided(found) == [("W-ANNEX-HEADER", "A5")]
    assert (found.rows.beside, found.rows.steps) == (2, 5)


def test_points_that_may_be_thousands_are_a_defect() -> None:
    """Points like 1.500 are named at their cell, in the column and in words, and give no figure."""
    found = imported(*leaf("1", "Một"), ("2", "Hai", "1.500"), (None, "Có: 1.000"))
    assert said(found.problems) == [("E-ANNEX-POINTS", "C5"), ("E-ANNEX-ROW", "B6")]


def test_a_step_above_all_criteria_is_not_understood() -> None:
    """A step needs a criterion before it."""
    assert said(imported((None, "Có: 1"), *leaf("1", "Một")).problems) == [("E-ANNEX-ROW", "B2")]


def test_steps_of_a_criterion_with_items_are_not_understood() -> None:
    """A criterion that has items below it has no ladder of its own."""
    found = imported(("1", "*MỘT", 2), (None, "Có: 2"), *leaf("1.1", "Hai"))
    assert said(found.problems) == [("E-ANNEX-ROW", "B3")]


def test_notes_and_the_numbers_of_columns_are_no_criteria() -> None:
    """The row (1) (2) (3), notes, and rows filled in other columns only are counted by themselves."""
    found = imported(
        ("(1)", "(2)", "(3)", "(4)"),
        *leaf("1", "Một"),
        (None, None, None, "đã chấm"),
        (None, "Ghi chú: các đơn vị gửi trước 15/12"),
        (None, "Tổng điểm", 2),
        (None, "Người lập biểu"),
    )
    sound(found)
    assert found.rows.beside == 4
    assert decided(found) == [("W-ANNEX-BESIDE", cell) for cell in ("D6", "B7", "B9")]


def test_several_names_in_a_row_are_not_understood() -> None:
    """Names in columns of their own are read where a row has one of them."""
    header = ("TT", "Lĩnh vực", "Tiêu chí", "Điểm tối đa")
    rows: Rows = [
        header,
        ("1", "MỘT", None, 1),
        ("1.1", None, "Hai", 1),
        (None, None, "Có: 1"),
        (None, None, "Không: 0"),
    ]
    found = import_annex(workbook(rows), "a.xlsx")
    sound(found)
    both = import_annex(workbook([*rows, ("2", "Ba", "Bốn", 1)]), "a.xlsx")
    assert said(both.problems) == [("E-ANNEX-ROW", "B6")]


def test_a_merged_row_has_its_name_in_the_first_column() -> None:
    """A heading over the whole width stands in the column of numbers, and is read with the number in it."""
    rows: Rows = [HEADER, ("*I. THỂ CHẾ",), *leaf("1", "Kế hoạch")]
    found = import_annex(workbook(rows, ["A2:D2"]), "a.xlsx")
    assert decided(found) == [("W-ANNEX-MAX", "A2")]
    sound(found)
    assert tree(found)[0]["code"] == "I"


def test_steps_may_stand_in_the_cell_of_the_name() -> None:
    """Lines below a name in its own cell that end with points are its steps, and the report says so."""
    found = imported(("1", "Kế hoạch\nnăm\n- Đúng hạn: 1\n- Chậm: 0", 1), (None, "Một: 1\nHai: 0"))
    assert decided(found) == [("W-ANNEX-INSIDE", "B2")]
    assert (found.rows.inside, found.rows.steps) == (2, 1)
    assert tree(found)[0]["name"] == {"vi": "Kế hoạch năm"}
    assert [each["name"]["vi"] for each in tree(found)[0]["scale"]["levels"]] == [
        "Đúng hạn",
        "Chậm",
        "Một",
        "Hai",
    ]


def test_lines_after_steps_in_a_cell_lose_no_step() -> None:
    """Steps are found wherever they stand in a cell, and each other line after the first is named."""
    found = imported(("1", "Kế hoạch\nCó: 1\n(theo quý)\nKhông ban hành: không có điểm\n(ghi chú)", 1))
    assert said(found.problems) == [("E-ANNEX-ROW", "B2"), ("E-ANNEX-ROW", "B2")]
    assert [dict(each.details)["found"] for each in found.problems] == ["(theo quý)", "(ghi chú)"]
    levels = tree(found)[0]["scale"]["levels"]
    assert [(each["key"], each["points"]) for each in levels] == [("co", "1"), ("khong-ban-hanh", "0")]
    assert tree(found)[0]["name"] == {"vi": "Kế hoạch"}


def test_what_the_annex_leaves_open_is_decided_and_said() -> None:
    """A criterion without a ladder is scored directly; a heading without points takes the sum below it."""
    found = imported(
        ("1", "*MỘT"),
        *leaf("1.1", "Hai"),
        ("1.2", "Ba", 1),
        ("1.3", "Bốn"),
        (None, "Có: 1"),
        (None, "Không: 0"),
    )
    sound(found)
    assert decided(found) == [("W-ANNEX-MAX", "B2"), ("W-ANNEX-DIRECT", "B6"), ("W-ANNEX-MAX", "B7")]
    assert tree(found)[0]["items"][1]["scale"] == {"method": "direct"}
    assert tree(found)[0]["max"] == "4"


def test_a_criterion_without_points_and_steps_is_a_defect() -> None:
    """Nothing can be scored where neither points nor a ladder stand."""
    found = imported(*leaf("1", "Một"), ("2", "Hai"), (None, "Tổng cộng", "chưa cộng"))
    assert said(found.problems) == [("E-ANNEX-NO-MAX", "B5"), ("E-ANNEX-NO-MAX", "C6")]


def test_a_maximum_of_nothing_is_a_defect() -> None:
    """A criterion for no points, or for less, is named at its cell."""
    found = imported(*leaf("1", "Một"), ("2", "Hai", 0), ("3", "*ĐIỂM THƯỞNG", 1), ("3.1", "Ba", -1))
    assert [each for each in said(found.problems) if each[0] != "E-ANNEX-SUM"] == [
        ("E-ANNEX-ZERO", "C5"),
        ("E-ANNEX-ZERO", "C7"),
    ]


def test_a_negative_step_outside_a_penalty_is_a_defect() -> None:
    """Points below zero belong into a penalty."""
    found = imported(("1", "Một", 1), (None, "Có: 1"), (None, "Không: -1"))
    assert said(found.problems) == [("E-ANNEX-NEGATIVE", "B4")]


def test_steps_that_begin_like_a_total_are_steps() -> None:
    """A ladder may count "Tổng số …"; with points in the words or in the column it is no total."""
    found = imported(
        ("1", "Một", 1),
        (None, "Tổng số báo cáo đúng hạn từ 4 trở lên: 1"),
        (None, "Tổng số báo cáo đúng hạn dưới 4: 0"),
        ("2", "Hai", 1),
        (None, "Tổng điểm kiểm tra từ 4", 1),
        (None, "Dưới mức đó", 0),
        (None, "Tổng cộng", 2),
    )
    sound(found)
    assert (found.rows.steps, found.rows.totals, found.rows.unknown) == (4, 1, 0)
    bare = imported((None, "*MỘT", 1), (None, "Tổng số tin từ 4", 1), (None, "Tổng số tin dưới 4: 0"))
    assert (bare.rows.scored, bare.rows.headings, bare.rows.steps, bare.rows.totals) == (1, 1, 1, 0)


def test_totals_within_the_table_are_not_understood_and_others_are_said() -> None:
    """A sum between criteria is named as not understood; of several at the end the last is taken."""
    found = imported(
        *leaf("1", "Một"),
        (None, "*Tổng điểm", 2),
        *leaf("2", "Hai"),
        (None, "Tổng số điểm", 4),
        (None, "Tổng cộng", 4),
    )
    assert said(found.problems) == [("E-ANNEX-ROW", "B5")]
    assert decided(found) == [("W-ANNEX-TOTALS", "B9")]
    assert said(imported(*leaf("1", "Một"), (None, "*Tổng cộng")).problems) == [("E-ANNEX-ROW", "B5")]


# Bonus and penalty


def test_bonus_and_penalty_sections_have_their_roles() -> None:
    """Sections named as bonus or penalty do not count in the maximum, and the draft is sound."""
    found = imported(
        *leaf("I", "*KẾ HOẠCH"),
        ("II", "*ĐIỂM THƯỞNG", 2),
        *leaf("1", "Sáng kiến", 1),
        *leaf("2", "Mô hình mới", 1),
        ("III", "*ĐIỂM TRỪ", -1),
        ("1", "Chậm báo cáo", -1),
        (None, "Có: -1"),
        (None, "Không: 0"),
        (None, "Tổng cộng", 2),
    )
    restarted(found)
    assert [item.get("role") for item in tree(found)] == [None, "bonus", "penalty"]
    assert [item["max"] for item in tree(found)] == ["2", "2", "1"]
    assert decided(found) == [("W-ANNEX-ROLE", "B5"), ("W-ANNEX-CAP", "B5"), ("W-ANNEX-ROLE", "B12")]
    assert tree(found)[2]["items"][0]["scale"]["levels"][0]["points"] == "1"


def test_a_section_that_gives_less_than_what_is_below_is_a_limit() -> None:
    """A bonus or penalty section that states less than its parts caps them, which the report says."""
    found = imported(
        *leaf("1", "Kế hoạch"),
        ("2", "*ĐIỂM CỘNG", 2),
        *leaf("2.1", "Sáng kiến"),
        *leaf("2.2", "Mô hình mới"),
        ("3", "*Điểm trừ", 1),
        *leaf("3.1", "Chậm"),
    )
    sound(found)
    limits = [each for each in decided(found) if each[0] == "W-ANNEX-LIMIT"]
    assert limits == [("W-ANNEX-LIMIT", "C5"), ("W-ANNEX-LIMIT", "C12")]
    assert (tree(found)[1]["cap"], tree(found)[2]["floor"]) == ("2", "-1")


def test_a_bonus_may_stand_inside_a_field() -> None:
    """A bonus criterion below an ordinary one is left out of its sum, and how far it counts is left open."""
    found = imported(
        ("1", "*MỘT", 2),
        *leaf("1.1", "Hai"),
        ("1.2", "Điểm thưởng sáng kiến", 1),
        (None, "Có: 1"),
        (None, "Không: 0"),
    )
    sound(found)
    assert decided(found) == [("W-ANNEX-CAP", "B2"), ("W-ANNEX-ROLE", "B6")]


def test_words_in_passing_tell_no_role() -> None:
    """A criterion that only mentions a survey or bonus points keeps its points in the sum."""
    found = imported(
        ("1", "*MỘT", 6),
        *leaf("1.1", "Công khai quy định về điểm cộng, điểm trừ"),
        *leaf("1.2", "Điều tra xã hội học được tổ chức đúng hạn"),
        *leaf("1.3", "Kế hoạch điều tra xã hội học"),
        ("2", "*ĐÁNH GIÁ QUA ĐIỀU TRA XÃ HỘI HỌC", 2),
        *leaf("2.1", "Hài lòng"),
        ("3", "*PHẦN ĐIỂM THƯỞNG", 2),
        *leaf("3.1", "Sáng kiến"),
    )
    sound(found)
    assert [item.get("role") for item in tree(found)] == [None, "survey", "bonus"]
    assert [item.get("role") for item in tree(found)[0]["items"]] == [None, None, None]


def test_negative_points_make_a_penalty() -> None:
    """A criterion with points below zero is a penalty, whatever its name."""
    found = imported(*leaf("1", "Kế hoạch"), ("2", "Chậm báo cáo", -1))
    sound(found)
    assert tree(found)[1]["role"] == "penalty"


def test_a_total_with_the_bonus_in_it_is_said() -> None:
    """A total may count the bonus; the draft leaves it out of the maximum and says so."""
    found = imported(*leaf("1", "Kế hoạch"), *leaf("2", "Điểm thưởng", 1), (None, "Tổng cộng", 3))
    sound(found)
    assert ("W-ANNEX-TOTAL", "C8") in decided(found)
    assert found.tree["score"]["max"] == "2"


def test_a_survey_section_is_told_by_its_name() -> None:
    """A section named as a sociological survey has that role."""
    found = imported(*leaf("1", "Kế hoạch"), ("2", "*ĐIỀU TRA XÃ HỘI HỌC", 1), ("2.1", "Hài lòng", 1))
    sound(found)
    assert tree(found)[1]["role"] == "survey"


# Formulas


def test_sums_are_added_up_anew() -> None:
    """A sum of cells, also of sums, is worked out from the cells and said; its stored result is not taken."""
    found = imported(
        ("1", "*MỘT", "=SUM(C3,C6)"),
        *leaf("1.1", "Hai"),
        *leaf("1.2", "Ba"),
        (None, "Tổng cộng", "=$C$2"),
    )
    sound(found)
    assert decided(found) == [("W-ANNEX-FORMULA", "C2"), ("W-ANNEX-FORMULA", "C9")]
    assert found.tree["score"]["max"] == "4"
    ranged = imported(("1", "*MỘT", "=SUM(C3:C6)"), ("1.1", "Hai", 2), ("1.2", "Ba", 2))
    assert tree(ranged)[0]["max"] == "4"


OTHER_FORMULAS = [
    "=AVERAGE(C2)",
    "=C5",
    "=C5+C2",
    "=SUM(C2:D2)*2",
    "=SUM(C2:D2)",
    "=SUM(C2:C9999)",
    "=SUM(C4:C2)",
]


@pytest.mark.parametrize("formula", OTHER_FORMULAS)
def test_other_formulas_are_not_worked_out(formula: str) -> None:
    """A formula that is no sum, or comes back to itself, gives no points, and the report says so."""
    found = imported(*leaf("1", "Một"), (None, "Tổng cộng", formula))
    assert said(found.problems) == [("E-ANNEX-NO-MAX", "C5")]
    assert decided(found) == [("W-ANNEX-NO-SUM", "C5")]


def test_a_sum_that_leaves_out_a_field_is_a_defect() -> None:
    """A total whose formula forgets a field differs from the sum of the fields."""
    found = imported(*leaf("1", "Một"), *leaf("2", "Hai"), (None, "Tổng cộng", "=SUM(C2)"))
    assert said(found.problems) == [("E-ANNEX-TOTAL", "C8")]


# Headers


def test_a_header_of_two_rows_is_read() -> None:
    """A wide cell over several columns and the row below it make one header; cells may lead down both."""
    header: Rows = [("STT", "Tiêu chí", "Điểm", None, "Ghi chú"), (None, None, "Tự chấm", "Tối đa", None)]
    rows: Rows = [("BẢNG ĐIỂM",), *header, ("1", "Kế hoạch", None, 1), (None, "Có: 1"), (None, "Không: 0")]
    found = import_annex(workbook(rows, ["A2:A3", "B2:B3", "C2:D2", "E2:E3"]), "a.xlsx")
    sound(found)
    assert (found.title, found.tree["score"]["max"]) == ("BẢNG ĐIỂM", "1")
    assert dict(found.remarks[0].details)["max"] == "D"


def test_columns_are_found_by_what_they_say() -> None:
    """The columns may stand in any order; of two that could hold the maxima the likelier is taken."""
    rows: Rows = [
        ("Điểm", "Điểm tối đa", "Nội dung đánh giá", "TIÊU CHÍ", "TT"),
        (9, 1, "…", "Kế hoạch", "1"),
        (None, None, None, "Có: 1"),
        (None, None, None, "Không: 0"),
    ]
    found = import_annex(workbook(rows), "a.xlsx")
    sound(found)
    details = dict(found.remarks[0].details)
    assert details == {"numbers": "E", "names": "D", "max": "B", "others": "A, C"}


@pytest.mark.parametrize("title", ["Tiêu chí đánh giá", "Nội dung đánh giá", "Lĩnh vực, tiêu chí thẩm định"])
def test_a_column_of_names_may_speak_of_judging(title: str) -> None:
    """Words for what others fill in tell a column of points from the maxima, and no column of names."""
    header = ("TT", title, "Điểm tự đánh giá", "Điểm tối đa")
    long = f"Các tiêu chí để {'đánh giá, ' * 10}chấm"
    rows: Rows = [(long, "Điểm"), header, ("1", "Kế hoạch", None, 1), (None, "Có: 1"), (None, "Không: 0")]
    found = import_annex(workbook(rows), "a.xlsx")
    sound(found)
    assert dict(found.remarks[0].details)["max"] == "D"


def test_two_columns_of_maxima_are_said() -> None:
    """Where two columns have a title as good, the first is taken and the other named."""
    rows: Rows = [
        ("TT", "Tiêu chí", "Điểm tối đa sở", "Điểm tối đa huyện"),
        ("1", "Kế hoạch", 1, 2),
        (None, "Có: 1"),
        (None, "Không: 0"),
    ]
    found = import_annex(workbook(rows), "a.xlsx")
    sound(found)
    assert [dict(each.details) for each in found.remarks if each.code == "W-ANNEX-MAXIMA"] == [
        {"found": "C", "others": "D"}
    ]


def test_other_sheets_are_named() -> None:
    """The first table with a header is read; other sheets that hold anything are named."""
    found = import_annex(workbook([HEADER, *SCORED], others=["Bảng II"]), "a.xlsx")
    (said_,) = [dict(each.details) for each in found.remarks if each.code == "W-ANNEX-TABLE"]
    assert said_ == {"found": "Phụ lục", "others": "Bảng II"}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("Tên", "Số")], "E-ANNEX-HEADER"),
        ([("Tiêu chí", "Điểm tự chấm"), ("a", 1)], "E-ANNEX-HEADER"),
        ([HEADER], "E-ANNEX-EMPTY"),
        ([HEADER, (None, "Tổng cộng", 1)], "E-ANNEX-EMPTY"),
    ],
)
def test_a_file_without_a_table_of_criteria_is_refused(rows: Rows, code: str) -> None:
    """Without a header, or without a criterion below it, there is nothing to import."""
    with pytest.raises(ReadError) as refused:
        import_annex(workbook(rows), "a.xlsx")
    assert [each.code for each in refused.value.problems] == [code]


def test_only_three_kinds_of_files_are_annexes() -> None:
    """A file of another kind is refused by its name."""
    with pytest.raises(ReadError) as refused:
        import_annex(b"", "a.pdf")
    assert [each.code for each in refused.value.problems] == ["E-ANNEX-FILE"]


def test_a_csv_annex_is_read_without_typography() -> None:
    """A CSV file has no bold letters; its places are lines and columns of the file."""
    text = (
        'STT,Tiêu chí,Điểm tối đa\n1,THỂ CHẾ,"2,5"\n1.1,Kế hoạch,"2,5"\n,"Có: 2,5",\n,Không: 0,\n,Chưa rõ,\n'
    )
    found = import_annex(text.encode(), "a.csv")
    assert [str(each.place) for each in found.problems] == ["a.csv:6:2"]
    assert said(found.problems) == [("E-ANNEX-ROW", "B6")]
    assert tree(found)[0]["items"][0]["max"] == "2.5"


def test_the_name_of_the_file_is_made_fit_for_the_draft() -> None:
    """A name with letters in parts is composed; one with hidden characters is not taken up."""
    apart = imported(*SOUND, file="Phu\u0323 lu\u0323c 2024.xlsx")
    sound(apart)
    assert (apart.file, apart.tree["id"]) == ("Phụ lục 2024.xlsx", "nhap/phu-luc-2024@2024")
    hidden = imported(*SOUND, file="a\u200b.xlsx")
    sound(hidden)
    assert hidden.file == "annex"


# Whatever stands in a table

CODES = [None, *["1", "2", "1.1", "1.2", "1.1.1", "2.1", "I", "II", "A", "a)", "b)", "-", "x"], "*1"]
NAMES = [
    *(None, "*THỂ CHẾ", "*Văn bản", "Kế hoạch", "Có: 1", "Không: 0", "Từ 70% - 100%: 2", "Dưới 70%: 0"),
    *(
        "Từ 50 đến dưới mức: 1",
        "Đạt\nCó: 1\nKhông: 0",
        "Tổng cộng",
        "Ghi chú",
        "*ĐIỂM THƯỞNG",
        "Điểm trừ: -1",
        "…",
    ),
]
POINTS = [None, 0, 1, 2, -1, "0,5", "1 điểm", "?", "=SUM(C2:C4)", "=C3"]
CELLS = st.tuples(st.sampled_from(CODES), st.sampled_from(NAMES), st.sampled_from(POINTS))


@settings(max_examples=150, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=14))
def test_every_row_is_counted_and_every_draft_is_written(rows: Rows) -> None:
    """Each row is counted once, each defect has its cell, and an annex without any gives a sound draft."""
    found = imported(("1", "Đầu", 1), *rows)
    assert found.rows.unknown <= len(found.problems)
    assert all(cell != "None" for _, cell in said(found.problems))
    assert yaml.read(yaml.write(found.tree).encode()).data == found.tree
    rules = validate(Ruleset, found.tree)
    wrong = not isinstance(rules, Ruleset) or check(rules, LAWS)
    assert found.problems or not wrong, wrong
