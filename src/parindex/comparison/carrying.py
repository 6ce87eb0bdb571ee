"""The facts of one unit as another ruleset takes them: keys renamed, and nothing else converted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from parindex.analysis.whatif import standing
from parindex.assessment import Assessment, Entry, Stage
from parindex.comparison.matching import Matching
from parindex.fields import FrozenMap
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import DirectScale, RatioScale, Reading, Scale, StepsScale, read

__all__ = ["Carried", "carry", "fits", "flatten", "same_marks", "unit_of"]


@dataclass(frozen=True, slots=True)
class Carried:
    """An assessment for the other ruleset, and the items whose entries did not go into it.

    ``unfit``: the entry does not fit, so that the item is missing. ``left_out``: the item no longer applies
    to the unit's kind, so that nothing is missing.
    """

    assessment: Assessment
    unfit: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def carry(old: Ruleset, new: Ruleset, matching: Matching, assessment: Assessment, stage: str) -> Carried:
    """Carry the facts that stand at a stage from one ruleset to the other, into one stage ``final``.

    What is new there, or does not fit, is missing. ``unfit`` and ``left_out`` have the keys of the other
    ruleset, in its order.

    Raises:
        UsageError: the stage is unknown.
    """
    facts, kind = standing(assessment, stage), assessment.unit.kind
    origins = {
        matching.kept[leaf.item.key]: leaf
        for leaf in leaves(resolve(old, kind))
        if leaf.item.key in facts and leaf.item.key in matching.kept
    }
    carried: dict[str, Entry] = {}
    unfit: list[str] = []
    left_out: list[str] = []
    for leaf in leaves(resolve(new, kind)):
        key = leaf.item.key
        if key not in origins:
            continue
        entry = facts[origins[key].item.key]
        if not leaf.applies:
            left_out.append(key)
        elif fits(entry, origins[key], leaf):
            carried[key] = entry
        else:
            unfit.append(key)
    return Carried(flatten(assessment, new.id, carried), tuple(unfit), tuple(left_out))


def flatten(assessment: Assessment, ruleset: str, entries: Mapping[str, Entry]) -> Assessment:
    """Return the assessment of the same unit with these entries alone, in one stage ``final``."""
    stages = FrozenMap({"final": Stage.model_construct(entries=FrozenMap(entries))})
    return assessment.model_copy(update={"ruleset": ruleset, "stages": stages})


def fits(entry: Entry, origin: Node, leaf: Node) -> bool:
    """Tell whether an entry made for one leaf can stand for the same leaf of another ruleset.

    Points that were given directly fit only where the leaf's bounds and grid are the same: a mark out of 8 is
    no mark out of 10. A figure fits only where both count in one unit: 0.9 of 1 is no 0.9 percent.
    """
    match entry.state:
        case "zero" | "rejected" | "missing":
            return True
        case "not-applicable":
            return leaf.not_applicable != "forbid"
        case _:
            if entry.points is not None and not same_marks(origin, leaf):
                return False
            if entry.value is not None and unit_of(origin.item.scale) != unit_of(leaf.item.scale):
                return False
            assert leaf.item.scale is not None  # noqa: S101 (a leaf has a scale)
            return isinstance(read(leaf.item.scale, leaf.bound, entry), Reading)


def unit_of(scale: Scale | None) -> str | None:
    """Return what a ``value`` of a scale counts: ratio, percent, count or days-late; nothing without one.

    >>> unit_of(RatioScale(method="ratio"))
    'ratio'
    """
    if isinstance(scale, RatioScale):
        return "ratio"
    return scale.of if isinstance(scale, StepsScale) else None


def same_marks(one: Node, two: Node) -> bool:
    """Tell whether points given directly mean the same: between the same bounds, and on the same grid.

    A mark out of 8 is no mark out of 10.
    """
    return _marks(one) == _marks(two)


def _marks(leaf: Node) -> tuple[Fraction, Fraction, Fraction | None]:
    """Return between which points a mark of a leaf lies, and on which grid."""
    scale = leaf.item.scale
    return leaf.least, leaf.most, scale.grid if isinstance(scale, DirectScale) else None
