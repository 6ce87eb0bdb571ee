"""What a ruleset does where the arithmetic leaves a question open, in words."""

from __future__ import annotations

from parindex.errors import Language
from parindex.fields import counted
from parindex.ruleset.model import Ruleset
from parindex.ruleset.policy import NotApplicable, Policies

__all__ = ["not_applicable", "policies"]

_MODES = {
    "half-up": ("từ nửa trở lên thì làm tròn lên", "halves go up"),
    "half-even": ("đúng nửa thì làm tròn về số chẵn", "halves go to the even digit"),
    "down": ("bỏ phần còn lại", "the rest is cut off"),
    "up": ("còn dư thì làm tròn lên", "any rest goes up"),
}
_FIGURES = {"exact": ("chính xác", "exact"), "published": ("công bố", "published")}
_TIES = {
    "competition": ("sau các đơn vị đồng hạng có bỏ cách hạng", "ranks are skipped after a tie"),
    "dense": ("sau các đơn vị đồng hạng không bỏ cách hạng", "no rank is skipped after a tie"),
}
_NOT_APPLICABLE = {
    "forbid": ("không mục nào được ghi là không áp dụng", "no item may be called not applicable"),
    "zero": (
        "mục không áp dụng thì không có điểm, điểm tối đa giữ nguyên",
        "an item that is not applicable gives nothing, and the maximum stays",
    ),
    "full": ("mục không áp dụng thì được đủ điểm", "an item that is not applicable gives full points"),
    "exclude": (
        "mục không áp dụng thì không tính vào điểm tối đa",
        "an item that is not applicable is left out of the maximum",
    ),
}
_MISSING = {
    "refuse": (
        "còn mục chưa có kết quả thì điểm là một khoảng",
        "while an item is missing the score is an interval",
    ),
    "zero": ("mục chưa có kết quả thì không có điểm", "a missing item gives nothing"),
}
_ABOVE_MAX = {
    "cap": (
        "tổng điểm vượt mức tối đa thì lấy mức tối đa",
        "a total above the maximum counts as the maximum",
    ),
    "allow": ("tổng điểm được vượt mức tối đa", "the total may go above the maximum"),
    "refuse": ("tổng điểm vượt mức tối đa thì không chấm", "a total above the maximum is refused"),
}


def policies(ruleset: Ruleset, lang: Language) -> dict[str, str]:
    """Say what each policy answers, by the name of the policy."""
    chosen = ruleset.policies
    said = {
        "rounding": _rounding(chosen),
        "band_on": _on("xếp loại theo chỉ số {0}", "bands are read from the {0} index", chosen.band_on.value),
        "rank": _on(
            "xếp hạng theo chỉ số {0}, ",
            "ranks are taken on the {0} index; ",
            chosen.rank.value.on,
            _TIES[chosen.rank.value.ties],
        ),
        "not_applicable": _NOT_APPLICABLE[chosen.not_applicable.value],
        "missing": _MISSING[chosen.missing.value],
        "above_max": _ABOVE_MAX[chosen.above_max.value],
    }
    return {name: words[0 if lang == "vi" else 1] for name, words in said.items()}


def not_applicable(answer: NotApplicable, lang: Language) -> str:
    """Say what becomes of an item that is not applicable."""
    return _NOT_APPLICABLE[answer][0 if lang == "vi" else 1]


def _rounding(chosen: Policies) -> tuple[str, str]:
    rounding = chosen.rounding.value
    where = [_place(key) for key in rounding.at]
    mode = _MODES[rounding.mode]
    return (
        f"làm tròn {rounding.digits} chữ số thập phân, {mode[0]}; {', '.join(vi for vi, _ in where)}",
        f"rounded to {counted(rounding.digits, 'decimal')}, {mode[1]}; {', '.join(en for _, en in where)}",
    )


def _place(key: str) -> tuple[str, str]:
    places = {
        "publication": ("khi công bố", "when published"),
        "leaf": ("ở từng tiêu chí chấm điểm", "at every scored item"),
    }
    return places.get(key, (f"ở mục {key}", f"at the item {key}"))


def _on(vi: str, en: str, figure: str, more: tuple[str, str] = ("", "")) -> tuple[str, str]:
    words = _FIGURES[figure]
    return vi.format(words[0]) + more[0], en.format(words[1]) + more[1]
