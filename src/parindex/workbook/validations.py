"""What a cell to fill in takes, and what people are told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parindex.errors import Language
from parindex.explanation.rules import number
from parindex.fields import pick
from parindex.workbook.inputs import Input

__all__ = ["validation"]

_WIDEST = 10**15
_TITLE, _MESSAGE = 32, 255  # letters that spreadsheets take

_PROMPTS: Mapping[str, tuple[str, str]] = {
    "level": ("Chọn một mức trong danh sách.", "Choose a level of the list."),
    "ticks": ("Chọn x (đạt) hoặc không (chưa đạt).", "Choose x (there) or no (not there)."),
    "state": (
        "Chỉ chọn khi không có kết quả để chấm; ghi lý do ở cột Giải trình.",
        "Only where there is no result to enter; give the reason in the column Explanation.",
    ),
    "done": ("Số đã thực hiện. Phải nhập cả Kế hoạch.", "How much was done. Enter Planned as well."),
    "planned": (
        "Số theo kế hoạch hoặc tổng số, lớn hơn 0.",
        "How much was planned, or all there is; above 0.",
    ),
    "count": ("Số lần, số lượng: số nguyên.", "How many: a whole number."),
    "counts": ("Số lần mắc lỗi: số nguyên, không có thì 0.", "How many times: a whole number, 0 for none."),
    "tallies": ("Số phiếu chọn phương án này: số nguyên.", "Ballots with this answer: a whole number."),
    "points": ("Số điểm được cho.", "The points that were given."),
    "unit.name": ("Tên đơn vị được chấm.", "The name of the unit."),
    "unit.key": (
        "Mã đơn vị: chữ thường không dấu, số, gạch nối; để trống thì suy ra từ tên.",
        "The key of the unit: small letters, digits, hyphens; left blank it follows from the name.",
    ),
    "submitted": ("Ngày/tháng/năm, như 15/01/2025.", "Day/month/year, like 15/01/2025."),
    "period": ("Chọn kỳ đánh giá.", "Choose the period."),
}


def validation(given: Input, lists: Mapping[tuple[str, ...], str], lang: Language) -> dict[str, Any] | None:
    """Return the rule of a cell to fill in; none for free texts that need no word."""
    prompt = _prompt(given, lang)
    if not prompt and not given.choices:
        return None
    rule: dict[str, Any] = {
        "input_title": pick(lang, "Ô nhập", "To fill in")[:_TITLE],
        "input_message": prompt[:_MESSAGE],
        "error_title": pick(lang, "Không hợp lệ", "Not valid")[:_TITLE],
    }
    if given.choices:
        labels = tuple(each.label for each in given.choices)
        wrong = pick(lang, "Chỉ chọn một mục trong danh sách.", "Choose one entry of the list.")
        # A unit may have a name that the list does not know.
        lax = {"error_type": "warning"} if given.field == "unit.name" else {}
        return {**rule, **lax, "validate": "list", "source": lists[labels], "error_message": wrong}
    if given.kind == "whole":
        wrong = pick(lang, "Nhập số nguyên không âm.", "Enter a whole number, zero or more.")
        return {**rule, **_between("integer", 0, given), "error_message": wrong}
    if given.kind == "decimal":
        return {**rule, **_between("decimal", 0, given), "error_message": _limits(given, lang)[:_MESSAGE]}
    return {**rule, "validate": "any"}


def _between(kind: str, least: int, given: Input) -> dict[str, Any]:
    most = float(given.most) if given.most is not None else _WIDEST - 1
    return {
        "validate": kind,
        "criteria": "between",
        "minimum": least,
        "maximum": int(most) if most == int(most) else most,
    }


def _limits(given: Input, lang: Language) -> str:
    if given.most is None:
        return pick(lang, "Nhập số không âm.", "Enter a number, zero or more.")
    most = number(given.most, lang)
    return pick(lang, f"Nhập số từ 0 đến {most}.", f"Enter a number from 0 to {most}.")


def _prompt(given: Input, lang: Language) -> str:
    if given.field == "value":
        if given.kind == "whole":
            return pick(lang, "Nhập số nguyên.", "Enter a whole number.")
        most = number(given.most, lang) if given.most is not None else ""
        if most == "100":
            return pick(
                lang,
                "Tỷ lệ phần trăm, từ 0 đến 100 (không gõ dấu %).",
                "Per cent, 0 to 100 (without the sign %).",
            )
        return pick(
            lang,
            f"Tỷ lệ từ 0 đến {most} (1 là 100 %); hoặc nhập Đã thực hiện và Kế hoạch.",
            f"A ratio from 0 to {most} (1 is 100 %); or enter Done and Planned.",
        )
    words = _PROMPTS.get(given.field)
    said = pick(lang, *words) if words else ""
    if given.field == "points" and given.most is not None:
        return f"{said} {_limits(given, lang)}"
    return said
