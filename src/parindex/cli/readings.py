"""What the open readings of a ruleset do to scores: the tables of ``score --interpretations``."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.markup import escape
from rich.table import Table

from parindex.assessment import Assessment
from parindex.cli.output import console, pick, wrapped
from parindex.errors import Language, Problem
from parindex.explanation.sheet import labels, period, published
from parindex.fields import say
from parindex.readings import Effect, Standing, effects
from parindex.ruleset.model import Ruleset

__all__ = ["plain_readings", "print_readings"]


def print_readings(ruleset: Ruleset, assessments: Sequence[Assessment], stage: str, lang: Language) -> None:
    """Print how the units stand, and for each open question what each other answer changes."""
    base, found = effects(ruleset, assessments, stage=stage)
    out = console()
    out.print(f"[bold]{escape(say(ruleset.title, lang))}[/bold] ({ruleset.id})")
    for label in labels(ruleset, lang):
        out.print(label, style="yellow")
    out.print(_standings(base, lang))
    question = None
    for effect in found:
        if effect.question != question:
            question = effect.question
            out.print(f"[bold]{escape(say(question.text, lang))}[/bold]")
            chosen = f"{pick(lang, 'Đang theo', 'Taken')}: {say(question.chosen.name, lang)}"
            out.print(wrapped(f"  {chosen}", out.width), style="dim", markup=False)
        for line in _lines(effect, base, lang):
            out.print(wrapped(f"  → {say(effect.reading.name, lang)}: {line}", out.width), markup=False)


def _standings(base: Sequence[Standing], lang: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(pick(lang, "Đơn vị", "Unit"), overflow="fold")
    for heading in (("Tổng điểm", "Total"), ("Chỉ số %", "Index %")):
        table.add_column(pick(lang, *heading), justify="right", no_wrap=True)
    table.add_column(pick(lang, "Xếp loại", "Band"), no_wrap=True)
    table.add_column(pick(lang, "Hạng", "Rank"), justify="right", no_wrap=True)
    for standing in base:
        sheet = standing.sheet
        total, index = published(sheet.total, lang), published(sheet.index, lang)
        row = (total, index, escape(_band(standing, lang)), _rank(standing))
        table.add_row(escape(_unit(standing, base, lang)), *row)
    return table


def _band(standing: Standing, lang: Language) -> str:
    return say(standing.sheet.band.name, lang) if standing.sheet.band else "–"


def _rank(standing: Standing) -> str:
    return str(standing.rank) if standing.rank else "–"


def _lines(effect: Effect, base: Sequence[Standing], lang: Language) -> list[str]:
    """Write what a reading changes, a line for each unit, or one line that says why there is none."""
    if effect.reading.unknown is not None:
        return [say(effect.reading.unknown, lang)]
    changed = [
        _change(now, before, base, lang)
        for now, before in zip(effect.standings, base, strict=True)
        if now is not None and _differs(now, before)
    ]
    notes = [_note(each, lang) for each in effect.problems]
    return [*changed, *notes] or [pick(lang, "không đổi", "no change")]


def _note(each: Problem, lang: Language) -> str:
    """Write why a reading cannot be computed: what is wrong, where, and what to do."""
    place = f" ({each.at})" if each.path else ""
    hint = each.hint(lang)
    return f"{each.message(lang)}{place}{'; ' + hint if hint else ''}"


def _change(now: Standing, before: Standing, base: Sequence[Standing], lang: Language) -> str:
    """Write what is other than before: ``Sở A: tổng điểm 84,99 → 85,00; xếp loại Khá → Tốt``."""
    pairs = [
        (("tổng điểm", "total"), *(published(each.sheet.total, lang) for each in (before, now))),
        (("chỉ số", "index"), *(published(each.sheet.index, lang) for each in (before, now))),
        (("xếp loại", "band"), *(_band(each, lang) for each in (before, now))),
        (("hạng", "rank"), *(_rank(each) for each in (before, now))),
    ]
    said = [f"{pick(lang, *words)} {old} → {new}" for words, old, new in pairs if old != new]
    beyond = pick(lang, "chỉ đổi số lẻ sau chỗ làm tròn", "only digits beyond the rounding change")
    return f"{_unit(before, base, lang)}: {'; '.join(said) or beyond}"


def _unit(standing: Standing, base: Sequence[Standing], lang: Language) -> str:
    """Name a unit, with its kind where there are several, and its period where the ruleset has several."""
    sheet = standing.sheet
    kinds = [say(each.name, lang) for each in sheet.ruleset.units.kinds if each.key == sheet.unit.kind]
    more = kinds if len({each.sheet.unit.kind for each in base}) > 1 else []
    more += [period(sheet, lang)] if len(sheet.ruleset.periods) > 1 else []
    return f"{sheet.unit.name} ({', '.join(more)})" if more else sheet.unit.name


def _differs(now: Standing, before: Standing) -> bool:
    one, other = now.sheet, before.sheet
    figures = [
        (sheet.total.exact, sheet.total.published, sheet.index.exact, sheet.index.published)
        for sheet in (one, other)
    ]
    bands = [sheet.band.key if sheet.band else None for sheet in (one, other)]
    return figures[0] != figures[1] or bands[0] != bands[1] or now.rank != before.rank


def plain_readings(
    ruleset: Ruleset, assessments: Sequence[Assessment], stage: str, lang: Language
) -> dict[str, object]:
    """Return the same as a plain tree of text."""
    base, found = effects(ruleset, assessments, stage=stage)
    return {
        "format": "1",
        "ruleset": {"id": ruleset.id, "sha256": ruleset.digest},
        "units": [_plain(each) for each in base],
        "readings": [
            {
                "question": effect.question.key,
                "text": say(effect.question.text, lang),
                "chosen": effect.question.chosen.key,
                "reading": effect.reading.key,
                "name": say(effect.reading.name, lang),
                "changes": [
                    {"at": each.at, "value": each.value if isinstance(each.value, str) else list(each.value)}
                    for each in effect.reading.changes
                ],
                "unknown": say(effect.reading.unknown, lang) or None,
                "units": [
                    _plain(now) | {"changed": _differs(now, before)} if now else None
                    for now, before in zip(effect.standings, base, strict=True)
                ],
                "problems": [each.line(lang) for each in effect.problems],
            }
            for effect in found
        ],
    }


def _plain(standing: Standing) -> dict[str, object]:
    sheet = standing.sheet
    return {
        "unit": sheet.unit.key,
        "period": sheet.period,
        "total": published(sheet.total, "en"),
        "index": published(sheet.index, "en"),
        "band": sheet.band.key if sheet.band else None,
        "rank": str(standing.rank) if standing.rank else None,
    }
