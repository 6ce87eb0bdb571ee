"""The commands `form` and `read`: a form out, an assessment in, and a folder of forms."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # it has no types
import pytest
from click.testing import CliRunner, Result
from commands import DEPARTMENT, INCOMPLETE, ROOT
from forms import typed

from parindex.api import read_assessment
from parindex.cli import app

STAGED = ROOT / "docs" / "examples" / "department-2024-stages.yaml"
OTHER = ROOT / "docs" / "examples" / "department-2024-b.yaml"
ID = "example/department@2024"


def run(*words: str | Path) -> Result:
    """Run one command."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the form of the example department, filled in."""
    file = tmp_path_factory.mktemp("forms") / "department.xlsx"
    assert run("form", ID, "--from", DEPARTMENT, "-o", file).exit_code == 0
    return file


def test_out_and_in(department: Path, tmp_path: Path) -> None:
    """What a form was filled in with comes back as the file it was filled in from."""
    result = run("read", department, "-o", tmp_path / "unit.yaml")
    assert result.exit_code == 0, result.output
    assert "90,74" in result.stdout
    assert read_assessment(tmp_path / "unit.yaml")[0] == read_assessment(DEPARTMENT)[0]
    assert run("read", department).stdout == (tmp_path / "unit.yaml").read_text("utf-8")


def test_the_same_bytes(department: Path, tmp_path: Path) -> None:
    """The same form is the same bytes."""
    again = tmp_path / "again.xlsx"
    assert run("form", ID, "--from", DEPARTMENT, "-o", again).exit_code == 0
    assert again.read_bytes() == department.read_bytes()


def test_an_empty_form(tmp_path: Path) -> None:
    """An empty form for a named unit says who it is, and that everything is missing."""
    file = tmp_path / "empty.xlsx"
    words = ("form", ID, "--kind", "agency", "--unit", "ban-a", "--name", "Ban A", "--lang", "en", "-o", file)
    assert run(*words).exit_code == 0
    found: dict[str, Any] = json.loads(run("read", file, "--json").stdout)
    assert found["problems"] == []
    assert found["assessment"]["unit"] == {"key": "ban-a", "name": "Ban A", "kind": "agency"}
    assert found["assessment"]["stages"] == {"self": {"entries": {}}}
    assert found["score"]["complete"] is False


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("form", ID), "E-FORM-OUTPUT"),
        (("form", ID, "-o", "x.xlsx"), "E-WHICH-KIND"),
        (("form", ID, "-o", "x.xlsx", "--kind", "ward"), "E-KIND"),
        (("form", ID, "-o", "x.xlsx", "--kind", "agency", "--from", str(DEPARTMENT)), "E-FORM-FROM"),
        (("form", "example/no@2024", "-o", "x.xlsx"), "E-RULESET"),
        (("read", "no-such.xlsx"), "E-FILE"),
        (("read", str(DEPARTMENT)), "E-ZIP"),
        (("read", str(DEPARTMENT.parent)), "E-FORM-FOLDER"),
        (("read", str(DEPARTMENT.parent), "-o", "out"), "E-FORM-FILES"),
    ],
)
def test_wrong_words(words: tuple[str, ...], code: str) -> None:
    """What cannot be done is one line with a code, and no file."""
    result = run(*words)
    assert result.exit_code in {2, 3}
    assert code in result.stderr
    assert not Path("x.xlsx").exists()


def test_a_changed_form(department: Path, tmp_path: Path) -> None:
    """A value put over a formula is reported, not used, and the command says no."""
    file = tmp_path / "changed.xlsx"
    file.write_bytes(typed(department.read_bytes(), "Tự chấm", {"H7": 3.5}))
    result = run("read", file, "-o", tmp_path / "unit.yaml")
    assert result.exit_code == 1
    assert "W-FORM-PASTED" in result.stderr
    assert "Tự chấm!H7" in result.stderr
    assert "90,74" in result.stdout


