"""The tape: what is traced once and run on columns is what Python's whole numbers give, and never wraps."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parindex.batch.tape import Tape, Traced
from parindex.formula.columns import MOST, Column, UnprovableError, constant, settle


def look_up(table: Sequence[int], places: Any) -> Any:
    """Return the number at each place of a table."""
    if isinstance(places, Traced):
        return places.looked_up(np.array(table))
    found = [table[int(each)] for each in np.atleast_1d(places)]
    return np.array(found, dtype=object) if np.ndim(places) else found[0]


KINDS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
STEPS: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("+", operator.add),
    ("-", operator.sub),
    ("*", operator.mul),
    ("min", np.minimum),
    ("max", np.maximum),
    ("neg", lambda one, _: -one),
    ("abs", lambda one, _: abs(one)),
    ("//", lambda one, other: one // np.maximum(other, 1)),
    ("%", lambda one, other: one % np.maximum(other, 1)),
    ("// 7", lambda one, _: one // 7),
    ("% 1000", lambda one, _: one % 1000),
    ("where", lambda one, other: np.where(one >= other, one, other * 3)),
    ("where 1", lambda one, other: np.where(one > other, 5, other)),
    ("reached", lambda one, other: (one < other) * 9 - (one <= 3) * 2),
    ("marks", lambda one, other: ((one == other) | (one != 4)) * 1 + ((one > 2) & (other <= 2)) * 2),
    ("same", lambda one, other: ((one > 2) != (other > 2)) * 5),
    ("-1", lambda one, _: one * -1),
    ("7", lambda one, _: 7 * one),
    ("at", lambda one, _: look_up((9, 4, 4, 0), np.minimum(np.maximum(one, 0), 3))),
    ("up and down", lambda one, _: look_up((0, 300, -1), np.minimum(np.maximum(one, 0), 2))),
)


@st.composite
def columns(draw: st.DrawFn) -> list[tuple[str, int, list[int]]]:
    """Draw columns: a type, a bound, and numbers within it."""
    size = draw(st.integers(1, 4))
    found = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(KINDS))
        most = draw(st.integers(0, 2 ** draw(st.integers(1, 62))))
        most = min(most, int(np.iinfo(kind).max), MOST)
        found.append((kind, most, draw(st.lists(st.integers(0, most), min_size=size, max_size=size))))
    return found


Work = Callable[[Sequence[Any]], list[Any]]


@st.composite
def works(draw: st.DrawFn) -> Work:
    """Draw a computation of some steps over columns; each takes two of what there is so far."""
    steps = draw(
        st.lists(
            st.tuples(st.sampled_from(STEPS), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8
        )
    )
    constants = draw(st.lists(st.integers(-1000, 1000), max_size=2))

    def work(given_: Sequence[Any]) -> list[Any]:
        known = [*given_, *constants]
        for (_, step), one, other in steps:
            known.append(step(known[one % len(known)], known[other % len(known)]))
        return known[len(given_) + len(constants) :]

    return work


def plain(work: Work, drawn: list[tuple[str, int, list[int]]]) -> list[list[int]]:
    """Work on Python's own numbers, which have no end."""
    arrays = [np.array(numbers, dtype=object) for _, _, numbers in drawn]
    size = len(arrays[0])
    return [[int(each) for each in np.broadcast_to(np.asarray(found), (size,))] for found in work(arrays)]


@settings(max_examples=400, deadline=None)
@given(columns(), works())
def test_a_traced_computation_gives_what_whole_numbers_without_end_give(
    drawn: list[tuple[str, int, list[int]]], work: Work
) -> None:
    """Every step is exact whatever the types, within its bounds, or refused before anything is computed."""
    tape = Tape()
    traced = [tape.column(np.dtype(kind), 0, most) for kind, most, _ in drawn]
    try:
        outputs = work(traced)
    except UnprovableError:
        assume(condition=False)
        raise
    arrays = [np.array(numbers, dtype=kind) for kind, _, numbers in drawn]
    with np.errstate(all="raise"), pytest.MonkeyPatch.context() as patch:
        patch.setattr("parindex.batch.program._ROWS", 2)  # several times around
        found = tape.program(outputs).run(arrays)
    size = len(arrays[0])
    for made, output, truth in zip(found, outputs, plain(work, drawn), strict=True):
        assert np.broadcast_to(np.asarray(made), (size,)).astype(object).tolist() == truth
        if isinstance(output, Traced):
            assert all(output.least <= each <= output.most for each in truth)
            assert np.iinfo(made.dtype).min <= output.least if made.dtype != np.bool_ else True


def test_the_same_step_is_written_once() -> None:
    """A step that was written is used again, also with a number that is the same for all."""
    tape = Tape()
    one = tape.column(np.dtype(np.int32), 0, 100)
    first, second = one * 7 + 1, one * 7 + 1

    assert first.place == second.place
    assert len(tape.program([first, second]).calls) == len(tape.program([first]).calls)


