"""Marks: the bars, lines, dots and words of a chart, drawn by Altair and finished as one inline SVG."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import ModuleType
from typing import TYPE_CHECKING, Literal, NamedTuple
from xml.etree import ElementTree as ET

from parindex.errors import Language, UsageError, problem

if TYPE_CHECKING:  # an extra, imported only where it is used
    from altair import Axis, Chart

__all__ = ["SHADES", "Drawing", "Mark", "Plane", "Style", "clean", "draw", "length", "sign", "wrap"]

Style = Literal[
    "against-1", "against-2", "against-3", "against-4", "bar", "cell", "cell-light", "column", "dashed",
    "end", "fall", "figure", "guide", "halo", "head", "label", "label-right", "level", "link", "middle",
    "new", "node", "node-open", "note", "note-right", "number", "old", "rank", "rank-open", "rise",
    "shade-0", "shade-1", "shade-2", "shade-3", "shade-4", "shade-5", "solid", "strong", "void",
]  # fmt: skip
SHADES = ("#f1f5fa", "#d3e2f0", "#a9c8e2", "#74a6cf", "#2e699f", "#123c69")  # from light to dark, in grey too
_INK, _SOFT, _LINE, _DEEP, _PAPER = "#1b1f24", "#50565e", "#d9dde2", "#1f4e79", "#ffffff"
_RUST = "#8f3b10"
_HATCHES: Mapping[str, tuple[str, str]] = {  # stripes: how wide of 6, and in which colour
    "hatch": ("2", _DEEP), "hatch-1": ("1", _RUST), "hatch-2": ("2", _RUST),
    "hatch-3": ("3", _RUST), "hatch-4": ("4", _RUST),
}  # fmt: skip
_HATCHED = re.compile(r"url\(#(hatch[-0-9]*)\)")
_ENLARGED = Fraction(5, 4)  # a chart is shown at most this much larger than it was drawn
_LONG = re.compile(r"[0-9]+\.[0-9]{3,}", re.ASCII)
_DASH = re.compile(" (?=[-–—] )")
_NARROW, _WIDE = frozenset("fijlrtIí.,;:!'()[]| "), frozenset("mwMW@%")


def _words(size: int = 13, leading: int = 15, **more: object) -> dict[str, object]:
    """Return how words look; the renderer cuts nothing: what is too long was cut before."""
    base: dict[str, object] = {"type": "text", "align": "left", "baseline": "middle", "fill": _INK}
    return base | {"limit": 0, "fontSize": size, "lineBreak": "\n", "lineHeight": leading} | more


def _box(fill: str, stroke: str = _DEEP, **more: object) -> dict[str, object]:
    return {"type": "rect", "fill": fill, "stroke": stroke, "strokeWidth": 1, **more}


def _rule(stroke: str, width: float, *dash: int) -> dict[str, object]:
    return {"type": "rule", "stroke": stroke, "strokeWidth": width, "strokeDash": dash or (1, 0)}


def _dot(size: int, fill: str, shape: str = "circle") -> dict[str, object]:
    base: dict[str, object] = {"type": "point", "opacity": 1, "stroke": _INK, "strokeWidth": 1.5}
    return base | {"size": size, "fill": fill, "shape": shape}


# In the order of painting. What must be told apart differs in shape, hatching, dashes or darkness, never in
# hue alone.
_STYLES: Mapping[Style, Mapping[str, object]] = {
    "guide": _rule(_LINE, 1),
    "link": _rule(_SOFT, 1, 2, 2),
    "level": _rule(_SOFT, 1),
    "dashed": _rule(_INK, 1.5, 5, 4),
    "solid": _rule(_DEEP, 2.5),
    "bar": _box(_DEEP),
    "rise": _box(_DEEP),
    "fall": _box("url(#hatch)"),
    "void": _box(_PAPER, _SOFT, strokeDash=(2, 2)),
    "shade-0": _box(SHADES[0], _LINE),
    "shade-1": _box(SHADES[1], _PAPER),
    "shade-2": _box(SHADES[2], _PAPER),
    "shade-3": _box(SHADES[3], _PAPER),
    "shade-4": _box(SHADES[4], _PAPER),
    "shade-5": _box(SHADES[5], _PAPER),
    "middle": _box(_LINE, _PAPER),
    "against-1": _box("url(#hatch-1)", _RUST),
    "against-2": _box("url(#hatch-2)", _RUST),
    "against-3": _box("url(#hatch-3)", _RUST),
    "against-4": _box("url(#hatch-4)", _RUST),
    "old": _dot(120, _PAPER),
    "new": _dot(50, _INK),
    "end": _dot(130, _INK, "diamond"),
    "node-open": _dot(400, _PAPER),
    "node": _dot(400, _DEEP),
    "head": _words(15, 19, fontWeight="bold"),
    "note": _words(12, fill=_SOFT),
    "note-right": _words(12, fill=_SOFT, align="right"),
    "label": _words(),
    "label-right": _words(align="right"),
    "figure": _words(),
    "strong": _words(fontWeight="bold"),
    "number": _words(align="right"),
    "column": _words(12, 14, angle=270),
    "halo": _words(12, align="center", fill=_PAPER, stroke=_PAPER, strokeWidth=5, strokeJoin="round"),
    "cell": _words(12, align="center"),
    "cell-light": _words(12, align="center", fill=_PAPER),
    "rank": _words(12, align="center", fontWeight="bold", fill=_PAPER),
    "rank-open": _words(12, align="center", fontWeight="bold"),
}


class Mark(NamedTuple):
    """One bar, line, dot or text: ``x`` in the values of the plane, ``y`` in pixels below its top.

    Bars and lines run to ``x2`` and ``y2``; ``name`` is what a reader who points at the mark is told.
    """

    style: Style
    x: Fraction
    y: Fraction
    x2: Fraction = Fraction(0)
    y2: Fraction = Fraction(0)
    text: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Plane:
    """The area of the figures: its size in pixels, and the values from its left edge to its right one."""

    width: int
    height: int
    low: Fraction
    high: Fraction
    ticks: tuple[Fraction, ...] = ()
    digits: int = 0  # of the figures at the ticks, after the point

    def at(self, pixels: Fraction | int) -> Fraction:
        """Return the value at some pixels right of the left edge.

        >>> Plane(200, 100, Fraction(50), Fraction(100)).at(-8)
        Fraction(48, 1)
        """
        return self.low + (self.high - self.low) * pixels / self.width


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn: marks in the order of painting, and those of the key, around one plane.

    Margins are left, top, right and bottom, in pixels; ``told`` says what the key shows, in words.
    """

    title: str
    told: str
    plane: Plane
    margins: tuple[int, int, int, int]
    marks: tuple[Mark, ...]
    keys: tuple[Mark, ...] = ()


