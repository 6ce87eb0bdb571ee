"""Ballots in CSV files: strict cells, damaged lines, nothing lost and nothing read twice."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.errors import ReadError
from parindex.survey import delimited

if TYPE_CHECKING:
    from parindex.survey.blocks import Block

HEADER = b"ballot,group,unit\n"
Rows = dict[int, tuple[str, ...]]
Broken = list[tuple[int, int, str]]


def blocks(content: bytes, wanted: tuple[str, ...] | None = None) -> list[Block]:
    """Read a whole file."""
    stream = io.BytesIO(content)
    shape = delimited.read_shape(stream, "b.csv")
    return list(delimited.read_blocks(stream, "b.csv", shape, shape.header if wanted is None else wanted))


def read(content: bytes) -> tuple[Rows, Broken]:
    """Return the cells of each row by its line, and the broken rows with what was found."""
    rows: Rows = {}
    broken: Broken = []
    for block in blocks(content):
        columns = [column.to_pylist() for column in block.columns.values()]
        assert all(len(column) == len(block.lines) for column in columns)
        for line, *cells in zip(map(int, block.lines), *columns, strict=True):
            assert line not in rows
            rows[line] = tuple(cells)
        for first, last, why in block.broken:
            assert why.code == "E-ROW"
            assert why.place is not None
            assert why.place[:2] == ("b.csv", first)
            broken.append((first, last, str(dict(why.details)["found"])))
    return rows, broken


def refused(content: bytes) -> tuple[str, int, int]:
    """Return the code and place of a header that is refused."""
    with pytest.raises(ReadError) as caught:
        blocks(content)
    (found,) = caught.value.problems
    assert found.place is not None
    return found.code, found.place.line, found.place.column


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_clean_rows_keep_their_cells_and_lines(separator: str, end: str, mark: str) -> None:
    """Any of three separators, both line ends, with and without a mark: the cells are the same."""
    table = [["phiếu", "nhóm", "đơn vị"], ["1", '"a ""b"""', ""], ["2", f'"x{separator}{end}y"', " z "]]
    content = mark + end.join(separator.join(row) for row in table) + end
    expected = {2: ("1", 'a "b"', ""), 3: ("2", f"x{separator}{end}y", " z ")}
    assert delimited.read_shape(io.BytesIO(content.encode()), "").header == ("phiếu", "nhóm", "đơn vị")
    assert read(content.encode()) == (expected, [])
    assert read(content.rstrip("\r\n").encode()) == (expected, [])


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b"1,a", "2"),
        (b"1,a,b,", "4"),
        (b'"1,a,b', '"1,a,b'),
        (b'1,a"b,c', 'a"b,c'),
        (b'1,"a"b,c', '"a"b,c'),
        (b"1,a,\xff", "0xFF"),
        (b"1,a,\xed\xa0\x80", "0xED"),
        (b'1,a,"\xe1\xbb"', "0xE1"),
        (b"1,\x00,b", "U+0000"),
        (b'1,"\x1b",b', "U+001B"),
        (b"1,a\rb,c", "U+000D"),
        (b" ", "1"),
        (b"1,a," + b"x" * 70_000, "> 65536"),
        (b"1,a," + b"\xc3\xa1" * 40_000, "> 65536"),
        (b"1,a," + b"x" * 5_000_000, "> 65536"),
        (b'1,a,"' + b"\n" * 2_000 + b'"', "> 1000"),
    ],
    ids=lambda each: repr(each)[:30],
)
def test_a_damaged_row_is_broken_alone(line: bytes, found: str) -> None:
    """Whatever is wrong with a row, it is refused with what is wrong, and the rows beside it are read."""
    rows, broken = read(HEADER + b"0,a,b\n" + line + b"\n9,a,b\n")
    last = 4 + line.count(b"\n")
    assert rows == {2: ("0", "a", "b"), last: ("9", "a", "b")}
    assert broken[0] == (3, 3, found)
    assert len(broken) == (2 if b"\n" in line else 1)


def test_a_row_may_have_a_thousand_lines() -> None:
    """The caps on one row: 1,000 lines and 65,536 bytes with its line break, and not one more."""
    for body, line in [(b"\n" * 999, 1_002), (b"x" * (65_536 - 7), 3)]:
        within, past = (HEADER + b'1,a,"' + each + b'"\n2,a,b\n' for each in (body, body + body[:1]))
        assert read(within)[1] == []
        assert set(read(within)[0]) == {2, line}
        assert read(past)[1][0][:2] == (2, 2)
        assert read(past)[0].popitem()[1] == ("2", "a", "b")


