"""What is shown of a change was scored by the engine under both rules; what is proven holds of every unit."""

from __future__ import annotations

import os
from fractions import Fraction
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_comparison_joint import both, graded, item, pairs, ruleset

from parindex.assessment import Assessment
from parindex.comparison import joint as joint_room
from parindex.comparison import witness as room
from parindex.comparison.difference import Difference, diff
from parindex.comparison.groups import grouped, renamed, vary
from parindex.comparison.strays import strays
from parindex.comparison.witness import Witness, witnesses
from parindex.errors import AssessmentError, UsageError
from parindex.ruleset.catalog import load
from parindex.ruleset.model import Ruleset, walk
from parindex.ruleset.tree import resolve
from parindex.scales import LevelsScale
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score
from parindex.testing.strategies import rulesets

Plain = dict[str, Any]
DEPARTMENT = ("example/department@2023", "example/department@2024")
PAIRS = [
    ("ha-noi/departments@2023", "ha-noi/departments@2024"),
    ("ha-noi/departments@2024", "ha-noi/departments@2025"),
    ("ha-noi/districts@2023", "ha-noi/districts@2024"),
    ("national/ministries@2013", "national/ministries@2014"),
    ("national/ministries@2014", "national/ministries@2023"),
    ("national/ministries@2021", "national/ministries@2022"),
    ("national/provinces@2014", "national/provinces@2021"),
    ("national/provinces@2022", "national/provinces@2014"),
]


@lru_cache(maxsize=4)
def shown(old: str, new: str) -> tuple[Difference, tuple[Witness, ...]]:
    """Return the difference of two shipped rulesets, and what is shown of it."""
    difference = diff(load(old), load(new))
    return difference, witnesses(difference)


def one(old: Ruleset, new: Ruleset) -> Witness:
    """Return what is shown of the only change."""
    (found,) = witnesses(diff(old, new))
    return found


def sheet(rules: Ruleset, assessment: Assessment | None) -> ScoreSheet | None:
    """Score, or return nothing where the rules refuse what is said."""
    assert assessment is not None
    try:
        return score(rules, assessment)
    except AssessmentError:
        return None


def points(rules: Ruleset, assessment: Assessment | None, key: str) -> Fraction | None:
    """Return the points of an item, or of the whole; nothing where it is refused, open or not there."""
    found = sheet(rules, assessment)
    if found is None:
        return None
    try:
        figure = found.total if key == rules.score.key else found.line(key).figure(found.total.rounding)
    except KeyError:
        return None
    return None if figure.open else figure.least


def check(difference: Difference, found: Witness) -> None:
    """Score what is shown again, under the older rules and under those with the change."""
    base = renamed(difference)
    group = next(each for each in grouped(difference) if each.changes == found.changes)
    varied = vary(base, group)
    assert found.alone == (varied is not None)
    varied = varied or difference.new
    if found.points.outcome == "differs":
        before = points(base, found.points.old, found.points.item)
        after = points(varied, found.points.new, found.points.item)
        assert before != after
        assert (before, after) == (found.points.old_points, found.points.new_points)
    if found.band == "differs":
        sheets = [sheet(base, found.example), sheet(varied, found.varied_example)]
        complete = [each for each in sheets if each is not None and each.complete]
        assert [each.total.least for each in complete] == [found.old_points, found.new_points]
        assert [each.band.key if each.band else None for each in complete] == [found.old_band, found.new_band]
        assert found.old_band != found.new_band
    else:
        assert found.example is None


@pytest.mark.parametrize(
    "pair", [*PAIRS, *([DEPARTMENT[::-1]] if os.environ.get("PARINDEX_THOROUGH") else [])]
)
def test_what_is_shown_of_shipped_rulesets_differs(pair: tuple[str, str]) -> None:
    """Each change of each shipped pair: the engine gives the two results shown."""
    difference, found = shown(*pair)
    assert sum(len(each.changes) for each in found) == len(difference.rules)
    for each in found:
        check(difference, each)


