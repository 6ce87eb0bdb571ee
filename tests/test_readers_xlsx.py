"""Strict workbooks: what is read, what is refused before anything is built, and where each cell stands."""

from __future__ import annotations

import io
import random
import zipfile
from typing import TYPE_CHECKING

import pytest
from workbooks import (
    DOCUMENT,
    MAIN,
    RELATIONS,
    SHARED,
    SHEET,
    WORKBOOK,
    archive,
    cell,
    parts,
    sheet,
    workbook,
)

from parindex.errors import Place, Problem, ReadError
from parindex.readers import limits
from parindex.readers.document import read_bytes
from parindex.readers.sheet import shared_text
from parindex.readers.xlsx import read

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = sheet("")


def refusal(content: bytes) -> Problem:
    """Return the one problem with which a workbook is refused."""
    with pytest.raises(ReadError) as refused:
        read(content, "f.xlsx")
    (found,) = refused.value.problems
    assert found.place is not None
    assert found.place.file.startswith("f.xlsx")
    assert found.line("en")
    return found


def where(found: Problem) -> tuple[str, str]:
    """Return the code and the place of a problem."""
    return found.code, str(found.place)


def rows(content: bytes) -> list[dict[str, str]]:
    """Read the rows of the first sheet."""
    return [dict(row) for row in read(content).sheets[0].rows]


def changed(**given: str) -> bytes:
    """Make a workbook of one empty sheet, some parts of it given by their short names."""
    names = {"workbook": WORKBOOK, "relations": RELATIONS, "shared": SHARED, "sheet": SHEET}
    return archive({**parts(NOTHING), **{names[name]: part for name, part in given.items()}})


def listing(*sheets: str) -> str:
    """Write the workbook part with these attributes of sheets."""
    listed = "".join(f"<sheet {attributes}/>" for attributes in sheets)
    return f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>{listed}</sheets></workbook>'


def relations(*found: str) -> str:
    """Write the part of relations with these attributes."""
    inside = "".join(f"<Relationship {attributes}/>" for attributes in found)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'


# What is read


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("12.5", "12.5"),
        ("0.28999999999999998", "0.29"),
        ("5", "5"),
        ("5.0", "5"),
        ("-1.50", "-1.5"),
        ("0", "0"),
        ("100", "100"),
        ("1E2", "100"),
        ("1.5e-3", "0.0015"),
        ("00012", "12"),
        ("123456789012345", "123456789012345"),
        ("84.819999999999993", "84.82"),
    ],
)
def test_numbers_are_the_shortest_decimals_of_what_is_stored(stored: str, text: str) -> None:
    """A number is read as the shortest decimal that gives the stored double: as it was typed."""
    assert rows(workbook(cell(f"<v>{stored}</v>"))) == [{"A1": text}]


@pytest.mark.parametrize(
    "stored",
    [
        *(
            "NaN",
            "inf",
            "1E999",
            "\uff11\uff12",
            " 1",
            "1 ",
            "1,5",
            "0x1",
            "1_0",
            "+1",
            ".5",
            "5.",
            "-0",
            "-0.0",
        ),
        *("1e15", "1234567890123456", "0.1234567", "1e-7", "0.30000000000000004", "5e-324", "1" * 41, "x"),
    ],
)
def test_numbers_beyond_the_grammar_are_refused(stored: str) -> None:
    """What is no plain number of at most 15 digits before and 6 after the point is refused as stored."""
    found = refusal(workbook(cell(f"<v>{stored}</v>")))
    assert where(found) == ("E-NUM", "f.xlsx:S1!A1:1:1")
    assert dict(found.details) == {"found": stored}


def test_texts_are_read_wherever_they_are_kept() -> None:
    """Texts in cells, shared texts, runs of letters and results without a formula are read as texts."""
    found = workbook(
        '<row r="2" spans="1:9">\n'
        '<c r="A2" t="inlineStr"><is><t>Sở </t></is></c>'
        '<c r="B2" t="s" s="4"><v>1</v></c>'
        '<c r="C2" t="s"><v>0</v><extLst><ext><x/></ext></extLst></c>'
        '<c r="D2" t="str"><v>=1+1</v></c>'
        '<c r="AA2" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><r><t>b</t></r>'
        "<rPh><t>c</t></rPh></is></c>"
        "</row>\n",
        shared=("<r><t>x</t></r><r><t>y</t></r><phoneticPr/>", "<t>_x0041_ 1</t>"),
    )
    assert rows(found) == [{"A2": "Sở ", "B2": "A 1", "C2": "xy", "D2": "=1+1", "AA2": "ab"}]


