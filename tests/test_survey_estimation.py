"""Estimation: weighted means of samples, against R and against formulas."""

from __future__ import annotations

import csv
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from parindex.errors import AssessmentError, UsageError, problem
from parindex.survey.estimation import (
    Stratum,
    confidence_level,
    estimate,
    expansion,
    root,
    stratified,
    student,
)
from parindex.survey.result import Estimate

F = Fraction
SCHOOLS = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "apistrat.csv"
needs_schools = pytest.mark.skipif(not SCHOOLS.exists(), reason=f"the sample {SCHOOLS} of R is not there")

Row = dict[str, str]


def schools() -> dict[tuple[str, int], list[Row]]:
    """Read the sample of schools that comes with R's `survey`, by type and population."""
    found: dict[tuple[str, int], list[Row]] = {}
    with SCHOOLS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["stype"], int(row["fpc"])), []).append(row)
    return found


def mean_of(figure: Callable[[Row], float]) -> Estimate:
    """Estimate the mean of a figure over all schools."""
    sample = schools()
    people = sum(population for _, population in sample)
    return stratified(
        [
            Stratum(population / people, np.array([figure(row) for row in rows]), population)
            for (_, population), rows in sample.items()
        ]
    )


def near(found: Fraction, wanted: str) -> bool:
    """Tell whether a figure is another to all the digits that the other is printed with."""
    return round(found, len(wanted.split(".")[1])) == F(wanted)


@needs_schools
def test_the_mean_of_r() -> None:
    """Mean, standard error and interval are those of R: svymean, and confint with the design's degrees."""
    found = mean_of(lambda row: float(row["api00"]))
    assert near(found.value, "662.28736")
    assert near(found.error, "9.40894")
    assert near(found.low, "643.7322")
    assert near(found.high, "680.8425")
    assert found.freedom == 197


@needs_schools
def test_the_proportion_of_r() -> None:
    """A proportion is the mean of ones and zeros, as in R."""
    found = mean_of(lambda row: float(row["sch.wide"] == "Yes"))
    assert abs(found.value - F("0.82794801")) <= F(1, 10**6)
    assert abs(found.error - F("0.02434")) <= F(1, 10**5)


@needs_schools
def test_the_domains_of_r() -> None:
    """The mean of each type of school and its error are those of svyby."""
    wanted = {"E": ("674.43", "12.38248"), "H": ("625.82", "14.93713"), "M": ("636.60", "16.21471")}
    for (kind, population), rows in schools().items():
        found = stratified([Stratum(1.0, np.array([float(row["api00"]) for row in rows]), population)])
        assert near(found.value, wanted[kind][0])
        assert near(found.error, wanted[kind][1])


def test_a_worked_example() -> None:
    """Two of four say 1 and 3: the mean is 2, the variance (1 - 1/2) × 2 / 2, and t with 1 degree 12.706."""
    found = stratified([Stratum(1.0, np.array([1.0, 3.0]), 4)])
    assert found == Estimate(F(2), F(707107, 10**6), 1, F(2) - F(8984644, 10**6), F(2) + F(8984644, 10**6))


@given(
    st.lists(st.lists(st.integers(0, 10), min_size=2, max_size=6), min_size=1, max_size=3), st.integers(0, 9)
)
def test_against_the_formula(samples: list[list[int]], more: int) -> None:
    """The variance is that of the formula in fractions, for any samples."""
    strata = [Stratum(0.5, np.array(values, dtype=float), len(values) + more) for values in samples]
    variance = F(0)
    for values in samples:
        size = len(values)
        mean = F(sum(values), size)
        squares = sum(((value - mean) ** 2 for value in values), F(0)) / (size - 1)
        variance += F(1, 4) * (1 - F(size, size + more)) * squares / size
    found = stratified(strata)
    assert abs(float(found.error) ** 2 - float(variance)) < 1e-5
    assert abs(found.value - sum(F(sum(values), 2 * len(values)) for values in samples)) <= F(1, 10**6)
    assert found.high - found.value == found.value - found.low


