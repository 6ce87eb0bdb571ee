"""Ladders: which span of percent a step names, when steps tile 0 to 100, and what is wrong between them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.annex.grid import Cell
from parindex.annex.ladder import Ladder, ladder
from parindex.annex.lines import Step
from parindex.annex.percents import percent_of
from parindex.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parindex.errors import Problem


def steps(*texts: str) -> list[Step]:
    """Make steps in cells B1 and on, each worth one point less than the one before, down to 0."""
    found = []
    for number, text in enumerate(texts, start=1):
        cell = Cell(f"B{number}", Place("f", number, 2), text)
        found.append(Step(cell, text, Fraction(len(texts) - number), percent_of(text)))
    return found


def made(*texts: str) -> Ladder:
    """Make a ladder of these steps."""
    return ladder(steps(*texts))


def codes(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Return the code and the cell of each problem."""
    return [(each.code, str(dict(each.details)["cell"])) for each in problems]


def edges(found: Ladder) -> list[str]:
    """Return where the steps of a ladder begin."""
    assert found.scale["method"] == "steps"
    assert found.problems == ()
    return [each["from"] for each in found.scale["steps"]]


@pytest.mark.parametrize(
    ("text", "low", "high", "above", "below"),
    [
        ("Từ 70% - dưới 100% kế hoạch", 70, 100, False, True),
        ("Từ 70% – dưới 100%", 70, 100, False, True),
        ("Đạt từ 80% đến dưới 100% lộ trình", 80, 100, False, True),
        ("Hoàn thành từ 75 đến dưới 100% nhiệm vụ", 75, 100, False, True),
        ("Từ 70 - 100%", 70, 100, False, False),
        ("≥ 80%", 80, 100, False, False),
        ("Đạt >=80% kế hoạch", 80, 100, False, False),
        ("<80%", 0, 80, False, True),
        ("Tỷ lệ < 50%", 0, 50, False, True),
        ("≤ 50%", 0, 50, False, False),
        ("> 50%", 50, 100, True, False),
        ("≥50% - <80%", 50, 80, False, True),
        (">50% - 80%", 50, 80, True, False),
        ("Trên 50% đến 70%", 50, 70, True, False),
        ("từ 10% - dưới 50 % số đội", 10, 50, False, True),
        ("Trên 90%", 90, 100, True, False),
        ("Dưới 50%", 0, 50, False, True),
        ("Có thực hiện nhưng dưới 5%", 0, 5, False, True),
        ("Không quá 20%", 0, 20, False, False),
        ("Từ 30% trở xuống", 0, 30, False, False),
        ("Từ 80% trở lên cán bộ", 80, 100, False, False),
        ("Từ 70% số thủ tục trở lên", 70, 100, False, False),
        ("Đạt 50 % trở lên", 50, 100, False, False),
        ("Ít nhất 60% hồ sơ", 60, 100, False, False),
        ("Không dưới 60%", 60, 100, False, False),
        ("Đạt 100%", 100, 100, False, False),
        ("Hoàn thành từ 100% kế hoạch", 100, 100, False, False),
        ("100% ý kiến hài lòng", 100, 100, False, False),
        ("Chưa đạt 40%", 0, 40, False, True),
        ("Dưới 12,5%", 0, 12.5, False, True),
    ],
)
def test_words_of_percent(text: str, low: float, high: float, above: bool, below: bool) -> None:  # noqa: FBT001 (a table)
    """A step names its span of percent in the words of administrative texts, either end in or out."""
    share = percent_of(text).share
    assert share is not None
    assert (share.low, share.high) == (Fraction(low), Fraction(high))
    assert (share.above, share.below) == (above, below)


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("Hoàn thành từ 50 đến dưới số nhiệm vụ", "half"),
        ("Từ 50% đến kế hoạch", "half"),
        ("Từ 70 đến dưới", "half"),
        ("Từ đến dưới 70%", "half"),
        ("Có từ 01 - 02 hình thức", "none"),
        ("Báo cáo đạt ¾ số lượng trở lên", "none"),
        ("Đúng hạn", "none"),
        ("Đạt 120%", "none"),
        ("Từ 80% - 60%", "none"),
        ("Đạt 100% và trên 50% số xã", "several"),
    ],
)
def test_words_without_one_span(text: str, lacking: str) -> None:
    """A bound that is missing, no percent at all, and more than one span are told apart."""
    found = percent_of(text)
    assert (found.share, found.lacking) == (None, lacking)


def test_steps_that_tile_are_a_scale_of_percent() -> None:
    """Steps from 0 to 100 without a gap or overlap become steps, in whatever order they stand."""
    assert edges(made("Đạt 100%", "Từ 70% - dưới 100%", "Dưới 70%")) == ["100", "70", "0"]
    assert edges(made("Dưới 70%", "Từ 70% - dưới 100%", "Đạt 100%")) == ["100", "70", "0"]
    top = made("Từ 12,5% trở lên", "Dưới 12,5%").scale["steps"][0]
    assert top == {"from": "12.5", "to": "100", "points": "1"}


def test_signs_tile_as_words_do() -> None:
    """Steps written with signs make the scale that those in words make."""
    assert edges(made("≥ 80%", "≥ 50% - < 80%", "< 50%")) == ["80", "50", "0"]


