"""Where rows come from: blocks that any core may load, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parindex.batch.leagues import Leagues, check_schema
from parindex.batch.outcome import Reject
from parindex.errors import Place, ReadError

__all__ = ["Block", "Loaded", "Part", "Source", "check"]


class Loaded(NamedTuple):
    """Sound rows and their numbers in the table, from 1; and rows that could not be read."""

    batch: pa.RecordBatch
    numbers: npt.NDArray[np.int64]
    broken: tuple[Reject, ...]


class Block(NamedTuple):
    """So many rows, sound or not, and a function that loads them, on whichever core."""

    size: int
    load: Callable[[], Loaded]


Part = Callable[[], Iterator[Block]]


class Source(NamedTuple):
    """A table: its columns, how many rows where that is known, and its blocks, as often as is asked.

    A file also has parts, in order; any machine that has the file gets the blocks of a part by itself.
    """

    schema: pa.Schema
    rows: int | None
    blocks: Callable[[], Iterator[Block]]
    parts: Callable[[], Iterator[Part]] | None = None
    file: Path | None = None


def check(source: Source, leagues: Leagues) -> None:
    """Look at the names and types of the columns (`check_schema`), and say where a file is wrong."""
    try:
        check_schema(source.schema, leagues)
    except ReadError as error:
        if source.file is None:
            raise
        place = Place(str(source.file), 1, 1)
        raise ReadError(*(each.located(place) for each in error.problems)) from None
