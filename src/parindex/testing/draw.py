"""Draw choices: everything random comes through one function.

``pick(n)`` gives a whole number from 0 to n - 1. So one generator serves Hypothesis, which can shrink what it
draws, and a seeded source, which is fast.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

__all__ = ["Pick", "Tree", "chance", "one"]

T = TypeVar("T")
Pick = Callable[[int], int]
Tree = dict[str, Any]


def one(pick: Pick, choices: Sequence[T]) -> T:
    """Pick one of several."""
    return choices[pick(len(choices))]


def chance(pick: Pick, out_of: int) -> bool:
    """Tell, once in so many times, yes."""
    return pick(out_of) == out_of - 1
