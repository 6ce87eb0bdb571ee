"""Golden records: those of every release are verified again byte for byte, and made again the same."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from promises import Reached
from test_published import git

import parindex
from parindex.audit.bare import catalog as shelf
from parindex.audit.bare import verdict as small
from parindex.audit.carrier import open_carrier
from parindex.audit.league import verify_league
from parindex.audit.verify import known_rulesets

GOLDEN = Path(__file__).parent / "golden"
SUMS = GOLDEN / "SHA256SUMS"
PINNED = {line[66:]: line[:64] for line in SUMS.read_text(encoding="ascii").splitlines()}
LEAGUES = [name for name in PINNED if name.endswith("/_league.json")]
RECORDS = [name for name in PINNED if name.endswith(".json") and name not in LEAGUES]
OWN = shelf.load(shelf.shelf())


def content(name: str) -> bytes:
    """Read a golden file, which is what its digest says."""
    found = (GOLDEN / name).read_bytes()
    assert hashlib.sha256(found).hexdigest() == PINNED[name]
    return found


def test_the_golden_files_are_those_that_are_pinned() -> None:
    """SHA256SUMS names every golden file, and nothing else."""
    files = {str(file.relative_to(GOLDEN)) for file in GOLDEN.rglob("*") if file.suffix in {".json", ".pub"}}
    assert files == set(PINNED)


@pytest.mark.promise("golden")
def test_golden_files_never_change(reached: Reached) -> None:
    """Every version of SHA256SUMS in the history, and the file as it stands, begins with the one before."""
    path = "tests/golden/SHA256SUMS"
    commits = git("log", "--first-parent", "--reverse", "--format=%H", "--", path).split()
    versions = [*(git("show", f"{commit}:{path}") for commit in commits), SUMS.read_text(encoding="ascii")]
    assert all(after.startswith(before) for before, after in pairwise(versions))
    reached("releases", len({name.partition("/")[0] for name in PINNED}))


@pytest.mark.promise("golden")
@pytest.mark.parametrize("name", RECORDS)
def test_a_golden_record_is_reproduced(name: str, reached: Reached) -> None:
    """A golden record is reproduced by both verifiers, and made again from what it says, byte for byte."""
    found = content(name)
    statement = open_carrier(found).statement
    predicate: dict[str, Any] = json.loads(statement)["predicate"]

    assert parindex.verify(found)
    assert small.verify(found, ruleset_of=OWN.get)["verdict"] == "REPRODUCED"
    ruleset = parindex.load(predicate["ruleset"]["id"])
    assert parindex.record(ruleset, predicate["assessment"]) == statement
    reached("records verified again by both verifiers", 1)


@pytest.mark.parametrize("release", sorted({name.partition("/")[0] for name in PINNED}))
def test_a_golden_signature_holds(release: str) -> None:
    """The signed golden records carry the signatures of both golden keys."""
    keys = [content(f"{release}/signed-{number}.pub") for number in (1, 2)]
    for name in ("signed", "signed-with-ruleset"):
        found = parindex.verify(content(f"{release}/{name}.json"), keys=keys)
        assert (found.verdict, found.signatures) == ("REPRODUCED", "valid")


@pytest.mark.promise("golden")
@pytest.mark.parametrize("name", LEAGUES)
def test_a_golden_league_is_reproduced(name: str, reached: Reached) -> None:
    """A golden league, all its records, ranks, root and proofs are computed again."""
    folder = name.removesuffix("_league.json")
    members = [each for each in RECORDS if each.startswith(folder)]
    records = {each.removeprefix(folder).removesuffix(".json"): content(each) for each in members}
    verdict, units = verify_league(content(name), records, known_rulesets())
    assert verdict
    assert all(units.values())
    reached("leagues verified again", 1)
