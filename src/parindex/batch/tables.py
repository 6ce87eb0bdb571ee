"""Any Arrow-compatible table, batch by batch, through the Arrow PyCapsule interface."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

import numpy as np
import pyarrow as pa

from parindex.batch.sources import Block, Loaded, Source
from parindex.errors import UsageError, problem

__all__ = ["source_of"]

_FEWEST, _MOST = 48 * 1024, 256 * 1024  # rows of a block, where there are enough for each core


def source_of(table: object) -> Source:
    """Return the rows of a table of pyarrow, polars, pandas or DuckDB, or of any other that speaks Arrow.

    A stream that can be read only once is read into memory.

    Raises:
        UsageError: it is no table (``E-BATCH-TABLE``).
    """
    found = _table(table)
    cores = os.cpu_count() or 1
    rounds = -(-found.num_rows // (_MOST * cores)) or 1  # of one block for each core
    size = max(_FEWEST, -(-found.num_rows // (rounds * cores)))

    def blocks() -> Iterator[Block]:
        first = 1
        for batch in found.to_batches(max_chunksize=size):
            yield Block(batch.num_rows, partial(_loaded, batch, first))
            first += batch.num_rows

    return Source(found.schema, found.num_rows, blocks)


def _loaded(batch: pa.RecordBatch, first: int) -> Loaded:
    return Loaded(batch, np.arange(first, first + batch.num_rows), ())


def _table(table: object) -> pa.Table:
    if isinstance(table, pa.Table):
        return table
    if hasattr(table, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(table).read_all()
    if hasattr(table, "__arrow_c_array__"):
        return pa.Table.from_batches([pa.record_batch(table)])
    raise UsageError(problem("E-BATCH-TABLE", (), found=type(table).__name__))
