"""Calendars: what `to_ics` writes, read back with the library `icalendar` and compared with the rows."""

from __future__ import annotations

import datetime as dt
import functools
import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from parindex.errors import UsageError, problem
from parindex.fields import Text, say
from parindex.process.calendar import to_ics
from parindex.process.schedule import Row, schedule
from parindex.ruleset import catalog
from parindex.ruleset.process import Due, Source

ONE_DAY = dt.timedelta(days=1)
IDS = (
    "ha-noi/public-service-units@2024",
    "ha-nam/departments-and-districts@2023",
    "ha-noi/central-agencies@2024",
    "ha-noi/reform-plan@2021",
    "example/department@2024",
)
each_id = pytest.mark.parametrize("name", IDS)
each_language = pytest.mark.parametrize("lang", ["vi", "en"])

# A process of its own writes the calendar of a ruleset as hexadecimal.
PROGRAM = """
from parindex.process.calendar import to_ics
from parindex.process.schedule import schedule
from parindex.ruleset import catalog
declared = catalog.declaration("ha-noi/public-service-units@2024")
print(to_ics(declared.title.vi, declared.id, schedule(declared), "vi").hex())
"""


@functools.cache
def scheduled(name: str) -> tuple[Text, tuple[Row, ...]]:
    """Return the title of a declaration and its rows."""
    declared = catalog.declaration(name)
    return declared.title, schedule(declared)


def written(name: str, lang: Any) -> tuple[tuple[Row, ...], bytes]:
    """Return the dated rows of a schedule, and its calendar."""
    title, rows = scheduled(name)
    return tuple(row for row in rows if row.last), to_ics(say(title, lang), name, rows, lang)


def events(content: bytes) -> list[Any]:
    """Read the events of the one calendar of a file."""
    (calendar,) = Calendar.from_ical(content, multiple=True)
    return list(calendar.walk("VEVENT"))


def row(**values: Any) -> Row:
    """Make a row that is due by a day."""
    plain: dict[str, Any] = dict.fromkeys(
        ("code", "responsible", "product", "due", "first", "done", "source")
    )
    chosen = {"key": "one", "name": Text(vi="Việc"), "cooperating": (), "last": dt.date(2024, 12, 5)}
    return Row(**{**plain, **chosen, **values})


def lines(content: bytes) -> list[bytes]:
    """Return the lines of a calendar; every one of them ends with CR and LF."""
    assert content.endswith(b"\r\n")
    whole = content.removesuffix(b"\r\n").split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in whole)
    return whole


@each_id
@each_language
def test_every_dated_row_is_one_event(name: str, lang: str) -> None:
    """Each row with a last day is one event in the order of the rows, from its first day to its last."""
    rows, content = written(name, lang)

    found = [
        (str(each["summary"]), each["dtstart"].dt, each["dtend"].dt - ONE_DAY) for each in events(content)
    ]
    language: Any = lang
    assert found == [(say(each.name, language), each.first or each.last, each.last) for each in rows]


def test_how_many_events_the_official_plans_have() -> None:
    """Eleven of Hanoi's sixteen rows of 2024 have a day, all nine of Hà Nam's, 53 of the plan for 2021."""
    assert [len(events(written(name, "vi")[1])) for name in (IDS[0], IDS[1], IDS[3])] == [11, 9, 42 + 7 + 4]


@each_id
def test_events_take_whole_days(name: str) -> None:
    """Every event is of whole days, without times; its end is the day after its last; nobody is busy."""
    rows, content = written(name, "vi")

    for each, line in zip(rows, events(content), strict=True):
        for field in ("dtstart", "dtend"):
            assert type(line[field].dt) is dt.date
            assert line[field].params["VALUE"] == "DATE"
        assert line["dtend"].dt == (each.last or dt.date.min) + ONE_DAY
        assert line["transp"] == "TRANSPARENT"


