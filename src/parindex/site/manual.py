"""The manual: each document of ``docs/`` taken apart by language, its links led to pages of the site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter

from parindex.errors import Language
from parindex.fields import FrozenMap, pick
from parindex.site.material import Material
from parindex.site.page import Page
from parindex.vietnamese import fold

__all__ = ["Chapter", "chapters", "pages"]

# Written by other modules, or of the repository alone.
_ELSEWHERE = frozenset({"index.md", "reference/errors.md"})
# Both languages stand in every line of these.
_SHARED = frozenset({"glossary.md", "promises.md"})
# Documents in English alone: what they are called in Vietnamese.
_TITLES = {
    "explanation/dependencies.md": "Thư viện phụ thuộc",
    "explanation/design.md": "Thiết kế",
    "explanation/exactness.md": "Tính chính xác",
    "how-to/use-from-python.md": "Dùng từ Python",
    "reference/calculator.md": "Giao thức của máy tính điểm",
    "reference/cli.md": "Dòng lệnh",
}
_FENCE = re.compile(r"^ *(```+|~~~+)")
_HEADING = re.compile(r"^(#{1,6}) (.+?)\s*$")
_LINK = re.compile(r"(`+[^`]*`+)|\[([^\]\[]*)\]\(([^)\s]+)\)")
_MARK = re.compile(r'^<a id="([^"]+)"></a>$')
# The mark above the English half belongs to it.
_HALVES: dict[str, Language] = {"## Tiếng Việt": "vi", '<a id="english"></a>': "en", "## English": "en"}
_NESTED = re.compile(r"^((?:  )+)(?=[-*] |\d+\. )")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A document of the manual in one language; ``anchors`` leads to those of its headings and marks."""

    path: str
    lang: Language
    title: str
    lines: tuple[str, ...]
    anchors: Mapping[str, str]
    translated: bool


def chapters(material: Material, lang: Language) -> Mapping[str, Chapter]:
    """Read every document of the manual in one language, by path; one that has English alone gives that."""
    folder = material.root / "docs"
    found = {}
    for file in sorted(folder.rglob("*.md")):
        path = file.relative_to(folder).as_posix()
        if path not in _ELSEWHERE:
            found[path] = _chapter(path, file.read_text(encoding="utf-8"), lang)
    return FrozenMap(found)


def pages(material: Material, lang: Language) -> Iterator[Page]:
    """Write a page for each document of the manual."""
    found = chapters(material, lang)
    for each in found.values():
        body = "\n".join(_written(each, found))
        yield Page(each.path, lang, each.title, body if each.translated else _english(body))


def _english(body: str) -> str:
    note = '!!! info "Trang này chỉ có tiếng Anh"\n'
    return f'{note}\n<div lang="en" markdown="1">\n\n{body}\n\n</div>\n'


def _chapter(path: str, text: str, lang: Language) -> Chapter:
    first, *lines = text.splitlines()
    halves = _split(lines)
    own = halves.get(lang) or halves.get("en") or tuple(lines)
    translated = lang == "en" or bool(halves) or path in _SHARED
    title = _in(first.removeprefix("# "), lang) if translated else _TITLES.get(path, first.removeprefix("# "))
    lifted = tuple(_anchored(own, lang, lift=bool(halves)))
    other: Language = "en" if lang == "vi" else "vi"
    theirs = tuple(_anchored(halves.get(other, ()), other, lift=True))
    return Chapter(path, lang, title, lifted, _leading(lifted, theirs), translated)


def _split(lines: list[str]) -> dict[Language, tuple[str, ...]]:
    """Take the halves of a document apart; none where it is not written in halves.

    Another section of their level ends them, and belongs to both.
    """
    found: dict[Language, list[str]] = {}
    open_: list[list[str]] = []
    for line, code in _coded(lines):
        if not code and line in _HALVES:
            open_ = [found.setdefault(_HALVES[line], [])]
            continue
        if not code and line.startswith("## "):
            open_ = list(found.values())
        for half in open_:
            half.append(line)
    return {each: tuple(half) for each, half in found.items()}


