"""`report`: score sheets, leagues and verdicts as documents."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import (
    DEPARTMENT,
    INCOMPLETE,
    JUSTICE,
    MINISTRIES,
    flat,
    ran,
    run,
    small_rules,
    small_unit,
    written,
)

from parindex.cli import COMMANDS

docx = pytest.importorskip("docx")

CODE = "CPEX R2ES Y5LN NVZB"


@pytest.fixture(autouse=True)
def _mounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the command under its name."""
    monkeypatch.setitem(COMMANDS, "report", ("documents", "In kết quả / print"))


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Write the small ruleset."""
    return written(tmp_path / "rules.yaml", small_rules())


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Write the record of the example department."""
    file = tmp_path / "record.json"
    ran("record", DEPARTMENT, "-o", file)
    return file


def opened(file: Path) -> Any:
    """Read a document."""
    return docx.Document(io.BytesIO(file.read_bytes()))


def foot(file: Path) -> str:
    """Return the line at the foot of the pages of a document."""
    return str(opened(file).sections[0].footer.paragraphs[0].text)


def said(file: Path) -> str:
    """Return all paragraphs of a document."""
    return "\n".join(each.text for each in opened(file).paragraphs)


def test_a_score_sheet(tmp_path: Path) -> None:
    """A document is the default; the check code stands on every page, and the command at its end."""
    file = tmp_path / "sheet.docx"
    assert ran("report", DEPARTMENT, "-o", file) == ""
    assert foot(file).startswith(f"Mã đối chiếu {CODE} · Phiếu điểm tính bằng parindex: Sở Minh hoạ A")
    assert f"parindex report {DEPARTMENT} --docx -o {file}" in said(file)
    assert "Bộ tiêu chí minh hoạ, không phải văn bản chính thức." in said(file)
    again = tmp_path / "sheet.docx"
    assert ran("report", DEPARTMENT, "-o", again) == ""  # the same bytes are no other file


def test_a_league(tmp_path: Path) -> None:
    """Several files give the table of their league, with the check code that its record would have."""
    file = tmp_path / "league.docx"
    units = sorted(MINISTRIES.glob("*.yaml"))
    ran("report", *units, "-o", file, "--lang", "en")
    ranks = opened(file).tables[0]
    assert len(ranks.rows) == len(units) + 1
    codes = ran("record", *units, "-o", tmp_path / "folder").splitlines()
    league = next(line for line in codes if "_league.json" in line).rpartition("đối chiếu ")[2]
    assert foot(file).startswith(f"Check code {league} · League table computed with parindex")
    assert said(file).count("Annex ") == len(units)


def test_the_verdict_on_a_record(record: Path) -> None:
    """A record gives its verdict, in the words of `verify`, with the check code."""
    page = ran("report", record, "--text", "-o", "-")
    assert "TÁI LẬP ĐƯỢC: tính lại từ đầu, mọi số liệu và từng bước đều khớp." in page
    assert CODE in page
    assert "86,17 / 100" in page


