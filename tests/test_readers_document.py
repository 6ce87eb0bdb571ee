"""The border that every file crosses: bytes, characters, places."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parindex.errors import Place, Problem, ReadError, problem
from parindex.readers import document, limits
from parindex.readers.document import Document, check_text, decode, place_of, read_bytes, refuse

if TYPE_CHECKING:
    from collections.abc import Callable


def refusal(read: Callable[[], object]) -> Problem:
    """Return the one problem with which something is refused."""
    with pytest.raises(ReadError) as refused:
        read()
    (found,) = refused.value.problems
    return found


def code_of(character: str) -> str:
    """Name a character as messages do."""
    return f"U+{ord(character):04X}"


# What no rule needs, told by the properties of Unicode.
NONCHARACTERS = {*range(0xFDD0, 0xFDF0)} | {
    plane * 0x10000 + low for plane in range(17) for low in (0xFFFE, 0xFFFF)
}
DEFAULT_IGNORABLE = {
    0x00AD,
    0x034F,
    0x061C,
    *range(0x115F, 0x1161),
    *range(0x17B4, 0x17B6),
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0x3164,
    *range(0xFE00, 0xFE10),
    0xFEFF,
    0xFFA0,
    *range(0xFFF0, 0xFFF9),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE1000),
}
BLANK_BRAILLE = 0x2800
SPECIALS = {*range(0xFFF9, 0xFFFE)}
SPECIAL_PLANES = {*range(0xE0000, 0x110000)}
CATEGORIES = {
    index for index in range(0x110000) if unicodedata.category(chr(index)) in {"Cc", "Cs", "Co", "Zl", "Zp"}
} - {ord(allowed) for allowed in "\t\n\r"}
FORBIDDEN = NONCHARACTERS | DEFAULT_IGNORABLE | {BLANK_BRAILLE} | SPECIALS | SPECIAL_PLANES | CATEGORIES


def test_exactly_the_invisible_characters_are_refused() -> None:
    """Of all characters the control, private, ignorable, line-breaking and non-characters are refused."""
    everything = "".join(map(chr, range(0x110000)))
    assert {ord(found) for found in document._FORBIDDEN.findall(everything)} == FORBIDDEN


@pytest.mark.parametrize(
    "index", [0x00, 0x0B, 0x7F, 0x85, 0xAD, 0x200B, 0x2028, 0x202E, 0xD800, 0xFFFD, 0x1FFFE]
)
def test_a_forbidden_character_is_named(index: int) -> None:
    """A forbidden character is named by its number, and the first of several."""
    assert check_text(chr(index)) == problem("E-CHAR", character=code_of(chr(index)))
    assert check_text(f"Sở {chr(index)}\x00") == problem("E-CHAR", character=code_of(chr(index)))


@pytest.mark.parametrize(
    "text", ["", "abc", "Sở Nội vụ", "a\tb\nc\r\n", "x" * limits.STRING, "ữ" * limits.STRING, "😀"]
)
def test_ordinary_texts_are_accepted(text: str) -> None:
    """Composed text of at most 20,000 characters is accepted, tabs and line ends included."""
    assert check_text(text) is None


@pytest.mark.parametrize("letter", ["x", "ữ", "\u200b"])
def test_a_text_of_one_character_too_many_is_refused(letter: str) -> None:
    """A text of 20,001 characters is too long, whatever they are."""
    assert check_text(letter * (limits.STRING + 1)) == problem("E-LONG", limit="20000")


@pytest.mark.parametrize(
    "text", ["Ca\u0309i", "e\u0301", "\u1ea1\u0302", "\N{ANGSTROM SIGN}", "a\u0328\u0301"]
)
def test_decomposed_texts_are_refused(text: str) -> None:
    """A text that normalising to NFC would change is refused."""
    assert unicodedata.normalize("NFC", text) != text
    assert check_text(text) == problem("E-NFC")


def test_a_run_of_combining_marks_is_refused_before_it_is_normalised() -> None:
    """Three combining marks in a row may stand, a fourth is refused although the text is in NFC."""
    three, four = "x" + "\u0316" * 3, "x" + "\u0316" * 4
    assert unicodedata.is_normalized("NFC", four)
    assert check_text(three) is None
    assert check_text(three + "y" + three) is None
    assert check_text(four) == problem("E-NFC")
    assert check_text("a" + four) == problem("E-NFC")


@given(st.text(max_size=30))
@example("\u0300")
def test_what_is_accepted_is_clean(text: str) -> None:
    """An accepted text is in NFC and free of forbidden characters; a refused one has the fault named."""
    found = check_text(text)
    forbidden = [character for character in text if ord(character) in FORBIDDEN]
    if found is None:
        assert unicodedata.is_normalized("NFC", text)
        assert not forbidden
    elif found.code == "E-CHAR":
        assert dict(found.details)["character"] == code_of(forbidden[0])
    else:
        assert found == problem("E-NFC")
        assert not unicodedata.is_normalized("NFC", text) or any(unicodedata.combining(mark) for mark in text)


def test_utf8_is_decoded() -> None:
    """UTF-8 text is decoded as it is, and a byte order mark before it is left out."""
    text = "a: Sở Nội vụ 😀\r\n"
    assert decode(text.encode(), "f") == text
    assert decode(b"\xef\xbb\xbf" + text.encode(), "f") == text


@pytest.mark.parametrize("content", [b"", b" ", b"\n\t \r\n", b"\xef\xbb\xbf", "\u3000".encode()])
def test_an_empty_file_is_refused(content: bytes) -> None:
    """A file of nothing but space is empty."""
    assert refusal(lambda: decode(content, "f")) == problem("E-EMPTY").located(Place("f", 1, 1))


def test_the_size_of_a_file_has_a_limit() -> None:
    """A file of 2 MiB is decoded, and one byte more is refused."""
    assert limits.BYTES == 2 * 1024 * 1024
    assert len(decode(b"x" * limits.BYTES, "f")) == limits.BYTES
    found = refusal(lambda: decode(b"x" * (limits.BYTES + 1), "f"))
    assert found == problem("E-SIZE", limit="2097152").located(Place("f", 1, 1))


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b"\xff", 1, 1),
        (b"\xff\xfe[\x00]\x00", 1, 1),
        (b"a: \xe9\n", 1, 4),
        (b"a: 1\nb: \xe9\n", 2, 4),
        (b"a\n\n\xc3", 3, 1),
        (b"\xed\xa0\x80", 1, 1),
        ("Sở: ".encode() + b"\xff", 1, 5),
        ("Sở\nđ😀".encode() + b"\x80", 2, 3),
        (b"\xef\xbb\xbfab\xff", 1, 3),
        (b"\xef\xbb\xbf\n\xff", 2, 1),
    ],
)
def test_bytes_that_are_not_utf8_are_refused_at_their_place(content: bytes, line: int, column: int) -> None:
    """The first byte that is not UTF-8 is told by its line and its column, counted in characters."""
    assert refusal(lambda: decode(content, "f")) == problem("E-UTF8").located(Place("f", line, column))


@given(st.text(alphabet="aữ\n😀", max_size=20), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_the_place_of_a_wrong_byte_is_that_of_the_character_there(before: str, mark: bytes) -> None:
    """A wrong byte has the place that a character in its stead would have."""
    content = mark + before.encode() + b"\xff"
    assert refusal(lambda: decode(content, "f")).place == place_of(before + "?", len(before), "f")


@pytest.mark.parametrize(
    ("text", "line", "column", "character"),
    [
        ("a: x\u200by", 1, 5, "U+200B"),
        ("Sở\nb: \x1b", 2, 4, "U+001B"),
        ("\ufeff\ufeffa", 1, 1, "U+FEFF"),
        ("a\n\U000e0041", 2, 1, "U+E0041"),
        ("a\x00b\x01", 1, 2, "U+0000"),
    ],
)
def test_a_forbidden_character_is_refused_at_its_place(
    text: str, line: int, column: int, character: str
) -> None:
    """The first forbidden character of a file is named with its line and column."""
    wanted = problem("E-CHAR", character=character).located(Place("f", line, column))
    assert refusal(lambda: decode(text.encode(), "f")) == wanted


@given(st.text(alphabet="ab\n", max_size=30))
def test_places_count_lines_and_columns_from_one(text: str) -> None:
    """The place of a character is the line and column at which an editor shows it."""
    lines = text.split("\n")
    for index in range(len(text) + 1):
        place = place_of(text, index, "f")
        assert place.file == "f"
        assert sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1 == index
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1


def test_a_file_is_read(tmp_path: Path) -> None:
    """The bytes of a file are read as they are."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"a: 1\r\n\xff")
    assert read_bytes(file) == b"a: 1\r\n\xff"