def test_cells_with_nothing_are_left_out() -> None:
    """Cells that have only a style, an empty text or an empty value are not there, nor rows of them."""
    empty = (
        '<row r="1"><c r="A1" s="2"/><c r="B1" t="inlineStr"><is><t/></is></c><c r="C1"><v/></c>'
        '<c r="D1" t="s"><v>0</v></c><c r="E1" t="b"/></row><row r="3"><c r="B3"><v>1</v></c></row>'
    )
    assert rows(workbook(empty, shared=("<t/>",))) == [{"B3": "1"}]


def test_sheets_keep_their_order_and_names() -> None:
    """Sheets are read in the order of the workbook, each by its own relation."""
    content = parts(sheet(cell("<v>1</v>")), sheet(cell("<v>2</v>")), names=("Tổng hợp", "b"))
    found = read(archive(content), "f")
    assert [(each.name, [dict(row) for row in each.rows]) for each in found.sheets] == [
        ("Tổng hợp", [{"A1": "1"}]),
        ("b", [{"A1": "2"}]),
    ]
    assert found.file == "f"
    swapped = archive(
        {
            **content,
            RELATIONS: relations(
                'Id="r1" Target="/xl/worksheets/sheet2.xml"', 'Id="r2" Target="worksheets/sheet1.xml"'
            ),
        }
    )
    assert [dict(each.rows[0]) for each in read(swapped).sheets] == [{"A1": "2"}, {"A1": "1"}]


def test_both_spellings_of_the_standard_are_read() -> None:
    """A workbook in the strict form of the standard is read as one in the ordinary form."""
    strict = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
        DOCUMENT: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    content = parts(sheet(cell("<v>1</v>")))
    for old, new in strict.items():
        content = {name: str(part).replace(f'"{old}"', f'"{new}"') for name, part in content.items()}
    assert rows(archive(content)) == [{"A1": "1"}]


def test_a_cell_has_its_place() -> None:
    """A place names the file, the sheet and the cell, its row and its column."""
    (found,) = read(workbook(cell("<v>1</v>")), "f.xlsx").sheets
    assert found.place("AB12") == Place("f.xlsx:S1!AB12", 12, 28)
    assert found.place("?") == Place("f.xlsx:S1!?", 1, 1)


def test_what_other_formats_add_is_passed_over() -> None:
    """Elements that are not asked for are passed over with all that is in them, whatever their names."""
    before = '<sheetPr><c r="Z9"><v>1</v></c></sheetPr><x:cols xmlns:x="urn:x"><x:sheetData/></x:cols>'
    assert rows(workbook(cell("<v>1</v>"), before=before)) == [{"A1": "1"}]


# Cells


