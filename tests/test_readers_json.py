"""Strict JSON: what is read, what is refused, and where each node stands."""

from __future__ import annotations

import json
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parindex.errors import Path, Place, Problem, ReadError
from parindex.readers import limits
from parindex.readers.document import Document, check_text
from parindex.readers.json import read


def refusal(text: str | bytes) -> Problem:
    """Return the one problem with which a text is refused."""
    with pytest.raises(ReadError) as refused:
        read(text.encode() if isinstance(text, str) else text, "f.json")
    (found,) = refused.value.problems
    assert found.place is not None
    assert found.place.file == "f.json"
    return found


def where(found: Problem) -> tuple[str, int, int]:
    """Return the code, line and column of a problem."""
    assert found.place is not None
    return found.code, found.place.line, found.place.column


def texts() -> st.SearchStrategy[str]:
    """Make texts that the format allows, with the characters that JSON escapes among them."""
    letters = st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(
        list(' "\\/\t\n\r{}[]:,')
    )
    return st.text(letters, max_size=8).map(lambda text: unicodedata.normalize("NFC", text)).filter(clean)


def clean(text: str) -> bool:
    """Tell whether the format allows a text."""
    return check_text(text) is None


def trees() -> st.SearchStrategy[Any]:
    """Make plain trees of maps, lists and texts."""
    return st.recursive(
        texts(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts(), inner, max_size=4),
        max_leaves=12,
    )


