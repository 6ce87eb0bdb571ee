"""The tree as one kind of unit meets it: what is inherited, what applies, what each leaf lowers to."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from helpers import group, leaf, rounding, ruleset

from parindex.exact import Rounding
from parindex.formula.expression import Input, Let, Named, Number, Product, Rounded
from parindex.ruleset.tree import Node, leaves, resolve

if TYPE_CHECKING:
    from parindex.ruleset.model import Ruleset

F = Fraction


def nodes(rules: Ruleset, kind: str = "department") -> dict[str, Node]:
    """Return every node by key."""

    def below(node: Node) -> list[Node]:
        return [node, *(each for child in node.nodes for each in below(child))]

    return {node.item.key: node for node in below(resolve(rules, kind))}


def test_every_item_has_a_node() -> None:
    """The tree keeps the shape and the order of the declaration, with the path of each item."""
    found = nodes(ruleset(group("g", leaf("a"), leaf("b")), leaf("c")))
    assert {key: node.path for key, node in found.items()} == {
        "total": ("score",),
        "g": ("score", "items", 0),
        "a": ("score", "items", 0, "items", 0),
        "b": ("score", "items", 0, "items", 1),
        "c": ("score", "items", 1),
    }
    assert [child.item.key for child in found["g"].nodes] == ["a", "b"]
    assert found["c"].nodes == ()


def test_leaves_in_order() -> None:
    """The leaves below a node are visited in the order of the file; a leaf is its own."""
    found = nodes(ruleset(group("g", leaf("a"), leaf("b")), leaf("c")))
    assert [node.item.key for node in leaves(found["total"])] == ["a", "b", "c"]
    assert [node.item.key for node in leaves(found["g"])] == ["a", "b"]
    assert [node.item.key for node in leaves(found["c"])] == ["c"]


def test_role_is_that_of_the_nearest_item_that_says_one() -> None:
    """An item is a criterion unless it or the nearest item above it says otherwise."""
    found = nodes(
        ruleset(
            group("plain", leaf("a"), leaf("asked", role="survey")),
            group("survey", leaf("b"), leaf("counted", role="criterion"), role="survey"),
            group("extra", group("inner", leaf("c"), cap="none"), role="bonus", max="10", cap="none"),
            group("minus", leaf("d"), role="penalty", max="10"),
            root={"cap": "none"},
        )
    )
    assert {key: node.role for key, node in found.items()} == {
        "total": "criterion",
        "plain": "criterion",
        "a": "criterion",
        "asked": "survey",
        "survey": "survey",
        "b": "survey",
        "counted": "criterion",
        "extra": "bonus",
        "inner": "bonus",
        "c": "bonus",
        "minus": "penalty",
        "d": "penalty",
    }


def test_only_criteria_and_surveys_count_in_the_maximum() -> None:
    """A bonus and a penalty are left out of the maximum of the item above."""
    found = nodes(
        ruleset(
            leaf("a"),
            leaf("s", role="survey"),
            leaf("b", role="bonus"),
            leaf("p", role="penalty"),
            root={"cap": "none"},
        )
    )
    assert {key: found[key].counts for key in "asbp"} == {"a": True, "s": True, "b": False, "p": False}


def test_range_of_a_leaf() -> None:
    """A leaf has points from 0 to its max, a penalty from minus its max to 0."""
    found = nodes(
        ruleset(
            leaf("a", max="7.5"),
            leaf("b", role="bonus"),
            leaf("p", role="penalty", max="3"),
            root={"cap": "none"},
        )
    )
    ranges = {key: (found[key].least, found[key].most, found[key].bound) for key in "abp"}
    assert ranges == {
        "a": (F(0), F(15, 2), F(15, 2)),
        "b": (F(0), F(10), F(10)),
        "p": (F(-3), F(0), F(3)),
    }


def test_a_leaf_without_max_is_bounded_by_the_cap_above_it() -> None:
    """A leaf that states no max is bounded by the number in its parent's cap, not by one further up."""
    found = nodes(
        ruleset(
            group("g", leaf("a", max=None), leaf("b", max="4"), cap="20", max="20"),
            root={"cap": "30"},
            coverage="structure",
        )
    )
    assert {key: found[key].bound for key in ("total", "g", "a", "b")} == {
        "total": 20,
        "g": 20,
        "a": 20,
        "b": 4,
    }


