"""The Word document of a report, read back: every figure is there, texts are texts, bytes never differ."""

from __future__ import annotations

import io
import sys
from fractions import Fraction
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.errors import Language, UsageError, problem
from parindex.exact import Interval, Rounding
from parindex.reporting.paper import ACROSS, UPRIGHT, setting, width
from parindex.reporting.table import Column, Report, Section, Table, heading, plain, printable, shown
from parindex.reporting.word import render

docx = pytest.importorskip("docx")

TWO = Rounding(2, "half-up")
COLUMNS = (
    Column("STT"),
    Column("Đơn vị"),
    Column("Điểm cũ", "điểm", TWO, number=True),
    Column("Thay đổi", "%", signed=True, number=True),
)
ROWS = (
    ("1", "Sở Nông nghiệp", Fraction(175, 2), Fraction(-1, 2)),
    ("1.1", "Sở Tư pháp", Interval(Fraction(831, 10), Fraction(941, 10)), None),
    ("", "Sở Nội vụ", Fraction(1799, 20), Fraction(1, 3)),
    ("2", "Sở Y tế", Fraction(0), Fraction(0)),
)
TABLE = Table("Kết quả", COLUMNS, ROWS, "Ghi chú của bảng")
HOSTILE = (
    "=1+1", "=cmd|' /C calc'!A0", "+1", "@a", "<w:p/>", "]]>", "&amp;", "a\nb", "a\tb", "\x00", "\x1b[31m",
    "\u202eabc", "\u200f", "\ud800", "\ufffe", "_x0041_", "{PAGE}", "Sở " * 200, "x" * 3_000, "",
    "  ", "😀" * 40,
)  # fmt: skip
texts = st.sampled_from(HOSTILE) | st.text(max_size=20)


def report(*tables: Table, lang: Language = "vi") -> Report:
    """Return a report of one section."""
    return Report(
        "Tác động", ("Lời đầu",), (Section("Phần", ("Đoạn",), tables),), ("Giả định",), "parindex  x", lang
    )


def around(text: str) -> Report:
    """Return a report that has one text in every place where a text can stand."""
    table = Table(text, (Column(text, text), Column("b", number=True)), ((text, text),), text)
    return Report(text, (text,), (Section("s", (text,), (table,)),), (text,), text, "en")


def opened(content: bytes) -> Any:
    """Read a document."""
    return docx.Document(io.BytesIO(content))


def cells(table: Any) -> list[list[str]]:
    """Return the texts of a table, row after row."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def tagged(element: Any, tag: str) -> list[Any]:
    """Return the elements of Word's own name below another."""
    return list(element.iter(docx.oxml.ns.qn(f"w:{tag}")))


def test_the_parts_of_a_document() -> None:
    """Title, lead, section, table, notes and the command stand in the order of the report."""
    document = opened(render(report(TABLE), "Mã đối chiếu ABCD"))
    said = [each.text for each in document.paragraphs if each.text]
    assert said[1:] == [
        "Tác động", "Lời đầu", "Phần", "Đoạn", "Kết quả", "Ghi chú của bảng", "Ghi chú", "Giả định",
        "Lệnh lập lại báo cáo này", "parindex  x",
    ]  # fmt: skip
    styles = {each.text: each.style.name for each in document.paragraphs}
    assert (styles["Tác động"], styles["Phần"], styles["Kết quả"]) == ("Title", "Heading 1", "Caption")


def test_every_figure_stands_in_the_document() -> None:
    """The cells are those of the report, with a decimal comma; figures stand at the right."""
    (_, table) = opened(render(report(TABLE))).tables
    assert cells(table) == [
        list(map(heading, COLUMNS)),
        *([shown(cell, column, "vi") for cell, column in zip(row, COLUMNS, strict=True)] for row in ROWS),
    ]
    sides = [
        [tagged(cell._tc, "jc")[0].get(docx.oxml.ns.qn("w:val")) for cell in row.cells] for row in table.rows
    ]
    assert sides == [["center"] * 4, *[["left", "left", "right", "right"]] * 4]


def test_headers_repeat_and_rows_stay_whole() -> None:
    """The header comes again on each page, and no row is split unless it is as tall as a page."""
    tall = Table("Cao", COLUMNS[:2], (("1", "ngắn"), ("2", "dài " * 4_000)))
    (table,) = opened(render(report(tall, lang="en"))).tables
    assert [len(tagged(row._tr, "tblHeader")) for row in table.rows] == [1, 0, 0]
    assert [len(tagged(row._tr, "cantSplit")) for row in table.rows] == [1, 1, 0]


