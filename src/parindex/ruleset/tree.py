"""The tree as one kind of unit meets it: what is inherited, what applies, what each leaf lowers to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from parindex.errors import Path
from parindex.exact import ZERO, Rounding
from parindex.formula.expression import Expression, Input, Let, Named, Number, Product, Rounded
from parindex.ruleset.model import Item, ItemRole, Ruleset, stated
from parindex.ruleset.policy import NotApplicable
from parindex.scales import Scale, forms, lower
from parindex.scales.observation import Form

__all__ = ["Node", "leaves", "resolve"]


@dataclass(frozen=True, slots=True)
class Node:
    """An item with everything that the items above it and the policies decide.

    ``bound`` is the most points a leaf can have, or lose: its max, or its parent's cap where it states none.
    """

    item: Item
    path: Path
    role: ItemRole
    not_applicable: NotApplicable
    applies: bool
    rounded: bool
    bound: Fraction
    expressions: tuple[tuple[Form, Expression], ...]
    nodes: tuple[Node, ...]

    @property
    def counts(self) -> bool:
        """Tell whether the item's max counts in that of the item above: not for a bonus or a penalty."""
        return self.role not in {"bonus", "penalty"}

    @property
    def least(self) -> Fraction:
        """Return the least points a leaf can have."""
        return -self.bound if self.role == "penalty" else ZERO

    @property
    def most(self) -> Fraction:
        """Return the most points a leaf can have."""
        return ZERO if self.role == "penalty" else self.bound

    def expression(self, form: Form) -> Expression:
        """Return what a leaf's points lower to, for one form of observation."""
        for each, expression in self.expressions:
            if each == form:
                return expression
        raise KeyError(form)


@lru_cache(maxsize=64)
def resolve(ruleset: Ruleset, kind: str) -> Node:
    """Return the tree of a ruleset for one kind of unit."""
    return _Resolver(ruleset, kind).node(ruleset.score, ("score",), None, None)


def leaves(node: Node) -> Iterator[Node]:
    """Visit the leaves below a node, in order."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.nodes:
            waiting += reversed(each.nodes)
        else:  # an item without items has a scale
            yield each


class _Resolver:
    """What stays the same while the tree is walked."""

    def __init__(self, ruleset: Ruleset, kind: str) -> None:
        self.kind = kind
        self.policy: NotApplicable = ruleset.policies.not_applicable.value
        self.at = frozenset(ruleset.policies.rounding.value.at)
        self.rounding = ruleset.policies.rounding.value.rounding

    def node(self, item: Item, path: Path, above: Node | None, cap: Fraction | None) -> Node:
        role = item.role or (above.role if above else "criterion")
        applies = (above is None or above.applies) and (
            item.applies_to is None or self.kind in item.applies_to
        )
        bound = item.max if item.max is not None else cap or ZERO
        rounded = item.key in self.at or (item.scale is not None and "leaf" in self.at)
        lowered = _lowered(item.scale, bound, role, self.rounding if rounded else None)
        policy = item.not_applicable or (above.not_applicable if above else self.policy)
        node = Node(item, path, role, policy, applies, rounded, bound, lowered, ())
        children = tuple(
            self.node(child, (*path, "items", index), node, stated(item.cap))
            for index, child in enumerate(item.items)
        )
        return Node(item, path, role, policy, applies, rounded, bound, lowered, children)


def _lowered(
    scale: Scale | None, bound: Fraction, role: ItemRole, rounding: Rounding | None
) -> tuple[tuple[Form, Expression], ...]:
    """Lower a leaf's scale for each form; a penalty's size becomes its negative, rounded where declared."""
    if scale is None:
        return ()
    return tuple((form, _signed(lower(scale, bound, form), role, rounding)) for form in forms(scale))


def _signed(expression: Expression, role: ItemRole, rounding: Rounding | None) -> Expression:
    if role == "penalty":
        negative = Named("penalty", Product(Number(Fraction(-1)), Input("size")))
        expression = Let("size", expression, negative)
    return expression if rounding is None else Rounded(expression, rounding)
