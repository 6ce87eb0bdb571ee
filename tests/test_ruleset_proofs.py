"""Proofs about every shipped ruleset, for each kind of unit: bands, bounds, and that better is never worse.

The rules are read a third time, in logic, from the plain tree and the semantics page alone (`tests/proof`).
The engine must come to the same figures wherever that reading says that something happens.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from commands import SHIPPED
from promises import Reached
from proof import claims, terms
from proof.claims import Failure, variations
from proof.sheet import Case
from proof.witnesses import Witness, witnesses

import parindex
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet, each_line
from parindex.validation import validate

Plain = dict[str, Any]
Claim = Callable[[Case], Failure | None]

RULESETS = {name: parindex.load(name) for name in SHIPPED}
# Every kind of unit in long runs; else the last kind of each ruleset.
KINDS = [
    (name, kind.key)
    for name, found in RULESETS.items()
    for kind in (found.units.kinds if os.environ.get("PARINDEX_THOROUGH") else found.units.kinds[-1:])
]
BANDED = [(name, kind) for name, kind in KINDS if RULESETS[name].bands]
EXACT, PUBLISHED = "example/department@2023", "example/department@2024"  # by the figure of their bands
STRUCTURE = "national/ministries@2023"  # two leaves and four bands
DIVISIONS = "ha-noi/district-divisions@2019"  # its total is rescaled

each_kind = pytest.mark.parametrize(("name", "kind"), KINDS)
each_banded = pytest.mark.parametrize(("name", "kind"), BANDED)


PROVEN = "statements about a ruleset and a kind of unit, each proven"


def holds(claim: Claim, name: str, kind: str) -> int:
    """Prove a claim with everything observed, and with what can be left out left out; count the cases."""
    cases = [*variations(RULESETS[name].plain(), kind)]
    for case in cases:
        failure = claim(case)
        assert failure is None, str(failure)
    return len(cases)


# Proofs


@pytest.mark.promise("rulesets")
@each_kind
def test_the_points_of_a_leaf_lie_within_its_bounds(name: str, kind: str, reached: Reached) -> None:
    """Whatever is observed, a leaf has from 0 to its max, and a penalty from minus its max to 0."""
    failure = claims.leaves_within(Case(RULESETS[name].plain(), kind))
    assert failure is None, str(failure)
    reached(PROVEN, 1)


@pytest.mark.promise("rulesets")
@each_kind
def test_a_better_observation_is_worth_no_less(name: str, kind: str, reached: Reached) -> None:
    """More done, fewer faults, fewer days late, more ticks or better answers never lower a leaf's points."""
    failure = claims.better_leaves(Case(RULESETS[name].plain(), kind))
    assert failure is None, str(failure)
    reached(PROVEN, 1)


@pytest.mark.promise("rulesets")
@each_kind
def test_every_item_lies_within_its_bounds(name: str, kind: str, reached: Reached) -> None:
    """Each item keeps its floor and its cap, or else its max; total and index keep 0 to max and 100."""
    reached(PROVEN, holds(claims.items_within, name, kind))


@pytest.mark.promise("rulesets")
@each_banded
def test_exactly_one_band_holds_every_index(name: str, kind: str, reached: Reached) -> None:
    """Over every index that can be attained the bands have no gap and no overlap."""
    reached(PROVEN, holds(claims.one_band, name, kind))


@pytest.mark.promise("rulesets")
@each_kind
def test_a_unit_that_is_nowhere_worse_has_no_worse_result(name: str, kind: str, reached: Reached) -> None:
    """Where no leaf is worse and every state is the same, neither total nor index nor band falls."""
    reached(PROVEN, holds(claims.better_sheets, name, kind))


def test_only_a_structure_has_no_bands() -> None:
    """A ruleset without bands, of which nothing about bands is proven, states a structure only."""
    assert {found.coverage for found in RULESETS.values() if not found.bands} == {"structure"}