def test_a_ragged_row_is_broken_with_all_its_lines() -> None:
    """A row of several lines with too few cells is one broken row from its first line to its last."""
    assert read(HEADER + b'1,"a\nb"\n\n2,c,d') == ({5: ("2", "c", "d")}, [(2, 3, "2")])


def test_an_open_quote_costs_one_line() -> None:
    """A quote that is never closed breaks its own line alone, however long the file."""
    body = b'1,a,"b\n' + b"2,c,d\n" * 900_000
    assert len(body) > delimited._CHUNK
    found = blocks(HEADER + body, ("ballot",))
    assert sum(len(block.lines) for block in found) == 900_000
    assert [row[:2] for block in found for row in block.broken] == [(2, 2)]
    lines = [int(line) for block in found for line in (block.lines[0], block.lines[-1])]
    assert (lines[0], lines[-1]) == (3, 900_002)


def test_the_lines_below_an_open_quote_are_not_its_reason() -> None:
    """Where a quote stays open, its line is told by the quote, not by what is wrong further down."""
    assert read(HEADER + b'1,a,"b\r\n2,\xff,"d\n')[1] == [(2, 2, '"b'), (3, 3, "0xFF")]


def test_many_broken_rows_come_in_several_blocks() -> None:
    """No block holds more than its share of broken rows, and none of them is lost."""
    found = blocks(HEADER + b"x\n" * 25_000)
    assert [len(block.broken) for block in found] == [10_000, 10_000, 5_000]
    assert all(len(block.columns["unit"]) == len(block.lines) == 0 for block in found)


def test_only_wanted_columns_are_read() -> None:
    """A block has the columns asked for, in that order, and its lines even when there are none."""
    (block,) = blocks(HEADER + b"1,a,b\n", ("unit", "ballot"))
    assert list(block.columns) == ["unit", "ballot"]
    (block,) = blocks(HEADER + b"1,a,b\n", ())
    assert (dict(block.columns), list(block.lines)) == ({}, [2])


def test_a_mark_that_begins_a_row_is_part_of_its_cell() -> None:
    """A byte order mark is only skipped where the file begins."""
    assert read(HEADER + "\ufeff1,a,b\n".encode()) == ({2: ("\ufeff1", "a", "b")}, [])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ("E-EMPTY", 1, 1)),
        (b"\xef\xbb\xbf", ("E-EMPTY", 1, 1)),
        (b"\na,b\n", ("E-EMPTY", 1, 1)),
        ("a,b\n".encode("utf-16"), ("E-UTF8", 1, 1)),
        (b"\xfe\xff\x00a\x00,", ("E-UTF8", 1, 1)),
        (b"a,\xff\n", ("E-UTF8", 1, 3)),
        (b"a,\x00b\n", ("E-CHAR", 1, 3)),
        (b"a,b\rc,d\r", ("E-CHAR", 1, 4)),
        (b"a\n1\n", ("E-CSV", 1, 1)),
        (b'a,"b\n', ("E-CSV", 1, 1)),
        (b"a," * 40_000, ("E-CSV", 1, 1)),
        (b"a,,c\n", ("E-EMPTY", 1, 2)),
        (b"a,b, a\n", ("E-DUP", 1, 3)),
        (b",".join(b"%d" % n for n in range(5_000)), ("E-COLS", 1, 4097)),
    ],
    ids=lambda each: repr(each)[:20],
)
def test_a_header_that_will_not_do_is_refused(content: bytes, expected: tuple[str, int, int]) -> None:
    """A file without a sound header cannot be read at all; the place is the line and the column."""
    assert refused(content) == expected


def test_a_header_alone_gives_nothing() -> None:
    """A file with no rows, or only empty lines, gives no blocks."""
    for content in (HEADER, HEADER.rstrip(), HEADER + b"\n\r\n\n"):
        assert blocks(content) == []


def test_a_header_may_take_lines() -> None:
    """A line break in a quoted name moves the rows down by a line."""
    assert read(b'"a\nb",c\n1,2\n') == ({3: ("1", "2")}, [])


