"""Due rules as days: what a rule says by itself is a span of days, and what waits for something is none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.ruleset import catalog
from parindex.ruleset.due import Window, window
from parindex.ruleset.process import Due
from parindex.validation import validate

DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
YEARS = st.integers(1900, 2199)


def found(**rule: Any) -> Window | None:
    """Return the days of a rule."""
    return window(Due.model_validate(rule))


def days(**rule: Any) -> Window:
    """Return the days of a rule that names some."""
    span = found(**rule)
    assert span is not None
    return span


def text(day: dt.date) -> str:
    """Write a day as files do."""
    return day.isoformat()


@given(DAYS, DAYS, YEARS, st.integers(1, 12))
def test_no_rule_ends_before_it_begins(one: dt.date, other: dt.date, year: int, month: int) -> None:
    """Whatever a rule with a first day says, that day is not after its last."""
    rules: list[dict[str, Any]] = [
        {"on": text(one)},
        {"between": (text(min(one, other)), text(max(one, other)))},
        {"month": f"{year}-{month:02}"},
        {"quarter": f"{year}-Q{(month + 2) // 3}"},
    ]
    for rule in rules:
        first, last = days(**rule)
        assert first is not None
        assert first <= last


@given(DAYS)
def test_before_a_day_ends_one_day_earlier_than_by_it(day: dt.date) -> None:
    """`before` leaves out the day that `by` takes in, and neither says when the work may begin."""
    by, before = days(by=text(day)), days(before=text(day))

    assert (by.first, before.first) == (None, None)
    assert by.last == day
    assert by.last - before.last == DAY


@given(DAYS)
def test_on_a_day_is_that_day_alone(day: dt.date) -> None:
    """`on` is a span of one day, the same as `between` a day and itself."""
    assert days(on=text(day)) == (day, day) == days(between=(text(day), text(day)))


@given(YEARS)
def test_months_tile_the_year(year: int) -> None:
    """Twelve months run from New Year to the last day of the year, each from the day after the one before."""
    months = [days(month=f"{year}-{month:02}") for month in range(1, 13)]

    assert months[0].first == dt.date(year, 1, 1)
    assert months[-1].last == dt.date(year, 12, 31)
    assert [each.first for each in months[1:]] == [each.last + DAY for each in months[:-1]]


@given(YEARS, st.integers(1, 4))
def test_a_quarter_is_its_three_months(year: int, number: int) -> None:
    """A quarter begins with its first month and ends with its third."""
    first, _, third = (days(month=f"{year}-{month:02}") for month in range(3 * number - 2, 3 * number + 1))

    assert days(quarter=f"{year}-Q{number}") == (first.first, third.last)


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        ({"on": "2024-02-29"}, "2024-02-29", "2024-02-29"),
        ({"by": "2024-11-30"}, None, "2024-11-30"),
        ({"before": "2024-03-01"}, None, "2024-02-29"),
        ({"before": "2023-01-01"}, None, "2022-12-31"),
        ({"between": ("2024-10-15", "2024-11-20")}, "2024-10-15", "2024-11-20"),
        ({"month": "2024-02"}, "2024-02-01", "2024-02-29"),
        ({"month": "2023-02"}, "2023-02-01", "2023-02-28"),
        ({"month": "2023-12"}, "2023-12-01", "2023-12-31"),
        ({"quarter": "2024-Q1"}, "2024-01-01", "2024-03-31"),
        ({"quarter": "2023-Q2"}, "2023-04-01", "2023-06-30"),
        ({"quarter": "2023-Q4"}, "2023-10-01", "2023-12-31"),
    ],
)
def test_the_days_of_each_rule(rule: dict[str, Any], first: str | None, last: str) -> None:
    """Each rule that names days gives its own first and last one, in leap years too."""
    span = days(**rule)

    assert (text(span.first) if span.first else None, text(span.last)) == (first, last)


@pytest.mark.parametrize(
    "rule",
    [
        {"every": "month"},
        {"every": "quarter"},
        {"every": "report"},
        {"working_days": "3", "after": "self-report"},
        {"working_days": "3", "after_event": {"vi": "Sau khi công bố"}},
        {"after_event": {"vi": "Sau khi công bố"}},
    ],
)
def test_what_waits_or_comes_again_has_no_days(rule: dict[str, Any]) -> None:
    """A rule that counts from something else, or that comes again, names no day by itself."""
    assert found(**rule) is None


@pytest.mark.parametrize(
    ("rule", "code", "at"),
    [
        ({"by": "1899-12-31"}, "E-DATE", "by"),
        ({"before": "2200-01-01"}, "E-DATE", "before"),
        ({"between": ["1900-01-01", "2200-01-01"]}, "E-DATE", "between.1"),
        ({"month": "1899-12"}, "E-WRONG", "month"),
        ({"month": "2200-01"}, "E-WRONG", "month"),
        ({"quarter": "1899-Q4"}, "E-WRONG", "quarter"),
        ({"quarter": "2200-Q1"}, "E-WRONG", "quarter"),
        ({"working_days": "367", "after": "a"}, "E-LIMIT", "working_days"),
        ({"working_days": "2.5", "after": "a"}, "E-WHOLE", "working_days"),
    ],
)
def test_what_no_rule_can_say(rule: dict[str, Any], code: str, at: str) -> None:
    """A day, month or quarter outside the years 1900 to 2199, or more than 366 working days, is refused."""
    problems = validate(Due, rule)

    assert isinstance(problems, tuple)
    assert [(each.code, each.at) for each in problems] == [(code, at)]


@pytest.mark.parametrize(
    "rule",
    [
        {"on": "1900-01-01"},
        {"on": "2199-12-31"},
        {"month": "1900-01"},
        {"month": "2199-12"},
        {"quarter": "1900-Q1"},
        {"quarter": "2199-Q4"},
        {"working_days": "366", "after": "a"},
        {"working_days": "1", "after": "a"},
    ],
)
def test_the_ends_of_what_a_rule_can_say(rule: dict[str, Any]) -> None:
    """The first and last day, month and quarter of these years, and 1 and 366 working days, are rules."""
    assert isinstance(validate(Due, rule), Due)


def test_the_printed_deadline_of_a_shipped_ruleset() -> None:
    """The illustrative period of 2023 is due by 5 December: that day is still in time."""
    (period,) = catalog.load("example/department@2023").periods

    assert period.due is not None
    assert window(period.due) == (None, dt.date(2023, 12, 5))