def test_a_group_asked_as_a_whole() -> None:
    """Who all answered leave nothing open: no error and no freedom, and even one person is enough."""
    whole = [Stratum(1.0, np.array([4.0]), 1), Stratum(1.0, np.array([1.0, 2.0]), 2)]
    assert stratified(whole) == Estimate(F("5.5"), F(0), 0, F("5.5"), F("5.5"))
    part = Stratum(1.0, np.array([1.0, 3.0, 2.0]), 100)
    beside, alone = stratified([*whole, part]), stratified([part])
    assert (beside.freedom, beside.error, beside.high - beside.value) == (
        alone.freedom,
        alone.error,
        alone.high - alone.value,
    )


@pytest.mark.parametrize(
    ("values", "population", "wanted"),
    [
        ([], None, problem("W-NO-ANSWERS", group="1")),
        ([3.0], None, problem("W-LONELY", group="1")),
        ([3.0], 2, problem("W-LONELY", group="1")),
        ([3.0, 4.0], 1, problem("W-POPULATION", group="1", found="2", population="1")),
    ],
)
def test_samples_without_a_variance(values: list[float], population: int | None, wanted: object) -> None:
    """Nobody, one, or more than there are: each is refused with its reason."""
    with pytest.raises(AssessmentError) as caught:
        stratified([Stratum(1.0, np.array(values), population)])
    assert caught.value.problems == (wanted,)


@pytest.mark.parametrize("level", [F(0), F(1), F(-1), F(2)])
def test_no_confidence(level: Fraction) -> None:
    """A confidence is between 0 and 1, also where nothing varies."""
    with pytest.raises(UsageError) as caught:
        estimate(F(1), 0.0, 3, level)
    assert caught.value.problems == (problem("E-CONFIDENCE", found=level),)
    with pytest.raises(UsageError):
        student(3, level)


def test_confidence_level() -> None:
    """A confidence becomes a float."""
    assert confidence_level(F(19, 20)) == 0.95


def test_rounding_of_estimates() -> None:
    """Figures are to a millionth, and a variance that floats leave below zero is none."""
    found = estimate(F(1, 3), -1e-20, 5, F(1, 2))
    assert found == Estimate(F(333333, 10**6), F(0), 5, F(333333, 10**6), F(333333, 10**6))


@pytest.mark.parametrize(
    ("size", "population", "wanted"),
    [
        (5, None, 1.25),
        (5, 10, 0.625),
        (5, 5, 0.0),
        (1, 1, 0.0),
        (6, 5, problem("W-POPULATION", group="g", found="6", population="5")),
        (1, 9, problem("W-LONELY", group="g")),
        (1, None, problem("W-LONELY", group="g")),
        (0, 9, problem("W-NO-ANSWERS", group="g")),
    ],
)
def test_expansion(size: int, population: int | None, wanted: object) -> None:
    """The factor of a sample is (1 - n/N) × n/(n - 1), 0 of a whole group; else the reason stands."""
    assert expansion(size, population, "g") == wanted


@settings(max_examples=30)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_root_of_a_covariance(size: int, rank: int, seed: int) -> None:
    """The root times itself turned over is the covariance, also where that is singular."""
    found = np.random.Generator(np.random.PCG64(seed)).integers(-3, 4, (size, rank)).astype(float)
    covariance: NDArray[np.float64] = found @ found.T
    lower = root(covariance)
    assert np.allclose(lower @ lower.T, covariance, atol=1e-7)
    assert np.array_equal(lower, np.tril(lower))


@settings(max_examples=30)
@given(st.integers(2, 30), st.integers(1, 30))
def test_more_answers_shorten_the_interval(size: int, more: int) -> None:
    """Asking the same sort of people more often never makes the interval longer."""
    few = np.tile([0.0, 1.0], size)
    many = np.tile([0.0, 1.0], size + more)
    widths = [
        found.high - found.low for found in (stratified([Stratum(1.0, each, 200)]) for each in (few, many))
    ]
    assert widths[1] < widths[0]


def test_the_tables_of_student() -> None:
    """The interval of Student is that of the printed tables."""
    assert [round(student(freedom, 0.95), 3) for freedom in (1, 2, 10, 30, 120)] == [
        12.706,
        4.303,
        2.228,
        2.042,
        1.98,
    ]
