"""A whole assessment for a target: an option of every leaf, so that the score comes to lie in a span."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from parindex.analysis.options import (
    Option,
    before_rounding,
    best_between,
    entry,
    option_between,
    options,
)
from parindex.assessment import Assessed, Assessment, Stage
from parindex.exact import ZERO, add
from parindex.fields import FrozenMap
from parindex.ruleset.lattice import Spans, add_spans, applicable_max, attainable
from parindex.ruleset.model import Ruleset, stated
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scoring import score

__all__ = ["UNDECIDED", "Undecided", "assessment_of", "reach"]

Undecided = Literal["undecided"]
UNDECIDED: Undecided = "undecided"
"""The sets of points hold the target, but no observation of the leaves was found that meets it."""

Figure = Literal["total", "index"]
Goal = tuple[Fraction, Fraction]

_NONE: Spans = ((ZERO, ZERO),)
_FREE: FrozenMap[str, Option] = FrozenMap({})
_HUNDRED = Fraction(100)
_FAR = Fraction(10**40)  # beyond every sum of points: an end that nothing limits
_TRIES = 2_000  # options tried before a search that finds nothing gives up


class _Found(NamedTuple):
    """Options of the leaves below an item, and the points that they give it."""

    chosen: dict[str, Option]
    points: Fraction


def reach(  # noqa: PLR0913 (the span of a figure is two numbers)
    ruleset: Ruleset,
    kind: str,
    low: Fraction,
    high: Fraction,
    *,
    fixed: Mapping[str, Option] = _FREE,
    figure: Figure = "total",
) -> FrozenMap[str, Option] | Undecided | None:
    """Return an option of every leaf that applies, so that the exact figure lies from ``low`` to ``high``.

    The total is in points, the index in percent; nothing is declared not applicable. Leaves of ``fixed``
    have the options given; any other key there is passed over. The later items are marked in full first, and
    the engine has scored what is returned.
    ``None`` is proven; `UNDECIDED` is returned where the target lies in what is known of the sets, but a
    number that cannot be written, a rounding or a set too large to list stands in the way.
    """
    tree = resolve(ruleset, kind)
    search = _Search(ruleset, tree, fixed)
    goal = search.goal(low, high, figure)
    if goal is None or not any(_meet(span, goal) for span in search.sums(tree)[-1]):
        return None
    keys = [leaf.item.key for leaf in leaves(tree) if leaf.applies]
    found = (FrozenMap({key: each.chosen[key] for key in keys}) for each in search.below(tree, goal))
    return next((each for each in found if low <= _exact(ruleset, kind, each, figure) <= high), UNDECIDED)


def assessment_of(ruleset: Ruleset, kind: str, chosen: Mapping[str, Option]) -> Assessment:
    """Make the assessment, at the stage `final`, of a unit that is not a real one: an option of each leaf."""
    return Assessment(
        format="1",
        ruleset=ruleset.id,
        unit=Assessed(key="unit", name="Đơn vị", kind=kind),
        period=ruleset.periods[0].key,
        stages={"final": Stage(entries={key: entry(option) for key, option in chosen.items()})},
    )


def _exact(ruleset: Ruleset, kind: str, chosen: Mapping[str, Option], figure: Figure) -> Fraction:
    """Let the engine score an assessment."""
    sheet = score(ruleset, assessment_of(ruleset, kind, chosen), trace=False)
    return sheet.total.least if figure == "total" else sheet.index.least


class _Search:
    """What stays the same while the tree is searched, and how many options may still be tried."""

    def __init__(self, ruleset: Ruleset, tree: Node, fixed: Mapping[str, Option]) -> None:
        self.above_max = ruleset.policies.above_max.value
        self.rounding = ruleset.policies.rounding.value.rounding
        self.tree = tree
        self.fixed = fixed
        self.tries = _TRIES
        self.known: dict[str, tuple[Spans, ...]] = {}

    # From the leaves up

    def spans(self, node: Node) -> Spans:
        """Return the points that an item can come to, the fixed leaves fixed."""
        if node.item.scale is None:
            ends = self.sums(node)[-1]
            return add_spans(
                tuple((self.after(node, low), self.after(node, high)) for low, high in ends), _NONE
            )
        if node.item.key in self.fixed:
            points = self.fixed[node.item.key].points
            return ((points, points),)
        return attainable(node, self.rounding)

    def sums(self, node: Node) -> tuple[Spans, ...]:
        """Return the sums of the first children that apply: of none, of one, and so on up to all."""
        if node.item.key not in self.known:
            sums: list[Spans] = [_NONE]
            for child in _children(node):
                sums.append(add_spans(sums[-1], self.spans(child)))
            self.known[node.item.key] = tuple(sums)
        return self.known[node.item.key]

    def after(self, node: Node, value: Fraction) -> Fraction:
        """Take the sum of an inner item through rescale, floor, cap and rounding."""
        if node.item.rescale:
            value *= _share(node)
        value = max(value, _floor(node))
        cap = stated(node.item.cap)
        if cap is not None:
            value = min(value, cap)
        return self.rounding.apply(value) if node.rounded else value

    # From the target down

    def goal(self, low: Fraction, high: Fraction, figure: Figure) -> Goal | None:
        """Return where the sum of the root must lie; nothing where no sum will do."""
        maximum, bound = applicable_max(self.tree), self.tree.bound
        if figure == "index":
            if self.above_max == "cap":
                low, high = _below_cap(low, high, _HUNDRED)
            low, high = low * maximum / 100, high * maximum / 100
        if self.above_max == "refuse":
            high = min(high, maximum)
        span = self.unrounded(self.tree, (low, high)) if low <= high else None
        if span is None or not maximum:
            return None
        low, high = span
        if self.above_max == "refuse":
            high = min(high, bound)
        if self.above_max == "cap":
            low, high = _below_cap(low, high, bound)
        return self.before(self.tree, (low, high))

    def unrounded(self, node: Node, goal: Goal) -> Goal | None:
        return before_rounding(self.rounding, *goal) if node.rounded else goal

    def before(self, node: Node, goal: Goal) -> Goal | None:
        """Take a target of an inner item, before it is rounded, back through cap, floor and rescale."""
        low, high = goal
        cap, floor = stated(node.item.cap), _floor(node)
        if cap is not None:
            low, high = _below_cap(low, high, cap)
        if high < floor:
            return None
        if low <= floor:
            low = -_FAR
        if node.item.rescale:
            share = _share(node)
            if share:
                return low / share, high / share
            return (-_FAR, _FAR) if low <= 0 <= high else None
        return low, high

    def choices(self, node: Node, goal: Goal) -> Iterator[_Found]:
        """Give options of the leaves below an item, or of a leaf, whose points lie in a span."""
        if node.item.scale is not None:
            for option in self.options(node, goal):
                yield _Found({node.item.key: option}, option.points)
            return
        unrounded = self.unrounded(node, goal)
        inner = self.before(node, unrounded) if unrounded else None
        for found in self.below(node, inner) if inner else ():
            yield _Found(found.chosen, self.after(node, found.points))

    def options(self, leaf: Node, goal: Goal) -> Iterator[Option]:
        """Give options of a leaf in a span, the best first; of a continuum those nearest to its ends."""
        if leaf.item.key in self.fixed:
            candidates: Iterable[Option | None] = (self.fixed[leaf.item.key],)
        elif (listed := options(leaf)) is not None:
            candidates = reversed(listed)
        else:
            candidates = dict.fromkeys((best_between(leaf, *goal), option_between(leaf, *goal)))
        for option in candidates:
            if option is not None and goal[0] <= option.points <= goal[1] and self.tries > 0:
                self.tries -= 1
                yield option

    def below(self, node: Node, goal: Goal) -> Iterator[_Found]:
        """Give options of the leaves below an inner item, so that its children's points add up in a span.

        The children are taken from the last to the first, each as high as the sums of those before it allow.
        """
        children = _children(node)
        trail: list[_Found] = []
        open_ = [self.child(node, len(children), goal)] if children else []
        if not children and goal[0] <= 0 <= goal[1]:
            yield _Found({}, ZERO)
        while open_:
            del trail[len(open_) - 1 :]
            found = next(open_[-1], None)
            if found is None:
                open_.pop()
                continue
            trail.append(found)
            points = add([each.points for each in trail])
            if len(trail) < len(children):
                rest = (goal[0] - points, goal[1] - points)
                open_.append(self.child(node, len(children) - len(trail), rest))
            else:
                yield _Found({key: option for each in trail for key, option in each.chosen.items()}, points)

    def child(self, node: Node, count: int, goal: Goal) -> Iterator[_Found]:
        """Give options for the last of the first children, that leave the others a sum that they can have."""
        child, others = _children(node)[count - 1], self.sums(node)[count - 1]
        for low, high in reversed(self.spans(child)):
            rests = [rest for rest in others if _meet(rest, (goal[0] - high, goal[1] - low))]
            # A single value leaves the choice among the rests to the children before it.
            for rest in rests[:1] if low == high else rests:
                part = (max(low, goal[0] - rest[1]), min(high, goal[1] - rest[0]))
                yield from self.choices(child, (low, high) if low == high else part)


def _below_cap(low: Fraction, high: Fraction, cap: Fraction) -> Goal:
    """Return the values that a cap takes into a span; an empty span where it takes none there."""
    return (low, _FAR if high >= cap else high) if low <= cap else (_FAR, -_FAR)


def _children(node: Node) -> tuple[Node, ...]:
    return tuple(child for child in node.nodes if child.applies)


def _floor(node: Node) -> Fraction:
    return node.item.floor if node.item.floor is not None else node.least


def _share(node: Node) -> Fraction:
    """Return what one point of the children's sum is worth in a rescaled item."""
    total = add([applicable_max(child) for child in node.nodes])
    return node.bound / total if total else ZERO


def _meet(span: Goal, goal: Goal) -> bool:
    return span[0] <= goal[1] and span[1] >= goal[0]
