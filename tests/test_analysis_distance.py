"""The distance to a band, losses and better answers: exact figures, and the laws that they keep."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from helpers import Plain, assess, group, leaf, named, rounding, ruleset, scored
from hypothesis import assume, example, given
from hypothesis import strategies as st

from parindex.analysis.distance import (
    Edge,
    applicable_max,
    better_answers,
    distance,
    losses,
)
from parindex.analysis.options import full
from parindex.api import read_assessment
from parindex.assessment import Assessment
from parindex.errors import AssessmentError, UsageError
from parindex.exact import ROUNDING_MODES, Rounding, RoundingMode
from parindex.ruleset.catalog import load
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import leaves, resolve
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score
from parindex.testing.strategies import trees

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "department-2024.yaml"
HALF = Fraction(1, 2)
YES = True
LEVELS = {"method": "levels", "levels": named(("best", "10"), ("middle", "6"), ("least", "1"))}


def row(*cells: object) -> tuple[object, ...]:
    """Put cells of different types into one row."""
    return cells


def drawn(pair: tuple[Plain, Plain]) -> tuple[Ruleset, Assessment, ScoreSheet]:
    """Make a drawn ruleset and assessment, and the sheet, if the rules give one that is complete."""
    rules, given_ = Ruleset.model_validate(pair[0]), Assessment.model_validate(pair[1])
    try:
        sheet = score(rules, given_, trace=False)
    except AssessmentError:
        sheet = None
    assume(sheet is not None and sheet.complete)
    assert sheet is not None
    return rules, given_, sheet


def code(caught: pytest.ExceptionInfo[UsageError]) -> tuple[str, dict[str, object]]:
    """Return the code and the details of the one problem."""
    (found,) = caught.value.problems
    return found.code, dict(found.details)


# The distance to a band


def test_between_two_floors() -> None:
    """Of 20 points, 13 are 65 %: 15 % and 3 points below the next floor, 15 % and 3 points above the own."""
    found = distance(scored(ruleset(leaf("a"), leaf("b")), {"a": {"points": "6"}, "b": {"points": "7"}}))
    assert row(found.figure, found.index, found.total) == (65, 65, 13)
    assert found.band is not None
    assert found.above is not None
    assert found.below is not None
    assert (found.band.key, found.above.band.key, found.below.band.key) == ("kha", "tot", "kha")
    assert found.above == Edge(found.above.band, Fraction(80), YES, Fraction(15), Fraction(15), Fraction(3))
    assert found.below == Edge(found.band, Fraction(50), YES, Fraction(15), Fraction(15), Fraction(3))


@pytest.mark.parametrize("on", ["exact", "published"])
def test_nothing_lies_between_an_edge_and_itself(on: str) -> None:
    """At the needed index of its band a score is exactly 0 above it, in percent and in points."""
    points = {"exact": "8", "published": "7.9995"}[on]
    found = distance(scored(ruleset(leaf("a"), band_on=on), {"a": {"points": points}}))
    assert found.below is not None
    assert row(found.below.figure, found.below.index, found.below.points) == (0, 0, 0)
    assert row(found.figure, found.below.needed) == (80, 10 * Fraction(points))


def test_the_top_and_the_lowest_band_have_one_edge() -> None:
    """Nothing is above the top band and nothing below the lowest."""
    rules = ruleset(leaf("a"))
    top = distance(scored(rules, {"a": {"points": "9"}}))
    low = distance(scored(rules, {"a": {"points": "1"}}))
    assert top.above is None
    assert top.below is not None
    assert low.above is not None
    assert low.below is None
    assert low.above.band.key == "kha"


def test_above_the_top_band_there_is_no_band() -> None:
    """An index above the end of the top band has no band, and neither edge."""
    bonus = leaf("c", {"method": "count", "each": "5"}, role="bonus", max="5")
    rules = ruleset(
        leaf("a", not_applicable="exclude"), leaf("b"), bonus, root={"cap": "none"}, above_max="allow",
        bands=[{"key": "tot", "name": {"vi": "Tốt"}, "from": "80", "to": "125"},
               {"key": "yeu", "name": {"vi": "Yếu"}, "from": "0"}],
    )  # fmt: skip
    entries = {
        "a": {"state": "not-applicable", "why": "không có"},
        "b": {"points": "10"},
        "c": {"count": "1"},
    }
    found = distance(scored(rules, entries))
    assert row(found.index, found.band, found.above, found.below) == (150, None, None, None)


@pytest.mark.parametrize(
    ("digits", "mode", "needed", "attained"),
    [
        ("2", "half-up", "79.995", True),
        ("2", "half-even", "79.995", True),
        ("2", "down", "80", True),
        ("2", "up", "79.99", False),
        ("0", "half-even", "79.5", True),
        ("1", "half-even", "79.95", True),
    ],
)
def test_the_exact_index_that_is_published_as_a_floor(
    digits: str,
    mode: str,
    needed: str,
    attained: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    """The least index that is published as 80 depends on the digits and the mode."""
    rules = ruleset(leaf("a"), band_on="published", rounding=rounding(digits, mode))
    above = distance(scored(rules, {"a": {"points": "6"}})).above
    assert above is not None
    assert (above.needed, above.attained) == (Fraction(needed), attained)
    assert row(above.figure, above.index) == (20, Fraction(needed) - 60)
    assert above.points == (Fraction(needed) - 60) / 10


def test_a_floor_that_half_even_rounds_away_from_is_not_attained() -> None:
    """Halves go to even figures: 84.5 is published as 84, so that 85 needs more than 84.5."""
    bands = [
        {"key": "tot", "name": {"vi": "Tốt"}, "from": "85", "to": "100"},
        {"key": "yeu", "name": {"vi": "Yếu"}, "from": "0"},
    ]
    rules = ruleset(leaf("a"), band_on="published", rounding=rounding("0", "half-even"), bands=bands)
    found = distance(scored(rules, {"a": {"points": "8.45"}}))
    assert found.above is not None
    assert (found.above.needed, found.above.attained) == (Fraction("84.5"), False)
    assert row(found.above.figure, found.above.index, found.above.points) == (1, 0, 0)


def test_a_floor_between_two_published_figures_needs_the_next_one() -> None:
    """With whole percents a floor of 79.5 is first reached by a published 80."""
    bands = [
        {"key": "tot", "name": {"vi": "Tốt"}, "from": "79.5", "to": "100"},
        {"key": "yeu", "name": {"vi": "Yếu"}, "from": "0"},
    ]
    rules = ruleset(leaf("a"), band_on="published", rounding=rounding("0", "down"), bands=bands)
    above = distance(scored(rules, {"a": {"points": "7.95"}})).above
    assert above is not None
    assert row(above.needed, above.figure, above.index) == (80, HALF, HALF)


HAIR = Fraction(1, 10**12)


@given(
    st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=1000),
    st.integers(0, 4),
    st.sampled_from(ROUNDING_MODES),
)
@example(Fraction(85), 0, "half-even")
def test_the_needed_index_is_the_least(floor: Fraction, digits: int, mode: RoundingMode) -> None:
    """Just below the needed index the floor is not published, just above it is; at it where attained."""
    bands = [
        {"key": "tot", "name": {"vi": "Tốt"}, "from": "50", "to": "100"},
        {"key": "yeu", "name": {"vi": "Yếu"}, "from": "0"},
    ]
    rules = ruleset(leaf("a"), band_on="published", bands=bands)
    policy = rules.policies.rounding
    value = policy.value.model_copy(update={"digits": digits, "mode": mode})
    varied = rules.model_copy(
        update={
            "bands": (rules.bands[0].model_copy(update={"from_": floor}), rules.bands[1]),
            "policies": rules.policies.model_copy(
                update={"rounding": policy.model_copy(update={"value": value})}
            ),
        }
    )
    above = distance(scored(varied, {"a": {"points": "0"}})).above
    assert above is not None
    rounded = Rounding(digits, mode).apply
    assert rounded(above.needed + HAIR) >= floor
    assert (rounded(above.needed) >= floor) is above.attained
    assert rounded(above.needed - HAIR) < floor


@given(trees())
def test_the_distance_added_to_the_total_reaches_the_band(pair: tuple[Plain, Plain]) -> None:
    """The points added to the total give the needed index exactly, which is read as the next band."""
    rules, _, sheet = drawn(pair)
    assume(rules.bands)
    found = distance(sheet)
    published = rules.policies.band_on.value == "published"
    for edge, sign in ((found.above, 1), (found.below, -1)):
        if edge is not None:
            index = 100 * (sheet.total.least + sign * edge.points) / applicable_max(sheet)
            assert index == edge.needed
            just = index if edge.attained else index + HAIR
            assert (sheet.index.rounding.apply(just) if published else just) >= edge.band.from_
            assert edge.index >= 0
            assert edge.figure >= 0
    if found.above is not None:
        assert found.figure < found.above.band.from_
    if found.below is not None:
        assert found.band == sheet.band == found.below.band


@given(trees())
def test_the_applicable_max_is_the_one_of_the_index(pair: tuple[Plain, Plain]) -> None:
    """The index is 100 x total / applicable max, unless the rules take it down to 100."""
    rules, _, sheet = drawn(pair)
    index = 100 * sheet.total.least / applicable_max(sheet)
    assert sheet.index.least == (
        min(index, Fraction(100)) if rules.policies.above_max.value == "cap" else index
    )


# Questions that cannot be asked


def test_an_incomplete_sheet_has_no_distance() -> None:
    """Where something is missing, nothing is said of distances, losses or better answers."""
    rules = ruleset(leaf("a"), leaf("b"))
    sheet = scored(rules, {"a": {"points": "1"}})
    for ask in (
        lambda: distance(sheet),
        lambda: losses(sheet),
        lambda: better_answers(rules, assess({"a": {"points": "1"}})),
    ):
        with pytest.raises(UsageError) as caught:
            ask()
        assert code(caught) == ("E-NOT-COMPLETE", {"unit": "Sở A", "missing": "b"})


def test_without_bands_there_is_no_distance() -> None:
    """A ruleset without bands has no distance, but losses and better answers all the same."""
    rules = ruleset(leaf("a"), bands=[])
    sheet = scored(rules, {"a": {"points": "1"}})
    with pytest.raises(UsageError) as caught:
        distance(sheet)
    assert code(caught) == ("E-NO-BANDS", {"id": "example/small@2024"})
    assert [each.index for each in losses(sheet)] == [90]
    (better,) = better_answers(rules, assess({"a": {"points": "1"}}))
    assert better.full.effect is not None
    assert row(better.full.effect.index, better.full.effect.band) == (90, None)


# Losses


def test_losses_stand_by_their_effect() -> None:
    """The largest effect on the index comes first, equal ones stand in the order of the tree."""
    rules = ruleset(
        leaf("a"),
        group("half", leaf("b", role=None), max="5", rescale="true"),
        leaf("c"),
        leaf("d"),
        leaf("e", {"method": "count", "each": "1"}, role="penalty", max="3"),
        leaf("f", {"method": "count", "each": "1"}, role="bonus", max="3"),
        leaf("g", {"method": "direct"}, role="survey"),
        leaf("h", LEVELS, not_applicable="zero"),
        leaf("i", LEVELS),
        root={"cap": "none"},
    )
    entries = {
        **{key: {"points": "7"} for key in "abcd"},
        "e": {"count": "1"},
        "f": {"count": "0"},
        "g": {"points": "5"},
        "h": {"state": "not-applicable", "why": "không có"},
        "i": {"level": "best"},
    }
    found = losses(scored(rules, entries))
    # Out of 65: 5 points are 100/13 %, 3 are 60/13, 3 of a group that counts half are 30/13, 1 is 20/13.
    assert [row(each.item.key, each.points, each.max, each.lost, each.index) for each in found] == [
        ("g", 5, 10, 5, Fraction(100, 13)),
        ("a", 7, 10, 3, Fraction(60, 13)),
        ("c", 7, 10, 3, Fraction(60, 13)),
        ("d", 7, 10, 3, Fraction(60, 13)),
        ("b", 7, 10, 3, Fraction(30, 13)),
        ("e", -1, 0, 1, Fraction(20, 13)),
    ]
    assert [each.item.key for each in found if not each.in_hand] == ["g"]
    assert [each.role for each in found] == ["survey", *["criterion"] * 4, "penalty"]


def test_a_cap_takes_what_a_loss_would_bring() -> None:
    """Below a cap of 12 that 11 points come near, 3 lost points would add only 1."""
    bonus = leaf("c", {"method": "count", "each": "4"}, role="bonus", max="4")
    rules = ruleset(group("field", leaf("a", max="8"), leaf("b", max="4"), bonus, cap="12"))
    sheet = scored(rules, {"a": {"points": "5"}, "b": {"points": "2"}, "c": {"count": "1"}})
    assert [row(each.item.key, each.lost, each.index) for each in losses(sheet)] == [
        ("a", 3, Fraction(100, 12)),
        ("b", 2, Fraction(100, 12)),
    ]


def test_what_the_rules_refuse_is_no_effect_and_stands_last() -> None:
    """Where a regained loss lifts the total above a max that may not be passed, no effect is stated."""
    bonus = leaf("c", {"method": "count", "each": "5"}, role="bonus", max="5")
    rules = ruleset(leaf("a", LEVELS), leaf("b"), bonus, root={"cap": "none"}, above_max="refuse")
    entries = {"a": {"level": "middle"}, "b": {"points": "8.5"}, "c": {"count": "1"}}
    assert [(each.item.key, each.lost, each.index) for each in losses(scored(rules, entries))] == [
        ("a", 4, None),
        ("b", Fraction(3, 2), None),
    ]
    lower = scored(rules, {**entries, "b": {"points": "7"}})
    assert [(each.item.key, each.index) for each in losses(lower)] == [("a", None), ("b", None)]
    least = scored(rules, {**entries, "b": {"points": "0"}, "a": {"level": "least"}})
    assert [row(each.item.key, each.index) for each in losses(least)] == [("b", 50), ("a", 45)]
    answers = {each.item.key: each for each in better_answers(rules, assess(entries))}
    assert answers["a"].full.effect is None
    assert answers["a"].next == answers["a"].full


def test_a_survey_is_not_in_the_units_hands_by_method_either() -> None:
    """What respondents say is not in the unit's hands, whatever role the item has."""
    asked = {
        "method": "survey",
        "options": named(("yes", "1"), ("no", "0"), figure="share"),
        "groups": named(("people", "1"), figure="weight"),
    }
    sheet = scored(ruleset(leaf("a", asked), leaf("b")), {"a": {"points": "3"}, "b": {"points": "3"}})
    assert [(each.item.key, each.in_hand) for each in losses(sheet)] == [("a", False), ("b", True)]


