"""Flags: what counts but should be looked at."""

from __future__ import annotations

import pytest
from ballots import asked, held, listed, unlisted
from helpers import KINDS, leaf, named, ruleset

from parindex.survey import flags as module
from parindex.survey.counting import Count, count
from parindex.survey.design import design

HEADER = "ballot,group,unit,date,q1,q2,q3,advice"


def counted(*rows: list[str]) -> Count:
    """Count ballots of the listed units."""
    return count([held(HEADER, rows)], listed())


def flags(found: Count, code: str) -> list[tuple[int, str | None, str | None]]:
    """Return the flags of a code: number, unit and group."""
    return [(each.number, each.unit, each.group) for each in found.flags if each.code == code]


@pytest.mark.parametrize("chunk", [1, 1000])
def test_four_answers_at_one_position_are_straight(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three are too few, and one elsewhere is enough to be looked at no further."""
    monkeypatch.setattr(module, "_CHUNK", chunk)
    found = counted(
        ["1", "people", "so-a", "", "a", "a", "a", "yes"],
        ["2", "people", "so-a", "", "b", "b", "b", "no"],
        ["3", "people", "so-a", "", "a", "a", "a", "no"],
        ["4", "people", "so-a", "", "a", "a", "a", ""],
        ["5", "people", "so-b", "", "b", "b", "b", "no"],
    )
    assert flags(found, "W-STRAIGHT") == [(2, "so-a", "people"), (1, "so-b", "people")]


def test_questions_with_a_single_answer_say_nothing() -> None:
    """Nobody can answer them otherwise; with one other question among them they are straight."""
    single = asked(options=named(("a", "1"), figure="share"))
    keys = [f"s{at}" for at in range(4)]
    rules = ruleset(
        *(leaf(key, single) for key in keys), leaf("free", asked()), units={"kinds": KINDS[:1]}, bands=[]
    )
    rows = [["people", "u", "a", "a", "a", "a", ""], ["people", "u", "a", "a", "a", "a", "a"]]
    found = count([held(["group", "unit", *keys, "free"], rows)], design(rules))
    assert flags(found, "W-STRAIGHT") == [(1, "u", "people")]


def test_sheets_dated_outside_the_span_count_all_the_same() -> None:
    """Once each, also when only some rows of a sheet are."""
    found = counted(
        ["1", "people", "so-a", "2024-09-30", "a", "", "", ""],
        ["1", "people", "so-a", "2024-10-01", "", "a", "", ""],
        ["2", "staff", "so-a", "2024-11-01", "a", "", "", ""],
        ["3", "people", "so-a", "2024-10-31", "a", "", "", ""],
    )
    assert flags(found, "W-OUTSIDE") == [(1, "so-a", "people"), (1, "so-a", "staff")]
    assert found.answers.counted == 4


def test_a_listed_unit_that_nobody_rated_is_named() -> None:
    """Those that are rated are not."""
    found = counted(["1", "people", "so-b", "", "a", "", "", ""])
    assert flags(found, "W-UNRATED") == [(1, "huyen-c", None), (1, "so-a", None)]


def test_a_kind_that_nobody_is_asked_about_needs_no_ratings() -> None:
    """Its units are not missed."""
    units = [{"key": "so-a", "name": {"vi": "Sở A"}, "kind": "department"}]
    rules = ruleset(
        leaf("service", asked(), applies_to=["district"]),
        leaf("papers", applies_to=["department"]),
        units={"kinds": KINDS, "units": units},
        root={"max": "10", "rescale": "true"},
    )
    assert count([], design(rules)).flags == ()


def test_too_few_respondents_are_flagged_by_group_and_by_unit() -> None:
    """A group under its minimum, and a rated unit of which a group that is asked said nothing."""
    found = counted(
        ["1", "people", "so-a", "", "a", "", "", ""],
        ["1", "people", "huyen-c", "", "a", "", "", ""],
        ["1", "staff", "so-b", "", "a", "", "", ""],
    )
    # The staff rate departments only, so they need not say anything of a district.
    assert flags(found, "W-FEW") == [(1, None, "staff"), (0, "so-a", "staff"), (0, "so-b", "people")]


def test_more_respondents_than_people_are_flagged() -> None:
    """Three people cannot fill in four ballots; however many units one rates, it is one respondent."""
    rows = [[str(at), "people", unit, "", "a", "", "", ""] for at in range(3) for unit in ("so-a", "so-b")]
    assert flags(counted(*rows), "W-MORE") == []
    assert flags(counted(*rows, ["9", "people", "so-a", "", "a", "", "", ""]), "W-MORE") == [
        (4, None, "people")
    ]


def test_the_kind_told_of_a_unit_says_who_is_asked_about_it() -> None:
    """The staff is not asked about a district that no ruleset lists."""
    rows = [["people", "u-1", "a"], ["people", "u-2", "a"]]
    found = count([held("group,unit,q1", rows)], unlisted(), kinds={"u-1": "district", "u-2": "department"})
    assert flags(found, "W-FEW") == [(0, None, "staff"), (0, "u-2", "staff")]
    assert flags(found, "W-UNRATED") == []
