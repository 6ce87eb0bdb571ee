"""`score --what-if`: the result as it stands beside the result as asked; a question, never a result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from parindex.analysis.sentences import resting
from parindex.analysis.whatif import Shift, compare, what_if
from parindex.analysis.words import fine, named, near, standing, title
from parindex.assessment import Assessment
from parindex.cli.output import console, pick
from parindex.errors import AssessmentError, Language, Problem, UsageError
from parindex.explanation.rules import number
from parindex.explanation.sheet import labels, occasion, published, state
from parindex.fields import say
from parindex.reporting.table import Cell, Column, Report, Section, Table
from parindex.reporting.text import print_report
from parindex.scoresheet import Figure, Line, ScoreSheet, each_line, plain
from parindex.scoring import score

__all__ = ["asked", "plain_question", "print_question"]

_OPTION = "--what-if"


def asked(assessment: Assessment, before: ScoreSheet, changes: Sequence[str]) -> ScoreSheet:
    """Score an assessment again with changes; a problem names the option that it came from, not a file.

    Raises:
        UsageError: a change is spelled another way.
        AssessmentError: what is asked does not fit the rules.
    """
    try:
        assumed = what_if(assessment, changes, stage=before.stage)
        return score(before.ruleset, assumed, stage=before.stage)
    except (AssessmentError, UsageError) as error:
        raise type(error)(*(_at_option(each, changes) for each in error.problems)) from None


def _at_option(found: Problem, changes: Sequence[str]) -> Problem:
    """Put a problem at the changes that lie nearest to it; one of the whole total, at none in particular."""
    path = tuple(map(str, found.path))
    place = path[path.index("entries") + 1 :] if "entries" in path else ()
    depths = [_shared(place, each.partition("=")[0].split(".")) for each in changes]
    ours = [each for each, depth in zip(changes, depths, strict=True) if depth and depth == max(depths)]
    return replace(found, path=(" ".join(f"{_OPTION} {each}" for each in ours) or _OPTION,))


def _shared(one: Sequence[str], two: Sequence[str]) -> int:
    """Count the names that two paths have in common, from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def plain_question(
    changes: Sequence[str], before: ScoreSheet, after: ScoreSheet, code: str | None, lang: Language
) -> dict[str, Any]:
    """Return both results as plain trees; what is only asked has no check code."""
    now, then = plain(before, lang), plain(after, lang)
    lines, others = (dict(_plain_lines(each["items"])) for each in (now, then))
    return {
        "format": "1",
        "what_if": list(changes),
        "before": {**now, "check_code": code},
        "after": {**then, "check_code": None},
        "changed": [
            {"key": key, "before": lines[key], "after": others[key]}
            for key in (shift.before.item.key for shift in compare(before, after))
        ],
    }


