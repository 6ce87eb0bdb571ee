"""Arithmetic on columns, written down once and run on many chunks, in the narrowest whole numbers.

A `Traced` number stands for a column of which only the bounds are known. Rules work on it as on an
array; what they do is written on a tape, each step with its bounds, so that every step is proven to fit
its type before any column is read. Where 64 bits are not enough, `UnprovableError` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

from parindex.batch.layout import Step, program
from parindex.batch.program import Program, cast, larger, look_up, smaller, view
from parindex.formula.columns import MOST, UnprovableError

__all__ = ["Tape", "Traced"]

Array = npt.NDArray[Any]
_TYPES = tuple((np.dtype(kind), np.iinfo(kind)) for kind in (np.int8, np.int16, np.int32, np.int64))
_BOOL, _BYTE = np.dtype(np.bool_), np.dtype(np.int8)
_SHORT = 5  # steps of a table that take less time than to look it up
_WIDE = 4  # bytes of a divisor: narrower ones are divided no faster
_UNSIGNED: dict[int, np.dtype[Any]] = {
    np.dtype(kind).itemsize: np.dtype(kind) for kind in (np.uint8, np.uint16, np.uint32, np.uint64)
}


class Traced(NDArrayOperatorsMixin):
    """A column by its place on the tape, its type, and bounds that every number of it is within."""

    __slots__ = ("kind", "least", "most", "place", "tape")

    def __init__(self, tape: Tape, place: int, kind: np.dtype[Any], least: int, most: int) -> None:
        self.tape, self.place, self.kind, self.least, self.most = tape, place, kind, least, most

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **more: Any) -> Any:  # noqa: ANN401 (NumPy)
        if method != "__call__" or more or ufunc not in _OPERATIONS:
            return NotImplemented
        return _OPERATIONS[ufunc](self.tape, *inputs)

    def __array_function__(self, func: Any, _types: Any, args: Any, _more: Any) -> Any:  # noqa: ANN401 (the same)
        return self.tape.where(*args) if func is np.where else NotImplemented

    def __bool__(self) -> bool:
        raise TypeError("no column yet")

    def looked_up(self, table: Array) -> Figure:
        """Return the number at each place of a table."""
        return self.tape.take(table, self)

    def within(self, least: int, most: int) -> Traced:
        """Return the same column with bounds that are known to be narrower."""
        least, most = max(self.least, least), min(self.most, most)
        if (least, most) == (self.least, self.most) or least > most:
            return self
        return Traced(self.tape, self.place, self.kind, least, most)


Figure = Traced | int | bool


class Tape:
    """The steps of one computation, in order."""

    def __init__(self) -> None:
        self.slots = 0
        self.given: list[np.dtype[Any]] = []
        self.steps: list[Step] = []
        self.fixed: dict[int, Any] = {}
        self._known: dict[tuple[Any, ...], int] = {}
        self._products: dict[int, tuple[Traced, int]] = {}  # slots that are another column so many times

    def column(self, kind: np.dtype[Any], least: int, most: int) -> Traced:
        """Return a column that is given to every run, in the order of these calls before any step."""
        self.given.append(kind)
        return Traced(self, self._slot(), kind, least, most)

    def _slot(self) -> int:
        self.slots += 1
        return self.slots - 1

    def _constant(self, value: Any, kind: np.dtype[Any]) -> int:  # noqa: ANN401 (a number or a table)
        """Return a slot for what is the same for all units, as an array: NumPy need not find its type."""
        place = self._slot()
        self.fixed[place] = np.array(value, dtype=kind)
        return place

    def _key(self, do: Callable[..., Any], of: Sequence[int], kind: np.dtype[Any]) -> tuple[Any, ...]:
        """Return what tells a step from others."""
        # Numbers that are the same for all units are named by what they are, not by their slots.
        names = tuple(
            ("fixed", *self.fixed[each].reshape(-1).tolist()) if each in self.fixed else each for each in of
        )
        return (do, kind, *names)

    def _done(self, do: Callable[..., Any], *of: int, kind: np.dtype[Any], anew: bool = False) -> int:
        """Write a step, unless the very same was written before."""
        key = self._key(do, of, kind)
        if anew or key not in self._known:
            place = self._slot()
            self.steps.append(Step(do, of, place, kind))
            self._known[key] = place
        return self._known[key]

    # Types

    def _as(self, figure: Figure, kind: np.dtype[Any]) -> int:
        """Return the slot of a figure in a type that holds it."""
        if not isinstance(figure, Traced):
            return self._constant(int(figure), kind)
        place, own = figure.place, figure.kind
        if own == kind:
            return place
        if own == _BOOL:
            own = _BYTE
            place = self._done(view, place, kind=own)
        if own.itemsize == kind.itemsize:
            return place if own == kind else self._done(view, place, kind=kind)
        return self._done(cast, place, kind=kind)

    def _made(self, do: Callable[..., Any], figures: Sequence[Figure], ends: tuple[int, int]) -> Traced:
        """Write a step whose result and operands are held in one type."""
        kind = _holding(*ends, *(end for each in figures for end in _ends(each)))
        place = self._done(do, *(self._as(each, kind) for each in figures), kind=kind)
        return Traced(self, place, kind, *ends)

    # Arithmetic

    def add(self, one: Figure, other: Figure) -> Figure:
        """Add."""
        (a, b), (c, d) = _ends(one), _ends(other)
        if not isinstance(other, Traced) and not other:
            return one
        if not isinstance(one, Traced) and not one:
            return other
        for left, right in ((one, other), (other, one)):
            of, times = self._product(right) if isinstance(right, Traced) else (right, 1)
            if times == -1:
                return self.subtract(left, of)
        return self._made(np.add, (one, other), (a + c, b + d))

    def subtract(self, one: Figure, other: Figure) -> Figure:
        """Subtract."""
        (a, b), (c, d) = _ends(one), _ends(other)
        if not isinstance(other, Traced) and not other:
            return one
        return self._made(np.subtract, (one, other), (a - d, b - c))

    def _product(self, figure: Traced) -> tuple[Traced, int]:
        """Return the column of which another is a whole multiple, and how many times it is that."""
        return self._products.get(figure.place, (figure, 1))

    def multiply(self, one: Figure, other: Figure) -> Figure:
        """Multiply."""
        (a, b), (c, d) = _ends(one), _ends(other)
        products = (a * c, a * d, b * c, b * d)
        ends = min(products), max(products)
        if ends == (0, 0):
            return 0
        if (c, d) == (1, 1) and isinstance(one, Traced):
            return one if one.kind != _BOOL else Traced(self, self._as(one, _BYTE), _BYTE, a, b)
        if isinstance(one, Traced):
            if isinstance(other, Traced):
                return self._made(np.multiply, (one, other), ends)
            return self._times(one, int(other), ends)
        return self._times(other, int(one), ends) if isinstance(other, Traced) else int(one) * int(other)

    def _times(self, figure: Traced, by: int, ends: tuple[int, int]) -> Traced:
        """Multiply by a number; of several after each other, by their product."""
        of, times = self._product(figure)
        by *= times
        if by == 1:
            return of
        found = self._made(np.multiply, (of, by), ends)
        self._products[found.place] = of, by
        return found

    def negative(self, one: Figure) -> Figure:
        """Turn the sign."""
        return self.subtract(0, one)

    def absolute(self, one: Traced) -> Figure:
        """Leave out the sign."""
        return one if one.least >= 0 else self._made(np.absolute, (one,), (0, max(-one.least, one.most)))

    def minimum(self, one: Figure, other: Figure) -> Figure:
        """Take the smaller."""
        (a, b), (c, d) = _ends(one), _ends(other)
        if b <= c or d <= a:
            return one if b <= c else other
        return self._cut(smaller, one, other, (min(a, c), min(b, d)))

    def maximum(self, one: Figure, other: Figure) -> Figure:
        """Take the larger."""
        (a, b), (c, d) = _ends(one), _ends(other)
        if a >= d or c >= b:
            return one if a >= d else other
        return self._cut(larger, one, other, (max(a, c), max(b, d)))

    def _cut(self, do: Callable[..., Any], one: Figure, other: Figure, ends: tuple[int, int]) -> Traced:
        """Compare with a column of one number, not with the number: NumPy is three times as fast then.

        A wide one is made anew for each comparison, for to hold it until the next would cost more.
        """
        kind = _holding(*ends, *_ends(one), *_ends(other))
        places = [self._as(each, kind) for each in (one, other)]
        key = self._key(do, places, kind)
        if key not in self._known:
            anew = kind.itemsize >= _WIDE
            spread = [
                self._done(cast, each, kind=kind, anew=anew) if each in self.fixed else each
                for each in places
            ]
            self._known[key] = self._done(do, *spread, kind=kind)
        return Traced(self, self._known[key], kind, *ends)

    def divide(self, one: Figure, other: Figure) -> Figure:
        """Divide and round down; the divisor is at least 1."""
        (a, b), (c, d) = _ends(one), _ends(other)
        if c < 1:
            raise UnprovableError(f"/ {c}")
        if d == 1:
            return one
        if a < 0:
            # Whole numbers that are not negative are divided faster: some times the divisor is added before.
            if c != d:
                return self._made(np.floor_divide, (one, other), (a, max(b, 0)))
            times = -(a // c)
            return self.subtract(self.divide(self.add(one, times * c), other), times)
        kind = _holding(a, b, c, d)
        if isinstance(other, Traced) and kind.itemsize < _WIDE:
            kind = np.dtype(np.int32)
        plain = _UNSIGNED[kind.itemsize]
        parts = [
            self._done(view, self._as(each, kind), kind=plain)
            if isinstance(each, Traced)
            else self._constant(int(each), plain)
            for each in (one, other)
        ]
        place = self._done(view, self._done(np.floor_divide, *parts, kind=plain), kind=kind)
        return Traced(self, place, kind, a // d, b // c)

    def remainder(self, one: Figure, other: Figure) -> Figure:
        """Return what division leaves; the divisor is at least 1."""
        (least, most), (_, by) = _ends(one), _ends(other)
        whole = self.divide(one, other)
        if not isinstance(whole, Traced):
            return self.subtract(one, self.multiply(whole, other))
        # So many times the divisor is at most the dividend, and less than one divisor below it.
        times = self._made(np.multiply, (whole, other), (0 if least >= 0 else least - by + 1, most))
        found = self.subtract(one, times)
        return found.within(0, by - 1) if isinstance(found, Traced) else found

    # Choices

    def compare(self, ufunc: Callable[..., Array], one: Figure, other: Figure) -> Figure:
        """Compare; a comparison that the bounds decide takes no step."""
        (a, b), (c, d) = _ends(one), _ends(other)
        sure = _SURE[ufunc](a, b, c, d)
        if sure is not None:
            return sure
        if isinstance(one, Traced) and isinstance(other, Traced) and one.kind == other.kind:
            return Traced(self, self._done(ufunc, one.place, other.place, kind=_BOOL), _BOOL, 0, 1)
        kind = _holding(a, b, c, d)
        return Traced(
            self, self._done(ufunc, self._as(one, kind), self._as(other, kind), kind=_BOOL), _BOOL, 0, 1
        )

    def either(self, one: Figure, other: Figure) -> Figure:
        """Mark what one or the other marks."""
        if not isinstance(one, Traced) or not isinstance(other, Traced):
            known, left = (one, other) if not isinstance(one, Traced) else (other, one)
            return True if known else left
        return Traced(self, self._done(np.bitwise_or, one.place, other.place, kind=_BOOL), _BOOL, 0, 1)

    def both(self, one: Figure, other: Figure) -> Figure:
        """Mark what both mark."""
        if not isinstance(one, Traced) or not isinstance(other, Traced):
            known, left = (one, other) if not isinstance(one, Traced) else (other, one)
            return left if known else False
        return Traced(self, self._done(np.bitwise_and, one.place, other.place, kind=_BOOL), _BOOL, 0, 1)

    def where(self, here: Figure, one: Figure, other: Figure) -> Figure:
        """Choose without a branch: ``other + here x (one - other)``."""
        if not isinstance(here, Traced):
            return one if here else other
        (a, b), (c, d) = _ends(one), _ends(other)
        found = self.add(
            other,
            self.multiply(
                here,
                self.subtract(one, other)
                if isinstance(one, Traced) or isinstance(other, Traced)
                else int(one) - int(other),
            ),
        )
        return found.within(min(a, c), max(b, d)) if isinstance(found, Traced) else found

    def take(self, table: Array, of: Traced) -> Figure:
        """Look every number up in a table; work a short one that only rises or falls out, which is faster."""
        if of.least < 0 or of.most >= len(table):
            raise UnprovableError(f"{of.most} of {len(table)}")
        first, *others = (int(each) for each in table)
        steps = [other - one for one, other in pairwise((first, *others))]
        if len(set(steps)) <= 1:  # even, as is any table of two
            return self.add(self.multiply(of, sum(steps[:1])), first)
        if len(steps) <= _SHORT and (min(steps) >= 0 or max(steps) <= 0):
            found: Figure = first
            for place, step in enumerate(steps, 1):
                found = self.add(found, self.multiply(self.compare(np.greater_equal, of, place), step))
            return found
        least, most = int(table.min()), int(table.max())
        kind = _holding(least, most)
        place = self._done(look_up, self._constant(table, kind), of.place, kind=kind)
        return Traced(self, place, kind, least, most)

    # Running

    def program(self, outputs: Sequence[Figure]) -> Program:
        """Return the steps that the outputs need, in order."""
        places = [
            each.place if isinstance(each, Traced) else self._constant(int(each), _kind(each))
            for each in outputs
        ]
        return program(self.slots, self.given, self.fixed, self.steps, places)


def _kind(number: int) -> np.dtype[Any]:
    """Return the type of what is the same for all, signed: with one that is not, NumPy makes floats."""
    return _BOOL if isinstance(number, bool | np.bool_) else _holding(int(number))


def _ends(figure: Figure) -> tuple[int, int]:
    return (figure.least, figure.most) if isinstance(figure, Traced) else (int(figure), int(figure))


def _holding(*ends: int) -> np.dtype[Any]:
    """Return the narrowest type that holds some numbers."""
    least, most = min(ends), max(ends)
    if least < -MOST or most > MOST:
        raise UnprovableError(f"{least} {most}")
    return next(kind for kind, info in _TYPES if info.min <= least and most <= info.max)


def _greater_equal(a: int, b: int, c: int, d: int) -> bool | None:
    return True if a >= d else False if b < c else None


def _greater(a: int, b: int, c: int, d: int) -> bool | None:
    return True if a > d else False if b <= c else None


def _equal(a: int, b: int, c: int, d: int) -> bool | None:
    return True if a == b == c == d else False if b < c or a > d else None


def _opposite(sure: Callable[..., bool | None]) -> Callable[..., bool | None]:
    def found(*ends: int) -> bool | None:
        known = sure(*ends)
        return None if known is None else not known

    return found


_SURE: dict[Any, Callable[[int, int, int, int], bool | None]] = {
    np.greater_equal: _greater_equal,
    np.greater: _greater,
    np.less: _opposite(_greater_equal),
    np.less_equal: _opposite(_greater),
    np.equal: _equal,
    np.not_equal: _opposite(_equal),
}


def _comparing(ufunc: Any) -> Callable[..., Figure]:  # noqa: ANN401 (a function of NumPy)
    return lambda tape, one, other: tape.compare(ufunc, one, other)


_OPERATIONS: dict[Any, Callable[..., Figure]] = {
    np.add: Tape.add,
    np.subtract: Tape.subtract,
    np.multiply: Tape.multiply,
    np.negative: Tape.negative,
    np.absolute: Tape.absolute,
    np.minimum: Tape.minimum,
    np.maximum: Tape.maximum,
    np.floor_divide: Tape.divide,
    np.remainder: Tape.remainder,
    np.bitwise_or: Tape.either,
    np.bitwise_and: Tape.both,
    **{ufunc: _comparing(ufunc) for ufunc in _SURE},
}
