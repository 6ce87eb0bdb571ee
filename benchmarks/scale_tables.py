"""The tables and the goals of the comparison of engines, from what was measured."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

__all__ = [
    "Measured",
    "Table",
    "Wrong",
    "at_size",
    "goals",
    "growth",
    "markdown",
    "put",
    "text",
    "throughput",
    "wrong",
]

MILLION = 1_000_000
MARKS = ("<!-- tables of the benchmark -->", "<!-- end of the tables -->")
Results = Mapping[str, Mapping[int, "Measured"]]


class Measured(NamedTuple):
    """What one engine took for files of one size: seconds of the clock and of processors, megabytes."""

    units: int
    clock: tuple[float, ...]
    work: tuple[float, ...]
    extra: float
    most: float

    @property
    def seconds(self) -> float:
        """Return the median of the clock."""
        return median(self.clock)

    @property
    def cost(self) -> float:
        """Return microseconds of processors for one unit."""
        return median(self.work) * 1e6 / self.units


class Wrong(NamedTuple):
    """How many units have a wrong total and a wrong band, and the largest difference in hundredths."""

    totals: int
    bands: int
    largest: int


class Table(NamedTuple):
    """A table with a title, and a note below it."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


def throughput(results: Results, titles: Mapping[str, str], sizes: Sequence[int]) -> Table:
    """Return units a second of every engine at every size."""
    rows = [
        (titles[name], *(_rate(found.get(size)) for size in sizes))
        for name, found in results.items()
        if found
    ]
    note = "The median of all rounds by the clock; a dash where it was not run."
    return Table("Units a second", ("engine", *(f"{size:,}" for size in sizes)), rows, note)


def _rate(found: Measured | None) -> str:
    return "–" if found is None else f"{_three(found.units / found.seconds):,}"


def _three(value: float) -> int:
    """Round to three digits that say something."""
    return int(round(value, 2 - math.floor(math.log10(value)))) if value > 0 else 0


def at_size(
    results: Results, titles: Mapping[str, str], size: int, *, bytes_: int, bandwidth: float
) -> Table:
    """Return all that was measured at one size, with ratios to OpenFisca-core."""
    peer = results.get("openfisca", {}).get(size)
    rows = []
    for name, measured in results.items():
        if (found := measured.get(size)) is None:
            continue
        rate = size / found.seconds
        whole = name in ("parindex-file", "parindex-spark")
        memory = found.most if whole else found.extra
        rows.append(
            (
                titles[name],
                f"{rate:,.0f}",
                f"{size / max(found.clock):,.0f}–{size / min(found.clock):,.0f}",
                _times(rate * peer.seconds / size if peer else None),
                f"{found.cost:.2f}",
                _times(peer.cost / found.cost if peer else None),
                f"{memory:,.0f}{' (all)' if whole else ''}",
                _times(memory / peer.extra if peer else None),
                f"1/{bandwidth * 1e9 / bytes_ / rate:,.0f}",
            )
        )
    head = (
        "engine",
        "units/s",
        "slowest–fastest",
        "× OpenFisca",
        "processor µs/unit",
        "× OpenFisca by processor",
        "MB beyond inputs",
        "× OpenFisca's MB",
        "of the bandwidth",
    )
    note = (
        "“× OpenFisca” is how many times as fast; “(all)” is all memory of the processes, inputs too. "
        f"A unit has {bytes_} bytes in and out; the bandwidth is {bandwidth:.1f} GB/s."
    )
    return Table(f"{size:,} units", head, rows, note)


def _times(ratio: float | None) -> str:
    if ratio is None:
        return "–"
    return f"{ratio:.3g}"


def growth(results: Results, titles: Mapping[str, str], sizes: Sequence[int]) -> Table:
    """Return the exponents of growth from each size to the next, and from the first to the last."""
    spans = list(pairwise(sizes))
    if len(spans) > 1:
        spans.append((sizes[0], sizes[-1]))
    rows = [
        (titles[name], *(_exponents(found.get(low), found.get(high)) for low, high in spans))
        for name, found in results.items()
        if any(size in found for size in sizes)
    ]
    head = ("engine", *(f"{low:,} → {high:,}" for low, high in spans))
    note = "By the clock, and by the processor after the stroke; 1 is linear."
    return Table("Growth: exponent of time in the number of units", head, rows, note)


def _exponents(low: Measured | None, high: Measured | None) -> str:
    if low is None or high is None:
        return "–"
    return f"{exponent(low, high):.2f} / {_slope(low, high, median(low.work), median(high.work)):.2f}"


def exponent(low: Measured, high: Measured) -> float:
    """Return the exponent of time in units, by the clock."""
    return _slope(low, high, low.seconds, high.seconds)


def _slope(low: Measured, high: Measured, short: float, long: float) -> float:
    return math.log(long / short) / math.log(high.units / low.units)


