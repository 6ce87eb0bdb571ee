"""The page of a criterion: one for every item, every link to a page that is, and nothing made up."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from fractions import Fraction
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from helpers import Plain, group, leaf, plain_ruleset, rounding, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.comparison.difference import diff
from parindex.fields import FrozenMap
from parindex.readings import questions
from parindex.ruleset import catalog
from parindex.ruleset.lattice import attainable
from parindex.ruleset.model import Ruleset, walk
from parindex.site import paths
from parindex.site.criterion import pages
from parindex.site.identity import RULESETS
from parindex.site.material import Material
from parindex.site.outline import outline
from parindex.site.page import LANGUAGES, Page, block, heading, trail
from parindex.site.points import points
from parindex.sources.document import SourceDocument
from parindex.testing.random_rulesets import ruleset_tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parindex.errors import Language

NAMES = (
    "<script>alert(1)</script>",
    "a | b",
    "[x](y)",
    "{#points}",
    "{.x}",
    "Mục {: .x #y }",
    "a: {:.x}",
    "Mục {#a}",
    "`mã`",
    "$x$",
    "**đậm** _nghiêng_",
    "![i](javascript:alert(1))",
    "1. mở đầu",
    "</div><b>",
    "&lt;i&gt;",
)
SECTIONS = (
    *("points", "formula", "examples", "evidence"),
    *("clause", "history", "readings", "assumptions"),
)


def gathered(*rulesets: Ruleset, sources: Iterable[SourceDocument] = ()) -> Material:
    """Gather rulesets of one family."""
    ids = tuple(each.id for each in rulesets)
    return Material(
        root=Path(),
        rulesets=FrozenMap({each.id: each for each in rulesets}),
        plans=FrozenMap({}),
        sources=FrozenMap({each.key: each for each in sources}),
        families=FrozenMap({ids[0].partition("@")[0]: ids}),
        changes=FrozenMap({(old.id, new.id): diff(old, new) for old, new in pairwise(rulesets)}),
    )


def written(rules: Ruleset, key: str, lang: Language = "vi", **fields: Any) -> Page:
    """Return the page of one item, its texts as a reader sees them."""
    material = gathered(rules, **fields)
    page = next(page for page in pages(material, lang) if page.path == paths.item(rules.id, key))
    return replace(page, body=unescape(page.body))


def known(material: Material) -> set[str]:
    """Return every path that a page of a criterion may lead to."""
    found = {RULESETS, paths.CALCULATOR, *(paths.source(key) for key in material.sources)}
    for rules in material.rulesets.values():
        found |= {paths.ruleset(rules.id), paths.readings(rules.id)}
        found |= {paths.item(rules.id, item.key) for item, _ in walk(rules.score)}
    return found | {paths.change(*pair) for pair in material.changes}


def targets(page: Page) -> set[str]:
    """Return the paths that a page links, from the root of the tree."""
    found = re.findall(r"(?<!\\)\]\(([^()]*)\)", block(trail(page), page.body))
    folder = posixpath.dirname(page.path)
    return {posixpath.normpath(posixpath.join(folder, re.split("[?#]", each)[0])) for each in found}


def anchors(page: Page) -> list[str]:
    """Return the anchors of the sections of a page."""
    return re.findall(r"^## .* \{#([a-z]+)\}$", page.body, re.MULTILINE)


def section(page: Page, anchor: str) -> str:
    """Return the text of one section."""
    return (
        page.body.split(f"{{#{anchor}}}\n")[1].split("\n## ")[0].split('<div class="neighbours"')[0].strip()
    )


def named(name: str, key: str = "a", **fields: str) -> Plain:
    """Declare a part of a scale."""
    return {"key": key, "name": {"vi": name}, **fields}


def steps(of: str, *edges: tuple[str, str], **fields: str) -> Plain:
    """Declare steps: from where, and their points."""
    found = [{"from": edge, "points": points} for edge, points in edges]
    return {"method": "steps", "of": of, "steps": found, **fields}


def renamed(tree: Any, names: list[str]) -> Any:
    """Give everything that has a name another one, in turn."""
    if isinstance(tree, dict):
        if "name" in tree:
            names.append(names.pop(0))
            tree = {**tree, "name": {"vi": names[-1], "en": names[-1]}}
        return {key: each if key == "name" else renamed(each, names) for key, each in tree.items()}
    return [renamed(each, names) for each in tree] if isinstance(tree, list) else tree


@settings(max_examples=40)
@given(st.data())
def test_every_item_has_one_page_and_every_link_a_target(data: st.DataObject) -> None:
    """Of any sound ruleset every item has one page in each language, with links to pages that are there."""
    tree = ruleset_tree(lambda n: data.draw(st.integers(0, n - 1)))
    rules = Ruleset.model_validate(tree)
    material = gathered(rules)
    for lang in LANGUAGES:
        found = list(pages(material, lang))
        assert [page.path for page in found] == [
            paths.item(rules.id, item.key) for item, _ in walk(rules.score)
        ]
        for page in found:
            assert targets(page) <= known(material), page.path
            assert page.labels
            assert page.summary
            assert set(anchors(page)) <= set(SECTIONS)
            assert anchors(page) == sorted(anchors(page), key=SECTIONS.index)


@settings(max_examples=25)
@given(st.data())
def test_names_cannot_become_markup(data: st.DataObject) -> None:
    """Whatever items, levels and kinds are called, no tag, link, anchor or attribute comes of it."""
    markdown = pytest.importorskip("markdown")
    names = list(data.draw(st.permutations(NAMES)))
    tree = renamed(ruleset_tree(lambda n: data.draw(st.integers(0, n - 1))), names)
    material = gathered(Ruleset.model_validate(tree))
    convert = markdown.Markdown(extensions=["attr_list", "admonition", "md_in_html", "tables"])
    for page in pages(material, "vi"):
        html = convert.reset().convert(block(trail(page), heading(1, page.title, "top"), page.body))
        assert not re.search(r"<(script|b|i|img|code)\b", html)
        title = re.search(r'<h1 id="top">(.*?)</h1>', html)
        assert title is not None
        assert unescape(title[1]) == page.title
        assert "javascript:" not in "".join(re.findall(r'(?:href|src)="[^"]*"', html))
        assert set(re.findall(r' id="([^"]*)"', html)) <= {"top", *SECTIONS}
        links = {each.partition("#")[0].partition("?")[0] for each in re.findall(r' href="([^"]*)"', html)}
        folder = posixpath.dirname(page.path)
        assert {posixpath.normpath(posixpath.join(folder, each)) for each in links} <= known(material)


def test_every_formula_and_picture_is_well_formed() -> None:
    """The pictures and formulas of the shipped rulesets are whole, and a picture is below 4 kB."""
    rules = catalog.load("example/department@2024")
    pictures = formulas = 0
    for lang in LANGUAGES:
        for page in pages(gathered(rules), lang):
            for svg in re.findall(r"<svg.*?</svg>", page.body):
                assert len(svg.encode()) < 4096
                ET.fromstring(svg)  # noqa: S314 (our own)
                pictures += 1
            for math in re.findall(r"<math.*?</math>", page.body):
                ET.fromstring(math)  # noqa: S314 (our own)
                assert ("." in "".join(re.findall(r"<mn>([^<]*)</mn>", math))) <= (lang == "en")
                formulas += 1
    assert pictures > 2 * 110
    assert formulas > 2 * 80


def test_the_trees_of_both_languages_are_alike() -> None:
    """Both languages have the same pages, with the same sections."""
    rules = catalog.load("ha-noi/departments@2024")
    vi, en = (list(pages(gathered(rules), lang)) for lang in LANGUAGES)
    assert [page.path for page in vi] == [page.path for page in en]
    assert [anchors(page) for page in vi] == [anchors(page) for page in en]
    assert all(page.labels for page in (*vi, *en))


# One item


RATIO: Plain = {"method": "ratio", "zero_below": "0.5"}


def test_facts_are_said_first() -> None:
    """A page begins with code, maximum, share of the whole, role, kinds of units and who appraises."""
    appraised = group("g", leaf("a", RATIO, code="1.1"), code="1", appraiser={"vi": "Sở Nội vụ"})
    block_ = group("h", appraised, leaf("c"), appraiser={"vi": "Hội đồng"})
    rules = ruleset(block_, leaf("d", role="bonus", max="2"), leaf("e"), root={"cap": "none"})
    facts = written(rules, "a").body.split("</div>")[0]
    assert "Mã **1.1**" in facts
    assert "**tối đa 10 điểm** (33,33 % tổng điểm)" in facts
    assert "- tiêu chí" in facts
    assert "mọi loại đơn vị" in facts
    assert "thẩm định: Sở Nội vụ (nêu ở mục [1](g.md))" in facts
    assert "thẩm định: Sở Nội vụ\n" in written(rules, "g").body
    assert "thẩm định: Hội đồng (nêu ở mục [Nhóm h](h.md))" in written(rules, "c").body
    assert "không nêu riêng" in written(rules, "e").body
    assert "không nêu riêng" not in written(rules, "total").body
    assert "at most 2 points" in written(rules, "d", "en").body
    assert "of the whole" not in written(rules, "d", "en").body
    assert "- điểm thưởng" in written(rules, "d").body


def test_the_share_of_the_whole_goes_through_a_rescale() -> None:
    """A point of a block that is marked out of 10 and worth 30 is three points of the whole."""
    block_ = group("g", leaf("a", max="4"), leaf("b", max="6"), max="30", rescale="true")
    rules = ruleset(block_, leaf("c", max="70"))
    assert "(12 % tổng điểm, sau khi quy đổi)" in written(rules, "a").body
    assert "(30 % tổng điểm)" in written(rules, "g").body
    assert "Tổng được quy đổi từ thang 10 điểm (phần áp dụng) về thang 30 điểm." in written(rules, "g").body


def test_an_item_for_some_kinds_names_them() -> None:
    """An item that applies to some kinds of units only says to which; so does the table of the item above."""
    rules = ruleset(
        group(
            "g",
            leaf("a", applies_to=["department"]),
            leaf("b", applies_to=["district"]),
            max="10",
        ),
        leaf("c"),
    )
    assert "chỉ áp dụng cho Sở" in written(rules, "a").body
    assert "only for Huyện" in written(rules, "b", "en").body
    assert "chỉ cho Huyện" in written(rules, "g").body
    tree = plain_ruleset(leaf("a", applies_to=["nowhere"]), leaf("c"))
    page = written(Ruleset.model_validate(tree), "a")
    assert "không áp dụng cho loại đơn vị nào" in page.body
    assert "examples" not in anchors(page)
    one_kind = plain_ruleset(leaf("a"), units={"kinds": [{"key": "department", "name": {"vi": "Sở"}}]})
    assert "áp dụng cho Sở" in written(Ruleset.model_validate(one_kind), "a").body


def test_a_leaf_shows_how_points_come_about() -> None:
    """A leaf has a picture with its table, a formula, and worked examples that are said to be made up."""
    rules = ruleset(leaf("a", RATIO), leaf("b"))
    page = written(rules, "a")
    assert anchors(page)[:4] == ["points", "formula", "examples", "evidence"]
    assert "<svg" in section(page, "points")
    assert "| 50 % | 5 | 5 |" in section(page, "points")
    assert "<math" in section(page, "formula")
    assert "Số liệu giả định" in section(page, "examples")
    assert "| 50 % | 10 × 0,5 = 5 điểm. Đạt ngưỡng (0,5 ≥ 0,5). | 5 | 5,00 |" in section(page, "examples")
    assert "made up" in section(written(rules, "a", "en"), "examples")
    assert paths.calculation(rules.id, "a") in page.body


def test_the_examples_on_a_page_are_exact_and_as_published() -> None:
    """An example has its exact points, and what is published of them."""
    page = written(ruleset(leaf("a", {"method": "ratio"}), leaf("b")), "a")
    row = next(each for each in section(page, "examples").splitlines() if each.startswith("| 19/37"))
    assert [each.strip() for each in row.split("|")[3:5]] == ["190/37", "5,14"]


def test_what_does_not_apply_and_what_is_rounded_is_said() -> None:
    """A leaf says what becomes of it where it does not apply, and that it is rounded before it is added."""
    at = rounding(at=("leaf", "publication"))
    rules = ruleset(leaf("a", not_applicable="exclude"), leaf("b"), rounding=at)
    points = section(written(rules, "a"), "points")
    assert "Mục không áp dụng thì không tính vào điểm tối đa" in points
    assert "làm tròn 2 chữ số trước khi cộng lên" in points
    assert "không áp dụng" not in section(written(rules, "b"), "points")
    assert "rounded to 2 decimals" in section(written(rules, "b", "en"), "points")


@pytest.mark.parametrize(
    ("above_max", "said"),
    [("cap", "vượt 20 thì lấy 20"), ("allow", "được vượt 20"), ("refuse", "thì không chấm")],
)
def test_an_inner_item_says_how_its_items_add_up(above_max: str, said: str) -> None:
    """An inner item lists what is below it with maxima and methods, and every limit of the sum."""
    bands = [{"key": "all", "name": {"vi": "Mọi"}, "from": "0", "to": "1000"}]
    inner = group("g", leaf("a", code="1.1"), leaf("m", role="penalty", max="2"), cap="9", floor="1")
    rules = ruleset(inner, leaf("c"), above_max=above_max, bands=bands)
    text = section(written(rules, "g"), "points")
    assert "| 1.1 | [Mục a](a.md) | 10 | điểm nhập trực tiếp |" in text
    assert "| -2 |" in text
    assert "điểm trừ" in text
    assert "Thấp hơn 1 thì lấy 1 điểm." in text
    assert "Vượt 9 thì chỉ tính 9 điểm." in text
    assert said in section(written(rules, "total"), "points")
    assert "cộng 2 mục" in section(written(rules, "total"), "points")
    assert "formula" not in anchors(written(rules, "g"))


def test_a_block_of_a_structure_says_that_no_more_is_known() -> None:
    """Where the sources state a block's points only, that is said, with neither rule nor example."""
    open_ = leaf("a", max=None)
    rules = ruleset(group("g", open_, max="70", cap="70"), leaf("b", max="30"), coverage="structure")
    page = written(rules, "a")
    assert "Nguồn nêu khối này, không nêu điểm tối đa riêng" in section(page, "points")
    assert "không được nêu đủ để tính" in section(page, "points")
    assert "không vượt được 70 điểm" in section(page, "points")
    assert "không nêu điểm tối đa" in page.body
    assert not {"formula", "examples"} & set(anchors(page))
    assert "<svg" not in page.body
    assert "không vượt được" not in section(written(rules, "b"), "points")
    assert "| – |" in section(written(rules, "g"), "points")
    assert len(page.labels) == 2


