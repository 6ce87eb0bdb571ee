"""Improvements: for each unit, the observations of an item that give at least the points it has now."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np

from parindex.analysis.options import Option, entry, full, options
from parindex.assessment import Assessed, Assessment, Stage
from parindex.batch import rows
from parindex.errors import UsageError, problem
from parindex.fields import FrozenMap
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import DirectScale, RatioScale
from parindex.simulation.changes import Choice, Span
from parindex.simulation.held import Cells, Held, held, names_of
from parindex.simulation.result import Improvement
from parindex.simulation.sides import Side, cells_of
from parindex.simulation.spans import marks, shares

__all__ = ["improvements"]


def improvements(side: Side, asked: Iterable[Improvement]) -> tuple[Choice | Span, ...]:
    """Return what is drawn for the units of a side; items of other kinds of unit are left out.

    Raises:
        UsageError: what can be observed of an item cannot be listed (``E-SIMULATE-ANY``).
    """
    nodes = {node.item.key: node for node in leaves(resolve(side.league.ruleset, side.league.kind))}
    pairs = [(nodes[each.item.key], each.full) for each in asked]
    return tuple(_change(side, node, whole=whole) for node, whole in pairs if node.applies)


def _change(side: Side, node: Node, *, whole: bool) -> Choice | Span:
    standing = held(side, node)
    listed = (full(node),) if whole else options(node)
    if listed is not None:
        return _choice(side, node, listed, standing)
    scale = node.item.scale
    if isinstance(scale, RatioScale):
        return shares(side, node, scale, standing)
    if isinstance(scale, DirectScale):
        return marks(side, node, standing)
    raise UsageError(problem("E-SIMULATE-ANY", (), found=node.item.key))


def _choice(side: Side, node: Node, listed: Sequence[Option], standing: Sequence[Held]) -> Choice:
    """Let each unit have any of the listed points from its own up; what does not apply keeps its cells."""
    table = [_cells(side, node, each) for each in listed]
    points = [each.points for each in listed]
    last = len(listed) - 1
    low, high = [], []
    for each in standing:
        if each.points is None:
            low.append(len(table))
            high.append(len(table))
            table.append(each.cells)
        else:
            low.append(min(bisect_left(points, each.points), last))
            high.append(last)
    cells = cells_of(table, names_of(side, node), side.league.ruleset)
    return Choice(node.item.key, cells, np.array(low, dtype=np.int64), np.array(high, dtype=np.int64))


def _cells(side: Side, node: Node, option: Option) -> Cells:
    """Return the cells of an option."""
    league = side.league
    stage = Stage.model_construct(entries=FrozenMap({node.item.key: entry(option)}))
    made = Assessment.model_construct(
        format="1",
        ruleset=league.ruleset.id,
        unit=Assessed(key="unit", name="unit", kind=league.kind),
        period="year",
        stages=FrozenMap({"final": stage}),
    )
    return rows.row(league.ruleset, made)
