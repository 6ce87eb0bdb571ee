"""Commands of the command line run in this process, and small files for them to read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from helpers import Plain, group, leaf, plain_ruleset

from parindex.cli import app
from parindex.ruleset import catalog

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "docs" / "examples" / "reform-plan-2021-report.yaml"
DRAFT = ROOT / "docs" / "examples" / "department-2025-draft.yaml"  # a ruleset to try out
SURVEY = ROOT / "docs" / "examples" / "survey-2024"  # assessments that wait for their ballots
EXAMPLES = sorted(
    file
    for file in (ROOT / "docs" / "examples").rglob("*.yaml")
    if file not in {REPORT, DRAFT} and file.parent != SURVEY
)
# What `parindex list` names: rulesets, and the plans beside them.
PLANS = [name for name, file in catalog.available().items() if "\nkind: plan\n" in file.read_text("utf-8")]
SHIPPED = [name for name in catalog.available() if name not in PLANS]
DEPARTMENT = ROOT / "docs" / "examples" / "department-2024.yaml"
INCOMPLETE = ROOT / "docs" / "examples" / "department-2024-incomplete.yaml"
MINISTRIES = ROOT / "docs" / "examples" / "ministries-2023"
JUSTICE = MINISTRIES / "ministry-of-justice.yaml"


def run(*words: str | Path, stdin: bytes | None = None, env: dict[str, str] | None = None) -> Result:
    """Run one command; whatever it does, no Python exception and no traceback comes out."""
    result = CliRunner(env=env).invoke(app, [str(word) for word in words], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert "Traceback" not in result.output
    return result


def ran(*words: str | Path, stdin: bytes | None = None, env: dict[str, str] | None = None) -> str:
    """Run one command that is expected to succeed, and return what it prints on stdout."""
    result = run(*words, stdin=stdin, env=env)
    assert result.exit_code == 0, result.output
    return result.stdout


def told(*words: str | Path, stdin: bytes | None = None) -> Any:
    """Run one command with --json, and return the one document it prints."""
    return json.loads(ran(*words, "--json", stdin=stdin))


def on_terminal(*words: str | Path, width: int) -> str:
    """Run one command as on a terminal that is so wide and shows no colours, and return the bare text."""
    env = {"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "xterm", "COLUMNS": str(width)}
    return re.sub(r"\x1b\[[0-9;]*m", "", ran(*words, env=env))


def flat(text: str) -> str:
    """Undo the wrapping of lines, so that a sentence can be looked for."""
    return " ".join(text.split())


def small_rules(**values: Any) -> Plain:
    """Declare a small ruleset with a leaf of each kind of observation that a unit can get wrong."""
    levels = [
        {"key": "on-time", "name": {"vi": "Đúng hạn"}, "points": "10"},
        {"key": "late", "name": {"vi": "Chậm"}, "points": "2.5"},
    ]
    return plain_ruleset(
        group(
            "g",
            leaf("plan", {"method": "levels", "levels": levels}, code="1"),
            leaf("tasks", {"method": "ratio", "zero_below": "0.5"}, code="2"),
        ),
        leaf("council", {"method": "direct", "grid": "0.25"}, applies_to=["department"], code="3"),
        leaf("whole", {"method": "count", "each": "5"}, applies_to=["district"], code="4"),
        **{"root": {"max": "30"}, **values},
    )


def small_unit(**entries: Any) -> Plain:
    """Write an assessment that fits the small ruleset, with some entries of one's own."""
    given = {
        "plan": {"level": "late"},
        "tasks": {"done": "2", "planned": "3"},
        "council": {"points": "7.25"},
        **{key.replace("_", "-"): entry for key, entry in entries.items()},
    }
    return {
        "format": "1",
        "ruleset": "example/small@2024",
        "unit": {"key": "so-a", "name": "Sở A", "kind": "department"},
        "period": "year",
        "stages": {"final": {"entries": {key: entry for key, entry in given.items() if entry is not None}}},
    }


def written(file: Path, tree: object) -> Path:
    """Write a tree as JSON, which is YAML too."""
    file.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    return file
