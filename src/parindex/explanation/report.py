"""A score sheet as a report: how it stands, where points were lost, and every line with its reckoning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from parindex.errors import Language
from parindex.exact import ZERO, Interval, Rounding, add, decimal_text
from parindex.explanation.rules import number
from parindex.explanation.sheet import (
    assumed,
    band,
    clause,
    instrument,
    labels,
    missing,
    occasion,
    published,
    state,
)
from parindex.explanation.steps import sentences, shortened
from parindex.fields import counted, pick, say
from parindex.reporting.table import Cell, Column, Report, Section, Table
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import Line, ScoreSheet, each_line
from parindex.vietnamese import with_comma

__all__ = ["Coded", "coded", "lines_table", "nature", "notes", "of", "sheet_report", "standing"]

_HUNDRED = Fraction(100)


class Coded(NamedTuple):
    """A score sheet, and the check code of its record where it can have one."""

    sheet: ScoreSheet
    code: str | None


def sheet_report(found: Coded, *, command: str, lang: Language) -> Report:
    """Make the report of one sheet, which must have been scored with its trace."""
    sheet = found.sheet
    title = pick(lang, "Phiếu điểm tính bằng parindex", "Score sheet computed with parindex")
    return Report(
        f"{title}: {sheet.unit.name}",
        (*of(sheet, lang), *standing(found, lang), nature(lang)),
        (
            *_fields(sheet, lang),
            _lost(sheet, lang),
            Section(pick(lang, "Từng dòng", "Every line"), (), (lines_table(sheet, lang),)),
        ),
        tuple(notes(sheet.ruleset, (sheet,), lang)),
        command,
        lang,
    )


# What was scored


def of(sheet: ScoreSheet, lang: Language) -> Iterator[str]:
    """Say by which rules it was scored, what a reader must know of them, and for which period."""
    yield from labels(sheet.ruleset, lang)
    yield f"{say(sheet.ruleset.title, lang)} ({sheet.ruleset.id})."
    yield occasion(sheet, lang)


def nature(lang: Language) -> str:
    """Say what such a print is, and what it is not."""
    return pick(
        lang,
        "Bản in này là kết quả phần mềm tính từ dữ liệu đầu vào, không phải văn bản của cơ quan nhà nước.",
        "This print is what software computed from its input, and no document of any authority.",
    )


def standing(found: Coded, lang: Language) -> Iterator[str]:
    """Say total, index and band, what is missing, and the check code."""
    sheet = found.sheet
    maximum = number(sheet.ruleset.score.max or ZERO, lang)
    total, index = published(sheet.total, lang), published(sheet.index, lang)
    said = pick(
        lang,
        f"Tổng điểm {total} trên {maximum} điểm; chỉ số {index} %",
        f"Total {total} of {counted(maximum, 'point')}; index {index} %",
    )
    held = band(sheet, lang)
    yield f"{said}; {pick(lang, 'xếp loại', 'band')}: {held}." if held else f"{said}."
    if sheet.missing:
        yield f"{pick(lang, 'Chưa có kết quả', 'Missing')}: {missing(sheet, lang)}."
    yield from coded(found.code, lang)


def coded(code: str | None, lang: Language) -> Iterator[str]:
    """Say the check code, or why there is none."""
    if code is None:
        yield pick(
            lang,
            "Không có mã đối chiếu: chỉ kết quả cuối cùng, đủ mọi mục, theo đúng bộ tiêu chí ghi trong tệp "
            "mới lập được hồ sơ.",
            "No check code: only a final result that is complete, by the rules its file names, has a record.",
        )
    else:
        yield f"{pick(lang, 'Mã đối chiếu', 'Check code')}: {code}."


# One unit


def _fields(sheet: ScoreSheet, lang: Language) -> Iterator[Section]:
    """Yield the blocks and fields at the top of the tree, with their shares; none of a flat one."""
    tops = [each for line in sheet.lines for each in (line, *line.lines) if each.lines]
    if not tops:
        return
    points, rounding = pick(lang, "điểm", "points"), sheet.total.rounding
    columns = (
        _code(lang),
        Column(pick(lang, "Lĩnh vực", "Field")),
        Column(pick(lang, "Tối đa", "Max"), points, number=True),
        Column(pick(lang, "Tối đa áp dụng", "Applicable max"), points, number=True),
        Column(pick(lang, "Đạt được", "Attained"), points, rounding, number=True),
        Column(pick(lang, "Tỷ lệ đạt", "Share"), "%", rounding, number=True),
    )
    rows = tuple(
        (
            line.item.code or "",
            say(line.item.name, lang),
            line.item.max,
            line.applicable_max,
            line.points,
            _share(line),
        )
        for line in tops
    )
    title = pick(lang, "Kết quả theo lĩnh vực", "Result by field")
    named = pick(lang, "Các khối và lĩnh vực", "Blocks and fields")
    note = pick(
        lang,
        "Tỷ lệ đạt là điểm đạt được trên điểm tối đa áp dụng.",
        "The share is the points attained of the applicable maximum.",
    )
    yield Section(title, (), (Table(named, columns, rows, note),))


def _share(line: Line) -> Cell:
    """Return the points of a line in percent of its applicable maximum; nothing where that is 0."""
    if not line.applicable_max:
        return None
    least, most = (_HUNDRED * each / line.applicable_max for each in (line.least, line.most))
    return Interval(least, most) if line.open else least


def _lost(sheet: ScoreSheet, lang: Language) -> Section:
    """Return what each scored item did not get, the greatest loss first."""
    title = pick(lang, "Điểm bị mất", "Points lost")
    leaves = [line for line in each_line(sheet.lines) if not line.lines and not line.open]
    losses = sorted(
        ((_missed(line), line) for line in leaves if _missed(line) > 0), key=lambda each: -each[0]
    )
    if not losses:
        return Section(title, (pick(lang, "Không tiêu chí nào mất điểm.", "No item lost a point."),))
    rounding = _telling(sheet.total.rounding, [lost for lost, _ in losses])
    count, whole = len(losses), _near(add(lost for lost, _ in losses), rounding, lang)
    said = pick(
        lang,
        f"Số tiêu chí mất điểm: {count}, cộng lại {whole} điểm. Điểm bị mất là điểm tối đa áp dụng "
        "của chính tiêu chí trừ điểm đạt được, trước khi mục trên quy đổi hay áp trần; điểm trừ cũng tính.",
        f"Items that lost points: {count}, {counted(whole, 'point')} together. A loss is the "
        "applicable maximum of the item itself less what it got, before anything above rescales or caps it; "
        "penalties count too.",
    )
    points = pick(lang, "điểm", "points")
    columns = (
        _code(lang),
        Column(pick(lang, "Tiêu chí", "Item")),
        Column(pick(lang, "Tối đa áp dụng", "Applicable max"), points, number=True),
        Column(pick(lang, "Đạt được", "Attained"), points, rounding, number=True),
        Column(pick(lang, "Bị mất", "Lost"), points, rounding, number=True),
    )
    rows = tuple(
        (line.item.code or "", say(line.item.name, lang), line.applicable_max, line.least, lost)
        for lost, line in losses
    )
    order = pick(lang, "Mất nhiều nhất trước", "The greatest loss first")
    return Section(title, (said,), (Table(order, columns, rows),))


def _missed(line: Line) -> Fraction:
    return line.applicable_max - line.most


def _near(value: Fraction, rounding: Rounding, lang: Language) -> str:
    """Write a figure exactly, or rounded and marked ``≈`` where it is a long fraction."""
    text = shortened(decimal_text(value), rounding)
    return with_comma(text) if lang == "vi" else text


def _telling(rounding: Rounding, losses: Sequence[Fraction]) -> Rounding:
    """Take as many digits, up to 6, as it needs for no loss to look like none."""
    finer = (Rounding(digits, rounding.mode) for digits in range(rounding.digits, 6))
    return next(
        (each for each in finer if all(each.units(lost) for lost in losses)), Rounding(6, rounding.mode)
    )


def lines_table(sheet: ScoreSheet, lang: Language) -> Table:
    """Return every line of a sheet: maximum, points, how they came about, and the clause."""
    points = pick(lang, "điểm", "points")
    columns = (
        _code(lang),
        Column(pick(lang, "Lĩnh vực, tiêu chí, tiêu chí thành phần", "Field, criterion, sub-criterion")),
        Column(pick(lang, "Tối đa", "Max"), points, number=True),
        Column(pick(lang, "Đạt được", "Attained"), points, sheet.total.rounding, number=True),
        Column(pick(lang, "Diễn giải", "Reckoning")),
        Column(pick(lang, "Căn cứ", "Source")),
    )
    rows = tuple(
        (
            line.item.code or "",
            say(line.item.name, lang),
            _maximum(line),
            line.points,
            " ".join(_told(line, sheet, lang)),
            _source(line, sheet.ruleset, lang),
        )
        for line in each_line(sheet.lines)
    )
    title = pick(lang, "Điểm từng tiêu chí", "Points of every item")
    note = pick(
        lang,
        "Số có dấu ≈ đã làm tròn; phân số chính xác có trong `parindex score --json`.",
        "A figure with ≈ is rounded; the exact fraction is in `parindex score --json`.",
    )
    return Table(f"{title}: {sheet.unit.name}", columns, rows, note)


def _maximum(line: Line) -> Fraction | None:
    """Return the maximum of a line; of a penalty the most that can be taken, below zero."""
    most = line.item.max
    return -most if most is not None and line.role == "penalty" else most


def _told(line: Line, sheet: ScoreSheet, lang: Language) -> Iterator[str]:
    """Say how the points of a line came about, why, and who changed them; a mere sum says nothing."""
    if line.state == "not-applicable" and line.entry is None:
        yield pick(lang, "Không áp dụng cho loại đơn vị này.", "Does not apply to this kind of unit.")
        return
    summed = line.lines and [step.operation for step in line.steps] == ["sum"]
    said = [] if summed else list(sentences(line.steps, line, sheet.total.rounding, lang))
    named = state(line, lang)
    if named and (line.open or not said):
        yield f"{named[:1].upper()}{named[1:]}."
    yield from said
    if line.entry and line.entry.why:
        yield f"{pick(lang, 'Lý do', 'Reason')}: {line.entry.why}"
    if line.entry and line.entry.changed:
        by, why = line.entry.changed.by, line.entry.changed.why
        yield f"{pick(lang, 'Điều chỉnh', 'Changed')}: {by}: {why}"


def _source(line: Line, ruleset: Ruleset, lang: Language) -> str:
    """Name the clause; the instrument stands in the notes where there is only one."""
    item = line.item
    if item.source is None:
        return pick(lang, "giả định", "assumed") if item.assumed else ""
    return item.source.at if len(ruleset.instruments) == 1 else clause(ruleset, item.source, lang)


def _code(lang: Language) -> Column:
    return Column(pick(lang, "STT", "Code"))


# The end


def notes(ruleset: Ruleset, sheets: Sequence[ScoreSheet], lang: Language) -> Iterator[str]:
    """Say the sources, what no source states, what a reader must know, and how to compute it again."""
    for each in ruleset.instruments:
        yield f"{pick(lang, 'Căn cứ', 'Source')}: {instrument(each, lang)}"
    head = pick(lang, "Giả định, không nguồn nào nêu", "Assumed, no source states it")
    for said in assumed(ruleset, lang)[1:]:
        yield f"{head}: {said.removeprefix('- ')}"
    for sheet in sheets:
        for warning in sheet.warnings:
            yield f"{pick(lang, 'Lưu ý', 'Note')}: {sheet.unit.name}: {warning.code}: {warning.message(lang)}"
    yield f"{pick(lang, 'SHA-256 của bộ tiêu chí', 'SHA-256 of the ruleset')}: {ruleset.digest}"
    yield pick(
        lang,
        "Mã đối chiếu lấy từ SHA-256 của hồ sơ chấm điểm: `parindex record` lập lại đúng hồ sơ đó từ cùng "
        "tệp, `parindex verify` tính lại từ hồ sơ.",
        "A check code comes from the SHA-256 of the record: `parindex record` makes the same record from the "
        "same file, `parindex verify` computes it again.",
    )
