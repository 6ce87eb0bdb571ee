"""The workbook of a report, read back by another library: figures are numbers, texts are texts."""

from __future__ import annotations

import io
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.errors import Language, UsageError, problem
from parindex.exact import Interval, Rounding
from parindex.reporting.table import Column, Report, Section, Table, heading, plain, printable
from parindex.reporting.workbook import render

openpyxl = pytest.importorskip("openpyxl")

TWO = Rounding(2, "half-up")
COLUMNS = (
    Column("Đơn vị"),
    Column("Điểm cũ", "điểm", TWO, number=True),
    Column("Thay đổi", "%", signed=True, number=True),
)
ROWS = (
    ("Sở Nông nghiệp", Fraction(175, 2), Fraction(-1, 2)),
    ("Sở Tư pháp", Interval(Fraction(831, 10), Fraction(941, 10)), None),
    ("Sở Nội vụ", Fraction(1799, 20), Fraction(1, 3)),
)
TABLE = Table("Kết quả", COLUMNS, ROWS, "Ghi chú của bảng")
HOSTILE = (
    "=1+1", "+1", "-1", "@a", '=HYPERLINK("a")', "{=1}", "<script>", "a\nb", "_x0041_", "\x00", "\u202ea",
    "https://a.b", "internal:a!A1", "12", "a'b", "'a'", "[a]:*?/\\", "&A", "true", "#REF!",
    "History", "", "😀" * 20, "x" * 40,
)  # fmt: skip
texts = st.sampled_from(HOSTILE) | st.lists(st.sampled_from(HOSTILE)).map("".join) | st.text(max_size=20)


def report(*tables: Table, lang: Language = "vi") -> Report:
    """Return a report of one section."""
    return Report(
        "Tác động", ("Lời đầu",), (Section("Phần", ("Đoạn",), tables),), ("Giả định",), "parindex x", lang
    )


def around(text: str) -> Report:
    """Return a report that has one text in every place where a text can stand."""
    table = Table(text, (Column(text, text), Column("b", number=True)), ((text, text),), text)
    return Report(text, (text,), (Section(text, (text,), (table, table)),), (text,), text, "vi")


def opened(content: bytes) -> Any:
    """Read a workbook with another library."""
    return openpyxl.load_workbook(io.BytesIO(content))


def filled(sheet: Any) -> list[Any]:
    """Return the cells of a sheet that hold anything, row after row."""
    return [cell for row in sheet.iter_rows() for cell in row if cell.value]


def test_overview() -> None:
    """The first sheet has the title, the lead, links to all tables, the notes and the command."""
    book = opened(render(report(TABLE)))
    sheet = book.worksheets[0]
    assert book.sheetnames == ["Tổng quan", "Kết quả"]
    assert [cell.value for cell in filled(sheet)] == [
        "Tác động", "Lời đầu", "Phần", "Đoạn", "Kết quả", "Ghi chú", "Giả định",
        "Lệnh lập lại báo cáo này", "parindex x",
    ]  # fmt: skip
    (link,) = (cell.hyperlink for cell in filled(sheet) if cell.hyperlink)
    assert link.location == "'Kết quả'!A1"
    assert link.target is None


def test_small_workbook() -> None:
    """What a report does not have leaves no empty place."""
    book = opened(render(Report("Tác động", (), (Section("Phần"),), (), "", "en")))
    assert book.sheetnames == ["Overview"]
    assert [cell.value for cell in filled(book.worksheets[0])] == ["Tác động", "Phần"]


def test_table() -> None:
    """A sheet has the title, the header, the rows and the note; a figure that is no decimal is text."""
    sheet = opened(render(report(TABLE))).worksheets[1]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=1, max_row=7)] == [
        ["Kết quả", None, None],
        list(map(heading, COLUMNS)),
        ["Sở Nông nghiệp", 87.5, -0.5],
        ["Sở Tư pháp", "83,10 – 94,10", "–"],
        ["Sở Nội vụ", 89.95, "+1/3"],
        [None, None, None],
        ["Ghi chú của bảng", None, None],
    ]
    assert [sheet[place].number_format for place in ("B3", "C3")] == ['0.00;"−"0.00;0.00', '+0.0;"−"0.0;0.0']
    assert sheet["B2"].font.bold
    assert sheet["B3"].alignment.horizontal == sheet["B4"].alignment.horizontal == "right"


def test_use_and_print() -> None:
    """The header stays in sight, can be filtered and is repeated on paper: A4, across, fit to width."""
    sheet = opened(render(report(TABLE))).worksheets[1]
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == "A2:C5"
    assert sheet.print_title_rows == "$1:$2"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_widths() -> None:
    """A column is wide enough for its longest figure, and no name makes it wider than a page."""
    long = Table("Bảng", COLUMNS, (("Sở " * 60, Fraction(10**9, 7), None),))
    sheet = opened(render(report(long))).worksheets[1]
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert 40 < widths[0] < 60
    assert widths[1] > len("142857142,86")
    assert sheet.row_dimensions[3].height > 3 * sheet.row_dimensions[1].height / 2


