"""Which items of two rulesets are the same: by key, and by the concordance of the newer one."""

from __future__ import annotations

from dataclasses import dataclass

from parindex.errors import UsageError, problem
from parindex.fields import FrozenMap
from parindex.ruleset.concordance import Correspondence
from parindex.ruleset.model import Item, Ruleset, walk

__all__ = ["Matching", "match_items"]


@dataclass(frozen=True, slots=True)
class Matching:
    """Old keys of items with the new key of the same item; and what was split or merged.

    Every other item is new or dropped.
    """

    kept: FrozenMap[str, str]
    recast: tuple[Correspondence, ...]

    @property
    def turned(self) -> Matching:
        """Return the same, seen from the newer ruleset."""
        kept = FrozenMap({new: old for old, new in self.kept.items()})
        return Matching(kept, tuple(each.turned for each in self.recast))


def match_items(old: Ruleset, new: Ruleset) -> Matching:
    """Match the items of two rulesets of one family.

    Raises:
        UsageError: the rulesets are of different families (``E-FAMILY``); the concordance names an item
            that its ruleset does not have (``E-CONCORDANCE-OLD``); an item was split or merged, and no
            concordance says how (``E-CONCORDANCE``).
    """
    if old.id.partition("@")[0] != new.id.partition("@")[0]:
        raise UsageError(problem("E-FAMILY", old=old.id, new=new.id))
    declared = new.concordance
    if declared is None or declared.of != old.id:
        if old.concordance is not None and old.concordance.of == new.id:
            return match_items(new, old).turned
        declared = None
    return _matching(old, new, () if declared is None else declared.items)


def _matching(old: Ruleset, new: Ruleset, declared: tuple[Correspondence, ...]) -> Matching:
    before, after = _items(old), _items(new)
    gone = {key for each in declared for key in each.old}
    come = {key for each in declared for key in each.new}
    for named, known, ruleset in ((gone, before, old), (come, after, new)):
        if unknown := sorted(named - known.keys()):
            raise UsageError(*(problem("E-CONCORDANCE-OLD", found=key, id=ruleset.id) for key in unknown))
    same = {key: key for key in before if key in after and key not in gone | come}
    same |= {each.old[0]: each.new[0] for each in declared if len(each.old) == len(each.new) == 1}
    recast = [key for key, other in same.items() if bool(before[key].scale) != bool(after[other].scale)]
    if "structure" in {old.coverage, new.coverage}:
        # A block that one source states whole and another in parts was not split: less of it is known.
        same = {key: other for key, other in same.items() if key not in recast}
    elif recast:
        sides = [(old.id, new.id) if before[key].scale else (new.id, old.id) for key in recast]
        raise UsageError(
            *(
                problem("E-CONCORDANCE", found=key, leaf=leaf, group=group, old=min(old.id, new.id))
                for key, (leaf, group) in zip(recast, sides, strict=True)
            )
        )
    return Matching(
        FrozenMap({key: same[key] for key in before if key in same}),
        tuple(each for each in declared if len(each.old) != len(each.new)),
    )


def _items(ruleset: Ruleset) -> dict[str, Item]:
    return {item.key: item for item, _ in walk(ruleset.score)}
