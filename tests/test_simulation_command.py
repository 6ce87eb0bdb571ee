"""`parindex simulate`: tables and assessments in, a report or JSON out, and every mistake in words."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from commands import DEPARTMENT, DRAFT, INCOMPLETE, ROOT, run
from pyarrow import csv
from simulations import UNITS, league, small

from parindex.readers import yaml
from parindex.simulation import simulate
from parindex.simulation.report import report
from parindex.simulation.words import percent

RULES = "example/department@2024"
SECOND = ROOT / "docs" / "examples" / "department-2024-b.yaml"
OFFICE = ROOT / "docs" / "examples" / "department-2024-c.yaml"
LAST = ("--ruleset", RULES, "--draws", "200")


@pytest.fixture
def table(tmp_path: Path) -> tuple[Path, Path]:
    """Write a small league and its ruleset into files."""
    units, rules = tmp_path / "units.csv", tmp_path / "rules.yaml"
    csv.write_csv(league(), units)
    rules.write_text(yaml.write(small().model_dump(mode="json", by_alias=True, exclude_none=True)), "utf-8")
    return units, rules


def test_assessments_give_a_report_in_vietnamese() -> None:
    """Two departments and an office: what is asked, ranks and totals, bands, moves, and what is assumed."""
    found = run("simulate", DEPARTMENT, SECOND, OFFICE, *LAST, "--improve", "2.1", "--resample-survey")
    assert found.exit_code == 0, found.output
    said = " ".join(found.stdout.split())
    for words in (
        "Bộ tiêu chí minh hoạ, không phải văn bản chính thức.",
        "Số lần rút ngẫu nhiên: 200; hạt giống 1, bộ sinh số PCG64 của NumPy.",
        "Khoảng nêu dưới đây chứa ít nhất 90 % số lần rút.",
        "Mọi đơn vị cải thiện, không biết bao nhiêu: 2.1.1",
        "Kết quả điều tra được rút lại từ chính số phiếu của từng đơn vị.",
        "Sở, Kỳ năm 2024 Số đơn vị: 2.",
        "Cơ quan tương đương sở, ban quản lý, Kỳ năm 2024 Số đơn vị: 1.",
        "Lên hạng trong ít nhất 90 % số lần rút: không đơn vị nào.",
        "Sở Minh hoạ A 1 1 86,17",
        "mọi mức điểm từ đó lên đều có khả năng như nhau",
        "Chưa tính: người không trả lời",
        "so trong cùng một lần rút",
        "Giả định, không nguồn nào nêu (example/department@2024): policies.missing",
        "--improve 2.1 --draws 200",
    ):
        assert words in said, words


def test_a_report_in_english_says_the_same() -> None:
    """In English, with a decimal point."""
    words = ("--improve", "website=full", "--lang", "en")
    found = run("simulate", DEPARTMENT, SECOND, "--ruleset", RULES, *words)
    said = " ".join(found.stdout.split())
    assert found.exit_code == 0
    assert "Illustrative rules, not an official instrument." in said
    assert "Every unit comes to the most there is: 8.7" in said
    assert "Nothing in what is asked is left to chance: one computation says all." in said
    assert "Sở Minh hoạ A 1 1 86.17" in said
    assert "Draws" not in said


def test_nothing_asked_is_said() -> None:
    """Without a change the report says so."""
    assert "Không đổi gì." in run("simulate", DEPARTMENT, "--ruleset", RULES).stdout


def test_who_is_left_out_is_said_and_gives_exit_code_1() -> None:
    """A unit that is not complete is named with the reason."""
    found = run("simulate", DEPARTMENT, INCOMPLETE, *LAST, "--improve", "website")
    assert found.exit_code == 1
    assert "1 dòng không được mô phỏng" in found.stdout
    assert "chưa đủ kết quả để xếp hạng" in " ".join(found.stdout.split())
    tree = json.loads(run("simulate", DEPARTMENT, INCOMPLETE, *LAST, "--improve", "website", "--json").stdout)
    (row,) = tree["left_out"]
    assert (row["row"], row["unit"], row["problems"][0]["code"]) == ("2", "so-minh-hoa-d", "E-INCOMPLETE")


def test_json_holds_everything_as_text(table: tuple[Path, Path]) -> None:
    """Figures are text, shares are fractions of the draws that add up to all."""
    units, rules = table
    words = ("--kind", "department", "--improve", "tasks", "--improve", "plan=full", "--seed", "5", "--json")
    found = run("simulate", units, "--ruleset", rules, *words, "--draws", "30", "--coverage", "0.8")
    assert found.exit_code == 0, found.output
    tree = json.loads(found.stdout)
    assert (tree["draws"], tree["seed"], tree["coverage"]) == ("30", "5", "4/5")
    assert tree["generator"]["name"] == "PCG64"
    assert tree["improve"] == [{"item": "tasks", "full": False}, {"item": "plan", "full": True}]
    assert (tree["under"], tree["resample_survey"], tree["left_out"]) == (None, False, [])
    (part,) = tree["leagues"]
    assert (part["kind"], part["period"], len(part["units"])) == ("department", "year", len(UNITS))
    for unit in part["units"]:
        assert sum(Fraction(each["share"]) for each in unit["bands"]) == 1
        assert sum(int(each) for each in unit["moves"].values()) == 30
        assert Fraction(unit["total"]["least"]) <= Fraction(unit["total"]["middle"])
        assert set(unit["now"]) == {"total", "rank", "band"}


def test_a_draft_is_asked_about_by_its_file(tmp_path: Path) -> None:
    """`--under` takes a file; what is new in it must be known or asked for."""
    page = tmp_path / "page.html"
    refused = run("simulate", DEPARTMENT, SECOND, *LAST, "--under", DRAFT)
    assert refused.exit_code == 3
    lacking = refused.stderr.splitlines()[1].rpartition(": ")[2].split(", ")
    improved = [word for key in lacking for word in ("--improve", key)]
    words: tuple[str | Path, ...] = (
        *improved,
        "--resample-survey",
        "--format",
        "html",
        "-o",
        page,
        "--lang",
        "en",
    )
    found = run("simulate", DEPARTMENT, SECOND, *LAST, "--under", DRAFT, *words)
    assert found.exit_code == 0, found.output
    text = page.read_text("utf-8")
    assert "Scored by: Illustrative draft criteria" in text
    assert "Who rises, who falls" in text
    assert "<svg" in text


def test_mistakes_are_told_in_words(table: tuple[Path, Path]) -> None:
    """Wrong words of the command give exit code 2, wrong files 3."""
    units, rules = table
    base = ("simulate", units, "--ruleset", rules, "--kind", "department")
    for code, words in (
        ("E-SIMULATE-ITEM", ("--improve", "odd")),
        ("E-SIMULATE-HOW", ("--improve", "plan=9")),
        ("E-ASKED-TWICE", ("--improve", "plan", "--improve", "plans")),
        ("E-SIMULATE-COVERAGE", ("--coverage", "1")),
    ):
        found = run(*base, *words)
        assert (found.exit_code, found.stderr.split()[0].rstrip(":")) == (2, code)
    assert run(*base, "--coverage", "much").exit_code == 2
    assert run(*base, "--draws", "0").exit_code == 2
    assert run("simulate", "nowhere.csv", "--ruleset", rules).exit_code == 3
    assert run("simulate", "nowhere.yaml", "--ruleset", rules).exit_code == 3


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without NumPy and pyarrow the command says what to install."""
    monkeypatch.setitem(sys.modules, "parindex.simulation.api", None)
    found = run("simulate", DEPARTMENT, "--ruleset", RULES, "--lang", "en")
    assert found.exit_code == 2
    assert "parindex[batch]" in found.stderr


