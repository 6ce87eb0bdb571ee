"""Measure what checking a printed table costs beside reading it; the ratios of the tables are what to quote.

Usage: ``python benchmarks/bench_reproduction.py``.
"""

from __future__ import annotations

import csv
import io
import random  # noqa: TID251 (a workload, drawn from a fixed seed)
import sys
from fractions import Fraction

from bench_comparison import EXAMPLE, NEW, once
from run import best, table

import parindex
from parindex.api import read_assessment
from parindex.exact import Rounding
from parindex.reproduction.inference import infer
from parindex.reproduction.lint import lint
from parindex.reproduction.paper import File, paper
from parindex.reproduction.plain import plain
from parindex.reproduction.reproduce import reproduce
from parindex.reproduction.table import read_table
from parindex.ruleset.model import Ruleset
from parindex.scoring import score

ROWS = 10_000
SEED = 2023
RULES = "national/ministries@2023"
ONE_IN = 100  # rows of which one figure is wrong, in the table that has wrong ones

_PRINTED = Rounding(2, "half-up")


def printed(rows: int, *, wrong: bool) -> bytes:
    """Print a table from exact points: two parts, total, index and rank; in some rows a wrong total."""
    source = random.Random(SEED)  # noqa: S311 (a workload is no secret)
    units = []
    for _ in range(rows):
        parts = [Fraction(source.randrange(most * 1000), 1000) for most in (68, 31)]
        units.append((*parts, sum(parts, Fraction(0))))
    totals = sorted((_PRINTED.apply(total) for *_, total in units), reverse=True)
    ranks = {total: rank for rank, total in reversed([*enumerate(totals, start=1)])}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["unit", "appraisal", "survey", "total", "index", "rank"])
    for at, (appraisal, survey, total) in enumerate(units):
        said = total / 2 if wrong and at % ONE_IN == 0 else total
        figures = [_PRINTED.text(each) for each in (appraisal, survey, said, total)]
        writer.writerow([f"Đơn vị {at}", *figures, ranks[_PRINTED.apply(total)]])
    return text.getvalue().encode()


def read_plainly(content: bytes) -> list[list[str]]:
    """Read a table with Python's own module, which knows nothing of figures."""
    return [*csv.reader(io.StringIO(content.decode(), newline=""))]


def measure(title: str, content: bytes, rules: Ruleset) -> None:
    """Measure each step of checking one table."""
    found = read_table(content, rules)
    whole = paper(File("table.csv", content), rules)
    table(
        f"{title}: {ROWS} rows, {len(whole.found.relations)} relations, {whole.found.verdict}",
        [
            ("csv.reader of Python", best(lambda: read_plainly(content), 1)),
            ("read_table: strict, with places and intervals", once(lambda: read_table(content, rules))),
            ("reproduce: every relation, with repairs", once(lambda: reproduce(found))),
            ("infer: which rounding", once(lambda: infer(found))),
            ("lint", once(lambda: lint(found))),
            ("plain: the tree of the JSON", once(lambda: plain(whole))),
        ],
    )


def beside_scoring(content: bytes, rules: Ruleset) -> None:
    """Compare one row of a table with one score sheet."""
    new = parindex.load(NEW)
    assessment, _ = read_assessment(EXAMPLE)
    found = read_table(content, rules)
    table(
        "One unit",
        [
            (f"score one sheet of {NEW}, with the trace", best(lambda: score(new, assessment), 10)),
            ("one row of the table: every relation", once(lambda: reproduce(found), ROWS)),
            ("one row of the table: which rounding", once(lambda: infer(found), ROWS)),
        ],
    )


def main() -> None:
    """Run everything."""
    print(
        f"parindex {parindex.__version__}, Python {sys.version.split()[0]}; processor time;"
        " the last column is the ratio to the first row"
    )
    rules = parindex.load(RULES)
    content = printed(ROWS, wrong=False)
    measure("An honest table", content, rules)
    measure(f"One total in {ONE_IN} wrong", printed(ROWS, wrong=True), rules)
    beside_scoring(content, rules)


if __name__ == "__main__":
    main()
