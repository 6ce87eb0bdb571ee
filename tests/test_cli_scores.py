"""`score` and `explain`: one unit, a league, an interval, a second opinion; in words and in JSON."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any, Literal

import pytest
from commands import (
    DEPARTMENT,
    EXAMPLES,
    INCOMPLETE,
    JUSTICE,
    MINISTRIES,
    flat,
    on_terminal,
    ran,
    run,
    small_rules,
    small_unit,
    told,
    written,
)
from helpers import Plain, rounding

import parindex
from parindex.audit.canonical import check_code
from parindex.cli import scores
from parindex.errors import problem
from parindex.fields import say
from parindex.scoresheet import ScoreSheet, each_line, plain

OFFICE = DEPARTMENT.with_name("department-2024-c.yaml")
OTHER = DEPARTMENT.with_name("department-2024-b.yaml")
LEAGUE = sorted(MINISTRIES.glob("*.yaml"))


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Write the small ruleset."""
    return written(tmp_path / "rules.yaml", small_rules())


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Write an assessment that fits the small ruleset."""
    return written(tmp_path / "unit.yaml", small_unit())


def sheet_of(file: Path) -> ScoreSheet:
    """Score an example under the ruleset that it names."""
    ruleset = re.search(r"^ruleset: (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert ruleset
    return parindex.score(parindex.load(ruleset[1]), file)


# One unit


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_score_tells_the_result_and_every_line(file: Path, lang: str) -> None:
    """The score of a unit names unit, ruleset, every item, total, index and what is assumed."""
    language: Any = lang
    sheet = sheet_of(file)
    whole = flat(on_terminal("score", file, "--lang", lang, width=400))

    assert whole.startswith(f"{sheet.unit.name} · {say(sheet.ruleset.title, language)} ({sheet.ruleset.id})")
    for line in each_line(sheet.lines):
        assert f"{line.item.code or ''} {say(line.item.name, language)} ".lstrip() in whole
    figures = [sheet.total.rounding.text(end) for end in (sheet.total.least, sheet.index.most)]
    assert all((figure.replace(".", ",") if lang == "vi" else figure) in whole for figure in figures)
    for at, why in sheet.assumptions:
        assert f"- {at}" in whole
        assert flat(say(why, language)) in whole


def test_the_table_of_a_complete_score() -> None:
    """Each row holds code, name, maximum and points; figures have a comma, and a penalty a minus on both."""
    text = ran("score", DEPARTMENT)
    rows = {row[0]: row for row in (re.split(r"\s{2,}", line.strip()) for line in text.splitlines())}

    assert rows["1.1"] == ["1.1", "Kế hoạch cải cách hành chính năm", "3,5", "3,20"]
    assert rows["10"] == ["10", "Điểm trừ", "-3", "-0,50"]
    assert rows["9.2"] == [
        "9.2",
        "Số mô hình cải cách hành chính được nhân rộng",
        "1",
        "0,00",
        "không được chấp nhận",
    ]
    assert "Tổng điểm 86,17 / 100 · Chỉ số 86,17 %\nXếp loại: Tốt (từ 85 đến dưới 95 %)\n" in text
    assert "Kỳ năm 2024, kết quả cuối cùng.\n" in text
    assert "Chưa có kết quả" not in text


def test_the_table_of_an_incomplete_score() -> None:
    """While something is missing, figures have two ends, what is missing is named, and the band waits."""
    text = ran("score", INCOMPLETE)

    assert "Tổng điểm 71,58 đến 88,90 / 100 · Chỉ số 71,58 đến 88,90 %\nXếp loại: chưa xác định\n" in text
    assert "Chưa có kết quả: 1.5 Thực hiện nhiệm vụ do UBND, Chủ tịch UBND cấp trên giao; 3.5 Tỷ lệ" in flat(
        text
    )
    assert re.search(r"1 +Công tác chỉ đạo.* 12 +9,28 đến 11,78 +chưa đủ kết quả", text)
    assert re.search(r"9\.4 +Điểm thưởng.* 1 +0,00 đến 1,00 +chưa có kết quả", text)
    assert "- W-STAGE: không có giai đoạn `final`; lấy từ: self" in text


def test_the_name_of_an_item_hangs_under_itself() -> None:
    """A long name is broken between words, and goes on below its own first word, not at the margin."""
    lines = ran("score", DEPARTMENT).splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith(" 1.1.1 "))
    start = lines[at].index("Ban hành")

    assert lines[at + 1][: start + 1].strip() == lines[at + 1].lstrip()[:1]
    assert lines[at + 1].strip() == "thời hạn"


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_fits_a_terminal(width: int) -> None:
    """On a narrow and on a wide terminal no line is longer than it, and no word of a name is cut."""
    lines = on_terminal("score", INCOMPLETE, width=width).splitlines()

    assert max(map(len, lines)) <= width
    words = {word for line in each_line(sheet_of(INCOMPLETE).lines) for word in line.item.name.vi.split()}
    assert words <= {word for line in lines for word in line.split()}


def test_a_score_under_rules_without_bands(tmp_path: Path) -> None:
    """Where no band is declared nothing is said of bands."""
    tree = {
        "format": "1",
        "ruleset": "ha-noi/central-agencies@2024",
        "unit": {"key": "cuc-thue", "name": "Cục Thuế", "kind": "central-agency"},
        "period": "year",
        "stages": {"final": {"entries": {"survey": {"points": "40"}}}},
    }

    assert "Xếp loại" not in ran("score", written(tmp_path / "unit.yaml", tree))


def test_a_band_that_is_already_certain(tmp_path: Path, rules: Path) -> None:
    """A band that both ends of an interval lie in is told, as certain."""
    plan = {"level": "on-time"}
    tree = small_unit(plan=plan, tasks={"done": "1", "planned": "1"}, council={"state": "missing"})
    bands = [
        {"key": "kha", "name": {"vi": "Khá"}, "from": "50", "to": "100"},
        {"key": "yeu", "name": {"vi": "Yếu"}, "from": "0"},
    ]
    written(rules, small_rules(bands=bands))

    text = ran("score", written(tmp_path / "open.yaml", tree), "--ruleset", rules)
    assert "Xếp loại: Khá (từ 50 đến 100 %) – đã chắc chắn" in text


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_score_as_json(file: Path) -> None:
    """As JSON the score is the plain form of the sheet, in the language asked for, and its check code."""
    assert told("score", file) == with_code(file)
    assert told("score", file, "--lang", "en") == with_code(file, "en")


def with_code(file: Path, lang: Literal["vi", "en"] = "vi") -> dict[str, Any]:
    """Return what a score says as JSON: its plain form, and the check code where it can be recorded."""
    sheet = sheet_of(file)
    code = check_code(parindex.record(sheet.ruleset, file)) if sheet.complete else None
    return {**plain(sheet, lang), "check_code": code}


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_check_code_stands_under_every_score(file: Path) -> None:
    """A complete score shows the check code of its record; an incomplete one has none to show."""
    code = with_code(file)["check_code"]
    text = ran("score", file)

    assert (f"\nMã đối chiếu: {code}\n" in text) == (code is not None)
    assert ("Mã đối chiếu" in text) == sheet_of(file).complete


def test_only_the_final_score_under_its_own_ruleset_has_a_code(tmp_path: Path) -> None:
    """The score of an earlier stage, or under another ruleset than the file names, has no check code."""
    other = parindex.load("example/department@2024").plain() | {"id": "example/other@2024"}
    rules = written(tmp_path / "2024.yaml", other)

    assert told("score", DEPARTMENT)["check_code"] is not None
    assert told("score", DEPARTMENT, "--stage", "self")["check_code"] is None
    assert told("score", DEPARTMENT, "--ruleset", rules)["check_code"] is None


def test_json_is_the_whole_of_stdout() -> None:
    """With --json stdout holds exactly one document, also beside a second opinion."""
    result = run("score", DEPARTMENT, "--json", "--cross-check")

    assert json.loads(result.stdout)["unit"] == "so-minh-hoa-a"
    assert result.stderr == "Hai bộ máy cho cùng kết quả.\n"


# Where the ruleset and the assessment come from


def test_another_ruleset_than_the_file_names(rules: Path, unit: Path) -> None:
    """--ruleset scores under another ruleset, by id or by file, and the score warns of it."""
    by_file = told("score", unit, "--ruleset", rules)
    assert by_file["ruleset"]["id"] == "example/small@2024"
    assert by_file["warnings"] == []

    copied = told("score", DEPARTMENT.with_name("department-2023.yaml"))
    assert copied["ruleset"]["id"] == "example/department@2023"

    other = told("score", JUSTICE, "--ruleset", "national/ministries@2023")
    assert other == told("score", JUSTICE)


def test_a_ruleset_that_is_not_the_one_named(tmp_path: Path, rules: Path) -> None:
    """Scored under another ruleset than it names, a unit's score says so, and both engines still agree."""
    unit = written(tmp_path / "unit.yaml", {**small_unit(), "ruleset": "example/other@2024"})
    result = run("score", unit, "--ruleset", rules, "--cross-check")

    assert "- W-RULESET: tệp chấm điểm ghi bộ `example/other@2024`" in flat(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "Hai bộ máy cho cùng kết quả.\n")


