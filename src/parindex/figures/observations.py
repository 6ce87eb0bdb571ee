"""From a leaf's entry to its points in whole numbers: what a scale takes without a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, assert_never

from parindex.exact import ONE, ZERO, above, parse_pair
from parindex.fields import FrozenMap
from parindex.formula.expression import (
    Capped,
    Expression,
    Input,
    Ladder,
    Let,
    Named,
    Number,
    Product,
    Quotient,
    Rung,
)
from parindex.formula.whole import Cells, Pair, Whole, grid, whole
from parindex.readers.document import check_text
from parindex.ruleset.tree import Node
from parindex.scales import (
    ChecklistScale,
    CountScale,
    DeductionScale,
    DirectScale,
    LevelsScale,
    RatioScale,
    Scale,
    StepsScale,
    SurveyScale,
)
from parindex.scales.observation import Form
from parindex.scales.steps import top

__all__ = ["PAIRS", "WHOLES", "Leaf", "Memory", "UnusualError", "leaf"]

Seen = Mapping[str, Any]
"""What an entry says, as a plain tree has it: figures are text, or fractions from Python."""
T = TypeVar("T")
_Read = Callable[[Any], Pair]  # of the one field of a form, or of the whole entry where it has two

_NO: Pair = (0, 1)
_YES: Pair = (1, 1)
_DIGITS = 15  # of a whole number that is observed
_REMEMBERED = 4096  # different observations of one leaf
_TEXTS = 65536  # different figures of all


class UnusualError(Exception):
    """What is left to the engine: it may be wrong, or it is only not among what is quick to read."""


class Share(NamedTuple):
    """The points for all that was planned, and the ratio below which there are none: two pairs."""

    most: int
    size: int
    low: int
    beneath: int


class Leaf(NamedTuple):
    """How a leaf's entry is read, once it is found by its key.

    ``grid`` is a divisor that does for all points that one field alone can give; 0 where there is none.
    ``share`` is there where the points are in proportion to what was done of what was planned.
    """

    key: str
    field: str
    read: Callable[[int], Callable[[Any], int]]
    other: Callable[[Seen], Pair]
    grid: int
    share: Share | None


def leaf(node: Node) -> Leaf:
    """Return how the points of a leaf are read: those of the engine.

    ``read`` makes a function of the one field's value, which gives the points in parts of a multiple of the
    grid; ``other`` is a function of any entry. Both raise `UnusualError`, or a lookup, type or value error,
    where they leave the points to the engine.
    """
    scale = node.item.scale
    assert scale is not None  # noqa: S101 (a leaf has a scale)
    stated = _stated(node)
    reads: dict[Form, _Read] = {("state",): stated, ("state", "why"): stated, ("why", "state"): stated}
    for form, expression in node.expressions:
        read = _observed(node, scale, form, whole(expression))
        # The fields of an entry may stand in any order.
        reads[form] = reads[form[::-1]] = read if form[1:] else _of_one(form[0], read)
    (field,) = next(form for form, _ in node.expressions if len(form) == 1 and form != ("tallies",))
    expression = node.expression((field,))

    def units(over: int) -> Callable[[Any], int]:
        return _observed(node, scale, (field,), _in_units(whole(expression), over))

    return Leaf(
        node.item.key,
        field,
        units,
        lambda seen: reads[tuple(seen)](seen),
        grid(expression, 1 if isinstance(scale, (ChecklistScale, CountScale, DeductionScale)) else None) or 0,
        _share(node),
    )


def _in_units(worth: Whole, over: int) -> Callable[[Cells], int]:
    """Return points in parts of so many; that they come out whole was found beforehand."""

    def units(cells: Cells) -> int:
        number, divisor = worth(cells)
        return number * over // divisor

    return units


def _share(node: Node) -> Share | None:
    """Return the share that a leaf gives of its points, where that is all that its rule says."""
    for _, expression in node.expressions:
        match expression:
            case Let(name, Quotient(Input("done"), Input("planned")), body):
                low, body = _behind(body, name)
                match body:
                    case Named(_, Product(Number(most), Capped(_, of, limit))) if (
                        of == Input(name) and limit == 1
                    ):
                        return Share(*most.as_integer_ratio(), *low.as_integer_ratio())
                    case _:
                        return None
            case _:
                pass
    return None


def _behind(body: Expression, name: str) -> tuple[Fraction, Expression]:
    """Return the threshold that a share must reach, 0 where there is none, and what stands behind it."""
    match body:
        case Ladder(_, of, (Rung(low, ">=", then),), Number(otherwise)) if (
            of == Input(name) and not otherwise
        ):
            return low, then
        case _:
            return ZERO, body


def _of_one(field: str, read: _Read) -> _Read:
    return lambda seen: read(seen[field])


def _stated(node: Node) -> _Read:
    """Read a state that gives points and leaves the maximum as it is."""
    full = node.not_applicable == "full" and node.counts
    excused = {"zero": _NO, "full": node.bound.as_integer_ratio() if full else _NO}.get(node.not_applicable)

    def points(seen: Seen) -> Pair:
        state, why = seen["state"], seen.get("why", "")
        if type(why) is not str or check_text(why) or not (why.strip() or state == "zero"):
            raise UnusualError
        if state == "not-applicable" and excused is not None:
            return excused
        if state not in {"zero", "rejected"}:
            raise UnusualError
        return _NO

    return points


def _observed(node: Node, scale: Scale, form: Form, worth: Callable[[Cells], T]) -> Callable[[Any], T]:
    """Return what reads one form of observation: a field's value, or the entry where the form has two."""
    match scale:
        case LevelsScale():
            return {level.key: worth({"level": level.key}) for level in scale.levels}.__getitem__
        case StepsScale() | RatioScale() if form == ("value",):
            return _figures(lambda value: worth({"value": value}), _end(scale), whole_only=not _shares(scale))
        case StepsScale() | RatioScale():
            hundred = isinstance(scale, StepsScale) and scale.of == "percent"
            return _part(worth, (_end(scale) or ZERO) / (100 if hundred else 1))
        case ChecklistScale():
            return _ticks([tick.key for tick in scale.ticks], worth)
        case CountScale():
            return _figures(lambda count: worth({"count": count}), None, whole_only=True)
        case DeductionScale():
            return _counts([kind.key for kind in scale.kinds], worth)
        case SurveyScale() if form != ("points",):
            return _tallies(scale, worth)
        case DirectScale() | SurveyScale():
            step = scale.grid if isinstance(scale, DirectScale) else None
            return _figures(lambda points: worth({"points": points}), node.bound, step=step)
        case _:
            assert_never(scale)


