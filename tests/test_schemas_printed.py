"""The JSON Schemas of what commands print: met by every document, by none in which one thing is spoilt."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import (
    DEPARTMENT,
    INCOMPLETE,
    JUSTICE,
    MINISTRIES,
    REPORT,
    SURVEY,
    run,
    small_rules,
    small_unit,
)
from commands import written as put
from helpers import Plain, leaf, named, plain_ruleset
from hypothesis import given
from jsonschema.protocols import Validator
from pyarrow import csv
from referencing import Registry
from simulations import UNITS, league, small

from parindex import AssessmentError, UsageError
from parindex.analysis.outlook import outlook
from parindex.analysis.plain import plain as plain_outlook
from parindex.assessment import Assessment
from parindex.audit.ledger import ledger
from parindex.audit.ledger import plain as plain_ledgers
from parindex.ruleset.model import Ruleset
from parindex.schemas import SCHEMAS, schema_of
from parindex.testing.strategies import trees

RULES = "example/department@2024"
SECOND = DEPARTMENT.with_name("department-2024-b.yaml")
OFFICE = DEPARTMENT.with_name("department-2024-c.yaml")
STAGED = DEPARTMENT.with_name("department-2024-stages.yaml")
FINANCE = MINISTRIES / "ministry-of-finance.yaml"
BALLOTS = SURVEY / "ballots.csv"
BAD_BALLOTS = (
    "ballot,group,unit,q4\n1,deputies,so-minh-hoa-a,good\n2,nobody,so-x,good\n3,deputies,so-y,great\n"
)
ASKED = {
    "method": "survey",
    "options": named(("yes", "1"), ("no", "0"), figure="share"),
    "groups": named(("people", "1"), figure="weight"),
}
OTHER = {"key": "so-b", "name": "Sở B", "kind": "department"}
CHANGED = {"by": "Sở Nội vụ", "why": "Chậm hai ngày"}
STAGES: Plain = {
    "self": {"entries": {"plan": {"level": "on-time"}, "council": {"points": "10"}}},
    "appraisal-1": {
        "entries": {
            "plan": {"level": "late", "changed": CHANGED, "evidence": [{"title": "Biên bản"}]},
            "tasks": {"done": "2", "planned": "3"},
            "council": {"state": "rejected", "why": "Thiếu tài liệu", "changed": CHANGED},
        }
    },
    "final": {"entries": {"council": {"points": "9.5", "changed": CHANGED}}},
}
FEW = ("--ruleset", RULES, "--draws", "100")
LEAGUE = ("--ruleset", "<league.json", "--kind", "department", "--draws", "20")
JSON = ("--format", "json")

# Words of commands that print a document of each schema; what begins with `<` is a file of the fixture.
PRINTED: dict[str, tuple[tuple[str | Path, ...], ...]] = {
    "distance": (
        ("distance", "<unit.json", "--ruleset", "<rules.json"),
        ("distance", "<unit.json", "--ruleset", "<rules.json", "--survey", "--effort", "plan=2.5"),
        ("distance", "<unit.json", "--ruleset", "<no-bands.json"),
        ("distance", "<best.json", "--ruleset", "<rules.json"),
        ("distance", "<far.json", "--ruleset", "<asked.json"),
        ("distance", JUSTICE, "--lang", "en"),
        ("distance", DEPARTMENT),
    ),
    "fulfilment": (("plan", "ha-noi/reform-plan@2021", REPORT),),
    "ledger": (
        ("ledger", "<staged.json", "<best.json", "--ruleset", "<rules.json", *JSON),
        ("ledger", JUSTICE, *JSON),
        ("ledger", STAGED, *JSON),
        ("ledger", STAGED, INCOMPLETE, *JSON, "--lang", "en"),
    ),
    "league-verdict": (
        ("verify", "<league"),
        ("verify", "<league", "--root", "0" * 64, "--lang", "en"),
        ("verify", "<lacking"),
        ("verify", "<spoilt"),
    ),
    "ranking": (
        ("score", "<best.json", "<open.json", "--ruleset", "<rules.json"),
        ("score", JUSTICE, FINANCE),
        ("score", DEPARTMENT, INCOMPLETE, OFFICE, JUSTICE, "--lang", "en"),
    ),
    "sample": (
        ("survey", "sample", "--ruleset", RULES, "--kind", "department", "--margin", "1"),
        (
            "survey",
            "sample",
            "--ruleset",
            RULES,
            "--kind",
            "department",
            "--margin",
            "0.5",
            "--spread",
            "0.2",
        ),
    ),
    "simulation": (
        ("simulate", DEPARTMENT, SECOND, OFFICE, *FEW, "--improve", "website", "--resample-survey"),
        ("simulate", DEPARTMENT, INCOMPLETE, *FEW, "--improve", "website=full", "--lang", "en"),
        ("simulate", "<units.csv", *LEAGUE, "--improve", "tasks", "--improve", "plan=full"),
        ("simulate", "<units.csv", *LEAGUE, "--under", "<league.json"),
    ),
    "survey": (
        ("survey", BALLOTS, "--ruleset", RULES, "--assessments", SURVEY, "--draws", "100"),
        ("survey", BALLOTS, "--ruleset", RULES, "--no-intervals", "--lang", "en"),
        ("survey", "<ballots.csv", "--ruleset", RULES, "--kind", "department", "--draws", "100"),
        ("survey", BALLOTS, "--ruleset", RULES, "--assessments", INCOMPLETE, "--draws", "100"),
    ),
    "verdict": (
        ("verify", "<record.json"),
        ("verify", "<changed.json", "--lang", "en"),
        ("verify", "<rules.json"),
        ("verify", "<league/ministry-of-justice.json"),
    ),
    "what-if": (
        ("score", "<unit.json", "--ruleset", "<rules.json", "--what-if", "plan.level=on-time"),
        ("score", "<open.json", "--ruleset", "<rules.json", "--what-if", "plan.level=on-time"),
        ("score", DEPARTMENT, "--what-if", "website.state=zero", "--lang", "en"),
    ),
}
CASES = [(name, words) for name, several in PRINTED.items() for words in several]
# Maps of which any key may be missing: theirs are those of items, groups, options, fields, states, units.
OPEN = {"effort", "entry", "observation", "tallies", "tally"}
# Texts of stated forms: keys, digests, words of a list.
STATED = {
    *("band_on", "body", "check_code", "coverage", "format", "item", "key", "kind", "period", "role", "root"),
    *("sha256", "signatures", "stage", "standing", "state", "unit_kind", "verdict"),
}
# Texts that may look like a figure and are none.
WORDS = {"answer", "code", "expected", "found", "name", "now", "numpy", "text", "why", *OPEN}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write what the commands read: small rules and units, ballots, a table, records and leagues of them."""
    folder = tmp_path_factory.mktemp("files")
    put(folder / "rules.json", small_rules())
    put(folder / "no-bands.json", small_rules(bands=[]))
    put(folder / "unit.json", small_unit())
    put(folder / "open.json", {**small_unit(tasks=None), "unit": OTHER})
    put(
        folder / "best.json",
        small_unit(plan={"level": "on-time"}, tasks={"value": "1"}, council={"points": "10"}),
    )
    put(folder / "staged.json", {**small_unit(), "unit": OTHER, "stages": STAGES})
    put(folder / "asked.json", plain_ruleset(leaf("plan"), leaf("asked", ASKED, role="survey")))
    far = {"plan": {"points": "9"}, "asked": {"points": "1"}}
    put(folder / "far.json", {**small_unit(), "stages": {"final": {"entries": far}}})
    (folder / "ballots.csv").write_text(BAD_BALLOTS, "utf-8")
    put(folder / "league.json", small().plain())
    csv.write_csv(
        league(*UNITS, "Sở none . . 3 7 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1"), folder / "units.csv"
    )
    for words in ((JUSTICE, "-o", folder / "record.json"), (JUSTICE, FINANCE, "-o", folder / "league")):
        assert run("record", *words).exit_code == 0
    record = (folder / "record.json").read_text("utf-8")
    (folder / "changed.json").write_text(record.replace("89.96", "90.96"), "utf-8")
    (folder / "lacking").mkdir()
    for name in ("_league.json", "ministry-of-finance.json"):
        (folder / "lacking" / name).write_bytes((folder / "league" / name).read_bytes())
    (folder / "spoilt").mkdir()
    (folder / "spoilt" / "_league.json").write_text("{}", "utf-8")
    (folder / "spoilt" / "other.json").write_text("{}", "utf-8")
    return folder


