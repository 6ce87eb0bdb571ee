"""The cells that people fill in, and cells that say of each whether it will do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from parindex.errors import Language
from parindex.fields import Name, pick, say
from parindex.formula.integers import WIDE, Cells
from parindex.scales.observation import Form

__all__ = [
    "BAD",
    "BEYOND",
    "BLANK",
    "MANY",
    "STATES",
    "Choice",
    "Input",
    "choices",
    "code",
    "identifier",
    "quoted",
    "yes_no",
]

Kind = Literal["choice", "whole", "decimal", "text"]

# The codes of an input; a number that will do is 1 or 2, a choice its place.
BLANK, BEYOND, BAD = 0, 98, 99
MANY = 40  # choices in one list, so that the formula that finds one is not nested too deep

_YES, _NO = "x", ("không", "no")
STATES: dict[str, tuple[str, str]] = {
    "zero": ("Bằng không", "Zero"),
    "rejected": ("Không được chấp nhận", "Rejected"),
    "not-applicable": ("Không áp dụng", "Not applicable"),
}
_LABEL = 200  # characters: a text in a formula has at most 255
_DECIMAL = 10**9  # the largest number that six decimals are read of exactly
_MILLION = 10**6


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from: what the cell shows, and the key that it stands for."""

    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Input:
    """One cell that people fill in.

    ``field`` is the field of the entry in an assessment, ``part`` the keys below it: a tick, a kind of fault,
    a group and an option. Inputs of one item with different ``form`` are alternatives, and ``most`` is the
    largest number that the rules allow.
    """

    name: str
    item: str
    field: str
    kind: Kind
    part: tuple[str, ...] = ()
    form: Form = ()
    most: Fraction | None = None
    choices: tuple[Choice, ...] = ()


def identifier(key: str) -> str:
    """Return a key as a part of a defined name.

    >>> identifier("plan-issued")
    'plan_issued'
    """
    return key.replace("-", "_")


def quoted(text: str) -> str:
    """Write a text in a formula."""
    return '"' + text.replace('"', '""') + '"'


def choices(named: Iterable[tuple[str, Name]], lang: Language) -> tuple[Choice, ...]:
    """Return names to choose from, each short enough for a formula and unlike the others, capitals or not.

    >>> choices([("a", Name(vi="Đạt")), ("b", Name(vi="đạt"))], "vi")
    (Choice(label='Đạt', key='a'), Choice(label='đạt (2)', key='b'))
    """
    found: dict[str, Choice] = {}
    for key, name in named:
        text = " ".join(say(name, lang).split())
        label = text if len(text) <= _LABEL else text[: _LABEL - 1].rstrip() + "…"
        count = 1
        while label.casefold() in found:
            count += 1
            label = f"{text[: _LABEL - 8].rstrip()} ({count})"
        found[label.casefold()] = Choice(label, key)
    return tuple(found.values())


def code(cells: Cells, given: Input, bound: int) -> str:
    """Return the cell that says what an input holds.

    Of a whole number the code is 1, of one with one to six decimals 2, of a choice its place. ``BEYOND`` is a
    number above what the formulas are proven for.
    """
    name = given.name
    if given.kind == "whole":
        known = f"IF({name}>{bound},{BEYOND},1)"
        return cells.put(_number(name, f"IF({_has(name, 1)},{known},{BAD})"), f"k_{name}")
    if given.kind == "decimal":
        wide = given.field in {"done", "planned"}
        decimal = f"IF({name}>{_DECIMAL},{BEYOND},IF({_has(name, _MILLION)},2,{BAD}))"
        known = f"IF({_has(name, 1)},{'1' if wide else f'IF({name}>{_DECIMAL},{BEYOND},1)'},{decimal})"
        return cells.put(_number(name, known), f"k_{name}")
    labels = [each.label for each in given.choices]
    tests = "".join(f"IF({name}={quoted(label)},{at}," for at, label in enumerate(labels, 1))
    return cells.put(f'IF({name}="",{BLANK},{tests}{BAD}{")" * (len(labels) + 1)}', f"k_{name}")


def _number(name: str, known: str) -> str:
    sane = f"IF({name}<0,{BAD},IF({name}>{WIDE},{BAD},{known}))"
    return f'IF(ISNUMBER({name}),{sane},IF({name}="",{BLANK},{BAD}))'


def _has(name: str, parts: int) -> str:
    """Return the condition that a number has no more decimals than that.

    Spreadsheets take numbers that agree in 15 digits for equal. Ten less and ten more keeps what lies behind
    them: the difference is 10, and any decimal too many is far outside the tolerance.
    """
    nearest = f"ROUND({name},0)" if parts == 1 else f"ROUND({name}*{parts},0)/{parts}"
    return f"ABS({name}-({nearest}-10)-10)<0.00000001"


def yes_no(lang: Language) -> tuple[Choice, ...]:
    """Return what a tick can hold."""
    return (Choice(_YES, "yes"), Choice(pick(lang, *_NO), "no"))
