"""Points as annexes print them: with a decimal comma or point, in a cell or after a colon."""

from __future__ import annotations

import re
from fractions import Fraction

from parindex.exact import ZERO

__all__ = ["one_line", "points_of", "tail_of"]

# No annex gives points to more digits than the format takes.
# Three digits after one to three could as well be thousands: such a figure is none, as in a workbook.
_UNCLEAR = r"(?![+\-−–]?\s?[1-9]\d{0,2}[.,]\d{3}(?!\d))"
_NUMBER = rf"({_UNCLEAR}[+\-−–]?\s?\d{{1,9}}(?:[.,]\d{{1,6}})?)"
_UNIT = r"\s*(?:điểm|đ)?"
_CELL = re.compile(rf"\(?{_NUMBER}{_UNIT}\)?\s*[.;]?", re.IGNORECASE)
_NONE = r"(?P<none>không(?:\s+(?:có|được|cho|tính))?\s+điểm)"
_TAIL = re.compile(
    rf"(?P<body>.*\S)\s*[:=]\s*(?:{_NONE}|(?P<sign>cộng|trừ|được)?\s*{_NUMBER}{_UNIT})\s*[.;,]?",
    re.IGNORECASE,
)


def one_line(text: str) -> str:
    """Write a text on one line with single spaces.

    >>> one_line(" Có  kế hoạch ")
    'Có kế hoạch'
    """
    return " ".join(text.split())


def points_of(text: str) -> Fraction | None:
    """Read the points that a text says, or nothing when it says something else.

    >>> points_of("0,5 điểm"), points_of("-2"), points_of("0-2"), points_of("1.500")
    (Fraction(1, 2), Fraction(-2, 1), None, None)
    """
    found = _CELL.fullmatch(one_line(text))
    return _number(found[1]) if found else None


def tail_of(text: str) -> tuple[str, Fraction] | None:
    """Take the points off the end of a step, or return nothing when none stand there.

    >>> tail_of("Dưới 50% kế hoạch: 0,25")
    ('Dưới 50% kế hoạch', Fraction(1, 4))
    >>> tail_of("Không ban hành: không có điểm")
    ('Không ban hành', Fraction(0, 1))
    """
    found = _TAIL.fullmatch(one_line(text))
    if found is None:
        return None
    if found["none"]:
        return found["body"], ZERO
    points = _number(found[4])
    return found["body"], -abs(points) if (found["sign"] or "").lower() == "trừ" else points


def _number(text: str) -> Fraction:
    plain = text.replace(",", ".").replace(" ", "").replace("−", "-").replace("–", "-")
    return Fraction(plain)
