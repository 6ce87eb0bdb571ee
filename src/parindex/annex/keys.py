"""Keys from names, so that a row put in elsewhere changes no key."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from parindex.vietnamese import fold

__all__ = ["slug", "unique", "with_code"]

_CODE = 12  # letters of a number behind a key


def slug(text: str, longest: int) -> str:
    """Return the key of a name: its folded words, as many whole ones as there is room for.

    >>> slug("Kế hoạch cải cách hành chính năm", 20)
    'ke-hoach-cai-cach'
    """
    words = re.findall(r"[a-z0-9]+", fold(text))
    key = ""
    for word in words:
        longer = f"{key}-{word}" if key else word[:longest]
        if len(longer) > longest:
            break
        key = longer
    return key


def with_code(key: str, code: str, taken: Collection[str]) -> str:
    """Return a key that is not taken: the key itself, else with the number of its row, else counted."""
    if key not in taken:
        return key
    number = slug(code.replace(".", " "), _CODE)
    coded = f"{key}-{number}" if number else key
    return coded if coded not in taken else _counted(coded, taken)


def unique(keys: Sequence[str]) -> tuple[str, ...]:
    """Return keys of which each that was met before is counted.

    >>> unique(["co", "khong", "co"])
    ('co', 'khong', 'co-2')
    """
    given: list[str] = []
    for key in keys:
        given.append(_counted(key, given) if key in given else key)
    return tuple(given)


def _counted(key: str, taken: Collection[str]) -> str:
    number = 2
    while f"{key}-{number}" in taken:
        number += 1
    return f"{key}-{number}"
