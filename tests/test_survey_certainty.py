"""Certainty: changes carried up a score sheet against the engine itself, and what is said of one unit."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import erf, sqrt
from typing import Any

import numpy as np
import pytest
from helpers import Plain, assess, group, leaf, named, rounding, ruleset, scored, worked, worked_entries
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parindex.assessment import Assessment, Entry
from parindex.errors import AssessmentError
from parindex.exact import ROUNDING_MODES, Rounding
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import resolve
from parindex.scoresheet import ScoreSheet, each_line
from parindex.scoring import score
from parindex.survey import certainty as module
from parindex.survey.certainty import certainty, coefficients, vary
from parindex.survey.estimation import student
from parindex.survey.influence import UnitCovariance
from parindex.survey.points import blocks
from parindex.survey.points import given as survey_points
from parindex.survey.result import Estimate, Sampling
from parindex.testing.random_assessments import assessment_tree
from parindex.testing.random_rulesets import ruleset_tree
from parindex.testing.strategies import trees

F = Fraction
DRAWS = Sampling(F(19, 20), 2000, 7)
LARGEST = 10**9  # of a denominator: finer figures come too near an edge for floats to tell


def covaried(**variances: float) -> UnitCovariance:
    """Say how items vary, each by itself, with 30 degrees of freedom; ``_`` stands for a hyphen."""
    items = tuple(key.replace("_", "-") for key in variances)
    size = len(items)
    return UnitCovariance(items, np.zeros(size), np.diag(list(variances.values())), 30, (30,) * size)


def sheet_of(drawn: tuple[Plain, Plain]) -> ScoreSheet:
    """Score a random assessment, or give it up where nothing can be said of it."""
    rules, observed = Ruleset.model_validate(drawn[0]), Assessment.model_validate(drawn[1])
    try:
        found = score(rules, observed)
    except AssessmentError:
        found = None
    assume(found is not None)
    assert found is not None
    return found


def tallied(sheet: ScoreSheet) -> list[str]:
    """Return the leaves that tallies score."""
    return [line.item.key for line in each_line(sheet.lines) if module._tallied(line)]


def observed_again(sheet: ScoreSheet, points: Mapping[str, Fraction]) -> Assessment:
    """Make the assessment of a sheet in one stage, with other points for some leaves."""
    entries = {
        line.item.key: line.entry.model_dump(mode="python", exclude_none=True, exclude={"changed"})
        for line in each_line(sheet.lines)
        if line.entry is not None
    }
    entries |= {key: {"points": value} for key, value in points.items()}
    found = {key: Entry.model_validate(entry) for key, entry in entries.items()}
    unit = sheet.unit.model_dump()
    plain = {"format": "1", "ruleset": sheet.ruleset.id, "unit": unit, "period": sheet.period}
    return Assessment.model_validate({**plain, "stages": {"final": {"entries": found}}})


def exact(sheet: ScoreSheet, key: str) -> Fraction:
    """Return the points of a leaf before roundings."""
    return next(module._exact(node, line) for node, line in module._leaves(sheet) if line.item.key == key)


@given(trees())
def test_where_nothing_changes(drawn: tuple[Plain, Plain]) -> None:
    """Of any rules and observations the total, the index and the band are those of the engine."""
    sheet = sheet_of(drawn)
    assume(sheet.complete)
    still = {key: np.zeros(2) for key in tallied(sheet)}
    for changes in ({}, still):
        total, index = vary(sheet, changes, 2)
        assert (total.base, index.base) == (sheet.total.least, sheet.index.least)
        assert not total.change.any()
        assert not index.change.any()
    if not tallied(sheet):
        return
    sure = certainty(sheet, covaried(**dict.fromkeys(tallied(sheet), 0.0)), Sampling(F(19, 20), 5, 1))
    assert [band for band, chance in sure.bands if chance] == ([sheet.band] if sheet.band else [])
    assert {chance for _, chance in sure.bands} <= {F(0), F(1)}
    assert sure.index is not None
    assert (sure.index.error, sure.survey.error) == (F(0), F(0))


def random_sheets(number: int, seed: int) -> Iterator[tuple[ScoreSheet, random.Random]]:
    """Give complete scores of random rules, each with some leaf that tallies score, and what drew them."""
    source = random.Random(seed)
    while number:
        rules = ruleset_tree(source.randrange)
        observed = assessment_tree(source.randrange, rules)
        try:
            sheet = score(Ruleset.model_validate(rules), Assessment.model_validate(observed))
        except AssessmentError:
            continue
        fine = all(line.least.denominator < LARGEST for line in each_line(sheet.lines))
        if sheet.complete and fine and tallied(sheet):
            number -= 1
            yield sheet, source


def assert_the_engine_agrees(sheet: ScoreSheet, source: random.Random) -> bool:
    """Compare with the engine for other points of the survey; tell whether the rules allow them."""
    bounds = {line.item.key: node.bound for node, line in module._leaves(sheet) if module._tallied(line)}
    points = {key: bound * source.randrange(41) / 40 for key, bound in bounds.items()}
    try:
        wanted = score(sheet.ruleset, observed_again(sheet, points))
    except AssessmentError:  # a total above the max, where the rules refuse that
        return False
    changes = {key: np.array([float(points[key] - exact(sheet, key))]) for key in points}
    total, index = vary(sheet, changes, 1)
    assert total.values[0] == pytest.approx(float(wanted.total.least), abs=1e-9)
    assert index.values[0] == pytest.approx(float(wanted.index.least), abs=1e-9)
    at = module._classes(sheet.ruleset, index)[0]
    assert (sheet.ruleset.bands[at] if at >= 0 else None) == wanted.band
    return True


def test_changes_are_those_of_the_engine() -> None:
    """Other points of the survey give the total, index and band that the engine gives for them."""
    agreed = [assert_the_engine_agrees(*each) for each in random_sheets(60, 1)]
    assert sum(agreed) > 50


@pytest.mark.thorough
def test_changes_are_those_of_the_engine_in_a_long_campaign() -> None:
    """The same of many rulesets."""
    agreed = [assert_the_engine_agrees(*each) for each in random_sheets(5000, 2)]
    assert sum(agreed) > 4500


def test_slopes() -> None:
    """A leaf's coefficient is what one small step gives, where it is not held or rounded."""
    free = 0
    for sheet, _ in random_sheets(40, 3):
        slopes = coefficients(sheet)
        assert [*slopes] == tallied(sheet)
        for key, slope in slopes.items():
            total, _ = vary(sheet, {key: np.array([-1e-6, 1e-6])}, 2)
            steps = (-total.change[0] / 1e-6, total.change[1] / 1e-6)
            rounded = sheet.ruleset.policies.rounding.value.at != ("publication",)
            assert rounded or all(min(abs(step), abs(step - float(slope))) < 1e-6 for step in steps)
            free += not rounded and min(steps) > 0
    assert free > 10


