"""The checks of a ruleset: what each lets pass, right beside what the bad examples show it refuses."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.classification import classify
from parindex.formula.evaluate import evaluate
from parindex.readers import limits
from parindex.ruleset import checks, references
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

DIRECT: dict[str, Any] = {"method": "direct"}


def name(text: str = "Tên") -> dict[str, str]:
    """Return a name in both languages."""
    return {"vi": text, "en": text}


def leaf(key: str, maximum: str | None = "10", scale: dict[str, Any] = DIRECT, **more: Any) -> dict[str, Any]:
    """Return a plain leaf."""
    stated = {} if maximum is None else {"max": maximum}
    return {"key": key, "name": name(), **stated, "scale": scale, **more}


def group(key: str, maximum: str | None, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a plain inner item."""
    stated = {} if maximum is None else {"max": maximum}
    return {"key": key, "name": name(), **stated, "items": list(items), **more}


def steps(of: str, *rungs: tuple[str, str], to: str | None = None, edges: str = "lower") -> dict[str, Any]:
    """Return a plain ladder of steps, each as its lower end and its points; the top one may have an end."""
    listed: list[dict[str, str]] = [{"from": start, "points": points} for start, points in rungs]
    if to is not None:
        listed[0]["to"] = to
    return {"method": "steps", "of": of, "edges": edges, "steps": listed}


def levels(*points: str) -> dict[str, Any]:
    """Return plain levels with these points."""
    named = [{"key": f"l{index}", "name": name(), "points": each} for index, each in enumerate(points)]
    return {"method": "levels", "levels": named}


def band(key: str, start: str, to: str | None = None) -> dict[str, Any]:
    """Return a plain band."""
    return {"key": key, "name": name(key), "from": start, **({} if to is None else {"to": to})}


def ruleset(*items: dict[str, Any], root: dict[str, Any] | None = None, **top: Any) -> Ruleset:
    """Return a ruleset of these items below a root of 10 points; ``root`` and ``top`` change the rest."""
    kinds = [{"key": key, "name": name()} for key in ("department", "district")]
    policies = {
        "rounding": {"digits": "2", "mode": "half-up", "at": ["publication"]},
        "band_on": "exact",
        "rank": {"on": "exact", "ties": "competition"},
        "not_applicable": "forbid",
        "missing": "refuse",
        "above_max": "cap",
    } | top.pop("policies", {})
    plain = {
        "format": "1",
        "id": "test/small@2024",
        "year": "2024",
        "title": name(),
        "standing": "illustrative",
        "coverage": "full",
        "instruments": [
            {
                "key": "qd",
                "number": "1",
                "kind": "decision",
                "issuer": "-",
                "title": name(),
                "reliability": "D",
            }
        ],
        "units": {"kinds": kinds},
        "periods": [{"key": "year", "from": "2024-01-01", "to": "2024-12-31"}],
        "score": group("total", "10", *items) | (root or {}),
        "policies": {key: {"value": value, "assumed": "-"} for key, value in policies.items()},
    }
    return Ruleset.model_validate(plain | top)


def codes(found: Ruleset, *chosen: checks.Check) -> list[str]:
    """Return the codes that some checks find, or all of them."""
    return [each.code for each in checks.check(found, chosen or None)]


def test_a_sound_ruleset_has_no_problem() -> None:
    """One direct criterion of the whole max passes every check."""
    assert checks.check(ruleset(leaf("plan"))) == ()


def test_laws_and_remarks_are_all_the_checks() -> None:
    """A law finds errors and a remark finds warnings, in every bad example and here: no code is in both."""
    assert (*checks.LAWS, *checks.REMARKS) == checks.CHECKS
    assert len(set(checks.CHECKS)) == len(checks.CHECKS)


def test_the_same_problem_is_told_once() -> None:
    """A wrong sum that both kinds of units meet is one problem."""
    assert codes(ruleset(leaf("plan", "9"))) == ["E-SUM"]


def test_the_checks_asked_for_are_the_checks_run() -> None:
    """Checks given by hand replace all others, and none of them means nothing is looked at."""
    wrong = ruleset(leaf("plan", "9"))

    assert codes(wrong, checks.check_caps) == []
    assert checks.check(wrong, ()) == ()


# Size and identity


def test_four_hundred_items_are_allowed_and_one_more_is_not() -> None:
    """The cap on items counts the root and every item below it."""
    items = [leaf(f"i{index}", "1") for index in range(limits.ITEMS - 1)]
    full = ruleset(*items, root={"max": str(limits.ITEMS - 1)})
    over = ruleset(*items, leaf("last", "1"), root={"max": str(limits.ITEMS)})

    assert codes(full, checks.check_size) == []
    assert codes(over, checks.check_size) == ["E-TOO-MANY"]
    (found,) = checks.check(over, (checks.check_size,))
    assert found.line("en") == "E-TOO-MANY score: more than 400 `items`"


