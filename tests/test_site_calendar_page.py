"""Calendars: every milestone with the days that the library computes, and the rule in words."""

from __future__ import annotations

from ruleset_pages import material, rules, shipped, written

from parindex.fields import say
from parindex.process.prose import day
from parindex.process.schedule import schedule
from parindex.ruleset.model import Ruleset
from parindex.ruleset.plan import Plan
from parindex.site import calendar_page, paths
from parindex.site.page import LANGUAGES, cell


def test_every_milestone_has_its_days() -> None:
    """Each row of each shipped schedule is there under its key, with its last day where it has one."""
    for lang in LANGUAGES:
        pages = written(shipped(), lang, calendar_page.pages)
        every: list[Ruleset | Plan] = [*shipped().rulesets.values(), *shipped().plans.values()]
        for declared in every:
            if paths.calendar(declared.id) not in pages:
                assert not schedule(declared)
                continue
            body = pages[paths.calendar(declared.id)].body
            for row in schedule(declared):
                line = next(each for each in body.splitlines() if f"{{#{row.key}}}" in each)
                assert cell(say(row.name, lang)) in line
                assert row.last is None or day(row.last, lang) in line


def test_a_rule_that_counts_from_another_names_it() -> None:
    """Working days count from a milestone by its name; one without a rule says that none is stated."""
    milestones = [
        {
            "key": "a",
            "code": "1",
            "name": {"vi": "Việc một"},
            "responsible": {"vi": "Sở"},
            "due": {"month": "2024-03"},
        },
        {
            "key": "b",
            "name": {"vi": "Việc hai"},
            "responsible": {"vi": "Sở"},
            "cooperating": [{"vi": "Phòng"}],
            "product": {"vi": "Báo cáo"},
            "due": {"working_days": "3", "after": "a"},
        },
        {"key": "c", "name": {"vi": "Việc ba"}, "responsible": {"vi": "Sở"}, "assumed": "phép thử"},
    ]
    found = rules(
        process={
            "roles": [{"key": "council", "name": {"vi": "Hội đồng"}}],
            "steps": [
                {"key": "one", "name": {"vi": "Tự chấm"}, "role": "council"},
                {"key": "two", "name": {"vi": "Công bố"}},
            ],
            "milestones": milestones,
        }
    )
    body = written(material(found), "vi", calendar_page.pages)[paths.calendar(found.id)].body
    assert "| 1&#46; Việc một {#a} | Sở | tháng 03/2024<br>**01/03/2024 – 31/03/2024** | – |" in body
    named = "trong 3 ngày làm việc kể từ “Việc một”"
    assert f"| Việc hai<br>*Sản phẩm:* Báo cáo {{#b}} | Sở; phối hợp: Phòng | {named}" in body
    assert "| Việc ba {#c} | Sở | không nêu | *Giả định:* phép thử |" in body
    assert "| 1. Tự chấm | Hội đồng | – |" in body
    assert "| 2. Công bố | – | – |" in body


def test_a_procedure_without_dates_says_so() -> None:
    """Steps without a milestone are a calendar with nothing dated; without any procedure there is no page."""
    found = rules(process={"steps": [{"key": "one", "name": {"vi": "Tự chấm"}}]})
    body = written(material(found), "en", calendar_page.pages)[paths.calendar(found.id)].body
    assert "The sources state no milestone." in body
    bare = rules()
    assert not calendar_page.has_calendar(bare)
    assert written(material(bare), "en", calendar_page.pages) == {}


def test_a_period_with_a_day_is_a_calendar() -> None:
    """Where only the report of a period is due, that is the calendar, and it has no roles and no steps."""
    found = rules(
        periods=[{"key": "year", "from": "2024-01-01", "to": "2024-12-31", "due": {"by": "2024-11-30"}}]
    )
    body = written(material(found), "en", calendar_page.pages)[paths.calendar(found.id)].body
    assert "{#report-year} | – | by 2024-11-30<br>**2024-11-30** | – |" in body
    assert "{#steps}" not in body
    empty = rules(process={"roles": [{"key": "council", "name": {"vi": "Hội đồng"}}]})
    assert "{#roles}" in written(material(empty), "en", calendar_page.pages)[paths.calendar(empty.id)].body
