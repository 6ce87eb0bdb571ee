"""A file scored on a Spark cluster: workers read its parts and call the function that scores them here.

Spark sees whole numbers and bytes: which part, how many rows, and their outcome as Arrow. It reads no rule
and computes no figure.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

import pyarrow as pa

from parindex.batch.leagues import Leagues
from parindex.batch.outcome import Outcome
from parindex.batch.running import outcome_of
from parindex.batch.sources import Part, Source
from parindex.errors import ParindexError, UsageError, problem

if TYPE_CHECKING:  # an extra, imported only where it is used
    from pyspark.sql import SparkSession

__all__ = ["outcomes", "session"]

# One row for each block; or one with what was wrong, after which the part has no more.
_FOUND = pa.schema(
    [
        ("size", pa.int64()),
        ("doubtful", pa.int64()),
        ("scores", pa.binary()),
        ("rejects", pa.binary()),
        ("wrong", pa.binary()),
    ]
)
_COLUMNS = "size long, doubtful long, scores binary, rejects binary, wrong binary"
_HERE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
}
Batches = Iterator[pa.RecordBatch]


@contextmanager
def session(master: str | None) -> Iterator[SparkSession]:
    """Give a session of Spark on ``master``, or on that which Spark is set up for.

    Workers use this Python's path unless ``PYSPARK_PYTHON`` names another. A master on this machine alone
    (``local[4]``) opens ports for this machine alone.

    Raises:
        UsageError: the extra ``spark`` is not installed (``E-EXTRA``); Spark does not start (``E-SPARK``).
    """
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 (an extra)
    except ModuleNotFoundError:
        raise UsageError(problem("E-EXTRA", extra="spark")) from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.sql.ansi.enabled": "true",
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
        **({"spark.master": master} if master else {}),
        **(_HERE if master and master.startswith("local") else {}),
    }
    builder = SparkSession.builder.appName("parindex")
    for name, value in settings.items():
        builder = builder.config(name, value)
    with _told():
        found = builder.getOrCreate()
    try:
        yield found
    finally:
        found.stop()


def outcomes(spark: SparkSession, source: Source, leagues: Leagues) -> Iterator[tuple[int, Outcome]]:
    """Yield the size and the outcome of every block of a file, in order.

    The machines of the cluster must have the file under the same path. A part that is lost with its machine
    is scored again from the file, and Spark gives each part once; so no loss changes, doubles or drops a row.

    Raises:
        ReadError: the file is damaged.
        UsageError: the table is in no file (``E-SPARK-FILE``), a worker has another version of this library
            (``E-SPARK-VERSION``), or Spark gave up (``E-SPARK``).
    """
    if source.parts is None:
        raise UsageError(problem("E-SPARK-FILE"))
    from pyspark import StorageLevel  # noqa: PLC0415 (an extra)

    parts = tuple(source.parts())
    many = max(len(parts), 1)
    numbered = spark.range(0, len(parts), 1, many)  # one part to a task, tasks in the order of the parts
    with _told():
        found = numbered.mapInArrow(_worker(parts, leagues), _COLUMNS).persist(StorageLevel.DISK_ONLY)
    try:
        with _told():
            found.count()  # all parts at once; what follows takes them one after the other
            # Of the frame itself, Spark would keep what each job gave for as long as the query is open.
            for row in found.rdd.toLocalIterator(prefetchPartitions=True):
                yield _found(**row.asDict())
    finally:
        found.unpersist()


def _worker(parts: Sequence[Part], leagues: Leagues) -> Callable[[Batches], Batches]:
    """Return what a worker does with the numbers of some parts."""
    here = version("parindex")

    def work(batches: Batches) -> Batches:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from _scored(parts[number], leagues, here)

    return work


def _scored(part: Part, leagues: Leagues, wanted: str) -> Batches:
    """Score a part, on a worker; a damaged file stays damaged, so that is told and not tried again."""
    try:
        if (here := version("parindex")) != wanted:
            raise UsageError(problem("E-SPARK-VERSION", found=here, wanted=wanted))
        for block in part():
            found = outcome_of(block, leagues)
            yield _row(block.size, found.doubtful, _packed(found.scores), _packed(found.rejects), None)
    except ParindexError as error:
        yield _row(0, 0, None, None, pickle.dumps(error))


def _found(
    *, size: int, doubtful: int, scores: bytes, rejects: bytes, wrong: bytes | None
) -> tuple[int, Outcome]:
    """Return what a row of a worker says, or raise it."""
    if wrong is not None:
        raise pickle.loads(wrong)  # noqa: S301 (a worker of ours wrote it)
    return size, Outcome(_unpacked(scores), _unpacked(rejects), doubtful)


def _row(*values: object) -> pa.RecordBatch:
    return pa.record_batch([[each] for each in values], schema=_FOUND)


def _packed(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
        stream.write_batch(batch)
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]  # pyarrow has no types


def _unpacked(content: bytes) -> pa.RecordBatch:
    return pa.ipc.open_stream(content).read_next_batch()


@contextmanager
def _told() -> Iterator[None]:
    """Turn what goes wrong with Spark into its problem."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 (an extra)
    from pyspark.errors import PySparkException  # noqa: PLC0415 (the same)

    try:
        yield
    except (Py4JError, PySparkException) as error:
        raise UsageError(problem("E-SPARK", reason=_reason(str(error)))) from None


def _reason(text: str) -> str:
    """Return the line that says what happened: of a Python traceback the last, else the first."""
    lines = [each.strip() for each in text.splitlines() if each.strip()]
    ends = [each for each in lines if each.partition(":")[0].endswith("Error")]
    return (ends or lines or ["?"])[0]
