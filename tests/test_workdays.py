"""Working days: no weekends, no public holidays, and the Saturdays that make up for a bridge day."""

from __future__ import annotations

import datetime as dt
import sys

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from parindex.errors import UsageError, problem
from parindex.process.workdays import add_working_days

VIETNAM = country_holidays("VN", years=range(2009, 2036))
DAYS_OFF, MADE_UP = frozenset(VIETNAM), frozenset(VIETNAM.weekend_workdays)
ONE_DAY = dt.timedelta(days=1)

days = st.dates(dt.date(2010, 1, 1), dt.date(2032, 12, 31))
counts = st.integers(1, 60)


def works(day: dt.date) -> bool:
    """Tell whether a day is worked: a weekday that is no holiday, or a Saturday that makes up for one."""
    return day in MADE_UP if day.isoweekday() >= 6 else day not in DAYS_OFF


def worked(after: dt.date, until: dt.date) -> int:
    """Count the days worked after a day up to another, one day after another."""
    span = (until - after).days
    return sum(works(after + number * ONE_DAY) for number in range(1, span + 1))


@given(days, counts)
def test_the_result_is_so_many_working_days_later(start: dt.date, count: int) -> None:
    """The result is a working day after the start, with exactly so many working days up to it."""
    end = add_working_days(start, count)

    assert end > start
    assert works(end)
    assert worked(start, end) == count


@given(days, counts, counts)
def test_counting_on_is_counting_all(start: dt.date, first: int, second: int) -> None:
    """Counting on from where one count ended is one count of both."""
    assert add_working_days(add_working_days(start, first), second) == add_working_days(start, first + second)


@given(days, days, counts)
def test_a_later_start_never_ends_earlier(one: dt.date, other: dt.date, count: int) -> None:
    """Of two starts the later one never ends before the other."""
    early, late = sorted((one, other))
    assert add_working_days(early, count) <= add_working_days(late, count)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2024-12-09", 1, "2024-12-10"),  # Monday, Tuesday
        ("2024-12-13", 1, "2024-12-16"),  # over a weekend
        ("2024-12-14", 2, "2024-12-17"),  # from a Saturday
        ("2024-12-15", 1, "2024-12-16"),  # from a Sunday
        ("2024-12-31", 1, "2025-01-02"),  # New Year
        ("2024-02-07", 1, "2024-02-15"),  # Tết Giáp Thìn: 8 to 14 February
        ("2024-02-05", 5, "2024-02-19"),
        ("2025-01-24", 1, "2025-02-03"),  # Tết Ất Tỵ: 25 January to 2 February
        ("2025-01-24", 5, "2025-02-07"),
        ("2023-04-28", 1, "2023-05-04"),  # Giỗ Tổ and 30/4 on a weekend: 2 and 3 May made up for them
        ("2024-04-17", 1, "2024-04-19"),  # Giỗ Tổ Hùng Vương on a Thursday
        ("2024-04-26", 1, "2024-05-02"),  # 30/4 and 1/5, and the bridge day of 29/4
        ("2024-05-03", 1, "2024-05-04"),  # the Saturday worked for 29/4
        ("2025-04-29", 1, "2025-05-05"),  # 30/4, 1/5, and the bridge day of 2/5
        ("2025-04-25", 1, "2025-04-26"),  # the Saturday worked for 2/5
        ("2024-08-30", 1, "2024-09-04"),  # Quốc khánh
    ],
)
def test_weekends_and_holidays(start: str, count: int, end: str) -> None:
    """Weekends, Tết, Giỗ Tổ, 30/4, 1/5, Quốc khánh and bridge days are not counted; made-up Saturdays are."""
    assert add_working_days(dt.date.fromisoformat(start), count) == dt.date.fromisoformat(end)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library of holidays the refusal names the extra that brings it, and nothing is guessed."""
    monkeypatch.setitem(sys.modules, "holidays", None)

    with pytest.raises(UsageError) as caught:
        add_working_days(dt.date(2024, 12, 9), 1)
    (found,) = caught.value.problems
    assert found == problem("E-EXTRA", extra="calendar")
    assert found.line("vi") == "E-EXTRA: cần phần mở rộng `calendar`; pip install 'parindex[calendar]'"
    assert found.line("en") == "E-EXTRA: the extra `calendar` is needed; pip install 'parindex[calendar]'"
