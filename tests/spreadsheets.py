"""A spreadsheet in Python: the few functions that the formulas use, on floats, strictly or laxly.

``strict`` is plain IEEE arithmetic. ``lax`` is what Excel and LibreOffice make of it: ``INT`` rounds its
argument to 15 digits first, figures that agree in 15 digits are equal, and their difference is 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from parindex.workbook.program import Program

Value = float | str | bool
Arithmetic = Literal["strict", "lax"]

_TOKEN = re.compile(r'"(?:[^"]|"")*"|[A-Z]+(?=\()|[a-z_][a-z0-9_]*|[0-9]+(?:\.[0-9]+)?|<>|<=|>=|[-+*/<>=(),]')
_LAX_EQUAL = 2.0**-48


def _rounded(number: float) -> float:
    return float(f"{number:.15g}")


def _near(one: float, two: float) -> bool:
    if one.is_integer() and two.is_integer():
        return one == two
    return abs(one - two) < _LAX_EQUAL * min(abs(one), abs(two)) or f"{one:.15g}" == f"{two:.15g}"


def _int(number: float) -> float:
    return float(math.floor(number))


def _lax_int(number: float) -> float:
    return float(math.floor(_rounded(number)))


def _round(number: float, digits: float) -> float:
    """Round half away from zero the shortest decimal of a float, as spreadsheets do."""
    unit = Decimal(1).scaleb(-int(digits))
    return float(Decimal(repr(float(number))).quantize(unit, ROUND_HALF_UP))


def _subtract(one: float, two: float) -> float:
    return 0.0 if one * two > 0 and _near(one, two) else one - two


def _compare(strict: bool) -> Callable[[Value, str, Value], bool]:  # noqa: FBT001 (one of two)
    def compare(one: Value, sign: str, two: Value) -> bool:
        """Compare as a spreadsheet does: any text is greater than any number, and capitals do not matter."""
        left, right = (
            (1, str(each).casefold()) if isinstance(each, str) else (0, float(each)) for each in (one, two)
        )
        same = left == right
        if not strict and left[0] == right[0] == 0:
            same = same or _near(float(one), float(two))
        if sign in {"=", "<>"}:
            return same == (sign == "=")
        if same:
            return sign in {"<=", ">="}
        return bool(left < right) == (sign in {"<", "<="})  # type: ignore[operator]

    return compare


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "ABS": abs,
    "AND": lambda *args: all(args),
    "OR": lambda *args: any(args),
    "MAX": lambda *args: max(args),
    "MIN": lambda *args: min(args),
    "ROUND": _round,
    "ISNUMBER": lambda value: isinstance(value, float) and not isinstance(value, bool),
    "LEN": lambda value: float(len(value if isinstance(value, str) else repr(value))),
    "TRIM": lambda value: " ".join(str(value).split(" ")).strip(" "),
}


class _Parser:
    """Turn one formula into Python that means the same."""

    def __init__(self, formula: str) -> None:
        self.tokens = _TOKEN.findall(formula)
        if "".join(self.tokens) != formula:
            raise ValueError(formula)
        self.at = 0
        self.depth = self.deepest = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        self.at += 1
        return str(self.tokens[self.at - 1])

    def expect(self, token: str) -> None:
        found = self.next()
        if found != token:
            raise ValueError(f"{found} for {token}")

    def whole(self) -> str:
        text = self.comparison()
        if self.peek():
            raise ValueError(self.peek())
        return text

    def comparison(self) -> str:
        left = self.sum()
        while self.peek() in {"=", "<>", "<", "<=", ">", ">="}:
            sign = self.next()
            left = f"COMPARE({left},{sign!r},{self.sum()})"
        return left

    def sum(self) -> str:
        left = self.term()
        while self.peek() in {"+", "-"}:
            left = f"ADD({left},{self.term()})" if self.next() == "+" else f"SUBTRACT({left},{self.term()})"
        return left

    def term(self) -> str:
        left = self.factor()
        while self.peek() in {"*", "/"}:
            sign = self.next()
            left = f"({left}{sign}{self.factor()})"
        return left

    def factor(self) -> str:
        word = self.next()
        if word == "-":
            return f"(-{self.factor()})"
        if word == "(":
            inner = self.comparison()
            self.expect(")")
            return inner
        if word.startswith('"'):
            return repr(word[1:-1].replace('""', '"'))
        if word[0].isdigit():
            return repr(float(word))
        return self.call(word) if word.isupper() else f"v[{word!r}]"

    def call(self, function: str) -> str:
        self.expect("(")
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)
        arguments = [self.comparison()]
        while self.peek() == ",":
            self.next()
            arguments.append(self.comparison())
        self.expect(")")
        self.depth -= 1
        if function == "IF":
            condition, then, otherwise = arguments
            return f"({then} if {condition} else {otherwise})"
        if function != "INT" and function not in FUNCTIONS:
            raise ValueError(function)
        return f"{function}({','.join(arguments)})"


def depth(formula: str) -> int:
    """Return how deep the functions of a formula are nested, having read it to the end."""
    parser = _Parser(formula)
    parser.whole()
    return parser.deepest


def names(formula: str) -> list[str]:
    """Return the names in a formula."""
    return [token for token in _TOKEN.findall(formula) if token[0].isalpha() and token.islower()]


def compiled(
    formulas: Iterable[tuple[str, str]], arithmetic: Arithmetic = "strict"
) -> Callable[[Mapping[str, Value]], dict[str, Value]]:
    """Return a function from inputs to all cells; a blank cell is the empty text.

    Every cell is worked out, used or not: an error in one of them is an error here.
    """
    strict = arithmetic == "strict"
    lines = [f"    v[{name!r}] = {_Parser(formula).whole()}" for name, formula in formulas]
    source = "def recalculate(v):\n" + "\n".join(lines) + "\n    return v"
    scope: dict[str, Any] = {
        **FUNCTIONS,
        "INT": _int if strict else _lax_int,
        "COMPARE": _compare(strict),
        "ADD": (lambda one, two: one + two) if strict else lambda one, two: _subtract(one, -two),
        "SUBTRACT": (lambda one, two: one - two) if strict else _subtract,
    }
    exec(source, scope)  # noqa: S102 (the formulas under test, read by the parser above)
    recalculate = scope["recalculate"]

    def run(inputs: Mapping[str, Value]) -> dict[str, Value]:
        found: dict[str, Value] = recalculate(dict(inputs))
        return found

    return run


def sheet(
    program: Program, arithmetic: Arithmetic = "strict"
) -> Callable[[Mapping[str, Value]], dict[str, Value]]:
    """Return a program as a function from the inputs that are not blank to all cells."""
    run = compiled(((cell.name, cell.formula) for cell in program.cells), arithmetic)
    blank: dict[str, Value] = {each.name: "" for each in program.inputs}

    def recalculate(inputs: Mapping[str, Value]) -> dict[str, Value]:
        unknown = set(inputs) - set(blank)
        if unknown:
            raise KeyError(*unknown)
        return run({**blank, **inputs})

    return recalculate
