"""Columns of whole numbers: every operation encloses the exact figure, and none ever wraps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parindex.exact import Rounding, RoundingMode
from parindex.formula.column_rounding import round_off
from parindex.formula.columnar import Scope, points
from parindex.formula.columns import (
    MOST,
    Column,
    Share,
    UnprovableError,
    choose,
    clamp,
    climb,
    constant,
    divide,
    reached,
    scale,
    settle,
    total,
)
from parindex.formula.expression import Input, Ladder, Number, Pick, Product, Quotient, Rung

WHOLE = st.integers(-(10**12), 10**12)
COUNTS = st.lists(st.integers(0, 10**15), min_size=1, max_size=6)
BY = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)
EDGES = st.fractions(min_value=0, max_value=1000, max_denominator=400)
MODES: tuple[RoundingMode, ...] = ("half-up", "half-even", "down", "up")
ROUNDINGS = st.builds(Rounding, st.integers(0, 4), st.sampled_from(MODES))


def column(numbers: Sequence[int], den: int = 1, slack: int = 0) -> Column:
    """Make a column of numbers."""
    return Column(np.array(numbers, dtype=np.int64), den, min(numbers), max(numbers), slack)


def share(done: Sequence[int], planned: Sequence[int]) -> Share:
    """Make a share; its bound is its largest figure."""
    figures = [Fraction(one, other) for one, other in zip(done, planned, strict=True)]
    return Share(column(done), column(planned), max(figures))


def bounds(found: Column, size: int) -> list[tuple[Fraction, Fraction]]:
    """Return what a column says of each unit."""
    lows = np.broadcast_to(np.asarray(found.low, dtype=object), (size,))
    return [(Fraction(int(low), found.den), Fraction(int(low) + found.slack, found.den)) for low in lows]


def encloses(found: Column, exact: Sequence[Fraction]) -> bool:
    """Tell whether a column says the truth of each unit, within what it says of all."""
    ends = bounds(found, len(exact))
    sound = all(Fraction(found.least, found.den) <= low <= Fraction(found.most, found.den) for low, _ in ends)
    return sound and all(low <= value <= high for (low, high), value in zip(ends, exact, strict=True))


@st.composite
def rough(draw: st.DrawFn) -> tuple[Column, list[Fraction]]:
    """Draw a column, exact or not, with figures that it says the truth of."""
    numbers = draw(st.lists(WHOLE, min_size=1, max_size=5))
    den, slack = draw(st.sampled_from((1, 3, 100, 10**9))), draw(st.integers(0, 5))
    parts = [draw(st.fractions(0, 1, max_denominator=7)) * slack for _ in numbers]
    return column(numbers, den, slack), [
        (number + part) / den for number, part in zip(numbers, parts, strict=True)
    ]


@given(rough(), BY)
def test_a_multiple_encloses_the_multiple(drawn: tuple[Column, list[Fraction]], by: Fraction) -> None:
    """A constant of either sign times a column is true of every unit."""
    made, exact = drawn
    assert encloses(scale(made, by), [by * value for value in exact])


@given(st.data(), st.integers(1, 4))
def test_a_sum_encloses_the_sum(data: st.DataObject, count: int) -> None:
    """The sum of columns of any denominators is true of every unit."""
    drawn = [data.draw(rough()) for _ in range(count)]
    size = min(len(exact) for _, exact in drawn)
    terms = [
        Column(np.asarray(made.low)[:size], made.den, made.least, made.most, made.slack) for made, _ in drawn
    ]
    more = data.draw(BY)
    try:
        found = total([constant(more), *terms])
    except UnprovableError:
        assume(condition=False)
    assert encloses(found, [more + sum(exact[at] for _, exact in drawn) for at in range(size)])


@given(COUNTS, st.data())
def test_a_quotient_is_exact_to_a_part_in_a_thousand_million(done: list[int], data: st.DataObject) -> None:
    """A share divided is true of every unit, its bounds one part apart, whatever the size of money."""
    planned = [data.draw(st.integers(max(1, each // 3), 10**15)) for each in done]
    found = settle(share(done, planned))

    assert found.den == 10**9
    assert found.slack <= 1
    assert encloses(found, [Fraction(one, other) for one, other in zip(done, planned, strict=True)])


@given(rough(), st.integers(1, 1000), st.sampled_from((1, 4, 100)))
def test_what_is_not_exact_can_be_divided_too(
    drawn: tuple[Column, list[Fraction]], by: int, den: int
) -> None:
    """A column between bounds over an exact one is true of every unit."""
    made, exact = drawn
    divisor = column([by] * len(exact), den)
    most = Fraction(max(abs(made.least), abs(made.most)) + made.slack, made.den) * den / by
    try:
        found = divide(made, divisor, most)
    except UnprovableError:
        assume(condition=False)
    assert encloses(found, [value * den / by for value in exact])


@given(rough(), EDGES, st.sampled_from((">=", ">")))
def test_reaching_an_edge_is_sure_or_open(
    drawn: tuple[Column, list[Fraction]], edge: Fraction, relation: Any
) -> None:
    """Where a column surely reaches an edge the figure does, and where it may not, the figure does not."""
    made, exact = drawn
    sure, may = (np.broadcast_to(each, len(exact)) for each in reached(made, edge, relation))
    for at, value in enumerate(exact):
        truth = value >= edge if relation == ">=" else value > edge
        assert sure[at] <= truth <= may[at]
        assert made.slack or sure[at] == may[at]


@given(EDGES, st.sampled_from((1, 3, 100)), st.integers(0, 3), st.sampled_from((">=", ">")))
def test_the_numbers_around_an_edge_are_told_apart(
    edge: Fraction, den: int, slack: int, relation: Any
) -> None:
    """The whole numbers just below, at and above an edge reach it or not as the fractions do."""
    near = [int(edge * den) + more for more in (-2, -1, 0, 1, 2)]
    sure, may = reached(column(near, den, slack), edge, relation)
    for at, number in enumerate(near):
        low, high = Fraction(number, den), Fraction(number + slack, den)
        assert sure[at] == (low >= edge if relation == ">=" else low > edge)  # type: ignore[index]
        assert may[at] == (high >= edge if relation == ">=" else high > edge)  # type: ignore[index]


@given(
    st.lists(st.fractions(0, 100, max_denominator=8), min_size=1, max_size=4, unique=True),
    st.integers(0, 100),
)
def test_a_ladder_of_constants_is_climbed_as_it_is_chosen(edges: list[Fraction], value: int) -> None:
    """Where edges go down, adding what each step is worth gives the figure of the first case that holds."""
    made = column([value, 0, 100])
    cases = [(reached(made, edge, ">=")[0], edge / 3) for edge in sorted(edges, reverse=True)]
    found, chosen = (
        climb(cases, Fraction(-1)),
        choose([(here, constant(to)) for here, to in cases], constant(Fraction(-1))),
    )

    assert bounds(found, 3) == bounds(chosen, 3)
    assert encloses(found, [low for low, _ in bounds(chosen, 3)])


@given(COUNTS, st.data(), EDGES, st.sampled_from((">=", ">")))
def test_a_share_meets_an_edge_without_being_divided(
    done: list[int], data: st.DataObject, edge: Fraction, relation: Any
) -> None:
    """A share that was not divided reaches an edge exactly where the fraction does."""
    planned = [data.draw(st.sampled_from((max(1, each), max(1, each) * 2, 7, 10**15))) for each in done]
    try:
        sure, may = reached(share(done, planned), edge, relation)
    except UnprovableError:
        assume(condition=False)
    truth = [
        Fraction(one, other) >= edge if relation == ">=" else Fraction(one, other) > edge
        for one, other in zip(done, planned, strict=True)
    ]
    assert np.array_equal(np.broadcast_to(sure, len(done)), truth)
    assert sure is may


@given(rough(), BY, st.booleans())
def test_a_limit_holds_at_both_ends(
    drawn: tuple[Column, list[Fraction]],
    limit: Fraction,
    above: bool,  # noqa: FBT001 (drawn)
) -> None:
    """A cap or a floor is true of every unit."""
    made, exact = drawn
    try:
        found = settle(clamp(made, limit, above=above))
    except UnprovableError:
        assume(condition=False)
    assert encloses(found, [(min if above else max)(value, limit) for value in exact])


@given(COUNTS, st.data(), st.fractions(Fraction(1, 10), 5, max_denominator=20))
def test_a_share_is_capped_before_it_is_divided(
    done: list[int], data: st.DataObject, limit: Fraction
) -> None:
    """A capped share is still a share, and true of every unit."""
    planned = [data.draw(st.integers(max(1, each // 9), 10**15)) for each in done]
    found = clamp(share(done, planned), limit, above=True)

    assert isinstance(found, Share)
    exact = [min(Fraction(one, other), limit) for one, other in zip(done, planned, strict=True)]
    try:
        assert encloses(settle(found), exact)
    except UnprovableError:
        assume(condition=False)


@given(rough(), ROUNDINGS)
def test_rounding_is_right_where_it_is_not_open(
    drawn: tuple[Column, list[Fraction]], rounding: Rounding
) -> None:
    """Every unit whose rounding is not open is rounded as the fraction is, in every mode."""
    made, exact = drawn
    try:
        found, open_ = round_off(made, rounding)
    except UnprovableError:
        assume(condition=False)
    for (low, _), still, value in zip(
        bounds(found, len(exact)), np.broadcast_to(open_, len(exact)), exact, strict=True
    ):
        assert still or low == rounding.apply(value)
        assert made.slack or not still


@given(COUNTS, st.data(), ROUNDINGS)
def test_a_share_is_rounded_exactly(done: list[int], data: st.DataObject, rounding: Rounding) -> None:
    """A share of counts is never open in any mode, ties included."""
    planned = [data.draw(st.sampled_from((max(1, each), max(1, each) * 8, 10**15))) for each in done]
    found, open_ = round_off(share(done, planned), rounding)
    exact = [rounding.apply(Fraction(one, other)) for one, other in zip(done, planned, strict=True)]
    for (low, _), still, value in zip(
        bounds(found, len(done)), np.broadcast_to(open_, len(done)), exact, strict=True
    ):
        assert still or low == value
    if max(done) < 10**12:
        assert open_ is False


@given(st.lists(st.booleans(), min_size=1, max_size=5), BY, BY)
def test_the_first_case_that_holds_is_chosen(here: list[bool], one: Fraction, other: Fraction) -> None:
    """A choice gives each unit its own figure."""
    found = choose([(np.array(here), constant(one))], constant(other))

    assert encloses(found, [one if each else other for each in here])


@pytest.mark.parametrize(
    "made",
    [
        lambda: scale(column([MOST]), Fraction(2)),
        lambda: scale(column([-MOST]), Fraction(2)),
        lambda: total([column([MOST]), column([MOST])]),
        lambda: divide(column([MOST]), column([MOST]), Fraction(1)),
        lambda: reached(share([MOST], [MOST]), Fraction(1, 3), ">="),
        lambda: reached(share([1], [1]), Fraction(-1), ">="),
        lambda: round_off(scale(column([MOST]), Fraction(1, 3)), Rounding(2, "half-up")),
        lambda: Column(0, 1, 0, MOST, slack=1),
    ],
)
def test_what_64_bits_may_not_hold_is_refused(made: Any) -> None:
    """Where a number could wrap, the operation is refused before it is done."""
    with pytest.raises(UnprovableError):
        made()


ONE_OF = Pick("level", (("a", Fraction(1)), ("b", Fraction(1, 2))))
SHARED = Quotient(Input("done"), Input("planned"))


def figure(expression: Any, **given_: Any) -> Any:
    """Return the value of an expression of columns."""
    return points(expression, given_, Scope())


def test_inputs_of_the_wrong_sort_are_an_error() -> None:
    """A word is no figure and a figure no word."""
    with pytest.raises(TypeError):
        figure(Input("level"), level=np.array([0]))
    with pytest.raises(TypeError):
        figure(ONE_OF, level=column([1]))
    assert figure(ONE_OF, level=np.array([1, 0])).low.tolist() == [1, 2]


def test_what_columns_cannot_multiply_or_divide_is_left_to_the_exact_engine() -> None:
    """A product of two observed figures and a quotient by a share are not proven."""
    given_ = {"done": column([1]), "planned": column([4])}
    for wrong in (Product(Input("done"), Input("planned")), Quotient(Input("planned"), SHARED)):
        with pytest.raises(UnprovableError):
            figure(wrong, **given_)


def test_a_share_times_a_constant_is_a_share_or_a_figure() -> None:
    """Times a positive constant a share stays one; a negative one divides it."""
    given_ = {"done": column([3]), "planned": column([4])}
    made = figure(Product(Number(Fraction(2)), SHARED), **given_)
    assert isinstance(made, Share)
    assert encloses(settle(made), [Fraction(3, 2)])
    assert encloses(figure(Product(Number(Fraction(-2)), SHARED), **given_), [Fraction(-3, 2)])


def test_rungs_in_any_order_are_looked_through_from_the_first() -> None:
    """Where edges do not go down, the first rung that is reached counts all the same."""
    rungs = tuple(Rung(Fraction(edge), ">=", Number(Fraction(to))) for edge, to in ((1, 5), (3, 9)))
    ladder = Ladder("steps", Input("value"), rungs, Number(Fraction(0)))

    assert encloses(figure(ladder, value=column([0, 2, 4])), [Fraction(0), Fraction(5), Fraction(5)])


def test_a_share_may_have_a_floor() -> None:
    """A share that must not be below a limit is divided first, and is true of every unit."""
    found = clamp(share([1, 3], [4, 4]), Fraction(1, 2), above=False)

    assert isinstance(found, Column)
    assert encloses(found, [Fraction(1, 2), Fraction(3, 4)])
