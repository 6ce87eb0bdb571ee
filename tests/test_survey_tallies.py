"""Tallies: counted from sheets, told by item, added without regard to order."""

from __future__ import annotations

import numpy as np
import pytest
from ballots import held, listed, unlisted

from parindex.errors import UsageError
from parindex.fields import FrozenMap
from parindex.survey import tallies as module
from parindex.survey.counting import count
from parindex.survey.tallies import Tallies, add, tally

HEADER = "group,unit,q1,q2,q3,advice"


def tallies(*rows: list[str]) -> Tallies:
    """Count ballots of the listed units."""
    return count([held(HEADER, rows)], listed()).tallies


ONE = tallies(["people", "so-a", "a", "b", "c", "yes"], ["people", "so-a", "a", "", "", ""])
OTHER = tallies(["staff", "so-a", "c", "", "", ""], ["people", "huyen-c", "", "", "a", ""])


def test_questions_of_one_item_add_up() -> None:
    """Plain numbers by item, group and option; groups without an answer are left out, and so are items."""
    assert ONE.of("so-a") == {
        "service": {"people": {"a": 2, "b": 1, "c": 0}},
        "site": {"people": {"a": 0, "b": 0, "c": 1}},
        "advice": {"people": {"yes": 1, "no": 0}},
    }
    assert OTHER.of("huyen-c") == {"site": {"people": {"a": 1, "b": 0, "c": 0}}}
    found = ONE.of("so-a")["service"]["people"]["a"]
    assert type(found) is int
    assert isinstance(hash(ONE.of("so-a")), int)
    assert isinstance(ONE.of("so-a"), FrozenMap)


def test_a_unit_that_nobody_rated_has_no_tallies() -> None:
    """It is a mistake to ask for it."""
    with pytest.raises(KeyError):
        ONE.of("so-b")


def test_adding_unites_the_units() -> None:
    """In the order of the alphabet, whichever comes first."""
    whole = add(ONE, OTHER)
    assert whole == add(OTHER, ONE)
    assert whole.units == ("huyen-c", "so-a")
    assert whole.of("so-a")["service"] == {
        "people": {"a": 2, "b": 1, "c": 0},
        "staff": {"a": 0, "b": 0, "c": 1},
    }
    assert add(ONE, tallies()) == ONE


def test_tallies_are_values() -> None:
    """Equal ones have one hash, no number can be written, and nothing else is equal to them."""
    again = tallies(["people", "so-a", "a", "b", "c", "yes"], ["people", "so-a", "a", "", "", ""])
    assert again == ONE
    assert hash(again) == hash(ONE)
    assert len({ONE, OTHER, again}) == 2
    assert ONE != "tallies"
    for each in (ONE, add(ONE, OTHER)):
        with pytest.raises(ValueError, match="read-only"):
            each.counts[0, 0, 0, 0] = 1


def test_tallies_of_two_designs_are_not_added() -> None:
    """E-DESIGN: their questions are not the same."""
    with pytest.raises(UsageError, match="E-DESIGN"):
        add(ONE, tally(count([], unlisted()).sheets, unlisted()))


def test_sheets_are_counted_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are taken at once."""
    sheets = count([held(HEADER, [["people", "so-a", "a", "b", "c", "yes"]] * 7)], listed()).sheets
    whole = tally(sheets, listed())
    monkeypatch.setattr(module, "_CHUNK", 2)
    assert tally(sheets, listed()) == whole
    assert np.sum(whole.counts) == 28
