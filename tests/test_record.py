"""Facts about records: a pure function of rules and facts, as docs/reference/record-format.md says."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import sys
import unicodedata
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from commands import DEPARTMENT, EXAMPLES, INCOMPLETE, JUSTICE, told
from helpers import (
    Plain,
    assess,
    group,
    leaf,
    named,
    points,
    ruleset,
    worked,
    worked_entries,
)
from hypothesis import given
from hypothesis import strategies as st

import parindex
from parindex.api import read_assessment
from parindex.audit.canonical import canonical, check_code
from parindex.audit.record import final_sheet, record, run, statement
from parindex.errors import AssessmentError, ParindexError, UsageError
from parindex.ruleset.model import Ruleset
from parindex.testing.strategies import trees

COMPLETE = [file for file in EXAMPLES if file != INCOMPLETE]
WORKED = worked()
# A file in the house style, each spelling of which is the same facts.
YAML = """\
format: "1"
ruleset: example/small@2024
unit: {key: so-a, name: Sở A, kind: department}
period: year
stages:
  self:
    entries:
      a: {points: "4", evidence: [{title: Báo cáo}]}
  final:
    entries:
      a: {points: "4.5", changed: {by: Hội đồng, why: Thẩm định}}
      b: {points: 7.25}
"""
SMALL = ruleset(leaf("a"), leaf("b"))


def plain_facts() -> Plain:
    """Return what the file says, as a tree."""
    return {
        "format": "1",
        "ruleset": "example/small@2024",
        "unit": {"key": "so-a", "name": "Sở A", "kind": "department"},
        "period": "year",
        "stages": {
            "self": {"entries": {"a": {"points": "4", "evidence": [{"title": "Báo cáo"}]}}},
            "final": {
                "entries": {
                    "a": {"points": "4.5", "changed": {"by": "Hội đồng", "why": "Thẩm định"}},
                    "b": {"points": "7.25"},
                }
            },
        },
    }


SAME = parindex.record(SMALL, plain_facts())


def put(tree: Plain, *path: str, value: Any) -> Plain:
    """Return a copy of a tree with another value at one place."""
    copied: Plain = json.loads(json.dumps(tree))
    within = copied
    for name in path[:-1]:
        within = within[name]
    within[path[-1]] = value
    return copied


def shuffled(tree: Any, draw: random.Random) -> Any:
    """Return a tree whose maps have their members in another order."""
    if isinstance(tree, list):
        return [shuffled(each, draw) for each in tree]
    if not isinstance(tree, dict):
        return tree
    return {name: shuffled(tree[name], draw) for name in draw.sample(list(tree), len(tree))}


# A pure function


@given(st.integers(0, 2**32))
def test_the_order_of_members_does_not_matter(seed: int) -> None:
    """However the members of its maps are ordered, the same facts have the same record."""
    assert parindex.record(SMALL, shuffled(plain_facts(), random.Random(seed))) == SAME


def test_the_orders_drawn_are_different() -> None:
    """The shuffling of this page does change the order of members."""
    orders = {json.dumps(shuffled(plain_facts(), random.Random(seed))) for seed in range(9)}

    assert len(orders) == 9


FINAL = ("stages", "final", "entries")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*FINAL, "b", "points"), "7.250000"),
        ((*FINAL, "a", "points"), "4.50"),
        (("stages", "self", "entries", "a", "points"), "4.0"),
        ((*FINAL, "b", "evidence"), []),
        ((*FINAL, "b", "state"), "observed"),
        ((*FINAL, "b", "why"), None),
        ((*FINAL, "b", "changed"), None),
        ((*FINAL, "b", "ticks"), None),
        (("submitted",), None),
        (("stages", "self", "entries", "a", "evidence", "0"), None),
    ],
)
def test_what_goes_without_saying_does_not_matter(path: tuple[str, ...], value: Any) -> None:
    """Zeros after the point, an empty list of evidence, `state: observed` and `null` are not in a record."""
    if path[-1] == "0":
        facts = put(plain_facts(), *path[:-1], value=[{"title": "Báo cáo", "sha256": None, "url": None}])
    else:
        facts = put(plain_facts(), *path, value=value)

    assert facts != plain_facts()
    assert parindex.record(SMALL, facts) == SAME


def test_the_kind_of_file_does_not_matter(tmp_path: Path) -> None:
    """A YAML file, a JSON file, a mapping and a model of the same facts have the same record."""
    yaml, as_json = tmp_path / "a.yaml", tmp_path / "a.json"
    yaml.write_text(YAML, encoding="utf-8")
    as_json.write_text(json.dumps(plain_facts(), indent=3), encoding="utf-8")

    assert parindex.record(SMALL, yaml) == SAME
    assert parindex.record(SMALL, as_json) == SAME
    assert parindex.record(SMALL, read_assessment(yaml)[0]) == SAME
    assert parindex.record(SMALL, plain_facts()) == SAME


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("unit", "key"), "so-b"),
        (("unit", "name"), "Sở B"),
        (("unit", "name"), "Sở A "),
        (("unit", "kind"), "district"),
        (("submitted",), "2024-12-31"),
        ((*FINAL, "b", "points"), "7.26"),
        ((*FINAL, "b", "why"), ""),
        ((*FINAL, "b", "evidence"), [{"title": "Báo cáo"}]),
        ((*FINAL, "b"), {"state": "zero"}),
        ((*FINAL, "a", "changed"), {"by": "Hội đồng", "why": "Thẩm định lại"}),
        (("stages", "self", "entries", "a", "points"), "4.1"),
        (("stages", "self", "entries", "a", "evidence"), [{"title": "Báo cáo", "url": ""}]),
        (("stages", "self", "entries", "a", "evidence"), [{"title": "Báo cáo", "sha256": "0" * 64}]),
        (("stages", "explanation"), {"entries": {}}),
    ],
)
def test_every_fact_matters(path: tuple[str, ...], value: Any) -> None:
    """A record changes with every fact in it, also one that no figure depends on."""
    assert parindex.record(SMALL, put(plain_facts(), *path, value=value)) != SAME


PAIRS = st.tuples(st.integers(0, 10_000), st.integers(0, 10_000))


@given(PAIRS, PAIRS)
def test_records_are_equal_when_the_facts_are(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Two records are equal exactly when the points in them are, and so are their check codes."""
    made = []
    for a, b in (one, other):
        entries = {
            "a": {"points": f"{a // 1000}.{a % 1000:03}"},
            "b": {"points": f"{b // 1000}.{b % 1000:03}"},
        }
        made.append(record(SMALL, assess(entries)))

    assert (made[0] == made[1]) == (one == other)
    assert (check_code(made[0]) == check_code(made[1])) == (one == other)


