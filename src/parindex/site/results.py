"""A score for the calculator's page: figures exact and in words, line by line, nothing worked out twice."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Any

from parindex.assessment import State
from parindex.errors import Language, Path, Problem, UsageError
from parindex.exact import Rounding, RoundingMode
from parindex.explanation.rules import rule
from parindex.explanation.sheet import assumed, band, clause, explain, missing, occasion, published, state
from parindex.explanation.steps import sentences
from parindex.fields import FrozenMap, say
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.model import Ruleset
from parindex.scales.observation import unknown
from parindex.scoresheet import Figure, Line, ScoreSheet, each_line, plain_figure
from parindex.scoring import score
from parindex.site import paths
from parindex.site.asking import Question
from parindex.site.controls import pair
from parindex.site.encoding import Encoded, encoded

__all__ = ["assumed_of", "explanation", "figure", "page", "plain_problem", "result"]

Tree = dict[str, Any]


def plain_problem(found: Problem, lang: Language) -> Tree:
    """Return a problem as the calculator's protocol has it."""
    item, field = _entry(found.path)
    return {
        "code": found.code,
        "severity": found.severity,
        "text": found.line(lang),
        "message": found.message(lang),
        "hint": found.hint(lang),
        "path": found.at,
        "item": item,
        "field": field,
        "place": str(found.place) if found.place else None,
    }


def _entry(path: Path) -> tuple[str | None, str | None]:
    """Return the item and the field of an entry that a path leads to."""
    if path[:1] != ("stages",) or path[2:3] != ("entries",):
        return None, None
    named = [str(part) for part in path[3:5]]
    return (named[0] if named else None), (named[1] if len(named) > 1 else None)


def figure(found: Figure, lang: Language) -> Tree:
    """Return points or percent: exact and published, both ends while something is missing, and in words."""
    return {"open": found.open, "text": published(found, lang), **plain_figure(found)}


def page(path: str) -> str:
    """Return where a page is once it is built.

    >>> page("rulesets/a/b/2024/index.md")
    'rulesets/a/b/2024/index.html'
    """
    return f"{path.removesuffix('.md')}.html"


@lru_cache(maxsize=64)
def assumed_of(ruleset: Ruleset, lang: Language) -> Encoded:
    """List what no source states: its place, why it is assumed, and the line that is printed."""
    printed = assumed(ruleset, lang)[1:]  # the first is a heading
    return encoded(
        [
            {"at": at, "why": say(why, lang), "text": text.removeprefix("- ")}
            for (at, why), text in zip(assumptions(ruleset), printed, strict=True)
        ]
    )


def result(asked: Question, *, codes: bool) -> Tree:
    """Score, as the plain tree of the protocol.

    Raises:
        AssessmentError: the entries do not fit the rules; every problem.
    """
    ruleset, lang = asked.ruleset, asked.lang
    sheet = score(ruleset, asked.assessment, stage=asked.stage, trace=codes)
    return {
        "complete": sheet.complete,
        "total": figure(sheet.total, lang),
        "index": figure(sheet.index, lang),
        **pair("max", ruleset.score.max, lang),
        "band": {"key": sheet.band.key, "name": say(sheet.band.name, lang)} if sheet.band else None,
        "band_text": band(sheet, lang),
        "decided": sheet.complete or sheet.band is not None,
        "missing": list(sheet.missing),
        "missing_text": missing(sheet, lang),
        "distance": list(_distance(sheet, lang)),
        "lines": _lines(sheet, lang),
        "occasion": occasion(sheet, lang),
        "remarks": [plain_problem(each, lang) for each in sheet.warnings],
        "assumptions": assumed_of(ruleset, lang),
        **({"check_code": _check_code(sheet, asked)} if codes else {}),
    }


def _distance(sheet: ScoreSheet, lang: Language) -> Iterator[str]:
    """Say how far the next band is, in the sentence that ``parindex distance`` has for it."""
    if not sheet.complete or not sheet.ruleset.bands:
        return
    # A page shows an unfinished score first, which has no distance.
    from parindex.analysis.distance import distance  # noqa: PLC0415
    from parindex.analysis.outlook import Outlook  # noqa: PLC0415
    from parindex.analysis.sentences import lead  # noqa: PLC0415

    known = Outlook(
        sheet=sheet,
        distance=distance(sheet),
        losses=(),
        better=(),
        target=None,
        improvement=None,
        most=None,
        obstacle=None,
        effort=FrozenMap({}),
        survey=False,
    )
    yield from islice(lead(known, lang), 2, 3)  # after the rules and the standing


def _lines(sheet: ScoreSheet, lang: Language) -> Encoded:
    rounding = sheet.total.rounding
    told = [_line(line, (rounding.digits, rounding.mode), lang) for line in each_line(sheet.lines)]
    return Encoded(f"[{','.join(told)}]")


def _line(line: Line, rounding: tuple[int, RoundingMode], lang: Language) -> Encoded:
    ends = (line.least.as_integer_ratio(), line.most.as_integer_ratio())
    limit = line.applicable_max.as_integer_ratio()
    said = (line.item.key, line.state, state(line, lang), line.open)
    return _told(said, ends, limit, rounding, lang)


@lru_cache(maxsize=20_000)
def _told(
    said: tuple[str, State, str, bool],
    ends: tuple[tuple[int, int], tuple[int, int]],
    limit: tuple[int, int],
    rounding: tuple[int, RoundingMode],
    lang: Language,
) -> Encoded:
    """Return a line of a result; of a hundred on a page few change at a time."""
    key, name, note, open_ = said
    points = Figure(Fraction(*ends[0]), Fraction(*ends[1]), open_, Rounding(*rounding))
    told = {"key": key, "state": name, "note": note, **figure(points, lang)}
    return encoded(told | pair("applicable_max", Fraction(*limit), lang))


def _check_code(sheet: ScoreSheet, asked: Question) -> str | None:
    """Return the check code of the score's record, where it can have one."""
    from parindex.audit.canonical import canonical, check_code  # noqa: PLC0415 (only when it is asked for)
    from parindex.audit.record import obstacle, statement_of  # noqa: PLC0415 (the same)

    if obstacle(sheet, asked.assessment):
        return None
    return check_code(canonical(statement_of(sheet, asked.assessment)))


def explanation(asked: Question, key: str | None) -> Tree:
    """Say why, of one item or of all as the command line prints it.

    Raises:
        AssessmentError: the entries do not fit the rules; every problem.
        UsageError: no item has the key (``E-ITEM``).
    """
    sheet = score(asked.ruleset, asked.assessment, stage=asked.stage)
    if key is None:
        return {"text": explain(sheet, asked.lang)}
    lines = {line.item.key: line for line in each_line(sheet.lines)}
    if key not in lines:
        raise UsageError(unknown("E-ITEM", ("key",), key, lines))
    return _reasons(lines[key], sheet, asked.lang)


def _reasons(line: Line, sheet: ScoreSheet, lang: Language) -> Tree:
    item, entry, rounding = line.item, line.entry, sheet.total.rounding
    changed = entry.changed if entry else None
    return {
        "key": item.key,
        "title": f"{item.code or ''} {say(item.name, lang)}".lstrip(),
        "points": figure(line.figure(rounding), lang),
        "note": state(line, lang),
        "rule": rule(item, lang),
        "reckoning": list(sentences(line.steps, line, rounding, lang)),
        "why": (entry.why if entry else None) or "",
        "changed": f"{changed.by}: {changed.why}" if changed else "",
        "clause": clause(sheet.ruleset, item.source, lang),
        "page": page(paths.item(sheet.ruleset.id, item.key)),
    }
