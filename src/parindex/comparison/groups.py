"""Changes of rules by the thing they are about, and the older ruleset with one of them made alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from parindex.comparison.change import Change
from parindex.comparison.difference import Difference
from parindex.comparison.mixture import labels
from parindex.comparison.patch import apply
from parindex.fields import FrozenMap
from parindex.ruleset.model import Item, Ruleset, walk

__all__ = ["Group", "freed", "grouped", "renamed", "vary"]


class Group(NamedTuple):
    """The rows about one item, with what came, went or moved with it; about a policy; or about all bands.

    ``thing`` is a key of the ruleset that `renamed` gives, or of the newer one; ``rows`` are the changes by
    its keys. ``alone`` is false where they take out an item whose key means another one now.
    """

    thing: str
    section: str
    changes: tuple[Change, ...]
    rows: tuple[Change, ...]
    alone: bool


def grouped(difference: Difference) -> tuple[Group, ...]:
    """Return the changes that can move a score, one group for each thing, in the order of the difference.

    An item that came or went takes along what came or went below it, and what moved into or out of it; what
    was split or merged goes together.
    """
    rows, free = difference.rules, freed(difference)
    tops = _tops(rows, {**free, **difference.matching.kept}, free)
    for each in difference.matching.recast:
        # The parts of a split make one change with what they came from: alone, one of them would count twice.
        first = each.new[0]
        tops |= {free.get(key, key): tops.get(first, first) for key in each.old}
        tops |= {key: tops.get(first, first) for key in each.new}
    groups: dict[tuple[str, str], list[Change]] = {}
    for row in rows:
        section = row.place[0]
        at = _at(row, free) if section == "score" else row.at
        thing = {"bands": "bands", "score": tops.get(at, at)}.get(section, at)
        groups.setdefault((section, thing), []).append(row)
    kept = difference.matching.kept
    return tuple(
        Group(
            thing,
            section,
            tuple(rows),
            tuple(_under_new_key(row, kept) for row in rows),
            not any(_frees(row, free) for row in rows),
        )
        for (section, thing), rows in groups.items()
    )


def _under_new_key(row: Change, kept: Mapping[str, str]) -> Change:
    """Return a row about an item of `renamed`: it stands there under its newer key on both sides."""
    place = row.old_place
    if place is None or place[0] != "score" or row.kind == "removed":
        return row
    return replace(row, old_place=("score", kept.get(place[1], place[1]), *place[2:]))


def freed(difference: Difference) -> dict[str, str]:
    """Return the dropped keys that mean another item now, each with a key that nothing else has.

    Where the one is scored and the other a group nothing can take them for the same, unless the other one
    had another key before.
    """
    old, new, kept = difference.old, difference.new, difference.matching.kept
    before, after, names = _items(old), _items(new), labels(old, new, difference.matching)
    again = before.keys() & after.keys() - kept.keys()
    return {
        key: names[key]
        for key in before
        if key in again and (key in kept.values() or bool(before[key].scale) == bool(after[key].scale))
    }


def _items(ruleset: Ruleset) -> dict[str, Item]:
    return {item.key: item for item, _ in walk(ruleset.score)}


def _at(row: Change, free: Mapping[str, str]) -> str:
    return free.get(row.at, row.at) if row.kind == "removed" else row.at


def _frees(row: Change, free: Mapping[str, str]) -> bool:
    """Tell whether a row takes an item out, or from below one, whose key means another one now."""
    if row.place[0] != "score":
        return False
    return (row.kind in {"added", "removed"} and row.at in free) or _under(row.old) in free


def _tops(rows: Iterable[Change], names: Mapping[str, str], free: Mapping[str, str]) -> dict[str, str]:
    """Return the item that each item came, went or moved with: the topmost; keys are the newer ones."""
    rows = tuple(rows)
    come = {row.at for row in rows if row.kind == "added"}
    gone = {_at(row, free) for row in rows if row.kind == "removed"}
    above: dict[str, str] = {}
    for row in rows:
        if row.kind in {"added", "moved"} and _under(row.new) in come:
            above.setdefault(row.at, _under(row.new))
        under = _under(row.old)
        # What stood below a part that went with its own parent goes with the topmost too.
        if row.kind in {"removed", "moved"} and names.get(under, under) in gone:
            above.setdefault(_at(row, free), names.get(under, under))
    return {key: _top(key, above) for key in above}


def _under(site: object) -> str:
    return str(site.get("under", "")) if isinstance(site, FrozenMap) else ""


def _top(key: str, above: dict[str, str]) -> str:
    seen = {key}
    while key in above and above[key] not in seen:
        key = above[key]
        seen.add(key)
    return key


def renamed(difference: Difference) -> Ruleset:
    """Return the older ruleset under the newer keys; a dropped key that means another item now is freed."""
    old = difference.old
    kept = {key: name for key, name in difference.matching.kept.items() if key != name}
    names = {**kept, **freed(difference)}
    if not names:
        return old
    policy = old.policies.rounding
    at = tuple(names.get(key, key) for key in policy.value.at)
    rounding = policy.model_copy(update={"value": policy.value.model_copy(update={"at": at})})
    policies = old.policies.model_copy(update={"rounding": rounding})
    return old.model_copy(update={"score": _named(old.score, names), "policies": policies})


def _named(item: Item, names: Mapping[str, str]) -> Item:
    below = tuple(_named(child, names) for child in item.items)
    return item.model_copy(update={"key": names.get(item.key, item.key), "items": below})


def vary(base: Ruleset, group: Group) -> Ruleset | None:
    """Return the older ruleset with one group of changes made; nothing where that is not one."""
    if not group.alone:
        return None
    found = apply(group.rows, base)
    if not isinstance(found, Ruleset):
        return None
    keys = {item.key for item, _ in walk(base.score)} - {
        each.at for each in group.changes if each.kind == "removed"
    }
    keys |= {each.at for each in group.changes if each.kind == "added"}
    # An item whose place is not there yet would be lost without a word.
    return found if keys == {item.key for item, _ in walk(found.score)} else None
