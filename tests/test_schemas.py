"""The JSON Schemas: fresh, valid themselves, met by all that ships or is printed, and by nothing else."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import DEPARTMENT, EXAMPLES, INCOMPLETE, JUSTICE, ROOT, SHIPPED, small_rules, small_unit, told
from helpers import Plain
from hypothesis import given
from jsonschema.protocols import Validator
from referencing import Registry

import parindex
from parindex import AssessmentError, ReadError, Ruleset, score
from parindex.assessment import Assessment
from parindex.cases import find_cases
from parindex.cases.single import Case
from parindex.ruleset import catalog
from parindex.schemas import SCHEMAS, schema_of
from parindex.scoresheet import plain
from parindex.testing.strategies import trees
from parindex.validation import validate

NAMES = [
    *("assessment", "case", "diff", "distance", "fulfilment", "league", "league-verdict", "ledger", "plan"),
    *("plan-report", "ranking", "record", "reproduction", "ruleset", "sample", "score", "simulation"),
    *("source", "survey", "verdict", "what-if"),
]
RULESETS = {name: catalog.available()[name] for name in SHIPPED}
BAD = sorted(file for file in (ROOT / "tests" / "bad").rglob("*.*") if file.suffix in {".yaml", ".json"})


@cache
def validator(name: str) -> Validator:
    """Return the validator of a schema; its registry is closed, so that it fetches nothing."""
    kind = jsonschema.validators.validator_for(schema_of(name))
    return kind(schema_of(name), registry=Registry())


def valid(name: str, tree: Any) -> bool:
    """Tell whether a tree meets a schema."""
    return validator(name).is_valid(tree)


def read(file: Path) -> Any:
    """Read a file into a plain tree of text."""
    return catalog.read_document(file).data


def test_the_names() -> None:
    """There is a schema for each kind of file and of printed document."""
    assert sorted(SCHEMAS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_written_schemas_are_fresh(name: str) -> None:
    """A schema in the repository is what the models of this version give; `make schema` writes it again."""
    file = ROOT / "rulesets" / "schema" / f"{name}-v1.json"

    assert json.loads(file.read_text(encoding="utf-8")) == schema_of(name)


def test_no_other_schema_is_written() -> None:
    """The folder holds these schemas and no forgotten one."""
    files = (ROOT / "rulesets" / "schema").iterdir()

    assert sorted(file.name for file in files) == sorted(f"{name}-v1.json" for name in NAMES)


def test_make_writes_every_schema() -> None:
    """`make schema` writes each of them again."""
    rules = (ROOT / "Makefile").read_text("utf-8").partition("\nschema:")[2]

    assert rules.partition("for name in ")[2].partition(";")[0].split() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_a_schema(name: str) -> None:
    """Each is valid under the metaschema of the draft that it names, and has a title."""
    schema = schema_of(name)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == SCHEMAS[name][1]


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_closed(name: str) -> None:
    """Every map that a schema describes says which fields or keys it takes, and takes no other."""

    def maps(node: object) -> list[dict[str, Any]]:
        if isinstance(node, list):
            return [each for part in node for each in maps(part)]
        if not isinstance(node, dict):
            return []
        own = [node] if node.get("type") == "object" else []
        return own + [each for part in node.values() for each in maps(part)]

    found = maps(schema_of(name))
    assert found
    assert all(each.get("additionalProperties", True) is not True for each in found)


# What ships


@pytest.mark.parametrize("name", RULESETS)
def test_shipped_rulesets_are_valid(name: str) -> None:
    """A shipped ruleset meets its schema, as it is written and in its canonical form."""
    assert valid("ruleset", read(RULESETS[name]))
    assert valid("ruleset", catalog.load(name).plain())


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_examples_and_their_scores_are_valid(file: Path) -> None:
    """An example meets the schema of assessments, and what `score --json` prints of it that of scores."""
    assert valid("assessment", read(file))
    assert valid("score", told("score", file))
    assert valid("score", told("score", file, "--lang", "en"))


def test_shipped_cases_are_valid() -> None:
    """Every case that ships meets the schema of cases."""
    files = list(find_cases(ROOT / "tests" / "cases"))

    assert files
    schemas = {file: "league" if "league" in read(file) else "case" for file in files}
    assert [file.name for file in files if not valid(schemas[file], read(file))] == []


def test_an_incomplete_score_is_valid() -> None:
    """A score with intervals and no band meets the schema, and needs one or the other kind of figure."""
    tree = told("score", INCOMPLETE)

    assert set(tree["total"]) == {"least", "most", "max"}
    assert valid("score", tree)
    assert not valid("score", {**tree, "total": {"max": tree["total"]["max"]}})


@pytest.mark.parametrize(
    "file", [file for file in EXAMPLES if file != INCOMPLETE], ids=lambda file: file.stem
)
def test_records_are_valid(file: Path) -> None:
    """The record of an example meets the schema of records, and no other."""
    rules = catalog.load(read(file)["ruleset"])
    tree = json.loads(parindex.record(rules, file))

    assert [name for name in NAMES if valid(name, tree)] == ["record"]


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("_type",), "https://in-toto.io/Statement/v0.1"),
        (("predicateType",), "parindex:run/v1"),
        (("subject",), []),
        (("more",), "x"),
        (("predicate", "semantics"), "2"),
        (("predicate", "stage"), "self"),
        (("predicate", "more"), "x"),
        (("predicate", "result", "total", "published"), 89.96),
        (("predicate", "result", "items", 0, "steps", 0, "text"), "x"),
        (("predicate", "result", "items", 0, "state"), "done"),
        (("predicate", "ruleset", "digest", "sha256"), None),
        (("predicate", "assessment", "unit"), None),
    ],
)
def test_bad_records_are_invalid(at: tuple[str | int, ...], value: object) -> None:
    """A record with one thing spoilt does not meet the schema: it is closed, and all its figures are text."""
    good = json.loads(parindex.record(catalog.load("national/ministries@2023"), JUSTICE))
    assert valid("record", good)
    assert not valid("record", spoilt(good, at, value))


@given(trees())
def test_drawn_files_are_valid(drawn: tuple[Plain, Plain]) -> None:
    """Whatever ruleset and assessment are drawn, they meet their schemas, and so does the score."""
    ruleset, assessment = drawn
    assert valid("ruleset", ruleset)
    assert valid("assessment", assessment)

    rules = Ruleset.model_validate(ruleset)
    assert valid("ruleset", rules.plain())
    try:
        sheet = score(rules, assessment)
    except AssessmentError:
        return
    assert valid("score", plain(sheet))


# What is wrong


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.name)
def test_no_schema_is_stricter_than_the_library(file: Path) -> None:
    """A bad file that can be read and does not meet its schema is refused by the model too."""
    kind, model = ("ruleset", Ruleset) if file.parent.name == "rulesets" else ("assessment", Assessment)
    try:
        tree = read(file)
    except ReadError:
        return
    assert valid(kind, tree) or not isinstance(validate(model, tree), model)


@cache
def printed_score() -> Plain:
    """Return what `score --json` prints of a small example."""
    found: Plain = told("score", JUSTICE)
    return found


def spoilt(tree: Plain, at: tuple[str | int, ...], value: object) -> Plain:
    """Return a copy of a tree with one value put in; nothing in its place takes it out."""
    copied = copy.deepcopy(tree)
    node: Any = copied
    for part in at[:-1]:
        node = node[part]
    if value is None:
        del node[at[-1]]
    else:
        node[at[-1]] = value
    return copied


ITEM = ("score", "items", 1)
ENTRY = ("stages", "final", "entries")


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("id",), "../../etc/passwd"),
        (("id",), None),
        (("year",), 2024),
        (("standing",), "draft"),
        (("more",), "x"),
        ((*ITEM, "max"), 10),
        ((*ITEM, "max"), "1e1"),
        ((*ITEM, "max"), "1,5"),
        ((*ITEM, "key"), "Ủy ban"),
        ((*ITEM, "scale", "method"), "magic"),
        ((*ITEM, "scale", "step"), "1"),
        ((*ITEM, "name"), {"en": "Council"}),
        ((*ITEM, "cap"), "some"),
        (("policies", "missing", "value"), "guess"),
        (("policies", "missing"), None),
        (("policies", "rounding", "value", "digits"), "9"),
        (("instruments",), []),
    ],
)
def test_bad_rulesets_are_invalid(at: tuple[str | int, ...], value: object) -> None:
    """A ruleset with one thing spoilt does not meet the schema, and the model refuses it as well."""
    good = small_rules()
    assert valid("ruleset", good)

    bad = spoilt(good, at, value)
    assert not valid("ruleset", bad)
    assert not isinstance(validate(Ruleset, bad), Ruleset)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("format",), "2"),
        (("ruleset",), "example/small"),
        (("period",), "month"),
        (("unit", "kind"), None),
        (("unit", "name"), None),
        (("stages",), {}),
        (("stages", "last"), {"entries": {}}),
        ((*ENTRY, "council", "points"), 7.25),
        ((*ENTRY, "council", "points"), "7,25"),
        ((*ENTRY, "council", "point"), "7.25"),
        ((*ENTRY, "Hội đồng"), {"points": "1"}),
        ((*ENTRY, "tasks", "done"), "-"),
        ((*ENTRY, "council", "state"), "done"),
        ((*ENTRY, "council", "changed"), {"by": "x"}),
    ],
)
def test_bad_assessments_are_invalid(at: tuple[str | int, ...], value: object) -> None:
    """An assessment with one thing spoilt does not meet the schema, and the model refuses it as well."""
    good = small_unit()
    assert valid("assessment", good)

    bad = spoilt(good, at, value)
    assert not valid("assessment", bad)
    assert not isinstance(validate(Assessment, bad), Assessment)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("expected", "total"), 90),
        (("expected", "total"), "90,5"),
        (("expected", "total"), {"least": "0"}),
        (("expected", "items"), {"Mục": "1"}),
        (("expected", "refused"), []),
        (("expected", "rank"), "1"),
        (("source",), None),
        (("input",), ["unit.yaml"]),
        (("stage",), "last"),
    ],
)
def test_bad_cases_are_invalid(at: tuple[str | int, ...], value: object) -> None:
    """A case with one thing spoilt does not meet the schema, and the model refuses it as well."""
    good = {"name": {"vi": "Ca"}, "source": "x", "input": small_unit(), "expected": {"total": "1/3"}}
    assert valid("case", good)

    bad = spoilt(good, at, value)
    assert not valid("case", bad)
    assert not isinstance(validate(Case, bad), Case)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("format",), "2"),
        (("unit",), None),
        (("band",), "tot"),
        (("complete",), "true"),
        (("total", "exact"), 90),
        (("total", "exact"), None),
        (("total", "least"), {"exact": "0", "published": "0"}),
        (("index", "published"), None),
        (("items", 0, "state"), "done"),
        (("items", 0, "exact"), None),
        (("items", 0, "steps", 0, "value"), 1),
        (("items", 0, "time"), "now"),
        (("ruleset", "coverage"), "some"),
        (("assumptions", 0, "why"), None),
    ],
)
def test_bad_scores_are_invalid(at: tuple[str | int, ...], value: object) -> None:
    """A score with one thing spoilt does not meet the schema: it is closed, and all its figures are text."""
    good = printed_score()
    assert valid("score", good)
    assert not valid("score", spoilt(good, at, value))


def test_a_schema_is_for_its_own_kind() -> None:
    """A document of one kind does not meet the schema of another."""
    trees_of = {
        "ruleset": small_rules(),
        "assessment": read(DEPARTMENT),
        "score": told("score", JUSTICE),
        "case": read(next(find_cases(ROOT / "tests" / "cases"))),
    }
    for kind, tree in trees_of.items():
        assert [name for name in NAMES if valid(name, tree)] == [kind]
