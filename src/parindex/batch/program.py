"""Steps over columns, run on some rows at a time in memory that is asked for once.

Every result has a place in a few arrays that are used again as soon as nobody needs what is in them, so that
a run stays beside the processor and asks the system for no memory between its steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Call", "Program", "cast", "larger", "look_up", "smaller", "view"]

Array = npt.NDArray[Any]
Kind = np.dtype[Any]
_LINE = 64  # bytes that the processor reads at once
_ROWS = 96 * 1024  # units at once at most: fewer would wait longer for Python between two steps


class Call(NamedTuple):
    """What is done, and what chooses its operands, and where it is written, from all slots."""

    do: Callable[..., Any]
    chosen: Callable[[Sequence[Any]], tuple[Any, ...]]


def cast(numbers: Array, out: Array) -> None:
    """Write the same numbers in another type, or one number everywhere."""
    out[...] = numbers


def view(numbers: Array, kind: Kind) -> Array:
    """Read the same bytes as numbers of another type of the same width."""
    return numbers.view(kind)


def smaller(one: Array, other: Array, out: Array) -> None:
    """Write the smaller of two numbers; NumPy wants the place named."""
    np.minimum(one, other, out=out)


def larger(one: Array, other: Array, out: Array) -> None:
    """Write the larger of two numbers."""
    np.maximum(one, other, out=out)


def look_up(table: Array, places: Array, out: Array) -> None:
    """Write the number at each place of a table, all of which it has."""
    table.take(places, out=out, mode="clip")


def _arrays(widths: Sequence[int], rows: int) -> list[Array]:
    """Return arrays of so many rows: parts of one, which the system gives in larger pages."""
    sizes = [-(-rows * width // _LINE) * _LINE for width in widths]
    ends = list(accumulate(sizes))
    whole = np.empty(sum(sizes), dtype=np.uint8)
    return [whole[end - size : end] for end, size in zip(ends, sizes, strict=True)]


class Program(NamedTuple):
    """Steps to run, in order, over slots: first those of the columns that are given, then of all results.

    ``fixed`` are the same for all units; ``views`` read a given column as another type. ``places`` are the
    slots whose results stand in one array as one type, by the number of the array; ``widths`` are bytes of a
    number in each. Of outputs that are not fixed ``kinds`` says the type.
    """

    slots: int
    fixed: Mapping[int, Array]
    views: Mapping[int, tuple[int, Kind]]
    calls: tuple[Call, ...]
    places: Mapping[tuple[int, Kind], tuple[int, ...]]
    widths: tuple[int, ...]
    outputs: tuple[int, ...]
    kinds: Mapping[int, Kind]

    def run(self, columns: Sequence[Array]) -> list[Array]:
        """Return the outputs, of no axis where they are the same for all units."""
        size = len(columns[0]) if columns else 0
        found = {slot: np.empty(size, kind) for slot, kind in self.kinds.items()}
        rows = -(-size // -(-size // _ROWS)) if size else 0  # as many each time
        arrays = _arrays(self.widths, rows)
        slots: list[Any] = [None] * self.slots
        for slot, value in self.fixed.items():
            slots[slot] = value
        for start in range(0, size, rows or 1):
            many = min(rows, size - start)
            if not start or many < rows:
                self._place(slots, arrays, many)
            slots[: len(columns)] = [each[start : start + many] for each in columns]
            for slot, (of, kind) in self.views.items():
                slots[slot] = view(slots[of], kind)
            for do, chosen in self.calls:
                do(*chosen(slots))
            for slot, made in found.items():
                made[start : start + many] = slots[slot]
        return [found[slot] if slot in found else self.fixed[slot] for slot in self.outputs]

    def _place(self, slots: list[Any], arrays: Sequence[Array], many: int) -> None:
        for (array, kind), held in self.places.items():
            made = arrays[array][: many * kind.itemsize].view(kind)
            for slot in held:
                slots[slot] = made