def test_losses_at_a_stage() -> None:
    """Losses are those of the sheet's own stage."""
    rules = ruleset(leaf("a"))
    before = assess(
        {"a": {"points": "3", "changed": {"by": "Hội đồng", "why": "x"}}}, self={"a": {"points": "8"}}
    )
    for stage, lost in (("self", 2), ("final", 7)):
        assert [each.lost for each in losses(score(rules, before, stage=stage))] == [lost]


# Better answers


def test_the_next_answer_and_the_full_one() -> None:
    """Of levels the next better one and the best one are named, of a continuum only the full one."""
    rules = ruleset(leaf("a", LEVELS), leaf("b"), leaf("c"))
    before = assess({"a": {"level": "least"}, "b": {"points": "8"}, "c": {"points": "10"}})
    a, b = better_answers(rules, before)
    assert a.next is not None
    assert a.next.effect is not None
    assert a.full.effect is not None
    assert row(a.points, a.next.option.points, a.full.option.points) == (1, 6, 10)
    assert dict(a.next.option.observation) == {"level": "middle"}
    assert row(a.next.effect.total, a.next.effect.index) == (5, Fraction(50, 3))
    assert row(a.full.effect.total, a.full.effect.index) == (9, 30)
    assert a.next.effect.band is not None
    assert a.full.effect.band is not None
    # 24 and 28 of 30 points are 80 % and 93.3 %.
    assert (a.next.effect.band.key, a.full.effect.band.key) == ("tot", "tot")
    assert (b.item.key, b.next) == ("b", None)
    assert b.full.option.points == 10


