"""Scoring: the points of leaves and of inner items, in the order of the semantics page."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers import (
    assess,
    entry_path,
    group,
    leaf,
    points,
    refused,
    rounding,
    ruleset,
    scored,
    worked,
    worked_entries,
)

import parindex
from parindex.errors import problem
from parindex.exact import Interval
from parindex.formula.evaluate import Step
from parindex.ruleset.model import walk
from parindex.scoresheet import each_line
from parindex.scoring import score

if TYPE_CHECKING:
    from helpers import Plain

    from parindex.scoresheet import ScoreSheet

F = Fraction


def both(sheet: ScoreSheet) -> tuple[object, object]:
    """Return total and index, exactly."""
    return sheet.total.exact, sheet.index.exact


def of(sheet: ScoreSheet, key: str) -> tuple[object, object]:
    """Return points and applicable max of an item."""
    return sheet.line(key).points, sheet.line(key).applicable_max


def every(sheet: ScoreSheet) -> dict[str, tuple[object, object]]:
    """Return points and applicable max of every item, in order."""
    return {line.item.key: of(sheet, line.item.key) for line in each_line(sheet.lines)}


WIDE = [{"key": "tot", "name": {"vi": "Tốt"}, "from": "0", "to": "300"}]

# The worked example


def test_worked_example() -> None:
    """The worked example of the semantics page has its exact total, published figure and band."""
    sheet = scored(worked(), worked_entries())
    assert sheet.total.exact == F(92443, 1164)
    assert sheet.total.published == Decimal("79.42")
    assert sheet.index.exact == F(92443, 1164)
    assert sheet.band is not None
    assert sheet.band.key == "kha"
    assert sheet.complete
    assert (sheet.missing, sheet.warnings) == ((), ())


def test_worked_example_line_by_line() -> None:
    """Every line of the worked example has its exact points and applicable max."""
    sheet = scored(worked(), worked_entries())
    assert every(sheet) == {
        "appraisal": (F(16717, 388), 50),
        "plan-issued": (10, 10),
        "tasks-done": (F(3444, 291), 12),
        "files-on-time": (4, 8),
        "disclosure": (4, 6),
        "discipline": (F(7, 2), 4),
        "council-view": (F(33, 4), 10),
        "innovation": (2, 0),
        "late-reports": (F(-1, 2), 0),
        "survey": (F(109, 3), 50),
        "satisfaction": (F(109, 15), 10),
    }
    assert {line.state for line in each_line(sheet.lines)} == {"observed"}


def test_worked_example_step_by_step() -> None:
    """Every step of the worked example is named and shows its arithmetic."""
    sheet = scored(worked(), worked_entries())
    found = {line.item.key: [*line.steps] for line in each_line(sheet.lines)}
    assert found == {
        "appraisal": [Step("sum", "10 + 1148/97 + 4 + 4 + 3.5 + 8.25 + 2 − 0.5", F(16717, 388))],
        "plan-issued": [Step("level", "on-time", F(10))],
        "tasks-done": [
            Step("ratio", "287 / 291", F(287, 291)),
            Step("points", "12 × min(287/291; 1)", F(1148, 97)),
            Step("threshold", "287/291 ≥ 0.5", F(1148, 97)),
        ],
        "files-on-time": [Step("interval", "90 ≤ 96.4 < 98", F(4))],
        "disclosure": [Step("ticks", "2 × 1 + 2 × 1 + 2 × 0", F(4))],
        "discipline": [Step("deduct", "4 − 0.5 × 1 − 2 × 0", F(7, 2))],
        "council-view": [Step("given", "8.25", F(33, 4))],
        "innovation": [Step("count", "1 × 2", F(2))],
        "late-reports": [
            Step("count", "0.5 × 1", F(1, 2)),
            Step("size", "min(0.5 × 1; 2)", F(1, 2)),
            Step("penalty", "-1 × 0.5", F(-1, 2)),
        ],
        "survey": [Step("sum", "109/15", F(109, 15)), Step("rescale", "109/15 × 50 / 10", F(109, 3))],
        "satisfaction": [
            Step("mean.deputies", "(10 + 0.6 × 8 + 0.2 × 2 + 0 × 0) / (10 + 8 + 2 + 0)", F(19, 25)),
            Step("mean.people", "(100 + 0.6 × 60 + 0.2 × 30 + 0 × 10) / (100 + 60 + 30 + 10)", F(71, 100)),
            Step("survey", "10 × (1/3 × 0.76 + 2/3 × 0.71)", F(109, 15)),
        ],
    }
    assert sheet.steps == (
        Step("sum", "16717/388 + 109/3", F(92443, 1164)),
        Step("index", "100 × 92443/1164 / 100", F(92443, 1164)),
    )


@pytest.mark.parametrize("without", [(), ("tasks-done", "innovation", "late-reports"), ("satisfaction",)])
def test_a_score_without_its_trace(without: tuple[str, ...]) -> None:
    """Without a trace there are no steps at all, and every figure, state, band and warning is the same."""
    entries = {key: entry for key, entry in worked_entries().items() if key not in without}
    entries["disclosure"] = {"state": "not-applicable", "why": "Không có thủ tục"}
    traced = score(worked(), assess(entries))
    bare = score(worked(), assess(entries), trace=False)
    assert bare.steps == ()
    assert [line.steps for line in each_line(bare.lines)] == [()] * 11
    stripped = [replace(line, steps=(), lines=()) for line in each_line(traced.lines)]
    assert [replace(line, lines=()) for line in each_line(bare.lines)] == stripped
    assert replace(bare, lines=(), steps=()) == replace(traced, lines=(), steps=())


# Sums, roles


def test_an_inner_item_is_the_sum_of_its_items() -> None:
    """Points and applicable max of an inner item are the sums of those below it, at every depth."""
    sheet = scored(
        ruleset(group("g", group("h", leaf("a"), leaf("b", max="5")), leaf("c")), leaf("d", max="25")),
        points(a="1.5", b="2", c="3", d="20"),
    )
    assert [*every(sheet).items()] == [
        ("g", (F(13, 2), 25)),
        ("h", (F(7, 2), 15)),
        ("a", (F(3, 2), 10)),
        ("b", (F(2), 5)),
        ("c", (F(3), 10)),
        ("d", (F(20), 25)),
    ]
    assert sheet.line("g").steps == (Step("sum", "3.5 + 3", F(13, 2)),)
    assert both(sheet) == (F(53, 2), F(53))


def test_a_bonus_adds_and_a_penalty_takes_away() -> None:
    """A bonus adds its points and a penalty takes its size away; neither counts in the applicable max."""
    sheet = scored(
        ruleset(leaf("a"), leaf("b", role="bonus"), leaf("p", role="penalty"), root={"cap": "none"}),
        points(a="5", b="3", p="1.25"),
    )
    assert sheet.total.exact == F(27, 4)
    assert sheet.index.exact == F(135, 2)
    assert [line.applicable_max for line in sheet.lines] == [10, 0, 0]
    assert sheet.line("p").steps == (
        Step("given", "1.25", F(5, 4)),
        Step("size", "1.25", F(5, 4)),
        Step("penalty", "-1 × 1.25", F(-5, 4)),
    )
    assert sheet.steps[0] == Step("sum", "5 + 3 − 1.25", F(27, 4))


def test_given_points_of_a_penalty_are_its_size() -> None:
    """The points given for a penalty lie from 0 to its max, as a size."""
    rules = ruleset(leaf("a"), leaf("p", role="penalty", max="2"))
    assert scored(rules, points(a="10", p="2")).total.exact == 8
    assert refused(rules, points(a="10", p="2.000001")) == (
        problem("E-RANGE", entry_path("p", "points"), found=F(2000001, 1000000), least=F(0), most=F(2)),
    )
    assert refused(rules, points(a="10", p="-1")) == (
        problem("E-RANGE", entry_path("p", "points"), found=F(-1), least=F(0), most=F(2)),
    )


# Rescale


def halves(**fields: str) -> Plain:
    """Declare a group marked out of 40 that counts for 20."""
    return group(
        "g", leaf("a"), leaf("b", max="30", not_applicable="exclude"), max="20", rescale="true", **fields
    )


def test_rescale() -> None:
    """The sum is multiplied by max / applicable max of the items, and the item's own max is applicable."""
    sheet = scored(ruleset(halves(), leaf("c", max="80")), points(a="5", b="18", c="0"))
    assert sheet.line("g").points == F(23, 2)
    assert sheet.line("g").applicable_max == 20
    assert sheet.line("g").steps == (Step("sum", "5 + 18", F(23)), Step("rescale", "23 × 20 / 40", F(23, 2)))


