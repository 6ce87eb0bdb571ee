"""Sureness: which units have figures and ranks, from the sheets to the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from helpers import Plain, assess, group, leaf, named, ruleset

from parindex.assessment import Assessment
from parindex.errors import problem
from parindex.fields import FrozenMap
from parindex.ruleset.model import Ruleset
from parindex.survey import sureness as module
from parindex.survey.counting import Conserved, Count
from parindex.survey.design import design
from parindex.survey.outcome import outcome
from parindex.survey.ranks import rank_sets
from parindex.survey.result import RankSet, Result, Sampling, UnitResult
from parindex.survey.sheets import Sheets
from parindex.survey.tallies import tally

F = Fraction
DRAWS = Sampling(F(19, 20), 2000, 7)
Row = tuple[int, str, tuple[int, ...]]  # respondent, unit, answers (-1: none)

ASKED = {
    "method": "survey",
    "options": named(("good", "1"), ("fair", "0.5"), ("bad", "0"), figure="share"),
    "groups": named(("people", "1"), figure="weight"),
}


def rules_of(*items: Plain, people: str = "1000", **fields: Any) -> Ruleset:
    """Make a ruleset that asks one group."""
    groups = [{"key": "people", "name": {"vi": "Người dân"}, "population": people}]
    return ruleset(*items, survey={"groups": groups}, **fields)


def counted(rules: Ruleset, rows: Sequence[Row], kinds: dict[str, str] | None = None) -> Count:
    """Count some sheets of one group."""
    asked = design(rules)
    units = tuple(sorted({row[1] for row in rows}))
    sheets = Sheets(
        units,
        np.array([row[0] for row in rows], dtype=np.uint64),
        np.zeros(len(rows), dtype=np.int8),
        np.array([units.index(row[1]) for row in rows], dtype=np.int32),
        np.array([row[2] for row in rows], dtype=np.int8),
    )
    of = dict.fromkeys(units, "department") | (kinds or {})
    none = Conserved(0, 0, 0)
    return Count(asked, (), none, none, (), (), sheets, tally(sheets, asked), FrozenMap(of))


def found(rules: Ruleset, rows: Sequence[Row], given: Sequence[Assessment] = (), **kinds: str) -> Result:
    """Estimate some sheets."""
    return outcome(counted(rules, rows, kinds), given, sampling=DRAWS)


def unit(of: Result, key: str) -> UnitResult:
    """Return one unit of a result."""
    return next(each for each in of.units if each.unit == key)


def spread(key: str, answers: Sequence[tuple[int, ...]]) -> list[Row]:
    """Give so many sheets of one unit, each of a respondent of its own."""
    first = sum(map(ord, key)) * 1000
    return [(first + at, key, each) for at, each in enumerate(answers)]


TWO = rules_of(leaf("a", ASKED), leaf("b", ASKED), leaf("x"))
WHOLE = [*spread("u1", [(0, 0), (1, 0), (0, 2)]), *spread("u2", [(2, 1), (1, 2), (2, 2)])]
PART = spread("u3", [(0, -1), (1, -1), (0, -1)])


def test_a_sum_with_gaps_is_no_figure() -> None:
    """A unit of which an item has no answers has no points, no certainty and no rank, and says which."""
    of = found(TWO, [*WHOLE, *PART])
    part = unit(of, "u3")
    assert (part.points, part.certainty) == (None, None)
    assert part.without == problem("W-PARTIAL", ("u3",), items="b")
    assert "b" in part.without.message("vi")
    ((kind, sets),) = of.ranks
    assert kind == "department"
    assert [each.unit for each in sets] == ["u1", "u2"]


def test_too_few_to_rank() -> None:
    """One unit with points is no league."""
    assert found(TWO, [*WHOLE[:3], *PART]).ranks == ()


def test_the_other_reasons_go_first() -> None:
    """A unit that nobody rated, or one person alone, says so."""
    of = found(TWO, [*WHOLE, (1, "u4", (0, -1))], [assess({"x": {"points": "1"}}, unit="u5")])
    assert unit(of, "u4").without == problem("W-LONELY", ("u4",), group="people")
    assert unit(of, "u5").without == problem("W-NO-ANSWERS", ("u5",), group="people")


def test_ranks_are_of_the_exact_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures that are one to a millionth and differ are ranked as they differ."""
    seen: list[dict[str, Fraction]] = []

    def watched(scores: dict[str, Fraction], *rest: Any) -> tuple[RankSet, ...]:
        seen.append(scores)
        return rank_sets(scores, *rest)

    monkeypatch.setattr(module, "rank_sets", watched)
    rules = rules_of(leaf("a", ASKED), leaf("x", max="90"))
    third = [(0,), (0,), (1,)]  # 5/6 of 10 points, never to the end in decimals
    rows = [*spread("u1", third), *spread("u2", third)]
    given = [
        assess({"x": {"points": points}}, unit=key) for key, points in (("u1", "50"), ("u2", "50.000001"))
    ]
    of = found(rules, rows, given)
    assert seen == [{"u1": F(175, 3), "u2": F(175, 3) + F(1, 10**6)}]
    assert [each.rank for each in of.ranks[0][1]] == [2, 1]
    found(rules, rows)
    assert seen[1] == {"u1": F(25, 3), "u2": F(25, 3)}


def test_ranks_by_the_index() -> None:
    """Where every unit has one the index decides, each kind by itself; else the survey points do."""
    rules = rules_of(leaf("a", ASKED), leaf("x", max="90"))
    rows = [*spread("u1", [(0,), (0,), (1,)]), *spread("u2", [(2,), (2,), (1,)])]
    other = [*spread("v1", [(0,), (1,)]), *spread("v2", [(1,), (2,)])]
    given = [assess({"x": {"points": points}}, unit=key) for key, points in (("u1", "10"), ("u2", "80"))]
    of = found(rules, [*rows, *other], given, v1="district", v2="district")
    (one, first), (two, second) = of.ranks
    assert (one, two) == ("department", "district")
    assert [(each.rank, each.low, each.high) for each in first] == [(2, 2, 2), (1, 1, 1)]
    assert [each.rank for each in second] == [1, 2]
    assert [each.rank for each in found(rules, rows, given[:1]).ranks[0][1]] == [1, 2]


def test_a_unit_at_its_cap_is_not_certain_of_its_rank() -> None:
    """Two units that a cap makes equal can still have either rank."""
    rules = rules_of(group("block", leaf("a", ASKED), cap="7"), leaf("x"))
    rows = [*spread("u1", [(0,), (0,), (1,), (2,)]), *spread("u2", [(0,), (0,), (1,), (1,)])]
    of = found(rules, rows)
    ((_, sets),) = of.ranks
    assert [each.points for each in of.units] == [F("6.25"), F(7)]
    assert [(each.low, each.high) for each in sets] == [(1, 2), (1, 2)]


def test_a_census_is_certain() -> None:
    """Who all answered leave nothing open; a unit that one of them rated has no interval."""
    rows: list[Row] = [(at, "u1", (0, at % 3)) for at in range(4)]
    of = found(rules_of(leaf("a", ASKED), leaf("b", ASKED), people="4"), [*rows, (0, "u2", (2, 2))])
    sure = unit(of, "u1").certainty
    assert sure is not None
    assert not sure.survey.error
    assert not sure.survey.freedom
    assert unit(of, "u2").without == problem("W-LONELY", ("u2",), group="people")
