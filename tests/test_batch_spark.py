"""Spark gives what this machine gives, row for row, whatever the cluster loses on the way.

The tests with a cluster need Java 17 and a Python with the extras ``cli`` and ``spark``, named by
``PARINDEX_SPARK_PYTHON``; without it they are skipped. Everything they start listens on 127.0.0.1 alone, and
is stopped.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pytest
from commands import ROOT, run
from pyarrow import compute as pc
from pyarrow import csv, parquet

import parindex
from parindex.api import read_assessment
from parindex.batch import rows, spark
from parindex.batch.files import open_file
from parindex.batch.leagues import Leagues
from parindex.batch.outcome import Outcome
from parindex.batch.running import finished, scored
from parindex.batch.sources import Source
from parindex.batch.spools import Memory
from parindex.batch.tables import source_of
from parindex.errors import ReadError, UsageError, problem
from parindex.ruleset import catalog

PYTHON = os.environ.get("PARINDEX_SPARK_PYTHON", "")
PAGE = ROOT / "docs" / "how-to" / "score-on-spark.md"
EXAMPLES = ROOT / "docs" / "examples"
NAMES = ("example/department@2023", "example/department@2024")
RULESETS = [word for name in NAMES for word in ("--ruleset", name)]
SECONDS = 240  # for anything that is waited for

on_a_cluster = pytest.mark.skipif(
    not PYTHON or not shutil.which("java"),
    reason="PARINDEX_SPARK_PYTHON names no Python with parindex[cli,spark], or Java is not there",
)


# What is scored.


def units(many: int) -> pa.Table:
    """Draw rows of two rulesets, all texts: most are sound; some lack a figure, are wrong, or stand twice."""
    draw = random.Random(0)
    known: dict[str, str] = {}
    bases: list[tuple[int, dict[str, str]]] = []
    for year in (2023, 2024):
        assessment, _ = read_assessment(EXAMPLES / f"department-{year}.yaml")
        base = rows.row(catalog.load(f"example/department@{year}"), assessment)
        known |= dict.fromkeys(base, "")
        bases.append((year, base))
    made: list[dict[str, str | None]] = []
    for number in range(many):
        _, base = draw.choice(bases)
        cells: dict[str, str | None] = dict(base)
        for name in base if number % 40 else ():  # the others have amounts in đồng, which take longer
            if name.endswith(".planned"):
                most = draw.randrange(1, 200)
                cells |= {name: str(most), name.replace(".planned", ".done"): str(draw.randrange(most + 1))}
        cells["unit"] = f"unit-{number if number % 97 else 0}"
        if number % 53 == 5:
            cells[draw.choice([name for name in base if name.endswith(".done")])] = "chín"
        if number % 61 == 7:
            cells["ruleset"] = "example/department@1999"
        made.append(cells)
    return pa.table({name: pa.array([cells.get(name) for cells in made], pa.string()) for name in known})


@pytest.fixture(scope="module")
def table() -> pa.Table:
    """Rows that some engines must agree about."""
    return units(1200)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut files at every row group, and every few kilobytes."""
    monkeypatch.setattr("parindex.batch.files._FEWEST", 100)
    monkeypatch.setattr("parindex.batch.files._CHUNK", 120_000)


def written(table: pa.Table, file: Path, *, group: int = 100) -> Path:
    """Write a table as the file's name says."""
    if file.suffix == ".csv":
        csv.write_csv(table, file)
    else:
        parquet.write_table(table, file, row_group_size=group)
    return file


def by(engine: Any, file: Path) -> tuple[list[pa.RecordBatch], list[pa.RecordBatch], Any]:
    """Score a file by an engine, nothing for that of this machine; return scores, rejects and the summary."""
    leagues = Leagues(tuple(catalog.load(name) for name in NAMES))
    heard: list[Any] = []
    kept = scored(open_file(file), leagues, Memory(), said=lambda _: None, engine=engine)
    found = list(finished(kept, heard.append))
    return [each for each, _ in found], [each for _, each in found], heard[0]


