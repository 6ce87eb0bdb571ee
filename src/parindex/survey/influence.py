"""Influence: what each respondent does to each unit's points, and the covariance that follows from it.

A unit's mean share in a group is a ratio, of shares to answers, so one respondent moves it (Taylor) by the
sum of ``share - mean`` over the answers given, divided by all answers. Times the item's max and the group's
weight these are points. The sample of a unit and a group are the respondents who rated it: that not all were
asked about it, or answered, is no proof of what the others would have said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from parindex.errors import AssessmentError, Problem, problem
from parindex.ruleset.model import Item
from parindex.scales.survey import SurveyScale
from parindex.survey.design import Design
from parindex.survey.estimation import expansion
from parindex.survey.sheets import Sheets, answered
from parindex.survey.tallies import Tallies

__all__ = ["Influence", "UnitCovariance", "cross_covariance", "influence", "unit_covariance"]

_CHUNK = 1 << 16  # sheets at a time
_ALONE = (
    1 << 18
)  # multiplications that one thread does: for products so small more threads wait for each other
_CELLS = 1 << 22  # respondents x units at a time
_FULL = 0.02  # of respondents x units: above it a full matrix is faster than a sparse one
_WHOLE = 10**6  # shares are counted in whole parts while there are at most so many of them

_Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """Sheets in order of unit, group and respondent, with what each answer does to each unit's points.

    ``items`` are those that ballots score, in the order of the questions. Arrays, none of which can be
    written: ``order`` and ``bounds`` find the sheets of a unit (position in ``units``) and a group (in the
    design), and ``raters`` (units x groups) counts those with an answer; ``parts`` (questions x options,
    after two zeros for no answer) counts shares in parts of their item, so that sums are whole and their
    order is all one; ``slot`` is the item of each question, ``means`` (units x groups x items) are mean
    shares in parts, ``steps`` the points that one part of one answer moves, and ``points`` (units x items)
    the estimates, not a number where a group that must answer did not.
    """

    design: Design
    sheets: Sheets
    units: tuple[str, ...]
    items: tuple[str, ...]
    order: NDArray[np.int64]
    bounds: NDArray[np.int64]
    raters: NDArray[np.int64]
    parts: _Matrix
    slot: NDArray[np.int64]
    means: _Matrix
    steps: _Matrix
    points: _Matrix


@dataclass(frozen=True, slots=True, eq=False)
class UnitCovariance:
    """One unit's items that ballots score: estimated points, their covariance, and degrees of freedom.

    ``freedom`` is that of all items together, ``freedoms`` that of each by itself.
    """

    items: tuple[str, ...]
    points: _Matrix
    covariance: _Matrix
    freedom: int
    freedoms: tuple[int, ...]


def influence(sheets: Sheets, tallies: Tallies) -> Influence:
    """Prepare the covariances of a survey; the tallies must be those of the sheets."""
    design = tallies.design
    items = tuple({each.item.key: each.item for each in design.questions}.values())
    place = {item.key: at for at, item in enumerate(items)}
    slot = np.array([place[each.item.key] for each in design.questions])
    whole = [_parts(item) for item in items]
    parts = _part_table(design, tallies.counts.shape[3], [whole[at] for at in slot])
    order, bounds, raters = _sorted(sheets, tallies)
    means, steps, points = _moved(tallies, items, slot, parts, whole)
    for array in (order, bounds, raters, parts, slot, means, steps, points):
        array.flags.writeable = False
    keys = tuple(item.key for item in items)
    return Influence(
        design, sheets, tallies.units, keys, order, bounds, raters, parts, slot, means, steps, points
    )


def _scale(item: Item) -> SurveyScale:
    assert isinstance(item.scale, SurveyScale)  # noqa: S101 (the design asks of nothing else)
    return item.scale


def _parts(item: Item) -> int:
    """Return how many parts make 1, so that every share is whole; 1 where shares are too fine for that."""
    whole = lcm(*(option.share.denominator for option in _scale(item).options))
    return whole if whole <= _WHOLE else 1


def _part_table(design: Design, options: int, whole: list[int]) -> _Matrix:
    table = np.zeros((len(design.questions), options + 2))
    for row, (question, unit) in enumerate(zip(design.questions, whole, strict=True)):
        shares = [float(option.share * unit) for option in question.options]
        table[row, 2 : 2 + len(shares)] = shares
    return table


def _sorted(
    sheets: Sheets, tallies: Tallies
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the sheets in their order, where each unit and group begins, and how many rated it.

    The beginnings are units x groups, and an end.
    """
    place = {unit: at for at, unit in enumerate(tallies.units)}
    unit = np.array([place[each] for each in sheets.units], dtype=np.int64)[sheets.unit]
    cell = unit * len(tallies.design.groups) + sheets.group
    order = np.lexsort((sheets.respondent, cell)).astype(np.int64)
    shape = (len(tallies.units), len(tallies.design.groups))
    cells = shape[0] * shape[1]
    raters = np.bincount(cell[answered(sheets) > 0], minlength=cells).astype(np.int64).reshape(shape)
    return order, np.searchsorted(cell[order], np.arange(cells + 1)).astype(np.int64), raters


