"""How the cells of a form look: Times New Roman, fields and criteria apart, what is filled in coloured."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from parindex.workbook.entries import Value

__all__ = ["DETAIL", "FONT", "height", "properties"]

FONT = "Times New Roman"
DETAIL = 8.5  # the size of a smaller text
_SIZE = 11
_LINE = "#7f8c99"
_FRAME = {"border": 1, "border_color": _LINE}
_INPUT = {**_FRAME, "bg_color": "#fff8dc", "locked": False, "valign": "vcenter", "text_wrap": True}
# Excel shows numbers of twelve digits and more as 1.2E+11 unless told otherwise.
_AMOUNT = "[>=100000000000]#,##0;General"
_ROWS: Mapping[str, Mapping[str, Any]] = {
    "block": {"bold": True, "bg_color": "#cfdce8", "font_size": 12},
    "field": {"bold": True, "bg_color": "#e6edf4"},
    "criterion": {"bold": True, "italic": True},
    "leaf": {},
    "part": {"font_color": "#333333", "font_size": 10, "italic": True},
    "total": {"bold": True, "bg_color": "#cfdce8", "font_size": 12},
}
_COLUMNS: Mapping[str, Mapping[str, Any]] = {
    "code": {"align": "center"},
    "name": {"align": "left", "indent": 1},
    "max": {"align": "center", "text_wrap": False, "shrink": True},
    "points": {"align": "right", "bold": True, "indent": 1, "text_wrap": False},
    "status": {"align": "left", "font_size": 9, "indent": 1, "bold": False, "italic": False},
    "before": {"align": "left", "font_size": 9, "indent": 1},
    "blank": {},
}
_OTHERS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "align": "center", "text_wrap": True},
    "subtitle": {"bold": True, "font_size": 12, "align": "center", "text_wrap": True},
    "remark": {"italic": True, "font_color": "#8a4b08", "align": "center", "text_wrap": True},
    "section": {
        "bold": True,
        "font_size": 12,
        "font_color": "#1f4e6b",
        "bottom": 2,
        "bottom_color": "#1f4e6b",
    },
    "head": {
        **_FRAME,
        "bold": True,
        "bg_color": "#1f4e6b",
        "font_color": "#ffffff",
        "align": "center",
        "text_wrap": True,
    },
    "key": {"font_size": 6, "font_color": "#a0a0a0", "shrink": True},
    "fact": {**_FRAME, "text_wrap": True, "indent": 1},
    "fact.value": {**_FRAME, "text_wrap": True, "indent": 1, "font_color": "#333333"},
    "fact.small": {**_FRAME, "indent": 1, "font_color": "#333333", "font_size": 8},
    "figure": {**_FRAME, "bold": True, "align": "center"},
    "figure.whole": {**_FRAME, "bold": True, "align": "center", "num_format": "0"},
    "figure.text": {**_FRAME, "bold": True, "align": "center"},
    "signature": {"bold": True, "align": "center"},
    "sign": {"italic": True, "align": "center"},
    "text": {"text_wrap": True, "valign": "top"},
    "plain": {"font_size": 8},
    "input.text": {**_INPUT, "align": "left", "indent": 1, "num_format": "@"},
    "input.tick": {**_INPUT, "align": "center"},
    "input.number": {
        **_INPUT,
        "align": "right",
        "indent": 1,
        "text_wrap": False,
        "shrink": True,
        "num_format": _AMOUNT,
    },
}
_HEIGHTS: Mapping[str, float] = {"title": 24, "subtitle": 20, "remark": 18, "section": 22, "head": 34}
_LEAST, _MOST = 17.0, 400.0  # the height of a row in points; no program shows more than 409
_PIXEL, _EM = 7, 0.42  # of a column of one letter; the mean width of a letter, of its height
_LEADING = 1.3  # of a line, of the height of a letter


def height(style: str, content: Value, detail: str, width: int) -> float:
    """Return how high a row must be, in points, for a text in a column that is so many letters wide."""
    least = _HEIGHTS.get(style, _LEAST)
    found = properties(style, 0)
    text = content if isinstance(content, str) else ""
    width -= found.get("indent", 0)
    if not found.get("text_wrap") or not text:
        return least
    lines = _lines(text, width, float(found["font_size"]))
    return min(max(lines + (_lines(detail, width, DETAIL) if detail else 0) + 3, least), _MOST)


def _lines(text: str, width: int, size: float) -> float:
    """Return the height of a text; its lines are a little shorter than they could be, words being whole."""
    room = (width - 1) * _PIXEL / (_EM * size * 96 / 72) / 1.08
    return sum(max(ceil(len(line) / room), 1) for line in text.split("\n")) * size * _LEADING


def properties(style: str, digits: int) -> dict[str, Any]:
    """Return the properties of a style; points and figures have so many decimals."""
    found: dict[str, Any] = {"font_name": FONT, "font_size": _SIZE, "valign": "vcenter"}
    row, _, column = style.partition(".")
    if style in _OTHERS:
        found |= _OTHERS[style]
    else:
        found |= {**_FRAME, "text_wrap": True, **_ROWS[row], **_COLUMNS[column]}
        if row == "part" and column == "name":
            found |= {"indent": 2}
    if column == "points" or style == "figure":
        found |= {"num_format": f"0.{'0' * digits}" if digits else "0"}
    return found