def nested(depth: int) -> Ruleset:
    """Return a ruleset whose deepest leaf stands at a depth, the root being at 1."""
    item = leaf("plan")
    for level in range(depth - 2):
        item = group(f"g{level}", "10", item)
    return ruleset(item)


def test_eight_levels_are_allowed_and_a_ninth_is_not() -> None:
    """The depth of the tree is capped; only the first item below the cap is named."""
    assert codes(nested(limits.ITEM_DEPTH), checks.check_size) == []
    assert codes(nested(limits.ITEM_DEPTH + 2), checks.check_size) == ["E-DEPTH"]


@pytest.mark.parametrize(
    ("top", "wanted"),
    [
        ({}, []),
        ({"year": "2023"}, ["E-VALUE"]),
        ({"id": "test/small@2024.2"}, ["E-REQUIRED"]),
        ({"id": "test/small@2024.2", "supersedes": {"id": "test/small@2024", "why": name()}}, []),
        ({"id": "test/small@2023.2", "supersedes": {"id": "test/small@2023", "why": name()}}, ["E-VALUE"]),
    ],
)
def test_the_year_is_the_one_of_the_id_and_a_correction_says_what_it_corrects(
    top: dict[str, Any], wanted: list[str]
) -> None:
    """A year that contradicts the id, or a correction of nothing, is an error."""
    assert codes(ruleset(leaf("plan"), **top), checks.check_identity) == wanted


# Names


def test_one_key_may_serve_different_lists() -> None:
    """A level, a band and an item may share a key: keys are unique in the tree, and in each list alone."""
    scale = levels("10", "0")
    found = ruleset(leaf("l0", "10", scale), bands=[band("l0", "0", "100")])

    assert codes(found, references.check_unique) == []


@pytest.mark.parametrize("reserved", ["leaf", "publication"])
def test_a_word_that_rounding_needs_cannot_be_the_key_of_an_item(reserved: str) -> None:
    """`rounding.at` could not tell an item of such a key from its own word."""
    assert codes(ruleset(leaf(reserved)), references.check_unique) == ["E-RESERVED"]


def test_everything_that_is_named_and_declared_passes() -> None:
    """Instruments, kinds, items, periods, roles and milestones are found where they are declared."""
    due = {"working_days": "3", "after": "sent"}
    milestones = [
        {"key": "sent", "name": name(), "responsible": name(), "due": {"on": "2024-11-30"}},
        {"key": "read", "name": name(), "responsible": name(), "due": due},
    ]
    kinds = [{"key": "department", "name": name()}]
    unit = {"key": "so-a", "name": name(), "kind": "department", "from": "2024-01-01"}
    gone = {"key": "so-c", "name": name(), "kind": "department", "to": "2024-06-30"}
    found = ruleset(
        leaf("plan", applies_to=["department"], source={"instrument": "qd", "at": "1"}),
        units={"kinds": kinds, "units": [unit, unit | {"key": "so-b", "to": "2024-01-01"}, gone]},
        periods=[{"key": "year", "from": "2024-01-01", "to": "2024-01-01", "due": due}],
        annual_result="year",
        survey={"questions": [{"key": "q1", "text": name(), "item": "plan"}]},
        process={
            "roles": [{"key": "council", "name": name()}],
            "steps": [{"key": "self", "name": name(), "role": "council"}, {"key": "final", "name": name()}],
            "milestones": milestones,
        },
        policies={
            "rounding": {"digits": "2", "mode": "half-up", "at": ["publication", "leaf", "total", "plan"]}
        },
    )

    assert checks.check(found) == ()


def test_a_reference_to_nothing_at_all_says_what_is_wanted() -> None:
    """A milestone named where there is no process is unknown: there are none to choose from."""
    due = {"working_days": "3", "after": "sent"}
    periods = [{"key": "year", "from": "2024-01-01", "to": "2024-12-31", "due": due}]
    (found,) = checks.check(ruleset(leaf("plan"), periods=periods))

    assert (found.code, found.at) == ("E-REFERENCE", "periods.0.due.after")


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [("2024-01-01", "2024-01-01", []), ("2024-01-02", "2024-01-01", ["E-PERIOD-SPAN"])],
)
def test_a_span_may_be_one_day_but_not_run_backwards(first: str, last: str, wanted: list[str]) -> None:
    """Every span of two days is looked at in the same way: a survey's here."""
    found = ruleset(leaf("plan"), survey={"span": {"from": first, "to": last}})

    assert codes(found, references.check_references) == wanted


