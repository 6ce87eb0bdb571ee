"""One row of a comparison: its kind, where it stands, whether it is a rule, and the same row mirrored."""

from __future__ import annotations

from typing import Any

import pytest

from parindex.comparison.change import KINDS, Change, Kind, Place, Tree, freeze, kind_of, thaw
from parindex.fields import FrozenMap

THE_KINDS = (
    *("added", "removed", "renamed", "moved", "renumbered", "max", "scale", "cap", "role", "policy", "band"),
    *("unit", "survey", "process", "source", "rekeyed", "split", "merged", "period", "wording", "reading"),
    "identity",
)


def place(dotted: str) -> Place:
    """Return a place from its dotted text."""
    return tuple(dotted.split("."))


def change(kind: Kind, dotted: str, old: Any = "1", new: Any = "2") -> Change:
    """Make a row of a place."""
    where = place(dotted)
    return Change(
        kind,
        None if old is None else where,
        None if new is None else where,
        None if old is None else freeze(old),
        None if new is None else freeze(new),
    )


def test_the_kinds_are_these() -> None:
    """There are these kinds of changes, in this order, and no other."""
    assert KINDS == THE_KINDS


@pytest.mark.parametrize(
    ("dotted", "kind"),
    [
        ("id", "identity"),
        ("year", "identity"),
        ("coverage", "identity"),
        ("concordance.of", "identity"),
        ("note", "wording"),
        ("title", "identity"),
        ("instruments.qd.number", "source"),
        ("units.kinds.department.name", "renamed"),
        ("units.units.so-a.status", "unit"),
        ("units.source", "source"),
        ("units.assumed", "source"),
        ("periods.year.from", "period"),
        ("annual_result", "period"),
        ("bands.tot.from", "band"),
        ("bands.tot.name", "renamed"),
        ("bands.tot.note", "wording"),
        ("bands.tot.source", "source"),
        ("policies.rank.value.ties", "policy"),
        ("policies.rank.assumed", "source"),
        ("survey.groups.people.weight", "survey"),
        ("survey.note", "wording"),
        ("process.milestones.report.due", "process"),
        ("interpretations.bonus.chosen.key", "reading"),
        ("score.plan.code", "renumbered"),
        ("score.plan.max", "max"),
        ("score.plan.role", "role"),
        ("score.plan.cap", "cap"),
        ("score.plan.floor", "cap"),
        ("score.plan.rescale", "cap"),
        ("score.plan.applies_to", "unit"),
        ("score.plan.not_applicable", "policy"),
        ("score.plan.scale", "scale"),
        ("score.plan.scale.levels.late.points", "scale"),
        ("score.plan.scale.levels.late.name", "renamed"),
        ("score.plan.name", "renamed"),
        ("score.plan.source", "source"),
        ("score.plan.assumed", "source"),
        ("score.plan.note", "wording"),
        ("score.plan.evidence", "wording"),
        ("score.plan.appraiser", "wording"),
    ],
)
def test_the_kind_of_a_place(dotted: str, kind: Kind) -> None:
    """What a row at a place is called follows from the place."""
    assert kind_of(place(dotted), part=False, survey=False) == kind


def test_a_part_of_a_list_is_of_the_kind_of_its_list_whatever_its_key() -> None:
    """A level with the key `name` that came or went is a change of the scale, not of a name."""
    assert kind_of(place("score.plan.scale.levels.name"), part=True, survey=False) == "scale"
    assert kind_of(place("score.plan.scale.groups.source"), part=True, survey=True) == "survey"
    assert kind_of(place("units.units.name"), part=True, survey=False) == "unit"


def test_only_a_scale_makes_a_survey() -> None:
    """Of a leaf scored by a survey the scale is of the survey, its max is a max."""
    assert kind_of(place("score.plan.scale.groups.people.weight"), part=False, survey=True) == "survey"
    assert kind_of(place("score.plan.max"), part=False, survey=True) == "max"


@pytest.mark.parametrize(
    ("dotted", "at", "field"),
    [
        ("id", "id", ""),
        ("bands.tot.from", "tot", "from"),
        ("bands.bands.from", "bands", "from"),
        ("policies.rounding.value.at", "rounding", "value.at"),
        ("units.units.so-a.status", "so-a", "status"),
        ("units.units.units.status", "units", "status"),
        ("units.units", "units", ""),
        ("survey.groups.people.weight", "people", "weight"),
        ("survey.span", "span", ""),
        ("process.milestones.report.due", "report", "due"),
        ("score.plan", "plan", ""),
        ("score.plan.scale.levels.late.points", "plan", "scale.levels.late.points"),
        ("score.score.max", "score", "max"),
    ],
)
def test_what_a_row_is_about(dotted: str, at: str, field: str) -> None:
    """A row names the thing that people know, and the field of it, even where keys repeat each other."""
    row = change("max", dotted)

    assert (row.at, row.field) == (at, field)