def _shares(scale: StepsScale | RatioScale) -> bool:
    return isinstance(scale, RatioScale) or scale.of in {"ratio", "percent"}


def _end(scale: StepsScale | RatioScale) -> Fraction | None:
    """Return the upper end of what may be observed."""
    if isinstance(scale, RatioScale):
        return scale.full_at if above(scale.full_at, ONE) else ONE
    return top(scale)


class Memory(dict[Any, T]):
    """What texts were read as, remembered: most figures of many sheets are the same.

    Nothing else is remembered: 1 is equal to 1.0 and to true.
    """

    def __init__(self, read: Callable[[Any], T], size: int) -> None:
        super().__init__()
        self.read = read
        self.size = size

    def __missing__(self, value: object) -> T:
        found = self.read(value)
        if type(value) is str:
            if len(self) >= self.size:
                self.clear()
            self[value] = found
        return found


def _figure(value: Any) -> Pair:  # noqa: ANN401 (a border: anything may arrive)
    if type(value) is str:
        return parse_pair(value)
    if type(value) is Fraction:
        return value.as_integer_ratio()
    raise UnusualError


def _number(value: Any) -> int:  # noqa: ANN401 (a border)
    number, divisor = _figure(value)
    return number if divisor == 1 else -1


PAIRS = Memory(_figure, _TEXTS)
"""Figures as pairs, by their text."""
WHOLES = Memory(_number, _TEXTS)
"""Whole numbers by their text; below 0 where it is none, or none that counts anything."""


