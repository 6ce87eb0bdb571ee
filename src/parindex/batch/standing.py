"""What ranks need of every unit, some twenty bytes, gathered batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parindex.batch.keys import Digests, digests, told_apart
from parindex.batch.leagues import Leagues, Part, parts
from parindex.batch.outcome import Outcome
from parindex.batch.ranks import order, ranks
from parindex.batch.scoring import League

__all__ = ["NO_RANK", "Standing"]

NO_RANK = 0
Numbers = npt.NDArray[np.int64]
Truth = Callable[[League, Numbers], Sequence[Fraction]]


def _of(truth: Truth, league: League, here: Numbers, at: Numbers) -> Sequence[Fraction]:
    return truth(league, here[at])


def _narrow(figure: Numbers) -> npt.NDArray[Any]:
    """Return figures in half the memory where they fit, or a quarter, as published ones do."""
    ends = int(figure.min(initial=0)), int(figure.max(initial=0))
    kinds = (np.int16, np.int32)
    return figure.astype(next((each for each in kinds if _holds(each, *ends)), np.int64))


def _holds(kind: type[np.signedinteger[Any]], least: int, most: int) -> bool:
    return int(np.iinfo(kind).min) <= least and most <= int(np.iinfo(kind).max)


def _whole(pieces: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Put pieces together, and let go of each; there is one at least."""
    found = np.empty(sum(map(len, pieces)), dtype=np.result_type(*{each.dtype for each in pieces}))
    end = len(found)
    while pieces:
        piece = pieces.pop()
        found[end - len(piece) : end] = piece
        end -= len(piece)
    return found


class Standing:
    """Units in the order of their scores: league, digest of the key, figure, and who is complete."""

    def __init__(self, leagues: Leagues) -> None:
        self.leagues = leagues
        self.named: dict[League, int] = {}
        self.league: list[npt.NDArray[np.int32]] = []
        self.digest: list[Digests | None] = []
        self.rising, self.last = True, ""  # every key so far is above the one before
        self.figure: list[npt.NDArray[Any]] = []
        self.slack: list[Numbers | int] = []
        self.complete: list[npt.NDArray[np.bool_]] = []

    def add(self, found: Outcome) -> None:
        """Take the scores of one block."""
        scores = found.scores
        league = np.zeros(scores.num_rows, dtype=np.int32)
        whole = [Part(found.league, None)] if found.league else parts(scores, self.leagues)
        for part in whole if scores.num_rows else ():
            assert isinstance(part.league, League)  # noqa: S101 (who has a score is in a league)
            place = self.named.setdefault(part.league, len(self.named))
            if part.rows is None:  # the same for all, so that it takes no memory
                league = np.broadcast_to(np.int32(place), scores.num_rows)
            else:
                league[part.rows] = place
        self.league.append(league)
        if isinstance(found.keys, tuple):
            first, last = found.keys
            self.rising, self.last = self.rising and self.last < first, last
            self.digest.append(None)
        else:
            self.digest.append(digests(scores["unit"]) if found.keys is None else found.keys)
            self.rising = self.rising and not scores.num_rows
        slack = scores["slack"].to_numpy()
        self.figure.append(_narrow(scores["figure"].to_numpy()))
        self.slack.append(np.array(slack) if slack.any() else 0)
        self.complete.append(scores["complete"].to_numpy(zero_copy_only=False))

    def twice(self, batches: Callable[[], Iterable[pa.RecordBatch]]) -> list[npt.NDArray[np.bool_]]:
        """Mark the units that stand twice in one league; ``batches`` gives those that were added."""
        none = [np.zeros(len(each), dtype=np.bool_) for each in self.league]
        every = np.empty(0, dtype=np.uint64) if self.rising else _whole(self._digests(batches))
        every.sort()
        again = every[1:] == every[:-1]
        if not again.any():
            return none
        likely = np.unique(every[1:][again])
        del every
        # Two keys may share a digest, so the keys themselves decide.
        alike, names = [], []
        for league, batch in zip(self.league, batches(), strict=True):
            here = np.isin(self._told_apart(digests(batch["unit"]), league), likely)
            units = batch["unit"].filter(pa.array(here)).to_pylist()
            alike.append(here)
            names.append(list(zip(league[here].tolist(), units, strict=True)))
        many = Counter(name for each in names for name in each)
        for here, each in zip(alike, names, strict=True):
            here[here] = [many[name] > 1 for name in each]
        return alike

    def _digests(self, batches: Callable[[], Iterable[pa.RecordBatch]]) -> list[Digests]:
        """Return the digests of all units, block by block, and let go of them."""
        if any(each is None for each in self.digest):  # of blocks that rise, but not one after the other
            every = zip(self.digest, batches(), strict=True)
            self.digest = [digests(batch["unit"]) if each is None else each for each, batch in every]
        found = [
            self._told_apart(each, league)
            for each, league in zip(self.digest, self.league, strict=True)
            if each is not None
        ]
        self.digest.clear()
        return found

    def _told_apart(self, digest: Digests, league: npt.NDArray[np.int32]) -> Digests:
        """Tell keys of several leagues apart, where there are several."""
        return told_apart(digest, league) if len(self.named) > 1 else digest

    def ranks(self, out: Sequence[npt.NDArray[np.bool_]], truth: Truth) -> list[npt.NDArray[np.int32]]:
        """Return the rank of each unit in its league, `NO_RANK` of those left out or not complete.

        ``truth`` gives the exact index of units, by their places in all that was added.
        """
        sizes = [len(each) for each in self.figure]
        if not sum(sizes):
            return [np.empty(0, dtype=np.int32) for _ in sizes]
        figure = _whole(self.figure)
        found = np.zeros(len(figure), dtype=np.int32)
        slack = (
            np.concatenate(
                [np.broadcast_to(each, size) for each, size in zip(self.slack, sizes, strict=True)]
            )
            if any(not isinstance(each, int) for each in self.slack)
            else None
        )
        ranked = [full & ~left for full, left in zip(self.complete, out, strict=True)]
        for each, place in self.named.items():
            policy = each.ruleset.policies.rank.value
            here = np.concatenate(
                [some & (league == place) for some, league in zip(ranked, self.league, strict=True)]
            )
            keys = figure if here.all() else figure[here]
            if slack is not None and slack[here].any():
                keys = order(
                    keys.astype(np.int64), slack[here], partial(_of, truth, each, np.flatnonzero(here))
                )
            its = ranks(keys, policy.ties)
            if len(its) == len(found):
                found = its
            else:
                found[here] = its
        return np.split(found, np.cumsum(sizes)[:-1])
