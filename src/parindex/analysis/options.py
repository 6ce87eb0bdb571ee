"""The options of a leaf: which points the engine can give it, and an observation for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import Any, assert_never

from parindex.assessment import Entry
from parindex.exact import ONE, ZERO, Rounding, decimal_text
from parindex.fields import FrozenMap
from parindex.formula.evaluate import evaluate
from parindex.formula.expression import Rounded
from parindex.ruleset.tree import Node
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    RatioScale,
    Reading,
    StepsScale,
    SurveyScale,
    read,
)
from parindex.scales.steps import top

__all__ = [
    "Option",
    "before_rounding",
    "best_between",
    "entry",
    "full",
    "least",
    "option_between",
    "options",
]

Observed = FrozenMap[str, Any]
Wide = RatioScale | ChecklistScale | CountScale | DeductionScale | DirectScale | SurveyScale

_LISTED = 10_000  # as many points of one scale as `ruleset.lattice` lists
_WHOLE = 10**15 - 1  # the greatest whole number that can be written
_PLACE = Fraction(1, 10**6)  # the finest step of a written number
# Finer than the distance of any two points that written observations and declarations can give.
_HAIR = Fraction(1, 10**60)
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Option:
    """Points that a leaf can have, and an observation, as a plain tree, that gives them."""

    points: Fraction
    observation: Observed


_NOTHING = Option(ZERO, FrozenMap({"state": "zero"}))


def entry(option: Option) -> Entry:
    """Make the entry of an option.

    >>> entry(Option(Fraction(0), FrozenMap({"ticks": ()}))).form
    ('ticks',)
    """
    return Entry.model_validate(_plain(option.observation))


def _plain(tree: Any) -> Any:  # noqa: ANN401 (a plain tree holds anything)
    return {key: _plain(part) for key, part in tree.items()} if isinstance(tree, FrozenMap) else tree


@lru_cache(maxsize=4096)
def options(node: Node) -> tuple[Option, ...] | None:
    """Return every number of points that a leaf can have, worst first, each with its simplest observation.

    ``None`` where the points are a continuum or too many to list. The entry of no points is an option like
    any other, with an observation where one gives 0. The leaf applies to the unit, and its ruleset is sound.
    """
    observations = _observations(node)
    if observations is None:
        return None
    found: dict[Fraction, Option] = {}
    for observation in observations:
        option = _option(node, observation)
        if option is not None:
            found.setdefault(option.points, option)
    found.setdefault(ZERO, _NOTHING)
    return tuple(found[points] for points in sorted(found))


def option_between(node: Node, low: Fraction, high: Fraction) -> Option | None:
    """Return an option whose points lie from ``low`` to ``high``, nearest to ``low``, or nothing.

    Numbers are written with at most 6 decimals; a share that they miss is ``done`` of ``planned`` or a tally,
    in whole numbers of at most 15 digits. Of a checklist or of faults whose sums are too many to list, an
    option may be missed.
    """
    return _nearest(node, low, high, best=False)


def best_between(node: Node, low: Fraction, high: Fraction) -> Option | None:
    """Return an option whose points lie from ``low`` to ``high``, nearest to ``high``, or nothing."""
    return _nearest(node, low, high, best=True)


def full(node: Node) -> Option:
    """Return the best option of a leaf: full marks, or no deduction."""
    return best_between(node, node.most, node.most) or best_between(node, node.least, node.most) or _NOTHING


def least(node: Node) -> Option:
    """Return the worst option of a leaf: no marks, or the whole deduction."""
    return (
        option_between(node, node.least, node.least)
        or option_between(node, node.least, node.most)
        or _NOTHING
    )


def before_rounding(rounding: Rounding, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction] | None:
    """Return the span of what is rounded to a figure from ``low`` to ``high``, or nothing.

    An end that is not itself in the span is moved in by less than any two figures can differ.

    >>> before_rounding(Rounding(1, "down"), Fraction(1, 2), Fraction(1, 2))[0]
    Fraction(1, 2)
    """
    unit = Fraction(1, 10**rounding.digits)
    first, last = ceil(low / unit), high // unit
    if first > last:
        return None
    return -_end(rounding, -first) * unit, _end(rounding, last) * unit


def _end(rounding: Rounding, units: int) -> Fraction:
    """Return the upper end of what is rounded to so many units."""
    match rounding.mode:
        case "half-up":
            end, closed = units + _HALF, units < 0
        case "half-even":
            end, closed = units + _HALF, units % 2 == 0
        case "down":
            end, closed = Fraction(units + (units >= 0)), units < 0
        case "up":
            end, closed = Fraction(units + (units < 0)), units >= 0
        case _:
            assert_never(rounding.mode)
    return end if closed else end - _HAIR


def _option(node: Node, observation: Observed) -> Option | None:
    """Let the engine read and evaluate an observation; nothing where it does not fit the scale."""
    assert node.item.scale is not None  # noqa: S101 (a leaf has a scale)
    reading = read(node.item.scale, node.bound, entry(Option(ZERO, observation)))
    if not isinstance(reading, Reading):
        return None
    return Option(evaluate(node.expression(reading.form), reading.inputs, None), observation)


# Points that can be listed


def _observations(node: Node) -> Iterable[Observed] | None:
    """Give an observation for each number of points, the simplest first."""
    match node.item.scale:
        case LevelsScale() as scale:
            return [FrozenMap({"level": level.key}) for level in scale.levels]
        case StepsScale() as scale:
            return [FrozenMap({"value": decimal_text(value)}) for value in _values(scale)]
        case ChecklistScale() as scale:
            return _ticks(scale)
        case CountScale() as scale:
            times = ceil(node.bound / scale.each)
            return _few(times, (FrozenMap({"count": str(count)}) for count in range(times + 1)))
        case DeductionScale() as scale:
            return _counts(scale, node.bound)
        case DirectScale(grid=Fraction() as grid):
            last = node.bound // grid
            return _few(
                last, (FrozenMap({"points": decimal_text(grid * count)}) for count in range(last + 1))
            )
        case _:
            return None


def _few(last: int, observations: Iterable[Observed]) -> Iterable[Observed] | None:
    return None if last >= _LISTED else observations


def _values(scale: StepsScale) -> Iterator[Fraction]:
    """Give figures, one in each step and some perhaps in none: edges, or the first whole number after one."""
    edges = [step.from_ for step in reversed(scale.steps)]
    if scale.of in {"count", "days-late"}:
        for edge in edges:
            yield from (Fraction(ceil(edge)), edge // 1 + ONE)
        return
    yield from edges
    yield top(scale) or ZERO


def _ticks(scale: ChecklistScale) -> Iterable[Observed] | None:
    """Add up each choice of ticks, with the fewest ticks for each sum, as long as they can be listed."""
    sums: dict[Fraction, tuple[str, ...]] = {ZERO: ()}
    for tick in scale.ticks:
        if len(sums) > _LISTED:
            break
        for total, ticks in list(sums.items()):
            more = (*ticks, tick.key)
            known = sums.get(total + tick.points)
            if known is None or len(more) < len(known):
                sums[total + tick.points] = more
    if len(sums) > _LISTED:
        return None
    return [FrozenMap({"ticks": ticks}) for ticks in sorted(sums.values(), key=len)]


def _counts(scale: DeductionScale, maximum: Fraction) -> Iterable[Observed] | None:
    """Take off each number of faults, the fewest first, as long as what is left can be listed."""
    left: dict[Fraction, tuple[int, ...]] = {maximum: (0,) * len(scale.kinds)}
    new = left
    while new and len(left) <= _LISTED:
        reached: dict[Fraction, tuple[int, ...]] = {}
        for points, counts in new.items():
            for at, kind in enumerate(scale.kinds):
                rest = max(ZERO, points - kind.points)
                if rest not in left and rest not in reached:
                    reached[rest] = (*counts[:at], counts[at] + 1, *counts[at + 1 :])
        left, new = left | reached, reached
    return None if len(left) > _LISTED else [_faults(scale, counts) for counts in left.values()]


def _faults(scale: DeductionScale, counts: Iterable[int]) -> Observed:
    found = zip(scale.kinds, counts, strict=True)
    return FrozenMap({"counts": FrozenMap({kind.key: str(count) for kind, count in found if count})})


# Points in a span


def _nearest(node: Node, low: Fraction, high: Fraction, *, best: bool) -> Option | None:
    listed = options(node)
    if listed is not None:
        inside = [option for option in listed if low <= option.points <= high]
        return inside[-1 if best else 0] if inside else None
    penalty = node.role == "penalty"
    spans = _sizes(node, *((-high, -low) if penalty else (low, high)), upper=best != penalty)
    for span in spans:
        for observation in _written(node, span, upper=best != penalty):
            option = _option(node, observation)
            if option is not None and low <= option.points <= high:
                return option
    return _NOTHING if low <= 0 <= high else None


def _sizes(node: Node, low: Fraction, high: Fraction, *, upper: bool) -> Iterator[tuple[Fraction, Fraction]]:
    """Give the spans in which a size must lie before it is rounded: of the figure to aim at, then of all."""
    _, expression = node.expressions[0]
    low, high = max(low, ZERO), min(high, node.bound)
    if not isinstance(expression, Rounded):
        yield low, high
        return
    span = before_rounding(expression.rounding, low, high)
    if span is not None:
        aim = expression.rounding.apply(min(span[1], node.bound) if upper else max(span[0], ZERO))
        for each in (before_rounding(expression.rounding, aim, aim) or span, span):
            yield max(each[0], ZERO), min(each[1], node.bound)


def _written(node: Node, span: tuple[Fraction, Fraction], *, upper: bool) -> Iterator[Observed]:
    """Give observations that may lie in a span of sizes, from one end of it."""
    scale = node.item.scale
    assert not isinstance(scale, LevelsScale | StepsScale | None)  # noqa: S101 (these are always listed)
    if span[0] > span[1]:
        return iter(())
    match scale:
        case DirectScale():
            return _points(span, scale.grid or _PLACE, upper=upper)
        case SurveyScale():
            return _answers(scale, node.bound, span, upper=upper)
        case RatioScale():
            return _ratios(scale, node.bound, span, upper=upper)
        case CountScale():
            return _times(scale, node.bound, span, upper=upper)
        case ChecklistScale():
            return _choices(scale, span, upper=upper)
        case DeductionScale():
            return _losses(scale, node.bound, span, upper=upper)
        case _:
            assert_never(scale)


def _near(span: tuple[Fraction, Fraction], step: Fraction, *, upper: bool) -> Fraction:
    """Return the last multiple of a step in a span, or the first; outside it where there is none."""
    return step * (span[1] // step if upper else ceil(span[0] / step))


def _points(span: tuple[Fraction, Fraction], step: Fraction, *, upper: bool) -> Iterator[Observed]:
    yield FrozenMap({"points": decimal_text(_near(span, step, upper=upper))})


def _fractions(span: tuple[Fraction, Fraction], *, upper: bool) -> Iterator[Fraction]:
    """Give the end of a span to aim at, then the simplest fraction in it, as far as they can be written."""
    for share in (span[1 if upper else 0], _simplest(*span)):
        if share.numerator <= _WHOLE and share.denominator <= _WHOLE:
            yield share


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction of the smallest terms in a span: no other there has a smaller denominator."""
    whole = ceil(low)
    if whole <= high:
        return Fraction(whole)
    below = whole - 1
    return below + 1 / _simplest(1 / (high - below), 1 / (low - below))


