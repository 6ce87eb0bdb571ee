"""What can be observed of a leaf, in variables: one function for each method of the semantics page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import z3  # type: ignore[import-untyped]  # z3-solver has no types
from proof.terms import Model, Term, Tree, fraction, number, text, total, true, whole

__all__ = ["Seen", "seen"]

_LEAST = Fraction(1, 10**6)  # the smallest step that the number grammar can write


@dataclass(frozen=True)
class Seen:
    """An observation in variables.

    ``facts`` is what the scale demands of it, ``written`` what more a file must keep to. ``size`` is the
    points before the role. ``goods`` are the figures that are better when greater, those in ``same`` compare
    only when equal. ``corners`` are the places where the points bend or jump, each with both its sides.
    """

    size: Term
    facts: tuple[Term, ...]
    goods: tuple[Term, ...]
    corners: tuple[Term, ...]
    entry: Callable[[Model], Tree]
    written: tuple[Term, ...] = ()
    same: tuple[Term, ...] = ()


def seen(name: str, scale: Tree, most: Fraction, *, penalty: bool) -> Seen:
    """Observe one leaf; the name keeps the variables of different leaves and sheets apart."""
    match scale["method"]:
        case "steps":
            return _steps(name, scale, penalty=penalty)
        case "levels":
            found = _levels(name, scale)
        case "ratio":
            found = _ratio(name, scale, most)
        case "checklist":
            found = _checklist(name, scale)
        case "count":
            found = _count(name, scale, most)
        case "deduction":
            found = _deduction(name, scale, most)
        case "direct":
            found = _direct(name, scale, most)
        case "survey":
            found = _survey(name, scale, most)
        case method:
            raise ValueError(method)
    if not penalty:
        return found
    goods = tuple(-good for good in found.goods)  # more of it takes more away
    return Seen(found.size, found.facts, goods, found.corners, found.entry, found.written, found.same)


def _levels(name: str, scale: Tree) -> Seen:
    """One of the levels, compared by their points: the page gives them no other order."""
    levels = scale["levels"]
    chosen = whole(name)
    size = number(levels[-1]["points"])
    for at, level in enumerate(levels):
        size = z3.If(chosen == at, number(level["points"]), size)
    return Seen(
        size,
        (chosen >= 0, chosen < len(levels)),
        (size,),
        tuple(chosen == at for at in range(len(levels))),
        lambda model: {"level": levels[int(fraction(model, chosen))]["key"]},
    )


def _steps(name: str, scale: Tree, *, penalty: bool) -> Seen:
    """A figure in its domain; fewer days late are better, else more of it where the top step gives more."""
    steps, of, upper = scale["steps"], scale["of"], scale.get("edges") == "upper"
    counted = of in {"count", "days-late"}
    value = z3.ToReal(whole(name)) if counted else z3.Real(name)
    edges = [Fraction(step["from"]) for step in steps]
    points = [Fraction(step["points"]) for step in steps]
    end = steps[0].get("to", {"ratio": "1", "percent": "100"}.get(of))
    size = number(points[-1])
    for edge, worth in reversed([*zip(edges, points, strict=True)][:-1]):
        size = z3.If(value > number(edge) if upper else value >= number(edge), number(worth), size)
    gap = Fraction(1) if counted else _LEAST
    near = {edge + by for edge in edges for by in (-gap, Fraction(0), gap)} | (
        {Fraction(end)} if end else set()
    )
    inside = [at for at in sorted(near) if at >= edges[-1] and (end is None or at <= Fraction(end))]
    rising = of != "days-late" and (points[0] >= points[-1]) != penalty
    return Seen(
        size,
        (value >= number(edges[-1]), *([] if end is None else [value <= number(end)])),
        (value if rising else -value,),
        tuple(value == number(at) for at in inside if not counted or at.denominator == 1),
        lambda model: _figure(fraction(model, value), 100 if of == "percent" else 1),
    )


def _ratio(name: str, scale: Tree, most: Fraction) -> Seen:
    """A ratio from 0 to the larger of 1 and `full_at`."""
    value = z3.Real(name)
    full, zero = Fraction(scale.get("full_at", "1")), Fraction(scale.get("zero_below", "0"))
    end = max(Fraction(1), full)
    grown = z3.If(value >= number(full), number(most), value * number(most / full))
    near = {at + by for at in (zero, full, end) for by in (-_LEAST, Fraction(0), _LEAST)} | {Fraction(1, 3)}
    return Seen(
        z3.If(value < number(zero), number(0), grown),
        (value >= 0, value <= number(end)),
        (value,),
        tuple(value == number(at) for at in sorted(near) if 0 <= at <= end),
        lambda model: _figure(fraction(model, value), 1),
    )


def _figure(value: Fraction, hundred: int) -> Tree:
    """Write a figure as it is, or else as what was done of what was planned."""
    if 10**6 % value.denominator == 0:
        return {"value": text(value)}
    return {"done": str(value.numerator), "planned": str(value.denominator * hundred)}


def _checklist(name: str, scale: Tree) -> Seen:
    """Ticks, each there or not."""
    ticks = [(tick, z3.Bool(f"{name}.{tick['key']}")) for tick in scale["ticks"]]
    there = [each for _, each in ticks]
    return Seen(
        total(z3.If(each, number(tick["points"]), number(0)) for tick, each in ticks),
        (),
        tuple(z3.If(each, number(1), number(0)) for each in there),
        (z3.And(there), z3.Not(z3.Or(there)), *(z3.PbEq([(each, 1) for each in there], n) for n in (1, 2)))[
            : len(there) + 1
        ],
        lambda model: {"ticks": [tick["key"] for tick, each in ticks if true(model, each)]},
    )


def _count(name: str, scale: Tree, most: Fraction) -> Seen:
    """A whole number of times."""
    times = whole(name)
    each = Fraction(scale["each"])
    size = z3.ToReal(times) * number(each)
    near = {0, 1, *(ceil(most / each) + by for by in (-1, 0, 1))}
    return Seen(
        z3.If(size > number(most), number(most), size),
        (times >= 0,),
        (z3.ToReal(times),),
        tuple(times == at for at in sorted(near) if at >= 0),
        lambda model: {"count": text(fraction(model, times))},
    )


def _deduction(name: str, scale: Tree, most: Fraction) -> Seen:
    """Faults of each kind; fewer are better."""
    kinds = [(kind, whole(f"{name}.{kind['key']}")) for kind in scale["kinds"]]
    left = number(most) - total(z3.ToReal(times) * number(kind["points"]) for kind, times in kinds)
    near = [
        (here, at)
        for kind, here in kinds
        for at in (0, 1, *(ceil(most / Fraction(kind["points"])) + by for by in (-1, 0, 1)))
    ]
    return Seen(
        z3.If(left < 0, number(0), left),
        tuple(times >= 0 for _, times in kinds),
        tuple(-z3.ToReal(times) for _, times in kinds),
        tuple(z3.And([times == (at if times is here else 0) for _, times in kinds]) for here, at in near),
        lambda model: {"counts": {kind["key"]: text(fraction(model, times)) for kind, times in kinds}},
    )


def _direct(name: str, scale: Tree, most: Fraction) -> Seen:
    """Points as given: multiples of the grid, and in any case no finer than a number can be written."""
    points, times = z3.Real(name), whole(f"{name}.times")
    grid = Fraction(scale.get("grid", _LEAST))
    on_grid = points == z3.ToReal(times) * number(grid)
    highest = grid * (most // grid)
    near = {Fraction(0), grid, highest - grid, highest}
    return Seen(
        points,
        (points >= 0, points <= number(most), *([on_grid] if "grid" in scale else [])),
        (points,),
        tuple(points == number(at) for at in sorted(near) if at >= 0),
        lambda model: {"points": text(fraction(model, points))},
        () if "grid" in scale else (on_grid,),
    )


def _survey(name: str, scale: Tree, most: Fraction) -> Seen:
    """Points as given, or a mean share of each group: anywhere between its least and its greatest option.

    A file has ballots, so there a mean comes from whole tallies, of seven ballots or a few more.
    """
    if "empty" in scale:  # no shipped ruleset leaves out a group without ballots
        raise ValueError(scale["empty"])
    given, points, times = z3.Bool(f"{name}.given"), z3.Real(name), whole(f"{name}.times")
    options, groups = scale["options"], scale["groups"]
    shares = [Fraction(option["share"]) for option in options]
    means = [z3.Real(f"{name}.{group['key']}") for group in groups]
    tallies = [[whole(f"{name}.{group['key']}.{option['key']}") for option in options] for group in groups]
    worth = [
        total(number(share) * z3.ToReal(n) for share, n in zip(shares, tally, strict=True))
        for tally in tallies
    ]
    ballots = range(7, 7 + len(groups))
    weighted = total(mean * number(group["weight"]) for group, mean in zip(groups, means, strict=True))
    ends = [z3.And([mean == number(at) for mean in means]) for at in (min(shares), max(shares))]

    def entry(model: Model) -> Tree:
        if true(model, given):
            return {"points": text(fraction(model, points))}
        counted = [
            {o["key"]: text(fraction(model, n)) for o, n in zip(options, each, strict=True)}
            for each in tallies
        ]
        return {"tallies": {group["key"]: tally for group, tally in zip(groups, counted, strict=True)}}

    return Seen(
        z3.If(given, points, number(most) * weighted),
        (
            z3.And(points >= 0, points <= number(most)),
            *(z3.And(mean >= number(min(shares)), mean <= number(max(shares))) for mean in means),
        ),
        tuple(z3.If(given, points, mean) for mean in means),
        (
            *(z3.And(z3.Not(given), end) for end in ends),
            *(z3.And(given, points == number(at)) for at in (Fraction(0), most / 2, most)),
            z3.And(z3.Not(given), *(z3.And([n > 0 for n in tally]) for tally in tallies)),
        ),
        entry,
        (
            points * 10**6 == z3.ToReal(times),
            *(n >= 0 for tally in tallies for n in tally),
            *(z3.Sum(tally) == n for tally, n in zip(tallies, ballots, strict=True)),
            *(mean * n == each for mean, n, each in zip(means, ballots, worth, strict=True)),
        ),
        (given,),
    )
