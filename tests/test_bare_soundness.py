"""Facts about which rulesets that come in a bundle the small verifier takes for sound."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import Plain, group, leaf, named, plain_ruleset, policies, rounding, worked
from test_engine_against_oracle import drawn

from parindex.audit.bare import catalog
from parindex.audit.bare.reading import read
from parindex.audit.bare.shapes import Refused
from parindex.audit.bare.soundness import check_sound
from parindex.ruleset.model import Ruleset

PLAN = "ha-noi/reform-plan@2021"
TOP = {"from": "90", "to": "100", "points": "10"}
STEPS = {"method": "steps", "of": "percent", "steps": [TOP, {"from": "0", "points": "0"}]}
SURVEY = {
    "method": "survey",
    "options": named(("a", "1"), figure="share"),
    "groups": named(("x", "1/3"), ("y", "2/3"), figure="weight"),
}


@pytest.mark.parametrize(("name", "content"), catalog.load(catalog.shelf()).items())
def test_what_is_published_is_sound(name: str, content: bytes) -> None:
    """Every published ruleset is sound; a plan is no ruleset."""
    if name == PLAN:
        with pytest.raises(Refused):
            check_sound(read(content))
    else:
        check_sound(read(content))


def test_what_is_drawn_is_sound() -> None:
    """Random rulesets that keep every law, and the worked example, are sound."""
    check_sound(worked().plain())
    for seed in range(200):
        check_sound(Ruleset.model_validate(drawn(seed)[0][0]).plain())


def one(scale: Plain | None = None, **fields: Any) -> Plain:
    """Make rules whose one leaf, out of 10, has this scale."""
    return plain_ruleset(leaf("x", scale, **fields), root={"max": "10", "cap": "none"})


def policy(**values: Any) -> Plain:
    """Make rules with one policy that is another."""
    return {**one(), "policies": policies(**values)}


def units(**values: Any) -> Plain:
    """Make rules that list one unit."""
    unit = {"key": "so-a", "name": {"vi": "Sở A"}, "kind": "department", **values}
    return {**one(), "units": {**one()["units"], "units": [unit]}}


def band(*edges: str, to: str = "100") -> Plain:
    """Make rules with bands from these edges down."""
    bands: list[Plain] = [{"key": f"b-{edge}", "name": {"vi": "–"}, "from": edge} for edge in edges]
    return {**one(), "bands": [{**bands[0], "to": to}, *bands[1:]]}


def due(**rule: Any) -> Plain:
    """Make rules whose period has a due rule."""
    return {**one(), "periods": [{**one()["periods"][0], "due": rule}]}


@pytest.mark.parametrize(
    "rules",
    [
        one(STEPS),
        one(SURVEY),
        one({**SURVEY, "empty": "reweight"}),
        one({"method": "ratio", "full_at": "2/3", "zero_below": "0.5"}),
        one({"method": "deduction", "kinds": named(("a", "99"))}),
        one({**STEPS, "of": "count", "steps": [{"from": "0", "points": "1"}]}),
        one(assumed={"vi": "–"}, note={"vi": "–"}, appraiser={"vi": "–"}, evidence=[{"vi": "–"}]),
        plain_ruleset(leaf("x", max=None), root={"max": "10", "cap": "10"}, coverage="structure"),
        plain_ruleset(
            leaf("a"),
            group("extra", leaf("b", role="bonus", max="5"), role="bonus", max="3", cap="3"),
            group("fines", leaf("c", max="5"), role="penalty", max="2", floor="-2"),
            root={"max": "10", "cap": "none"},
        ),
        band("50", "0"),
        {name: part for name, part in one().items() if name != "bands"},
        units(**{"from": "2024-01-01", "status": "pilot"}),
        due(between=["2024-01-01", "2024-02-01"]),
        due(working_days="3", after="x"),
    ],
)
def test_what_is_sound(rules: Plain) -> None:
    """A ruleset that keeps the laws is sound, also with what changes no figure."""
    check_sound(rules)


@pytest.mark.parametrize(
    "rules",
    [
        None,
        "x",
        {},
        {**one(), "format": "2"},
        {**one(), "more": "x"},
        {**one(), "title": "x"},
        {**one(), "title": {"en": "x"}},
        {**one(), "title": {"vi": "x", "fr": "x"}},
        {**one(), "year": "2023"},
        {**one(), "id": "small"},
        {**one(), "instruments": []},
        one({**SURVEY, "groups": named(*((f"g{n}", "1/101") for n in range(101)), figure="weight")}),
        {**one(), "instruments": [{**one()["instruments"][0], "reliability": "E"}]},
        {**one(), "instruments": one()["instruments"] * 2},
        {**one(), "periods": [{**one()["periods"][0], "key": "quarter"}]},
        {**one(), "policies": {name: {"value": each["value"]} for name, each in policies().items()}},
        policy(rounding=rounding(at=())),
        plain_ruleset(leaf("leaf")),
        plain_ruleset(leaf("a"), root={"cap": "-1"}),
        one({**STEPS, "steps": [TOP, {"from": "9", "points": "0"}, {"from": "0", "points": "1"}]}),
        one({**STEPS, "of": "days-late", "steps": [TOP, {"from": "0", "points": "0"}]}),
        {**one(), "instruments": "x"},
        {**one(), "standing": "old"},
        {**one(), "periods": one()["periods"] * 2},
        {**one(), "periods": []},
        one(applies_to=["department", "district", "nobody"]),
        units(kind="nobody"),
        one({"method": "deduction", "kinds": named(("a", "0"))}),
        {**one(), "units": {"kinds": []}},
        {**one(), "units": {"kinds": one()["units"]["kinds"] * 2}},
        {**one(), "score": leaf("x")},
        {**one(), "score": {**one()["score"], "max": "10.0"}},
        {**one(), "policies": {}},
        policy(missing="guess"),
        policy(above_max=None),
        policy(rounding=rounding("7")),
        policy(rounding=rounding(mode="half")),
        policy(rounding=rounding(at=("nowhere",))),
        band("50"),
        band("50", "60", "0"),
        band("0", "0"),
        band("90", "0", to="99"),
        band("90", "0", to="x"),
        {**band("0"), "bands": band("90", "0")["bands"][::-1]},
        units(kind="Sở"),
        units(**{"from": "2024-02-30"}),
        due(by="2024"),
        due(month="2024-13"),
        due(quarter="2024-Q5"),
        due(soon="x"),
        one(max="0"),
        one(max="-1"),
        one(max=None),
        one(max="9"),
        one(role="other"),
        one(applies_to=["nobody"], max="10"),
        one({"method": "magic"}),
        one({"method": ["levels"]}),
        one("levels"),  # type: ignore[arg-type]
        one({"method": "levels", "levels": []}),
        one({"method": "levels", "levels": named(("a", "11"))}),
        one({"method": "levels", "levels": named(("a", "-1"))}),
        one({"method": "levels", "levels": named(("a", "1"), ("a", "2"))}),
        one({"method": "levels", "levels": named(("a", "1/3"))}),
        one({"method": "checklist", "ticks": []}),
        one({"method": "checklist", "ticks": named(("a", "6"), ("b", "6"))}),
        one({"method": "count", "each": "0"}),
        one({"method": "direct", "grid": "0"}),
        one({"method": "ratio", "full_at": "0"}),
        one({"method": "ratio", "zero_below": "1.1"}),
        one({"method": "ratio", "zero_below": "-0.5"}),
        one({"method": "ratio", "full_at": "1/0"}),
        one({"method": "deduction", "kinds": []}),
        one({"method": "deduction", "kinds": named(("a", "-1"))}),
        one({**STEPS, "steps": []}),
        one({**STEPS, "steps": [{**TOP, "from": "1"}]}),
        one({**STEPS, "steps": [TOP, {"from": "95", "points": "1"}, {"from": "0", "points": "0"}]}),
        one({**STEPS, "steps": [{"from": "101", "points": "1"}, {"from": "0", "points": "0"}]}),
        one({**STEPS, "steps": [TOP, {"from": "0", "to": "5", "points": "0"}]}),
        one({**SURVEY, "empty": "spread"}),
        one({**SURVEY, "empty": "refuse"}),
        one({**STEPS, "empty": "reweight"}),
        one({**SURVEY, "options": []}),
        one({**SURVEY, "options": named(("a", "2"), figure="share")}),
        one({**SURVEY, "groups": named(("x", "1/3"), figure="weight")}),
        one(STEPS, max=None),
        one({"method": "deduction", "kinds": named(("a", "1"))}, role="penalty"),
        plain_ruleset(leaf("a"), leaf("b", SURVEY, role="bonus"), root={"cap": "none"}),
        plain_ruleset(leaf("a"), leaf("b", role="bonus")),
        plain_ruleset(leaf("a"), leaf("a")),
        plain_ruleset(root={"max": "1"}),
        plain_ruleset(leaf("a"), root={"rescale": "true"}),
        plain_ruleset(leaf("a"), group("b", leaf("c", max="2"), role="penalty", max="5", rescale=True)),
        plain_ruleset(leaf("a"), group("b", leaf("c", max="2"), role="penalty", max="5")),
        plain_ruleset(leaf("a"), group("b", leaf("c"), max=None)),
        plain_ruleset(*(leaf(f"x-{number}") for number in range(400))),
        plain_ruleset(
            *(group(f"g-{number}", leaf(f"x-{number}"), rescale="true") for number in range(3)),
            root={"cap": 5},
        ),
    ],
)
def test_what_is_not_sound(rules: Any) -> None:
    """A ruleset of another shape, or that breaks a law of points, bands, weights or keys, is not sound."""
    with pytest.raises(Refused):
        check_sound(rules)


def test_a_tree_of_many_levels_is_not_sound() -> None:
    """There are at most eight levels of items, so a walk down them ends."""
    tree = leaf("x")
    for level in range(7):
        tree = group(f"g-{level}", tree)
    check_sound(plain_ruleset(tree["items"][0]))
    with pytest.raises(Refused, match="levels"):
        check_sound(plain_ruleset(group("more", tree)))
