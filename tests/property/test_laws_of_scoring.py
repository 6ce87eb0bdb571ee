"""The laws of scoring; the docstring of each class is the clause it holds the engine to."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from parindex.assessment import Assessment
from parindex.errors import AssessmentError
from parindex.exact import Interval
from parindex.ruleset.model import Ruleset, stated
from parindex.ruleset.tree import leaves, resolve
from parindex.scoresheet import Line, ScoreSheet, each_line, plain
from parindex.scoring import score
from parindex.testing.strategies import trees

Trees = tuple[dict[str, Any], dict[str, Any]]


def scored(ruleset: dict[str, Any], assessment: dict[str, Any]) -> ScoreSheet:
    """Score two plain trees; a pair that the rules refuse is not what the law speaks of."""
    try:
        return score(Ruleset.model_validate(ruleset), Assessment.model_validate(assessment))
    except AssessmentError as error:
        assume({each.code for each in error.problems}.isdisjoint({"E-ABOVE", "E-NOTHING-APPLIES"}))
        raise


def figures(sheet: ScoreSheet) -> dict[str, Any]:
    """Return everything a sheet says, as plain text."""
    return plain(sheet)


def entries(assessment: dict[str, Any]) -> dict[str, Any]:
    """Return the entries of the last stage."""
    found: dict[str, Any] = assessment["stages"]["final"]["entries"]
    return found


def alone(assessment: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """Return the assessment with only a final stage, holding these entries."""
    return {**assessment, "stages": {"final": {"entries": changed}}}


def merged(assessment: dict[str, Any]) -> dict[str, Any]:
    """Return the entries that stand at the end."""
    before = assessment["stages"].get("self", {"entries": {}})["entries"]
    return {**before, **entries(assessment)}


class TestBounds:
    """Points in [0, max], a penalty in [-max, 0]; not below a floor nor above a cap (sections 3 and 5)."""

    @given(trees())
    def test_every_line_lies_in_its_bounds(self, pair: Trees) -> None:
        """Every line, open or not, lies between the least and the most its item can have."""
        sheet = scored(*pair)
        root = resolve(sheet.ruleset, sheet.unit.kind)
        nodes = {node.item.key: node for node in leaves(root)}
        for line in each_line(sheet.lines):
            assert line.least <= line.most
            if node := nodes.get(line.item.key):
                assert node.least <= line.least
                assert line.most <= node.most
            cap = stated(line.item.cap)
            assert cap is None or line.most <= cap
            assert line.least >= (-Fraction(line.item.max or 0) if line.role == "penalty" else 0)

    @given(trees())
    def test_total_and_index_lie_on_the_scale(self, pair: Trees) -> None:
        """With `above_max: cap` the total is at most the root's max and the index at most 100."""
        sheet = scored(*pair)
        assert sheet.total.least >= 0
        if sheet.ruleset.policies.above_max.value == "cap":
            assert sheet.total.most <= Fraction(sheet.ruleset.score.max or 0)
            assert sheet.index.most <= 100


class TestSums:
    """Inner points = sum of the children's points; then rescale, floor, cap (section 5)."""

    @given(trees())
    def test_the_steps_of_an_inner_item_lead_from_its_children_to_its_points(self, pair: Trees) -> None:
        """The first step is the sum of the children, and the last step is the item's points."""
        sheet = scored(*pair)
        for line in each_line(sheet.lines):
            if line.lines and not line.open:
                assert line.steps[0].operation == "sum"
                assert line.steps[0].value == sum((child.least for child in line.lines), Fraction(0))
                assert line.steps[-1].value == line.least

    @given(trees())
    def test_no_trace_gives_the_same_figures(self, pair: Trees) -> None:
        """Leaving out the trace changes no figure."""
        sheet = scored(*pair)
        bare = score(sheet.ruleset, Assessment.model_validate(pair[1]), trace=False)
        assert (bare.total, bare.index, bare.band, bare.missing) == (
            sheet.total,
            sheet.index,
            sheet.band,
            sheet.missing,
        )
        assert [line.points for line in each_line(bare.lines)] == [
            line.points for line in each_line(sheet.lines)
        ]


