"""Clauses on pages: the anchor of each, and what a part of a declaration rests on, as links."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from pydantic import BaseModel

from parindex.comparison.vocabulary import VALUES
from parindex.errors import Language
from parindex.fields import Text, pick, say
from parindex.reporting.table import NOTHING
from parindex.ruleset.declaration import Declaration, Instrument
from parindex.ruleset.process import Source
from parindex.site import paths
from parindex.site.material import Material
from parindex.site.page import escape, link
from parindex.sources.matrix import locators
from parindex.vietnamese import fold

__all__ = ["anchor", "basis", "cited", "named", "outside", "place"]

_BETWEEN = re.compile("[^a-z0-9]+")
_WEB = ("http://", "https://")


@lru_cache(maxsize=4096)
def anchor(at: str) -> str:
    """Return the anchor of a clause on the page of its document, made of its locator.

    >>> anchor("mục V.1.b, gạch đầu dòng 1")
    'c-muc-v-1-b-gach-dau-dong-1'
    """
    return f"c-{_BETWEEN.sub('-', fold(at)).strip('-')}"


def place(document: str, at: str) -> str:
    """Return where a clause of a source document stands.

    >>> place("ha-nam-2023-plan", "mục V.3")
    'sources/ha-nam-2023-plan.md#c-muc-v-3'
    """
    return f"{paths.source(document)}#{anchor(at)}"


def named(found: Instrument, lang: Language) -> str:
    """Name an instrument in short: what it is, and its number."""
    kind = pick(lang, *VALUES["kind"][found.kind])
    return f"{kind[:1].upper()}{kind[1:]} {found.number}"


def cited(material: Material, declared: Declaration, source: Source, lang: Language, *, at: str) -> str:
    """Write a source as Markdown: the instrument, and each clause with a link where its text is at hand."""
    found = declared.instrument(source.instrument)
    document = material.sources.get(found.document or "") if found else None
    known = {each.at for each in document.clauses} if document else set()
    clauses = "; ".join(
        link(each, place(document.key, each), at=at) if document and each in known else escape(each)
        for each in locators(source)
    )
    return f"{escape(named(found, lang))}, {clauses}" if found else clauses


def basis(material: Material, declared: Declaration, node: BaseModel, lang: Language, *, at: str) -> str:
    """Write what a part of a declaration rests on: its clause, or that it is assumed and why."""
    source, assumed = getattr(node, "source", None), getattr(node, "assumed", None)
    if isinstance(source, Source):
        return cited(material, declared, source, lang, at=at)
    if isinstance(assumed, (str, Text)):
        return f"*{pick(lang, 'Giả định', 'Assumed')}:* {escape(say(assumed, lang))}"
    return NOTHING


def outside(text: str, url: str | None) -> str:
    """Write a link to a page that is not of this site; what is no web address stays text.

    >>> outside("VNA", "https://example.org/a(1)"), outside("VNA", "javascript:alert(1)")
    ('[VNA](https://example.org/a%281%29)', 'VNA')
    """
    if url is None or not url.startswith(_WEB):
        return escape(text)
    return f"[{escape(text)}]({quote(url, safe=':/?#&=%+,;@~.-_')})"
