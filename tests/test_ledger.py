"""The stage ledger: what each stage changed, what that did, and the gap between claim and result."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from helpers import Plain, assess, group, leaf, named, points, ruleset
from hypothesis import given
from hypothesis import strategies as st

from parindex.assessment import STAGES, Assessment
from parindex.audit.ledger import Change, Ledger, ledger, observation, plain
from parindex.errors import AssessmentError, UsageError, problem
from parindex.exact import Interval
from parindex.ranking import rank
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import each_line
from parindex.scoring import score
from parindex.testing.random_assessments import assessment_tree
from parindex.testing.random_rulesets import ruleset_tree

if TYPE_CHECKING:
    from parindex.scoresheet import ScoreSheet

F = Fraction
DEPARTMENT = {"vi": "Sở Nội vụ", "en": "Department of Home Affairs"}
FINANCE = {"vi": "Sở Tài chính"}


def changed(by: str = "Sở Nội vụ", reason: str = "Thẩm định", /, **entry: Any) -> Plain:
    """Make an entry that a later stage changed."""
    return {**entry, "changed": {"by": by, "why": reason}}


def kept(declared: Ruleset, assessment: Assessment, *others: Assessment) -> Ledger:
    """Keep the ledger of one unit, among others."""
    return ledger(declared, [assessment, *others])[0]


def only(found: Ledger) -> Change:
    """Return the one change of a ledger."""
    (change,) = found.entries
    return change


def seen(change: Change) -> tuple[dict[str, str], dict[str, str]]:
    """Return what was observed before and after."""
    return dict(observation(change.before)), dict(observation(change.after))


def ends(least: str, most: str) -> Interval[Fraction]:
    """Make a difference at both ends."""
    return Interval(F(least), F(most))


def exactly(value: str) -> Interval[Fraction]:
    """Make a difference that is the same at both ends."""
    return ends(value, value)


def staged(seed: int) -> tuple[Ruleset, Assessment]:
    """Draw a ruleset and an assessment with two to five stages, the later ones with some changes."""
    random = Random(seed)
    tree = ruleset_tree(random.randrange)
    drawn = [assessment_tree(random.randrange, tree) for _ in range(5)]
    unit = drawn[0]["unit"]
    names = [name for name in STAGES if name in {"self", "final"} or random.randrange(2)]
    stages: Plain = {"self": next(iter(drawn[0]["stages"].values()))}
    for name, other in zip(names[1:], drawn[1:], strict=False):
        entries = other["stages"]["final"]["entries"] if other["unit"]["kind"] == unit["kind"] else {}
        chosen = {key: each for key, each in entries.items() if not random.randrange(3)}
        stages[name] = {"entries": {key: changed(**without_changed(each)) for key, each in chosen.items()}}
    return Ruleset.model_validate(tree), Assessment.model_validate({**drawn[0], "stages": stages})


def without_changed(entry: Plain) -> Plain:
    """Leave out who changed an entry."""
    return {name: value for name, value in entry.items() if name != "changed"}


def drawn_ledger(seed: int) -> tuple[Ruleset, Assessment, Ledger] | None:
    """Keep the ledger of what was drawn, unless the rules refuse one of its totals."""
    declared, assessment = staged(seed)
    try:
        return declared, assessment, kept(declared, assessment)
    except AssessmentError as error:
        if {each.code for each in error.problems} <= {"E-ABOVE", "E-NOTHING-APPLIES"}:
            return None
        raise


seeds = st.integers(0, 100_000)


# Laws


@given(seeds)
def test_effects_and_remainder_are_the_change_of_the_stage(seed: int) -> None:
    """At both ends the totals differ by the whole, and the whole is the single effects and the remainder."""
    drawn = drawn_ledger(seed)
    if drawn is None:
        return
    found = drawn[2]

    for passage, (before, after) in zip(found.passages, pairwise(found.positions), strict=True):
        one, other = before.sheet.total, after.sheet.total
        assert passage.whole == (other.least - one.least, other.most - one.most)
        effects = [change.effect for change in passage.entries]
        if passage.remainder is None:
            assert None in effects
            continue
        known = [effect for effect in effects if effect is not None]
        assert len(known) == len(effects)
        assert passage.whole.least == sum((each.least for each in known), passage.remainder.least)
        assert passage.whole.most == sum((each.most for each in known), passage.remainder.most)


@given(seeds)
def test_one_change_is_the_whole_change(seed: int) -> None:
    """Where a stage made one change, its effect alone is that of the stage and nothing remains."""
    drawn = drawn_ledger(seed)
    if drawn is None:
        return
    for passage in drawn[2].passages:
        if len(passage.entries) == 1:
            assert passage.entries[0].effect == passage.whole
            assert passage.remainder == exactly("0")


@given(seeds)
def test_stages_have_the_scores_of_the_stages(seed: int) -> None:
    """Each position is the score of its stage, and the last one, like `final`, that of the file's end."""
    drawn = drawn_ledger(seed)
    if drawn is None:
        return
    declared, assessment, found = drawn

    assert [each.sheet.stage for each in found.positions] == [
        name for name in STAGES if name in assessment.stages
    ]
    for position in found.positions:
        assert position.sheet == score(declared, assessment, stage=position.sheet.stage)
    assert found.final == score(declared, assessment)
    assert found.positions[-1].sheet.total == found.final.total


