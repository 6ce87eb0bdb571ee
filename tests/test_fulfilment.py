"""Fulfilment of a plan: verdicts by threshold and day, states of tasks, the counts that feed a criterion."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from commands import DEPARTMENT, REPORT
from helpers import Plain
from hypothesis import given
from hypothesis import strategies as st

import parindex
from parindex.errors import AssessmentError, Problem, problem
from parindex.process.fulfilment import Fulfilment, fulfil, plain, tally
from parindex.process.report import PlanReport
from parindex.process.schedule import schedule
from parindex.ruleset import catalog
from parindex.ruleset.plan import Plan
from parindex.ruleset.plan_checks import check_plan
from parindex.ruleset.process import Due
from parindex.scoresheet import ScoreSheet, each_line
from parindex.validation import validate

F = Fraction
HANOI = "ha-noi/reform-plan@2021"
INSTRUMENT: Plain = {
    "key": "qd-1",
    "number": "1/QĐ-UBND",
    "kind": "decision",
    "issuer": "UBND tỉnh",
    "title": {"vi": "Quyết định minh hoạ"},
    "reliability": "D",
}


def measure(threshold: str, comparator: str = "at-least", unit: str = "percent") -> Plain:
    """Declare how much is enough."""
    return {"comparator": comparator, "threshold": threshold, "unit": unit}


def target(key: str, threshold: str, comparator: str = "at-least") -> Plain:
    """Declare a target in percent."""
    return {"key": key, "name": {"vi": f"Chỉ tiêu {key}"}, "measure": measure(threshold, comparator)}


def duty(key: str, **fields: Any) -> Plain:
    """Declare a duty."""
    return {"key": key, "name": {"vi": f"Nghĩa vụ {key}"}, "responsible": {"vi": "Sở A"}, **fields}


def task(key: str, by: str | None = "2024-06-30", **fields: Any) -> Plain:
    """Declare a task of the one field, due by a day."""
    due = {"due": {"by": by}} if by else {}
    name = {"vi": f"Nhiệm vụ {key}"}
    return {"key": key, "name": name, "responsible": {"vi": "Sở A"}, "field": "f", **due, **fields}


def plan(**parts: Any) -> Plan:
    """Make a plan for 2024 of these parts."""
    tree: Plain = {
        "format": "1",
        "kind": "plan",
        "id": "example/plan@2024",
        "year": "2024",
        "title": {"vi": "Kế hoạch minh hoạ"},
        "standing": "illustrative",
        "coverage": "full",
        "instruments": [INSTRUMENT],
        "span": {"from": "2024-01-01", "to": "2024-12-31"},
        "fields": [{"key": "f", "code": "I", "name": {"vi": "Lĩnh vực"}}],
    }
    found = validate(Plan, {**tree, **parts})
    assert isinstance(found, Plan), [str(each) for each in found]
    assert check_plan(found) == ()
    return found


def reported(declared: str = "example/plan@2024", as_of: str = "2024-12-31", **parts: Any) -> PlanReport:
    """Make a report."""
    tree: Plain = {"format": "1", "plan": declared, "body": {"key": "so-a", "name": "Sở A"}, "as_of": as_of}
    found = validate(PlanReport, {**tree, **parts})
    assert isinstance(found, PlanReport), [str(each) for each in found]
    return found


def unread(**parts: Any) -> tuple[Problem, ...]:
    """Return every problem for which a tree is no report."""
    tree: Plain = {
        "format": "1",
        "plan": HANOI,
        "body": {"key": "so-a", "name": "Sở A"},
        "as_of": "2021-12-10",
    }
    found = validate(PlanReport, {**tree, **parts})
    assert not isinstance(found, PlanReport)
    return found


def refused(declared: Plan, report: PlanReport) -> tuple[Problem, ...]:
    """Return every problem for which a report cannot be judged by a plan."""
    with pytest.raises(AssessmentError) as caught:
        fulfil(declared, report)
    return caught.value.problems


@functools.cache
def hanoi() -> Plan:
    """Load Hanoi's plan for 2021."""
    found = catalog.declaration(HANOI)
    assert isinstance(found, Plan)
    return found


@functools.cache
def example_tree() -> str:
    """Return the report among the examples as JSON."""
    return json.dumps(catalog.read_document(REPORT).data)


def example(**tasks: Any) -> PlanReport:
    """Return the report among the examples, with some tasks more (``_`` stands for a hyphen)."""
    tree = json.loads(example_tree())
    tree["tasks"] |= {key.replace("_", "-"): entry for key, entry in tasks.items()}
    found = validate(PlanReport, tree)
    assert isinstance(found, PlanReport)
    return found


