"""The numbers of an annex: A, I, 1, 1.1, 1.1.1, a); what kind each is and what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Code", "Family", "follows", "led_by_code", "read_codes", "with_last"]

Family = Literal["letter", "roman", "decimal", "small"]
_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LETTERS = "ABCDĐEFGHIJKLMNOPQRSTUVWXYZ"
_LEFT_OUT = frozenset("ĐFJWZ")  # letters that some annexes count with and others do not
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_WORD = r"(?i:phần|mục|lĩnh vực|tiêu chí|nội dung)\s+"
_CODE = re.compile(
    rf"(?:{_WORD})?([A-ZĐ]|[IVXL]{{1,7}}|[a-zđ]|\d{{1,4}})((?:\.\d{{1,4}}){{0,6}})\s*[.):]*", re.IGNORECASE
)
# In front of a name a number needs a point or bracket, or a second part: `100 %` is no number of a row.
_LED = re.compile(
    rf"(?P<code>{_WORD}(?:[A-ZĐ][.):]+|(?:[IVXL]{{1,7}}|\d{{1,4}}(?:\.\d{{1,4}})*)[.):]*)"
    r"|(?:[A-ZĐ]|[IVXL]{1,7})\.|(?:[A-ZĐ]|[IVXL]{1,7})(?:\.\d{1,4})+\.?|\d{1,4}(?:\.\d{1,4})+[.)]?|\d{1,4}[.)]"
    r"|[a-zđ]\))\s+(?P<rest>\S.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Code:
    """A number as printed, its kind, and its parts: ``II.3`` is roman with the parts 2 and 3."""

    text: str
    family: Family
    parts: tuple[int, ...]


def read_codes(texts: Iterable[str | None]) -> tuple[Code | None, ...]:
    """Read the numbers of an annex in their order: `I` after `H` is a letter, and else it is one.

    >>> [each.family for each in read_codes(["I", "1.1.", "a)", "II"]) if each]
    ['roman', 'decimal', 'small', 'roman']
    """
    letter = 0
    found: list[Code | None] = []
    for text in texts:
        code = None if text is None else _read(" ".join(text.split()), letter)
        if code is not None and code.family == "letter":
            letter = code.parts[0]
        found.append(code)
    return tuple(found)


def _read(text: str, letter: int) -> Code | None:
    found = _CODE.fullmatch(text)
    if found is None:
        return None
    first, more = found[1], tuple(int(part) for part in found[2].split(".")[1:])
    printed = f"{first}{found[2]}"
    if first.isdecimal():
        return Code(printed, "decimal", (int(first), *more))
    follows = len(first) == 1 and letter > 0 and _place(first.upper()) == letter + 1
    if first.isupper() and _ROMAN.fullmatch(first) and not follows:
        return Code(printed, "roman", (_roman(first), *more))
    if len(first) > 1:
        return None
    return Code(printed, "letter" if first.isupper() else "small", (_place(first.upper()), *more))


def _place(letter: str) -> int:
    """Return the place of a letter where `Đ` follows `D`, as annexes count."""
    return _LETTERS.index(letter) + 1


def _roman(text: str) -> int:
    values = [_VALUES[letter] for letter in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def led_by_code(text: str) -> tuple[str, str] | None:
    """Take a number off the front of a name, or return nothing when there is none.

    >>> led_by_code("1.1. Kế hoạch năm"), led_by_code("100 % kế hoạch")
    (('1.1.', 'Kế hoạch năm'), None)
    """
    found = _LED.fullmatch(text.strip())
    return (found["code"], found["rest"]) if found else None


def follows(code: Code, last: int) -> bool:
    """Tell whether a number comes next after one whose last part is given; letters may leave some out.

    >>> follows(Code("e", "small", (6,)), 4), follows(Code("c", "small", (3,)), 1)
    (True, False)
    """
    if code.family in {"letter", "small"} and len(code.parts) == 1:
        return last < code.parts[0] and _LEFT_OUT.issuperset(_LETTERS[last : code.parts[0] - 1])
    return code.parts[-1] == last + 1


def with_last(code: Code, last: int) -> str:
    """Write a number as its neighbour would be, with another last part.

    >>> with_last(Code("9.3.2", "decimal", (9, 3, 2)), 3)
    '9.3.3'
    """
    before, dot, _ = code.text.rpartition(".")
    if dot or code.family == "decimal":
        return f"{before}{dot}{last}"
    if code.family == "roman":
        return _in_roman(last)
    letter = _LETTERS[last - 1] if last <= len(_LETTERS) else "?"
    return letter if code.family == "letter" else letter.lower()


def _in_roman(number: int) -> str:
    text = ""
    for value, letters in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        times, number = divmod(number, value)
        text += letters * times
    return text