def nodes(data: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """List every node of a plain tree with its path."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [(path, data), *(found for key, value in inner for found in nodes(value, (*path, key)))]


def index_of(text: str, line: int, column: int) -> int:
    """Find the character at a line and column."""
    return sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('"x"', "x"),
        ('""', ""),
        ("{}", {}),
        ("[]", []),
        (" \t\r\n[ ]\n", []),
        ("true", True),
        ("false", False),
        ("null", None),
        ("0", Decimal(0)),
        ("[-1.5]", [Decimal("-1.5")]),
        ("[12.50,100]", [Decimal("12.50"), Decimal(100)]),
        ("999999999999999.999999", Decimal("999999999999999.999999")),
        ('{"a":"1.10"}', {"a": "1.10"}),
        ('{ "a" : [ "x" , { } , [ ] ] , "" : { "b" : "y" } }', {"a": ["x", {}, []], "": {"b": "y"}}),
        ('[["a"],["b"],"c"]', [["a"], ["b"], "c"]),
        ('{"a":{"a":{"a":"b"}},"b":"c"}', {"a": {"a": {"a": "b"}}, "b": "c"}),
        (r'"\"\\\/\n\r\t"', '"\\/\n\r\t'),
        (r'"\u0041\u1ed9\u00E9"', "Aộé"),
        (r'"\ud83d\ude00x"', "😀x"),
        (r'"\uD83D\uDE00\uD83D\uDE00"', "😀😀"),
        (r'"\\u0041"', r"\u0041"),
        (r'"\\\\n"', r"\\n"),
        ('"Sở 😀"', "Sở 😀"),
        ('{"\\u0061":"x"}', {"a": "x"}),
    ],
)
def test_documents_are_read(text: str, data: object) -> None:
    """A document becomes maps, lists, texts, flags, nulls and the decimals of its digits."""
    found = read(text.encode())
    assert found.data == data
    assert repr(found.data) == repr(data)
    assert found.file == "<json>"


@given(
    data=trees(),
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 0, 3]),
    separators=st.sampled_from([(", ", ": "), (",", ":"), (" ,\n", "\t:\r\n")]),
)
def test_documents_of_texts_are_read_as_python_reads_them(
    *, data: Any, ascii_only: bool, indent: int | None, separators: tuple[str, str]
) -> None:
    """However a tree of texts is spelled in JSON, it is read as `json.loads` reads it, in the same order."""
    text = json.dumps(data, ensure_ascii=ascii_only, indent=indent, separators=separators)
    found = read(text.encode()).data
    assert found == data == json.loads(text)
    assert json.dumps(found) == json.dumps(data)


@given(trees(), st.sampled_from([None, 0, 3]))
def test_every_node_has_its_place(data: Any, indent: int | None) -> None:
    """Each node has a place, a member that of its key and any other its own, and the node begins there."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    document = read(text.encode(), "f")
    assert set(document.places) == {path for path, _ in nodes(data)}
    for path, value in nodes(data):
        place = document.place(path)
        found, _ = json.JSONDecoder().raw_decode(text, index_of(text, place.line, place.column))
        assert found == (path[-1] if path and isinstance(path[-1], str) else value)


def test_places_are_counted_in_characters() -> None:
    """Lines and columns count from 1 and in characters, whatever stands before."""
    document = read('\n {"Sở":\n[ "😀", "x",\n{"k":"v"}]}'.encode(), "f")
    assert document.places == {
        (): (2, 2),
        ("Sở",): (2, 3),
        ("Sở", 0): (3, 3),
        ("Sở", 1): (3, 8),
        ("Sở", 2): (4, 1),
        ("Sở", 2, "k"): (4, 2),
    }
    assert document.place(("Sở", 2, "k")) == Place("f", 4, 2)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("x", 1),
        ("tru", 1),
        ("True", 1),
        ("trueish", 1),
        ("-true", 1),
        ("-NaN", 1),
        ("]", 1),
        ("}", 1),
        (",", 1),
        (":", 1),
        ("[", 2),
        ("{", 2),
        ('["a"', 5),
        ('{"a"', 5),
        ('{"a":', 6),
        ('{"a":"b"', 9),
        ("[1,]", 4),
        ("[,1]", 2),
        ("[1,,2]", 4),
        ('["a" "b"]', 6),
        ('["a":"b"]', 5),
        ('{"a","b"}', 5),
        ('{"a":"b",}', 10),
        ('{,"a":"b"}', 2),
        ('{"a":"b" "c":"d"}', 10),
        ('{a:"b"}', 2),
        ("{1:2}", 2),
        ("{true:2}", 2),
        ('{["a"]:2}', 2),
        ('{"a"::"b"}', 6),
        ('{"a":}', 6),
        ("[}", 2),
        ("{]", 2),
        ('{"a":"b"]', 9),
        ('["a"}', 5),
        ('"a" "b"', 5),
        ("[] []", 4),
        ("{}x", 3),
        ("1 2", 3),
        ("['a']", 2),
        ('"', 1),
        ('"a', 1),
        ('"a\nb"', 1),
        ('["\t"]', 2),
        (r'"\x41"', 1),
        (r'"\u12g4"', 1),
        (r'"\u123"', 1),
        (r'"\U00000041"', 1),
        ('"\\', 1),
        ("[01]", 2),
        ("[-01]", 2),
        ("[+1]", 2),
        ("[5.]", 2),
        ("[.5]", 2),
        ("[-]", 2),
        ("[-.5]", 2),
        ("[0x1]", 2),
        ("[1_0]", 2),
        ("[1.5.2]", 2),
        ("[1e]", 2),
        ("[1a]", 2),
        ("[1e5x]", 2),
        ("// c", 1),
        ("[1] // c", 5),
        ("[\N{FULLWIDTH DIGIT ONE}]", 2),
        ("\N{NO-BREAK SPACE}1", 1),
        ("[1,\N{NO-BREAK SPACE}2]", 4),
    ],
)
def test_what_is_not_json_is_refused_at_its_place(text: str, column: int) -> None:
    """A fault of syntax is refused at the character where reading stops."""
    assert where(refusal(text)) == ("E-JSON", 1, column)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("-Infinity", "-Infinity"),
        ("1e5", "1e5"),
        ("1E400", "1E400"),
        ("1.5e-1", "1.5e-1"),
        ("0.1e-999999999", "0.1e-999999999"),
        ("1e+5", "1e+5"),
        ("-0", "-0"),
        ("-0.0", "-0.0"),
        ("1000000000000000", "1000000000000000"),
        ("0.1234567", "0.1234567"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_numbers_beyond_the_grammar_are_refused(number: str, name: str) -> None:
    """A JSON number that is not plain decimal notation of 15 and 6 digits is refused as it is written."""
    found = refusal(f'{{"a":\n[{number}]}}')
    assert where(found) == ("E-NUM", 2, 2)
    assert dict(found.details) == {"found": name}


def test_keys_are_given_once() -> None:
    """A key given twice in one map is refused at its second place, also when it is spelled by escapes."""
    found = refusal('{"a":1,\n"b":2, "a":3}')
    assert where(found) == ("E-DUP", 2, 8)
    assert dict(found.details) == {"what": "a"}
    assert where(refusal('{"a":1,"\\u0061":2}')) == ("E-DUP", 1, 8)
    assert read(b'{"a":{"a":"x"},"b":{"a":"y"}}').data == {"a": {"a": "x"}, "b": {"a": "y"}}


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        (r'["\ud800"]', "E-CHAR", 2),
        (r'["\udc00\ud800"]', "E-CHAR", 2),
        (r'["\ud83dx"]', "E-CHAR", 2),
        (r'["a\u0000"]', "E-CHAR", 2),
        (r'["\b"]', "E-CHAR", 2),
        (r'["\f"]', "E-CHAR", 2),
        (r'["\u200b"]', "E-CHAR", 2),
        (r'["\ufeff"]', "E-CHAR", 2),
        (r'["a\u0301"]', "E-NFC", 2),
        ('["a\u0301"]', "E-NFC", 2),
        (r'{"\u200b":1}', "E-CHAR", 2),
        (r'{"x":"y", "a\u0301":1}', "E-NFC", 11),
    ],
)
def test_characters_are_checked_after_their_escapes(text: str, code: str, column: int) -> None:
    """A forbidden or decomposed character is refused in keys and texts, however it is spelled."""
    assert where(refusal(text)) == (code, 1, column)


