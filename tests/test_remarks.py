"""Remarks: what a reader of a score must know of its unit and of the day the report came.

The last part is about a ruleset of which only the structure is known.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from helpers import Plain, assess, group, leaf, points, refused, ruleset, scored
from hypothesis import given
from hypothesis import strategies as st

from parindex.remarks import remarks, submission
from parindex.scoresheet import Submission, plain

if TYPE_CHECKING:
    from parindex.ruleset.model import Ruleset

KINDS: list[Plain] = [{"key": key, "name": {"vi": key}} for key in ("department", "district")]
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31))


def listing(**unit: str) -> Ruleset:
    """Make a ruleset for 2024 and its first half that lists one unit."""
    listed = {"key": "so-a", "name": {"vi": "Sở A"}, "kind": "department", **unit}
    periods = [
        {"key": "year", "from": "2024-01-01", "to": "2024-12-31"},
        {"key": "half-year", "from": "2024-01-01", "to": "2024-06-30"},
    ]
    return ruleset(leaf("plan"), units={"kinds": KINDS, "units": [listed]}, periods=periods)


def due(rule: Plain | None, **second: Any) -> Ruleset:
    """Make a ruleset whose year has this due rule, and whose first half has another."""
    periods: list[Plain] = [
        {"key": "year", "from": "2024-01-01", "to": "2024-12-31", **({"due": rule} if rule else {})},
        {"key": "half-year", "from": "2024-01-01", "to": "2024-06-30", **second},
    ]
    return ruleset(leaf("plan"), periods=periods)


def told(rules: Ruleset, **values: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the code, the path and the details of each warning about a scored unit."""
    sheet = scored(rules, points(plan="5"), **values)
    return [(each.code, each.at, dict(each.details)) for each in sheet.warnings]


# The unit


def test_a_unit_of_the_listed_kind_is_not_remarked_on() -> None:
    """A listed unit of its own kind, there the whole year, needs no remark."""
    assert told(listing()) == []


def test_a_unit_of_another_kind_is_remarked_on() -> None:
    """An assessment that says another kind than the list is scored, with both kinds said."""
    wanted = [("W-KIND", "unit.kind", {"found": "district", "listed": "department"})]

    assert told(listing(), kind="district") == wanted


def test_a_unit_that_is_not_listed_is_remarked_on_alone() -> None:
    """Of a unit that no list holds neither kind nor years are known, so only its key is told."""
    (found,) = told(listing(to="2020-12-31"), unit="so-b", kind="district")

    assert found[:2] == ("W-UNIT", "unit.key")


def test_without_a_list_no_unit_is_remarked_on() -> None:
    """Where a ruleset lists no units any unit may be scored."""
    assert told(ruleset(leaf("plan")), unit="so-b", kind="district") == []


@pytest.mark.parametrize(
    ("unit", "period", "wanted"),
    [
        ({"from": "2024-12-31"}, "year", []),
        ({"from": "2025-01-01"}, "year", ["W-VALIDITY"]),
        ({"from": "2024-06-30"}, "half-year", []),
        ({"from": "2024-07-01"}, "half-year", ["W-VALIDITY"]),
        ({"from": "2024-07-01"}, "year", []),
        ({"to": "2024-01-01"}, "year", []),
        ({"to": "2023-12-31"}, "year", ["W-VALIDITY"]),
        ({"from": "2020-01-01", "to": "2030-12-31"}, "year", []),
        ({"from": "2019-01-01", "to": "2020-12-31"}, "year", ["W-VALIDITY"]),
        ({"from": "2024-03-01", "to": "2024-04-30"}, "year", []),
    ],
)
def test_a_unit_of_another_time_is_remarked_on(unit: dict[str, str], period: str, wanted: list[str]) -> None:
    """A unit must have been there on one day of the period at least, its first and last days included."""
    assert [code for code, *_ in told(listing(**unit), period=period)] == wanted