def test_zero_rejected_and_missing_as_zero_can_be_better() -> None:
    """Entries without points can be answered better; what does not apply, or is full, cannot."""
    rules = ruleset(
        leaf("a", LEVELS), leaf("b", LEVELS), leaf("c", LEVELS), leaf("d", LEVELS, not_applicable="zero"),
        leaf("e", LEVELS, applies_to=["district"]), leaf("f", LEVELS, applies_to=["department"]),
        leaf("g", LEVELS), root={"max": "60"}, missing="zero",
    )  # fmt: skip
    entries = {
        "a": {"state": "zero"},
        "b": {"state": "rejected", "why": "không có tài liệu"},
        "d": {"state": "not-applicable", "why": "không có"},
        "f": {"level": "middle"},
        "g": {"level": "best"},
    }
    found = better_answers(rules, assess(entries))
    assert [row(each.item.key, each.points) for each in found] == [("a", 0), ("b", 0), ("c", 0), ("f", 6)]
    assert [each.next.option.points for each in found if each.next] == [1, 1, 1, 10]


@given(trees())
def test_better_answers_are_never_worse(pair: tuple[Plain, Plain]) -> None:
    """No better answer lowers total, index or band, and a loss regained is the full answer's effect."""
    rules, before, sheet = drawn(pair)
    found = better_answers(rules, before)
    nodes = {node.item.key: node for node in leaves(resolve(rules, sheet.unit.kind))}
    for each in found:
        assert each.full.option == full(nodes[each.item.key])
        for answer in filter(None, (each.next, each.full)):
            assert answer.option.points > each.points
            if answer.effect is not None:
                assert answer.effect.total >= 0
                assert answer.effect.index >= 0
                if sheet.band and answer.effect.band:
                    assert answer.effect.band.from_ >= sheet.band.from_
    effects = {each.item.key: each.full.effect for each in found}
    for loss in losses(sheet):
        effect = effects.get(loss.item.key)
        if loss.item.key in effects:
            assert loss.index == (None if effect is None else effect.index)
        else:
            assert loss.index == 0