@given(seeds)
def test_what_is_no_change_has_no_row(seed: int) -> None:
    """Exactly those entries have a row that say something else, or are given first and not as missing.

    Without their reasons exactly the rows that were there before are refused.
    """
    drawn = drawn_ledger(seed)
    if drawn is None:
        return
    declared, assessment, found = drawn
    tree = assessment.model_dump(mode="json", by_alias=True, exclude_none=True)
    for stage in tree["stages"].values():
        for entry in stage["entries"].values():
            entry.pop("changed", None)
    again = [(each.stage, each.item.key) for each in found.entries if each.before.entry is not None]
    try:
        score(declared, Assessment.model_validate(tree))
        refused: list[object] = []
    except AssessmentError as error:
        refused = [(each.path[1], each.path[3]) for each in error.problems if each.code == "E-CHANGE"]

    assert sorted(map(str, again)) == sorted(map(str, refused))
    for change in found.entries:
        assert (change.before.state, observation(change.before)) != (
            change.after.state,
            observation(change.after),
        )


@given(seeds)
def test_gaps_add_up(seed: int) -> None:
    """The gaps of the bodies add up to the differences of all leaves, and those of the fields are exact."""
    drawn = drawn_ledger(seed)
    if drawn is None:
        return
    found = drawn[2]
    first, last = found.positions[0].sheet, found.positions[-1].sheet
    assert found.gaps is not None
    pairs = [(one, last.line(one.item.key)) for one in each_line(first.lines) if one.item.scale is not None]

    for end in ("least", "most"):
        wanted = sum((getattr(one, end) - getattr(other, end) for one, other in pairs), F(0))
        bodies = [getattr(gap.difference, end) for _, gap in found.gaps.bodies]
        assert sum(bodies, F(0)) == wanted
        for item, gap in found.gaps.fields:
            one, other = first.line(item.key), last.line(item.key)
            assert getattr(gap.difference, end) == getattr(one, end) - getattr(other, end)
        total = found.gaps.total.difference
        assert getattr(total, end) == getattr(first.total, end) - getattr(last.total, end)


@given(
    st.lists(st.tuples(*[st.integers(0, 40)] * 3), min_size=2, max_size=6),
    st.sampled_from(["competition", "dense"]),
)
def test_ranks_are_those_of_the_league(units: list[tuple[int, int, int]], ties: str) -> None:
    """The rank at each stage, and after one change alone, is that of `rank` with the others as at the end."""
    declared = ruleset(leaf("a"), leaf("b"), rank={"on": "published", "ties": ties})
    given_ = [
        assess(
            {"a": changed(points=quarter(end))},
            self=points(a=quarter(start), b=quarter(other)),
            unit=f"u{at}",
        )
        for at, (start, other, end) in enumerate(units)
    ]
    finals = [score(declared, each) for each in given_]

    for at, found in enumerate(ledger(declared, given_)):
        others = [sheet for index, sheet in enumerate(finals) if index != at]
        for position in found.positions:
            assert position.rank == direct(position.sheet, others)
        for change in found.entries:
            assert change.rank_before == found.positions[0].rank
            assert change.rank_after == found.positions[1].rank