def states(found: Fulfilment) -> dict[str, str]:
    """Return the state of each task by key."""
    return {each.key: each.state for each in found.tasks}


def verdicts(found: Fulfilment) -> dict[str, str]:
    """Return the verdict on each target and duty by key."""
    return {each.key: each.verdict for each in (*found.targets, *found.duties)}


# Targets


@pytest.mark.parametrize(
    ("comparator", "value", "expected"),
    [
        ("at-least", "98.999999", "unmet"),
        ("at-least", "99", "met"),
        ("at-least", "99.000001", "met"),
        ("at-most", "98.999999", "met"),
        ("at-most", "99", "met"),
        ("at-most", "99.000001", "unmet"),
    ],
)
def test_the_edge_belongs_to_what_is_met(comparator: str, value: str, expected: str) -> None:
    """At least and at most both hold their threshold itself, and not a millionth on its wrong side."""
    declared = plan(targets=[target("t", "99", comparator)])
    assert verdicts(fulfil(declared, reported(targets={"t": {"value": value}}))) == {"t": expected}


numbers = st.integers(0, 2 * 10**8).map(lambda millionths: F(millionths, 10**6))


@given(st.sampled_from(["at-least", "at-most"]), numbers, numbers)
def test_a_figure_meets_its_threshold_or_not(comparator: str, threshold: Fraction, value: Fraction) -> None:
    """Whatever the figures, a target is met exactly when the figure is on the right side or on the edge."""
    tree = target("t", "0", comparator)
    tree["measure"]["threshold"] = threshold
    (found,) = fulfil(plan(targets=[tree]), reported(targets={"t": {"value": value}})).targets

    right = value - threshold if comparator == "at-least" else threshold - value
    assert found.verdict == ("met" if right >= 0 else "unmet")
    assert found.figure == value


@pytest.mark.parametrize(
    ("done", "planned", "figure", "expected"),
    [
        ("100", "101", F(10000, 101), "met"),
        ("99", "101", F(9900, 101), "unmet"),  # 98.02 %
        ("99.99", "101", F(99), "met"),  # 99 % of 101, exactly
        ("99.989999", "101", F(99) - F(1, 1010000), "unmet"),
        ("989999", "1000000", F("98.9999"), "unmet"),  # 99.00 % when rounded
        ("990000", "1000000", F(99), "met"),
        ("0", "7", F(0), "unmet"),
        ("7", "7", F(100), "met"),
    ],
)
def test_done_of_planned_in_percent(done: str, planned: str, figure: Fraction, expected: str) -> None:
    """What was done of what was planned is an exact percentage: nothing is rounded on either side of 99."""
    report = reported(targets={"t": {"done": done, "planned": planned}})
    (found,) = fulfil(plan(targets=[target("t", "99")]), report).targets
    assert (found.figure, found.verdict) == (figure, expected)


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 100))
def test_a_share_is_compared_without_division(done: int, planned: int, threshold: int) -> None:
    """A share is enough exactly when a hundred times done reaches the threshold times planned."""
    done = min(done, planned)
    report = reported(targets={"t": {"done": str(done), "planned": str(planned)}})
    (found,) = fulfil(plan(targets=[target("t", str(threshold))]), report).targets
    assert (found.verdict == "met") == (100 * done >= threshold * planned)
    assert found.figure == F(100 * done, planned)


def test_more_done_than_planned_is_refused() -> None:
    """A share above the whole is refused: the two figures may have changed places."""
    (found,) = refused(
        plan(targets=[target("t", "99")]), reported(targets={"t": {"done": "8", "planned": "7"}})
    )
    assert found == problem("E-DONE", ("targets", "t"), done=F(8), planned=F(7), most=F(7))


def test_a_figure_that_no_measure_asks_for_is_refused() -> None:
    """A duty with a day and no measure takes no figure: nothing could judge it."""
    declared = plan(duties=[{**duty("d", due={"by": "2021-06-30"}), "measure": None}])
    (found,) = refused(declared, reported(duties={"d": {"value": "3"}}))
    assert found == problem("E-REPORTED", ("duties", "d"), found="value")


def test_an_unreported_target_is_unknown() -> None:
    """A target of which nothing is reported is unknown, also one that a zero would meet."""
    declared = plan(targets=[target("a", "99"), target("b", "0"), target("c", "5", "at-most")])
    found = fulfil(declared, reported())

    assert verdicts(found) == {"a": "unknown", "b": "unknown", "c": "unknown"}
    assert [each.figure for each in found.targets] == [None, None, None]
    assert verdicts(fulfil(declared, reported(targets={"a": {"value": "0"}})))["a"] == "unmet"


