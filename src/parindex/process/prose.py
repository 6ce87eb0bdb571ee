"""Due rules and days in words, as the instrument puts them."""

from __future__ import annotations

import datetime as dt

from parindex.errors import Language
from parindex.fields import counted, say
from parindex.ruleset.process import Due

__all__ = ["day", "due_text"]

_EVERY = {
    "month": ("hằng tháng", "every month"),
    "quarter": ("hằng quý", "every quarter"),
    "report": ("theo kỳ báo cáo", "with each periodic report"),
}
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def day(date: dt.date | str, lang: Language) -> str:
    """Write a day: 31/10/2023 in Vietnamese, 2023-10-31 in English.

    >>> day("2023-10-31", "vi")
    '31/10/2023'
    """
    text = date if isinstance(date, str) else date.isoformat()
    return "/".join(reversed(text.split("-"))) if lang == "vi" else text


def due_text(due: Due, lang: Language) -> str:
    """Say when something is due, in the words of its rule.

    >>> due_text(Due.model_validate({"before": "2023-11-20"}), "vi")
    'trước ngày 20/11/2023'
    """
    vi, en = _words(due, lang)
    return vi if lang == "vi" else en


def _words(due: Due, lang: Language) -> tuple[str, str]:
    match due:
        case Due(on=str() as date):
            return f"ngày {day(date, lang)}", f"on {day(date, lang)}"
        case Due(by=str() as date):
            return f"chậm nhất ngày {day(date, lang)}", f"by {day(date, lang)}"
        case Due(before=str() as date):
            return f"trước ngày {day(date, lang)}", f"before {day(date, lang)}"
        case Due(between=(str() as first, str() as last)):
            return f"từ {day(first, lang)} đến {day(last, lang)}", f"{day(first, lang)} to {day(last, lang)}"
        case Due(month=str() as month):
            return f"tháng {day(month, 'vi')}", f"in {month}"
        case Due(quarter=str() as quarter):
            year, _, number = quarter.partition("-Q")
            return f"quý {_ROMAN[number]}/{year}", f"in quarter {number} of {year}"
        case Due(every=str() as span):
            return _EVERY[span]
        case _:
            return _relative(due, lang)


def _relative(due: Due, lang: Language) -> tuple[str, str]:
    after = say(due.after_event, lang) if due.after_event else str(due.after)
    if due.working_days is None:
        return after, after
    count = int(due.working_days)
    days = counted(count, "working day")
    start = after if due.after_event else f"`{after}`"
    return f"trong {count} ngày làm việc kể từ {start}", f"within {days} after {start}"
