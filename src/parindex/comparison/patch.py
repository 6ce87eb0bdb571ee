"""A difference applied: the older ruleset, changed row by row, is the newer one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from parindex.comparison.change import Change, Place, thaw
from parindex.comparison.difference import Plain, Sited, items_of
from parindex.errors import Problem
from parindex.fields import FrozenMap
from parindex.ruleset.model import Ruleset
from parindex.validation import validate

__all__ = ["apply"]

# Said by the concordance, and already among the other rows.
_SAID = frozenset({"split", "merged"})
_SITING = frozenset({"added", "removed", "moved", "rekeyed"})


def apply(changes: Iterable[Change], ruleset: Ruleset) -> Ruleset | tuple[Problem, ...]:
    """Return a ruleset with changes made in it; with some of the changes only, it may not be sound.

    An item whose place is not there, because the change that makes it was not chosen, is left out. Problems
    are returned where the result has not even the shape of a ruleset.
    """
    rows = [each for each in changes if each.kind not in _SAID]
    tree = ruleset.plain()
    items = items_of(tree)
    renamed = {str(each.old): str(each.new) for each in rows if each.kind == "rekeyed"}
    rounding = tree["policies"]["rounding"]["value"]
    rounding["at"] = [renamed.get(name, name) for name in rounding["at"]]
    _set_items(items, [each for each in rows if each.place[0] == "score"], renamed)
    _set_parts(tree, [each for each in rows if each.place[0] != "score"])
    del tree["score"]
    if tops := [key for key, item in items.items() if not item.under]:
        tree["score"] = _grown(items, ruleset.score.key if ruleset.score.key in tops else tops[0])
    return validate(Ruleset, tree)


# Items


def _set_items(items: dict[str, Sited], rows: list[Change], renamed: dict[str, str]) -> None:
    """Rename, take out, put in and move items, then set their fields."""
    # Another item may take the key of one that is gone, and two may change keys with each other.
    gone = {each.at for each in rows if each.kind == "removed"}
    kept = {
        renamed.get(key, key): Sited(fields, renamed.get(under, under), position)
        for key, (fields, under, position) in items.items()
        if key not in gone
    }
    items.clear()
    items.update(kept)
    placed: list[tuple[int, str, Sited]] = []
    for each in rows:
        if each.kind in {"added", "moved"}:
            found, key = thaw(each.new), _key(each, renamed)
            stood = Sited(found["item"], "", 0) if each.kind == "added" else items.pop(key)
            position = int(found["position"])
            placed.append((position, key, Sited(stood.fields, found.get("under", stood.under), position)))
    _place(items, placed)
    changed: dict[str, list[Change]] = {}
    for each in rows:
        if each.kind not in _SITING and (key := _key(each, renamed)) in items:
            changed.setdefault(key, []).append(replace(each, new_place=each.place[2:]))
    for key, changes in changed.items():
        _set_parts(items[key].fields, changes)


def _key(change: Change, renamed: dict[str, str]) -> str:
    """Return the key that an item has by now; of a field that went, the older place alone is known."""
    if change.old_place is None:
        return change.at
    old = change.old_place[1]
    return renamed.get(old, old)


def _place(items: dict[str, Sited], placed: list[tuple[int, str, Sited]]) -> None:
    """Put items where they stand in the end, from the first place of each list on."""
    lists: dict[str, list[str]] = {}
    for key, item in items.items():
        lists.setdefault(item.under, []).append(key)
    for position, key, item in sorted(placed, key=lambda each: each[:2]):
        lists.setdefault(item.under, []).insert(position, key)
        items[key] = item
    ordered = {
        key: items[key]._replace(position=place) for keys in lists.values() for place, key in enumerate(keys)
    }
    items.clear()
    items.update(ordered)


def _grown(items: dict[str, Sited], root: str) -> Plain:
    """Put the items under one another again, each list in its order."""
    below: dict[str, list[str]] = {}
    for key, item in sorted(items.items(), key=lambda each: each[1].position):
        below.setdefault(item.under, []).append(key)

    def grow(key: str) -> Plain:
        children = [grow(child) for child in below.get(key, ())]
        return {"key": key, **items[key].fields, **({"items": children} if children else {})}

    return grow(root)


# Everything else, and the fields of items


def _set_parts(tree: Plain, rows: list[Change]) -> None:
    """Set fields, then take parts out of their lists, then put parts where they stand in the end."""
    lists: dict[Place, list[Change]] = {}
    for each in rows:
        if _is_sited(each):
            lists.setdefault(_part_of(each)[:-1], []).append(each)
        else:
            _set(_at(tree, each.place[:-1]), each.place[-1], thaw(each.new))
    for place, sited in lists.items():
        _set_list(_at(tree, place), sited)


def _is_sited(change: Change) -> bool:
    """Tell whether a row is about a part of a keyed list: that it came, went or moved."""
    value = change.old if change.new is None else change.new
    return isinstance(value, FrozenMap) and "position" in value


def _part_of(change: Change) -> Place:
    """Return the place of the part that came, went or moved."""
    return change.place[:-1] if change.reordered else change.place


def _at(tree: Any, place: Place) -> Any:  # noqa: ANN401 (any part of a plain tree)
    """Return the map or list that stands at a place: in a map by field, in a list by key."""
    for word in place:
        tree = tree[word] if isinstance(tree, dict) else next(each for each in tree if each["key"] == word)
    return tree


def _set(node: Plain, name: str, value: object) -> None:
    if value is None:
        node.pop(name)
    else:
        node[name] = value


def _set_list(parts: list[Plain], rows: list[Change]) -> None:
    known = {part["key"]: part for part in parts}
    placed: list[tuple[int, str, Plain]] = []
    for each in rows:
        key = _part_of(each)[-1]
        if key in known:
            parts.remove(known[key])
        if each.new is not None:
            found = thaw(each.new)
            placed.append((int(found["position"]), key, found.get("part") or known[key]))
    for position, _, part in sorted(placed, key=lambda each: each[:2]):
        parts.insert(position, part)
