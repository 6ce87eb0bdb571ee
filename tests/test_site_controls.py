"""The calculator's controls: what each scale asks, and that the engine takes exactly what they allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from unittest.mock import patch

import pytest
from desks import done, refused
from helpers import Plain, leaf, ruleset, worked

import parindex
from parindex.errors import AssessmentError, Problem
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import Observation, Reading, read
from parindex.site import shelf
from parindex.site.controls import control, pair
from parindex.validation import validate

SHIPPED = [id_ for id_ in catalog.available() if isinstance(catalog.declaration(id_), Ruleset)]
STEPS = [{"from": "3", "points": "0"}, {"from": "0", "points": "10"}]


def asked(rules: Ruleset, key: str, kind: str = "department") -> Plain:
    """Return what is asked of one leaf, in English."""
    return control(next(node for node in leaves(resolve(rules, kind)) if node.item.key == key), "en")


def inputs(rules: Ruleset, key: str) -> list[Plain]:
    """Return every input of a leaf, whatever the way."""
    return [each for way in asked(rules, key)["ways"] for each in way["inputs"]]


def applicable(rules: Ruleset) -> Iterator[Node]:
    """Give the leaves of every kind of unit that apply to it."""
    for kind in rules.units.kinds:
        yield from (node for node in leaves(resolve(rules, kind.key)) if node.applies)


def judged(node: Node, tree: Plain) -> Reading | Problem:
    """Read an observation as the engine does."""
    found = validate(Observation, tree)
    assert isinstance(found, Observation), found
    assert node.item.scale is not None
    return read(node.item.scale, node.bound, found)


def filled(way: Plain, end: str) -> Plain:
    """Answer each input of a way: the first or the last that is offered, the least or the greatest figure."""
    at = 0 if end == "least" else -1
    found: dict[str, Any] = {}
    for each in way["inputs"]:
        keys = [option["key"] for option in each["options"]]
        match each["kind"]:
            case "choice":
                found[each["field"]] = keys[at]
            case "ticks":
                found[each["field"]] = [] if end == "least" else keys
            case "counts":
                found[each["field"]] = dict.fromkeys(keys, "0" if end == "least" else "9")
            case "tallies":
                found[each["field"]] = {one["key"]: {keys[at]: "5"} for one in each["groups"]}
            case _:
                found[each["field"]] = each[end] or "7"
    return found


@pytest.mark.parametrize(
    ("key", "ways"),
    [
        ("plan-issued", {"level": ["choice"]}),
        ("tasks-done", {"value": ["number"], "done+planned": ["number", "number"]}),
        ("files-on-time", {"value": ["number"], "done+planned": ["number", "number"]}),
        ("disclosure", {"ticks": ["ticks"]}),
        ("discipline", {"counts": ["counts"]}),
        ("council-view", {"points": ["number"]}),
        ("innovation", {"count": ["whole"]}),
        ("satisfaction", {"tallies": ["tallies"], "points": ["number"]}),
    ],
)
def test_each_scale_has_its_own_control(key: str, ways: Plain) -> None:
    """Levels are chosen, ticks ticked, faults and ballots counted; shares are given in either of two ways."""
    found = asked(worked(), key)

    assert {way["key"]: [each["kind"] for each in way["inputs"]] for way in found["ways"]} == ways
    assert found["method"] == worked().item(key).scale.method  # type: ignore[union-attr]


def test_options_carry_their_names_and_points() -> None:
    """A level, a tick, a fault, an answer and a group have key, name and figure, in the ruleset's order."""
    rules = worked()
    (levels,), (faults,) = inputs(rules, "plan-issued"), inputs(rules, "discipline")
    tallies, points = inputs(rules, "satisfaction")

    assert [each["key"] for each in levels["options"]] == ["on-time", "late", "none"]
    assert levels["options"][1] == {"key": "late", "name": "Nội dung late", "points": "5", "points_text": "5"}
    assert [each["points"] for each in faults["options"]] == ["0.5", "2"]
    assert [each["points"] for each in tallies["options"]] == ["1", "0.6", "0.2", "0"]
    assert [each["weight"] for each in tallies["groups"]] == ["1/3", "2/3"]
    assert points["options"] == points["groups"] == levels["groups"] == []


def test_figures_have_their_ends_grid_and_unit() -> None:
    """Points end at the bound and keep to the grid, a percentage ends at 100, a ratio at 1, a count never."""
    rules = worked()
    (given,), (share, *_), (percent, *_) = (
        inputs(rules, key) for key in ("council-view", "tasks-done", "files-on-time")
    )
    (count,) = inputs(rules, "innovation")

    assert (given["least"], given["most"], given["grid"], given["unit"]) == ("0", "10", "0.25", "points")
    assert (share["most"], share["unit"], share["name"]) == ("1", "", "Ratio (1 is everything)")
    assert (percent["most"], percent["unit"], percent["name"]) == ("100", "%", "Percentage")
    assert (count["least"], count["most"], count["grid"]) == ("0", None, None)


