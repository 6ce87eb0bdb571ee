"""Pages of plans: every target, duty, task and report, with what is to be reached and when."""

from __future__ import annotations

from fractions import Fraction

from ruleset_pages import material, plan, shipped, written

from parindex.fields import say
from parindex.process.prose import due_text
from parindex.ruleset.plan import Measure
from parindex.site import paths, plan_page
from parindex.site.page import LANGUAGES, cell


def test_everything_that_a_plan_declares_is_there() -> None:
    """Each target and duty with its measure, each task with its due rule, under its key."""
    for lang in LANGUAGES:
        pages = written(shipped(), lang, plan_page.pages)
        for found in shipped().plans.values():
            lines = pages[paths.plan(found.id)].body.splitlines()
            for each in found.targets:
                line = next(line for line in lines if f"{{#target-{each.key}}}" in line)
                assert cell(plan_page.measured(each.measure, lang)) in line
            for duty in found.duties:
                line = next(line for line in lines if f"{{#duty-{duty.key}}}" in line)
                assert duty.measure is None or cell(plan_page.measured(duty.measure, lang)) in line
                assert duty.due is None or cell(due_text(duty.due, lang)) in line
            for task in found.tasks:
                line = next(line for line in lines if f"{{#task-{task.key}}}" in line)
                assert cell(say(task.name, lang)) in line
                assert task.due is None or cell(due_text(task.due, lang)) in line


def test_measures_are_said_in_both_languages() -> None:
    """One time is singular in English, and per what it is counted is said."""
    measure = Measure(comparator="at-most", threshold=Fraction(5, 2), unit="days", per="event")
    assert plan_page.measured(measure, "vi") == "nhiều nhất 2,5 ngày mỗi lần"
    assert plan_page.measured(measure, "en") == "at most 2.5 days each time"


def test_an_empty_plan_has_a_page() -> None:
    """A plan of nothing is labelled as what it is, and lists nothing; without plans there is no table."""
    for standing, label in (
        ("illustrative", "Kế hoạch minh hoạ"),
        ("superseded", "đã được thay thế"),
        ("in-force", ""),
    ):
        found = plan(standing=standing)
        page = written(material(plans=(found,)), "vi", plan_page.pages)[paths.plan(found.id)]
        assert label in " ".join(page.labels)
        assert bool(page.labels) == bool(label)
        assert not any(f"{{#{each}}}" in page.body for each in ("targets", "duties", "tasks", "reporting"))
        assert "{#assumptions}" in page.body  # its dates are assumed
    stated = plan(span={"from": "2024-01-01", "to": "2024-12-31"})
    body = written(material(plans=(stated,)), "vi", plan_page.pages)[paths.plan(stated.id)].body
    assert "{#assumptions}" not in body
    assert "- Thời gian: từ 01/01/2024 đến 31/12/2024\n" in body
    assert "| --- |" not in written(material(), "vi", plan_page.pages)[plan_page.INDEX].body


def test_parts_notes_and_reports() -> None:
    """A part of a task stands below it, a note with what it is about, a report with its month."""
    body_ = {"vi": "Sở"}
    found = plan(
        span={"from": "2024-01-01", "to": "2024-12-31"},
        fields=[{"key": "one", "code": "I", "name": {"vi": "Lĩnh vực"}}],
        targets=[
            {
                "key": "t",
                "name": {"vi": "Chỉ tiêu"},
                "measure": {"comparator": "at-least", "threshold": "90", "unit": "percent"},
                "note": {"vi": "Chú thích."},
            }
        ],
        duties=[{"key": "d", "name": {"vi": "Nghĩa vụ"}, "responsible": body_, "due": {"every": "month"}}],
        tasks=[
            {
                "key": "a",
                "code": "1",
                "name": {"vi": "Việc"},
                "responsible": body_,
                "cooperating": [{"vi": "Phòng"}],
                "product": {"vi": "Báo cáo"},
                "field": "one",
            },
            {"key": "b", "name": {"vi": "Phần"}, "responsible": body_, "field": "one", "part_of": "a"},
        ],
        reporting={
            "to": {"vi": "Sở Nội vụ"},
            "due_day": "15",
            "cut_off_from": "2023-12-15",
            "cut_off_day": "10",
            "reports": [
                {"key": "q", "name": {"vi": "Quý I"}, "last_month": "2024-03", "assumed": "phép thử"}
            ],
        },
    )
    pages = {
        lang: written(material(plans=(found,)), lang, plan_page.pages)[paths.plan(found.id)]
        for lang in LANGUAGES
    }
    vi = pages["vi"].body
    assert "| Chỉ tiêu<br>Chú thích. {#target-t} | ít nhất 90 % | – |" in vi
    assert "| Nghĩa vụ {#duty-d} | Sở | – | hằng tháng | – |" in vi
    assert "| 1&#46; Việc<br>*Sản phẩm:* Báo cáo {#task-a} | Sở; phối hợp: Phòng | không nêu | – |" in vi
    assert "| &emsp;Phần {#task-b} | Sở | không nêu | – |" in vi
    assert "Gửi Sở Nội vụ: số liệu từ 15/12/2023, chốt ngày 10, gửi chậm nhất ngày 15" in vi
    assert "| Quý I | 03/2024 | *Giả định:* phép thử |" in vi
    assert "| Quý I | 2024-03 | *Assumed:* phép thử |" in pages["en"].body
