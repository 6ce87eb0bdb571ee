"""The public surface: what `import parindex` gives, and what it does not do."""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import parindex

ROOT = Path(__file__).parent.parent
NAMES = [
    "Assessment",
    "AssessmentError",
    "Band",
    "Change",
    "Difference",
    "Figure",
    "Fulfilment",
    "Interval",
    "Item",
    "Ledger",
    "Line",
    "NotFoundError",
    "ParindexError",
    "Plan",
    "Problem",
    "Published",
    "Ranked",
    "ReadError",
    "Relation",
    "Reproduction",
    "Ruleset",
    "RulesetError",
    "ScoreSheet",
    "UsageError",
    "Verdict",
    "check",
    "diff",
    "distance",
    "effects",
    "estimate",
    "explain",
    "fulfil",
    "impact",
    "ledger",
    "load",
    "load_plan",
    "publish",
    "rank",
    "record",
    "reproduce",
    "schedule",
    "score",
    "tally",
    "verify",
    "what_if",
]
# Every open of a file after the import hook is set is written down by its path.
PROBE = """
import json, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import parindex
print(json.dumps({"modules": sorted(sys.modules), "opened": opened}))
"""


@pytest.fixture(scope="module")
def imported() -> dict[str, list[str]]:
    """Import parindex in a fresh interpreter, and see what it imports and opens."""
    command = [sys.executable, "-B", "-c", PROBE]  # what is compiled is no file that is read
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_the_public_names() -> None:
    """The package offers exactly these names, in alphabetical order."""
    assert parindex.__all__ == NAMES
    assert dir(parindex) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_resolves(name: str) -> None:
    """A public name is found on the package and is the object of its home module."""
    home = importlib.import_module(parindex._HOME[name])

    assert getattr(parindex, name) is getattr(home, name)
    assert name in home.__all__


def test_every_public_name_is_documented() -> None:
    """Each verb and noun says in its docstring what it is."""
    assert all((getattr(parindex, name).__doc__ or "").strip() for name in NAMES)


def test_every_other_name_is_refused() -> None:
    """A name that the package does not offer is no attribute of it."""
    with pytest.raises(AttributeError, match="'parindex' has no attribute 'average'"):
        parindex.average  # noqa: B018 (it must fail)


def test_type_checkers_see_the_same_names() -> None:
    """What is imported for type checkers comes from the same modules as at run time."""
    tree = ast.parse(Path(parindex.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]

    assert {alias.name: node.module for node in imports for alias in node.names} == parindex._HOME


def test_the_version_is_that_of_the_project() -> None:
    """The version of the package is the one its metadata states."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert parindex.__version__ == project["version"]


@pytest.mark.parametrize("package", ["pydantic", "pydantic_core", "yaml", "click", "rich", "hypothesis"])
def test_importing_imports_no_other_package(imported: dict[str, list[str]], package: str) -> None:
    """`import parindex` imports neither what it depends on nor an extra."""
    assert "parindex" in imported["modules"]
    assert package not in imported["modules"]


def test_importing_reads_no_ruleset(imported: dict[str, list[str]]) -> None:
    """`import parindex` opens its own modules at most, and no ruleset or other data file."""
    suffixes = {Path(file).suffix for file in imported["opened"]}

    assert any("parindex" in file for file in imported["opened"])
    assert suffixes <= {".py", ".pyc", ""}


def test_the_example_of_the_docstring_holds() -> None:
    """The example with which the package introduces itself gives what it says."""
    found = doctest.testmod(parindex)

    assert found.attempted == 3
    assert found.failed == 0
