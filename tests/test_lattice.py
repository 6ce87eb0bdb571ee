"""The attainable scores, against brute force: every state of small rulesets, scored one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise, product
from math import ceil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex import AssessmentError
from parindex.assessment import Assessment
from parindex.exact import ROUNDING_MODES, ZERO, Rounding, add
from parindex.ruleset import checks, lattice
from parindex.ruleset.lattice import attainable, index_spans
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    RatioScale,
    Scale,
    StepsScale,
)
from parindex.scoresheet import ScoreSheet, each_line
from parindex.scoring import score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parindex.ruleset.lattice import Spans

Plain = dict[str, Any]
NAME = {"vi": "Tên", "en": "Name"}
KINDS = ("department", "district")
PUBLICATION = Rounding(2, "half-up")
DIRECT = {"method": "direct"}


def text(value: Fraction) -> str:
    """Write a number with three decimals."""
    sign, thousandths = "-" if value < 0 else "", int(abs(value) * 1000)
    return f"{sign}{thousandths // 1000}.{thousandths % 1000:03d}"


def ruleset(root: Plain, **policies: Any) -> Ruleset:
    """Return a ruleset of a root, with two kinds of units."""
    chosen = {
        "rounding": {"digits": "2", "mode": "half-up", "at": ["publication"]},
        "band_on": "exact",
        "rank": {"on": "exact", "ties": "dense"},
        "not_applicable": "forbid",
        "missing": "refuse",
        "above_max": "allow",
    } | policies
    issued = {
        "key": "qd",
        "number": "1",
        "kind": "decision",
        "issuer": "-",
        "title": NAME,
        "reliability": "D",
    }
    return Ruleset.model_validate(
        {
            "format": "1",
            "id": "test/small@2024",
            "year": "2024",
            "title": NAME,
            "standing": "illustrative",
            "coverage": "structure",
            "instruments": [issued],
            "units": {"kinds": [{"key": kind, "name": NAME} for kind in KINDS]},
            "periods": [{"key": "year", "from": "2024-01-01", "to": "2024-12-31"}],
            "score": root,
            "policies": {key: {"value": value, "assumed": "-"} for key, value in chosen.items()},
        }
    )


def item(key: str, maximum: str | None, **more: Any) -> Plain:
    """Return a plain item."""
    return {"key": key, "name": NAME, **({} if maximum is None else {"max": maximum}), **more}


def top(*items: Plain, maximum: str = "10", **more: Any) -> Plain:
    """Return a plain root."""
    return item("total", maximum, items=list(items), **{"cap": "none"} | more)


# Small rulesets, drawn at random and always sound


@st.composite
def scales(draw: st.DrawFn, /, maximum: Fraction, role: str) -> Plain:
    """Draw a scale within a max, with few states; its points have more decimals than a rounding leaves."""
    methods = ["levels", "steps", "checklist", "count", "direct", "grid", "ratio"]
    methods += {"criterion": ["survey", "deduction"], "bonus": ["deduction"], "penalty": []}[role]
    thirds = [text(maximum * part / 3) for part in range(4)]
    match draw(st.sampled_from(methods)):
        case "levels":
            points = draw(st.lists(st.sampled_from(thirds), min_size=1, max_size=3))
            return {
                "method": "levels",
                "levels": [item(f"l{i}", None, points=each) for i, each in enumerate(points)],
            }
        case "steps":
            rungs = [("90", thirds[3]), ("50", draw(st.sampled_from(thirds))), ("0", thirds[0])]
            return {"method": "steps", "of": "percent", "steps": [{"from": a, "points": b} for a, b in rungs]}
        case "checklist":
            return {"method": "checklist", "ticks": [item(key, None, points=thirds[1]) for key in "ab"]}
        case "count":
            return {"method": "count", "each": draw(st.sampled_from(["0.9", "1.25", "9"]))}
        case "deduction":
            return {
                "method": "deduction",
                "kinds": [item("a", None, points=draw(st.sampled_from(["0.9", "1.25", "9"])))],
            }
        case "direct":
            return DIRECT
        case "grid":
            return DIRECT | {"grid": draw(st.sampled_from(["0.75", "1"]))}
        case "ratio":
            bounds = draw(st.sampled_from([{}, {"zero_below": "1/3"}, {"zero_below": "0.9"}]))
            return {"method": "ratio", "full_at": draw(st.sampled_from(["0.8", "1", "1.25"])), **bounds}
        case _:
            options = [item("good", None, share="1"), item("poor", None, share="0.3")]
            return {"method": "survey", "options": options, "groups": [item("people", None, weight="1")]}


@st.composite
def scored(draw: st.DrawFn, /, key: str, role: str, **more: Any) -> Plain:
    """Draw a leaf of a role."""
    maximum = draw(st.sampled_from([Fraction(1), Fraction(5, 2)]))
    said = {} if role == "criterion" else {"role": role}
    return item(key, text(maximum), scale=draw(scales(maximum, role)), **said, **more)


@st.composite
def groups(draw: st.DrawFn, /, key: str, role: str) -> Plain:
    """Draw an inner item of what counts, sometimes with a bonus or penalty; or of one leaf without a max."""
    limit = draw(st.none() | st.sampled_from([Fraction(1, 2), Fraction(17, 10), Fraction(4)]))
    if role == "criterion" and limit and draw(st.booleans()):
        return item(key, text(limit), cap=text(limit), items=[item(f"{key}-0", None, scale=DIRECT)])
    roles = [
        role,
        *draw(st.sampled_from([[], ["bonus"], ["penalty"]] if role == "criterion" else [[], [role]])),
    ]
    items = [draw(scored(f"{key}-{index}", each)) for index, each in enumerate(roles)]
    total = add(Fraction(each["max"]) for each, its in zip(items, roles, strict=True) if its == role)
    bounded = min(total, limit or total)
    cap = text(limit) if limit else "none"
    if role == "penalty":
        return item(
            key, text(bounded), role=role, items=items, **({"floor": text(-bounded)} if limit else {})
        )
    if role == "bonus":
        return item(key, text(bounded), role=role, items=items, cap=cap)
    floor = draw(st.sampled_from([{}, {"floor": "0.5"}]))
    if draw(st.booleans()):
        return item(key, draw(st.sampled_from(["2", "7.5"])), items=items, cap=cap, rescale="true", **floor)
    return item(key, text(total), items=items, cap=cap, **floor)


@st.composite
def rulesets(draw: st.DrawFn) -> Ruleset:
    """Draw a small sound ruleset: a leaf for each kind of unit, a group, perhaps a bonus or penalty group."""
    own = [draw(scored(f"own-{kind}", "criterion", applies_to=[kind])) for kind in KINDS]
    own[1]["max"], own[1]["scale"] = own[0]["max"], own[0]["scale"]
    a = draw(groups("a", "criterion"))
    extra = draw(st.sampled_from([[], ["bonus"], ["penalty"]])) if len(a["items"]) == 1 else []
    others = [draw(groups("b", role)) for role in extra]
    digits = draw(st.sampled_from("13"))
    at = draw(st.lists(st.sampled_from(["leaf", "total", "a", "own-district"]), max_size=2, unique=True))
    return ruleset(
        top(*own, a, *others, maximum=text(Fraction(own[0]["max"]) + Fraction(a["max"]))),
        rounding={
            "digits": digits,
            "mode": draw(st.sampled_from(ROUNDING_MODES)),
            "at": ["publication", *at],
        },
        band_on=draw(st.sampled_from(["exact", "published"])),
        above_max=draw(st.sampled_from(["allow", "cap", "allow", "refuse"])),
    )


# Brute force


def observations(scale: Scale, bound: Fraction) -> Iterator[Plain]:
    """Give every state of a leaf; of a continuous scale both ends of what it gives, and something between."""
    match scale:
        case LevelsScale():
            yield from ({"level": each.key} for each in scale.levels)
        case StepsScale():
            yield from ({"value": each.from_} for each in scale.steps)
        case ChecklistScale():
            keys = [each.key for each in scale.ticks]
            yield from ({"ticks": some} for size in range(len(keys) + 1) for some in combinations(keys, size))
        case CountScale():
            yield from ({"count": Fraction(count)} for count in range(ceil(bound / scale.each) + 1))
        case DeductionScale():
            keys = [each.key for each in scale.kinds]
            times = [range(ceil(bound / each.points) + 1) for each in scale.kinds]
            for counts in product(*times):
                yield {"counts": {key: Fraction(count) for key, count in zip(keys, counts, strict=True)}}
        case DirectScale():
            grid = scale.grid or bound / 2
            yield from ({"points": grid * count} for count in range(int(bound // grid) + 1))
        case RatioScale():
            least = scale.zero_below or Fraction(0)
            yield from (
                {"value": each}
                for each in {least / 2, least, Fraction(1, 2), max(Fraction(1), scale.full_at)}
            )
        case _:
            yield {"tallies": {"people": {"good": Fraction(1)}}}
            yield {"tallies": {"people": {"poor": Fraction(1)}}}
            yield {"points": Fraction(0)}


def sheets(rules: Ruleset, kind: str) -> Iterator[ScoreSheet]:
    """Score every combination of the states of the leaves of one kind of unit."""
    here = [leaf for leaf in leaves(resolve(rules, kind)) if leaf.applies]
    states = [
        [{"state": "zero"}, *observations(leaf.item.scale, leaf.bound)]
        for leaf in here
        if leaf.item.scale is not None
    ]
    for chosen in product(*states):
        entries = {leaf.item.key: entry for leaf, entry in zip(here, chosen, strict=True)}
        unit = {"key": "u", "name": "U", "kind": kind}
        plain = {"format": "1", "ruleset": rules.id, "unit": unit, "period": "year"}
        assessment = Assessment.model_validate(plain | {"stages": {"final": {"entries": entries}}})
        try:
            yield score(rules, assessment, trace=False)
        except AssessmentError as error:
            assert [each.code for each in error.problems] == ["E-ABOVE"]  # noqa: PT017 (of some only)


def nodes(node: Node) -> Iterator[Node]:
    """Visit a node and everything below it."""
    yield node
    for child in node.nodes:
        yield from nodes(child)


def holds(spans: Spans, value: Fraction) -> bool:
    """Tell whether some span holds a value."""
    return any(low <= value <= high for low, high in spans)


def ends(spans: Spans) -> set[Fraction]:
    """Return both ends of each span."""
    return {end for span in spans for end in span}


def in_order(spans: Spans) -> bool:
    """Tell whether spans are what their type says: not empty, in order and apart."""
    return (
        bool(spans)
        and all(low <= high for low, high in spans)
        and all(a[1] < b[0] for a, b in pairwise(spans))
    )


@given(rulesets(), st.sampled_from(KINDS))
def test_brute_force_finds_the_same_scores(rules: Ruleset, kind: str) -> None:
    """Every score a unit can have lies in a span of its item, and every end of a span is a unit's score."""
    assert not checks.check(rules, checks.LAWS)
    tree, policies = resolve(rules, kind), rules.policies
    rounding = policies.rounding.value.rounding
    found: dict[str, set[Fraction]] = {node.item.key: set() for node in nodes(tree)}
    indexes = set()
    for sheet in sheets(rules, kind):
        for line in each_line(sheet.lines):
            found[line.item.key].add(line.least)
        found["total"].add(sheet.total.least)
        index = sheet.index.least
        indexes.add(rounding.apply(index) if policies.band_on.value == "published" else index)

    for node in nodes(tree):
        spans = attainable(node, rounding)
        assert in_order(spans)
        if policies.above_max.value == "allow" or node is not tree:
            assert all(holds(spans, value) for value in found[node.item.key])
            assert policies.above_max.value == "refuse" or ends(spans) <= found[node.item.key]
    spans = index_spans(rules, tree)
    assert in_order(spans)
    assert all(holds(spans, value) for value in indexes)
    assert policies.above_max.value == "refuse" or ends(spans) <= indexes


