"""Measure one sheet and the way to the first one, beside openfisca-core; print tables with ratios.

Usage: ``python benchmarks/single.py``. The peer goes into a virtual environment that is thrown away; without
a network it is left out and named. All times are of the processor, in one run: quote the ratios.
"""

from __future__ import annotations

import json
import os
import random  # noqa: TID251 (seeded draws of a benchmark)
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from peers import hundred_criteria

import parindex
from parindex.assessment import Assessment
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import leaves, resolve
from parindex.scoresheet import each_line

ROOT = Path(__file__).resolve().parent.parent
SHEETS, READ, ROUNDS = 1000, 60, 15
PEER = ("openfisca-core", "pydantic", "pyyaml")  # the last two for the workload, which is shared
FIRST = (
    "import json, parindex; rules = parindex.load('example/department@2024');"
    " parindex.{verb}(rules, json.loads({text!r}))"
)


def seventy_criteria() -> Ruleset:
    """Make a ruleset of 70 criteria: levels 30, ratios 20, steps 10, checklists 10."""
    tree = hundred_criteria()[0].plain()
    for field in tree["score"]["items"]:
        field |= {"items": [field["items"][at] for at in (0, 1, 2, 4, 5, 7, 9)], "max": "7"}
    tree["score"]["max"] = "70"
    return Ruleset.model_validate(tree)


def sheet(rules: Ruleset, pick: Callable[[int], int], most: int) -> dict[str, Any]:
    """Draw an assessment as a plain tree of text, with plans of up to ``most``."""
    entries: dict[str, Any] = {}
    for leaf in leaves(resolve(rules, "department")):
        scale = leaf.item.scale
        if scale is None:
            continue
        planned = 1 + pick(most)
        entries[leaf.item.key] = {
            "levels": {"level": f"level-{pick(2)}"},
            "ratio": {"done": str(pick(planned + 1)), "planned": str(planned)},
            "steps": {"value": f"{pick(100)}.{1 + pick(9)}"},
            "checklist": {"ticks": [f"tick-{tick}" for tick in range(4) if pick(2)]},
        }[scale.method]
    unit = {"key": "unit", "name": "Sở Minh hoạ", "kind": "department"}
    frame = {"format": "1", "ruleset": rules.id, "unit": unit, "period": "year"}
    return {**frame, "stages": {"final": {"entries": entries}}}


def _traced(rules: Ruleset, one: Assessment) -> int:
    """Score one sheet and read its trace; count the steps."""
    sheet = parindex.score(rules, one)
    return len(sheet.steps) + sum(len(line.steps) for line in each_line(sheet.lines))


def each(task: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Return microseconds for one of many different items: the least of several rounds."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for item in items:
            task(item)
        found.append((time.process_time() - start) * 1e6 / len(items))
    return min(found)


def process(python: str, code: str) -> float:
    """Return milliseconds of a fresh Python: the median of nine."""
    found = []
    for _ in range(9):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([python, "-c", code], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
    return statistics.median(found)


def table(title: str, unit: str, rows: Sequence[tuple[str, float]]) -> None:
    """Print figures, each with its ratio to the first."""
    print(f"\n{title}")
    for name, figure in rows:
        print(f"  {name:<66} {figure:>9.1f} {unit} {figure / rows[0][1]:>8.2f} x")


def peer(folder: Path) -> str | None:
    """Install the peer into a folder; return its Python, or nothing where that cannot be done."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *PEER], check=False, capture_output=True
    )
    return None if installed.returncode else python


def peer_sheet(python: str) -> float:
    """Return microseconds that openfisca-core takes for one unit of 70 criteria."""
    code = "from peers import openfisca_milliseconds; print(openfisca_milliseconds(70))"
    paths = os.pathsep.join(str(ROOT / name) for name in ("src", "benchmarks"))
    done = subprocess.run(
        [python, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    return float(done.stdout) * 1000


def sheets(python: str | None) -> None:
    """Measure one sheet in every way there is; every sheet is another one."""
    rules = seventy_criteria()
    for most in (300, 10**12):
        pick = random.Random(1).randrange  # noqa: S311 (seeded draws, not secrets)
        trees = [sheet(rules, pick, most) for _ in range(SHEETS)]
        read = [Assessment.model_validate(tree) for tree in trees[:READ]]
        for tree, assessment in zip(trees, read, strict=False):
            wanted, found = parindex.score(rules, assessment, trace=False), parindex.publish(rules, tree)
            if (found.total, found.band) != (wanted.total.published, wanted.band):
                sys.exit("the fast path publishes something else")
        rows = [
            ("publish, from a plain tree of text", each(lambda tree: parindex.publish(rules, tree), trees)),
            ("publish, from an Assessment", each(lambda one: parindex.publish(rules, one), read)),
            (
                "score without the trace, from an Assessment",
                each(lambda one: parindex.score(rules, one, trace=False), read),
            ),
            ("score with the trace, from an Assessment", each(lambda one: parindex.score(rules, one), read)),
            ("the same, every line and step read", each(lambda one: _traced(rules, one), read)),
            ("only reading a plain tree as an Assessment", each(Assessment.model_validate, trees[:READ])),
        ]
        if python is not None:
            rows.append(("openfisca-core, 70 variables, float32, no trace", peer_sheet(python)))
        table(f"One sheet of 70 criteria, plans of up to {most:,}", "µs", rows)
        print(f"  {1e6 / rows[0][1]:,.0f} sheets a second on one core")


def start_up(python: str | None) -> None:
    """Measure fresh processes: from the import to the first score of a shipped ruleset of 98 leaves."""
    from parindex.readers import yaml  # noqa: PLC0415 (only to write the example as JSON)

    example = (ROOT / "docs/examples/department-2024.yaml").read_bytes()
    text = json.dumps(yaml.read(example).data, ensure_ascii=False)
    rows = []
    if python is not None:
        rows.append(("import openfisca_core.model_api", process(python, "import openfisca_core.model_api")))
    rows += [
        ("a bare Python", process(sys.executable, "pass")),
        ("import parindex", process(sys.executable, "import parindex")),
        ("import pydantic", process(sys.executable, "import pydantic; pydantic.BaseModel")),
        ("import parindex, load, score", process(sys.executable, FIRST.format(verb="score", text=text))),
        ("import parindex, load, publish", process(sys.executable, FIRST.format(verb="publish", text=text))),
    ]
    table("Start-up, fresh processes, median of nine", "ms", rows)


def main() -> None:
    """Install the peer, and run everything."""
    print(f"parindex {parindex.__version__}, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        python = peer(Path(folder))
        if python is None:
            print("(openfisca-core cannot be installed: left out)")
        sheets(python)
        start_up(python)


if __name__ == "__main__":
    main()
