"""Vietnamese text: folding, alphabetical order and the decimal comma."""

from __future__ import annotations

import unicodedata
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.vietnamese import alphabetical, fold, with_comma

if TYPE_CHECKING:
    from collections.abc import Sequence

ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
# Every vowel as it is written with no tone, huyền, hỏi, ngã, sắc and nặng, in the order of dictionaries.
VOWELS = (
    "aàảãáạ",
    "ăằẳẵắặ",
    "âầẩẫấậ",
    "eèẻẽéẹ",
    "êềểễếệ",
    "iìỉĩíị",
    "oòỏõóọ",
    "ôồổỗốộ",
    "ơờởỡớợ",
    "uùủũúụ",
    "ưừửữứự",
    "yỳỷỹýỵ",
)
LETTERS = "".join(dict.fromkeys("".join(ALPHABET) + "".join(VOWELS)))


def ordered(names: Sequence[str]) -> list[str]:
    """Sort names that are met in the opposite order."""
    backwards = names[::-1]
    return sorted(backwards, key=alphabetical)


def words() -> st.SearchStrategy[str]:
    """Make words of Vietnamese letters, small and capital."""
    return st.text(alphabet=LETTERS + LETTERS.upper() + " ", max_size=12)


def test_the_letters_are_those_of_the_script() -> None:
    """The tables of this file hold each letter once: 33 plain ones and 60 with a tone."""
    assert len(LETTERS) == len(ALPHABET) + 12 * 5 == 93
    assert all(unicodedata.is_normalized("NFC", letter) for letter in LETTERS)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", ""),
        ("Điểm thưởng", "diem thuong"),
        ("ĐẮK LẮK", "dak lak"),
        ("Xã Quế Phước Hạ 2", "xa que phuoc ha 2"),
        ("cải cách hành chính", "cai cach hanh chinh"),
        ("Sở Nông nghiệp & PTNT", "so nong nghiep & ptnt"),
        ("Thừa Thiên–Huế", "thua thien–hue"),
        ("ư ơ ă â ê ô đ", "u o a a e o d"),
    ],
)
def test_folding(text: str, plain: str) -> None:
    """Folding drops case and diacritics, turns đ into d and keeps everything else."""
    assert fold(text) == plain


@given(words())
def test_folding_forgets_form_and_case(text: str) -> None:
    """Vietnamese letters fold to ASCII, the same from every Unicode form and case; folding is done once."""
    plain = fold(text)
    assert plain.isascii()
    assert len(plain) == len(text)
    assert fold(unicodedata.normalize("NFD", text)) == plain
    assert fold(text.upper()) == fold(text.lower()) == fold(plain) == plain


def test_the_alphabet_is_in_order() -> None:
    """The letters sort as the Vietnamese alphabet does: ă and â after a, đ after d, ơ after ô."""
    capitals = [letter.upper() for letter in ALPHABET]
    assert ordered(ALPHABET) == ALPHABET
    assert ordered(capitals) == capitals


@pytest.mark.parametrize("vowel", VOWELS)
def test_tones_are_in_order(vowel: str) -> None:
    """One vowel with its tones sorts as none, huyền, hỏi, ngã, sắc, nặng, whatever the Unicode form."""
    assert ordered(vowel) == list(vowel)
    forms = [unicodedata.normalize("NFD", letter) for letter in vowel]
    assert ordered(forms) == forms
    assert [alphabetical(letter) for letter in forms] == [alphabetical(letter) for letter in vowel]


@pytest.mark.parametrize(
    "names",
    [
        ["Anh", "Ánh", "Ân", "Dũng", "Đông"],
        ["Hà Giang", "Hà Nam", "Hà Nội", "Hà Tĩnh", "Hải Dương", "Hải Phòng", "Hậu Giang", "Hòa Bình"],
        ["Đà Nẵng", "Đắk Lắk", "Đắk Nông", "Điện Biên", "Đồng Nai", "Đồng Tháp"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "mai", "mải", "măng"],
        ["2023", "a"],
        ["a", "a b", "á b", "ab"],
        ["Sở Tài chính", "Sở Tài nguyên", "Sở Tư pháp"],
    ],
)
def test_names_sort_letters_first_then_tones(names: list[str]) -> None:
    """Names sort by their letters, those of the same letters by their tones; space and digits come first."""
    assert ordered(names) == names


def test_the_key_holds_ranks_and_tones() -> None:
    """The key gives each letter its rank and itself, a stranger rank 0, and each tone its number."""
    assert alphabetical("Ấ đ7") == (((3, "â"), (0, " "), (7, "đ"), (0, "7")), (4, 0, 0, 0))
    assert alphabetical("") == ((), ())


@given(st.text(alphabet=ALPHABET, max_size=8), st.text(alphabet=ALPHABET, max_size=8))
def test_plain_words_sort_by_their_letters(one: str, other: str) -> None:
    """Two words without tones are in the order of their letters in the alphabet, and only equal words tie."""
    ranks = [[ALPHABET.index(letter) for letter in word] for word in (one, other)]
    assert (alphabetical(one) < alphabetical(other)) == (ranks[0] < ranks[1])
    assert (alphabetical(one) == alphabetical(other)) == (one == other)


@given(words())
def test_case_and_form_do_not_matter_to_the_order(text: str) -> None:
    """A word has one key in every case and Unicode form, with a rank and a tone for each letter."""
    key = alphabetical(text)
    assert alphabetical(text.upper()) == key
    assert alphabetical(unicodedata.normalize("NFD", text)) == key
    assert len(key[0]) == len(key[1]) == len(text)


def test_different_letters_have_different_keys() -> None:
    """No two of the 93 letters are taken for one another."""
    keys = {letter: alphabetical(letter) for letter in LETTERS}
    assert all(keys[one] != keys[other] for one, other in product(LETTERS, repeat=2) if one != other)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("89.95", "89,95"),
        ("-0.5", "-0,5"),
        ("89.95 trên 100", "89,95 trên 100"),
        ("1.1.2", "1,1,2"),
        ("Hết. 5.", "Hết. 5."),
        (".5", ".5"),
        ("5.", "5."),
        ("a.b", "a.b"),
        ("1.b", "1.b"),
        ("a.1", "a.1"),
        ("1. 5", "1. 5"),
        ("1..5", "1..5"),
        ("\N{FULLWIDTH DIGIT ONE}.5", "\N{FULLWIDTH DIGIT ONE}.5"),
        ("5.\N{FULLWIDTH DIGIT ONE}", "5.\N{FULLWIDTH DIGIT ONE}"),
    ],
)
def test_the_decimal_comma(text: str, written: str) -> None:
    """A point between two ASCII digits becomes a comma, and no other point does."""
    assert with_comma(text) == written
