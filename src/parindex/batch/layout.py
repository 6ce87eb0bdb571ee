"""Programs laid out: which steps are run, in which order, and in which memory the result of each stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from parindex.batch.program import Call, Program, view

__all__ = ["Step", "program"]

Kind = np.dtype[Any]
_NEAR = 8  # steps that are looked ahead


class Step(NamedTuple):
    """One step: what is done, to which slots, into which slot, which holds numbers of a kind."""

    do: Callable[..., Any]
    of: tuple[int, ...]
    into: int
    kind: Kind


def program(
    slots: int,
    given: Sequence[Kind],
    fixed: Mapping[int, npt.NDArray[Any]],
    steps: Sequence[Step],
    outputs: Sequence[int],
) -> Program:
    """Return the steps that the outputs need, with a place for each result.

    The first slots are those of ``given`` columns.
    """
    needed = _needed(steps, outputs)
    # What is a view of another slot stands where that stands.
    stands: dict[int, int] = {}
    for step in needed:
        if step.do is view:
            stands[step.into] = stands.get(step.of[0], step.of[0])
    ends = [stands.get(slot, slot) for slot in outputs]
    of = {
        step: tuple(dict.fromkeys(stands.get(slot, slot) for slot in step.of))
        for step in needed
        if step.do is not view
    }
    done = _Order(of, ends).steps()
    held, widths = _held(done, of, ends)
    kinds = {**dict(enumerate(given)), **{step.into: step.kind for step in needed}}
    places: dict[tuple[int, Kind], list[int]] = {}
    for step in needed:
        array = held.get(stands.get(step.into, step.into))
        if array is not None:
            places.setdefault((array, step.kind), []).append(step.into)
    return Program(
        slots,
        {slot: fixed[slot] for slot in {*outputs, *(slot for step in done for slot in step.of)} & set(fixed)},
        {step.into: (step.of[0], step.kind) for step in needed if stands.get(step.into, slots) < len(given)},
        tuple(Call(step.do, itemgetter(*step.of, step.into)) for step in done),
        {place: tuple(each) for place, each in places.items()},
        widths,
        tuple(outputs),
        {slot: kinds[slot] for slot in outputs if slot in kinds},
    )


def _needed(steps: Sequence[Step], outputs: Sequence[int]) -> list[Step]:
    """Return the steps that the outputs need, as they were written down."""
    wanted = set(outputs)
    kept = []
    for step in reversed(steps):
        if step.into in wanted:
            wanted.update(step.of)
            kept.append(step)
    return kept[::-1]


def _held(
    done: Sequence[Step], of: Mapping[Step, tuple[int, ...]], ends: Sequence[int]
) -> tuple[dict[int, int], tuple[int, ...]]:
    """Return the array of each result, given again when nobody needs it, and how wide each array is."""
    last = {slot: at for at, step in enumerate(done) for slot in of[step]}
    last |= dict.fromkeys(ends, len(done))
    held: dict[int, int] = {}
    widths: list[int] = []
    free: dict[int, list[int]] = {}
    for at, step in enumerate(done):
        spare = free.setdefault(step.kind.itemsize, [])
        if not spare:
            spare.append(len(widths))
            widths.append(step.kind.itemsize)
        held[step.into] = spare.pop()
        for slot in of[step]:
            if last[slot] == at and slot in held:
                free[widths[held[slot]]].append(held[slot])
    return held, tuple(widths)


class _Order:
    """Steps put right before the first that needs them, and sooner where that leaves less to be held.

    So few results wait at once, and all of them fit beside the processor.
    """

    def __init__(self, of: Mapping[Step, tuple[int, ...]], outputs: Sequence[int]) -> None:
        self.makers = {step.into: step for step in of}
        self.of = {step.into: [each for each in slots if each in self.makers] for step, slots in of.items()}
        self.users: dict[int, list[int]] = {slot: [] for slot in self.makers}
        for slot, operands in self.of.items():
            for each in operands:
                self.users[each].append(slot)
        self.outputs = [slot for slot in outputs if slot in self.makers]
        uses = Counter(each for operands in self.of.values() for each in operands)
        self.left = uses + Counter(dict.fromkeys(self.outputs, 1))  # uses to come
        self.kept: dict[int, Step] = {}

    def steps(self) -> list[Step]:
        """Return all steps in order."""
        wanted = self.outputs[::-1]
        while wanted:
            slot = wanted[-1]
            lacking = next((each for each in self.of[slot] if each not in self.kept), None)
            if lacking is not None:
                wanted.append(lacking)
                continue
            wanted.pop()
            if slot in self.kept:
                continue
            self.kept[slot] = self.makers[slot]
            self.left.subtract(self.of[slot])
            near = [user for held in (*self.of[slot], slot) for user in self.users[held]]
            wanted += [user for user in near if self.frees(user)]
        return list(self.kept.values())

    def frees(self, slot: int) -> bool:
        """Tell whether a result, made from what is there, leaves no more to be held than there was."""
        steps = self.lacking(slot)
        uses = Counter(each for step in steps for each in self.of[step])
        held = sum(self.size(each) for each in steps if uses[each] < self.left[each])
        gone = [each for each, many in uses.items() if each in self.kept and many == self.left[each]]
        return bool(steps) and sum(map(self.size, gone)) >= held

    def lacking(self, slot: int) -> list[int]:
        """Return the results that are lacking for one, in order, and it; nothing where there are too many."""
        found: dict[int, None] = {}
        path = [slot]
        while path:
            if len(path) + len(found) > _NEAR:
                return []
            slot = path[-1]
            more = next((each for each in self.of[slot] if each not in self.kept and each not in found), None)
            if more is not None:
                path.append(more)
            elif path.pop() not in self.kept:
                found[slot] = None
        return list(found)

    def size(self, slot: int) -> int:
        """Return bytes of a number."""
        return self.makers[slot].kind.itemsize