def test_rescale_spreads_what_is_not_applicable() -> None:
    """What is left out of the maximum below is spread over the rest, so that the item keeps its weight."""
    na = {"state": "not-applicable", "why": "Không có"}
    sheet = scored(ruleset(halves(), leaf("c", max="80")), {**points(a="5", c="0"), "b": na})
    assert sheet.line("g").points == 10
    assert sheet.line("g").applicable_max == 20
    assert sheet.line("g").steps == (Step("sum", "5 + 0", F(5)), Step("rescale", "5 × 20 / 10", F(10)))
    assert sheet.index.exact == 10


def test_rescale_with_nothing_applicable() -> None:
    """Where nothing below is applicable, there are no points and nothing is applicable here either."""
    na = {"state": "not-applicable", "why": "Không có"}
    rules = ruleset(halves(not_applicable="exclude"), leaf("c", max="80"))
    sheet = scored(rules, {**points(c="60"), "a": na, "b": na})
    assert of(sheet, "g") == (0, 0)
    assert sheet.line("g").steps == (Step("sum", "0 + 0", F(0)), Step("rescale", "0", F(0)))
    assert both(sheet) == (60, 75)


def test_rescale_gives_no_points_to_a_bonus_alone() -> None:
    """A bonus beside items none of which is applicable is worth nothing once rescaled."""
    na = {"state": "not-applicable", "why": "Không có"}
    items = (leaf("a", not_applicable="exclude"), leaf("b", role="bonus"))
    rules = ruleset(group("g", *items, max="20", rescale="true", cap="none"), leaf("c"), root={"cap": "none"})
    sheet = scored(rules, {**points(b="4", c="6"), "a": na})
    assert sheet.line("g").steps == (Step("sum", "0 + 4", F(4)), Step("rescale", "0", F(0)))
    assert of(sheet, "g") == (0, 0)
    assert sheet.index.exact == 60


