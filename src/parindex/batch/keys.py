"""Keys of units as bytes: which are no keys, whether they rise, and a number for each, to find repeats."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Digests", "digests", "misspelled", "rising", "told_apart"]

_LONGEST = 64  # characters of a key
_WORD = 8  # bytes taken at once
_ROWS, _BYTES = 16 * 1024, 256 * 1024  # looked at together, so that they stay beside the processor
_DASH = np.uint8(ord("-"))
_RANGES = tuple((np.uint8(ord(one)), np.uint8(ord(last) - ord(one))) for one, last in ("az", "09"))
_MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, its bits in no order: 2**64 by the golden section
_FEW = 1000  # keys looked at before all of them are
_HALF = np.uint64(32)
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], dtype=np.uint64)  # of so many bytes

Digests = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[Any]


def _plain(array: pa.Array) -> tuple[Bytes, Places]:
    """Return the bytes of all texts, and where each begins; the last place is the end."""
    _, places, content = array.buffers()
    starts = np.frombuffer(places, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    held = np.frombuffer(content, dtype=np.uint8) if content is not None else np.empty(0, dtype=np.uint8)
    return held[starts[0] : starts[-1]], starts - starts[0]


def misspelled(array: pa.Array) -> npt.NDArray[np.bool_]:
    """Mark what is null or no key: words of a-z and 0-9 with single dashes between, at most 64 characters."""
    if not len(array):
        return np.zeros(0, dtype=np.bool_)
    content, starts = _plain(array)
    sizes = np.diff(starts)
    wrong: npt.NDArray[np.bool_] = (sizes == 0) | (sizes > _LONGEST)
    if array.null_count:
        wrong |= array.is_null().to_numpy(zero_copy_only=False)
    for start in range(0, len(content), _BYTES):
        bad = _misplaced(content[max(start - 1, 0) : start + _BYTES])
        if bad.any():
            places = np.flatnonzero(bad) + max(start - 1, 0)
            wrong[np.searchsorted(starts, places, side="right") - 1] = True
    if len(content):
        # The places around an empty text belong to its neighbours, and it is wrong already.
        for ends in (starts[:-1], starts[1:] - 1):
            wrong |= content.take(ends, mode="clip") == _DASH
    return wrong


def _misplaced(content: Bytes) -> npt.NDArray[np.bool_]:
    """Mark bytes that no key has, and dashes after dashes."""
    dash = content == _DASH
    # A byte below the first of a range wraps to one above its last.
    letter, digit = (content - one <= width for one, width in _RANGES)
    bad: npt.NDArray[np.bool_] = ~(letter | digit | dash)
    bad[1:] |= dash[1:] & dash[:-1]
    return bad


def rising(array: pa.Array) -> tuple[str, str] | None:
    """Return the first and the last key where each is above the one before: then none stands there twice."""
    if array.null_count:
        return None
    for some in (array.slice(0, _FEW), array):  # keys in no order show it soon
        if not pc.all(pc.less(some.slice(0, len(some) - 1), some.slice(1)), min_count=0).as_py():
            return None
    return array[0].as_py(), array[-1].as_py()


def digests(array: pa.Array) -> Digests:
    """Return a number for each key: the same for the same; others seldom share one."""
    content, starts = _plain(array)
    found = np.empty(len(array), dtype=np.uint64)
    for start in range(0, len(found), _ROWS):
        some = starts[start : start + _ROWS + 1]
        found[start : start + _ROWS] = _mixed(content[some[0] : some[-1]], some[:-1] - some[0], np.diff(some))
    return found


def told_apart(found: Digests, leagues: npt.NDArray[np.int32]) -> Digests:
    """Give the same key another digest in each league."""
    return found ^ leagues.astype(np.uint64) * _MIX


def _mixed(content: Bytes, first: Places, sizes: Places) -> Digests:
    """Take eight bytes of each key at once, and the last eight again where fewer are left."""
    apart = int(sizes.max())  # as all are that are of one size
    alike = int(sizes.min()) == apart
    sizes = np.minimum(sizes, _LONGEST + _WORD)  # a longer one is no key
    least, longest = int(sizes.min()), int(sizes.max())
    if least < _WORD:
        content = np.append(content, np.zeros(_WORD, dtype=np.uint8))
    found = sizes.astype(np.uint64)
    for at in range(0, longest, _WORD):
        if alike:  # as most keys are: six times as fast
            place = max(min(at, longest - _WORD), 0)
            word = np.ndarray(len(sizes), np.uint64, content.data, place, (apart,))
        else:
            words = np.ndarray(len(content) - _WORD + 1, np.uint64, content.data, 0, (1,))
            word = words[first + np.clip(sizes - _WORD, 0, at)]
        if least < _WORD:
            word = word & _MASKS[np.minimum(sizes, _WORD)]
        mixed = (found ^ word) * _MIX
        mixed ^= mixed >> _HALF
        # A key has one digest in whatever company.
        found = mixed if at < least else np.where(sizes > at, mixed, found)
    return found
