"""The max of each criterion and of the whole, and whether sums, ladders and the total agree with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from parindex.annex.grid import Cell
from parindex.annex.lines import Step
from parindex.annex.outline import Item, Outline, Role
from parindex.errors import Problem, problem
from parindex.exact import ZERO, add
from parindex.fields import FrozenMap

__all__ = ["Worth", "worth"]


@dataclass(frozen=True, slots=True)
class Worth:
    """The max of each criterion by its row and of the whole, where one is known; what disagrees.

    ``capped`` holds the rows of bonus and penalty sections that give less than what stands below them.
    """

    maxima: FrozenMap[int, Fraction]
    total: Fraction | None
    capped: frozenset[int]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def worth(found: Outline) -> Worth:
    """Work out the max of every criterion and of the whole, and compare what can be compared."""
    weigher = _Weigher()
    for item in found.items:
        weigher.weigh(item, None)
    total = weigher.total(found)
    return Worth(
        FrozenMap(weigher.maxima),
        total,
        frozenset(weigher.capped),
        tuple(weigher.problems),
        tuple(weigher.remarks),
    )


def _counts(role: Role | None) -> bool:
    return role not in {"bonus", "penalty"}


class _Weigher:
    """Goes up the tree: what stands below a criterion is weighed before it."""

    def __init__(self) -> None:
        self.maxima: dict[int, Fraction] = {}
        self.capped: set[int] = set()
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []

    def weigh(self, item: Item, above: Role | None) -> None:
        role = item.role or above
        for child in item.items:
            self.weigh(child, role)
        if item.items:
            self._inner(item, role)
        else:
            self._leaf(item, role)

    def total(self, found: Outline) -> Fraction | None:
        """Return the max of the whole: as the annex states it, else what the fields add up to, if all do."""
        counted = self._sum(found.items)
        if found.total is None:
            return counted
        stated, cell = found.total.points, found.total.points_cell or found.total.cell
        extra = add([self.maxima.get(item.line.row, ZERO) for item in found.items if item.role == "bonus"])
        if stated is None:
            wrong = problem("E-ANNEX-NO-MAX", cell=cell.name, found=found.total.text)
        elif counted is None or stated == counted:
            return stated
        elif stated == counted + extra:
            said = problem("W-ANNEX-TOTAL", cell=cell.name, found=stated, bonus=extra)
            self.remarks.append(said.located(cell.place))
            return counted
        else:
            wrong = problem("E-ANNEX-TOTAL", cell=cell.name, sum=counted, max=stated)
        self.problems.append(wrong.located(cell.place))
        return counted if stated is None else stated

    def _sum(self, items: Sequence[Item]) -> Fraction | None:
        """Add up what counts among some criteria; nothing where a max is not known."""
        maxima = [self.maxima.get(item.line.row) for item in items if _counts(item.role)]
        known = [each for each in maxima if each is not None]
        return add(known) if len(known) == len(maxima) else None

    def _inner(self, item: Item, role: Role | None) -> None:
        total = self._sum(item.items)
        cell, stated = _cell(item), self._stated(item, role)
        for step in item.steps:
            found = problem("E-ANNEX-ROW", cell=step.cell.name, found=step.text)
            self.problems.append(found.located(step.cell.place))
        if stated is None:
            self._take(item, total)
            return
        self._keep(item, stated)
        if total is None or stated == total:
            return
        if not _counts(role) and stated < total:
            self.capped.add(item.line.row)
            said = problem("W-ANNEX-LIMIT", cell=cell.name, found=item.line.text, sum=total, max=stated)
            self.remarks.append(said.located(cell.place))
        else:
            wrong = problem("E-ANNEX-SUM", cell=cell.name, sum=total, max=stated)
            self.problems.append(wrong.located(cell.place))

    def _leaf(self, item: Item, role: Role | None) -> None:
        most = max((_points(step, role) for step in item.steps), default=None)
        cell, stated = _cell(item), self._stated(item, role)
        if stated is None:
            self._take(item, most)
        elif most is None:
            said = problem("W-ANNEX-DIRECT", cell=item.line.cell.name, found=item.line.text)
            self.remarks.append(said.located(item.line.cell.place))
        elif most < stated:
            wrong = problem("E-ANNEX-REACH", cell=cell.name, greatest=most, max=stated)
            self.problems.append(wrong.located(cell.place))
        if stated is not None:
            self.problems += _above(item, stated, role)
            self._keep(item, stated)
        self.problems += _below_zero(item, role)

    def _stated(self, item: Item, role: Role | None) -> Fraction | None:
        """Return the max that a row states; of a penalty its size."""
        points = item.line.points
        return abs(points) if points is not None and role == "penalty" else points

    def _take(self, item: Item, found: Fraction | None) -> None:
        """Take a max from below; not where it stands and cannot be read, which is said already."""
        cell = _cell(item)
        if item.line.marred:
            return
        if found is None:
            wrong = problem("E-ANNEX-NO-MAX", cell=cell.name, found=item.line.text)
            self.problems.append(wrong.located(cell.place))
            return
        said = problem("W-ANNEX-MAX", cell=cell.name, found=item.line.text, max=found)
        self.remarks.append(said.located(cell.place))
        self._keep(item, found)

    def _keep(self, item: Item, found: Fraction) -> None:
        cell = _cell(item)
        if found <= 0:
            wrong = problem("E-ANNEX-ZERO", cell=cell.name, found=found)
            self.problems.append(wrong.located(cell.place))
        self.maxima[item.line.row] = found


def _cell(item: Item) -> Cell:
    return item.line.points_cell or item.line.cell


def _points(step: Step, role: Role | None) -> Fraction:
    return abs(step.points) if role == "penalty" else step.points


def _above(item: Item, maximum: Fraction, role: Role | None) -> Iterator[Problem]:
    for step in item.steps:
        if _points(step, role) > maximum:
            found = problem("E-ANNEX-EXCEED", cell=step.cell.name, found=step.points, max=maximum)
            yield found.located(step.cell.place)


def _below_zero(item: Item, role: Role | None) -> Iterator[Problem]:
    for step in item.steps:
        if _points(step, role) < 0:
            found = problem("E-ANNEX-NEGATIVE", cell=step.cell.name, found=step.points)
            yield found.located(step.cell.place)
