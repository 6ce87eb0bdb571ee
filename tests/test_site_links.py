"""Links of a built site: each leads to what is there, and nothing is fetched from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from parindex.errors import Place
from parindex.site import links

EMPTY = "<!doctype html><title>x</title><h1 id='top'>x</h1>"


def found(folder: Path, **pages: str) -> list[tuple[str, str]]:
    """Return what is wrong with a site of a few pages: its code, and the page with what it names."""
    for name, text in pages.items():
        stem, _, suffix = name.rpartition("_")
        file = folder / f"{stem.replace('__', '/')}.{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return [
        (
            each.code,
            " ".join((each.place.file if each.place else "?", *(str(text) for _, text in each.details))),
        )
        for each in links.check(folder)
    ]


def test_links_that_hold(tmp_path: Path) -> None:
    """Pages, anchors, folders above, other languages, queries, data and addresses of other sites are fine."""
    page = """<a href="b.html">1</a> <a href="b.html#top">2</a> <a href="#here">3</a> <a id="here"></a>
      <a href="">4</a> <a href="en/a.html?x=1#top">5</a> <img src="data:image/png;base64,AA==">
      <a href="https://example.org/">6</a> <a href="mailto:a@example.org">7</a> <a name="old"></a>
      <a href="#old">8</a> <img srcset="x.png 1x, x.png 2x"> <a href="b.html#%E1%BA%A5">9</a>
      <i style="color: red"></i> <i href></i> <link rel="stylesheet" href="s.css">"""
    (tmp_path / "x.png").touch()
    there = f"{EMPTY}<p id='ấ'>"
    style = "i{background:url('x.png')}"
    assert not found(
        tmp_path, a_html=page, b_html=there, en__a_html='<a id="top" href="../a.html">x</a>', s_css=style
    )


@pytest.mark.parametrize(
    ("html", "code", "named"),
    [
        ('<a href="c.html">x</a>', "E-SITE-LINK", "a.html c.html"),
        ('<a href="../b.html">x</a>', "E-SITE-LINK", "a.html ../b.html"),
        ('<a href="en/">x</a>', "E-SITE-LINK", "a.html en"),
        ('<a href="/b.html">x</a>', "E-SITE-LINK", "a.html /b.html"),
        ('<a href="b.md">x</a>', "E-SITE-LINK", "a.html b.md"),
        ('<img src="x.png">', "E-SITE-LINK", "a.html x.png"),
        ('<script src="x.js"></script>', "E-SITE-LINK", "a.html x.js"),
        ('<img srcset="x.png 1x">', "E-SITE-LINK", "a.html x.png"),
        ('<svg><use xlink:href="x.svg#a"/></svg>', "E-SITE-LINK", "a.html x.svg"),
        ("<style>@import 'x.css';</style>", "E-SITE-LINK", "a.html x.css"),
        ('<i style="background: url(x.png)"></i>', "E-SITE-LINK", "a.html x.png"),
        ('<a href="b.html#bottom">x</a>', "E-SITE-ANCHOR", "a.html bottom b.html"),
        ('<a href="#bottom">x</a>', "E-SITE-ANCHOR", "a.html bottom a.html"),
        ('<a href="#Top">x</a><p id="top">', "E-SITE-ANCHOR", "a.html Top a.html"),
        ('<script src="https://example.org/x.js">', "E-SITE-EXTERNAL", "a.html https://example.org/x.js"),
        ('<img src="//example.org/x.png">', "E-SITE-EXTERNAL", "a.html //example.org/x.png"),
        ('<link href="http://example.org/x.css">', "E-SITE-EXTERNAL", "a.html http://example.org/x.css"),
        ('<iframe src="https://example.org"></iframe>', "E-SITE-EXTERNAL", "a.html https://example.org"),
        ('<form action="https://example.org">', "E-SITE-EXTERNAL", "a.html https://example.org"),
        ("<i style=\"background: url('//example.org/a')\">", "E-SITE-EXTERNAL", "a.html //example.org/a"),
        ('<a href="javascript:alert(1)">x</a>', "E-SITE-EXTERNAL", "a.html javascript:alert(1)"),
        ('<a href="file:///etc/passwd">x</a>', "E-SITE-EXTERNAL", "a.html file:///etc/passwd"),
    ],
)
def test_what_is_wrong(tmp_path: Path, html: str, code: str, named: str) -> None:
    """Each kind of address that leads nowhere, or fetches from elsewhere, is found and named."""
    assert found(tmp_path, a_html=html, b_html=EMPTY, en__a_html=EMPTY) == [(code, named)]


def test_style_sheets(tmp_path: Path) -> None:
    """A style sheet must not fetch a font from elsewhere, nor name a file that is missing."""
    sheet = '@import "https://example.org/a.css"; @font-face{src:url(b.woff2)}'
    assert found(tmp_path, s_css=sheet) == [
        ("E-SITE-EXTERNAL", "s.css https://example.org/a.css"),
        ("E-SITE-LINK", "s.css b.woff2"),
    ]


def test_places(tmp_path: Path) -> None:
    """A problem stands at the page, the line and the column of the tag."""
    (tmp_path / "a.html").write_text('<p>\n  <a href="c.html">x</a>', encoding="utf-8")
    assert [each.place for each in links.check(tmp_path)] == [Place("a.html", 2, 3)]
