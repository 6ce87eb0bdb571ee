"""Readings not chosen: a ruleset with the changes of one, and the check that each can be computed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from helpers import Plain, group, leaf, plain_ruleset

from parindex.errors import Problem
from parindex.ruleset import catalog, checks
from parindex.ruleset.model import Alternative, Ruleset, stated
from parindex.ruleset.places import path_of, place_of, value_at
from parindex.ruleset.variants import vary
from parindex.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parindex.errors import Path

RULESETS = [name for name in catalog.available() if isinstance(catalog.declaration(name), Ruleset)]


def reading(*changes: tuple[str, str | list[str]], **more: Any) -> Plain:
    """Declare a reading that says these things at these places."""
    said = [{"at": place, "value": value} for place, value in changes]
    return {"key": "other", "name": {"vi": "Cách khác"}, **({"changes": said} if said else {}), **more}


def small(*readings: Plain) -> Ruleset:
    """Make a ruleset with a capped group, and these readings of one question."""
    asked = {"key": "asked", "question": {"vi": "Sao?"}, "chosen": {"key": "so", "name": {"vi": "Vậy"}}}
    items = group("office", leaf("plan"), leaf("ideas", max="2", role="bonus"), cap="10"), leaf("view")
    questions = [{**asked, "alternatives": list(readings)}] if readings else []
    return Ruleset.model_validate(plain_ruleset(*items, interpretations=questions))


def varied(*changes: tuple[str, str | list[str]]) -> Ruleset:
    """Return the small ruleset as a reading has it."""
    found = vary(small(reading(*changes)), Alternative.model_validate(reading(*changes)))
    assert isinstance(found, Ruleset), [str(each) for each in found]
    return found


def refused(*changes: tuple[str, str | list[str]]) -> tuple[Problem, ...]:
    """Return why a reading cannot be made."""
    found = vary(small(), Alternative.model_validate(reading(*changes)))
    assert not isinstance(found, Ruleset)
    return found


# Variants


def texts(tree: Any, path: Path = ()) -> Iterator[tuple[Path, str | list[str]]]:
    """Give every field that a change can name, and what stands in it: a text or a list of texts."""
    for name, value in tree.items():
        where = (*path, name)
        if isinstance(value, dict):
            yield from texts(value, where)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            yield where, value
        elif isinstance(value, list):
            for index, each in enumerate(value):
                if "key" in each:
                    yield from texts(each, (*where, index))
        else:
            yield where, "true" if value is True else value


@pytest.mark.parametrize("name", RULESETS)
def test_repeating_what_stands_changes_nothing(name: str) -> None:
    """A reading that says everywhere what the ruleset says is that ruleset, without its interpretations."""
    one = catalog.load(name)
    plain = one.plain()
    plain.pop("interpretations", None)
    changes = [{"at": place_of(plain, path), "value": value} for path, value in texts(plain)]
    same = Alternative.model_validate({"key": "same", "name": {"vi": "Như cũ"}, "changes": changes})

    assert len(changes) > 50
    assert vary(one, same) == Ruleset.model_validate(plain)


def test_a_reading_without_changes_only_drops_the_readings() -> None:
    """Of a reading that nothing can compute, what is left is the ruleset that never had an open question."""
    open_ = Alternative.model_validate(reading(unknown={"vi": "Không rõ"}))

    assert vary(small(reading(("score.office.cap", "11"))), open_) == small()


def test_a_change_is_made_at_its_place_and_nowhere_else() -> None:
    """After a change of one cap, putting the cap back gives the same ruleset again."""
    one = varied(("score.office.cap", "11.5"))
    plain = one.plain()
    plain["score"]["items"][0]["cap"] = "10"

    assert stated(one.item("office").cap) == Fraction(23, 2)
    assert Ruleset.model_validate(plain) == small()


def test_all_changes_of_a_reading_are_made() -> None:
    """Changes are made together: in an item, at the top of the file, and as a list; the last one stands."""
    one = varied(
        ("standing", "superseded"),
        ("score.office.cap", "11"),
        ("policies.rounding.value.at", ["leaf", "office"]),
        ("score.office.cap", "none"),
    )

    assert one.standing == "superseded"
    assert one.policies.rounding.value.at == ("leaf", "office")
    assert one.item("office").cap == "none"


def test_a_change_can_say_what_was_left_out() -> None:
    """A field that the ruleset leaves out is added: a leaf applies to one kind only, as a reading has it."""
    assert varied(("score.view.applies_to", ["department"])).item("view").applies_to == ("department",)


def test_the_ruleset_itself_stays_as_it_is() -> None:
    """Making a variant leaves the ruleset, and its digest, as they were."""
    other = reading(("score.office.cap", "11"))
    one = small(other)
    before = one.canonical
    vary(one, Alternative.model_validate(other))

    assert Ruleset.model_validate(one.plain()).canonical == before


@pytest.mark.parametrize(
    "place",
    [
        "nowhere.cap",
        "score.nowhere.max",
        "bands.tot",
        "policies.rounding.value.at.0",
        "score.max.digits",
        "interpretations.asked.key",
    ],
)
def test_a_place_that_is_not_there_cannot_be_changed(place: str) -> None:
    """Only a field of a map can be changed: not of nothing, of a text, of a list, or of a question."""
    (found,) = refused((place, "1"))

    assert (found.code, found.at) == ("W-READING", "")
    assert dict(found.details) == {"found": "other", "reason": place}


@pytest.mark.parametrize(
    ("place", "value", "code", "at"),
    [
        ("score.view.max", "ten", "E-NUM", "score.items.1.max"),
        ("score.view.maxx", "10", "E-FIELD", "score.items.1.maxx"),
        ("policies.band_on.value", "neither", "E-VALUE", "policies.band_on.value"),
        ("bands", "none", "E-SHAPE", "bands"),
    ],
)
def test_a_change_of_the_wrong_shape_is_told(place: str, value: str, code: str, at: str) -> None:
    """What a change makes of the file is read like a file: each problem at its place in the variant."""
    assert [(each.code, each.at) for each in refused((place, value))] == [(code, at)]


# The check of readings


def told(*readings: Plain) -> list[tuple[str, str]]:
    """Return where readings are found wanting, and why."""
    found = list(checks.check_readings(small(*readings)))
    assert {each.code for each in found} <= {"W-READING"}
    return [(each.at, str(dict(each.details)["reason"])) for each in found]


def test_a_reading_that_leaves_a_sound_ruleset_passes() -> None:
    """A reading with changes that keep every law has no problem, and so has one that says it is unknown."""
    unknown = reading(unknown={"vi": "Không tìm được"}) | {"key": "unknown"}

    assert told(reading(("score.office.cap", "11")), unknown) == []


def test_a_ruleset_without_open_questions_passes() -> None:
    """Where nothing is open there is no reading to look at."""
    assert told() == []


@pytest.mark.parametrize(
    "wrong",
    [
        reading(),
        reading(changes=[]),
        reading(("score.office.cap", "11"), unknown={"vi": "Không rõ"}),
    ],
)
def test_a_reading_says_changes_or_why_it_is_unknown(wrong: Plain) -> None:
    """A ruleset has no shape if a reading says neither or both of its changes and why nothing computes it."""
    right = reading(("score.office.cap", "11")) | {"key": "right"}
    tree = small(right).plain()
    tree["interpretations"][0]["alternatives"] += [wrong]
    found = validate(Ruleset, tree)

    assert isinstance(found, tuple)
    assert [(each.code, each.at, each.severity, dict(each.details)) for each in found] == [
        ("E-READING", "interpretations.0.alternatives.1", "error", {"found": "other"})
    ]


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        ("score.view.max", "9", "E-SUM score.max"),
        ("score.office.floor", "-1", "E-FLOOR score.items.0.floor"),
        ("policies.band_on.value", "neither", "E-VALUE policies.band_on.value"),
        ("year", "2023", "E-VALUE year"),
        ("score.nowhere.max", "9", "score.nowhere.max"),
    ],
)
def test_a_reading_must_leave_a_sound_ruleset(place: str, value: str, reason: str) -> None:
    """A reading that breaks a law or a shape is told with what it breaks first, or with a place not there."""
    assert told(reading((place, value))) == [("interpretations.0.alternatives.0", reason)]


def test_every_reading_is_looked_at() -> None:
    """A sound reading before a wrong one does not hide it: each is told at its own place."""
    right, wrong = reading(("score.office.cap", "11")), reading(("score.view.max", "9"))
    wrong, lost = wrong | {"key": "worse"}, reading(("nowhere.cap", "1")) | {"key": "lost"}

    assert [at for at, _ in told(right, wrong, lost)] == [
        "interpretations.0.alternatives.1",
        "interpretations.0.alternatives.2",
    ]


def test_the_check_of_readings_is_one_of_all_checks() -> None:
    """Checking a ruleset looks at its readings too, and only warns of one that cannot be computed."""
    found = checks.check(small(reading(("score.view.max", "9"))))

    assert [(each.code, each.severity) for each in found] == [("W-READING", "warning")]


def test_a_reading_that_cannot_be_computed_is_no_law() -> None:
    """What is looked at in a variant are the laws, and the check of readings is none: it is a remark."""
    assert checks.check_readings in checks.REMARKS
    assert checks.check(small(reading(("score.view.max", "9"))), checks.LAWS) == ()


@pytest.mark.parametrize("name", RULESETS)
def test_the_shipped_readings_name_places_that_exist(name: str) -> None:
    """Every change of every shipped reading is made in a map that the ruleset has."""
    one = catalog.load(name)
    plain = one.plain()
    for question in one.interpretations:
        for change in (change for other in question.alternatives for change in other.changes):
            parent = change.at.rpartition(".")[0]
            path = path_of(plain, parent) if parent else ()
            assert path is not None
            assert isinstance(value_at(plain, path), dict)
