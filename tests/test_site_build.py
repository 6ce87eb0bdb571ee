"""The building of the site: from two trees of Markdown to pages that need nothing but themselves."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from parindex import __version__
from parindex.errors import UsageError
from parindex.site.build import MARK, Job, build, configuration, digest, ready
from parindex.site.page import LANGUAGES

ITEM = "rulesets/a/b/2024/items/plan"
PLAN = """<nav class="trail" aria-label="Vị trí" markdown="span">[Trang chủ](../../../../../index.md)</nav>

# 1.1 Kế hoạch {#top}

!!! warning "Cần biết"

    - Minh hoạ

## Cách chấm {#points}

| a\\@b | Điểm |
| --- | ---: |
| Đúng hạn | 2,5 |

<math><mn>1</mn></math>

```sh
parindex list
```
"""
PAGES = {
    "index.md": f"- [Máy tính](calculator.md?ruleset=a%402024)\n- [1.1]({ITEM}.md#points)\n",
    "calculator.md": "x",
    f"{ITEM}.md": PLAN,
}
NAV = (("Trang chủ", "index.md"), ("Phần", (("Máy tính", "calculator.md"),)))


def job(folder: Path, **pages: str) -> Job:
    """Write both trees, and packages that npm would bring."""
    for lang in LANGUAGES:
        for path, body in {**PAGES, **{f"{name}.md": text for name, text in pages.items()}}.items():
            file = folder / "trees" / lang / path
            file.parent.mkdir(parents=True, exist_ok=True)
            front = f'---\ntitle: "{lang} {file.stem}"\ndescription: "Nói về {file.stem}"\n---\n\n'
            file.write_text(front + body, encoding="utf-8")
    for name in ("minisearch/dist/umd/index.js", "iframe-worker/shim/index.js"):
        file = folder / "packages" / name
        file.parent.mkdir(parents=True)
        file.write_text(f"// {name}\n", encoding="utf-8")
        (folder / "packages" / name.partition("/")[0] / "LICENSE.txt").write_text("MIT\n", encoding="utf-8")
    return Job(folder / "trees", dict.fromkeys(LANGUAGES, NAV), folder / "packages")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small site once, with something in the place of the calculator."""
    folder = tmp_path_factory.mktemp("build")

    def calculator(target: Path) -> None:
        target.mkdir()
        (target / "calculator.js").write_text("// runs\n", encoding="utf-8")

    wanted = replace(job(folder), calculator=calculator)
    assert build(wanted, folder / "deep" / "site") == ()
    return folder / "deep" / "site"


