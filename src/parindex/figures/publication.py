"""The published figures alone, fast: total, index and band of one unit, without lines, steps and warnings.

What depends on the ruleset alone is worked out once. An assessment is then read and scored in whole numbers,
which give the same as the engine's fractions. Whatever is unusual is left to the engine: several stages,
something missing or excluded, and all that is wrong, so that a rule has one meaning and a mistake its words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any

from parindex.assessment import STAGES, Assessed, Assessment, Entry
from parindex.errors import AssessmentError
from parindex.exact import ZERO, Interval, Rounding, add
from parindex.figures.observations import WHOLES, Leaf, UnusualError, leaf
from parindex.formula.whole import Pair
from parindex.ruleset.model import Band, Ruleset, stated
from parindex.ruleset.tree import Node, resolve
from parindex.scoring import score
from parindex.validation import validate

__all__ = ["Published", "publish"]

_HUNDRED = 100
Entries = Mapping[str, Any]
_Line = Callable[[Entries], Pair]
_FRAME = {"format", "ruleset", "unit", "period", "stages"}


@dataclass(frozen=True, slots=True)
class Published:
    """The published total in points and index in percent, both ends while something is missing; the band."""

    total: Decimal | Interval[Decimal]
    index: Decimal | Interval[Decimal]
    band: Band | None


def publish(
    ruleset: Ruleset, assessment: Assessment | Mapping[str, Any], *, stage: str = "final"
) -> Published:
    """Return what is published of one unit, the same that `score` gives; a plain tree is read on the way.

    Raises:
        UsageError: the stage is unknown.
        AssessmentError: the assessment does not fit the ruleset; it carries every problem found.
    """
    try:
        kind, period, entries = _given(ruleset, assessment, stage)
        return _figures(ruleset, kind, period)(entries)
    except (UnusualError, LookupError, TypeError, ValueError):
        return _exactly(ruleset, assessment, stage)


def _exactly(ruleset: Ruleset, assessment: Assessment | Mapping[str, Any], stage: str) -> Published:
    """Let the engine decide, and say what is wrong."""
    found = assessment if isinstance(assessment, Assessment) else validate(Assessment, assessment)
    if not isinstance(found, Assessment):
        raise AssessmentError(*found)
    sheet = score(ruleset, found, stage=stage, trace=False)
    return Published(sheet.total.published, sheet.index.published, sheet.band)


# What is given


def _given(
    ruleset: Ruleset, assessment: Assessment | Mapping[str, Any], stage: str
) -> tuple[str, str, Entries]:
    """Return the kind of unit, the period and the entries, of an assessment of the one stage asked for."""
    if stage not in STAGES:
        raise UnusualError
    if isinstance(assessment, Assessment):
        (name, found), kind, period = _only(assessment.stages), assessment.unit.kind, assessment.period
        entries: Entries = {key: _plain(entry) for key, entry in found.entries.items()}
    else:
        if assessment.keys() != _FRAME or assessment["format"] != "1" or assessment["ruleset"] != ruleset.id:
            raise UnusualError
        unit, period = assessment["unit"], assessment["period"]
        (name, found), kind = _only(assessment["stages"]), unit["kind"]
        entries = found["entries"]
        if len(found) != 1 or len(unit) != 3 or not _sound(unit["key"], unit["name"], kind):  # noqa: PLR2004 (its three fields)
            raise UnusualError
    if name != stage:
        raise UnusualError
    return kind, period, entries


def _only(stages: Mapping[Any, Any]) -> tuple[str, Any]:
    (only,) = stages.items()
    return only


def _plain(entry: Entry) -> dict[str, Any]:
    """Return an entry as a plain tree has it; its evidence says nothing of points."""
    seen = {name: getattr(entry, name) for name in entry.form}
    if entry.state not in {None, "observed"}:
        seen |= {"state": entry.state} | ({} if entry.why is None else {"why": entry.why})
    return seen


@lru_cache(maxsize=4096)
def _sound(key: str, name: str, kind: str) -> bool:
    return isinstance(validate(Assessed, {"key": key, "name": name, "kind": kind}), Assessed)


# What a ruleset does with it


@lru_cache(maxsize=64)
def _figures(ruleset: Ruleset, kind: str, period: str) -> Callable[[Entries], Published]:
    """Return what turns the entries of a unit of a kind in a period into its published figures."""
    if kind not in [each.key for each in ruleset.units.kinds]:
        raise UnusualError
    if period not in [each.key for each in ruleset.periods]:
        raise UnusualError
    tree = resolve(ruleset, kind)
    sheet = _Sheet(ruleset)
    points, leaves = sheet.line(tree), sheet.leaves
    rounding, most = ruleset.policies.rounding.value.rounding, _maximum(tree)
    if not most:
        raise UnusualError
    of, over = most.as_integer_ratio()
    exact = ruleset.policies.band_on.value == "exact"
    above, bands = ruleset.policies.above_max.value, _bands(ruleset.bands)
    unit: int = 10**rounding.digits

    def figures(entries: Entries) -> Published:
        if len(entries) != leaves:
            raise UnusualError
        number, divisor = points(entries)
        top, under = _HUNDRED * number * over, divisor * of
        if top > _HUNDRED * under and above != "allow":
            if above == "refuse":
                raise UnusualError
            top, under = _HUNDRED, 1
        index = rounding.parts(top, under)
        band = bands(top, under) if exact else bands(index, unit)
        return Published(_decimal(rounding.parts(number, divisor), rounding), _decimal(index, rounding), band)

    return figures


def _decimal(parts: int, rounding: Rounding) -> Decimal:
    """Return so many parts as a decimal; made from text, so that no decimal context touches it."""
    return Decimal(f"{parts}E-{rounding.digits}")


def _bands(bands: tuple[Band, ...]) -> Callable[[int, int], Band | None]:
    """Return what finds the band of an index, as `classify` does."""
    floors = [(*band.from_.as_integer_ratio(), band) for band in bands]
    end = bands[0].to if bands else None

    def find(number: int, divisor: int) -> Band | None:
        if end is not None and number * end.denominator > end.numerator * divisor:
            return None
        for edge, under, band in floors:
            if number * under >= edge * divisor:
                return band
        return None

    return find


def _maximum(node: Node) -> Fraction:
    """Return the applicable max of an item while no item below it is excluded."""
    if not node.applies or not node.counts:
        return ZERO
    below = add([_maximum(child) for child in node.nodes])
    unstated = any(child.applies and child.item.max is None for child in node.nodes)
    return node.bound if not node.nodes or unstated or (node.item.rescale and below) else below


class _Sheet:
    """Makes the functions of a tree, and counts its leaves: each must have an entry."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.rounding = ruleset.policies.rounding.value.rounding
        self.above = ruleset.policies.above_max.value
        self.leaves = 0

    def line(self, node: Node) -> _Line:
        if node.nodes:
            return self.inner(node)
        return self.total([leaf(node)], [], [])

    def parts(self, node: Node, leaves: list[Leaf], blocks: list[_Line]) -> None:
        """Find whose sum an item is: leaves and blocks; a block that only adds up is not one of them."""
        for child in node.nodes:
            if not child.applies:
                continue
            if not child.nodes:
                leaves.append(leaf(child))
            elif _only_adds(child):
                self.parts(child, leaves, blocks)
            else:
                blocks.append(self.line(child))

    def inner(self, node: Node) -> _Line:
        leaves: list[Leaf] = []
        blocks: list[_Line] = []
        self.parts(node, leaves, blocks)
        return self.total(leaves, blocks, self.changes(node))

    def total(self, leaves: list[Leaf], blocks: list[_Line], changes: list[Callable[[Pair], Pair]]) -> _Line:
        """Return what adds leaves and blocks up, and then makes the changes.

        Most leaves give points of a common divisor, and are added in parts of it. The loops are written out,
        with nothing called in between that can be known beforehand: here a sheet's time is spent.
        """
        self.leaves += len(leaves)
        over = lcm(*(each.grid for each in leaves if each.grid))
        steady = [(each.key, each.field, each.read(over), each.other) for each in leaves if each.grid]
        shares = [(each.key, *each.share, each.other) for each in leaves if each.share and not each.grid]
        others = [(each.key, each.other) for each in leaves if not each.grid and not each.share]

        def points(entries: Entries) -> Pair:
            parts = 0
            odd = [block(entries) for block in blocks]
            for key, field, read, other in steady:
                seen = entries[key]
                if field in seen and len(seen) == 1:
                    parts += read(seen[field])
                else:
                    odd.append(other(seen))
            top, under = 0, 1
            for key, most, size, low, beneath, other in shares:
                seen = entries[key]
                if "planned" in seen and len(seen) == 2:  # noqa: PLR2004 (done and planned)
                    done, planned = WHOLES[seen["done"]], WHOLES[seen["planned"]]
                    if 0 <= done <= planned > 0:
                        if done * beneath >= low * planned:
                            divisor = size * planned
                            top = top * divisor + most * done * under
                            under *= divisor
                        continue
                odd.append(other(seen))
            for key, other in others:
                odd.append(other(entries[key]))
            odd.append((top, under))
            found = _together(parts, over, odd)
            for change in changes:
                found = change(found)
            return found

        return points

    def changes(self, node: Node) -> list[Callable[[Pair], Pair]]:
        """Return what becomes of an item's sum: rescale, floor, cap, the root's policy, rounding."""
        item, found = node.item, []
        if item.rescale and item.max is not None:
            below = add([_maximum(child) for child in node.nodes])
            found.append(_times(item.max / below if below else ZERO))
        if item.floor is not None or not _never_negative(node):
            found.append(_limit(item.floor if item.floor is not None else node.least, sign=-1))
        if (cap := stated(item.cap)) is not None:
            found.append(_limit(cap, sign=1))
        if node.path == ("score",) and self.above != "allow":
            found.append(_limit(node.bound, sign=1, refuse=self.above == "refuse"))
        if node.rounded:
            over = 10**self.rounding.digits
            found.append(lambda pair: (self.rounding.parts(*pair), over))
        return found


