"""A difference applied: row by row one ruleset becomes the other, however keys and places were exchanged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from helpers import BANDS, Plain, group, leaf, named, ruleset
from test_comparison_matching import newer

from parindex.comparison.change import Change, Kind
from parindex.comparison.difference import diff
from parindex.comparison.patch import apply
from parindex.ruleset.model import Ruleset, walk


def patched(old: Ruleset, new: Ruleset) -> tuple[Change, ...]:
    """Make one ruleset of the other and back again, byte for byte, and return the changes there."""
    for first, second in ((old, new), (new, old)):
        found = apply(diff(first, second).changes, first)
        assert found == second
        assert isinstance(found, Ruleset)
        assert found.digest == second.digest
    assert {each.mirrored for each in diff(old, new).changes} == {*diff(new, old).changes}
    return diff(old, new).changes


def rows(changes: Iterable[Change], *kinds: Kind) -> list[tuple[str, str]]:
    """Return kind and key of the changes of some kinds."""
    return [(each.kind, each.at) for each in changes if each.kind in kinds]


def shape(found: object) -> list[str]:
    """Return the keys of the items of a ruleset, in order."""
    assert isinstance(found, Ruleset)
    return [item.key for item, _ in walk(found.score)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((leaf("a"), leaf("b"), leaf("c")), (leaf("c"), leaf("a"), leaf("b"))),
        ((leaf("a"), leaf("b"), leaf("c")), (leaf("x"), leaf("c"), leaf("y"), leaf("a"))),
        ((group("g", leaf("a"), leaf("b")), leaf("c")), (group("g", leaf("c"), leaf("a")), leaf("b"))),
        ((group("g", leaf("a")), leaf("c")), (leaf("a"), leaf("c"))),
        ((group("g", group("h", leaf("a"))), leaf("c")), (group("h", group("g", leaf("a"))), leaf("c"))),
    ],
)
def test_items_come_go_and_move(old: tuple[Plain, ...], new: tuple[Plain, ...]) -> None:
    """Whatever is reordered, added, dropped, put elsewhere or turned inside out arrives where it stands."""
    patched(ruleset(*old), newer(*new))


def test_two_items_that_exchange_keys() -> None:
    """A swap of keys is two new keys: nothing is lost, moved or changed in either item."""
    old = ruleset(leaf("a", max="4", note={"vi": "một"}), leaf("b", max="6"))
    new = newer(leaf("b", max="4", note={"vi": "một"}), leaf("a", max="6"), lines=(("a", "b"), ("b", "a")))
    changes = patched(old, new)

    assert {each.kind for each in changes if each.place[0] == "score"} == {"rekeyed", "renamed"}


def test_an_item_takes_the_key_of_one_that_is_gone() -> None:
    """The old item of that key is removed, and one that takes a free old key is new."""
    old = ruleset(leaf("a", max="4"), leaf("x", max="6"))
    new = newer(leaf("x", max="4"), leaf("a", max="7"), lines=(("a", "x"),))
    changes = patched(old, new)

    assert rows(changes, "rekeyed", "added", "removed", "max") == [
        ("rekeyed", "x"),
        ("max", "total"),
        ("added", "a"),
        ("removed", "x"),
    ]


def test_a_field_that_went_from_an_item_under_a_new_key() -> None:
    """What a renamed item no longer has is taken from it, though only its old key is told."""
    old = ruleset(leaf("a", code="1", note={"vi": "ghi chú"}), leaf("b"))
    new = newer(leaf("z", name={"vi": "Mục a"}), leaf("b"), lines=(("a", "z"),))
    changes = patched(old, new)

    assert [(each.kind, each.old_place, each.new_place) for each in changes if each.at == "a"] == [
        ("renumbered", ("score", "a", "code"), None),
        ("wording", ("score", "a", "note"), None),
    ]


@pytest.mark.parametrize(
    ("old", "new"), [(("a", "b"), ("b", "z")), (("b", "c"), ("c", "a")), (("a", "b", "c"), ("z", "c", "b"))]
)
def test_reordered_under_new_keys(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Which of two exchanged items moved is the same from both sides, whatever their keys are called."""
    line = next(iter({*old} - {*new})), next(iter({*new} - {*old}))
    before = ruleset(*(leaf(key, name={"vi": "Tên"}) for key in old))
    after = newer(*(leaf(key, name={"vi": "Tên"}) for key in new), lines=(line,))
    patched(before, after)

    assert len(diff(before, after).of("moved")) == 1


