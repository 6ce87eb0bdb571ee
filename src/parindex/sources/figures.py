"""Figures: every number and date of a declared file, and what each rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from pydantic import BaseModel

from parindex.errors import Path
from parindex.exact import decimal_text, parse_number
from parindex.ruleset.declaration import Declaration, Instrument
from parindex.ruleset.model import Change
from parindex.ruleset.process import Source

__all__ = ["Stated", "figures", "held", "same"]

# Fields that hold names, however much they look like figures.
_NAMES = frozenset({"after", "code", "id", "key", "number", "part_of", "source", "year"})
_DATE = re.compile(r"[0-9]{4}-([0-9]{2}(-[0-9]{2})?|Q[1-4])", re.ASCII)


class Stated(NamedTuple):
    """A number or date of a file: where it stands, and the nearest source or assumption above it."""

    path: Path
    text: str
    source: Source | None
    assumed: bool


def figures(declared: Declaration) -> Iterator[Stated]:
    """Give every number and date of a declared file, with what it rests on."""
    yield from _figures(declared, (), None, assumed=False)


def _figures(value: object, path: Path, source: Source | None, *, assumed: bool) -> Iterator[Stated]:
    if isinstance(value, BaseModel):
        own, reason = getattr(value, "source", None), getattr(value, "assumed", None)
        if own is not None or reason is not None:
            source, assumed = own, reason is not None
        elif isinstance(value, Instrument):
            source, assumed = None, False
        for name, field in type(value).model_fields.items():
            if name not in _NAMES:
                yield from _figures(
                    getattr(value, name), (*path, field.alias or name), source, assumed=assumed
                )
        if isinstance(value, Change) and isinstance(value.value, str) and _number(value.value) is not None:
            yield Stated((*path, "value"), value.value, source, assumed)
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _figures(each, (*path, index), source, assumed=assumed)
    elif isinstance(value, (Fraction, int)) and not isinstance(value, bool):
        yield Stated(path, decimal_text(Fraction(value)), source, assumed)
    elif isinstance(value, str) and _DATE.fullmatch(value):
        yield Stated(path, value, source, assumed)


def _number(text: str) -> Fraction | None:
    try:
        return parse_number(text)
    except ValueError:
        return None


def same(one: str, other: str) -> bool:
    """Tell whether two figures are equal: dates as text, numbers by value.

    >>> same("31.50", "31.5"), same("2021-10", "2021-11")
    (True, False)
    """
    return one == other or (_number(one) is not None and _number(one) == _number(other))


def held(tree: Any, figure: str) -> bool:  # noqa: ANN401 (any plain tree)
    """Tell whether a plain tree holds a figure anywhere."""
    if isinstance(tree, dict):
        return any(held(each, figure) for name, each in tree.items() if name not in _NAMES)
    if isinstance(tree, (list, tuple)):
        return any(held(each, figure) for each in tree)
    return isinstance(tree, str) and same(tree, figure)