@pytest.mark.parametrize(
    ("inside", "code", "place"),
    [
        ('<row r="1"><c r="B2"/></row>', "E-REF", "S1!A1:1:1"),
        ('<row r="1"><c/></row>', "E-REF", "S1!A1:1:1"),
        ('<row r="1"><c r="a1"/></row>', "E-REF", "S1!A1:1:1"),
        ('<row r="1"><c r="A01"/></row>', "E-REF", "S1!A1:1:1"),
        ('<row r="1"><c r="AAAA1"/></row>', "E-REF", "S1!A1:1:1"),
        ('<row r="1"><c r="XFE1"/></row>', "E-REF", "S1!A1:1:1"),
        ('<row r="1"><c r="C1"/><c r="B1"/></row>', "E-REF", "S1!C1:1:3"),
        ('<row r="1"><c r="C1"/><c r="C1"/></row>', "E-DUP", "S1!C1:1:3"),
        ('<row r="1"><c r="XFD1"/></row>', "E-COLS", "S1!XFD1:1:16384"),
        ('<row r="1"><c r="IW1"/></row>', "E-COLS", "S1!IW1:1:257"),
        ("<row/>", "E-REF", "S1!A1:1:1"),
        ('<row r="0"/>', "E-REF", "S1!A1:1:1"),
        ('<row r="x"/>', "E-REF", "S1!A1:1:1"),
        ('<row r="1048577"/>', "E-REF", "S1!A1:1:1"),
        ('<row r="20001"/>', "E-ROWS", "S1!A20001:20001:1"),
        ('<row r="2"/><row r="1"/>', "E-REF", "S1!A2:2:1"),
        ('<row r="2"/><row r="2"/>', "E-DUP", "S1!A2:2:1"),
        (cell("<f>1+1</f><v>2</v>"), "E-FORMULA", "S1!A1:1:1"),
        (cell('<f t="shared" si="0"/><v>2</v>'), "E-FORMULA", "S1!A1:1:1"),
        (cell("<v>#N/A</v>", "e"), "E-CELLERR", "S1!A1:1:1"),
        (cell("<v>1</v>", "b"), "E-NUM", "S1!A1:1:1"),
        (cell("<v>2024-01-01</v>", "d"), "E-NUM", "S1!A1:1:1"),
        (cell("<v>1</v><v>2</v>"), "E-DUP", "S1!A1:1:1"),
        (cell("<v>1</v>", "inlineStr"), "E-XML", "S1!A1:1:1"),
        (cell("<is><t>x</t></is>"), "E-XML", "S1!A1:1:1"),
        (cell("<v>1</v>", "s"), "E-REF", "S1!A1:1:1"),
        (cell("<v>-1</v>", "s"), "E-REF", "S1!A1:1:1"),
        (cell("<is><t>x&#x202e;y</t></is>", "inlineStr"), "E-CHAR", "S1!A1:1:1"),
        (cell("<is><t>_x202E_</t></is>", "inlineStr"), "E-CHAR", "S1!A1:1:1"),
        (cell("<is><t>_xD83D_</t></is>", "inlineStr"), "E-CHAR", "S1!A1:1:1"),
        (cell("<v>a\u0301</v>", "str"), "E-NFC", "S1!A1:1:1"),
        (cell("<v>0</v>", "s"), "E-CHAR", "S1!A1:1:1"),
        (cell("<is><t>" + "x" * 20_001 + "</t></is>", "inlineStr"), "E-LONG", ""),
        (cell("<q/>"), "E-XML", ""),
        (cell("<v>1<q/>2</v>"), "E-XML", ""),
        ('<row r="1"><x:c xmlns:x="urn:x" r="A1"/></row>', "E-XML", ""),
        ('<q><row r="1"/></q>', "E-XML", ""),
    ],
)
def test_bad_cells_are_refused_at_their_place(inside: str, code: str, place: str) -> None:
    """References out of order, formulas, errors, flags and bad texts are refused at the cell."""
    found = refusal(workbook(inside, shared=("<t>x&#x200b;</t>",)))
    assert found.code == code
    assert str(found.place).startswith(f"f.xlsx:{place or SHEET}")


def test_a_bad_shared_text_that_no_cell_shows_does_no_harm() -> None:
    """A shared text is refused where a cell shows it, and only there."""
    assert rows(workbook(cell("<v>1</v>", "s"), shared=("<t>a&#x301;</t>", "<t>x</t>"))) == [{"A1": "x"}]
    assert shared_text("_x000D__x005F_x0041_") == "\r_x0041_"


# What a spreadsheet does not show


@pytest.mark.parametrize("hidden", ['hidden="1"', 'hidden="true"', 'ht="0"', 'ht="0.0"'])
def test_values_in_hidden_rows_are_refused(hidden: str) -> None:
    """A value in a row that is hidden or has no height is refused at its cell; an empty hidden row is not."""
    full, empty = (
        f'<row r="3" {hidden}>{inside}</row>' for inside in ('<c r="B3"><v>1</v></c>', '<c r="B3"/>')
    )
    assert where(refusal(workbook(full))) == ("E-HIDDEN", "f.xlsx:S1!B3:3:2")
    assert rows(workbook(empty)) == []


