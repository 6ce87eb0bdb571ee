"""`form`, `read`: a self-assessment form out, and an assessment in."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from parindex.assessment import STAGES, StageName
from parindex.cli.assessments import opened
from parindex.cli.files import put, write
from parindex.cli.output import (
    DONE,
    INVALID,
    NO,
    console,
    guarded,
    json_option,
    lang_option,
    one_line,
    pick,
    print_json,
    print_problems,
    watched,
)
from parindex.cli.rulesets import ruleset_at
from parindex.cli.scores import print_result, ruleset_option
from parindex.errors import AssessmentError, Language, ParindexError, Problem, UsageError, problem
from parindex.explanation.sheet import published
from parindex.fields import say
from parindex.ranking import league, rank
from parindex.readers import limits, yaml
from parindex.scoresheet import ScoreSheet, plain

if TYPE_CHECKING:  # imported only where it is used
    from parindex.workbook.folder import Outcome

__all__ = ["form", "read"]


@click.command("form")
@click.argument("ruleset")
@click.option("-o", "--output", help="Tệp biểu ghi ra / the form to write, .xlsx.")
@click.option("--unit", metavar="KEY", help="Mã đơn vị / the key of the unit.")
@click.option("--name", help="Tên đơn vị / the name of the unit.")
@click.option("--kind", help="Loại đơn vị / the kind of unit.")
@click.option(
    "--stage", type=click.Choice(STAGES), default="self", show_default=True, help="Giai đoạn / the stage."
)
@click.option(
    "--from", "source", metavar="FILE", help="Điền sẵn từ tệp chấm điểm / fill in what an assessment says."
)
@lang_option
@guarded
def form(  # noqa: PLR0913 (the options of the interface)
    ruleset: str,
    output: str | None,
    *,
    unit: str | None,
    name: str | None,
    kind: str | None,
    stage: str,
    source: str | None,
    lang: Language,
) -> None:
    """Biểu tự chấm điểm / write the scoring form of RULESET as a workbook that computes."""
    # What only this command needs is imported here.
    from parindex.workbook.form import Wanted, unit_of  # noqa: PLC0415
    from parindex.workbook.form import form as laid_out  # noqa: PLC0415
    from parindex.workbook.writing import write as written  # noqa: PLC0415

    if output is None:
        raise UsageError(problem("E-FORM-OUTPUT"))
    rules = ruleset_at(ruleset)
    chosen = cast("StageName", stage)
    if source is None:
        known, named = unit_of(rules, unit, name, kind)
        put(output, written(laid_out(rules, Wanted(known, named, chosen, lang))))
        return
    for option, given in (("--unit", unit), ("--name", name), ("--kind", kind)):
        if given is not None:
            raise UsageError(problem("E-FORM-FROM", found=option))
    assessment, document = opened(Path(source))
    try:
        found = laid_out(rules, Wanted(assessment.unit.kind, assessment.unit, chosen, lang), assessment)
    except AssessmentError as error:
        raise AssessmentError(*document.locate(error.problems)) from None
    put(output, written(found))


@click.command("read")
@click.argument("forms", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", help="Tệp chấm điểm ghi ra, hoặc thư mục / the assessment to write, or a folder."
)
@ruleset_option
@json_option
@lang_option
@guarded
def read(forms: Path, *, output: str | None, ruleset: str | None, as_json: bool, lang: Language) -> None:
    """Đọc biểu đã điền / read FORMS, a filled-in form or a folder of them, and compute everything again.

    Một biểu có thể lấy từ đầu vào chuẩn: `-` / one form may come from standard input: FORMS is then `-`.

    Mã thoát 1 khi có ô bị sửa ngoài các ô nhập, hoặc một biểu trong thư mục không đọc được / exits with 1
    when something besides the cells to fill in was changed, or a form of a folder is bad.
    """
    from parindex.workbook.folder import forms_in, outcome, outcomes  # noqa: PLC0415

    rules = ruleset_at(ruleset) if ruleset is not None else None
    if forms.is_dir():
        if output is None or output == "-":
            raise UsageError(problem("E-FORM-FOLDER"))
        found = list(outcomes(watched(forms_in(forms)), rules))
        _hand_out_all(found, Path(output), lang, as_json=as_json)
        return
    content = sys.stdin.buffer.read(limits.WORKBOOK + 1) if str(forms) == "-" else None
    one = outcome(forms, rules, content=content)
    if one.assessment is None or one.score is None:
        raise AssessmentError(*one.problems)
    if output is not None:
        put(output, _yaml(one))
    elif not as_json:
        put("-", _yaml(one))
    print_problems((*one.problems, *one.changed), lang)
    if as_json:
        print_json(_plain(one, lang))
    elif output not in {None, "-"}:
        out = console()
        out.print(one_line(f"[bold]{escape(one.assessment.unit.name)}[/bold]"))
        print_result(out, one.score, lang)
    sys.exit(NO if one.changed else DONE)


def _yaml(found: Outcome) -> bytes:
    from parindex.workbook.folder import plain_assessment  # noqa: PLC0415

    assert found.assessment is not None  # noqa: S101 (only what could be read is written)
    return yaml.write(plain_assessment(found.assessment)).encode()


def _hand_out_all(found: list[Outcome], folder: Path, lang: Language, *, as_json: bool) -> None:
    """Write an assessment for each form that could be read, and print the league of the good ones."""
    bad = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(problem("E-WRITE", file=str(folder), reason=error.strerror or "")) from None
    for each in found:
        problems: list[Problem] = [*each.problems, *each.changed]
        if each.assessment is not None:
            try:
                write({folder / f"{each.file.stem}.yaml": _yaml(each)})
            except ParindexError as error:
                problems += error.problems
        bad += not each.good or any(one.severity == "error" for one in problems)
        print_problems(problems, lang)
    sheets = [each.score for each in found if each.good and each.score is not None]
    if as_json:
        print_json([_plain(each, lang) for each in found])
    else:
        _print_leagues(sheets, lang)
        words = pick(
            lang, f"Đọc được {len(found) - bad} biểu, hỏng {bad}.", f"{len(found) - bad} good, {bad} bad."
        )
        click.echo(words, err=True)
    sys.exit(DONE if not bad else NO if sheets else INVALID)


def _plain(found: Outcome, lang: Language) -> dict[str, object]:
    from parindex.workbook.folder import plain_assessment  # noqa: PLC0415

    return {
        "file": str(found.file),
        "assessment": plain_assessment(found.assessment) if found.assessment else None,
        "score": plain(found.score, lang) if found.score else None,
        "problems": [
            {"code": each.code, "place": str(each.place or ""), "message": each.message(lang)}
            for each in (*found.problems, *found.changed)
        ],
    }


def _print_leagues(sheets: Iterable[ScoreSheet], lang: Language) -> None:
    """Print a table of each league; forms that are not complete stand below, without a rank."""
    known = list(sheets)
    out = console()
    for each in dict.fromkeys(league(sheet) for sheet in known):
        members = [sheet for sheet in known if league(sheet) == each]
        complete = [sheet for sheet in members if sheet.complete]
        rows = [(str(row.rank), row.sheet) for row in rank(complete)]
        rows += [("–", sheet) for sheet in members if not sheet.complete]
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column(pick(lang, "Hạng", "Rank"), justify="right")
        table.add_column(pick(lang, "Đơn vị", "Unit"), overflow="fold")
        table.add_column(pick(lang, "Tổng điểm", "Total"), justify="right", no_wrap=True)
        table.add_column(pick(lang, "Chỉ số %", "Index %"), justify="right", no_wrap=True)
        table.add_column(pick(lang, "Xếp loại", "Band"))
        for place, sheet in rows:
            band = say(sheet.band.name, lang) if sheet.band else "–"
            figures = published(sheet.total, lang), published(sheet.index, lang)
            table.add_row(place, one_line(escape(sheet.unit.name)), *figures, escape(band))
        out.print(one_line(f"[bold]{escape(say(members[0].ruleset.title, lang))}[/bold]"))
        out.print(table)