def quarter(count: int) -> str:
    """Write so many quarters."""
    return f"{count // 4}.{25 * (count % 4):02}"


def direct(sheet: ScoreSheet, others: list[ScoreSheet]) -> int:
    """Rank a sheet of any stage directly among others."""
    ranked = rank([replace(sheet, stage="final"), *others])
    return next(row.rank for row in ranked if row.sheet.unit.key == sheet.unit.key)


# What a policy officer reads in it


def test_a_change_is_told_with_its_reason() -> None:
    """A row has the item and its clause, observations, points, who, why, on what and to what effect."""
    item = leaf(
        "tasks",
        {"method": "ratio"},
        max="12",
        code="1.2.3",
        source={"instrument": "qd-1", "at": "Phụ lục, 1.2.3"},
    )
    document = {"title": "Danh mục sản phẩm", "sha256": "0" * 64}
    after = changed("Sở Tài chính", "Hai nhiệm vụ chưa có sản phẩm", done="285", planned="291")
    unit = assess(
        {"tasks": {**after, "evidence": [document]}}, self={"tasks": {"done": "287", "planned": "291"}}
    )
    change = only(kept(ruleset(item), unit))

    assert (change.stage, change.item.key, change.item.code) == ("final", "tasks", "1.2.3")
    assert change.item.source is not None
    assert change.item.source.at == "Phụ lục, 1.2.3"
    assert seen(change) == ({"done": "287", "planned": "291"}, {"done": "285", "planned": "291"})
    assert (change.before.points, change.after.points) == (F(12 * 287, 291), F(12 * 285, 291))
    assert (change.by, change.why) == ("Sở Tài chính", "Hai nhiệm vụ chưa có sản phẩm")
    assert [(each.title, each.sha256) for each in change.evidence] == [("Danh mục sản phẩm", "0" * 64)]
    assert change.effect == exactly("-24/291")
    assert (change.rank_before, change.rank_after) == (None, None)


def test_five_stages_are_four_passages() -> None:
    """A row belongs to the stage that made it, and a stage without changes has none."""
    unit = assess(
        {"b": changed(points="2")},
        self=points(a="9", b="1"),
        appraisal_1={"a": changed(points="5")},
        explanation={"a": changed("Sở A", "Bổ sung tài liệu", points="9")},
        appraisal_2=points(a="9.0"),
    )
    found = kept(ruleset(leaf("a"), leaf("b")), unit)

    assert [(each.before, each.after, len(each.entries)) for each in found.passages] == [
        ("self", "appraisal-1", 1),
        ("appraisal-1", "explanation", 1),
        ("explanation", "appraisal-2", 0),
        ("appraisal-2", "final", 1),
    ]
    assert [each.sheet.total.exact for each in found.positions] == [10, 6, 10, 10, 11]
    assert [each.whole.least for each in found.passages] == [-4, 4, 0, 1]
    assert [each.remainder for each in found.passages] == [exactly("0")] * 4
    assert [(each.stage, each.by) for each in found.entries] == [
        ("appraisal-1", "Sở Nội vụ"),
        ("explanation", "Sở A"),
        ("final", "Sở Nội vụ"),
    ]


def test_a_stage_that_is_not_there_is_passed_over() -> None:
    """From one stage the ledger goes to the next that the file has."""
    unit = assess(self=points(a="9"), appraisal_2={"a": changed(points="5")})
    found = kept(ruleset(leaf("a")), unit)

    assert [each.sheet.stage for each in found.positions] == ["self", "appraisal-2"]
    assert found.final.stage == "final"
    assert found.final.total.exact == 5


