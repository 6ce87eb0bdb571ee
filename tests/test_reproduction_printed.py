"""Printed numbers: what their decimals allow."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from parindex.exact import Interval, Rounding
from parindex.reproduction.printed import around, gap, meets, printed, readable, rounding_of


def between(least: str, most: str) -> Interval[Fraction]:
    """Return an interval of decimals."""
    return Interval(Fraction(least), Fraction(most))


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("89.95", "89.945", "89.955"),
        ("89.90", "89.895", "89.905"),
        ("7", "6.5", "7.5"),
        ("-2", "-2.5", "-1.5"),
    ],
)
def test_half_a_unit_on_either_side(text: str, least: str, most: str) -> None:
    """A rounded figure stands for half a unit of its last digit on either side, both ends included."""
    assert printed(text).span == between(least, most)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("89.95", "89.95", "89.96"), ("-2.5", "-2.6", "-2.5"), ("0.0", "-0.1", "0.1")],
)
def test_a_figure_cut_off_lies_towards_zero(text: str, least: str, most: str) -> None:
    """A figure that was cut off stands for up to a unit more away from zero; 0 for both sides."""
    assert printed(text, "truncate").span == between(least, most)


def test_a_printed_number_keeps_its_text() -> None:
    """The digits that were printed are kept, the zeros at the end too."""
    found = printed("28.10")

    assert (found.text, found.value, found.digits, found.unit) == (
        "28.10",
        Fraction(281, 10),
        2,
        Fraction(1, 100),
    )


@pytest.mark.parametrize("text", ["", "88,4", "1e3", " 1", "+1", "1.2345678", "NaN", "٣"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """Only the one grammar of numbers is read; a decimal comma is not part of it."""
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        printed(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("88,4", "88.4"),
        ("-1,25", "-1.25"),
        ("88.4", "88.4"),
        ("1,234.5", "1,234.5"),
        ("1,2,3", "1,2,3"),
        (",5", ",5"),
    ],
)
def test_a_decimal_comma_becomes_a_point(text: str, found: str) -> None:
    """One comma between digits is read as a point; any other text is left as it is."""
    assert readable(text) == found


@pytest.mark.parametrize(
    ("one", "other", "way"),
    [
        (("1", "2"), ("2", "3"), "0"),
        (("1", "5"), ("2", "3"), "0"),
        (("1", "2"), ("4", "5"), "2"),
        (("4", "5"), ("1", "2"), "-2"),
    ],
)
def test_the_gap_between_two_intervals(one: tuple[str, str], other: tuple[str, str], way: str) -> None:
    """The gap leads from the first interval to the second; none is there exactly when they meet."""
    found = gap(between(*one), between(*other))

    assert found == Fraction(way)
    assert meets(between(*one), between(*other)) == (found == 0)


def test_the_rounding_of_a_reading() -> None:
    """A computed figure is compared as half-up text, or cut off."""
    assert rounding_of(2, "half") == Rounding(2, "half-up")
    assert rounding_of(1, "truncate") == Rounding(1, "down")


def test_around_agrees_with_printed() -> None:
    """A figure of a grid stands for what its text would."""
    assert around(Fraction("89.95"), Fraction(1, 100), "half") == printed("89.95").span
