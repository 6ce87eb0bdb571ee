"""Measure what comparing and analysing cost beside scoring; the ratios of the tables are what to quote.

Usage: ``python benchmarks/bench_comparison.py``. Peers that are not installed are left out and named.
"""

from __future__ import annotations

import difflib
import gc
import importlib
import random  # noqa: TID251 (a workload, drawn from a fixed seed)
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from run import best, table

import parindex
from parindex.analysis.distance import better_answers, distance, losses
from parindex.analysis.improvement import cheapest
from parindex.api import read_assessment
from parindex.assessment import Assessment
from parindex.comparison.difference import diff
from parindex.comparison.effect import effects
from parindex.exact import decimal_text
from parindex.readers import yaml
from parindex.ruleset.model import Ruleset
from parindex.scoring import score
from parindex.testing.random_assessments import assessment_tree

UNITS = 1000
TRACED = 100  # units of which the memory is traced, for tracing takes several times as long
SEED = 2024
OLD, NEW = "example/department@2023", "example/department@2024"
EXAMPLE = Path(__file__).parent.parent / "docs/examples/department-2024.yaml"

Tree = dict[str, Any]


def units(ruleset: Ruleset) -> list[Assessment]:
    """Make complete random assessments, those of one unit under every ruleset of one kind."""
    source = random.Random(f"{SEED} {ruleset.id}")  # noqa: S311 (a workload is no secret)
    tree = ruleset.plain()
    kinds = tree["units"]["kinds"]
    found = []
    for at in range(UNITS):
        of_kind = {**tree, "units": {"kinds": [kinds[at % len(kinds)]]}}
        drawn = assessment_tree(source.randrange, of_kind, decimal=True)
        drawn["unit"] |= {"key": f"unit-{at}", "name": f"Đơn vị {at}"}
        for stage in drawn["stages"].values():
            _on_grid(source, tree["score"], stage["entries"])
        found.append(Assessment.model_validate(drawn))
    return found


def _on_grid(source: random.Random, root: Tree, entries: Tree) -> None:
    """Draw the marks again whose grid is one that random rulesets do not have."""
    for item in _leaves(root):
        entry = entries.get(item["key"], {})
        if "grid" in item["scale"] and "points" in entry:
            grid = Fraction(item["scale"]["grid"])
            entry["points"] = decimal_text(grid * source.randint(0, int(Fraction(item["max"]) / grid)))


def _leaves(item: Tree) -> Iterator[Tree]:
    if "scale" in item:
        yield item
    for child in item.get("items", ()):
        yield from _leaves(child)


def once(task: Callable[[], object], calls: int = 1) -> float:
    """Return milliseconds of processor time of one of so many calls that a task makes, run a single time."""
    start = time.process_time()
    task()
    return (time.process_time() - start) * 1000 / calls


def many(rulesets: tuple[Ruleset, Ruleset], sides: tuple[list[Assessment], list[Assessment]]) -> None:
    """Measure the effect of new rules on many units, whose change is shared among four factors."""
    both = list(zip(rulesets, sides, strict=True))
    mixed = [*sides[0], *sides[1]]

    def scores(*, trace: bool) -> float:
        return once(
            lambda: [score(rules, each, trace=trace) for rules, side in both for each in side], len(mixed)
        )

    effects(*rulesets, [sides[0][0], sides[1][0]])  # the mixed rulesets are made once
    before = scores(trace=True), scores(trace=False)
    shared = once(lambda: effects(*rulesets, mixed), UNITS)
    alone = once(lambda: effects(*rulesets, sides[0]), UNITS)
    # The machine may be slower at the end of a minute than at its beginning.
    after = scores(trace=True), scores(trace=False)
    traced, bare = ((one + two) / 2 for one, two in zip(before, after, strict=True))
    table(
        f"{UNITS} random units, {OLD} and @2024, for each unit",
        [
            ("score one sheet, with the trace", traced),
            ("score one sheet, without the trace", bare),
            ("effects: the rules alone, facts of one year, with ranks", alone),
            ("effects: both years, with attribution and ranks", shared),
        ],
    )


