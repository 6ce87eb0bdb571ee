"""One sheet, made no sooner than it is read: the same as if all of it had been made at once."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, fields, replace
from fractions import Fraction
from typing import Any

import pytest
from helpers import Plain, assess, group, leaf, points, rounding, ruleset, worked, worked_entries
from hypothesis import given
from hypothesis import strategies as st
from test_engine_against_oracle import drawn
from test_figures import both

from parindex.assessment import Assessment
from parindex.errors import AssessmentError
from parindex.exact import ONE, ZERO, Rounding, above
from parindex.figures.observations import Memory, UnusualError
from parindex.figures.observations import leaf as figures_of
from parindex.formula.evaluate import Note, evaluate, written
from parindex.formula.expression import (
    Capped,
    Expression,
    Floored,
    Input,
    Ladder,
    Let,
    Named,
    Number,
    Pick,
    Product,
    Quotient,
    Rounded,
    Rung,
    Weighted,
)
from parindex.formula.whole import grid, whole
from parindex.readers.document import Document
from parindex.ruleset import catalog
from parindex.ruleset.checks import LAWS, Check, check
from parindex.ruleset.lock import published
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scoresheet import Line, ScoreSheet, each_line, later, plain
from parindex.scoring import score

PAIRS = 200
HALF = Fraction(1, 2)


def sheets(*, trace: bool = True) -> list[Callable[[], ScoreSheet]]:
    """Return what scores each random pair that can be scored: every call makes a sheet nobody has read."""

    def of(rules: Ruleset, assessment: Assessment) -> Callable[[], ScoreSheet]:
        return lambda: score(rules, assessment, trace=trace)

    found = []
    for seed in range(PAIRS):
        rules, seen = drawn(seed)[0]
        fresh = of(Ruleset.model_validate(rules), Assessment.model_validate(seen))
        try:
            fresh()
        except AssessmentError:
            continue
        found.append(fresh)
    assert len(found) > 50
    return found


def text(sheet: ScoreSheet) -> str:
    """Return everything that a sheet says, as text."""
    return json.dumps([plain(sheet, "vi"), plain(sheet, "en")], ensure_ascii=False)


def forced(sheet: ScoreSheet) -> ScoreSheet:
    """Make a sheet again from all of its fields, so that nothing is left to be made."""
    return ScoreSheet(**{each.name: getattr(sheet, each.name) for each in fields(sheet)})


def test_a_sheet_says_the_same_whenever_it_is_read() -> None:
    """Steps before lines, lines before steps, or all at once: the whole plain output is the same bytes."""
    for fresh in sheets():
        said = text(fresh())
        steps_first, pieces = fresh(), fresh()
        assert steps_first.steps is steps_first.steps
        assert len(list(each_line(pieces.lines))) > len(pieces.lines) - 1
        assert text(steps_first) == text(pieces) == text(forced(fresh())) == said


def test_a_sheet_that_was_not_read_is_equal_and_has_the_same_hash() -> None:
    """Equality, hash, repr, copies and pickles look at what a sheet says, and not at what was made so far."""
    for fresh in sheets()[:60]:
        sheet, unread = forced(fresh()), fresh
        assert unread() == sheet
        assert hash(unread()) == hash(sheet)
        assert repr(unread()) == repr(sheet)
        assert copy.copy(unread()) == copy.deepcopy(unread()) == sheet
        assert pickle.loads(pickle.dumps(unread())) == sheet  # noqa: S301 (our own bytes)
        assert pickle.dumps(unread()) == pickle.dumps(unread())
        assert replace(unread(), stage="self") == replace(sheet, stage="self") != sheet


def test_steps_end_in_the_points_of_their_line() -> None:
    """Every line that is not open has steps, and the last of them comes to its points."""
    seen = 0
    for fresh in sheets():
        sheet = fresh()
        for line in each_line(sheet.lines):
            assert bool(line.steps) != line.open
            if line.steps:
                assert line.steps[-1].value == line.points == line.least
                seen += 1
        assert bool(sheet.steps) == sheet.complete
        if sheet.complete:
            assert sheet.steps[-1].value == sheet.index.exact
    assert seen > 500


def test_without_its_trace_a_sheet_differs_in_the_steps_alone() -> None:
    """No step is made where none was asked for, and every figure stays."""
    for full, bare in zip(sheets()[:60], sheets(trace=False)[:60], strict=True):
        sheet, without = full(), bare()
        assert without.steps == ()
        assert not any(line.steps for line in each_line(without.lines))
        assert without.total == sheet.total
        assert [line.least for line in each_line(without.lines)] == [
            line.least for line in each_line(sheet.lines)
        ]


def test_a_sheet_cannot_be_changed_and_has_no_other_fields() -> None:
    """What is made later is frozen as the rest is, and only the names of fields are known."""
    sheet = score(worked(), assess(worked_entries()))
    for name in ("lines", "steps", "total"):
        with pytest.raises(FrozenInstanceError):
            setattr(sheet, name, ())
    with pytest.raises(AttributeError, match="other"):
        getattr(sheet, "other")  # noqa: B009 (a name that mypy would refuse)
    assert all(isinstance(line, Line) for line in sheet.lines)


def test_threads_that_read_at_once_read_the_same() -> None:
    """Many threads ask one unread sheet for its lines and steps."""
    rules, assessment = worked(), assess(worked_entries())
    said = text(score(rules, assessment))
    for _ in range(5):
        sheet = score(rules, assessment)
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(lambda _: text(sheet), range(16))) == {said}  # noqa: B023 (used at once)


def test_steps_are_not_made_before_they_are_read() -> None:
    """A sheet calls what `later` was given when it is asked, and only once."""
    called: list[int] = []

    def make(number: int) -> tuple[Any, ...]:
        called.append(number)
        return ()

    sheet = replace(forced(score(worked(), assess(worked_entries()))), steps=later(make, 1))
    assert called == []
    assert sheet.steps == sheet.steps == ()
    assert called == [1]


# Published figures, added in parts of a common divisor


def test_a_figure_is_above_a_limit_as_fractions_are() -> None:
    """`above` is `>`, for negative figures as well."""
    figures = [Fraction(n, d) for n in (-3, -1, 0, 1, 2, 7) for d in (1, 2, 3)]
    assert all(above(one, two) == (one > two) for one in figures for two in figures)


GRIDS: dict[str, tuple[Expression, int | None]] = {
    "a figure": (Number(Fraction(7, 4)), 4),
    "levels": (Pick("word", (("one", HALF), ("two", Fraction(1, 3)))), 6),
    "ticks": (Weighted(((HALF, "a"), (Fraction(1, 5), "b")), Fraction(1, 3)), 30),
    "each": (Product(Number(Fraction(1, 4)), Input("a")), 4),
    "a share": (Quotient(Input("a"), Input("b")), None),
    "a product of a share": (Product(Number(HALF), Quotient(Input("a"), Input("b"))), None),
    "a capped share": (Capped("cap", Quotient(Input("a"), Input("b")), ONE), None),
    "a floored sum": (Floored("floor", Weighted(((HALF, "a"),)), Fraction(1, 7)), 14),
    "steps": (Ladder("x", Input("a"), (Rung(HALF, ">", Number(HALF)),), Number(Fraction(1, 3))), 6),
    "steps with a share": (
        Ladder("x", Input("a"), (Rung(HALF, ">", Quotient(Input("a"), Input("b"))),), Number(ZERO)),
        None,
    ),
    "a rounded share": (Rounded(Quotient(Input("a"), Input("b")), Rounding(2, "half-up")), 100),
    "named": (Let("c", Number(HALF), Named("n", Product(Input("c"), Input("c")))), 4),
    "a named share": (Let("a", Quotient(Input("a"), Input("b")), Input("a")), None),
}


@pytest.mark.parametrize("name", GRIDS)
@given(a=st.integers(0, 9), b=st.integers(1, 9))
def test_a_grid_does_for_every_value(name: str, a: int, b: int) -> None:
    """Whatever whole numbers are observed, the value is a whole number of parts of the grid."""
    expression, divisor = GRIDS[name]
    assert grid(expression, 1) == divisor
    exact = evaluate(expression, {"a": Fraction(a), "b": Fraction(b), "word": "two"})
    assert Fraction(*whole(expression)({"a": (a, 1), "b": (b, 1), "word": "two"})) == exact
    if divisor is not None:
        assert (exact * divisor).denominator == 1


def test_without_a_grid_of_its_inputs_an_expression_has_none() -> None:
    """What depends on figures that may be anything has no divisor."""
    assert grid(Input("value")) is None
    assert grid(Weighted(((HALF, "value"),))) is None


def small(*scales: Plain, **more: Any) -> Ruleset:
    """Make a ruleset of leaves out of 10 with these scales, beside one of 9 points that are given."""
    items = [leaf(f"x{at}", scale, **more) for at, scale in enumerate(scales)]
    return ruleset(*items, leaf("rest", max="9"), root={"max": str(9 + 10 * len(scales))})


RATIOS: dict[str, tuple[Plain, bool]] = {
    "plain": ({"method": "ratio"}, True),
    "with a threshold": ({"method": "ratio", "zero_below": "0.5"}, True),
    "full before all is done": ({"method": "ratio", "full_at": "0.9"}, False),
    "full beyond what was planned": ({"method": "ratio", "full_at": "1.2"}, False),
}


@pytest.mark.parametrize("name", RATIOS)
def test_a_share_is_worth_the_same_in_every_form(name: str) -> None:
    """At the threshold, around it, with decimals, at all and nothing done, the figures are the engine's."""
    scale, quick = RATIOS[name]
    rules = small(scale)
    (first, _) = leaves(resolve(rules, "department"))
    assert (figures_of(first).share is not None) == quick
    for done, planned in (
        ("0", "3"),
        ("1", "2"),
        ("49", "100"),
        ("50", "100"),
        ("2.5", "4"),
        ("3", "3"),
        ("0.1", "0.3"),
    ):
        for seen in ({"done": done, "planned": planned}, {"planned": planned, "done": Fraction(done)}):
            both(rules, {"x0": seen, **points(rest="4.5")})
    for value in ("0", "0.5", "0.499999", "1"):
        both(rules, {"x0": {"value": value}, **points(rest="4.5")})


