"""`score`, `explain`: a unit's result, and why."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import NamedTuple

import click
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from parindex.assessment import Assessment
from parindex.audit.canonical import canonical, check_code
from parindex.audit.crosscheck import cross_check
from parindex.audit.record import obstacle, statement_of
from parindex.cli.assessments import given, located
from parindex.cli.output import (
    DONE,
    NO,
    console,
    guarded,
    json_option,
    lang_option,
    one_line,
    pick,
    print_json,
    print_problems,
    print_text,
    wrapped,
)
from parindex.cli.readings import plain_readings, print_readings
from parindex.cli.rulesets import ruleset_at
from parindex.cli.whatif import asked, plain_question, print_question
from parindex.errors import Language, Problem, UsageError, problem
from parindex.exact import ZERO
from parindex.explanation import explain as explain_sheet
from parindex.explanation.rules import number
from parindex.explanation.sheet import (
    assumed,
    band,
    labels,
    missing,
    occasion,
    published,
    state,
    trustworthiness,
)
from parindex.fields import say
from parindex.ranking import Ranked, league, rank
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import Line, ScoreSheet, plain
from parindex.scoring import score as score_one

__all__ = ["explain", "print_result", "ruleset_option", "score"]

ruleset_option = click.option(
    "--ruleset",
    "ruleset",
    help="Mã hoặc tệp, thay cho bộ ghi trong tệp / an id or a file, instead of the file's own.",
)
stage_option = click.option("--stage", default="final", show_default=True, help="Giai đoạn / the stage.")


class _Scored(NamedTuple):
    """A sheet, with what it was made from."""

    sheet: ScoreSheet
    assessment: Assessment

    @property
    def code(self) -> str | None:
        """Return the check code of the score's record, where it can have one."""
        if obstacle(self.sheet, self.assessment):
            return None
        return check_code(canonical(statement_of(self.sheet, self.assessment)))


@click.command("score")
@click.argument("files", nargs=-1, required=True)
@ruleset_option
@stage_option
@click.option(
    "--cross-check", is_flag=True, help="Tính lại bằng bộ máy thứ hai / compute again with the second engine."
)
@click.option(
    "--interpretations", is_flag=True, help="Mỗi cách hiểu khác đổi gì / what each other reading changes."
)
@click.option(
    "--what-if",
    multiple=True,
    metavar="KEY.FIELD=VALUE",
    help="Nếu như kết quả khác đi / what if an entry were so.",
)
@json_option
@lang_option
@guarded
def score(  # noqa: PLR0913 (the options of the interface)
    files: tuple[str, ...],
    ruleset: str | None,
    stage: str,
    *,
    cross_check: bool,
    interpretations: bool,
    what_if: tuple[str, ...],
    as_json: bool,
    lang: Language,
) -> None:
    """Chấm điểm / score FILE: total, index, band, every line; several files give a ranked league."""
    if what_if:
        _refuse_others(files, cross_check=cross_check, interpretations=interpretations)
    chosen = ruleset_at(ruleset) if ruleset is not None else None
    scored = [_score(file, chosen, stage) for file in files]
    if what_if:
        _print_question(scored[0], what_if, lang, as_json=as_json)
        return
    differences = [found for each in scored for found in _second_opinion(each)] if cross_check else []
    if interpretations:
        _print_readings(scored, stage, lang, as_json=as_json)
    elif as_json:
        print_json(_plain(scored[0], lang) if len(scored) == 1 else _plain_leagues(scored, lang))
    elif len(scored) == 1:
        _print_sheet(scored[0], lang)
    else:
        _print_leagues(scored, lang)
    if cross_check and not differences:
        click.echo(pick(lang, "Hai bộ máy cho cùng kết quả.", "The two engines agree."), err=True)
    print_problems(differences, lang)
    sys.exit(NO if differences else DONE)


def _refuse_others(files: tuple[str, ...], *, cross_check: bool, interpretations: bool) -> None:
    """Refuse what a what-if question does not go with."""
    if len(files) > 1:
        raise UsageError(problem("E-ONE-FILE", found=str(len(files))))
    for option, given_ in (("--cross-check", cross_check), ("--interpretations", interpretations)):
        if given_:
            raise UsageError(problem("E-WHAT-IF-WITH", found=option))


def _print_question(scored: _Scored, changes: tuple[str, ...], lang: Language, *, as_json: bool) -> None:
    """Show what changes would do to a score."""
    after = asked(scored.assessment, scored.sheet, changes)
    if as_json:
        print_json(plain_question(changes, scored.sheet, after, scored.code, lang))
    else:
        print_question(changes, scored.sheet, after, lang)