# Floor and cap


@pytest.mark.parametrize(
    ("given", "total", "steps"),
    [
        ("4", F(6), [Step("sum", "10 − 4", F(6))]),
        ("5", F(5), [Step("sum", "10 − 5", F(5))]),
        (
            "5.000001",
            F(5),
            [Step("sum", "10 − 5.000001", F("4.999999")), Step("floor", "4.999999 < 5", F(5))],
        ),
    ],
)
def test_declared_floor(given: str, total: Fraction, steps: list[Step]) -> None:
    """Points do not fall below the declared floor; at it nothing is done."""
    rules = ruleset(group("g", leaf("a"), leaf("p", role="penalty"), floor="5"))
    sheet = scored(rules, points(a="10", p=given))
    assert sheet.line("g").points == total
    assert [*sheet.line("g").steps] == steps


@pytest.mark.parametrize(
    ("given", "total", "steps"),
    [
        ("3", F(0), [Step("sum", "3 − 3", F(0))]),
        ("4", F(0), [Step("sum", "3 − 4", F(-1)), Step("floor", "-1 < 0", F(0))]),
    ],
)
def test_floor_is_zero_by_default(given: str, total: Fraction, steps: list[Step]) -> None:
    """Where no floor is declared, penalties take an item down to 0 and no further."""
    rules = ruleset(group("g", leaf("a"), leaf("p", role="penalty")))
    sheet = scored(rules, points(a="3", p=given))
    assert sheet.line("g").points == total
    assert [*sheet.line("g").steps] == steps


def test_floor_of_the_root() -> None:
    """The root too does not fall below 0."""
    sheet = scored(ruleset(leaf("a"), leaf("p", role="penalty")), points(a="3", p="4"))
    assert both(sheet) == (0, 0)
    assert sheet.steps == (
        Step("sum", "3 − 4", F(-1)),
        Step("floor", "-1 < 0", F(0)),
        Step("index", "100 × 0 / 10", F(0)),
    )


def test_penalty_group() -> None:
    """A group of penalties is the sum of its items, negative, and has no applicable max."""
    minus = group("minus", leaf("p", max="5"), leaf("q", max="3"), role="penalty", max="8")
    sheet = scored(ruleset(leaf("a", max="20"), minus), points(a="20", p="5", q="3"))
    assert of(sheet, "minus") == (-8, 0)
    assert sheet.line("minus").steps == (Step("sum", "-5 − 3", F(-8)),)
    assert both(sheet) == (12, 60)


@pytest.mark.parametrize(
    ("given", "total", "steps"),
    [
        ("1", F(-6), [Step("sum", "-5 − 1", F(-6))]),
        ("2", F(-6), [Step("sum", "-5 − 2", F(-7)), Step("floor", "-7 < -6", F(-6))]),
    ],
)
def test_penalty_group_with_a_floor(given: str, total: Fraction, steps: list[Step]) -> None:
    """A group of penalties takes no more than its floor says."""
    minus = group("minus", leaf("p", max="5"), leaf("q", max="3"), role="penalty", floor="-6", max="6")
    sheet = scored(ruleset(leaf("a", max="20"), minus), points(a="20", p="5", q=given))
    assert sheet.line("minus").points == total
    assert [*sheet.line("minus").steps] == steps


