"""Whose doing it is: the change of one unit's index, shared among rules, criteria, performance and survey."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import factorial, lcm
from operator import mul
from typing import Literal, NamedTuple, get_args

from parindex.analysis.distance import applicable_max, in_hand
from parindex.analysis.whatif import standing
from parindex.assessment import Assessment, Entry
from parindex.comparison.carrying import fits, flatten
from parindex.comparison.matching import Matching
from parindex.comparison.mixture import Side, hinges, labels, mix
from parindex.errors import AssessmentError
from parindex.exact import ZERO, add
from parindex.fields import FrozenMap
from parindex.ruleset.model import Item, Ruleset
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scoresheet import Line, ScoreSheet
from parindex.scoring import score

__all__ = ["FACTORS", "Attribution", "Factor", "attribute", "contributions", "shapley"]

Factor = Literal["rule", "criteria", "performance", "survey"]
FACTORS: tuple[Factor, ...] = get_args(Factor)
HUNDRED = Fraction(100)
_ZERO = Entry(state="zero")
_FIELD = 2  # of the tree: below the root and its parts
_Worth = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Attribution:
    """The change of an index, in percent, by item and factor; cells that are 0 are left out.

    ``rule``: the rules of the criteria that stayed. ``criteria``: new, dropped and moved ones.
    ``performance``: what was observed, but for survey items, which are ``survey``. ``apart`` (new keys):
    criteria that stayed, but whose rule and observation cannot be told apart, so that both count as
    ``criteria``. Items go by their new keys, dropped ones by their old keys, with ``-old`` behind a key that
    is used again: ``origins`` has the side and the key there of each. ``field_of`` tells the field of each
    item: the item above it at depth 2, or itself.
    """

    before: Fraction
    after: Fraction
    table: FrozenMap[tuple[str, Factor], Fraction]
    field_of: FrozenMap[str, str]
    apart: tuple[str, ...]
    origins: FrozenMap[str, tuple[Side, str]]

    @property
    def change(self) -> Fraction:
        """Return the index after less the index before: the grand total of the table."""
        return self.after - self.before

    def by_factor(self) -> FrozenMap[Factor, Fraction]:
        """Add up the table for each of the four factors."""
        return FrozenMap(
            {
                factor: add(cell for (_, each), cell in self.table.items() if each == factor)
                for factor in FACTORS
            }
        )

    def by_item(self) -> FrozenMap[str, Fraction]:
        """Add up the table for each item that has a part in it."""
        return _added((key, cell) for (key, _), cell in self.table.items())

    def by_field(self) -> FrozenMap[str, Fraction]:
        """Add up the table for each field that has a part in it."""
        return _added((self.field_of[key], cell) for (key, _), cell in self.table.items())


def _added(cells: Iterable[tuple[str, Fraction]]) -> FrozenMap[str, Fraction]:
    found: dict[str, Fraction] = {}
    for key, cell in cells:
        found[key] = found.get(key, ZERO) + cell
    return FrozenMap(found)


def shapley(
    factors: tuple[str, ...], value: Callable[[frozenset[str]], _Worth]
) -> dict[str, dict[str, Fraction]]:
    """Share a change among factors: what each adds, as the mean over every order in which they may come.

    ``value`` gives the worth, by key, of the world in which these factors have changed and the others have
    not.

    >>> shapley(("a", "b"), lambda changed: {"total": Fraction(6 * (len(changed) == 2))})
    {'a': {'total': Fraction(3, 1)}, 'b': {'total': Fraction(3, 1)}}
    """
    worlds = {
        frozenset(chosen): value(frozenset(chosen))
        for size in range(len(factors) + 1)
        for chosen in combinations(factors, size)
    }
    weights = [[_weight(factor in world, len(world), len(factors)) for world in worlds] for factor in factors]
    orders = factorial(len(factors))
    shares: dict[str, dict[str, Fraction]] = {factor: {} for factor in factors}
    for key in dict.fromkeys(key for worth in worlds.values() for key in worth):
        # In whole numbers over one denominator: this is done for every item of every unit.
        worths = [worth.get(key, ZERO) for worth in worlds.values()]
        over = lcm(*(each.denominator for each in worths))
        parts = [each.numerator * (over // each.denominator) for each in worths]
        for factor, weighed in zip(factors, weights, strict=True):
            shares[factor][key] = Fraction(sum(map(mul, weighed, parts)), over * orders)
    return shares


def _weight(inside: bool, size: int, number: int) -> int:  # noqa: FBT001 (of a world: is the factor in it)
    """Count the orders in which a world is what the factor makes, or else less those in which it finds it."""
    if inside:
        return factorial(size - 1) * factorial(number - size)
    return -factorial(size) * factorial(number - size - 1)


def contributions(sheet: ScoreSheet) -> dict[str, Fraction]:
    """Return what each item adds to the index, in percent; the sum is the exact index.

    A leaf adds its points, rescaled as the items above it are; an inner item what its floor, cap and rounding
    add or take, and the root what ``above_max`` takes. Of an incomplete sheet: the least of each.
    """
    tree = resolve(sheet.ruleset, sheet.unit.kind)
    percent = HUNDRED / applicable_max(sheet)
    found: dict[str, Fraction] = {}
    _contribute(tree.item, sheet.total.least, sheet.lines, percent, found)
    found[tree.item.key] += sheet.index.least - percent * sheet.total.least
    return found


def _contribute(
    item: Item, points: Fraction, lines: tuple[Line, ...], factor: Fraction, found: dict[str, Fraction]
) -> None:
    if not lines:
        found[item.key] = factor * points
        return
    inner = factor
    if item.rescale and item.max is not None:
        below = add([line.applicable_max for line in lines])
        inner = factor * item.max / below if below else ZERO
    total = add([line.least for line in lines])
    # Most inner items change nothing, and exact products take time.
    found[item.key] = ZERO if inner is factor and total == points else factor * points - inner * total
    for line in lines:
        _contribute(line.item, line.least, line.lines, inner, found)


class _Unit(NamedTuple):
    """One unit of both years: its facts by label, and whose they are where that can be told apart."""

    assessment: Assessment
    facts: Mapping[Side, Mapping[str, Entry | None]]
    factor_of: Mapping[str, Factor]
    apart: frozenset[str]


def attribute(  # noqa: PLR0913 (two rulesets, how they match, and what was observed under each at a stage)
    old: Ruleset, new: Ruleset, matching: Matching, before: Assessment, after: Assessment, *, stage: str
) -> Attribution | None:
    """Share the change of one unit's index among the four factors, by Shapley values over all 16 worlds.

    The two assessments are of one unit and fit the rulesets. ``None`` while something is missing in either,
    and where no item of a mixed ruleset applies to the unit.

    Raises:
        UsageError: the stage is unknown.
        AssessmentError: an assessment does not fit its ruleset.
    """
    unit = _unit(old, new, matching, (before, after), stage)
    if unit is None:
        return None
    worlds: dict[frozenset[str], _Worth] = {}
    for size in range(len(FACTORS) + 1):
        for chosen in map(frozenset, combinations(FACTORS, size)):
            rules = mix(
                old,
                new,
                matching,
                unit.apart,
                criteria="new" if "criteria" in chosen else "old",
                rule="new" if "rule" in chosen else "old",
            )
            sheet = _scored(rules, unit, chosen)
            if sheet is None:
                return None
            worlds[chosen] = contributions(sheet)
    return _attributed(worlds, _places(old, new, matching), unit.apart)


def _unit(
    old: Ruleset, new: Ruleset, matching: Matching, assessments: tuple[Assessment, Assessment], stage: str
) -> _Unit | None:
    """Put the facts of both years side by side; nothing when something is missing."""
    before, after = assessments
    trees = resolve(old, before.unit.kind), resolve(new, after.unit.kind)
    facts = _facts(trees[0], before, stage), _facts(trees[1], after, stage)
    for ruleset, each in zip((old, new), facts, strict=True):
        if ruleset.policies.missing.value != "zero" and None in each.values():
            return None
    names = labels(old, new, matching)
    apart = hinges(old, new, matching) | _inseparable(trees, facts, matching)
    factor_of: dict[str, Factor] = {
        leaf.item.key: "performance" if in_hand(leaf) else "survey"
        for leaf in leaves(trees[1])
        if leaf.item.key in matching.kept.values() and leaf.item.key not in apart
    }
    renamed = {names[key]: entry for key, entry in facts[0].items()}
    return _Unit(after, {"old": renamed, "new": facts[1]}, factor_of, apart)


def _facts(tree: Node, assessment: Assessment, stage: str) -> dict[str, Entry | None]:
    """Return what was found of each leaf that applies; nothing where it is missing."""
    entries = standing(assessment, stage)
    found = {leaf.item.key: entries.get(leaf.item.key) for leaf in leaves(tree) if leaf.applies}
    return {key: None if entry is None or entry.state == "missing" else entry for key, entry in found.items()}


def _inseparable(
    trees: tuple[Node, Node],
    facts: tuple[dict[str, Entry | None], dict[str, Entry | None]],
    matching: Matching,
) -> frozenset[str]:
    """Return the kept leaves (new keys) of which an entry cannot stand under the other year's rule."""
    origins = {
        matching.kept[leaf.item.key]: leaf for leaf in leaves(trees[0]) if leaf.item.key in matching.kept
    }
    found = set()
    for leaf in leaves(trees[1]):
        origin = origins.get(leaf.item.key)
        if origin is None or not (origin.applies or leaf.applies):
            continue
        was, is_ = facts[0].get(origin.item.key), facts[1].get(leaf.item.key)
        both = was is not None and is_ is not None and fits(was, origin, leaf) and fits(is_, leaf, origin)
        neither = was is None and is_ is None and origin.applies and leaf.applies
        if not (both or neither):
            found.add(leaf.item.key)
    return frozenset(found)


