"""Merkle trees by RFC 6962: one root for many records, and the proof that one of them is below it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Inclusion", "inclusions", "root", "root_from"]


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The audit path of one leaf: hashes in hexadecimal, from the leaf's sibling up."""

    root: str
    size: int
    index: int
    path: tuple[str, ...]


def root(leaves: Sequence[bytes]) -> str:
    """Return the root of a tree of records, in hexadecimal.

    >>> root([])
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return _levels(leaves)[-1][0].hex()


def inclusions(leaves: Sequence[bytes]) -> Iterator[Inclusion]:
    """Give the proof of each record, in their order, that it is below the root."""
    levels = _levels(leaves)
    for index in range(len(leaves)):
        siblings = ((level, (index >> height) ^ 1) for height, level in enumerate(levels))
        # A last node without a sibling goes up as it is.
        path = tuple(level[at].hex() for level, at in siblings if at < len(level))
        yield Inclusion(levels[-1][0].hex(), len(leaves), index, path)


def root_from(leaf: bytes, inclusion: Inclusion) -> str | None:
    """Return the root that a proof leads to from a record; nothing when the path does not fit the tree."""
    node, last, rest = inclusion.index, inclusion.size - 1, list(inclusion.path)
    found = _leaf(leaf)
    if not 0 <= node <= last:
        return None
    while last:
        if node % 2 or node != last:
            if not rest:
                return None
            other = bytes.fromhex(rest.pop(0))
            found = _node(other, found) if node % 2 else _node(found, other)
        node, last = node // 2, last // 2
    return None if rest else found.hex()


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return the hashes of a tree level by level, from the leaves up to the root alone."""
    levels = [[_leaf(each) for each in leaves] or [hashlib.sha256(b"").digest()]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = (below[at : at + 2] for at in range(0, len(below), 2))
        levels.append([_node(*pair) if len(pair) == 2 else pair[0] for pair in pairs])  # noqa: PLR2004 (a pair)
    return levels


def _leaf(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
