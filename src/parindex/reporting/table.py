"""A report as values: sections of tables with typed columns, the same for every renderer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, assert_never

from parindex.errors import Language
from parindex.exact import Interval, Rounding, decimal_text
from parindex.reporting.charts import Chart
from parindex.vietnamese import with_comma

__all__ = [
    "MINUS",
    "NOTHING",
    "Cell",
    "Column",
    "Report",
    "Section",
    "Table",
    "Word",
    "heading",
    "plain",
    "printable",
    "shown",
    "word",
    "written",
]

Cell = str | Fraction | Interval[Fraction] | None
Word = Literal["command", "contents", "no-chart", "notes", "overview", "table"]

MINUS = "\u2212"  # as wide as a plus sign
NOTHING = "–"  # where a figure could stand and none does
_BINDING = "\u00a0\u202f"  # spaces at which a line does not break
_SPACES = re.compile(rf"[^\S{_BINDING}]+")
_WORDS: dict[Word, tuple[str, str]] = {
    "command": ("Lệnh lập lại báo cáo này", "The command that repeats this report"),
    "contents": ("Mục lục", "Contents"),
    "no-chart": (
        "Biểu đồ không được vẽ vì thiếu phần mở rộng {extra}; bảng sau đây có đủ số liệu.",
        "The chart is not drawn, for the extra {extra} is missing; the table below has all figures.",
    ),
    "notes": ("Ghi chú", "Notes"),
    "overview": ("Tổng quan", "Overview"),
    "table": ("Bảng", "Table"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: a unit (``điểm``, ``%``, ``hạng``), and how its figures are written.

    Without a rounding, figures are written exactly; ``signed`` gives those above zero a plus sign.
    """

    title: str
    unit: str = ""
    rounding: Rounding | None = None
    signed: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; a chart of the same figures may stand before it.

    Raises:
        ValueError: there is no column, or a row has more or fewer cells than there are columns.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    chart: Chart | None = None

    def __post_init__(self) -> None:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(self.title)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: paragraphs, then tables."""

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: what it found first, then its sections; notes and the command come last.

    ``notes`` holds assumptions and conventions, ``command`` the line that makes the same report again.
    """

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    command: str
    lang: Language


def word(key: Word, lang: Language) -> str:
    """Return words of the page itself, which no report brings.

    >>> word("notes", "vi")
    'Ghi chú'
    """
    vi, en = _WORDS[key]
    return vi if lang == "vi" else en


def printable(text: str) -> str:
    r"""Write what cannot be printed as an escape: a hidden character could turn what people read.

    >>> printable("a\u202eb")
    'a\\u202eb'
    """
    return "".join(
        letter if letter.isprintable() or letter in _BINDING else f"\\u{ord(letter):04x}" for letter in text
    )


def plain(text: str) -> str:
    r"""Write a text on one line, with single spaces and nothing hidden.

    >>> plain(" Sở\tNội vụ\n")
    'Sở Nội vụ'
    """
    return printable(_SPACES.sub(" ", text).strip())


def heading(column: Column) -> str:
    """Return the title of a column with its unit.

    >>> heading(Column("Điểm cũ", "điểm"))
    'Điểm cũ (điểm)'
    """
    title = plain(column.title)
    return f"{title} ({plain(column.unit)})" if column.unit else title


def written(value: Fraction, column: Column) -> str:
    """Write a figure with the column's rounding, or exactly: a decimal or ``n/d``, with no sign of its own.

    >>> written(Fraction(-1, 3), Column("Chênh lệch"))
    '-1/3'
    """
    return column.rounding.text(value) if column.rounding else decimal_text(value)


def shown(cell: Cell, column: Column, lang: Language) -> str:
    """Write a cell as people read it; a figure has a decimal comma in Vietnamese and a true minus sign.

    >>> shown(Fraction(-1, 4), Column("Chênh lệch", "điểm"), "vi")
    '−0,25'
    """
    match cell:
        case None:
            return NOTHING
        case str():
            return plain(cell)
        case Fraction():
            return _figure(cell, column, lang)
        case Interval(least, most):
            return f"{_figure(least, column, lang)} – {_figure(most, column, lang)}"
        case _:
            assert_never(cell)


def _figure(value: Fraction, column: Column, lang: Language) -> str:
    """Write one figure; what is rounded to zero is zero and has no sign."""
    text = written(value, column)
    if text.startswith("-"):
        text = MINUS + text[1:]
    elif column.signed and text.strip("0."):
        text = "+" + text
    return with_comma(text) if lang == "vi" else text