def test_a_cap_leaves_a_remainder() -> None:
    """Two changes below a cap do nothing alone, and the stage's whole change is the remainder."""
    block = group("g", leaf("a"), leaf("b"), leaf("c", role="bonus"), cap="20", max="20")
    later = {"a": changed(points="4"), "b": changed(points="4")}
    (passage,) = kept(ruleset(block), assess(later, self=points(a="10", b="10", c="6"))).passages

    assert [each.effect for each in passage.entries] == [exactly("0"), exactly("0")]
    assert [each.before.least - each.after.least for each in passage.entries] == [6, 6]
    assert (passage.whole, passage.remainder) == (exactly("-6"), exactly("-6"))


def test_an_entry_that_is_given_first() -> None:
    """What a later stage gives first is a row from missing, with no reason and both ends of its effect."""
    unit = assess(points(b="7"), self=points(a="9"))
    change = only(kept(ruleset(leaf("a"), leaf("b")), unit))

    assert (change.before.state, change.before.points) == ("missing", ends("0", "10"))
    assert seen(change) == ({}, {"points": "7"})
    assert (change.by, change.why, change.evidence) == (None, None, ())
    assert change.effect == ends("7", "-3")


def test_a_change_while_something_else_is_missing() -> None:
    """While another item is missing a change moves both ends alike, and nobody has a rank."""
    unit = assess({"a": changed(points="8.5")}, self=points(a="9"))
    found = kept(ruleset(leaf("a"), leaf("b")), unit, assess(points(a="1", b="1"), unit="y"))

    assert only(found).effect == exactly("-0.5")
    assert [each.rank for each in found.positions] == [None, None]
    assert only(found).rank_after is None


def test_a_change_to_missing() -> None:
    """What an appraisal takes back without a new figure is open again, and its row tells both ends."""
    unit = assess({"a": changed(state="missing")}, self=points(a="9"))
    change = only(kept(ruleset(leaf("a")), unit))

    assert (change.after.state, change.effect) == ("missing", ends("-9", "1"))


def test_a_state_is_a_change() -> None:
    """An entry that is rejected, or accepted again, is a row though no figure was given."""
    unit = assess(
        {"a": changed(points="9")},
        self=points(a="9"),
        appraisal_1={"a": changed(state="rejected", why="Tài liệu không đạt")},
    )
    found = kept(ruleset(leaf("a")), unit)

    assert [(each.before.state, each.after.state) for each in found.entries] == [
        ("observed", "rejected"),
        ("rejected", "observed"),
    ]
    assert [each.effect for each in found.entries] == [exactly("-9"), exactly("9")]


def test_a_reason_or_a_document_alone_is_no_change() -> None:
    """An entry that says the same with another document is no row, and the sum is the same."""
    unit = assess({"a": {"points": "9", "evidence": [{"title": "Tài liệu bổ sung"}]}}, self=points(a="9"))
    (passage,) = kept(ruleset(leaf("a")), unit).passages

    assert (passage.entries, passage.whole, passage.remainder) == ((), exactly("0"), exactly("0"))


def test_what_the_rules_refuse_alone_has_no_effect() -> None:
    """A change that alone would lift the total above what the rules take has no effect and no remainder."""
    declared = ruleset(leaf("a"), leaf("b", role="bonus"), root={"cap": "none"}, above_max="refuse", bands=[])
    later = {"a": changed(points="2"), "b": changed(points="8")}
    (passage,) = kept(declared, assess(later, self=points(a="9", b="0"))).passages

    assert [each.effect for each in passage.entries] == [exactly("-7"), None]
    assert (passage.whole, passage.remainder) == (exactly("1"), None)


