"""Changes of rules by the thing they are about, and the older ruleset with one of them made alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from parindex.comparison.change import Change
from parindex.comparison.difference import Difference
from parindex.comparison.patch import apply
from parindex.fields import FrozenMap
from parindex.ruleset.model import Ruleset, walk

__all__ = ["Group", "grouped", "renamed", "vary"]


class Group(NamedTuple):
    """The rows about one item, with what came, went or moved with it; about a policy; or about all bands."""

    thing: str
    section: str
    changes: tuple[Change, ...]


def grouped(difference: Difference) -> tuple[Group, ...]:
    """Return the changes that can move a score, one group for each thing, in the order of the difference.

    An item that came or went takes along what came or went below it, and what moved into or out of it; what
    was split or merged goes together.
    """
    rows = difference.rules
    tops = _tops(rows, difference.matching.kept)
    for each in difference.matching.recast:
        # The parts of a split make one change with what they came from: alone, one of them would count twice.
        first = each.new[0]
        tops |= {key: tops.get(first, first) for key in (*each.old, *each.new)}
    groups: dict[tuple[str, str], list[Change]] = {}
    for row in rows:
        section = row.place[0]
        thing = {"bands": "bands", "score": tops.get(row.at, row.at)}.get(section, row.at)
        groups.setdefault((section, thing), []).append(row)
    return tuple(Group(thing, section, tuple(rows)) for (section, thing), rows in groups.items())


def _tops(rows: Iterable[Change], kept: FrozenMap[str, str]) -> dict[str, str]:
    """Return the item that each item came, went or moved with: the topmost; keys are the newer ones."""
    rows = tuple(rows)
    come = {row.at for row in rows if row.kind == "added"}
    gone = {row.at for row in rows if row.kind == "removed"}
    above: dict[str, str] = {}
    for row in rows:
        if row.kind in {"added", "moved"} and _under(row.new) in come:
            above.setdefault(row.at, _under(row.new))
        if row.kind in {"removed", "moved"} and _under(row.old) in gone:
            under = _under(row.old)
            # What stood below a part that went with its own parent goes with the topmost too.
            above.setdefault(row.at, kept.get(under, under))
    return {key: _top(key, above) for key in above}


def _under(site: object) -> str:
    return str(site["under"]) if isinstance(site, FrozenMap) else ""


def _top(key: str, above: dict[str, str]) -> str:
    seen = {key}
    while key in above and above[key] not in seen:
        key = above[key]
        seen.add(key)
    return key


def renamed(difference: Difference) -> Ruleset | None:
    """Return the older ruleset under the newer keys; nothing where a dropped key means another item now."""
    old, names = difference.old, difference.matching.kept
    rows = difference.of("rekeyed")
    if not rows:
        return old
    wanted = [names.get(item.key, item.key) for item, _ in walk(old.score)]
    found = apply(rows, old) if len({*wanted}) == len(wanted) else ()
    if not isinstance(found, Ruleset):
        return None
    policy = old.policies.rounding
    at = tuple(names.get(key, key) for key in policy.value.at)
    rounding = policy.model_copy(update={"value": policy.value.model_copy(update={"at": at})})
    return found.model_copy(update={"policies": old.policies.model_copy(update={"rounding": rounding})})


def vary(base: Ruleset, group: Group) -> Ruleset | None:
    """Return the older ruleset with one group of changes made; nothing where that is not one."""
    found = apply(group.changes, base)
    if not isinstance(found, Ruleset):
        return None
    keys = {item.key for item, _ in walk(base.score)} - {
        each.at for each in group.changes if each.kind == "removed"
    }
    keys |= {each.at for each in group.changes if each.kind == "added"}
    # An item whose place is not there yet would be lost without a word.
    return found if keys == {item.key for item, _ in walk(found.score)} else None
