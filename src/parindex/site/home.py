"""The first page: four doors for four readers, the rulesets, and what is promised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from parindex.errors import Language
from parindex.fields import pick, say
from parindex.site import paths
from parindex.site.identity import RULESETS, coverage, standing
from parindex.site.material import Material
from parindex.site.page import Page, block, cell, heading, link, table

__all__ = ["pages"]


class _Door(NamedTuple):
    """A kind of reader, the question that brings them, and the pages that answer it."""

    key: str
    who: tuple[str, str]
    asks: tuple[str, str]
    links: tuple[tuple[str, str, str], ...]


_DOORS = (
    _Door(
        "unit",
        ("Đơn vị được chấm", "A unit that is scored"),
        ("Vì sao bị trừ điểm?", "Why did we lose points?"),
        (
            (
                RULESETS,
                "Tra một tiêu chí: cách chấm, ví dụ, căn cứ",
                "Look an item up: points, examples, clause",
            ),
            (paths.CALCULATOR, "Tính điểm ngay trên trang", "Compute a score on this page"),
            ("how-to/for-a-unit.md", "Hướng dẫn cho đơn vị", "A guide for units"),
        ),
    ),
    _Door(
        "officer",
        ("Người xây dựng chính sách", "A policy officer"),
        ("Năm nay khác năm trước ở đâu?", "What is different from last year?"),
        (
            ("changes/index.md", "So sánh từng hai năm kế tiếp", "Each year compared with the one before"),
            ("plans/index.md", "Kế hoạch: chỉ tiêu, nhiệm vụ, thời hạn", "Plans: targets, tasks, dates"),
            (
                "how-to/for-a-policy-officer.md",
                "Hướng dẫn cho người xây dựng chính sách",
                "A guide for policy officers",
            ),
        ),
    ),
    _Door(
        "auditor",
        ("Người kiểm tra", "An auditor"),
        ("Con số này có đúng không?", "Is this figure right?"),
        (
            (
                "results/index.md",
                "Bảng đã công bố: các số có khớp không",
                "Published tables: whether they hold",
            ),
            ("sources/index.md", "Từ điều khoản đến quy tắc, và ngược lại", "From clause to rule, and back"),
            ("how-to/for-an-auditor.md", "Hướng dẫn cho người kiểm tra", "A guide for auditors"),
        ),
    ),
    _Door(
        "developer",
        ("Người phát triển hệ thống", "A system developer"),
        ("Gọi thư viện này thế nào?", "How do we call this library?"),
        (
            ("tutorial.md", "Bài học đầu tiên", "Tutorial"),
            ("how-to/for-a-developer.md", "Hướng dẫn cho người phát triển", "A guide for developers"),
            ("reference/errors.md", "Lỗi và cảnh báo, theo mã", "Errors and warnings, by code"),
        ),
    ),
)


def pages(material: Material, lang: Language) -> Iterator[Page]:
    """Write the first page."""
    summary = pick(
        lang,
        "Chỉ số cải cách hành chính: mỗi tiêu chí được giải thích, và điểm được tính chính xác.",
        "The administrative reform index: every criterion explained, every score exact.",
    )
    title = pick(
        lang,
        "Chỉ số cải cách hành chính: chấm thế nào, vì sao",
        "The administrative reform index: how, and why",
    )
    yield Page(paths.HOME, lang, title, block(*_body(material, lang)), summary)


def _body(material: Material, lang: Language) -> Iterator[str]:
    rulesets = material.rulesets.values()
    official = [each for each in rulesets if each.standing != "illustrative"]
    full = [each for each in official if each.coverage == "full"]
    made = len(rulesets) - len(official)
    yield pick(
        lang,
        "`parindex` chấm điểm Chỉ số cải cách hành chính (PAR INDEX) theo bộ tiêu chí viết thành tệp: mọi "
        "con số "
        "chính xác, mọi điểm có lời giải thích, mọi quy tắc có căn cứ hoặc được nói rõ là giả định.",
        "`parindex` scores Vietnam's administrative reform index (PAR INDEX) by rules that are written as "
        "files: "
        "every figure exact, every point explained, every rule with its clause or plainly called an "
        "assumption.",
    )
    yield f'<div class="doors" markdown="1">\n\n{block(*(_door(each, lang) for each in _DOORS))}\n</div>'
    yield pick(
        lang,
        "Ô tìm kiếm ở đầu trang nhận chữ có dấu hoặc không dấu (`cải cách`, `cai cach`) và số của tiêu chí "
        "(`1.1.1`).",
        "The search at the top takes words with or without diacritics (`cải cách`, `cai cach`) and numbers "
        "of items "
        "(`1.1.1`).",
    )
    yield heading(2, pick(lang, "Bộ tiêu chí", "Rulesets"), "rulesets")
    whole = (
        pick(lang, f"{len(full)} bộ", str(len(full))) if full else pick(lang, "chưa bộ nào", "none so far")
    )
    yield pick(
        lang,
        f"{len(official)} bộ theo văn bản và tin đã công bố (mỗi bộ ghi nguồn và độ tin cậy), trong đó "
        f"{whole} có đủ bảng tiêu chí: nơi nguồn không nêu bảng tiêu chí, chỉ "
        f"có cấu trúc được ghi lại. {made} bộ minh hoạ, không phải văn bản của cơ quan nào.",
        f"{len(official)} rest on published texts and reports, whose reliability each of them states, "
        f"{whole} of them with the whole table of criteria: where the "
        f"sources do not give it, only the structure is kept. {made} are illustrative and no authority's.",
    )
    columns = (
        pick(lang, "Bộ tiêu chí, năm mới nhất", "Ruleset, newest year"),
        pick(lang, "Các năm", "Years"),
    )
    yield table(columns, (_family(material, ids, lang) for ids in material.families.values()))
    yield heading(2, pick(lang, "Cam kết và giới hạn", "Promises and limits"), "promises")
    promises = link(pick(lang, "các cam kết", "promises"), paths.PROMISES, at=paths.HOME)
    limits = link(pick(lang, "các giới hạn", "limits"), "explanation/limits.md", at=paths.HOME)
    yield pick(
        lang,
        "Cùng bộ tiêu chí và cùng dữ liệu thì luôn ra cùng một điểm, chính xác đến từng phân số; trang "
        f"{promises} nêu kiểm thử chứng minh từng điều. Phần mềm không biết dữ liệu đầu vào có thật hay "
        "không "
        f"và không thay quyết định của cơ quan có thẩm quyền: xem {limits}.",
        "The same rules and facts always give the same score, exact to the fraction; the "
        f"{promises} name the tests that prove them. The software cannot know whether what is entered is "
        f"true, and replaces no decision of an authority: see its {limits}.",
    )


def _door(door: _Door, lang: Language) -> str:
    """Write one door: who, the question, and two or three links."""
    links = "\n".join(f"- {link(pick(lang, vi, en), path, at=paths.HOME)}" for path, vi, en in door.links)
    return (
        f'<div class="door" markdown="1">\n\n{heading(2, pick(lang, *door.asks), door.key)}\n\n'
        f"{pick(lang, *door.who)}\n\n{links}\n\n</div>"
    )


def _family(material: Material, ids: tuple[str, ...], lang: Language) -> tuple[str, str]:
    newest = material.rulesets[ids[-1]]
    years = " · ".join(
        link(id_.partition("@")[2], paths.ruleset(id_), at=paths.HOME) for id_ in reversed(ids)
    )
    return (
        f"{cell(say(newest.title, lang))} – *{standing(newest, lang)}, {coverage(newest, lang)}*",
        years,
    )