def _moved(
    tallies: Tallies, items: tuple[Item, ...], slot: NDArray[np.int64], parts: _Matrix, whole: list[int]
) -> tuple[_Matrix, _Matrix, _Matrix]:
    """Return mean shares in parts, the points that a part of an answer moves, and estimated points."""
    of_item = np.equal.outer(slot, np.arange(len(items))).astype(np.float64)
    answers = tallies.counts.sum(axis=3) @ of_item
    sums = np.einsum("ugqo,qo->ugq", tallies.counts, parts[:, 2:]) @ of_item
    answered = answers > 0
    number = np.where(answered, answers, 1.0)
    means = sums / number
    weights = _weights(tallies.design, items)
    used = np.where(answered, weights, 0.0)
    total = used.sum(axis=1)
    reweight = np.array([_scale(item).empty == "reweight" for item in items])
    lacking = (total == 0) | (~reweight & ((weights > 0) & ~answered).any(axis=1))
    # Weights that add up to 1 in fractions may miss it in floats.
    divisor = np.where(reweight & (total > 0), total, 1.0)
    maxima = np.array([float(item.max or 0) for item in items]) / np.array(whole, dtype=np.float64)
    worth = maxima * used / divisor[:, None, :]
    points = np.where(lacking, np.nan, (worth * means).sum(axis=1))
    return means, worth / number, points


def _weights(design: Design, items: tuple[Item, ...]) -> _Matrix:
    """Return the weight of each group of the design (rows) in each item (columns)."""
    weights = np.zeros((len(design.groups), len(items)))
    place = {group.key: at for at, group in enumerate(design.groups)}
    for at, item in enumerate(items):
        for group in _scale(item).groups:
            weights[place[group.key], at] = float(group.weight)
    return weights


def unit_covariance(of: Influence, unit: str) -> UnitCovariance | Problem:
    """Return the covariance of one unit's items in points², or the problem why there is none.

    Each group adds ``(1 - n/N) × n/(n - 1) × sum of d d'``, ``n`` being its respondents who rated this unit.
    The estimator of a domain takes all respondents of the group for ``n``; as ``n/(n - 1)`` and ``1 - n/N``
    fall with ``n``, this variance is never smaller. The two are one where everybody rated every unit.

    The degrees of freedom of the unit are ``n - 1`` over the groups that add to the variance, those of an
    item the same with who answered that item: a group that was asked as a whole adds none.

    Problems: ``W-NO-ANSWERS`` (no item has all the answers it needs), ``W-LONELY`` (a unit or an item that
    one respondent of a group answered: what others would have said is not known), ``W-POPULATION`` (more
    respondents than people).
    """
    at = of.units.index(unit) if unit in of.units else -1
    scored = np.isfinite(of.points[at]) if at >= 0 else np.zeros(len(of.items), dtype=bool)
    if not scored.any():
        groups = ", ".join(group.key for group in of.design.groups)
        return problem("W-NO-ANSWERS", (unit,), group=groups)
    columns = np.flatnonzero(scored)
    covariance = np.zeros((len(columns), len(columns)))
    freedom = 0
    freedoms = np.zeros(len(columns), dtype=np.int64)
    for group in range(len(of.design.groups)):
        counts = of.steps[at, group, columns] > 0
        if not counts.any():
            continue
        factor = _factor(of, at, group)
        if isinstance(factor, Problem):
            return factor.under((unit,))
        if not factor:
            continue
        product, answers = _products(of, at, group, columns)
        if (answers[counts] < 2).any():  # noqa: PLR2004 (two make a variance)
            return problem("W-LONELY", (unit,), group=of.design.groups[group].key)
        covariance += factor * product
        freedom += int(of.raters[at, group]) - 1
        freedoms += np.where(counts, answers - 1, 0)
    points = of.points[at, columns]
    for array in (points, covariance):
        array.flags.writeable = False
    items = tuple(of.items[each] for each in columns)
    return UnitCovariance(items, points, covariance, freedom, tuple(freedoms.tolist()))


def _factor(of: Influence, at: int, group: int) -> float | Problem:
    """Return what the sum of d d' of a unit and a group is taken times; see `expansion`."""
    stated = of.design.groups[group]
    population = None if stated.population is None else int(stated.population)
    return expansion(int(of.raters[at, group]), population, stated.key)


