"""Tables in files: Parquet by rows, CSV by lines, some megabytes at a time, as often as is asked."""

from __future__ import annotations

import csv as plain_csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from parindex.batch.outcome import Reject
from parindex.batch.sources import Block, Loaded, Part, Source
from parindex.errors import Place, Problem, ReadError, problem

__all__ = ["open_file"]

_ROWS = 32 * 1024  # of a Parquet file in one block
_FEWEST = 4 * 1024  # rows of a part of it
_BYTES = 64 * 1024 * 1024  # of a block, where rows are long
_BUFFER = 256 * 1024  # bytes of a column that are read at once
_CHUNK = 4 * 1024 * 1024  # bytes of a CSV file in one block
_LINE = 1024 * 1024  # characters of a line
_MOST = 4  # bytes of a character
_BOM = b"\xef\xbb\xbf"
_PARQUET = b"PAR1"
_WORKBOOK = b"PK\x03\x04"
_PIPE = b"\0"  # what can be read only once
_SEPARATORS = ",;\t"
_SHOWN = 40  # characters of a broken row
# What the library raises for damaged files: errors of its own, of files, of texts that are no UTF-8.
_DAMAGE = (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError)


def open_file(file: Path) -> Source:
    """Open a Parquet or CSV file, told apart by its first bytes.

    Raises:
        ReadError: it cannot be opened (``E-FILE``), is neither (``E-BATCH-FILE``), has no header
            (``E-EMPTY``, ``E-UTF8``) or is damaged (``E-PARQUET``; from its blocks too, at the row reached),
            or a line is too long (``E-LONG``; the same).
    """
    with _read(file) as stream:
        start = stream.readline(_MOST * _LINE + 1) if stream.seekable() else _PIPE
    if start.startswith((_WORKBOOK, _PIPE)):
        raise ReadError(problem("E-BATCH-FILE", file=str(file)))
    return _parquet(file) if start.startswith(_PARQUET) else _csv(file, start)


@contextmanager
def _read(file: Path) -> Iterator[BinaryIO]:
    try:
        with file.open("rb") as stream:
            yield stream
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise ReadError(problem("E-FILE", file=str(file), reason=reason)) from None