def _print_readings(scored: list[_Scored], stage: str, lang: Language, *, as_json: bool) -> None:
    """Say what the open readings of each ruleset do to its units."""
    rulesets = dict.fromkeys(each.sheet.ruleset for each in scored)
    found = {
        ruleset: [each.assessment for each in scored if each.sheet.ruleset == ruleset] for ruleset in rulesets
    }
    if as_json:
        trees = [plain_readings(ruleset, each, stage, lang) for ruleset, each in found.items()]
        print_json(trees[0] if len(trees) == 1 else trees)
        return
    for ruleset, assessments in found.items():
        print_readings(ruleset, assessments, stage, lang)


@click.command("explain")
@click.argument("file")
@ruleset_option
@stage_option
@lang_option
@guarded
def explain(file: str, ruleset: str | None, stage: str, lang: Language) -> None:
    """Giải thích / say in sentences why FILE scores what it does, each figure with its clause."""
    chosen = ruleset_at(ruleset) if ruleset is not None else None
    print_text(explain_sheet(_score(file, chosen, stage).sheet, lang))


def _score(file: str, ruleset: Ruleset | None, stage: str) -> _Scored:
    """Score one file under a ruleset, or under the one that it names, with every problem at its place."""
    found = given(file, ruleset)
    with located(found.document):
        return _Scored(score_one(found.ruleset, found.assessment, stage=stage), found.assessment)


def _second_opinion(scored: _Scored) -> tuple[Problem, ...]:
    return cross_check(scored.sheet, scored.assessment)


def _plain(scored: _Scored, lang: Language) -> dict[str, object]:
    return {**plain(scored.sheet, lang), "check_code": scored.code}


def _print_sheet(scored: _Scored, lang: Language) -> None:
    sheet = scored.sheet
    out = console()
    title = f"{escape(say(sheet.ruleset.title, lang))} ({sheet.ruleset.id})"
    out.print(one_line(f"[bold]{escape(sheet.unit.name)}[/bold] · {title}"))
    out.print(one_line(occasion(sheet, lang)), markup=False)
    for label in labels(sheet.ruleset, lang):
        out.print(label, style="yellow")
    out.print(_lines_table(sheet, lang))
    print_result(out, sheet, lang)
    if scored.code:
        out.print(f"{pick(lang, 'Mã đối chiếu', 'Check code')}: {scored.code}")
    for each in trustworthiness(sheet, lang):
        out.print(wrapped(each, out.width), style="dim", markup=False)


