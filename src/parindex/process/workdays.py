"""Working days in Vietnam: no weekends and no public holidays, as the library `holidays` has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from parindex.errors import UsageError, problem

__all__ = ["AddWorkingDays", "add_working_days"]

AddWorkingDays = Callable[[dt.date, int], dt.date]


def add_working_days(start: dt.date, count: int) -> dt.date:
    """Return the day that is some working days after a day, which itself is not counted.

    Raises:
        UsageError: the extra ``calendar`` is not installed (``E-EXTRA``), or it does not know the holidays of
            so late a year (``E-YEARS``).

    >>> add_working_days(dt.date(2024, 8, 30), 1)  # a Friday before the national holidays
    datetime.date(2024, 9, 4)
    """
    try:
        from holidays import country_holidays  # noqa: PLC0415 (an extra, imported only where it is used)
    except ImportError:
        raise UsageError(problem("E-EXTRA", extra="calendar")) from None
    holidays = country_holidays("VN")
    found = holidays.get_nth_working_day(start, count)
    if found.year > holidays.end_year:
        raise UsageError(problem("E-YEARS", found=str(found.year)))
    return found
