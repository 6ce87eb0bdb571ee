"""The workload written by hand for polars: in whole numbers, which is exact, and naively in its floats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import polars as pl
from scale_files import loaded
from scale_rules import BANDS, BONUS_CAP, CRITERIA, MONEY, PENALTY_FLOOR, SHARES, TOP, Criterion

__all__ = ["ENGINES"]


def _band(total: pl.Expr, *, unit: float) -> pl.Expr:
    """Count the edges that a total lies below."""
    below = [(total < edge * unit).cast(pl.Int8) for edge in BANDS[:-1]]
    return reduce(add, below)


def _ladder(reached: Sequence[pl.Expr], worth: Sequence[Any]) -> pl.Expr:
    """Return the worth of the first condition that holds, the last where none does."""
    found: Any = pl
    for condition, value in zip(reached, worth, strict=False):
        found = found.when(condition).then(value)
    return found.otherwise(worth[-1])  # type: ignore[no-any-return]  # polars is not installed where types are checked


def _levels(code: pl.Expr, worth: Sequence[Any]) -> pl.Expr:
    return _ladder([code == place for place in range(len(worth) - 1)], worth)


def _whole(each: Criterion) -> pl.Expr:
    """Return the points of a criterion in hundredths: 32 bits where they are enough."""
    wide = pl.Int64 if each.width == MONEY else pl.Int32
    given = [pl.col(name).cast(wide) for name in each.columns]
    worth = [pl.lit(value, pl.Int32) for value in each.points]
    match each.method:
        case "levels":
            return _levels(pl.col(each.columns[0]), worth)
        case "ratio":
            done, planned = given
            points = (2 * each.most * pl.min_horizontal(done, planned) + planned) // (2 * planned)
            points = points.cast(pl.Int32)
            if not each.least:
                return points
            return pl.when(100 * done >= each.least * planned).then(points).otherwise(pl.lit(0, pl.Int32))
        case "percent":
            done, planned = given
            return _ladder([100 * done >= edge * planned for edge in each.edges[:-1]], worth)
        case "number":
            return _ladder([pl.col(each.columns[0]) >= edge for edge in each.edges[:-1]], worth)
        case "ticks":
            return reduce(add, (tick * part for tick, part in zip(given, each.points, strict=True)))
        case "faults":
            lost = reduce(add, (many * part for many, part in zip(given, each.points, strict=True)))
            return (each.most - lost).clip(lower_bound=0)
        case "survey":
            ballots = reduce(add, given)
            worths = reduce(add, (many * share for many, share in zip(given, SHARES, strict=True) if share))
            return (2 * each.most * worths + 4 * ballots) // (8 * ballots)
        case "bonus":
            return (given[0] * each.points[0]).clip(upper_bound=each.most)
        case _:
            return -(given[0] * each.points[0]).clip(upper_bound=each.most)


def _float(each: Criterion) -> pl.Expr:
    """Return the points of a criterion as most would write it: doubles, rounded where the rule rounds."""
    given = [pl.col(name).cast(pl.Float64) for name in each.columns]
    worth, most = [value / 100 for value in each.points], each.most / 100
    match each.method:
        case "levels":
            return _levels(given[0], worth)
        case "ratio":
            ratio = given[0] / given[1]
            return pl.when(ratio >= each.least / 100).then(ratio.clip(upper_bound=1) * most).otherwise(0.0)
        case "percent":
            share = 100 * (given[0] / given[1])
            return _ladder([share >= edge for edge in each.edges[:-1]], worth)
        case "number":
            return _ladder([given[0] >= edge for edge in each.edges[:-1]], worth)
        case "ticks":
            return reduce(add, (tick * part for tick, part in zip(given, worth, strict=True)))
        case "faults":
            lost = reduce(add, (many * part for many, part in zip(given, worth, strict=True)))
            return (most - lost).clip(lower_bound=0)
        case "survey":
            worths = reduce(add, (many * (share / 4) for many, share in zip(given, SHARES, strict=True)))
            return worths * most / reduce(add, given)
        case "bonus":
            return (given[0] * worth[0]).clip(upper_bound=most)
        case _:
            return -(given[0] * worth[0]).clip(upper_bound=most)


def _plan(points: Callable[[Criterion], pl.Expr], *, unit: float) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Return what scores a frame; figures are of ``unit`` points of a hundredth each."""
    names: dict[str, list[str]] = {"": [], "bonus": [], "penalty": []}
    for each in CRITERIA:
        names[each.method if each.method in names else ""].append(each.key)
    first = [points(each).alias(each.key) for each in CRITERIA]
    if unit != 1:
        first = [each.round(2) for each in first]
    bonus = reduce(add, map(pl.col, names["bonus"])).clip(upper_bound=BONUS_CAP * unit)
    penalty = reduce(add, map(pl.col, names["penalty"])).clip(lower_bound=PENALTY_FLOOR * unit)
    total = (pl.sum_horizontal(names[""]) + bonus + penalty).clip(0, TOP * unit).alias("total")
    if unit != 1:
        total = total.round(2)
    band = _band(pl.col("total"), unit=unit).alias("band")

    def run(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.lazy().select(first).select(total).with_columns(band).collect()

    return run


def _exact(file: Path) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    frame, score = pl.DataFrame(loaded(file)), _plan(_whole, unit=1)
    return (lambda: score(frame)), _read


def _naive(file: Path) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    frame, score = pl.DataFrame(loaded(file)), _plan(_float, unit=0.01)
    return (lambda: score(frame).with_columns((pl.col("total") * 100).round().cast(pl.Int32))), _read


def _read(found: pl.DataFrame) -> tuple[Any, Any]:
    return found["total"].to_numpy(), found["band"].to_numpy()


ENGINES = {"polars": _exact, "polars-float": _naive}
