"""Tables in files: Parquet and CSV of any size, damaged ones, and the command."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from test_batch_generated import table as drawn
from test_batch_tables import EXAMPLE, codes, plain, small, units

from parindex.batch import files as batch_files
from parindex.batch import score
from parindex.batch.files import open_file
from parindex.cli import app
from parindex.errors import ReadError
from parindex.readers import yaml
from parindex.ruleset import catalog

ROWS = (("u", 3, 4, "20"), ("v", 1, 3, "20"), ("w", 9, 3, "20"), ("u", 1, 4, "0"))


def text(table: pa.Table, separator: str = ",") -> str:
    """Write a table as CSV."""
    lines = [table.schema.names, *([row[name] for name in table.schema.names] for row in table.to_pylist())]
    return "".join(
        separator.join("" if cell is None else str(cell) for cell in line) + "\n" for line in lines
    )


def test_parquet_and_csv_give_what_the_table_gives(tmp_path: Path) -> None:
    """A file of many row groups, or of lines, is scored as the table in memory is, whatever its separator."""
    made = units(*((f"u-{at}", at % 9, 8, str(at % 41)) for at in range(400)))
    found = plain(score(made, small()))
    file = tmp_path / "units.parquet"
    parquet.write_table(made, file, row_group_size=70)

    assert plain(score(file, small())) == found
    for separator in ",;\t":
        lines = tmp_path / "units.csv"
        lines.write_text("\ufeff" + text(made, separator), encoding="utf-8")
        assert plain(score(lines, small())) == found


def test_a_table_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few rows or bytes give the same: a row is never cut, and numbers run through."""
    monkeypatch.setattr(batch_files, "_CHUNK", 100)
    monkeypatch.setattr(batch_files, "_ROWS", 7)
    made = units(*((f"u-{at}", at % 9, 8, str(at % 41)) for at in range(60)))
    file, lines = tmp_path / "units.parquet", tmp_path / "units.csv"
    parquet.write_table(made, file, row_group_size=13)
    lines.write_text(text(made), encoding="utf-8")
    found = plain(score(made, small()))

    assert plain(score(file, small())) == found
    assert plain(score(lines, small())) == found


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=1, max_size=3), st.integers(0, 400))
def test_bytes_put_anywhere_into_lines_lose_no_row(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    """Every line that is not empty is scored or rejected, whatever bytes stand in it."""
    header, *rows = (
        text(units(*((f"u-{at}", 1, 8, "20") for at in range(20)))).encode().splitlines(keepends=True)
    )
    body = b"".join(rows)
    at %= len(body)
    damaged = body[:at] + noise + body[at:]
    file = tmp_path_factory.mktemp("lines") / "units.csv"
    file.write_bytes(header + damaged)
    found = score(file, small())
    expected = len([line for line in damaged.splitlines() if line.strip(b" ")])

    assert found.summary.read == expected
    assert sorted([*found.scores["row"].to_pylist(), *codes(found)]) == list(range(1, expected + 1))


def test_a_line_that_is_no_row_is_rejected_alone(tmp_path: Path) -> None:
    """Too many cells, an open quote and bytes that are no text reject one line; its neighbours are scored."""
    lines = text(units(*((f"u-{at}", 1, 8, "20") for at in range(6)))).encode().splitlines()
    lines[2] += b",1"
    lines[4] = lines[4].replace(b"u-3", b'"u-3')
    lines[5] = lines[5].replace(b"department", b"\xff")
    file = tmp_path / "units.csv"
    file.write_bytes(b"\r\n".join(lines))
    found = score(file, small())

    assert codes(found) == {2: "E-BATCH-ROW", 4: "E-BATCH-ROW", 5: "E-BATCH-ROW"}
    assert found.scores["unit"].to_pylist() == ["u-0", "u-2", "u-5"]


def test_a_line_break_in_a_cell_ends_the_row(tmp_path: Path) -> None:
    """Two lines that a quote could make one row of are two rows: none of them, and no other, is lost."""
    file = tmp_path / "units.csv"
    sound = text(units(("u", 1, 8, "20")))
    file.write_text(sound + 'v,department,1,8,"20\n"\n' + sound.splitlines()[1].replace("u", "w", 1), "utf-8")
    found = score(file, small())

    assert codes(found) == {2: "E-BATCH-ROW", 3: "E-BATCH-ROW"}
    assert found.scores["unit"].to_pylist() == ["u", "w"]


@pytest.mark.parametrize("line", [0, 3])
@pytest.mark.parametrize("chunk", [30, 10_000])
def test_a_line_that_is_too_long_is_refused_at_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: int, chunk: int
) -> None:
    """So many characters are a line, and one more refuses the file, whether or not it is read in one go."""
    monkeypatch.setattr(batch_files, "_LINE", 60)
    monkeypatch.setattr(batch_files, "_CHUNK", chunk)
    file = tmp_path / "units.csv"
    lines = text(units(*((f"u-{at}", 1, 8, "20") for at in range(6)))).splitlines()
    lines[line] += "," + "ợ" * (59 - len(lines[line]))
    file.write_text("\n".join(lines), encoding="utf-8")
    assert open_file(file).schema.names[0] == "unit"
    assert sum(block.size for block in open_file(file).blocks()) == 6

    lines[line] += "ợ"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ReadError, match=rf"units\.csv:{line or 1}:1: E-LONG.*60"):
        list(open_file(file).blocks())


