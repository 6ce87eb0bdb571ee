"""A survey as a plain tree of text, true, false and null: ``survey --json``."""

from __future__ import annotations

from typing import Any

from parindex.errors import Language, Problem
from parindex.exact import Rounding, decimal_text, exact_text
from parindex.fields import say
from parindex.ruleset.model import Band
from parindex.scoresheet import plain_figure
from parindex.survey.counting import Conserved, Count, Flag, Refused
from parindex.survey.responses import Response, respondents
from parindex.survey.result import Certainty, Estimate, RankSet, Result, UnitResult

__all__ = ["plain"]

_SIX = Rounding(6, "half-even")  # of estimates: they are no more exact than that


def plain(result: Result, lang: Language = "vi") -> dict[str, Any]:
    """Return the result of a survey; exact points as fractions, estimates to a millionth."""
    count, ruleset = result.count, result.count.design.ruleset
    label = {"standing": ruleset.standing, "coverage": ruleset.coverage}
    return {
        "format": "1",
        "ruleset": {"id": ruleset.id, "sha256": ruleset.digest, **label},
        "files": [{"name": file.name, "size": str(file.size), "sha256": file.sha256} for file in count.files],
        "rows": _conserved(count.rows),
        "answers": _conserved(count.answers),
        "refused": [_refused(each, lang) for each in count.refused],
        "flags": [_flag(each) for each in count.flags],
        "groups": [
            _group(each, count, lang) for each in respondents(count.sheets, count.design, count.kinds)
        ],
        "sampling": _sampling(result),
        "units": [_unit(each, count, lang) for each in result.units],
        "ranks": [{"kind": kind, "units": [_rank(each) for each in sets]} for kind, sets in result.ranks],
    }


def _conserved(found: Conserved) -> dict[str, str]:
    return {"read": str(found.read), "counted": str(found.counted), "refused": str(found.refused)}


def _refused(found: Refused, lang: Language) -> dict[str, Any]:
    examples = [_problem(each, lang) for each in found.examples]
    return {"code": found.code, "answers": str(found.answers), "examples": examples}


def _problem(found: Problem, lang: Language) -> dict[str, Any]:
    place = found.place
    return {
        "code": found.code,
        "file": place.file if place else None,
        "line": str(place.line) if place else None,
        "column": str(place.column) if place else None,
        "at": found.at,
        "message": found.message(lang),
        "hint": found.hint(lang),
    }


def _flag(found: Flag) -> dict[str, Any]:
    return {"code": found.code, "number": str(found.number), "unit": found.unit, "group": found.group}


def _group(found: Response, count: Count, lang: Language) -> dict[str, Any]:
    stated = count.design.group(found.group)
    return {
        "key": stated.key,
        "name": say(stated.name, lang),
        "population": None if stated.population is None else decimal_text(stated.population),
        "minimum": None if stated.minimum is None else decimal_text(stated.minimum),
        "respondents": str(found.respondents),
        "sheets": str(found.sheets),
        "answers": str(found.answers),
        "asked": str(found.asked),
    }


def _sampling(result: Result) -> dict[str, str] | None:
    made = result.sampling
    if made is None:
        return None
    return {"confidence": decimal_text(made.confidence), "draws": str(made.draws), "seed": str(made.seed)}


def _unit(found: UnitResult, count: Count, lang: Language) -> dict[str, Any]:
    sheet = found.sheet
    rated = found.unit in count.tallies.units
    tallies = count.tallies.of(found.unit) if rated else {}
    return {
        "unit": found.unit,
        "unit_name": found.name,
        "unit_kind": found.kind,
        "problems": [_problem(each, lang) for each in found.problems],
        "tallies": {
            item: {group: {key: str(number) for key, number in tally.items()} for group, tally in by.items()}
            for item, by in tallies.items()
        },
        "points": None if found.points is None else {"exact": exact_text(found.points)},
        "bounds": [exact_text(end) for end in found.bounds] if found.bounds else None,
        "complete": sheet.complete if sheet else None,
        "total": plain_figure(sheet.total) if sheet else None,
        "index": plain_figure(sheet.index) if sheet else None,
        "band": _band(sheet.band if sheet else None, lang),
        "certainty": _certainty(found.certainty, lang) if found.certainty else None,
        "without": _problem(found.without, lang) if found.without else None,
    }


def _band(band: Band | None, lang: Language) -> dict[str, str] | None:
    return {"key": band.key, "name": say(band.name, lang)} if band else None


def _certainty(found: Certainty, lang: Language) -> dict[str, Any]:
    return {
        "items": {key: _estimate(each) for key, each in found.items},
        "survey": _estimate(found.survey),
        "index": _estimate(found.index) if found.index else None,
        "next": _band(found.next, lang),
        "margin": _estimate(found.margin) if found.margin else None,
        "bands": [{"band": _band(band, lang), "probability": exact_text(part)} for band, part in found.bands],
    }


def _estimate(found: Estimate) -> dict[str, str]:
    figures = {"value": found.value, "error": found.error, "low": found.low, "high": found.high}
    return {key: _SIX.text(value) for key, value in figures.items()} | {"freedom": str(found.freedom)}


def _rank(found: RankSet) -> dict[str, str]:
    return {
        "unit": found.unit,
        "rank": str(found.rank),
        "low": str(found.low),
        "high": str(found.high),
        "all_low": str(found.all_low),
        "all_high": str(found.all_high),
    }
