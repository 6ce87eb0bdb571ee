"""A report on a terminal: never wider than it, nothing cut, no markup read."""

from __future__ import annotations

import io
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from parindex.exact import Interval, Rounding
from parindex.reporting.table import Column, Report, Section, Table, heading, plain, shown
from parindex.reporting.text import print_report

COLUMNS = (
    Column("Đơn vị"),
    Column("Điểm cũ", "điểm", Rounding(2, "half-up"), number=True),
    Column("Thay đổi", "%", signed=True, number=True),
    Column("Lưu ý"),
)
ROWS = (
    ("Sở Nông nghiệp và Phát triển nông thôn", Fraction(175, 2), Fraction(-1, 2), ""),
    ("Sở Tư pháp", Interval(Fraction(831, 10), Fraction(941, 10)), None, "[bold]chưa đủ[/bold] :smile:"),
)
HOSTILE = ("[red]a[/red]", "[/]", ":smile:", "a\nb", "\x1b[31m", "[link=a]b[/link]", "日本", "x" * 50, "")
texts = st.sampled_from(HOSTILE) | st.lists(st.sampled_from(HOSTILE)).map("".join) | st.text(max_size=20)


def report(*tables: Table) -> Report:
    """Return a report of one section."""
    return Report(
        "Tác động", ("Lời đầu",), (Section("Phần", ("Đoạn",), tables),), ("Giả định",), "parindex x", "vi"
    )


def printed(shown_report: Report, width: int) -> list[str]:
    """Print on a console of a width that shows no colours, and return its lines."""
    file = io.StringIO()
    print_report(Console(file=file, width=width, color_system=None), shown_report)
    return file.getvalue().splitlines()


def squeezed(text: str) -> str:
    """Leave out what breaking lines puts in."""
    return re.sub(r"\s", "", text)


def test_grid() -> None:
    """Where there is room, a row is a line, with figures at the right edge of their column."""
    lines = printed(report(Table("Kết quả", COLUMNS, ROWS, "Ghi chú của bảng")), 110)
    (head,) = (line for line in lines if "Điểm cũ (điểm)" in line)
    (row,) = (line for line in lines if "87,50" in line)
    assert head.index("(điểm)") + len("(điểm)") == row.index("87,50") + len("87,50")
    assert any("83,10 – 94,10" in line and "[bold]chưa đủ[/bold] :smile:" in line for line in lines)
    assert [line.strip() for line in lines if line.startswith("Ghi chú của bảng")]


def test_lists() -> None:
    """On a narrow terminal each row is a list of what its columns say; an empty cell says nothing."""
    lines = [line.rstrip() for line in printed(report(Table("Kết quả", COLUMNS, ROWS)), 40)]
    start = lines.index("  Điểm cũ (điểm): 87,50")
    assert lines[start : start + 4] == [
        "  Điểm cũ (điểm): 87,50",
        "  Thay đổi (%): −0,5",
        "",
        "  Đơn vị: Sở Tư pháp",
    ]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 110, 200])
def test_figures_are_whole(width: int) -> None:
    """At every width, every figure stands whole on one line."""
    text = "\n".join(printed(report(Table("Kết quả", COLUMNS, ROWS)), width))
    assert "87,50" in text
    assert "−0,5" in text
    assert "83,10 – 94,10" in text or width < 30


def test_small_report() -> None:
    """What a report does not have leaves no empty place."""
    assert printed(Report("Tác động", (), (Section("Phần"),), (), "", "vi"), 80) == ["Tác động", "", "Phần"]


def test_table_without_rows() -> None:
    """A table without rows is its header."""
    assert any("Điểm cũ (điểm)" in line for line in printed(report(Table("Kết quả", COLUMNS, ())), 110))


@given(st.integers(0, 8), st.integers(16, 120), texts)
def test_no_column_is_lost(count: int, width: int, text: str) -> None:
    """At every width, the cells of all columns stand on the page, each figure whole."""
    figures = [Fraction(1000 + at) for at in range(count)]
    columns = (Column("Đơn vị"), *[Column("Điểm của nhóm", "điểm", number=True)] * count, Column("Lưu ý"))
    lines = printed(report(Table("d", columns, ((text, *figures, "cuối"),))), width)
    assert max(map(cell_len, lines)) <= width
    assert "cuối" in "".join(lines)
    assert all(any(str(figure) in line for line in lines) for figure in figures)


@given(texts, st.integers(12, 120))
def test_hostile_texts(text: str, width: int) -> None:
    """No line is wider than the console, and no letter of a text is lost or read as markup."""
    columns = (Column(text, text), Column("b", number=True), Column("c"))
    lines = printed(report(Table(text, columns, ((text, Fraction(1, 3), text),), text)), width)
    assert max(map(cell_len, lines)) <= width
    assert all("\x1b" not in line for line in lines)
    found, wanted = squeezed("".join(lines)), squeezed(plain(text))
    assert found.count(wanted) >= 2
    assert "1/3" in found


@given(texts)
def test_cells_come_back(text: str) -> None:
    """In lists, a cell stands whole after what its column is called."""
    column = Column("Tên rất dài của một cột mà không ai đọc hết được bao giờ cả")
    columns = (column, Column("Tên dài của một cột khác cũng không ngắn"), *[Column("c" * 30)] * 3)
    lines = printed(report(Table("d", columns, ((text, "b", "c", "c", "c"),))), 30)
    whole = squeezed("".join(lines))
    if plain(text):
        assert squeezed(f"{heading(column)}: {shown(text, column, 'vi')}") in whole
