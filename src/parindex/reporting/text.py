"""A report for a terminal, never wider than it; where a table does not fit, its rows become lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from parindex.errors import Language
from parindex.reporting.table import Column, Report, Table, heading, plain, printable, shown, word

__all__ = ["print_report"]

_NARROWEST = 14  # letters of a line of text in a grid
_GAP = 2  # between the columns of a grid


def print_report(console: Console, report: Report) -> None:
    """Print a report on a console; texts of the report are never read as rich's markup."""
    _say(console, plain(report.title), "bold")
    for text in report.lead:
        _say(console, plain(text))
    for section in report.sections:
        console.print()
        _say(console, plain(section.title), "bold underline")
        for text in section.paragraphs:
            _say(console, plain(text))
        for table in section.tables:
            console.print()
            _print_table(console, table, report.lang)
    if report.notes:
        console.print()
        _say(console, word("notes", report.lang), "bold underline")
        for text in report.notes:
            _say(console, f"• {plain(text)}")
    if report.command:
        console.print()
        _say(console, word("command", report.lang), "bold underline")
        _say(console, printable(report.command))


def _say(console: Console, text: str, style: str = "") -> None:
    """Print a text of any kind as it is; a word wider than the console goes on in the next line."""
    console.print(Text(text, style=style, overflow="fold"))


def _print_table(console: Console, table: Table, lang: Language) -> None:
    """Print a table under its title, as a grid where no word and no figure of it must be cut."""
    _say(console, plain(table.title), "bold")
    rows = [
        [shown(cell, column, lang) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    if widths := _widths(table.columns, rows, console.width):
        console.print(_grid(table.columns, rows, widths))
    else:
        for line in _lists(table.columns, rows):
            console.print(line)
    if table.note:
        _say(console, plain(table.note))


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return how wide each column is drawn; nothing where they do not fit beside each other.

    A figure is never broken, a text not below some width. What room is left goes to what takes most lines.
    """
    widths, wanted = [], []
    for at, column in enumerate(columns):
        title = heading(column)
        cells = max((cell_len(row[at]) for row in rows), default=0)
        words = max(map(cell_len, title.split(" ")))
        widths.append(max(1, words, cells if column.number else min(cells, _NARROWEST)))
        wanted.append(max(cells, cell_len(title)))
    left = room - sum(widths) - _GAP * (len(columns) - 1)
    if left < 0:
        return []
    for _ in range(left):
        lines = [-(-most // width) for most, width in zip(wanted, widths, strict=True)]
        widths[lines.index(max(lines))] += max(lines) > 1
    return widths


def _grid(columns: Sequence[Column], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Grid:
    """Return a table of rich that is drawn as wide as it is told: rich itself would cut what does not fit."""
    grid = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for column, width in zip(columns, widths, strict=True):
        grid.add_column(
            Text(heading(column)),
            justify="right" if column.number else "left",
            width=width,
            overflow="fold",
        )
    for row in rows:
        grid.add_row(*map(Text, row))
    return grid


def _lists(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Iterator[RenderableType]:
    """Return each row as lines: what a column is called, and what stands there, if anything does."""
    for row in rows:
        yield ""
        for column, text in zip(columns, row, strict=True):
            if text:
                line = Text.assemble((f"{heading(column)}: ", "bold"), text, overflow="fold")
                yield Padding(line, (0, 0, 0, 2), expand=False)