def test_a_record_that_differs(record: Path, tmp_path: Path) -> None:
    """An altered record is printed with the place that differs, without a check code, and exits with 1."""
    tree = json.loads(record.read_bytes())
    tree["predicate"]["result"]["items"][4]["published"] = "0.99"
    bad = tmp_path / "bad.json"
    bad.write_bytes(json.dumps(tree, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode())
    result = run("report", bad, "--text", "-o", "-", "--lang", "en")
    assert result.exit_code == 1
    text = flat(result.stdout)
    assert "DIFFERS: computed again, the result is another." in text
    assert "/predicate/result/items/4/published" in text
    assert "published figure" in text
    assert "0.99" in text
    assert "Check code" not in text


def test_a_record_of_items_that_are_not(record: Path, tmp_path: Path) -> None:
    """A record with a line too many is printed too."""
    tree = json.loads(record.read_bytes())
    items = tree["predicate"]["result"]["items"]
    items.append(items[-1])
    bad = tmp_path / "bad.json"
    bad.write_bytes(json.dumps(tree, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode())
    assert run("report", bad, "--text", "-o", "-").exit_code == 1


@pytest.mark.parametrize(
    ("content", "exit_code", "words"),
    [
        ('{"_type": "x"}', 1, "SAI DẠNG CHUẨN"),
        ('{"_type":"x"}', 3, "KHÔNG ĐỌC ĐƯỢC"),
        ('{"payload":"!"}', 3, "KHÔNG ĐỌC ĐƯỢC"),
    ],
)
def test_a_record_that_is_none(tmp_path: Path, content: str, exit_code: int, words: str) -> None:
    """What says that it is a record and cannot be read has its verdict, with the exit code of `verify`."""
    file = tmp_path / "record.json"
    file.write_text(content, encoding="utf-8")
    result = run("report", file, "--text", "-o", "-")
    assert result.exit_code == exit_code
    assert words in result.stdout


def test_a_proof_in_a_bundle(tmp_path: Path) -> None:
    """A bundle of a league says that it has a proof below a Merkle root."""
    ran("record", *sorted(MINISTRIES.glob("*.yaml"))[:2], "-o", tmp_path / "folder")
    unit = next(file for file in (tmp_path / "folder").glob("*.json") if file.name != "_league.json")
    page = ran("report", unit, "--text", "-o", "-")
    assert "Gốc Merkle" in page


def test_other_rules_and_another_stage(rules: Path, tmp_path: Path) -> None:
    """Rules from a file and an earlier stage are taken, stand in the command, and have no check code."""
    tree = small_unit()
    tree["stages"]["self"] = tree["stages"].pop("final")
    unit = written(tmp_path / "unit.yaml", tree)
    options = ("--ruleset", str(rules), "--stage", "self")
    page = ran("report", unit, "--md", "-o", "-", *options)
    assert f"parindex report {unit} --md -o - {' '.join(options)}" in page
    assert "Không có mã đối chiếu" in page
    file = tmp_path / "league.docx"
    other = written(tmp_path / "other.yaml", {**tree, "unit": {**tree["unit"], "key": "so-b"}})
    ran("report", unit, other, "-o", file, *options)
    assert foot(file).startswith("Bảng xếp hạng tính bằng parindex")


def test_an_incomplete_assessment(tmp_path: Path) -> None:
    """One unit that is incomplete is printed with intervals; a league with it is refused."""
    assert "Chưa có kết quả: " in ran("report", INCOMPLETE, "--md", "-o", "-")
    result = run("report", DEPARTMENT, INCOMPLETE, "-o", tmp_path / "x.docx")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("E-INCOMPLETE: ")


@pytest.mark.parametrize(("form", "start"), [("html", b"<!DOCTYPE html>"), ("xlsx", b"PK"), ("md", b"# Phi")])
def test_other_forms(tmp_path: Path, form: str, start: bytes) -> None:
    """The same report goes into every other form."""
    file = tmp_path / "out"
    ran("report", JUSTICE, f"--{form}", "-o", file)
    assert file.read_bytes().startswith(start)


def test_shared_forms(tmp_path: Path) -> None:
    """Commands that make reports give them as Word documents too, to a file only."""
    file = tmp_path / "distance.docx"
    ran("distance", JUSTICE, "--format", "docx", "-o", file)
    assert "Khoảng cách tới mức xếp loại tiếp theo: Bộ Tư pháp" in said(file)
    for form in ("docx", "pdf"):
        result = run("distance", JUSTICE, "--format", form)
        assert result.exit_code
        assert (result.stdout, result.stderr.startswith("E-PAPER: ")) == ("", True)


def test_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF is what LibreOffice makes of the document; without it one line says what is needed."""
    file = tmp_path / "sheet.pdf"
    with monkeypatch.context() as context:
        context.setattr("parindex.reporting.pdf.render", lambda document: b"%PDF" + document[:2])
        ran("report", JUSTICE, "--pdf", "-o", file)
    assert file.read_bytes() == b"%PDFPK"
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("report", JUSTICE, "--pdf", "-o", tmp_path / "other.pdf")
    assert result.exit_code
    assert result.stderr.startswith("E-OFFICE: không lập được PDF")
    assert not (tmp_path / "other.pdf").exists()


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where python-docx is missing, one line names the extra."""
    monkeypatch.setitem(sys.modules, "docx", None)
    result = run("report", JUSTICE, "-o", tmp_path / "x.docx")
    assert (result.exit_code, result.stderr.startswith("E-EXTRA: cần phần mở rộng `word`")) == (2, True)


def test_what_cannot_be_printed(record: Path, rules: Path, tmp_path: Path) -> None:
    """A record beside other files, no file, and entries that do not fit have their problem lines."""
    target = tmp_path / "x.docx"
    mixed = run("report", record, DEPARTMENT, "-o", target)
    assert mixed.exit_code
    assert mixed.stderr.startswith("E-ALONE: ")
    absent = run("report", tmp_path / "absent.yaml", "-o", target)
    assert (absent.exit_code, absent.stderr[:7]) == (3, "E-FILE:")
    broken = tmp_path / "broken.json"
    broken.write_text('{"unit": ', encoding="utf-8")
    assert run("report", broken, "-o", target).stderr.startswith(f"{broken}:1:")
    unfit = written(tmp_path / "unit.yaml", small_unit(council={"points": "7.3"}))
    result = run("report", unfit, "--ruleset", rules, "-o", target)
    assert result.exit_code == 3
    assert result.stderr.startswith(f"{unfit}:1:")
    assert not target.exists()


def test_standard_input(rules: Path) -> None:
    """An assessment may come from standard input."""
    content = json.dumps(small_unit(), ensure_ascii=False).encode()
    assert "Sở A" in ran("report", "-", "--md", "-o", "-", "--ruleset", rules, stdin=content)


def test_hostile_names(tmp_path: Path, rules: Path) -> None:
    """A name that looks like a formula or turns what is read is plain visible text."""
    tree = small_unit()
    tree["unit"]["name"] = "=cmd|'/C calc'!A0 <w:br/> " + "dài " * 60
    file = tmp_path / "x.docx"
    ran("report", written(tmp_path / "unit.yaml", tree), "--ruleset", rules, "-o", file)
    assert f"Phiếu điểm tính bằng parindex: {tree['unit']['name'].strip()}" in said(file)
