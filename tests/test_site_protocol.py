"""The calculator's protocol is what its page says; the desk runs where much of Python is left out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import DEPARTMENT, INCOMPLETE
from desks import EXAMPLE, ask, done, of_file, packed
from helpers import Plain

from parindex.site.desk import OPERATIONS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "reference" / "calculator.md").read_text(encoding="utf-8")


def test_there_is_no_number_in_any_answer() -> None:
    """Figures are text everywhere, as everywhere outside the library."""
    for tree in every_answer():
        outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", json.dumps(tree))
        assert not re.search("[0-9]", outside)


def every_answer() -> Iterator[Plain]:
    """Give an answer of every operation, of every kind that it has."""
    yield done("rulesets")
    yield done("open", ruleset=EXAMPLE, kind="department", unit="so-a")
    yield done("open", ruleset="national/ministries@2023", kind="ministry")
    for file in (DEPARTMENT, INCOMPLETE):
        yield done("score", **of_file(file), codes=True)
        yield done("explain", **of_file(file))
        yield done("explain", **of_file(file), key="plan-issued")
    record = done("write", **of_file(DEPARTMENT), what="record")
    yield record
    yield done("write", **of_file(DEPARTMENT), what="assessment")
    yield done("read", name="a.yaml", content=packed(DEPARTMENT.read_bytes()))
    yield done("read", name="a.json", content=record["content"])
    yield done("verify", content=record["content"])
    yield done("verify", content=packed(b"no record"))
    yield ask("score", **of_file(DEPARTMENT) | {"entries": {"plan-issued": {"level": "x"}}})


def _keys(tree: Any, within: str = "") -> Iterator[str]:
    """Give every field of an answer; what stands by the keys of items or stages is no field."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            if within != "stages":
                yield name
                yield from _keys(value, name)
    elif isinstance(tree, list):
        for each in tree:
            yield from _keys(each, within)


def test_the_page_of_the_protocol_names_every_operation_and_field() -> None:
    """What is asked and answered is written down, and what is written down is asked and answered."""
    told_ = {name for tree in every_answer() for name in _keys(tree)}
    taken = {field.removesuffix("?") for wanted, _ in OPERATIONS.values() for field in wanted} | {
        "operation",
        "lang",
    }
    written = set(re.findall(r"`([a-z_0-9]+)`", PAGE))
    tables = re.findall(r"\| field \| value \|\n\|---\|---\|\n((?:\|.*\n)+)", PAGE)
    listed = {
        name
        for table in tables
        for row in table.splitlines()
        for name in re.findall(r"`([a-z_0-9]+)`", row.split("|")[1])
    }

    assert told_ | taken | set(OPERATIONS) <= written
    assert listed <= told_ | taken
    assert re.findall(r"^## [2-8]\. `([a-z]+)`$", PAGE, re.MULTILINE) == list(OPERATIONS)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_the_section_of_an_operation_names_what_it_takes_and_gives(name: str) -> None:
    """The section of each operation, or the first one, names every field of its request and its answers."""
    section = re.search(rf"^## \d\. `{name}`$.*?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    common = re.search(r"^## 1\. .*?(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert section
    assert common
    said = set(re.findall(r"`([a-z_0-9]+)`", section[0] + common[0]))
    told_ = {field for tree in every_answer() if tree["operation"] == name for field in tree}

    assert told_ | {field.removesuffix("?") for field in OPERATIONS[name][0]} <= said


# Where it runs


def in_python(program: str, *words: str) -> str:
    """Run a program in a Python of its own, and return what it prints."""
    done_ = subprocess.run(
        [sys.executable, "-P", "-W", "error", "-c", program, *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done_.returncode == 0, done_.stderr.decode()
    return done_.stdout.decode()


def test_importing_the_desk_brings_nothing_that_a_score_does_not_need() -> None:
    """No extra, no YAML, no command line, and of the library only what opens and scores a ruleset."""
    program = "import sys; import parindex.site.desk; print(*sys.modules)"
    modules = in_python(program).split()

    extras = {
        "yaml",
        "click",
        "rich",
        "numpy",
        "scipy",
        "pyarrow",
        "holidays",
        "mkdocs",
        "jinja2",
        "xlsxwriter",
    }
    assert not {each.partition(".")[0] for each in modules} & (extras | {"rfc8785", "cryptography", "docx"})
    rooms = {each.split(".")[1] for each in modules if each.startswith("parindex.")}
    assert not rooms & {
        "api",
        "cli",
        "comparison",
        "reproduction",
        "survey",
        "audit",
        "annex",
        "analysis",
        "process",
    }
    assert "parindex.ruleset.catalog" not in modules


BARE = """
import json, sys

absent = {"zlib", "lzma", "_lzma", "bz2", "_bz2", "ssl", "_ssl", "sqlite3", "_sqlite3", "multiprocessing"}
absent |= {"_multiprocessing", "_hashlib", "_yaml", "ctypes", "_ctypes", "curses", "tkinter", "readline"}
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in absent or name == "yaml._yaml":
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Absent())
for name in absent:
    sys.modules.pop(name, None)

forbidden = {"socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.fork"}
forbidden.add("_thread.start_new_thread")
def watch(event, given):
    if event in forbidden or (event == "open" and isinstance(given[1], str) and set(given[1]) & set("wax+")):
        raise AssertionError((event, given))
sys.addaudithook(watch)
sys.dont_write_bytecode = True

from parindex.site.desk import answer
for line in sys.stdin:
    found = json.loads(answer(line))
    total = found.get("total", {}).get("exact")
    print(json.dumps([found["ok"], total, found.get("verdict"), found["problems"]]))
"""


def test_it_runs_where_a_browser_leaves_much_of_python_out() -> None:
    """Without zlib, SSL, databases, processes and C parsers, and no thread, socket or file, it all works."""
    fields = of_file(DEPARTMENT)
    made = {what: done("write", **fields, what=what) for what in ("assessment", "record")}
    asked_ = [
        {"operation": "rulesets"},
        {"operation": "open", "ruleset": EXAMPLE, "kind": "department"},
        {"operation": "score", **fields, "codes": True},
        {"operation": "explain", **fields},
        *({"operation": "write", **fields, "what": what} for what in made),
        *({"operation": "read", "name": each["name"], "content": each["content"]} for each in made.values()),
        {"operation": "verify", "content": made["record"]["content"]},
    ]
    done_ = subprocess.run(
        [sys.executable, "-P", "-c", BARE],
        cwd=ROOT,
        input="\n".join(map(json.dumps, asked_)).encode(),
        capture_output=True,
        check=False,
    )
    assert done_.returncode == 0, done_.stderr.decode()
    found = [json.loads(line) for line in done_.stdout.decode().splitlines()]

    assert [each[0] for each in found] == [True] * len(asked_), found
    assert found[2][1] == done("score", **fields)["total"]["exact"]
    assert found[-1][2] == "REPRODUCED"
