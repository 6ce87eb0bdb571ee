"""`score --what-if`: both results side by side, in words and in JSON; problems name the option."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from commands import (
    DEPARTMENT,
    INCOMPLETE,
    flat,
    on_terminal,
    ran,
    run,
    small_rules,
    small_unit,
    told,
    written,
)
from helpers import leaf

OTHER = DEPARTMENT.with_name("department-2024-b.yaml")
ASKED = ("--what-if", "overdue-files.value=0", "--what-if", "signed-documents.value=0.99")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Write the small ruleset."""
    return written(tmp_path / "rules.yaml", small_rules())


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Write an assessment that fits the small ruleset."""
    return written(tmp_path / "unit.yaml", small_unit())


@cache
def example(*words: str) -> list[str]:
    """Ask the example what two better figures would change, and return its lines as one reads them."""
    return [flat(line) for line in on_terminal("score", DEPARTMENT, *ASKED, *words, width=220).splitlines()]


def types(tree: Any) -> set[type]:
    """Return the types of all values in a tree."""
    if isinstance(tree, dict):
        return {found for part in tree.values() for found in types(part)}
    if isinstance(tree, list):
        return {found for part in tree for found in types(part)}
    return {type(tree)}


# What is shown


def test_both_results_side_by_side() -> None:
    """What is asked, total, index and band stand before and after, under a label that says what it is."""
    lines = example()

    assert lines[0].startswith("Sở Minh hoạ A · Bộ tiêu chí minh hoạ")
    for line in (
        "Kỳ năm 2024, kết quả cuối cùng.",
        "Bộ tiêu chí minh hoạ, không phải văn bản chính thức.",
        "Giả định của người hỏi, không phải kết quả thẩm định.",
        "3.5 Tỷ lệ hồ sơ thủ tục hành chính giải quyết quá hạn 126/9874 (≈1,28 %) 0 %",
        "8.2.1 Tỷ lệ văn bản đi được ký số và gửi qua trục liên thông 4125/4188 (≈98,50 %) 99 %",
        "Tổng điểm (điểm, tối đa 100) 86,17 87,18",
        "Chỉ số (%) 86,17 87,18",
        "Xếp loại Tốt Tốt",
    ):
        assert line in lines


def test_the_lines_that_differ_and_no_other() -> None:
    """Groups and items that come out otherwise are listed; a small change is told with more digits."""
    lines = example()
    table = lines[lines.index("Các dòng khác đi") + 3 : lines.index("Ghi chú") - 1]

    assert table == [
        "Điểm đánh giá qua thẩm định 61,42 62,43",
        "3 Cải cách và kiểm soát thủ tục hành chính 7,36 8,36",
        "3.5 Tỷ lệ hồ sơ thủ tục hành chính giải quyết quá hạn 1,00 2,00",
        "8 Xây dựng và phát triển chính quyền điện tử, chính quyền số 8,859 8,864",
        "8.2 Xử lý văn bản và hồ sơ công việc trên môi trường mạng 3,078 3,083",
        "8.2.1 Tỷ lệ văn bản đi được ký số và gửi qua trục liên thông 0,98 0,99",
    ]


def test_in_english() -> None:
    """The same in English."""
    lines = example("--lang", "en")

    assert "An assumption of whoever asks, not a result of appraisal." in lines
    assert "Total (points, of 100) 86.17 87.18" in lines
    assert "8 E-government and digital government 8.859 8.864" in lines


def test_what_is_asked_has_no_check_code() -> None:
    """The ordinary score has a check code; the question shows none, in no language and in no form."""
    code = told("score", DEPARTMENT)["check_code"]
    tree = told("score", DEPARTMENT, *ASKED)

    assert code
    assert code not in " ".join(example())
    assert not any("Mã đối chiếu" in line or "Check code" in line for line in example())
    assert (tree["before"]["check_code"], tree["after"]["check_code"]) == (code, None)


def test_json_holds_both_scores_and_what_changed() -> None:
    """Before is the ordinary score, after has its shape, changed has both figures of each line."""
    tree = told("score", DEPARTMENT, *ASKED)

    assert types(tree) <= {str, bool, type(None)}
    assert tree["format"] == "1"
    assert tree["what_if"] == list(ASKED[1::2])
    assert tree["before"] == told("score", DEPARTMENT)
    assert set(tree["after"]) == set(tree["before"])
    assert tree["after"]["index"]["published"] == "87.18"
    assert [each["key"] for each in tree["changed"]] == [
        *("appraisal", "procedures", "overdue-files", "digital", "e-documents", "signed-documents"),
    ]
    assert tree["changed"][2] == {
        "key": "overdue-files",
        "before": {"state": "observed", "exact": "1", "published": "1.00", "applicable_max": "2"},
        "after": {"state": "observed", "exact": "2", "published": "2.00", "applicable_max": "2"},
    }


def test_an_incomplete_assessment_can_be_asked_about(rules: Path, tmp_path: Path) -> None:
    """Figures that are open stay open on both sides, and bands that wait say so."""
    text = flat(on_terminal("score", INCOMPLETE, "--what-if", "assigned-tasks.value=1", width=220))

    assert "1.5 Thực hiện nhiệm vụ do UBND, Chủ tịch UBND cấp trên giao chưa có kết quả 100 %" in text
    assert "Tổng điểm (điểm, tối đa 100) 71,58 đến 88,90 74,08 đến 88,90" in text
    assert "Xếp loại chưa xác định chưa xác định" in text
    assert "1 Công tác chỉ đạo, điều hành cải cách hành chính 9,28 đến 11,78 11,78" in text
    file = written(tmp_path / "unit.yaml", small_unit(plan=None))
    tree = told("score", file, "--ruleset", rules, "--what-if", "plan.level=late")
    assert tree["changed"][-1]["before"]["least"] == {"exact": "0", "published": "0.00"}


def test_an_item_that_does_not_apply_after_all() -> None:
    """Where the maximum alone moves, the note says from what to what; a state is named."""
    change = "linked-procedures.value=0.5"
    lines = [
        flat(line) for line in on_terminal("score", DEPARTMENT, "--what-if", change, width=220).splitlines()
    ]
    back = on_terminal("score", DEPARTMENT, "--what-if", "plan-issued.state=zero", width=220)

    assert "4.2.3 Tỷ lệ hồ sơ liên thông giải quyết đúng hạn không áp dụng 50 %" in lines
    assert "4.2.3 Tỷ lệ hồ sơ liên thông giải quyết đúng hạn 0,00 0,50 điểm tối đa 0 → 1" in lines
    assert "1.1.1 Ban hành kế hoạch cải cách hành chính năm đúng thời hạn 1,00 0,00 bằng không" in [
        flat(line) for line in back.splitlines()
    ]


def test_a_change_that_changes_nothing(rules: Path, unit: Path) -> None:
    """An answer that is worth the same is said to move no line; rules without bands show none."""
    text = flat(ran("score", unit, "--ruleset", rules, "--what-if", "plan.level=late"))
    bare = written(rules.with_name("bare.yaml"), small_rules(bands=[]))

    assert "Không dòng nào đổi điểm." in text
    assert "Các dòng khác đi" not in text
    assert "Xếp loại" not in ran("score", unit, "--ruleset", bare, "--what-if", "plan.level=late")


def test_several_changes_of_one_item(rules: Path, unit: Path) -> None:
    """Changes of one item add up, and its row stands once."""
    words = ("--what-if", "tasks.done=9", "--what-if", "tasks.planned=10")
    text = ran("score", unit, "--ruleset", rules, *words)

    assert flat(text).count("2/3 (≈66,67 %) 9/10 (90 %)") == 1


def test_an_earlier_stage() -> None:
    """The question is put at the stage that is asked for, and leaves out what came later."""
    text = flat(
        on_terminal("score", DEPARTMENT, "--stage", "self", "--what-if", "plan-issued.value=9", width=220)
    )

    assert "đơn vị tự chấm" in text
    assert "1.1.1 Ban hành kế hoạch cải cách hành chính năm đúng thời hạn" in text


def test_hostile_names_stay_on_one_line(tmp_path: Path, rules: Path) -> None:
    """A name with breaks and markup is one line of text."""
    tree = small_unit()
    tree["unit"]["name"] = "Sở\n[bold]A[/bold]\nTổng điểm 100"
    file = written(tmp_path / "unit.yaml", tree)
    text = ran("score", file, "--ruleset", rules, "--what-if", "plan.level=on-time")

    assert text.splitlines()[0].startswith("Sở [bold]A[/bold] Tổng điểm 100 · ")


# What cannot be asked


@pytest.mark.parametrize(
    ("change", "code", "hint"),
    [
        ("overdue-file.value=0", "E-ITEM", "có phải là `overdue-files`?"),
        ("overdue-files.value=101", "E-RANGE", "từ 0 đến 100"),
        ("overdue-files.value=x", "E-NUM", "12.5"),
        ("reports-content.level=ful", "E-LEVEL", "có phải là `full`?"),
        ("steering.points=1", "E-ENTRY", "plan-issued"),
        ("x y.value=3", "E-SLUG", "64"),
    ],
)
def test_what_does_not_fit_names_the_option(change: str, code: str, hint: str) -> None:
    """A wrong change is told at the option it came from, never at a line of the file."""
    result = run("score", DEPARTMENT, "--what-if", "plan-issued.value=1", "--what-if", change)

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"{code} --what-if {change}: ")
    assert hint in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_change_nearest_to_a_problem_is_named() -> None:
    """Of several changes of one item that is named which the problem is about, or all that it is about."""
    words = [f"attitude.tallies.{each}=1" for each in ("citizens.good", "peer.good", "peer.fair")]
    one = run("score", DEPARTMENT, "--what-if", words[0], "--what-if", words[1])
    both = run("score", DEPARTMENT, *(word for each in words for word in ("--what-if", each)))

    assert one.stderr.startswith(f"E-GROUP --what-if {words[1]}: ")
    assert both.stderr.startswith(f"E-GROUP --what-if {words[1]} --what-if {words[2]}: ")


def test_a_total_that_rules_refuse(tmp_path: Path) -> None:
    """A problem of the whole total, which is of no item, is told at the option too."""
    tree = small_rules(above_max="refuse", root={"max": "30", "cap": "none"})
    tree["score"]["items"].append(leaf("extra", role="bonus"))
    full = {"plan": {"level": "on-time"}, "tasks": {"value": "1"}, "council": {"points": "10"}}
    rules = written(tmp_path / "rules.yaml", tree)
    file = written(tmp_path / "unit.yaml", small_unit(**full, extra={"points": "0"}))
    result = run("score", file, "--ruleset", rules, "--what-if", "extra.points=5")

    assert result.exit_code == 3
    assert result.stderr.startswith("E-ABOVE --what-if: ")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--what-if", "plan-issued"), "E-WHAT-IF --what-if: `plan-issued`"),
        (("--what-if", "plan-issued.valu=1"), "E-WHAT-IF --what-if: `plan-issued.valu=1`"),
        ((*ASKED, "--cross-check"), "E-WHAT-IF-WITH: `--what-if` không đi cùng `--cross-check`"),
        ((*ASKED, "--interpretations"), "E-WHAT-IF-WITH: `--what-if` không đi cùng `--interpretations`"),
        ((str(OTHER), *ASKED), "E-ONE-FILE: câu hỏi nếu như là của một tệp, ở đây có 2 tệp"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], line: str) -> None:
    """A question that cannot be put this way is one line, and exits with 2."""
    result = run("score", DEPARTMENT, *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(line)
    assert result.stderr.count("\n") == 1


def test_a_file_that_is_wrong_itself_has_its_place(rules: Path, tmp_path: Path) -> None:
    """What was wrong before anything was asked stands at its line of the file."""
    file = written(tmp_path / "wrong.yaml", small_unit(council={"points": "7.3"}))
    result = run("score", file, "--ruleset", rules, "--what-if", "plan.level=on-time")

    assert result.exit_code == 3
    assert result.stderr.startswith(f"{file}:1:")
