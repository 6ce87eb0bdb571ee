"""What the cells of a program hold for given inputs, on floats as a spreadsheet has them.

A writer of workbooks gives each formula its value in the blank form. LibreOffice does not recalculate a file
that it opens, and a formula without a value would stand there as 0: missing items would seem complete.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from parindex.workbook.program import Program

__all__ = ["Value", "values"]

Value = float | str | bool
_Read = Callable[[Mapping[str, Value]], Value]

_TOKEN = re.compile(r'"(?:[^"]|"")*"|[A-Za-z_][A-Za-z0-9_]*|[0-9.]+|<>|<=|>=|[-+*/<>=(),]')
_ROUGH = 0.5


def values(program: Program, inputs: Mapping[str, float | str] | None = None) -> dict[str, float | str]:
    """Return the value of each cell; inputs that are not given are blank.

    >>> from parindex.ruleset.catalog import load
    >>> from parindex.workbook.program import program
    >>> values(program(load("ha-noi/districts@2023"), "district"))["z_total"]
    'Chưa đủ số liệu'
    """
    found: dict[str, Value] = {**{each.name: "" for each in program.inputs}, **(inputs or {})}
    for cell in program.cells:
        found[cell.name] = _Reader(cell.formula).whole()(found)
    return {cell.name: _plain(found[cell.name]) for cell in program.cells}


def _plain(value: Value) -> float | str:
    return value if isinstance(value, str) else float(value)


def _figure(value: Value) -> float:
    if isinstance(value, str):
        raise TypeError(value)
    return value


def _same(one: Value, two: Value) -> bool:
    """Compare as spreadsheets do: capitals do not matter, and a text is no number."""
    if isinstance(one, str) and isinstance(two, str):
        return one.casefold() == two.casefold()
    return one == two


_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "=": _same,
    "<>": lambda one, two: not _same(one, two),
    "<": lambda one, two: _figure(one) < _figure(two),
    ">": lambda one, two: _figure(one) > _figure(two),
    "<=": lambda one, two: _figure(one) <= _figure(two),
    ">=": lambda one, two: _figure(one) >= _figure(two),
}
_FUNCTION: dict[str, Callable[..., Value]] = {
    "ABS": abs,
    "AND": lambda *all_: all(all_),
    "INT": math.floor,
    "ISNUMBER": lambda value: not isinstance(value, str),
    "LEN": lambda value: len(value if isinstance(value, str) else str(value)),
    "MAX": max,
    "MIN": min,
    "OR": lambda *all_: any(all_),
    # Half away from zero; no digits are asked for, and no number below 0.
    "ROUND": lambda value, _digits: math.floor(value + _ROUGH),
    "TRIM": lambda value: value.strip(" ") if isinstance(value, str) else str(value),
}
_SIGN: dict[str, Callable[[float, float], float]] = {
    "+": lambda one, two: one + two,
    "-": lambda one, two: one - two,
    "*": lambda one, two: one * two,
    "/": lambda one, two: one / two,
}


class _Reader:
    """Reads one formula into a function of all cells before it."""

    def __init__(self, formula: str) -> None:
        self.tokens = [*_TOKEN.findall(formula), ""]
        self.at = 0

    def next(self) -> str:
        self.at += 1
        return str(self.tokens[self.at - 1])

    def whole(self) -> _Read:
        left = self.sums()
        if self.tokens[self.at] not in _COMPARE:
            return left
        compare, right = _COMPARE[self.next()], self.sums()
        return lambda cells: compare(left(cells), right(cells))

    def sums(self) -> _Read:
        return self.joined(("+", "-"), lambda: self.joined(("*", "/"), self.one))

    def joined(self, signs: tuple[str, str], part: Callable[[], _Read]) -> _Read:
        found = part()
        while self.tokens[self.at] in signs:
            found = _joined(_SIGN[self.next()], found, part())
        return found

    def one(self) -> _Read:
        word = self.next()
        if word == "-":
            negated = self.one()
            return lambda cells: -_figure(negated(cells))
        if word == "(":
            inner = self.whole()
            self.next()
            return inner
        if word.startswith('"'):
            text = word[1:-1].replace('""', '"')
            return lambda _cells: text
        if word[0].isdigit():
            number = float(word)
            return lambda _cells: number
        return self.called(word) if word.isupper() else lambda cells: cells[word]

    def called(self, word: str) -> _Read:
        arguments = []
        while self.next() != ")":
            arguments.append(self.whole())
        if word == "IF":
            case, then, otherwise = arguments
            return lambda cells: then(cells) if case(cells) else otherwise(cells)
        function = _FUNCTION[word]
        return lambda cells: function(*(each(cells) for each in arguments))


def _joined(sign: Callable[[float, float], float], left: _Read, right: _Read) -> _Read:
    return lambda cells: sign(_figure(left(cells)), _figure(right(cells)))
