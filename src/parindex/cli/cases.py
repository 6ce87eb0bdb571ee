"""`test`: run YAML cases."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from parindex.cases import find_cases, run
from parindex.cases.single import Case, Outcome, printed_reason
from parindex.cli.output import DONE, INVALID, NO, console, guarded, lang_option, pick, print_problems
from parindex.errors import Language, ParindexError, problem
from parindex.explanation.rules import number
from parindex.explanation.sheet import published
from parindex.fields import counted

__all__ = ["test"]


@click.command("test")
@click.argument("path")
@lang_option
@guarded
def test(path: str, lang: Language) -> None:
    """Chạy ca kiểm thử / run the case of a file, or all below a folder, beside what a source printed."""
    outcomes: list[Outcome] = []
    unread = False
    for file in find_cases(Path(path)):
        try:
            outcomes.append(run(file))
        except ParindexError as error:
            print_problems(error.problems, lang)
            unread = True
        else:
            print_problems(outcomes[-1].problems, lang)
    if not outcomes and not unread:
        raise ParindexError(
            problem("E-FILE", file=path, reason=pick(lang, "không có ca nào", "no case in it"))
        )
    failed = sum(bool(each.problems) for each in outcomes)
    if outcomes:
        _print_printed(outcomes, lang)
        passed = len(outcomes) - failed
        click.echo(
            pick(
                lang,
                f"{passed} ca đạt, {failed} ca không đạt",
                f"{counted(passed, 'case')} passed, {failed} failed",
            )
        )
    sys.exit(INVALID if unread else NO if failed else DONE)


def _print_printed(outcomes: list[Outcome], lang: Language) -> None:
    """Put what a source printed beside what comes out, with the reason for each difference."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(pick(lang, "Đơn vị", "Unit"), overflow="fold")
    for heading in (pick(lang, "Đã in", "Printed"), pick(lang, "Tính lại", "Recomputed")):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(pick(lang, "Nhận xét", "Reason"), overflow="fold")
    for case, sheet, _ in outcomes:
        if not isinstance(case, Case) or sheet is None or case.printed is None or case.printed.total is None:
            continue
        reason = pick(lang, *printed_reason(case.printed.total, sheet))
        table.add_row(
            escape(sheet.unit.name), number(case.printed.total, lang), published(sheet.total, lang), reason
        )
    if table.row_count:
        console().print(table)
