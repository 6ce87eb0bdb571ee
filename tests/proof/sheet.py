"""A score sheet in variables: the tree of one ruleset as one kind of unit meets it, its states fixed."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import z3  # type: ignore[import-untyped]  # z3-solver has no types
from proof.scales import Seen, seen
from proof.terms import Model, Term, Tree, fraction, number, rounded, text, total, whole

__all__ = ["Case", "Leaf", "Sheet"]

_EXTRA = ("bonus", "penalty")
_LEFT_OUT = {"state": "not-applicable", "why": "không phát sinh"}


@dataclass(frozen=True)
class Case:
    """A ruleset as a plain tree, a kind of unit, and the leaves that are not applicable and left out."""

    rules: Tree
    kind: str
    left_out: frozenset[str] = frozenset()

    def __str__(self) -> str:
        without = f" without {', '.join(sorted(self.left_out))}" if self.left_out else ""
        return f"{self.rules['id']} for {self.kind}{without}"

    def policy(self, name: str) -> Tree | str:
        """Return the answer to a policy."""
        value: Tree | str = self.rules["policies"][name]["value"]
        return value


@dataclass(frozen=True)
class Leaf:
    """A leaf that is observed; ``rounding`` holds digits and mode where it is rounded.

    What is observed is made when it is asked for: most proofs need the bounds only.
    """

    key: str
    mark: str
    scale: Tree
    most: Fraction
    penalty: bool
    rounding: tuple[int, str] | None

    @cached_property
    def points(self) -> Term:
        """Return the points of the leaf, with the sign of its role."""
        return z3.Real(f"{self.mark}{self.key}.points")

    @cached_property
    def within(self) -> Term:
        """Say that the points lie in [0, max], or for a penalty in [-max, 0]."""
        low, high = (-self.most, Fraction(0)) if self.penalty else (Fraction(0), self.most)
        return z3.And(self.points >= number(low), self.points <= number(high))

    @cached_property
    def seen(self) -> Seen:
        """Return what is observed of the leaf, in variables."""
        return seen(f"{self.mark}{self.key}", self.scale, self.most, penalty=self.penalty)

    @property
    def facts(self) -> tuple[Term, ...]:
        """Return what ties the points to what is observed."""
        signed = -self.seen.size if self.penalty else self.seen.size
        if self.rounding is None:
            return (*self.seen.facts, self.points == signed)
        units = number(10 ** self.rounding[0])
        return (*self.seen.facts, self.points * units == z3.ToReal(rounded(signed, *self.rounding)))

    def told(self, model: Model) -> str:
        """Tell what is observed of the leaf and what it comes to."""
        return f"{self.key} {dict(self.seen.entry(model))} → {text(fraction(model, self.points))}"


@dataclass(frozen=True)
class _Above:
    """What an item takes from the items above it."""

    role: str = "criterion"
    policy: str = "forbid"
    cap: str = ""
    applies: bool = True


@dataclass
class Sheet:
    """The points of every item over those of its children, up to the index and the figure of the bands.

    The mark keeps two sheets of one ruleset apart. ``combined`` ties each value to what is ``below`` it, a
    rounded one by its ``units`` of the last decimal. ``within`` says where the points of an item must lie,
    ``bites`` when a floor or a cap changes something, ``refused`` when there is no score at all, and
    ``excludable`` which leaves may be left out of the maximum.
    """

    case: Case
    mark: str = ""
    leaves: dict[str, Leaf] = field(default_factory=dict)
    points: dict[str, Term] = field(default_factory=dict)
    combined: dict[str, Term] = field(default_factory=dict)
    below: dict[str, list[str]] = field(default_factory=dict)
    units: dict[str, Term] = field(default_factory=dict)
    within: dict[str, Term] = field(default_factory=dict)
    bites: dict[str, Term] = field(default_factory=dict)
    excludable: list[str] = field(default_factory=list)
    refused: list[Term] = field(default_factory=list)

    def __post_init__(self) -> None:
        root = self.case.rules["score"]
        above = _Above(policy=str(self.case.policy("not_applicable")))
        self.total, applicable = self._item(root, above)
        if not applicable:
            raise ValueError(f"nothing applies: {self.case}")
        index = self._held("index", self.total * number(100 / applicable), Fraction(100))
        self.index = self._stand("the index", index, [root["key"]])
        self.band_on = "the index"
        if self.case.policy("band_on") == "published":
            self.band_on = "the index as published"
            self._published(self.band_on, "the index")
        self.within["the total"] = z3.And(self.total >= 0, self.total <= number(root["max"]))
        for name in ("the index", self.band_on):
            self.within[name] = z3.And(self.points[name] >= 0, self.points[name] <= 100)

    @property
    def figure(self) -> Term:
        """Return the figure that bands hold: the index, exact or published."""
        return self.points[self.band_on]

    # The tree

    def _item(self, item: Tree, above: _Above) -> tuple[Term, Fraction]:
        """Return the points of an item and its applicable max, and note everything about it."""
        role = above.role if above.role in _EXTRA else item.get("role", above.role)
        applies = above.applies and self.case.kind in item.get("applies_to", [self.case.kind])
        here = _Above(role, item.get("not_applicable", above.policy), item.get("cap", ""), applies)
        if "scale" in item:
            points, applicable = self._leaf(item, here, Fraction(item.get("max", above.cap or "0")))
        else:
            points, applicable = self._inner(item, here)
        self.points[item["key"]] = points
        return points, applicable if applies and role not in _EXTRA else Fraction(0)

    def _leaf(self, item: Tree, here: _Above, most: Fraction) -> tuple[Term, Fraction]:
        key, penalty = item["key"], here.role == "penalty"
        if not here.applies or key in self.case.left_out:
            return number(0), Fraction(0)
        if here.policy == "exclude" and here.role not in _EXTRA:
            self.excludable.append(key)
        at = {key, "leaf"} & {*self._rounding["at"]}
        rounding = self._last if at else None
        leaf = self.leaves[key] = Leaf(key, self.mark, item["scale"], most, penalty, rounding)
        self.within[key] = leaf.within
        return leaf.points, most

    def _inner(self, item: Tree, here: _Above) -> tuple[Term, Fraction]:
        key, most, penalty = item["key"], Fraction(item["max"]), here.role == "penalty"
        children = [self._item(child, here) for child in item["items"]]
        if not here.applies:
            return number(0), Fraction(0)
        applicable = sum((each for _, each in children), Fraction(0))
        points = total(each for each, _ in children)
        if "rescale" in item:
            points = points * number(most / applicable if applicable else 0)
        floor = Fraction(item.get("floor", -most if penalty else 0))
        points = self._limited(f"the floor of {key}", points, points < number(floor), floor)
        if item.get("cap", "none") != "none":
            cap = Fraction(item["cap"])
            points = self._limited(f"the cap of {key}", points, points > number(cap), cap)
        if item is self.case.rules["score"]:
            points = self._held(key, points, most)
        below = [child["key"] for child in item["items"]]
        if key in self._rounding["at"]:
            exact = f"{key} before it is rounded"
            self._stand(exact, points, below)
            points = self._published(key, exact)
        else:
            points = self._stand(key, points, below)
        self.within[key] = z3.And(points >= number(floor), *self._upper(item, points, penalty=penalty))
        unstated = any("max" not in child and self._applies(child) for child in item["items"])
        return points, most if unstated or ("rescale" in item and applicable) else applicable

    def _stand(self, key: str, value: Term, below: list[str]) -> Term:
        """Give a value a name of its own, so that what rests on it can be proven by itself."""
        stands = self.points[key] = z3.Real(f"{self.mark}{key}.points")
        self.combined[key], self.below[key] = stands == value, below
        return stands

    def _applies(self, item: Tree) -> bool:
        return self.case.kind in item.get("applies_to", [self.case.kind])

    def _limited(self, name: str, points: Term, bites: Term, limit: Fraction) -> Term:
        self.bites[name] = bites
        return z3.If(bites, number(limit), points)

    def _held(self, name: str, points: Term, most: Fraction) -> Term:
        """Hold the total, and later the index, to its limit as `above_max` says."""
        policy = self.case.policy("above_max")
        if policy == "refuse":
            self.refused.append(points > number(most))
        if policy == "cap":
            return self._limited(f"above_max of {name}", points, points > number(most), most)
        return points

    @staticmethod
    def _upper(item: Tree, points: Term, *, penalty: bool) -> list[Term]:
        """Say how far up an item may come: its cap, or its max where no cap is said; a penalty -max to 0."""
        if penalty:
            return [points <= 0, points >= -number(item["max"])]
        cap = item.get("cap", item["max"])
        return [] if cap == "none" else [points <= number(cap)]

    # Publication

    @property
    def _rounding(self) -> Tree:
        rounding = self.case.policy("rounding")
        assert not isinstance(rounding, str)
        return rounding

    @property
    def digits(self) -> int:
        """Return the digits after the point of a published figure."""
        return int(self._rounding["digits"])

    def _published(self, key: str, exact: str) -> Term:
        units = self.units[key] = whole(f"{self.mark}{key}.units")
        self.combined[f"{key} in units"] = units == rounded(self.points[exact], *self._last)
        return self._stand(key, z3.ToReal(units) / number(10**self.digits), [exact])

    @property
    def _last(self) -> tuple[int, str]:
        return self.digits, self._rounding["mode"]

    # Bands

    def held(self) -> dict[str, Term]:
        """Say of each band when it holds the figure: from its `from` on, to its end or the band above."""
        bands = self.case.rules.get("bands", [])
        found: dict[str, Term] = {}
        for at, band in enumerate(bands):
            end = [self.figure < number(bands[at - 1]["from"])] if at else []
            end = [self.figure <= number(band["to"])] if "to" in band else end
            found[band["key"]] = z3.And(self.figure >= number(band["from"]), *end)
        return found

    def rank(self) -> Term:
        """Return the place of the band: 0 for the top one, and for no band one more than there are."""
        held = self.held()
        place = z3.IntVal(len(held))
        for at, claim in reversed([*enumerate(held.values())]):
            place = z3.If(claim, at, place)
        return place

    # What is known

    @property
    def bounds(self) -> list[Term]:
        """Return that every leaf lies within its bounds, and that the score is not refused."""
        leaves = [leaf.within for leaf in self.leaves.values()]
        return [*leaves, *self.combined.values(), *(z3.Not(each) for each in self.refused)]

    @property
    def facts(self) -> list[Term]:
        """Return what ties every leaf to what is observed of it."""
        return [*(fact for leaf in self.leaves.values() for fact in leaf.facts), *self.bounds]

    @property
    def written(self) -> list[Term]:
        """Return what an assessment file must keep to besides."""
        return [each for leaf in self.leaves.values() for each in leaf.seen.written]

    def assessment(self, model: Model) -> Tree:
        """Write the observations of a model as an assessment."""
        entries = {key: leaf.seen.entry(model) for key, leaf in self.leaves.items()}
        entries |= dict.fromkeys(self.case.left_out, _LEFT_OUT)
        return {
            "format": "1",
            "ruleset": self.case.rules["id"],
            "unit": {"key": "unit", "name": "Đơn vị", "kind": self.case.kind},
            "period": self.case.rules["periods"][0]["key"],
            "stages": {"final": {"entries": entries}},
        }

    def told(self, model: Model, *keys: str) -> list[str]:
        """Tell what is observed of these leaves and what it comes to, then the total and the index."""
        lines = [self.leaves[key].told(model) for key in keys]
        ends = (("total", self.total), ("index", self.index), ("figure of the bands", self.figure))
        return [*lines, ", ".join(f"{name} {text(fraction(model, term))}" for name, term in ends)]