def test_evidence_is_that_of_the_item_or_of_the_nearest_above() -> None:
    """Evidence is listed; that of an item above is said to be so; where none is stated, that is said."""
    inner = group("g", leaf("a", evidence=[{"vi": "Báo cáo"}]), leaf("b"), evidence=[{"vi": "Kế hoạch"}])
    tree = plain_ruleset(inner, leaf("c"))
    rules = Ruleset.model_validate(tree)
    official = Ruleset.model_validate({**tree, "standing": "in-force"})
    assert section(written(rules, "a"), "evidence") == "- Báo cáo"
    assert section(written(rules, "b"), "evidence") == "Nêu chung cho mục [Nhóm g](g.md):\n\n- Kế hoạch"
    assert section(written(rules, "g"), "evidence") == "- Kế hoạch"
    assert "Bộ tiêu chí không nêu" in section(written(rules, "c"), "evidence")
    assert "Văn bản nguồn không nêu" in section(written(official, "c"), "evidence")
    assert "evidence" not in anchors(written(rules, "total"))


DOCUMENT = SourceDocument.model_validate(
    {
        "format": "1",
        "key": "van-ban",
        "kind": "text",
        "title": {"vi": "Văn bản"},
        "number": "1",
        "issuer": "UBND",
        "clauses": [
            {"at": "mục 1", "says": {"vi": "Mục một nói thế."}, "not_a_rule": {"vi": "–"}},
            {"at": "mục 2", "says": {"vi": "Mục hai nói khác."}, "not_a_rule": {"vi": "–"}},
        ],
    }
)


