"""A ruleset for one kind of unit as named cells with formulas: a second engine that runs in any spreadsheet.

Every figure is a whole number over a denominator that is known beforehand, or lies between two of these; what
the formulas are made of is proven exact in `integers`, and each item's points come from the same expression
that scoring evaluates. A figure is shown where both ends are published alike; where not, the cell says
that parindex is needed. Nothing is shown above an item that is not filled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from parindex.errors import Language, UsageError, problem
from parindex.exact import ONE
from parindex.fields import pick
from parindex.formula.integers import Cells, Fixed, largest, linear, total
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node, resolve
from parindex.workbook.inputs import STATES, Input, identifier, quoted
from parindex.workbook.leaves import leaf
from parindex.workbook.publication import Root, publish, write_index
from parindex.workbook.totals import (
    Applicable,
    combined,
    inner_max,
    leaf_max,
    limited,
    settled,
    summed_max,
)

__all__ = ["PARTLY", "WRONG", "WRONG_BELOW", "Cell", "Output", "Program", "Unproved", "program"]

Figure = Literal["points", "state", "index", "band", "next", "gap", "missing"]

PARTLY, WRONG = ("Chưa điền đủ", "Filled in partly"), ("Số liệu sai", "Wrong figures")
WRONG_BELOW = ("Có số liệu sai", "Wrong figures")
_NAME = re.compile(r'"(?:[^"]|"")*"|[a-z_][a-z0-9_]*')
_STATUS = (
    ("Chưa có kết quả", "Missing"),
    ("Đã có kết quả", "Observed"),
    *STATES.values(),
    PARTLY,
    WRONG,
    ("Cần parindex", "Needs parindex"),
)
_TROUBLE = (
    ("Đã đủ số liệu", "Complete"),
    ("Chưa đủ số liệu", "Incomplete"),
    ("Cần parindex", "Needs parindex"),
    WRONG_BELOW,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One formula by its name; it reads inputs and earlier cells, by name, and begins with no equals sign."""

    name: str
    formula: str


@dataclass(frozen=True, slots=True)
class Output:
    """One cell that people read: of an item its points or its state, of the whole what is published.

    The total is the points of the root item. ``item`` is empty for what belongs to the whole; ``digits`` are
    those of a number, ``None`` for words. A cell that should show a number may show words or nothing instead.
    """

    name: str
    figure: Figure
    item: str
    digits: int | None


@dataclass(frozen=True, slots=True)
class Unproved:
    """An item that no formula is proven for: with any observation of it, parindex is needed."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class Program:
    """A ruleset for one kind of unit: what is filled in, formulas that read only earlier ones, what is read.

    The names of inputs and cells are legal defined names.
    """

    ruleset: str
    kind: str
    lang: Language
    inputs: tuple[Input, ...]
    cells: tuple[Cell, ...]
    outputs: tuple[Output, ...]
    unproved: tuple[Unproved, ...]

    def place(self, addresses: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the formula of each cell by its name, with an equals sign, names replaced by addresses.

        ``{"i_plan__count": "Form!$C$7"}``: a name without an address stays, to be a defined name.
        """
        known = addresses or {}

        def put(found: re.Match[str]) -> str:
            return known.get(found[0], found[0])

        return {cell.name: "=" + _NAME.sub(put, cell.formula) for cell in self.cells}


def program(ruleset: Ruleset, kind: str, lang: Language = "vi") -> Program:
    """Return a ruleset for one kind of unit as cells.

    Raises:
        UsageError: there is no such kind of unit (``E-KIND``), or its totals are too large for any proof.
    """
    known = tuple(each.key for each in ruleset.units.kinds)
    if kind not in known:
        raise UsageError(problem("E-KIND", found=kind, nearest="", known=", ".join(known)))
    writer = _Writer(ruleset, lang)
    writer.item(resolve(ruleset, kind))
    cells = _needed(writer.cells.formulas, [each.name for each in writer.outputs])
    return Program(
        ruleset.id,
        kind,
        lang,
        tuple(writer.inputs),
        tuple(Cell(name, formula) for name, formula in cells.items()),
        tuple(writer.outputs),
        tuple(writer.unproved),
    )


def _needed(formulas: Mapping[str, str], wanted: list[str]) -> dict[str, str]:
    """Return the cells that the wanted ones need, in their order."""
    needed = set(wanted)
    for name, formula in reversed(list(formulas.items())):
        if name in needed:
            needed.update(_NAME.findall(formula))
    return {name: formula for name, formula in formulas.items() if name in needed}