class TestMonotone:
    """A better observation never lowers the score."""

    @given(trees(), st.data())
    def test_more_points_on_one_leaf_never_lower_the_total(self, pair: Trees, data: st.DataObject) -> None:
        """Of two sheets that differ in one leaf, the one with more points there has no lower total."""
        ruleset, assessment = pair
        first = scored(ruleset, alone(assessment, merged(assessment)))
        held = {
            line.item.key: line
            for line in each_line(first.lines)
            if line.item.scale and line.item.max and line.state == "observed"
        }
        assume(held)
        key = data.draw(st.sampled_from(sorted(held)))
        scale = held[key].item.scale
        method = scale.method if scale else ""
        assume(method in {"levels", "direct", "survey"})
        other = _given_points(held[key], data) if method != "levels" else _level(held[key], data)
        second = scored(ruleset, alone(assessment, {**merged(assessment), key: other}))
        points = [sheet.line(key).least for sheet in (first, second)]
        low, high = (first, second) if points[0] <= points[1] else (second, first)
        assert low.total.least <= high.total.least
        assert low.index.most <= high.index.most


def _given_points(line: Line, data: st.DataObject) -> dict[str, Any]:
    grid = getattr(line.item.scale, "grid", None) or Fraction(line.item.max or 0) / 100
    steps = int(Fraction(line.item.max or 0) / grid)
    return {"points": _six(grid * data.draw(st.integers(0, steps)))}


def _six(value: Fraction) -> str:
    digits = value * 10**6
    assume(digits.denominator == 1)
    whole, rest = divmod(int(digits), 10**6)
    return f"{whole}.{rest:06d}"


def _level(line: Line, data: st.DataObject) -> dict[str, Any]:
    levels = line.item.scale.levels if line.item.scale and line.item.scale.method == "levels" else ()
    return {"level": data.draw(st.sampled_from([level.key for level in levels]))}


class TestFullAndNothing:
    """Full marks give the maximum and nothing gives zero."""

    @given(trees())
    def test_nothing_gives_zero(self, pair: Trees) -> None:
        """When every entry is zero, every leaf is 0 and the total is what the floors leave: 0 without one."""
        ruleset, assessment = pair
        zeros = {key: {"state": "zero"} for key in _applicable(ruleset, assessment)}
        sheet = scored(ruleset, alone(assessment, zeros))
        assert all(line.points == 0 for line in each_line(sheet.lines) if not line.lines)
        floors = [line.item.floor for line in each_line(sheet.lines) if line.item.floor]
        if not floors and not sheet.ruleset.score.floor:
            assert sheet.total.exact == 0

    @given(trees())
    def test_full_marks_give_the_maximum(self, pair: Trees) -> None:
        """With every criterion in full and nothing deducted, the total is the max unless a cap bites."""
        ruleset, assessment = pair
        assume(ruleset["coverage"] == "full")
        full = _full(ruleset)
        marks = {key: {"state": "not-applicable", "why": "đủ"} for key in _applicable(full, assessment)}
        sheet = scored(full, alone(assessment, marks))
        capped = any(
            step.operation in {"cap", "floor", "above-max"}
            for line in each_line(sheet.lines)
            for step in line.steps
        )
        if not capped and not any(step.operation in {"cap", "round"} for step in sheet.steps):
            assert sheet.total.exact == Fraction(full["score"]["max"])
            assert sheet.index.exact == 100


def _applicable(ruleset: dict[str, Any], assessment: dict[str, Any]) -> list[str]:
    model = Ruleset.model_validate(ruleset)
    return [leaf.item.key for leaf in leaves(resolve(model, assessment["unit"]["kind"])) if leaf.applies]


def _full(ruleset: dict[str, Any]) -> dict[str, Any]:
    """Return the ruleset with every not-applicable policy set to `full`."""

    def mend(item: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in item.items() if name != "not_applicable"}
        return {**kept, "items": [mend(child) for child in kept["items"]]} if "items" in kept else kept

    policies = {**ruleset["policies"], "not_applicable": {"value": "full", "assumed": "law"}}
    return {**ruleset, "score": mend(ruleset["score"]), "policies": policies}