def yes_no(**fields: Any) -> Plain:
    """Declare a leaf that one group answers with yes or no."""
    chosen = {
        "method": "survey",
        "options": named(("yes", "1"), ("no", "0"), figure="share"),
        "groups": named(("all", "1"), figure="weight"),
    }
    return leaf(fields.pop("key", "asked"), chosen, **fields)


def answered(yes: int, no: int) -> Plain:
    """Make the entry of a leaf that so many answered with yes and no."""
    return {"tallies": {"all": {"yes": str(yes), "no": str(no)}}}


HALF = ruleset(leaf("given", max="60"), yes_no(max="40"))
SHEET = scored(HALF, {"given": {"points": "55"}, "asked": answered(60, 40)})


def test_one_unit() -> None:
    """24 of 40 with an error of 1 is an index of 79 with the same error, one point below the band above."""
    sure = certainty(SHEET, covaried(asked=1.0), DRAWS)
    reach = F("2.042272")
    assert sure.items == (("asked", Estimate(F(24), F(1), 30, 24 - reach, 24 + reach)),)
    assert sure.survey == Estimate(F(24), F(1), 30, 24 - reach, 24 + reach)
    assert sure.index == Estimate(F(79), F(1), 30, 79 - reach, 79 + reach)
    assert sure.next is HALF.bands[0]
    assert sure.margin == Estimate(F(-1), F(1), 30, -1 - reach, -1 + reach)
    good = 1 - 0.5 * (1 + erf(1 / sqrt(2)))
    assert float(sure.bands[0][1]) == pytest.approx(good, abs=0.03)
    assert sum((chance for _, chance in sure.bands), F(0)) == 1
    assert [band.key for band, _ in sure.bands] == ["tot", "kha", "yeu"]


