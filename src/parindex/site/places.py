"""Places of a declared file on the site: the page of each, and its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from parindex.comparison.vocabulary import FIELDS
from parindex.comparison.words import policy_name
from parindex.errors import Language
from parindex.fields import pick
from parindex.ruleset.declaration import Declaration
from parindex.ruleset.places import path_of, value_at
from parindex.ruleset.plan import Plan
from parindex.site import paths

__all__ = ["name", "target"]

_SECTIONS = {
    "annual_result": ("Kết quả của năm", "The year's result"),
    "bands": ("Mức xếp loại", "Bands"),
    "duties": ("Nghĩa vụ", "Duties"),
    "fields": ("Lĩnh vực", "Fields"),
    "instruments": ("Văn bản", "Instruments"),
    "interpretations": ("Cách hiểu", "Readings"),
    "periods": ("Kỳ đánh giá", "Periods"),
    "policies": ("Quy tắc chung", "Policies"),
    "process": ("Quy trình", "Procedure"),
    "reporting": ("Báo cáo định kỳ", "Periodic reports"),
    "score": ("Tiêu chí", "Items"),
    "span": ("Thời gian", "Dates"),
    "survey": ("Điều tra xã hội học", "Survey"),
    "targets": ("Chỉ tiêu", "Targets"),
    "tasks": ("Nhiệm vụ", "Tasks"),
    "title": ("Tên", "Title"),
    "units": ("Đơn vị", "Units"),
    "year": ("Năm", "Year"),
}
_FIELDS = {
    **FIELDS,
    "cut_off_day": ("ngày chốt số liệu", "day of the cut-off"),
    "cut_off_from": ("số liệu tính từ", "data from"),
    "due_day": ("ngày gửi", "due day"),
    "grid": ("bội số", "steps"),
    "groups": ("nhóm được hỏi", "groups asked"),
    "kinds": ("loại đơn vị", "kinds of units"),
    "levels": ("mức", "levels"),
    "max": ("điểm tối đa", "maximum"),
    "measure": ("mức phải đạt", "what is to be reached"),
    "name": ("tên gọi", "name"),
    "per": ("mỗi", "per"),
    "roles": ("thành phần", "roles"),
    "scale": ("cách chấm", "scale"),
    "threshold": ("mức", "threshold"),
    "unit": ("đơn vị tính", "unit"),
}
_TEXTS = ("name", "question", "text", "number")
_ROWS = {"targets": "target", "duties": "duty", "tasks": "task", "fields": "field"}


def target(declared: Declaration, place: str) -> str:
    """Return the page of a place, with the anchor of the part that it is in.

    The page of an item has what is below it that is no item.
    """
    section, *rest = place.split(".")
    if isinstance(declared, Plan):
        row = f"{_ROWS[section]}-{rest[0]}" if section in _ROWS and rest else section
        top = section in {"title", "year", "instruments", "span"}
        return paths.plan(declared.id) + ("" if top else f"#{row}")
    match section, rest:
        case "score", _:
            return paths.item(declared.id, _deepest(declared, place))
        case "bands", [key, *_]:
            return f"{paths.bands(declared.id)}#{key}"
        case "interpretations", [key, *_]:
            return f"{paths.readings(declared.id)}#{key}"
        case "process", ["milestones", key, *_]:
            return f"{paths.calendar(declared.id)}#{key}"
        case "process", [part, *_]:
            return f"{paths.calendar(declared.id)}#{part}"
        case (("title" | "year"), _):
            return paths.ruleset(declared.id)
        case "annual_result", _:
            return f"{paths.ruleset(declared.id)}#periods"
        case _:
            return f"{paths.ruleset(declared.id)}#{section}"


def name(declared: Declaration, place: str, lang: Language) -> str:
    """Name a place: the part with a key that it is in, then the field, each as people know it.

    >>> from parindex.ruleset.catalog import load
    >>> name(load("national/ministries@2023"), "bands.b.from", "vi")
    'Nhóm B – từ'
    """
    words = place.split(".")
    if words[0] == "policies" and len(words) > 1:
        return policy_name(words[1], lang)
    part, after = _keyed(_plain(declared), words)
    said = [] if part is None else [_text(part, lang)]
    if part is None:
        section = _SECTIONS.get(words[0])
        said.append(pick(lang, *section) if section else words[0])
        after = words[1:]
    fields = [pick(lang, *_FIELDS[each]) if each in _FIELDS else each for each in after]
    return " – ".join([*said, *fields])


def _deepest(declared: Declaration, place: str) -> str:
    """Return the key of the deepest item on the way to a place."""
    tree, words = _plain(declared), place.split(".")
    node, key = tree["score"], tree["score"]["key"]
    for word in words[1:]:
        node = next((each for each in node.get("items", ()) if each["key"] == word), None)
        if node is None:
            break
        key = word
    return str(key)


def _keyed(tree: Any, words: list[str]) -> tuple[Mapping[str, Any] | None, list[str]]:  # noqa: ANN401 (any plain tree)
    """Return the deepest part with a key and a name on the way to a place, and the words after it."""
    for count in range(len(words), 0, -1):
        path = path_of(tree, ".".join(words[:count]))
        node = value_at(tree, path) if path else None
        if isinstance(node, Mapping) and "key" in node and any(node.get(each) for each in _TEXTS):
            return node, words[count:]
    return None, words


def _text(part: Mapping[str, Any], lang: Language) -> str:
    """Write the code and the name of a part."""
    found = next(part[each] for each in _TEXTS if part.get(each))
    said = found if isinstance(found, str) else found.get(lang) or found["vi"]
    return " ".join(str(each) for each in (part.get("code"), said) if each)


@lru_cache(maxsize=64)
def _plain(declared: Declaration) -> Any:  # noqa: ANN401 (any plain tree)
    return declared.plain()
