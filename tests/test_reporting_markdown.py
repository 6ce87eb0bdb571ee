"""Markdown of a report: what GitHub would show of it is what the report holds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.exact import Interval, Rounding
from parindex.reporting.markdown import escape, render
from parindex.reporting.table import Column, Report, Section, Table, plain, shown

COLUMNS = (
    Column("Đơn vị"),
    Column("Điểm cũ", "điểm", Rounding(2, "half-up"), number=True),
    Column("Thay đổi", "%", signed=True, number=True),
)
TABLE = Table(
    "Kết quả | thử",
    COLUMNS,
    (
        ("Sở Nội vụ", Fraction(175, 2), Fraction(-1, 2)),
        ("Sở *Tư pháp*", Interval(Fraction(831, 10), Fraction(941, 10)), None),
    ),
    note="- ghi chú",
)
REPORT = Report(
    "Tác động", ("1. Lời đầu",), (Section("Phần #1", ("Đoạn",), (TABLE,)),), ("Giả định",), "parindex x", "vi"
)
PAGE = r"""# Tác động

1\. Lời đầu

## Phần \#1

Đoạn

### Kết quả \| thử

| Đơn vị | Điểm cũ (điểm) | Thay đổi (%) |
| --- | ---: | ---: |
| Sở Nội vụ | 87,50 | −0,5 |
| Sở \*Tư pháp\* | 83,10 – 94,10 | – |

\- ghi chú

## Ghi chú

- Giả định

## Lệnh lập lại báo cáo này

    parindex x
"""
HOSTILE = (
    "=1+1", "<script>alert(1)</script>", "a|b", "a\nb", "# a", "a #", "- a", "+ a", "1. a", "12) a",
    "***", "---", "===", "`a`", "```", "~~a~~", "[a](b)", "![a](b)", "<a@b.c>", "&lt;",
    "\\", "a\\", "\\|", "_a_", "$x$", "> a", "    a",
    "| --- |", "https://a.b", "www.a.b", "HTTP://a.b", "<!-- -->", "a  b", "\u202ea", "",
)  # fmt: skip
texts = st.sampled_from(HOSTILE) | st.lists(st.sampled_from(HOSTILE)).map("".join) | st.text(max_size=20)


def around(text: str) -> Report:
    """Return a report that has one text in every place where a text can stand."""
    table = Table(text, (Column(text, text), Column(text)), ((text, text),), text)
    return Report(text, (text,), (Section(text, (text,), (table,)),), (text,), text, "vi")


def tokens(page: str) -> list[Any]:
    """Read Markdown as GitHub does, links of bare addresses too."""
    markdown_it = pytest.importorskip("markdown_it")
    reader = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return list(reader.parse(page))


def test_page() -> None:
    """The page has headings, an aligned table with units, notes and the command, all of it escaped."""
    assert render(REPORT) == PAGE


def test_small_page() -> None:
    """What a report does not have leaves no empty place."""
    assert render(Report("Tác động", (), (Section("Phần"),), (), "", "en")) == "# Tác động\n\n## Phần\n"


@pytest.mark.parametrize("address", ["https://a.b/c", "www.example.com", "x WWW.example.com"])
def test_addresses(address: str) -> None:
    """An address in a text of data becomes no link, even where the reader makes links of addresses."""
    markdown_it = pytest.importorskip("markdown_it")
    pytest.importorskip("linkify_it")
    reader = markdown_it.MarkdownIt("gfm-like")
    assert "<a" in reader.render(address)
    assert reader.render(escape(address)) == f"<p>{address}</p>\n"


@given(texts)
def test_hostile_texts(text: str) -> None:
    """Whatever a text holds, it is one text in its place, and no element of the page comes from it."""
    found = tokens(render(around(text)))
    wanted = tokens(render(around("a" if plain(text) else "")))
    assert [each.type for each in found] == [each.type for each in wanted]
    for each in found:
        if each.type == "inline":
            assert {child.type for child in each.children} <= {"text", "text_special"}
    written = [each.content for each in found if each.type == "code_block"]
    assert len(written) == bool(text)


@given(texts)
def test_cells_come_back(text: str) -> None:
    """The texts of all cells come back from the page as they were shown."""
    column = Column("a")
    page = render(
        Report("b", (), (Section("c", (), (Table("d", (column, column), ((text, text),)),)),), (), "", "vi")
    )
    cells = [
        "".join(child.content for child in each.children) for each in tokens(page) if each.type == "inline"
    ]
    assert cells[-2:] == [shown(text, column, "vi")] * 2


def test_addresses_mentions_and_pictures_stay_text() -> None:
    """GitHub makes links, mentions and pictures of bare words; a backslash keeps them as they are."""
    written = escape("lien-he@hanoi.gov.vn @octocat :smile: mailto:a@b.vn")
    assert written == r"lien-he\@hanoi.gov.vn \@octocat \:smile: mailto\:a\@b.vn"
