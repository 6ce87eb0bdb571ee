"""Open readings: which questions a ruleset leaves open, and what each other answer does to scores."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

import pytest
from commands import SHIPPED
from helpers import BANDS, Plain, assess, group, leaf, points, rounding, ruleset
from hypothesis import given
from hypothesis import strategies as st

from parindex.errors import AssessmentError, Problem, UsageError, problem
from parindex.exact import ROUNDING_MODES, Interval
from parindex.readings import Effect, Question, Standing, effects, questions
from parindex.ruleset import catalog
from parindex.ruleset.checks import LAWS, check
from parindex.ruleset.model import Ruleset
from parindex.ruleset.places import path_of, value_at
from parindex.ruleset.policy import Policies, RankPolicy
from parindex.ruleset.variants import vary
from parindex.scoring import score
from parindex.testing.strategies import assessments, rulesets

if TYPE_CHECKING:
    from parindex.assessment import Assessment
    from parindex.scoresheet import ScoreSheet

F = Fraction
AGENCIES = "ha-noi/central-agencies@2024"
NAMES = tuple(Policies.model_fields)


def answers(name: str) -> tuple[str, ...]:
    """Return the closed set of answers of a policy that is one word."""
    policy: Any = Policies.model_fields[name].annotation
    found: tuple[str, ...] = get_args(policy.model_fields["value"].annotation)
    return found


# The closed set of each place of each policy; rounding has `PLACES` besides.
CLOSED: dict[str, dict[str, tuple[str, ...]]] = {
    "rounding": {"rounding.value.mode": ROUNDING_MODES},
    "rank": {
        f"rank.value.{key}": get_args(field.annotation) for key, field in RankPolicy.model_fields.items()
    },
    **{name: {f"{name}.value": answers(name)} for name in NAMES if name not in {"rounding", "rank"}},
}
Offer = tuple[str, str | tuple[str, ...]]
LEAVES: Offer = ("rounding.value.at", ("leaf", "publication"))
ONCE: Offer = ("rounding.value.at", ("publication",))
PLACES = (LEAVES, ONCE)


def offered(question: Question) -> list[Offer]:
    """Return the one change of each other answer: the place below `policies`, and its value."""
    changes = [change for (change,) in (reading.changes for reading in question.alternatives)]
    assert all(change.at.startswith("policies.") for change in changes)
    return [(change.at.removeprefix("policies."), change.value) for change in changes]


def others(declared: Ruleset, name: str) -> set[Offer]:
    """Return every other answer of the closed set of a policy, its place and its value."""
    tree = declared.policies.model_dump(mode="json")
    found: set[Offer] = set()
    for place, values in CLOSED[name].items():
        path = path_of(tree, place)
        assert path is not None
        found |= {(place, value) for value in values if value != value_at(tree, path)}
    if name == "rounding":
        found |= {each for each in PLACES if {*each[1]} != {*declared.policies.rounding.value.at}}
    return found


def derived(declared: Ruleset, name: str) -> Question | None:
    """Return the question made of a policy, when there is one."""
    key = f"policy-{name.replace('_', '-')}"
    return next((each for each in questions(declared) if each.key == key), None)


def open_question(*alternatives: Plain) -> Plain:
    """Declare an unclear text with these other readings."""
    named = [{"name": {"vi": f"Cách hiểu {each['key']}"}, **each} for each in alternatives]
    return {
        "key": "open",
        "question": {"vi": "Hiểu thế nào?"},
        "chosen": {"key": "chosen", "name": {"vi": "Như đã chọn"}},
        "alternatives": named,
    }


def change(key: str, at: str, value: str) -> Plain:
    """Declare a reading with one change."""
    return {"key": key, "changes": [{"at": at, "value": value}]}


def effect(declared: Ruleset, reading: str, *given: Assessment, stage: str = "final") -> Effect:
    """Return what one reading does."""
    _, found = effects(declared, given, stage=stage)
    (only,) = [each for each in found if each.reading.key == reading]
    return only


def totals(found: Effect) -> list[Fraction | Interval[Fraction] | None]:
    """Return the exact total of each unit."""
    return [each.sheet.total.exact if each else None for each in found.standings]


def bands(standings: tuple[Standing | None, ...]) -> list[str | None]:
    """Return the key of the band of each unit."""
    return [each.sheet.band.key if each and each.sheet.band else None for each in standings]


def attempt(declared: Ruleset, given_: Assessment) -> tuple[ScoreSheet | None, tuple[Problem, ...]]:
    """Score by hand: the sheet, or why there is none."""
    try:
        return score(declared, given_), ()
    except AssessmentError as error:
        return None, error.problems


def agency(period: str, unit: str = "co-quan-a", **given: str) -> Assessment:
    """Assess an agency of the central government in one period."""
    entries = points(**{"criteria": "40", "bonus": "0", "survey": "40", **given})
    return assess(entries, ruleset=AGENCIES, unit=unit, kind="central-agency", period=period)


# Questions


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("policy", [each for each in NAMES if each != "rounding"])
def test_an_assumed_policy_is_a_question(name: str, policy: str) -> None:
    """An assumed policy is asked with exactly the other values of its closed sets, a sourced one not.

    A place that a declared reading changes is left to that reading.
    """
    declared = catalog.load(name)
    question = derived(declared, policy)
    touched = {
        change.at.removeprefix("policies.")
        for each in declared.interpretations
        for reading in each.alternatives
        for change in reading.changes
    }
    sourced = getattr(declared.policies, policy).assumed is None
    without_bands = policy == "band_on" and not declared.bands
    wanted = {(place, value) for place, value in others(declared, policy) if place not in touched}

    if sourced or without_bands or not wanted:
        assert question is None
    else:
        assert question is not None
        assert sorted(offered(question)) == sorted(wanted)


@pytest.mark.parametrize("name", SHIPPED)
def test_assumed_rounding_is_a_question(name: str) -> None:
    """Assumed rounding is asked with every other mode and every other place, a sourced one not."""
    declared = catalog.load(name)
    question = derived(declared, "rounding")

    if declared.policies.rounding.assumed is None:
        assert question is None
    else:
        assert question is not None
        assert sorted(offered(question), key=str) == sorted(others(declared, "rounding"), key=str)


@pytest.mark.parametrize("mode", ROUNDING_MODES)
def test_every_mode_of_rounding_is_offered(mode: str) -> None:
    """Assumed rounding is asked with each of the other modes that a ruleset may declare, once."""
    question = derived(ruleset(leaf("a"), rounding=rounding(mode=mode)), "rounding")

    assert question is not None
    assert sorted(offered(question), key=str) == sorted(
        [LEAVES, *(("rounding.value.mode", each) for each in ROUNDING_MODES if each != mode)], key=str
    )


@pytest.mark.parametrize("policy", NAMES)
def test_a_sourced_policy_is_no_question(policy: str) -> None:
    """A policy that a source states is not asked, the five others are."""
    declared = ruleset(leaf("a"))
    tree = declared.plain()
    answer = tree["policies"][policy]
    tree["policies"][policy] = {"value": answer["value"], "source": {"instrument": "qd-1", "at": "Điều 1"}}

    keys = [each.key for each in questions(Ruleset.model_validate(tree))]
    assert keys == [f"policy-{each.replace('_', '-')}" for each in NAMES if each != policy]


@pytest.mark.parametrize("name", SHIPPED)
def test_declared_questions_come_first(name: str) -> None:
    """The questions that a ruleset declares come first, as it declares them."""
    declared = catalog.load(name)
    found = questions(declared)[: len(declared.interpretations)]

    assert [(each.key, each.text, each.chosen, each.alternatives) for each in found] == [
        (each.key, each.question, each.chosen, each.alternatives) for each in declared.interpretations
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_answer_to_a_policy_makes_a_sound_ruleset_or_says_why(name: str) -> None:
    """Each other answer changes what the ruleset says at its place, and nothing else of it."""
    declared = catalog.load(name)
    for question in questions(declared)[len(declared.interpretations) :]:
        for reading in question.alternatives:
            varied = vary(declared, reading)
            assert isinstance(varied, Ruleset)
            assert varied.policies != declared.policies
            same = {"policies": declared.policies, "interpretations": declared.interpretations}
            assert varied.model_copy(update=same).plain() == declared.plain()


def test_a_declared_reading_goes_before_the_policy() -> None:
    """Where a declared reading changes a policy the ruleset asks its own question, and no other is made."""
    own = open_question(change("above", "policies.above_max.value", "allow"))
    keys = [each.key for each in questions(ruleset(leaf("a"), interpretations=[own], bands=[]))]

    assert "policy-above-max" not in keys
    assert keys == ["open", "policy-rounding", "policy-rank", "policy-not-applicable", "policy-missing"]


def test_a_declared_reading_goes_before_its_own_place_only() -> None:
    """A declared reading of how ties count leaves open which figure ranks are taken on."""
    own = open_question(change("dense", "policies.rank.value.ties", "dense"))
    question = derived(ruleset(leaf("a"), interpretations=[own]), "rank")

    assert question is not None
    assert offered(question) == [("rank.value.on", "published")]


@pytest.mark.parametrize(
    ("at", "offer"),
    [
        (("publication",), [LEAVES]),
        (("leaf", "publication"), [ONCE]),
        (("publication", "leaf"), [ONCE]),
        (("leaf",), [ONCE, LEAVES]),
        (("a", "publication"), [ONCE, LEAVES]),
    ],
)
def test_the_places_of_rounding_that_are_not_taken_are_offered(
    at: tuple[str, ...], offer: list[Offer]
) -> None:
    """Rounding each item or only at publication is offered unless taken, in whatever order places stand."""
    question = derived(ruleset(leaf("a"), rounding=rounding(at=at)), "rounding")

    assert question is not None
    assert [each for each in offered(question) if each[0] == "rounding.value.at"] == offer


def test_the_answer_taken_is_said_in_words() -> None:
    """The answer that the policy gives is said, each part of it, in both languages."""
    question = derived(ruleset(leaf("a")), "rank")

    assert question is not None
    assert question.chosen.key == "as-assumed"
    assert question.chosen.name.vi == "Theo số chính xác; Đồng hạng thì bỏ cách hạng"
    assert question.chosen.name.en == "On the exact figure; Ties skip ranks"


# Effects


@given(st.data())
def test_an_effect_is_the_score_under_the_varied_ruleset(data: st.DataObject) -> None:
    """Under each reading a unit scores as under the varied ruleset, or is refused alike, under its key."""
    declared = data.draw(rulesets())
    given_ = data.draw(assessments(declared))
    expected, refusals = attempt(declared, given_)
    if refusals:
        with pytest.raises(AssessmentError) as caught:
            effects(declared, [given_])
        assert caught.value.problems == refusals
        return
    base, found = effects(declared, [given_])

    assert [each.sheet for each in base] == [expected]
    assert [each.reading for each in found] == [
        reading for question in questions(declared) for reading in question.alternatives
    ]
    for each in found:
        varied = vary(declared, each.reading)
        assert isinstance(varied, Ruleset)
        if wrong := check(varied, LAWS):
            assert (each.standings, each.problems) == ((None,), wrong)
            continue
        sheet, refused = attempt(varied, given_)
        found_here = [standing.sheet if standing else None for standing in each.standings]
        assert found_here == [sheet]
        assert each.problems == tuple(problem.under((given_.unit.key,)) for problem in refused)


@pytest.mark.parametrize(("cap", "total"), [("none", "101"), ("10", "98"), ("12", "100")])
def test_a_bonus_inside_or_above(cap: str, total: str) -> None:
    """A reading that moves the cap of a bonus changes how much of it counts."""
    full = group("main", leaf("a"), leaf("b", role="bonus", max="3"), cap="11")
    own = open_question(change("other", "score.main.cap", cap))
    declared = ruleset(
        full, leaf("rest", max="90"), interpretations=[own], above_max="allow", bands=[], root={"cap": "none"}
    )
    unit = assess(points(a="10", b="3", rest="88"))

    base, _ = effects(declared, [unit])
    assert base[0].sheet.total.exact == 99
    assert totals(effect(declared, "other", unit)) == [F(total)]


@pytest.mark.parametrize("name", ["ha-noi/departments@2024", "ha-noi/districts@2024"])
def test_a_bonus_outside_the_seventy_points(name: str) -> None:
    """In Ha Noi's set of 2024 a bonus beside the 70 points lifts what the cap of 70 holds down."""
    kind = catalog.load(name).units.kinds[0].key
    entries = points(criteria="66", bonus="10", penalty="0", survey="20")
    unit = assess(entries, ruleset=name, kind=kind)
    base, _ = effects(catalog.load(name), [unit])

    assert base[0].sheet.total.exact == 90
    assert totals(effect(catalog.load(name), "outside-70-total-100", unit)) == [F(96)]
    high = assess(points(criteria="70", bonus="10", penalty="0", survey="30"), ruleset=name, kind=kind)
    assert totals(effect(catalog.load(name), "outside-70-total-100", high)) == [F(100)]
    assert totals(effect(catalog.load(name), "outside-70-no-limit", high)) == [F(110)]