# Duties


BY_JUNE = {"due": {"by": "2024-06-30"}}


@pytest.mark.parametrize(
    ("done", "as_of", "expected"),
    [
        (None, "2024-06-29", "unknown"),
        (None, "2024-06-30", "unknown"),
        (None, "2024-07-01", "unknown"),
        ("2024-06-30", "2024-06-30", "met"),
        ("2024-06-30", "2024-12-31", "met"),
        ("2024-07-01", "2024-12-31", "unmet"),
        ("2023-12-31", "2024-01-01", "met"),
    ],
)
def test_a_duty_with_a_day(done: str | None, as_of: str, expected: str) -> None:
    """A dated duty is met when done by its last day, unmet when done later, and unknown if not reported."""
    entries = {"d": {"done": done}} if done else {}
    found = fulfil(plan(duties=[duty("d", **BY_JUNE)]), reported(as_of=as_of, duties=entries))
    assert verdicts(found) == {"d": expected}
    assert found.duties[0].last == dt.date(2024, 6, 30)


@pytest.mark.parametrize(
    ("entry", "as_of", "expected"),
    [
        (None, "2024-06-30", "unknown"),
        (None, "2024-07-01", "unknown"),
        ({"value": "5"}, "2024-06-30", "unknown"),
        ({"value": "5"}, "2024-07-01", "unmet"),
        ({"value": "4"}, "2024-06-30", "unmet"),
        ({"done": "2024-06-30"}, "2024-12-31", "unknown"),
        ({"done": "2024-07-01"}, "2024-12-31", "unmet"),
        ({"value": "5", "done": "2024-06-30"}, "2024-12-31", "met"),
        ({"value": "4", "done": "2024-06-30"}, "2024-12-31", "unmet"),
        ({"value": "5", "done": "2024-07-01"}, "2024-12-31", "unmet"),
    ],
)
def test_a_duty_with_a_figure_and_a_day(entry: Plain | None, as_of: str, expected: str) -> None:
    """A duty with both is met when both are, unmet as soon as one is not, and else unknown.

    Of a duty that is reported without the day it was done the last day must not be over.
    """
    declared = plan(duties=[duty("d", measure=measure("5", unit="forms"), **BY_JUNE)])
    entries = {"d": entry} if entry else {}
    assert verdicts(fulfil(declared, reported(as_of=as_of, duties=entries))) == {"d": expected}


@pytest.mark.parametrize(
    ("value", "expected"), [("4", "met"), ("5", "met"), ("5.5", "unmet"), (None, "unknown")]
)
def test_a_counted_duty(value: str | None, expected: str) -> None:
    """A counted duty without a day is judged by its figure alone, however late it is."""
    declared = plan(duties=[duty("d", measure=measure("5", "at-most", "days"))])
    entries = {"d": {"value": value}} if value else {}
    found = fulfil(declared, reported(as_of="2030-01-01", duties=entries))
    assert verdicts(found) == {"d": expected}
    assert found.duties[0].last is None


@pytest.mark.parametrize("every", ["month", "quarter", "report"])
@pytest.mark.parametrize("entry", [None, {"done": "2024-05-31"}])
def test_a_duty_that_comes_again(every: str, entry: Plain | None) -> None:
    """A duty that comes again is unknown: one day cannot show that it was kept each time."""
    found = fulfil(
        plan(duties=[duty("d", due={"every": every})]), reported(duties={"d": entry} if entry else {})
    )
    assert verdicts(found) == {"d": "unknown"}
    assert found.duties[0].last is None


@pytest.mark.parametrize(("value", "expected"), [("4", "unmet"), ("5", "unknown")])
def test_a_counted_duty_that_comes_again(value: str, expected: str) -> None:
    """A duty that comes again with a figure can be shown unmet by the figure, but never met."""
    declared = plan(duties=[duty("d", due={"every": "month"}, measure=measure("5", unit="times"))])
    entry = {"value": value, "done": "2024-05-31"}
    assert verdicts(fulfil(declared, reported(duties={"d": entry}))) == {"d": expected}


def test_what_is_judged_carries_its_due_rule() -> None:
    """A judged duty has the due rule of the plan, with a day or without; a target has none."""
    again = duty("e", due={"every": "month"})
    declared = plan(targets=[target("t", "99")], duties=[duty("d", **BY_JUNE), again])
    found = fulfil(declared, reported())

    assert [each.due for each in found.targets] == [None]
    assert [each.due for each in found.duties] == [Due(by="2024-06-30"), Due(every="month")]
    counted = plan(duties=[duty("d", measure=measure("5", "at-most", "days"))])
    assert fulfil(counted, reported()).duties[0].due is None


