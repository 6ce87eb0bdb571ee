"""Influence: covariances against plain loops, the stratified formula, R, and simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from helpers import Plain, group, leaf, named, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st
from test_survey_estimation import needs_schools, schools

from parindex.errors import AssessmentError, Problem, problem
from parindex.ruleset.process import Respondents
from parindex.scales.survey import SurveyScale
from parindex.survey import influence as module
from parindex.survey.design import Design, design
from parindex.survey.estimation import Stratum, stratified, student
from parindex.survey.influence import UnitCovariance, cross_covariance, influence, unit_covariance
from parindex.survey.sheets import Sheets
from parindex.survey.tallies import Tallies

Row = tuple[str, int, str, tuple[int, ...]]  # group, respondent, unit, answers (-1: none)

OPTIONS = named(("good", "1"), ("fair", "0.6"), ("poor", "0"), figure="share")
WEIGHTS = (("deputies", "1/3"), ("people", "2/3"))


def asked(**fields: Any) -> Plain:
    """Declare a survey scale of two groups and three answers, unless said otherwise."""
    return {"method": "survey", "options": OPTIONS, "groups": named(*WEIGHTS, figure="weight"), **fields}


def surveyed(
    *items: Plain, people: Mapping[str, int] | None = None, questions: Sequence[tuple[str, str]] = ()
) -> Design:
    """Make the design of a survey, with the populations of its groups and its questions with their items."""
    groups = [
        {"key": key, "name": {"vi": key}, "population": str(number)} for key, number in (people or {}).items()
    ]
    declared = [{"key": key, "text": {"vi": key}, "item": item} for key, item in questions]
    return design(ruleset(group("survey", *items), survey={"groups": groups, "questions": declared}))


def two_items(**people: int) -> Design:
    """Make a design of two items, the first with two questions."""
    first, second = leaf("first", asked(), max="6"), leaf("second", asked(), max="4")
    return surveyed(
        first, second, people=people, questions=[("q1", "first"), ("q2", "first"), ("q3", "second")]
    )


def made(of: Design, rows: Sequence[Row], units: Sequence[str] | None = None) -> tuple[Sheets, Tallies]:
    """Make the sheets of some rows, and count them one by one."""
    groups = [each.key for each in of.groups]
    order = list(units or dict.fromkeys(row[2] for row in rows))
    sheets = Sheets(
        tuple(order),
        np.array([row[1] for row in rows], dtype=np.uint64),
        np.array([groups.index(row[0]) for row in rows], dtype=np.int8),
        np.array([order.index(row[2]) for row in rows], dtype=np.int32),
        np.array([row[3] for row in rows], dtype=np.int8).reshape(len(rows), len(of.questions)),
    )
    names = sorted(order)
    most = max(len(each.options) for each in of.questions)
    counts = np.zeros((len(names), len(groups), len(of.questions), most), dtype=np.int64)
    for name, _, unit, answers in rows:
        for question, answer in enumerate(answers):
            if answer >= 0:
                counts[names.index(unit), groups.index(name), question, answer] += 1
    return sheets, Tallies(of, tuple(names), counts)


def slow(of: Design, rows: Sequence[Row]) -> dict[tuple[str, str], dict[tuple[str, int], Fraction]]:
    """Work out in fractions how each respondent moves each unit and item: the formula, word for word."""
    moved: dict[tuple[str, str], dict[tuple[str, int], Fraction]] = {}
    items = {each.item.key: each.item for each in of.questions}
    for unit, key in product(dict.fromkeys(row[2] for row in rows), items):
        scale = items[key].scale
        assert isinstance(scale, SurveyScale)
        shares: dict[str, list[tuple[int, Fraction]]] = {each.key: [] for each in scale.groups}
        for name, respondent, rated, answers in rows:
            for question, answer in zip(of.questions, answers, strict=True):
                if rated == unit and question.item.key == key and answer >= 0:
                    shares[name].append((respondent, question.options[answer].share))
        weight = sum((each.weight for each in scale.groups if shares[each.key]), Fraction(0))
        found = moved.setdefault((unit, key), {})
        for each in scale.groups:
            given_ = shares[each.key]
            mean = sum((share for _, share in given_), Fraction(0)) / max(len(given_), 1)
            for respondent, share in given_:
                step = (items[key].max or 0) * each.weight / weight * (share - mean) / len(given_)
                found[each.key, respondent] = found.get((each.key, respondent), Fraction(0)) + step
    return moved


def slow_covariance(of: Design, rows: Sequence[Row], one: tuple[str, str], two: tuple[str, str]) -> float:
    """Work out one covariance over every respondent of every group, in fractions but for the roots."""
    moved = slow(of, rows)
    total = 0.0
    for each in of.groups:
        product = sum(
            moved[one].get((each.key, at), Fraction(0)) * moved[two].get((each.key, at), Fraction(0))
            for at in {row[1] for row in rows}
        )
        factor = slow_factor(each, rows, one[0]) * slow_factor(each, rows, two[0])
        total += float(product) * float(factor) ** 0.5
    return total


def slow_factor(of: Respondents, rows: Sequence[Row], unit: str) -> Fraction:
    """Work out what a unit's sum over a group is taken times: (1 - n/N) × n/(n - 1) of those who rated it."""
    size = len({row[1] for row in rows if row[0] == of.key and row[2] == unit and max(row[3]) >= 0})
    left = 1 - size / of.population if of.population else Fraction(1)
    return left * size / (size - 1) if size > 1 else Fraction(0)


