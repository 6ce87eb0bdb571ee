"""Strict CSV: what is read, what is refused, and where each cell stands."""

from __future__ import annotations

import csv as loose
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.errors import Place, Problem, ReadError
from parindex.readers import limits
from parindex.readers.csv import Table, read
from parindex.readers.document import check_text


def refusal(text: str | bytes) -> Problem:
    """Return the one problem with which a text is refused."""
    with pytest.raises(ReadError) as refused:
        read(text.encode() if isinstance(text, str) else text, "f.csv")
    (found,) = refused.value.problems
    assert found.place is not None
    assert found.place.file == "f.csv"
    return found


def where(found: Problem) -> tuple[str, int, int]:
    """Return the code, line and column of a problem."""
    assert found.place is not None
    return found.code, found.place.line, found.place.column


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [{"a": "1", "b": "2"}]),
        ("a,b\n1,2", [{"a": "1", "b": "2"}]),
        ("a,b\r\n1,2\r\n", [{"a": "1", "b": "2"}]),
        ("\ufeffa,b\n1,2\n", [{"a": "1", "b": "2"}]),
        ("a,b\n", []),
        ("a,b", []),
        ("a,b\n,\n", [{"a": "", "b": ""}]),
        ("a,b\n1,", [{"a": "1", "b": ""}]),
        ('"a","b, c"\n"x\ny","z ""q"""\n', [{"a": "x\ny", "b, c": 'z "q"'}]),
        ('a,b\n"",""\n', [{"a": "", "b": ""}]),
        ("a,b\n-1.5,0\n", [{"a": "-1.5", "b": "0"}]),
        ("a,b\n 1 ,x;y\n", [{"a": " 1 ", "b": "x;y"}]),
        ("Đơn vị,Điểm\nĐống Đa,001\n", [{"Đơn vị": "Đống Đa", "Điểm": "001"}]),
    ],
)
def test_tables_are_read(text: str, rows: list[dict[str, str]]) -> None:
    """A table becomes one map of texts for each row, every cell as it is written."""
    assert read(text.encode()).data == rows
    assert read(text.encode()).file == "<csv>"


def test_every_cell_has_its_place() -> None:
    """Headers, rows and cells are placed by line and column, also after a line break in quotes."""
    table = read('Sở,"b"\n"x\ny",đ\n,2\n'.encode(), "f")
    assert table.header == {"Sở": (1, 1), "b": (1, 4)}
    assert table.places == {
        (): (1, 1),
        (0,): (2, 1),
        (0, "Sở"): (2, 1),
        (0, "b"): (3, 4),
        (1,): (4, 1),
        (1, "Sở"): (4, 1),
        (1, "b"): (4, 2),
    }
    assert table.place((1, "b")) == Place("f", 4, 2)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a\n1\n", 1, 1),
        ("a;b\n1;2\n", 1, 1),
        ("a\tb\n1\t2\n", 1, 1),
        ("a,\n1,2\n", 1, 3),
        ("a, \n1,2\n", 1, 3),
        (",b\n1,2\n", 1, 1),
        ("\na,b\n", 1, 1),
        ("a,b\n1,2,3\n", 2, 5),
        ("a,b\n1,2,\n", 2, 5),
        ("a,b,c\n1,2\n", 2, 3),
        ("a,b\n1\n", 2, 1),
        ("a,b\n\n1,2\n", 2, 1),
        ("a,b\n1,2\n\n", 3, 1),
        ("a,b\n1,2\n\r\n", 3, 1),
        ('a,b\n"x"y,2\n', 2, 4),
        ('a,b\n"x" ,2\n', 2, 4),
        ('a,b\nx"y,2\n', 2, 2),
        ('a,b\n "x",2\n', 2, 2),
        ('a,b\n1,"x\n', 2, 3),
        ('a,b\n1,"x""\n', 2, 3),
        ("a,b\r1,2\r", 1, 4),
        ("a,b\n1,2\r3,4", 2, 4),
    ],
)
def test_what_is_not_csv_is_refused_at_its_place(text: str, line: int, column: int) -> None:
    """Other separators, ragged rows, empty headers and lines and stray quotes are refused where they are."""
    assert where(refusal(text)) == ("E-CSV", line, column)


def test_headers_are_given_once() -> None:
    """A header given twice is refused at its second place."""
    found = refusal("a,b,a\n1,2,3\n")
    assert where(found) == ("E-DUP", 1, 5)
    assert dict(found.details) == {"what": "a"}