# Tasks and reports


@pytest.mark.parametrize(
    ("done", "as_of", "expected"),
    [
        (None, "2024-06-30", "pending"),
        (None, "2024-07-01", "overdue"),
        ("2024-06-30", "2024-07-01", "done"),
        ("2024-07-01", "2024-07-01", "done-late"),
        ("2024-01-05", "2024-01-05", "done"),
    ],
)
def test_how_a_task_or_report_stands(done: str | None, as_of: str, expected: str) -> None:
    """It is done in time up to its last day and late after it, pending up to that day and then overdue."""
    reporting = {
        "to": {"vi": "Sở Nội vụ"},
        "due_day": "15",
        "cut_off_from": "2023-12-10",
        "cut_off_day": "10",
        "reports": [{"key": "half-year", "name": {"vi": "Báo cáo 6 tháng"}, "last_month": "2024-06"}],
    }
    declared = plan(tasks=[task("t")], reporting=reporting)
    found = fulfil(declared, reported(as_of=as_of, tasks={"t": {"done": done}} if done else {}))
    assert states(found) == {"t": expected}

    shifted = {"2024-06-30": "2024-06-15", "2024-07-01": "2024-06-16"}
    sent = {"half-year": {"sent": shifted.get(done, done)}} if done else {}
    found = fulfil(declared, reported(as_of=shifted.get(as_of, as_of), reports=sent))
    (report,) = found.reports
    assert (report.state, report.last) == (expected, dt.date(2024, 6, 15))


def test_a_task_without_a_day() -> None:
    """A task without a last day is never overdue and never late."""
    declared = plan(tasks=[task("t", None), task("u", None)])
    found = fulfil(declared, reported(as_of="2030-01-01", tasks={"t": {"done": "2029-12-31"}}))
    assert states(found) == {"t": "done", "u": "pending"}


def test_a_task_that_does_not_apply() -> None:
    """A task that does not apply is neither planned nor done, and stays so after its last day."""
    declared = plan(tasks=[task("t"), task("u")])
    why = {"state": "not-applicable", "why": "Không có"}
    found = fulfil(declared, reported(tasks={"t": why, "u": {"done": "2024-06-30"}}))
    assert states(found) == {"t": "not-applicable", "u": "done"}
    assert found.counts == (1, 1)


def test_days_count_from_what_was_reported() -> None:
    """A task that counts from another is judged by the day on which that one was reported done."""
    declared = plan(tasks=[task("a"), task("b", None, due={"working_days": "2", "after": "a"})])
    done = {"a": {"done": "2024-05-02"}, "b": {"done": "2024-05-06"}}

    assert states(fulfil(declared, reported(tasks=done))) == {"a": "done", "b": "done-late"}
    assert fulfil(declared, reported(tasks=done)).tasks[1].last == dt.date(2024, 5, 4)  # a made-up Saturday
    del done["a"]
    assert states(fulfil(declared, reported(tasks=done)))["b"] == "done"


DONE, NOT = {"done": "2024-06-01"}, {"state": "not-applicable", "why": "Không có"}


@pytest.mark.parametrize(
    ("whole", "first", "second", "expected"),
    [
        (DONE, DONE, DONE, (1, 1)),
        (DONE, DONE, None, (0, 1)),
        (DONE, None, None, (0, 1)),
        (None, DONE, DONE, (0, 1)),
        (DONE, DONE, NOT, (1, 1)),
        (DONE, NOT, NOT, (1, 1)),
        (NOT, DONE, DONE, (0, 0)),
        (NOT, None, None, (0, 0)),
        (DONE, {"done": "2024-12-01"}, DONE, (1, 1)),
    ],
)
def test_parts_count_with_their_task(
    whole: Plain | None, first: Plain | None, second: Plain | None, expected: tuple[int, int]
) -> None:
    """A task counts once, and as done when it and each of its parts is done or does not apply."""
    tasks = [task("t"), task("t-1", part_of="t"), task("t-2", part_of="t")]
    entries = {"t": whole, "t-1": first, "t-2": second}
    given_ = {key: entry for key, entry in entries.items() if entry}
    found = fulfil(plan(tasks=tasks), reported(tasks=given_))
    assert found.counts == expected
    assert [each.part_of for each in found.tasks] == [None, "t", "t"]


# Laws, on Hanoi's plan


DAYS = st.dates(dt.date(2020, 12, 1), dt.date(2022, 3, 31))


