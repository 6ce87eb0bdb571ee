"""Two rulesets at once: which totals the same observations can come to under both, and observations for some.

The joint set of an item holds the pair (points under the one, points under the other) of every assessment
of one unit in which no leaf is declared not applicable but those named, and every other leaf that applies
has an entry: an observation, `zero` or `rejected`. Where one side alone reads an answer of a leaf, or has the
leaf, the other side may have any of its points. Unchanged items lie on the diagonal, on the
spans of `ruleset.lattice`; changed leaves on the pairs of `comparison.shared`; sum, rescale, floor, cap,
`above_max` and rounding carry both to the root. A set may hold more pairs than there are, never fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from parindex.analysis.options import Option, best_between, option_between, options
from parindex.comparison.cells import (
    Cell,
    Cells,
    Sums,
    box,
    capped,
    clip,
    floored,
    gather,
    point,
    rounded,
    scaled,
    turned,
)
from parindex.comparison.shared import meet, meeting
from parindex.comparison.sides import Kept, Part, Span, children, side_of
from parindex.comparison.strays import strays
from parindex.exact import ZERO
from parindex.exact import add as add_up
from parindex.fields import FrozenMap
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node

__all__ = ["DECLARED", "Found", "Joint", "Spent"]

_TRIES = 600  # observations tried before a search that finds nothing gives up
_CHOICES = 24  # as many ways to divide a target between an item and the rest
_STEPS = 4_000_000  # cells added, or looked at, before two rulesets are given up
DECLARED = FrozenMap({"state": "not-applicable", "why": "giả định / assumed"})


class Spent(Exception):  # noqa: N818 (nothing is wrong: it is too much)
    """The sets have more cells than are worked through."""


class Found(NamedTuple):
    """Points under both, and the option of each leaf on either side."""

    x: Fraction
    y: Fraction
    one: dict[str, Option]
    two: dict[str, Option]


class Joint:
    """The joint sets of two rulesets for one kind of unit, and the search for observations in them."""

    def __init__(
        self,
        old: Ruleset,
        new: Ruleset,
        kind: str,
        *,
        declared: frozenset[str] = frozenset(),
        common: bool = False,
    ) -> None:
        """Begin with nothing; with ``common`` no answers that one side alone reads, if any fits both."""
        self.one, self.two = (side_of(ruleset, kind, declared) for ruleset in (old, new))
        self.declared = declared
        self.root = Part(self.one.tree, self.two.tree)
        self.tries = _TRIES
        self.steps = _STEPS
        self.loose = False  # whether some leaf had answers that one side alone reads
        self._common = common
        self._same: dict[tuple[int, int], bool] = {}
        self._own = Kept()

    def part(self, key: str) -> Part:
        """Return the items of a key that apply; where just one of them is a leaf, that of the older side."""
        found = [_find(side.tree, key) for side in (self.one, self.two)]
        one, two = (node if node is not None and node.applies else None for node in found)
        alike = one is None or two is None or bool(one.nodes) == bool(two.nodes)
        return Part(one, two if alike else None)

    def same(self, one: Node | None, two: Node | None) -> bool:
        """Tell whether two items give the same points for the same observations."""
        if one is None or two is None or one is two:
            return one is two
        known = self._same.get((id(one), id(two)))
        if known is None:
            known = self._same[id(one), id(two)] = self._is_same(one, two)
        return known

    def _is_same(self, one: Node, two: Node) -> bool:
        if _rules(one) != _rules(two) or len(one.nodes) != len(two.nodes) or one.item.key in self.declared:
            return False
        if one.rounded and self.one.rounding != self.two.rounding:
            return False
        below = all(self.same(*pair) for pair in zip(one.nodes, two.nodes, strict=True))
        return below and self.one.share(one) == self.two.share(two)

    # From the leaves up

    def parts(self, part: Part) -> tuple[Part, ...]:
        """Return the items that an inner item adds up: those that only add up themselves are seen through.

        So an item that moved between two such items has not changed at all. Unchanged items come first.
        """
        kept = self._kept(part)
        if _id(part) not in kept.parts:
            found = self._opened(children(part.one), children(part.two))
            kept.parts[_id(part)] = tuple(sorted(found, key=self._order))
        return kept.parts[_id(part)]

    def _kept(self, part: Part) -> Kept:
        """Return where findings are kept: those of an unchanged item for every comparison."""
        return self.one.kept if part.one is part.two else self._own

    def _opened(self, ones: tuple[Node, ...], twos: tuple[Node, ...]) -> list[Part]:
        parts = [Part(each.one, each.one) if self.same(*each) else each for each in _paired(ones, twos)]
        opened = [
            each
            for each in parts
            if not each.is_leaf and not self.same(each.one, each.two) and self._open(each)
        ]
        if not opened:
            return parts
        through = {id(node) for part in opened for node in part}
        return self._opened(_seen(ones, through), _seen(twos, through))

    def _open(self, part: Part) -> bool:
        sides = ((self.one, part.one), (self.two, part.two))
        return all(side.is_open(node) for side, node in sides if node is not None)

    def _order(self, part: Part) -> tuple[bool, bool]:
        """What is chosen first: unchanged items, those without a continuum before the others."""
        same = self.same(part.one, part.two)
        return not same, same and any(low < high for low, high in self.one.spans(part.node))

    def cells(self, part: Part) -> Cells:
        """Return the joint set of an item."""
        kept = self._kept(part)
        if _id(part) not in kept.cells:
            kept.cells[_id(part)] = self._joint(part)
        return kept.cells[_id(part)]

    def _joint(self, part: Part) -> Cells:
        one, two = part
        # The root does more with its sum than what a set of one side knows.
        if one is None or two is None or (self.same(one, two) and part.one is not self.one.tree):
            xs = ((ZERO, ZERO),) if one is None else self.one.spans(one)
            ys = ((ZERO, ZERO),) if two is None else self.two.spans(two)
            if self.same(one, two):
                return tuple(Cell(*span, *span, ZERO, ZERO) for span in xs)
            return tuple(box(x, y) for x in xs for y in ys)
        if not part.is_leaf:
            return self._carried(part, self.rests(part)[0])
        if one.item.key in self.declared:
            return (point(self.one.not_applicable(one), self.two.not_applicable(two)),)
        met = meet(one, two)
        spans = (self.one.spans(one), self.two.spans(two))
        if met is None:
            return tuple(box(x, y) for x in spans[0] for y in spans[1])
        apart = [
            *(box(x, y) for x in strays(one, two) for y in spans[1]),
            *(box(x, y) for x in spans[0] for y in strays(two, one)),
        ]
        self.loose = self.loose or bool(apart)
        return met if self._common or not apart else gather((*met, *apart))

    def rests(self, part: Part) -> Sums:
        """Return the sums of the last parts of an inner item: of all, of all but one, and so on to none.

        Raises:
            Spent: too many cells were added.
        """
        kept = self._kept(part)
        if _id(part) not in kept.rests:
            kept.rests[_id(part)] = found = Sums(map(self.cells, self.parts(part)))
            # What is kept for other comparisons is free: whether it was there already must not matter.
            self.steps -= 0 if part.one is part.two else found.steps
            if self.steps <= 0:
                raise Spent
        return kept.rests[_id(part)]

    def _carried(self, part: Part, cells: Cells) -> Cells:
        """Take the sums of an inner item to its points, on both sides."""
        one, two = part.one, part.two
        assert one is not None  # noqa: S101 (both sides have it)
        assert two is not None  # noqa: S101 (the same)
        cells = scaled(cells, self.one.share(one), self.two.share(two))
        cells = _limited(cells, *self.one.limits(one))
        cells = _around(_limited(_around(cells), *self.two.limits(two)))
        root = one is self.one.tree
        if root:
            cells = self._bounded(cells, one.bound, two.bound, ("refuse",))
        cells = rounded(cells, self.one.rounds(one), self.two.rounds(two))
        if root:
            maxima = (self.one.applicable_max(one), self.two.applicable_max(two))
            cells = self._bounded(cells, *maxima, ("refuse", "cap"))
        return gather(cells)

    def _bounded(self, cells: Cells, x: Fraction, y: Fraction, policies: tuple[str, ...]) -> Cells:
        """Take totals above a bound as the policies of both sides say: refused, or lowered to it."""
        for side, bound, turn in ((self.one, x, False), (self.two, y, True)):
            if side.above_max in policies:
                here = _around(cells) if turn else cells
                kept = (clip(cell, (None, bound)) for cell in here)
                here = capped(here, bound) if side.above_max == "cap" else tuple(filter(None, kept))
                cells = _around(here) if turn else here
        return cells

    # From the target down

    def find(self, part: Part, x: Span, y: Span) -> Iterator[Found]:
        """Give options of the leaves below an item, so that its points lie in a span under each ruleset."""
        if part.is_leaf:
            for found in self._answers(part, x, y):
                if self.tries <= 0:
                    return
                self.tries -= 1
                yield found
            return
        xs = x if part.one is None else self.one.before(part.one, x)
        ys = y if part.two is None else self.two.before(part.two, y)
        if xs is not None and ys is not None:
            for found in self._below(part, xs, ys):
                yield found._replace(x=self.one.after(part.one, found.x), y=self.two.after(part.two, found.y))

    def _below(self, part: Part, x: Span, y: Span) -> Iterator[Found]:
        """Give options of the leaves below an inner item, so that its parts add up in two spans."""
        parts, rests = self.parts(part), self.rests(part)
        trail: list[Found] = []
        open_ = [self._first(parts, rests, 0, (x, y))]
        while open_:
            del trail[len(open_) - 1 :]
            found = next(open_[-1], None)
            if found is None:
                open_.pop()
                continue
            trail.append(found)
            over, up = add_up([each.x for each in trail]), add_up([each.y for each in trail])
            if len(trail) == len(parts):
                ones = {key: option for each in trail for key, option in each.one.items()}
                twos = {key: option for each in trail for key, option in each.two.items()}
                yield Found(over, up, ones, twos)
            else:
                left = ((x[0] - over, x[1] - over), (y[0] - up, y[1] - up))
                open_.append(self._first(parts, rests, len(trail), left))

    def _first(
        self, parts: tuple[Part, ...], rests: Sums, at: int, left: tuple[Span, Span]
    ) -> Iterator[Found]:
        """Give options for one part that leave the parts after it a target that they may come to."""
        goal = box(*left)
        given = 0
        for cell in reversed(self.cells(parts[at])):
            self.steps -= len(rests[at + 1])
            for target in _targets(cell, rests[at + 1], goal):
                given += 1
                yield from self.find(parts[at], (target.x0, target.x1), (target.y0, target.y1))
                if given >= _CHOICES or self.tries <= 0:
                    return
            if self.steps <= 0:
                return

    def _answers(self, part: Part, x: Span, y: Span) -> Iterator[Found]:
        """Give options of one leaf, on both sides or on the only one that has it."""
        one, two = part
        if part.node.item.key in self.declared:
            yield from self._declared(part)
        elif one is not None and two is not None and self.same(one, two):
            for option in _chosen(one, (max(x[0], y[0]), min(x[1], y[1]))):
                yield _both(one.item.key, option, option)
        elif one is not None and two is not None and meet(one, two) is not None:
            for met in meeting(one, two, x, y):
                options_ = (Option(met.x, met.observation), Option(met.y, met.observation))
                yield _both(one.item.key, *options_)
        else:
            firsts = [None] if one is None else _chosen(one, x)
            for first in firsts:
                for second in [None] if two is None else _chosen(two, y):
                    yield _both(part.node.item.key, first, second)

    def _declared(self, part: Part) -> Iterator[Found]:
        sides = ((self.one, part.one), (self.two, part.two))
        given = [Option(side.not_applicable(node), DECLARED) if node else None for side, node in sides]
        yield _both(part.node.item.key, given[0], given[1])


def _both(key: str, one: Option | None, two: Option | None) -> Found:
    return Found(
        ZERO if one is None else one.points,
        ZERO if two is None else two.points,
        {} if one is None else {key: one},
        {} if two is None else {key: two},
    )


def _chosen(leaf: Node, span: Span) -> Iterable[Option]:
    """Give options of a leaf in a span: the best first, of a continuum those in the middle first."""
    low, high = span
    if low > high:
        return ()
    listed = options(leaf)
    if listed is not None:
        return [option for option in reversed(listed) if low <= option.points <= high]
    low, high = max(low, leaf.least), min(high, leaf.most)
    part = (high - low) / 4
    tries = (option_between(leaf, low + part, high - part), best_between(leaf, low, high))
    found = (*tries, option_between(leaf, low, high))
    return [option for option in dict.fromkeys(found) if option and low <= option.points <= high]


def _targets(cell: Cell, rest: Cells, goal: Cell) -> Iterator[Cell]:
    """Give where in a cell a pair leaves a rest for the goal, the first few."""
    given = 0
    for other in rest:
        if (
            cell.x0 + other.x0 > goal.x1
            or cell.x1 + other.x1 < goal.x0
            or cell.y0 + other.y0 > goal.y1
            or cell.y1 + other.y1 < goal.y0
        ):
            continue
        target = clip(
            cell._replace(
                d0=max(cell.d0, goal.d0 - other.d1),
                d1=min(cell.d1, goal.d1 - other.d0),
            ),
            (goal.x0 - other.x1, goal.x1 - other.x0),
            (goal.y0 - other.y1, goal.y1 - other.y0),
        )
        if target is not None:
            yield target
            given += 1
            # A single pair leaves the choice among the rests to the parts after it.
            if given >= 4 or (cell.x0 == cell.x1 and cell.y0 == cell.y1):  # noqa: PLR2004 (a few)
                return


def _limited(cells: Cells, floor: Fraction, cap: Fraction | None) -> Cells:
    lifted = floored(cells, floor)
    return lifted if cap is None else capped(lifted, cap)


def _around(cells: Cells) -> Cells:
    return tuple(turned(cell) for cell in cells)


def _id(part: Part) -> tuple[int, int]:
    return id(part.one), id(part.two)


def _rules(node: Node) -> tuple[object, ...]:
    item = node.item
    stated_ = (item.key, item.max, item.cap, item.floor, item.rescale, item.scale)
    return (*stated_, node.role, node.applies, node.rounded, node.bound, node.expressions)


def _find(node: Node, key: str) -> Node | None:
    if node.item.key == key:
        return node
    return next((found for child in node.nodes if (found := _find(child, key)) is not None), None)


def _paired(ones: tuple[Node, ...], twos: tuple[Node, ...]) -> list[Part]:
    """Pair items by key, a leaf with a leaf; then those of one side alone."""
    others = {(node.item.key, bool(node.nodes)): node for node in twos}
    parts = [Part(node, others.pop((node.item.key, bool(node.nodes)), None)) for node in ones]
    return [*parts, *(Part(None, node) for node in others.values())]


def _seen(nodes: tuple[Node, ...], through: set[int]) -> tuple[Node, ...]:
    found = (children(node) if id(node) in through else (node,) for node in nodes)
    return tuple(each for some in found for each in some)
