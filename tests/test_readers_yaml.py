"""Strict YAML: what is read, what is refused and where, and that what is written is read back."""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from parindex.errors import Path, Place, Problem, ReadError
from parindex.readers import document, limits
from parindex.readers.document import Document, check_text
from parindex.readers.yaml import read, write

AMBIGUOUS = [
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "~",
    "null",
    "true",
    "false",
    ".inf",
    "+.inf",
    "-.inf",
    ".nan",
]


def refusal(text: str | bytes) -> Problem:
    """Return the one problem with which a text is refused."""
    with pytest.raises(ReadError) as refused:
        read(text.encode() if isinstance(text, str) else text, "f.yaml")
    (found,) = refused.value.problems
    assert found.place is not None
    assert found.place.file == "f.yaml"
    return found


def where(found: Problem) -> tuple[str, int, int]:
    """Return the code, line and column of a problem."""
    assert found.place is not None
    return found.code, found.place.line, found.place.column


def clean(text: str) -> bool:
    """Tell whether the format allows a text."""
    return check_text(text) is None


def texts() -> st.SearchStrategy[str]:
    """Make texts that the format allows, with all that means something to YAML among them."""
    letters = st.characters(codec="utf-8", exclude_categories=["C", "Z"])
    marks = st.sampled_from(list("\"' -?:#%@`&*!|>{}[],.~\\\t\n\r\N{NO-BREAK SPACE}"))
    words = st.sampled_from(
        [*AMBIGUOUS, "Yes", "nO", "1.10", "1:30", "2023-08-22", "---", "...", "- x", "? x", "a: b"]
    )
    text = st.one_of(st.text(letters | marks, max_size=10), st.text(marks, max_size=6), words)
    return text.map(lambda found: unicodedata.normalize("NFC", found)).filter(clean)


