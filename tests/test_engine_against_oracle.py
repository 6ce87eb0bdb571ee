"""The engine against the oracle on random rulesets; a third of them land on an edge or a rounding tie."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import Any, Literal

import pytest
from promises import Reached

from parindex.assessment import Assessment
from parindex.audit import oracle
from parindex.audit.crosscheck import cross_check
from parindex.errors import AssessmentError
from parindex.exact import decimal_text
from parindex.ruleset.model import Ruleset
from parindex.scoring import score
from parindex.testing.random_assessments import assessment_tree
from parindex.testing.random_rulesets import ruleset_tree

THOROUGH = bool(os.environ.get("PARINDEX_THOROUGH"))
RULESETS = 100_000 if THOROUGH else 2_000
ASSESSMENTS = 10 if THOROUGH else 1  # of each ruleset
BATCH = 200

Trees = tuple[dict[str, Any], dict[str, Any]]
Aim = Literal["edge", "tie"]


def drawn(seed: int) -> tuple[Trees, Aim | None]:
    """Draw a ruleset and an assessment; two pairs in five are aimed."""
    pick = random.Random(seed).randrange
    aim: Aim | None = ("edge", "tie")[pick(2)] if seed % 5 < 2 else None
    ruleset = ruleset_tree(pick, decimal=aim is not None)
    assessment = assessment_tree(pick, ruleset, decimal=aim is not None)
    return ((ruleset, assessment) if aim is None else aimed(ruleset, assessment, aim)), aim


def aimed(ruleset: dict[str, Any], assessment: dict[str, Any], aim: Aim) -> Trees:
    """Bring a short decimal total to a rounding tie, or the index to a whole percent where a band begins.

    The figures come from the oracle, so that an error of the engine cannot steer the aim.
    """
    policies = {name: dict(policy) for name, policy in ruleset["policies"].items()}
    policies["rounding"] = {
        "value": {**policies["rounding"]["value"], "at": ["publication"]},
        "assumed": "aim",
    }
    policies["above_max"]["value"] = "cap"
    ruleset = {**ruleset, "policies": policies}
    assessment = _adjusted(assessment, "0")
    found = oracle.score(ruleset, assessment)
    total, most = Fraction(found["total"]["exact"]), Fraction(ruleset["score"]["max"])
    if aim == "tie":
        unit = Fraction(1, 10 ** int(policies["rounding"]["value"]["digits"]))
        return ruleset, _adjusted(assessment, _short((unit / 2 - total) % unit))
    floor = ceil(Fraction(found["index"]["exact"]) or 1)
    bands = [
        {"key": "upper", "name": {"vi": "trên"}, "from": str(floor), "to": "100"},
        {"key": "lower", "name": {"vi": "dưới"}, "from": "0"},
    ]
    return {**ruleset, "bands": bands}, _adjusted(assessment, _short(floor * most / 100 - total))


def _short(points: Fraction) -> str:
    """Write points that a leaf of at most 1 can have; what is not so short a decimal misses its aim."""
    return decimal_text(points) if 0 <= points <= 1 and 10**6 % points.denominator == 0 else "0"


def _adjusted(assessment: dict[str, Any], points: str) -> dict[str, Any]:
    """Give the leaf `adjust` these points at the final stage."""
    stages = {name: {"entries": dict(stage["entries"])} for name, stage in assessment["stages"].items()}
    stages.get("self", stages["final"])["entries"].pop("adjust", None)
    stages["final"]["entries"]["adjust"] = {"points": points}
    return {**assessment, "stages": stages}


def landed(trees: Trees, aim: Aim, result: dict[str, Any]) -> bool:
    """Tell whether the score lies exactly on a band's floor, or the total on a rounding tie."""
    ruleset = trees[0]
    exact = Fraction(result["total"]["exact"])
    if aim == "tie":
        digits = int(ruleset["policies"]["rounding"]["value"]["digits"])
        return bool(exact * 2 * 10**digits % 2 == 1)
    return Fraction(ruleset["bands"][0]["from"]) == Fraction(result["index"]["exact"])


def outcome(trees: Trees) -> tuple[str, ...]:
    """Score with both; return what differs: nothing when they agree, also in refusing."""
    ruleset, assessment = Ruleset.model_validate(trees[0]), Assessment.model_validate(trees[1])
    try:
        sheet = score(ruleset, assessment)
    except AssessmentError as error:
        try:
            oracle.score(*trees)
        except oracle.OracleError:
            return ()
        return (f"only the engine refuses: {error}",)
    return tuple(each.line("en") for each in cross_check(sheet, assessment))


def further(seed: int, ruleset: dict[str, Any]) -> Iterator[Trees]:
    """Draw more assessments of a ruleset, none of them aimed."""
    pick = random.Random(f"further {seed}").randrange
    for _ in range(ASSESSMENTS - 1):
        yield ruleset, assessment_tree(pick, ruleset)


@pytest.mark.promise("engines")
@pytest.mark.parametrize("batch", range(RULESETS // BATCH))
def test_engine_and_oracle_agree(batch: int, reached: Reached) -> None:
    """On every drawn pair the two engines give the same figures, states, maxima and bands, or both refuse."""
    differences = {}
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        aimed_pair, _ = drawn(seed)
        for number, trees in enumerate([aimed_pair, *further(seed, aimed_pair[0])]):
            if found := outcome(trees):
                differences[seed, number] = found
    reached("assessments scored by both", BATCH * ASSESSMENTS)
    reached("rulesets drawn", BATCH)
    reached("differences", len(differences))
    assert differences == {}


def test_a_third_of_the_pairs_land_on_an_edge_or_a_tie() -> None:
    """At least a third of all pairs land exactly on a band's floor or a rounding tie."""
    pairs = [drawn(seed) for seed in range(600)]
    hits = [aim is not None and landed(trees, aim, oracle.score(*trees)) for trees, aim in pairs]
    assert sum(hits) >= len(hits) // 3
