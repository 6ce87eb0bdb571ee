"""Units of the comparison: Parquet files of any size, and a set at the edges of bands and roundings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import parquet
from scale_numpy import points, scored
from scale_rules import BANDS, CRITERIA, MONEY, OPTIONS, Criterion, kind_of

__all__ = ["EDGE_UNITS", "edge_file", "file_of"]

SEED = 2024
ROWS = 100_000  # of one part of a file
EDGE_UNITS = 20_000
# Most of what is planned, by the type of the column; plans with many roundings that are ties.
PLANNED = {"int16": 400, "int32": 60_000, MONEY: 5_000_000_000_000}
TIES = np.array([8, 16, 24, 40, 48, 56, 72, 80, 88, 120, 200, 240, 280, 300, 360, 400])
HALF = 0.5
LAST = CRITERIA[next(at for at, each in enumerate(CRITERIA) if each.key == "files-1")]

Columns = dict[str, npt.NDArray[Any]]


def file_of(folder: Path, rows: int) -> Path:
    """Return a file of so many units, made once; a smaller one holds the first units of a larger one."""
    file = folder / f"units-{rows}.parquet"
    if not file.exists():
        starts = range(0, rows, ROWS)
        _write(file, (_table(_part(at, min(ROWS, rows - at)), at) for at in starts))
    return file


def edge_file(folder: Path) -> Path:
    """Return a file of units whose totals are aimed at the edges of bands."""
    file = folder / "edges.parquet"
    if not file.exists():
        _write(file, iter([_table(_aimed(EDGE_UNITS), 0)]))
    return file


def _write(file: Path, batches: Any) -> None:  # noqa: ANN401 (an iterator of pyarrow, which has no types)
    first = next(batches)
    parted = file.with_suffix(".part")
    with parquet.ParquetWriter(parted, first.schema, compression="zstd") as writer:
        writer.write_batch(first)
        for batch in batches:
            writer.write_batch(batch)
    parted.rename(file)


def _table(columns: Columns, start: int) -> pa.RecordBatch:
    size = len(columns["model-1.count"])
    made = {"unit": pa.array([f"unit-{at:08}" for at in range(start, start + size)])}
    for each in CRITERIA:
        for name in each.columns:
            array = pa.array(columns[name])
            if each.method == "levels":
                words = pa.array([f"level-{at}" for at in range(len(each.points))])
                array = pa.DictionaryArray.from_arrays(array, words)
            made[name] = array
    return pa.record_batch(made)


def _part(start: int, size: int) -> Columns:
    source = np.random.Generator(np.random.PCG64([SEED, start]))
    quality = source.uniform(0.5, 1, ROWS)
    return {name: column[:size] for name, column in _drawn(source, quality).items()}


def _drawn(source: np.random.Generator, quality: npt.NDArray[np.float64]) -> Columns:
    """Draw all columns of units; the better a unit, the more of its criteria are met."""
    found: Columns = {}
    for each in CRITERIA:
        for name, column in zip(each.columns, _criterion(each, source, quality), strict=True):
            found[name] = column.astype(each.width)
    return found


def _criterion(
    each: Criterion, source: np.random.Generator, quality: npt.NDArray[np.float64]
) -> list[npt.NDArray[Any]]:
    size = len(quality)
    met, how = source.random(size) < quality, source.random(size)
    match each.method:
        case "levels":
            return [np.where(met, 0, 1 + (how * (len(each.points) - 1)).astype(np.int8))]
        case "ratio" | "percent":
            planned = source.integers(1, PLANNED[each.width], size, endpoint=True)
            return [planned - (planned * how * (1 - quality)).astype(np.int64), planned]
        case "number":
            return [np.where(met, 0, 1 + how * 20)]
        case "ticks":
            return [source.random(size) < quality for _ in each.points]
        case "faults":
            return [np.where(source.random(size) < quality, 0, 1 + how * 3) for _ in each.points]
        case "survey":
            likely = (quality, quality * 0.7, (1 - quality) * 0.9, (1 - quality) * 0.5, (1 - quality) * 0.4)
            first, *others = (source.random(size) * 100 * part for part in likely)
            return [1 + first, *others]
        case _:
            return [np.where(met, 0, 1 + how * 4)]


def _aimed(wanted: int) -> Columns:
    """Draw units whose totals are an edge of a band or a hundredth beside it, most by roundings of ties.

    Levels are chosen until less than the points of the last criterion are left, which then brings the rest.
    """
    source = np.random.Generator(np.random.PCG64([SEED, 1, 1]))
    found: list[Columns] = []
    while sum(len(each["model-1.count"]) for each in found) < wanted:
        found.append(_shot(source, 4_000))
    return {
        name: np.concatenate([each[name] for each in found])[:wanted]
        for name in (name for each in CRITERIA for name in each.columns)
    }


def _shot(source: np.random.Generator, size: int) -> Columns:
    edges = source.choice(np.array(BANDS[:-1]), size)
    columns = _drawn(source, np.clip(edges / 10_000 + source.uniform(-0.02, 0.06, size), 0, 1))
    for each in (*kind_of("ratio"), *kind_of("percent")):
        _tie(each, columns, source)
    levels = list(kind_of("levels"))
    for each in levels:
        columns[each.columns[0]] = np.full(size, len(each.points) - 1, np.int8)
    done, planned = LAST.columns
    columns[done] = np.zeros(size, LAST.width)
    left = edges + source.integers(-1, 1, size, endpoint=True) - scored(columns)
    source.shuffle(levels)
    for each in levels:
        for place in range(len(each.points) - 2, -1, -1):  # the last of them is the best that fits
            fits = each.points[place] <= left + points(each, [columns[each.columns[0]]])
            took = np.where(fits, place, columns[each.columns[0]]).astype(np.int8)
            left = left + points(each, [columns[each.columns[0]]]) - points(each, [took])
            columns[each.columns[0]] = took
    columns[planned], columns[done] = _brought(left, source)
    return {name: column[(left > 0) & (left <= LAST.most)] for name, column in columns.items()}


def _tie(each: Criterion, columns: Columns, source: np.random.Generator) -> None:
    """Put plans in which many roundings are ties in the place of half of them, with as large a part done."""
    done, planned = (columns[name].astype(np.int64) for name in each.columns)
    some = source.choice(TIES, len(done)) * source.integers(
        1, max(PLANNED[each.width] // 400, 1), len(done), endpoint=True
    )
    some = np.where(source.random(len(done)) < HALF, some, planned)
    part = np.minimum((done / planned * some).astype(np.int64), some)
    columns[each.columns[0]], columns[each.columns[1]] = part.astype(each.width), some.astype(each.width)


def _brought(
    left: npt.NDArray[Any], source: np.random.Generator
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return what is planned and done for so many hundredths: two of three by ties that round up."""
    points_ = np.clip(left, 1, LAST.most)
    tie = source.random(len(left)) < 2 / 3
    # (2 points - 1) / 300 of 1.50 points lies between two hundredths; points / 150 is exact.
    planned = np.where(tie, 300, 150)
    return planned.astype(LAST.width), np.where(tie, 2 * points_ - 1, points_).astype(LAST.width)


assert len(OPTIONS) == len(kind_of("survey")[0].columns)  # noqa: S101 (a slip of the workload)
