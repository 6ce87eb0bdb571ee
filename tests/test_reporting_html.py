"""The page of a report, read back with a parser of HTML: texts stay texts, and nothing is fetched."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.errors import Language, UsageError, problem
from parindex.exact import Interval, Rounding
from parindex.reporting import charts
from parindex.reporting.html import render
from parindex.reporting.table import Column, Report, Section, Table, heading, plain, printable, shown

CHART = charts.Dumbbell("Biểu đồ <b>", "%", ("cũ", "mới"), (("Sở", Fraction(1), Fraction(2)),))
COLUMNS = (
    Column("Đơn vị"),
    Column("Điểm cũ", "điểm", Rounding(2, "half-up"), number=True),
    Column("Thay đổi", "%", signed=True, number=True),
    Column("Xếp loại"),
)
TABLE = Table(
    "Kết quả",
    COLUMNS,
    (
        ("Sở Nông nghiệp và Phát triển nông thôn", Fraction(175, 2), Fraction(-1, 2), "Tốt"),
        ("Sở Tư pháp", Interval(Fraction(831, 10), Fraction(941, 10)), None, "Khá"),
    ),
    note="Ghi chú của bảng",
)
HOSTILE = (
    "=1+1", "<script>alert(1)</script>", "a|b", "a\nb", "</td>", "</style>", "</title>", "<!--",
    "-->", "]]>", "&lt;", "&amp", '"onclick="a', "' x='", "{{ 1 + 1 }}", "{% raw %}",
    "<img src=x onerror=a>", "javascript:a", "\u202ea", "",
)  # fmt: skip
texts = st.sampled_from(HOSTILE) | st.lists(st.sampled_from(HOSTILE)).map("".join) | st.text(max_size=20)

# A process of its own says which extras the renderers import before they are asked, and what they write.
PROGRAM = """
import hashlib, sys
from fractions import Fraction
from parindex.reporting import html, markdown, workbook
from parindex.reporting.table import Column, Report, Section, Table
print(sorted({"jinja2", "xlsxwriter", "altair", "vl_convert"} & set(sys.modules)))
columns = (Column("Đơn vị"), Column("Điểm", "điểm", number=True))
table = Table("Kết quả", columns, (("Sở", Fraction(1, 4)),), "a")
report = Report("Tác động", ("b",), (Section("Phần", ("c",), (table, table)),), ("d",), "e", "vi")
for content in (html.render(report).encode(), workbook.render(report), markdown.render(report).encode()):
    print(hashlib.sha256(content).hexdigest())