# Facts that a page can state


def points_of(scale: Plain, maximum: str = "10", **more: Any) -> Spans:
    """Return the attainable points of one leaf below a root."""
    rules = ruleset(top(item("plan", maximum, scale=scale, **more), maximum=maximum))
    return attainable(resolve(rules, "department").nodes[0], PUBLICATION)


def paid(*points: str) -> list[Plain]:
    """Return plain levels, ticks or kinds of fault with these points."""
    return [item(f"p{index}", None, points=each) for index, each in enumerate(points)]


def single(*values: Fraction | int) -> Spans:
    """Return single points as spans."""
    return tuple((Fraction(value), Fraction(value)) for value in values)


@pytest.mark.parametrize(
    ("scale", "wanted"),
    [
        ({"method": "levels", "levels": paid("10", "4")}, single(0, 4, 10)),
        ({"method": "checklist", "ticks": paid("3", "7")}, single(0, 3, 7, 10)),
        ({"method": "count", "each": "4"}, single(0, 4, 8, 10)),
        ({"method": "deduction", "kinds": paid("4", "5")}, single(0, 1, 2, 5, 6, 10)),
        (DIRECT | {"grid": "4"}, single(0, 4, 8)),
        (DIRECT, ((Fraction(0), Fraction(10)),)),
        ({"method": "ratio", "zero_below": "0.7"}, ((Fraction(0), Fraction(0)), (Fraction(7), Fraction(10)))),
        ({"method": "ratio", "zero_below": "0.9", "full_at": "0.8"}, single(0, 10)),
    ],
)  # fmt: skip
def test_what_one_leaf_can_come_to(scale: Plain, wanted: Spans) -> None:
    """The points of each scale; 0 is always among them, for evidence can be refused."""
    assert points_of(scale) == wanted
    if scale["method"] != "deduction":
        assert points_of(scale, role="penalty") == tuple((-high, -low) for low, high in reversed(wanted))


