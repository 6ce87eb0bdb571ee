"""`distance`: how far a unit is from the next band, in every form that a person takes away."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from commands import (
    DEPARTMENT,
    INCOMPLETE,
    JUSTICE,
    flat,
    on_terminal,
    ran,
    run,
    small_rules,
    small_unit,
    told,
    written,
)

DISTRICT = DEPARTMENT.with_name("department-2024-b.yaml")
TOP = DEPARTMENT.with_name("department-2024-c.yaml")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Write the small ruleset."""
    return written(tmp_path / "rules.yaml", small_rules())


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Write an assessment that fits the small ruleset."""
    return written(tmp_path / "unit.yaml", small_unit())


@cache
def wide(file: Path) -> str:
    """Return what a wide terminal shows of an example: a search of a whole department takes a second."""
    return on_terminal("distance", file, width=220)


def types(tree: Any) -> set[type]:
    """Return the types of all values in a tree."""
    if isinstance(tree, dict):
        return {found for part in tree.values() for found in types(part)}
    if isinstance(tree, list):
        return {found for part in tree for found in types(part)}
    return {type(tree)}


# The readable example


def test_what_a_department_is_told_first() -> None:
    """The result, both distances, the cheapest way and the warning stand before any table."""
    text = flat(wide(DEPARTMENT))

    assert text.startswith("Khoảng cách tới mức xếp loại tiếp theo: Sở Minh hoạ A Bộ tiêu chí minh hoạ")
    for sentence in (
        "Bộ tiêu chí minh hoạ, không phải văn bản chính thức.",
        "Tổng điểm 86,17 trên 100 điểm, chỉ số 86,17 %; xếp loại Tốt (từ 85 đến dưới 95 %).",
        (
            "Còn thiếu ≈8,82 % chỉ số (≈8,82 điểm) để lên mức Xuất sắc: "
            "chỉ số chính xác phải đạt ít nhất 94,995 %."
        ),
        "So với sàn của mức Tốt còn dư ≈1,18 % chỉ số (≈1,18 điểm).",
        "cải thiện 26 tiêu chí, tổng công sức 26; khi đó tổng điểm 95,00 điểm, chỉ số 95,00 %.",
        "Đây là phép tính trên quy tắc đã mã hoá, không phải lời hứa về kết quả của cuộc thẩm định nào.",
        "Số tiêu chí mất điểm: 49, trong đó tuỳ thuộc đơn vị 42, tuỳ thuộc người trả lời điều tra 7.",
        "Không thay đổi riêng lẻ nào trong bảng làm đổi mức xếp loại.",
        "Giả định, không nguồn nào nêu: policies.missing",
    ):
        assert sentence in text


def test_the_tables_of_a_department() -> None:
    """Both distances stand exactly, each loss and improvement on its row with its clause."""
    lines = [flat(line) for line in wide(DEPARTMENT).splitlines()]

    for line in (
        "Tổng điểm (điểm, tối đa 100) 86,17 ≈86,171664",
        "Chỉ số (%) 86,17 ≈86,171664",
        "Theo chỉ số công bố (%) thiếu 8,83 dư 1,17",
        "Theo chỉ số chính xác (%) thiếu ≈8,823336 dư ≈1,176664",
        "11.1.3 Thời gian giải quyết công việc so với quy định 10 8,43 1,57 +1,13 điều tra Phụ lục, 11.1.3",
        "3.5 Tỷ lệ hồ sơ thủ tục hành chính giải quyết quá hạn 2 1,00 1,00 +1,00 đơn vị Phụ lục, 3.5",
        "10.2 Số tiêu chí tự chấm có số liệu không đúng thực tế 0 −0,50 0,50 +0,50 đơn vị Phụ lục, 10.2",
        (
            "1.1.3 Mức độ hoàn thành kế hoạch cải cách hành chính năm 58/60 (≈96,67 %) 100 % 1,45 1,50 +0,05 "
            "Phụ lục, 1.1.3"
        ),
        (
            "9.2 Số mô hình cải cách hành chính được nhân rộng không được chấp nhận 1 trường hợp 0,00 0,50 1 "
            "Phụ lục, 9.2"
        ),
        (
            "3.5 Tỷ lệ hồ sơ thủ tục hành chính giải quyết quá hạn 126/9874 (≈1,28 %) từ 0 đến 1 % "
            "1,00 2,00 1 Phụ lục, 3.5"
        ),
    ):
        assert line in lines


@pytest.mark.parametrize("width", [80, 110])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Whatever the width, nothing is cut and nothing runs over."""
    text = on_terminal("distance", JUSTICE, width=width)

    assert max(map(len, text.splitlines())) <= width
    assert all(word in text for word in ("61,86", "+6,64", "876/QĐ-BNV", "61,9"))


