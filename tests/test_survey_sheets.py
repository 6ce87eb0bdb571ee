"""Sheets: the same sheet in several pieces is one, in whatever order and groups the pieces come."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from ballots import listed, said, unlisted
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.errors import UsageError
from parindex.survey import sheets as module
from parindex.survey.responses import Response, kind_of, respondents
from parindex.survey.sheets import (
    BLANK,
    MANY,
    MERGED,
    OUTSIDE,
    STRUCK,
    Pile,
    Rows,
    Sheets,
    collapse,
    merge,
    seal,
)

ROW = st.tuples(
    st.integers(1, 3),
    st.integers(0, 1),
    st.integers(0, 2),
    st.sampled_from([0, OUTSIDE]),
    st.lists(st.sampled_from([STRUCK, BLANK, BLANK, 0, 1]), min_size=3, max_size=3),
)
PIECES = st.lists(ROW, max_size=12)


def rows(pieces: list[Any]) -> Rows:
    """Make rows of (respondent, group, unit, mark, answers)."""
    columns = [[piece[at] for piece in pieces] for at in range(5)]
    return Rows(
        np.array(columns[0], np.uint64),
        np.array(columns[1], np.int8),
        np.array(columns[2], np.int32),
        np.array(columns[3], np.uint8),
        np.array(columns[4], np.int8).reshape(len(pieces), 3),
    )


def slowly(pieces: list[Any]) -> dict[Any, Any]:
    """Put pieces together cell by cell: mark and answers by sheet."""
    found: dict[Any, Any] = {}
    for who, group, unit, mark, answers in pieces:
        key = (who, group, unit)
        if key not in found:
            found[key] = [mark, list(answers)]
            continue
        held = found[key]
        twice = any(a != BLANK != b for a, b in zip(held[1], answers, strict=True))
        held[0] |= mark | MERGED | (MANY if twice else 0)
        held[1] = [
            b if a == BLANK else a if b in (BLANK, a) else STRUCK
            for a, b in zip(held[1], answers, strict=True)
        ]
    return dict(sorted(found.items()))


def plainly(found: Rows) -> dict[Any, Any]:
    """Return rows by sheet, in their order."""
    keys = zip(found.respondent.tolist(), found.group.tolist(), found.unit.tolist(), strict=True)
    return dict(
        zip(keys, map(list, zip(found.mark.tolist(), found.answers.tolist(), strict=True)), strict=True)
    )


@settings(max_examples=80)
@given(PIECES)
def test_rows_collapse_to_sheets_cell_by_cell(pieces: list[Any]) -> None:
    """Each sheet once, in order, with what its pieces say together; what is given twice is marked."""
    found = plainly(collapse(rows(pieces)))
    assert found == slowly(pieces)
    assert list(found) == sorted(found)


def test_rows_that_are_there_once_are_ordered_in_their_place() -> None:
    """Nothing is held twice."""
    pieces = [(2, 0, 0, 0, [0, 1, 0]), (1, 0, 0, 0, [1, 1, 0])]
    for each in (pieces, pieces[::-1]):
        held = rows(each)
        assert collapse(held) is held
        assert plainly(held) == slowly(each)


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=4), st.booleans())
def test_a_pile_holds_what_all_its_rows_say(parts: list[list[Any]], small: bool) -> None:  # noqa: FBT001 (drawn)
    """Also when it is collapsed on the way, and when sheets go on from one part to the next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_LEAST", 2 if small else 100)
        pile = Pile(3)
        for part in parts:
            pile.add(rows(part), same_ballot=True)
        every = [piece for part in parts for piece in part]
        assert pile.rated().tolist() == sorted({piece[2] for piece in every})
        found = plainly(pile.rows(np.arange(3, dtype=np.int32)))
    wanted = slowly(every)
    assert {key: each[1] for key, each in found.items()} == {key: each[1] for key, each in wanted.items()}
    loose = ~np.uint8(MERGED)
    assert [each[0] & loose for each in found.values()] == [each[0] & loose for each in wanted.values()]


def test_a_sheet_that_goes_on_by_name_is_not_taken_for_a_merged_one() -> None:
    """Its ballot was compared by name; another ballot is another row."""
    pile = Pile(3)
    pile.add(rows([(1, 0, 0, 0, [0, BLANK, BLANK])]))
    pile.add(rows([(1, 0, 0, 0, [BLANK, 1, BLANK]), (2, 0, 0, 0, [1, 1, 1])]), same_ballot=True)
    pile.add(rows([(3, 0, 0, 0, [1, 1, 1])]), same_ballot=True)
    found = plainly(pile.rows(np.zeros(1, dtype=np.int32)))
    assert found[1, 0, 0] == [0, [0, 1, BLANK]]
    assert len(found) == 3


def sheets(pieces: list[Any], names: tuple[str, ...] = ("a", "b", "c")) -> Sheets:
    """Make sheets of pieces."""
    return seal(names, collapse(rows(pieces)))


@settings(max_examples=40)
@given(PIECES, PIECES, PIECES)
def test_merging_is_commutative_and_associative(one: list[Any], two: list[Any], three: list[Any]) -> None:
    """And it is the sheets of everything at once."""
    a, b, c = sheets(one), sheets(two), sheets(three, ("b", "c", "d"))
    assert said(merge(a, b)) == said(merge(b, a)) == said(sheets(one + two))
    assert said(merge(merge(a, b), c)) == said(merge(a, merge(b, c)))
    assert merge(a, c).units == ("a", "b", "c", "d")
    assert said(merge(a, sheets([], ()))) == said(a)


def test_sheets_of_other_questions_are_not_merged() -> None:
    """E-DESIGN: their columns would not be the same questions."""
    one = sheets([])
    other = Sheets((), one.respondent, one.group, one.unit, np.empty((0, 2), np.int8))
    with pytest.raises(UsageError, match="E-DESIGN"):
        merge(one, other)


def test_sheets_cannot_be_written() -> None:
    """They are values."""
    with pytest.raises(ValueError, match="read-only"):
        sheets([(1, 0, 0, 0, [0, 1, 0])]).answers[0, 0] = 1


def test_what_came_back_is_told_by_group() -> None:
    """Distinct respondents, their sheets, the answers that count, and how many were asked for."""
    design = listed()
    answers = np.array([[0, 1, 0, 1], [0, BLANK, BLANK, BLANK], [STRUCK, 1, BLANK, 0]], np.int8)
    found = Sheets(
        ("huyen-c", "so-a"),
        np.array([1, 1, 1], np.uint64),
        np.array([0, 0, 1], np.int8),
        np.array([1, 0, 1], np.int32),
        answers,
    )
    assert respondents(found, design) == (Response("people", 1, 2, 5, 4 + 3), Response("staff", 1, 1, 2, 3))


def test_respondents_are_counted_in_any_order_of_sheets() -> None:
    """Sheets that no count put in order too."""
    who = np.array([2, 1, 2, 1, 3], np.uint64)
    found = Sheets(("so-a",), who, np.zeros(5, np.int8), np.zeros(5, np.int32), np.zeros((5, 4), np.int8))
    assert respondents(found, listed())[0].respondents == 3


def test_the_kind_of_a_unit_is_listed_or_told_or_the_first() -> None:
    """A list goes before what is told."""
    assert kind_of("huyen-c", listed(), {"huyen-c": "department"}) == "district"
    assert kind_of("u", unlisted(), {"u": "district"}) == "district"
    assert kind_of("u", unlisted()) == "department"
