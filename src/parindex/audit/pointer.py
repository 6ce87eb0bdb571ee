"""What a pointer into a record leads to, in words: an item, a part of the record, a figure."""

from __future__ import annotations

from parindex.audit.verdict import Verdict
from parindex.errors import Language
from parindex.fields import pick, say
from parindex.scoresheet import each_line

__all__ = ["where", "words"]

# What stands at a part of a pointer, where its own name does not say it to everybody.
_PARTS = {
    "assessment": ("kết quả đánh giá", "the assessment"),
    "assumptions": ("giả định", "assumptions"),
    "band": ("xếp loại", "band"),
    "exact": ("số chính xác", "exact figure"),
    "index": ("chỉ số", "index"),
    "instruments": ("văn bản", "instruments"),
    "published": ("số công bố", "published figure"),
    "ruleset": ("bộ tiêu chí", "ruleset"),
    "semantics": ("ngữ nghĩa", "semantics"),
    "steps": ("bước tính", "step"),
    "subject": ("đối tượng", "subject"),
    "total": ("tổng điểm", "total"),
    "units": ("các đơn vị", "units"),
    "warnings": ("lưu ý", "warnings"),
}


def where(verdict: Verdict, lang: Language) -> str:
    """Say at which place what was found: the pointer, then in words; empty where nothing was."""
    because = verdict.because.line(lang) if verdict.because else ""
    named, at = words(verdict, lang), " ".join(verdict.at.split())
    place = f"{at} ({named})" if named else at
    return f"{place}: {because}" if place else because


def words(verdict: Verdict, lang: Language) -> str:
    """Say what the pointer of a verdict leads to; empty where its parts say it themselves."""
    parts = [part for part in verdict.at.split("/") if part not in {"", "predicate", "result"}]
    named = [pick(lang, *_PARTS[part]) for part in parts if part in _PARTS]
    if verdict.sheet is not None and parts[:1] == ["items"] and parts[1:]:
        lines = dict(enumerate(each_line(verdict.sheet.lines)))
        line = lines.get(int(parts[1]))
        named = [*([" ".join(say(line.item.name, lang).split())] if line else []), *named]
    return ", ".join(named)