def test_same_seed_same_result() -> None:
    """The seed decides the draws, and nothing else does."""
    one = certainty(SHEET, covaried(asked=1.0), DRAWS)
    assert certainty(SHEET, covaried(asked=1.0), DRAWS) == one
    other = certainty(SHEET, covaried(asked=1.0), Sampling(F(19, 20), 2000, 8))
    assert other.bands != one.bands
    assert other.index == one.index


def test_the_published_figure_decides() -> None:
    """Where the published index decides the band, a draw that is rounded up to an edge has the band above."""
    rules = ruleset(
        leaf("given", max="60"), yes_no(max="40"), band_on="published", rounding=rounding(digits="0")
    )
    sheet = scored(rules, {"given": {"points": "55"}, "asked": answered(60, 40)})
    sure = certainty(sheet, covaried(asked=1.0), DRAWS)
    assert float(sure.bands[0][1]) == pytest.approx(1 - 0.5 * (1 + erf(0.5 / sqrt(2))), abs=0.03)


def test_a_rescaled_block() -> None:
    """A block that counts for more stretches its error as much, one that counts for less shrinks it."""
    for most in (50, 20):
        rules = ruleset(
            leaf("given", max="50"), group("block", yes_no(max="40"), max=str(most), rescale="true")
        )
        sheet = scored(rules, {"given": {"points": "25"}, "asked": answered(50, 50)})
        sure = certainty(sheet, covaried(asked=4.0), DRAWS)
        assert sure.items[0][1].error == 2
        assert (sure.survey.value, sure.survey.error) == (F(most, 2), F(most, 20))
        assert coefficients(sheet) == {"asked": F(most, 40)}


def test_what_a_cap_holds() -> None:
    """Of a block above its cap the interval begins where the draws do: at what the items can fall to."""
    rules = ruleset(leaf("given", max="60"), group("block", yes_no(max="40"), cap="30"))
    above = scored(rules, {"given": {"points": "50"}, "asked": answered(80, 20)})
    sure = certainty(above, covaried(asked=4.0), DRAWS)
    reach = F("4.084545")
    assert sure.survey == Estimate(F(30), F(2), 30, 32 - reach, F(30))
    assert sure.items[0][1].error == 2
    assert float(sure.bands[1][1]) == pytest.approx(0.16, abs=0.03)
    far = certainty(above, covaried(asked=0.25), DRAWS)
    assert far.survey == Estimate(F(30), F(1, 2), 30, F(30), F(30))
    assert far.bands[0][1] == 1
    level = scored(rules, {"given": {"points": "50"}, "asked": answered(75, 25)})
    found = certainty(level, covaried(asked=4.0), DRAWS).survey
    assert (found.low, found.high) == (30 - reach, F(30))


def test_near_a_cap() -> None:
    """Just below its cap and just above it a block has nearly the same interval, and the same bands."""
    found = []
    for cap in ("29.999999", "30.000001"):
        rules = ruleset(leaf("given", max="60"), group("block", yes_no(max="40"), cap=cap))
        sheet = scored(rules, {"given": {"points": "50"}, "asked": answered(75, 25)})
        sure = certainty(sheet, covaried(asked=4.0), DRAWS)
        assert sure.index is not None
        assert (sure.survey.error, sure.survey.high, sure.index.high) == (F(2), F(cap), 50 + F(cap))
        found.append((sure.survey.low, sure.index.low))
        assert sum((chance for band, chance in sure.bands if band.from_ > sure.index.high), F(0)) == 0
    assert found[0] == found[1]


def test_above_a_floor() -> None:
    """A floor ends the interval below; of a block far below it nothing is left open."""
    rules = ruleset(leaf("given", max="60"), group("block", yes_no(max="40"), floor="23"))
    for yes, wanted in ((60, (23, 24 + F("4.084545"))), (55, (23, 22 + F("4.084545"))), (10, (23, 23))):
        sheet = scored(rules, {"given": {"points": "50"}, "asked": answered(yes, 100 - yes)})
        found = certainty(sheet, covaried(asked=4.0), DRAWS).survey
        assert (found.low, found.high) == pytest.approx(wanted, abs=1e-6)


