"""Facts about the command `diff`: exit codes, forms, files, and what is refused."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import run, written
from comparisons import CLAUSE, LAST, THIS, UNITS, files, rules, unit
from helpers import Plain, group, leaf

from parindex.schemas import schema_of

Files = tuple[Path, Path, Path]
SVG = '<svg viewBox="0 0 1 1" role="img"><title>t</title></svg>'


@pytest.fixture
def small(tmp_path: Path) -> Files:
    """Write the two rulesets and the units that are worked out in `comparisons`."""
    return files(tmp_path)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no chart: drawing is slow, and tested elsewhere."""
    monkeypatch.setattr("parindex.reporting.charts.svg", lambda *_: SVG)


def shown(*words: str | Path) -> str:
    """Compare what differs, and return what is printed."""
    result = run("diff", *words)
    assert (result.exit_code, result.stderr) == (1, ""), result.output
    return result.stdout


def refused(code: str, *words: str | Path, exit_code: int = 3) -> str:
    """Look at a command that was refused: one sentence on stderr, nothing on stdout, in both languages."""
    lines = []
    for lang in ("vi", "en"):
        result = run("diff", *words, "--lang", lang)
        assert (result.exit_code, result.stdout) == (exit_code, ""), result.output
        lines += result.stderr.splitlines()
    assert len(lines) == 2, lines
    assert all(re.search(rf"(^|: ){code}( \S+)?: ", line) for line in lines), lines
    return lines[0]


# Exit codes


def test_identical_rulesets(small: Files) -> None:
    """Nothing differs: the report says so, the JSON has no change, and the exit code is 0."""
    same = {"vi": "Hai bộ không có gì khác nhau", "en": "The two rulesets do not differ in anything"}
    for lang, said in same.items():
        result = run("diff", small[0], small[0], "--lang", lang)
        assert (result.exit_code, said in result.stdout) == (0, True)
    result = run("diff", small[0], small[0], "--json")
    assert (result.exit_code, json.loads(result.stdout)["changes"]) == (0, [])


def test_a_difference_exits_with_1(small: Files) -> None:
    """Every form exits with 1 where something differs, with and without a file."""
    for form in ("text", "json", "md"):
        assert shown(*small[:2], "--format", form)
        assert shown(*small[:2], "--format", form, "-o", small[0].with_suffix(f".{form}")) == ""


def test_other_family(small: Files) -> None:
    """Rulesets of two families are no two years of one."""
    other = written(small[0].with_name("other.yaml"), {**rules(THIS), "id": "example/other@2024"})
    line = refused("E-FAMILY", small[0], other)
    assert line == (
        "E-FAMILY: `example/other@2024` không cùng bảng xếp hạng với `example/small@2023`; "
        "so sánh hai năm của cùng một bộ tiêu chí"
    )


def test_no_concordance(small: Files) -> None:
    """An item that became a group needs a concordance, and the line says where to write it."""
    tree = rules(THIS)
    tree["score"] = group("total", group("a", leaf("a1")), leaf("b"))
    line = refused("E-CONCORDANCE", small[0], written(small[1].with_name("split.yaml"), tree))
    assert f"`a` là tiêu chí chấm điểm trong {LAST} nhưng là nhóm tiêu chí trong {THIS}" in line
    assert "concordance: {of: example/small@2023, items: [{old: [a], new: […]}]}" in line


def test_rules_that_cannot_be_read(small: Files) -> None:
    """A file that is not there, or is no ruleset, is refused as everywhere."""
    refused("E-FILE", small[0], small[0].with_name("none.yaml"))
    refused("E-SHAPE", small[0], written(small[0].with_name("empty.yaml"), ""))


def changed(folder: Path, name: str, **fields: Any) -> Path:
    """Write one more unit, changed in some fields."""
    return written(folder / f"{name}.yaml", {**unit(name), **fields})


def test_assessments_of_other_rules(small: Files) -> None:
    """An assessment by a third ruleset is refused with its place."""
    file = changed(small[2], "a-2023", ruleset="example/small@2022")
    line = refused("E-OTHER-RULES", *small[:2], "--assessments", small[2])
    assert re.match(rf"{re.escape(str(file))}:1:\d+: E-OTHER-RULES ruleset: ", line)
    assert "`example/small@2022`, không phải example/small@2023 hay example/small@2024" in line


def test_a_unit_of_two_kinds(small: Files) -> None:
    """A department of the one year and a district of the other are not one unit."""
    changed(small[2], "a-2024", unit={"key": "so-a", "name": "Sở A", "kind": "district"})
    line = refused("E-OTHER-UNIT", *small[:2], "--assessments", small[2])
    assert "`Sở A` thuộc loại đơn vị `department` năm trước và `district` năm sau" in line


def test_a_unit_twice(small: Files) -> None:
    """A unit with two assessments of one year and period is refused."""
    written(small[2] / "again.yml", unit("a-2023"))
    assert "`so-a`" in refused("E-UNIT-TWICE", *small[:2], "--assessments", small[2])


