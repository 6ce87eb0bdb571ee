"""Which table of an annex is read, and which tables go on with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parindex.annex.codes import Code, follows, read_codes
from parindex.annex.figures import one_line, points_of, tail_of
from parindex.annex.grid import Cell, Grid, Row, column_name
from parindex.annex.layout import Layout, find_layout
from parindex.annex.lines import Line, counts_columns, is_total, read_lines
from parindex.errors import Place, Problem, ReadError, problem
from parindex.fields import FrozenMap
from parindex.vietnamese import fold

__all__ = ["read_table"]

_LEAST = 2  # cells from which a row can repeat the header
_PARTS = 200  # tables that are put together; no annex is so long


def read_table(grids: Sequence[Grid], file: str) -> Layout:
    """Return the first table that has a header, with the tables that certainly go on with it.

    Tables of a document go on when nothing is written between them, they have as many columns, the header is
    repeated or left out, and the numbers go on. What is not read is said, and is a defect where it holds
    numbers and points.

    Raises:
        ReadError: no table has a column of names and one of points (``E-ANNEX-HEADER``).
    """
    found = next(((at, layout) for at, grid in enumerate(grids) if (layout := find_layout(grid))), None)
    if found is None:
        raise ReadError(problem("E-ANNEX-HEADER").located(Place(file, 1, 1)))
    at, chosen = found
    parts, joined = _going_on(chosen, grids[at + 1 :])
    others = [grid for grid in (*grids[:at], *grids[at + len(parts) :]) if grid.rows]
    whole = _whole(parts)
    remarks = list(_columns(whole))
    if others:
        names = ", ".join(each.name for each in others)
        read = ", ".join(each.grid.name for each in parts)
        remarks.append(problem("W-ANNEX-TABLE", found=read, others=names))
    place = Place(file, chosen.last, 1)
    said = tuple(each.located(place) for each in (*remarks, *whole.remarks, *whole.grid.remarks))
    unread = tuple(each for grid in others for each in _unread(grid, chosen))
    return replace(whole, problems=unread, remarks=(*said, *joined))


def _columns(layout: Layout) -> Iterator[Problem]:
    """Say which columns are read as what, and which are not."""
    below = (row for row in layout.grid.rows if row.number >= layout.first)
    unread = {column for row in below for column in row.cells}
    unread -= {layout.maxima, *layout.names, *([] if layout.code is None else [layout.code])}
    yield problem(
        "W-ANNEX-COLUMNS",
        numbers="–" if layout.code is None else column_name(layout.code),
        names=", ".join(map(column_name, layout.names)),
        max=column_name(layout.maxima),
        others=", ".join(column_name(column) for column in sorted(unread)) or "–",
    )


# What is not read


def _unread(grid: Grid, chosen: Layout) -> Iterator[Problem]:
    """Name a table of numbers and points, or of steps in as many columns, at its first such row."""
    alike = grid.before is not None and grid.width == chosen.grid.width
    row = next((row for row in grid.rows if _ruled(row) or (alike and _stepped(row))), None)
    if row is not None:
        cell = _first(row)
        yield problem("E-ANNEX-UNREAD", cell=cell.name, found=grid.name).located(cell.place)


def _first(row: Row) -> Cell:
    return next(iter(row.cells.values()))


def _ruled(row: Row) -> bool:
    """Tell whether a row begins with a number, and holds a text and after it points."""
    first, *rest = row.cells.values()
    texts = [at for at, cell in enumerate(rest) if points_of(cell.text) is None and not cell.formula]
    points = [at for at, cell in enumerate(rest) if points_of(cell.text) is not None]
    numbered = read_codes([one_line(first.text)])[0] is not None
    return numbered and bool(texts) and bool(points) and texts[0] < points[-1]


def _stepped(row: Row) -> bool:
    return any(tail_of(cell.text) for cell in row.cells.values())


# What goes on


def _going_on(chosen: Layout, following: Sequence[Grid]) -> tuple[tuple[Layout, ...], tuple[Problem, ...]]:
    """Return a table with those that go on with it, up to the first that does not, and how that is known."""
    lines = _lines(chosen, chosen)
    parts, said = [chosen], list[Problem]()
    for grid in following[:_PARTS]:
        headed = find_layout(grid)
        part = replace(chosen, grid=grid, first=0, last=0) if headed is None else headed
        if not _alike(chosen, grid) or (headed is not None and _header(headed) != _header(chosen)):
            break
        new = _lines(part, chosen)
        if not _follow(lines, new) or (headed is None and not all(map(_fits, new))):
            break
        lines += new
        cell = _first(grid.rows[0])
        code = "W-ANNEX-RUN-ON" if headed is None else "W-ANNEX-JOINED"
        said.append(problem(code, cell=cell.name, found=grid.name).located(cell.place))
        parts.append(part)
    return tuple(parts), tuple(said)


def _alike(chosen: Layout, grid: Grid) -> bool:
    """Tell whether a table of a document comes right after the one before it, with as many columns."""
    if grid.before is None or not grid.rows or grid.width != chosen.grid.width:
        return False
    return not any(letter.isalnum() for line in grid.before for letter in line)


def _header(layout: Layout) -> tuple[FrozenMap[int, str], ...]:
    """Return what the rows of a header say."""
    return tuple(_said(row) for row in layout.grid.rows if layout.first <= row.number <= layout.last)


def _said(row: Row) -> FrozenMap[int, str]:
    return FrozenMap({column: fold(one_line(cell.text)) for column, cell in row.cells.items()})


def _lines(layout: Layout, chosen: Layout) -> list[Line]:
    """Take apart the rows of a table that say anything else than the header of the first."""
    again = _repeated(layout, chosen)
    return [line for line in read_lines(layout) if line.row not in again]


def _fits(line: Line) -> bool:
    """Tell whether the columns of a row hold what their header says."""
    numbered = line.code is not None or line.code_cell is None or line.code_cell is line.cell
    bullet = line.code_cell is not None and not any(map(str.isalnum, line.code_cell.text))
    return bool(line.text or line.inside) and (numbered or bullet) and line.marred is None


def _follow(old: Sequence[Line], new: Sequence[Line]) -> bool:
    """Tell whether rows go on with those before them: only steps stand above a first number that does."""
    codes = [line.code for line in old if line.code]
    first = next((at for at, line in enumerate(new) if line.code), len(new))
    if any(map(is_total, old)) or not all(is_total(line) or _is_step(line) for line in new[:first]):
        return False
    if first == len(new):
        return bool(new)
    code = new[first].code
    return code is not None and bool(codes) and _goes_on(codes, code)


def _is_step(line: Line) -> bool:
    return bool(line.inside and not line.text) or tail_of(line.text) is not None


def _goes_on(codes: Sequence[Code], code: Code) -> bool:
    """Tell whether a number is the next of its kind, or the first below the last one."""
    last = codes[-1]
    small = code.family == "small" and last.family != "small"
    if code.parts == (*last.parts, 1) or (small and code.parts == (1,)):
        return True
    alike = [each for each in codes if (each.family, len(each.parts)) == (code.family, len(code.parts))]
    return bool(alike) and alike[-1].parts[:-1] == code.parts[:-1] and follows(code, alike[-1].parts[-1])


def _whole(parts: Sequence[Layout]) -> Layout:
    """Put tables below one another, the first of which is read; their rows are counted on."""
    chosen, *going_on = parts
    rows, spans, remarks = [*chosen.grid.rows], [*chosen.grid.spans], [*chosen.grid.remarks]
    repeated = _repeated(chosen, chosen)
    again = [*_again(chosen, chosen)]
    for part in going_on:
        offset, grid = rows[-1].number, part.grid
        header = {row.number for row in grid.rows if row.number <= part.last}
        repeated |= {number + offset for number in (*header, *_repeated(part, chosen))}
        rows += (Row(row.number + offset, row.cells) for row in grid.rows)
        spans += (span._replace(top=span.top + offset, bottom=span.bottom + offset) for span in grid.spans)
        remarks += grid.remarks
        again += _again(part, chosen)
    grid = replace(chosen.grid, rows=tuple(rows), spans=tuple(spans), remarks=tuple(remarks))
    return replace(chosen, grid=grid, repeated=repeated, remarks=(*chosen.remarks, *again))


# Headers that come again


def _copies(part: Layout, chosen: Layout) -> tuple[Row, ...]:
    """Return the rows below a header that say what a row of it says."""
    titles = [said for said in _header(chosen) if len(said) >= _LEAST]
    return tuple(row for row in part.grid.rows if row.number > part.last and _said(row) in titles)


def _repeated(part: Layout, chosen: Layout) -> frozenset[int]:
    """Return the rows below a header that say it again, and those that then number the columns."""
    found = {row.number for row in _copies(part, chosen)}
    fresh = part is not chosen
    for row in part.grid.rows:
        if row.number > part.last:
            if fresh and counts_columns(row):
                found.add(row.number)
            fresh = row.number in found
    return frozenset(found)


def _again(part: Layout, chosen: Layout) -> Iterator[Problem]:
    """Say where the header comes again within a table."""
    copies = _copies(part, chosen)
    numbers = {row.number for row in copies}
    for row in copies:
        if row.number - 1 not in numbers:
            cell = _first(row)
            yield problem("W-ANNEX-HEADER", cell=cell.name).located(cell.place)