def test_factors_after_each_other_are_one() -> None:
    """A column times -1 and times -1 is the column; times 3 and times 5 is one product, by 15."""
    tape = Tape()
    one: Any = tape.column(np.dtype(np.int32), 0, 100)

    assert (one * -1 * -1).place == one.place
    assert (one * 3 * 5).place == (one * 15).place


def test_steps_that_no_output_needs_are_left_out() -> None:
    """Only what an output needs is run; a number that is the same for all needs nothing."""
    tape = Tape()
    one = tape.column(np.dtype(np.int32), 0, 100)
    _ = one * 12 // 5

    assert tape.program([7, True]).calls == ()
    assert tape.program([7, True]).run([np.array([1], dtype=np.int32)]) == [7, True]


def test_a_dividend_below_zero_is_rounded_down() -> None:
    """By one number for all, and by a column."""
    tape = Tape()
    given_: Any = tape.column(np.dtype(np.int8), 0, 100)
    by: Any = tape.column(np.dtype(np.int8), 1, 7)
    one = given_ - 50
    numbers = [np.array(each, dtype=np.int8) for each in ([0, 43, 49, 50, 57, 100], [1, 7, 7, 1, 7, 3])]
    found = tape.program([one // 7, one // by]).run(numbers)

    assert found[0].tolist() == [-8, -1, -1, 0, 1, 7]
    assert found[1].tolist() == [-50, -1, -1, 0, 1, 16]


def test_a_mark_that_bounds_decide_takes_no_step() -> None:
    """Of two marks one of which is known, the other is left, or nothing."""
    one: Any = Tape().column(np.dtype(np.int32), 1, 100)
    open_ = one > 5

    assert (open_ & (one >= 1)) is open_
    assert (open_ & (one > 100)) is False
    assert (open_ | (one >= 1)) is True
    assert (open_ | (one > 100)) is open_


def test_a_bound_that_decides_a_comparison_takes_no_step() -> None:
    """What bounds decide is decided when the tape is written."""
    tape = Tape()
    one = tape.column(np.dtype(np.int32), 1, 100)

    assert (one >= 1) is True
    assert (one > 100) is False
    assert (one == 0) is False
    assert (one != 0) is True


@pytest.mark.parametrize(
    "work",
    [
        lambda one: one * MOST,
        lambda one: one + MOST,
        lambda one: one // 0,
        lambda one: one % one,
        lambda one: one.looked_up(np.arange(3)),
    ],
)
def test_what_may_not_fit_is_refused_before_it_is_run(work: Callable[[Any], Any]) -> None:
    """A product past 64 bits, a divisor that may be 0 and a place past the end of a table are refused."""
    with pytest.raises(UnprovableError):
        work(Tape().column(np.dtype(np.int64), 0, 10))


def test_a_traced_column_is_no_truth_and_does_nothing_else() -> None:
    """What would look at numbers that are not there yet is an error, not a guess."""
    one: Any = Tape().column(np.dtype(np.int64), 0, 10)
    for wrong in (
        lambda: bool(one > 1),
        lambda: np.sqrt(one),
        lambda: np.add.reduce(one),
        lambda: np.sum(one),
    ):
        with pytest.raises(TypeError):
            wrong()


def test_a_column_tells_its_numbers_what_they_are_within() -> None:
    """Bounds that rules know are told to the tape, and never widened by it."""
    one: Any = Tape().column(np.dtype(np.int64), 0, 1000)
    made = Column(one, 1, 5, 10)

    assert (made.low.least, made.low.most) == (5, 10)  # type: ignore[union-attr]
    assert Column(one, 1, -5, 5000).low is one
    assert settle(constant(1)).low == 1  # type: ignore[arg-type]


def test_what_a_division_by_one_leaves_is_nothing() -> None:
    """A number that is the same for all, divided by a column that is 1 throughout, leaves 0."""
    tape = Tape()
    one: Any = tape.column(np.dtype(np.int8), 1, 1)
    (left,) = tape.program([5 % one]).run([np.array([1, 1], dtype=np.int8)])

    assert left.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("number", "kind"), [(-1, "int8"), (200, "int16"), (5 * 10**9, "int64"), (True, "bool")]
)
def test_what_is_the_same_for_all_has_a_signed_type(number: int, kind: str) -> None:
    """NumPy makes floats of signed and unsigned 64-bit numbers together."""
    tape = Tape()
    tape.column(np.dtype(np.int8), 0, 1)
    assert tape.program([number]).run([np.zeros(1, np.int8)])[0].dtype == np.dtype(kind)


def test_a_wide_comparison_that_is_written_twice_is_made_once() -> None:
    """So is what follows from it, although its number is spread anew for each comparison."""
    tape = Tape()
    one: Any = tape.column(np.dtype(np.int64), 0, 10**12)
    first, second = np.maximum(one, 1) * 7, np.maximum(one, 1) * 7
    assert first.place == second.place
