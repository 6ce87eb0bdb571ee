"""The survey drawn again: the answers of every group to every question, from those that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parindex.ruleset.tree import leaves, resolve
from parindex.scales import SurveyScale
from parindex.simulation.changes import Ballots
from parindex.simulation.sides import Columns, Places, Side

__all__ = ["ballots", "carried"]


def ballots(side: Side) -> Iterator[Ballots]:
    """Yield the tallies of a side, one for each group and question that somebody answered."""
    for leaf in leaves(resolve(side.league.ruleset, side.league.kind)):
        scale = leaf.item.scale
        if isinstance(scale, SurveyScale) and leaf.applies:
            for group in scale.groups:
                start = f"{leaf.item.key}.tallies.{group.key}"
                fields = [f"{start}.{option.key}" for option in scale.options]
                known = [name for name in fields if name in side.columns]
                counts = [_numbers(side.columns[name]) for name in known]
                if counts and any(each.any() for each in counts):
                    yield Ballots(start, known, np.stack(counts, axis=1))


def _numbers(array: pa.Array) -> Places:
    whole = pc.fill_null(array.cast(pa.int64()), 0)
    found: Places = whole.to_numpy(zero_copy_only=False)
    return found


def carried(drawn: Columns, kept: Mapping[str, str], side: Side, places: Places) -> Columns:
    """Return tallies that were drawn under the columns of another side, where its units have them."""
    found: Columns = {}
    for name, each in drawn.items():
        key, _, field = name.partition(".")
        other = f"{kept.get(key, '')}.{field}"
        if other in side.columns:
            there = side.columns[other].is_valid().take(pa.array(places))
            found[other] = pc.if_else(there, each, None)
    return found