def graded(key: str, maximum: str, *points: str, **more: Any) -> Plain:
    """Return a plain leaf that gives one of these points."""
    return item(key, maximum, scale={"method": "levels", "levels": paid(*points)}, **more)


THIRD = Fraction(200, 3)


@pytest.mark.parametrize(
    ("root", "policies", "wanted"),
    [
        (top(graded("a", "10", "10", "4")), {}, (0, 40, 100)),
        (top(graded("a", "3", "3", "2"), maximum="3"), {}, (0, THIRD, 100)),
        (
            top(graded("a", "3", "3", "2"), maximum="3"),
            {"band_on": "published"},
            (0, Fraction(6667, 100), 100),
        ),
        (top(graded("a", "4", "4", "2"), rescale="true"), {}, (0, 50, 100)),
        (
            top(graded("a", "5", "5"), item("g", "5", rescale="true", items=[graded("b", "2", "2", "1")])),
            {},
            (0, 25, 50, 75, 100),
        ),
        (
            top(item("a", None, scale=DIRECT | {"grid": "5"}), graded("b", "4", "4"), cap="10"),
            {},
            (0, 40, 50, 90, 100),
        ),
        (top(graded("a", "10", "10"), graded("b", "1", "1", role="bonus")), {}, (0, 10, 100, 110)),
        (
            top(graded("a", "10", "10"), graded("b", "1", "1", role="bonus")),
            {"above_max": "cap"},
            (0, 10, 100),
        ),
        (top(graded("a", "10", "10"), graded("b", "1", "1", role="penalty")), {}, (0, 90, 100)),
        (
            top(
                graded("a", "10", "10", applies_to=["department"]),
                graded("b", "10", "10", applies_to=["district"]),
            ),
            {},
            (0, 100),
        ),
    ],
)
def test_the_index_of_a_small_tree(root: Plain, policies: Plain, wanted: tuple[Fraction | int, ...]) -> None:
    """The index is in percent of what counts: rescaled, open below a cap, capped at 100, published."""
    rules = ruleset(root, **policies)

    assert index_spans(rules, resolve(rules, "department")) == single(*wanted)


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, (0, 3)),
        ({"floor": "1"}, (1, 3)),
        ({"floor": "4"}, (4,)),
        ({"cap": "2"}, (0, 2)),
        ({"floor": "1", "cap": "2"}, (1, 2)),
        ({"role": "penalty"}, (-3, 0)),
        ({"role": "penalty", "floor": "-2"}, (-2, 0)),
        ({"role": "penalty", "max": "1"}, (-1, 0)),
    ],
)
def test_floor_and_cap_bound_what_a_group_comes_to(more: Plain, wanted: tuple[int, ...]) -> None:
    """A floor lifts every sum below it, even all of them; a cap lowers; a penalty never passes its max."""
    rules = ruleset(top(item("g", "5", items=[graded("a", "3", "3")]) | more, maximum="5"))

    assert attainable(resolve(rules, "department").nodes[0], PUBLICATION) == single(*wanted)


