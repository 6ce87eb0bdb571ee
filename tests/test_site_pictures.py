"""Pictures of how points are given: small, whole, readable, and nothing in them can become markup."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from helpers import leaf, ruleset
from hypothesis import given
from hypothesis import strategies as st

from parindex.site.outline import outline
from parindex.site.pictures import MOST, Bar, Dot, Knot, Row, Tread, bars, dots, line, staircase
from parindex.site.points import points
from parindex.testing.strategies import rulesets

if TYPE_CHECKING:
    from helpers import Plain

    from parindex.ruleset.model import Ruleset

F = Fraction
HOSTILE = "<script>alert(1)</script> & \" '"
LONG = "Tỷ lệ hồ sơ thủ tục hành chính được tiếp nhận trực tuyến và giải quyết đúng thời hạn quy định " * 2


def parsed(svg: str) -> ET.Element:
    """Read a picture, which must be whole, small and named."""
    assert len(svg.encode()) < 4096
    root = ET.fromstring(svg)  # noqa: S314 (made by the function under test)
    assert root.get("role") == "img"
    assert root[0].tag == "title"
    assert root[0].text
    return root


def words(root: ET.Element) -> list[str]:
    """Return every word of a picture, in order."""
    return [each.text or "" for each in root.iter("text")]


def inside(root: ET.Element) -> None:
    """Check that every mark lies in the picture; a figure has about 7.5 units a letter."""
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    for each in root.iter("text"):
        x, y, wide = float(each.get("x") or 0), float(each.get("y") or 0), 6.5 * len(each.text or "")
        style = each.get("class") or ""
        left = x - wide / 2 if "pic-middle" in style else x - wide if "pic-end" in style else x
        assert -8 <= left <= left + wide <= width + 12, each.text
        assert 8 <= y <= height
    for each in root.iter("rect"):
        x, wide = float(each.get("x") or 0), float(each.get("width") or 0)
        assert 0 <= x <= x + wide <= width
    for each in root.iter("circle"):
        assert 0 <= float(each.get("cx") or 0) <= width
        assert 0 <= float(each.get("cy") or 0) <= height


def test_bars_are_as_long_as_their_values() -> None:
    """A bar is as long as its value is of the most, and starts where it is told to."""
    found = [Bar("Một", F(1), "1"), Bar("Hai", F(3), "3", F(1))]
    root = parsed(bars("Tên", found, F(4)))
    inside(root)
    tracks = [float(each.get("width") or 0) for each in root.iter("rect") if each.get("class") == "pic-track"]
    drawn = [each for each in root.iter("rect") if each.get("class") == "pic-bar"]
    assert tracks[0] == tracks[1]
    assert [float(each.get("width") or 0) / tracks[0] for each in drawn] == pytest.approx(
        [0.25, 0.75], abs=0.001
    )
    assert [float(each.get("x") or 0) / tracks[0] for each in drawn] == pytest.approx([0, 0.25], abs=0.001)
    assert words(root) == ["Một", "1", "Hai", "3"]


def test_a_loss_has_a_colour_of_its_own() -> None:
    """Points that are taken away are drawn in another class, in every picture."""
    assert "pic-loss" in bars("T", [Bar("a", F(1), "−1")], F(1), loss=True)
    assert "pic-falls" in staircase("T", [Tread(F(1), "−1", "0", "1")], loss=True)
    assert "pic-falls" in line("T", [Knot(F(0), F(0), "0"), Knot(F(1), F(1), "1")], loss=True)
    assert "pic-falls" in dots(
        "T", [Row("a", (Dot(F(0), "0"),))], [Dot(F(-1), "−1"), Dot(F(0), "0")], loss=True
    )


def test_a_long_name_has_two_lines_at_most() -> None:
    """A name that is too long ends in an ellipsis on its second line; the table has the whole of it."""
    root = parsed(bars("T", [Bar(LONG, F(1), "1")] * MOST, F(1)))
    inside(root)
    assert len(words(root)) == 3 * MOST
    assert words(root)[1].endswith("…")


def test_a_picture_with_too_much_in_it_is_none() -> None:
    """More parts than a picture can hold, no part, and figures without room give no picture."""
    assert bars("T", [Bar("a", F(1), "1")] * (MOST + 1), F(1)) == ""
    assert bars("T", [], F(1)) == ""
    assert bars("T", [Bar("a", F(0), "0")], F(0)) == ""
    tread = Tread(F(1), "1", "0", "1")
    assert staircase("T", [tread] * (MOST + 1)) == ""
    assert staircase("T", []) == ""
    assert staircase("T", [tread, Tread(F(1), "1", "123456789012345", "2")] * 2) == ""
    assert line("T", [Knot(F(0), F(0), "0")]) == ""
    row = Row("a", (Dot(F(0), "0"),))
    ends = [Dot(F(0), "0"), Dot(F(1), "1")]
    assert dots("T", [row] * (MOST + 1), ends) == ""
    assert dots("T", [], ends) == ""
    assert dots("T", [Row("a", ())], ends) == ""
    assert dots("T", [row], [Dot(F(1), "1"), Dot(F(1), "1")]) == ""


def test_a_staircase_shows_to_which_step_an_edge_belongs() -> None:
    """Every end of a step is a full mark or an open one; a step without an end has an arrow."""
    treads = [
        Tread(F(0), "0", "0", "90", ends=("closed", "open")),
        Tread(F(4), "4", "90", "98", ends=("closed", "open")),
        Tread(F(8), "8", "98", "", ends=("closed", "arrow")),
    ]
    root = parsed(staircase("T", treads))
    inside(root)
    marks = [(each.get("class"), each.get("cx")) for each in root.iter("circle")]
    assert [style for style, _ in marks] == ["pic-closed", "pic-open"] * 2 + ["pic-closed"]
    assert marks[1][1] == marks[2][1]
    assert sum("l6 5" in (each.get("d") or "") for each in root.iter("path")) == 1
    heights = [float(each.get("cy") or 0) for each in root.iter("circle")]
    assert heights[0] == heights[1] > heights[2] == heights[3] > heights[4]


def test_steps_of_whole_numbers_have_words_of_their_own() -> None:
    """A step of whole numbers has its span below it and no edge in common with the next."""
    point = Tread(F(2), "2", span="0", ends=("point", "point"))
    treads = [
        point,
        Tread(F(1), "1", span="1–5", ends=("closed", "closed")),
        Tread(F(0), "0", span="≥ 6", ends=("closed", "arrow")),
    ]
    root = parsed(staircase("T", treads))
    inside(root)
    assert words(root) == ["2", "0", "1", "1–5", "0", "≥ 6"]
    places = [each.get("cx") for each in root.iter("circle")]
    assert len(set(places)) == len(places) == 4
    assert len([each for each in root.iter("path") if each.get("class") == "pic-line"]) == 2


def test_a_line_jumps_at_a_threshold_and_bends_at_its_knee() -> None:
    """Two knots at one figure are a jump: the line is broken there; each knot stands above its figure."""
    knots = [
        Knot(F(0), F(0), "0 %"),
        Knot(F(1, 2), F(0), "", end="open"),
        Knot(F(1, 2), F(6), "50 %", "6"),
        Knot(F(4, 5), F(10), "80 %", "10"),
        Knot(F(1), F(10), "100 %", end=""),
    ]
    root = parsed(line("T", knots))
    inside(root)
    path = next(each.get("d") or "" for each in root.iter("path") if each.get("class") == "pic-line")
    assert path.count("M") == 2
    assert path.count("L") == 3
    assert [each.get("class") for each in root.iter("circle")] == [
        "pic-closed", "pic-open", "pic-closed", "pic-closed"
    ]  # fmt: skip
    assert sorted(words(root)) == sorted(["6", "10", "0 %", "50 %", "80 %", "100 %"])


def test_figures_without_room_are_left_to_the_table() -> None:
    """Below an axis and above dots a figure that would lie on the one before it is left out."""
    knots = [Knot(F(at, 100), F(at), f"{at} %") for at in (0, 98, 99, 100)]
    root = parsed(line("T", knots))
    inside(root)
    assert words(root) == ["0 %", "98 %"]
    row = Row("a", tuple(Dot(F(at, 1000), str(100000 + at)) for at in range(8)))
    root = parsed(dots("T", [row], [Dot(F(0), "0 điểm"), Dot(F(1), "1 điểm")]))
    inside(root)
    assert words(root) == ["a", "100000", "0 điểm", "1 điểm"]


def test_dots_stand_at_their_points() -> None:
    """A dot stands where its points are between the ends of the scale."""
    row = Row("Số trường hợp", (Dot(F(0), "0"), Dot(F(1, 2), "1"), Dot(F(1), "2")))
    root = parsed(dots("T", [row], [Dot(F(0), "0 điểm"), Dot(F(1), "1 điểm")]))
    inside(root)
    places = [float(each.get("cx") or 0) for each in root.iter("circle")]
    assert places[1] - places[0] == places[2] - places[1] > 0


def test_names_cannot_become_markup() -> None:
    """A name with signs of markup is a word in the picture."""
    for svg in (
        bars(HOSTILE, [Bar(HOSTILE, F(1), "1")], F(1)),
        dots(HOSTILE, [Row(HOSTILE, (Dot(F(0), "0"),))], [Dot(F(0), "0"), Dot(F(1), "1")]),
    ):
        root = parsed(svg)
        assert {each.tag for each in root.iter()} <= {"svg", "title", "text", "rect", "path", "circle"}
        assert root[0].text == HOSTILE
        assert HOSTILE in words(root)


def pictures_of(rules: Ruleset) -> list[ET.Element]:
    """Return the picture of every leaf that has one."""
    found = []
    for spot in outline(rules).values():
        written = points(spot.node, rules, "vi") if not spot.item.items else ""
        start = written.find("<svg")
        if start >= 0:
            found.append(parsed(written[start : written.index("</svg>") + len("</svg>")]))
    return found


@given(rulesets())
def test_every_picture_of_a_ruleset_is_whole(rules: Ruleset) -> None:
    """The pictures of any sound ruleset are well formed, below 4 kB, and nothing leaves them."""
    for root in pictures_of(rules):
        inside(root)


@given(st.lists(st.tuples(st.text(max_size=200), st.fractions(0, 100)), min_size=1, max_size=MOST))
def test_any_name_makes_a_whole_picture(found: list[tuple[str, Fraction]]) -> None:
    """Whatever a name is made of, the picture stays well formed."""
    clean = [("".join(each for each in name if each.isprintable()), value) for name, value in found]
    svg = bars("T", [Bar(name, value, "1") for name, value in clean], F(100))
    ET.fromstring(svg)  # noqa: S314 (made by the function under test)


@pytest.mark.parametrize(
    ("scale", "tags"),
    [
        ({"method": "levels", "levels": [{"key": "a", "name": {"vi": "A"}, "points": "10"}]}, {"rect"}),
        ({"method": "ratio", "zero_below": "0.5", "full_at": "0.8"}, {"circle", "path"}),
        ({"method": "ratio", "full_at": "1.2"}, {"circle", "path"}),
        ({"method": "count", "each": "3"}, {"circle"}),
        ({"method": "count", "each": "0.1"}, {"circle"}),
        ({"method": "deduction", "kinds": [{"key": "a", "name": {"vi": "A"}, "points": "3"}]}, {"circle"}),
        ({"method": "direct"}, set()),
    ],
)
def test_each_method_has_its_picture(scale: Plain, tags: set[str]) -> None:
    """Levels are bars, a ratio a line, counts and faults dots; points as given have no picture."""
    found = pictures_of(ruleset(leaf("only", scale), leaf("other")))
    assert len(found) == (1 if tags else 0)
    for root in found:
        inside(root)
        assert tags <= {each.tag for each in root.iter()}