@pytest.mark.parametrize(("of", "unit"), [("days-late", "days"), ("count", "")])
def test_days_and_counts_in_steps_are_whole(of: str, unit: str) -> None:
    """Of a step scale over days or a count only whole numbers are asked, without an upper end."""
    rules = ruleset(leaf("only", {"method": "steps", "of": of, "steps": STEPS}))
    (found,) = inputs(rules, "only")

    assert (found["kind"], found["unit"], found["most"]) == ("whole", unit, None)


def test_a_ratio_may_go_as_far_as_full_marks_need() -> None:
    """Where full points need more than everything planned, the figure may be that much."""
    rules = ruleset(leaf("only", {"method": "ratio", "full_at": "1.2"}))

    assert inputs(rules, "only")[0]["most"] == "1.2"


@pytest.mark.parametrize("policy", ["forbid", "zero", "full", "exclude"])
def test_not_applicable_is_offered_only_where_it_is_allowed(policy: str) -> None:
    """A state that is offered is taken by the engine, and the one that the policy forbids is not offered."""
    rules = ruleset(leaf("one", not_applicable=policy), leaf("two"))
    states = {each["key"]: each["why"] for each in asked(rules, "one")["states"]}
    assert list(states)[:3] == ["missing", "zero", "rejected"]
    tree = {
        "format": "1",
        "ruleset": rules.id,
        "unit": {"key": "a", "name": "A", "kind": "department"},
        "period": "year",
    }
    entry = {"state": "not-applicable", "why": "không có đơn vị trực thuộc"}
    filled_in = tree | {"stages": {"final": {"entries": {"one": entry, "two": {"points": "1"}}}}}

    if "not-applicable" in states:
        assert states["not-applicable"]
        assert parindex.score(rules, filled_in).complete
    else:
        with pytest.raises(AssessmentError):
            parindex.score(rules, filled_in)
        assert policy == "forbid"


RATIO = {"method": "ratio"}
PERCENT = {
    "method": "steps",
    "of": "percent",
    "steps": [{"from": "50", "points": "10"}, {"from": "0", "points": "0"}],
}


@pytest.mark.parametrize("scale", [RATIO, PERCENT], ids=["ratio", "steps"])
@pytest.mark.parametrize("policy", ["forbid", "zero", "full", "exclude"])
def test_where_nothing_was_planned_a_state_is_advised_that_the_control_offers(
    policy: str, scale: Plain
) -> None:
    """The line about a planned 0 names one state, the control has it, and the engine takes it."""
    rules = ruleset(leaf("one", scale, not_applicable=policy), leaf("two"))
    fields = {"ruleset": rules.id, "kind": "department"}
    with patch.object(shelf, "load", lambda _: rules):
        (line,) = refused("score", **fields, entries={"one": {"done": "0", "planned": "0"}}, lang="en")
        (state,) = re.findall(r"state: ([a-z-]+)$", line)
        assert line.startswith("E-PLANNED stages.final.entries.one.planned: `planned` is 0")
        assert state in {each["key"] for each in asked(rules, "one")["states"]}
        assert state == ("zero" if policy == "forbid" else "not-applicable")
        done("score", **fields, entries={"one": {"state": state, "why": "không có nhiệm vụ nào"}})


@pytest.mark.parametrize("id_", SHIPPED)
def test_the_engine_takes_what_a_control_allows_and_refuses_what_lies_beyond(id_: str) -> None:
    """Of every leaf shipped, the first and last answer of each way fit; a figure past its end does not."""
    for node in applicable(parindex.load(id_)):
        for way in control(node, "vi")["ways"]:
            for end in ("least", "most"):
                if way["key"] != "done+planned" or end == "most":
                    assert isinstance(judged(node, filled(way, end)), Reading), (node.item.key, way, end)
            figures = [each for each in way["inputs"] if each["most"] is not None]
            for each in figures:
                beyond = {each["field"]: str(Fraction(each["most"]) + 1)}
                tree = {field: text for field, text in beyond.items() if "/" not in text}
                assert not tree or isinstance(judged(node, tree), Problem), (node.item.key, way)


def test_inner_items_have_no_control_and_every_leaf_one_way_for_each_form() -> None:
    """A leaf has as many ways as its scale has forms, and their fields are those of the forms."""
    for node in applicable(worked()):
        fields = [tuple(each["field"] for each in way["inputs"]) for way in control(node, "vi")["ways"]]
        assert tuple(fields) == tuple(form for form, _ in node.expressions)


def test_a_figure_is_written_for_programs_and_for_people() -> None:
    """Vietnamese has a comma, English a point; nothing stays nothing."""
    assert pair("max", Fraction(5, 2), "vi") == {"max": "2.5", "max_text": "2,5"}
    assert pair("max", Fraction(5, 2), "en")["max_text"] == "2.5"
    assert pair("max", None, "en") == {"max": None, "max_text": None}
