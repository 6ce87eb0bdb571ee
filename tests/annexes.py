"""Small annexes in a line or two, as workbooks and documents, and what an import makes of them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from workbooks import archive

from parindex.annex.importing import Imported, import_annex
from parindex.annex.outline import Item, walk
from parindex.readers import yaml
from parindex.ruleset.checks import check
from parindex.ruleset.model import Ruleset
from parindex.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parindex.errors import Problem

HEADER = ("*STT", "*Lĩnh vực/Tiêu chí", "*Điểm tối đa", "*Điểm tự chấm")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Value = str | int | float | None


def workbook(
    rows: Iterable[Sequence[Value]], merged: Sequence[str] = (), others: Sequence[str] = ()
) -> bytes:
    """Make a workbook of rows, a text with an asterisk before it bold, and other sheets that hold a text."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    # The same rows are the same bytes, whenever they are written.
    book.set_properties({"created": datetime(2024, 1, 1, tzinfo=UTC)})
    sheet = book.add_worksheet("Phụ lục")
    bold = book.add_format({"bold": True})
    for each in merged:
        sheet.merge_range(each, "")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith("*"):
                sheet.write(number, column, value[1:], bold)
            elif value is not None:
                sheet.write(number, column, value)
    for name in others:
        book.add_worksheet(name).write("A1", name)
    book.close()
    return stream.getvalue()


def document(*rows: str, before: str = "") -> bytes:
    """Make a document of one table of these rows."""
    return paper(before, table(*rows))


def paper(*parts: str) -> bytes:
    """Make a document of these parts: tables, paragraphs."""
    body = f'<w:document xmlns:w="{WORD}"><w:body>{"".join(parts)}</w:body></w:document>'
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": body})


def table(*rows: str) -> str:
    """Write a table of a document."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def paragraph(text: str = "") -> str:
    """Write a paragraph of a document, a line break at each end of line."""
    return f"<w:p><w:r><w:t>{text.replace(chr(10), '</w:t><w:br/><w:t>')}</w:t></w:r></w:p>"


def row(*cells: str) -> str:
    """Write a row of a document."""
    return f"<w:tr>{''.join(cells)}</w:tr>"


def cell(text: str = "", inside: str = "") -> str:
    """Write a cell of a document, bold after an asterisk; each line is a paragraph."""
    bold = "<w:rPr><w:b/></w:rPr>" if text.startswith("*") else ""
    lines = text.removeprefix("*").split("\n")
    paragraphs = "".join(f"<w:p><w:r>{bold}<w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return f"<w:tc><w:tcPr>{inside}</w:tcPr>{paragraphs}</w:tc>"


def imported(*rows: Sequence[Value], file: str = "annex-2024.xlsx") -> Imported:
    """Import an annex of these rows below the usual header, which stands in row 1."""
    found = import_annex(workbook([HEADER, *rows]), file)
    assert found.rows.conserved
    return found


def said(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Return the code and the cell of each problem."""
    return [(each.code, str(dict(each.details).get("cell"))) for each in problems]


def decided(found: Imported) -> list[tuple[str, str]]:
    """Return the code and cell of each decision but those on the columns, which every import takes."""
    return [each for each in said(found.remarks) if each[0] != "W-ANNEX-COLUMNS"]


def ruleset(found: Imported) -> Ruleset:
    """Return the draft, written and read again, as a ruleset."""
    read = yaml.read(yaml.write(found.tree).encode()).data
    assert read == found.tree
    rules = validate(Ruleset, read)
    assert isinstance(rules, Ruleset), [str(each) for each in rules]
    return rules


def sound(found: Imported) -> Ruleset:
    """Return the draft of a sound annex: it has no defect, and its draft only places to fill in."""
    assert said(found.problems) == []
    rules = ruleset(found)
    assert {each.code for each in check(rules)} == {"W-UNFILLED"}
    return rules


def names(items: Iterable[Item]) -> list[tuple[int, str]]:
    """Return the level and name of each criterion."""
    return [(item.level, item.line.text) for item in walk(tuple(items))]
