"""Schedules: the days of every milestone, as the official texts give them, and what stands where on a day."""

from __future__ import annotations

import datetime as dt
import re
import sys
from calendar import monthrange
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from helpers import Plain, leaf, plain_ruleset
from hypothesis import given
from hypothesis import strategies as st

from parindex.errors import Problem, UsageError, problem
from parindex.process.schedule import Row, progress, schedule
from parindex.ruleset import catalog
from parindex.ruleset.checks import LAWS, check
from parindex.ruleset.model import Ruleset
from parindex.ruleset.plan import Plan
from parindex.ruleset.process import Due
from parindex.validation import validate

SERVICE_UNITS = "ha-noi/public-service-units@2024"
HA_NAM = "ha-nam/departments-and-districts@2023"
PLAN = "ha-noi/reform-plan@2021"
DECISION = (
    Path(__file__).resolve().parents[1]
    / ".."
    / "shared"
    / "sources"
    / "ha-noi-2021-reform-plan-decision-5743.txt"
)
NO_TEXT = pytest.mark.skipif(not DECISION.exists(), reason=f"the shared text {DECISION} is not there")

INSTITUTE = "Viện Nghiên cứu phát triển kinh tế - xã hội Hà Nội"
WORKING_GROUP = "Tổ công tác giúp việc Hội đồng thẩm định"
UNITS = "Các đơn vị sự nghiệp công lập"

# Read in the annex of the plan for 2024: number, body, product, first day, last day.
OF_SERVICE_UNITS = [
    ("1.", "Sở Nội vụ", "Văn bản", None, None),  # ngay sau khi UBND Thành phố ban hành Kế hoạch
    ("2.", "Sở Nội vụ", "Văn bản", None, None),  # left blank
    ("3.", INSTITUTE, "Kế hoạch", "2024-11-01", "2024-11-30"),  # tháng 11/2024
    ("4.", "Sở Nội vụ", "Kế hoạch", None, None),  # theo thời gian ghi tại Kế hoạch triển khai ĐTXHH
    ("5.", UNITS, "Biểu tự đánh giá", None, "2024-12-05"),  # hoàn thành … 05/12/2024
    ("6.", WORKING_GROUP, "Văn bản", None, "2024-12-14"),  # trước 15/12/2024
    ("7.", WORKING_GROUP, "Văn bản", "2024-12-14", "2024-12-17"),  # chậm nhất 02 ngày làm việc
    ("8.", UNITS, "Văn bản", None, None),  # sau 03 ngày làm việc kể từ khi … đề nghị giải trình
    ("9.", WORKING_GROUP, "Văn bản", None, "2025-01-30"),  # trước 31/01/2025
    ("10.", "Sở Nội vụ; Viện Nghiên cứu PTKTXH HN", "Báo cáo", "2025-01-01", "2025-01-31"),  # tháng 01/2025
    ("11.", INSTITUTE, None, "2024-11-01", "2024-12-31"),  # từ tháng 11/2024 đến hết tháng 12/2024
    ("12.", INSTITUTE, None, "2024-11-01", "2024-12-31"),  # từ tháng 11/2024 đến tháng 12/2024
    ("13.", INSTITUTE, "Văn bản", None, "2024-12-30"),  # trước ngày 31/12/2024
    ("14.", INSTITUTE, "Văn bản", None, "2025-01-09"),  # trước 10/01/2025
    ("15.", WORKING_GROUP, "Báo cáo", "2025-01-01", "2025-01-31"),  # tháng 01/2025
    ("16.", "Văn phòng UBND Thành phố, Sở Nội vụ", "Hội nghị", None, None),  # theo chỉ đạo của UBND
]

# Read in section II of the plan for 2023: number, first day of a month alone, last day.
OF_HA_NAM = [
    ("1", "2023-09-01", "2023-09-30"),  # tháng 9
    ("2", "2023-09-01", "2023-09-30"),  # tháng 9
    ("3", "2023-10-01", "2023-10-31"),  # tháng 10
    ("4", None, "2023-10-31"),  # tháng 10 (hạn cuối 31/10/2023)
    ("5", "2023-10-01", "2023-10-31"),  # tháng 10
    ("6", None, "2023-11-19"),  # hoàn thành trước ngày 20/11/2023
    ("7", None, "2023-11-29"),  # hoàn thành trước ngày 30/11/2023
    ("8", None, "2023-12-09"),  # trước ngày 10/12/2023
    ("9", None, "2023-12-15"),  # trước, trong ngày 15/12/2023
]


