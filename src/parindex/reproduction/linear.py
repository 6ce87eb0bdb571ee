"""Linear bounds that are exact: a floating-point solver proposes where the optimum lies, fractions prove it.

The solver names the constraints that meet at the optimum. Their point is solved in fractions; it is the
optimum when it fits every constraint and when the multipliers of these constraints have the right signs.
Nothing else of what the solver says is used, so a wrong answer of it can cost an answer, but never give one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from parindex.errors import UsageError, problem
from parindex.exact import ONE, ZERO, dot

__all__ = ["Half", "Optimum", "Programme", "ray"]


class Half(NamedTuple):
    """A half-space: coefficients times unknowns are at most a limit; ``row`` is where it comes from."""

    coefficients: tuple[int, ...]
    limit: int
    row: int


class Optimum(NamedTuple):
    """The least value of an objective, where it is taken, and the rows that keep it from being less."""

    value: Fraction
    point: tuple[Fraction, ...]
    rows: frozenset[int]


@dataclass(frozen=True, slots=True)
class Programme:
    """Unknowns that are not negative, half-spaces, and how many of the first unknowns add up to 1, if any."""

    unknowns: int
    halves: tuple[Half, ...]
    whole: int = 0

    def least(self, objective: Sequence[int]) -> Optimum | None:
        """Return the least value of an objective, proven; nothing when there is none, or no proof.

        Raises:
            UsageError: the extra ``weights`` is not installed (``E-EXTRA``).
        """
        found = self._solved(objective)
        return None if found is None else self._proven(objective, found)

    def holds(self, point: Sequence[Fraction]) -> bool:
        """Tell whether a point fits everything, exactly."""
        if any(value < 0 for value in point) or (self.whole and sum(point[: self.whole]) != 1):
            return False
        over = lcm(*(value.denominator for value in point))
        scaled = [int(value * over) for value in point]
        return all(
            sum(a * x for a, x in zip(half.coefficients, scaled, strict=True)) <= half.limit * over
            for half in self.halves
        )

    def _solved(self, objective: Sequence[int]) -> list[Half] | None:
        """Ask the solver; return every half-space, those that seem to decide and to be tight first."""
        halves = [*self.halves, *(Half(_one(at, self.unknowns, -1), 0, -1) for at in range(self.unknowns))]
        result = _linprog(self, objective)
        if result.status != 0:
            return None
        slack = [*result.ineqlin.residual, *result.x]
        pull = [*result.ineqlin.marginals, *result.lower.marginals]
        order = sorted(range(len(halves)), key=lambda at: (-abs(pull[at]), slack[at]))
        return [halves[at] for at in order]

    def _proven(self, objective: Sequence[int], halves: Sequence[Half]) -> Optimum | None:
        """Solve the constraints that meet at the optimum, and check the point and the multipliers."""
        first = [Half(_ones(self.whole, self.unknowns), 1, -1)] if self.whole else []
        basis = _independent([*first, *halves], self.unknowns)
        matrix = [[Fraction(a) for a in half.coefficients] for half in basis]
        point = _solution(matrix, [Fraction(half.limit) for half in basis])
        columns = [list(column) for column in zip(*matrix, strict=True)]
        multipliers = _solution(columns, [Fraction(cost) for cost in objective])
        if any(each > 0 for each in multipliers[len(first) :]) or not self.holds(point):
            return None
        rows = frozenset(
            half.row for half, each in zip(basis, multipliers, strict=True) if each and half.row >= 0
        )
        return Optimum(dot(zip(map(Fraction, objective), point, strict=True)), tuple(point), rows)


def ray(programme: Programme, unknown: int) -> bool:
    """Tell whether an unknown is proven to grow without end: a direction along which every half-space stays.

    Only for programmes in which nothing adds up to 1, and that some point fits.
    """
    flat = tuple(Half(half.coefficients, 0, half.row) for half in programme.halves)
    box = tuple(Half(_one(at, programme.unknowns, 1), 1, -1) for at in range(programme.unknowns))
    found = Programme(programme.unknowns, flat + box).least(_one(unknown, programme.unknowns, -1))
    return found is not None and found.value < 0


def _linprog(programme: Programme, objective: Sequence[int]) -> Any:  # noqa: ANN401 (scipy has no types)
    try:
        # An extra, imported only where it is used.
        from scipy.optimize import linprog  # noqa: PLC0415
    except ImportError:
        raise UsageError(problem("E-EXTRA", extra="weights")) from None
    # The solver works best with figures about 1.
    scales = [max(1, *map(abs, half.coefficients)) for half in programme.halves]
    pairs = list(zip(programme.halves, scales, strict=True))
    whole = programme.whole
    return linprog(
        objective,
        A_ub=[[a / scale for a in half.coefficients] for half, scale in pairs] or None,
        b_ub=[half.limit / scale for half, scale in pairs] or None,
        A_eq=[_ones(whole, programme.unknowns)] if whole else None,
        b_eq=[1] if whole else None,
        bounds=(0, None),
        method="highs-ds",  # simplex: its optimum is a corner
    )


def _one(at: int, length: int, value: int) -> tuple[int, ...]:
    return tuple(value if each == at else 0 for each in range(length))


def _ones(count: int, length: int) -> tuple[int, ...]:
    return tuple(int(each < count) for each in range(length))


def _independent(halves: Sequence[Half], count: int) -> list[Half]:
    """Take half-spaces in order, each that does not follow from those taken, until they fix a point.

    Every unknown has a half-space of its own, so enough are found.
    """
    taken: list[Half] = []
    reduced: list[list[Fraction]] = []
    left = iter(halves)
    while len(taken) < count:
        half = next(left)
        row = [Fraction(a) for a in half.coefficients]
        for other in reduced:
            factor = row[_lead(other)]
            row = [a - factor * b for a, b in zip(row, other, strict=True)]
        if any(row):
            lead = row[_lead(row)]
            reduced.append([a / lead for a in row])
            taken.append(half)
    return taken


def _lead(row: Sequence[Fraction]) -> int:
    return next(at for at, value in enumerate(row) if value)


def _solution(matrix: Sequence[Sequence[Fraction]], values: Sequence[Fraction]) -> list[Fraction]:
    """Solve as many independent equations as unknowns."""
    rows = [[*row, value] for row, value in zip(matrix, values, strict=True)]
    for at in range(len(rows)):
        pivot = next(index for index in range(at, len(rows)) if rows[index][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        scale = ONE / rows[at][at]
        rows[at] = [a * scale for a in rows[at]]
        for index, row in enumerate(rows):
            if index != at and row[at] != ZERO:
                rows[index] = [a - row[at] * b for a, b in zip(row, rows[at], strict=True)]
    return [row[-1] for row in rows]
