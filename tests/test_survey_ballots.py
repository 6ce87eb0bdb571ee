"""Ballot files of three kinds: opened by what they hold, read as often as wanted, refused with a reason."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from workbooks import archive, parts, sheet

from parindex.errors import Problem, ReadError
from parindex.survey import blocks, columnar
from parindex.survey.ballots import Ballots, open_ballots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parindex.survey.ballots import Block

CSV = "ballot,group,unit,q1\n1,people,ward-a,good\n2,people,ward-b,\n"
DAY = dt.date(2024, 11, 30)


def plain(block: Block) -> dict[str, list[Any]]:
    """Return the columns of a block as lists."""
    return {name: column.to_pylist() for name, column in block.columns.items()}


def only(ballots: Ballots, wanted: Sequence[str] | None = None) -> Block:
    """Return the one block of a file."""
    (block,) = ballots.blocks(wanted)
    return block


def refusal(file: Path, wanted: Sequence[str] | None = None) -> Problem:
    """Return why a file cannot be read."""
    with pytest.raises(ReadError) as caught:
        list(open_ballots(file).blocks(wanted))
    (found,) = caught.value.problems
    return found


def stored(file: Path, columns: dict[str, Any], **options: Any) -> Path:
    """Write a Parquet file."""
    parquet.write_table(pa.table(columns), file, **options)
    return file


def book(file: Path, *rows: dict[str, str], heading: str = "") -> Path:
    """Write a workbook: a sheet of notes, then one with these rows by number."""
    written = "".join(
        f'<row r="{number}">'
        + "".join(f'<c r="{at}{number}" t="str"><v>{text}</v></c>' for at, text in row.items())
        + "</row>"
        for number, row in enumerate(rows, start=1)
        if row
    )
    file.write_bytes(archive(parts(sheet(heading), sheet(written))))
    return file


def test_a_file_is_known_by_its_name_bytes_and_digest(tmp_path: Path) -> None:
    """What is counted can be told again later: name without folders, size and SHA-256."""
    file = tmp_path / "phiếu.csv"
    file.write_text(CSV * 40_000, encoding="utf-8")
    content = file.read_bytes()
    found = open_ballots(file)
    expected = ("phiếu.csv", len(content), hashlib.sha256(content).hexdigest())
    assert (found.file.name, found.file.size, found.file.sha256) == expected
    assert found.header == ("ballot", "group", "unit", "q1")
    assert found.rows is None


def test_a_kind_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    """A CSV file named .parquet, a Parquet file named .csv, a workbook named nothing are what they are."""
    named = {"a": ["1"], "b": ["x"]}
    (tmp_path / "a.parquet").write_text("a,b\n1,x\n", encoding="utf-8")
    stored(tmp_path / "b.csv", named)
    book(tmp_path / "c", {"A": "group", "B": "unit"}, {"A": "1", "B": "x"})
    assert plain(only(open_ballots(tmp_path / "a.parquet"))) == named
    assert plain(only(open_ballots(tmp_path / "b.csv"))) == named
    assert plain(only(open_ballots(tmp_path / "c"))) == {"group": ["1"], "unit": ["x"]}


def test_blocks_can_be_read_again(tmp_path: Path) -> None:
    """Each call reads the file from its beginning, whatever was asked before."""
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    stored(tmp_path / "a.parquet", {"unit": ["x", "y"], "q1": [1, None]})
    book(tmp_path / "a.xlsx", {"A": "group", "B": "unit"}, {"A": "1", "B": "x"})
    for name in ("a.csv", "a.parquet", "a.xlsx"):
        found = open_ballots(tmp_path / name)
        first = plain(only(found))
        assert plain(only(found, ["unit"])) == {"unit": first["unit"]}
        assert plain(only(found)) == first
        assert len(only(found, []).lines) == len(first["unit"])


def test_a_file_that_changes_is_not_read_on(tmp_path: Path) -> None:
    """The digest is that of what was read: a file that is written to after it was opened is refused."""
    file = tmp_path / "a.csv"
    file.write_text(CSV, encoding="utf-8")
    found = open_ballots(file)
    reading = found.blocks(None)
    next(reading)
    with file.open("a", encoding="utf-8") as stream:
        stream.write("3,people,ward-a,good\n")
    for each in (reading, found.blocks(None)):
        with pytest.raises(ReadError) as caught:
            list(each)
        assert caught.value.problems[0].code == "E-FILE"


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder, a pipe and a name that no file can have are refused before it is read."""
    os.mkfifo(tmp_path / "pipe")
    for file in (tmp_path / "none", tmp_path, tmp_path / "pipe", tmp_path / "a\0b"):
        assert refusal(file).code == "E-FILE"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """A file of no bytes names no columns."""
    (tmp_path / "a.csv").touch()
    assert refusal(tmp_path / "a.csv").code == "E-EMPTY"