@pytest.mark.parametrize("role", ["criterion", "bonus", "penalty"])
def test_leaves_that_are_rounded_are_added_as_they_are_rounded(role: str) -> None:
    """Rounded at the leaf, a share has a grid; its sign, and what else is added, change nothing."""
    items = [
        leaf("a", {"method": "ratio"}, role=role),
        leaf("b", {"method": "ratio", "zero_below": "0.2"}),
        leaf("c"),
    ]
    rules = ruleset(
        *items, root={"cap": "none"}, rounding=rounding("1", "half-even", ("leaf", "publication"))
    )
    for done in ("1", "2", "5", "7"):
        share = {"done": done, "planned": "7"}
        both(rules, {"a": share, "b": {"value": "0.25"}, **points(c="7.25")})
        both(rules, {"a": {"value": "0.335"}, "b": share, **points(c="7.25")})


def test_blocks_with_a_cap_are_added_to_leaves_of_a_grid() -> None:
    """A block that is not only a sum stands beside leaves of whole parts, shares and given points."""
    scale = {
        "method": "levels",
        "levels": [
            {"key": "k", "name": {"vi": "K"}, "points": "10"},
            {"key": "l", "name": {"vi": "L"}, "points": "0.125"},
        ],
    }
    block = group(
        "block", leaf("a", {"method": "ratio"}), leaf("b", {"method": "ratio"}), cap="11.3", max="20"
    )
    rules = ruleset(block, leaf("c", scale), leaf("d"), root={"max": "40"})
    for done in ("1", "6", "7"):
        share = {"done": done, "planned": "7"}
        for level in ("k", "l"):
            both(rules, {"a": share, "b": share, "c": {"level": level}, **points(d="1.01")})