def test_not_applicable_is_inherited() -> None:
    """`not_applicable` holds for the item and everything below it, unless an item below says otherwise."""
    found = nodes(
        ruleset(
            group(
                "g",
                group("h", leaf("a"), leaf("b", not_applicable="full")),
                leaf("c"),
                not_applicable="exclude",
            ),
            leaf("d"),
            not_applicable="zero",
        )
    )
    assert {key: node.not_applicable for key, node in found.items()} == {
        "total": "zero",
        "g": "exclude",
        "h": "exclude",
        "a": "exclude",
        "b": "full",
        "c": "exclude",
        "d": "zero",
    }


def test_an_item_applies_to_the_kinds_it_names() -> None:
    """An item that does not name the kind of unit is excluded, with everything below it."""
    rules = ruleset(
        group("g", leaf("a", applies_to=["department", "district"]), applies_to=["district"]),
        leaf("b", applies_to=["department"], max="10"),
        leaf("c", applies_to=["district", "department"]),
        root={"max": "20"},
    )
    assert {key: node.applies for key, node in nodes(rules).items()} == {
        "total": True,
        "g": False,
        "a": False,
        "b": True,
        "c": True,
    }
    assert {key for key, node in nodes(rules, "district").items() if not node.applies} == {"b"}


@pytest.mark.parametrize(
    ("at", "rounded"),
    [
        (("publication",), set()),
        (("publication", "leaf"), {"a", "b"}),
        (("publication", "a"), {"a"}),
        (("publication", "g", "b"), {"g", "b"}),
        (("total",), {"total"}),
    ],
)
def test_where_points_are_rounded(at: tuple[str, ...], rounded: set[str]) -> None:
    """Points are rounded at the items named, and at every leaf where `leaf` is named."""
    found = nodes(ruleset(group("g", leaf("a")), leaf("b"), rounding=rounding(at=at)))
    assert {key for key, node in found.items() if node.rounded} == rounded


def test_what_a_leaf_lowers_to() -> None:
    """A leaf lowers to the expression of its scale, once for each form; an inner item to none."""
    found = nodes(ruleset(leaf("a", {"method": "ratio"})))
    assert [form for form, _ in found["a"].expressions] == [("value",), ("done", "planned")]
    assert found["a"].expression(("value",)) == found["a"].expressions[0][1]
    assert found["a"].expression(("done", "planned")) == found["a"].expressions[1][1]
    assert found["total"].expressions == ()


def test_a_penalty_is_the_negative_of_its_size() -> None:
    """The scale of a penalty gives the size of the deduction, whose negative are the points."""
    found = nodes(ruleset(leaf("a"), leaf("p", role="penalty")))
    size = Named("given", Input("points"))
    assert found["a"].expression(("points",)) == size
    negative = Named("penalty", Product(Number(F(-1)), Input("size")))
    assert found["p"].expression(("points",)) == Let("size", size, negative)


def test_a_rounded_leaf_is_rounded_last() -> None:
    """Rounding at a leaf is done on its signed points, with the declared digits and mode."""
    found = nodes(
        ruleset(leaf("a"), leaf("p", role="penalty"), rounding=rounding("1", "half-even", ("leaf",)))
    )
    for key in "ap":
        expression = found[key].expression(("points",))
        assert isinstance(expression, Rounded)
        assert expression.rounding == Rounding(1, "half-even")
        assert isinstance(expression.of, Let if key == "p" else Named)
