"""The `steps` scale."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import Plain, scale, seen, undeclared, worth, wrong

from parindex.errors import problem
from parindex.formula.evaluate import Step
from parindex.formula.expression import Ladder, Number
from parindex.scales import Reading, Scale, StepsScale, lower, read, steps

F = Fraction


def declared(of: str, *rows: tuple[str, str], **fields: str) -> StepsScale:
    """Declare steps from (from, points), top down; ``to`` and ``edges`` are fields."""
    listed: list[Plain] = [{"from": low, "points": points} for low, points in rows]
    if "to" in fields:
        listed[0]["to"] = fields.pop("to")
    found = scale(method="steps", of=of, steps=listed, **fields)
    assert isinstance(found, StepsScale)
    return found


PERCENT = declared("percent", ("98", "8"), ("90", "4"), ("0", "1"))
UPPER = declared("percent", ("98", "8"), ("90", "4"), ("0", "1"), edges="upper")
RATIO = declared("ratio", ("0.8", "5"), ("0", "0"))
COUNT = declared("count", ("10", "3"), ("1", "2"), ("0", "0"))
LATE = declared("days-late", ("8", "0"), ("1", "5"), ("0", "10"))


@pytest.mark.parametrize(
    ("value", "points", "text"),
    [
        ("100", F(8), "100 ≥ 98"),
        ("98", F(8), "98 ≥ 98"),
        ("97.999999", F(4), "90 ≤ 97.999999 < 98"),
        ("90", F(4), "90 ≤ 90 < 98"),
        ("89.999999", F(1), "89.999999 < 90"),
        ("0", F(1), "0 < 90"),
    ],
)
def test_a_step_holds_its_from(value: str, points: Fraction, text: str) -> None:
    """A step holds its `from` and not its upper end, save the top one, which holds both."""
    assert worth(PERCENT, "8", value=value) == (points, [Step("interval", text, points)])


@pytest.mark.parametrize(
    ("value", "points", "text"),
    [
        ("100", F(8), "100 > 98"),
        ("98.000001", F(8), "98.000001 > 98"),
        ("98", F(4), "90 < 98 ≤ 98"),
        ("90.000001", F(4), "90 < 90.000001 ≤ 98"),
        ("90", F(1), "90 ≤ 90"),
        ("0", F(1), "0 ≤ 90"),
    ],
)
def test_a_step_holds_its_upper_end(value: str, points: Fraction, text: str) -> None:
    """With upper edges a step holds its upper end and not its `from`, save the lowest, which holds both."""
    assert worth(UPPER, "8", value=value) == (points, [Step("interval", text, points)])


@pytest.mark.parametrize(
    ("one", "of", "observed", "points", "found"),
    [
        (COUNT, "count", "10", F(3), "10 ≥ 10"),
        (COUNT, "count", "9", F(2), "1 ≤ 9 < 10"),
        (COUNT, "count", "0", F(0), "0 < 1"),
        (COUNT, "count", "1000000", F(3), "1000000 ≥ 10"),
        (LATE, "days-late", "0", F(10), "0 < 1"),
        (LATE, "days-late", "7", F(5), "1 ≤ 7 < 8"),
        (LATE, "days-late", "8", F(0), "8 ≥ 8"),
        (RATIO, "ratio", "0.8", F(5), "0.8 ≥ 0.8"),
        (RATIO, "ratio", "1", F(5), "1 ≥ 0.8"),
        (RATIO, "ratio", "0.799999", F(0), "0.799999 < 0.8"),
    ],
)
def test_every_figure(one: StepsScale, of: str, observed: str, points: Fraction, found: str) -> None:
    """A ratio, a count and a delay in days are placed on their steps as they are observed."""
    assert one.of == of
    assert worth(one, "10", value=observed) == (points, [Step("interval", found, points)])


def test_done_and_planned_make_a_percentage() -> None:
    """Where the figure is a percentage, done and planned make 100 x done / planned, exactly."""
    assert worth(PERCENT, "8", done="241", planned="250") == (
        F(4),
        [Step("percent", "100 × 241 / 250", F(482, 5)), Step("interval", "90 ≤ 96.4 < 98", F(4))],
    )
    assert worth(PERCENT, "8", done="98", planned="100")[0] == 8
    assert worth(PERCENT, "8", done="1", planned="3")[1][0] == Step("percent", "100 × 1 / 3", F(100, 3))


def test_done_and_planned_make_a_ratio() -> None:
    """Where the figure is a ratio, done and planned make done / planned, exactly."""
    assert worth(RATIO, "5", done="4", planned="5") == (
        F(5),
        [Step("ratio", "4 / 5", F(4, 5)), Step("interval", "0.8 ≥ 0.8", F(5))],
    )
    assert worth(RATIO, "5", done="3999999", planned="5000000")[0] == 0


def test_done_and_planned_on_upper_edges() -> None:
    """Done and planned fall on the same edges as the figure they make."""
    assert worth(UPPER, "8", done="9", planned="10") == (
        F(1),
        [Step("percent", "100 × 9 / 10", F(90)), Step("interval", "90 ≤ 90", F(1))],
    )


@pytest.mark.parametrize(
    ("one", "value", "least", "most"),
    [
        (PERCENT, "100.000001", F(0), F(100)),
        (PERCENT, "-0.000001", F(0), F(100)),
        (RATIO, "1.000001", F(0), F(1)),
        (RATIO, "-1", F(0), F(1)),
        (declared("percent", ("98", "8"), ("0", "1"), to="120"), "120.000001", F(0), F(120)),
        (declared("ratio", ("0.2", "8"), ("0", "1"), to="0.5"), "0.500001", F(0), F(1, 2)),
        (declared("count", ("2", "8"), ("0", "1"), to="5"), "6", F(0), F(5)),
        (declared("percent", ("0", "8"), to="0"), "0.000001", F(0), F(0)),
    ],
)
def test_outside_the_domain(one: StepsScale, value: str, least: Fraction, most: Fraction) -> None:
    """A value below 0 or above the end of the domain is refused: `to`, else 100 percent or a ratio of 1."""
    assert wrong(one, "8", value=value) == problem(
        "E-RANGE", ("value",), found=F(value), least=least, most=most
    )


@pytest.mark.parametrize(
    ("one", "value"),
    [
        (PERCENT, "100"),
        (declared("ratio", ("0.8", "8"), ("0", "0")), "1"),
        (declared("percent", ("98", "8"), ("0", "1"), to="120"), "120"),
        (declared("ratio", ("0.2", "8"), ("0", "1"), to="0.5"), "0.5"),
        (declared("count", ("2", "8"), ("0", "1"), to="5"), "5"),
        (declared("percent", ("0", "8"), to="0"), "0"),
    ],
)
def test_the_end_of_the_domain_is_in_it(one: StepsScale, value: str) -> None:
    """The top step holds the end of the domain."""
    assert worth(one, "8", value=value)[0] == 8


@pytest.mark.parametrize("one", [COUNT, LATE])
@pytest.mark.parametrize("value", ["-1", "2.5", "0.000001"])
def test_counts_and_days_are_whole(one: StepsScale, value: str) -> None:
    """A count and a delay are whole numbers and not negative; both faults are called what they are."""
    assert wrong(one, "10", value=value) == problem("E-WHOLE", ("value",), found=F(value))


@pytest.mark.parametrize(
    ("one", "done", "most"),
    [
        (PERCENT, "251", F(250)),
        (RATIO, "251", F(250)),
        (declared("percent", ("98", "8"), ("0", "1"), to="120"), "301", F(300)),
        (declared("ratio", ("0.2", "8"), ("0", "1"), to="0.5"), "126", F(125)),
        (declared("ratio", ("0", "8"), to="0"), "1", F(0)),
    ],
)
def test_more_done_than_the_domain_allows(one: StepsScale, done: str, most: Fraction) -> None:
    """Done may reach the end of the domain times planned, and not pass it."""
    found = problem("E-DONE", ("done",), done=F(done), planned=F(250), most=most)
    assert wrong(one, "8", done=done, planned="250") == found
    assert worth(one, "8", done=str(most), planned="250")[0] in {F(8), F(5)}


def test_done_of_planned_is_checked() -> None:
    """Planned must be above 0 and done not negative."""
    assert wrong(PERCENT, "8", done="0", planned="0") == problem(
        "E-PLANNED", ("planned",), found=F(0), state="not-applicable"
    )
    assert wrong(PERCENT, "8", done="-1", planned="4") == problem(
        "E-RANGE", ("done",), found=F(-1), least=F(0), most=F(4)
    )


def test_what_is_read() -> None:
    """What is read keeps the form in which it was given."""
    shared = Reading(("done", "planned"), {"done": F(1), "planned": F(4)})
    assert read(PERCENT, F(8), seen(done="1", planned="4")) == shared
    assert read(RATIO, F(5), seen(done="1", planned="4")) == shared
    assert read(RATIO, F(5), seen(value="0.25")) == Reading(("value",), {"value": F(1, 4)})


def test_what_it_lowers_to() -> None:
    """The steps are a ladder: a rung from each edge on, or above it, and the lowest step below them all."""
    for one, relation in ((PERCENT, ">="), (UPPER, ">")):
        ladder = lower(one, F(8), ("value",))
        assert isinstance(ladder, Ladder)
        assert [(edge, sign) for edge, sign, _ in ladder.rungs] == [(F(98), relation), (F(90), relation)]
        assert ladder.otherwise == Number(F(1))


def test_forms() -> None:
    """Done and planned are taken for a ratio and a percentage only."""
    assert steps.FORMS == (("value",), ("done", "planned"))
    assert [steps.forms(one) for one in (RATIO, PERCENT, COUNT, LATE)] == [
        (("value",), ("done", "planned")),
        (("value",), ("done", "planned")),
        (("value",),),
        (("value",),),
    ]


@pytest.mark.parametrize(
    ("of", "end"), [("ratio", F(1)), ("percent", F(100)), ("count", None), ("days-late", None)]
)
def test_top(of: str, end: Fraction | None) -> None:
    """The domain ends at 1 for a ratio, at 100 for percent, nowhere for the others, or where `to` says."""
    assert steps.top(declared(of, ("0", "1"))) == end
    assert steps.top(declared(of, ("0", "1"), to="7")) == 7
    assert steps.top(declared(of, ("0", "1"), to="0")) == 0


@pytest.mark.parametrize("one", [declared("count", ("0", "3")), declared("count", ("0", "3"), edges="upper")])
def test_one_step(one: Scale) -> None:
    """A single step holds the whole domain."""
    assert worth(one, "3", value="7") == (F(3), [Step("interval", "7", F(3))])
    assert worth(one, "3", value="0") == (F(3), [Step("interval", "0", F(3))])


def test_declared_points_are_not_negative() -> None:
    """A step may give 0 points and not less, and there is at least one step."""
    below = undeclared(method="steps", of="count", steps=[{"from": "0", "points": "-0.000001"}])
    assert [each.at for each in below] == ["scale.steps.0.points"]
    assert [each.at for each in undeclared(method="steps", of="count", steps=[])] == ["scale.steps"]
