"""What each part of a ruleset weighs: a picture of two levels, and the table of the same figures."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from parindex.errors import Language
from parindex.exact import ZERO, Rounding, add
from parindex.explanation.rules import number
from parindex.fields import pick, say
from parindex.reporting.table import plain
from parindex.ruleset.model import Item, Ruleset, UnitKind
from parindex.ruleset.tree import Node, resolve
from parindex.site import paths
from parindex.site.page import block, escape, link, table
from parindex.vietnamese import with_comma

__all__ = ["Part", "parts", "shares"]

_COLOURS = 6  # of parts; then they come again
_LETTER = Fraction(5, 2)  # percent of the width that a letter of a code takes on a phone
_SHORT = Rounding(1, "half-up")
_FINE = Rounding(3, "half-up")


@dataclass(frozen=True, slots=True)
class Part:
    """An item with its share: ``start`` and ``share`` in percent of all points, and the parts below it."""

    item: Item
    start: Fraction
    share: Fraction
    colour: int
    parts: tuple[Part, ...] = ()


def shares(ruleset: Ruleset, lang: Language, *, at: str) -> str:
    """Write what each part weighs, once for kinds of units that it is the same for.

    Empty where the sources do not state the points of every part.
    """
    found: dict[tuple[Part, ...], list[UnitKind]] = {}
    for kind in ruleset.units.kinds:
        found.setdefault(parts(ruleset, kind.key), []).append(kind)
    return block(
        *(
            written
            for each, kinds in found.items()
            if each
            for written in _one(ruleset, each, kinds if len(found) > 1 else [], lang, at)
        )
    ).strip("\n")


def parts(ruleset: Ruleset, kind: str) -> tuple[Part, ...]:
    """Return the parts that a score is made of for one kind of unit, on two levels.

    Without a bonus and a penalty, which lie outside the maximum; nothing where a part states no points.
    """
    return _parts(resolve(ruleset, kind), (ZERO, Fraction(100)), ())


def _parts(node: Node, span: tuple[Fraction, Fraction], above: tuple[int, ...]) -> tuple[Part, ...]:
    """Divide a span among the items below one."""
    counted = [each for each in node.nodes if each.counts and each.applies]
    points = [each.item.max for each in counted if each.item.max is not None]
    whole = add(points)
    if len(points) < len(counted) or len(points) < 2:  # noqa: PLR2004 (one part is no division)
        return ()
    start, width = span
    found = []
    for index, (each, most) in enumerate(zip(counted, points, strict=True)):
        share = width * most / whole
        colour = above[0] if above else index % _COLOURS
        below = () if above else _parts(each, (start, share), (colour,))
        found.append(Part(each.item, start, share, colour, below))
        start += share
    return tuple(found)


def _one(
    ruleset: Ruleset, found: tuple[Part, ...], kinds: list[UnitKind], lang: Language, at: str
) -> Iterator[str]:
    if kinds:
        names = "; ".join(say(each.name, lang) for each in kinds)
        yield f"**{escape(pick(lang, f'Loại đơn vị: {names}', f'Kind of units: {names}'))}**"
    yield _picture(found, lang)
    columns = (
        pick(lang, "Phần", "Part"),
        pick(lang, "Điểm", "Points"),
        pick(lang, "Tỷ trọng", "Share"),
        pick(lang, "Hình", "Picture"),
    )
    yield table(columns, _rows(ruleset, found, lang, at), figures=(1, 2))


def _rows(ruleset: Ruleset, found: tuple[Part, ...], lang: Language, at: str) -> Iterator[tuple[str, ...]]:
    for each in found:
        for depth, part in ((0, each), *((1, below) for below in each.parts)):
            name = link(_name(part.item, lang), paths.item(ruleset.id, part.item.key), at=at)
            most = number(part.item.max or ZERO, lang)
            shown = f"**{name}**" if each.parts and not depth else name
            yield f"{'&emsp;' * depth}{shown}", most, _percent(part.share, lang), _bar(part)


def _name(item: Item, lang: Language) -> str:
    return " ".join(each for each in (item.code, say(item.name, lang)) if each)


def _percent(value: Fraction, lang: Language) -> str:
    text = f"{_SHORT.text(value)} %"
    return with_comma(text) if lang == "vi" else text


def _bar(part: Part) -> str:
    """Draw the share of one part as a bar; the figure stands beside it."""
    return (
        '<svg class="share-bar" aria-hidden="true" width="100%" height="10">'
        f'<rect class="share-{part.colour}" width="{_FINE.text(part.share)}%" height="10"></rect></svg>'
    )


def _picture(found: tuple[Part, ...], lang: Language) -> str:
    """Draw the parts as one bar, and those below them as another: widths in percent, words of one size."""
    deep = any(each.parts for each in found)
    told = "; ".join(f"{_name(each.item, lang)}: {_percent(each.share, lang)}" for each in found)
    title = pick(lang, f"Tỷ trọng các phần: {told}", f"Shares of the parts: {told}")
    marks = [_mark(each, 0, lang) for each in found]
    marks += [_mark(below, 1, lang) for each in found for below in each.parts]
    height = 84 if deep else 44
    return (
        f'<figure class="shares"><svg role="img" aria-label="{html.escape(plain(title))}" width="100%" '
        f'style="height:{height}px">{"".join(marks)}</svg></figure>'
    )


def _mark(part: Part, level: int, lang: Language) -> str:
    """Draw one part, with its code or its share where there is room."""
    y = 44 * level
    x, width = _FINE.text(part.start), _FINE.text(part.share)
    name = f"{_name(part.item, lang)}: {_percent(part.share, lang)}"
    word = _SHORT.text(part.share).removesuffix(".0")
    words = f"{with_comma(word) if lang == 'vi' else word} %" if not level else part.item.code or ""
    middle = _FINE.text(part.start + part.share / 2)
    fits = words and part.share >= _LETTER * (len(words) + 1)
    text = (
        f'<text class="share-text" x="{middle}%" y="{y + 25}" text-anchor="middle">'
        f"{html.escape(plain(words))}</text>"
        if fits
        else ""
    )
    shade = f"share-{part.colour}{' share-below' if level else ''}"
    return (
        f"<g><title>{html.escape(plain(name))}</title>"
        f'<rect class="{shade}" x="{x}%" y="{y}" width="{width}%" height="40"></rect>{text}</g>'
    )