def date(text: str) -> dt.date:
    """Read a day."""
    return dt.date.fromisoformat(text)


def iso(day: dt.date | None) -> str | None:
    """Write a day, if there is one."""
    return day.isoformat() if day else None


def span(row: Row) -> tuple[str | None, str | None]:
    """Return the first and the last day of a row."""
    return iso(row.first), iso(row.last)


def milestone(key: str, due: Plain | None = None) -> Plain:
    """Declare a milestone."""
    declared: Plain = {"key": key, "name": {"vi": f"Việc {key}"}, "responsible": {"vi": "Sở A"}}
    return declared if due is None else {**declared, "due": due}


def waiting(key: str, after: str, count: str = "2") -> Plain:
    """Declare a milestone that is due some working days after another."""
    return milestone(key, {"working_days": count, "after": after})


def with_milestones(*milestones: Plain, **values: Any) -> Ruleset:
    """Make a ruleset with these milestones."""
    found = validate(Ruleset, plain_ruleset(leaf("a"), process={"milestones": list(milestones)}, **values))
    assert isinstance(found, Ruleset), [str(each) for each in found]
    return found


def days_after(start: dt.date, count: int) -> dt.date:
    """Count every day as a working day."""
    return start + dt.timedelta(days=count)


def spans(declared: Ruleset | Plan, **days: Any) -> dict[str, tuple[str | None, str | None]]:
    """Return the first and last day of each row by key; every day is a working day."""
    return {row.key: span(row) for row in schedule(declared, working_days=days_after, **days)}


def refusal(declared: Ruleset | Plan, **days: Any) -> Problem:
    """Return why there is no schedule."""
    with pytest.raises(UsageError) as caught:
        schedule(declared, **days)
    (found,) = caught.value.problems
    return found


def annex() -> list[str]:
    """Return the lines of the annex of the decision, the blank ones left out."""
    lines = [line.strip() for line in DECISION.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines[lines.index("PHỤ LỤC") :] if line]


# The official plans


def test_the_sixteen_tasks_of_the_service_units() -> None:
    """Each of the sixteen rows of Hanoi's plan for 2024 has its number, body, product and days."""
    rows = schedule(catalog.load(SERVICE_UNITS))
    found = [
        (
            row.code,
            row.responsible.vi if row.responsible else None,
            row.product.vi if row.product else None,
            *span(row),
        )
        for row in rows
    ]
    assert found == OF_SERVICE_UNITS


def test_the_nine_tasks_of_ha_nam() -> None:
    """Each of the nine rows of Hà Nam's plan for 2023 has its number and days, in the order of the table."""
    assert [(row.code, *span(row)) for row in schedule(catalog.load(HA_NAM))] == OF_HA_NAM


@pytest.mark.parametrize("year", ["2024", "2025"])
def test_the_two_periods_of_the_central_agencies(year: str) -> None:
    """Central agencies score themselves twice: before 31 July and before 30 November of every year."""
    ruleset = catalog.load(f"ha-noi/central-agencies@{year}")
    rows = schedule(ruleset)
    days = {period.key: [span(row) for row in rows if row.due == period.due] for period in ruleset.periods}

    assert days == {"half-year": [(None, f"{year}-07-30")], "year": [(None, f"{year}-11-29")]}


def test_the_reports_of_the_plan() -> None:
    """Hanoi's four reports of 2021 are due by the 15th of the last month of their spans."""
    rows = schedule(catalog.declaration(PLAN))[-4:]

    assert [row.name.vi for row in rows] == [
        "Báo cáo CCHC Quý I",
        "Báo cáo CCHC 6 tháng",
        "Báo cáo CCHC 9 tháng",
        "Báo cáo CCHC năm",
    ]
    assert [span(row) for row in rows] == [
        (None, "2021-03-15"),
        (None, "2021-06-15"),
        (None, "2021-09-15"),
        (None, "2021-12-15"),
    ]


