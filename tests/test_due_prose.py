"""Due rules and days in words: Vietnamese as the instruments put them, and English."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.process.prose import day, due_text
from parindex.ruleset.process import Due

EVENT = {"vi": "Ngay sau khi Kế hoạch được ban hành", "en": "Right after the plan is issued"}

days = st.dates(dt.date(1000, 1, 1), dt.date(9999, 12, 31))
declared = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))


def rule(**tree: Any) -> Due:
    """Make a due rule."""
    return Due.model_validate(tree)


@pytest.mark.parametrize(
    ("tree", "vi", "en"),
    [
        ({"on": "2024-10-10"}, "ngày 10/10/2024", "on 2024-10-10"),
        ({"by": "2023-10-31"}, "chậm nhất ngày 31/10/2023", "by 2023-10-31"),
        ({"before": "2023-11-20"}, "trước ngày 20/11/2023", "before 2023-11-20"),
        (
            {"between": ["2024-11-01", "2024-12-31"]},
            "từ 01/11/2024 đến 31/12/2024",
            "2024-11-01 to 2024-12-31",
        ),
        ({"month": "2024-11"}, "tháng 11/2024", "in 2024-11"),
        ({"quarter": "2021-Q1"}, "quý I/2021", "in quarter 1 of 2021"),
        ({"quarter": "2021-Q2"}, "quý II/2021", "in quarter 2 of 2021"),
        ({"quarter": "2021-Q3"}, "quý III/2021", "in quarter 3 of 2021"),
        ({"quarter": "2021-Q4"}, "quý IV/2021", "in quarter 4 of 2021"),
        ({"every": "month"}, "hằng tháng", "every month"),
        ({"every": "quarter"}, "hằng quý", "every quarter"),
        ({"every": "report"}, "theo kỳ báo cáo", "with each periodic report"),
        (
            {"working_days": "2", "after": "appraisal-1"},
            "trong 2 ngày làm việc kể từ `appraisal-1`",
            "within 2 working days after `appraisal-1`",
        ),
        (
            {"working_days": "3", "after_event": EVENT},
            "trong 3 ngày làm việc kể từ Ngay sau khi Kế hoạch được ban hành",
            "within 3 working days after Right after the plan is issued",
        ),
        ({"after_event": EVENT}, EVENT["vi"], EVENT["en"]),
        ({"after_event": {"vi": "Theo chỉ đạo"}}, "Theo chỉ đạo", "Theo chỉ đạo"),
        (
            {"working_days": "3", "after_event": {"vi": "công bố"}},
            "trong 3 ngày làm việc kể từ công bố",
            "within 3 working days after công bố",
        ),
    ],
)
def test_each_rule_in_words(tree: dict[str, Any], vi: str, en: str) -> None:
    """Each kind of due rule is told in Vietnamese and in English; an event without English in Vietnamese."""
    due = rule(**tree)
    assert (due_text(due, "vi"), due_text(due, "en")) == (vi, en)


@given(days)
def test_days_are_written_as_each_language_writes_them(moment: dt.date) -> None:
    """A day is dd/mm/yyyy in Vietnamese and yyyy-mm-dd in English, from a date and from its text."""
    vi, en = f"{moment.day:02}/{moment.month:02}/{moment.year}", moment.isoformat()

    assert day(moment, "vi") == day(en, "vi") == vi
    assert day(moment, "en") == day(en, "en") == en


@given(st.sampled_from(["on", "by", "before"]), declared)
def test_a_rule_with_a_day_says_that_day(name: str, moment: dt.date) -> None:
    """The words of a rule with one day hold that very day and no other, in either language."""
    due = rule(**{name: moment.isoformat()})
    told = re.findall(r"(\d+)/(\d+)/(\d+)", due_text(due, "vi"))

    assert [(int(d), int(m), int(y)) for d, m, y in told] == [(moment.day, moment.month, moment.year)]
    assert re.findall(r"\d+-\d+-\d+", due_text(due, "en")) == [moment.isoformat()]


@given(declared, declared)
def test_a_span_says_both_its_days(first: dt.date, last: dt.date) -> None:
    """The words of a span hold its first day and then its last."""
    due = rule(between=[first.isoformat(), last.isoformat()])

    assert re.findall(r"\d+/\d+/\d+", due_text(due, "vi")) == [day(first, "vi"), day(last, "vi")]
    assert re.findall(r"\d+-\d+-\d+", due_text(due, "en")) == [first.isoformat(), last.isoformat()]
