"""The workload written by hand as SQL for DuckDB: on BIGINT, which is exact; naively on DECIMAL and DOUBLE.

Its `/` gives a DOUBLE of decimals too, so the two naive ones have the same faults.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from scale_files import loaded
from scale_rules import BANDS, BONUS_CAP, CRITERIA, PENALTY_FLOOR, SHARES, TOP, Criterion

__all__ = ["ENGINES"]

Points = Callable[[Criterion], str]


def _whole(each: Criterion) -> str:
    """Return the points of a criterion in hundredths."""
    given = [f'"{name}"::BIGINT' for name in each.columns]
    match each.method:
        case "levels":
            return _levels(each, [str(value) for value in each.points])
        case "ratio":
            done, planned = given
            points = f"(2 * {each.most} * least({done}, {planned}) + {planned}) // (2 * {planned})"
            if not each.least:
                return points
            return f"CASE WHEN 100 * {done} >= {each.least} * {planned} THEN {points} ELSE 0 END"
        case "percent":
            done, planned = given
            conditions = [f"100 * {done} >= {edge} * {planned}" for edge in each.edges[:-1]]
            return _ladder(conditions, [str(value) for value in each.points])
        case "number":
            return _ladder(
                [f"{given[0]} >= {edge}" for edge in each.edges[:-1]], [str(value) for value in each.points]
            )
        case "ticks":
            return _sum(given, each.points)
        case "faults":
            return f"greatest({each.most} - ({_sum(given, each.points)}), 0)"
        case "survey":
            ballots = " + ".join(given)
            return f"(2 * {each.most} * ({_sum(given, SHARES)}) + 4 * ({ballots})) // (8 * ({ballots}))"
        case "bonus":
            return f"least({each.points[0]} * {given[0]}, {each.most})"
        case _:
            return f"-least({each.points[0]} * {given[0]}, {each.most})"


def _naive(kind: str, each: Criterion) -> str:
    """Return the points of a criterion as most would write it, in a type of numbers with a point."""
    given = [f'"{name}"' for name in each.columns]
    worth, most = [_number(value, kind) for value in each.points], _number(each.most, kind)
    match each.method:
        case "levels":
            return _levels(each, worth)
        case "ratio":
            share = f"({_cast(given[0], kind)} / {given[1]})"
            points = f"round({most} * least({share}, 1), 2)"
            return f"CASE WHEN {share} >= {each.least / 100} THEN {points} ELSE 0 END"
        case "percent":
            share = f"100 * {_cast(given[0], kind)} / {given[1]}"
            return _ladder([f"{share} >= {edge}" for edge in each.edges[:-1]], worth)
        case "number":
            return _ladder([f"{given[0]} >= {edge}" for edge in each.edges[:-1]], worth)
        case "ticks":
            return _sum(given, worth)
        case "faults":
            return f"greatest({most} - ({_sum(given, worth)}), 0)"
        case "survey":
            ballots = " + ".join(f"{name}::INTEGER" for name in given)
            shares = [_number(25 * share, kind) for share in SHARES]
            return f"round({most} * ({_sum(given, shares)}) / ({ballots}), 2)"
        case "bonus":
            return f"least({worth[0]} * {given[0]}, {most})"
        case _:
            return f"-least({worth[0]} * {given[0]}, {most})"


def _cast(name: str, kind: str) -> str:
    return f"{name}::DOUBLE" if kind == "DOUBLE" else f"{name}::DECIMAL(18, 2)"


def _number(hundredths: int, kind: str) -> str:
    return f"{hundredths / 100:.2f}::{'DOUBLE' if kind == 'DOUBLE' else 'DECIMAL(7, 2)'}"


def _levels(each: Criterion, worth: Sequence[str]) -> str:
    return _ladder([f'"{each.columns[0]}" = {place}' for place in range(len(worth) - 1)], worth)


def _ladder(reached: Sequence[str], worth: Sequence[str]) -> str:
    steps = " ".join(f"WHEN {where} THEN {value}" for where, value in zip(reached, worth, strict=False))
    return f"CASE {steps} ELSE {worth[-1]} END"


def _sum(given: Sequence[str], worth: Sequence[int] | Sequence[str]) -> str:
    pairs = zip(given, worth, strict=True)
    return " + ".join(f"{part} * {name}" for name, part in pairs if part)


def _query(points: Points, *, hundredths: bool) -> str:
    """Write the query: first the criteria, then their sums, then the total, then its band."""

    def figure(value: int) -> str:
        return str(value) if hundredths else f"{value / 100}"

    sums: dict[str, list[str]] = {"": [], "bonus": [], "penalty": []}
    for each in CRITERIA:
        sums[each.method if each.method in sums else ""].append(f'"{each.key}"')
    criteria = ",\n".join(f'{points(each)} AS "{each.key}"' for each in CRITERIA)
    total = (
        f"{' + '.join(sums[''])} + least({' + '.join(sums['bonus'])}, {figure(BONUS_CAP)})"
        f" + greatest({' + '.join(sums['penalty'])}, {figure(PENALTY_FLOOR)})"
    )
    total = f"least(greatest({total}, 0), {figure(TOP)})"
    if not hundredths:
        total = f"round({total}, 2)"
    band = _ladder(
        [f"total >= {figure(edge)}" for edge in BANDS[:-1]], [str(place) for place in range(len(BANDS))]
    )
    shown = "total::INTEGER" if hundredths else "round(total * 100)::INTEGER"
    totals = f"SELECT {total} AS total FROM (SELECT {criteria} FROM units)"  # noqa: S608 (our own words)
    return f"SELECT {shown} AS total, ({band})::TINYINT AS band FROM ({totals})"  # noqa: S608 (the same)


def _engine(
    file: Path, points: Points, *, hundredths: bool
) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    connection, query = duckdb.connect(), _query(points, hundredths=hundredths)
    table = pa.table(loaded(file))
    connection.register("given", table)
    connection.execute("CREATE TABLE units AS SELECT * FROM given")
    connection.unregister("given")
    return (lambda: connection.sql(query).to_arrow_table()), _read


def _read(found: pa.Table) -> tuple[Any, Any]:
    return found["total"].to_numpy(), found["band"].to_numpy()


ENGINES = {
    "duckdb": partial(_engine, points=_whole, hundredths=True),
    "duckdb-decimal": partial(_engine, points=partial(_naive, "DECIMAL"), hundredths=False),
    "duckdb-double": partial(_engine, points=partial(_naive, "DOUBLE"), hundredths=False),
}
