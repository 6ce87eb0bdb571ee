"""The `survey` scale."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import Plain, scale, undeclared, worth, wrong
from hypothesis import assume, given
from hypothesis import strategies as st

from parindex.audit.oracle import _Leaf
from parindex.errors import problem
from parindex.formula.evaluate import Step
from parindex.scales import SurveyScale, survey

F = Fraction


def option(key: str, share: str) -> Plain:
    """Declare one answer."""
    return {"key": key, "name": {"vi": f"Trả lời {key}"}, "share": share}


def respondents(key: str, weight: str) -> Plain:
    """Declare one group of respondents."""
    return {"key": key, "name": {"vi": f"Nhóm {key}"}, "weight": weight}


OPTIONS = [option("a", "1"), option("b", "0.6"), option("c", "0.2"), option("d", "0")]
TWO = scale(
    method="survey", options=OPTIONS, groups=[respondents("deputies", "1/3"), respondents("people", "2/3")]
)
ONE_GROUP = scale(
    method="survey", options=[option("yes", "1"), option("no", "0")], groups=[respondents("all", "1")]
)
DEPUTIES = {"a": "10", "b": "8", "c": "2", "d": "0"}
PEOPLE = {"a": "100", "b": "60", "c": "30", "d": "10"}


def test_weighted_mean_of_the_groups() -> None:
    """Points are max x the weighted sum of each group's mean share, with a step for each group."""
    assert worth(TWO, "10", tallies={"people": PEOPLE, "deputies": DEPUTIES}) == (
        F(109, 15),
        [
            Step("mean.deputies", "(10 + 0.6 × 8 + 0.2 × 2 + 0 × 0) / (10 + 8 + 2 + 0)", F(19, 25)),
            Step("mean.people", "(100 + 0.6 × 60 + 0.2 × 30 + 0 × 10) / (100 + 60 + 30 + 10)", F(71, 100)),
            Step("survey", "10 × (1/3 × 0.76 + 2/3 × 0.71)", F(109, 15)),
        ],
    )


def test_one_group() -> None:
    """A single group of weight 1 counts as it is."""
    assert worth(ONE_GROUP, "5", tallies={"all": {"yes": "1", "no": "3"}}) == (
        F(5, 4),
        [Step("mean.all", "(1 + 0 × 3) / (1 + 3)", F(1, 4)), Step("survey", "5 × (0.25)", F(5, 4))],
    )


def test_an_option_not_named_was_not_chosen() -> None:
    """An option that a tally does not name was chosen 0 times."""
    assert worth(ONE_GROUP, "5", tallies={"all": {"no": "3"}})[0] == 0
    assert worth(ONE_GROUP, "5", tallies={"all": {"yes": "3"}})[0] == 5
    short = worth(TWO, "10", tallies={"people": {"b": "1"}, "deputies": {"a": "1"}})
    full = {"a": "1", "b": "0", "c": "0", "d": "0"}
    assert short == worth(TWO, "10", tallies={"people": {**full, "a": "0", "b": "1"}, "deputies": full})


def test_points_of_a_survey_whose_ballots_are_not_known() -> None:
    """Where only the result is known it is given as points, in the range of the item and on no grid."""
    assert worth(TWO, "10", points="7.266667") == (
        F(7266667, 1000000),
        [Step("given", "7.266667", F(7266667, 1000000))],
    )
    assert worth(TWO, "10", points="0")[0] == 0
    assert worth(TWO, "10", points="10")[0] == 10


@pytest.mark.parametrize("points", ["-0.000001", "10.000001"])
def test_points_out_of_range(points: str) -> None:
    """Points below 0 or above the max are refused."""
    found = problem("E-RANGE", ("points",), found=F(points), least=F(0), most=F(10))
    assert wrong(TWO, "10", points=points) == found


def test_unknown_group() -> None:
    """A group that is not declared is refused where it stands, with the nearest one and all of them."""
    near = wrong(TWO, "10", tallies={"people": PEOPLE, "deputy": DEPUTIES})
    far = wrong(TWO, "10", tallies={"zzz": {"zzz": "1"}})
    known = "deputies, people"
    assert near == problem("E-GROUP", ("tallies", "deputy"), found="deputy", nearest="deputies", known=known)
    assert far == problem("E-GROUP", ("tallies", "zzz"), found="zzz", nearest="", known=known)
    assert (
        near.line("vi") == "E-GROUP tallies.deputy: không có nhóm được hỏi `deputy`; có phải là `deputies`?"
    )
    assert far.line("en") == (
        "E-GROUP tallies.zzz: there is no respondent group `zzz`; choose among: deputies, people"
    )


