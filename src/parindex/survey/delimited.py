"""Ballots in CSV files of any size: strict cells, and every line of a damaged file accounted for.

A row is what RFC 4180 says: one separator, LF or CR LF at its end, line breaks in quoted cells. A row that
ends well with too few or too many cells is broken as a whole. Where no row can be told (a quote that is not
closed or out of place, a byte that is not UTF-8, a control character, a row past the caps), one line is
broken and reading goes on at the next: a lost quote costs one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from parindex.errors import Place, Problem
from parindex.readers.document import refuse
from parindex.survey.blocks import BROKEN, ROW_BYTES, ROW_LINES, TEXT, Block, broken_row, check_header

__all__ = ["Shape", "read_blocks", "read_shape"]

_CHUNK = 4 * 1024 * 1024  # bytes read at a time: some 100,000 rows of answers
_MOST = 4  # bytes of a character
_LINE = _MOST * ROW_BYTES  # bytes of a line that are kept: enough to see that it is too long
_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16, and of UTF-32 from its small end
_SEPARATORS = ",;\t"
_EMPTY = ("\n", "\r\n")
_BREAK, _QUOTE = b'\n"'
_LEAST = 4 * 1024  # characters in which rows are taken at once, after a broken one
_SHOWN = 20  # characters of a broken cell
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
_ESCAPED = r"\udc80-\udcff"  # bytes that are not UTF-8, as Python carries them in text
_BAD_CHARACTER = re.compile(f"[{_CONTROL}]|\r(?!\n)")


class Shape(NamedTuple):
    """How a file is laid out: its separator, the names of its columns, and what the header takes of it."""

    separator: str
    header: tuple[str, ...]
    size: int
    lines: int


class _Grammar(NamedTuple):
    """Patterns of one separator: a cell with its end, what of a cell can be read, a row, rows of so many.

    Nothing in them is tried more than twice, so the time that they take grows only with what they read.
    """

    cell: re.Pattern[str]
    start: re.Pattern[str]
    row: re.Pattern[str]
    rows: re.Pattern[str]


class _Frame(NamedTuple):
    """What the rows of one file are read by: patterns, the number of cells, the file's name."""

    grammar: _Grammar
    cells: int
    file: str


class _Taken(NamedTuple):
    """What one text gave: sound rows with their lines, broken rows, the rest with the line it begins at."""

    sound: str
    lines: NDArray[np.int64]
    broken: tuple[tuple[int, int, Problem], ...]
    rest: str
    line: int


def read_shape(stream: BinaryIO, file: str) -> Shape:
    """Read the header: the separator is the one that gives the most cells.

    Raises:
        ReadError: nothing is there (``E-EMPTY``), it is not UTF-8 (``E-UTF8``), holds a control character
            (``E-CHAR``), is no row of two cells or more (``E-CSV``), or its names will not do.
    """
    head = stream.read(_LINE)
    if head.startswith(_WIDE_BOMS):
        raise refuse("E-UTF8", Place(file, 1, 1))
    marked = head.startswith(_BOM)
    text = _decode(head[len(_BOM) :] if marked else head) + "\n"
    if not text.partition("\n")[0].strip():
        raise refuse("E-EMPTY", Place(file, 1, 1))
    rows = {separator: _header(text, separator) for separator in _SEPARATORS}
    separator = max(_SEPARATORS, key=lambda each: len(rows[each][1]))
    row, names = rows[separator]
    if len(names) < 2:  # noqa: PLR2004 - with one cell there is nothing to separate
        raise _refuse_header(text, file)
    size = len(row.encode()) + len(_BOM) * marked
    return Shape(separator, check_header(names, file), size, row.count("\n"))


def read_blocks(stream: BinaryIO, file: str, shape: Shape, wanted: Sequence[str]) -> Iterator[Block]:
    """Yield the rows after the header, some megabytes at a time; the stream stands at its beginning.

    Every line after the header is part of one row, or of one broken row, or empty.
    """
    frame = _Frame(_grammar(shape.separator, len(shape.header)), len(shape.header), file)
    stream.seek(shape.size)
    rest, line = "", 1 + shape.lines
    for text, last in _texts(stream):
        rest += text
        full = True
        while full:
            taken = _take(rest, line, frame, last=last)
            if len(taken.lines) or taken.broken:
                yield Block(_columns(taken.sound, shape, wanted), taken.lines, taken.broken)
            rest, line = taken.rest, taken.line
            full = len(taken.broken) == BROKEN


