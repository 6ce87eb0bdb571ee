"""Strict JSON: no duplicate key, no exponent, no deep nest; numbers keep their digits, nodes their places."""

from __future__ import annotations

import re
from collections.abc import Container
from decimal import Decimal
from typing import Any

from parindex.errors import Path, ReadError
from parindex.exact import parse_number
from parindex.readers import limits
from parindex.readers.document import Document, Lines, check_text, decode, place_of, refuse

__all__ = ["read"]

_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(
    r'(?P<punct>[\[\]{},:])|"(?P<text>(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.]))|(?P<word>-?[A-Za-z]+)"
)
_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4}))')
_ESCAPED = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_NOT_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity"})


def read(content: bytes, file: str = "<json>", *, longer: Container[Path] = ()) -> Document:
    """Read one JSON document; a number becomes the `Decimal` of its digits, for the model to refuse in words.

    ``longer`` holds the paths of texts that may be as long as a file.

    Raises:
        ReadError: with a code and a place.
    """
    text = decode(content, file)
    return _Parser(text, file, longer).parse()


class _Parser:
    """Reads tokens with its own stack, so that no nesting can exhaust Python's."""

    def __init__(self, text: str, file: str, longer: Container[Path]) -> None:
        self.text = text
        self.file = file
        self.longer = longer
        self.at = 0
        self.lines = Lines(text)
        self.nodes = 0
        self.places: dict[Path, tuple[int, int]] = {}
        self.stack: list[tuple[dict[str, Any] | list[Any], Path]] = []
        self.root: Any = None

    def parse(self) -> Document:
        self._value(())
        while self.stack:
            self._next()
        if self._skip() < len(self.text):
            raise self._refuse("E-JSON")
        return Document(self.file, self.root, self.places)

    def _next(self) -> None:
        """Read what may follow inside the innermost container: its end, or one more member."""
        container, path = self.stack[-1]
        end = "}" if isinstance(container, dict) else "]"
        if self._found(end):
            self.stack.pop()
            return
        if container:
            self._expect(",")
        if isinstance(container, list):
            self._value((*path, len(container)))
        else:
            self._skip()
            start = self.at
            key = self._token("text")
            if key in container:
                raise self._refuse("E-DUP", start, what=key)
            self.places[(*path, key)] = self.lines.position(start)
            self._expect(":")
            self._value((*path, key))

    def _value(self, path: Path) -> None:
        self._skip()
        self.nodes += 1
        if self.nodes > limits.NODES:
            raise self._refuse("E-NODES", limit=str(limits.NODES))
        self.places.setdefault(path, self.lines.position(self.at))
        found = _TOKEN.match(self.text, self.at)
        if found is None or (found["punct"] and found["punct"] not in "[{"):
            raise self._refuse("E-JSON")
        if found["punct"]:
            self._open(found, path)
        else:
            self._put(self._scalar(found, path), path)

    def _open(self, found: re.Match[str], path: Path) -> None:
        if len(self.stack) >= limits.DEPTH:
            raise self._refuse("E-DEPTH", limit=str(limits.DEPTH))
        self.at = found.end()
        container: dict[str, Any] | list[Any] = {} if found["punct"] == "{" else []
        self._put(container, path)
        self.stack.append((container, path))

    def _put(self, value: Any, path: Path) -> None:  # noqa: ANN401 (any plain value)
        if not self.stack:
            self.root = value
            return
        container = self.stack[-1][0]
        if isinstance(container, list):
            container.append(value)
        else:
            container[str(path[-1])] = value

    def _scalar(self, found: re.Match[str], path: Path) -> Any:  # noqa: ANN401 (any plain value)
        if found["text"] is not None:
            return self._token("text", limits.BYTES if path in self.longer else limits.STRING)
        if found["word"] is not None:
            if found["word"] in _NOT_NUMBERS:
                raise self._refuse("E-NUM", found=found["word"])
            if found["word"] not in _WORDS:
                raise self._refuse("E-JSON")
            self.at = found.end()
            return _WORDS[found["word"]]
        try:
            parse_number(found["number"])
        except ValueError:
            raise self._refuse("E-NUM", found=found["number"]) from None
        self.at = found.end()
        return Decimal(found["number"])

    def _token(self, kind: str, longest: int = limits.STRING) -> str:
        """Read one token of a kind, with its escapes resolved and its characters checked."""
        start = self.at
        found = _TOKEN.match(self.text, start)
        if found is None or found[kind] is None:
            raise self._refuse("E-JSON")
        text = _unescaped(found[kind]) if "\\" in found[kind] else found[kind]
        if wrong := check_text(text, longest):
            raise ReadError(wrong.located(place_of(self.text, start, self.file)))
        self.at = found.end()
        return text

    def _found(self, punct: str) -> bool:
        if self.text.startswith(punct, self._skip()):
            self.at += 1
            return True
        return False

    def _expect(self, punct: str) -> None:
        if not self._found(punct):
            raise self._refuse("E-JSON")

    def _skip(self) -> int:
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        return self.at

    def _refuse(self, code: str, index: int | None = None, **details: str) -> ReadError:
        return refuse(code, place_of(self.text, self.at if index is None else index, self.file), **details)


def _unescaped(text: str) -> str:
    """Resolve escapes; half of a surrogate pair becomes U+FFFD, which no text may hold."""
    resolved = _ESCAPE.sub(lambda found: _ESCAPED[found[1]] if found[1] else chr(int(found[2], 16)), text)
    return resolved.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