@each_id
@each_language
def test_events_tell_who_and_what_and_when(name: str, lang: str) -> None:
    """An event tells, a line each, who leads and helps, what comes out, when it is due, and its source."""
    rows, content = written(name, lang)
    language: Any = lang
    words = (
        ("Chủ trì: ", "Phối hợp: ", "Sản phẩm: ", "Thời hạn: ", "Căn cứ: ")
        if lang == "vi"
        else ("Lead: ", "With: ", "Product: ", "Due: ", "Source: ")
    )

    for each, event in zip(rows, events(content), strict=True):
        told = str(event["description"]).split("\n")
        assert [line for line in told if not line.startswith(words)] == []
        said = dict(line.split(": ", 1) for line in told)
        lead, helping, product, due, source = (said.get(word.removesuffix(": ")) for word in words)
        assert lead == (say(each.responsible, language) or None)
        assert helping == ("; ".join(say(body, language) for body in each.cooperating) or None)
        assert product == (say(each.product, language) or None)
        assert due
        assert source == (each.source.at if each.source else None)


def test_the_words_of_one_event() -> None:
    """The description of an event holds all that its row says, as the row says it."""
    whole = row(
        name=Text(vi="Gửi báo cáo", en="Send the report"),
        responsible=Text(vi="Sở Nội vụ", en="Department of Home Affairs"),
        cooperating=(Text(vi="Sở A"), Text(vi="Sở B", en="Department B")),
        product=Text(vi="Báo cáo", en="Report"),
        due=Due(before="2024-12-06"),
        source=Source(instrument="qd-1", at="Phụ lục, dòng 1"),
    )
    (vi,), (en,) = (
        events(to_ics("Lịch", "a/b@2024", [whole], "vi")),
        events(to_ics("Calendar", "a/b@2024", [whole], "en")),
    )

    assert str(vi["summary"]) == "Gửi báo cáo"
    assert str(vi["description"]) == (
        "Chủ trì: Sở Nội vụ\nPhối hợp: Sở A; Sở B\nSản phẩm: Báo cáo\n"
        "Thời hạn: trước ngày 06/12/2024\nCăn cứ: Phụ lục, dòng 1"
    )
    assert str(en["summary"]) == "Send the report"
    assert str(en["description"]) == (
        "Lead: Department of Home Affairs\nWith: Sở A; Department B\nProduct: Report\n"
        "Due: before 2024-12-06\nSource: Phụ lục, dòng 1"
    )


def test_a_row_that_says_little() -> None:
    """A row without body, product, rule and source is an event of one day with an empty description."""
    (found,) = events(to_ics("Lịch", "a/b@2024", [row()], "vi"))

    assert str(found["description"]) == ""
    assert (found["dtstart"].dt, found["dtend"].dt) == (dt.date(2024, 12, 5), dt.date(2024, 12, 6))


def test_every_event_has_its_own_name() -> None:
    """Over all calendars no two events have the same UID, also where years repeat the same keys."""
    found = [
        str(event["uid"])
        for name in (*IDS, "ha-noi/central-agencies@2025", "example/department@2023")
        for event in events(written(name, "vi")[1])
    ]
    assert len(found) == len(set(found))
    assert "self-scoring-year.ha-noi.central-agencies.2024@parindex" in found


@each_id
def test_names_of_events_do_not_depend_on_days_or_language(name: str) -> None:
    """An event keeps its UID in the other language, so that an import again replaces it."""
    vi, en = [[str(each["uid"]) for each in events(written(name, lang)[1])] for lang in ("vi", "en")]
    assert vi == en


@each_id
@each_language
def test_lines_are_as_the_format_wants_them(name: str, lang: str) -> None:
    """Every line ends with CR LF and holds at most 75 octets, and none is cut inside a letter."""
    _, content = written(name, lang)

    for line in lines(content):
        assert len(line) <= 75
        line.decode("utf-8")


