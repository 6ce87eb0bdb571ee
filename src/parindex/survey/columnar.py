"""Ballots in Parquet files: texts, whole numbers and days, some hundred thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from parindex.errors import Place, ReadError
from parindex.readers.document import refuse
from parindex.survey.blocks import ROW_BYTES, TEXT, Block, check_header

__all__ = ["read_blocks", "read_shape"]

_ROWS = 256 * 1024  # of one block: larger ones were slower, and take more memory
_BYTES = 256 * 1024 * 1024  # of one block, as the file counts its columns before they are packed
_DAY = pa.date32()
# What the library raises for damaged files: errors of its own, of files, of texts that are no UTF-8.
_DAMAGE = (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError)


def read_shape(path: str, file: str) -> tuple[tuple[str, ...], int]:
    """Return the names of the columns and how many rows there are.

    Raises:
        ReadError: it cannot be read as Parquet (``E-PARQUET``), or its names will not do.
    """
    try:
        with _open(path) as source:
            names, rows = source.schema_arrow.names, source.metadata.num_rows
    except _DAMAGE as error:
        raise _damaged(error, file, 1) from None
    return check_header(names, file), rows


def read_blocks(path: str, file: str, wanted: Sequence[str]) -> Iterator[Block]:
    """Yield the rows of the wanted columns: dictionaries of texts, whole numbers, days (date32).

    A time is its day; a time with a zone is the day that it is there.

    Raises:
        ReadError: a column holds fractions (``E-FLOATS``) or what is neither text, whole number nor day
            (``E-PARQUET``), a text is too long (``E-LONG``), or the file is damaged (``E-PARQUET``, at the
            row where reading stopped).
    """
    row = 1
    try:
        with _open(path) as source:
            kinds = {name: source.schema_arrow.field(name).type for name in wanted}
            size = _batch_size(source)
        for column, (name, kind) in enumerate(kinds.items(), start=1):
            _check_kind(name, kind, Place(file, 1, column))
        texts = [name for name, kind in kinds.items() if _is_text(kind)]
        with _open(path, texts) as source:
            rows = source.metadata.num_rows
            for batch in source.iter_batches(size, columns=list(kinds)):
                columns = {name: _plain(batch.column(name), Place(file, row, 1)) for name in kinds}
                yield Block(columns, range(row, row + batch.num_rows))
                row += batch.num_rows
    except _DAMAGE as error:
        raise _damaged(error, file, row) from None
    if row != rows + 1:
        raise refuse("E-PARQUET", Place(file, row, 1), reason=f"{row - 1} < {rows}")


def _open(path: str, texts: Sequence[str] = ()) -> parquet.ParquetFile:
    """Open a file on this machine; the texts named come as dictionaries."""
    return parquet.ParquetFile(
        pa.OSFile(path), read_dictionary=list(texts), pre_buffer=False, page_checksum_verification=True
    )


def _batch_size(source: parquet.ParquetFile) -> int:
    """Return how many rows to take at once: fewer where rows are long.

    The sizes are those of all columns: to ask for one column of a damaged file can end the whole process.
    """
    metadata = source.metadata
    rows = int(metadata.num_rows)
    size = sum(int(metadata.row_group(each).total_byte_size) for each in range(metadata.num_row_groups))
    return max(1, min(_ROWS, _BYTES * rows // max(size, 1)))


def _check_kind(name: str, kind: pa.DataType, place: Place) -> None:
    types = pa.types
    if types.is_floating(kind) or types.is_decimal(kind):
        raise refuse("E-FLOATS", place, column=name, found=str(kind))
    whole = types.is_integer(kind) or types.is_null(kind)
    if not (whole or types.is_date(kind) or types.is_timestamp(kind) or _is_text(kind)):
        raise refuse("E-PARQUET", place, reason=f"{name}: {kind}")


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(
        pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_string_view(inner)
    )


def _plain(array: pa.Array, place: Place) -> pa.Array:
    """Return a column in one of the types of a block, looked over: nothing in it is out of its bounds.

    Raises:
        ReadError: a text is longer than a row may be (``E-LONG``).
    """
    array.validate(full=True)
    kind = array.type
    if pa.types.is_integer(kind):
        return array
    if pa.types.is_timestamp(kind) and kind.tz:
        array = pc.local_timestamp(array)
    if not _is_text(kind) and not pa.types.is_null(kind):
        return pc.floor_temporal(array, unit="day").cast(_DAY)
    array = array if array.type == TEXT else array.cast(TEXT)
    if (pc.max(pc.binary_length(array.dictionary)).as_py() or 0) > ROW_BYTES:
        raise refuse("E-LONG", place, limit=str(ROW_BYTES))
    return array


def _damaged(error: BaseException, file: str, row: int) -> ReadError:
    return refuse(
        "E-PARQUET", Place(file, row, 1), reason=str(error).partition("\n")[0] or type(error).__name__
    )
