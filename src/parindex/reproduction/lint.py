"""What looks wrong in a printed table before any sum is tested: ranks or percent for points, shifts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from parindex.errors import Path, Place, Problem, nearest, problem
from parindex.exact import ZERO
from parindex.reproduction.frame import HUNDRED, ROOT
from parindex.reproduction.printed import Printed, meets, printed, readable
from parindex.reproduction.relations import frames
from parindex.reproduction.table import COUNTS, Cell, PrintedTable, Row, find_band, item_key
from parindex.ruleset.model import Unit
from parindex.vietnamese import fold

__all__ = ["lint"]

_FIGURE = re.compile("-?[0-9.,]*[0-9]", re.ASCII)
# So many rows that agree are no chance: with the column of ranks beside them, and without.
_BESIDE, _ALONE = 5, 10
# Looking for the nearest name takes time; of more unknown units than these the list is another one.
_SUGGESTED = 100


def lint(table: PrintedTable) -> tuple[Problem, ...]:
    """Return what looks wrong in a table, each with the place of a cell; then what does beneath it.

    - ``W-UNIT``: the ruleset lists units, and this is none of them; with the nearest name.
    - ``E-PRINTED-TWICE``: a unit has two rows.
    - ``E-PRINTED-COMMA``: a column has the decimal comma and the point.
    - ``W-PRINTED-RANKS``: a column of points or percent holds the ranks.
    - ``E-PRINTED-SHIFT``: cells that do not fit their own columns fit those beside them.
    - ``W-PRINTED-PERCENT``: most points of a column are above its max, and all fit as percent.
    - ``E-PRINTED-RANGE``: a figure is outside what its column can hold, whatever its decimals stand for.

    A cell that one finding explains has no other. What cannot be read at all is in `unreadable`.
    """
    linter = _Linter(table)
    found = [*linter.units(), *linter.twice(), *linter.commas(), *linter.ranks()]
    found += [*linter.shifts(), *linter.percents(), *linter.ranges()]
    return (*sorted(found, key=_position), *linter.beneath())


def _position(found: Problem) -> tuple[int, int]:
    return (found.place.line, found.place.column) if found.place else (0, 0)


class _Linter:
    """One table, and the cells that a finding has explained."""

    def __init__(self, table: PrintedTable) -> None:
        self.table = table
        self.frames = frames(table)
        self.explained: set[tuple[int, str]] = set()
        self.figures = tuple(each for each in table.columns if each not in {"kind", "band", *COUNTS})

    # Units

    def units(self) -> Iterator[Problem]:
        """Find units that the ruleset does not list, where it lists any."""
        listed = self.table.ruleset.units.units
        keys = {unit.key for unit in listed}
        names = {_folded(name): name for unit in listed for name in _names(unit)}
        unknown = [row for row in self.table.rows if listed and row.unit not in keys]
        for count, row in enumerate(unknown):
            # A name that several share is not found by it: only a key tells them apart.
            shared = _folded(row.unit) in names
            near = nearest(_folded(row.unit), names) if count < _SUGGESTED and not shared else ""
            wrong = problem("W-UNIT", (row.unit,), found=row.unit, nearest=names.get(near, ""))
            yield _at(row, "unit", wrong)

    def twice(self) -> Iterator[Problem]:
        """Find units that have a row already; marks tell units apart, capitals do not."""
        first: dict[tuple[str, str], Row] = {}
        for row in self.table.rows:
            before = first.setdefault((row.unit.casefold(), row.kind), row)
            if before is not row:
                wrong = problem("E-PRINTED-TWICE", (row.unit,), found=row.unit, row=Fraction(before.number))
                yield _at(row, "unit", wrong)

    # Columns

    def commas(self) -> Iterator[Problem]:
        """Find columns that are written in two ways."""
        for column in (*self.figures, *(each for each in COUNTS if each in self.table.columns)):
            yield from _mixed(column, (row.cells[column] for row in self.table.rows))

    def beneath(self) -> Iterator[Problem]:
        """Find figures beneath the table that are written in two ways."""
        lines = self.table.summary
        cells = [cell for line in lines for cell in (line.cell, line.before) if cell is not None]
        yield from _mixed("printed", cells)

    def ranks(self) -> Iterator[Problem]:
        """Find columns of points or percent that hold ranks."""
        for column in self.figures:
            for kind in self.frames:
                rows = [row for row in self.table.rows if row.kind == kind]
                if self.holds_ranks(column, rows):
                    self.explained |= {(row.number, column) for row in rows}
                    shown = ", ".join(row.cells[column].text for row in rows[:_BESIDE]) + " …"
                    wrong = problem("W-PRINTED-RANKS", (column,), column=column, found=shown)
                    yield _at(rows[0], column, wrong)

    def holds_ranks(self, column: str, rows: list[Row]) -> bool:
        """Tell whether a column is the ranks beside it, or 1 to the number of rows where none are printed."""
        numbers = [row.number_of(column) for row in rows]
        values = [number.value for number in numbers if number is not None and not number.digits]
        if len(values) < len(rows) or len(set(values)) < _BESIDE:
            return False
        if "rank" in self.table.columns:
            ranks = [row.number_of("rank") for row in rows]
            return values == [rank.value for rank in ranks if rank is not None]
        whole = column in {ROOT, "index"} and len(rows) >= _ALONE
        return whole and sorted(values) == [*range(1, len(rows) + 1)]

    def percents(self) -> Iterator[Problem]:
        """Find columns of points that hold percent of their max."""
        for column in self.figures:
            for kind in self.frames:
                cells = [
                    (row, number)
                    for row in self.table.rows
                    if row.kind == kind and (number := self.number(row, column))
                ]
                above = [(row, number) for row, number in cells if self.above(row, column, number)]
                fitting = all(ZERO <= number.value <= HUNDRED for _, number in cells)
                if fitting and 2 * len(above) > len(cells) and item_key(column) == column != "index":
                    self.explained |= {(row.number, column) for row, _ in cells}
                    yield self.percent(column, *above[0], len(above))

    def percent(self, column: str, row: Row, number: Printed, count: int) -> Problem:
        """Say that a column holds percent."""
        limit, name = self.frames[row.kind].limits(column).most, "index" if column == ROOT else f"{column}%"
        path, rows = (row.unit, column), Fraction(count)
        return _at(
            row,
            column,
            problem(
                "W-PRINTED-PERCENT", path, column=column, rows=rows, max=limit, found=number.text, name=name
            ),
        )

    # Cells

    def number(self, row: Row, column: str) -> Printed | None:
        """Return a number that no finding has explained."""
        return None if (row.number, column) in self.explained else row.number_of(column)

    def above(self, row: Row, column: str, number: Printed) -> bool:
        """Tell whether a figure is surely more than its column can hold."""
        bounds = self.frames[row.kind].bounds
        return column in bounds and number.least > bounds[column].most

    def ranges(self) -> Iterator[Problem]:
        """Find figures outside what their columns can hold."""
        for row in self.table.rows:
            bounds = self.frames[row.kind].bounds
            for column in self.figures:
                number = self.number(row, column)
                if number is not None and column in bounds and not meets(number.span, bounds[column]):
                    least, most = bounds[column]
                    yield _at(row, column, _outside((row.unit, column), number.text, least, most))

    def shifts(self) -> Iterator[Problem]:
        """Find rows whose cells stand one column off, or two of them in each other's place."""
        moved: dict[tuple[str, ...], list[tuple[Row, str]]] = {}
        for row in self.table.rows:
            columns = self.moved(row)
            if columns:
                moved.setdefault(columns, []).append((row, columns[0].partition(" → ")[0]))
                self.explained |= {(row.number, column) for column in self.table.columns}
        for columns, rows in moved.items():
            row, begin = rows[0]
            count = Fraction(len(rows))
            wrong = problem("E-PRINTED-SHIFT", (row.unit,), columns=", ".join(columns), rows=count)
            yield _at(row, begin, wrong)

    def moved(self, row: Row) -> tuple[str, ...]:
        """Return where the cells of a row belong, ``a → b``; nothing when all fit, or none fit beside."""
        columns = self.table.columns
        wrong = [each for each in columns if not self.fits(row, each, each)]
        if not wrong:
            return ()
        for way in (columns, columns[::-1]):
            # A row that slid has nothing in its last column.
            if not row.cells[way[-1]].text and all(self.fits(row, *each) for each in pairwise(way)):
                pairs = [f"{one} → {other}" for one, other in pairwise(way) if row.cells[one].text]
                return tuple(pairs if way is columns else pairs[::-1])
        for one, other in pairwise(columns):
            both = row.cells[one].text and row.cells[other].text and {one, other} & {*wrong}
            if both and self.fits(row, one, other) and self.fits(row, other, one):
                return (f"{one} → {other}", f"{other} → {one}")
        return ()

    def fits(self, row: Row, column: str, other: str) -> bool:
        """Tell whether the cell of a column could stand in another one; what is empty or explained can."""
        cell = row.cells[column]
        if not cell.text or (row.number, column) in self.explained:
            return True
        if other == "kind":
            return cell.text in self.frames
        if other == "band":
            return find_band(self.table.ruleset, cell.text) is not None or not self.table.ruleset.bands
        number = self.read(cell)
        if number is None:
            return False
        if other in COUNTS:
            return not number.digits and number.value >= (other == "rank")
        bounds = self.frames[row.kind].bounds
        return other not in bounds or meets(number.span, bounds[other])

    def read(self, cell: Cell) -> Printed | None:
        """Read a number, also one with a comma in a column where nobody can tell what a comma is."""
        try:
            return cell.printed or printed(readable(cell.text), self.table.reading)
        except ValueError:
            return None


def _names(unit: Unit) -> Iterable[str]:
    return (unit.key, unit.name.en or unit.key, unit.name.vi)


def _folded(text: str) -> str:
    return " ".join(fold(text).split())


def _mixed(column: str, cells: Iterable[Cell]) -> Iterator[Problem]:
    written = [cell for cell in cells if _FIGURE.fullmatch(cell.text)]
    commas = [cell for cell in written if "," in cell.text]
    points = [cell for cell in written if "." in cell.text]
    if commas and points:
        few, many = (commas, points) if len(commas) <= len(points) else (points, commas)
        found = problem("E-PRINTED-COMMA", (column,), column=column, found=few[0].text, other=many[0].text)
        yield found.located(few[0].place)


def _outside(path: Path, text: str, least: Fraction, most: Fraction) -> Problem:
    return problem("E-PRINTED-RANGE", path, found=text, least=least, most=most, column=str(path[-1]))


def _at(row: Row, column: str, found: Problem) -> Problem:
    place: Place | None = row.cells[column].place
    return found.located(place)
