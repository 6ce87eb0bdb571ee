"""Reports in the forms that people take away: text, Markdown, a web page, a workbook, Word, PDF."""

from __future__ import annotations

import io
from typing import Literal, assert_never

import click
from rich.console import Console

from parindex.cli.files import put
from parindex.cli.output import WIDTH, console
from parindex.errors import UsageError, problem
from parindex.reporting import html, markdown, pdf, text, word, workbook
from parindex.reporting.table import Report

__all__ = ["Form", "form_option", "hand_out", "output_option"]

Form = Literal["text", "json", "md", "html", "xlsx", "docx", "pdf"]

form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "md", "html", "xlsx", "docx", "pdf"]),
    default="text",
    show_default=True,
    help="Chữ, JSON, Markdown, trang web, Excel, Word, PDF / "
    "text, JSON, Markdown, a web page, Excel, Word, PDF.",
)
output_option = click.option(
    "-o", "--output", default="-", help="Tệp ghi ra / the file to write; standard output by default."
)


def hand_out(
    report: Report, form: Literal["text", "md", "html", "xlsx", "docx", "pdf"], output: str, *, mark: str = ""
) -> None:
    """Write a report to a file or to standard output; a workbook, a Word document and a PDF to a file only.

    ``mark`` stands at the foot of every page of a Word document and a PDF.

    Raises:
        UsageError: a workbook (``E-WORKBOOK``), a Word document or a PDF (``E-PAPER``) has no file, a file is
            there already, an extra is missing, or LibreOffice is (``E-OFFICE``).
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
        case "docx" | "pdf" if output == "-":
            raise UsageError(problem("E-PAPER"))
        case "docx":
            put(output, word.render(report, mark))
        case "pdf":
            put(output, pdf.render(word.render(report, mark)))
        case _:
            assert_never(form)
