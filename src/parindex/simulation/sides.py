"""One side of a simulation: the units of a league under one ruleset, as typed columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parindex.batch.numbers import is_text, read
from parindex.batch.outcome import decimals
from parindex.batch.reading import FRAME, columns_of
from parindex.batch.scoring import League, Scored, score_rows
from parindex.formula.columns import Mark
from parindex.ruleset.model import Ruleset

__all__ = ["Columns", "Places", "Side", "cells_of", "column", "typed"]

Columns = dict[str, pa.Array]
Places = npt.NDArray[np.int64]


class Side(NamedTuple):
    """Columns of observations and the keys of their units (``unit``), and the league they are scored in."""

    league: League
    columns: Columns

    @property
    def size(self) -> int:
        """Return the number of units."""
        return len(self.columns["unit"])

    @property
    def keys(self) -> list[str]:
        """Return the keys of the units."""
        found: list[str] = self.columns["unit"].to_pylist()
        return found

    def taken(self, places: Places) -> Side:
        """Return the side of some units, in the order of their places."""
        at = pa.array(places)
        return Side(self.league, {name: each.take(at) for name, each in self.columns.items()})

    def cells(self, at: int) -> dict[str, Any]:
        """Return the cells of one unit."""
        return {name: each[at].as_py() for name, each in self.columns.items()}

    def score(self, places: Places, drawn: Mapping[str, pa.Array], *, strange: Mark = False) -> Scored:
        """Score units with some columns in the place of their own; ``strange`` ones by the exact engine."""
        at = pa.array(places)
        kept = {name: each.take(at) for name, each in self.columns.items() if name not in drawn}
        return score_rows(self.league, kept | dict(drawn), len(places), strange=strange)


def cells_of(rows: Sequence[Mapping[str, Any]], names: Sequence[str], ruleset: Ruleset) -> Columns:
    """Make columns of texts, cell by cell, and give them types."""
    texts = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    return typed(texts, ruleset)


def typed(columns: Columns, ruleset: Ruleset) -> Columns:
    """Return columns in the types that are read fastest; what cannot be read stays as it is."""
    words = {**dict.fromkeys(FRAME, True), **columns_of(ruleset)}
    return {name: _typed(each, words=words[name]) for name, each in columns.items()}


def _typed(array: pa.Array, *, words: bool) -> pa.Array:
    if not is_text(array.type) or array.null_count == len(array):
        return array
    if words:
        return array.cast(pa.string()).dictionary_encode()
    cells, wrong = read(array)
    if cells is None or wrong is not False:
        return array
    return column(cells.value, cells.decimals, None if isinstance(cells.there, bool) else cells.there)


def column(numbers: npt.NDArray[Any], digits: int, there: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Write whole numbers of ``10 ** -digits`` as a column; null where not ``there``."""
    if digits:
        return decimals(np.ascontiguousarray(numbers, dtype=np.int64), digits, digits, there)
    return pa.array(numbers, mask=None if there is None else ~there)
