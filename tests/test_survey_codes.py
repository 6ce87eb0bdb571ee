"""Words to codes: every spelling that is allowed, and ballots as numbers that tell them apart."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from ballots import asked, listed
from helpers import leaf, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.survey.codes import (
    DATE,
    EMPTY,
    GROUP,
    NO_QUESTION,
    NOT_ASKED,
    OPTION,
    QUESTION,
    UNIT,
    UNNAMED,
    LookUp,
    Words,
    ballot_ids,
    hashed,
    mix,
)
from parindex.survey.design import design
from parindex.survey.sheets import BLANK

WORDS = Words(listed())
TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=12)


@pytest.mark.parametrize(
    ("word", "group", "unit", "question", "option"),
    [
        ("staff", 1, UNIT, QUESTION, OPTION),
        ("CÔNG  chức", 1, UNIT, QUESTION, OPTION),
        ("cong-chuc", 1, UNIT, QUESTION, OPTION),
        ("Sở Á", GROUP, 0, QUESTION, OPTION),
        ("so a", GROUP, 0, QUESTION, OPTION),
        ("_q2", GROUP, UNIT, 1, OPTION),
        ("tot", GROUP, UNIT, QUESTION, 0),
        (" Good ", GROUP, UNIT, QUESTION, 0),
        ("b", GROUP, UNIT, QUESTION, 1),
        ("  ", GROUP, EMPTY, QUESTION, BLANK),
    ],
)
def test_a_word_is_a_key_or_a_name_in_either_language(
    word: str, group: int, unit: int, question: int, option: int
) -> None:
    """Without regard to case, diacritics, spaces and hyphens."""
    found = (WORDS.group(word), WORDS.unit(word), WORDS.question(word), WORDS.option(0)(word))
    assert found == (group, unit, question, option)


def test_names_that_differ_in_diacritics_only_must_be_written_whole() -> None:
    """What both of them fold to is neither; a key goes before every name."""
    options = [
        {"key": "ban", "name": {"vi": "Bản"}, "share": "1"},
        {"key": "busy", "name": {"vi": "Bận"}, "share": "0"},
        {"key": "same", "name": {"vi": "Như nhau"}, "share": "0"},
        {"key": "same-2", "name": {"vi": "Như nhau"}, "share": "0"},
    ]
    option = Words(design(ruleset(leaf("service", asked(options=options))))).option(0)
    assert [option(each) for each in ("BẢN", "bận", "ban", "Bán", "như nhau", "same 2")] == [
        0,
        1,
        0,
        0,
        OPTION,
        3,
    ]


def test_the_table_says_what_each_word_means_to_whom() -> None:
    """Groups x kinds x questions and an unknown one x words."""
    words = Words(listed())
    yes, good, strange = words.answer("yes"), words.answer("good"), words.answer("zzz")
    table = words.table()
    people, staff, department, district, advice, unknown = 0, 1, 0, 1, 3, 4
    assert table[people, department, advice, [0, yes, good, strange]].tolist() == [BLANK, 0, OPTION, OPTION]
    assert table[people, district, advice, yes] == NOT_ASKED
    assert table[staff, department, [0, 2], good].tolist() == [0, NOT_ASKED]
    assert table[staff, district, 0, good] == NOT_ASKED
    assert table[people, department, unknown, [0, good]].tolist() == [NO_QUESTION, QUESTION]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("2024-10-01", 0),
        ("2024-10-31T23:59:59.999+07:00", 0),
        ("2024-10-31 08:00", 0),
        ("2024-09-30", 1),
        ("2024-11-01", 1),
        ("", 0),
        ("2024-02-30", DATE),
        ("2024-10-011", DATE),
        ("1/10/2024", DATE),
    ],
)
def test_a_day_is_within_the_span_or_not_or_no_day(word: str, found: int) -> None:
    """Both ends belong to the span; a time may follow."""
    assert WORDS.day(word) == found


def test_without_a_span_no_day_is_outside_it() -> None:
    """A day must be one all the same."""
    words = Words(design(ruleset(leaf("service", asked()))))
    assert (words.day("1999-01-01"), words.day("x")) == (0, DATE)


def test_a_column_is_looked_up_word_by_word_once() -> None:
    """Nulls and blanks are one word; the same dictionary again is not looked at."""
    met: list[str] = []

    def length(word: str) -> int:
        met.append(word)
        return len(word)

    look = LookUp(length)
    column = pa.array(["a", "bb", None, "a"]).dictionary_encode()
    for _ in range(2):
        codes, places = look.read(column)
        assert codes[places].tolist() == [1, 2, 0, 1]
    codes, places = look.read(pa.array([7, 7, 10]))
    assert codes[places].tolist() == [1, 1, 2]
    assert met == ["a", "bb", "", "7", "10"]


def test_words_without_number_are_not_all_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays bounded when a column is full of mistakes."""
    monkeypatch.setattr("parindex.survey.codes._REMEMBERED", 1)
    met: list[str] = []

    def nothing(word: str) -> int:
        met.append(word)
        return 0

    look = LookUp(nothing)
    look.read(pa.array(["a", "b"]))
    look.read(pa.array(["b", "a"]))
    assert met == ["a", "b", "", "b", ""]


@settings(max_examples=60)
@given(TEXTS)
def test_different_ballots_are_different_respondents(texts: list[str]) -> None:
    """Names are the same where they are the same but for spaces around them, and nowhere else."""
    ids = ballot_ids(pa.array(texts, pa.string()), 0)
    assert ids.dtype == np.uint64
    names = [each.strip() for each in texts]
    for one, id_ in zip(names, ids, strict=True):
        assert [each == one for each in names] == [each == id_ for each in ids]
        assert (id_ == UNNAMED) == (one == "")


@settings(max_examples=40)
@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-5, 10**3), min_size=1, max_size=10))
def test_a_number_and_its_text_are_one_ballot(numbers: list[int]) -> None:
    """Below 10^18 it is the number itself; a slice of a column is read like the column."""
    written = ballot_ids(pa.array(["-", *map(str, numbers)]).slice(1), 3)
    assert ballot_ids(pa.array(numbers, pa.int64()), 3).tolist() == written.tolist()
    for number, id_ in zip(numbers, written, strict=True):
        assert (int(id_) == number) == (0 <= number < 10**18)


def test_only_long_names_are_mixed() -> None:
    """Up to seven bytes they are packed; a leading zero makes a name of a number."""
    ids = ballot_ids(pa.array(["b-12345", "b-123456", "007", "7", "1" * 18, "1" * 19, ""]), 0)
    assert hashed(ids).tolist() == [False, True, False, False, False, True, False]
    assert ballot_ids(pa.array(["b-123456"]), 1) != ids[1]


def test_mixing_loses_nothing() -> None:
    """It is a permutation of 64 bits, as SplitMix64 has it."""
    numbers = np.arange(1 << 14, dtype=np.uint64)
    assert len(np.unique(mix(numbers))) == len(numbers)
    assert int(mix(np.array([0x9E3779B97F4A7C15], dtype=np.uint64))[0]) == 0xE220A8397B1DCDAF