def test_a_ruleset_from_standard_input(rules: Path, unit: Path) -> None:
    """--ruleset - reads the ruleset from standard input once, for all the files."""
    twin = small_unit()
    twin["unit"] = {"key": "so-b", "name": "Sở B", "kind": "department"}
    other = written(unit.with_name("twin.yaml"), twin)

    assert told("score", unit, "--ruleset", "-", stdin=rules.read_bytes()) == told(
        "score", unit, "--ruleset", rules
    )
    league = told("score", unit, other, "--ruleset", "-", stdin=rules.read_bytes())
    assert [row["rank"] for row in league["leagues"][0]["ranks"]] == ["1", "1"]


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_an_assessment_from_standard_input(form: str, rules: Path, unit: Path) -> None:
    """`-` reads an assessment from standard input, YAML or JSON."""
    content = JUSTICE.read_bytes() if form == "yaml" else unit.read_bytes()
    words = () if form == "yaml" else ("--ruleset", rules)

    assert told("score", "-", *words, stdin=content) == told(
        "score", JUSTICE if form == "yaml" else unit, *words
    )
    assert ran("explain", "-", *words, stdin=content)


def test_an_earlier_stage(tmp_path: Path, rules: Path) -> None:
    """--stage scores what stood at that stage."""
    tree = small_unit()
    change = {"points": "10", "changed": {"by": "Hội đồng", "why": "bổ sung"}}
    tree["stages"] = {"self": tree["stages"]["final"], "final": {"entries": {"council": change}}}
    unit = written(tmp_path / "unit.yaml", tree)

    first = told("score", unit, "--ruleset", rules, "--stage", "self")
    last = told("score", unit, "--ruleset", rules)
    assert (first["stage"], last["stage"]) == ("self", "final")
    assert (first["total"]["published"], last["total"]["published"]) == ("16.42", "19.17")
    assert "đơn vị tự chấm." in ran("explain", unit, "--ruleset", rules, "--stage", "self")


