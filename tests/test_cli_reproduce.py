"""`reproduce`: a printed table against its ruleset, in every form that an auditor takes away."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import pytest
from commands import ROOT, flat, on_terminal, ran, run, small_rules, told, written

import parindex
from parindex.exact import Rounding, parse_number
from parindex.ruleset import catalog
from parindex.schemas import schema_of

RULES = "national/ministries@2023"
CASES = ROOT / "tests" / "cases" / "national" / "ministries" / "2023"
SHARED = ROOT.parent / "shared" / "data" / "par-index-2023-ministries.json"
TEN = 10


@cache
def ministries() -> str:
    """Return the printed table of the first ten ministries, from the cases that quote it."""
    rows = {}
    for unit in catalog.load(RULES).units.units:
        case = catalog.read_document(CASES / f"{unit.key}.yaml").data
        figures = [case["expected"]["items"][key] for key in ("appraisal", "survey")]
        shown = [Rounding(2, "half-up").text(parse_number(each)) for each in figures]
        total, rank = case["printed"]["total"], case["printed"]["rank"]
        rows[int(rank)] = ",".join([unit.name.vi, *shown, total, total, rank])
    lines = (rows[rank] for rank in range(1, TEN + 1))
    return "\n".join(["unit,appraisal,survey,total,index,rank", *lines, ""])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Write the table of the ten ministries."""
    return saved(tmp_path / "ministries.csv", ministries())


def saved(file: Path, text: str) -> Path:
    """Write a text to a file."""
    file.write_text(text, encoding="utf-8")
    return file


def verdicts(tree: Any) -> list[str]:
    """Return the verdicts of the sums of parts, in order."""
    return [each["verdict"] for each in tree["relations"] if each["relation"] == "parts-sum"]


# The readable example


def test_the_ten_ministries(table: Path) -> None:
    """All ten hold within rounding, four of them just as printed; rounding the parts first is ruled out."""
    text = flat(ran("reproduce", table, "--ruleset", RULES))

    for sentence in (
        "Kết luận: trong phạm vi làm tròn (WITHIN-ROUNDING). Không quan hệ nào mâu thuẫn.",
        "10 trên 10 dòng khớp trong phạm vi làm tròn, trong đó 4 dòng đúng khít ở mọi quan hệ",
        "Chỉ có cấu trúc: nguồn không nêu bảng tiêu chí, điểm nhập theo khối.",
        "Các phần cộng thành tổng (parts-sum) 4 6",
        "Bộ Tư pháp Các phần cộng thành tổng 89,95 điểm 89,95 – 89,97 điểm",
        "Bộ Lao động - Thương binh và Xã hội ≈ ✓ 4 ✓ ✓",
        "2 trên 8 cách làm tròn khớp với mọi dòng: làm tròn chỉ khi công bố, kiểu nửa lên, 2 chữ số;",
        "làm tròn từng phần trước khi cộng, kiểu nửa lên, 2 chữ số;",
        f"SHA-256: {table} {hashlib.sha256(table.read_bytes()).hexdigest()};",
        f"parindex reproduce {table} --ruleset {RULES}",
    ):
        assert sentence in text


def test_the_shared_table_is_the_same() -> None:
    """The table of the cases is that of the study, figure by figure."""
    if not SHARED.is_file():
        pytest.skip("the data of the study is not beside this repository")
    rows = json.loads(SHARED.read_text(encoding="utf-8"))["rows"]
    told_rows = [",".join([unit, *figures, str(rank)]) for rank, unit, *figures in rows]

    assert ministries().splitlines()[1:] == told_rows


@pytest.mark.parametrize("width", [80, 110])
def test_no_line_is_wider_than_the_terminal(table: Path, width: int) -> None:
    """Whatever the width, nothing is cut and nothing runs over."""
    text = on_terminal("reproduce", table, "--ruleset", RULES, width=width)

    assert max(map(len, text.splitlines())) <= width
    assert "89,95 – 89,97 điểm" in text


