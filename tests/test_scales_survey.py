"""The `survey` scale."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import Plain, scale, undeclared, worth, wrong

from parindex.errors import problem
from parindex.formula.evaluate import Step
from parindex.scales import survey

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
