"""Equality of declarations: what they declare, whatever was computed of them."""

from __future__ import annotations

import copy

from helpers import group, leaf, ruleset
from hypothesis import given, settings
from pydantic import BaseModel

from parindex.ruleset.model import Ruleset
from parindex.testing.strategies import rulesets


@settings(max_examples=30, deadline=None)
@given(rulesets(), rulesets())
def test_equal_as_declared(one: Ruleset, two: Ruleset) -> None:
    """Two rulesets are equal exactly when they are field by field, made apart or not."""
    again = Ruleset.model_validate(one.plain())

    assert again is not one
    assert again == one
    assert BaseModel.__eq__(again, one)
    assert (one == two) is BaseModel.__eq__(one, two)


def test_no_declaration_equals_another_thing() -> None:
    """A ruleset is equal to no value of another type, not even one with its digest."""
    one = ruleset(leaf("a"))

    class Other(Ruleset):
        """The same fields under another name."""

    assert one != one.digest
    assert one != Other.model_validate(one.plain())


def test_a_copy_with_another_field_has_a_digest_of_its_own() -> None:
    """What was computed of a ruleset is not said of a copy of it in which something is another."""
    one = ruleset(group("g", leaf("a")), leaf("b"))
    before = one.digest, one.canonical
    other = one.model_copy(update={"year": "2031"})

    assert other != one
    assert other.digest != one.digest
    assert other.canonical == Ruleset.model_validate(other.plain()).canonical
    assert (one.digest, one.canonical) == before


def test_a_copy_without_a_change_is_equal() -> None:
    """Copied in any way, a ruleset is equal and has the same digest."""
    one = ruleset(leaf("a"))

    for same in (one.model_copy(), one.model_copy(deep=True), copy.copy(one), copy.deepcopy(one)):
        assert same == one
        assert same.digest == one.digest
