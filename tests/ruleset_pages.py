"""Pages about rulesets for tests: what they are made from, every one of them, and where their links lead."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from commands import ROOT
from helpers import plain_ruleset

from parindex.comparison.difference import diff
from parindex.errors import Language, UsageError
from parindex.fields import FrozenMap
from parindex.ruleset.model import Ruleset, walk
from parindex.ruleset.plan import Plan
from parindex.site import (
    band_page,
    calendar_page,
    change_page,
    home,
    paths,
    plan_page,
    reading_page,
    result_page,
    ruleset_page,
    source_page,
)
from parindex.site.material import Material, gather
from parindex.site.page import Page
from parindex.site.result_page import checked
from parindex.validation import validate

Writer = Callable[[Material, Language], Iterator[Page]]

OF_RULESETS: tuple[Writer, ...] = (
    ruleset_page.pages,
    band_page.pages,
    reading_page.pages,
    change_page.pages,
    calendar_page.pages,
)
WRITERS: tuple[Writer, ...] = (
    home.pages,
    *OF_RULESETS,
    source_page.pages,
    plan_page.pages,
    result_page.pages,
)
HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror="alert(1)"> [a](javascript:alert(1)) ![b](http://c.d/e) '
    "`code` *f* __g__ | h | &lt; &amp; ~~i~~ # j $k$ \\ l 1. m --> ``` <!-- n {#o} {: onclick=p }"
)
_LINK = re.compile(r"(?<!!)\]\(([^()\s]*)\)")
_ANCHOR = re.compile(r"\{#([^}\s]+)\}")


@cache
def shipped() -> Material:
    """Return what the site is made from, as shipped."""
    return gather(ROOT)


def material(*rulesets: Ruleset, plans: tuple[Plan, ...] = (), **other: Any) -> Material:
    """Make what pages are written from out of some rulesets and plans; those that compare are compared."""
    families: dict[str, list[str]] = defaultdict(list)
    known = {each.id: each for each in sorted(rulesets, key=lambda each: each.id)}
    for id_ in known:
        families[id_.partition("@")[0]].append(id_)
    changes = {}
    for ids in families.values():
        for old, new in pairwise(ids):
            try:
                changes[old, new] = diff(known[old], known[new])
            except UsageError:  # the keys say too little: no difference, and no page of one
                continue
    return replace(
        shipped(),
        rulesets=FrozenMap(known),
        plans=FrozenMap({each.id: each for each in plans}),
        families=FrozenMap({family: tuple(ids) for family, ids in families.items()}),
        changes=FrozenMap(changes),
        **other,
    )


def rules(**fields: Any) -> Ruleset:
    """Make a ruleset of one item with some other fields, `items` for other items."""
    items = fields.pop(
        "items", [{"key": "one", "name": {"vi": "Một"}, "max": "10", "scale": {"method": "direct"}}]
    )
    found = validate(Ruleset, plain_ruleset(*items, **fields))
    assert isinstance(found, Ruleset), [str(each) for each in found]
    return found


def settled(ruleset: Ruleset) -> Ruleset:
    """Return a ruleset without an open question: no policy of it is assumed."""
    sourced = {
        name: getattr(ruleset.policies, name).model_copy(update={"assumed": None})
        for name in type(ruleset.policies).model_fields
    }
    return ruleset.model_copy(update={"policies": ruleset.policies.model_copy(update=sourced)})


def plan(**fields: Any) -> Plan:
    """Make a plan with nothing in it but some fields."""
    tree = plain_ruleset()
    given = {name: tree[name] for name in ("format", "year", "title", "standing", "coverage", "instruments")}
    span = {"from": "2024-01-01", "to": "2024-12-31", "assumed": "phép thử"}
    found = validate(Plan, {**given, "id": "example/plan@2024", "kind": "plan", "span": span, **fields})
    assert isinstance(found, Plan), [str(each) for each in found]
    return found


def written(found: Material, lang: Language, *writers: Writer) -> Mapping[str, Page]:
    """Return the pages of some writers, or of all, by path; none is written twice."""
    pages: dict[str, Page] = {}
    for writer in writers or WRITERS:
        for page in writer(found, lang):
            assert page.path not in pages, page.path
            assert page.lang == lang
            pages[page.path] = page
    return pages


def lost(found: Material, pages: Mapping[str, Page]) -> list[tuple[str, str]]:
    """Return each link that leads to no page, or to no anchor of one that is written here."""
    items = {
        paths.item(each.id, item.key) for each in found.rulesets.values() for item, _ in walk(each.score)
    }
    others = {"changes/index.md", "plans/index.md", "results/index.md", "sources/index.md"}
    manual = {file.relative_to(ROOT / "docs").as_posix() for file in (ROOT / "docs").rglob("*.md")}
    known = items | manual | others | {paths.CALCULATOR, *map(paths.result, checked()), *pages}
    anchors = {path: {"top", *_ANCHOR.findall(page.body)} for path, page in pages.items()}
    wrong = []
    for path, page in pages.items():
        for link in (*_LINK.findall(page.body), *(where for where, _ in page.above)):
            if link.startswith(("http://", "https://")):
                continue
            target, _, anchor = link.partition("#")
            target = target.partition("?")[0]
            full = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            full = link if link in {where for where, _ in page.above} else full
            if full not in known or (anchor and full in anchors and anchor not in anchors[full]):
                wrong.append((path, link))
    return wrong


class _Seen(HTMLParser):
    """What a browser would see: the words, the elements and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def seen(page: Page) -> tuple[str, set[str], set[tuple[str, str]]]:
    """Return the words, elements and attributes of a page once it is HTML."""
    markdown = pytest.importorskip("markdown", reason="Markdown comes with the extra docs")
    pytest.importorskip("pymdownx", reason="its extensions do too")
    html = markdown.markdown(
        page.body,
        extensions=["tables", "attr_list", "admonition", "md_in_html", "fenced_code", "pymdownx.escapeall"],
    )
    parser = _Seen()
    parser.feed(html)
    return " ".join("".join(parser.words).split()), parser.tags, parser.attributes
