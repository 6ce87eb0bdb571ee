"""What a survey came to, in words: why answers were refused, what to look at, what the figures rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from parindex.errors import Language, Problem
from parindex.exact import ONE, ZERO, Interval, Rounding
from parindex.explanation.rules import number
from parindex.explanation.sheet import assumed, instrument, labels
from parindex.fields import counted, pick, say
from parindex.reporting.table import Cell, Column, shown
from parindex.ruleset.process import Span
from parindex.survey.counting import Conserved, Flag, Refused
from parindex.survey.design import Design
from parindex.survey.result import Result, Sampling, UnitResult

__all__ = [
    "HUNDREDTH",
    "TENTH",
    "chance",
    "column",
    "confidence",
    "days",
    "few",
    "figure",
    "flagged",
    "group_name",
    "lead",
    "method",
    "notes",
    "percent",
    "places",
    "rate",
    "refusal",
    "title",
]

TENTH = Rounding(1, "half-up")  # of percentages
HUNDREDTH = Rounding(2, "half-up")  # of figures, where no sheet says how they are published
_EXAMPLES = 3  # places and names that are said one by one
_REFUSALS = {
    "E-GROUP": ("nhóm được hỏi không có trong bộ tiêu chí", "no such respondent group in the ruleset"),
    "E-UNIT": ("đơn vị không có trong danh sách của bộ tiêu chí", "no such unit in the ruleset's list"),
    "E-UNIT-KIND": ("không rõ loại đơn vị", "the kind of the unit is not known"),
    "E-SLUG": ("khoá của đơn vị không hợp lệ", "the key of the unit is not valid"),
    "E-QUESTION": ("câu hỏi không có trong bộ tiêu chí", "no such question in the ruleset"),
    "E-OPTION": ("phương án trả lời không có trong câu hỏi", "no such answer to the question"),
    "E-NOT-ASKED": (
        "nhóm không được hỏi câu này về loại đơn vị này",
        "the group is not asked this question about this kind of unit",
    ),
    "E-BALLOT": ("hàng không có mã phiếu", "the row names no ballot"),
    "E-DATE": ("không đọc được ngày", "the date cannot be read"),
    "E-ROW": ("không tách được dòng thành các ô", "the row cannot be taken apart"),
    "E-REPEATED": (
        "cùng một câu trả lời ghi nhiều lần trong một phiếu: chỉ tính một",
        "the same answer several times on one sheet: one counts",
    ),
    "E-CONFLICT": (
        "một phiếu trả lời khác nhau cho cùng một câu: không tính câu nào",
        "one sheet answers the same question differently: none counts",
    ),
}
_FLAGS = {
    "W-STRAIGHT": (
        "phiếu chọn cùng một vị trí cho mọi câu hỏi",
        "sheets with the same position chosen for every question",
    ),
    "W-OUTSIDE": ("phiếu ghi ngày ngoài thời gian điều tra", "sheets dated outside the survey's days"),
    "W-UNRATED": ("đơn vị trong danh sách không được ai đánh giá", "a listed unit that nobody rated"),
    "W-FEW": (
        "người trả lời ít hơn mức tối thiểu, hoặc không có ai",
        "fewer respondents than the minimum, or none at all",
    ),
    "W-MORE": ("người trả lời nhiều hơn số người của nhóm", "more respondents than the group has people"),
}
_METHODS = {"online": ("trực tuyến", "online"), "in-person": ("trực tiếp", "in person")}


def title(result: Result, lang: Language) -> str:
    """Name the report: by its unit where there is one."""
    named = result.units[0].name if len(result.units) == 1 else _units(len(result.units), lang)
    return f"{pick(lang, 'Kết quả điều tra xã hội học', 'Results of the sociological survey')}: {named}"


def _units(count: int, lang: Language) -> str:
    return pick(lang, f"{count} đơn vị", counted(count, "unit"))


def figure(value: Cell, rounding: Rounding, lang: Language) -> str:
    """Write a figure or an interval as a column of that rounding writes it."""
    return shown(value, Column("", rounding=rounding), lang)


def column(heads: str, unit: str = "", rounding: Rounding | None = None) -> Column:
    """Return a column of figures."""
    return Column(heads, unit, rounding, number=True)


def percent(part: int | Fraction, whole: int | Fraction | None) -> Fraction | None:
    """Return a part in percent of a whole, where there is one.

    >>> percent(1, 4), percent(1, 0)
    (Fraction(25, 1), None)
    """
    return Fraction(100 * part, whole) if whole else None


def rate(part: int, whole: int | Fraction | None, lang: Language) -> Cell:
    """Return a part in percent of a whole; one that would be printed as nothing is said to be little.

    >>> rate(15, 52000, "vi"), rate(0, 5, "vi")
    ('< 0,1', Fraction(0, 1))
    """
    found = percent(part, whole)
    return pick(lang, "< 0,1", "< 0.1") if found and not TENTH.units(found) else found


def confidence(sampling: Sampling, lang: Language) -> str:
    """Name the intervals: ``khoảng tin cậy 95 %``, of which the figure keeps its sign on the same line."""
    level = number(100 * sampling.confidence, lang)
    return pick(lang, f"khoảng tin cậy {level}\u00a0%", f"{level}\u00a0% interval")


def chance(probability: Fraction) -> Cell:
    """Return a probability in percent; draws that all agree are no proof, so 0 and 100 are marked ``≈``.

    >>> chance(Fraction(1, 4)), chance(Fraction(1))
    (Fraction(25, 1), '≈ 100')
    """
    found = 100 * probability
    printed = TENTH.apply(found)
    return found if ZERO < printed < 100 * ONE else f"≈ {printed}"


def group_name(design: Design, key: str, lang: Language) -> str:
    """Name a group of respondents."""
    return say(design.group(key).name, lang)


def method(design: Design, lang: Language) -> str:
    """Say how answers were collected, or that no source states it."""
    stated = design.ruleset.survey.method if design.ruleset.survey else ()
    said = ", ".join(pick(lang, *_METHODS[each]) for each in stated)
    return said or pick(lang, "không nêu", "not stated")


def days(span: Span | None, lang: Language) -> str:
    """Write the days of the survey, the Vietnamese way or the international one."""
    if span is None:
        return pick(lang, "không nêu", "not stated")
    first, last = (
        "/".join(reversed(day.split("-"))) if lang == "vi" else day for day in (span.from_, span.to)
    )
    return f"{first} – {last}"


def few(names: Sequence[str], lang: Language, most: int = _EXAMPLES) -> str:
    """Name the first few, and say how many there are besides.

    >>> few(["a", "b", "c"], "en", 2)
    'a; b; and 1 more'
    """
    more = len(names) - most
    rest = [pick(lang, f"và {more} nữa", f"and {more} more")] if more > 0 else []
    return "; ".join([*names[:most], *rest])


# What was refused, and what to look at


def refusal(refused: Refused, lang: Language) -> str:
    """Say why answers were refused, in general."""
    said = _REFUSALS.get(refused.code)
    if said:
        return pick(lang, *said)
    return refused.examples[0].message(lang) if refused.examples else ""


def places(refused: Refused, lang: Language) -> str:
    """Say where the first refused answers are, and what is wrong with each."""
    return "; ".join(_placed(each, lang) for each in refused.examples[:_EXAMPLES])


def _placed(found: Problem, lang: Language) -> str:
    return f"{found.place}: {found.message(lang)}" if found.place else found.message(lang)


def flagged(flag: Flag, lang: Language) -> str:
    """Say what is to be looked at."""
    return pick(lang, *_FLAGS[flag.code])


# What comes first


def lead(result: Result, rounding: Rounding, lang: Language) -> Iterator[str]:
    """Say what was read, what it came to, and what the intervals do not change."""
    ruleset, count = result.count.design.ruleset, result.count
    yield " ".join([f"{say(ruleset.title, lang)} ({ruleset.id}).", *labels(ruleset, lang)])
    files = len(count.files)
    yield pick(
        lang,
        f"Đã đọc {files} tệp: {_kept(count.answers, 'câu trả lời', lang)}; "
        f"{_kept(count.rows, 'dòng', lang)}.",
        f"{counted(files, 'file')} read: {_kept(count.answers, 'answer', lang)}; "
        f"{_kept(count.rows, 'row', lang)}.",
    )
    yield _points(result, rounding, lang)
    if result.sampling:
        yield pick(
            lang,
            "Điểm chính thức là điểm chính xác tính từ các câu trả lời được tính; khoảng tin cậy không làm "
            "thay đổi điểm, mức xếp loại hay thứ hạng chính thức.",
            "The official score is the exact one that the counted answers give; intervals change no official "
            "score, band or rank.",
        )


def _kept(found: Conserved, of: str, lang: Language) -> str:
    return pick(
        lang,
        f"{found.read} {of}, được tính {found.counted}, bị loại {found.refused}",
        f"{counted(found.read, of)}, {found.counted} counted, {found.refused} refused",
    )


def _points(result: Result, rounding: Rounding, lang: Language) -> str:
    """Say the points and the interval of one unit, or those of the best and the worst of each kind."""
    kinds = {each.key: say(each.name, lang) for each in result.count.design.ruleset.units.kinds}
    scored = {
        kind: [(each.points, each) for each in result.units if each.kind == kind and each.points is not None]
        for kind in kinds
    }
    several = sum(map(bool, scored.values())) > 1
    parts = [
        (f"{name}: " if several else "", _span(scored[kind], result, rounding, lang))
        for kind, name in kinds.items()
        if scored[kind]
    ]
    if not parts:
        return pick(lang, "Không đơn vị nào có điểm điều tra.", "No unit has survey points.")
    said = pick(lang, "Điểm điều tra", "Survey points")
    return " ".join(f"{said}{', ' if name else ': '}{name}{span}." for name, span in parts)


def _span(
    scored: Sequence[tuple[Fraction, UnitResult]], result: Result, rounding: Rounding, lang: Language
) -> str:
    if len(scored) == 1:
        return _scored(*scored[0], result, rounding, lang)
    best, worst = max(scored, key=lambda each: each[0]), min(scored, key=lambda each: each[0])
    high, low = (_scored(*each, result, rounding, lang) for each in (best, worst))
    return pick(lang, f"cao nhất là {high}; thấp nhất là {low}", f"the most {high}; the least {low}")


def _scored(points: Fraction, unit: UnitResult, result: Result, rounding: Rounding, lang: Language) -> str:
    said = f"{unit.name} {figure(points, rounding, lang)}"
    if unit.certainty is None or result.sampling is None:
        return said
    sure = unit.certainty.survey
    ends = figure(Interval(sure.low, sure.high), rounding, lang)
    return f"{said} ({confidence(result.sampling, lang)}: {ends})"


# What the figures rest on


def notes(result: Result, lang: Language) -> Iterator[str]:
    """Say the conventions, what has no interval and why, the files, the sources, and what is assumed."""
    yield from _intervals(result, lang)
    if any(each.bounds for each in result.units):
        yield pick(
            lang,
            "“Nếu mọi người trả lời”: điểm thấp nhất và cao nhất nếu mọi người của các nhóm đều trả lời.",
            "“Had everyone answered”: the least and the most points possible if all in the groups had.",
        )
    yield from _without(result, lang)
    for each in result.count.files:
        size = pick(lang, f"{each.size} byte", counted(each.size, "byte"))
        yield f"{pick(lang, 'Tệp', 'File')} {each.name}: {size}, SHA-256 {each.sha256}"
    ruleset = result.count.design.ruleset
    for source in ruleset.instruments:
        yield f"{pick(lang, 'Căn cứ', 'Source')}: {instrument(source, lang)}"
    head = pick(lang, "Giả định, không nguồn nào nêu", "Assumed, no source states it")
    for said in assumed(ruleset, lang)[1:]:
        yield f"{head}: {said.removeprefix('- ')}"


def _intervals(result: Result, lang: Language) -> Iterator[str]:
    sampling = result.sampling
    if sampling is None:
        yield pick(lang, "Không tính khoảng tin cậy.", "No intervals were computed.")
        return
    level = number(100 * sampling.confidence, lang)
    yield pick(
        lang,
        f"Độ tin cậy {level} %. Mỗi nhóm được hỏi là một tầng chọn mẫu ngẫu nhiên không hoàn lại; "
        "biết số người của nhóm thì có hiệu chỉnh tổng thể hữu hạn; "
        "phương sai theo khai triển Taylor, khoảng theo phân phối t.",
        f"Confidence {level} %. Each respondent group is a stratum, sampled at random "
        "without replacement, with the finite population correction where its size is known; "
        "variances by Taylor linearisation, intervals by Student's t.",
    )
    yield pick(
        lang,
        "Khoảng tin cậy không tính đến việc người không trả lời có thể nghĩ khác người trả lời.",
        "Intervals do not know whether those who did not answer think otherwise.",
    )
    yield pick(
        lang,
        f"Xác suất mức xếp loại và khoảng hạng từ {sampling.draws} lần rút ngẫu nhiên, "
        f"hạt giống {sampling.seed}: chạy lại cho kết quả như cũ. "
        "Chỉ điểm điều tra được coi là không chắc chắn.",
        f"Probabilities of bands and intervals of ranks from {sampling.draws} random draws, "
        f"seed {sampling.seed}: another run gives the same. Only survey points are taken to be uncertain.",
    )


def _without(result: Result, lang: Language) -> Iterator[str]:
    """Say which units have no interval, together where the reason is the same."""
    reasons: dict[str, list[str]] = {}
    for unit in result.units:
        if unit.without:
            reasons.setdefault(unit.without.message(lang), []).append(unit.name)
    for reason, names in reasons.items():
        head = pick(lang, "Không có khoảng tin cậy", "No interval")
        yield f"{head} ({few(names, lang)}): {reason}."
