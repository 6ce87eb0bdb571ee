"""Score a batch of units: columns first, and the exact engine for the few that columns leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parindex.assessment import Assessment
from parindex.batch import rows
from parindex.batch.kernel import NO_BAND
from parindex.batch.numbers import Cells, capped, either
from parindex.batch.plan import Plan, planned, sort_of
from parindex.batch.reading import FRAME, read_leaves, readable
from parindex.errors import AssessmentError, Problem, problem
from parindex.exact import Rounding
from parindex.formula.columns import FINEST, MOST, Mark, Marks
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score as score_one

__all__ = ["League", "Rejected", "Scored", "judge", "score_rows"]

Units = npt.NDArray[np.integer[Any]]
# Tried in turn: units with numbers above what is proven to fit are left to the exact engine.
_BOUNDS = tuple(2**bits - 1 for bits in (63, 50, 40, 31, 20, 10))


class League(NamedTuple):
    """What the units of a batch have in common."""

    ruleset: Ruleset
    kind: str
    period: str


class Rejected(NamedTuple):
    """A unit that is not scored: its place in the batch, and every problem of it."""

    at: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """Published figures of a batch in ``10 ** -digits``: both ends, alike where a unit is complete.

    They are in the narrowest signed type that surely holds them: before more is written in, widen it.
    ``band`` is a place among the ruleset's bands, -1 for none or undecided. Ranks look at ``figure``,
    which is up to ``slack`` less than the truth. ``doubtful`` units were scored by the exact engine; those in
    ``rejected`` have no figures.
    """

    total: Units
    total_most: Units
    index: Units
    index_most: Units
    band: Units
    figure: Units
    slack: Units
    complete: Marks
    doubtful: int
    rejected: tuple[Rejected, ...]


def score_rows(league: League, table: Mapping[str, pa.Array], size: int, *, strange: Mark = False) -> Scored:
    """Score the units of one league, a row each; columns are named as in `reading`.

    Their types were looked at; ``strange`` units are left to the exact engine.
    """
    if not _stands(league):
        return _settled(league, table, _unscored(size), np.arange(size))
    cells, wrong = read_leaves(league.ruleset, league.kind, table)
    wrong = either(either(wrong, strange), _strays(league, table))
    for most in _BOUNDS:
        for name, each in cells.items():
            cells[name], large = capped(each, most)
            wrong = either(wrong, large)
        plan = planned(league.ruleset, league.kind, sort_of(cells))
        if plan is not None:
            return _run(league, table, plan, cells, wrong)
    return _settled(league, table, _unscored(size), np.arange(size))


def _run(
    league: League, table: Mapping[str, pa.Array], plan: Plan, cells: Mapping[str, Cells], wrong: Mark
) -> Scored:
    size = len(table["unit"])
    given = [
        each
        for cell in cells.values()
        for each in (cell.value, *(() if cell.there is True else (cell.there,)))
    ]
    with np.errstate(all="raise"):
        *found, complete, doubts = plan.program.run(given)
    columns = [
        _spread(each, size)
        for each in (*found, np.array(plan.slack, dtype=np.int64 if plan.slack else np.int8), complete)
    ]
    scored = _made(columns, 0, ())
    left = np.flatnonzero(_spread(doubts | wrong, size))
    return _settled(league, table, scored, left) if left.size else scored


def _spread(figure: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """Return a figure of every unit, also where it is the same for all."""
    return figure if figure.ndim else np.full(size, figure)


def _stands(league: League) -> bool:
    """Tell whether a ruleset has the kind and the period; what is wrong else, the exact engine says."""
    ruleset = league.ruleset
    kinds, periods = ({each.key for each in known} for known in (ruleset.units.kinds, ruleset.periods))
    return league.kind in kinds and league.period in periods


def _unscored(size: int) -> Scored:
    nothing = np.zeros(size, dtype=np.int64)
    return _made([*[nothing] * 7, np.zeros(size, dtype=np.bool_)], 0, ())


def _made(columns: Sequence[npt.NDArray[Any]], doubtful: int, rejected: tuple[Rejected, ...]) -> Scored:
    total, total_most, index, index_most, band, figure, slack, complete = columns
    ends = total, total_most, index, index_most
    return Scored(*ends, band, figure, slack, complete, doubtful, rejected)


def _strays(league: League, table: Mapping[str, pa.Array]) -> Mark:
    """Mark units with a value in a column of another ruleset, or of a criterion of other kinds of unit."""
    known = _known(league.ruleset, league.kind)
    wrong: Mark = False
    for name, array in table.items():
        if name not in known and array.null_count < len(array):
            wrong = either(wrong, array.is_valid().to_numpy(zero_copy_only=False))
    return wrong


@lru_cache(maxsize=64)
def _known(ruleset: Ruleset, kind: str) -> frozenset[str]:
    """Return the columns that a unit of a kind may fill."""
    leaves = readable(ruleset, kind)
    names = (name for each in leaves.values() for name, _ in each)
    return frozenset((*FRAME, *(f"{key}.why" for key in leaves), *names))


def _settled(league: League, table: Mapping[str, pa.Array], scored: Scored, left: Units) -> Scored:
    """Score the units that columns left open one by one, exactly."""
    ends = scored.total, scored.total_most, scored.index, scored.index_most
    # The exact engine may say more than what columns of these units can.
    figures = [each.astype(np.int64) for each in (*ends, scored.band, scored.figure, scored.slack)]
    columns = [*figures, scored.complete.copy()]
    rejected = []
    for at in map(int, left):
        found = _judged(league, {name: array[at].as_py() for name, array in table.items()})
        if isinstance(found, _Judged):
            for column, figure in zip(columns, found.figures, strict=True):
                column[at] = figure
        else:
            rejected.append(Rejected(at, found))
    return _made(columns, len(left) - len(rejected), tuple(rejected))


class _Judged(NamedTuple):
    """What the exact engine says of a unit, in the order of the columns of `Scored`."""

    figures: tuple[int, ...]


def _judged(league: League, cells: Mapping[str, Any]) -> _Judged | tuple[Problem, ...]:
    sheet = judge(league, cells)
    if not isinstance(sheet, ScoreSheet):
        return sheet
    rounding = league.ruleset.policies.rounding.value.rounding
    band = next((at for at, band in enumerate(league.ruleset.bands) if band == sheet.band), NO_BAND)
    total, most = (rounding.units(end) for end in (sheet.total.least, sheet.total.most))
    index, index_most = (rounding.units(end) for end in (sheet.index.least, sheet.index.most))
    figure, slack = _figure(league.ruleset, sheet.index.least, rounding)
    if max(map(abs, (total, most, index, index_most, figure))) > MOST - 1:
        return (problem("E-BATCH-LARGE", (), found=sheet.total.most),)
    return _Judged((total, most, index, index_most, band, figure, slack, sheet.complete))


def judge(
    league: League, cells: Mapping[str, Any], *, trace: bool = False
) -> ScoreSheet | tuple[Problem, ...]:
    """Score one unit by the exact engine, or say why it has no score."""
    made = rows.assessment(cells, league.ruleset.id, league.kind, league.period)
    if not isinstance(made, Assessment):
        return made
    try:
        return score_one(league.ruleset, made, trace=trace)
    except AssessmentError as error:
        return error.problems


def _figure(ruleset: Ruleset, index: Fraction, rounding: Rounding) -> tuple[int, int]:
    """Return what ranks look at, and by how much it may be less than the truth."""
    if ruleset.policies.rank.value.on == "published":
        return rounding.units(index), 0
    parts = index * FINEST
    return floor(parts), int(parts.denominator != 1)