def sourced(*items: Plain, **values: Any) -> Ruleset:
    """Declare a ruleset whose instrument has a document."""
    tree = plain_ruleset(*items, **values)
    tree["instruments"][0]["document"] = "van-ban"
    return Ruleset.model_validate(tree)


def test_a_clause_is_linked_and_says_what_it_says() -> None:
    """The clause of an item leads to the document, with what the document says there and nothing else."""
    rules = sourced(leaf("a", source={"instrument": "qd-1", "at": "mục 1"}), leaf("b"))
    text = section(written(rules, "a", sources=[DOCUMENT]), "clause")
    assert "[mục 1](../../../../../sources/van-ban.md#c-muc-1)" in text
    assert "Mục một nói thế" in text
    assert "Mục hai" not in text
    assert "1/QĐ-UBND" in text


def test_an_item_without_a_clause_has_that_of_the_nearest_above() -> None:
    """Without a clause of its own an item names that of the item above; without any it says so."""
    inner = group("g", leaf("a"), source={"instrument": "qd-1", "at": "mục 1"})
    lost = leaf("d", source={"instrument": "mat", "at": "x"})
    rules = sourced(inner, leaf("b"), leaf("c", assumed="tự đặt ra"), lost)
    text = section(written(rules, "a", sources=[DOCUMENT]), "clause")
    assert text.startswith("Không có căn cứ riêng; căn cứ của mục trên [Nhóm g](g.md): Quyết định 1/QĐ")
    assert section(written(rules, "b"), "clause") == "Không nêu căn cứ."
    assert section(written(rules, "c"), "clause") == "*Giả định:* tự đặt ra"
    assert section(written(rules, "d"), "clause") == "x."
    assumed = sourced(group("g", leaf("a"), assumed="tự đặt ra"))
    assert "*Giả định:* tự đặt ra" in section(written(assumed, "a"), "clause")


