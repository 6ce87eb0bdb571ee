"""`schedule` and `plan`: milestones with their days, a calendar, a plan and how far it has come."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import REPORT, flat, on_terminal, ran, run, small_rules, told, written
from helpers import Plain
from icalendar import Calendar

from parindex.fields import say
from parindex.process.schedule import schedule
from parindex.ruleset import catalog
from parindex.ruleset.plan import Plan

SERVICE_UNITS = "ha-noi/public-service-units@2024"
HA_NAM = "ha-nam/departments-and-districts@2023"
HANOI = "ha-noi/reform-plan@2021"
each_language = pytest.mark.parametrize("lang", ["vi", "en"])


def rows_of(text: str) -> dict[str, list[str]]:
    """Return the cells of each row of a table, the first line of each, by what stands in the first column."""
    lines = (re.split(r"\s{2,}", line.strip()) for line in text.splitlines())
    return {cells[0]: cells for cells in lines if len(cells) > 1}


def milestone(key: str, due: Plain, **fields: Any) -> Plain:
    """Declare a milestone."""
    return {"key": key, "name": {"vi": f"Việc {key}"}, "responsible": {"vi": "Sở A"}, "due": due, **fields}


def rules(tmp_path: Path, *milestones: Plain) -> Path:
    """Write a small ruleset with milestones."""
    return written(tmp_path / "rules.yaml", small_rules(process={"milestones": list(milestones)}))


def report(tmp_path: Path, **parts: Any) -> Path:
    """Write a report on Hanoi's plan, a line for each part."""
    tree = {"format": "1", "plan": HANOI, "body": {"key": "so-a", "name": "Sở A"}, "as_of": "2021-06-30"}
    lines = [f"{name}: {json.dumps(part, ensure_ascii=False)}" for name, part in {**tree, **parts}.items()]
    file = tmp_path / "report.yaml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def events_of(file: Path) -> list[Any]:
    """Read the events of a calendar."""
    return list(Calendar.from_ical(file.read_bytes()).walk("VEVENT"))


def refused(*words: str | Path, code: int = 3) -> str:
    """Run one command that is refused with an exit code and nothing on stdout; return what stderr says."""
    result = run(*words)
    assert (result.exit_code, result.stdout) == (code, "")
    return result.stderr


# schedule


def test_the_table_of_a_schedule() -> None:
    """Each row has its number, work, body, due rule as worded and last day; days are dd/mm/yyyy."""
    text = ran("schedule", HA_NAM)
    rows = rows_of(text)

    assert rows["TT"] == ["TT", "Nhiệm vụ", "Cơ quan", "Thời hạn như văn bản", "Ngày cuối"]
    assert rows["1"][2:] == ["Sở Nội vụ", "tháng 09/2023", "30/09/2023"]
    assert rows["7"][2:] == ["Sở Nội vụ", "trước ngày 30/11/2023", "29/11/2023"]
    assert [rows[str(number)][-1] for number in range(1, 10)] == [
        *("30/09/2023", "30/09/2023", "31/10/2023", "31/10/2023", "31/10/2023"),
        *("19/11/2023", "29/11/2023", "09/12/2023", "15/12/2023"),
    ]
    assert "council-meeting" in text


def test_the_table_of_a_schedule_in_english() -> None:
    """In English headings, words and days are English."""
    text = ran("schedule", HA_NAM, "--lang", "en")
    rows = rows_of(text)

    assert rows["No."] == ["No.", "Milestone", "Body", "Due, as worded", "Last day"]
    assert rows["1"][2:] == ["Department of Home Affairs", "in 2023-09", "2023-09-30"]
    assert rows["9"][-2:] == ["by 2023-12-15", "2023-12-15"]
    assert "/2023" not in text