def memory(rulesets: tuple[Ruleset, Ruleset], sides: tuple[list[Assessment], list[Assessment]]) -> None:
    """Measure what the effects on many units weigh at the most, for each unit."""
    old, new = (side[:TRACED] for side in sides)
    sheets = _weighed(lambda: [score(rulesets[1], each) for each in new])
    shared = _weighed(lambda: effects(*rulesets, [*old, *new]))
    table(
        f"Memory for each of {TRACED} units, traced by tracemalloc",
        [
            ("a sheet with the trace, kept", sheets[0]),
            ("effects, kept: three sheets and the attribution", shared[0]),
            ("effects, at the most while they are computed", shared[1]),
        ],
        "kB",
    )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {'this whole process at its largest (resource)':<58} {most:>10.0f} MB")


def _weighed(task: Callable[[], object]) -> tuple[float, float]:
    """Return the kB for each unit that a result keeps, and those at the most while it is computed."""
    task()  # what is kept for all units is there already
    gc.collect()
    tracemalloc.start()
    result = task()
    kept, most = (each / 1024 / TRACED for each in tracemalloc.get_traced_memory())
    tracemalloc.stop()
    del result
    return kept, most


def differences(rulesets: tuple[Ruleset, Ruleset], assessment: Assessment) -> None:
    """Measure the difference of two rulesets against peers that know nothing of scores."""
    old, new = rulesets
    lines = [yaml.write(each.plain()).splitlines() for each in rulesets]
    rows = [
        ("score one sheet, with the trace", best(lambda: score(new, assessment), 10)),
        (f"diff: {len(diff(old, new))} changes", best(lambda: diff(old, new), 3)),
        (
            "difflib, lines of the two YAML files",
            best(lambda: [*difflib.unified_diff(lines[0], lines[1], n=0)], 3),
        ),
    ]
    if (deepdiff := _module("deepdiff")) is not None:
        plain = [each.plain() for each in rulesets]
        rows.append(("deepdiff, the two plain trees", once(lambda: deepdiff.DeepDiff(*plain))))
    if (witness := _module("parindex.comparison.witness")) is not None:
        found = diff(old, new)
        rows.append(("witnesses of every change of rules", once(lambda: witness.witnesses(found))))
    table(f"Two rulesets, {OLD} and @2024", rows)


def _module(name: str) -> Any:  # noqa: ANN401 (a module that may not be there)
    try:
        return importlib.import_module(name)
    except ImportError as error:
        print(f"\n({name} cannot be imported: left out; {error})")
        return None


def analyses(ruleset: Ruleset, assessment: Assessment) -> None:
    """Measure what is said of how far one unit is from a band."""
    sheet = score(ruleset, assessment)
    regained, better = (len(each) for each in (losses(sheet), better_answers(ruleset, assessment)))
    table(
        f"One unit, docs/examples/{EXAMPLE.name}",
        [
            ("score, with the trace", best(lambda: score(ruleset, assessment), 10)),
            ("distance", best(lambda: distance(sheet), 100)),
            ("cheapest way to the next band", best(lambda: cheapest(ruleset, assessment), 1)),
            (f"losses: {regained} items", best(lambda: losses(sheet), 1)),
            (f"better_answers: {better} items", best(lambda: better_answers(ruleset, assessment), 1)),
        ],
    )


def main() -> None:
    """Run everything."""
    print(
        f"parindex {parindex.__version__}, Python {sys.version.split()[0]}; processor time;"
        " the last column is the ratio to the first row"
    )
    rulesets = parindex.load(OLD), parindex.load(NEW)
    assessment, _ = read_assessment(EXAMPLE)
    sides = units(rulesets[0]), units(rulesets[1])
    analyses(rulesets[1], assessment)
    differences(rulesets, assessment)
    memory(rulesets, sides)
    many(rulesets, sides)


if __name__ == "__main__":
    main()
