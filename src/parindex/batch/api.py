"""Tables in, tables out: the room's verbs for Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from parindex.batch.files import open_file
from parindex.batch.leagues import Leagues, parts
from parindex.batch.outcome import REJECTS, final_schema
from parindex.batch.running import Summary, finished, scored
from parindex.batch.scoring import judge
from parindex.batch.sources import Source, check
from parindex.batch.spools import Memory
from parindex.batch.tables import source_of
from parindex.errors import AssessmentError, Language, Problem, UsageError, problem
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet

__all__ = ["Scores", "leagues_of", "lines", "score"]

Rules = Ruleset | str | Path | Sequence[Ruleset | str | Path]


class Scores(NamedTuple):
    """Tables of pyarrow, which any Arrow-compatible library takes: scores with ranks, and rejected rows."""

    scores: pa.Table
    rejects: pa.Table
    summary: Summary


def score(
    table: object,
    ruleset: Rules,
    *,
    kind: str | None = None,
    period: str | None = None,
    lang: Language = "vi",
) -> Scores:
    """Score a table of pyarrow, polars, pandas or DuckDB, or the `Path` of a Parquet or CSV file.

    Rows that state no ``kind`` or ``period`` have these. A row that cannot be scored is among the rejects.

    Raises:
        NotFoundError, RulesetError: as `parindex.load`, where an id or a file is given.
        ReadError: the table has not the columns of units, or is damaged.
        UsageError: it is no table, or nothing says which ruleset a row is scored by.
    """
    leagues = leagues_of(ruleset, kind, period, lang)
    kept = scored(_source(table), leagues, Memory(), said=lambda _: None)
    heard: list[Summary] = []
    found = list(finished(kept, heard.append))
    return Scores(
        pa.Table.from_batches([each for each, _ in found], schema=final_schema(leagues.digits)),
        pa.Table.from_batches([each for _, each in found], schema=REJECTS),
        heard[0],
    )


def leagues_of(ruleset: Rules, kind: str | None, period: str | None, lang: Language) -> Leagues:
    """Return the rulesets of a table, loaded where ids or files are given."""
    several = [ruleset] if isinstance(ruleset, Ruleset | str | Path) else list(ruleset)
    loaded = tuple(each if isinstance(each, Ruleset) else catalog.load(each) for each in several)
    return Leagues(loaded, kind, period, lang)


def _source(table: object) -> Source:
    return open_file(table) if isinstance(table, Path) else source_of(table)


def lines(
    table: object,
    ruleset: Rules,
    units: Sequence[str],
    *,
    kind: str | None = None,
    period: str | None = None,
) -> Iterator[ScoreSheet]:
    """Yield the sheets of some units of a table with every line and its trace, in the order of the rows.

    Raises:
        AssessmentError: one of them cannot be scored.
        UsageError: the table has no row of one of them (``E-BATCH-NO-UNIT``).
    """
    leagues = leagues_of(ruleset, kind, period, "vi")
    source = _source(table)
    check(source, leagues)
    wanted = pa.array(list(units), pa.string())
    left = set(units)
    for block in source.blocks():
        batch = block.load().batch
        rows = batch.filter(pa.compute.is_in(batch["unit"].cast(pa.string()), value_set=wanted))
        for at in range(rows.num_rows):
            row = rows.slice(at, 1)
            ((league, _),) = parts(row, leagues)
            if isinstance(league, Problem):
                raise AssessmentError(league)
            cells = row.to_pylist()[0]
            sheet = judge(league, cells, trace=True)
            if not isinstance(sheet, ScoreSheet):
                raise AssessmentError(*sheet)
            left.discard(cells["unit"])
            yield sheet
    if left:
        raise UsageError(problem("E-BATCH-NO-UNIT", (), found=", ".join(sorted(left))))