def test_the_duties_of_the_plan_with_a_day() -> None:
    """Between the tasks and the reports stand the duties that have a due rule, as section V.1 gives it."""
    plan = catalog.declaration(PLAN)
    assert isinstance(plan, Plan)
    rows = schedule(plan)[len(plan.tasks) : -4]

    assert {row.key: span(row) for row in rows} == {
        "own-plan": ("2021-01-01", "2021-01-31"),  # tháng 01/2021
        "training": ("2021-04-01", "2021-06-30"),  # Quý II/2021
        "monthly-task-report": (None, None),  # hằng tháng
        "monthly-results-publication": (None, None),  # hằng tháng
        "one-stop-regulation": ("2021-04-01", "2021-06-30"),  # Quý II/2021
        "it-and-quality-system": ("2021-04-01", "2021-06-30"),  # Quý II/2021
        "opinion-survey": ("2021-11-01", "2021-11-30"),  # tháng 11/2021
        "inspection-plan": ("2021-01-01", "2021-03-31"),  # Quý I/2021
        "district-inspection-report": (None, None),  # hằng quý
        "internal-index-2020": ("2021-01-01", "2021-03-31"),  # Quý I/2021
        "monthly-evaluation": (None, None),  # hằng tháng
        "heads-evaluation": (None, None),  # hằng tháng
    }
    assert all(row.responsible for row in rows)


def test_the_tasks_of_the_plan_by_field() -> None:
    """The seven fields of the annex hold 12, 4, 7, 8, 3, 5 and 11 tasks, the parts of tasks left out."""
    plan = catalog.declaration(PLAN)
    assert isinstance(plan, Plan)
    whole = Counter(task.field for task in plan.tasks if task.part_of is None)

    assert [field.code for field in plan.fields] == ["I", "II", "III", "IV", "V", "VI", "VII"]
    assert [whole[field.key] for field in plan.fields] == [12, 4, 7, 8, 3, 5, 11]
    assert len(plan.tasks) == 50 + 4


@NO_TEXT
def test_the_tasks_of_the_plan_are_those_of_the_text() -> None:
    """Counted in the text itself, each field of the annex has as many numbered rows as the plan has tasks."""
    rows: dict[str, list[str]] = {}
    numbers: list[str] = []
    for line in annex():
        if re.fullmatch("[IVX]+", line):
            numbers = rows.setdefault(line, [])
        elif re.fullmatch("[0-9]+", line):
            numbers.append(line)
    plan = catalog.declaration(PLAN)
    assert isinstance(plan, Plan)

    codes = {
        field.code: [task.code for task in plan.tasks if task.field == field.key and task.part_of is None]
        for field in plan.fields
    }
    assert codes == rows


@NO_TEXT
def test_the_days_of_the_tasks_are_those_of_the_text() -> None:
    """Read in the text itself, the annex names each quarter and month as often, in the same order."""
    said: list[tuple[str, str]] = []
    for line in annex():
        if quarter := re.fullmatch("Quý (I|II|III|IV)/([0-9]{4})", line):
            last = 3 * ["I", "II", "III", "IV"].index(quarter[1]) + 3
            said.append((f"{quarter[2]}-{last - 2:02}", f"{quarter[2]}-{last:02}"))
        elif month := re.fullmatch("Tháng ([0-9]{2})/([0-9]{4})", line):
            said.append((f"{month[2]}-{month[1]}", f"{month[2]}-{month[1]}"))
    plan = catalog.declaration(PLAN)
    assert isinstance(plan, Plan)
    rows = [row for row in schedule(plan)[: len(plan.tasks)] if row.first and row.last]

    assert [(f"{row.first:%Y-%m}", f"{row.last:%Y-%m}") for row in rows] == said
    assert len(said) == 54 - 12  # the other twelve wait for something, or come again


