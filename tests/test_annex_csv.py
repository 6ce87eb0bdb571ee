"""Annexes as CSV: the separator is told by the header, and nothing that is not certain is taken."""

from __future__ import annotations

import pytest
from annexes import decided, said, sound

from parindex.annex.importing import import_annex
from parindex.errors import Problem, ReadError
from parindex.readers import csv

ROWS = (
    ("STT", "Tiêu chí", "Điểm tối đa"),
    ("1", "THỂ CHẾ", "2,5"),
    ("1.1", "Kế hoạch", "2,5"),
    ("-", "- Đúng hạn; đủ: 2,5", ""),
    ("", "+ Chậm: 0", ""),
    ("2", "ĐIỂM TRỪ", "-0,5"),
    ("2.1", "Chậm báo cáo", "-0,5"),
    ("", "Có: trừ 0,5", ""),
    ("", "Không: 0", ""),
)


def written(separator: str) -> bytes:
    """Write the rows with a separator, in quotes where they hold it."""
    cells = [[f'"{each}"' if separator in each else each for each in row] for row in ROWS]
    return "".join(f"{separator.join(row)}\r\n" for row in cells).encode("utf-8-sig")


def refusal(text: str, *, lenient: bool = True) -> Problem:
    """Return the problem with which a text is refused."""
    with pytest.raises(ReadError) as refused:
        csv.read(text.encode(), "a.csv", lenient=lenient)
    (found,) = refused.value.problems
    return found


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_header_tells_the_separator(separator: str) -> None:
    """Commas, semicolons and tabs give one draft, also behind a byte order mark and with decimal commas."""
    found = import_annex(written(separator), "a-2024.csv")
    sound(found)
    assert decided(found) == [("W-ANNEX-ROLE", "B6")]
    assert found.tree["score"] == import_annex(written(","), "a-2024.csv").tree["score"]
    assert [item["max"] for item in found.tree["score"]["items"]] == ["2.5", "0.5"]
    levels = found.tree["score"]["items"][0]["items"][0]["scale"]["levels"]
    assert [each["name"]["vi"] for each in levels] == ["Đúng hạn; đủ", "Chậm"]


@pytest.mark.parametrize(
    ("header", "column"),
    [("STT;Tiêu chí, nội dung;Điểm", 13), ("STT,Tiêu chí;Điểm", 13), ("STT\tTiêu chí\tĐiểm; số", 18)],
)
def test_two_separators_in_a_header_are_refused(header: str, column: int) -> None:
    """Where a header has two kinds of separators, the first of the second kind is named, with what to do."""
    found = refusal(f"{header}\n1;2;3\n")
    assert (found.code, str(found.place)) == ("E-SEPARATOR", f"a.csv:1:{column}")
    assert "dấu nháy kép" in found.hint("vi")


def test_separators_in_quotes_are_none() -> None:
    """A title in quotes may hold any mark, and a line break."""
    table = csv.read(b'"a, b\n""c\t";d\n1,5;x\n', lenient=True)
    assert list(table.header) == ['a, b\n"c\t', "d"]
    assert table.data == [{'a, b\n"c\t': "1,5", "d": "x"}]


@pytest.mark.parametrize("text", ["a\n1\n", "a;b\n1,2\n", "a;b\n1;2;3\n", 'a"b;c\n1;2\n', "a;b\n\n"])
def test_rows_must_be_as_long_as_the_header(text: str) -> None:
    """One column, ragged rows, stray quotes and empty lines are refused as ever."""
    assert refusal(text).code == "E-CSV"


@pytest.mark.parametrize("cell", ["=1+1", "@a", "--1", "-=1", "\uff1d1"])
def test_formulas_are_refused_in_annexes_too(cell: str) -> None:
    """A bullet or a sign may begin a cell, what makes a formula may not."""
    assert refusal(f"a;b\n{cell};1\n").code == "E-FORMULA"


def test_other_readers_take_commas_only() -> None:
    """Whoever does not ask for a lenient reading gets none: other separators and signs are refused."""
    assert refusal("a;b\n1;2\n", lenient=False).code == "E-CSV"
    assert refusal("a,b\n- x,2\n", lenient=False).code == "E-FORMULA"


def test_unclear_points_stay_unclear() -> None:
    """In a text 1.125 may be more than a thousand, whatever the separator."""
    text = "STT;Tiêu chí;Điểm\n1;Một;1.125\n;Có: 1;\n"
    assert ("E-ANNEX-POINTS", "C2") in said(import_annex(text.encode(), "a.csv").problems)