@pytest.mark.parametrize(("on", "before", "after"), [("exact", "kha", "tot"), ("published", "tot", "kha")])
def test_the_figure_that_bands_are_read_from(on: str, before: str, after: str) -> None:
    """At 84.996 points, published as 85.00, the other figure is in the other band of an edge at 85."""
    edges: list[Plain] = [{**BANDS[0], "from": "85"}, *BANDS[1:]]
    declared = ruleset(leaf("a", max="100"), bands=edges, band_on=on)
    unit = assess(points(a="84.996"))
    base, _ = effects(declared, [unit])
    reading = "band-on-published" if on == "exact" else "band-on-exact"
    found = effect(declared, reading, unit)

    assert (bands(base), bands(found.standings)) == ([before], [after])
    assert totals(found) == [F("84.996")]


def test_the_band_of_ha_nam_at_the_edge() -> None:
    """In Ha Nam 84.996 points are Khá on the exact figure that is assumed, and Tốt on the published one."""
    declared = catalog.load("ha-nam/departments-and-districts@2023")
    keys = [item.key for item in declared.score.items]
    entries: Plain = {**{key: {"points": "0"} for key in keys}, keys[0]: {"points": "84.996"}}
    unit = assess(entries, ruleset=declared.id)
    base, _ = effects(declared, [unit])

    assert bands(base) == ["kha"]
    assert bands(effect(declared, "band-on-published", unit).standings) == ["tot"]


