"""What is drawn anew: figures for one unit, and the columns that they make.

A unit's numbers come from a stream of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parindex.simulation.sides import Columns, Places, column

__all__ = ["Ballots", "Change", "Choice", "Numbers", "Span"]

Numbers = npt.NDArray[np.int64]


class Change(Protocol):
    """One thing that is drawn for each unit."""

    @property
    def name(self) -> str:
        """Return the name of its streams."""

    def draw(self, source: np.random.Generator, at: int, draws: int) -> Numbers:
        """Draw numbers for the unit at a place."""

    def columns(self, numbers: Numbers, places: Places) -> Columns:
        """Make columns of numbers that were drawn for units at some places."""


class Choice(NamedTuple):
    """One of some rows of cells, from ``low`` to ``high`` of each unit, all equally likely."""

    name: str
    cells: Columns
    low: Numbers
    high: Numbers

    def draw(self, source: np.random.Generator, at: int, draws: int) -> Numbers:
        """Draw rows of cells."""
        return _between(source, int(self.low[at]), int(self.high[at]), draws)

    def columns(self, numbers: Numbers, places: Places) -> Columns:  # noqa: ARG002 (a row holds all)
        """Take the rows."""
        rows = pa.array(numbers)
        return {name: each.take(rows) for name, each in self.cells.items()}


class Span(NamedTuple):
    """A figure in a column, from ``low`` to ``high`` units of ``10 ** -digits``, all equally likely.

    Units that are not ``there`` have none; ``others`` are the other columns of the item, a row for each unit.
    """

    name: str
    field: str
    digits: int
    low: Numbers
    high: Numbers
    there: npt.NDArray[np.bool_]
    others: Columns

    def draw(self, source: np.random.Generator, at: int, draws: int) -> Numbers:
        """Draw figures."""
        return _between(source, int(self.low[at]), int(self.high[at]), draws)

    def columns(self, numbers: Numbers, places: Places) -> Columns:
        """Write the figures beside the other columns of the item."""
        rows = pa.array(places)
        found = {name: each.take(rows) for name, each in self.others.items()}
        return found | {self.field: column(numbers, self.digits, self.there[places])}


class Ballots(NamedTuple):
    """The answers of one group to one question, drawn again with replacement, as many as there were.

    ``counts`` has a row for each unit and a column for each of ``fields``.
    """

    name: str
    fields: Sequence[str]
    counts: Numbers

    def draw(self, source: np.random.Generator, at: int, draws: int) -> Numbers:
        """Draw tallies, a row for each draw."""
        counts = self.counts[at]
        answers = int(counts.sum())
        if np.count_nonzero(counts) <= 1:  # nobody answered, or all alike
            return np.broadcast_to(counts, (draws, len(counts)))
        return source.multinomial(answers, counts / answers, size=draws)

    def columns(self, numbers: Numbers, places: Places) -> Columns:
        """Write the tallies; a group that nobody answered says nothing, as before."""
        there = self.counts.sum(axis=1)[places] > 0
        mask = None if there.all() else there
        found: dict[str, Any] = {
            name: column(np.ascontiguousarray(numbers[:, at]), 0, mask) for at, name in enumerate(self.fields)
        }
        return found


def _between(source: np.random.Generator, low: int, high: int, draws: int) -> Numbers:
    if low == high:
        return np.full(draws, low, dtype=np.int64)
    return source.integers(low, high, size=draws, dtype=np.int64, endpoint=True)
