"""What came out: total, index, band, and a tree of lines, each with its steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from parindex.assessment import Assessed, Entry, StageName, State
from parindex.errors import Language, Problem
from parindex.exact import Interval, Rounding, decimal_text, exact_text
from parindex.fields import Reason, say
from parindex.formula.evaluate import Step
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.model import Band, Item, ItemRole, Ruleset

__all__ = [
    "Figure",
    "Line",
    "ScoreSheet",
    "Submission",
    "each_line",
    "later",
    "plain",
    "plain_figure",
    "plain_submission",
]


T = TypeVar("T")
_LATER = ("lines", "steps")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in points or percent: its exact value, and how it is published; intervals while it is open."""

    least: Fraction
    most: Fraction
    open: bool
    rounding: Rounding

    @property
    def exact(self) -> Fraction | Interval[Fraction]:
        """Return the exact value, or both ends while something is missing."""
        return Interval(self.least, self.most) if self.open else self.least

    @property
    def published(self) -> Decimal | Interval[Decimal]:
        """Return the rounded value, or both ends while something is missing."""
        least, most = self.rounding.decimal(self.least), self.rounding.decimal(self.most)
        return Interval(least, most) if self.open else least


@dataclass(frozen=True, slots=True)
class Line:
    """One item's result: state, points (both ends while something is missing) and how they came about."""

    item: Item
    role: ItemRole
    state: State
    least: Fraction
    most: Fraction
    applicable_max: Fraction
    open: bool = False
    steps: tuple[Step, ...] = ()
    entry: Entry | None = None
    lines: tuple[Line, ...] = ()

    @property
    def points(self) -> Fraction | Interval[Fraction]:
        """Return the exact points, or both ends while something is missing."""
        return Interval(self.least, self.most) if self.open else self.least

    def figure(self, rounding: Rounding) -> Figure:
        """Return the points as they are published."""
        return Figure(self.least, self.most, self.open, rounding)


class Submission(NamedTuple):
    """The day a self-scoring report came, the last day in time, and the days late; dates as text."""

    submitted: str
    last: str | None
    days_late: int | None


class _Filled:
    """A sheet whose lines and steps are made when they are first read, where `later` stands for them."""

    __slots__ = ("_making",)

    def __post_init__(self) -> None:
        making = {name: made for name in _LATER if isinstance(made := getattr(self, name), partial)}
        object.__setattr__(self, "_making", making)
        for name in making:  # without a value, `__getattr__` is asked for it
            object.__delattr__(self, name)

    if not TYPE_CHECKING:  # there, they are fields like all others

        def __getattr__(self, name: str) -> tuple[Any, ...]:
            if name not in _LATER:
                raise AttributeError(name)
            # Two threads that read at once make the same; what is copied or pickled has been made.
            made = self._making[name]()
            object.__setattr__(self, name, made)
            return made


def later(make: Callable[..., tuple[T, ...]], *given: object) -> tuple[T, ...]:
    """Return what stands for the lines or steps of a sheet: most are never read, and they cost the most."""
    return cast("tuple[T, ...]", partial(make, *given))


@dataclass(frozen=True, slots=True)
class ScoreSheet(_Filled):
    """The score of one unit in one period at one stage, under one ruleset."""

    ruleset: Ruleset
    unit: Assessed
    period: str
    stage: StageName
    complete: bool
    total: Figure
    index: Figure
    band: Band | None
    missing: tuple[str, ...]
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    warnings: tuple[Problem, ...]
    submission: Submission | None = None

    @property
    def assumptions(self) -> tuple[tuple[str, Reason], ...]:
        """Return what the score rests on that no source states: the place in the ruleset, and the reason."""
        return assumptions(self.ruleset)

    def line(self, key: str) -> Line:
        """Return the line of an item.

        Raises:
            KeyError: no item has the key.
        """
        for line in each_line(self.lines):
            if line.item.key == key:
                return line
        raise KeyError(key)


def each_line(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Visit lines and everything below them, in order."""
    for line in lines:
        yield line
        if line.lines:
            yield from each_line(line.lines)


def plain(sheet: ScoreSheet, lang: Language = "vi") -> dict[str, Any]:
    """Return the sheet as a plain tree of text, true, false and null: the result of ``score --json``."""
    ruleset = sheet.ruleset
    label = {"standing": ruleset.standing, "coverage": ruleset.coverage}
    return {
        "format": "1",
        "ruleset": {"id": ruleset.id, "sha256": ruleset.digest, **label},
        "unit": sheet.unit.key,
        "unit_name": sheet.unit.name,
        "unit_kind": sheet.unit.kind,
        "period": sheet.period,
        "stage": sheet.stage,
        "submission": plain_submission(sheet.submission),
        "complete": sheet.complete,
        "total": plain_figure(sheet.total) | {"max": decimal_text(ruleset.score.max or Fraction(0))},
        "index": plain_figure(sheet.index),
        "band": {"key": sheet.band.key, "name": say(sheet.band.name, lang)} if sheet.band else None,
        "missing": list(sheet.missing),
        "steps": [_step(step) for step in sheet.steps],
        "items": [_line(line, sheet.total.rounding, lang) for line in sheet.lines],
        "assumptions": [{"at": at, "why": say(why, lang)} for at, why in sheet.assumptions],
        "warnings": [
            {"code": each.code, "at": each.at, "message": each.message(lang)} for each in sheet.warnings
        ],
    }


def plain_submission(sent: Submission | None) -> dict[str, str | None] | None:
    """Return when the self-scoring report came, as text."""
    if sent is None:
        return None
    late = None if sent.days_late is None else str(sent.days_late)
    return {"submitted": sent.submitted, "last": sent.last, "days_late": late}


def plain_figure(figure: Figure) -> dict[str, Any]:
    """Return a figure as text: exact and published, both ends while something is missing."""
    ends = [
        {"exact": exact_text(end), "published": figure.rounding.text(end)}
        for end in (figure.least, figure.most)
    ]
    return {"least": ends[0], "most": ends[1]} if figure.open else ends[0]


def _step(step: Step) -> dict[str, str]:
    return {"operation": step.operation, "text": step.text, "value": exact_text(step.value)}


def _line(line: Line, rounding: Rounding, lang: Language) -> dict[str, Any]:
    item = line.item
    figure = plain_figure(line.figure(rounding))
    entry = line.entry
    return {
        "key": item.key,
        "code": item.code,
        "name": say(item.name, lang),
        "role": line.role,
        "state": line.state,
        **figure,
        "max": None if item.max is None else decimal_text(item.max),
        "applicable_max": decimal_text(line.applicable_max),
        "why": entry.why if entry else None,
        "steps": [_step(step) for step in line.steps],
        "source": {"instrument": item.source.instrument, "at": item.source.at} if item.source else None,
        "items": [_line(child, rounding, lang) for child in line.lines],
    }
