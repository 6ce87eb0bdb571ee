"""The points of a survey as sections of a report: exact figures, how sure they are, bands and ranks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from parindex.analysis.words import named, title
from parindex.errors import Language
from parindex.exact import Interval, Rounding
from parindex.explanation.rules import number
from parindex.fields import pick, say
from parindex.reporting.charts import Ranges
from parindex.reporting.table import Cell, Column, Section, Table
from parindex.ruleset.model import Band
from parindex.scales.survey import SurveyScale
from parindex.scoresheet import ScoreSheet, each_line
from parindex.survey.result import Certainty, Estimate, RankSet, Result, UnitResult
from parindex.survey.words import TENTH, chance, column, confidence

__all__ = ["point_section", "rank_section"]

_FEW = 12  # units whose items are listed


class _Scored(NamedTuple):
    """A unit with its score and the points that ballots gave it."""

    unit: UnitResult
    sheet: ScoreSheet
    points: Fraction
    sure: Certainty | None


def point_section(result: Result, rounding: Rounding, lang: Language) -> Section:
    """Make the section of the points: what each unit got, and how sure that is."""
    found = [
        _Scored(each, each.sheet, each.points, each.certainty)
        for each in result.units
        if each.sheet is not None and each.points is not None
    ]
    kinds = [each.key for each in result.count.design.ruleset.units.kinds]
    found.sort(key=lambda each: (kinds.index(each.unit.kind), -each.points, each.unit.unit))
    tables = [
        *([_scored(found, result, rounding, lang)] if found else []),
        *_bands(found, result, lang),
        *([_items(found, result, rounding, lang)] if 0 < len(found) <= _FEW else []),
        *_unscored(result, lang),
    ]
    return Section(pick(lang, "Điểm điều tra", "Survey points"), (), tuple(tables))


def _sure(result: Result, lang: Language) -> str:
    """Name the column of intervals."""
    said = confidence(result.sampling, lang) if result.sampling else ""
    return said[:1].upper() + said[1:]


def _interval(found: Estimate | None) -> Cell:
    return Interval(found.low, found.high) if found else None


def _scored(units: Sequence[_Scored], result: Result, rounding: Rounding, lang: Language) -> Table:
    """List the points of units, the best first, with what is sure of them."""
    points, known = pick(lang, "điểm", "points"), any(each.unit.bounds for each in units)
    sure, banded = any(each.sure for each in units), bool(result.count.design.ruleset.bands)
    kinds = {each.key: say(each.name, lang) for each in result.count.design.ruleset.units.kinds}
    mixed = len({each.unit.kind for each in units}) > 1
    rows: list[tuple[Cell, ...]] = []
    for each in units:
        estimate = each.sure.survey if each.sure else None
        rows.append(
            (
                each.unit.name,
                *((kinds[each.unit.kind],) if mixed else ()),
                each.points,
                *((_interval(estimate), estimate.error if estimate else None) if sure else ()),
                *((each.unit.bounds,) if known else ()),
                each.sheet.total.exact,
                each.sheet.index.exact,
                *((_held(each.sheet, lang),) if banded else ()),
            )
        )
    interval = column(_sure(result, lang), points, rounding)
    error = column(pick(lang, "Sai số chuẩn", "Standard error"), points, rounding)
    ends = column(pick(lang, "Nếu mọi người trả lời", "Had everyone answered"), points, rounding)
    columns = (
        Column(pick(lang, "Đơn vị", "Unit")),
        *((Column(pick(lang, "Loại", "Kind")),) if mixed else ()),
        column(pick(lang, "Điểm điều tra", "Survey points"), points, rounding),
        *((interval, error) if sure else ()),
        *((ends,) if known else ()),
        column(pick(lang, "Tổng điểm", "Total"), points, rounding),
        column(pick(lang, "Chỉ số", "Index"), "%", units[0].sheet.index.rounding),
        *((Column(pick(lang, "Xếp loại", "Band")),) if banded else ()),
    )
    bars = tuple(
        (each.unit.name, each.sure.survey.low, each.points, each.sure.survey.high)
        for each in units
        if each.sure
    )
    heads = pick(lang, "Điểm điều tra của từng đơn vị", "Survey points of each unit")
    chart = Ranges(f"{heads}, {_sure(result, lang).lower()}", points, bars) if bars else None
    return Table(heads, columns, tuple(rows), chart=chart)


def _held(sheet: ScoreSheet, lang: Language) -> str:
    """Name the band; while it is open, say so."""
    if sheet.band or sheet.complete:
        return named(sheet.band, lang)
    return pick(lang, "chưa xác định", "undecided")


def _bands(units: Sequence[_Scored], result: Result, lang: Language) -> Iterator[Table]:
    """Yield how sure the index is and how far the next band lies, then how probable each band is."""
    found = [(each, each.sure, index) for each in units if each.sure and (index := each.sure.index)]
    if not found:
        return
    found.sort(key=lambda each: (-each[2].value, each[0].unit.unit))
    rounding = found[0][0].sheet.index.rounding
    columns = (
        Column(pick(lang, "Đơn vị", "Unit")),
        column(pick(lang, "Chỉ số", "Index"), "%", rounding),
        column(_sure(result, lang), "%", rounding),
        Column(pick(lang, "Mức tiếp theo", "Next band")),
        Column(pick(lang, "So với sàn mức đó", "From its floor"), "%", rounding, signed=True, number=True),
        Column(pick(lang, "Khoảng so với sàn", "Interval from it"), "%", rounding, signed=True, number=True),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            each.unit.name,
            index.value,
            _interval(index),
            named(sure.next, lang) if sure.next else None,
            sure.margin.value if sure.margin else None,
            _interval(sure.margin),
        )
        for each, sure, index in found
    )
    heads = pick(lang, "Chỉ số và mức xếp loại tiếp theo", "The index and the next band")
    bars = tuple((each.unit.name, index.low, index.value, index.high) for each, _, index in found)
    edges = _edges(result.count.design.ruleset.bands, bars, lang)
    chart = Ranges(f"{heads}, {_sure(result, lang).lower()}", "%", bars, edges)
    yield Table(heads, columns, rows, chart=chart)
    if bands := [band for band, _ in found[0][1].bands]:
        chances = tuple(
            (each.unit.name, *(chance(probability) for _, probability in sure.bands))
            for each, sure, _ in found
        )
        yield Table(
            pick(lang, "Xác suất của từng mức xếp loại", "How probable each band is"),
            (columns[0], *(column(named(band, lang), "%", TENTH) for band in bands)),
            chances,
        )


def _edges(
    bands: Sequence[Band], bars: Sequence[tuple[str, Fraction, Fraction, Fraction]], lang: Language
) -> tuple[tuple[str, Fraction], ...]:
    """Return the floors of bands among some intervals, and the first one above them."""
    low, high = min(bar[1] for bar in bars), max(bar[3] for bar in bars)
    floors = [band for band in bands if band.from_ >= low]
    above = [band for band in floors if band.from_ > high]
    kept = [band for band in floors if band.from_ <= high] + above[-1:]
    return tuple((f"{named(band, lang)}: {number(band.from_, lang)}", band.from_) for band in kept)


def _items(units: Sequence[_Scored], result: Result, rounding: Rounding, lang: Language) -> Table:
    """List the points of each item that ballots score, unit by unit."""
    points, several = pick(lang, "điểm", "points"), len(units) > 1
    sure = any(each.sure for each in units)
    rows: list[tuple[Cell, ...]] = []
    for each in units:
        estimates = dict(each.sure.items) if each.sure else {}
        for line in each_line(each.sheet.lines):
            if not isinstance(line.item.scale, SurveyScale) or line.state != "observed":
                continue
            found = estimates.get(line.item.key)
            more = (_interval(found), found.error if found else None, _freedom(found)) if sure else ()
            own = (each.unit.name,) if several else ()
            rows.append((*own, title(line.item, lang), line.item.max, line.least, *more))
    columns = (
        *((Column(pick(lang, "Đơn vị", "Unit")),) if several else ()),
        Column(pick(lang, "Tiêu chí", "Criterion")),
        column(pick(lang, "Tối đa", "Max"), points),
        column(pick(lang, "Đạt", "Got"), points, rounding),
        *(
            (
                column(_sure(result, lang), points, rounding),
                column(pick(lang, "Sai số chuẩn", "Standard error"), points, rounding),
                column(pick(lang, "Bậc tự do", "Degrees of freedom")),
            )
            if sure
            else ()
        ),
    )
    return Table(pick(lang, "Từng tiêu chí điều tra", "Each survey item"), columns, tuple(rows))


def _freedom(found: Estimate | None) -> Cell:
    return Fraction(found.freedom) if found else None


def _unscored(result: Result, lang: Language) -> Iterator[Table]:
    """Yield the units without points, and why."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (each.name, _why(each, lang)) for each in result.units if each.points is None
    )
    if rows:
        columns = (Column(pick(lang, "Đơn vị", "Unit")), Column(pick(lang, "Lý do", "Reason")))
        yield Table(pick(lang, "Đơn vị chưa có điểm điều tra", "Units without survey points"), columns, rows)


