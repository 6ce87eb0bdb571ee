"""The workload scored by parindex: a table in memory, from file to file, and from file to file on Spark."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet
from scale_rules import ruleset

from parindex import batch
from parindex.batch.files import open_file
from parindex.batch.leagues import Leagues
from parindex.batch.running import Engine, finished, scored
from parindex.batch.spools import Disk
from parindex.batch.writing import write
from parindex.ruleset.model import Ruleset

__all__ = ["ENGINES", "exact"]

CORES = "local[2]"
Prepared = tuple[Callable[[], Any], Callable[[Any], tuple[Any, Any]]]


def _memory(file: Path, *, shuffled: bool = False) -> Prepared:
    """Score a table in memory, ranks included; its keys ascend, as in most tables, or are in no order."""
    rules, table = Ruleset.model_validate(ruleset()), parquet.read_table(file).combine_chunks()
    if shuffled:
        order = np.random.default_rng(2024).permutation(table.num_rows)
        table = table.set_column(0, "unit", table["unit"].take(pa.array(order))).combine_chunks()

    def run() -> pa.Table:
        found = batch.score(table, rules)
        if found.summary.rejected:
            raise ValueError(found.rejects.slice(0, 3).to_pylist())
        return found.scores

    return run, _read


def _file(file: Path, engine: Engine | None = None) -> Prepared:
    """Score a file into another, ranks included, as `parindex batch` does."""
    leagues = Leagues((Ruleset.model_validate(ruleset()),))
    folder = tempfile.TemporaryDirectory()
    output = Path(folder.name) / "scores.parquet"

    def run() -> tempfile.TemporaryDirectory[str]:
        with (
            tempfile.TemporaryDirectory() as spare,
            Disk(Path(spare), leagues.digits) as spool,
            output.open("wb") as scores,
        ):
            kept = scored(open_file(file), leagues, spool, said=lambda _: None, engine=engine)
            found = finished(kept, lambda _: None)
            write(found, leagues, scores, lambda: output.with_suffix(".rejects").open("wb"))
        return folder  # stays as long as it is held

    return run, lambda _: _read(parquet.read_table(output, columns=["total", "band"]))


def _spark(file: Path) -> Prepared:
    """Score a file on Spark, in a session that stands."""
    from parindex.batch.spark import outcomes, session  # noqa: PLC0415 (an extra)

    return _file(file, partial(outcomes, _STANDING.enter(session(CORES))))


class _Standing:
    """The session of Spark, closed at the end of the process."""

    def __init__(self) -> None:
        self.open: AbstractContextManager[Any] = nullcontext()

    def enter(self, session: AbstractContextManager[Any]) -> Any:  # noqa: ANN401 (of Spark)
        self.open = session
        return session.__enter__()


_STANDING = _Standing()


def exact(file: Path, every: int) -> Iterator[tuple[int, int, int]]:
    """Yield place, total in hundredths and place of the band of some units of a file, by the exact engine."""
    rules, table = Ruleset.model_validate(ruleset()), parquet.read_table(file)
    places = range(0, table.num_rows, every)
    units = table["unit"].take(pa.array(places)).to_pylist()
    for at, sheet in zip(places, batch.lines(table, rules, units), strict=True):
        total, band = sheet.total.published, sheet.band
        assert isinstance(total, Decimal)  # noqa: S101 (nothing is missing)
        assert band is not None  # noqa: S101 (the same)
        yield at, int(total * 100), rules.bands.index(band)


def _read(scores: pa.Table) -> tuple[Any, Any]:
    """Return totals in hundredths and places of bands."""
    # Decimals of two digits are whole hundredths of 128 bits, of which the low half is enough.
    halves = [
        np.frombuffer(each.buffers()[1], np.int64)[2 * each.offset :][: 2 * len(each) : 2]
        for each in scores["total"].chunks
    ]
    totals = np.concatenate(halves) if halves else np.empty(0, np.int64)
    names = pa.array([band["key"] for band in ruleset()["bands"]])
    return totals, pc.index_in(scores["band"].cast(pa.string()), value_set=names).to_numpy().astype(np.int8)


ENGINES = {
    "parindex": _memory,
    "parindex-shuffled": partial(_memory, shuffled=True),
    "parindex-file": _file,
    "parindex-spark": _spark,
}
