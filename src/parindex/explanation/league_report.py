"""A league as a report: ranks and bands first, then the score sheet of each unit as an annex."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from parindex.errors import Language
from parindex.explanation.policies import policies
from parindex.explanation.report import Coded, coded, lines_table, nature, notes, of, standing
from parindex.explanation.sheet import band_span
from parindex.fields import pick, say
from parindex.ranking import Ranked, rank
from parindex.reporting.table import Column, Report, Section, Table
from parindex.scoresheet import ScoreSheet

__all__ = ["league_report"]


def league_report(units: Sequence[Coded], code: str | None, *, command: str, lang: Language) -> Report:
    """Make the report of a league: ranks and bands, then the sheet of each unit; ``code`` is the league's.

    Raises:
        UsageError: as `parindex.ranking.rank`.
    """
    ranked = rank(each.sheet for each in units)
    codes = {each.sheet.unit.key: each.code for each in units}
    first = ranked[0].sheet
    kind = next(say(each.name, lang) for each in first.ruleset.units.kinds if each.key == first.unit.kind)
    title = pick(lang, "Bảng xếp hạng tính bằng parindex", "League table computed with parindex")
    annexes = (
        _annex(at, Coded(row.sheet, codes[row.sheet.unit.key]), lang)
        for at, row in enumerate(ranked, start=1)
    )
    return Report(
        f"{title}: {kind}",
        (*of(first, lang), *_ranking(ranked, lang), *coded(code, lang), nature(lang)),
        (_places(ranked, codes, lang), *_bands(ranked, lang), *annexes),
        tuple(notes(first.ruleset, [row.sheet for row in ranked], lang)),
        command,
        lang,
    )


def _ranking(ranked: Sequence[Ranked], lang: Language) -> Iterator[str]:
    """Say how many units are ranked, by what, and which of them are tied."""
    how = policies(ranked[0].sheet.ruleset, lang)["rank"]
    yield pick(
        lang,
        f"Số đơn vị được xếp hạng: {len(ranked)}; {how}.",
        f"Units that are ranked: {len(ranked)}; {how}.",
    )
    places: dict[int, list[str]] = {}
    for row in ranked:
        places.setdefault(row.rank, []).append(row.sheet.unit.name)
    tied = "; ".join(f"{place}: {', '.join(names)}" for place, names in places.items() if len(names) > 1)
    if tied:
        yield f"{pick(lang, 'Đồng hạng', 'Tied at rank')} {tied}."


def _places(ranked: Sequence[Ranked], codes: Mapping[str, str | None], lang: Language) -> Section:
    sheet = ranked[0].sheet
    columns = (
        Column(pick(lang, "Hạng", "Rank"), number=True),
        Column(pick(lang, "Đơn vị", "Unit")),
        Column(
            pick(lang, "Tổng điểm", "Total"), pick(lang, "điểm", "points"), sheet.total.rounding, number=True
        ),
        Column(pick(lang, "Chỉ số", "Index"), "%", sheet.index.rounding, number=True),
        *((Column(pick(lang, "Xếp loại", "Band")),) if sheet.ruleset.bands else ()),
        Column(pick(lang, "Mã đối chiếu", "Check code")),
    )
    rows = tuple(
        (
            Fraction(row.rank),
            row.sheet.unit.name,
            row.sheet.total.least,
            row.sheet.index.least,
            *((_band(row.sheet, lang),) if sheet.ruleset.bands else ()),
            codes[row.sheet.unit.key],
        )
        for row in ranked
    )
    title = pick(lang, "Bảng xếp hạng", "League table")
    return Section(title, (), (Table(title, columns, rows),))


def _band(sheet: ScoreSheet, lang: Language) -> str:
    return say(sheet.band.name, lang) if sheet.band else pick(lang, "không thuộc mức nào", "none")


def _bands(ranked: Sequence[Ranked], lang: Language) -> Iterator[Section]:
    """Yield the bands with their spans, and how many units are in each; nothing under rules without bands."""
    ruleset = ranked[0].sheet.ruleset
    if not ruleset.bands:
        return
    columns = (
        Column(pick(lang, "Mức", "Band")),
        Column(pick(lang, "Chỉ số", "Index"), "%"),
        Column(pick(lang, "Số đơn vị", "Units"), number=True),
    )
    rows = tuple(
        (
            say(each.name, lang),
            band_span(ruleset, each, lang),
            Fraction(sum(row.sheet.band == each for row in ranked)),
        )
        for each in ruleset.bands
    )
    title = pick(lang, "Mức xếp loại", "Bands")
    yield Section(title, (), (Table(title, columns, rows),))


def _annex(at: int, found: Coded, lang: Language) -> Section:
    """Return the sheet of one unit as a section: how it stands, and every line."""
    title = pick(lang, f"Phụ lục {at}. Phiếu điểm", f"Annex {at}. Score sheet")
    name = found.sheet.unit.name
    return Section(f"{title}: {name}", tuple(standing(found, lang)), (lines_table(found.sheet, lang),))