@pytest.mark.parametrize(
    ("given", "total", "steps"),
    [
        ("1.5", F(5), [Step("sum", "3.5 + 1.5", F(5))]),
        ("1.6", F(5), [Step("sum", "3.5 + 1.6", F("5.1")), Step("cap", "5.1 > 5", F(5))]),
    ],
)
def test_bonus_group_with_a_cap(given: str, total: Fraction, steps: list[Step]) -> None:
    """A group of bonuses gives no more than its cap, and has no applicable max."""
    extra = group("extra", leaf("b", max="4"), leaf("c", max="3"), role="bonus", cap="5", max="5")
    sheet = scored(
        ruleset(leaf("a", max="20"), extra, root={"cap": "none"}), points(a="10", b="3.5", c=given)
    )
    assert of(sheet, "extra") == (total, 0)
    assert [*sheet.line("extra").steps] == steps
    assert both(sheet) == (15, 75)


def test_bonus_group_without_a_cap() -> None:
    """A group of bonuses without a cap gives the sum of its items."""
    extra = group("extra", leaf("b", max="4"), leaf("c", max="3"), role="bonus", cap="none", max="7")
    sheet = scored(ruleset(leaf("a", max="20"), extra, root={"cap": "none"}), points(a="10", b="4", c="3"))
    assert sheet.line("extra").points == 7
    assert sheet.line("extra").steps == (Step("sum", "4 + 3", F(7)),)


def test_a_bonus_inside_the_cap_of_its_item() -> None:
    """A bonus below a capped item counts only inside the cap."""
    rules = ruleset(group("g", leaf("a"), leaf("b", role="bonus"), cap="10"), root={"cap": "none"})
    assert scored(rules, points(a="7", b="3")).line("g").steps == (Step("sum", "7 + 3", F(10)),)
    sheet = scored(rules, points(a="9", b="3"))
    assert sheet.line("g").points == 10
    assert sheet.line("g").steps == (Step("sum", "9 + 3", F(12)), Step("cap", "12 > 10", F(10)))


def test_rescale_comes_before_floor_and_floor_before_cap() -> None:
    """The sum is rescaled, then floored, then capped."""
    low = scored(ruleset(halves(floor="8", cap="6"), leaf("c", max="80")), points(a="2", b="4", c="0"))
    assert low.line("g").points == 6
    assert low.line("g").steps == (
        Step("sum", "2 + 4", F(6)),
        Step("rescale", "6 × 20 / 40", F(3)),
        Step("floor", "3 < 8", F(8)),
        Step("cap", "8 > 6", F(6)),
    )
    high = scored(ruleset(halves(cap="15"), leaf("c", max="80")), points(a="10", b="20", c="0"))
    assert high.line("g").points == 15
    assert high.line("g").steps == (Step("sum", "10 + 20", F(30)), Step("rescale", "30 × 20 / 40", F(15)))


# Above the maximum


def plus(above_max: str, **values: object) -> Plain:
    """Answer for the policies of a ruleset whose bonus can pass its max."""
    bands = WIDE if above_max == "allow" else WIDE[:1]
    return {"root": {"cap": "none"}, "above_max": above_max, "bands": bands, **values}


@pytest.mark.parametrize("above_max", ["cap", "allow", "refuse"])
def test_at_the_max(above_max: str) -> None:
    """A total at the max is no different under any policy."""
    sheet = scored(ruleset(leaf("a"), leaf("b", role="bonus"), **plus(above_max)), points(a="7", b="3"))
    assert both(sheet) == (10, 100)
    assert sheet.steps == (Step("sum", "7 + 3", F(10)), Step("index", "100 × 10 / 10", F(100)))


def test_total_capped_at_the_max() -> None:
    """With ``above_max: cap`` the total ends at the root's max, in a step of its own."""
    sheet = scored(ruleset(leaf("a"), leaf("b", role="bonus"), **plus("cap")), points(a="8", b="3"))
    assert both(sheet) == (10, 100)
    assert sheet.steps == (
        Step("sum", "8 + 3", F(11)),
        Step("above-max", "11 > 10", F(10)),
        Step("index", "100 × 10 / 10", F(100)),
    )


def test_total_allowed_above_the_max() -> None:
    """With ``above_max: allow`` total and index pass the max."""
    sheet = scored(ruleset(leaf("a"), leaf("b", role="bonus"), **plus("allow")), points(a="8", b="3"))
    assert both(sheet) == (11, 110)
    assert sheet.steps == (Step("sum", "8 + 3", F(11)), Step("index", "100 × 11 / 10", F(110)))


