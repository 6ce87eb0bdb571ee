"""An annex read: its draft, what is wrong with it, what was decided, and what became of every row."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from parindex.annex.draft import draft
from parindex.annex.grid import Grid, read_grids
from parindex.annex.lines import Sorted, read_lines, sort_lines
from parindex.annex.outline import Outline, outline, walk
from parindex.annex.sums import Sums
from parindex.annex.tables import read_table
from parindex.annex.worth import worth
from parindex.errors import Place, Problem, ReadError, problem
from parindex.readers.composing import compose

__all__ = ["Imported", "Rows", "import_annex"]


@dataclass(frozen=True, slots=True)
class Rows:
    """What became of every row below the header; ``inside`` counts steps that stand in a criterion's cell."""

    read: int
    scored: int
    headings: int
    steps: int
    totals: int
    beside: int
    unknown: int
    inside: int

    @property
    def conserved(self) -> bool:
        """Tell whether every row that was read is counted once."""
        parts = (self.scored, self.headings, self.steps, self.totals, self.beside, self.unknown)
        return self.read == sum(parts)


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome of an import.

    ``problems`` are defects of the annex and rows that were not understood, ``remarks`` are what another
    reader could decide otherwise, both in the order of the rows; ``levels`` counts criteria by how deep they
    stand, ``methods`` scales by method.
    """

    file: str
    sha256: str
    title: str
    tree: dict[str, Any]
    rows: Rows
    levels: tuple[int, ...]
    methods: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def import_annex(content: bytes, file: str) -> Imported:
    """Read an annex into the draft of a ruleset; ``file`` is its name, which tells what kind of file it is.

    Raises:
        ReadError: it cannot be read, or has no table of criteria.
    """
    layout = read_table(read_grids(content, file), file)
    # The draft takes the name up, and some systems store letters in parts.
    composed = compose(file)
    name = "annex" if isinstance(composed, Problem) else composed[0]
    lines = read_lines(layout)
    rows = sort_lines(lines, layout)
    found = outline(rows, styled=layout.grid.styled)
    if not found.items:
        raise ReadError(problem("E-ANNEX-EMPTY").located(Place(file, layout.last, 1)))
    values = worth(found)
    sha256 = hashlib.sha256(content).hexdigest()
    made = draft(found, values, file=name, title=layout.title, sha256=sha256)
    problems = (*layout.problems, *found.problems, *values.problems, *made.problems)
    sums = Sums(layout.grid).remarks(layout.maxima)
    remarks = (*layout.grid.remarks, *layout.remarks, *sums, *found.remarks, *values.remarks, *made.remarks)
    return Imported(
        file=name,
        sha256=sha256,
        title=layout.title,
        tree=made.tree,
        rows=_rows(rows, found),
        levels=_levels(found),
        methods=made.methods,
        problems=_ordered(problems, layout.grid),
        remarks=_ordered(remarks, layout.grid),
    )


def _rows(rows: Sequence[Sorted], found: Outline) -> Rows:
    kinds = Counter(row.kind for row in rows)
    items = list(walk(found.items))
    leaves = [item for item in items if not item.items]
    # Steps of what has criteria below it are said to be not understood.
    astray = {step.cell.place for item in items if item.items for step in item.steps} - {
        item.line.cell.place for item in items
    }
    return Rows(
        read=len(rows),
        scored=len(leaves),
        headings=len(items) - len(leaves),
        steps=kinds["step"] - len(astray),
        totals=kinds["total"],
        beside=kinds["beside"],
        unknown=kinds["unknown"] + len(astray),
        inside=sum(len(item.line.inside) for item in leaves),
    )


def _levels(found: Outline) -> tuple[int, ...]:
    counts = Counter(item.level for item in walk(found.items))
    return tuple(counts[level] for level in sorted(counts))


def _ordered(problems: Iterable[Problem], grid: Grid) -> tuple[Problem, ...]:
    """Put problems in the order of their rows, each once; tables put together count their rows on."""
    cells = ((cell.place, row.number) for row in grid.rows for cell in row.cells.values())
    rows = {place: (number, place.column) for place, number in cells}
    said = dict.fromkeys(problems)
    return tuple(
        sorted(said, key=lambda each: rows.get(each.place, each.place[1:]) if each.place else (0, 0))
    )
