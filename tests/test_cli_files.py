"""Facts about the files that commands write: new ones only, all or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from parindex.cli.files import create, put, write
from parindex.cli.pages import hand_out
from parindex.errors import UsageError
from parindex.reporting.table import Report

PAGE = Report("Tên [red]", ("Một dòng.",), (), (), "parindex diff", "vi")


def code_of(caught: pytest.ExceptionInfo[UsageError]) -> str:
    """Return the code of the one problem."""
    (found,) = caught.value.problems
    return found.code


def test_a_new_file(tmp_path: Path) -> None:
    """Bytes are written as they are, with the mode that is asked for."""
    create(tmp_path / "a", b"\x00x", mode=0o600)
    assert (tmp_path / "a").read_bytes() == b"\x00x"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there(tmp_path: Path) -> None:
    """Another content is never written over, by whatever way."""
    (tmp_path / "a").write_bytes(b"mine")
    with pytest.raises(UsageError) as caught:
        create(tmp_path / "a", b"x")
    assert code_of(caught) == "E-EXISTS"
    with pytest.raises(UsageError) as caught:
        write({tmp_path / "b": b"new", tmp_path / "a": b"x"})
    assert code_of(caught) == "E-EXISTS"
    assert (tmp_path / "a").read_bytes() == b"mine"
    assert not (tmp_path / "b").exists()


def test_the_same_content_is_no_mistake(tmp_path: Path) -> None:
    """What holds the same already is left alone, and the others are written."""
    (tmp_path / "a").write_bytes(b"x")
    write({tmp_path / "a": b"x", tmp_path / "b": b"y"})
    assert (tmp_path / "b").read_bytes() == b"y"


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder, a link to nowhere and a name that cannot be are refused in words."""
    (tmp_path / "link").symlink_to(tmp_path / "none")
    for name in (tmp_path, tmp_path / "link"):
        with pytest.raises(UsageError) as caught:
            write({name: b"x"})
        assert code_of(caught) == "E-EXISTS"
    for name in (tmp_path / "none" / "a", tmp_path / "a\x00b", tmp_path / ("a" * 300)):
        with pytest.raises(UsageError) as caught:
            write({name: b"x"})
        assert code_of(caught) == "E-WRITE"


def test_a_link_to_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there and cannot be read is another one."""
    (tmp_path / "a").write_bytes(b"x")

    def unreadable(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", unreadable)
    with pytest.raises(UsageError) as caught:
        write({tmp_path / "a": b"x"})
    assert code_of(caught) == "E-EXISTS"


def test_standard_output(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A dash is standard output; what goes beside it is written to its file."""
    put("-", b"out", {tmp_path / "beside": b"b"})
    put(str(tmp_path / "file"), b"in")
    assert capsysbinary.readouterr().out == b"out"
    assert [(tmp_path / name).read_bytes() for name in ("beside", "file")] == [b"b", b"in"]


def test_nothing_comes_out_when_a_file_is_refused(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Where what goes beside is there already, nothing is printed."""
    (tmp_path / "beside").write_bytes(b"other")
    with pytest.raises(UsageError):
        put("-", b"out", {tmp_path / "beside": b"b"})
    assert capsysbinary.readouterr().out == b""


def test_a_report_as_text_is_the_same_in_a_file(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Off a terminal, text is as wide as in a file, and markup in it is text."""
    hand_out(PAGE, "text", "-")
    hand_out(PAGE, "text", str(tmp_path / "a.txt"))
    printed = capsysbinary.readouterr().out
    assert printed == (tmp_path / "a.txt").read_bytes()
    assert printed.decode().startswith("Tên [red]\nMột dòng.\n")


def test_the_forms_of_a_page(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Markdown and a web page go to standard output too; a workbook goes to a file only."""
    pytest.importorskip("xlsxwriter")
    hand_out(PAGE, "md", "-")
    assert capsysbinary.readouterr().out.startswith("# Tên \\[red\\]".encode())
    hand_out(PAGE, "html", "-")
    assert b"<!doctype html>" in capsysbinary.readouterr().out.lower()
    with pytest.raises(UsageError) as caught:
        hand_out(PAGE, "xlsx", "-")
    assert code_of(caught) == "E-WORKBOOK"
    hand_out(PAGE, "xlsx", str(tmp_path / "a.xlsx"))
    assert (tmp_path / "a.xlsx").read_bytes()[:2] == b"PK"
