"""A score sheet as text: the result first, then every line with its rule, its steps and its clause."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.errors import Language
from parindex.exact import ZERO
from parindex.explanation.policies import policies
from parindex.explanation.rules import number, rule, span
from parindex.explanation.steps import sentences
from parindex.fields import counted, pick, say
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.declaration import Instrument
from parindex.ruleset.model import Band, Ruleset
from parindex.ruleset.process import Source
from parindex.scoresheet import Figure, Line, ScoreSheet, Submission
from parindex.vietnamese import with_comma

__all__ = [
    "assumed",
    "band",
    "band_span",
    "clause",
    "explain",
    "instrument",
    "labels",
    "missing",
    "occasion",
    "period",
    "published",
    "state",
    "trustworthiness",
]

_STATES: dict[str, tuple[str, str]] = {
    "observed": ("", ""),
    "zero": ("bằng không", "zero"),
    "not-applicable": ("không áp dụng", "not applicable"),
    "missing": ("chưa có kết quả", "missing"),
    "rejected": ("không được chấp nhận", "rejected"),
}
_KINDS = {
    "decision": ("Quyết định", "Decision"),
    "plan": ("Kế hoạch", "Plan"),
    "guidance": ("Hướng dẫn", "Guidance"),
    "report": ("Báo cáo", "Report"),
}
_PERIODS = {"year": ("Kỳ năm", "The year"), "half-year": ("Kỳ sáu tháng", "The half-year")}
_STAGES = {
    "self": ("đơn vị tự chấm", "self-assessment"),
    "appraisal-1": ("thẩm định lần một", "first appraisal"),
    "explanation": ("giải trình", "explanation"),
    "appraisal-2": ("thẩm định lần hai", "second appraisal"),
    "final": ("kết quả cuối cùng", "final result"),
}


def explain(sheet: ScoreSheet, lang: Language = "vi") -> str:
    """Say why the score is what it is; the sheet must have been scored with its trace."""
    return "\n".join([*_head(sheet, lang), "", *_lines(sheet.lines, sheet, 0, lang), *_foot(sheet, lang)])


def labels(ruleset: Ruleset, lang: Language) -> list[str]:
    """Return what every output must say of a ruleset that is not a full official table."""
    found = []
    if ruleset.standing == "illustrative":
        found.append(
            pick(
                lang,
                "Bộ tiêu chí minh hoạ, không phải văn bản chính thức.",
                "Illustrative rules, not an official instrument.",
            )
        )
    if ruleset.standing == "superseded":
        found.append(pick(lang, "Bộ tiêu chí đã được thay thế.", "These rules have been superseded."))
    if ruleset.coverage == "structure":
        found.append(
            pick(
                lang,
                "Chỉ có cấu trúc: nguồn không nêu bảng tiêu chí, điểm nhập theo khối.",
                "Structure only: the sources give no table of criteria, points are entered by block.",
            )
        )
    return found


def published(figure: Figure, lang: Language) -> str:
    """Write a figure as it is published, or both ends of it."""
    least, most = figure.rounding.text(figure.least), figure.rounding.text(figure.most)
    text = f"{least} {pick(lang, 'đến', 'to')} {most}" if figure.open else least
    return with_comma(text) if lang == "vi" else text


def state(line: Line, lang: Language) -> str:
    """Name the state of a line, unless it was simply observed."""
    if line.open and line.lines:
        return pick(lang, "chưa đủ kết quả", "incomplete")
    return pick(lang, *_STATES[line.state])


def period(sheet: ScoreSheet, lang: Language) -> str:
    """Name the period, in the ruleset's words where it has some."""
    named = next(say(each.name, lang) for each in sheet.ruleset.periods if each.key == sheet.period)
    return named or pick(lang, *_PERIODS[sheet.period])


def occasion(sheet: ScoreSheet, lang: Language) -> str:
    """Name the period and the stage."""
    said = f"{period(sheet, lang)}, {pick(lang, *_STAGES[sheet.stage])}."
    return f"{said} {_submitted(sheet.submission, lang)}" if sheet.submission else said