def test_the_json(table: Path) -> None:
    """The document meets its schema and has the fields of the interface."""
    tree = told("reproduce", table, "--ruleset", RULES)

    jsonschema.validate(tree, schema_of("reproduction"))
    assert tree["verdict"] == "WITHIN-ROUNDING"
    assert verdicts(tree).count("EXACT") == 4
    assert verdicts(tree).count("WITHIN-ROUNDING") == 6
    first = tree["relations"][0]
    assert (first["unit_name"], first["printed"], first["interval"]) == (
        "Bộ Tư pháp",
        "89.95",
        ["1799/20", "8997/100"],
    )
    assert [each["mode"] for each in tree["rounding"]["survivors"]] == ["half-up", "half-even"]
    assert tree["problems"] == []


# Exit codes


def test_a_wrong_total(tmp_path: Path) -> None:
    """One figure moved by more than its rounding gives exit code 1, and the report lists it."""
    bad = saved(tmp_path / "bad.csv", ministries().replace("28.10,89.95", "21.80,89.95"))
    result = run("reproduce", bad, "--ruleset", RULES)

    assert result.exit_code == 1
    text = flat(result.stdout)
    assert "Kết luận: không thể khớp (IRRECONCILABLE)" in text
    assert "Không thể khớp (IRRECONCILABLE)" in text
    assert run("reproduce", bad, "--ruleset", RULES, "--json").exit_code == 1


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("unit;total\nBộ Tư pháp;89,95\n", "E-CSV", "1:1"),
        ('unit,total\n"Bộ Tư pháp,89.95\n', "E-CSV", "2:"),
        ("unit,total,total\nBộ Tư pháp,1,1\n", "E-DUP", "1:12"),
        ("unit,total\nBộ Tư pháp,1,1\n", "E-CSV", "2:"),
        ("unit,score\nBộ Tư pháp,1\n", "E-PRINTED-COLUMN", "1:6"),
        ("", "E-EMPTY", "1:1"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, content: str, code: str, place: str) -> None:
    """A file that is no such table gives exit code 3, one line with its place, and nothing on stdout."""
    file = saved(tmp_path / "t.csv", content)
    result = run("reproduce", file, "--ruleset", RULES)

    assert result.exit_code == 3
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{file}:{place}")
    assert f" {code}" in line


def test_what_is_not_there(tmp_path: Path, table: Path) -> None:
    """A missing table, summary or ruleset is exit code 3."""
    absent = tmp_path / "absent.csv"
    for words in (
        (absent, "--ruleset", RULES),
        (table, "--ruleset", RULES, "--summary", absent),
        (table, "--ruleset", "national/none@2023"),
    ):
        result = run("reproduce", *words)
        assert (result.exit_code, result.stdout) == (3, "")


def test_wrong_usage(table: Path) -> None:
    """Words that the command does not take give exit code 2; a kind of unit too, before the table is read."""
    for words in (
        (table,),
        (table, "--ruleset", RULES, "--reading", "down"),
        (table, "--ruleset", RULES, "--format", "pdf"),
        (table, "--ruleset", RULES, "--format", "xlsx"),
        (table, "--ruleset", RULES, "--kind", "province"),
        ("absent.csv", "--ruleset", RULES, "--kind", "province"),
    ):
        result = run("reproduce", *words)
        assert (result.exit_code, result.stdout) == (2, "")
    assert "ministry" in run("reproduce", table, "--ruleset", RULES, "--kind", "province").stderr


def test_a_table_that_does_not_say_its_kind(tmp_path: Path) -> None:
    """Where a ruleset has several kinds of units, one is chosen; the command that repeats it keeps that."""
    rules = written(tmp_path / "rules.json", small_rules())
    file = saved(tmp_path / "t.csv", "unit,plan,tasks,g\nSở A,2.5,6.67,9.17\n")

    assert "E-PRINTED-KIND" in run("reproduce", file, "--ruleset", rules).stderr
    text = flat(ran("reproduce", file, "--ruleset", rules, "--kind", "department"))
    assert text.endswith(f"parindex reproduce {file} --ruleset {rules} --kind department")


