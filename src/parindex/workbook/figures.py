"""Numbers as people type them into cells: the decimal comma, or a point that cannot mean anything else."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from parindex.exact import decimal_text, parse_number

__all__ = ["Typed", "kept", "typed"]

_NUMBER = re.compile(r"([+-]?)([0-9]{1,30})(?:([,.])([0-9]{1,30}))?", re.ASCII)
_GROUP = 3  # digits between the signs that part thousands
_PRECISE = 15  # digits that a spreadsheet keeps


class Typed(NamedTuple):
    """What a text says as a number; ``wrong`` says why it is none, could be two, or has too many digits."""

    number: str
    wrong: Literal["", "unclear", "none", "long"] = ""


def typed(text: str) -> Typed:
    """Read a number from a text; one that could part thousands as well as decimals is unclear.

    >>> typed("0,5"), typed("1.5"), typed("1.500").wrong, typed("12 %").wrong
    (Typed(number='0.5', wrong=''), Typed(number='1.5', wrong=''), 'unclear', 'none')
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return Typed("", "none")
    sign, whole, point, digits = found.groups()
    if point and len(digits) == _GROUP and len(whole) <= _GROUP and whole[0] != "0":
        return Typed("", "unclear")
    plain = f"{whole.lstrip('0') or '0'}{'.' + digits.rstrip('0') if point else ''}".removesuffix(".")
    minus = "-" if sign == "-" and plain != "0" else ""
    try:
        return Typed(decimal_text(parse_number(minus + plain)))
    except ValueError:
        return Typed("", "long")


def kept(number: str) -> bool:
    """Tell whether a spreadsheet keeps all digits of a number.

    >>> kept("1500000000000000"), kept("123456789012.3456")
    (True, False)
    """
    return len(number.replace(".", "").strip("-0")) <= _PRECISE
