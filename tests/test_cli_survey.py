"""`survey`: ballots to points and how sure they are, questionnaires, sample sizes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from commands import ROOT, SURVEY, flat, ran, run

from parindex.survey.result import Result

BALLOTS = SURVEY / "ballots.csv"
RULES = "example/department@2024"
FEW = ("--draws", "500")


def test_ballots_become_points_with_intervals() -> None:
    """A survey office sees first what was read, the points with their interval, and what they are not."""
    text = flat(ran("survey", BALLOTS, "--ruleset", RULES, *FEW))
    assert "Đã đọc 1 tệp: 708 câu trả lời, được tính 708, bị loại 0" in text
    assert "Sở Minh hoạ B 26,72 (khoảng tin cậy 95 %: 25,76 – 27,68)" in text
    assert "khoảng tin cậy không làm thay đổi điểm, mức xếp loại hay thứ hạng chính thức" in text
    assert "Bộ tiêu chí minh hoạ, không phải văn bản chính thức." in text


def test_the_same_points_stand_in_every_form(tmp_path: Path) -> None:
    """The score in the JSON is the one that `score` gives of the filled file."""
    found = json.loads(
        ran(
            "survey", BALLOTS, "--ruleset", RULES, "--assessments", SURVEY, "--fill", tmp_path, "--json", *FEW
        )
    )
    for unit in found["units"]:
        scored = json.loads(ran("score", tmp_path / f"{unit['unit']}.yaml", "--json"))
        assert scored["total"]["exact"] == unit["total"]["exact"]
        assert scored["band"] == unit["band"]
        assert sum(map(_part, (each["probability"] for each in unit["certainty"]["bands"]))) == pytest.approx(
            1
        )
    assert [each["unit"] for each in found["ranks"][0]["units"]] == [
        "so-minh-hoa-a",
        "so-minh-hoa-b",
        "so-minh-hoa-g",
    ]


def _part(text: str) -> float:
    above, _, below = text.partition("/")
    return int(above) / int(below or 1)


def test_intervals_never_change_the_score() -> None:
    """With and without intervals, under another seed and confidence, every exact figure is the same."""
    words = ("survey", BALLOTS, "--ruleset", RULES, "--assessments", SURVEY, "--json")
    plain = json.loads(ran(*words, "--no-intervals"))
    other = json.loads(ran(*words, *FEW, "--seed", "9", "--confidence", "80"))
    assert plain["sampling"] is None
    assert other["sampling"] == {"confidence": "0.8", "draws": "500", "seed": "9"}
    for one, two in zip(plain["units"], other["units"], strict=True):
        assert one["certainty"] is None
        assert two["certainty"]["survey"]["low"] < two["certainty"]["survey"]["high"]
        for key in ("points", "bounds", "total", "index", "band", "tallies"):
            assert one[key] == two[key]


def test_the_same_seed_gives_the_same_bytes() -> None:
    """A survey is a pure function of its files, ruleset, confidence, draws and seed."""
    words = ("survey", BALLOTS, "--ruleset", RULES, "--assessments", SURVEY, "--json", *FEW)
    assert ran(*words) == ran(*words)


def test_what_is_refused_is_written_down_and_makes_the_answer_no(tmp_path: Path) -> None:
    """A wrong answer is refused at its line and column, the rest counts, and the command exits with 1."""
    ballots = tmp_path / "ballots.csv"
    lines = BALLOTS.read_text("utf-8").splitlines()
    lines[1] = lines[1].replace("fair", "=fare", 1)
    ballots.write_text("\n".join(lines) + "\n", "utf-8")
    refused = tmp_path / "refused.csv"
    done = run(
        "survey",
        ballots,
        "--ruleset",
        RULES,
        "--no-intervals",
        "--refused",
        refused,
        "--lang",
        "en",
        "--json",
    )
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert found["answers"] == {"read": "708", "counted": "707", "refused": "1"}
    with refused.open(encoding="utf-8", newline="") as opened:
        (row,) = list(csv.DictReader(opened))
    assert (row["line"], row["code"], row["answers"]) == ("2", "E-OPTION", "1")
    assert row["message"] == "there is no answer `=fare`"


def test_a_unit_that_cannot_be_scored_has_its_problem_and_the_others_go_on(tmp_path: Path) -> None:
    """A group without ballots is a problem of its unit alone; the command exits with 1."""
    lines = BALLOTS.read_text("utf-8").splitlines()
    kept = [line for line in lines if ",peers,so-minh-hoa-b," not in line]
    ballots = tmp_path / "ballots.csv"
    ballots.write_text("\n".join(kept) + "\n", "utf-8")
    done = run("survey", ballots, "--ruleset", RULES, "--no-intervals", "--json")
    found = {each["unit"]: each for each in json.loads(done.stdout)["units"]}
    assert done.exit_code == 1
    assert {each["code"] for each in found["so-minh-hoa-b"]["problems"]} == {"E-BALLOTS"}
    assert found["so-minh-hoa-b"]["points"] is None
    assert not found["so-minh-hoa-a"]["problems"]
    text = run("survey", ballots, "--ruleset", RULES, "--no-intervals")
    assert "nhóm `peers` không có phiếu nào" in flat(text.stdout)


def test_another_result_in_the_assessment_is_never_overwritten() -> None:
    """An assessment that has its survey already keeps it: the unit's problem says so."""
    other = ROOT / "docs" / "examples" / "department-2024.yaml"
    done = run(
        "survey",
        BALLOTS,
        "--ruleset",
        RULES,
        "--assessments",
        other,
        "--no-intervals",
        "--json",
        "--lang",
        "en",
    )
    found = {each["unit"]: each for each in json.loads(done.stdout)["units"]}
    assert done.exit_code == 1
    assert {each["code"] for each in found["so-minh-hoa-a"]["problems"]} == {"E-ANSWERED"}