# Options


def test_every_option_is_repeated(tmp_path: Path, table: Path) -> None:
    """The line at the end names every option that changes the report, and makes the same one."""
    beneath = saved(tmp_path / "beneath.csv", "figure,of,printed\nhighest,total,89.95\n")
    words = (table, "--ruleset", RULES, "--summary", beneath, "--reading", "truncate", "--lang", "en")
    result = run("reproduce", *words)

    assert flat(result.stdout).endswith(" ".join(["parindex reproduce", *map(str, words)]))
    assert "89.95 is from 89.95 to 89.96 (cut off)" in flat(result.stdout)


def test_standard_input() -> None:
    """A dash reads the table from standard input."""
    tree = told("reproduce", "-", "--ruleset", RULES, stdin=ministries().encode())

    assert tree["table"]["file"] == "<stdin>"
    assert tree["table"]["rows"] == "10"


def test_every_form(tmp_path: Path, table: Path) -> None:
    """Markdown, a page and a workbook are written to files, with the same words."""
    for form, start in (("md", "# Đối chiếu bảng đã in"), ("html", "<!DOCTYPE html>"), ("json", "{")):
        file = tmp_path / f"paper.{form}"
        assert ran("reproduce", table, "--ruleset", RULES, "--format", form, "-o", file) == ""
        assert file.read_text(encoding="utf-8").startswith(start)
    book = tmp_path / "paper.xlsx"
    ran("reproduce", table, "--ruleset", RULES, "--format", "xlsx", "-o", book)
    assert "xl/workbook.xml" in ZipFile(book).namelist()


def test_the_bytes_are_the_same_every_time(table: Path) -> None:
    """Two runs give the same page, byte by byte."""
    words = ("reproduce", table, "--ruleset", RULES, "--format", "html")

    assert ran(*words) == ran(*words)


def test_hostile_texts(tmp_path: Path) -> None:
    """A name with markup, a line break and a colour code stays one line of text."""
    name = '"<b>x</b>\n[red]y[/red] \'=1+1"'
    file = saved(tmp_path / "t.csv", f"unit,appraisal,survey,total\n{name},1,1,9\n")
    text = run("reproduce", file, "--ruleset", RULES).stdout

    assert "<b>x</b> [red]y[/red] '=1+1" in flat(text)
    assert "W-UNIT" in text


# The verb


def test_the_verb(tmp_path: Path, table: Path) -> None:
    """From Python a file or bytes give the relations, under an id, a file or a ruleset."""
    found = parindex.reproduce(table, RULES)
    beneath = saved(tmp_path / "beneath.csv", "figure,of,printed\nhighest,total,89.95\n")

    assert isinstance(found, parindex.Reproduction)
    assert isinstance(found.relations[0], parindex.Relation)
    assert found.verdict == "WITHIN-ROUNDING"
    assert found == parindex.reproduce(table.read_bytes(), parindex.load(RULES))
    more = parindex.reproduce(table, RULES, summary=beneath, kind="ministry", reading="half")
    assert more.relations[:-1] == found.relations
    assert more == parindex.reproduce(table, RULES, summary=beneath.read_bytes())


def test_the_verb_on_what_cannot_be_read() -> None:
    """A problem of bytes has a place, with a name that says which of the two they were."""
    with pytest.raises(parindex.ReadError, match="<table>:1:1"):
        parindex.reproduce(b"total\n1\n", RULES)
    with pytest.raises(parindex.ReadError, match="<summary>:1:1"):
        parindex.reproduce(ministries().encode(), RULES, summary=b"figure\nmean\n")


def test_an_unknown_band_in_the_summary_is_a_fault_of_the_file(table: Path, tmp_path: Path) -> None:
    """A word that would be wrong usage as an option is invalid input where it stands in a file."""
    beneath = saved(tmp_path / "beneath.csv", "figure,of,printed\ncount,xuat-sac,3\n")
    result = run("reproduce", table, "--ruleset", RULES, "--summary", beneath)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"{beneath}:2:7: E-BAND-KEY")
