"""The rows of a table taken apart and told apart: criteria, steps, totals, notes, and none of these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Literal, NamedTuple

from parindex.annex.codes import Code, led_by_code, read_codes
from parindex.annex.figures import one_line, tail_of
from parindex.annex.grid import Cell, Row
from parindex.annex.layout import Layout
from parindex.annex.percents import Found, percent_of
from parindex.annex.sums import Sums
from parindex.errors import Problem, problem
from parindex.vietnamese import fold

__all__ = ["Kind", "Line", "Sorted", "Step", "counts_columns", "is_total", "read_lines", "sort_lines"]

Kind = Literal["item", "step", "total", "beside", "unknown"]
_TOTALS = ("tong cong", "tong diem", "tong so", "tong:")
# A step may begin like a total; these words say nothing else.
_PLAIN_TOTALS = frozenset({"tong", "tong cong", "tong diem", "tong so", "tong so diem", "tong cong diem"})
_BULLETS = "-+*•–— "
_NUMBERED = 3  # cells from which a row can be the numbers of the columns


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder: its cell, its words without the points, the points, and the percent it names."""

    cell: Cell
    text: str
    points: Fraction
    found: Found


@dataclass(frozen=True, slots=True)
class Line:
    """A row taken apart.

    ``inside`` holds the steps that stand in the same cell as the name, ``rest`` the lines between and after
    them; a row is ``outside`` when none of the columns that are read holds anything.
    ``marred`` is what stands where points should.
    """

    row: int
    cell: Cell
    code_cell: Cell | None
    points_cell: Cell | None
    code: Code | None
    text: str
    points: Fraction | None
    inside: tuple[Step, ...]
    rest: tuple[str, ...]
    outside: bool
    marred: str | None

    @property
    def caps(self) -> bool:
        """Tell whether the name stands in capitals."""
        return self.text.isupper() and len(self.text) > 3  # noqa: PLR2004 (an acronym is no heading)


class Sorted(NamedTuple):
    """A row told apart; what stands in it as a step, and what is to be said of it."""

    line: Line
    kind: Kind
    step: Step | None = None
    problems: tuple[Problem, ...] = ()


class _Parts(NamedTuple):
    """The cells of a row before its number is read."""

    row: int
    cell: Cell
    code_cell: Cell | None
    points_cell: Cell | None
    code_text: str | None
    text: str
    inside: tuple[Step, ...]
    rest: tuple[str, ...]
    outside: bool


def read_lines(layout: Layout) -> tuple[Line, ...]:
    """Take apart every row below the header that holds anything."""
    rows = [_parts(row, layout) for row in layout.grid.rows if row.number > layout.last]
    codes = read_codes(each.code_text for each in rows)
    sums = Sums(layout.grid)
    return tuple(_line(parts, code, sums) for parts, code in zip(rows, codes, strict=True))


def _parts(row: Row, layout: Layout) -> _Parts:
    code_cell = row.cells.get(layout.code) if layout.code is not None else None
    points_cell = row.cells.get(layout.maxima)
    names = [row.cells[column] for column in layout.names if column in row.cells]
    first = next(iter(row.cells.values()))
    cell = names[0] if names else code_cell or first
    code_text = one_line(code_cell.text) if code_cell is not None and names else None
    # A row whose name cell is empty, or that names two things at once, has no text to go by.
    text = cell.text if len(names) == 1 or (not names and code_cell is cell) else ""
    # A bare hyphen says nothing either, nor does a number without a name.
    bare = not names and read_codes([text])[0] is not None
    text = text if text.strip(_BULLETS) and not bare else ""
    if code_text is None and (led := led_by_code(text)):
        code_text, text = led
    head, inside, rest = _taken_apart(text, cell)
    outside = not names and code_cell is None and points_cell is None
    return _Parts(row.number, cell, code_cell, points_cell, code_text, head, inside, rest, outside)


