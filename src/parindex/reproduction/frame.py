"""What a ruleset's tree allows for each figure, when some figures are known to lie in intervals.

Points go up the tree as `scoring` takes them: the sum of the items below, rescaled by their applicable max,
then floor, cap, the root's `above_max` and rounding. Each step only rises, so the ends of the intervals
suffice. An item that may be excluded makes the applicable max a range: the interval then holds every figure
that is possible, and can hold more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from parindex.exact import ONE, ZERO, Interval, Rounding, add
from parindex.reproduction.printed import Span, meets
from parindex.ruleset.lattice import attainable
from parindex.ruleset.model import Ruleset, stated
from parindex.ruleset.tree import Node, resolve

__all__ = ["HUNDRED", "ROOT", "Allowed", "Frame"]

ROOT = "total"
"""The column of the root, whatever its key."""

HUNDRED = Fraction(100)
_FEW = 4  # from here on it pays to look for a common denominator


class Allowed(NamedTuple):
    """The points that an item can have, and the range of its applicable max.

    ``smallest`` is the least applicable max above zero, or zero when there is none.
    """

    points: Span
    fewest: Fraction
    fullest: Fraction
    smallest: Fraction


class Frame:
    """The tree of one kind of unit, with the columns under which its items are printed."""

    def __init__(self, ruleset: Ruleset, kind: str, columns: tuple[str, ...]) -> None:
        self.root = resolve(ruleset, kind)
        self.rounding: Rounding = ruleset.policies.rounding.value.rounding
        self.above_max = ruleset.policies.above_max.value
        self.nodes = {node.item.key: node for node in _each(self.root)} | {ROOT: self.root}
        self.blank: dict[str, Allowed] = {}
        self.blank[ROOT] = self._blank(self.root)
        keys = frozenset(each.removesuffix("%") for each in columns)
        self.watched = frozenset(_watched(self.root, keys))
        self.shares = {column: self._share(column) for column in (*columns, "index", *self.nodes)}
        self.bounds = {column: self._limits(column) for column in self.shares if self._bounded(column)}

    def _blank(self, node: Node) -> Allowed:
        """Find what an item can have when nothing is printed, and remember it for all below it."""
        below = [self._blank(child) for child in node.nodes]
        found = self._combined(node, below) if node.item.scale is None else self._leaf(node)
        self.blank[node.item.key] = found
        return found

    def _leaf(self, node: Node) -> Allowed:
        spans = attainable(node, self.rounding)
        points = Interval(spans[0][0], spans[-1][1])
        if not node.applies or not node.counts:
            return Allowed(points, ZERO, ZERO, ZERO)
        if node.not_applicable == "full":
            points = Interval(points.least, max(points.most, node.bound))
        fewest = ZERO if node.not_applicable == "exclude" else node.bound
        return Allowed(points, fewest, node.bound, node.bound)

    # What is known

    def allowed(self, node: Node, known: Mapping[str, Span]) -> Allowed:
        """Return what an item can have: by its own printed points, else by those below it."""
        key = node.item.key
        blank, found = self.blank[key], known.get(key)
        below = self.below(node, known) if key in self.watched else blank
        if found is None:
            return below
        points = self.within(node, found)
        if node.item.scale is not None and not meets(found, Interval(ZERO, ZERO)):
            # An item that is excluded has no points.
            return Allowed(points, blank.fullest, blank.fullest, blank.fullest)
        return below._replace(points=points)

    def within(self, node: Node, found: Span) -> Span:
        """Keep printed points within what the item can have, and on the grid to which it is rounded.

        What lies outside is left as it is: that is the finding of another relation.
        """
        limits = self.blank[node.item.key].points
        if meets(found, limits):
            found = Interval(max(found.least, limits.least), min(found.most, limits.most))
        if node.rounded:
            unit = 10**self.rounding.digits
            snapped = Interval(
                Fraction(ceil(found.least * unit), unit), Fraction(floor(found.most * unit), unit)
            )
            found = snapped if snapped.least <= snapped.most else found
        return found

    def below(self, node: Node, known: Mapping[str, Span]) -> Allowed:
        """Return what an inner item can have by the items below it alone."""
        return self._combined(node, [self.allowed(child, known) for child in node.nodes])

    def exact(self, node: Node, values: Mapping[str, Fraction]) -> Fraction | None:
        """Return the points that the values below an item give exactly; nothing when one is missing.

        Every item is taken as one that applies, as far as it applies to the kind of unit at all.
        """
        below = []
        for child in node.nodes:
            value = values.get(child.item.key)
            if value is None and child.nodes:
                value = self.exact(child, values)
            if value is None and child.applies:
                return None
            below.append(value or ZERO)
        full = add([self.blank[child.item.key].fullest for child in node.nodes])
        return self._limited(node, self._scaled(node, add(below), full))

    # As scoring combines

    def _combined(self, node: Node, below: list[Allowed]) -> Allowed:
        if not node.applies:
            return Allowed(Interval(ZERO, ZERO), ZERO, ZERO, ZERO)
        ends = [_total([each.points.least for each in below]), _total([each.points.most for each in below])]
        # Most instruments exclude nothing: then only the points depend on what is printed.
        if (
            (blank := self.blank.get(node.item.key))
            and blank.fewest == blank.fullest
            and not node.item.rescale
        ):
            return blank._replace(points=Interval(self._limited(node, ends[0]), self._limited(node, ends[1])))
        fewest, fullest = _total([each.fewest for each in below]), _total([each.fullest for each in below])
        smallest = fewest or min((each.smallest for each in below if each.smallest), default=ZERO)
        if node.item.rescale:
            maxima = {smallest, fullest, fewest}
            ends = [self._scaled(node, end, maximum) for end in ends for maximum in maxima]
        points = Interval(self._limited(node, min(ends)), self._limited(node, max(ends)))
        if not node.counts:
            return Allowed(points, ZERO, ZERO, ZERO)
        bound = node.bound
        if any(child.applies and child.item.max is None for child in node.nodes):
            return Allowed(points, bound, bound, bound)
        if node.item.rescale:
            full = bound if fullest else ZERO
            return Allowed(points, bound if fewest else ZERO, full, full)
        return Allowed(points, fewest, fullest, smallest)

    def _scaled(self, node: Node, value: Fraction, children_max: Fraction) -> Fraction:
        if not node.item.rescale or node.item.max is None:
            return value
        return value * node.item.max / children_max if children_max else ZERO

    def _limited(self, node: Node, value: Fraction) -> Fraction:
        item = node.item
        value = max(value, item.floor if item.floor is not None else node.least)
        cap = stated(item.cap)
        if cap is not None and value > cap:
            value = cap
        if node is self.root and self.above_max == "cap" and value > node.bound:
            value = node.bound
        return self.rounding.apply(value) if node.rounded else value

    # The index

    def index(self, points: Span, whole: Allowed) -> Span:
        """Return the indexes in percent that a total gives; 0 when no item applies."""
        if not whole.fullest:
            return Interval(ZERO, ZERO)
        ends = [HUNDRED * end / maximum for end in points for maximum in (whole.smallest, whole.fullest)]
        if self.above_max == "cap":
            ends = [min(end, HUNDRED) for end in ends]
        return Interval(min(ends), max(ends))

    # The bounds of a cell

    def limits(self, column: str) -> Span:
        """Return the least and the most that a column can hold, in its own unit."""
        return self.bounds[column]

    def share(self, column: str) -> Fraction:
        """Return how many points one unit of a column is: 1, or a hundredth of the max of a percentage."""
        found = self.shares.get(column)
        return self._share(column) if found is None else found

    def _bounded(self, column: str) -> bool:
        return column == "index" or column.removesuffix("%") in self.nodes

    def _limits(self, column: str) -> Span:
        """Return the least and the most that a column can hold, in its own unit; what is refused is none."""
        if column == "index":
            whole = self.blank[ROOT]
            found = self.index(whole.points, whole)
            return found if self.above_max == "allow" else Interval(found.least, min(found.most, HUNDRED))
        key, share = column.removesuffix("%"), self.share(column)
        points = self.blank[key].points
        most = (
            min(points.most, self.root.bound) if key == ROOT and self.above_max == "refuse" else points.most
        )
        return Interval(points.least / share, most / share)

    def _share(self, column: str) -> Fraction:
        if column == "index":
            return self.blank[ROOT].fullest / HUNDRED or ONE
        if not column.endswith("%"):
            return ONE
        return self.nodes[column.removesuffix("%")].bound / HUNDRED or ONE


def _total(values: list[Fraction]) -> Fraction:
    """Add up: one by one where there are few, over a common denominator where there are many."""
    if len(values) > _FEW:
        return add(values)
    total = values[0]
    for value in values[1:]:
        total += value
    return total


def _each(node: Node) -> Iterator[Node]:
    yield node
    for child in node.nodes:
        yield from _each(child)


def _watched(node: Node, printed: frozenset[str]) -> Iterator[str]:
    """Give the items that have a printed one somewhere below them."""
    for child in node.nodes:
        below = [*_watched(child, printed)]
        yield from below
        if child.item.key in printed or child.item.key in below:
            yield node.item.key