@pytest.mark.parametrize("name", [SERVICE_UNITS, HA_NAM, HANOI, "example/department@2024"])
@each_language
def test_a_schedule_tells_every_row(name: str, lang: str) -> None:
    """A schedule has title and id, and on a wide terminal the key and the last day of every row, in order."""
    language: Any = lang
    declared = catalog.declaration(name)
    text = on_terminal("schedule", name, "--lang", lang, width=240)

    assert flat(text).startswith(f"{say(declared.title, language)} ({name})")
    rows, lines = schedule(declared), text.splitlines()
    cells = iter([line[6:].lstrip().split("  ")[0] for line in lines])
    assert all(row.key in cells for row in rows)  # each one after the one before
    day = r"\d\d/\d\d/\d{4}" if lang == "vi" else r"\d{4}-\d\d-\d\d"
    last = [re.search(rf"  (–|{day}) *$", line.rstrip()[-14:]) for line in lines]
    expected = [
        row.last.strftime("%d/%m/%Y" if lang == "vi" else "%Y-%m-%d") if row.last else "–" for row in rows
    ]
    assert [found[1] for found in last if found] == expected


def test_what_has_no_day_says_so() -> None:
    """Where the text gives no time the schedule says that, and the last day is left open."""
    rows = rows_of(ran("schedule", SERVICE_UNITS))
    assert rows["2."][-2:] == ["không nêu", "–"]
    assert rows_of(ran("schedule", SERVICE_UNITS, "--lang", "en"))["2."][-2:] == ["not stated", "–"]


@each_language
def test_no_milestone(lang: str) -> None:
    """Of a ruleset without milestones the schedule says that it states none."""
    words = {"vi": "Không nêu nhiệm vụ nào.", "en": "No milestone is stated."}
    assert ran("schedule", "ha-noi/communes@2025", "--lang", lang).endswith(f"{words[lang]}\n")
    assert told("schedule", "ha-noi/communes@2025") == []


@each_language
def test_what_is_late_due_and_next(lang: str) -> None:
    """On a day each row has its status, and below what is late, due and next is told, the nearest first."""
    days = ("--on", "2023-11-19", "--done", "plan-issued=2023-09-20")
    text = ran("schedule", HA_NAM, *days, "--lang", lang)
    standing = [rows_of(text)[str(number)][-1] for number in range(1, 10)]

    if lang == "vi":
        assert standing == ["đã xong", *["quá hạn"] * 4, "đang trong hạn", *["sắp tới"] * 3]
        assert flat(text).endswith(
            "Tính đến ngày 19/11/2023: "
            "- quá hạn: criteria-amended (quá hạn 50 ngày); guidance-issued (quá hạn 19 ngày); "
            "self-assessment (quá hạn 19 ngày); council-established (quá hạn 19 ngày) "
            "- đang trong hạn: appraisal (hôm nay là ngày cuối) "
            "- sắp tới: results-report (còn 10 ngày); council-meeting (còn 20 ngày); "
            "results-announced (còn 26 ngày)"
        )
    else:
        assert standing == ["done", *["late"] * 4, "due", *["next"] * 3]
        assert "On 2023-11-19: - late: criteria-amended (50 days late); " in flat(text)
        assert "- due: appraisal (the last day) - next: results-report (10 days left); " in flat(text)


def test_nothing_late_due_or_next() -> None:
    """Where nothing is late, due or next a dash says so; what has no day is in none of the three."""
    text = ran("schedule", SERVICE_UNITS, "--on", "2024-01-01")
    assert "Tính đến ngày 01/01/2024:\n- quá hạn: –\n- đang trong hạn: –\n- sắp tới: " in text
    assert rows_of(text)["1."][-1] == "chưa rõ ngày"
    assert "council-established" not in text.split("Tính đến ngày")[1]
    over = ran("schedule", SERVICE_UNITS, "--on", "2026-01-01")
    assert over.endswith("- đang trong hạn: –\n- sắp tới: –\n")


def test_what_was_done_moves_what_follows() -> None:
    """With --done a milestone is done, and what counts from it is due so many working days later."""
    found = {row["key"]: row for row in told("schedule", SERVICE_UNITS, "--done", "appraisal-1=2024-12-10")}

    assert found["appraisal-1"]["done"] == "2024-12-10"
    assert found["appraisal-1"]["last"] == "2024-12-14"
    assert (found["appraisal-1-sent"]["first"], found["appraisal-1-sent"]["last"]) == (
        "2024-12-10",
        "2024-12-12",
    )
    assert found["appraisal-1-sent"]["done"] is None


