"""The workload of the comparison of engines: one illustrative ruleset of 72 criteria, as plain data.

Every engine is written by hand from `CRITERIA`, which need nothing but Python. Points are whole hundredths.
Each criterion is rounded half up to two digits, as is the total; so whole numbers of 64 bits are enough to be
exact for whoever divides them rightly. (Were only the total rounded, no engine but parindex would be exact.)
"""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = [
    "BANDS",
    "BONUS_CAP",
    "CRITERIA",
    "FIELDS",
    "PENALTY_FLOOR",
    "SHARES",
    "TOP",
    "Criterion",
    "columns",
    "kind_of",
    "ruleset",
]

FIELDS = 7  # of the appraisal; the eighth is the survey
TOP = 10_000
BANDS = (9_500, 8_500, 7_500, 7_000, 0)
BONUS_CAP, PENALTY_FLOOR = 200, -200
SHARES = (4, 3, 2, 1, 0)  # quarters of the points that an answer is worth
OPTIONS = tuple(f"answer-{5 - at}" for at in range(5))
MONEY = "int64"  # of ratios in đồng


class Criterion(NamedTuple):
    """A criterion: its points (of levels, ticks, steps, faults; of each thing), edges of its steps, columns.

    ``least`` is the lowest ratio in hundredths that gives points; ``width`` the type of its columns.
    """

    key: str
    method: str
    most: int
    field: int
    points: tuple[int, ...] = ()
    edges: tuple[int, ...] = ()
    least: int = 0
    width: str = "int8"

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of its columns."""
        return tuple(f"{self.key}.{name}" for name in _names(self))


def _names(criterion: Criterion) -> tuple[str, ...]:
    match criterion.method:
        case "levels":
            return ("level",)
        case "ticks":
            return tuple(f"ticks.tick-{at}" for at in range(len(criterion.points)))
        case "faults":
            return tuple(f"counts.fault-{at}" for at in range(len(criterion.points)))
        case "ratio" | "percent":
            return ("done", "planned")
        case "number":
            return ("value",)
        case "survey":
            return tuple(f"tallies.citizens.{option}" for option in OPTIONS)
        case _:
            return ("count",)


def _criteria() -> tuple[Criterion, ...]:
    """Make 72 criteria: of the appraisal 68 points, of the survey 32, bonus and penalty of 3 each."""
    found: list[Criterion] = []

    def add(name: str, method: str, many: int, most: int, **more: Any) -> None:  # noqa: ANN401 (its fields)
        start = sum(each.key.startswith(f"{name}-") for each in found)
        for at in range(start, start + many):
            field = FIELDS if method == "survey" else len(found) % FIELDS
            found.append(Criterion(f"{name}-{at + 1}", method, most, field, **more))

    add("done", "levels", 10, 100, points=(100, 0))
    add("done", "levels", 4, 50, points=(50, 0))
    add("choice", "levels", 12, 150, points=(150, 100, 40, 0))
    add("files", "ratio", 4, 150, width="int16")
    add("tasks", "ratio", 4, 150, least=50, width="int16")
    add("cases", "ratio", 4, 125, least=80, width="int32")
    add("services", "ratio", 2, 100, width="int32")
    add("money", "ratio", 2, 100, least=60, width=MONEY)
    add("share", "percent", 5, 100, points=(100, 75, 50, 25, 0), edges=(98, 90, 80, 70, 0), width="int16")
    add("days", "number", 5, 100, points=(0, 40, 70, 100), edges=(15, 6, 1, 0))
    add("list", "ticks", 4, 100, points=(40, 30, 20, 10))
    add("order", "faults", 3, 100, points=(10, 25))
    add("model", "bonus", 3, 100, points=(50,))
    add("late", "penalty", 3, 100, points=(25,))
    add("poll", "survey", 6, 450)
    add("trust", "survey", 1, 500)
    return tuple(found)


CRITERIA = _criteria()


def columns() -> dict[str, str]:
    """Return all columns and their types; those of levels are dictionaries over ``int8``."""
    return {name: each.width for each in CRITERIA for name in each.columns}


def kind_of(method: str) -> tuple[Criterion, ...]:
    """Return the criteria of a method."""
    return tuple(each for each in CRITERIA if each.method == method)


def ruleset() -> dict[str, Any]:
    """Return the ruleset as the tree that parindex reads."""
    groups: list[dict[str, Any]] = [
        _group(f"field-{at}", [each for each in CRITERIA if each.field == at and _counts(each)])
        for at in range(FIELDS)
    ]
    groups.append(_group("survey", list(kind_of("survey"))) | {"role": "survey"})
    groups.append(_group("bonus", list(kind_of("bonus"))) | {"role": "bonus", "cap": _text(BONUS_CAP)})
    groups.append(
        _group("penalty", list(kind_of("penalty"))) | {"role": "penalty", "floor": _text(PENALTY_FLOOR)}
    )
    for at, group in enumerate(groups, 1):
        group["code"] = str(at)
    names = ("xuat-sac", "tot", "kha", "trung-binh", "yeu")
    bands: list[dict[str, Any]] = [
        {"key": name, "name": {"vi": name}, "from": _text(edge)}
        for name, edge in zip(names, BANDS, strict=True)
    ]
    bands[0]["to"] = "100"
    answers = {
        "rounding": {"digits": "2", "mode": "half-up", "at": ["publication", "leaf"]},
        "band_on": "published",
        "rank": {"on": "published", "ties": "competition"},
        "not_applicable": "forbid",
        "missing": "refuse",
        "above_max": "cap",
    }
    none = {"key": "none", "number": "0", "kind": "report", "issuer": "–", "title": {"vi": "–"}}
    return {
        "format": "1",
        "id": "benchmark/scale@2024",
        "year": "2024",
        "title": {"vi": "Bảy mươi hai tiêu chí", "en": "Seventy-two criteria"},
        "standing": "illustrative",
        "coverage": "full",
        "instruments": [none | {"reliability": "D"}],
        "units": {"kinds": [{"key": "department", "name": {"vi": "Sở"}}]},
        "periods": [{"key": "year", "from": "2024-01-01", "to": "2024-12-31"}],
        "score": {
            "key": "total",
            "name": {"vi": "Tổng điểm"},
            "max": _text(TOP),
            "cap": "none",
            "items": groups,
        },
        "bands": bands,
        "policies": {name: {"value": value, "assumed": "benchmark"} for name, value in answers.items()},
    }


def _counts(criterion: Criterion) -> bool:
    return criterion.method not in ("survey", "bonus", "penalty")


def _group(key: str, criteria: list[Criterion]) -> dict[str, Any]:
    most = sum(each.most for each in criteria)
    items = [
        {
            "key": each.key,
            "name": {"vi": each.key},
            "max": _text(each.most),
            "scale": _scale(each),
        }
        for each in criteria
    ]
    return {"key": key, "name": {"vi": key}, "max": _text(most), "items": items}


def _scale(criterion: Criterion) -> dict[str, Any]:
    name, points = {"vi": "–"}, criterion.points
    match criterion.method:
        case "levels":
            levels = [
                {"key": f"level-{at}", "name": name, "points": _text(each)} for at, each in enumerate(points)
            ]
            return {"method": "levels", "levels": levels}
        case "ticks":
            ticks = [
                {"key": f"tick-{at}", "name": name, "points": _text(each)} for at, each in enumerate(points)
            ]
            return {"method": "checklist", "ticks": ticks}
        case "faults":
            kinds = [
                {"key": f"fault-{at}", "name": name, "points": _text(each)} for at, each in enumerate(points)
            ]
            return {"method": "deduction", "kinds": kinds}
        case "ratio":
            least = {"zero_below": _text(criterion.least)} if criterion.least else {}
            return {"method": "ratio", **least}
        case "percent" | "number" as method:
            steps = [
                {"from": str(edge), "points": _text(each)}
                for edge, each in zip(criterion.edges, points, strict=True)
            ]
            return {
                "method": "steps",
                "of": "percent" if method == "percent" else "days-late",
                "steps": steps,
            }
        case "survey":
            options = [
                {"key": key, "name": name, "share": _text(25 * quarters)}
                for key, quarters in zip(OPTIONS, SHARES, strict=True)
            ]
            groups = [{"key": "citizens", "name": name, "weight": "1"}]
            return {"method": "survey", "options": options, "groups": groups}
        case _:
            return {"method": "count", "each": _text(points[0])}


def _text(hundredths: int) -> str:
    """Write hundredths as the number grammar has them."""
    text = f"{hundredths / 100:.2f}"
    return text.rstrip("0").rstrip(".")