def test_a_file_too_large_is_read_only_so_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file that is too large one byte more than the limit is read, which `decode` then refuses."""
    monkeypatch.setattr(limits, "BYTES", 10)
    file = tmp_path / "a.yaml"
    file.write_bytes(b"0123456789")
    assert decode(read_bytes(file), "a") == "0123456789"
    file.write_bytes(b"0123456789abc")
    assert read_bytes(file) == b"0123456789a"
    assert refusal(lambda: decode(read_bytes(file), "a")).code == "E-SIZE"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing file and a directory are refused by name, with the reason that the system gives."""
    missing = tmp_path / "missing.yaml"
    found = refusal(lambda: read_bytes(missing))
    assert found == problem("E-FILE", file=str(missing), reason="No such file or directory")
    assert refusal(lambda: read_bytes(tmp_path)) == problem(
        "E-FILE", file=str(tmp_path), reason="Is a directory"
    )


def test_a_name_that_no_file_can_have_is_refused() -> None:
    """A name with a NUL in it is refused as no file name, and shown harmlessly."""
    found = refusal(lambda: read_bytes(Path("a\x00b")))
    assert found == problem("E-FILE", file="a\x00b", reason="not a file name")
    assert found.line("en") == "E-FILE: cannot read the file `a\\u0000b`: not a file name"