@dataclass(frozen=True, slots=True)
class _Line:
    """One item as cells: its points, its applicable max, and the cell that says what is the trouble with it.

    The trouble is 0 none, 1 something missing, 2 something beyond proof, 3 something wrong.
    """

    points: Fixed
    applicable: Applicable
    trouble: str


class _Writer:
    """Walks the tree once, as scoring does, and collects cells."""

    def __init__(self, ruleset: Ruleset, lang: Language) -> None:
        self.ruleset = ruleset
        self.policies = ruleset.policies
        self.rounding = ruleset.policies.rounding.value.rounding
        self.lang = lang
        self.cells = Cells()
        self.inputs: list[Input] = []
        self.outputs: list[Output] = []
        self.unproved: list[Unproved] = []
        self.open: list[str] = []

    def item(self, node: Node) -> _Line:
        return self.inner(node) if node.nodes else self.leaf(node)

    def leaf(self, node: Node) -> _Line:
        key = identifier(node.item.key)
        self.cells.area = key
        policy = self.policies.missing.value
        found = leaf(self.cells, node, policy, self.lang)
        self.inputs += found.inputs
        if found.unproved is not None:
            self.unproved.append(Unproved(node.item.key, found.unproved))
        status, missing = found.status, 0 if policy == "zero" else 1
        judged = f"IF({status}=0,{missing},IF({status}<5,0,IF({status}=5,1,IF({status}=6,3,2))))"
        trouble = self.cells.put(judged, f"t_{key}")
        self.open.append(self.cells.put(f"IF({trouble}=1,1,0)"))
        self.shown(node, trouble, found.points, status)
        return _Line(found.points, leaf_max(self.cells, node, status), trouble)

    def inner(self, node: Node) -> _Line:
        lines = [self.item(child) for child in node.nodes if child.applies]
        key = identifier(node.item.key)
        self.cells.area = key
        below = summed_max(self.cells, [line.applicable for line in lines])
        points = linear(self.cells, [(ONE, line.points) for line in lines])
        points = combined(self.cells, node, points, below)
        trouble = self.cells.put(largest(self.cells, [line.trouble for line in lines] or ["0"]))
        applicable = inner_max(self.cells, node, below)
        if node.path == ("score",):
            return self.root(node, points, applicable, trouble)
        points = settled(self.cells, node, points, self.rounding)
        self.shown(node, trouble, points, None)
        return _Line(points, applicable, trouble)

    def root(self, node: Node, points: Fixed, applicable: Applicable, trouble: str) -> _Line:
        sums = points
        points = limited(self.cells, points, node.bound, self.policies.above_max.value)
        points = settled(self.cells, node, points, self.rounding)
        root = Root(self.ruleset, node, sums, points, applicable, trouble)
        trouble = write_index(self.cells, root, self.lang)
        self.shown(node, trouble, points, None)
        self.whole()
        return _Line(points, applicable, trouble)

    def whole(self) -> None:
        """List what is read of the whole beside its points."""
        digits = self.rounding.digits
        self.outputs.append(Output("o_index", "index", "", digits))
        if self.ruleset.bands:
            self.outputs.append(Output("o_band", "band", "", None))
            self.outputs.append(Output("o_next", "next", "", None))
            self.outputs.append(Output("o_gap", "gap", "", digits))
        self.cells.put(total(self.cells, self.open), "o_missing")
        self.outputs.append(Output("o_missing", "missing", "", 0))

    def shown(self, node: Node, trouble: str, points: Fixed, status: str | None) -> None:
        """Show the points of an item, and its state in words."""
        key, digits = identifier(node.item.key), self.rounding.digits
        formula = publish(self.cells, points, self.rounding, trouble, self.lang)
        self.outputs.append(Output(self.cells.put(formula, f"p_{key}"), "points", node.item.key, digits))
        words, place = (_STATUS, status) if status is not None else (_TROUBLE, trouble)
        tests = "".join(
            f"IF({place}={at},{quoted(pick(self.lang, *each))}," for at, each in enumerate(words[:-1])
        )
        formula = f"{tests}{quoted(pick(self.lang, *words[-1]))}{')' * (len(words) - 1)}"
        self.outputs.append(Output(self.cells.put(formula, f"z_{key}"), "state", node.item.key, None))