@pytest.mark.parametrize(
    ("reading", "total", "published"),
    [
        ("rounding-half-even", "2.01", "2.01"),
        ("rounding-down", "2.01", "2.01"),
        ("rounding-up", "2.01", "2.01"),
        ("rounding-leaf", "2.02", "2.02"),
    ],
)
def test_rounding_each_item(reading: str, total: str, published: str) -> None:
    """Rounding each item changes the exact total; another mode at publication only the published one."""
    declared = ruleset(leaf("a"), leaf("b"))
    found = effect(declared, reading, assess(points(a="1.005", b="1.005")))

    assert totals(found) == [F(total)]
    (standing,) = found.standings
    assert standing is not None
    assert standing.sheet.total.published == Decimal(published)


@pytest.mark.parametrize(
    ("reading", "published"),
    [("rounding-half-even", "1.00"), ("rounding-down", "1.00"), ("rounding-up", "1.01")],
)
def test_another_mode_of_rounding(reading: str, published: str) -> None:
    """A half is published upwards as assumed or under `up`, downwards to even or cut off, of one total."""
    declared = ruleset(leaf("a"))
    unit = assess(points(a="1.005"))
    base, _ = effects(declared, [unit])
    (standing,) = effect(declared, reading, unit).standings

    assert standing is not None
    assert (base[0].sheet.total.published, standing.sheet.total.published) == (
        Decimal("1.01"),
        Decimal(published),
    )
    assert standing.sheet.total.exact == base[0].sheet.total.exact


