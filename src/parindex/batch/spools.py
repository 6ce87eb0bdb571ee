"""What one pass over a table leaves to the next: in memory, or in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Protocol, Self

import pyarrow as pa

from parindex.batch.outcome import REJECTS, Outcome, kept_schema

__all__ = ["Disk", "Memory", "Spool"]


class Spool(Protocol):
    """Outcomes come back as they went in, as often as wanted."""

    def put(self, found: Outcome) -> None:
        """Take the outcome of one block."""

    def outcomes(self) -> Iterator[Outcome]:
        """Give all of them back, in order."""


class Memory:
    """A spool in memory."""

    def __init__(self) -> None:
        self._kept: list[Outcome] = []

    def put(self, found: Outcome) -> None:
        """Take the outcome of one block."""
        self._kept.append(found)

    def outcomes(self) -> Iterator[Outcome]:
        """Give all of them back, in order."""
        return iter(self._kept)


class Disk:
    """A spool in two files without names, beside those that are written in the end."""

    def __init__(self, folder: Path, digits: int) -> None:
        # Closed with the spool.
        self._files: list[IO[bytes]] = [tempfile.TemporaryFile(dir=folder) for _ in range(2)]  # noqa: SIM115
        self._any = False
        packed = pa.ipc.IpcWriteOptions(compression="lz4")
        self._writers = [
            pa.ipc.new_stream(file, schema, options=packed)
            for file, schema in zip(self._files, (kept_schema(digits), REJECTS), strict=True)
        ]

    def put(self, found: Outcome) -> None:
        """Take the outcome of one block."""
        self._any = True
        self._writers[0].write_batch(found.scores)
        self._writers[1].write_batch(found.rejects)

    def outcomes(self) -> Iterator[Outcome]:
        """Give all of them back, in order."""
        if not self._any:  # a stream without a batch has no schema yet
            return
        for file in self._files:
            file.flush()
            file.seek(0)
        # A stream that is not closed ends where its file ends.
        scores, rejects = (pa.ipc.open_stream(file) for file in self._files)
        for one, other in zip(scores, rejects, strict=True):
            yield Outcome(one, other, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as stack:  # each is closed, also where the disk is too full for another
            for file in self._files:
                stack.callback(file.close)