def reading(key: str, *changes: Plain, **fields: Any) -> Plain:
    """Declare another reading."""
    declared = {"changes": list(changes)} if changes else {"unknown": {"vi": "Không nguồn nào nói."}}
    return {"key": key, "name": {"vi": f"Cách {key}"}, **declared, **fields}


def asked(key: str, *alternatives: Plain, **fields: Any) -> Plain:
    """Declare an open question."""
    return {
        "key": key,
        "question": {"vi": f"Hỏi {key}?"},
        "chosen": {"key": "this", "name": {"vi": "Cách này"}},
        "alternatives": list(alternatives),
        **fields,
    }


def test_a_reading_shows_what_it_does_to_the_item() -> None:
    """An open question stands on the page of what it changes, with the effect of each other answer."""
    bonus = leaf("x", role="bonus", max="2")
    rules = ruleset(
        group("g", leaf("a", max="8"), bonus, cap="8"),
        leaf("b", max="12"),
        root={"cap": "none"},
        interpretations=[
            asked("cap", reading("open", {"at": "score.g.cap", "value": "none"})),
            asked("top", reading("more", {"at": "policies.above_max.value", "value": "refuse"})),
            asked("when", reading("later", {"at": "periods.year.to", "value": "2024-11-30"})),
            asked("what", reading("bad", {"at": "score.b.max", "value": "13"})),
            asked("unlike", reading("never"), source={"instrument": "qd-1", "at": "mục 1; mục 2"}),
        ],
    )
    text = section(written(rules, "g"), "readings")
    assert "[Hỏi cap?](../readings.md#cap)" in text
    assert "Đang chọn: Cách này." in text
    assert "(giả định): mục này 8,00 điểm → 10,00 điểm, tổng điểm 20,00 → 20,00." in text
    assert "made up" in section(written(rules, "g", "en"), "readings")
    total = section(written(rules, "total"), "readings")
    assert "tổng điểm 20,00 → 20,00" in total
    assert "Hỏi when" not in written(rules, "a").body
    assert "Xem trang các cách hiểu" in section(written(rules, "b"), "readings")
    assert "readings" not in anchors(written(rules, "a"))
    assert {"cap", "top"} <= {each.key for each in questions(rules)}