@pytest.mark.parametrize("chunk", [30, 10_000])
def test_a_blank_line_is_as_long_as_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    """A line of blanks is no row, and too long a one refuses the file at the row that would come next."""
    monkeypatch.setattr(batch_files, "_LINE", 60)
    monkeypatch.setattr(batch_files, "_CHUNK", chunk)
    file = tmp_path / "units.csv"
    header, *rows = text(units(*((f"u-{at}", 1, 8, "20") for at in range(3)))).splitlines()
    file.write_text("\n".join([header, rows[0], "  ", " " * 60, *rows[1:]]), encoding="utf-8")
    assert sum(block.size for block in open_file(file).blocks()) == 3

    file.write_text("\n".join([header, rows[0], "  ", " " * 61, *rows[1:]]), encoding="utf-8")
    with pytest.raises(ReadError, match=r"units\.csv:2:1: E-LONG"):
        list(open_file(file).blocks())


def test_a_byte_order_mark_is_no_letter_of_the_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A header may be as long with the mark as without it."""
    file = tmp_path / "units.csv"
    content = text(units(("u", 1, 8, "20")))
    monkeypatch.setattr(batch_files, "_LINE", len(content.splitlines()[0]))
    file.write_text(content, encoding="utf-8-sig")
    assert open_file(file).schema.names[0] == "unit"

    monkeypatch.setattr(batch_files, "_LINE", len(content.splitlines()[0]) - 1)
    with pytest.raises(ReadError, match=r"units\.csv:1:1: E-LONG"):
        open_file(file)


class Endless(io.BytesIO):
    """A header, and then a line of which nobody has seen the end."""

    given = 0

    def read(self, size: int | None = -1) -> bytes:
        """Return as many bytes as are asked for; nobody should ask for many."""
        self.given += size or 0
        assert self.given < 1000, "the line is kept"
        return b"1" * (size or 0)


def test_a_line_that_never_ends_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a line without an end little more is read than a line may have."""
    monkeypatch.setattr(batch_files, "_LINE", 100)
    monkeypatch.setattr(batch_files, "_CHUNK", 40)
    monkeypatch.setattr(batch_files, "_read", lambda _: Endless(b"unit\n"))

    with pytest.raises(ReadError, match=r"units\.csv:1:1: E-LONG"):
        list(open_file(tmp_path / "units.csv").blocks())


@pytest.mark.parametrize("rows", [200, 400])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, rows: int) -> None:
    """Where a file has other rows than it said when it was opened, nothing is scored from it."""
    file = tmp_path / "units.parquet"
    many = units(*((f"u-{at}", at % 9, 8, "20") for at in range(rows)))
    parquet.write_table(units(*((f"u-{at}", 1, 8, "20") for at in range(300))), file)
    source = open_file(file)
    parquet.write_table(many, file)

    with pytest.raises(ReadError, match=rf"units\.parquet:{rows + 1}:1: E-BATCH-SHORT"):
        list(source.blocks())


