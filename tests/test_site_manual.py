"""The manual as pages: languages taken apart, anchors and links led to pages of the site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
from commands import ROOT

from parindex.errors import Language
from parindex.messages import MESSAGES
from parindex.site import error_page, manual, reference_page
from parindex.site.material import Material
from parindex.site.page import LANGUAGES, Page

MATERIAL = cast("Material", type("Only", (), {"root": ROOT}))


def material(folder: Path, files: Mapping[str, str]) -> Material:
    """Write a small manual."""
    for name, text in files.items():
        file = folder / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return cast("Material", type("Only", (), {"root": folder}))


def written(folder: Path, files: Mapping[str, str], lang: Language) -> dict[str, Page]:
    """Write the pages of a small manual."""
    return {page.path: page for page in manual.pages(material(folder, files), lang)}


def prose(body: str) -> str:
    """Return a text of Markdown without its code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"(?ms)^ *(```+|~~~+).*?^ *\1", "", body))


def links(path: str, body: str) -> list[tuple[str, str]]:
    """Return the page and the anchor of each link of a page that leads to no other site."""
    targets = re.findall(r"(?<!`)\[[^\]\[`]*\]\(([^)\s]+)\)", prose(body))
    parts = [target.partition("#") for target in targets if not re.match(r"[a-z]+:", target)]
    folder = posixpath.dirname(path)
    return [
        (posixpath.normpath(posixpath.join(folder, file)) if file else path, anchor)
        for file, _, anchor in parts
    ]


TWINS = "# A · A\n\n## Tiếng Việt\n\n### Đầu\n\n#### Giữa\n\n## English\n\n### First\n\n#### Middle\n"
BOTH = """# Chấm · Score

[English below](#english)

## Tiếng Việt

Xem [phiếu](#phiếu-điểm), [khác](b.md#the-end) và [lỗi](reference/errors.md#E-SUM).

### Phiếu điểm

```sh
## English
[x](y.md)
```

- a
  - b

## English

See [the sheet](#the-sheet), [tests](../tests/test_x.py), `[a](b.md)` and [away](https://example.org).

### The sheet
"""


def test_each_language_has_its_own_half(tmp_path: Path) -> None:
    """A document in two halves gives two pages, each one level up, with code untouched."""
    files = {"a.md": BOTH, "b.md": "# B\n\n## The end\n"}
    vi, en = (written(tmp_path, files, lang)["a.md"] for lang in LANGUAGES)

    assert (vi.title, en.title) == ("Chấm", "Score")
    assert vi.body == (
        "\nXem [phiếu](#phieu-diem), [khác](b.md#the-end) và [lỗi](reference/errors.md#e-sum).\n\n"
        "## Phiếu điểm {#phieu-diem}\n\n```sh\n## English\n[x](y.md)\n```\n\n- a\n    - b\n"
    )
    assert en.body == (
        "\nSee [the sheet](#the-sheet), tests (`tests/test_x.py`), `[a](b.md)` and [away](https://example.org).\n\n"
        "## The sheet {#the-sheet}"
    )


def test_a_document_in_english_alone_says_so_in_vietnamese(tmp_path: Path) -> None:
    """A document without halves stands in both trees; the Vietnamese page says that it is in English."""
    files = {"reference/cli.md": "# The command line\n\nWords.\n"}
    vi, en = (written(tmp_path, files, lang)["reference/cli.md"] for lang in LANGUAGES)

    assert vi.title == "Dòng lệnh"
    assert "Trang này chỉ có tiếng Anh" in vi.body
    assert '<div lang="en" markdown="1">\n\n\nWords.\n\n</div>' in vi.body
    assert (en.title, en.body) == ("The command line", "\nWords.")


def test_an_anchor_of_the_other_language_is_left_out(tmp_path: Path) -> None:
    """A link to a heading that the half of this language lacks leads to the page, or is text on its own."""
    text = "# A · A\n\n## Tiếng Việt\n\n[x](#there) [y](b.md#there)\n\n## English\n\n### There\n"
    page = written(tmp_path, {"a.md": text, "b.md": text}, "vi")["a.md"]

    assert page.body == "\nx [y](b.md)\n"