def test_the_years_of_a_unit_are_said_as_far_as_they_are_known() -> None:
    """An end that the list does not state is shown as open."""
    known = {"found": "so-a", "from_": "…", "to": "2023-12-31"}
    later = {"found": "so-a", "from_": "2025-01-01", "to": "…"}

    assert told(listing(to="2023-12-31")) == [("W-VALIDITY", "unit.key", known)]
    assert told(listing(**{"from": "2025-01-01"})) == [("W-VALIDITY", "unit.key", later)]


def test_kind_and_time_are_told_together() -> None:
    """A unit of another kind and of another time is remarked on for both."""
    assert [code for code, *_ in told(listing(to="2023-12-31"), kind="district")] == ["W-KIND", "W-VALIDITY"]


# The day of the report


@given(DAYS, DAYS)
def test_days_late_count_from_the_last_day(last: dt.date, sent: dt.date) -> None:
    """On the last day or before, a report is not late; after it, each day counts as one."""
    found = submission(due({"by": last.isoformat()}), assess(points(plan="5"), submitted=sent.isoformat()))

    assert found is not None
    assert (found.submitted, found.last) == (sent.isoformat(), last.isoformat())
    assert found.days_late == max((sent - last).days, 0)


@given(DAYS)
def test_only_a_late_report_is_remarked_on(sent: dt.date) -> None:
    """A report that came in time, on the last day too, gives no warning, and any other gives one."""
    late = sent > dt.date(2024, 12, 5)

    assert [code for code, *_ in told(due({"by": "2024-12-05"}), submitted=sent.isoformat())] == (
        ["W-LATE"] if late else []
    )


def test_a_late_report_is_told_with_both_days() -> None:
    """The warning says when the report came, when it was due and how many days lie between."""
    wanted = {"submitted": "2024-12-08", "last": "2024-12-05", "days": "3"}

    assert told(due({"by": "2024-12-05"}), submitted="2024-12-08") == [("W-LATE", "submitted", wanted)]


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ({"on": "2024-12-05"}, ("2024-12-05", 26)),
        ({"before": "2024-12-05"}, ("2024-12-04", 27)),
        ({"between": ["2024-11-01", "2024-11-30"]}, ("2024-11-30", 31)),
        ({"month": "2024-12"}, ("2024-12-31", 0)),
        ({"quarter": "2024-Q3"}, ("2024-09-30", 92)),
        ({"every": "month"}, (None, None)),
        ({"after_event": {"vi": "Sau khi công bố"}}, (None, None)),
        (None, (None, None)),
    ],
)
def test_the_rule_of_the_period_decides(rule: Plain | None, wanted: tuple[str | None, int | None]) -> None:
    """A report of New Year's Eve is late by the rule of its period, or not judged where no day is named."""
    sheet = scored(due(rule), points(plan="5"), submitted="2024-12-31")

    assert sheet.submission == Submission("2024-12-31", *wanted)


def test_each_period_has_its_own_last_day() -> None:
    """A report of the half-year is judged by the rule of the half-year and not by that of the year."""
    rules = due({"by": "2024-12-05"}, due={"by": "2024-06-15"})
    found = [
        submission(rules, assess(points(plan="5"), submitted="2024-06-20", period=period))
        for period in ("year", "half-year")
    ]

    assert [each.days_late if each else None for each in found] == [0, 5]


def test_a_report_without_a_day_is_not_judged() -> None:
    """Where an assessment does not say when it came, nothing is said of it."""
    sheet = scored(due({"by": "2024-12-05"}), points(plan="5"))

    assert sheet.submission is None
    assert sheet.warnings == ()
    assert plain(sheet)["submission"] is None


@pytest.mark.parametrize(
    ("rule", "last", "late"),
    [
        ({"by": "2024-12-05"}, "2024-12-05", "3"),
        ({"by": "2024-12-08"}, "2024-12-08", "0"),
        (None, None, None),
    ],
)
def test_the_plain_sheet_says_when_the_report_came(
    rule: Plain | None, last: str | None, late: str | None
) -> None:
    """The plain tree of a sheet has the day, the last day and the days late as text, or null."""
    sheet = scored(due(rule), points(plan="5"), submitted="2024-12-08")

    assert plain(sheet)["submission"] == {"submitted": "2024-12-08", "last": last, "days_late": late}


