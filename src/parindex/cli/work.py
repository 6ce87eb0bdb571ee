"""`schedule`, `plan`: the milestones of a ruleset or plan with their days, and how far a plan has come."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from parindex.cli.output import (
    DONE,
    NO,
    console,
    guarded,
    json_option,
    lang_option,
    pick,
    print_json,
    read_document,
)
from parindex.cli.rulesets import is_path
from parindex.errors import AssessmentError, Language, RulesetError, UsageError, problem
from parindex.exact import ZERO, Rounding
from parindex.explanation.rules import number
from parindex.fields import counted, say
from parindex.process.calendar import to_ics
from parindex.process.fulfilment import (
    Fulfilment,
    Judged,
    Kept,
    TaskState,
    Verdict,
    fulfil,
    plain,
    tally,
)
from parindex.process.prose import day, due_text
from parindex.process.report import PlanReport
from parindex.process.schedule import Progress, Row, progress
from parindex.process.schedule import schedule as dated
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset
from parindex.ruleset.plan import Measure, Plan, Reporting
from parindex.validation import validate

__all__ = ["plan", "schedule"]

_DAY = re.compile(r"(19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
PROGRESS: dict[Progress, tuple[str, str]] = {
    "done": ("đã xong", "done"),
    "late": ("quá hạn", "late"),
    "due": ("đang trong hạn", "due"),
    "next": ("sắp tới", "next"),
    "undated": ("chưa rõ ngày", "no day yet"),
}
VERDICTS: dict[Verdict, tuple[str, str]] = {
    "met": ("đạt", "met"),
    "unmet": ("chưa đạt", "unmet"),
    "unknown": ("chưa có số liệu", "unknown"),
}
STATES: dict[TaskState, tuple[str, str]] = {
    "done": ("xong", "done"),
    "done-late": ("xong quá hạn", "done late"),
    "pending": ("chưa xong", "pending"),
    "overdue": ("quá hạn", "overdue"),
    "not-applicable": ("không áp dụng", "not applicable"),
}
UNITS = {
    "percent": ("%", "%"),
    "times": ("lần", "times"),
    "forms": ("hình thức", "forms"),
    "days": ("ngày", "days"),
}
ONE_UNIT = {"percent": "%", "times": "time", "forms": "form", "days": "day"}
PER = {
    "year": ("mỗi năm", "a year"),
    "quarter": ("mỗi quý", "a quarter"),
    "month": ("mỗi tháng", "a month"),
    "unit": ("mỗi đơn vị", "for each unit"),
    "event": ("mỗi lần", "each time"),
}


@click.command("schedule")
@click.argument("ruleset")
@click.option(
    "--on",
    "moment",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Việc nào quá hạn, đến hạn, sắp tới / what is late, due, next on that day.",
)
@click.option("--done", multiple=True, metavar="KEY=DATE", help="Ngày việc đó đã xong / the day it was done.")
@click.option(
    "--event",
    "events",
    multiple=True,
    metavar="KEY=DATE",
    help="Ngày của sự kiện mà việc đó chờ / the day of the event that it waits for.",
)
@click.option(
    "--ics", type=click.Path(dir_okay=False, path_type=Path), help="Ghi tệp lịch / write a calendar."
)
@json_option
@lang_option
@guarded
def schedule(  # noqa: PLR0913 (the options of the interface)
    ruleset: str,
    moment: dt.datetime | None,
    done: tuple[str, ...],
    events: tuple[str, ...],
    ics: Path | None,
    *,
    as_json: bool,
    lang: Language,
) -> None:
    """Lịch thực hiện / the milestones of RULESET (or a plan), with their days."""
    on = moment.date() if moment else None
    declared = _declared(ruleset)
    rows = dated(declared, done=_days(done), events=_days(events))
    if ics is not None:
        _write(ics, to_ics(say(declared.title, lang), declared.id, rows, lang))
        count = sum(row.last is not None for row in rows)
        click.echo(
            pick(
                lang,
                f"đã ghi {count} nhiệm vụ có ngày vào {ics}",
                f"{counted(count, 'milestone')} written to {ics}",
            ),
            err=True,
        )
    if as_json:
        print_json([_plain(row, on, lang) for row in rows])
        return
    out = console()
    out.print(f"[bold]{escape(say(declared.title, lang))}[/bold] ({declared.id})")
    if not rows:
        out.print(pick(lang, "Không nêu nhiệm vụ nào.", "No milestone is stated."))
        return
    out.print(_rows_table(rows, on, lang))
    if on is not None:
        _print_progress(out, rows, on, lang)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UsageError(problem("E-WRITE", file=str(file), reason=error.strerror or "")) from None


def _declared(name: str) -> Ruleset | Plan:
    if not is_path(name):
        return catalog.declaration(name)
    file = Path(name)
    return catalog.load_plan(file) if catalog.is_plan(catalog.read_document(file)) else catalog.load(file)


def _days(given: tuple[str, ...]) -> dict[str, dt.date]:
    """Read ``key=2024-11-30`` pairs."""
    found: dict[str, dt.date] = {}
    for each in given:
        key, _, text = each.partition("=")
        if not _DAY.fullmatch(text):
            raise UsageError(problem("E-DAY", found=each))
        if key in found:
            raise UsageError(problem("E-TWICE", found=key))
        try:
            found[key] = dt.date.fromisoformat(text)
        except ValueError:
            raise UsageError(problem("E-DAY", found=each)) from None
    return found


def _rows_table(rows: tuple[Row, ...], on: dt.date | None, lang: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("TT" if lang == "vi" else "No.", no_wrap=True)
    table.add_column(pick(lang, "Nhiệm vụ", "Milestone"), overflow="fold", ratio=7)
    table.add_column(pick(lang, "Cơ quan", "Body"), overflow="fold", ratio=3)
    table.add_column(pick(lang, "Thời hạn như văn bản", "Due, as worded"), overflow="fold", ratio=3)
    table.add_column(pick(lang, "Ngày cuối", "Last day"), no_wrap=True)
    if on is not None:
        table.add_column(pick(lang, "Tình trạng", "Status"), no_wrap=True)
    for row in rows:
        due = due_text(row.due, lang) if row.due else pick(lang, "không nêu", "not stated")
        last = day(row.last, lang) if row.last else "–"
        status = [pick(lang, *PROGRESS[progress(row, on)])] if on is not None else []
        name = f"{escape(say(row.name, lang))}\n[dim]{row.key}[/dim]"
        table.add_row(
            escape(row.code or ""), name, escape(say(row.responsible, lang)), escape(due), last, *status
        )
    return table


def _print_progress(out: Console, rows: tuple[Row, ...], on: dt.date, lang: Language) -> None:
    """Say what is late, due and next on a day, the nearest first."""
    out.print(f"{pick(lang, 'Tính đến ngày', 'On')} {day(on, lang)}:")
    for which in ("late", "due", "next"):
        chosen = sorted((row for row in rows if progress(row, on) == which), key=lambda row: row.last or on)
        names = [f"{row.key} ({_distance(row, on, lang)})" for row in chosen]
        out.print(f"- {pick(lang, *PROGRESS[which])}: {'; '.join(names) or '–'}", markup=False)


def _distance(row: Row, on: dt.date, lang: Language) -> str:
    days = abs(((row.last or on) - on).days)
    if row.last is not None and row.last < on:
        return pick(lang, f"quá hạn {days} ngày", f"{counted(days, 'day')} late")
    if not days:
        return pick(lang, "hôm nay là ngày cuối", "the last day")
    return pick(lang, f"còn {days} ngày", f"{counted(days, 'day')} left")


def _plain(row: Row, on: dt.date | None, lang: Language) -> dict[str, object]:
    return {
        "key": row.key,
        "code": row.code,
        "name": say(row.name, lang),
        "responsible": say(row.responsible, lang) or None,
        "cooperating": [say(each, lang) for each in row.cooperating],
        "product": say(row.product, lang) or None,
        "due": due_text(row.due, lang) if row.due else None,
        "first": row.first.isoformat() if row.first else None,
        "last": row.last.isoformat() if row.last else None,
        "done": row.done.isoformat() if row.done else None,
        "status": progress(row, on) if on is not None else None,
        "source": {"instrument": row.source.instrument, "at": row.source.at} if row.source else None,
    }


@click.command("plan")
@click.argument("plan")
@click.argument("report", required=False)
@json_option
@lang_option
@guarded
def plan(plan: str, report: str | None, *, as_json: bool, lang: Language) -> None:
    """Kế hoạch cải cách hành chính / a reform PLAN, or how far REPORT says it has come.

    Mã thoát 1 khi có chỉ tiêu, nghĩa vụ chưa đạt hoặc việc quá hạn / exits with 1 when a target or duty is
    not met, or something is overdue.
    """
    declared = _declared(plan)
    if not isinstance(declared, Plan):
        raise RulesetError(problem("E-NOT-PLAN", found=plan))
    if report is None:
        _show_plan(declared, plan, lang, as_json=as_json)
        return
    found = _fulfilled(declared, report)
    if as_json:
        print_json(plain(found, lang))
    else:
        _print_fulfilment(found, lang)
    unmet = any(each.verdict == "unmet" for each in (*found.targets, *found.duties))
    overdue = any(each.state == "overdue" for each in (*found.tasks, *found.reports))
    sys.exit(NO if unmet or overdue else DONE)


def _fulfilled(declared: Plan, file: str) -> Fulfilment:
    document = read_document(file)
    report = validate(PlanReport, document.data)
    if not isinstance(report, PlanReport):
        raise AssessmentError(*document.locate(report))
    try:
        return fulfil(declared, report)
    except AssessmentError as error:
        raise AssessmentError(*document.locate(error.problems)) from None


def _show_plan(declared: Plan, named: str, lang: Language, *, as_json: bool) -> None:
    if as_json:
        print_json(declared.plain())
        return
    out = console()
    out.print(f"[bold]{escape(say(declared.title, lang))}[/bold] ({declared.id})\nSHA-256 {declared.digest}")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (
        ("Chỉ tiêu, nghĩa vụ", "Target or duty"),
        ("Mức phải đạt", "To be reached"),
        ("Thời hạn", "Due"),
    ):
        table.add_column(pick(lang, *heading), overflow="fold")
    for target in declared.targets:
        table.add_row(escape(say(target.name, lang)), _measure(target.measure, lang), "")
    for duty in declared.duties:
        due = due_text(duty.due, lang) if duty.due else ""
        measure = _measure(duty.measure, lang) if duty.measure else ""
        table.add_row(escape(say(duty.name, lang)), measure, escape(due))
    out.print(table)
    for field in declared.fields:
        tasks = [each for each in declared.tasks if each.field == field.key and each.part_of is None]
        many = pick(lang, f"{len(tasks)} nhiệm vụ", counted(len(tasks), "task"))
        out.print(f"{field.code}. {say(field.name, lang)}: {many}", markup=False)
    if declared.reporting:
        out.print(_reporting(declared.reporting, lang), markup=False)
    out.print(pick(lang, "Các nhiệm vụ và thời hạn:", "Tasks and dates:") + f" parindex schedule {named}")


def _reporting(reporting: Reporting, lang: Language) -> str:
    names = ", ".join(say(each.name, lang) for each in reporting.reports)
    first = day(reporting.cut_off_from, lang)
    last, due = number(reporting.cut_off_day, lang), number(reporting.due_day, lang)
    return pick(
        lang,
        f"{names}: số liệu từ {first} đến ngày {last}, gửi chậm nhất ngày {due} của tháng cuối kỳ.",
        f"{names}: data from {first} to day {last}, sent by day {due}, of the last month of the span.",
    )


def _measure(measure: Measure, lang: Language) -> str:
    sign = {"at-least": ("ít nhất", "at least"), "at-most": ("nhiều nhất", "at most")}[measure.comparator]
    per = f" {pick(lang, *PER[measure.per])}" if measure.per else ""
    unit = pick(lang, *UNITS[measure.unit])
    if lang == "en" and measure.threshold == 1:
        unit = ONE_UNIT[measure.unit]
    return f"{pick(lang, *sign)} {number(measure.threshold, lang)} {unit}{per}"


def _print_fulfilment(found: Fulfilment, lang: Language) -> None:
    out = console()
    out.print(f"[bold]{escape(say(found.plan.title, lang))}[/bold] ({found.plan.id})")
    on = day(found.report.as_of, lang)
    out.print(f"{escape(found.report.body.name)} · {pick(lang, 'tính đến ngày', 'as of')} {on}")
    for table in (
        _judged_table(found.targets, pick(lang, "Chỉ tiêu", "Target"), lang),
        _judged_table(found.duties, pick(lang, "Nghĩa vụ", "Duty"), lang),
        _kept_table(found.tasks, pick(lang, "Nhiệm vụ", "Task"), lang),
        _kept_table(found.reports, pick(lang, "Báo cáo", "Report"), lang),
    ):
        if table.row_count:
            out.print(table)
    verdicts = [each.verdict for each in (*found.targets, *found.duties)]
    said = ", ".join(f"{verdicts.count(each)} {pick(lang, *VERDICTS[each])}" for each in VERDICTS)
    out.print(f"{pick(lang, 'Chỉ tiêu và nghĩa vụ', 'Targets and duties')}: {said}")
    states = tally(found)
    said = ", ".join(f"{states[each]} {pick(lang, *STATES[each])}" for each in STATES if states[each])
    out.print(f"{pick(lang, 'Dòng nhiệm vụ', 'Task rows')}: {said}")
    done, planned = found.counts
    said = pick(lang, f"Nhiệm vụ hoàn thành: {done} trên {planned}", f"Tasks done: {done} of {planned}")
    parts = pick(
        lang,
        "nhiệm vụ có nhiều sản phẩm chỉ tính khi đủ sản phẩm",
        "a task with several products counts when all are done",
    )
    out.print(f"{said} (done {done}, planned {planned}; {parts})")


def _judged_table(judged: tuple[Judged, ...], heading: str, lang: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(heading, overflow="fold", ratio=6)
    table.add_column(pick(lang, "Phải đạt", "Demanded"), overflow="fold", ratio=2)
    table.add_column(pick(lang, "Hạn", "Due"), overflow="fold")
    table.add_column(pick(lang, "Báo cáo", "Reported"), justify="right", overflow="fold")
    table.add_column(pick(lang, "Kết luận", "Verdict"), no_wrap=True)
    for each in judged:
        figures = [_rounded(each, lang)] if each.figure is not None else []
        figures += [day(each.done, lang)] if each.done else []
        table.add_row(
            escape(say(each.name, lang)),
            _measure(each.measure, lang) if each.measure else "",
            day(each.last, lang) if each.last else due_text(each.due, lang) if each.due else "",
            "\n".join(figures) or "–",
            pick(lang, *VERDICTS[each.verdict]),
        )
    return table


def _rounded(each: Judged, lang: Language) -> str:
    """Write a figure, cut after two decimals: what is short of a threshold never looks like reaching it."""
    figure = each.figure or ZERO
    cut = Rounding(2, "down").apply(figure)
    return number(cut, lang) if cut == figure else f"≈ {number(cut, lang)}"


def _kept_table(kept: tuple[Kept, ...], heading: str, lang: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("TT" if lang == "vi" else "No.", no_wrap=True)
    table.add_column(heading, overflow="fold", ratio=6)
    table.add_column(pick(lang, "Ngày cuối", "Last day"), no_wrap=True)
    table.add_column(pick(lang, "Ngày xong", "Done"), no_wrap=True)
    table.add_column(pick(lang, "Tình trạng", "State"), no_wrap=True)
    for each in kept:
        table.add_row(
            escape(each.code or ""),
            escape(say(each.name, lang)),
            day(each.last, lang) if each.last else "–",
            day(each.done, lang) if each.done else "–",
            pick(lang, *STATES[each.state]),
        )
    return table