class TestOrder:
    """The order of entries is irrelevant."""

    @given(trees(), st.randoms(use_true_random=False))
    def test_shuffled_entries_give_the_same_sheet(self, pair: Trees, random: Any) -> None:
        """Entries in another order give the same sheet, to the last step."""
        ruleset, assessment = pair
        keys = list(entries(assessment))
        random.shuffle(keys)
        stages = {
            **assessment["stages"],
            "final": {"entries": {key: entries(assessment)[key] for key in keys}},
        }
        assert figures(scored(ruleset, assessment)) == figures(
            scored(ruleset, {**assessment, "stages": stages})
        )


class TestScaling:
    """Scaling numerator and denominator together changes nothing."""

    @given(trees(), st.integers(2, 9))
    def test_done_and_planned_times_the_same_give_the_same_points(self, pair: Trees, factor: int) -> None:
        """Done times k of k x planned is worth what done of planned is."""
        ruleset, assessment = pair
        seen = merged(assessment)
        assume(any("planned" in entry for entry in seen.values()))
        scaled = {key: _scaled(entry, factor) for key, entry in seen.items()}
        first, second = scored(ruleset, alone(assessment, seen)), scored(ruleset, alone(assessment, scaled))
        assert (first.total, first.index, first.band) == (second.total, second.index, second.band)


def _scaled(entry: dict[str, Any], factor: int) -> dict[str, Any]:
    if "planned" not in entry or len(entry["planned"]) > 14:
        return entry
    return {**entry, "done": str(int(entry["done"]) * factor), "planned": str(int(entry["planned"]) * factor)}


class TestBonus:
    """A bonus never exceeds its cap, nor lowers a total."""

    @given(trees())
    def test_a_bonus_never_lowers_the_total(self, pair: Trees) -> None:
        """Taking every bonus away never raises the total."""
        ruleset, assessment = pair
        seen = merged(assessment)
        sheet = scored(ruleset, alone(assessment, seen))
        bonus = {line.item.key for line in each_line(sheet.lines) if line.role == "bonus" and not line.lines}
        without = {**seen, **{key: {"state": "zero"} for key in bonus}}
        assert scored(ruleset, alone(assessment, without)).total.least <= sheet.total.least

    @given(trees())
    def test_a_bonus_group_keeps_its_cap(self, pair: Trees) -> None:
        """The points of a bonus group are at most its cap."""
        for line in each_line(scored(*pair).lines):
            if line.role == "bonus" and line.lines and stated(line.item.cap) is not None:
                assert line.most <= (stated(line.item.cap) or 0)


class TestHalves:
    """A block marked out of its own maximum and worth 50 counts for exactly half (50 + 50, section 3)."""

    @given(st.integers(0, 1000), st.integers(0, 1000))
    def test_the_two_halves_are_exchangeable(self, first: int, second: int) -> None:
        """Exchanging the marks of two halves changes nothing, and each half gives 50 x mark / max."""
        ruleset = _halves()
        sheets = [_marked(ruleset, *marks) for marks in ((first, second), (second, first))]
        assert sheets[0].total == sheets[1].total
        assert sheets[0].line("first").points == Fraction(first, 20)
        assert sheets[0].total.exact == Fraction(first + second, 20)


def _halves() -> Ruleset:
    blocks = [
        {
            "key": name,
            "name": {"vi": name},
            "max": "50",
            "rescale": "true",
            "items": [
                {"key": f"{name}-mark", "name": {"vi": name}, "max": maximum, "scale": {"method": "direct"}}
            ],
        }
        for name, maximum in (("first", "10"), ("second", "200"))
    ]
    answers = {
        "rounding": {"digits": "2", "mode": "half-up", "at": ["publication"]},
        "band_on": "exact",
        "rank": {"on": "exact", "ties": "competition"},
        "not_applicable": "forbid",
        "missing": "refuse",
        "above_max": "cap",
    }
    return Ruleset.model_validate(
        {
            "format": "1",
            "id": "law/halves@2024",
            "year": "2024",
            "title": {"vi": "Hai nửa"},
            "standing": "illustrative",
            "coverage": "full",
            "instruments": [
                {
                    "key": "x",
                    "number": "0",
                    "kind": "plan",
                    "issuer": "–",
                    "title": {"vi": "–"},
                    "reliability": "D",
                }
            ],
            "units": {"kinds": [{"key": "unit", "name": {"vi": "Đơn vị"}}]},
            "periods": [{"key": "year", "from": "2024-01-01", "to": "2024-12-31"}],
            "score": {"key": "total", "name": {"vi": "Tổng"}, "max": "100", "items": blocks},
            "policies": {name: {"value": value, "assumed": "law"} for name, value in answers.items()},
        }
    )


