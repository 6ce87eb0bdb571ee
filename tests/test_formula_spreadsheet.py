"""Formulas of whole numbers: floats never round in them, and their two ends hold the exact figure."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spreadsheets import Arithmetic, Value, compiled, depth

from parindex.exact import ROUNDING_MODES, Rounding
from parindex.formula.evaluate import evaluate
from parindex.formula.expression import (
    Capped,
    Expression,
    Floored,
    Input,
    Ladder,
    Let,
    Named,
    Number,
    Pick,
    Product,
    Quotient,
    Rounded,
    Rung,
    Weighted,
)
from parindex.formula.integers import (
    LIMIT,
    WIDE,
    Cells,
    Fixed,
    UnprovableError,
    atom,
    choose,
    clamp,
    constant,
    divide,
    grid_for,
    largest,
    linear,
    round_off,
    total,
)
from parindex.formula.spreadsheet import Domain, Ratio, at_least, lower

F = Fraction
BOTH: tuple[Arithmetic, ...] = ("strict", "lax")
wholes = st.integers(0, LIMIT) | st.integers(0, 1000)
wide = st.integers(0, WIDE) | st.integers(0, 1000) | st.integers(WIDE - 10**6, WIDE)
fractions = st.builds(F, st.integers(-50, 50), st.integers(1, 12))


def run(cells: Cells, inputs: dict[str, Value], arithmetic: Arithmetic = "strict") -> dict[str, Value]:
    """Work out all cells."""
    return compiled(cells.formulas.items(), arithmetic)(inputs)


def ends(cells: Cells, found: Fixed, inputs: dict[str, Value], arithmetic: Arithmetic) -> tuple[F, F]:
    """Work out both ends of a figure, each a whole number within its bounds."""
    values = compiled([*cells.formulas.items(), ("low", found.low), ("high", found.high)], arithmetic)(inputs)
    end = [int(values["low"]), int(values["high"])]
    assert end == [values["low"], values["high"]]
    assert found.least <= min(end)
    assert max(end) <= found.most
    return F(end[0], found.den), F(end[1], found.den)


def given_(name: str, most: int = 1000, den: int = 1) -> Fixed:
    """Declare an input."""
    return Fixed(name, name, den, 0, most)


@settings(max_examples=200)
@given(st.integers(-LIMIT, LIMIT), st.integers(1, LIMIT), st.integers(-1, 1))
@example(LIMIT, 3, 0)
@example(LIMIT - 1, LIMIT, 0)
def test_int_of_a_quotient_is_its_floor(near: int, divisor: int, beside: int) -> None:
    """Up to the limit INT(a / b) is the floor, also just beside a multiple and with 15 digits kept."""
    for number in {near, max(-LIMIT, min(LIMIT, near // divisor * divisor + beside))}:
        for arithmetic in BOTH:
            text = f"INT({atom(number)}/{divisor})"
            assert compiled([("x", text)], arithmetic)({})["x"] == number // divisor


def test_int_fails_beyond_the_limit() -> None:
    """Above the limit, fifteen digits no longer tell a quotient from the next whole number."""
    text = f"INT({8 * LIMIT - 1}/{4 * LIMIT})"
    assert [compiled([("x", text)], arithmetic)({})["x"] for arithmetic in BOTH] == [1, 2]


@given(wide, wide, st.integers(1, 10**6), st.integers(0, 10**6), st.sampled_from((">=", ">")))
def test_quotients_are_compared_exactly(num: int, den: int, over: int, under: int, relation: str) -> None:
    """Amounts of fifteen digits are above an edge or below it exactly as their quotient is."""
    den = max(1, den)
    edge = F(under, over)
    for done in {
        num,
        min(WIDE, floor(den * edge)),
        min(WIDE, ceil(den * edge)),
        min(WIDE, floor(den * edge) + 1),
    }:
        cells = Cells()
        condition = at_least(cells, Ratio("n", "d", F(1), F(2)), edge, relation)  # type: ignore[arg-type]
        cells.put(f"IF({condition},1,0)", "found")
        exact = F(done, den)
        for arithmetic in BOTH:
            values = run(cells, {"n": float(done), "d": float(den)}, arithmetic)
            assert values["found"] == float(exact > edge or (relation == ">=" and exact == edge))


@settings(max_examples=40)
@given(wide, wide, st.builds(F, st.integers(-30, 30), st.integers(1, 9)), st.sampled_from((1, 100, 10**6)))
@example(87_123_456_789_123, 87_123_456_789_124, F(3, 2), 1)
def test_division_holds_the_exact_points(num: int, den: int, points: F, zeros: int) -> None:
    """Points x done / planned lies between the ends: at most one part apart to eleven digits, else a few."""
    den = max(1, den // zeros) * zeros
    done = min(num, den) // zeros * zeros
    cells = Cells()
    ratio = Product(Number(points), Quotient(Input("n"), Input("d")))
    found = lower(cells, ratio, Domain({"n": given_("n", WIDE), "d": given_("d", WIDE)}))
    for arithmetic in BOTH:
        low, high = ends(cells, found, {"n": float(done), "d": float(den)}, arithmetic)
        assert low <= points * F(done, den) <= high
        apart = 1 if den <= 10**11 or zeros > 10**4 else 1 + ceil(abs(points) * found.den / (5 * 10**9))
        assert (high - low) * found.den <= apart
        if F(done, den) == 1 and den <= 10**11:
            assert low == high


@given(
    st.integers(-(10**9), 10**9),
    st.sampled_from((1, 3, 7, 8, 10**6, 21 * 10**5)),
    st.integers(0, 6),
    st.data(),
)
def test_rounding_is_the_declared_one(number: int, den: int, digits: int, data: st.DataObject) -> None:
    """Each mode rounds as `Rounding` does, ties and negatives included, and never to minus zero."""
    rounding = Rounding(digits, data.draw(st.sampled_from(ROUNDING_MODES)))
    tie = (2 * (number % 1000) + 1) * den // (2 * 10**digits)
    for each in (number, tie, -tie):
        cells = Cells()
        try:
            found = round_off(cells, Fixed("n", "n", den, -(10**10), 10**10), rounding)
        except UnprovableError:
            assert digits > 3  # so many digits of so large a figure
            return
        if found.exact:
            value = ends(cells, found, {"n": float(each)}, "lax")[0]
            assert value == rounding.apply(F(each, den))


names = st.sampled_from(("a", "b", "c"))


def shapes(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Put an expression into another."""
    positive = st.builds(F, st.integers(1, 20), st.integers(1, 8))
    rungs = st.lists(st.builds(Rung, positive, st.sampled_from((">=", ">")), inner), max_size=3)
    share = st.builds(Quotient, names.map(Input), st.just(Input("d")))
    return st.one_of(
        st.builds(lambda by, of: Product(Number(by), of), fractions, inner),
        st.builds(lambda by, of: Product(of, Number(by)), fractions, inner),
        st.builds(lambda of, by: Quotient(of, Number(by)), inner, positive),
        st.builds(Quotient, inner, st.just(Weighted(((F(1), "d"), (F(1, 2), "a"))))),
        st.builds(lambda of, by: Capped("cap", of, by), inner, fractions),
        st.builds(lambda of, by: Floored("floor", of, by), inner, fractions),
        st.builds(
            lambda of, by: Ladder("ladder", of, tuple(by), Number(F(1))), share | names.map(Input), rungs
        ),
        st.builds(Rounded, inner, st.builds(Rounding, st.integers(0, 4), st.sampled_from(ROUNDING_MODES))),
        st.builds(lambda of: Named("named", of), inner),
        st.builds(lambda of: Let("e", of, Weighted(((F(1, 3), "e"), (F(2), "a")))), inner),
        st.builds(lambda of: Let("e", of, Input("e")), inner),
    )


