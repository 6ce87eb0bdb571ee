"""A report as GitHub-flavoured Markdown; no text of it can become markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parindex.reporting.table import Report, Table, heading, plain, printable, shown, word

__all__ = ["escape", "render"]

_MARKUP = re.compile(r"[\\`*_\[\]<>|~#&$@]")
_START = re.compile(r"^([-+=]|\d+(?=[.)]))")
# GitHub makes links of bare addresses, and pictures of names between colons.
_ADDRESS = re.compile(r":(?=[\w/+-])|(?<=www)\.", re.IGNORECASE)


def render(report: Report) -> str:
    """Write a report as Markdown: pipe tables, figures to the right, the command as a code block."""
    blocks = [f"# {escape(report.title)}", *map(escape, report.lead)]
    for section in report.sections:
        blocks += [f"## {escape(section.title)}", *map(escape, section.paragraphs)]
        for table in section.tables:
            blocks += [f"### {escape(table.title)}", "\n".join(_lines(table, report)), escape(table.note)]
    if report.notes:
        items = "\n".join(f"- {escape(note)}" for note in report.notes)
        blocks += [f"## {word('notes', report.lang)}", items]
    if report.command:
        blocks += [f"## {word('command', report.lang)}", f"    {printable(report.command)}"]
    return "\n\n".join(block for block in blocks if block) + "\n"


def escape(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is, on one line.

    >>> escape("1. Sở *Nội vụ*")
    '1\\. Sở \\*Nội vụ\\*'
    """
    return _START.sub(_opened, _inline(plain(text)))


def _inline(text: str) -> str:
    """Escape what is markup in any place of a line; the start of a line is more."""
    return _ADDRESS.sub(r"\\\g<0>", _MARKUP.sub(r"\\\g<0>", text))


def _opened(start: re.Match[str]) -> str:
    """Take from the start of a line what would make it a list or a rule."""
    found = start[0]
    return f"{found}\\" if found[0].isdigit() else f"\\{found}"


def _lines(table: Table, report: Report) -> Iterator[str]:
    """Write a table, a line each row."""
    yield _row(_inline(heading(column)) for column in table.columns)
    yield _row("---:" if column.number else "---" for column in table.columns)
    for row in table.rows:
        yield _row(
            _inline(shown(cell, column, report.lang)) for cell, column in zip(row, table.columns, strict=True)
        )


def _row(cells: Iterator[str]) -> str:
    return "|" + "".join(f" {cell} |" for cell in cells)