def _together(parts: int, over: int, pairs: list[Pair]) -> Pair:
    """Add parts of a divisor, and pairs; no common divisor is looked for: that takes longer than it saves."""
    top, under = 0, 1
    for number, divisor in pairs:
        if over % divisor:  # not among the parts
            top = top * divisor + number * under
            under *= divisor
        else:
            parts += number * (over // divisor)
    return parts * under + top * over, over * under


def _only_adds(node: Node) -> bool:
    """Tell whether an item is the sum of those below it, whatever they are: nothing can change it."""
    item = node.item
    plain = item.rescale is None and item.floor is None and stated(item.cap) is None and not node.rounded
    return bool(node.nodes) and plain and _never_negative(node)


def _never_negative(node: Node) -> bool:
    return node.role != "penalty" and all(_never_negative(child) for child in node.nodes)


def _times(factor: Fraction) -> Callable[[Pair], Pair]:
    by, under = factor.as_integer_ratio()
    return lambda pair: (pair[0] * by, pair[1] * under)


def _limit(limit: Fraction, *, sign: int, refuse: bool = False) -> Callable[[Pair], Pair]:
    """Return what keeps a figure from lying above a limit, or with the sign -1 from lying below it."""
    end = limit.as_integer_ratio()
    edge, under = sign * end[0], sign * end[1]

    def limited(pair: Pair) -> Pair:
        if pair[0] * under <= edge * pair[1]:
            return pair
        if refuse:
            raise UnusualError
        return end

    return limited
