"""The workload of the benchmarks, and what else could score it."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

from parindex.assessment import Assessment
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import leaves, resolve

__all__ = ["hundred_criteria", "openfisca_milliseconds", "plain_decimal"]


def hundred_criteria() -> tuple[Ruleset, Assessment]:
    """Make a ruleset of 100 criteria (levels 40, ratios 30, steps 20, checklists 10) and an assessment."""
    fields: list[dict[str, Any]] = []
    entries: dict[str, Any] = {}
    for field in range(10):
        items = [_criterion(field, at) for at in range(10)]
        entries |= {item["key"]: _seen(item["scale"]["method"], at) for at, item in enumerate(items)}
        fields.append(
            {
                "key": f"field-{field}",
                "code": str(field + 1),
                "name": {"vi": f"Lĩnh vực {field + 1}"},
                "max": "10",
                "items": items,
            }
        )
    answers = {
        "rounding": {"digits": "2", "mode": "half-up", "at": ["publication"]},
        "band_on": "exact",
        "rank": {"on": "published", "ties": "competition"},
        "not_applicable": "exclude",
        "missing": "refuse",
        "above_max": "cap",
    }
    edges = (("xuat-sac", "95"), ("tot", "85"), ("kha", "75"), ("trung-binh", "70"), ("yeu", "0"))
    bands: list[dict[str, Any]] = [{"key": key, "name": {"vi": key}, "from": edge} for key, edge in edges]
    bands[0]["to"] = "100"
    tree = {
        "format": "1",
        "id": "benchmark/hundred@2024",
        "year": "2024",
        "title": {"vi": "Một trăm tiêu chí", "en": "A hundred criteria"},
        "standing": "illustrative",
        "coverage": "full",
        "instruments": [
            {
                "key": "none",
                "number": "0",
                "kind": "report",
                "issuer": "–",
                "title": {"vi": "–"},
                "reliability": "D",
            }
        ],
        "units": {"kinds": [{"key": "department", "name": {"vi": "Sở"}}]},
        "periods": [{"key": "year", "from": "2024-01-01", "to": "2024-12-31"}],
        "score": {"key": "total", "name": {"vi": "Tổng điểm"}, "max": "100", "items": fields},
        "bands": bands,
        "policies": {name: {"value": value, "assumed": "benchmark"} for name, value in answers.items()},
    }
    unit = {"key": "unit", "name": "Sở Minh hoạ", "kind": "department"}
    assessment = {
        "format": "1",
        "ruleset": tree["id"],
        "unit": unit,
        "period": "year",
        "stages": {"final": {"entries": entries}},
    }
    return Ruleset.model_validate(tree), Assessment.model_validate(assessment)


def _criterion(field: int, at: int) -> dict[str, Any]:
    scales: list[dict[str, Any]] = [
        {
            "method": "levels",
            "levels": [
                {"key": f"level-{points}", "name": {"vi": "mức"}, "points": points} for points in ("1", "0")
            ],
        },
        {"method": "ratio", "zero_below": "0.5"},
        {
            "method": "steps",
            "of": "percent",
            "steps": [
                {"from": "98", "points": "1"},
                {"from": "90", "points": "0.5"},
                {"from": "0", "points": "0"},
            ],
        },
        {
            "method": "checklist",
            "ticks": [
                {"key": f"tick-{tick}", "name": {"vi": "nội dung"}, "points": "0.25"} for tick in range(4)
            ],
        },
    ]
    scale = scales[(0, 0, 0, 0, 1, 1, 1, 2, 2, 3)[at]]
    return {
        "key": f"criterion-{field}-{at}",
        "code": f"{field + 1}.{at + 1}",
        "name": {"vi": "Tiêu chí"},
        "max": "1",
        "scale": scale,
    }


def _seen(method: str, at: int) -> dict[str, Any]:
    return {
        "levels": {"level": "level-1"},
        "ratio": {"done": str(280 + at), "planned": "291"},
        "steps": {"value": "96.4"},
        "checklist": {"ticks": ["tick-0", "tick-2"]},
    }[method]


def plain_decimal(ruleset: Ruleset, assessment: Assessment) -> Decimal:
    """Score as a careful script would: `Decimal`, no checks, no trace, wrong where a ratio does not end."""
    entries = assessment.stages["final"].entries
    total = Decimal(0)
    for node in leaves(resolve(ruleset, "department")):
        scale, entry = node.item.scale, entries[node.item.key]
        if scale is None:
            continue
        if scale.method == "levels":
            total += Decimal(
                next(level.points.numerator for level in scale.levels if level.key == entry.level)
            )
        elif scale.method == "ratio" and entry.done is not None and entry.planned is not None:
            total += Decimal(entry.done.numerator) / Decimal(entry.planned.numerator)
        elif scale.method == "steps":
            total += Decimal("0.5")
        else:
            total += Decimal("0.25") * len(entry.ticks or ())
    return total.quantize(Decimal("0.01"))


def _ratio_of(name: str) -> Any:  # noqa: ANN401 (openfisca's formulas are untyped)
    def formula(units: Any, period: Any) -> Any:  # noqa: ANN401
        ratio = units(name, period) / 291
        return (ratio >= 0.5) * ratio  # noqa: PLR2004

    return formula


def openfisca_milliseconds(criteria: int) -> float | None:
    """Return what openfisca-core takes for so many criteria of one unit; nothing when it is not installed."""
    try:  # a peer, perhaps not installed
        from openfisca_core import entities, periods, simulations, taxbenefitsystems, variables  # noqa: PLC0415 (a peer, not always there)
    except ImportError:
        return None
    unit = entities.Entity("unit", "units", "A unit", "")
    system = taxbenefitsystems.TaxBenefitSystem([unit])
    for at in range(criteria):
        members = {
            "value_type": float,
            "entity": unit,
            "definition_period": periods.DateUnit.YEAR,
            "label": f"criterion {at}",
        }
        done = type(f"done_{at}", (variables.Variable,), dict(members))
        system.add_variable(done)
        points = type(f"points_{at}", (variables.Variable,), {**members, "formula": _ratio_of(f"done_{at}")})
        system.add_variable(points)

    def total(units: Any, period: Any) -> Any:  # noqa: ANN401
        return sum(units(f"points_{at}", period) for at in range(criteria))

    year = {"value_type": float, "entity": unit, "definition_period": periods.DateUnit.YEAR, "label": "total"}
    system.add_variable(type("total", (variables.Variable,), {**year, "formula": total}))
    situation = {"units": {"one": {f"done_{at}": {"2024": 280} for at in range(criteria)}}}

    def run() -> None:
        simulation = simulations.SimulationBuilder().build_from_entities(system, situation)
        simulation.calculate("total", "2024")

    found = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(5):
            run()
        found.append((time.process_time() - start) * 200)
    return min(found)
