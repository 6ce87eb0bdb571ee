"""How a leaf gives points by the interval of a figure: the staircase of steps, and the line of a ratio."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from parindex.exact import ONE, ZERO
from parindex.explanation.rules import number, span
from parindex.scales import RatioScale, StepsScale
from parindex.scales.steps import reached, top
from parindex.site import pictures
from parindex.site.leaf_words import Drawn, Words
from parindex.site.pictures import Knot, Tread

__all__ = ["ratio", "steps"]

_OF = {
    "ratio": ("Tỷ lệ", "Ratio"),
    "percent": ("Tỷ lệ", "Ratio"),
    "count": ("Số lượng", "Number"),
    "days-late": ("Số ngày chậm", "Days late"),
}
_PERCENT = {"ratio": Fraction(100), "percent": ONE}


class _Span(NamedTuple):
    """One step: its words, its points, and how a staircase shows it."""

    words: str
    points: Fraction
    tread: Tread


def steps(words: Words, scale: StepsScale) -> Drawn:
    """Write the points of steps."""
    spans = list(_spans(words, scale))
    of = words.pick(*_OF[scale.of])
    lead = words.pick(
        "Điểm theo bậc mà kết quả rơi vào.", "The step that the figure falls in gives the points."
    )
    if scale.of in _PERCENT:
        lead += " " + words.pick(
            "Dấu tròn đặc: giá trị thuộc bậc ấy; dấu tròn rỗng: không thuộc. Trục ngang không theo tỷ lệ.",
            "A full mark belongs to the step, an open one does not. The axis is not to scale.",
        )
    # The best first, as an annex lists them: of days late the fewest.
    best = spans if spans[0].points > spans[-1].points else spans[::-1]
    rows = [((each.words,), each.points) for each in best]
    drawn = pictures.staircase(words.title, [each.tread for each in spans], loss=words.loss)
    return Drawn(lead, drawn, words.table((of,), rows))


def _spans(words: Words, scale: StepsScale) -> Iterator[_Span]:
    """Give the steps that some figure falls in, from the lowest figure up."""
    upper, count = scale.edges == "upper", len(scale.steps)
    held = reached(scale)
    for at in range(count - 1, -1, -1):
        step = scale.steps[at]
        if step not in held:
            continue
        high = scale.steps[at - 1].from_ if at else top(scale)
        included = (not upper or at == count - 1, upper or at == 0)
        if scale.of in _PERCENT:
            assert high is not None  # noqa: S101 (a share always has an upper end)
            yield _share_span(words, step.points, (step.from_, high), included, _PERCENT[scale.of])
        else:
            yield _whole_span(words, step.points, (step.from_, high), included)


def _share_span(
    words: Words,
    points: Fraction,
    ends: tuple[Fraction, Fraction],
    included: tuple[bool, bool],
    percent: Fraction,
) -> _Span:
    low, high = (number(end * percent, words.lang) for end in ends)
    said = low if low == high else span(low, high, included, words.lang)
    marks = ("closed" if included[0] else "open", "closed" if included[1] else "open")
    return _Span(f"{said} %", points, Tread(points, words.worth(points), low, high, ends=marks))


def _whole_span(
    words: Words, points: Fraction, ends: tuple[Fraction, Fraction | None], included: tuple[bool, bool]
) -> _Span:
    """Say a step of a count by the whole numbers in it."""
    low, high = ends
    first = Fraction(ceil(low) if included[0] else floor(low) + 1)
    last = None if high is None else Fraction(floor(high) if included[1] else ceil(high) - 1)
    least = number(first, words.lang)
    if last is None:
        said, short = span(least, "", (True, True), words.lang), f"≥ {least}"
    elif last == first:
        said = short = least
    else:
        most = number(last, words.lang)
        said, short = span(least, most, (True, True), words.lang), f"{least}–{most}"
    marks = ("point", "point") if last == first else ("closed", "arrow" if last is None else "closed")
    return _Span(said, points, Tread(points, words.worth(points), span=short, ends=marks))


def ratio(words: Words, scale: RatioScale) -> Drawn:
    """Write the points of a ratio: its threshold, and from where on they are full."""
    full, low = scale.full_at, scale.zero_below or ZERO
    end = max(ONE, full)
    at_low = words.most * min(ONE, low / full)
    lead = words.pick("Điểm tăng theo tỷ lệ đạt được", "Points grow with the ratio that is reached")
    share = number(full * 100, words.lang)
    lead += (
        words.pick(f"; từ {share} % được đủ điểm", f"; from {share} % they are full") if full != ONE else ""
    )
    least = number(low * 100, words.lang)
    lead += words.pick(f"; dưới {least} % không có điểm", f"; below {least} % there are none") if low else ""
    knots = [Knot(ZERO, ZERO, "0 %", "" if low else words.worth(ZERO))]
    rows: list[tuple[tuple[str, ...], Fraction]] = []
    if low:
        knots += [Knot(low, ZERO, "", end="open"), Knot(low, at_low, f"{least} %", words.worth(at_low))]
        rows += [((words.pick(f"dưới {least} %", f"below {least} %"),), ZERO), ((f"{least} %",), at_low)]
    else:
        rows.append((("0 %",), ZERO))
    if low < full:
        half = (low + full) / 2
        rows.append(((f"{number(half * 100, words.lang)} %",), words.most * half / full))
        knots.append(Knot(full, words.most, f"{share} %", words.worth(words.most)))
        more = words.pick(f"từ {share} %", f"from {share} %") if full < end else f"{share} %"
        rows.append(((more,), words.most))
    if end > max(full, low):
        knots.append(Knot(end, words.most, f"{number(end * 100, words.lang)} %", end=""))
    drawn = pictures.line(words.title, knots, loss=words.loss)
    return Drawn(f"{lead}.", drawn, words.table((words.pick("Tỷ lệ", "Ratio"),), rows))