def _whole(value: Any) -> Pair:  # noqa: ANN401 (a border)
    number, divisor = PAIRS[value]
    if divisor != 1 or not 0 <= number < 10**_DIGITS:
        raise UnusualError
    return number, 1


def _figures(
    worth: Callable[[Pair], T],
    end: Fraction | None,
    *,
    whole_only: bool = False,
    step: Fraction | None = None,
) -> Callable[[Any], T]:
    """Read one figure from 0 to an end, and remember what each gave."""
    edge, under = (ZERO if end is None else end).as_integer_ratio()
    stride, parts = (step or ZERO).as_integer_ratio()

    def read(value: Any) -> T:  # noqa: ANN401 (a border)
        number, divisor = pair = _figure(value)
        if number < 0 or (end is not None and number * under > edge * divisor):
            raise UnusualError
        if (whole_only and divisor != 1) or (stride and number * parts % (stride * divisor)):
            raise UnusualError
        return worth(pair)

    return Memory(read, _REMEMBERED).__getitem__


def _part(worth: Callable[[Cells], T], most: Fraction) -> Callable[[Any], T]:
    """Read what was done of what was planned, where the one may be at most so many times the other."""
    edge, under = most.as_integer_ratio()

    def points(seen: Seen) -> T:
        (done, below), (planned, beneath) = PAIRS[seen["done"]], PAIRS[seen["planned"]]
        if planned <= 0 or done < 0 or done * beneath * under > below * planned * edge:
            raise UnusualError
        return worth({"done": (done, below), "planned": (planned, beneath)})

    return points


def _ticks(keys: Sequence[str], worth: Callable[[Cells], T]) -> Callable[[Any], T]:
    known = frozenset(keys)

    @lru_cache(_REMEMBERED)
    def remembered(ticks: tuple[Any, ...]) -> T:
        ticked = frozenset(ticks)
        if len(ticked) != len(ticks) or not ticked <= known:
            raise UnusualError
        return worth({key: _YES if key in ticked else _NO for key in keys})

    def points(ticks: Any) -> T:  # noqa: ANN401 (a border)
        if not isinstance(ticks, (list, tuple)):
            raise UnusualError
        return remembered(tuple(ticks))

    return points


def _map(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 (a border)
    if not isinstance(value, (dict, FrozenMap)):
        raise UnusualError
    return value


def _counts(keys: Sequence[str], worth: Callable[[Cells], T]) -> Callable[[Any], T]:
    known = frozenset(keys)

    def points(counts: Any) -> T:  # noqa: ANN401 (a border)
        given = _map(counts)
        if not given.keys() <= known:
            raise UnusualError
        return worth({key: _whole(given[key]) if key in given else _NO for key in keys})

    return points


def _tallies(scale: SurveyScale, worth: Callable[[Cells], T]) -> Callable[[Any], T]:
    groups, options = [group.key for group in scale.groups], [option.key for option in scale.options]
    known, choices = frozenset(groups), frozenset(options)
    nobody: dict[str, str] = {}

    def points(tallies: Any) -> T:  # noqa: ANN401 (a border)
        given = _map(tallies)
        if not given.keys() <= known:
            raise UnusualError
        cells: dict[str, Pair] = {}
        empty = 0
        for group in groups:
            tally = _map(given.get(group, nobody))
            if not tally.keys() <= choices:
                raise UnusualError
            counted = {f"{group}/{key}": _whole(tally[key]) if key in tally else _NO for key in options}
            none = all(number == 0 for number, _ in counted.values())
            empty += none
            cells |= counted
            cells[f"empty.{group}"] = _YES if none else _NO
        if empty and (scale.empty == "refuse" or empty == len(groups)):
            raise UnusualError
        return worth(cells)

    return points