@st.composite
def reports(draw: st.DrawFn) -> Plain:
    """Draw a report on Hanoi's plan as a tree: some tasks, duties and reports, none after its day."""
    as_of = draw(DAYS)
    past = st.dates(dt.date(2020, 12, 1), as_of).map(dt.date.isoformat)
    done = past.map(lambda day: {"done": day})
    entry = st.one_of(done, done, st.just({"state": "not-applicable", "why": "Không có"}))
    planned = hanoi().reporting
    assert planned

    def some(keys: list[str], entries: st.SearchStrategy[Plain]) -> Any:
        """Draw entries for some of the keys."""
        return draw(st.dictionaries(st.sampled_from(keys), entries))

    return {
        "as_of": as_of.isoformat(),
        "tasks": some([each.key for each in hanoi().tasks], entry),
        "duties": some([each.key for each in hanoi().duties if each.due], done),
        "reports": some([each.key for each in planned.reports], past.map(lambda day: {"sent": day})),
    }


@given(reports())
def test_every_row_has_one_state(tree: Plain) -> None:
    """Done, late, pending, overdue and not applicable add up to the rows, whatever is reported."""
    found = fulfil(hanoi(), reported(HANOI, **tree))
    counted = tally(found)

    assert sum(counted.values()) == len(found.tasks) == len(hanoi().tasks)
    assert set(counted) <= {"done", "done-late", "pending", "overdue", "not-applicable"}
    entries = Counter("not-applicable" if "state" in each else "done" for each in tree["tasks"].values())
    assert counted["not-applicable"] == entries["not-applicable"]
    assert counted["done"] + counted["done-late"] == entries["done"]


@given(reports())
def test_states_are_what_the_days_say(tree: Plain) -> None:
    """Each task's state follows from its last day, the day it was done and the day of the report alone."""
    found = fulfil(hanoi(), reported(HANOI, **tree))
    last = {row.key: row.last.isoformat() if row.last else "9999" for row in schedule(hanoi())}

    for each in found.tasks:
        entry = tree["tasks"].get(each.key, {})
        if "state" in entry:
            expected = "not-applicable"
        elif "done" in entry:
            expected = "done" if entry["done"] <= last[each.key] else "done-late"
        else:
            expected = "pending" if tree["as_of"] <= last[each.key] else "overdue"
        assert each.state == expected


@given(reports(), st.integers(0, 400))
def test_time_never_mends_a_missed_duty(tree: Plain, later: int) -> None:
    """The same report on a later day never turns an unmet dated duty into a met one, nor a met one back."""
    after = (dt.date.fromisoformat(tree["as_of"]) + dt.timedelta(days=later)).isoformat()
    early, late = [
        verdicts(fulfil(hanoi(), reported(HANOI, **{**tree, "as_of": day}))) for day in (tree["as_of"], after)
    ]

    for each in hanoi().duties:
        if each.due is not None and early[each.key] != "unknown":
            assert late[each.key] == early[each.key]


@given(reports(), st.data())
def test_one_more_task_done_never_counts_less(tree: Plain, data: st.DataObject) -> None:
    """Reporting one more task done never lowers what is done, adds one at most, and plans nothing more."""
    unnamed = [each.key for each in hanoi().tasks if each.key not in tree["tasks"]]
    key = data.draw(st.sampled_from(unnamed))
    more = {**tree["tasks"], key: {"done": tree["as_of"]}}
    before = fulfil(hanoi(), reported(HANOI, **tree)).counts
    after = fulfil(hanoi(), reported(HANOI, **{**tree, "tasks": more})).counts

    assert before.done <= after.done <= before.done + 1
    assert after.planned == before.planned


@given(reports())
def test_counts_are_within_what_is_planned(tree: Plain) -> None:
    """Never more is done than planned, and planned are the fifty tasks less those that do not apply."""
    done, planned = fulfil(hanoi(), reported(HANOI, **tree)).counts
    parts = {each.key for each in hanoi().tasks if each.part_of}
    out = [key for key, entry in tree["tasks"].items() if "state" in entry and key not in parts]

    assert 0 <= done <= planned
    assert planned == 50 - len(out)


def test_nothing_reported_is_never_done() -> None:
    """An empty report on the first day of the plan has every task pending but the one printed for 2020."""
    found = fulfil(hanoi(), reported(HANOI, "2021-01-01"))

    assert set(verdicts(found).values()) == {"unknown"}
    assert {key for key, state in states(found).items() if state != "pending"} == {
        "e-government-architecture"
    }
    assert {each.state for each in found.reports} == {"pending"}
    assert found.counts == (0, 50)


# The example


