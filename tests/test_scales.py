"""The eight scales together: which form each takes, and the most that each can give."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import Plain, named, scale, seen, worth, wrong

from parindex.errors import problem
from parindex.formula.evaluate import Step
from parindex.scales import Scale, forms, greatest, lower, read
from parindex.scales.observation import FIELDS, Reading

F = Fraction
STEPS = [{"from": "50", "points": "6"}, {"from": "10", "points": "9"}, {"from": "0", "points": "2"}]
SCALES: dict[str, Scale] = {
    "levels": scale(method="levels", levels=named(("low", "2"), ("high", "9"), ("mid", "5"))),
    "steps": scale(method="steps", of="percent", steps=STEPS),
    "ratio": scale(method="ratio"),
    "checklist": scale(method="checklist", ticks=named(("one", "2"), ("two", "4.5"))),
    "count": scale(method="count", each="2"),
    "deduction": scale(method="deduction", kinds=named(("minor", "3"))),
    "direct": scale(method="direct", grid="4"),
    "survey": scale(
        method="survey",
        options=named(("poor", "0.1"), ("good", "0.8"), ("fair", "0.3"), figure="share"),
        groups=named(("all", "1"), figure="weight"),
    ),
}
OBSERVED: dict[str, Plain] = {
    "levels": {"level": "mid"},
    "steps": {"value": "20"},
    "ratio": {"done": "1", "planned": "4"},
    "checklist": {"ticks": ["two"]},
    "count": {"count": "3"},
    "deduction": {"counts": {"minor": "2"}},
    "direct": {"points": "8"},
    "survey": {"tallies": {"all": {"good": "1", "fair": "1"}}},
}
SHARE = (("value",), ("done", "planned"))


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("levels", (("level",),)),
        ("steps", SHARE),
        ("ratio", SHARE),
        ("checklist", (("ticks",),)),
        ("count", (("count",),)),
        ("deduction", (("counts",),)),
        ("direct", (("points",),)),
        ("survey", (("tallies",), ("points",))),
    ],
)
def test_forms(method: str, expected: tuple[tuple[str, ...], ...]) -> None:
    """Each scale takes the forms of observation that are declared for it."""
    assert forms(SCALES[method]) == expected
    assert SCALES[method].method == method


@pytest.mark.parametrize(
    ("method", "points", "last"),
    [
        ("levels", F(5), "level"),
        ("steps", F(9), "interval"),
        ("ratio", F(5, 2), "points"),
        ("checklist", F(9, 2), "ticks"),
        ("count", F(6), "count"),
        ("deduction", F(4), "deduct"),
        ("direct", F(8), "given"),
        ("survey", F(11, 2), "survey"),
    ],
)
def test_points(method: str, points: Fraction, last: str) -> None:
    """Each scale reads its observation and lowers to its own expression."""
    found, steps = worth(SCALES[method], "10", **OBSERVED[method])
    assert (found, steps[-1].operation, steps[-1].value) == (points, last, points)


@pytest.mark.parametrize(
    ("method", "most"),
    [
        ("levels", F(9)),
        ("steps", F(9)),
        ("ratio", F(10)),
        ("checklist", F(13, 2)),
        ("count", F(10)),
        ("deduction", F(10)),
        ("direct", F(8)),
        ("survey", F(8)),
    ],
)
def test_greatest(method: str, most: Fraction) -> None:
    """The most that a declaration can give: its best level, step, ticks or answer, else the max."""
    assert greatest(SCALES[method], F(10)) == most


def test_greatest_of_given_points() -> None:
    """Without a grid given points reach the max, and with one the last multiple that is not above it."""
    assert greatest(scale(method="direct"), F(10)) == 10
    assert greatest(SCALES["direct"], F(12)) == 12
    assert greatest(SCALES["direct"], F(119, 10)) == 8


@pytest.mark.parametrize("method", SCALES)
def test_forms_that_a_scale_does_not_take(method: str) -> None:
    """An observation of another form is refused, with what was given and what is wanted."""
    for other, tree in OBSERVED.items():
        form = seen(**tree).form
        if form in forms(SCALES[method]):
            continue
        found = wrong(SCALES[method], "10", **tree)
        wanted = " | ".join(" + ".join(each) for each in forms(SCALES[method]))
        assert found.code == "E-FORM", other
        assert dict(found.details) == {"method": method, "found": " + ".join(form), "wanted": wanted}


@pytest.mark.parametrize(
    ("method", "tree", "path", "found", "wanted"),
    [
        ("levels", {"points": "1"}, ("points",), "points", "level"),
        ("levels", {"level": "mid", "points": "1"}, ("points",), "level + points", "level"),
        ("ratio", {"done": "1"}, (), "done", "value | done + planned"),
        ("ratio", {"planned": "1"}, (), "planned", "value | done + planned"),
        (
            "ratio",
            {"value": "1", "done": "1", "planned": "1"},
            (),
            "value + done + planned",
            "value | done + planned",
        ),
        (
            "ratio",
            {"done": "1", "planned": "1", "points": "1"},
            ("points",),
            "done + planned + points",
            "value | done + planned",
        ),
        ("survey", {"points": "1", "tallies": {}}, (), "points + tallies", "tallies | points"),
        ("direct", {}, (), "", "points"),
        ("count", {"level": "a", "value": "1"}, ("level",), "level + value", "count"),
    ],
)
def test_wrong_forms(method: str, tree: Plain, path: tuple[str, ...], found: str, wanted: str) -> None:
    """The refusal stands at the first field that no form of the scale has, or at the entry."""
    expected = problem("E-FORM", path, method=method, found=found, wanted=wanted)
    assert wrong(SCALES[method], "10", **tree) == expected


def test_a_count_of_steps_takes_no_plan() -> None:
    """Where steps are of a count, done and planned are refused at the first of them."""
    one = scale(method="steps", of="count", steps=[{"from": "0", "points": "1"}])
    expected = problem("E-FORM", ("done",), method="steps", found="done + planned", wanted="value")
    assert wrong(one, "10", done="1", planned="2") == expected


def test_wrong_forms_in_words() -> None:
    """The refusal names the scale, what was given and what it takes."""
    found = wrong(SCALES["ratio"], "10", level="a")
    assert found.line("vi") == "E-FORM level: thang `ratio` không nhận `level`; cần value | done + planned"
    assert found.line("en") == (
        "E-FORM level: the scale `ratio` does not take `level`; it takes value | done + planned"
    )


def test_lowering_does_not_look_at_the_observation() -> None:
    """A scale lowers once for each form, and the expression is an equal value each time."""
    for method, one in SCALES.items():
        for form in forms(one):
            assert lower(one, F(10), form) == lower(one, F(10), form), method


# Observations


def test_fields_of_an_observation() -> None:
    """The fields stand in the order of the format."""
    assert FIELDS == ("level", "value", "done", "planned", "ticks", "count", "counts", "points", "tallies")


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({}, ()),
        ({"planned": "1", "done": "0"}, ("done", "planned")),
        ({"ticks": [], "counts": {}, "tallies": {}}, ("ticks", "counts", "tallies")),
        ({"value": "0", "count": "0", "points": "0", "level": "a"}, ("level", "value", "count", "points")),
    ],
)
def test_form(tree: Plain, expected: tuple[str, ...]) -> None:
    """What is given is what was written, in the order of the format; nothing and zero are something."""
    assert seen(**tree).form == expected


def test_a_reading_is_a_form_and_its_inputs() -> None:
    """What is read of an observation is its form and the inputs of the expression."""
    assert read(SCALES["steps"], F(10), seen(value="20")) == Reading(("value",), {"value": F(20)})
    assert read(SCALES["ratio"], F(10), seen(done="1", planned="4")) == Reading(
        ("done", "planned"), {"done": F(1), "planned": F(4)}
    )
    assert read(SCALES["checklist"], F(10), seen(ticks=["two"])) == Reading(
        ("ticks",), {"one": F(0), "two": F(1)}
    )
    assert read(SCALES["survey"], F(10), seen(tallies={"all": {"good": "2"}})) == Reading(
        ("tallies",), {"all/poor": F(0), "all/good": F(2), "all/fair": F(0)}
    )
    assert read(SCALES["survey"], F(10), seen(points="2")) == Reading(("points",), {"points": F(2)})


def test_given_points_of_a_survey_are_not_weighted() -> None:
    """Points given for a survey are the points."""
    assert worth(SCALES["survey"], "10", points="3") == (F(3), [Step("given", "3", F(3))])
