"""Mixed rulesets: the items of one year under the rules of the other; only an attribution scores them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal

from parindex.comparison.matching import Matching
from parindex.fields import FrozenMap
from parindex.ruleset.model import Item, Ruleset, stated, walk
from parindex.ruleset.policy import Policies

__all__ = ["Side", "hinges", "labels", "mix"]

Side = Literal["old", "new"]
# What an item says of its points; everything else about it is which item it is and where it sits.
_STATED = ("max", "scale", "cap", "floor", "rescale", "role")
_Rule = Mapping[str, Any]


def mix(  # noqa: PLR0913 (a mixture has two rulesets, how they match, and a side for each of two questions)
    old: Ruleset, new: Ruleset, matching: Matching, apart: frozenset[str], *, criteria: Side, rule: Side
) -> Ruleset:
    """Return the ruleset with the items of one side under the rules of the other.

    ``criteria`` says which items there are and where they sit; ``rule`` which max, scale, cap, floor,
    rescale, role, kinds and policy the items have that both sides know, and which policies, bands and kinds
    of units there are. Items of ``apart`` (new keys) follow ``criteria`` throughout. Keys are those of
    `labels`.

    It has the shape of a ruleset and need not pass the checks. It never refuses a total: ``above_max:
    refuse`` becomes ``allow``, for a mixture is no result that anybody gave.
    """
    if criteria == rule:
        return _mixed(old, new, matching, frozenset(), (criteria, rule))
    return _mixed(old, new, matching, apart & _changed(old, new, matching), (criteria, rule))


@lru_cache(maxsize=16)
def labels(old: Ruleset, new: Ruleset, matching: Matching) -> FrozenMap[str, str]:
    """Return the key under which each old item goes: its new key, or its own when it was dropped.

    A dropped key that now means another item gets ``-old`` behind it.
    """
    keys = [item.key for item, _ in walk(old.score)]
    again = _items(new).keys()
    taken = {*again, *keys}
    found: dict[str, str] = {}
    for key in keys:
        name = matching.kept.get(key, key)
        if key not in matching.kept and key in again:
            while name in taken:
                name += "-old"
            taken.add(name)
        found[key] = name
    return FrozenMap(found)


@lru_cache(maxsize=16)
def hinges(old: Ruleset, new: Ruleset, matching: Matching) -> frozenset[str]:
    """Return the kept items (new keys) whose rules cannot be had without their neighbours.

    A leaf without a max is bounded by the cap above it, so the two go together where that cap is not the
    same.
    """
    return frozenset(
        (
            *_hinged(old, new, matching.kept),
            *(matching.kept[key] for key in _hinged(new, old, matching.turned.kept)),
        )
    )


def _hinged(one: Ruleset, other: Ruleset, kept: Mapping[str, str]) -> Iterator[str]:
    """Find them among the leaves of one side, by their keys on the other."""
    items, above = _items(other), _parents(other)
    for parent, _ in walk(one.score):
        for leaf in (each for each in parent.items if each.scale is not None and each.max is None):
            same_cap = parent.key in kept and _cap(parent) == _cap(items[kept[parent.key]])
            if parent.key in kept and not same_cap:
                yield kept[parent.key]
            if leaf.key in kept:
                there = items[kept[leaf.key]]
                if not same_cap or there.max is not None or above[there.key] != kept[parent.key]:
                    yield there.key


def _cap(item: Item) -> Any:  # noqa: ANN401
    return stated(item.cap)


def _items(ruleset: Ruleset) -> dict[str, Item]:
    return {item.key: item for item, _ in walk(ruleset.score)}


def _parents(ruleset: Ruleset) -> dict[str, str]:
    return {child.key: item.key for item, _ in walk(ruleset.score) for child in item.items}


@lru_cache(maxsize=16)
def _rules(ruleset: Ruleset) -> FrozenMap[str, _Rule]:
    """Return the rule fields of each item; the kinds and the policy from above it says by itself."""
    return FrozenMap(dict(_ruled(ruleset.score, None, ruleset.policies.not_applicable.value)))


def _ruled(item: Item, kinds: tuple[str, ...] | None, policy: str) -> Iterator[tuple[str, _Rule]]:
    here = item.applies_to
    if kinds is not None:
        # An item for no kind at all is left out by those above it.
        here = tuple(kind for kind in kinds if here is None or kind in here) or here
    policy = item.not_applicable or policy
    rule = {field: getattr(item, field) for field in _STATED}
    yield item.key, FrozenMap(rule | {"applies_to": here, "not_applicable": policy})
    for child in item.items:
        yield from _ruled(child, here, policy)


@lru_cache(maxsize=16)
def _changed(old: Ruleset, new: Ruleset, matching: Matching) -> frozenset[str]:
    """Return the kept items whose rules are not the same; for all others no side need be chosen."""
    before, after = _rules(old), _rules(new)
    return frozenset(key for was, key in matching.kept.items() if before[was] != after[key])


@lru_cache(maxsize=64)
def _mixed(
    old: Ruleset, new: Ruleset, matching: Matching, apart: frozenset[str], sides: tuple[Side, Side]
) -> Ruleset:
    criteria, rule = ({"old": old, "new": new}[side] for side in sides)
    names: Mapping[str, Mapping[str, str]] = {"old": labels(old, new, matching), "new": {}}
    structure, ruled = names[sides[0]], names[sides[1]]
    rules = {structure.get(key, key): each for key, each in _rules(criteria).items()}
    kept = {*matching.kept.values()}
    if sides[0] != sides[1]:
        other = {ruled.get(key, key): each for key, each in _rules(rule).items()}
        rules |= {key: other[key] for key in kept - apart}
    at = [
        ruled.get(key, key)
        for key in rule.policies.rounding.value.at
        if sides[0] == sides[1] or key not in _rules(rule) or ruled.get(key, key) in kept
    ]
    return Ruleset.model_construct(
        format="1",
        id=rule.id,
        year=rule.year,
        title=rule.title,
        standing=rule.standing,
        coverage=rule.coverage,
        instruments=rule.instruments[:1],
        units=rule.units.model_copy(update={"units": ()}),
        periods=rule.periods,
        score=_item(criteria.score, structure, rules),
        bands=rule.bands,
        policies=_policies(rule.policies, tuple(at)),
    )


_UNSAID = {"source": None, "assumed": None, "note": None, "evidence": (), "appraiser": None}


def _item(item: Item, names: Mapping[str, str], rules: Mapping[str, _Rule]) -> Item:
    key = names.get(item.key, item.key)
    below = tuple(_item(child, names, rules) for child in item.items)
    return item.model_copy(update={**_UNSAID, **rules[key], "key": key, "items": below})


def _policies(policies: Policies, at: tuple[str, ...]) -> Policies:
    rounding, above = policies.rounding, policies.above_max
    said: dict[str, Any] = {
        "rounding": rounding.model_copy(update={"value": rounding.value.model_copy(update={"at": at})})
    }
    if above.value == "refuse":
        said["above_max"] = above.model_copy(update={"value": "allow"})
    return policies.model_copy(update=said)
