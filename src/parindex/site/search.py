"""The search of the site: the words of each page, the keys it is known by, and the script that finds them."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

from parindex.errors import UsageError, problem

__all__ = ["Entry", "install", "packages", "pages"]

ASSETS = Path(__file__).parent / "assets"
_EMPTY = '{"config":{},"docs":[]}'
_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_TAG = re.compile(r"<[^>]+>")
_CODE = re.compile(r"(?:\w+(?:\.\w+)+|[0-9]+|[A-ZĐ]|[IVX]+)(?= )")  # as an annex prints it, before the name
_RULESET = re.compile(r"(?:rulesets|plans)/(?P<family>[^/]+/[^/]+)/(?P<year>[^/]+)/(?P<rest>.*)\.html")
_CHANGE = re.compile(r"changes/(?P<family>[^/]+/[^/]+)/(?P<years>[^/]+)\.html")


Section = tuple[str, str, str]
Page = tuple[str, str, list[str], list[Section]]


class Entry(TypedDict):
    """What the theme found: an address, the title there, and the text below it, both with some markup."""

    location: str
    title: str
    text: str


def packages(cache: Path) -> Path:
    """Return the folder of the two packages that the search is made of, fetched by npm where it is missing.

    Both are pinned by digest; what has been fetched once is never fetched again.

    Raises:
        UsageError: npm is not installed, or cannot fetch them (``E-SITE-NPM``).
    """
    lock = (ASSETS / "search" / "package-lock.json").read_bytes()
    kept, folder = cache / "package-lock.json", cache / "node_modules"
    # npm writes its own lock last, so that half a folder does not count.
    if kept.is_file() and kept.read_bytes() == lock and (folder / ".package-lock.json").is_file():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        raise UsageError(problem("E-SITE-NPM", reason="npm: not found"))
    cache.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ASSETS / "search" / name, cache / name)
    done = subprocess.run(  # noqa: S603 (npm with fixed words)
        (npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"),
        cwd=cache,
        check=False,
        capture_output=True,
    )
    if done.returncode:
        raise UsageError(problem("E-SITE-NPM", reason=f"npm ci: {done.returncode}"))
    return folder


def install(site: Path, packages: Path) -> None:
    """Put the search into the built site of one language.

    The theme's own index becomes ``search/data.js``, which is loaded when somebody searches; what the theme
    loads with every page stays empty. All of it works without a server too.
    """
    folder = site / "search"
    index = folder / "search_index.json"
    found = pages(json.loads(index.read_text("utf-8"))["docs"])
    library = (packages / "minisearch" / "dist" / "umd" / "index.js").read_text("utf-8")
    shim = (packages / "iframe-worker" / "shim" / "index.js").read_text("utf-8")
    own = (ASSETS / "search.js").read_text("utf-8")
    written = {
        index: _EMPTY,
        folder / "search_index.js": f"var __index = {_EMPTY}",
        folder / "data.js": f"self.PAGES = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n",
        folder / "worker.js": f"{_MAP.sub('', library)}\n{own}",
        site / "assets" / "iframe-worker.js": shim,
    }
    for file, text in written.items():
        file.write_text(text, encoding="utf-8", newline="\n")


def pages(entries: Iterable[Entry]) -> list[Page]:
    """Return each page as address, title, keys, and its sections as anchor, title and text.

    A key is a name by which somebody who knows the thing asks for it: the id of a ruleset, the code or the
    key of an item, with or without the id.

    >>> page = {"location": "rulesets/a/b/2024/items/plan.html", "title": "1.1 Kế hoạch", "text": "<p>x</p>"}
    >>> pages([page])[0][2]
    ['1.1', 'plan', 'a/b@2024 1.1', 'a/b@2024 plan']
    """
    found: dict[str, dict[str, Section]] = {}
    for entry in entries:
        location, _, anchor = entry["location"].partition("#")
        found.setdefault(location, {})[anchor] = (anchor, _plain(entry["title"]), _plain(entry["text"]))
    return [_page(location, sections) for location, sections in found.items()]


def _page(location: str, sections: dict[str, Section]) -> Page:
    # Above the title there is only the way to the page: what the page says begins at its title.
    first = sections.pop("", None)
    first = sections.pop("top", first)
    assert first is not None  # noqa: S101 (the theme finds a page before its sections)
    return location, first[1], _keys(location, first[1]), [first, *sections.values()]


def _keys(location: str, title: str) -> list[str]:
    if change := _CHANGE.fullmatch(location):
        return [" ".join(f"{change['family']}@{year}" for year in change["years"].split("-"))]
    ruleset = _RULESET.fullmatch(location)
    if ruleset is None:
        return []
    id_ = f"{ruleset['family']}@{ruleset['year']}"
    part, _, key = ruleset["rest"].partition("/")
    if part == "index":
        return [id_, ruleset["family"]]
    if part != "items":
        return []
    code = _CODE.match(title)
    names = [*([code[0]] if code else []), key]
    return [*names, *(f"{id_} {name}" for name in names)]


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())
