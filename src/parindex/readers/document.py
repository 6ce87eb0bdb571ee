"""A document: the plain tree that a reader found, and where each node of it stands."""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from parindex.errors import Path, Place, Problem, ReadError, problem
from parindex.readers import limits

__all__ = ["Document", "Lines", "check_text", "decode", "place_of", "read_bytes", "refuse"]

# Invisible, bidirectional, control, private, tag and non-characters: none belongs in a rule or a name.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0xE0000, 0x10000))
    + "]"
)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds: maps, lists and texts, with the line and column of every node by its path."""

    file: str
    data: Any
    places: Mapping[Path, tuple[int, int]]

    def place(self, path: Path) -> Place:
        """Return the place of a node, or of the nearest node above it that is written down."""
        while path and path not in self.places:
            path = path[:-1]
        return Place(self.file, *self.places.get(path, (1, 1)))

    def locate(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Return problems with their places in this document."""
        return tuple(each.located(self.place(each.path)) for each in problems)


class Lines:
    """Where the lines of a text begin, for the places of many characters of it."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def position(self, index: int) -> tuple[int, int]:
        """Return the line and column of a character."""
        line = bisect.bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1


def read_bytes(file: FilePath, limit: int | None = None) -> bytes:
    """Read a file, at most one byte more than its reader takes: `limits.BYTES` unless said otherwise.

    Raises:
        ReadError: it cannot be opened (``E-FILE``).
    """
    try:
        with file.open("rb") as stream:
            return stream.read((limits.BYTES if limit is None else limit) + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise ReadError(problem("E-FILE", file=str(file), reason=reason)) from None


def decode(content: bytes, file: str) -> str:
    """Decode UTF-8 text and refuse what no rule needs.

    Raises:
        ReadError: too large (``E-SIZE``), not UTF-8 (``E-UTF8``), or empty (``E-EMPTY``).
    """
    start = Place(file, 1, 1)
    if len(content) > limits.BYTES:
        raise refuse("E-SIZE", start, limit=str(limits.BYTES))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        raise refuse("E-UTF8", place_of(before, len(before), file)) from None
    if not text.strip():
        raise refuse("E-EMPTY", start)
    if forbidden := _FORBIDDEN.search(text):
        raise refuse(
            "E-CHAR", place_of(text, forbidden.start(), file), character=f"U+{ord(forbidden[0]):04X}"
        )
    return text


def place_of(text: str, index: int, file: str) -> Place:
    """Return the place of a character of a text."""
    return Place(file, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def check_text(text: str, longest: int = limits.STRING) -> Problem | None:
    """Return what is wrong with a text: too long, a forbidden character, or not in NFC."""
    if len(text) > longest:
        return problem("E-LONG", limit=str(longest))
    if text.isascii() and text.isprintable():
        return None
    if forbidden := _FORBIDDEN.search(text):
        return problem("E-CHAR", character=f"U+{ord(forbidden[0]):04X}")
    if _crowded(text) or not unicodedata.is_normalized("NFC", text):
        return problem("E-NFC")
    return None


def _crowded(text: str) -> bool:
    """Tell whether more combining marks stand in a row than may; a text with none is told by its alphabet."""
    if not any(map(unicodedata.combining, set(text))):
        return False
    run = 0
    for mark in map(unicodedata.combining, text):
        run = run + 1 if mark else 0
        if run > limits.COMBINING_MARKS:
            return True
    return False


def refuse(code: str, place: Place, **details: str) -> ReadError:
    """Make the error of a reader: one problem at one place."""
    return ReadError(problem(code, (), **details).located(place))