def test_what_can_be_left_out_is_left_out() -> None:
    """The variations are everything observed, each excludable leaf left out, and all of them left out."""
    found = [{*case.left_out} for case in variations(RULESETS[EXACT].plain(), "agency")]
    keys = {"inspected-bodies", "linked-procedures", "decentralisation-checked", "decentralisation-remedied"}
    keys |= {"investment-disbursed", "autonomy-progress"}
    assert (found[0], found[-1], len(found)) == (set(), keys, 8)
    assert sorted(min(each) for each in found[1:-1]) == sorted(keys)


# The engine at the witnesses


def agrees(rules: Ruleset, witness: Witness) -> bool:
    """Tell whether the engine comes to the points, total, index and band of the model, as fractions."""
    sheet = parindex.score(rules, witness.assessment, trace=False)
    points = {line.item.key: line.points for line in each_line(sheet.lines)}
    band = sheet.band.key if sheet.band else None
    expected = ({key: witness.points[key] for key in points}, witness.total, witness.index, witness.band)
    return (points, sheet.total.exact, sheet.index.exact, band) == expected


@pytest.mark.promise("rulesets")
@each_kind
def test_the_engine_agrees_at_every_witness(name: str, kind: str, reached: Reached) -> None:
    """At each edge, floor and cap that can be met the engine has the model's figures; every band is met."""
    rules = RULESETS[name]
    found = {each.place: each for each in witnesses(Case(rules.plain(), kind))}
    assert [place for place, each in found.items() if not agrees(rules, each)] == []
    reached("witnesses at which the engine has the model's figures", len(found))
    assert {each.band for each in found.values() if each.band} == {band.key for band in rules.bands}
    for band in rules.bands:
        assert f"on the floor of {band.key}" in found
        assert band.from_ == 0 or f"just below {band.key}" in found


@pytest.mark.promise("rulesets")
@each_kind
def test_the_engine_agrees_where_leaves_are_left_out(name: str, kind: str, reached: Reached) -> None:
    """With each excludable leaf left out in turn, and with all, the engine has the model's figures too."""
    for case in [*variations(RULESETS[name].plain(), kind)][1:]:
        (witness,) = witnesses(case, "corner 3")
        assert agrees(RULESETS[name], witness), str(case)
        reached("witnesses at which the engine has the model's figures", 1)


@pytest.mark.parametrize(
    ("name", "bites"),
    [
        (EXACT, "cap of bonus, floor of penalty, floor of appraisal, cap of appraisal"),
        (
            PUBLISHED,
            "cap of steering, cap of bonus, floor of penalty, floor of appraisal, above_max of total",
        ),
        (STRUCTURE, ""),
        (DIVISIONS, "cap of appraisal"),
    ],
)
def test_these_caps_and_floors_bite(name: str, bites: str) -> None:
    """Witnesses reach these caps and floors, and the solver says that no other one can ever bite."""
    case = Case(RULESETS[name].plain(), RULESETS[name].units.kinds[0].key)
    places = [each.place for each in witnesses(case, "bites")]
    assert ", ".join(place.removesuffix(" bites").removeprefix("the ") for place in places) == bites


def test_a_witness_is_rounded_up_into_a_band() -> None:
    """Where bands hold the published index, a witness lies below the floor and rounds up to it."""
    (witness,) = witnesses(Case(RULESETS[PUBLISHED].plain(), "agency"), "rounded up to tot")
    assert Fraction("84.995") <= witness.index < 85
    assert witness.band == "tot"
    assert agrees(RULESETS[PUBLISHED], witness)


# Teeth: wrong rulesets and their counterexamples


def edited(name: str, change: Callable[[Plain], object]) -> Plain:
    """Change a copy of a shipped ruleset."""
    tree = copy.deepcopy(RULESETS[name].plain())
    change(tree)
    return tree


def at(tree: Plain, key: str) -> Plain:
    """Find an item of a plain ruleset."""
    waiting: list[Plain] = [tree["score"]]
    while waiting:
        item = waiting.pop()
        if item["key"] == key:
            return item
        waiting.extend(item.get("items", ()))
    raise KeyError(key)


def refuted(claim: Claim, tree: Plain) -> Failure:
    """Return the counterexample that a claim must have for the first kind of unit, and print it."""
    failure = claim(Case(tree, tree["units"]["kinds"][0]["key"]))
    assert failure is not None
    print(failure)  # noqa: T201 (what a failing proof shows)
    return failure