def covariance(of: Design, rows: Sequence[Row], unit: str) -> UnitCovariance:
    """Return the covariance of a unit that has one."""
    found = unit_covariance(influence(*made(of, rows)), unit)
    assert isinstance(found, UnitCovariance), found
    return found


def why_not(of: Design, rows: Sequence[Row], unit: str = "a") -> Problem:
    """Return the problem why a unit has no covariance."""
    found = unit_covariance(influence(*made(of, rows)), unit)
    assert isinstance(found, Problem)
    return found


@st.composite
def ballots(draw: st.DrawFn) -> list[Row]:
    """Draw sheets of two groups about three units, in any order: who rates what, and what stays blank."""
    rows: list[Row] = []
    for name in ("deputies", "people"):
        for respondent in range(draw(st.integers(3, 6))):
            for unit in draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True)):
                answers = tuple(draw(st.integers(-1, 2)) for _ in range(3))
                rows.append((name, respondent, unit, answers))
    return draw(st.permutations(rows))


@settings(max_examples=40)
@given(ballots(), st.sampled_from([{}, {"people": 100}, {"people": 9, "deputies": 20}, {"people": 6}]))
def test_against_plain_loops(rows: list[Row], people: dict[str, int]) -> None:
    """Every covariance of items and of units is that of the formula, added up one by one in fractions."""
    of = two_items(**people)
    moved = influence(*made(of, rows))
    found = {unit: unit_covariance(moved, unit) for unit in moved.units}
    sure = {unit: each for unit, each in found.items() if isinstance(each, UnitCovariance)}
    for unit, each in sure.items():
        for (at, one), (to, two) in product(enumerate(each.items), repeat=2):
            wanted = slow_covariance(of, rows, (unit, one), (unit, two))
            assert each.covariance[at, to] == pytest.approx(wanted, abs=1e-12)
    coefficients = {
        unit: {item: 1.0 + at for at, item in enumerate(each.items)} for unit, each in sure.items()
    }
    together = cross_covariance(moved, coefficients) if sure else np.zeros((0, 0))
    for (at, one), (to, two) in product(enumerate(sure), repeat=2):
        terms = [
            a * b * slow_covariance(of, rows, (one, i), (two, j))
            for (i, a), (j, b) in product(coefficients[one].items(), coefficients[two].items())
        ]
        assert together[at, to] == pytest.approx(sum(terms), abs=1e-12)
    assert not sure or np.linalg.eigvalsh(together).min() > -1e-12


