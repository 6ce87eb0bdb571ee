"""What the totals and bands of some units truly are: the workload in fractions, one unit after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

from scale_rules import BANDS, BONUS_CAP, CRITERIA, PENALTY_FLOOR, SHARES, TOP, Criterion

__all__ = ["truth"]

_HALF = Fraction(1, 2)


def truth(columns: Mapping[str, Sequence[int]]) -> tuple[list[int], list[int]]:
    """Return the total of every unit in hundredths, and the place of its band."""
    names = [each.columns for each in CRITERIA]
    totals = [_total(names, columns, at) for at in range(len(columns[names[0][0]]))]
    return totals, [next(place for place, edge in enumerate(BANDS) if total >= edge) for total in totals]


def _total(names: list[tuple[str, ...]], columns: Mapping[str, Sequence[int]], at: int) -> int:
    found = [
        _half_up(_points(each, [int(columns[name][at]) for name in own]))
        for each, own in zip(CRITERIA, names, strict=True)
    ]
    sums = dict.fromkeys(("bonus", "penalty", ""), 0)
    for each, points in zip(CRITERIA, found, strict=True):
        sums[each.method if each.method in sums else ""] += points
    total = sums[""] + min(sums["bonus"], BONUS_CAP) + max(sums["penalty"], PENALTY_FLOOR)
    return min(max(total, 0), TOP)


def _half_up(value: Fraction | int) -> int:
    """Round to the nearest whole hundredth, halves away from zero."""
    return floor(value + _HALF) if value >= 0 else -floor(_HALF - value)


def _points(each: Criterion, given: list[int]) -> Fraction | int:
    worth = each.points
    match each.method:
        case "levels":
            return worth[given[0]]
        case "ratio":
            ratio = Fraction(given[0], given[1])
            return each.most * ratio if ratio >= Fraction(each.least, 100) else 0
        case "percent":
            share = Fraction(100 * given[0], given[1])
            return next(part for part, edge in zip(worth, each.edges, strict=True) if share >= edge)
        case "number":
            return next(part for part, edge in zip(worth, each.edges, strict=True) if given[0] >= edge)
        case "ticks":
            return sum(part * tick for part, tick in zip(worth, given, strict=True))
        case "faults":
            return max(0, each.most - sum(part * many for part, many in zip(worth, given, strict=True)))
        case "survey":
            mean = Fraction(sum(share * many for share, many in zip(SHARES, given, strict=True)), 4)
            return each.most * mean / sum(given)
        case "bonus":
            return min(each.most, worth[0] * given[0])
        case _:
            return -min(each.most, worth[0] * given[0])
