"""What is proven of a ruleset, each claim by asking for its opposite.

Two steps make each proof. First each leaf by itself: its points lie within its bounds, and a better
observation is worth no less. Then the tree, over any points of the leaves that keep to this. Where such
points contradict a claim, they are sought again among those that can be observed: these are counterexamples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import z3  # type: ignore[import-untyped]  # z3-solver has no types
from proof.sheet import Case, Leaf, Sheet
from proof.terms import Model, Term, Tree, ask, fraction, text, true

__all__ = [
    "Failure",
    "better_leaves",
    "better_sheets",
    "items_within",
    "leaves_within",
    "one_band",
    "variations",
]


@dataclass(frozen=True)
class Failure:
    """A counterexample: what is claimed, what contradicts it, and the assessments that do."""

    claim: str
    lines: tuple[str, ...]
    assessments: tuple[Tree, ...] = ()

    def __str__(self) -> str:
        return "\n  ".join((self.claim, *self.lines))


def variations(rules: Tree, kind: str) -> Iterator[Case]:
    """Give everything observed, then left out what can be left out of the maximum: each leaf, then all."""
    case = Case(rules, kind)
    yield case
    found = Sheet(case).excludable
    for key in found:
        yield Case(rules, kind, frozenset({key}))
    if len(found) > 1:
        yield Case(rules, kind, frozenset(found))


def leaves_within(case: Case) -> Failure | None:
    """Each leaf's points lie in [0, max], or for a penalty in [-max, 0]."""
    sheet = Sheet(case)
    for leaf in sheet.leaves.values():
        if (model := _found(leaf.facts, leaf.seen.written, z3.Not(leaf.within))) is not None:
            return Failure(f"{case}: {leaf.key} lies within its bounds", (leaf.told(model),))
    return None


def better_leaves(case: Case) -> Failure | None:
    """A better observation of a leaf is worth no less."""
    first, second = Sheet(case, "first "), Sheet(case, "second ")
    for leaf, other in zip(first.leaves.values(), second.leaves.values(), strict=True):
        facts = (*leaf.facts, *other.facts, *_no_worse(leaf, other))
        written = (*leaf.seen.written, *other.seen.written)
        if (model := _found(facts, written, other.points < leaf.points)) is not None:
            lines = (leaf.told(model), other.told(model))
            return Failure(f"{case}: {leaf.key} is worth no less when it is better", lines)
    return None


def items_within(case: Case) -> Failure | None:
    """Each item lies within its floor and cap, the total within the root's max, the index in [0, 100]."""
    sheet = Sheet(case)
    claims = sheet.within
    model = _refuted(sheet, z3.Not(z3.And([*claims.values()])))
    if model is None:
        return None
    wrong = [key for key, claim in claims.items() if not true(model, claim)]
    values = [f"{key}: {text(fraction(model, sheet.points[key]))}" for key in wrong if key in sheet.points]
    return _failure(f"{case}: {', '.join(wrong)} within bounds", model, (sheet,), *values)


def one_band(case: Case) -> Failure | None:
    """Every index that can be attained lies in exactly one band."""
    sheet = Sheet(case)
    held = sheet.held()
    if (model := _refuted(sheet, z3.Not(z3.Or([*held.values()])))) is not None:
        return _failure(f"{case}: some band holds the figure", model, (sheet,), "no band")
    if (
        model := _refuted(sheet, z3.Or([z3.And(pair) for pair in combinations(held.values(), 2)]))
    ) is not None:
        names = [key for key, claim in held.items() if true(model, claim)]
        return _failure(
            f"{case}: one band only holds the figure", model, (sheet,), f"bands {', '.join(names)}"
        )
    return None


def better_sheets(case: Case) -> Failure | None:
    """Where no leaf is worse, neither the total nor the index nor the band is."""
    first, second = Sheet(case, "first "), Sheet(case, "second ")
    if all(ask(*claims) is None for claims in _upwards(first, second)):
        return None
    wrong = z3.Or(second.total < first.total, second.index < first.index, second.rank() > first.rank())
    better = [each for key, leaf in first.leaves.items() for each in _no_worse(leaf, second.leaves[key])]
    model = _found((*first.facts, *second.facts, *better), (*first.written, *second.written), wrong)
    if model is None:
        return None
    ranks = " → ".join(text(fraction(model, sheet.rank())) for sheet in (first, second))
    return _failure(f"{case}: no worse than before", model, (first, second), f"places of the bands {ranks}")


def _upwards(first: Sheet, second: Sheet) -> Iterator[list[Term]]:
    """Ask of each inner item by itself, of the index and of the band, whether it alone can fall."""
    for key, below in first.below.items():
        risen = [first.points[child] <= second.points[child] for child in below]
        ends = (first.units, second.units) if key in first.units else (first.points, second.points)
        combined = [
            each
            for name, each in (*first.combined.items(), *second.combined.items())
            if name in {key, f"{key} in units"}
        ]
        yield [*risen, *combined, ends[1][key] < ends[0][key]]
    inside = [sheet.within[sheet.band_on] for sheet in (first, second)]  # as `items_within` says
    yield [first.figure <= second.figure, *inside, second.rank() > first.rank()]


def _no_worse(leaf: Leaf, other: Leaf) -> list[Term]:
    """Say that the second observation of a leaf is at least as good as the first in every figure."""
    goods = [b >= a for a, b in zip(leaf.seen.goods, other.seen.goods, strict=True)]
    return goods + [a == b for a, b in zip(leaf.seen.same, other.seen.same, strict=True)]


def _refuted(sheet: Sheet, wrong: Term) -> Model | None:
    """Ask over the bounds of the leaves, and only where that is not enough over what can be observed."""
    if ask(*sheet.bounds, wrong) is None:
        return None
    return _found(sheet.facts, sheet.written, wrong)


def _found(facts: Sequence[Term], written: Sequence[Term], wrong: Term) -> Model | None:
    """Find a counterexample, if there is any one that a file can hold."""
    model = ask(*facts, wrong)
    exact = None if model is None else ask(*facts, *written, wrong)
    return model if exact is None else exact


def _failure(claim: str, model: Model, sheets: tuple[Sheet, ...], *lines: str) -> Failure:
    """Tell of the leaves that differ between two sheets, or of one sheet those that are worth anything."""
    last = sheets[-1]
    keys = [
        key
        for key, leaf in last.leaves.items()
        if fraction(model, leaf.points)
        != (fraction(model, sheets[0].leaves[key].points) if sheets[1:] else 0)
    ]
    told = tuple(line for sheet in sheets for line in sheet.told(model, *keys))
    return Failure(claim, (*told, *lines), tuple(sheet.assessment(model) for sheet in sheets))
