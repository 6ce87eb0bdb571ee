"""The formula of a leaf in words and in mathematics, and what its letters are."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.errors import Language
from parindex.explanation.rules import rule
from parindex.fields import pick
from parindex.formula import mathematics
from parindex.ruleset.tree import Node
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    StepsScale,
    SurveyScale,
)
from parindex.site.page import block, escape

__all__ = ["formula"]

_SYMBOLS = {
    "ratio": ("tỷ lệ", "ratio"),
    "percent": ("tỷ lệ %", "percentage"),
    "count": ("số lượng", "number"),
    "days-late": ("số ngày chậm", "days late"),
}


def formula(node: Node, lang: Language) -> str:
    """Write the formula of a leaf; nothing where points are only given."""
    scale = node.item.scale
    if scale is None or isinstance(scale, DirectScale):
        return ""
    # The form that says most: done and planned, not their ratio; the ballots, not what they came to.
    forms = [form for form, _ in node.expressions]
    form = forms[0] if isinstance(scale, SurveyScale) else forms[-1]
    names = {"value": pick(lang, "tỷ lệ", "ratio"), "done": pick(lang, "đã làm", "done")}
    names |= {
        "planned": pick(lang, "kế hoạch", "planned"),
        "ratio": pick(lang, "tỷ lệ", "ratio"),
        "size": pick(lang, "mức trừ", "size"),
        **_letters(node, lang),
    }
    result = pick(lang, "điểm", "points")
    shown = mathematics.formula(node.expression(form), result, lang=lang, names=names)
    label = pick(lang, "Công thức", "Formula")
    framed = f'<div class="formula" role="group" aria-label="{label}" tabindex="0">{shown}</div>'
    legend = _legend(scale, lang)
    return block(escape(rule(node.item, lang)), framed, legend)


def _letters(node: Node, lang: Language) -> Mapping[str, str]:
    """Return the letters of what a scale lists; the table of its points has them too."""
    match node.item.scale:
        case LevelsScale(levels=levels):
            found = {f"level/{each.key}": str(at) for at, each in enumerate(levels, 1)}
            return {"level": pick(lang, "mức", "level"), **found}
        case StepsScale(of=of):
            return {"value": pick(lang, *_SYMBOLS[of]), of: pick(lang, *_SYMBOLS[of])}
        case ChecklistScale(ticks=ticks):
            return {each.key: f"x_{at}" for at, each in enumerate(ticks, 1)}
        case CountScale():
            return {"count": "n"}
        case DeductionScale(kinds=kinds):
            return {each.key: f"n_{at}" for at, each in enumerate(kinds, 1)}
        case SurveyScale() as scale:
            return _ballots(scale)
        case _:
            return {}


def _ballots(scale: SurveyScale) -> Mapping[str, str]:
    """Name the mean of a group m, its ballots n, and a group without any e."""
    found = {"reweight": "w"}
    for at, group in enumerate(scale.groups, 1):
        found |= {f"mean.{group.key}": f"m_{at}", f"empty.{group.key}": f"e_{at}"}
        found |= {
            f"{group.key}/{option.key}": f"n_{at};{at_option}"
            for at_option, option in enumerate(scale.options, 1)
        }
    return found


def _legend(scale: object, lang: Language) -> str:
    """Say what the letters of a formula are."""
    match scale:
        case ChecklistScale():
            return pick(
                lang,
                "x<sub>i</sub> là 1 khi có nội dung thứ i trong bảng trên, là 0 khi không có.",
                "x<sub>i</sub> is 1 where thing i of the table above is there, and 0 where it is not.",
            )
        case CountScale():
            return pick(lang, "n là số trường hợp.", "n is the number of cases.")
        case DeductionScale():
            return pick(
                lang,
                "n<sub>i</sub> là số lỗi thuộc loại thứ i trong bảng trên.",
                "n<sub>i</sub> counts the faults of kind i of the table above.",
            )
        case SurveyScale(empty=empty):
            said = pick(
                lang,
                "m<sub>i</sub> là trung bình của nhóm thứ i; n<sub>i;j</sub> là số phiếu của nhóm thứ i "
                "chọn câu trả lời thứ j.",
                "m<sub>i</sub> is the mean of group i; n<sub>i;j</sub> counts the ballots of group i with "
                "answer j.",
            )
            left_out = pick(
                lang,
                " e<sub>i</sub> là 1 khi nhóm thứ i không có phiếu, là 0 khi có.",
                " e<sub>i</sub> is 1 where group i has no ballots, and 0 where it has.",
            )
            return said + (left_out if empty == "reweight" else "")
        case _:
            return ""
