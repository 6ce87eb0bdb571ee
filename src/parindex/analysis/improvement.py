"""The cheapest better answers that come to a band: arithmetic, no promise of what an appraisal finds.

Why the search is exact. The points of an item are a function of those of the items below it, put together
from a sum, a rescale by a share that no better answer changes (the applicable maxima stay), a floor, a cap,
the root's `above_max` and one rounding. Each of these never falls when its argument rises, so neither does
the index. An answer costs the same however much better it is, and costs add up. Hence, of two ways to answer
the items below one, a way that costs no more and gives no fewer points can stand in for the other in any
whole, without raising the cost and without losing the band. So it is enough to keep, at each item from the
leaves up, the ways that no other dominates (the list of Nemhauser and Ullmann), and to begin at each leaf
with what stands and the full answer. Where a total above the max is refused, more can be worse: if the
cheapest way is refused there, all ways are kept and compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from parindex.analysis.distance import HUNDRED, applicable_max, complete, in_hand
from parindex.analysis.options import Option, before_rounding, entry, full, option_between, options
from parindex.analysis.whatif import answered
from parindex.assessment import Assessment
from parindex.errors import UsageError, nearest, problem
from parindex.exact import ONE, ZERO, Rounding, add
from parindex.fields import FrozenMap
from parindex.ruleset.model import Band, Item, Ruleset, stated
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales.observation import unknown
from parindex.scoresheet import Line, ScoreSheet
from parindex.scoring import score

__all__ = ["Improved", "Improvement", "cheapest"]

_WAYS = 50_000  # as many ways at one item as are compared where none can be left out


@dataclass(frozen=True, slots=True)
class Improved:
    """One item answered better: its points now, the answer, and what that costs."""

    item: Item
    points: Fraction
    option: Option
    effort: Fraction


@dataclass(frozen=True, slots=True)
class Improvement:
    """A cheapest set of better answers, in the order of the tree, and the scores without and with it.

    ``cost`` is the sum of the efforts. Nothing is improved where the band is reached as it is.
    """

    band: Band
    cost: Fraction
    improved: tuple[Improved, ...]
    assessment: Assessment
    before: ScoreSheet
    after: ScoreSheet


class Way(NamedTuple):
    """One way to answer the leaves below an item: its cost, how many it improves, its points, and which.

    Ways are ordered by cost, then by how many leaves they improve. A pick is a leaf, by its place in the
    tree, and its answer, by its place among those that are tried.
    """

    cost: Fraction
    size: int
    points: Fraction
    picks: tuple[tuple[int, int], ...]


class Part(NamedTuple):
    """An item that is searched, and the points it has.

    ``share`` is what its sum is multiplied by, ``places`` are those of the leaves below it, or its own.
    Nothing at or below a ``fixed`` one can be improved.
    """

    node: Node
    points: Fraction
    share: Fraction
    parts: tuple[Part, ...]
    places: range
    fixed: bool


_Tried = Callable[[Part], tuple[Option, ...]]
_Kept = Callable[[Iterable[Way]], list[Way]]


def cheapest(  # noqa: PLR0913 (three ways to put the question, all by keyword)
    ruleset: Ruleset,
    assessment: Assessment,
    *,
    stage: str = "final",
    band: str | None = None,
    effort: Mapping[str, Fraction] = FrozenMap({}),
    survey: bool = False,
) -> Improvement | None:
    """Return the cheapest set of better answers that comes to a band or a higher one, or nothing.

    ``band`` is a key, else the next band above (the top one where there is none). An item costs its
    ``effort``, 1 unless it is named, however much better it is answered. What respondents of a survey say is
    left alone unless ``survey``. What does not apply stays so. Of sets of equal cost it is one of the fewest
    items, then one that could bring most; what is still equal is settled at each item in the order of the
    tree. Each answer is then taken down to the least that still reaches the band, from the last item in the
    tree to the first; of a continuum, to one that can be written.

    Raises:
        UsageError: the score is not complete (``E-NOT-COMPLETE``), there is no such stage or band
            (``E-NO-BANDS``, ``E-BAND-KEY``), an effort is of no item or below 0 (``E-EFFORT``), or rules that
            refuse a total above the max leave too many sets to compare (``E-COMBINATIONS``).
        AssessmentError: the assessment does not fit the ruleset.
    """
    sheet = score(ruleset, assessment, stage=stage, trace=False)
    complete(sheet)
    target = _target(sheet, band)
    _check_efforts(sheet, effort)
    search = _Search(sheet, target, effort, survey=survey)
    found = search.find()
    if found is None:
        return None
    improved = tuple(
        Improved(search.leaves[place].node.item, search.leaves[place].points, option, search.effort(place))
        for place, option in found
    )
    entries = {each.item.key: entry(each.option) for each in improved}
    other = answered(assessment, entries, stage=stage)
    after = score(ruleset, other, stage=stage)
    reached = after.band is not None and after.band.from_ >= target.from_
    assert reached, target.key  # noqa: S101 (the engine has the last word: a wrong answer must not leave)
    return Improvement(target, add(each.effort for each in improved), improved, other, sheet, after)


def _target(sheet: ScoreSheet, key: str | None) -> Band:
    """Return the band of a key, or the next one above that of a sheet."""
    bands = sheet.ruleset.bands
    if not bands:
        raise UsageError(problem("E-NO-BANDS", id=sheet.ruleset.id))
    if key is None:
        at = bands.index(sheet.band) if sheet.band else 0
        return bands[max(at - 1, 0)]
    keys = tuple(band.key for band in bands)
    if key not in keys:
        raise UsageError(unknown("E-BAND-KEY", (), key, keys))
    return bands[keys.index(key)]


def _check_efforts(sheet: ScoreSheet, effort: Mapping[str, Fraction]) -> None:
    keys = tuple(node.item.key for node in leaves(resolve(sheet.ruleset, sheet.unit.kind)))
    for key, value in effort.items():
        if key not in keys:
            raise UsageError(problem("E-EFFORT", found=key, value=value, nearest=nearest(key, keys)))
        if value < 0:
            raise UsageError(problem("E-EFFORT", found=key, value=value))


class _Search:
    """One search: the tree with the points that stand, what may be improved, and what is to be reached."""

    def __init__(
        self, sheet: ScoreSheet, target: Band, effort: Mapping[str, Fraction], *, survey: bool
    ) -> None:
        self.sheet = sheet
        self.policies = sheet.ruleset.policies
        self.rounding = sheet.index.rounding
        self.target = target
        self.efforts = effort
        self.survey = survey
        self.maximum = applicable_max(sheet)
        self.leaves: list[Part] = []
        root = resolve(sheet.ruleset, sheet.unit.kind)
        self.root = self.group(root, sheet.total.least, sheet.lines, fixed=False)

    def part(self, node: Node, line: Line) -> Part:
        """Put a node and its line together, and those below them."""
        if node.item.scale is None:
            return self.group(node, line.least, line.lines, fixed=not node.applies)
        place = len(self.leaves)
        fixed = line.state == "not-applicable" or not (self.survey or in_hand(node))
        self.leaves.append(Part(node, line.least, ONE, (), range(place, place + 1), fixed))
        return self.leaves[-1]

    def group(self, node: Node, points: Fraction, lines: tuple[Line, ...], *, fixed: bool) -> Part:
        first = len(self.leaves)
        parts = tuple(self.part(each, line) for each, line in zip(node.nodes, lines, strict=True))
        share = ONE
        if node.item.rescale:
            below = add(line.applicable_max for line in lines)
            share = node.bound / below if below else ZERO
        return Part(node, points, share, parts, range(first, len(self.leaves)), fixed)

    def effort(self, place: int) -> Fraction:
        """Return what it costs to improve a leaf."""
        return self.efforts.get(self.leaves[place].node.item.key, ONE)

    # The search

    def find(self) -> tuple[tuple[int, Option], ...] | None:
        """Return the leaves to improve, in the order of the tree, with their answers."""
        ways = self.sums(self.root, _full, _undominated)
        best = next((way for way in ways if self.reaches(way.points)), None)
        if best is None:
            return None
        found = self.answers(best, _full)
        if found is None:
            ways = self.sums(self.root, _each, _different)
            tried = (self.answers(way, _each) for way in ways if self.reaches(way.points))
            found = next((answers for answers in tried if answers is not None), None)
        return None if found is None else tuple(sorted(found.items(), key=lambda answer: answer[0]))

    def ways(self, part: Part, tried: _Tried, kept: _Kept) -> list[Way]:
        """Return the ways to answer what lies at or below an item that may be part of the best whole."""
        stays = Way(ZERO, 0, part.points, ())
        if part.fixed:
            return [stays]
        if part.parts:
            sums = self.sums(part, tried, kept)
            return kept(way._replace(points=self.combined(part, way.points)) for way in sums)
        (place,) = part.places
        cost = self.effort(place)
        better = [Way(cost, 1, each.points, ((place, at),)) for at, each in enumerate(tried(part))]
        return kept([stays, *better])

    def sums(self, part: Part, tried: _Tried, kept: _Kept) -> list[Way]:
        """Return the ways to answer what lies below an item, with the sum of their points."""
        found = [Way(ZERO, 0, ZERO, ())]
        for below in part.parts:
            more = self.ways(below, tried, kept)
            found = kept(_both(one, two) for one in found for two in more)
        return found

    def answers(self, way: Way, tried: _Tried) -> dict[int, Option] | None:
        """Return the answers of a way, each the least that still reaches the band; nothing if it is refused.

        Nor is a way of use in which an answer is not needed: a cheaper one does without it.
        """
        found = {place: tried(self.leaves[place])[at] for place, at in way.picks}
        for place in sorted(found, reverse=True):
            leaf = self.leaves[place]
            points = self.required(self.root, self.total(), place, found)
            if points <= leaf.points:
                return None
            found[place] = option_between(leaf.node, points, found[place].points) or found[place]
        return None if self.refused(self.sum(self.root, found)) else found

    # Points, up the tree as the engine combines them, and down again

    def combined(self, part: Part, value: Fraction) -> Fraction:
        """Take a sum through rescale, floor, cap, the root's policy and rounding."""
        value = self.unrounded(part, value)
        return self.rounding.apply(value) if part.node.rounded else value

    def unrounded(self, part: Part, value: Fraction) -> Fraction:
        value = limited(part.node, value * part.share)
        capped = part is self.root and self.policies.above_max.value == "cap"
        return min(value, part.node.bound) if capped else value

    def value(self, part: Part, answers: Mapping[int, Option]) -> Fraction:
        """Return the points of an item with answers for some leaves."""
        if part.parts and not part.fixed:
            return self.combined(part, self.sum(part, answers))
        (place, *_) = part.places
        return answers[place].points if place in answers else part.points

    def sum(self, part: Part, answers: Mapping[int, Option]) -> Fraction:
        return add(self.value(below, answers) for below in part.parts)

    def required(self, part: Part, points: Fraction, place: int, answers: Mapping[int, Option]) -> Fraction:
        """Return the points that a leaf needs so that an item has so many, with the answers of the others."""
        if not part.parts:
            return points
        if part.node.rounded:
            points = _before(self.rounding, points)
        points = points / part.share if part.share else points
        inside = next(below for below in part.parts if place in below.places)
        others = add(self.value(below, answers) for below in part.parts if below is not inside)
        return self.required(inside, points - others, place, answers)

    # What is to be reached

    def total(self) -> Fraction:
        """Return the least total that reaches the band."""
        published = self.policies.band_on.value == "published"
        floor = self.target.from_
        return (_before(self.rounding, floor) if published else floor) * self.maximum / HUNDRED

    def index(self, points: Fraction) -> Fraction:
        """Return the index of a sum of the root, as bands are read on it."""
        index = HUNDRED * self.combined(self.root, points) / self.maximum
        if self.policies.above_max.value == "cap":
            index = min(index, HUNDRED)
        return self.rounding.apply(index) if self.policies.band_on.value == "published" else index

    def reaches(self, points: Fraction) -> bool:
        return self.index(points) >= self.target.from_

    def refused(self, points: Fraction) -> bool:
        """Tell whether a sum of the root is above what the policy, or the top band, allows."""
        most = self.root.node.bound
        above = self.unrounded(self.root, points) > most or self.combined(self.root, points) > self.maximum
        end = self.sheet.ruleset.bands[0].to
        return (above and self.policies.above_max.value == "refuse") or (
            end is not None and self.index(points) > end
        )


