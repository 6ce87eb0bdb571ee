"""The shared corpus of inputs: every bad one is refused with its reason, every good one read."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic_core import PydanticCustomError

from parindex.errors import ReadError
from parindex.exact import decimal_text, parse_number
from parindex.fields import number
from parindex.readers import csv as strict_csv
from parindex.readers import json as strict_json
from parindex.readers import xlsx as strict_xlsx
from parindex.readers import yaml as strict_yaml
from parindex.readers.csv import Table
from parindex.readers.xlsx import Workbook
from parindex.ruleset.declaration import is_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from _pytest.mark import ParameterSet

    from parindex.readers.document import Document

CORPUS = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "bad-inputs.jsonl"
READERS: dict[str, Callable[[bytes], Document]] = {"yaml": strict_yaml.read, "json": strict_json.read}
TABLES: dict[str, Callable[[bytes], Table | Workbook]] = {"csv": strict_csv.read, "xlsx": strict_xlsx.read}
# Where our code has another name than the corpus wants, and why.
DIFFERENCES = {
    "json-024": "E-EMPTY",  # an empty file is told in the same words in every format, before any syntax
}
# Well formed ids of the corpus: it spells them `ha-nam-2023`, we `ha-nam/family@2023`, so we refuse them.
OTHER_SPELLING = {"ha-noi-2099", "ha-nam-2023"}


def rows(surface: str) -> list[ParameterSet]:
    """List the cases of one surface, or one that is skipped when the corpus is not there."""
    if not CORPUS.exists():
        missing = pytest.mark.skip(reason=f"the shared corpus {CORPUS} is not there")
        return [pytest.param({}, id="corpus", marks=missing)]
    cases = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    return [pytest.param(case, id=case["id"]) for case in cases if case["surface"] == surface]


def content(case: dict[str, Any]) -> bytes:
    """Return the bytes of a case, which says how many there are."""
    packed = base64.b64decode(case["b64"] if "b64" in case else case["zb64"])
    found = packed if "b64" in case else zlib.decompress(packed)
    assert len(found) == case["bytes"]
    return found


def leaves(data: Any) -> list[Any]:
    """List the scalars of a plain tree, keys included."""
    if isinstance(data, dict):
        return [*data, *(leaf for value in data.values() for leaf in leaves(value))]
    return [leaf for value in data for leaf in leaves(value)] if isinstance(data, list) else [data]


@pytest.mark.parametrize("case", [*rows("yaml"), *rows("json")])
def test_files(case: dict[str, Any]) -> None:
    """A bad file is refused with the wanted code at a place; a good one is read, YAML all as text."""
    reader = READERS[case["surface"]]
    if case["want"] == "accept":
        found = reader(content(case))
        assert found.place(()).line >= 1
        assert case["surface"] == "json" or all(isinstance(leaf, str) for leaf in leaves(found.data))
        return
    with pytest.raises(ReadError) as refused:
        reader(content(case))
    (problem,) = refused.value.problems
    assert problem.code == DIFFERENCES.get(case["id"], case["want"])
    assert problem.place is not None
    assert problem.message("vi")
    assert problem.message("en")


@pytest.mark.parametrize("case", [*rows("csv"), *rows("xlsx")])
def test_tables(case: dict[str, Any]) -> None:
    """A bad table or workbook is refused with the wanted code at a place; a good one is read, all as text."""
    reader = TABLES[case["surface"]]
    if case["want"] == "accept":
        assert all(isinstance(text, str) for row in table(reader(content(case))) for text in row.values())
        return
    with pytest.raises(ReadError) as refused:
        reader(content(case))
    (problem,) = refused.value.problems
    assert problem.code == DIFFERENCES.get(case["id"], case["want"])
    assert problem.place is not None
    assert problem.message("vi")
    assert problem.message("en")


def table(found: Table | Workbook) -> list[Mapping[str, str]]:
    """List the rows of a table, or of all sheets of a workbook: at least one."""
    rows = found.data if isinstance(found, Table) else [row for each in found.sheets for row in each.rows]
    assert rows
    return list(rows)


@pytest.mark.parametrize("case", rows("num"))
def test_numbers(case: dict[str, Any]) -> None:
    """A text that is no plain decimal is refused, by the field of numbers as E-NUM; others are read."""
    text = content(case).decode()
    if case["want"] == "accept":
        assert number(text) == parse_number(text)
        assert parse_number(decimal_text(number(text))) == number(text)
        return
    with pytest.raises(ValueError, match=rf"\A{re.escape(text)}\Z"):
        parse_number(text)
    with pytest.raises(PydanticCustomError) as named:
        number(text)
    assert named.value.type == case["want"]


@pytest.mark.parametrize("case", rows("id"))
def test_ids(case: dict[str, Any]) -> None:
    """No bad id passes for the id of a ruleset; nor do the good ones, which are spelled otherwise."""
    text = content(case).decode()
    assert case["want"] == "E-ID" or text in OTHER_SPELLING
    assert not is_id(text)


# Reads every case in a process of its own, with at most 300 MB more than it has when all is imported.
TIMED = """
import json, resource, sys, time
from test_border_corpus import CORPUS, READERS, content, is_id, number, strict_csv, strict_xlsx
from parindex.errors import ReadError

readers = {**READERS, "csv": strict_csv.read, "xlsx": strict_xlsx.read}
readers |= {"num": lambda found: number(found.decode()), "id": lambda found: is_id(found.decode())}
cases = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
cases = [(case["id"], readers[case["surface"]], content(case)) for case in cases]
with open("/proc/self/statm") as statm:
    base = int(statm.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (base + 300_000_000,) * 2)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
times = {}
for name, reader, found in cases:
    start = time.process_time()
    try:
        reader(found)
    except ReadError:
        pass
    except ValueError:
        assert reader is readers["num"], name
    times[name] = time.process_time() - start
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
slowest = max(times, key=times.get)
print(json.dumps({"cases": len(times), "slowest": slowest, "seconds": times[slowest], "grown": grown}))
"""


@pytest.mark.skipif(not CORPUS.exists(), reason=f"the shared corpus {CORPUS} is not there")
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is measured on Linux only")
def test_no_case_takes_long_or_much(record_property: Callable[[str, object], None]) -> None:
    """Each of the 200 cases is read or refused in less than 2 s of processor time, and all in 300 MB."""
    run = subprocess.run(
        [sys.executable, "-c", TIMED],
        cwd=Path(__file__).parent,
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    record_property("corpus", found)
    assert found["cases"] == 200
    assert found["seconds"] < 2, found
    assert found["grown"] < 300_000_000, found