@pytest.mark.parametrize(
    ("declared", "before", "after", "fields"),
    [
        ({"method": "count", "each": "1"}, {"count": "2"}, {"count": "1"}, ({"count": "2"}, {"count": "1"})),
        (
            {"method": "checklist", "ticks": named(("x", "4"), ("y", "6"))},
            {"ticks": ["x", "y"]},
            {"ticks": []},
            ({"ticks": "x, y"}, {"ticks": ""}),
        ),
        (
            {"method": "deduction", "kinds": named(("minor", "0.5"), ("serious", "2"))},
            {"counts": {}},
            {"counts": {"minor": "3"}},
            ({"counts": ""}, {"counts.minor": "3"}),
        ),
        ({"method": "ratio"}, {"value": "0.50"}, {"value": "0.625"}, ({"value": "0.5"}, {"value": "0.625"})),
    ],
)
def test_observations_are_told_field_by_field(
    declared: Plain, before: Plain, after: Plain, fields: tuple[Plain, Plain]
) -> None:
    """An observation is text by field, numbers as short as can be, and what is inside a field by its key."""
    unit = assess({"a": changed(**after)}, self={"a": before})
    assert seen(only(kept(ruleset(leaf("a", declared)), unit))) == fields


# Ranks


def test_a_change_moves_a_unit_among_the_others_as_they_end() -> None:
    """A unit falls behind one that stands at its final result, whatever that one claimed for itself."""
    declared = ruleset(leaf("a"), leaf("b"))
    one = assess({"a": changed(points="5"), "b": changed(points="2")}, self=points(a="9", b="1"), unit="x")
    two = assess({"a": changed(points="8")}, self=points(a="10", b="0"), unit="y")
    first, second = ledger(declared, [one, two])

    assert [each.rank for each in first.positions] == [1, 2]
    assert [(each.item.key, each.rank_before, each.rank_after) for each in first.entries] == [
        ("a", 1, 2),
        ("b", 1, 1),
    ]
    assert [each.rank for each in second.positions] == [1, 1]


def test_one_unit_has_no_rank() -> None:
    """A unit by itself has no rank at any stage."""
    found = kept(ruleset(leaf("a")), assess({"a": changed(points="1")}, self=points(a="2")))
    assert [each.rank for each in found.positions] == [None, None]


def test_no_units() -> None:
    """Of no assessment there is no ledger."""
    assert ledger(ruleset(leaf("a")), []) == ()


# Gaps


def test_gaps_by_field_and_body() -> None:
    """Fields are what lies below the components; a body is that of the item or the nearest one above."""
    declared = ruleset(
        group(
            "appraisal",
            group("steering", leaf("a"), leaf("b", appraiser=FINANCE), appraiser=DEPARTMENT),
            leaf("c"),
        ),
        leaf("survey"),
    )
    unit = assess(
        {"a": changed(points="7"), "b": changed(points="1"), "c": changed(points="6")},
        self=points(a="9", b="4", c="5", survey="8"),
    )
    gaps = kept(declared, unit).gaps

    assert gaps is not None
    assert [(item.key, gap.difference) for item, gap in gaps.fields] == [
        ("steering", exactly("5")),
        ("c", exactly("-1")),
        ("survey", exactly("0")),
    ]
    assert [(body and body.vi, gap.difference) for body, gap in gaps.bodies] == [
        ("Sở Nội vụ", exactly("2")),
        ("Sở Tài chính", exactly("3")),
        (None, exactly("-1")),
    ]
    assert (gaps.total.claimed.exact, gaps.total.granted.exact) == (F(26), F(22))


def test_what_does_not_apply_has_no_gap() -> None:
    """An item that does not apply to the kind of unit is neither a field nor work of its body."""
    mine, theirs = leaf("a", applies_to=["department"]), leaf("b", applies_to=["district"], appraiser=FINANCE)
    declared = ruleset(mine, theirs, root={"max": "10"})
    gaps = kept(declared, assess({"a": changed(points="1")}, self=points(a="3"))).gaps

    assert gaps is not None
    assert [item.key for item, _ in gaps.fields] == ["a"]
    assert [body for body, _ in gaps.bodies] == [None]


