"""The ledger of a count: what was read, what was refused, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from parindex.errors import Place, Problem, nearest, problem
from parindex.fields import say
from parindex.scales.observation import unknown
from parindex.survey.blocks import Block
from parindex.survey.codes import CODES, Words
from parindex.survey.columns import Column, Columns
from parindex.survey.forms import Bad

__all__ = ["EXAMPLES", "Conserved", "Entry", "Ledger", "Refused", "Source"]

EXAMPLES = 5  # problems kept of each code; all are told to who asks
_NEAR = 20_000  # words to compare a misspelt one with; more would take seconds
_COLUMN: dict[str, Column] = {
    "E-GROUP": "group",
    "E-UNIT": "unit",
    "E-SLUG": "unit",
    "E-UNIT-KIND": "unit",
    "E-DATE": "date",
    "E-BALLOT": "ballot",
    "E-QUESTION": "question",
    "E-NOT-ASKED": "question",
}


@dataclass(frozen=True, slots=True)
class Conserved:
    """What was read is what counts and what was refused."""

    read: int
    counted: int
    refused: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Answers refused for one reason: how many, and the first of them with their places."""

    code: str
    answers: int
    examples: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is read: its name, its columns, and what its words mean."""

    file: str
    columns: Columns
    words: Words

    def explain(self, block: Block, row: int, reason: int, question: int) -> Problem:
        """Return why something in a row does not count, with its place."""
        code = CODES[reason]
        column = _COLUMN.get(code, "answer")
        at = self.columns.places.get(column, 0)
        if not self.columns.long and question >= 0:
            at = dict(self.columns.questions)[question]
        found = _cell(block, self.columns.header[at], row)
        place = Place(self.file, int(block.lines[row]), at + 1)
        return self._problem(code, found, block, row, question).located(place)

    def _problem(self, code: str, found: str, block: Block, row: int, question: int) -> Problem:
        design = self.words.design
        asked = design.questions[question] if 0 <= question < len(design.questions) else None
        where = {each: self._said(block, each, row) for each in ("group", "unit", "ballot")}
        match code:
            case "E-GROUP":
                return unknown(code, (), found, (each.key for each in design.groups))
            case "E-OPTION" if asked:
                return unknown(code, (), found, (say(each.name, "vi") for each in asked.options))
            case "E-UNIT":
                names = {say(each.name, "vi"): each.key for each in [*design.units.values()][:_NEAR]}
                near = nearest(found, (*names, *names.values()))
                return problem(code, found=found, nearest=near)
            case "E-QUESTION":
                return problem(
                    code, found=found, nearest=nearest(found, (each.key for each in design.questions))
                )
            case "E-UNIT-KIND":
                return problem(code, unit=found, known=", ".join(design.kinds))
            case "E-NOT-ASKED" if asked:
                return problem(code, question=asked.key, group=where["group"], unit=where["unit"])
            case "E-REPEATED" | "E-CONFLICT" if asked:
                return problem(code, question=asked.key, ballot=where["ballot"], unit=where["unit"])
        return problem(code, found=found)

    def _said(self, block: Block, column: Column, row: int) -> str:
        name = self.columns.name(column)
        return _cell(block, name, row) if name is not None else ""


@dataclass(slots=True)
class Entry:
    """What was refused for one code."""

    answers: int = 0
    examples: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Ledger:
    """Sums of rows and answers, and the refusals by code in the order they were met."""

    tell: Callable[[Problem, int], None] | None = None
    rows: int = 0
    lost: int = 0
    answers: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)

    def closed(self) -> tuple[Conserved, Conserved, tuple[Refused, ...]]:
        """Return the rows, the answers, and what was refused, by code."""
        lost = sum(each.answers for each in self.entries.values())
        return (
            Conserved(self.rows, self.rows - self.lost, self.lost),
            Conserved(self.answers, self.answers - lost, lost),
            tuple(
                Refused(code, entry.answers, tuple(entry.examples))
                for code, entry in sorted(self.entries.items())
            ),
        )

    def take(self, source: Source, block: Block, bad: Bad) -> None:
        """Take down what a block holds and what of it does not count."""
        self.rows += bad.rows
        self.answers += bad.answers
        self.refuse(source, block, bad)

    def refuse(self, source: Source, block: Block, bad: Bad) -> None:
        """Take down refusals."""
        self.lost += bad.refused
        for code in sorted({CODES[int(reason)] for reason in np.unique(bad.reason)}):
            self.entries.setdefault(code, Entry())
        wanted = np.zeros(len(bad.row), dtype=np.bool_)
        for reason in np.unique(bad.reason):
            entry = self.entries[CODES[int(reason)]]
            mine = np.flatnonzero(bad.reason == reason)
            entry.answers += int(bad.number[mine].sum())
            # Those of one code come in the order of the file: enough of each to choose the first from.
            wanted[mine if self.tell else mine[:EXAMPLES]] = True
        for at in sorted(np.flatnonzero(wanted), key=lambda at: (bad.row[at], bad.question[at])):
            reason, row = int(bad.reason[at]), int(bad.row[at])
            examples = self.entries[CODES[reason]].examples
            if self.tell or len(examples) < EXAMPLES:
                found = source.explain(block, row, reason, int(bad.question[at]))
                self._show(found, int(bad.number[at]))

    def broken(self, found: Problem) -> None:
        """Take down a row that could not be taken apart."""
        self.rows += 1
        self.lost += 1
        self.entries.setdefault(found.code, Entry())
        self._show(found, 0)

    def _show(self, found: Problem, answers: int) -> None:
        examples = self.entries[found.code].examples
        if len(examples) < EXAMPLES:
            examples.append(found)
        if self.tell:
            self.tell(found, answers)


def _cell(block: Block, name: str, row: int) -> str:
    value = block.columns[name][row].as_py()
    return "" if value is None else str(value)
