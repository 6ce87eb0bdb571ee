"""Hypothesis strategies: sound rulesets, and assessments that fit a ruleset."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from parindex.assessment import Assessment
from parindex.ruleset.model import Ruleset
from parindex.testing.random_assessments import assessment_tree
from parindex.testing.random_rulesets import ruleset_tree

__all__ = ["assessments", "rulesets", "trees"]


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw the plain trees of a sound ruleset and of an assessment that fits it."""
    ruleset = ruleset_tree(lambda n: draw(st.integers(0, n - 1)))
    return ruleset, assessment_tree(lambda n: draw(st.integers(0, n - 1)), ruleset)


@st.composite
def rulesets(draw: st.DrawFn) -> Ruleset:
    """Draw a sound ruleset: it passes every check that finds errors."""
    return Ruleset.model_validate(ruleset_tree(lambda n: draw(st.integers(0, n - 1))))


@st.composite
def assessments(draw: st.DrawFn, ruleset: Ruleset) -> Assessment:
    """Draw an assessment that fits a ruleset: any state, one stage or two."""
    tree = ruleset.plain()
    return Assessment.model_validate(assessment_tree(lambda n: draw(st.integers(0, n - 1)), tree))