def test_the_least_rest_is_published_upwards() -> None:
    """Under `up` a rest of less than half is published upwards, which half-up cuts off."""
    unit = assess(points(a="1.001"))
    declared = ruleset(leaf("a"))
    base, _ = effects(declared, [unit])
    (standing,) = effect(declared, "rounding-up", unit).standings

    assert standing is not None
    assert (base[0].sheet.total.published, standing.sheet.total.published) == (
        Decimal("1.00"),
        Decimal("1.01"),
    )


def test_rounding_only_at_publication() -> None:
    """Where each item is rounded as assumed, rounding only at publication brings the exact total back."""
    declared = ruleset(leaf("a"), leaf("b"), rounding=rounding(at=("leaf", "publication")))
    unit = assess(points(a="1.005", b="1.005"))
    base, _ = effects(declared, [unit])

    assert base[0].sheet.total.exact == F("2.02")
    assert totals(effect(declared, "rounding-publication", unit)) == [F("2.01")]


def test_ties_change_a_rank() -> None:
    """Where ties skip no rank the unit behind two equal ones moves up, and nobody's figures change."""
    declared = ruleset(leaf("a", max="100"), rank={"on": "published", "ties": "competition"})
    units = [
        assess(points(a=value), unit=key) for key, value in [("x", "80.001"), ("y", "80.002"), ("z", "70")]
    ]
    base, found = effects(declared, units)
    ranks = {
        each.reading.key: [standing.rank if standing else None for standing in each.standings]
        for each in found
    }

    assert [each.rank for each in base] == [1, 1, 3]
    assert ranks["rank-dense"] == [1, 1, 2]
    assert ranks["rank-exact"] == [2, 1, 3]
    assert totals(effect(declared, "rank-dense", *units)) == [each.sheet.total.exact for each in base]


