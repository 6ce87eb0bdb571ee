"""Points, keys and numbers of annexes: what is read as one, and what is left alone."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.annex.codes import Code, led_by_code, read_codes, with_last
from parindex.annex.figures import points_of, tail_of
from parindex.annex.grid import column_name
from parindex.annex.keys import slug, unique, with_code


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("2", "2"),
        ("0,5", "1/2"),
        ("0.125", "1/8"),
        ("1,25", "5/4"),
        ("1,0625", "17/16"),
        ("1000,125", "8001/8"),
        (" 1,5 điểm ", "3/2"),
        ("(2)", "2"),
        ("+3", "3"),
        ("-2", "-2"),
        ("− 2", "-2"),
        ("2 đ", "2"),
    ],
)
def test_points_are_read_with_comma_or_point(text: str, points: str) -> None:
    """A cell of points has a number with a decimal comma or point, a sign, and the word for points."""
    assert points_of(text) == Fraction(points)


@pytest.mark.parametrize(
    "text",
    [
        *("", "0-2", "tối đa 2", "2/3", "1.000.000", "2,", "hai"),
        *("1.000", "1,500", "-12.500", "+ 1.500 điểm", "(100.000)"),
    ],
)
def test_what_is_no_number_gives_no_points(text: str) -> None:
    """A range, words, fractions, thousands, and what may be thousands are no points."""
    assert points_of(text) is None


@pytest.mark.parametrize(
    ("text", "body", "points"),
    [
        ("Có thực hiện:2", "Có thực hiện", "2"),
        ("Đạt 100% : 2", "Đạt 100%", "2"),
        ("Không đủ: 0 điểm.", "Không đủ", "0"),
        ("Chậm một báo cáo: trừ 0,5 điểm", "Chậm một báo cáo", "-1/2"),
        ("Không ban hành: không có điểm", "Không ban hành", "0"),
        ("Chậm: Không điểm.", "Chậm", "0"),
        ("Có sáng kiến: cộng 1", "Có sáng kiến", "1"),
        ("Kịp thời (theo mục: 2): 1", "Kịp thời (theo mục: 2)", "1"),
    ],
)
def test_a_step_ends_with_its_points(text: str, body: str, points: str) -> None:
    """The points of a step stand after its last colon; what is taken off loses them."""
    assert tail_of(text) == (body, Fraction(points))


@pytest.mark.parametrize("text", ["Có thực hiện", "Có: 1.500", "Tỷ lệ: trên 70", ": 2", "Kế hoạch số 12"])
def test_a_text_without_points_is_no_step(text: str) -> None:
    """Without a colon and a number at the end, or with nothing before them, there are no points."""
    assert tail_of(text) is None


def test_letters_and_roman_numbers_are_told_apart() -> None:
    """A single letter that follows the letter before it is a letter; else I, V, X and L are roman."""
    found = read_codes(
        ["A", "I", "B", "II", "H", "I", "1", "1.2.", "a)", "iii", "Lĩnh vực 3", "I.2", "-", None]
    )
    families = [each and each.family for each in found]
    assert families == [
        *("letter", "roman", "letter", "roman", "letter", "letter", "decimal", "decimal", "small"),
        *(None, "decimal", "roman", None, None),
    ]
    assert [each.text for each in found if each][-3:] == ["a", "3", "I.2"]


@pytest.mark.parametrize(
    ("text", "value"), [("I", 1), ("IV", 4), ("IX", 9), ("XIV", 14), ("XL", 40), ("XLIX", 49), ("LXXX", 80)]
)
def test_roman_numbers_are_read_and_written(text: str, value: int) -> None:
    """A roman number has its value, and is written again from it."""
    (found,) = read_codes([text])
    assert found == Code(text, "roman", (value,))
    assert with_last(found, value) == text


def test_bad_roman_numbers_are_no_numbers() -> None:
    """Letters of roman numbers in a wrong order are no number."""
    assert read_codes(["IIII", "VX"]) == (None, None)


def test_the_number_that_would_follow_is_written_as_its_neighbours() -> None:
    """A number with another last part keeps its kind."""
    codes = [each for each in read_codes(["A", "b)", "3", "2.4"]) if each]
    assert [with_last(each, 6) for each in codes] == ["E", "e", "6", "2.6"]
    assert with_last(codes[0], 99) == "?"


@pytest.mark.parametrize(
    ("text", "led"),
    [
        ("1.1. Kế hoạch năm", ("1.1.", "Kế hoạch năm")),
        ("1.1 Kế hoạch năm", ("1.1", "Kế hoạch năm")),
        ("1. Kế hoạch", ("1.", "Kế hoạch")),
        ("I. CHỈ ĐẠO", ("I.", "CHỈ ĐẠO")),
        ("Phần A. Thẩm định", ("Phần A.", "Thẩm định")),
        ("a) Có", ("a)", "Có")),
        ("II.3 Thể chế", ("II.3", "Thể chế")),
        ("03 hình thức trở lên", None),
        ("100 % kế hoạch", None),
        ("I và II", None),
        ("Kế hoạch 1.1", None),
    ],
)
def test_a_number_may_lead_a_name(text: str, led: tuple[str, str] | None) -> None:
    """A number in front of a name has a point, a bracket, a word or a second part; a plain figure has not."""
    assert led_by_code(text) == led


def test_keys_are_whole_words() -> None:
    """A key is cut after a whole word, save a first word that is too long for any."""
    assert slug("Ban hành kế hoạch: (Đúng hạn)", 64) == "ban-hanh-ke-hoach-dung-han"
    assert slug("Ban hành kế hoạch", 10) == "ban-hanh"
    assert slug("abcdefgh", 5) == "abcde"
    assert slug("…", 5) == ""


def test_a_key_that_is_taken_takes_its_number() -> None:
    """A name met before takes the number of its row, and is counted only when that is taken too."""
    assert with_code("ke-hoach", "2.1", {"khac"}) == "ke-hoach"
    assert with_code("ke-hoach", "2.1", {"ke-hoach"}) == "ke-hoach-2-1"
    assert with_code("ke-hoach", "2.1", {"ke-hoach", "ke-hoach-2-1"}) == "ke-hoach-2-1-2"
    assert with_code("ke-hoach", "", {"ke-hoach", "ke-hoach-2"}) == "ke-hoach-3"


@given(st.lists(st.sampled_from(["a", "b", "a-2"])))
def test_unique_keys_are_unique_and_keep_first_ones(keys: list[str]) -> None:
    """No key comes twice, and what was not met before stays as it is."""
    found = unique(keys)
    assert len(set(found)) == len(keys)
    assert found[:1] == tuple(keys[:1])


def test_columns_have_letters() -> None:
    """Columns are called as spreadsheets call them."""
    assert [column_name(each) for each in (1, 26, 27, 52, 256)] == ["A", "Z", "AA", "AZ", "IV"]
