"""Pages of rulesets: every ruleset has one, all links lead somewhere, and no name becomes markup."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from ruleset_pages import HOSTILE, OF_RULESETS, lost, material, rules, seen, settled, shipped, written

from parindex.comparison.words import item_name
from parindex.errors import Language
from parindex.explanation.policies import policies
from parindex.explanation.rules import number
from parindex.explanation.sheet import labels
from parindex.fields import say
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.model import Ruleset, walk
from parindex.site import paths, ruleset_page
from parindex.site.identity import RULESETS
from parindex.site.page import LANGUAGES, cell
from parindex.testing.strategies import rulesets

TAGS = {
    *("a", "br", "code", "div", "em", "figure", "g", "h2", "h3", "hr", "li", "p", "pre", "strong", "ul"),
    *("circle", "line", "rect", "svg", "text", "title", "table", "tbody", "td", "th", "thead", "tr"),
}
ATTRIBUTES = {
    *(
        "aria-hidden",
        "aria-label",
        "class",
        "height",
        "href",
        "id",
        "role",
        "style",
        "tabindex",
        "text-anchor",
        "width",
    ),
    *("cx", "cy", "r", "x", "x1", "x2", "y", "y1", "y2"),
}


def hostile(tree: Any) -> Any:
    """Put markup of every kind into each text of a plain tree."""
    if isinstance(tree, list):
        return [hostile(each) for each in tree]
    if isinstance(tree, dict):
        if "vi" in tree:
            return {"vi": f"{tree['vi']} {HOSTILE}", "en": f"{tree['vi']} {HOSTILE}"}
        texts = {"number", "issuer", "code", "assumed"}
        return {
            name: f"{value} {HOSTILE}"[:40] if name in texts and isinstance(value, str) else hostile(value)
            for name, value in tree.items()
        }
    return tree


@given(rulesets(), rulesets())
@settings(max_examples=10, deadline=None)
def test_any_rulesets_have_pages_whose_links_lead_somewhere(one: Ruleset, other: Ruleset) -> None:
    """Random rulesets, two years of a family among them, have the same pages in both languages."""
    newer = other.model_copy(update={"id": "random/ruleset@2025", "year": "2025"})
    found = material(one, newer)
    both = {lang: written(found, lang, *OF_RULESETS) for lang in LANGUAGES}
    assert set(both["vi"]) == set(both["en"])
    for pages in both.values():
        assert lost(found, pages) == []
        for each in found.rulesets.values():
            of = [page for path, page in pages.items() if path.startswith(paths.ruleset(each.id)[:-8])]
            assert of
            assert all(page.labels == tuple(labels(each, page.lang)) for page in of)


@given(rulesets())
@settings(max_examples=6, deadline=None, phases=(Phase.generate,))
def test_no_name_becomes_markup(ruleset: Ruleset) -> None:
    """Whatever the texts of a ruleset hold, a browser sees text, and only elements that pages are made of."""
    changed = Ruleset.model_validate(hostile(ruleset.plain()))
    pages = written(material(changed), "vi", *OF_RULESETS)
    for path, page in pages.items():
        words, tags, attributes = seen(page)
        assert tags <= TAGS, (path, tags - TAGS)
        assert {name for name, _ in attributes} <= ATTRIBUTES, path
        assert not any(value.lower().startswith("javascript") for name, value in attributes if name == "href")
        if path == paths.ruleset(changed.id):
            assert HOSTILE in words


def test_every_shipped_page_leads_somewhere() -> None:
    """Every link of every shipped page leads to a page, and to an anchor that is there."""
    for lang in LANGUAGES:
        assert lost(shipped(), written(shipped(), lang)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_says_what_the_ruleset_says(lang: Language) -> None:
    """Each item with its maximum, each policy in words, each assumption with its reason, and the digest."""
    pages = written(shipped(), lang, ruleset_page.pages)
    assert set(pages) == {RULESETS, *map(paths.ruleset, shipped().rulesets)}
    for ruleset in shipped().rulesets.values():
        body = pages[paths.ruleset(ruleset.id)].body
        assert ruleset.digest in body
        for item, _ in walk(ruleset.score):
            line = next(
                each for each in body.splitlines() if f"(items/{item.key}.md) " in f"{each} " and "| " in each
            )
            assert cell(say(item.name, lang)) in line
            if item.max is not None:
                assert f"| {number(item.max, lang)} |" in line
        for said in policies(ruleset, lang).values():
            whole = re.sub(
                "(mục|item) (survey)(?=,|$)",
                lambda found: f"{found[1]} {item_name(ruleset.item(found[2]), lang)}",  # noqa: B023 (used at once)
                said,
            )
            assert cell(whole[1:]) in body
        for _, why in assumptions(ruleset):
            assert cell(say(why, lang)) in body


def test_a_page_leads_to_the_years_beside_it_and_to_its_results() -> None:
    """The years before and after, and every published table, are one link away."""
    body = written(shipped(), "vi", ruleset_page.pages)[paths.ruleset("national/provinces@2023")].body
    for linked in ("2022-2023.md", "2023-2024.md", "national-provinces-2023.md", "calculator.md?ruleset="):
        assert linked in body


def test_a_page_has_what_few_rulesets_have() -> None:
    """A correction, a survey with its groups, units with days and status, and an item for one kind."""
    found = rules(
        id="example/small@2024.2",
        supersedes={"id": "example/small@2024", "why": {"vi": "Sai một số."}},
        units={
            "kinds": [
                {"key": "department", "name": {"vi": "Sở"}},
                {"key": "district", "name": {"vi": "Huyện"}},
            ],
            "units": [
                {
                    "key": "a",
                    "name": {"vi": "Sở A"},
                    "kind": "department",
                    "from": "2024-01-01",
                    "to": "2024-06-30",
                    "status": "pilot",
                }
            ],
            "assumed": "phép thử",
        },
        survey={
            "groups": [
                {"key": "people", "name": {"vi": "Người dân"}, "weight": "0.5", "minimum": "30"},
                {"key": "staff", "name": {"vi": "Công chức"}},
            ],
            "method": ["online"],
            "span": {"from": "2024-10-01", "to": "2024-10-31", "assumed": "phép thử"},
            "note": {"vi": "Chú thích."},
            "assumed": "phép thử",
        },
        periods=[{"key": "year", "from": "2024-01-01", "to": "2024-12-31", "due": {"by": "2024-11-30"}}],
        annual_result="year",
        items=[
            {
                "key": "one",
                "name": {"vi": "Một"},
                "max": "10",
                "applies_to": ["department"],
                "scale": {"method": "direct"},
            },
            {
                "key": "two",
                "name": {"vi": "Hai"},
                "max": "10",
                "applies_to": ["district"],
                "scale": {"method": "direct"},
            },
        ],
        root={"max": "10"},
        note={"vi": "Ghi chú."},
    )
    body = written(material(found), "vi", ruleset_page.pages)[paths.ruleset(found.id)].body
    for said in (
        "| Đính\u00a0chính | `example/small@2024`: Sai một số. |",
        "Sở A (thí điểm, từ 01/01/2024, đến 30/06/2024).",
        "| Người dân | 0,5 | 30 | – |",
        "| Công chức | – | – | – |",
        "Thời gian: từ 01/10/2024 đến 31/10/2024",
        "Hình thức: trực tuyến.",
        "chậm nhất ngày 30/11/2024",
        "Kết quả của năm là kết quả kỳ năm.",
        "(chỉ áp dụng cho Sở)",
        "Danh sách: *Giả định:* phép thử",
        "--kind department",
    ):
        assert said in body, said
    assert found.score.max == Fraction(10)


def test_a_survey_of_which_little_is_stated() -> None:
    """Where the sources name no groups and no dates, nothing stands for them; no assumption, no list."""
    found = rules(survey={"method": ["in-person"], "assumed": "phép thử"})
    body = written(material(found), "en", ruleset_page.pages)[paths.ruleset(found.id)].body
    assert "Method: in person." in body
    assert "Least number" not in body
    bare = settled(rules())
    body = written(material(bare), "en", ruleset_page.pages)[paths.ruleset(bare.id)].body
    assert "{#assumptions}" not in body
    assert "readings.md" not in body


def test_what_a_survey_assumes_stands_with_what_its_sources_say() -> None:
    """A survey that has both a clause and an assumption shows both; no clause of its dates leaves no dash."""
    page = written(shipped(), "vi", ruleset_page.pages)[paths.ruleset("ha-noi/departments@2024")].body
    told = page.split("{#survey}")[1].split("## ")[0]
    assert "*Giả định:* Nguồn nêu từ tháng 11 đến 31/12/2024, không nêu ngày đầu" in told
    assert "Thời gian: từ 01/11/2024 đến 31/12/2024." in told