def _products(
    of: Influence, at: int, group: int, columns: NDArray[np.int64]
) -> tuple[_Matrix, NDArray[np.int64]]:
    """Return the sum of d d' over a group's sheets of a unit, and how many answered each item."""
    means = of.means[at, group]
    centre = np.rint(means)
    size = len(of.items)
    moments = np.zeros((2 * size, 2 * size))
    step = max(1, _ALONE // moments.size)
    number = np.zeros(size, dtype=np.int64)
    for answers in _slices(of, at, group):
        values, numbers = _by_item(of, answers)
        both = np.hstack((values - centre * numbers, numbers))
        for first in range(0, len(both), step):
            part = both[first : first + step]
            moments += part.T @ part
        number += np.count_nonzero(numbers, axis=0)
    rest = means - centre
    cross = moments[:size, size:] * rest
    sums = moments[:size, :size] - cross - cross.T + moments[size:, size:] * np.outer(rest, rest)
    steps = of.steps[at, group]
    product = (sums * np.outer(steps, steps))[np.ix_(columns, columns)]
    return product, number[columns]


def _slices(of: Influence, at: int, group: int) -> Iterator[NDArray[np.int8]]:
    """Yield the answers of a group about a unit, so many sheets at a time."""
    cell = at * len(of.design.groups) + group
    sheets = of.order[of.bounds[cell] : of.bounds[cell + 1]]
    for first in range(0, len(sheets), _CHUNK):
        yield of.sheets.answers[sheets[first : first + _CHUNK]]


def _by_item(of: Influence, answers: NDArray[np.int8]) -> tuple[_Matrix, _Matrix]:
    """Return each sheet's shares in parts and number of answers, both added up by item: sheets x items."""
    values = of.parts[np.arange(len(of.slot)), answers + np.int8(2)]
    numbers = (answers >= 0).astype(np.float64)
    if len(of.slot) == len(of.items):  # a question for each item, in the order of the items
        return values, numbers
    of_item = np.equal.outer(of.slot, np.arange(len(of.items))).astype(np.float64)
    return values @ of_item, numbers @ of_item


def cross_covariance(of: Influence, coefficients: Mapping[str, Mapping[str, float]]) -> _Matrix:
    """Return the covariance between units of sums of coefficient × points: for each unit, by item.

    The rows and columns are the units of ``coefficients``, in its order; an item it does not name counts 0.
    Only who rated several units makes two of them vary together: two units and a group add the sum of d d'
    times the root of both units' factors, so that no sum of units ever has a variance below 0.

    Raises:
        AssessmentError: a unit has no covariance; the problem is that of `unit_covariance`.
    """
    units = tuple(coefficients)
    found = np.diag([_variance(of, unit, coefficients[unit]) for unit in units])
    loads = np.zeros((len(of.units), len(of.items)))
    columns = np.full(len(of.units), -1, dtype=np.int64)
    places = [of.units.index(unit) for unit in units]
    for column, (at, unit) in enumerate(zip(places, units, strict=True)):
        columns[at] = column
        load = [coefficients[unit].get(item, 0.0) for item in of.items]
        loads[at] = np.where(np.isfinite(of.points[at]), load, 0.0)
    for group in range(len(of.design.groups)):
        factors = np.sqrt([_known(_factor(of, at, group)) for at in places])
        if np.count_nonzero(factors) > 1:
            shared = _shared(of, group, columns, loads)
            np.fill_diagonal(shared, 0.0)
            found += shared * np.outer(factors, factors)
    found.flags.writeable = False
    return found


def _known(factor: float | Problem) -> float:
    """Return a factor; 0 where there is none, for of such a group nothing counts."""
    return 0.0 if isinstance(factor, Problem) else factor


def _variance(of: Influence, unit: str, coefficients: Mapping[str, float]) -> float:
    known = unit_covariance(of, unit)
    if isinstance(known, Problem):
        raise AssessmentError(known)
    load = np.array([coefficients.get(item, 0.0) for item in known.items])
    return max(float(load @ known.covariance @ load), 0.0)


def _shared(of: Influence, group: int, columns: NDArray[np.int64], loads: _Matrix) -> _Matrix:
    """Add up, over a group's respondents who rated several units, the products of what each does to them."""
    groups = len(of.design.groups)
    cells = np.arange(len(of.units)) * groups + group
    lengths = of.bounds[cells + 1] - of.bounds[cells]
    unit = np.repeat(np.arange(len(of.units)), lengths)
    start = np.repeat(of.bounds[cells] - np.cumsum(lengths) + lengths, lengths)
    sheet = of.order[start + np.arange(len(unit))]
    listed = columns[unit] >= 0
    unit, sheet = unit[listed], sheet[listed]
    _, row, times = np.unique(of.sheets.respondent[sheet], return_inverse=True, return_counts=True)
    several = times[row] > 1
    unit, sheet = unit[several], sheet[several]
    rows, row = np.unique(row[several], return_inverse=True)
    moved = np.zeros(len(sheet))
    for first in range(0, len(sheet), _CHUNK):
        part = slice(first, first + _CHUNK)
        values, numbers = _by_item(of, of.sheets.answers[sheet[part]])
        residual = values - of.means[unit[part], group] * numbers
        moved[part] = (residual * of.steps[unit[part], group] * loads[unit[part]]).sum(axis=1)
    size = int(columns.max()) + 1
    return _gram(csr_array((moved, (row, columns[unit])), shape=(len(rows), size)))


def _gram(matrix: csr_array) -> _Matrix:
    """Return the products of a sparse matrix's columns, in full."""
    rows, size = matrix.shape
    if matrix.nnz <= _FULL * rows * size:
        found: _Matrix = (matrix.T @ matrix).toarray()
        return found
    total = np.zeros((size, size))
    step = max(1, _CELLS // size)
    for first in range(0, rows, step):
        block = matrix[first : first + step].toarray()
        total += block.T @ block
    return total
