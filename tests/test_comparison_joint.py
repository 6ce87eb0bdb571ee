"""Two rulesets at once, against brute force: every combination of answers, scored under both."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parindex import AssessmentError
from parindex.analysis.options import Option
from parindex.comparison import cells, joint, shared
from parindex.comparison.cells import (
    Cell,
    Cells,
    add,
    between,
    box,
    capped,
    clip,
    floored,
    point,
    rounded,
    scaled,
)
from parindex.comparison.crossing import crossings
from parindex.comparison.example import assessment_of
from parindex.comparison.joint import Joint
from parindex.comparison.shared import tried
from parindex.exact import ROUNDING_MODES, Rounding
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score

Plain = dict[str, Any]
NAME = {"vi": "Tên", "en": "Name"}
POLICIES: Plain = {
    "rounding": {"digits": "2", "mode": "half-up", "at": ["publication"]},
    "band_on": "exact",
    "rank": {"on": "exact", "ties": "dense"},
    "not_applicable": "forbid",
    "missing": "refuse",
    "above_max": "allow",
}


def ruleset(root: Plain, *floors: str, **policies: Any) -> Ruleset:
    """Return a ruleset of a root, with a band from each floor and one from 0."""
    edges = [*floors, "0"]
    bands = [{"key": f"b{edge}".replace(".", "-"), "name": NAME, "from": edge} for edge in edges]
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
            "units": {"kinds": [{"key": "so", "name": NAME}]},
            "periods": [{"key": "year", "from": "2024-01-01", "to": "2024-12-31"}],
            "score": root,
            "bands": [bands[0] | {"to": "1000"}, *bands[1:]],
            "policies": {
                key: {"value": value, "assumed": "-"} for key, value in (POLICIES | policies).items()
            },
        }
    )


def item(key: str, maximum: str, **more: Any) -> Plain:
    """Return a plain item."""
    return {"key": key, "name": NAME, "max": maximum, **more}


def graded(key: str, maximum: str, *points: str, **more: Any) -> Plain:
    """Return a plain leaf whose levels give these points."""
    levels = [{"key": f"l{at}", "name": NAME, "points": each} for at, each in enumerate(points)]
    return item(key, maximum, scale={"method": "levels", "levels": levels}, **more)


# Small rulesets, and what may change in them

QUARTERS = st.integers(0, 12).map(lambda part: f"{part * 25 / 100:g}")
GRADES = st.lists(QUARTERS, min_size=2, max_size=3)


@st.composite
def roots(draw: st.DrawFn) -> Plain:
    """Draw a root of a leaf, a group of two, and a bonus or a penalty."""
    below = [graded("a", "3", *draw(GRADES)), graded("b", "3", *draw(GRADES))]
    group = item("g", "6", items=below, cap=draw(st.sampled_from(["none", "4", "2.5"])))
    if draw(st.booleans()):
        group |= {"rescale": "true", "max": draw(st.sampled_from(["4", "9"]))}
    if draw(st.booleans()):
        group["floor"] = "1"
    role = draw(st.sampled_from(["criterion", "bonus", "penalty"]))
    extra = graded("x", "3", *draw(GRADES), **({} if role == "criterion" else {"role": role}))
    return item("total", "9", items=[graded("c", "3", *draw(GRADES)), group, extra], cap="none")


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Ruleset, Ruleset]:
    """Draw two rulesets of the same items: two fields of them may differ."""
    policies: Plain = {
        "above_max": draw(st.sampled_from(["allow", "cap", "refuse"])),
        "band_on": draw(st.sampled_from(["exact", "published"])),
        "rounding": {
            "digits": "1",
            "mode": draw(st.sampled_from(ROUNDING_MODES)),
            "at": draw(st.sampled_from([["publication"], ["publication", "leaf"], ["publication", "g"]])),
        },
    }
    root, floors = draw(roots()), ["80", "50"]
    old = ruleset(root, *floors, **policies)
    other, more = draw(roots()), dict(policies)
    kept = {each["key"]: each for each in root["items"]}
    changed = draw(st.sampled_from(["c", "g", "x", "bands", "above_max", "rounding", "moved", "gone"]))
    if changed in kept:
        kept[changed] = next(each for each in other["items"] if each["key"] == changed)
    elif changed == "bands":
        floors = ["75", "50"]
    elif changed == "above_max":
        more["above_max"] = "cap"
    elif changed == "rounding":
        more["rounding"] = {"digits": "0", "mode": "up", "at": ["publication", "g", "total"]}
    elif changed == "moved":
        moved = kept.pop("c")
        kept["g"] = kept["g"] | {"items": [*kept["g"]["items"], moved]}
    else:
        kept.pop("c")
    return old, ruleset(root | {"items": [*kept.values()]}, *floors, **more)


def nodes(node: Node) -> Iterator[Node]:
    """Visit a node and everything below it."""
    yield node
    for child in node.nodes:
        yield from nodes(child)


def both(old: Ruleset, new: Ruleset) -> Iterator[tuple[ScoreSheet, ScoreSheet]]:
    """Score every combination of answers that both rulesets read; a leaf of one side alone has any answer."""
    sides = [{leaf.item.key: leaf for leaf in leaves(resolve(rules, "so"))} for rules in (old, new)]
    keys = [*dict.fromkeys([*sides[0], *sides[1]])]
    choices = []
    for key in keys:
        first = sides[0].get(key) or sides[1][key]
        choices.append(tried(first, sides[1].get(key) or first))
    for chosen in product(*choices):
        said = {key: Option(Fraction(0), met.observation) for key, met in zip(keys, chosen, strict=True)}
        answered = [
            assessment_of(rules, "so", {key: said[key] for key in side})
            for rules, side in zip((old, new), sides, strict=True)
        ]
        try:
            yield score(old, answered[0], trace=False), score(new, answered[1], trace=False)
        except AssessmentError as error:
            assert [each.code for each in error.problems] == ["E-ABOVE"]  # noqa: PT017 (refused by one)


def holds(some: Cells, x: Fraction, y: Fraction) -> bool:
    """Tell whether some cell holds a pair."""
    return any(clip(cell, (x, x), (y, y)) is not None for cell in some)


def missed(old: Ruleset, new: Ruleset) -> list[tuple[Fraction, Fraction]]:
    """Return the pairs of totals that units have and the joint set has not."""
    found = Joint(old, new, "so")
    here = found.cells(found.root)
    maxima = (found.one.applicable_max(found.one.tree), found.two.applicable_max(found.two.tree))
    totals = {
        # Where an index is lowered to 100 percent, so is the total that stands for it.
        (one.index.least * maxima[0] / 100, two.index.least * maxima[1] / 100)
        for one, two in both(old, new)
    }
    return [(x, y) for x, y in totals if not holds(here, x, y)]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pairs())
def test_the_joint_set_holds_every_pair_of_totals(pair: tuple[Ruleset, Ruleset]) -> None:
    """Whatever a unit answers, its two totals are in the set; where no two bands meet, it has one band."""
    assert not missed(*pair)
    if not crossings(Joint(*pair, "so")):
        for one, two in both(*pair):
            assert (one.band and one.band.key) == (two.band and two.band.key)


def test_a_cap_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A joint set that forgets the newer cap misses a unit's totals, which this test would show."""
    root = item("total", "3", items=[item("g", "3", items=[graded("a", "3", "3", "0")])], cap="none")
    other = root | {"items": [root["items"][0] | {"cap": "2"}]}
    old, new = ruleset(root, "80"), ruleset(other, "80")

    assert not missed(old, new)
    assert len(crossings(Joint(old, new, "so"))) == 1

    monkeypatch.setattr(joint, "_limited", lambda some, _floor, _cap: some)
    assert missed(old, new) == [(Fraction(3), Fraction(2))]
    assert not crossings(Joint(old, new, "so"))


