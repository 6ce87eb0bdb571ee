"""The trace of a score: the rows of the oracle, and the steps that led to the points of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from parindex.audit.oracle import (
    _EXTRA,
    _ONE,
    _STAGES,
    _exact,
    _flatten,
    _pick,
    _read_stages,
    _Row,
    _Sheet,
)

__all__ = ["Trace", "exact"]

Tree = Mapping[str, Any]
Step = tuple[str, Fraction]

_ZERO, _ALL = Fraction(0), Fraction(1)
_HUNDRED = 100


def exact(figure: Fraction) -> str:
    """Write `n` or `n/d` in lowest terms."""
    return _exact(figure.numerator, figure.denominator)


class Trace:
    """One assessment under one ruleset at the stage `final`, scored by the oracle."""

    def __init__(self, ruleset: Tree, assessment: Tree) -> None:
        self.policies = {name: policy["value"] for name, policy in ruleset["policies"].items()}
        self.bands = ruleset.get("bands", [])
        _pick("period", ruleset["periods"], assessment["period"])
        kind = _pick("unit.kind", ruleset["units"]["kinds"], assessment["unit"]["kind"])
        self.rows = _flatten(ruleset["score"], kind["key"], self.policies["not_applicable"])
        _read_stages(self.rows, assessment["stages"], "final", self.policies["missing"])
        self.sheet = _Sheet(self.rows, self.policies)
        self.result = self.sheet.result(self.bands)
        self.root = self.rows[0]
        self.entries = _effective(assessment["stages"])

    def points(self, row: _Row) -> Fraction:
        """Return the points of a row of a complete sheet."""
        return Fraction(row.points[0], self.sheet.over)

    def published(self, row: _Row) -> str:
        """Return the points of a row as they are published."""
        return self.sheet.published(row.points[0], self.sheet.over)

    def index(self) -> Fraction:
        """Return the exact index."""
        return self._index()[-1][1]

    def band(self, index: Fraction) -> str | None:
        """Find the band of a figure, taken as it is."""
        for band in self.bands:
            if "to" in band and index > Fraction(band["to"]):
                return None
            if index >= Fraction(band["from"]):
                return str(band["key"])
        return None

    def rounded(self, figure: Fraction) -> Fraction:
        """Round a figure as at publication."""
        return Fraction(self.sheet.round(figure.numerator, figure.denominator), self.sheet.unit)

    def steps(self, row: _Row) -> list[dict[str, str]]:
        """Write down every step to the points of a row."""
        return _written(self._steps(row))

    def index_steps(self) -> list[dict[str, str]]:
        """Write down every step from the total to the index."""
        return _written(self._index())

    def _index(self) -> list[Step]:
        index = self.points(self.root) * _HUNDRED * _ONE / self.root.applicable
        held = self.policies["above_max"] == "cap" and index > _HUNDRED
        return [("index", index), *([("above-max", Fraction(_HUNDRED))] if held else [])]

    def _steps(self, row: _Row) -> list[Step]:
        if row.leaf and row.state != "observed":
            return [(_reason(row), self.points(row))]
        if row.excluded:
            return [("excluded", _ZERO)]
        steps = list(self._leaf(row) if row.leaf else self._group(row))
        # Only the rounding comes after these steps, and only where the ruleset names the item.
        end = self.points(row)
        return steps if steps[-1][1] == end else [*steps, ("round", end)]

    def _leaf(self, row: _Row) -> Iterator[Step]:
        steps = list(_size(row.item["scale"], Fraction(row.max, _ONE), self.entries[row.item["key"]]))
        yield from steps
        if row.role == "penalty":
            yield "size", steps[-1][1]
            yield "penalty", -steps[-1][1]

    def _group(self, row: _Row) -> Iterator[Step]:
        item, most = row.item, Fraction(row.max, _ONE)
        points = sum(map(self.points, row.children), _ZERO)
        yield "sum", points
        if "rescale" in item:
            points = points * row.max / row.below if row.below else _ZERO
            yield "rescale", points
        floor = Fraction(item.get("floor", -most if row.role == "penalty" else 0))
        if points < floor:
            points = floor
            yield "floor", points
        if item.get("cap", "none") != "none" and points > Fraction(item["cap"]):
            points = Fraction(item["cap"])
            yield "cap", points
        if row is self.root and self.policies["above_max"] == "cap" and points > most:
            yield "above-max", most


def _effective(stages: Tree) -> dict[str, Tree]:
    """Keep the latest entry of each leaf."""
    latest: dict[str, Tree] = {}
    for name in (name for name in _STAGES if name in stages):
        latest.update(stages[name]["entries"])
    return latest


def _written(steps: list[Step]) -> list[dict[str, str]]:
    return [{"operation": operation, "value": exact(value)} for operation, value in steps]


def _reason(row: _Row) -> str:
    """Name the one step of a leaf that is not observed."""
    if row.state == "missing":
        return "missing-as-zero"
    if row.state != "not-applicable":
        return row.state
    if row.excluded:
        return "excluded"
    return "not-applicable-" + ("zero" if row.role in _EXTRA else row.if_not_applicable)


def _figure(text: str) -> Fraction:
    top, _, bottom = text.partition("/")
    return Fraction(top) / Fraction(bottom or "1")


def _figures(choices: list[Tree], name: str) -> dict[str, Fraction]:
    return {choice["key"]: _figure(choice[name]) for choice in choices}


def _size(scale: Tree, most: Fraction, seen: Tree) -> Iterator[Step]:
    """Follow a scale of an observed leaf; the oracle has found that the observation suits it."""
    match scale["method"]:
        case "levels":
            yield "level", _figures(scale["levels"], "points")[seen["level"]]
        case "steps":
            yield from _interval(scale, seen)
        case "ratio":
            yield from _ratio(scale, most, seen)
        case "checklist":
            worth = _figures(scale["ticks"], "points")
            yield "ticks", sum((worth[tick] for tick in seen["ticks"]), _ZERO)
        case "count":
            points = _figure(scale["each"]) * _figure(seen["count"])
            yield "count", points
            if points > most:
                yield "cap", most
        case "deduction":
            worth = _figures(scale["kinds"], "points")
            points = most - sum(worth[kind] * _figure(times) for kind, times in seen["counts"].items())
            yield "deduct", points
            if points < 0:
                yield "floor", _ZERO
        case _ if "points" in seen:
            yield "given", _figure(seen["points"])
        case _:
            yield from _survey(scale, most, seen["tallies"])


def _share(seen: Tree) -> Fraction:
    return _figure(seen["value"]) if "value" in seen else _figure(seen["done"]) / _figure(seen["planned"])


def _interval(scale: Tree, seen: Tree) -> Iterator[Step]:
    value = _share(seen)
    if "done" in seen:
        value *= _HUNDRED if scale["of"] == "percent" else 1
        yield scale["of"], value
    steps, upper = scale["steps"], scale.get("edges") == "upper"
    edges = [_figure(step["from"]) for step in steps]
    held = (at for at, edge in enumerate(edges) if (value > edge if upper else value >= edge))
    # With upper edges the lowest step holds its own `from` as well.
    yield "interval", _figure(steps[next(held, -1)]["points"])


def _ratio(scale: Tree, most: Fraction, seen: Tree) -> Iterator[Step]:
    ratio, points = _share(seen), _ZERO
    if "done" in seen:
        yield "ratio", ratio
    if ratio >= _figure(scale.get("zero_below", "0")):
        share = ratio / _figure(scale.get("full_at", "1"))
        if share > 1:
            share = _ALL
            yield "full", share
        points = most * share
        yield "points", points
    if "zero_below" in scale:
        yield "threshold", points


def _survey(scale: Tree, most: Fraction, tallies: Tree) -> Iterator[Step]:
    shares, points, whole = _figures(scale["options"], "share"), _ZERO, _ZERO
    for group in scale["groups"]:
        ballots = {option: _figure(times) for option, times in tallies.get(group["key"], {}).items()}
        mean = sum((shares[option] * times for option, times in ballots.items()), _ZERO)
        # The weight of a group without ballots does not count, and there is such a group only with `empty`.
        if together := sum(ballots.values()):
            mean /= together
            whole += _figure(group["weight"])
        points += _figure(group["weight"]) * mean
        yield f"mean.{group['key']}", mean
    if scale.get("empty") == "reweight":
        yield "reweight", whole
    yield "survey", most * points / whole
