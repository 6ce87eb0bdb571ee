"""Ballot files: opened by what they hold, read in blocks, as often as wanted."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from parindex.errors import Place, ReadError, problem
from parindex.readers import limits
from parindex.readers.document import read_bytes
from parindex.survey import columnar, delimited, spreadsheet
from parindex.survey.blocks import Block
from parindex.survey.counting import BallotFile

__all__ = ["Ballots", "Block", "open_all", "open_ballots"]

_PARQUET = (b"PAR1", b"PARE")  # the second is encrypted
_WORKBOOK = b"PK\x03\x04"
_CHUNK = 1024 * 1024

_Opened = tuple[tuple[str, ...], int | None, Callable[[Sequence[str]], Iterator[Block]]]


@dataclass(frozen=True, slots=True)
class Ballots:
    """A file of ballots: what it is, its columns, how many rows where it says so, and a way to read them.

    ``blocks`` takes the names of the columns that are wanted, or nothing for all, and may be called again.
    """

    file: BallotFile
    header: tuple[str, ...]
    rows: int | None
    blocks: Callable[[Sequence[str] | None], Iterator[Block]]


def open_all(files: Sequence[Path]) -> list[Ballots]:
    """Open the files of one survey.

    Raises:
        ReadError: as `open_ballots`; or two have the same content (``E-SAME-FILE``): without names of ballots
            every answer would count twice.
    """
    opened: dict[str, Ballots] = {}
    for file in files:
        found = open_ballots(file)
        if (same := opened.get(found.file.sha256)) is not None:
            place = Place(str(file), 1, 1)
            raise ReadError(problem("E-SAME-FILE", found=str(file), other=same.file.name).located(place))
        opened[found.file.sha256] = found
    return list(opened.values())


def open_ballots(file: Path) -> Ballots:
    """Open a Parquet file, an .xlsx workbook or a CSV file, told apart by their first bytes.

    Raises:
        ReadError: it cannot be opened or is no plain file (``E-FILE``), or its reader refuses it; from the
            blocks too, also when the file is no longer the one that was opened (``E-FILE``).
    """
    state = _state(file)
    start, found = _identify(file)
    read = _parquet if start in _PARQUET else _workbook if start == _WORKBOOK else _csv
    header, rows, blocks = read(file)

    def watched(wanted: Sequence[str] | None = None) -> Iterator[Block]:
        # The digest must be that of the ballots that are counted.
        _compare(file, state)
        yield from blocks(header if wanted is None else wanted)
        _compare(file, state)

    return Ballots(found, header, rows, watched)


def _parquet(file: Path) -> _Opened:
    header, rows = columnar.read_shape(str(file), str(file))
    return header, rows, lambda wanted: columnar.read_blocks(str(file), str(file), wanted)


def _workbook(file: Path) -> _Opened:
    rows = spreadsheet.read_rows(read_bytes(file, limits.WORKBOOK), str(file))
    return tuple(rows.columns), len(rows.cells), lambda wanted: iter([spreadsheet.read_block(rows, wanted)])


def _csv(file: Path) -> _Opened:
    with _reading(file), file.open("rb") as stream:
        shape = delimited.read_shape(stream, str(file))

    def blocks(wanted: Sequence[str]) -> Iterator[Block]:
        with _reading(file), file.open("rb") as stream:
            yield from delimited.read_blocks(stream, str(file), shape, wanted)

    return shape.header, None, blocks


def _identify(file: Path) -> tuple[bytes, BallotFile]:
    """Return the first bytes of a file, and its name, bytes and digest."""
    digest, size = hashlib.sha256(), 0
    with _reading(file), file.open("rb") as stream:
        start = stream.read(len(_WORKBOOK))
        stream.seek(0)
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return start, BallotFile(file.name, size, digest.hexdigest())


def _state(file: Path) -> tuple[int, int, int]:
    """Return what changes when a file is written to or another takes its place."""
    with _reading(file):
        found = file.stat()
    if not stat.S_ISREG(found.st_mode):
        raise _unread(file, "not a plain file")
    return found.st_ino, found.st_size, found.st_mtime_ns


def _compare(file: Path, state: tuple[int, int, int]) -> None:
    if _state(file) != state:
        raise _unread(file, "changed while it was read")


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise _unread(file, getattr(error, "strerror", None) or "not a file name") from None


def _unread(file: Path, reason: str) -> ReadError:
    return ReadError(problem("E-FILE", file=str(file), reason=reason))
