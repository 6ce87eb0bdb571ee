"""Workbooks in a line or two, made of bare parts, so that each fault can be put where it belongs."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SHARED = "xl/sharedStrings.xml"
SHEET = "xl/worksheets/sheet1.xml"


def archive(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack parts by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as packed:
        for name, part in parts.items():
            packed.writestr(zipfile.ZipInfo(name), part, method)
    return stream.getvalue()


def parts(*sheets: str, shared: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> dict[str, str | bytes]:
    """Write the parts of a workbook of these sheets, named S1, S2 and on unless said otherwise."""
    named = names or tuple(f"S{number}" for number in range(1, len(sheets) + 1))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>'
        for number, name in enumerate(named, start=1)
    )
    targets = "".join(
        f'<Relationship Id="r{number}" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    texts = "".join(f"<si>{text}</si>" for text in shared)
    return {
        "[Content_Types].xml": "<Types/>",
        WORKBOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>{listed}</sheets></workbook>',
        RELATIONS: f'<Relationships xmlns="{PACKAGE}">{targets}</Relationships>',
        **({SHARED: f'<sst xmlns="{MAIN}">{texts}</sst>'} if shared else {}),
        **{f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, start=1)},
    }


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """Write a sheet around its rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def workbook(rows: str, before: str = "", after: str = "", shared: tuple[str, ...] = ()) -> bytes:
    """Make a workbook of one sheet."""
    return archive(parts(sheet(rows, before, after), shared=shared))


def cell(inside: str, kind: str = "n", reference: str = "A1") -> str:
    """Write the first row with one cell."""
    return f'<row r="1"><c r="{reference}" t="{kind}">{inside}</c></row>'
