"""Columns of a table as whole numbers from 0 up, scaled by a power of ten; what cannot be read is marked.

Marks are an array, or ``True`` or ``False`` where they are the same for every unit.
"""

from __future__ import annotations

from bisect import bisect_left
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from parindex.errors import Problem, problem
from parindex.formula.columns import Column, Mark, Marks

__all__ = ["Cells", "capped", "either", "is_text", "places", "read", "type_problem"]

Numbers = npt.NDArray[Any]
DECIMALS = 6  # that a number may have after its point
_GRAMMAR = r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$"
_DIGITS = 15  # before the point
_LARGEST = 10**_DIGITS - 1
_WIDTH = 38
_ZERO = ord("0")
# Bounds that columns are taken to have: few, so that few sorts of chunks are told apart.
_TOPS = tuple((1 << bits) - 1 for bits in (1, 4, 7, 10, 15, 20, 26, 31, 40))
_TOPS = (*_TOPS, _LARGEST, (1 << 56) - 1, (1 << 63) - 1)
_KINDS = {
    np.dtype(kind).char: (np.dtype(kind.replace("int", "uint").replace("uu", "u")), int(np.iinfo(kind).max))
    for sign in ("", "u")
    for kind in (f"{sign}int{bits}" for bits in (8, 16, 32, 64))
}


class Cells(NamedTuple):
    """Numbers ``value / 10 ** decimals``, or places of words, in ``[0, most]``; 0 where there are none."""

    value: Numbers
    decimals: int
    there: Mark
    most: int

    @property
    def column(self) -> Column:
        """Return the figures as a column."""
        return Column(self.value, 10**self.decimals, 0, self.most)


def either(one: Mark, other: Mark) -> Mark:
    """Mark what one or the other marks."""
    if isinstance(one, bool):
        return True if one else other
    if isinstance(other, bool):
        return True if other else one
    return one | other


