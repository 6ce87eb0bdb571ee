"""The first place at which two trees differ."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from parindex.audit.bare.reading import Path

__all__ = ["Difference", "first_difference"]

_NOTHING = object()  # stands for what one of the two does not have


@dataclass(frozen=True)
class Difference:
    """Where two trees differ, with what stands there; None also where nothing does."""

    path: Path
    expected: Any
    found: Any


def first_difference(expected: object, found: object, path: Path = ()) -> Difference | None:
    """Look depth first: members in the order of RFC 8785, elements from the first one on."""
    if isinstance(expected, dict) and isinstance(found, dict):
        names = sorted(expected.keys() | found.keys(), key=lambda name: name.encode("utf-16-be"))
        both = [(name, expected.get(name, _NOTHING), found.get(name, _NOTHING)) for name in names]
    elif isinstance(expected, list) and isinstance(found, list):
        pairs = zip_longest(expected, found, fillvalue=_NOTHING)
        both = [(number, *pair) for number, pair in enumerate(pairs)]
    elif type(expected) is type(found) and expected == found:
        return None
    else:
        return Difference(path, *(None if each is _NOTHING else each for each in (expected, found)))
    parts = (first_difference(left, right, (*path, name)) for name, left, right in both)
    return next((part for part in parts if part), None)
