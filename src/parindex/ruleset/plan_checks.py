"""What makes a reform plan sound: keys are unique, names are declared, spans run forwards."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.errors import Path, Problem, problem
from parindex.ruleset.plan import Plan
from parindex.ruleset.process import Due
from parindex.ruleset.references import circles, repeated, sources, unknown_names

__all__ = ["check_plan"]


def check_plan(plan: Plan) -> tuple[Problem, ...]:
    """Return every problem of a plan."""
    found = [
        *repeated(plan),
        *_shared(plan),
        *unknown_names(_named(plan)),
        *_identity(plan),
        *_spans(plan),
        *_circles(plan),
    ]
    return tuple(dict.fromkeys(found))


def _shared(plan: Plan) -> Iterator[Problem]:
    """Find a duty or a periodic report with the key of a task: a schedule holds them all."""
    seen = {task.key for task in plan.tasks}
    reports = plan.reporting.reports if plan.reporting else ()
    lists = (
        (("duties",), [each.key for each in plan.duties]),
        (("reporting", "reports"), [each.key for each in reports]),
    )
    for path, keys in lists:
        for index, key in enumerate(keys):
            if key in seen:
                yield problem("E-UNIQUE", (*path, index, "key"), found=key)
        seen.update(keys)


def _named(plan: Plan) -> Iterator[tuple[str, list[tuple[Path, str]], tuple[str, ...]]]:
    tasks = [(("tasks", index), task) for index, task in enumerate(plan.tasks)]
    yield (
        "instrument",
        [((*path, "instrument"), source.instrument) for path, source in sources(plan)],
        tuple(each.key for each in plan.instruments),
    )
    yield (
        "field",
        [((*path, "field"), task.field) for path, task in tasks],
        tuple(each.key for each in plan.fields),
    )
    whole = tuple(task.key for _, task in tasks if task.part_of is None)
    yield "task", [((*path, "part_of"), task.part_of) for path, task in tasks if task.part_of], whole
    after = [((*path, "after"), due.after) for path, due in _dues(plan) if due.after]
    yield "task", after, tuple(task.key for _, task in tasks)


def _circles(plan: Plan) -> Iterator[Problem]:
    yield from circles((("tasks", index), task) for index, task in enumerate(plan.tasks))


def _dues(plan: Plan) -> Iterator[tuple[Path, Due]]:
    for index, duty in enumerate(plan.duties):
        if duty.due:
            yield ("duties", index, "due"), duty.due
    for index, task in enumerate(plan.tasks):
        if task.due:
            yield ("tasks", index, "due"), task.due


def _identity(plan: Plan) -> Iterator[Problem]:
    year, _, correction = plan.id.partition("@")[2].partition(".")
    if plan.year != year:
        yield problem("E-VALUE", ("year",), found=plan.year, known=year)
    if correction and plan.supersedes is None:
        yield problem("E-REQUIRED", (), field="supersedes")


def _spans(plan: Plan) -> Iterator[Problem]:
    spans: list[tuple[Path, str, str]] = [(("span",), plan.span.from_, plan.span.to)]
    spans += [((*path, "between"), *due.between) for path, due in _dues(plan) if due.between]
    for path, first, last in spans:
        if last < first:
            yield problem("E-PERIOD-SPAN", path, from_=first, to=last)