class _Tags(HTMLParser):
    """Every tag of a page, with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags(file: Path, name: str) -> list[dict[str, str | None]]:
    """Return the attributes of every tag of one name."""
    return [attributes for tag, attributes in _Tags(file.read_text("utf-8")).tags if tag == name]


def test_languages(site: Path) -> None:
    """Vietnamese is at the root and English below en/, each page with a link to itself in the other."""
    for page in ("index.html", "calculator.html", f"{ITEM}.html"):
        for lang, folder, other in (("vi", site, "en"), ("en", site / "en", "vi")):
            file = folder / page
            assert tags(file, "html")[0]["lang"] == lang
            (switch,) = (each for each in tags(file, "a") if each.get("rel") == "alternate")
            assert (switch["lang"], switch["hreflang"]) == (other, other)
            target = (file.parent / str(switch["href"])).resolve()
            assert target == (site / page if other == "vi" else site / "en" / page).resolve()


def test_pages(site: Path) -> None:
    """Tables, formulas, escapes and anchors come out, with a description and a way past the navigation."""
    text = (site / f"{ITEM}.html").read_text("utf-8")
    assert '<th style="text-align: right;">Điểm</th>' in text
    assert "<math><mn>1</mn></math>" in text
    assert "<th>a@b</th>" in text
    assert '<h2 id="points">' in text
    assert '<nav aria-label="Vị trí" class="trail">' in text
    assert '<meta name="description" content="Nói về plan">' in text
    assert re.search(r'<a href="#top" class="md-skip">\s*Chuyển tới nội dung', text)
    assert "Skip to content" in (site / "en" / f"{ITEM}.html").read_text("utf-8")


def test_nothing_from_elsewhere(site: Path) -> None:
    """No page asks anything of another place: letters, scripts, colours and pictures are its own."""
    for file in site.rglob("*.html"):
        asked = [
            each.get("src") or each.get("href") or ""
            for tag in ("script", "link", "img")
            for each in tags(file, tag)
        ]
        assert asked
        assert not [each for each in asked if "//" in each]
    assert not list(site.rglob("*.woff*"))


def test_leftovers(site: Path) -> None:
    """Nothing lies about that no page uses, and nothing says when the site was built."""
    names = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    assert not [each for each in names if each.endswith((".map", ".gz", "404.html", "objects.inv"))]
    assert not [each for each in names if "lunr" in each or "/workers/" in each]
    assert {
        "search/data.js",
        "search/worker.js",
        "en/search/data.js",
        "assets/site.css",
        "en/assets/site.js",
    } <= names
    assert "<lastmod>" not in (site / "sitemap.xml").read_text("utf-8")


def test_licences(site: Path) -> None:
    """The licence of everything of others that a page loads is kept beside it."""
    text = (site / "assets" / "licences.txt").read_text("utf-8")
    assert all(f"{name}\n\n" in text for name in ("mkdocs-material", "iframe-worker", "minisearch"))
    assert "Martin Donath" in text


def test_search_is_ours(site: Path) -> None:
    """The dialog of the theme is told of our worker, whose pages are those of one language."""
    for folder, title in ((site, "1.1 Kế hoạch"), (site / "en", "1.1 Kế hoạch")):
        text = (folder / f"{ITEM}.html").read_text("utf-8")
        assert 'c.search="../../../../../search/worker.js"' in text
        data = (folder / "search" / "data.js").read_text("utf-8")
        known = json.loads(data.removeprefix("self.PAGES = ").rstrip(";\n"))
        assert sorted(each[0] for each in known) == ["calculator.html", "index.html", f"{ITEM}.html"]
        assert next(each[1:3] for each in known if each[0] == f"{ITEM}.html") == [
            title,
            ["1.1", "plan", "a/b@2024 1.1", "a/b@2024 plan"],
        ]


def test_footer(site: Path) -> None:
    """Every page says which version and which content it was built from, and the folder says it too."""
    mark = json.loads((site / MARK).read_text("utf-8"))
    assert mark == {"version": __version__, "sha256": digest(site.parents[1] / "trees")}
    for file in site.rglob("*.html"):
        text = file.read_text("utf-8")
        assert f"parindex {__version__}" in text
        assert f'title="SHA-256: {mark["sha256"]}">{mark["sha256"][:12]}<' in text


def test_calculator(site: Path) -> None:
    """The calculator is put beside both languages once; its page says nothing then."""
    assert (site / "calculator" / "calculator.js").is_file()
    assert not (site / "en" / "calculator").exists()
    assert "không có máy tính điểm" not in (site / "calculator.html").read_text("utf-8")


def test_one_memory_of_colours(site: Path) -> None:
    """Both languages keep the chosen colours in one place."""
    assert '__md_scope=new URL("./..",location)' in (site / "en" / "index.html").read_text("utf-8")
    assert '/..",location)</script>' not in (site / "index.html").read_text("utf-8")


def content(folder: Path) -> dict[str, str]:
    """Return the digest of each file of a folder."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return {
        each.relative_to(folder).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest() for each in files
    }


def test_the_same_bytes(tmp_path: Path) -> None:
    """Two builds from two folders are the same to the byte, and a build replaces an older one."""
    (tmp_path / "empty").mkdir()
    first, second = job(tmp_path / "a"), job(tmp_path / "elsewhere")
    assert build(first, tmp_path / "empty") == ()
    once = content(tmp_path / "empty")
    (tmp_path / "empty" / "old.html").touch()
    assert build(second, tmp_path / "empty") == ()
    assert content(tmp_path / "empty") == once
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_without_a_calculator(tmp_path: Path) -> None:
    """A build without the calculator says so on its page, in both languages."""
    assert build(job(tmp_path), tmp_path / "site") == ()
    for page, words in (("calculator", "Bản dựng này không có"), ("en/calculator", "This build has no")):
        assert words in (tmp_path / "site" / f"{page}.html").read_text("utf-8")


