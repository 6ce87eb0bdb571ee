"""Each bad ruleset says in its own comments what is wrong with it: these problems are found, in this order.

A file begins with a sentence; then each problem has one comment,
``# expect: line:column: CODE path: message; hint``, as `parindex check` prints it after the name of the file.
JSON takes no comments: there they stand in the file of the same name that ends in `.expect`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from promises import Reached

from parindex import Problem, ReadError, RulesetError
from parindex.messages import MESSAGES
from parindex.ruleset import catalog

FOLDER = Path(__file__).parent / "bad" / "rulesets"
FILES = sorted(file for file in FOLDER.iterdir() if file.suffix in {".yaml", ".json"})
SOURCE = Path(catalog.__file__).parents[1]

every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def expected(file: Path) -> list[str]:
    """Return the lines that a file says will be found."""
    comments = file.with_suffix(".expect") if file.suffix == ".json" else file
    return re.findall(r"^# expect: (.*)$", comments.read_text(encoding="utf-8"), re.MULTILINE)


def problems(file: Path) -> tuple[Problem, ...]:
    """Return what is found in a file, whether it can be read or not."""
    try:
        return catalog.check_file(file)
    except ReadError as error:
        return error.problems


def after_the_file(problem: Problem, line: str) -> str:
    """Return the line of a problem without the name of the file, which depends on where the tests run."""
    assert problem.place is not None
    return line.removeprefix(f"{problem.place.file}:")


@pytest.mark.promise("borders")
@every_file
def test_exactly_the_expected_problems_are_found(file: Path, reached: Reached) -> None:
    """A bad file gives the problems it announces, word for word, in order, and no other."""
    found = problems(file)

    assert [after_the_file(each, each.line("vi")) for each in found] == expected(file)
    assert {Path(each.place.file).name for each in found if each.place} == {file.name}
    reached("bad rulesets refused in these very words", 1)


@every_file
def test_every_problem_is_said_in_english_too(file: Path) -> None:
    """The English line has the same place and code, its own words, a hint where the Vietnamese has one."""
    for each in problems(file):
        vietnamese, english = each.line("vi"), each.line("en")

        assert english.partition(each.code)[0] == vietnamese.partition(each.code)[0]
        assert each.message("en") != each.message("vi")
        assert bool(each.hint("en")) == bool(each.hint("vi"))
        assert not re.search(r"\{[a-z_]+\}", english + vietnamese)
        assert "\n" not in english + vietnamese


@every_file
def test_a_file_is_named_after_the_problem_it_shows(file: Path) -> None:
    """The name of a bad file is the code it is about, with a number when there are several."""
    code = re.sub(r"-[0-9]$", "", file.stem).upper()

    assert code.startswith("MANY") or code in {each.code for each in problems(file)}


@every_file
def test_an_error_keeps_a_ruleset_from_being_loaded_and_a_warning_does_not(file: Path) -> None:
    """Loading refuses a file for its errors, all of them, and takes one that only has warnings."""
    errors = [each for each in problems(file) if each.severity == "error"]

    if not errors:
        assert catalog.load(file).id == "test/small@2024"
        return
    with pytest.raises((ReadError, RulesetError)) as refused:
        catalog.load(file)
    assert [each for each in refused.value.problems if each.severity == "error"] == errors


@pytest.mark.parametrize("name", ["many-checks.yaml", "many-shapes.yaml"])
def test_one_run_reports_everything_at_once(name: str) -> None:
    """A file with many defects is told all of them in one run: at least nine different kinds."""
    assert len({each.code for each in problems(FOLDER / name)}) >= 9


def codes_in(*modules: str) -> set[str]:
    """Return every code that the source of some modules names."""
    text = "".join((SOURCE / f"{module}.py").read_text(encoding="utf-8") for module in modules)
    return set(re.findall(r'"([EW]-[A-Z][A-Z-]*)"', text))


def test_every_code_of_a_ruleset_has_a_bad_example() -> None:
    """Whatever the model, the checks or the YAML reader can find, some bad file shows."""
    shown = {each.code for file in FILES for each in problems(file)}
    checks = codes_in(
        *("ruleset/model", "ruleset/policy", "ruleset/process", "ruleset/checks", "ruleset/references"),
        *("ruleset/concordance", "ruleset/variants"),
    )
    shapes = codes_in("fields", "validation", "readers/yaml", "readers/json")
    # Hundreds of items and problems, and thousands of nodes and words, are made by other tests.
    made = {"E-TOO-MANY", "E-NODES", "E-WORDS", "E-MORE"}

    assert checks | shapes <= shown | made
    assert shown <= set(MESSAGES)