# Leagues


def test_a_league_is_ranked() -> None:
    """Several units of one league give one table, best first."""
    text = ran("score", *LEAGUE)
    rows = [line.split() for line in text.splitlines() if re.match(r" +[0-9]+ ", line)]

    assert [row[0] for row in rows] == [str(place) for place in range(1, 11)]
    code = check_code(parindex.record(parindex.load("national/ministries@2023"), JUSTICE))
    assert rows[0] == ["1", "Bộ", "Tư", "pháp", "89,96", "89,96", "Nhóm", "B", *code.split()]
    assert "(national/ministries@2023) · Cấp bộ" in text
    assert "Chỉ có cấu trúc" in text
    assert "- policies.rounding (làm tròn 2 chữ số" in text


def test_a_league_as_json() -> None:
    """As JSON a league gives rank and unit, and the sheet of every unit in the order they were named."""
    found = told("score", *reversed(LEAGUE))

    (league,) = found["leagues"]
    assert (league["ruleset"], league["unit_kind"]) == ("national/ministries@2023", "ministry")
    assert (league["period"], league["stage"]) == ("year", "final")
    assert league["ranks"][0] == {"rank": "1", "unit": "ministry-of-justice"}
    assert league["incomplete"] == []
    assert found["sheets"] == [with_code(file) for file in reversed(LEAGUE)]


def test_a_league_where_nobody_is_ranked_says_why() -> None:
    """Where a unit is incomplete nobody has a rank, and the table says which unit it waits for."""
    text = ran("score", OTHER, INCOMPLETE, DEPARTMENT)

    assert re.findall(r"^ +(\S+) +Sở Minh hoạ ([ABD])", text, re.MULTILINE) == [
        ("–", "B"),
        ("–", "D"),
        ("–", "A"),
    ]
    assert "Chưa xếp hạng vì còn đơn vị chưa đủ kết quả: Sở Minh hoạ D (thiếu 9 mục)" in flat(text)
    assert "- Sở Minh hoạ D: W-STAGE: " in text
    assert "No ranks yet, because a unit is incomplete: Sở Minh hoạ D (9 missing)" in flat(
        ran("score", INCOMPLETE, DEPARTMENT, "--lang", "en")
    )

    (league,) = told("score", OTHER, INCOMPLETE, DEPARTMENT)["leagues"]
    assert league["incomplete"] == ["so-minh-hoa-d"]
    assert [row["rank"] for row in league["ranks"]] == [None, None, None]