def test_ranks_only_where_a_league_is_complete() -> None:
    """A league has ranks when it has several units and all are complete, also under a reading."""
    declared = ruleset(leaf("a"), leaf("b"))
    units = [assess(points(a="10", b="0"), unit="x"), assess(points(a="9"), unit="y")]
    alone = assess(points(a="1", b="1"), unit="z", kind="district")
    base, _ = effects(declared, [*units, alone])
    found = effect(declared, "missing-zero", *units, alone)

    assert [each.rank for each in base] == [None, None, None]
    assert [each and each.rank for each in found.standings] == [1, 2, None]
    assert totals(found) == [F(10), F(9), F(2)]


def test_a_unit_that_is_there_twice_is_refused() -> None:
    """A unit with two files of one period is refused, as a league refuses it."""
    declared = ruleset(leaf("a"))
    with pytest.raises(UsageError) as refused:
        effects(declared, [assess(points(a="1")), assess(points(a="2"))])

    assert [each.code for each in refused.value.problems] == ["E-UNIT-TWICE"]


@pytest.mark.parametrize(
    ("reading", "total", "index"),
    [("zero", "8", "40"), ("full", "18", "90"), ("exclude", "8", "80")],
)
def test_an_item_that_is_not_applicable(reading: str, total: str, index: str) -> None:
    """What is not applicable counts as zero, in full or not at all, as each answer has it."""
    taken = "exclude" if reading != "exclude" else "zero"
    declared = ruleset(leaf("a"), leaf("b"), not_applicable=taken)
    unit = assess({**points(a="8"), "b": {"state": "not-applicable", "why": "Không có"}})
    (standing,) = effect(declared, f"not-applicable-{reading}", unit).standings

    assert standing is not None
    assert (standing.sheet.total.exact, standing.sheet.index.exact) == (F(total), F(index))


