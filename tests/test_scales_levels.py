"""The `levels` scale."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import Plain, scale, undeclared, worth, wrong

from parindex.errors import problem
from parindex.formula.evaluate import Step
from parindex.scales import levels

F = Fraction


def level(key: str, points: str) -> Plain:
    """Declare one level."""
    return {"key": key, "name": {"vi": f"Mức {key}"}, "points": points}


LEVELS = scale(method="levels", levels=[level("on-time", "10"), level("late", "2.5"), level("none", "0")])


@pytest.mark.parametrize(("key", "points"), [("on-time", F(10)), ("late", F(5, 2)), ("none", F(0))])
def test_points_are_those_of_the_level(key: str, points: Fraction) -> None:
    """Each level gives its own points, in one step that names it."""
    assert worth(LEVELS, "10", level=key) == (points, [Step("level", key, points)])


def test_points_do_not_depend_on_the_max() -> None:
    """The declared points stand whatever the max of the item is."""
    assert worth(LEVELS, "100", level="late") == (F(5, 2), [Step("level", "late", F(5, 2))])


def test_unknown_level() -> None:
    """A level that is not declared is refused where it stands, with the nearest one and all of them."""
    known = "on-time, late, none"
    near = problem("E-LEVEL", ("level",), found="lat", nearest="late", known=known)
    far = problem("E-LEVEL", ("level",), found="zzz", nearest="", known=known)
    assert wrong(LEVELS, "10", level="lat") == near
    assert wrong(LEVELS, "10", level="zzz") == far


def test_unknown_level_in_words() -> None:
    """The refusal of a level reads well in both languages, with the nearest word or else every word."""
    near, far = wrong(LEVELS, "10", level="lat"), wrong(LEVELS, "10", level="zzz")
    assert near.line("vi") == "E-LEVEL level: không có bậc `lat`; có phải là `late`?"
    assert near.line("en") == "E-LEVEL level: there is no level `lat`; did you mean `late`?"
    assert far.line("vi") == "E-LEVEL level: không có bậc `zzz`; chọn một trong: on-time, late, none"
    assert far.line("en") == "E-LEVEL level: there is no level `zzz`; choose one of: on-time, late, none"


def test_forms() -> None:
    """The scale takes a level and nothing else."""
    assert levels.FORMS == (("level",),)


def test_declared_points_are_not_negative() -> None:
    """A level may give 0 points and not less, and there is at least one level."""
    below = undeclared(method="levels", levels=[level("a", "-0.000001")])
    assert [(each.code, each.at) for each in below] == [("E-LIMIT", "scale.levels.0.points")]
    assert [each.at for each in undeclared(method="levels", levels=[])] == ["scale.levels"]
    assert worth(scale(method="levels", levels=[level("a", "0")]), "1", level="a")[0] == 0