def sign(style: Style, plane: Plane, x: Fraction, y: Fraction) -> Mark:
    """Return a small mark of a style as a key shows it, some pixels right of the plane's left edge."""
    kind = _STYLES[style]["type"]
    if kind == "point":
        return Mark(style, plane.at(x + 9), y)
    half = 6 if kind == "rect" else 0
    return Mark(style, plane.at(x), y - half, plane.at(x + 18), y + half)


def clean(text: str) -> str:
    r"""Return text on one line, in composed letters, with a mark for each that cannot be shown or written.

    >>> clean("Sở\n Nội  vụ")
    'Sở Nội vụ'
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in line)


def length(text: str) -> Fraction:
    """Return about how long a text is, in small letters of a wide common font.

    >>> length("ab"), length("AB")
    (Fraction(2, 1), Fraction(3, 1))
    """
    return Fraction(sum(map(_fourths, text)), 4)


def _fourths(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    if letter in _NARROW:
        return 2
    if letter in _WIDE or unicodedata.east_asian_width(letter) in "FW":
        return 7
    return 6 if letter.isupper() else 4


def wrap(text: str, letters: int, lines: int) -> str:
    r"""Break a text into a few even lines of a length, and end it with an ellipsis where that is not enough.

    >>> wrap("Sở Thông tin và Truyền thông", 24, 2)
    'Sở Thông tin và\nTruyền thông'
    >>> wrap("Sở Thông tin và Truyền thông", 17, 1)
    'Sở Thông tin và…'
    """
    # A dash stays with the word before it.
    words = _DASH.sub("\u00a0", clean(text)).split(" ")
    rows = _broken(words, letters)
    if len(rows) > lines:
        rows[lines - 1 :] = [f"{rows[lines - 1]} …"]
    else:
        narrower = (_broken(words, width) for width in range(1, letters))
        rows = next((even for even in narrower if len(even) == len(rows)), rows)
    return "\n".join(_cut(row.replace("\u00a0", " "), letters) for row in rows)


def _broken(words: Iterable[str], letters: int) -> list[str]:
    rows = [""]
    for word in words:
        longer = f"{rows[-1]} {word}".lstrip()
        if length(longer) <= letters or not rows[-1]:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


def _cut(row: str, letters: int) -> str:
    kept = row.removesuffix(" …")
    if row == kept and length(row) <= letters:
        return row
    while length(kept) > letters - 1:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def draw(drawing: Drawing, lang: Language) -> str:
    """Return a drawing as one SVG element for an HTML page: no request, no script, no font, its own ids.

    Raises:
        UsageError: the extra ``plot`` is not installed (``E-EXTRA``).
    """
    alt, converter = _library()
    left, top, right, bottom = drawing.margins
    layers = [
        *_layers(alt, drawing.plane, drawing.marks, ""),
        *_layers(alt, drawing.plane, drawing.keys, "key-"),
    ]
    chart = alt.layer(*layers).properties(
        width=drawing.plane.width,
        height=drawing.plane.height,
        padding={"left": left, "top": top, "right": right, "bottom": bottom},
        # Vega would make room by measuring letters, and each machine has other fonts.
        autosize=alt.AutoSizeParams(type="none"),
    )
    # The configuration replaces the theme that the program around us may have chosen.
    spec = chart.to_dict(validate=False) | {
        "config": {"font": "sans-serif", "background": _PAPER, "view": {"stroke": None}}
    }
    mark = "," if lang == "vi" else "."
    locale = {"decimal": mark, "thousands": "", "grouping": [], "currency": ["", ""]}
    made: str = converter.vegalite_to_svg(spec, format_locale=locale, allowed_base_urls=[])
    return _finished(made, drawing, lang)


def _library() -> tuple[ModuleType, ModuleType]:
    try:
        import altair as alt  # noqa: PLC0415 (an extra, imported only where it is used)
        import vl_convert  # noqa: PLC0415 (the same)
    except ModuleNotFoundError:
        raise UsageError(problem("E-EXTRA", extra="plot")) from None
    return alt, vl_convert


def _layers(alt: ModuleType, plane: Plane, marks: Sequence[Mark], prefix: str) -> Iterator[Chart]:
    """Yield one layer for all marks of a style, in the order of painting."""
    x = alt.X(
        "x:Q", scale=alt.Scale(domain=_floats(plane.low, plane.high), nice=False), axis=_axis(alt, plane)
    )
    # A plane without rows still needs a height, or everything above it would lie in one place.
    tall = [0, max(plane.height, 1)]
    y = alt.Y("y:Q", scale=alt.Scale(domain=tall, range=tall), axis=None)
    name, text = alt.Description("name:N"), alt.Text("text:N")
    ends = {"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}
    for style, look in _STYLES.items():
        if same := [_row(mark) for mark in marks if mark.style == style]:
            more = {"text": {"text": text}, "point": {}}.get(str(look["type"]), ends)
            encoding = alt.FacetedEncoding(x=x, y=y, description=name, **more)
            yield alt.Chart(alt.Data(values=same), mark=dict(look), name=prefix + style, encoding=encoding)


def _row(mark: Mark) -> dict[str, float | str]:
    # The only place where figures become floats: a picture has no finer grain, and its words are made before.
    x, y, x2, y2 = _floats(mark.x, mark.y, mark.x2, mark.y2)
    return {"x": x, "y": y, "x2": x2, "y2": y2, "text": mark.text, "name": clean(mark.name)}


def _floats(*values: Fraction) -> list[float]:
    return [float(value) for value in values]


def _axis(alt: ModuleType, plane: Plane) -> Axis | None:
    """Return the axis above the plane; it never leaves out a label, which Vega would decide by measuring."""
    if not plane.ticks:
        return None
    axis: Axis = alt.Axis(
        orient="top", values=_floats(*plane.ticks), format=f".{plane.digits}f", title=None, aria=False,
        domain=False, ticks=False, gridColor=_LINE, labelColor=_SOFT, labelFontSize=12, labelPadding=6,
        labelBound=False, labelFlush=False, labelOverlap=False,
    )  # fmt: skip
    return axis


def _finished(made: str, drawing: Drawing, lang: Language) -> str:
    """Give what the renderer wrote a name, a size that follows the page, and ids that no other chart has."""
    root = ET.fromstring(made)  # noqa: S314 (our own renderer wrote it a moment ago)
    title, told = clean(drawing.title), clean(drawing.told)
    prefix = f"chart-{hashlib.sha256(f'{lang} {title} {told} {made}'.encode()).hexdigest()[:16]}"
    for element in list(root.iter()):
        _tidy(element, prefix)
    width, height = root.get("width", ""), root.get("height", "")
    root.attrib = {
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}", "width": "100%",
        "style": f"max-width:{round(int(width) * _ENLARGED)}px;height:auto", "class": "chart", "lang": lang,
        "role": "img", "aria-labelledby": f"{prefix}-title", "aria-describedby": f"{prefix}-told",
    }  # fmt: skip
    fills = {
        str(_STYLES[mark.style]["fill"])
        for mark in (*drawing.marks, *drawing.keys)
        if "fill" in _STYLES[mark.style]
    }
    hatched = {found[1] for fill in fills if (found := _HATCHED.fullmatch(fill))}
    if hatched:
        root.insert(0, _hatches(prefix, sorted(hatched)))
    for tag, text in (("desc", told), ("title", title)):
        element = ET.Element(tag, id=f"{prefix}-{'title' if tag == 'title' else 'told'}")
        element.text = text
        root.insert(0, element)
    return ET.tostring(root, encoding="unicode")


def _tidy(element: ET.Element, prefix: str) -> None:
    """Take away Vega's English words for screen readers, and what floats leave behind the second digit."""
    element.tag = element.tag.rpartition("}")[2]
    name = element.get("aria-label")
    element.attrib = {
        key: _HATCHED.sub(rf"url(#{prefix}-\1)", _LONG.sub(_short, value))
        for key, value in element.attrib.items()
        if key != "role" and not key.startswith("aria-")
    }
    if name:
        title = ET.Element("title")
        title.text = name
        element.append(title)


def _short(found: re.Match[str]) -> str:
    return f"{float(found[0]):.2f}"


def _hatches(prefix: str, names: Iterable[str]) -> ET.Element:
    """Return the patterns of stripes that fill what must not be told apart by its colour alone."""
    defs = ET.Element("defs")
    size = {"width": "6", "height": "6"}
    turned = {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    for name in names:
        width, colour = _HATCHES[name]
        pattern = ET.SubElement(defs, "pattern", {"id": f"{prefix}-{name}", **size, **turned})
        ET.SubElement(pattern, "rect", {**size, "fill": _PAPER})
        ET.SubElement(pattern, "rect", {"width": width, "height": "6", "fill": colour})
    return defs
