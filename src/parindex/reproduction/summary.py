"""Figures printed beneath a table: means, counts, shares, extremes and differences, against its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from parindex.exact import Interval, add
from parindex.reproduction.bands import reached_by
from parindex.reproduction.frame import HUNDRED
from parindex.reproduction.printed import Printed, Reading, Span, around, meets, rounding_of
from parindex.reproduction.relation import Relation, RelationName, Repair, Verdict, Why
from parindex.reproduction.relations import RowTests
from parindex.reproduction.table import PrintedTable, SummaryRow

__all__ = ["beneath"]


def beneath(table: PrintedTable, tests: list[RowTests], *, complete: bool) -> Iterator[Relation]:
    """Test each figure of the summary, in its order; ``complete``: the table holds every unit."""
    summary = _Summary(table, tests, complete=complete)
    for line in table.summary:
        yield summary.tested(line)


class _Summary:
    """The rows as the figures beneath see them."""

    def __init__(self, table: PrintedTable, tests: list[RowTests], *, complete: bool) -> None:
        self.table = table
        self.tests = tests
        self.complete = complete
        self.bands = [reached_by(each) for each in tests] if table.ruleset.bands else []
        self.counts = {
            line.of: line.cell.printed.value
            for line in table.summary
            if line.figure == "count" and line.cell.printed is not None
        }

    def tested(self, line: SummaryRow) -> Relation:
        """Test one figure."""
        if line.cell.printed is None:
            return _unchecked(line, "unreadable")
        match line.figure:
            case "mean":
                return self.mean(line, line.cell.printed)
            case "highest" | "lowest":
                return self.extreme(line, line.cell.printed)
            case "count":
                return self.count(line, line.cell.printed)
            case "share":
                return self.share(line, line.cell.printed)
            case "difference":
                return self.difference(line, line.cell.printed)
            case _:
                assert_never(line.figure)

    # Of all rows

    def figures(self, column: str) -> tuple[list[Span], list[Fraction | None]] | None:
        """Return what each row has in a column, and exactly; nothing when one row has nothing."""
        found = [each.figure(column) for each in self.tests]
        if not found or any(each is None for each in found):
            return None
        there = [each for each in found if each is not None]
        return [span for span, _ in there], [exact for _, exact in there]

    def mean(self, line: SummaryRow, number: Printed) -> Relation:
        """Test a mean against every row."""
        figures = self.figures(line.of)
        if figures is None or not self.complete:
            return _unchecked(line, "not-printed" if figures is None and self.complete else "partial")
        spans, exacts = figures
        count = len(spans)
        interval = Interval(
            add([span.least for span in spans]) / count, add([span.most for span in spans]) / count
        )
        known = [exact for exact in exacts if exact is not None]
        return self.judged(line, number, interval, add(known) / count if len(known) == count else None)

    def extreme(self, line: SummaryRow, number: Printed) -> Relation:
        """Test the highest or the lowest figure; rows that are missing can only lie further out."""
        figures = self.figures(line.of)
        if figures is None:
            return _unchecked(line, "not-printed")
        pick = max if line.figure == "highest" else min
        spans, exacts = figures
        interval = Interval(pick(span.least for span in spans), pick(span.most for span in spans))
        beyond = number.most < interval.least if pick is max else number.least > interval.most
        if not self.complete and not beyond:
            return _unchecked(line, "partial")
        known = [exact for exact in exacts if exact is not None]
        found = self.judged(line, number, interval, pick(known) if len(known) == len(spans) else None)
        if found.verdict != "IRRECONCILABLE":
            return found
        return replace(found, repairs=(*self.other_row(line, number, spans), *found.repairs))

    def other_row(self, line: SummaryRow, number: Printed, spans: list[Span]) -> tuple[Repair, ...]:
        """Return the one row whose figure, moved, would be the extreme; nothing when another stays beyond."""
        sign = 1 if line.figure == "highest" else -1
        at = max(range(len(spans)), key=lambda each: sign * spans[each].most)
        others = [span for each, span in enumerate(spans) if each != at]
        if any(sign * (span.least if sign > 0 else span.most) > sign * number.value for span in others):
            return ()
        return self.row_moved(self.tests[at], line.of, number.span)

    # Bands

    def in_band(self, key: str) -> Interval[int] | None:
        """Return how many rows are surely and how many possibly in a band; nothing when a row cannot tell."""
        place = [band.key for band in self.table.ruleset.bands[::-1]].index(key)
        if any(each is None for each in self.bands):
            return None
        held = [each for each in self.bands if each is not None and place in each]
        return Interval(sum(len(each) == 1 for each in held), len(held))

    def units(self) -> int | None:
        """Return how many units there are: as printed, else the rows of a table of every unit."""
        if "all" in self.counts:
            return int(self.counts["all"])
        return len(self.tests) if self.complete else None

    def count(self, line: SummaryRow, number: Printed) -> Relation:
        """Test how many units are in a band, or in the table."""
        if number.digits or number.value < 0:
            return _unchecked(line, "unreadable")
        rows = len(self.tests)
        if line.of == "all":
            if number.value > rows:
                return _unchecked(line, "partial")
            return self.counted(line, number, Interval(rows, rows))
        held = self.in_band(line.of)
        if held is None:
            return _unchecked(line, "not-printed")
        if not self.complete and number.value >= held.least:
            return _unchecked(line, "partial")
        return self.counted(line, number, held)

    def counted(self, line: SummaryRow, number: Printed, held: Interval[int]) -> Relation:
        """Compare a count with the least and the most that the rows allow."""
        interval = Interval(Fraction(held.least), Fraction(held.most))
        verdict: Verdict = "IRRECONCILABLE"
        if interval.least <= number.value <= interval.most:
            verdict = "EXACT" if held.least == held.most else "WITHIN-ROUNDING"
        found = (
            _moved(line.figure, None, number, interval, self.table.reading)
            if verdict == "IRRECONCILABLE"
            else ()
        )
        return Relation("group-count", None, line.of, verdict, number.text, interval, found)

    def share(self, line: SummaryRow, number: Printed) -> Relation:
        """Test a share in percent: a whole number of units that the rows allow must print it."""
        units = self.units()
        if not units:
            return _unchecked(line, "partial")
        held = self.held(line.of, units)
        least, most = ceil(number.least * units / HUNDRED), floor(number.most * units / HUNDRED)
        fitting = Interval(max(least, held.least), min(most, held.most))
        interval = Interval(HUNDRED * held.least / units, HUNDRED * held.most / units)
        if fitting.least <= fitting.most:
            exact = HUNDRED * held.least / units if held.least == held.most else None
            verdict: Verdict = "EXACT" if self.fits(number, exact) else "WITHIN-ROUNDING"
            return Relation("share", None, line.of, verdict, number.text, interval)
        found = self.other_shares(line, number, held, units)
        return Relation("share", None, line.of, "IRRECONCILABLE", number.text, interval, found)

    def held(self, key: str, units: int) -> Interval[int]:
        """Return how many units can be in a band: as counted beneath, else by the rows, else any number."""
        if key in self.counts:
            return Interval(int(self.counts[key]), int(self.counts[key]))
        held = self.in_band(key)
        if held is None:
            return Interval(0, units)
        missing = 0 if self.complete else units - len(self.tests)
        return Interval(held.least, held.most + missing)

    def other_shares(
        self, line: SummaryRow, number: Printed, held: Interval[int], units: int
    ) -> tuple[Repair, ...]:
        """Return the nearest share below and above that a whole number of units prints."""
        rounding = rounding_of(number.digits, self.table.reading)
        below = floor(number.value * units / HUNDRED)
        counts = {min(max(each, held.least), held.most) for each in (below, below + 1)}
        shares = {rounding.apply(HUNDRED * each / units) for each in counts}
        near = min(shares, key=lambda share: (abs(share - number.value), share))
        move = near - number.value
        return (Repair(line.figure, None, number.text, near, near, move, abs(move)),)

    # Of one unit

    def difference(self, line: SummaryRow, number: Printed) -> Relation:
        """Test what a unit has more than the year before: ``of`` this year less ``before``."""
        before = line.before.printed if line.before else None
        if before is None:
            return _unchecked(line, "unreadable")
        rows = [each for each in self.tests if each.row.unit == line.unit]
        figure = rows[0].figure(line.of) if len(rows) == 1 else None
        if figure is None:
            return _unchecked(line, "not-printed")
        span, exact = figure
        interval = Interval(span.least - before.most, span.most - before.least)
        found = self.judged(line, number, interval, None if exact is None else exact - before.value)
        if found.verdict != "IRRECONCILABLE":
            return found
        earlier = Interval(span.least - number.most, span.most - number.least)
        mended = (
            *self.row_moved(
                rows[0], line.of, Interval(before.least + number.least, before.most + number.most)
            ),
            *found.repairs,
            *_moved("before", line.unit, before, earlier, self.table.reading),
        )
        return replace(found, repairs=tuple(sorted(mended, key=lambda each: each.size)))

    def row_moved(self, tests: RowTests, column: str, wanted: Span) -> tuple[Repair, ...]:
        """Return the move of a row's own cell into an interval, within the bounds of the cell."""
        number = tests.numbers.get(column)
        if number is None:
            return ()
        limits = tests.frame.limits(column)
        if not meets(wanted, limits):
            return ()
        inside = Interval(max(wanted.least, limits.least), min(wanted.most, limits.most))
        return _moved(column, tests.row.unit, number, inside, self.table.reading)

    def judged(self, line: SummaryRow, number: Printed, interval: Span, exact: Fraction | None) -> Relation:
        """Compare a printed figure with what the rows allow."""
        verdict: Verdict = "IRRECONCILABLE"
        if meets(number.span, interval):
            verdict = "EXACT" if self.fits(number, exact) else "WITHIN-ROUNDING"
        found: tuple[Repair, ...] = ()
        if verdict == "IRRECONCILABLE":
            found = _moved(line.figure, line.unit, number, interval, self.table.reading)
        return Relation(_name(line), line.unit, line.of, verdict, number.text, interval, found)

    def fits(self, number: Printed, exact: Fraction | None) -> bool:
        """Tell whether an exact figure is printed just so."""
        if exact is None:
            return False
        return rounding_of(number.digits, self.table.reading).apply(exact) == number.value


def _moved(
    column: str, unit: str | None, number: Printed, interval: Span, reading: Reading
) -> tuple[Repair, ...]:
    """Return the move of a printed figure, on its own grid, to where it meets an interval."""

    def fits(place: int) -> bool:
        return meets(around(place * number.unit, number.unit, reading), interval)

    low, high = floor(interval.least / number.unit), ceil(interval.most / number.unit)
    places = [each for each in (low - 1, low, low + 1, high - 1, high, high + 1) if fits(each)]
    least, most = min(places) * number.unit, max(places) * number.unit
    move = least - number.value if number.value < least else most - number.value
    return (Repair(column, unit, number.text, least, most, move, abs(move)),)


def _name(line: SummaryRow) -> RelationName:
    return "group-count" if line.figure == "count" else line.figure


def _unchecked(line: SummaryRow, why: Why) -> Relation:
    number = line.cell.printed
    text = number.text if number else line.cell.text
    return Relation(_name(line), line.unit, line.of, "NOT-CHECKABLE", text, why=why)