def test_what_does_not_apply_comes_to_nothing() -> None:
    """An item of another kind of unit is worth 0, whatever its floor says."""
    other = item("field", "4", items=[item("visits", "4", scale=DIRECT)], applies_to=["district"])
    rules = ruleset(top(item("plan", "10", scale=DIRECT, applies_to=["department"]), other, maximum="10"))
    tree = resolve(rules, "department")

    assert attainable(tree.nodes[1], PUBLICATION) == single(0)


@pytest.mark.parametrize("tree", [{"applies_to": ["district"]}, {"rescale": "true"}])
def test_where_nothing_counts_there_is_no_index(tree: Plain) -> None:
    """When no item counts for a kind of unit its index is 0 and nothing is divided by 0."""
    plan = item("plan", "10", scale=DIRECT, **({"role": "bonus"} if "rescale" in tree else {}))
    rules = ruleset(top(plan, **tree))

    assert index_spans(rules, resolve(rules, "department")) == single(0)


def test_a_bonus_alone_rescales_to_nothing() -> None:
    """A rescaled group whose items count for nothing comes to 0, as it does when it is scored."""
    rules = ruleset(
        top(
            item("plan", "10", scale=DIRECT),
            item(
                "g", "5", rescale="true", cap="none", items=[item("ideas", "5", role="bonus", scale=DIRECT)]
            ),
        )
    )

    assert attainable(resolve(rules, "department").nodes[1], PUBLICATION) == single(0)


