"""The difference of two rulesets: every row that makes one out of the other, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from parindex.comparison.change import Change, Kind, Place, Tree, freeze, kind_of
from parindex.comparison.matching import Matching, match_items
from parindex.comparison.order import stayed
from parindex.fields import FrozenMap
from parindex.ruleset.model import Ruleset

__all__ = ["Difference", "Plain", "Sited", "diff", "items_of"]

Plain = dict[str, Any]
_WHOLE = frozenset({"source", "due", "span"})  # read as one thing


@dataclass(frozen=True, slots=True)
class Difference:
    """Two rulesets, which items of them are the same, and every change, in the order of the newer one."""

    old: Ruleset
    new: Ruleset
    matching: Matching
    changes: tuple[Change, ...]

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
        """Return the changes of some kinds."""
        return tuple(each for each in self.changes if each.kind in kinds)

    @property
    def rules(self) -> tuple[Change, ...]:
        """Return the changes that can move a score, and not words or sources alone."""
        return tuple(each for each in self.changes if each.rule)


class Sited(NamedTuple):
    """An item's own fields, the item it stands under, and its place there from 0."""

    fields: Plain
    under: str
    position: int


def diff(old: Ruleset, new: Ruleset) -> Difference:
    """Compare two rulesets of one family, item by item and field by field.

    Raises:
        UsageError: they are of different families, or a concordance is wrong or missing.
    """
    matching = match_items(old, new)
    before, after = old.plain(), new.plain()
    first, second = items_of(before), items_of(after)
    rounded = tuple(_rounded(before, after, matching))
    changes = [
        *_fields(_rest(before), _rest(after), _WHOLE_FILE),
        *rounded,
        *_recast(matching),
        *_items(first, second, matching, _names(old, new, matching)),
    ]
    return Difference(old, new, matching, tuple(changes))


def items_of(tree: Plain) -> dict[str, Sited]:
    """Return the items of a plain ruleset by key, each without the items below it, in order."""
    found: dict[str, Sited] = {}
    waiting: list[tuple[Plain, str, int]] = [(tree["score"], "", 0)]
    while waiting:
        item, under, position = waiting.pop()
        own = {name: value for name, value in item.items() if name not in {"items", "key"}}
        found[item["key"]] = Sited(own, under, position)
        below = [(child, item["key"], index) for index, child in enumerate(item.get("items", ()))]
        waiting += reversed(below)
    return found


def _rest(tree: Plain) -> Plain:
    return {name: value for name, value in tree.items() if name != "score"}


def _rounded(before: Plain, after: Plain, matching: Matching) -> Iterator[Change]:
    """Compare where points are rounded, and take it out: an item under another key is the same place."""
    one, two = before["policies"]["rounding"], after["policies"]["rounding"]
    old, new = one["value"].pop("at"), two["value"].pop("at")
    kept, heirs = matching.kept, {*matching.kept.values()}
    # A word that is no key, like `publication`, means the same in both; a key may have gone to another item.
    followed = [kept.get(name, "" if name in heirs else name) for name in old]
    if followed != new:
        at = _WHOLE_FILE.below("policies").below("rounding", one, two).below("value").below("at")
        yield at.change("policy", old, new)


class _Pair(NamedTuple):
    """Where a pair of values stands on each side, and the sources nearest to it."""

    old: Place
    new: Place
    old_source: FrozenMap[str, Tree] | None
    new_source: FrozenMap[str, Tree] | None
    survey: bool = False

    def below(self, name: str, old: object = None, new: object = None) -> _Pair:
        """Step to a part of both sides; a source that the part has itself is nearer."""
        survey = self.survey or "survey" in {_method(old), _method(new)}
        return _Pair(
            (*self.old, name),
            (*self.new, name),
            _source(old) or self.old_source,
            _source(new) or self.new_source,
            survey,
        )

    def change(self, kind: Kind, old: object, new: object) -> Change:
        """Make the row of two values, either of which may be absent."""
        return Change(
            kind,
            None if old is None else self.old,
            None if new is None else self.new,
            None if old is None else freeze(old),
            None if new is None else freeze(new),
            None if old is None else self.old_source,
            None if new is None else self.new_source,
        )


_WHOLE_FILE = _Pair((), (), None, None)


def _method(part: object) -> str:
    """Return the method of a scale."""
    found = part.get("method") if isinstance(part, Mapping) else None
    return found if isinstance(found, str) else ""


def _source(part: object) -> FrozenMap[str, Tree] | None:
    """Return what a part rests on, where it says so itself."""
    if isinstance(part, Mapping):
        for name, rest in (("source", part.get("source")), ("assumed", part.get("assumed"))):
            if rest is not None:
                return FrozenMap({"assumed": freeze(rest)}) if name == "assumed" else _frozen(rest)
    return None


def _frozen(source: Plain) -> FrozenMap[str, Tree]:
    return FrozenMap({name: freeze(value) for name, value in source.items()})


# Fields and keyed lists


def _fields(old: Plain, new: Plain, at: _Pair) -> Iterator[Change]:
    """Compare two maps field by field, those of the newer one first."""
    for name in (*new, *(name for name in old if name not in new)):
        one, two = old.get(name), new.get(name)
        if one != two:
            yield from _values(name, one, two, at.below(name, one, two))


