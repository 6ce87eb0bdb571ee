"""Columns of a table as whole numbers: every cell is its number or marked, within the column's bound."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from parindex.batch.numbers import capped, either, places, read
from parindex.exact import parse_number

SIZES = st.one_of(
    st.integers(-2, 40), st.sampled_from([2**bits - more for bits in range(3, 63) for more in (0, 1)])
)
TYPES = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
TEXTS = st.one_of(
    SIZES.map(str),
    st.decimals(0, 10**15, places=3).map(str),
    st.sampled_from(
        ["", "007", "1.", ".5", "-0", "0.0", "1e3", " 1", "9" * 40, "0.1234567", "999999999999999.999999"]
    ),
)


def check(array: pa.Array, truth: list[Fraction | None]) -> None:
    """Compare a column with its numbers; nothing stands for what is no number of the format from 0 up."""
    cells, wrong = read(array)
    if cells is None:
        assert array.null_count == len(array)
        return
    marks = np.broadcast_to(np.asarray(wrong), (len(array),))
    there = np.broadcast_to(np.asarray(cells.there), (len(array),))
    assert there.tolist() == array.is_valid().to_pylist()
    assert 0 <= min(cells.value) <= max(cells.value) <= cells.most
    for at, value in enumerate(truth):
        if there[at] and not marks[at]:
            assert Fraction(int(cells.value[at]), 10**cells.decimals) == value
        assert marks[at] == (bool(there[at]) and value is None) or (value is not None and value > 10**12)


@given(st.data(), st.sampled_from(TYPES))
def test_whole_numbers_are_read_or_marked(data: st.DataObject, kind: str) -> None:
    """A whole number of any type is itself; below 0 or past 15 digits it is marked."""
    info = np.iinfo(kind)
    fitting = SIZES.map(lambda each: max(int(info.min), min(int(info.max), each)))
    numbers = data.draw(st.lists(st.one_of(st.none(), fitting), min_size=1, max_size=6))
    truth = [Fraction(each) if each is not None and 0 <= each < 10**15 else None for each in numbers]
    check(pa.array([0, *numbers], getattr(pa, kind)()).slice(1), truth)


@given(
    st.lists(st.one_of(st.none(), TEXTS), min_size=1, max_size=6),
    st.sampled_from([pa.string(), pa.large_string()]),
)
def test_texts_are_read_by_the_grammar_of_the_format_or_marked(texts: list[str | None], kind: Any) -> None:
    """A text is the number that the format reads in it; what the format refuses is marked."""
    truth: list[Fraction | None] = []
    for text in texts:
        try:
            number = parse_number(text or "x")
        except ValueError:
            truth.append(None)
        else:
            truth.append(number if number >= 0 else None)
    check(pa.array(["1", *texts], kind).slice(1), truth)


@given(
    st.lists(st.one_of(st.none(), st.decimals(-1, 10**20, places=4)), min_size=1, max_size=6),
    st.integers(4, 6),
)
def test_decimals_are_read_or_marked(numbers: list[Decimal | None], scale: int) -> None:
    """A decimal is its number; below 0 or past 15 digits before the point it is marked."""
    truth = [Fraction(each) if each is not None and 0 <= each < 10**15 else None for each in numbers]
    check(pa.array(numbers, pa.decimal128(38, scale)), truth)


def test_truth_values_are_1_and_0() -> None:
    """True is 1 and false 0; a column of nothing has no cells."""
    check(pa.array([True, False, None]), [Fraction(1), Fraction(0), None])
    assert read(pa.nulls(3)) == (None, False)
    assert read(pa.array([], pa.int64())) == (None, False)


def test_larger_numbers_than_a_bound_are_left_out() -> None:
    """A column may be cut to a bound; what is above it is marked, what is not stays."""
    cells, _ = read(pa.array([5, 70, 1000], pa.int64()))
    assert cells is not None
    cut, wrong = capped(cells, 100)

    assert np.asarray(wrong).tolist() == [False, False, True]
    assert (cut.value.tolist(), cut.most) == ([5, 70, 0], 127)
    assert capped(cells, 2000) == (cells, False)


def test_words_have_places() -> None:
    """A word is its place, whether it is written out or in a dictionary of any order; others are marked."""
    words = ("a", "b", "c")
    for array in (
        pa.array(["c", None, "x", "a"]),
        pa.array(["c", None, "x", "a"]).dictionary_encode(),
        pa.DictionaryArray.from_arrays(pa.array([2, None, 3, 0], pa.int8()), pa.array(["a", "b", "c", "x"])),
    ):
        cells, wrong = places(array, words)
        assert cells is not None
        assert cells.value.tolist()[0::3] == [2, 0]
        assert np.asarray(wrong).tolist() == [False, False, True, False]
    plain, wrong = places(pa.DictionaryArray.from_arrays(pa.array([1, 0]), pa.array(["a", "b"])), words)
    assert plain is not None
    assert (plain.value.tolist(), wrong) == ([1, 0], False)
    assert places(pa.nulls(2), words) == (None, False)


def test_marks_are_joined_without_arrays_where_they_are_the_same_for_all() -> None:
    """True and false stand for all units, and are joined as such."""
    some, every, none = np.array([True, False]), True, False

    assert either(every, some) is True
    assert either(some, every) is True
    assert either(none, some) is some
    assert either(some, none) is some
    assert either(some, np.array([False, True]))[1]  # type: ignore[index]
