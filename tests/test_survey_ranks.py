"""Ranks: the confidence sets of R's `csranks`, and what must hold of any such sets."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from parindex.survey import ranks as module
from parindex.survey.ranks import rank_sets
from parindex.survey.result import RankSet, Sampling

F = Fraction
COUNTRIES = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "csranks-pisa2018.csv"
needs_countries = pytest.mark.skipif(
    not COUNTRIES.exists(), reason=f"the ranks {COUNTRIES} of R are not there"
)


def sampling(draws: int = 2000, seed: int = 1) -> Sampling:
    """Say how to draw."""
    return Sampling(F(19, 20), draws, seed)


def agree(draws: int, seed: int) -> list[str]:
    """Return the countries whose rank or sets are not those of R."""
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    errors = np.array([float(row["se"]) for row in rows])
    found = rank_sets({row["j"]: F(row["score"]) for row in rows}, np.diag(errors**2), sampling(draws, seed))
    wanted = [
        RankSet(row["j"], *(int(row[column]) for column in ("rank", "L", "U", "sL", "sU"))) for row in rows
    ]
    return [one.unit for one, two in zip(found, wanted, strict=True) if one != two]


@needs_countries
def test_the_sets_of_r() -> None:
    """Both sets of all 37 countries are those of csranks."""
    assert agree(60_000, 1) == []


@needs_countries
@pytest.mark.thorough
def test_the_sets_of_r_whatever_the_seed() -> None:
    """With many draws they are so whatever the seed."""
    assert [agree(300_000, seed) for seed in range(5)] == [[]] * 5


@st.composite
def leagues(draw: st.DrawFn) -> tuple[dict[str, Fraction], NDArray[np.float64]]:
    """Draw scores with ties, and a covariance that may be singular."""
    size = draw(st.integers(2, 5))
    scores = {name: F(draw(st.integers(0, 8))) for name in "edcba"[:size]}
    loads = np.array([[draw(st.integers(-2, 2)) for _ in range(3)] for _ in range(size)], dtype=float)
    return scores, loads @ loads.T / 4


@settings(max_examples=40)
@given(leagues())
def test_sets_hold_the_rank(league: tuple[dict[str, Fraction], NDArray[np.float64]]) -> None:
    """Every set lies within the league, holds the rank, and is no wider alone than with all others."""
    scores, covariance = league
    found = rank_sets(scores, covariance, sampling(500))
    assert [each.unit for each in found] == list(scores)
    for each in found:
        assert each.rank == 1 + sum(other > scores[each.unit] for other in scores.values())
        assert 1 <= each.low <= each.rank <= each.high <= len(scores)
        assert 1 <= each.all_low <= each.rank <= each.all_high <= len(scores)


@settings(max_examples=20)
@given(leagues())
def test_the_order_of_units_changes_nothing(
    league: tuple[dict[str, Fraction], NDArray[np.float64]],
) -> None:
    """Units in another order have the same sets."""
    scores, covariance = league
    turned = dict(reversed(scores.items()))
    found = rank_sets(turned, covariance[::-1, ::-1], sampling(500))
    assert found[::-1] == rank_sets(scores, covariance, sampling(500))


def test_certain_scores() -> None:
    """Scores that do not vary have one rank each, and equal ones share the better."""
    scores = {"a": F(3), "b": F(5), "c": F(3), "d": F(1)}
    found = rank_sets(scores, np.zeros((4, 4)), sampling())
    assert found == (
        RankSet("a", 2, 2, 2, 2, 2),
        RankSet("b", 1, 1, 1, 1, 1),
        RankSet("c", 2, 2, 2, 2, 2),
        RankSet("d", 4, 4, 4, 4, 4),
    )


def test_scores_that_vary_together() -> None:
    """Two scores that go up and down as one are as sure as their difference, however much they vary."""
    scores = {"a": F(1), "b": F("1.5")}
    together = rank_sets(scores, np.full((2, 2), 9.0), sampling())
    apart = rank_sets(scores, np.diag([9.0, 9.0]), sampling())
    assert [(each.low, each.high) for each in together] == [(2, 2), (1, 1)]
    assert [(each.low, each.high) for each in apart] == [(1, 2), (1, 2)]


def test_one_unit() -> None:
    """A unit alone is the first."""
    assert rank_sets({"a": F(1)}, np.ones((1, 1)), sampling()) == (RankSet("a", 1, 1, 1, 1, 1),)


def test_more_variance_widens_the_sets() -> None:
    """The same scores that vary more are never ranked more surely."""
    scores = {name: F(at) for at, name in enumerate("abcdef")}
    few = rank_sets(scores, np.eye(6) * 0.01, sampling())
    many = rank_sets(scores, np.eye(6) * 4.0, sampling())
    for one, two in zip(few, many, strict=True):
        assert two.low <= one.low
        assert one.high <= two.high


def test_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Differences looked at a few at a time give the same sets."""
    scores = {name: F(at) for at, name in enumerate("abcdef")}
    whole = rank_sets(scores, np.eye(6), sampling())
    monkeypatch.setattr(module, "_CELLS", 4000)
    assert rank_sets(scores, np.eye(6), sampling()) == whole


def test_the_sets_hold_the_truth() -> None:
    """The set of one unit holds its true rank, and all sets all true ranks, in 95 of 100 samples or more."""
    source = np.random.Generator(np.random.PCG64(5))
    truth = {"a": 0.0, "b": 1.0, "c": 1.0, "d": 3.0}
    ranks = {"a": (4, 4), "b": (2, 3), "c": (2, 3), "d": (1, 1)}
    covariance = np.array([[1.0, 0.5, 0, 0], [0.5, 1.0, 0, 0], [0, 0, 0.5, 0], [0, 0, 0, 0.8]])
    drawn = source.multivariate_normal(list(truth.values()), covariance, 400, method="cholesky")
    alone, together = 0, 0
    for row in drawn:
        found = rank_sets(dict(zip(truth, map(F, row), strict=True)), covariance, sampling(1000))
        alone += found[0].low <= 4 <= found[0].high
        together += all(
            each.all_low <= ranks[each.unit][0] and ranks[each.unit][1] <= each.all_high for each in found
        )
    assert alone >= 0.94 * 400
    assert together >= 0.94 * 400
