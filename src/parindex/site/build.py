"""The building: two trees of Markdown become one site, by MkDocs, both languages at the same time."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

from parindex import __version__
from parindex.errors import Language, Problem, UsageError, problem
from parindex.fields import pick
from parindex.site import links, search
from parindex.site.navigation import Nav
from parindex.site.page import LANGUAGES

__all__ = ["MARK", "Job", "build", "configuration", "digest", "ready"]

ASSETS = Path(__file__).parent / "assets"
MARK = "parindex-site.json"  # stands in every built site: only such a folder is ever replaced
# Ours first: what a kind of page adds may say otherwise.
_STYLES = ("site.css", *sorted(file.name for file in ASSETS.glob("*.css") if file.name != "site.css"))
# What MkDocs and its theme leave behind and no page asks for: maps of scripts, stemmers, the theme's own
# search, a sitemap that needs an address, and a page of errors that works only at the root of a server.
_LEFTOVERS = (
    "404.html",
    "sitemap.xml.gz",
    "assets/**/*.map",
    "assets/images/favicon.png",
    "assets/javascripts/lunr",
    "assets/javascripts/workers",
)
_FEATURES = (
    "content.code.copy",
    "navigation.footer",
    "navigation.indexes",
    "navigation.prune",
    "navigation.top",
    "toc.follow",
)
# All that MkDocs would say of links: they are checked in what was built, HTML blocks included, with a place.
_UNCHECKED = ("absolute_links", "anchors", "not_found", "unrecognized_links")
_EXTENSIONS: tuple[str | dict[str, object], ...] = (
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "sane_lists",
    "tables",
    {"pymdownx.highlight": {"anchor_linenums": False}},
    {"pymdownx.escapeall": {"hardbreak": True, "nbsp": False}},  # as CommonMark: any mark can be escaped
    "pymdownx.superfences",
)


@dataclass(frozen=True, slots=True)
class Job:
    """What is built: ``trees`` has a folder of Markdown for each language, ``navs`` the navigation of each.

    ``packages`` has the packages of the search (:func:`parindex.site.search.packages`), ``code`` the sources
    that the reference is read from, and ``calculator`` puts the calculator's runtime into a folder.
    """

    trees: Path
    navs: Mapping[Language, Nav]
    packages: Path
    code: Path | None = None
    calculator: Callable[[Path], object] | None = None


def build(job: Job, output: Path) -> tuple[Problem, ...]:
    """Build the site into a folder, or return what is wrong with it and leave the folder as it is.

    The Vietnamese site is at the root of the folder, the English one below ``en/``. The same job gives the
    same bytes.

    Raises:
        UsageError: as `ready`, or the folder cannot be written (``E-WRITE``).
    """
    ready(output)
    output = output.resolve()
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".site-", dir=output.parent) as work:
            return _built(job, Path(work), output)
    except OSError as error:
        raise UsageError(problem("E-WRITE", file=str(output), reason=error.strerror or "")) from None


def ready(output: Path) -> None:
    """Check what can be checked before anything is done.

    Raises:
        UsageError: the extra ``docs`` is not installed (``E-EXTRA``), or the folder holds something else than
            a built site (``E-SITE-OUTPUT``).
    """
    if not all(find_spec(name) for name in ("mkdocs", "material", "mkdocstrings")):
        raise UsageError(problem("E-EXTRA", extra="docs"))
    if output.exists() and not _replaceable(output):
        raise UsageError(problem("E-SITE-OUTPUT", file=str(output)))


def _replaceable(output: Path) -> bool:
    return output.is_dir() and ((output / MARK).is_file() or not any(output.iterdir()))


def _built(job: Job, work: Path, output: Path) -> tuple[Problem, ...]:
    problems = _rendered(job, work)
    if problems:
        return problems
    site = work / "vi"
    for each in (site, work / "en"):
        _finish(each, job.packages)
    (work / "en").rename(site / "en")
    if job.calculator is not None:
        job.calculator(site / "calculator")
    mark = {"version": __version__, "sha256": digest(job.trees)}
    (site / MARK).write_text(json.dumps(mark, indent=2) + "\n", encoding="utf-8")
    problems = links.check(site)
    if not problems:
        if output.exists():
            shutil.rmtree(output)
        site.rename(output)
    return problems


def digest(trees: Path) -> str:
    """Return the SHA-256 of all that pages are made of: of the paths and contents of both trees, in order."""
    known = hashlib.sha256()
    for file in sorted(each for each in trees.rglob("*") if each.is_file()):
        content = file.read_bytes()
        known.update(f"{file.relative_to(trees).as_posix()}\0{len(content)}\0".encode() + content)
    return known.hexdigest()


def _rendered(job: Job, work: Path) -> tuple[Problem, ...]:
    """Run MkDocs for each language, all at once, and return what it finds wrong."""
    # No day of today in a page, and no advertisement in the messages.
    surroundings = os.environ | {
        "SOURCE_DATE_EPOCH": "0",
        "PYTHONHASHSEED": "0",
        "NO_MKDOCS_2_WARNING": "1",
        "NO_COLOR": "1",
    }
    running = []
    for lang in LANGUAGES:
        file = work / f"{lang}.json"  # JSON is YAML too
        file.write_text(json.dumps(configuration(job, lang), ensure_ascii=False), encoding="utf-8")
        # Not quiet: a warning that is not told does not count for the strict either.
        words = ("build", "--strict", "--config-file", str(file), "--site-dir", str(work / lang))
        running.append(
            subprocess.Popen(  # noqa: S603 (this same Python, with fixed words)
                (sys.executable, "-m", "mkdocs", *words),
                cwd=work,
                env=surroundings,
                text=True,
                encoding="utf-8",
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        )
    said = [process.communicate()[0] for process in running]
    return tuple(
        problem("E-SITE-ENGINE", (lang, line))
        for lang, process, text in zip(LANGUAGES, running, said, strict=True)
        if process.returncode
        for line in _complaints(text)
    )


def _complaints(said: str) -> Iterator[str]:
    """Find the lines of warnings and errors; where there are none, the last line says why it stopped."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    found = [line for line in lines if line.startswith(("WARNING", "ERROR"))]
    yield from found or lines[-1:] or ["?"]