"""


class Reader(HTMLParser):
    """All elements of a page with their attributes, and the texts of those that hold a text."""

    HOLDERS = frozenset({"caption", "code", "figcaption", "h1", "h2", "li", "p", "td", "th", "title"})
    VOID = frozenset({"meta"})

    def __init__(self, page: str) -> None:
        """Read the whole page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(page)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append((tag, []))

    def handle_data(self, data: str) -> None:
        """Give a text to all elements that are open."""
        for _, parts in self._open:
            parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Close the last element, which must be this one."""
        name, parts = self._open.pop()
        assert name == tag
        if tag in self.HOLDERS:
            self.texts.append((tag, "".join(parts)))

    def all(self, *tags: str) -> list[str]:
        """Return the texts of all elements of these names."""
        return [text for tag, text in self.texts if tag in tags]


def report(*tables: Table, lang: Language = "vi") -> Report:
    """Return a report of one section."""
    return Report(
        "Tác động", ("Lời đầu",), (Section("Phần", ("Đoạn",), tables),), ("Giả định",), "parindex  x", lang
    )


def around(text: str) -> Report:
    """Return a report that has one text in every place where a text can stand."""
    table = Table(text, (Column(text, text), Column(text)), ((text, text),), text)
    return Report(text, (text,), (Section(text, (text,), (table, table)),), (text,), text, "en")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw every chart as an empty one."""
    monkeypatch.setattr(
        charts, "svg", lambda chart, lang: f'<svg data-rows="{len(chart.rows)}" lang="{lang}"></svg>'
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_cells(lang: Language) -> None:
    """The page shows every heading and every cell as the report writes them, row after row."""
    found = Reader(render(report(TABLE, lang=lang)))
    rows = [
        shown(cell, column, lang) for row in TABLE.rows for cell, column in zip(row, COLUMNS, strict=True)
    ]
    assert found.all("th", "td") == [*map(heading, COLUMNS), *rows]
    assert found.all("caption") == ["Kết quả"]
    assert found.all("p") == ["Lời đầu", "Đoạn", "Ghi chú của bảng"]
    assert found.all("code") == ["parindex  x"]


def test_columns() -> None:
    """Every cell says what its column holds, and what it is a heading of."""
    found = Reader(render(report(TABLE)))
    heads = [attrs for tag, attrs in found.elements if tag == "th"]
    assert [attrs["scope"] for attrs in heads] == ["col"] * 4 + ["row"] * 2
    assert [attrs["class"] for attrs in heads[:4]] == ["long", "number", "number", "short"]


def test_nothing_is_fetched() -> None:
    """The page has no script and no address but its own places, and forbids all others."""
    page = render(report(TABLE))
    found = Reader(page)
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & {
        tag for tag, _ in found.elements
    }
    for _, attrs in found.elements:
        assert "src" not in attrs
        assert (attrs.get("href") or "#").startswith("#")
        assert not any(name.startswith("on") for name in attrs)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert ("meta", {"http-equiv": "Content-Security-Policy", "content": policy}) in found.elements
    assert "url(" not in page
    assert "@import" not in page


def test_places_of_the_contents() -> None:
    """Each line of the contents leads to a place of the page, and no place has two names."""
    found = Reader(render(report(TABLE, TABLE)))
    places = [attrs["id"] for _, attrs in found.elements if "id" in attrs]
    leads = [(attrs["href"] or "")[1:] for tag, attrs in found.elements if tag == "a"]
    assert len(set(places)) == len(places)
    assert leads == ["s1", "s1-t1", "s1-t2", "notes", "command"]
    assert set(leads) <= set(places)


def test_small_page() -> None:
    """What a report does not have leaves no empty place."""
    found = Reader(render(Report("Tác động", (), (Section("Phần"),), (), "", "vi")))
    assert found.all("h2") == ["Mục lục", "Phần"]
    assert found.all("li") == ["Phần\n"]


@pytest.mark.usefixtures("drawn")
def test_charts() -> None:
    """A chart stands before its table as it was drawn, under its title as a text."""
    page = render(report(Table("Kết quả", COLUMNS, TABLE.rows, chart=CHART)))
    assert '<svg data-rows="1" lang="vi"></svg>' in page
    assert Reader(page).all("figcaption") == ["Biểu đồ <b>"]
    assert page.index("<figure>") < page.index("<table>")


def test_charts_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where charts cannot be drawn, the page says why and keeps the table."""

    def svg(*_: object) -> str:
        raise UsageError(problem("E-EXTRA", extra="plot"))

    monkeypatch.setattr(charts, "svg", svg)
    found = Reader(render(report(Table("Kết quả", COLUMNS, TABLE.rows, chart=CHART))))
    (said,) = (text for text in found.all("p") if "plot" in text)
    assert said == "Biểu đồ không được vẽ vì thiếu phần mở rộng plot; bảng sau đây có đủ số liệu."
    assert not found.all("figcaption")
    assert found.all("caption") == ["Kết quả"]


def test_other_problems_of_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any other problem of a chart is not passed over."""

    def svg(*_: object) -> str:
        raise UsageError(problem("E-RUN"))

    monkeypatch.setattr(charts, "svg", svg)
    with pytest.raises(UsageError):
        render(report(Table("Kết quả", COLUMNS, TABLE.rows, chart=CHART)))


@given(texts)
def test_hostile_texts(text: str) -> None:
    """Whatever a text holds, the elements of the page stay the same, and every text comes back whole."""
    found = Reader(render(around(text)))
    words = plain(text)
    wanted = Reader(render(around("a" if words else "")))

    assert [tag for tag, _ in found.elements] == [tag for tag, _ in wanted.elements]
    assert set(found.all("title", "h1", "caption", "td")) == {words}
    assert set(found.all("th")) == {heading(Column(text, text)), words}
    assert found.all("code") == [printable(text)] * bool(text)


@given(texts)
def test_same_bytes(text: str) -> None:
    """The same report is the same page."""
    assert render(around(text)) == render(around(text))


def test_rules_for_paper() -> None:
    """The page says how it is printed: A4, header rows on every page, no row and no chart cut."""
    page = re.sub(r"\s+", " ", render(report(TABLE)))
    for rule in (
        "size: A4;",
        "thead { display: table-header-group; }",
        "nav, pre, figure, tr, .whole { break-inside: avoid; }",
    ):
        assert rule in page


def test_other_processes() -> None:
    """Importing the renderers imports no extra, and every process writes the same bytes."""
    written = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Ho_Chi_Minh"))
    }
    (only,) = written
    assert only.startswith(b"[]\n")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where jinja2 is not installed, a page says which extra is needed."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(UsageError) as caught:
        render(report(TABLE))
    assert caught.value.problems == (problem("E-EXTRA", extra="html"),)