def limited(node: Node, value: Fraction) -> Fraction:
    """Take the sum of an inner item through its floor, then its cap."""
    value = max(value, node.item.floor if node.item.floor is not None else node.least)
    cap = stated(node.item.cap)
    return value if cap is None else min(value, cap)


def _before(rounding: Rounding, value: Fraction) -> Fraction:
    """Return the least figure that is not below a value once it is rounded."""
    span = before_rounding(rounding, value, value + 1)
    assert span is not None  # noqa: S101 (between a figure and the next whole number there is a rounded one)
    return span[0]


def _both(one: Way, two: Way) -> Way:
    return Way(one.cost + two.cost, one.size + two.size, one.points + two.points, one.picks + two.picks)


def _full(part: Part) -> tuple[Option, ...]:
    """Try the full answer alone: no other is worth more, and each costs the same."""
    best = full(part.node)
    return (best,) if best.points > part.points else ()


def _each(part: Part) -> tuple[Option, ...]:
    """Try each better answer; of a continuum the full one, for it can be taken down to any."""
    listed = options(part.node)
    return _full(part) if listed is None else tuple(each for each in listed if each.points > part.points)


def _undominated(ways: Iterable[Way]) -> list[Way]:
    """Keep the ways that give more points than every cheaper one, the cheapest first."""
    kept: list[Way] = []
    for way in sorted(ways, key=lambda way: (way.cost, way.size, -way.points, way.picks)):
        if not kept or way.points > kept[-1].points:
            kept.append(way)
    return kept


def _different(ways: Iterable[Way]) -> list[Way]:
    """Keep one way of each cost, number of leaves and points, the cheapest first."""
    kept: dict[tuple[Fraction, int, Fraction], Way] = {}
    for way in ways:
        known = kept.setdefault(way[:3], way)
        if way.picks < known.picks:
            kept[way[:3]] = way
        if len(kept) > _WAYS:
            raise UsageError(problem("E-COMBINATIONS", limit=str(_WAYS)))
    return sorted(kept.values())
