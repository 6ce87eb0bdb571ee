"""What each change of rules does, shown: the smallest assessment whose points differ, one whose band does.

Each change is made alone in the older ruleset, and both are scored. What is shown was scored by the engine
under both. What is said to be the same is proven on the joint sets of `comparison.joint`, for one kind of
unit, over every assessment that

- says of each item what both rulesets read; of what one of them reads, the other may give any points,
- has an entry for every leaf that applies, and
- declares nothing not applicable; where the change is about one leaf that is not applicable: nothing or that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, islice
from typing import Literal, NamedTuple

from parindex.analysis.options import Option, full, least
from parindex.assessment import Assessment
from parindex.comparison.cells import clip
from parindex.comparison.change import Change
from parindex.comparison.crossing import crossings, partings
from parindex.comparison.difference import Difference
from parindex.comparison.example import assessment_of
from parindex.comparison.groups import Group, freed, grouped, renamed, vary
from parindex.comparison.joint import DECLARED, Found, Joint, Spent
from parindex.comparison.shared import meet, tried
from parindex.comparison.sides import Part, Span, allowing
from parindex.comparison.strays import strays
from parindex.errors import AssessmentError, UsageError
from parindex.exact import ZERO
from parindex.ruleset.model import Ruleset, walk
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
_SCORED = 120  # as many answers of all searches for one change as are scored
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


def _witness(difference: Difference, base: Ruleset, group: Group, kinds: tuple[str, ...]) -> Witness:
    varied = vary(base, group)
    pair = (base, difference.new if varied is None else varied)
    case = _Case(group, _concerned(group, pair, kinds), *pair)
    if varied is not None:
        try:
            return _whole(case, _points(case))
        except Spent:
            open_ = PointsWitness("undecided", group.thing)
            return Witness(group.thing, case.kind, group.changes, open_, "undecided")
    names = freed(difference)
    thing = next((key for key, free in names.items() if free == group.thing), group.thing)
    if group.thing not in {item.key for item, _ in walk(base.score)}:
        case = case._replace(before=names.get(thing, ""))
    return Witness(thing, case.kind, group.changes, _own(case), "undecided", alone=False)


class _Case(NamedTuple):
    """A change, a kind of unit, and the two rulesets that are compared for it.

    ``before`` is the older item that had the key of the thing, where that is another item.
    """

    group: Group
    kind: str
    old: Ruleset
    new: Ruleset
    before: str = ""

    def joint(self, declared: Iterable[str] = (), *, common: bool = False) -> Joint:
        return Joint(self.old, self.new, self.kind, declared=frozenset(declared), common=common)


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
    if case.before:
        return _alone(case)
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
    assert one is not None and two is not None  # noqa: S101, PT018 (both sides have it)
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
    proven = all(cell.d0 == cell.d1 == 0 for cell in cells) and not strays(one, two) and not strays(two, one)
    return PointsWitness("same-proven" if proven else "undecided", key)


def _most(leaf: Node) -> Option:
    """Return the option that counts most: full marks, or the whole of a penalty."""
    return max((full(leaf), least(leaf)), key=lambda option: abs(option.points))


def _alone(case: _Case) -> PointsWitness:
    """Show what an item gives that one side alone has, or that is a leaf on one side only: by one leaf."""
    thing = case.group.thing
    sides = [_leaves_of(case, case.old, case.before or thing), _leaves_of(case, case.new, thing)]
    chosen: list[dict[str, Option]] = []
    for side in sides:
        options = {leaf.item.key: _most(leaf) for leaf in side}
        best = max(options, key=lambda key: abs(options[key].points), default=None)
        chosen.append({} if best is None else {best: options[best]})
    key = next(iter(chosen[1] or chosen[0]), case.group.thing)
    return _shown(case, key, (chosen[0], chosen[1]))


def _leaves_of(case: _Case, rules: Ruleset, key: str) -> list[Node]:
    """Return the leaves of the item on one side."""
    part = Joint(rules, rules, case.kind).part(key)
    return [] if part.one is None else [leaf for leaf in leaves(part.one) if leaf.applies]


def _apart(case: _Case, joint: Joint, part: Part) -> PointsWitness:
    """Show points of an inner item that differ: by options of the leaves below it."""
    key = part.node.item.key
    proven = not any(cell.d0 or cell.d1 for cell in joint.cells(part))
    joint = case.joint(common=True) if joint.loose else joint
    for place in islice(partings(joint, part), _SPOTS):
        for found in _tried(joint, part, place):
            shown = _shown(case, key, (found.one, found.two))
            if shown.outcome == "differs":
                return shown
    return PointsWitness("same-proven" if proven else "undecided", key)


def _refused(case: _Case) -> PointsWitness:
    """Show a total that one side refuses; where there is none, what else differs."""
    lifted = case._replace(old=allowing(case.old), new=allowing(case.new))
    joint = lifted.joint()
    most = max(max(side.tree.bound, side.applicable_max(side.tree)) for side in (joint.one, joint.two))
    above = [
        part for cell in joint.cells(joint.root) if (part := clip(cell, (most, None))) and part.x1 > most
    ]
    for part in above[:_SPOTS]:
        span = ((most + part.x1) / 2, part.x1)
        for found in _tried(joint, joint.root, (span, (-_FAR, _FAR))):
            shown = _shown(case, case.old.score.key, (found.one, found.two))
            if shown.outcome == "differs":
                return shown
    plain = case.joint()
    return PointsWitness("undecided", case.old.score.key) if above else _apart(case, plain, plain.root)


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
    if case.group.section == "policies" and case.group.thing == "missing":
        # It is about what the proof leaves out.
        return said
    declarable = [key for key, allowed in _declarable(case).items() if allowed]
    outcomes: list[BandOutcome] = []
    for declared in ((), *((key,) for key in declarable[:_DECLARED])):
        found = _banded(case, declared, said)
        if found.band == "differs":
            return found
        outcomes.append(found.band)
    # Several leaves could be declared together: that is not looked into.
    proven = outcomes == ["same-proven"] * len(outcomes) and len(declarable) <= 1
    return replace(said, band="same-proven" if proven else "undecided")


def _banded(case: _Case, declared: Iterable[str], said: Witness) -> Witness:
    """Search where bands part, the widest place first; the engine has scored what is found under both."""
    joint = case.joint(declared)
    places = crossings(joint)
    if not places:
        return replace(said, band="same-proven")
    if joint.loose:
        # What one side alone reads can refute a proof, but is no example.
        joint = case.joint(declared, common=True)
        places = crossings(joint)
    tried_ = chain.from_iterable(_tried(joint, joint.root, place) for place in places[:_CROSSINGS])
    for found in islice(tried_, _SCORED):
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
    return said


def _tried(joint: Joint, part: Part, place: tuple[Span, Span]) -> Iterator[Found]:
    """Give the first few answers of one search."""
    joint.tries = _TRIES
    return islice(joint.find(part, *place), _ASKED)


def _band(sheet: ScoreSheet) -> str | None:
    return sheet.band.key if sheet.band else None
