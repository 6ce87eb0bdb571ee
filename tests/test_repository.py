"""House rules that no linter knows: about the modules, the shipped rulesets and the tests themselves."""

from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from parindex.readers import yaml
from parindex.ruleset import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "src" / "parindex").rglob("*.py"))
TESTS = sorted(file for file in (ROOT / "tests").rglob("*.py"))
RULESETS = sorted(file for file in (ROOT / "rulesets").glob("*/*/*.yaml") if "schema" not in file.parts)
SOURCES = sorted((ROOT / "rulesets" / "sources").glob("*.yaml"))
SCHEMAS = ROOT / "rulesets" / "schema"

# Where every figure is exact and nothing depends on the day, the machine or chance.
ENGINE = ("exact", "formula", "scales", "scoring", "classification", "ranking", "audit/oracle", "ruleset")
NO_CLOCK = {"random", "time"}
CLOCKS = {"now", "today", "utcnow"}
INEXACT = {"float", "round"}

# Every warning about a shipped ruleset is here by its file, with the reason why it stands.
KNOWN_WARNINGS: dict[str, list[str]] = {}

each_module = pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT / "src")))
each_file = pytest.mark.parametrize(
    "file", [*RULESETS, *SOURCES], ids=lambda file: str(file.relative_to(ROOT / "rulesets"))
)
each_ruleset = pytest.mark.parametrize(
    "file", RULESETS, ids=lambda file: str(file.relative_to(ROOT / "rulesets"))
)
each_test = pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name)


def tree(file: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(file.read_text(encoding="utf-8"))


# Modules


@each_module
def test_a_module_stays_under_four_hundred_lines(file: Path) -> None:
    """A module has one reason to exist, and it fits in one sitting."""
    assert len(file.read_text(encoding="utf-8").splitlines()) < 400


@each_module
def test_a_module_says_what_it_is_for(file: Path) -> None:
    """Every module begins with a sentence, and one that defines anything asks for postponed annotations."""
    body = tree(file).body

    assert ast.get_docstring(tree(file))
    if any(isinstance(node, (ast.FunctionDef, ast.ClassDef)) for node in body):
        assert isinstance(body[1], ast.ImportFrom)
        assert body[1].module == "__future__"


def in_engine(file: Path) -> bool:
    """Tell whether a module is part of the engine."""
    inside = file.relative_to(ROOT / "src" / "parindex").with_suffix("").as_posix()
    return any(inside == name or inside.startswith(f"{name}/") for name in ENGINE)


@pytest.mark.parametrize("file", [file for file in MODULES if in_engine(file)], ids=lambda file: file.name)
def test_the_engine_is_exact_and_has_no_clock(file: Path) -> None:
    """Engine modules call no `float` and no `round`, import no clock and no chance, and hold no float."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in INEXACT, f"line {node.lineno}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in CLOCKS, f"line {node.lineno}"
        if isinstance(node, ast.Import):
            assert not NO_CLOCK & {name.name.partition(".")[0] for name in node.names}, f"line {node.lineno}"
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in NO_CLOCK, f"line {node.lineno}"
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, (float, complex)), f"line {node.lineno}"


def test_the_engine_is_where_it_is_looked_for() -> None:
    """Each name on the list of engine modules is a module or a package: the rule above looks at something."""
    for name in ENGINE:
        place = ROOT / "src" / "parindex" / name
        assert place.is_dir() or place.with_suffix(".py").is_file()


# Shipped rulesets


def texts(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every text by language of a plain tree, with its path."""
    if isinstance(node, dict):
        if "vi" in node:
            yield path, node
        for key, each in node.items():
            yield from texts(each, f"{path}.{key}")
    elif isinstance(node, list):
        for index, each in enumerate(node):
            yield from texts(each, f"{path}.{index}")


def test_some_rulesets_are_shipped() -> None:
    """The rules about shipped files look at some."""
    assert len(RULESETS) >= 5


@each_file
def test_a_ruleset_is_written_in_composed_letters(file: Path) -> None:
    """A shipped file is UTF-8 in Unicode NFC, ends with a line break and has no tab or carriage return."""
    text = file.read_bytes().decode("utf-8")

    assert unicodedata.is_normalized("NFC", text)
    assert text.endswith("\n")
    assert not re.search("[\t\r\ufeff]", text)


@each_file
def test_a_ruleset_tells_editors_its_schema(file: Path) -> None:
    """The first line names a schema by a relative path; where schemas are shipped, that one is there."""
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)

    assert named
    schema = (file.parent / named[1]).resolve()
    assert schema.parent == SCHEMAS
    if SCHEMAS.is_dir():
        assert schema.is_file()


@each_ruleset
def test_a_ruleset_is_filed_under_its_id(file: Path) -> None:
    """The id of a shipped ruleset is its path: jurisdiction, family, year."""
    jurisdiction, family, name = file.relative_to(ROOT / "rulesets").parts
    data = yaml.read(file.read_bytes()).data

    assert data["id"] == f"{jurisdiction}/{family}@{name.removesuffix('.yaml')}"
    assert catalog.find(data["id"]).samefile(file)


@each_file
def test_every_vietnamese_text_has_an_english_one(file: Path) -> None:
    """Whoever reads no Vietnamese can read every name, note and reason of a shipped ruleset."""
    found = list(texts(yaml.read(file.read_bytes()).data))

    assert found
    for path, text in found:
        assert str(text.get("en", "")).strip(), path
        assert set(text) == {"vi", "en"}, path


@each_ruleset
def test_a_shipped_ruleset_has_no_problem_but_those_that_are_known(file: Path) -> None:
    """Shipped rulesets have no error, and exactly the warnings that are listed above with their reasons."""
    found = catalog.check_file(file)
    name = str(file.relative_to(ROOT / "rulesets"))

    assert not [each for each in found if each.severity == "error"]
    assert [f"{each.code} {each.at}" for each in found] == KNOWN_WARNINGS.get(name, [])


# Tests


@each_test
def test_every_test_states_its_fact(file: Path) -> None:
    """Each test function has a docstring: one sentence that is true when the test passes."""
    for node in ast.walk(tree(file)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_"):
            said = ast.get_docstring(node) or ""
            assert said.partition("\n")[0].rstrip().endswith("."), f"{node.name}, line {node.lineno}"


@each_test
def test_no_two_tests_of_a_file_have_one_name(file: Path) -> None:
    """A second test of the same name would silently replace the first."""
    for scope in ast.walk(tree(file)):
        if isinstance(scope, (ast.Module, ast.ClassDef)):
            names = [node.name for node in scope.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
            assert len(names) == len(set(names))
