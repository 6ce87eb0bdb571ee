"""The reading of an expression over columns, where the scales of today do not lead."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from parindex.formula.columnar import Scope, points
from parindex.formula.columns import Column, UnprovableError, settle
from parindex.formula.expression import Input, Ladder, Number, Pick, Product, Quotient, Rung, Weighted

ONE = Fraction(1)


def column(*numbers: int, den: int = 1, slack: int = 0) -> Column:
    """Make a column of numbers."""
    return Column(np.array(numbers, dtype=np.int64), den, min(numbers), max(numbers), slack)


def test_a_rung_between_two_bounds_is_in_doubt() -> None:
    """Where a figure is known between bounds only, and an edge lies there, the unit is in doubt."""
    ladder = Ladder("interval", Input("x"), (Rung(ONE, ">=", Number(ONE)),), Number(Fraction(0)))
    scope = Scope()
    found = points(ladder, {"x": column(95, 100, 60, den=100, slack=10)}, scope)

    assert list(np.asarray(settle(found).low)[1:]) == [1, 0]
    assert list(np.asarray(scope.doubts)) == [True, False, False]


def test_a_mean_of_other_inputs_is_bounded_by_its_sizes() -> None:
    """A quotient of sums that are no mean is bounded by what its sides can be."""
    of = Quotient(Weighted(((ONE, "a"),)), Weighted(((ONE, "b"),)))
    found = settle(points(of, {"a": column(6, 3), "b": column(2, 4)}, Scope()))

    assert [Fraction(int(low), found.den) for low in np.asarray(found.low)] == [Fraction(3), Fraction(3, 4)]


@pytest.mark.parametrize(
    "expression",
    [Product(Input("a"), Input("b")), Quotient(Input("a"), Quotient(Input("a"), Input("b")))],
)
def test_what_no_scale_lowers_to_is_refused(expression: Product | Quotient) -> None:
    """A product of two observed figures, and a quotient by a share, are left to the exact engine."""
    with pytest.raises(UnprovableError):
        points(expression, {"a": column(2), "b": column(3)}, Scope())


def test_a_word_is_no_figure() -> None:
    """The place of a word is no figure, nor a figure the place of a word."""
    codes = np.array([0], dtype=np.int64)
    with pytest.raises(TypeError):
        points(Input("a"), {"a": codes}, Scope())
    with pytest.raises(TypeError):
        points(Pick("a", (("x", ONE),)), {"a": column(1)}, Scope())