def test_nothing_of_the_example_is_left_undecided() -> None:
    """Of 33 changes, 25 move some unit's band, 7 move none, and one is about ranks; what is shown differs."""
    difference, found = shown(*DEPARTMENT)
    for each in found:
        check(difference, each)
    outcomes = [each.band for each in found]
    assert {each: outcomes.count(each) for each in outcomes} == {
        "differs": 25,
        "needs-league": 1,
        "same-proven": 7,
    }
    assert all(each.alone and each.points.outcome != "undecided" for each in found)


def test_a_leaf_is_shown_by_one_entry() -> None:
    """A plan issued 6 days late lost half of its points in 2023, and loses all of them in 2024."""
    found = next(each for each in shown(*DEPARTMENT)[1] if each.thing == "plan-issued").points
    assert found.old is not None
    assert found.old == found.new
    ((key, entry),) = found.old.stages["final"].entries.items()
    assert (key, entry.value) == ("plan-issued", Fraction(6))
    assert (found.old_points, found.new_points, found.shared) == (Fraction(1, 2), Fraction(0), True)


def test_a_floor_of_a_band_that_rises() -> None:
    """From 65 to 70 percent: a unit with 65 or more, and less than 70, is one class lower than before."""
    found = next(each for each in shown(*DEPARTMENT)[1] if each.thing == "bands")
    assert [(each.at, each.field, each.old, each.new) for each in found.changes] == [
        ("trung-binh", "from", "65", "70")
    ]
    assert found.points.outcome == "same-proven"
    assert found.example == found.varied_example
    assert found.old_points is not None
    assert found.old_points == found.new_points
    assert 65 <= found.old_points < 70
    assert (found.old_band, found.new_band) == ("trung-binh", "yeu")


def test_a_bonus_that_no_longer_stops_at_the_cap() -> None:
    """With the cap of 70 gone, the bonus of 3 points lifts the appraisal to 73."""
    found = next(each for each in shown(*DEPARTMENT)[1] if each.thing == "appraisal")
    assert (found.points.old_points, found.points.new_points) == (Fraction(70), Fraction(73))
    assert found.band == "differs"


# One change each, in rulesets that fit on a page

ROOT = item("total", "4", items=[graded("a", "2", "2", "1", "0"), graded("b", "2", "2", "0")], cap="none")
TWO = Fraction(2)
RANKS = {"on": "exact", "ties": "competition"}
BONUS = graded("x", "1", "1", "0", role="bonus")


def test_a_cap_that_never_bites() -> None:
    """A cap at what the items add up to changes nothing, and that is proven."""
    found = one(ruleset(ROOT, "50"), ruleset(ROOT | {"cap": "4"}, "50"))
    assert (found.points.outcome, found.band) == ("same-proven", "same-proven")


def test_levels_that_have_nothing_in_common() -> None:
    """Where no observation fits both scales, each side has one of its own."""
    other = item("a", "2", scale={"method": "count", "each": "2"})
    found = one(ruleset(ROOT, "50"), ruleset(ROOT | {"items": [other, ROOT["items"][1]]}, "50"))
    assert found.points.outcome == "no-common"
    levels = [{"key": "good", "name": ROOT["name"], "points": "1"}]
    scale = {"method": "levels", "levels": levels}
    found = one(
        ruleset(ROOT, "50"),
        ruleset(ROOT | {"items": [item("a", "2", scale=scale), ROOT["items"][1]]}, "50"),
    )
    assert (found.points.old_points, found.points.new_points, found.points.shared) == (TWO, TWO / 2, False)
    assert found.points.outcome == "no-common"