def test_a_drawn_record_is_pure() -> None:
    """Whatever is drawn and complete, made again from its own canonical forms a record has the same bytes."""
    count = 0

    @given(trees())
    def pure(drawn: tuple[Plain, Plain]) -> None:
        nonlocal count
        rules = Ruleset.model_validate(drawn[0])
        try:
            content = parindex.record(rules, drawn[1])
        except ParindexError:
            return
        count += 1
        facts = json.loads(content)["predicate"]["assessment"]
        assert canonical(json.loads(content)) == content
        assert parindex.record(Ruleset.model_validate(rules.plain()), facts) == content

    pure()
    assert count >= 5


# The statement


def test_the_members_of_a_statement() -> None:
    """A statement has exactly the members of section 2, by which anyone can compute it again."""
    tree = statement(WORKED, assess(worked_entries()))
    predicate = tree["predicate"]
    plain = WORKED.plain()

    assert (tree["_type"], tree["predicateType"]) == ("https://in-toto.io/Statement/v1", "parindex:score/v1")
    assert set(tree) == {"_type", "predicateType", "subject", "predicate"}
    assert set(predicate) == {
        *("semantics", "stage", "ruleset", "assessment", "result", "assumptions", "warnings"),
    }
    assert (predicate["semantics"], predicate["stage"]) == ("1", "final")
    assert tree["subject"] == [
        {"name": "so-a", "digest": {"sha256": hashlib.sha256(canonical(predicate["assessment"])).hexdigest()}}
    ]
    assert predicate["ruleset"] == {
        "id": "example/small@2024",
        "digest": {"sha256": hashlib.sha256(canonical(plain)).hexdigest()},
        "standing": plain["standing"],
        "coverage": plain["coverage"],
        "instruments": plain["instruments"],
    }
    assert predicate["assumptions"] == [
        {"at": f"policies.{name}", "why": "phép thử"}
        for name in ("above_max", "band_on", "missing", "not_applicable", "rank", "rounding")
    ]