def _coded(lines: list[str] | tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Tell of each line whether it is code, its fences included."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        yield line, bool(fence) or mark is not None
        if mark is not None and not fence:
            fence = mark[1]
        elif mark is not None and mark[1] == fence:
            fence = ""


def _anchored(lines: tuple[str, ...], lang: Language, *, lift: bool) -> Iterator[str]:
    """Give each heading an anchor of its own, one level higher where the language had the level above."""
    seen: dict[str, int] = {}
    for line, code in _coded(lines):
        found = None if code else _HEADING.match(line)
        if found is None:
            # A list in a list is set in by two blanks here, by four in the dialect of the site.
            yield line if code else _NESTED.sub(r"\1\1", line)
            continue
        lift = lift and found[1] != "##"  # a section of both languages is where it belongs
        anchor = _slug(found[2])
        count = seen[anchor] = seen.get(anchor, -1) + 1
        yield f"{found[1][lift:]} {_in(found[2], lang)} {{#{anchor}{f'-{count}' if count else ''}}}"


def _in(title: str, lang: Language) -> str:
    """Choose the language of a title in both."""
    vi, _, en = title.partition(" · ")
    return pick(lang, vi, en or vi)


def _slug(words: str) -> str:
    """Make an anchor of a heading as a reader of the repository has it, without diacritics.

    >>> _slug("2. Bảng `phiếu`")
    '2-bang-phieu'
    """
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", fold(words)).strip())


def _leading(own: tuple[str, ...], other: tuple[str, ...]) -> Mapping[str, str]:
    """Lead each anchor of a half to itself, and those of another half that goes alike to the same places.

    A mark stands in for no other: it is known as what it is called.
    """
    mine, theirs = list(_outline(own)), list(_outline(other))
    alike = [level for level, _ in mine] == [level for level, _ in theirs]
    pairs = chain(zip(theirs, mine, strict=True) if alike else (), zip(mine, mine, strict=True))
    marks = (found[1] for line, code in _coded(own) if not code and (found := _MARK.match(line)))
    led = {anchor: place for (_, anchor), (_, place) in pairs}
    return FrozenMap(led | {_slug(mark): mark for mark in marks})


def _outline(lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Give the level and the anchor of each heading."""
    for line, code in _coded(lines):
        if not code and (found := re.search(r"^(#+) .*\{#([^}]+)\}$", line)):
            yield found[1], found[2]


def _written(chapter: Chapter, found: Mapping[str, Chapter]) -> Iterator[str]:
    def linked(match: re.Match[str]) -> str:
        return match[0] if match[1] else _link(match[2], match[3], chapter, found)

    for code, lines in groupby(_coded(chapter.lines), key=itemgetter(1)):
        part = "\n".join(line for line, _ in lines)  # a link may run over two lines
        yield part if code else _LINK.sub(linked, part)


def _link(text: str, target: str, chapter: Chapter, found: Mapping[str, Chapter]) -> str:
    """Lead a link to its page; what is in the repository alone, or not in this language, stays as text."""
    if re.match(r"[a-z]+:", target):
        return f"[{text}]({target})"
    file, _, anchor = target.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(chapter.path), file)) if file else chapter.path
    known = _KNOWN.get(path)
    if known is not None:
        return f"[{text}]({_relative(known(anchor), chapter.path)})"
    if path not in found:
        return text if "`" in text or posixpath.basename(path) in text else f"{text} (`{path.lstrip('./')}`)"
    wanted = found[path].anchors.get(_slug(anchor))
    mark = f"#{wanted}" if wanted else ""
    if path == chapter.path:
        return f"[{text}]({mark})" if mark else text
    return f"[{text}]({_relative(path, chapter.path)}{mark})"


def _relative(path: str, at: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(at))


# Pages that other modules write, and what becomes of an anchor there.
_KNOWN: dict[str, Callable[[str], str]] = {
    "index.md": lambda _: "index.md",
    "reference/errors.md": lambda anchor: "reference/errors.md" + (f"#{anchor.lower()}" if anchor else ""),
}
