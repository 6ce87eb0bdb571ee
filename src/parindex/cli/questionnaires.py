"""`survey form`: the questionnaire of one respondent group, to fill in on screen, paper or telephone."""

from __future__ import annotations

from typing import Literal, assert_never

import click

from parindex.cli.files import put
from parindex.cli.output import guarded, lang_option
from parindex.cli.rulesets import ruleset_at
from parindex.errors import Language, UsageError, problem

__all__ = ["form"]

Paper = Literal["xlsx", "html", "xlsform"]


@click.command("form", short_help="Lập phiếu điều tra / the questionnaire of one group")
@click.option(
    "--ruleset", "name", required=True, help="Mã hoặc tệp bộ tiêu chí / the ruleset: an id or a file."
)
@click.option("--group", required=True, help="Nhóm được hỏi / the respondent group.")
@click.option("--kind", help="Chỉ loại đơn vị này / only this kind of unit.")
@click.option("--unit", "units", multiple=True, help="Chỉ đơn vị này / only this unit; repeatable.")
@click.option(
    "--format",
    "paper",
    type=click.Choice(["xlsx", "html", "xlsform"]),
    default="xlsx",
    show_default=True,
    help="Excel để điền, trang in, KoboToolbox và ODK / Excel to fill in, a page to print, Kobo and ODK.",
)
@click.option("-o", "--output", required=True, help="Tệp ghi ra / the file to write.")
@lang_option
@guarded
def form(  # noqa: PLR0913, PLR0917 (the options of the interface)
    name: str,
    group: str,
    kind: str | None,
    units: tuple[str, ...],
    paper: Paper,
    output: str,
    *,
    lang: Language,
) -> None:
    """Lập phiếu điều tra cho một nhóm / the questionnaire of one group of respondents."""
    # What only this command needs is imported here.
    from parindex.survey import entry, xlsform  # noqa: PLC0415
    from parindex.survey import paper as page  # noqa: PLC0415
    from parindex.survey.design import design  # noqa: PLC0415
    from parindex.survey.questionnaire import questionnaire  # noqa: PLC0415

    asked = questionnaire(design(ruleset_at(name)), group, kind=kind, units=units)
    if paper != "html" and output == "-":
        raise UsageError(problem("E-WORKBOOK"))
    match paper:
        case "xlsx":
            put(output, entry.render(asked, lang))
        case "html":
            put(output, page.render(asked, lang).encode())
        case "xlsform":
            put(output, xlsform.render(asked, lang))
        case _:
            assert_never(paper)