def _submitted(sent: Submission, lang: Language) -> str:
    """Say when the self-scoring report came, and whether in time."""
    days = [(_day(each), each)[lang == "en"] for each in (sent.submitted, sent.last) if each]
    came = pick(lang, f"Báo cáo tự chấm nộp ngày {days[0]}", f"Self-scoring report of {days[0]}")
    if sent.last is None:
        return pick(lang, f"{came}; bộ tiêu chí không nêu hạn.", f"{came}; the ruleset states no due date.")
    judged = pick(lang, "đúng hạn", "in time")
    if sent.days_late:
        judged = pick(lang, f"chậm {sent.days_late} ngày", f"{counted(sent.days_late, 'day')} late")
    return pick(lang, f"{came}, hạn {days[1]}: {judged}.", f"{came}, due {days[1]}: {judged}.")


def band(sheet: ScoreSheet, lang: Language) -> str:
    """Say the band and its span, or that there is none yet; nothing under rules without bands."""
    if sheet.band:
        decided = "" if sheet.complete else pick(lang, " – đã chắc chắn", " – already decided")
        return f"{say(sheet.band.name, lang)} ({band_span(sheet.ruleset, sheet.band, lang)} %){decided}"
    if not sheet.ruleset.bands:
        return ""
    if sheet.complete:
        return pick(lang, "không thuộc mức nào", "none")
    return pick(lang, "chưa xác định", "not yet decided")


def missing(sheet: ScoreSheet, lang: Language) -> str:
    """Name what is missing, by code and name."""
    return "; ".join(_title(sheet.line(key), lang) for key in sheet.missing)


def band_span(ruleset: Ruleset, band: Band, lang: Language) -> str:
    """Write the span of a band in percent, in the words of an instrument."""
    at = ruleset.bands.index(band)
    end = band.to if at == 0 else ruleset.bands[at - 1].from_
    high = number(end, lang) if end is not None else ""
    return span(number(band.from_, lang), high, (True, at == 0), lang)


def clause(ruleset: Ruleset, source: Source | None, lang: Language) -> str:
    """Name the clause: the kind and number of the instrument, and the place in it."""
    if source is None:
        return ""
    found = ruleset.instrument(source.instrument)
    return f"{_numbered(found, lang)}, {source.at}" if found else source.at


def instrument(found: Instrument, lang: Language) -> str:
    """Name an instrument in full: kind, number, date, issuer, title, and how reliable the source is."""
    signed = pick(lang, f" ngày {_day(found.signed)}", f" of {found.signed}") if found.signed else ""
    reliability = pick(lang, "độ tin cậy", "reliability")
    named = f"{_numbered(found, lang)}{signed}, {found.issuer}: {say(found.title, lang)}"
    return f"{named} ({reliability} {found.reliability})"


def _numbered(found: Instrument, lang: Language) -> str:
    return f"{pick(lang, *_KINDS[found.kind])} {found.number}"


def _day(date: str) -> str:
    """Write a date the Vietnamese way: day, month, year."""
    return "/".join(reversed(date.split("-")))


def trustworthiness(sheet: ScoreSheet, lang: Language) -> list[str]:
    """List what the score rests on that no source states, and what a reader must know."""
    found = assumed(sheet.ruleset, lang)
    if sheet.warnings:
        found.append(pick(lang, "Lưu ý:", "Note:"))
        found += [f"- {each.code}: {each.message(lang)}" for each in sheet.warnings]
    return found


def assumed(ruleset: Ruleset, lang: Language) -> list[str]:
    """List what no source states: its place, what is assumed where that is a policy, and the reason."""
    words = {f"policies.{name}": f" ({said})" for name, said in policies(ruleset, lang).items()}
    found = [f"- {at}{words.get(at, '')}: {say(why, lang)}" for at, why in assumptions(ruleset)]
    return (
        [pick(lang, "Giả định (không nguồn nào nêu):", "Assumed (no source states it):"), *found]
        if found
        else []
    )