def test_the_verdicts_of_the_example() -> None:
    """Each target and duty of the example is judged as one judges it with the plan in hand."""
    assert verdicts(fulfil(hanoi(), example())) == {
        "satisfaction": "met",  # 86.2 of 85
        "files-on-time": "unmet",  # 98.7 of 99
        "services-integrated": "met",  # 412/1150 is 35.8 of 30
        "staff-trained": "unmet",  # 96 of 100
        "commune-officials-trained": "unknown",
        "audit-recommendations": "met",  # 90 of 90
        "own-plan": "met",  # 28 January, by the end of January
        "communication-forms": "met",  # 6 of 5
        "online-communication": "met",  # 3 of 1
        "training": "unmet",  # 9 July, in quarter II
        "dialogue-conferences": "unmet",  # 1 of 2
        "monthly-task-report": "unknown",
        "procedure-publication": "met",  # 4 days, at most 5
        "monthly-results-publication": "unknown",
        "one-stop-regulation": "met",  # 15 June, in quarter II
        "it-and-quality-system": "met",  # 30 June, in quarter II
        "opinion-survey": "met",  # 26 November, in November
        "units-inspected": "unmet",  # 92.5 of 100
        "inspections-per-unit": "unmet",  # 0 of 1
        "inspection-plan": "met",  # 31 March, in quarter I
        "district-inspection-report": "unknown",
        "internal-index-2020": "unknown",  # not reported, though quarter I is over
        "monthly-evaluation": "unknown",
        "heads-evaluation": "unknown",
    }


def test_the_tasks_of_the_example() -> None:
    """By field 7, 4, 3, 5, 3, 1 and 7 tasks of the example are done with all their parts: 30 of 49."""
    found = fulfil(hanoi(), example())
    by_field = {
        field.code: Fulfilment(
            found.plan,
            found.report,
            (),
            (),
            tuple(each for each in found.tasks if each.field == field.key),
            (),
        ).counts.done
        for field in hanoi().fields
    }

    assert by_field == {"I": 7, "II": 4, "III": 3, "IV": 5, "V": 3, "VI": 1, "VII": 7}
    assert found.counts == (30, 50 - 1)
    assert tally(found) == {"done": 26, "done-late": 8, "pending": 9, "overdue": 10, "not-applicable": 1}
    late = [each.key for each in found.tasks if each.state == "done-late"]
    assert late == [
        "index-rollout-plan-2021",
        "certification-delegation-plan",
        "interlinked-procedure-statistics",
        "public-colleges",
        "leader-selection-pilot",
        "budget-allocation-resolution",
        "e-government-architecture",
        "one-stop-system-regulation",
    ]
    assert [each.state for each in found.reports] == ["done", "done", "done-late", "pending"]


def entered(done: int, planned: int) -> ScoreSheet:
    """Score the example of a department with these tasks of its plan done."""
    tree = json.loads(json.dumps(catalog.read_document(DEPARTMENT).data))
    entries = tree["stages"]["self"]["entries"]
    entries["plan-completion"] = {"done": str(done), "planned": str(planned)}
    return parindex.score(parindex.load("example/department@2024"), tree)


def points(sheet: ScoreSheet, key: str) -> Any:
    """Return the points of one item."""
    return next(line.points for line in each_line(sheet.lines) if line.item.key == key)


def test_the_counts_feed_a_criterion() -> None:
    """The tasks done of a plan are entered as a ratio and score as arithmetic by hand says.

    The criterion gives 1.5 points in proportion, and none below 70 %; the example as it stands has 58 of 60.
    """
    original = entered(58, 60)
    assert points(original, "plan-completion") == F("1.5") * F(58, 60) == F("1.45")
    total = original.total.exact
    assert isinstance(total, F)

    short = fulfil(hanoi(), example()).counts
    assert short == (30, 49)  # 61.2 %, below 70
    assert points(entered(*short), "plan-completion") == 0
    assert entered(*short).total.exact == total - F("1.45")

    # Twelve of the nineteen that are not done yet: all that is left of three tasks, and nine others.
    done = {"done": "2021-12-10"}
    keys = (
        "land_certificate_reports procedure_results_monthly interlinked_procedure_regulation "
        "online_service_solutions communication_plan_2021_2025 province_index_plan pci_plan "
        "satisfaction_measurement_plan building_permit_rules executive_it_plan interaction_channel_plan "
        "document_system_plan"
    )
    enough = fulfil(hanoi(), example(**dict.fromkeys(keys.split(), done))).counts
    assert enough == (42, 49)
    assert points(entered(*enough), "plan-completion") == F("1.5") * F(6, 7) == F(9, 7)
    assert entered(*enough).total.exact == total - F("1.45") + F(9, 7)


