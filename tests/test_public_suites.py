"""Public lists of hostile inputs: JSONTestSuite, yaml-test-suite and the Big List of Naughty Strings."""

from __future__ import annotations

import io
import json
from collections import Counter
from csv import QUOTE_ALL
from csv import writer as csv_writer
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from promises import Reached
from pydantic_core import PydanticCustomError
from workbooks import cell, workbook

from parindex.errors import Problem, ReadError
from parindex.exact import parse_number
from parindex.fields import Text, number
from parindex.readers import csv as strict_csv
from parindex.readers import json as strict_json
from parindex.readers import xlsx as strict_xlsx
from parindex.readers import yaml as strict_yaml
from parindex.ruleset.declaration import is_id
from parindex.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGES = Path(__file__).parent / "suites" / "node_modules"
pytestmark = pytest.mark.skipif(
    not PACKAGES.is_dir(), reason="not installed: run `make tests/suites/node_modules`, which needs npm"
)

# JSON that other readers must take and this format does not, by the reason.
PROFILE = {
    "E-NUM": 15,  # an exponent, minus zero, or more digits than any figure has
    "E-CHAR": 18,  # a control, invisible or non-character
    "E-DUP": 2,  # a key given twice
}
# Texts that are no YAML and that the parser below takes all the same; what it reads of them is plain.
NOT_YAML = 9


def exported(file: Path) -> Any:
    """Read the one value of a generated module of JavaScript, which is written in JSON."""
    _, _, value = file.read_text(encoding="utf-8").partition("export default")
    return json.loads(value.strip().removesuffix(";"))


def outcome(read: Callable[[bytes], Any], content: bytes) -> Any:
    """Return what is read, or the one problem, which has a place and words."""
    try:
        return read(content)
    except ReadError as error:
        (found,) = error.problems
        assert found.place is not None
        assert found.line("vi")
        assert found.line("en")
        return found


def json_cases(kind: str) -> list[dict[str, str]]:
    """List the cases of JSONTestSuite that must be taken (y), refused (n) or are left open (i)."""
    cases = exported(PACKAGES / "json-test-suite" / "data" / "parsing.js")
    return [case for case in cases if case["name"].startswith(kind)]


def yaml_cases() -> list[dict[str, Any]]:
    """List the cases of yaml-test-suite."""
    files = sorted((PACKAGES / "yaml-test-suite" / "data").glob("*.js"))
    return [case for file in files if file.name != "index.js" for case in exported(file)["cases"]]


def naughty() -> list[str]:
    """List the naughty strings."""
    found: list[str] = json.loads((PACKAGES / "blns" / "resources" / "blns.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.promise("borders")
def test_json_that_must_be_refused_is(reached: Reached) -> None:
    """Each of the 188 texts that are no JSON is refused at a place."""
    found = [outcome(strict_json.read, case["input"].encode()) for case in json_cases("n")]
    assert len(found) == 188
    assert all(isinstance(each, Problem) for each in found)
    reached("texts of JSONTestSuite that are no JSON, refused", len(found))


def test_json_that_must_be_taken_is_read_or_refused_for_a_declared_reason() -> None:
    """Of the 95 good texts 60 are read as Python reads them, and the others refused for the reasons above."""
    reasons: Counter[str] = Counter()
    for case in json_cases("y"):
        found = outcome(strict_json.read, case["input"].encode())
        if isinstance(found, Problem):
            reasons[found.code] += 1
        else:
            assert found.data == json.loads(case["input"], parse_float=Decimal)
    assert reasons == PROFILE
    assert len(json_cases("y")) == 60 + reasons.total()


def test_json_that_is_left_open_is_read_or_refused() -> None:
    """None of the 35 texts that readers may treat as they like brings out anything but a refusal."""
    assert len([outcome(strict_json.read, case["input"].encode()) for case in json_cases("i")]) == 35


@pytest.mark.promise("borders")
def test_yaml_is_read_or_refused(reached: Reached) -> None:
    """Each of the 402 texts of the YAML suite is a plain document, or is refused at a place."""
    wrongly_taken = 0
    for case in yaml_cases():
        found = outcome(strict_yaml.read, case["yaml"].encode())
        if not isinstance(found, Problem):
            assert strict_yaml.read(strict_yaml.write(found.data).encode()).data == found.data
            wrongly_taken += bool(case.get("fail"))
    assert wrongly_taken == NOT_YAML
    assert len(yaml_cases()) == 402
    reached("texts of yaml-test-suite, read or refused", len(yaml_cases()))


def quoted_csv(text: str) -> bytes:
    """Write a table with one text in it."""
    stream = io.StringIO()
    csv_writer(stream, quoting=QUOTE_ALL).writerows([["a", "b"], ["x", text]])
    return stream.getvalue().encode("utf-8", "surrogatepass")


def inline(text: str) -> bytes:
    """Write a workbook with one text in it, its special characters escaped."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\r", "&#13;").replace("_x", "_x005F_x")
    return workbook(cell(f"<is><t>{escaped}</t></is>", "inlineStr"))


@pytest.mark.promise("borders")
def test_naughty_strings_come_through_unchanged_or_not_at_all(reached: Reached) -> None:
    """In JSON, YAML, CSV and workbooks every naughty string is read as it is, or refused at a place."""
    assert len(naughty()) > 450
    reached("naughty strings, unchanged or refused", len(naughty()))
    refused: Counter[str] = Counter()
    for text in naughty():
        spelled = json.dumps([text], ensure_ascii=False).encode("utf-8", "surrogatepass")
        found = {
            "json": outcome(strict_json.read, spelled),
            "escaped": outcome(strict_json.read, json.dumps([text]).encode()),
            "yaml": outcome(strict_yaml.read, strict_yaml.write([text]).encode("utf-8", "surrogatepass")),
            "csv": outcome(strict_csv.read, quoted_csv(text)),
            "xlsx": outcome(strict_xlsx.read, inline(text)),
        }
        refused.update(name for name, each in found.items() if isinstance(each, Problem))
        for name in ("json", "escaped", "yaml"):
            assert isinstance(found[name], Problem) or found[name].data == [text]
        assert isinstance(found["csv"], Problem) or found["csv"].data == [{"a": "x", "b": text}]
        rows = [] if isinstance(found["xlsx"], Problem) else found["xlsx"].sheets[0].rows
        assert isinstance(found["xlsx"], Problem) or rows == (({"A1": text},) if text else ())
    assert all(count < len(naughty()) / 2 for count in refused.values())


def test_naughty_strings_are_no_numbers_and_no_keys_by_chance() -> None:
    """A naughty string is a number only when spelled as one, no id, and as a name kept or refused."""
    for text in naughty():
        try:
            assert number(text) == parse_number(text)
        except PydanticCustomError as error:
            assert error.type in {"E-NUM", "E-CHAR", "E-NFC"}  # noqa: PT017 (any outcome will do)
        assert not is_id(text)
        found = validate(Text, {"vi": text})
        assert isinstance(found, tuple) or found.vi == text