def test_rounding_follows_an_item_to_its_new_key() -> None:
    """A new key of an item that points are rounded at is no other rounding; another item is."""
    at = {"digits": "2", "mode": "half-up", "at": ["publication", "a"]}
    old = ruleset(leaf("a"), leaf("b"), rounding=at)
    line = (("a", "z"),)
    renamed = newer(leaf("z"), leaf("b"), rounding={**at, "at": ["publication", "z"]}, lines=line)
    taken = newer(leaf("z"), leaf("a"), rounding=at, lines=line)

    assert not diff(old, renamed).of("policy")
    patched(old, renamed)
    (row,) = diff(old, taken).of("policy")
    assert (row.place, row.old, row.new) == (
        ("policies", "rounding", "value", "at"),
        ("publication", "a"),
        ("publication", "a"),
    )
    patched(old, taken)


def test_split_and_merged_items_may_keep_a_key() -> None:
    """A part of a split that keeps the key, and a merger under one of the keys, are new items too."""
    old = ruleset(leaf("a", max="4"), leaf("b", max="3"), leaf("c", max="3"))
    new = newer(
        leaf("a", max="1"), leaf("a-2", max="3"), leaf("c", max="6"), lines=(("a", "a a-2"), ("b c", "c"))
    )
    changes = patched(old, new)

    assert rows(changes, "split", "merged", "added", "removed") == [
        *(("split", "a"), ("merged", "c"), ("added", "a"), ("added", "a-2"), ("added", "c")),
        *(("removed", "a"), ("removed", "b"), ("removed", "c")),
    ]


def rooted(root: Plain, **values: Any) -> Ruleset:
    """Make a ruleset of the year after with a root of its own."""
    return ruleset(**{"id": "example/small@2025", "year": "2025", "score": root, **values})


def test_another_root() -> None:
    """The root may be renamed, another one put above it, and a group may become the root."""
    old = ruleset(group("g", leaf("a"), leaf("b")))
    inside = group("g", leaf("a"), leaf("b"))
    line = [{"old": ["total"], "new": ["index"], "assumed": "phép thử"}]

    renamed = rooted(group("index", inside), concordance={"of": "example/small@2024", "items": line})
    assert rows(patched(old, renamed), "moved", "added", "removed") == []
    assert rows(patched(old, rooted(group("index", group("total", inside)))), "moved", "added") == [
        ("added", "index"),
        ("moved", "total"),
    ]
    assert rows(patched(old, rooted(inside)), "moved", "removed") == [("moved", "g"), ("removed", "total")]
    assert rows(patched(old, rooted(group("index", inside))), "moved", "added", "removed") == [
        ("added", "index"),
        ("moved", "g"),
        ("removed", "total"),
    ]


LEVELS = named(("a", "10"), ("b", "5"), ("c", "0"))


@pytest.mark.parametrize(
    "levels",
    [
        [*LEVELS[1:], LEVELS[0]],
        named(("a", "10"), ("position", "1"), ("name", "0")),
        [LEVELS[2], {**LEVELS[0], "name": {"vi": "Khác"}}, *named(("key", "3"))],
    ],
)
def test_parts_of_lists_come_go_and_move(levels: list[Plain]) -> None:
    """Levels, bands and units do what items do; a part may have any key, `position` and `name` too."""
    bands = [{**BANDS[0], "from": "90"}, *BANDS[1:]]
    unit = {"key": "position", "name": {"vi": "Sở"}, "kind": "department"}
    old = ruleset(leaf("score", {"method": "levels", "levels": LEVELS}), leaf("position"))
    units = {
        "kinds": [{"key": "district", "name": {"vi": "Huyện"}}, {"key": "department", "name": {"vi": "Sở"}}]
    }
    new = newer(
        *(leaf("position"), leaf("score", {"method": "levels", "levels": levels})),
        bands=bands,
        units={**units, "units": [unit]},
    )
    patched(old, new)


