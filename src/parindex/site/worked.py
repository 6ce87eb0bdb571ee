"""Worked examples: made-up observations at the edges of a scale, with what the engine gives for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any, assert_never

from parindex.analysis.words import standing
from parindex.assessment import Entry
from parindex.errors import Language
from parindex.exact import ZERO, Rounding, decimal_text
from parindex.explanation.rules import number
from parindex.explanation.steps import sentences
from parindex.fields import say
from parindex.formula.evaluate import Note, evaluate, written
from parindex.ruleset.model import Ruleset
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
from parindex.scoresheet import Line
from parindex.site.outline import outline
from parindex.validation import validate

__all__ = ["SHOWN", "examples", "observed", "reckoning"]

SHOWN = 8  # as many examples as a reader looks through
Seen = dict[str, Any]

_PLANNED = 37  # a plan of so many tasks gives shares that no decimal writes
_ANSWERS = ((10, 6, 3, 1), (7, 9, 3, 2), (5, 8, 6, 0))  # answers of a group, the best first; made up
_HUNDREDTH = Fraction(1, 100)
_GRID = Rounding(2, "down")


@lru_cache(maxsize=2048)
def examples(ruleset: Ruleset, key: str) -> tuple[Line, ...]:
    """Return lines as a score sheet has them, one for each example, the best first.

    Full and no points, each level, each edge with what lies just before it, and a typical case: as many of
    these as ``SHOWN``. Nothing for an item that only adds up, or that no kind of unit meets.
    """
    spot = outline(ruleset)[key]
    if spot.item.scale is None or not spot.kinds:
        return ()
    found: dict[str, Line] = {}
    for seen in _observations(spot.node):
        line = _line(spot.node, seen)
        if line is not None:
            found.setdefault(str(seen), line)
        if len(found) == SHOWN:
            break
    return _ordered(list(found.values()))


def _ordered(lines: list[Line]) -> tuple[Line, ...]:
    """Put examples in the order of the figure that was observed, from the best end; else of their points."""
    figures = [_measure(line) for line in lines]
    if not lines or None in figures:
        return tuple(sorted(lines, key=lambda line: -line.least))
    rising = sorted(lines, key=lambda line: _measure(line) or ZERO)
    return tuple(rising if rising[0].least > rising[-1].least else reversed(rising))


def _measure(line: Line) -> Fraction | None:
    """Return the one figure that an example was placed by, where there is one."""
    seen, scale = line.entry, line.item.scale
    assert seen is not None  # noqa: S101 (every example has its entry)
    if seen.done is not None and seen.planned is not None:
        percent = isinstance(scale, StepsScale) and scale.of == "percent"
        return seen.done / seen.planned * (100 if percent else 1)
    return seen.value if seen.value is not None else seen.count


def _line(node: Node, seen: Seen) -> Line | None:
    """Let the engine read and evaluate an observation; nothing where it does not fit the scale."""
    assert node.item.scale is not None  # noqa: S101 (only leaves have examples)
    entry = validate(Entry, seen)
    reading = read(node.item.scale, node.bound, entry) if isinstance(entry, Entry) else None
    if not isinstance(entry, Entry) or not isinstance(reading, Reading):
        return None
    notes: list[Note] = []
    points = evaluate(node.expression(reading.form), reading.inputs, notes)
    most = node.bound if node.counts else ZERO
    return Line(node.item, node.role, "observed", points, points, most, steps=written(notes), entry=entry)


def observed(line: Line, lang: Language) -> str:
    """Say in words what an example supposes."""
    seen, scale, vi = line.entry, line.item.scale, lang == "vi"
    assert seen is not None  # noqa: S101 (every example has its entry)
    match scale:
        case ChecklistScale():
            return _ticked(scale, seen.ticks or (), lang)
        case StepsScale(of="count"):
            return f"{'số lượng' if vi else 'number'}: {number(seen.value or ZERO, lang)}"
        case SurveyScale() if seen.tallies is not None:
            return _tallied(scale, seen.tallies, lang)
        case _:
            return standing(line, lang)


def reckoning(line: Line, rounding: Rounding, lang: Language) -> str:
    """Say how the points of an example come about; of groups that answer alike, only what comes of them."""
    seen, scale = line.entry, line.item.scale
    assert seen is not None  # noqa: S101 (every example has its entry)
    if isinstance(scale, ChecklistScale):
        return " ".join([_added(scale, line, lang), *sentences(line.steps[1:], line, rounding, lang)])
    said = list(sentences(line.steps, line, rounding, lang))
    groups = len(scale.groups) if isinstance(scale, SurveyScale) else 0
    if seen.tallies is not None and 1 < len(seen.tallies) == groups and len(set(seen.tallies.values())) == 1:
        said = said[groups:]
    return " ".join(said)


def _added(scale: ChecklistScale, line: Line, lang: Language) -> str:
    """Add up what was found, whose names stand in the observation."""
    ticks = (line.entry.ticks if line.entry else None) or ()
    parts = [number(tick.points, lang) for tick in scale.ticks if tick.key in ticks]
    total = f" = {number(line.steps[0].value, lang)}" if len(parts) > 1 else ""
    return f"{' + '.join(parts) or '0'}{total} {'điểm' if lang == 'vi' else 'points'}."


def _ticked(scale: ChecklistScale, ticks: tuple[str, ...], lang: Language) -> str:
    """Say how much of a list was found, and which part of it, whichever is shorter to name."""
    vi, count = lang == "vi", len(ticks)
    said = f"{'đạt' if vi else 'found'} {count}/{len(scale.ticks)}"
    if count in {0, len(scale.ticks)}:
        return said
    few = 2 * count <= len(scale.ticks)
    names = [say(tick.name, lang) for tick in scale.ticks if (tick.key in ticks) == few]
    word = ("chỉ có" if vi else "only") if few else ("thiếu" if vi else "without")
    return f"{said} ({word}: {'; '.join(names)})"


def _tallied(scale: SurveyScale, tallies: Mapping[str, Mapping[str, Fraction]], lang: Language) -> str:
    """Say how each group answered, or all of them where they answered alike."""
    groups: dict[str, list[str]] = {}
    for group in scale.groups:
        tally = tallies.get(group.key, {})
        counts = [
            f"{say(option.name, lang)} {number(tally[option.key], lang)}"
            for option in scale.options
            if tally.get(option.key)
        ]
        said = ", ".join(counts) or ("không có phiếu" if lang == "vi" else "no ballots")
        groups.setdefault(said, []).append(say(group.name, lang))
    if len(groups) == 1 < len(scale.groups):
        return f"{'mọi nhóm' if lang == 'vi' else 'every group'}: {next(iter(groups))}"
    return "; ".join(f"{', '.join(names)}: {said}" for said, names in groups.items())


def _observations(node: Node) -> Iterator[Seen]:
    """Give observations, those first that must not be missing."""
    most, scale = node.bound, node.item.scale
    assert scale is not None  # noqa: S101 (only leaves have examples)
    match scale:
        case LevelsScale():
            return iter([{"level": scale.levels[at].key} for at in _chosen(len(scale.levels))])
        case StepsScale():
            return _steps(scale)
        case RatioScale():
            return _ratios(scale)
        case ChecklistScale():
            keys = [tick.key for tick in scale.ticks]
            return iter([{"ticks": each} for each in (keys, [], keys[:-1], keys[:1])])
        case CountScale():
            full = ceil(most / scale.each)
            return iter([{"count": str(count)} for count in (full, 0, full + 1, 1, full - 1) if count >= 0])
        case DeductionScale():
            return _faults(scale, most)
        case DirectScale():
            grid = scale.grid or _HUNDREDTH
            usual = grid * floor(most * 4 / 5 / grid)
            last = grid * floor(most / grid)
            return iter([{"points": decimal_text(each)} for each in (last, usual, ZERO)])
        case SurveyScale():
            return _answers(scale, most)
        case _:
            assert_never(scale)


def _chosen(count: int) -> range | list[int]:
    """Return which of so many levels are shown: the best ones and the last, where they are too many."""
    return range(count) if count <= SHOWN else [*range(SHOWN - 1), count - 1]


def _steps(scale: StepsScale) -> Iterator[Seen]:
    """Give both ends, then each edge with the figure just on its other side, the highest first."""
    share = scale.of in {"ratio", "percent"}
    hair = {"ratio": Fraction(1, 10000), "percent": _HUNDREDTH}.get(scale.of, Fraction(1))
    lowest, highest = scale.steps[-1].from_, top(scale)
    if highest is None:
        highest = Fraction(ceil(scale.steps[0].from_) + 1)
    ends = [highest, lowest]
    inner = [step.from_ for step in scale.steps[:-1]]
    upper = scale.edges == "upper"
    for value in ends:
        yield _figure(value)
    for edge in inner:
        at = edge if share else Fraction(floor(edge) if upper else ceil(edge))
        yield _figure(at)
        yield _figure(at + hair if upper else at - hair)
    if share:
        yield {"done": str(_PLANNED - 4), "planned": str(_PLANNED)}


def _figure(value: Fraction) -> Seen:
    """Write a figure as it is, or as done and planned where no decimal writes it."""
    text = decimal_text(value)
    if "/" not in text:
        return {"value": text}
    return {"done": str(value.numerator), "planned": str(value.denominator)}


def _ratios(scale: RatioScale) -> Iterator[Seen]:
    """Give full and nothing, the threshold with what is just below it, a typical share, and the knee."""
    low, high = scale.zero_below or ZERO, scale.full_at
    yield _figure(max(high, Fraction(1)) if high > 1 else Fraction(1))
    yield _figure(ZERO)
    if low:
        yield _figure(low)
        yield _figure(low - Fraction(1, 10000))
    done = ceil(_PLANNED * (low + min(high, Fraction(1))) / 2)
    yield {"done": str(done), "planned": str(_PLANNED)}
    if high != 1:
        yield _figure(high)
        yield _figure(high - Fraction(1, 10000))


def _faults(scale: DeductionScale, most: Fraction) -> Iterator[Seen]:
    """Give no fault, one of each kind, all kinds at once, and so many that nothing is left."""
    first = scale.kinds[0]
    gone = ceil(most / first.points)
    yield {"counts": {}}
    yield {"counts": {first.key: str(gone)}}
    for kind in scale.kinds[: SHOWN - 4]:
        yield {"counts": {kind.key: "1"}}
    yield {"counts": {kind.key: "1" for kind in scale.kinds}}
    yield {"counts": {first.key: str(gone + 1)}}


def _answers(scale: SurveyScale, most: Fraction) -> Iterator[Seen]:
    """Give a typical count of ballots, the best and the worst, a group without any, and points as entered."""
    options = sorted(scale.options, key=lambda option: option.share, reverse=True)
    groups = [group.key for group in scale.groups]
    typical = {
        group: {
            option.key: str(count)
            for option, count in zip(options, _ANSWERS[at % len(_ANSWERS)], strict=False)
        }
        for at, group in enumerate(groups)
    }
    yield {"tallies": {group: {options[0].key: "20"} for group in groups}}
    yield {"tallies": typical}
    yield {"tallies": {group: {options[-1].key: "20"} for group in groups}}
    if scale.empty == "reweight":
        yield {"tallies": {group: typical[group] for group in groups[1:]}}
    yield {"points": decimal_text(_GRID.apply(most * 4 / 5))}
