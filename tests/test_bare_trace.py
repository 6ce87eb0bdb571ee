"""Facts about the steps of a record, each worked out by hand from docs/reference/record-format.md."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import Plain, group, leaf, named, plain_ruleset, policies, rounding
from test_engine_against_oracle import drawn

from parindex.audit.bare.shapes import Refused
from parindex.audit.bare.statement import build

WHY = {"why": "lý do"}
RATIO = {"method": "ratio", "full_at": "0.8", "zero_below": "0.5"}
PERCENT = {
    "method": "steps",
    "of": "percent",
    "steps": [{"from": "90", "points": "10"}, {"from": "50", "points": "4"}, {"from": "0", "points": "1"}],
}
UPPER = {**PERCENT, "edges": "upper"}
SHARES = {**PERCENT, "of": "ratio", "steps": [{"from": "0.5", "points": "6"}, {"from": "0", "points": "0"}]}
DAYS = {**PERCENT, "of": "days-late", "steps": [{"from": "3", "points": "0"}, {"from": "0", "points": "10"}]}
SURVEY = {
    "method": "survey",
    "options": named(("good", "1"), ("fair", "0.5"), ("poor", "0"), figure="share"),
    "groups": named(("people", "2/3"), ("firms", "1/3"), figure="weight"),
}


def assessed(stages: Plain, **more: Any) -> Plain:
    """Make an assessment of stages by name."""
    unit = {"key": "so-a", "name": "Sở A", "kind": "department"}
    tree = {"format": "1", "ruleset": "example/small@2024", "unit": unit, "period": "year", "stages": stages}
    return {**tree, **more}


def result(rules: Plain, entries: Plain) -> Plain:
    """Return the result of final entries under these rules."""
    found: Plain = build(rules, assessed({"final": {"entries": entries}}))["predicate"]["result"]
    return found


def written(steps: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Return steps as pairs."""
    return [(step["operation"], step["value"]) for step in steps]


def items(rules: Plain, entries: Plain) -> dict[str, list[tuple[str, str]]]:
    """Return the steps of every item but the root, by its key."""
    return {each["key"]: written(each["steps"]) for each in result(rules, entries)["items"]}


def steps_of(scale: Plain | None, entry: Plain, **values: Any) -> list[tuple[str, str]]:
    """Return the steps of one leaf of 10 beside another one; the names of policies are policies."""
    chosen = {name: values.pop(name) for name in list(values) if name in policies()}
    rules = plain_ruleset(leaf("x", scale, **values), leaf("other"), root={"cap": "none"}, **chosen)
    return items(rules, {"x": entry, "other": {"points": "0"}})["x"]


