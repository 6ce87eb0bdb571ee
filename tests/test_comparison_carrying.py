"""Carrying facts to another ruleset: renamed where the item is the same, left out where nothing says how."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import assess, group, leaf, named, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.analysis.whatif import standing
from parindex.assessment import Assessment
from parindex.comparison.carrying import Carried, carry
from parindex.comparison.matching import match_items
from parindex.errors import AssessmentError, UsageError
from parindex.exact import Interval
from parindex.ruleset.model import Ruleset
from parindex.scoring import score
from parindex.testing.strategies import trees

Plain = dict[str, Any]


def last(*items: Plain, **values: Any) -> Ruleset:
    """Make last year's ruleset."""
    return ruleset(*items, id="example/small@2023", year="2023", **values)


def carried(old: Ruleset, new: Ruleset, entries: Plain, *, stage: str = "final", **values: Any) -> Carried:
    """Carry entries from one ruleset to the other."""
    assessment = assess(entries, ruleset=old.id, **values)
    return carry(old, new, match_items(old, new), assessment, stage)


def held(found: Carried) -> Plain:
    """Return what was carried: each item with what its entry says."""
    entries = found.assessment.stages["final"].entries
    return {key: entry.model_dump(exclude_none=True, exclude_defaults=True) for key, entry in entries.items()}


def test_what_is_the_same_is_carried_under_its_new_key() -> None:
    """Entries go by the concordance, into one stage `final` of an assessment that names the new rules."""
    renamed = {"of": "example/small@2023", "items": [{"old": ["b"], "new": ["c"]}]}
    old, new = last(leaf("a"), leaf("b")), ruleset(leaf("c"), leaf("a"), concordance=renamed)
    entries = {"a": {"points": "1"}, "b": {"points": "2"}}
    found = carried(old, new, entries, self={"a": {"points": "1"}})
    assert held(found) == {"c": {"points": "2"}, "a": {"points": "1"}}
    assert found.unfit == ()
    assert found.assessment.ruleset == new.id
    assert list(found.assessment.stages) == ["final"]
    assert score(new, found.assessment).total.exact == 3


def test_what_the_new_rules_do_not_have_is_left_out() -> None:
    """An item that was dropped, or does not apply to the unit's kind any more, is simply not there."""
    old = last(leaf("a"), leaf("b"), leaf("c"))
    new = ruleset(
        leaf("a"),
        leaf("b", applies_to=["district"]),
        leaf("d", applies_to=["department"]),
        root={"max": "20"},
    )
    found = carried(old, new, {key: {"points": "1"} for key in "abc"})
    assert held(found) == {"a": {"points": "1"}}
    assert (found.unfit, found.left_out) == ((), ("b",))
    sheet = score(new, found.assessment)
    assert sheet.missing == ("d",)
    assert sheet.total.exact == Interval(1, 11)


def test_a_key_that_now_means_another_item_carries_nothing() -> None:
    """Where a dropped key was given to another item, the old entry does not slip in under it."""
    renamed = {"of": "example/small@2023", "items": [{"old": ["b"], "new": ["a"]}]}
    old, new = last(leaf("a"), leaf("b")), ruleset(leaf("a"), concordance=renamed)
    assert held(carried(old, new, {"a": {"points": "1"}, "b": {"points": "2"}})) == {"a": {"points": "2"}}


LEVELS = {"method": "levels", "levels": named(("good", "10"), ("none", "0"))}
FEWER = {"method": "levels", "levels": named(("best", "10"), ("none", "0"))}
DIRECT = {"method": "direct"}
GRID = {"method": "direct", "grid": "0.5"}
COUNT = {"method": "count", "each": "1"}
RATIO = {"method": "ratio"}


def steps(of: str, edge: str) -> Plain:
    """Declare two steps: 10 points from an edge, none below it."""
    return {
        "method": "steps",
        "of": of,
        "steps": [{"from": edge, "points": "10"}, {"from": "0", "points": "0"}],
    }


SHARE, PERCENT = steps("ratio", "0.5"), steps("percent", "50")
FILES, DAYS = (
    steps("count", "1"),
    {**steps("days-late", "3"), "steps": [{"from": "3", "points": "0"}, {"from": "0", "points": "10"}]},
)
DONE = {"done": "9", "planned": "10"}


