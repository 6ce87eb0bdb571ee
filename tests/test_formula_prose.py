"""An expression as arithmetic, with the observed figures put in."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from parindex.exact import Rounding
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
from parindex.formula.prose import figure, passed, plus, rounded, rung, write

if TYPE_CHECKING:
    from parindex.formula.expression import Relation

F = Fraction
TWO, THIRD = Number(F(2)), Number(F(1, 3))
SUM = Weighted(((F(2), "a"), (F(1), "b")))
INPUTS: dict[str, Fraction | str] = {"a": F(1, 2), "b": F(-3), "level": "late"}


@pytest.mark.parametrize(
    ("value", "text"), [(F(5, 2), "2.5"), (F(1, 3), "1/3"), (F(-4), "-4"), ("late", "late")]
)
def test_figure(value: Fraction | str, text: str) -> None:
    """A figure is written as a decimal where one is exact, else as a fraction; a word stands for itself."""
    assert figure(value) == text


@pytest.mark.parametrize(
    ("terms", "text"),
    [
        (["4"], "4"),
        (["-4"], "-4"),
        (["4", "3", "2"], "4 + 3 + 2"),
        (["-4", "-1 × 2", "3", "-0.5"], "-4 − 1 × 2 + 3 − 0.5"),
    ],
)
def test_plus(terms: list[str], text: str) -> None:
    """Terms are joined by plus, and a negative one after the first by minus."""
    assert plus(terms) == text
    assert plus(iter(terms)) == text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (Number(F(1, 4)), "0.25"),
        (Input("a"), "0.5"),
        (Pick("level", (("late", F(5)),)), "late"),
        (SUM, "2 × 0.5 − 3"),
        (Weighted(((F(1), "a"),)), "0.5"),
        (Weighted(((F(1), "a"),), F(0)), "0 + 0.5"),
        (Weighted(((F(-1, 3), "a"), (F(0), "a"), (F(-1), "a")), F(4)), "4 − 1/3 × 0.5 + 0 × 0.5 − 1 × 0.5"),
        (Product(TWO, Input("a")), "2 × 0.5"),
        (Quotient(Input("a"), TWO), "0.5 / 2"),
        (Capped("full", Input("a"), F(1)), "min(0.5; 1)"),
        (Floored("floor", SUM, F(0)), "max(2 × 0.5 − 3; 0)"),
        (Named("points", Product(TWO, Input("a"))), "2 × 0.5"),
        (Rounded(Product(TWO, THIRD), Rounding(2, "down")), "2 × 1/3"),
        (Let("ratio", Quotient(Input("a"), TWO), Product(TWO, Input("ratio"))), "0.5 / 2"),
        (Ladder("interval", Input("a"), (Rung(F(1), ">=", TWO),), THIRD), "0.5"),
    ],
)
def test_write(expression: Expression, text: str) -> None:
    """Each kind of expression is written as the arithmetic it stands for."""
    assert write(expression, INPUTS) == text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (Product(SUM, SUM), "(2 × 0.5 − 3) × (2 × 0.5 − 3)"),
        (Product(Quotient(TWO, Input("a")), Quotient(Input("a"), TWO)), "(2 / 0.5) × (0.5 / 2)"),
        (Quotient(SUM, SUM), "(2 × 0.5 − 3) / (2 × 0.5 − 3)"),
        (Quotient(Quotient(TWO, Input("a")), TWO), "(2 / 0.5) / 2"),
        (Quotient(Product(TWO, Input("a")), TWO), "2 × 0.5 / 2"),
        (Product(TWO, Capped("full", Quotient(TWO, Input("a")), F(1))), "2 × min(2 / 0.5; 1)"),
    ],
)
def test_brackets(expression: Expression, text: str) -> None:
    """A sum or a quotient stands in brackets inside a product or a quotient, and nothing else does."""
    assert write(expression, INPUTS) == text


@pytest.mark.parametrize(
    ("edge", "relation", "above", "text"),
    [
        (F(90), ">=", F(98), "90 ≤ 96.4 < 98"),
        (F(90), ">", F(98), "90 < 96.4 ≤ 98"),
        (F(90), ">=", None, "96.4 ≥ 90"),
        (F(90), ">", None, "96.4 > 90"),
        (None, ">=", F(98), "96.4 < 98"),
        (None, ">", F(98), "96.4 ≤ 98"),
        (None, ">=", None, "96.4"),
        (F(0), ">=", F(98), "0 ≤ 96.4 < 98"),
    ],
)
def test_rung(edge: Fraction | None, relation: Relation, above: Fraction | None, text: str) -> None:
    """A figure is written between its edges, with the sign that says which of them it may touch."""
    assert rung(F(964, 10), edge, relation, above) == text


def test_what_passed_a_limit() -> None:
    """A figure stands before the sign, and the limit that it passed behind it."""
    assert passed(F(5), ">", F(9, 2)) == "5 > 4.5"
    assert passed(F(-1, 3), "<", F(0)) == "-1/3 < 0"


def test_what_was_rounded() -> None:
    """The exact figure stands before the arrow, and what is published, with all its digits, behind it."""
    assert rounded(F(2, 3), Rounding(2, "half-up")) == "2/3 → 0.67"
    assert rounded(F(-1, 8), Rounding(1, "down")) == "-0.125 → -0.1"