def test_a_span_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sum that loses a cell of a changed leaf misses a unit's totals, which this test would show."""
    old = ruleset(item("total", "3", items=[graded("a", "3", "3", "1", "0")]), "80")
    new = ruleset(item("total", "3", items=[graded("a", "3", "3", "2", "0")]), "80")
    assert not missed(old, new)

    whole = shared.meet
    monkeypatch.setattr(joint, "meet", lambda one, two: (whole(one, two) or ())[:1])
    assert missed(old, new)


def test_an_item_that_moved_between_open_groups_has_not_changed() -> None:
    """A leaf that goes from one group to another, neither of which limits anything, changes no total."""
    a, b = graded("a", "3", "3", "0"), graded("b", "3", "3", "1")
    old = item(
        "total", "6", items=[item("g", "6", items=[a, b]), item("h", "3", items=[graded("c", "3", "3")])]
    )
    new = item(
        "total", "6", items=[item("g", "6", items=[a]), item("h", "3", items=[graded("c", "3", "3"), b])]
    )
    found = Joint(ruleset(old, "80"), ruleset(new, "80"), "so")

    assert all(cell.d0 == cell.d1 == 0 for cell in found.cells(found.root))
    assert not crossings(found)


# Cells

FIGURES = st.integers(-12, 12).map(lambda part: Fraction(part, 4))


