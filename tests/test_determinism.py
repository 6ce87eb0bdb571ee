"""The same answer everywhere, and nothing but arithmetic while scoring."""

from __future__ import annotations

import decimal
import hashlib
import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from promises import Reached

import parindex
from parindex.api import read_assessment
from parindex.scoresheet import plain
from parindex.scoring import score

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "docs/examples/department-2024.yaml"

# A process of its own prints the digest of everything a score sheet says.
PROGRAM = """
import hashlib, json, sys
from pathlib import Path
import parindex
from parindex.scoresheet import plain
sheet = parindex.score(parindex.load("example/department@2024"), Path(sys.argv[1]))
text = json.dumps(plain(sheet), ensure_ascii=False) + parindex.explain(sheet)
text += parindex.explain(sheet, lang="en")
print(hashlib.sha256(text.encode()).hexdigest())
"""


def digest() -> str:
    """Return the digest of everything the example's sheet says, made here and now."""
    sheet = parindex.score(parindex.load("example/department@2024"), EXAMPLE)
    text = (
        json.dumps(plain(sheet), ensure_ascii=False)
        + parindex.explain(sheet)
        + parindex.explain(sheet, lang="en")
    )
    return hashlib.sha256(text.encode()).hexdigest()


HOSTILE = (
    decimal.Context(prec=1),
    decimal.Context(prec=3, rounding=decimal.ROUND_UP),
    decimal.Context(prec=2, rounding=decimal.ROUND_FLOOR, traps=[decimal.Inexact, decimal.Rounded]),
    decimal.Context(prec=28, Emax=2, Emin=-2, traps=[decimal.Overflow, decimal.Subnormal]),
)


def _in_context(number: int) -> str:
    decimal.setcontext(HOSTILE[number % len(HOSTILE)].copy())
    return digest()


def test_thirty_two_threads_under_hostile_decimal_contexts_agree() -> None:
    """32 threads, each with a decimal context that would spoil any decimal arithmetic, give one digest."""
    with ThreadPoolExecutor(32) as pool:
        found = set(pool.map(_in_context, range(32)))
    assert found == {digest()}


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONHASHSEED": "0"},
        {"LC_ALL": "vi_VN.UTF-8", "LANG": "vi_VN.UTF-8", "PYTHONHASHSEED": "1"},
        {"LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4294967295", "TZ": "Asia/Ho_Chi_Minh"},
        {"TZ": "America/St_Johns", "PYTHONUTF8": "1", "PYTHONOPTIMIZE": "2"},
    ],
)
def test_other_locales_hash_seeds_and_time_zones_agree(environment: dict[str, str]) -> None:
    """A process under another locale, hash seed, time zone or optimisation gives the same digest."""
    command = [sys.executable, "-c", PROGRAM, str(EXAMPLE)]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == digest()


# Runs in a process of its own, for an audit hook can never be removed.
WATCH = """
import sys
from pathlib import Path
from parindex.api import read_assessment
from parindex.audit import oracle
from parindex.ranking import rank
from parindex.scoring import score
import parindex
ruleset = parindex.load("example/department@2024")
pairs = [read_assessment(Path(name))[0] for name in sys.argv[1:]]
trees = [each.model_dump(mode="json", by_alias=True, exclude_unset=True) for each in pairs]
rules = ruleset.plain()
seen, watching = [], False
def hook(event, arguments):
    if watching:
        seen.append(event)
sys.addaudithook(hook)
watching = True
sheets = [score(ruleset, each) for each in pairs]
rank([sheet for sheet in sheets if sheet.unit.kind == "department"])
for tree in trees:
    oracle.score(rules, tree)
watching = False
print(len(sheets), seen)
watching = True
open(sys.argv[1]).close()
watching = False
print(seen)
"""


@pytest.mark.promise("pure")
def test_scoring_raises_no_audit_event(reached: Reached) -> None:
    """Scoring, ranking and the oracle open, import and run nothing: an audit hook sees no event at all."""
    files = [str(EXAMPLE), str(EXAMPLE.with_name("department-2024-b.yaml"))]
    done = subprocess.run([sys.executable, "-c", WATCH, *files], capture_output=True, text=True, check=True)
    scored, opened = done.stdout.splitlines()
    reached("audit events while scoring", scored.count("'"))
    assert scored == "2 []"
    assert "open" in opened


def test_a_sheet_survives_pickling_and_can_be_hashed() -> None:
    """A sheet, pickled and read back, is equal to itself and has the same hash."""
    sheet = parindex.score(parindex.load("example/department@2024"), EXAMPLE)
    again = pickle.loads(pickle.dumps(sheet))  # noqa: S301 (our own bytes)
    assert again == sheet
    assert hash(again) == hash(sheet)


def test_scoring_twice_gives_equal_sheets() -> None:
    """Two scorings of one assessment are equal, and neither changes the assessment."""
    assessment, _ = read_assessment(EXAMPLE)
    before = assessment.model_dump_json()
    ruleset = parindex.load(assessment.ruleset)
    assert score(ruleset, assessment) == score(ruleset, assessment)
    assert assessment.model_dump_json() == before