def test_an_assessment_by_other_rules_is_not_mixed_in() -> None:
    """An assessment that names another ruleset is a problem of its unit: its items may mean other things."""
    other = ROOT / "docs" / "examples" / "department-2023.yaml"
    done = run("survey", BALLOTS, "--ruleset", RULES, "--assessments", other, "--no-intervals", "--json")
    found = [each for each in json.loads(done.stdout)["units"] if each["problems"]]
    assert done.exit_code == 1
    assert {each["code"] for unit in found for each in unit["problems"]} == {"E-SURVEY-RULES"}


def test_a_unit_has_one_kind(tmp_path: Path) -> None:
    """An assessment that takes the unit for another kind than its ballots is a problem of that unit."""
    text = (SURVEY / "so-minh-hoa-a.yaml").read_text("utf-8")
    other = tmp_path / "a.yaml"
    other.write_text(text.replace("kind: department}", "kind: agency}"), "utf-8")
    done = run("survey", BALLOTS, "--ruleset", RULES, "--assessments", other, "--no-intervals", "--json")
    found = {each["unit"]: each["problems"] for each in json.loads(done.stdout)["units"]}
    assert [(each["code"], each["file"], each["line"]) for each in found["so-minh-hoa-a"]] == [
        ("E-SURVEY-KIND", str(other), "5")
    ]


def test_a_unit_has_one_assessment() -> None:
    """Two assessments of one unit could say two things: they are refused."""
    one = SURVEY / "so-minh-hoa-a.yaml"
    done = run("survey", BALLOTS, "--ruleset", RULES, "--assessments", one, "--assessments", one)
    assert done.exit_code == 3
    assert done.stderr.startswith("E-UNIT-TWICE: đơn vị `so-minh-hoa-a` có mặt hai lần")