def test_the_example_of_the_documentation() -> None:
    """The unit of the example is published with 86.17 and lacks 8.83 to 95.

    Bands are read on the published figure with two decimals, halves up: 94.995 is needed exactly, and 84.995
    keeps the band. The applicable max is 100, so that a percent of the index is a point.
    """
    rules, before = load("example/department@2024"), read_assessment(EXAMPLE)[0]
    sheet = score(rules, before)
    found = distance(sheet)
    assert applicable_max(sheet) == 100
    assert found.above is not None
    assert found.below is not None
    assert (found.figure, found.above.figure, found.below.figure) == tuple(
        Fraction(text) for text in ("86.17", "8.83", "1.17")
    )
    assert (found.above.band.key, found.above.needed) == ("xuat-sac", Fraction("94.995"))
    assert (found.below.band.key, found.below.needed) == ("tot", Fraction("84.995"))
    assert found.above.points == Fraction("94.995") - sheet.total.least

    lost = {each.item.key: each for each in losses(sheet)}
    # In a group whose 3 points are carried to 4, for one item of it does not apply: 0.5 x 4/3.
    assert (lost["files-on-time"].lost, lost["files-on-time"].index) == (HALF, Fraction(2, 3))
    # Field 1 has 11493/970 of 12 points and is capped there: 0.25 regained would bring only 147/970.
    assert (lost["plan-quality"].lost, lost["plan-quality"].index) == (Fraction(1, 4), Fraction(147, 970))
    # The survey is marked out of 42, carried to 30 and rounded to two decimals: 24.75 would become 25.59.
    assert (lost["attitude"].index, lost["attitude"].in_hand) == (Fraction(84, 100), False)
    # A false figure took half a point off.
    assert row(lost["false-figures"].max, lost["false-figures"].index) == (0, HALF)
    assert list(lost)[:2] == ["timeliness", "overdue-files"]
    # Bonuses are no losses, and two items do not apply.
    assert {"innovation", "linked-procedures", "legal-comments"}.isdisjoint(lost)

    answers = {each.item.key: each for each in better_answers(rules, before)}
    council = answers["council-bonus"]
    assert council.next is not None
    assert council.next.effect is not None
    assert council.full.effect is not None
    # The bonus has 32585/19748 of at most 2 points: 0.25 more fits, 0.75 more is cut to 6911/19748.
    assert (council.next.effect.index, council.full.effect.index) == (Fraction(1, 4), Fraction(6911, 19748))
    assert council.full.effect.band is not None
    assert council.full.effect.band.key == "tot"
