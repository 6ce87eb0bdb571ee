"""The `count` scale."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import scale, undeclared, worth

from parindex.formula.evaluate import Step
from parindex.scales import count

F = Fraction
HALF = scale(method="count", each="0.5")


@pytest.mark.parametrize(
    ("times", "points", "steps"),
    [
        ("0", F(0), [Step("count", "0.5 × 0", F(0))]),
        ("3", F(3, 2), [Step("count", "0.5 × 3", F(3, 2))]),
        ("4", F(2), [Step("count", "0.5 × 4", F(2))]),
        ("5", F(2), [Step("count", "0.5 × 5", F(5, 2)), Step("cap", "2.5 > 2", F(2))]),
    ],
)
def test_each_counts_up_to_the_max(times: str, points: Fraction, steps: list[Step]) -> None:
    """Each occurrence gives its points, and above the max the cap is a step of its own."""
    assert worth(HALF, "2", count=times) == (points, steps)


def test_the_max_may_lie_between_two_counts() -> None:
    """The cap is the max itself, also where no count reaches it exactly."""
    assert worth(HALF, "1.75", count="4") == (
        F(7, 4),
        [Step("count", "0.5 × 4", F(2)), Step("cap", "2 > 1.75", F(7, 4))],
    )


def test_forms() -> None:
    """The scale takes a count and nothing else."""
    assert count.FORMS == (("count",),)


def test_each_is_above_zero() -> None:
    """What each occurrence gives is above 0, and may be as little as numbers go."""
    assert [(each.code, each.at) for each in undeclared(method="count", each="0")] == [
        ("E-LIMIT", "scale.each")
    ]
    assert worth(scale(method="count", each="0.000001"), "2", count="1")[0] == F(1, 1000000)