def test_a_reading_that_refuses_the_total_leads_to_its_page() -> None:
    """Where another answer refuses the total of the case, no figure is put in its place."""
    refuse = reading("more", {"at": "policies.above_max.value", "value": "refuse"})
    bonus = leaf("x", role="bonus", max="2")
    rules = ruleset(leaf("a"), bonus, root={"cap": "none"}, interpretations=[asked("top", refuse)])
    assert "Cách more. Xem trang các cách hiểu." in section(written(rules, "total"), "readings")


def test_a_reading_stands_on_the_page_of_its_clause() -> None:
    """A question that arises from the clause of an item stands on its page, and why it cannot be computed."""
    rules = sourced(
        leaf("a", source={"instrument": "qd-1", "at": "mục 1"}),
        leaf("b", source={"instrument": "qd-1", "at": "mục 3"}),
        interpretations=[
            asked("unlike", reading("never"), source={"instrument": "qd-1", "at": "mục 2; mục 1"}),
            asked("when", reading("later", {"at": "periods.year.to", "value": "2024-11-30"}),
                  source={"instrument": "qd-1", "at": "mục 1"}),
        ],
    )  # fmt: skip
    text = section(written(rules, "a"), "readings")
    assert "Không tính được vì: Không nguồn nào nói" in text
    assert "Cách tính điểm không đổi." in text
    assert "readings" not in anchors(written(rules, "b"))


