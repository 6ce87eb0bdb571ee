"""How a scale gives points, in words: read from its declaration, so that it says what the engine does."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from parindex.errors import Language
from parindex.exact import ONE, decimal_text
from parindex.fields import counted, say
from parindex.ruleset.model import Item, stated
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    RatioScale,
    StepsScale,
    SurveyScale,
)
from parindex.vietnamese import with_comma

__all__ = ["in_points", "number", "rule", "span"]

_OF = {
    "ratio": ("tỷ lệ", "ratio"),
    "percent": ("tỷ lệ %", "percentage"),
    "count": ("số lượng", "count"),
    "days-late": ("số ngày chậm", "days late"),
}


def number(value: Fraction, lang: Language) -> str:
    """Write a figure: a decimal where one is exact, else ``n/d``; with a comma in Vietnamese.

    >>> number(Fraction(1, 4), "vi")
    '0,25'
    """
    text = decimal_text(value)
    return with_comma(text) if lang == "vi" else text


def in_points(value: Fraction, lang: Language) -> str:
    """Write a figure as points.

    >>> in_points(Fraction(1), "en")
    '1 point'
    """
    text = number(value, lang)
    return f"{text} điểm" if lang == "vi" else counted(text, "point")


def rule(item: Item, lang: Language = "vi") -> str:
    """Say in one sentence how an item gives points; nothing for one that only adds up the items below it."""
    scale, vi = item.scale, lang == "vi"
    maximum = "" if item.max is None else number(item.max, lang)  # only points given directly may have none
    match scale:
        case None:
            return _inner(item, lang)
        case LevelsScale():
            parts = "; ".join(
                f"{say(level.name, lang)}: {number(level.points, lang)}" for level in scale.levels
            )
            return f"Theo mức – {parts}." if vi else f"By level – {parts}."
        case StepsScale():
            return _steps(scale, lang)
        case RatioScale():
            return _ratio(scale, maximum, lang)
        case ChecklistScale():
            parts = "; ".join(f"{say(tick.name, lang)}: {number(tick.points, lang)}" for tick in scale.ticks)
            return (
                f"Cộng điểm từng nội dung đạt – {parts}." if vi else f"Points for each thing found – {parts}."
            )
        case CountScale():
            each = in_points(scale.each, lang)
            return f"Mỗi trường hợp {each}, tối đa {maximum}." if vi else f"{each} each, at most {maximum}."
        case DeductionScale():
            parts = "; ".join(f"{say(kind.name, lang)}: {number(kind.points, lang)}" for kind in scale.kinds)
            if vi:
                return f"Từ {maximum} điểm, trừ cho mỗi lỗi – {parts}; không âm."
            return f"From {counted(maximum, 'point')}, less for each fault – {parts}; never negative."
        case DirectScale():
            return _direct(scale, maximum, lang)
        case SurveyScale():
            return _survey(scale, maximum, lang)
        case _:
            assert_never(scale)


def _inner(item: Item, lang: Language) -> str:
    vi = lang == "vi"
    parts = []
    if item.rescale and item.max is not None:
        parts.append(f"{'quy đổi về' if vi else 'rescaled to'} {in_points(item.max, lang)}")
    if item.floor is not None:
        parts.append(f"{'không dưới' if vi else 'at least'} {in_points(item.floor, lang)}")
    if (cap := stated(item.cap)) is not None:
        parts.append(f"{'không quá' if vi else 'at most'} {in_points(cap, lang)}")
    start = "Cộng các mục bên dưới" if vi else "The sum of the items below"
    return f"{', '.join([start, *parts])}." if parts else ""


def _steps(scale: StepsScale, lang: Language) -> str:
    vi = lang == "vi"
    upper = scale.edges == "upper"
    end = scale.steps[0].to
    edges = ["" if end is None else number(end, lang), *(number(step.from_, lang) for step in scale.steps)]
    parts = []
    for index, (above, low) in enumerate(pairwise(edges)):
        first, last = index == 0, index == len(scale.steps) - 1
        held = span(low, above, (not upper or last, upper or first), lang)
        parts.append(f"{held}: {number(scale.steps[index].points, lang)}")
    of = _OF[scale.of][0 if vi else 1]
    return f"Theo {of} – {'; '.join(parts)}." if vi else f"By {of} – {'; '.join(parts)}."


def span(low: str, high: str, included: tuple[bool, bool], lang: Language) -> str:
    """Write an interval in the words of an annex, from figures in words; an end that is empty is open.

    >>> span("90", "98", (True, False), "vi")
    'từ 90 đến dưới 98'
    """
    vi = lang == "vi"
    if not low:
        least = ("không quá", "dưới") if vi else ("up to", "below")
        return f"{least[0 if included[1] else 1]} {high}"
    start = f"{('từ' if vi else 'from') if included[0] else ('trên' if vi else 'above')} {low}"
    if not high:
        return f"{start} {'trở lên' if vi else 'on'}" if included[0] else start
    end = ("đến", "đến dưới") if vi else ("to", "to below")
    return f"{start} {end[0 if included[1] else 1]} {high}"


def _ratio(scale: RatioScale, maximum: str, lang: Language) -> str:
    vi = lang == "vi"
    said = f"{maximum} điểm × tỷ lệ thực hiện" if vi else f"{counted(maximum, 'point')} × the ratio done"
    if scale.full_at != ONE:
        full = number(scale.full_at, lang)
        by = f"({full})" if "/" in full else full
        said += f" / {by}, đủ điểm khi tỷ lệ đạt {full}" if vi else f" / {by}, in full from a ratio of {full}"
    if scale.zero_below is not None:
        least = number(scale.zero_below, lang)
        said += f"; dưới {least} thì không có điểm" if vi else f"; nothing below {least}"
    return f"{said}."


def _direct(scale: DirectScale, maximum: str, lang: Language) -> str:
    grid = "" if scale.grid is None else number(scale.grid, lang)
    if lang == "vi":
        most = f"tối đa {maximum}" if maximum else "không vượt mức trần của khối"
        return f"Điểm được nhập trực tiếp, {most}{f', là bội số của {grid}' if grid else ''}."
    most = f"at most {maximum}" if maximum else "at most the cap of the block"
    return f"Points are entered as given, {most}{f', in steps of {grid}' if grid else ''}."


def _survey(scale: SurveyScale, maximum: str, lang: Language) -> str:
    shares = "; ".join(f"{say(each.name, lang)}: {number(each.share, lang)}" for each in scale.options)
    weights = "; ".join(f"{say(each.name, lang)}: {number(each.weight, lang)}" for each in scale.groups)
    if lang == "vi":
        left_out = "; nhóm không có phiếu thì không tính, trọng số phân bổ lại cho các nhóm còn lại"
        said = f"{maximum} điểm × trung bình có trọng số của các nhóm ({weights}); giá trị trả lời: {shares}"
    else:
        left_out = "; a group without ballots is left out, and the others share its weight"
        mean = f"{counted(maximum, 'point')} × the weighted mean of the groups"
        said = f"{mean} ({weights}); answers count as: {shares}"
    return f"{said}{left_out if scale.empty == 'reweight' else ''}."
