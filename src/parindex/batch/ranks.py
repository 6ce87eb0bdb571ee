"""Ranks of millions of units, and fractions only where figures may be equal or may not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from parindex.formula.columns import FINEST

__all__ = ["open_places", "order", "ranks"]

Numbers = npt.NDArray[np.int64]
_FEW, _MOST = 4, 1 << 20  # so many times as many figures as units, and no more, are counted
_ROWS = 64 * 1024  # counted at once
Ranks = npt.NDArray[np.int32]
Exact = Callable[[Numbers], Sequence[Fraction]]


def open_places(figure: Numbers, slack: Numbers) -> Numbers:
    """Return the units whose order among their neighbours their bounds leave open."""
    if not slack.any():
        return np.empty(0, dtype=np.int64)
    sorted_, group = _groups(figure, slack)
    open_ = slack[sorted_] > 0
    shared = np.bincount(group) > 1
    return np.sort(sorted_[shared[group] & open_])


def order(figure: Numbers, slack: Numbers, exact: Exact) -> Numbers:
    """Return whole numbers in the order of the true figures, equal where these are.

    ``figure`` and ``slack`` are in `FINEST` parts; ``exact`` gives the true figures of units that are open.
    """
    left = open_places(figure, slack)
    if not left.size:
        return figure
    truth = dict(zip(left.tolist(), exact(left), strict=True))
    sorted_, group = _groups(figure, slack)
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    keys = np.empty(len(figure), dtype=np.int64)
    keys[sorted_] = starts[group]
    for at in np.unique(group[np.isin(sorted_, left)]):
        start = int(starts[at])
        end = int(starts[at + 1]) if at + 1 < len(starts) else len(sorted_)
        members = sorted_[start:end].tolist()
        values = [truth[each] if each in truth else Fraction(int(figure[each]), FINEST) for each in members]
        places = {value: place for place, value in enumerate(sorted(set(values)))}
        keys[members] = [start + places[value] for value in values]
    return keys


def _groups(figure: Numbers, slack: Numbers) -> tuple[Numbers, Numbers]:
    """Return units in the order of their figures, and the group of each: its bounds meet the one before."""
    sorted_ = np.argsort(figure, kind="stable")
    low, high = figure[sorted_], (figure + slack)[sorted_]
    begins = np.ones(len(low), dtype=np.bool_)
    begins[1:] = low[1:] > np.maximum.accumulate(high)[:-1]
    return sorted_, np.cumsum(begins) - 1


def ranks(keys: npt.NDArray[np.integer[Any]], ties: Literal["competition", "dense"]) -> Ranks:
    """Return the rank of each unit, the greatest key first.

    >>> ranks(np.array([3, 3, 2]), "competition").tolist()
    [1, 1, 3]
    """
    if not keys.size:
        return np.empty(0, dtype=np.int32)
    least, most = int(keys.min()), int(keys.max())
    found = np.empty(len(keys), dtype=np.int32)
    if most - least < min(_FEW * len(keys), _MOST):  # published figures: they are counted, not sorted
        many = np.zeros(most - least + 1, dtype=np.int64)
        blocks = [slice(start, start + _ROWS) for start in range(0, len(keys), _ROWS)]
        for block in blocks:
            many += np.bincount(np.subtract(keys[block], least, dtype=np.int64), minlength=len(many))
        above = np.cumsum((many if ties == "competition" else many > 0)[:0:-1])[::-1]
        places = (1 + np.append(above, 0)).astype(np.int32)
        for block in blocks:
            found[block] = places[np.subtract(keys[block], least, dtype=np.int64)]
        return found
    sorted_ = np.argsort(keys)
    high = keys[sorted_]
    ends = np.flatnonzero(np.append(high[1:] != high[:-1], True))
    del high
    above = len(keys) - 1 - ends if ties == "competition" else np.arange(len(ends))[::-1]
    found[sorted_] = np.repeat((1 + above).astype(np.int32), np.diff(ends, prepend=-1))
    return found
