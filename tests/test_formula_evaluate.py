"""The evaluation of an expression: exact values, and a step for each thing that has a name."""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

import pytest

from parindex.exact import Rounding
from parindex.formula.evaluate import _VALUE, Note, Step, evaluate, written
from parindex.formula.expression import (
    Capped,
    Expression,
    Floored,
    Input,
    Inputs,
    Ladder,
    Let,
    Named,
    Number,
    Pick,
    Product,
    Quotient,
    Relation,
    Rounded,
    Rung,
    Weighted,
)

F = Fraction
FOUR, THREE = Number(F(4)), Number(F(3))


def traced(expression: Expression, inputs: Inputs | None = None) -> tuple[Fraction, list[Step]]:
    """Evaluate with a trace, and see that leaving the trace out changes nothing."""
    notes: list[Note] = []
    value = evaluate(expression, inputs or {}, notes)
    assert evaluate(expression, inputs or {}) == value
    return value, list(written(notes))


def test_every_kind_of_expression_has_a_value() -> None:
    """There is one way to evaluate each kind of expression of the language, and no other."""
    assert set(_VALUE) == set(get_args(Expression))


def test_number_is_its_figure() -> None:
    """A declared figure is worth itself and leaves no step."""
    assert traced(Number(F(7, 2))) == (F(7, 2), [])


def test_input_is_what_was_observed() -> None:
    """An input is worth the figure of its own name, and leaves no step."""
    assert traced(Input("b"), {"a": F(1), "b": F(2, 3)}) == (F(2, 3), [])


def test_word_is_no_figure() -> None:
    """A word where a figure belongs is refused, naming the input."""
    with pytest.raises(TypeError, match=r"^level$"):
        evaluate(Input("level"), {"level": "late"})


@pytest.mark.parametrize(("word", "points"), [("first", F(4)), ("second", F(1, 2)), ("third", F(0))])
def test_pick_is_the_figure_of_the_word(word: str, points: Fraction) -> None:
    """A pick is worth the figure declared for the observed word, whichever place it has."""
    options = (("first", F(4)), ("second", F(1, 2)), ("third", F(0)))
    assert traced(Pick("level", options), {"level": word, "other": "first"}) == (points, [])


def test_weighted_adds_every_term() -> None:
    """A weighted sum adds weight x input over all its terms, of like and unlike denominators."""
    terms = ((F(1, 2), "a"), (F(1, 3), "b"), (F(-1, 2), "c"))
    assert traced(Weighted(terms), {"a": F(1), "b": F(7), "c": F(5)}) == (F(1, 3), [])


@pytest.mark.parametrize(("constant", "value"), [(None, F(6)), (F(0), F(6)), (F(4), F(10)), (F(-4), F(2))])
def test_weighted_starts_from_its_constant(constant: Fraction | None, value: Fraction) -> None:
    """A constant is added once, and there may be none."""
    assert traced(Weighted(((F(2), "a"),), constant), {"a": F(3)}) == (value, [])


def test_weighted_takes_figures_only() -> None:
    """A word in a weighted sum is refused, naming the input."""
    with pytest.raises(TypeError, match=r"^a$"):
        evaluate(Weighted(((F(2), "a"),)), {"a": "late"})


def test_product_multiplies() -> None:
    """A product multiplies its two factors."""
    assert traced(Product(FOUR, Input("a")), {"a": F(2, 3)}) == (F(8, 3), [])
    assert traced(Product(Input("b"), Input("a")), {"a": F(2, 3), "b": F(6)}) == (F(4), [])


def test_quotient_divides_the_first_by_the_second() -> None:
    """A quotient is the dividend over the divisor, exactly."""
    assert traced(Quotient(FOUR, THREE)) == (F(4, 3), [])
    assert traced(Quotient(Input("b"), Input("a")), {"a": F(3), "b": F(6)}) == (F(2), [])
    assert traced(Quotient(Named("over", FOUR), Named("under", THREE))) == (
        F(4, 3),
        [Step("over", "4", F(4)), Step("under", "3", F(3))],
    )


def test_named_keeps_a_step() -> None:
    """A named figure leaves a step with its operation, its arithmetic and its value."""
    assert traced(Named("points", Product(FOUR, Input("a"))), {"a": F(1, 2)}) == (
        F(2),
        [Step("points", "4 × 0.5", F(2))],
    )


def test_let_is_worked_out_once_and_used_by_name() -> None:
    """A let leaves one step, is used by name in its body, and hides an input of the same name there only."""
    body = Named("points", Weighted(((F(1), "a"), (F(3), "a"), (F(2), "b"))))
    expression = Let("a", Quotient(Input("a"), THREE), body)
    inputs: dict[str, Fraction | str] = {"a": F(6), "b": F(5)}
    assert traced(expression, inputs) == (
        F(18),
        [Step("a", "6 / 3", F(2)), Step("points", "2 + 3 × 2 + 2 × 5", F(18))],
    )
    assert inputs == {"a": F(6), "b": F(5)}


def test_inner_steps_come_first() -> None:
    """Steps stand in the order in which they are worked out: inner before outer, left before right."""
    expression = Named("outer", Product(Named("left", FOUR), Named("right", THREE)))
    assert traced(expression) == (
        F(12),
        [Step("left", "4", F(4)), Step("right", "3", F(3)), Step("outer", "4 × 3", F(12))],
    )