# Maxima and sums


def test_an_item_of_a_structure_may_leave_its_max_open_below_a_cap() -> None:
    """Only the direct leaf may: an inner item without a max is an error in any ruleset."""
    open_leaf = ruleset(leaf("plan", None), leaf("report", None), root={"cap": "10"}, coverage="structure")
    open_group = ruleset(group("office", None, leaf("plan")), root={"cap": "10"}, coverage="structure")
    full = ruleset(leaf("plan", None), root={"cap": "10"})

    assert checks.check(open_leaf) == ()
    assert codes(open_group, checks.check_maxima) == ["E-MAX"]
    assert codes(full, checks.check_maxima) == ["E-MAX"]


def test_a_ruleset_without_maxima_is_checked_to_the_end() -> None:
    """With no max anywhere there is no index either: nothing is divided by 0 and the bands are let be."""
    plain = ruleset(leaf("plan"), bands=[band("all", "0", "100")]).plain()
    del plain["score"]["max"], plain["score"]["items"][0]["max"]
    plain["policies"]["above_max"]["value"] = "allow"

    assert codes(Ruleset.model_validate(plain)) == ["E-MAX", "E-MAX"]


def test_without_a_max_there_is_no_sum_to_be_wrong() -> None:
    """A root without a max is told that, and not also that its items do not add up to nothing."""
    plain = ruleset(leaf("plan")).plain()
    del plain["score"]["max"]

    assert codes(Ruleset.model_validate(plain)) == ["E-MAX"]


@given(st.lists(st.integers(1, 20), min_size=1, max_size=5), st.integers(1, 60))
def test_a_max_is_the_sum_of_what_is_below(parts: list[int], declared: int) -> None:
    """An inner item passes when, and only when, its criteria add up to its max."""
    items = [leaf(f"i{index}", str(part)) for index, part in enumerate(parts)]
    found = codes(ruleset(*items, root={"max": str(declared)}), checks.check_sums)

    assert found == ([] if sum(parts) == declared else ["E-SUM"])


@pytest.mark.parametrize(
    ("items", "root", "wanted"),
    [
        ((leaf("plan"), leaf("ideas", "3", role="bonus")), {}, []),
        ((leaf("plan"), leaf("late", "3", role="penalty")), {}, []),
        ((leaf("plan"), leaf("view", "3", role="survey")), {}, ["E-SUM"]),
        ((leaf("plan", "7"),), {"rescale": "true"}, []),
        ((leaf("plan", "7"), leaf("report", None)), {"cap": "10"}, []),
        ((leaf("plan", applies_to=["department"]), leaf("visits", applies_to=["district"])), {}, []),
        (
            (leaf("plan", applies_to=["department"]), leaf("visits", "9", applies_to=["district"])),
            {},
            ["E-SUM"],
        ),
        ((leaf("plan", applies_to=["department"]),), {}, ["E-SUM"]),
        ((leaf("plan"), group("wards", "4", leaf("visits", "4"), applies_to=["district"])), {}, ["E-SUM"]),
        (
            (leaf("plan", applies_to=["department"]), group("all", "10", leaf("v"), applies_to=["district"])),
            {},
            [],
        ),
        ((leaf("plan"), group("extra", "3", leaf("a", "2"), leaf("b", "2"), role="bonus", cap="3")), {}, []),
        (
            (leaf("plan"), group("extra", "4", leaf("a", "2"), leaf("b", "2"), role="bonus", cap="none")),
            {},
            [],
        ),
        (
            (leaf("plan"), group("extra", "5", leaf("a", "2"), leaf("b", "2"), role="bonus", cap="5")),
            {},
            ["E-SUM"],
        ),
        (
            (leaf("plan"), group("faults", "3", leaf("a", "2"), leaf("b", "2"), role="penalty", floor="-3")),
            {},
            [],
        ),
        ((leaf("plan"), group("faults", "4", leaf("a", "2"), leaf("b", "2"), role="penalty")), {}, []),
        ((leaf("plan"), group("faults", "3", leaf("a", "2"), leaf("b", "2"), role="penalty")), {}, ["E-SUM"]),
    ],
)
def test_what_counts_in_a_sum(
    items: tuple[dict[str, Any], ...], root: dict[str, Any], wanted: list[str]
) -> None:
    """Bonus and penalty stay outside; each kind of unit has its own sum; a rescaled or open item has none."""
    assert codes(ruleset(*items, root=root), checks.check_sums) == wanted


# Scales