def test_total_refused_above_the_max() -> None:
    """With ``above_max: refuse`` a total above the max is an error."""
    rules = ruleset(leaf("a"), leaf("b", role="bonus"), **plus("refuse"))
    (found,) = refused(rules, points(a="8", b="2.5"))
    assert found == problem("E-ABOVE", found=F(21, 2), max=F(10))
    assert found.line("vi") == (
        "E-ABOVE: tổng 10,5 vượt điểm tối đa 10; văn bản không cho vượt; kiểm tra các mục điểm thưởng"
    )
    assert found.line("en") == (
        "E-ABOVE: the total of 10.5 is above the max of 10; "
        "the rules do not allow it; look at the bonus items"
    )


def test_wrong_entries_are_refused_before_the_total() -> None:
    """A total that rests on wrong entries is not called too high."""
    rules = ruleset(leaf("a"), leaf("b", role="bonus"), leaf("c", max="5"), **plus("refuse", missing="zero"))
    found = refused(rules, {**points(a="10", b="10"), "c": {"level": "x"}})
    assert [each.code for each in found] == ["E-FORM"]


NA = {"state": "not-applicable", "why": "Không có"}


@pytest.mark.parametrize(
    ("above_max", "index", "steps"),
    [
        ("cap", F(100), [Step("index", "100 × 13 / 10", F(130)), Step("above-max", "130 > 100", F(100))]),
        ("allow", F(130), [Step("index", "100 × 13 / 10", F(130))]),
    ],
)
def test_index_above_100_alone(above_max: str, index: Fraction, steps: list[Step]) -> None:
    """Where little is applicable the index alone may pass 100; the policy caps it, and not the total."""
    items = (leaf("a"), leaf("b", role="bonus"), leaf("c", not_applicable="exclude"))
    sheet = scored(ruleset(*items, **plus(above_max)), {**points(a="10", b="3"), "c": NA})
    assert both(sheet) == (13, index)
    assert [*sheet.steps] == [Step("sum", "10 + 3 + 0", F(13)), *steps]


def test_index_above_100_after_other_steps() -> None:
    """The step that caps the index shows the index, whatever steps the total took."""
    items = (leaf("a"), leaf("b", role="bonus"), leaf("c", not_applicable="exclude"))
    rules = ruleset(*items, **plus("cap", rounding=rounding("0", at=("total",))))
    assert scored(rules, {**points(a="10", b="2.5"), "c": NA}).steps == (
        Step("sum", "10 + 2.5 + 0", F("12.5")),
        Step("round", "12.5 → 13", F(13)),
        Step("index", "100 × 13 / 10", F(130)),
        Step("above-max", "130 > 100", F(100)),
    )


def test_index_refused_above_100_alone() -> None:
    """With ``above_max: refuse`` an index above 100 is an error, which names the applicable max."""
    items = (leaf("a"), leaf("b", role="bonus"), leaf("c", not_applicable="exclude"))
    rules = ruleset(*items, **plus("refuse"))
    assert scored(rules, {**points(a="7", b="3"), "c": NA}).index.exact == 100
    assert refused(rules, {**points(a="10", b="3"), "c": NA}) == (problem("E-ABOVE", found=F(13), max=F(10)),)


# Rounding

ROUNDED = {
    "half-up": (F("2.35"), F("2.33"), F("2.36")),
    "half-even": (F("2.34"), F("2.33"), F("2.36")),
    "down": (F("2.34"), F("2.33"), F("2.35")),
    "up": (F("2.35"), F("2.34"), F("2.36")),
}


@pytest.mark.parametrize("mode", ROUNDED)
@pytest.mark.parametrize("which", [0, 1, 2])
def test_rounding_at_leaves(mode: str, which: int) -> None:
    """Where `leaf` is named every leaf is rounded as declared: a half, what is below it and what above."""
    given = ("2.345", "2.333", "2.355001")[which]
    sheet = scored(ruleset(leaf("a"), rounding=rounding("2", mode, ("leaf",))), points(a=given))
    assert sheet.total.exact == ROUNDED[mode][which]


@pytest.mark.parametrize("mode", ROUNDED)
def test_rounding_of_a_penalty_is_that_of_its_signed_points(mode: str) -> None:
    """A penalty is rounded as a negative figure; the modes treat both signs alike."""
    rules = ruleset(leaf("a"), leaf("p", role="penalty"), rounding=rounding("2", mode, ("leaf",)))
    sheet = scored(rules, points(a="10", p="2.345"))
    assert sheet.line("p").points == -ROUNDED[mode][0]
    assert sheet.line("p").steps[3] == Step(
        "round", f"-2.345 → {-float(ROUNDED[mode][0])}", -ROUNDED[mode][0]
    )


