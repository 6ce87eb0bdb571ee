"""Published figures in whole numbers: always those of the engine, mistakes included."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from helpers import (
    Plain,
    assess,
    group,
    leaf,
    named,
    plain_ruleset,
    points,
    rounding,
    ruleset,
    worked,
    worked_entries,
)
from hypothesis import given, settings
from test_engine_against_oracle import drawn

import parindex
from parindex.assessment import Assessment
from parindex.errors import AssessmentError, ReadError, UsageError
from parindex.exact import Rounding
from parindex.figures import observations, publication
from parindex.figures.observations import UnusualError
from parindex.figures.publication import Published, publish
from parindex.formula import whole as reading
from parindex.formula.evaluate import evaluate
from parindex.formula.expression import (
    Capped,
    Floored,
    Input,
    Ladder,
    Let,
    Number,
    Pick,
    Product,
    Quotient,
    Rounded,
    Rung,
    Weighted,
)
from parindex.formula.whole import whole
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset
from parindex.testing.strategies import trees

PAIRS = 300
HALF = Fraction(1, 2)


def engine(rules: Ruleset, assessment: Assessment | Plain, stage: str = "final") -> Any:
    """Return what the engine publishes, or its problems."""
    try:
        sheet = parindex.score(rules, assessment, stage=stage, trace=False)
    except (AssessmentError, UsageError) as error:
        return error.problems
    return Published(sheet.total.published, sheet.index.published, sheet.band)


def fast(rules: Ruleset, assessment: Assessment | Plain, stage: str = "final") -> Any:
    """Return what the fast path publishes, or its problems."""
    try:
        return publish(rules, assessment, stage=stage)
    except (AssessmentError, UsageError) as error:
        return error.problems


@contextmanager
def alone() -> Iterator[None]:
    """Leave nothing to the engine: what is unusual fails."""
    with patch.object(publication, "_exactly", side_effect=AssertionError("left to the engine")):
        yield


def tree(entries: Plain, **frame: Any) -> Plain:
    """Make the plain tree of an assessment."""
    unit = {"key": "so-a", "name": "Sở A", "kind": "department"}
    given_ = {"format": "1", "ruleset": "example/small@2024", "unit": unit, "period": "year"}
    return {**given_, "stages": {"final": {"entries": entries}}, **frame}


def both(rules: Ruleset, entries: Plain, **frame: Any) -> Published:
    """Publish a plain tree and its assessment without the engine; they must be what the engine publishes."""
    plain = tree(entries, **frame)
    wanted = engine(rules, plain)
    with alone():
        found = publish(rules, plain)
        assert publish(rules, Assessment.model_validate(plain)) == found
    assert found == wanted
    assert [str(found.total), str(found.index)] == [str(wanted.total), str(wanted.index)]
    return found


# The same as the engine


@pytest.mark.parametrize("start", range(0, PAIRS, 100))
def test_random_pairs_publish_what_the_engine_does(start: int) -> None:
    """Total, index and band are the engine's, a third of the pairs aimed at an edge or a tie."""
    for seed in range(start, start + 100):
        rules, plain = drawn(seed)[0]
        declared, assessment = Ruleset.model_validate(rules), Assessment.model_validate(plain)
        wanted = engine(declared, assessment)
        assert fast(declared, plain) == wanted
        assert fast(declared, assessment) == wanted


@settings(max_examples=60, deadline=None)
@given(trees())
def test_drawn_trees_publish_what_the_engine_does(pair: tuple[Plain, Plain]) -> None:
    """Whatever Hypothesis draws, at every stage that the assessment has, the figures are the engine's."""
    rules, plain = Ruleset.model_validate(pair[0]), pair[1]
    for stage in ("self", "final"):
        assert fast(rules, plain, stage) == engine(rules, plain, stage)


def test_most_random_sheets_that_are_observed_need_no_engine() -> None:
    """Sheets in which each leaf has an observation, in one stage, are published without the engine."""
    usual = 0
    for seed in range(PAIRS):
        rules, plain = drawn(seed)[0]
        declared = Ruleset.model_validate(rules)
        entries = plain["stages"].get("final", {}).get("entries", {})
        if len(plain["stages"]) > 1 or declared.policies.missing.value == "zero":
            continue
        if any("state" in entry for entry in entries.values()):
            continue
        if isinstance(wanted := engine(declared, plain), Published) and not isinstance(wanted.total, tuple):
            with alone():
                usual += publish(declared, plain) == wanted
    assert usual > 20