# The work of a worker, without Spark.


def work(source: Source, leagues: Leagues) -> Iterator[tuple[int, Outcome]]:
    """Do what the workers of a cluster do, one part after the other, each from what would be sent to it."""
    assert source.parts is not None
    parts = tuple(source.parts())
    task = spark._worker(parts, leagues)
    for number in range(len(parts)):
        numbers = pa.record_batch([pa.array([number], pa.int64())], names=["id"])
        for batch in task(iter([numbers])):
            for row in batch.to_pylist():
                yield spark._found(**row)


def plain(batches: Sequence[pa.RecordBatch]) -> pa.Table:
    """Return scores as a table, words as texts: batches number their words each in its own way."""
    found = pa.Table.from_batches(batches)
    text = [pa.string() if pa.types.is_dictionary(each.type) else each.type for each in found.schema]
    return found.cast(pa.schema(zip(found.schema.names, text, strict=True)))


@pytest.mark.parametrize("name", ["units.parquet", "units.csv"])
@pytest.mark.usefixtures("small_parts")
def test_parts_of_a_file_make_the_whole(table: pa.Table, name: str, tmp_path: Path) -> None:
    """Parts that are read and scored one by one give the scores, ranks and rejects of the whole file."""
    file = written(table, tmp_path / name)
    source = open_file(file)

    assert source.parts is not None
    assert len(list(source.parts())) >= 10
    scores, rejects, summary = by(work, file)
    wanted = by(None, file)
    assert plain(scores).equals(plain(wanted[0]))
    assert pa.Table.from_batches(rejects).equals(pa.Table.from_batches(wanted[1]))
    assert summary == wanted[2]
    assert summary.read == summary.scored + summary.rejected == table.num_rows
    assert summary.rejected >= 40


def test_small_row_groups_are_one_part(table: pa.Table, tmp_path: Path) -> None:
    """Row groups of few rows are no task each: neighbours are put together."""
    source = open_file(written(table, tmp_path / "units.parquet", group=7))

    assert source.parts is not None
    assert len(list(source.parts())) == 1


@pytest.mark.parametrize("name", ["units.parquet", "units.csv"])
def test_an_empty_table_has_no_scores(table: pa.Table, name: str, tmp_path: Path) -> None:
    """A file without rows gives none."""
    assert by(work, written(table.slice(0, 0), tmp_path / name))[2] == (0, 0, 0, 0)


@pytest.mark.usefixtures("small_parts")
def test_a_damaged_part_has_its_place(table: pa.Table, tmp_path: Path) -> None:
    """Where a worker meets damage, it tells the file and the row, and the run ends there."""
    file = written(table, tmp_path / "units.parquet")
    group = parquet.ParquetFile(file).metadata.row_group(7)
    content = bytearray(file.read_bytes())
    start = group.column(0).dictionary_page_offset or group.column(0).data_page_offset
    content[start : start + 40] = b"\xff" * 40
    file.write_bytes(content)

    with pytest.raises(ReadError) as raised:
        by(work, file)
    (found,) = raised.value.problems
    assert found.code == "E-PARQUET"
    assert found.place is not None
    assert (found.place.file, found.place.line) == (str(file.resolve()), 701)


@pytest.mark.parametrize(("name", "code"), [("units.parquet", "E-PARQUET"), ("units.csv", "E-FILE")])
@pytest.mark.usefixtures("small_parts")
def test_a_worker_without_the_file_says_so(table: pa.Table, name: str, code: str, tmp_path: Path) -> None:
    """A machine that has not the file under that path tells which file it looked for."""
    source = open_file(written(table, tmp_path / name))
    assert source.parts is not None
    parts = list(source.parts())
    (tmp_path / name).unlink()

    with pytest.raises(ReadError) as raised:
        list(parts[1]())
    assert [each.code for each in raised.value.problems] == [code]
    assert name in str(raised.value)