# Due rules


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, (None, None)),
        ({"on": "2024-10-10"}, ("2024-10-10", "2024-10-10")),
        ({"by": "2023-12-15"}, (None, "2023-12-15")),
        ({"before": "2023-11-20"}, (None, "2023-11-19")),
        ({"before": "2024-03-01"}, (None, "2024-02-29")),
        ({"before": "2025-01-01"}, (None, "2024-12-31")),
        ({"between": ["2024-11-01", "2024-12-31"]}, ("2024-11-01", "2024-12-31")),
        ({"month": "2024-02"}, ("2024-02-01", "2024-02-29")),
        ({"month": "2023-02"}, ("2023-02-01", "2023-02-28")),
        ({"month": "2024-12"}, ("2024-12-01", "2024-12-31")),
        ({"quarter": "2021-Q1"}, ("2021-01-01", "2021-03-31")),
        ({"quarter": "2021-Q2"}, ("2021-04-01", "2021-06-30")),
        ({"quarter": "2021-Q3"}, ("2021-07-01", "2021-09-30")),
        ({"quarter": "2021-Q4"}, ("2021-10-01", "2021-12-31")),
        ({"every": "month"}, (None, None)),
        ({"every": "quarter"}, (None, None)),
        ({"every": "report"}, (None, None)),
        ({"after_event": {"vi": "Theo chỉ đạo"}}, (None, None)),
        ({"working_days": "3", "after_event": {"vi": "Có văn bản đề nghị"}}, (None, None)),
    ],
)
def test_each_due_rule_as_days(due: Plain | None, expected: tuple[str | None, str | None]) -> None:
    """A rule with a day ends on it, the day before it, or with its month or quarter; others have no day."""
    assert spans(with_milestones(milestone("one", due))) == {"one": expected}


@given(st.integers(1900, 2199), st.integers(1, 12))
def test_a_month_runs_from_its_first_to_its_last_day(year: int, month: int) -> None:
    """A month begins on its first day and ends on the last one that the calendar has."""
    (row,) = schedule(with_milestones(milestone("one", {"month": f"{year}-{month:02}"})))
    last = monthrange(year, month)[1]
    assert (row.first, row.last) == (dt.date(year, month, 1), dt.date(year, month, last))


@given(st.dates(dt.date(1900, 1, 2), dt.date(2199, 12, 31)))
def test_before_ends_the_day_before(day: dt.date) -> None:
    """Before a day is by the day before it."""
    before, by = [
        spans(with_milestones(milestone("one", due)))
        for due in ({"before": day.isoformat()}, {"by": (day - dt.timedelta(days=1)).isoformat()})
    ]
    assert before == by


def test_rows_carry_what_was_declared() -> None:
    """A row holds the words of its milestone, the due rule and the source, in the order of the document."""
    ruleset = catalog.load(SERVICE_UNITS)
    assert ruleset.process
    rows = schedule(ruleset)

    for row, declared in zip(rows, ruleset.process.milestones, strict=True):
        same = ("key", "code", "name", "responsible", "cooperating", "product", "due", "source")
        assert [getattr(row, name) for name in same] == [getattr(declared, name) for name in same]
        assert row.done is None


def test_nothing_declared_is_nothing_scheduled() -> None:
    """A ruleset without milestones and without dated reports has an empty schedule."""
    assert schedule(catalog.load("ha-noi/communes@2025")) == ()
    assert schedule(with_milestones()) == ()


def test_the_report_of_a_period() -> None:
    """A period's own report is a row before the milestones, unless a milestone is due by the same rule."""
    rows = schedule(catalog.load("example/department@2024"), working_days=days_after)

    assert [row.key for row in rows].count("self-report") == 1
    assert [row.key for row in rows if row.key.startswith("report-")] == ["report-half-year"]
    assert span(rows[0]) == (None, "2024-07-30")
    assert rows[0].name.vi == "Gửi báo cáo tự đánh giá, chấm điểm: Kỳ 6 tháng đầu năm 2024"
    assert rows[0].name.en == "Send the self-scoring report: First half of 2024"


def test_no_milestone_has_the_key_of_the_report_of_a_period() -> None:
    """A milestone `report-year` is refused where a period is `year`, so that each row has its own key."""
    due, span_ = {"by": "2024-11-30"}, {"from": "2024-01-01", "to": "2024-12-31"}
    for key, wanted in (("report-year", ["process.milestones.0.key"]), ("report-half-year", [])):
        rules = with_milestones(milestone(key), periods=[{"key": "year", **span_, "due": due}])
        found = check(rules, LAWS)

        assert [(each.code, each.at) for each in found] == [("E-RESERVED", at) for at in wanted]