def test_points_put_in_for_an_open_block_are_named() -> None:
    """Where a block has no maximum of its own, the effect says which points were put in for it."""
    roles = (("a", None), ("x", "bonus"), ("m", "penalty"))
    open_ = (leaf(key, max=None, role=role) for key, role in roles)
    changes = ({"at": "score.g.a.max", "value": "70"}, {"at": "score.g.cap", "value": "90"})
    rules = ruleset(
        group("g", *open_, max="70", cap="70"),
        leaf("b", max="30"),
        coverage="structure",
        root={"cap": "none"},
        interpretations=[asked("cap", reading("open", *changes))],
    )
    text = section(written(rules, "g"), "readings")
    assert "Với số điểm giả định (Mục a 68; Mục x 5; Mục m 0; các mục khác đạt điểm cao nhất)" in text
    assert "mục này 70,00 điểm → 73,00 điểm" in text
    assert "With points made up (Mục a 68" in section(written(rules, "g", "en"), "readings")


def test_assumptions_stand_where_they_bear() -> None:
    """An item shows its own assumption and those of the policies that it meets."""
    rules = ruleset(leaf("a", not_applicable="zero"), group("g", leaf("b"), assumed="chưa rõ"))
    assert "Mục này: chưa rõ" in section(written(rules, "g"), "assumptions")
    leaf_ = section(written(rules, "b"), "assumptions")
    assert "[Mục không áp dụng](../index.md#policies)" in leaf_
    assert "Lý do: phép thử" in leaf_
    assert "Xếp hạng" not in leaf_
    assert "Mục không áp dụng" not in section(written(rules, "a"), "assumptions")
    assert "Xếp hạng" in section(written(rules, "total"), "assumptions")


def test_the_way_on_leads_before_after_and_above() -> None:
    """A page ends with the items before and after it in the order of the ruleset, and the one above."""
    rules = ruleset(group("g", leaf("a"), leaf("b")), leaf("c"))
    text = written(rules, "b").body.split('<div class="neighbours"')[1]
    assert "Mục trên: [Nhóm g](g.md)" in text
    assert "Mục trước: [Mục a](a.md)" in text
    assert "Mục sau: [Mục c](c.md)" in text
    assert "Mục sau" not in written(rules, "c").body
    assert "Mục trên" not in written(rules, "total").body
    page = written(rules, "a")
    assert [path for path, _ in page.above] == [RULESETS, paths.ruleset(rules.id), paths.item(rules.id, "g")]


