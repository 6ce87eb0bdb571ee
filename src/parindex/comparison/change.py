"""One row of a comparison: what changed, from what to what, and on what each side rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from parindex.fields import FrozenMap

__all__ = ["KINDS", "Change", "Kind", "Place", "Tree", "freeze", "kind_of", "thaw"]

Kind = Literal[
    "added",
    "removed",
    "renamed",
    "moved",
    "renumbered",
    "max",
    "scale",
    "cap",
    "role",
    "policy",
    "band",
    "unit",
    "survey",
    "process",
    "source",
    "rekeyed",
    "split",
    "merged",
    "period",
    "wording",
    "reading",
    "identity",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Place = tuple[str, ...]
"""Where it stands: ``("score", item key, field, …)`` for items, elsewhere ``("bands", key, field)``."""
Tree = str | bool | tuple["Tree", ...] | FrozenMap[str, "Tree"]
"""A frozen plain tree."""

_MIRROR: dict[Kind, Kind] = {"added": "removed", "removed": "added", "split": "merged", "merged": "split"}
_SECTIONS: dict[str, Kind] = {
    "bands": "band",
    "units": "unit",
    "survey": "survey",
    "process": "process",
    "periods": "period",
    "annual_result": "period",
    "policies": "policy",
    "interpretations": "reading",
    "instruments": "source",
}
_FIELDS: dict[str, Kind] = {
    "code": "renumbered",
    "max": "max",
    "role": "role",
    "cap": "cap",
    "floor": "cap",
    "rescale": "cap",
    "applies_to": "unit",
    "not_applicable": "policy",
    "scale": "scale",
}
_WORDS: dict[str, Kind] = {
    "name": "renamed",
    "source": "source",
    "assumed": "source",
    "note": "wording",
    "evidence": "wording",
    "appraiser": "wording",
}
# A period has its dates in its name, and another reading has another name.
_THEIR_OWN = frozenset({("periods", "name"), ("interpretations", "name")})
_FIGURES = frozenset({"added", "removed", "max", "scale", "cap", "role", "policy"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two rulesets; a side that has nothing there is ``None``.

    An item or a part that came or went stands with where it stood: ``{under, position, item}`` or
    ``{position, part}``; one that moved with ``{under, position}`` on both sides, or ``{position}`` in its
    list. The sources are those nearest to the place: ``{instrument, at}`` or ``{assumed}``.
    """

    kind: Kind
    old_place: Place | None
    new_place: Place | None
    old: Tree | None
    new: Tree | None
    old_source: FrozenMap[str, Tree] | None = None
    new_source: FrozenMap[str, Tree] | None = None

    @property
    def place(self) -> Place:
        """Return where it stands in the newer ruleset, or in the older one where it is gone."""
        return self.new_place or self.old_place or ()

    @property
    def at(self) -> str:
        """Return the key of the item, band, policy, unit or other part that changed."""
        return self.place[_depth(self.place)]

    @property
    def field(self) -> str:
        """Return what of it changed, dotted; nothing where the whole came, went or moved."""
        return ".".join(self.place[_depth(self.place) + 1 :])

    @property
    def rule(self) -> bool:
        """Tell whether it can change points, an index, a band or a rank: more than words and sources."""
        section = self.place[0]
        if self.kind == "moved":
            return not self.reordered
        if self.kind == "band":
            return True  # the order of bands says which one holds an index
        if section == "score" and self.kind in {"survey", "unit"}:
            return not self.reordered
        return self.kind in _FIGURES and section in {"score", "policies"} and not self.reordered

    @property
    def reordered(self) -> bool:
        """Tell whether a part of a keyed list only stands at another place of it."""
        return isinstance(self.new, FrozenMap) and self.new.keys() == {"position"}

    @property
    def mirrored(self) -> Change:
        """Return the same difference, seen from the newer ruleset."""
        return replace(
            self,
            kind=_MIRROR.get(self.kind, self.kind),
            old_place=self.new_place,
            new_place=self.old_place,
            old=self.new,
            new=self.old,
            old_source=self.new_source,
            new_source=self.old_source,
        )


def kind_of(place: Place, *, part: bool, survey: bool) -> Kind:
    """Say what kind of change one at a place is; ``part``: a whole keyed part, ``survey``: of a survey scale.

    >>> kind_of(("bands", "tot", "from"), part=False, survey=False)
    'band'
    >>> kind_of(("score", "plan", "scale", "levels", "late", "name"), part=False, survey=False)
    'renamed'
    """
    if not part and len(place) > 1 and place[-1] in _WORDS and (place[0], place[-1]) not in _THEIR_OWN:
        return _WORDS[place[-1]]
    if place[0] != "score":
        return _SECTIONS.get(place[0], "wording" if place[0] == "note" else "identity")
    kind = _FIELDS[place[2]]
    return "survey" if kind == "scale" and survey else kind


def _depth(place: Place) -> int:
    """Return where in a place the part stands that people know it by."""
    match place:
        case ("units" | "survey" | "process", _, _, *_):
            return 2
        case (_, _, *_):
            return 1
        case _:
            return 0


def freeze(tree: Any) -> Tree:  # noqa: ANN401 (any plain tree)
    """Return a plain tree that cannot change."""
    if isinstance(tree, Mapping):
        return FrozenMap({str(key): freeze(value) for key, value in tree.items()})
    if isinstance(tree, (list, tuple)):
        return tuple(freeze(each) for each in tree)
    return tree if isinstance(tree, bool) else str(tree)


def thaw(tree: Tree | None) -> Any:  # noqa: ANN401 (any plain tree)
    """Return a frozen tree as maps and lists.

    >>> thaw(freeze({"a": ["1"]}))
    {'a': ['1']}
    """
    if isinstance(tree, Mapping):
        return {key: thaw(value) for key, value in tree.items()}
    return [thaw(each) for each in tree] if isinstance(tree, tuple) else tree
