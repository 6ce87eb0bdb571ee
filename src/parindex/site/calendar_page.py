"""A page for each calendar: the milestones of a ruleset or a plan with their days, roles and steps."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.errors import Language
from parindex.explanation.sheet import labels
from parindex.fields import pick, say
from parindex.process.prose import day, due_text
from parindex.process.schedule import Row, schedule
from parindex.reporting.table import NOTHING
from parindex.ruleset.model import Ruleset
from parindex.ruleset.plan import Plan
from parindex.ruleset.process import Due, Process
from parindex.site import paths
from parindex.site.clauses import basis, cited
from parindex.site.identity import above
from parindex.site.material import Material
from parindex.site.page import Page, block, cell, escape, heading, link, table
from parindex.site.report_page import code, wide

__all__ = ["has_calendar", "pages"]


def has_calendar(ruleset: Ruleset) -> bool:
    """Tell whether a ruleset has a calendar: a procedure, or a day on which a report is due."""
    return ruleset.process is not None or any(each.due is not None for each in ruleset.periods)


def pages(material: Material, lang: Language) -> Iterator[Page]:
    """Write a calendar for each ruleset that has one, and for each plan."""
    for ruleset in material.rulesets.values():
        if has_calendar(ruleset):
            parts = _procedure(material, ruleset, ruleset.process, lang) if ruleset.process else ()
            yield _page(material, ruleset, lang, above(ruleset, lang), *parts)
    for plan in material.plans.values():
        plans = ("plans/index.md", pick(lang, "Kế hoạch", "Plans")), (paths.plan(plan.id), plan.id)
        yield _page(material, plan, lang, plans)


def _page(
    material: Material,
    declared: Ruleset | Plan,
    lang: Language,
    way: tuple[tuple[str, str], ...],
    *parts: str,
) -> Page:
    title = say(declared.title, lang)
    return Page(
        paths.calendar(declared.id),
        lang,
        f"{pick(lang, 'Lịch thực hiện', 'Calendar')}: {declared.id}",
        block(
            f"**{escape(title)}**",
            heading(2, pick(lang, "Các công việc và thời hạn", "Milestones and days"), "milestones"),
            *_milestones(material, declared, lang),
            *parts,
            heading(2, pick(lang, "Lệnh", "Command"), "command"),
            pick(
                lang,
                "Cùng lịch này; thêm `--on` với một ngày để biết việc nào quá hạn, `--ics` để ghi tệp lịch.",
                "The same calendar; `--on` and a day tells what is late, `--ics` writes a file for "
                "calendars.",
            ),
            code(f"parindex schedule {declared.id}"),
        ),
        pick(lang, f"Thời hạn từng việc: {title}", f"When each thing is due: {title}"),
        way,
        tuple(labels(declared, lang)) if isinstance(declared, Ruleset) else (),
    )


def _milestones(material: Material, declared: Ruleset | Plan, lang: Language) -> Iterator[str]:
    at = paths.calendar(declared.id)
    rows = schedule(declared)
    names = {row.key: say(row.name, lang) for row in rows}
    if not rows:
        yield pick(lang, "Nguồn không nêu công việc nào có thời hạn.", "The sources state no milestone.")
        return
    columns = (
        pick(lang, "Công việc", "Milestone"),
        pick(lang, "Chủ trì, phối hợp", "Lead, with"),
        pick(lang, "Thời hạn như văn bản; ngày", "Due, as worded; days"),
        pick(lang, "Căn cứ", "Source"),
    )
    written = table(
        columns,
        (
            (
                _name(row, declared, lang),
                cell(_bodies(row, lang)),
                cell(_due(row.due, names, lang)) + _days(row, lang),
                _basis(material, declared, row, lang, at),
            )
            for row in rows
        ),
    )
    yield wide(written)
    yield pick(
        lang,
        "“Trước ngày” tính hết ngày liền trước. Việc không có ngày thì văn bản không nêu, hoặc chờ một sự "
        "kiện.",
        "“Before” ends on the day before. What has no day waits for an event, or the text states none.",
    )


def _name(row: Row, declared: Ruleset | Plan, lang: Language) -> str:
    """Name a milestone; what comes out of it stands below, and its key is its anchor."""
    product = pick(lang, "Sản phẩm", "Product")
    out = f"<br>*{product}:* {cell(say(row.product, lang))}" if row.product else ""
    known = declared.tasks if isinstance(declared, Plan) else ()
    name = f"{row.code}. {say(row.name, lang)}" if row.code else say(row.name, lang)
    if any(each.key == row.key for each in known):
        linked = link(name, f"{paths.plan(declared.id)}#task-{row.key}", at=paths.calendar(declared.id))
    else:
        linked = cell(name)
    return f"{linked}{out} {{#{row.key}}}"


def _bodies(row: Row, lang: Language) -> str:
    lead = say(row.responsible, lang) or NOTHING
    others = "; ".join(say(each, lang) for each in row.cooperating)
    return f"{lead}; {pick(lang, 'phối hợp', 'with')}: {others}" if others else lead


def _due(due: Due | None, names: dict[str, str], lang: Language) -> str:
    """Say a due rule, with the name of the milestone that it counts from."""
    if due is None:
        return pick(lang, "không nêu", "not stated")
    said = due_text(due, lang)
    return said.replace(f"`{due.after}`", f"“{names[due.after]}”") if due.after else said


def _days(row: Row, lang: Language) -> str:
    """Give the days of a milestone below its rule, where there are some."""
    if row.last is None:
        return ""
    last = day(row.last, lang)
    span = last if row.first is None or row.first == row.last else f"{day(row.first, lang)} – {last}"
    return f"<br>**{span}**"


def _basis(material: Material, declared: Ruleset | Plan, row: Row, lang: Language, at: str) -> str:
    if row.source is not None:
        return cited(material, declared, row.source, lang, at=at)
    process = declared.process if isinstance(declared, Ruleset) else None
    found = next((each for each in process.milestones if each.key == row.key), None) if process else None
    return basis(material, declared, found, lang, at=at) if found else NOTHING


def _procedure(material: Material, ruleset: Ruleset, process: Process, lang: Language) -> Iterator[str]:
    """Say who takes part, and the steps in their order."""
    at = paths.calendar(ruleset.id)
    source = pick(lang, "Căn cứ", "Source")
    roles = {each.key: say(each.name, lang) for each in process.roles}
    if process.roles:
        yield heading(2, pick(lang, "Thành phần tham gia", "Who takes part"), "roles")
        rows = (
            (
                f"{cell(say(each.name, lang))} {{#role-{each.key}}}",
                basis(material, ruleset, each, lang, at=at),
            )
            for each in process.roles
        )
        yield table((pick(lang, "Thành phần", "Role"), source), rows)
    if process.steps:
        yield heading(2, pick(lang, "Các bước", "Steps"), "steps")
        columns = (pick(lang, "Bước", "Step"), pick(lang, "Ai làm", "Who"), source)
        yield table(
            columns,
            (
                (
                    f"{at_}. {cell(say(each.name, lang))}",
                    cell(roles[each.role]) if each.role else NOTHING,
                    basis(material, ruleset, each, lang, at=at),
                )
                for at_, each in enumerate(process.steps, 1)
            ),
        )