def test_folders_without_assessments(small: Files, tmp_path: Path) -> None:
    """An empty folder and one that is not there are told apart."""
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "read-me.txt").write_text("x")
    assert "/empty` không có tệp chấm nào" in refused("E-NO-FILES", *small[:2], "--assessments", empty)
    refused("E-FILE", *small[:2], "--assessments", tmp_path / "none")


def test_files_and_folders_are_read_alike(small: Files) -> None:
    """Files that are named one by one give what their folder gives, in the order in which they are named."""
    named = [word for file in sorted(small[2].iterdir()) for word in ("--assessments", file)]
    folder = run("diff", *small[:2], "--assessments", small[2], "--json")
    assert run("diff", *small[:2], *named, "--json").stdout == folder.stdout


def test_structures_have_no_examples() -> None:
    """Where a ruleset states no criteria there is nothing to observe, and no example is given."""
    result = run("diff", "ha-noi/departments@2024", "ha-noi/departments@2025", "--json")
    assert json.loads(result.stdout)["witnesses"] is None


def test_files_that_are_no_assessments(small: Files) -> None:
    """Of a ruleset, a list or an empty file in the folder one sentence says what is wrong, at its place."""
    for content, code in ((rules(LAST), "E-REQUIRED"), (["x"], "E-[A-Z]+"), ("", "E-SHAPE")):
        file = written(small[2] / "0.yaml", content)
        line = refused(code, *small[:2], "--assessments", small[2])
        assert line.startswith(f"{file}:1:1: ")


def test_an_assessment_with_several_mistakes(small: Files) -> None:
    """What is meant as an assessment gets all its problems, each at its place."""
    changed(small[2], "a-2023", unit={"key": "so-a"})
    result = run("diff", *small[:2], "--assessments", small[2])
    assert (result.exit_code, result.stdout) == (3, "")
    assert [line.split(" ")[1] for line in result.stderr.splitlines()] == ["E-REQUIRED", "E-REQUIRED"]


def test_an_assessment_that_does_not_fit(small: Files) -> None:
    """A mark above its maximum is refused at its place in the file."""
    tree = unit("a-2023")
    tree["stages"]["final"]["entries"]["a"]["points"] = "11"
    written(small[2] / "a-2023.yaml", tree)
    result = run("diff", *small[:2], "--assessments", small[2])
    assert (result.exit_code, result.stdout) == (3, "")
    assert re.match(r".*a-2023\.yaml:1:\d+: E-[A-Z-]+ stages\.final\.entries\.a", result.stderr)


def test_an_unknown_stage(small: Files) -> None:
    """A stage that does not exist is refused."""
    refused("E-STAGE", *small[:2], "--assessments", small[2], "--stage", "last")


def test_wrong_usage(small: Files) -> None:
    """Words that make no command, and a workbook without a file, exit with 2."""
    refused("E-WORKBOOK", *small[:2], "--format", "xlsx", exit_code=2)
    for words in ([small[0]], [*small[:2], "--format", "pdf"], [*small[:2], "--lang", "fr"]):
        result = run("diff", *words)
        assert (result.exit_code, result.stdout) == (2, "")


# Forms


def test_json(small: Files) -> None:
    """The JSON is valid, has no number, and goes to a file as it goes to standard output."""
    words = (*small[:2], "--assessments", small[2])
    printed = shown(*words, "--json")
    tree = json.loads(printed, parse_int=pytest.fail, parse_float=pytest.fail)
    jsonschema.validate(tree, schema_of("diff"))
    assert [each["unit"] for each in tree["effects"]] == ["so-a", "so-b", "huyen-c"]
    assert tree["effects"][0]["rule"] == "15/2"
    file = small[0].with_name("out.json")
    assert shown(*words, "--format", "json", "-o", file) == ""
    assert file.read_text(encoding="utf-8") == printed == shown(*words, "--format", "json")


FIGURES = ("75,00", "85,00", "+10,00", "−43,75 – +56,25", "+7,50", "−17,50", "−22,50", "31,25 – 81,25")


@pytest.mark.usefixtures("undrawn")
def test_the_same_figures_in_every_form(small: Files) -> None:
    """Text, Markdown, HTML and workbook have the same figures, and the same bytes each time."""
    openpyxl = pytest.importorskip("openpyxl")
    for form in ("text", "md", "html", "xlsx"):
        contents = []
        for name in ("one", "two"):
            file = small[0].with_name(f"{name}.{form}")
            words = (*small[:2], "--assessments", small[2], "--no-witnesses", "--format", form)
            assert shown(*words, "-o", file) == ""
            contents.append(file.read_bytes())
        assert contents[0] == contents[1]
        if form == "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(contents[0]))
            cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
            assert {75, 85, 10, 7.5, -17.5, -22.5} <= {*cells}
        else:
            text = contents[0].decode()
            assert all(figure in text for figure in FIGURES), form


