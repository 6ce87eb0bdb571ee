"""`test`: run YAML cases, with exit codes for a machine and a table for a reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commands import JUSTICE, ROOT, ran, run, written

CASES = ROOT / "tests" / "cases"


def case(file: Path, *, total: str = "89.96", printed: str | None = None, unit: Path = JUSTICE) -> Path:
    """Write a case of a ministry."""
    tree = {"name": {"vi": "Ca"}, "source": "x", "input": str(unit), "expected": {"total": total}}
    file.parent.mkdir(exist_ok=True)
    return written(file, tree | ({"printed": {"total": printed}} if printed else {}))


def test_every_shipped_case_passes() -> None:
    """All cases below a folder are run, and every shipped one passes."""
    count = len(list(CASES.rglob("*.yaml")))

    assert ran("test", CASES).endswith(f"{count} ca đạt, 0 ca không đạt\n")
    assert ran("test", CASES, "--lang", "en").endswith(f"{count} cases passed, 0 failed\n")


def test_what_a_source_printed_stands_beside_what_comes_out() -> None:
    """Figures that a source printed are shown beside the recomputed ones, with a reason."""
    rows = [re.split(r"\s{2,}", line.strip()) for line in ran("test", CASES / "national").splitlines()]

    assert ["Đơn vị", "Đã in", "Tính lại", "Nhận xét"] in rows
    assert ["Bộ Tư pháp", "89,95", "89,96", "các phần đã in là số làm tròn"] in rows
    assert ["Bộ Tài chính", "89,18", "89,18", "khớp"] in rows
    assert sum(row[-1] in {"khớp", "các phần đã in là số làm tròn"} for row in rows) == 18


def test_no_table_without_printed_figures(tmp_path: Path) -> None:
    """Where no source printed a figure there is no table."""
    assert ran("test", case(tmp_path / "case.yaml")) == "1 ca đạt, 0 ca không đạt\n"


def test_a_case_that_fails(tmp_path: Path) -> None:
    """A case that fails gives a line on stderr with its place, the count on stdout, and exit code 1."""
    file = case(tmp_path / "case.yaml", total="90", printed="89.95")
    result = run("test", file)

    assert result.exit_code == 1
    assert result.stderr.startswith(f"{file}:1:")
    assert "E-EXPECTED expected.total: mong đợi total là `90`, tính được `2249/25`" in result.stderr
    assert "Bộ Tư pháp" in result.stdout
    assert result.stdout.endswith("0 ca đạt, 1 ca không đạt\n")
    assert "total was expected to be `90` and is `2249/25`" in run("test", file, "--lang", "en").stderr


def test_a_case_whose_assessment_is_refused(tmp_path: Path) -> None:
    """A refused assessment fails its case, and the figure a source printed has nothing to stand beside."""
    text = JUSTICE.read_text(encoding="utf-8").replace("61.86", "99.99")
    unit = tmp_path / "unit.yaml"
    unit.write_text(text, encoding="utf-8")
    result = run("test", case(tmp_path / "case.yaml", printed="89.95", unit=unit))

    assert result.exit_code == 1
    assert result.stderr.startswith(f"{unit}:")
    assert "E-RANGE" in result.stderr
    assert result.stdout == "0 ca đạt, 1 ca không đạt\n"


def test_one_run_tells_everything(tmp_path: Path) -> None:
    """A passing, a failing and an unreadable case are all told, in order, and the exit code is 3."""
    folder = tmp_path / "cases"
    case(folder / "1.yaml", total="90")
    case(folder / "2.yaml")
    (folder / "3.yaml").write_text("name: [", encoding="utf-8")
    case(folder / "4.yaml", total="91")
    result = run("test", folder)

    assert result.exit_code == 3
    assert re.findall(r"(\d)\.yaml:\d+:\d+: (\S+)", result.stderr) == [
        ("1", "E-EXPECTED"),
        ("3", "E-YAML:"),
        ("4", "E-EXPECTED"),
    ]
    assert result.stdout == "1 ca đạt, 2 ca không đạt\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [("name: [", "E-YAML"), ("name: {vi: Ca}\n", "E-REQUIRED"), ("a: &x 1\n", "E-ALIAS")],
)
def test_nothing_but_what_cannot_be_read(tmp_path: Path, content: str, code: str) -> None:
    """Where no case could be run, stdout is empty and the exit code is 3."""
    file = tmp_path / "case.yaml"
    file.write_text(content, encoding="utf-8")
    result = run("test", file)

    assert (result.exit_code, result.stdout) == (3, "")
    assert code in result.stderr


def test_a_folder_without_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder in which there is no case is no success."""
    monkeypatch.chdir(tmp_path)
    result = run("test", ".")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "E-FILE: không đọc được tệp `.`: không có ca nào\n"


@pytest.mark.parametrize("name", ["nobody.yaml", "nobody", "a\0b.yaml"])
def test_no_such_file(tmp_path: Path, name: str) -> None:
    """A path where there is nothing is told by name, with exit code 3."""
    result = run("test", tmp_path / name)

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("E-FILE: không đọc được tệp `")