@settings(max_examples=25)
@given(ballots(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_bytes(rows: list[Row], source: Any) -> None:
    """The order of sheets and of units changes no bit of any figure."""
    of = two_items()
    shuffled = source.sample(rows, len(rows))
    units = source.sample("abc", 3)
    one, two = influence(*made(of, rows, "abc")), influence(*made(of, shuffled, units))
    sure: dict[str, dict[str, float]] = {}
    for unit in "abc":
        left, right = unit_covariance(one, unit), unit_covariance(two, unit)
        if isinstance(left, UnitCovariance) and isinstance(right, UnitCovariance):
            assert left.covariance.tobytes() == right.covariance.tobytes()
            assert left.points.tobytes() == right.points.tobytes()
            sure[unit] = {"first": 0.3, "second": 0.7}
        else:
            assert left == right
    if sure:
        assert cross_covariance(one, sure).tobytes() == cross_covariance(two, sure).tobytes()


def one_item(**people: int) -> Design:
    """Make a design of one item with one question."""
    return surveyed(leaf("only", asked()), people=people)


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 2), min_size=2, max_size=9),
    st.lists(st.integers(0, 2), min_size=2, max_size=9),
    st.sampled_from([None, 9, 50]),
)
def test_one_complete_item_of_one_unit(deputies: list[int], people: list[int], number: int | None) -> None:
    """Without blanks and other units the covariance is the plain stratified variance, and so is the mean."""
    of = one_item(**({} if number is None else {"people": number}))
    rows: list[Row] = [("deputies", at, "a", (answer,)) for at, answer in enumerate(deputies)]
    rows += [("people", at, "a", (answer,)) for at, answer in enumerate(people)]
    found = covariance(of, rows, "a")
    shares = np.array([1.0, 0.6, 0.0])
    strata = [Stratum(10 / 3, shares[deputies]), Stratum(20 / 3, shares[people], number)]
    wanted = stratified(strata)
    assert abs(float(found.points[0]) - float(wanted.value)) < 1e-6
    assert found.freedom == wanted.freedom
    variance = sum(
        stratum.weight**2
        * (1 - (len(stratum.values) / stratum.population if stratum.population else 0))
        * float(stratum.values.var(ddof=1))
        / len(stratum.values)
        for stratum in strata
    )
    assert abs(float(found.covariance[0, 0]) - variance) < 1e-12


@needs_schools
def test_the_proportion_of_r_as_ballots() -> None:
    """The stratified sample of R as ballots: one question, a group for each type, R's mean and error."""
    sample = schools()
    total = sum(number for _, number in sample)
    kinds = [(kind.lower(), f"{number}/{total}") for kind, number in sample]
    scale = asked(
        options=named(("yes", "1"), ("no", "0"), figure="share"), groups=named(*kinds, figure="weight")
    )
    of = surveyed(leaf("wide", scale, max="1"), people={kind.lower(): number for kind, number in sample})
    rows: list[Row] = [
        (kind.lower(), at, "all", (int(row["sch.wide"] == "No"),))
        for (kind, _), found in sample.items()
        for at, row in enumerate(found)
    ]
    found = covariance(of, rows, "all")
    assert found.points[0] == pytest.approx(0.82794801, abs=1e-8)
    assert found.covariance[0, 0] ** 0.5 == pytest.approx(0.02434, abs=5e-6)
    assert found.freedom == 197


BOTH: list[Row] = [
    ("deputies", 1, "a", (0, 1, 2)),
    ("deputies", 2, "a", (0, 0, 0)),
    ("people", 1, "a", (0, 1, 1)),
    ("people", 2, "a", (2, 1, 0)),
]


def test_a_unit_is_a_sample_of_its_own() -> None:
    """Who rated another unit changes nothing of this one: neither its variance nor its freedom."""
    more: list[Row] = [
        ("people", 3, "b", (0, 0, 0)),
        ("people", 4, "b", (1, 1, 1)),
        ("people", 5, "a", (-1, -1, -2)),
    ]
    for people in ({}, {"people": 9}):
        alone = covariance(two_items(**people), BOTH, "a")
        beside = covariance(two_items(**people), [*BOTH, *more], "a")
        assert (alone.freedom, beside.freedom) == (2, 2)
        assert alone.covariance.tobytes() == beside.covariance.tobytes()
        assert alone.items == ("first", "second")