def test_upper_edges_are_kept() -> None:
    """Steps that all end with their upper edge say so."""
    found = made("Trên 90%", "Trên 50% đến 90%", "Từ 50% trở xuống")
    assert edges(found) == ["90", "50", "0"]
    assert found.scale["edges"] == "upper"


def test_mixed_edges_become_levels() -> None:
    """Where some edges belong above and some below, no scale of steps says it, and the report does."""
    found = made("Trên 80%", "Từ 70% - 80%", "Từ 50% - dưới 70%", "Dưới 50%")
    assert found.scale["method"] == "levels"
    assert (codes(found.problems), codes(found.remarks)) == ([], [("W-ANNEX-EDGES", "B1")])


def test_an_edge_in_two_steps_is_an_overlap() -> None:
    """Two steps that both hold 70 % overlap, at the later one; the words stay as levels."""
    found = made("Từ 70% - 100% kế hoạch", "Từ 50% - 70% kế hoạch", "Dưới 50%")
    assert codes(found.problems) == [("E-ANNEX-OVERLAP", "B2")]
    assert dict(found.problems[0].details)["both"] == "70%"
    assert found.scale["levels"][0]["name"]["vi"] == "Từ 70% - 100% kế hoạch"


def test_a_step_within_another_is_an_overlap() -> None:
    """100 % besides 70 to 100 % overlaps at 100 %, although only one of them is meant."""
    found = made("100% ý kiến", "Từ 70% - 100% ý kiến", "Dưới 70% ý kiến")
    assert codes(found.problems) == [("E-ANNEX-OVERLAP", "B2")]
    assert dict(found.problems[0].details)["both"] == "100%"


@pytest.mark.parametrize(
    ("texts", "gap", "cell"),
    [
        (("Từ 70% - 80%", "Từ 50% - dưới 70%", "Dưới 50%"), "80–100%", "B1"),
        (("Từ 70% trở lên", "Dưới 50%"), "50–70%", "B2"),
        (("Từ 70% trở lên", "Từ 20% - dưới 70%"), "0–20%", "B2"),
        (("Trên 70%", "Dưới 70%"), "70%", "B2"),
        (("Từ 70% - dưới 100%", "Dưới 70%"), "100%", "B1"),
        (("Trên 0%",), "0%", "B1"),
    ],
)
def test_gaps_are_named(texts: tuple[str, ...], gap: str, cell: str) -> None:
    """What no step names is a gap, be it a single percent, at the step next to it."""
    found = made(*texts)
    assert codes(found.problems) == [("E-ANNEX-GAP", cell)]
    assert dict(found.problems[0].details)["found"] == gap


def test_a_missing_bound_is_named() -> None:
    """A step with one bound is a defect at its cell, and the ladder stays in words."""
    found = made("Đạt 100%", "Từ 50 đến dưới số nhiệm vụ", "Dưới 50%")
    assert codes(found.problems) == [("E-ANNEX-BOUND", "B2")]
    assert found.scale["method"] == "levels"


def test_points_that_turn_are_a_defect() -> None:
    """Where a better percent gives fewer points and another gives more, the ladder cannot be right."""
    wrong = steps("Từ 70% trở lên", "Từ 50% - dưới 70%", "Dưới 50%")
    cells = [each.cell for each in wrong]
    turned = [
        Step(cell, each.text, points, each.found)
        for cell, each, points in zip(cells, wrong, map(Fraction, (1, 2, 0)), strict=True)
    ]
    assert codes(ladder(turned).problems) == [("E-ANNEX-TURN", "B2")]
    falling = [Step(each.cell, each.text, -each.points + 2, each.found) for each in wrong]
    assert edges(ladder(falling)) == ["70", "50", "0"]


def test_what_can_be_read_otherwise_is_said() -> None:
    """An end left out, words beside percent, several spans and a single step are decisions at their cells."""
    assert codes(made("Từ 15% thủ tục", "Dưới 15% thủ tục").remarks) == [("W-ANNEX-ENDLESS", "B1")]
    assert codes(made("Đạt 100%", "Còn tồn").remarks) == [("W-ANNEX-WORDS", "B2")]
    assert codes(made("100% xã và 50% huyện", "Còn tồn").remarks) == [("W-ANNEX-SEVERAL", "B1")]
    assert codes(made("Có thực hiện").remarks) == [("W-ANNEX-ONE", "B1")]


def test_levels_have_keys_of_their_own() -> None:
    """Two levels of the same words get different keys, and one without letters has a key too."""
    keys = [each["key"] for each in made("Đạt", "Đạt", "…").scale["levels"]]
    assert keys == ["dat", "dat-2", "bac"]


@settings(max_examples=60)
@given(st.lists(st.integers(1, 100), min_size=1, max_size=6, unique=True))
def test_any_tiling_is_found(cuts: list[int]) -> None:
    """However 0 to 100 is cut, steps in official words that tile it are found to tile it."""
    cuts = sorted(cuts, reverse=True)
    first = "Đạt 100%" if cuts[0] == 100 else f"Từ {cuts[0]}% trở lên"
    middle = [f"Từ {low}% - dưới {high}%" for high, low in pairwise(cuts)]
    found = made(first, *middle, f"Dưới {cuts[-1]}%")
    assert edges(found) == [*map(str, cuts), "0"]
