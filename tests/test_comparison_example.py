"""The assessment of a unit that is not a real one."""

from __future__ import annotations

from fractions import Fraction

from helpers import leaf, ruleset

from parindex.analysis.options import Option
from parindex.comparison.example import assessment_of
from parindex.fields import FrozenMap
from parindex.scoring import score


def test_the_assessment_is_whole() -> None:
    """The assessment made is of the ruleset, at the stage `final`, in its first period."""
    rules = ruleset(leaf("a"))
    made = assessment_of(rules, "department", {"a": Option(Fraction(3), FrozenMap({"points": "3"}))})
    assert (made.ruleset, made.unit.key, made.unit.kind) == (rules.id, "unit", "department")
    assert (made.period, list(made.stages)) == ("year", ["final"])
    assert score(rules, made).total.least == 3