def test_one_file_given_twice_is_refused() -> None:
    """Without names of ballots its answers would count twice: two files of one content are refused."""
    done = run("survey", BALLOTS, BALLOTS, "--ruleset", RULES, "--lang", "en")
    assert done.exit_code == 3
    assert f"E-SAME-FILE: `{BALLOTS}` and `ballots.csv` have the same content" in done.stderr


def test_files_that_are_there_are_left_alone(tmp_path: Path) -> None:
    """Filled assessments and refusals are new files: one that is there is not written over."""
    (tmp_path / "so-minh-hoa-a.yaml").write_text("mine", "utf-8")
    words = ("survey", BALLOTS, "--ruleset", RULES, "--no-intervals")
    done = run(*words, "--fill", tmp_path)
    assert done.exit_code == 3
    assert "E-EXISTS" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["so-minh-hoa-a.yaml"]
    done = run(*words, "--refused", tmp_path / "so-minh-hoa-a.yaml")
    assert done.exit_code == 3
    assert (tmp_path / "so-minh-hoa-a.yaml").read_text("utf-8") == "mine"


@pytest.mark.parametrize("form", ["md", "html", "xlsx"])
def test_a_report_can_be_taken_away(form: str, tmp_path: Path) -> None:
    """The report is written as Markdown, a web page and a workbook, in English too."""
    out = tmp_path / f"survey.{form}"
    words = ("survey", BALLOTS, "--ruleset", RULES, "--no-intervals", "--lang", "en")
    ran(*words, "--format", form, "-o", out)
    assert out.stat().st_size > 5000
    if form == "md":
        assert "Survey points" in out.read_text("utf-8")


def test_a_ruleset_without_ballots_has_no_survey() -> None:
    """A ruleset that states only frames is refused in words: it scores nothing by ballots."""
    done = run("survey", BALLOTS, "--ruleset", "ha-noi/districts@2024")
    assert done.exit_code == 2
    assert done.stderr.startswith("E-SURVEY: bộ tiêu chí `ha-noi/districts@2024` không có tiêu chí nào")


def test_a_missing_file_and_wrong_words_are_told_apart(tmp_path: Path) -> None:
    """A file that is not there is invalid input, a confidence of 200 % is wrong usage."""
    assert run("survey", tmp_path / "none.csv", "--ruleset", RULES).exit_code == 3
    done = run("survey", BALLOTS, "--ruleset", RULES, "--confidence", "200")
    assert done.exit_code == 2
    assert "50 – 99.9" in done.stderr
    assert run("survey", BALLOTS, "--ruleset", RULES, "--confidence", "x").exit_code == 2
    assert run("survey", BALLOTS, "--ruleset", RULES, "--kind", "ward").exit_code in {2, 3}


def test_without_words_the_commands_are_shown() -> None:
    """`survey --help` names what can be done; the words of a count are those of its own help."""
    assert "sample" in ran("survey", "--help")
    assert "--refused" in ran("survey", "count", "--help")


def test_a_sample_size_is_told_for_each_group() -> None:
    """For one point to each side, the example asks every deputy and head, and the large groups in part."""
    text = flat(ran("survey", "sample", "--ruleset", RULES, "--kind", "department", "--margin", "1"))
    assert "Cần ít nhất 477 người trả lời về mỗi đơn vị" in text
    found = json.loads(
        ran(
            "survey",
            "sample",
            "--ruleset",
            RULES,
            "--kind",
            "agency",
            "--margin",
            "1",
            "--spread",
            "0.2",
            "--json",
        )
    )
    assert int(found["needed"]) < 477
    assert float(found["reach"]) <= 1
    done = run("survey", "sample", "--ruleset", RULES, "--margin", "1")
    assert done.exit_code == 2
    assert "department, agency" in done.stderr
    done = run("survey", "sample", "--ruleset", RULES, "--kind", "ward", "--margin", "1")
    assert "E-KIND" in done.stderr


def test_results_are_values() -> None:
    """The result of a survey cannot be changed."""
    assert Result.__dataclass_params__.frozen  # type: ignore[attr-defined]  # every dataclass has them