@cache
def text(words: tuple[str | Path, ...], files: Path) -> str:
    """Run a command that prints JSON, once."""
    given_ = [files / each[1:] if isinstance(each, str) and each[0] == "<" else each for each in words]
    done = run(*given_, *([] if "json" in words else ["--json"]))
    assert done.exit_code in {0, 1} or words[0] == "verify", done.output
    return done.stdout


def printed(words: tuple[str | Path, ...], files: Path) -> Any:
    """Return the document that a command prints."""
    return json.loads(text(words, files))


@cache
def validator(name: str) -> Validator:
    """Return the validator of a schema; its registry is closed, so that it fetches nothing."""
    return jsonschema.Draft202012Validator(schema_of(name), registry=Registry())


def valid(name: str, tree: Any) -> bool:
    """Tell whether a document meets a schema."""
    return validator(name).is_valid(tree)


@pytest.mark.parametrize(("name", "words"), CASES, ids=[f"{name}-{at}" for at, (name, _) in enumerate(CASES)])
def test_what_is_printed_is_valid(name: str, words: tuple[str | Path, ...], files: Path) -> None:
    """Every document meets the schema of its kind, and no other."""
    tree = printed(words, files)

    validator(name).validate(tree)
    assert [each for each in SCHEMAS if valid(each, tree)] == [name]


