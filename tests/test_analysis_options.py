"""What observations of one leaf can give: against the lattice, the engine and every shipped ruleset."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from commands import SHIPPED
from helpers import leaf, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.analysis.options import (
    Option,
    before_rounding,
    best_between,
    entry,
    full,
    least,
    option_between,
    options,
)
from parindex.assessment import Assessed, Assessment, Stage
from parindex.exact import ROUNDING_MODES, Rounding, decimal_text
from parindex.fields import FrozenMap
from parindex.formula.evaluate import evaluate
from parindex.ruleset.catalog import load
from parindex.ruleset.lattice import attainable
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import Reading, read
from parindex.scoresheet import each_line
from parindex.scoring import score
from parindex.testing.strategies import rulesets

if TYPE_CHECKING:
    from parindex.ruleset.lattice import Spans
    from parindex.ruleset.model import Ruleset

Plain = dict[str, Any]
TWO = Rounding(2, "half-up")
thousandths = st.integers(-11_000, 11_000).map(lambda number: Fraction(number, 1000))
fractions = st.fractions(min_value=-11, max_value=11, max_denominator=10_000)


def scored(node: Node, option: Option) -> Fraction:
    """Return what the engine gives for the entry of an option; a state that settles it gives 0."""
    given_entry = entry(option)
    if given_entry.state == "zero":
        return Fraction(0)
    assert node.item.scale is not None
    reading = read(node.item.scale, node.bound, given_entry)
    assert isinstance(reading, Reading), str(reading)
    return evaluate(node.expression(reading.form), reading.inputs)


def within(spans: Spans, low: Fraction, high: Fraction) -> bool:
    """Tell whether some span meets the one from ``low`` to ``high``."""
    return any(start <= high and end >= low for start, end in spans)


def agrees(node: Node, rounding: Rounding) -> None:
    """Hold every option of a leaf against the lattice and the engine."""
    spans, listed = attainable(node, rounding), options(node)
    ends = (least(node), full(node))
    assert (ends[0].points, ends[1].points) == (spans[0][0], spans[-1][1])
    for option in (*ends, *(listed or ())):
        assert scored(node, option) == option.points
        assert within(spans, option.points, option.points)
    if listed is not None and not node.rounded:
        assert [(option.points, option.points) for option in listed] == list(spans)
    for low, high in spans:
        for found in (option_between(node, low, high), best_between(node, low, high)):
            assert found is not None
            assert low <= found.points <= high


def every_leaf(rules: Ruleset) -> list[Node]:
    """Return the leaves that apply, for each kind of unit."""
    kinds = [kind.key for kind in rules.units.kinds]
    return [node for kind in kinds for node in leaves(resolve(rules, kind)) if node.applies]


def one_leaf(scale: Plain, maximum: str = "10", **more: Any) -> Node:
    """Return the node of a leaf with a scale, beside one that makes up for its role."""
    policies = {name: more.pop(name) for name in list(more) if name == "rounding"}
    rules = ruleset(leaf("a", scale, max=maximum, **more), leaf("b"), **policies)
    return resolve(rules, "department").nodes[0]


def paid(*points: str) -> list[Plain]:
    """Return plain levels, ticks or kinds of fault with these points."""
    return [{"key": f"p{at}", "name": {"vi": "Tên"}, "points": each} for at, each in enumerate(points)]


def survey(*shares: str) -> Plain:
    """Declare a survey of two groups with an option for each share."""
    named = {"name": {"vi": "Tên"}}
    answers = [{"key": f"o{at}", **named, "share": share} for at, share in enumerate(shares)]
    groups = [{"key": key, **named, "weight": weight} for key, weight in (("g", "1/3"), ("h", "2/3"))]
    return {"method": "survey", "options": answers, "groups": groups}


def plain(option: Option | None) -> Any:
    """Return the observation of an option as a plain tree."""
    return None if option is None else bare(option.observation)


def bare(tree: Any) -> Any:
    """Undo frozen maps."""
    return {key: bare(part) for key, part in tree.items()} if isinstance(tree, FrozenMap) else tree


# Every leaf


@pytest.mark.parametrize("name", SHIPPED)
def test_the_options_of_every_shipped_leaf_are_what_it_can_attain(name: str) -> None:
    """Each option gives its points by the engine, within the lattice; each point of it has an option."""
    rules = load(name)
    for node in every_leaf(rules):
        agrees(node, rules.policies.rounding.value.rounding)


@given(rulesets())
@settings(max_examples=60)
def test_the_options_of_random_leaves_are_what_they_can_attain(rules: Ruleset) -> None:
    """The same for random rulesets: penalties, rounding at leaves, thresholds and all eight scales."""
    for node in every_leaf(rules):
        agrees(node, rules.policies.rounding.value.rounding)


@given(rulesets(), thousandths, st.integers(0, 3000))
@settings(max_examples=60)
def test_a_span_has_an_option_where_the_lattice_has_points(rules: Ruleset, low: Fraction, width: int) -> None:
    """In a span with ends that can be written an option is found exactly when the lattice meets the span."""
    high = low + Fraction(width, 1000)
    for node in every_leaf(rules):
        spans = attainable(node, rules.policies.rounding.value.rounding)
        for find in (option_between, best_between):
            found = find(node, low, high)
            assert (found is not None) == within(spans, low, high)
            assert found is None or low <= found.points == scored(node, found) <= high


@given(rulesets(), fractions, fractions)
@settings(max_examples=60)
def test_the_option_in_a_span_really_lies_in_it(rules: Ruleset, one: Fraction, other: Fraction) -> None:
    """Whatever the span, an option found lies in it by the engine; a wide span is never missed."""
    low, high = sorted((one, other))
    for node in every_leaf(rules):
        spans = attainable(node, rules.policies.rounding.value.rounding)
        found = option_between(node, low, high)
        assert found is None or low <= found.points == scored(node, found) <= high
        assert found is not None or not any(
            min(end, high) - max(start, low) >= Fraction(1, 10_000) for start, end in spans
        )


@given(rulesets())
@settings(max_examples=20)
def test_options_make_an_assessment_that_the_engine_scores(rules: Ruleset) -> None:
    """The entries of the best options fit the ruleset as a whole, and give the lines their points."""
    kind = rules.units.kinds[0].key
    best = {node.item.key: full(node) for node in leaves(resolve(rules, kind)) if node.applies}
    assessment = Assessment(
        format="1",
        ruleset=rules.id,
        unit=Assessed(key="unit", name="Đơn vị", kind=kind),
        period=rules.periods[0].key,
        stages={"final": Stage(entries={key: entry(option) for key, option in best.items()})},
    )
    if rules.policies.above_max.value != "refuse":
        lines = {line.item.key: line.least for line in each_line(score(rules, assessment).lines)}
        assert all(lines[key] == option.points for key, option in best.items())


# What is written, scale by scale


@pytest.mark.parametrize(
    ("scale", "wanted"),
    [
        (
            {"method": "levels", "levels": paid("10", "4", "4")},
            {0: {"state": "zero"}, 4: {"level": "p1"}, 10: {"level": "p0"}},
        ),
        (
            {"method": "checklist", "ticks": paid("3", "3", "4", "0")},
            {
                0: {"ticks": ()},
                3: {"ticks": ("p0",)},
                4: {"ticks": ("p2",)},
                6: {"ticks": ("p0", "p1")},
                7: {"ticks": ("p0", "p2")},
                10: {"ticks": ("p0", "p1", "p2")},
            },
        ),
        (
            {"method": "count", "each": "4"},
            {0: {"count": "0"}, 4: {"count": "1"}, 8: {"count": "2"}, 10: {"count": "3"}},
        ),
        (
            {"method": "deduction", "kinds": paid("4", "7")},
            {
                0: {"counts": {"p0": "1", "p1": "1"}},
                2: {"counts": {"p0": "2"}},
                3: {"counts": {"p1": "1"}},
                6: {"counts": {"p0": "1"}},
                10: {"counts": {}},
            },
        ),
        ({"method": "direct", "grid": "4"}, {0: {"points": "0"}, 4: {"points": "4"}, 8: {"points": "8"}}),
    ],
)
def test_each_number_of_points_has_its_simplest_observation(scale: Plain, wanted: dict[int, Plain]) -> None:
    """Worst first; the fewest ticks and faults, the first level; a state where no observation gives 0."""
    listed = options(one_leaf(scale)) or ()
    assert [(int(option.points), plain(option)) for option in listed] == list(wanted.items())


STEPS = [{"from": "20", "points": "10"}, {"from": "4.5", "points": "6"}, {"from": "0", "points": "1"}]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"of": "percent"}, {1: "0", 6: "4.5", 10: "20"}),
        ({"of": "percent", "edges": "upper"}, {1: "0", 6: "20", 10: "100"}),
        ({"of": "count"}, {1: "0", 6: "5", 10: "20"}),
        ({"of": "count", "edges": "upper"}, {1: "0", 6: "5", 10: "21"}),
    ],
)
def test_each_step_has_a_figure_in_it(more: Plain, wanted: dict[int, str]) -> None:
    """An edge belongs to the step that holds it; a count is a whole number."""
    listed = options(one_leaf({"method": "steps", "steps": STEPS} | more)) or ()
    assert {int(option.points): plain(option) for option in listed} == {
        0: {"state": "zero"},
        **{points: {"value": value} for points, value in wanted.items()},
    }


def test_a_step_without_a_whole_number_has_no_option() -> None:
    """A step between two whole numbers cannot be observed, so its points are no option."""
    steps = [
        {"from": "5", "to": "5", "points": "10"},
        {"from": "4.5", "points": "6"},
        {"from": "0", "points": "1"},
    ]
    listed = options(one_leaf({"method": "steps", "of": "count", "steps": steps})) or ()
    assert [option.points for option in listed] == [0, 1, 10]


THIRD = Fraction(10, 3)


@pytest.mark.parametrize(
    ("scale", "low", "high", "wanted"),
    [
        ({"method": "ratio"}, Fraction(2), Fraction(3), {"value": "0.2"}),
        ({"method": "ratio"}, THIRD, Fraction(4), {"value": "0.333334"}),
        ({"method": "ratio"}, THIRD, THIRD, {"done": "1", "planned": "3"}),
        ({"method": "ratio"}, Fraction(-1), THIRD, {"value": "0"}),
        ({"method": "ratio"}, Fraction(11), Fraction(12), None),
        ({"method": "ratio", "full_at": "4/3"}, Fraction(10), Fraction(10), {"done": "4", "planned": "3"}),
        ({"method": "ratio", "full_at": "0.8"}, Fraction(10), Fraction(10), {"value": "1"}),
        ({"method": "ratio", "zero_below": "0.5"}, Fraction(1), Fraction(4), None),
        ({"method": "ratio", "zero_below": "0.5"}, Fraction(1), Fraction(6), {"value": "0.5"}),
        ({"method": "ratio"}, THIRD + Fraction(1, 10**40), THIRD + Fraction(1, 10**39), None),
        ({"method": "direct"}, Fraction(2), Fraction(3), {"points": "2"}),
        ({"method": "direct"}, THIRD, Fraction(4), {"points": "3.333334"}),
        ({"method": "direct"}, THIRD, THIRD, None),
        (survey("1", "0.4", "0"), Fraction(7, 2), Fraction(4), {"points": "3.5"}),
        (
            survey("0", "0.4", "1"),
            THIRD,
            THIRD,
            {"tallies": {"g": {"o2": "1", "o0": "2"}, "h": {"o2": "1", "o0": "2"}}},
        ),
        (survey("1/3"), THIRD, THIRD, {"tallies": {"g": {"o0": "1"}, "h": {"o0": "1"}}}),
        (survey("1", "0.4"), THIRD, THIRD, None),
        ({"method": "count", "each": "4"}, Fraction(5), Fraction(10), {"count": "2"}),
        ({"method": "count", "each": "4"}, Fraction(5), Fraction(7), None),
    ],
)  # fmt: skip
def test_what_is_written_for_a_span(scale: Plain, low: Fraction, high: Fraction, wanted: Any) -> None:
    """A number of at most 6 decimals; where none fits, a share of whole numbers; and nothing beyond."""
    node = one_leaf(scale)
    assert plain(option_between(node, low, high)) == wanted
    assert (best_between(node, low, high) is None) == (wanted is None)


def test_the_nearest_to_either_end() -> None:
    """`option_between` looks from the low end, `best_between` from the high one, for penalties too."""
    ratio = one_leaf({"method": "ratio"}, role="penalty")
    assert plain(option_between(ratio, Fraction(-7), Fraction(-2))) == {"value": "0.7"}
    assert plain(best_between(ratio, Fraction(-7), Fraction(-2))) == {"value": "0.2"}
    assert plain(best_between(ratio, Fraction(-7), Fraction(0))) == {"value": "0"}
    assert plain(full(ratio)) == {"value": "0"}
    assert plain(least(ratio)) == {"value": "1"}


# Points too many to list


FINE: dict[str, Plain] = {
    "count": {"method": "count", "each": "0.0003"},
    "deduction": {"method": "deduction", "kinds": paid("0.0007", "0.0003")},
    "direct": {"method": "direct", "grid": "0.0003"},
    "checklist": {
        "method": "checklist",
        "ticks": paid(*(decimal_text(Fraction(6 * 2**at, 10_000)) for at in range(14)), "0"),
    },
}
MOST = {"direct": Fraction("9.9999"), "checklist": Fraction("9.8298")}
SPANS = [("1.5", "1.6"), ("0", "0"), ("0", "10"), ("7.49", "7.51"), ("-3", "-1"), ("0.0001", "0.0009")]


@pytest.mark.parametrize("method", FINE)
def test_a_scale_of_too_many_points_still_meets_a_span(method: str) -> None:
    """No list, but an observation by taking the dearest first, from either end; none below 0."""
    node = one_leaf(FINE[method])
    assert options(node) is None
    for low, high in [(Fraction(low), Fraction(high)) for low, high in SPANS]:
        for found in (option_between(node, low, high), best_between(node, low, high)):
            assert (found is not None) == (high >= 0)
            assert found is None or low <= found.points == scored(node, found) <= high
    assert least(node).points == 0
    assert full(node).points == MOST.get(method, 10)


def test_no_count_of_more_than_15_digits_is_written() -> None:
    """The best is then what the largest count gives; the worst is a state where no count of faults fits."""
    most = "999999999999989"
    count = one_leaf({"method": "count", "each": "0.000001"}, most)
    faults = one_leaf({"method": "deduction", "kinds": paid("0.000001")}, most)
    assert plain(full(count)) == {"count": "9" * 15}
    assert plain(least(faults)) == {"state": "zero"}
    assert option_between(faults, Fraction(1), Fraction(2)) is None


# Rounding


@given(
    st.integers(0, 3),
    st.sampled_from(ROUNDING_MODES),
    thousandths,
    st.integers(0, 2000),
    st.fractions(min_value=-12, max_value=12, max_denominator=4000),
)
def test_the_span_before_rounding_holds_just_what_rounds_into_the_figures(
    digits: int, mode: Any, low: Fraction, width: int, figure: Fraction
) -> None:
    """A figure lies in the span exactly when it is rounded to one from ``low`` to ``high``."""
    rounding, high = Rounding(digits, mode), low + Fraction(width, 1000)
    span = before_rounding(rounding, low, high)
    for each in (figure, rounding.apply(figure), *(span or ())):
        inside = span is not None and span[0] <= each <= span[1]
        assert inside == (low <= rounding.apply(each) <= high)


@pytest.mark.parametrize("mode", ROUNDING_MODES)
def test_a_rounded_leaf_meets_what_it_is_rounded_to(mode: str) -> None:
    """Each figure of the grid has an observation, and what lies between two figures has none."""
    rounding = {"digits": "1", "mode": mode, "at": ["publication", "leaf"]}
    for method in ({"method": "ratio", "zero_below": "0.333"}, {"method": "direct"}, survey("1", "0")):
        node = one_leaf(method, "3", rounding=rounding)
        for tenths in range(31):
            figure = Fraction(tenths, 10)
            found = option_between(node, figure, figure)
            reached = within(attainable(node, Rounding(1, mode)), figure, figure)  # type: ignore[arg-type]
            assert (found is not None) == reached
        assert option_between(node, Fraction(151, 100), Fraction(159, 100)) is None