def test_a_note_is_shown_and_a_summary_is_short() -> None:
    """The note of an item stands below its facts; the summary for a search is cut at a word."""
    levels = [{"key": f"l{at}", "name": {"vi": "Rất dài " * 5}, "points": str(10 - at)} for at in range(5)]
    rules = ruleset(leaf("a", {"method": "levels", "levels": levels}, note={"vi": "Lưu ý *này*"}), leaf("b"))
    page = written(rules, "a")
    assert "**Ghi chú:** Lưu ý *này*" in page.body
    assert len(page.summary) <= 162
    assert page.summary.endswith(" …")
    assert written(rules, "b").summary == "tối đa 10 điểm. Điểm được nhập trực tiếp, tối đa 10."


def test_a_survey_item_shows_its_question() -> None:
    """An item that a survey scores shows what is asked, what each answer is worth, and the weights."""
    options = [named("Tốt", "good", share="1"), named("Kém", "bad", share="0")]
    groups = [named("Người dân", "people", weight="1")]
    scale = {"method": "survey", "options": options, "groups": groups}
    survey = {"questions": [{"key": "q", "text": {"vi": "Ông bà thấy thế nào?"}, "item": "a"}]}
    rules = ruleset(leaf("a", scale, role="survey"), leaf("b"), survey=survey)
    page = written(rules, "a")
    text = section(page, "points")
    assert "**Câu hỏi trong phiếu:** Ông bà thấy thế nào?" in text
    assert "| Tốt | 1 | 10 |" in text
    assert "| m<sub>1</sub> | Người dân | 1 |" in text
    assert "thẩm định" not in page.body.split("</div>")[0]
    assert "m<sub>i</sub>" in section(page, "formula")
    reweighted = ruleset(leaf("a", {**scale, "empty": "reweight"}), leaf("b"))
    assert "e<sub>i</sub>" in section(written(reweighted, "a"), "formula")


@pytest.mark.parametrize(
    ("scale", "said"),
    [
        ({"method": "count", "each": "4"}, "| 3 trở lên | 10 | – |"),
        ({"method": "count", "each": "0.1"}, "| 50 | 5 | 5 |"),
        ({"method": "deduction", "kinds": [named("Lỗi", points="3")]}, "| n<sub>1</sub> | Lỗi | −3 | 4 |"),
        ({"method": "checklist", "ticks": [named("Có", points="10")]}, "| x<sub>1</sub> | Có | 10 |"),
        ({"method": "levels", "levels": [named("Đạt", points="10")]}, "| 1 | Đạt | 10 | – |"),
        (steps("ratio", ("0.9", "10"), ("0", "4")), "| từ 0 đến dưới 90 % | 4 | 6 |"),
        (steps("percent", ("100", "10"), ("0", "4")), "| 100 % | 10 | – |"),
        (steps("percent", ("90", "10"), ("0", "4"), edges="upper"), "| từ 0 đến 90 % | 4 | 6 |"),
        (steps("count", ("3", "10"), ("1", "5"), ("0", "0"), edges="upper"), "| từ 4 trở lên | 10 | – |"),
        (steps("count", ("3", "10"), ("2.5", "8"), ("1", "5"), ("0", "0")), "| từ 1 đến 2 | 5 | 5 |"),
        (steps("days-late", ("3", "0"), ("1", "5"), ("0", "10")), "| từ 1 đến 2 | 5 | 5 |"),
        ({"method": "ratio", "full_at": "0.8"}, "| từ 80 % | 10 | – |"),
        ({"method": "ratio", "full_at": "0.8", "zero_below": "0.5"}, "| 50 % | 6,25 | 3,75 |"),
        ({"method": "ratio", "zero_below": "1"}, "| 100 % | 10 | – |"),
        ({"method": "ratio", "full_at": "1.2"}, "| 120 % | 10 | – |"),
    ],
)
def test_the_table_has_the_figures_of_the_picture(scale: Plain, said: str) -> None:
    """Beside each picture stands a table of the same figures: what is reached, its points, what is lost."""
    rules = ruleset(leaf("a", scale), leaf("b"))
    assert said in section(written(rules, "a"), "points")