def test_shares_never_look_surer_than_they_are() -> None:
    """Only none and all are written as 0 and 100."""
    shares = [Fraction(each, 10_000) for each in (0, 1, 5, 5000, 9994, 9996, 10_000)]
    assert [percent(each, "vi") for each in shares] == ["0", "< 0,1", "0,1", "50,0", "99,9", "> 99,9", "100"]


def test_many_units_are_named_in_part_and_ruleset_names_are_used() -> None:
    """Of many units that move a sentence names twenty; rules without bands say nothing of bands."""
    rules = small(rank={"on": "published", "ties": "competition"}).model_copy(update={"bands": ()})
    units = [f"u{at} none . . {at} 40 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1" for at in range(30)]
    found = simulate(
        league(*units, "top none . . 40 40 . 0.5 . . 1 0 0 4 10 . . 10 20 6 4 3 3 1"),
        rules,
        kind="department",
        improve=["tasks=full"],
    )
    text = report(found, command="", lang="vi")
    said = " ".join(text.sections[1].paragraphs)
    assert "và 9 đơn vị khác" in said
    assert [table.title for table in text.sections[1].tables] == [
        "Hạng và tổng điểm",
        "Ai lên hạng, ai xuống hạng",
    ]


def test_a_figure_above_the_top_band_has_a_column_of_its_own() -> None:
    """Where some draw is in no band, the table of bands shows that too."""
    bands = small().bands
    rules = small(above_max="allow").model_copy(
        update={"bands": (bands[0].model_copy(update={"to": Fraction(81)}), *bands[1:])}
    )
    best = league("a full . . 4 5 . 1 . . 1 1 0 4 10 . . 10 1 0 0 2 0 0")
    found = simulate(best, rules, kind="department", improve=["tasks"], draws=20)
    columns = [each.title for each in report(found, command="", lang="en").sections[1].tables[1].columns]
    assert columns[-1] == "No band"
