"""Rulesets, assessments and scores in a line or two, made from plain trees the way a file makes them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from parindex.assessment import STAGES, Assessment
from parindex.errors import AssessmentError, Problem, UsageError
from parindex.exact import decimal_text
from parindex.formula.evaluate import Note, Step, evaluate, written
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.checks import LAWS, check
from parindex.ruleset.model import Item, Ruleset
from parindex.ruleset.tree import resolve
from parindex.scales import Observation, Reading, lower, read
from parindex.scoring import score
from parindex.validation import validate

if TYPE_CHECKING:
    from parindex.errors import Path
    from parindex.scales import Scale
    from parindex.scoresheet import ScoreSheet

Plain = dict[str, Any]

KINDS: list[Plain] = [
    {"key": "department", "name": {"vi": "Sở"}},
    {"key": "district", "name": {"vi": "Huyện"}},
]
BANDS: list[Plain] = [
    {"key": "tot", "name": {"vi": "Tốt"}, "from": "80", "to": "100"},
    {"key": "kha", "name": {"vi": "Khá"}, "from": "50"},
    {"key": "yeu", "name": {"vi": "Yếu"}, "from": "0"},
]


def leaf(key: str, scale: Plain | None = None, **fields: Any) -> Plain:
    """Declare a leaf: out of 10, its points given, unless said otherwise; ``max=None`` leaves it unstated."""
    chosen = {"max": "10", "scale": scale or {"method": "direct"}, **fields}
    return _declared(key, f"Mục {key}", chosen)


def group(key: str, *items: Plain, **fields: Any) -> Plain:
    """Declare an inner item; its max is that of its items, bonus and penalty left out, unless given."""
    chosen = {"max": _sum(items), "items": list(items), **fields}
    return _declared(key, f"Nhóm {key}", chosen)


def _declared(key: str, name: str, fields: Plain) -> Plain:
    given = {field: value for field, value in fields.items() if value is not None}
    return {"key": key, "name": {"vi": name}, **given}


def _sum(items: tuple[Plain, ...]) -> str:
    counted = [each for each in items if each.get("role") not in {"bonus", "penalty"}]
    return decimal_text(sum((Fraction(each.get("max", "0")) for each in counted), Fraction(0)))


def policies(**values: Any) -> Plain:
    """Answer the six policies, each with its plainest answer; the total ends at the max."""
    chosen = {
        "rounding": {"digits": "2", "mode": "half-up", "at": ["publication"]},
        "band_on": "exact",
        "rank": {"on": "exact", "ties": "competition"},
        "not_applicable": "forbid",
        "missing": "refuse",
        "above_max": "cap",
        **values,
    }
    return {name: {"value": value, "assumed": "phép thử"} for name, value in chosen.items()}


def rounding(digits: str = "2", mode: str = "half-up", at: tuple[str, ...] = ("publication",)) -> Plain:
    """Answer the policy of rounding."""
    return {"digits": digits, "mode": mode, "at": list(at)}


def plain_ruleset(*items: Plain, root: Plain | None = None, **values: Any) -> Plain:
    """Declare a ruleset with these items; the other names are policies, or parts of the file."""
    given = {name: values.pop(name) for name in list(values) if name in policies()}
    return {
        "format": "1",
        "id": "example/small@2024",
        "year": "2024",
        "title": {"vi": "Bộ tiêu chí minh hoạ"},
        "standing": "illustrative",
        "coverage": "full",
        "instruments": [
            {
                "key": "qd-1",
                "number": "1/QĐ-UBND",
                "kind": "decision",
                "issuer": "UBND tỉnh",
                "title": {"vi": "Quyết định minh hoạ"},
                "reliability": "A",
            }
        ],
        "units": {"kinds": KINDS},
        "periods": [{"key": "year", "from": "2024-01-01", "to": "2024-12-31"}],
        "score": group("total", *items, **(root or {})),
        "bands": BANDS,
        "policies": policies(**given),
        **values,
    }


def ruleset(*items: Plain, root: Plain | None = None, **values: Any) -> Ruleset:
    """Make a ruleset that keeps every law; see `plain_ruleset`."""
    found = validate(Ruleset, plain_ruleset(*items, root=root, **values))
    assert isinstance(found, Ruleset), [str(each) for each in found]
    # Nothing is remembered from an equal ruleset, so that each test meets the code itself.
    for remembered in (resolve, assumptions):
        remembered.cache_clear()
    laws = check(found, LAWS)
    assert laws == (), [str(each) for each in laws]
    return found


def item(tree: Plain) -> Item:
    """Make one item."""
    found = validate(Item, tree)
    assert isinstance(found, Item), [str(each) for each in found]
    return found


def scale(**tree: Any) -> Scale:
    """Make one scale."""
    found = item(leaf("only", tree)).scale
    assert found is not None
    return found


def undeclared(**tree: Any) -> tuple[Problem, ...]:
    """Return every problem for which a scale is no scale."""
    found = validate(Item, leaf("only", tree))
    assert not isinstance(found, Item)
    return found


def seen(**tree: Any) -> Observation:
    """Make one observation."""
    found = validate(Observation, tree)
    assert isinstance(found, Observation), [str(each) for each in found]
    return found


def worth(declared: Scale, maximum: str, **tree: Any) -> tuple[Fraction, list[Step]]:
    """Return the points that a scale gives for an observation, and the steps to them."""
    reading = read(declared, Fraction(maximum), seen(**tree))
    assert isinstance(reading, Reading), str(reading)
    notes: list[Note] = []
    points = evaluate(lower(declared, Fraction(maximum), reading.form), reading.inputs, notes)
    return points, list(written(notes))


def wrong(declared: Scale, maximum: str, **tree: Any) -> Problem:
    """Return the one problem of an observation."""
    found = read(declared, Fraction(maximum), seen(**tree))
    assert isinstance(found, Problem), str(found)
    return found


def assess(entries: Plain | None = None, **values: Any) -> Assessment:
    """Make an assessment: entries of the stage ``final``, or of stages by name (``appraisal_1={…}``)."""
    names = {name.replace("-", "_"): name for name in STAGES}
    stages = {names[name]: {"entries": values.pop(name)} for name in list(values) if name in names}
    unit = {"key": values.pop("unit", "so-a"), "name": "Sở A", "kind": values.pop("kind", "department")}
    if entries is not None:
        stages["final"] = {"entries": entries}
    tree = {"format": "1", "ruleset": "example/small@2024", "unit": unit, "period": "year", "stages": stages}
    found = validate(Assessment, {**tree, **values})
    assert isinstance(found, Assessment), [str(each) for each in found]
    return found


def scored(
    rules: Ruleset, entries: Plain | None = None, *, stage: str = "final", **values: Any
) -> ScoreSheet:
    """Score entries; see `assess`."""
    return score(rules, assess(entries, **values), stage=stage)


def refused(
    rules: Ruleset, entries: Plain | None = None, *, stage: str = "final", **values: Any
) -> tuple[Problem, ...]:
    """Return every problem for which a score is refused."""
    with pytest.raises((AssessmentError, UsageError)) as caught:
        score(rules, assess(entries, **values), stage=stage)
    found: tuple[Problem, ...] = caught.value.problems
    return found


def entry_path(key: str, *rest: str | int, stage: str = "final") -> Path:
    """Return the path of an entry, or of something in it."""
    return ("stages", stage, "entries", key, *rest)


def points(**values: str) -> Plain:
    """Make an entry of given points for each key; ``_`` stands for a hyphen."""
    return {key.replace("_", "-"): {"points": value} for key, value in values.items()}


def named(*pairs: tuple[str, str], figure: str = "points") -> list[Plain]:
    """Declare levels, ticks, faults, options or groups: each a key and its figure."""
    return [{"key": key, "name": {"vi": f"Nội dung {key}"}, figure: value} for key, value in pairs]


def worked() -> Ruleset:
    """Make the worked example of the semantics page, with every scale in it."""
    steps = [
        {"from": "98", "to": "100", "points": "8"},
        {"from": "90", "points": "4"},
        {"from": "0", "points": "0"},
    ]
    appraisal = group(
        "appraisal",
        leaf(
            "plan-issued",
            {"method": "levels", "levels": named(("on-time", "10"), ("late", "5"), ("none", "0"))},
            code="1.1",
            source={"instrument": "qd-1", "at": "Phụ lục, 1.1"},
        ),
        leaf("tasks-done", {"method": "ratio", "full_at": "1", "zero_below": "0.5"}, max="12", code="1.2"),
        leaf("files-on-time", {"method": "steps", "of": "percent", "steps": steps}, max="8", code="1.3"),
        leaf(
            "disclosure",
            {"method": "checklist", "ticks": named(("progress", "2"), ("result", "2"), ("reply", "2"))},
            max="6",
            not_applicable="exclude",
        ),
        leaf(
            "discipline", {"method": "deduction", "kinds": named(("minor", "0.5"), ("serious", "2"))}, max="4"
        ),
        leaf("council-view", {"method": "direct", "grid": "0.25"}),
        leaf("innovation", {"method": "count", "each": "1"}, role="bonus", max="3"),
        leaf("late-reports", {"method": "count", "each": "0.5"}, role="penalty", max="2"),
        cap="50",
    )
    asked = {
        "method": "survey",
        "options": named(("a", "1"), ("b", "0.6"), ("c", "0.2"), ("d", "0"), figure="share"),
        "groups": named(("deputies", "1/3"), ("people", "2/3"), figure="weight"),
    }
    survey = group("survey", leaf("satisfaction", asked), role="survey", max="50", rescale="true")
    bands = [
        {"key": "xuat-sac", "name": {"vi": "Xuất sắc"}, "from": "95", "to": "100"},
        {"key": "tot", "name": {"vi": "Tốt"}, "from": "85"},
        {"key": "kha", "name": {"vi": "Khá", "en": "Fair"}, "from": "75"},
        {"key": "trung-binh", "name": {"vi": "Trung bình"}, "from": "70"},
        {"key": "yeu", "name": {"vi": "Yếu"}, "from": "0"},
    ]
    rank = {"on": "published", "ties": "competition"}
    return ruleset(appraisal, survey, root={"cap": "none"}, bands=bands, rank=rank)


def worked_entries() -> Plain:
    """Give the entries of the worked example."""
    return {
        "plan-issued": {"level": "on-time"},
        "tasks-done": {"done": "287", "planned": "291"},
        "files-on-time": {"value": "96.4"},
        "disclosure": {"ticks": ["progress", "result"]},
        "discipline": {"counts": {"minor": "1"}},
        "council-view": {"points": "8.25"},
        "innovation": {"count": "2"},
        "late-reports": {"count": "1"},
        "satisfaction": {
            "tallies": {
                "deputies": {"a": "10", "b": "8", "c": "2", "d": "0"},
                "people": {"a": "100", "b": "60", "c": "30", "d": "10"},
            }
        },
    }