def _why(unit: UnitResult, lang: Language) -> str:
    """Say why a unit has no points: its problems, or the items for which there are no answers."""
    lines = each_line(unit.sheet.lines) if unit.sheet else ()
    asked = [line.item for line in lines if isinstance(line.item.scale, SurveyScale) and line.open]
    lacking = [f"{pick(lang, 'không có câu trả lời', 'no answers')}: {title(item, lang)}" for item in asked]
    return "; ".join([*(found.line(lang) for found in unit.problems), *lacking])


def rank_section(result: Result, lang: Language) -> Section:
    """Make the section of ranks: by the points, and which ones the intervals allow."""
    heads = pick(lang, "Thứ hạng có thể có", "Ranks that are possible")
    if not result.ranks:
        said = pick(
            lang,
            "Không tính: cần từ 2 đến 200 đơn vị cùng loại có khoảng tin cậy.",
            "None: it takes 2 to 200 units of a kind that have intervals.",
        )
        return Section(heads, (said,))
    said = pick(
        lang,
        "Hạng theo chỉ số chính xác nếu mọi đơn vị đều có, nếu không thì theo điểm điều tra; hạng chính thức "
        "theo quy tắc của bộ tiêu chí là của lệnh parindex score. "
        "Từng đơn vị: khoảng hạng của riêng đơn vị đó. Mọi đơn vị cùng lúc: mọi khoảng đúng đồng thời, "
        "nên rộng hơn. Khoảng càng rộng, thứ hạng càng ít chắc chắn.",
        "Ranks are by the exact index where all units have one, else by survey points; the official rank, by "
        "the policy of the ruleset, is that of parindex score. "
        "Each by itself: the ranks of that unit alone. All at once: every interval holds at the same time, "
        "so they are wider. The wider an interval, the less the rank says.",
    )
    ranked = {each.unit for _, sets in result.ranks for each in sets}
    left = [each.name for each in result.units if each.unit not in ranked]
    without = pick(lang, "Không xếp hạng: ", "Not ranked: ") + "; ".join(left) + "."
    tables = tuple(_ranked(kind, sets, result, lang) for kind, sets in result.ranks)
    return Section(heads, (said, *((without,) if left else ())), tables)