def test_rounding_at_a_leaf_is_a_step() -> None:
    """Rounding at a leaf is the last step of the leaf, and none where it changes nothing."""
    rules = ruleset(leaf("a", {"method": "ratio"}), rounding=rounding(at=("publication", "leaf")))
    assert scored(rules, {"a": {"value": "0.123456"}}).line("a").steps == (
        Step("points", "10 × min(0.123456; 1)", F("1.23456")),
        Step("round", "1.23456 → 1.23", F("1.23")),
    )
    assert scored(rules, {"a": {"value": "0.123"}}).line("a").steps == (
        Step("points", "10 × min(0.123; 1)", F("1.23")),
    )


def test_rounding_at_named_items_only() -> None:
    """Only the items that are named are rounded, leaves and inner items alike."""
    third = {"done": "1", "planned": "3"}
    items = (leaf("a", {"method": "ratio"}), leaf("b", {"method": "ratio"}))
    entries = {"a": third, "b": third}

    def total(*at: str) -> object:
        return scored(ruleset(group("g", *items), rounding=rounding(at=at)), entries).total.exact

    assert total("publication") == F(20, 3)
    assert total("a") == F("3.33") + F(10, 3)
    assert total("leaf") == F("6.66")
    assert total("g") == F("6.67")
    assert total("total") == F("6.67")


def test_rounding_at_an_inner_item_is_a_step() -> None:
    """Rounding at an inner item is its last step, after cap and floor, and none where it changes nothing."""
    rules = ruleset(group("g", leaf("a"), leaf("b")), rounding=rounding("0", at=("g",)))
    sheet = scored(rules, points(a="1.25", b="1.25"))
    assert sheet.line("g").points == 3
    assert sheet.line("g").steps == (Step("sum", "1.25 + 1.25", F("2.5")), Step("round", "2.5 → 3", F(3)))
    assert scored(rules, points(a="1.25", b="0.75")).line("g").steps == (Step("sum", "1.25 + 0.75", F(2)),)


def test_rounding_at_the_root_comes_after_the_cap() -> None:
    """The total is capped first and then rounded, and the index is taken from the rounded total."""
    rules = ruleset(leaf("a", max="8"), rounding=rounding("0", "up", ("total",)))
    sheet = scored(rules, points(a="2.5"))
    assert both(sheet) == (3, F(75, 2))
    assert sheet.steps == (
        Step("sum", "2.5", F("2.5")),
        Step("round", "2.5 → 3", F(3)),
        Step("index", "100 × 3 / 8", F(75, 2)),
    )


def test_the_max_is_held_against_the_total_before_it_is_rounded() -> None:
    """A total above the max is refused even where rounding would take it back to the max."""
    values = plus("refuse", rounding=rounding("0", "down", ("total",)))
    rules = ruleset(leaf("a"), leaf("b", role="bonus"), **values)
    assert scored(rules, points(a="9.9", b="0.1")).total.exact == 10
    assert refused(rules, points(a="10", b="0.1")) == (problem("E-ABOVE", found=F("10.1"), max=F(10)),)


@pytest.mark.parametrize(
    ("mode", "published"), [("half-up", "6.67"), ("half-even", "6.67"), ("down", "6.66"), ("up", "6.67")]
)
def test_publication_is_rounded_from_the_exact_figure(mode: str, published: str) -> None:
    """Total and index are rounded at publication from the exact value, which stays what it is."""
    third = {"done": "1", "planned": "3"}
    items = (leaf("a", {"method": "ratio"}), leaf("b", {"method": "ratio"}), leaf("c", max="80"))
    sheet = scored(ruleset(*items, rounding=rounding("2", mode)), {"a": third, "b": third, **points(c="0")})
    assert both(sheet) == (F(20, 3), F(20, 3))
    assert (sheet.total.published, sheet.index.published) == (Decimal(published), Decimal(published))


# Items whose max is not stated


def structure(**fields: object) -> Plain:
    """Declare a block of which only the limit is known."""
    items = (
        leaf("a", max=None),
        leaf("b", max=None, role="bonus"),
        leaf("c", max="10", not_applicable="exclude"),
    )
    return group("g", *items, cap="50", max="50", **fields)


def test_points_without_a_stated_max() -> None:
    """A leaf without a max takes points up to the cap above it; the block counts with its own max."""
    rules = ruleset(structure(), leaf("d", max="50"), root={"cap": "none"}, coverage="structure")
    sheet = scored(rules, points(a="38", b="4", c="5", d="0"))
    assert [line.applicable_max for line in each_line(sheet.lines)] == [50, 50, 0, 10, 50]
    assert sheet.line("g").points == 47
    assert sheet.index.exact == 47
    assert scored(rules, points(a="50", b="0", c="0", d="0")).line("g").points == 50
    assert refused(rules, points(a="50.000001", b="-1", c="0", d="0")) == (
        problem("E-RANGE", entry_path("a", "points"), found=F("50.000001"), least=F(0), most=F(50)),
        problem("E-RANGE", entry_path("b", "points"), found=F(-1), least=F(0), most=F(50)),
    )


