"""Sample sizes of a ruleset: what each group decides, and what is handed out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from helpers import Plain, group, leaf, named, ruleset

from parindex.errors import UsageError, problem
from parindex.survey.design import Design, design
from parindex.survey.sample import plain, report, sample

F = Fraction
SURE = F(19, 20)


def asked(*groups: tuple[str, str]) -> Plain:
    """Declare a survey scale of some groups with their weights."""
    options = named(("good", "1"), ("bad", "0"), figure="share")
    return {"method": "survey", "options": options, "groups": named(*groups, figure="weight")}


def surveyed(*, population: str = "5000", **fields: Any) -> Design:
    """Make the design of a block of two items; ``fields`` are those of the block."""
    items = (leaf("a", asked(("people", "1"))), leaf("b", asked(("people", "0.5"), ("firms", "0.5"))))
    groups = [{"key": "people", "name": {"vi": "Người dân"}, "population": population}]
    return design(ruleset(group("block", *items, **fields), leaf("x"), survey={"groups": groups}))


def test_plain() -> None:
    """A sample as JSON: every figure is text, and a group of unknown size has no population."""
    of = surveyed()
    found = sample(of, "department", F(1, 2), SURE, spread=F(1, 4))
    assert plain(found) == {
        "format": "1",
        "ruleset": {"id": "example/small@2024", "sha256": of.ruleset.digest},
        "kind": "department",
        "margin": "0.5",
        "confidence": "0.95",
        "reach": "0.50",
        "groups": [
            {"key": "people", "population": "5000", "points": "15", "needed": "278"},
            {"key": "firms", "population": None, "points": "5", "needed": "93"},
        ],
        "needed": "371",
    }


def test_caps_and_floors_decide_nothing() -> None:
    """A block that full marks would lift above its cap, or far below a floor, takes as many respondents."""
    free = sample(surveyed(), "department", F(1, 2), SURE)
    for fields in ({"cap": "15"}, {"floor": "19"}):
        held = sample(surveyed(**fields), "department", F(1, 2), SURE)
        assert [size for _, _, size in held.groups] == [size for _, _, size in free.groups]
        assert [planned.weight for _, planned, _ in held.groups] == [15, 5]


def test_a_rescaled_block_decides_more() -> None:
    """A block that counts for twice its points takes about four times the respondents."""
    twice = sample(surveyed(rescale=True, max="40"), "department", F(1), SURE)
    assert [planned.weight for _, planned, _ in twice.groups] == [30, 10]


@pytest.mark.parametrize("spread", [F(0), F(-1, 4), F(51, 100), F(2)])
def test_no_spread(spread: Fraction) -> None:
    """A standard deviation of shares is above 0 and at most 1/2."""
    with pytest.raises(UsageError) as caught:
        sample(surveyed(), "department", F(1, 2), SURE, spread=spread)
    assert caught.value.problems == (problem("E-SPREAD", found=spread),)


def test_the_widest_spread_is_a_half() -> None:
    """A half is a spread: that of a large group half of which says one thing and half the other."""
    widest = sample(surveyed(population="100000000"), "department", F(1, 2), SURE, spread=F(1, 2))
    worst = sample(surveyed(population="100000000"), "department", F(1, 2), SURE)
    assert [size for _, _, size in widest.groups] == [size for _, _, size in worst.groups]


def test_no_kind() -> None:
    """A kind that the ruleset has not is refused."""
    with pytest.raises(UsageError) as caught:
        sample(surveyed(), "nobody", F(1, 2), SURE)
    assert caught.value.problems[0].code == "E-KIND"


def test_a_group_asked_about_nothing() -> None:
    """A group that rates another kind of unit decides nothing here, nor does an item nobody is asked of."""
    groups = [
        {"key": "people", "name": {"vi": "Người dân"}},
        {"key": "firms", "name": {"vi": "Doanh nghiệp"}, "rates": ["district"]},
    ]
    both = {**asked(("people", "0.5"), ("firms", "0.5")), "empty": "reweight"}
    items = (leaf("a", asked(("people", "1"))), leaf("b", asked(("firms", "1"))), leaf("c", both))
    of = design(ruleset(*items, survey={"groups": groups}))
    assert [each.key for each, _, _ in sample(of, "department", F(1), SURE).groups] == ["people"]


@pytest.mark.parametrize(("lang", "wanted"), [("vi", "0,5 điểm"), ("en", "0.5 in survey points")])
def test_report(lang: Any, wanted: str) -> None:
    """The report says the margin and has a row for each group."""
    found = report(sample(surveyed(), "department", F(1, 2), SURE), command="parindex", lang=lang)
    assert wanted in found.lead[1]
    (table,) = found.sections[0].tables
    assert len(table.rows) == 2
