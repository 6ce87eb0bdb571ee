"""Flags: what counts but should be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from parindex.survey.design import Design
from parindex.survey.responses import kind_of, respondents
from parindex.survey.sheets import Sheets
from parindex.survey.tallies import Tallies

__all__ = ["Flag", "find_flags", "straight"]

_Code = Literal["W-STRAIGHT", "W-OUTSIDE", "W-UNRATED", "W-FEW", "W-MORE"]

_CHUNK = 1 << 17  # sheets at a time
_FEW = 4  # answers: fewer that are alike say nothing


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that counts but should be looked at, of one unit and group where it has one.

    The number is that of the sheets; of a group under its minimum, without answers or over its population
    (``W-FEW``, ``W-MORE``) that of its respondents; of a unit that nobody rated (``W-UNRATED``) 1.
    """

    code: _Code
    number: int
    unit: str | None = None
    group: str | None = None


def find_flags(
    sheets: Sheets, tallies: Tallies, outside: NDArray[np.bool_], kinds: Mapping[str, str]
) -> tuple[Flag, ...]:
    """Return every flag, by code, unit and group; ``outside`` tells which sheets are so."""
    design = tallies.design
    return (
        *_by_unit("W-STRAIGHT", sheets, design, straight(sheets, design)),
        *_by_unit("W-OUTSIDE", sheets, design, outside),
        *_unrated(sheets, design),
        *_groups(sheets, design),
        *_silent(tallies, kinds),
    )


def _by_unit(code: _Code, sheets: Sheets, design: Design, those: NDArray[np.bool_]) -> Iterator[Flag]:
    groups = len(design.groups)
    places = sheets.unit[those].astype(np.int64) * groups + sheets.group[those]
    numbers = np.bincount(places)
    for at in np.flatnonzero(numbers):
        unit, group = divmod(int(at), groups)
        yield Flag(code, int(numbers[at]), sheets.units[unit], design.groups[group].key)


def _unrated(sheets: Sheets, design: Design) -> Iterator[Flag]:
    """Yield the listed units that nobody rated, though somebody is asked about their kind."""
    rated = set(sheets.units)
    for key in sorted(design.units):
        if key not in rated and _asked(design, design.units[key].kind):
            yield Flag("W-UNRATED", 1, key)


def _groups(sheets: Sheets, design: Design) -> Iterator[Flag]:
    """Yield the groups with fewer respondents than wanted, or more than they have people."""
    for stated, found in zip(design.groups, respondents(sheets, design), strict=True):
        if stated.minimum is not None and found.respondents < stated.minimum:
            yield Flag("W-FEW", found.respondents, group=stated.key)
        if stated.population is not None and found.respondents > stated.population:
            yield Flag("W-MORE", found.respondents, group=stated.key)


def _silent(tallies: Tallies, kinds: Mapping[str, str]) -> Iterator[Flag]:
    """Yield each rated unit with a group that is asked about it and of which no answer counts."""
    design = tallies.design
    asked = {kind: _asked(design, kind) for kind in {*kinds.values()}}
    answers = tallies.counts.sum(axis=(2, 3))
    for at, unit in enumerate(tallies.units):
        for group in asked[kind_of(unit, design, kinds)]:
            if not answers[at, group]:
                yield Flag("W-FEW", 0, unit, design.groups[group].key)


def _asked(design: Design, kind: str) -> tuple[int, ...]:
    """Return the groups that are asked about a kind of unit."""
    return tuple(
        at
        for at, group in enumerate(design.groups)
        if any(design.asks(group.key, each, kind) for each in design.questions)
    )


def straight(sheets: Sheets, design: Design) -> NDArray[np.bool_]:
    """Tell which sheets have at least 4 answers, all at the same position, though another could be chosen."""
    choice = np.array([len(each.options) > 1 for each in design.questions])
    found = np.zeros(len(sheets.unit), dtype=np.bool_)
    for start in range(0, len(found), _CHUNK):
        # Question by question, so that each step is over one long row.
        part = np.ascontiguousarray(sheets.answers[start : start + _CHUNK].T)
        given = part >= 0
        most = part.max(axis=0)
        # Without their sign, blank and struck are above every position.
        least = part.view(np.uint8).min(axis=0).view(np.int8)
        many = given.sum(axis=0, dtype=np.int16) >= _FEW
        found[start : start + _CHUNK] = many & (most == least) & given[choice].any(axis=0)
    return found
