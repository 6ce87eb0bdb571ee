"""The page of the calculator: what it does and how to open it; its scripts do the rest."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.errors import Language
from parindex.fields import pick
from parindex.site import paths
from parindex.site.material import Material
from parindex.site.page import Page, block, link

__all__ = ["pages"]

_HOW_TO = "how-to/use-the-calculator.md"


def pages(material: Material, lang: Language) -> Iterator[Page]:  # noqa: ARG001 (all modules of pages are alike)
    """Write the one page of the calculator; its scripts are in the folder ``calculator/`` at the root."""
    yield Page(
        path=paths.CALCULATOR,
        lang=lang,
        title=pick(lang, "Máy tính điểm", "Calculator"),
        summary=pick(
            lang,
            "Chấm điểm một đơn vị ngay trong trình duyệt: tổng điểm, chỉ số, xếp loại, giải thích.",
            "Score a unit in the browser: total, index, band and explanation; nothing is sent anywhere.",
        ),
        body=block(_about(lang), _frame(lang)),
    )


def _about(lang: Language) -> str:
    said = pick(
        lang,
        "Chọn bộ tiêu chí, nhập kết quả của từng tiêu chí: tổng điểm, chỉ số, xếp loại và khoảng cách tới "
        "mức trên hiện ngay. Mở được tệp chấm điểm, biểu tự chấm, hồ sơ chấm điểm. Phép tính là của chính "
        "thư viện parindex, chạy trong trình duyệt.",
        "Choose a ruleset and enter what was found of each criterion: total, index, band and the distance "
        "to the next one are there at once. It opens assessments, forms and audit records. The figures come "
        "from the parindex library itself, running in the browser.",
    )
    how_to = pick(lang, "Hướng dẫn dùng máy tính điểm", "How to use the calculator")
    return f"{said} {link(how_to, _HOW_TO, at=paths.CALCULATOR)}."


def _frame(lang: Language) -> str:
    """Write the place of the calculator; what it says is replaced as soon as its script runs."""
    folder = pick(lang, "./calculator", "../calculator")
    unavailable = pick(
        lang,
        "Máy tính điểm chưa chạy ở đây. Nó cần JavaScript và cần được mở qua máy chủ: trình duyệt không "
        "cho chạy từ một tệp (địa chỉ bắt đầu bằng <code>file:</code>). Chạy <code>parindex site "
        "serve</code> rồi mở địa chỉ mà lệnh đó in ra. Trên dòng lệnh, <code>parindex score</code> cho cùng "
        "kết quả.",
        "The calculator does not run here. It needs JavaScript, and it must come from a server: browsers do "
        "not run it from a file (an address that begins with <code>file:</code>). Run <code>parindex site "
        "serve</code> and open the address that it prints. On the command line, <code>parindex "
        "score</code> gives the same results.",
    )
    return (
        f'<div id="calculator" class="calc" lang="{lang}"><p class="calc-door">{unavailable}</p></div>\n'
        # Asked for by the script and not by the page, so that the page also stands without a calculator.
        '<script type="module">\n'
        f'if (location.protocol !== "file:") import("{folder}/calculator.js");\n'
        "</script>"
    )
