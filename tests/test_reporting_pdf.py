"""Word documents printed as PDF: by LibreOffice where it is there, and a problem where it is not."""

from __future__ import annotations

import os
import shutil
import stat
import time
from pathlib import Path

import pytest

from parindex.errors import UsageError, problem
from parindex.reporting import pdf
from parindex.reporting.table import Report, Section
from parindex.reporting.word import render

REPORT = Report("Phiếu điểm", ("Sở Nội vụ",), (Section("Kết quả"),), (), "", "vi")


def writer() -> bool:
    """Tell whether LibreOffice is here with the part that reads Word documents."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return False
    return any((Path(os.path.realpath(found)).parent / name).exists() for name in ("libswlo.so", "swlo.dll"))


def program(folder: Path, lines: str) -> None:
    """Write a program that stands for LibreOffice."""
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def runs(process: str) -> bool:
    """Tell whether a process has not ended; one that its parent has yet to take note of (a zombie) has."""
    try:
        told = (Path("/proc") / process / "stat").read_text()
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not writer(), reason="LibreOffice Writer is not installed")
def test_libreoffice_prints_a_document() -> None:
    """A document becomes a PDF."""
    pytest.importorskip("docx")
    assert pdf.render(render(REPORT)).startswith(b"%PDF-")


def test_the_program_is_asked_for_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs without a window, with a profile of its own; what it wrote is returned, nothing is left."""
    said = tmp_path / "said"
    program(
        tmp_path,
        f'printf "%s\\n" "$SOURCE_DATE_EPOCH" "$@" > "{said}"\n'
        'while [ "$1" != --outdir ]; do shift; done\ncp "$3" "$2/report.pdf"',
    )
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert pdf.render(b"PK document") == b"PK document"
    words = said.read_text().splitlines()
    assert words[0] == "946684800"
    assert words[1].startswith("-env:UserInstallation=file:///")
    assert "--headless" in words
    assert not Path(words[-1]).parent.exists()


def test_libreoffice_is_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no LibreOffice is found, one problem says so."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError) as caught:
        pdf.render(b"")
    assert caught.value.problems == (problem("E-OFFICE"),)


@pytest.mark.parametrize("lines", ["exit 1", "exit 0", "sleep 30"])
def test_libreoffice_fails(lines: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it fails, writes nothing (as one without Writer does) or never ends, the same problem says so."""
    program(tmp_path, lines)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(pdf, "_SECONDS", 0.2 if lines.startswith("sleep") else 20)
    with pytest.raises(UsageError) as caught:
        pdf.render(b"")
    assert caught.value.problems == (problem("E-OFFICE"),)


def test_nothing_goes_on_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the program started ends with it: LibreOffice is a script that starts others."""
    said = tmp_path / "said"
    program(tmp_path, f'sleep 600 &\necho $! > "{said}"\nwait')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    for seconds in (1, 10, 100):  # on a busy machine even a script takes long to begin
        monkeypatch.setattr(pdf, "_SECONDS", seconds)
        with pytest.raises(UsageError):
            pdf.render(b"")
        if said.is_file() and said.read_text().strip():
            break
    # A killed process ends when its turn comes, at once on an idle machine; left alone it sleeps for minutes.
    deadline = time.monotonic() + 60
    while runs(said.read_text().strip()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not runs(said.read_text().strip())


def test_where_processes_have_no_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a system knows no groups of processes, the program itself is ended."""
    program(tmp_path, "exec sleep 30")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(pdf, "_SECONDS", 0.2)
    monkeypatch.delattr(os, "killpg")
    with pytest.raises(UsageError):
        pdf.render(b"")
