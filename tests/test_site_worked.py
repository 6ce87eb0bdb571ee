"""Worked examples: what a page shows for made-up figures is what the engine gives."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from helpers import Plain, leaf, plain_ruleset, rounding, ruleset
from hypothesis import given
from hypothesis import strategies as st

from parindex.assessment import Assessed, Assessment, Stage
from parindex.exact import Rounding, exact_text
from parindex.explanation.steps import sentences
from parindex.fields import FrozenMap
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import leaves, resolve
from parindex.scoring import score
from parindex.site.outline import outline
from parindex.site.worked import SHOWN, examples, observed, reckoning
from parindex.testing.random_rulesets import ruleset_tree

if TYPE_CHECKING:
    from parindex.assessment import Entry
    from parindex.errors import Language
    from parindex.scoresheet import Line

TWO = Rounding(2, "half-up")


def named(points: str, *keys: str, field: str = "points") -> list[Plain]:
    """Declare parts of a scale that are worth the same."""
    return [{"key": key, "name": {"vi": f"Mục {key}"}, field: points} for key in keys]


def steps(of: str, *edges: tuple[str, str], **fields: str) -> Plain:
    """Declare steps: from where, and their points."""
    found = [{"from": edge, "points": points} for edge, points in edges]
    return {"method": "steps", "of": of, "steps": found, **fields}


SURVEY: Plain = {
    "method": "survey",
    "empty": "reweight",
    "options": [*named("1", "good", field="share"), *named("0", "bad", field="share")],
    "groups": named("0.5", "a", "b", field="weight"),
}


def made(scale: Plain, **fields: Any) -> Ruleset:
    """Declare a ruleset of one leaf called ``only``, with another beside it."""
    return ruleset(leaf("only", scale, **fields), leaf("other"))


def shown(scale: Plain, lang: Language = "vi", **fields: Any) -> list[str]:
    """Return what each example supposes, and its exact points."""
    lines = examples(made(scale, **fields), "only")
    return [f"{observed(line, lang)}: {exact_text(line.least)}" for line in lines]


@st.composite
def unbounded(draw: st.DrawFn) -> Ruleset:
    """Draw a sound ruleset in which no total is refused."""
    tree = ruleset_tree(lambda n: draw(st.integers(0, n - 1)))
    tree["policies"]["above_max"]["value"] = "allow"
    return Ruleset.model_validate(tree)


def sheets(
    rules: Ruleset, kind: str, found: dict[str, tuple[Line, ...]]
) -> list[tuple[dict[str, Line], Any]]:
    """Score the first example of every leaf, then the second of every leaf, and so on."""
    scored = []
    for at in range(max(map(len, found.values()), default=0)):
        chosen = {key: lines[at] for key, lines in found.items() if at < len(lines)}
        entries: dict[str, Entry] = {key: line.entry for key, line in chosen.items() if line.entry}
        assessment = Assessment(
            format="1",
            ruleset=rules.id,
            unit=Assessed(key="u", name="U", kind=kind),
            period="year",
            stages=FrozenMap({"final": Stage(entries=FrozenMap(entries))}),
        )
        scored.append((chosen, score(rules, assessment)))
    return scored


@given(unbounded())
def test_every_example_is_what_a_score_sheet_says(rules: Ruleset) -> None:
    """The points and the steps of each example are those of a sheet that is scored with its observation."""
    for kind in rules.units.kinds:
        nodes = [node for node in leaves(resolve(rules, kind.key)) if node.applies]
        found = {node.item.key: examples(rules, node.item.key) for node in nodes}
        assert all(0 < len(lines) <= SHOWN for lines in found.values())
        for chosen, sheet in sheets(rules, kind.key, found):
            for key, line in chosen.items():
                scored = sheet.line(key)
                assert (line.least, line.most) == (scored.least, scored.most)
                assert line.steps == scored.steps
                assert line.role == scored.role


@given(unbounded(), st.sampled_from(["vi", "en"]))
def test_every_example_is_said(rules: Ruleset, lang: Language) -> None:
    """Each example has words for what it supposes and for how its points come about; no two are the same."""
    for spot in outline(rules).values():
        lines = examples(rules, spot.item.key)
        said = [observed(line, lang) for line in lines]
        assert all(said)
        assert len(set(said)) == len(said)
        assert all(reckoning(line, TWO, lang).endswith(".") for line in lines)


def test_each_level_is_an_example() -> None:
    """Every level is shown; of more than eight the best ones and the last."""
    levels = [named(str(10 - at), f"l{at}")[0] for at in range(9)]
    few = shown({"method": "levels", "levels": levels[:3]})
    assert few == ["Mục l0: 10", "Mục l1: 9", "Mục l2: 8"]
    many = shown({"method": "levels", "levels": levels})
    assert many == [f"Mục l{at}: {10 - at}" for at in (0, 1, 2, 3, 4, 5, 6, 8)]


def test_steps_are_shown_at_each_edge_and_just_below() -> None:
    """Both ends, each edge, and the figure just below it, in the order of the figure."""
    found = shown(steps("percent", ("98", "10"), ("90", "4"), ("0", "0")))
    assert found == [
        "100 %: 10",
        "98 %: 10",
        "97,99 %: 4",
        "90 %: 4",
        "89,99 %: 0",
        "33/37 (≈89,19 %): 0",
        "0 %: 0",
    ]


def test_days_are_whole() -> None:
    """Days are counted whole: the last day of one step, and the first of the next."""
    found = shown(steps("days-late", ("6", "0"), ("1", "5"), ("0", "10")))
    late = ["chậm 1 ngày: 5", "chậm 5 ngày: 5", "chậm 6 ngày: 0", "chậm 7 ngày: 0"]
    assert found == ["không chậm ngày nào: 10", *late]


def test_an_upper_edge_is_shown_with_what_is_above_it() -> None:
    """Where an edge belongs to the lower step, the next figure above it is shown."""
    found = shown(steps("count", ("2", "10"), ("0", "0"), edges="upper"))
    assert found == ["số lượng: 3: 10", "số lượng: 2: 0", "số lượng: 0: 0"]


def test_a_ratio_is_shown_around_its_threshold_and_its_knee() -> None:
    """Full, the knee, a typical share, the threshold with what is just below it, and nothing."""
    found = shown({"method": "ratio", "full_at": "0.8", "zero_below": "0.5"})
    assert found == [
        "100 %: 10",
        "80 %: 10",
        "79,99 %: 7999/800",
        "25/37 (≈67,57 %): 625/74",
        "50 %: 25/4",
        "49,99 %: 0",
        "0 %: 0",
    ]
    above = shown({"method": "ratio", "full_at": "1.2"})
    assert above[:2] == ["120 %: 10", "119,99 %: 11999/1200"]


def test_a_share_that_no_decimal_writes_is_done_of_planned() -> None:
    """A threshold of one third is met by one of three."""
    assert "1/3 (≈33,33 %): 10/3" in shown({"method": "ratio", "zero_below": "1/3"})


def test_a_checklist_is_shown_whole_and_in_parts() -> None:
    """All, all but one, one, and nothing; what is named is whichever is shorter."""
    ticks = {"method": "checklist", "ticks": named("2.5", "a", "b", "c", "d")}
    assert shown(ticks) == [
        "đạt 4/4: 10",
        "đạt 3/4 (thiếu: Mục d): 15/2",
        "đạt 1/4 (chỉ có: Mục a): 5/2",
        "đạt 0/4: 0",
    ]
    assert shown(ticks, "en")[1] == "found 3/4 (without: Mục d): 15/2"
    assert shown(ticks, "en")[2] == "found 1/4 (only: Mục a): 5/2"


def test_faults_are_shown_one_by_one_and_below_nothing() -> None:
    """No fault, one of each kind, all kinds at once, and so many that nothing is left."""
    kinds = [*named("2", "minor"), *named("6", "serious")]
    both = ["Mục minor: 1; Mục serious: 1: 2", "Mục minor: 5: 0", "Mục minor: 6: 0"]
    found = shown({"method": "deduction", "kinds": kinds})
    assert found == ["không có lỗi: 10", "Mục minor: 1: 8", "Mục serious: 1: 4", *both]


def test_counts_and_points_as_given() -> None:
    """A count is shown at its cap, on both sides of it, and at one and none; given points full and usual."""
    counts = shown({"method": "count", "each": "4"})
    assert [each.replace(" trường hợp", "") for each in counts] == ["4: 10", "3: 10", "2: 8", "1: 4", "0: 0"]
    assert shown({"method": "direct", "grid": "0.25"}) == ["10 điểm: 10", "8 điểm: 8", "0 điểm: 0"]


def test_a_penalty_has_its_sign() -> None:
    """The examples of a penalty are points taken away, the best one none."""
    rules = ruleset(leaf("only", {"method": "count", "each": "1"}, role="penalty", max="2"), leaf("other"))
    assert [line.least for line in examples(rules, "only")] == [0, -1, -2, -2]


def test_ballots_are_said_group_by_group_unless_alike() -> None:
    """Groups that answer alike are said once; one without ballots, and given points, are examples too."""
    assert shown(SURVEY) == [
        "mọi nhóm: Mục good 20: 10",
        "8 điểm: 8",
        "Mục a: Mục good 10, Mục bad 6; Mục b: Mục good 7, Mục bad 9: 85/16",
        "Mục a: không có phiếu; Mục b: Mục good 7, Mục bad 9: 35/8",
        "mọi nhóm: Mục bad 20: 0",
    ]
    assert shown(SURVEY, "en")[0] == "every group: Mục good 20: 10"
    assert shown(SURVEY, "en")[3].startswith("Mục a: no ballots")
    lines = examples(made(SURVEY), "only")
    assert reckoning(lines[0], TWO, "vi") == "Điểm điều tra: 10 × (0,5 × 1 + 0,5 × 1) / 1 = 10 điểm."
    assert reckoning(lines[2], TWO, "vi") == " ".join(sentences(lines[2].steps, lines[2], TWO, "vi"))


def test_one_group_is_said_with_its_name() -> None:
    """A survey of one group names it, and says how its mean comes about."""
    lone = {**SURVEY, "groups": named("1", "a", field="weight"), "empty": "refuse"}
    assert shown(lone)[0] == "Mục a: Mục good 20: 10"
    assert reckoning(examples(made(lone), "only")[0], TWO, "vi").startswith("Trung bình nhóm")


def test_what_was_found_is_not_named_twice() -> None:
    """The reckoning of a checklist adds up: what was found stands beside it already."""
    ticks = {"method": "checklist", "ticks": [*named("4", "a"), *named("6", "b")]}
    lines = examples(made(ticks), "only")
    assert [reckoning(line, TWO, "vi") for line in lines] == ["4 + 6 = 10 điểm.", "4 điểm.", "0 điểm."]
    assert reckoning(lines[0], TWO, "en") == "4 + 6 = 10 points."


def test_an_inner_item_and_one_that_no_unit_meets_have_none() -> None:
    """What only adds up has no observation, nor has what applies to no kind of unit."""
    assert examples(ruleset(leaf("only"), leaf("other")), "total") == ()
    nobody = {**leaf("nobody"), "applies_to": ["nowhere"]}
    assert examples(Ruleset.model_validate(plain_ruleset(nobody, leaf("other"))), "nobody") == ()


def test_figures_too_fine_to_write_are_left_out() -> None:
    """An example that lies below what can be is left out, not changed."""
    found = shown(steps("ratio", ("0.00005", "10"), ("0", "0")))
    assert found == ["100 %: 10", "33/37 (≈89,19 %): 10", "0,005 %: 10", "0 %: 0"]


@pytest.mark.parametrize(("lang", "word"), [("vi", "Làm tròn"), ("en", "Rounded")])
def test_rounding_at_a_leaf_is_a_step_of_its_example(lang: Language, word: str) -> None:
    """Where points are rounded at the leaf, an example has the rounded points and says so."""
    at = rounding(at=("leaf", "publication"))
    rules = ruleset(leaf("only", {"method": "ratio"}), leaf("other"), rounding=at)
    line = next(each for each in examples(rules, "only") if each.least not in {0, 10})
    assert line.least == TWO.apply(Fraction(190, 37))
    assert word in reckoning(line, TWO, lang)