@pytest.mark.parametrize("hidden", ['hidden="1"', 'width="0"'])
def test_values_in_hidden_columns_are_refused(hidden: str) -> None:
    """A value in a column that is hidden or has no width is refused at its cell."""
    columns = f'<cols><col min="1" max="1" width="9"/><col min="2" max="16384" {hidden}/></cols>'
    found = refusal(workbook(cell("<v>1</v>", reference="AB1"), before=columns))
    assert where(found) == ("E-HIDDEN", "f.xlsx:S1!AB1:1:28")
    assert dict(found.details) == {"found": "AB"}
    assert rows(workbook(cell("<v>1</v>"), before=columns)) == [{"A1": "1"}]
    after = refusal(workbook(cell("<v>1</v>", reference="B1"), after=columns))
    assert after.code == "E-HIDDEN"


@pytest.mark.parametrize("wrong", ['min="x" max="2"', 'min="1"', 'min="0" max="2"', 'min="1" max="12345678"'])
def test_columns_that_are_none_are_refused(wrong: str) -> None:
    """Columns with no numbers, or not in their order, are refused."""
    assert where(refusal(workbook("", before=f"<cols><col {wrong}/></cols>"))) == (
        "E-REF",
        "f.xlsx:S1!A1:1:1",
    )
    twice = '<cols><col min="1" max="2"/><col min="2" max="3"/></cols>'
    assert refusal(workbook("", before=twice)).code == "E-REF"


def test_hidden_sheets_are_refused() -> None:
    """A sheet that is hidden in either way is refused by its name."""
    for state in ("hidden", "veryHidden", "x"):
        found = refusal(changed(workbook=listing(f'name="S" state="{state}" r:id="r1"')))
        assert where(found) == ("E-HIDDEN", "f.xlsx:1:1")
    assert read(changed(workbook=listing('name="S" state="visible" r:id="r1"'))).sheets[0].name == "S"


def test_values_under_merged_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value under a merged cell is refused at its cell; the first cell's own is read."""
    two = '<row r="2"><c r="B2"><v>1</v></c><c r="C2"><v>2</v></c></row>'

    def merged(*references: str) -> bytes:
        inside = "".join(f'<mergeCell ref="{reference}"/>' for reference in references)
        return workbook(two, after=f"<mergeCells>{inside}</mergeCells>")

    found = refusal(merged("A5:B9", "B2:XFD1048576"))
    assert where(found) == ("E-MERGED", "f.xlsx:S1!C2:2:3")
    assert dict(found.details) == {"found": "B2:XFD1048576"}
    assert rows(merged("B2:B9", "C2:XFD9", "Z1:AA3")) == [{"B2": "1", "C2": "2"}]
    assert where(refusal(merged("B2"))) == ("E-REF", "f.xlsx:S1!A1:1:1")
    assert refusal(merged("x:B2")).code == "E-REF"
    monkeypatch.setattr(limits, "CELLS", 3)
    assert refusal(merged("A1:A2", "A1:A2")).code == "E-NODES"