def _taken_apart(text: str, cell: Cell) -> tuple[str, tuple[Step, ...], tuple[str, ...]]:
    """Part a name from the steps below it in the same cell, and from what stands between or after them."""
    lines = [line for line in text.splitlines() if line.strip()]
    tails = [tail_of(line) for line in lines]
    begin = next((at for at, tail in enumerate(tails) if at and tail), len(lines))
    if begin == 1 and len(lines) > 1 and tails[0]:
        begin = 0
    steps = tuple(_step(cell, *tail) for tail in tails[begin:] if tail)
    rest = tuple(one_line(line) for line, tail in zip(lines, tails, strict=True) if not tail)
    return one_line(" ".join(lines[:begin])), steps, rest[sum(not tail for tail in tails[:begin]) :]


def _step(cell: Cell, text: str, points: Fraction) -> Step:
    words = text.strip().lstrip(_BULLETS) or text.strip()
    return Step(cell, words, points, percent_of(words))


def _line(parts: _Parts, code: Code | None, sums: Sums) -> Line:
    cell = parts.points_cell
    points = None if cell is None else sums.points(cell)
    marred = one_line(cell.text) if cell is not None and points is None else ""
    return Line(
        row=parts.row,
        cell=parts.cell,
        code_cell=parts.code_cell,
        points_cell=parts.points_cell,
        code=code,
        text=parts.text,
        points=points,
        inside=parts.inside,
        rest=parts.rest,
        outside=parts.outside,
        marred=marred or None,
    )


def sort_lines(lines: Sequence[Line], layout: Layout) -> tuple[Sorted, ...]:
    """Tell the rows of a table apart."""
    sorter = _Sorter(lines, layout)
    return tuple(sorter.sort())


class _Sorter:
    """Goes through the rows with what it must know of those around: numbers, criteria and totals so far."""

    def __init__(self, lines: Sequence[Line], layout: Layout) -> None:
        self.lines = lines
        self.styled = layout.grid.styled
        self.repeated = layout.repeated
        self.rows = {row.number: row for row in layout.grid.rows}
        self.coded = any(line.code for line in lines)
        self.last_code = max((at for at, line in enumerate(lines) if line.code), default=-1)
        worth = (at for at, line in enumerate(lines) if _is_worth(line) and not is_total(line))
        self.last_worth = max(worth, default=-1)
        self.begun = False
        self.ended = False

    def sort(self) -> Iterator[Sorted]:
        for index, line in enumerate(self.lines):
            after = self.lines[index + 1] if index + 1 < len(self.lines) else None
            found = self._sort(line, after, index)
            self.begun = self.begun or found.kind == "item"
            self.ended = self.ended or found.kind == "total"
            marred = _marred(line) if found.kind in {"item", "step"} else ()
            # Of a row that is not understood all of it is named.
            rest = map(partial(_left_over, line), line.rest if found.kind != "unknown" else ())
            yield found._replace(problems=(*found.problems, *marred, *rest))

    def _sort(self, line: Line, after: Line | None, index: int) -> Sorted:
        bare = line.points is None and not line.marred and not (line.points_cell and line.points_cell.formula)
        if line.row in self.repeated or (not self.begun and counts_columns(self.rows[line.row])):
            return Sorted(line, "beside")
        if is_total(line) and (line.points_cell is None or index < self._closing(line)):
            # Words that are a total's alone never make a step or a criterion.
            if _says_total(line):
                return _unknown(line)
        elif is_total(line):
            return Sorted(line, "total")
        if self._is_beside(line, bare=bare):
            said = problem("W-ANNEX-BESIDE", cell=line.cell.name, found=line.text or one_line(line.cell.text))
            return Sorted(line, "beside", None, (said.located(line.cell.place),))
        if miscoded := _miscoded(line):
            return Sorted(line, "item", None, (miscoded,))
        if line.text or line.inside:
            return self._told(line, after, bare=bare)
        return _unknown(line)

    def _closing(self, line: Line) -> int:
        """Return the row from which a total may stand: longer words must close the table."""
        plain = _says_total(line) and self.coded
        return self.last_code if plain else max(self.last_code, self.last_worth)

    def _is_beside(self, line: Line, *, bare: bool) -> bool:
        """Tell whether a row is no rule: a note, what follows the total, or filled in another column only."""
        words = fold(line.text)
        return line.outside or (line.code is None and bare and (self.ended or words.startswith("ghi chu")))

    def _told(self, line: Line, after: Line | None, *, bare: bool) -> Sorted:
        tail = None if line.inside else tail_of(line.text)
        if line.code is not None and line.code.family != "small":
            return self._coded(line, tail, after)
        if tail or (line.inside and not line.text):
            return self._as_step(line, tail)
        heads = self.styled and (line.cell.bold or line.caps)
        if line.code is not None or heads or (not self.coded and not bare):
            return Sorted(line, "item")
        return self._as_step(line, (line.text, line.points)) if line.points is not None else _unknown(line)

    def _coded(self, line: Line, tail: tuple[str, Fraction] | None, after: Line | None) -> Sorted:
        """Tell a criterion from a step that bears a number like one, ends with its points and has no step."""
        agrees = tail is not None and line.points in {None, tail[1]}
        led = after is not None and after.code is None and bool(after.inside or tail_of(after.text))
        if not agrees or led or not self.begun:
            return Sorted(line, "item")
        cell = line.code_cell or line.cell
        code = line.code.text if line.code else ""
        wrong = problem("E-ANNEX-STEP-CODE", cell=cell.name, found=code).located(cell.place)
        return self._as_step(line, tail, wrong)

    def _as_step(self, line: Line, tail: tuple[str, Fraction] | None, *problems: Problem) -> Sorted:
        if not self.begun:
            return _unknown(line)
        if tail is None:
            return Sorted(line, "step", None, problems)
        text, points = tail
        if line.points is not None and abs(line.points) != abs(points):
            cell = line.points_cell or line.cell
            wrong = problem("E-ANNEX-LABEL", cell=cell.name, found=points, points=line.points)
            problems = (*problems, wrong.located(cell.place))
        return Sorted(line, "step", _step(line.cell, text, points), problems)