def test_no_milestone_waits_for_itself() -> None:
    """Each milestone of a ruleset that waits for itself, by way of others or not, is told, and no other."""
    circle = with_milestones(waiting("a", "b"), waiting("b", "a"), waiting("c", "a"), waiting("d", "d"))

    assert [(each.code, each.at) for each in check(circle, LAWS)] == [
        ("E-CIRCLE", "process.milestones.0.due.after"),
        ("E-CIRCLE", "process.milestones.1.due.after"),
        ("E-CIRCLE", "process.milestones.3.due.after"),
    ]


def test_the_report_of_a_period_without_a_name() -> None:
    """The report of a period without a name is called by its key; a name without English stays Vietnamese."""
    due, span_ = {"by": "2024-11-30"}, {"from": "2024-01-01", "to": "2024-12-31"}
    (row,) = schedule(with_milestones(periods=[{"key": "year", **span_, "due": due}]))
    assert (row.key, row.name.vi) == ("report-year", "Gửi báo cáo tự đánh giá, chấm điểm: year")
    assert row.name.en == "Send the self-scoring report: year"

    named = {"key": "year", "name": {"vi": "Năm 2024"}, **span_, "due": due}
    (row,) = schedule(with_milestones(periods=[named]))
    assert row.name.en == "Send the self-scoring report: Năm 2024"


# What counts from something else


def test_done_moves_what_counts_from_it() -> None:
    """What counts from a milestone counts from the day it was done, and its own days stay."""
    ruleset = catalog.load(SERVICE_UNITS)
    before = {row.key: row for row in schedule(ruleset)}
    after = {row.key: row for row in schedule(ruleset, done={"appraisal-1": date("2024-12-10")})}

    assert after["appraisal-1"].done == date("2024-12-10")
    assert span(after["appraisal-1"]) == (None, "2024-12-14")
    assert span(after["appraisal-1-sent"]) == ("2024-12-10", "2024-12-12")
    assert [key for key in after if after[key] != before[key]] == ["appraisal-1", "appraisal-1-sent"]


def test_done_late_moves_it_too() -> None:
    """Done after its last day, a milestone moves what counts from it to later, over New Year."""
    rows = schedule(catalog.load(SERVICE_UNITS), done={"appraisal-1": date("2024-12-31")})
    assert {row.key: span(row) for row in rows}["appraisal-1-sent"] == ("2024-12-31", "2025-01-03")


def test_an_event_gives_days_to_what_waits_for_it() -> None:
    """Three working days after the request of 20 December 2024 are over on the 25th; nothing else moves."""
    ruleset = catalog.load(SERVICE_UNITS)
    before = {row.key: row for row in schedule(ruleset)}
    after = {row.key: row for row in schedule(ruleset, events={"explanation": date("2024-12-20")})}

    assert span(after["explanation"]) == ("2024-12-20", "2024-12-25")
    assert [key for key in after if after[key] != before[key]] == ["explanation"]


def test_an_event_is_the_day_of_what_follows_at_once() -> None:
    """What is due right after an event, without a count of days, is due on the day of the event."""
    rows = schedule(catalog.load(SERVICE_UNITS), events={"council-established": date("2024-11-05")})
    assert span(rows[0]) == ("2024-11-05", "2024-11-05")


def test_an_event_goes_before_another_milestone() -> None:
    """Said for what counts from a milestone, an event takes the place of that milestone's day."""
    ruleset = with_milestones(milestone("a", {"by": "2024-12-02"}), waiting("b", "a"))
    days = {"done": {"a": date("2024-12-04")}, "events": {"b": date("2024-12-10")}}
    assert spans(ruleset, **days)["b"] == ("2024-12-10", "2024-12-12")


def test_a_milestone_counts_from_the_last_day_of_another() -> None:
    """Chains count on from link to link, in whatever order the document has them."""
    links = [waiting("c", "b", "3"), waiting("b", "a"), milestone("a", {"month": "2024-11"})]
    expected = {
        "c": ("2024-12-02", "2024-12-05"),
        "b": ("2024-11-30", "2024-12-02"),
        "a": ("2024-11-01", "2024-11-30"),
    }
    assert spans(with_milestones(*links)) == expected
    assert spans(with_milestones(*reversed(links))) == expected
    assert [row.key for row in schedule(with_milestones(*links), working_days=days_after)] == ["c", "b", "a"]