@given(st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)))
def test_no_point_depends_on_the_day_of_the_report(sent: dt.date) -> None:
    """However late a report comes, the score is the same: the ruleset states no penalty for it."""
    rules = due({"by": "2024-12-05"})
    one, other = (scored(rules, points(plan="5"), **more) for more in ({}, {"submitted": sent.isoformat()}))

    assert (one.total, one.index, one.band, one.lines) == (other.total, other.index, other.band, other.lines)


def test_all_remarks_come_in_one_order() -> None:
    """Ruleset, stage, kind, years, lateness and what is missing are told in this order."""
    listed = [{"key": "so-a", "name": {"vi": "Sở A"}, "kind": "department", "to": "2020-12-31"}]
    period = {"key": "year", "from": "2024-01-01", "to": "2024-12-31", "due": {"by": "2024-12-05"}}
    rules = ruleset(leaf("plan"), units={"kinds": KINDS, "units": listed}, periods=[period], missing="zero")
    unit = assess(
        self=points(plan="5"), ruleset="example/other@2024", kind="district", submitted="2024-12-06"
    )
    found = list(remarks(rules, unit, "final", ("plan",)))

    assert [each.code for each in found] == [
        "W-RULESET",
        "W-STAGE",
        "W-KIND",
        "W-VALIDITY",
        "W-LATE",
        "W-MISSING",
    ]
    assert {each.severity for each in found} == {"warning"}


# A ruleset of which only the structure is known


def blocks(coverage: str) -> Ruleset:
    """Make a ruleset of two blocks that are entered as points."""
    return ruleset(group("appraisal", leaf("steering"), leaf("services")), leaf("survey"), coverage=coverage)


@pytest.mark.parametrize(
    ("coverage", "key", "code"),
    [
        ("structure", "weather", "E-STRUCTURE"),
        ("structure", "criterion-1-1", "E-STRUCTURE"),
        ("structure", "servics", "E-ITEM"),
        ("structure", "appraisal", "E-ENTRY"),
        ("full", "weather", "E-ITEM"),
        ("full", "servics", "E-ITEM"),
    ],
)
def test_a_criterion_that_no_source_states_is_refused_as_such(coverage: str, key: str, code: str) -> None:
    """Where only the structure is known, a key like none of its leaves is one of the annex nobody has."""
    entries = points(steering="5", services="5", survey="5") | {key: {"points": "1"}}
    (found,) = refused(blocks(coverage), entries)

    assert (found.code, found.at) == (code, f"stages.final.entries.{key}")


def test_a_structure_says_what_it_knows() -> None:
    """The message names the leaves that can be entered, and what to do with the annex once it is there."""
    entries = points(steering="5", services="5", survey="5") | {"weather": {"points": "1"}}
    (found,) = refused(blocks("structure"), entries)

    assert dict(found.details) == {"found": "weather", "known": "steering, services, survey"}
    assert found.message("en") == (
        "no source states the criterion `weather`; this ruleset knows only: steering, services, survey"
    )
    assert "--ruleset FILE" in found.hint("en")


def test_every_unknown_criterion_is_told_at_every_stage() -> None:
    """Each entry of a criterion that is not known is told, at each stage where it stands."""
    entries = points(steering="5", services="5", survey="5")
    found = refused(
        blocks("structure"), self=entries | points(a1="1"), final=entries | points(a1="1", b2="1")
    )

    assert [(each.code, each.at) for each in found] == [
        ("E-STRUCTURE", "stages.self.entries.a1"),
        ("E-STRUCTURE", "stages.final.entries.a1"),
        ("E-STRUCTURE", "stages.final.entries.b2"),
    ]