def test_in_english() -> None:
    """Words and figures are English where the rules have English words."""
    text = flat(ran("distance", JUSTICE, "--lang", "en"))

    assert text.startswith(
        "How far the next band is: Bộ Tư pháp Administrative reform index of ministries, 2023"
    )
    assert "Structure only: the sources give no table of criteria" in text
    assert "To Group A 0.04 % of the index (0.04 points) is missing" in text
    assert "better answers on 1 criterion, effort 1 in all; the total then is 90.00 points" in text
    assert text.endswith(f"The command that repeats this report parindex distance {JUSTICE} --lang en")


def test_the_top_band() -> None:
    """In the highest band there is nothing to reach, and what is to spare is told."""
    text = flat(wide(TOP))

    assert "Đây là mức cao nhất. So với sàn của mức Xuất sắc còn dư ≈1,89 % chỉ số" in text
    assert "Đã đạt mức Xuất sắc, không cần cải thiện gì." in text


def test_a_band_that_is_asked_for() -> None:
    """A band further up is searched for; where the unit cannot reach it, the report says what is missing."""
    text = flat(ran("distance", DISTRICT, "--band", "xuat-sac"))

    assert "Không có cách nào trong tầm tay đơn vị đạt tới mức Xuất sắc." in text
    assert "thì chỉ số là 94,14 %, xếp loại Tốt (từ 85 đến dưới 95 %); vẫn thiếu 0,86 %." in text


def test_efforts_and_the_command_that_repeats_the_report() -> None:
    """Efforts move the choice, and the line at the end names every option that was given."""
    options = ("--band", "a", "--effort", "appraisal=2.5", "--effort", "survey=0", "--survey")
    text = flat(ran("distance", JUSTICE, *options))

    assert "(appraisal: 2,5; survey: 0)" in text
    assert "Cách ít công sức nhất để đạt mức Nhóm A: cải thiện 1 tiêu chí, tổng công sức 0;" in text
    assert text.endswith(f"parindex distance {JUSTICE} {' '.join(options)}")


def test_other_rules_and_another_stage(rules: Path, tmp_path: Path) -> None:
    """Rules from a file and an earlier stage are taken, and stand in the command."""
    tree = small_unit()
    tree["stages"]["self"] = tree["stages"].pop("final")
    unit = written(tmp_path / "own unit.yaml", tree)
    options = ("--ruleset", str(rules), "--stage", "self")
    text = flat(ran("distance", unit, *options))

    assert text.endswith(f"parindex distance '{unit}' {' '.join(options)}")


# Forms


def test_json_has_no_number() -> None:
    """The document holds text, true, false and null alone, with exact fractions as text."""
    tree = told("distance", DEPARTMENT)

    assert types(tree) <= {str, bool, type(None)}
    assert (tree["format"], tree["unit"], tree["index"]["published"]) == ("1", "so-minh-hoa-a", "86.17")
    assert tree["distance"]["above"]["needed"] == "18999/200"
    assert tree["cheapest"]["found"]["cost"] == "26"
    assert len(tree["losses"]) == 49
    assert told("distance", JUSTICE) == json.loads(ran("distance", JUSTICE, "--format", "json"))


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("text", b"Kho\xe1\xba\xa3ng"),
        ("md", b"# Kho"),
        ("html", b"<!DOCTYPE html>"),
        ("xlsx", b"PK"),
        ("json", b"{"),
    ],
)
def test_every_form_goes_to_a_file(tmp_path: Path, form: str, start: bytes) -> None:
    """Each form is written to the file asked for, and nothing is printed."""
    file = tmp_path / f"out.{form}"

    assert ran("distance", JUSTICE, "--format", form, "-o", file) == ""
    assert file.read_bytes().startswith(start)
    if form == "xlsx":
        assert "xl/workbook.xml" in ZipFile(file).namelist()


