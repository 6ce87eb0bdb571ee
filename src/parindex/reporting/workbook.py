"""A report as an Excel workbook: a sheet each table, figures as numbers, no formulas."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from parindex.errors import Language, UsageError, problem
from parindex.reporting.table import (
    MINUS,
    Cell,
    Column,
    Report,
    Table,
    Word,
    heading,
    plain,
    printable,
    shown,
    word,
    written,
)

__all__ = ["render"]

# xlsxwriter has no types.
Book = Any
Sheet = Any
Format = Any

_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # of every workbook, so that the same report is the same bytes
_A4 = 9
_NAME = 31  # of a sheet, counted in UTF-16 as Excel counts
_TEXT = 32_767  # the same of a cell
_PRECISE = 15  # digits that a spreadsheet keeps of a number
_DIGITS = 30  # that a number format can ask for
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']+")
_NARROW, _BROAD = 8, 48  # of a column, in characters
_ROOM = 5  # characters beside a text: its indent, and the button of the filter
_PAGE = 110  # the width of the first sheet
_HEAD = {"bold": True, "bg_color": "#f1f5f8", "top": 2, "bottom": 1}
_ROW = {"bottom": 1, "bottom_color": "#d8dee6"}
_LINE, _LINES = 16, 20  # the height of a line in points; how many lines a row can be high
_HEADER = 1  # the row of the header, below the title


def render(report: Report) -> bytes:
    """Write a report as a workbook: a first sheet of texts, then a sheet each table.

    Raises:
        UsageError: the extra ``excel`` is not installed (``E-EXTRA``).
    """
    try:
        # xlsxwriter has no types; it is an extra, imported only where it is used
        from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        raise UsageError(problem("E-EXTRA", extra="excel")) from None
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    book.set_properties({"title": plain(report.title), "created": _MADE})
    tables = [table for section in report.sections for table in section.tables]
    names = _names((word("overview", report.lang), *(table.title for table in tables)), report.lang)
    formats = _Formats(book)
    sheets = [book.add_worksheet(name) for name in names]
    _write_overview(sheets[0], report, names[1:], formats)
    for sheet, table in zip(sheets[1:], tables, strict=True):
        _write_table(sheet, table, report.lang, formats)
    book.close()
    return content.getvalue()


class _Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def get(self, **properties: object) -> Format:
        """Return the format that has these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **properties})
        return self._made[key]

    def text(self, text: str, **properties: object) -> Format:
        """Return the format of a text, which stays text even after somebody edits its cell."""
        if text.startswith(("=", "+", "-", "@")):
            properties["quote_prefix"] = True
        return self.get(text_wrap=True, **properties)


def _names(titles: Iterable[str], lang: Language) -> list[str]:
    """Return a name of a sheet for each title: short enough, none twice, of letters that Excel allows."""
    names: list[str] = []
    taken = {"history"}  # which Excel keeps for itself
    for title in titles:
        base = plain(_FORBIDDEN.sub(" ", plain(title))) or word("table", lang)
        name, count = _cut(base, _NAME), 1
        while name.lower() in taken:
            count += 1
            suffix = f" ({count})"
            name = _cut(base, _NAME - len(suffix)) + suffix
        taken.add(name.lower())
        names.append(name)
    return names


def _cut(text: str, limit: int) -> str:
    """Return a text of so many UTF-16 units at most; an ellipsis says that something is missing."""
    if _units(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    return kept.rstrip() + "…"


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)


def _write(sheet: Sheet, place: tuple[int, int], text: str, style: Format) -> None:
    """Write a text as text, whatever it looks like."""
    sheet.write_string(*place, _cut(text, _TEXT), style)