DOCUMENT = Document("f.yaml", {"a": ["x", {"b": "y"}]}, {(): (1, 1), ("a",): (2, 1), ("a", 0): (3, 5)})


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("a",), 2, 1),
        (("a", 0), 3, 5),
        (("a", 1), 2, 1),
        (("a", 1, "b"), 2, 1),
        (("z", "y"), 1, 1),
    ],
)
def test_a_node_without_a_place_has_that_of_the_node_above(
    path: tuple[str | int, ...], line: int, column: int
) -> None:
    """A document gives the place of a node, or of the nearest written node above it."""
    assert DOCUMENT.place(path) == Place("f.yaml", line, column)


def test_a_document_without_places_begins_at_its_beginning() -> None:
    """Every node of a document that knows no places is at its first character."""
    assert Document("f", {}, {}).place(("a", 0)) == Place("f", 1, 1)


def test_problems_get_their_places_in_a_document() -> None:
    """`locate` gives each problem the place of its path and leaves those that have one."""
    here = Place("other", 7, 7)
    bare, placed = problem("E-KEY", ("a", 0)), problem("E-TWICE", found="x").located(here)
    assert DOCUMENT.locate((bare, placed)) == (bare.located(Place("f.yaml", 3, 5)), placed)
    assert DOCUMENT.locate(()) == ()


def test_a_refusal_is_one_problem_at_one_place() -> None:
    """`refuse` makes the error of one problem with its details and place."""
    error = refuse("E-DUP", Place("f", 2, 3), what="a")
    assert isinstance(error, ReadError)
    assert error.problems == (problem("E-DUP", what="a").located(Place("f", 2, 3)),)


def test_the_limits_are_those_declared() -> None:
    """The caps of the borders are the declared ones."""
    assert (limits.BYTES, limits.DEPTH, limits.NODES, limits.STRING) == (2_097_152, 32, 50_000, 20_000)
    assert (limits.COMBINING_MARKS, limits.ITEMS, limits.ITEM_DEPTH) == (3, 400, 8)
