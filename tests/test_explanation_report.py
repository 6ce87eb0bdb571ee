"""A score sheet and a league as reports: every line and loss, ranks with ties, and what they rest on."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from commands import DEPARTMENT, INCOMPLETE, JUSTICE
from helpers import group, leaf, ruleset, scored

import parindex
from parindex.api import read_assessment
from parindex.errors import Language, UsageError
from parindex.exact import Interval
from parindex.explanation.league_report import league_report
from parindex.explanation.report import Coded, sheet_report
from parindex.explanation.sheet import published
from parindex.fields import say
from parindex.reporting.table import Report, Table, shown
from parindex.scoresheet import ScoreSheet, each_line

LANGUAGES: tuple[Language, ...] = ("vi", "en")
TITLE = "Bộ tiêu chí minh hoạ xác định Chỉ số cải cách hành chính của sở, cơ quan tương đương sở năm 2024"
RECKONED = "Tỷ lệ: 285 / 291 ≈ 0,98. 2,5 × ≈0,98 ≈ 2,45 điểm. Đạt ngưỡng (≈0,98 ≥ 0,8)."


@cache
def example(file: Path) -> ScoreSheet:
    """Score an example."""
    assessment, _ = read_assessment(file)
    return parindex.score(parindex.load(assessment.ruleset), assessment)


def printed(sheet: ScoreSheet, lang: Language = "vi", code: str | None = "ABCD") -> Report:
    """Make the report of a sheet."""
    return sheet_report(Coded(sheet, code), command="parindex report x", lang=lang)


def table(found: Report, title: str) -> Table:
    """Return the table of a section."""
    (one,) = next(each.tables for each in found.sections if each.title == title)
    return one


def row(found: Table, first: str) -> tuple[Any, ...]:
    """Return the row that begins with a cell."""
    return next(each for each in found.rows if each[0] == first)


def told(found: Report) -> str:
    """Return every text that is no table."""
    return "\n".join(
        [
            found.title,
            *found.lead,
            *(text for each in found.sections for text in each.paragraphs),
            *found.notes,
        ]
    )


# One unit


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("file", [DEPARTMENT, INCOMPLETE, JUSTICE], ids=lambda file: file.stem)
def test_every_line_is_printed(file: Path, lang: Language) -> None:
    """Each line of the sheet is a row, with its name, its published points, its reckoning and its clause."""
    sheet = example(file)
    found = printed(sheet, lang).sections[-1].tables[0]
    lines = list(each_line(sheet.lines))
    assert len(found.rows) == len(lines)
    for line, cells in zip(lines, found.rows, strict=True):
        assert cells[:2] == (line.item.code or "", say(line.item.name, lang))
        points = shown(cells[3], found.columns[3], lang).replace(" – ", " đến " if lang == "vi" else " to ")
        assert points.replace("−", "-") == published(line.figure(sheet.total.rounding), lang)
        assert cells[4] or line.lines
        assert cells[5] or line.item.source is None


def test_what_a_department_is_told() -> None:
    """The title says that software made it; standing, result, code and the nature of the print come first."""
    found = printed(example(DEPARTMENT))
    assert found.title == "Phiếu điểm tính bằng parindex: Sở Minh hoạ A"
    assert found.lead == (
        "Bộ tiêu chí minh hoạ, không phải văn bản chính thức.",
        f"{TITLE} (example/department@2024).",
        "Kỳ năm 2024, kết quả cuối cùng.",
        "Tổng điểm 86,17 trên 100 điểm; chỉ số 86,17 %; xếp loại: Tốt (từ 85 đến dưới 95 %).",
        "Mã đối chiếu: ABCD.",
        "Bản in này là kết quả phần mềm tính từ dữ liệu đầu vào, không phải văn bản của cơ quan nhà nước.",
    )
    assert row(found.sections[-1].tables[0], "1.5")[4:] == (
        f"{RECKONED} Điều chỉnh: Sở Nội vụ: Hai nhiệm vụ chưa có sản phẩm",
        "Phụ lục, 1.5",
    )
    assert row(found.sections[-1].tables[0], "10.2")[2:4] == (Fraction(-2), Fraction(-1, 2))
    assert any(note.startswith("Giả định, không nguồn nào nêu: policies.missing") for note in found.notes)
    assert any(example(DEPARTMENT).ruleset.digest in note for note in found.notes)
    assert found.command == "parindex report x"


def test_fields_with_their_shares() -> None:
    """Blocks and fields stand with the share of what applies to the unit; bonus points have none."""
    found = table(printed(example(DEPARTMENT)), "Kết quả theo lĩnh vực")
    cells = zip(row(found, "2"), found.columns, strict=True)
    assert [shown(cell, column, "vi") for cell, column in cells] == [
        "2", "Cải cách thể chế", "7", "7", "5,19", "74,08",
    ]  # fmt: skip
    assert row(found, "9")[-1] is None
    incomplete = table(printed(example(INCOMPLETE)), "Kết quả theo lĩnh vực")
    assert any(isinstance(line[-1], Interval) for line in incomplete.rows)
    assert [each.title for each in printed(example(JUSTICE)).sections] == ["Điểm bị mất", "Từng dòng"]


def test_losses() -> None:
    """Each loss is what applied less what was got, the greatest first; the sum is said."""
    found = printed(example(DEPARTMENT))
    rows = table(found, "Điểm bị mất").rows
    assert rows[0][0] == "11.1.3"
    assert [cells[4] for cells in rows] == sorted((cells[4] for cells in rows), reverse=True)  # type: ignore[type-var]
    assert all(cells[2] - cells[3] == cells[4] > 0 for cells in rows)  # type: ignore[operator]
    assert f"Số tiêu chí mất điểm: {len(rows)}, cộng lại ≈17,77 điểm." in told(found)


def test_small_losses_are_not_shown_as_none() -> None:
    """A loss below the digits of publication takes more of them, up to six."""
    rules = ruleset(leaf("a"), leaf("b"))
    for points, digits, said in (("9.999", 3, "0,001"), ("9.999999", 6, "0,000001"), ("9.5", 2, "0,5")):
        found = printed(scored(rules, {"a": {"points": points}, "b": {"points": "10"}}))
        losses = table(found, "Điểm bị mất")
        assert losses.columns[4].rounding is not None
        assert losses.columns[4].rounding.digits == digits
        assert f"cộng lại {said} điểm" in told(found)
    thirds = {"method": "ratio"}
    close = {"done": "99999999", "planned": "100000000"}
    found = printed(scored(ruleset(leaf("a", thirds)), {"a": close}))
    assert [each.rounding and each.rounding.digits for each in table(found, "Điểm bị mất").columns][4] == 6


def test_no_loss() -> None:
    """A unit with full points is told so."""
    found = printed(scored(ruleset(leaf("a")), {"a": {"points": "10"}}))
    assert "Không tiêu chí nào mất điểm." in told(found)


def test_what_is_missing() -> None:
    """An incomplete sheet has intervals, names what is missing, and has no check code."""
    found = printed(example(INCOMPLETE), code=None)
    assert "Chưa có kết quả: " in told(found)
    assert "Không có mã đối chiếu: chỉ kết quả cuối cùng" in told(found)
    told_of = [cells[4] for cells in found.sections[-1].tables[0].rows]
    assert "Chưa có kết quả." in told_of
    assert any(str(each).startswith("Chưa đủ kết quả.") for each in told_of)


def test_rules_without_bands_and_states() -> None:
    """Nothing is said of bands where there are none; a state says itself and its reason."""
    items = (
        leaf("a", applies_to=["district"], assumed="thử"),
        leaf("d", applies_to=["department"]),
        group("g", leaf("b", assumed="thử"), leaf("c"), rescale="true", max="10", assumed="thử"),
    )
    entries = {
        "b": {"state": "zero", "why": "chưa làm"},
        "c": {"points": "5"},
        "d": {"points": "10"},
    }
    sheet = scored(ruleset(*items, bands=[], root={"max": "20"}), entries)
    found = printed(sheet)
    rows = {str(cells[1]): cells for cells in found.sections[-1].tables[0].rows}
    assert "; xếp loại:" not in told(found)
    assert rows["Mục a"][4:] == ("Không áp dụng cho loại đơn vị này.", "giả định")
    assert rows["Mục b"][4] == "Kết quả bằng không: 0 điểm. Lý do: chưa làm"
    assert rows["Mục c"][5] == ""
    assert str(rows["Nhóm g"][4]).endswith("Quy đổi: 5 × 10 / 20 = 2,5 điểm.")


# A league


@cache
def rules_of_a_league(bands: bool) -> Any:  # noqa: FBT001 (whether it has bands)
    """Make rules for a league."""
    return ruleset(leaf("a")) if bands else ruleset(leaf("a"), bands=[])


def league(*points: str, bands: bool = True, lang: Language = "vi", code: str | None = "LEAGUE") -> Report:
    """Make the report of a league of units with these points."""
    rules = rules_of_a_league(bands)
    units = [
        Coded(scored(rules, {"a": {"points": each}}, unit=f"so-{at}"), f"CODE {at}")
        for at, each in enumerate(points)
    ]
    return league_report(units, code, command="parindex report", lang=lang)


def test_ranks_and_ties() -> None:
    """Equal units share a rank, the next one is skipped, and the ties are named with the rule behind them."""
    found = league("5", "9", "9", "7")
    places = table(found, "Bảng xếp hạng")
    assert [[shown(cells[at], places.columns[at], "vi") for at in (0, 2, 5)] for cells in places.rows] == [
        ["1", "9,00", "CODE 1"],
        ["1", "9,00", "CODE 2"],
        ["3", "7,00", "CODE 3"],
        ["4", "5,00", "CODE 0"],
    ]
    assert "Đồng hạng 1: Sở A, Sở A." in found.lead
    assert any("sau các đơn vị đồng hạng có bỏ cách hạng" in text for text in found.lead)
    assert "Mã đối chiếu: LEAGUE." in found.lead


def test_bands_and_how_many_have_them() -> None:
    """Each band has its span and the number of its units; without bands neither column nor table is there."""
    found = league("5", "9", "9", "7")
    counts = [cells[2] for cells in table(found, "Mức xếp loại").rows]
    assert sum(counts) == 4  # type: ignore[arg-type]
    bare = league("5", bands=False, code=None)
    assert [each.title for each in table(bare, "Bảng xếp hạng").columns] == [
        "Hạng", "Đơn vị", "Tổng điểm", "Chỉ số", "Mã đối chiếu",
    ]  # fmt: skip
    assert [each.title for each in bare.sections][1:] == ["Phụ lục 1. Phiếu điểm: Sở A"]


def test_the_sheet_of_each_unit_is_an_annex() -> None:
    """The annexes follow the ranks, each with its result, its check code and all its lines."""
    annexes = [each for each in league("5", "9", lang="en").sections if each.title.startswith("Annex")]
    assert [each.title for each in annexes] == ["Annex 1. Score sheet: Sở A", "Annex 2. Score sheet: Sở A"]
    assert [each.paragraphs[-1] for each in annexes] == ["Check code: CODE 1.", "Check code: CODE 0."]
    assert all(len(each.tables[0].rows) == 1 for each in annexes)


def test_units_of_other_leagues_are_refused() -> None:
    """What cannot be ranked together is refused as it is everywhere."""
    sheets = [Coded(example(file), None) for file in (DEPARTMENT, JUSTICE)]
    with pytest.raises(UsageError) as caught:
        league_report(sheets, None, command="", lang="vi")
    assert [each.code for each in caught.value.problems] == ["E-LEAGUE"]


def test_warnings_name_their_unit() -> None:
    """What a reader must know of a unit stands in the notes, with its name."""
    sheet = scored(ruleset(leaf("a"), missing="zero"), {})
    assert any(note.startswith("Lưu ý: Sở A: W-MISSING: ") for note in printed(sheet).notes)
