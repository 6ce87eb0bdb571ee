"""Printed ranks against the figures they rank, and whether a table holds every unit."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from parindex.exact import ZERO, Interval
from parindex.reproduction.frame import ROOT
from parindex.reproduction.printed import Printed, Span
from parindex.reproduction.relation import Repair, Verdict, Why
from parindex.reproduction.relations import Outcome, RowTests
from parindex.reproduction.repair import Trial, repairs
from parindex.reproduction.table import PrintedTable

__all__ = ["rank_total", "whole"]


def whole(table: PrintedTable) -> bool:
    """Tell whether a table holds every unit: nothing that is printed or listed says otherwise.

    ``count,all`` beneath it decides. Without it a table is partial when the ruleset lists a unit of its kinds
    that has no row, or when a rank is larger than the number of rows.
    """
    said = [line.cell.printed for line in table.summary if (line.figure, line.of) == ("count", "all")]
    if said and said[0] is not None:
        return said[0].value <= len(table.rows)
    units, kinds = {row.unit for row in table.rows}, {row.kind for row in table.rows}
    if any(
        unit.key not in units
        for unit in table.ruleset.units.units
        if unit.kind in kinds and unit.status is None
    ):
        return False
    ranks = (row.number_of("rank") for row in table.rows)
    return all(rank is None or rank.value <= len(table.rows) for rank in ranks)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row with its rank, and its figure in whole numbers over one denominator."""

    tests: RowTests
    rank: int
    number: Printed
    over: int
    least: int
    value: int
    most: int


def rank_total(tests: list[RowTests], *, complete: bool) -> Iterator[Outcome]:
    """Test the ranks of the rows of one kind, in the order of the table.

    Of two figures one is surely the greater when their intervals have at most an end in common: figures of
    one table are rounded alike. The longest run of rows whose figures fall as their ranks rise is taken as
    the order; a row that surely contradicts it is IRRECONCILABLE. So is one whose rank is smaller than one
    more than the figures surely above it that surely differ, or, in a table of every unit, larger than one
    more than the figures possibly above it. EXACT: the printed figures have this rank by the declared rule
    of ties.
    """
    ranked = [each for each in tests if "rank" in each.numbers]
    column = "index" if any("index" in each.numbers for each in ranked) else ROOT
    found = {id(each): why for each in ranked if (why := _unrankable(each, column))}
    entries = _entries([each for each in ranked if id(each) not in found], column)
    # A row without a rank counts above or below the others all the same.
    values = [each.numbers[column].value for each in tests if column in each.numbers]
    order = _Order(entries, values, unseen=len(tests) - len(entries), complete=complete)
    tested = {id(entry.tests): order.tested(entry, column) for entry in entries}
    for each in ranked:
        if id(each) in found:
            yield each.unchecked("rank-total", "rank", found[id(each)])
        else:
            yield tested[id(each)]


def _unrankable(tests: RowTests, column: str) -> Why:
    rank, whole_max = tests.numbers["rank"], tests.frame.blank[ROOT]
    if rank.digits or rank.value < 1:
        return "unreadable"
    if column not in tests.numbers:
        return "not-printed"
    if column == ROOT and whole_max.fewest != whole_max.fullest:
        return "maxima-differ"
    return ""


def _entries(tests: list[RowTests], column: str) -> list[_Entry]:
    over = 2 * 10 ** max((each.numbers[column].digits for each in tests), default=0)
    return [
        _Entry(
            each,
            int(each.numbers["rank"].value),
            number := each.numbers[column],
            over,
            int(number.least * over),
            int(number.value * over),
            int(number.most * over),
        )
        for each in tests
    ]


