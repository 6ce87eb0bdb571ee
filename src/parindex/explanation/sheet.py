"""A score sheet as text: the result first, then every line with its rule, its steps and its clause."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.errors import Language
from parindex.explanation.rules import number, rule
from parindex.explanation.steps import sentence
from parindex.fields import say
from parindex.ruleset.model import Band, Ruleset
from parindex.ruleset.process import Source
from parindex.scoresheet import Figure, Line, ScoreSheet
from parindex.vietnamese import with_comma

__all__ = ["STATES", "band_span", "clause", "explain", "labels", "published", "trustworthiness"]

STATES: dict[str, tuple[str, str]] = {
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
_PERIODS = {"year": ("kỳ năm", "the year"), "half-year": ("kỳ 6 tháng", "the half-year")}
_STAGES = {
    "self": ("tự chấm", "self-assessment"),
    "appraisal-1": ("thẩm định lần 1", "first appraisal"),
    "explanation": ("giải trình", "explanation"),
    "appraisal-2": ("thẩm định lần 2", "second appraisal"),
    "final": ("kết quả cuối", "final result"),
}


def explain(sheet: ScoreSheet, lang: Language = "vi") -> str:
    """Say why the score is what it is; the sheet must have been scored with its trace."""
    return "\n".join([*_head(sheet, lang), "", *_lines(sheet.lines, sheet, 0, lang), *_foot(sheet, lang)])


def labels(ruleset: Ruleset, lang: Language) -> list[str]:
    """Return what every output must say of a ruleset that is not a full official table."""
    found = []
    if ruleset.standing == "illustrative":
        found.append(_pick(lang, "Bộ tiêu chí minh hoạ, không phải văn bản chính thức.", "Illustrative rules, not an official instrument."))
    if ruleset.standing == "superseded":
        found.append(_pick(lang, "Bộ tiêu chí đã được thay thế.", "These rules have been superseded."))
    if ruleset.coverage == "structure":
        found.append(
            _pick(
                lang,
                "Chỉ có cấu trúc: nguồn không nêu bảng tiêu chí, điểm nhập theo khối.",
                "Structure only: the sources give no table of criteria, points are entered by block.",
            )
        )
    return found


def published(figure: Figure, lang: Language) -> str:
    """Write a figure as it is published, or both ends of it."""
    least, most = figure.rounding.text(figure.least), figure.rounding.text(figure.most)
    text = f"{least} – {most}" if figure.open else least
    return with_comma(text) if lang == "vi" else text


def band_span(ruleset: Ruleset, band: Band, lang: Language) -> str:
    """Write the span of a band in percent, in the words of an instrument."""
    at = ruleset.bands.index(band)
    low = number(band.from_, lang)
    if at == 0:
        high = number(band.to, lang) if band.to is not None else ""
        return _pick(lang, f"từ {low} đến {high}", f"from {low} to {high}")
    high = number(ruleset.bands[at - 1].from_, lang)
    return _pick(lang, f"từ {low} đến dưới {high}", f"from {low} to below {high}")


def clause(ruleset: Ruleset, source: Source | None, lang: Language) -> str:
    """Name the clause: the kind and number of the instrument, and the place in it."""
    if source is None:
        return ""
    instrument = ruleset.instrument(source.instrument)
    if instrument is None:
        return source.at
    return f"{_pick(lang, *_KINDS[instrument.kind])} {instrument.number}, {source.at}"


def trustworthiness(sheet: ScoreSheet, lang: Language) -> list[str]:
    """List what the score rests on that no source states, and what a reader must know."""
    found = [f"- {at}: {say(why, lang)}" for at, why in sheet.assumptions]
    if found:
        found.insert(0, _pick(lang, "Giả định (không nguồn nào nêu):", "Assumed (no source states it):"))
    if sheet.warnings:
        found.append(_pick(lang, "Lưu ý:", "Note:"))
        found += [f"- {each.code}: {each.message(lang)}" for each in sheet.warnings]
    return found


def _head(sheet: ScoreSheet, lang: Language) -> Iterator[str]:
    ruleset = sheet.ruleset
    yield f"{sheet.unit.name} · {say(ruleset.title, lang)} ({ruleset.id})"
    yield f"{_pick(lang, *_PERIODS[sheet.period]).capitalize()}, {_pick(lang, *_STAGES[sheet.stage])}."
    yield from labels(ruleset, lang)
    maximum = number(ruleset.score.max, lang) if ruleset.score.max is not None else ""
    total, index = published(sheet.total, lang), published(sheet.index, lang)
    yield _pick(
        lang,
        f"Tổng điểm {total} trên {maximum}{_exactly(sheet.total, lang)}; chỉ số {index} %.",
        f"Total {total} of {maximum}{_exactly(sheet.total, lang)}; index {index} %.",
    )
    if sheet.band:
        name, span = say(sheet.band.name, lang), band_span(ruleset, sheet.band, lang)
        decided = "" if sheet.complete else _pick(lang, " (đã chắc chắn)", " (already decided)")
        yield _pick(lang, f"Xếp loại: {name} ({span}){decided}.", f"Band: {name} ({span}){decided}.")
    elif ruleset.bands:
        yield _pick(lang, "Xếp loại: chưa xác định.", "Band: not yet decided.")
    if sheet.missing:
        names = ", ".join(say(sheet.line(key).item.name, lang) for key in sheet.missing)
        yield _pick(lang, f"Chưa có kết quả: {names}.", f"Missing: {names}.")
    yield from (sentence(step, None, sheet.total.rounding, lang) for step in sheet.steps)


def _exactly(figure: Figure, lang: Language) -> str:
    """Give the exact value where the published one is rounded."""
    if figure.open or figure.rounding.apply(figure.least) == figure.least:
        return ""
    exact = number(figure.least, lang)
    if len(exact) > 12:  # noqa: PLR2004 (longer tells a reader nothing; the trace keeps it)
        return ""
    return _pick(lang, f" (chính xác {exact})", f" (exactly {exact})")


def _lines(lines: tuple[Line, ...], sheet: ScoreSheet, depth: int, lang: Language) -> Iterator[str]:
    for line in lines:
        yield from _line(line, sheet, "  " * depth, lang)
        yield from _lines(line.lines, sheet, depth + 1, lang)


def _line(line: Line, sheet: ScoreSheet, indent: str, lang: Language) -> Iterator[str]:
    item = line.item
    figure = line.figure(sheet.total.rounding)
    code = f"{item.code} " if item.code else ""
    maximum = f"/{number(item.max, lang)}" if item.max is not None else ""
    state = _pick(lang, *STATES[line.state])
    points = published(figure, lang) + maximum + _pick(lang, " điểm", " points") + _exactly(figure, lang)
    yield f"{indent}{code}{say(item.name, lang)}: {points}{f' – {state}' if state else ''}"
    for label, text in _details(line, sheet, lang):
        if text:
            yield f"{indent}  {_pick(lang, *label)}: {text}"


def _details(line: Line, sheet: ScoreSheet, lang: Language) -> Iterator[tuple[tuple[str, str], str]]:
    """Give what there is to say of a line: how points are given, how these came about, who changed them, and the clause."""
    item, entry = line.item, line.entry
    yield ("Cách tính", "Rule"), rule(item, lang)
    yield ("Diễn giải", "Reckoning"), " ".join(sentence(step, item, sheet.total.rounding, lang) for step in line.steps)
    if entry:
        yield ("Lý do", "Reason"), entry.why or ""
        yield ("Điều chỉnh", "Changed"), f"{entry.changed.by}: {entry.changed.why}" if entry.changed else ""
    yield ("Căn cứ", "Source"), clause(sheet.ruleset, item.source, lang)


def _foot(sheet: ScoreSheet, lang: Language) -> list[str]:
    found = trustworthiness(sheet, lang)
    return ["", *found] if found else []


def _pick(lang: Language, vi: str, en: str) -> str:
    return vi if lang == "vi" else en