# As a plain tree


def test_a_fulfilment_as_a_plain_tree() -> None:
    """As a plain tree a fulfilment is text all through: figures exact, days in ISO, names in the language."""
    found = fulfil(hanoi(), example())
    vi, en = plain(found), plain(found, "en")

    assert (vi["format"], vi["plan"]) == ("1", {"id": HANOI, "sha256": hanoi().digest})
    assert (vi["body"], vi["as_of"]) == ("ha-noi", "2021-12-10")
    assert vi["ratio"] == {"done": "30", "planned": "49"}
    assert vi["tally"] == {
        "done": "26",
        "done-late": "8",
        "not-applicable": "1",
        "overdue": "10",
        "pending": "9",
    }
    assert [len(vi[part]) for part in ("targets", "duties", "tasks", "reports")] == [6, 18, 54, 4]
    assert vi["targets"][2] == {
        "key": "services-integrated",
        "name": "TTHC mức độ 3 và 4 được tích hợp với Cổng dịch vụ công quốc gia",
        "verdict": "met",
        "threshold": "30",
        "figure": "824/23",
        "last": None,
        "done": None,
    }
    assert en["targets"][0]["name"] == hanoi().targets[0].name.en
    assert vi["targets"][4]["figure"] is None
    assert vi["duties"][0]["threshold"] is None
    assert (vi["duties"][0]["last"], vi["duties"][0]["done"]) == ("2021-01-31", "2021-01-28")
    assert vi["tasks"][0] == {
        "key": "inspection-plan-and-teams",
        "code": "1",
        "name": "Xây dựng Kế hoạch và thành lập các đoàn kiểm tra công vụ, kiểm tra CCHC",
        "state": "done",
        "last": "2021-03-31",
        "done": "2021-02-24",
    }
    assert vi["reports"][3]["state"] == "pending"
    assert json.loads(json.dumps(vi)) == vi


# What is refused


def test_names_that_the_plan_does_not_have() -> None:
    """Each name of a report that the plan does not have is refused at its place, all of them at once."""
    report = reported(
        HANOI,
        targets={"satisfactions": {"value": "1"}},
        duties={"own-plans": {"done": "2021-01-05"}},
        tasks={"it-plans": {"done": "2021-01-05"}, "x": {"state": "not-applicable", "why": "y"}},
        reports={"quarter-2": {"sent": "2021-01-05"}},
    )
    assert refused(hanoi(), report) == (
        problem(
            "E-PLAN-KEY",
            ("targets", "satisfactions"),
            what="targets",
            found="satisfactions",
            nearest="satisfaction",
        ),
        problem("E-PLAN-KEY", ("duties", "own-plans"), what="duties", found="own-plans", nearest="own-plan"),
        problem("E-PLAN-KEY", ("tasks", "it-plans"), what="tasks", found="it-plans", nearest="it-plan"),
        problem("E-PLAN-KEY", ("tasks", "x"), what="tasks", found="x", nearest=""),
        problem(
            "E-PLAN-KEY", ("reports", "quarter-2"), what="reports", found="quarter-2", nearest="quarter-1"
        ),
    )


def test_a_task_is_no_duty() -> None:
    """A key is looked for only in its own list of the plan."""
    report = reported(HANOI, duties={"it-plan": {"done": "2021-01-05"}})
    (found,) = refused(hanoi(), report)
    assert (found.code, found.path) == ("E-PLAN-KEY", ("duties", "it-plan"))


def test_a_report_of_another_plan() -> None:
    """A report of another plan is refused, and the id of this one is named."""
    (found,) = refused(hanoi(), reported("ha-noi/reform-plan@2022"))
    assert found == problem("E-OTHER-PLAN", ("plan",), found="ha-noi/reform-plan@2022", id=HANOI)


def test_a_report_of_a_plan_without_reports() -> None:
    """Under a plan that asks for no reports, each report sent is refused."""
    (found,) = refused(plan(tasks=[task("t")]), reported(reports={"year": {"sent": "2024-01-05"}}))
    assert found == problem("E-PLAN-KEY", ("reports", "year"), what="reports", found="year", nearest="")