def test_ends_of_a_small_sample() -> None:
    """However few answered, survey points stay between nothing and their max, as the items do."""
    rules = ruleset(group("block", yes_no(max="10"), yes_no(key="more", max="10")), leaf("given", max="80"))
    entries = {"asked": answered(2, 1), "more": answered(1, 1), "given": {"points": "80"}}
    few = UnitCovariance(("asked", "more"), np.zeros(2), np.diag([10.0, 0.0]), 1, (1, 0))
    sure = certainty(scored(rules, entries), few, DRAWS)
    assert (sure.survey.low, sure.survey.high) == (F(5), F(15))
    assert sure.index is not None
    assert (sure.index.low, sure.index.high) == (F(85), F(95))
    assert [each.freedom for _, each in sure.items] == [1, 0]


def test_items_that_fall_while_others_rise() -> None:
    """Along the direction of the whole an item may fall; the interval still holds the figure."""
    rules = ruleset(yes_no(max="40"), yes_no(key="more", max="60"))
    sheet = scored(rules, {"asked": answered(99, 1), "more": answered(50, 50)})
    opposed = np.array([[16.0, -4.0], [-4.0, 2.0]])
    found = UnitCovariance(("asked", "more"), np.zeros(2), opposed, 30, (30, 30))
    sure = certainty(sheet, found, DRAWS).survey
    assert sure.error == round(F(10**0.5), 6)
    assert sure.low < sure.value == sure.high == F("69.6")
    still = UnitCovariance(("asked", "more"), np.zeros(2), np.array([[0.1, -0.1], [-0.1, 0.1]]), 30, (30, 30))
    assert certainty(sheet, still, DRAWS).survey == Estimate(F("69.6"), F(0), 30, F("69.6"), F("69.6"))


def test_intervals_of_any_rules() -> None:
    """Of any rules intervals hold the exact figures and stay in range; most of them are linear."""
    linear = 0
    for sheet, source in random_sheets(40, 4):
        keys = tallied(sheet)
        bounds = {line.item.key: node.bound for node, line in module._leaves(sheet)}
        loads = np.array([[source.uniform(-1, 1) * float(bounds[key]) / 8 for _ in range(3)] for key in keys])
        found = UnitCovariance(tuple(keys), np.zeros(len(keys)), loads @ loads.T, 9, (9,) * len(keys))
        sure = certainty(sheet, found, Sampling(F(19, 20), 2, 1))
        points = survey_points(sheet)
        assert points is not None
        assert sure.index is not None
        millionth = F(1, 10**6)
        most = sum((line.applicable_max * factor for line, factor in blocks(sheet)), F(0))
        assert -millionth <= sure.survey.low <= points + millionth
        assert points - millionth <= sure.survey.high <= most + millionth
        assert sure.index.low - millionth <= sheet.index.least <= sure.index.high + millionth
        assert sure.index.low >= 0
        if sheet.ruleset.policies.above_max.value != "allow":
            assert sure.index.high <= 100
        reach = float(sure.survey.error) * student(9, 0.95)
        ends = (float(points) - reach, float(points) + reach)
        linear += (float(sure.survey.low), float(sure.survey.high)) == pytest.approx(ends, abs=1e-5)
    assert linear > 8


def test_an_index_above_100() -> None:
    """A total far above the max is 100 for sure, unless the rules let it stand; near it one end is open."""
    extra = leaf("extra", role="bonus", max="10")
    entries = {"given": {"points": "60"}, "asked": answered(95, 5), "extra": {"points": "10"}}
    capped = ruleset(leaf("given", max="60"), yes_no(max="40"), extra, root={"cap": "none"})
    sure = certainty(scored(capped, entries), covaried(asked=1.0), DRAWS)
    assert sure.index == Estimate(F(100), F(1), 30, F(100), F(100))
    assert (sure.next, sure.margin) == (None, None)
    assert sure.bands[0][1] == 1
    near = certainty(scored(capped, {**entries, "extra": {"points": "3"}}), covaried(asked=1.0), DRAWS)
    assert near.index is not None
    assert near.index == Estimate(F(100), F(1), 30, 101 - F("2.042272"), F(100))
    bands = [{"key": "tot", "name": {"vi": "Tốt"}, "from": "0", "to": "110"}]
    free = ruleset(
        leaf("given", max="60"), yes_no(max="40"), extra, root={"cap": "none"}, above_max="allow", bands=bands
    )
    sure = certainty(scored(free, entries), covaried(asked=1.0), DRAWS)
    assert sure.index is not None
    assert (sure.index.value, sure.index.error) == (F(108), F(1))
    assert sure.index.high == 110


