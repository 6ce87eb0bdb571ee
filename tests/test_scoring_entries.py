"""Scoring: which entry stands, what its state gives, and everything that can be wrong with an assessment."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from helpers import assess, entry_path, group, leaf, points, refused, ruleset, scored, worked

from parindex.errors import AssessmentError, UsageError, problem
from parindex.exact import Interval
from parindex.formula.evaluate import Step
from parindex.scoring import score

if TYPE_CHECKING:
    from helpers import Plain

    from parindex.errors import Path, Problem

F = Fraction
NA = {"state": "not-applicable", "why": "Không có"}
BY = {"by": "Sở Nội vụ", "why": "Thẩm định lại"}
ONE = ruleset(leaf("a"))


def codes(found: tuple[Problem, ...]) -> list[tuple[str, Path]]:
    """Return code and path of each problem, in a fixed order."""
    return sorted((each.code, each.path) for each in found)


# States


@pytest.mark.parametrize("state", ["zero", "rejected"])
@pytest.mark.parametrize("role", ["criterion", "survey", "bonus", "penalty"])
def test_zero_and_rejected(state: str, role: str) -> None:
    """A zero and a rejected entry give 0 points in every role, and the max stays."""
    entry = {"state": state, "why": "Không đạt"}
    sheet = scored(
        ruleset(leaf("b"), leaf("a", role=role), root={"cap": "none"}), {**points(b="5"), "a": entry}
    )
    line = sheet.line("a")
    assert (line.state, line.role) == (state, role)
    assert line.points == 0
    assert line.applicable_max == (10 if role in {"criterion", "survey"} else 0)
    assert line.steps == (Step(state, "0", F(0)),)
    assert line.entry is not None
    assert line.entry.why == "Không đạt"
    assert (sheet.complete, sheet.missing) == (True, ())


def test_zero_needs_no_reason() -> None:
    """A zero may stand without a reason, and so may a missing entry."""
    assert scored(ONE, {"a": {"state": "zero"}}).total.exact == 0
    assert scored(ONE, {"a": {"state": "missing"}}).total.exact == Interval(F(0), F(10))


def test_observed() -> None:
    """An observation may say that it is one."""
    sheet = scored(ONE, {"a": {"state": "observed", "points": "4"}})
    assert sheet.line("a").state == "observed"
    assert sheet.line("a").points == 4
    assert sheet.line("a").steps == (Step("given", "4", F(4)),)


@pytest.mark.parametrize(
    ("policy", "role", "given", "applicable"),
    [
        ("zero", "criterion", F(0), F(10)),
        ("zero", "survey", F(0), F(10)),
        ("zero", "bonus", F(0), F(0)),
        ("zero", "penalty", F(0), F(0)),
        ("full", "criterion", F(10), F(10)),
        ("full", "survey", F(10), F(10)),
        ("full", "bonus", F(0), F(0)),
        ("full", "penalty", F(0), F(0)),
        ("exclude", "criterion", F(0), F(0)),
        ("exclude", "survey", F(0), F(0)),
        ("exclude", "bonus", F(0), F(0)),
        ("exclude", "penalty", F(0), F(0)),
    ],
)
def test_not_applicable(policy: str, role: str, given: Fraction, applicable: Fraction) -> None:
    """Not applicable gives 0, full points or nothing to count, as the policy says; a bonus or penalty 0."""
    rules = ruleset(leaf("b"), leaf("a", role=role), root={"cap": "none"}, not_applicable=policy)
    sheet = scored(rules, {**points(b="5"), "a": NA})
    line = sheet.line("a")
    assert line.state == "not-applicable"
    assert (line.least, line.most, line.applicable_max) == (given, given, applicable)
    operation = policy if role in {"criterion", "survey"} else "zero"
    assert line.steps == (Step(f"not-applicable-{operation}", f"{given}", given),)
    assert line.entry is not None
    assert line.entry.why == "Không có"
    assert sheet.total.exact == 5 + given
    assert sheet.index.exact == 100 * (5 + given) / (10 + applicable)
    assert (sheet.complete, sheet.missing) == (True, ())


@pytest.mark.parametrize("role", ["criterion", "survey", "bonus", "penalty"])
def test_not_applicable_forbidden(role: str) -> None:
    """Where the policy is `forbid`, no item of any role may be called not applicable."""
    (found,) = refused(
        ruleset(leaf("b"), leaf("a", role=role), root={"cap": "none"}), {**points(b="5"), "a": NA}
    )
    assert found == problem("E-NA", entry_path("a", "state"), found="a")
    assert found.line("vi") == (
        "E-NA stages.final.entries.a.state: mục `a` không được phép ghi là không áp dụng; "
        "nhập kết quả, hoặc ghi state: zero"
    )
    assert found.line("en") == (
        "E-NA stages.final.entries.a.state: the item `a` may not be called not applicable; "
        "enter what was observed, or say state: zero"
    )


def test_the_policy_of_the_item_goes_before_that_of_the_ruleset() -> None:
    """An item's own policy decides, else that of the nearest item above it, else the ruleset's."""
    items = (leaf("a"), group("g", leaf("b"), leaf("c", not_applicable="zero"), not_applicable="exclude"))
    sheet = scored(ruleset(*items, not_applicable="full"), {"a": NA, "b": NA, "c": NA})
    assert [(sheet.line(key).least, sheet.line(key).applicable_max) for key in "abc"] == [
        (F(10), F(10)),
        (F(0), F(0)),
        (F(0), F(10)),
    ]


@pytest.mark.parametrize(
    "entries", [{}, {"a": {"state": "missing"}}, {"a": {"state": "missing", "why": "Chờ"}}]
)
def test_missing_is_not_zero(entries: Plain) -> None:
    """Without an entry, or with one that says missing, the points are anywhere in the range of the item."""
    sheet = scored(ONE, entries)
    line = sheet.line("a")
    assert (line.state, line.steps) == ("missing", ())
    assert line.points == Interval(F(0), F(10))
    assert line.applicable_max == 10
    assert (line.entry is None) == (not entries)
    assert (sheet.complete, sheet.missing, sheet.warnings, sheet.band) == (False, ("a",), (), None)


@pytest.mark.parametrize("entries", [{}, {"a": {"state": "missing"}, "p": {"state": "missing"}}])
def test_missing_as_zero(entries: Plain) -> None:
    """With ``missing: zero`` a missing item is 0, the score is complete, and the sheet warns."""
    rules = ruleset(leaf("a"), leaf("b"), leaf("p", role="penalty"), missing="zero")
    sheet = scored(rules, {**points(b="5"), **entries})
    for key in "ap":
        assert sheet.line(key).state == "missing"
        assert sheet.line(key).points == 0
        assert sheet.line(key).steps == (Step("missing-as-zero", "0", F(0)),)
        assert (sheet.line(key).entry is None) == (not entries)
    assert [line.role for line in sheet.lines] == ["criterion", "criterion", "penalty"]
    assert [line.applicable_max for line in sheet.lines] == [10, 10, 0]
    assert sheet.total.exact == 5
    assert (sheet.complete, sheet.missing) == (True, ("a", "p"))
    assert sheet.steps == (Step("sum", "0 + 5 + 0", F(5)), Step("index", "100 × 5 / 20", F(25)))
    (found,) = sheet.warnings
    assert found == problem("W-MISSING", ("policies", "missing"), found="a, p")
    assert found.line("vi") == "W-MISSING policies.missing: các mục chưa có kết quả tính 0 điểm: a, p"
    assert found.line("en") == "W-MISSING policies.missing: missing items count as 0: a, p"


def test_inner_items_with_missing_ones_counted_as_zero() -> None:
    """Where missing is 0 an inner item is complete, and is not itself called missing."""
    sheet = scored(ruleset(group("g", leaf("a")), leaf("b"), missing="zero"), points(b="5"))
    assert sheet.line("g").state == "observed"
    assert sheet.line("g").steps == (Step("sum", "0", F(0)),)
    assert sheet.missing == ("a",)


def test_nothing_missing_does_not_warn() -> None:
    """With ``missing: zero`` and nothing missing the sheet does not warn."""
    assert scored(ruleset(leaf("a"), missing="zero"), points(a="0")).warnings == ()


@pytest.mark.parametrize("state", ["zero", "rejected", "not-applicable", "missing"])
def test_an_observation_beside_another_state(state: str) -> None:
    """An observation goes with the state observed only."""
    (found,) = refused(ONE, {"a": {"state": state, "why": "Vì", "points": "5"}})
    assert found == problem("E-STATE", entry_path("a", "state"), found=state)


def test_an_observation_beside_another_state_in_words() -> None:
    """The refusal says to keep one of the two."""
    (found,) = refused(ONE, {"a": {"state": "zero", "points": "5"}})
    at = "stages.final.entries.a.state"
    assert found.line("vi") == (
        f"E-STATE {at}: trạng thái `zero` không đi cùng kết quả quan sát; giữ một trong hai"
    )
    assert (
        found.line("en")
        == f"E-STATE {at}: the state `zero` does not go with an observation; keep one of the two"
    )


@pytest.mark.parametrize(
    ("entry", "state"), [({}, ""), ({"state": "observed"}, "observed"), ({"why": "Vì"}, "")]
)
def test_neither_observation_nor_state(entry: Plain, state: str) -> None:
    """An entry that says observed, or no state, must observe something."""
    (found,) = refused(ONE, {"a": entry})
    assert found == problem("E-NOTHING", entry_path("a"), found=state)
    assert found.line("vi") == (
        "E-NOTHING stages.final.entries.a: mục này không nêu kết quả hay trạng thái; "
        "nhập kết quả, hoặc ghi state: missing"
    )
    assert found.line("en") == (
        "E-NOTHING stages.final.entries.a: this entry gives neither an observation nor a state; "
        "enter what was observed, or say state: missing"
    )


@pytest.mark.parametrize("state", ["rejected", "not-applicable"])
@pytest.mark.parametrize("why", [{}, {"why": ""}])
def test_states_that_need_a_reason(state: str, why: Plain) -> None:
    """What is rejected or not applicable says why."""
    (found,) = refused(ruleset(leaf("a"), not_applicable="full"), {"a": {"state": state, **why}})
    assert found == problem("E-WHY", entry_path("a", "state"), found=state)
    at = "stages.final.entries.a.state"
    assert found.line("vi") == f"E-WHY {at}: trạng thái `{state}` phải có lý do; thêm why: …"
    assert found.line("en") == f"E-WHY {at}: the state `{state}` needs its reason; add why: …"


# Stages

FIVE = {
    "final": points(a="5", b="0") | {"a": {"points": "5", "changed": BY}},
    "appraisal_2": {"a": {"points": "4", "changed": BY}},
    "explanation": {"a": {"points": "3", "changed": BY}},
    "appraisal_1": {"a": {"points": "2", "changed": BY}},
    "self": {"a": {"points": "1"}, "b": {"points": "0"}},
}


@pytest.mark.parametrize(
    ("stage", "total"),
    [("self", 1), ("appraisal-1", 2), ("explanation", 3), ("appraisal-2", 4), ("final", 5)],
)
def test_the_latest_entry_up_to_the_stage_stands(stage: str, total: int) -> None:
    """The entry of the latest stage up to the one asked for stands, in whatever order they are written."""
    sheet = scored(ruleset(leaf("a"), leaf("b")), stage=stage, **FIVE)
    assert sheet.total.exact == total
    assert sheet.stage == stage
    assert sheet.warnings == ()


def test_a_stage_inherits_what_it_does_not_say() -> None:
    """What a stage does not enter stays as the latest stage before it has it, with the entry itself."""
    rules = ruleset(leaf("a"), leaf("b"))
    stages: Plain = {
        "self": points(a="1", b="2"),
        "appraisal_2": {"b": {"points": "3", "changed": BY}},
        "final": {},
    }
    sheet = scored(rules, **stages)
    assert [line.points for line in sheet.lines] == [1, 3]
    first, second = sheet.line("a").entry, sheet.line("b").entry
    assert first is not None
    assert second is not None
    assert first.changed is None
    assert second.changed is not None
    assert (second.changed.by, second.changed.why) == ("Sở Nội vụ", "Thẩm định lại")


def test_later_stages_do_not_count() -> None:
    """An item that is first entered at a later stage is missing at this one."""
    sheet = scored(
        ruleset(leaf("a"), leaf("b")), stage="appraisal-1", self=points(a="1"), final=points(b="2")
    )
    assert [line.points for line in sheet.lines] == [1, Interval(F(0), F(10))]
    assert sheet.missing == ("b",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"points": "5"}, {"points": "4"}),
        ({"points": "5"}, {"state": "zero"}),
        ({"points": "0"}, {"state": "zero"}),
        ({"state": "zero"}, {"points": "0"}),
        ({"state": "zero"}, {"state": "rejected", "why": "Vì"}),
        ({"state": "zero"}, {"state": "missing"}),
        ({"state": "missing"}, {"points": "5"}),
        ({"points": "5"}, NA),
    ],
)
def test_a_difference_says_by_whom_and_why(before: Plain, after: Plain) -> None:
    """An entry that differs in state or observation from the one before it says who changed it and why."""
    rules = ruleset(leaf("a"), not_applicable="full")
    (found,) = refused(rules, self={"a": before}, appraisal_1={"a": after})
    assert found == problem("E-CHANGE", entry_path("a", stage="appraisal-1"), found="a")
    sheet = scored(rules, self={"a": before}, appraisal_1={"a": {**after, "changed": BY}})
    assert sheet.line("a").entry is not None


def test_a_difference_without_a_reason_in_words() -> None:
    """The refusal says how to give the reason."""
    (found,) = refused(ONE, self=points(a="5"), final=points(a="4"))
    at = "stages.final.entries.a"
    assert found.line("vi") == (
        f"E-CHANGE {at}: mục `a` khác giai đoạn trước mà không nêu lý do; thêm changed: {{by: …, why: …}}"
    )
    assert found.line("en") == (
        f"E-CHANGE {at}: the entry for `a` differs from the stage before without a reason; "
        "add changed: {by: …, why: …}"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"points": "5"}, {"points": "5.0"}),
        ({"points": "5"}, {"state": "observed", "points": "5"}),
        ({"points": "5"}, {"points": "5", "why": "Như trước", "evidence": [{"title": "Báo cáo"}]}),
        (NA, {**NA, "why": "Lý do khác"}),
        ({"points": "5", "changed": BY}, {"points": "5"}),
        ({"points": "5"}, {"points": "5", "changed": BY}),
    ],
)
def test_the_same_said_again_needs_no_reason(before: Plain, after: Plain) -> None:
    """An entry that says the same figure and state as before needs no reason, and may give one; it stands."""
    sheet = scored(ruleset(leaf("a"), not_applicable="full"), self={"a": before}, final={"a": after})
    entry = sheet.line("a").entry
    assert entry is not None
    assert entry.why == after.get("why")
    assert (entry.changed is None) == ("changed" not in after)


def test_a_difference_in_the_fields_given() -> None:
    """The same figure in another field is another observation."""
    rules = ruleset(leaf("a", {"method": "ratio"}))
    before, after = {"value": "0.5"}, {"done": "1", "planned": "2"}
    assert codes(refused(rules, self={"a": before}, final={"a": after})) == [("E-CHANGE", entry_path("a"))]
    tallied = {"tallies": {"people": {"a": "1"}, "deputies": {"a": "2"}}}
    again = {"tallies": {"deputies": {"a": "2"}, "people": {"a": "1"}}}
    assert (
        scored(worked(), self={"satisfaction": tallied}, final={"satisfaction": again})
        .line("satisfaction")
        .least
        == 10
    )


def test_a_difference_is_from_the_entry_before() -> None:
    """An entry is held against the one that stood before it, not against the first."""
    changed = {"a": {"points": "4", "changed": BY}}
    back = refused(ONE, self=points(a="5"), appraisal_1=changed, final=points(a="5"))
    assert codes(back) == [("E-CHANGE", entry_path("a"))]
    assert scored(ONE, self=points(a="5"), appraisal_1=changed, final=points(a="4")).total.exact == 4


def test_the_first_entry_needs_no_reason() -> None:
    """The first entry of an item, at whatever stage, needs no reason."""
    assert scored(ruleset(leaf("a"), leaf("b")), self=points(a="1"), final=points(b="2")).total.exact == 3


def test_every_stage_must_fit_the_rules() -> None:
    """Entries that are superseded, or later than the stage asked for, are checked like all others."""
    for stage in ("self", "explanation", "final"):
        found = refused(
            ruleset(leaf("a"), leaf("b")),
            stage=stage,
            self={"a": {"points": "11"}, "x": {"points": "1"}},
            appraisal_1={"a": {"points": "12", "changed": BY}},
            final={"a": {"points": "1", "changed": BY}, "b": {"state": "rejected"}, "total": {"points": "1"}},
        )
        assert codes(found) == [
            ("E-ENTRY", entry_path("total")),
            ("E-ITEM", entry_path("x", stage="self")),
            ("E-RANGE", entry_path("a", "points", stage="appraisal-1")),
            ("E-RANGE", entry_path("a", "points", stage="self")),
            ("E-WHY", entry_path("b", "state")),
        ]


def test_a_later_difference_without_a_reason() -> None:
    """A difference without a reason is refused also where it is later than the stage asked for."""
    found = refused(ONE, stage="self", self=points(a="5"), final=points(a="4"))
    assert codes(found) == [("E-CHANGE", entry_path("a"))]


# What else can be wrong


def test_unknown_stage() -> None:
    """A stage that does not exist is a question that cannot be asked."""
    with pytest.raises(UsageError) as caught:
        score(ONE, assess(points(a="1")), stage="finale")
    (found,) = caught.value.problems
    known = "self, appraisal-1, explanation, appraisal-2, final"
    assert found == problem("E-STAGE", (), found="finale", nearest="final", known=known)
    assert found.line("vi") == "E-STAGE: không có giai đoạn `finale`; có phải là `final`?"
    assert found.line("en") == "E-STAGE: there is no stage `finale`; did you mean `final`?"
    (far,) = refused(ONE, points(a="1"), stage="x")
    assert far.line("vi") == f"E-STAGE: không có giai đoạn `x`; chọn một trong: {known}"
    assert far.line("en") == f"E-STAGE: there is no stage `x`; choose one of: {known}"


def test_unknown_kind() -> None:
    """A kind of unit that the ruleset does not have is refused, and nothing else is said of the entries."""
    found = refused(ONE, points(x="1"), kind="departmnt", period="half-year")
    known = "department, district"
    assert found == (
        problem("E-KIND", ("unit", "kind"), found="departmnt", nearest="department", known=known),
        problem("E-PERIOD", ("period",), found="half-year", nearest="year", known="year"),
    )
    assert found[0].line("vi") == (
        "E-KIND unit.kind: bộ tiêu chí không có loại đơn vị `departmnt`; có phải là `department`?"
    )
    assert found[0].line("en") == (
        "E-KIND unit.kind: the ruleset has no unit kind `departmnt`; did you mean `department`?"
    )
    (far,) = refused(ONE, {}, kind="x")
    assert (
        far.line("vi") == f"E-KIND unit.kind: bộ tiêu chí không có loại đơn vị `x`; chọn một trong: {known}"
    )
    assert far.line("en") == f"E-KIND unit.kind: the ruleset has no unit kind `x`; choose one of: {known}"


def test_unknown_period() -> None:
    """A period that the ruleset does not have is refused, together with everything else."""
    found = refused(ONE, points(a="11"), period="half-year")
    assert codes(found) == [("E-PERIOD", ("period",)), ("E-RANGE", entry_path("a", "points"))]
    assert found[0].line("vi") == "E-PERIOD period: bộ tiêu chí không có kỳ `half-year`; có phải là `year`?"
    assert (
        found[0].line("en") == "E-PERIOD period: the ruleset has no period `half-year`; did you mean `year`?"
    )
    half = [{"key": "half-year", "from": "2024-01-01", "to": "2024-06-30"}]
    assert scored(ruleset(leaf("a"), periods=half), points(a="1"), period="half-year").period == "half-year"


def test_unknown_item() -> None:
    """An entry for no item is refused, with the nearest leaf and all of them."""
    rules = ruleset(group("steering", leaf("annual-plan"), leaf("reports")), leaf("view"))
    known = "annual-plan, reports, view"
    found = refused(rules, points(anual_plan="1", zzz="2"))
    assert found == (
        problem("E-ITEM", entry_path("anual-plan"), found="anual-plan", nearest="annual-plan", known=known),
        problem("E-ITEM", entry_path("zzz"), found="zzz", nearest="", known=known),
    )
    at = "E-ITEM stages.final.entries"
    assert (
        found[0].line("vi")
        == f"{at}.anual-plan: bộ tiêu chí không có mục `anual-plan`; có phải là `annual-plan`?"
    )
    assert (
        found[0].line("en")
        == f"{at}.anual-plan: the ruleset has no item `anual-plan`; did you mean `annual-plan`?"
    )
    assert found[1].line("vi") == f"{at}.zzz: bộ tiêu chí không có mục `zzz`; xem `parindex show`"
    assert found[1].line("en") == f"{at}.zzz: the ruleset has no item `zzz`; see `parindex show`"


def test_entry_for_an_inner_item() -> None:
    """An entry for an inner item, the root too, is refused with the leaves to enter instead."""
    rules = ruleset(group("g", group("h", leaf("a"), leaf("b")), leaf("c")), leaf("d"))
    found = refused(rules, points(h="1", g="1", total="1"))
    assert found == (
        problem("E-ENTRY", entry_path("h"), found="h", known="a, b"),
        problem("E-ENTRY", entry_path("g"), found="g", known="a, b, c"),
        problem("E-ENTRY", entry_path("total"), found="total", known="a, b, c, d"),
    )
    assert found[0].line("vi") == (
        "E-ENTRY stages.final.entries.h: mục `h` có mục con, không chấm trực tiếp; chấm từng mục: a, b"
    )
    assert found[0].line("en") == (
        "E-ENTRY stages.final.entries.h: the item `h` has items below it and is not entered itself; "
        "enter these instead: a, b"
    )


@pytest.mark.parametrize("entry", [{"points": "1"}, NA, {"state": "missing"}])
def test_entry_for_an_item_that_does_not_apply(entry: Plain) -> None:
    """An entry for an excluded item is refused, whatever it says."""
    rules = ruleset(
        leaf("a", applies_to=["district"]), leaf("b", applies_to=["department"]), root={"max": "10"}
    )
    (found,) = refused(rules, {**points(b="1"), "a": entry})
    assert found == problem("E-APPLIES", entry_path("a"), found="a", kind="department")
    at = "stages.final.entries.a"
    assert (
        found.line("vi") == f"E-APPLIES {at}: mục `a` không áp dụng cho loại đơn vị `department`; xoá mục này"
    )
    assert found.line("en") == (
        f"E-APPLIES {at}: the item `a` does not apply to the kind `department`; remove the entry"
    )


def test_entries_after_one_that_does_not_apply() -> None:
    """An entry that is refused does not keep those after it from being read."""
    rules = ruleset(
        leaf("a", applies_to=["district"]), leaf("b", applies_to=["department"]), root={"max": "10"}
    )
    assert codes(refused(rules, points(x="1", a="1", b="11"))) == [
        ("E-APPLIES", entry_path("a")),
        ("E-ITEM", entry_path("x")),
        ("E-RANGE", entry_path("b", "points")),
    ]


def test_every_problem_in_one_run() -> None:
    """One run reports every problem of every entry, each at its own path and once."""
    found = refused(
        worked(),
        {
            "plan-issued": {"level": "lat"},
            "tasks-done": {"done": "5", "planned": "4"},
            "files-on-time": {"value": "100.5"},
            "disclosure": {"ticks": ["progress", "progress"]},
            "discipline": {"counts": {"mild": "1"}},
            "council-view": {"points": "8.3"},
            "innovation": {"points": "1"},
            "late-reports": NA,
            "satisfaction": {"tallies": {"people": {"a": "1"}}},
            "survey": {"points": "1"},
            "other": {"points": "1"},
        },
    )
    assert codes(found) == [
        ("E-BALLOTS", entry_path("satisfaction", "tallies")),
        ("E-DONE", entry_path("tasks-done", "done")),
        ("E-ENTRY", entry_path("survey")),
        ("E-FAULT", entry_path("discipline", "counts", "mild")),
        ("E-FORM", entry_path("innovation", "points")),
        ("E-ITEM", entry_path("other")),
        ("E-LEVEL", entry_path("plan-issued", "level")),
        ("E-NA", entry_path("late-reports", "state")),
        ("E-RANGE", entry_path("files-on-time", "value")),
        ("E-STEP", entry_path("council-view", "points")),
        ("E-TWICE", entry_path("disclosure", "ticks", 1)),
    ]


def test_problems_are_raised_as_one_error() -> None:
    """What is wrong with an assessment is an `AssessmentError` that carries all of it."""
    with pytest.raises(AssessmentError) as caught:
        score(ONE, assess(points(a="11", b="1")))
    assert {each.code for each in caught.value.problems} == {"E-RANGE", "E-ITEM"}


def test_wrong_entries_under_missing_as_zero() -> None:
    """A wrong entry is refused also where what is missing counts as 0."""
    found = refused(ruleset(leaf("a"), missing="zero"), points(a="11"))
    assert codes(found) == [("E-RANGE", entry_path("a", "points"))]