@pytest.mark.parametrize(
    ("value", "result", "steps"),
    [
        (F(3), F(3), []),
        (F(7, 2), F(7, 2), []),
        (F(351, 100), F(7, 2), [Step("cap", "3.51 > 3.5", F(7, 2))]),
    ],
)
def test_capped_bites_only_above_its_limit(value: Fraction, result: Fraction, steps: list[Step]) -> None:
    """A cap changes nothing at its limit and below; above it gives the limit and says so."""
    assert traced(Capped("cap", Input("a"), F(7, 2)), {"a": value}) == (result, steps)


@pytest.mark.parametrize(
    ("value", "result", "steps"),
    [
        (F(1), F(1), []),
        (F(0), F(0), []),
        (F(-1, 100), F(0), [Step("floor", "-0.01 < 0", F(0))]),
    ],
)
def test_floored_bites_only_below_its_limit(value: Fraction, result: Fraction, steps: list[Step]) -> None:
    """A floor changes nothing at its limit and above; below it gives the limit and says so."""
    assert traced(Floored("floor", Input("a"), F(0)), {"a": value}) == (result, steps)


def test_clamped_figures_keep_the_steps_below() -> None:
    """The steps of what a cap or a floor stands on come before its own."""
    product = Named("count", Product(THREE, Input("n")))
    assert traced(Capped("cap", product, F(4)), {"n": F(2)}) == (
        F(4),
        [Step("count", "3 × 2", F(6)), Step("cap", "6 > 4", F(4))],
    )
    assert traced(Floored("floor", product, F(7)), {"n": F(2)}) == (
        F(7),
        [Step("count", "3 × 2", F(6)), Step("floor", "6 < 7", F(7))],
    )


@pytest.mark.parametrize(
    ("value", "result", "steps"),
    [
        (F(5, 4), F(13, 10), [Step("round", "1.25 → 1.3", F(13, 10))]),
        (F(-5, 4), F(-13, 10), [Step("round", "-1.25 → -1.3", F(-13, 10))]),
        (F(1, 3), F(3, 10), [Step("round", "1/3 → 0.3", F(3, 10))]),
        (F(249, 250), F(1), [Step("round", "0.996 → 1.0", F(1))]),
        (F(6, 5), F(6, 5), []),
    ],
)
def test_rounded_says_so_only_when_it_changes(value: Fraction, result: Fraction, steps: list[Step]) -> None:
    """Rounding is a step with both figures when it changes the figure, and no step when it does not."""
    assert traced(Rounded(Input("a"), Rounding(1, "half-up")), {"a": value}) == (result, steps)


def test_rounding_follows_its_own_mode() -> None:
    """Each rounding is the declared one."""
    assert traced(Rounded(Input("a"), Rounding(0, "down")), {"a": F(19, 10)})[0] == 1
    assert traced(Rounded(Input("a"), Rounding(0, "up")), {"a": F(11, 10)})[0] == 2


def ladder(relation: Relation) -> Ladder:
    """Declare 8 points from 98, 4 from 90, else 1."""
    rungs = (Rung(F(98), relation, Number(F(8))), Rung(F(90), relation, FOUR))
    return Ladder("interval", Input("a"), rungs, Number(F(1)))


@pytest.mark.parametrize(
    ("height", "points", "text"),
    [
        (F(99), F(8), "99 ≥ 98"),
        (F(98), F(8), "98 ≥ 98"),
        (F(97999999, 1000000), F(4), "90 ≤ 97.999999 < 98"),
        (F(90), F(4), "90 ≤ 90 < 98"),
        (F(269, 3), F(1), "269/3 < 90"),
    ],
)
def test_ladder_from_its_edges_on(height: Fraction, points: Fraction, text: str) -> None:
    """With ``>=`` an edge belongs to the rung that begins there."""
    assert traced(ladder(">="), {"a": height}) == (points, [Step("interval", text, points)])


@pytest.mark.parametrize(
    ("height", "points", "text"),
    [
        (F(99), F(8), "99 > 98"),
        (F(98), F(4), "90 < 98 ≤ 98"),
        (F(90000001, 1000000), F(4), "90 < 90.000001 ≤ 98"),
        (F(90), F(1), "90 ≤ 90"),
        (F(0), F(1), "0 ≤ 90"),
    ],
)
def test_ladder_above_its_edges(height: Fraction, points: Fraction, text: str) -> None:
    """With ``>`` an edge belongs to the rung below it."""
    assert traced(ladder(">"), {"a": height}) == (points, [Step("interval", text, points)])


def test_ladder_without_rungs() -> None:
    """A ladder of one step gives its points wherever the figure lies, and shows the figure alone."""
    assert traced(Ladder("interval", Input("a"), (), FOUR), {"a": F(5)}) == (
        F(4),
        [Step("interval", "5", F(4))],
    )


def test_ladder_climbs_on_expressions() -> None:
    """What a ladder stands on and what its rungs give are evaluated, with their steps before its own."""
    rungs = (Rung(F(1), ">=", Named("points", Product(FOUR, Input("a")))),)
    expression = Ladder(
        "threshold", Named("height", Input("a")), rungs, Named("none", Product(Number(F(0)), Input("a")))
    )
    assert traced(expression, {"a": F(2)}) == (
        F(8),
        [Step("height", "2", F(2)), Step("points", "4 × 2", F(8)), Step("threshold", "2 ≥ 1", F(8))],
    )
    assert traced(expression, {"a": F(1, 2)}) == (
        F(0),
        [Step("height", "0.5", F(1, 2)), Step("none", "0 × 0.5", F(0)), Step("threshold", "0.5 < 1", F(0))],
    )
