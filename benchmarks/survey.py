"""Measure the counting of ballots beside engines that only group and count, over the same file.

Usage: ``python benchmarks/survey.py [1] [10] [100]``: millions of answers, 1 and 10 unless told. Each engine
runs in a process of its own with two threads. The peers are DuckDB and Polars
(``pip install duckdb polars``); one that is not installed is left out and named. The files are made once, in
the folder for temporary files.
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

import parindex
from parindex.ruleset.model import Ruleset

MILLION = 1_000_000
QUESTIONS, GROUPS, UNITS, OPTIONS = 30, 5, 3_321, "abcd"
SEED = 2024
SHEETS = 100_000  # of one part of a file
TEXTS = ("group", "unit", "question", "answer")

Figures = dict[str, Any]


def rules() -> Ruleset:
    """Make a ruleset of 30 items that five groups score by ballots."""
    scale = {
        "method": "survey",
        "options": [
            {"key": key, "name": {"vi": key}, "share": share}
            for key, share in zip(OPTIONS, ("1", "0.6", "0.2", "0"), strict=True)
        ],
        "groups": [
            {"key": f"group-{at}", "name": {"vi": f"Nhóm {at}"}, "weight": "0.2"} for at in range(GROUPS)
        ],
    }
    items = [
        {"key": f"question-{at}", "name": {"vi": f"Câu {at}"}, "max": "1", "scale": scale}
        for at in range(QUESTIONS)
    ]
    answers = {
        "rounding": {"digits": "2", "mode": "half-up", "at": ["publication"]},
        "band_on": "exact",
        "rank": {"on": "published", "ties": "competition"},
        "not_applicable": "exclude",
        "missing": "refuse",
        "above_max": "cap",
    }
    instrument = {"key": "none", "number": "0", "kind": "report", "issuer": "–", "title": {"vi": "–"}}
    return Ruleset.model_validate(
        {
            "format": "1",
            "id": "benchmark/ballots@2024",
            "year": "2024",
            "title": {"vi": "Ba mươi câu hỏi"},
            "standing": "illustrative",
            "coverage": "full",
            "instruments": [{**instrument, "reliability": "D"}],
            "units": {"kinds": [{"key": "commune", "name": {"vi": "Xã"}}]},
            "periods": [{"key": "year", "from": "2024-01-01", "to": "2024-12-31"}],
            "score": {"key": "total", "name": {"vi": "Tổng điểm"}, "max": str(QUESTIONS), "items": items},
            "policies": {name: {"value": value, "assumed": "benchmark"} for name, value in answers.items()},
        }
    )


def made(millions: int) -> Path:
    """Return a file of so many million answers: one row each, the rows of a sheet together."""
    file = Path(tempfile.gettempdir()) / f"parindex-ballots-{millions}.parquet"
    if file.exists():
        return file
    source = np.random.Generator(np.random.PCG64(SEED))
    words = {
        "group": [f"group-{at}" for at in range(GROUPS)],
        "unit": [f"unit-{at:04}" for at in range(UNITS)],
        "question": [f"question-{at}" for at in range(QUESTIONS)],
        "answer": list(OPTIONS),
    }
    texts = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema([("ballot", pa.int64()), *((name, texts) for name in TEXTS)])
    sheets = millions * MILLION // QUESTIONS
    part = file.with_suffix(".part")
    with parquet.ParquetWriter(part, schema, compression="zstd") as writer:
        for start in range(0, sheets, SHEETS):
            size = min(SHEETS, sheets - start)
            places = {
                "group": np.repeat(source.integers(0, GROUPS, size), QUESTIONS),
                "unit": np.repeat(source.integers(0, UNITS, size), QUESTIONS),
                "question": np.tile(np.arange(QUESTIONS), size),
                "answer": source.integers(0, len(OPTIONS), size * QUESTIONS),
            }
            # In no order, so that finding what was given twice has to sort.
            names = np.arange(start + 1, start + size + 1) * 48_271 % (2**31 - 1)
            columns = [pa.array(np.repeat(names, QUESTIONS))]
            columns += [
                pa.DictionaryArray.from_arrays(pa.array(places[name], pa.int32()), pa.array(words[name]))
                for name in TEXTS
            ]
            writer.write_table(pa.table(columns, schema=schema))
    part.rename(file)
    return file


def by_parindex(file: Path) -> Figures:
    """Count with every check: repeated and contradicting answers, who is asked what, flags."""
    from parindex.survey.ballots import open_ballots  # noqa: PLC0415 (of this process only)
    from parindex.survey.counting import count  # noqa: PLC0415 (the same)
    from parindex.survey.design import design  # noqa: PLC0415 (the same)

    start = time.perf_counter()
    found = count([open_ballots(file)], design(rules())).tallies
    taken = time.perf_counter() - start, _peak()
    unit, group, question, option = np.nonzero(found.counts)
    numbers = found.counts[unit, group, question, option]
    units = np.array([int(each[-4:]) for each in found.units])
    return _figures(taken, [units[unit], group, question, option], numbers)


def by_duckdb(file: Path) -> Figures:
    """Group and count, nothing else."""
    import duckdb  # noqa: PLC0415 (a peer, perhaps not installed)

    base = duckdb.connect(config={"threads": 2})
    start = time.perf_counter()
    found = base.execute(
        'select unit, "group", question, answer, count(*) as n from read_parquet(?)'
        ' group by unit, "group", question, answer',
        [str(file)],
    ).to_arrow_table()
    return _of_table((time.perf_counter() - start, _peak()), found)


def by_polars(file: Path) -> Figures:
    """Group and count, nothing else."""
    import polars  # noqa: PLC0415, ICN001 (a peer, perhaps not installed, by its name)

    start = time.perf_counter()
    keys = ["unit", "group", "question", "answer"]
    found = polars.scan_parquet(file).group_by(keys).agg(polars.len().alias("n")).collect(engine="streaming")
    taken = time.perf_counter() - start, _peak()
    return _of_table(taken, found.cast(dict.fromkeys(keys, polars.String)).to_arrow())


def _of_table(taken: tuple[float, float], found: pa.Table) -> Figures:
    ends = {"unit": 5, "group": 6, "question": 9}
    keys = [
        np.array([int(text[ends[name] :]) for text in found[name].to_pylist()])
        for name in ("unit", "group", "question")
    ]
    keys.append(np.array([OPTIONS.index(text) for text in found["answer"].to_pylist()]))
    return _figures(taken, keys, found["n"].to_numpy().astype(np.int64))


def _figures(
    taken: tuple[float, float], keys: Sequence[np.ndarray[Any, Any]], numbers: np.ndarray[Any, Any]
) -> Figures:
    """Return what was taken, and what all engines must agree on: sums, with a weight for each key."""
    seconds, peak = taken
    pairs = zip(keys, (7_919, 1_009, 31, 1), strict=True)
    weights = sum(key.astype(np.int64) * weight for key, weight in pairs)
    check = [len(numbers), int(numbers.sum()), int((numbers * numbers).sum()), int((numbers * weights).sum())]
    return {"seconds": seconds, "peak": peak, "check": check}


ENGINES: dict[str, tuple[str, Callable[[Path], Figures]]] = {
    "duckdb": ("DuckDB: group by, count", by_duckdb),
    "polars": ("Polars, streaming: group by, count", by_polars),
    "parindex": ("parindex: counted, with every check", by_parindex),
}


def _peak() -> float:
    """Return the most memory this process held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(millions: int, rounds: int) -> None:
    """Print a table of all engines over one file: the least time of some rounds, the most memory."""
    file = made(millions)
    print(f"\n{millions} million answers, {file.stat().st_size / MILLION:.1f} MB of Parquet")
    first: Figures | None = None
    for name, (title, _) in ENGINES.items():
        if importlib.util.find_spec(name) is None:
            print(f"  {title:<40} not installed: pip install {name}")
            continue
        words = [sys.executable, __file__, "--engine", name, str(file)]
        threads = {**os.environ, "POLARS_MAX_THREADS": "2", "OMP_NUM_THREADS": "2"}
        runs = [
            json.loads(subprocess.run(words, check=True, capture_output=True, env=threads).stdout)
            for _ in range(rounds)
        ]
        best = min(runs, key=lambda run: run["seconds"])
        first = first or best
        if best["check"] != first["check"]:
            sys.exit(f"{name} counts otherwise: {best['check']}, not {first['check']}")
        peak = max(run["peak"] for run in runs)
        ratio = best["seconds"] / first["seconds"]
        print(f"  {title:<40} {best['seconds']:>8.2f} s {ratio:>6.2f} x {peak:>7.0f} MB at most")


def main() -> None:
    """Run one engine, or all of them over files of the sizes told."""
    words = sys.argv[1:]
    if words[:1] == ["--engine"]:
        found = ENGINES[words[1]][1](Path(words[2]))
        print(json.dumps(found))
        return
    print(
        f"parindex {parindex.__version__}, Python {sys.version.split()[0]}; time of the clock, two threads;"
        " the ratio is to the first row"
    )
    for millions in [int(word) for word in words] or [1, 10]:
        measure(millions, 1 if millions > 10 else 3)  # noqa: PLR2004 (a long run says enough at once)


if __name__ == "__main__":
    main()