def test_freedom_of_each_figure() -> None:
    """An item has the freedom of who answered it, and a group asked as a whole gives none to any figure."""
    rows: list[Row] = [("deputies", at, "a", (at % 3, 0, at % 2)) for at in range(5)]
    rows += [("people", at, "a", (at % 3, 1, at % 2 if at < 3 else -1)) for at in range(7)]
    found = covariance(two_items(), rows, "a")
    assert (found.freedom, found.freedoms) == (10, (10, 6))
    found = covariance(two_items(deputies=5), rows, "a")
    assert (found.freedom, found.freedoms) == (6, (6, 2))
    assert covariance(two_items(deputies=5, people=7), rows, "a").freedoms == (0, 0)


def test_a_census_with_gaps() -> None:
    """Where all of a group answered but few of them about a unit, that unit is not certain."""
    whole: list[Row] = [("deputies", at, "a", (at % 3, 0, 0)) for at in range(4)]
    whole += [("people", at, "a", (at % 3, 0, 0)) for at in range(4)]
    rows: list[Row] = [
        *whole,
        ("deputies", 0, "b", (0, 0, 0)),
        ("people", 0, "b", (0, 0, 0)),
        ("people", 1, "b", (2, 2, 2)),
    ]
    of = two_items(deputies=4, people=4)
    assert not covariance(of, rows, "a").covariance.any()
    assert why_not(of, rows, "b") == problem("W-LONELY", ("b",), group="deputies")
    two: list[Row] = [*rows, ("deputies", 1, "b", (2, 2, 2))]
    assert (np.diag(covariance(of, two, "b").covariance) > 0).all()
    together = cross_covariance(influence(*made(of, two)), {unit: {"first": 1.0} for unit in "ab"})
    assert together[0].tolist() == [0.0, 0.0]
    assert together[1, 1] > 0


@settings(max_examples=30)
@given(ballots(), st.sampled_from([{}, {"people": 6, "deputies": 20}]))
def test_never_below_the_variance_of_the_domain(rows: list[Row], people: dict[str, int]) -> None:
    """The variance is never smaller than that of the domain estimator, all respondents of a group as n."""
    of = two_items(**people)
    moved = influence(*made(of, rows))
    for unit in moved.units:
        found = unit_covariance(moved, unit)
        if isinstance(found, UnitCovariance):
            for at, item in enumerate(found.items):
                domain = 0.0
                for each in of.groups:
                    size = len({row[1] for row in rows if row[0] == each.key})
                    left = 1 - size / each.population if each.population else Fraction(1)
                    steps = [step for key, step in slow(of, rows)[unit, item].items() if key[0] == each.key]
                    domain += float(left * size / (size - 1) * sum(step**2 for step in steps))
                assert found.covariance[at, at] >= domain - 1e-12


def test_all_of_one_mind() -> None:
    """Where everyone says the same nothing varies: exactly nothing."""
    rows: list[Row] = [(name, at, "a", (1, 1, 1)) for name in ("deputies", "people") for at in range(7)]
    found = covariance(two_items(), rows, "a")
    assert found.covariance.tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert found.points == pytest.approx([3.6, 2.4])


def test_one_respondent_of_a_group() -> None:
    """One respondent of a group, a unit or an item shows no variance; unless the group has no other."""
    lonely = problem("W-LONELY", ("a",), group="people")
    assert why_not(two_items(), BOTH[:3]) == lonely
    assert why_not(two_items(), [*BOTH[:3], ("people", 2, "b", (0, 0, 0))]) == lonely
    assert why_not(two_items(), [*BOTH[:3], ("people", 2, "a", (0, 0, -1))]) == lonely
    assert covariance(two_items(people=1), BOTH[:3], "a").freedom == 1
    assert covariance(two_items(people=1), BOTH[:3], "a").freedoms == (1, 1)


def test_more_respondents_than_people() -> None:
    """A population that is smaller than its sample is wrong, and gives no interval."""
    wanted = problem("W-POPULATION", ("a",), group="people", found="2", population="1")
    assert why_not(two_items(people=1), BOTH) == wanted


def test_everyone_asked() -> None:
    """Of a group that answered as a whole nothing is left open."""
    found = covariance(two_items(people=2, deputies=2), BOTH, "a")
    assert not found.covariance.any()
    both = [*BOTH, *((name, at, "b", answers) for name, at, _, answers in BOTH)]
    moved = influence(*made(two_items(people=2, deputies=2), both))
    assert not cross_covariance(moved, {unit: {"first": 1.0} for unit in "ab"}).any()


