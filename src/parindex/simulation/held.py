"""What stands of one item: its cells for each unit, and the points they give."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from parindex.assessment import Assessment, Entry
from parindex.batch import rows
from parindex.batch.reading import columns_of
from parindex.exact import ZERO
from parindex.formula.evaluate import evaluate
from parindex.ruleset.tree import Node
from parindex.scales import Reading, read
from parindex.simulation.sides import Side

__all__ = ["Cells", "Held", "held", "names_of"]

Cells = Mapping[str, Any]


class Held(NamedTuple):
    """An item of one unit: its cells, the entry they make, and its points; none where it is not applicable.

    Of a unit of which nothing is known, the points are the least there are.
    """

    cells: Cells
    entry: Entry | None
    points: Fraction | None


def names_of(side: Side, node: Node) -> list[str]:
    """Return the columns of an item."""
    return [name for name in columns_of(side.league.ruleset) if name.partition(".")[0] == node.item.key]


def held(side: Side, node: Node) -> list[Held]:
    """Return what stands of an item for each unit; they were scored, so that all of it fits."""
    names = [name for name in names_of(side, node) if name in side.columns]
    columns = [side.columns[name].to_pylist() for name in names]
    contents: list[tuple[Any, ...]] = list(zip(*columns, strict=True)) if columns else [()] * side.size
    known = {each: _held(side, node, dict(zip(names, each, strict=True))) for each in dict.fromkeys(contents)}
    return [known[each] for each in contents]


def _held(side: Side, node: Node, cells: Cells) -> Held:
    league = side.league
    made = rows.assessment({"unit": "unit", **cells}, league.ruleset.id, league.kind, league.period)
    assert isinstance(made, Assessment)  # noqa: S101 (the unit was scored)
    own = made.stages["final"].entries.get(node.item.key)
    said = {name: str(value) for name, value in cells.items() if value is not None}
    return Held(said, own, _points(node, own, league.ruleset.policies.missing.value))


def _points(node: Node, own: Entry | None, missing: str) -> Fraction | None:
    state = own.state or "observed" if own else "missing"
    if own and state == "observed":
        assert node.item.scale is not None  # noqa: S101 (a leaf has a scale)
        reading = read(node.item.scale, node.bound, own)
        assert isinstance(reading, Reading)  # noqa: S101 (the unit was scored)
        return evaluate(node.expression(reading.form), reading.inputs, None)
    if state == "missing" and missing != "zero":
        return node.least
    return None if state == "not-applicable" else ZERO
