"""Improvements of figures that cannot be listed: shares of what is planned, and points that are given."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

import numpy as np

from parindex.assessment import Entry
from parindex.errors import UsageError, problem
from parindex.exact import ONE, ZERO, decimal_text
from parindex.ruleset.tree import Node
from parindex.scales import RatioScale
from parindex.simulation.changes import Span
from parindex.simulation.held import Cells, Held, names_of
from parindex.simulation.sides import Side, cells_of

__all__ = ["marks", "shares"]

_DIGITS = 2  # that points or a figure by itself have at the least
_MOST = 2**62


def shares(side: Side, node: Node, scale: RatioScale, held: Sequence[Held]) -> Span:
    """Let what is done be any figure from its own to what is planned, or to the end of the scale.

    Of a penalty it is any from none to its own.

    Raises:
        UsageError: the figures are too large (``E-SIMULATE-ANY``).
    """
    most = max(ONE, scale.full_at)
    pairs = [_share(each.entry, most) for each in held]
    digits = max(_places(figure) for pair in pairs for figure in pair)
    ends = [
        _ends(node, each, (done, max(done, planned * most)))
        for each, (done, planned) in zip(held, pairs, strict=True)
    ]
    others = [{f"{node.item.key}.planned": decimal_text(planned)} for _, planned in pairs]
    return _span(side, node, ("done", digits), ends, _kept(held, others))


def marks(side: Side, node: Node, held: Sequence[Held]) -> Span:
    """Let points that are given be any from its own to the max; of a penalty from none to its own."""
    own = [each.entry.points or ZERO if each.entry else ZERO for each in held]
    digits = max(_DIGITS, *map(_places, own))
    nothing: Sequence[Cells] = [{} for _ in held]
    ends = [_ends(node, each, (points, node.bound)) for each, points in zip(held, own, strict=True)]
    return _span(side, node, ("points", digits), ends, _kept(held, nothing))


def _ends(node: Node, held: Held, upward: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    """Return the figures that are no worse: from its own up, or of a penalty down to none.

    Of a penalty of which nothing is known it is every figure.
    """
    own, most = upward
    if node.role != "penalty":
        return upward
    known = held.entry is not None and bool(held.entry.form)
    return ZERO, own if known or not held.points else most


def _share(own: Entry | None, most: Fraction) -> tuple[Fraction, Fraction]:
    """Return what was done of what was planned; a figure by itself is so many parts of a whole."""
    if own and own.done is not None and own.planned is not None:
        return own.done, own.planned
    value = (own.value if own else None) or ZERO
    parts = 10 ** max(_DIGITS, _places(value), _places(most))
    return value * parts, Fraction(parts)


def _places(value: Fraction) -> int:
    """Count the digits after the point."""
    return len(decimal_text(value).partition(".")[2])


def _kept(held: Sequence[Held], others: Sequence[Cells]) -> list[tuple[bool, Cells]]:
    """Say whether a figure is drawn for each unit, and return the other cells of the item."""
    return [
        (each.points is not None, each.cells if each.points is None else cells)
        for each, cells in zip(held, others, strict=True)
    ]


def _span(
    side: Side,
    node: Node,
    drawn: tuple[str, int],
    ends: Sequence[tuple[Fraction, Fraction]],
    kept: Sequence[tuple[bool, Cells]],
) -> Span:
    (field, digits), key = drawn, node.item.key
    parts = 10**digits
    low = [ceil(least * parts) for least, _ in ends]
    high = [floor(most * parts) for _, most in ends]
    if max(high) > _MOST:
        raise UsageError(problem("E-SIMULATE-ANY", (), found=key))
    there = np.array([each for each, _ in kept], dtype=np.bool_)
    names = [name for name in names_of(side, node) if name != f"{key}.{field}"]
    others = cells_of([cells for _, cells in kept], names, side.league.ruleset)
    return Span(
        key,
        f"{key}.{field}",
        digits,
        np.array(low, dtype=np.int64),
        np.array(high, dtype=np.int64),
        there,
        others,
    )