def test_bands_and_other_sections_come_and_go_whole() -> None:
    """A section that only one side has is one row."""
    old = ruleset(leaf("a"))
    new = newer(leaf("a"), bands=[], survey={"method": ["online"]}, process={"roles": []})
    changes = patched(old, new)

    assert [
        (each.kind, each.place) for each in changes if each.place[0] in {"bands", "survey", "process"}
    ] == [
        ("survey", ("survey",)),
        ("process", ("process",)),
        ("band", ("bands",)),
    ]


class TestSome:
    """With some of the changes only, what can be made is made, and what has no shape is said."""

    old = ruleset(group("g", leaf("a"), leaf("b")), leaf("c"))
    new = newer(group("h", leaf("a"), leaf("d")), leaf("c", max="4"), lines=(("c", "c"),))

    def some(self, *kinds: Kind) -> object:
        """Apply the changes of some kinds."""
        return apply(diff(self.old, self.new).of(*kinds), self.old)

    def test_none(self) -> None:
        """No change makes no change."""
        assert apply((), self.old) == self.old

    def test_one_field(self) -> None:
        """One max is set and everything else stays."""
        found = self.some("max")

        assert shape(found) == ["total", "g", "a", "b", "c"]
        assert isinstance(found, Ruleset)
        assert found.item("c").max == 4

    def test_a_group_without_the_items_that_are_new_in_it(self) -> None:
        """A new group whose items are not chosen is neither a group nor a leaf."""
        added = [each for each in diff(self.old, self.new).of("added") if each.at == "h"]
        found = apply(added, self.old)

        assert isinstance(found, tuple)
        assert [each.code for each in found] == ["E-LEAF"]

    def test_an_item_whose_group_is_not_chosen(self) -> None:
        """An item moved into a group that is not there cannot stand anywhere."""
        assert shape(self.some("moved")) == ["total", "g", "b", "c"]

    def test_a_moved_item_under_its_old_key(self) -> None:
        """An item that moved, but whose new key is not chosen, moves under its old one."""
        new = newer(leaf("z"), group("g", leaf("b"), leaf("c")), lines=(("a", "z"),))

        assert shape(apply(diff(self.old, new).of("moved"), self.old)) == ["total", "a", "g", "b", "c"]

    def test_a_field_of_an_item_under_its_old_key(self) -> None:
        """So is its changed field; one that it came to have is not known to be its own."""
        new = newer(group("g", leaf("z", max="7", code="1"), leaf("b")), leaf("c"), lines=(("a", "z"),))
        found = apply(diff(self.old, new).of("max", "renumbered"), self.old)

        assert isinstance(found, Ruleset)
        assert found.item("a").max == 7
        assert found.item("a").code is None

    def test_no_root_left(self) -> None:
        """Without any root there is no ruleset."""
        removed = diff(self.old, rooted(group("index", leaf("x")))).of("removed")
        found = apply(removed, self.old)

        assert isinstance(found, tuple)
        assert [(each.code, dict(each.details)["field"]) for each in found] == [("E-REQUIRED", "score")]

    def test_two_roots(self) -> None:
        """A new root beside the old one, which is not yet below it, holds nothing."""
        new = rooted(group("index", group("total", group("g", leaf("a"), leaf("b")), leaf("c"))))

        assert shape(apply(diff(self.old, new).of("added"), self.old)) == ["total", "g", "a", "b", "c"]
