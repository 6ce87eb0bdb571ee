"""A report as a Word document in the layout of Vietnamese official documents, the same bytes every time.

The layout is that of Decree 30/2020/NĐ-CP: A4, its margins and type, the number of the page above the text.
Charts are left to the web page; the tables have all their figures.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from parindex.errors import Language, UsageError, problem
from parindex.reporting.paper import GAP, UPRIGHT, Setting, setting
from parindex.reporting.paper import width as width_of
from parindex.reporting.table import Column, Report, Section, Table, heading, plain, printable, shown
from parindex.reporting.table import word as word_of

if TYPE_CHECKING:  # an extra, imported only where it is used
    from docx.document import Document
    from docx.section import Section as Pages
    from docx.text.paragraph import Paragraph

__all__ = ["render"]

# python-docx has no types for elements of XML.
Element = Any

_FONT, _MONO = "Times New Roman", "Courier New"
_MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 (Word keeps it without a zone; every document has the same)
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_A4 = (11_906, 16_838)  # twentieths of a point
_MARGINS = {"top": 1_134, "bottom": 1_134, "left": 1_701, "right": 1_134}  # 20, 20, 30, 20 mm
_MARGINS_ACROSS = {"top": 1_134, "bottom": 1_134, "left": 1_701, "right": 850}  # the same, 15 mm at the right
_PROPERTY = 255  # characters of a property of a document
_LONG = 25  # rows: a section with more of them begins a page
_TALL = 35  # lines: a row with more of them may be split, or its end would be lost
_BOLD = 100  # letters of a text in the row of a group
_GREY = "7F7F7F"
_OUTLINE = re.compile(r"(?:\d+|[IVX]+|[A-Z])(?:\.\d+)*", re.ASCII)
_STYLES: tuple[tuple[str, int, bool, bool, int, int], ...] = (
    # name, size, bold, italic, points before, points after
    ("Normal", 13, False, False, 0, 6),
    ("Title", 15, True, False, 12, 12),
    ("Heading 1", 14, True, False, 14, 6),
    ("Heading 2", 13, True, False, 10, 4),
    ("Caption", 12, True, True, 8, 4),
    ("List Bullet", 12, False, False, 0, 3),
    ("List", 11, False, True, 4, 4),
    ("Header", 13, False, False, 0, 0),
    ("Footer", 10, False, False, 0, 0),
)
_FRAME = (
    ("TÊN CƠ QUAN CHỦ QUẢN", "TÊN CƠ QUAN, TỔ CHỨC", "Số: …………"),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "………, ngày …… tháng …… năm ………"),
)
_EMPTY = (
    "Khung mẫu để trống, cơ quan tự điền khi dùng trang này trong văn bản của mình; "
    "phần mềm không ban hành văn bản."
)


def render(report: Report, mark: str = "") -> bytes:
    """Write a report as a Word document; ``mark`` stands at the foot of every page.

    A section whose tables need it stands across; rows are not split, headers repeat. In Vietnamese an empty
    frame for the name of the office and the national motto comes first: no document pretends to be issued.

    Raises:
        UsageError: the extra ``word`` is not installed (``E-EXTRA``).
    """
    try:
        from docx import Document as new  # noqa: N813, PLC0415 (an extra; a function that makes a document)
    except ImportError:
        raise UsageError(problem("E-EXTRA", extra="word")) from None
    document = new()
    _prepare(document, report)
    _set_pages(document.sections[0], across=False)
    _number_pages(document.sections[0], report, mark)
    if report.lang == "vi":
        _write_frame(document)
    _write(document, report.title, "Title")
    for text in report.lead:
        _write(document, text)
    across = fresh = False
    for section in report.sections:
        settings = [setting(table, report.lang) for table in section.tables]
        turned = any(each.across for each in settings)
        if turned != across:
            _set_pages(document.add_section(), across=turned)
            across, fresh = turned, True
        _write_section(document, section, settings, report.lang, fresh=fresh)
        fresh = False
    if across:
        _set_pages(document.add_section(), across=False)
    _write_end(document, report)
    return _packed(document)


# The document


def _prepare(document: Document, report: Report) -> None:
    """Set up type, language and properties; nothing is kept of the template that says whose or when it is."""
    from docx.shared import Pt, RGBColor  # noqa: PLC0415 (an extra, see render)

    for name, size, bold, italic, before, after in _STYLES:
        style = document.styles[name]
        font, paragraphs = style.font, style.paragraph_format
        font.name, font.size, font.bold, font.italic = _FONT, Pt(size), bold, italic
        font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        _set(fonts, **dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), _FONT))
        paragraphs.space_before, paragraphs.space_after = Pt(before), Pt(after)
        paragraphs.line_spacing = 1.0 if name in {"Caption", "Header", "Footer"} else 1.15
        paragraphs.keep_with_next = name in {"Title", "Heading 1", "Heading 2", "Caption"} or None
        for border in style.element.pPr.findall(_tag("pBdr")):
            style.element.pPr.remove(border)
    code = {"vi": "vi-VN", "en": "en-US"}[report.lang]
    for tag in document.styles.element.iter(_tag("lang")):
        _set(tag, val=code)
    for setting_ in document.settings.element.iter(_tag("compatSetting")):
        if setting_.get(_tag("name")) == "compatibilityMode":
            _set(setting_, val="15")  # or Word opens it as a document of an older one
    title = plain(report.title)
    known = document.core_properties
    known.title = title if len(title) <= _PROPERTY else title[: _PROPERTY - 1] + "…"
    known.author = known.last_modified_by = "parindex"
    known.comments, known.language = "", code
    known.created = known.modified = _MADE
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]


def _set_pages(pages: Pages, *, across: bool) -> None:
    """Set the size and the margins of pages."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415 (an extra, see render)
    from docx.shared import Twips  # noqa: PLC0415 (the same)

    size = _A4[::-1] if across else _A4
    pages.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    pages.page_width, pages.page_height = Twips(size[0]), Twips(size[1])
    margins = _MARGINS_ACROSS if across else _MARGINS
    for side, margin in margins.items():
        setattr(pages, f"{side}_margin", Twips(margin))
    pages.header_distance = pages.footer_distance = Twips(567)
    pages.different_first_page_header_footer = False


