"""A page for the bands of each ruleset: a scale with its edges, and figures just at each edge."""

from __future__ import annotations

import html
from collections.abc import Iterator
from fractions import Fraction

from parindex.classification import classify
from parindex.errors import Language
from parindex.exact import ONE, ZERO, Rounding
from parindex.explanation.rules import number
from parindex.explanation.sheet import band_span, labels
from parindex.fields import counted, pick, say
from parindex.reporting.table import NOTHING, plain
from parindex.ruleset.model import Band, Ruleset
from parindex.site import paths
from parindex.site.clauses import basis
from parindex.site.identity import above
from parindex.site.material import Material
from parindex.site.page import Page, block, cell, escape, heading, link, table
from parindex.site.report_page import wide
from parindex.vietnamese import with_comma

__all__ = ["compared", "pages"]

_HUNDRED = Fraction(100)
_ROW = 46  # pixels for a band
_FINE = Rounding(3, "half-up")


def pages(material: Material, lang: Language) -> Iterator[Page]:
    """Write a page for each ruleset that has bands; the anchor of a band is its key."""
    for ruleset in material.rulesets.values():
        if ruleset.bands:
            yield Page(
                paths.bands(ruleset.id),
                lang,
                f"{pick(lang, 'Các mức xếp loại', 'Bands')}: {ruleset.id}",
                block(*_body(material, ruleset, lang)),
                pick(
                    lang,
                    f"Xếp loại từ bao nhiêu: {_spans(ruleset, lang)}.",
                    f"From how much on each band begins: {_spans(ruleset, lang)}.",
                ),
                above(ruleset, lang),
                tuple(labels(ruleset, lang)),
            )


def _spans(ruleset: Ruleset, lang: Language) -> str:
    return "; ".join(f"{say(each.name, lang)} {band_span(ruleset, each, lang)}" for each in ruleset.bands)


def compared(ruleset: Ruleset, index: Fraction) -> Fraction:
    """Return the figure that bands are read from, for an exact index in percent."""
    if ruleset.policies.band_on.value == "exact":
        return index
    return ruleset.policies.rounding.value.rounding.apply(index)


def _body(material: Material, ruleset: Ruleset, lang: Language) -> Iterator[str]:
    path = paths.bands(ruleset.id)
    yield f"**{escape(say(ruleset.title, lang))}**"
    yield _picture(ruleset, lang)
    yield pick(
        lang,
        "Chấm đặc: đầu thuộc mức đó. Chấm rỗng: đầu thuộc mức bên trên.",
        "A full dot is an end that belongs to the band, a hollow one belongs to the band above.",
    )
    columns = (
        pick(lang, "Mức", "Band"),
        pick(lang, "Chỉ số (%)", "Index (%)"),
        pick(lang, "Từ (điểm)", "From (points)"),
        pick(lang, "Căn cứ", "Source"),
    )
    yield heading(2, pick(lang, "Xếp loại từ bao nhiêu", "Where each band begins"), "bands")
    written = table(
        columns,
        (
            (
                f"**{cell(say(each.name, lang))}** {{#{each.key}}}",
                cell(band_span(ruleset, each, lang)),
                number(_points(ruleset, each.from_), lang),
                basis(material, ruleset, each, lang, at=path)
                + (f". {cell(say(each.note, lang))}" if each.note else ""),
            )
            for each in ruleset.bands
        ),
        figures=(2,),
    )
    yield wide(written)
    yield pick(
        lang,
        "Cột điểm là chỉ số quy ra tổng điểm khi mọi mục đều áp dụng cho đơn vị.",
        "Points are the index as a total, where every item applies to the unit.",
    )
    yield heading(2, pick(lang, "So với số nào", "What is compared"), "compared")
    yield from _policy(material, ruleset, lang, path)
    yield heading(2, pick(lang, "Ngay tại ngưỡng", "Just at the edges"), "edges")
    yield from _edges(ruleset, lang)


def _points(ruleset: Ruleset, index: Fraction) -> Fraction:
    return index * (ruleset.score.max or _HUNDRED) / _HUNDRED


def _policy(material: Material, ruleset: Ruleset, lang: Language, path: str) -> Iterator[str]:
    """Say whether the exact or the published index is compared, and what that rests on."""
    rounding = ruleset.policies.rounding.value
    if ruleset.policies.band_on.value == "exact":
        said = pick(
            lang,
            "Chỉ số **chính xác**, trước khi làm tròn, được so với ngưỡng: 89,999 chưa là 90, dù công bố "
            "là 90,00.",
            "The **exact** index, before rounding, is compared with an edge: 89.999 is not yet 90, even "
            "where "
            "90.00 is published.",
        )
    else:
        said = pick(
            lang,
            f"Chỉ số **công bố**, đã làm tròn {rounding.digits} chữ số thập phân, được so với ngưỡng.",
            f"The **published** index, rounded to {counted(rounding.digits, 'decimal')}, is compared with "
            "an edge.",
        )
    why = basis(material, ruleset, ruleset.policies.band_on, lang, at=path)
    yield f"{said} {pick(lang, 'Căn cứ', 'This rests on')}: {why}"
    words = pick(lang, "Mọi quy tắc chung của bộ tiêu chí", "All policies of the ruleset")
    yield link(words, f"{paths.ruleset(ruleset.id)}#policies", at=path)