def test_what_was_done_after_the_report() -> None:
    """Each day after that of the report is refused at its place, beside the other faults."""
    after = {"done": "2021-12-11"}
    report = reported(
        HANOI,
        "2021-12-10",
        targets={"x": {"value": "1"}},
        duties={"own-plan": after, "training": {"done": "2021-12-10"}},
        tasks={"it-plan": after, "iso-check-report": {"done": "2021-12-10"}},
        reports={"year": {"sent": "2022-01-01"}, "quarter-1": {"sent": "2021-12-10"}},
    )
    days = {"found": "2021-12-11", "last": "2021-12-10"}
    assert refused(hanoi(), report) == (
        problem("E-PLAN-KEY", ("targets", "x"), what="targets", found="x", nearest=""),
        problem("E-AFTER", ("duties", "own-plan", "done"), **days),
        problem("E-AFTER", ("tasks", "it-plan", "done"), **days),
        problem("E-AFTER", ("reports", "year", "sent"), found="2022-01-01", last="2021-12-10"),
    )


@pytest.mark.parametrize("unit", ["times", "forms", "days"])
def test_only_a_percentage_is_a_share(unit: str) -> None:
    """Done with planned is refused of a target that is no percentage, at its place; a value is taken."""
    tree = target("t", "5") | {"measure": measure("5", unit=unit)}
    declared = plan(targets=[target("p", "5"), tree])
    share = {"done": "6", "planned": "7"}

    assert refused(declared, reported(targets={"p": share, "t": share})) == (
        problem("E-REPORTED", ("targets", "t"), found="done + planned"),
    )
    found = fulfil(declared, reported(targets={"p": share, "t": {"value": "6"}}))
    assert verdicts(found) == {"p": "met", "t": "met"}


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({}, "–"),
        ({"done": "3"}, "done"),
        ({"planned": "3"}, "planned"),
        ({"value": "3", "done": "3"}, "value + done"),
        ({"value": "3", "planned": "3"}, "value + planned"),
        ({"value": "3", "done": "3", "planned": "3"}, "value + done + planned"),
    ],
)
def test_a_figure_has_one_form(entry: Plain, found: str) -> None:
    """A target's figure is a value, or done with planned; anything else is refused as it was written."""
    assert unread(targets={"t": entry}) == (problem("E-REPORTED", ("targets", "t"), found=found),)


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ({"value": "-1"}, ("value",)),
        ({"done": "-1", "planned": "2"}, ("done",)),
        ({"done": "1", "planned": "0"}, ("planned",)),
    ],
)
def test_a_figure_is_not_below_zero(entry: Plain, path: tuple[str, ...]) -> None:
    """A figure below zero, or a plan of nothing, is refused at its place."""
    (found,) = unread(targets={"t": entry})
    assert found.path == ("targets", "t", *path)
    assert found.severity == "error"


def test_a_duty_says_something() -> None:
    """A duty that is named without a figure or a day is refused."""
    assert unread(duties={"d": {}}) == (problem("E-REPORTED", ("duties", "d"), found="–"),)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({}, problem("E-REPORTED", ("tasks", "t"), found="–")),
        ({"why": "Không có"}, problem("E-REPORTED", ("tasks", "t"), found="–")),
        (
            {"done": "2021-01-05", "state": "not-applicable", "why": "Không có"},
            problem("E-REPORTED", ("tasks", "t"), found="done + state"),
        ),
        ({"state": "not-applicable"}, problem("E-WHY", ("tasks", "t"), found="not-applicable")),
        ({"state": "not-applicable", "why": " "}, problem("E-WHY", ("tasks", "t"), found="not-applicable")),
    ],
)
def test_a_task_is_done_or_does_not_apply(entry: Plain, expected: Problem) -> None:
    """A task has a day or a state and not both, and a state has its reason."""
    assert unread(tasks={"t": entry}) == (expected,)


@pytest.mark.parametrize(
    ("parts", "code", "path"),
    [
        ({"as_of": "10/12/2021"}, "E-DATE", ("as_of",)),
        ({"as_of": "2021-02-29"}, "E-DATE", ("as_of",)),
        ({"tasks": {"t": {"done": "2021-13-01"}}}, "E-DATE", ("tasks", "t", "done")),
        ({"reports": {"r": {"sent": "soon"}}}, "E-DATE", ("reports", "r", "sent")),
        ({"reports": {"r": {}}}, "E-REQUIRED", ("reports", "r", "sent")),
        ({"plan": "../2021"}, "E-ID", ("plan",)),
        ({"score": "1"}, "E-FIELD", ("score",)),
        ({"targets": {"t": {"value": "1,5"}}}, "E-NUM", ("targets", "t", "value")),
    ],
)
def test_a_report_is_well_formed(parts: Plain, code: str, path: tuple[str, ...]) -> None:
    """Wrong days, ids, figures and fields of a report are refused at their places."""
    (found,) = unread(**parts)
    assert found.code == code
    assert found.path[: len(path)] == path or found.path == path[:-1]