def test_parquet_columns_are_texts_whole_numbers_and_days(tmp_path: Path) -> None:
    """Every way to store a text, a whole number or a day comes as one of three types."""
    noon = dt.datetime(2024, 11, 30, 23, 30, tzinfo=dt.UTC)
    columns = {
        "text": pa.array(["a", None, "a"]),
        "large": pa.array(["a", None, "a"], pa.large_string()),
        "view": pa.array(["a", None, "a"], pa.string_view()),
        "dictionary": pa.array(["a", None, "a"]).cast(pa.dictionary(pa.int8(), pa.large_string())),
        "blank": pa.nulls(3),
        "whole": pa.array([1, None, 2**64 - 1], pa.uint64()),
        "small": pa.array([-1, None, 1], pa.int8()),
        "day": pa.array([DAY, None, DAY], pa.date32()),
        "day64": pa.array([DAY, None, DAY], pa.date64()),
        "time": pa.array([noon, None, noon], pa.timestamp("us")),
        "zoned": pa.array([noon, None, noon], pa.timestamp("us", "Asia/Ho_Chi_Minh")),
        "meta.instance": pa.array(["x", "y", "z"]),
    }
    found = open_ballots(stored(tmp_path / "a.parquet", columns))
    assert found.rows == 3
    block = only(found)
    assert block.lines == range(1, 4)
    kinds = {str(each.type) for each in block.columns.values()}
    assert kinds == {str(blocks.TEXT), "uint64", "int8", "date32[day]"}
    next_day = DAY + dt.timedelta(days=1)
    assert plain(block) == {
        **{name: ["a", None, "a"] for name in ("text", "large", "view", "dictionary")},
        "blank": [None] * 3,
        "whole": [1, None, 2**64 - 1],
        "small": [-1, None, 1],
        **{name: [DAY, None, DAY] for name in ("day", "day64", "time")},
        "zoned": [next_day, None, next_day],
        "meta.instance": ["x", "y", "z"],
    }


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (pa.array([1.5]), "E-FLOATS"),
        (pa.array([1.0], pa.float32()), "E-FLOATS"),
        (pa.array([Decimal("1.5")]), "E-FLOATS"),
        (pa.array([[1]]), "E-PARQUET"),
        (pa.array([{"a": 1}]), "E-PARQUET"),
        (pa.array([b"a"]), "E-PARQUET"),
        (pa.array([True]), "E-PARQUET"),
        (pa.array([dt.time(1)]), "E-PARQUET"),
    ],
    ids=lambda each: str(each.type) if isinstance(each, pa.Array) else "",
)
def test_other_columns_are_refused_where_they_are_wanted(tmp_path: Path, column: pa.Array, code: str) -> None:
    """A fraction or a list is no answer; beside the wanted columns it does no harm."""
    file = stored(tmp_path / "a.parquet", {"unit": ["x"], "score": column})
    found = refusal(file)
    assert (found.code, found.place) == (code, (str(file), 1, 2))
    assert "score" in found.message("en")
    assert plain(only(open_ballots(file), ["unit"])) == {"unit": ["x"]}