expressions = st.recursive(
    fractions.map(Number)
    | names.map(Input)
    | st.just(Pick("word", (("one", F(1, 3)), ("two", F(-5)))))
    | st.builds(Weighted, st.lists(st.tuples(fractions, names), max_size=3).map(tuple), st.none() | fractions)
    | st.builds(Quotient, names.map(Input), st.just(Input("d"))),
    shapes,
    max_leaves=6,
)


SHARE = Quotient(Input("a"), Input("d"))
RATIO = Product(Number(F(3, 2)), Capped("full", Quotient(SHARE, Number(F(4, 5))), F(1)))


@settings(max_examples=150)
@example(RATIO, 5, 0, 0, 7)
@example(RATIO, 50, 0, 0, 7)
@example(Product(Number(F(-1)), RATIO), 5, 0, 0, 7)
@example(Product(Number(F(0)), RATIO), 5, 0, 0, 7)
@example(Product(Number(F(-1)), Floored("floor", SHARE, F(1, 3))), 2, 0, 0, 7)
@example(Floored("floor", SHARE, F(1, 3)), 3, 0, 0, 7)
@example(Capped("cap", SHARE, F(-1, 3)), 3, 0, 0, 7)
@example(Capped("cap", SHARE, F(0)), 3, 0, 0, 7)
@example(Quotient(Weighted(((F(-1), "a"),), F(3)), Input("d")), 9, 0, 0, 7)
@example(Quotient(Product(Number(F(100)), Input("a")), Input("d")), 9, 0, 0, 7)
@example(Quotient(Product(Number(F(1, 3)), SHARE), Weighted(((F(2), "d"),))), 9, 0, 0, 7)
@example(Let("e", Input("a"), Quotient(Input("e"), Input("d"))), 9, 0, 0, 7)
@given(expressions, st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(1, 60))
def test_ends_hold_what_evaluation_gives(expression: Expression, a: int, b: int, c: int, d: int) -> None:
    """Whatever the expression, the figure that `evaluate` gives lies between both ends, or it is refused."""
    figures = {"a": given_("a", 50), "b": given_("b", 50), "c": given_("c", 50), "d": given_("d", 60)}
    cells = Cells()
    try:
        found = lower(cells, expression, Domain(figures, {"word": "w"}, F(10**5)))
    except UnprovableError:
        return
    exact = evaluate(expression, {"a": F(a), "b": F(b), "c": F(c), "d": F(d), "word": "two"})
    inputs: dict[str, Value] = {"a": float(a), "b": float(b), "c": float(c), "d": float(d), "w": 2.0}
    for arithmetic in BOTH:
        low, high = ends(cells, found, inputs, arithmetic)
        assert low <= exact <= high
    assert all(len(text) < 8192 and depth(text) < 64 for text in cells.formulas.values())