def test_every_version_of_the_library_must_be_one(table: pa.Table, tmp_path: Path) -> None:
    """A worker with another version scores nothing and says which two versions met."""
    source = open_file(written(table, tmp_path / "units.parquet"))
    assert source.parts is not None
    (part,) = source.parts()
    (told,) = spark._scored(part, Leagues((catalog.load(NAMES[0]),)), "0.0.1")

    with pytest.raises(UsageError) as raised:
        spark._found(**told.to_pylist()[0])
    assert raised.value.problems == (problem("E-SPARK-VERSION", found=parindex.__version__, wanted="0.0.1"),)


def test_a_table_in_memory_is_not_sent_to_a_cluster(table: pa.Table) -> None:
    """Workers read files; a table that is only here is refused before anything starts."""
    with pytest.raises(UsageError) as raised:
        next(spark.outcomes(mock.Mock(), source_of(table), Leagues((catalog.load(NAMES[0]),))))
    assert raised.value.problems == (problem("E-SPARK-FILE"),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Job aborted\n\nTraceback (most recent call last):\n  x\nOSError: no disk\n\nDriver:",
            "OSError: no disk",
        ),
        ("\n[NO_ACTIVE] a session is needed.\n more", "[NO_ACTIVE] a session is needed."),
        ("", "?"),
    ],
)
def test_one_line_says_what_spark_could_not_do(text: str, reason: str) -> None:
    """Of a long complaint the error itself is told, or else its first line."""
    assert spark._reason(text) == reason


def test_a_master_is_for_spark(tmp_path: Path) -> None:
    """A master without the engine is a mistake of the command's words, and nothing is written."""
    result = run(
        "batch",
        "units.csv",
        *RULESETS,
        "-o",
        tmp_path / "scores.parquet",
        "--spark",
        "local[2]",
        "--lang",
        "en",
    )

    assert result.exit_code == 2
    assert "E-SPARK-MASTER" in result.stderr
    assert not list(tmp_path.iterdir())


def test_without_the_extra_spark_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command names the extra that is missing, and leaves no file."""
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    file = tmp_path / "units.csv"
    file.write_text("unit\n", encoding="utf-8")
    result = run("batch", file, *RULESETS, "-o", tmp_path / "scores.parquet", "--engine", "spark")

    assert result.exit_code == 2
    assert "pip install 'parindex[spark]'" in result.stderr
    assert list(tmp_path.iterdir()) == [file]


# The command on Spark.


@pytest.fixture(scope="module")
def folder(table: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a table, and what this machine makes of it."""
    made = tmp_path_factory.mktemp("spark")
    for name in ("units.parquet", "units.csv"):
        written(many(table, 10_000), made / name, group=4096)
        here(made, name)
    return made


def many(table: pa.Table, rows: int) -> pa.Table:
    """Repeat rows under other keys."""
    wanted = pa.array(range(rows), pa.int64())
    found = table.take(pc.bit_wise_and(wanted, 511))
    keys = [f"unit-{at if at % 997 else 0}" for at in range(rows)]
    return found.set_column(found.schema.get_field_index("unit"), "unit", pa.array(keys))


def here(folder: Path, name: str) -> None:
    """Score a file on this machine."""
    files = ("-o", folder / f"local-{name}", "--rejects", folder / f"bad-{name}")
    told = run("batch", folder / name, *RULESETS, *files)
    assert told.exit_code == 1, told.output


@contextmanager
def started(
    *words: str | Path, folder: Path, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program in a process group of its own, all of which ends with the block."""
    log = (folder / f"{Path(words[0]).name}.log").open("ab")
    found = subprocess.Popen(
        [str(word) for word in words],
        cwd=folder,
        env=surroundings(folder) | (env or {}),
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    log.close()
    try:
        yield found
    finally:
        for sent in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(found.pid, sent)
                found.wait(20)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of Spark: this machine alone, little memory, and the Python of the tests."""
    names = ("HOME", "JAVA_HOME", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in names if name in os.environ} | {
        "PATH": f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}",
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }


def done(*words: str | Path, folder: Path, seconds: int = SECONDS) -> tuple[int, str]:
    """Run a program to its end; return its exit code and what it said."""
    with started(*words, folder=folder) as found:
        found.wait(seconds)
    return found.returncode, (folder / f"{Path(words[0]).name}.log").read_text()


def scoring(name: str, master: str, output: str = "scores.parquet") -> list[str | Path]:
    """Return the words of the command on Spark."""
    program = Path(PYTHON).parent / "parindex"
    return [program, "batch", name, *RULESETS, "-o", output, "--engine", "spark", "--spark", master]


def same(one: Path, other: Path) -> bool:
    """Tell whether two Parquet files hold the same rows in the same order, under the same columns."""
    return bool(parquet.read_table(one).equals(parquet.read_table(other), check_metadata=True))


@on_a_cluster
@pytest.mark.thorough
@pytest.mark.parametrize("name", ["units.parquet", "units.csv"])
def test_spark_on_two_cores_equals_this_machine(folder: Path, name: str, tmp_path: Path) -> None:
    """Totals, indexes, bands, ranks and rejects of `local[2]` are those of the local engine, row for row."""
    shutil.copy(folder / name, tmp_path)
    code, said = done(*scoring(name, "local[2]"), folder=tmp_path)

    assert code == 1, said
    assert same(tmp_path / "scores.parquet", folder / f"local-{name}")
    assert same(tmp_path / "REJECTS.parquet", folder / f"bad-{name}")


@on_a_cluster
@pytest.mark.thorough
@pytest.mark.parametrize("master", ["spark:/nowhere", "local[many]"])
def test_a_master_that_is_none_is_one_line(folder: Path, master: str) -> None:
    """A wrong address of a cluster is a problem with its reason, no traceback, and leaves no file."""
    code, said = done(*scoring("units.parquet", master, "none.parquet"), "--lang", "en", folder=folder)

    assert code == 3
    assert "E-SPARK: Spark did not do it: " in said
    assert "Traceback" not in said
    assert not (folder / "none.parquet").exists()


def port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def asked(address: str) -> Any:
    """Return what a page of Spark says, nothing where it does not answer yet."""
    try:
        with urllib.request.urlopen(f"http://{address}", timeout=5) as page:
            return json.load(page)
    except (OSError, ValueError):
        return None


def waited(look: Callable[[], Any], what: str) -> Any:
    """Look until there is something to see."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.1)
    pytest.fail(f"waited in vain for {what}")


def below(parent: int, program: str) -> list[int]:
    """Return the processes that a process started, of one program."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            status, words = (place / "stat").read_text(), (place / "cmdline").read_text()
        except OSError:  # it has ended
            continue
        if int(status.rpartition(")")[2].split()[1]) == parent and program in words:
            found.append(int(place.name))
    return found


def halfway(pages: str) -> bool:
    """Tell whether a stage has given some of its parts, works at others, and has more to do."""
    for each in asked(f"{pages}/api/v1/applications") or ():
        for stage in asked(f"{pages}/api/v1/applications/{each['id']}/stages?status=active") or ():
            rest = stage["numTasks"] - stage["numCompleteTasks"] - stage["numActiveTasks"]
            if stage["numCompleteTasks"] and stage["numActiveTasks"] and rest > 2:
                return True
    return False


def cluster_part(stack: ExitStack, folder: Path, name: str, *words: str | Path) -> subprocess.Popen[bytes]:
    """Start a master or a worker, which ends with the test."""
    program = Path(PYTHON).parent / "spark-class"
    return stack.enter_context(started(program, f"org.apache.spark.deploy.{name}", *words, folder=folder))