def test_an_event_gives_a_day() -> None:
    """With --event what waits for the event has its days; both options may be given more than once."""
    words = ("--event", "explanation=2024-12-20", "--event", "council-established=2024-11-05")
    done = ("--done", "appraisal-1=2024-12-10", "--done", "survey-plan=2024-11-20")
    found = {row["key"]: row for row in told("schedule", SERVICE_UNITS, *words, *done)}

    assert found["explanation"]["last"] == "2024-12-25"
    assert found["council-established"]["last"] == "2024-11-05"
    assert [key for key, row in found.items() if row["done"]] == ["survey-plan", "appraisal-1"]


def test_a_schedule_as_json() -> None:
    """As JSON each row has its words, rule, days and source; the status only when a day is asked about."""
    rows = told("schedule", SERVICE_UNITS)

    assert [row["code"] for row in rows] == [f"{number}." for number in range(1, 17)]
    assert rows[5] == {
        "key": "appraisal-1",
        "code": "6.",
        "name": "Dự thảo thẩm định lần 1 điểm tự đánh giá",
        "responsible": "Tổ công tác giúp việc Hội đồng thẩm định",
        "cooperating": [],
        "product": "Văn bản",
        "due": "trước ngày 15/12/2024",
        "first": None,
        "last": "2024-12-14",
        "done": None,
        "status": None,
        "source": {"instrument": "ke-hoach-2024", "at": "Phụ lục, dòng 6"},
    }
    assert rows[1]["due"] is None
    assert (rows[2]["first"], rows[2]["last"]) == ("2024-11-01", "2024-11-30")
    assert rows[10]["product"] is None
    asked = told("schedule", SERVICE_UNITS, "--on", "2024-12-14", "--lang", "en")
    assert {row["status"] for row in asked} == {"late", "due", "next", "undated"}
    assert (asked[5]["status"], asked[5]["due"]) == ("due", "before 2024-12-15")


def test_the_json_of_the_report_of_a_period() -> None:
    """A row that no body is named for has none in JSON, and no source where none is given."""
    row = told("schedule", "example/department@2024", "--lang", "en")[0]
    assert (row["key"], row["code"], row["responsible"], row["cooperating"]) == (
        "report-half-year",
        None,
        None,
        [],
    )
    assert row["name"] == "Send the self-scoring report: First half of 2024"


def test_a_schedule_of_a_file(tmp_path: Path) -> None:
    """A ruleset or a plan is also taken from a file of one's own."""
    file = rules(tmp_path, milestone("a", {"by": "2024-12-31"}))
    assert [row["last"] for row in told("schedule", file)] == ["2024-12-31"]

    plan = catalog.declaration(HANOI)
    copy = written(tmp_path / "plan.json", plan.plain())
    assert told("schedule", copy) == told("schedule", HANOI)


def test_words_of_a_file_are_no_markup(tmp_path: Path) -> None:
    """Square brackets in names, bodies and rules are printed as they are."""
    marked = {"name": {"vi": "[red]Việc[/red]"}, "responsible": {"vi": "[b]Sở[/b]"}}
    file = rules(tmp_path, milestone("a", {"after_event": {"vi": "[i]Công bố[/i]"}}, **marked))
    text = ran("schedule", file, "--on", "2024-12-31")
    assert all(word in text for word in ("[red]Việc[/red]", "[b]Sở[/b]", "[i]Công bố[/i]"))


# schedule --ics


@each_language
def test_a_calendar_holds_the_rows(tmp_path: Path, lang: str) -> None:
    """The calendar has an event for each row with a day, and how many is told on stderr, not on stdout."""
    file = tmp_path / "plan.ics"
    result = run("schedule", SERVICE_UNITS, "--ics", file, "--lang", lang)
    events = events_of(file)
    rows = [row for row in told("schedule", SERVICE_UNITS, "--lang", lang) if row["last"]]

    assert (result.exit_code, len(events)) == (0, 11)
    words = {"vi": f"đã ghi 11 nhiệm vụ có ngày vào {file}\n", "en": f"11 milestones written to {file}\n"}
    assert result.stderr == words[lang]
    assert result.stdout == ran("schedule", SERVICE_UNITS, "--lang", lang)
    for event, row in zip(events, rows, strict=True):
        assert str(event["summary"]) == row["name"]
        assert event["dtstart"].dt.isoformat() == (row["first"] or row["last"])
        assert event["dtend"].dt == dt.date.fromisoformat(row["last"]) + dt.timedelta(days=1)
        assert f": {row['due']}" in str(event["description"])


