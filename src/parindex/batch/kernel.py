"""The whole tree over columns: totals, indexes and bands of many units, and which of them are in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from parindex.exact import ONE, ZERO, Rounding
from parindex.formula.column_rounding import round_off
from parindex.formula.columnar import Given, Scope, points
from parindex.formula.columns import (
    Column,
    Mark,
    choose,
    clamp,
    climb,
    constant,
    divide,
    fine,
    over,
    reached,
    scale,
    settle,
    total,
)
from parindex.ruleset.model import Band, Ruleset, stated
from parindex.ruleset.tree import Node
from parindex.scales.observation import Form

__all__ = ["NO_BAND", "Published", "Seen", "Sight", "publish"]

HUNDRED = Fraction(100)
NO_BAND = -1
States = npt.NDArray[Any]

OBSERVED, ZEROED, NOT_APPLICABLE, MISSING = range(4)


@dataclass(frozen=True, slots=True)
class Sight:
    """Observations of one form: the inputs, the most that done may be of planned, and whose they are.

    Inputs of units that were not observed in this form are any that the scale takes.
    """

    form: Form
    given: Given
    most: Fraction = ONE
    where: Mark = True


@dataclass(frozen=True, slots=True)
class Seen:
    """What was observed of one leaf of many units; ``states`` where not all are observed."""

    sights: tuple[Sight, ...]
    states: States | None = None


class Published(NamedTuple):
    """The published figures of many units: whole numbers of ``10 ** -digits``, and places of bands.

    ``figure`` is what ranks look at: the published index, or `FINEST` parts of the exact one, which lies in
    ``[figure, figure + slack]``. A unit in ``doubts`` is left to the exact engine.
    Each is an array, or one number for all units.
    """

    total: Any
    index: Any
    band: Any
    figure: Any
    slack: int
    doubts: Mark


@dataclass(frozen=True, slots=True)
class _Line:
    points: Column
    maximum: Column


class _Sheet:
    """Walks the tree once; ``lacking`` says whether a missing leaf counts with its least or its most."""

    def __init__(self, ruleset: Ruleset, seen: Mapping[str, Seen], *, lacking: str) -> None:
        self.policies = ruleset.policies
        self.rounding: Rounding = ruleset.policies.rounding.value.rounding
        self.seen = seen
        self.lacking = lacking
        self.doubts: Mark = False

    def line(self, node: Node) -> _Line:
        if not node.applies:
            return _Line(constant(ZERO), constant(ZERO))
        return self.inner(node) if node.nodes else self.leaf(node)

    def leaf(self, node: Node) -> _Line:
        seen = self.seen.get(node.item.key)
        maximum = constant(node.bound if node.counts else ZERO)
        if seen is None:
            return _Line(constant(self.absent(node)), maximum)
        found = self.observed(node, seen)
        return (
            _Line(found, maximum) if seen.states is None else self.settled(node, seen.states, found, maximum)
        )

    def observed(self, node: Node, seen: Seen) -> Column:
        figures = []
        for sight in seen.sights:
            scope = Scope(sight.most)
            figures.append(settle(points(node.expression(sight.form), sight.given, scope)))
            self.doubts = self.doubts | scope.doubts
        *cases, (_, last) = zip((sight.where for sight in seen.sights), figures, strict=True)
        return choose(cases, last) if cases else last

    def absent(self, node: Node) -> Fraction:
        """Return what a missing leaf counts with."""
        if self.policies.missing.value == "zero":
            return ZERO
        return node.least if self.lacking == "least" else node.most

    def settled(self, node: Node, states: States, found: Column, maximum: Column) -> _Line:
        """Put the points of states in the place of those observed."""
        policy = node.not_applicable
        excused = node.bound if policy == "full" and node.counts else ZERO
        cases = [
            (states == ZEROED, constant(ZERO)),
            (states == NOT_APPLICABLE, constant(excused)),
            (states == MISSING, constant(self.absent(node))),
        ]
        if policy == "exclude":
            maximum = choose([(states == NOT_APPLICABLE, constant(ZERO))], maximum)
        return _Line(choose(cases, found), maximum)

    def inner(self, node: Node) -> _Line:
        lines = [self.line(child) for child in node.nodes]
        sum_, maxima = total([each.points for each in lines]), total([each.maximum for each in lines])
        value = self.combine(node, sum_, maxima)
        if node.rounded:
            value, open_ = round_off(value, self.rounding)
            self.doubts = self.doubts | open_
        return _Line(value, _inner_max(node, maxima))

    def combine(self, node: Node, value: Column, maxima: Column) -> Column:
        item = node.item
        if item.rescale and item.max is not None:
            value = _rescaled(value, item.max, maxima)
        value = settle(clamp(value, item.floor if item.floor is not None else node.least, above=False))
        if (cap := stated(item.cap)) is not None:
            value = settle(clamp(value, cap, above=True))
        if node.path == ("score",):
            value = self.topped(value, node.bound)
        return value

    def topped(self, value: Column, limit: Fraction) -> Column:
        """Cap a total above the max, or leave it to the exact engine to refuse it."""
        if self.policies.above_max.value == "cap":
            return settle(clamp(value, limit, above=True))
        if self.policies.above_max.value == "refuse":
            self.doubts = self.doubts | reached(value, limit, ">")[1]
        return value


def _inner_max(node: Node, maxima: Column) -> Column:
    if not node.counts:
        return constant(ZERO)
    if any(child.applies and child.item.max is None for child in node.nodes):
        return constant(node.bound)
    if not node.item.rescale:
        return maxima
    return choose([(reached(maxima, ZERO, ">")[0], constant(node.bound))], constant(ZERO))


def _rescaled(value: Column, most: Fraction, maxima: Column) -> Column:
    if isinstance(maxima.low, int):
        return scale(value, most * maxima.den / maxima.low) if maxima.low else constant(ZERO)
    bound = most * Fraction(max(abs(value.least), abs(value.most)) + value.slack, value.den)
    divisor = Column(np.maximum(maxima.low, 1), maxima.den, 1, maxima.most)
    made = divide(scale(value, most), divisor, bound * maxima.den)
    return choose([(maxima.low == 0, constant(ZERO))], made)


def publish(ruleset: Ruleset, tree: Node, seen: Mapping[str, Seen], *, lacking: str = "least") -> Published:
    """Score units of one kind; a missing leaf counts with its least or its most points.

    Raises:
        UnprovableError: 64 bits are not proven to be enough for these inputs.
    """
    sheet = _Sheet(ruleset, seen, lacking=lacking)
    root = sheet.line(tree)
    rounding = sheet.rounding
    index, nothing = _index(root, above=ruleset.policies.above_max.value)
    (total_, first), (published, second) = (_published(each, rounding) for each in (root.points, index))
    band, open_ = _bands(ruleset.bands, index if ruleset.policies.band_on.value == "exact" else published)
    ranked = published if ruleset.policies.rank.value.on == "published" else fine(index)
    doubts = sheet.doubts | nothing | first | second | open_
    return Published(total_.low, published.low, band, ranked.low, ranked.slack, doubts)


def _published(figure: Column, rounding: Rounding) -> tuple[Column, Mark]:
    """Return a rounded figure in whole parts of its last digit, and where that is in doubt."""
    rounded, open_ = round_off(figure, rounding)
    return over(rounded, 10**rounding.digits), open_


def _index(root: _Line, *, above: str) -> tuple[Column, Mark]:
    """Return the index in percent, and where nothing applies or the exact engine must refuse it."""
    nothing: Mark = root.maximum.low == 0
    index = _rescaled(root.points, HUNDRED, root.maximum)
    if above == "cap":
        return settle(clamp(index, HUNDRED, above=True)), nothing
    if above == "refuse":
        nothing = nothing | reached(index, HUNDRED, ">")[1]
    return index, nothing


def _bands(bands: tuple[Band, ...], index: Column) -> tuple[npt.NDArray[Any] | int, Mark]:
    """Return the place of each unit's band, and where an edge lies between its two bounds."""
    edges = [reached(index, band.from_, ">=") for band in bands]
    cases = [(here, Fraction(place)) for place, (here, _) in enumerate(edges)]
    floors = [band.from_ for band in bands]
    if bands and bands[0].to is not None:
        edges.insert(0, reached(index, bands[0].to, ">"))
        cases.insert(0, (edges[0][0], Fraction(NO_BAND)))
        floors.insert(0, bands[0].to)
    open_: Mark = False
    for here, may in edges:
        open_ = open_ if may is here else open_ | (here != may)
    if floors == sorted(floors, reverse=True):  # what is above one is above all below it
        return climb(cases, Fraction(NO_BAND)).low, open_
    return choose([(here, constant(place)) for here, place in cases], constant(Fraction(NO_BAND))).low, open_