def test_charts_are_drawn(small: Files) -> None:
    """A web page has the drawings of a comparison, where the extra for them is there."""
    pytest.importorskip("vl_convert")
    file = small[0].with_name("page.html")
    shown(*small[:2], "--assessments", small[2], "--no-witnesses", "--format", "html", "-o", file)
    assert file.read_text(encoding="utf-8").count("<svg") == 4  # dumbbell, heat, bump, and the one of Sở A


def test_a_file_that_is_there_is_left_alone(small: Files) -> None:
    """Another file is not written over; the same content is no mistake."""
    file = small[0].with_name("out.md")
    for _ in range(2):
        shown(*small[:2], "--no-witnesses", "--format", "md", "-o", file)
    file.write_text("mine")
    line = refused("E-EXISTS", *small[:2], "--no-witnesses", "--format", "md", "-o", file)
    assert "/out.md`; chọn tên khác" in line
    assert file.read_text() == "mine"


def test_the_command_of_a_report(small: Files) -> None:
    """The command at the end makes the same report again: folder, stage and language are in it."""
    words = [*map(str, small[:2]), "--assessments", str(small[2]), "--stage", "final", "--lang", "en"]
    page = shown(*words, "--no-witnesses", "--format", "md")
    assert f"parindex diff {small[0]} {small[1]} --assessments {small[2]}" in page
    assert "--lang en" in page.splitlines()[-1]
    assert "--stage" not in page.splitlines()[-1]
    other = shown(*small[:2], "--stage", "appraisal-1", "--no-witnesses", "--format", "md")
    assert "--stage appraisal-1" in other.splitlines()[-1]
    assert "--lang" not in other.splitlines()[-1]


@pytest.mark.parametrize("width", [80, 110])
def test_on_a_terminal(small: Files, width: int) -> None:
    """No line is wider than the terminal, and every clause can be read whole or broken, never cut."""
    result = run("diff", small[0], small[0], "--no-witnesses")
    assert max(map(len, result.stdout.splitlines())) <= 110
    env = {"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "xterm", "COLUMNS": str(width)}
    text = re.sub(r"\x1b\[[0-9;]*m", "", run("diff", *small[:2], "--no-witnesses", env=env).stdout)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    assert "Quyết định 1/QĐ-UBND, Điều 3" in text


# Hostile texts

RED, SCRIPT, BREAK, BIDI = "[red]Đỏ[/red]", "<script>alert(1)</script>", "một\nhai | ba", "a\u202eb"


def hostile(folder: Path) -> Files:
    """Write rulesets and a unit whose names are markup, line breaks and letters that turn a line around."""
    old, new = rules(LAST), rules(THIS)
    for tree in (old, new):
        tree["title"] = {"vi": RED}
        tree["instruments"][0]["number"] = "*1*"
        items: list[Plain] = [{**each} for each in tree["score"]["items"]]
        tree["score"]["items"] = items
        items[0]["name"] = {"vi": SCRIPT}
        items[1]["name"] = {"vi": f"=1+1 {RED}"}
    new["score"]["items"][0]["source"] = {**CLAUSE, "at": BREAK.replace("\n", " ")}
    units = folder / "units"
    units.mkdir()
    for name in UNITS:
        tree = unit(name)
        tree["unit"]["name"] = f"{SCRIPT} {RED}"
        written(units / f"{name}.yaml", tree)
    return written(folder / "2023.yaml", old), written(folder / "2024.yaml", new), units


@pytest.mark.usefixtures("undrawn")
def test_hostile_texts_stay_text(tmp_path: Path) -> None:
    """Markup in rulesets and assessments is shown as it is written, and does nothing, in every form."""
    openpyxl = pytest.importorskip("openpyxl")
    old, new, units = hostile(tmp_path)
    words = (old, new, "--assessments", units, "--no-witnesses")
    text = shown(*words)
    assert all(each in " ".join(text.split()) for each in (RED, "<script>", "=1+1", "*1*"))
    page = shown(*words, "--format", "md")
    assert "<script>" not in page.replace("\\<script", "")
    assert "\\[red\\]" in page
    assert "một hai \\| ba" in page
    web = tmp_path / "page.html"
    shown(*words, "--format", "html", "-o", web)
    assert "<script>alert" not in web.read_text(encoding="utf-8")
    assert "&lt;script&gt;" in web.read_text(encoding="utf-8")
    book = tmp_path / "book.xlsx"
    shown(*words, "--format", "xlsx", "-o", book)
    cells = [
        cell
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert all(cell.data_type == "s" for cell in cells)
    assert any(cell.value.startswith(SCRIPT) for cell in cells)
    tree = json.loads(shown(*words, "--json"))
    assert tree["effects"][0]["unit_name"] == f"{SCRIPT} {RED}"


def test_letters_that_turn_a_line_around_are_refused(small: Files) -> None:
    """A hidden letter does not even come in: the readers refuse the file at its place."""
    tree = rules(THIS)
    tree["title"] = {"vi": BIDI}
    refused("E-CHAR", small[0], written(small[1].with_name("bidi.yaml"), tree))