def test_a_broken_link(tmp_path: Path) -> None:
    """A link that leads nowhere fails the build in both languages, and the folder stays as it was."""
    problems = build(job(tmp_path, more="[x](index.md#nowhere)"), tmp_path / "site")
    assert [(each.code, each.place and each.place.file) for each in problems] == [
        ("E-SITE-ANCHOR", "en/more.html"),
        ("E-SITE-ANCHOR", "more.html"),
    ]
    assert not (tmp_path / "site").exists()


def test_what_the_engine_says(tmp_path: Path) -> None:
    """A page of the navigation that is not there fails the build with what MkDocs says, for each language."""
    wanted = job(tmp_path)
    wanted = replace(wanted, navs=dict.fromkeys(LANGUAGES, (*NAV, ("Không có", "nowhere.md"))))
    problems = build(wanted, tmp_path / "site")
    assert [(each.code, each.path[0]) for each in problems] == [
        ("E-SITE-ENGINE", "vi"),
        ("E-SITE-ENGINE", "en"),
    ]
    assert all("nowhere.md" in str(each.path[1]) for each in problems)


@pytest.mark.parametrize(("program", "said"), [("echo hm; exit 3", "hm"), ("exit 3", "?")])
def test_the_engine_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, said: str) -> None:
    """When MkDocs stops without a warning, the last thing that it said is told."""
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))
    problems = build(job(tmp_path), tmp_path / "site")
    assert [(each.code, each.path) for each in problems] == [
        ("E-SITE-ENGINE", ("vi", said)),
        ("E-SITE-ENGINE", ("en", said)),
    ]


@pytest.mark.parametrize("name", ["file", "folder"])
def test_only_a_built_site_is_replaced(tmp_path: Path, name: str) -> None:
    """A folder with other files, or a file, is never replaced."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "letter.txt").write_text("dear", encoding="utf-8")
    (tmp_path / "file").write_text("dear", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        build(job(tmp_path), tmp_path / name)
    assert [each.code for each in caught.value.problems] == ["E-SITE-OUTPUT"]
    assert (tmp_path / "folder" / "letter.txt").read_text("utf-8") == "dear"


def test_no_place_to_write(tmp_path: Path) -> None:
    """A folder that cannot be written is told."""
    (tmp_path / "file").touch()
    with pytest.raises(UsageError) as caught:
        build(job(tmp_path), tmp_path / "file" / "site")
    assert [each.code for each in caught.value.problems] == ["E-WRITE"]


@pytest.mark.parametrize("missing", ["mkdocs", "material", "mkdocstrings"])
def test_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """Without one of the packages the extra is named, before anything is done."""
    monkeypatch.setattr("parindex.site.build.find_spec", lambda name: None if name == missing else object())
    with pytest.raises(UsageError) as caught:
        ready(tmp_path / "site")
    assert [(each.code, dict(each.details)) for each in caught.value.problems] == [
        ("E-EXTRA", {"extra": "docs"})
    ]


def test_configuration(tmp_path: Path) -> None:
    """The configuration is plain JSON; the reference is read only where there is code to read."""
    wanted = job(tmp_path)
    plain = configuration(wanted, "vi")
    assert json.loads(json.dumps(plain)) == plain
    assert len(plain["plugins"]) == 1  # type: ignore[arg-type]  # a list
    read = configuration(replace(wanted, code=tmp_path), "en")["plugins"]
    assert str(tmp_path) in json.dumps(read)


def test_digest(tmp_path: Path) -> None:
    """The digest changes with a name and with a content, and with nothing else."""
    (tmp_path / "a").write_text("x", encoding="utf-8")
    before = digest(tmp_path)
    (tmp_path / "a").write_text("y", encoding="utf-8")
    assert digest(tmp_path) != before
    (tmp_path / "a").write_text("x", encoding="utf-8")
    assert digest(tmp_path) == before
    (tmp_path / "a").rename(tmp_path / "b")
    assert digest(tmp_path) != before