def test_a_file_that_is_taken_away_is_refused(tmp_path: Path) -> None:
    """A file that is no more there when its rows are read is refused by its name."""
    file = tmp_path / "units.csv"
    file.write_text(text(units(("u", 1, 8, "20"))), encoding="utf-8")
    source = open_file(file)
    file.unlink()

    with pytest.raises(ReadError, match=r"E-FILE.*units\.csv"):
        list(source.blocks())


def test_a_unit_that_stands_twice_is_found_across_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same key in two blocks is rejected twice, however long the keys beside it are."""
    monkeypatch.setattr(batch_files, "_ROWS", 2)
    file = tmp_path / "units.parquet"
    keys = ("a", "b", "a", "c" * 64, "d" * 9, "b")
    parquet.write_table(units(*((key, 1, 8, "20") for key in keys)), file)
    found = score(file, small())

    assert codes(found) == dict.fromkeys((1, 2, 3, 6), "E-UNIT-TWICE")


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_parquet_file_is_refused_with_its_place(tmp_path: Path, keep: float) -> None:
    """What is cut off is refused, and nothing is scored from the rest."""
    file = tmp_path / "units.parquet"
    parquet.write_table(units(*((f"u-{at}", 1, 8, "20") for at in range(300))), file)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * keep)])

    with pytest.raises(ReadError, match=r"units\.parquet:1:1: E-PARQUET"):
        score(file, small())


def test_a_damaged_page_is_refused_at_the_row_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is damaged in the middle is refused where reading stopped."""
    monkeypatch.setattr(batch_files, "_ROWS", 100)
    file = tmp_path / "units.parquet"
    made = units(*((f"u-{at}", at % 9, 8, "20") for at in range(1000)))
    parquet.write_table(made, file, row_group_size=500, write_page_checksum=True, compression="none")
    content = bytearray(file.read_bytes())
    middle = parquet.ParquetFile(file).metadata.row_group(1).column(0).data_page_offset
    content[middle + 300] ^= 255
    file.write_bytes(content)

    with pytest.raises(ReadError, match=r"units\.parquet:501:1: E-PARQUET"):
        score(file, small())


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "E-EMPTY"), (b"\n1", "E-EMPTY"), (b"\xff\xfe", "E-UTF8"), (b"PK\x03\x04..", "E-BATCH-FILE")],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """An empty file, one that is no text, and a workbook are refused."""
    file = tmp_path / "units.csv"
    file.write_bytes(content)
    with pytest.raises(ReadError, match=code):
        score(file, small())
    with pytest.raises(ReadError, match="E-FILE"):
        score(tmp_path / "none.csv", small())


# The command


