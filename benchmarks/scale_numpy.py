"""The workload written by hand for NumPy: naively in floats, and in whole numbers, which is exact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scale_files import loaded
from scale_rules import BANDS, BONUS_CAP, CRITERIA, PENALTY_FLOOR, SHARES, TOP, Criterion

__all__ = ["ENGINES", "points", "scored"]

Columns = Mapping[str, npt.NDArray[Any]]
Numbers = Any  # arrays, or one number for all units


def _floats(columns: Columns) -> tuple[Numbers, Numbers]:
    """Score as most scripts do: doubles, `np.round` where the rule rounds."""
    parts: dict[str, Any] = {"": 0.0, "bonus": 0.0, "penalty": 0.0}
    for each in CRITERIA:
        part = each.method if each.method in parts else ""
        parts[part] = parts[part] + np.round(_float(each, [columns[name] for name in each.columns]), 2)
    total = parts[""] + np.minimum(parts["bonus"], BONUS_CAP / 100)
    total += np.maximum(parts["penalty"], PENALTY_FLOOR / 100)
    total = np.round(np.clip(total, 0, TOP / 100), 2)
    band = np.select([total >= edge / 100 for edge in BANDS], range(len(BANDS)))
    return np.rint(total * 100).astype(np.int32), band.astype(np.int8)


def _float(each: Criterion, given: list[Numbers]) -> Numbers:
    most, worth = each.most / 100, np.array(each.points) / 100
    match each.method:
        case "levels":
            return worth[given[0]]
        case "ratio":
            ratio = given[0] / given[1]
            return np.where(ratio >= each.least / 100, most * np.minimum(ratio, 1), 0)
        case "percent":
            share = 100 * (given[0] / given[1])
            return np.select([share >= edge for edge in each.edges], worth)
        case "number":
            return np.select([given[0] >= edge for edge in each.edges], worth)
        case "ticks":
            return sum((part * tick for part, tick in zip(worth, given, strict=True)), start=np.float64(0))
        case "faults":
            lost = sum((part * many for part, many in zip(worth, given, strict=True)), start=np.float64(0))
            return np.maximum(most - lost, 0)
        case "survey":
            ballots = reduce(np.add, (each.astype(float) for each in given))
            return most * sum(share / 4 * many for share, many in zip(SHARES, given, strict=True)) / ballots
        case "bonus":
            return np.minimum(worth[0] * given[0], most)
        case _:
            return -np.minimum(worth[0] * given[0], most)


def _whole(columns: Columns) -> tuple[Numbers, Numbers]:
    """Score in whole hundredths, a block of units at a time."""
    size, block = len(next(iter(columns.values()))), 32_768
    totals, bands = np.empty(size, np.int32), np.empty(size, np.int8)
    for start in range(0, size, block):
        part = {name: column[start : start + block] for name, column in columns.items()}
        total = scored(part)
        totals[start : start + block] = total
        bands[start : start + block] = sum(
            ((total < edge).astype(np.int8) for edge in BANDS[:-1]), np.int8(0)
        )
    return totals, bands


def scored(columns: Columns) -> Numbers:
    """Return the totals of a block in hundredths."""
    parts: dict[str, Any] = {"": 0, "bonus": 0, "penalty": 0}
    for each in CRITERIA:
        part = each.method if each.method in parts else ""
        parts[part] = parts[part] + points(each, [columns[name] for name in each.columns])
    total = parts[""] + np.minimum(parts["bonus"], BONUS_CAP) + np.maximum(parts["penalty"], PENALTY_FLOOR)
    return np.clip(total, 0, TOP)


def points(each: Criterion, given: list[Numbers]) -> Numbers:
    """Return the points of one criterion in hundredths, exactly."""
    worth = np.array(each.points, np.int32)
    match each.method:
        case "levels":
            return worth[given[0]]
        case "ratio":
            done, planned = (column.astype(np.int64) for column in given)
            full = (2 * each.most * np.minimum(done, planned) + planned) // (2 * planned)
            return full * (100 * done >= each.least * planned)
        case "percent":
            done, planned = (column.astype(np.int32) for column in given)
            return _ladder(worth, [100 * done >= edge * planned for edge in each.edges[:-1]])
        case "number":
            return _ladder(worth, [given[0] >= edge for edge in each.edges[:-1]])
        case "ticks":
            return reduce(np.add, (part * tick for part, tick in zip(worth, given, strict=True)))
        case "faults":
            return np.maximum(
                each.most - sum(part * many for part, many in zip(worth, given, strict=True)), 0
            )
        case "survey":
            ballots = reduce(np.add, given, np.int32(0))
            worths = sum(np.int32(share) * many for share, many in zip(SHARES, given, strict=True))
            return (2 * each.most * worths + 4 * ballots) // (8 * ballots)
        case "bonus":
            return np.minimum(worth[0] * given[0], each.most)
        case _:
            return -np.minimum(worth[0] * given[0], each.most)


def _ladder(worth: Numbers, reached: list[Numbers]) -> Numbers:
    """Return the points of the first step that is reached: steps below are reached too."""
    return worth[len(reached) - reduce(np.add, reached, np.int8(0))]


Run = Callable[[Columns], tuple[Numbers, Numbers]]


def _prepared(run: Run) -> Callable[[Path], tuple[Callable[[], Any], Callable[[Any], Any]]]:
    def prepare(file: Path) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
        columns = loaded(file)
        return (lambda: run(columns)), (lambda found: found)

    return prepare


ENGINES = {"numpy-float": _prepared(_floats), "numpy-int": _prepared(_whole)}
