"""The language: what an expression can be.

It has no names but its inputs, no loops and no way to fail on checked inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from parindex.exact import Rounding

__all__ = [
    "Capped",
    "Expression",
    "Floored",
    "Input",
    "Inputs",
    "Ladder",
    "Let",
    "Named",
    "Number",
    "Pick",
    "Product",
    "Quotient",
    "Relation",
    "Rounded",
    "Rung",
    "Weighted",
]

Relation = Literal[">=", ">"]
Inputs = Mapping[str, Fraction | str]


@dataclass(frozen=True, slots=True)
class Number:
    """A declared figure."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Input:
    """An observed figure, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Pick:
    """The figure declared for the observed word: the points of a level."""

    name: str
    options: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A constant and a sum of coefficient x input: ticks, faults, ballots, groups."""

    terms: tuple[tuple[Fraction, str], ...]
    constant: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """The product of two factors."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Quotient:
    """A dividend over a divisor that the reader of inputs has found to be above zero."""

    dividend: Expression
    divisor: Expression


class Rung(NamedTuple):
    """One rung of a ladder: reached from an edge on (``>=``), or only above it (``>``)."""

    edge: Fraction
    relation: Relation
    then: Expression


@dataclass(frozen=True, slots=True)
class Ladder:
    """The first rung, from the top down, that the figure reaches; ``otherwise`` below them all."""

    operation: str
    of: Expression
    rungs: tuple[Rung, ...]
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Capped:
    """Not above a limit; a named step whenever the limit bites."""

    operation: str
    of: Expression
    limit: Fraction


@dataclass(frozen=True, slots=True)
class Floored:
    """Not below a limit; a named step whenever the limit bites."""

    operation: str
    of: Expression
    limit: Fraction


@dataclass(frozen=True, slots=True)
class Rounded:
    """Rounded as declared; a named step whenever it changes the figure."""

    of: Expression
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class Named:
    """A figure that the trace shows as a step."""

    operation: str
    of: Expression


@dataclass(frozen=True, slots=True)
class Let:
    """A figure that is worked out once, shown as a step, and used by name in the body."""

    name: str
    value: Expression
    body: Expression


Expression = (
    Number | Input | Pick | Weighted | Product | Quotient | Ladder | Capped | Floored | Rounded | Named | Let
)
