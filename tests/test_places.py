"""Places: a dotted name and a path say the same, one for people and one for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from helpers import leaf, plain_ruleset

from parindex.ruleset import catalog
from parindex.ruleset.model import Item, Ruleset
from parindex.ruleset.places import path_of, place_of, value_at
from parindex.ruleset.references import check_unique
from parindex.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parindex.errors import Path

SHIPPED = sorted(catalog.available())
TREE: dict[str, Any] = {
    "year": "2024",
    "at": ["publication", "leaf"],
    "bands": [{"key": "tot", "from": "85"}, {"key": "kha", "from": "70"}],
    "score": {
        "key": "total",
        "items": [
            {
                "key": "appraisal",
                "max": "60",
                "items": [{"key": "plan", "max": "60", "evidence": [{"vi": "-"}]}],
            },
            {"key": "survey", "max": "40"},
        ],
    },
}


def nodes(tree: Any, path: Path = ()) -> Iterator[Path]:
    """Give the path of every node below the root."""
    if path:
        yield path
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from nodes(value, (*path, name))
    if isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from nodes(value, (*path, index))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_place_leads_back_to_its_path(name: str) -> None:
    """In every shipped file the place of a node names that node, and no other node has that place."""
    tree = catalog.declaration(name).plain()
    paths = list(nodes(tree))
    places = [place_of(tree, path) for path in paths]

    assert [path_of(tree, place) for place in places] == paths
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("year", ("year",)),
        ("bands.kha.from", ("bands", 1, "from")),
        ("score.items", ("score", "items")),
        ("score.survey.max", ("score", "items", 1, "max")),
        ("score.appraisal.plan", ("score", "items", 0, "items", 0)),
        ("score.appraisal.plan.evidence", ("score", "items", 0, "items", 0, "evidence")),
        ("score.appraisal.plan.evidence.0.vi", ("score", "items", 0, "items", 0, "evidence", 0, "vi")),
        ("at.1", ("at", 1)),
    ],
)
def test_keyed_things_are_named_by_their_key(place: str, path: Path) -> None:
    """A list is entered by the key of its part or else its number; items stand right below their item."""
    assert path_of(TREE, place) == path
    assert place_of(TREE, path) == place


def test_the_word_items_may_be_said() -> None:
    """A place with the word `items` in it is read as the same place without it."""
    assert path_of(TREE, "score.items.survey.max") == path_of(TREE, "score.survey.max")


@pytest.mark.parametrize(
    "place",
    [
        *("", "month", "bands.yeu", "bands.0", "year.2024", "score.plan", "score.survey.plan", "bands..tot"),
        *("score.items.0", "score.0", "at.leaf", "at.2", "at.-1", "at.01", "at.1.0"),
    ],
)
def test_what_the_tree_does_not_hold_has_no_path(place: str) -> None:
    """An unknown name, a number of keyed parts, a part of a text or an item one level off lead nowhere."""
    assert path_of(TREE, place) is None


def test_lists_may_be_frozen() -> None:
    """A tuple of parts is entered like a list of them."""
    assert path_of({"bands": ({"key": "tot", "from": "85"},)}, "bands.tot.from") == ("bands", 0, "from")
    assert path_of({"at": ("publication", "leaf")}, "at.1") == ("at", 1)


def test_a_number_of_keyed_parts_may_be_a_key() -> None:
    """A part whose key is a number is entered by that key, wherever it stands in its list."""
    tree = {"periods": [{"key": "1"}, {"key": "0"}]}

    assert [path_of(tree, f"periods.{key}") for key in "012"] == [("periods", 1), ("periods", 0), None]


def test_an_item_may_not_have_the_name_of_a_field() -> None:
    """Each name of a field is refused as the key of an item, where its place would mean the field."""
    for name in Item.model_fields:
        if "_" in name:  # a key has no such character
            continue
        rules = validate(Ruleset, plain_ruleset(leaf("plan"), leaf(name)))
        assert isinstance(rules, Ruleset)
        found = list(check_unique(rules))

        assert [(each.code, each.at) for each in found] == [("E-RESERVED", "score.items.1.key")]
        assert dict(found[0].details) == {"found": name}


def test_what_stands_at_a_path() -> None:
    """The empty path is the tree itself, any other one what its last part names."""
    assert value_at(TREE, ()) is TREE
    assert value_at(TREE, ("bands", 0, "from")) == "85"
