"""Sampling: how many of each group must answer for an interval as short as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, sqrt

from scipy.stats import norm

from parindex.errors import UsageError, problem
from parindex.survey.estimation import confidence_level, student

__all__ = ["Planned", "half_width", "needed"]

_LEAST = 2  # one respondent has no variance
_LARGEST = 10**9  # of a group without a known population: more than anybody will ask
_HALVINGS = 100


@dataclass(frozen=True, slots=True)
class Planned:
    """A group to be asked: its weight in points, how many it has, and the spread of its answers as shares.

    ``spread`` is the standard deviation that is expected; without it the worst one is taken, half of the
    group at the one end of the scale and half at the other.
    """

    weight: Fraction
    population: int | None = None
    spread: Fraction | None = None


def _check(margin: Fraction) -> None:
    if margin <= 0:
        raise UsageError(problem("E-MARGIN", found=margin))


def half_width(groups: Sequence[Planned], sizes: Sequence[int], confidence: Fraction | float) -> float:
    """Return how far the interval reaches to each side, in points, when so many of each group answer.

    It is infinite where fewer than 2 of a group answer, unless that is all of it. A group that answers as a
    whole adds no degrees of freedom, as in `parindex.survey.influence.unit_covariance`.

    Raises:
        UsageError: the confidence is not between 0 and 1 (``E-CONFIDENCE``).
    """
    level = confidence_level(confidence)
    if any(size < min(_LEAST, _most(group)) for group, size in _both(groups, sizes)):
        return inf
    variance = _variance(groups, sizes)
    freedom = sum(size - 1 for group, size in _both(groups, sizes) if size != group.population)
    return student(freedom, level) * sqrt(variance) if variance else 0.0


def needed(groups: Sequence[Planned], margin: Fraction, confidence: Fraction | float) -> tuple[int, ...]:
    """Return how many of each group must answer for a half-width of at most a margin.

    Each further respondent goes to the group where one more takes most off the variance (Neyman), so that no
    sample of as many has a smaller variance, and the first that is enough is taken: at least 2 of a group, at
    most all of it.

    Raises:
        UsageError: the margin is not above 0, or takes more than a thousand million of a group
            (``E-MARGIN``); the confidence is not between 0 and 1 (``E-CONFIDENCE``).
    """
    _check(margin)
    level = confidence_level(confidence)
    # The normal interval is shorter than Student's: what is too little for it is too little.
    sizes = _start(groups, (float(margin) / float(norm.ppf((1 + level) / 2))) ** 2)
    while half_width(groups, sizes, level) > float(margin):
        gain, at = max((_gain(group, size), -at) for at, (group, size) in enumerate(_both(groups, sizes)))
        if not gain:
            raise UsageError(problem("E-MARGIN", found=margin))
        sizes[-at] += 1
    return tuple(sizes)


def _start(groups: Sequence[Planned], limit: float) -> list[int]:
    """Return the best sizes of a total that is too small, or just enough, for a limit of the variance."""
    most = max(_unit_variance(group) for group in groups)
    high, low = most, most / _LARGEST**2 / 2
    for _ in range(_HALVINGS):
        middle = sqrt(high * low)
        if _variance(groups, _sizes(groups, middle)) > limit:
            high = middle
        else:
            low = middle
    return _sizes(groups, high)


def _sizes(groups: Sequence[Planned], gain: float) -> list[int]:
    """Return the sizes up to which each respondent takes at least a gain off the variance."""
    return [
        min(max(int((1 + sqrt(1 + 4 * _unit_variance(group) / gain)) / 2), _LEAST), _most(group))
        if gain
        else min(_LEAST, _most(group))
        for group in groups
    ]


def _both(groups: Sequence[Planned], sizes: Sequence[int]) -> list[tuple[Planned, int]]:
    return list(zip(groups, sizes, strict=True))


def _most(group: Planned) -> int:
    return _LARGEST if group.population is None else group.population


def _gain(group: Planned, size: int) -> float:
    """Return what one respondent more takes off the variance; 0 for a group that answers as a whole."""
    return _unit_variance(group) / (size * (size + 1)) if size < _most(group) else 0.0


def _variance(groups: Sequence[Planned], sizes: Sequence[int]) -> float:
    """Add up the variances of the groups' means, each with its finite population correction."""
    return sum(
        _unit_variance(group) * (1 / size - (1 / group.population if group.population else 0.0))
        for group, size in _both(groups, sizes)
        if size != group.population
    )


def _unit_variance(group: Planned) -> float:
    """Return the variance of one answer of a group, in points²."""
    return float(group.weight) ** 2 * _squared(group)


def _squared(group: Planned) -> float:
    """Return the square of the spread; at worst that of a population of which half say 0 and half say 1."""
    people = group.population
    if group.spread is not None:
        return float(group.spread) ** 2
    if people is None:
        return 0.25
    return (people // 2) * (people - people // 2) / (people * (people - 1)) if people > 1 else 0.0
