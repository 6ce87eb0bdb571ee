"""Ballot sheets: what each respondent answered about each unit, as small integers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parindex.errors import UsageError, problem

__all__ = [
    "BLANK",
    "MANY",
    "MERGED",
    "OUTSIDE",
    "STRUCK",
    "Pile",
    "Rows",
    "Sheets",
    "answered",
    "collapse",
    "merge",
    "seal",
]

BLANK = -1  # no answer
STRUCK = -2  # two answers that differ: none of them counts

# Marks of a row of a pile.
MANY: Final = 1  # an answer was given more than once
MERGED: Final = 2  # it was put together from rows whose ballots were not compared by name
OUTSIDE: Final = 4  # dated outside the span of the survey

_NOTHING = np.int8(127)
_CHUNK = 1 << 17  # rows at a time
_COLUMNS = 8  # of answers, moved at once
_LEAST = 1 << 20  # rows of a pile before it is worth compacting


@dataclass(frozen=True, slots=True, eq=False)
class Sheets:
    """One row for what one respondent of one group said of one unit; arrays that cannot be written.

    ``group`` and ``unit`` are positions in the groups of the design and in ``units``; ``answers`` has a
    column for each question of the design: the position of the option, `BLANK` or `STRUCK`.
    """

    units: tuple[str, ...]
    respondent: NDArray[np.uint64]
    group: NDArray[np.int8]
    unit: NDArray[np.int32]
    answers: NDArray[np.int8]


class Rows(NamedTuple):
    """Sheets with their marks, while they are counted: units are codes of `parindex.survey.codes.Words`."""

    respondent: NDArray[np.uint64]
    group: NDArray[np.int8]
    unit: NDArray[np.int32]
    mark: NDArray[np.uint8]
    answers: NDArray[np.int8]

    def take(self, these: NDArray[np.int64] | NDArray[np.bool_] | slice) -> Rows:
        """Return some of the rows; a slice copies nothing."""
        return Rows(
            self.respondent[these], self.group[these], self.unit[these], self.mark[these], self.answers[these]
        )


class Pile:
    """Rows that grow, collapsed whenever they have doubled, so that memory follows the distinct sheets."""

    def __init__(self, questions: int) -> None:
        self._room = Rows(
            np.empty(0, np.uint64),
            np.empty(0, np.int8),
            np.empty(0, np.int32),
            np.empty(0, np.uint8),
            np.empty((0, questions), np.int8),
        )
        self._used = 0
        self._limit = _LEAST

    def add(self, rows: Rows, *, same_ballot: bool = False) -> None:
        """Add rows; the first goes on with the sheet of the last one where its ballot is the same by name."""
        if same_ballot and self._used and len(rows.unit):
            rows = self._join(rows)
        # The last row must stay the last one that came, so this is before and not after.
        if self._used > self._limit:
            self._collapse()
            self._limit = max(_LEAST, 2 * self._used)
        start, end = self._used, self._used + len(rows.unit)
        if end > len(self._room.unit):
            self._grow(max(end, len(self._room.unit) // 16 * 17))
        arrays: Iterable[tuple[NDArray[Any], NDArray[Any]]] = zip(self._room, rows, strict=True)
        for held, new in arrays:
            held[start:end] = new
        self._used = end

    def rows(self, units: NDArray[np.int32]) -> Rows:
        """Return every sheet once, by respondent, group and unit; ``units`` are their new codes."""
        self._room.unit[: self._used] = units[self._room.unit[: self._used]]
        self._collapse()
        return self._room.take(np.s_[: self._used])

    def rated(self) -> NDArray[np.int64]:
        """Return the codes of the units that have sheets."""
        return np.flatnonzero(np.bincount(self._room.unit[: self._used]))

    def _collapse(self) -> None:
        self._used = len(collapse(self._room.take(np.s_[: self._used])).unit)

    def _grow(self, room: int) -> None:
        """Make room in place: a copy would hold everything twice."""
        for held in self._room:
            held.resize((room, *held.shape[1:]), refcheck=False)

    def _join(self, rows: Rows) -> Rows:
        """Put the first row into the last one held when they are one sheet."""
        last = self._room.take(np.s_[self._used - 1 : self._used])
        first = rows.take(np.s_[:1])
        pair = collapse(_stacked(last, first))
        if len(pair.unit) > 1:
            return rows
        merged = last.mark[0] & MERGED
        last.answers[:] = pair.answers
        last.mark[:] = pair.mark & ~np.uint8(MERGED) | merged
        return rows.take(np.s_[1:])


def collapse(rows: Rows) -> Rows:
    """Return each sheet once, in the order of respondent, group and unit; the rows are used up.

    They are put in order in their place: a copy would hold everything twice.
    An answer given again is one answer, another answer strikes it: this depends on no order and no grouping.
    """
    order, starts = _order(rows)
    if order is not None:
        _move(rows, order)
    total = len(rows.unit)
    if len(starts) == total:
        return rows
    ends = np.append(starts[1:], total)
    several = np.flatnonzero(ends - starts > 1)
    sizes = np.cumsum((ends - starts)[several])
    for those in np.split(several, np.flatnonzero(np.diff(sizes // _CHUNK)) + 1):
        lengths = ends[those] - starts[those]
        firsts = np.cumsum(lengths) - lengths
        part = rows.take(np.repeat(starts[those] - firsts, lengths) + np.arange(lengths.sum()))
        answers = _reduced(part.answers, firsts)
        given = np.add.reduceat(np.count_nonzero(part.answers != BLANK, axis=1), firsts)
        many = given > np.count_nonzero(answers != BLANK, axis=1)
        mark = np.bitwise_or.reduceat(part.mark, firsts) | np.uint8(MERGED)
        rows.answers[starts[those]] = answers
        rows.mark[starts[those]] = mark | many * np.uint8(MANY)
    _move(rows, starts)
    return rows.take(np.s_[: len(starts)])


def _move(rows: Rows, these: NDArray[np.int64]) -> None:
    """Move some rows, in an order, to the front of all; a few columns at a time."""
    columns: Iterable[NDArray[Any]] = rows[:-1]
    for column in columns:
        column[: len(these)] = column[these]
    for start in range(0, rows.answers.shape[1], _COLUMNS):
        part = rows.answers[:, start : start + _COLUMNS]
        part[: len(these)] = part[these]


def _reduced(answers: NDArray[np.int8], firsts: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return one row for each run of rows: what all of them that answered say, or struck."""
    most = np.maximum.reduceat(answers, firsts, axis=0)
    least = np.minimum.reduceat(np.where(answers == BLANK, _NOTHING, answers), firsts, axis=0)
    found = np.where(most == least, most, np.int8(STRUCK))
    found[least == _NOTHING] = BLANK
    return found


