"""What is asked of each scored item, scale by scale: choices, figures and their ends, other states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, assert_never

from parindex.errors import Language
from parindex.exact import ONE, ZERO, decimal_text
from parindex.explanation.rules import number
from parindex.fields import Text, pick, say
from parindex.ruleset.tree import Node
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    RatioScale,
    Scale,
    StepsScale,
    SurveyScale,
    forms,
)
from parindex.scales.observation import Form
from parindex.scales.steps import top

__all__ = ["control", "pair"]

Tree = dict[str, Any]

_STATES = {
    "missing": ("Chưa có kết quả", "No result yet"),
    "zero": ("Bằng không", "Zero"),
    "rejected": ("Không được chấp nhận", "Rejected"),
    "not-applicable": ("Không áp dụng", "Not applicable"),
}
_REASONED = frozenset({"rejected", "not-applicable"})
_WAYS: dict[Form, tuple[str, str]] = {
    ("level",): ("Mức đạt", "Level"),
    ("value",): ("Kết quả", "Result"),
    ("done", "planned"): ("Đã thực hiện trên kế hoạch", "Done of planned"),
    ("ticks",): ("Nội dung đạt", "What is there"),
    ("count",): ("Số trường hợp", "How many"),
    ("counts",): ("Số lỗi từng loại", "Faults of each kind"),
    ("points",): ("Điểm", "Points"),
    ("tallies",): ("Số phiếu từng phương án", "Ballots for each answer"),
}
_FIELDS = {"done": ("Đã thực hiện", "Done"), "planned": ("Kế hoạch, tổng số", "Planned, in all")}
_KINDS = {
    "level": "choice", "value": "number", "done": "number", "planned": "number", "ticks": "ticks",
    "count": "whole", "counts": "counts", "points": "number", "tallies": "tallies",
}  # fmt: skip
_OF = {
    "ratio": ("Tỷ lệ (1 là đủ)", "Ratio (1 is everything)"),
    "percent": ("Tỷ lệ %", "Percentage"),
    "count": ("Số lượng", "Count"),
    "days-late": ("Số ngày chậm", "Days late"),
}
_UNITS = {"percent": ("%", "%"), "days-late": ("ngày", "days"), "points": ("điểm", "points")}
_ENDLESS = frozenset({"done", "planned"})


def control(node: Node, lang: Language) -> Tree:
    """Say what is asked of a leaf that applies, as the plain tree of the calculator's protocol."""
    scale = node.item.scale
    assert scale is not None  # noqa: S101 (a leaf has a scale)
    return {
        "method": scale.method,
        "ways": [
            {
                "key": "+".join(form),
                "name": _way(scale, form, lang),
                "inputs": [_input(node, scale, field, lang) for field in form],
            }
            for form in forms(scale)
        ],
        "states": [
            {"key": key, "name": pick(lang, *words), "why": key in _REASONED}
            for key, words in _STATES.items()
            if key != "not-applicable" or node.not_applicable != "forbid"
        ],
    }


def pair(name: str, value: Fraction | None, lang: Language) -> dict[str, str | None]:
    """Write a figure twice: for a program, and as people of the language read it.

    >>> pair("max", Fraction(25, 2), "vi")
    {'max': '12.5', 'max_text': '12,5'}
    """
    if value is None:
        return {name: None, f"{name}_text": None}
    return {name: decimal_text(value), f"{name}_text": number(value, lang)}


def _way(scale: Scale, form: Form, lang: Language) -> str:
    if form == ("value",):
        return pick(lang, *_OF[scale.of if isinstance(scale, StepsScale) else "ratio"])
    return pick(lang, *_WAYS[form])


def _input(node: Node, scale: Scale, field: str, lang: Language) -> Tree:
    least, most = (None, None) if field in _ENDLESS else (ZERO, _most(scale, field, node.bound))
    grid = scale.grid if isinstance(scale, DirectScale) else None
    return {
        "field": field,
        "kind": "whole" if field == "value" and _is_whole(scale) else _KINDS[field],
        "name": pick(lang, *_FIELDS[field]) if field in _FIELDS else _way(scale, (field,), lang),
        "unit": _unit(scale, field, lang),
        "least": None if least is None else decimal_text(least),
        **pair("most", most, lang),
        **pair("grid", grid, lang),
        "options": list(_options(scale, lang)) if field != "points" else [],
        "groups": list(_groups(scale, lang)) if isinstance(scale, SurveyScale) and field == "tallies" else [],
    }


def _is_whole(scale: Scale) -> bool:
    return isinstance(scale, StepsScale) and scale.of in {"count", "days-late"}


def _most(scale: Scale, field: str, bound: Fraction) -> Fraction | None:
    """Return the greatest figure of a field that stands by itself."""
    if field == "points":
        return bound
    if field == "value" and isinstance(scale, StepsScale):
        return top(scale)
    return max(ONE, scale.full_at) if isinstance(scale, RatioScale) else None


def _unit(scale: Scale, field: str, lang: Language) -> str:
    of = scale.of if field == "value" and isinstance(scale, StepsScale) else field
    return pick(lang, *_UNITS[of]) if of in _UNITS else ""


def _options(scale: Scale, lang: Language) -> Iterator[Tree]:
    """Name what can be chosen, ticked, counted or answered, each with its points or its share."""
    match scale:
        case LevelsScale():
            parts = [(each.key, each.name, each.points) for each in scale.levels]
        case ChecklistScale():
            parts = [(each.key, each.name, each.points) for each in scale.ticks]
        case DeductionScale():
            parts = [(each.key, each.name, each.points) for each in scale.kinds]
        case SurveyScale():
            parts = [(each.key, each.name, each.share) for each in scale.options]
        case StepsScale() | RatioScale() | CountScale() | DirectScale():
            parts = []
        case _:
            assert_never(scale)
    yield from _named(parts, "points", lang)


def _groups(scale: SurveyScale, lang: Language) -> Iterator[Tree]:
    return _named(((each.key, each.name, each.weight) for each in scale.groups), "weight", lang)


def _named(parts: Iterable[tuple[str, Text, Fraction]], figure: str, lang: Language) -> Iterator[Tree]:
    for key, name, value in parts:
        yield {"key": key, "name": say(name, lang), **pair(figure, value, lang)}