def wrong(found: Mapping[str, Wrong], titles: Mapping[str, str], units: int, what: str) -> Table:
    """Return the wrong totals and bands of every engine."""
    rows = [
        (
            titles[name],
            f"{each.totals:,}",
            f"{100 * each.totals / units:.1f} %",
            f"{each.bands:,}",
            f"{100 * each.bands / units:.1f} %",
            f"{each.largest / 100:.2f}",
        )
        for name, each in found.items()
    ]
    head = ("engine", "wrong totals", "of all", "wrong bands", "of all", "largest difference")
    note = "Compared unit by unit with what fractions give, or with what all exact engines agree on."
    return Table(f"Wrong, of {units:,} {what}", head, rows, note)


def goals(results: Results, wrongs: Mapping[str, Wrong]) -> Table:
    """Return the goals of the project with what was measured."""
    rows = [(text, measured, verdict) for text, measured, verdict in _goals(results, wrongs)]
    return Table("Goals", ("goal", "measured", ""), rows)


def _goals(results: Results, wrongs: Mapping[str, Wrong]) -> Iterator[tuple[str, str, str]]:
    here = results.get("parindex", {})
    one = here.get(MILLION)
    for name, goal, least in (
        ("openfisca", "4 times OpenFisca's throughput at 1,000,000 units", 4.0),
        ("duckdb", "2.5 times DuckDB's", 2.5),
        ("polars", "as fast as hand-written polars", 1.0),
    ):
        other = results.get(name, {}).get(MILLION)
        if one is None or other is None:
            yield f"at least {goal}", "–", "not measured"
            continue
        ratio, by_work = other.seconds / one.seconds, other.cost / one.cost
        yield f"at least {goal}", f"{ratio:.2f} ({by_work:.2f} by the processor)", _met(ratio >= least)
    peer = results.get("openfisca", {}).get(MILLION)
    if one is None or peer is None:
        yield "at most a tenth of OpenFisca's extra memory", "–", "not measured"
    else:
        found = f"1/{peer.extra / one.extra:.1f} ({one.extra:,.0f} MB of {peer.extra:,.0f} MB)"
        yield "at most a tenth of OpenFisca's extra memory", found, _met(10 * one.extra <= peer.extra)
    own = [wrongs[name].bands for name in ("parindex", "parindex-file", "parindex-spark") if name in wrongs]
    if own and "openfisca" in wrongs:
        some = wrongs["openfisca"].bands
        yield (
            "0 wrong bands where OpenFisca has some",
            f"{max(own)} and {some:,}",
            _met(not any(own) and some > 0),
        )
    else:
        yield "0 wrong bands where OpenFisca has some", "–", "not measured"
    for name, way in (("parindex", "in memory"), ("parindex-file", "file to file")):
        low, high = (results.get(name, {}).get(size) for size in (10**5, 10**7))
        goal = f"growth exponent at most 1.05 from 100,000 to 10,000,000, {way}"
        if low is None or high is None:
            yield goal, "–", "not measured"
        else:
            yield goal, f"{exponent(low, high):.3f}", _met(exponent(low, high) <= 1.05)  # noqa: PLR2004 (the goal)
    large = results.get("parindex-file", {}).get(10**7)
    goal = "a Parquet file of 10,000,000 units under 1 GB of memory"
    if large is None:
        yield goal, "–", "not measured"
    else:
        yield goal, f"{large.most:,.0f} MB", _met(large.most < 1000)  # noqa: PLR2004 (the same)


def _met(yes: bool) -> str:  # noqa: FBT001 (a verdict)
    return "met" if yes else "NOT MET"


def text(table: Table) -> str:
    """Write a table for a terminal."""
    figures = [all(row[at][:1] in "–-0123456789" for row in table.rows) for at in range(len(table.head))]
    widths = [max(len(row[at]) for row in (table.head, *table.rows)) for at in range(len(table.head))]

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, figures, strict=True)
        ]
        return ("  " + "  ".join(cells)).rstrip()

    lines = [f"\n{table.title}", line(table.head), *map(line, table.rows)]
    return "\n".join([*lines, *([f"  {table.note}"] if table.note else [])])


def markdown(table: Table) -> str:
    """Write a table for a page."""
    rule = ["---", *("---:" for _ in table.head[1:])]
    lines = ["| " + " | ".join(row) + " |" for row in (table.head, rule, *table.rows)]
    note = f"\n{table.note}\n" if table.note else ""
    return f"### {table.title}\n\n" + "\n".join(lines) + f"\n{note}"


def put(tables: str, page: Path) -> None:
    """Put tables in the place of those of a page, between its two marks."""
    before, _, rest = page.read_text(encoding="utf-8").partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    page.write_text(f"{before}{MARKS[0]}\n\n{tables}\n{MARKS[1]}{after}", encoding="utf-8")