def test_the_page_draws_the_losses() -> None:
    """The page has a chart of what each loss costs the index."""
    page = ran("distance", JUSTICE, "--format", "html")

    assert "Ảnh hưởng của từng tiêu chí mất điểm" in page
    assert page.count("<svg") == 1


# What cannot be asked


@pytest.mark.parametrize(
    ("options", "code", "exit_code"),
    [
        (("--effort", "overdue-files"), "E-EFFORT", 2),
        (("--effort", "overdue-files=-1"), "E-EFFORT", 2),
        (("--effort", "overdue-file=1"), "E-EFFORT", 2),
        (("--effort", "overdue-files=1/2"), "E-EFFORT", 2),
        (("--band", "xuat-sa"), "E-BAND-KEY", 2),
        (("--stage", "last"), "E-STAGE", 3),
    ],
)
def test_wrong_options(options: tuple[str, ...], code: str, exit_code: int) -> None:
    """A wrong option is one line with its code, and nothing is printed."""
    result = run("distance", DEPARTMENT, *options)

    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert result.stderr.startswith(f"{code}: ")
    assert result.stderr.count("\n") == 1


def test_a_workbook_needs_a_file() -> None:
    """A workbook is not printed."""
    result = run("distance", JUSTICE, "--format", "xlsx")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("E-WORKBOOK: ")


def test_an_incomplete_assessment() -> None:
    """What is not complete is refused in one sentence that names what is missing."""
    result = run("distance", INCOMPLETE)

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("E-NOT-COMPLETE: `Sở Minh hoạ D` chưa đủ kết quả")
    assert "assigned-tasks" in result.stderr
    assert result.stderr.count("\n") == 1


def test_what_does_not_fit_has_its_place(rules: Path, tmp_path: Path) -> None:
    """A wrong entry is told with its line and column in the file."""
    file = written(tmp_path / "wrong.yaml", small_unit(council={"points": "7.3"}))
    result = run("distance", file, "--ruleset", rules)

    assert result.exit_code == 3
    assert result.stderr.startswith(f"{file}:1:")
    assert "E-STEP" in result.stderr


def test_rules_without_bands(tmp_path: Path, unit: Path) -> None:
    """Without bands the losses are told; a band cannot be asked for."""
    rules = written(tmp_path / "rules.yaml", small_rules(bands=[]))
    text = flat(ran("distance", unit, "--ruleset", rules))
    result = run("distance", unit, "--ruleset", rules, "--band", "tot")

    assert "Bộ tiêu chí không có mức xếp loại." in text
    assert "Điểm bị mất, ảnh hưởng lớn nhất trước" in text
    assert result.exit_code == 3
    assert result.stderr.startswith("E-NO-BANDS: ")


def test_hostile_names_stay_on_one_line(tmp_path: Path, rules: Path) -> None:
    """A name with breaks and markup is one line of text, whatever the form."""
    tree = small_unit()
    tree["unit"]["name"] = "Sở\n[bold]A[/bold] <b>x</b>\n# B"
    file = written(tmp_path / "unit.yaml", tree)
    title = "Sở [bold]A[/bold] <b>x</b> # B"

    assert ran("distance", file, "--ruleset", rules).splitlines()[0].endswith(title)
    assert "<b>" not in ran("distance", file, "--ruleset", rules, "--format", "html")
    assert "\n# B" not in ran("distance", file, "--ruleset", rules, "--format", "md")


def test_an_effort_given_twice() -> None:
    """The effort of an item is given once."""
    result = run("distance", DEPARTMENT, "--effort", "apologies=1", "--effort", "apologies=2")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("E-ASKED-TWICE: `apologies` được hỏi hai lần")