def test_the_same_command_writes_the_same_bytes(tmp_path: Path) -> None:
    """A calendar written again, over an older file or with --json, is the same bytes."""
    one, two = tmp_path / "one.ics", tmp_path / "two.ics"
    two.write_bytes(b"old " * 10000)
    ran("schedule", SERVICE_UNITS, "--ics", one)
    assert told("schedule", SERVICE_UNITS, "--ics", two) == told("schedule", SERVICE_UNITS)
    assert one.read_bytes() == two.read_bytes()


def test_the_calendar_follows_what_was_done(tmp_path: Path) -> None:
    """The calendar has the days that --done and --event give, and as many events more."""
    file = tmp_path / "plan.ics"
    days = ("--done", "appraisal-1=2024-12-10", "--event", "explanation=2024-12-20")
    ran("schedule", SERVICE_UNITS, *days, "--ics", file)
    ends = {str(event["uid"]).partition(".")[0]: event["dtend"].dt.isoformat() for event in events_of(file)}
    assert len(ends) == 12
    assert (ends["appraisal-1-sent"], ends["explanation"]) == ("2024-12-13", "2024-12-26")


def test_a_calendar_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file of the calendar cannot be written that is told in a line, and no table is printed."""
    monkeypatch.chdir(tmp_path)

    assert refused("schedule", HA_NAM, "--ics", "none/plan.ics") == (
        "E-WRITE: không ghi được tệp `none/plan.ics`: No such file or directory\n"
    )
    assert refused("schedule", HA_NAM, "--ics", "none/plan.ics", "--json", "--lang", "en") == (
        "E-WRITE: cannot write the file `none/plan.ics`: No such file or directory\n"
    )


# schedule, refused


@pytest.mark.parametrize("option", ["--done", "--event"])
@pytest.mark.parametrize(
    "found",
    [
        *("appraisal-1", "appraisal-1=", "appraisal-1=31/12/2024", "appraisal-1=2024-02-30"),
        *(
            "appraisal-1=20241204",
            "appraisal-1=2024-W49-3",
            "appraisal-1=1899-12-31",
            "explanation=2200-01-01",
        ),
    ],
)
def test_a_day_that_is_none(option: str, found: str) -> None:
    """A day without a key, or not written as a day, is refused as it was written, in a line."""
    assert refused("schedule", SERVICE_UNITS, option, found) == (
        f"E-DAY: `{found}` phải viết như khoá=2024-11-30\n"
    )
    assert refused("schedule", SERVICE_UNITS, option, found, "--lang", "en") == (
        f"E-DAY: `{found}` must be written like key=2024-11-30\n"
    )


@pytest.mark.parametrize("option", ["--done", "--event"])
def test_a_milestone_that_there_is_not(option: str) -> None:
    """A day for a milestone that there is not is refused in a line, with the nearest one."""
    assert refused("schedule", SERVICE_UNITS, option, "apraisal-1=2024-12-10") == (
        "E-MILESTONE: không có nhiệm vụ `apraisal-1`; có phải là `appraisal-1`?\n"
    )
    assert refused("schedule", SERVICE_UNITS, option, "x=2024-12-10", "--lang", "en") == (
        "E-MILESTONE: there is no milestone `x`; see `parindex schedule`\n"
    )


def test_an_event_that_a_milestone_does_not_wait_for(tmp_path: Path) -> None:
    """The day of an event for a milestone that waits for none is refused in a line; no file is written."""
    file = tmp_path / "plan.ics"
    words = ("schedule", SERVICE_UNITS, "--event", "appraisal-1=2024-12-10", "--ics", file)

    assert refused(*words) == (
        "E-EVENT: nhiệm vụ `appraisal-1` không chờ sự kiện nào; dùng --done cho ngày đã xong\n"
    )
    assert refused(*words, "--lang", "en") == (
        "E-EVENT: the milestone `appraisal-1` waits for no event; use --done for the day it was done\n"
    )
    assert not file.exists()


def test_a_ruleset_that_there_is_not() -> None:
    """A schedule of a ruleset that there is not is refused with the code of its kind."""
    assert refused("schedule", "ha-noi/public-service-units@2023").startswith("E-RULESET: ")
    assert refused("schedule", "../2024").startswith("E-")


def test_a_day_to_look_on_that_is_none() -> None:
    """A day for --on that is none is a mistake of the command, told with its usage."""
    result = run("schedule", SERVICE_UNITS, "--on", "2024-13-01")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--on" in result.stderr


@each_language
def test_without_the_library_of_holidays(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `holidays` a schedule that counts working days is refused in a line that names the extra."""
    monkeypatch.setitem(sys.modules, "holidays", None)
    words = {
        "vi": "E-EXTRA: cần phần mở rộng `calendar`; pip install 'parindex[calendar]'\n",
        "en": "E-EXTRA: the extra `calendar` is needed; pip install 'parindex[calendar]'\n",
    }
    assert refused("schedule", SERVICE_UNITS, "--lang", lang, code=2) == words[lang]
    assert refused("schedule", SERVICE_UNITS, "--json", "--lang", lang, code=2) == words[lang]
    assert len(told("schedule", HA_NAM)) == 9
    assert run("plan", HANOI, REPORT).exit_code == 1


