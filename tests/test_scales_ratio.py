"""The `ratio` scale."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import scale, undeclared, worth, wrong

from parindex.errors import problem
from parindex.formula.evaluate import Step
from parindex.scales import RatioScale, ratio

F = Fraction
PLAIN = scale(method="ratio")
EARLY = scale(method="ratio", full_at="0.8")
BEYOND = scale(method="ratio", full_at="1.25")
BEHIND = scale(method="ratio", zero_below="0.5")


def test_done_of_planned() -> None:
    """Points are max x done / planned, exactly, with a step for each."""
    assert worth(PLAIN, "12", done="287", planned="291") == (
        F(3444, 291),
        [Step("ratio", "287 / 291", F(287, 291)), Step("points", "12 × min(287/291; 1)", F(3444, 291))],
    )


def test_value() -> None:
    """A ratio that is given as such is used as such."""
    assert worth(PLAIN, "12", value="0.25") == (F(3), [Step("points", "12 × min(0.25; 1)", F(3))])


@pytest.mark.parametrize(("value", "points"), [("0", F(0)), ("1", F(12))])
def test_none_and_all(value: str, points: Fraction) -> None:
    """Nothing done gives nothing, and all done gives the max."""
    assert worth(PLAIN, "12", value=value)[0] == points
    assert worth(PLAIN, "12", done=value, planned="1")[0] == points


@pytest.mark.parametrize(
    ("value", "points", "steps"),
    [
        (
            "0.799999",
            F(11999985, 1000000),
            [Step("points", "12 × min(0.799999 / 0.8; 1)", F(11999985, 1000000))],
        ),
        ("0.8", F(12), [Step("points", "12 × min(0.8 / 0.8; 1)", F(12))]),
        ("0.9", F(12), [Step("full", "1.125 > 1", F(1)), Step("points", "12 × min(0.9 / 0.8; 1)", F(12))]),
        ("1", F(12), [Step("full", "1.25 > 1", F(1)), Step("points", "12 × min(1 / 0.8; 1)", F(12))]),
    ],
)
def test_full_at(value: str, points: Fraction, steps: list[Step]) -> None:
    """The max is reached at `full_at`; a ratio above it counts as no more, in a named step."""
    assert worth(EARLY, "12", value=value) == (points, steps)


def test_full_at_above_one() -> None:
    """Where `full_at` is above 1, doing what was planned is not yet full, and the ratio may go up to it."""
    assert worth(BEYOND, "10", done="4", planned="4") == (
        F(8),
        [Step("ratio", "4 / 4", F(1)), Step("points", "10 × min(1 / 1.25; 1)", F(8))],
    )
    assert worth(BEYOND, "10", done="5", planned="4")[0] == 10
    assert worth(BEYOND, "10", value="1.25")[0] == 10


@pytest.mark.parametrize(
    ("value", "points", "steps"),
    [
        ("0.5", F(6), [Step("points", "12 × min(0.5; 1)", F(6)), Step("threshold", "0.5 ≥ 0.5", F(6))]),
        ("0.499999", F(0), [Step("threshold", "0.499999 < 0.5", F(0))]),
        ("0", F(0), [Step("threshold", "0 < 0.5", F(0))]),
    ],
)
def test_zero_below(value: str, points: Fraction, steps: list[Step]) -> None:
    """Below `zero_below` there are no points; at it they are given."""
    assert worth(BEHIND, "12", value=value) == (points, steps)


def test_zero_below_is_a_ratio_not_a_share_of_full() -> None:
    """The threshold is held against the ratio itself, before `full_at` divides it."""
    both = scale(method="ratio", full_at="0.8", zero_below="0.5")
    assert worth(both, "12", done="9", planned="20") == (
        F(0),
        [Step("ratio", "9 / 20", F(9, 20)), Step("threshold", "0.45 < 0.5", F(0))],
    )
    assert worth(both, "12", done="10", planned="20") == (
        F(15, 2),
        [
            Step("ratio", "10 / 20", F(1, 2)),
            Step("points", "12 × min(0.5 / 0.8; 1)", F(15, 2)),
            Step("threshold", "0.5 ≥ 0.5", F(15, 2)),
        ],
    )


def test_zero_below_zero() -> None:
    """A threshold of 0 takes nothing away."""
    assert worth(scale(method="ratio", zero_below="0"), "12", value="0") == (
        F(0),
        [Step("points", "12 × min(0; 1)", F(0)), Step("threshold", "0 ≥ 0", F(0))],
    )


@pytest.mark.parametrize(
    ("full_at", "value", "most"),
    [
        ("1", "1.000001", F(1)),
        ("1", "-0.000001", F(1)),
        ("0.8", "1.000001", F(1)),
        ("1.25", "1.250001", F(5, 4)),
        ("4/3", "1.333334", F(4, 3)),
    ],
)
def test_value_out_of_range(full_at: str, value: str, most: Fraction) -> None:
    """A ratio is not below 0 nor above the larger of 1 and `full_at`."""
    found = problem("E-RANGE", ("value",), found=F(value), least=F(0), most=most)
    assert wrong(scale(method="ratio", full_at=full_at), "12", value=value) == found


def test_value_at_the_ends_of_its_range() -> None:
    """A ratio may be 0, 1 where `full_at` is lower, and `full_at` where that is above 1."""
    assert worth(EARLY, "12", value="0")[0] == 0
    assert worth(EARLY, "12", value="1")[0] == 12
    assert worth(scale(method="ratio", full_at="4/3"), "12", done="4", planned="3")[0] == 12


@pytest.mark.parametrize(
    ("full_at", "done", "most"), [("1", "5", F(4)), ("0.8", "4.000001", F(4)), ("1.25", "6", F(5))]
)
def test_more_done_than_planned(full_at: str, done: str, most: Fraction) -> None:
    """More done than planned, or than planned x `full_at` where that is more, is refused."""
    found = problem("E-DONE", ("done",), done=F(done), planned=F(4), most=most)
    assert wrong(scale(method="ratio", full_at=full_at), "12", done=done, planned="4") == found


def test_more_done_than_planned_in_words() -> None:
    """The refusal names both figures and asks whether they are swapped."""
    found = wrong(BEYOND, "12", done="6.5", planned="4")
    assert found.line("vi") == (
        "E-DONE done: đã làm 6,5 trên 4, nhiều nhất được 5; kiểm tra hai số có bị đổi chỗ không"
    )
    assert (
        found.line("en")
        == "E-DONE done: 6.5 done of 4, at most 5 is possible; see whether the two are swapped"
    )


@pytest.mark.parametrize("planned", ["0", "-1", "-0.000001"])
def test_nothing_planned(planned: str) -> None:
    """Planned must be above 0, whatever was done."""
    found = problem("E-PLANNED", ("planned",), found=F(planned), state="not-applicable")
    assert wrong(PLAIN, "12", done="0", planned=planned) == found
    assert wrong(PLAIN, "12", done="-1", planned=planned) == found


def test_little_planned() -> None:
    """The smallest number above 0 may be planned."""
    assert worth(PLAIN, "12", done="0.000001", planned="0.000001")[0] == 12


def test_nothing_planned_in_words() -> None:
    """The refusal of a planned 0 says which state to use instead."""
    found = wrong(PLAIN, "12", done="0", planned="0")
    assert found.line("vi") == (
        "E-PLANNED planned: `planned` là 0, phải lớn hơn 0; "
        "nếu không có nhiệm vụ nào, ghi state: not-applicable"
    )
    assert found.line("en") == (
        "E-PLANNED planned: `planned` is 0, it must be above 0; "
        "if nothing was planned, say state: not-applicable"
    )


def test_done_is_not_negative() -> None:
    """Less than nothing done is refused, with the range that is possible."""
    found = problem("E-RANGE", ("done",), found=F(-1, 2), least=F(0), most=F(5))
    assert wrong(BEYOND, "12", done="-0.5", planned="4") == found


def test_forms_and_defaults() -> None:
    """The scale takes a value, or done and planned; by default it is full at 1 and has no threshold."""
    assert ratio.FORMS == (("value",), ("done", "planned"))
    assert isinstance(PLAIN, RatioScale)
    assert (PLAIN.full_at, PLAIN.zero_below) == (F(1), None)


def test_declared_limits() -> None:
    """`full_at` is above 0 and may be as small as numbers go; `zero_below` is not negative."""
    assert [each.at for each in undeclared(method="ratio", full_at="0")] == ["scale.full_at"]
    assert [each.at for each in undeclared(method="ratio", zero_below="-0.000001")] == ["scale.zero_below"]
    assert worth(scale(method="ratio", full_at="0.000001"), "12", value="0.000001")[0] == 12