# Parts


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (archive({"a": "x"}), "E-XLSX"),
        (archive({name: part for name, part in parts(NOTHING).items() if name != RELATIONS}), "E-XLSX"),
        (archive({name: part for name, part in parts(NOTHING).items() if name != SHEET}), "E-XLSX"),
        (changed(workbook=listing()), "E-XLSX"),
        (changed(workbook=listing('name="" r:id="r1"')), "E-XLSX"),
        (changed(workbook=listing('name="S"')), "E-XLSX"),
        (changed(workbook=listing('name="S" r:id="r2"')), "E-XLSX"),
        (changed(workbook=listing('name="S" r:id="r1"', 'name="s" r:id="r1"')), "E-DUP"),
        (changed(workbook=listing('name="S" r:id="r1"', 'name="T" r:id="r1"')), "E-DUP"),
        (changed(workbook=listing('name="a&#x200b;" r:id="r1"')), "E-CHAR"),
        (changed(relations=relations('Id="r1" Target="http://x" TargetMode="External"')), "E-XLSX"),
        (changed(relations=relations('Id="r1" Target="a/../worksheets/sheet1.xml"')), "E-PATH"),
        (changed(relations=relations('Id="r1" Target="x"', 'Id="r1" Target="y"')), "E-DUP"),
        (changed(sheet=f'<chartsheet xmlns="{MAIN}"/>'), "E-XML"),
        (changed(sheet=f'<worksheet xmlns="{MAIN}"/>'), "E-XML"),
        (changed(sheet="<worksheet/>"), "E-XML"),
        (changed(sheet=""), "E-XML"),
        (changed(sheet="<worksheet"), "E-XML"),
        (changed(sheet=NOTHING + "x"), "E-XML"),
        (changed(sheet='<?xml version="1.0" encoding="UTFX8"?>' + NOTHING), "E-XML"),
        (changed(sheet='<?xml version="1.0" encoding="UTF-16"?>' + NOTHING), "E-XML"),
        (changed(sheet="&lt;"), "E-XML"),
        (changed(sheet=sheet(cell("<v>&a;</v>"))), "E-XML"),
        (changed(sheet="<!DOCTYPE a>" + NOTHING), "E-DTD"),
        (changed(shared='<!DOCTYPE s [<!ENTITY a "x">]><sst/>'), "E-DTD"),
        (changed(sheet="<a>" * 40 + "</a>" * 40), "E-DEPTH"),
    ],
)
def test_bad_parts_are_refused(content: bytes, code: str) -> None:
    """Parts that are missing, named twice, elsewhere or not the XML that they should be are refused."""
    assert refusal(content).code == code


def test_utf8_may_be_declared() -> None:
    """The one encoding that is read may be declared, in any capitals, and marked."""
    for head in ('<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0"?>', "\ufeff"):
        assert rows(changed(sheet=head + sheet(cell("<v>1</v>")))) == [{"A1": "1"}]


def test_faults_of_xml_have_their_place() -> None:
    """What is wrong with the XML of a part is told with the part's name, line and column."""
    found = refusal(changed(sheet=f'<worksheet xmlns="{MAIN}">\n <q>'))
    assert where(found) == ("E-XML", f"f.xlsx:{SHEET}:2:5")


# Archives


def test_what_is_no_archive_is_refused() -> None:
    """Other bytes and archives cut short, damaged, encrypted or packed in rare ways are refused."""
    good = workbook(cell("<v>1</v>"))
    encrypted = bytearray(good)
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        encrypted[encrypted.find(mark) + (6 if mark.endswith(b"\x04") else 8)] |= 1
    damaged = bytearray(archive(parts(sheet(cell("<v>1</v>"))), zipfile.ZIP_STORED))
    damaged[damaged.find(b"<v>1") + 3] = ord("2")
    rare = archive(parts(NOTHING), zipfile.ZIP_BZIP2)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for content in (
        b"",
        b"hello",
        old,
        good[:-30],
        good[9:],
        b"x" + good,
        bytes(encrypted),
        bytes(damaged),
        rare,
    ):
        assert where(refusal(content)) == ("E-ZIP", "f.xlsx:1:1")


@pytest.mark.parametrize("name", ["../x", "/x", "a//x", "a/./x", "a\\x", "C:x", "a/../../x", "a\x01b", ""])
def test_parts_stay_inside(name: str) -> None:
    """A part whose name leads elsewhere is refused, before anything is unpacked; a folder is none such."""
    assert where(refusal(archive({**parts(NOTHING), name: "x"}))) == ("E-PATH", "f.xlsx:1:1")
    assert read(archive({"xl/": "", **parts(NOTHING)})).sheets


def test_a_name_with_an_end_inside_is_refused() -> None:
    """A name that `zipfile` would cut at a zero byte is refused as it is written."""
    content = archive({**parts(NOTHING), "xl/media/zzzz": "x"}).replace(b"xl/media/zzzz", b"xl/media/z\0zz")
    assert refusal(content).code == "E-PATH"


def test_names_differ_in_more_than_capitals() -> None:
    """Two parts of one name are refused, for readers differ in which they take."""
    assert refusal(archive({**parts(NOTHING), "XL/WORKBOOK.XML": "x"})).code == "E-DUP"


