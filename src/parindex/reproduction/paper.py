"""Everything that can be said of one printed table, with the digests of the files it was read from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from parindex.errors import Problem
from parindex.reproduction.inference import Inference, infer
from parindex.reproduction.lint import lint
from parindex.reproduction.printed import Reading
from parindex.reproduction.reproduce import Reproduction, reproduce
from parindex.reproduction.table import PrintedTable, read_table
from parindex.ruleset.model import Ruleset

__all__ = ["File", "Paper", "paper"]


class File(NamedTuple):
    """The name of a file and what it holds."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Return the digest of its bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed table, the verdicts on it, what looks wrong in it, the rounding it can have, its files."""

    table: PrintedTable
    found: Reproduction
    problems: tuple[Problem, ...]
    rounding: Inference
    file: File
    summary: File | None


def paper(
    file: File,
    ruleset: Ruleset,
    *,
    kind: str | None = None,
    summary: File | None = None,
    reading: Reading = "half",
) -> Paper:
    """Read a printed table and say everything that can be said of it.

    Raises:
        ReadError: it is no such table; with a code and a place.
    """
    table = read_table(
        file.content,
        ruleset,
        file=file.name,
        kind=kind,
        summary=summary.content if summary else None,
        summary_file=summary.name if summary else "",
        reading=reading,
    )
    found = reproduce(table)
    return Paper(table, found, (*found.problems, *lint(table)), infer(table), file, summary)
