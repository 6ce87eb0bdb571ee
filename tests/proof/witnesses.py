"""Assessments where something happens: on the edges of scales and bands, where a floor or a cap bites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import z3  # type: ignore[import-untyped]  # z3-solver has no types
from proof.sheet import Case, Sheet
from proof.terms import Model, Term, Tree, ask, fraction, number, true

__all__ = ["Witness", "witnesses"]


_EVEN = ("ratio", "direct", "survey")


@dataclass(frozen=True)
class Witness:
    """One assessment, and what the model says it comes to."""

    place: str
    assessment: Tree
    points: dict[str, Fraction]
    total: Fraction
    index: Fraction
    band: str | None


def witnesses(case: Case, part: str = "") -> Iterator[Witness]:
    """Give a witness for every place that has this part in its name and is not shown to be out of reach."""
    sheet = Sheet(case)
    bounds, known, settled = sheet.bounds, (*sheet.facts, *sheet.written), _settled(sheet)
    for place, claims in _places(sheet):
        if part not in place or ask(*bounds, *claims) is None:
            continue
        model = None if place.startswith("corner") else ask(*known, *settled, *claims)
        model = ask(*known, *claims) if model is None else model
        if model is not None:
            yield _witness(place, sheet, model)


def _places(sheet: Sheet) -> Iterator[tuple[str, list[Term]]]:
    corners = [leaf.seen.corners for leaf in sheet.leaves.values()]
    for at in range(max(map(len, corners))):
        yield f"corner {at}", [each[at % len(each)] for each in corners]
    unit = Fraction(1, 10**sheet.digits)
    for band in sheet.case.rules.get("bands", []):
        key, floor = band["key"], Fraction(band["from"])
        below = number(floor - unit)
        yield f"on the floor of {key}", [sheet.index == number(floor)]
        yield f"just below {key}", [sheet.figure < number(floor), sheet.figure >= below]
        yield f"rounded up to {key}", [sheet.figure >= number(floor), sheet.index < number(floor)]
    for name, bites in sheet.bites.items():
        yield f"{name} bites", [bites]


def _settled(sheet: Sheet) -> list[Term]:
    """Give all that comes in pieces its most, so that the solver looks among what grows evenly first."""
    most = [(leaf, number(0 if leaf.penalty else leaf.most)) for leaf in sheet.leaves.values()]
    pieces = [leaf.points == end for leaf, end in most if leaf.scale["method"] not in _EVEN]
    return [*pieces, *(z3.Or(leaf.seen.corners) for leaf, _ in most if leaf.scale["method"] == "survey")]


def _witness(place: str, sheet: Sheet, model: Model) -> Witness:
    held = [key for key, claim in sheet.held().items() if true(model, claim)]
    return Witness(
        place,
        sheet.assessment(model),
        {key: fraction(model, points) for key, points in sheet.points.items()},
        fraction(model, sheet.total),
        fraction(model, sheet.index),
        held[0] if held else None,
    )
