"""JSON text that is written once and used again: of an answer most is what it was before."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["Encoded", "encoded"]


class Encoded(str):
    """JSON text, as it stands in an answer."""

    __slots__ = ()


def encoded(value: Any) -> Encoded:  # noqa: ANN401 (any plain tree)
    """Write a value as JSON text, unless it was written before.

    >>> encoded({"a": "ộ"}), encoded(encoded("a"))
    ('{"a":"ộ"}', '"a"')
    """
    if isinstance(value, Encoded):
        return value
    return Encoded(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
