"""Estimation: a weighted mean of samples, its standard error and its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from parindex.errors import AssessmentError, Problem, UsageError, problem
from parindex.survey.result import Estimate

__all__ = ["Stratum", "confidence_level", "estimate", "expansion", "root", "stratified", "student"]

_MILLION = 10**6
_NOTHING = 1e-12  # of a variance: less is what rounding of floats leaves of zero


@dataclass(frozen=True, slots=True, eq=False)
class Stratum:
    """A simple random sample of one group: its weight, its values and, where known, the group's size."""

    weight: float
    values: NDArray[np.float64]
    population: int | None = None


def stratified(strata: Sequence[Stratum], confidence: Fraction | float = 0.95) -> Estimate:
    """Return the weighted sum of the strata's means, in the unit of their values.

    The variance is the sum of ``weight² × (1 - n/N) × s²/n`` and the interval that of Student with the sum of
    ``n - 1`` degrees of freedom; a stratum that was asked as a whole adds nothing to either. It is what is
    held against R: its factor and its interval are those of every unit, `expansion` and `estimate`.

    Raises:
        AssessmentError: a stratum has no values (``W-NO-ANSWERS``), only one (``W-LONELY``), or more than its
            population (``W-POPULATION``); strata are named by their number from 1.
        UsageError: the confidence is not between 0 and 1 (``E-CONFIDENCE``).
    """
    value, variance, freedom = 0.0, 0.0, 0
    for number, stratum in enumerate(strata, 1):
        size = len(stratum.values)
        factor = expansion(size, stratum.population, str(number))
        if isinstance(factor, Problem):
            raise AssessmentError(factor)
        mean = float(stratum.values.mean())
        moved = stratum.weight * (stratum.values - mean) / size
        value += stratum.weight * mean
        variance += factor * float(moved @ moved)
        freedom += size - 1 if factor else 0
    return estimate(value, variance, freedom, confidence)


def expansion(size: int, population: int | None, group: str) -> float | Problem:
    """Return ``(1 - n/N) × n/(n - 1)`` of a sample: times the sum of squared influences it is the variance.

    It is 0 for a group that was asked as a whole. Problems, which name the group: nobody answered
    (``W-NO-ANSWERS``), one alone (``W-LONELY``), more than there are (``W-POPULATION``).

    >>> expansion(26, 104, "people"), expansion(26, None, "people"), expansion(26, 26, "people")
    (0.78, 1.04, 0.0)
    """
    if not size:
        return problem("W-NO-ANSWERS", group=group)
    if population is not None and size >= population:
        if size == population:
            return 0.0
        return problem("W-POPULATION", group=group, found=str(size), population=str(population))
    if size == 1:
        return problem("W-LONELY", group=group)
    left = 1.0 if population is None else (population - size) / population
    return left * size / (size - 1)


def estimate(
    value: Fraction | float, variance: float, freedom: int, confidence: Fraction | float
) -> Estimate:
    """Return a value with the interval of Student around it; all to a millionth, a tie to the even one.

    Raises:
        UsageError: the confidence is not between 0 and 1 (``E-CONFIDENCE``).
    """
    error = float(np.sqrt(max(variance, 0.0)))
    confidence_level(confidence)
    reach = student(freedom, confidence) * error if error else 0.0
    centre = _millionth(value)
    half = _millionth(reach)
    return Estimate(centre, _millionth(error), freedom, centre - half, centre + half)


def student(freedom: int, confidence: Fraction | float) -> float:
    """Return how many standard errors the interval of Student reaches to each side.

    Raises:
        UsageError: the confidence is not between 0 and 1 (``E-CONFIDENCE``).

    >>> round(student(197, 0.95), 4)
    1.9721
    """
    return float(t.ppf((1 + confidence_level(confidence)) / 2, freedom))


def confidence_level(confidence: Fraction | float) -> float:
    """Return a confidence as a float.

    Raises:
        UsageError: it is not between 0 and 1 (``E-CONFIDENCE``).
    """
    level = float(confidence)
    if not 0 < level < 1:
        raise UsageError(problem("E-CONFIDENCE", found=_millionth(confidence)))
    return level


def _millionth(value: Fraction | float) -> Fraction:
    return Fraction(round(Fraction(value) * _MILLION), _MILLION)


def root(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the lower triangular root of a covariance matrix, with zeros for what is not random.

    Unlike a root by eigenvectors it is the only one of its form, so a seed gives the same draws everywhere.

    >>> root(np.array([[4.0, 2.0], [2.0, 1.0]])).tolist()
    [[2.0, 0.0], [1.0, 0.0]]
    """
    size = len(covariance)
    found = np.zeros((size, size))
    for at in range(size):
        column = covariance[at:, at] - found[at:, :at] @ found[at, :at]
        if column[0] > _NOTHING * covariance[at, at]:
            found[at:, at] = column / np.sqrt(column[0])
    return found
