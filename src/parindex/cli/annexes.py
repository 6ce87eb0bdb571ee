"""`import`: an official criterion table becomes a draft ruleset."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path, PurePath
from typing import Literal

import click

from parindex.cli.files import put, write
from parindex.cli.output import DONE, NO, console, guarded, json_option, lang_option, print_json
from parindex.errors import Language
from parindex.reporting import text

__all__ = ["import_"]

_FORMS: dict[str, Literal["text", "md", "html", "xlsx", "docx", "pdf"]] = {
    ".md": "md",
    ".html": "html",
    ".xlsx": "xlsx",
    ".docx": "docx",
    ".pdf": "pdf",
}


@click.command("import")
@click.argument("annex")
@click.option("-o", "--output", required=True, help="Tệp bản nháp YAML ghi ra / the draft to write, YAML.")
@click.option(
    "--report",
    "page",
    help="Ghi báo cáo ra tệp .md, .html, .xlsx, .docx, .pdf, .txt / write the report to a file as well.",
)
@json_option
@lang_option
@guarded
def import_(annex: str, *, output: str, page: str | None, as_json: bool, lang: Language) -> None:
    """Nhập phụ lục (XLSX, DOCX, CSV) thành bản nháp / ANNEX to a draft ruleset; exits with 1 on a defect."""
    # What only this command needs is imported here.
    from parindex.annex.importing import import_annex  # noqa: PLC0415
    from parindex.annex.plain import plain  # noqa: PLC0415
    from parindex.annex.report import report  # noqa: PLC0415
    from parindex.cli.pages import hand_out  # noqa: PLC0415
    from parindex.readers import limits, yaml  # noqa: PLC0415
    from parindex.readers.document import read_bytes  # noqa: PLC0415

    found = import_annex(read_bytes(Path(annex), limits.WORKBOOK), PurePath(annex).name)
    draft = yaml.write(found.tree).encode()
    if output == "-" and not as_json:
        put("-", draft)
    elif output != "-":
        write({Path(output): draft})
    words = ["parindex", "import", annex, "-o", output, *(["--lang", lang] if lang != "vi" else [])]
    said = report(found, output=output, command=shlex.join(words), lang=lang)
    if page is not None:
        hand_out(said, _FORMS.get(PurePath(page).suffix, "text"), page)
    if as_json:
        print_json(plain(found, lang))
    elif output != "-":
        text.print_report(console(), said)
    for each in found.problems if output == "-" and not as_json else ():
        click.echo(each.line(lang), err=True)
    sys.exit(NO if found.problems else DONE)