def test_the_block_keeps_its_max_beside_what_is_not_applicable() -> None:
    """Where a max is not stated, the block's own stands, whatever else in it is not applicable."""
    rules = ruleset(structure(), leaf("d", max="50"), root={"cap": "none"}, coverage="structure")
    sheet = scored(rules, {**points(a="38", b="4", d="0"), "c": NA})
    assert of(sheet, "g") == (42, 50)
    assert sheet.index.exact == 42


@pytest.mark.parametrize("fields", [{}, {"rescale": "true"}])
def test_the_block_keeps_its_max_when_only_a_bonus_states_none(fields: Plain) -> None:
    """A bonus that states no max is enough for the block's own max to stand, rescaled or not."""
    items = (leaf("b", max=None, role="bonus"), leaf("c", max="50", not_applicable="exclude"))
    block = group("g", *items, cap="50", max="50", **fields)
    rules = ruleset(block, leaf("d", max="50"), root={"cap": "none"}, coverage="structure")
    sheet = scored(rules, {**points(b="0", d="20"), "c": NA})
    assert sheet.line("g").applicable_max == 50
    assert sheet.index.exact == 20


def test_an_excluded_item_without_max_leaves_the_sum() -> None:
    """Where the item without a max does not apply, the applicable max is the sum of the others."""
    items = (
        leaf("a", max=None, applies_to=["district"]),
        leaf("c", max="20", not_applicable="exclude"),
        leaf("e", max="30"),
    )
    rules = ruleset(group("g", *items, cap="50", max="50"), leaf("d", max="50"), coverage="structure")
    sheet = scored(rules, {**points(e="30", d="0"), "c": NA})
    assert sheet.line("g").applicable_max == 30
    assert sheet.index.exact == F(75, 2)
    district = scored(rules, {**points(a="0", e="30", d="0"), "c": NA}, kind="district")
    assert district.line("g").applicable_max == 50
    assert district.index.exact == 30


# Items that do not apply to the kind of unit


def test_excluded_items() -> None:
    """An item that does not apply gives nothing, adds nothing to the maximum and says why, at every depth."""
    block = group("g", group("h", leaf("a", not_applicable="full")), applies_to=["district"], floor="5")
    rules = ruleset(block, leaf("b", applies_to=["department"]), leaf("c"), root={"max": "20"})
    sheet = scored(rules, points(b="4", c="6"))
    for key in "gha":
        line = sheet.line(key)
        assert line.state == "not-applicable"
        assert of(sheet, key) == (0, 0)
        assert line.steps == (Step("excluded", "0", F(0)),)
        assert line.entry is None
    assert [child.item.key for child in sheet.line("g").lines] == ["h"]
    assert both(sheet) == (10, 50)
    assert (sheet.complete, sheet.missing) == (True, ())


def test_each_kind_has_its_own_items() -> None:
    """Each kind of unit is scored on the items that apply to it."""
    rules = ruleset(
        leaf("a", applies_to=["district"]), leaf("b", applies_to=["department"]), root={"max": "10"}
    )
    assert scored(rules, points(b="4")).total.exact == 4
    assert scored(rules, points(a="7"), kind="district").total.exact == 7


def test_nothing_applies() -> None:
    """A unit for which nothing is applicable has no score."""
    rules = ruleset(leaf("a"), not_applicable="exclude")
    (found,) = refused(rules, {"a": NA})
    assert found == problem("E-NOTHING-APPLIES", ("unit", "kind"), kind="department")
    assert (
        found.line("vi")
        == "E-NOTHING-APPLIES unit.kind: không có mục nào áp dụng cho loại đơn vị `department`"
    )
    assert found.line("en") == "E-NOTHING-APPLIES unit.kind: no item applies to the kind `department`"


# Missing items, as intervals through the tree