def test_no_answers() -> None:
    """A unit that nobody rated, or no unit at all, has no covariance."""
    wanted = problem("W-NO-ANSWERS", ("a",), group="deputies, people")
    assert why_not(two_items(), [("people", 1, "a", (-1, -2, -1)), *BOTH[:0]]) == wanted
    assert why_not(two_items(), [("people", 1, "b", (1, 1, 1))]) == wanted


def test_a_group_that_did_not_answer() -> None:
    """Its items have no estimate, unless the rule divides its weight among the others."""
    rows: list[Row] = [(name, at, unit, (answer, 0, 1, -1)) for name, at, unit, (answer, _, _) in BOTH[2:]]
    rows += [(name, at, unit, (-1, -1, answer, -1)) for name, at, unit, (answer, _, _) in BOTH[:2]]
    again = asked(empty="reweight")
    items = [leaf("first", asked()), leaf("second", again), leaf("third", asked()), leaf("fourth", again)]
    found = covariance(surveyed(*items), rows, "a")
    assert found.items == ("second", "third")
    assert found.points == pytest.approx([10.0, 20 / 3 * 0.6 + 10 / 3])
    alone = covariance(surveyed(*items), [row for row in rows if row[0] == "people"], "a")
    assert (alone.items, alone.freedom) == (("second",), 1)


def test_fine_shares() -> None:
    """Shares too fine to be counted in whole parts give the same figures."""
    fine = named(("good", "1"), ("fair", "1234567/7654321"), ("poor", "0"), figure="share")
    of = surveyed(leaf("only", asked(options=fine)))
    rows: list[Row] = [(name, at, "a", (at % 3,)) for name in ("deputies", "people") for at in range(5)]
    found = covariance(of, rows, "a")
    wanted = slow_covariance(of, rows, ("a", "only"), ("a", "only"))
    assert found.covariance[0, 0] == pytest.approx(wanted, rel=1e-12)


