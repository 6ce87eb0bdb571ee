"""Reports in the forms that people take away: text, Markdown, a web page, a workbook."""

from __future__ import annotations

import io
from typing import Literal, assert_never

import click
from rich.console import Console

from parindex.cli.files import put
from parindex.cli.output import WIDTH, console
from parindex.errors import UsageError, problem
from parindex.reporting import html, markdown, text, workbook
from parindex.reporting.table import Report

__all__ = ["Form", "form_option", "hand_out", "output_option"]

Form = Literal["text", "json", "md", "html", "xlsx"]

form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "md", "html", "xlsx"]),
    default="text",
    show_default=True,
    help="Chữ, JSON, Markdown, trang web, Excel / text, JSON, Markdown, a web page, a workbook.",
)
output_option = click.option(
    "-o", "--output", default="-", help="Tệp ghi ra / the file to write; standard output by default."
)


def hand_out(report: Report, form: Literal["text", "md", "html", "xlsx"], output: str) -> None:
    """Write a report to a file or to standard output; a workbook to a file only.

    Raises:
        UsageError: a workbook has no file (``E-WORKBOOK``), a file is there already, or an extra is missing.
    """
    match form:
        case "text" if output == "-":
            text.print_report(console(), report)
        case "text":
            page = io.StringIO()
            text.print_report(Console(file=page, width=WIDTH, highlight=False, emoji=False), report)
            put(output, page.getvalue().encode())
        case "md":
            put(output, markdown.render(report).encode())
        case "html":
            put(output, html.render(report).encode())
        case "xlsx":
            if output == "-":
                raise UsageError(problem("E-WORKBOOK"))
            put(output, workbook.render(report))
        case _:
            assert_never(form)
