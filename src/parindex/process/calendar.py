"""A schedule as an iCalendar file that a person can import; the same schedule gives the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from parindex.errors import Language, UsageError, problem
from parindex.fields import say
from parindex.process.prose import due_text
from parindex.process.schedule import Row

__all__ = ["to_ics"]


def to_ics(title: str, id_: str, rows: Iterable[Row], lang: Language) -> bytes:
    """Return the rows that have a day as all-day events; one event covers a month or another span.

    Raises:
        UsageError: the extra ``calendar`` is not installed (``E-EXTRA``).
    """
    try:
        from icalendar import Calendar, Event  # noqa: PLC0415 (an extra, imported only where it is used)
    except ImportError:
        raise UsageError(problem("E-EXTRA", extra="calendar")) from None
    calendar = Calendar()
    calendar.add("prodid", "-//parindex//schedule//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", " ".join(title.split()))
    for row in rows:
        if row.last is None:
            continue
        event = Event()
        first = row.first or row.last
        event.add("uid", f"{row.key}.{id_.replace('/', '.').replace('@', '.')}@parindex")
        # No clock: the stamp is the first day itself, so that the same schedule gives the same file.
        event.add("dtstamp", dt.datetime.combine(first, dt.time(), dt.UTC))
        event.add("dtstart", first)
        event.add("dtend", row.last + dt.timedelta(days=1))
        event.add("summary", say(row.name, lang))
        event.add("description", "\n".join(_description(row, lang)))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _description(row: Row, lang: Language) -> Iterable[str]:
    if row.responsible:
        yield f"{'Chủ trì' if lang == 'vi' else 'Lead'}: {say(row.responsible, lang)}"
    if row.cooperating:
        bodies = "; ".join(say(each, lang) for each in row.cooperating)
        yield f"{'Phối hợp' if lang == 'vi' else 'With'}: {bodies}"
    if row.product:
        yield f"{'Sản phẩm' if lang == 'vi' else 'Product'}: {say(row.product, lang)}"
    if row.due:
        yield f"{'Thời hạn' if lang == 'vi' else 'Due'}: {due_text(row.due, lang)}"
    if row.source:
        yield f"{'Căn cứ' if lang == 'vi' else 'Source'}: {row.source.at}"
