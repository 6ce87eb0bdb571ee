"""Facts about points on intervals: where they lie, their figures, lines to compare with, and ranks."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from test_reporting_charts import HOSTILE, LABOUR, LONG, SVG, group, place, words

from parindex.errors import Language
from parindex.reporting.charts import svg
from parindex.reporting.layout import ROWS
from parindex.reporting.marks import Mark, length
from parindex.reporting.ranges import Ranges, ranges

SEEN = Ranges(
    "Chỉ số",
    "%",
    (
        ("Sở Nội vụ", Fraction(851, 10), Fraction(8712, 100), Fraction(89335, 1000)),
        (LABOUR, Fraction(80), Fraction(80), Fraction(80)),
    ),
    (("Tốt: 80", Fraction(80)), ("Xuất sắc: 90", Fraction(90)), ("Trên Tốt: 81", Fraction(81))),
)
RANKS = Ranges(
    "Hạng",
    "hạng",
    tuple(
        (f"Sở {at}", Fraction(max(1, at - 2)), Fraction(at), Fraction(min(21, at + 3))) for at in range(1, 22)
    ),
    ranks=True,
)


@cache
def written(chart: Ranges, lang: Language = "vi") -> str:
    """Return a chart's SVG, drawn once."""
    return svg(chart, lang)


def drawn(chart: Ranges, lang: Language = "vi") -> ET.Element:
    """Return the root of a chart."""
    return ET.fromstring(written(chart, lang))  # noqa: S314 (our own drawing)


def marks(chart: Ranges, style: str, lang: Language = "vi") -> list[Mark]:
    """Return the marks of one style."""
    return [mark for mark in ranges(chart, lang).marks if mark.style == style]


def test_point_on_interval() -> None:
    """Each row has its point on a line from the least to the most, with a cap at both ends."""
    lines = marks(SEEN, "solid")
    (first, *caps) = lines[:3]

    assert (first.x, first.x2) == (Fraction(851, 10), Fraction(89335, 1000))
    assert [cap.x for cap in caps] == [first.x, first.x2]
    assert [mark.x for mark in marks(SEEN, "new")] == [Fraction(8712, 100), Fraction(80)]
    assert len(lines) == 5


@pytest.mark.parametrize(("lang", "mark"), [("vi", ","), ("en", ".")])
def test_figures(lang: Language, mark: str) -> None:
    """At the right stand the point and its interval, rounded half up; what has no width has no interval."""
    root = drawn(SEEN, lang)

    assert words(root, "number") == [text.replace(".", mark) for text in ("87.12", "80.00")]
    assert words(root, "note-right") == ["85.10 – 89.34".replace(".", mark)]
    names = [each.findtext(f"{SVG}title") for each in group(root, "new")]
    assert names[0] == "Sở Nội vụ: 87.12 (85.10 – 89.34)".replace(".", mark)
    assert names[1] == f"{LABOUR}: 80.00".replace(".", mark)


def test_lines() -> None:
    """Each line crosses all rows, lies within the axis, and has its name above; no name covers another."""
    drawing = ranges(SEEN, "vi")
    across = [mark for mark in drawing.marks if mark.style == "dashed" and mark.y2 == drawing.plane.height]
    names = [mark for mark in drawing.marks if mark.style == "note"]
    pixels = drawing.plane.width / (drawing.plane.high - drawing.plane.low)

    assert [mark.x for mark in across] == [80, 90, 81]
    assert all(drawing.plane.low <= mark.x <= drawing.plane.high for mark in across)
    assert [mark.text for mark in names] == ["Xuất sắc: 90", "Trên Tốt: 81", "Tốt: 80"]
    for one, two in combinations(names, 2):
        assert one.y != two.y or two.x * pixels + 7 * length(two.text) < one.x * pixels
    assert min(mark.y for mark in names) - 8 > -drawing.margins[1]


def test_names_of_lines_share_a_line_of_text_where_they_have_room() -> None:
    """Names far from each other stand at one height; a name too long for its room is cut and kept whole."""
    rows = (("x", Fraction(0), Fraction(50), Fraction(100)),)
    far = ranges(Ranges("T", "%", rows, (("a", Fraction(10)), ("b", Fraction(90)))), "vi")
    long = ranges(Ranges("T", "%", rows, ((LONG, Fraction(90)),)), "vi")

    assert len({mark.y for mark in far.marks if mark.style == "note"}) == 1
    ((cut, whole),) = [(mark.text, mark.name) for mark in long.marks if mark.style == "note"]
    assert cut.endswith("…")
    assert whole == LONG


def test_ranks() -> None:
    """The axis of ranks begins with 1 at the left and holds whole numbers only, as do the figures."""
    plane = ranges(RANKS, "vi").plane

    assert [plane.low, plane.high] == [Fraction(1), Fraction(21)]
    assert [*map(str, plane.ticks)] == ["1", "5", "10", "15", "20"]
    assert words(drawn(RANKS), "number") == [str(at) for at in range(1, 22)]
    assert words(drawn(RANKS), "note-right")[0] == "1 – 4"
    two = Ranges("T", "hạng", (("x", Fraction(1), Fraction(1), Fraction(1)),), ranks=True)
    assert len(ranges(two, "vi").plane.ticks) == 2
    assert ranges(Ranges("T", "hạng", (), ranks=True), "vi").plane.high == 2


def test_rows_have_room() -> None:
    """A row is as high as its name or the two lines of its figures, and names are cut at three lines."""
    rows = tuple((LONG if at % 2 else "Sở", Fraction(1), Fraction(2), Fraction(3)) for at in range(4))
    root = drawn(Ranges("T", "điểm", rows))
    tops = [place(each)[1] for each in group(root, "number")]

    assert [two - one for one, two in pairwise(tops)] == pytest.approx([48.5] * 3)
    assert words(root, "label")[1].endswith("…")


def test_no_rows_and_too_many() -> None:
    """A chart of nothing says so, its title clear of its key; of too many rows the first are drawn."""
    root = drawn(Ranges("T", "điểm", ()))
    many = tuple((f"x{at}", Fraction(at), Fraction(at), Fraction(at + 1)) for at in range(70))

    assert words(root, "key-head") == ["T (không có dòng nào)"]
    (head,), (note,) = group(root, "key-head"), group(root, "key-note")
    assert place(note)[1] - place(head)[1] > 19
    assert len(marks(Ranges("T", "điểm", many), "new")) == ROWS
    assert ranges(Ranges("T", "điểm", many), "en").title == "T (first 63 rows; 7 more in the table)"


def test_texts_stay_texts() -> None:
    """Markup in a name is text, the picture is as wide as all others, and drawing it again gives the same."""
    one = Fraction(1)
    chart = Ranges(HOSTILE, HOSTILE, ((HOSTILE, one, one, one + 1),), ((HOSTILE, one),))
    root = drawn(chart)

    assert root.findtext(f"{SVG}title") == HOSTILE.replace("\x00\u202e\ud800", "\ufffd" * 3)
    assert not list(root.iter(f"{SVG}script"))
    assert root.get("viewBox", "").startswith("0 0 480 ")
    assert written(chart) == svg(chart, "vi")
