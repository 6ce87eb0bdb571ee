"""The `checklist` scale."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import Plain, scale, undeclared, worth, wrong

from parindex.errors import problem
from parindex.formula.evaluate import Step
from parindex.scales import checklist

F = Fraction


def tick(key: str, points: str) -> Plain:
    """Declare one tick."""
    return {"key": key, "name": {"vi": f"Nội dung {key}"}, "points": points}


THREE = scale(method="checklist", ticks=[tick("progress", "2"), tick("result", "0.5"), tick("reply", "1")])


@pytest.mark.parametrize(
    ("ticks", "points", "text"),
    [
        ([], F(0), "2 × 0 + 0.5 × 0 + 0"),
        (["result"], F(1, 2), "2 × 0 + 0.5 × 1 + 0"),
        (["reply", "progress"], F(3), "2 × 1 + 0.5 × 0 + 1"),
        (["progress", "result", "reply"], F(7, 2), "2 × 1 + 0.5 × 1 + 1"),
    ],
)
def test_points_are_the_sum_of_the_ticks(ticks: list[str], points: Fraction, text: str) -> None:
    """The points of the ticks named add up, in any order; none named gives 0."""
    assert worth(THREE, "3.5", ticks=ticks) == (points, [Step("ticks", text, points)])


def test_unknown_tick() -> None:
    """A tick that is not declared is refused at its place in the list, with the nearest one and all."""
    known = "progress, result, reply"
    near = problem("E-TICK", ("ticks", 1), found="results", nearest="result", known=known)
    far = problem("E-TICK", ("ticks", 0), found="zzz", nearest="", known=known)
    assert wrong(THREE, "3.5", ticks=["reply", "results"]) == near
    assert wrong(THREE, "3.5", ticks=["zzz", "results"]) == far
    assert near.line("vi") == "E-TICK ticks.1: không có nội dung `results`; có phải là `result`?"
    assert far.line("en") == "E-TICK ticks.0: there is no tick `zzz`; choose among: progress, result, reply"


def test_repeated_tick() -> None:
    """A tick that is named twice is refused at its second place."""
    found = wrong(THREE, "3.5", ticks=["reply", "result", "reply"])
    assert found == problem("E-TWICE", ("ticks", 2), found="reply")
    assert found.line("vi") == "E-TWICE ticks.2: `reply` ghi hai lần; giữ lại một"
    assert found.line("en") == "E-TWICE ticks.2: `reply` is given twice; keep one"


def test_forms() -> None:
    """The scale takes ticks and nothing else."""
    assert checklist.FORMS == (("ticks",),)


def test_declared_points_are_not_negative() -> None:
    """A tick may give 0 points and not less, and there is at least one tick."""
    below = undeclared(method="checklist", ticks=[tick("a", "-0.000001")])
    assert [(each.code, each.at) for each in below] == [("E-LIMIT", "scale.ticks.0.points")]
    assert [each.at for each in undeclared(method="checklist", ticks=[])] == ["scale.ticks"]
    assert worth(scale(method="checklist", ticks=[tick("a", "0")]), "1", ticks=["a"])[0] == 0