@pytest.mark.parametrize("cell", ["-0.5", "-0,5", "-12,25", "-3"])
def test_a_number_below_zero_is_no_formula(cell: str) -> None:
    """A penalty is read as text, with a decimal point or a decimal comma."""
    assert read(f'a,b\n1,"{cell}"\n'.encode()).data == [{"a": "1", "b": cell}]


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "+1", "-x", "-", "@a", "\t1", "\r1", "\n=1", "-1e5", "-0", "--1", "- ghi chú"),
        *("-0,0", "-1,2,3", "-1.2,3", "-,5", "+0,5"),
        *("\uff1d1", "\uff0b1", "\uff0d1", "\uff20a"),
    ],
)
def test_formulas_are_refused(cell: str) -> None:
    """A text that a spreadsheet would run is refused in cells and headers."""
    found = refusal(f'a,b\n1,"{cell}"\n')
    assert where(found) == ("E-FORMULA", 2, 3)
    assert dict(found.details) == {"found": cell}
    assert where(refusal(f'"{cell}",b\n1,2\n')) == ("E-FORMULA", 1, 1)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "E-EMPTY", 1, 1),
        ("\n\n", "E-EMPTY", 1, 1),
        ("a,b\n1,x\u200by\n", "E-CHAR", 2, 4),
        ("a,b\n1,xa\u0301\n", "E-NFC", 2, 3),
        ("a\u0301,b\n1,2\n", "E-NFC", 1, 1),
        ("a,b\n1," + "x" * 20_001, "E-LONG", 2, 3),
    ],
)
def test_texts_are_checked(text: str, code: str, line: int, column: int) -> None:
    """A forbidden, decomposed or overlong text is refused at its place, and an empty file as empty."""
    assert where(refusal(text)) == (code, line, column)


def test_tables_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, columns and cells are counted: as many as the limit are read, and one more is refused."""
    monkeypatch.setattr(limits, "ROWS", 3)
    monkeypatch.setattr(limits, "COLUMNS", 3)
    assert len(read(b"a,b,c\n" + b"1,2,3\n" * 3).data) == 3
    assert where(refusal("a,b,c\n" + "1,2,3\n" * 4)) == ("E-ROWS", 5, 1)
    assert where(refusal("a,b,c,d\n")) == ("E-COLS", 1, 7)
    monkeypatch.setattr(limits, "CELLS", 6)
    assert len(read(b"a,b,c\n" + b"1,2,3\n" * 2).data) == 2
    assert where(refusal("a,b,c\n" + "1,2,3\n" * 3)) == ("E-NODES", 4, 1)


def test_the_limits_are_those_of_the_format() -> None:
    """A table has at most 20,000 rows, 256 columns and 100,000 cells."""
    assert (limits.ROWS, limits.COLUMNS, limits.CELLS) == (20_000, 256, 100_000)


def texts() -> st.SearchStrategy[str]:
    """Make texts that the format allows, with what CSV quotes among them."""
    letters = st.characters(codec="utf-8", exclude_categories=["C"]) | st.sampled_from(list(',"\n\r'))
    composed = st.text(letters, max_size=6).map(lambda text: unicodedata.normalize("NFC", text))
    return composed.map(lambda text: "x" + text).filter(lambda text: check_text(text) is None)


@given(
    header=st.lists(texts(), min_size=2, max_size=4, unique=True),
    rows=st.lists(st.lists(texts(), min_size=4, max_size=4), max_size=4),
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_tables_that_python_writes_are_read_back(header: list[str], rows: list[list[str]], ends: str) -> None:
    """Any table of allowed texts that the standard library writes is read as it was."""
    stream = io.StringIO()
    # With the short line end Python leaves a lone carriage return without its quotes.
    if ends == "\n":
        writer = loose.writer(stream, lineterminator=ends, quoting=loose.QUOTE_ALL)
    else:
        writer = loose.writer(stream, lineterminator=ends)
    writer.writerows([header, *(row[: len(header)] for row in rows)])
    wanted = [dict(zip(header, row, strict=False)) for row in rows]
    assert read(stream.getvalue().encode()).data == wanted


@given(st.text(alphabet='a1,"\n\r;=-\u0301\u200b', max_size=30))
def test_any_text_is_a_table_or_a_refusal(text: str) -> None:
    """Whatever the text, it is a table of rows as long as its header, or one problem with a place."""
    try:
        table = read(text.encode(), "f")
    except ReadError as error:
        (found,) = error.problems
        assert found.place is not None
        assert found.line("en")
    else:
        assert isinstance(table, Table)
        assert all(list(row) == list(table.header) for row in table.data)