def test_the_canonical_form_of_an_assessment() -> None:
    """The facts stand as section 3 says: short numbers, nothing that goes without saying, empty stages."""
    facts = put(plain_facts(), "stages", "explanation", value={"entries": {}})
    facts = put(facts, *FINAL, "b", value={"points": "7.250", "state": "observed", "evidence": [], "why": ""})
    found = json.loads(parindex.record(SMALL, facts))["predicate"]["assessment"]

    assert found == put(
        put(plain_facts(), "stages", "explanation", value={"entries": {}}),
        *(*FINAL, "b"),
        value={"points": "7.25", "why": ""},
    )


def test_empty_observations_stay() -> None:
    """No ticks and no faults are an observation: the empty list and map stay."""
    rules = ruleset(
        leaf("a", {"method": "checklist", "ticks": named(("x", "10"))}),
        leaf("b", {"method": "deduction", "kinds": named(("x", "1"))}),
    )
    tree = statement(rules, assess({"a": {"ticks": []}, "b": {"counts": {}}}))

    assert tree["predicate"]["assessment"]["stages"]["final"]["entries"] == {
        "a": {"ticks": []},
        "b": {"counts": {}},
    }


def test_there_is_no_number_anywhere() -> None:
    """A record holds text, flags and nulls; JSON never reads a number in it."""

    def refuse(found: str) -> None:
        pytest.fail(f"a number: {found}")

    for file in COMPLETE:
        content = parindex.record(parindex.load(read_assessment(file)[0].ruleset), file)
        json.loads(content, parse_int=refuse, parse_float=refuse, parse_constant=refuse)
        text = content.decode()
        assert unicodedata.is_normalized("NFC", text)


# The result

STEPS: dict[str, list[tuple[str, str]]] = {
    "appraisal": [("sum", "16717/388")],
    "plan-issued": [("level", "10")],
    "tasks-done": [("ratio", "287/291"), ("points", "1148/97"), ("threshold", "1148/97")],
    "files-on-time": [("interval", "4")],
    "disclosure": [("ticks", "4")],
    "discipline": [("deduct", "7/2")],
    "council-view": [("given", "33/4")],
    "innovation": [("count", "2")],
    "late-reports": [("count", "1/2"), ("size", "1/2"), ("penalty", "-1/2")],
    "survey": [("sum", "109/15"), ("rescale", "109/3")],
    "satisfaction": [("mean.deputies", "19/25"), ("mean.people", "71/100"), ("survey", "109/15")],
}


def steps_of(node: Plain) -> list[tuple[str, str]]:
    """Return the steps of an item or a result, each an operation and its value and nothing else."""
    assert all(set(each) == {"operation", "value"} for each in node["steps"])
    return [(each["operation"], each["value"]) for each in node["steps"]]


def test_the_worked_example() -> None:
    """Every step of the worked example is the one that section 4 lists, in its order and with its value."""
    result = statement(WORKED, assess(worked_entries()))["predicate"]["result"]

    assert {item["key"]: steps_of(item) for item in result["items"]} == STEPS
    assert [item["key"] for item in result["items"]] == list(STEPS)
    assert steps_of(result) == [("sum", "92443/1164"), ("index", "92443/1164")]
    assert result["total"] == {"exact": "92443/1164", "published": "79.42", "max": "100"}
    assert result["index"] == {"exact": "92443/1164", "published": "79.42"}
    assert (result["band"], result["band_on"], result["missing"], result["submission"]) == (
        "kha",
        "exact",
        [],
        None,
    )


