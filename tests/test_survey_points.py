"""What ballots give to the total, and what they could have given."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from helpers import Plain, assess, group, leaf, named, ruleset
from hypothesis import given as given_
from hypothesis import strategies as st

import parindex
from parindex.assessment import Assessed, Assessment
from parindex.exact import Interval
from parindex.ruleset.model import Ruleset
from parindex.scoring import score
from parindex.survey.design import Design, design
from parindex.survey.filling import blank, fill
from parindex.survey.points import bounds, given

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "department-2024.yaml"
RULES = {
    "format": "1",
    "id": "test/survey@2024",
    "year": "2024",
    "title": {"vi": "Thử"},
    "standing": "illustrative",
    "coverage": "full",
    "instruments": [
        {"key": "qd", "number": "1", "kind": "decision", "signed": "2024-01-01", "issuer": "UBND",
         "title": {"vi": "Thử"}, "reliability": "A"}
    ],
    "units": {"kinds": [{"key": "office", "name": {"vi": "Cơ quan"}}]},
    "periods": [{"key": "year", "from": "2024-01-01", "to": "2024-12-31"}],
    "score": {"key": "total", "name": {"vi": "Tổng"}, "max": "100", "items": [
        {"key": "appraisal", "name": {"vi": "Thẩm định"}, "max": "60", "scale": {"method": "direct"}},
        {"key": "survey", "name": {"vi": "Điều tra"}, "max": "40", "role": "survey", "rescale": True,
         "items": [
            {"key": "attitude", "name": {"vi": "Thái độ"}, "max": "10", "scale": {
                "method": "survey",
                "options": [{"key": "good", "name": {"vi": "Tốt"}, "share": "1"},
                            {"key": "bad", "name": {"vi": "Kém"}, "share": "0"}],
                "groups": [{"key": "people", "name": {"vi": "Người dân"}, "weight": "1"}]}}]}]},
    "policies": {
        "rounding": {"value": {"digits": "2", "mode": "half-up", "at": ["publication"]}, "assumed": "thử"},
        "band_on": {"value": "exact", "assumed": "thử"},
        "rank": {"value": {"on": "published", "ties": "competition"}, "assumed": "thử"},
        "not_applicable": {"value": "forbid", "assumed": "thử"},
        "missing": {"value": "refuse", "assumed": "thử"},
        "above_max": {"value": "cap", "assumed": "thử"},
    },
    "survey": {"groups": [{"key": "people", "name": {"vi": "Người dân"}, "population": "10"}]},
}  # fmt: skip


def _design(population: str | None = "10") -> Design:
    rules = parindex.Ruleset.model_validate(RULES)
    assert rules.survey is not None
    group = rules.survey.groups[0].model_copy(update={"population": population and Fraction(population)})
    return design(rules.model_copy(update={"survey": rules.survey.model_copy(update={"groups": (group,)})}))


def _filled(rules: Design, good: int, bad: int) -> Assessment:
    unit = Assessed(key="a", name="A", kind="office")
    return fill(blank(rules.ruleset, unit), {"attitude": {"people": {"good": good, "bad": bad}}})


def test_points_are_those_that_enter_the_total() -> None:
    """A block marked out of 10 and worth 40 gives four times its marks."""
    rules = _design()
    assert given(parindex.score(rules.ruleset, _filled(rules, 3, 1))) == 30


def test_points_of_the_example_are_those_of_its_survey_block() -> None:
    """In the example the survey is one block of the root: its points are those of the block."""
    sheet = parindex.score(parindex.load("example/department@2024"), EXAMPLE)
    (block,) = [line for line in sheet.lines if line.role == "survey"]
    assert given(sheet) == block.least


def test_there_are_no_points_while_ballots_are_missing() -> None:
    """A sheet whose survey is still missing has no survey points."""
    rules = _design()
    unit = Assessed(key="a", name="A", kind="office")
    assert given(parindex.score(rules.ruleset, blank(rules.ruleset, unit))) is None


def test_bounds_take_everyone_who_did_not_answer_as_the_worst_and_the_best() -> None:
    """Of ten people four answered, three well: between 3/10 and 9/10 of 40 points."""
    rules = _design()
    tallies = {"attitude": {"people": {"good": 3, "bad": 1}}}
    assert bounds(rules, _filled(rules, 3, 1), tallies) == Interval(Fraction(12), Fraction(36))


def test_bounds_need_a_population_that_holds_the_answers() -> None:
    """Without a population, or with one smaller than the answers, there are no bounds."""
    tallies = {"attitude": {"people": {"good": 3, "bad": 1}}}
    for population in (None, "3"):
        rules = _design(population)
        assert bounds(rules, _filled(rules, 3, 1), tallies) is None


def test_bounds_close_when_everyone_answered() -> None:
    """With every answer in, both bounds are the points."""
    rules = _design("4")
    sheet = parindex.score(rules.ruleset, _filled(rules, 3, 1))
    found = bounds(rules, _filled(rules, 3, 1), {"attitude": {"people": {"good": 3, "bad": 1}}})
    assert found == Interval(given(sheet), given(sheet))


ASKED = {
    "method": "survey",
    "options": named(("good", "1"), ("fair", "0.5"), ("bad", "0"), figure="share"),
    "groups": named(("people", "1"), figure="weight"),
}
PEOPLE = {"groups": [{"key": "people", "name": {"vi": "Người dân"}, "population": "10"}]}
TALLIES = {"a": {"people": {"good": 1, "fair": 2, "bad": 1}}}


def _both(rules: Ruleset, entries: Plain) -> tuple[Fraction | None, Interval[Fraction] | None]:
    """Return the points of four answers and their bounds, in an assessment that says something else too."""
    filled = fill(assess(entries), TALLIES)
    return given(score(rules, filled)), bounds(design(rules), filled, TALLIES)


def test_a_rescaled_root_stretches_the_survey() -> None:
    """Of a total of 20 that counts as 100 five survey points are 25, and so are their bounds."""
    rules = ruleset(leaf("a", ASKED), leaf("x"), root={"max": "100", "rescale": True}, survey=PEOPLE)
    points, found = _both(rules, {"x": {"points": "5"}})
    assert (points, found) == (Fraction(25), Interval(Fraction(10), Fraction(40)))


def test_bounds_keep_what_does_not_apply() -> None:
    """An item that is left out of a rescaled block is left out of the bounds too."""
    block = group("block", leaf("a", ASKED), leaf("x", max="30"), rescale=True)
    rules = ruleset(block, not_applicable="exclude", survey=PEOPLE)
    points, found = _both(rules, {"x": {"state": "not-applicable", "why": "không có"}})
    assert (points, found) == (Fraction(20), Interval(Fraction(8), Fraction(32)))
    points, found = _both(rules, {"x": {"points": "1"}})
    assert (points, found) == (Fraction(5), Interval(Fraction(2), Fraction(8)))


def test_bounds_under_rules_that_refuse_a_total() -> None:
    """What everyone could have said is known also where such a total would be refused."""
    rules = ruleset(
        leaf("a", ASKED), leaf("x"), leaf("more", role="bonus", max="5"),
        root={"cap": "none"}, above_max="refuse", survey=PEOPLE,
    )  # fmt: skip
    points, found = _both(rules, {"x": {"points": "10"}, "more": {"points": "5"}})
    assert (points, found) == (Fraction(5), Interval(Fraction(2), Fraction(8)))


def test_bounds_of_a_survey_in_every_stage() -> None:
    """Tallies that two stages say are replaced in both."""
    rules = ruleset(leaf("a", ASKED), leaf("x"), survey=PEOPLE)
    stated = {"a": {"tallies": {"people": {"good": "1", "fair": "2", "bad": "1"}}}, "x": {"points": "5"}}
    filled = fill(assess(stated, appraisal_1=stated), TALLIES)
    assert bounds(design(rules), filled, TALLIES) == Interval(Fraction(2), Fraction(8))


def test_bounds_leave_out_who_is_not_asked() -> None:
    """A group that is not asked about this kind of unit has no answers in the bounds either."""
    groups = [PEOPLE["groups"][0], {"key": "firms", "name": {"vi": "Doanh nghiệp"}, "population": "9"}]
    groups[1] |= {"rates": ["district"]}
    both = named(("people", "0.5"), ("firms", "0.5"), figure="weight")
    rules = ruleset(
        leaf("a", {**ASKED, "groups": both, "empty": "reweight"}), leaf("x"), survey={"groups": groups}
    )
    assert _both(rules, {"x": {"points": "1"}}) == (Fraction(5), Interval(Fraction(2), Fraction(8)))


def test_there_are_no_bounds_while_ballots_are_missing() -> None:
    """An item without answers leaves the survey without points and without bounds."""
    rules = ruleset(leaf("a", ASKED), leaf("b", ASKED), survey=PEOPLE)
    assert _both(rules, {}) == (None, None)


@given_(
    counts=st.tuples(*(st.integers(0, 3) for _ in range(3))).filter(any),
    other=st.sampled_from(["3.3", "0", "10"]),
    excluded=st.booleans(),
    cap=st.sampled_from(["2", "7", "20"]),
)
def test_points_are_between_their_bounds(
    *, counts: tuple[int, ...], other: str, excluded: bool, cap: str
) -> None:
    """Whatever else is said of the unit, the points are never outside the bounds."""
    inner = group("inner", leaf("a", ASKED), leaf("n", max="4"), rescale=True, max="20", cap=cap)
    rules = ruleset(
        inner, leaf("x"), root={"max": "60", "rescale": True}, not_applicable="exclude", survey=PEOPLE
    )
    tallies = {"a": {"people": dict(zip(("good", "fair", "bad"), counts, strict=True))}}
    left_out = {"state": "not-applicable", "why": "không có"}
    filled = fill(assess({"x": {"points": other}, "n": left_out if excluded else {"points": "1"}}), tallies)
    points, found = given(score(rules, filled)), bounds(design(rules), filled, tallies)
    assert points is not None
    assert found is not None
    assert found.least <= points <= found.most
