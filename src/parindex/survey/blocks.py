"""Blocks of ballot rows, whatever file they come from, and the caps that keep them small."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from parindex.errors import Place, Problem, problem
from parindex.readers.document import refuse

__all__ = ["BROKEN", "COLUMNS", "ROW_BYTES", "ROW_LINES", "TEXT", "Block", "broken_row", "check_header"]

TEXT = pa.dictionary(pa.int32(), pa.string())
ROW_BYTES = 65_536  # of one row
ROW_LINES = 1_000  # of one row
COLUMNS = 4_096  # of a file; exports of long questionnaires have some hundreds
BROKEN = 10_000  # broken rows of one block; each takes a kilobyte


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a file, column by column.

    ``columns`` are arrays of one length, by the name in the header: dictionaries of texts, whole numbers or
    days (date32); null and an empty text are blank. ``lines`` holds the line (CSV), the row of the sheet
    (workbook) or the number of the row from 1 (Parquet) of each row. ``broken`` are rows that could not be
    taken apart, in no column: first line, last line, and why (``E-ROW`` with its place).
    """

    columns: Mapping[str, pa.Array]
    lines: NDArray[np.int64] | range
    broken: tuple[tuple[int, int, Problem], ...] = ()


def broken_row(file: str, line: int, found: str, wanted: int) -> Problem:
    """Return why a row could not be taken apart.

    ``found`` is the number of its cells, a quote with what follows it, a byte (``0x..``), a character
    (``U+....``) or a cap that it passes (``> 1000``): signs that read alike in every language.
    """
    return problem("E-ROW", wanted=str(wanted), found=found).located(Place(file, line, 1))


def check_header(names: Iterable[str], file: str, line: int = 1) -> tuple[str, ...]:
    """Return the names of the columns, each with a name of its own.

    Raises:
        ReadError: one is blank (``E-EMPTY``) or given twice (``E-DUP``), or there are too many (``E-COLS``).
    """
    header = tuple(names)
    seen: set[str] = set()
    for column, name in enumerate(header, start=1):
        if column > COLUMNS:
            raise refuse("E-COLS", Place(file, line, column), limit=str(COLUMNS))
        if not name.strip():
            raise refuse("E-EMPTY", Place(file, line, column))
        if name.strip() in seen:
            raise refuse("E-DUP", Place(file, line, column), what=name)
        seen.add(name.strip())
    return header
