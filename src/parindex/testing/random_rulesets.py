"""Make random sound rulesets, as plain trees of text."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from parindex.exact import ROUNDING_MODES, ZERO, decimal_text
from parindex.testing.draw import Pick, Tree, chance, one

__all__ = ["SMALLEST_MAX", "ruleset_tree"]

SMALLEST_MAX = "0.5"
_MAXIMA = (SMALLEST_MAX, "1", "1.5", "2", "2.5", "3", "5", "7", "10")
_METHODS = ("levels", "steps", "ratio", "checklist", "count", "deduction", "direct", "survey")
_KINDS = ("department", "district")


def _named(key: str) -> Tree:
    return {"key": key, "name": {"vi": key}}


class _Ruleset:
    """One ruleset in the making: it counts its items and remembers what they may be."""

    def __init__(self, pick: Pick, *, decimal: bool) -> None:
        self.pick = pick
        self.decimal = decimal
        self.count = 0
        self.kinds = _KINDS[: 1 + pick(2)]
        self.structure = not decimal and chance(pick, 6)

    def key(self, word: str) -> str:
        self.count += 1
        return f"{word}-{self.count}"

    def tree(self) -> Tree:
        root = self.inner("total", 0, "criterion")
        root |= {"cap": "none"} if "cap" not in root else {}
        if self.decimal:
            adjust = {**_named("adjust"), "max": "1", "scale": {"method": "direct"}}
            root["items"].append(adjust)
            root["max"] = decimal_text(Fraction(root["max"]) + 1)
        kinds = [_named(kind) for kind in self.kinds]
        tree: Tree = {
            "format": "1",
            "id": "random/ruleset@2024",
            "year": "2024",
            "title": {"vi": "Bộ tiêu chí ngẫu nhiên", "en": "Random rules"},
            "standing": "illustrative",
            "coverage": "structure" if self.structure else "full",
            "instruments": [
                {
                    "key": "none",
                    "number": "0",
                    "kind": "report",
                    "issuer": "–",
                    "title": {"vi": "Không"},
                    "reliability": "D",
                }
            ],
            "units": {"kinds": kinds},
            "periods": [{"key": "year", "from": "2024-01-01", "to": "2024-12-31"}],
            "score": root,
            "policies": self.policies(root),
        }
        if self.pick(4):
            tree["bands"] = self.bands(tree["policies"]["above_max"]["value"])
        return tree

    def inner(self, word: str, depth: int, role: str) -> Tree:
        """Make an inner item with one to four below it."""
        items: list[Tree] = []
        for _ in range(1 + self.pick(4)):
            items += self.child(depth + 1, role)
        item: Tree = {**_named(self.key(word)), "items": items}
        if role in {"bonus", "penalty"}:
            return self.group(item, role)
        counted = [child for child in items if child.get("role") not in {"bonus", "penalty"}]
        if not any("applies_to" not in child for child in counted):
            leaf = self.leaf("direct", role)
            items.append(leaf)
            counted.append(leaf)
        item["max"] = self.declared(counted)
        if depth or not self.decimal:
            self.limit(item, counted)
        if depth == 0 and self.structure:
            # A leaf without a max is bounded by its parent's cap.
            item["cap"] = item["max"]
            item["items"].append(
                {**_named(self.key("open")), "scale": {"method": "direct"}, "not_applicable": "zero"}
            )
            item.pop("rescale", None)
        return item

    def declared(self, counted: list[Tree]) -> str:
        """Add up the maxima that one kind of unit meets; alternatives have the same."""
        total = sum(
            (
                Fraction(child["max"])
                for child in counted
                if child.get("applies_to", [self.kinds[0]])[0] == self.kinds[0]
            ),
            ZERO,
        )
        return decimal_text(total)

    def limit(self, item: Tree, counted: list[Tree]) -> None:
        """Rescale, cap or floor an inner item, sometimes."""
        if chance(self.pick, 4) and not any("applies_to" in child for child in counted):
            item["rescale"] = "true"
            # A block worth twice its marks keeps a short decimal short.
            double = decimal_text(Fraction(item["max"]) * 2)
            item["max"] = double if self.decimal else one(self.pick, ("5", "10", "50", "100", "31.5"))
        maximum = Fraction(item["max"])
        if any(_has_bonus(child) for child in item["items"]):
            item["cap"] = one(self.pick, ("none", item["max"]))
        elif chance(self.pick, 6):
            item["cap"] = decimal_text(maximum / 2)
        if chance(self.pick, 8):
            item["floor"] = decimal_text(maximum / 4)

    def group(self, item: Tree, role: str) -> Tree:
        """Finish a bonus or a penalty group."""
        total = sum((Fraction(child["max"]) for child in item["items"]), ZERO)
        item |= {"role": role, "max": decimal_text(total)}
        if role == "bonus":
            item["cap"] = one(self.pick, ("none", item["max"]))
        if chance(self.pick, 2):
            item["max"] = decimal_text(total / 2)
            item |= {"cap": item["max"]} if role == "bonus" else {"floor": decimal_text(-total / 2)}
        return item

    def child(self, depth: int, role: str) -> list[Tree]:
        """Make what stands at one place below an inner item: one child, or one for each kind of unit."""
        if role == "criterion":
            role = one(self.pick, ("criterion",) * 8 + ("survey", "bonus", "penalty"))
        if depth < 3 and self.count < 12 and chance(self.pick, 3):  # noqa: PLR2004 (small trees, many of them)
            return [self.inner("group", depth, role) | self.role(role)]
        methods = [
            method
            for method in _METHODS
            if not (role in {"bonus", "penalty"} and method in {"survey", "deduction"})
        ]
        leaf = self.leaf(one(self.pick, methods), role)
        if len(self.kinds) > 1 and role == "criterion" and chance(self.pick, 6):
            other = self.leaf(one(self.pick, methods), role, leaf["max"])
            return [leaf | {"applies_to": [self.kinds[0]]}, other | {"applies_to": [self.kinds[1]]}]
        return [leaf]

    def role(self, role: str) -> Tree:
        return {} if role == "criterion" else {"role": role}

    def leaf(self, method: str, role: str, maximum: str | None = None) -> Tree:
        most = maximum or one(self.pick, _MAXIMA)
        leaf: Tree = {**_named(self.key(method)), "max": most, **self.role(role)}
        leaf["scale"] = {"method": method, **self.scale(method, Fraction(most), role)}
        policy = one(self.pick, ("", "forbid", "zero", "full", "exclude", "exclude"))
        return leaf | (
            {"not_applicable": policy} if policy and not (self.decimal and policy == "exclude") else {}
        )

    def parts(self, maximum: Fraction) -> list[Fraction]:
        """Cut a maximum into falling points, the last 0."""
        return [
            maximum * part / 4
            for part in sorted({4, 0, *(self.pick(5) for _ in range(self.pick(3)))}, reverse=True)
        ]

    def _levels(self, maximum: Fraction) -> Tree:
        return {
            "levels": [
                {**_named(f"level-{at}"), "points": decimal_text(points)}
                for at, points in enumerate(self.parts(maximum))
            ]
        }

    def scale(self, method: str, maximum: Fraction, role: str) -> Tree:
        # More days late cost points, or make a penalty larger.
        return self.steps(maximum, role) if method == "steps" else dict(getattr(self, f"_{method}")(maximum))

    def steps(self, maximum: Fraction, role: str) -> Tree:
        of = one(self.pick, ("ratio", "percent", "count", "days-late"))
        parts = self.parts(maximum)
        points = parts[::-1] if of == "days-late" and role != "penalty" else parts
        unit = {
            "ratio": Fraction(1, 5),
            "percent": Fraction(20),
            "count": Fraction(1),
            "days-late": Fraction(2),
        }[of]
        steps = [
            {"from": decimal_text(unit * at), "points": decimal_text(each)}
            for at, each in enumerate(reversed(points))
        ][::-1]
        if chance(self.pick, 3):
            steps[0]["to"] = decimal_text(
                {"ratio": Fraction(1), "percent": Fraction(100)}.get(of, Fraction(20))
            )
        return {"of": of, "steps": steps, **({"edges": "upper"} if chance(self.pick, 3) else {})}

    def _ratio(self, _maximum: Fraction) -> Tree:
        scale: Tree = {}
        if chance(self.pick, 3):
            scale["full_at"] = "0.8" if self.decimal else one(self.pick, ("0.8", "1.2", "2/3"))
        if chance(self.pick, 3):
            scale["zero_below"] = one(self.pick, ("0", "0.5", "1/3"))
        return scale

    def _checklist(self, maximum: Fraction) -> Tree:
        share = maximum / one(self.pick, (1, 2, 4))
        return {
            "ticks": [
                {**_named(f"tick-{at}"), "points": decimal_text(share)} for at in range(int(maximum / share))
            ]
        }

    def _count(self, maximum: Fraction) -> Tree:
        return {"each": decimal_text(maximum / one(self.pick, (1, 2, 4)))}

    def _deduction(self, maximum: Fraction) -> Tree:
        costs = (maximum / 4, maximum)[: 1 + self.pick(2)]
        return {
            "kinds": [
                {**_named(f"fault-{at}"), "points": decimal_text(cost)} for at, cost in enumerate(costs)
            ]
        }

    def _direct(self, maximum: Fraction) -> Tree:
        return {"grid": decimal_text(maximum / 4)} if chance(self.pick, 2) else {}

    def _survey(self, _maximum: Fraction) -> Tree:
        shares = one(self.pick, (("1", "0"), ("1", "0.6", "0.2", "0")))
        weights = (
            ("1",) if self.decimal else one(self.pick, (("1",), ("1/3", "2/3"), ("0.25", "0.25", "0.5")))
        )
        scale: Tree = {
            "options": [{**_named(f"option-{at}"), "share": share} for at, share in enumerate(shares)],
            "groups": [{**_named(f"people-{at}"), "weight": weight} for at, weight in enumerate(weights)],
        }
        return scale | ({"empty": one(self.pick, ("refuse", "reweight", "reweight"))} if weights[1:] else {})

    def policies(self, root: Tree) -> Tree:
        inner = [item["key"] for item in _walk(root) if "items" in item]
        at = one(
            self.pick,
            (
                ["publication"],
                ["publication"],
                ["publication", "leaf"],
                ["publication", one(self.pick, inner)],
            ),
        )
        answers: Tree = {
            "rounding": {"digits": self.digits(root, at), "mode": one(self.pick, ROUNDING_MODES), "at": at},
            "band_on": one(self.pick, ("exact", "published")),
            "rank": {
                "on": one(self.pick, ("exact", "published")),
                "ties": one(self.pick, ("competition", "dense")),
            },
            "not_applicable": one(
                self.pick,
                ("forbid", "zero", "full")
                if self.structure or self.decimal
                else ("forbid", "zero", "full", "exclude"),
            ),
            "missing": one(self.pick, ("refuse", "refuse", "zero")),
            "above_max": one(self.pick, ("cap", "cap", "allow", "refuse")),
        }
        return {name: {"value": value, "assumed": "random"} for name, value in answers.items()}

    def digits(self, root: Tree, at: list[str]) -> str:
        """Pick how many digits; every max, half and quarter of one lies on a grid of four decimals."""
        if at != ["publication"]:
            return "4"
        limits = [
            Fraction(root[name]) for name in ("max", "cap", "floor") if root.get(name, "none") != "none"
        ]
        fine = [
            digits for digits in ("1", "2", "3") if all(not limit * 10 ** int(digits) % 1 for limit in limits)
        ]
        return one(self.pick, (*fine, "4"))

    def bands(self, above_max: str) -> list[Tree]:
        edges = sorted({0, *(self.pick(100) for _ in range(1 + self.pick(4)))}, reverse=True)
        bands: list[Tree] = [{**_named(f"band-{at}"), "from": str(edge)} for at, edge in enumerate(edges)]
        bands[0]["to"] = "1000000" if above_max == "allow" else "100"
        return bands


def _walk(item: Tree) -> Iterator[Tree]:
    yield item
    for child in item.get("items", ()):
        yield from _walk(child)


def _has_bonus(item: Tree) -> bool:
    return any(child.get("role") == "bonus" for child in _walk(item))


def ruleset_tree(pick: Pick, *, decimal: bool = False) -> Tree:
    """Make a random sound ruleset as a plain tree.

    With ``decimal`` every score is a short decimal, and a last leaf ``adjust`` of at most 1 point lets a
    caller bring the total to an edge or a rounding tie.
    """
    return _Ruleset(pick, decimal=decimal).tree()
