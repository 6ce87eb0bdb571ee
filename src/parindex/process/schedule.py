"""A schedule: the milestones of a ruleset or a plan, each with its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from parindex.errors import UsageError, nearest, problem
from parindex.fields import Text
from parindex.process.workdays import AddWorkingDays, add_working_days
from parindex.ruleset.due import Window, window
from parindex.ruleset.model import Period, Ruleset
from parindex.ruleset.plan import Plan, Reporting
from parindex.ruleset.process import Due, Milestone, Source

__all__ = ["Progress", "Row", "progress", "schedule"]

Progress = Literal["done", "late", "due", "next", "undated"]


@dataclass(frozen=True, slots=True)
class Row:
    """One milestone: what is to be done, by whom, and on which days; no last day while nothing tells it."""

    key: str
    code: str | None
    name: Text
    responsible: Text | None = None
    cooperating: tuple[Text, ...] = ()
    product: Text | None = None
    due: Due | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    done: dt.date | None = None
    source: Source | None = None


def schedule(
    declared: Ruleset | Plan,
    *,
    done: Mapping[str, dt.date] | None = None,
    events: Mapping[str, dt.date] | None = None,
    working_days: AddWorkingDays = add_working_days,
) -> tuple[Row, ...]:
    """Return the milestones of a ruleset or plan in the order of the document, with their days.

    ``done`` says when milestones were done, by key; ``events`` when the event happened that a milestone waits
    for. Without them a rule that counts from another milestone counts from that one's last day.

    Raises:
        UsageError: there is no such milestone (``E-MILESTONE``), one waits for no event (``E-EVENT``), or
            counting working days needs the extra ``calendar`` (``E-EXTRA``).
    """
    rows = tuple(_rows(declared))
    known = {row.key for row in rows}
    finished, happened = done or {}, events or {}
    for key in (*finished, *happened):
        if key not in known:
            raise UsageError(problem("E-MILESTONE", found=key, nearest=nearest(key, known)))
    for row in rows:
        if row.key in happened and (row.due is None or (row.due.after or row.due.after_event) is None):
            raise UsageError(problem("E-EVENT", found=row.key))
    found: dict[str, Row] = {}
    waiting = {row.key: replace(row, done=finished.get(row.key)) for row in rows}
    for row in rows:
        for key in reversed(_chain(row.key, waiting, found)):
            found[key] = _dated(waiting[key], found, happened.get(key), working_days)
    return tuple(found[row.key] for row in rows)


def _chain(key: str, waiting: Mapping[str, Row], found: Mapping[str, Row]) -> list[str]:
    """Return a milestone and those that it counts from, the first one to be dated last."""
    chain = [key]
    while (due := waiting[chain[-1]].due) and due.after and due.after not in {*found, *chain}:
        chain.append(due.after)
    return chain


def _dated(row: Row, found: Mapping[str, Row], event: dt.date | None, working_days: AddWorkingDays) -> Row:
    """Find the days of a milestone, where the one that it counts from has its days."""
    due = row.due
    if due is None:
        return row
    span, start = window(due), event
    before = found.get(due.after or "")
    if before is not None:
        start = start or before.done or before.last
    if start is not None and due.working_days is not None:
        span = Window(start, working_days(start, int(due.working_days)))
    elif start is not None and due.after_event is not None:
        span = Window(start, start)
    return replace(row, first=span.first, last=span.last) if span else row


def _rows(declared: Ruleset | Plan) -> Iterator[Row]:
    if isinstance(declared, Plan):
        for task in declared.tasks:
            yield _row(task)
        for duty in declared.duties:
            if duty.due is not None:
                named = (duty.key, None, duty.name, duty.responsible)
                yield Row(*named, due=duty.due, source=duty.source)
        if declared.reporting:
            yield from _reports(declared.reporting)
        return
    milestones = declared.process.milestones if declared.process else ()
    said = [milestone.due for milestone in milestones]
    for period in declared.periods:
        # Where a milestone has the very same due rule, it is the report, in the document's own words.
        if period.due is not None and period.due not in said:
            yield _report(period, period.due)
    for milestone in milestones:
        yield _row(milestone)


def _row(milestone: Milestone) -> Row:
    return Row(
        milestone.key,
        milestone.code,
        milestone.name,
        milestone.responsible,
        milestone.cooperating,
        milestone.product,
        milestone.due,
        source=milestone.source,
    )


def _report(period: Period, due: Due) -> Row:
    """Return the row of a period's own scoring report."""
    vi, en = (period.name.vi, period.name.en) if period.name else (period.key, period.key)
    name = Text(
        vi=f"Gửi báo cáo tự đánh giá, chấm điểm: {vi}", en=f"Send the self-scoring report: {en or vi}"
    )
    return Row(f"report-{period.key}", None, name, due=due, source=period.source)


def _reports(reporting: Reporting) -> Iterator[Row]:
    for each in reporting.reports:
        last = dt.date.fromisoformat(f"{each.last_month}-{int(reporting.due_day):02}")
        due = Due(by=last.isoformat())
        yield Row(each.key, None, each.name, due=due, source=each.source or reporting.source)


def progress(row: Row, on: dt.date) -> Progress:
    """Tell how a milestone stands on a day: done, late, due (its days have begun), next, or without a day."""
    if row.done is not None and row.done <= on:
        return "done"
    if row.last is None:
        return "undated"
    if row.last < on:
        return "late"
    begun = row.last == on or (row.first is not None and row.first <= on)
    return "due" if begun else "next"
