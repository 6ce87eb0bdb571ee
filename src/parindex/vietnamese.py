"""Vietnamese text: folding, alphabetical order and the decimal comma."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["alphabetical", "fold", "with_comma"]

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of dictionaries
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])", re.ASCII)


def fold(text: str) -> str:
    """Return text without diacritics and case, for searching (``đ`` becomes ``d``).

    >>> fold("Điểm thưởng")
    'diem thuong'
    """
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def alphabetical(text: str) -> tuple[tuple[tuple[int, str], ...], tuple[int, ...]]:
    """Return a sorting key in Vietnamese alphabetical order: letters first, then tones.

    >>> sorted(["Đông", "Dũng", "Ân", "Anh", "Ánh"], key=alphabetical)
    ['Anh', 'Ánh', 'Ân', 'Dũng', 'Đông']
    """
    letters: list[tuple[int, str]] = []
    tones: list[int] = []
    for written in unicodedata.normalize("NFC", text.casefold()):
        marks = unicodedata.normalize("NFD", written)
        tone = next((mark for mark in marks if mark in _TONES), "")
        letter = unicodedata.normalize("NFC", marks.replace(tone, "")) if tone else written
        letters.append((_RANK.get(letter, 0), letter))
        tones.append(_TONES.index(tone) + 1 if tone else 0)
    return tuple(letters), tuple(tones)


def with_comma(text: str) -> str:
    """Write the decimal points of figures in a text as commas.

    >>> with_comma("89.95 trên 100")
    '89,95 trên 100'
    """
    return _POINT.sub(",", text)