def test_the_place_is_the_newer_one_or_where_it_was() -> None:
    """A row stands where the newer ruleset has it; what is gone stands where it was."""
    gone, come = change("removed", "score.plan", "1", None), change("added", "score.plan", None, "2")
    renamed = Change("max", place("score.old.max"), place("score.new.max"), "1", "2")

    assert (gone.place, come.place, renamed.place) == (
        place("score.plan"),
        place("score.plan"),
        place("score.new.max"),
    )
    assert renamed.at == "new"
    assert Change("identity", None, None, None, None).place == ()


MOVED = {"position": "1"}
WHOLE = {"position": "1", "part": {"key": "late"}}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (change("max", "score.plan.max"), True),
        (change("scale", "score.plan.scale.levels.late.points"), True),
        (change("scale", "score.plan.scale.levels.late", None, WHOLE), True),
        (change("scale", "score.plan.scale.levels.position", None, WHOLE), True),
        (change("scale", "score.plan.scale.levels.late.position", MOVED, MOVED), False),
        (change("survey", "score.plan.scale.groups.people.weight"), True),
        (change("survey", "score.plan.scale.groups.people.position", MOVED, MOVED), False),
        (change("survey", "survey.groups.people.weight"), False),
        (change("unit", "score.plan.applies_to"), True),
        (change("unit", "units.units.so-a.status"), False),
        (change("policy", "score.plan.not_applicable"), True),
        (change("policy", "policies.missing.value"), True),
        (change("band", "bands.tot.from"), True),
        (change("band", "bands.tot.position", MOVED, MOVED), True),
        (change("added", "score.plan", None, {"under": "a", "position": "0", "item": {}}), True),
        (change("removed", "score.position", {"under": "a", "position": "0", "item": {}}, None), True),
        (
            change("moved", "score.plan", {"under": "a", "position": "0"}, {"under": "b", "position": "0"}),
            True,
        ),
        (
            change("moved", "score.plan", {"position": "0"}, {"position": "1"}),
            False,
        ),
        (change("renamed", "score.plan.name"), False),
        (change("renumbered", "score.plan.code"), False),
        (change("source", "policies.rank.source"), False),
        (change("wording", "score.plan.note"), False),
        (change("rekeyed", "score.plan.key"), False),
        (change("split", "score.plan"), False),
        (change("identity", "id"), False),
        (change("period", "periods.year.from"), False),
        (change("process", "process.milestones.report.due"), False),
        (change("reading", "interpretations.bonus.chosen.key"), False),
    ],
)
def test_what_can_move_a_score_is_a_rule(row: Change, *, rule: bool) -> None:
    """Points, scales, limits, weights, policies, bands and items are rules; words and order are not."""
    assert row.rule is rule


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("added", "removed"),
        ("removed", "added"),
        ("split", "merged"),
        ("merged", "split"),
        ("max", "max"),
        ("moved", "moved"),
    ],
)
def test_a_mirrored_row_is_seen_from_the_newer_ruleset(there: Kind, back: Kind) -> None:
    """Both sides change places, what came has gone, a split is a merger; twice mirrored it is itself."""
    cited: FrozenMap[str, Tree] = FrozenMap({"instrument": "qd-1"})
    assumed: FrozenMap[str, Tree] = FrozenMap({"assumed": "thử"})
    row = Change(there, place("score.a"), place("score.b"), "1", "2", cited, assumed)

    assert row.mirrored == Change(back, place("score.b"), place("score.a"), "2", "1", assumed, cited)
    assert row.mirrored.mirrored == row


def test_a_frozen_tree_cannot_change_and_thaws_to_what_it_was() -> None:
    """A plain tree of maps, lists, text and flags survives both ways; frozen, it can be hashed."""
    tree = {"a": ["1", {"b": True}], "c": {"vi": "có"}}
    frozen = freeze(tree)

    assert thaw(frozen) == tree
    assert hash(frozen) == hash(freeze({"c": {"vi": "có"}, "a": ("1", {"b": True})}))
    assert freeze(3) == "3"
    assert thaw(None) is None
