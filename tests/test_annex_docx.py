"""Annexes as .docx documents: tables, merged cells, bold letters, and what is refused."""

from __future__ import annotations

import pytest
from annexes import WORD, cell, decided, document, row, said, sound
from workbooks import archive

from parindex.annex.importing import import_annex
from parindex.errors import ReadError
from parindex.readers import docx, limits
from parindex.readers.composing import compose

HEADER = row(cell("*TT"), cell("*Tiêu chí"), cell("*Điểm tối đa"))
ROWS = (
    row(cell("*1"), cell("*THỂ CHẾ"), cell("*1")),
    row(cell("1.1"), cell("Kế hoạch"), cell("1")),
    row(cell(), cell("Đúng hạn: 1"), cell()),
    row(cell(), cell("Chậm: 0"), cell()),
)


def tables(content: bytes) -> list[list[list[str]]]:
    """Return the texts of all tables."""
    return [[[each.text for each in line] for line in table.rows] for table in docx.read(content).tables]


def body(inside: str) -> bytes:
    """Make a document of this body."""
    text = f'<w:document xmlns:w="{WORD}"><w:body>{inside}</w:body></w:document>'
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": text})


def refusal(content: bytes) -> tuple[str, str]:
    """Return the code and place with which a document is refused."""
    with pytest.raises(ReadError) as refused:
        docx.read(content, "f.docx")
    (found,) = refused.value.problems
    assert found.line("en")
    return found.code, str(found.place)


def test_a_document_is_an_annex() -> None:
    """A table of a document is read as one of a workbook is, places by table, row and column."""
    found = import_annex(document(HEADER, *ROWS), "phu-luc-2024.docx")
    sound(found)
    assert decided(found) == []
    assert found.levels == (1, 1)
    wrong = import_annex(document(HEADER, *ROWS, row(cell("1.2"), cell("Sai"), cell("?"))), "a.docx")
    assert [str(each.place) for each in wrong.problems] == ["a.docx:1!C6:6:3"]
    assert said(wrong.problems) == [("E-ANNEX-POINTS", "C6")]


def test_merged_cells_make_headers_and_columns() -> None:
    """Cells that span columns and cells that go on from above leave the columns where they are."""
    header = (
        row(
            cell("TT", '<w:vMerge w:val="restart"/>'),
            cell("Tiêu chí", '<w:vMerge w:val="restart"/>'),
            cell("Điểm", '<w:gridSpan w:val="2"/>'),
        ),
        row(cell("", "<w:vMerge/>"), cell("", "<w:vMerge/>"), cell("Tự chấm"), cell("Tối đa")),
    )
    lines = (
        row(cell("1"), cell("Kế hoạch"), cell(), cell("1")),
        row(cell("Có: 1", '<w:gridSpan w:val="4"/>')),
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("Không: 0")}</w:tr>',
    )
    found = import_annex(document(*header, *lines), "a.docx")
    sound(found)
    assert dict(found.remarks[0].details)["max"] == "D"


def test_other_tables_are_named() -> None:
    """The first table with a header is read, the other is named."""
    other = f"<w:tbl>{row(cell('Nơi nhận'), cell('Lưu'))}</w:tbl>"
    found = import_annex(document(HEADER, *ROWS, before=other), "a.docx")
    (said_,) = [dict(each.details) for each in found.remarks if each.code == "W-ANNEX-TABLE"]
    assert said_ == {"found": "2", "others": "1"}


def test_text_is_read_through_what_wraps_it() -> None:
    """Links, fields and content controls hold text as if they were not there; tabs and breaks part words."""
    inside = (
        "<w:p><w:hyperlink><w:r><w:t>Kế</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>hoạch</w:t><w:br/></w:r>"
        "<w:sdt><w:sdtContent><w:r><w:t>2024</w:t><w:noBreakHyphen/></w:r></w:sdtContent></w:sdt></w:p>"
    )
    wrapped = f"<w:sdt><w:sdtContent><w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl></w:sdtContent></w:sdt>"
    assert tables(body(wrapped)) == [[["Kế hoạch\n2024-"]]]


def test_bold_cells_are_bold_throughout() -> None:
    """A cell is bold when each run that says anything is, and not when the bold is switched off."""
    bold_run = "<w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t></w:r>"
    mixed = f"<w:p>{bold_run}<w:r><w:t>b</w:t></w:r></w:p>"
    off = '<w:p><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>a</w:t></w:r></w:p>'
    bold = f"<w:p>{bold_run}<w:r><w:t> </w:t></w:r></w:p>"
    line = "".join(f"<w:tc>{each}</w:tc>" for each in (mixed, off, bold, "<w:p/>"))
    (table,) = docx.read(body(f"<w:tbl><w:tr>{line}</w:tr></w:tbl>")).tables
    assert [each.bold for each in table.rows[0]] == [False, False, True, False]


