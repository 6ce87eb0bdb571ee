"""An assessment: its shape, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from helpers import assess, points
from pydantic import ValidationError

from parindex.assessment import STAGES, Assessment, Changed, Entry, Evidence
from parindex.validation import validate

if TYPE_CHECKING:
    from helpers import Plain


def tree(**values: Any) -> Plain:
    """Declare an assessment of one entry."""
    unit = {"key": "so-a", "name": "Sở A", "kind": "department"}
    stages = {"final": {"entries": {"a": {"points": "1"}}}}
    return {
        "format": "1",
        "ruleset": "example/small@2024",
        "unit": unit,
        "period": "year",
        "stages": stages,
        **values,
    }


def faults(**values: Any) -> list[tuple[str, str]]:
    """Return code and path of every problem of an assessment's shape."""
    found = validate(Assessment, {name: value for name, value in tree(**values).items() if value is not None})
    assert not isinstance(found, Assessment)
    return [(each.code, each.at) for each in found]


def entry(**values: Any) -> Plain:
    """Declare the stages of one entry."""
    return {"final": {"entries": {"a": values}}}


AT = "stages.final.entries.a"


def test_stages_in_their_order() -> None:
    """There are five stages, in the order in which they follow each other."""
    assert STAGES == ("self", "appraisal-1", "explanation", "appraisal-2", "final")


def test_an_assessment() -> None:
    """What is written is what is read: unit, period, stages and entries."""
    found = assess(points(a="1.5"), self={"b": {"state": "zero", "why": "Không có"}})
    assert (found.format, found.ruleset, found.period) == ("1", "example/small@2024", "year")
    assert (found.unit.key, found.unit.name, found.unit.kind) == ("so-a", "Sở A", "department")
    assert sorted(found.stages) == ["final", "self"]
    first = found.stages["final"].entries["a"]
    assert first.points == 3 / 2
    assert (first.state, first.why, first.evidence, first.changed) == (None, None, (), None)
    second = found.stages["self"].entries["b"]
    assert (second.state, second.why, second.points) == ("zero", "Không có", None)


def test_evidence_and_changes() -> None:
    """An entry carries its evidence and who changed it."""
    digest = "0123456789abcdef" * 4
    evidence = [{"title": "Báo cáo", "sha256": digest, "url": "https://example.org/1"}, {"title": "Kế hoạch"}]
    changed = {"by": "Sở Nội vụ", "why": "Sai"}
    found = (
        assess({"a": {"points": "1", "evidence": evidence, "changed": changed}}).stages["final"].entries["a"]
    )
    assert found.evidence == (
        Evidence(title="Báo cáo", sha256=digest, url="https://example.org/1"),
        Evidence(title="Kế hoạch"),
    )
    assert found.changed == Changed(by="Sở Nội vụ", why="Sai")


def test_an_assessment_does_not_change() -> None:
    """Nothing in an assessment can be changed after it is made."""
    found = assess(points(a="1"))
    with pytest.raises(ValidationError):
        found.period = "half-year"  # type: ignore[misc]  # it must fail
    with pytest.raises(TypeError):
        found.stages["final"].entries["b"] = Entry()  # type: ignore[index]  # it must fail


@pytest.mark.parametrize("period", ["year", "half-year"])
def test_periods(period: str) -> None:
    """The period is the year or the half-year."""
    assert assess({}, period=period).period == period


@pytest.mark.parametrize("state", ["observed", "zero", "not-applicable", "missing", "rejected"])
def test_states(state: str) -> None:
    """An entry has one of five states."""
    assert assess({"a": {"state": state}}).stages["final"].entries["a"].state == state


@pytest.mark.parametrize(
    ("values", "code", "at"),
    [
        ({"format": "2"}, "E-VALUE", "format"),
        ({"format": None}, "E-REQUIRED", ""),
        ({"ruleset": "small-2024"}, "E-ID", "ruleset"),
        ({"period": "quarter"}, "E-VALUE", "period"),
        ({"unit": {"key": "Sở A", "name": "Sở A", "kind": "department"}}, "E-SLUG", "unit.key"),
        ({"unit": {"key": "so-a", "kind": "department"}}, "E-REQUIRED", "unit"),
        ({"unit": {"key": "so-a", "name": "Sở A", "kind": "Sở"}}, "E-SLUG", "unit.kind"),
        ({"stages": None}, "E-REQUIRED", ""),
        ({"stages": {"final": {}}}, "E-REQUIRED", "stages.final"),
        ({"stages": {"final": {"entries": {}, "note": "x"}}}, "E-FIELD", "stages.final.note"),
        ({"stages": entry(state="absent")}, "E-VALUE", f"{AT}.state"),
        ({"stages": entry(points=1)}, "E-TEXT", f"{AT}.points"),
        ({"stages": entry(points="1,5")}, "E-NUM", f"{AT}.points"),
        ({"stages": entry(count="1.5")}, "E-WHOLE", f"{AT}.count"),
        ({"stages": entry(count="-1")}, "E-WHOLE", f"{AT}.count"),
        ({"stages": entry(counts={"minor": "-1"})}, "E-WHOLE", f"{AT}.counts.minor"),
        ({"stages": entry(tallies={"people": {"a": "0.5"}})}, "E-WHOLE", f"{AT}.tallies.people.a"),
        ({"stages": entry(pionts="1")}, "E-FIELD", f"{AT}.pionts"),
        ({"stages": entry(evidence=[{"title": "x", "sha256": "12"}])}, "E-WRONG", f"{AT}.evidence.0.sha256"),
        ({"stages": entry(evidence=[{"url": "x"}])}, "E-REQUIRED", f"{AT}.evidence.0"),
        ({"stages": entry(changed={"by": "x"})}, "E-REQUIRED", f"{AT}.changed"),
        ({"other": "1"}, "E-FIELD", "other"),
    ],
)
def test_wrong_shapes(values: Plain, code: str, at: str) -> None:
    """What is not of the right shape is refused at its place."""
    assert faults(**values) == [(code, at)]


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"unit": {"key": "so-a", "name": "", "kind": "department"}}, "unit.name"),
        ({"stages": {}}, "stages"),
        ({"stages": entry(evidence=[{"title": ""}])}, f"{AT}.evidence.0.title"),
        ({"stages": entry(changed={"by": "", "why": "x"})}, f"{AT}.changed.by"),
        ({"stages": entry(changed={"by": "x", "why": ""})}, f"{AT}.changed.why"),
    ],
)
def test_empty_values(values: Plain, at: str) -> None:
    """A name, a title, a body and a reason are not empty, and there is at least one stage."""
    assert [path for _, path in faults(**values)] == [at]


def test_unknown_stage() -> None:
    """A stage of another name is refused at its place."""
    assert [path for _, path in faults(stages={"finale": {"entries": {}}})] == ["stages.finale"]
