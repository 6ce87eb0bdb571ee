"""What a league does to columns of one sort, worked out and proven once, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from parindex.batch.kernel import MISSING, Published, Seen, publish
from parindex.batch.numbers import Cells, either
from parindex.batch.program import Program
from parindex.batch.reading import observe
from parindex.batch.tape import Tape
from parindex.formula.columns import Mark, UnprovableError
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node, leaves, resolve

__all__ = ["Sort", "planned", "sort_of"]


class Sort(NamedTuple):
    """What a plan knows of a column: its name, type and decimals, its bound, and whether cells are empty."""

    name: str
    kind: str
    decimals: int
    most: int
    gaps: bool


class Plan(NamedTuple):
    """A program over the columns of some sorts, and the slack of the last figure that it gives."""

    program: Program
    slack: int


def sort_of(cells: Mapping[str, Cells]) -> tuple[Sort, ...]:
    """Return of which sorts some columns are."""
    return tuple(
        Sort(name, each.value.dtype.char, each.decimals, each.most, each.there is not True)
        for name, each in cells.items()
    )


@lru_cache(maxsize=64)
def planned(ruleset: Ruleset, kind: str, sorts: tuple[Sort, ...]) -> Plan | None:
    """Return what a league does to columns of some sorts; nothing where 64 bits are not proven to be enough.

    It gives both ends of total and index, band, figure, who is complete, who is left to the exact engine.
    """
    tape = Tape()
    cells = {sort.name: _traced(tape, sort) for sort in sorts}
    tree = resolve(ruleset, kind)
    try:
        seen, wrong = _observed(tree, cells)
        complete = _complete(ruleset, tree, seen)
        least = publish(ruleset, tree, seen)
        most = least if complete is True else publish(ruleset, tree, seen, lacking="most")
    except UnprovableError:
        return None
    outputs: list[Any] = [least.total, most.total, least.index, most.index, _band(least, most), least.figure]
    doubts: Any = either(either(least.doubts, most.doubts), wrong)
    return Plan(tape.program([*outputs, complete, doubts]), least.slack)


def _traced(tape: Tape, sort: Sort) -> Cells:
    value: Any = tape.column(np.dtype(sort.kind), 0, sort.most)
    there: Any = tape.column(np.dtype(np.bool_), 0, 1) if sort.gaps else True
    return Cells(value, sort.decimals, there, sort.most)


def _observed(tree: Node, cells: Mapping[str, Cells]) -> tuple[dict[str, Seen], Mark]:
    seen: dict[str, Seen] = {}
    wrong: Mark = False
    for leaf in leaves(tree):
        found, strange = observe(leaf, cells)
        wrong = either(wrong, strange)
        if found is not None:
            seen[leaf.item.key] = found
    return seen, wrong


def _complete(ruleset: Ruleset, tree: Node, seen: Mapping[str, Seen]) -> Any:  # noqa: ANN401 (marks, traced)
    """Mark the units of which every leaf is known; missing leaves count as 0 where the policy says so."""
    complete: Any = True
    if ruleset.policies.missing.value == "zero":
        return complete
    for leaf in leaves(tree):
        if leaf.applies:
            found = seen.get(leaf.item.key)
            if found is None:
                return False
            if found.states is not None:
                known = found.states != MISSING
                complete = known if complete is True else complete & known
    return complete


def _band(least: Published, most: Published) -> Any:  # noqa: ANN401 (an array, or a number)
    """Return the band of both ends where they have the same, else none."""
    if most is least:
        return least.band
    return (least.band + 1) * (least.band == most.band) - 1