def _lines_table(sheet: ScoreSheet, lang: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("STT" if lang == "vi" else "Code", no_wrap=True)
    table.add_column(
        pick(lang, "Lĩnh vực / Tiêu chí / Tiêu chí thành phần", "Field / criterion / sub-criterion"),
        overflow="fold",
    )
    # The headings are broken by hand: a narrow terminal leaves the room to the names.
    table.add_column(pick(lang, "Điểm\ntối đa", "Max"), justify="right", no_wrap=True)
    table.add_column(pick(lang, "Điểm\nđạt được", "Points"), justify="right", no_wrap=True)
    table.add_column(pick(lang, "Ghi chú", "Note"), overflow="fold")
    for line in sheet.lines:
        _add_line(table, line, sheet, 0, lang)
    return table


def _add_line(table: Table, line: Line, sheet: ScoreSheet, depth: int, lang: Language) -> None:
    item = line.item
    maximum = number(-item.max if line.role == "penalty" else item.max, lang) if item.max is not None else "–"
    points = published(line.figure(sheet.total.rounding), lang)
    style = "bold" if depth == 0 else "dim" if line.state == "not-applicable" else ""
    name = Padding(escape(say(item.name, lang)), (0, 0, 0, 2 * depth))
    table.add_row(item.code or "", name, maximum, points, state(line, lang), style=style)
    for child in line.lines:
        _add_line(table, child, sheet, depth + 1, lang)


def print_result(out: Console, sheet: ScoreSheet, lang: Language) -> None:
    """Print total, index, band and what is missing."""
    maximum = number(sheet.ruleset.score.max or ZERO, lang)
    total = f"{pick(lang, 'Tổng điểm', 'Total')} {published(sheet.total, lang)} / {maximum}"
    out.print(f"[bold]{total}[/bold] · {pick(lang, 'Chỉ số', 'Index')} {published(sheet.index, lang)} %")
    if said := band(sheet, lang):
        out.print(one_line(f"{pick(lang, 'Xếp loại', 'Band')}: {said}"), markup=False)
    if sheet.missing:
        out.print(
            one_line(f"{pick(lang, 'Chưa có kết quả', 'Missing')}: {missing(sheet, lang)}"), markup=False
        )


def _leagues(sheets: list[ScoreSheet]) -> list[tuple[list[Ranked], list[ScoreSheet]]]:
    """Rank the sheets of each league; where one is incomplete, nobody in its league has a rank yet."""
    found = []
    for each in dict.fromkeys(league(sheet) for sheet in sheets):
        members = [sheet for sheet in sheets if league(sheet) == each]
        complete = all(sheet.complete for sheet in members)
        found.append((list(rank(members)) if complete else [], [] if complete else members))
    return found


def _print_leagues(scored: list[_Scored], lang: Language) -> None:
    out = console()
    codes = {_occurrence(each.sheet): each.code for each in scored}
    for index, (ranked, unranked) in enumerate(_leagues([each.sheet for each in scored])):
        first = ranked[0].sheet if ranked else unranked[0]
        if index:
            out.print()
        kind = next(say(each.name, lang) for each in first.ruleset.units.kinds if each.key == first.unit.kind)
        out.print(
            one_line(
                f"[bold]{escape(say(first.ruleset.title, lang))}[/bold] ({first.ruleset.id}) · {escape(kind)}"
            )
        )
        out.print(one_line(occasion(first, lang)), markup=False)
        for label in labels(first.ruleset, lang):
            out.print(label, style="yellow")
        out.print(_league_table(ranked, unranked, codes, lang))
        if unranked:
            lacking = [(sheet.unit.name, len(sheet.missing)) for sheet in unranked if not sheet.complete]
            names = "; ".join(
                f"{name} ({pick(lang, f'thiếu {count} mục', f'{count} missing')})" for name, count in lacking
            )
            why = pick(
                lang,
                "Chưa xếp hạng vì còn đơn vị chưa đủ kết quả",
                "No ranks yet, because a unit is incomplete",
            )
            out.print(f"{why}: {names}", style="bold", markup=False)
        for each in _league_notes(first, [row.sheet for row in ranked] or unranked, lang):
            out.print(wrapped(each, out.width), style="dim", markup=False)


def _occurrence(sheet: ScoreSheet) -> tuple[str, ...]:
    """Tell a sheet from every other that a command can have: by its league and its unit."""
    return (*league(sheet), sheet.unit.key)


def _league_table(
    ranked: list[Ranked],
    unranked: list[ScoreSheet],
    codes: Mapping[tuple[str, ...], str | None],
    lang: Language,
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(pick(lang, "Hạng", "Rank"), justify="right")
    table.add_column(pick(lang, "Đơn vị", "Unit"), overflow="fold")
    for heading in (pick(lang, "Tổng điểm", "Total"), pick(lang, "Chỉ số %", "Index %")):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(pick(lang, "Xếp loại", "Band"))
    table.add_column(pick(lang, "Mã đối chiếu", "Check code"), no_wrap=True)
    for place, sheet in [(str(row.rank), row.sheet) for row in ranked] + [("–", sheet) for sheet in unranked]:
        named = say(sheet.band.name, lang) if sheet.band else "–"
        table.add_row(
            place,
            one_line(escape(sheet.unit.name)),
            published(sheet.total, lang),
            published(sheet.index, lang),
            escape(named),
            codes[_occurrence(sheet)] or "–",
        )
    return table


def _league_notes(first: ScoreSheet, sheets: list[ScoreSheet], lang: Language) -> list[str]:
    """List what the ranks rest on, and the warnings of each unit."""
    warnings = [
        f"- {sheet.unit.name}: {each.code}: {each.message(lang)}"
        for sheet in sheets
        for each in sheet.warnings
    ]
    return [*assumed(first.ruleset, lang), *([pick(lang, "Lưu ý:", "Note:"), *warnings] if warnings else [])]


def _plain_leagues(scored: list[_Scored], lang: Language) -> dict[str, object]:
    leagues = []
    for ranked, unranked in _leagues([each.sheet for each in scored]):
        first = ranked[0].sheet if ranked else unranked[0]
        rows = [(str(row.rank), row.sheet) for row in ranked] + [(None, sheet) for sheet in unranked]
        leagues.append(
            {
                "ruleset": first.ruleset.id,
                "unit_kind": first.unit.kind,
                "period": first.period,
                "stage": first.stage,
                "ranks": [{"rank": place, "unit": sheet.unit.key} for place, sheet in rows],
                "incomplete": [sheet.unit.key for sheet in unranked if not sheet.complete],
            }
        )
    return {"format": "1", "leagues": leagues, "sheets": [_plain(each, lang) for each in scored]}