def run(folder: Path, *words: str) -> Result:
    """Run the command in a folder."""
    (folder / "rules.yaml").write_text(yaml.write(json.loads(small().canonical)), encoding="utf-8")
    return CliRunner().invoke(app, ["batch", *words])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a ruleset and a table, and stand in it."""
    monkeypatch.chdir(tmp_path)
    parquet.write_table(units(*ROWS), tmp_path / "units.parquet")
    return tmp_path


def test_the_command_writes_scores_and_rejects(folder: Path) -> None:
    """Scores and rejects land in their files; exit 1 says that there are rejects."""
    found = run(folder, "units.parquet", "--ruleset", "rules.yaml", "-o", "scores.parquet", "--lang", "en")

    assert found.exit_code == 1, found.output
    assert "4 rows: 1 scored, 3 rejected." in found.stderr
    scores = parquet.read_table(folder / "scores.parquet")
    assert scores["unit"].to_pylist() == ["v"]
    assert json.loads(scores.schema.metadata[b"parindex.rulesets"]) == {small().id: small().digest}
    words = ("ruleset", "kind", "period", "band")
    assert {str(scores.schema.field(each).type) for each in words} == {"string"}  # in memory, dictionaries
    rejected = parquet.read_table(folder / "REJECTS.parquet").to_pylist()
    assert [(row["row"], row["unit"], row["codes"]) for row in rejected] == [
        (1, "u", "E-UNIT-TWICE"),
        (3, "w", "E-DONE"),
        (4, "u", "E-UNIT-TWICE"),
    ]


def test_the_command_prints_lines_and_figures_as_json(folder: Path) -> None:
    """``--json`` prints what became of all rows, ``--lines`` every line of a unit with its trace."""
    parquet.write_table(units(*ROWS[:2]), folder / "good.parquet")
    words = ("good.parquet", "--ruleset", "rules.yaml", "-o", "scores.parquet")
    found = run(folder, *words, "--lines", "v", "--json")

    assert found.exit_code == 0, found.output
    tree = json.loads(found.stdout)
    assert {name: tree[name] for name in ("read", "scored", "rejected", "doubtful")} == {
        "read": "2",
        "scored": "2",
        "rejected": "0",
        "doubtful": "0",
    }
    assert [item["key"] for item in tree["sheets"][0]["items"]] == ["a", "b"]
    assert not (folder / "REJECTS.parquet").exists()


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (["none.parquet"], "E-FILE", 3),
        (["units.parquet", "--rejects", "rules.yaml"], "E-EXISTS", 3),
        (["units.parquet", "-o", "rules.yaml"], "E-EXISTS", 3),
        (["units.parquet", "-o", "none/scores.parquet"], "E-WRITE", 3),
        (["rules.yaml"], "E-BATCH-LACKS", 3),
    ],
)
def test_the_command_leaves_nothing_behind_where_it_fails(
    folder: Path, words: list[str], code: str, exit_code: int
) -> None:
    """What cannot be read or written is refused by its code, and no half-written file stays."""
    found = run(folder, "-o", "scores.parquet", "--ruleset", "rules.yaml", *words)

    assert code in found.stderr
    assert found.exit_code == exit_code
    assert {file.name for file in folder.iterdir()} == {"units.parquet", "rules.yaml"}


def test_the_command_scores_a_shipped_ruleset(folder: Path) -> None:
    """A shipped ruleset is named by its id; the kind is given once for all rows."""
    rules = catalog.load(EXAMPLE)
    made: Any = drawn(rules, "department", 50, 1)
    parquet.write_table(pa.Table.from_batches([made]), folder / "many.parquet")
    words = ("many.parquet", "--ruleset", EXAMPLE, "-o", "scores.parquet", "--rejects", "bad.parquet")
    found = run(folder, *words, "--kind", "department")

    assert found.exit_code == 1, found.output
    total = sum(parquet.read_metadata(folder / name).num_rows for name in ("scores.parquet", "bad.parquet"))
    assert total == 50


def test_a_file_of_broken_lines_alone_has_no_scores(tmp_path: Path) -> None:
    """Where no line is a row, all are rejected, and the table of scores is empty."""
    file = tmp_path / "units.csv"
    file.write_text("unit,kind\na\nb\n", encoding="utf-8")
    found = score(file, small())

    assert codes(found) == {1: "E-BATCH-ROW", 2: "E-BATCH-ROW"}
    assert found.scores.num_rows == 0


def test_row_groups_are_written_as_they_fill(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores of many blocks go into row groups in their order, and rejects of all into one file."""
    monkeypatch.setattr("parindex.batch.writing._ROWS", 20)
    monkeypatch.setattr(batch_files, "_ROWS", 10)
    parquet.write_table(units(*((f"u-{at}", at % 9, 7, "20") for at in range(60))), folder / "many.parquet")
    found = run(folder, "many.parquet", "--ruleset", "rules.yaml", "-o", "scores.parquet")

    assert found.exit_code == 1
    scores = parquet.ParquetFile(folder / "scores.parquet")
    rejects = parquet.read_table(folder / "REJECTS.parquet")
    assert scores.metadata.num_row_groups > 1
    rows = [*scores.read()["row"].to_pylist(), *rejects["row"].to_pylist()]
    assert sorted(rows) == list(range(1, 61))
    assert rejects["row"].to_pylist() == [at + 1 for at in range(60) if at % 9 == 8]


def test_the_command_names_the_extra_that_it_needs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra `batch`, one line says which to install."""
    monkeypatch.setitem(sys.modules, "parindex.batch.api", None)
    found = run(folder, "units.parquet", "--ruleset", "rules.yaml", "-o", "scores.parquet", "--lang", "en")

    assert found.exit_code == 2
    assert "parindex[batch]" in found.stderr