@pytest.mark.parametrize(
    ("edges", "marks"),
    [("lower", ["closed", "open", "closed", "closed"]), ("upper", ["closed", "closed", "open", "closed"])],
)
def test_the_marks_of_an_edge_are_those_of_the_rule(edges: str, marks: list[str]) -> None:
    """An edge is drawn full on the step that it belongs to, and open on the other."""
    rules = ruleset(leaf("a", steps("percent", ("90", "10"), ("0", "4"), edges=edges)), leaf("b"))
    assert re.findall(r'<circle class="pic-([a-z]+)"', section(written(rules, "a"), "points")) == marks


@given(st.data())
@settings(max_examples=40)
def test_the_points_of_a_table_can_be_attained(data: st.DataObject) -> None:
    """Every figure that the table of a leaf calls points is one that the engine can give."""
    rules = Ruleset.model_validate(ruleset_tree(lambda n: data.draw(st.integers(0, n - 1))))
    for spot in outline(rules).values():
        scale = spot.item.scale
        if scale is None or scale.method in {"checklist", "deduction", "direct", "survey"}:
            continue
        rows = points(spot.node, rules, "en").split("---: |\n")[-1].splitlines()
        column = 3 if scale.method == "levels" else 2
        shown = [Fraction(unescape(row.split("|")[column]).strip()) for row in rows if row.startswith("| ")]
        assert shown
        if spot.kinds and not spot.node.rounded:
            spans = attainable(spot.node, rules.policies.rounding.value.rounding)
            assert all(any(low <= figure <= high for low, high in spans) for figure in shown)


def test_a_penalty_takes_points() -> None:
    """The page of a penalty has points with a minus, and no share of the whole."""
    scale = {"method": "count", "each": "0.5"}
    rules = ruleset(leaf("p", scale, role="penalty", max="1"), leaf("b"))
    page = written(rules, "p")
    assert "**trừ tối đa 1 điểm**" in page.body
    assert "| 1 | -0,5 |" in section(page, "points")
    assert "Mất" not in section(page, "points")
    assert "takes at most 1 point**" in written(rules, "p", "en").body
    assert outline(rules)["p"].share is not None


def test_points_that_no_decimal_writes_have_two_decimals_beside_them() -> None:
    """A table has the fraction and what it is about, in the language; a picture has only the latter."""
    rules = ruleset(leaf("a", {"method": "ratio", "full_at": "0.95", "zero_below": "0.6"}, max="1.5"))
    body = written(rules, "a").body
    assert "| 60 % | 18/19 (≈0,95) | 21/38 (≈0,55) |" in body
    assert ">≈0,95</text>" in body
    assert "18/19 (≈0.95)" in written(rules, "a", "en").body


def test_an_item_that_only_adds_up_is_called_no_criterion() -> None:
    """A block and an item of a ruleset that has the structure only are no criteria."""
    rules = ruleset(group("g", leaf("a"), leaf("b")), leaf("c"))
    assert "- tiêu chí\n" not in written(rules, "g").body
    assert "- tiêu chí\n" in written(rules, "a").body


def test_the_maximum_of_a_block_is_called_stated_only_where_it_is() -> None:
    """A maximum that is assumed is said to be; of one without a clause nothing is said."""
    open_ = leaf("a", {"method": "direct"}, max="60", assumed="100 - 40")
    rules = ruleset(open_, leaf("b", {"method": "direct"}, max="40"), coverage="structure")
    assert "dựa vào giả định nêu ở dưới" in section(written(rules, "a"), "points")
    assert "100 - 40" in section(written(rules, "a"), "assumptions")
    assert "Nguồn nêu điểm tối đa" not in section(written(rules, "a"), "points")
    assert section(written(rules, "b"), "points").startswith("Cách chấm")