def test_an_unreadable_form(department: Path, tmp_path: Path) -> None:
    """A form with an answer that is none gives no assessment."""
    file = tmp_path / "wrong.xlsx"
    file.write_bytes(typed(department.read_bytes(), "Tổng hợp", {"C9": "Quý I"}))
    result = run("read", file, "-o", tmp_path / "unit.yaml")
    assert (result.exit_code, (tmp_path / "unit.yaml").exists()) == (3, False)
    assert "E-FORM-CHOICE" in result.stderr or "E-DATE" in result.stderr


def test_a_folder(department: Path, tmp_path: Path) -> None:
    """Of a folder the good forms are ranked and written, the bad are reported; two of one unit are bad."""
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    shutil.copy(department, folder / "a.xlsx")
    shutil.copy(department, folder / "z-again.xlsx")
    (folder / "~$a.xlsx").write_bytes(b"open")
    (folder / "note.txt").write_bytes(b"note")
    (folder / "c.xlsx").write_bytes(b"no form")
    assert run("form", ID, "--from", OTHER, "-o", folder / "b.xlsx").exit_code == 0
    result = run("read", folder, "-o", out)
    assert result.exit_code == 1, result.output
    assert sorted(each.name for each in out.iterdir()) == ["b.yaml"]
    assert "c.xlsx:1:1: E-ZIP" in result.stderr
    assert "a.xlsx:1:1: E-UNIT-TWICE" in result.stderr
    assert "z-again.xlsx:1:1: E-UNIT-TWICE" in result.stderr
    assert "Đọc được 1 biểu, hỏng 3." in result.stderr
    assert "Hạng" in result.stdout
    found = json.loads(run("read", folder, "-o", tmp_path / "more", "--json").stdout)
    assert [Path(each["file"]).name for each in found] == ["a.xlsx", "b.xlsx", "c.xlsx", "z-again.xlsx"]


def test_a_later_stage(tmp_path: Path) -> None:
    """A form of the last stage shows those before, and comes back whole."""
    file = tmp_path / "final.xlsx"
    assert run("form", ID, "--from", STAGED, "--stage", "final", "-o", file).exit_code == 0
    result = run("read", file, "-o", tmp_path / "unit.yaml")
    assert result.exit_code == 0, result.output
    assert read_assessment(tmp_path / "unit.yaml")[0] == read_assessment(STAGED)[0]


def test_an_incomplete_unit_has_no_band(tmp_path: Path) -> None:
    """While something is missing the form shows neither total nor band."""
    file = tmp_path / "part.xlsx"
    assert run("form", ID, "--from", INCOMPLETE, "--stage", "final", "-o", file).exit_code == 0
    assert run("read", file).exit_code == 0


def test_a_folder_with_other_workbooks(department: Path, tmp_path: Path) -> None:
    """Workbooks that are not read are named, and so are folders in the folder that hold any."""
    folder = tmp_path / "in"
    for name in ("below/deep", "empty", "open"):
        (folder / name).mkdir(parents=True)
    for name in ("a.xlsx", "b.XLSM", "c.xls", "d.ods", "below/deep/e.xlsx", "open/~$f.xlsx"):
        shutil.copy(department, folder / name)
    result = run("read", folder, "-o", tmp_path / "out")
    assert result.exit_code == 1
    for line in ("b.XLSM:1:1: E-FORM-MACROS", "c.xls:1:1: E-ZIP", "d.ods:1:1: E-ZIP", "below:1:1: E-FILE"):
        assert line in result.stderr
    assert "Đọc được 1 biểu, hỏng 4." in result.stderr
    assert run("read", folder / "b.XLSM").exit_code != 0


def test_a_stage_before_that_was_changed(tmp_path: Path) -> None:
    """A text of an earlier stage that was changed is a change like others: the command says no."""
    file = tmp_path / "final.xlsx"
    assert run("form", ID, "--from", STAGED, "--stage", "final", "-o", file).exit_code == 0
    book = openpyxl.load_workbook(file)
    sheet = book["Tự chấm"]
    at = next(cell.column for cell in sheet[4] if cell.value == "Lý do" or "kiểm chứng" in str(cell.value))
    sheet.cell(8, at).value = "đổi"
    book.save(file)
    result = run("read", file, "-o", tmp_path / "unit.yaml")
    assert "W-FORM-BEFORE" in result.stderr
    assert result.exit_code == 1