def test_the_items_of_the_worked_example() -> None:
    """An item has what stands in the ruleset and what was found, each parent before its children."""
    items = {
        each["key"]: each
        for each in statement(WORKED, assess(worked_entries()))["predicate"]["result"]["items"]
    }

    assert items["plan-issued"] == {
        "key": "plan-issued",
        "parent": "appraisal",
        "code": "1.1",
        "name": {"vi": "Mục plan-issued"},
        "max": "10",
        "source": {"instrument": "qd-1", "at": "Phụ lục, 1.1"},
        "role": "criterion",
        "state": "observed",
        "exact": "10",
        "published": "10.00",
        "applicable_max": "10",
        "steps": [{"operation": "level", "value": "10"}],
    }
    assert {key: item["parent"] for key, item in items.items() if item["parent"] != "appraisal"} == {
        "appraisal": "total",
        "survey": "total",
        "satisfaction": "survey",
    }
    assert {key: item["role"] for key, item in items.items() if item["role"] != "criterion"} == {
        "innovation": "bonus",
        "late-reports": "penalty",
        "survey": "survey",
        "satisfaction": "survey",
    }
    assert (items["late-reports"]["published"], items["late-reports"]["applicable_max"]) == ("-0.50", "0")


LEVELS = {"method": "levels", "levels": named(("x", "10"))}
RATIO = {"method": "ratio", "full_at": "0.8", "zero_below": "0.5"}
PERCENT = {"method": "steps", "of": "percent", "steps": [{"from": "0", "to": "100", "points": "10"}]}
SHARE = {"method": "steps", "of": "ratio", "steps": [{"from": "0", "to": "1", "points": "10"}]}
FAULTS = {"method": "deduction", "kinds": named(("x", "6"))}
SURVEY = {
    "method": "survey",
    "options": named(("x", "1"), ("y", "0"), figure="share"),
    "groups": named(("g", "1"), figure="weight"),
}


@pytest.mark.parametrize(
    ("scale", "entry", "steps"),
    [
        (LEVELS, {"state": "zero"}, [("zero", "0")]),
        (LEVELS, {"state": "rejected", "why": "x"}, [("rejected", "0")]),
        (PERCENT, {"done": "1", "planned": "3"}, [("percent", "100/3"), ("interval", "10")]),
        (SHARE, {"done": "1", "planned": "3"}, [("ratio", "1/3"), ("interval", "10")]),
        (SHARE, {"value": "0.5"}, [("interval", "10")]),
        (
            RATIO,
            {"done": "9", "planned": "10"},
            [("ratio", "9/10"), ("full", "1"), ("points", "10"), ("threshold", "10")],
        ),
        (
            RATIO,
            {"done": "8", "planned": "10"},
            [("ratio", "4/5"), ("points", "10"), ("threshold", "10")],
        ),
        (RATIO, {"value": "0.6"}, [("points", "15/2"), ("threshold", "15/2")]),
        (RATIO, {"value": "0.4"}, [("threshold", "0")]),
        ({"method": "ratio"}, {"value": "0.4"}, [("points", "4")]),
        ({"method": "count", "each": "4"}, {"count": "2"}, [("count", "8")]),
        ({"method": "count", "each": "4"}, {"count": "3"}, [("count", "12"), ("cap", "10")]),
        (FAULTS, {"counts": {"x": "1"}}, [("deduct", "4")]),
        (FAULTS, {"counts": {"x": "2"}}, [("deduct", "-2"), ("floor", "0")]),
        (SURVEY, {"points": "3"}, [("given", "3")]),
        (SURVEY, {"tallies": {"g": {"x": "1", "y": "2"}}}, [("mean.g", "1/3"), ("survey", "10/3")]),
        (
            {**SURVEY, "groups": named(("g", "1/4"), ("h", "3/4"), figure="weight"), "empty": "reweight"},
            {"tallies": {"g": {"x": "1", "y": "2"}}},
            [("mean.g", "1/3"), ("mean.h", "0"), ("reweight", "1/4"), ("survey", "10/3")],
        ),
    ],
)
def test_the_steps_of_a_leaf(scale: Plain, entry: Plain, steps: list[tuple[str, str]]) -> None:
    """The steps of a leaf are those of its method and state in section 4, each only on its condition."""
    rules = ruleset(leaf("a", scale))
    (item,) = statement(rules, assess({"a": entry}))["predicate"]["result"]["items"]

    assert steps_of(item) == steps