@each_language
def test_without_the_library_of_calendars(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `icalendar` a calendar is refused in a line that names the extra, and no file is left."""
    monkeypatch.setitem(sys.modules, "icalendar", None)
    file = tmp_path / "plan.ics"
    words = {
        "vi": "E-EXTRA: cần phần mở rộng `calendar`; pip install 'parindex[calendar]'\n",
        "en": "E-EXTRA: the extra `calendar` is needed; pip install 'parindex[calendar]'\n",
    }
    assert refused("schedule", SERVICE_UNITS, "--ics", file, "--lang", lang, code=2) == words[lang]
    assert not file.exists()
    assert len(told("schedule", SERVICE_UNITS)) == 16


# plan


@each_language
def test_a_plan_for_a_reader(lang: str) -> None:
    """A plan is shown with title, digest, each target and duty, and how many tasks each field has."""
    language: Any = lang
    plan = catalog.declaration(HANOI)
    assert isinstance(plan, Plan)
    text = ran("plan", HANOI, "--lang", lang)
    whole = flat(text)

    assert text.startswith(f"{say(plan.title, language)} ({HANOI})\nSHA-256 {plan.digest}\n")
    words = "nhiệm vụ" if lang == "vi" else "tasks"
    counts = [12, 4, 7, 8, 3, 5, 11]
    for field, count in zip(plan.fields, counts, strict=True):
        assert f"{field.code}. {say(field.name, language)}: {count} {words}\n" in text
    assert whole.endswith(f"parindex schedule {HANOI}")
    demanded = (
        (
            "ít nhất 85 %",
            "ít nhất 5 hình thức",
            "ít nhất 1 lần mỗi quý",
            "nhiều nhất 5 ngày mỗi lần",
            "quý II/2021",
        )
        if lang == "vi"
        else ("at least 85 %", "at least 5 forms", "at least 1 time a quarter", "at most 5 days each time")
    )
    assert all(word in whole for word in demanded)


@pytest.mark.parametrize(
    ("unit", "one", "two"),
    [
        ("percent", "1 %", "2 %"),
        ("times", "1 time", "2 times"),
        ("forms", "1 form", "2 forms"),
        ("days", "1 day", "2 days"),
    ],
)
def test_one_of_a_thing_is_singular_in_english(unit: str, one: str, two: str, tmp_path: Path) -> None:
    """A threshold of one is said in the singular in English, and any other in the plural."""
    tree = catalog.declaration(HANOI).plain()
    tree["duties"] = []
    for threshold, wanted in (("1", one), ("2", two)):
        measure = {"comparator": "at-least", "threshold": threshold, "unit": unit, "per": "year"}
        tree["targets"] = [{"key": "t", "name": {"vi": "Chỉ tiêu"}, "measure": measure}]
        text = ran("plan", written(tmp_path / "plan.yaml", tree), "--lang", "en")
        assert f"at least {wanted} a year" in flat(text)


def test_a_plan_says_when_it_is_reported(tmp_path: Path) -> None:
    """A plan with reports names them, the days of the data and the day they are due; one without does not."""
    names = ("Báo cáo CCHC Quý I", "Báo cáo CCHC 6 tháng", "Báo cáo CCHC 9 tháng", "Báo cáo CCHC năm")
    vi, en = flat(ran("plan", HANOI)), flat(ran("plan", HANOI, "--lang", "en"))

    assert (
        f"{', '.join(names)}: số liệu từ 10/12/2020 đến ngày 10, "
        "gửi chậm nhất ngày 15 của tháng cuối kỳ. Các nhiệm vụ"
    ) in vi
    assert (
        "Administrative reform report of the year: data from 2020-12-10 to day 10, sent by day 15, "
        "of the last month of the span. Tasks and dates"
    ) in en
    tree = catalog.declaration(HANOI).plain()
    del tree["reporting"]
    without = flat(ran("plan", written(tmp_path / "plan.yaml", tree)))
    assert "số liệu từ" not in without


def test_a_plan_as_json(tmp_path: Path) -> None:
    """As JSON a plan is its canonical tree, by id and from a file."""
    plan = catalog.declaration(HANOI)
    assert told("plan", HANOI) == plan.plain()
    assert told("plan", written(tmp_path / "plan.yaml", plan.plain())) == plan.plain()


@each_language
def test_a_ruleset_is_no_plan(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ruleset, by id or from a file, is refused where a plan is wanted, also with a report."""
    words = {
        "vi": "E-NOT-PLAN: `{}` không phải kế hoạch; dùng `parindex show`\n",
        "en": "E-NOT-PLAN: `{}` is not a plan; use `parindex show`\n",
    }
    monkeypatch.chdir(rules(tmp_path).parent)
    for name in (HA_NAM, "rules.yaml"):
        for rest in ((), (REPORT,)):
            assert refused("plan", name, *rest, "--lang", lang) == words[lang].format(name)


# plan, with a report


def test_a_fulfilment_in_words() -> None:
    """A report is told with what was demanded and reported, verdicts, states, and counts for a criterion."""
    result = run("plan", HANOI, REPORT)
    text = result.stdout
    whole = flat(text)

    assert (result.exit_code, result.stderr) == (1, "")
    assert f"({HANOI})\nThành phố Hà Nội · tính đến ngày 10/12/2021\n" in text
    assert rows_of(text)["Mức độ hài lòng của người dân, tổ chức và doanh nghiệp về"][1:] == [
        *("ít nhất 85 %", "86,2", "đạt"),
    ]
    assert rows_of(text)["Cán bộ cấp xã được bồi dưỡng về các Chỉ số PARINDEX,"][1:] == [
        *("ít nhất 100 %", "–", "chưa có số liệu"),
    ]
    assert "ít nhất 99 % 98,7 chưa đạt" in whole
    assert "ít nhất 30 % ≈ 35,82 đạt" in whole  # 35.826…, cut and not rounded
    assert "31/01/2021 28/01/2021 đạt" in whole
    assert "hằng tháng – chưa có số liệu" in whole  # a duty without a last day has its rule as worded
    assert "30/06/2021 09/07/2021 chưa đạt" in whole
    assert rows_of(text)["Báo cáo CCHC 9 tháng"][1:] == ["15/09/2021", "17/09/2021", "xong quá hạn"]
    assert rows_of(text)["Báo cáo CCHC năm"][1:] == ["15/12/2021", "–", "chưa xong"]
    assert text.endswith(
        "Dòng nhiệm vụ: 26 xong, 8 xong quá hạn, 9 chưa xong, 10 quá hạn, 1 không áp dụng\n"
        "Nhiệm vụ hoàn thành: 30 trên 49 (done 30, planned 49; "
        "nhiệm vụ có nhiều sản phẩm chỉ tính khi đủ sản phẩm)\n"
    )
    assert re.search(r"\nChỉ tiêu và nghĩa vụ: 11 đạt, \d chưa đạt, \d chưa có số liệu\n", text)


def test_a_fulfilment_in_english() -> None:
    """In English words, figures and days are English; no decimal comma and no dd/mm/yyyy is left."""
    result = run("plan", HANOI, REPORT, "--lang", "en")
    whole = flat(result.stdout)

    assert result.exit_code == 1
    assert "Thành phố Hà Nội · as of 2021-12-10" in whole
    assert "at least 85 % 86.2 met" in whole
    assert "at least 30 % ≈ 35.82 met" in whole
    assert "2021-06-30 2021-07-09 unmet" in whole
    assert "Task rows: 26 done, 8 done late, 9 pending, 10 overdue, 1 not applicable" in whole
    assert "Tasks done: 30 of 49 (done 30, planned 49; a task with several products" in whole
    assert not re.search(r"\d,\d|\d/\d\d/2021", whole.replace("03/8/2016", "").replace("19/9/2016", ""))


def test_a_figure_short_of_its_threshold_never_looks_like_it(tmp_path: Path) -> None:
    """A share a little under its threshold is cut, marked as not exact, and told as unmet."""
    targets = {"files-on-time": {"done": "98.999999", "planned": "100"}}
    result = run("plan", HANOI, report(tmp_path, targets=targets, as_of="2021-01-01"))
    assert "ít nhất 99 % ≈ 98,99 chưa đạt" in flat(result.stdout)


def test_a_fulfilment_as_json() -> None:
    """As JSON the fulfilment is one document of text, with exact figures and the ratio for a criterion."""
    result = run("plan", HANOI, REPORT, "--json")
    found = json.loads(result.stdout)

    assert (result.exit_code, result.stderr) == (1, "")
    assert list(found) == [
        *("format", "plan", "body", "as_of", "targets", "duties", "tasks", "reports", "tally", "ratio"),
    ]
    assert found["plan"] == {"id": HANOI, "sha256": catalog.declaration(HANOI).digest}
    assert (found["body"], found["as_of"]) == ("ha-noi", "2021-12-10")
    assert found["ratio"] == {"done": "30", "planned": "49"}
    assert found["targets"][2]["figure"] == "824/23"
    assert sum(int(count) for count in found["tally"].values()) == len(found["tasks"]) == 54
    english = json.loads(run("plan", HANOI, REPORT, "--json", "--lang", "en").stdout)
    assert english["tasks"][0]["name"] != found["tasks"][0]["name"]
    assert english["tally"] == found["tally"]


ARCHITECTURE = {"e-government-architecture": {"done": "2021-01-05"}}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({}, 1),  # a task whose printed day is in 2020
        ({"tasks": ARCHITECTURE}, 0),
        ({"tasks": ARCHITECTURE, "targets": {"satisfaction": {"value": "85"}}}, 0),
        ({"tasks": ARCHITECTURE, "targets": {"satisfaction": {"value": "84.9"}}}, 1),
        ({"tasks": ARCHITECTURE, "duties": {"procedure-publication": {"value": "5"}}}, 0),
        ({"tasks": ARCHITECTURE, "duties": {"procedure-publication": {"value": "6"}}}, 1),
    ],
)
def test_exit_codes(parts: Plain, code: int, tmp_path: Path) -> None:
    """The exit code is 1 when a target or duty is unmet or something overdue, and 0 when nothing is."""
    file = report(tmp_path, as_of="2021-01-31", **parts)
    assert run("plan", HANOI, file).exit_code == code
    assert run("plan", HANOI, file, "--json").exit_code == code


