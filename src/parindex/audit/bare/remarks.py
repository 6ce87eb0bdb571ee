"""What a record says beside the figures: the submission, the assumptions and the warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from parindex.audit.bare.trace import Trace

__all__ = ["assumptions", "submission", "warnings"]

Tree = Mapping[str, Any]

_DAY = timedelta(days=1)


def submission(ruleset: Tree, assessment: Tree) -> dict[str, str | None] | None:
    """Compare the day of the unit's own report with the last day of its period's due rule."""
    submitted = assessment.get("submitted")
    if submitted is None:
        return None
    last = _last_day(_period(ruleset, assessment).get("due", {}))
    late = None if last is None else str(max(0, (date.fromisoformat(submitted) - last).days))
    return {"submitted": submitted, "last": last and last.isoformat(), "days_late": late}


def _period(ruleset: Tree, assessment: Tree) -> Tree:
    periods: dict[str, Tree] = {period["key"]: period for period in ruleset["periods"]}
    return periods[assessment["period"]]


def _last_day(due: Tree) -> date | None:
    match dict(due):
        case {"on": day} | {"by": day} | {"between": [_, day]}:
            return date.fromisoformat(day)
        case {"before": day}:
            return date.fromisoformat(day) - _DAY
        case {"month": month}:
            return _end_of_month(int(month[:4]), int(month[5:]))
        case {"quarter": quarter}:
            return _end_of_month(int(quarter[:4]), 3 * int(quarter[6:]))
        case _:
            return None


def _end_of_month(year: int, month: int) -> date:
    # From the 28th, four days later is the next month in every month.
    later = date(year, month, 28) + 4 * _DAY
    return later - later.day * _DAY


def assumptions(ruleset: Tree) -> list[dict[str, Any]]:
    """List every object of the ruleset that no source states, by its place."""
    found = [{"at": ".".join(path), "why": tree["assumed"]} for path, tree in _objects((), ruleset)]
    return sorted(found, key=lambda each: str(each["at"]))


def _objects(path: tuple[str, ...], tree: object) -> Iterator[tuple[tuple[str, ...], Tree]]:
    """Give the objects with a member `assumed`, here and below."""
    if isinstance(tree, Mapping):
        if "assumed" in tree:
            yield path, tree
        for name, value in tree.items():
            yield from _objects(path if name == "items" else (*path, name), value)
    elif isinstance(tree, list):
        for at, value in enumerate(tree):
            # What has no key is counted from 0, as in every place of a ruleset.
            key = value.get("key", str(at)) if isinstance(value, Mapping) else str(at)
            yield from _objects((*path, key), value)


def warnings(ruleset: Tree, assessment: Tree, trace: Trace) -> list[dict[str, str]]:
    """List the warnings by their codes."""
    unit = assessment["unit"]
    # Where a unit is listed twice, the later listing counts.
    listed: dict[str, Tree] = {each["key"]: each for each in ruleset["units"].get("units", [])}
    found = listed.get(unit["key"])
    sent = submission(ruleset, assessment)
    index = trace.index()
    holds = {
        ("W-BAND", "policies.band_on"): trace.band(index) != trace.band(trace.rounded(index)),
        ("W-KIND", "unit.kind"): found is not None and found["kind"] != unit["kind"],
        ("W-LATE", "submitted"): sent is not None and (sent["days_late"] or "0") != "0",
        ("W-MISSING", "policies.missing"): bool(trace.result["missing"]),
        ("W-STAGE", "stages"): "final" not in assessment["stages"],
        ("W-UNIT", "unit.key"): bool(listed) and found is None,
        ("W-VALIDITY", "unit.key"): found is not None and _absent(found, _period(ruleset, assessment)),
    }
    return [{"code": code, "at": at} for (code, at), holding in holds.items() if holding]


def _absent(unit: Tree, period: Tree) -> bool:
    """Tell whether a listed unit exists on no day of the period; days compare as they are written."""
    begins, ends = unit.get("from", period["to"]), unit.get("to", period["from"])
    return bool(begins > period["to"] or ends < period["from"])