def test_heads_of_groups_are_bold() -> None:
    """In a column of outline numbers the rows above others are bold, unless long; elsewhere none is."""
    rows = (("1", "a"), ("1.1", "b"), ("", "c"), ("2", "d" * 200), ("2.1", "e"))
    names = (("x", "a"), ("x.1", "b"))
    document = opened(
        render(
            report(
                Table("t", COLUMNS[:2], rows),
                Table("u", COLUMNS[:2], names),
                Table("v", COLUMNS[:2], ()),
                lang="en",
            )
        )
    )
    bold = [
        [len(tagged(cell._tc, "b")) for cell in row.cells]
        for table in document.tables
        for row in table.rows[1:]
    ]
    assert bold == [[1, 1], [0, 0], [1, 1], [1, 0], [0, 0], [0, 0], [0, 0]]


def test_a_table_titled_as_its_section_is_titled_once() -> None:
    """A caption that would repeat the heading above it is left out."""
    document = opened(render(report(Table("Phần", COLUMNS, ROWS))))
    assert [each.text for each in document.paragraphs].count("Phần") == 1


def test_pages() -> None:
    """A4 with the margins of the decree; numbers above all pages but the first, the mark below each."""
    document = opened(render(report(TABLE), "Mã đối chiếu ABCD"))
    (pages,) = document.sections
    assert [round(each.mm) for each in (pages.page_width, pages.page_height)] == [210, 297]
    margins = (pages.top_margin, pages.bottom_margin, pages.left_margin, pages.right_margin)
    assert [round(each.mm) for each in margins] == [20, 20, 30, 20]
    assert [each.text for each in tagged(pages.header._element, "instrText")] == ["PAGE"]
    assert tagged(pages.first_page_header._element, "instrText") == []
    for foot in (pages.footer, pages.first_page_footer):
        assert foot.paragraphs[0].text == "Mã đối chiếu ABCD · Tác động · trang /"
        assert [each.text for each in tagged(foot._element, "instrText")] == ["PAGE", "NUMPAGES"]
    assert {document.styles[name].font.name for name in ("Normal", "Heading 1", "Title")} == {
        "Times New Roman"
    }
    assert [each.get(docx.oxml.ns.qn("w:val")) for each in tagged(document.styles.element, "lang")] == [
        "vi-VN"
    ]


def test_wide_tables_stand_across() -> None:
    """A section whose table is too wide is turned, with the same foot; what follows is upright again."""
    wide = Table(
        "Rộng",
        tuple(Column(f"Cột số {at}", "điểm", TWO, number=True) for at in range(12)),
        ((Fraction(10**6),) * 12,),
    )
    content = Report(
        "T",
        (),
        (Section("a"), Section("b", (), (wide,)), Section("c", (), (wide,)), Section("d")),
        (),
        "",
        "vi",
    )
    turned = [each.page_width > each.page_height for each in opened(render(content)).sections]
    assert turned == [False, True, False]
    last = Report("T", (), (Section("b", (), (wide,)),), (), "", "vi")
    document = opened(render(last, "M"))
    assert [each.page_width > each.page_height for each in document.sections] == [False, True, False]
    assert [each.footer.paragraphs[0].text for each in document.sections] == ["M · T · trang /"] * 3


def test_long_sections_begin_a_page() -> None:
    """A section with a long table begins a page, once where its pages are turned."""
    long = Table("Dài", COLUMNS[:2], (("1", "a"),) * 30)
    heads = [each for each in opened(render(report(long, lang="en"))).paragraphs if each.text == "Phần"]
    assert [each.paragraph_format.page_break_before for each in heads] == [True]


def test_the_frame_is_empty() -> None:
    """In Vietnamese an empty frame for the office comes first and says that it is empty; in English none."""
    document = opened(render(report()))
    (frame,) = cells(document.tables[0])
    assert frame[0].splitlines() == ["TÊN CƠ QUAN CHỦ QUẢN", "TÊN CƠ QUAN, TỔ CHỨC", "Số: …………"]
    assert frame[1].startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n………, ngày")
    assert document.paragraphs[0].text.startswith("Khung mẫu để trống")
    assert opened(render(report(lang="en"))).tables == []


def test_a_small_document() -> None:
    """What a report does not have leaves no heading behind."""
    document = opened(render(Report("Tác động", (), (Section("Phần"),), (), "", "en")))
    assert [each.text for each in document.paragraphs] == ["Tác động", "Phần"]
    assert document.sections[0].footer.paragraphs[0].text == "Tác động · page /"


