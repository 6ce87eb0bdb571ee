"""Units aimed at where figures turn: a tie of the rounding, a band's floor, one millionth above and below.

One leaf of each row is set so that the total or the index comes to such a place. Where that is, is worked out
with fractions from two scores of the exact engine between which a figure grows evenly; where it does not,
the aim is missed, and `near` does not count the row.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Any, NamedTuple

import pyarrow as pa

from parindex.batch.scoring import League, judge
from parindex.exact import decimal_text
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import leaves, resolve
from parindex.scales import DirectScale, RatioScale, SurveyScale, forms
from parindex.scoresheet import ScoreSheet

__all__ = ["aimed", "near"]

Pick = Callable[[int], int]
Cells = dict[str, Any]
FINE = Fraction(1, 10**6)
PLANNED = (10**7, 10**10, 10**14)  # the last are đồng
NEAR = Fraction(1, 10**5)
TRIES = 2  # rows that are aimed for each that is drawn, at least
MISSES = 4  # rows in which a leaf does not count


class _Leaf(NamedTuple):
    """A leaf that can be set to any figure up to an end; where it is rounded by itself, its max."""

    key: str
    share: bool
    end: Fraction
    grid: Fraction
    rounded: Fraction | None

    def cells(self, figure: Fraction, pick: Pick) -> Iterator[Cells]:
        """Yield cells that come to a figure, or as near as they can, and to its neighbours."""
        if not self.share:
            low = figure // self.grid * self.grid
            for points in (low - self.grid, low, low + self.grid):
                if 0 <= points <= self.end:
                    yield {f"{self.key}.points": decimal_text(points)}
            return
        size = PLANNED[pick(len(PLANNED))]
        planned = figure.denominator * (size // figure.denominator) or size
        done = floor(figure * planned)
        for each in (done - 1, done, done + 1):
            if 0 <= each <= self.end * planned:
                yield {f"{self.key}.done": each, f"{self.key}.planned": planned}

    def points(self, cells: Cells) -> Fraction | None:
        """Return the points of a leaf that is rounded, before they are; nothing where it is not."""
        if self.rounded is None:
            return None
        if not self.share:
            text = cells.get(f"{self.key}.points")
            return None if text is None else Fraction(text)
        done, planned = (cells.get(f"{self.key}.{name}") for name in ("done", "planned"))
        return Fraction(str(done)) / Fraction(str(planned)) / self.end * self.rounded if planned else None


@lru_cache(maxsize=64)
def _settable(ruleset: Ruleset, kind: str) -> list[_Leaf]:
    found = []
    for node in leaves(resolve(ruleset, kind)):
        scale, key = node.item.scale, node.item.key
        if not node.applies or node.role == "penalty":
            continue
        rounded = node.bound if node.rounded else None
        if isinstance(scale, RatioScale):
            found.append(_Leaf(key, True, scale.full_at, FINE, rounded))  # noqa: FBT003 (a share)
        elif isinstance(scale, DirectScale) or (
            isinstance(scale, SurveyScale) and ("points",) in forms(scale)
        ):
            grid = getattr(scale, "grid", None) or FINE
            found.append(_Leaf(key, False, node.bound, grid, rounded))  # noqa: FBT003 (no share)
    return found


def aimed(league: League, drawn: pa.RecordBatch, size: int, pick: Pick) -> pa.RecordBatch | None:
    """Return at most so many rows like those drawn, one leaf set; nothing where no leaf can be."""
    best: pa.RecordBatch | None = None
    for leaf in random.Random(pick(10**6)).sample(
        known := _settable(league.ruleset, league.kind), len(known)
    ):
        found = _set(league, leaf, drawn, size, pick)
        if found is not None and (best is None or found.num_rows > best.num_rows):
            best = found
        if best is not None and best.num_rows * 2 > size:
            break
    return best


def _set(league: League, leaf: _Leaf, drawn: pa.RecordBatch, size: int, pick: Pick) -> pa.RecordBatch | None:
    plain = drawn.select([name for name in drawn.schema.names if not name.startswith(f"{leaf.key}.")])
    made: list[tuple[int, Cells]] = []
    for at in range(min(len(plain), size // TRIES)):
        figures = dict.fromkeys(_figures(league, leaf, plain.slice(at, 1).to_pylist()[0], pick))
        made += [(at, cells) for figure in figures for cells in leaf.cells(figure, pick)]
        if len(made) >= size or (at > MISSES and not made):
            break
    if not made:
        return None
    found = plain.take(pa.array([at for at, _ in made[:size]]))
    for name in made[0][1]:
        found = found.append_column(name, pa.array([cells[name] for _, cells in made[:size]]))
    names = [f"aimed-{at}" for at in range(found.num_rows)]
    return found.set_column(found.schema.get_field_index("unit"), "unit", pa.array(names))


def _figures(league: League, leaf: _Leaf, row: Cells, pick: Pick) -> Iterator[Fraction]:
    """Yield figures of a leaf with which the total or the index of a row comes to a place where it turns."""
    # Low points leave room below a cap, high shares are above what counts as nothing.
    ends = [
        leaf.end * Fraction(part, 10) // leaf.grid * leaf.grid for part in ((8, 9) if leaf.share else (1, 2))
    ]
    if leaf.rounded is not None and leaf.grid == FINE:
        times = leaf.rounded / leaf.end if leaf.share else Fraction(1)
        yield from (turn / times for turn in _turns(league.ruleset, ends[1] * times, bands=False))
        return
    one, other = (judge(league, row | list(leaf.cells(end, pick))[1]) for end in ends)
    if not isinstance(one, ScoreSheet) or not isinstance(other, ScoreSheet):
        return
    for name in ("total", "index"):
        first, second = (getattr(each, name).least for each in (one, other))
        if first != second:
            for turn in _turns(league.ruleset, first, bands=name == "index"):
                figure = ends[0] + (turn - first) * (ends[1] - ends[0]) / (second - first)
                if 0 <= figure <= leaf.end:
                    yield figure


def _turns(ruleset: Ruleset, figure: Fraction, *, bands: bool) -> Iterator[Fraction]:
    """Yield where published figures turn: ties around a figure, the nearest first, and floors of bands."""
    rounding = ruleset.policies.rounding.value
    unit = Fraction(1, 10**rounding.digits)
    tie = figure // unit * unit + (unit / 2 if rounding.mode.startswith("half") else 0)
    yield from (tie, tie + unit, tie - 4 * unit)
    if bands:
        yield from (band.from_ for band in ruleset.bands if band.from_)


def near(league: League, sheet: ScoreSheet, cells: Cells) -> bool:
    """Tell whether the total, the index, the band or a leaf turns within some millionths of a point."""
    figures = [(each.points(cells), False) for each in _settable(league.ruleset, league.kind)]
    figures += [(sheet.total.least, False), (sheet.index.least, True)]
    return any(
        abs(turn - figure) <= NEAR
        for figure, bands in figures
        if figure is not None
        for end in (-NEAR, NEAR)
        for turn in _turns(league.ruleset, figure + end, bands=bands)
    )
