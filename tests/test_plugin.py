"""The pytest plugin: each case below the folders of `parindex_cases` is a test."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import JUSTICE, written

pytest_plugins = ["pytester"]


def case(folder: Path, name: str, total: str) -> None:
    """Write a case of a ministry."""
    tree = {"name": {"vi": "Ca"}, "source": "x", "input": str(JUSTICE), "expected": {"total": total}}
    written(folder / f"{name}.yaml", tree)


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    """Make a project with a passing, a failing and an unreadable case, and files that are none."""
    pytester.makeini("[pytest]\nparindex_cases = cases\n")
    folder = pytester.mkdir("cases")
    case(folder, "passing", "89.96")
    case(folder, "failing", "90")
    (folder / "unreadable.yaml").write_text("name: [", encoding="utf-8")
    (folder / "notes.txt").write_text("no case", encoding="utf-8")
    (pytester.path / "other.yaml").write_text("no: case", encoding="utf-8")
    return folder


def test_passing_failing_and_unreadable_cases(pytester: pytest.Pytester, folder: Path) -> None:
    """A case passes, fails with a line for each thing not as expected, or fails as unreadable."""
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")

    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*case: failing*",
            "cases/failing.yaml:1:*: E-EXPECTED expected.total: total was expected to be `90`*`2249/25`",
            "*case: unreadable*",
            "cases/unreadable.yaml:1:*: E-YAML: this is not YAML; look at indents, colons and quotes",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*cases.py*")
    assert folder.is_dir()


def test_one_case_can_be_chosen(pytester: pytest.Pytester, folder: Path) -> None:
    """A case is chosen by its file, and by its name."""
    pytester.runpytest_inprocess(folder / "passing.yaml").assert_outcomes(passed=1)
    pytester.runpytest_inprocess("-k", "failing").assert_outcomes(failed=1, deselected=2)


def test_no_case_where_no_folder_is_named(pytester: pytest.Pytester, folder: Path) -> None:
    """Without the setting no YAML file is a test, so that the plugin disturbs nobody."""
    pytester.makeini("[pytest]\n")
    result = pytester.runpytest_inprocess(folder)

    result.assert_outcomes()
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_the_plugin_is_found_by_itself(pytester: pytest.Pytester, folder: Path) -> None:
    """In a real process an installed parindex brings its plugin along: nothing but the setting is needed."""
    result = pytester.runpytest_subprocess(folder / "passing.yaml", "-p", "no:cacheprovider")

    result.assert_outcomes(passed=1)