def test_unknown_option() -> None:
    """An answer that is not declared is refused where it stands, even when nobody gave it."""
    found = wrong(ONE_GROUP, "10", tallies={"all": {"yes": "1", "yess": "0"}})
    assert found == problem(
        "E-OPTION", ("tallies", "all", "yess"), found="yess", nearest="yes", known="yes, no"
    )
    assert (
        found.line("vi") == "E-OPTION tallies.all.yess: không có phương án trả lời `yess`; có phải là `yes`?"
    )
    assert found.line("en") == "E-OPTION tallies.all.yess: there is no answer `yess`; did you mean `yes`?"


def test_a_group_without_ballots() -> None:
    """A group that is absent, empty or has no ballot is refused: its mean is not known."""
    absent = problem("E-BALLOTS", ("tallies",), group="people")
    empty = problem("E-BALLOTS", ("tallies", "people"), group="people")
    assert wrong(TWO, "10", tallies={"deputies": DEPUTIES}) == absent
    assert wrong(TWO, "10", tallies={"deputies": DEPUTIES, "people": {}}) == empty
    assert wrong(TWO, "10", tallies={"people": {"a": "0", "d": "0"}, "deputies": DEPUTIES}) == empty
    assert wrong(TWO, "10", tallies={}) == problem("E-BALLOTS", ("tallies",), group="deputies")
    assert worth(TWO, "10", tallies={"deputies": {"d": "1"}, "people": {"d": "1"}})[0] == 0


def test_a_group_without_ballots_in_words() -> None:
    """The refusal says that the ballots are wanted, or that the item is missing."""
    found = wrong(ONE_GROUP, "10", tallies={"all": {}})
    assert found.line("vi") == (
        "E-BALLOTS tallies.all: nhóm `all` không có phiếu nào; nhập số phiếu, hoặc để mục này là missing"
    )
    assert found.line("en") == (
        "E-BALLOTS tallies.all: the group `all` has no ballots; enter its ballots, or leave the item missing"
    )


# A group without ballots that is left out

WITHOUT: SurveyScale = scale(  # type: ignore[assignment]  # one of eight
    method="survey",
    options=OPTIONS,
    groups=[respondents("deputies", "1/6"), respondents("firms", "1/3"), respondents("people", "1/2")],
    empty="reweight",
)


def test_a_group_without_ballots_is_left_out() -> None:
    """With `empty: reweight` the weights of the groups that answered are divided by their sum, as a step."""
    assert worth(WITHOUT, "10", tallies={"people": PEOPLE, "deputies": DEPUTIES}) == (
        10 * (F(1, 6) * F(19, 25) + F(1, 2) * F(71, 100)) / F(2, 3),
        [
            Step("mean.deputies", "(10 + 0.6 × 8 + 0.2 × 2 + 0 × 0) / (10 + 8 + 2 + 0 + 0)", F(19, 25)),
            Step("mean.firms", "(0 + 0.6 × 0 + 0.2 × 0 + 0 × 0) / (0 + 0 + 0 + 0 + 1)", F(0)),
            Step(
                "mean.people", "(100 + 0.6 × 60 + 0.2 × 30 + 0 × 10) / (100 + 60 + 30 + 10 + 0)", F(71, 100)
            ),
            Step("reweight", "1 − 1/6 × 0 − 1/3 × 1 − 0.5 × 0", F(2, 3)),
            Step("survey", "10 × (1/6 × 0.76 + 1/3 × 0 + 0.5 × 0.71) / (2/3)", F(289, 40)),
        ],
    )


@pytest.mark.parametrize(
    ("tallies", "points"),
    [
        ({"people": {"b": "3"}}, F(6)),
        ({"people": {"b": "3"}, "firms": {}, "deputies": {"a": "0"}}, F(6)),
        ({"deputies": {"a": "1"}, "firms": {"d": "1"}}, F(10, 3)),
        ({"deputies": {"a": "1"}, "firms": {"d": "1"}, "people": {"d": "1"}}, F(5, 3)),
    ],
)
def test_the_groups_that_answered_share_the_weights(tallies: Plain, points: Fraction) -> None:
    """A group alone counts for all; absent, empty and all zero are the same; all together count as ever."""
    assert worth(WITHOUT, "10", tallies=tallies)[0] == points


COUNTS = st.fixed_dictionaries({}, optional=dict.fromkeys("abcd", st.integers(0, 3)))
ASKED = st.fixed_dictionaries({}, optional=dict.fromkeys(("deputies", "firms", "people"), COUNTS))


