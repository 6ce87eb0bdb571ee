"""Measure the scoring of many units: rows a second, memory, and growth with the number of rows.

Usage: ``python benchmarks/batch.py [THOUSANDS ...]``: 10, 100 and 1000 thousand rows unless told. The
ruleset is `example/department@2024`; every size is a Parquet file of its own, made once in the folder for
temporary files and scored in a process of its own: from a table in memory, and from file to file.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

import parindex
from parindex import batch
from parindex.batch.files import open_file
from parindex.batch.leagues import Leagues
from parindex.batch.reading import fields
from parindex.batch.running import finished, scored
from parindex.batch.spools import Disk
from parindex.batch.writing import write
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import LevelsScale

RULESET, KIND = "example/department@2024", "department"
SEED = 2024
ROWS = 100_000  # of one part of a file
PLANNED = 400  # and less, of which some is done
COUNTS = {"ticks": 2, "counts": 4, "count": 4, "tallies": 60, "value": 30}
Figures = dict[str, Any]


def part(rules: Ruleset, start: int, size: int) -> pa.RecordBatch:
    """Make rows of units that are all complete, columns as narrow as their numbers."""
    source = np.random.Generator(np.random.PCG64([SEED, start]))
    columns: dict[str, Any] = {"unit": pa.array([f"unit-{at:08}" for at in range(start, start + size)])}
    for leaf in leaves(resolve(rules, KIND)):
        if leaf.applies:
            columns |= _leaf(leaf, size, source)
    return pa.record_batch(columns)


def _leaf(leaf: Node, size: int, source: np.random.Generator) -> dict[str, Any]:
    scale, key = leaf.item.scale, leaf.item.key
    assert scale is not None  # noqa: S101 (a leaf has a scale)
    forms = dict(fields(scale))
    if isinstance(scale, LevelsScale):
        places = source.integers(0, len(scale.levels), size).astype(np.int8)
        words = pa.array([level.key for level in scale.levels])
        return {f"{key}.level": pa.DictionaryArray.from_arrays(pa.array(places), words)}
    if ("done", "planned") in forms:
        planned = source.integers(1, PLANNED, size)
        done = source.integers(0, planned + 1)
        return {f"{key}.done": done.astype(np.int32), f"{key}.planned": planned.astype(np.int32)}
    form, names = next(iter(forms.items()))
    if form == ("points",):
        return {f"{key}.points": source.integers(0, int(leaf.bound) + 1, size).astype(np.int16)}
    most = COUNTS[form[0]]
    return {f"{key}.{name}": source.integers(0, most, size).astype(np.int16) for name in names}


def made(rules: Ruleset, rows: int) -> Path:
    """Return a file of so many rows."""
    file = Path(tempfile.gettempdir()) / f"parindex-units-{rows}.parquet"
    if file.exists():
        return file
    parted = file.with_suffix(".part")
    with parquet.ParquetWriter(parted, part(rules, 0, 1).schema, compression="zstd") as writer:
        for start in range(0, rows, ROWS):
            writer.write_batch(part(rules, start, min(ROWS, rows - start)))
    parted.rename(file)
    return file


def of_table(file: Path, rules: Ruleset) -> Figures:
    """Score a table in memory, ranks included: the least time of three."""
    table = parquet.read_table(file)
    before = _peak()
    batch.score(table.slice(0, 1000), rules, kind=KIND)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        found = batch.score(table, rules, kind=KIND)
        times.append(time.perf_counter() - start)
    return {"rows": found.summary.scored, "seconds": min(times), "memory": _peak() - before}


def of_file(file: Path, rules: Ruleset) -> Figures:
    """Score a file into another, ranks included."""
    leagues = Leagues((rules,), KIND)
    heard: list[Any] = []
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Disk(Path(folder), leagues.digits) as spool:
        kept = scored(open_file(file), leagues, spool, said=lambda _: None)
        output = Path(folder) / "scores.parquet"
        with output.open("wb") as scores:
            write(
                finished(kept, heard.append), leagues, scores, lambda: output.with_suffix(".bad").open("wb")
            )
    return {"rows": heard[0].scored, "seconds": time.perf_counter() - start, "memory": _peak()}


WAYS = {
    "table": ("a table in memory; memory beside it", of_table),
    "file": ("file to file; all memory", of_file),
}


def _peak() -> float:
    """Return the most memory this process held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Run one way over one file, or print the table of all."""
    rules = parindex.load(RULESET)
    words = sys.argv[1:]
    if words[:1] == ["--way"]:
        print(json.dumps(WAYS[words[1]][1](Path(words[2]), rules)))
        return
    columns = len(part(rules, 0, 1).schema)
    print(f"parindex {parindex.__version__}, {RULESET}, {columns} columns, {os.cpu_count()} cores")
    for name, (title, _) in WAYS.items():
        print(f"\n{title}")
        for thousands in [int(word) for word in words] or [10, 100, 1000]:
            command = [sys.executable, __file__, "--way", name, str(made(rules, thousands * 1000))]
            found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            speed = found["rows"] / found["seconds"]
            figures = f"{found['seconds']:>8.2f} s {speed:>12,.0f} rows/s {found['memory']:>7.0f} MB"
            print(f"  {found['rows']:>10,} rows {figures}")


if __name__ == "__main__":
    main()
