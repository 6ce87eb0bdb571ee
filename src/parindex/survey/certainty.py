"""Certainty: how sure one unit's items, points, index and band are, given how its ballots vary.

Only leaves that tallies score are uncertain. What varies is carried up the score sheet as a difference from
the exact figures, so that where nothing varies the figures are the exact ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from parindex.analysis.distance import applicable_max
from parindex.classification import classify
from parindex.exact import ONE, ZERO, Rounding, add
from parindex.formula.evaluate import evaluate
from parindex.ruleset.model import Band, Ruleset, stated
from parindex.ruleset.tree import Node, resolve
from parindex.scales import read
from parindex.scales.observation import Reading
from parindex.scales.survey import SurveyScale, lower
from parindex.scoresheet import Line, ScoreSheet
from parindex.survey.estimation import estimate, root, student
from parindex.survey.influence import UnitCovariance
from parindex.survey.points import blocks, given
from parindex.survey.result import Certainty, Estimate, Sampling

__all__ = ["Varied", "certainty", "coefficients", "vary"]

_HUNDRED = Fraction(100)
_NEAR = 1e-9  # points or percent: so near an edge or a tie of a rounding a float is taken to be on it

_NOTHING = 1e-12  # of the variance that items have each by itself: less is what floats leave of zero
_ENDS = np.array([-1.0, 1.0])

_Draws = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Varied:
    """A figure that varies: its exact value, and the differences from it, one for each draw."""

    base: Fraction
    change: _Draws

    @property
    def values(self) -> _Draws:
        """Return the figure in each draw."""
        return float(self.base) + self.change


def certainty(sheet: ScoreSheet, found: UnitCovariance, sampling: Sampling) -> Certainty:
    """Return how sure the figures of one unit are, of which no item that ballots score may be missing.

    The covariance must be that of the sheet's tallies. Errors are linear: they follow the sheet at its slopes
    without caps and floors. Intervals know of these: their ends are what the sheet comes to when the items go
    as far down and up as the linear interval does, each within what it can have, and they hold the figure
    itself. The probabilities of the bands are parts of `Sampling.draws` normal draws of the items' points,
    each carried up the sheet by the rules, roundings and all.
    """
    points = given(sheet)
    assert points is not None  # noqa: S101 (who asks has looked)
    leaves = {line.item.key: (node, line) for node, line in _leaves(sheet) if _tallied(line)}
    places = [at for at, key in enumerate(found.items) if key in leaves]
    keys = [found.items[at] for at in places]
    covariance = found.covariance[np.ix_(places, places)]
    slopes = coefficients(sheet)
    load = np.array([float(slopes[key]) for key in keys])
    variance = _variance(covariance, load)
    items = tuple(
        (key, _within(*leaves[key], covariance[to, to], found.freedoms[at], sampling))
        for to, (at, key) in enumerate(zip(places, keys, strict=True))
    )
    reach = student(found.freedom, sampling.confidence) / sqrt(variance) if variance else 0.0
    shifts = {key: reach * shift * _ENDS for key, shift in zip(keys, covariance @ load, strict=True)}
    plain = estimate(points, variance, found.freedom, sampling.confidence)
    survey = _reaching(plain, points, _survey(sheet, shifts))
    if not sheet.complete:
        return Certainty(items, survey, None, None, None, ())
    index = _index(sheet, variance, found.freedom, sampling, shifts)
    above = _above(sheet)
    margin = None if above is None else _less(index, above.from_)
    changes = _drawn(keys, covariance, sampling)
    return Certainty(items, survey, index, above, margin, _bands(sheet, changes, sampling.draws))


def _variance(covariance: _Draws, load: _Draws) -> float:
    """Return the variance of a sum; exactly nothing where floats leave less than they can tell."""
    found = float(load @ covariance @ load)
    return found if found > _NOTHING * float(load**2 @ np.diag(covariance)) else 0.0


def _leaves(sheet: ScoreSheet) -> Iterator[tuple[Node, Line]]:
    """Visit the leaves, each with its line."""
    return ((node, line) for node, line in _nodes(sheet) if not line.lines)


def _nodes(sheet: ScoreSheet) -> Iterator[tuple[Node, Line]]:
    """Visit everything below the root, each with its line."""
    waiting = [(_tree(sheet), sheet.lines)]
    while waiting:
        above, lines = waiting.pop()
        for node, line in zip(above.nodes, lines, strict=True):
            waiting.append((node, line.lines))
            yield node, line


def _tree(sheet: ScoreSheet) -> Node:
    return resolve(sheet.ruleset, sheet.unit.kind)


def _tallied(line: Line) -> bool:
    """Tell whether ballots score a leaf: not points given, nor a state."""
    observed = line.state == "observed" and isinstance(line.item.scale, SurveyScale)
    return observed and line.entry is not None and line.entry.tallies is not None


def _exact(node: Node, line: Line) -> Fraction:
    """Return the points of a leaf that tallies score before any rounding."""
    scale, entry = line.item.scale, line.entry
    assert isinstance(scale, SurveyScale)  # noqa: S101 (the leaf is one that tallies score)
    assert entry is not None  # noqa: S101 (the same)
    reading = read(scale, node.bound, entry)
    assert isinstance(reading, Reading)  # noqa: S101 (the sheet has been scored with it)
    return evaluate(lower(scale, node.bound, reading.form), reading.inputs)


def _within(node: Node, line: Line, variance: float, freedom: int, sampling: Sampling) -> Estimate:
    whole = estimate(_exact(node, line), variance, freedom, sampling.confidence)
    low, high = max(whole.low, node.least), min(whole.high, node.most)
    return Estimate(whole.value, whole.error, whole.freedom, low, high)


def coefficients(sheet: ScoreSheet) -> Mapping[str, Fraction]:
    """Return the points that one point more of each leaf scored by tallies gives to the total.

    A rescaled item stretches it. Caps, floors and roundings are not looked at.
    """
    found: dict[str, Fraction] = {}
    tree = _tree(sheet)
    _slopes(tree, sheet.lines, _rescaled(tree, sheet.lines)[1], found)
    return found


def _policy(ruleset: Ruleset) -> str:
    return ruleset.policies.above_max.value


def _slopes(node: Node, lines: tuple[Line, ...], slope: Fraction, found: dict[str, Fraction]) -> None:
    for child, line in zip(node.nodes, lines, strict=True):
        if line.lines and child.applies:
            _slopes(child, line.lines, slope * _rescaled(child, line.lines)[1], found)
        elif _tallied(line):
            found[line.item.key] = slope


def _rescaled(node: Node, lines: tuple[Line, ...]) -> tuple[Fraction, Fraction]:
    """Return the sum of an inner item after rescaling, and the factor of that."""
    value = add([line.least for line in lines])
    if not node.item.rescale or node.item.max is None:
        return value, ONE
    children = add([line.applicable_max for line in lines])
    factor = node.item.max / children if children else ZERO
    return value * factor, factor


def _floor(node: Node) -> Fraction:
    return node.item.floor if node.item.floor is not None else node.least


def _survey(sheet: ScoreSheet, shifts: Mapping[str, _Draws]) -> _Draws:
    """Return how much the survey points change when the points of some leaves do, at both ends."""
    nodes = {node.item.key: node for node, _ in _nodes(sheet)}
    walk = _Walk(shifts, np.zeros(2), sheet.ruleset.policies.rounding.value.rounding)
    changes = [
        float(factor) * _line(nodes[line.item.key], line, walk).change for line, factor in blocks(sheet)
    ]
    found: _Draws = np.sum(changes, axis=0)
    return found


def _reaching(plain: Estimate, value: Fraction, ends: _Draws) -> Estimate:
    """Return an estimate with other ends, given as differences from the exact value; it is between them."""
    low, high = (Fraction(float(end)) for end in (min(ends.min(), 0.0), max(ends.max(), 0.0)))
    return Estimate(plain.value, plain.error, plain.freedom, round(value + low, 6), round(value + high, 6))


def _index(
    sheet: ScoreSheet, variance: float, freedom: int, sampling: Sampling, shifts: Mapping[str, _Draws]
) -> Estimate:
    """Return the estimate of the index; none of its ends above 100 unless the rules allow that."""
    spread = variance * float(_HUNDRED / applicable_max(sheet)) ** 2
    _, carried = vary(sheet, shifts, 2)
    plain = estimate(carried.base, spread, freedom, sampling.confidence)
    whole = _reaching(plain, carried.base, carried.change)
    top = whole.high if _policy(sheet.ruleset) == "allow" else max(_HUNDRED, whole.value)
    return Estimate(whole.value, whole.error, whole.freedom, whole.low, min(whole.high, top))


def _above(sheet: ScoreSheet) -> Band | None:
    """Return the band above that of the sheet; nothing at the top, and without bands."""
    bands = sheet.ruleset.bands
    at = bands.index(sheet.band) if sheet.band else 0
    return bands[at - 1] if at else None


def _less(index: Estimate, edge: Fraction) -> Estimate:
    low, high = index.low - edge, index.high - edge
    return Estimate(index.value - edge, index.error, index.freedom, low, high)


def _drawn(keys: list[str], covariance: NDArray[np.float64], sampling: Sampling) -> dict[str, _Draws]:
    """Draw how much the points of each item differ from the estimate."""
    source = np.random.Generator(np.random.PCG64(sampling.seed))
    normal = source.standard_normal((len(keys), sampling.draws))
    return dict(zip(keys, root(covariance) @ normal, strict=True))


def _bands(sheet: ScoreSheet, changes: Mapping[str, _Draws], draws: int) -> tuple[tuple[Band, Fraction], ...]:
    """Return the part of the draws in each band; a draw above the top band is in none."""
    _, index = vary(sheet, changes, draws)
    at = _classes(sheet.ruleset, index)
    return tuple(
        (band, Fraction(int(np.count_nonzero(at == number)), draws))
        for number, band in enumerate(sheet.ruleset.bands)
    )


def vary(sheet: ScoreSheet, changes: Mapping[str, _Draws], draws: int) -> tuple[Varied, Varied]:
    """Return the total and the index of a complete sheet when the points of some leaves change, draw by draw.

    ``changes`` are in points, before roundings, by the key of a leaf that tallies score; a leaf stays within
    what it can have. Where nothing changes the figures are those of the sheet. ``above_max: refuse`` refuses
    nothing here: it is the rule for a total that was found.
    """
    policy = _policy(sheet.ruleset)
    rounding = sheet.ruleset.policies.rounding.value.rounding
    total = _inner(_tree(sheet), sheet.lines, _Walk(changes, np.zeros(draws), rounding), policy)
    maximum = applicable_max(sheet)
    index = Varied(_HUNDRED * total.base / maximum, 100 * total.change / float(maximum))
    return total, _capped(index, _HUNDRED) if policy == "cap" else index


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """What stays the same while changes are carried up."""

    changes: Mapping[str, _Draws]
    still: _Draws
    rounding: Rounding


def _line(node: Node, line: Line, walk: _Walk) -> Varied:
    if line.lines and node.applies:
        return _inner(node, line.lines, walk, "allow")
    change = walk.changes.get(line.item.key) if _tallied(line) else None
    if change is None:
        return Varied(line.least, walk.still)
    varied = _capped(_floored(Varied(_exact(node, line), change), node.least), node.most)
    return _rounded(varied, walk.rounding) if node.rounded else varied


def _inner(node: Node, lines: tuple[Line, ...], walk: _Walk, above_max: str) -> Varied:
    """Sum, rescale, floor, cap and round one inner item, in the order of `parindex.scoring`."""
    parts = [_line(child, line, walk) for child, line in zip(node.nodes, lines, strict=True)]
    base, factor = _rescaled(node, lines)
    change = walk.still
    for part in parts:
        change = change + part.change
    varied = _floored(Varied(base, float(factor) * change), _floor(node))
    cap = stated(node.item.cap)
    if cap is not None:
        varied = _capped(varied, cap)
    if above_max == "cap":
        varied = _capped(varied, node.bound)
    return _rounded(varied, walk.rounding) if node.rounded else varied


def _floored(varied: Varied, floor: Fraction) -> Varied:
    base = max(varied.base, floor)
    return Varied(base, np.maximum(varied.change + float(varied.base - base), float(floor - base)))


def _capped(varied: Varied, cap: Fraction) -> Varied:
    base = min(varied.base, cap)
    return Varied(base, np.minimum(varied.change + float(varied.base - base), float(cap - base)))


def _rounded(varied: Varied, rounding: Rounding) -> Varied:
    base = rounding.apply(varied.base)
    rounded = _round(varied.values, rounding) - float(base)
    return Varied(base, np.where(varied.change == 0, 0.0, rounded))


def _round(values: _Draws, rounding: Rounding) -> _Draws:
    """Round floats as `Rounding` rounds fractions; what is nearly a tie, or nearly whole, counts as one."""
    unit = 10.0**rounding.digits
    size = np.abs(values) * unit
    near = _NEAR * unit
    match rounding.mode:
        case "half-up":
            whole = np.floor(size + 0.5 + near)
        case "half-even":
            tie = np.abs(size - np.floor(size) - 0.5) < near
            whole = np.where(tie, 2 * np.round(size / 2), np.round(size))
        case "down":
            whole = np.floor(size + near)
        case "up":
            whole = np.ceil(size - near)
        case _:
            assert_never(rounding.mode)
    found: _Draws = np.copysign(whole, values) / unit
    return found


def _classes(ruleset: Ruleset, index: Varied) -> NDArray[np.int64]:
    """Return the position of each draw's band, from the top down; -1 above the top one."""
    bands = ruleset.bands
    if ruleset.policies.band_on.value == "published":
        index = _rounded(index, ruleset.policies.rounding.value.rounding)
    values = index.values
    edges = np.array([float(band.from_) for band in bands]) - _NEAR
    at = np.full(len(values), -1, dtype=np.int64)
    for number in reversed(range(len(bands))):
        at[values >= edges[number]] = number
    if bands and bands[0].to is not None:
        at[values > float(bands[0].to) + _NEAR] = -1
    exact = classify(bands, index.base)
    at[index.change == 0] = bands.index(exact) if exact else -1
    return at