@pytest.mark.parametrize(
    ("policy", "fields", "steps"),
    [
        ("zero", {}, [("not-applicable-zero", "0")]),
        ("full", {}, [("not-applicable-full", "10")]),
        ("exclude", {}, [("not-applicable-exclude", "0")]),
        ("full", {"role": "bonus"}, [("not-applicable-zero", "0")]),
        ("exclude", {"role": "penalty"}, [("not-applicable-zero", "0")]),
    ],
)
def test_the_step_of_what_does_not_apply(policy: str, fields: Plain, steps: list[tuple[str, str]]) -> None:
    """What is not applicable has one step, which says by which policy."""
    root = {"cap": "none", "max": "10" if "role" in fields else "20"}
    rules = ruleset(leaf("a"), leaf("b", **fields), root=root, not_applicable=policy)
    entries = {"a": {"points": "1"}, "b": {"state": "not-applicable", "why": "x"}}
    items = statement(rules, assess(entries))["predicate"]["result"]["items"]

    assert steps_of(items[1]) == steps
    assert items[1]["state"] == "not-applicable"


def test_the_steps_of_inner_items() -> None:
    """A cap, a floor, a rounding and an exclusion are steps where they changed something, and only there."""
    at = {"digits": "0", "mode": "half-up", "at": ["rounded", "x"]}
    rules = ruleset(
        group("capped", leaf("a"), leaf("b", role="bonus", max="5"), cap="10"),
        group("floored", leaf("c"), leaf("d", role="penalty"), floor="2", cap="none"),
        group("rounded", leaf("e")),
        group("other", leaf("f"), applies_to=["district"]),
        leaf("x"),
        leaf("y", applies_to=["department"]),
        root={"max": "50", "cap": "none"},
        rounding=at,
        bands=[{"key": "tot", "name": {"vi": "Tốt"}, "from": "0", "to": "300"}],
    )
    entries = points(a="10", b="5", c="1", d="9", e="3.5", x="2.25", y="2")
    result = statement(rules, assess(entries))["predicate"]["result"]
    items = {each["key"]: each for each in result["items"]}

    assert steps_of(items["capped"]) == [("sum", "15"), ("cap", "10")]
    assert steps_of(items["floored"]) == [("sum", "-8"), ("floor", "2")]
    assert steps_of(items["rounded"]) == [("sum", "7/2"), ("round", "4")]
    assert steps_of(items["other"]) == steps_of(items["f"]) == [("excluded", "0")]
    assert (items["other"]["state"], items["rounded"]["state"]) == ("not-applicable", "observed")
    assert steps_of(items["x"]) == [("given", "9/4"), ("round", "2")]
    assert steps_of(result) == [("sum", "20"), ("index", "40")]


def test_the_steps_of_a_total_above_the_max() -> None:
    """On the root the policy `cap` is a step where it held the total."""
    rules = ruleset(leaf("a"), leaf("b", role="bonus"), root={"cap": "none", "max": "10"})
    result = statement(rules, assess(points(a="10", b="1")))["predicate"]["result"]

    assert steps_of(result) == [("sum", "11"), ("above-max", "10"), ("index", "100")]


def test_the_steps_of_an_index_above_100() -> None:
    """The policy `cap` holds the index too, where what does not apply lowered the maximum."""
    rules = ruleset(
        leaf("a"),
        leaf("b", not_applicable="exclude"),
        leaf("c", role="bonus"),
        root={"cap": "none", "max": "20"},
    )
    entries = {**points(a="10", c="5"), "b": {"state": "not-applicable", "why": "x"}}
    result = statement(rules, assess(entries))["predicate"]["result"]

    assert steps_of(result) == [("sum", "15"), ("index", "150"), ("above-max", "100")]


