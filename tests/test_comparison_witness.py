"""What is shown of a change was scored by the engine under both rules; what is proven holds of every unit."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_comparison_joint import both, graded, item, pairs, ruleset

from parindex.assessment import Assessment
from parindex.comparison import witness as room
from parindex.comparison.difference import Difference, diff
from parindex.comparison.groups import grouped, renamed, vary
from parindex.comparison.witness import Witness, witnesses
from parindex.errors import AssessmentError, UsageError
from parindex.ruleset.catalog import load
from parindex.ruleset.model import Ruleset
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
    assert base is not None
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
    "pair", [DEPARTMENT, pytest.param(DEPARTMENT[::-1], marks=pytest.mark.thorough), *PAIRS]
)
def test_what_is_shown_of_shipped_rulesets_differs(pair: tuple[str, str]) -> None:
    """Each change of each shipped pair: the engine gives the two results shown."""
    difference, found = shown(*pair)
    assert sum(len(each.changes) for each in found) == len(difference.rules)
    for each in found:
        check(difference, each)


def test_nothing_of_the_example_is_left_undecided() -> None:
    """Of 33 changes, 25 move some unit's band, 7 move none, and one is about ranks."""
    found = shown(*DEPARTMENT)[1]
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
        ("missing", "refuse", "zero", ("differs", "same-proven")),
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
    """Of small rulesets each answer is tried: the same band is proven exactly where each unit keeps it."""
    difference = diff(*pair)
    found = witnesses(difference)
    for each in found:
        check(difference, each)
    if len(found) != 1 or not found[0].alone:
        return
    bands = {(one.band and one.band.key, two.band and two.band.key) for one, two in both(*pair)}
    moves = any(before != after for before, after in bands)
    assert found[0].band == ("differs" if moves else "same-proven")


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