@pytest.mark.parametrize(
    ("scale", "wanted"),
    [
        (levels("10", "5"), []),
        (levels("10.000001", "5"), ["E-EXCEED"]),
        (levels("9.999999"), ["W-REACH"]),
        (steps("percent", ("50", "10"), ("0", "0")), []),
        (steps("percent", ("50", "0"), ("0", "11")), ["E-EXCEED"]),
        ({"method": "checklist", "ticks": [{"key": "a", "name": name(), "points": "10"}]}, []),
        (
            {"method": "checklist", "ticks": [{"key": each, "name": name(), "points": "6"} for each in "ab"]},
            ["E-EXCEED"],
        ),
        ({"method": "count", "each": "3"}, []),
        ({"method": "direct", "grid": "2.5"}, []),
        ({"method": "direct", "grid": "3"}, ["W-REACH"]),
        ({"method": "ratio", "full_at": "1.2"}, []),
        ({"method": "deduction", "kinds": [{"key": "a", "name": name(), "points": "20"}]}, []),
    ],
)
def test_a_scale_comes_to_its_max_and_not_above(scale: dict[str, Any], wanted: list[str]) -> None:
    """More than the max is an error; less is a warning, for real tables have it."""
    assert codes(ruleset(leaf("plan", "10", scale)), checks.check_scales, checks.check_reach) == wanted


@pytest.mark.parametrize(
    ("bounds", "wanted"),
    [
        ({}, []),
        ({"zero_below": "0"}, []),
        ({"zero_below": "1"}, []),
        ({"zero_below": "1.01"}, ["E-LIMIT"]),
        ({"zero_below": "1.01", "full_at": "0.5"}, ["E-LIMIT"]),
        ({"zero_below": "1.2", "full_at": "1.2"}, []),
        ({"zero_below": "1.21", "full_at": "1.2"}, ["E-LIMIT"]),
    ],
)
def test_a_ratio_can_come_to_its_threshold(bounds: dict[str, str], wanted: list[str]) -> None:
    """No ratio is above the larger of 1 and `full_at`: a threshold beyond it would give nobody any points."""
    assert codes(ruleset(leaf("plan", "10", {"method": "ratio"} | bounds)), checks.check_thresholds) == wanted


def test_a_leaf_without_a_max_has_no_max_to_reach() -> None:
    """Where no max is stated neither too much nor too little can be said."""
    found = ruleset(leaf("plan", None), root={"cap": "10"}, coverage="structure")

    assert codes(found, checks.check_scales, checks.check_reach) == []


OF = st.sampled_from(["ratio", "percent", "count", "days-late"])
EDGES = st.sampled_from(["lower", "upper"])
EIGHTHS = {Fraction(eighth, 8) for eighth in range(25)}


def figure(quarters: int) -> str:
    """Write a number of quarters as a decimal."""
    return f"{quarters // 4}.{quarters % 4 * 25:02d}"


