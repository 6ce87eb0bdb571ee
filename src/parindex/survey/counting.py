"""Counting: from ballot files to sheets and tallies, with every answer accounted for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from parindex.errors import Problem
from parindex.fields import FrozenMap
from parindex.survey.codes import Words
from parindex.survey.columns import find_columns
from parindex.survey.design import Design
from parindex.survey.flags import Flag, find_flags
from parindex.survey.ledger import Conserved, Ledger, Refused
from parindex.survey.passes import find_repeats, first_pass, have_met, open_files, state_kinds
from parindex.survey.responses import respondents
from parindex.survey.sheets import OUTSIDE, Pile, Rows, Sheets, seal
from parindex.survey.tallies import Tallies, tally

if TYPE_CHECKING:  # the files are told what a `BallotFile` is by this module
    from parindex.survey.ballots import Ballots

__all__ = ["BallotFile", "Conserved", "Count", "Flag", "Refused", "count", "respondents"]


@dataclass(frozen=True, slots=True)
class BallotFile:
    """A file that was read: its name, bytes and digest."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Count:
    """What came of some ballot files.

    ``kinds`` are those of the units that were rated, by key.
    """

    design: Design
    files: tuple[BallotFile, ...]
    rows: Conserved
    answers: Conserved
    refused: tuple[Refused, ...]
    flags: tuple[Flag, ...]
    sheets: Sheets
    tallies: Tallies
    kinds: FrozenMap[str, str]


def count(  # noqa: PLR0913 (options by keyword)
    ballots: Sequence[Ballots],
    design: Design,
    *,
    kind: str | None = None,
    kinds: Mapping[str, str] | None = None,
    refused: Callable[[Problem, int], None] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Count:
    """Count ballot files as one: the order of files and rows is all one, and so is how rows are divided.

    The names of ballots are those of the whole survey: in two files the same name of the same group is one
    respondent. Rows without a ballot are ballots of their own, also in a file that is given
    twice: `open_all` refuses that.

    ``kind`` is that of units whose kind is not known otherwise, ``kinds`` of single units; the ruleset's list
    and a column of the file go before both. ``refused`` is told each problem with its place and how many
    answers it is, ``progress`` how many rows are done.

    Raises:
        ReadError: a file has not the columns of ballots, or cannot be read to its end.
        UsageError: there is no such kind (``E-KIND``).
    """
    found = [(each, find_columns(each.header, design, each.file.name)) for each in ballots]
    words = Words(design, kind, kinds)
    files = open_files(found, words, 0)
    state_kinds(files, words)
    ledger = Ledger(refused)
    rows, units, keys = _settled(first_pass(files, ledger, progress), words)
    salt = 0
    while have_met(files, rows):
        # Names of ballots that are mixed alike with one salt are not so with another.
        salt += 1
        files = open_files(found, words, salt)
        rows, units, keys = _settled(first_pass(files, Ledger()), words)
    find_repeats(files, ledger, rows, units)
    outside = rows.mark & OUTSIDE > 0
    sheets = seal(keys, rows)
    tallies = tally(sheets, design)
    kinds_found = design.ruleset.units.kinds
    of = FrozenMap({key: kinds_found[words.kind_of[words.units[key]]].key for key in keys})
    rows_kept, answers, reasons = ledger.closed()
    return Count(
        design,
        tuple(each.file for each in ballots),
        rows_kept,
        answers,
        reasons,
        find_flags(sheets, tallies, outside, of),
        sheets,
        tallies,
        of,
    )


def _settled(pile: Pile, words: Words) -> tuple[Rows, NDArray[np.int32], tuple[str, ...]]:
    """Return every sheet once, the position in the alphabet of each rated unit's code, and their keys."""
    every = list(words.units)
    keys = tuple(sorted(every[code] for code in pile.rated()))
    units = np.zeros(max(1, len(every)), dtype=np.int32)
    units[[words.units[key] for key in keys]] = np.arange(len(keys))
    return pile.rows(units), units, keys