def test_each_kind_of_unit_is_a_league() -> None:
    """Units of two kinds give two tables, and one that waits for a unit does not hold up the other."""
    text = ran("score", INCOMPLETE, OFFICE, DEPARTMENT)
    found = told("score", INCOMPLETE, OFFICE, DEPARTMENT)

    assert text.count("Hạng") == 2
    assert text.count("Bộ tiêu chí minh hoạ, không phải văn bản chính thức.") == 2
    assert [(each["unit_kind"], [row["rank"] for row in each["ranks"]]) for each in found["leagues"]] == [
        ("department", [None, None]),
        ("agency", ["1"]),
    ]


def test_a_unit_cannot_be_there_twice(tmp_path: Path) -> None:
    """A unit that is named twice is refused: one of its two scores would be ranked for nothing."""
    shutil.copy(JUSTICE, tmp_path / "again.yaml")
    result = run("score", JUSTICE, tmp_path / "again.yaml")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("E-UNIT-TWICE: đơn vị `ministry-of-justice` có mặt hai lần")


# The second engine


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_second_engine_agrees(file: Path) -> None:
    """On every example the two engines give the same result."""
    assert run("score", file, "--cross-check", "--lang", "en").stderr == "The two engines agree.\n"


def test_a_difference_between_the_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the engines differ, the score is printed, the difference told, and the exit code is 1."""
    differs = problem("E-DIFFER", found="/total/exact", engine="1", oracle="2")
    monkeypatch.setattr(scores, "cross_check", lambda _sheet, _assessment: (differs,))
    result = run("score", JUSTICE, "--cross-check")

    assert result.exit_code == 1
    assert "Tổng điểm 89,96" in result.stdout
    assert result.stderr.startswith("E-DIFFER: hai bộ máy khác nhau tại `/total/exact`: 1 và 2")


# explain


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_explain_prints_the_explanation(file: Path) -> None:
    """`explain` prints what the library says of the sheet, in the language asked for."""
    assert ran("explain", file) == parindex.explain(sheet_of(file)) + "\n"
    assert ran("explain", file, "--lang", "en") == parindex.explain(sheet_of(file), lang="en") + "\n"


@pytest.mark.parametrize("width", [80, 120])
def test_an_explanation_fits_a_terminal(width: int) -> None:
    """On a terminal a long line is broken between words and goes on further in; nothing else changes."""
    text = on_terminal("explain", DEPARTMENT, width=width)

    assert max(map(len, text.splitlines())) <= width
    assert text.split() == ran("explain", DEPARTMENT).split()
    start = text.index("        Cách tính: Cộng điểm từng nội dung đạt")
    assert re.match(r" {8}Cách tính: .*\n {10}\S", text[start:])


def test_explain_under_another_ruleset(rules: Path, unit: Path) -> None:
    """--ruleset explains a unit under another ruleset."""
    assert "Tổng điểm 16,42 trên 30" in ran("explain", unit, "--ruleset", rules)


def test_names_are_never_markup(tmp_path: Path) -> None:
    """What looks like markup or an emoji in a name is printed as it is written."""
    named = "[bold]Sở[/bold] :smile: [/]"
    bands = [{"key": "a", "name": {"vi": "[red]Tốt[/red]"}, "from": "0", "to": "100"}]
    tree: Plain = small_rules(bands=bands, rounding=rounding("1"))
    tree["score"]["items"][0]["name"] = {"vi": named}
    rules = written(tmp_path / "rules.yaml", tree)
    units = []
    for key in ("a", "b"):
        unit = small_unit()
        unit["unit"] = {"key": key, "name": f"{named} {key}", "kind": "department"}
        units.append(written(tmp_path / f"{key}.yaml", unit))

    assert ran("score", units[0], "--ruleset", rules).count(named) == 2
    league = ran("score", *units, "--ruleset", rules)
    assert league.count(named) == 2
    assert league.count("[red]Tốt[/red]") == 2
    assert named in ran("show", rules)