@on_a_cluster
@pytest.mark.thorough
def test_an_executor_lost_in_the_middle_of_a_stage_changes_nothing(table: pa.Table, tmp_path: Path) -> None:
    """Of two workers one loses its executor at work: its part is done again, and the result is right."""
    written(many(table, 100_000), tmp_path / "units.parquet", group=4096)
    here(tmp_path, "units.parquet")
    events = tmp_path / "events"
    events.mkdir()
    master, pages, ui = (f"127.0.0.1:{port()}" for _ in range(3))
    settings = {
        "spark.driver.memory": "1g",
        "spark.executor.memory": "512m",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": events.as_uri(),
        "spark.ui.port": ui.rpartition(":")[2],
    }
    (tmp_path / "spark-defaults.conf").write_text(
        "".join(f"{name} {each}\n" for name, each in settings.items())
    )
    with ExitStack() as stack:
        start = partial(cluster_part, stack, tmp_path)
        little = ("--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0")
        start("master.Master", "--host", "127.0.0.1", "--port", master.rpartition(":")[2],
              "--webui-port", pages.rpartition(":")[2])  # fmt: skip
        workers = [
            start("worker.Worker", f"spark://{master}", *little, "--work-dir", tmp_path / each)
            for each in ("one", "two")
        ]
        waited(lambda: (asked(f"{pages}/json/") or {}).get("aliveworkers") == 2, "two workers")
        command = stack.enter_context(
            started(*scoring("units.parquet", f"spark://{master}"), folder=tmp_path)
        )
        waited(lambda: halfway(ui), "the middle of a stage")
        (lost,) = below(workers[0].pid, "CoarseGrainedExecutorBackend")
        os.kill(lost, signal.SIGKILL)
        command.wait(SECONDS)

    assert command.returncode == 1, (tmp_path / "parindex.log").read_text()
    log = "".join(each.read_text() for each in sorted(events.rglob("events_*")))
    ends = [json.loads(line).get("Task End Reason", {}) for line in log.splitlines()]
    assert "ExecutorLostFailure" in {each.get("Reason") for each in ends}
    assert same(tmp_path / "scores.parquet", tmp_path / "local-units.parquet")
    assert same(tmp_path / "REJECTS.parquet", tmp_path / "bad-units.parquet")


def examples(page: Path) -> list[str]:
    """Return the commands of a page that use Spark."""
    found = re.findall(r"(?ms)^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"))
    return [each for each in found if "--engine spark" in each]


def test_the_example_of_the_readme_is_that_of_the_page() -> None:
    """The page has one example of a cluster, and the README no other."""
    (example,) = examples(PAGE)

    assert set(examples(ROOT / "README.md")) <= {example}


@on_a_cluster
@pytest.mark.thorough
def test_the_example_of_the_page_runs_as_written(table: pa.Table, tmp_path: Path) -> None:
    """Its lines start a cluster, score a table as this machine does, and leave no process behind."""
    known = many(table.filter(pc.equal(table["ruleset"], NAMES[1])), 5_000)
    unused = [name for name in known.column_names if known[name].null_count == known.num_rows]
    written(known.drop_columns(unused), tmp_path / "units.parquet", group=4096)
    files = ("-o", tmp_path / "local.parquet", "--rejects", tmp_path / "bad.parquet")
    assert run("batch", tmp_path / "units.parquet", "--ruleset", NAMES[1], *files).exit_code == 1
    (example,) = examples(PAGE)
    with started("bash", "-c", example, folder=tmp_path) as shell:
        assert shell.wait(SECONDS) == 0, (tmp_path / "bash.log").read_text()

    assert same(tmp_path / "scores.parquet", tmp_path / "local.parquet")
    assert same(tmp_path / "REJECTS.parquet", tmp_path / "bad.parquet")