def test_the_calendar_itself() -> None:
    """The file is one calendar of version 2.0, with the title as its name and what made it."""
    title, rows = scheduled(IDS[0])
    content = to_ics(title.vi, IDS[0], rows, "vi")
    calendar = Calendar.from_ical(content)

    assert lines(content)[0] == b"BEGIN:VCALENDAR"
    assert lines(content)[-1] == b"END:VCALENDAR"
    assert calendar["version"] == "2.0"
    assert calendar["prodid"] == "-//parindex//schedule//VI"
    assert str(calendar["x-wr-calname"]) == title.vi
    assert len(calendar.subcomponents) == len(events(content))


def test_what_has_no_day_is_no_event() -> None:
    """Rows without a last day are left out, and a schedule without days is a calendar without events."""
    found = events(to_ics("Lịch", "a/b@2024", [row(key="a", last=None), row(key="b")], "vi"))
    assert [str(each["uid"]) for each in found] == ["b.a.b.2024@parindex"]
    assert events(to_ics("Lịch", "a/b@2024", [], "vi")) == []


def test_no_clock_in_the_file() -> None:
    """The stamp of an event is its own first day, so the file does not tell when it was written."""
    whole = row(first=dt.date(2024, 11, 1), last=dt.date(2024, 11, 30))
    (found,) = events(to_ics("Lịch", "a/b@2024", [whole], "vi"))
    assert found["dtstamp"].dt == dt.datetime(2024, 11, 1, tzinfo=dt.UTC)
    (found,) = events(to_ics("Lịch", "a/b@2024", [row()], "vi"))
    assert found["dtstamp"].dt == dt.datetime(2024, 12, 5, tzinfo=dt.UTC)


@each_id
@each_language
def test_the_same_schedule_is_the_same_bytes(name: str, lang: str) -> None:
    """Written twice, the calendar of a schedule is the same bytes; each language has its own."""
    assert written(name, lang) == written(name, lang)
    assert written(name, "vi") != written(name, "en")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "America/New_York", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8"},
    ],
)
def test_the_same_bytes_in_another_process(environment: dict[str, str]) -> None:
    """Another process with another hash seed, time zone and locale writes the same bytes."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=True,
        capture_output=True,
        env={**os.environ, **environment},
        text=True,
    )
    assert bytes.fromhex(done.stdout) == written(IDS[0], "vi")[1]


letters = st.characters(exclude_categories=("C", "Zl", "Zp"))
marks = st.sampled_from(',;:\\"ạễ–😀 ')


def test_a_title_of_several_lines_is_one_line() -> None:
    """A title as a file breaks it into lines is the name of the calendar in one line, with single spaces."""
    content = to_ics("Kế hoạch\n  năm 2024 \n", "a/b@2024", [row()], "vi")

    assert str(Calendar.from_ical(content)["x-wr-calname"]) == "Kế hoạch năm 2024"


titles = st.text(st.one_of(letters, marks), min_size=1, max_size=120)
names = st.text(st.one_of(letters, marks, st.just("\n")), min_size=1, max_size=120)


@given(names, titles, st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), st.integers(0, 400))
@example("a" * 74 + "ễ" * 74 + "\n\\n", "\\n \\\\N,;", dt.date(2024, 2, 29), 0)
def test_any_words_and_days_come_back(name: str, title: str, first: dt.date, length: int) -> None:
    """Whatever letters a name and a title hold, read back they are the same, and so are the days."""
    last = first + dt.timedelta(days=length)
    content = to_ics(title, "a/b@2024", [row(name=Text(vi=name), first=first, last=last)], "vi")

    (found,) = events(content)
    assert str(found["summary"]) == name
    assert str(Calendar.from_ical(content)["x-wr-calname"]) == title
    assert (found["dtstart"].dt, found["dtend"].dt - ONE_DAY) == (first, last)
    assert max(map(len, lines(content))) <= 75


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library of calendars the refusal names the extra that brings it."""
    monkeypatch.setitem(sys.modules, "icalendar", None)

    with pytest.raises(UsageError) as caught:
        to_ics("Lịch", "a/b@2024", [row()], "vi")
    assert caught.value.problems == (problem("E-EXTRA", extra="calendar"),)
