"""`test`: run YAML cases."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from parindex.cases import Outcome, find_cases, printed_reason, run
from parindex.cli.output import DONE, NO, console, guarded, lang_option, pick, print_problems
from parindex.errors import Language, ParindexError, problem
from parindex.explanation.rules import number
from parindex.explanation.sheet import published

__all__ = ["test"]


@click.command("test")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@lang_option
@guarded
def test(path: Path, lang: Language) -> None:
    """Chạy ca kiểm thử / run the case of a file, or all below a folder; the figures a source printed stand beside ours."""
    outcomes: list[Outcome] = []
    failed = 0
    for file in find_cases(path):
        try:
            outcome = run(file)
        except ParindexError as error:
            print_problems(error.problems, lang)
            failed += 1
            continue
        outcomes.append(outcome)
        print_problems(outcome.problems, lang)
        failed += bool(outcome.problems)
    if not outcomes and not failed:
        raise ParindexError(problem("E-FILE", file=str(path), reason=pick(lang, "không có ca nào", "no case in it")))
    _print_printed([each for each in outcomes if each.case.printed and each.sheet], lang)
    passed = sum(not each.problems for each in outcomes)
    click.echo(pick(lang, f"{passed} ca đạt, {failed} ca không đạt", f"{passed} cases passed, {failed} failed"))
    sys.exit(NO if failed else DONE)


def _print_printed(outcomes: list[Outcome], lang: Language) -> None:
    """Put what a source printed beside what comes out, with the reason for each difference."""
    if not outcomes:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(pick(lang, "Đơn vị", "Unit"), overflow="fold")
    for heading in (pick(lang, "Đã in", "Printed"), pick(lang, "Tính lại", "Recomputed")):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(pick(lang, "Nhận xét", "Reason"), overflow="fold")
    for case, sheet, _ in outcomes:
        if sheet is None or case.printed is None or case.printed.total is None:
            continue
        reason = pick(lang, *printed_reason(case, sheet))
        table.add_row(escape(sheet.unit.name), number(case.printed.total, lang), published(sheet.total, lang), reason)
    console().print(table)