def is_text(kind: pa.DataType) -> bool:
    """Tell whether a column holds texts, plain or as a dictionary."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(
        pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_string_view(inner)
    )


def type_problem(kind: pa.DataType, name: str, *, words: bool = False) -> Problem | None:
    """Say why a column cannot be read by its type: as words, or as numbers."""
    types = pa.types
    if is_text(kind) or types.is_null(kind):
        return None
    if not words and (types.is_boolean(kind) or types.is_integer(kind)):
        return None
    if not words and types.is_decimal(kind) and not types.is_decimal256(kind) and 0 <= kind.scale <= DECIMALS:
        return None
    code = "E-BATCH-FLOAT" if types.is_floating(kind) else "E-BATCH-TYPE"
    return problem(code, (), column=name, found=str(kind))


def read(array: pa.Array) -> tuple[Cells | None, Mark]:
    """Read a column of whole numbers, truth values, decimals or texts; nothing where it has no value.

    The marks are those that are no numbers of the format, or below 0.
    """
    kind = array.type
    there: Mark = True
    if array.null_count or not len(array):
        if array.null_count == len(array):
            return None, False
        there = _there(array)
    if pa.types.is_integer(kind):
        return _cells(_filled(array), 0, there, _LARGEST)
    if pa.types.is_boolean(kind):
        return _cells(_filled(array.cast(pa.int8())), 0, there, 1)
    if pa.types.is_decimal(kind):
        return _decimal(pc.fill_null(array, 0) if array.null_count else array, there)
    return _text(array.cast(pa.string()), there)


def _filled(array: pa.Array) -> Numbers:
    found: Numbers = (pc.fill_null(array, 0) if array.null_count else array).to_numpy(zero_copy_only=False)
    return found


def _cells(value: Numbers, decimals: int, there: Mark, limit: int) -> tuple[Cells, Mark]:
    """Mark what is below 0 or above a limit, and leave it out."""
    unsigned, most = _KINDS[value.dtype.char]
    limit = min(limit, most)
    # Numbers below 0 are the largest of all where the sign is read as a digit.
    top = int(np.maximum.reduce(value.view(unsigned)))
    wrong: Mark = False
    if top > limit:
        wrong = (value < 0) | (value > limit)
        value = np.where(wrong, value.dtype.type(0), value)
        top = int(value.max())
    return Cells(value, decimals, there, _rounded(top)), wrong


def _rounded(top: int) -> int:
    return _TOPS[bisect_left(_TOPS, top)]


def capped(cells: Cells, most: int) -> tuple[Cells, Mark]:
    """Leave out what is above a bound."""
    return _cells(cells.value, cells.decimals, cells.there, most) if cells.most > most else (cells, False)


def _text(array: pa.Array, there: Mark) -> tuple[Cells, Mark]:
    """Read texts, whole numbers fast; the others one by one, by the grammar of the format."""
    if _whole(array):
        return _cells(_filled(array.cast(pa.int64())), 0, there, _LARGEST)
    found = pc.fill_null(pc.match_substring_regex(array, _GRAMMAR), fill_value=True)
    fits: Marks = found.to_numpy(zero_copy_only=False)
    kept = pc.fill_null(pc.if_else(found, array, "0"), "0")
    cells, wrong = _decimal(kept.cast(pa.decimal128(_WIDTH, DECIMALS)), there)
    return cells, either(wrong, False if fits.all() else ~fits)


def _whole(array: pa.Array) -> bool:
    """Tell whether all texts are whole numbers in plain digits, without zeros before them."""
    _, places, content = array.buffers()
    starts = np.frombuffer(places, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    sizes, first = np.diff(starts), starts[:-1]
    text = np.frombuffer(content, dtype=np.uint8)[starts[0] : starts[-1]] - np.uint8(_ZERO)
    if array.null_count:
        sizes, first = sizes[_there(array)], first[_there(array)]
    if sizes.min() == 0 or sizes.max() > _DIGITS or text.max() > 9:  # noqa: PLR2004 (the last digit)
        return False
    return not ((text[first - starts[0]] == 0) & (sizes > 1)).any()


def _there(array: pa.Array) -> Marks:
    marks: Marks = array.is_valid().to_numpy(zero_copy_only=False)
    return marks


def _decimal(array: pa.Array, there: Mark) -> tuple[Cells, Mark]:
    """Take the low half of each 128-bit number; where the high half holds more, it is wrong."""
    shorter = _shortened(array)
    decimals = shorter.type.scale
    halves = np.frombuffer(shorter.buffers()[1], dtype=np.int64).reshape(-1, 2)
    low, high = (halves[shorter.offset : shorter.offset + len(shorter), at] for at in (0, 1))
    # What is below 0 or too large is below 0 then.
    value = np.where(high == 0, low, -1)
    return _cells(value, decimals, there, min(10 ** (_DIGITS + decimals) - 1, 2**62))


def _shortened(array: pa.Array) -> pa.Array:
    """Return the same numbers with no more digits after the point than they need."""
    for decimals in range(0, array.type.scale, 2):
        with suppress(pa.ArrowInvalid):
            return array.cast(pa.decimal128(_WIDTH, decimals))
    return array.cast(pa.decimal128(_WIDTH, array.type.scale))


def places(array: pa.Array, words: tuple[str, ...]) -> tuple[Cells | None, Mark]:
    """Return the place of each text among some words, nothing where there is none; marked are other words."""
    if array.null_count == len(array):
        return None, False
    there: Mark = True if not array.null_count else _there(array)
    if pa.types.is_dictionary(array.type):
        value = _filled(array.indices)
        if not array.dictionary.equals(_texts(words[: len(array.dictionary)], array.dictionary.type)):
            value = _known(array.dictionary, words)[value]
    else:
        value = _known(array, words)
    wrong: Mark = False
    if value.min() < 0:
        wrong = (value < 0) & there
        value = np.maximum(value, 0)
    return Cells(value, 0, there, len(words) - 1), wrong


@lru_cache(maxsize=256)
def _texts(words: tuple[str, ...], kind: pa.DataType) -> pa.Array:
    return pa.array(words, kind)


def _known(array: pa.Array, words: tuple[str, ...]) -> npt.NDArray[np.int16]:
    found = pc.index_in(array.cast(pa.string()), value_set=_texts(words, pa.string()))
    return pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int16)  # type: ignore[no-any-return]  # pyarrow has no types