def _order(rows: Rows) -> tuple[NDArray[np.int64] | None, NDArray[np.int64]]:
    """Return the order of rows (nothing where they are in order) and where each sheet begins in it."""
    who, order, place = rows.respondent, None, None
    again = who[1:] == who[:-1]
    rising = who[1:] > who[:-1]
    if again.any():
        place = _place(rows)
        rising |= again & (place[1:] >= place[:-1])
    if not rising.all():
        order = np.argsort(who)
        who = who[order]
        again = who[1:] == who[:-1]
        if again.any():
            # The respondent as a small number leaves room for the place beside it.
            place = _place(rows)
            key = np.cumsum(np.append(True, ~again)) * (int(place.max()) + 1) + place[order]
            order = order[np.argsort(key)]
            place = place[order]
    begins = np.append(who[:1] == who[:1], ~again)
    if place is not None:
        begins[1:] |= place[1:] != place[:-1]
    return order, np.flatnonzero(begins)


def _place(rows: Rows) -> NDArray[np.int64]:
    """Return the group and the unit of rows as one number."""
    span = int(rows.unit.max()) + 1
    return rows.group.astype(np.int64) * span + rows.unit


def seal(units: tuple[str, ...], rows: Rows) -> Sheets:
    """Return sheets that cannot be written."""
    for array in rows:
        array.flags.writeable = False
    return Sheets(units, rows.respondent, rows.group, rows.unit, rows.answers)


def answered(sheets: Sheets) -> NDArray[np.int64]:
    """Return how many answers of each sheet count."""
    found = np.empty(len(sheets.unit), dtype=np.int64)
    for start in range(0, len(found), _CHUNK):
        part = sheets.answers[start : start + _CHUNK] >= 0
        found[start : start + _CHUNK] = part.sum(axis=1, dtype=np.int16)
    return found


def merge(one: Sheets, other: Sheets) -> Sheets:
    """Return the sheets of two counts of one design; the same sheet in both is one sheet.

    An answer that both have is one answer, answers that differ are struck. The units are in alphabetical
    order of their keys, the rows in that of respondent, group and unit, so it is all one which comes first.

    Raises:
        UsageError: they are not of one design (``E-DESIGN``).
    """
    if one.answers.shape[1] != other.answers.shape[1]:
        raise UsageError(problem("E-DESIGN"))
    units = tuple(sorted({*one.units, *other.units}))
    at = {unit: place for place, unit in enumerate(units)}
    both = []
    for each in (one, other):
        places = np.array([at[unit] for unit in each.units], dtype=np.int32)
        unit = places[each.unit] if len(places) else each.unit
        both.append(Rows(each.respondent, each.group, unit, np.zeros(len(unit), np.uint8), each.answers))
    return seal(units, collapse(_stacked(*both)))


def _stacked(one: Rows, other: Rows) -> Rows:
    pairs: Iterable[tuple[NDArray[Any], NDArray[Any]]] = zip(one, other, strict=True)
    return Rows(*(np.concatenate(two) for two in pairs))