def _edges(ruleset: Ruleset, lang: Language) -> Iterator[str]:
    """Show figures at each edge and just below it, and where the classification puts them."""
    columns = (
        pick(lang, "Ngưỡng", "Edge"),
        pick(lang, "Chỉ số chính xác", "Exact index"),
        pick(lang, "Chỉ số công bố", "Published index"),
        pick(lang, "Số được so", "Compared"),
        pick(lang, "Xếp loại", "Band"),
    )
    rounding = ruleset.policies.rounding.value.rounding
    unit = ONE / 10**rounding.digits
    rows = []
    for band in ruleset.bands:
        if band.from_ <= ZERO:
            continue
        for step in (ZERO, unit / 10, unit / 2, unit):
            index = band.from_ - step
            figure = compared(ruleset, index)
            found = classify(ruleset.bands, figure)
            rows.append(
                (
                    "" if step else f"**{number(band.from_, lang)}**",
                    number(index, lang),
                    _published(rounding, index, lang),
                    number(figure, lang),
                    cell(say(found.name, lang)) if found else NOTHING,
                )
            )
    if not rows:
        yield pick(lang, "Không có ngưỡng nào trên 0.", "There is no edge above 0.")
        return
    yield wide(table(columns, rows, figures=(0, 1, 2, 3)))
    yield pick(
        lang,
        "Các chỉ số trong bảng là giả định; số công bố và xếp loại do chính bộ máy tính điểm tính.",
        "The indexes are made up; the published figure and the band are what the engine makes of them.",
    )


def _published(rounding: Rounding, index: Fraction, lang: Language) -> str:
    text = rounding.text(index)
    return with_comma(text) if lang == "vi" else text


# The picture


def _picture(ruleset: Ruleset, lang: Language) -> str:
    """Draw each band as a line on a scale in percent, its ends as dots; the table below has the figures."""
    spans = [_span(ruleset, band) for band in ruleset.bands]
    low = min(ZERO, *(low for low, _ in spans))
    high = max(_HUNDRED, *(high for _, high in spans))
    across = _Scale(low, high)
    marks = [
        _band(across, ruleset, (at, band), span, lang)
        for at, (band, span) in enumerate(zip(ruleset.bands, spans, strict=True))
    ]
    foot = _ROW * len(spans) + 8
    told = "; ".join(
        f"{say(band.name, lang)} {band_span(ruleset, band, lang)} %" for band in reversed(ruleset.bands)
    )
    title = f"{pick(lang, 'Thang xếp loại', 'Scale of the bands')}: {told}"
    return (
        f'<figure class="bands"><svg role="img" aria-label="{html.escape(plain(title))}" width="100%" '
        f'style="height:{foot + 26}px">{_axis(across, foot, lang)}{"".join(marks)}</svg></figure>'
    )


class _Scale:
    """Where a percentage stands, in percent of the width; some room is left for dots and figures."""

    def __init__(self, low: Fraction, high: Fraction) -> None:
        self.low = low
        self.high = high

    def at(self, value: Fraction) -> str:
        """Return the place of a value."""
        return f"{_FINE.text(3 + 92 * (value - self.low) / (self.high - self.low))}%"


def _span(ruleset: Ruleset, band: Band) -> tuple[Fraction, Fraction]:
    at = ruleset.bands.index(band)
    top = band.to if band.to is not None else max(_HUNDRED, band.from_)
    return band.from_, ruleset.bands[at - 1].from_ if at else top


def _axis(across: _Scale, foot: int, lang: Language) -> str:
    """Draw the scale: a line and a figure for each quarter of it."""
    ticks = [across.low + (across.high - across.low) * Fraction(step, 4) for step in range(5)]
    return "".join(
        f'<line class="band-tick" x1="{across.at(tick)}" x2="{across.at(tick)}" y1="0" y2="{foot}"></line>'
        f'<text class="band-figure" x="{across.at(tick)}" y="{foot + 18}" text-anchor="middle">'
        f"{number(tick, lang)}</text>"
        for tick in ticks
    )


def _band(
    across: _Scale,
    ruleset: Ruleset,
    numbered: tuple[int, Band],
    span: tuple[Fraction, Fraction],
    lang: Language,
) -> str:
    """Draw one band, its words above its line."""
    at, band = numbered
    (low, high), y = span, _ROW * at + 34
    words = f"{say(band.name, lang)}: {band_span(ruleset, band, lang)}"
    ends = f'<circle class="band-in" cx="{across.at(low)}" cy="{y}" r="6"></circle>'
    shut = "band-in" if at == 0 else "band-out"
    ends += f'<circle class="{shut}" cx="{across.at(high)}" cy="{y}" r="6"></circle>'
    # The words stand at the side of the scale where the line has most room beside it.
    right = low + high > across.low + across.high
    place = (
        f'x="{across.at(across.high if right else across.low)}" text-anchor="{"end" if right else "start"}"'
    )
    return (
        f'<line class="band-line" x1="{across.at(low)}" x2="{across.at(high)}" y1="{y}" y2="{y}"></line>'
        f"{ends}"
        f'<text class="band-name" {place} y="{y - 14}">{html.escape(plain(words))}</text>'
    )
