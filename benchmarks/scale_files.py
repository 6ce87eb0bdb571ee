"""Files of units as arrays of NumPy, for the engines that are written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy.typing as npt
import pyarrow as pa
from pyarrow import parquet

__all__ = ["loaded"]


def loaded(file: Path) -> dict[str, npt.NDArray[Any]]:
    """Read a file as arrays of NumPy, levels as their places."""
    table = parquet.read_table(file)
    found: dict[str, npt.NDArray[Any]] = {}
    for name in table.column_names:
        if name != "unit":
            column = table[name].combine_chunks()
            found[name] = (column.indices if pa.types.is_dictionary(column.type) else column).to_numpy()
    return found