def test_a_memory_keeps_texts_alone_and_not_too_many() -> None:
    """Only texts are remembered, for 1 is equal to 1.0 and to true; beyond its size all is forgotten."""
    memory = Memory(str, 2)
    assert [memory[each] for each in ("a", "b", 1, True)] == ["a", "b", "1", "True"]
    assert list(memory) == ["a", "b"]
    assert memory["c"] == "c"
    assert list(memory) == ["c"]


def test_an_expression_of_no_such_form_is_a_mistake_of_ours() -> None:
    """A form that a scale does not take has no expression, and a level that it does not have no points."""
    node = next(iter(leaves(resolve(worked(), "department"))))
    assert isinstance(node, Node)
    with pytest.raises(KeyError):
        node.expression(("other",))
    with pytest.raises(KeyError):
        evaluate(Pick("word", (("one", HALF),)), {"word": "two"})
    assert issubclass(UnusualError, Exception)


def test_steps_are_written_as_they_were_noted() -> None:
    """`written` gives a step for each note of `evaluate`, in their order, and as often as it is asked."""
    expression = Let("c", Quotient(Input("a"), Input("b")), Capped("cap", Named("n", Input("c")), HALF))
    notes: list[Note] = []
    evaluate(expression, {"a": Fraction(2), "b": Fraction(3)}, notes)
    assert [step.operation for step in written(notes)] == ["c", "n", "cap"]
    assert written(notes) == written(notes)


# What is shipped is not checked again when it is loaded


SHIPPED = sorted(
    name for name, file in catalog.available().items() if published(file) and not catalog._holds_plan(file)
)


def test_what_is_shipped_passes_every_law_that_loading_leaves_out() -> None:
    """Loading a shipped ruleset trusts the digest in LOCK; here each is checked as a file of one's own is."""
    for name in SHIPPED:
        assert not [each for each in check(catalog.load(name), LAWS) if each.severity == "error"], name


def test_what_others_pin_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The laws are left out for the shipped folder alone."""
    asked: list[object] = []
    checked = catalog._checked

    def watched(document: Document, checks: tuple[Check, ...]) -> catalog.Read:
        asked.append(checks)
        return checked(document, checks)

    monkeypatch.setattr(catalog, "_checked", watched)
    file = catalog.find(SHIPPED[0])
    for home in (catalog._shipped(), catalog._shipped() / "elsewhere"):
        monkeypatch.setattr(catalog, "_shipped", lambda home=home: home)
        catalog._loaded.cache_clear()
        catalog._loaded(file)
    catalog._loaded.cache_clear()
    assert asked == [(), LAWS]