def test_missing_items_make_intervals() -> None:
    """A missing item is anywhere in its range: from 0 to its max, a penalty from minus its max to 0."""
    rules = ruleset(
        leaf("a", max="20"),
        leaf("s", role="survey", max="30"),
        leaf("b", role="bonus", max="3"),
        leaf("p", role="penalty", max="2"),
        root={"cap": "none"},
    )
    sheet = scored(rules, points(a="11"))
    assert [(line.item.key, line.points, line.state) for line in sheet.lines] == [
        ("a", F(11), "observed"),
        ("s", Interval(F(0), F(30)), "missing"),
        ("b", Interval(F(0), F(3)), "missing"),
        ("p", Interval(F(-2), F(0)), "missing"),
    ]
    assert [line.applicable_max for line in sheet.lines] == [20, 30, 0, 0]
    assert [line.role for line in sheet.lines] == ["criterion", "survey", "bonus", "penalty"]
    assert [line.steps for line in sheet.lines] == [(Step("given", "11", F(11)),), (), (), ()]
    assert sheet.total.exact == Interval(F(9), F(44))
    assert sheet.index.exact == Interval(F(18), F(88))
    assert (sheet.complete, sheet.missing, sheet.steps) == (False, ("s", "b", "p"), ())


def test_an_interval_goes_through_every_operation() -> None:
    """Both ends go through rescale, floor, cap and rounding."""
    block = group("g", leaf("a"), leaf("b", max="30"), max="20", rescale="true", floor="3", cap="19")
    rules = ruleset(block, leaf("c", max="80"), rounding=rounding("0", "up", ("g",)))
    sheet = scored(rules, points(a="5.5", c="1"))
    assert sheet.line("g").points == Interval(F(3), F(18))
    assert sheet.line("g").state == "missing"
    assert sheet.line("g").steps == ()
    assert scored(rules, points(b="30", c="1")).line("g").points == Interval(F(15), F(19))
    assert sheet.total.exact == Interval(F(4), F(19))


def test_an_interval_may_be_narrowed_to_a_point() -> None:
    """A cap may settle an item with something missing below; it is still called missing, and incomplete."""
    block = group("g", leaf("a"), leaf("b", role="bonus"), cap="10")
    rules = ruleset(group("h", block, cap="none"), leaf("c"), root={"cap": "none"})
    sheet = scored(rules, points(a="10", c="4"))
    assert sheet.line("g").points == Interval(F(10), F(10))
    assert [line.state for line in each_line(sheet.lines)] == [
        "missing",
        "missing",
        "observed",
        "missing",
        "observed",
    ]
    assert sheet.total.exact == Interval(F(14), F(14))
    assert (sheet.complete, sheet.missing) == (False, ("b",))


@pytest.mark.parametrize(
    ("above_max", "total", "index"),
    [
        ("cap", Interval(F(7), F(10)), Interval(F(70), F(100))),
        ("allow", Interval(F(7), F(17)), Interval(F(70), F(170))),
        ("refuse", Interval(F(7), F(17)), Interval(F(70), F(170))),
    ],
)
def test_an_interval_above_the_max(above_max: str, total: object, index: object) -> None:
    """The policy holds for both ends; with `refuse` only a total that must be above the max is an error."""
    rules = ruleset(leaf("a"), leaf("b", role="bonus"), **plus(above_max))
    sheet = scored(rules, points(a="7"))
    assert both(sheet) == (total, index)


def test_an_interval_that_must_be_above_the_max() -> None:
    """With `refuse` it is an error when the least possible total is above the max."""
    items = (leaf("a"), leaf("b", role="bonus"), leaf("c", role="bonus"))
    assert refused(ruleset(*items, **plus("refuse")), points(a="8", b="3")) == (
        problem("E-ABOVE", found=F(11), max=F(10)),
    )


def test_an_interval_of_the_index_alone_above_100() -> None:
    """With `cap` both ends of the index end at 100."""
    items = (leaf("a"), leaf("b", role="bonus"), leaf("c", not_applicable="exclude"))
    rules = ruleset(*items, **plus("cap"))
    assert both(scored(rules, {**points(a="9"), "c": NA})) == (Interval(F(9), F(19)), Interval(F(90), F(100)))
    assert both(scored(rules, {**points(a="1", b="10"), "c": NA})) == (11, 100)
    more = ruleset(*items, leaf("d", role="bonus"), **plus("cap"))
    certain = scored(more, {**points(a="9", b="2"), "c": NA})
    assert both(certain) == (Interval(F(11), F(20)), Interval(F(100), F(100)))


EXAMPLE = Path(__file__).parent.parent / "docs/examples/department-2024.yaml"


def test_every_line_has_the_role_that_the_tree_gives_it() -> None:
    """Inner items and leaves alike show the role that stands nearest above them."""
    rules = parindex.load("example/department@2024")
    sheet = parindex.score(rules, EXAMPLE)
    pairs = [(sheet.line(item.key).role, item.role) for item, path in walk(rules.score) if path != ("score",)]
    assert all(found == said for found, said in pairs if said is not None)
    assert sheet.line("survey").role == "survey"
    assert {line.role for line in sheet.line("survey").lines} == {"survey"}
    assert sheet.line("appraisal").role == "criterion"