@pytest.mark.parametrize(
    ("scale", "entry", "expected"),
    [
        (
            {"method": "levels", "levels": named(("a", "10"), ("b", "2.5"))},
            {"level": "b"},
            [("level", "5/2")],
        ),
        (PERCENT, {"value": "89.9"}, [("interval", "4")]),
        (PERCENT, {"value": "90"}, [("interval", "10")]),
        (PERCENT, {"done": "1", "planned": "3"}, [("percent", "100/3"), ("interval", "1")]),
        (UPPER, {"value": "90"}, [("interval", "4")]),
        (UPPER, {"value": "90.000001"}, [("interval", "10")]),
        (UPPER, {"value": "0"}, [("interval", "1")]),
        (SHARES, {"done": "3", "planned": "4"}, [("ratio", "3/4"), ("interval", "6")]),
        (DAYS, {"value": "2"}, [("interval", "10")]),
        (RATIO, {"value": "0.6"}, [("points", "15/2"), ("threshold", "15/2")]),
        (RATIO, {"value": "0.8"}, [("points", "10"), ("threshold", "10")]),
        (
            RATIO,
            {"done": "9", "planned": "10"},
            [("ratio", "9/10"), ("full", "1"), ("points", "10"), ("threshold", "10")],
        ),
        (RATIO, {"done": "1", "planned": "3"}, [("ratio", "1/3"), ("threshold", "0")]),
        (RATIO, {"value": "0.5"}, [("points", "25/4"), ("threshold", "25/4")]),
        ({"method": "ratio"}, {"done": "2", "planned": "3"}, [("ratio", "2/3"), ("points", "20/3")]),
        ({"method": "ratio", "zero_below": "0"}, {"value": "0"}, [("points", "0"), ("threshold", "0")]),
        (
            {"method": "checklist", "ticks": named(("a", "2"), ("b", "0.5"))},
            {"ticks": ["b", "a"]},
            [("ticks", "5/2")],
        ),
        ({"method": "checklist", "ticks": named(("a", "2"))}, {"ticks": []}, [("ticks", "0")]),
        ({"method": "count", "each": "2.5"}, {"count": "4"}, [("count", "10")]),
        ({"method": "count", "each": "2.5"}, {"count": "5"}, [("count", "25/2"), ("cap", "10")]),
        (
            {"method": "deduction", "kinds": named(("a", "1"), ("b", "20"))},
            {"counts": {"a": "10"}},
            [("deduct", "0")],
        ),
        (
            {"method": "deduction", "kinds": named(("a", "1"), ("b", "20"))},
            {"counts": {"b": "1", "a": "2"}},
            [("deduct", "-12"), ("floor", "0")],
        ),
        ({"method": "deduction", "kinds": named(("a", "1"))}, {"counts": {}}, [("deduct", "10")]),
        ({"method": "direct"}, {"points": "8.25"}, [("given", "33/4")]),
        (SURVEY, {"points": "3"}, [("given", "3")]),
        (
            SURVEY,
            {"tallies": {"firms": {"poor": "3", "fair": "2"}, "people": {"good": "3", "poor": "1"}}},
            # 2/3 of 3/4 and 1/3 of 1/5 are 17/30.
            [("mean.people", "3/4"), ("mean.firms", "1/5"), ("survey", "17/3")],
        ),
        (
            {**SURVEY, "empty": "reweight"},
            {"tallies": {"firms": {"poor": "3", "fair": "2"}, "people": {"good": "3", "poor": "1"}}},
            [("mean.people", "3/4"), ("mean.firms", "1/5"), ("reweight", "1"), ("survey", "17/3")],
        ),
        (
            {**SURVEY, "empty": "reweight"},
            {"tallies": {"firms": {"poor": "3", "fair": "2"}, "people": {"good": "0"}}},
            [("mean.people", "0"), ("mean.firms", "1/5"), ("reweight", "1/3"), ("survey", "2")],
        ),
        (
            {**SURVEY, "empty": "reweight"},
            {"tallies": {"people": {"good": "3", "poor": "1"}}},
            [("mean.people", "3/4"), ("mean.firms", "0"), ("reweight", "2/3"), ("survey", "15/2")],
        ),
    ],
)
def test_steps_of_an_observed_leaf(scale: Plain, entry: Plain, expected: list[tuple[str, str]]) -> None:
    """Each method has the steps of the page, in its order, each only when its condition holds."""
    assert steps_of(scale, entry) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"points": "2.5"}, [("given", "5/2"), ("size", "5/2"), ("penalty", "-5/2")]),
        ({"points": "0"}, [("given", "0"), ("size", "0"), ("penalty", "0")]),
        ({"state": "zero"}, [("zero", "0")]),
        ({"state": "not-applicable", **WHY}, [("not-applicable-zero", "0")]),
        ({"state": "missing"}, [("missing-as-zero", "0")]),
    ],
)
def test_steps_of_a_penalty(entry: Plain, expected: list[tuple[str, str]]) -> None:
    """A penalty gives its size and then its negative, and is worth nothing when it does not apply."""
    found = steps_of(None, entry, role="penalty", not_applicable="full", missing="zero")
    assert found == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("zero", ("not-applicable-zero", "0")), ("full", ("not-applicable-full", "10")), ("exclude", None)],
)
def test_steps_of_what_is_not_applicable(policy: str, expected: tuple[str, str] | None) -> None:
    """A leaf that is not applicable has the one step of its policy, with the points that this gives."""
    entry = {"state": "not-applicable", **WHY}
    assert steps_of(None, entry, not_applicable=policy) == [expected or ("not-applicable-exclude", "0")]


def test_steps_of_the_other_states() -> None:
    """What is zero or rejected has the step of that name; a bonus that does not apply is worth nothing."""
    assert steps_of(None, {"state": "zero"}) == [("zero", "0")]
    assert steps_of(None, {"state": "rejected", **WHY}) == [("rejected", "0")]
    bonus = steps_of(None, {"state": "not-applicable", **WHY}, role="bonus", not_applicable="exclude")
    assert bonus == [("not-applicable-zero", "0")]


def test_rounding_is_the_last_step_and_only_when_it_changes_something() -> None:
    """A leaf that is rounded says so after all else, unless it was round before."""
    at = {"rounding": rounding("1", at=("publication", "leaf"))}
    scale = {"method": "ratio"}
    assert steps_of(scale, {"value": "0.333"}, role="penalty", **at) == [
        ("points", "333/100"),
        ("size", "333/100"),
        ("penalty", "-333/100"),
        ("round", "-33/10"),
    ]
    assert steps_of(scale, {"value": "0.33"}, **at) == [("points", "33/10")]