def test_a_missing_item_as_zero() -> None:
    """What is missing is an interval as assumed, and zero under the other answer."""
    declared = ruleset(leaf("a"), leaf("b"))
    unit = assess(points(a="8"))
    base, _ = effects(declared, [unit])

    assert base[0].sheet.total.exact == Interval(F(8), F(18))
    assert totals(effect(declared, "missing-zero", unit)) == [F(8)]


def test_a_total_above_the_maximum() -> None:
    """Above the maximum the total counts as the maximum, stays, or is refused, as each answer has it."""
    bonus = leaf("b", role="bonus")
    declared = ruleset(leaf("a", max="100"), bonus, root={"cap": "none"}, bands=[])
    unit = assess(points(a="98", b="5"))
    base, _ = effects(declared, [unit])

    assert base[0].sheet.total.exact == 100
    assert totals(effect(declared, "above-max-allow", unit)) == [F(103)]
    refused = effect(declared, "above-max-refuse", unit)
    assert refused.standings == (None,)
    assert [each.code for each in refused.problems] == ["E-ABOVE"]


def test_a_reading_that_leaves_no_sound_ruleset_says_why() -> None:
    """Where bands end at 100 a total above it has no band, and the reading says so instead of scoring."""
    declared = ruleset(leaf("a", max="100"), leaf("b", role="bonus"), root={"cap": "none"})
    found = effect(declared, "above-max-allow", assess(points(a="98", b="5")))

    assert found.standings == (None,)
    assert [each.code for each in found.problems] == ["E-BANDS-TOP"]


def test_a_reading_at_no_place_says_why() -> None:
    """A reading that changes a place that is not there is told as one that cannot be used."""
    own = open_question(change("lost", "score.nothing.max", "1"))
    found = effect(ruleset(leaf("a"), interpretations=[own]), "lost", assess(points(a="1")))

    assert found.standings == (None,)
    assert found.problems == (problem("W-READING", (), found="lost", reason="score.nothing.max"),)


def test_a_reading_that_nothing_can_compute() -> None:
    """A reading that is `unknown` has no standing and no problem: it says itself why."""
    own = open_question({"key": "lost", "unknown": {"vi": "Phụ lục không tìm được."}})
    found = effect(ruleset(leaf("a"), interpretations=[own]), "lost", assess(points(a="1")))

    assert (found.standings, found.problems) == ((None,), ())
    assert found.reading.unknown is not None
    assert found.reading.unknown.vi == "Phụ lục không tìm được."


def test_one_assessment_that_is_refused_leaves_the_others() -> None:
    """A unit that a reading refuses has a problem and no standing; the others are computed and ranked."""
    declared = ruleset(leaf("a"), leaf("b"), not_applicable="zero")
    units = [
        assess(points(a="8", b="1"), unit="x"),
        assess({**points(a="8"), "b": {"state": "not-applicable", "why": "Không có"}}, unit="y"),
        assess(points(a="9", b="1"), unit="z"),
    ]
    found = effect(declared, "not-applicable-forbid", *units)

    assert totals(found) == [F(9), None, F(10)]
    assert [each.rank if each else None for each in found.standings] == [2, None, 1]
    assert [(each.code, each.at) for each in found.problems] == [("E-NA", "y.stages.final.entries.b.state")]


def test_an_assessment_that_does_not_fit_is_refused_at_once() -> None:
    """What the ruleset as it stands refuses is refused, before any other reading is looked at."""
    with pytest.raises(AssessmentError) as caught:
        effects(ruleset(leaf("a")), [assess(points(a="11"))])
    assert [each.code for each in caught.value.problems] == ["E-RANGE"]
    with pytest.raises(UsageError):
        effects(ruleset(leaf("a")), [assess(points(a="1"))], stage="last")


def test_effects_at_an_earlier_stage() -> None:
    """A stage that is named is the one that is scored, under every reading."""
    changed = {"points": "1", "changed": {"by": "Hội đồng", "why": "thẩm định"}}
    unit = assess({"a": changed}, self=points(a="1.005"))
    declared = ruleset(leaf("a"))
    base, _ = effects(declared, [unit], stage="self")

    assert base[0].sheet.total.exact == F("1.005")
    assert totals(effect(declared, "rounding-leaf", unit, stage="self")) == [F("1.01")]
    assert totals(effect(declared, "rounding-leaf", unit)) == [F(1)]