class _Order:
    """The rows whose figures and ranks agree, and what they allow for every row."""

    def __init__(self, entries: list[_Entry], values: list[Fraction], *, unseen: int, complete: bool) -> None:
        self.complete = complete
        chain = _chain(entries)
        self.agreeing = [entry for entry in entries if id(entry) in chain]
        self.look()
        others = [entry for entry in entries if id(entry) not in chain and not self.side(entry)]
        if others:
            self.agreeing += others
            self.look()
            self.agreeing = [e for e in self.agreeing if id(e) in chain or not self.side(e)]
            self.look()
        self.left_out = len(entries) - len(self.agreeing) + unseen
        self.values = sorted(values)
        self.different = sorted(set(values))

    def look(self) -> None:
        """Prepare every bound that is asked for by rank or by figure."""
        by_rank = sorted(self.agreeing, key=lambda entry: entry.rank)
        self.ranks = [entry.rank for entry in by_rank]
        self.ceilings = [*accumulate((entry.most for entry in by_rank), min)]
        self.floors = [*accumulate((entry.least for entry in reversed(by_rank)), max)][::-1]
        by_least = sorted(self.agreeing, key=lambda entry: -entry.least)
        self.leasts = [-entry.least for entry in by_least]
        self.lowest = [*accumulate((entry.rank for entry in by_least), max)]
        self.apart = [*accumulate(_apart(by_least))]
        by_most = sorted(self.agreeing, key=lambda entry: entry.most)
        self.mosts = [entry.most for entry in by_most]
        self.highest = [*accumulate((entry.rank for entry in by_most), min)]
        self.distinct = sorted({*self.ranks})

    def ceiling(self, rank: int) -> int | None:
        """Return what the least of a figure of this rank must stay below."""
        place = bisect_right(self.ranks, rank)
        return self.ceilings[place - 1] if place else None

    def floor(self, rank: int) -> int | None:
        """Return what the most of a figure of this rank must stay above."""
        place = bisect_left(self.ranks, rank)
        return self.floors[place] if place < len(self.ranks) else None

    def side(self, entry: _Entry) -> int:
        """Tell whether a figure is surely too high for its rank (1), too low (-1), or neither."""
        ceiling, floor = self.ceiling(entry.rank), self.floor(entry.rank)
        if ceiling is not None and entry.least >= ceiling:
            return 1
        return -1 if floor is not None and entry.most <= floor else 0

    def allowed(self, entry: _Entry) -> Interval[int]:
        """Return the ranks that the figures allow for a row, under the rule of ties that asks for less."""
        above = bisect_right(self.leasts, -entry.most)
        least = max(1 + (self.apart[above - 1] if above else 0), 1 + (self.lowest[above - 1] if above else 0))
        below = bisect_right(self.mosts, entry.least)
        most = self.highest[below - 1] - 1 if below else max([least, *self.ranks[-1:]])
        if self.complete:
            # The row itself is among the agreeing, or among those left out.
            most = min(most, len(self.agreeing) - below + self.left_out)
        return Interval(least, most)

    def tested(self, entry: _Entry, column: str) -> Outcome:
        """Give the verdict on one rank."""
        allowed, side = self.allowed(entry), self.side(entry)
        tests, text = entry.tests, entry.tests.numbers["rank"].text
        interval = Interval(Fraction(allowed.least), Fraction(allowed.most))
        if interval.least <= entry.rank <= interval.most and not side:
            verdict, why = self.verdict(entry)
            return Outcome(tests.said("rank-total", "rank", verdict, text, interval=interval, why=why))
        trial = self.trial(entry, column)
        found = (*self.mended_rank(entry, allowed), *(repairs(trial) if side else ()))
        names = [*tests.numbers]
        in_order = tuple(sorted(found, key=lambda each: names.index(each.column)))
        shown = interval if interval.least <= interval.most else None
        said = tests.said("rank-total", "rank", "IRRECONCILABLE", text, interval=shown, found=in_order)
        return Outcome(said, trial)

    def verdict(self, entry: _Entry) -> tuple[Verdict, Why]:
        """Tell how a rank that fits does so: by the printed figures and the declared rule, or less well."""
        competition = 1 + len(self.values) - bisect_right(self.values, entry.number.value)
        dense = 1 + len(self.different) - bisect_right(self.different, entry.number.value)
        declared = entry.tests.ruleset.policies.rank.value.ties
        if entry.rank == (competition if declared == "competition" else dense):
            return "EXACT", ""
        if not self.complete:
            return "WITHIN-ROUNDING", "partial"
        if entry.rank < 1 + bisect_right(self.leasts, -entry.most):
            return "WITHIN-ROUNDING", "dense"
        gaps = entry.rank > 1 + bisect_left(self.distinct, entry.rank) + self.left_out
        return "WITHIN-ROUNDING", "competition" if gaps else ""

    def mended_rank(self, entry: _Entry, allowed: Interval[int]) -> tuple[Repair, ...]:
        """Return the ranks that would fit."""
        if allowed.least > allowed.most:
            return ()
        end = allowed.least if entry.rank < allowed.least else allowed.most
        move, text = Fraction(end - entry.rank), entry.tests.numbers["rank"].text
        least, most = Fraction(allowed.least), Fraction(allowed.most)
        return (Repair("rank", entry.tests.row.unit, text, least, most, move, abs(move)),)

    def trial(self, entry: _Entry, column: str) -> Trial:
        """Let other figures be tried at a rank, all other rows staying as they are."""
        over, tests = entry.over, entry.tests
        ceiling, floor = (
            None if end is None else Fraction(end, over)
            for end in (self.ceiling(entry.rank), self.floor(entry.rank))
        )

        def away(spans: Mapping[str, Span]) -> Fraction:
            span = spans[column]
            # Touching is too far already.
            if ceiling is not None and span.least >= ceiling:
                return span.least - ceiling + Fraction(1, over)
            if floor is not None and span.most <= floor:
                return span.most - floor - Fraction(1, over)
            return ZERO

        return Trial(tests.row, (column,), away, tests.spans, tests.frame, tests.reading)


def _apart(entries: list[_Entry]) -> Iterator[int]:
    """Count, from the greatest figure down, those that surely differ from all counted before: 1 for each."""
    last: int | None = None
    for entry in entries:
        counted = last is None or entry.most <= last
        if counted:
            last = entry.least
        yield int(counted)


def _chain(entries: list[_Entry]) -> set[int]:
    """Return the longest run of entries whose figures fall as ranks rise; of equal ranks they are equal."""
    tails: list[int] = []
    ends: list[_Entry] = []
    before: dict[int, _Entry | None] = {}
    for entry in sorted(entries, key=lambda each: (each.rank, each.value)):
        place = bisect_right(tails, -entry.value)
        before[id(entry)] = ends[place - 1] if place else None
        tails[place : place + 1] = [-entry.value]
        ends[place : place + 1] = [entry]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(id(last))
        last = before[id(last)]
    return found
