"""Bugs put in on purpose: the comparison with the oracle finds each, so the tests have teeth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any
from unittest.mock import patch

import pytest
from promises import Reached
from test_engine_against_oracle import drawn, outcome

from parindex import scoring
from parindex.errors import Problem
from parindex.exact import ZERO, Rounding
from parindex.formula import evaluate
from parindex.formula.expression import Capped, Expression, Ladder, Let, Named
from parindex.ruleset import tree
from parindex.ruleset.model import Band
from parindex.ruleset.tree import Node
from parindex.scales import levels, survey
from parindex.scales.observation import Form
from parindex.scoring import _Scorer

PAIRS = 400


def _band_above(bands: tuple[Band, ...], index: Fraction) -> Band | None:
    """Give a floor to the band below it."""
    return next((band for band in bands if index > band.from_), bands[-1] if bands else None)


def _half_down(self: Rounding, value: Fraction) -> int:
    unit: int = 10**self.digits
    whole, rest = divmod(abs(value.numerator) * unit, value.denominator)
    return (-1 if value < 0 else 1) * (whole + (2 * rest > value.denominator))


def _through_float(values: Any) -> Fraction:
    return Fraction(sum(float(value) for value in values))


def _dot_through_float(pairs: Any) -> Fraction:
    return Fraction(sum(float(one) * float(two) for one, two in pairs))


def _climb_above(ladder: Ladder, inputs: Any, steps: Any) -> Fraction:
    """Give the edge of a rung to the rung below it."""
    height = evaluate.evaluate(ladder.of, inputs, None)
    for edge, _, then in ladder.rungs:
        if height > edge:
            return evaluate.evaluate(then, inputs, steps)
    return evaluate.evaluate(ladder.otherwise, inputs, steps)


def _never_clamp(expression: Capped, inputs: Any, steps: Any) -> Fraction:
    return evaluate.evaluate(expression.of, inputs, steps)


def _missing_as_zero(self: _Scorer, node: Node, entry: Any) -> Any:
    return self.settled(node, "missing", ZERO, "missing-as-zero", entry)


def _cap_before_rescale(
    self: _Scorer, node: Node, value: Fraction, children_max: Fraction, steps: Any
) -> Fraction:
    limit = node.item.cap if isinstance(node.item.cap, Fraction) else None
    if limit is not None and node.item.rescale:
        value = min(value, limit)
    return _combine(self, node, value, children_max, steps)


def _no_floor(self: _Scorer, node: Node, value: Fraction, children_max: Fraction, _steps: Any) -> Fraction:
    item = node.item
    if item.rescale and item.max is not None:
        value = value * item.max / children_max if children_max else ZERO
    if isinstance(item.cap, Fraction):
        value = min(value, item.cap)
    return self.above_max(value, node.bound, None) if node.path == ("score",) else value


def _round_twice(self: _Scorer, node: Node, value: Fraction, children_max: Fraction, steps: Any) -> Fraction:
    return self.rounding.apply(_combine(self, node, value, children_max, steps))


def _not_above_max(_self: _Scorer, value: Fraction, _maximum: Fraction, _steps: Any) -> Fraction:
    return value


def _unsigned(expression: Expression, _role: str, rounding: Any) -> Expression:
    return _signed(expression, "criterion", rounding)


def _bonus_counts(node: Node) -> Fraction:
    return node.bound


def _keep_excluded(self: _Scorer, node: Node, entry: Any, path: Any) -> Any:
    line = _not_applicable(self, node, entry, path)
    return self.settled(node, "not-applicable", line.least, "not-applicable", entry)


def _never_rescaled_max(node: Node, children_max: Fraction) -> Fraction:
    return children_max if node.applies and node.counts else ZERO


def _first_level(scale: Any, _maximum: Fraction, observation: Any) -> Any:
    reading = _read_level(scale, _maximum, observation)
    return (
        reading if isinstance(reading, Problem) else reading._replace(inputs={"level": scale.levels[0].key})
    )


def _unweighted(scale: Any, maximum: Fraction, form: Any) -> Expression:
    share = Fraction(1, len(scale.groups))
    groups = tuple(
        group.__class__.model_construct(**{**group.__dict__, "weight": share}) for group in scale.groups
    )
    return _lower_survey(
        scale.__class__.model_construct(**{**scale.__dict__, "groups": groups}), maximum, form
    )


def _undivided(scale: Any, maximum: Fraction, form: Form) -> Expression:
    """Leave an empty group out, and forget to share its weight."""
    expression = _lower_survey(scale, maximum, form)
    if scale.empty == "refuse" or form == ("points",):
        return expression
    return _without_divisor(expression)


def _without_divisor(expression: Any) -> Expression:
    if isinstance(expression, Let):
        return Let(expression.name, expression.value, _without_divisor(expression.body))
    return Named(expression.operation, expression.of.dividend)


_combine = _Scorer.combine
_not_applicable = _Scorer.not_applicable
_signed = tree._signed
_read_level = levels.read
_lower_survey = survey.lower

BUGS: dict[str, tuple[Any, Any, Any]] = {
    "a band's floor belongs to the band below": (scoring, "classify", _band_above),
    "half is rounded down": (Rounding, "units", _half_down),
    "sums go through float": (scoring, "add", _through_float),
    "means go through float": (evaluate, "dot", _dot_through_float),
    "a step's edge belongs to the step below": (evaluate._VALUE, Ladder, _climb_above),
    "a cap on a leaf never bites": (evaluate._VALUE, Capped, _never_clamp),
    "missing counts as zero": (_Scorer, "missing", _missing_as_zero),
    "the cap comes before the rescale": (_Scorer, "combine", _cap_before_rescale),
    "an inner item has no floor": (_Scorer, "combine", _no_floor),
    "every inner item is rounded": (_Scorer, "combine", _round_twice),
    "the total passes the root's max": (_Scorer, "above_max", _not_above_max),
    "a penalty adds": (tree, "_signed", _unsigned),
    "a bonus counts in the maximum": (scoring, "_leaf_max", _bonus_counts),
    "an excluded item stays in the maximum": (_Scorer, "not_applicable", _keep_excluded),
    "a rescaled block keeps its children's maximum": (scoring, "_inner_max", _never_rescaled_max),
    "every level is the first": (levels, "read", _first_level),
    "survey groups weigh the same": (survey, "lower", _unweighted),
    "nobody shares the weight of an empty group": (survey, "lower", _undivided),
}


@contextmanager
def seeded(bug: tuple[Any, Any, Any]) -> Iterator[None]:
    """Put a bug in; what earlier scorings remember of rulesets is forgotten before and after."""
    tree.resolve.cache_clear()
    target, name, wrong = bug
    with patch.dict(target, {name: wrong}) if isinstance(target, dict) else patch.object(target, name, wrong):
        yield
    tree.resolve.cache_clear()


def _found(pairs: int) -> bool:
    for seed in range(pairs):
        try:
            if outcome(drawn(seed)[0]):
                return True
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            # A bug that breaks the engine outright is found too.
            return True
    return False


@pytest.mark.promise("teeth")
@pytest.mark.parametrize("name", BUGS)
def test_a_seeded_bug_is_found(name: str, reached: Reached) -> None:
    """With the bug in, some pair of the ordinary campaign differs from the oracle."""
    with seeded(BUGS[name]):
        assert _found(PAIRS)
    reached("bugs put in and found", 1)


def test_without_a_bug_nothing_is_found() -> None:
    """The same pairs show no difference in the engine as it is."""
    assert not _found(PAIRS)