def test_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets taken two at a time, and full matrices or sparse ones, give the same covariances."""
    source = np.random.Generator(np.random.PCG64(7))
    rows: list[Row] = [
        (name, at, unit, tuple(int(each) for each in source.integers(-1, 3, 3)))
        for name in ("deputies", "people")
        for at in range(9)
        for unit in "abc"
    ]
    coefficients = {unit: {"first": 1.0, "second": 0.5} for unit in "cab"}
    moved = influence(*made(two_items(), rows))
    whole, apart = cross_covariance(moved, coefficients), unit_covariance(moved, "a")
    monkeypatch.setattr(module, "_CHUNK", 2)
    monkeypatch.setattr(module, "_CELLS", 6)
    pieces, other = cross_covariance(moved, coefficients), unit_covariance(moved, "a")
    monkeypatch.setattr(module, "_FULL", 2.0)
    assert np.allclose(whole, pieces, rtol=1e-12)
    assert np.allclose(whole, cross_covariance(moved, coefficients), rtol=1e-12)
    assert isinstance(apart, UnitCovariance)
    assert isinstance(other, UnitCovariance)
    assert apart.covariance.tobytes() == other.covariance.tobytes()
    assert np.linalg.eigvalsh(whole).min() > -1e-12
    for array in (whole, apart.covariance, apart.points, moved.order):
        assert not array.flags.writeable


def test_units_without_a_covariance() -> None:
    """A unit that has none is refused with its reason."""
    moved = influence(*made(two_items(), BOTH))
    with pytest.raises(AssessmentError) as caught:
        cross_covariance(moved, {"a": {"first": 1.0}, "nobody": {"first": 1.0}})
    assert caught.value.problems == (problem("W-NO-ANSWERS", ("nobody",), group="deputies, people"),)


def campaign(times: int, seed: int) -> tuple[float, float, float]:
    """Draw samples of one fixed population; return how often the intervals hold the truth.

    The figures are for a unit's points, with blanks, for those of a unit that half of the people rate, and
    for the difference of two units that the same people rate.
    """
    source = np.random.Generator(np.random.PCG64(seed))
    of = two_items(deputies=60, people=2000)
    sizes = {"deputies": (60, 25), "people": (2000, 120)}
    shares = np.array([1.0, 0.6, 0.0])
    world, truth = {}, np.zeros(2)
    for at, (name, (number, _)) in enumerate(sizes.items()):
        mood = source.normal(0.0, 0.7, (number, 1, 1))
        noise = mood + source.normal(0.1 * at, 1.0, (number, 2, 3))
        answers = np.digitize(noise, [-0.4, 0.6]).astype(np.int8)
        answers[source.random((number, 2, 3)) < 0.1] = -1
        answers[source.random(number) < 0.5, 1] = -1
        world[name] = answers
        worth = np.where(answers >= 0, shares[answers], 0.0)
        given_ = (answers >= 0).astype(float)
        for slot, most in (((0, 1), 6.0), ((2,), 4.0)):
            mean = worth[:, :, slot].sum(axis=(0, 2)) / given_[:, :, slot].sum(axis=(0, 2))
            truth += most * (at + 1) / 3 * mean
    held = np.zeros(3)
    for _ in range(times):
        moved = influence(*_sample(of, world, sizes, source))
        values, variances = [], []
        for unit in "ab":
            found = unit_covariance(moved, unit)
            assert isinstance(found, UnitCovariance)
            values.append(found.points.sum())
            variances.append((found.covariance.sum(), found.freedom))
        both = cross_covariance(moved, {unit: {"first": 1.0, "second": 1.0} for unit in "ab"})
        apart = (both[0, 0] + both[1, 1] - 2 * both[0, 1], variances[1][1])
        misses = [values[0] - truth[0], values[1] - truth[1], values[0] - values[1] - truth[0] + truth[1]]
        for at, (miss, (variance, freedom)) in enumerate(zip(misses, [*variances, apart], strict=True)):
            held[at] += abs(miss) <= REACH[freedom] * variance**0.5
    first, second, third = (float(each) for each in held / times)
    return first, second, third


REACH = {freedom: student(freedom, 0.95) for freedom in range(1, 300)}


def _sample(
    of: Design, world: Mapping[str, Any], sizes: Mapping[str, tuple[int, int]], source: np.random.Generator
) -> tuple[Sheets, Tallies]:
    """Draw a sample of each group without putting anyone back, as sheets of two units."""
    parts = []
    for at, (name, (number, size)) in enumerate(sizes.items()):
        chosen = source.choice(number, size, replace=False)
        parts += [(at, chosen, unit, world[name][chosen, unit]) for unit in range(2)]
    groups = np.concatenate([np.full(len(chosen), at, dtype=np.int8) for at, chosen, _, _ in parts])
    units = np.concatenate([np.full(len(chosen), unit, dtype=np.int32) for _, chosen, unit, _ in parts])
    people = np.concatenate([chosen for _, chosen, _, _ in parts]).astype(np.uint64)
    answers = np.concatenate([found for _, _, _, found in parts])
    counts = np.zeros((2, 2, 3, 3), dtype=np.int64)
    rows, questions = np.nonzero(answers >= 0)
    np.add.at(counts, (units[rows], groups[rows], questions, answers[rows, questions]), 1)
    return Sheets(("a", "b"), people, groups, units, answers), Tallies(of, ("a", "b"), counts)


def test_intervals_hold_the_truth() -> None:
    """Of 95 % intervals from samples of one known population, about 95 in 100 hold the true points."""
    for share in campaign(700, 20240701):
        assert 0.93 <= share <= 0.97


@pytest.mark.thorough
def test_intervals_hold_the_truth_in_a_long_campaign() -> None:
    """The same of many samples and populations; what only some rate is held a little too often."""
    for seed in range(2):
        for share in campaign(12_000, seed):
            assert 0.94 <= share <= 0.97


def test_more_sheets_shorten_the_interval() -> None:
    """The same answers given by more people leave less open."""
    twice = [(name, at + 10, unit, answers) for name, at, unit, answers in BOTH]
    few, many = covariance(two_items(), BOTH, "a"), covariance(two_items(), [*BOTH, *twice], "a")
    assert (np.diag(many.covariance) < np.diag(few.covariance)).all()