@pytest.mark.parametrize(
    "stages", [{"self": points(a="9")}, {"appraisal_1": points(a="9")}, {"appraisal_1": {}, "entries": {}}]
)
def test_no_gap_without_claim_and_appraisal(stages: Plain) -> None:
    """Without the unit's own scoring, or with nothing after it, there is no gap."""
    assert kept(ruleset(leaf("a")), assess(**stages)).gaps is None


# Refused


def test_a_change_without_a_reason_is_refused() -> None:
    """An entry that differs from the one before without `changed` is a problem, in each stage."""
    unit = assess(points(a="7"), self=points(a="9"), appraisal_1=points(a="8"))
    with pytest.raises(AssessmentError) as caught:
        ledger(ruleset(leaf("a")), [unit])

    assert [each.line() for each in caught.value.problems] == [
        f"E-CHANGE stages.{stage}.entries.a: mục `a` khác giai đoạn trước mà không nêu lý do; "
        "thêm changed: {by: …, why: …}"
        for stage in ("appraisal-1", "final")
    ]


def test_a_stage_above_the_maximum_is_refused_by_its_name() -> None:
    """A total that the rules refuse at an earlier stage is a problem of that stage."""
    declared = ruleset(leaf("a"), leaf("b", role="bonus"), root={"cap": "none"}, above_max="refuse", bands=[])
    unit = assess({"b": changed(points="1")}, self=points(a="9", b="8"))
    with pytest.raises(AssessmentError) as caught:
        ledger(declared, [unit])

    assert caught.value.problems == (problem("E-ABOVE", ("stages", "self"), found=F(17), max=F(10)),)


def test_units_of_two_leagues_are_refused() -> None:
    """Units of different kinds are not in one ledger."""
    units = [assess(points(a="1")), assess(points(a="1"), unit="y", kind="district")]
    with pytest.raises(UsageError) as caught:
        ledger(ruleset(leaf("a")), units)

    assert str(caught.value) == (
        "E-LEAGUE: `Sở A` và `Sở A` không cùng bảng xếp hạng; "
        "xếp hạng riêng từng bộ tiêu chí, kỳ, giai đoạn và loại đơn vị"
    )


def test_a_unit_twice_is_refused() -> None:
    """A unit with two files is refused."""
    with pytest.raises(UsageError) as caught:
        ledger(ruleset(leaf("a")), [assess(points(a="1")), assess(points(a="2"))])

    assert caught.value.problems == (problem("E-UNIT-TWICE", unit="so-a"),)


# As values


def test_a_ledger_is_frozen() -> None:
    """Nothing of a ledger can be changed."""
    found = kept(ruleset(leaf("a")), assess({"a": changed(points="1")}, self=points(a="3")))

    for value, name in ((found, "gaps"), (found.passages[0], "whole"), (only(found), "effect")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)


@given(seeds)
def test_the_plain_form_is_text(seed: int) -> None:
    """The plain form holds text, true, false and null alone, and each exact figure is that of the value."""
    drawn = drawn_ledger(seed)
    if drawn is None:
        return
    found = drawn[2]
    tree = plain([found])
    (unit,) = tree["ledgers"]

    assert {type(each) for each in scalars(tree)} <= {str, bool, type(None)}
    for each, passage in zip(unit["passages"], found.passages, strict=True):
        assert exact(each["whole"]) == passage.whole
        assert [entry["item"] for entry in each["entries"]] == [entry.item.key for entry in passage.entries]
        for told, change in zip(each["entries"], passage.entries, strict=True):
            assert (exact(told["effect"]) if told["effect"] else None) == change.effect


def scalars(tree: Any) -> list[Any]:
    """Return whatever is not a map or a list."""
    if isinstance(tree, dict):
        return [each for value in tree.values() for each in scalars(value)]
    return [each for value in tree for each in scalars(value)] if isinstance(tree, list) else [tree]


def exact(figure: Plain) -> tuple[Fraction, Fraction]:
    """Read both ends of a plain figure."""
    ends = (figure["least"], figure["most"]) if "least" in figure else (figure, figure)
    return F(ends[0]["exact"]), F(ends[1]["exact"])