def engine(tree: Plain, failure: Failure) -> ScoreSheet:
    """Score the counterexample under a ruleset that breaks a law but has the shape of one."""
    rules = validate(Ruleset, tree)
    assert isinstance(rules, Ruleset), [str(each) for each in rules]
    return parindex.score(rules, failure.assessments[0])


def index_of(failure: Failure) -> Fraction:
    """Read the index off a printed counterexample."""
    found = re.search(r"index (\S+),", str(failure))
    assert found
    return Fraction(found[1])


def set_bands(*bands: tuple[str, ...]) -> Callable[[Plain], object]:
    """Declare bands by key, `from` and, where given, `to`."""
    declared = [dict(zip(("key", "from", "to"), band, strict=False)) for band in bands]
    return lambda tree: tree.update(bands=[{**band, "name": {"vi": band["key"]}} for band in declared])


GAP = set_bands(("top", "95", "100"), ("good", "85", "94.99"), ("rest", "0"))


def test_a_gap_between_bands_is_found() -> None:
    """Bands of 85 to 94.99 and 95 to 100 leave a gap for exact figures, and a unit that falls in it."""
    failure = refuted(claims.one_band, edited(EXACT, GAP))
    assert Fraction("94.99") < index_of(failure) < 95
    assert str(failure).endswith("\n  no band")


def test_published_figures_leave_no_such_gap() -> None:
    """The same bands have no gap for figures published with two digits, but one for three."""
    assert claims.one_band(Case(edited(PUBLISHED, GAP), "department")) is None

    def finer(tree: Plain) -> None:
        GAP(tree)
        tree["policies"]["rounding"]["value"]["digits"] = "3"

    assert Fraction("94.99") < index_of(refuted(claims.one_band, edited(PUBLISHED, finer))) < 95


def test_an_index_below_the_lowest_band_is_found() -> None:
    """Bands that begin at 10 leave out an index that the engine gives no band either."""
    tree = edited(EXACT, set_bands(("top", "50", "100"), ("rest", "10")))
    failure = refuted(claims.one_band, tree)
    sheet = engine(tree, failure)
    assert sheet.index.exact == index_of(failure)
    assert 0 <= index_of(failure) < 10
    assert sheet.band is None


def test_overlapping_bands_are_found() -> None:
    """A band that ends above the `from` of the one above it shares figures with it."""
    tree = edited(EXACT, set_bands(("top", "85", "100"), ("good", "75", "90"), ("rest", "0")))
    failure = refuted(claims.one_band, tree)
    assert 85 <= index_of(failure) <= 90
    assert str(failure).endswith("\n  bands top, good")


def test_bands_out_of_order_are_found() -> None:
    """Bands that are not listed from the top down overlap, and a better unit falls into a lower one."""
    tree = edited(STRUCTURE, set_bands(("good", "75", "100"), ("top", "85"), ("rest", "0")))
    assert str(refuted(claims.one_band, tree)).endswith("\n  bands good, rest")

    tree = edited(STRUCTURE, set_bands(("good", "75", "84.99"), ("top", "85", "100"), ("rest", "0", "74.99")))
    failure = refuted(claims.better_sheets, tree)
    assert re.search(r"places of the bands (0 → [123]|1 → [23]|2 → 3)$", str(failure))
    assert len(failure.assessments) == 2


def test_a_step_that_goes_the_wrong_way_is_found() -> None:
    """Where 95 percent gives less than 90, a unit that does better is worth less."""
    tree = edited(EXACT, lambda tree: at(tree, "files-on-time")["scale"]["steps"][1].update(points="0.5"))
    told = str(refuted(claims.better_leaves, tree))
    (worse, more), (better, less) = re.findall(r"files-on-time \{'value': '(.+)'\} → (\S+)", told)
    assert 90 <= Fraction(worse) < 95 <= Fraction(better) < 98
    assert (more, less) == ("1", "0.5")


def test_days_late_that_pay_are_found() -> None:
    """A penalty that shrinks with the days late rewards being later."""
    tree = edited(EXACT, lambda tree: at(tree, "late-self-report")["scale"]["steps"][0].update(points="0.25"))
    assert re.findall(r"→ (\S+)", str(refuted(claims.better_leaves, tree))) == ["-0.25", "-0.5"]


