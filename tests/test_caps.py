"""What is larger than any real file is refused early, and in few words."""

from __future__ import annotations

import difflib

import pytest
from helpers import Plain, assess, leaf, plain_ruleset, ruleset, scored
from hypothesis import given
from hypothesis import strategies as st

from parindex.assessment import Assessment
from parindex.errors import AssessmentError, nearest
from parindex.readers import limits
from parindex.ruleset.checks import check
from parindex.ruleset.model import Ruleset
from parindex.scoring import score
from parindex.validation import validate


def survey(groups: int) -> Plain:
    """Declare a survey leaf of so many groups, each of the same weight."""
    one = {"name": {"vi": "Nhóm"}, "weight": f"1/{groups}"}
    scale = {
        "method": "survey",
        "options": [{"key": "yes", "name": {"vi": "Có"}, "share": "1"}],
        "groups": [{"key": f"g{number}", **one} for number in range(groups)],
    }
    return leaf("a", scale, role="survey")


def found(tree: Plain) -> list[tuple[str, str]]:
    """Return the code and the place of every problem of a ruleset that has the right shape."""
    declared = validate(Ruleset, tree)
    assert isinstance(declared, Ruleset)
    return [(each.code, each.at) for each in check(declared)]


def test_as_many_choices_as_are_allowed_can_be_scored() -> None:
    """A survey of as many groups as a scale may have is sound, and each group's mean is a step."""
    groups = range(limits.CHOICES)
    entries = {"a": {"tallies": {f"g{number}": {"yes": "1"} for number in groups}}}
    sheet = scored(ruleset(survey(limits.CHOICES)), entries)
    assert sheet.total.exact == 10
    assert len(sheet.lines[0].steps) == limits.CHOICES + 1


@pytest.mark.parametrize(
    ("tree", "at"),
    [
        (plain_ruleset(survey(limits.CHOICES + 1)), "score.items.0.scale.groups"),
        (
            plain_ruleset(
                leaf(
                    "a",
                    {
                        "method": "levels",
                        "levels": [
                            {"key": f"l{n}", "name": {"vi": "Mức"}, "points": "1"}
                            for n in range(limits.CHOICES + 1)
                        ],
                    },
                )
            ),
            "score.items.0.scale.levels",
        ),
    ],
)
def test_more_choices_are_refused(tree: Plain, at: str) -> None:
    """One choice more is refused, and nothing else is looked at."""
    assert found(tree) == [("E-TOO-MANY", at)]


@pytest.mark.parametrize(("what", "limit"), [("kinds", limits.KINDS), ("units", limits.UNITS)])
def test_more_units_are_refused(what: str, limit: int) -> None:
    """A ruleset has so many kinds of units and so many units, and not one more."""
    tree = plain_ruleset(leaf("a"))
    kind = tree["units"]["kinds"][0]["key"]
    more = {
        "kinds": [{"key": f"k{number}", "name": {"vi": "Loại"}} for number in range(limit + 1)],
        "units": [{"key": f"u{number}", "name": {"vi": "Sở"}, "kind": kind} for number in range(limit + 1)],
    }
    tree["units"] = {**tree["units"], what: more[what]}
    assert found(tree) == [("E-TOO-MANY", f"units.{what}")]


def test_a_check_stops_after_so_many_problems() -> None:
    """Where a ruleset has more problems than are said, the last one says that there are more."""
    unit = {"name": {"vi": "Sở"}, "kind": "nowhere"}
    tree = plain_ruleset(leaf("a"))
    for count in (limits.PROBLEMS, limits.PROBLEMS + 1):
        tree["units"]["units"] = [{"key": f"u{number}", **unit} for number in range(count)]
        codes = [code for code, _ in found(tree)]
        more = ["E-MORE"] if count > limits.PROBLEMS else []
        assert codes == ["E-REFERENCE"] * limits.PROBLEMS + more


def test_a_score_stops_after_so_many_problems() -> None:
    """Where an assessment has more unknown entries than are said, the last problem says so."""
    for count in (limits.PROBLEMS, limits.PROBLEMS + 5):
        entries = {f"x{number}": {"points": "1"} for number in range(count)}
        with pytest.raises(AssessmentError) as refused:
            score(ruleset(leaf("a")), assess(entries))
        codes = [each.code for each in refused.value.problems]
        more = ["E-MORE"] if count > limits.PROBLEMS else []
        assert codes == ["E-ITEM"] * limits.PROBLEMS + more


def test_validation_stops_after_so_many_problems() -> None:
    """Where a tree has more faults of shape than are said, the last problem says so."""
    tree = assess({"a": {"points": "1"}}).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for count in (limits.PROBLEMS, limits.PROBLEMS + 1):
        wrong = validate(Assessment, {**tree, **{f"x{number}": "1" for number in range(count)}})
        assert isinstance(wrong, tuple)
        more = ["E-MORE"] if count > limits.PROBLEMS else []
        assert [each.code for each in wrong] == ["E-FIELD"] * limits.PROBLEMS + more


words = st.text("abc-", min_size=1, max_size=12)


@given(words, st.lists(words, max_size=8))
def test_the_nearest_word_is_as_near_as_any(word: str, known: list[str]) -> None:
    """The word offered is as much like the one written as the best that the standard library finds."""
    offered = nearest(word, known)
    best = difflib.get_close_matches(word, known, n=1)
    assert bool(offered) == bool(best)
    if best:
        likeness = [difflib.SequenceMatcher(None, each, word).ratio() for each in (offered, best[0])]
        assert likeness[0] == likeness[1]