def _ranked(kind: str, sets: Sequence[RankSet], result: Result, lang: Language) -> Table:
    names = {each.unit: each.name for each in result.units}
    kinds = {each.key: say(each.name, lang) for each in result.count.design.ruleset.units.kinds}
    ordered = sorted(sets, key=lambda each: (each.rank, each.low, each.high, each.unit))
    columns = (
        column(pick(lang, "Hạng theo chỉ số chính xác", "Rank by the exact index")),
        Column(pick(lang, "Đơn vị", "Unit")),
        column(pick(lang, "Từng đơn vị", "Each by itself")),
        column(pick(lang, "Mọi đơn vị cùng lúc", "All at once")),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Fraction(each.rank),
            names[each.unit],
            Interval(Fraction(each.low), Fraction(each.high)),
            Interval(Fraction(each.all_low), Fraction(each.all_high)),
        )
        for each in ordered
    )
    bars = tuple(
        (names[each.unit], Fraction(each.low), Fraction(each.rank), Fraction(each.high)) for each in ordered
    )
    heads = f"{pick(lang, 'Khoảng hạng', 'Ranks')}: {kinds[kind]}, {_sure(result, lang).lower()}"
    unit = pick(lang, "hạng, 1 là cao nhất", "rank, 1 is the best")
    return Table(heads, columns, rows, chart=Ranges(heads, unit, bars, ranks=True))
