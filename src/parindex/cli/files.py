"""Files that commands write: new ones only, all or none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from parindex.errors import UsageError, problem

__all__ = ["create", "put", "stream", "write"]


def put(output: str, content: bytes, others: Mapping[Path, bytes] | None = None) -> None:
    """Write to a file, or to standard output for ``-``, and what goes beside it."""
    beside = others or {}
    write(beside if output == "-" else {Path(output): content, **beside})
    if output == "-":
        sys.stdout.buffer.write(content)


def write(files: Mapping[Path, bytes]) -> None:
    """Write files, all or none; one that is there already is left alone, and must hold the same."""
    new = {file: content for file, content in files.items() if not _holds(file, content)}
    for file in new:
        if os.path.lexists(file):
            raise UsageError(problem("E-EXISTS", file=str(file)))
    for file, content in new.items():
        create(file, content)


def _holds(file: Path, content: bytes) -> bool:
    try:
        return file.is_file() and file.read_bytes() == content
    except (OSError, ValueError):
        return False


def create(file: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a new file.

    Raises:
        UsageError: it is there already (``E-EXISTS``), or cannot be written (``E-WRITE``).
    """
    with stream(file, mode) as opened, _written(file):
        opened.write(content)


def stream(file: Path, mode: int = 0o644) -> BinaryIO:
    """Open a new file to write bit by bit.

    Raises:
        UsageError: it is there already (``E-EXISTS``), or cannot be written (``E-WRITE``).
    """
    with _written(file):
        return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb")


@contextmanager
def _written(file: Path) -> Iterator[None]:
    """Turn what goes wrong with a file that is written into its problem."""
    try:
        yield
    except FileExistsError:
        raise UsageError(problem("E-EXISTS", file=str(file))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise UsageError(problem("E-WRITE", file=str(file), reason=reason)) from None