def test_parquet_rows_are_counted_across_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are numbered from 1 over all blocks, and blocks are short where rows are long."""
    file = stored(tmp_path / "a.parquet", {"q": [str(each) for each in range(100)]}, row_group_size=30)
    monkeypatch.setattr(columnar, "_BYTES", 100)
    found = list(open_ballots(file).blocks(None))
    assert len(found) > 4
    assert [line for block in found for line in block.lines] == list(range(1, 101))
    assert [text for block in found for text in plain(block)["q"]] == [str(each) for each in range(100)]


def test_a_parquet_file_may_have_no_rows(tmp_path: Path) -> None:
    """No rows are no answers, and no error."""
    file = stored(tmp_path / "a.parquet", {"unit": pa.array([], pa.string())})
    assert sum(len(block.lines) for block in open_ballots(file).blocks(None)) == 0


def test_long_texts_are_refused(tmp_path: Path) -> None:
    """A text as long as a whole row may be is read, a longer one is not."""
    assert plain(only(open_ballots(stored(tmp_path / "a", {"q": ["x" * 65_536]}))))["q"][0][-1] == "x"
    assert refusal(stored(tmp_path / "b", {"q": ["x" * 65_537]})).code == "E-LONG"


def test_names_of_parquet_columns_are_looked_at(tmp_path: Path) -> None:
    """A column without a name, or a name given twice, could be read for another."""
    for names, code in ((["a", "a"], "E-DUP"), (["a", " "], "E-EMPTY")):
        parquet.write_table(pa.table([["x"], ["y"]], names), tmp_path / code)
        assert refusal(tmp_path / code).code == code


@pytest.mark.parametrize(
    "content", [b"PAR1", b"PAR1" * 10, b"PARE" + bytes(100), b"PAR1" + b"\xff" * 12 + b"PAR1"]
)
def test_what_only_begins_like_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    """Stubs, encrypted files and garbage are refused when they are opened."""
    (tmp_path / "a").write_bytes(content)
    assert refusal(tmp_path / "a").code == "E-PARQUET"


def test_damaged_parquet_files_are_read_or_refused(tmp_path: Path) -> None:
    """Whatever byte is wrong or missing, there is a refusal, or as many rows as the file says."""
    draw = random.Random(7)
    columns = {"unit": [f"ward-{each % 7}" for each in range(500)], "q": [each % 5 for each in range(500)]}
    content = stored(tmp_path / "a", columns, row_group_size=100).read_bytes()
    codes = set()
    for _ in range(400):
        damaged = bytearray(content)
        for _ in range(draw.randint(1, 3)):
            damaged[draw.randrange(4, len(damaged))] = draw.randrange(256)
        if draw.random() < 0.2:
            del damaged[draw.randrange(4, len(damaged)) :]
        (tmp_path / "b").write_bytes(damaged)
        try:
            found = open_ballots(tmp_path / "b")
            read = [plain(block) for block in found.blocks(None)]
        except ReadError as error:
            codes.add(error.problems[0].code)
        else:
            assert sum(len(next(iter(each.values()))) for each in read) == found.rows
    assert "E-PARQUET" in codes
    assert codes <= {"E-PARQUET", "E-FLOATS", "E-EMPTY", "E-DUP", "E-LONG"}


def test_damage_in_the_middle_is_placed_at_its_row(tmp_path: Path) -> None:
    """Rows before the damage are given out; the refusal says at which row reading stopped."""
    rows = 400_000
    file = stored(
        tmp_path / "a",
        {"q": pa.array(range(rows))},
        row_group_size=100_000,
        use_dictionary=False,
        write_page_checksum=True,
    )
    content = bytearray(file.read_bytes())
    content[len(content) * 7 // 8] ^= 255
    file.write_bytes(content)
    reading = open_ballots(file).blocks(None)
    assert len(next(reading).lines) > 0
    with pytest.raises(ReadError) as caught:
        list(reading)
    (found,) = caught.value.problems
    assert found.code == "E-PARQUET"
    assert found.place is not None
    assert 100_000 < found.place.line <= 300_001


def test_rows_that_a_parquet_file_lacks_are_missed(tmp_path: Path) -> None:
    """A file that says it has more rows than it holds is refused after its last row."""
    file = stored(tmp_path / "a", {"q": list(range(500))}, row_group_size=100)
    content = file.read_bytes()
    at = content.rindex(b"\xe8\x07")  # 500, which is said of the whole file alone
    file.write_bytes(content[:at] + b"\xea\x07" + content[at + 2 :])
    found = refusal(file)
    assert (found.code, found.place) == ("E-PARQUET", (str(file), 501, 1))
    assert "500 < 501" in found.message("en")


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """Bytes under the name of text do not get past the reader."""
    bad = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.array([0, 1], pa.int32()).buffers()[1], pa.py_buffer(b"\xff")]
    )
    assert refusal(stored(tmp_path / "a", {"q": bad})).code == "E-PARQUET"


def test_a_workbook_is_read_below_its_header(tmp_path: Path) -> None:
    """Titles above the row of keys are skipped, as are empty rows and sheets without such a row."""
    file = book(
        tmp_path / "a.xlsx",
        {"A": "Phiếu khảo sát", "C": "group"},
        {},
        {"B": "Nhóm", "C": "Đơn vị", "E": "q1"},
        {"B": "people", "C": "ward-a", "E": "good"},
        {"B": " "},
        {"C": "ward-b"},
    )
    found = open_ballots(file)
    assert (found.header, found.rows) == (("Nhóm", "Đơn vị", "q1"), 2)
    block = only(found, ["q1", "Nhóm", "Đơn vị"])
    assert plain(block) == {"q1": ["good", ""], "Nhóm": ["people", ""], "Đơn vị": ["ward-a", "ward-b"]}
    assert list(block.lines) == [4, 6]
    assert block.broken == ()


def test_a_cell_below_no_name_breaks_its_row(tmp_path: Path) -> None:
    """What stands in a column without a name could be an answer that slipped: the row is refused."""
    file = book(
        tmp_path / "a", {"A": "group", "C": "unit"}, {"A": "p", "B": "x", "C": "a"}, {"A": "p", "C": "b"}
    )
    block = only(open_ballots(file))
    assert plain(block) == {"group": ["p"], "unit": ["b"]}
    ((first, last, why),) = block.broken
    assert (first, last, why.code, dict(why.details)["found"]) == (2, 2, "E-ROW", "B2")
    assert str(why.place) == f"{file}:S2!B2:2:1"


def test_the_days_of_a_workbook_are_days(tmp_path: Path) -> None:
    """A spreadsheet keeps them as numbers, with a time too; what means no day of our time is as it is."""
    days = {
        "32873": "32873",
        "32874": "1990-01-01",
        "45626": "2024-11-30",
        " 45626.354 ": "2024-11-30",
        "109574": "2199-12-31",
        "109575": "109575",
        "20241130": "20241130",
        "2024-11-30": "2024-11-30",
        "-45626": "-45626",
    }
    rows = ({"A": "p", "B": "u", "C": day, "D": "45626", "E": day} for day in days)
    names = {"A": "group", "B": "unit", "C": "Ngày", "D": "q1", "E": "_submission_time"}
    block = plain(only(open_ballots(book(tmp_path / "a", names, *rows))))
    assert block["Ngày"] == block["_submission_time"] == [*days.values()]
    assert set(block["q1"]) == {"45626"}
    (tmp_path / "a.csv").write_text("group,unit,date\np,u,45626\n", encoding="utf-8")
    assert plain(only(open_ballots(tmp_path / "a.csv")))["date"] == ["45626"]


def test_workbooks_that_will_not_do_are_refused(tmp_path: Path) -> None:
    """A workbook without a header, with a name twice, or that is none at all is refused."""
    assert refusal(book(tmp_path / "a", {"A": "group", "B": "q1"})).code == "E-COLUMNS"
    assert refusal(book(tmp_path / "b", {"A": "group", "B": "unit", "C": "unit"})).code == "E-DUP"
    (tmp_path / "c").write_bytes(b"PK\x03\x04" + bytes(50))
    assert refusal(tmp_path / "c").code == "E-ZIP"


def test_a_workbook_may_have_no_rows(tmp_path: Path) -> None:
    """A header alone gives one block without rows."""
    assert plain(only(open_ballots(book(tmp_path / "a", {"A": "group", "B": "unit"})))) == {
        "group": [],
        "unit": [],
    }


def _cells(*rows: str) -> bytes:
    return archive(parts(sheet("".join(rows))))


def test_numbers_in_other_columns_do_not_stop_a_workbook(tmp_path: Path) -> None:
    """A form service writes a time beside each ballot: more digits than a figure can have, and no matter."""
    file = tmp_path / "b.xlsx"
    names = "".join(
        f'<c r="{at}1" t="str"><v>{name}</v></c>'
        for at, name in {"A": "time", "B": "group", "C": "unit", "D": "q1"}.items()
    )
    answers = '<c r="B2" t="str"><v>g</v></c><c r="C2" t="str"><v>u</v></c><c r="D2" t="str"><v>a</v></c>'
    time = '<c r="A2"><v>45570.33333333334</v></c>'
    file.write_bytes(_cells(f'<row r="1">{names}</row>', f'<row r="2">{time}{answers}</row>'))
    block = only(open_ballots(file), ("group", "unit", "q1"))
    assert plain(block) == {"group": ["g"], "unit": ["u"], "q1": ["a"]}
    assert not block.broken


def test_a_formula_is_no_answer(tmp_path: Path) -> None:
    """A row that computes an answer is broken at its cell; a formula in another column is nothing."""
    file = tmp_path / "b.xlsx"
    names = "".join(
        f'<c r="{at}1" t="str"><v>{name}</v></c>'
        for at, name in {"A": "group", "B": "unit", "C": "q1"}.items()
    )
    who = '<c r="A2" t="str"><v>g</v></c><c r="B2" t="str"><v>u</v></c>'
    computed = '<c r="C2" t="str"><f>A2</f><v>g</v></c>'
    file.write_bytes(_cells(f'<row r="1">{names}</row>', f'<row r="2">{who}{computed}</row>'))
    block = only(open_ballots(file), ("group", "unit", "q1"))
    assert [found.code for _, _, found in block.broken] == ["E-ROW"]
    assert not only(open_ballots(file), ("group", "unit")).broken