@given(
    st.fractions(), st.none() | st.builds(Rounding, st.integers(0, 20), st.just("half-even")), st.booleans()
)
def test_numbers(value: Fraction, rounding: Rounding | None, signed: bool) -> None:  # noqa: FBT001 (drawn)
    """A number of the workbook is the declared figure to the last digit; what could not be is text."""
    column = Column("a", rounding=rounding, signed=signed, number=True)
    cell = opened(render(report(Table("Bảng", (column,), ((value,),))))).worksheets[1]["A3"]
    declared = rounding.apply(value) if rounding else value
    if cell.data_type == "n":
        assert Fraction(Decimal(repr(cell.value))) == declared
        places = len(cell.number_format.split(";")[-1].partition(".")[2])
        assert rounding is None or places == rounding.digits
        assert cell.number_format.startswith("+") == signed
    else:
        assert rounding is None or len(f"{abs(rounding.units(value))}") > 15


@pytest.mark.parametrize(
    ("figure", "kind"), [("999999999999999", "n"), ("1234567890.123456", "s"), ("0.000001", "n")]
)
def test_fifteen_digits(figure: str, kind: str) -> None:
    """A spreadsheet keeps fifteen digits, so a figure of more is text with all of them."""
    column = Column("a", number=True)
    cell = opened(render(report(Table("Bảng", (column,), ((Fraction(figure),),)), lang="en"))).worksheets[1][
        "A3"
    ]
    assert cell.data_type == kind
    assert kind == "n" or cell.value == figure


def test_figures_in_columns_of_text() -> None:
    """Where a column is not one of numbers, a figure is a text like the others."""
    cell = opened(render(report(Table("Bảng", (Column("a"),), ((Fraction(1, 2),),))))).worksheets[1]["A3"]
    assert (cell.data_type, cell.value) == ("s", "0,5")


@given(texts)
def test_hostile_texts(text: str) -> None:
    """Whatever a text holds, its cell is that text: no formula, no number, and no link but our own."""
    book = opened(render(around(text)))
    words = plain(text)
    for sheet in book.worksheets:
        assert {cell.data_type for cell in filled(sheet)} <= {"s"}
    first, *tables = book.worksheets
    places = 8 if words == printable(text) else 7  # a command keeps its spaces
    assert [cell.value for cell in filled(first)].count(
        words
    ) == places or not words  # nothing is found nowhere
    for sheet in tables:
        wanted = [words, heading(Column(text, text)), "b", words, words, words]
        assert [cell.value for cell in filled(sheet)] == [each for each in wanted if each]
        assert sheet["A3"].quotePrefix == words.startswith(("=", "+", "-", "@"))


@given(st.lists(texts, max_size=4))
def test_names_of_sheets(titles: list[str]) -> None:
    """Every table has a sheet of its own, whose name Excel allows, and the links find it."""
    tables = [Table(title, (Column("a"),), ()) for title in [*titles, *titles]]
    book = opened(render(report(*tables)))
    names = book.sheetnames
    assert len({name.lower() for name in names}) == len(names) == len(tables) + 1
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\'")
        assert name.lower() != "history"
    links = [cell.hyperlink.location for cell in filled(book.worksheets[0]) if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in names[1:]]


def test_long_names() -> None:
    """A long title is cut with an ellipsis, and two of them are told apart; Vietnamese stays."""
    table = Table("Chỉ số và thứ hạng của các đơn vị", (Column("a"),), ())
    book = opened(render(report(table, table, Table("[Tổng/quan]", (Column("a"),), ()))))
    assert book.sheetnames[1:] == [
        "Chỉ số và thứ hạng của các đơn…",
        "Chỉ số và thứ hạng của các… (2)",
        "Tổng quan (2)",
    ]


def test_long_texts() -> None:
    """A text longer than a cell can be is cut, and says so."""
    sheet = opened(render(report(Table("Bảng", (Column("a"),), (("x" * 40_000,),))))).worksheets[1]
    assert len(sheet["A3"].value) == 32_767
    assert sheet["A3"].value.endswith("x…")


@given(texts)
def test_same_bytes(text: str) -> None:
    """The same report is the same workbook, byte for byte."""
    assert render(around(text)) == render(around(text))


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where xlsxwriter is not installed, a workbook says which extra is needed."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError) as caught:
        render(report(TABLE))
    assert caught.value.problems == (problem("E-EXTRA", extra="excel"),)
