"""The generator: every page of both languages, written as plain Markdown before anything is built."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from parindex.errors import Language
from parindex.fields import FrozenMap, pick
from parindex.site import (
    band_page,
    calculator_page,
    calendar_page,
    change_page,
    criterion,
    error_page,
    home,
    manual,
    plan_page,
    reading_page,
    reference_page,
    result_page,
    ruleset_page,
    source_page,
)
from parindex.site.material import Material
from parindex.site.page import LANGUAGES, Page, block, escape, heading, trail

__all__ = ["collect", "text", "write"]

_WRITERS: tuple[Callable[[Material, Language], Iterator[Page]], ...] = (
    home.pages,
    calculator_page.pages,
    ruleset_page.pages,
    criterion.pages,
    band_page.pages,
    reading_page.pages,
    calendar_page.pages,
    change_page.pages,
    source_page.pages,
    plan_page.pages,
    result_page.pages,
    manual.pages,
    error_page.pages,
    reference_page.pages,
)


def collect(material: Material, lang: Language) -> Mapping[str, Page]:
    """Return every page of one language by path.

    Raises:
        ValueError: two modules write one path.
    """
    found: dict[str, Page] = {}
    for pages in _WRITERS:
        for page in pages(material, lang):
            if page.path in found:
                raise ValueError(page.path)
            found[page.path] = page
    return FrozenMap(found)


def text(page: Page) -> str:
    """Write a page as Markdown: front matter, the way to it, what must be known of it, its body."""
    front = {"title": page.title, **({"description": page.summary} if page.summary else {})}
    lines = [
        "---",
        *(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items()),
        "---",
    ]
    know = pick(page.lang, "Cần biết", "To be known")
    labels = [f'!!! warning "{know}"\n\n' + "\n".join(f"    - {escape(label)}" for label in page.labels)]
    return (
        "\n".join(lines)
        + "\n\n"
        + block(trail(page), heading(1, page.title, "top"), *(labels if page.labels else ()), page.body)
    )


def write(material: Material, target: Path) -> Mapping[Language, Mapping[str, Page]]:
    """Write the trees of both languages, ``TARGET/vi`` and ``TARGET/en``, and return their pages."""
    found: dict[Language, Mapping[str, Page]] = {}
    for lang in LANGUAGES:
        found[lang] = collect(material, lang)
        for page in found[lang].values():
            file = target / lang / page.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text(page), encoding="utf-8", newline="\n")
    return FrozenMap(found)