def test_there_is_no_minus_zero() -> None:
    """A deduction that is published as nothing has no sign."""
    rules = ruleset(
        leaf("a"),
        leaf("b", {"method": "count", "each": "0.001"}, role="penalty", max="1"),
        root={"max": "10"},
    )
    items = statement(rules, assess({"a": {"points": "1"}, "b": {"count": "1"}}))["predicate"]["result"][
        "items"
    ]

    assert (items[1]["exact"], items[1]["published"]) == ("-1/1000", "0.00")


@pytest.mark.parametrize("file", COMPLETE, ids=lambda file: file.stem)
def test_every_figure_of_the_score_is_that_of_the_record(file: Path) -> None:
    """What `score --json` prints and what the record of the same file says are the same, figure by figure."""
    scored = told("score", file)
    content = parindex.record(parindex.load(scored["ruleset"]["id"]), file)
    predicate = json.loads(content)["predicate"]
    result = predicate["result"]

    assert result["total"] == scored["total"]
    for name in ("index", "missing", "submission"):
        assert result[name] == scored[name]
    assert result["band"] == (scored["band"]["key"] if scored["band"] else None)
    assert predicate["ruleset"]["id"] == scored["ruleset"]["id"]
    assert predicate["ruleset"]["digest"]["sha256"] == scored["ruleset"]["sha256"]
    assert steps_of(result) == [(each["operation"], each["value"]) for each in scored["steps"]]
    assert [told_item(each) for each in result["items"]] == list(scored_items(scored["items"]))
    assert [each["at"] for each in predicate["assumptions"]] == sorted(
        each["at"] for each in scored["assumptions"]
    )
    assert [(each["code"], each["at"]) for each in predicate["warnings"]] == sorted(
        (each["code"], each["at"]) for each in scored["warnings"]
    )
    assert scored["check_code"] == check_code(content)


FIGURES = ("key", "code", "role", "state", "exact", "published", "max", "source")


def told_item(item: Plain) -> Plain:
    """Return the figures of an item of a record."""
    # The one writes a fraction and the other a decimal: 137/2, 68.5.
    most = Fraction(item["applicable_max"])
    return {**{name: item.get(name) for name in FIGURES}, "most": most, "steps": steps_of(item)}


def scored_items(items: list[Plain]) -> list[Plain]:
    """Return the same of the tree of a score, in its order."""
    found = []
    for item in items:
        steps = [(each["operation"], each["value"]) for each in item["steps"]]
        most = Fraction(item["applicable_max"])
        found.append({**{name: item[name] for name in FIGURES}, "most": most, "steps": steps})
        found += scored_items(item["items"])
    return found


# What has no record


def codes(error: ParindexError) -> list[tuple[str, str]]:
    """Return code and place of each problem."""
    return [(each.code, each.at) for each in error.problems]


def test_what_is_missing_has_no_record() -> None:
    """A score with something missing is refused, and every missing item is named."""
    with pytest.raises(AssessmentError) as caught:
        record(ruleset(leaf("a"), leaf("b"), leaf("c")), assess(points(b="1")))

    assert codes(caught.value) == [("E-NO-RECORD", "stages")]
    assert dict(caught.value.problems[0].details) == {"unit": "Sở A", "missing": "a, c"}


def test_what_is_missing_counts_nothing_where_the_rules_say_so() -> None:
    """Under the policy `missing: zero` a missing item is 0, listed and warned of, and there is a record."""
    predicate = statement(ruleset(leaf("a"), leaf("b"), missing="zero"), assess(points(b="1")))["predicate"]
    result = predicate["result"]

    assert result["missing"] == ["a"]
    assert predicate["warnings"] == [{"code": "W-MISSING", "at": "policies.missing"}]
    assert (result["items"][0]["state"], steps_of(result["items"][0])) == (
        "missing",
        [("missing-as-zero", "0")],
    )
    assert result["total"]["exact"] == "1"