def test_a_level_above_the_max_is_found() -> None:
    """A level of 1.25 points of a leaf out of 1 is observed and told."""
    tree = edited(EXACT, lambda tree: at(tree, "one-stop-staff")["scale"]["levels"][1].update(points="1.25"))
    level = at(tree, "one-stop-staff")["scale"]["levels"][1]["key"]
    assert str(refuted(claims.leaves_within, tree)).splitlines() == [
        f"{EXACT} for department: one-stop-staff lies within its bounds",
        f"  one-stop-staff {{'level': '{level}'}} → 1.25",
    ]


def test_weights_above_one_are_found() -> None:
    """Groups of respondents that weigh more than 1 together carry a survey above its max."""
    tree = edited(EXACT, lambda tree: at(tree, "coordination")["scale"]["groups"][0].update(weight="1.1"))
    assert "coordination {'tallies': " in str(refuted(claims.leaves_within, tree))


def test_a_missing_cap_is_found() -> None:
    """Without its cap a block with a bonus passes its max, in the engine as in the counterexample."""
    tree = edited(EXACT, lambda tree: at(tree, "appraisal").pop("cap"))
    failure = refuted(claims.items_within, tree)
    points = engine(tree, failure).line("appraisal").points
    assert isinstance(points, Fraction)
    assert points > 70
    assert str(failure).endswith(f"\n  appraisal: {terms.text(points)}")


def test_a_floor_too_low_is_found() -> None:
    """A floor of -4 lets a penalty out of 3 fall below -3."""
    tree = edited(EXACT, lambda tree: at(tree, "penalty").update(floor="-4"))
    failure = refuted(claims.items_within, tree)
    points = engine(tree, failure).line("penalty").points
    assert isinstance(points, Fraction)
    assert -4 <= points < -3
    assert str(failure).startswith(f"{EXACT} for department: penalty within bounds\n")


def test_a_total_above_the_max_is_found() -> None:
    """With `above_max: allow` a bonus carries the total past 100, where no band holds it either."""
    tree = edited(PUBLISHED, lambda tree: tree["policies"]["above_max"].update(value="allow"))
    failure = refuted(claims.items_within, tree)
    # Whether the published index passes 100 as well is the solver's choice.
    assert re.search(r": the total, the index(, the index as published)? within bounds\n", str(failure))
    assert engine(tree, failure).total.exact == index_of(failure)
    assert index_of(failure) > 100
    assert engine(tree, refuted(claims.one_band, tree)).band is None


@pytest.mark.parametrize(
    ("key", "change", "place"),
    [
        ("appraisal", lambda item: item.update(cap="69.5"), "cap of appraisal"),
        ("penalty", lambda item: item.update(floor="-2.5"), "floor of penalty"),
        ("survey", lambda item: item.pop("rescale"), "corner"),
        ("overdue-files", lambda item: item["scale"].pop("edges"), "corner"),
        ("training-done", lambda item: item["scale"].update(zero_below="0.500001"), "corner"),
        ("information-security", lambda item: item["scale"]["kinds"][0].update(points="0.24"), "corner"),
        ("discipline-breaches", lambda item: item.update(role="bonus"), "corner"),
        ("timeliness", lambda item: item["scale"]["options"][1].update(share="0.89"), "corner"),
    ],
)
def test_the_engine_under_other_rules_does_not_agree(
    key: str, change: Callable[[Plain], object], place: str
) -> None:
    """A model of rules that differ in one figure has a witness at which the engine says something else."""
    tree = edited(EXACT, lambda tree: change(at(tree, key)))
    found = [*witnesses(Case(tree, "department"), place)]
    assert found
    assert not all(agrees(RULESETS[EXACT], each) for each in found)


def test_no_answer_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that the solver cannot answer in its steps fails, and is not taken for a proof."""
    monkeypatch.setattr(terms, "_STEPS", 1000)
    a, b, c = (terms.whole(name) for name in "abc")
    with pytest.raises(terms.Undecided):
        terms.ask(a**3 + b**3 + c**3 == 42)
