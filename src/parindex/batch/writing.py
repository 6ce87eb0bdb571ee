"""Scores and rejects into Parquet files, as they come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import BinaryIO

import pyarrow as pa
from pyarrow import parquet

from parindex.batch.leagues import Leagues
from parindex.batch.outcome import REJECTS, final_schema

__all__ = ["write"]

_ROWS = 256 * 1024  # of one row group


def write(
    found: Iterator[tuple[pa.RecordBatch, pa.RecordBatch]],
    leagues: Leagues,
    scores: BinaryIO,
    rejects: Callable[[], BinaryIO],
) -> None:
    """Write scores, and where there are any, rejects; ``rejects`` opens their file.

    The metadata of the scores name each ruleset with its digest.
    """
    digests = {each.id: each.digest for each in leagues.rulesets}
    named = {"parindex.rulesets": json.dumps(digests, sort_keys=True)}
    schema = final_schema(leagues.digits)
    # A dictionary of values that never repeat only costs.
    repeated = [name for name in schema.names if name not in {"row", "unit"}]
    with ExitStack() as stack:
        good = stack.enter_context(
            parquet.ParquetWriter(
                # Without the schema of Arrow whoever reads the file finds texts.
                *(scores, schema),
                compression="zstd",
                use_dictionary=repeated,
                store_schema=False,
            )
        )
        good.add_key_value_metadata(named)
        bad: parquet.ParquetWriter | None = None
        for some, others in _gathered(found):
            good.write_table(pa.Table.from_batches(some).cast(schema), row_group_size=_ROWS)
            wrong = pa.Table.from_batches(others, schema=REJECTS)
            if wrong.num_rows:
                if bad is None:
                    bad = stack.enter_context(parquet.ParquetWriter(rejects(), REJECTS, compression="zstd"))
                bad.write_table(wrong)


def _gathered(
    found: Iterator[tuple[pa.RecordBatch, pa.RecordBatch]],
) -> Iterator[tuple[list[pa.RecordBatch], list[pa.RecordBatch]]]:
    """Put the batches of a row group together."""
    some: list[pa.RecordBatch] = []
    others: list[pa.RecordBatch] = []
    for one, other in found:
        some.append(one)
        others.append(other)
        if sum(each.num_rows for each in some) >= _ROWS:
            yield some, others
            some, others = [], []
    if some:
        yield some, others
