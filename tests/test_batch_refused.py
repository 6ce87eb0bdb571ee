"""What the command refuses or rejects: in which words, at which place, with which exit code."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import Result
from commands import run
from pyarrow import parquet
from test_batch_tables import small, units

from parindex.__main__ import main
from parindex.batch.outcome import Outcome
from parindex.batch.standing import Standing
from parindex.readers import yaml

FIRST = ("u", 3, 4, "20")
HEADER = "unit,kind,a.done,a.planned,b.points"
LINE = "u,department,3,4,20"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a ruleset and a sound table."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(yaml.write(json.loads(small().canonical)), encoding="utf-8")
    parquet.write_table(units(FIRST), tmp_path / "good.parquet")
    return tmp_path


def batch(file: str | Path, *words: str, lang: str = "en") -> Result:
    """Score a file."""
    return run("batch", file, "--ruleset", "rules.yaml", "-o", "scores.parquet", *words, "--lang", lang)


def left() -> set[str]:
    """Return the files that a run left."""
    return {file.name for file in Path().iterdir()} - {"rules.yaml", "good.parquet"}


def changed(**columns: Any) -> pa.Table:
    """Make a table of one unit, with columns that are other ones."""
    table = units(FIRST)
    for name, values in columns.items():
        column = pa.array(values) if isinstance(values, list) else values
        place = table.schema.get_field_index(name.replace("_", "."))
        table = (
            table.set_column(place, name.replace("_", "."), column)
            if place >= 0
            else table.append_column(name.replace("_", "."), column)
        )
    return table


def written(content: pa.Table | bytes | str) -> Path:
    """Write a table, or the bytes of a CSV file."""
    if isinstance(content, pa.Table):
        parquet.write_table(content, "units.parquet")
        return Path("units.parquet")
    file = Path("units.csv")
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


COLUMN = (
    "bảng không được có cột `a.don`; có phải là `a.done`?",
    "the table should have no column `a.don`; did you mean `a.done`?",
)


def floats(found: str) -> tuple[str, str]:
    """Say that a column holds floats."""
    return (
        (
            f"cột `a.done` chứa số dấu phẩy động ({found}); "
            "số ấy đã mất độ chính xác: xuất lại thành số nguyên, số thập phân (decimal) hoặc chữ"
        ),
        (
            f"the column `a.done` holds floating-point numbers ({found}); "
            "such numbers are not exact: export it as whole numbers, decimals or text"
        ),
    )


def no_type(found: str) -> tuple[str, str]:
    """Say that a column has a type that nobody reads."""
    return (
        (
            f"cột `a.done` có kiểu không đọc được ({found}); "
            "dùng chữ, số nguyên hoặc số thập phân có nhiều nhất 6 chữ số sau dấu phẩy"
        ),
        (
            f"the column `a.done` has a type that cannot be read ({found}); "
            "use text, whole numbers or decimals with at most 6 digits after the point"
        ),
    )


LACKS = (
    "bảng thiếu cột `unit`; mỗi dòng là một đơn vị, mã đơn vị ở cột unit",
    "the table lacks the column `unit`; each row is a unit, its key in the column unit",
)
TWICE = ("cột `unit` có hai lần; giữ lại một", "the column `unit` is there twice; keep one of them")
EMPTY = (
    "chỗ này để trống; điền giá trị hoặc xoá dòng",
    "nothing is written here; give a value or remove the line",
)
UTF8 = ("tệp không phải UTF-8; lưu lại tệp với mã hoá UTF-8", "the file is not UTF-8; save it as UTF-8")
ZONED = pa.array([1], pa.timestamp("us", "Asia/Ho_Chi_Minh"))
NESTED = pa.array([{"x": 1}])


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        pytest.param(changed(a_don=[1]), "E-BATCH-COLUMN", COLUMN, id="unknown column"),
        pytest.param(f"{HEADER},a.don\n{LINE},1\n", "E-BATCH-COLUMN", COLUMN, id="unknown column, CSV"),
        pytest.param(changed(a_done=[1.5]), "E-BATCH-FLOAT", floats("double"), id="floats"),
        pytest.param(changed(a_done=[float("nan")]), "E-BATCH-FLOAT", floats("double"), id="NaN"),
        pytest.param(changed(a_done=NESTED), "E-BATCH-TYPE", no_type("struct<x: int64>"), id="nested"),
        pytest.param(changed(a_done=[[1]]), "E-BATCH-TYPE", no_type("list<element: int64>"), id="list"),
        pytest.param(
            changed(a_done=ZONED),
            "E-BATCH-TYPE",
            no_type("timestamp[us, tz=Asia/Ho_Chi_Minh]"),
            id="time with a zone",
        ),
        pytest.param(
            changed(a_done=pa.array([1], pa.date32())), "E-BATCH-TYPE", no_type("date32[day]"), id="date"
        ),
        pytest.param(
            changed(a_done=pa.array([Decimal(10**39)], pa.decimal256(40, 0))),
            "E-BATCH-TYPE",
            no_type("decimal256(40, 0)"),
            id="40 digits",
        ),
        pytest.param(changed(a_done=[b"3"]), "E-BATCH-TYPE", no_type("binary"), id="bytes"),
        pytest.param(units(FIRST).drop_columns("unit"), "E-BATCH-LACKS", LACKS, id="no unit"),
        pytest.param("kind\ndepartment\n", "E-BATCH-LACKS", LACKS, id="no unit, CSV"),
        pytest.param(pa.table({}), "E-BATCH-LACKS", LACKS, id="no column"),
        pytest.param("unit,kind,unit\nu,department,v\n", "E-BATCH-TWICE", TWICE, id="header twice"),
        pytest.param("", "E-EMPTY", EMPTY, id="empty file"),
        pytest.param("\ufeff\nu", "E-EMPTY", EMPTY, id="empty header"),
        pytest.param(b"unit,\xe9\n", "E-UTF8", UTF8, id="header in Latin-1"),
        pytest.param("unit\n".encode("utf-16"), "E-UTF8", UTF8, id="UTF-16"),
    ],
)
def test_a_table_that_no_row_can_be_read_of_is_refused_with_its_place(
    content: pa.Table | bytes | str, code: str, words: tuple[str, str]
) -> None:
    """The file, line 1, the code and what to do, in both languages; exit 3, and no file of scores."""
    file = written(content)
    for lang, said in zip(("vi", "en"), words, strict=True):
        found = batch(file, lang=lang)

        assert found.stderr == f"{file}:1:1: {code}: {said}\n"
        assert found.exit_code == 3
        assert left() == {file.name}


def entry(field: str) -> str:
    """Return the path of a field."""
    return f"stages.final.entries.{field}"


def number(field: str, found: str) -> tuple[str, str]:
    """Say that something is no number."""
    return (
        (
            f"E-NUM {entry(field)}: `{found}` không phải số thập phân; "
            "viết như 12.5: chữ số, dấu chấm, tối đa 6 số lẻ"
        ),
        (
            f"E-NUM {entry(field)}: `{found}` is not a decimal number; "
            "write it like 12.5: digits, a point, at most 6 decimals"
        ),
    )


def broken(found: str) -> tuple[str, str]:
    """Say that a line is no row."""
    return (
        (
            f"E-BATCH-ROW: không đọc được dòng này: `{found}`; mỗi dòng đủ ô như dòng đầu; "
            "ô có dấu phẩy hay dấu nháy đặt trong dấu nháy kép, không xuống dòng trong ô"
        ),
        (
            f"E-BATCH-ROW: this row cannot be read: `{found}`; every row has as many cells as the header; "
            "double quotes around a cell with commas or quotes, and no line break in a cell"
        ),
    )


NEGATIVE = (
    f"E-RANGE {entry('a.done')}: -1 nằm ngoài khoảng từ 0 đến 4",
    f"E-RANGE {entry('a.done')}: -1 is outside 0 to 4",
)
NULL = (
    f"E-FORM {entry('a')}: thang `ratio` không nhận `planned`; cần value | done + planned",
    f"E-FORM {entry('a')}: the scale `ratio` does not take `planned`; it takes value | done + planned",
)
NO_UNIT = (
    "E-BATCH-UNIT: dòng này không ghi mã đơn vị; điền cột unit",
    "E-BATCH-UNIT: this row states no unit; fill in the column unit",
)
REPEATED = (
    "E-UNIT-TWICE unit: đơn vị `u` có mặt hai lần",
    "E-UNIT-TWICE unit: the unit `u` is there twice",
)
SLUG = (
    'E-SLUG unit.key: khoá `v"` sai quy cách; dùng chữ thường không dấu, số và gạch nối, tối đa 64 ký tự',
    'E-SLUG unit.key: the key `v"` is not a slug; use small letters, digits and single hyphens, at most 64',
)
LARGEST = pa.array([2**63], pa.uint64())


@pytest.mark.parametrize(
    ("content", "rejected"),
    [
        pytest.param(
            changed(a_done=LARGEST), {1: ("u", number("a.done", str(2**63)))}, id="overflow, 64 bits"
        ),
        pytest.param(
            changed(a_done=pa.array([Decimal(10**37)], pa.decimal128(38, 0))),
            {1: ("u", number("a.done", str(10**37)))},
            id="overflow, 128 bits",
        ),
        pytest.param(
            f"{HEADER}\nu,department,{10**40},4,20\n",
            {1: ("u", number("a.done", str(10**40)))},
            id="more than 38 digits",
        ),
        pytest.param(changed(a_done=[-1]), {1: ("u", NEGATIVE)}, id="negative"),
        pytest.param(changed(a_done=pa.array([None], pa.int64())), {1: ("u", NULL)}, id="null"),
        pytest.param(changed(unit=pa.array([None], pa.string())), {1: (None, NO_UNIT)}, id="no unit"),
        pytest.param(
            f"{HEADER}\nu,department,NaN,4,20\n", {1: ("u", number("a.done", "NaN"))}, id="NaN as text"
        ),
        pytest.param(
            f"{HEADER}\n{LINE}\n{LINE}\n", {1: ("u", REPEATED), 2: ("u", REPEATED)}, id="unit twice"
        ),
        pytest.param(
            f'{HEADER}\n"u\nv",department,3,4,20\n',
            {1: (None, broken('"u')), 2: ('v"', SLUG)},
            id="line break in a cell",
        ),
        pytest.param(
            f"{HEADER}\n".encode() + b"\xe9,department,3,4,20\n",
            {1: (None, broken("\\xe9,department,3,4,20"))},
            id="line in Latin-1",
        ),
        pytest.param(
            f"{HEADER}\n{LINE}\nu,department,3\n".replace(",", "\t"),
            {2: (None, broken("u\\u0009department\\u00093"))},
            id="too few cells",
        ),
        pytest.param(
            f"{HEADER}\n,,,,\n".replace(",", "\t"), {1: (None, NO_UNIT)}, id="cells without anything"
        ),
    ],
)
def test_a_row_that_cannot_be_scored_is_rejected_with_its_place(
    content: pa.Table | bytes | str, rejected: dict[int, tuple[str | None, tuple[str, str]]]
) -> None:
    """The row, its unit and what is wrong with it stand in the file of rejects, in both languages; exit 1."""
    file = written(content)
    for place, lang in enumerate(("vi", "en")):
        found = batch(file, lang=lang)
        rows = parquet.read_table("REJECTS.parquet").to_pylist()

        assert {row["row"]: (row["unit"], row["problems"]) for row in rows} == {
            row: (unit, words[place]) for row, (unit, words) in rejected.items()
        }
        assert found.exit_code == 1
        for each in ("scores.parquet", "REJECTS.parquet"):
            Path(each).unlink()


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (f"\ufeff{HEADER}\n{LINE}\n", 1),
        (f"{HEADER}\n{LINE}\n".replace(",", ";"), 1),
        (f"{HEADER}\r{LINE}\r\r\n \n", 1),
        (f"{HEADER}\n{LINE.replace('department', chr(34) + 'department' + chr(34))}", 1),
        (f"{HEADER}\n", 0),
        (HEADER, 0),
        (units(FIRST).slice(0, 0), 0),
    ],
)
def test_what_is_a_table_is_scored(content: pa.Table | str, rows: int) -> None:
    """A mark of order, semicolons, any line ends, quotes, and no rows at all are no mistakes; exit 0."""
    found = batch(written(content))

    assert found.stderr == f"{rows} {'row' if rows == 1 else 'rows'}: {rows} scored, 0 rejected.\n"
    assert found.exit_code == 0
    assert parquet.read_table("scores.parquet")["total"].to_pylist() == [Decimal("65.00")] * rows
    assert not Path("REJECTS.parquet").exists()


def cut() -> Path:
    """Write a Parquet file without its end."""
    Path("cut.parquet").write_bytes(Path("good.parquet").read_bytes()[:-9])
    return Path("cut.parquet")


def shut() -> Path:
    """Name a file of which nobody can read the beginning."""
    file = Path("/proc/self/mem")
    if not file.exists():
        pytest.skip("only Linux has such a file")
    return file


def directory() -> Path:
    """Make a folder."""
    Path("folder").mkdir()
    return Path("folder")


def pipe() -> Path:
    """Make a pipe that somebody writes a table into."""
    file = Path("pipe")
    os.mkfifo(file)

    def told() -> None:
        with suppress(BrokenPipeError):
            file.write_text(f"{HEADER}\n{LINE}\n", encoding="utf-8")

    threading.Thread(target=told).start()
    return file


def huge() -> Path:
    """Write a header with a cell that no name is as long as."""
    return written(f'unit,"{"a" * 200_000}"\nu,1\n')


def swapped() -> Path:
    """Write a file of another kind under the name of a table."""
    return written(b"PK\x03\x04 a workbook")


@pytest.mark.parametrize(
    ("make", "vi", "en"),
    [
        (cut, "cut.parquet:1:1: E-PARQUET: không đọc được tệp Parquet: ", "cut.parquet:1:1: E-PARQUET: "),
        (
            shut,
            "E-FILE: không đọc được tệp `/proc/self/mem`: Input/output error",
            "E-FILE: cannot read the file `/proc/self/mem`: Input/output error",
        ),
        (
            directory,
            "E-FILE: không đọc được tệp `folder`: Is a directory",
            "E-FILE: cannot read the file `folder`: Is a directory",
        ),
        (
            pipe,
            "E-BATCH-FILE: `pipe` không phải tệp Parquet hay CSV; lưu bảng",
            "E-BATCH-FILE: `pipe` is no Parquet or CSV file; save the table",
        ),
        (
            swapped,
            "E-BATCH-FILE: `units.csv` không phải tệp Parquet hay CSV; lưu bảng",
            "E-BATCH-FILE: `units.csv` is no Parquet or CSV file; save the table",
        ),
        (
            huge,
            'units.csv:1:1: E-BATCH-ROW: không đọc được dòng này: `unit,"aaa',
            'units.csv:1:1: E-BATCH-ROW: this row cannot be read: `unit,"aaa',
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(make: Callable[[], Path], vi: str, en: str) -> None:
    """One line says which file and why, in both languages; exit 3, and no file of scores."""
    for lang, said in (("vi", vi), ("en", en)):
        file = make()
        found = batch(file, lang=lang)

        assert found.stderr.startswith(said)
        assert found.stderr.count("\n") == 1
        assert found.exit_code == 3
        assert left() <= {file.name}
        if file.is_dir():
            file.rmdir()
        elif file.parent == Path():
            file.unlink()


@pytest.mark.parametrize(
    ("words", "vi", "en"),
    [
        (
            ("-o", "none/scores.parquet"),
            "E-WRITE: không ghi được tệp `none/scores.parquet`: No such file or directory",
            "E-WRITE: cannot write the file `none/scores.parquet`: No such file or directory",
        ),
        (
            ("--rejects", "none/bad.parquet"),
            "E-WRITE: không ghi được tệp `none/bad.parquet`: No such file or directory",
            "E-WRITE: cannot write the file `none/bad.parquet`: No such file or directory",
        ),
        (
            ("-o", "good.parquet"),
            "E-EXISTS: đã có tệp `good.parquet`; chọn tên khác",
            "E-EXISTS: the file `good.parquet` is there already; choose another name",
        ),
        (
            ("--rejects", "good.parquet"),
            "E-EXISTS: đã có tệp `good.parquet`; chọn tên khác",
            "E-EXISTS: the file `good.parquet` is there already; choose another name",
        ),
        (
            ("--rejects", "scores.parquet"),
            "E-EXISTS: đã có tệp `scores.parquet`; chọn tên khác",
            "E-EXISTS: the file `scores.parquet` is there already; choose another name",
        ),
    ],
)
def test_what_cannot_be_written_is_said_before_a_row_is_scored(
    words: tuple[str, ...], vi: str, en: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is not there, and a file that is, the table itself too, are refused at once; exit 3."""
    table = Path("good.parquet").read_bytes()
    monkeypatch.setattr("parindex.batch.running.scored", None)
    for lang, said in (("vi", vi), ("en", en)):
        found = batch("good.parquet", *words, lang=lang)

        assert found.stderr == said + "\n"
        assert found.exit_code == 3
        assert left() == set()
        assert Path("good.parquet").read_bytes() == table


