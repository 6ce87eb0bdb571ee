"""Ranks in every draw, by the ruleset's own policy, from figures of each unit and draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import NamedTuple

import numpy as np

from parindex.batch.ranks import order, ranks
from parindex.batch.scoring import League, Scored
from parindex.simulation.changes import Numbers

__all__ = ["Figures"]

Truth = Callable[[int, Numbers], Sequence[Fraction]]


class Figures(NamedTuple):
    """What ranks look at: a row for each unit, a column for each draw.

    The true figure is up to ``slack`` more; there is no slack where published figures are ranked.
    """

    league: League
    figure: Numbers
    slack: Numbers | None

    @classmethod
    def empty(cls, league: League, units: int, draws: int) -> Figures:
        """Make room for the figures of so many units and draws."""
        exact = league.ruleset.policies.rank.value.on == "exact"
        room = [np.empty((units, draws), dtype=np.int64) for _ in range(1 + exact)]
        return cls(league, room[0], room[1] if exact else None)

    def put(self, start: int, scored: Scored) -> None:
        """Take scores, units one after the other with all their draws."""
        end = start + len(scored.figure)
        self.figure.reshape(-1)[start:end] = scored.figure
        if self.slack is not None:
            self.slack.reshape(-1)[start:end] = scored.slack

    def ranked(self, truth: Truth) -> Numbers:
        """Put ranks in the place of the figures; ``truth`` gives the exact indexes of units in one draw."""
        ties = self.league.ruleset.policies.rank.value.ties
        for draw in range(self.figure.shape[1]):
            keys = self.figure[:, draw]
            if self.slack is not None:
                keys = order(keys, self.slack[:, draw], partial(truth, draw))
            self.figure[:, draw] = ranks(keys, ties)
        return self.figure
