"""The exact index of a unit in one draw, for the few that bounds leave equal."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from parindex.batch.scoring import judge
from parindex.scoresheet import ScoreSheet
from parindex.simulation.engine import Race

__all__ = ["Truth"]

_UNITS = 64  # whose draws are kept
_KNOWN = 10_000  # indexes that are kept: the same cells have the same


class Truth:
    """Exact indexes of one side of a race; draws are made again, which gives the same."""

    def __init__(self, race: Race, *, first: bool) -> None:
        self.race = race
        self.first = first
        self.side = race.before if first else race.after
        self.numbers = lru_cache(maxsize=_UNITS)(race.numbers)
        self.known: dict[tuple[Any, ...], Fraction] = {}

    def __call__(self, draw: int, units: Iterable[int]) -> list[Fraction]:
        """Return the exact indexes of units in one draw."""
        return [self._index(int(at), draw) for at in units]

    def _index(self, at: int, draw: int) -> Fraction:
        numbers = [each[draw : draw + 1] for each in self.numbers(at)]
        name = (at, *(each.tobytes() for each in numbers))
        if name not in self.known:
            if len(self.known) >= _KNOWN:
                self.known.clear()
            columns = self.race.columns(numbers, np.array([at]))[0 if self.first else 1]
            cells = self.side.cells(at) | {key: each[0].as_py() for key, each in columns.items()}
            sheet = judge(self.side.league, cells)
            assert isinstance(sheet, ScoreSheet)  # noqa: S101 (it was scored)
            self.known[name] = sheet.index.least
        return self.known[name]