def _number_pages(pages: Pages, report: Report, mark: str) -> None:
    """Put the number above every page but the first, as the decree has it, and the mark below all of them."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415 (an extra, see render)

    pages.different_first_page_header_footer = True
    number = pages.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _field(number, "PAGE")
    text = " · ".join(plain(each) for each in (mark, report.title) if each)
    for footer in (pages.footer, pages.first_page_footer):
        line = footer.paragraphs[0]
        line.alignment = ALIGN.CENTER
        line.add_run(f"{text} · {'trang' if report.lang == 'vi' else 'page'} ")
        _field(line, "PAGE")
        line.add_run("/")
        _field(line, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    """Put a figure that Word counts itself."""
    run = paragraph.add_run()._r  # noqa: SLF001 (python-docx has no fields)
    for kind in ("begin", None, "end"):
        run.append(_made("fldChar", fldCharType=kind) if kind else _made("instrText", text=name))


def _write_frame(document: Document) -> None:
    """Write the empty frame in which an office puts its name, the number and the date."""
    half = UPRIGHT * 4 // 9
    table = _grid(document, (half, UPRIGHT - half), border="dashed")
    row = _made("tr")
    for texts, width in zip(_FRAME, (half, UPRIGHT - half), strict=True):
        lines = [
            _line(text, 11, align="center", bold=at == (1 if width == half else 0), colour=_GREY)
            for at, text in enumerate(texts)
        ]
        row.append(_cell(width, lines))
    table.append(row)
    note = _write(document, _EMPTY, "Caption")
    note.runs[0].bold = False
    note.paragraph_format.keep_with_next = False


def _write(document: Document, text: str, style: str = "Normal") -> Paragraph:
    """Write a paragraph; a text is never markup."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415 (an extra, see render)

    paragraph = document.add_paragraph(plain(text), style)
    paragraph.alignment = ALIGN.CENTER if style == "Title" else ALIGN.LEFT
    return paragraph


def _write_section(
    document: Document, section: Section, settings: Sequence[Setting], lang: Language, *, fresh: bool
) -> None:
    """Write a section; one with a long table begins a page."""
    head = _write(document, section.title, "Heading 1")
    long = sum(len(table.rows) for table in section.tables) > _LONG
    head.paragraph_format.page_break_before = long and not fresh
    for text in section.paragraphs:
        _write(document, text)
    for table, how in zip(section.tables, settings, strict=True):
        if table.title != section.title:
            _write(document, table.title, "Caption")
        _write_table(document, table, how, lang)
        _write(document, table.note, "List")


def _write_end(document: Document, report: Report) -> None:
    """Write the notes, and the command that repeats the report."""
    from docx.shared import Pt  # noqa: PLC0415 (an extra, see render)

    if report.notes:
        _write(document, word_of("notes", report.lang), "Heading 1")
        for text in report.notes:
            _write(document, text, "List Bullet")
    if report.command:
        _write(document, word_of("command", report.lang), "Heading 1")
        run = document.add_paragraph().add_run(printable(report.command))
        run.font.name, run.font.size = _MONO, Pt(11)


# Tables


