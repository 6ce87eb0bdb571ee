"""Facts about bars of answers: where they lie, what is written in them, and that black and white suffices."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from test_reporting_charts import HOSTILE, SVG, contrast, group, words

from parindex.errors import Language
from parindex.reporting.answers import Likert, likert
from parindex.reporting.charts import svg
from parindex.reporting.layout import ROWS
from parindex.reporting.marks import SHADES, Mark, length

FIVE = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")
SEEN = Likert(
    "Sở Nội vụ", "%", FIVE, (("Đại biểu HĐND", (40, 20, 20, 18, 2)), ("Người dân", (0, 0, 0, 0, 0)))
)


@cache
def written(chart: Likert, lang: Language = "vi") -> str:
    """Return a chart's SVG, drawn once."""
    return svg(chart, lang)


def drawn(chart: Likert, lang: Language = "vi") -> ET.Element:
    """Return the root of a chart."""
    return ET.fromstring(written(chart, lang))  # noqa: S314 (our own drawing)


def bars(chart: Likert, lang: Language = "vi") -> list[Mark]:
    """Return the pieces of bars, in the order of the rows and from left to right."""
    boxes = ("against", "middle", "shade")
    return [mark for mark in likert(chart, lang).marks if mark.style.startswith(boxes)]


def ends(chart: Likert) -> list[tuple[str, Fraction, Fraction]]:
    """Return how each piece looks and where it begins and ends, in percent."""
    return [(mark.style, mark.x, mark.x2) for mark in bars(chart)]


def test_the_middle_answer_lies_astride_the_neutral_line() -> None:
    """Of five answers the worse lie left and the better right, the worst and the best at the ends."""
    assert [(style, str(start), str(end)) for style, start, end in ends(SEEN)] == [
        ("against-4", "-30", "-28"),
        ("against-2", "-28", "-10"),
        ("middle", "-10", "10"),
        ("shade-3", "10", "30"),
        ("shade-5", "30", "70"),
    ]


def test_an_even_number_of_answers_has_no_middle() -> None:
    """Of two answers one lies left of the neutral line and one right of it."""
    chart = Likert("T", "%", ("Có", "Không"), (("x", (3, 1)),))

    assert ends(chart) == [
        ("against-4", Fraction(-25), Fraction(0)),
        ("shade-5", Fraction(0), Fraction(75)),
    ]
    assert ends(Likert("T", "%", ("Có",), (("x", (3,)),))) == [("middle", Fraction(-50), Fraction(50))]


@pytest.mark.parametrize("options", range(1, 10))
def test_each_answer_has_a_look_of_its_own(options: int) -> None:
    """Up to nine answers each piece looks otherwise, all together are 100 percent and none overlaps."""
    chart = Likert("T", "%", tuple("abcdefghi"[:options]), (("x", (1,) * options),))
    found = ends(chart)

    assert len({style for style, _, _ in found}) == options
    assert sum(end - start for _, start, end in found) == 100
    assert [end for _, _, end in found[:-1]] == [start for _, start, _ in found[1:]]
    assert found[0][1] == -found[-1][2]


def test_more_answers_than_looks() -> None:
    """Of eleven answers the outermost on each side share the darkest look, for there is none darker."""
    found = [style for style, _, _ in ends(Likert("T", "%", tuple("abcdefghijk"), (("x", (1,) * 11),)))]

    assert found[:2] == ["against-4", "against-4"]
    assert found[-2:] == ["shade-5", "shade-5"]


def test_what_is_written() -> None:
    """Percent stand where they have room, beside the bar how many answered, and a reader can ask for all."""
    root = drawn(SEEN)

    assert words(root, "cell") == ["18", "20", "20"]
    assert words(root, "halo") == ["18"]
    assert words(root, "cell-light") == ["40"]
    assert words(root, "number") == ["100", "0"]
    assert words(root, "label") == ["Đại biểu HĐND", "Người dân"]
    assert words(root, "note-right") == ["trả lời"]
    assert words(root, "key-note") == ["Đơn vị tính: %", *FIVE[::-1]]
    assert [mark.name for mark in bars(SEEN, "en")][:2] == [
        "Đại biểu HĐND – Rất không hài lòng: 2.0 % (2)",
        "Đại biểu HĐND – Không hài lòng: 18.0 % (18)",
    ]
    assert bars(SEEN)[0].name.endswith("2,0 % (2)")


