"""Figures as people type them into the calculator: with the decimal sign of their language, in one piece."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from parindex.errors import Language, Path, Problem, problem
from parindex.vietnamese import with_comma

__all__ = ["FIELDS", "parted", "shown", "typed"]

Tree = dict[str, Any]

FIELDS = ("value", "done", "planned", "points", "count", "counts", "tallies")
"""The fields of an entry that hold figures."""

_WHOLE = frozenset({"count", "counts", "tallies"})
_COMMA = re.compile(r"-?[0-9]+,[0-9]+", re.ASCII)
# What the other language takes for decimals parts thousands here, as a blank does; a `0` leads no thousands.
_PARTED: Mapping[Language, re.Pattern[str]] = {
    "vi": re.compile(r"(-?[1-9][0-9]{0,2}(?:[.\s][0-9]{3}){1,4})(?:,([0-9]{1,6}))?"),
    "en": re.compile(r"(-?[1-9][0-9]{0,2}(?:[,\s][0-9]{3}){1,4})(?:\.([0-9]{1,6}))?"),
}
_UNCLEAR = re.compile(r"-?[0-9]+[.,][0-9]+", re.ASCII)
_BETWEEN = re.compile(r"[.,\s]")


def typed(entry: Tree, lang: Language) -> Tree:
    """Return an entry with its figures as a file has them, where they were typed as people do.

    >>> typed({"points": " 0,5 ", "why": "0,5"}, "vi")
    {'points': '0.5', 'why': '0,5'}
    """
    return _each(entry, lambda text: _pointed(text.strip(), lang))


def shown(entry: Tree, lang: Language) -> Tree:
    """Return an entry of a file with its figures as `typed` reads them, none of them unclear.

    >>> shown({"points": "1.125"}, "vi")
    {'points': '1,125'}
    """
    return _each(entry, with_comma) if lang == "vi" else entry


def parted(entry: Tree, path: Path, lang: Language) -> Iterator[Problem]:
    """Give the problem of each figure of an entry that parts its thousands, or may.

    >>> [each.line("en") for each in parted({"count": "1,250,000"}, (), "en")]
    ['E-DESK-THOUSANDS count: `1,250,000` parts its thousands; write 1250000']
    """
    for field in FIELDS:
        for inner, text in _texts(entry.get(field), (*path, field)):
            if found := _PARTED[lang].fullmatch(text.strip()):
                yield _problem(found, inner, unclear=field not in _WHOLE)


def _problem(found: re.Match[str], path: Path, *, unclear: bool) -> Problem:
    text, (thousands, decimals) = found[0], found.groups(default="0")
    whole = Fraction(f"{_BETWEEN.sub('', thousands)}.{decimals}")
    if unclear and _UNCLEAR.fullmatch(text):
        part = Fraction(text.replace(",", "."))
        return problem("E-DESK-UNCLEAR", path, found=text, whole=whole, part=part)
    return problem("E-DESK-THOUSANDS", path, found=text, whole=whole)


def _pointed(text: str, lang: Language) -> str:
    return text.replace(",", ".") if lang == "vi" and _COMMA.fullmatch(text) else text


def _each(entry: Tree, change: Callable[[str], str]) -> Tree:
    """Return an entry with each text that stands for a figure changed; whatever is no text stays."""
    return {name: _within(value, change) if name in FIELDS else value for name, value in entry.items()}


def _within(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 (a border: anything may arrive)
    if isinstance(value, dict):
        return {key: _within(part, change) for key, part in value.items()}
    return change(value) if isinstance(value, str) else value


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 (the same)
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, (*path, key))
    elif isinstance(value, str):
        yield path, value
