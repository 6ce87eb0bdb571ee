"""What stands and what would be better, in the words of the scale; figures short, and never misleading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil
from typing import assert_never

from parindex.analysis.options import Option, entry
from parindex.errors import Language
from parindex.exact import ZERO, Rounding, add, decimal_text
from parindex.explanation.rules import number, span
from parindex.explanation.sheet import state
from parindex.explanation.steps import shortened
from parindex.fields import FrozenMap, counted, pick, say
from parindex.ruleset.model import Band, Item
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    Observation,
    RatioScale,
    StepsScale,
    SurveyScale,
)
from parindex.scales.steps import top
from parindex.scoresheet import Line
from parindex.vietnamese import with_comma

__all__ = ["answer", "fine", "named", "near", "standing", "title"]

_HUNDRED = Fraction(100)
_LONG = 6  # letters
_SHARES = {"ratio": _HUNDRED, "percent": Fraction(1)}  # what makes the figure of a scale a percentage


def named(band: Band | None, lang: Language) -> str:
    """Name a band, or say that it is none."""
    return say(band.name, lang) if band else pick(lang, "không thuộc mức nào", "no band")


def title(item: Item, lang: Language) -> str:
    """Write the code and the name of an item."""
    return f"{item.code or ''} {say(item.name, lang)}".lstrip()


def near(value: Fraction, lang: Language, *others: Fraction, digits: int = 6) -> str:
    """Write a figure exactly, or rounded and marked ``≈`` where it is a long fraction.

    It takes as many digits as it needs to differ from 0 and from the other figures.

    >>> near(Fraction(94994999, 999999), "vi", Fraction(95))
    '≈94,995094'
    """
    text = " ".join(map(decimal_text, (value, *others)))
    figure = shortened(text, Rounding(digits, "half-up")).split()[0]
    return with_comma(figure) if lang == "vi" else figure


def fine(rounding: Rounding, pairs: Iterable[tuple[Fraction, Fraction]]) -> Rounding:
    """Take as many digits, up to 6, as it needs to tell figures from each other that are not the same.

    >>> fine(Rounding(2, "half-up"), [(Fraction(1), Fraction(999, 1000))])
    Rounding(digits=3, mode='half-up')
    """
    different = [pair for pair in pairs if pair[0] != pair[1]]
    finer = (Rounding(digits, rounding.mode) for digits in range(rounding.digits, 6))
    told = (each for each in finer if all(each.units(one) != each.units(two) for one, two in different))
    return next(told, Rounding(6, rounding.mode))


def standing(line: Line, lang: Language) -> str:
    """Say what stands for an item: its observation, or the state in which it got its points."""
    if line.state != "observed" or line.entry is None:
        return state(line, lang)
    seen, scale = line.entry, line.item.scale
    match scale:
        case ChecklistScale():
            return _found(scale, seen.ticks or (), lang)
        case StepsScale():
            return _figure(scale, seen, lang)
        case SurveyScale() if seen.points is None:
            groups = (seen.tallies or FrozenMap({})).values()
            count = number(add(add(each.values()) for each in groups), lang)
            return pick(lang, f"{count} phiếu trả lời", counted(count, "answer"))
        case _:
            return _observed(line.item, seen, lang)


def answer(item: Item, option: Option, line: Line, lang: Language) -> str:
    """Say what another answer of an item would be, where a line holds what stands now."""
    seen, scale = entry(option), item.scale
    match scale:
        case _ if seen.state is not None:
            return "không có kết quả" if lang == "vi" else "nothing achieved"
        case ChecklistScale():
            return _added(scale, seen.ticks or (), line, lang)
        case StepsScale():
            return _step(scale, seen.value or ZERO, lang)
        case _:
            return _observed(item, seen, lang)


def _observed(item: Item, seen: Observation, lang: Language) -> str:
    """Say an observation of a scale that reads the same before and after."""
    vi, scale = lang == "vi", item.scale
    match scale:
        case LevelsScale():
            return next(say(level.name, lang) for level in scale.levels if level.key == seen.level)
        case RatioScale():
            return _share(seen, _HUNDRED, lang)
        case CountScale():
            return f"{number(seen.count or ZERO, lang)} {'trường hợp' if vi else 'counted'}"
        case DeductionScale():
            return _faults(scale, seen.counts or FrozenMap({}), lang)
        case DirectScale() | SurveyScale() if seen.points is not None:
            return f"{number(seen.points, lang)} {'điểm' if vi else 'points'}"
        case _:
            assert isinstance(scale, SurveyScale)  # noqa: S101 (the others are said before)
            return _ballots(scale, seen.tallies or FrozenMap({}), lang)


def _share(seen: Observation, percent: Fraction, lang: Language) -> str:
    """Write a share in percent, beside what was done of what was planned."""
    if seen.done is None or seen.planned is None:
        return f"{number((seen.value or ZERO) * percent, lang)} %"
    share = near(_HUNDRED * seen.done / seen.planned, lang, _HUNDRED, digits=2)
    figures = number(seen.done, lang), number(seen.planned, lang)
    # A line can be broken beside a slash that stands alone, and never inside a long figure.
    stroke = " / " if max(map(len, figures)) > _LONG else "/"
    return f"{stroke.join(figures)} ({share} %)"


def _figure(scale: StepsScale, seen: Observation, lang: Language) -> str:
    """Write the figure that was placed in a step."""
    if scale.of in _SHARES:
        return _share(seen, _SHARES[scale.of], lang)
    value = seen.value or ZERO
    return _counted(scale, number(value, lang), lang, none=not value)


def _step(scale: StepsScale, value: Fraction, lang: Language) -> str:
    """Name the step that a figure falls in: ``từ 98 đến dưới 100 %``."""
    upper, last = scale.edges == "upper", len(scale.steps) - 1
    inside = (value > step.from_ if upper else value >= step.from_ for step in scale.steps)
    at = next((at for at, held in enumerate(inside) if held), last)
    low, high = scale.steps[at].from_, scale.steps[at - 1].from_ if at else top(scale)
    included = (not upper or at == last, upper or at == 0)
    if scale.of in _SHARES:
        assert high is not None  # noqa: S101 (a share always has an upper end)
        first, end = (number(each * _SHARES[scale.of], lang) for each in (low, high))
        return _counted(scale, first if low == high else span(first, end, included, lang), lang)
    # Only whole numbers occur: the first and the last of them say more than edges.
    least = Fraction(ceil(low) if included[0] else low // 1 + 1)
    most = None if high is None else Fraction(high // 1 if included[1] else ceil(high) - 1)
    figure = number(least, lang)
    if most != least:
        figure = span(figure, "" if most is None else number(most, lang), (True, True), lang)
    return _counted(scale, figure, lang, none=most == 0)


def _counted(scale: StepsScale, figure: str, lang: Language, *, none: bool = False) -> str:
    """Put a figure or a span of them beside what it counts."""
    vi = lang == "vi"
    match scale.of:
        case "ratio" | "percent":
            return f"{figure} %"
        case "count":
            return figure
        case "days-late" if none:
            return "không chậm ngày nào" if vi else "not a day late"
        case "days-late":
            return f"chậm {figure} ngày" if vi else f"{counted(figure, 'day')} late"
        case _:
            assert_never(scale.of)


def _names(scale: ChecklistScale, keys: Iterable[str], lang: Language) -> str:
    wanted = set(keys)
    return "; ".join(say(tick.name, lang) for tick in scale.ticks if tick.key in wanted)


def _found(scale: ChecklistScale, ticks: tuple[str, ...], lang: Language) -> str:
    """Say how much of a list was found, and what was not."""
    vi = lang == "vi"
    absent = _names(scale, {tick.key for tick in scale.ticks} - set(ticks), lang)
    said = f"{'đạt' if vi else 'found'} {len(ticks)}/{len(scale.ticks)}"
    return f"{said}; {'chưa' if vi else 'not'}: {absent}" if absent else said


def _added(scale: ChecklistScale, ticks: tuple[str, ...], line: Line, lang: Language) -> str:
    """Say what comes to what is found already, or all that is found where something of it is not needed."""
    vi = lang == "vi"
    before = set(line.entry.ticks or ()) if line.entry and line.state == "observed" else set()
    if before and before < set(ticks):
        return f"{'thêm' if vi else 'also'}: {_names(scale, set(ticks) - before, lang)}"
    return f"{'đạt' if vi else 'found'}: {_names(scale, ticks, lang)}"


def _faults(scale: DeductionScale, counts: Mapping[str, Fraction], lang: Language) -> str:
    found = [(kind, counts[kind.key]) for kind in scale.kinds if counts.get(kind.key)]
    said = "; ".join(f"{say(kind.name, lang)}: {number(count, lang)}" for kind, count in found)
    return said or ("không có lỗi" if lang == "vi" else "no faults")


def _ballots(scale: SurveyScale, tallies: Mapping[str, Mapping[str, Fraction]], lang: Language) -> str:
    """Say how each group would answer: an option of a survey is the same in all of them."""
    first = tallies[scale.groups[0].key]
    said = "; ".join(
        f"{say(option.name, lang)}: {number(first[option.key], lang)}"
        for option in scale.options
        if first.get(option.key)
    )
    return f"{pick(lang, 'mỗi nhóm trả lời', 'each group answers')} {said}"