def _ratios(
    scale: RatioScale, maximum: Fraction, span: tuple[Fraction, Fraction], *, upper: bool
) -> Iterator[Observed]:
    none: Observed = FrozenMap({"value": "0"})
    if span[0] <= 0 and not upper:
        yield none
    greatest = max(ONE, scale.full_at)
    low, high = (
        greatest if size >= maximum else max(scale.zero_below or ZERO, scale.full_at * size / maximum)
        for size in span
    )
    yield FrozenMap({"value": decimal_text(_near((low, high), _PLACE, upper=upper))})
    for share in _fractions((low, high), upper=upper):
        yield FrozenMap({"done": str(share.numerator), "planned": str(share.denominator)})
    yield none


def _answers(
    scale: SurveyScale, maximum: Fraction, span: tuple[Fraction, Fraction], *, upper: bool
) -> Iterator[Observed]:
    """Give the points, then the same tally in each group: the best answer so often, the worst so often."""
    yield from _points(span, _PLACE, upper=upper)
    best = max(scale.options, key=lambda option: option.share)
    worst = min(scale.options, key=lambda option: option.share)
    reach = best.share - worst.share or ONE
    low, high = (min(max((size / maximum - worst.share) / reach, ZERO), ONE) for size in span)
    for share in _fractions((low, high), upper=upper):
        # Where all answers are worth the same they are one, and the second count stands.
        counts = {best.key: share.numerator, worst.key: share.denominator - share.numerator}
        tally = FrozenMap({key: str(count) for key, count in counts.items() if count})
        yield FrozenMap({"tallies": FrozenMap({group.key: tally for group in scale.groups})})


