"""The generator: both trees whole, one page a path, and links that lead somewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from commands import ROOT

from parindex.errors import Language, NotFoundError
from parindex.ruleset.model import walk
from parindex.site import error_page, material, navigation, pages, paths
from parindex.site.page import LANGUAGES, Page


@cache
def gathered() -> material.Material:
    """Read everything that the pages say, when a test first asks: to collect the tests takes none of it."""
    return material.gather(ROOT)


@cache
def collected(lang: Language) -> Mapping[str, Page]:
    """Return every page of a language."""
    return pages.collect(gathered(), lang)


def anchors(page: Page) -> set[str]:
    """Return what links may lead to on a page."""
    return {"top", *re.findall(r"\{#([^}\s]+)", page.body), *re.findall(r'\bid="([^"]+)"', page.body)}


def test_both_languages_have_the_same_pages() -> None:
    """A page of one language is a page of the other, at the same path."""
    assert set(collected("vi")) == set(collected("en"))


def test_every_criterion_of_every_ruleset_has_a_page() -> None:
    """Each item, leaf or not, has its page, which says its name."""
    for id_, ruleset in gathered().rulesets.items():
        for item, _ in walk(ruleset.score):
            page = collected("vi")[paths.item(id_, item.key)]
            assert item.name.vi in page.title, page.path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_leads_to_a_page_and_a_place_on_it(lang: Language) -> None:
    """No link of a page is dead, before anything is built."""
    found = collected(lang)
    places = {path: anchors(page) for path, page in found.items()}
    for path, page in found.items():
        prose = re.sub(r"(?ms)^ *(```+|~~~+).*?^ *\1", "", pages.text(page))
        for target in re.findall(r"(?<!\\)\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", prose)):
            if re.match(r"https?:", target):
                continue
            file, _, anchor = target.partition("#")
            there = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), file.partition("?")[0]))
                if file
                else path
            )
            assert there in found, (path, target)
            assert not anchor or anchor in places[there], (path, target)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_illustrative_and_partial_content_is_labelled_wherever_it_stands(lang: Language) -> None:
    """Each page below a ruleset that is illustrative or structure-only carries a label."""
    for id_, ruleset in gathered().rulesets.items():
        if ruleset.standing == "illustrative" or ruleset.coverage == "structure":
            folder = posixpath.dirname(paths.ruleset(id_))
            below = [page for path, page in collected(lang).items() if path.startswith(f"{folder}/")]
            assert len(below) > len(list(walk(ruleset.score)))
            assert all(page.labels for page in below), id_


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_navigation_names_pages_that_are_there(lang: Language) -> None:
    """Everything in the navigation is a page, once; the manual is all in it."""
    listed: list[str] = []

    def gather(nav: navigation.Nav) -> None:
        for _, entry in nav:
            if isinstance(entry, str):
                listed.append(entry)
            else:
                gather(entry)

    gather(navigation.navigation(collected(lang), lang))
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(collected(lang))
    manual = {
        path for path in collected(lang) if re.match(r"(how-to|reference|explanation)/|[a-z]+\.md$", path)
    }
    assert manual <= set(listed)


def test_the_trees_are_written_the_same_each_time(tmp_path: Path) -> None:
    """What is written is what was collected before, each page in the folder of its language."""
    pages.write(gathered(), tmp_path)

    found = {file.relative_to(tmp_path).as_posix(): file for file in tmp_path.rglob("*.md")}
    wanted = {f"{lang}/{path}": page for lang in LANGUAGES for path, page in collected(lang).items()}
    assert set(found) == set(wanted)
    for path, file in found.items():
        assert file.read_text(encoding="utf-8") == pages.text(wanted[path]), path


def test_a_page_begins_with_what_must_be_known_of_it() -> None:
    """Front matter, the way to the page, its title, its labels, then its body."""
    page = Page(
        "rulesets/a/2024/bands.md",
        "en",
        'The "bands"',
        "Body.",
        "In short.",
        (("rulesets/a/2024/index.md", "A"),),
        ("Made up.",),
    )
    assert pages.text(page) == (
        '---\ntitle: "The \\"bands\\""\ndescription: "In short."\n---\n\n'
        '<nav class="trail" aria-label="You are here" markdown="span">[A](index.md)</nav>\n\n'
        '# The "bands" {#top}\n\n!!! warning "To be known"\n\n    - Made up\\.\n\nBody.\n'.replace(
            "up\\.", "up."
        )
    )


def test_a_folder_without_the_manual_is_refused(tmp_path: Path) -> None:
    """Where there is no manual, nothing is built, and it is said why."""
    with pytest.raises(NotFoundError) as raised:
        material.gather(tmp_path)

    assert [each.code for each in raised.value.problems] == ["E-SITE-ROOT"]


def test_no_path_is_written_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two modules that write one path are a fault of the generator, and are named."""
    monkeypatch.setattr(pages, "_WRITERS", (error_page.pages, error_page.pages))
    with pytest.raises(ValueError, match="errors"):
        pages.collect(gathered(), "vi")