def _head(sheet: ScoreSheet, lang: Language) -> Iterator[str]:
    ruleset = sheet.ruleset
    yield f"{sheet.unit.name} · {say(ruleset.title, lang)} ({ruleset.id})"
    yield occasion(sheet, lang)
    yield from labels(ruleset, lang)
    maximum = number(ruleset.score.max or ZERO, lang)
    total, index = (_spanned(figure, lang) for figure in (sheet.total, sheet.index))
    exactly = _exactly(sheet.total, lang)
    yield pick(
        lang,
        f"Tổng điểm {total} trên {maximum}{exactly}; chỉ số {index} %.",
        f"Total {total} of {maximum}{exactly}; index {index} %.",
    )
    if said := band(sheet, lang):
        yield f"{pick(lang, 'Xếp loại', 'Band')}: {said}."
    if sheet.missing:
        yield f"{pick(lang, 'Chưa có kết quả', 'Missing')}: {missing(sheet, lang)}."
    yield from sentences(sheet.steps, None, sheet.total.rounding, lang)


def _spanned(figure: Figure, lang: Language) -> str:
    """Write a figure inside a sentence."""
    return f"{pick(lang, 'từ', 'from')} {published(figure, lang)}" if figure.open else published(figure, lang)


def _exactly(figure: Figure, lang: Language) -> str:
    """Give the exact value where the published one is rounded."""
    if figure.open or figure.rounding.apply(figure.least) == figure.least:
        return ""
    exact = number(figure.least, lang)
    if len(exact) > 12:  # noqa: PLR2004 (longer tells a reader nothing; the trace keeps it)
        return ""
    return pick(lang, f" (chính xác {exact})", f" (exactly {exact})")


def _lines(lines: tuple[Line, ...], sheet: ScoreSheet, depth: int, lang: Language) -> Iterator[str]:
    for line in lines:
        yield from _line(line, sheet, "  " * depth, lang)
        yield from _lines(line.lines, sheet, depth + 1, lang)


def _line(line: Line, sheet: ScoreSheet, indent: str, lang: Language) -> Iterator[str]:
    if line.state == "not-applicable" and line.entry is None:
        excluded = pick(lang, "không áp dụng cho loại đơn vị này", "does not apply to this kind of unit")
        yield f"{indent}{_title(line, lang)}: {excluded}"
        return
    named = state(line, lang)
    yield f"{indent}{_title(line, lang)}: {_points(line, sheet, lang)}{f' – {named}' if named else ''}"
    for label, text in _details(line, sheet, lang):
        if text:
            yield f"{indent}  {pick(lang, *label)}: {text}"


def _title(line: Line, lang: Language) -> str:
    """Write the code and the name of an item."""
    code = f"{line.item.code} " if line.item.code else ""
    return f"{code}{say(line.item.name, lang)}"


def _points(line: Line, sheet: ScoreSheet, lang: Language) -> str:
    """Write the points of a line beside its maximum; a penalty beside the most that can be taken."""
    figure = line.figure(sheet.total.rounding)
    said, after = _spanned(figure, lang), _exactly(figure, lang)
    if line.item.max is not None:
        maximum = number(line.item.max, lang)
        if line.role == "penalty":
            after += f" ({pick(lang, 'trừ tối đa', 'at most')} {maximum})"
        else:
            said += f" {pick(lang, 'trên', 'of')} {maximum}" if figure.open else f"/{maximum}"
    return f"{pick(lang, f'{said} điểm', counted(said, 'point'))}{after}"


def _details(line: Line, sheet: ScoreSheet, lang: Language) -> Iterator[tuple[tuple[str, str], str]]:
    """Give what there is to say of a line: its rule, how its points came about, who changed them."""
    item, entry = line.item, line.entry
    yield ("Cách trừ", "Deduction") if line.role == "penalty" else ("Cách tính", "Rule"), rule(item, lang)
    yield ("Diễn giải", "Reckoning"), " ".join(sentences(line.steps, line, sheet.total.rounding, lang))
    if entry:
        yield ("Lý do", "Reason"), entry.why or ""
        yield ("Điều chỉnh", "Changed"), f"{entry.changed.by}: {entry.changed.why}" if entry.changed else ""
    yield ("Căn cứ", "Source"), clause(sheet.ruleset, item.source, lang)


def _foot(sheet: ScoreSheet, lang: Language) -> list[str]:
    found = trustworthiness(sheet, lang)
    return ["", *found] if found else []
