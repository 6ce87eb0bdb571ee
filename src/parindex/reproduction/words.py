"""Verdicts, relations, columns, figures and repairs of a printed table, in words."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from parindex.errors import Language
from parindex.exact import Rounding, decimal_text, parse_number
from parindex.fields import counted, pick, say
from parindex.reporting.table import NOTHING
from parindex.reproduction.printed import readable
from parindex.reproduction.relation import Cause, Relation, RelationName, Repair, Verdict, Why
from parindex.reproduction.table import COUNTS, FORMS, item_key
from parindex.ruleset.model import Ruleset, walk
from parindex.vietnamese import with_comma

__all__ = [
    "MARKS",
    "allowed",
    "because",
    "column_name",
    "explained",
    "known_as",
    "meaning",
    "mended",
    "named",
    "relation_name",
    "short_name",
    "stands",
    "verdict_name",
]

MARKS: dict[Verdict, str] = {
    "EXACT": "✓",
    "WITHIN-ROUNDING": "≈",
    "IRRECONCILABLE": "✗",
    "NOT-CHECKABLE": "?",
}
_VERDICTS: dict[Verdict, tuple[str, str]] = {
    "EXACT": ("đúng khít", "exact"),
    "WITHIN-ROUNDING": ("trong phạm vi làm tròn", "within rounding"),
    "IRRECONCILABLE": ("không thể khớp", "irreconcilable"),
    "NOT-CHECKABLE": ("không kiểm tra được", "not checkable"),
}
_MEANINGS: dict[Verdict, tuple[str, str]] = {
    "EXACT": ("tính từ các số đã in ra đúng số đã in", "the printed digits give just the printed figure"),
    "WITHIN-ROUNDING": ("hai khoảng có giá trị chung", "the two intervals have a value in common"),
    "IRRECONCILABLE": ("hai khoảng không có giá trị chung", "they have no value in common"),
    "NOT-CHECKABLE": ("thiếu số liệu cần đến", "what is needed is not printed"),
}
_RELATIONS: dict[RelationName, tuple[str, str]] = {
    "parts-sum": ("Các phần cộng thành tổng", "Parts against the total"),
    "children-parent": ("Các mục con cộng thành mục cha", "Items against the item above"),
    "percent": ("Phần trăm so với điểm", "Percent against points"),
    "bounds": ("Nằm trong giới hạn", "Within bounds"),
    "total-index": ("Chỉ số so với tổng điểm", "Index against the total"),
    "band-total": ("Xếp loại so với chỉ số", "Band against the index"),
    "rank-total": ("Thứ hạng so với điểm", "Rank against the figures"),
    "forms": ("Số phiếu phát ra, thu về, hợp lệ", "Forms sent, returned, valid"),
    "group-count": ("Số đơn vị", "Number of units"),
    "share": ("Tỷ lệ đơn vị", "Share of units"),
    "mean": ("Trung bình", "Mean"),
    "highest": ("Cao nhất", "Highest"),
    "lowest": ("Thấp nhất", "Lowest"),
    "difference": ("Chênh lệch so với năm trước", "Difference from the year before"),
}
_SHORT: dict[RelationName, tuple[str, str]] = {
    "parts-sum": ("Cộng phần", "Parts"),
    "children-parent": ("Cộng mục con", "Items"),
    "percent": ("Phần trăm", "Percent"),
    "bounds": ("Giới hạn", "Bounds"),
    "total-index": ("Chỉ số", "Index"),
    "band-total": ("Xếp loại", "Band"),
    "rank-total": ("Thứ hạng", "Rank"),
    "forms": ("Phiếu", "Forms"),
}
_COLUMNS: dict[str, tuple[str, str]] = {
    "index": ("Chỉ số", "Index"),
    "band": ("Xếp loại", "Band"),
    "rank": ("Thứ hạng", "Rank"),
    "kind": ("Loại đơn vị", "Kind of unit"),
    "sent": ("Phiếu phát ra", "Forms sent"),
    "returned": ("Phiếu thu về", "Forms returned"),
    "valid": ("Phiếu hợp lệ", "Valid forms"),
}
_BENEATH: dict[str, tuple[str, str]] = {
    "count": ("Số đơn vị dưới bảng", "Count beneath the table"),
    "share": ("Tỷ lệ dưới bảng", "Share beneath the table"),
    "mean": ("Trung bình dưới bảng", "Mean beneath the table"),
    "highest": ("Số cao nhất dưới bảng", "Highest beneath the table"),
    "lowest": ("Số thấp nhất dưới bảng", "Lowest beneath the table"),
    "difference": ("Chênh lệch dưới bảng", "Difference beneath the table"),
    "before": ("Số của năm trước", "Figure of the year before"),
}
_CAUSES: dict[Cause, tuple[str, str]] = {
    "digits-swapped": ("hai chữ số liền nhau bị đảo", "two neighbouring digits swapped"),
    "comma-slipped": ("dấu phẩy thập phân đặt sai chỗ", "the decimal comma slipped"),
    "rank-as-score": ("thứ hạng bị chép vào chỗ của điểm", "a rank pasted as a score"),
    "rows-swapped": ("bị đổi chỗ với ô của dòng khác", "swapped with the cell of another row"),
    "percent-for-points": ("ghi phần trăm thay cho điểm", "percent written for points"),
}
_WHY: dict[Why, tuple[str, str]] = {
    "": ("", ""),
    "not-printed": ("số liệu cần đến không được in", "the figures that it needs are not printed"),
    "partial": ("bảng không có đủ mọi đơn vị", "the table does not hold every unit"),
    "no-bands": ("bộ tiêu chí không có mức xếp loại", "the ruleset has no bands"),
    "unreadable": ("ô không đọc được", "the cell cannot be read"),
    "maxima-differ": (
        "các đơn vị có thể có điểm tối đa khác nhau",
        "units may have different applicable maxima",
    ),
    "exact": ("chỉ khớp theo chỉ số chính xác", "fits the exact index alone"),
    "published": ("chỉ khớp theo chỉ số công bố", "fits the published index alone"),
    "competition": ("chỉ khớp khi bỏ cách hạng sau đồng hạng", "fits only if ranks are skipped after ties"),
    "dense": ("chỉ khớp khi không bỏ cách hạng sau đồng hạng", "fits only if no rank is skipped after ties"),
}
_FINE = 4  # decimals of an end that none of up to six states exactly


def verdict_name(verdict: Verdict, lang: Language) -> str:
    """Name a verdict, its code beside it.

    >>> verdict_name("WITHIN-ROUNDING", "vi")
    'trong phạm vi làm tròn (WITHIN-ROUNDING)'
    """
    return f"{pick(lang, *_VERDICTS[verdict])} ({verdict})"


def named(verdict: Verdict, lang: Language) -> str:
    """Name a verdict without its code."""
    return pick(lang, *_VERDICTS[verdict])


def meaning(verdict: Verdict, lang: Language) -> str:
    """Say what a verdict means."""
    return pick(lang, *_MEANINGS[verdict])


def relation_name(name: RelationName, lang: Language) -> str:
    """Name a kind of relation."""
    return pick(lang, *_RELATIONS[name])


def short_name(name: RelationName, lang: Language) -> str:
    """Name a kind of relation of a row above a narrow column."""
    return pick(lang, *_SHORT[name])


def because(why: Why, lang: Language) -> str:
    """Say why a relation cannot be checked, or holds only so."""
    return pick(lang, *_WHY[why])


def _cause(found: Cause, lang: Language) -> str:
    """Say a typical cause."""
    return pick(lang, *_CAUSES[found])


# Things of a table


def column_name(column: str, ruleset: Ruleset, lang: Language) -> str:
    """Name a column of the table."""
    if column == "total":
        return say(ruleset.score.name, lang)
    if column in _COLUMNS:
        return pick(lang, *_COLUMNS[column])
    item = next(each for each, _ in walk(ruleset.score) if each.key == item_key(column))
    percent = pick(lang, " (% điểm tối đa)", " (% of max)") if column.endswith("%") else ""
    return f"{item.code or ''} {say(item.name, lang)}{percent}".lstrip()


def known_as(relation: Relation, ruleset: Ruleset, lang: Language) -> str:
    """Name a relation with what it is about, where the kind alone does not say it."""
    kind = relation_name(relation.relation, lang)
    match relation.relation:
        case "parts-sum" | "total-index" | "band-total" | "rank-total":
            return kind
        case "group-count" | "share":
            names = {band.key: say(band.name, lang) for band in ruleset.bands}
            about = names.get(relation.at) or pick(lang, "cả bảng", "the whole table")
        case _:
            about = column_name(relation.at, ruleset, lang)
    return f"{kind}: {about}"


def _unit_of(column: str) -> str:
    """Return what the figures of a column count."""
    if column == "index" or column.endswith("%"):
        return "%"
    return "rank" if column == "rank" else "forms" if column in FORMS else "points"


def _compared(relation: Relation) -> str:
    """Return what the figures of a relation count."""
    match relation.relation:
        case "group-count":
            return "units"
        case "band-total" | "share":
            return "%"
        case _:
            return _unit_of(relation.at)


def _in_unit(figure: str, unit: str, lang: Language) -> str:
    """Write a figure with its unit."""
    words = {
        "%": f"{figure} %",
        "rank": pick(lang, f"hạng {figure}", f"rank {figure}"),
        "forms": pick(lang, f"{figure} phiếu", counted(figure, "form")),
        "units": pick(lang, f"{figure} đơn vị", counted(figure, "unit")),
        "points": pick(lang, f"{figure} điểm", counted(figure, "point")),
    }
    return words.get(unit, figure)


# Figures


def stands(relation: Relation, lang: Language) -> str:
    """Write what is printed, with its unit; a word as it is, and what is no number in quotation marks."""
    text = relation.printed or NOTHING
    if relation.relation == "band-total":
        return text
    try:
        parse_number(readable(text))
    except ValueError:
        return f"“{text}”"
    return _in_unit(_comma(readable(text), lang), _compared(relation), lang)


def allowed(relation: Relation, lang: Language) -> str:
    """Write the interval that the other figures allow; what is no short decimal is rounded outwards."""
    if relation.interval is None:
        return "–" if relation.verdict == "NOT-CHECKABLE" else pick(lang, "không số nào", "no figure")
    least, most = relation.interval
    ends = _ends(least, most, lang)
    return _in_unit(ends[0] if least == most else " – ".join(ends), _compared(relation), lang)


def _ends(least: Fraction, most: Fraction, lang: Language) -> tuple[str, str]:
    """Write both ends with as many decimals, so that the interval that is read holds the true one."""
    texts = decimal_text(least), decimal_text(most)
    digits = max(_FINE if "/" in text else len(text.partition(".")[2]) for text in texts)
    outward = floor(least * 10**digits), ceil(most * 10**digits)
    written = [Rounding(digits, "down").text(Fraction(end, 10**digits)) for end in outward]
    low, high = (f"≈{end}" if "/" in text else end for end, text in zip(written, texts, strict=True))
    return _comma(low, lang), _comma(high, lang)


def _comma(text: str, lang: Language) -> str:
    return with_comma(text) if lang == "vi" else text


# Repairs


def mended(relation: Relation, names: dict[str, str], ruleset: Ruleset, lang: Language) -> tuple[str, ...]:
    """Say the smallest changes of one cell that would mend a relation; several where they are alike.

    A rank or a band that would do instead is always said: places are not to be compared with points.
    """
    smallest = relation.smallest
    places = (each for each in relation.repairs if each.column in {"rank", "band"} and each not in smallest)
    return tuple(_repair(each, relation, names, ruleset, lang) for each in (*smallest, *places))


def _repair(
    repair: Repair, relation: Relation, names: dict[str, str], ruleset: Ruleset, lang: Language
) -> str:
    cell = _cell(repair, relation, ruleset, lang)
    if repair.unit is not None and repair.unit != relation.unit:
        cell = f"{cell} ({names.get(repair.unit, repair.unit)})"
    if repair.column == "band":
        bands = {band.key: say(band.name, lang) for band in ruleset.bands}
        instead = pick(lang, " hoặc ", " or ").join(f"“{bands[key]}”" for key in repair.instead)
        return pick(lang, f"{cell}: đổi thành {instead}", f"{cell}: change to {instead}")
    beneath = _is_beneath(repair, relation)
    return _moved(cell, repair, _compared(relation) if beneath else _unit_of(repair.column), lang)


def _is_beneath(repair: Repair, relation: Relation) -> bool:
    """Tell whether the cell stands beneath the table: there a repair names the figure, in no row a column."""
    figure = "count" if relation.relation == "group-count" else relation.relation
    return relation.row is None and repair.column in {figure, "before"}


def _cell(repair: Repair, relation: Relation, ruleset: Ruleset, lang: Language) -> str:
    if _is_beneath(repair, relation):
        return pick(lang, *_BENEATH[repair.column])
    return column_name(repair.column, ruleset, lang)


def _moved(cell: str, repair: Repair, unit: str, lang: Language) -> str:
    """Say from where to where a figure moves, and how far; to an interval where several would do."""
    digits = 0 if repair.column in COUNTS else len(readable(repair.found).partition(".")[2])
    rounding = Rounding(digits, "half-up")
    least, most, far = (
        _comma(rounding.text(each), lang) for each in (repair.least, repair.most, abs(repair.move))
    )
    several = repair.least != repair.most
    to = pick(lang, f"từ {least} đến {most}", f"{least} to {most}") if several else least
    way = pick(lang, *(("tăng", "up") if repair.move > 0 else ("giảm", "down")))
    least_move = pick(lang, "ít nhất ", "by at least ") if several else pick(lang, "", "by ")
    step = {"rank": far, "%": pick(lang, f"{far} điểm phần trăm", counted(far, "percentage point"))}
    size = step.get(unit) or _in_unit(far, unit, lang)
    return f"{cell}: {_comma(readable(repair.found), lang)} → {to} ({way} {least_move}{size})"


def explained(relation: Relation, ruleset: Ruleset, lang: Language) -> tuple[str, ...]:
    """Say which typical causes, in which cells, would explain that a relation does not hold."""
    return tuple(
        f"{_cell(repair, relation, ruleset, lang)}: {_cause(each, lang)}"
        for repair in relation.repairs
        for each in repair.causes
    )