@pytest.mark.parametrize(
    ("policy", "old", "new", "outcomes"),
    [
        (
            "rank",
            {"on": "exact", "ties": "dense"},
            {"on": "exact", "ties": "competition"},
            ("needs-league",) * 2,
        ),
        ("missing", "refuse", "zero", ("differs", "undecided")),
        ("above_max", "allow", "cap", ("differs", "same-proven")),
        ("above_max", "allow", "refuse", ("differs", "same-proven")),
        ("above_max", "cap", "refuse", ("differs", "same-proven")),
        ("not_applicable", "forbid", "zero", ("differs", "same-proven")),
        ("not_applicable", "zero", "full", ("differs", "undecided")),
        ("band_on", "exact", "published", ("same-proven", "same-proven")),
    ],
)
def test_each_policy(policy: str, old: Any, new: Any, outcomes: tuple[str, str]) -> None:
    """A policy shows where it bites: nothing said, a total above the max, an item that does not apply."""
    root = ROOT | {"items": [*ROOT["items"], BONUS]}
    found = one(ruleset(root, "10", **{policy: old}), ruleset(root, "10", **{policy: new}))
    assert found.thing == policy
    assert found.points.outcome == outcomes[0]
    assert found.band in {outcomes[1], "differs"}


def test_a_band_that_published_figures_reach() -> None:
    """49.995 percent is published as 50.00: read on the published figure, the unit is in the higher band."""
    root = item("total", "1", items=[item("a", "1", scale={"method": "direct"})])
    found = one(ruleset(root, "50"), ruleset(root, "50", band_on="published"))
    assert (found.band, found.old_band, found.new_band) == ("differs", "b0", "b50")
    assert found.old_points is not None
    assert Fraction("0.49995") <= found.old_points < Fraction("0.5")


def test_an_item_left_out_instead_of_given_in_full() -> None:
    """What moves a band only when an item does not apply is found with that item declared."""
    old = ROOT | {"items": [ROOT["items"][0], ROOT["items"][1] | {"not_applicable": "full"}]}
    new = ROOT | {"items": [ROOT["items"][0], ROOT["items"][1] | {"not_applicable": "exclude"}]}
    found = one(ruleset(old, "60"), ruleset(new, "60"))
    assert found.example is not None
    assert found.example.stages["final"].entries["b"].state == "not-applicable"
    assert (found.points.old_points, found.points.new_points) == (TWO, Fraction(0))


def test_no_bands_and_a_kind_that_is_unknown() -> None:
    """Without bands there is nothing to move; a kind of unit that the rules do not have is refused."""
    without = ruleset(ROOT, "50").model_copy(update={"bands": ()})
    found = one(without, without.model_copy(update={"score": ruleset(ROOT | {"cap": "3"}, "50").score}))
    assert (found.points.outcome, found.band) == ("differs", "no-bands")
    with pytest.raises(UsageError, match="ward"):
        witnesses(diff(without, without), "ward")


