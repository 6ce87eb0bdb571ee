"""Laid out in any order and in few arrays, steps give what each of them gives in memory of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.batch.layout import Step, program
from parindex.batch.program import cast, view

Array = npt.NDArray[Any]
KINDS = tuple(np.dtype(kind) for kind in ("int8", "int16", "int32", "int64"))
ANY = st.integers(0, 10**6)  # taken modulo what there is


def plus(one: Array, other: Array, out: Array) -> None:
    """Add, in whatever type the result is wanted; what does not fit wraps, in every order alike."""
    np.add(one, other, out=out, casting="unsafe", dtype=out.dtype)


class Drawn(NamedTuple):
    """Columns, numbers that are the same for all, steps over them, and the slots that are wanted."""

    columns: list[Array]
    fixed: dict[int, Array]
    steps: list[Step]
    outputs: list[int]

    @property
    def slots(self) -> int:
        """Return how many slots there are."""
        return len(self.columns) + len(self.fixed) + len(self.steps)


@st.composite
def layouts(draw: st.DrawFn) -> Drawn:
    """Draw steps, each of which takes slots that are made before: views, casts and sums."""
    size = draw(st.integers(1, 7))
    numbers = st.lists(st.integers(0, 100), min_size=size, max_size=size)
    columns = [
        np.array(draw(numbers), dtype=draw(st.sampled_from(KINDS))) for _ in range(draw(st.integers(1, 3)))
    ]
    fixed = {len(columns): np.array(draw(st.integers(0, 5)), dtype=np.int8)}
    kinds = {**{slot: each.dtype for slot, each in enumerate(columns)}, len(columns): np.dtype(np.int8)}
    steps = []
    for what, one, other, kind in draw(
        st.lists(st.tuples(st.integers(0, 5), ANY, ANY, st.sampled_from(KINDS)), min_size=1, max_size=40)
    ):
        first, second = one % len(kinds), len(kinds) - 1 - other % min(len(kinds), 8)
        slot = len(kinds)
        if what == 0 and first not in fixed:
            own = kinds[first]
            unsigned = np.dtype(f"uint{8 * own.itemsize}")
            steps.append(
                Step(view, (first,), slot, np.dtype(f"int{8 * own.itemsize}") if other % 2 else unsigned)
            )
        elif what == 1:
            steps.append(Step(cast, (first,), slot, kind))
        else:
            steps.append(Step(plus, (first, second), slot, kind))
        kinds[slot] = steps[-1].kind
    outputs = [each % len(kinds) for each in draw(st.lists(ANY, min_size=1, max_size=6))]
    return Drawn(columns, fixed, steps, outputs)


def truth(columns: Sequence[Array], fixed: Mapping[int, Array], steps: Sequence[Step]) -> dict[int, Array]:
    """Make every result in memory of its own, in the order in which the steps were written."""
    found = {**dict(enumerate(columns)), **fixed}
    for step in steps:
        if step.do is view:
            found[step.into] = found[step.of[0]].view(step.kind)
        else:
            out = np.empty(len(columns[0]), step.kind)
            step.do(*(found[slot] for slot in step.of), out)
            found[step.into] = out
    return found


@settings(max_examples=300, deadline=None)
@given(layouts())
def test_no_result_is_written_over_while_it_is_needed(drawn: Drawn) -> None:
    """Outputs may be results, views, columns, what is the same for all, and the same one twice."""
    columns, fixed, steps, outputs = drawn
    wanted = truth(columns, fixed, steps)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("parindex.batch.program._ROWS", 3)  # several times around
        made = program(drawn.slots, [each.dtype for each in columns], fixed, steps, outputs)
        for each in columns:
            each.flags.writeable = False
        found = made.run(columns)
    for slot, each in zip(outputs, found, strict=True):
        assert np.broadcast_to(each, len(columns[0])).tolist() == (
            np.broadcast_to(wanted[slot], len(columns[0])).tolist()
        )


def test_a_check_beside_a_figure_is_made_before_the_next_figure() -> None:
    """What two results share is let go of when both are made, so a long list of checks holds little."""
    steps = []
    sums = marks = 0  # slots; a column first
    for at in range(1, 200, 5):
        shared, figure, mark, total, every = range(at, at + 5)
        steps += [
            Step(cast, (0,), shared, KINDS[3]),
            Step(cast, (shared,), figure, KINDS[0]),
            Step(cast, (shared,), mark, KINDS[0]),
            Step(plus, (sums, figure), total, KINDS[0]),
            Step(plus, (marks, mark), every, KINDS[0]),
        ]
        sums, marks = total, every
    made = program(201, [KINDS[0]], {}, steps, [sums, marks])
    assert made.widths.count(8) == 1
    assert sum(made.widths) < 16
