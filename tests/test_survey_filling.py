"""Assessments with tallies in them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import parindex
from parindex.assessment import Assessed, Assessment
from parindex.errors import AssessmentError
from parindex.readers import yaml
from parindex.survey.filling import blank, entry, fill
from parindex.validation import validate

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "department-2024.yaml"
UNIT = Assessed(key="so-a", name="Sở A", kind="department")


def _read(text: str) -> Assessment:
    found = validate(Assessment, yaml.read(text.encode()).data)
    assert isinstance(found, Assessment)
    return found


def test_a_blank_assessment_is_filled_with_tallies_that_score() -> None:
    """An assessment of nothing, filled with the ballots of one item, scores that item."""
    ruleset = parindex.load("example/department@2024")
    found = fill(blank(ruleset, UNIT), {"coordination": {"peers": {"good": 1, "very-good": 3}}})
    sheet = parindex.score(ruleset, found)
    # 6 points x (3 x 1 + 1 x 0.8) / 4
    assert sheet.line("coordination").points == Fraction("5.7")
    assert not sheet.complete


def test_a_missing_entry_is_filled_where_it_stands() -> None:
    """An item that a stage calls missing gets its tallies in that stage."""
    before = _read(
        'format: "1"\nruleset: example/department@2024\nunit: {key: so-a, name: Sở A, kind: department}\n'
        "period: year\nstages:\n  self:\n    entries:\n      coordination: {state: missing}\n"
    )
    after = fill(before, {"coordination": {"peers": {"good": 2}}})
    assert after.stages["self"].entries["coordination"] == entry({"peers": {"good": 2}})
    assert "final" not in after.stages


def test_an_entry_that_is_missing_in_two_stages_is_filled_in_both() -> None:
    """A stage may repeat that an item is missing: all say the same afterwards, and evidence stays."""
    before = _read(
        'format: "1"\nruleset: example/department@2024\nunit: {key: so-a, name: Sở A, kind: department}\n'
        "period: year\nstages:\n  self:\n    entries:\n      coordination: {state: missing}\n"
        "  final:\n    entries:\n      coordination: {state: missing, evidence: [{title: Biên bản}]}\n"
    )
    after = fill(before, {"coordination": {"peers": {"good": 2}}})
    assert after.stages["final"].entries["coordination"].evidence[0].title == "Biên bản"
    sheet = parindex.score(parindex.load("example/department@2024"), after)
    assert sheet.line("coordination").state == "observed"


def test_an_option_that_nobody_chose_need_not_be_named() -> None:
    """Tallies with and without an option of zero are the same."""
    before = fill(
        blank(parindex.load("example/department@2024"), UNIT),
        {"coordination": {"peers": {"good": 2, "poor": 0}}},
    )
    assert fill(before, {"coordination": {"peers": {"good": 2}}}) == before


def test_filling_twice_changes_nothing() -> None:
    """The same tallies in an assessment that has them already leave it as it is."""
    before = blank(parindex.load("example/department@2024"), UNIT)
    once = fill(before, {"coordination": {"peers": {"good": 2}}})
    assert fill(once, {"coordination": {"peers": {"good": 2}}}) == once


def test_a_result_that_differs_is_never_overwritten() -> None:
    """An item with another result keeps it: the problem names it and its place."""
    before = fill(
        blank(parindex.load("example/department@2024"), UNIT), {"coordination": {"peers": {"good": 2}}}
    )
    with pytest.raises(AssessmentError) as caught:
        fill(before, {"coordination": {"peers": {"good": 3}}})
    (found,) = caught.value.problems
    assert found.line("vi") == (
        "E-ANSWERED stages.final.entries.coordination: `coordination` đã có kết quả khác với phiếu; "
        "bỏ mục này khỏi tệp, hoặc để là missing"
    )


def test_points_that_were_given_are_never_overwritten() -> None:
    """An item whose points the council gave has a result, and no ballots take its place."""
    before = _read(
        'format: "1"\nruleset: example/department@2024\nunit: {key: so-a, name: Sở A, kind: department}\n'
        'period: year\nstages:\n  final:\n    entries:\n      coordination: {points: "5"}\n'
    )
    with pytest.raises(AssessmentError) as caught:
        fill(before, {"coordination": {"peers": {"good": 3}}})
    assert [each.code for each in caught.value.problems] == ["E-ANSWERED"]


def test_a_filled_assessment_goes_to_a_file_and_back() -> None:
    """Written as YAML, a filled assessment reads back as the same."""
    before, _ = parindex.api.read_assessment(EXAMPLE)
    written = yaml.write(before.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    assert _read(written) == before