def _marked(ruleset: Ruleset, first: int, second: int) -> ScoreSheet:
    marks = {
        "first-mark": {"points": f"{first // 100}.{first % 100:02d}"},
        "second-mark": {"points": f"{second // 5}.{second % 5 * 2}"},
    }
    unit = {"key": "u", "name": "Đơn vị", "kind": "unit"}
    tree = {
        "format": "1",
        "ruleset": ruleset.id,
        "unit": unit,
        "period": "year",
        "stages": {"final": {"entries": marks}},
    }
    return score(ruleset, Assessment.model_validate(tree))


class TestRoundedOnce:
    """Values are rounded only where the ruleset says, and once more at publication, from the exact value."""

    @given(trees())
    def test_publication_rounds_the_exact_figure(self, pair: Trees) -> None:
        """Total and index are the exact ones rounded once; rounding at publication alone touches no line."""
        sheet = scored(*pair)
        rounding = sheet.ruleset.policies.rounding.value
        for figure in (sheet.total, sheet.index):
            assert Fraction(rounding.rounding.decimal(figure.least)) == rounding.rounding.apply(figure.least)
            assert rounding.rounding.apply(rounding.rounding.apply(figure.least)) == rounding.rounding.apply(
                figure.least
            )
        if rounding.at == ("publication",):
            assert not any(
                step.operation == "round" for line in each_line(sheet.lines) for step in line.steps
            )


class TestNotApplicable:
    """Not-applicable policies: forbid, zero, full, exclude (sections 2 and 4)."""

    @given(trees())
    def test_each_policy_gives_its_points_and_its_maximum(self, pair: Trees) -> None:
        """`zero` gives 0 of max, `full` max of max, `exclude` 0 of 0; a bonus or penalty gives 0."""
        sheet = scored(*pair)
        for node in leaves(resolve(sheet.ruleset, sheet.unit.kind)):
            line = sheet.line(node.item.key)
            if line.state == "not-applicable" and node.applies and node.counts:
                expected = {"zero": (0, node.bound), "full": (node.bound, node.bound), "exclude": (0, 0)}
                rounded = (
                    sheet.ruleset.policies.rounding.value.rounding.apply(node.bound)
                    if node.rounded
                    else node.bound
                )
                assert rounded == node.bound
                assert (line.points, line.applicable_max) == expected[node.not_applicable]
            if line.state == "not-applicable" and not node.counts:
                assert line.points == 0


class TestIntervals:
    """A score with something missing is an interval that contains every completion (section 5)."""

    @given(trees(), st.data())
    def test_every_completion_lies_in_the_interval(self, pair: Trees, data: st.DataObject) -> None:
        """Whatever is missing turns out to be, total and index lie between the ends, a decided band stays."""
        ruleset, assessment = pair
        seen = merged(assessment)
        gone = data.draw(st.sets(st.sampled_from(sorted(seen)))) if seen else set()
        policies = {**ruleset["policies"], "missing": {"value": "refuse", "assumed": "law"}}
        open_rules = {**ruleset, "policies": policies}
        whole = scored(open_rules, alone(assessment, seen))
        # Calling an item not applicable is another question, not a completion.
        gone -= {key for key in gone if seen[key].get("state") == "not-applicable"}
        part = scored(
            open_rules, alone(assessment, {key: entry for key, entry in seen.items() if key not in gone})
        )
        assert part.total.least <= whole.total.least <= whole.total.most <= part.total.most
        assert part.index.least <= whole.index.least <= whole.index.most <= part.index.most
        if part.band is not None:
            assert whole.band == part.band
        assert isinstance(part.total.exact, Interval) == (not part.complete)
        assert set(part.missing) >= gone
