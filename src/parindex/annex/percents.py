"""The part of 0 to 100 percent that the words of a step name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from parindex.exact import ZERO, decimal_text
from parindex.vietnamese import fold

__all__ = ["HUNDRED", "Found", "Share", "percent_of"]

HUNDRED = Fraction(100)
_N = r"(\d{1,9}(?:[.,]\d{1,6})?)"
_TO = r"(?:-|–|—|den|toi)"
_RANGE = re.compile(rf"\b(?:tu\s+)?(tren\s+)?{_N}\s*%?\s*{_TO}\s*((?:can\s+)?duoi\s+)?{_N}\s*%")
# A step that begins a range and names no end of it, or ends one that has no beginning.
_HALF = re.compile(
    rf"\b(?:tu|tren)\s+(?:{_N}\s*%\s*{_TO}(?!\s*(?:(?:can\s+)?duoi\s+)?\d)"
    rf"|{_N}\s*{_TO}\s*(?:can\s+)?duoi(?!\s*\d)|{_TO}\s+(?:(?:can\s+)?duoi\s+)?\d)"
)
_BELOW = ("duoi", "chua den", "chua dat", "khong dat", "it hon", "nho hon", "thap hon")
_UP_TO = ("khong qua", "khong vuot qua", "toi da", "den")
_ABOVE = ("tren", "hon", "lon hon", "cao hon", "vuot")
_FROM = ("tu", "it nhat", "toi thieu", "khong duoi", "khong it hon")
_WORDS = "|".join(sorted((*_BELOW, *_UP_TO, *_ABOVE, *_FROM), key=len, reverse=True))
_SIGN_WORDS = {
    "≥": "ít nhất",
    "⩾": "ít nhất",
    ">=": "ít nhất",
    "≤": "không quá",
    "⩽": "không quá",
    "<=": "không quá",
    "<": "dưới",
    ">": "trên",
}
_SIGNS = re.compile("[<>]=|[<>≤≥⩽⩾]")
_SINGLE = re.compile(rf"(?:\b({_WORDS})\s+)?{_N}\s*%")


@dataclass(frozen=True, slots=True)
class Share:
    """A span of percent; an end may be left out. ``endless``: its words name no upper end."""

    low: Fraction
    high: Fraction
    above: bool = False
    below: bool = False
    endless: bool = False

    def __str__(self) -> str:
        low, high = decimal_text(self.low), decimal_text(self.high)
        return f"{low}%" if low == high else f"{low}–{high}%"

    def meets(self, other: Share) -> Share | None:
        """Return what two spans share, or nothing.

        >>> str(Share(Fraction(70), Fraction(100)).meets(Share(Fraction(50), Fraction(70))))
        '70%'
        """
        low, high = max(self.low, other.low), min(self.high, other.high)
        both = (self, other)
        above = any(each.above and each.low == low for each in both)
        below = any(each.below and each.high == high for each in both)
        empty = low > high or (low == high and (above or below))
        return None if empty else Share(low, high, above, below)


@dataclass(frozen=True, slots=True)
class Found:
    """What the words of a step name: one span of percent, or why there is none."""

    share: Share | None = None
    lacking: Literal["none", "half", "several"] | None = None


def percent_of(text: str) -> Found:
    """Find the span of percent that a step names.

    >>> percent_of("Từ 70% - dưới 100% kế hoạch").share
    Share(low=Fraction(70, 1), high=Fraction(100, 1), above=False, below=True, endless=False)
    >>> str(percent_of("≥ 80%").share), str(percent_of("<80%").share)
    ('80–100%', '0–80%')
    >>> percent_of("Từ 50 đến dưới số nhiệm vụ").lacking
    'half'
    """
    words = fold(_SIGNS.sub(lambda found: f" {_SIGN_WORDS[found[0]]} ", text))
    if _HALF.search(words):
        return Found(lacking="half")
    shares = [_range(found) for found in _RANGE.finditer(words)]
    rest = _RANGE.sub(" ", words)
    shares += [_single(found, rest) for found in _SINGLE.finditer(rest)]
    if len(shares) > 1:
        return Found(lacking="several")
    if not shares or not ZERO <= shares[0].low <= shares[0].high <= HUNDRED:
        return Found(lacking="none")
    return Found(shares[0])


def _range(found: re.Match[str]) -> Share:
    return Share(_figure(found[2]), _figure(found[4]), above=bool(found[1]), below=bool(found[3]))


def _single(found: re.Match[str], words: str) -> Share:
    figure, word, after = _figure(found[2]), found[1] or "", words[found.end() :]
    if re.search(r"\btro xuong\b", after):
        return Share(ZERO, figure)
    if word in _BELOW:
        return Share(ZERO, figure, below=True)
    if word in _UP_TO:
        return Share(ZERO, figure)
    if word in _ABOVE:
        return Share(figure, HUNDRED, above=True)
    if re.search(r"\btro len\b", after):
        return Share(figure, HUNDRED)
    if word in _FROM:
        return Share(figure, HUNDRED, endless=word == "tu" and figure != HUNDRED)
    return Share(figure, figure)


def _figure(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))
