"""Measure parindex, and peers in the same run; print tables whose ratios are what to quote.

Usage: ``python benchmarks/run.py``. Peers that are not installed are left out and named.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from peers import hundred_criteria, openfisca_milliseconds, plain_decimal

import parindex
from parindex.api import read_assessment
from parindex.assessment import Assessment
from parindex.ranking import rank
from parindex.readers import yaml
from parindex.ruleset import catalog
from parindex.ruleset.checks import CHECKS
from parindex.ruleset.model import Ruleset
from parindex.scoring import score

ROUNDS = 7


def best(task: Callable[[], object], times: int) -> float:
    """Return milliseconds of processor time for one call: the least of several rounds."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(times):
            task()
        found.append((time.process_time() - start) * 1000 / times)
    return min(found)


def process(*words: str) -> float:
    """Return milliseconds of processor time of a fresh Python: the median of several."""
    found = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
    return statistics.median(found)


def table(title: str, rows: list[tuple[str, float]], unit: str = "ms") -> None:
    """Print figures, each with its ratio to the first."""
    print(f"\n{title}")
    for name, figure in rows:
        print(f"  {name:<58} {figure:>10.3f} {unit} {figure / rows[0][1]:>9.2f} x")


def start_up() -> None:
    """Measure what a user waits for before anything is computed."""
    table(
        "Start-up, a fresh process",
        [
            ("python -c pass", process("-c", "pass")),
            ("import parindex", process("-c", "import parindex")),
            ("parindex --help", process("-m", "parindex", "--help")),
            ("import openfisca_core", process("-c", "import openfisca_core.model_api"))
            if _installed("openfisca_core")
            else ("python -c 'import pydantic'", process("-c", "import pydantic; pydantic.BaseModel")),
        ],
    )


def _installed(name: str) -> bool:
    return (
        subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode
        == 0
    )


def loading(ruleset: Ruleset) -> None:
    """Measure reading and checking a ruleset of 100 criteria."""
    text = yaml.write(ruleset.plain()).encode()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "2024.yaml"
        file.write_bytes(text)
        canonical = file.with_suffix(".json")
        canonical.write_bytes(ruleset.canonical)
        table(
            f"A ruleset of 100 criteria ({len(text) // 1024} kB of YAML)",
            [
                ("load from YAML: read, validate, check for errors", best(lambda: catalog.read(file), 3)),
                (
                    "load from canonical JSON, as published rulesets are",
                    best(lambda: catalog.read(canonical), 3),
                ),
                ("of it: reading YAML", best(lambda: yaml.read(text), 3)),
                (
                    "check: every check, with the attainable scores",
                    best(lambda: catalog.read(file, CHECKS), 3),
                ),
            ],
        )


def scoring(ruleset: Ruleset, assessment: Assessment) -> None:
    """Measure one sheet of 100 criteria against peers."""
    rows = [
        ("parindex.score, without the trace", best(lambda: score(ruleset, assessment, trace=False), 100)),
        ("parindex.score, with the trace", best(lambda: score(ruleset, assessment), 100)),
        (
            "plain Decimal loop, inexact, no checks, no trace",
            best(lambda: plain_decimal(ruleset, assessment), 100),
        ),
    ]
    peer = openfisca_milliseconds(100)
    if peer is None:
        print("\n(openfisca-core is not installed: left out; pip install openfisca-core)")
    else:
        rows.append(("openfisca-core, 100 variables, float32, no trace", peer))
    table("One sheet of 100 criteria", rows)


def examples() -> None:
    """Measure the shipped example, and ranking 63 units."""
    ruleset = parindex.load("example/department@2024")
    assessment, _ = read_assessment(Path(__file__).parent.parent / "docs/examples/department-2024.yaml")
    units = [
        assessment.unit.__class__(key=f"unit-{at}", name=f"Đơn vị {at}", kind="department")
        for at in range(63)
    ]
    sheets = [
        score(ruleset, assessment.__class__.model_validate({**assessment.__dict__, "unit": unit}))
        for unit in units
    ]
    table(
        "example/department@2024 (98 leaves, three stages)",
        [
            ("score, with the trace", best(lambda: score(ruleset, assessment), 20)),
            ("explain", best(lambda: parindex.explain(sheets[0]), 5)),
            ("rank 63 units", best(lambda: rank(sheets), 20)),
        ],
    )


def memory(ruleset: Ruleset, assessment: Assessment) -> None:
    """Measure what a ruleset and a sheet weigh."""
    score(ruleset, assessment)
    tracemalloc.start()
    sheet = score(ruleset, assessment)
    traced = tracemalloc.get_traced_memory()[0]
    bare = score(ruleset, assessment, trace=False)
    both = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    if sheet.total != bare.total:
        sys.exit("the trace changed the total")
    rows = [("a sheet of 100 criteria, with the trace", traced / 1024), ("without", (both - traced) / 1024)]
    table("Memory", rows, "kB")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {'this whole process at its largest':<58} {most:>10.0f} MB")


def main() -> None:
    """Run everything."""
    print(
        f"parindex {parindex.__version__}, Python {sys.version.split()[0]}; processor time;"
        " the last column is the ratio to the first row"
    )
    ruleset, assessment = hundred_criteria()
    if plain_decimal(ruleset, assessment) != score(ruleset, assessment).total.published:
        sys.exit("the plain loop scores something else")
    start_up()
    loading(ruleset)
    scoring(ruleset, assessment)
    examples()
    memory(ruleset, assessment)


if __name__ == "__main__":
    main()
