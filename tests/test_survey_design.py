"""What a ruleset asks, of whom, about which kinds of units."""

from __future__ import annotations

import pytest
from helpers import group, leaf, ruleset

import parindex
from parindex.errors import UsageError
from parindex.survey.design import design

SCALE = {
    "method": "survey",
    "options": [{"key": "good", "name": {"vi": "Tốt"}, "share": "1"}],
    "groups": [{"key": "people", "name": {"vi": "Người dân"}, "weight": "1"}],
}


def test_the_questions_of_the_example() -> None:
    """A question has its item, its answers, and the groups whose answers count for that item."""
    found = design(parindex.load("example/department@2024"))
    asked = {each.key: (each.item.key, each.groups) for each in found.questions}
    assert asked["q5"] == ("coordination", ("peers",))
    assert asked["q2"] == ("information-access", ("businesses", "citizens"))
    assert found.kinds == ("department", "agency")


def test_an_item_that_no_question_names_is_a_question() -> None:
    """Its key and name are those of the item, and its groups those of the scale."""
    found = design(ruleset(group("survey", leaf("view", SCALE, max="100"))))
    (asked,) = found.questions
    assert (asked.key, asked.text.vi, asked.groups) == ("view", asked.item.name.vi, ("people",))
    assert found.group("people").name.vi == "Người dân"


def test_a_group_rates_the_kinds_that_it_is_said_to_rate() -> None:
    """Without a list a group rates every kind; with one, only those."""
    stated = {"groups": [{"key": "people", "name": {"vi": "Người dân"}, "rates": ["district"]}]}
    kinds = {"kinds": [{"key": "office", "name": {"vi": "Sở"}}, {"key": "district", "name": {"vi": "Huyện"}}]}
    found = design(ruleset(group("survey", leaf("view", SCALE, max="100")), survey=stated, units=kinds))
    (asked,) = found.questions
    assert [found.asks("people", asked, kind) for kind in ("office", "district")] == [False, True]


def test_an_unknown_group_has_no_design() -> None:
    """Asking for a group that is not asked is an error of the caller."""
    with pytest.raises(KeyError):
        design(parindex.load("example/department@2024")).group("nobody")


def test_a_ruleset_without_ballots_has_no_design() -> None:
    """A ruleset of frames only scores nothing by ballots."""
    with pytest.raises(UsageError) as caught:
        design(parindex.load("ha-noi/districts@2024"))
    assert [each.code for each in caught.value.problems] == ["E-SURVEY"]
