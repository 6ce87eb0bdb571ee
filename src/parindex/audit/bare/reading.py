"""Strict JSON without numbers: read with every doubt refused, and written in its one canonical form."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["BYTES", "LENGTH", "Path", "Unreadable", "canonical", "fault", "pointer", "read"]

Path = tuple[str | int, ...]

BYTES = 2 * 1024 * 1024
LENGTH = 20_000  # characters of a text
_DEPTH, _VALUES = 32, 50_000
_MARKS = 3  # combining marks in a row: normalising is quadratic in them

# Invisible, bidirectional, control, private, tag and non-characters, the same as the readers refuse.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0xE0000, 0x10000))
    + "]"
)
# A text that never ends is taken to the end of the file, once.
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


class Unreadable(ValueError):  # noqa: N818 (an answer, no fault)
    """Say where in a file, as a JSON pointer, and why it cannot be read."""

    def __init__(self, at: str, why: str) -> None:
        super().__init__(f"{at}: {why}")
        self.at, self.why = at, why


@dataclass(frozen=True)
class _Wrong:
    """What stands in the tree for a value that may not be there, until its place is known."""

    why: str


def read(content: bytes, *, long: Collection[Path] = ()) -> Any:  # noqa: ANN401 (any tree)
    """Read a tree of objects, arrays, text, `true`, `false` and `null`.

    Args:
        content: The bytes of the file.
        long: The places at which a text may have any length.

    Raises:
        Unreadable: It is not strict JSON, or holds what no record holds.
    """
    if len(content) > BYTES:
        raise Unreadable("", "above 2 MiB")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Unreadable("", "not UTF-8") from None
    # The depth is known before anything is called by itself, so no nest can exhaust the stack.
    if _depth(text) > _DEPTH:
        raise Unreadable("", f"deeper than {_DEPTH}")
    try:
        tree = json.loads(
            text, object_pairs_hook=_object, parse_int=_number, parse_float=_number, parse_constant=_constant
        )
    except json.JSONDecodeError:
        raise Unreadable("", "not strict JSON") from None
    _check(tree, long)
    return tree


def _depth(text: str) -> int:
    depth = deepest = 0
    for found in _BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        deepest = max(deepest, depth)
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        found[name] = _Wrong("a duplicate key") if name in found else value
    return found


def _number(_text: str) -> _Wrong:
    return _Wrong("a JSON number")


def _constant(_text: str) -> _Wrong:
    return _Wrong("not strict JSON")


def _check(tree: object, long: Collection[Path]) -> None:
    """Look at every value, each parent before its children, in the order of the file."""
    waiting: list[tuple[Path, object]] = [((), tree)]
    count = 0
    while waiting:
        path, value = waiting.pop()
        count += 1
        if count > _VALUES:
            raise Unreadable("", f"more than {_VALUES} values")
        if isinstance(value, _Wrong):
            raise Unreadable(pointer(path), value.why)
        if isinstance(value, str) and (why := fault(value, long=path in long)):
            raise Unreadable(pointer(path), why)
        if isinstance(value, dict):
            for name in value:
                if why := fault(name):
                    raise Unreadable(pointer((*path, name)), why)
        waiting.extend(reversed([((*path, name), part) for name, part in _parts(value)]))


def _parts(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def fault(text: str, *, long: bool = False) -> str | None:
    """Tell why a text may not stand in a record, or None."""
    if len(text) > LENGTH and not long:
        return f"a text above {LENGTH} characters"
    if _FORBIDDEN.search(text):
        return "a forbidden character"
    if _crowded(text) or not unicodedata.is_normalized("NFC", text):
        return "a text not in NFC"
    return None


def _crowded(text: str) -> bool:
    run = 0
    for character in "" if text.isascii() else text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > _MARKS:
            return True
    return False


def pointer(path: Path) -> str:
    """Write a place as a JSON pointer (RFC 6901); what UTF-8 cannot hold is escaped."""
    text = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return text.encode("utf-8", "backslashreplace").decode()


def canonical(tree: object) -> bytes:
    """Write a tree by RFC 8785, without a line break at the end.

    Raises:
        TypeError: There is a number in it, or something that JSON does not have.
        ValueError: A text cannot be written in UTF-8.
    """
    return _text(tree).encode()


def _text(tree: object) -> str:
    match tree:
        case None:
            return "null"
        case bool():
            return "true" if tree else "false"
        case str():
            return json.dumps(tree, ensure_ascii=False)
        case list():
            return "[" + ",".join(map(_text, tree)) + "]"
        case dict():
            names = sorted(tree, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
            return "{" + ",".join(f"{_text(name)}:{_text(tree[name])}" for name in names) + "}"
        case _:
            raise TypeError(f"{type(tree).__name__} has no canonical form")
