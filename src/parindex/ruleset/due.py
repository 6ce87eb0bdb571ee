"""Due rules as days: the first and the last day in time, where the rule itself says so."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from parindex.ruleset.process import Due

__all__ = ["Window", "window"]

_DAY = dt.timedelta(days=1)


class Window(NamedTuple):
    """The days on which work is in time; no first day where it may be done at any time before the last."""

    first: dt.date | None
    last: dt.date


def window(due: Due) -> Window | None:
    """Return the days that a rule names by itself; nothing for one that waits for an event or comes again.

    ``before`` ends the day before; ``month`` and ``quarter`` run from their first day to their last.

    >>> window(Due.model_validate({"before": "2023-11-20"})).last.isoformat()
    '2023-11-19'
    """
    if due.on is not None:
        return Window(_day(due.on), _day(due.on))
    if due.by is not None:
        return Window(None, _day(due.by))
    if due.before is not None:
        return Window(None, _day(due.before) - _DAY)
    if due.between is not None:
        return Window(_day(due.between[0]), _day(due.between[1]))
    if due.month is not None:
        return _months(due.month, 1)
    if due.quarter is not None:
        year, _, number = due.quarter.partition("-Q")
        return _months(f"{year}-{3 * int(number) - 2:02}", 3)
    return None


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _months(first: str, count: int) -> Window:
    """Return the span of some months, from the first day of the first one."""
    start = _day(f"{first}-01")
    after = (start.replace(day=28) + (31 * count - 27) * _DAY).replace(day=1)
    return Window(start, after - _DAY)