def test_the_worked_example_is_published() -> None:
    """All eight methods of the semantics page come to 79.42 and the band Khá."""
    found = both(worked(), worked_entries())
    assert (str(found.total), str(found.index)) == ("79.42", "79.42")
    assert found.band is not None
    assert found.band.key == "kha"


def test_fields_stand_in_any_order_and_figures_may_be_fractions() -> None:
    """An entry is read by the names of its fields, and takes what Python counts with."""
    entries = worked_entries()
    entries["tasks-done"] = {"planned": Fraction(291), "done": Fraction(287)}
    entries["innovation"] = {"count": Fraction(2)}
    entries["discipline"] = {"counts": {"minor": Fraction(1)}}
    entries["council-view"] = {"points": Fraction(33, 4)}
    assert str(both(worked(), entries).total) == "79.42"


def test_states_that_leave_the_maximum_alone_are_published() -> None:
    """Zero, a refused entry, and what is not applicable under `zero` and `full`, have points of their own."""
    rules = ruleset(
        leaf("a"), leaf("b"), leaf("c", not_applicable="zero"), leaf("d", not_applicable="full"), leaf("e")
    )
    why = {"why": "Không có đơn vị trực thuộc"}
    entries = {
        "a": {"state": "zero"},
        "b": {**why, "state": "rejected"},
        "c": {"state": "not-applicable", **why},
        "d": {"state": "not-applicable", **why},
        "e": {"points": "2.5"},
    }
    assert str(both(rules, entries).total) == "12.50"
    assert str(both(rules, {**entries, "a": {"state": "zero", **why}}).total) == "12.50"


def test_a_full_bonus_that_is_not_applicable_gives_nothing() -> None:
    """`full` keeps the points of what counts in the maximum, and a bonus does not."""
    rules = ruleset(leaf("a"), leaf("b", role="bonus", not_applicable="full"), root={"cap": "none"})
    assert str(both(rules, {**points(a="9"), "b": {"state": "not-applicable", "why": "x"}}).total) == "9.00"


@pytest.mark.parametrize(
    ("above", "total", "index"), [("cap", "10.00", "100.00"), ("allow", "15.00", "150.00")]
)
def test_what_lies_above_the_maximum_is_cut_or_stays(above: str, total: str, index: str) -> None:
    """The policy of the root decides on total and index alike."""
    bands = [{"key": "one", "name": {"vi": "Một"}, "from": "0", "to": "1000"}]
    rules = ruleset(leaf("a"), leaf("b", role="bonus"), root={"cap": "none"}, above_max=above, bands=bands)
    found = both(rules, points(a="10", b="5"))
    assert (str(found.total), str(found.index)) == (total, index)


def test_an_index_above_the_maximum_is_cut_where_the_total_is_not() -> None:
    """A kind of unit to which less applies reaches an index of 100 before its total is at the root's max."""
    block = group("block", leaf("a", applies_to=["district"]), max="10", rescale="true")
    items = (block, leaf("b"), leaf("c", role="bonus"))
    root = {"max": "20", "cap": "none"}
    rules = ruleset(*items, root=root)
    found = both(rules, points(b="8", c="5"))
    assert (str(found.total), str(found.index)) == ("13.00", "100.00")
    strict = ruleset(*items, root=root, above_max="refuse")
    plain = tree(points(b="8", c="5"))
    assert fast(strict, plain) == engine(strict, plain)
    assert [each.code for each in fast(strict, plain)] == ["E-ABOVE"]


def test_every_change_of_an_inner_item_is_made_in_order() -> None:
    """Rescale, floor, cap and rounding of inner items give what the engine's do; a penalty has its floor."""
    rules = ruleset(
        group("share", leaf("a"), leaf("b", {"method": "ratio"}), max="31.5", rescale="true", cap="30"),
        group("low", leaf("c"), floor="2.5"),
        group("lost", leaf("d", role="penalty", max="4"), role="penalty", max="2", floor="-2"),
        group("half", leaf("e"), leaf("f", role="penalty", max="10"), cap="5"),
        root={"max": "51.5"},
        rounding=rounding("2", "half-even", ("publication", "share", "total")),
    )
    cell = {"done": "1", "planned": "3"}
    for last in ("0", "1", "10"):
        both(rules, {**points(a="7", c="1", d="3", e="9", f=last), "b": cell})


