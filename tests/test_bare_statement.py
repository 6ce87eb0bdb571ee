"""Facts about the statement that the small verifier builds, read off docs/reference/record-format.md."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

import pytest
from helpers import BANDS, Plain, group, leaf, plain_ruleset, rounding
from test_bare_trace import assessed

from parindex.audit.bare.reading import canonical
from parindex.audit.bare.shapes import Refused
from parindex.audit.bare.statement import build

PERIOD = {"key": "year", "from": "2024-01-01", "to": "2024-12-31"}
SOURCE = {"instrument": "qd-1", "at": "Phụ lục"}


def rules(**values: Any) -> Plain:
    """Make rules with one group, a leaf in it and a leaf beside it, each of 10."""
    block = group("block", leaf("a", source=SOURCE, code="1.1"), role="survey")
    return plain_ruleset(block, leaf("b"), **values)


def filled(points: str = "5", **more: Any) -> Plain:
    """Make a whole assessment."""
    return assessed({"final": {"entries": {"a": {"points": points}, "b": {"points": "10"}}}}, **more)


def predicate(ruleset: Plain, assessment: Plain) -> Plain:
    """Return what a statement says."""
    found: Plain = build(ruleset, assessment)["predicate"]
    return found


def test_a_whole_statement() -> None:
    """Every member of a statement is the one of the page, and there is no other."""
    ruleset, assessment = rules(), filled()
    before = copy.deepcopy((ruleset, assessment))
    found = build(ruleset, assessment)
    assert (ruleset, assessment) == before
    digest = hashlib.sha256(canonical(assessment)).hexdigest()
    assert {name: found[name] for name in ("_type", "predicateType", "subject")} == {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "parindex:score/v1",
        "subject": [{"name": "so-a", "digest": {"sha256": digest}}],
    }
    assert found["predicate"]["ruleset"] == {
        "id": "example/small@2024",
        "digest": {"sha256": hashlib.sha256(canonical(ruleset)).hexdigest()},
        "standing": "illustrative",
        "coverage": "full",
        "instruments": ruleset["instruments"],
    }
    assert found["predicate"]["assessment"] == assessment
    assert {name: found["predicate"][name] for name in ("semantics", "stage", "warnings")} == {
        "semantics": "1",
        "stage": "final",
        "warnings": [],
    }
    assert set(found) == {"_type", "predicateType", "subject", "predicate"}
    assert set(found["predicate"]) == {
        *("semantics", "stage", "ruleset", "assessment", "result", "assumptions", "warnings"),
    }


def test_a_whole_result() -> None:
    """Every member of a result is the one of the page, with the items in the order of the tree."""
    assert predicate(rules(), filled())["result"] == {
        "total": {"exact": "15", "published": "15.00", "max": "20"},
        "index": {"exact": "75", "published": "75.00"},
        "band": "kha",
        "rounding": rounding(),
        "band_on": "exact",
        "missing": [],
        "submission": None,
        "steps": [{"operation": "sum", "value": "15"}, {"operation": "index", "value": "75"}],
        "items": [
            {
                "key": "block",
                "parent": "total",
                "role": "survey",
                "state": "observed",
                "exact": "5",
                "published": "5.00",
                "applicable_max": "10",
                "max": "10",
                "name": {"vi": "Nhóm block"},
                "steps": [{"operation": "sum", "value": "5"}],
            },
            {
                "key": "a",
                "parent": "block",
                "role": "survey",
                "state": "observed",
                "code": "1.1",
                "exact": "5",
                "published": "5.00",
                "applicable_max": "10",
                "max": "10",
                "source": SOURCE,
                "name": {"vi": "Mục a"},
                "steps": [{"operation": "given", "value": "5"}],
            },
            {
                "key": "b",
                "parent": "total",
                "role": "criterion",
                "state": "observed",
                "exact": "10",
                "published": "10.00",
                "applicable_max": "10",
                "max": "10",
                "name": {"vi": "Mục b"},
                "steps": [{"operation": "given", "value": "10"}],
            },
        ],
    }


def test_a_statement_has_no_number() -> None:
    """A statement holds objects, lists, text, truth values and null only, so it has canonical bytes."""
    assert canonical(build(rules(), filled()))


def test_assumptions_are_found_at_every_depth() -> None:
    """Each object that says `assumed` is listed by its place, in order; `items` is left out."""
    tree = rules(
        periods=[{**PERIOD, "assumed": "năm dương lịch"}],
        bands=[{**band, "assumed": {"vi": "–"}} if band["key"] == "kha" else band for band in BANDS],
        process={
            "milestones": [{"due": {"assumed": "x"}}, {"key": "two", "steps": [["a", {"assumed": "y"}]]}]
        },
    )
    tree["score"]["items"][0]["items"][0]["assumed"] = "điểm"
    tree["policies"] = {"band_on": {"value": "exact", "assumed": "p"}, **tree["policies"]}
    for policy in tree["policies"].values():
        policy["source"] = policy.pop("assumed") if policy["value"] != "exact" else None
    found = predicate(tree, filled())["assumptions"]
    assert [(each["at"], each["why"]) for each in found] == [
        ("bands.kha", {"vi": "–"}),
        ("periods.year", "năm dương lịch"),
        ("policies.band_on", "phép thử"),
        ("process.milestones.0.due", "x"),
        ("process.milestones.two.steps.0.1", "y"),
        ("score.block.a", "điểm"),
    ]


@pytest.mark.parametrize(
    ("due", "last", "late"),
    [
        ({"on": "2025-01-15"}, "2025-01-15", "2"),
        ({"by": "2025-01-17"}, "2025-01-17", "0"),
        ({"by": "2025-02-01"}, "2025-02-01", "0"),
        ({"before": "2025-01-01"}, "2024-12-31", "17"),
        ({"between": ["2024-12-01", "2025-01-16"]}, "2025-01-16", "1"),
        ({"month": "2024-02"}, "2024-02-29", "323"),
        ({"month": "2024-12"}, "2024-12-31", "17"),
        ({"quarter": "2024-Q3"}, "2024-09-30", "109"),
        ({"quarter": "2025-Q1"}, "2025-03-31", "0"),
        ({"every": "month"}, None, None),
        ({"working_days": "5", "after": "x"}, None, None),
        ({"after_event": "họp"}, None, None),
        (None, None, None),
    ],
)
def test_the_last_day_and_the_days_late(due: Plain | None, last: str | None, late: str | None) -> None:
    """Each due rule has the last day of the page or none; what comes later warns, and nothing else."""
    found = predicate(
        rules(periods=[{**PERIOD, **({"due": due} if due else {})}]), filled(submitted="2025-01-17")
    )
    assert found["result"]["submission"] == {"submitted": "2025-01-17", "last": last, "days_late": late}
    warned = [{"code": "W-LATE", "at": "submitted"}]
    assert found["warnings"] == (warned if late not in {None, "0"} else [])


def listed(*units: Plain) -> Plain:
    """Make rules that list units, each of the key and kind of the assessment unless it says otherwise."""
    plain = {"key": "so-a", "name": {"vi": "Sở A"}, "kind": "department"}
    kinds = [{"key": kind, "name": {"vi": kind}} for kind in ("department", "district")]
    return rules(units={"kinds": kinds, "units": [{**plain, **unit} for unit in units]})


@pytest.mark.parametrize(
    ("units", "codes"),
    [
        ([{}], []),
        ([{"key": "so-b"}], ["W-UNIT"]),
        ([{"kind": "district"}], ["W-KIND"]),
        ([{"kind": "district"}, {}], []),
        ([{}, {"kind": "district"}], ["W-KIND"]),
        ([{"from": "2024-12-31"}], []),
        ([{"from": "2025-01-01"}], ["W-VALIDITY"]),
        ([{"to": "2024-01-01"}], []),
        ([{"to": "2023-12-31"}], ["W-VALIDITY"]),
        ([{"to": "2023-12-31", "kind": "district"}], ["W-KIND", "W-VALIDITY"]),
        ([{"to": "2023-12-31"}, {"from": "2024-07-01"}], []),
    ],
)
def test_warnings_about_the_unit(units: list[Plain], codes: list[str]) -> None:
    """A unit is compared with its last listing: that it is there, its kind, and its days."""
    assert [each["code"] for each in predicate(listed(*units), filled())["warnings"]] == codes


@pytest.mark.parametrize(
    ("points", "warned"),
    [("5.99", False), ("5.9995", True), ("6", False), ("0", False)],
)
def test_a_band_that_hangs_on_rounding_is_warned_of(points: str, warned: bool) -> None:  # noqa: FBT001
    """When the exact and the published index lie in different bands, a warning says so."""
    found = predicate(rules(rounding=rounding("2")), filled(points))
    assert found["warnings"] == ([{"code": "W-BAND", "at": "policies.band_on"}] if warned else [])


def test_a_band_that_is_none_is_warned_of() -> None:
    """A figure that rounds into the top band from beyond it has no band as it is, and a warning."""
    bands = [{"key": "all", "name": {"vi": "–"}, "from": "0", "to": "100"}]
    over = plain_ruleset(
        leaf("a"),
        leaf("b", role="bonus", max="1"),
        root={"cap": "none"},
        bands=bands,
        above_max="allow",
    )
    entries = {"a": {"points": "10"}, "b": {"points": "0.0004"}}
    found = predicate(over, assessed({"final": {"entries": entries}}))
    assert (found["result"]["band"], found["warnings"][0]["code"]) == (None, "W-BAND")
    high = [{**bands[0], "from": "50"}]
    low = predicate(
        {**over, "bands": high}, assessed({"final": {"entries": {key: {"points": "0"} for key in "ab"}}})
    )
    assert (low["result"]["band"], low["warnings"]) == (None, [])


def test_what_is_missing_under_zero_is_listed_and_warned_of() -> None:
    """With `missing: zero` a record lists the missing leaves; without a stage `final` it says so too."""
    stages = {"self": {"entries": {"b": {"points": "10"}}}}
    found = predicate(rules(missing="zero"), assessed(stages))
    assert found["result"]["missing"] == ["a"]
    assert [(each["code"], each["at"]) for each in found["warnings"]] == [
        ("W-MISSING", "policies.missing"),
        ("W-STAGE", "stages"),
    ]


def test_numbers_become_short_and_empty_evidence_goes() -> None:
    """An assessment is rebuilt: numbers are written short, and an empty list of evidence is left out."""
    entries = {
        "a": {"points": "5.00", "evidence": []},
        "b": {"points": "10", "evidence": [{"title": "Kế hoạch"}], "why": ""},
    }
    taken = predicate(rules(), assessed({"self": {"entries": {}}, "final": {"entries": entries}}))[
        "assessment"
    ]
    assert taken["stages"] == {
        "self": {"entries": {}},
        "final": {
            "entries": {
                "a": {"points": "5"},
                "b": {"points": "10", "evidence": [{"title": "Kế hoạch"}], "why": ""},
            }
        },
    }


@pytest.mark.parametrize(
    ("text", "short"), [("45.0", "45"), ("12.50", "12.5"), ("0.10", "0.1"), ("100", "100"), ("-3.0", "-3")]
)
def test_a_number_is_as_short_as_it_can_be(text: str, short: str) -> None:
    """Noughts after the last figure go, and the point with them; those before it stay."""
    from parindex.audit.bare.shapes import number

    assert number((), text) == short


def test_numbers_are_compared_by_value_between_stages() -> None:
    """The same number in another spelling is no change, so it needs no reason."""
    stages = {
        "self": {"entries": {"a": {"points": "5.0"}, "b": {"points": "1"}}},
        "final": {"entries": {"a": {"points": "5"}}},
    }
    assert predicate(rules(), assessed(stages))["result"]["total"]["exact"] == "6"


LONG = "x" * 20_001
ENTRY = ("stages", "final", "entries", "a")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "2"),
        (("format",), None),
        (("ruleset",), "example/other@2024"),
        (("unit",), "so-a"),
        (("unit", "key"), "Sở"),
        (("unit", "key"), "a" * 65),
        (("unit", "kind"), ""),
        (("unit", "kind"), "a-"),
        (("unit", "name"), ""),
        (("unit", "name"), LONG),
        (("unit", "name"), "e\u0302"),
        (("unit", "name"), 5),
        (("unit", "note"), "x"),
        (("period",), "quarter"),
        (("period",), ["year"]),
        (("submitted",), "2024-02-30"),
        (("submitted",), "1899-12-31"),
        (("submitted",), "2200-01-01"),
        (("submitted",), "20240101"),
        (("submitted",), None),
        (("note",), "x"),
        (("stages",), {}),
        (("stages",), []),
        (("stages", "first"), {"entries": {}}),
        (("stages", "final", "note"), "x"),
        (("stages", "final", "entries"), []),
        (ENTRY, "5"),
        ((*ENTRY, "note"), "x"),
        ((*ENTRY, "points"), "05"),
        ((*ENTRY, "points"), "-0.0"),
        ((*ENTRY, "points"), "1e3"),
        ((*ENTRY, "points"), "1.0000001"),
        ((*ENTRY, "points"), "٣"),
        ((*ENTRY, "points"), 5),
        ((*ENTRY, "why"), None),
        ((*ENTRY, "why"), True),
        ((*ENTRY, "evidence"), {}),
        ((*ENTRY, "changed", "by"), " "),
        ((*ENTRY, "changed", "when"), "x"),
    ],
)
def test_what_is_no_assessment_is_refused_at_its_place(path: tuple[str, ...], value: Any) -> None:
    """An assessment of another shape gives no record, and the refusal names the place."""
    tree: Any = filled()
    tree["stages"]["final"]["entries"]["a"]["changed"] = {"by": "Sở", "why": "lý do"}
    within = tree
    for name in path[:-1]:
        within = within[name]
    within[path[-1]] = value
    with pytest.raises(Refused) as caught:
        build(rules(), tree)
    assert caught.value.place == path


@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"title": ""},
        {"title": "x", "sha256": "A" * 64},
        {"title": "x", "url": None},
        {"title": "x", "at": "y"},
        "x",
    ],
)
def test_what_is_no_evidence(evidence: Any) -> None:
    """Evidence has a title, and where given a digest in small letters and an address."""
    tree = filled()
    tree["stages"]["final"]["entries"]["a"]["evidence"] = [
        {"title": "x", "sha256": "0a" * 32, "url": ""},
        evidence,
    ]
    with pytest.raises(Refused) as caught:
        build(rules(), tree)
    assert caught.value.place[:6] == (*ENTRY, "evidence", 1)


@pytest.mark.parametrize("name", ["format", "ruleset", "unit", "period", "stages"])
def test_what_an_assessment_must_have(name: str) -> None:
    """A member that is not there is named."""
    tree = filled()
    del tree[name]
    with pytest.raises(Refused) as caught:
        build(rules(), tree)
    assert (caught.value.place, caught.value.why) == ((), f"has no `{name}`")


def test_what_gives_no_record() -> None:
    """Something missing, an entry that does not fit, and what is no object at all give no record."""
    with pytest.raises(Refused, match="missing: b"):
        build(rules(), assessed({"final": {"entries": {"a": {"points": "1"}}}}))
    with pytest.raises(Refused, match="between 0 and the max"):
        build(rules(), filled("11"))
    with pytest.raises(Refused, match="is not declared"):
        build(rules(), filled(period="half-year"))
    with pytest.raises(Refused, match="is not an object"):
        build(rules(), ["x"])  # type: ignore[arg-type]
