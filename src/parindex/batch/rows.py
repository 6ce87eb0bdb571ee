"""One unit of a table as an assessment, for the exact engine; and an assessment as a row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from parindex.assessment import STAGES, Assessment, Entry, StageName
from parindex.batch.reading import fields
from parindex.errors import Problem
from parindex.exact import decimal_text
from parindex.ruleset.model import Ruleset, walk
from parindex.scales import Scale
from parindex.validation import validate

__all__ = ["assessment", "row"]


def assessment(
    cells: Mapping[str, Any], ruleset: str, kind: str, period: str
) -> Assessment | tuple[Problem, ...]:
    """Return the assessment that the cells of one unit say, or what is wrong with it."""
    entries: dict[str, dict[str, Any]] = {}
    for name, value in cells.items():
        item, _, field = name.partition(".")
        if value is not None and field:
            _put(entries.setdefault(item, {}), field, _text(value))
    unit = str(cells["unit"])
    tree = {
        "format": "1",
        "ruleset": ruleset,
        "unit": {"key": unit, "name": unit, "kind": kind},
        "period": period,
        "stages": {"final": {"entries": entries}},
    }
    return validate(Assessment, tree)


def _put(entry: dict[str, Any], field: str, value: str) -> None:
    """Put a value where its column says: a tick into the list of ticks, a count into its map."""
    first, _, rest = field.partition(".")
    if first == "ticks":
        ticks = entry.setdefault("ticks", [])
        if value == "1":
            ticks.append(rest)
        elif value != "0":
            ticks.append(f"{rest}={value}")
    elif rest:
        *above, last = field.split(".")
        for part in above:
            entry = entry.setdefault(part, {})
        entry[last] = value
    else:
        entry[field] = value


def _text(value: object) -> str:
    """Write a cell as an assessment has it: numbers as text, without digits that say nothing."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    return str(value)


def row(ruleset: Ruleset, assessment: Assessment, stage: StageName = "final") -> dict[str, str]:
    """Return an assessment as the cells of a row, as it stands at a stage; evidence has no cells.

    Ticks and counts that an entry leaves out stand as 0, for a cell without a value says nothing.
    """
    standing: dict[str, Entry] = {}
    for name in STAGES[: STAGES.index(stage) + 1]:
        if name in assessment.stages:
            standing |= assessment.stages[name].entries
    cells = {
        "unit": assessment.unit.key,
        "kind": assessment.unit.kind,
        "ruleset": assessment.ruleset,
        "period": assessment.period,
    }
    for key, entry in standing.items():
        scale = _scales(ruleset).get(key)
        if scale is not None and entry.form:
            cells |= {
                f"{key}.{name}": "0" for form, names in fields(scale) if form == entry.form for name in names
            }
        for field in (*entry.form, *(each for each in ("state", "why") if getattr(entry, each) is not None)):
            cells |= _flat(f"{key}.{field}", getattr(entry, field))
    return cells


@lru_cache(maxsize=64)
def _scales(ruleset: Ruleset) -> dict[str, Scale]:
    return {item.key: item.scale for item, _ in walk(ruleset.score) if item.scale is not None}


def _flat(name: str, value: Any) -> dict[str, str]:  # noqa: ANN401 (each field has a type of its own)
    if isinstance(value, Mapping):
        return {
            key: text for part, each in value.items() for key, text in _flat(f"{name}.{part}", each).items()
        }
    if isinstance(value, tuple):
        return {f"{name}.{each}": "1" for each in value}
    return {name: value if isinstance(value, str) else decimal_text(value)}
