"""Passes: ballot files read from end to end, once to count and once more where something was given twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from parindex.survey.blocks import Block
from parindex.survey.codes import CONFLICT, REPEATED, Words, ballot_ids, hashed
from parindex.survey.columns import Columns
from parindex.survey.forms import Bad, Coded, Reader, bad_answers, given_answers, sheet_rows
from parindex.survey.ledger import Ledger, Source
from parindex.survey.sheets import MANY, MERGED, STRUCK, Pile, Rows

if TYPE_CHECKING:  # the files are told what a `BallotFile` is by the counting
    from parindex.survey.ballots import Ballots

__all__ = ["File", "find_repeats", "first_pass", "have_met", "open_files", "state_kinds"]

_RELEASED = 4  # blocks; decoding would keep what it has used
_OWN_FILES = 22  # bits
_OTHER = 1 << 32  # far from every salt that is tried


@dataclass(frozen=True, slots=True)
class File:
    """One file with what reads it."""

    ballots: Ballots
    source: Source
    reader: Reader

    def blocks(self, wanted: Sequence[str] | None = None) -> Iterator[Block]:
        """Yield the blocks of the columns that count, the next one decoded while one is in use."""
        found = self.ballots.blocks(self.source.columns.wanted if wanted is None else wanted)
        with ThreadPoolExecutor(1) as pool:
            pending = pool.submit(next, found, None)
            done = 0
            while (block := pending.result()) is not None:
                pending = pool.submit(next, found, None)
                done += 1
                if done % _RELEASED == 0:
                    pa.default_memory_pool().release_unused()
                yield block


def open_files(found: Sequence[tuple[Ballots, Columns]], words: Words, salt: int) -> tuple[File, ...]:
    """Return the files with their readers; nameless ballots are told apart by their file's digest."""
    files: dict[int, File] = {}
    for ballots, columns in found:
        own = int(ballots.file.sha256, 16) % (1 << _OWN_FILES)
        while own in files:
            own = (own + 1) % (1 << _OWN_FILES)
        source = Source(ballots.file.name, columns, words)
        files[own] = File(ballots, source, Reader(columns, words, own, salt))
    return tuple(files.values())


def state_kinds(files: Sequence[File], words: Words) -> None:
    """Take down the kinds that files state of units, before anything is counted."""
    for file in files:
        unit, kind = (file.source.columns.name(each) for each in ("unit", "kind"))
        if words.design.units or unit is None or kind is None:
            continue
        for block in file.blocks((unit, kind)):
            columns = [block.columns[each].cast(pa.string()) for each in (unit, kind)]
            pairs = pa.table(columns, ["unit", "kind"])
            for each in pairs.group_by(["unit", "kind"]).aggregate([]).to_pylist():
                if (each["unit"] or "").strip() and (each["kind"] or "").strip():
                    words.state(each["unit"], each["kind"])


def first_pass(files: Sequence[File], ledger: Ledger, progress: Callable[[int], None] | None = None) -> Pile:
    """Count every sheet."""
    questions = len(files[0].source.words.design.questions) if files else 0
    pile = Pile(questions)
    done = 0
    for file in files:
        last: object = None
        for block in file.blocks():
            for *_, broken in block.broken:
                ledger.broken(broken)
            coded = file.reader.read(block)
            ledger.take(file.source, block, bad_answers(coded))
            pile.add(sheet_rows(coded, questions), same_ballot=last is not None and last == coded.ends[0])
            last = coded.ends[1] if coded.size else last
            done += coded.size + len(block.broken)
            if progress:
                progress(done)
    return pile


def have_met(files: Sequence[File], rows: Rows) -> bool:
    """Tell whether ballots of different names were taken for one: the names are read again."""
    merged = rows.respondent[rows.mark & MERGED > 0]
    suspects = np.unique(merged[hashed(merged)])
    prints = np.zeros(len(suspects), dtype=np.uint64)
    known = np.zeros(len(suspects), dtype=np.bool_)
    for file in files if len(suspects) else ():
        name = file.source.columns.name("ballot") or ""
        for block in file.blocks((name,)) if name else ():
            column = block.columns[name]
            names = column.dictionary if pa.types.is_dictionary(column.type) else column
            found = ballot_ids(names, file.reader.salt)
            at, hit = _places(suspects, found)
            at, second = at[hit], ballot_ids(names, file.reader.salt + _OTHER)[hit]
            fresh = ~known[at]
            prints[at[fresh]] = second[fresh]
            known[at] = True
            if (prints[at] != second).any():
                return True
    return False


def find_repeats(files: Sequence[File], ledger: Ledger, rows: Rows, units: NDArray[np.int32]) -> None:
    """Take down each answer that was given again (the first one counts) or that another one contradicts."""
    sheets = rows.take(rows.mark & MANY > 0)
    if not len(sheets.unit):
        return
    seen = np.zeros(sheets.answers.size, dtype=np.bool_)
    who = np.unique(sheets.respondent)
    for file in files:
        for block in file.blocks():
            coded = file.reader.read(block)
            at = _sheet_of(coded, sheets, who, units)
            given = given_answers(coded, at >= 0)
            cells = at[given.head] * sheets.answers.shape[1] + given.question
            struck = sheets.answers.reshape(-1)[cells] == STRUCK
            first = np.zeros(len(cells), dtype=np.bool_)
            first[np.unique(cells, return_index=True)[1]] = True
            counts = first & ~seen[cells] & ~struck
            seen[cells] = True
            reason = np.where(struck, CONFLICT, REPEATED)
            left = np.bincount(given.row, counts, minlength=1)
            lost = int(np.count_nonzero(left[np.unique(given.row)] == 0))
            those = ~counts
            number = np.ones(int(those.sum()), dtype=np.int64)
            bad = Bad(given.row[those], reason[those], given.question[those], number, 0, lost, 0)
            ledger.refuse(file.source, block, bad)


def _sheet_of(
    coded: Coded, sheets: Rows, who: NDArray[np.uint64], units: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Return which of some sheets each head of a block is of, or below 0."""
    span = int(sheets.unit.max()) + 1

    def key(at: NDArray[np.int64], group: NDArray[Any], unit: NDArray[Any]) -> NDArray[np.int64]:
        found: NDArray[np.int64] = (at * 128 + group) * span + unit
        return found

    found = np.full(len(coded.head), -1, dtype=np.int64)
    at, hit = _places(who, coded.respondent)
    unit = units[np.where(coded.trouble == 0, coded.unit, 0)].astype(np.int64)
    hit &= (coded.trouble == 0) & (unit < span)
    own = key(np.searchsorted(who, sheets.respondent), sheets.group, sheets.unit)
    place, same = _places(own, key(at[hit], coded.group[hit], unit[hit]))
    found[hit] = np.where(same, place, -1)
    return found


def _places(known: NDArray[Any], found: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return where values are among known ones (in order, at least one), and whether they are."""
    at = np.minimum(np.searchsorted(known, found), len(known) - 1)
    return at, np.equal(known[at], found)
