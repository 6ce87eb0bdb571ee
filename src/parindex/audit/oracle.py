"""The oracle: a second scoring engine that shares nothing with the first.

Written from `docs/reference/semantics.md` alone, to be compared with the engine for ever. It knows no
fractions: the tree becomes rows, a number is so many millionths, a leaf whole numbers over a whole number;
then one denominator is found for the sheet, and all is integer arithmetic, least and most side by side.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import gcd, lcm, prod
from typing import Any

__all__ = ["OracleError", "score"]

Tree = Mapping[str, Any]
Pair = tuple[int, int]  # a numerator and a denominator, or a least and a most

_ONE = 10**6  # a number has at most six decimals, so it is a whole number of millionths
_NUMBER = re.compile(r"(?!-0(\.0+)?$)-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
_STAGES = ("self", "appraisal-1", "explanation", "appraisal-2", "final")
_STATES = ("observed", "zero", "rejected", "not-applicable", "missing")
_REMARKS = ("state", "why", "evidence", "changed")  # what may stand beside an observation
_EXTRA = ("bonus", "penalty")  # the roles that change the points but not what can be reached
_STEPS_END = {"ratio": "1", "percent": "100"}  # the other kinds of steps have no end of their own


class OracleError(ValueError):
    """Say in one line why there is no score."""


def score(ruleset: Tree, assessment: Tree, stage: str = "final") -> dict[str, Any]:
    """Score one assessment at one stage under a sound ruleset, both plain trees of text.

    Return plain text: complete, missing, total, index, band, and every item by key.

    Raises:
        OracleError: The assessment is not valid under the ruleset, or has no answer.
    """
    _demand(stage in _STAGES, "stage", f"{stage!r} is not a stage")
    policies = {name: policy["value"] for name, policy in ruleset["policies"].items()}
    parts = _mapping("assessment", assessment)
    _pick("period", ruleset["periods"], parts.get("period"))
    kind = _pick("unit.kind", ruleset["units"]["kinds"], _mapping("unit", parts.get("unit")).get("kind"))
    rows = _flatten(ruleset["score"], kind["key"], policies["not_applicable"])
    _read_stages(rows, _mapping("stages", parts.get("stages")), stage, policies["missing"])
    return _Sheet(rows, policies).result(ruleset.get("bands", []))


def _demand(truth: object, place: str, why: str) -> None:
    if not truth:
        raise OracleError(f"{place}: {why}")


def _millionths(place: str, text: object) -> int:
    """Glue the digits before and after the point together: nothing is computed, nothing is lost."""
    _demand(isinstance(text, str) and _NUMBER.fullmatch(text), place, f"{text!r} is not a number")
    whole, _, decimals = str(text).partition(".")
    return int(whole + decimals.ljust(6, "0"))


def _mapping(place: str, value: object) -> Tree:
    if isinstance(value, Mapping):
        return value
    raise OracleError(f"{place}: {value!r} is not a map")


def _pick(place: str, choices: list[Tree], key: object) -> Tree:
    """Find the choice with this key; keys are compared, for not everything can be looked up."""
    found = [choice for choice in choices if choice["key"] == key]
    _demand(found, place, f"{key!r} is not declared")
    return found[0]


@dataclass
class _Row:
    """An item. `max`, `below` and `applicable` are in millionths, `points` in parts of the sheet."""

    item: Tree
    role: str
    if_not_applicable: str
    max: int
    state: str
    leaf: bool = False
    excluded: bool = False
    children: list[_Row] = field(default_factory=list)
    worth: tuple[int, int, int] = (0, 0, 1)  # of a leaf: least / over to most / over
    open: bool = False  # something is missing here or below, and that counts
    below: int = 0  # what is applicable of the children together
    applicable: int = 0
    points: Pair = (0, 0)  # least and most


def _flatten(root: Tree, kind: str, if_not_applicable: str) -> list[_Row]:
    """List the items in tree order; parents stand before children, so reversed is bottom-up."""
    rows: list[_Row] = []
    waiting = [(root, _Row({}, "criterion", if_not_applicable, 0, "observed"))]
    while waiting:
        item, above = waiting.pop()
        leaf, excluded = "scale" in item, above.excluded or kind not in item.get("applies_to", [kind])
        # What lies below a bonus or a penalty stays one, whatever it says.
        role = above.role if above.role in _EXTRA else item.get("role", above.role)
        policy = item.get("not_applicable", above.if_not_applicable)
        # A leaf that states no max is bounded by the cap above it; a group always states its max.
        bound = _millionths(item["key"], above.item["cap"] if leaf and "max" not in item else item["max"])
        state = "not-applicable" if excluded else "missing" if leaf else "observed"
        row = _Row(item, role, policy, bound, state, leaf, excluded)
        above.children.append(row)
        rows.append(row)
        waiting.extend((child, row) for child in reversed(item.get("items", ())))
    return rows


def _read_stages(rows: list[_Row], stages: Tree, stage: str, if_missing: str) -> None:
    """Check every entry of every stage; each leaf keeps the latest up to the stage asked for."""
    _demand(set(stages) <= set(_STAGES), "stages", f"{list(stages)} are not all stages")
    known = {row.item["key"]: row for row in rows if row.leaf and not row.excluded}
    for row in known.values():
        row.worth = _weigh(row, "missing", {}, if_missing)
    latest: dict[str, tuple[str, Tree]] = {}
    for name in (name for name in _STAGES if name in stages):
        content = _mapping(name, stages[name])
        _demand(set(content) == {"entries"}, name, "a stage holds entries, nothing else")
        for key, entry in _mapping(name, content["entries"]).items():
            _demand(key in known, name, f"{key!r} is not a leaf, or not one that applies to the unit")
            place = f"{name}.{key}"
            state, seen = latest[key] = _fact(place, _mapping(place, entry), latest.get(key))
            worth = _weigh(known[key], state, seen, if_missing)
            if _STAGES.index(name) <= _STAGES.index(stage):
                known[key].state, known[key].worth = state, worth


def _fact(place: str, entry: Tree, before: tuple[str, Tree] | None) -> tuple[str, Tree]:
    """Take the state and the observation, as written; if they differ from before, ask who and why."""
    state = entry.get("state", "observed")
    seen = {name: value for name, value in entry.items() if name not in _REMARKS}
    _demand(state in _STATES, place, f"{state!r} is not a state")
    _demand((state == "observed") == bool(seen), place, "an observation goes with the state observed only")
    _demand(state not in {"rejected", "not-applicable"} or _says(entry, "why"), place, f"{state} needs a why")
    if "changed" in entry or before not in (None, (state, seen)):
        change = _mapping(f"{place}.changed", entry.get("changed"))
        said = set(change) == {"by", "why"} and all(_says(change, name) for name in change)
        _demand(said, place, "a change says by and why, nothing else")
    return state, seen


def _says(fields: Tree, name: str) -> bool:
    return isinstance(text := fields.get(name), str) and bool(text.strip())


def _weigh(row: _Row, state: str, seen: Tree, if_missing: str) -> tuple[int, int, int]:
    """Turn a state and an observation into signed points, in lowest terms."""
    sign = -1 if row.role == "penalty" else 1
    if state == "missing" and if_missing == "refuse":
        return min(0, sign * row.max), max(0, sign * row.max), _ONE
    top, over = 0, _ONE
    if state == "observed":
        top, over = _Leaf(row.item["key"], row.item["scale"], row.max, seen).size()
    elif state == "not-applicable":
        policy, key = row.if_not_applicable, row.item["key"]
        _demand(policy != "forbid", key, "the ruleset does not let this item be not applicable")
        if policy != "zero" and row.role not in _EXTRA:
            _demand("max" in row.item, key, "not applicable needs a stated max here")
            top = row.max if policy == "full" else 0
    shared = gcd(top, over)
    return sign * top // shared, sign * top // shared, over // shared


@dataclass(frozen=True)
class _Leaf:
    """What was seen of a leaf. Points are in millionths, or a pair, and without the role's sign."""

    key: str
    scale: Tree
    most: int
    seen: Tree

    def size(self) -> Pair:
        match (self.scale["method"], *sorted(self.seen)):
            case ("ratio", "value") | ("ratio", "done", "planned"):
                return self.ratio()
            case ("survey", "tallies"):
                return self.survey(_mapping(self.key, self.seen["tallies"]))
            case ("steps", "value") | ("steps", "done", "planned"):
                points = self.steps(self.scale["steps"], self.scale["of"])
            case ("levels", "level"):
                points = self.points_of("levels", self.seen["level"])
            case ("checklist", "ticks"):
                points = self.checklist(self.seen["ticks"])
            case ("deduction", "counts"):
                faults = self.counted(self.seen["counts"]).items()
                points = max(0, self.most - sum(self.points_of("kinds", kind) * n for kind, n in faults))
            case ("count", "count"):
                points = min(self.most, self.number(self.scale["each"]) * self.whole(self.seen["count"]))
            case ("direct" | "survey", "points"):
                points = self.given(self.seen["points"])
            case _:
                raise OracleError(f"{self.key}: {dict(self.seen)!r} does not suit {self.scale['method']}")
        return points, _ONE

    def number(self, text: object) -> int:
        return _millionths(self.key, text)

    def whole(self, text: object) -> int:
        value = self.number(text)
        _demand(value >= 0 and value % _ONE == 0, self.key, f"{text!r} is not a whole number from 0 up")
        return value // _ONE

    def fraction(self, text: str) -> Pair:
        top, slash, bottom = text.partition("/")  # weights, shares and thresholds may be written n/d
        return self.number(top), self.number(bottom) if slash else _ONE

    def points_of(self, choices: str, name: object) -> int:
        return self.number(_pick(self.key, self.scale[choices], name)["points"])

    def counted(self, counts: object) -> dict[str, int]:
        return {name: self.whole(times) for name, times in _mapping(self.key, counts).items()}

    def checklist(self, ticks: object) -> int:
        if not isinstance(ticks, list) or any(ticks.count(tick) > 1 for tick in ticks):
            raise OracleError(f"{self.key}: {ticks!r} is not a list of different ticks")
        return sum(self.points_of("ticks", tick) for tick in ticks)

    def given(self, text: object) -> int:
        points, grid = self.number(text), self.number(self.scale.get("grid", "0.000001"))
        _demand(0 <= points <= self.most, self.key, f"{text!r} does not lie between 0 and the max")
        _demand(points % grid == 0, self.key, f"{text!r} is off the grid")
        return points

    def done_of_planned(self) -> Pair:
        done = self.number(self.seen.get("done", self.seen.get("value")))
        planned = self.number(self.seen.get("planned", "1"))
        _demand(done >= 0 and planned > 0, self.key, "less than nothing is done, or nothing is planned")
        return done, planned

    def ratio(self) -> Pair:
        done, planned = self.done_of_planned()
        full, whole = self.fraction(self.scale.get("full_at", "1"))
        least, of = self.fraction(self.scale.get("zero_below", "0"))
        _demand(done * whole <= planned * max(whole, full), self.key, "more is done than can be")
        if done * of < planned * least:
            return 0, _ONE
        # most x min(ratio / full_at, 1), where the 1 is written over the same denominator.
        return self.most * min(done * whole, planned * full), _ONE * planned * full

    def steps(self, steps: list[Tree], of: str) -> int:
        if of not in _STEPS_END:
            self.whole(self.seen.get("value"))
        done, planned = self.done_of_planned()
        # Times `planned`, the place and every edge are whole; a share becomes percent by 100.
        place = done * _ONE * (100 if of == "percent" and "done" in self.seen else 1)
        edges = [self.number(step["from"]) * planned for step in steps]
        end = steps[0].get("to", _STEPS_END.get(of))
        inside = edges[-1] <= place and (end is None or place <= self.number(end) * planned)
        _demand(inside, self.key, f"{dict(self.seen)!r} lies outside the steps")
        # With upper edges a step holds only what is past its `from`; the lowest takes the rest.
        past = 1 if self.scale.get("edges") == "upper" else 0
        reached = (step for step, edge in zip(steps, edges, strict=True) if place - edge >= past)
        return self.number(next(reached, steps[-1])["points"])

    def survey(self, tallies: Tree) -> Pair:
        """Add up weight x share x times / ballots, over the weights of the groups that have ballots."""
        parts, weights = list[Pair](), list[Pair]()
        for name, tally in tallies.items():
            top, bottom = self.fraction(_pick(self.key, self.scale["groups"], name)["weight"])
            counted = [(_pick(self.key, self.scale["options"], o), n) for o, n in self.counted(tally).items()]
            if ballots := sum(times for _, times in counted):
                weights.append((top, bottom))
                shares = [(*self.fraction(option["share"]), times) for option, times in counted]
                parts += [(top * share * times, bottom * of * ballots) for share, of, times in shares]
        enough = 1 if self.scale.get("empty") == "reweight" else len(self.scale["groups"])
        _demand(len(weights) >= enough, self.key, "a group has no ballot")
        over = lcm(*(each for _, each in parts + weights))
        points, whole = (sum(top * over // each for top, each in pairs) for pairs in (parts, weights))
        return self.most * points, _ONE * whole


class _Sheet:
    """All rows over one denominator, with the policies."""

    def __init__(self, rows: list[_Row], policies: Tree) -> None:
        self.rows, self.root, self.policies = rows, rows[0], policies
        self.digits, self.mode = int(policies["rounding"]["digits"]), policies["rounding"]["mode"]
        self.unit: int = 10**self.digits  # so many of the last decimal make one
        for row in reversed(rows):
            self.settle(row)
        _demand(self.root.applicable, self.root.item["key"], "nothing in the tree is applicable")
        # One denominator holds every leaf, every number of the ruleset and every rounded figure.
        # Rescaled groups inside one another divide in turn, so each puts in its own divisor.
        divisors = (row.below for row in rows if "rescale" in row.item and row.below)
        self.over = lcm(_ONE, self.unit, *(row.worth[2] for row in rows)) * prod(divisors)
        for row in (row for row in reversed(rows) if not row.excluded):
            row.points = self.add_up(row)

    def settle(self, row: _Row) -> None:
        """Settle the state and the maxima of one row, those of its children being settled."""
        refused = row.state == "missing" and self.policies["missing"] == "refuse"
        row.open = refused or any(child.open for child in row.children)
        row.state = "missing" if row.open else row.state
        row.applicable = row.below = sum(child.applicable for child in row.children)
        unstated = any("max" not in child.item and not child.excluded for child in row.children)
        left_out = row.state == "not-applicable" and row.if_not_applicable == "exclude"
        if row.excluded or row.role in _EXTRA or left_out:
            row.applicable = 0
        elif row.leaf or unstated or ("rescale" in row.item and row.below):
            row.applicable = row.max

    def add_up(self, row: _Row) -> Pair:
        """Give the least and the most of one row, its children having theirs."""
        ends = row.worth[0] * self.over // row.worth[2], row.worth[1] * self.over // row.worth[2]
        if not row.leaf:  # both ends take the same steps; none can turn the lesser into the greater
            sums = [sum(child.points[end] for child in row.children) for end in (0, 1)]
            ends = self.group(row, sums[0]), self.group(row, sums[1])
        if row is self.root:
            ends = self.hold("total", ends, row.max * self.over // _ONE)
        named = self.policies["rounding"]["at"]
        if row.item["key"] in named or (row.leaf and "leaf" in named):
            part = self.over // self.unit
            ends = self.round(ends[0], self.over) * part, self.round(ends[1], self.over) * part
        return ends

    def group(self, row: _Row, points: int) -> int:
        key, millionth = row.item["key"], self.over // _ONE
        if "rescale" in row.item:
            points = points * row.max // row.below if row.below else 0
        default = -row.max if row.role == "penalty" else 0
        floor = _millionths(key, row.item["floor"]) if "floor" in row.item else default
        points = max(points, floor * millionth)
        cap = row.item.get("cap", "none")
        return points if cap == "none" else min(points, _millionths(key, cap) * millionth)

    def hold(self, name: str, ends: Pair, limit: int) -> Pair:
        """Hold the total, and later the index, to its limit as the ruleset says."""
        policy = self.policies["above_max"]
        _demand(policy != "refuse" or ends[0] <= limit, name, "lies above the maximum")
        return (min(ends[0], limit), min(ends[1], limit)) if policy == "cap" else ends

    def result(self, bands: list[Tree]) -> dict[str, Any]:
        """Write everything down as text, always from the exact points."""
        root, over = self.root, self.over * self.root.applicable
        index = self.hold("index", (root.points[0] * _ONE * 100, root.points[1] * _ONE * 100), over * 100)
        held = {self.band(bands, end, over) for end in index}
        return {
            "complete": not root.open,
            "missing": [row.item["key"] for row in self.rows if row.leaf and row.state == "missing"],
            "total": self.figures(root.points, self.over),
            "index": self.figures(index, over),
            "band": held.pop() if len(held) == 1 else None,
            "items": {row.item["key"]: self.line(row) for row in self.rows},
        }

    def figures(self, ends: Pair, over: int) -> dict[str, Any]:
        least, most = ({"exact": _exact(n, over), "published": self.published(n, over)} for n in ends)
        return {"least": least, "most": most} if self.root.open else {**least}

    def line(self, row: _Row) -> dict[str, str]:
        least, most = _exact(row.points[0], self.over), _exact(row.points[1], self.over)
        points = {"least": least, "most": most} if row.open else {"exact": least}
        return {"state": row.state, **points, "applicable_max": _exact(row.applicable, _ONE)}

    def band(self, bands: list[Tree], top: int, bottom: int) -> str | None:
        """Find the band that holds an index; none does above the first or below the last."""
        if self.policies["band_on"] == "published":
            top, bottom = self.round(top, bottom), self.unit
        for band in bands:
            if "to" in band and top * _ONE > _millionths("bands", band["to"]) * bottom:
                return None
            if top * _ONE >= _millionths("bands", band["from"]) * bottom:
                return str(band["key"])
        return None

    def round(self, top: int, bottom: int) -> int:
        """Count the units of the last decimal: the size is rounded, then the sign put back."""
        units, rest = divmod(abs(top) * self.unit, bottom)
        half = 2 * rest - bottom
        # At a tie half-even moves only what is odd.
        away = {"down": False, "up": rest > 0, "half-up": half >= 0, "half-even": half + units % 2 > 0}
        return (units + away[self.mode]) * (1 if top > 0 else -1)

    def published(self, top: int, bottom: int) -> str:
        units = self.round(top, bottom)
        whole, rest = divmod(abs(units), self.unit)
        return f"{'-' if units < 0 else ''}{whole}" + (f".{rest:0{self.digits}}" if self.digits else "")


def _exact(top: int, bottom: int) -> str:
    shared = gcd(top, bottom)
    return _digits(top // shared) + ("" if bottom == shared else "/" + _digits(bottom // shared))


def _digits(number: int, limit: int = 10**4000) -> str:
    """Write a whole number in pieces: Python by itself stops at 4,300 digits."""
    size, pieces = abs(number), ""
    while size >= limit:
        size, piece = divmod(size, limit)
        pieces = f"{piece:04000}{pieces}"
    return f"{'-' if number < 0 else ''}{size}{pieces}"