def _grammar(separator: str, cells: int) -> _Grammar:
    letters = f'[^"{_CONTROL}{_ESCAPED}]*+'
    inside = f'{letters}(?:""{letters})*+'
    # Of all controls the tab alone may stand in a bare cell; line breaks end it.
    bare = rf'[^"{separator}\x00-\x08\x0a-\x1f\x7f{_ESCAPED}]*+'
    cell = f'(?:"{inside}"|{bare})'
    # Rows without quotes are told faster by themselves.
    rows = "|".join(f"{each}(?:{separator}{each}){{{cells - 1}}}\r?\n" for each in (bare, cell))
    return _Grammar(
        cell=re.compile(f"({cell})(?:{separator}|\r?\n)"),
        start=re.compile(f'(?:"{inside}"?+|{bare})'),
        row=re.compile(f"{cell}(?:{separator}{cell})*+\r?\n"),
        rows=re.compile(f"(?:{rows})*+"),
    )


def _decode(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _header(text: str, separator: str) -> tuple[str, list[str]]:
    """Return the first row of a text and its cells, none when it is no row."""
    grammar = _grammar(separator, 1)
    found = grammar.row.match(text, 0, ROW_BYTES)
    return (found[0], list(_cells(found[0], grammar))) if found else ("", [])


def _refuse_header(text: str, file: str) -> Exception:
    line = text.partition("\n")[0]
    if escaped := re.search(f"[{_ESCAPED}]", line):
        return refuse("E-UTF8", Place(file, 1, escaped.start() + 1))
    if control := _BAD_CHARACTER.search(line + "\n"):
        character = f"U+{ord(control[0]):04X}"
        return refuse("E-CHAR", Place(file, 1, control.start() + 1), character=character)
    return refuse("E-CSV", Place(file, 1, 1))


def _cells(row: str, grammar: _Grammar) -> Iterator[str]:
    """Yield the cells of a sound row."""
    for found in grammar.cell.finditer(row):
        cell = found[1]
        yield cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _texts(stream: BinaryIO) -> Iterator[tuple[str, bool]]:
    """Yield the rest of a file as whole lines, and whether it ends; of endless lines the middle is lost."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        rest += chunk
        cut = rest.rfind(b"\n") + 1
        yield _decode(rest[:cut]), False
        rest = rest[cut:][:_LINE]
    yield _decode(rest) + "\n" if rest else "", True


def _take(text: str, line: int, frame: _Frame, *, last: bool) -> _Taken:
    """Take rows from a text until it ends, or until what is left may be part of a row that goes on."""
    pieces: list[str] = []
    lines = [np.empty(0, np.int64)]
    broken: list[tuple[int, int, Problem]] = []
    at, window = 0, _LEAST
    while at < len(text) and len(broken) < BROKEN:
        run, starts, passed = _run(text, at, at + window, frame.grammar)
        if run:
            # A long row that passes a cap is looked at many times if many rows are taken at once around it.
            window = min(2 * window, _CHUNK)
            pieces.append(run)
            lines.append(starts + line)
            at, line = at + len(run), line + passed
            continue
        end = text.index("\n", at) + 1
        found = ""
        if text[at:end] not in _EMPTY:
            row = frame.grammar.row.match(text, at, at + ROW_BYTES)
            if row is None and not last and len(text) - at < ROW_BYTES:
                break
            found, end = _look(text, row, (at, end), frame)
        after = line + text.count("\n", at, end)
        if found:
            window = _LEAST
            broken.append((line, after - 1, broken_row(frame.file, line, found, frame.cells)))
        elif text[at:end] not in _EMPTY:
            pieces.append(text[at:end])
            lines.append(np.array([line]))
        at, line = end, after
    return _Taken("".join(pieces), np.concatenate(lines), tuple(broken), text[at:], line)


def _run(text: str, at: int, end: int, grammar: _Grammar) -> tuple[str, NDArray[np.int64], int]:
    """Return sound rows in a row, the line of each counted from 0, and how many lines they are."""
    found = grammar.rows.match(text, at, end)
    if found is None or not (run := found[0]):
        return "", np.empty(0, np.int64), 0
    if '"' not in run and _MOST * len(run) <= ROW_BYTES:
        # Between broken rows there are few sound ones, of a line each.
        passed = run.count("\n")
        return run, np.arange(passed), passed
    content = np.frombuffer(run.encode(), np.uint8)
    breaks = np.flatnonzero(content == _BREAK)
    last = np.arange(len(breaks))
    if '"' in run:
        # In sound rows a break ends a row where as many quotes were closed as opened.
        quotes = np.flatnonzero(content == _QUOTE)
        last = np.flatnonzero(np.searchsorted(quotes, breaks) % 2 == 0)
    ends = breaks[last]
    over = (np.diff(ends, prepend=-1) > ROW_BYTES) | (np.diff(last, prepend=-1) > ROW_LINES)
    rows = int(over.argmax()) if over.any() else len(last)
    if rows < len(last):
        run = content[: ends[rows - 1] + 1].tobytes().decode() if rows else ""
    starts = np.concatenate([[0], last + 1])[: rows + 1]
    return run, starts[:rows], int(starts[rows])


def _look(text: str, row: re.Match[str] | None, line: tuple[int, int], frame: _Frame) -> tuple[str, int]:
    """Return what is wrong with one row, nothing when it is sound, and where to go on."""
    at, end = line
    if row is None:
        return _reason(text[at : at + ROW_BYTES], frame.grammar), end
    if len(row[0].encode()) > ROW_BYTES:
        return f"> {ROW_BYTES}", end
    if row[0].count("\n") > ROW_LINES:
        return f"> {ROW_LINES}", end
    cells = sum(1 for _ in _cells(row[0], frame.grammar))
    return "" if cells == frame.cells else str(cells), row.end()


def _reason(text: str, grammar: _Grammar) -> str:
    """Return what keeps the first row of a text from being one."""
    at = 0
    while cell := grammar.cell.match(text, at):
        at = cell.end()
    begun = grammar.start.match(text, at)
    end = begun.end() if begun else at
    if text.startswith('"', at) and "\n" in text[at:end]:
        # What stands in the lines below is no fault of theirs.
        return _shown(text[at:])
    wrong = text[end : end + 1]
    if re.match(f"[{_ESCAPED}]", wrong):
        return f"0x{ord(wrong) - 0xDC00:02X}"
    if _BAD_CHARACTER.match(text, end):
        return f"U+{ord(wrong):04X}"
    if '"' in text[at : end + 1]:
        return _shown(text[at:])
    return f"> {ROW_BYTES}"


def _shown(cell: str) -> str:
    return cell[:_SHOWN].partition("\n")[0].rstrip("\r")


def _columns(rows: str, shape: Shape, wanted: Sequence[str]) -> dict[str, pa.Array]:
    """Return the wanted columns of sound rows."""
    if not wanted:
        return {}
    # Names of our own, for a reader that takes no empty list of columns and no repeated ones.
    names = {name: str(index) for index, name in enumerate(shape.header)}
    if not rows:
        return {name: pa.array([], TEXT) for name in wanted}
    content = _BOM + rows.encode()  # a mark of ours: one that begins a cell is then kept
    table = csv.read_csv(
        pa.BufferReader(content),
        csv.ReadOptions(block_size=len(content) + 1, column_names=list(names.values())),
        csv.ParseOptions(delimiter=shape.separator, newlines_in_values='"' in rows),
        csv.ConvertOptions(
            column_types=dict.fromkeys(names.values(), TEXT),
            include_columns=[names[name] for name in wanted],
            strings_can_be_null=False,
        ),
    )
    return {name: table.column(names[name]).chunk(0) for name in wanted}
