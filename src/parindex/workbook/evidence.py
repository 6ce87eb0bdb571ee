"""Evidence in one cell: a document each line, its title, then its address and its SHA-256 where known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from parindex.assessment import Evidence

__all__ = ["parsed", "written"]

# A sign that nobody types: what follows it stands for itself, or for a break that a line cannot hold.
_MARK = "¶"
_BREAKS = {"\n": "n", "\r": "r", "\t": "t"}
_BACK = {name: letter for letter, name in _BREAKS.items()}
_SHA256 = re.compile("[0-9a-f]{64}")
_PIECES = re.compile(f"{_MARK}(.)|([^{_MARK}|]+)|[|]")


class _Piece(NamedTuple):
    """A few letters, and whether they were marked to stay as they are."""

    text: str
    kept: bool


def written(evidence: Iterable[Evidence]) -> str:
    """Write documents as the text of one cell.

    >>> written([Evidence(title="Kế hoạch 12/KH-SNV", url="https://snv.vn/12")])
    'Kế hoạch 12/KH-SNV | https://snv.vn/12'
    """
    return "\n".join(map(_line, evidence))


def parsed(text: str) -> list[dict[str, Any]]:
    r"""Read the documents of a cell, as a plain tree; a line without a title keeps an empty one.

    >>> parsed("Kế hoạch 12/KH-SNV\nBáo cáo 5 | https://snv.vn/5")
    [{'title': 'Kế hoạch 12/KH-SNV'}, {'title': 'Báo cáo 5', 'url': 'https://snv.vn/5'}]
    """
    return [_document(line) for line in text.split("\n") if line.strip()]


def _line(document: Evidence) -> str:
    parts = [_marked(document.title)]
    if document.url:
        url = _marked(document.url)
        parts.append(_MARK + url if _SHA256.fullmatch(url) else url)
    if document.sha256:
        parts.append(document.sha256)
    return " | ".join(parts)


def _marked(text: str) -> str:
    """Mark what would end a line or a part, and the space at both ends, which would be taken away."""
    last = len(text) - 1
    return "".join(
        _MARK + _BREAKS.get(letter, letter)
        if letter in {*_BREAKS, _MARK, "|"} or (letter.isspace() and at in {0, last})
        else letter
        for at, letter in enumerate(text)
    )


def _document(line: str) -> dict[str, Any]:
    parts: list[list[_Piece]] = [[]]
    for kept, plain in _PIECES.findall(line):
        if kept or plain:
            parts[-1].append(_Piece(_BACK.get(kept, kept) or plain, bool(kept)))
        else:
            parts.append([])
    title, *others = parts
    found: dict[str, Any] = {"title": _trimmed(title)}
    for part in others:
        if text := _trimmed(part):
            name = "sha256" if _SHA256.fullmatch(text) and not any(each.kept for each in part) else "url"
            found[name] = f"{found[name]} | {text}" if name in found else text
    return found


def _trimmed(part: list[_Piece]) -> str:
    """Return the text of a part without the space at its ends that nobody marked."""
    texts = [each.text for each in part]
    if part and not part[0].kept:
        texts[0] = texts[0].lstrip()
    if part and not part[-1].kept:
        texts[-1] = texts[-1].rstrip()
    return "".join(texts)
