"""One leaf as cells: its inputs, its state, what is wrong with it, and its points.

A leaf has a status: 0 missing, 1 observed, 2 zero, 3 rejected, 4 not applicable, 5 filled in partly, 6 wrong,
7 beyond what the formulas are proven for. Its points are the observed ones, those that the state gives, or
from the least to the most that it can have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parindex.errors import Language
from parindex.exact import ZERO
from parindex.fields import Text
from parindex.formula.integers import Cells, Fixed, UnprovableError, choose, constant, largest
from parindex.formula.spreadsheet import Domain, lower
from parindex.ruleset.tree import Node
from parindex.scales import forms
from parindex.scales.observation import Form
from parindex.workbook.inputs import STATES, Input, choices, identifier, quoted
from parindex.workbook.observations import Seen, inputs, observe

__all__ = ["Leaf", "leaf"]

_BOUNDS = tuple(10**digits for digits in range(14, 5, -1))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf as cells: its inputs, the cell of its status, its points, and why no formula gives them."""

    inputs: tuple[Input, ...]
    status: str
    points: Fixed
    unproved: str | None


def leaf(cells: Cells, node: Node, missing: str, lang: Language) -> Leaf:
    """Return a leaf as cells; ``missing`` is the policy for one that is not filled in."""
    scale, key = node.item.scale, identifier(node.item.key)
    assert scale is not None  # noqa: S101 (a leaf has a scale)
    given: list[Input] = []
    observed: list[tuple[str, Fixed]] = []
    unproved: list[str] = []
    for form in forms(scale):
        asked = inputs(node, form, lang)
        seen, points, why = _proven(cells, node, form, asked)
        given += asked
        observed.append((cells.put(seen.status, f"f_{key}__{'_'.join(form)}"), points))
        unproved += [why] if why else []
    own = _own(node, lang)
    status = cells.put(_status(own, [each for each, _ in observed]), f"st_{key}")
    cases = [(f"{each}=1", points) for each, points in observed[:-1]]
    points = _points(cells, node, status, choose(cells, cases, observed[-1][1]), missing)
    return Leaf((*given, *own), status, points, "; ".join(unproved) or None)


def _proven(cells: Cells, node: Node, form: Form, asked: tuple[Input, ...]) -> tuple[Seen, Fixed, str]:
    """Lower one form, with the largest bound of its inputs for which every formula is proven exact.

    Where there is none, whatever is filled in is beyond it.
    """
    size, why = len(cells.formulas), ""
    for bound in _BOUNDS:
        try:
            seen = observe(cells, node, form, asked, bound)
            return seen, lower(cells, node.expression(form), seen.domain), ""
        except UnprovableError as error:
            why = str(error)
            cells.cut(size)
    beyond = largest(cells, [cells.put(f'IF({each.name}="",0,7)') for each in asked])
    return Seen(f"MAX({beyond},0)", Domain()), constant(ZERO), why


def _own(node: Node, lang: Language) -> tuple[Input, Input]:
    """Return the inputs of a leaf's state and of the reason for it."""
    key = identifier(node.item.key)
    named = [
        (state, Text(vi=vi, en=en))
        for state, (vi, en) in STATES.items()
        if state != "not-applicable" or node.not_applicable != "forbid"
    ]
    return (
        Input(f"s_{key}", node.item.key, "state", "choice", choices=choices(named, lang)),
        Input(f"w_{key}", node.item.key, "why", "text"),
    )


def _status(own: tuple[Input, Input], observed: Sequence[str]) -> str:
    """Return the formula of a leaf's status, from its state and that of each form of observation."""
    state, why = own
    given = observed[0]
    for other in observed[1:]:
        given = f"IF({other}=0,{given},IF({given}=0,{other},6))"
    tests = ""
    for choice in state.choices:
        number = list(STATES).index(choice.key) + 2
        reason = "2" if choice.key == "zero" else f"IF(LEN(TRIM({why.name}))>0,{number},5)"
        tests += f"IF({state.name}={quoted(choice.label)},{reason},"
    entered = f"IF({'+'.join(observed)}>0,6,{tests}6{')' * (len(state.choices) + 1)}"
    return f'IF({state.name}="",{given},{entered})'


def _points(cells: Cells, node: Node, status: str, seen: Fixed, missing: str) -> Fixed:
    """Return the points of a leaf: both ends of what it can have while they are not known."""
    full = node.not_applicable == "full" and node.counts
    cases = [(f"{status}=1", seen), (f"{status}=4", constant(node.bound if full else ZERO))]
    settled = f"OR({status}=2,{status}=3)" if missing == "refuse" else f"{status}<4"
    least, most = constant(node.least), constant(node.most)
    either = Fixed(least.low, most.high, node.bound.denominator, least.least, most.most)
    return choose(cells, [*cases, (settled, constant(ZERO))], either)
