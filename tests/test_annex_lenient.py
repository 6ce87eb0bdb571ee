"""Workbooks read leniently: what is mended is said, and the strict reading stays as it is."""

from __future__ import annotations

import pytest
from annexes import workbook as annex
from workbooks import MAIN, archive, cell, parts, sheet, workbook

from parindex.errors import ReadError
from parindex.readers.xlsx import Looks, Sheet, read

APART = "ca\u0309i"


def lenient(content: bytes) -> Sheet:
    """Read the first sheet leniently."""
    return read(content, "f.xlsx", lenient=True).sheets[0]


def looks(content: bytes) -> Looks:
    """Return what a lenient reading tells of the first sheet."""
    found = lenient(content).looks
    assert found is not None
    return found


def refusal(content: bytes, *, leniently: bool = False) -> str:
    """Return the code with which a workbook is refused."""
    with pytest.raises(ReadError) as refused:
        read(content, "f.xlsx", lenient=leniently)
    return refused.value.problems[0].code


def text(inside: str) -> bytes:
    """Make a workbook of one cell with a text of its own."""
    return workbook(cell(f"<is>{inside}</is>", "inlineStr"))


def shared(inside: str) -> bytes:
    """Make a workbook of one cell with a shared text."""
    return workbook(cell("<v>0</v>", "s"), shared=(inside,))


@pytest.mark.parametrize("make", [text, shared])
def test_letters_in_parts_are_composed_and_said(make: object) -> None:
    """Wherever a text is kept its letters are put together and its cell is named; strictly it is refused."""
    content = make(f"<t>{APART}</t>")  # type: ignore[operator]  # one of the two above
    assert refusal(content) == "E-NFC"
    assert dict(lenient(content).rows[0]) == {"A1": "cải"}
    assert looks(content).composed == ("A1",)
    plain = make("<t>cải</t>")  # type: ignore[operator]  # the same
    assert looks(plain).composed == ()


@pytest.mark.parametrize("make", [text, shared])
def test_what_is_wrong_otherwise_stays_wrong(make: object) -> None:
    """Hidden characters are refused leniently too."""
    assert refusal(make("<t>a\u200b</t>"), leniently=True) == "E-CHAR"  # type: ignore[operator]  # the same


def test_names_of_sheets_are_composed() -> None:
    """The name of a sheet may be in parts; other faults of it are refused."""
    assert lenient(archive(parts(sheet(""), names=(APART,)))).name == "cải"
    assert refusal(archive(parts(sheet(""), names=("a\u200b",))), leniently=True) == "E-CHAR"


def test_formulas_have_no_value() -> None:
    """The stored result of a formula is left out, be it a figure, a text or an error; the formula is kept."""
    content = workbook(cell("<f>SUM(B1:B2)</f><v>7</v>"))
    assert refusal(content) == "E-FORMULA"
    assert lenient(content).rows == ()
    assert looks(content).formulas == (("A1", "SUM(B1:B2)"),)
    assert looks(workbook(cell("<f>X</f><v>#N/A</v>", "e"))).formulas == (("A1", "X"),)


def test_bold_and_merged_cells_are_told() -> None:
    """Bold by the style of a cell, and merged ranges, are told; a strict reading tells neither."""
    content = annex([("*a", "b"), ("c", "*d")], ["A3:B4"])
    found = looks(content)
    assert (set(found.bold), found.merged) == ({"A1", "B2"}, ((3, 1, 4, 2),))
    assert read(content).sheets[0].looks is None


@pytest.mark.parametrize(
    ("inside", "bold"),
    [
        ("<r><rPr><b/></rPr><t>a</t></r><r><rPr><b val='1'/></rPr><t>b</t></r>", True),
        ("<r><rPr><b/></rPr><t>a</t></r><r><t> </t></r>", True),
        ("<r><rPr><b/></rPr><t>a</t></r><r><t>b</t></r>", False),
        ("<r><rPr><b val='0'/></rPr><t>a</t></r>", False),
        ("<t>a</t>", False),
    ],
)
def test_a_text_is_bold_when_all_of_it_is(inside: str, bold: bool) -> None:  # noqa: FBT001 (a table)
    """A shared text in runs is bold when each run that says anything is."""
    assert (looks(shared(inside)).bold == {"A1"}) == bold


def test_styles_that_are_not_there_are_not_bold() -> None:
    """A cell whose style, or a style whose font, is not there is plain."""
    fonts = "<fonts><font><b/></font></fonts>"
    used = '<cellXfs><xf fontId="7"/><xf fontId="0"/><xf/></cellXfs>'
    styles = f'<styleSheet xmlns="{MAIN}">{fonts}{used}</styleSheet>'
    cells = "".join(
        f'<c r="{name}1" s="{style}"><v>1</v></c>' for name, style in zip("ABCDE", "0129x", strict=True)
    )
    content = archive({**parts(sheet(f'<row r="1">{cells}</row>')), "xl/styles.xml": styles})
    assert looks(content).bold == {"B1"}
