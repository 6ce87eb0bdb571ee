"""The page of every error and warning: what each code says, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.errors import Language
from parindex.fields import pick
from parindex.messages import MESSAGES, Message
from parindex.site import paths
from parindex.site.material import Material
from parindex.site.page import Page, block, escape, heading

__all__ = ["pages"]

_LEAD = {
    "vi": (
        "Mỗi vấn đề là một dòng: vị trí, mã, đường dẫn, điều chưa đúng, cách xử lý. Mã giữ nguyên nghĩa. "
        "`E-` là lỗi: không thực hiện yêu cầu. `W-` là cảnh báo: vẫn có kết quả, kèm theo cảnh báo. "
        "Chữ trong ngoặc nhọn là nội dung tìm thấy trong tệp. "
        "Khi đoán được từ gần đúng nhất, dòng kết thúc bằng từ đó thay cho lời khuyên dưới đây."
    ),
    "en": (
        "A problem is one line: place, code, path, what is wrong, what to do. A code keeps its meaning. "
        "`E-` is an error: what was asked is refused. `W-` is a warning: the result stands, and carries it. "
        "A word in braces stands for what was found in the file. "
        "Where the nearest known word is clear, the line ends with it instead of the advice below."
    ),
}


def pages(material: Material, lang: Language) -> Iterator[Page]:  # noqa: ARG001 (every module of pages is asked alike)
    """Write the page of codes; the anchor of a code is the code in small letters."""
    path = paths.error("").removesuffix("#")
    sections = (part for code, message in sorted(MESSAGES.items()) for part in _section(code, message, lang))
    yield Page(
        path, lang, pick(lang, "Lỗi và cảnh báo", "Errors and warnings"), block(_LEAD[lang], *sections)
    )


def _section(code: str, message: Message, lang: Language) -> Iterator[str]:
    yield heading(2, code, code.lower())
    warns = code.startswith("W")
    kind = pick(lang, "Cảnh báo", "Warning") if warns else pick(lang, "Lỗi", "Error")
    said, hint = (message["vi"], message["hint_vi"]) if lang == "vi" else (message["en"], message["hint_en"])
    yield f"{kind}: {_plain(said)}."
    if hint:
        yield f"{pick(lang, 'Cách xử lý', 'What to do')}: {_plain(hint)}."


def _plain(template: str) -> str:
    """Write a template as it is read: doubled braces single, code in its marks as text."""
    return escape(template.replace("{{", "{").replace("}}", "}"))