def test_black_and_white() -> None:
    """The worse answers are striped, more densely towards the worst; figures on dark pieces are light."""
    root = drawn(SEEN)
    stripes = {
        each.get("id", "").rpartition("hatch-")[2]: float(each[1].get("width", ""))
        for each in root.iter(f"{SVG}pattern")
    }

    assert stripes == {"2": 2, "4": 4}
    for number in stripes:
        (piece, sign) = group(root, f"against-{number}") + group(root, f"key-against-{number}")
        assert piece.get("fill") == sign.get("fill")
        assert re.fullmatch(rf"url\(#chart-[0-9a-f]{{16}}-hatch-{number}\)", piece.get("fill", ""))
    assert contrast("#d9dde2", "#1b1f24") > 4.5
    assert contrast(SHADES[5], "#ffffff") > 4.5


def test_the_key_is_never_cut() -> None:
    """Names in the key stand two by two where they are long, or four, and three by three otherwise."""

    def lines(options: tuple[str, ...]) -> list[int]:
        keys = [mark for mark in likert(Likert("T", "%", options, ()), "vi").keys if mark.style == "note"]
        heights = [mark.y for mark in keys[1:]]
        assert [mark.text for mark in keys[1:]] == list(options[::-1])
        return [heights.count(each) for each in dict.fromkeys(heights)]

    assert lines(FIVE) == [3, 2]
    assert lines(("Tốt", "Khá", "Trung bình", "Yếu")) == [2, 2]
    assert lines(("Hoàn toàn hài lòng với kết quả", "Không", "Không có ý kiến")) == [2, 1]


def test_names_stand_above_bars() -> None:
    """A long name has two lines above its bar, the next row begins below it, and a cut name is kept whole."""
    long = "Thái độ phục vụ của công chức khi giải quyết thủ tục hành chính tại Bộ phận một cửa " * 2
    chart = Likert("T", "%", FIVE, ((long, (1, 1, 1, 1, 1)), ("Ngắn", (1, 1, 1, 1, 1))))
    labels = [mark for mark in likert(chart, "vi").marks if mark.style == "label"]
    first, second = bars(chart)[0], bars(chart)[5]

    assert labels[0].text.count("\n") == 1
    assert all(length(line) <= 62 for line in labels[0].text.split("\n"))
    assert labels[0].name == long.strip()
    assert labels[0].y + 15 + 7 <= first.y < first.y2 < labels[1].y - 7
    assert labels[1].y + 7 <= second.y
    assert likert(chart, "vi").plane.height > second.y2


def test_no_rows_and_too_many() -> None:
    """A chart of nothing says so; of too many rows the first are drawn, and the title counts the others."""
    none = likert(Likert("T", "%", FIVE, ()), "vi")
    many = likert(Likert("T", "%", ("a", "b"), tuple((f"x{at}", (1, 2)) for at in range(70))), "en")

    assert (none.title, none.plane.high - none.plane.low) == ("T (không có dòng nào)", Fraction(1))
    assert many.title == "T (first 63 rows; 7 more in the table)"
    assert len([mark for mark in many.marks if mark.style == "number"]) == ROWS
    assert drawn(Likert("T", "%", FIVE, ())).get("viewBox")


def test_texts_stay_texts() -> None:
    """Markup in a name is text, the picture is as wide as all others, and drawing it again gives the same."""
    chart = Likert(HOSTILE, HOSTILE, (HOSTILE, "b"), ((HOSTILE, (1, 1)),))
    root = drawn(chart)
    shown = HOSTILE.replace("\x00\u202e\ud800", "\ufffd" * 3)

    assert root.findtext(f"{SVG}title") == shown
    assert not list(root.iter(f"{SVG}script"))
    assert root.get("viewBox", "").startswith("0 0 480 ")
    assert written(chart) == svg(chart, "vi")