def _scored(rules: Ruleset, unit: _Unit, chosen: frozenset[str]) -> ScoreSheet | None:
    """Score a world; nothing where no item of it applies."""
    entries: dict[str, Entry] = {}
    for leaf in leaves(resolve(rules, unit.assessment.unit.kind)):
        if leaf.applies:
            key = leaf.item.key
            factor = unit.factor_of.get(key, "criteria")
            year: Side = "new" if factor in chosen else "old"
            # What is missing counts as 0 in both years, or there would be no attribution.
            entries[key] = unit.facts[year].get(key) or _ZERO
    try:
        return score(rules, flatten(unit.assessment, rules.id, entries), trace=False)
    except AssessmentError as error:
        if [each.code for each in error.problems] == ["E-NOTHING-APPLIES"]:
            return None
        raise


class _Places(NamedTuple):
    """Of each item, by its label: its field, and the side and key by which a ruleset knows it."""

    field_of: FrozenMap[str, str]
    origins: FrozenMap[str, tuple[Side, str]]


def _attributed(
    worlds: Mapping[frozenset[str], _Worth], places: _Places, apart: frozenset[str]
) -> Attribution:
    shares = shapley(FACTORS, worlds.__getitem__)
    return Attribution(
        before=add(worlds[frozenset()].values()),
        after=add(worlds[frozenset(FACTORS)].values()),
        table=FrozenMap(
            {
                (key, factor): shares[factor][key]
                for key in places.field_of
                for factor in FACTORS
                if shares[factor].get(key)
            }
        ),
        field_of=places.field_of,
        apart=tuple(key for key in places.field_of if key in apart),
        origins=places.origins,
    )


@lru_cache(maxsize=16)
def _places(old: Ruleset, new: Ruleset, matching: Matching) -> _Places:
    """Return where each item is, in the order of the newer tree; dropped items after it."""
    names = labels(old, new, matching)
    fields = dict(_fields(new.score, ()))
    origins: dict[str, tuple[Side, str]] = {key: ("new", key) for key in fields}
    for key, field in _fields(old.score, ()):
        fields.setdefault(names[key], names[field])
        origins.setdefault(names[key], ("old", key))
    return _Places(FrozenMap(fields), FrozenMap(origins))


def _fields(item: Item, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    path = (*above, item.key)
    yield item.key, path[min(_FIELD, len(above))]
    for child in item.items:
        yield from _fields(child, path)
