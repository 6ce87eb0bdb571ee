"""What each change of rules does, shown: the smallest assessment whose points differ, one whose band does.

Each change is made alone in the older ruleset, and both are scored. What is shown was scored by the engine
under both. What is said to be the same is proven on the joint sets of `comparison.joint`, for one kind of
unit, over every assessment that

- both rulesets read, where an item of which no observation fits both scales may have any points on each side,
- has an entry for every leaf that applies, and
- declares nothing not applicable; where the change is about one leaf that is not applicable: nothing or that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import Literal, NamedTuple

from parindex.analysis.options import Option, full, least
from parindex.analysis.reach import assessment_of
from parindex.assessment import Assessment
from parindex.comparison.cells import clip
from parindex.comparison.change import Change
from parindex.comparison.crossing import crossings
from parindex.comparison.difference import Difference
from parindex.comparison.groups import Group, grouped, renamed, vary
from parindex.comparison.joint import DECLARED, Joint
from parindex.comparison.shared import meet, tried
from parindex.comparison.sides import Part, Span
from parindex.errors import AssessmentError, UsageError
from parindex.exact import ZERO
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node, leaves
from parindex.scales.observation import unknown
from parindex.scoresheet import ScoreSheet, each_line
from parindex.scoring import score

__all__ = ["BandOutcome", "PointsOutcome", "PointsWitness", "Witness", "witnesses"]

PointsOutcome = Literal["differs", "same-proven", "undecided", "needs-league", "no-common"]
BandOutcome = Literal["differs", "same-proven", "undecided", "no-bands", "needs-league"]

_CROSSINGS = 24  # as many places where bands part as are searched
_DECLARED = 4  # as many leaves as are tried as not applicable
_SPOTS = 12  # as many places where points part as are searched
_ASKED = 20  # as many answers of one search as are scored
_TRIES = 300  # observations tried in one search
_FAR = Fraction(10**40)


@dataclass(frozen=True, slots=True)
class PointsWitness:
    """The smallest assessment found whose points differ: one entry where that will do, else all that matter.

    ``old`` and ``new`` are read by the older rules and by the same with the change; ``shared`` tells that
    they have the same entries for what both know. ``no-common``: no entry fits both, and each has its best.
    The points are those of ``item``; ``None`` where one side has no such item, leaves it open, or refuses
    what is said.
    """

    outcome: PointsOutcome
    item: str
    old: Assessment | None = None
    new: Assessment | None = None
    old_points: Fraction | None = None
    new_points: Fraction | None = None
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Witness:
    """What one change does to units of one kind, alone: to points, and to the band.

    ``thing`` is the key of an item, a policy or ``bands``. ``alone`` is false where the change cannot be made
    by itself: then its own points are compared under the two rulesets, and the band is not. ``example`` is
    complete and its band differs; ``varied_example`` says the same in the entries that the rules with the
    change take. ``old_points`` and ``new_points`` are its totals, the indexes are exact and in percent, the
    bands are their keys (``None``: none).
    """

    thing: str
    kind: str
    changes: tuple[Change, ...]
    points: PointsWitness
    band: BandOutcome
    alone: bool = True
    example: Assessment | None = None
    varied_example: Assessment | None = None
    old_points: Fraction | None = None
    new_points: Fraction | None = None
    old_index: Fraction | None = None
    new_index: Fraction | None = None
    old_band: str | None = None
    new_band: str | None = None


def witnesses(
    difference: Difference,
    kind: str | None = None,
    *,
    watch: Callable[[tuple[Group, ...]], Iterable[Group]] = iter,
) -> tuple[Witness, ...]:
    """Return what each change of rules does to units of a kind; without one, of the first kind it concerns.

    ``watch`` is given all changes and hands them back one by one: a bar of progress.

    Raises:
        UsageError: the older ruleset has no such kind.
    """
    base = renamed(difference)
    kinds = tuple(each.key for each in difference.old.units.kinds)
    if kind is not None and kind not in kinds:
        raise UsageError(unknown("E-KIND", (), kind, kinds))
    chosen = kinds if kind is None else (kind,)
    return tuple(_witness(difference, base, group, chosen) for group in watch(grouped(difference)))


def _witness(difference: Difference, base: Ruleset | None, group: Group, kinds: tuple[str, ...]) -> Witness:
    varied = None if base is None else vary(base, group)
    if base is None or varied is None:
        pair = (base or difference.old, difference.new)
        case = _Case(group, _concerned(group, pair, kinds), *pair)
        return Witness(group.thing, case.kind, group.changes, _own(case), "undecided", alone=False)
    case = _Case(group, _concerned(group, (base, varied), kinds), base, varied)
    return _whole(case, _points(case))


class _Case(NamedTuple):
    """A change, a kind of unit, and the two rulesets that are compared for it."""

    group: Group
    kind: str
    old: Ruleset
    new: Ruleset

    def joint(self, declared: Iterable[str] = ()) -> Joint:
        return Joint(self.old, self.new, self.kind, declared=frozenset(declared))


def _concerned(group: Group, pair: tuple[Ruleset, Ruleset], kinds: tuple[str, ...]) -> str:
    """Return the first kind of unit to which the item of a change applies on either side."""
    known = [kind for kind in kinds if kind in {each.key for each in pair[1].units.kinds}] or [*kinds]
    if group.section == "score":
        for kind in known:
            if Joint(*pair, kind).part(group.thing) != Part(None, None):
                return kind
    return known[0]


# Points


def _points(case: _Case) -> PointsWitness:
    thing = case.group.thing
    if case.group.section == "bands":
        return PointsWitness("same-proven", case.old.score.key)
    if case.group.section == "score":
        return _own(case)
    match thing:
        case "rank":
            return PointsWitness("needs-league", case.old.score.key)
        case "missing":
            return _shown(case, case.old.score.key, ({}, {}))
        case "not_applicable":
            return next(iter(_declared_points(case)), PointsWitness("same-proven", case.old.score.key))
        case "above_max" if "refuse" in {rules.policies.above_max.value for rules in (case.old, case.new)}:
            return _refused(case)
        case _:
            joint = case.joint()
            return _apart(case, joint, joint.root)


def _own(case: _Case) -> PointsWitness:
    """Show points of an item that differ: of a leaf by one entry."""
    joint = case.joint()
    part = joint.part(case.group.thing)
    if part == Part(None, None):
        return PointsWitness("same-proven", case.group.thing)
    if None in part or (part.two is not None and part.is_leaf != (not part.two.nodes)):
        return _alone(case)
    if part.is_leaf and not joint.same(*part):
        return _leaf(case, part)
    declared = next(iter(_declared_points(case)), None)
    if declared is not None and joint.same(*part):
        return declared
    moved = any(change.kind == "moved" for change in case.group.changes)
    return _apart(case, joint, joint.root if moved and joint.same(*part) else part)


def _leaf(case: _Case, part: Part) -> PointsWitness:
    one, two = part
    assert one is not None  # noqa: S101 (both sides have it)
    assert two is not None  # noqa: S101 (the same)
    key = one.item.key
    cells = meet(one, two)
    most = max(tried(one, two), key=lambda met: abs(met.x - met.y)) if cells else None
    if most is not None and most.x != most.y:
        return _shown(
            case, key, ({key: Option(most.x, most.observation)}, {key: Option(most.y, most.observation)})
        )
    firsts, seconds = _most(one), _most(two)
    if cells is None:
        return replace(_shown(case, key, ({key: firsts}, {key: seconds})), outcome="no-common", shared=False)
    if firsts.points != seconds.points:
        return _shown(case, key, ({key: firsts}, {key: seconds}))
    proven = all(cell.d0 == cell.d1 == 0 for cell in cells)
    return PointsWitness("same-proven" if proven else "undecided", key)


def _most(leaf: Node) -> Option:
    """Return the option that counts most: full marks, or the whole of a penalty."""
    return max((full(leaf), least(leaf)), key=lambda option: abs(option.points))


def _alone(case: _Case) -> PointsWitness:
    """Show what an item gives that one side alone has, or that is a leaf on one side only: by one leaf."""
    sides = [_leaves_of(case, rules) for rules in (case.old, case.new)]
    chosen: list[dict[str, Option]] = []
    for side in sides:
        options = {leaf.item.key: _most(leaf) for leaf in side}
        best = max(options, key=lambda key: abs(options[key].points), default=None)
        chosen.append({} if best is None else {best: options[best]})
    key = next(iter(chosen[1] or chosen[0]), case.group.thing)
    return _shown(case, key, (chosen[0], chosen[1]))


def _leaves_of(case: _Case, rules: Ruleset) -> list[Node]:
    """Return the leaves of the item on one side."""
    part = Joint(rules, rules, case.kind).part(case.group.thing)
    return [] if part.one is None else [leaf for leaf in leaves(part.one) if leaf.applies]


def _apart(case: _Case, joint: Joint, part: Part) -> PointsWitness:
    """Show points of an inner item that differ: by options of the leaves below it."""
    spots = [*islice(_spots(joint, part), _SPOTS)]
    key = part.node.item.key
    for x, y in spots:
        joint.tries = _TRIES
        for found in islice(joint.find(part, x, y), _ASKED):
            shown = _shown(case, key, (found.one, found.two))
            if shown.outcome == "differs":
                return shown
    return PointsWitness("undecided" if spots else "same-proven", key)


def _spots(joint: Joint, part: Part) -> Iterator[tuple[Span, Span]]:
    """Give targets of an item in which its points differ, the largest difference first."""
    cells = [cell for cell in joint.cells(part) if cell.d0 or cell.d1]
    for cell in sorted(cells, key=lambda each: -max(-each.d0, each.d1)):
        apart = max(cell.d0, cell.d1, key=abs)
        edge = clip(cell._replace(d0=apart, d1=apart))
        assert edge is not None  # noqa: S101 (every bound of a cell is attained)
        if cell.d0 == cell.d1 or cell.x0 == cell.x1 or cell.y0 == cell.y1:
            yield (edge.x1, edge.x1), (edge.y1, edge.y1)
            yield (edge.x0, edge.x0), (edge.y0, edge.y0)
        # Nearer to both than they are to each other, the points still differ.
        near, x = abs(apart) / 4, (edge.x0 + edge.x1) / 2
        for at in (edge.x1, x):
            yield (at - near, at + near), (at + apart - near, at + apart + near)


def _refused(case: _Case) -> PointsWitness:
    """Show a total that one side refuses; where there is none, what else differs."""
    lifted = case._replace(old=_lifted(case.old), new=_lifted(case.new))
    joint = lifted.joint()
    most = max(max(side.tree.bound, side.applicable_max(side.tree)) for side in (joint.one, joint.two))
    above = [
        part for cell in joint.cells(joint.root) if (part := clip(cell, (most, None))) and part.x1 > most
    ]
    for part in above[:_SPOTS]:
        span = ((most + part.x1) / 2, part.x1)
        for found in islice(joint.find(joint.root, span, (-_FAR, _FAR)), _ASKED):
            shown = _shown(case, case.old.score.key, (found.one, found.two))
            if shown.outcome == "differs":
                return shown
    plain = case.joint()
    return PointsWitness("undecided", case.old.score.key) if above else _apart(case, plain, plain.root)


def _lifted(rules: Ruleset) -> Ruleset:
    """Return a ruleset that lets every total stand."""
    policy = rules.policies.above_max.model_copy(update={"value": "allow"})
    return rules.model_copy(update={"policies": rules.policies.model_copy(update={"above_max": policy})})


def _declared_points(case: _Case) -> Iterator[PointsWitness]:
    """Give what a leaf comes to that is declared not applicable, where the sides differ in that."""
    declared = Option(ZERO, DECLARED)
    for key in _declarable(case):
        shown = _shown(case, key, ({key: declared}, {key: declared}))
        if shown.outcome == "differs":
            yield shown


def _declarable(case: _Case) -> dict[str, bool]:
    """Return the leaves that the sides treat unlike when they do not apply; true where neither forbids it."""
    joint = case.joint()
    twos = {leaf.item.key: leaf for leaf in leaves(joint.two.tree) if leaf.applies}
    ones = {leaf.item.key: leaf for leaf in leaves(joint.one.tree) if leaf.applies and leaf.item.key in twos}
    policies = {key: (leaf.not_applicable, twos[key].not_applicable) for key, leaf in ones.items()}
    return {key: "forbid" not in pair for key, pair in policies.items() if pair[0] != pair[1]}


def _shown(case: _Case, key: str, chosen: tuple[Mapping[str, Option], Mapping[str, Option]]) -> PointsWitness:
    """Let the engine score both sides; the points of an item, or of the whole."""
    one, two = chosen
    said = (assessment_of(case.old, case.kind, one), assessment_of(case.new, case.kind, two))
    points = [
        _points_of(_scored(rules, each), key) for rules, each in zip((case.old, case.new), said, strict=True)
    ]
    return PointsWitness(
        outcome="same-proven" if points[0] == points[1] else "differs",
        item=key,
        old=said[0],
        new=said[1],
        old_points=points[0],
        new_points=points[1],
        shared=all(one[each].observation == two[each].observation for each in one if each in two),
    )


def _scored(rules: Ruleset, assessment: Assessment) -> ScoreSheet | None:
    """Return the score, or nothing where the rules refuse what is said."""
    try:
        return score(rules, assessment, trace=False)
    except AssessmentError:
        return None


def _points_of(sheet: ScoreSheet | None, key: str) -> Fraction | None:
    """Return the points of an item while nothing of it is open, or of the whole."""
    if sheet is None:
        return None
    if key == sheet.ruleset.score.key:
        return None if sheet.total.open else sheet.total.least
    found = next((line for line in each_line(sheet.lines) if line.item.key == key), None)
    return None if found is None or found.open else found.least


# Bands


def _whole(case: _Case, points: PointsWitness) -> Witness:
    """Find an assessment whose band differs, or the proof that there is none."""
    said = Witness(case.group.thing, case.kind, case.group.changes, points, "undecided")
    if case.group.section == "policies" and case.group.thing == "rank":
        return replace(said, band="needs-league")
    if not case.old.bands or not case.new.bands:
        return replace(said, band="no-bands")
    declarable = [key for key, allowed in _declarable(case).items() if allowed]
    outcomes: list[BandOutcome] = []
    for declared in ((), *((key,) for key in declarable[:_DECLARED])):
        found = _banded(case, case.joint(declared), said)
        if found.band == "differs":
            return found
        outcomes.append(found.band)
    # Several leaves could be declared together: that is not looked into.
    proven = outcomes == ["same-proven"] * len(outcomes) and len(declarable) <= 1
    return replace(said, band="same-proven" if proven else "undecided")


def _banded(case: _Case, joint: Joint, said: Witness) -> Witness:
    """Search where bands part, the widest place first; the engine has scored what is found under both."""
    places = crossings(joint)
    for place in places[:_CROSSINGS]:
        joint.tries = _TRIES
        for found in islice(joint.find(joint.root, *place), _ASKED):
            one = assessment_of(case.old, case.kind, found.one)
            two = assessment_of(case.new, case.kind, found.two)
            before, after = _scored(case.old, one), _scored(case.new, two)
            if before is None or after is None or _band(before) == _band(after):
                continue
            return replace(
                said,
                band="differs",
                example=one,
                varied_example=two,
                old_points=before.total.least,
                new_points=after.total.least,
                old_index=before.index.least,
                new_index=after.index.least,
                old_band=_band(before),
                new_band=_band(after),
            )
    return replace(said, band="undecided" if places else "same-proven")


def _band(sheet: ScoreSheet) -> str | None:
    return sheet.band.key if sheet.band else None