def _parquet(file: Path) -> Source:
    try:
        with _opened(file) as source:
            schema, metadata = source.schema_arrow, source.metadata
            groups = [metadata.row_group(each) for each in range(metadata.num_row_groups)]
            sizes = [each.num_rows for each in groups]
            rows, size = metadata.num_rows, sum(each.total_byte_size for each in groups)
    except _DAMAGE as error:
        raise _damaged(error, file, 1) from None
    most = max(1, min(_ROWS, _BYTES * rows // max(size, 1)))
    whole = _Stretch(file, range(len(sizes)), 1, rows, most)
    return Source(schema, rows, partial(_blocks, whole), partial(_stretches, whole, sizes), file)


class _Stretch(NamedTuple):
    """Row groups of a Parquet file, the numbers of their first and last row, and the most rows of a block."""

    file: Path
    groups: range
    first: int
    last: int
    most: int


def _blocks(stretch: _Stretch) -> Iterator[Block]:
    file, groups, row, last, most = stretch
    try:
        with _opened(file) as source:
            for batch in source.iter_batches(most, row_groups=groups):
                batch.validate(full=True)
                loaded = Loaded(batch, np.arange(row, row + batch.num_rows), ())
                yield Block(batch.num_rows, partial(_given, loaded))
                row += batch.num_rows
    except _DAMAGE as error:
        raise _damaged(error, file, row) from None
    if row != last + 1:
        raise _refused(problem("E-BATCH-SHORT", found=str(row - 1), wanted=str(last)), file, row)


def _stretches(whole: _Stretch, sizes: Sequence[int]) -> Iterator[Part]:
    """Cut a Parquet file between its row groups; small ones stay together."""
    file, most = whole.file.resolve(), whole.most
    start, first, row = 0, 1, 1
    for at, size in enumerate(sizes, start=1):
        row += size
        if row - first >= _FEWEST or at == len(sizes):
            last = whole.last if at == len(sizes) else row - 1
            yield partial(_blocks, _Stretch(file, range(start, at), first, last, most))
            start, first = at, row


def _given(loaded: Loaded) -> Loaded:
    return loaded


def _opened(file: Path) -> parquet.ParquetFile:
    return parquet.ParquetFile(
        pa.OSFile(str(file)), pre_buffer=False, buffer_size=_BUFFER, page_checksum_verification=True
    )


def _damaged(error: BaseException, file: Path, row: int) -> ReadError:
    reason = str(error).partition("\n")[0] or type(error).__name__
    return _refused(problem("E-PARQUET", reason=reason), file, row)


def _refused(found: Problem, file: Path, row: int) -> ReadError:
    return ReadError(found.located(Place(str(file), row, 1)))


class _Lines(NamedTuple):
    """How the lines of a CSV file are read: its separator, and its columns, all of texts."""

    separator: str
    schema: pa.Schema


def _csv(file: Path, start: bytes) -> Source:
    """Read a line as a row: line breaks in cells would let one lost quote take many rows."""
    head = b"".join(start.splitlines(keepends=True)[:1])
    line = head.removeprefix(_BOM)
    _check_lengths([line.rstrip(b"\r\n")], file, 1)
    try:
        text = line.decode()
    except UnicodeDecodeError:
        raise _refused(problem("E-UTF8"), file, 1) from None
    if not text.strip():
        raise _refused(problem("E-EMPTY"), file, 1)
    try:
        headers = {each: next(plain_csv.reader([text], delimiter=each)) for each in _SEPARATORS}
    except plain_csv.Error:  # a name that is longer than any
        raise _refused(problem("E-BATCH-ROW", found=text[:_SHOWN]), file, 1) from None
    separator = max(_SEPARATORS, key=lambda each: len(headers[each]))
    lines = _Lines(separator, pa.schema([(name, pa.string()) for name in headers[separator]]))

    def blocks() -> Iterator[Block]:
        for piece, found in _pieces(file, len(head)):
            if found:
                yield Block(len(found), partial(_load, found, piece.first, lines))

    def parts() -> Iterator[Part]:
        for piece, _ in _pieces(file, len(head)):
            yield partial(_part, piece._replace(file=file.resolve()), lines)

    return Source(lines.schema, None, blocks, parts, file)


class _Piece(NamedTuple):
    """Lines of a CSV file: where they start, how many bytes, and the number of the first row."""

    file: Path
    start: int
    size: int
    first: int


def _part(piece: _Piece, lines: _Lines) -> Iterator[Block]:
    with _read(piece.file) as stream:
        stream.seek(piece.start)
        found = _rows(stream.read(piece.size).splitlines())
    if found:
        yield Block(len(found), partial(_load, found, piece.first, lines))


def _rows(lines: Sequence[bytes]) -> list[bytes]:
    return [each for each in lines if each.strip(b" ")]


def _pieces(file: Path, start: int) -> Iterator[tuple[_Piece, list[bytes]]]:
    """Yield whole lines, some megabytes at a time: where they stand, and those that are rows."""
    rest, row = b"", 1
    with _read(file) as stream:
        stream.seek(start)
        while chunk := stream.read(_CHUNK):
            rest += chunk
            cut = max(rest.rfind(b"\n"), rest.rfind(b"\r")) + 1
            lines = rest[:cut].splitlines()
            _check_lengths([*lines, rest[cut:]], file, row)
            found = _rows(lines)
            yield _Piece(file, start, cut, row), found
            rest, row, start = rest[cut:], row + len(found), start + cut
        yield _Piece(file, start, len(rest), row), _rows(rest.splitlines())


def _check_lengths(lines: Sequence[bytes], file: Path, row: int) -> None:
    """Refuse a line that is too long, blank or not, before the whole of it is in memory."""
    if max(map(len, lines)) <= _LINE:  # a character has at least one byte
        return
    for at, line in enumerate(lines):
        if len(line.decode(errors="replace")) > _LINE:
            raise _refused(problem("E-LONG", limit=str(_LINE)), file, row + len(_rows(lines[:at])))


def _load(rows: Sequence[bytes], first: int, lines: _Lines) -> Loaded:
    """Read lines, all at once where all are sound, else in halves, until a broken one is alone."""
    sound: list[pa.RecordBatch] = []
    places: list[range] = []
    broken: list[Reject] = []
    waiting = [range(len(rows))]
    while waiting:
        span = waiting.pop()
        batch = _parsed(rows[span.start : span.stop], lines)
        if batch is not None:
            sound.append(batch)
            places.append(span)
        elif len(span) > 1:
            middle = (span.start + span.stop) // 2
            waiting += [range(middle, span.stop), range(span.start, middle)]
        else:
            shown = rows[span.start][:_SHOWN].decode(errors="backslashreplace")
            broken.append(Reject(first + span.start, None, (problem("E-BATCH-ROW", found=shown),)))
    table = pa.Table.from_batches(sound, schema=lines.schema).combine_chunks()
    columns = [each.chunk(0) if each.num_chunks else pa.array([], each.type) for each in table.columns]
    batch = pa.RecordBatch.from_arrays(columns, schema=lines.schema)
    numbers = np.array([first + at for span in places for at in span], dtype=np.int64)
    return Loaded(batch, numbers, tuple(broken))


def _parsed(rows: Sequence[bytes], lines: _Lines) -> pa.RecordBatch | None:
    """Return the cells of some lines, nothing where one of them is no row."""
    # A mark of ours: one that begins a cell is then kept. And one more cell in each line, with nothing in it:
    # a quote that is not closed takes it, and the line has too few.
    end = lines.separator.encode()
    content = _BOM + (end + b"\n").join(rows) + end
    names = [str(at) for at in range(len(lines.schema) + 1)]
    try:
        table = csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(use_threads=False, block_size=len(content) + 1, column_names=names),
            csv.ParseOptions(delimiter=lines.separator),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != len(rows):  # or it takes the lines below it, up to the next quote
        return None
    return pa.RecordBatch.from_arrays(
        [each.chunk(0) for each in table.combine_chunks().columns[:-1]], schema=lines.schema
    )
