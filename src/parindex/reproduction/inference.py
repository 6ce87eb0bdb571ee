"""Which rounding was used: the policies that could have printed a table, and what rules out the others.

A policy says where figures were rounded before they were added, in which mode, and to how many digits. It
could have printed a row when some exact figures exist that print every cell of it; `spans` finds these
exactly.

Parts that were rounded to more digits than are printed look like exact ones, except in very long sums, so
such policies are not told apart from rounding at publication. Fewer digits than are printed are a policy of
their own as long as every figure ends in zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from parindex.exact import ONE, ROUNDING_MODES, add
from parindex.reproduction.policies import Policy, Reason
from parindex.reproduction.printed import Printed
from parindex.reproduction.spans import Figure, Press, each_figure, marked, rounds, whole_unit
from parindex.reproduction.table import PrintedTable
from parindex.ruleset.lattice import applicable_max
from parindex.ruleset.model import Ruleset, stated
from parindex.ruleset.tree import Node, resolve

__all__ = ["Excluded", "Inference", "Undetermined", "infer"]

_FEW = 5  # units named for a policy that is ruled out
_HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A policy that is ruled out: the first units whose rows it cannot have printed, and how many do."""

    policy: Policy
    units: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Undetermined:
    """Policies between which the table does not decide, and why."""

    policies: tuple[Policy, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Inference:
    """The policies that could have printed a table, the others, and what stays open.

    ``rows`` counts those that print a sum beside its parts: only these can decide.
    """

    survivors: tuple[Policy, ...]
    excluded: tuple[Excluded, ...]
    undetermined: tuple[Undetermined, ...]
    rows: int


class _Row(NamedTuple):
    unit: str
    tops: tuple[Figure, ...]
    cells: Mapping[str, Printed]


def infer(table: PrintedTable | Mapping[str, Mapping[str, Printed]]) -> Inference:
    """Find every policy that could have printed a table, or rows by unit whose ``total`` adds up the others.

    >>> from parindex.reproduction.printed import printed
    >>> found = infer({"a": {"x": printed("61.86"), "y": printed("28.10"), "total": printed("89.95")}})
    >>> [policy.mode for policy in found.survivors if policy.stage == "publication"]
    ['half-up', 'half-even', 'up']
    """
    whole = [*(_rows(table) if isinstance(table, PrintedTable) else _sums(table))]
    rows = [row for row in whole if row.tops]
    shapes = {id(row.tops): row.tops for row in rows}
    figures = [figure for tops in shapes.values() for figure in each_figure(tops)]
    survivors: list[Policy] = []
    excluded: list[Excluded] = []
    test = _test(rows, shapes, whole_unit(figures))
    for policy in _policies(whole, figures):
        against = test(policy)
        if against:
            excluded.append(Excluded(policy, tuple(against[:_FEW]), len(against)))
        else:
            survivors.append(policy)
    return Inference(tuple(survivors), tuple(excluded), tuple(_open(survivors, figures)), len(rows))


def _test(
    rows: Sequence[_Row], shapes: Mapping[int, tuple[Figure, ...]], unit: int
) -> Callable[[Policy], list[str]]:
    """Return what names the units whose rows a policy cannot have printed."""
    marks = [(row.unit, id(row.tops), marked(row.cells, unit)) for row in rows]

    def against(policy: Policy) -> list[str]:
        press = Press(policy, unit)
        plans = {key: [press.plan(top) for top in tops] for key, tops in shapes.items()}
        return [
            name
            for name, key, cells in marks
            if any(press.carried(plan, cells) is None for plan in plans[key])
        ]

    return against


# What a row adds up


def _sums(rows: Mapping[str, Mapping[str, Printed]]) -> Iterator[_Row]:
    columns = tuple(dict.fromkeys(column for cells in rows.values() for column in cells if column != "total"))
    parts = tuple(Figure(column, level=1, lowest=True) for column in columns)
    total = (Figure("total", 0, lowest=False, parts=parts),)
    for unit, cells in rows.items():
        whole = bool(columns) and all(column in cells for column in (*columns, "total"))
        yield _Row(unit, total if whole else (), cells)


def _rows(table: PrintedTable) -> Iterator[_Row]:
    shapes: dict[tuple[str, frozenset[str]], tuple[Figure, ...]] = {}
    for row in table.rows:
        cells = {column: cell.printed for column, cell in row.cells.items() if cell.printed is not None}
        shape = (row.kind, frozenset(cells))
        if shape not in shapes:
            shapes[shape] = _Shape(table.ruleset, shape[1]).tops(resolve(table.ruleset, row.kind))
        yield _Row(row.unit, shapes[shape], cells)


class _Shape:
    """Builds the figures of rows that print the same columns; what nothing printed can test is left out."""

    def __init__(self, ruleset: Ruleset, printed: frozenset[str]) -> None:
        self.printed = printed
        self.above_max = ruleset.policies.above_max.value
        self.alone: list[Figure] = []

    def tops(self, root: Node) -> tuple[Figure, ...]:
        """Return the figures above which nothing is tested."""
        top = self.figure(root, 0)
        if top and "index" in self.printed and not _excludes(root) and (most := applicable_max(root)):
            limit = _HUNDRED if self.above_max == "cap" else None
            top = Figure("index", -1, lowest=False, parts=(top,), share=_HUNDRED / most, most=limit)
        self.alone += [top] if top else []
        return tuple(
            top for top in self.alone if any(each.column and each.parts for each in each_figure([top]))
        )

    def figure(self, node: Node, level: int) -> Figure | None:
        """Return the figure of an item, or nothing where neither it nor all its parts are printed."""
        column = "total" if node.path == ("score",) else node.item.key
        parts = self.parts(node, level)
        share = _share(node)
        percent = f"{column}%"
        if column not in self.printed and not parts and percent in self.printed and node.item.max:
            parts = (Figure(percent, level, lowest=True),)
            share = node.item.max / _HUNDRED
        if column in self.printed or parts:
            shown = column if column in self.printed else None
            lowest = not parts and not self.prints_below(node)
            return Figure(shown, level, lowest, parts, share or ONE, *self.limits(node))
        return None

    def prints_below(self, node: Node) -> bool:
        """Tell whether anything below an item is printed."""
        keys = (child.item.key for child in node.nodes)
        return any(key in self.printed or f"{key}%" in self.printed for key in keys) or any(
            self.prints_below(child) for child in node.nodes
        )

    def parts(self, node: Node, level: int) -> tuple[Figure, ...]:
        """Return the parts of an item when all are known; else each of them stands alone."""
        found = [self.figure(child, level + 1) for child in node.nodes if child.applies]
        known = tuple(part for part in found if part is not None)
        if len(known) == len(found) and _share(node) is not None:
            return known
        self.alone += known
        return ()

    def limits(self, node: Node) -> tuple[Fraction, Fraction | None]:
        """Return the least and the most that scoring lets an item have."""
        if node.item.scale is not None:
            return node.least, node.most
        most = stated(node.item.cap)
        if node.path == ("score",) and self.above_max == "cap":
            most = node.bound if most is None else min(most, node.bound)
        return (node.least if node.item.floor is None else node.item.floor), most


def _share(node: Node) -> Fraction | None:
    """Return what rescaling multiplies the sum with; nothing where items left out would change it."""
    if not node.item.rescale:
        return ONE
    total = add([applicable_max(child) for child in node.nodes])
    return None if not total or _excludes(node) else node.bound / total


def _excludes(node: Node) -> bool:
    return node.not_applicable == "exclude" or any(_excludes(child) for child in node.nodes)


# The policies


def _policies(rows: Sequence[_Row], figures: Sequence[Figure]) -> Iterator[Policy]:
    """Name the policies to test: digits down to those that some figure needs."""
    cells = [row.cells[each.column] for row in rows for each in each_figure(row.tops) if each.column]
    # Where nothing is added, every number is looked at for its digits.
    cells = cells or [cell for row in rows for cell in row.cells.values()]
    most = max((cell.digits for cell in cells), default=0)
    needed = max((_needed(cell) for cell in cells), default=0)
    for stage in ("publication", *_stages(figures)):
        for digits in range(most, needed - 1, -1):
            for mode in ROUNDING_MODES:
                yield Policy(stage, mode, digits)


def _needed(cell: Printed) -> int:
    """Return the digits of a number without the zeros at its end."""
    return next(digits for digits in range(cell.digits + 1) if (cell.value * 10**digits).denominator == 1)


def _stages(figures: Sequence[Figure]) -> Iterator[str]:
    """Name the places where rounding can have come before a sum; of two names for one place the first."""
    # The index out of 100 is the total itself: its rounding shows nowhere else.
    summed = [figure for figure in figures if figure.level >= 0 or figure.share != 1]
    inner = [part for figure in summed for part in figure.parts if part.column]
    levels = sorted({part.level for part in inner})
    seen: set[frozenset[Figure]] = {frozenset()}
    for stage in ("parts", *(f"level-{level}" for level in levels), "every"):
        at_stage = rounds(stage)
        at = frozenset(part for part in inner if at_stage(part))
        if at not in seen:
            seen.add(at)
            yield stage


# What stays open


def _open(survivors: Sequence[Policy], figures: Sequence[Figure]) -> Iterator[Undetermined]:
    """Group the policies that the table cannot tell apart: by mode at each place, then the places."""
    if not figures:
        yield Undetermined(tuple(survivors), "nothing-added")
        return
    places: dict[tuple[str, int], list[Policy]] = {}
    for policy in survivors:
        places.setdefault((policy.stage, policy.digits), []).append(policy)
    for (stage, digits), policies in places.items():
        modes = {policy.mode for policy in policies}
        if len(modes) > 1:
            unseen = stage in {"parts", "every"} and _plain(figures, digits)
            halves = modes == {"half-up", "half-even"}
            yield Undetermined(tuple(policies), "unseen" if unseen else "no-tie" if halves else "room")
    if len(places) > 1:
        yield Undetermined(tuple(policies[0] for policies in places.values()), "room")


def _plain(figures: Sequence[Figure], digits: int) -> bool:
    """Tell whether sums of figures with these digits need no rounding to as many."""
    limits = [limit for figure in figures for limit in (figure.least, figure.most) if limit is not None]
    return all(figure.share == 1 for figure in figures) and all(
        (limit * 10**digits).denominator == 1 for limit in limits
    )
