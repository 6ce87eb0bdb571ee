"""Shapes of trees: each reads a value at its place and gives its canonical form, or says why it has none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from parindex.audit.bare.reading import Path, fault

__all__ = [
    "Read",
    "Refused",
    "Tree",
    "day",
    "list_of",
    "map_of",
    "matching",
    "number",
    "said",
    "shape",
    "slug",
    "some",
    "text",
    "word",
]

Tree = Mapping[str, Any]
Read = Callable[[Path, object], Any]

_SLUG = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"(?!-0(\.0+)?\Z)(-?(?:0|[1-9][0-9]{0,14}))(\.[0-9]{1,6})?")
_DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")


class Refused(ValueError):  # noqa: N818 (an answer, no fault)
    """Say where in a tree and why it is not what it must be."""

    def __init__(self, place: Path, why: str) -> None:
        super().__init__(f"{'.'.join(map(str, place))}: {why}")
        self.place, self.why = place, why


def text(place: Path, found: object) -> str:
    """Read a text."""
    if not isinstance(found, str):
        raise Refused(place, "is not text")
    if why := fault(found):
        raise Refused(place, why)
    return found


def some(place: Path, found: object) -> str:
    """Read a text that is not empty."""
    words = text(place, found)
    if not words:
        raise Refused(place, "is empty")
    return words


def said(place: Path, found: object) -> str:
    """Read a text with something but white space."""
    words = text(place, found)
    if not words.strip():
        raise Refused(place, "says nothing")
    return words


def number(place: Path, found: object) -> str:
    """Read a number, and write it as short as it can be."""
    parts = _NUMBER.fullmatch(text(place, found))
    if not parts:
        raise Refused(place, "is not a number")
    return parts[2] + (parts[3] or "").rstrip("0").rstrip(".")


def matching(pattern: re.Pattern[str], what: str) -> Read:
    """Make the reader of a text that has a pattern."""

    def read(place: Path, found: object) -> str:
        words = text(place, found)
        if not pattern.fullmatch(words):
            raise Refused(place, f"is not {what}")
        return words

    return read


slug = matching(_SLUG, "a key")


def word(*words: str) -> Read:
    """Make the reader of one of these words."""
    return matching(re.compile("|".join(map(re.escape, words))), " or ".join(words))


def day(place: Path, found: object) -> str:
    """Read a day of the calendar."""
    words = text(place, found)
    try:
        date.fromisoformat(words if _DAY.fullmatch(words) else "")
    except ValueError:
        raise Refused(place, "is not a day of 1900 to 2199") from None
    return words


def map_of(read: Read) -> Read:
    """Make the reader of an object of any keys, with one kind of values."""

    def read_all(place: Path, found: object) -> dict[str, Any]:
        tree = _object(place, found)
        return {text((*place, key), key): read((*place, key), value) for key, value in tree.items()}

    return read_all


def list_of(read: Read) -> Read:
    """Make the reader of a list of one kind of values."""

    def read_all(place: Path, found: object) -> list[Any]:
        if not isinstance(found, list):
            raise Refused(place, "is not a list")
        return [read((*place, at), each) for at, each in enumerate(found)]

    return read_all


def shape(needed: Mapping[str, Read], free: Mapping[str, Read] | None = None) -> Read:
    """Make the reader of an object that has all of the one, some of the other, and nothing else."""
    reads = {**needed, **(free or {})}

    def read(place: Path, found: object) -> dict[str, Any]:
        tree = _object(place, found)
        for name in needed:
            if name not in tree:
                raise Refused(place, f"has no `{name}`")
        for name in tree:
            if name not in reads:
                raise Refused((*place, name), "does not belong here")
        return {name: reads[name]((*place, name), value) for name, value in tree.items()}

    return read


def _object(place: Path, found: object) -> Tree:
    if isinstance(found, Mapping):
        return found
    raise Refused(place, "is not an object")