def _finish(site: Path, packages: Path) -> None:
    """Turn what MkDocs leaves for one language into a site that needs nothing but itself."""
    for pattern in _LEFTOVERS:
        for each in list(site.glob(pattern)):
            if each.is_dir():
                shutil.rmtree(each)
            else:
                each.unlink()
    for name in (*_STYLES, "site.js", "favicon.svg"):
        shutil.copyfile(ASSETS / name, site / "assets" / name)
    search.install(site, packages)
    (site / "assets" / "licences.txt").write_text("\n".join(_licences(packages)), encoding="utf-8")


def _licences(packages: Path) -> Iterator[str]:
    """Write the licence of everything of others that a page loads."""
    theme = distribution("mkdocs-material")
    known = {"mkdocs-material": [Path(str(theme.locate_file(file))) for file in theme.files or ()]}
    known |= {name: list((packages / name).glob("*")) for name in ("iframe-worker", "minisearch")}
    for name, files in known.items():
        for file in sorted(each for each in files if each.stem == "LICENSE"):
            yield f"{name}\n\n{file.read_text('utf-8')}"


def configuration(job: Job, lang: Language) -> dict[str, object]:
    """Return what MkDocs is told about the site of one language, as plain values."""
    known = digest(job.trees)
    footer = (
        f"parindex {__version__} · {pick(lang, 'nội dung', 'content')} "
        f'<code title="SHA-256: {known}">{known[:12]}</code>'
    )
    plugins: list[dict[str, object]] = [{"material/search": {"lang": "en", "separator": " ", "pipeline": []}}]
    if job.code is not None:
        plugins.append({"mkdocstrings": _reference(job.code)})
    return {
        "site_name": pick(lang, "Chỉ số CCHC", "PAR INDEX"),
        "site_description": pick(
            lang,
            "Bộ tiêu chí cải cách hành chính: từng tiêu chí, cách chấm, căn cứ, so sánh các năm.",
            "Vietnam's administrative reform index: every criterion, how it scores, its source, its history.",
        ),
        "docs_dir": str((job.trees / lang).resolve()),
        "use_directory_urls": False,
        "copyright": footer,
        "extra": {
            "alternate": True,
            "calculator": job.calculator is not None,
            "generator": False,
            "polyfills": ["assets/iframe-worker.js"],
        },
        "extra_css": [f"assets/{name}" for name in _STYLES],
        "extra_javascript": ["assets/site.js"],
        "markdown_extensions": [*_EXTENSIONS, {"toc": _contents(lang)}],
        "nav": _plain(job.navs[lang]),
        "not_in_nav": "*",
        "plugins": plugins,
        "theme": _theme(lang),
        "validation": {
            "nav": {"omitted_files": "ignore", "not_found": "warn", "absolute_links": "warn"},
            "links": dict.fromkeys(_UNCHECKED, "ignore"),
        },
    }


def _plain(nav: Nav) -> list[dict[str, object]]:
    return [{title: target if isinstance(target, str) else _plain(target)} for title, target in nav]


def _contents(lang: Language) -> dict[str, object]:
    title = pick(lang, "Liên kết tới mục này", "Link to this section")
    return {"permalink": "#", "permalink_title": title, "toc_depth": 3}


def _theme(lang: Language) -> dict[str, object]:
    # Media, scheme, icon, and what a press on it does.
    shades = (
        ("(prefers-color-scheme)", "default", "auto", ("Theo máy: đổi sang nền sáng", "System: to light")),
        ("(prefers-color-scheme: light)", "default", "7", ("Nền sáng: đổi sang nền tối", "Light: to dark")),
        ("(prefers-color-scheme: dark)", "slate", "4", ("Nền tối: đổi theo máy", "Dark: to system")),
    )
    return {
        "name": "material",
        "custom_dir": str(ASSETS / "overrides"),
        "favicon": "assets/favicon.svg",
        "features": list(_FEATURES),
        "font": False,
        "icon": {"logo": "material/scale-balance"},
        "language": lang,
        "palette": [
            {
                "media": media,
                "scheme": scheme,
                "primary": "custom",
                "accent": "custom",
                "toggle": {"icon": f"material/brightness-{icon}", "name": pick(lang, *words)},
            }
            for media, scheme, icon, words in shades
        ],
    }


def _reference(code: Path) -> dict[str, object]:
    options = {
        "docstring_style": "google",
        "heading_level": 3,
        "members_order": "source",
        "separate_signature": True,
        "show_root_heading": True,
        "show_source": False,
    }
    handler = {"paths": [str(code.resolve())], "inventories": [], "options": options}
    return {"enable_inventory": False, "handlers": {"python": handler}}