def _values(
    name: str,
    old: Any,  # noqa: ANN401 (any part of a plain tree)
    new: Any,  # noqa: ANN401 (the same)
    at: _Pair,
) -> Iterator[Change]:
    # Two methods of a scale have nothing in common.
    whole = name in _WHOLE or (name == "scale" and _method(old) != _method(new))
    if _is_map(old) and _is_map(new) and not whole:
        yield from _fields(old, new, at)
    elif _is_keyed(old) and _is_keyed(new):
        yield from _parts(old, new, at)
    else:
        yield at.change(kind_of(at.new, part=False, survey=at.survey), old, new)


def _is_map(value: Any) -> bool:  # noqa: ANN401 (any plain value)
    """Tell whether a value is compared field by field: a text in two languages is one thing."""
    return isinstance(value, dict) and not value.keys() <= {"vi", "en"}


def _is_keyed(value: Any) -> bool:  # noqa: ANN401 (any plain value)
    """Tell whether a value is a list of parts that have keys."""
    return isinstance(value, list) and all(isinstance(each, dict) and "key" in each for each in value)


def _parts(old: list[Plain], new: list[Plain], at: _Pair) -> Iterator[Change]:
    """Compare two lists of keyed parts: those that stay field by field, then the others."""
    first, second = ({each["key"]: each for each in side} for side in (old, new))
    kept = stayed([key for key in first if key in second], [key for key in second if key in first])
    places = {key: index for index, key in enumerate(first)}
    for index, (key, part) in enumerate(second.items()):
        where = at.below(key, first.get(key), part)
        if key not in first:
            yield where.change(_part_kind(where), None, {"position": str(index), "part": part})
            continue
        yield from _fields(first[key], part, where)
        if key not in kept:
            moved = where.below("position")
            yield moved.change(_part_kind(where), {"position": str(places[key])}, {"position": str(index)})
    for key, part in first.items():
        if key not in second:
            where = at.below(key, part, None)
            yield where.change(_part_kind(where), {"position": str(places[key]), "part": part}, None)


def _part_kind(at: _Pair) -> Kind:
    return kind_of(at.new, part=True, survey=at.survey)


# Items


def _recast(matching: Matching) -> Iterator[Change]:
    """Say what the concordance says of keys that were renamed, split and merged."""
    for old, new in matching.kept.items():
        if old != new:
            yield Change("rekeyed", ("score", old, "key"), ("score", new, "key"), old, new)
    for each in matching.recast:
        kind: Kind = "split" if len(each.new) > 1 else "merged"
        yield Change(kind, ("score", each.old[0]), ("score", each.new[0]), freeze(each.old), freeze(each.new))


def _names(old: Ruleset, new: Ruleset, matching: Matching) -> dict[str, str]:
    """Name each new key of a kept item as one of the two rulesets does, the same one in both directions."""
    return {after: before if old.id < new.id else after for before, after in matching.kept.items()}


def _items(
    old: dict[str, Sited], new: dict[str, Sited], matching: Matching, names: dict[str, str]
) -> Iterator[Change]:
    """Compare items: in the order of the newer ruleset, then those that are gone."""
    turned = {after: before for before, after in matching.kept.items()}
    moved = _moved(old, new, matching, names)
    for key, item in new.items():
        before = turned.get(key)
        rests = _rests(new, key)
        if before is None:
            yield Change("added", None, ("score", key), None, _whole(item), None, rests)
            continue
        at = _Pair(("score", before), ("score", key), _rests(old, before), rests)
        if key in moved:
            within = {"": "", **matching.kept}.get(old[before].under) == item.under
            yield at.change("moved", _site(old[before], within=within), _site(item, within=within))
        yield from _fields(old[before].fields, item.fields, at)
    for key, item in old.items():
        if key not in matching.kept:
            yield Change("removed", ("score", key), None, _whole(item), None, _rests(old, key), None)


def _rests(items: dict[str, Sited], key: str) -> FrozenMap[str, Tree] | None:
    """Return the source of an item, or of the nearest item above it that has one."""
    while key:
        if found := _source(items[key].fields):
            return found
        key = items[key].under
    return None


def _site(item: Sited, *, within: bool = False) -> Plain:
    """Return where an item stands: under which one, and at which place; within its list the place alone."""
    return {**({} if within else {"under": item.under}), "position": str(item.position)}


def _whole(item: Sited) -> Tree:
    return freeze({**_site(item), "item": item.fields})


def _moved(
    old: dict[str, Sited], new: dict[str, Sited], matching: Matching, names: dict[str, str]
) -> frozenset[str]:
    """Return the new keys of items that stand under another item, or in another order."""
    kept = matching.kept
    # Nothing is above the root; what an item stood under may also be gone.
    above = {"": "", **kept}
    below = {kept[key]: above.get(item.under) for key, item in old.items() if key in kept}
    still = {key for key, under in below.items() if under == new[key].under}
    moved = below.keys() - still
    for parent in {new[key].under for key in still}:
        first = [kept[key] for key in old if kept.get(key) in still and below[kept[key]] == parent]
        second = [key for key in new if key in still and new[key].under == parent]
        still_in_order = stayed([names[key] for key in first], [names[key] for key in second])
        moved |= {key for key in second if names[key] not in still_in_order}
    return frozenset(moved)