# What goes wrong on the way.


@contextmanager
def little_room(size: int) -> Iterator[None]:
    """Let no file of this process grow above some bytes, as where a disk is full."""
    _, most = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 1000, 20_000, 40_000])
def test_a_full_disk_is_one_line_and_leaves_no_file(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever there is no more room, at the first byte or the last, no half-written file stays; exit 3."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # a module compiled now would be kept cut off
    rows = units(*((f"u-{at}", at * 7 % 19, 18, str(at % 41)) for at in range(3000)))
    parquet.write_table(rows, "many.parquet")
    with little_room(size):
        found = batch("many.parquet")

    assert found.stderr == "E-WRITE: cannot write the file `scores.parquet`: File too large\n"
    assert found.exit_code == 3
    assert left() == {"many.parquet"}


def stopped(monkeypatch: pytest.MonkeyPatch, sent: signal.Signals) -> None:
    """Have a signal sent in the middle of a run, when both files are open."""
    add = Standing.add

    def add_and_send(self: Standing, found: Outcome) -> None:
        add(self, found)
        assert left() >= {"scores.parquet", "REJECTS.parquet"}
        signal.raise_signal(sent)

    monkeypatch.setattr(Standing, "add", add_and_send)


def test_an_interrupt_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle of a run leaves neither scores nor rejects, and no traceback."""
    stopped(monkeypatch, signal.SIGINT)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background has none
    try:
        found = batch("good.parquet")
    finally:
        signal.signal(signal.SIGINT, before)

    assert found.stderr.strip() == "Aborted!"
    assert found.exit_code == 1
    assert left() == set()


def test_who_ends_the_command_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does the system, or a scheduler, that asks the command to end."""
    stopped(monkeypatch, signal.SIGTERM)
    words = ["batch", "good.parquet", "--ruleset", "rules.yaml", "-o", "scores.parquet"]
    monkeypatch.setattr(sys, "argv", ["parindex", *words])
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as caught:
            main()
    finally:
        signal.signal(signal.SIGTERM, before)

    assert caught.value.code == 1
    assert left() == set()