def test_ends_stay_within_the_item() -> None:
    """No interval of an item goes below nothing or above its max, nor one of the index above 100."""
    sheet = scored(HALF, {"given": {"points": "60"}, "asked": answered(99, 1)})
    sure = certainty(sheet, covaried(asked=1.0), DRAWS)
    assert sure.items[0][1].high == 40
    assert sure.index is not None
    assert sure.index.high == 100
    low = certainty(
        scored(HALF, {"given": {"points": "0"}, "asked": answered(1, 99)}), covaried(asked=1.0), DRAWS
    )
    assert low.items[0][1].low == 0


def test_an_incomplete_score() -> None:
    """While other items are missing there is no index, margin or band; what ballots give is known."""
    sheet = scored(HALF, {"asked": answered(60, 40)})
    sure = certainty(sheet, covaried(asked=1.0), DRAWS)
    assert (sure.index, sure.next, sure.margin, sure.bands) == (None, None, None, ())
    assert sure.survey.value == 24


def test_items_that_no_tallies_score() -> None:
    """Points that were given are certain, whatever ballots say, and so is a unit without any tallies."""
    sheet = scored(HALF, {"given": {"points": "55"}, "asked": {"points": "24"}})
    sure = certainty(sheet, covaried(asked=1.0), DRAWS)
    assert sure.items == ()
    assert (sure.survey.value, sure.survey.error) == (F(24), F(0))
    assert sure.bands[1][1] == 1


def test_the_worked_example() -> None:
    """The example of the semantics page: its survey counts for 50 and varies as its one item does."""
    sheet = scored(worked(), worked_entries())
    sure = certainty(sheet, covaried(satisfaction=0.25, unknown=9.0), DRAWS)
    assert [key for key, _ in sure.items] == ["satisfaction"]
    assert sure.survey.value == round(sheet.line("survey").least, 6)
    assert sure.index is not None
    assert sure.index.value == round(sheet.index.least, 6)
    assert sum((chance for _, chance in sure.bands), F(0)) == 1


def test_no_bands() -> None:
    """Rules without bands have no probabilities and no margin."""
    sheet = scored(ruleset(yes_no(), bands=[]), {"asked": answered(1, 1)})
    sure = certainty(sheet, covaried(asked=1.0), DRAWS)
    assert (sure.bands, sure.next, sure.margin) == ((), None, None)


def test_above_the_top_band() -> None:
    """A draw above the top band is in none."""
    bands = [{"key": "tot", "name": {"vi": "Tốt"}, "from": "0", "to": "50"}]
    plain = ruleset(yes_no(max="40"), bands=[{**bands[0], "to": "100"}])
    rules = plain.model_copy(update={"bands": (plain.bands[0].model_copy(update={"to": F(50)}),)})
    sheet = score(rules, assess({"asked": answered(1, 1)}))
    sure = certainty(sheet, covaried(asked=1.0), DRAWS)
    assert float(sure.bands[0][1]) == pytest.approx(0.5, abs=0.05)
    top = score(rules, assess({"asked": answered(9, 1)}))
    assert certainty(top, covaried(asked=0.0), DRAWS).bands[0][1] == 0


@settings(max_examples=200)
@given(
    st.sampled_from(ROUNDING_MODES),
    st.integers(0, 3),
    st.integers(-40_000, 40_000),
    st.sampled_from([1, 2, 3, 7, 8, 1000, 2000]),
)
def test_roundings_of_floats(mode: Any, digits: int, above: int, below: int) -> None:
    """Floats are rounded as the fractions they stand for, ties and all, in every mode."""
    declared = Rounding(digits, mode)
    found = module._round(np.array([float(F(above, below))]), declared)
    assert found[0] == pytest.approx(float(declared.apply(F(above, below))), abs=1e-12)


def test_other_items_do_not_apply() -> None:
    """Of a block that does not apply nothing varies."""
    here = leaf("near", max="40", applies_to=["department"])
    away = group("away", yes_no(key="far", max="40"), applies_to=["district"])
    rules = ruleset(leaf("given", max="60"), yes_no(max="40"), here, away, root={"max": "140"})
    sheet = scored(rules, {"given": {"points": "55"}, "asked": answered(60, 40), "near": {"points": "5"}})
    assert resolve(rules, "department").nodes[3].applies is False
    assert coefficients(sheet) == {"asked": F(1)}
    assert certainty(sheet, covaried(asked=1.0, far=2.0), DRAWS).survey.value == 24