# Sets too large to list


@pytest.mark.parametrize(
    "scale",
    [
        {"method": "count", "each": "0.000001"},
        {
            "method": "deduction",
            "kinds": [item("a", None, points="0.000001"), item("b", None, points="0.000003")],
        },
        DIRECT | {"grid": "0.000001"},
        {"method": "checklist", "ticks": [item(f"t{i}", None, points=f"{2**i}") for i in range(40)]},
    ],
)
def test_a_scale_of_a_million_points_is_one_span(scale: Plain) -> None:
    """Points too many to list become one span from the least to the most: no ruleset makes a check hang."""
    maximum = str(2**40 - 1)

    assert points_of(scale, maximum) == ((Fraction(0), Fraction(2**40 - 1)),)


def test_a_grid_that_misses_the_max_misses_it_in_one_span_too() -> None:
    """The most that a fine grid gives is its last multiple, not the max."""
    assert points_of(DIRECT | {"grid": "0.0003"}, "10") == ((Fraction(0), Fraction(99999, 10000)),)


def test_a_sum_of_too_many_pairs_is_one_span(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two sets have too many pairs to add, the sum is told from its least to its most."""
    rules = ruleset(
        top(item("a", "5", scale=DIRECT | {"grid": "1"}), item("b", "5", scale=DIRECT | {"grid": "5"}))
    )
    tree = resolve(rules, "department")
    exact = attainable.__wrapped__(tree, PUBLICATION)
    monkeypatch.setattr(lattice, "_PAIRS", 11)

    assert exact == single(*range(11))
    assert attainable.__wrapped__(tree, PUBLICATION) == ((Fraction(0), Fraction(10)),)


# What a search of whole assessments found


def test_a_leaf_without_a_max_counts_its_bound() -> None:
    """Below a rescaled item a leaf without a max counts the cap above it, as it is scored."""
    open_leaf = item("o", None, scale=DIRECT, not_applicable="zero")
    rules = ruleset(top(item("g", "5", cap="5", rescale="true", items=[open_leaf]), maximum="5"))
    assert attainable(resolve(rules, "department"), PUBLICATION) == ((ZERO, Fraction(5)),)


def test_a_step_that_holds_no_whole_number_gives_no_points() -> None:
    """Between 4.25 and 4.5 lies no count, so its points are not attained."""
    steps = [{"from": "4.5", "points": "3"}, {"from": "4.25", "points": "2"}, {"from": "0", "points": "1"}]
    rules = ruleset(
        top(item("a", "3", scale={"method": "steps", "of": "count", "steps": steps}), maximum="3")
    )
    assert attainable(resolve(rules, "department"), PUBLICATION) == tuple(
        (Fraction(each), Fraction(each)) for each in (0, 1, 3)
    )
