"""Draw and score: unit by unit on all cores, then the ranks of each draw.

All draws of a unit are made before they are scored, so neither the number of rows that are scored at once
nor the other units change them. What stays is the figure that ranks look at, for each unit and draw.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from parindex.batch.scoring import Scored
from parindex.errors import AssessmentError, problem
from parindex.simulation.changes import Change, Numbers
from parindex.simulation.places import Figures
from parindex.simulation.sides import Columns, Places, Side
from parindex.simulation.streams import stream
from parindex.simulation.surveys import carried

__all__ = ["Drawn", "Race", "drawn"]

_ROWS = 32 * 1024  # scored at once


class Race(NamedTuple):
    """What is drawn of one league: its sides, what is drawn for both and for the second alone.

    ``kept`` are the keys of items of the first side with those of the second. Without ``paired`` the first
    side is not drawn: it stands as it is.
    """

    before: Side
    after: Side
    facts: tuple[Change, ...]
    improved: tuple[Change, ...]
    kept: Mapping[str, str]
    paired: bool
    draws: int
    seed: int

    def numbers(self, at: int) -> list[Numbers]:
        """Draw everything for one unit, from streams of its own."""
        league, unit = self.before.league, self.before.keys[at]
        return [
            each.draw(stream(self.seed, league.kind, league.period, unit, each.name), at, self.draws)
            for each in (*self.facts, *self.improved)
        ]

    def columns(self, numbers: Sequence[Numbers], places: Places) -> tuple[Columns, Columns]:
        """Make the columns of both sides."""
        facts: Columns = {}
        improved: Columns = {}
        for at, each in enumerate((*self.facts, *self.improved)):
            into = facts if at < len(self.facts) else improved
            into |= each.columns(numbers[at], places)
        return facts, carried(facts, self.kept, self.after, places) | improved


class Drawn(NamedTuple):
    """What all draws came to: published totals of each unit in order, draws in each band, and figures.

    ``totals`` are the wanted order statistics, a row for each unit; of ``bands`` the last is none.
    """

    totals: Numbers
    bands: Numbers
    before: Figures | None
    after: Figures
    doubtful: int


def drawn(race: Race, wanted: Sequence[int], said: Callable[[int], object]) -> Drawn:
    """Draw and score every unit; ``wanted`` are places in order of totals, ``said`` hears how many are made.

    Raises:
        AssessmentError: the rules refuse a unit in some draw (``E-SIMULATE-REFUSED``).
    """
    size = race.after.size
    bands = len(race.after.league.ruleset.bands)
    made = Drawn(
        np.empty((size, len(wanted)), dtype=np.int64),
        np.empty((size, bands + 1), dtype=np.int64),
        Figures.empty(race.before.league, size, race.draws) if race.paired else None,
        Figures.empty(race.after.league, size, race.draws),
        0,
    )
    step = max(1, _ROWS // race.draws)
    parts = [range(start, min(start + step, size)) for start in range(0, size, step)]
    doubtful = 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        try:
            for units, found in zip(
                parts, pool.map(lambda each: _part(race, wanted, made, each), parts), strict=True
            ):
                doubtful += found
                said(len(units) * race.draws)
        finally:
            pool.shutdown(cancel_futures=True)
    return made._replace(doubtful=doubtful)


def _part(race: Race, wanted: Sequence[int], made: Drawn, units: range) -> int:
    """Draw and score some units; say how many scores the exact engine made."""
    each = [race.numbers(at) for at in units]
    numbers = [np.concatenate(parts) for parts in zip(*each, strict=True)]
    places = np.repeat(np.arange(units.start, units.stop), race.draws)
    total = np.empty(len(places), dtype=np.int64)
    band = np.empty(len(places), dtype=np.int64)
    doubtful = 0
    for start in range(0, len(places), _ROWS):
        cut = slice(start, start + _ROWS)
        facts, columns = race.columns([drawn[cut] for drawn in numbers], places[cut])
        if made.before is not None:
            first = _scored(race.before, places[cut], facts)
            made.before.put(units.start * race.draws + start, first)
            doubtful += first.doubtful
        found = _scored(race.after, places[cut], columns)
        made.after.put(units.start * race.draws + start, found)
        doubtful += found.doubtful
        total[cut], band[cut] = found.total, found.band
    rows = np.sort(total.reshape(len(units), race.draws), axis=1)
    made.totals[units.start : units.stop] = rows[:, wanted]
    many = made.bands.shape[1]
    coded = np.where(band < 0, many - 1, band) + (places - units.start) * many
    counts = np.bincount(coded, minlength=many * len(units))
    made.bands[units.start : units.stop] = counts.reshape(len(units), many)
    return doubtful


def _scored(side: Side, places: Places, columns: Columns) -> Scored:
    found = side.score(places, columns)
    for each in found.rejected[:1]:
        unit = side.keys[int(places[each.at])]
        raise AssessmentError(problem("E-SIMULATE-REFUSED", ("unit",), unit=unit), *each.problems)
    return found
