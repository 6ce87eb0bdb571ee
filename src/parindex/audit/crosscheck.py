"""Compare a score sheet with what the independent oracle makes of the same ruleset and assessment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parindex.assessment import Assessment
from parindex.audit import oracle
from parindex.errors import Problem, problem
from parindex.exact import exact_text
from parindex.scoresheet import Line, ScoreSheet, each_line, plain

__all__ = ["cross_check"]


def cross_check(sheet: ScoreSheet, assessment: Assessment) -> tuple[Problem, ...]:
    """Score the assessment again with the oracle, and return every difference; none when the two agree."""
    tree = assessment.model_dump(mode="json", by_alias=True, exclude_unset=True)
    try:
        second = oracle.score(sheet.ruleset.plain(), tree, sheet.stage)
    except oracle.OracleError as error:
        return (problem("E-DIFFER", found="/total", engine="✓", oracle=str(error)),)
    items = {key: line for key, line in second["items"].items() if key != sheet.ruleset.score.key}
    return tuple(_differences(_engine(sheet), {**second, "items": items}, ""))


def _engine(sheet: ScoreSheet) -> dict[str, Any]:
    """Put the sheet in the oracle's shape."""
    tree = plain(sheet)
    total = {name: value for name, value in tree["total"].items() if name != "max"}
    items = {line.item.key: _item(line) for line in each_line(sheet.lines)}
    band = sheet.band.key if sheet.band else None
    return {
        "complete": tree["complete"],
        "missing": tree["missing"],
        "total": total,
        "index": tree["index"],
        "band": band,
        "items": items,
    }


def _item(line: Line) -> dict[str, str]:
    least, most = exact_text(line.least), exact_text(line.most)
    points = {"least": least, "most": most} if line.open else {"exact": least}
    return {"state": line.state, **points, "applicable_max": exact_text(line.applicable_max)}


def _differences(engine: Any, second: Any, at: str) -> Iterator[Problem]:  # noqa: ANN401 (plain trees)
    if isinstance(engine, dict) and isinstance(second, dict):
        for key in {**engine, **second}:
            yield from _differences(engine.get(key), second.get(key), f"{at}/{key}")
    elif engine != second:
        yield problem("E-DIFFER", found=at, engine=str(engine), oracle=str(second))