def test_a_group_of_which_nothing_applies_has_no_points() -> None:
    """A rescaled group whose leaves are another kind's adds nothing, and has no maximum."""
    block = group("block", leaf("a", applies_to=["district"]), max="10", rescale="true")
    rules = ruleset(block, leaf("b"), root={"max": "20"}, not_applicable="exclude")
    assert str(both(rules, points(b="5")).total) == "5.00"


@pytest.mark.parametrize("mode", ["half-up", "half-even", "down", "up"])
@pytest.mark.parametrize("digits", ["0", "1"])
def test_ties_are_rounded_as_declared(digits: str, mode: str) -> None:
    """Every mode decides a tie as the engine does, with no digits after the point as well."""
    rules = ruleset(
        leaf("a"), leaf("b", role="penalty"), rounding=rounding(digits, mode), band_on="published"
    )
    for tie in ("0", "0.25", "0.5", "1.5", "7.95", "8"):
        both(rules, points(a=tie, b="0.1"))


def test_without_bands_and_above_them_there_is_none() -> None:
    """No bands, or an index above the top one, is no band."""
    assert both(ruleset(leaf("a"), bands=[]), points(a="9")).band is None
    top = [
        {"key": "top", "name": {"vi": "Nhất"}, "from": "50", "to": "60"},
        *named(("low", "0"), figure="from"),
    ]
    declared = Ruleset.model_validate(
        ruleset(leaf("a"), bands=[]).plain() | {"bands": [*top[:1], {**top[1]}]}
    )
    for given_ in ("9", "5.5", "1"):
        both(declared, points(a=given_))
    low = declared.model_copy(update={"bands": declared.bands[:1]})
    assert both(low, points(a="1")).band is None


# What is unusual