@settings(max_examples=8, deadline=None)
@given(st.text(max_size=20))
def test_drawn_texts(text: str) -> None:
    """Whatever a text holds, the document has it as plain visible text: no field, no link, no break."""
    document = opened(render(around(text), text))
    words = plain(text)
    said = [each.text for each in document.paragraphs]
    assert said.count(words) >= (6 if words == printable(text) else 5)
    assert [words in row for row in cells(document.tables[0])] == [heading(Column(text, text)) == words, True]
    body = document.element.body
    assert (
        not tagged(body, "instrText") + tagged(body, "hyperlink") + tagged(body, "br") + tagged(body, "tab")
    )


def test_hostile_texts() -> None:
    """Every hostile text stands in its place: in paragraphs, as a title, in cells."""
    words = [plain(text) for text in HOSTILE]
    table = Table("t", (Column("a"),), tuple((text,) for text in HOSTILE))
    sections = tuple(Section(text, (text,)) for text in HOSTILE)
    document = opened(
        render(Report("r", HOSTILE, (*sections, Section("s", (), (table,))), HOSTILE, "", "en"))
    )
    said = [each.text for each in document.paragraphs]
    assert all(said.count(text) >= 4 for text in words)
    assert [row[0] for row in cells(document.tables[0])[1:]] == words


@settings(max_examples=3, deadline=None)
@given(texts)
def test_same_bytes(text: str) -> None:
    """The same report is the same document, byte for byte; no part has a time or a picture."""
    content = render(around(text))
    assert content == render(around(text))
    with ZipFile(io.BytesIO(content)) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name for name in parts.namelist())
    known = opened(content).core_properties
    assert (known.author, known.last_modified_by, known.created, known.modified.year) == (
        "parindex",
        "parindex",
        known.modified,
        2000,
    )


def test_a_long_title_is_cut_in_the_properties_alone() -> None:
    """A property holds 255 characters; the title on the page stays whole."""
    title = "Sở " * 200
    document = opened(render(Report(title, (), (), (), "", "vi")))
    assert len(document.core_properties.title) == 255
    assert document.core_properties.title.endswith("…")
    assert plain(title) in [each.text for each in document.paragraphs]


# How a table is set


def test_upright_where_there_is_room() -> None:
    """A narrow table stands upright in the largest type and fills the line."""
    how = setting(TABLE, "vi")
    assert (how.across, how.size, sum(how.widths)) == (False, 11, UPRIGHT)


def test_figures_and_words_stay_whole() -> None:
    """Each column is as wide as its widest figure and its longest word."""
    how = setting(TABLE, "vi")
    for at, column in enumerate(COLUMNS):
        words = [*heading(column).split(), *(shown(row[at], column, "vi") for row in ROWS if column.number)]
        assert how.widths[at] > max(width(word, how.size, bold=True) for word in words)


@pytest.mark.parametrize(("columns", "size"), [(12, 9), (20, 8), (60, 8)])
def test_smaller_and_smaller(columns: int, size: int) -> None:
    """More columns take smaller type across the page; where nothing helps, all of them shrink alike."""
    table = Table(
        "Rộng",
        tuple(Column("Cột", rounding=TWO, number=True) for _ in range(columns)),
        ((Fraction(10**6),) * columns,),
    )
    how = setting(table, "vi")
    assert how.across
    assert how.size == size
    assert ACROSS - columns <= sum(how.widths) <= ACROSS


def test_long_texts_stand_across() -> None:
    """Where rows would be many lines high, the page is turned."""
    columns = tuple(Column(title) for title in "abcdef")
    assert setting(Table("t", columns, (("chữ dài " * 30,) * 6,) * 3), "vi").across


def test_a_table_without_rows() -> None:
    """A table may have a header alone."""
    assert sum(setting(Table("t", COLUMNS, ()), "vi").widths) == UPRIGHT
    figures = Table("t", (Column("a", number=True),), ())
    assert setting(figures, "vi").widths == (UPRIGHT,)


@pytest.mark.parametrize(
    ("letter", "room"),
    [("i", 300), ("W", 960), ("Đ", 740), ("ệ", 500), ("漢", 1000), ("8", 500), ("\u0301", 0)],
)
def test_widths_of_letters(letter: str, room: int) -> None:
    """A letter takes the room of its kind, and marks above it none."""
    assert width(letter, 50) == room


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where python-docx is not installed, a Word document says which extra is needed."""
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError) as caught:
        render(report(TABLE))
    assert caught.value.problems == (problem("E-EXTRA", extra="word"),)