def test_an_overdue_report_is_an_exit_code_too(tmp_path: Path) -> None:
    """A periodic report that was not sent in time is overdue until it is sent, and then late and done."""
    plan = catalog.declaration(HANOI).plain()
    plan["tasks"], plan["duties"] = [], []
    file = written(tmp_path / "plan.yaml", plan)

    assert run("plan", file, report(tmp_path, as_of="2021-03-15")).exit_code == 0
    assert run("plan", file, report(tmp_path, as_of="2021-03-16")).exit_code == 1
    sent = {"quarter-1": {"sent": "2021-03-16"}}
    assert run("plan", file, report(tmp_path, as_of="2021-03-16", reports=sent)).exit_code == 0


def test_a_report_from_standard_input(tmp_path: Path) -> None:
    """A report may come on standard input, as YAML or as JSON."""
    file = report(tmp_path, tasks=ARCHITECTURE, as_of="2021-01-31")
    as_json = json.dumps(catalog.read_document(file).data).encode()

    for content in (file.read_bytes(), as_json):
        assert told("plan", HANOI, "-", stdin=content) == told("plan", HANOI, file)


def test_a_report_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that is not there is refused in a line."""
    monkeypatch.chdir(tmp_path)
    said = refused("plan", HANOI, "none.yaml")
    assert said == "E-FILE: không đọc được tệp `none.yaml`: No such file or directory\n"


# plan, refused; each part of a report is a line of its file: format, plan, body, as_of, and the rest


@pytest.mark.parametrize(
    ("parts", "vi", "en"),
    [
        (
            {"plan": "ha-noi/reform-plan@2022"},
            (
                "2:1: E-OTHER-PLAN plan: báo cáo này là của kế hoạch `ha-noi/reform-plan@2022`, không phải "
                "`ha-noi/reform-plan@2021`; sửa plan, hoặc chọn kế hoạch đó"
            ),
            (
                "2:1: E-OTHER-PLAN plan: this report is of the plan `ha-noi/reform-plan@2022`, not of "
                "`ha-noi/reform-plan@2021`; mend plan, or choose that plan"
            ),
        ),
        (
            {"targets": {"satisfactions": {"value": "1"}}},
            (
                "5:11: E-PLAN-KEY targets.satisfactions: kế hoạch không có `satisfactions` trong `targets`; "
                "có phải là `satisfaction`?"
            ),
            (
                "5:11: E-PLAN-KEY targets.satisfactions: "
                "the plan has no `satisfactions` among its `targets`; did you mean `satisfaction`?"
            ),
        ),
        (
            {"tasks": {"x": {"done": "2021-01-05"}}},
            "5:9: E-PLAN-KEY tasks.x: kế hoạch không có `x` trong `tasks`; xem `parindex plan`",
            "5:9: E-PLAN-KEY tasks.x: the plan has no `x` among its `tasks`; see `parindex plan`",
        ),
        (
            {"targets": {"satisfaction": {"value": "1", "done": "1"}}},
            (
                "5:11: E-REPORTED targets.satisfaction: số liệu báo cáo `value + done` không đúng dạng; "
                "cần value, hoặc done cùng planned, hoặc ngày done"
            ),
            (
                "5:11: E-REPORTED targets.satisfaction: the reported `value + done` is not of one form; "
                "give a value, done with planned, or the day it was done"
            ),
        ),
        (
            {"tasks": {"it-plan": {"state": "not-applicable"}}},
            "5:9: E-WHY tasks.it-plan: trạng thái `not-applicable` phải có lý do; thêm why: …",
            "5:9: E-WHY tasks.it-plan: the state `not-applicable` needs its reason; add why: …",
        ),
        (
            {"tasks": {"it-plan": {"done": "2021-07-01"}}},
            (
                "5:21: E-AFTER tasks.it-plan.done: ngày 2021-07-01 sau ngày của báo cáo 2021-06-30; "
                "sửa ngày, hoặc sửa as_of"
            ),
            (
                "5:21: E-AFTER tasks.it-plan.done: "
                "the day 2021-07-01 is after the report's own day 2021-06-30; mend the day, or as_of"
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_report(parts: Plain, vi: str, en: str, tmp_path: Path) -> None:
    """What is wrong with a report is one line: file, line and column, code, path, what and what to do."""
    file = report(tmp_path, **parts)
    assert refused("plan", HANOI, file) == f"{file}:{vi}\n"
    assert refused("plan", HANOI, file, "--lang", "en", "--json") == f"{file}:{en}\n"


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Every fault of a report is told, each on its own line and at its own place."""
    late = {"done": "2021-07-01"}
    file = report(tmp_path, targets={"x": {"value": "1"}}, duties={"own-plan": late}, tasks={"it-plan": late})
    lines = refused("plan", HANOI, file).splitlines()

    assert [re.findall(r":(\d+):\d+: (E-[A-Z-]+) ([a-z.-]+):", line) for line in lines] == [
        [("5", "E-PLAN-KEY", "targets.x")],
        [("6", "E-AFTER", "duties.own-plan.done")],
        [("7", "E-AFTER", "tasks.it-plan.done")],
    ]


@pytest.mark.parametrize("command", ["schedule", "plan"])
def test_help_is_in_both_languages(command: str) -> None:
    """The help of each command is in Vietnamese and English, and names its options."""
    text = ran(command, "--help")
    assert " / " in text
    wanted = ("--on", "--done", "--event", "--ics") if command == "schedule" else ("REPORT",)
    assert all(word in text for word in (*wanted, "--json", "--lang"))
