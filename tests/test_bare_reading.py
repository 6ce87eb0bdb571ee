"""Facts about the strict JSON of the small verifier, and about the one way in which it writes."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from parindex.audit.bare.reading import BYTES, Unreadable, canonical, fault, pointer, read
from parindex.readers.document import check_text

WORDS = st.text(max_size=8)
TREES = st.recursive(
    st.none() | st.booleans() | WORDS,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(WORDS, part, max_size=4),
    max_leaves=20,
)


def refused(content: bytes) -> tuple[str, str]:
    """Return the place and the reason for which a file is unreadable."""
    with pytest.raises(Unreadable) as caught:
        read(content)
    return caught.value.at, caught.value.why


@pytest.mark.parametrize(
    ("text", "at", "why"),
    [
        ("", "", "not strict JSON"),
        ("{", "", "not strict JSON"),
        ('{"a": "b"} x', "", "not strict JSON"),
        ('{"a": "b",}', "", "not strict JSON"),
        ("{'a': 'b'}", "", "not strict JSON"),
        ('{"a": "b" /* c */}', "", "not strict JSON"),
        ('\ufeff{"a": "b"}', "", "not strict JSON"),
        ('{"a": "tab\there"}', "", "not strict JSON"),
        ('{"a": "\\x41"}', "", "not strict JSON"),
        ('{"a": True}', "", "not strict JSON"),
        ('{"a": 01}', "", "not strict JSON"),
        ('{"a": "\\', "", "not strict JSON"),
        ('{"a": [NaN]}', "/a/0", "not strict JSON"),
        ('{"a": -Infinity}', "/a", "not strict JSON"),
        ("5", "", "a JSON number"),
        ('{"a": [true, 0]}', "/a/1", "a JSON number"),
        ('{"a": -1.5e+3}', "/a", "a JSON number"),
        ('{"a": ' + "9" * 10_000 + "}", "/a", "a JSON number"),
        ('{"b": {"a": "1", "a": "1"}}', "/b/a", "a duplicate key"),
        ('{"b": {"a": "1", "\\u0061": "1"}}', "/b/a", "a duplicate key"),
        ('{"a": "\\u0000"}', "/a", "a forbidden character"),
        ('{"a": "\\ud800"}', "/a", "a forbidden character"),
        ('{"\\udfff": "a"}', "/\\udfff", "a forbidden character"),
        ('{"a": "\u200b"}', "/a", "a forbidden character"),
        ('{"a": "\U000e0041"}', "/a", "a forbidden character"),
        ('{"a": "e\u0302"}', "/a", "a text not in NFC"),
        ('{"e\u0302": "a"}', "/e\u0302", "a text not in NFC"),
        ('{"a": "x' + "\u0316" * 4 + '"}', "/a", "a text not in NFC"),
        ('{"a~/b": 1}', "/a~0~1b", "a JSON number"),
        ('{"a": "' + "x" * 20_001 + '"}', "/a", "a text above 20000 characters"),
        ('{"' + "x" * 20_001 + '": "a"}', "/" + "x" * 20_001, "a text above 20000 characters"),
        ("[" * 33 + "]" * 33, "", "deeper than 32"),
        ("[" * 100_000 + "]" * 100_000, "", "deeper than 32"),
        ('{"a":' * 100_000, "", "deeper than 32"),
        ("[" + "[]," * 50_000 + "[]]", "", "more than 50000 values"),
        (" " * (BYTES + 1), "", "above 2 MiB"),
    ],
)
def test_what_is_not_read(text: str, at: str, why: str) -> None:
    """Whatever is in doubt is refused at its place, with its reason."""
    assert refused(text.encode("utf-8", "surrogatepass")) == (at, why)


@pytest.mark.parametrize("content", [b"\xff", b'{"a": "\xed\xa0\x80"}', b'{"a": "\xc0\xaf"}'])
def test_what_is_not_utf_8(content: bytes) -> None:
    """Bytes that are not UTF-8 are refused, surrogates and long spellings among them."""
    assert refused(content) == ("", "not UTF-8")


def test_one_long_text_that_never_ends_is_refused_at_once() -> None:
    """A text of two million escaped quotes without an end is looked at once, not again from each quote."""
    assert refused(b'{"a": "' + b'\\"' * 1_000_000) == ("", "not strict JSON")


def test_what_is_just_inside_the_limits() -> None:
    """The deepest nest, the longest text and the most values there may be are read."""
    assert read(b"[" * 32 + b"]" * 32)
    assert read(json.dumps(["x" * 20_000, "]" * 40, '"[{']).encode())
    assert len(read(b"[" + b"[]," * 49_998 + b"[]]")) == 49_999
    assert read(b'{"a": "' + b"x" * 30_000 + b'"}', long=[("a",)])["a"] == "x" * 30_000
    assert read(b' {"a": [null, true, false, "\\ud83d\\ude00\\n"]}\r\n') == {"a": [None, True, False, "😀\n"]}


@given(TREES)
def test_the_canonical_form_is_that_of_another_implementation(tree: Any) -> None:
    """Every tree without numbers is written as the library rfc8785 writes it, and read again as it was."""
    assert canonical(tree) == rfc8785.dumps(tree)


def test_keys_are_ordered_by_utf_16() -> None:
    """A key beyond the first plane stands before one at its end, as its surrogates do."""
    assert canonical({"\uff61": None, "\U0001f600": True, "a": False}) == (
        '{"a":false,"\U0001f600":true,"\uff61":null}'.encode()
    )


@pytest.mark.parametrize("tree", [1, 0.5, [b"x"], {"a": (1,)}])
def test_what_has_no_canonical_form(tree: object) -> None:
    """A number, or what JSON does not have, is not written."""
    with pytest.raises(TypeError):
        canonical(tree)


def test_characters_are_refused_as_the_readers_refuse_them() -> None:
    """Every character of two planes, and every 97th beyond, is refused here when the readers refuse it."""
    for code in (*range(0x20000), *range(0x20000, 0x110000, 97)):
        text = f"a{chr(code) * 4}"
        assert (fault(text) is None) == (check_text(text) is None), hex(code)


def test_a_place_is_written_as_a_pointer() -> None:
    """Numbers, slashes and tildes of a place are written by RFC 6901; the whole is the empty text."""
    assert pointer(()) == ""
    assert pointer(("a/b", 0, "~1")) == "/a~1b/0/~01"