@pytest.mark.parametrize(
    ("before", "after", "entry", "fit"),
    [
        (leaf("x", LEVELS), leaf("x", LEVELS), {"level": "good"}, True),
        (leaf("x", LEVELS), leaf("x", FEWER), {"level": "good"}, False),
        (leaf("x", LEVELS), leaf("x", FEWER), {"level": "none"}, True),
        (leaf("x", LEVELS), leaf("x", COUNT), {"level": "none"}, False),
        (leaf("x", COUNT), leaf("x", COUNT, max="8"), {"count": "3"}, True),
        (leaf("x", COUNT), leaf("x", COUNT, role="penalty"), {"count": "3"}, True),
        (leaf("x", DIRECT), leaf("x", DIRECT), {"points": "3"}, True),
        (leaf("x", DIRECT), leaf("x", DIRECT, max="8"), {"points": "3"}, False),
        (leaf("x", DIRECT), leaf("x", GRID), {"points": "3"}, False),
        (leaf("x", DIRECT), leaf("x", DIRECT, role="penalty"), {"points": "3"}, False),
        (leaf("x", DIRECT), leaf("x", DIRECT, max="8"), {"state": "zero"}, True),
        (leaf("x", DIRECT), leaf("x", DIRECT, max="8"), {"state": "missing"}, True),
        (leaf("x", LEVELS), leaf("x", FEWER), {"state": "rejected", "why": "sai"}, True),
        (leaf("x", RATIO), leaf("x", SHARE), {"value": "0.9"}, True),
        (leaf("x", SHARE), leaf("x", RATIO), {"value": "0.9"}, True),
        (leaf("x", PERCENT), leaf("x", PERCENT), {"value": "0.9"}, True),
        (leaf("x", RATIO), leaf("x", PERCENT), {"value": "0.9"}, False),
        (leaf("x", PERCENT), leaf("x", RATIO), {"value": "1"}, False),
        (leaf("x", PERCENT), leaf("x", SHARE), {"value": "1"}, False),
        (leaf("x", FILES), leaf("x", FILES), {"value": "1"}, True),
        (leaf("x", FILES), leaf("x", DAYS), {"value": "1"}, False),
        (leaf("x", DAYS), leaf("x", PERCENT), {"value": "1"}, False),
        (leaf("x", SHARE), leaf("x", FILES), {"value": "1"}, False),
        (leaf("x", RATIO), leaf("x", PERCENT), DONE, True),
        (leaf("x", PERCENT), leaf("x", SHARE), DONE, True),
        (leaf("x", PERCENT), leaf("x", FILES), DONE, False),
        (leaf("x", not_applicable="zero"), leaf("x"), {"state": "not-applicable", "why": "không"}, False),
        (
            leaf("x", not_applicable="zero"),
            leaf("x", not_applicable="full"),
            {"state": "not-applicable", "why": "không"},
            True,
        ),
    ],
)
def test_what_does_not_fit_is_left_out_and_listed(
    before: Plain, after: Plain, entry: Plain, *, fit: bool
) -> None:
    """An entry fits when the new scale reads it, the policy lets it be, and its figure means the same."""
    other = leaf("y")
    old = last(group("g", before, other, cap="none"), root={"cap": "none"})
    new = ruleset(group("g", after, other, cap="none"), root={"cap": "none"})
    found = carried(old, new, {"x": entry, "y": {"points": "5"}})
    assert found.unfit == (() if fit else ("x",))
    assert held(found).keys() == ({"x", "y"} if fit else {"y"})
    assert score(new, found.assessment).complete == (fit and entry.get("state") != "missing")


def test_the_list_of_unfit_items_is_in_the_order_of_the_new_tree() -> None:
    """Whatever the order of the entries, the unfit ones are listed as the new rules list them."""
    old, new = last(leaf("a"), leaf("b")), ruleset(leaf("b", max="5"), leaf("a", max="5"))
    assert carried(old, new, {"a": {"points": "1"}, "b": {"points": "1"}}).unfit == ("b", "a")


def test_the_entries_of_the_stage_are_carried() -> None:
    """Each stage has its own facts: the latest entry up to it stands, and later ones are not known yet."""
    old, new = last(leaf("a"), leaf("b")), ruleset(leaf("a"), leaf("b"))
    changed = {"points": "2", "changed": {"by": "Sở Nội vụ", "why": "thẩm định"}}
    stages: Plain = {"self": {"a": {"points": "1"}}, "appraisal_1": {"a": changed}}
    for stage, points in (("self", 1), ("appraisal-1", 2), ("final", 2)):
        found = carried(old, new, {"b": {"points": "4"}}, stage=stage, **stages)
        entries = found.assessment.stages["final"].entries
        assert entries["a"].points == points
        assert ("b" in entries) == (stage == "final")


def test_an_unknown_stage_is_refused() -> None:
    """A stage that no assessment has is a wrong question."""
    with pytest.raises(UsageError) as caught:
        standing(assess({"a": {"points": "1"}}), "start")
    assert [each.code for each in caught.value.problems] == ["E-STAGE"]


@given(trees(), st.sampled_from(["self", "final"]))
@settings(max_examples=25)
def test_facts_carried_to_the_same_rules_score_the_same(pair: tuple[Plain, Plain], stage: str) -> None:
    """Under the very ruleset they come from, or a draft of its id, carried facts have the same figures."""
    rules, assessment = Ruleset.model_validate(pair[0]), Assessment.model_validate(pair[1])
    found = carry(rules, rules, match_items(rules, rules), assessment, stage)
    assert found.unfit == ()
    try:
        direct = score(rules, assessment, stage=stage)
    except AssessmentError:
        return  # what the rules refuse is not what the law speaks of
    sheet = score(rules, found.assessment)
    assert (sheet.total, sheet.index, sheet.band) == (direct.total, direct.index, direct.band)
