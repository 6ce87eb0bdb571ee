"""Facts about canonical bytes, digests and check codes: RFC 8785 as published, and two writers that agree."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from promises import Reached

from parindex.audit.bare.reading import canonical as written_by_the_small_verifier
from parindex.audit.canonical import canonical, check_code, digest
from parindex.errors import UsageError

# Any text that UTF-8 can hold, with the letters on which writers of JSON differ drawn more often.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from('"\\/\b\t\n\f\r\x00\x1f\x7f\x80\u2028\uff61\ufb33\U0001f600ộ')
)
TREES = st.recursive(
    st.none() | st.booleans() | TEXTS,
    lambda parts: st.lists(parts, max_size=5) | st.dictionaries(TEXTS, parts, max_size=5),
    max_leaves=25,
)


def test_the_published_order_of_members() -> None:
    """The example of RFC 8785, section 3.2.3: members are sorted by UTF-16, so an emoji is before Hebrew."""
    tree = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }

    assert list(json.loads(canonical(tree)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_the_published_bytes() -> None:
    """The bytes of RFC 8785, section 3.2.4, of its example without the numbers, which no record has."""
    tree = {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/", "literals": [None, True, False]}

    assert canonical(tree) == bytes.fromhex(
        "7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c"
        "22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22"
        "2f 22 7d"
    )


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({}, "{}"),
        ([], "[]"),
        ("", '""'),
        ({"": ""}, '{"":""}'),
        ({"b": None, "a": True}, '{"a":true,"b":null}'),
        ({"a": {"y": "1", "x": ["2", {}]}}, '{"a":{"x":["2",{}],"y":"1"}}'),
        ({"aa": "1", "a": "2", "B": "3"}, '{"B":"3","a":"2","aa":"1"}'),
        ("\b\t\n\f\r", '"\\b\\t\\n\\f\\r"'),
        ("\x00\x1f\x7f", '"\\u0000\\u001f\x7f"'),
        ("a/b</script>", '"a/b</script>"'),
        ("Quyết định ộ 😀", '"Quyết định ộ 😀"'),
    ],
)
def test_one_way_to_write_it(tree: Any, expected: str) -> None:
    """No white space, members sorted, short escapes where there are any, and everything else as it is."""
    assert canonical(tree) == expected.encode()


@pytest.mark.promise("canonical")
def test_two_writers_write_the_same_bytes(reached: Reached) -> None:
    """Of any tree the library and the writer of the small verifier give the same bytes, which read back."""
    count = 0

    @given(TREES)
    def same(tree: Any) -> None:
        nonlocal count
        count += 1
        content = canonical(tree)
        assert content == written_by_the_small_verifier(tree)
        assert json.loads(content) == tree

    same()
    assert count
    reached("random trees with the same bytes by two writers", count)


def test_the_digest() -> None:
    """The digest is the SHA-256 that FIPS 180 publishes for `abc`."""
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(st.binary(max_size=64))
def test_the_check_code_by_hand(content: bytes) -> None:
    """The check code is the first 80 bits of the digest, five at a time, in the alphabet of RFC 4648."""
    bits = f"{int(hashlib.sha256(content).hexdigest(), 16):0256b}"
    letters = ["ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[int(bits[at : at + 5], 2)] for at in range(0, 80, 5)]
    groups = ["".join(letters[at : at + 4]) for at in range(0, 16, 4)]

    assert check_code(content) == " ".join(groups)


def test_a_known_check_code() -> None:
    """Of `abc`, BA78 16BF 8F01 CFEA 4141 in hexadecimal, the check code is what base32 makes of that."""
    assert check_code(b"abc") == "XJ4B NP4P AHH6 UQKB"


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is not installed the error names it."""
    monkeypatch.setitem(sys.modules, "rfc8785", None)
    with pytest.raises(UsageError) as caught:
        canonical({})

    assert [(each.code, each.details) for each in caught.value.problems] == [
        ("E-EXTRA", (("extra", "audit"),))
    ]
