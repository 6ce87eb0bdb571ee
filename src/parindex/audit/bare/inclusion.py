"""The way from a leaf to the root of a Merkle tree, by RFC 6962 as RFC 9162 words it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

__all__ = ["leads"]


def leads(inclusion: Mapping[str, Any], statement: bytes, root: str) -> bool:
    """Tell whether an audit path leads from a statement to a root, and says so itself."""
    at, last = int(inclusion["index"]), int(inclusion["size"]) - 1
    if at > last or inclusion["root"] != root:
        return False
    found = _hash(b"\0", statement)
    for other in map(bytes.fromhex, inclusion["path"]):
        if last == 0:
            return False
        if at & 1 or at == last:
            found = _hash(b"\1", other, found)
            # A node without a right neighbour rises until it is one.
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = _hash(b"\1", found, other)
        at, last = at >> 1, last >> 1
    return last == 0 and found.hex() == root


def _hash(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()
