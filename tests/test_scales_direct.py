"""The `direct` scale."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import scale, undeclared, worth, wrong

from parindex.errors import problem
from parindex.formula.evaluate import Step
from parindex.scales import direct

F = Fraction
FREE = scale(method="direct")
QUARTERS = scale(method="direct", grid="0.25")
THIRDS = scale(method="direct", grid="0.3")


@pytest.mark.parametrize("points", ["0", "8.123456", "10"])
def test_points_as_given(points: str) -> None:
    """Points from 0 to the max are taken as they are given, in one step that shows them."""
    assert worth(FREE, "10", points=points) == (F(points), [Step("given", points, F(points))])


@pytest.mark.parametrize("one", [FREE, QUARTERS])
@pytest.mark.parametrize("points", ["-0.000001", "-0.25", "10.000001", "10.25"])
def test_points_out_of_range(one: direct.DirectScale, points: str) -> None:
    """Points below 0 or above the max are refused, before the grid is looked at."""
    found = problem("E-RANGE", ("points",), found=F(points), least=F(0), most=F(10))
    assert wrong(one, "10", points=points) == found


def test_points_out_of_range_in_words() -> None:
    """The refusal of points above the max names the range, with a decimal comma in Vietnamese."""
    found = wrong(FREE, "10", points="10.25")
    assert found.line("vi") == "E-RANGE points: 10,25 nằm ngoài khoảng từ 0 đến 10"
    assert found.line("en") == "E-RANGE points: 10.25 is outside 0 to 10"


@pytest.mark.parametrize("points", ["0", "0.25", "8.25", "10"])
def test_points_on_the_grid(points: str) -> None:
    """Whole multiples of the grid are taken."""
    assert worth(QUARTERS, "10", points=points) == (F(points), [Step("given", points, F(points))])


@pytest.mark.parametrize("points", ["0.000001", "0.249999", "8.3", "9.999999"])
def test_points_off_the_grid(points: str) -> None:
    """Anything between two multiples of the grid is refused."""
    assert wrong(QUARTERS, "10", points=points) == problem(
        "E-STEP", ("points",), found=F(points), grid=F(1, 4)
    )


def test_max_off_the_grid() -> None:
    """A max that is no multiple of the grid cannot be given, and what is below it on the grid can."""
    assert wrong(THIRDS, "10", points="10") == problem("E-STEP", ("points",), found=F(10), grid=F(3, 10))
    assert worth(THIRDS, "10", points="9.9")[0] == F(99, 10)


def test_points_off_the_grid_in_words() -> None:
    """The refusal of points off the grid names the grid, with a decimal comma in Vietnamese."""
    found = wrong(QUARTERS, "10", points="8.3")
    assert found.line("vi") == "E-STEP points: 8,3 không phải bội số của 0,25"
    assert found.line("en") == "E-STEP points: 8.3 is not a multiple of 0.25"


def test_forms_and_default() -> None:
    """The scale takes points and nothing else, and has no grid unless it says so."""
    assert direct.FORMS == (("points",),)
    assert isinstance(FREE, direct.DirectScale)
    assert FREE.grid is None


def test_grid_is_above_zero() -> None:
    """A grid is above 0, and may be as fine as numbers go."""
    assert [(each.code, each.at) for each in undeclared(method="direct", grid="0")] == [
        ("E-LIMIT", "scale.grid")
    ]
    assert worth(scale(method="direct", grid="0.000001"), "1", points="0.333333")[0] == F(333333, 1000000)