def _write_overview(sheet: Sheet, report: Report, names: list[str], formats: _Formats) -> None:
    """Write the first sheet, a line each row: texts as they are, and links to the sheets of the tables."""
    _prepare(sheet)
    sheet.set_column(0, 0, _PAGE)
    left = iter(names)
    head = formats.get(bold=True, font_size=12, top=1, text_wrap=True)
    link = formats.get(font_color="#1f4e6b", underline=1, text_wrap=True, indent=1)
    title = plain(report.title)
    _write(sheet, (0, 0), title, formats.get(bold=True, font_size=16, text_wrap=True))
    sheet.set_row(0, _height([title], [_PAGE * 2 // 3]) + _LINE)
    for row, (kind, text) in enumerate(_overview(report), start=1):
        if kind == "link":
            name = next(left)
            sheet.write_url(row, 0, f"internal:'{name}'!A1", link, _cut(text, _TEXT) or name)
        elif text:
            _write(sheet, (row, 0), text, head if kind == "head" else formats.text(text))
        sheet.set_row(row, _height([text], [_PAGE]))


def _overview(report: Report) -> Iterator[tuple[Literal["head", "link", "text"], str]]:
    """Return the lines of the first sheet below its title; one without a text is left empty."""
    yield from (("text", plain(text)) for text in report.lead)
    for section in report.sections:
        yield "text", ""
        yield "head", plain(section.title)
        yield from (("text", plain(text)) for text in section.paragraphs)
        yield from (("link", plain(table.title)) for table in section.tables)
    command = (printable(report.command),) if report.command else ()
    ends: tuple[tuple[Word, tuple[str, ...]], ...] = (("notes", report.notes), ("command", command))
    for title, texts in ends:
        if texts:
            yield "text", ""
            yield "head", word(title, report.lang)
        yield from (("text", text if title == "command" else plain(text)) for text in texts)


def _write_table(sheet: Sheet, table: Table, lang: Language, formats: _Formats) -> None:
    """Write one table: its title, a header that stays in sight and can be filtered, rows, and its note."""
    _prepare(sheet)
    widths = [_width(table, at, lang) for at in range(len(table.columns))]
    last = _HEADER + len(table.rows)
    _write_across(sheet, 0, plain(table.title), widths, formats.get(bold=True, font_size=13, text_wrap=True))
    for at, column in enumerate(table.columns):
        style = formats.get(text_wrap=True, **_HEAD, **_side(column))
        _write(sheet, (_HEADER, at), heading(column), style)
        sheet.set_column(at, at, widths[at])
        for down, row in enumerate(table.rows, start=_HEADER + 1):
            _write_cell(sheet, (down, at), row[at], (column, lang), formats)
    sheet.set_row(_HEADER, _height(map(heading, table.columns), widths))
    for down, row in enumerate(table.rows, start=_HEADER + 1):
        texts = (shown(cell, column, lang) for cell, column in zip(row, table.columns, strict=True))
        sheet.set_row(down, _height(texts, widths))
    if table.note:
        note = plain(table.note)
        _write_across(sheet, last + 2, note, widths, formats.text(note, italic=True))
    sheet.autofilter(_HEADER, 0, last, len(widths) - 1)
    sheet.freeze_panes(_HEADER + 1, 1)
    sheet.repeat_rows(0, _HEADER)


def _write_across(sheet: Sheet, row: int, text: str, widths: list[int], style: Format) -> None:
    """Write a text over all columns; merged, so that it neither widens the first one nor is cut."""
    if len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, "", style)
    _write(sheet, (row, 0), text, style)
    sheet.set_row(row, _height([text], [sum(widths)]) + 4)


def _height(texts: Iterable[str], widths: Iterable[int]) -> int:
    """Return the height of a row in points: not every spreadsheet finds it from what the cells hold."""
    lines = max(_lines(len(text), width) for text, width in zip(texts, widths, strict=True))
    return _LINE * min(lines, _LINES)


def _lines(letters: int, width: int) -> int:
    """Return how many lines so many letters take at most; broken lines leave a fifth of the width empty."""
    return 1 if letters <= width - _ROOM else -(-letters * 5 // (4 * width))


def _write_cell(
    sheet: Sheet,
    place: tuple[int, int],
    cell: Cell,
    manner: tuple[Column, Language],
    formats: _Formats,
) -> None:
    """Write a figure that a spreadsheet keeps exactly as a number, anything else as text."""
    column, lang = manner
    number = _number(cell, column) if column.number and isinstance(cell, Fraction) else None
    if number is None:
        text = shown(cell, column, lang)
        _write(sheet, place, text, formats.text(text, **_ROW, **_side(column)))
    else:
        style = formats.get(num_format=_pattern(number, column), **_ROW, **_side(column))
        sheet.write_number(*place, number, style)


def _side(column: Column) -> dict[str, object]:
    """Return how the cells of a column are set: figures to the right."""
    return {"align": "right" if column.number else "left", "indent": 1}


def _number(value: Fraction, column: Column) -> Decimal | None:
    """Return the figure that is shown as a decimal, if a spreadsheet keeps all its digits."""
    text = written(value, column)
    if "/" in text or len(text) > _DIGITS or len(text.replace(".", "").strip("-0")) > _PRECISE:
        return None
    return Decimal(text)


def _pattern(number: Decimal, column: Column) -> str:
    """Return the number format that shows a decimal with the digits it is written with, and its sign.

    >>> _pattern(Decimal("-0.50"), Column("Chênh lệch", signed=True))
    '+0.00;"−"0.00;0.00'
    """
    places = len(f"{number:f}".partition(".")[2])
    digits = f"0.{'0' * places}" if places else "0"
    return f'{"+" if column.signed else ""}{digits};"{MINUS}"{digits};{digits}'


def _width(table: Table, at: int, lang: Language) -> int:
    """Return the width of a column in characters: its longest cell, and the longest word of its header."""
    column = table.columns[at]
    cells = max((len(shown(row[at], column, lang)) for row in table.rows), default=0)
    words = max(map(len, heading(column).split(" ")))
    return min(max(cells, words, _NARROW) + _ROOM, _BROAD)


def _prepare(sheet: Sheet) -> None:
    """Set up a sheet for the printer: A4, across, as wide as the page, with page numbers."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
    sheet.hide_gridlines(2)
