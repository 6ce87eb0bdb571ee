"""Each step of a trace as a sentence."""

from __future__ import annotations

import re
from fractions import Fraction

from parindex.errors import Language
from parindex.exact import Rounding, decimal_text
from parindex.fields import say
from parindex.formula.evaluate import Step
from parindex.ruleset.model import Item
from parindex.scales import LevelsScale, SurveyScale
from parindex.vietnamese import with_comma

__all__ = ["SENTENCES", "sentence", "shortened"]

SENTENCES: dict[str, tuple[str, str]] = {
    "level": ("Đạt mức “{text}”: {value} điểm.", "The level is “{text}”: {value} points."),
    "interval": ("Thuộc khoảng {text}: {value} điểm.", "In the interval {text}: {value} points."),
    "ratio": ("Tỷ lệ thực hiện {text} = {value}.", "The ratio done is {text} = {value}."),
    "percent": ("Tỷ lệ {text} = {value} %.", "The percentage is {text} = {value} %."),
    "full": ("Vượt mức đủ điểm ({text}) nên tính bằng {value}.", "Above what gives full points ({text}), so it counts as {value}."),
    "threshold": ("So với ngưỡng: {text}; được {value} điểm.", "Against the threshold: {text}; {value} points."),
    "points": ("{text} = {value} điểm.", "{text} = {value} points."),
    "ticks": ("Cộng các nội dung đạt: {text} = {value} điểm.", "The things found add up: {text} = {value} points."),
    "count": ("{text} = {value} điểm.", "{text} = {value} points."),
    "deduct": ("Trừ các lỗi: {text} = {value} điểm.", "Less the faults: {text} = {value} points."),
    "given": ("Được cho {value} điểm.", "{value} points were given."),
    "mean": ("Trung bình nhóm “{name}”: {text} = {value}.", "The mean of the group “{name}”: {text} = {value}."),
    "survey": ("Điểm điều tra: {text} = {value} điểm.", "Survey points: {text} = {value} points."),
    "size": ("Mức trừ: {text} = {value}.", "The size of the deduction: {text} = {value}."),
    "penalty": ("Điểm trừ: {text} = {value} điểm.", "As a penalty: {text} = {value} points."),
    "sum": ("Cộng các mục: {text} = {value} điểm.", "The items add up: {text} = {value} points."),
    "rescale": ("Quy đổi: {text} = {value} điểm.", "Rescaled: {text} = {value} points."),
    "floor": ("Thấp hơn mức sàn ({text}) nên lấy {value} điểm.", "Below the floor ({text}), so {value} points."),
    "cap": ("Vượt mức trần ({text}) nên lấy {value} điểm.", "Above the cap ({text}), so {value} points."),
    "above-max": ("Vượt điểm tối đa ({text}) nên lấy {value}.", "Above the maximum ({text}), so {value}."),
    "round": ("Làm tròn: {text}.", "Rounded: {text}."),
    "index": ("Chỉ số: {text} = {value} %.", "The index: {text} = {value} %."),
    "excluded": ("Không áp dụng cho loại đơn vị này.", "Does not apply to this kind of unit."),
    "zero": ("Kết quả bằng không: {value} điểm.", "Nothing was achieved: {value} points."),
    "rejected": ("Tài liệu kiểm chứng không được chấp nhận: {value} điểm.", "The evidence was refused: {value} points."),
    "missing-as-zero": ("Chưa có kết quả, tính {value} điểm.", "Not supplied, counted as {value} points."),
    "not-applicable-zero": ("Không áp dụng: {value} điểm, điểm tối đa giữ nguyên.", "Not applicable: {value} points, and the maximum stays."),
    "not-applicable-full": ("Không áp dụng: được đủ {value} điểm.", "Not applicable: the full {value} points."),
    "not-applicable-exclude": ("Không áp dụng: không tính vào điểm tối đa.", "Not applicable: left out of the maximum."),
}


# A fraction this long tells a reader nothing: its rounded value stands for it, marked ≈; the trace keeps it exactly.
_LONG = re.compile(r"-?[0-9]+/[0-9]{5,}", re.ASCII)


def shortened(text: str, rounding: Rounding) -> str:
    """Put the rounded value, marked ``≈``, in the place of every long fraction.

    >>> shortened("100 × 4000000/1000003", Rounding(2, "half-up"))
    '100 × ≈4.00'
    """
    return _LONG.sub(lambda found: f"≈{rounding.text(Fraction(found[0]))}", text)


def sentence(step: Step, item: Item | None, rounding: Rounding, lang: Language) -> str:
    """Say what one step did, with its arithmetic."""
    operation, _, group = step.operation.partition(".")
    arithmetic, value = (shortened(each, rounding) for each in (step.text, decimal_text(step.value)))
    text = with_comma(arithmetic) if lang == "vi" else arithmetic
    name = ""
    if item is not None and isinstance(item.scale, LevelsScale):
        text = next((say(level.name, lang) for level in item.scale.levels if level.key == step.text), text)
    if item is not None and isinstance(item.scale, SurveyScale):
        name = next((say(each.name, lang) for each in item.scale.groups if each.key == group), "")
    template = SENTENCES[operation][0 if lang == "vi" else 1]
    return template.format(text=text, value=with_comma(value) if lang == "vi" else value, name=name)