def test_what_counts_from_no_day_has_no_day() -> None:
    """While the milestone that it counts from has no day, neither has a milestone; done gives it one."""
    ruleset = with_milestones(milestone("a"), waiting("b", "a"))

    assert spans(ruleset) == {"a": (None, None), "b": (None, None)}
    done = spans(ruleset, done={"a": date("2024-12-04")})
    assert done == {"a": (None, None), "b": ("2024-12-04", "2024-12-06")}


def test_a_circle_has_no_days() -> None:
    """Milestones that count from each other, or from themselves, have no days, and asking for them ends."""
    circle = with_milestones(waiting("a", "c"), waiting("b", "a"), waiting("c", "b"), waiting("d", "d"))
    assert set(spans(circle).values()) == {(None, None)}


@given(st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31)), st.integers(0, 400), st.integers(1, 30))
def test_done_later_is_never_due_earlier(done: dt.date, later: int, count: int) -> None:
    """The later a milestone is done, the later what counts from it is due, by as many days."""
    ruleset = with_milestones(milestone("a", {"by": "2024-12-02"}), waiting("b", "a", str(count)))
    early, late = [
        schedule(ruleset, done={"a": day}, working_days=days_after)[1]
        for day in (done, done + dt.timedelta(days=later))
    ]
    assert early.last
    assert late.last
    assert (late.last - early.last).days == later


def test_a_task_of_a_plan_is_moved_too() -> None:
    """In a plan what counts from a task counts from the day that the task was done."""
    tree = catalog.declaration(PLAN).plain()
    tree["tasks"][1]["due"] = {"working_days": "2", "after": tree["tasks"][0]["key"]}
    plan = validate(Plan, tree)
    assert isinstance(plan, Plan)

    assert span(schedule(plan)[1]) == ("2021-03-31", "2021-04-02")
    moved = schedule(plan, done={plan.tasks[0].key: date("2021-04-29")})[1]
    assert span(moved) == ("2021-04-29", "2021-05-05")  # over 30/4, 1/5, a weekend and 3/5


@pytest.mark.parametrize("which", ["done", "events"])
def test_no_such_milestone(which: str) -> None:
    """A day for a milestone that there is not is refused, and the nearest one is named."""
    ruleset = catalog.load(SERVICE_UNITS)
    days = {"apraisal-1": date("2024-12-10")}

    found = refusal(ruleset, **{which: days})
    assert found == problem("E-MILESTONE", found="apraisal-1", nearest="appraisal-1")
    assert found.line("vi") == "E-MILESTONE: không có nhiệm vụ `apraisal-1`; có phải là `appraisal-1`?"
    assert found.line("en") == "E-MILESTONE: there is no milestone `apraisal-1`; did you mean `appraisal-1`?"
    assert refusal(ruleset, **{which: {"x": date("2024-12-10")}}).line("en") == (
        "E-MILESTONE: there is no milestone `x`; see `parindex schedule`"
    )


@pytest.mark.parametrize(
    "due", [None, {"by": "2024-12-05"}, {"month": "2024-11"}, {"every": "month"}, {"every": "report"}]
)
def test_no_event_for_what_waits_for_none(due: Plain | None) -> None:
    """The day of an event is refused for a milestone that waits for nothing; the day it was done is not."""
    ruleset, days = with_milestones(milestone("one", due)), {"one": date("2024-12-04")}

    assert refusal(ruleset, events=days) == problem("E-EVENT", found="one")
    assert schedule(ruleset, done=days)[0].done == date("2024-12-04")


def test_no_event_for_the_report_of_a_period_or_of_a_plan() -> None:
    """A report that is due by a day, of a period or of a plan, waits for no event."""
    days = {"report-half-year": date("2024-07-01")}
    assert refusal(catalog.load("example/department@2024"), events=days).code == "E-EVENT"

    assert refusal(catalog.declaration(PLAN), events={"year": date("2021-12-01")}) == problem(
        "E-EVENT", found="year"
    )


def test_an_unknown_milestone_is_told_before_an_event_that_is_none() -> None:
    """Of a milestone that there is not nobody can say what it waits for."""
    days = {"one": date("2024-12-04"), "two": date("2024-12-04")}

    assert refusal(with_milestones(milestone("one")), events=days).code == "E-MILESTONE"


