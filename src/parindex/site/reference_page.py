"""The page of the library for programs: its verbs and nouns, read from the code when the site is built."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.errors import Language
from parindex.fields import pick
from parindex.site.material import Material
from parindex.site.page import Page, block, heading

__all__ = ["PATH", "pages"]

PATH = "reference/api.md"

# In the order in which a program meets them; the anchor of a part, its title, and what it documents.
_PARTS: tuple[tuple[str, tuple[str, str], tuple[str, ...]], ...] = (
    ("verbs", ("Hàm", "Verbs"), ("parindex.core", "parindex.api")),
    (
        "results",
        ("Kết quả chấm điểm", "Results of scoring"),
        (
            "parindex.scoresheet.ScoreSheet",
            "parindex.scoresheet.Line",
            "parindex.scoresheet.Figure",
            "parindex.ranking.Ranked",
        ),
    ),
    (
        "rulesets",
        ("Bộ tiêu chí và đánh giá", "Rulesets and assessments"),
        (
            "parindex.ruleset.model.Ruleset",
            "parindex.ruleset.model.Item",
            "parindex.ruleset.model.Band",
            "parindex.assessment.Assessment",
        ),
    ),
    (
        "errors",
        ("Lỗi là dữ liệu", "Errors as data"),
        ("parindex.errors.Problem", "parindex.errors.ParindexError"),
    ),
)


def pages(material: Material, lang: Language) -> Iterator[Page]:  # noqa: ARG001 (every module of pages is asked alike)
    """Write one page that names what is documented; the words stand in the code, in English."""
    lead = pick(
        lang,
        "Mọi tên dưới đây có trong gói `parindex`. Lời chú lấy từ mã nguồn, bằng tiếng Anh. Ví dụ chạy được: "
        "[dùng từ Python](../how-to/use-from-python.md).",
        "Every name below is public in the package `parindex`. "
        "Examples that run: [use it from Python](../how-to/use-from-python.md).",
    )
    parts = []
    for anchor, (vi, en), names in _PARTS:
        parts += [heading(2, pick(lang, vi, en), anchor), *(f"::: {name}" for name in names)]
    yield Page(PATH, lang, pick(lang, "Thư viện Python", "Python library"), block(lead, *parts))
