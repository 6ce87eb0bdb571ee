"""A page for each reform plan: what is to be reached, owed, done and reported."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.errors import Language
from parindex.explanation.rules import number
from parindex.fields import pick, say
from parindex.process.prose import day, due_text
from parindex.reporting.table import NOTHING
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.plan import Duty, Measure, Plan, PlanField, Reporting, Task
from parindex.site import paths, places
from parindex.site.clauses import basis
from parindex.site.identity import facts, identity, standing
from parindex.site.material import Material
from parindex.site.page import Page, block, cell, escape, heading, link, table
from parindex.site.report_page import code, wide

__all__ = ["INDEX", "measured", "pages"]

INDEX = "plans/index.md"
_UNITS = {
    "percent": ("%", "%", "%"),
    "times": ("lần", "times", "time"),
    "forms": ("hình thức", "forms", "form"),
    "days": ("ngày", "days", "day"),
}
_PER = {
    "year": ("mỗi năm", "a year"),
    "quarter": ("mỗi quý", "a quarter"),
    "month": ("mỗi tháng", "a month"),
    "unit": ("mỗi đơn vị", "for each unit"),
    "event": ("mỗi lần", "each time"),
}


def pages(material: Material, lang: Language) -> Iterator[Page]:
    """Write the list of plans, and a page for each."""
    title = pick(lang, "Kế hoạch cải cách hành chính", "Reform plans")
    summary = pick(lang, "Chỉ tiêu, nghĩa vụ, nhiệm vụ và báo cáo.", "Targets, duties, tasks and reports.")
    yield Page(INDEX, lang, title, block(*_index(material, lang)), summary)
    for plan in material.plans.values():
        yield Page(
            paths.plan(plan.id),
            lang,
            say(plan.title, lang),
            block(*_body(material, plan, lang)),
            summary,
            ((INDEX, title),),
            _labels(plan, lang),
        )


def _labels(plan: Plan, lang: Language) -> tuple[str, ...]:
    """Say what must be known of a plan that is no official text, or no longer one."""
    if plan.standing == "illustrative":
        return (
            pick(
                lang,
                "Kế hoạch minh hoạ, không phải văn bản chính thức.",
                "An illustrative plan, no official text.",
            ),
        )
    if plan.standing == "superseded":
        return (pick(lang, "Kế hoạch đã được thay thế.", "This plan has been superseded."),)
    return ()


def _index(material: Material, lang: Language) -> Iterator[str]:
    yield pick(
        lang,
        "Một kế hoạch không chấm điểm: nó nêu chỉ tiêu, nghĩa vụ, nhiệm vụ và thời hạn. Tỷ lệ nhiệm vụ "
        "hoàn thành "
        "có thể là đầu vào của một tiêu chí.",
        "A plan gives no points: it has targets, duties, tasks and dates. The ratio of tasks done can be "
        "what an "
        "item takes in.",
    )
    if material.plans:
        columns = (
            pick(lang, "Kế hoạch", "Plan"),
            pick(lang, "Chỉ tiêu", "Targets"),
            pick(lang, "Nghĩa vụ", "Duties"),
            pick(lang, "Nhiệm vụ", "Tasks"),
            pick(lang, "Hiệu lực", "Standing"),
        )
        rows = (
            (
                link(say(each.title, lang), paths.plan(each.id), at=INDEX),
                *(str(len(part)) for part in (each.targets, each.duties, _whole(each))),
                standing(each, lang),
            )
            for each in material.plans.values()
        )
        yield wide(table(columns, rows, figures=(1, 2, 3)))
    how = pick(lang, "Theo dõi một kế hoạch", "Follow a plan")
    yield link(how, "how-to/follow-a-plan.md", at=INDEX)


def _whole(plan: Plan) -> list[Task]:
    return [each for each in plan.tasks if each.part_of is None]


def _body(material: Material, plan: Plan, lang: Language) -> Iterator[str]:
    path = paths.plan(plan.id)
    yield escape(say(plan.note, lang))
    first, last = day(plan.span.from_, lang), day(plan.span.to, lang)
    span = basis(material, plan, plan.span, lang, at=path)
    rests = "" if span == NOTHING else f" ({span})"
    calendar = pick(lang, "Lịch: mọi thời hạn", "Calendar: every date")
    yield "\n".join(
        (
            f"- {pick(lang, f'Thời gian: từ {first} đến {last}', f'Dates: {first} to {last}')}{rests}",
            f"- {link(calendar, paths.calendar(plan.id), at=path)}",
        )
    )
    yield facts(identity(material, plan, lang, at=path), lang)
    if plan.targets:
        yield heading(2, pick(lang, "Chỉ tiêu", "Targets"), "targets")
        columns = (
            pick(lang, "Chỉ tiêu", "Target"),
            pick(lang, "Mức phải đạt", "To be reached"),
            _source(lang),
        )
        rows = (
            (
                f"{cell(say(each.name, lang))}{_noted(each.note, lang)} {{#target-{each.key}}}",
                cell(measured(each.measure, lang)),
                basis(material, plan, each, lang, at=path),
            )
            for each in plan.targets
        )
        yield table(columns, rows)
    if plan.duties:
        yield heading(2, pick(lang, "Nghĩa vụ của từng cơ quan", "What each body owes"), "duties")
        yield _duties(material, plan, lang, path)
    if plan.tasks:
        yield heading(2, pick(lang, "Nhiệm vụ theo lĩnh vực", "Tasks by field"), "tasks")
        for field in plan.fields:
            yield from _field(material, plan, field, lang, path)
    if plan.reporting:
        yield heading(2, pick(lang, "Báo cáo định kỳ", "Periodic reports"), "reporting")
        yield from _reports(material, plan, plan.reporting, lang)
    if found := assumptions(plan):
        yield heading(2, pick(lang, "Giả định", "Assumptions"), "assumptions")
        yield "\n".join(
            f"- {link(places.name(plan, place, lang), places.target(plan, place), at=path)}: "
            f"{escape(say(why, lang))}"
            for place, why in found
        )
    yield heading(2, pick(lang, "Lệnh", "Command"), "command")
    yield code(f"parindex plan {plan.id}")


def _source(lang: Language) -> str:
    return pick(lang, "Căn cứ", "Source")


def _noted(note: object, lang: Language) -> str:
    return f"<br>{cell(say(note, lang))}" if note else ""  # type: ignore[arg-type]


def measured(measure: Measure, lang: Language) -> str:
    """Say how much of a measure is enough.

    >>> from fractions import Fraction
    >>> measured(Measure(comparator="at-least", threshold=Fraction(1), unit="times", per="year"), "en")
    'at least 1 time a year'
    """
    sign = {"at-least": ("ít nhất", "at least"), "at-most": ("nhiều nhất", "at most")}[measure.comparator]
    vi, many, one = _UNITS[measure.unit]
    unit = pick(lang, vi, one if measure.threshold == 1 else many)
    per = f" {pick(lang, *_PER[measure.per])}" if measure.per else ""
    return f"{pick(lang, *sign)} {number(measure.threshold, lang)} {unit}{per}"


def _duties(material: Material, plan: Plan, lang: Language, path: str) -> str:
    columns = (
        pick(lang, "Nghĩa vụ", "Duty"),
        pick(lang, "Ai", "Who"),
        pick(lang, "Mức phải đạt", "To be reached"),
        pick(lang, "Thời hạn", "Due"),
        _source(lang),
    )
    rows = (_duty(material, plan, each, lang, path) for each in plan.duties)
    return wide(table(columns, rows))


def _duty(material: Material, plan: Plan, duty: Duty, lang: Language, path: str) -> tuple[str, ...]:
    return (
        f"{cell(say(duty.name, lang))}{_noted(duty.note, lang)} {{#duty-{duty.key}}}",
        cell(say(duty.responsible, lang)),
        cell(measured(duty.measure, lang)) if duty.measure else NOTHING,
        cell(due_text(duty.due, lang)) if duty.due else NOTHING,
        basis(material, plan, duty, lang, at=path),
    )


def _field(material: Material, plan: Plan, field: PlanField, lang: Language, path: str) -> Iterator[str]:
    """Write the tasks of one field; what is a part of a task stands below it."""
    tasks = [each for each in plan.tasks if each.field == field.key]
    yield heading(3, f"{field.code}. {say(field.name, lang)}", f"field-{field.key}")
    columns = (
        pick(lang, "Nhiệm vụ, sản phẩm", "Task, product"),
        pick(lang, "Chủ trì, phối hợp", "Lead, with"),
        pick(lang, "Thời hạn", "Due"),
        _source(lang),
    )
    yield wide(table(columns, (_task(material, plan, each, lang, path) for each in tasks)))


def _task(material: Material, plan: Plan, task: Task, lang: Language, path: str) -> tuple[str, ...]:
    below = "&emsp;" if task.part_of else ""
    name = f"{task.code}. {say(task.name, lang)}" if task.code else say(task.name, lang)
    product = pick(lang, "Sản phẩm", "Product")
    out = f"<br>{below}*{product}:* {cell(say(task.product, lang))}" if task.product else ""
    others = "; ".join(say(each, lang) for each in task.cooperating)
    helped = f"; {pick(lang, 'phối hợp', 'with')}: {others}" if others else ""
    return (
        f"{below}{cell(name)}{out}{_noted(task.note, lang)} {{#task-{task.key}}}",
        cell(f"{say(task.responsible, lang)}{helped}"),
        cell(due_text(task.due, lang)) if task.due else pick(lang, "không nêu", "not stated"),
        basis(material, plan, task, lang, at=path),
    )


def _reports(material: Material, plan: Plan, reporting: Reporting, lang: Language) -> Iterator[str]:
    path = paths.plan(plan.id)
    last, due = number(reporting.cut_off_day, lang), number(reporting.due_day, lang)
    to, first = escape(say(reporting.to, lang)), day(reporting.cut_off_from, lang)
    yield pick(
        lang,
        f"Gửi {to}: số liệu từ {first}, chốt ngày "
        f"{last}, gửi chậm nhất "
        f"ngày {due} của tháng cuối kỳ báo cáo.",
        f"To {to}: data from {first}, cut off on "
        f"day {last}, sent by "
        f"day {due}, of the last month of each report's span.",
    )
    columns = (pick(lang, "Báo cáo", "Report"), pick(lang, "Tháng cuối kỳ", "Last month"), _source(lang))
    rows = (
        (
            cell(say(each.name, lang)),
            "/".join(reversed(each.last_month.split("-"))) if lang == "vi" else each.last_month,
            basis(material, plan, each if each.source or each.assumed else reporting, lang, at=path),
        )
        for each in reporting.reports
    )
    yield table(columns, rows)
