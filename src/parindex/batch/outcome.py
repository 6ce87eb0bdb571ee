"""What comes out of a batch: scores and rejected rows, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parindex.batch.keys import Digests
from parindex.batch.scoring import League
from parindex.errors import Language, Problem

__all__ = [
    "FIGURE",
    "REJECTS",
    "Outcome",
    "Reject",
    "decimals",
    "final_schema",
    "joined",
    "kept_schema",
    "rejects",
    "scores_schema",
    "words",
]

Numbers = npt.NDArray[np.integer[Any]]
_WIDTH = 38  # digits of a decimal of 128 bits
_WORDS = pa.dictionary(pa.int16(), pa.string())  # few words, many times: a tenth of the memory of texts
FIGURE = ("figure", "slack")  # columns that only the ranks need, and that leave with them
REJECTS = pa.schema(
    [("row", pa.int64()), ("unit", pa.string()), ("codes", pa.string()), ("problems", pa.string())]
)


class Outcome(NamedTuple):
    """Scores and rejects of a batch, each in the order of its rows; how many the exact engine scored.

    ``league`` is that of all scores, where it is known to be one. ``keys`` are digests of the units that have
    scores; or where every key of the batch is above the one before, the first and the last.
    """

    scores: pa.RecordBatch
    rejects: pa.RecordBatch
    doubtful: int
    league: League | None = None
    keys: Digests | tuple[str, str] | None = None


class Reject(NamedTuple):
    """A row that has no score: its number, its unit where it states one, and every problem of it."""

    row: int
    unit: str | None
    problems: tuple[Problem, ...]


def scores_schema(digits: int) -> pa.Schema:
    """Return the columns of scores, figures with so many digits after the point.

    Ranks look at ``figure``, which is up to ``slack`` less than the truth.
    """
    figure = pa.decimal128(_WIDTH, digits)
    columns = [
        ("row", pa.int64()),
        ("unit", pa.string()),
        ("ruleset", _WORDS),
        ("kind", _WORDS),
        ("period", _WORDS),
        ("total", figure),
        ("total_most", figure),
        ("index", figure),
        ("index_most", figure),
        ("band", _WORDS),
        ("complete", pa.bool_()),
        ("figure", pa.int64()),
        ("slack", pa.int64()),
    ]
    return pa.schema([pa.field(name, kind) for name, kind in columns])


def kept_schema(digits: int) -> pa.Schema:
    """Return the columns of scores that are kept until ranks are known."""
    return pa.schema([field for field in scores_schema(digits) if field.name not in FIGURE])


def final_schema(digits: int) -> pa.Schema:
    """Return the columns of scores in the end."""
    return kept_schema(digits).append(pa.field("rank", pa.int32()))


def decimals(units: Numbers, digits: int, shown: int, there: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Write whole numbers of ``10 ** -digits`` as decimals of ``shown`` digits; null where not ``there``."""
    if there is not None and not there.any():
        return _nothing(pa.decimal128(_WIDTH, shown), len(units))
    halves = np.zeros((len(units), 2), dtype=np.int64)
    halves[:, 0] = units
    if units.min(initial=0) < 0:
        halves[:, 1] = halves[:, 0] >> 63
    mask = None if there is None else pa.py_buffer(np.packbits(there, bitorder="little"))
    made = pa.Array.from_buffers(pa.decimal128(_WIDTH, digits), len(units), [mask, pa.py_buffer(halves)])
    return made if shown == digits else made.cast(pa.decimal128(_WIDTH, shown))


@lru_cache(maxsize=4)
def _nothing(kind: pa.DataType, size: int) -> pa.Array:
    """Return a column without values: batches of one size share it."""
    return pa.nulls(size, kind)


def words(places: npt.NDArray[np.integer[Any]], known: Sequence[str]) -> pa.Array:
    """Write the word at each place, null where it is below 0."""
    none = places < 0
    indices = pa.array(places.astype(np.int16, copy=False), mask=none if none.any() else None)
    return pa.DictionaryArray.from_arrays(indices, pa.array(known, pa.string()))


def rejects(found: Sequence[Reject], lang: Language) -> pa.RecordBatch:
    """Write rejected rows as columns, in the order of their numbers: codes and sentences, one a line."""
    ordered = sorted(found, key=lambda each: each.row)
    columns = [
        [each.row for each in ordered],
        [each.unit for each in ordered],
        [" ".join(dict.fromkeys(one.code for one in each.problems)) for each in ordered],
        ["\n".join(one.line(lang) for one in each.problems) for each in ordered],
    ]
    return pa.record_batch(
        [pa.array(each, kind) for each, kind in zip(columns, REJECTS.types, strict=True)], schema=REJECTS
    )


def joined(batches: Sequence[pa.RecordBatch], schema: pa.Schema) -> pa.RecordBatch:
    """Put batches together in the order of their rows."""
    if len(batches) == 1:
        return batches[0]
    table = pa.Table.from_batches(batches, schema=schema).combine_chunks()
    if table.num_rows:
        table = table.sort_by("row").combine_chunks()
    columns = [
        column.chunk(0) if column.num_chunks else pa.array([], column.type) for column in table.columns
    ]
    return pa.record_batch(columns, schema=schema)
