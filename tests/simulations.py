"""Small leagues to simulate, and every draw of them scored again by the exact engine, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from helpers import group, leaf
from helpers import ruleset as declared

from parindex import ranking
from parindex.assessment import Assessment
from parindex.batch import rows
from parindex.batch.leagues import Leagues
from parindex.batch.tables import source_of
from parindex.comparison.matching import match_items
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score
from parindex.simulation.asking import asked
from parindex.simulation.engine import Race
from parindex.simulation.gathering import gathered
from parindex.simulation.racing import race_of
from parindex.simulation.result import LeftOut, Outcome, Scenario, Simulation
from parindex.simulation.sides import Side

OPTIONS = [
    {"key": "good", "name": {"vi": "Tốt"}, "share": "1"},
    {"key": "fair", "name": {"vi": "Khá"}, "share": "0.5"},
    {"key": "poor", "name": {"vi": "Kém"}, "share": "0"},
]
GROUPS = [
    {"key": "people", "name": {"vi": "Người dân"}, "weight": "2/3"},
    {"key": "firms", "name": {"vi": "Doanh nghiệp"}, "weight": "1/3"},
]
LEVELS = {
    "method": "levels",
    "levels": [
        {"key": "full", "name": {"vi": "Đủ"}, "points": "10"},
        {"key": "half", "name": {"vi": "Một nửa"}, "points": "5"},
        {"key": "none", "name": {"vi": "Không"}, "points": "0"},
    ],
}
STEPS = {
    "method": "steps",
    "of": "ratio",
    "steps": [{"from": "0.9", "points": "10"}, {"from": "0.5", "points": "4"}, {"from": "0", "points": "0"}],
}
TICKS = {
    "method": "checklist",
    "ticks": [
        {"key": "site", "name": {"vi": "Trang tin"}, "points": "3"},
        {"key": "line", "name": {"vi": "Đường dây"}, "points": "7"},
    ],
}
FAULTS = {"method": "deduction", "kinds": [{"key": "late", "name": {"vi": "Trễ"}, "points": "2.5"}]}
SURVEY = {"method": "survey", "options": OPTIONS, "groups": GROUPS}


def small(**policies: Any) -> Ruleset:
    """Declare a ruleset with an item of every scale."""
    return declared(
        group("plans", leaf("plan", LEVELS, code="1.1"), leaf("tasks", {"method": "ratio"}, code="1.2")),
        group("files", leaf("speed", STEPS), leaf("list", TICKS), leaf("faults", FAULTS)),
        leaf("pages", {"method": "count", "each": "2.5"}),
        leaf("marks", not_applicable="exclude"),
        leaf("grid", {"method": "direct", "grid": "2.5"}),
        leaf("asked", SURVEY, max="20", role="survey"),
        **policies,
    )


NAMES = (
    "unit", "plan.level", "plan.state", "plan.why", "tasks.done", "tasks.planned", "tasks.value",
    "speed.value", "speed.done", "speed.planned", "list.ticks.site", "list.ticks.line",
    "faults.counts.late", "pages.count", "marks.points", "marks.state", "marks.why", "grid.points",
    "asked.tallies.people.good", "asked.tallies.people.fair", "asked.tallies.people.poor",
    "asked.tallies.firms.good", "asked.tallies.firms.fair", "asked.tallies.firms.poor",
)  # fmt: skip
UNITS = (
    "a none . . 3 7 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1",
    "b half . . . . 0.25 . 2 9 0 1 0 4 . not-applicable x 7.5 9 9 9 0 5 0",
    "c . zero . 0 5 . 0.95 . . 1 1 9 0 10 . . 0 3 30 3 1 1 1",
    "d full . . 5 5 . 0.1 . . 0 0 1 2 0.125 . . 10 1 1 1 9 0 0",
    "e half . . 3 7 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1",
    "f . rejected muộn 1 3 . . 5 5 0 1 2 3 9.999 . . 2.5 8 8 8 2 2 2",
    "g half . . 3 7 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1",
)


def league(*lines: str) -> pa.Table:
    """Make a table of units, every one of them in a line: words in the order of `NAMES`, a dot for none."""
    cells = [[None if word == "." else word for word in line.split()] for line in lines or UNITS]
    columns = zip(*cells, strict=True)
    return pa.table(
        {
            name: pa.array(column, pa.string())
            for name, column in zip(NAMES, columns, strict=True)
            if any(word is not None for word in column)
        }
    )


class Asked(NamedTuple):
    """A scenario with the races that it is run as."""

    scenario: Scenario
    races: tuple[Race, ...]
    left_out: tuple[LeftOut, ...]


def races(  # noqa: PLR0913 (what may be asked)
    table: object,
    ruleset: Ruleset,
    improve: Sequence[str] = (),
    *,
    under: Ruleset | None = None,
    resampled: bool = False,
    draws: int = 20,
    seed: int = 1,
    coverage: Fraction = Fraction(9, 10),
    kind: str = "department",
) -> Asked:
    """Make the races of a scenario as `simulate` does."""
    scenario = asked(
        (ruleset, under), improve, resampled=resampled, draws=draws, seed=seed, coverage=coverage
    )
    fields, out = gathered(source_of(table), Leagues((ruleset,), kind, "year"), under)
    matching = match_items(ruleset, under or ruleset)
    found = [each for field in fields if (each := race_of(field, scenario, matching, out))]
    return Asked(scenario, tuple(race for _, race in found), tuple(out))


def sheets(race: Race, draw: int, *, first: bool) -> dict[str, ScoreSheet]:
    """Score every unit of one side in one draw by the exact engine."""
    side = race.before if first else race.after
    found = {}
    for at, unit in enumerate(side.keys):
        numbers = [each[draw : draw + 1] for each in race.numbers(at)]
        columns = race.columns(numbers, np.array([at]))[0 if first else 1]
        found[unit] = one(side, at, {name: each[0].as_py() for name, each in columns.items()})
    return found


def one(side: Side, at: int, cells: dict[str, Any]) -> ScoreSheet:
    """Score one unit by the exact engine, with some cells in the place of its own."""
    league = side.league
    made = rows.assessment({**side.cells(at), **cells}, league.ruleset.id, league.kind, league.period)
    assert isinstance(made, Assessment), made
    return score(league.ruleset, made)


def checked(found: Simulation, race: Race) -> None:
    """Hold a result against every draw scored by the exact engine and ranked by the engine's own ranks."""
    units = {each.unit: each for each in found.leagues[0].units}
    assert set(units) == set(race.after.keys)
    totals: dict[str, list[Fraction]] = {unit: [] for unit in units}
    ranks: dict[str, list[int]] = {unit: [] for unit in units}
    bands: dict[str, list[str | None]] = {unit: [] for unit in units}
    moves: dict[str, list[int]] = {unit: [] for unit in units}
    as_it_is = {unit: one(race.before, at, {}) for at, unit in enumerate(race.before.keys)}
    now = {row.sheet.unit.key: row.rank for row in ranking.rank(as_it_is.values())}
    for draw in range(found.draws):
        before = sheets(race, draw, first=True)
        was = {row.sheet.unit.key: row.rank for row in ranking.rank(before.values())}
        for row in ranking.rank(sheets(race, draw, first=False).values()):
            unit, sheet = row.sheet.unit.key, row.sheet
            totals[unit].append(sheet.total.rounding.apply(sheet.total.least))
            ranks[unit].append(row.rank)
            bands[unit].append(sheet.band.key if sheet.band else None)
            moves[unit].append(row.rank - was[unit])
    for unit, each in units.items():
        sheet = as_it_is[unit]
        assert each.now == (sheet.total.rounding.apply(sheet.total.least), now[unit], sheet.band)
        assert each.total == spread(totals[unit], found)
        assert each.rank == spread(ranks[unit], found)
        counts = [(band.key if band else None, many) for band, many in each.bands]
        assert counts == [(key, bands[unit].count(key)) for key, _ in counts]
        moved(each, moves[unit], found)


def moved(each: Outcome, steps: Sequence[int], found: Simulation) -> None:
    """Hold moves against the steps of a unit's rank."""
    if not found.scenario.moving:
        assert each.moves is None
        return
    ways = (
        sum(step < 0 for step in steps),
        sum(step == 0 for step in steps),
        sum(step > 0 for step in steps),
    )
    assert each.moves == ways


def spread(figures: Sequence[Any], found: Simulation) -> tuple[Any, Any, Any]:
    """Return the ends of the interval and the middle, counted out by hand."""
    ordered = sorted(figures)
    out = 0
    while 2 * (out + 1) <= found.draws * (1 - found.scenario.coverage):
        out += 1
    return ordered[out], ordered[(len(ordered) - 1) // 2], ordered[len(ordered) - 1 - out]
