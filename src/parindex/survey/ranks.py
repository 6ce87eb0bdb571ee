"""Ranks: which ranks the units of a league can have, given how their scores vary.

The confidence sets are those of Mogstad, Romano, Shaikh and Wilhelm (2023), two-sided and by steps down. A
unit is surely above another when their difference passes, in standard errors, what the largest of all
differences that are still open reaches by chance; what is decided leaves the comparison, and the rest is
looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from parindex.survey.estimation import root
from parindex.survey.result import RankSet, Sampling

__all__ = ["rank_sets"]

_CELLS = 1 << 22  # differences x draws at a time
_NOTHING = 1e-12  # of two variances: a difference that varies less does not vary

_Matrix = NDArray[np.float64]
_Mask = NDArray[np.bool_]


def rank_sets(scores: Mapping[str, Fraction], covariance: _Matrix, sampling: Sampling) -> tuple[RankSet, ...]:
    """Return the ranks that each unit can have: by itself, and all units at once, each at the confidence.

    ``scores`` are exact, by unit, in the order of the rows of ``covariance``, and the sets come in that order
    too; 1 is the highest, and equal scores share the better rank. This is not the official rank, which is
    that of `parindex.rank` by the ruleset's policy. A difference that does not vary decides by itself. The
    time goes with units² × draws.
    """
    units = sorted(scores)
    listed = list(scores)
    order = np.array([listed.index(unit) for unit in units], dtype=np.int64)
    ordered = [scores[unit] for unit in units]
    race = _Race(ordered, covariance[np.ix_(order, order)], sampling)
    together = race.above(np.ones((len(units), len(units)), dtype=bool))
    found: dict[str, RankSet] = {}
    for at, unit in enumerate(units):
        alone = race.above(race.pairs_of(at))
        rank = 1 + sum(other > ordered[at] for other in ordered)
        low, high = race.ends(alone, at)
        all_low, all_high = race.ends(together, at)
        found[unit] = RankSet(unit, rank, low, high, all_low, all_high)
    return tuple(found[unit] for unit in scores)


class _Race:
    """What stays the same while pairs are compared: differences, their standard errors, and the draws."""

    def __init__(self, scores: list[Fraction], covariance: _Matrix, sampling: Sampling) -> None:
        size = len(scores)
        source = np.random.Generator(np.random.PCG64(sampling.seed))
        self.draws = root(covariance) @ source.standard_normal((size, sampling.draws))
        self.confidence = float(sampling.confidence)
        variances = np.diag(covariance)
        spread = np.add.outer(variances, variances)
        squared = spread - 2 * covariance
        self.fixed: _Mask = squared <= _NOTHING * spread
        self.errors = np.sqrt(np.where(self.fixed, 1.0, squared))
        values = np.array([float(score) for score in scores])
        self.ratios = np.subtract.outer(values, values) / self.errors
        self.over: _Mask = np.array([[one > two for two in scores] for one in scores]).reshape(size, size)

    def pairs_of(self, at: int) -> _Mask:
        """Return the pairs that one unit is in."""
        pairs = np.zeros_like(self.fixed)
        pairs[at] = pairs[:, at] = True
        return pairs

    def above(self, pairs: _Mask) -> _Mask:
        """Return which of some pairs are decided: the unit of the row is surely above that of the column."""
        open_ = pairs & ~self.fixed
        decided = np.zeros_like(open_)
        while open_.any():
            reach = np.quantile(self.largest(open_), self.confidence)
            news = open_ & (self.ratios > reach)
            if not news.any():
                break
            decided |= news
            open_ &= ~news
        found: _Mask = decided | (pairs & self.fixed & self.over)
        return found

    def ends(self, above: _Mask, at: int) -> tuple[int, int]:
        """Return the best and the worst rank of a unit, from what is surely above what."""
        tied = self.fixed[at] & ~self.over[at] & ~self.over[:, at]
        tied[at] = False
        best = 1 + int(np.count_nonzero(above[:, at]))
        worst = len(above) - int(np.count_nonzero(above[at] | tied))
        return best, worst

    def largest(self, open_: _Mask) -> _Matrix:
        """Return for each draw the largest difference of the open pairs, in standard errors."""
        found = np.full(self.draws.shape[1], -np.inf)
        for first, others in self.blocks(open_):
            gap = (self.draws[first] - self.draws[others]) / self.errors[first, others][:, None]
            ahead, behind = open_[first, others], open_[others, first]
            for part in (gap[ahead], -gap[behind]):
                if len(part):
                    np.maximum(found, part.max(axis=0), out=found)
        return found

    def blocks(self, open_: _Mask) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Yield each unit with others that it has open pairs with, each two once and few at a time."""
        either = open_ | open_.T
        busy = either.sum(axis=1)
        step = max(1, _CELLS // self.draws.shape[1])
        while busy.any():
            first = int(busy.argmax())
            others = np.flatnonzero(either[first])
            for start in range(0, len(others), step):
                yield first, others[start : start + step]
            busy -= either[:, first]
            either[first] = either[:, first] = False
            busy[first] = 0