def test_headings_that_read_alike_have_anchors_of_their_own(tmp_path: Path) -> None:
    """The second heading of the same words gets a number, as a reader of the repository has it."""
    page = written(tmp_path, {"a.md": "# A\n\n## Phiếu\n\n## Phieu\n"}, "en")["a.md"]

    assert re.findall(r"\{#(.+?)\}", page.body) == ["phieu", "phieu-1"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_document_is_a_page(lang: Language) -> None:
    """Every document of the manual is a page of each language, and no half of the other language is on it."""
    found = {page.path: page for page in manual.pages(MATERIAL, lang)}
    folder = ROOT / "docs"
    documents = {file.relative_to(folder).as_posix() for file in folder.rglob("*.md")}

    assert set(found) == documents - {"index.md", "reference/errors.md"}
    for page in found.values():
        assert page.body.strip(), page.path
        assert not re.search(r"(?m)^#+ (Tiếng Việt|English)\b", page.body), page.path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_link_of_the_manual_is_dead(lang: Language) -> None:
    """Every link of the manual leads to a page of the site, and every anchor to a heading of that page."""
    found = {
        page.path: page.body for page in (*manual.pages(MATERIAL, lang), *error_page.pages(MATERIAL, lang))
    }
    known = {*found, "index.md", *(page.path for page in reference_page.pages(MATERIAL, lang))}
    for path, body in found.items():
        for there, anchor in links(path, body):
            assert there in known, (path, there)
            marks = (f"{{#{anchor}}}", f'<a id="{anchor}"></a>')
            assert not anchor or any(mark in found[there] for mark in marks), (path, there, anchor)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_link_of_the_manual_loses_its_anchor(lang: Language) -> None:
    """What a document points at stands in each language: every link to a place still leads to a place."""
    found = manual.chapters(MATERIAL, lang)
    for page in manual.pages(MATERIAL, lang):
        meant = links(page.path, "\n".join(found[page.path].lines))
        places = [there for there, anchor in meant if anchor and there in {*found, "reference/errors.md"}]
        assert [there for there, anchor in links(page.path, page.body) if anchor] == places, page.path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_has_a_second_title(lang: Language) -> None:
    """The title of a page is its only heading of the first level."""
    for page in manual.pages(MATERIAL, lang):
        assert not re.search(r"(?m)^# ", prose(page.body)), page.path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_its_place(lang: Language) -> None:
    """The page of errors has each code once, with its anchor, its words and what to do."""
    (page,) = error_page.pages(MATERIAL, lang)

    anchors = re.findall(r"(?m)^## .*\{#(.+)\}$", page.body)
    assert anchors == [code.lower() for code in sorted(MESSAGES)]
    for code, message in MESSAGES.items():
        part = page.body.split(f"{{#{code.lower()}}}")[1].split("\n## ")[0]
        assert ("Cách xử lý" in part or "What to do" in part) == bool(message["hint_vi"]), code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_page_of_the_library_documents_exists(lang: Language) -> None:
    """Each name that the page of the library gives is there to be imported."""
    import pydoc

    (page,) = reference_page.pages(MATERIAL, lang)
    names = re.findall(r"(?m)^::: (.+)$", page.body)

    assert names
    assert all(pydoc.locate(name) is not None for name in names)


def test_an_anchor_of_the_other_language_leads_to_its_counterpart(tmp_path: Path) -> None:
    """A link to a heading of the other language leads to the one in its place, where both halves go alike."""
    text = "# B · B\n\n## Tiếng Việt\n\n[x](a.md#middle)\n\n## English\n\n[y](a.md#giữa) [z](a.md#middle)\n"
    vi, en = (written(tmp_path, {"a.md": TWINS, "b.md": text}, lang)["b.md"].body for lang in ("vi", "en"))

    assert vi == "\n[x](a.md#giua)\n"
    assert en == "\n[y](a.md#middle) [z](a.md#middle)"


def test_halves_whose_headings_differ_lead_nowhere_else(tmp_path: Path) -> None:
    """As many headings on other levels are no counterparts: the link leads to the page."""
    text = TWINS.replace("#### Middle", "### Middle")
    page = written(tmp_path, {"a.md": text, "b.md": "# B\n\n[x](a.md#middle)\n"}, "vi")["b.md"]

    assert "[x](a.md)" in page.body


SHARED = """# A · A

## Tiếng Việt

[bảng](#bảng--table) [chỗ](#Cho-nay)

<a id="Cho-nay"></a>

### Đầu

<a id="english"></a>

## English

[there](#Cho-nay)

### First

## Bảng · Table

### Rows
"""


def test_a_section_below_the_halves_is_in_both(tmp_path: Path) -> None:
    """A section of both languages is on each page at its own level, under the anchor of the repository."""
    vi, en = (written(tmp_path, {"a.md": SHARED}, lang)["a.md"].body for lang in LANGUAGES)

    assert vi.endswith("## Đầu {#dau}\n\n## Bảng {#bang--table}\n\n### Rows {#rows}")
    assert en.endswith("## First {#first}\n\n## Table {#bang--table}\n\n### Rows {#rows}")
    assert "[bảng](#bang--table)" in vi


def test_a_mark_is_an_anchor(tmp_path: Path) -> None:
    """A link leads to a mark of its own half; the mark above the English half is on neither page."""
    vi, en = (written(tmp_path, {"a.md": SHARED}, lang)["a.md"].body for lang in LANGUAGES)

    assert '[chỗ](#Cho-nay)\n\n<a id="Cho-nay"></a>\n' in vi
    assert en.startswith("\n\nthere\n")
    assert "english" not in vi + en