def test_thirds_add_up_to_a_whole() -> None:
    """Weights of a third do not spoil a full mark: three thirds of a point are one, at both ends."""
    cells, share = Cells(), Quotient(Input("n"), Input("d"))
    third = Let("m", share, Weighted(((F(1, 3), "m"), (F(2, 3), "m"))))
    found = lower(cells, third, Domain({"n": given_("n"), "d": given_("d")}))
    assert ends(cells, found, {"n": 7.0, "d": 7.0}, "lax") == (F(1), F(1))


def test_same_formula_is_one_cell() -> None:
    """What is worked out twice stands in one cell, and what was taken back can be put again."""
    cells = Cells()
    assert cells.put("1+2") == cells.put("1+2")
    assert cells.put("7") == "7"
    cells.put("x+1", "kept")
    cells.cut(1)
    assert cells.formulas == {"x_all__1": "1+2"}
    assert cells.put("1+2") == "x_all__1"


def test_many_terms_are_added_some_at_a_time() -> None:
    """Sums and maxima of hundreds of terms stay short, and nothing is left out."""
    cells = Cells()
    terms = [str(at) for at in range(700)]
    added, top = total(cells, terms), largest(cells, terms)
    values = run(cells, {})
    assert (values[added], values[top]) == (sum(range(700)), 699)
    assert total(cells, []) == "0"


def test_large_figures_get_coarser() -> None:
    """Inexact figures with many denominators are put on one grid; exact ones are refused instead."""
    cells = Cells()
    odd = [Fixed("a", "b", den, 0, 10**9) for den in (3**9, 7**7, 11**5)]
    found = linear(cells, [(F(1), each) for each in odd])
    assert found.den == grid_for(sum((F(10**9, each.den) for each in odd), F(0)))
    low, high = ends(cells, found, {"a": 10.0, "b": 11.0}, "lax")
    assert low <= sum(F(10, each.den) for each in odd) <= sum(F(11, each.den) for each in odd) <= high
    with pytest.raises(UnprovableError):
        linear(cells, [(F(1), Fixed("a", "a", 1, 0, LIMIT)), (F(1), Fixed("b", "b", 1, 0, LIMIT))])
    with pytest.raises(UnprovableError):
        linear(cells, [(F(10**4), Fixed("a", "b", 1, 0, LIMIT))])