def test_superscripts_and_hidden_texts_are_left_out_and_said() -> None:
    """The mark of a note makes no 21 of 2, hidden letters are not read, and both are named."""

    def run(text: str, look: str) -> str:
        return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"

    raised = run("1", '<w:vertAlign w:val="superscript"/>')
    low = run("x", '<w:vertAlign w:val="subscript"/><w:vanish w:val="0"/>')
    points = f"<w:tc><w:p>{run('2', '')}{raised}</w:p></w:tc>"
    name = f"<w:tc><w:p>{run('Kế hoạch ', '')}{low}{run('bỏ', '<w:vanish/>')}</w:p></w:tc>"
    steps = (row(cell(), cell("Có: 2"), cell()), row(cell(), cell("Không: 0"), cell()))
    found = import_annex(document(HEADER, row(cell("1"), name, points), *steps), "a.docx")
    rules = sound(found)
    assert decided(found) == [("W-ANNEX-LEFT-OUT", "B2"), ("W-ANNEX-LEFT-OUT", "C2")]
    assert (rules.score.items[0].name.vi, str(rules.score.items[0].max)) == ("Kế hoạch x", "2")


def test_automatic_numbers_are_said() -> None:
    """A number that Word makes is not in the text: its cell is named."""
    numbered = "<w:tc><w:p><w:pPr><w:numPr/></w:pPr></w:p></w:tc>"
    line = f"<w:tr>{numbered}{cell('*Một')}{cell('1')}</w:tr>"
    found = import_annex(document(HEADER, line, *ROWS[2:]), "a.docx")
    assert ("W-ANNEX-NUMBERED", "A2") in decided(found)
    assert ("W-ANNEX-TYPOGRAPHY", "B2") in decided(found)


def test_letters_in_parts_are_put_together() -> None:
    """Letters in parts are composed, and counted."""
    found = import_annex(document(HEADER, row(cell("1"), cell("Ca\u0309i"), cell("1")), *ROWS[2:]), "a.docx")
    sound(found)
    assert decided(found) == [("W-ANNEX-COMPOSED", "B2")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"x", "E-DOCX"),
        (archive({"xl/workbook.xml": "<x/>"}), "E-DOCX"),
        (archive({"../x": "<x/>"}), "E-PATH"),
        (archive({"word/document.xml": "<!DOCTYPE x []><x/>"}), "E-DTD"),
        (archive({"word/document.xml": "<document><body/></document>"}), "E-XML"),
    ],
)
def test_what_is_no_document_is_refused(content: bytes, code: str) -> None:
    """Other archives, DTDs and other XML are refused before anything is read."""
    assert refusal(content)[0] == code


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<w:tc><w:p><w:ins><w:r><w:t>a</w:t></w:r></w:ins></w:p></w:tc>", "E-TRACKED"),
        ("<w:tc><w:p><w:del/></w:p></w:tc>", "E-TRACKED"),
        ("<w:trPr><w:ins/></w:trPr>", "E-TRACKED"),
        ("<w:tc><w:tbl/></w:tc>", "E-NESTED"),
        ('<w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr></w:tc>', "E-COLS"),
        ('<w:tc><w:tcPr><w:gridSpan w:val="9999999"/></w:tcPr></w:tc>', "E-COLS"),
        ('<w:trPr><w:gridBefore w:val="256"/></w:trPr><w:tc/>', "E-COLS"),
        ("<w:tc><w:p><w:r><w:t>a\u200bb</w:t></w:r></w:p></w:tc>", "E-CHAR"),
    ],
)
def test_what_cannot_be_read_for_sure_is_refused_at_its_cell(inside: str, code: str) -> None:
    """Tracked changes, inner tables, widths beyond reason and hidden characters are refused with a place."""
    content = body(f"<w:tbl><w:tr><w:tc/></w:tr><w:tr>{inside}</w:tr></w:tbl>")
    found, place = refusal(content)
    assert found == code
    assert place.startswith("f.docx:1:2:")


def test_caps_hold_for_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document has no more rows and cells than a workbook may have."""
    content = document(HEADER, *ROWS)
    monkeypatch.setattr(limits, "ROWS", 4)
    assert refusal(content)[0] == "E-ROWS"
    monkeypatch.setattr(limits, "CELLS", 3)
    assert refusal(content)[0] == "E-NODES"


def test_composing_takes_nothing_else_on() -> None:
    """What is composed already stays; crowds of marks and hidden characters are refused as ever."""
    assert compose("cải") == ("cải", False)
    assert [getattr(compose(text), "code", "") for text in ("a" + "\u0301" * 4, "a\u200b")] == [
        "E-NFC",
        "E-CHAR",
    ]
