"""A report as the body of a page: its sections, each chart with the table of its figures, and the command."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parindex.errors import Language, UsageError
from parindex.reporting import charts
from parindex.reporting.table import Report, Section, Table, printable, shown, word
from parindex.reporting.table import heading as column_heading
from parindex.site.page import block, cell, escape, heading, table

__all__ = ["body", "closing", "code", "drawn", "sections", "tabled", "wide"]

_WIDE = 4  # columns of a table that no phone can hold
_BREAKS = re.compile(r"\s*\n\s*")


def body(report: Report, *, level: int = 2) -> str:
    """Write a whole report below the title of its page; headings begin at a level.

    Anchors are ``part-1``, ``part-1-2``, in the order of the report; ``notes`` and ``command`` come last.
    """
    return block(
        *map(escape, report.lead),
        sections(report.sections, report.lang, level=level),
        *closing(report, level),
    )


def closing(report: Report, level: int = 2) -> Iterator[str]:
    """Write what comes last: the notes, and the command that makes the same report again."""
    if report.notes:
        yield heading(level, word("notes", report.lang), "notes")
        yield "\n".join(f"- {escape(each)}" for each in report.notes)
    if report.command:
        yield heading(level, word("command", report.lang), "command")
        yield code(report.command)


def sections(found: tuple[Section, ...], lang: Language, *, level: int = 2) -> str:
    """Write sections with their paragraphs and tables."""
    return block(*(part for at, each in enumerate(found, 1) for part in _section(each, at, lang, level)))


def _section(section: Section, at: int, lang: Language, level: int) -> Iterator[str]:
    yield heading(level, section.title, f"part-{at}")
    yield from map(escape, section.paragraphs)
    for index, each in enumerate(section.tables, 1):
        yield heading(level + 1, each.title, f"part-{at}-{index}")
        yield tabled(each, lang)


def tabled(found: Table, lang: Language) -> str:
    """Write a table, its chart before it and its note below; a wide one scrolls by itself."""
    figures = [at for at, column in enumerate(found.columns) if column.number]
    rows = [
        [cell(shown(each, column, lang)) for each, column in zip(row, found.columns, strict=True)]
        for row in found.rows
    ]
    written = table([cell(column_heading(column)) for column in found.columns], rows, figures=figures)
    return block(
        drawn(found.chart, lang) if found.chart else "",
        wide(written) if len(found.columns) >= _WIDE else written,
        escape(found.note),
    )


def wide(written: str) -> str:
    """Give a table of many columns the room that its words need; where there is less, it scrolls."""
    return f'<div class="wide" tabindex="0" markdown="1">\n\n{written}\n\n</div>'


def drawn(chart: charts.Chart, lang: Language) -> str:
    """Write a chart as inline SVG on one line; where its extra is missing, say so: the table has all figures.

    Raises:
        UsageError: the chart cannot be drawn for another reason.
    """
    try:
        svg = charts.svg(chart, lang)
    except UsageError as error:
        if [each.code for each in error.problems] != ["E-EXTRA"]:
            raise
        return escape(word("no-chart", lang).format(extra="plot"))
    # A line that is empty would end the block of HTML that the drawing is.
    return f'<figure class="chart">{_BREAKS.sub(" ", svg).strip()}</figure>'


def code(command: str) -> str:
    r"""Write a command as a block of code.

    >>> code("parindex list")
    '```sh\nparindex list\n```'
    """
    return f"```sh\n{printable(command)}\n```"