def test_choice_between_many_denominators() -> None:
    """A choice between figures without a small common denominator is put on a grid, rounded out."""
    cells = Cells()
    figures = [given_("a", 10**9, 3**9), given_("a", 10**9, 7**7)]
    found = choose(cells, [("1=2", figures[0])], figures[1])
    low, high = ends(cells, found, {"a": 10**9 - 1.0}, "lax")
    assert low < F(10**9 - 1, 7**7) < high


def test_division_by_a_cell() -> None:
    """A divisor that changes divides exactly where it can; a divisor of zero gives zero."""
    cells = Cells()
    by = Fixed("m", "m", 2, 0, 16)
    found = divide(cells, Fixed("n", "n", 4, -64, 64), by, F(10), 2)
    assert ends(cells, found, {"n": 32.0, "m": 16.0}, "lax") == (F(10), F(10))
    low, high = ends(cells, found, {"n": -10.0, "m": 14.0}, "lax")
    assert low < F(-10, 4) * 10 / 7 < high
    assert ends(cells, found, {"n": 32.0, "m": 0.0}, "lax") == (F(0), F(0))


@pytest.mark.parametrize(
    "expression",
    [
        Product(Input("n"), Input("n")),
        Quotient(Number(F(1)), Quotient(Input("n"), Input("d"))),
        Ladder(
            "step",
            Rounded(Quotient(Input("n"), Input("d")), Rounding(2, "down")),
            (Rung(F(1), ">", Number(F(1))),),
            Number(F(0)),
        ),
        Ladder(
            "step", Quotient(Input("n"), Input("d")), (Rung(F(1, 10**7), ">=", Number(F(1))),), Number(F(0))
        ),
        Ladder(
            "step",
            Product(Number(F(-1)), Quotient(Input("n"), Input("d"))),
            (Rung(F(1), ">", Number(F(1))),),
            Number(F(0)),
        ),
        Product(Number(F(1_000_003)), Quotient(Input("n"), Input("d"))),
        Product(Number(F(10**15)), Quotient(Input("n"), Input("d"))),
        Product(Number(F(10**15)), Input("n")),
        Ladder("step", Product(Input("n"), Number(F(0))), (), Product(Input("n"), Input("n"))),
        Number(F(10**15)),
        Input("w"),
        Capped("cap", Input("n"), F(1, 10**13)),
        Rounded(Product(Number(F(10**10)), Input("n")), Rounding(6, "half-up")),
    ],
)
def test_what_no_bound_proves_is_refused(expression: Expression) -> None:
    """An expression for which no bound proves the formulas exact is refused, never lowered in hope."""
    figures = {"n": given_("n"), "d": given_("d"), "w": given_("w", WIDE + 1)}
    with pytest.raises(UnprovableError):
        lower(Cells(), expression, Domain(figures))


def test_sizes_that_leave_no_room() -> None:
    """Inexact figures too large for one another are refused, and a divisor must be exact."""
    large = Fixed("a", "b", 1, 0, LIMIT // 2)
    with pytest.raises(UnprovableError):
        linear(Cells(), [(F(1), large), (F(1), large), (F(1), large)])
    with pytest.raises(UnprovableError):
        divide(Cells(), given_("n"), Fixed("a", "b", 1, 1, 9), F(1), 1)
    with pytest.raises(UnprovableError):
        divide(Cells(), given_("n", 10**4, 3**17), given_("d", 9), F(100), 1)
    cells = Cells()
    coarse = divide(cells, given_("n", 145_800, 729), given_("d", 9), F(1), 1)
    assert ends(cells, coarse, {"n": 1458.0, "d": 2.0}, "lax") == (F(1), F(1))
    assert coarse.den == 10**9
    within = divide(cells, given_("n", 100, 3), Fixed("d", "d", 1, 1, 9), F(1), 1)
    assert ends(cells, within, {"n": 9.0, "d": 3.0}, "lax") == (F(1), F(1))


def test_clamp_that_cannot_bite_is_no_cell() -> None:
    """A limit that the bounds already keep costs no formula."""
    cells = Cells()
    figure = given_("n", 10)
    assert clamp(cells, figure, F(10), above=True) is figure
    assert clamp(cells, figure, F(0), above=False) is figure
    assert cells.formulas == {}
    assert constant(F(-1, 2)) == Fixed("(-1)", "(-1)", 2, -1, -1)
