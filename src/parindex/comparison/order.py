"""What stayed in place when a list was put into another order."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["stayed"]

_LONGEST = 100  # a list longer than this is not searched: what lies between its common ends counts as moved


def stayed(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """Return the most keys that keep their order from one list of the same keys to the other.

    Of several choices the one whose keys come first in the alphabet, so that both directions agree.

    >>> sorted(stayed(["a", "b", "c"], ["c", "a", "b"]))
    ['a', 'b']
    """
    start = 0
    while start < len(old) and old[start] == new[start]:
        start += 1
    end = len(old)
    while end > start and old[end - 1] == new[end - 1]:
        end -= 1
    middle = _chain(old[start:end], new[start:end]) if end - start <= _LONGEST else ()
    return frozenset((*old[:start], *middle, *old[end:]))


def _chain(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Return the longest common chain of two orders of the same keys."""
    place = {key: index for index, key in enumerate(new)}
    chains: list[tuple[str, ...]] = []
    for index, key in enumerate(old):
        before = [chains[other] for other in range(index) if place[old[other]] < place[key]]
        chains.append((*_best(before), key))
    return _best(chains)


def _best(chains: list[tuple[str, ...]]) -> tuple[str, ...]:
    return min(chains, key=lambda chain: (-len(chain), chain), default=())
