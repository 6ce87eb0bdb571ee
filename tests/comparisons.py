"""Two small rulesets of one family and units scored by them, small enough to be worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from commands import written
from helpers import KINDS, Plain, assess, leaf, plain_ruleset, ruleset

from parindex.assessment import Assessment
from parindex.comparison.difference import Difference, diff
from parindex.comparison.effect import Effect, effects
from parindex.ruleset.model import Ruleset

CLAUSE: Plain = {"instrument": "qd-1", "at": "Điều 2"}
LAST, THIS = "example/small@2023", "example/small@2024"
# A mark out of 10, and a ratio worth 10 points: in full from 1 in the old year, from 0.8 in the new one.
MARK = leaf("a", code="1", source=CLAUSE)
ITEMS = {
    LAST: (MARK, leaf("b", {"method": "ratio"}, code="2", source=CLAUSE)),
    THIS: (
        MARK,
        leaf("b", {"method": "ratio", "full_at": "0.8"}, code="2", source={**CLAUSE, "at": "Điều 3"}),
    ),
}
# Sở A: 7 + 10 x 4/5 = 15 of 20 points, 75 % (Khá); by the new rules 7 + 10 = 17, 85 % (Tốt): +10.
#   Next year 8 + 10 x 0.4/0.8 = 13, 65 % (Khá): -10. The ratio gave 8 (old rules, old facts), 10 (new rules),
#   4 (new facts) and 5 points (both): rules ((10 - 8) + (5 - 4)) / 2 = 1.5 points, 7.5 %; performance
#   ((4 - 8) + (5 - 10)) / 2 = -4.5 points, -22.5 %, and +1 point, +5 %, for the mark: -17.5 %.
# Sở B: 4 + 10 = 14, 70 % (Khá), and so under both rules, in both years: first of two where A falls to 65 %.
# Huyện C: the mark is missing. 5 to 15 points, 25 to 75 %; by the new rules 6.25 to 16.25, 31.25 to 81.25 %:
#   the rules change 31.25 - 75 = -43.75 at least and 81.25 - 25 = +56.25 at most. Alone of its kind: no rank.
UNITS: dict[str, Plain] = {
    "a-2023": {"unit": "so-a", "mark": "7", "done": "4", "ruleset": LAST},
    "a-2024": {"unit": "so-a", "mark": "8", "done": "2", "ruleset": THIS},
    "b-2023": {"unit": "so-b", "mark": "4", "done": "5", "ruleset": LAST},
    "b-2024": {"unit": "so-b", "mark": "4", "done": "5", "ruleset": THIS},
    "c-2023": {"unit": "huyen-c", "mark": None, "done": "2.5", "ruleset": LAST, "kind": "district"},
}
NAMES = {"so-a": "Sở A", "so-b": "Sở B", "huyen-c": "Huyện C"}


def rules(id_: str, **fields: object) -> Plain:
    """Declare one of the two rulesets."""
    return {**plain_ruleset(*ITEMS[id_]), "id": id_, "year": id_[-4:], "units": {"kinds": KINDS}, **fields}


def last(**fields: Any) -> Ruleset:
    """Make the older ruleset."""
    return ruleset(*ITEMS[LAST], id=LAST, year="2023", **fields)


def this(**fields: Any) -> Ruleset:
    """Make the newer ruleset."""
    return ruleset(*ITEMS[THIS], id=THIS, year="2024", **fields)


def unit(name: str) -> Plain:
    """Write the assessment of a unit."""
    given = {"kind": "department", **UNITS[name]}
    entries: Plain = {"b": {"done": given["done"], "planned": "5"}}
    if given["mark"] is not None:
        entries["a"] = {"points": given["mark"]}
    return {
        "format": "1",
        "ruleset": given["ruleset"],
        "unit": {"key": given["unit"], "name": NAMES[given["unit"]], "kind": given["kind"]},
        "period": "year",
        "stages": {"final": {"entries": entries}},
    }


def assessment(name: str) -> Assessment:
    """Make the assessment of a unit."""
    tree = unit(name)
    found = assess(tree["stages"]["final"]["entries"], ruleset=tree["ruleset"], kind=tree["unit"]["kind"])
    known = found.unit.model_copy(update={"key": tree["unit"]["key"], "name": tree["unit"]["name"]})
    return found.model_copy(update={"unit": known})


def compared() -> tuple[Difference, tuple[Effect, ...]]:
    """Compare the two rulesets and score every unit by both."""
    old, new = last(), this()
    return diff(old, new), effects(old, new, [assessment(name) for name in UNITS])


def files(folder: Path) -> tuple[Path, Path, Path]:
    """Write the two rulesets and a folder of units, and return where they are."""
    units = folder / "units"
    units.mkdir()
    for name in UNITS:
        written(units / f"{name}.yaml", unit(name))
    return written(folder / "2023.yaml", rules(LAST)), written(folder / "2024.yaml", rules(THIS)), units
