"""A whole assessment for a target: what is found scores there, and where nothing is found nothing does."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import pytest
from commands import SHIPPED
from helpers import group, leaf, rounding, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.analysis import reach as reaching
from parindex.analysis.options import Option, best_between, full, option_between, options
from parindex.analysis.reach import UNDECIDED, assessment_of, reach
from parindex.errors import AssessmentError
from parindex.exact import ROUNDING_MODES
from parindex.fields import FrozenMap
from parindex.ruleset import lattice
from parindex.ruleset.catalog import load
from parindex.ruleset.tree import leaves, resolve
from parindex.scoring import score
from parindex.testing.strategies import rulesets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parindex.analysis.reach import Figure
    from parindex.ruleset.model import Ruleset
    from parindex.ruleset.tree import Node

Plain = dict[str, Any]
Span = tuple[Fraction, Fraction]
MILLI = Fraction(1, 1000)
KIND = "department"


def scored(rules: Ruleset, kind: str, chosen: FrozenMap[str, Option], figure: Figure) -> Fraction:
    """Return the exact figure of an assessment, by the engine."""
    sheet = score(rules, assessment_of(rules, kind, chosen), trace=False)
    return sheet.total.least if figure == "total" else sheet.index.least


def applying(rules: Ruleset, kind: str) -> list[Node]:
    """Return the leaves that apply to a kind of unit."""
    return [node for node in leaves(resolve(rules, kind)) if node.applies]


def everything(rules: Ruleset, kind: str, limit: int) -> list[tuple[dict[str, Option], Span]] | None:
    """Score every choice of options: the total and the index of each; nothing where there are too many."""
    nodes = applying(rules, kind)
    listed = [options(node) for node in nodes]
    if any(each is None for each in listed) or prod(len(each or ()) for each in listed) > limit:
        return None
    found = []
    for choice in product(*(each or () for each in listed)):
        chosen = {node.item.key: option for node, option in zip(nodes, choice, strict=True)}
        try:
            sheet = score(rules, assessment_of(rules, kind, chosen), trace=False)
        except AssessmentError:  # above the max, where the policy refuses it
            continue
        found.append((chosen, (sheet.total.least, sheet.index.least)))
    return found


def targets(rules: Ruleset) -> Iterator[tuple[Fraction, Fraction, Figure]]:
    """Give spans around each edge of the bands, and a few of the total."""
    for edge in [band.from_ for band in rules.bands] or [Fraction(50)]:
        yield edge, Fraction(100), "index"
        yield edge, edge, "index"
        yield edge - 1, edge - MILLI, "index"
        yield edge / 20, edge / 20, "total"
        yield edge / 20, edge / 20 + Fraction(1, 4), "total"


# Rulesets


@pytest.mark.parametrize("name", SHIPPED)
def test_every_edge_of_a_shipped_ruleset_is_reached(name: str) -> None:
    """Each edge of a band is met exactly, and so is a span just below each but the lowest."""
    rules = load(name)
    for kind in (each.key for each in rules.units.kinds):
        for edge in [band.from_ for band in rules.bands] or [Fraction(50)]:
            for low, high in ((edge, edge), (edge - MILLI, edge - MILLI)):
                found = reach(rules, kind, low, high, figure="index")
                assert isinstance(found, FrozenMap) == (high >= 0)
                if isinstance(found, FrozenMap):
                    assert list(found) == [node.item.key for node in applying(rules, kind)]
                    assert scored(rules, kind, found, "index") == low


@given(rulesets(), st.integers(-12, 12))
@settings(max_examples=40)
def test_what_is_found_scores_in_the_span(rules: Ruleset, tenths: int) -> None:
    """An assessment found is whole, keeps the leaves that are fixed, and scores in the span by the engine."""
    kind = rules.units.kinds[0].key
    first = applying(rules, kind)[0]
    option = option_between(first, Fraction(tenths, 10), Fraction(1))
    fixed = {first.item.key: option} if option else {}
    for low, high, figure in targets(rules):
        found = reach(rules, kind, low, high, fixed=fixed, figure=figure)
        if isinstance(found, FrozenMap):
            assert low <= scored(rules, kind, found, figure) <= high
            assert fixed.items() <= dict(found).items()
            assert list(found) == [node.item.key for node in applying(rules, kind)]


@given(rulesets(), st.integers(-3, 3))
@settings(max_examples=60)
def test_where_nothing_is_found_no_choice_of_options_scores(rules: Ruleset, bound: int) -> None:
    """Brute force over small rulesets: every combination of options, with a leaf fixed and without."""
    for kind in (each.key for each in rules.units.kinds):
        every = everything(rules, kind, 200)
        first = applying(rules, kind)[0]
        option = best_between(first, Fraction(-11), Fraction(bound))
        for fixed in ({}, {first.item.key: option} if option else {}):
            for low, high, figure in targets(rules) if every is not None else ():
                hit = any(
                    low <= figures[figure == "index"] <= high and fixed.items() <= chosen.items()
                    for chosen, figures in every or ()
                )
                found = reach(rules, kind, low, high, fixed=fixed, figure=figure)
                assert (isinstance(found, FrozenMap), found is None) == (hit, not hit)


# What a tree does to a target


def levels(key: str, *points: str, **more: Any) -> Plain:
    """Declare a leaf that gives one of these points; the first is its max."""
    named = [{"key": f"p{at}", "name": {"vi": "Mức"}, "points": each} for at, each in enumerate(points)]
    return leaf(key, {"method": "levels", "levels": named}, **{"max": points[0], **more})


def got(rules: Ruleset, low: Any, high: Any = None, **more: Any) -> dict[str, str] | str | None:
    """Return the points found for a target, as text; ``undecided``; or nothing."""
    high = low if high is None else high
    found = reach(rules, KIND, Fraction(low), Fraction(high), **more)
    if not isinstance(found, FrozenMap):
        return found
    assert Fraction(low) <= scored(rules, KIND, found, more.get("figure", "total")) <= Fraction(high)
    return {key: str(option.points) for key, option in found.items()}


def test_the_later_items_come_first() -> None:
    """The last leaf has full marks while it can; the first one takes what is left."""
    rules = ruleset(leaf("a"), leaf("b"), leaf("c"))
    assert got(rules, 17) == {"a": "0", "b": "7", "c": "10"}
    assert got(rules, 17, fixed={"c": full(applying(rules, KIND)[0])}) == {"a": "0", "b": "7", "c": "10"}
    assert got(rules, -2, -1) is None
    assert got(rules, 2, 1) is None


def test_a_fixed_leaf_is_not_touched() -> None:
    """A fixed leaf keeps its option; what it makes impossible is not found."""
    rules = ruleset(leaf("a"), leaf("b"))
    half = option_between(applying(rules, KIND)[0], Fraction(5), Fraction(5))
    assert half is not None
    assert got(rules, 14, fixed={"a": half}) == {"a": "5", "b": "9"}
    assert got(rules, 4, fixed={"a": half}) is None
    assert got(rules, 16, 20, fixed={"a": half}) is None


def test_only_some_sums_are_met() -> None:
    """Of listed points the spans tell exactly which sums there are, whatever stands beside them."""
    rules = ruleset(levels("a", "10", "3"), group("g", levels("b", "5", "4"), levels("c", "5")))
    assert got(rules, 12) == {"a": "3", "b": "4", "c": "5"}
    assert got(rules, Fraction(1, 2), Fraction(5, 2)) is None
    assert got(rules, 6) is None
    assert got(rules, 95, 100, figure="index") == {"a": "10", "b": "5", "c": "5"}


@pytest.mark.parametrize(
    ("fields", "low", "high", "wanted"),
    [
        ({"rescale": "true", "max": "5"}, "2.5", "2.5", {"a": "2", "z": "0"}),
        ({"cap": "3"}, "3", "3", {"a": "4", "z": "0"}),
        ({"cap": "3"}, "2", "2", {"a": "2", "z": "0"}),
        ({"cap": "3"}, "3.5", "9", None),
        ({"floor": "1"}, "1", "1", {"a": "0", "z": "0"}),
        ({"floor": "1"}, "0", "0.5", None),
        ({"floor": "3"}, "3", "3", {"a": "2", "z": "0"}),
    ],
)
def test_rescale_cap_and_floor_are_undone(
    fields: Plain, low: str, high: str, wanted: dict[str, str] | None
) -> None:
    """A target of a group is taken back through its cap, floor and rescale."""
    rules = ruleset(group("g", levels("a", "4", "2"), **fields), levels("z", "20"))
    assert got(rules, low, high) == wanted


def test_a_group_that_counts_for_nothing_rescales_to_nothing() -> None:
    """A rescaled group with a bonus alone gives 0, so it stands in the way of nothing else."""
    bonus = group("g", levels("a", "5", role="bonus"), max="5", rescale="true", cap="none")
    rules = ruleset(bonus, levels("z", "10"), root={"max": "15"})
    assert got(rules, 0) == {"a": "5", "z": "0"}
    assert got(rules, 5) is None


def test_a_leaf_bounded_by_the_cap_above_it() -> None:
    """A leaf without a max has the cap of its group to give, rescaled as it is scored."""
    for rescale in ({}, {"rescale": "true"}):
        open_ = group("g", leaf("o", max=None, not_applicable="zero"), max="5", cap="5", **rescale)
        rules = ruleset(open_, levels("z", "10"), coverage="structure")
        assert got(rules, 3) == {"o": "3", "z": "0"}


@pytest.mark.parametrize(
    ("policy", "low", "high", "figure", "wanted"),
    [
        ("cap", "10", "10", "total", {"a": "10", "b": "3"}),
        ("cap", "10.5", "12", "total", None),
        ("cap", "100", "100", "index", {"a": "10", "b": "3"}),
        ("cap", "101", "110", "index", None),
        ("allow", "12", "14", "total", {"a": "10", "b": "3"}),
        ("allow", "130", "130", "index", {"a": "10", "b": "3"}),
        ("refuse", "10", "13", "total", {"a": "10", "b": "0"}),
        ("refuse", "95", "130", "index", {"a": "10", "b": "0"}),
        ("refuse", "11", "13", "total", None),
    ],
)
def test_above_the_max_the_policy_decides(
    policy: str, low: str, high: str, figure: Figure, wanted: dict[str, str] | None
) -> None:
    """A total above the max ends there, stands, or is refused and so never found."""
    rules = ruleset(
        levels("a", "10", "8"), levels("b", "3", role="bonus"), root={"cap": "none"}, above_max=policy,
        bands=[],
    )  # fmt: skip
    assert got(rules, low, high, figure=figure) == wanted


@pytest.mark.parametrize("mode", ROUNDING_MODES)
def test_a_rounded_group_and_total_are_met(mode: str) -> None:
    """A target of a rounded item is one of what is rounded to it; between two figures there is none."""
    ratio = leaf("a", {"method": "ratio"}, max="1")
    for at in ("g", "total"):
        rules = ruleset(group("g", ratio), rounding=rounding("1", mode, ("publication", at)))
        assert got(rules, Fraction(3, 10)) is not None
        assert got(rules, Fraction(31, 100), Fraction(39, 100)) in ({None} if at == "total" else {UNDECIDED})


def test_a_group_may_apply_with_nothing_in_it() -> None:
    """A group whose items are all for another kind of unit gives nothing, and no entry is made for them."""
    other = group("g", levels("a", "4", applies_to=["district"]), max="4", rescale="true")
    rules = ruleset(other, levels("c", "6"))
    assert got(rules, 6) == {"c": "6"}
    assert got(rules, 10) is None


def test_where_nothing_counts_nothing_is_reached() -> None:
    """A kind of unit to which nothing applies has no score, so no assessment reaches any."""
    rules = ruleset(levels("a", "4"), root={"applies_to": ["district"]})
    assert got(rules, 0, 100) is None


def test_what_cannot_be_written_is_undecided() -> None:
    """A third of a point lies in the continuum of two leaves, but no number of 6 decimals gives it."""
    rules = ruleset(leaf("a"), leaf("b"))
    assert got(rules, Fraction(1, 3)) == UNDECIDED


def test_sets_too_large_to_add_are_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where too many pairs would be added, the sums are known from their least to their most only."""
    rules = ruleset(levels("a", "5", "2"), levels("b", "5", "2"))
    assert got(rules, 6) is None
    monkeypatch.setattr(lattice, "_PAIRS", 1)
    assert got(rules, 6) == UNDECIDED
    assert got(rules, 7) == {"a": "2", "b": "5"}


def test_the_search_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many options tried the target is left undecided."""
    monkeypatch.setattr(reaching, "_TRIES", 1)
    assert got(ruleset(leaf("a"), leaf("b")), 7) == UNDECIDED


def test_a_long_list_of_items_is_no_deep_search() -> None:
    """An item with hundreds of leaves is searched without a deep stack."""
    rules = ruleset(*(leaf(f"a{at}", {"method": "ratio"}) for at in range(300)))
    found = got(rules, 50, figure="index")
    assert isinstance(found, dict)
    assert len(found) == 300


def test_the_assessment_is_whole() -> None:
    """The assessment made is of the ruleset, at the stage `final`, in its first period."""
    rules = ruleset(leaf("a"))
    made = assessment_of(rules, KIND, {"a": Option(Fraction(3), FrozenMap({"points": "3"}))})
    assert (made.ruleset, made.unit.key, made.unit.kind, made.period) == (rules.id, "unit", KIND, "year")
    assert list(made.stages) == ["final"]
    assert score(rules, made).total.least == 3