def test_nobody() -> None:
    """Without assessments nobody stands anywhere, and every reading is there all the same."""
    base, found = effects(ruleset(leaf("a")), [])

    assert base == ()
    assert {each.standings for each in found} == {()}


# The period that gives the result of the year


def test_the_other_period_stands_for_the_year() -> None:
    """With the files of both periods, the half-year's result stands for the year's under that reading."""
    year, half = agency("year", criteria="45"), agency("half-year", criteria="30")
    declared = catalog.load(AGENCIES)
    for given_ in ([year, half], [half, year]):
        found = effect(declared, "half-year-period", *given_)
        standing = found.standings[given_.index(year)]

        assert found.problems == ()
        assert found.standings[given_.index(half)] is None
        assert standing is not None
        assert (standing.sheet.period, standing.sheet.total.exact) == ("half-year", F(70))
        assert standing.rank is None


def test_the_other_period_is_that_of_the_same_unit() -> None:
    """Each unit's result of the year is replaced by its own of the half year, and ranked among these."""
    given_ = [
        agency("year", "a", criteria="45"),
        agency("year", "b", criteria="40"),
        agency("half-year", "b", criteria="35"),
        agency("half-year", "a", criteria="20"),
    ]
    declared = catalog.load(AGENCIES)
    base, _ = effects(declared, given_)
    found = effect(declared, "half-year-period", *given_)

    assert [each.rank for each in base] == [1, 2, 1, 2]
    assert totals(found) == [F(60), F(75), None, None]
    assert [each.rank if each else None for each in found.standings[:2]] == [2, 1]


def test_a_file_of_the_other_period_is_asked_for() -> None:
    """With the file of the year alone, a sentence says of which unit and period the file is lacking."""
    declared = catalog.load(AGENCIES)
    given_ = [agency("year", "a"), agency("half-year", "a"), agency("year", "b")]
    found = effect(declared, "half-year-period", *given_)

    assert totals(found) == [F(80), None, None]
    assert found.problems == (problem("E-OTHER-PERIOD", unit="Sở A", found="half-year"),)
    assert found.problems[0].line("vi") == (
        "E-OTHER-PERIOD: `Sở A` chưa có tệp chấm kỳ `half-year`; đưa thêm tệp của kỳ đó"
    )
    assert found.problems[0].line("en") == (
        "E-OTHER-PERIOD: there is no assessment of `Sở A` for the period `half-year`; "
        "give the file of that period too"
    )


def test_a_file_of_the_year_is_asked_for() -> None:
    """With the file of the half year alone nothing is computed, and a sentence asks for that of the year."""
    given_ = [agency("half-year", "a"), agency("year", "b"), agency("half-year", "b")]
    found = effect(catalog.load(AGENCIES), "half-year-period", *given_)

    assert totals(found) == [None, F(80), None]
    assert found.problems == (problem("E-OTHER-PERIOD", unit="Sở A", found="year"),)
    assert found.problems[0].line("vi") == (
        "E-OTHER-PERIOD: `Sở A` chưa có tệp chấm kỳ `year`; đưa thêm tệp của kỳ đó"
    )
    assert found.problems[0].line("en") == (
        "E-OTHER-PERIOD: there is no assessment of `Sở A` for the period `year`; "
        "give the file of that period too"
    )


def test_other_readings_leave_the_periods_alone() -> None:
    """A reading that does not touch the period of the year scores each file in its own period."""
    given_ = [agency("year", criteria="48", bonus="5"), agency("half-year", criteria="30")]
    found = effect(catalog.load(AGENCIES), "outside-50-total-100", *given_)

    assert totals(found) == [F(93), F(70)]
    assert [each and each.sheet.period for each in found.standings] == ["year", "half-year"]