def test_a_search_that_finds_nothing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no observation is found and no proof either, the outcome is undecided, not a guess."""
    monkeypatch.setattr(room, "_ASKED", 0)
    found = one(ruleset(ROOT, "60"), ruleset(ROOT | {"cap": "2"}, "60"))
    assert (found.points.outcome, found.band) == ("undecided", "undecided")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pairs())
def test_brute_force_agrees(pair: tuple[Ruleset, Ruleset]) -> None:
    """Of small rulesets each answer is tried: the same band is proven exactly where each unit keeps it.

    Where a leaf has more or fewer answers than before, it may be that nothing is said.
    """
    difference = diff(*pair)
    found = witnesses(difference)
    for each in found:
        check(difference, each)
    if len(found) != 1 or not found[0].alone:
        return
    bands = {(one.band and one.band.key, two.band and two.band.key) for one, two in both(*pair)}
    moves = any(before != after for before, after in bands)
    answers = [
        {each.key: [level.key for level in each.scale.levels]}
        for rules in pair
        for each, _ in walk(rules.score)
        if isinstance(each.scale, LevelsScale)
    ]
    same = answers[: len(answers) // 2] == answers[len(answers) // 2 :]
    assert found[0].band in ({"differs"} if moves else {"same-proven"} | (set() if same else {"undecided"}))


@st.composite
def edited(draw: st.DrawFn) -> tuple[Ruleset, Ruleset]:
    """Draw a ruleset, and the same with one field edited."""
    old = draw(rulesets())
    tree = old.plain()
    fields: list[tuple[Plain, str, str]] = []
    waiting: list[Plain] = [tree["score"]]
    while waiting:
        here = waiting.pop()
        waiting += here.get("items", [])
        fields += [(here, "max", "3.5")] if "max" in here else []
        fields += [(here, "cap", "2")] if "items" in here else [(here, "not_applicable", "zero")]
        scale = here.get("scale", {})
        for name in ("levels", "ticks", "kinds"):
            fields += [(part, "points", "0.5") for part in scale.get(name, [])]
        fields += [(scale, "full_at", "0.5")] if scale.get("method") == "ratio" else []
        fields += [(scale, "each", "0.3")] if scale.get("method") == "count" else []
    fields += [(band, "from", "42.5") for band in tree.get("bands", [])[:1]]
    fields += [(tree["policies"]["band_on"], "value", "published")]
    holder, name, value = draw(st.sampled_from(fields))
    assume(holder.get(name) != value)
    holder[name] = value
    return old, Ruleset.model_validate(tree)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edited())
def test_any_field_edited(pair: tuple[Ruleset, Ruleset]) -> None:
    """One field of any ruleset: what is shown differs, for each kind of unit."""
    difference = diff(*pair)
    for kind in pair[0].units.kinds:
        for each in witnesses(difference, kind.key):
            check(difference, each)


# What a stranger's review found

IN_FULL = graded("p", "90", "90", "0")


def levels(maximum: str, **points: str) -> Plain:
    """Return a plain leaf `q` with named levels."""
    named = [{"key": key, "name": ROOT["name"], "points": each} for key, each in points.items()]
    return item("q", maximum, scale={"method": "levels", "levels": named})


def scored(leaf: Plain, **policies: Any) -> Ruleset:
    """Return a ruleset of 100 points with a leaf `q` beside one of 90 points."""
    return ruleset(item("total", "100", items=[IN_FULL, leaf], cap="none"), "95", **policies)


def test_an_answer_that_one_side_alone_reads_is_never_proven_harmless() -> None:
    """A best answer of 10 points is added to one of 5: a unit with 87 points may come to 92, band A."""
    marks = item("p", "90", scale={"method": "direct", "grid": "1"})
    old, new = (
        ruleset(item("total", "100", items=[marks, leaf], cap="none"), "90")
        for leaf in (levels("10", hi="5", no="0"), levels("10", top="10", hi="5", no="0"))
    )
    for pair in ((old, new), (new, old)):
        found = one(*pair)
        assert (found.points.outcome, found.points.shared, found.band) == ("differs", False, "undecided")


def test_an_answer_added_between_two_leaves_the_points_open() -> None:
    """What both scales read gives equal points; what stood where the new answer is, nobody knows."""
    found = one(scored(levels("10", hi="10", no="0")), scored(levels("10", hi="10", mid="3", no="0")))
    assert (found.points.outcome, found.band) == ("undecided", "undecided")


FAULTS = [{"key": key, "name": ROOT["name"], "points": "2"} for key in "ab"]
OPTIONS = [{"key": key, "name": ROOT["name"], "share": each} for key, each in (("a", "1"), ("b", "0"))]
SURVEY = {"groups": [{"key": "all", "name": ROOT["name"], "weight": "1"}]}
SCALES: list[tuple[Plain, Plain]] = [
    ({"method": "checklist", "ticks": FAULTS}, {"method": "checklist", "ticks": FAULTS[:1]}),
    ({"method": "deduction", "kinds": FAULTS}, {"method": "deduction", "kinds": FAULTS[:1]}),
    ({"method": "ratio", "full_at": "1.5"}, {"method": "ratio"}),
    ({"method": "ratio"}, {"method": "steps", "of": "percent", "steps": [{"from": "0", "points": "1"}]}),
    ({"method": "direct"}, {"method": "direct", "grid": "1"}),
    (
        {"method": "survey", **SURVEY, "options": OPTIONS, "empty": "reweight"},
        {"method": "survey", **SURVEY, "options": OPTIONS},
    ),
    (
        {"method": "survey", **SURVEY, "options": OPTIONS},
        {"method": "survey", **SURVEY, "options": OPTIONS[:1]},
    ),
]


@pytest.mark.parametrize("pair", SCALES, ids=[f"{one_['method']}-{two['method']}" for one_, two in SCALES])
def test_each_scale_knows_what_the_other_does_not_read(pair: tuple[Plain, Plain]) -> None:
    """Ticks, faults, figures, marks and options that one side alone has give it points of its own."""
    one_, two = (resolve(scored(item("q", "10", scale=scale)), "so").nodes[1] for scale in pair)
    assert strays(one_, two) == ((Fraction(0), Fraction(10)),)
    assert strays(one_, one_) == ()


def test_a_mark_out_of_90_is_none_out_of_80() -> None:
    """A mark given directly means the same only between the same bounds, on the same grid."""
    direct = {"method": "direct"}
    found = one(scored(item("q", "10", scale=direct)), scored(item("q", "8", scale=direct)))
    assert (found.points.outcome, found.points.shared) == ("no-common", False)
    assert (found.points.old_points, found.points.new_points) == (Fraction(10), Fraction(8))


def renumbered(root: Plain, *concordance: tuple[list[str], list[str]]) -> Ruleset:
    """Return a newer ruleset that says which of its items are which of the older one."""
    tree = ruleset(root, "50").plain()
    said = [{"old": old, "new": new} for old, new in concordance]
    return Ruleset.model_validate(
        tree | {"id": "test/small@2025", "concordance": {"of": "test/small@2024", "items": said}}
    )


def total(*items: Plain) -> Plain:
    """Return a plain root."""
    return item("total", "100", items=[*items], cap="none")


def test_a_key_that_means_another_item_now_is_paired_with_none() -> None:
    """Item a goes on as b, and the older b is gone: each is shown for itself, and of b nothing is proven."""
    old = ruleset(total(graded("a", "10", "10", "0"), graded("b", "12", "12", "0")), "50")
    new = renumbered(total(graded("b", "12", "12", "0"), graded("c", "10", "10", "0")), (["a"], ["b"]))
    difference = diff(old, new)
    assert [each.key for each in renamed(difference).score.items] == ["b", "b-old"]
    found = witnesses(difference)
    assert [(each.thing, each.alone) for each in found] == [("b", True), ("c", True), ("b", False)]
    points = [(each.points.old_points, each.points.new_points) for each in found]
    assert points == [(Fraction(10), Fraction(12)), (None, Fraction(10)), (Fraction(12), None)]
    assert found[2].band == "undecided"
    for each in found:
        check(difference, each)


def test_the_parts_of_a_split_are_paired_with_none() -> None:
    """Item a is split into a and b: the newer a is not the older one, and nothing is proven of it."""
    old = ruleset(total(graded("a", "10", "10", "0")), "50")
    new = renumbered(total(graded("a", "10", "10", "0"), graded("b", "5", "5", "0")), (["a"], ["a", "b"]))
    difference = diff(old, new)
    found = witnesses(difference)
    assert [(each.thing, each.alone, each.band) for each in found if each.thing == "a"] == [
        ("a", False, "undecided")
    ]
    assert [each.key for each in renamed(difference).score.items] == ["a-old"]


def test_more_cells_than_are_worked_through_are_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change whose sets are too large ends without a word about it."""
    monkeypatch.setattr(joint_room, "_STEPS", 1)
    found = one(ruleset(ROOT, "60"), ruleset(ROOT | {"cap": "2"}, "60"))
    assert (found.points.outcome, found.band) == ("undecided", "undecided")


def test_any_count_is_read_by_every_count_scale() -> None:
    """A number of things is the same answer whatever each of them is worth."""
    one_, two = (
        resolve(scored(item("q", "10", scale={"method": "count", "each": each})), "so").nodes[1]
        for each in ("2", "3")
    )
    assert strays(one_, two) == ()