def trees() -> st.SearchStrategy[Any]:
    """Make plain trees of maps, lists and texts."""
    keys = texts().filter(lambda text: text != "<<")
    return st.recursive(
        texts(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=12,
    )


def nodes(data: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """List every node of a plain tree with its path."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [(path, data), *(found for key, value in inner for found in nodes(value, (*path, key)))]


def begins(source: str, node: Any) -> bool:
    """Tell whether a source begins with a node: a bracket, dash, first key, quote or first word."""
    if isinstance(node, dict):
        return (
            source.startswith("{}")
            if not node
            else source.startswith("? ") or begins(source, next(iter(node)))
        )
    if isinstance(node, list):
        return source.startswith("-" if node else "[]")
    return source.startswith(("'", '"', re.split("[ \n]", str(node))[0] or "'"))


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("x", "x"),
        ("--- x\n...\n", "x"),
        ("---\nx\n", "x"),
        ("'x'", "x"),
        ('""', ""),
        ("{}", {}),
        ("[]", []),
        (
            "a: 1.10\nb: 010\nc: 1:30\nd: 2023-08-22\ne: 1e3\n",
            {"a": "1.10", "b": "010", "c": "1:30", "d": "2023-08-22", "e": "1e3"},
        ),
        ("1.1: a\n1.10: b\n", {"1.1": "a", "1.10": "b"}),
        ("a: +5\nb: -0\nc: 1,5\nd: 1_000\n", {"a": "+5", "b": "-0", "c": "1,5", "d": "1_000"}),
        ("a:\n- x\n- w\nb:\n  - [x, {c: d}]\n  - - z\n", {"a": ["x", "w"], "b": [["x", {"c": "d"}], ["z"]]}),
        ("a: {b: {c: d}, e: []}\n", {"a": {"b": {"c": "d"}, "e": []}}),
        ("? a\n: x\n? |-\n  b\n: z\n", {"a": "x", "b": "z"}),
        ("on: true\n", {"on": "true"}),
        ("[true, on]", ["true", "on"]),
        ("a: yes we can\nb: nope\nc: nullable\n", {"a": "yes we can", "b": "nope", "c": "nullable"}),
        ('a: "no"\nb: \'~\'\n"yes": "null"\n', {"a": "no", "b": "~", "yes": "null"}),
        ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", {"a": "x\ny\n", "b": "x y"}),
        ("a: one\n  two\n", {"a": "one two"}),
        ("# note\na: x\n# note\n\nb: z\n", {"a": "x", "b": "z"}),
        (
            'a: "x" # note\nb: [v] # note\nc: # note\n  d: z\ne: | # note\n  w\n',
            {"a": "x", "b": ["v"], "c": {"d": "z"}, "e": "w\n"},
        ),
        ("a: x#1\nb: 'x #1'\n", {"a": "x#1", "b": "x #1"}),
        ("a: x\r\nb: z\r\n", {"a": "x", "b": "z"}),
        ('a: "\\u1ed9\\t\\x41"\n', {"a": "ộ\tA"}),
        ("a: Sở Nội vụ 😀\n", {"a": "Sở Nội vụ 😀"}),
        ("\ufeffa: x\n", {"a": "x"}),
        ("<: x\n", {"<": "x"}),
        ("a: <<\n", {"a": "<<"}),
        ("a: b&c*d!e%f\n", {"a": "b&c*d!e%f"}),
        ("a: '%x'\n", {"a": "%x"}),
    ],
)
def test_documents_are_read(text: str, data: object) -> None:
    """A document becomes maps, lists and texts; every scalar is the text that is written."""
    found = read(text.encode())
    assert found.data == data
    assert found.file == "<yaml>"


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        # Nothing written
        ("# x\n", "E-EMPTY", 1, 1),
        ("---\n", "E-EMPTY", 2, 1),
        ("a:\nb: x\n", "E-EMPTY", 1, 3),
        ("a: x\nb:\n", "E-EMPTY", 2, 3),
        ("- \n- x\n", "E-EMPTY", 1, 2),
        ("{a: , b: x}", "E-EMPTY", 1, 4),
        ("{a, b}", "E-EMPTY", 1, 3),
        ("? a\n", "E-EMPTY", 2, 1),
        # Syntax
        ("a: [x\n", "E-YAML", 2, 1),
        ("a: x: y\n", "E-YAML", 1, 5),
        ("a:\n\tb: x\n", "E-YAML", 2, 1),
        ('a: "x\n', "E-YAML", 2, 1),
        ("a: x\n b: y\n", "E-YAML", 2, 3),
        (": x\n", "E-YAML", 1, 1),
        ("...\n", "E-YAML", 1, 1),
        ("a: x\n...\nb: y\n", "E-YAML", 3, 1),
        ("a: @x\n", "E-YAML", 1, 4),
        ('a: "\\q"\n', "E-YAML", 1, 6),
        ('a: "\\U99999999"\n', "E-YAML", 1, 1),
        ('a: "\\UFFFFFFFF"\n', "E-YAML", 1, 1),
        (f"%YAML 1.{'1' * 5000}\n---\nx\n", "E-YAML", 1, 1),
        ("%YAML 2.0\n---\nx\n", "E-YAML", 1, 1),
        # Anchors, aliases, tags, merge keys
        ("a: &x y\n", "E-ALIAS", 1, 4),
        ("a: x\nb: *x\n", "E-ALIAS", 2, 4),
        ("a: &x [*x]\n", "E-ALIAS", 1, 4),
        ("- &x {a: b}\n", "E-ALIAS", 1, 3),
        ("&x a: b\n", "E-ALIAS", 1, 1),
        ("*x : b\n", "E-ALIAS", 1, 1),
        ("a: !!str x\n", "E-TAG", 1, 4),
        ("a: ! x\n", "E-TAG", 1, 4),
        ("a: !x [y]\n", "E-TAG", 1, 4),
        ("a: !!map {b: c}\n", "E-TAG", 1, 4),
        ("!!set a: b\n", "E-TAG", 1, 1),
        ("a:\n  <<: {w: x}\n", "E-MERGE", 2, 3),
        ("'<<': x\n", "E-MERGE", 1, 1),
        # Directives and documents
        ("%YAML 1.1\n---\na: x\n", "E-DIRECTIVE", 1, 1),
        ("%TAG ! tag:x,2000:\n---\na: x\n", "E-DIRECTIVE", 1, 1),
        ("%FOO bar\n---\na: x\n", "E-DIRECTIVE", 1, 1),
        ("# x\n\n%FOO\n---\na: x\n", "E-DIRECTIVE", 3, 1),
        ("a: x\n---\nb: y\n", "E-DOCS", 2, 1),
        ("a: x\n---\n", "E-DOCS", 2, 1),
        ("a: x\n...\n---\nb: y\n", "E-DOCS", 3, 1),
        ("a: x\n...\n%FOO\n---\nb: y\n", "E-DIRECTIVE", 3, 1),
        # Keys
        ("a: x\nb: w\na: z\n", "E-DUP", 3, 1),
        ('a: x\n"a": y\n', "E-DUP", 2, 1),
        ("{a: x, 'a': y}", "E-DUP", 1, 8),
        ("a:\n  b: x\n  b: y\n", "E-DUP", 3, 3),
        ("? [x]\n: y\n", "E-KEY", 1, 3),
        ("? {a: x}\n: y\n", "E-KEY", 1, 3),
        ("a: x\n[b]: y\n", "E-KEY", 2, 1),
        ("yes: x\n", "E-AMBIG", 1, 1),
        ("~: x\n", "E-AMBIG", 1, 1),
        ("- {n: x}\n", "E-AMBIG", 1, 4),
        # Comments after plain values
        ("a: tiêu chí #1\n", "E-COMMENT", 1, 4),
        ("a: x # note\n", "E-COMMENT", 1, 4),
        ("a: x   #\n", "E-COMMENT", 1, 4),
        ("- x # note\n", "E-COMMENT", 1, 3),
        ("[x, w # note\n]", "E-COMMENT", 1, 5),
        ("a: x\n  w # note\n", "E-COMMENT", 1, 4),
        # Texts
        ('a: "\\0"\n', "E-CHAR", 1, 4),
        ('a: "\\ud800"\n', "E-CHAR", 1, 4),
        ('a: "\\u200b"\n', "E-CHAR", 1, 4),
        ('a: "\\N"\n', "E-CHAR", 1, 4),
        ("a: x\u200by\n", "E-CHAR", 1, 5),
        ("a: Ca\u0309i\n", "E-NFC", 1, 4),
        ('"a\\u0301": x\n', "E-NFC", 1, 1),
        ("- a\u0301\n", "E-NFC", 1, 3),
        # The border of bytes
        ("", "E-EMPTY", 1, 1),
    ],
)
def test_what_the_format_does_not_use_is_refused(text: str, code: str, line: int, column: int) -> None:
    """Everything that is not a map, list or plain text of one document is refused where it stands."""
    assert where(refusal(text)) == (code, line, column)


def test_the_border_of_bytes_stands_before() -> None:
    """What is wrong with the bytes is told before any syntax."""
    assert where(refusal(b"a: [\xff")) == ("E-UTF8", 1, 5)


@pytest.mark.parametrize("word", AMBIGUOUS)
def test_ambiguous_words_want_quotes(word: str) -> None:
    """A plain word that some reader takes for another value is refused in any case, and is text in quotes."""
    for spelled in {word, word.upper(), word.title(), word.swapcase()} - {"true", "on"}:
        found = refusal(f"a: {spelled}\n")
        assert where(found) == ("E-AMBIG", 1, 4)
        assert dict(found.details) == {"found": spelled}
        assert read(f"a: '{spelled}'\n".encode()).data == {"a": spelled}


def test_the_words_of_the_format_are_no_others() -> None:
    """Of the ambiguous words only the flag `true` and the day word `on` may stand plain, in small letters."""
    plain = [word for word in AMBIGUOUS if _accepted(f"a: {word}\n")]
    assert plain == ["on", "true"]
    assert not any(_accepted(f"a: {word}\n") for word in ("On", "ON", "True", "TRUE"))


def _accepted(text: str) -> bool:
    try:
        read(text.encode())
    except ReadError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("a: x  # note \n", {"found": "# note"}),
        ("a: !foo x\n", {"tag": "!foo"}),
        ("a: !!int x\n", {"tag": "tag:yaml.org,2002:int"}),
        ("a: x\na: y\n", {"what": "a"}),
        ('"\\0": y\n', {"character": "U+0000"}),
    ],
)
def test_a_refusal_names_what_it_found(text: str, details: dict[str, str]) -> None:
    """A refusal quotes the comment, tag, key or character that it is about."""
    assert dict(refusal(text).details) == details


def test_a_key_may_come_again_in_another_map() -> None:
    """Maps beside and inside one another may share keys."""
    text = "a: {a: x}\nb: {a: v}\nc:\n- a: z\n- a: w\n"
    assert read(text.encode()).data == {"a": {"a": "x"}, "b": {"a": "v"}, "c": [{"a": "z"}, {"a": "w"}]}


def test_nesting_has_a_limit() -> None:
    """32 maps and lists inside one another are read, and the 33rd is refused at its place."""
    assert read(("[" * 32 + "x" + "]" * 32).encode()).place((0,) * 32) == Place("<yaml>", 1, 33)
    assert read(("- " * 32 + "x").encode()).place((0,) * 32) == Place("<yaml>", 1, 65)
    found = refusal("[" * 33 + "]" * 33)
    assert where(found) == ("E-DEPTH", 1, 33)
    assert dict(found.details) == {"limit": "32"}
    assert where(refusal("- " * 33 + "x")) == ("E-DEPTH", 1, 65)
    assert where(refusal("{a: " * 33)) == ("E-DEPTH", 1, 129)
    assert where(refusal("[" * 100_000)) == ("E-DEPTH", 1, 33)


def test_lists_beside_one_another_are_not_nested() -> None:
    """Only open maps and lists count towards the nesting."""
    assert read(("- []\n- {}\n" * 40).encode()).data == [[], {}] * 40


def test_nodes_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many maps, lists, keys and texts as the limit says are read, and one more is refused."""
    monkeypatch.setattr(limits, "NODES", 6)
    assert read(b"a: [x, {}]\n").data == {"a": ["x", {}]}
    found = refusal("a: [x, {}]\nb: y\n")
    assert where(found) == ("E-NODES", 2, 4)
    assert dict(found.details) == {"limit": "6"}
    assert where(refusal("[a, b, c, d, e, []]")) == ("E-NODES", 1, 17)


def test_texts_have_a_limit() -> None:
    """A text of 20,000 characters is read and one more is refused, plain or quoted, value or key."""
    assert read(("- " + "x" * 20_000).encode()).data == ["x" * 20_000]
    assert where(refusal("- " + "x" * 20_001)) == ("E-LONG", 1, 3)
    assert where(refusal("- '" + "x" * 20_001 + "'")) == ("E-LONG", 1, 3)
    assert where(refusal("? " + "x" * 20_001 + "\n: y\n")) == ("E-LONG", 1, 3)


def test_places_are_counted_in_characters() -> None:
    """A member has the place of its key and any other node its own, in lines and characters from 1."""
    text = "# x\nSở: 😀\n'b':\n  - x\n  -   w\n  - c: z\n    d: [v, {w: u}]\n"
    assert read(text.encode()).places == {
        (): (2, 1),
        ("Sở",): (2, 1),
        ("b",): (3, 1),
        ("b", 0): (4, 5),
        ("b", 1): (5, 7),
        ("b", 2): (6, 5),
        ("b", 2, "c"): (6, 5),
        ("b", 2, "d"): (7, 5),
        ("b", 2, "d", 0): (7, 9),
        ("b", 2, "d", 1): (7, 12),
        ("b", 2, "d", 1, "w"): (7, 13),
    }


def test_a_byte_order_mark_moves_no_place() -> None:
    """The first character after a byte order mark is in the first column."""
    assert read("\ufeffa: x\n".encode()).places == {(): (1, 1), ("a",): (1, 1)}
    assert where(refusal("\ufeffa: x # note\n")) == ("E-COMMENT", 1, 4)
    assert where(refusal("\ufeff%FOO\n---\nx\n")) == ("E-DIRECTIVE", 1, 1)


@given(trees())
@example({"a": "y", "n": ["On", ".iNf", "+.NaN", "TRUE", "on", "true", ""]})
@example(["x" * 2000, "x y " * 600, {"k" * 200: "v"}])
def test_what_is_written_is_read_back(data: Any) -> None:
    """A tree of maps, lists and texts survives writing and reading, order and all."""
    found = read(write(data).encode()).data
    assert found == data
    assert [path for path, _ in nodes(found)] == [path for path, _ in nodes(data)]


@pytest.mark.parametrize("word", AMBIGUOUS)
def test_every_ambiguous_word_is_written_in_quotes(word: str) -> None:
    """A word that is refused plain, in any mix of cases, is written in quotes and read back."""
    for letters in product(*zip(word, word.upper(), strict=True)):
        spelled = "".join(letters)
        assert write([spelled]) == f"- '{spelled}'\n"
        assert read(write({spelled: spelled}).encode()).data == {spelled: spelled}


def test_ordinary_words_are_written_plain() -> None:
    """Words and Vietnamese text are written as they are, maps in their order, one item to a line."""
    data = {"b": "Sở Nội vụ", "a": ["1.10 and more", {}, []]}
    assert write(data) == "b: Sở Nội vụ\na:\n- 1.10 and more\n- {}\n- []\n"


def test_what_is_met_twice_is_written_twice() -> None:
    """A list or map that stands in two places of a tree is written out in both, without anchors."""
    shared = {"x": ["y"]}
    data = {"a": shared, "b": [shared, shared]}
    assert "&" not in write(data)
    assert read(write(data).encode()).data == data


@given(trees())
def test_every_node_has_its_place(data: Any) -> None:
    """Each node of a written tree has a place, a member that of its key, and begins there in the source."""
    text = write(data)
    found = read(text.encode(), "f")
    lines = text.split("\n")
    assert set(found.places) == {path for path, _ in nodes(data)}
    for path, node in nodes(data):
        place = found.place(path)
        source = "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :]])
        assert begins(source, path[-1] if path and isinstance(path[-1], str) else node)


def bad_yaml() -> st.SearchStrategy[bytes]:
    """Make bytes of every kind, most of them near YAML."""
    marks = [
        "{",
        "}",
        "[",
        "]",
        ", ",
        ": ",
        ":",
        "- ",
        "-",
        "? ",
        "'",
        '"',
        "|",
        ">",
        "|2-\n",
        "&a",
        "*a",
        "!",
        "!!",
    ]
    marks += [
        "#",
        " #",
        "%",
        "%YAML 1.1",
        "%TAG ! x",
        "---",
        "...",
        "\n",
        "\n  ",
        " ",
        "\t",
        "\r",
        "\\",
        "@",
        "`",
    ]
    words = [
        "a",
        "b",
        "<<",
        "yes",
        "true",
        "~",
        "1",
        "Sở",
        "\\u00e9",
        "\\U99999999",
        "\u0301",
        "\u200b",
        "\ufeff",
    ]
    pieces = st.sampled_from(marks + words)
    return st.one_of(
        st.binary(max_size=40),
        st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(alphabet="ab:-?[]{},'\"|>&*!#%\n \t\\", max_size=30).map(str.encode),
        st.lists(pieces, max_size=20).map(lambda found: "".join(found).encode()),
        st.builds(splice, trees(), st.integers(0, 200), pieces),
    )


def splice(data: Any, at: int, piece: str) -> bytes:
    """Put a piece somewhere into a document."""
    text = write(data)
    return (text[:at] + piece + text[at:]).encode()


@given(bad_yaml())
def test_any_bytes_are_a_document_or_a_refusal(content: bytes) -> None:
    """Whatever the bytes, they are a document that PyYAML reads alike, or one problem with a place."""
    try:
        found = read(content, "f")
    except ReadError as error:
        (wrong,) = error.problems
        assert wrong.code.startswith("E-")
        assert wrong.place is not None
        assert wrong.line("en")
    else:
        assert isinstance(found, Document)
        text = content.decode("utf-8-sig")
        assert found.data == yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
        assert set(found.places) == {path for path, _ in nodes(found.data)}
        assert all(isinstance(node, (dict, list, str)) for _, node in nodes(found.data))


def test_no_character_that_is_let_in_stops_the_parser() -> None:
    """Every character that PyYAML will not parse is refused before it can."""
    everything = "".join(map(chr, range(0x110000)))
    unprintable = set(yaml.reader.Reader.NON_PRINTABLE.findall(everything))
    assert unprintable - set(document._FORBIDDEN.findall(everything)) == set()
