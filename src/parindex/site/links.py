"""The links of a built site: each leads to what is there, and nothing is fetched from elsewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from parindex.errors import Place, Problem, problem

__all__ = ["Read", "Reference", "check", "read"]

# Attributes with an address. Only what a reader follows may lead away; all else is fetched with the page.
_ADDRESSES = frozenset({"href", "src", "poster", "data", "action", "xlink:href", "srcset"})
_FOLLOWED = frozenset({("a", "href")})
_STYLED = re.compile(
    r"""url\(\s*(?P<quote>["']?)(?P<address>.*?)(?P=quote)\s*\)|@import\s+["'](?P<sheet>[^"']+)"""
)
_AWAY = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True, slots=True)
class Reference:
    """One address on a page; ``fetched`` when the page asks for it without the reader."""

    line: int
    column: int
    address: str
    fetched: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What one page offers and asks for."""

    anchors: frozenset[str]
    references: tuple[Reference, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.anchors: set[str] = set()
        self.references: list[Reference] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if not value:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)
            elif name == "srcset":
                for each in value.split(","):
                    self._note(each.split()[0], fetched=True)
            elif name in _ADDRESSES:
                self._note(value, fetched=(tag, name) not in _FOLLOWED)
            elif name == "style":
                self._note_style(value)
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (the parser's signature)
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._note_style(data)

    def _note_style(self, text: str) -> None:
        for address in _styled(text):
            self._note(address, fetched=True)

    def _note(self, address: str, *, fetched: bool) -> None:
        line, column = self.getpos()
        self.references.append(Reference(line, column + 1, address.strip(), fetched))


def _styled(text: str) -> Iterator[str]:
    for found in _STYLED.finditer(text):
        yield found["address"] or found["sheet"] or ""


def read(file: Path) -> Read:
    """Read the anchors and the addresses of a page, or the addresses of a style sheet."""
    text = file.read_text("utf-8")
    if file.suffix == ".css":
        return Read(frozenset(), tuple(Reference(1, 1, each, fetched=True) for each in _styled(text)))
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return Read(frozenset(reader.anchors), tuple(reader.references))


def check(site: Path) -> tuple[Problem, ...]:
    """Return every link of a built site that leads nowhere, and everything that is asked of another place.

    A page or file that is not there is ``E-SITE-LINK``, an anchor that is not on its page
    ``E-SITE-ANCHOR``, and what a page would fetch from elsewhere ``E-SITE-EXTERNAL``.
    """
    files = frozenset(each.relative_to(site).as_posix() for each in site.rglob("*") if each.is_file())
    pages = sorted(each for each in files if each.endswith((".html", ".css")))
    found = {page: read(site / page) for page in pages}
    return tuple(
        each.located(Place(page, reference.line, reference.column))
        for page in pages
        for reference in found[page].references
        for each in _judged(page, reference, files, found)
    )


def _judged(
    page: str, reference: Reference, files: frozenset[str], found: Mapping[str, Read]
) -> Iterator[Problem]:
    parts = urlsplit(reference.address)
    if parts.scheme == "data":
        return
    if parts.scheme or parts.netloc:
        if reference.fetched or parts.scheme not in _AWAY:
            yield problem("E-SITE-EXTERNAL", found=reference.address)
        return
    path, anchor = unquote(parts.path), unquote(parts.fragment)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    if target not in files:  # what begins with a slash is in no folder
        yield problem("E-SITE-LINK", file=target)
    elif anchor and target in found and anchor not in found[target].anchors:
        yield problem("E-SITE-ANCHOR", found=anchor, file=target)
