"""The units of a table, league by league: those that are complete, and those that are left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from parindex.batch.keys import misspelled
from parindex.batch.leagues import Leagues, check_schema, parts
from parindex.batch.numbers import is_text
from parindex.batch.reading import FRAME, columns_of
from parindex.batch.scoring import Scored, judge
from parindex.batch.sources import Source
from parindex.errors import Problem, problem
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet
from parindex.simulation.result import LeftOut
from parindex.simulation.sides import Columns, Places, Side, typed

__all__ = ["Field", "gathered", "refused", "rest"]


class Field(NamedTuple):
    """The complete units of one league, the numbers of their rows, and cells that only other rules read."""

    side: Side
    rows: Places
    others: Columns

    def taken(self, places: Places) -> Field:
        """Return the field of some units."""
        at = pa.array(places)
        others = {name: each.take(at) for name, each in self.others.items()}
        return Field(self.side.taken(places), self.rows[places], others)


def gathered(source: Source, leagues: Leagues, under: Ruleset | None) -> tuple[list[Field], list[LeftOut]]:
    """Read a table whole and score it once: its complete units, and every row that is left out.

    Columns that only the rules of ``under`` know are kept for them.

    Raises:
        ReadError: the table has not the columns of units, or is damaged.
    """
    known = {*FRAME, *columns_of(leagues.rulesets[0])}
    more = [] if under is None else [name for name in columns_of(under) if name not in known]
    own = pa.schema([field for field in source.schema if field.name not in more])
    check_schema(own, leagues)
    if under is not None:
        others = [field for field in source.schema if field.name in ("unit", *more)]
        check_schema(pa.schema(others), Leagues((under,)))
    batch, numbers, out = _read(source)
    found: list[Field] = []
    for league, places in parts(batch.select(own.names), leagues):
        at = np.arange(batch.num_rows) if places is None else places
        rows = batch.take(pa.array(at))
        if isinstance(league, Problem):
            units = rows["unit"].to_pylist()
            out += [LeftOut(int(row), unit, (league,)) for row, unit in zip(numbers[at], units, strict=True)]
            continue
        columns = {name: rows[name] for name in own.names if name not in FRAME[1:]}
        side = Side(league, columns)
        wrong = misspelled(columns["unit"])
        bad = refused(side, side.score(np.arange(side.size), {}, strange=wrong))
        bad |= _twice(side, bad)
        out += [_left_out(int(numbers[at[each]]), side.keys[each], why) for each, why in bad.items()]
        kept = rest(side, bad)
        if kept.size:
            others_ = {name: rows[name] for name in more if name in source.schema.names}
            whole = Field(side, numbers[at], others_).taken(kept)
            found.append(whole._replace(side=Side(league, typed(whole.side.columns, league.ruleset))))
    return found, out


def _left_out(row: int, unit: str | None, problems: tuple[Problem, ...]) -> LeftOut:
    return LeftOut(row, unit, problems if unit else (problem("E-BATCH-UNIT"),))


def _read(source: Source) -> tuple[pa.RecordBatch, Places, list[LeftOut]]:
    """Read all rows, texts of one type; rows that cannot be read are left out."""
    loaded = [block.load() for block in source.blocks()]
    table = pa.Table.from_batches([each.batch for each in loaded], schema=source.schema)
    columns = [each.combine_chunks() for each in table.columns]
    columns = [each.chunk(0) if isinstance(each, pa.ChunkedArray) else each for each in columns]
    columns = [each.cast(pa.string()) if is_text(each.type) else each for each in columns]
    numbers = np.concatenate([np.empty(0, dtype=np.int64), *(each.numbers for each in loaded)])
    out = [LeftOut(*each) for part in loaded for each in part.broken]
    return pa.record_batch(columns, names=source.schema.names), numbers, out


def refused(side: Side, scored: Scored) -> dict[int, tuple[Problem, ...]]:
    """Return why units have no total of their own: they cannot be scored, or something is missing."""
    found = {each.at: each.problems for each in scored.rejected}
    for at in np.flatnonzero(~scored.complete).tolist():
        if at not in found:
            sheet = judge(side.league, side.cells(at))
            assert isinstance(sheet, ScoreSheet)  # noqa: S101 (it was scored)
            missing = ", ".join(sheet.missing)
            found[at] = (problem("E-INCOMPLETE", ("unit",), unit=sheet.unit.name, missing=missing),)
    return found


def _twice(side: Side, bad: Iterable[int]) -> dict[int, tuple[Problem, ...]]:
    keys, out = side.keys, set(bad)
    many = Counter(key for at, key in enumerate(keys) if at not in out)
    return {
        at: (problem("E-UNIT-TWICE", ("unit",), unit=key),)
        for at, key in enumerate(keys)
        if at not in out and many[key] > 1
    }


def rest(side: Side, bad: Iterable[int]) -> Places:
    """Return the places of the other units."""
    kept = np.ones(side.size, dtype=np.bool_)
    kept[list(bad)] = False
    return np.flatnonzero(kept)
