"""Terms of logic and the question put to the solver, which answers yes or no in time or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import z3  # type: ignore[import-untyped]  # z3-solver has no types: its terms are `Term` here

__all__ = [
    "Model",
    "Term",
    "Tree",
    "Undecided",
    "ask",
    "fraction",
    "number",
    "rounded",
    "text",
    "true",
    "whole",
]

Term = Any
Model = Any
Tree = Mapping[str, Any]

# Counted in steps, the hardest question here takes a tenth of these; the time is for what is not counted.
_STEPS = 100_000_000
_MILLISECONDS = 600_000


class Undecided(AssertionError):  # noqa: N818 (neither yes nor no: it fails the test that asked)
    """The solver came to no answer in the steps or the time it has."""


def ask(*claims: Term) -> Model | None:
    """Return a model in which all claims hold together, or nothing when there is none.

    Raises:
        Undecided: the solver does not know.
    """
    # A context of its own: how the solver goes on depends on all that was ever asked in the same one.
    own = z3.Context()
    solver = z3.SimpleSolver(ctx=own)
    solver.set("rlimit", _STEPS)
    solver.set("timeout", _MILLISECONDS)
    solver.add(*(claim.translate(own) for claim in claims))
    answer = solver.check()
    if answer == z3.unknown:
        raise Undecided(solver.reason_unknown())
    return solver.model().translate(z3.main_ctx()) if answer == z3.sat else None


def number(value: str | int | Fraction) -> Term:
    """Write an exact number as a term: ``0.25``, ``1/3``."""
    return z3.RealVal(str(Fraction(value)))


def fraction(model: Model, term: Term) -> Fraction:
    """Return the exact value of a number in a model."""
    value = model.eval(term, model_completion=True)
    return Fraction(value.as_long()) if z3.is_int_value(value) else Fraction(value.as_fraction())


def true(model: Model, term: Term) -> bool:
    """Tell whether a claim holds in a model."""
    return bool(z3.is_true(model.eval(term, model_completion=True)))


def text(value: Fraction) -> str:
    """Write a number as the format does when it has at most six decimals, else as a fraction."""
    if 10**6 % value.denominator:
        return str(value)
    whole, millionths = divmod(abs(value) * 10**6, 10**6)
    decimals = f"{int(millionths):06}".rstrip("0")
    return f"{'-' if value < 0 else ''}{whole}{'.' if decimals else ''}{decimals}"


def rounded(value: Term, digits: int, mode: str) -> Term:
    """Round to whole numbers of the last decimal, the size first and then the sign."""
    size = z3.If(value < 0, -value, value) * number(10**digits)
    near = z3.ToInt(size + number("1/2"))
    odd_tie = z3.And(z3.ToReal(near) == size + number("1/2"), near % 2 == 1)
    units = {
        "down": z3.ToInt(size),
        "up": -z3.ToInt(-size),
        "half-up": near,
        "half-even": z3.If(odd_tie, near - 1, near),
    }[mode]
    return z3.If(value < 0, -units, units)


def total(terms: Iterable[Term]) -> Term:
    """Add terms up; no terms come to 0."""
    return z3.Sum([number(0), *terms])


def whole(name: str) -> Term:
    """Return a variable that is a whole number."""
    return z3.Int(name)
