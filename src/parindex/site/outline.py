"""Where each item of a ruleset stands: what is above it, who meets it, and what share of the whole it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from parindex.exact import ONE
from parindex.fields import FrozenMap
from parindex.ruleset.lattice import applicable_max
from parindex.ruleset.model import Item, Ruleset, UnitKind, walk
from parindex.ruleset.tree import Node, resolve

__all__ = ["Spot", "outline"]


@dataclass(frozen=True, slots=True)
class Spot:
    """An item as a reader meets it.

    ``node`` is the item for the first kind of unit in ``kinds``, which are those that it applies to; of one
    that applies to none, for the first kind there is. ``place`` is dotted, as assumptions and readings name
    it; ``above`` has the items from the root down. ``share`` is its max of the points of the whole, through
    every rescale; nothing where no max is stated, or where other kinds of units have another one.
    """

    node: Node
    place: str
    above: tuple[Item, ...]
    kinds: tuple[UnitKind, ...]
    share: Fraction | None
    before: Item | None
    after: Item | None

    @property
    def item(self) -> Item:
        """Return the item itself."""
        return self.node.item


@lru_cache(maxsize=64)
def outline(ruleset: Ruleset) -> Mapping[str, Spot]:
    """Return every item by its key, in the order of the ruleset."""
    trees = [(kind, _flat(resolve(ruleset, kind.key))) for kind in ruleset.units.kinds]
    items = [item for item, _ in walk(ruleset.score)]
    above = _above(ruleset.score)
    found = {}
    for at, item in enumerate(items):
        meeting = [(kind, tree[item.key]) for kind, tree in trees if tree[item.key][0].applies]
        shares = {share for _, (_, share) in meeting}
        way = above[item.key]
        found[item.key] = Spot(
            node=(meeting[0][1] if meeting else trees[0][1][item.key])[0],
            place=".".join(["score", *(each.key for each in (*way, item)[1:])]),
            above=way,
            kinds=tuple(kind for kind, _ in meeting),
            share=shares.pop() if len(shares) == 1 else None,
            before=items[at - 1] if at else None,
            after=items[at + 1] if at + 1 < len(items) else None,
        )
    return FrozenMap(found)


def _above(root: Item) -> dict[str, tuple[Item, ...]]:
    found: dict[str, tuple[Item, ...]] = {}
    waiting: list[tuple[Item, tuple[Item, ...]]] = [(root, ())]
    while waiting:
        item, way = waiting.pop()
        found[item.key] = way
        waiting += ((child, (*way, item)) for child in item.items)
    return found


def _flat(root: Node) -> dict[str, tuple[Node, Fraction | None]]:
    """Return the nodes of a tree by key, each with its share of the whole."""
    return {node.item.key: (node, share) for node, share in _shares(root, ONE, root.bound)}


def _shares(node: Node, worth: Fraction, whole: Fraction) -> Iterator[tuple[Node, Fraction | None]]:
    """Give each node with its share, where a point of it is worth so many of the whole."""
    stated = node.item.max is not None and whole > 0
    yield node, node.bound * worth / whole if stated else None
    marks = sum((applicable_max(child) for child in node.nodes), Fraction(0))
    below = worth * node.bound / marks if node.item.rescale and marks else worth
    for child in node.nodes:
        yield from _shares(child, below, whole)