@st.composite
def ladders(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a ladder in descending order from 0 up: sound, unless its top is out of the domain."""
    lower = draw(st.lists(st.integers(1, 10), max_size=4, unique=True))
    starts = [*sorted(lower, reverse=True), 0]
    points = draw(st.lists(st.integers(0, 10), min_size=len(starts), max_size=len(starts)))
    end = draw(st.none() | st.integers(0, 11).map(figure))
    rungs = [(figure(start), str(each)) for start, each in zip(starts, points, strict=True)]
    return steps(draw(OF), *rungs, to=end, edges=draw(EDGES))


def held(scale: dict[str, Any]) -> Iterator[tuple[Fraction, list[int]]]:
    """Give values of the domain with the steps that hold each, as the page of semantics has it."""
    listed = scale["steps"]
    natural = {"ratio": Fraction(1), "percent": Fraction(100)}.get(scale["of"], Fraction(4))
    end = Fraction(listed[0]["to"]) if "to" in listed[0] else natural
    starts = [Fraction(each["from"]) for each in listed]
    whole = scale["of"] in {"count", "days-late"}
    for value in sorted({*EIGHTHS, end, *map(Fraction, range(5))}):
        if value > end or (whole and value.denominator != 1):
            continue
        holders = []
        for index, start in enumerate(starts):
            upper = starts[index - 1] if index else end
            with_lower = scale["edges"] == "lower" or index == len(starts) - 1
            with_upper = scale["edges"] == "upper" or index == 0
            if (start < value or (with_lower and start == value)) and (
                value < upper or (with_upper and value == upper)
            ):
                holders.append(index)
        yield value, holders


@given(ladders())
def test_steps_that_pass_hold_each_value_exactly_once(scale: dict[str, Any]) -> None:
    """A ladder that passes gives each value of its domain one step, and the engine gives its points."""
    found = ruleset(leaf("plan", "10", scale))
    if codes(found, checks.check_steps):
        return
    node = resolve(found, "department").nodes[0]

    for value, holders in held(scale):
        assert len(holders) == 1
        points = evaluate(node.expression(("value",)), {"value": value}, None)
        assert points == int(scale["steps"][holders[0]]["points"])


@given(ladders())
def test_a_whole_number_scale_warns_of_exactly_the_steps_without_a_whole_number(
    scale: dict[str, Any],
) -> None:
    """A step of a count or of days that no whole number falls in is found, and no other."""
    found = ruleset(leaf("plan", "10", scale))
    if codes(found, checks.check_steps):
        return
    reached = {index for _, holders in held(scale) for index in holders}
    empty = set(range(len(scale["steps"]))) - reached if scale["of"] in {"count", "days-late"} else set()

    told = {each.path[-1] for each in checks.check(found, (checks.check_step_reach,))}
    assert told == empty


@pytest.mark.parametrize(
    ("scale", "empty"),
    [
        (steps("count", ("2", "10"), ("1", "5"), ("0", "0")), []),
        (steps("count", ("2", "10"), ("1", "5"), ("0", "0"), edges="upper"), []),
        (steps("days-late", ("2", "0"), ("1", "5"), ("0", "10")), []),
        (steps("count", ("2.8", "10"), ("2.2", "5"), ("0", "0")), [1]),
        (steps("count", ("2.8", "10"), ("2.2", "5"), ("0", "0"), edges="upper"), [1]),
        (steps("count", ("0.5", "10"), ("0", "0"), edges="upper"), []),
        (steps("count", ("3", "10"), ("0", "0"), to="3"), []),
        (steps("count", ("3.5", "10"), ("0", "0"), to="3.9"), [0]),
        (steps("count", ("3", "10"), ("0", "0"), to="3.5", edges="upper"), [0]),
        (steps("percent", ("2.8", "10"), ("2.2", "5"), ("0", "0")), []),
    ],
)
def test_a_step_without_a_whole_number_is_told(scale: dict[str, Any], empty: list[int]) -> None:
    """Each step of a count or of days late holds a whole number, edges included; a percentage needs none."""
    told = checks.check(ruleset(leaf("plan", "10", scale)), (checks.check_step_reach,))

    assert [each.path[-1] for each in told] == empty


@given(ladders(), st.sampled_from(["criterion", "bonus", "penalty"]))
def test_a_better_figure_never_gives_fewer_points(scale: dict[str, Any], role: str) -> None:
    """Points only rise or only fall along the steps; with days late they fall, or a penalty grows."""
    found = ruleset(leaf("plan", "10", scale, role=role))
    points = [int(step["points"]) for step in reversed(scale["steps"])]
    rising, falling = points == sorted(points), points == sorted(points, reverse=True)
    right = rising or falling
    if scale["of"] == "days-late":
        right = rising if role == "penalty" else falling

    assert (codes(found, checks.check_monotone) == []) == right


@pytest.mark.parametrize(
    ("scale", "wanted"),
    [
        (steps("percent", ("100", "10"), ("0", "0")), []),
        (steps("percent", ("101", "10"), ("0", "0")), ["E-STEPS"]),
        (steps("percent", ("101", "10"), ("0", "0"), to="110"), []),
        (steps("ratio", ("1", "10"), ("0", "0"), edges="upper"), ["E-STEPS"]),
        (steps("ratio", ("0", "10")), []),
        (steps("ratio", ("0.1", "10")), ["E-STEPS"]),
        (steps("count", ("3", "10"), ("3", "5"), ("0", "0")), ["E-STEPS"]),
        (steps("count", ("3", "10"), ("0", "0"), to="2"), ["E-STEPS"]),
        (steps("count", ("3", "10"), ("-1", "0")), ["E-STEPS"]),
        (steps("days-late", ("1", "0"), ("0", "10"), to="30"), []),
    ],
)
def test_steps_tile_their_domain(scale: dict[str, Any], wanted: list[str]) -> None:
    """Steps begin at 0, come down from the top without a repeat and end inside their domain."""
    assert codes(ruleset(leaf("plan", "10", scale)), checks.check_steps) == wanted


# Bands


@given(
    st.lists(st.integers(-5, 110), min_size=1, max_size=5),
    st.integers(80, 120) | st.none(),
)
def test_bands_that_pass_cover_every_index(starts: list[int], end: int | None) -> None:
    """Bands that the check lets pass put every index from 0 to 100 in one band, the first that holds it."""
    bands = [band(f"b{index}", str(start)) for index, start in enumerate(starts)]
    if end is not None:
        bands[0]["to"] = str(end)
    found = ruleset(leaf("plan"), bands=bands)
    sound = starts == sorted(set(starts), reverse=True) and starts[-1] == 0 and end is not None
    sound = sound and end is not None and end >= max(100, starts[0])

    assert (codes(found, checks.check_bands) == []) == sound
    if sound:
        assert all(classify(found.bands, Fraction(half, 2)) for half in range(201))


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [("100", "100", []), ("100", "99.99", ["E-BANDS"]), ("110", "105", ["E-BANDS"]), ("110", "110", [])],
)
def test_the_top_band_ends_at_the_top(start: str, end: str, wanted: list[str]) -> None:
    """The top band ends at 100 percent or above, and not below its own beginning."""
    bands = [band("good", start, end), band("weak", "0")]

    assert codes(ruleset(leaf("plan"), bands=bands), checks.check_bands) == wanted


def test_a_middle_band_has_no_end_of_its_own() -> None:
    """Each band ends where the one above begins; saying it again could only contradict."""
    bands = [band("good", "50", "100"), band("weak", "0", "50")]

    assert codes(ruleset(leaf("plan"), bands=bands), checks.check_bands) == ["E-BANDS"]


@pytest.mark.parametrize(
    ("policy", "bonus", "end", "wanted"),
    [
        ("allow", "1", "100", ["E-BANDS-TOP"]),
        ("allow", "1", "110", []),
        ("allow", "1", None, []),
        ("cap", "1", "100", []),
        ("refuse", "1", "100", []),
    ],
)
def test_the_top_band_reaches_as_far_as_the_index(
    policy: str, bonus: str, end: str | None, wanted: list[str]
) -> None:
    """Where the total may pass the max, a unit with every bonus still falls in a band: this is a law."""
    items = leaf("plan"), leaf("ideas", bonus, role="bonus")
    bands = [band("all", "0", end)]
    found = ruleset(*items, root={"cap": "none"}, bands=bands, policies={"above_max": policy})

    assert codes(found, checks.check_bands_top) == wanted
    assert checks.check_bands_top in checks.LAWS


def test_without_bands_there_is_no_top_band() -> None:
    """A ruleset may have no bands at all."""
    found = ruleset(leaf("plan"), policies={"above_max": "allow"})

    assert codes(found, checks.check_bands, checks.check_bands_top, checks.check_attainable) == []


# Bonus, penalty, floors


@pytest.mark.parametrize(
    ("items", "root", "wanted"),
    [
        ((leaf("plan"), leaf("ideas", "1", role="bonus")), {}, ["E-CAP"]),
        ((leaf("plan"), leaf("ideas", "1", role="bonus")), {"cap": "none"}, []),
        ((leaf("plan"), leaf("ideas", "1", role="bonus")), {"cap": "10"}, []),
        ((leaf("plan"), leaf("late", "1", role="penalty")), {}, []),
        ((leaf("plan"), group("extra", "1", leaf("ideas", "1"), role="bonus")), {"cap": "10"}, ["E-CAP"]),
        ((leaf("plan"), group("extra", "1", leaf("ideas", "1"), role="bonus", cap="1")), {"cap": "10"}, []),
        ((group("g", "10", leaf("plan"), leaf("ideas", "1", role="bonus"), cap="none"),), {}, []),
        ((group("g", "10", leaf("plan"), leaf("ideas", "1", role="bonus")),), {"cap": "10"}, ["E-CAP"]),
    ],
)
def test_an_item_with_a_bonus_right_below_it_says_its_cap(
    items: tuple[dict[str, Any], ...], root: dict[str, Any], wanted: list[str]
) -> None:
    """The item right above a bonus says how far it counts, a bonus group too; what is above need not."""
    assert codes(ruleset(*items, root=root), checks.check_caps) == wanted


@pytest.mark.parametrize(
    ("role", "floor", "wanted"),
    [
        ("criterion", "0", []),
        ("criterion", "3", []),
        ("criterion", "3.1", ["E-FLOOR"]),
        ("criterion", "-0.1", ["E-FLOOR"]),
        ("penalty", "-3", []),
        ("penalty", "0", []),
        ("penalty", "0.1", ["E-FLOOR"]),
        ("penalty", "-3.1", ["E-FLOOR"]),
    ],
)
def test_a_floor_lies_in_the_range_of_its_item(role: str, floor: str, wanted: list[str]) -> None:
    """A criterion's floor lies between 0 and its max, a penalty's between minus its max and 0."""
    found = ruleset(leaf("plan", "7"), group("other", "3", leaf("a", "3"), role=role, floor=floor))

    assert codes(found, checks.check_floors) == wanted


SURVEY = {
    "method": "survey",
    "options": [{"key": "good", "name": name(), "share": "1"}],
    "groups": [{"key": "people", "name": name(), "weight": "1"}],
}
DEDUCTION = {"method": "deduction", "kinds": [{"key": "a", "name": name(), "points": "1"}]}


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        (leaf("x", "3", DEDUCTION, role="bonus"), []),
        (leaf("x", "3", DEDUCTION, role="penalty"), ["scale"]),
        (leaf("x", "3", SURVEY, role="bonus"), ["scale"]),
        (leaf("x", "3", SURVEY, role="penalty"), ["scale"]),
        (leaf("x", "3", SURVEY), []),
        (leaf("x", "3", SURVEY, role="survey"), []),
        (group("g", "3", leaf("x", "3", role="bonus"), role="bonus", cap="3"), []),
        (group("g", "3", leaf("x", "3", role="criterion"), role="bonus", cap="3"), ["role"]),
        (group("g", "3", leaf("x", "3", role="penalty"), role="bonus", cap="3"), ["role"]),
        (group("g", "3", leaf("x", "3", role="bonus"), role="penalty"), ["role"]),
        (group("g", "3", leaf("x", "3"), role="penalty", rescale="true"), ["rescale"]),
        (group("g", "3", leaf("x", "3"), leaf("y", "1", role="bonus"), role="survey", cap="3"), []),
        (group("g", "3", leaf("x", "3"), role="survey", rescale="true"), []),
    ],
)
def test_bonus_and_penalty_are_kept_apart(item: dict[str, Any], wanted: list[str]) -> None:
    """Below a bonus all is bonus and below a penalty all is penalty; neither rescales or takes a vote."""
    found = checks.check(ruleset(leaf("plan"), item), (checks.check_roles,))

    assert [each.code for each in found] == ["E-ROLE"] * len(wanted)
    assert [each.path[-1] for each in found] == wanted


@pytest.mark.parametrize("role", ["bonus", "penalty", "survey"])
def test_the_root_is_a_criterion(role: str) -> None:
    """What everything counts in cannot itself be a bonus, a penalty or a survey."""
    found = checks.check(ruleset(leaf("plan"), root={"role": role}), (checks.check_roles,))

    assert [(each.code, each.at) for each in found] == [("E-ROLE", "score.role")]


@pytest.mark.parametrize("policy", ["forbid", "zero", "full", "exclude"])
@pytest.mark.parametrize("maximum", ["10", None])
def test_what_has_no_max_cannot_be_given_in_full_or_left_out(policy: str, maximum: str | None) -> None:
    """`full` and `exclude` need a max to give or to take away; the policy comes from the item above."""
    item = leaf("plan", maximum)
    inherited = ruleset(item, root={"cap": "10", "not_applicable": policy}, coverage="structure")
    wanted = ["E-NA-MAX"] if maximum is None and policy in {"full", "exclude"} else []

    assert codes(inherited, checks.check_not_applicable) == wanted


# Weights and rounding


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_weights_add_up_to_one(parts: list[int]) -> None:
    """Weights as n/d of their sum always pass, and one part missing never does."""
    total = sum(parts)
    groups = [{"key": f"g{i}", "name": name(), "weight": f"{part}/{total}"} for i, part in enumerate(parts)]
    right, short = (
        SURVEY | {"groups": groups},
        SURVEY | {"groups": groups[1:] or [groups[0] | {"weight": "0.9"}]},
    )

    assert codes(ruleset(leaf("view", "10", right)), checks.check_weights) == []
    assert codes(ruleset(leaf("view", "10", short)), checks.check_weights) == ["E-WEIGHT"]


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        (["publication"], ["score"]),
        (["leaf"], ["score", "score.items.0.items.0"]),
        (["office"], ["score", "score.items.0"]),
        (["faults"], ["score", "score.items.1"]),
    ],
)
def test_rounding_never_passes_a_max_a_cap_or_a_floor(at: list[str], wanted: list[str]) -> None:
    """Wherever an item is rounded its limits are on the grid; the root is rounded when it is published."""
    found = ruleset(
        group("office", "10.5", leaf("plan", "10.5"), cap="8"),
        group("faults", "2", leaf("late", "3"), role="penalty", floor="-2.5"),
        root={"max": "10.5"},
        policies={"rounding": {"digits": "0", "mode": "half-up", "at": at}},
    )

    told = checks.check(found, (checks.check_grid,))
    assert {each.code for each in told} == {"E-GRID"}
    assert [each.at for each in told] == wanted


@pytest.mark.parametrize("cap", ["none", "8"])
def test_limits_on_the_grid_pass(cap: str) -> None:
    """Whole limits are on every grid."""
    found = ruleset(leaf("plan"), root={"cap": cap}, policies={
        "rounding": {"digits": "0", "mode": "up", "at": ["leaf", "total"]},
    })  # fmt: skip

    assert codes(found, checks.check_grid) == []


# Codes


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (["1", "1.1", "1.2", "2", "2.1"], []),
        (["1.", "1.1.", "1.2.", "2."], []),
        (["1.9", "1.10", "1.11"], []),
        (["1.10", "1.9"], ["1.9"]),
        (["1.1", "1.1"], ["1.1"]),
        (["1.1", "1.1."], ["1.1."]),
        (["I", "II", "1", "IV", "2"], []),
        (["I", "I"], ["I"]),
        (["2", "I", "1"], ["1"]),
        (["1..2", "1..2"], ["1..2"]),
        (["4.4", "4.5.1", "4.5", "4.6"], ["4.5"]),
        ([None, "1", None, "1"], ["1"]),
    ],
)
def test_codes_run_in_order_and_stand_once(written: list[str | None], wanted: list[str]) -> None:
    """Codes are compared as numbers, not as letters; what is not a number may only not repeat."""
    items = [leaf(f"i{i}", "1") | ({} if each is None else {"code": each}) for i, each in enumerate(written)]
    found = checks.check(ruleset(*items, root={"max": str(len(items))}), (checks.check_codes,))

    assert [dict(each.details)["found"] for each in found] == wanted
    assert {each.code for each in found} <= {"W-CODE"}


# What can be reached


def test_a_band_that_one_kind_of_unit_reaches_is_reachable() -> None:
    """A band is told only when no kind of unit can ever be in it."""
    coarse = leaf("plan", "10", levels("10", "0"), applies_to=["department"])
    fine = leaf("visits", "10", levels("10", "5", "0"), applies_to=["district"])
    bands = [band("good", "90", "100"), band("fair", "50"), band("weak", "0")]
    none = leaf("visits", "10", levels("10", "0"), applies_to=["district"])

    assert codes(ruleset(coarse, fine, bands=bands), checks.check_attainable) == []
    assert codes(ruleset(coarse, none, bands=bands), checks.check_attainable) == ["W-UNREACHABLE"]


def test_only_the_lowest_item_whose_max_is_out_of_reach_is_told() -> None:
    """A cap below the max makes every item above it fall short too; the one that has the cap is the cause."""
    found = ruleset(group("a", "10", group("b", "10", leaf("plan"), cap="8")))
    told = checks.check(found, (checks.check_attainable,))

    assert [(each.code, each.at) for each in told] == [("W-TOP", "score.items.0.items.0.max")]


def test_a_group_of_another_kind_of_unit_is_not_out_of_reach() -> None:
    """For a kind of unit that a group does not apply to, its max is nothing that could be missed."""
    mine = group("mine", "10", leaf("plan"), applies_to=["department"])
    theirs = group("theirs", "10", leaf("visits"), applies_to=["district"])

    assert checks.check(ruleset(mine, theirs)) == ()


def test_a_leaf_that_falls_short_is_told_once() -> None:
    """What a leaf lacks is told of the leaf, not again of everything above it."""
    assert codes(ruleset(group("a", "10", leaf("plan", "10", levels("9"))))) == ["W-REACH"]


def test_a_wrong_sum_is_told_once() -> None:
    """While the sums are wrong, no max is told to be out of reach because of them."""
    assert codes(ruleset(group("a", "10", leaf("plan", "9")))) == ["E-SUM"]


def test_a_bonus_that_cannot_be_reached_is_not_a_max_out_of_reach() -> None:
    """Bonus groups do not count in any maximum: falling short of theirs is nobody's loss."""
    extra = group("extra", "3", leaf("ideas", "3", levels("1")), role="bonus", cap="3")

    assert codes(ruleset(leaf("plan"), extra, root={"cap": "10"}), checks.check_attainable) == []


@pytest.mark.parametrize("band_on", ["exact", "published"])
def test_rounding_can_bring_a_band_into_reach(band_on: str) -> None:
    """2/3 of the points is below 66.67 exactly and reaches it when published."""
    scale = {"method": "levels", "levels": [
        {"key": "all", "name": name(), "points": "3"}, {"key": "part", "name": name(), "points": "2"},
    ]}  # fmt: skip
    bands = [band("good", "90", "100"), band("fair", "66.67"), band("weak", "0")]
    found = ruleset(leaf("plan", "3", scale), root={"max": "3"}, bands=bands, policies={"band_on": band_on})

    assert codes(found) == (["W-UNREACHABLE"] if band_on == "exact" else [])