@st.composite
def hexagons(draw: st.DrawFn) -> Cell:
    """Draw a cell: a box, perhaps with its corners cut."""
    xs, ys = (sorted((draw(FIGURES), draw(FIGURES))) for _ in range(2))
    whole = box((xs[0], xs[1]), (ys[0], ys[1]))
    middle = (whole.d0 + whole.d1) / 2
    cut = clip(whole._replace(d0=middle - draw(FIGURES) ** 2, d1=middle + draw(FIGURES) ** 2))
    return cut or whole


def inside(cell: Cell) -> Iterator[tuple[Fraction, Fraction]]:
    """Give pairs of a cell: its corners, and the middle of them."""
    corners = [*cells._corners(cell)]
    yield from corners
    yield (sum(x for x, _ in corners) / Fraction(8), sum(y for _, y in corners) / Fraction(8))


@given(hexagons(), hexagons(), FIGURES, st.sampled_from(ROUNDING_MODES), st.sampled_from(ROUNDING_MODES))
def test_what_is_done_to_a_cell_is_done_to_each_pair(
    cell: Cell, other: Cell, limit: Fraction, mode: Any, second: Any
) -> None:
    """Sum, floor, cap, rescale and rounding of a cell hold that of every pair in it."""
    one, two = Rounding(0, mode), Rounding(0, second)
    for x, y in inside(cell):
        assert holds((cell,), x, y)
        assert holds(floored((cell,), limit), max(x, limit), y)
        assert holds(capped((cell,), limit), min(x, limit), y)
        assert holds(scaled((cell,), Fraction(2), Fraction(2)), 2 * x, 2 * y)
        assert holds(scaled((cell,), Fraction(1, 2), Fraction(3)), x / 2, 3 * y)
        for pair in ((one, one), (one, two), (one, None), (None, two)):
            done = [how.apply(each) if how else each for how, each in zip(pair, (x, y), strict=True)]
            assert holds(rounded((cell,), *pair), done[0], done[1])
        for a, b in inside(other):
            assert holds(add((cell,), (other,)), x + a, y + b)


def test_a_line_is_cut_only_where_it_slants() -> None:
    """Level, upright and even lines are one cell; a slant is cut, and no pair of it is lost."""
    nil = Fraction(0)
    assert len(between((nil, nil), (Fraction(2), Fraction(2)))) == 1
    assert len(between((nil, nil), (nil, Fraction(2)))) == 1
    slant = between((nil, nil), (Fraction(2), Fraction(1)))
    assert len(slant) > 1
    assert holds(slant, Fraction(2, 3), Fraction(1, 3))


def test_more_cells_than_are_kept_apart_hold_every_pair() -> None:
    """Made coarse, a set is smaller in number, and has lost nothing."""
    level = tuple(point(Fraction(at * at), Fraction(at * at) + at % 7) for at in range(500))
    slant = tuple(Cell(*(Fraction(end) for end in (at, at + 2, 0, 1, -at - 2, 1 - at))) for at in range(500))
    for some in (level, slant, tuple(point(Fraction(at), Fraction(at * at)) for at in range(500))):
        coarse = add(some, (point(Fraction(0), Fraction(0)),))
        assert len(coarse) < len(some)
        assert all(holds(coarse, cell.x0, cell.y0 if cell.x0 == cell.x1 else cell.y1) for cell in some)


def test_a_total_above_the_max_is_lowered_or_refused() -> None:
    """The same items under another policy for what is above the max: the sets end at the max."""
    root = item("total", "2", items=[graded("a", "2", "2", "0"), graded("x", "1", "1", "0", role="bonus")])
    sides = {policy: ruleset(root, "50", above_max=policy) for policy in ("allow", "cap", "refuse")}
    ends: dict[str, Any] = {}
    for policy, rules in sides.items():
        assert not missed(sides["allow"], rules)
        found = Joint(sides["allow"], rules, "so")
        ends[policy] = max((cell.x1, cell.y1) for cell in found.cells(found.root))
    assert ends == {"allow": (3, 3), "cap": (3, 2), "refuse": (2, 2)}