@given(ASKED)
def test_leaving_out_is_asking_fewer(asked: dict[str, dict[str, int]]) -> None:
    """What comes out is what a survey of the groups with ballots alone gives, and what the oracle says."""
    tallies = {key: {each: str(n) for each, n in tally.items()} for key, tally in asked.items()}
    answering = [key for key, tally in asked.items() if any(tally.values())]
    assume(answering)
    weights = {group.key: group.weight for group in WITHOUT.groups if group.key in answering}
    few = [respondents(key, str(weight / sum(weights.values()))) for key, weight in weights.items()]
    alone = scale(method="survey", options=OPTIONS, groups=few)
    points, _ = worth(WITHOUT, "10", tallies=tallies)
    assert points == worth(alone, "10", tallies={key: tallies[key] for key in answering})[0]
    plain = WITHOUT.model_dump(mode="json", exclude_defaults=True)
    size = _Leaf("poll", plain, 10 * 10**6, {"tallies": tallies}).size()
    assert points == F(*size)


def test_all_groups_without_ballots_are_refused() -> None:
    """Where no group has ballots there is nothing to share the weights, and the first group is named."""
    absent = problem("E-BALLOTS", ("tallies",), group="deputies")
    assert wrong(WITHOUT, "10", tallies={}) == absent
    assert wrong(WITHOUT, "10", tallies={"people": {"a": "0"}, "firms": {}}) == absent
    empty = problem("E-BALLOTS", ("tallies", "deputies"), group="deputies")
    assert wrong(WITHOUT, "10", tallies={"deputies": {}}) == empty


def test_unknown_words_in_a_group_that_is_left_out() -> None:
    """A group or an answer that is not declared is refused as ever."""
    assert wrong(WITHOUT, "10", tallies={"people": PEOPLE, "firm": {}}).code == "E-GROUP"
    assert wrong(WITHOUT, "10", tallies={"people": PEOPLE, "firms": {"e": "0"}}).code == "E-OPTION"


def test_points_are_given_as_ever() -> None:
    """What a survey does with a group without ballots changes nothing where only the points are known."""
    assert worth(WITHOUT, "10", points="7.25") == (F(29, 4), [Step("given", "7.25", F(29, 4))])


def test_what_becomes_of_a_group_without_ballots_is_one_of_two() -> None:
    """A group is refused or left out; refused is what goes without saying, and is not written."""
    assert [each.at for each in undeclared(**{**declared("1", "1"), "empty": "spread"})] == ["scale.empty"]
    said = scale(**declared("1", "1"), empty="refuse")
    assert said == scale(**declared("1", "1"))
    assert "empty" not in said.model_dump(exclude_defaults=True)
    assert WITHOUT.model_dump(exclude_defaults=True)["empty"] == "reweight"


@pytest.mark.parametrize("empty", ["refuse", "reweight"])
@pytest.mark.parametrize("name", ["mean", "empty", "reweight"])
def test_a_group_may_be_called_as_a_step(name: str, empty: str) -> None:
    """A group whose key is the name of a step, and an answer called as a group, stay what they are."""
    odd = scale(
        method="survey",
        options=[option("people", "1"), option("no", "0")],
        groups=[respondents("people", "1/2"), respondents(name, "1/2")],
        empty=empty,
    )
    tallies = {"people": {"people": "1", "no": "3"}, name: {"people": "3", "no": "1"}}
    assert worth(odd, "10", tallies=tallies)[0] == 5


def test_forms() -> None:
    """The scale takes tallies, or points."""
    assert survey.FORMS == (("tallies",), ("points",))


def declared(share: str, weight: str) -> Plain:
    """Declare a survey of one answer and one group."""
    return {"method": "survey", "options": [option("a", share)], "groups": [respondents("all", weight)]}


@pytest.mark.parametrize(
    ("share", "weight", "at"),
    [
        ("-0.000001", "1", "scale.options.0.share"),
        ("1.000001", "1", "scale.options.0.share"),
        ("1", "0", "scale.groups.0.weight"),
        ("1", "1.000001", "scale.groups.0.weight"),
    ],
)
def test_shares_and_weights_out_of_range(share: str, weight: str, at: str) -> None:
    """A share below 0 or above 1 is refused, and a weight not above 0 or above 1."""
    assert [(each.code, each.at) for each in undeclared(**declared(share, weight))] == [("E-LIMIT", at)]


@pytest.mark.parametrize(
    ("share", "weight", "points"), [("0", "1", F(0)), ("1", "1", F(7)), ("1", "1/1000000", F(7, 1000000))]
)
def test_shares_and_weights_at_the_ends_of_their_ranges(share: str, weight: str, points: Fraction) -> None:
    """A share may be 0 or 1, a weight 1 or as little as fractions go."""
    assert worth(scale(**declared(share, weight)), "7", tallies={"all": {"a": "3"}})[0] == points


def test_there_are_options_and_groups() -> None:
    """A survey has at least one answer and one group."""
    none: Plain = {"method": "survey", "options": [], "groups": []}
    assert [each.at for each in undeclared(**none)] == ["scale.options", "scale.groups"]
    assert worth(ONE_GROUP, "1", tallies={"all": {"yes": "1"}})[0] == 1