def test_steps_of_groups() -> None:
    """A group is summed, rescaled, held by its floor or cap and rounded, in this order."""
    rules = plain_ruleset(
        group("capped", leaf("a"), cap="4"),
        group("floored", leaf("b"), floor="2.5"),
        group("weighed", leaf("c", {"method": "ratio"}), leaf("d"), max="7", rescale=True),
        group("fines", leaf("e"), role="penalty", floor="-3", max="3"),
        group("minus", leaf("f", role="penalty"), leaf("g")),
        group("gone", leaf("h"), applies_to=["district"]),
        group("empty", leaf("i", not_applicable="exclude"), max="6", rescale=True),
        group("district", leaf("j"), max="10", applies_to=["department"]),
        root={"max": "63"},
        rounding=rounding("2", at=("publication", "weighed")),
    )
    zero = {"points": "0"}
    entries = {
        "a": {"points": "5"},
        "b": {"points": "2"},
        "c": {"value": "0.5"},
        "d": {"points": "3"},
        "e": {"points": "9"},
        "f": {"points": "1"},
        "g": zero,
        "i": {"state": "not-applicable", **WHY},
        "j": zero,
    }
    found = items(rules, entries)
    assert found["capped"] == [("sum", "5"), ("cap", "4")]
    assert found["floored"] == [("sum", "2"), ("floor", "5/2")]
    assert found["weighed"] == [("sum", "8"), ("rescale", "14/5")]
    assert found["fines"] == [("sum", "-9"), ("floor", "-3")]
    assert found["minus"] == [("sum", "-1"), ("floor", "0")]
    assert (found["gone"], found["h"]) == ([("excluded", "0")], [("excluded", "0")])
    assert found["empty"] == [("sum", "0"), ("rescale", "0")]
    rounded = items(rules, {**entries, "d": {"points": "3.01"}})["weighed"]
    assert rounded == [("sum", "801/100"), ("rescale", "5607/2000"), ("round", "14/5")]


def above(policy: str, **root: Any) -> Plain:
    """Make rules in which a bonus can lift the total above the max."""
    bonus = leaf("extra", role="bonus", max="5")
    return plain_ruleset(leaf("a"), bonus, root={"cap": "none", **root}, above_max=policy)


def test_steps_above_the_max() -> None:
    """A total above the max is held to it where the policy says so, and a step says that it was."""
    entries = {"a": {"points": "10"}, "extra": {"points": "2"}}
    held, free = (result(above(policy), entries) for policy in ("cap", "allow"))
    assert written(held["steps"]) == [("sum", "12"), ("above-max", "10"), ("index", "100")]
    assert written(free["steps"]) == [("sum", "12"), ("index", "120")]
    with pytest.raises(Refused, match="above"):
        result(above("refuse"), entries)


def test_steps_of_an_index_above_100() -> None:
    """An index above 100 is held to it where the policy says so, though the total is below the max."""
    rules = plain_ruleset(
        leaf("a"),
        leaf("b", not_applicable="exclude"),
        leaf("extra", role="bonus", max="5"),
        root={"cap": "none"},
    )
    gone = {"state": "not-applicable", **WHY}
    found = result(rules, {"a": {"points": "10"}, "b": gone, "extra": {"points": "2"}})
    assert written(found["steps"]) == [("sum", "12"), ("index", "120"), ("above-max", "100")]
    assert found["index"] == {"exact": "100", "published": "100.00"}


def test_a_later_stage_stands_for_an_earlier_one() -> None:
    """The steps follow the entry of the latest stage."""
    stages = {
        "self": {"entries": {"a": {"points": "1"}, "b": {"points": "2"}}},
        "final": {"entries": {"a": {"points": "4", "changed": {"by": "Hội đồng", "why": "thẩm định"}}}},
    }
    found = build(plain_ruleset(leaf("a"), leaf("b")), assessed(stages))["predicate"]["result"]["items"]
    assert [written(each["steps"]) for each in found] == [[("given", "4")], [("given", "2")]]


@pytest.mark.parametrize("batch", range(2))
def test_steps_end_in_the_points_of_the_oracle(batch: int) -> None:
    """On random pairs the last step of every item, and of the index, is its exact figure."""
    for seed in range(batch * 100, batch * 100 + 100):
        ruleset, assessment = drawn(seed)[0]
        try:
            found = build(ruleset, {**assessment, "ruleset": ruleset["id"]})["predicate"]["result"]
        except Refused:
            continue
        assert found["steps"][-1]["value"] == found["index"]["exact"]
        for each in found["items"]:
            assert each["steps"][-1]["value"] == each["exact"]