def _miscoded(line: Line) -> Problem | None:
    """Return what is wrong with a cell of numbers beside a name: it holds no number and no bullet."""
    cell = line.code_cell
    if cell is None or line.code is not None or cell is line.cell:
        return None
    if not cell.formula and not any(letter.isalnum() for letter in cell.text):
        return None
    found = problem("E-ANNEX-CODE", cell=cell.name, found=one_line(cell.text) or f"={cell.formula}")
    return found.located(cell.place)


def is_total(line: Line) -> bool:
    """Tell whether a row begins like a total and is no step that ends with its points."""
    words = fold(line.text)
    begins = line.code is None and (words.startswith(_TOTALS) or words == "tong")
    return begins and not line.inside and tail_of(line.text) is None


def _says_total(line: Line) -> bool:
    return fold(line.text).strip(" :.") in _PLAIN_TOTALS


def _is_worth(line: Line) -> bool:
    return line.points is not None or bool(line.inside) or tail_of(line.text) is not None


def counts_columns(row: Row) -> bool:
    """Tell whether a row only numbers the columns: (1), (2), (3) or A, B, 1, 2."""
    texts = [cell.text.strip().strip("()") for cell in row.cells.values()]
    plain = [text for text in texts if not text.isalpha()]
    counted = all(text.isdecimal() for text in plain) and len(plain) > 1
    numbers = [int(text) for text in plain] if counted else []
    return (
        len(texts) >= _NUMBERED
        and bool(numbers)
        and all(len(text) == 1 for text in texts if text.isalpha())
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


def _marred(line: Line) -> Iterator[Problem]:
    """Say what stands where points should."""
    cell = line.points_cell
    if cell is not None and line.marred:
        yield problem("E-ANNEX-POINTS", cell=cell.name, found=line.marred).located(cell.place)


def _left_over(line: Line, found: str) -> Problem:
    return problem("E-ANNEX-ROW", cell=line.cell.name, found=found).located(line.cell.place)


def _unknown(line: Line) -> Sorted:
    text = line.cell.text if line.inside or line.rest else line.text or line.cell.text
    found = " | ".join(filter(None, (one_line(text), line.marred)))
    wrong = problem("E-ANNEX-ROW", cell=line.cell.name, found=found).located(line.cell.place)
    return Sorted(line, "unknown", None, (wrong,))
