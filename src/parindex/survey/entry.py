"""A questionnaire as a workbook to fill in: a row each unit, answers from lists, everything else locked."""

from __future__ import annotations

import datetime as dt
import io
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from parindex.errors import Language, UsageError, problem
from parindex.fields import pick, say
from parindex.readers import limits
from parindex.survey.design import Asked
from parindex.survey.questionnaire import Head, Named, Questionnaire, column_key, head, rated_kinds, spelled

__all__ = ["new_workbook", "render"]

# xlsxwriter has no types.
Book = Any
Paper = Any
Format = Any

_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # of every workbook, so that the same form is the same bytes
_A4 = 9
_FREE = 20  # rows where the units are not known
_PAGE = 145  # characters across a page of A4 on its side, printed a little smaller
_FIT = 230  # that are still readable when they are made to fit
_NARROW, _BROAD = 13, 26  # of a question, in characters
_UNIT = 30  # of the names of units at most
_LISTS = (16, 46, 26, 22)  # the widths of the columns of the lists
_CELLS = limits.CELLS * 3 // 4  # the rest is for titles and lists
_LINE = 15  # the height of a line in points
_SPARE = 3  # characters beside a text: its indent and the edges of its cell
_HIGH = 9  # lines of a heading, from which its column is broader
_FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_BOX = {"border": 1, "border_color": "#8a94a3", "text_wrap": True}
_TITLE: dict[str, object] = {"bold": True, "font_size": 16, "align": "center"}
_SUBTITLE: dict[str, object] = {"font_size": 13, "align": "center"}
_LABEL: dict[str, object] = {"bold": True, "font_color": "#b42318", "align": "center"}
_HEAD = {**_BOX, "bold": True, "align": "center", "bg_color": "#e8eef4"}
_KEY = {**_BOX, "font_size": 8, "font_color": "#6b7280", "align": "center", "bg_color": "#f5f6f8"}
_FIXED = {**_BOX, "indent": 1, "bg_color": "#f5f6f8"}
# Text stays text: a spreadsheet would make a date of an answer such as 1/2.
_INPUT = {**_BOX, "indent": 1, "bg_color": "#fff8d6", "locked": False, "num_format": "@"}
_CLOSED = {**_BOX, "pattern": 17, "fg_color": "#b6bcc6", "bg_color": "#eceef1"}


def render(questionnaire: Questionnaire, lang: Language = "vi", *, ballot: str = "") -> bytes:
    """Write a questionnaire as a workbook; ``ballot`` is the code that each row begins with.

    Raises:
        UsageError: the extra ``excel`` is not installed (``E-EXTRA``), or the form would be too large to read
            back (``E-FORM-SIZE``).
    """
    first = head(questionnaire, lang)
    content = io.BytesIO()
    book = new_workbook(content, first.title, first.mark)
    formats = _Formats(book)
    sheet = book.add_worksheet(pick(lang, "Phiếu", "Questionnaire"))
    lists = book.add_worksheet(pick(lang, "Danh mục", "Lists"))
    spans = _write_lists(lists, _lists(questionnaire, lang), lang, formats)
    columns = _columns(questionnaire, lang, ballot, spans)
    _check_size(columns)
    row = _write_head(sheet, first, columns, lang, formats)
    _write_rows(sheet, columns, row, formats)
    _prepare(sheet, first, columns, row)
    book.close()
    return content.getvalue()


def new_workbook(content: io.BytesIO, title: str, mark: str) -> Book:
    """Begin a workbook that is the same bytes every time.

    Raises:
        UsageError: the extra ``excel`` is not installed (``E-EXTRA``).
    """
    try:
        # xlsxwriter has no types; it is an extra, imported only where it is used
        from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        raise UsageError(problem("E-EXTRA", extra="excel")) from None
    book = Workbook(content, {"in_memory": True})
    book.set_properties({"title": title, "subject": mark, "created": _MADE})
    return book


class _Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def get(self, properties: dict[str, object] | None = None, **others: object) -> Format:
        """Return the format that has these properties."""
        wanted = {**_FONT, **(properties or {}), **others}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]


