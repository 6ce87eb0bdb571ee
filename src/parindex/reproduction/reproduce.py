"""Whether a printed table can have come from its ruleset: every relation, and one verdict."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from parindex.errors import Problem
from parindex.reproduction.bands import band_total
from parindex.reproduction.ranks import rank_total, whole
from parindex.reproduction.relation import Relation, Repair, Verdict, worst
from parindex.reproduction.relations import Outcome, RowTests, frames
from parindex.reproduction.repair import with_cause
from parindex.reproduction.summary import beneath
from parindex.reproduction.table import PrintedTable, unreadable

__all__ = ["Reproduction", "reproduce"]

# Of the rows whose figure would fit, so many are tried as the other half of a swap.
_NEIGHBOURS = 50


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of a printed table: its relations row by row, then beneath; cells that cannot be read."""

    relations: tuple[Relation, ...]
    problems: tuple[Problem, ...]
    verdict: Verdict


def reproduce(table: PrintedTable) -> Reproduction:
    """Test every relation of a printed table by what its decimals allow.

    A context that is printed elsewhere is stated as rows of the table or beneath it: the neighbours in rank
    as rows with their totals and ranks; the growth over the year before as a line of the summary,
    ``difference,total,1.72,hai-phong,90.09``.

    The verdict is the worst of the relations. A cell that cannot be read is a problem, and counts as not
    printed.
    """
    trees = frames(table)
    tests = [RowTests(table, row, trees[row.kind]) for row in table.rows]
    complete = whole(table)
    found: list[list[Outcome]] = []
    for each in tests:
        band = band_total(each)
        found.append([*each.each(), *([band] if band else [])])
    for kind in trees:
        league = [each for each in tests if each.row.kind == kind]
        for tested in rank_total(league, complete=complete):
            assert tested.relation.row is not None  # noqa: S101 (a rank is of a row)
            found[tested.relation.row - 1].append(tested)
    relations = [*_swapped([tested for row in found for tested in row])]
    relations += beneath(table, tests, complete=complete)
    return Reproduction(tuple(relations), unreadable(table), worst(each.verdict for each in relations))


def _swapped(found: list[Outcome]) -> list[Relation]:
    """Return the relations, with a cause for each two rows whose cells, swapped, make both hold."""
    relations = [tested.relation for tested in found]
    broken: dict[tuple[str, str, str], list[int]] = {}
    for at, tested in enumerate(found):
        if tested.relation.verdict == "IRRECONCILABLE" and tested.trial is not None:
            for column in tested.trial.columns:
                key = (tested.relation.relation, tested.relation.at, column)
                broken.setdefault(key, []).append(at)
    for (_, _, column), places in broken.items():
        for at in _pairs(found, places, column):
            repairs = with_cause(relations[at].repairs, column, "rows-swapped")
            relations[at] = replace(relations[at], repairs=repairs)
    return relations


def _pairs(found: list[Outcome], places: list[int], column: str) -> set[int]:
    """Return the relations that hold when the cell of a column is swapped with that of another row."""
    by_value = sorted(places, key=lambda at: _value(found[at], column))
    values = [_value(found[at], column) for at in by_value]
    swapped: set[int] = set()
    for at in places:
        if at in swapped:
            continue
        span = _repair(found[at], column)
        if span is None:
            continue
        near = range(bisect_left(values, span.least), bisect_right(values, span.most))
        for other in islice(near, _NEIGHBOURS):
            if _swap(found[at], found[by_value[other]], column):
                swapped |= {at, by_value[other]}
                break
    return swapped


def _repair(tested: Outcome, column: str) -> Repair | None:
    return next((each for each in tested.relation.repairs if each.column == column), None)


def _value(tested: Outcome, column: str) -> Fraction:
    assert tested.trial is not None  # noqa: S101 (only what was tried is broken)
    return tested.trial.printed(column).value


def _swap(one: Outcome, other: Outcome, column: str) -> bool:
    """Tell whether both relations hold, each with the other's cell."""
    assert one.trial is not None  # noqa: S101 (the same)
    assert other.trial is not None  # noqa: S101 (the same)
    repair, value = _repair(other, column), _value(one, column)
    if repair is None or not repair.least <= value <= repair.most:
        return False
    theirs, ours = other.trial.printed(column).span, one.trial.printed(column).span
    return one.trial.tried(column, theirs) == 0 == other.trial.tried(column, ours)
