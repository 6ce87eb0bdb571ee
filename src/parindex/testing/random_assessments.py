"""Make random assessments that fit a random ruleset, as plain trees of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from parindex.exact import decimal_text
from parindex.testing.draw import Pick, Tree, chance, one
from parindex.testing.random_rulesets import SMALLEST_MAX

__all__ = ["assessment_tree"]


def assessment_tree(pick: Pick, ruleset: Tree, *, decimal: bool = False) -> Tree:
    """Make a random assessment that fits a ruleset of `ruleset_tree`, as a plain tree."""
    kind = one(pick, ruleset["units"]["kinds"])["key"]
    default = ruleset["policies"]["not_applicable"]["value"]
    entries: Tree = {}
    for leaf, policy in _leaves(ruleset["score"], kind, default):
        entry = _entry(pick, leaf, policy, decimal=decimal)
        if entry is not None:
            entries[leaf["key"]] = entry
    stages: Tree = {"final": {"entries": entries}}
    if chance(pick, 4):
        stages = {"self": {"entries": entries}, "final": {"entries": _changes(pick, ruleset, entries, kind)}}
    unit = {"key": "unit", "name": "Đơn vị", "kind": kind}
    return {"format": "1", "ruleset": ruleset["id"], "unit": unit, "period": "year", "stages": stages}


def _changes(pick: Pick, ruleset: Tree, entries: Tree, kind: str) -> Tree:
    """Change some entries at a later stage, each with its reason."""
    changed: Tree = {}
    default = ruleset["policies"]["not_applicable"]["value"]
    for leaf, policy in _leaves(ruleset["score"], kind, default):
        if leaf["key"] in entries and chance(pick, 3):
            entry = _entry(pick, leaf, policy, decimal=True) or {"state": "missing"}
            changed[leaf["key"]] = entry | {"changed": {"by": "Hội đồng", "why": "thẩm định"}}
    return changed


def _leaves(item: Tree, kind: str, policy: str) -> Iterator[tuple[Tree, str]]:
    """Give the leaves that apply to a kind of unit, each with the policy that holds for it."""
    policy = item.get("not_applicable", policy)
    if kind not in item.get("applies_to", [kind]):
        return
    if "scale" in item:
        yield item, policy
    for child in item.get("items", ()):
        yield from _leaves(child, kind, policy)


def _entry(pick: Pick, leaf: Tree, policy: str, *, decimal: bool) -> Tree | None:
    state = one(pick, ("observed",) * 12 + ("zero", "rejected", "missing", "absent", "not-applicable"))
    if decimal and state in {"missing", "absent"}:
        state = "zero"
    if state == "absent":
        return None
    if state in {"zero", "missing"}:
        return {"state": state}
    if state == "rejected" or (state == "not-applicable" and policy != "forbid"):
        return {"state": state, "why": "lý do"}
    scale = leaf["scale"]
    # The cap above a leaf without a max is at least the smallest max there is.
    bound = Fraction(leaf.get("max", SMALLEST_MAX))
    return _SEEN[scale["method"]](pick, scale, bound, decimal=decimal)


def _part(pick: Pick, *, decimal: bool) -> tuple[int, int]:
    """Draw done and planned."""
    planned = one(
        pick, (1, 2, 4, 5, 8, 10, 20) if decimal else (1, 2, 3, 7, 12, 97, 291, 123_456_789_012_345)
    )
    return pick(planned + 1), planned


def _level(pick: Pick, scale: Tree, _bound: Fraction, *, decimal: bool) -> Tree:  # noqa: ARG001 (one signature for all scales)
    return {"level": one(pick, scale["levels"])["key"]}


def _step(pick: Pick, scale: Tree, _bound: Fraction, *, decimal: bool) -> Tree:
    if scale["of"] in {"count", "days-late"}:
        return {"value": str(pick(8))}
    if chance(pick, 3):
        share = Fraction(pick(11), 10)
        share = min(share, Fraction(1)) * (100 if scale["of"] == "percent" else 1)
        return {"value": decimal_text(share)}
    done, planned = _part(pick, decimal=decimal)
    return {"done": str(done), "planned": str(planned)}


def _ratio(pick: Pick, _scale: Tree, _bound: Fraction, *, decimal: bool) -> Tree:
    if chance(pick, 3):
        return {"value": one(pick, ("0", "0.25", "0.5", "0.8", "1"))}
    done, planned = _part(pick, decimal=decimal)
    return {"done": str(done), "planned": str(planned)}


def _ticks(pick: Pick, scale: Tree, _bound: Fraction, *, decimal: bool) -> Tree:  # noqa: ARG001 (one signature for all scales)
    return {"ticks": [tick["key"] for tick in scale["ticks"] if pick(2)]}


def _count(pick: Pick, _scale: Tree, _bound: Fraction, *, decimal: bool) -> Tree:  # noqa: ARG001 (one signature for all scales)
    return {"count": str(pick(6))}


def _counts(pick: Pick, scale: Tree, _bound: Fraction, *, decimal: bool) -> Tree:  # noqa: ARG001 (one signature for all scales)
    return {"counts": {kind["key"]: str(pick(4)) for kind in scale["kinds"] if pick(3)}}


def _points(pick: Pick, scale: Tree, bound: Fraction, *, decimal: bool) -> Tree:  # noqa: ARG001 (one signature for all scales)
    return {"points": decimal_text(bound * pick(5) / 4 if "grid" in scale else bound * pick(101) / 100)}


def _tallies(pick: Pick, scale: Tree, bound: Fraction, *, decimal: bool) -> Tree:
    if chance(pick, 4):
        return {"points": decimal_text(bound * pick(101) / 100)}
    tallies: Tree = {}
    for group in scale["groups"]:
        if decimal:
            yes = pick(21)
            tally = {scale["options"][0]["key"]: str(yes), scale["options"][-1]["key"]: str(20 - yes)}
        else:
            tally = {option["key"]: str(pick(150)) for option in scale["options"] if pick(5)}
            tally[scale["options"][0]["key"]] = str(1 + pick(90))
        tallies[group["key"]] = tally
    if scale.get("empty") == "reweight":
        # One group that has ballots is enough; of the others some are empty and some not there at all.
        for key in list(tallies)[: pick(len(tallies))]:
            tallies |= {key: {scale["options"][0]["key"]: "0"}}
            if chance(pick, 2):
                del tallies[key]
    return {"tallies": tallies}


_SEEN: dict[str, Callable[..., Tree]] = {
    "levels": _level,
    "steps": _step,
    "ratio": _ratio,
    "checklist": _ticks,
    "count": _count,
    "deduction": _counts,
    "direct": _points,
    "survey": _tallies,
}
