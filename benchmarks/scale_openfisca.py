"""The workload written by hand for OpenFisca-core, as its countries write theirs: each criterion a variable.

Its numbers with a point are floats of 32 bits and its whole numbers integers of 32, so money is a float.
Inputs are set a column at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core import entities, periods, simulations, taxbenefitsystems, variables
from scale_files import loaded
from scale_rules import BANDS, BONUS_CAP, CRITERIA, MONEY, PENALTY_FLOOR, SHARES, TOP, Criterion

__all__ = ["ENGINES"]

YEAR = "2024"
TYPES = {"ticks": bool}


def _name(column: str) -> str:
    return column.replace("-", "_").replace(".", "_")


def _points(each: Criterion) -> Callable[..., Any]:
    """Return the formula of a criterion."""
    names, most = [_name(column) for column in each.columns], each.most / 100
    worth = np.array(each.points) / 100

    def levels(unit: Any, period: Any) -> Any:  # noqa: ANN401 (formulas are untyped)
        return worth[unit(names[0], period)]

    def ratio(unit: Any, period: Any) -> Any:  # noqa: ANN401 (formulas are untyped)
        share = unit(names[0], period) / unit(names[1], period)
        return np.round(np.where(share >= each.least / 100, most * np.minimum(share, 1), 0), 2)

    def percent(unit: Any, period: Any) -> Any:  # noqa: ANN401 (formulas are untyped)
        share = 100 * (unit(names[0], period) / unit(names[1], period))
        return np.select([share >= edge for edge in each.edges], worth)

    def number(unit: Any, period: Any) -> Any:  # noqa: ANN401 (formulas are untyped)
        value = unit(names[0], period)
        return np.select([value >= edge for edge in each.edges], worth)

    def ticks(unit: Any, period: Any) -> Any:  # noqa: ANN401 (formulas are untyped)
        return sum(part * unit(name, period) for part, name in zip(worth, names, strict=True))

    def faults(unit: Any, period: Any) -> Any:  # noqa: ANN401 (formulas are untyped)
        return np.maximum(most - ticks(unit, period), 0)

    def survey(unit: Any, period: Any) -> Any:  # noqa: ANN401 (formulas are untyped)
        given = [unit(name, period) for name in names]
        mean = sum(share / 4 * many for share, many in zip(SHARES, given, strict=True)) / sum(given)
        return np.round(most * mean, 2)

    def bonus(unit: Any, period: Any) -> Any:  # noqa: ANN401 (formulas are untyped)
        return np.minimum(worth[0] * unit(names[0], period), most)

    def penalty(unit: Any, period: Any) -> Any:  # noqa: ANN401 (formulas are untyped)
        return -bonus(unit, period)

    formulas = (levels, ratio, percent, number, ticks, faults, survey, bonus, penalty)
    return {formula.__name__: formula for formula in formulas}[each.method]


def _total(unit: Any, period: Any) -> Any:  # noqa: ANN401 (formulas are untyped)
    sums: dict[str, Any] = {"": 0, "bonus": 0, "penalty": 0}
    for each in CRITERIA:
        part = each.method if each.method in sums else ""
        sums[part] = sums[part] + unit(f"points_{_name(each.key)}", period)
    total = sums[""] + np.minimum(sums["bonus"], BONUS_CAP / 100)
    total = total + np.maximum(sums["penalty"], PENALTY_FLOOR / 100)
    return np.round(np.clip(total, 0, TOP / 100), 2)


def _band(unit: Any, period: Any) -> Any:  # noqa: ANN401 (formulas are untyped)
    total = unit("total", period)
    return np.select([total >= edge / 100 for edge in BANDS], range(len(BANDS)))


def _system() -> taxbenefitsystems.TaxBenefitSystem:
    entity = entities.Entity("unit", "units", "A unit", "")
    system = taxbenefitsystems.TaxBenefitSystem([entity])

    def add(name: str, kind: type, formula: Callable[..., Any] | None = None) -> None:
        members: dict[str, Any] = {
            "value_type": kind,
            "entity": entity,
            "definition_period": periods.DateUnit.YEAR,
            "label": name,
        }
        if formula is not None:
            members["formula"] = formula
        system.add_variable(type(name, (variables.Variable,), members))

    for each in CRITERIA:
        for column in each.columns:
            add(_name(column), float if each.width == MONEY else TYPES.get(each.method, int))
        add(f"points_{_name(each.key)}", float, _points(each))
    add("total", float, _total)
    add("band", int, _band)
    return system


def _engine(file: Path) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    columns, system = loaded(file), _system()
    size = len(next(iter(columns.values())))

    def run() -> tuple[Any, Any]:
        simulation = simulations.SimulationBuilder().build_default_simulation(system, size)
        for name, column in columns.items():
            simulation.set_input(_name(name), YEAR, column)
        return simulation.calculate("total", YEAR), simulation.calculate("band", YEAR)

    return run, _read


def _read(found: tuple[Any, Any]) -> tuple[Any, Any]:
    return np.rint(found[0].astype(np.float64) * 100).astype(np.int64), found[1]


ENGINES = {"openfisca": _engine}
