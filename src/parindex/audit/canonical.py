"""Canonical bytes: RFC 8785 of trees that hold no number, and what people call them by."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from parindex.errors import UsageError, problem

__all__ = ["canonical", "check_code", "digest"]


def canonical(tree: Any) -> bytes:  # noqa: ANN401 (any plain tree)
    """Write a plain tree of maps, lists, texts, flags and nulls as RFC 8785 says.

    Raises:
        UsageError: the extra ``audit`` is not installed (``E-EXTRA``).

    >>> canonical({"b": ["x", None], "a": "ộ"}).decode()
    '{"a":"ộ","b":["x",null]}'
    """
    try:
        import rfc8785  # noqa: PLC0415 (an extra, imported where it is used)
    except ModuleNotFoundError:
        raise UsageError(problem("E-EXTRA", extra="audit")) from None
    return rfc8785.dumps(tree)


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def check_code(content: bytes) -> str:
    """Return the short code by which people compare a record: 16 letters and digits of its digest.

    >>> check_code(b"abc")
    'XJ4B NP4P AHH6 UQKB'
    """
    text = base64.b32encode(hashlib.sha256(content).digest()).decode()
    return " ".join(text[start : start + 4] for start in range(0, 16, 4))
