"""The page of promises: made from what tests report, never while one fails, and never out of date."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from promises import PAGE, PROMISES, Collector, page, proof_of

TESTS = Path(__file__).parent


def marked() -> dict[str, set[str]]:
    """Find the tests that say which promise they prove, by promise."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for file in sorted(TESTS.glob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for each in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                name = re.fullmatch(r"pytest\.mark\.promise\('(.*)'\)", ast.unparse(each))
                if name and isinstance(node, ast.FunctionDef):
                    found[name[1]].add(f"tests/{file.name}::{node.name}")
    return dict(found)


def report(outcome: str, *properties: tuple[str, object], when: str = "call") -> Any:
    """Make the report of a test, as far as a collector looks at it."""
    return SimpleNamespace(
        nodeid="tests/test_x.py::test_x[1]",
        when=when,
        passed=outcome == "passed",
        user_properties=[("promise", "engines"), *properties],
    )


def test_every_promise_is_proven() -> None:
    """Each promise has a test, and no test proves a promise that is not made."""
    assert set(marked()) == set(PROMISES)


def test_the_page_is_of_these_promises_and_these_tests() -> None:
    """The page that stands has a section for each promise, which names the tests that prove it."""
    text = PAGE.read_text(encoding="utf-8")
    sections = text.split("\n## ")[1:-1]
    found = {
        section.partition("\n")[0]: set(re.findall(r"^- `(.*)`$", section, re.MULTILINE))
        for section in sections
    }
    assert found == {PROMISES[name][0]: tests for name, tests in marked().items()}


def test_counts_are_added_up() -> None:
    """Two tests of one promise give one section, with the sums of what they reached."""
    proofs = [
        proof_of(report("passed", ("reached cases", 2))),
        proof_of(report("passed", ("reached cases", 3))),
    ]
    text = page(each for each in proofs if each)
    assert "- cases: **5**\n" in text
    assert text.count("\n## ") == 2
    assert proof_of(SimpleNamespace(user_properties=[], nodeid="x")) is None  # type: ignore[arg-type]


def test_what_was_not_tried_stays() -> None:
    """A run of some promises writes their sections anew, and leaves the others as they were."""
    engines = proof_of(report("passed", ("reached cases", 2)))
    assert engines is not None
    teeth = engines._replace(promise="teeth", reached=(("bugs", 1),))
    before = page([engines, teeth])
    after = page([teeth._replace(reached=(("bugs", 7),))], before)
    assert after == before.replace("- bugs: **1**", "- bugs: **7**")


@pytest.mark.parametrize(("outcome", "when"), [("failed", "call"), ("skipped", "setup")])
def test_no_page_while_a_promise_is_not_kept(tmp_path: Path, outcome: str, when: str) -> None:
    """A test that failed or was skipped keeps the page from being written, and is named."""
    lines: list[str] = []
    terminal: Any = SimpleNamespace(write_line=lines.append)
    collector = Collector(tmp_path / "page.md")
    collector.pytest_runtest_logreport(report("passed", ("reached cases", 1)))
    collector.pytest_terminal_summary(terminal)
    assert (tmp_path / "page.md").is_file()

    collector = Collector(tmp_path / "other.md")
    collector.pytest_runtest_logreport(report(outcome, when=when))
    collector.pytest_terminal_summary(terminal)
    assert not (tmp_path / "other.md").exists()
    assert lines == [
        f"1 promises: {tmp_path / 'page.md'}",
        "no page of promises: tests/test_x.py::test_x[1]",
    ]
