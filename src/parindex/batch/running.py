"""Score whole tables on all cores: scores and rejects in the order of the rows, then ranks in each league."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parindex.batch.leagues import Leagues
from parindex.batch.outcome import FIGURE, REJECTS, Outcome, Reject, joined, rejects
from parindex.batch.reading import FRAME
from parindex.batch.scoring import League, judge
from parindex.batch.sources import Block, Source, check
from parindex.batch.spools import Spool
from parindex.batch.standing import NO_RANK, Standing
from parindex.batch.units import score_batch
from parindex.errors import problem
from parindex.scoresheet import ScoreSheet

__all__ = ["Engine", "Kept", "Summary", "finished", "outcome_of", "scored"]

_AHEAD = 1  # blocks that wait for each core
_REMEMBERED = 10_000  # rows whose exact index is kept for others like them
Numbers = npt.NDArray[np.int64]
# Gives the size and the outcome of every block, in order.
Engine = Callable[[Source, Leagues], Iterator[tuple[int, Outcome]]]


class Summary(NamedTuple):
    """How many rows were read, scored and rejected, and how many of them the exact engine scored."""

    read: int
    scored: int
    rejected: int
    doubtful: int


class Kept(NamedTuple):
    """What a first pass over a table leaves: outcomes without ranks, and what ranks need."""

    source: Source
    leagues: Leagues
    spool: Spool
    standing: Standing
    read: int
    doubtful: int


def scored(
    source: Source,
    leagues: Leagues,
    spool: Spool,
    *,
    said: Callable[[int], object],
    engine: Engine | None = None,
) -> Kept:
    """Score every row of a table, on all cores or by another engine; ``said`` hears how many rows are done.

    Raises:
        ReadError: the table has not the columns of units, or is damaged.
        UsageError: nothing says which ruleset a row is scored by.
    """
    check(source, leagues)
    standing = Standing(leagues)
    read = doubtful = 0
    for size, found in (engine or _in_order)(source, leagues):
        standing.add(found)
        spool.put(found._replace(scores=found.scores.drop_columns(FIGURE)))
        read, doubtful = read + size, doubtful + found.doubtful
        said(read)
    return Kept(source, leagues, spool, standing, read, doubtful)


def _in_order(source: Source, leagues: Leagues) -> Iterator[tuple[int, Outcome]]:
    """Yield the size and the outcome of every block, in order, a few of them ahead."""
    cores = os.cpu_count() or 1
    waiting: deque[tuple[int, Future[Outcome]]] = deque()
    with ThreadPoolExecutor(cores) as pool:
        try:
            for block in source.blocks():
                waiting.append((block.size, pool.submit(outcome_of, block, leagues)))
                if len(waiting) > _AHEAD * cores:
                    size, found = waiting.popleft()
                    yield size, found.result()
            while waiting:
                size, found = waiting.popleft()
                yield size, found.result()
        finally:
            pool.shutdown(cancel_futures=True)


def outcome_of(block: Block, leagues: Leagues) -> Outcome:
    """Load and score one block."""
    batch, numbers, broken = block.load()
    found = score_batch(batch, leagues, numbers)
    if not broken:
        return found
    more = joined([found.rejects, rejects(broken, leagues.lang)], REJECTS)
    return found._replace(rejects=more)


def finished(
    kept: Kept, summary: Callable[[Summary], object]
) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
    """Yield scores with their ranks, and rejects, block by block; a unit that stands twice is rejected twice.

    ``summary`` hears in the end what became of all rows.
    """
    standing, spool = kept.standing, kept.spool
    twice = standing.twice(lambda: (each.scores for each in spool.outcomes()))
    found = standing.ranks(twice, lambda league, places: _truth(kept, league, places))
    done = bad = 0
    for outcome, out, rank in zip(spool.outcomes(), twice, found, strict=True):
        scores, wrong = outcome.scores, outcome.rejects
        none = rank == NO_RANK
        made = scores.append_column("rank", pa.array(rank, pa.int32(), mask=none if none.any() else None))
        if out.any():
            wrong = joined([wrong, _repeated(scores.filter(pa.array(out)), kept.leagues)], REJECTS)
            made = made.filter(pa.array(~out))
        done, bad = done + made.num_rows, bad + wrong.num_rows
        yield made, wrong
    summary(Summary(kept.read, done, bad, kept.doubtful))


def _repeated(rows: pa.RecordBatch, leagues: Leagues) -> pa.RecordBatch:
    pairs = zip(rows["row"].to_pylist(), rows["unit"].to_pylist(), strict=True)
    found = [Reject(row, unit, (problem("E-UNIT-TWICE", ("unit",), unit=unit),)) for row, unit in pairs]
    return rejects(found, leagues.lang)


def _truth(kept: Kept, league: League, places: Numbers) -> list[Fraction]:
    """Return the exact index of units, by their places among all that were scored."""
    numbers = np.concatenate([np.array(each.scores["row"]) for each in kept.spool.outcomes()])[places]
    found: dict[int, Fraction] = {}
    known: dict[tuple[Any, ...], Fraction] = {}
    for block in kept.source.blocks():
        batch, its, _ = block.load()
        here = np.flatnonzero(np.isin(its, numbers))
        for at, cells in zip(here, batch.take(pa.array(here)).to_pylist(), strict=True):
            if len(known) > _REMEMBERED:
                known.clear()
            content = tuple(value for name, value in cells.items() if name not in FRAME)
            if content not in known:
                known[content] = _index(league, cells)
            found[int(its[at])] = known[content]
    return [found[int(each)] for each in numbers]


def _index(league: League, cells: Mapping[str, Any]) -> Fraction:
    sheet = judge(league, cells)
    assert isinstance(sheet, ScoreSheet)  # noqa: S101 (it was scored before)
    return sheet.index.least