# The reader again, letter by letter, from its description.
def slow(content: bytes, cells: int, caps: tuple[int, int]) -> tuple[Rows, list[tuple[int, int]]]:
    """Read rows after a header of one line."""
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    lines = lines[:-1] if lines[-1] == "" else lines
    rows: Rows = {}
    broken: list[tuple[int, int]] = []
    at = 1
    while at < len(lines):
        if lines[at] in {"", "\r"}:
            at += 1
            continue
        taken, found = slow_row(lines[at:], caps)
        if found is None or len(found) != cells:
            broken.append((at + 1, at + taken))
        else:
            rows[at + 1] = tuple(found)
        at += taken
    return rows, broken


def slow_row(lines: list[str], caps: tuple[int, int]) -> tuple[int, list[str] | None]:
    """Return how many lines the first row takes, and its cells when it can be told."""
    for taken in range(1, min(len(lines), caps[1]) + 1):
        text = "\n".join(lines[:taken]) + "\n"
        if len(text.encode("utf-8", "surrogateescape")) > caps[0]:
            break
        if text.count('"') % 2:
            continue
        row = text.removesuffix("\n").removesuffix("\r")
        if any("\udc80" <= letter <= "\udcff" for letter in row):
            break
        # Quoted cells first become one letter each, so that the rest can be split.
        quoted = re.findall(r'(?<![^,])"(?:[^"]|"")*"(?![^,])', row)
        if any(re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", cell) for cell in quoted):
            break
        bare = re.sub(r'(?<![^,])"(?:[^"]|"")*"(?![^,])', "\ue000", row)
        if re.search('["\x00-\x08\x0a-\x1f\x7f]', bare):
            break
        rest = iter(quoted)
        return taken, [
            next(rest)[1:-1].replace('""', '"') if cell == "\ue000" else cell for cell in bare.split(",")
        ]
    return 1, None


pieces = st.sampled_from(
    [
        b",",
        b"\n",
        b'"',
        b'""',
        b"\r\n",
        b"\r",
        b"a",
        b"1,b,c\n",
        b'"x\ny",',
        b"\xff",
        "ế".encode(),
        b"\0",
        b" ",
    ]
)
files = st.lists(pieces, max_size=60).map(b"".join)


def shrink(patch: pytest.MonkeyPatch, chunk: int) -> None:
    """Make chunks, windows, caps and blocks so small that every border is met."""
    small = {"_CHUNK": chunk, "_LEAST": chunk, "ROW_BYTES": 24, "ROW_LINES": 3, "_LINE": 96, "BROKEN": 2}
    for name, value in small.items():
        patch.setattr(delimited, name, value)


@pytest.mark.parametrize("chunk", [1, 7, 64])
@settings(max_examples=150, deadline=None)
@given(body=files)
def test_every_line_of_a_damaged_file_is_accounted_for(chunk: int, body: bytes) -> None:
    """Each line is part of exactly one row or broken row, or is empty, however a file is cut and damaged."""
    content = b"a,b,c\n" + body
    with pytest.MonkeyPatch.context() as patch:
        shrink(patch, chunk)
        rows, broken = read(content)
    lines = [b"", *content.split(b"\n")]
    count = len(lines) - 1 if lines[-1] else len(lines) - 2
    taken = [0] * (count + 1)
    for line, cells in rows.items():
        for each in range(line, line + 1 + sum(cell.count("\n") for cell in cells)):
            taken[each] += 1
    for first, last, _ in broken:
        for each in range(first, last + 1):
            taken[each] += 1
    for line in range(2, count + 1):
        blank = not lines[line].strip(b"\r")
        assert taken[line] == 1 or (blank and taken[line] == 0)


@pytest.mark.parametrize("chunk", [1, 7, 64])
@settings(max_examples=150, deadline=None)
@given(body=files)
def test_rows_are_those_of_a_slow_reader(chunk: int, body: bytes) -> None:
    """The rows, their cells and the broken rows are those that a reader of one letter at a time finds."""
    content = b"a,b,c\n" + body
    with pytest.MonkeyPatch.context() as patch:
        shrink(patch, chunk)
        rows, broken = read(content)
    assert (rows, [row[:2] for row in broken]) == slow(content, 3, (24, 3))
