"""The `deduction` scale."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import Plain, scale, undeclared, worth, wrong

from parindex.errors import problem
from parindex.formula.evaluate import Step
from parindex.scales import deduction

F = Fraction


def fault(key: str, points: str) -> Plain:
    """Declare one kind of fault."""
    return {"key": key, "name": {"vi": f"Lỗi {key}"}, "points": points}


TWO = scale(method="deduction", kinds=[fault("minor", "0.5"), fault("serious", "2")])


@pytest.mark.parametrize(
    ("counts", "points", "text"),
    [
        ({}, F(4), "4 − 0.5 × 0 − 2 × 0"),
        ({"minor": "0"}, F(4), "4 − 0.5 × 0 − 2 × 0"),
        ({"minor": "1"}, F(7, 2), "4 − 0.5 × 1 − 2 × 0"),
        ({"serious": "1", "minor": "2"}, F(1), "4 − 0.5 × 2 − 2 × 1"),
        ({"serious": "2"}, F(0), "4 − 0.5 × 0 − 2 × 2"),
    ],
)
def test_faults_cost_points(counts: Plain, points: Fraction, text: str) -> None:
    """From the max each fault costs its points; a kind that is not named did not occur."""
    assert worth(TWO, "4", counts=counts) == (points, [Step("deduct", text, points)])


def test_never_below_zero() -> None:
    """Where the faults cost more than the max there are no points left, in a step of its own."""
    assert worth(TWO, "4", counts={"minor": "1", "serious": "2"}) == (
        F(0),
        [Step("deduct", "4 − 0.5 × 1 − 2 × 2", F(-1, 2)), Step("floor", "-0.5 < 0", F(0))],
    )


def test_unknown_kind() -> None:
    """A kind that is not declared is refused where it stands, with the nearest one and all of them."""
    near = wrong(TWO, "4", counts={"minor": "1", "seriuos": "1"})
    far = wrong(TWO, "4", counts={"zzz": "0"})
    assert near == problem(
        "E-FAULT", ("counts", "seriuos"), found="seriuos", nearest="serious", known="minor, serious"
    )
    assert far == problem("E-FAULT", ("counts", "zzz"), found="zzz", nearest="", known="minor, serious")
    assert near.line("vi") == "E-FAULT counts.seriuos: không có loại vi phạm `seriuos`; có phải là `serious`?"
    assert (
        far.line("en") == "E-FAULT counts.zzz: there is no kind of fault `zzz`; choose among: minor, serious"
    )


def test_forms() -> None:
    """The scale takes counts and nothing else."""
    assert deduction.FORMS == (("counts",),)


def test_a_fault_costs_something() -> None:
    """What a fault costs is above 0, and may be as little as numbers go; there is at least one kind."""
    below = undeclared(method="deduction", kinds=[fault("a", "0")])
    assert [(each.code, each.at) for each in below] == [("E-LIMIT", "scale.kinds.0.points")]
    assert [each.at for each in undeclared(method="deduction", kinds=[])] == ["scale.kinds"]
    least = scale(method="deduction", kinds=[fault("a", "0.000001")])
    assert worth(least, "1", counts={"a": "1"})[0] == F(999999, 1000000)