def test_archives_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of the file, of parts, of all parts, their number and their ratio have limits."""
    content = workbook(cell("<v>1</v>"))
    with monkeypatch.context() as patched:
        patched.setattr(limits, "WORKBOOK", len(content) - 1)
        assert where(refusal(content)) == ("E-SIZE", "f.xlsx:1:1")
    for cap, most, code in (("PARTS", 3, "E-PARTS"), ("PART", 100, "E-BOMB"), ("PARTS_SUM", 200, "E-BOMB")):
        with monkeypatch.context() as patched:
            patched.setattr(limits, cap, most)
            assert refusal(content).code == code
    blank = archive({**parts(NOTHING), "x": b" " * limits.RATIO_FROM})
    assert read(blank).sheets
    bomb = archive({**parts(NOTHING), "x": b" " * (limits.RATIO_FROM + 1)})
    assert refusal(bomb).code == "E-BOMB"


def test_parts_are_counted_before_they_are_listed() -> None:
    """An archive of a million empty entries is refused without an object for each."""
    assert refusal(b"PK\x03\x04" + b"PK\x01\x02" * 1_000_000).code == "E-PARTS"


def test_workbooks_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells, elements, letters, sheets and the length of a tag have limits."""
    two = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    content = workbook(two, shared=("<t>abc</t>",))
    for cap, most, code in (
        ("CELLS", 1, "E-NODES"),
        ("XML_NODES", 20, "E-BOMB"),
        ("TEXT_SUM", 2, "E-BOMB"),
        ("TEXT_SUM", 6, "E-BOMB"),
        ("PARTS", 1, "E-PARTS"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(limits, cap, most)
            assert refusal(content).code == code
    monkeypatch.setattr(limits, "PARTS", 8)
    nine = listing(*(f'name="S{number}" r:id="r{number}"' for number in range(9)))
    assert refusal(changed(workbook=nine)).code == "E-PARTS"


@pytest.mark.parametrize("around", [('<x a="', '"/>'), ("<!--", "-->"), ("<?x ", "?>")])
def test_a_tag_has_a_limit(around: tuple[str, str]) -> None:
    """A tag or comment beyond 256 KiB is refused while it comes in, for older parsers are quadratic in it."""
    noise = random.Random(1).randbytes(600_000).hex()
    content = changed(sheet=sheet("", before=noise.join(around)))
    assert refusal(content).code == "E-XML"


def test_a_text_is_refused_while_it_comes_in() -> None:
    """A text beyond the limit is not gathered; one that is not asked for is passed over, however long."""
    noise = random.Random(1).randbytes(600_000).hex()
    assert refusal(changed(sheet=sheet(cell(f"<v>{noise}</v>")))).code == "E-LONG"
    assert rows(changed(sheet=sheet(cell("<v>1</v>"), before=f"<x>{noise}</x>"))) == [{"A1": "1"}]


def test_a_workbook_is_larger_than_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller says how much of a workbook to take from a file: one byte more than the limit."""
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"0123456789")
    monkeypatch.setattr(limits, "BYTES", 3)
    assert read_bytes(file) == b"0123"
    assert read_bytes(file, 6) == b"0123456"


def test_any_damage_is_a_refusal_or_a_workbook() -> None:
    """Whatever byte is changed, the workbook is read or refused with a place."""
    good = workbook(cell("<v>12.5</v>"), shared=("<t>x</t>",))
    stored = archive(parts(sheet(cell("<v>1</v>"))), zipfile.ZIP_STORED)
    draw = random.Random(7)
    for _ in range(3_000):
        content = bytearray(draw.choice((good, stored)))
        content[draw.randrange(len(content))] = draw.randrange(256)
        try:
            assert read(bytes(content), "f").file == "f"
        except ReadError as error:
            places = [found.place for found in error.problems]
            assert None not in places


def test_the_archive_of_another_writer_is_read() -> None:
    """An archive written as a stream, with sizes behind the parts, is read."""
    stream = io.BytesIO()

    class Unseekable(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, content: bytes) -> int:  # type: ignore[override]
            return stream.write(content)

    with zipfile.ZipFile(Unseekable(), "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts(sheet(cell("<v>1</v>"))).items():
            packed.writestr(name, part)
    assert rows(stream.getvalue()) == [{"A1": "1"}]