def test_an_early_stage_can_be_final() -> None:
    """A record is of the stage `final`, which inherits; where there is none it warns."""
    predicate = statement(ruleset(leaf("a")), assess(self=points(a="1")))["predicate"]

    assert predicate["stage"] == "final"
    assert predicate["warnings"] == [{"code": "W-STAGE", "at": "stages"}]


def test_another_ruleset_has_no_record() -> None:
    """An assessment that names another ruleset is scored by this one, but not recorded."""
    facts = assess(points(a="1"), ruleset="example/other@2024")
    with pytest.raises(AssessmentError) as caught:
        final_sheet(ruleset(leaf("a")), facts)

    assert codes(caught.value) == [("E-OTHER-RULESET", "ruleset")]
    assert parindex.score(ruleset(leaf("a")), facts).complete


@pytest.mark.parametrize(
    ("path", "value", "code", "at"),
    [
        (("unit", "name"), "So\u031b\u0309 A", "E-NFC", "unit.name"),
        ((*FINAL, "b", "why"), "a\u200b", "E-CHAR", "stages.final.entries.b.why"),
        ((*FINAL, "b", "why"), "x" * 20_001, "E-LONG", "stages.final.entries.b.why"),
        ((*FINAL, "b", "points"), 7.25, "E-TEXT", "stages.final.entries.b.points"),
        ((*FINAL, "b", "points"), "10.5", "E-RANGE", "stages.final.entries.b.points"),
        ((*FINAL, "z"), {"points": "1"}, "E-ITEM", "stages.final.entries.z"),
    ],
)
def test_a_mapping_is_read_as_strictly_as_a_file(
    path: tuple[str, ...], value: Any, code: str, at: str
) -> None:
    """Facts from Python are held to the same rules as a file: NFC, no hidden letter, no number."""
    with pytest.raises(AssessmentError) as caught:
        parindex.record(SMALL, put(plain_facts(), *path, value=value))

    assert codes(caught.value) == [(code, at)]


def test_a_file_has_places(tmp_path: Path) -> None:
    """What is wrong with a file is told with its line and column."""
    file = tmp_path / "a.yaml"
    file.write_text(YAML.replace("      b: {points: 7.25}\n", ""), encoding="utf-8")
    with pytest.raises(AssessmentError) as caught:
        parindex.record(SMALL, file)

    assert str(caught.value.problems[0].place) == f"{file}:5:1"


@pytest.mark.parametrize("kind", ["file", "mapping", "model"])
def test_without_the_extra(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra there is no record, and the error says what to install."""
    monkeypatch.setitem(sys.modules, "rfc8785", None)
    facts: Any = {"file": JUSTICE, "mapping": plain_facts(), "model": assess(points(a="1", b="1"))}[kind]
    rules = parindex.load("national/ministries@2023") if kind == "file" else SMALL
    with pytest.raises(UsageError) as caught:
        parindex.record(rules, facts)

    assert [each.code for each in caught.value.problems] == ["E-EXTRA"]


# The run, and the check code


def test_the_run() -> None:
    """Who made a record is a statement of its own, which names the record by its digest."""
    content = run(SAME, "Sở Nội vụ", "2024-12-31", "1.2.3")

    assert json.loads(content) == {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "parindex:run/v1",
        "subject": [{"name": "record", "digest": {"sha256": hashlib.sha256(SAME).hexdigest()}}],
        "predicate": {
            "by": "Sở Nội vụ",
            "on": "2024-12-31",
            "engine": {"name": "parindex", "version": "1.2.3"},
        },
    }
    assert canonical(json.loads(content)) == content


def test_the_check_code_of_a_record() -> None:
    """The check code is the beginning of the base32 of the record's SHA-256, in fours."""
    content = parindex.record(parindex.load("example/department@2024"), DEPARTMENT)
    text = base64.b32encode(hashlib.sha256(content).digest()).decode()

    assert check_code(content) == f"{text[:4]} {text[4:8]} {text[8:12]} {text[12:16]}"
