"""`import`: an annex in, a draft and a report out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from annexes import HEADER, workbook
from click.testing import CliRunner, Result
from commands import flat

from parindex.cli import app
from parindex.readers import yaml

if TYPE_CHECKING:
    from pathlib import Path

GOOD = [("1", "Kế hoạch", 1), (None, "Có: 1"), (None, "Không: 0")]
BAD = [("1", "Kế hoạch", 2), (None, "Có: 1"), (None, "Không: 0"), (None, "Một dòng lạ")]


def run(*words: str | Path) -> Result:
    """Run the command; whatever it does, no Python exception comes out."""
    result = CliRunner().invoke(app, ["import", *(str(word) for word in words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Write a sound annex."""
    file = tmp_path / "annex-2024.xlsx"
    file.write_bytes(workbook([HEADER, *GOOD]))
    return file


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Write an annex with a defect and a row that nobody understands."""
    file = tmp_path / "bad-2024.xlsx"
    file.write_bytes(workbook([HEADER, *BAD]))
    return file


def test_a_sound_annex_gives_a_draft_that_check_passes(good: Path, tmp_path: Path) -> None:
    """The draft of a sound annex is written, exits with 0, and `check` finds nothing in it."""
    draft = tmp_path / "draft.yaml"
    result = run(good, "-o", draft)
    assert result.exit_code == 0
    assert "1 tiêu chí được chấm, 2 bậc thang điểm; 0 chỗ sai hoặc không hiểu." in flat(result.stdout)
    assert "Chạy `parindex check" in flat(result.stdout)
    checked = CliRunner().invoke(app, ["check", str(draft)])
    assert checked.exit_code == 0
    assert {line.split(": ")[1].split()[0] for line in checked.stdout.splitlines()} == {"W-UNFILLED"}


def test_an_annex_with_defects_gives_a_draft_too(bad: Path, tmp_path: Path) -> None:
    """Defects and rows not understood come first, each at its cell, and the exit code is 1."""
    draft = tmp_path / "draft.yaml"
    result = run(bad, "-o", draft, "--lang", "en")
    assert result.exit_code == 1
    said = flat(result.stdout)
    assert said.index("Cell C2: the ladder reaches only 1") < said.index("Cell B5: the row")
    assert said.index("Cell B5: the row") < said.index("What became of every row") < said.index("to do next")
    assert "--lang en" in said
    assert draft.exists()


def test_one_json_document(bad: Path, tmp_path: Path) -> None:
    """With --json there is one document with counts, defects, decisions and the draft."""
    draft = tmp_path / "draft.yaml"
    result = run(bad, "-o", draft, "--json")
    told = json.loads(result.stdout)
    assert (told["rows"]["read"], told["rows"]["not_understood"]) == ("4", "1")
    assert [(each["code"], each["cell"]) for each in told["defects"]] == [
        ("E-ANNEX-REACH", "C2"),
        ("E-ANNEX-ROW", "B5"),
    ]
    assert told["draft"] == yaml.read(draft.read_bytes()).data
    assert (told["levels"], told["scales"]) == (["1"], {"levels": "1"})
    assert told["decisions"][0]["cell"] is None
    assert "policies" in told["to_fill_in"]
    same = run(bad, "-o", "-", "--json")
    assert (same.exit_code, json.loads(same.stdout)) == (1, told)


def test_a_draft_on_standard_output_comes_alone(bad: Path) -> None:
    """With -o - the draft goes to standard output and the problems to standard error."""
    result = run(bad, "-o", "-")
    assert result.exit_code == 1
    assert yaml.read(result.stdout.encode()).data["format"] == "1"
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == ["E-ANNEX-REACH", "E-ANNEX-ROW"]


@pytest.mark.parametrize("name", ["report.md", "report.html", "report.txt"])
def test_the_report_may_go_to_a_file(good: Path, tmp_path: Path, name: str) -> None:
    """The report is written in the form that its file's name tells."""
    page = tmp_path / name
    assert run(good, "-o", tmp_path / "draft.yaml", "--report", page).exit_code == 0
    written = page.read_text("utf-8")
    assert "Nhập phụ lục annex-2024.xlsx" in written
    assert written.startswith({"report.md": "# ", "report.html": "<!"}.get(name, "Nhập"))


def test_steps_in_cells_are_in_the_report(tmp_path: Path) -> None:
    """Steps that stood in a criterion's cell are counted besides the rows."""
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook([HEADER, ("1", "Kế hoạch\nCó: 1\nKhông: 0", 1)]))
    assert "2 bậc thang ghi chung ô" in flat(run(file, "-o", tmp_path / "d.yaml").stdout)


def test_what_cannot_be_read_exits_with_3(good: Path, tmp_path: Path) -> None:
    """A file that is not there, no annex, or of another kind exits with 3, as one problem line."""
    other = tmp_path / "a.pdf"
    other.write_bytes(b"x")
    empty = tmp_path / "b.xlsx"
    empty.write_bytes(workbook([("Tên", "Số")]))
    for file, code in (
        (tmp_path / "none.xlsx", "E-FILE"),
        (other, "E-ANNEX-FILE"),
        (empty, "E-ANNEX-HEADER"),
    ):
        result = run(file, "-o", tmp_path / "draft.yaml")
        assert (result.exit_code, result.stdout, code in result.stderr) == (3, "", True)
    assert run(good).exit_code == 2


def test_a_draft_is_never_overwritten(good: Path, tmp_path: Path) -> None:
    """A file that is there already and holds something else is left alone."""
    draft = tmp_path / "draft.yaml"
    draft.write_text("mine", "utf-8")
    result = run(good, "-o", draft)
    assert (result.exit_code, "E-EXISTS" in result.stderr, draft.read_text("utf-8")) == (3, True, "mine")
