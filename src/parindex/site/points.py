"""How a leaf gives points: what is looked at, a picture, and the table of the same figures."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import assert_never

from parindex.errors import Language
from parindex.exact import ZERO
from parindex.explanation.rules import in_points, number, rule
from parindex.fields import counted, say
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node
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
from parindex.site import pictures
from parindex.site.intervals import ratio, steps
from parindex.site.leaf_words import Drawn, Words
from parindex.site.page import block, cell, escape, table
from parindex.site.pictures import Bar, Dot, Row

__all__ = ["METHODS", "points"]

METHODS: Mapping[str, tuple[str, str]] = {
    "levels": ("theo mức", "by level"),
    "steps": ("theo bậc", "by step"),
    "ratio": ("theo tỷ lệ", "by ratio"),
    "checklist": ("cộng từng nội dung", "a point for each thing"),
    "count": ("theo số lượng", "by count"),
    "deduction": ("trừ theo lỗi", "less for each fault"),
    "direct": ("điểm nhập trực tiếp", "points as given"),
    "survey": ("điều tra xã hội học", "survey"),
}
_LISTED = 8  # as many counts as a table lists


def points(node: Node, ruleset: Ruleset, lang: Language) -> str:
    """Write how a leaf gives points; of points that are only given, that this is all there is to know."""
    drawn = _drawn(Words(node, lang), node, ruleset)
    figure = f'<figure class="picture">{drawn.picture}</figure>' if drawn.picture else ""
    shown = block('<div class="points" markdown="1">', figure, drawn.table, "</div>") if drawn.table else ""
    return block(drawn.lead, shown)


def _drawn(words: Words, node: Node, ruleset: Ruleset) -> Drawn:
    scale = node.item.scale
    assert scale is not None  # noqa: S101 (asked only of a leaf)
    match scale:
        case LevelsScale():
            return _levels(words, scale)
        case StepsScale():
            return steps(words, scale)
        case RatioScale():
            return ratio(words, scale)
        case ChecklistScale():
            return _checklist(words, scale)
        case CountScale():
            return _count(words, scale)
        case DeductionScale():
            return _deduction(words, scale)
        case DirectScale():
            return Drawn(_direct(words, node, ruleset), "", "")
        case SurveyScale():
            return _survey(words, scale, ruleset)
        case _:
            assert_never(scale)


def _levels(words: Words, scale: LevelsScale) -> Drawn:
    lead = words.pick(
        "Chọn một mức; điểm của mục là điểm của mức ấy.",
        "One level is chosen; its points are those of the item.",
    )
    found = [Bar(say(each.name, words.lang), each.points, words.worth(each.points)) for each in scale.levels]
    rows = [((str(at), say(each.name, words.lang)), each.points) for at, each in enumerate(scale.levels, 1)]
    return Drawn(
        lead,
        pictures.bars(words.title, found, words.most, loss=words.loss),
        words.table((words.pick("Mức", "Level"), words.pick("Nội dung", "What it means")), rows),
    )


def _checklist(words: Words, scale: ChecklistScale) -> Drawn:
    lead = words.pick(
        "Mỗi nội dung đạt thì được điểm của nội dung ấy; các điểm cộng lại.",
        "Each thing that is there gives its points, and they add up.",
    )
    found, start = [], ZERO
    for tick in scale.ticks:
        found.append(Bar(say(tick.name, words.lang), tick.points, words.worth(tick.points), start))
        start += tick.points
    rows = [
        (f"x<sub>{at}</sub>", cell(say(tick.name, words.lang)), words.worth(tick.points))
        for at, tick in enumerate(scale.ticks, 1)
    ]
    head = (
        words.pick("Ký hiệu", "Symbol"),
        words.pick("Nội dung", "What is looked for"),
        words.pick("Điểm", "Points"),
    )
    drawn = pictures.bars(words.title, found, max(start, words.most), loss=words.loss)
    return Drawn(lead, drawn, table(head, rows, figures=[2]))


def _count(words: Words, scale: CountScale) -> Drawn:
    each, most = number(scale.each, words.lang), number(words.most, words.lang)
    if words.loss:
        lead = words.pick(
            f"Mỗi trường hợp bị trừ {each} điểm, trừ tối đa {most} điểm.",
            f"Each case costs {counted(each, 'point')}, {most} at most.",
        )
    else:
        lead = words.pick(
            f"Mỗi trường hợp được {each} điểm, tối đa {most} điểm.",
            f"Each case gives {counted(each, 'point')}, {most} at most.",
        )
    last = ceil(words.most / scale.each)
    found = [(count, min(words.most, scale.each * count)) for count in _few(last)]
    more = words.pick("trở lên", "or more")
    rows = [((f"{count} {more}" if count == last else str(count),), value) for count, value in found]
    found_dots = tuple(Dot(-value if words.loss else value, str(count)) for count, value in found)
    label = words.pick("Số trường hợp", "Number of cases")
    drawn = pictures.dots(words.title, [Row(label, found_dots)], _ends(words), loss=words.loss)
    return Drawn(lead, drawn, words.table((label,), rows))


def _few(last: int) -> list[int]:
    """Return the counts up to a last one, or some of them where they are too many to list."""
    if last < _LISTED:
        return list(range(last + 1))
    return sorted({0, 1, 2, 3, last // 2, last - 1, last})


def _ends(words: Words) -> list[Dot]:
    """Return the points written below a scale of points."""
    most = -words.most if words.loss else words.most
    return [Dot(each, in_points(each, words.lang)) for each in sorted((ZERO, most))]


def _deduction(words: Words, scale: DeductionScale) -> Drawn:
    most = number(words.most, words.lang)
    lead = words.pick(
        f"Bắt đầu từ {most} điểm; mỗi lỗi bị trừ điểm của loại lỗi ấy, không xuống dưới 0.",
        f"It starts at {counted(most, 'point')}; each fault costs the points of its kind, never below 0.",
    )
    rows, found = [], []
    for at, kind in enumerate(scale.kinds, 1):
        gone = ceil(words.most / kind.points)
        name = say(kind.name, words.lang)
        cost = f"−{number(kind.points, words.lang)}"
        rows.append((f"n<sub>{at}</sub>", cell(name), cost, str(gone)))
        left = tuple(Dot(max(ZERO, words.most - kind.points * n), str(n)) for n in _few(gone))
        found.append(Row(name, left))
    head = (
        words.pick("Ký hiệu", "Symbol"),
        words.pick("Lỗi", "Fault"),
        words.pick("Mỗi lỗi", "Each"),
        words.pick("Hết điểm khi", "None left at"),
    )
    note = words.pick(
        "Số trên mỗi chấm là số lỗi; trục ngang là điểm còn lại.",
        "The figure above a dot counts faults; the axis shows the points left.",
    )
    drawn = pictures.dots(words.title, found, _ends(words), loss=words.loss)
    return Drawn(f"{lead} {note}" if drawn else lead, drawn, table(head, rows, figures=[2, 3]))


def _direct(words: Words, node: Node, ruleset: Ruleset) -> str:
    most = number(words.most, words.lang)
    if ruleset.coverage == "structure":
        if node.item.max is None:
            stated = words.pick(
                "Nguồn nêu khối này, không nêu điểm tối đa riêng của nó; ở đây khối không vượt được "
                f"{most} điểm của mục trên.",
                "The sources name this block and state no maximum of its own; here it cannot exceed the "
                f"{counted(most, 'point')} of the item above.",
            )
        elif node.item.assumed is not None:
            stated = words.pick(
                "Điểm tối đa của khối này dựa vào giả định nêu ở dưới.",
                "The maximum of this block rests on the assumption that is told below.",
            )
        elif node.item.source is not None:
            stated = words.pick(
                "Nguồn nêu điểm tối đa của cả khối này.",
                "The sources state the maximum of this block as a whole.",
            )
        else:
            stated = ""
        inside = words.pick(
            "Cách chấm từng tiêu chí bên trong không được nêu đủ để tính, nên điểm của khối được nhập trực "
            "tiếp, như đã công bố.",
            "How the criteria inside it are scored is not stated in full, so its points are entered as they "
            "were published.",
        )
        return f"{stated} {inside}".strip()
    return escape(rule(node.item, words.lang))


def _survey(words: Words, scale: SurveyScale, ruleset: Ruleset) -> Drawn:
    lead = words.pick(
        "Mỗi câu trả lời có một giá trị. Lấy trung bình của từng nhóm, nhân với trọng số của nhóm, cộng lại "
        "rồi nhân với điểm tối đa.",
        "Every answer has a value. The mean of each group is taken times its weight, these are added up, and "
        "the sum is taken times the maximum.",
    )
    questions = [
        escape(say(each.text, words.lang))
        for each in (ruleset.survey.questions if ruleset.survey else ())
        if each.item == words.node.item.key
    ]
    asked = words.pick("**Câu hỏi trong phiếu:** ", "**Asked:** ") + "; ".join(questions) if questions else ""
    found = [
        Bar(say(each.name, words.lang), words.most * each.share, words.worth(words.most * each.share))
        for each in scale.options
    ]
    rows = [
        (
            cell(say(each.name, words.lang)),
            number(each.share, words.lang),
            words.exactly(words.most * each.share),
        )
        for each in scale.options
    ]
    head = (
        words.pick("Trả lời", "Answer"),
        words.pick("Giá trị", "Value"),
        words.pick("Điểm nếu ai cũng trả lời vậy", "Points if all answer so"),
    )
    weights = table(
        (
            words.pick("Ký hiệu", "Symbol"),
            words.pick("Nhóm được hỏi", "Group asked"),
            words.pick("Trọng số", "Weight"),
        ),
        [
            (f"m<sub>{at}</sub>", cell(say(each.name, words.lang)), number(each.weight, words.lang))
            for at, each in enumerate(scale.groups, 1)
        ],
        figures=[2],
    )
    drawn = pictures.bars(words.title, found, words.most, loss=words.loss)
    return Drawn(block(lead, asked), drawn, block(table(head, rows, figures=[1, 2]), weights))
