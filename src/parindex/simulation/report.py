"""A simulation as a report: what is asked, then where each unit of each league may land."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from parindex.analysis.words import named
from parindex.errors import Language
from parindex.exact import Interval
from parindex.explanation.rules import number
from parindex.fields import counted, pick, say
from parindex.reporting.charts import Ranges
from parindex.reporting.table import Cell, Column, Report, Section, Table
from parindex.simulation.result import League, Moves, Outcome, Simulation
from parindex.simulation.words import lead, league_name, notes, percent, question

__all__ = ["report"]

_SHOWN = 20  # units named in a sentence, and rows left out


def report(found: Simulation, *, command: str, lang: Language) -> Report:
    """Make the report of a simulation."""
    heading = pick(lang, "Điều được hỏi", "What is asked")
    return Report(
        pick(lang, "Mô phỏng: mỗi đơn vị có thể đứng ở đâu", "A simulation: where each unit may land"),
        tuple(lead(found, lang)),
        (
            Section(heading, tuple(question(found, lang))),
            *(_league(each, found, lang) for each in found.leagues),
            *_left_out(found, lang),
        ),
        tuple(notes(found, lang)),
        command,
        lang,
    )


def _league(league: League, found: Simulation, lang: Language) -> Section:
    tables = [_places(league, found, lang)]
    if found.scenario.then.bands:
        tables.append(_bands(league, found, lang))
    if found.scenario.moving:
        tables.append(_moves(league, found, lang))
    name = league_name(league, found.scenario.ruleset, lang)
    return Section(name, tuple(_said(league, found, lang)), tuple(tables))


def _said(league: League, found: Simulation, lang: Language) -> Iterator[str]:
    """Say how many units there are, which of them nearly always move, and which may change their band."""
    share = number(found.scenario.coverage * 100, lang)
    yield f"{pick(lang, 'Số đơn vị', 'Units')}: {len(league.units)}."
    if found.scenario.moving:
        for way, words in (
            ("up", ("Lên hạng trong ít nhất {} % số lần rút", "A better rank in at least {} % of the draws")),
            (
                "down",
                ("Xuống hạng trong ít nhất {} % số lần rút", "A worse rank in at least {} % of the draws"),
            ),
        ):
            sure = [
                each
                for each in league.units
                if found.share(getattr(each.moves, way)) >= found.scenario.coverage
            ]
            yield f"{pick(lang, *words).format(share)}: {_few(sure, lang)}."
    if found.scenario.random and found.scenario.then.bands:
        open_ = [each for each in league.units if found.draws not in [many for _, many in each.bands]]
        yield f"{pick(lang, 'Mức xếp loại chưa chắc', 'The band is not sure')}: {_few(open_, lang)}."


def _few(units: Sequence[Outcome], lang: Language) -> str:
    if not units:
        return pick(lang, "không đơn vị nào", "no unit")
    names = ", ".join(_name(each) for each in units[:_SHOWN])
    more = len(units) - _SHOWN
    return names if more <= 0 else f"{names} {pick(lang, f'và {more} đơn vị khác', f'and {more} more')}"


def _name(unit: Outcome) -> str:
    return unit.name or unit.unit


def _places(league: League, found: Simulation, lang: Language) -> Table:
    old, new = (
        each.policies.rounding.value.rounding for each in (found.scenario.ruleset, found.scenario.then)
    )
    points, then = pick(lang, "điểm", "points"), pick(lang, "Nếu như", "What if")
    columns = (
        Column(pick(lang, "Đơn vị", "Unit")),
        Column(pick(lang, "Hạng nay", "Rank now"), number=True),
        Column(f"{then}: {pick(lang, 'hạng', 'rank')}", number=True),
        Column(pick(lang, "Tổng điểm nay", "Total now"), points, old, number=True),
        Column(f"{then}: {pick(lang, 'tổng điểm', 'total')}", points, new, number=True),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            _name(each),
            Fraction(each.now.rank),
            _span(Fraction(each.rank.least), Fraction(each.rank.most)),
            each.now.total,
            _span(each.total.least, each.total.most),
        )
        for each in league.units
    ]
    chart = Ranges(
        pick(lang, "Hạng: khoảng và lần rút ở giữa", "Rank: interval, and the draw in the middle"),
        pick(lang, "hạng", "rank"),
        tuple(
            (_name(each), Fraction(each.rank.least), Fraction(each.rank.middle), Fraction(each.rank.most))
            for each in league.units
        ),
        ranks=True,
    )
    title = pick(lang, "Hạng và tổng điểm", "Rank and total")
    return Table(title, columns, tuple(rows), "", chart)


def _span(least: Fraction, most: Fraction) -> Cell:
    return least if least == most else Interval(least, most)


def _bands(league: League, found: Simulation, lang: Language) -> Table:
    last = any(band is None and many for each in league.units for band, many in each.bands)
    bands = found.scenario.then.bands
    columns = (
        Column(pick(lang, "Đơn vị", "Unit")),
        Column(pick(lang, "Mức nay", "Band now")),
        *(Column(say(band.name, lang), "%", number=True) for band in bands),
        *((Column(pick(lang, "Không mức nào", "No band"), "%", number=True),) if last else ()),
    )
    rows = tuple(
        (
            _name(each),
            named(each.now.band, lang),
            *(percent(found.share(many), lang) for _, many in each.bands[: len(bands) + last]),
        )
        for each in league.units
    )
    note = pick(lang, "Phần số lần rút ở mỗi mức.", "The share of draws in each band.")
    return Table(pick(lang, "Mức xếp loại", "Bands"), columns, rows, note)


def _moves(league: League, found: Simulation, lang: Language) -> Table:
    columns = (
        Column(pick(lang, "Đơn vị", "Unit")),
        Column(pick(lang, "Lên hạng", "Better rank"), "%", number=True),
        Column(pick(lang, "Giữ hạng", "Same rank"), "%", number=True),
        Column(pick(lang, "Xuống hạng", "Worse rank"), "%", number=True),
    )
    rows = tuple(
        (_name(each), *(percent(found.share(many), lang) for many in each.moves or Moves(0, 0, 0)))
        for each in league.units
    )
    note = pick(lang, "Phần số lần rút.", "The share of draws.")
    return Table(pick(lang, "Ai lên hạng, ai xuống hạng", "Who rises, who falls"), columns, rows, note)


def _left_out(found: Simulation, lang: Language) -> Iterator[Section]:
    """Say which rows are left out and why; of very many, the first."""
    if not found.left_out:
        return
    rows: list[tuple[Cell, ...]] = [
        (Fraction(each.row), each.unit, "; ".join(one.message(lang) for one in each.problems))
        for each in found.left_out[:_SHOWN]
    ]
    columns = (
        Column(pick(lang, "Dòng", "Row"), number=True),
        Column(pick(lang, "Đơn vị", "Unit")),
        Column(pick(lang, "Lý do", "Why")),
    )
    many = len(found.left_out)
    said = pick(
        lang,
        f"{many} dòng không được mô phỏng, và không có trong bảng xếp hạng nào ở trên.",
        f"{counted(many, 'row is', 'rows are')} not simulated and in no ranking above.",
    )
    heading = pick(lang, "Không mô phỏng", "Left out")
    yield Section(heading, (said,), (Table(heading, columns, tuple(rows)),))
