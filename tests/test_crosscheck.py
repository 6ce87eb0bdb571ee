"""The second opinion: on a true sheet the two engines agree, and a tampered one is caught at each field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from commands import EXAMPLES, small_rules, small_unit
from helpers import Plain
from hypothesis import given

from parindex import AssessmentError, Ruleset, load, score
from parindex.api import read_assessment
from parindex.assessment import Assessment
from parindex.audit.crosscheck import cross_check
from parindex.exact import Rounding
from parindex.scoresheet import Line, ScoreSheet
from parindex.testing.strategies import trees

SMALL = Ruleset.model_validate(small_rules())
FULL = Assessment.model_validate(small_unit())
OPEN = Assessment.model_validate(small_unit(council=None))

Change = Callable[[ScoreSheet], ScoreSheet]


def caught(assessment: Assessment, change: Change) -> dict[str, tuple[str, str]]:
    """Tamper with a sheet: return where the second engine differs, with what each says."""
    problems = cross_check(change(score(SMALL, assessment)), assessment)
    assert all(each.code == "E-DIFFER" for each in problems)
    details = [{name: str(value) for name, value in each.details} for each in problems]
    return {each["found"]: (each["engine"], each["oracle"]) for each in details}


def on_figure(name: str, **changes: Any) -> Change:
    """Change a figure of a sheet."""

    def change(sheet: ScoreSheet) -> ScoreSheet:
        figures: dict[str, Any] = {name: replace(getattr(sheet, name), **changes)}
        return replace(sheet, **figures)

    return change


def on_line(key: str, **changes: Any) -> Change:
    """Change a line of a sheet."""

    def changed(line: Line) -> Line:
        if line.item.key == key:
            return replace(line, **changes)
        return replace(line, lines=tuple(map(changed, line.lines)))

    return lambda sheet: replace(sheet, lines=tuple(map(changed, sheet.lines)))


def as_it_is(sheet: ScoreSheet) -> ScoreSheet:
    """Leave a sheet alone."""
    return sheet


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_example_is_confirmed(file: Path) -> None:
    """On every example the second engine finds nothing to say."""
    assessment, _ = read_assessment(file)

    assert cross_check(score(load(assessment.ruleset), assessment), assessment) == ()


@given(trees())
def test_every_drawn_sheet_is_confirmed(drawn: tuple[Plain, Plain]) -> None:
    """Whatever ruleset and assessment are drawn, the second engine finds nothing to say."""
    ruleset, assessment = Ruleset.model_validate(drawn[0]), Assessment.model_validate(drawn[1])
    try:
        sheet = score(ruleset, assessment)
    except AssessmentError:
        return
    assert cross_check(sheet, assessment) == ()


@pytest.mark.parametrize(
    ("change", "at", "engine", "oracle"),
    [
        (on_figure("total", least=Fraction(17)), "/total/exact", "17", "197/12"),
        (on_figure("total", rounding=Rounding(1, "half-up")), "/total/published", "16.4", "16.42"),
        (on_figure("total", rounding=Rounding(2, "down")), "/total/published", "16.41", "16.42"),
        (on_figure("index", least=Fraction(54)), "/index/exact", "54", "985/18"),
        (on_figure("index", rounding=Rounding(2, "up")), "/index/published", "54.73", "54.72"),
        (lambda sheet: replace(sheet, band=SMALL.bands[0]), "/band", "tot", "kha"),
        (lambda sheet: replace(sheet, band=None), "/band", "None", "kha"),
        (lambda sheet: replace(sheet, complete=False), "/complete", "False", "True"),
        (lambda sheet: replace(sheet, missing=("council",)), "/missing", "['council']", "[]"),
        (on_line("plan", least=Fraction(3)), "/items/plan/exact", "3", "5/2"),
        (on_line("plan", state="zero"), "/items/plan/state", "zero", "observed"),
        (on_line("plan", applicable_max=Fraction(9)), "/items/plan/applicable_max", "9", "10"),
        (on_line("g", least=Fraction(9)), "/items/g/exact", "9", "55/6"),
        (on_line("whole", state="zero"), "/items/whole/state", "zero", "not-applicable"),
    ],
)
def test_a_tampered_sheet_is_caught(change: Change, at: str, engine: str, oracle: str) -> None:
    """A complete sheet with one field changed is caught at that field, with what each engine says."""
    assert caught(FULL, as_it_is) == {}
    assert caught(FULL, change)[at] == (engine, oracle)


@pytest.mark.parametrize(
    ("change", "at", "engine", "oracle"),
    [
        (on_figure("total", least=Fraction(9)), "/total/least/exact", "9", "55/6"),
        (on_figure("total", most=Fraction(20)), "/total/most/exact", "20", "115/6"),
        (on_figure("index", most=Fraction(64)), "/index/most/exact", "64", "575/9"),
        (on_line("council", least=Fraction(1)), "/items/council/least", "1", "0"),
        (on_line("council", most=Fraction(9)), "/items/council/most", "9", "10"),
        (on_line("council", state="observed"), "/items/council/state", "observed", "missing"),
        (lambda sheet: replace(sheet, missing=()), "/missing", "[]", "['council']"),
        (lambda sheet: replace(sheet, complete=True), "/complete", "True", "False"),
    ],
)
def test_a_tampered_interval_is_caught(change: Change, at: str, engine: str, oracle: str) -> None:
    """An incomplete sheet with one end or one state changed is caught at that field."""
    assert caught(OPEN, as_it_is) == {}
    assert caught(OPEN, change)[at] == (engine, oracle)


def test_an_interval_is_not_a_figure() -> None:
    """A sheet that closes what is open, or opens what is closed, is caught by what it lacks and adds."""
    closed = caught(OPEN, on_figure("total", open=False))
    opened = caught(FULL, on_line("council", open=True))

    assert set(closed) == {"/total/exact", "/total/published", "/total/least", "/total/most"}
    assert closed["/total/exact"] == ("55/6", "None")
    assert set(opened) == {"/items/council/exact", "/items/council/least", "/items/council/most"}


def test_a_line_left_out_is_caught() -> None:
    """A sheet that lacks a line is caught, though all the lines that it has are right."""
    assert set(caught(FULL, lambda sheet: replace(sheet, lines=sheet.lines[:-1]))) == {"/items/whole"}


def test_a_line_too_many_is_caught() -> None:
    """A sheet with a line that the ruleset does not have is caught."""

    def doubled(sheet: ScoreSheet) -> ScoreSheet:
        line = sheet.lines[-1]
        extra = replace(line, item=line.item.model_copy(update={"key": "extra"}))
        return replace(sheet, lines=(*sheet.lines, extra))

    assert set(caught(FULL, doubled)) == {"/items/extra"}


def test_an_assessment_that_the_second_engine_refuses() -> None:
    """An assessment that the second engine does not take at all is one difference, with its reason."""
    beyond = small_unit(council={"points": "11"})
    problems = cross_check(score(SMALL, FULL), Assessment.model_validate(beyond))

    (found,) = problems
    details = dict(found.details)
    assert (found.code, details["found"], details["engine"]) == ("E-DIFFER", "/total", "✓")
    assert "council" in str(details["oracle"])
