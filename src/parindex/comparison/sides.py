"""One of two rulesets, as one kind of unit meets it: what each inner item does with its sum, and back."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from parindex.analysis.options import before_rounding
from parindex.comparison.cells import Cells, Sums
from parindex.exact import ONE, ZERO, Rounding
from parindex.exact import add as add_up
from parindex.ruleset.lattice import attainable
from parindex.ruleset.model import Ruleset, stated
from parindex.ruleset.tree import Node, leaves, resolve

__all__ = ["Kept", "Part", "Side", "Span", "allowing", "children", "side_of"]

Span = tuple[Fraction, Fraction]

_FAR = Fraction(10**40)  # beyond every sum of points: an end that nothing limits


class Part(NamedTuple):
    """The same item on both sides, or an item of one side alone."""

    one: Node | None
    two: Node | None

    @property
    def node(self) -> Node:
        """Return the item of either side."""
        node = self.one or self.two
        assert node is not None  # noqa: S101 (a part is of one side at least)
        return node

    @property
    def is_leaf(self) -> bool:
        """Tell whether nothing stands below it; both sides agree, where there are two."""
        return self.node.item.scale is not None


class Kept:
    """What was found of parts, by the identity of both items, which live as long as their trees."""

    def __init__(self) -> None:
        self.parts: dict[tuple[int, int], tuple[Part, ...]] = {}
        self.rests: dict[tuple[int, int], Sums] = {}
        self.cells: dict[tuple[int, int], Cells] = {}


class Side:
    """One of the two rulesets, as one kind of unit meets it."""

    def __init__(self, ruleset: Ruleset, kind: str, declared: frozenset[str]) -> None:
        self.ruleset = ruleset
        self.tree = resolve(ruleset, kind)
        self.rounding = ruleset.policies.rounding.value.rounding
        self.above_max = ruleset.policies.above_max.value
        self.declared = declared
        self.kept = Kept()
        self._spans: dict[int, tuple[Span, ...]] = {}

    def rounds(self, node: Node | None) -> Rounding | None:
        """Return the rounding of an item that is rounded."""
        return self.rounding if node is not None and node.rounded else None

    def applicable_max(self, node: Node) -> Fraction:
        """Return the applicable max of an item, as it is scored."""
        if not node.applies or not node.counts:
            return ZERO
        if node.item.scale is not None:
            left_out = node.item.key in self.declared and node.not_applicable == "exclude"
            return ZERO if left_out else node.bound
        total = add_up([self.applicable_max(child) for child in node.nodes])
        unstated = any(child.applies and child.item.max is None for child in node.nodes)
        return node.bound if unstated or (node.item.rescale and total) else total

    def share(self, node: Node | None) -> Fraction:
        """Return what one point of the children's sum is worth."""
        if node is None or not node.item.rescale or node.item.max is None:
            return ONE
        total = add_up([self.applicable_max(child) for child in node.nodes])
        return node.item.max / total if total else ZERO

    def limits(self, node: Node) -> tuple[Fraction, Fraction | None]:
        """Return the floor and the cap of an inner item; at the root the cap that the policy sets too."""
        cap = stated(node.item.cap)
        if self._lowers(node):
            cap = node.bound if cap is None else min(cap, node.bound)
        return (node.item.floor if node.item.floor is not None else node.least), cap

    def spans(self, node: Node) -> tuple[Span, ...]:
        """Return the points that an item can come to, alone."""
        if node.item.key in self.declared:
            points = self.not_applicable(node)
            return ((points, points),)
        if id(node) not in self._spans:
            self._spans[id(node)] = attainable(node, self.rounding)
        return self._spans[id(node)]

    def not_applicable(self, node: Node) -> Fraction:
        """Return the points of a leaf that is declared not applicable."""
        return node.bound if node.not_applicable == "full" and node.counts else ZERO

    def is_open(self, node: Node) -> bool:
        """Tell whether an inner item only adds up: nothing below it can come to its floor or its cap."""
        if node.item.rescale or node.rounded or any(leaf.item.key in self.declared for leaf in leaves(node)):
            return False
        floor, cap = self.limits(node)
        ends = [(each[0][0], each[-1][1]) for each in map(self.spans, children(node))]
        high = add_up([end[1] for end in ends])
        return floor <= add_up([end[0] for end in ends]) and (cap is None or high <= cap)

    def after(self, node: Node | None, value: Fraction) -> Fraction:
        """Take the sum of an inner item to its points."""
        if node is None:
            return ZERO
        floor, cap = self.limits(node)
        value = max(value * self.share(node), floor)
        value = value if cap is None else min(value, cap)
        value = self.rounding.apply(value) if node.rounded else value
        return min(value, self.applicable_max(node)) if self._lowers(node) else value

    def _lowers(self, node: Node) -> bool:
        """Tell whether the index of a total above the applicable max is lowered to 100 percent."""
        return node is self.tree and self.above_max == "cap"

    def before(self, node: Node, span: Span) -> Span | None:
        """Take a target of an inner item back to the sum of those below it."""
        low, high = span
        root = node is self.tree
        if self._lowers(node):
            low, high = _below(low, high, self.applicable_max(node))
        if root and self.above_max == "refuse":
            high = min(high, self.applicable_max(node))
        if low > high:
            return None
        if node.rounded:
            inside = before_rounding(self.rounding, low, high)
            if inside is None:
                return None
            low, high = inside
        if root and self.above_max == "refuse":
            high = min(high, node.bound)
        floor, cap = self.limits(node)
        if cap is not None:
            low, high = _below(low, high, cap)
        low = -_FAR if low <= floor else low
        share = self.share(node)
        if low > high or high < floor:
            return None
        if not share:
            return (-_FAR, _FAR) if low <= 0 <= high else None
        return low / share, high / share


def _below(low: Fraction, high: Fraction, cap: Fraction) -> Span:
    """Return the values that a cap takes into a span; an empty span where it takes none there."""
    return (low, _FAR if high >= cap else high) if low <= cap else (_FAR, -_FAR)


@lru_cache(maxsize=8)
def side_of(ruleset: Ruleset, kind: str, declared: frozenset[str]) -> Side:
    """Return one side; those of the last comparisons are kept, with what they found of unchanged items."""
    return Side(ruleset, kind, declared)


def children(node: Node | None) -> tuple[Node, ...]:
    """Return the items below one that apply."""
    return () if node is None else tuple(child for child in node.nodes if child.applies)


def allowing(ruleset: Ruleset) -> Ruleset:
    """Return a ruleset that lets every total stand."""
    policy = ruleset.policies.above_max.model_copy(update={"value": "allow"})
    return ruleset.model_copy(update={"policies": ruleset.policies.model_copy(update={"above_max": policy})})