def test_a_lone_half_of_a_pair_is_named_as_what_replaces_it() -> None:
    """Half a surrogate pair is no character and is refused as U+FFFD."""
    assert dict(refusal(r'"\ud800"').details) == {"character": "U+FFFD"}


def test_the_border_of_bytes_stands_before() -> None:
    """What is wrong with the bytes is told before any syntax, in this file's name."""
    assert where(refusal(b"")) == ("E-EMPTY", 1, 1)
    assert where(refusal(b'["\xff"]')) == ("E-UTF8", 1, 3)
    assert where(refusal('["\u200b"')) == ("E-CHAR", 1, 3)
    assert read(b"\xef\xbb\xbf[]").data == []


def test_nesting_has_a_limit() -> None:
    """32 maps and lists inside one another are read, and the 33rd is refused at its place."""
    assert read(("[" * 32 + "]" * 32).encode()).place((0,) * 31) == Place("<json>", 1, 32)
    assert read(('{"a":' * 31 + "[]" + "}" * 31).encode()).data is not None
    assert where(refusal("[" * 33 + "]" * 33)) == ("E-DEPTH", 1, 33)
    assert where(refusal('{"a":' * 33)) == ("E-DEPTH", 1, 161)
    assert dict(refusal("[" * 100_000).details) == {"limit": "32"}


def test_lists_beside_one_another_are_not_nested() -> None:
    """Only open maps and lists count towards the nesting."""
    assert read(("[" + ",".join(["[]", "{}"] * 40) + "]").encode()).data == [[], {}] * 40


def test_nodes_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many maps, lists and texts as the limit says are read, keys not counted, and one more is refused."""
    monkeypatch.setattr(limits, "NODES", 5)
    assert read(b'{"a":["b",{},[]]}').data == {"a": ["b", {}, []]}
    found = refusal('{"a":["b",{},[]],\n"d":""}')
    assert where(found) == ("E-NODES", 2, 5)
    assert dict(found.details) == {"limit": "5"}


def test_texts_have_a_limit() -> None:
    """A text of 20,000 characters is read and one more is refused; an escape counts once."""
    assert read(('"' + "x" * 20_000 + '"').encode()).data == "x" * 20_000
    assert read(('"' + "\\u0041" * 20_000 + '"').encode()).data == "A" * 20_000
    assert where(refusal('["' + "x" * 20_001 + '"]')) == ("E-LONG", 1, 2)


def bad_json() -> st.SearchStrategy[bytes]:
    """Make bytes of every kind, most of them near JSON."""
    syntax = ["{", "}", "[", "]", ",", ":", '"a"', '"b"', '"', "\\", "\\u00e9", "\\ud800", " ", "\n", "\t"]
    scalars = ["1", "-", "0", ".5", "e5", "true", "null", "NaN", "Sở", "\u200b", "\u0301", "\ufeff", "\x00"]
    pieces = st.sampled_from(syntax + scalars)
    return st.one_of(
        st.binary(max_size=40),
        st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.lists(pieces, max_size=20).map(lambda found: "".join(found).encode()),
        st.builds(splice, trees(), st.integers(0, 200), pieces),
    )


def splice(data: Any, at: int, piece: str) -> bytes:
    """Put a piece somewhere into a document."""
    text = json.dumps(data, ensure_ascii=False)
    return (text[:at] + piece + text[at:]).encode()


@given(bad_json())
@example(b"[" * 100)
@example(b"\xef\xbb\xbf")
def test_any_bytes_are_a_document_or_a_refusal(content: bytes) -> None:
    """Whatever the bytes, they are a document that Python reads alike, or one problem with a place."""
    try:
        document = read(content, "f")
    except ReadError as error:
        (found,) = error.problems
        assert found.code.startswith("E-")
        assert found.place is not None
        assert found.line("en")
    else:
        assert isinstance(document, Document)
        assert document.data == json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