def _write_table(document: Document, table: Table, how: Setting, lang: Language) -> None:
    """Write a table whose header comes again on every page, and whose rows stay whole."""
    grid = _grid(document, how.widths)
    texts = [
        [shown(cell, column, lang) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    heads = [
        _line(heading(column), how.size, align="center", bold=True, stay=True) for column in table.columns
    ]
    titles = _row(_cell(width, [line], fill="EDEDED") for width, line in zip(how.widths, heads, strict=True))
    titles.find(_tag("trPr")).append(_made("tblHeader"))
    grid.append(titles)
    groups = _groups([row[0] for row in texts])
    for row, group in zip(texts, groups, strict=True):
        grid.append(_body(row, table.columns, how, group=group))


def _body(row: Sequence[str], columns: Sequence[Column], how: Setting, *, group: bool) -> Element:
    """Return a row of a table: figures to the right, the heads of groups in bold."""
    lines = max(
        -(-width_of(text, how.size) // (held - 2 * GAP)) for text, held in zip(row, how.widths, strict=True)
    )
    cells = []
    for text, column, held in zip(row, columns, how.widths, strict=True):
        side, bold = "right" if column.number else "left", group and len(text) <= _BOLD
        cells.append(_cell(held, [_line(text, how.size, align=side, bold=bold)]))
    return _row(cells, whole=lines <= _TALL)


def _groups(codes: Sequence[str]) -> list[bool]:
    """Tell which rows head those after them: in a column of numbers such as 1, 1.1, 1.1.1.

    >>> _groups(["1", "1.1", "1.1.1", "1.2", "2"])
    [True, True, False, False, False]
    """
    if not all(_OUTLINE.fullmatch(code) for code in codes if code):
        return [False] * len(codes)
    return [
        after.startswith(f"{code}.") if code else bool(after)
        for code, after in zip(codes, (*codes[1:], ""), strict=False)  # nothing comes after nothing
    ]


def _grid(document: Document, widths: Sequence[int], border: str = "single") -> Element:
    """Put an empty table into the document and return it."""
    grid = document.add_table(0, 0)._tbl  # noqa: SLF001 (tables of many rows are slow otherwise)
    for part in list(grid):
        grid.remove(part)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    colour = "auto" if border == "single" else _GREY
    borders = _made(
        "tblBorders", *(_made(side, val=border, sz="4", space="0", color=colour) for side in sides)
    )
    margins = _made("tblCellMar", *(_made(side, w=str(GAP), type="dxa") for side in ("left", "right")))
    grid.append(
        _made(
            "tblPr",
            _made("tblW", w=str(sum(widths)), type="dxa"),
            borders,
            _made("tblLayout", type="fixed"),
            margins,
        )
    )
    grid.append(_made("tblGrid", *(_made("gridCol", w=str(width)) for width in widths)))
    return grid


def _row(cells: Iterable[Element], *, whole: bool = True) -> Element:
    return _made("tr", _made("trPr", *((_made("cantSplit"),) if whole else ())), *cells)


def _cell(width: int, lines: Sequence[Element], fill: str = "") -> Element:
    shade = (_made("shd", val="clear", color="auto", fill=fill),) if fill else ()
    return _made("tc", _made("tcPr", _made("tcW", w=str(width), type="dxa"), *shade), *lines)


def _line(  # noqa: PLR0913 (how a line of a cell can look)
    text: str, size: int, *, align: str, bold: bool = False, stay: bool = False, colour: str = ""
) -> Element:
    """Return a paragraph of a cell; ``stay`` keeps it on the page of what follows."""
    looks = [_made("b")] if bold else []
    looks += [_made("color", val=colour)] if colour else []
    looks += [_made("sz", val=str(2 * size)), _made("szCs", val=str(2 * size))]
    kept = [_made("keepNext")] if stay else []
    spacing = _made("spacing", before="30", after="30", line="240", lineRule="auto")
    run = _made("r", _made("rPr", *looks), _made("t", text=text))
    return _made("p", _made("pPr", *kept, spacing, _made("jc", val=align)), run)


# Elements


def _made(tag: str, *parts: Element, text: str = "", **attributes: str) -> Element:
    """Make an element of Word's own name space, with attributes, parts and a text."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 (an extra, see render)

    element: Element = OxmlElement(f"w:{tag}")
    _set(element, **attributes)
    for part in parts:
        element.append(part)
    if text:
        element.text = text
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _set(element: Element, **attributes: str) -> None:
    for name, value in attributes.items():
        element.set(_tag(name), value)


def _tag(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


def _packed(document: Document) -> bytes:
    """Return the bytes of a document; those of its parts have no time, or two runs would differ."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _ZIPPED), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