UNUSUAL: dict[str, tuple[Plain, Plain]] = {
    "a leaf without an entry": ({"tasks-done": None}, {}),
    "an entry of no leaf": ({"other": {"points": "1"}}, {}),
    "an entry of no leaf in the place of another": ({"tasks-done": None, "other": {"points": "1"}}, {}),
    "missing": ({"tasks-done": {"state": "missing"}}, {}),
    "an observed state": ({"tasks-done": {"state": "observed", "done": "1", "planned": "2"}}, {}),
    "excluded": ({"disclosure": {"state": "not-applicable", "why": "không có"}}, {}),
    "forbidden": ({"tasks-done": {"state": "not-applicable", "why": "không có"}}, {}),
    "refused without a reason": ({"tasks-done": {"state": "rejected"}}, {}),
    "refused for a blank reason": ({"tasks-done": {"state": "rejected", "why": " "}}, {}),
    "a reason that is no text": ({"tasks-done": {"state": "rejected", "why": ["x"]}}, {}),
    "a reason with a hidden letter": ({"tasks-done": {"state": "rejected", "why": "x\u200b"}}, {}),
    "evidence": (
        {"tasks-done": {"done": "1", "planned": "2", "evidence": [{"title": "Kế hoạch"}]}},
        {},
    ),
    "an unknown level": ({"plan-issued": {"level": "soon"}}, {}),
    "a level that is a list": ({"plan-issued": {"level": ["on-time"]}}, {}),
    "another form": ({"plan-issued": {"points": "1"}}, {}),
    "no fields": ({"plan-issued": {}}, {}),
    "an entry that is text": ({"plan-issued": "level"}, {}),
    "more than planned": ({"tasks-done": {"done": "3", "planned": "2"}}, {}),
    "nothing planned": ({"tasks-done": {"done": "0", "planned": "0"}}, {}),
    "less than nothing planned": ({"tasks-done": {"done": "-1", "planned": "-1"}}, {}),
    "less than nothing done": ({"tasks-done": {"done": "-1", "planned": "2"}}, {}),
    "done without planned": ({"tasks-done": {"done": "1"}}, {}),
    "done and something else": ({"tasks-done": {"done": "1", "value": "1"}}, {}),
    "a figure that is a number": ({"tasks-done": {"done": 1, "planned": "2"}}, {}),
    "a figure with an exponent": ({"tasks-done": {"done": "1e0", "planned": "2"}}, {}),
    "a share above its end": ({"files-on-time": {"value": "100.5"}}, {}),
    "a share below 0": ({"files-on-time": {"value": "-1"}}, {}),
    "a share that is a number": ({"files-on-time": {"value": 1.0}}, {}),
    "half a thing": ({"innovation": {"count": "0.5"}}, {}),
    "less than nothing": ({"innovation": {"count": "-1"}}, {}),
    "off the grid": ({"council-view": {"points": "8.3"}}, {}),
    "points above the maximum": ({"council-view": {"points": "10.25"}}, {}),
    "an unknown tick": ({"disclosure": {"ticks": ["progress", "other"]}}, {}),
    "a tick twice": ({"disclosure": {"ticks": ["progress", "progress"]}}, {}),
    "ticks that are text": ({"disclosure": {"ticks": "progress"}}, {}),
    "an unknown fault": ({"discipline": {"counts": {"other": "1"}}}, {}),
    "half a fault": ({"discipline": {"counts": {"minor": "0.5"}}}, {}),
    "a fault below nothing": ({"discipline": {"counts": {"minor": Fraction(-1)}}}, {}),
    "faults in a list": ({"discipline": {"counts": ["minor"]}}, {}),
    "an unknown group": ({"satisfaction": {"tallies": {"others": {"a": "1"}}}}, {}),
    "an unknown answer": (
        {"satisfaction": {"tallies": {"deputies": {"z": "1"}, "people": {"a": "1"}}}},
        {},
    ),
    "an empty group": ({"satisfaction": {"tallies": {"deputies": {"a": "1"}}}}, {}),
    "a group that is a list": ({"satisfaction": {"tallies": {"deputies": ["a"], "people": {"a": "1"}}}}, {}),
    "another ruleset": ({}, {"ruleset": "example/other@2024"}),
    "another format": ({}, {"format": "2"}),
    "a day of submission": ({}, {"submitted": "2025-01-02"}),
    "a field too many": ({}, {"more": "1"}),
    "another period": ({}, {"period": "half-year"}),
    "another kind": ({}, {"unit": {"key": "so-a", "name": "Sở A", "kind": "ward"}}),
    "a unit without a name": ({}, {"unit": {"key": "so-a", "kind": "department"}}),
    "a unit with a wrong key": ({}, {"unit": {"key": "Sở A", "name": "Sở A", "kind": "department"}}),
    "a unit that is text": ({}, {"unit": "so-a"}),
    "two stages": ({}, {"stages": {"self": {"entries": {}}, "final": {"entries": {}}}}),
    "no stage": ({}, {"stages": {}}),
    "another stage": ({}, {"stages": {"self": {"entries": {}}}}),
    "a stage with more": ({}, {"stages": {"final": {"entries": {}, "by": "x"}}}),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_unusual_is_the_engines(name: str) -> None:
    """Whatever is not quick to read gives the engine's figures, or exactly its problems."""
    rules, (changes, frame) = worked(), UNUSUAL[name]
    entries = {key: entry for key, entry in (worked_entries() | changes).items() if entry is not None}
    plain = tree(entries, **frame)
    with pytest.raises(AssertionError, match="left to the engine"), alone():
        publish(rules, plain)
    assert fast(rules, plain) == engine(rules, plain)


def test_an_unknown_stage_is_a_wrong_question() -> None:
    """The stage is checked, and named as the engine names it."""
    plain = tree(worked_entries())
    found = fast(worked(), plain, "middle")
    assert found == engine(worked(), plain, "middle")
    assert [each.code for each in found] == ["E-STAGE"]


def test_a_total_above_the_maximum_is_refused_in_the_engines_words() -> None:
    """Where the policy is `refuse`, total and index above the max are problems."""
    rules = ruleset(leaf("a"), leaf("b", role="bonus"), root={"cap": "none"}, above_max="refuse")
    both(rules, points(a="5", b="5"))
    plain = tree(points(a="10", b="5"))
    assert fast(rules, plain) == engine(rules, plain) != ()
    lesser = ruleset(
        leaf("a", applies_to=["department"]),
        leaf("c", applies_to=["district"]),
        leaf("d", max=None, not_applicable="zero", role="bonus"),
        root={"max": "10", "cap": "20"},
        coverage="structure",
        above_max="refuse",
    )
    over = tree(points(a="10", d="1"))
    assert fast(lesser, over) == engine(lesser, over)


def test_where_nothing_applies_there_is_no_index() -> None:
    """A unit to which no item applies is refused by the engine."""
    rules = Ruleset.model_validate(
        plain_ruleset(leaf("a", applies_to=["district"]), root={"max": "10"})  # no law lets it pass
    )
    plain = tree({})
    assert fast(rules, plain) == engine(rules, plain)
    assert [each.code for each in fast(rules, plain)] == ["E-NOTHING-APPLIES"]


def test_evidence_of_an_assessment_changes_nothing() -> None:
    """An assessment that was read has its evidence checked already; what it observed is read as usual."""
    entries = worked_entries()
    entries["tasks-done"] |= {
        "evidence": [{"title": "Kế hoạch"}],
        "why": "số liệu quý IV",
        "state": "observed",
    }
    entries["late-reports"] = {"state": "rejected", "why": "không có minh chứng"}
    assessment = assess(entries)
    with alone():
        assert publish(worked(), assessment) == engine(worked(), assessment)
    wrong = assess({**entries, "late-reports": {"state": "rejected"}})
    assert fast(worked(), wrong) == engine(worked(), wrong)


def test_figures_that_were_met_before_are_read_again_when_there_are_too_many() -> None:
    """The memory of texts is bounded, and forgetting changes nothing."""
    rules, entries = worked(), worked_entries()
    observations.PAIRS.clear()
    with patch.object(observations.PAIRS, "size", 2):
        found = both(rules, entries)
        assert len(observations.PAIRS) <= 2
    assert found == both(rules, entries)


def test_the_verb_takes_files_as_well() -> None:
    """`parindex.publish` takes a path, a plain tree or an assessment, and says where a file is wrong."""
    file = Path(__file__).parent.parent / "docs/examples/department-2024.yaml"
    rules = parindex.load("example/department@2024")
    sheet = parindex.score(rules, file)
    found = parindex.publish(rules, file)
    assert (found.total, found.index, found.band) == (
        sheet.total.published,
        sheet.index.published,
        sheet.band,
    )
    incomplete = parindex.publish(rules, file.with_name("department-2024-incomplete.yaml"))
    assert isinstance(incomplete.total, parindex.Interval)
    with pytest.raises(AssessmentError) as caught:
        parindex.publish(parindex.load("national/ministries@2023"), file)
    assert caught.value.problems[0].place is not None


def test_the_verbs_take_an_assessment_that_was_read() -> None:
    """What was read already is scored and published as it is."""
    rules, assessment = worked(), assess(worked_entries())
    assert parindex.score(rules, assessment).total.published == parindex.publish(rules, assessment).total


def test_a_pinned_file_that_is_no_json_is_refused_with_its_place(tmp_path: Path) -> None:
    """Another package may pin anything; our own reader says what is wrong with it."""
    for content in (b"{", b"[" * 100_000):
        file = tmp_path / "small" / "rules" / "2024.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        pin = f"{sha256(content).hexdigest()}  small/rules/2024.json\n"
        (tmp_path / "LOCK").write_text(pin, encoding="utf-8")
        catalog._loaded.cache_clear()
        with pytest.raises(ReadError) as caught:
            catalog._loaded(file.with_suffix(".yaml"))
        assert caught.value.problems[0].place is not None


# The reading itself


def figures(**cells: Fraction | str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give inputs to both readings."""
    pairs = {name: cell if isinstance(cell, str) else cell.as_integer_ratio() for name, cell in cells.items()}
    return dict(cells), pairs


EXPRESSIONS = [
    Number(Fraction(7, 3)),
    Pick("word", (("one", HALF), ("two", Fraction(2)), ("one", Fraction(9)))),
    Weighted(((HALF, "a"), (Fraction(-1, 3), "b")), Fraction(1, 7)),
    Product(Input("a"), Quotient(Input("b"), Weighted(((Fraction(1), "a"), (Fraction(2), "b"))))),
    Ladder(
        "x", Input("a"), (Rung(HALF, ">", Number(HALF)), Rung(HALF, ">=", Input("b"))), Number(Fraction(0))
    ),
    Floored("floor", Weighted(((Fraction(-1), "a"),)), Fraction(-1)),
    Rounded(Quotient(Input("a"), Number(Fraction(3))), Rounding(2, "half-even")),
    Let("a", Let("b", Product(Input("a"), Input("b")), Input("b")), Product(Input("a"), Input("b"))),
]


@pytest.mark.parametrize("place", range(len(EXPRESSIONS)))
def test_an_expression_is_worth_the_same(place: int) -> None:
    """Each kind of expression has the value that the engine gives it, names included."""
    expression: Any = EXPRESSIONS[place]
    for a in (Fraction(1, 3), HALF, Fraction(5)):
        for b in (Fraction(2, 3), Fraction(4)):
            exact, pairs = figures(a=a, b=b, word="one")
            assert Fraction(*whole(expression)(pairs)) == evaluate(expression, exact)


def _half_down(self: Rounding, numerator: int, denominator: int) -> int:
    whole_, rest = divmod(abs(numerator) * 10**self.digits, denominator)
    size: int = whole_ + (2 * rest > denominator)
    return -size if numerator < 0 else size


def _never(expression: Any, scope: Any) -> Any:
    return reading._part(expression.of, scope)


def _above(ladder: Ladder, scope: Any) -> Any:
    rungs = tuple(Rung(edge, ">", then) for edge, _, then in ladder.rungs)
    return _climb(Ladder(ladder.operation, ladder.of, rungs, ladder.otherwise), scope)


def _below(bands: Any) -> Any:
    found = _bands(bands)
    return lambda number, divisor: found(number * 1000 - 1, divisor * 1000)


def _no_threshold(body: Any, name: str) -> Any:
    return (Fraction(0), _behind(body, name)[1])


_behind = observations._behind
_climb, _bands = reading._climb, publication._bands

BUGS: dict[str, tuple[Any, Any, Any]] = {
    "half is rounded down": (Rounding, "parts", _half_down),
    "a cap on a leaf never bites": (reading._PART, Capped, _never),
    "a floor on a leaf never bites": (reading._PART, Floored, _never),
    "a step's edge belongs to the step below": (reading._PART, Ladder, _above),
    "a leaf is not rounded": (reading._PART, Rounded, _never),
    "a band's floor belongs to the band below": (publication, "_bands", _below),
    "limits of inner items never bite": (publication, "_limit", lambda *_, **__: lambda pair: pair),
    "nothing is rescaled": (publication, "_times", lambda _: lambda pair: pair),
    "every group only adds up": (publication, "_only_adds", lambda node: bool(node.nodes)),
    "a bonus counts in the maximum": (publication, "_maximum", lambda node: node.bound),
    "the end of a figure's domain is not looked at": (observations, "top", lambda _: None),
    "points are cut to parts of a grid that is too coarse": (observations, "grid", lambda *_: 1),
    "a share has no threshold": (observations, "_behind", _no_threshold),
}


@pytest.mark.parametrize("name", BUGS)
def test_a_seeded_bug_is_found(name: str) -> None:
    """With the bug in, some pair of the campaign, or some mistake, differs from the engine."""
    target, what, wrong = BUGS[name]
    cases = [drawn(seed)[0] for seed in range(PAIRS)]
    cases.append((worked().plain(), tree(worked_entries() | {"files-on-time": {"value": "100.5"}})))
    wanted = [engine(Ruleset.model_validate(rules), plain) for rules, plain in cases[-1:]]
    change = (
        patch.dict(target, {what: wrong}) if isinstance(target, dict) else patch.object(target, what, wrong)
    )
    for rules, plain in reversed(cases):
        declared = Ruleset.model_validate(rules)
        right = wanted[0] if plain is cases[-1][1] else engine(declared, plain)
        publication._figures.cache_clear()
        with change:
            found = _outcome(declared, plain)
        publication._figures.cache_clear()
        if found is not None and found != right:
            return
    pytest.fail(name)


def _outcome(rules: Ruleset, plain: Plain) -> Any:
    """Return what the fast path alone makes of it; nothing where it leaves it to the engine."""
    try:
        with patch.object(publication, "_exactly", side_effect=UnusualError):
            return publish(rules, plain)
    except (UnusualError, AssessmentError, UsageError):
        return None


def test_the_first_score_imports_nothing_optional() -> None:
    """Loading a published ruleset and scoring a plain tree import no extra, no YAML and no other verb."""
    text = json.dumps(tree({"appraisal": {"state": "zero"}, "survey": {"state": "zero"}}))
    program = (
        "import json, sys, parindex\n"
        "rules = parindex.load('national/ministries@2023')\n"
        f"tree = json.loads({text!r})\n"
        "for verb in (parindex.score, parindex.publish):\n"
        "    try: verb(rules, tree)\n"
        "    except parindex.AssessmentError: pass\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules = set(json.loads(done.stdout))
    others = {"yaml", "numpy", "pyarrow", "scipy", "click", "rich", "rfc8785", "hypothesis", "parindex.api"}
    others |= {"asyncio", "unittest", "multiprocessing", "concurrent", "sqlite3", "jinja2", "lxml"}
    rooms = {"core", "errors", "exact", "fields", "validation", "vietnamese", "messages", "readers"}
    rooms |= {"formula", "scales", "ruleset", "figures", "assessment", "classification", "remarks"}
    rooms |= {"scoring", "scoresheet"}
    assert "parindex.scoring" in modules
    assert not modules & others
    assert {name.split(".")[1] for name in modules if name.startswith("parindex.")} <= rooms
