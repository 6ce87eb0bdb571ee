"""The comparison as JSON: valid, no number in it, exact, and shares that add up to the change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import jsonschema
import pytest
from comparisons import compared, last, this
from helpers import leaf, ruleset

from parindex.comparison.difference import diff
from parindex.comparison.plain import plain
from parindex.comparison.witness import witnesses
from parindex.errors import Language
from parindex.schemas import schema_of

FACTORS = ("rule", "criteria", "performance", "survey")


def leaves(tree: Any) -> Iterator[Any]:
    """Give everything in a plain tree that is neither a map nor a list."""
    if isinstance(tree, dict):
        for each in tree.values():
            yield from leaves(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from leaves(each)
    else:
        yield tree


def told(lang: Language = "vi") -> Any:
    """Return the comparison of the units of `comparisons`, as it comes out of JSON."""
    found, units = compared()
    return json.loads(json.dumps(plain(found, None, units, lang)))


def test_the_schema() -> None:
    """The document is valid in both languages, and every figure in it is a text."""
    for lang in ("vi", "en"):
        tree = told(lang)
        jsonschema.validate(tree, schema_of("diff"))
        assert {type(each) for each in leaves(tree)} == {str, bool, type(None)}


def test_both_rulesets_and_every_change() -> None:
    """Ids and digests say what was compared; each change has both values and both clauses."""
    old, new = last(), this()
    tree = told()
    assert (tree["format"], tree["old"], tree["new"]) == ("1", old.id, new.id)
    assert tree["rulesets"]["new"] == {
        "id": new.id,
        "sha256": new.digest,
        "standing": "illustrative",
        "coverage": "full",
    }
    assert [(each["kind"], each["at"], each["field"], each["rule"]) for each in tree["changes"]] == [
        ("identity", "id", "", False),
        ("identity", "year", "", False),
        ("scale", "b", "scale.full_at", True),
        ("source", "b", "source", False),
    ]
    assert tree["changes"][2] == {
        "kind": "scale",
        "at": "b",
        "field": "scale.full_at",
        "place": ["score", "b", "scale", "full_at"],
        "name": "2 Mục b – đủ điểm từ tỷ lệ",
        "rule": True,
        "old": None,
        "new": "0.8",
        "source": {"old": None, "new": {"instrument": "qd-1", "at": "Điều 3", "number": "1/QĐ-UBND"}},
    }


def test_an_assumption_and_the_concordance() -> None:
    """A side that is assumed gives its reason; a new key rests on what the concordance rests on."""
    line = {"old": ["a"], "new": ["x"], "assumed": "Như cũ."}
    old = ruleset(leaf("a"), id="example/small@2023", year="2023")
    new = ruleset(leaf("x"), missing="zero", concordance={"of": old.id, "items": [line]})
    changes = {each["kind"]: each for each in plain(diff(old, new))["changes"]}
    assert changes["rekeyed"]["source"] == {"old": None, "new": {"assumed": "Như cũ."}}
    assert changes["policy"]["source"] == {"old": {"assumed": "phép thử"}, "new": {"assumed": "phép thử"}}


def test_the_figures_of_a_unit() -> None:
    """Sở A: 75 % becomes 85 % by the rules alone, and 65 % with the new year's facts."""
    found = told()["effects"][0]
    assert {name: found[name] for name in ("unit", "unit_name", "unit_kind", "period")} == {
        "unit": "so-a",
        "unit_name": "Sở A",
        "unit_kind": "department",
        "period": "year",
    }
    assert [found[name] for name in ("old", "alone", "new")] == [
        {"exact": each, "published": f"{each}.00"} for each in ("75", "85", "65")
    ]
    assert found["rule_alone"] == "10"
    assert [found[factor] for factor in FACTORS] == ["15/2", "0", "-35/2", "0"]
    assert found["items"] == [
        {"side": "new", "key": key, "field_side": "new", "field": key, "rule": rule, "criteria": "0",
         "performance": performance, "survey": "0"}
        for key, rule, performance in (("a", "0", "5"), ("b", "15/2", "-45/2"))
    ]  # fmt: skip
    assert [found[f"band_{side}"]["name"] for side in ("old", "alone", "new")] == ["Khá", "Tốt", "Khá"]
    assert [found[f"rank_{side}"] for side in ("old", "alone", "from", "new")] == ["1", "1", "1", "2"]
    assert [found[f"rank_{by}"] for by in ("own", "others", "rule")] == ["1", "0", "0"]


def test_a_unit_that_is_not_complete() -> None:
    """Huyện C: intervals with both ends, no share, no band, no rank; what is missing is named."""
    found = told()["effects"][2]
    assert found["rule_alone"] == {"least": "-175/4", "most": "225/4"}
    assert found["alone"] == {
        "least": {"exact": "125/4", "published": "31.25"},
        "most": {"exact": "325/4", "published": "81.25"},
    }
    unknown = [*FACTORS, "items", "band_old", "band_alone", "band_new"]
    unknown += ["rank_old", "rank_alone", "rank_from", "rank_new", "rank_own", "rank_others", "rank_rule"]
    assert {name for name in found if found[name] is None} == {*unknown}
    assert (found["missing"], found["unfit"], found["left_out"]) == (["a"], [], [])


@pytest.mark.parametrize("at", [0, 1])
def test_the_exact_shares_add_up(at: int) -> None:
    """The printed shares add up to the change of the index, exactly, by cause and by item."""
    found = told()["effects"][at]
    change = Fraction(found["new"]["exact"]) - Fraction(found["old"]["exact"])
    assert sum(Fraction(found[factor]) for factor in FACTORS) == change
    assert sum(Fraction(each[factor]) for each in found["items"] for factor in FACTORS) == change


def test_what_each_change_can_do() -> None:
    """Where it was asked for, each change of rules has an example, or none where it moves nothing."""
    for old, new in ((last(), this()), (last(), last(rank={"on": "exact", "ties": "dense"}))):
        found = diff(old, new)
        tree = plain(found, witnesses(found))
        jsonschema.validate(json.loads(json.dumps(tree)), schema_of("diff"))
        assert len(tree["witnesses"]) == 1
    assert told()["witnesses"] is None


def test_names_go_by_the_language() -> None:
    """Only names differ between the languages."""
    vi, en = told("vi"), told("en")
    assert (vi["changes"][2]["name"], en["changes"][2]["name"]) == (
        "2 Mục b – đủ điểm từ tỷ lệ",
        "2 Mục b – full from a ratio of",
    )
    for tree in (vi, en):
        for each in tree["changes"]:
            del each["name"]
    assert vi == en
