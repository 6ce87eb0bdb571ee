"""Measure engines that score many units side by side, in one run; print tables with ratios.

Usage: ``python benchmarks/scale.py [--most UNITS] [--engines A,B] [--rounds N] [--markdown FILE]``. The peers
go into a virtual environment of their own below ``.cache/bench``; without a network they are left out and
named. Spark needs Java 17 and the Python of ``PARINDEX_SPARK_PYTHON`` or ``.venv/spark``. Each measurement is
a process of its own that loads the units, scores them once untimed, and then timed; the rounds of all engines
take turns.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scale_machine import available, bandwidth, output, processor_name
from scale_oracle import truth
from scale_parindex import exact
from scale_rules import CRITERIA, columns
from scale_tables import (
    Measured,
    Table,
    Wrong,
    at_size,
    goals,
    growth,
    markdown,
    put,
    text,
    throughput,
    wrong,
)
from scale_units import EDGE_UNITS, SEED, edge_file, file_of

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "bench"
PEERS = ("numpy", "pyarrow", "polars", "duckdb", "openfisca-core")
SIZES = tuple(10**power for power in range(2, 8))
TIMES = {100: 9, 1_000: 9, 10_000: 7, 100_000: 3, 1_000_000: 3}  # runs in each process; 1 of larger ones
LONGEST = 900.0  # seconds that one run may be expected to take
FREE = 0.8  # of the memory that is free may be expected to be taken
EDGES = "units within 0.01 of the edge of a band, half of the plans with ties"
CHECKED = 40  # every so many-th unit at an edge is scored by the exact engine too
FILES = ("parindex-file", "parindex-spark")  # never hold all units
PLAIN = 100_000  # units as they come, of which wrong ones are counted too
OUT = 5  # bytes of a total and a band


class Engine(NamedTuple):
    """An engine: what it is, who runs it, whether it must be exact and is timed, and from what size."""

    title: str
    home: str
    exact: bool
    timed: bool = True
    least: int = 100


ENGINES = {
    "parindex": Engine("parindex, table in memory", "here", exact=True),
    "parindex-shuffled": Engine("parindex, keys in no order", "here", exact=True),
    "parindex-file": Engine("parindex, Parquet file to file", "here", exact=True),
    "parindex-spark": Engine("parindex, Spark local[2], files", "spark", exact=True, least=100_000),
    "openfisca": Engine("OpenFisca-core, float32 (naive: idiomatic)", "peers", exact=False),
    "numpy-float": Engine("NumPy, float64 (naive)", "here", exact=False),
    "numpy-int": Engine("NumPy, integers", "here", exact=True),
    "polars": Engine("polars, integers", "peers", exact=True),
    "polars-float": Engine("polars, Float64 (naive)", "peers", exact=False, timed=False),
    "duckdb": Engine("DuckDB SQL, BIGINT", "peers", exact=True),
    "duckdb-decimal": Engine("DuckDB SQL, DECIMAL (naive)", "peers", exact=False, timed=False),
    "duckdb-double": Engine("DuckDB SQL, DOUBLE (naive)", "peers", exact=False, timed=False),
}
TITLES = {name: engine.title for name, engine in ENGINES.items()}


def said(words: str) -> None:
    """Tell how far it is."""
    print(words, file=sys.stderr, flush=True)


def peers() -> str | None:
    """Install the peers into an environment of their own; return its Python, or nothing without a network."""
    folder = CACHE / "peers"
    python = str(folder / "bin" / "python")
    check = [python, "-c", "import numpy, pyarrow, polars, duckdb, openfisca_core"]
    if Path(python).exists() and not subprocess.run(check, check=False, capture_output=True).returncode:
        return python
    said("installing the peers …")
    venv.create(folder, with_pip=True, clear=True)
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *PEERS], check=False, capture_output=True
    )
    return None if done.returncode else python


def spark() -> str | None:
    """Return a Python with Spark, where there is one and Java."""
    places = (os.environ.get("PARINDEX_SPARK_PYTHON"), str(ROOT / ".venv" / "spark" / "bin" / "python"))
    found = next((each for each in places if each and Path(each).exists()), None)
    return found if shutil.which("java") else None


def measure(python: str, name: str, file: Path, times: int, answers: Path | None = None) -> dict[str, Any]:
    """Run one engine once in a process of its own."""
    worker = str(ROOT / "benchmarks" / "scale_worker.py")
    command = [python, worker, name, str(file), str(times), *([str(answers)] if answers else [])]
    watched = ENGINES[name].home == "spark"
    written, errors, most = output(command, watched=watched)
    if errors:
        sys.exit(f"{name} failed on {file.name}:\n{errors}")
    found: dict[str, Any] = json.loads(written.splitlines()[-1])
    return {**found, "most": most} if watched else found


class Run:
    """One run over all engines and sizes: what was measured, and what was left out."""

    def __init__(self, pythons: Mapping[str, str], folder: Path, rounds: int) -> None:
        self.pythons = pythons
        self.folder = folder
        self.rounds = rounds
        self.results: dict[str, dict[int, Measured]] = {name: {} for name in pythons if ENGINES[name].timed}
        self.out: list[tuple[str, str]] = []

    def size(self, size: int) -> None:
        """Measure every engine at one size, in turns, and compare the digests of those that must be exact."""
        names = [name for name in self.results if self.fits(name, size)]
        if not names:
            return
        said(f"{size:,} units: making them")
        file = file_of(self.folder, size)
        heard: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
        for at in range(self.rounds):
            for name in names:
                said(f"{size:,} units, round {at + 1} of {self.rounds}: {name}")
                heard[name].append(measure(self.pythons[name], name, file, TIMES.get(size, 1)))
        digests = {name: heard[name][0]["digest"] for name in names if ENGINES[name].exact}
        if len({tuple(each) for each in digests.values()}) > 1:
            sys.exit(f"exact engines disagree on {size:,} units: {digests}")
        for name, found in heard.items():
            pairs = [pair for each in found for pair in each["rounds"]]
            self.results[name][size] = Measured(
                size,
                tuple(clock for clock, _ in pairs),
                tuple(work for _, work in pairs),
                float(np.median([each["extra"] for each in found])),
                float(np.median([each["most"] for each in found])),
            )

    def fits(self, name: str, size: int) -> bool:
        """Tell whether an engine is run at a size; note it where memory or time would not be enough."""
        if size < ENGINES[name].least:
            return False
        last = self.results[name].get(size // 10)
        if last is None:
            return size in (SIZES[0], ENGINES[name].least)
        if name not in FILES and last.most * 10 / 1000 > FREE * available():
            self.note(name, size, f"needs about {last.most / 100:.0f} GB, {available():.0f} GB are free")
            return False
        if last.seconds * 10 > LONGEST:
            self.note(name, size, f"one run would take about {last.seconds / 6:.0f} minutes")
            return False
        return True

    def note(self, name: str, size: int, why: str) -> None:
        """Note what is left out."""
        self.out.append((f"{TITLES[name]}, {size:,} units", why))

    def wrong(self, file: Path, true: tuple[Any, Any]) -> dict[str, Wrong]:
        """Count the wrong totals and bands of every engine."""
        totals, bands = true
        found = {}
        with tempfile.TemporaryDirectory() as spare:
            for name in self.pythons:
                made = self.answers(name, file, Path(spare))
                off = np.abs(made[0].astype(np.int64) - totals)
                found[name] = Wrong(int((off > 0).sum()), int((made[1] != bands).sum()), int(off.max()))
        return found

    def answers(self, name: str, file: Path, spare: Path) -> tuple[Any, Any]:
        """Return the total and the band of every unit of a file, by one engine."""
        said(f"{file.stem}: the answers of {name}")
        answers = spare / f"{name}.npz"
        measure(self.pythons[name], name, file, 0, answers)
        with np.load(answers) as made:
            return made["totals"], made["bands"]

    def plain(self) -> dict[str, Wrong]:
        """Count on units as they come; the truth is what the exact engines agree on."""
        file = file_of(self.folder, PLAIN)
        first = next((name for name in self.pythons if ENGINES[name].exact), None)
        if first is None:
            return {}
        with tempfile.TemporaryDirectory() as spare:
            return self.wrong(file, self.answers(first, file, Path(spare)))


def _truth(file: Path) -> tuple[Any, Any]:
    """Return what fractions say of the units of a file, once the exact engine has said the same of some."""
    kept = file.with_suffix(".npz")
    if not kept.exists():
        from scale_files import loaded  # noqa: PLC0415 (a name that is needed here alone)

        said("edges: the truth, in fractions")
        totals, bands = truth({name: column.tolist() for name, column in loaded(file).items()})
        for at, total, band in exact(file, CHECKED):
            if (totals[at], bands[at]) != (total, band):
                sys.exit(f"fractions and the exact engine differ on unit {at}")
        np.savez(kept, totals=totals, bands=bands)
    with np.load(kept) as found:
        return found["totals"], found["bands"]


def _folder() -> Path:
    """Return the folder of the units: another one when the workload is another."""
    sources = [(ROOT / "benchmarks" / name).read_bytes() for name in ("scale_rules.py", "scale_units.py")]
    folder = CACHE / hashlib.sha256(b"".join(sources)).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _versions(pythons: Mapping[str, str]) -> str:
    found = [f"parindex {version('parindex')}", f"Python {platform.python_version()}"]
    found += [f"{name} {version(name)}" for name in ("numpy", "pyarrow")]
    names = {"peers": PEERS[2:], "spark": ("pyspark",)}
    code = "import sys, importlib.metadata as m\nfor name in sys.argv[1:]: print(name, m.version(name))"
    for home, wanted in names.items():
        python = next((pythons[name] for name in pythons if ENGINES[name].home == home), None)
        if python is not None:
            words = subprocess.run([python, "-c", code, *wanted], check=True, capture_output=True, text=True)
            found += words.stdout.splitlines()
    return ", ".join(found)


def _machine(rates: Mapping[str, float], pythons: Mapping[str, str]) -> Table:
    width = _bytes()
    rows = [
        ("processor", f"{processor_name()}, {os.cpu_count()} cores"),
        ("memory free at the start", f"{available():.0f} GB"),
        ("others at work", f"load {os.getloadavg()[0]:.1f}"),
        *((f"bandwidth, {name}", f"{rate:.1f} GB/s") for name, rate in rates.items()),
        ("versions", _versions(pythons)),
        ("workload", f"{len(CRITERIA)} criteria, {len(columns())} columns, {width} bytes in and out"),
        ("seed of the units", str(SEED)),
    ]
    return Table("Machine", ("what", ""), rows)


def _bytes() -> int:
    return sum(np.dtype(kind).itemsize for kind in columns().values()) + OUT


def _read(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Engines that score many units, side by side.")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="units of the largest size")
    parser.add_argument("--engines", default=",".join(ENGINES), help=", ".join(ENGINES))
    parser.add_argument("--rounds", type=int, default=3, help="processes for each engine and size")
    parser.add_argument("--markdown", type=Path, help="put the tables between the marks of this page too")
    read = parser.parse_args(words)
    if unknown := set(read.engines.split(",")) - set(ENGINES):
        parser.error(f"no such engine: {', '.join(sorted(unknown))}")
    return read


def main() -> None:
    """Run everything, and print the tables."""
    wanted = _read()
    names = wanted.engines.split(",")
    homes = {ENGINES[name].home for name in names}
    found = {
        "here": sys.executable,
        "peers": peers() if "peers" in homes else None,
        "spark": spark() if "spark" in homes else None,
    }
    why = {"peers": "the peers cannot be installed here", "spark": "no Java, or no Python with Spark"}
    pythons = {name: python for name in names if (python := found[ENGINES[name].home]) is not None}
    folder, rates = _folder(), bandwidth()
    run = Run(pythons, folder, wanted.rounds)
    run.out += [(TITLES[name], why[ENGINES[name].home]) for name in names if name not in pythons]
    tables = [_machine(rates, pythons)]
    file = edge_file(folder)
    wrongs = run.wrong(file, _truth(file))
    sizes = [size for size in SIZES if size <= wanted.most]
    for size in sizes:
        run.size(size)
    run.out += [("all engines", f"{size:,} units were not asked for") for size in SIZES if size > wanted.most]
    tables += [throughput(run.results, TITLES, sizes)]
    width, rate = _bytes(), max(rates.values())
    tables += [
        at_size(run.results, TITLES, size, bytes_=width, bandwidth=rate) for size in sizes if size >= 10**5
    ]
    if len(large := [size for size in sizes if size >= 10**5]) > 1:
        tables.append(growth(run.results, TITLES, large))
    tables.append(wrong(wrongs, TITLES, EDGE_UNITS, EDGES))
    if PLAIN in sizes:
        tables.append(wrong(run.plain(), TITLES, PLAIN, "units as they come"))
    if run.out:
        tables.append(Table("Left out", ("what", "why"), run.out))
    tables.append(goals(run.results, wrongs))
    for table in tables:
        print(text(table))
    if wanted.markdown:
        put("\n".join(map(markdown, tables)), wanted.markdown)


if __name__ == "__main__":
    main()
