"""What is published never changes: LOCK only grows, and every shipped file is what it pins."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from commands import PLANS, SHIPPED
from promises import Reached

from parindex.ruleset import catalog
from parindex.ruleset.lock import canonical_file, locked

ROOT = Path(__file__).parent.parent
RULESETS = ROOT / "rulesets"


def git(*words: str) -> str:
    """Ask git about this repository, or skip where there is none to ask."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no git repository here: the history of LOCK cannot be read")
    command = ["git", "-C", str(ROOT), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.promise("published")
def test_lock_only_grows(reached: Reached) -> None:
    """Every version of LOCK in the history, and the file as it stands, begins with the version before it."""
    commits = git("log", "--first-parent", "--reverse", "--format=%H", "--", "rulesets/LOCK").split()
    versions = [git("show", f"{commit}:rulesets/LOCK") for commit in commits]
    versions.append((RULESETS / "LOCK").read_text(encoding="utf-8"))

    for before, after in pairwise(versions):
        assert after.startswith(before)
    reached("versions of LOCK in the history, each beginning with the one before", len(versions))


def test_every_shipped_file_is_published() -> None:
    """LOCK pins each ruleset and plan that ships, and nothing else."""
    files = [catalog.find(name) for name in (*SHIPPED, *PLANS)]

    assert set(locked(RULESETS)) == {canonical_file(file).relative_to(RULESETS).as_posix() for file in files}


@pytest.mark.promise("published")
@pytest.mark.parametrize("name", [*SHIPPED, *PLANS])
def test_canonical_json_and_yaml_are_equal(name: str, reached: Reached) -> None:
    """The canonical JSON beside a YAML file declares the same, byte for byte, and has the digest of LOCK."""
    file = catalog.find(name)
    content = canonical_file(file).read_bytes()
    written = catalog.read_plan(file) if name in PLANS else catalog.read(file).ruleset

    assert content == written.canonical
    assert json.loads(content) == written.plain()
    pinned = locked(RULESETS)[canonical_file(file).relative_to(RULESETS).as_posix()]
    assert hashlib.sha256(content).hexdigest() == pinned == written.digest
    assert catalog.declaration(name) == written
    reached("files equal to what LOCK pins", 1)
