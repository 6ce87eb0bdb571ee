"""Forms: blocks of ballot rows, long or wide, as small whole numbers, with what does not count and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from parindex.survey.blocks import Block
from parindex.survey.codes import (
    DATE,
    EMPTY,
    GROUP,
    NO_BALLOT,
    NO_QUESTION,
    NOT_ASKED,
    OWN,
    UNIT,
    UNNAMED,
    LookUp,
    Words,
    ballot_ids,
)
from parindex.survey.columns import Column, Columns
from parindex.survey.sheets import BLANK, MANY, OUTSIDE, STRUCK, Rows

__all__ = ["Bad", "Coded", "Given", "Reader", "bad_answers", "given_answers", "sheet_rows"]

_OWN_ROWS = 40  # bits for the row of a ballot without a name; the others tell its file


class Coded(NamedTuple):
    """One block: its heads (runs of rows of one sheet in the long form, rows in the wide) and its answers.

    Of each head: its first row, respondent, group, unit, mark, and why it does not count (0: it does). In
    the long form ``question`` and ``option`` are of each row; in the wide form ``option`` is heads x
    questions. An option is a position, `BLANK`, or why the answer does not count. ``ends`` are the names of
    the first and the last ballot, where they have names.
    """

    size: int
    head: NDArray[np.int64]
    respondent: NDArray[np.uint64]
    group: NDArray[np.int64]
    unit: NDArray[np.int64]
    mark: NDArray[np.uint8]
    trouble: NDArray[np.int64]
    question: NDArray[np.int64] | None
    option: NDArray[np.int8]
    ends: tuple[object, object]


class Given(NamedTuple):
    """Answers valid by themselves, in the order of the file: row, head, question and option of each."""

    row: NDArray[np.int64]
    head: NDArray[np.int64]
    question: NDArray[np.int64]
    option: NDArray[np.int8]


class Bad(NamedTuple):
    """What does not count: row, reason, question (or -1) and how many answers it is; with what was read.

    ``rows`` and ``answers`` are what was read; ``refused`` the rows of which nothing counts.
    """

    row: NDArray[np.int64]
    reason: NDArray[np.int64]
    question: NDArray[np.int64]
    number: NDArray[np.int64]
    rows: int
    refused: int
    answers: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the blocks of one file; what words mean it remembers from block to block.

    ``own`` tells the file's nameless ballots from those of other files, ``salt`` chooses how names are mixed.
    """

    columns: Columns
    words: Words
    own: int
    salt: int
    _look_ups: dict[str, LookUp] = field(default_factory=dict)

    def read(self, block: Block) -> Coded:
        """Return a block in numbers."""
        names, places, ends = self._ballots(block)
        group, groups = self._codes(block, "group", self.words.group)
        unit, units = self._codes(block, "unit", self.words.unit)
        day, days = self._codes(block, "date", self.words.day)
        size = len(block.lines)
        who = names if places is None else places
        head = _runs(who, groups, units, days) if self.columns.long else np.arange(size)
        group, unit, day = group[groups[head]], unit[units[head]], day[days[head]]
        respondent = names[head] if places is None else names[places[head]]
        trouble = _trouble(group, unit, day)
        unnamed = respondent == UNNAMED
        if unnamed.any():
            if self.columns.long:
                trouble[unnamed & (trouble == 0)] = NO_BALLOT
            else:
                rows = np.asarray(block.lines, dtype=np.uint64)
                own = OWN | np.uint64(self.own) << np.uint64(_OWN_ROWS)
                respondent = np.where(unnamed, own | rows, respondent)
        kinds = np.array(self.words.kind_of or [0], dtype=np.int64)
        place = group * len(self.words.design.ruleset.units.kinds) + kinds[np.maximum(unit, 0)]
        asked = np.where(trouble == 0, place, 0)
        mark = (day == 1).astype(np.uint8) * np.uint8(OUTSIDE)
        if self.columns.long:
            question, option = self._long(block, asked, _lengths(head, size))
        else:
            question, option = None, self._wide(block, asked)
        return Coded(size, head, respondent, group, unit, mark, trouble, question, option, ends)

    def _column(self, block: Block, column: Column) -> pa.Array | None:
        name = self.columns.name(column)
        return None if name is None else block.columns[name]

    def _codes(
        self, block: Block, column: Column, code: Callable[[str], int]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return the codes of a column's words (blank where there is none), and where each row's word is."""
        found = self._column(block, column)
        if found is None:
            return np.array([code("")], dtype=np.int64), np.zeros(len(block.lines), dtype=np.int32)
        return self._look_up(column, found, code)

    def _look_up(
        self, name: str, column: pa.Array, code: Callable[[str], int]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        if name not in self._look_ups:
            self._look_ups[name] = LookUp(code)
        return self._look_ups[name].read(column)

    def _ballots(
        self, block: Block
    ) -> tuple[NDArray[np.uint64], NDArray[np.int64] | None, tuple[object, object]]:
        """Return the respondents of names, where each row's name is (or nothing), and the end names."""
        column = self._column(block, "ballot")
        size = len(block.lines)
        if column is None or not size:
            return np.full(1, UNNAMED), np.zeros(size, dtype=np.int64), (None, None)
        ends = column[0].as_py(), column[-1].as_py()
        if pa.types.is_integer(column.type) or not (self.columns.long or pa.types.is_dictionary(column.type)):
            names = ballot_ids(column, self.salt)
            return names, None, ends
        coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        names = np.append(ballot_ids(coded.dictionary, self.salt), UNNAMED)
        return names, coded.indices.cast(pa.int64()).fill_null(len(names) - 1).to_numpy(), ends

    def _long(
        self, block: Block, asked: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
        """Return the question of each row and what was answered."""
        question, questions = self._codes(block, "question", self.words.question)
        answer, answers = self._codes(block, "answer", self.words.answer)
        table = self.words.table()
        *_, some, words = table.shape
        question = np.where(question < 0, some - 1, question)
        found = question[questions]
        at = (question * words)[questions]
        at += answer[answers]
        at += np.repeat(asked * (some * words), lengths)
        return found, table.reshape(-1)[at]

    def _wide(self, block: Block, asked: NDArray[np.int64]) -> NDArray[np.int8]:
        """Return what was answered, heads x questions."""
        design = self.words.design
        found = np.full((len(asked), len(design.questions)), BLANK, dtype=np.int8)
        for question, at in self.columns.questions:
            name = self.columns.header[at]
            codes, places = self._look_up(name, block.columns[name], self.words.option(question))
            found[:, question] = codes[places]
        allowed = self.words.asked().reshape(-1, len(design.questions))
        if not allowed.all():
            found[(found >= 0) & ~allowed[asked]] = NOT_ASKED
        return found


def _runs(*keys: NDArray[Any]) -> NDArray[np.int64]:
    """Return where runs of equal keys begin."""
    begins = np.ones(len(keys[0]), dtype=np.bool_)
    if len(begins) > 1:
        np.not_equal(keys[0][1:], keys[0][:-1], out=begins[1:])
        for key in keys[1:]:
            begins[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(begins)


def _lengths(head: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return np.diff(head, append=size)


def _trouble(group: NDArray[np.int64], unit: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return why heads do not count, one reason for each (0: it does)."""
    found = np.where(day == DATE, DATE, 0)
    found = np.where(unit < 0, np.where(unit == EMPTY, UNIT, unit), found)
    return np.where(group < 0, GROUP, found)


def sheet_rows(coded: Coded, questions: int) -> Rows:
    """Return the sheets of a block that have an answer which is valid by itself."""
    if coded.question is None:
        return _wide_rows(coded)
    if not coded.trouble.any() and coded.option.min(initial=0) >= 0:
        heads = np.arange(len(coded.head))
        where = np.repeat(heads * questions, _lengths(coded.head, coded.size))
        where += coded.question
        option = coded.option
    else:
        given = given_answers(coded)
        used = np.bincount(given.head, minlength=len(coded.head)) > 0
        heads = np.flatnonzero(used)
        where = (np.cumsum(used) - 1)[given.head] * questions + given.question
        option = given.option
    cells = np.full(len(heads) * questions, BLANK, dtype=np.int8)
    cells[where] = option
    mark = coded.mark[heads]
    if np.count_nonzero(cells >= 0) < len(where):
        mark[_settle(cells, where, option) // questions] |= MANY
    return _rows(coded, heads, mark, cells.reshape(-1, questions))


def _settle(cells: NDArray[np.int8], where: NDArray[np.int64], option: NDArray[np.int8]) -> NDArray[np.int64]:
    """Strike the cells that were given different answers; return those that were given more than one."""
    order = np.argsort(where, kind="stable")
    starts = _runs(where[order])
    least = np.minimum.reduceat(option[order], starts)
    most = np.maximum.reduceat(option[order], starts)
    found = where[order][starts]
    cells[found[least != most]] = STRUCK
    return found[_lengths(starts, len(where)) > 1]


def _wide_rows(coded: Coded) -> Rows:
    cells = np.where(coded.option >= 0, coded.option, np.int8(BLANK))
    cells[coded.trouble != 0] = BLANK
    heads = np.flatnonzero((cells >= 0).any(axis=1))
    return _rows(coded, heads, coded.mark[heads], cells[heads])


def _rows(coded: Coded, heads: NDArray[np.int64], mark: NDArray[np.uint8], cells: NDArray[np.int8]) -> Rows:
    return Rows(
        coded.respondent[heads],
        coded.group[heads].astype(np.int8),
        coded.unit[heads].astype(np.int32),
        mark,
        cells,
    )


def given_answers(coded: Coded, among: NDArray[np.bool_] | None = None) -> Given:
    """Return the valid answers of a block, of some of its heads only where they are told."""
    heads = coded.trouble == 0
    if among is not None:
        heads &= among
    if coded.question is None:
        those = np.flatnonzero(heads)
        at, question = np.nonzero(coded.option[those] >= 0)
        row = those[at]
        return Given(row, row, question, coded.option[row, question])
    lengths = _lengths(coded.head, coded.size)
    row = np.flatnonzero(np.repeat(heads, lengths) & (coded.option >= 0))
    head = np.searchsorted(coded.head, row, side="right") - 1
    return Given(row, head, coded.question[row], coded.option[row])


def bad_answers(coded: Coded) -> Bad:
    """Return what of a block does not count by itself, and how much was read.

    A row with neither unit nor answers is nothing: a form that is not filled in has its group all the same.
    """
    if coded.question is None:
        return _bad_wide(coded)
    said = (coded.option != BLANK) & (coded.option != NO_QUESTION)
    if not coded.trouble.any() and coded.option.min(initial=0) >= BLANK:
        none = np.empty(0, dtype=np.int64)
        return Bad(none, none, none, none, coded.size, 0, int(np.count_nonzero(said)))
    lengths = _lengths(coded.head, coded.size)
    reason = np.repeat(coded.trouble, lengths)
    nothing = np.repeat(coded.unit == EMPTY, lengths) & ~said
    reason = np.where(reason == 0, np.minimum(coded.option, 0), reason)
    row = np.flatnonzero((reason < STRUCK) & ~nothing)
    number = said[row].astype(np.int64)
    rows = coded.size - int(np.count_nonzero(nothing))
    answers = int(np.count_nonzero(said))
    return Bad(row, reason[row], coded.question[row], number, rows, len(row), answers)


def _bad_wide(coded: Coded) -> Bad:
    said = np.count_nonzero(coded.option != BLANK, axis=1)
    nothing = (coded.unit == EMPTY) & (said == 0)
    whole = np.flatnonzero((coded.trouble != 0) & ~nothing)
    cells = coded.option < STRUCK
    cells[coded.trouble != 0] = False
    row, question = np.nonzero(cells)
    valid = np.count_nonzero(coded.option >= 0, axis=1)
    lost = int(np.count_nonzero(cells.any(axis=1) & (valid == 0)))
    return Bad(
        np.concatenate((whole, row)),
        np.concatenate((coded.trouble[whole], coded.option[row, question])),
        np.concatenate((np.full(len(whole), -1), question)),
        np.concatenate((said[whole], np.ones(len(row), dtype=np.int64))),
        coded.size - int(np.count_nonzero(nothing)),
        len(whole) + lost,
        int(said.sum()),
    )
