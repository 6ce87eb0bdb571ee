"""The tree of an annex: every criterion with its steps, below the one it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from parindex.annex.codes import Code, follows, with_last
from parindex.annex.levels import find_levels
from parindex.annex.lines import Line, Sorted, Step
from parindex.errors import Problem, problem
from parindex.vietnamese import fold

__all__ = ["Item", "Outline", "Role", "outline", "walk"]

Role = Literal["bonus", "penalty", "survey"]
# What may stand before the words of a role in the name of a section.
_BEFORE = r"(?:(?:phan|muc|nhom|cac|nhung|noi dung|tieu chi|danh gia(?: qua| thong qua)?|ket qua)\s+)*"
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("bonus", re.compile(rf"{_BEFORE}(?:diem (?:thuong|cong)|(?:thuong|cong) diem)\b")),
    ("penalty", re.compile(rf"{_BEFORE}(?:diem (?:tru|phat)|tru diem)\b")),
    ("survey", re.compile(rf"{_BEFORE}dieu tra xa hoi hoc\b")),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion: its row, its level, its own role, its steps, and the criteria below it."""

    line: Line
    level: int
    role: Role | None
    steps: tuple[Step, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The tree of an annex, the row of its total, and what is to be said of its rows."""

    items: tuple[Item, ...]
    total: Line | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A criterion before it has a place in the tree."""

    line: Line
    level: int
    steps: tuple[Step, ...]


def walk(items: Sequence[Item]) -> Iterator[Item]:
    """Visit all criteria in order."""
    for item in items:
        yield item
        yield from walk(item.items)


def outline(rows: Sequence[Sorted], *, styled: bool) -> Outline:
    """Build the tree of an annex from its rows."""
    lines = [row.line for row in rows if row.kind == "item"]
    steps = _steps(rows)
    levels, remarks = find_levels(lines, styled=styled)
    entries = [_Entry(line, level, steps[line.row]) for line, level in zip(lines, levels, strict=True)]
    items = _nest(entries, 0, None)
    totals = [row.line for row in rows if row.kind == "total"]
    problems = (*_numbering(items, None), *(each for row in rows for each in row.problems if _wrong(each)))
    notes = (each for row in rows for each in row.problems if not _wrong(each))
    inside = (_in_cell(line) for line in lines if line.inside)
    others = (_other_total(line) for line in totals[:-1])
    roles = (_said_role(item) for item in walk(items) if item.role)
    return Outline(
        items, totals[-1] if totals else None, problems, (*remarks, *notes, *inside, *others, *roles)
    )


def _wrong(found: Problem) -> bool:
    return found.severity == "error"


def _steps(rows: Sequence[Sorted]) -> dict[int, tuple[Step, ...]]:
    """Return the steps of each criterion by its row: those in its cell, then those in the rows below it."""
    steps: dict[int, tuple[Step, ...]] = {}
    last = 0
    for row in rows:
        if row.kind == "item":
            last = row.line.row
            steps[last] = row.line.inside
        elif row.kind == "step":
            steps[last] += (*row.line.inside, *((row.step,) if row.step else ()))
    return steps


def _nest(entries: Sequence[_Entry], above: int, role: Role | None) -> tuple[Item, ...]:
    """Put entries below those before them that stand higher."""
    items: list[Item] = []
    index = 0
    while index < len(entries):
        first = entries[index]
        end = index + 1
        while end < len(entries) and entries[end].level > first.level:
            end += 1
        heads = above == 0 or end > index + 1
        own = None if role else _role(first.line, heads=heads)
        below = _nest(entries[index + 1 : end], above + 1, role or own)
        items.append(Item(first.line, above + 1, own, first.steps, below))
        index = end
    return tuple(items)


def _role(line: Line, *, heads: bool) -> Role | None:
    """Return the role that a name begins with, or that points below zero tell; only sections are surveys."""
    words = fold(line.text)
    found = (role for role, pattern in _ROLES if pattern.match(words))
    told = next((role for role in found if heads or role != "survey"), None)
    return "penalty" if told is None and line.points is not None and line.points < 0 else told


def _said_role(item: Item) -> Problem:
    cell = item.line.cell
    said = problem("W-ANNEX-ROLE", cell=cell.name, found=item.line.text, role=str(item.role))
    return said.located(cell.place)


def _other_total(line: Line) -> Problem:
    return problem("W-ANNEX-TOTALS", cell=line.cell.name, found=line.text).located(line.cell.place)


def _in_cell(line: Line) -> Problem:
    said = problem("W-ANNEX-INSIDE", cell=line.cell.name, count=Fraction(len(line.inside)))
    return said.located(line.cell.place)


def _numbering(items: Sequence[Item], above: Item | None) -> Iterator[Problem]:
    """Find numbers that stand twice, under another number, or out of order."""
    seen: dict[str, Line] = {}
    last: Code | None = None
    for item in items:
        if item.line.code is not None:
            yield from _misnumbered(item.line, item.line.code, above, last, seen)
            last = item.line.code
            seen.setdefault(last.text, item.line)
        yield from _numbering(item.items, item)


def _misnumbered(
    line: Line, code: Code, above: Item | None, last: Code | None, seen: dict[str, Line]
) -> Iterator[Problem]:
    cell = line.code_cell or line.cell
    if code.text in seen:
        other = seen[code.text]
        at = (other.code_cell or other.cell).name
        yield problem("E-ANNEX-TWICE", cell=cell.name, found=code.text, other=at).located(cell.place)
        return
    parent = above.line.code if above else None
    if parent is not None and _misplaced(code, parent):
        found = problem("E-ANNEX-NUMBER", cell=cell.name, found=code.text, parent=parent.text)
        yield found.located(cell.place)
    before = 0 if last is None else last.parts[-1]
    # Fields may be numbered on from those of the field before.
    free = last is None and len(code.parts) == 1
    alike = last is None or (last.family, len(last.parts)) == (code.family, len(code.parts))
    if alike and not free and not follows(code, before):
        wanted = with_last(code, before + 1)
        yield problem("E-ANNEX-ORDER", cell=cell.name, found=code.text, wanted=wanted).located(cell.place)


def _misplaced(code: Code, parent: Code) -> bool:
    """Tell whether a number of several parts names another parent than the one it stands under."""
    return len(code.parts) > 1 and code.parts[:-1] != parent.parts
