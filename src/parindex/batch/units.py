"""Score one batch of rows, of one league or of many: the same function on every core and on a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parindex.batch.keys import digests, misspelled, rising
from parindex.batch.leagues import Leagues, check_schema, parts
from parindex.batch.numbers import is_text
from parindex.batch.outcome import Outcome, Reject, decimals, joined, rejects, scores_schema, words
from parindex.batch.reading import FRAME
from parindex.batch.scoring import League, Scored, score_rows
from parindex.errors import Problem, problem

__all__ = ["score_batch"]

Places = npt.NDArray[np.int64]
_ROWS = 256 * 1024  # scored at once


class _Chunk(NamedTuple):
    """Rows of one league: their columns, their numbers in the table, and the keys of their units."""

    columns: dict[str, pa.Array]
    numbers: Places
    units: pa.Array


def score_batch(batch: pa.RecordBatch, leagues: Leagues, numbers: Places | None = None) -> Outcome:
    """Score the rows of a batch; ``numbers`` are those of its rows, else they count from 1.

    Nothing is kept from one batch to the next, so any rows may be scored anywhere.

    Raises:
        ReadError: the table has not the columns of units (`check_schema`).
        UsageError: nothing says which ruleset a row is scored by.
    """
    batch = _plain(batch, _views(batch.schema, leagues))
    at = np.arange(1, batch.num_rows + 1) if numbers is None else numbers
    scores: list[pa.RecordBatch] = []
    wrong: list[Reject] = []
    doubtful = 0
    several = list(parts(batch, leagues))
    for part in several:
        rows, its = (batch, at) if part.rows is None else (batch.take(pa.array(part.rows)), at[part.rows])
        for start in range(0, rows.num_rows, _ROWS):
            chunk = _chunk(rows.slice(start, _ROWS), its[start : start + _ROWS])
            if isinstance(part.league, Problem):
                wrong += [_reject(chunk, each, (part.league,)) for each in range(len(chunk.units))]
                continue
            found = score_rows(
                part.league, _observed(chunk), len(chunk.units), strange=misspelled(chunk.units)
            )
            wrong += [_reject(chunk, *each) for each in found.rejected]
            scores.append(_written(part.league, chunk, found, leagues.digits))
            doubtful += found.doubtful
    made = joined(scores, scores_schema(leagues.digits))
    one = several[0].league if len(several) == 1 else None
    units = batch["unit"].cast(pa.string())
    keys = (rising(units) if len(units) else None) or digests(made["unit"])
    league = one if isinstance(one, League) else None
    return Outcome(made, rejects(wrong, leagues.lang), doubtful, league, keys)


def _plain(batch: pa.RecordBatch, views: Sequence[pa.Field]) -> pa.RecordBatch:
    """Return the batch with texts of one type, for much of Arrow takes no views."""
    for field in views:
        place = batch.schema.get_field_index(field.name)
        column = batch.column(place)
        if pa.types.is_dictionary(field.type):
            words = column.dictionary.cast(pa.string())
            made = pa.DictionaryArray.from_arrays(column.indices, words)
        else:
            made = column.cast(pa.string())
        batch = batch.set_column(place, field.name, made)
    return batch


@lru_cache(maxsize=16)  # all batches of a table have one schema
def _views(schema: pa.Schema, leagues: Leagues) -> tuple[pa.Field, ...]:
    """Look at the columns, and return those of texts that are views."""
    check_schema(schema, leagues)
    return tuple(field for field in schema if is_text(field.type) and _words(field.type) != pa.string())


def _words(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _chunk(rows: pa.RecordBatch, numbers: Places) -> _Chunk:
    columns = dict(zip(rows.schema.names, rows.columns, strict=True))
    return _Chunk(columns, numbers, columns["unit"].cast(pa.string()))


def _observed(chunk: _Chunk) -> dict[str, pa.Array]:
    """Return the columns of observations, and that of the unit."""
    return {name: each for name, each in chunk.columns.items() if name not in FRAME[1:]}


def _reject(chunk: _Chunk, at: int, problems: tuple[Problem, ...]) -> Reject:
    unit = chunk.units[at].as_py()
    found = problems if unit else (problem("E-BATCH-UNIT"),)
    return Reject(int(chunk.numbers[at]), unit, found)


def _written(league: League, chunk: _Chunk, found: Scored, digits: int) -> pa.RecordBatch:
    """Write the scores of a chunk, without the rows that are rejected."""
    own = league.ruleset.policies.rounding.value.digits
    size, open_ = len(chunk.units), ~found.complete
    total = decimals(found.total, own, digits)
    alike = found.index is found.total  # as it is where the most points are 100
    columns = [
        pa.array(chunk.numbers),
        chunk.units,
        *(words(_none(size, np.int16), [text]) for text in (league.ruleset.id, league.kind, league.period)),
        total,
        decimals(found.total_most, own, digits, open_),
        total if alike else decimals(found.index, own, digits),
        decimals(found.index_most, own, digits, open_),
        words(found.band, [band.key for band in league.ruleset.bands]),
        pa.array(found.complete),
        pa.array(found.figure, pa.int64()),
        pa.array(found.slack, pa.int64()) if found.slack.any() else pa.array(_none(size, np.int64)),
    ]
    made = pa.record_batch(columns, schema=scores_schema(digits))
    if not found.rejected:
        return made
    kept = np.ones(size, dtype=np.bool_)
    kept[[each.at for each in found.rejected]] = False
    return made.filter(pa.array(kept))


@lru_cache(maxsize=4)
def _none(size: int, kind: type[np.signedinteger[Any]]) -> npt.NDArray[Any]:
    """Return as many noughts: chunks of one size share them."""
    found = np.zeros(size, dtype=kind)
    found.flags.writeable = False
    return found
