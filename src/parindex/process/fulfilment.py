"""How far a reform plan is fulfilled: targets and duties met or not, tasks done, late or pending."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from parindex.errors import AssessmentError, Language, Problem, nearest, problem
from parindex.exact import exact_text
from parindex.fields import Text, say
from parindex.process.report import PlanReport, ReportedFigure
from parindex.process.schedule import Row, schedule
from parindex.process.workdays import AddWorkingDays, add_working_days
from parindex.ruleset.plan import Measure, Plan, Task
from parindex.ruleset.process import Due

__all__ = ["Counts", "Fulfilment", "Judged", "Kept", "TaskState", "Verdict", "fulfil", "plain", "tally"]

Verdict = Literal["met", "unmet", "unknown"]
TaskState = Literal["done", "done-late", "pending", "overdue", "not-applicable"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A target or duty: what was demanded, the figure and the day that were reported, and the verdict."""

    key: str
    name: Text
    measure: Measure | None
    last: dt.date | None
    figure: Fraction | None
    done: dt.date | None
    verdict: Verdict
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A task or a periodic report: its last day, the day it was done, and how it stands."""

    key: str
    code: str | None
    name: Text
    field: str | None
    part_of: str | None
    last: dt.date | None
    done: dt.date | None
    state: TaskState


class Counts(NamedTuple):
    """Tasks done and planned, as a `ratio` criterion takes them; parts count with their task."""

    done: int
    planned: int


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """A plan and how far it has come on a day."""

    plan: Plan
    report: PlanReport
    targets: tuple[Judged, ...]
    duties: tuple[Judged, ...]
    tasks: tuple[Kept, ...]
    reports: tuple[Kept, ...]

    @property
    def counts(self) -> Counts:
        """Return the tasks done of those planned; one that does not apply is not planned.

        A task is done when it and all its parts are done.
        """
        whole = [each for each in self.tasks if each.part_of is None and each.state != "not-applicable"]
        return Counts(sum(self._done(each) for each in whole), len(whole))

    def _done(self, task: Kept) -> bool:
        parts = [each for each in self.tasks if each.part_of == task.key]
        return all(each.state in {"done", "done-late", "not-applicable"} for each in (task, *parts))


def fulfil(plan: Plan, report: PlanReport, *, working_days: AddWorkingDays = add_working_days) -> Fulfilment:
    """Judge a report by its plan, on the day that the report names.

    A target or duty that is not reported is ``unknown``, never zero; a task that is not reported is
    ``pending``, and ``overdue`` once its last day has passed.

    Raises:
        AssessmentError: the report is of another plan, names what the plan does not have, or dates what was
            done after its own day; it carries every problem found.
        UsageError: a due rule counts working days, and the extra ``calendar`` is not installed (``E-EXTRA``).
    """
    found = (*_strays(plan, report), *_shares(plan, report), *_after(report))
    if found:
        raise AssessmentError(*found)
    done = {key: _day(each.done) for key, each in report.tasks.items() if each.done}
    done |= {key: _day(each.done) for key, each in report.duties.items() if each.done and _dated(plan, key)}
    done |= {key: _day(each.sent) for key, each in report.reports.items()}
    rows = {row.key: row for row in schedule(plan, done=done, working_days=working_days)}
    on = _day(report.as_of)
    tasks = {task.key: task for task in plan.tasks}
    planned = plan.reporting.reports if plan.reporting else ()
    return Fulfilment(
        plan,
        report,
        tuple(
            Judged(each.key, each.name, each.measure, None, figure, None, _verdict(each.measure, figure))
            for each in plan.targets
            for figure in [_figure(report.targets.get(each.key))]
        ),
        tuple(_duty(plan, each.key, rows, report, on) for each in plan.duties),
        tuple(_task(rows[key], task, report, on) for key, task in tasks.items()),
        tuple(_kept(rows[each.key], None, on) for each in planned),
    )


def _day(text: str | None) -> dt.date:
    return dt.date.fromisoformat(text or "")


def _dated(plan: Plan, key: str) -> bool:
    return any(each.key == key and each.due is not None for each in plan.duties)


def _strays(plan: Plan, report: PlanReport) -> Iterator[Problem]:
    """Find what the report names and the plan does not have."""
    if report.plan != plan.id:
        yield problem("E-OTHER-PLAN", ("plan",), found=report.plan, id=plan.id)
    reports = plan.reporting.reports if plan.reporting else ()
    named = (
        ("targets", report.targets, plan.targets),
        ("duties", report.duties, plan.duties),
        ("tasks", report.tasks, plan.tasks),
        ("reports", report.reports, reports),
    )
    for what, given, declared in named:
        known = [each.key for each in declared]
        for key in given:
            if key not in known:
                yield problem("E-PLAN-KEY", (what, key), what=what, found=key, nearest=nearest(key, known))


def _shares(plan: Plan, report: PlanReport) -> Iterator[Problem]:
    """Find a share where the target is no percentage, one above the whole, and a figure nothing asks for."""
    for each in plan.targets:
        figure = report.targets.get(each.key)
        if figure is None or figure.planned is None or figure.done is None:
            continue
        path = ("targets", each.key)
        if each.measure.unit != "percent":
            yield problem("E-REPORTED", path, found="done + planned")
        elif figure.done > figure.planned:
            yield problem("E-DONE", path, done=figure.done, planned=figure.planned, most=figure.planned)
    for duty in plan.duties:
        reported = report.duties.get(duty.key)
        if reported is not None and reported.value is not None and duty.measure is None:
            yield problem("E-REPORTED", ("duties", duty.key), found="value")


def _after(report: PlanReport) -> Iterator[Problem]:
    """Find days after the day of the report."""
    days = [
        *((("duties", key, "done"), each.done) for key, each in report.duties.items()),
        *((("tasks", key, "done"), each.done) for key, each in report.tasks.items()),
        *((("reports", key, "sent"), each.sent) for key, each in report.reports.items()),
    ]
    for path, day in days:
        if day is not None and day > report.as_of:
            yield problem("E-AFTER", path, found=day, last=report.as_of)


def _figure(reported: ReportedFigure | None) -> Fraction | None:
    """Return the reported figure; what was done of what was planned, in percent."""
    if reported is None or reported.done is None or reported.planned is None:
        return reported.value if reported else None
    return 100 * reported.done / reported.planned


def _verdict(measure: Measure, figure: Fraction | None) -> Verdict:
    if figure is None:
        return "unknown"
    met = figure >= measure.threshold if measure.comparator == "at-least" else figure <= measure.threshold
    return "met" if met else "unmet"


def _duty(plan: Plan, key: str, rows: dict[str, Row], report: PlanReport, on: dt.date) -> Judged:
    """Judge a duty: its figure where one is demanded, its day where one is set; all must be met."""
    duty = next(each for each in plan.duties if each.key == key)
    reported = report.duties.get(key)
    figure = reported.value if reported else None
    done = _day(reported.done) if reported and reported.done else None
    last = rows[key].last if key in rows else None
    verdicts = [_verdict(duty.measure, figure)] if duty.measure else []
    if duty.due is not None:
        # One day cannot show that a duty was kept every month.
        judged = reported is not None and duty.due.every is None
        verdicts.append(_in_time(done, last, on) if judged else "unknown")
    verdict: Verdict = "unmet" if "unmet" in verdicts else "unknown" if "unknown" in verdicts else "met"
    return Judged(key, duty.name, duty.measure, last, figure, done, verdict, duty.due)


def _in_time(done: dt.date | None, last: dt.date | None, on: dt.date) -> Verdict:
    if last is None:
        return "unknown"
    if (done or on) > last:
        return "unmet"
    return "unknown" if done is None else "met"


def _task(row: Row, task: Task, report: PlanReport, on: dt.date) -> Kept:
    reported = report.tasks.get(task.key)
    if reported is not None and reported.state is not None:
        return Kept(row.key, row.code, row.name, task.field, task.part_of, row.last, None, reported.state)
    return _kept(row, task, on)


def _kept(row: Row, task: Task | None, on: dt.date) -> Kept:
    late = row.last is not None and (row.done or on) > row.last
    state: TaskState = ("done-late" if late else "done") if row.done else "overdue" if late else "pending"
    field, part_of = (task.field, task.part_of) if task else (None, None)
    return Kept(row.key, row.code, row.name, field, part_of, row.last, row.done, state)


def plain(found: Fulfilment, lang: Language = "vi") -> dict[str, Any]:
    """Return a fulfilment as a plain tree of text: the result of ``plan --json``."""
    counts = found.counts
    return {
        "format": "1",
        "plan": {"id": found.plan.id, "sha256": found.plan.digest},
        "body": found.report.body.key,
        "as_of": found.report.as_of,
        "targets": [_judged(each, lang) for each in found.targets],
        "duties": [_judged(each, lang) for each in found.duties],
        "tasks": [_plain_kept(each, lang) for each in found.tasks],
        "reports": [_plain_kept(each, lang) for each in found.reports],
        "tally": {state: str(count) for state, count in sorted(tally(found).items())},
        "ratio": {"done": str(counts.done), "planned": str(counts.planned)},
    }


def tally(found: Fulfilment) -> Counter[TaskState]:
    """Count the rows of the annex by state."""
    return Counter(each.state for each in found.tasks)


def _judged(each: Judged, lang: Language) -> dict[str, Any]:
    return {
        "key": each.key,
        "name": say(each.name, lang),
        "verdict": each.verdict,
        "threshold": exact_text(each.measure.threshold) if each.measure else None,
        "figure": None if each.figure is None else exact_text(each.figure),
        "last": each.last.isoformat() if each.last else None,
        "done": each.done.isoformat() if each.done else None,
    }


def _plain_kept(each: Kept, lang: Language) -> dict[str, Any]:
    return {
        "key": each.key,
        "code": each.code,
        "name": say(each.name, lang),
        "state": each.state,
        "last": each.last.isoformat() if each.last else None,
        "done": each.done.isoformat() if each.done else None,
    }