def _plain_lines(items: Iterable[dict[str, Any]]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Give the figures of each line by its key."""
    wanted = ("state", "exact", "published", "least", "most", "applicable_max")
    for item in items:
        yield item["key"], {name: item[name] for name in wanted if name in item}
        yield from _plain_lines(item["items"])


def print_question(changes: Sequence[str], before: ScoreSheet, after: ScoreSheet, lang: Language) -> None:
    """Print both results side by side, what was asked, and the lines that come out otherwise."""
    ruleset = before.ruleset
    said = Report(
        f"{before.unit.name} · {say(ruleset.title, lang)} ({ruleset.id})",
        (
            occasion(before, lang),
            *labels(ruleset, lang),
            pick(
                lang,
                "Giả định của người hỏi, không phải kết quả thẩm định.",
                "An assumption of whoever asks, not a result of appraisal.",
            ),
        ),
        (_sides_of(changes, before, after, lang),),
        tuple(dict.fromkeys((*resting(before, lang), *resting(after, lang)))),
        "",
        lang,
    )
    print_report(console(), said)


def _sides_of(changes: Sequence[str], before: ScoreSheet, after: ScoreSheet, lang: Language) -> Section:
    heading = pick(lang, "Hiện nay và nếu như", "As it stands, and what if")
    shifts = compare(before, after)
    tables = (_changes(changes, before, after, lang), _results(before, after, lang))
    if not shifts:
        return Section(
            heading, (pick(lang, "Không dòng nào đổi điểm.", "No line has other points."),), tables
        )
    return Section(heading, (), (*tables, _lines(shifts, before, lang)))


def _sides(lang: Language, more: str = "", *, number: bool = False) -> tuple[Column, Column]:
    words = (("Hiện nay", "As it stands"), ("Nếu như", "What if"))
    now, then = (f"{pick(lang, *each)}{more}" for each in words)
    return Column(now, number=number), Column(then, number=number)


def _changes(changes: Sequence[str], before: ScoreSheet, after: ScoreSheet, lang: Language) -> Table:
    keys = {each.partition(".")[0] for each in changes}
    rows = tuple(
        (title(line.item, lang), standing(line, lang), standing(after.line(line.item.key), lang))
        for line in each_line(before.lines)
        if line.item.key in keys
    )
    columns = (Column(pick(lang, "Tiêu chí", "Criterion")), *_sides(lang))
    return Table(pick(lang, "Điều được hỏi", "What is asked"), columns, rows)


def _results(before: ScoreSheet, after: ScoreSheet, lang: Language) -> Table:
    maximum = number(before.ruleset.score.max or before.total.most, lang)
    rows: list[tuple[Cell, ...]] = [
        (
            pick(lang, f"Tổng điểm (điểm, tối đa {maximum})", f"Total (points, of {maximum})"),
            *_both(before.total, after.total, lang),
        ),
        (pick(lang, "Chỉ số (%)", "Index (%)"), *_both(before.index, after.index, lang)),
    ]
    if before.ruleset.bands:
        rows.append((pick(lang, "Xếp loại", "Band"), _band(before, lang), _band(after, lang)))
    columns = (Column(pick(lang, "Kết quả", "Result")), *_sides(lang, number=True))
    return Table(pick(lang, "Tổng điểm, chỉ số, xếp loại", "Total, index and band"), columns, tuple(rows))


def _band(sheet: ScoreSheet, lang: Language) -> str:
    if sheet.band is None and not sheet.complete:
        return pick(lang, "chưa xác định", "not yet decided")
    return named(sheet.band, lang)


def _both(before: Figure, after: Figure, lang: Language) -> tuple[str, str]:
    """Write two figures as they are published; to more digits where they would look the same and are not."""
    ends = ((before.least, after.least), (before.most, after.most))
    rounding = fine(before.rounding, ends)
    one, two = (published(replace(each, rounding=rounding), lang) for each in (before, after))
    return one, two


def _lines(shifts: Sequence[Shift], sheet: ScoreSheet, lang: Language) -> Table:
    columns = (
        Column("STT" if lang == "vi" else "Code"),
        Column(pick(lang, "Lĩnh vực, tiêu chí", "Field or criterion")),
        *_sides(lang, pick(lang, " (điểm)", " (points)"), number=True),
        Column(pick(lang, "Ghi chú", "Note")),
    )
    rows = tuple(_shifted(each, sheet, lang) for each in shifts)
    heading = pick(lang, "Các dòng khác đi", "The lines that come out otherwise")
    if any(row[-1] for row in rows):
        return Table(heading, columns, rows)
    return Table(heading, columns[:-1], tuple(row[:-1] for row in rows))


def _shifted(shift: Shift, sheet: ScoreSheet, lang: Language) -> tuple[Cell, ...]:
    item, rounding = shift.before.item, sheet.total.rounding
    figures = _both(shift.before.figure(rounding), shift.after.figure(rounding), lang)
    return item.code or "", say(item.name, lang), *figures, _remark(shift.before, shift.after, lang)


def _remark(before: Line, after: Line, lang: Language) -> str:
    """Say the state as asked, and another applicable maximum."""
    said = [state(after, lang)]
    if before.applicable_max != after.applicable_max:
        ends = f"{near(before.applicable_max, lang)} → {near(after.applicable_max, lang)}"
        said.append(pick(lang, f"điểm tối đa {ends}", f"max {ends}"))
    return "; ".join(filter(None, said))