@dataclass(frozen=True, slots=True)
class _List:
    """The answers of one column: what is written, and what it means."""

    key: str
    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a row to fill in: what stands in it, and whether it can be changed."""

    text: str = ""
    style: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the form: the key that it is read by, its heading and cells, the list it chooses from."""

    key: str
    title: str
    width: int
    cells: tuple[_Cell, ...]
    source: str = ""
    longest: str = ""


_OPEN = _Cell(style=dict(_INPUT))
_SHUT = _Cell(style=dict(_CLOSED))


def _columns(
    questionnaire: Questionnaire, lang: Language, ballot: str, spans: dict[str, str]
) -> list[_Column]:
    """Return the columns; none is headed by a word that a reader of ballots takes for the key of a column."""
    design, units = questionnaire.design, questionnaire.units
    rows = len(units) or _FREE
    group = spelled(design.groups, lang)[questionnaire.group.key]
    number = _Cell(ballot, dict(_INPUT))
    words = {
        "ballot": pick(lang, "Mã của phiếu (nếu có)", "Code of the ballot (if any)"),
        "group": pick(lang, "Nhóm được hỏi", "Who answers"),
        "unit": pick(lang, "Đơn vị được đánh giá", "Unit to be rated"),
        "kind": pick(lang, "Loại của đơn vị", "Kind of the unit"),
    }
    columns = [
        _Column("ballot", words["ballot"], 12, (number,) * rows),
        _Column("group", words["group"], _width([group], 12, 20), (_fixed(group),) * rows),
        _unit_column(questionnaire, words["unit"], lang),
    ]
    if not design.units and len(design.kinds) > 1:
        columns.append(_kind_column(questionnaire, words["kind"], lang, spans))
    room = (_PAGE - sum(each.width for each in columns)) // len(questionnaire.questions)
    longest = max(len(say(each.text, lang)) for each in questionnaire.questions)
    width = min(max(room, _NARROW, longest // _HIGH), _BROAD)
    return columns + [
        _question(questionnaire, each, lang, (width, spans)) for each in questionnaire.questions
    ]


def _check_size(columns: list[_Column]) -> None:
    """Refuse a form that the reader of workbooks would refuse once it is filled in."""
    cells = len(columns) * len(columns[0].cells)
    if cells > _CELLS or len(columns) > limits.COLUMNS:
        raise UsageError(
            problem(
                "E-FORM-SIZE",
                columns=str(len(columns)),
                cells=str(cells),
                widest=str(limits.COLUMNS),
                limit=str(_CELLS),
            )
        )


def _fixed(text: str) -> _Cell:
    return _Cell(text, dict(_FIXED))


def _unit_column(questionnaire: Questionnaire, title: str, lang: Language) -> _Column:
    """Return the column of units: names, or keys where a name belongs to two of them, or nothing."""
    if not questionnaire.units:
        return _Column("unit", title, _UNIT, (_OPEN,) * _FREE)
    known = questionnaire.design.units.values() or questionnaire.units
    names = spelled(known, lang)
    texts = [names[each.key] for each in questionnaire.units]
    width = _width(texts, 16, _UNIT)
    return _Column("unit", title, width, tuple(map(_fixed, texts)), longest=max(texts, key=len))


def _kind_column(questionnaire: Questionnaire, title: str, lang: Language, spans: dict[str, str]) -> _Column:
    """Return the column of kinds: given where it is known, else to be chosen."""
    names = spelled(questionnaire.design.ruleset.units.kinds, lang)
    kinds = [names[each.kind] for each in questionnaire.units]
    if not kinds and len(questionnaire.kinds) == 1:
        kinds = [names[questionnaire.kinds[0]]] * _FREE
    cells = tuple(map(_fixed, kinds)) or (_OPEN,) * _FREE
    longest = max((names[each] for each in questionnaire.kinds), key=len)
    return _Column("kind", title, _width([longest], 12, 20), cells, "" if kinds else spans["kind"], longest)


def _question(
    questionnaire: Questionnaire, asked: Asked, lang: Language, shape: tuple[int, dict[str, str]]
) -> _Column:
    """Return the column of a question, closed for units of a kind that it is not asked of."""
    width, spans = shape
    cells = tuple(_OPEN if questionnaire.asks(asked, each.kind) else _SHUT for each in questionnaire.units)
    names = spelled(asked.options, lang)
    longest = max(names.values(), key=len)
    key = column_key(asked)
    return _Column(key, say(asked.text, lang), width, cells or (_OPEN,) * _FREE, spans[key], longest)


def _width(texts: list[str], least: int, most: int) -> int:
    return min(max(len(text) + _SPARE for text in (*texts, " " * least)), most)


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column."""
    return max(len(textwrap.wrap(text, max(width - _SPARE, 1))), 1)


def _lists(questionnaire: Questionnaire, lang: Language) -> Iterator[_List]:
    """Yield the lists of the form: kinds where they are chosen, answers, units that are written by key."""
    if len(questionnaire.kinds) > 1 and not questionnaire.units:
        title = pick(lang, "Loại của đơn vị", "Kind of the unit")
        names = spelled(questionnaire.design.ruleset.units.kinds, lang)
        yield _List("kind", title, _meant(rated_kinds(questionnaire), names, lang))
    for each in questionnaire.questions:
        yield _List(
            column_key(each), say(each.text, lang), _meant(each.options, spelled(each.options, lang), lang)
        )
    names = spelled(questionnaire.design.units.values(), lang)
    unclear = [each for each in questionnaire.units if names.get(each.key) == each.key]
    if unclear:
        title = pick(lang, "Đơn vị trùng tên, ghi bằng khoá", "Units of the same name, written by key")
        yield _List("", title, _meant(unclear, names, lang))


def _meant(things: Iterable[Named], names: Mapping[str, str], lang: Language) -> tuple[tuple[str, str], ...]:
    """Return what is written for each thing, and its name."""
    return tuple((names[each.key], say(each.name, lang)) for each in things)


def _write_lists(sheet: Paper, lists: Iterable[_List], lang: Language, formats: _Formats) -> dict[str, str]:
    """Write lists, a row each answer; return by key the range of what is written into the form."""
    lists = tuple(lists)
    sheet.write_string(0, 0, sheet.get_name(), formats.get(bold=True, font_size=14))
    heads = [
        pick(lang, "Khoá", "Key"),
        pick(lang, "Nội dung", "Text"),
        pick(lang, "Ghi vào phiếu", "Written"),
    ]
    if any(text != name for each in lists for text, name in each.rows):
        heads.append(pick(lang, "Nghĩa là", "Meaning"))
    for at, text in enumerate(heads):
        sheet.write_string(2, at, text, formats.get(_HEAD))
        sheet.set_column(at, at, _LISTS[at])
    spans, row = {}, 3
    for each in lists:
        spans[each.key] = f"='{sheet.get_name()}'!$C${row + 1}:$C${row + len(each.rows)}"
        _write_list(sheet, each, (row, len(heads)), formats)
        row += len(each.rows)
    sheet.set_portrait()
    _set_up(sheet)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    return spans


def _write_list(sheet: Paper, each: _List, place: tuple[int, int], formats: _Formats) -> None:
    """Write one list; its key and title stand once beside all its rows."""
    row, columns = place
    last = row + len(each.rows) - 1
    style = formats.get(_BOX, align="left", valign="top", indent=1)
    for at, text in enumerate((each.key, each.title)):
        if last > row:
            sheet.merge_range(row, at, last, at, "", style)
        sheet.write_string(row, at, text, style)
    lines = _most(((each.key, _LISTS[0]), (each.title, _LISTS[1])))
    for down, cells in enumerate(each.rows, start=row):
        for at, text in enumerate(cells[: columns - 2], start=2):
            sheet.write_string(down, at, text, style)
        own = _most(zip(cells, _LISTS[2:], strict=True))
        sheet.set_row(down, _LINE * max(own, -(-lines // len(each.rows))) + 3)


def _write_head(sheet: Paper, first: Head, columns: list[_Column], lang: Language, formats: _Formats) -> int:
    """Write the lines above the table and its two headers; return the row of the keys."""
    lines: list[tuple[str, dict[str, object]]] = [
        (first.title.upper(), _TITLE),
        (first.ruleset, _SUBTITLE),
        *((label, dict(_LABEL)) for label in first.labels),
        (" · ".join(filter(None, (first.group, first.span))), {"bold": True}),
        *((text, {}) for text in _how(columns, lang)),
    ]
    across = _across(columns)
    width = sum(each.width for each in columns[: across + 1])
    for row, (text, style) in enumerate(lines):
        sheet.merge_range(row, 0, row, across, "", formats.get(style, text_wrap=True))
        sheet.write_string(row, 0, text, formats.get(style, text_wrap=True))
        # Of this font more letters than digits go into a width, fewer where they are large.
        size = int(str(style.get("font_size", 11)))
        sheet.set_row(row, (size + 5) * _lines(text, width * 12 // size))
    row = len(lines) + 1
    for at, each in enumerate(columns):
        sheet.set_column(at, at, each.width)
        sheet.write_string(row, at, each.title, formats.get(_HEAD))
        sheet.write_string(row + 1, at, each.key, formats.get(_KEY))
    sheet.set_row(row, _LINE * _most((each.title, each.width + 1) for each in columns) + 6)
    return row + 1


def _how(columns: list[_Column], lang: Language) -> Iterator[str]:
    """Say how the form is filled in."""
    yield pick(
        lang,
        "Mỗi dòng là ý kiến về một đơn vị. Trong mỗi ô màu vàng, chọn một phương án trong danh sách; "
        "ô để trống là không trả lời, ô gạch chéo là không hỏi.",
        "Each row is what you say of one unit. Choose an answer from the list in each yellow cell; "
        "an empty cell is no answer, a hatched cell is not asked.",
    )
    yield pick(
        lang,
        "Các dòng do cùng một người trả lời ghi cùng một mã phiếu. Không đổi dòng khoá màu xám.",
        "Rows of one person have the same code of the ballot. Leave the grey row of keys as it is.",
    )
    free = [each.title for each in columns if each.key == "unit" and each.cells[0] is _OPEN]
    if free:
        yield pick(
            lang,
            f"Cột “{free[0]}”: ghi khoá của đơn vị, chữ thường không dấu và gạch nối, ví dụ so-noi-vu.",
            f"Column “{free[0]}”: write the key of the unit, small letters and hyphens, like so-noi-vu.",
        )


def _write_rows(sheet: Paper, columns: list[_Column], keys: int, formats: _Formats) -> None:
    """Write the rows to fill in, below the row of the keys, each as high as its longest answer needs."""
    last = keys + len(columns[0].cells)
    high = _most((each.longest, each.width) for each in columns)
    for at, column in enumerate(columns):
        for down, cell in enumerate(column.cells, start=keys + 1):
            style = formats.get(cell.style)
            if cell.text:
                sheet.write_string(down, at, cell.text, style)
            else:
                sheet.write_blank(down, at, None, style)
        if column.source:
            sheet.data_validation(keys + 1, at, last, at, {"validate": "list", "source": column.source})
    for down in range(keys + 1, last + 1):
        sheet.set_row(down, _LINE * max(high, 1) + 7)


def _most(texts: Iterable[tuple[str, int]]) -> int:
    return max(_lines(text, width) for text, width in texts)


def _across(columns: list[_Column]) -> int:
    """Return the last column below the title: of all where a page can hold them, else that of the units."""
    if sum(each.width for each in columns) <= _FIT:
        return len(columns) - 1
    # These columns stand on every page, and the title is cut on none.
    return [each.key for each in columns].index("unit")


def _prepare(sheet: Paper, first: Head, columns: list[_Column], keys: int) -> None:
    """Set up the form for screen and printer: one page across, or as many as stay readable."""
    sheet.set_landscape()
    _set_up(sheet)
    unit = [each.key for each in columns].index("unit")
    if _across(columns) > unit:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.repeat_columns(0, unit)
    sheet.repeat_rows(keys - 1, keys)
    sheet.freeze_panes(keys + 1, unit + 1)
    sheet.set_footer(f"&L&8{first.mark}&R&8&P / &N")
    sheet.activate()


def _set_up(sheet: Paper) -> None:
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.hide_gridlines(2)
    # Without a password: it keeps from slips, and whoever needs another row can take it off.
    sheet.protect("", {"format_columns": True, "format_rows": True})
