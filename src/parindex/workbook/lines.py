"""What a line of a score looks like in a form: maximum, points and state, as the formulas show them."""

from __future__ import annotations

from parindex.errors import Language
from parindex.fields import pick
from parindex.ruleset.tree import Node
from parindex.scoresheet import ScoreSheet
from parindex.workbook.entries import Value

__all__ = ["maximum", "said", "standing"]

_LEAF_STATES = {
    "missing": ("Chưa có kết quả", "Missing"),
    "observed": ("Đã có kết quả", "Observed"),
    "zero": ("Bằng không", "Zero"),
    "rejected": ("Không được chấp nhận", "Rejected"),
    "not-applicable": ("Không áp dụng", "Not applicable"),
}
_COMPLETE, _INCOMPLETE = ("Đã đủ số liệu", "Complete"), ("Chưa đủ số liệu", "Incomplete")


def said(sheet: ScoreSheet, key: str) -> Value:
    """Return the points of an item as a sheet publishes them; nothing where they are not known yet."""
    if key == sheet.ruleset.score.key:
        return "" if sheet.total.open else sheet.total.rounding.apply(sheet.total.least)
    line = sheet.line(key)
    return "" if line.open else sheet.total.rounding.apply(line.least)


def standing(sheet: ScoreSheet, key: str, lang: Language) -> str:
    """Return what the form says of the state of an item, as its formulas do."""
    if key == sheet.ruleset.score.key:
        return pick(lang, *(_COMPLETE if sheet.complete else _INCOMPLETE))
    line = sheet.line(key)
    if line.lines:
        return pick(lang, *(_INCOMPLETE if line.open else _COMPLETE))
    return pick(lang, *_LEAF_STATES[line.state])


def maximum(node: Node) -> Value:
    """Return the maximum of an item as it is printed: what a penalty can take away with a minus sign."""
    if node.item.max is None:
        return "–"
    return -node.item.max if node.role == "penalty" else node.item.max
