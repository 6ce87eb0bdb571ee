"""Reports as pages: every paragraph, table, note and the command, charts as drawings on one line."""

from __future__ import annotations

from fractions import Fraction

import pytest

from parindex.errors import UsageError, problem
from parindex.reporting import charts
from parindex.reporting.charts import Dumbbell
from parindex.reporting.table import Cell, Column, Report, Section, Table
from parindex.site import report_page

CHART = Dumbbell("Điểm", "điểm", ("trước", "nay"), (("Sở A", Fraction(1), Fraction(2)),))


def made(columns: int = 2, chart: Dumbbell | None = None, command: str = "parindex list") -> Report:
    """Make a report of one table with so many columns."""
    heads = (Column("Tên"), *(Column(f"Cột {at}", number=True) for at in range(1, columns)))
    row: tuple[Cell, ...] = ("A | b", *(Fraction(1, 4) for _ in range(1, columns)))
    table = Table("Bảng", heads, (row,), "Chú thích.", chart)
    notes = ("Ghi *chú*.",) if command else ()
    return Report("Báo cáo", ("Mở đầu.",), (Section("Phần", ("Đoạn.",), (table,)),), notes, command, "vi")


def test_a_report_is_whole() -> None:
    """Lead, section, table with its note, notes and command, in this order, under anchors made of places."""
    assert report_page.body(made()) == (
        "Mở đầu.\n\n## Phần {#part-1}\n\nĐoạn.\n\n### Bảng {#part-1-1}\n\n"
        "| Tên | Cột 1 |\n| --- | ---: |\n| A &#124; b | 0,25 |\n\nChú thích.\n\n"
        "## Ghi chú {#notes}\n\n- Ghi &#42;chú&#42;.\n\n## Lệnh lập lại báo cáo này {#command}\n\n"
        "```sh\nparindex list\n```\n"
    )


def test_nothing_stands_for_what_is_not_there() -> None:
    """Without notes and a command there is no heading of them."""
    body = report_page.body(made(command=""), level=3)
    assert "{#notes}" not in body
    assert "{#command}" not in body
    assert body.startswith("Mở đầu.\n\n### Phần")


def test_a_table_of_many_columns_scrolls() -> None:
    """From four columns on a table has a box of its own."""
    assert 'class="wide"' not in report_page.body(made(3))
    assert '<div class="wide" tabindex="0" markdown="1">\n\n| Tên |' in report_page.body(made(4))


def test_a_chart_is_a_drawing_on_one_line() -> None:
    """A chart stands before its table as SVG without an empty line, which would end it in Markdown."""
    pytest.importorskip("vl_convert", reason="charts need the extra plot")
    pytest.importorskip("altair", reason="charts need the extra plot")
    drawn = report_page.drawn(CHART, "vi")
    assert drawn.startswith('<figure class="chart"><svg')
    assert drawn.endswith("</svg></figure>")
    assert "\n" not in drawn


def test_a_chart_is_told_where_it_cannot_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra a sentence stands for the chart; another error is none to hide."""

    def missing(_: object, __: object) -> str:
        raise UsageError(problem("E-EXTRA", extra="plot"))

    def broken(_: object, __: object) -> str:
        raise UsageError(problem("E-DAY", found="x"))

    monkeypatch.setattr(charts, "svg", missing)
    assert "phần mở rộng plot" in report_page.body(made(chart=CHART))
    monkeypatch.setattr(charts, "svg", broken)
    with pytest.raises(UsageError):
        report_page.drawn(CHART, "vi")