def test_the_extra_is_needed_only_to_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra a schedule that counts no working days is made, and one that does is refused."""
    monkeypatch.setitem(sys.modules, "holidays", None)

    assert len(schedule(catalog.load(HA_NAM))) == 9
    assert len(schedule(catalog.declaration(PLAN))) == 54 + 12 + 4
    assert refusal(catalog.load(SERVICE_UNITS)) == problem("E-EXTRA", extra="calendar")
    assert len(schedule(catalog.load(SERVICE_UNITS), working_days=days_after)) == 16


# How it stands on a day


def row_of(due: Plain | None, done: str | None = None) -> Row:
    """Return the row of one milestone, done on a day or not."""
    days = {"one": date(done)} if done else {}
    (row,) = schedule(with_milestones(milestone("one", due)), done=days)
    return row


MONTH = {"month": "2024-11"}
BY = {"by": "2024-12-05"}


@pytest.mark.parametrize(
    ("due", "done", "on", "expected"),
    [
        (MONTH, None, "2024-10-31", "next"),
        (MONTH, None, "2024-11-01", "due"),
        (MONTH, None, "2024-11-30", "due"),
        (MONTH, None, "2024-12-01", "late"),
        (BY, None, "2024-01-01", "next"),
        (BY, None, "2024-12-04", "next"),
        (BY, None, "2024-12-05", "due"),
        (BY, None, "2024-12-06", "late"),
        (BY, "2024-12-05", "2024-12-05", "done"),
        (BY, "2024-12-20", "2024-12-21", "done"),
        (BY, "2024-12-20", "2024-12-20", "done"),
        (BY, "2024-12-20", "2024-12-19", "late"),
        (BY, "2024-12-04", "2024-12-03", "next"),
        (None, None, "2024-12-05", "undated"),
        (None, "2024-12-05", "2024-12-05", "done"),
        (None, "2024-12-06", "2024-12-05", "undated"),
        ({"every": "month"}, None, "2024-12-05", "undated"),
    ],
)
def test_how_a_milestone_stands(due: Plain | None, done: str | None, on: str, expected: str) -> None:
    """It is next until its days begin, due until the last one is over, then late; done from the day it is."""
    assert progress(row_of(due, done), date(on)) == expected


def test_how_the_nine_tasks_stand_when_the_appraisal_is_due() -> None:
    """On 19 November 2023 four tasks of Hà Nam are late, the appraisal is due and three come next."""
    done = {"plan-issued": date("2023-09-20")}
    rows = schedule(catalog.load(HA_NAM), done=done)

    standing = [progress(row, date("2023-11-19")) for row in rows]
    assert standing == ["done", "late", "late", "late", "late", "due", "next", "next", "next"]


ORDER = ["undated", "next", "due", "late"]
due_rules = st.one_of(
    st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)).map(lambda day: {"by": day.isoformat()}),
    st.integers(1, 12).map(lambda month: {"month": f"2024-{month:02}"}),
)
moments = st.dates(dt.date(2023, 6, 1), dt.date(2025, 6, 30))


@given(due_rules, moments, moments)
def test_time_only_brings_a_milestone_nearer(due: Plain, one: dt.date, other: dt.date) -> None:
    """While nothing is done, a milestone goes from next to due to late and never back."""
    row, (early, late) = row_of(due), sorted((one, other))
    assert ORDER.index(progress(row, early)) <= ORDER.index(progress(row, late))


@given(due_rules, moments, moments)
def test_a_milestone_is_done_from_that_day_on(due: Plain, done: dt.date, on: dt.date) -> None:
    """From the day it is done a milestone is done; before, it stands as if nothing were known of that."""
    known, unknown = row_of(due, done.isoformat()), row_of(due)
    assert progress(known, on) == ("done" if done <= on else progress(unknown, on))


@given(moments, moments)
def test_a_milestone_is_late_only_after_its_last_day(last: dt.date, on: dt.date) -> None:
    """What is due by a day is late on each day after it and on no other, and due on that day alone."""
    row = Row("a", None, row_of(None).name, None, (), None, Due(by=last.isoformat()), None, last, None, None)
    assert (progress(row, on) == "late") == (on > last)
    assert (progress(row, on) == "due") == (on == last)