def _times(
    scale: CountScale, maximum: Fraction, span: tuple[Fraction, Fraction], *, upper: bool
) -> Iterator[Observed]:
    most = ceil(maximum / scale.each)
    times = most if upper and span[1] >= maximum else _near(span, scale.each, upper=upper) / scale.each
    yield FrozenMap({"count": str(min(times, _WHOLE))})


def _choices(scale: ChecklistScale, span: tuple[Fraction, Fraction], *, upper: bool) -> Iterator[Observed]:
    """Tick the dearest first while they fit below the span's end, or leave them out."""
    left = span[1] if upper else sum((tick.points for tick in scale.ticks), ZERO) - span[0]
    taken = set()
    for tick in sorted(scale.ticks, key=lambda tick: tick.points, reverse=True):
        if tick.points <= left:
            left -= tick.points
            taken.add(tick.key)
    yield FrozenMap({"ticks": tuple(tick.key for tick in scale.ticks if (tick.key in taken) == upper)})


def _losses(
    scale: DeductionScale, maximum: Fraction, span: tuple[Fraction, Fraction], *, upper: bool
) -> Iterator[Observed]:
    """Count the dearest faults first while they fit, and one of the cheapest more to come below an end."""
    left = maximum - (span[1] if upper else span[0])
    counts = {kind.key: 0 for kind in scale.kinds}
    for kind in sorted(scale.kinds, key=lambda kind: kind.points, reverse=True):
        counts[kind.key] = left // kind.points
        left -= counts[kind.key] * kind.points
    if left and (upper or not span[0]):
        counts[kind.key] += 1
    if max(counts.values()) <= _WHOLE:
        yield _faults(scale, counts.values())