@given(trees())
def test_drawn_units_are_valid(drawn: tuple[Plain, Plain]) -> None:
    """Whatever rules and unit are drawn, its ledger and its distance meet their schemas."""
    rules, unit = Ruleset.model_validate(drawn[0]), Assessment.model_validate(drawn[1])
    try:
        kept = ledger(rules, [unit])
    except AssessmentError:
        return
    validator("ledger").validate(json.loads(json.dumps(plain_ledgers(kept))))
    try:
        seen = outlook(rules, unit)
    except UsageError:  # something is missing
        return
    validator("distance").validate(json.loads(json.dumps(plain_outlook(seen))))


def shortened(tree: Any, path: tuple[str, ...] = ()) -> Any:
    """Keep two of each list and each open map: the others are like them."""
    if isinstance(tree, dict):
        pairs = list(tree.items())[: 2 if open_(path) else None]
        return {key: shortened(each, (*path, key)) for key, each in pairs}
    return [shortened(each, path) for each in tree[:2]] if isinstance(tree, list) else tree


def spoilt(tree: Any, met: set[object], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Spoil a document in place, one thing after the other; yield what was done while it is so.

    A place is spoilt where it is first met, in lists and in items of items, with a value of each type.
    """
    keyed = isinstance(tree, dict)
    pairs = list(tree.items() if keyed else enumerate(tree) if isinstance(tree, list) else ())
    if keyed and (shape(path), "more") not in met:
        tree["more"] = 7
        yield (*path, "more")
        del tree["more"]
    met.add((shape(path), "more"))
    for key, value in pairs:
        at = (*path, str(key))
        if (shape(at), type(value)) not in met:
            for other in others(at, value):
                tree[key] = other
                yield (*at, repr(other))
            tree[key] = value
            if keyed and not open_(path):
                del tree[key]
                yield (*at, "missing")
                tree[key] = value
        met.add((shape(at), type(value)))
        yield from spoilt(value, met, at)


def shape(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a place without numbers, with each name once, and without the keys of an open map."""
    names = [each for each in path if not each.isdigit()]
    last = next((at for at, each in enumerate(names, 1) if each in OPEN), len(names))
    return (*dict.fromkeys(names[:last]), *("*" for _ in names[last:]))


def open_(path: tuple[str, ...]) -> bool:
    """Tell whether a map may lack any of its keys."""
    inside = {"entry", "tallies"} & {*path} or {*path[-1:]} & {*OPEN, "records"}
    return bool(inside) or path[-2:] == ("certainty", "items")


def others(path: tuple[str, ...], value: Any) -> list[Any]:
    """Return what may not stand in the place of a value: a number, a word or figure in another form."""
    if not isinstance(value, str):
        return [7] if value is None else [7, "true"]
    figure = re.fullmatch(r"-?[0-9]+([./][0-9]+)?", value) and not WORDS & {*path[-4:]}
    if path[-1] in STATED and "bodies" not in path:
        return [7, True, f"{value}!"]
    return [7, True, *([f"{value}e0", f"{value},5", f"0{value}", f"{value} "] if figure else [])]


@pytest.mark.parametrize("name", PRINTED)
def test_anything_spoilt_is_refused(name: str, files: Path) -> None:
    """No key may be missing or added, no number is a figure, and no figure or word is written otherwise."""
    met: set[object] = set()
    for words in PRINTED[name]:
        tree = shortened(printed(words, files))
        assert valid(name, tree)
        before = copy.deepcopy(tree)
        assert [what for what in spoilt(tree, met) if valid(name, tree)] == []
        assert tree == before


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        ("verdict", ("verdict",), "DIFFERS"),  # without a reason
        ("verdict", ("code",), "E-RECOMPUTED"),  # of a record that is reproduced
        ("verdict", ("signatures",), "invalid"),
        ("verdict", ("unit",), None),
        ("league-verdict", ("root",), "unchecked"),
        ("league-verdict", ("total",), "89.96"),
        ("what-if", ("after", "check_code"), "XJ4B NP4P AHH6 UQKB"),
        ("what-if", ("what_if",), []),
        ("ranking", ("leagues",), []),
        ("survey", ("units", 0, "total"), None),  # of a unit that has no problems
        ("survey", ("units", 0, "certainty", "survey", "value"), "1.5"),  # not to a millionth
        ("survey", ("flags", 0, "code"), "W-LATE"),
        ("distance", ("better", 0, "full", "entry", "state"), "missing"),
        ("distance", ("better", 0, "full", "entry", "why"), "x"),
        ("distance", ("better", 0, "full", "entry", "marks"), "1"),
        ("ledger", ("ledgers", 0, "passages", 0, "entries", 0, "after", "observation", "marks"), "1"),
        ("fulfilment", ("tally", "late"), "1"),
        ("fulfilment", ("targets", 0, "verdict"), "pending"),
        ("fulfilment", ("tasks", 0, "state"), "met"),
        ("simulation", ("draws",), "0"),
        ("sample", ("reach",), "1.000"),
    ],
)
def test_what_contradicts_itself_is_refused(
    name: str, at: tuple[str | int, ...], value: object, files: Path
) -> None:
    """A word of another list, and a value that does not go with the others, do not meet the schema."""
    tree = printed(PRINTED[name][0], files)
    assert valid(name, tree)

    node: Any = tree
    for part in at[:-1]:
        node = node[part]
    node[at[-1]] = value
    assert not valid(name, tree)
