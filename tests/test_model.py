"""The model of a ruleset: frozen all the way down, and the same in every spelling that says the same."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from commands import SHIPPED
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from parindex.readers import json as json_reader
from parindex.readers import yaml
from parindex.ruleset import catalog
from parindex.ruleset.declaration import is_id
from parindex.ruleset.model import Item, Ruleset, stated, walk
from parindex.ruleset.process import Due
from parindex.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator


SMALL = Path(__file__).parent / "good" / "every-scale.yaml"

each_ruleset = pytest.mark.parametrize("name", SHIPPED)


def small() -> dict[str, Any]:
    """Return the plain tree of the small ruleset."""
    return catalog.load(SMALL).plain()


def parts(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Visit a value and everything it is made of, with its path."""
    yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from parts(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, (tuple, list, set, frozenset)):
        for index, each in enumerate(value):
            yield from parts(each, f"{path}.{index}")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from parts(each, f"{path}.{key}")


# Frozen values


@each_ruleset
def test_a_declaration_is_frozen_all_the_way_down(name: str) -> None:
    """No list, map or set that could change stands anywhere in a shipped ruleset; no number is a float."""
    for path, value in parts(catalog.load(name)):
        assert not isinstance(value, (list, dict, set, float)), path
        assert value is None or isinstance(value, (BaseModel, tuple, str, bool, int, Fraction)), path


@each_ruleset
def test_no_part_of_a_ruleset_can_be_set(name: str) -> None:
    """Every model in the tree refuses a change of each of its fields."""
    for _, value in parts(catalog.load(name)):
        if isinstance(value, BaseModel):
            for field in type(value).model_fields:
                with pytest.raises(ValidationError):
                    setattr(value, field, None)


@each_ruleset
def test_every_part_can_be_hashed(name: str) -> None:
    """Every model in the tree has a hash, so that results can be kept by it."""
    for _, value in parts(catalog.load(name)):
        assert isinstance(hash(value), int)


@each_ruleset
def test_a_ruleset_comes_back_from_pickle(name: str) -> None:
    """A ruleset sent to another process is equal there, with the same hash and digest."""
    one = catalog.load(name)
    fresh = Ruleset.model_validate(one.plain())

    for sent in (one, fresh):
        again = pickle.loads(pickle.dumps(sent))  # noqa: S301 (our own bytes)
        assert again == one
        assert hash(again) == hash(one)
        assert again.digest == one.digest


def test_equal_rulesets_have_one_hash_and_one_digest() -> None:
    """A default that is written out changes neither: what is equal is the same key and the same digest."""
    plain = small()
    written = json.loads(json.dumps(plain))
    steps = written["score"]["items"][1]["scale"]
    steps["edges"] = "lower"
    written["score"]["items"][2]["scale"]["full_at"] = "1"
    written["note"] = None
    written["bands"] = []
    one, two = Ruleset.model_validate(plain), Ruleset.model_validate(written)

    assert one == two
    assert hash(one) == hash(two)
    assert one.digest == two.digest
    assert one.plain() == two.plain()


def test_different_rulesets_are_not_equal() -> None:
    """One point more is another ruleset, with another digest."""
    plain = small()
    one = Ruleset.model_validate(plain)
    plain["score"]["items"][0]["items"][0]["scale"]["levels"][1]["points"] = "5.000001"
    two = Ruleset.model_validate(plain)

    assert one != two
    assert one.digest != two.digest
    assert len({one, two}) == 2


# One ruleset in many spellings


@each_ruleset
def test_the_plain_tree_says_everything(name: str) -> None:
    """The plain tree of a ruleset is the ruleset: text, maps and lists that give the same model back."""
    one = catalog.load(name)
    plain = one.plain()

    assert validate(Ruleset, plain) == one
    assert validate(Ruleset, json.loads(json.dumps(plain))) == one
    for path, value in parts(plain):
        assert isinstance(value, (dict, list, str)) or value is True, path


@each_ruleset
def test_a_ruleset_written_as_yaml_or_json_is_read_back(name: str) -> None:
    """Written and read again, a ruleset is equal and has the same digest."""
    one = catalog.load(name)
    written = yaml.write(one.plain())
    from_yaml = validate(Ruleset, yaml.read(written.encode()).data)
    from_json = validate(Ruleset, json_reader.read(json.dumps(one.plain()).encode()).data)

    assert isinstance(from_yaml, Ruleset)
    assert isinstance(from_json, Ruleset)
    assert from_yaml == one == from_json
    assert from_yaml.digest == one.digest == from_json.digest


@each_ruleset
def test_comments_do_not_touch_the_digest(name: str) -> None:
    """A comment or an empty line before the file, after it or in it changes nothing that is declared."""
    file = catalog.find(name)
    text = file.read_text(encoding="utf-8")
    commented = text.replace("\npolicies:", "\n\n# Chính sách\npolicies:", 1)
    again = validate(Ruleset, yaml.read(f"# Ghi chú\n\n{commented}\n# Hết\n".encode()).data)

    assert isinstance(again, Ruleset)
    assert "# Chính sách" in commented
    assert again.digest == catalog.load(name).digest


def backwards(value: Any) -> Any:
    """Return a plain tree with the keys of every map in the opposite order."""
    if isinstance(value, dict):
        return {key: backwards(each) for key, each in reversed(value.items())}
    return [backwards(each) for each in value] if isinstance(value, list) else value


@each_ruleset
def test_the_order_of_keys_does_not_touch_the_digest(name: str) -> None:
    """Maps written in another order declare the same; the order of a list is part of what it says."""
    one = catalog.load(name)
    plain = backwards(one.plain())
    again = Ruleset.model_validate(plain)
    plain["instruments"].reverse()

    assert [*plain] == [*reversed(one.plain())]
    assert again.digest == one.digest
    if len(plain["instruments"]) > 1:
        assert Ruleset.model_validate(plain).digest != one.digest


NUMBERS = {
    "max",
    "points",
    "share",
    "weight",
    "from",
    "to",
    "cap",
    "floor",
    "each",
    "grid",
    "full_at",
    "zero_below",
}


def respelled(value: Any, key: str = "") -> Any:
    """Return a plain tree with a needless zero or fraction in every number."""
    if isinstance(value, dict):
        return {name: respelled(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [respelled(each, key) for each in value]
    if key in NUMBERS and isinstance(value, str) and value.replace(".", "", 1).lstrip("-").isdecimal():
        return f"{value}0" if "." in value else f"{value}.00"
    if key in {"weight", "share"} and "/" in value:
        above, _, below = value.partition("/")
        return f"{int(above) * 2}/{int(below) * 2}"
    return value


@each_ruleset
def test_the_spelling_of_numbers_does_not_touch_the_digest(name: str) -> None:
    """12.5, 12.50 and 12.500 are one number, as are 1/3 and 2/6."""
    one = catalog.load(name)
    other = respelled(one.plain())

    assert other != one.plain()
    assert Ruleset.model_validate(other).digest == one.digest


def test_the_digest_is_a_checksum_of_the_canonical_text() -> None:
    """The digest is 64 hexadecimal digits, the same in every process."""
    assert catalog.load(SMALL).digest == Ruleset.model_validate(small()).digest
    assert len(catalog.load(SMALL).digest) == 64
    assert set(catalog.load(SMALL).digest) <= set("0123456789abcdef")


# Looking things up


@each_ruleset
def test_every_item_is_found_by_its_key_and_its_path(name: str) -> None:
    """Walking gives each item once, the root first, with the path at which the plain tree has it."""
    one = catalog.load(name)
    plain = {"score": one.plain()["score"]}
    seen = []
    for item, path in walk(one.score):
        node: Any = plain
        for part in path:
            node = node[part]
        assert node["key"] == item.key
        assert one.item(item.key) is item
        seen.append(item.key)

    assert seen[0] == one.score.key
    assert len(seen) == len(set(seen))


def test_what_is_not_there_is_not_found() -> None:
    """An item that does not exist is a `KeyError`; an instrument may be asked for."""
    one = catalog.load(SMALL)

    with pytest.raises(KeyError, match="nothing"):
        one.item("nothing")
    found = one.instrument("qd")
    assert found is not None
    assert found.number == "1/QĐ-UBND"
    assert one.instrument("nothing") is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a/b@2024", True),
        ("ha-noi/central-agencies@2024", True),
        ("a/b@2024.2", True),
        ("a/b@2024.99", True),
        ("a/b@2024.1", False),
        ("a/b@2024.0", False),
        ("a/b@2024.02", False),
        ("a/b@2024.100", False),
        ("a/b@24", False),
        ("a/b@20245", False),
        ("a/b", False),
        ("a/b/c@2024", False),
        ("a-/b@2024", False),
        ("a--b/c@2024", False),
        ("A/b@2024", False),
        ("a/b@2024\n", False),
        (f"{'a' * 77}/{'b' * 77}@2024", True),
        (f"{'a' * 78}/{'b' * 77}@2024", False),
    ],
)
def test_the_spelling_of_an_id(text: str, wanted: bool) -> None:  # noqa: FBT001
    """Jurisdiction, family, year, and a correction from 2 up: at most 160 characters in all."""
    assert is_id(text) is wanted


def test_the_schema_of_an_id_has_no_named_groups() -> None:
    """The pattern in the JSON Schema is one that other regular expressions understand."""
    pattern = Ruleset.model_json_schema()["properties"]["id"]["pattern"]

    assert "?P" not in pattern
    assert pattern.startswith(("^[a-z0-9]", "^([a-z0-9]"))


# Fields with rules of their own


@pytest.mark.parametrize(("cap", "wanted"), [("none", None), ("2.50", Fraction(5, 2)), ("0", Fraction(0))])
def test_a_cap_is_a_number_or_none(cap: str, wanted: Fraction | None) -> None:
    """A cap is written back as it was meant, and its number is told apart from `none`."""
    plain = small()
    plain["score"]["cap"] = cap
    found = Ruleset.model_validate(plain)

    assert stated(found.score.cap) == wanted
    assert found.plain()["score"]["cap"] == {"2.50": "2.5"}.get(cap, cap)
    assert stated(None) is None


@pytest.mark.parametrize("cap", ["-1", "-0.5", "None", "", 5, 0.5, Fraction(-1, 2)])
def test_what_is_no_cap_is_refused(cap: Any) -> None:
    """A cap below 0, another word, a number that is not text: each is told, once."""
    plain = small()
    plain["score"]["cap"] = cap
    found = validate(Ruleset, plain)

    assert isinstance(found, tuple)
    assert [each.at for each in found] == ["score.cap"]


@pytest.mark.parametrize("digits", ["0", "1", "2", "3", "4", "5", "6"])
def test_rounding_takes_up_to_six_digits(digits: str) -> None:
    """The digits of a rounding are read as a whole number and written as text."""
    plain = small()
    plain["policies"]["rounding"]["value"]["digits"] = digits
    found = Ruleset.model_validate(plain)

    assert found.policies.rounding.value.digits == int(digits)
    assert found.policies.rounding.value.rounding.digits == int(digits)
    assert found.plain() == plain


@pytest.mark.parametrize("digits", ["7", "-1", "", "02", "2.0", "٢", 7, -1, 2.0, True, None])
def test_other_digits_are_refused(digits: Any) -> None:
    """Seven digits, a sign, another script or a number that is not whole is not a count of digits."""
    plain = small()
    plain["policies"]["rounding"]["value"]["digits"] = digits

    assert isinstance(validate(Ruleset, plain), tuple)


RULES: dict[str, Any] = {
    "on": "2024-11-30",
    "by": "2024-11-30",
    "before": "2024-11-30",
    "between": ("2024-10-01", "2024-10-31"),
    "month": "2024-10",
    "quarter": "2024-Q4",
    "working_days": "3",
    "after": "self-report",
    "after_event": {"vi": "Sau khi công bố"},
}


@given(st.sets(st.sampled_from(sorted(RULES))))
def test_a_due_rule_is_one_rule(chosen: set[str]) -> None:
    """Exactly one rule is a due rule; only working days and the milestone they follow go together."""
    sound = chosen == {"working_days", "after"} or (
        len(chosen) == 1 and not chosen & {"working_days", "after"}
    )

    if sound:
        assert isinstance(validate(Due, {rule: RULES[rule] for rule in chosen}), Due)
    else:
        found = validate(Due, {rule: RULES[rule] for rule in chosen})
        assert isinstance(found, tuple)
        assert [each.code for each in found] == ["E-DUE"]


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("month", "2024-00"),
        ("month", "2024-13"),
        ("month", "2024-1"),
        ("month", "2024-10\n"),
        ("quarter", "2024-Q0"),
        ("quarter", "2024-Q5"),
        ("quarter", "Q1-2024"),
        ("on", "2024-02-30"),
        ("between", ["2024-10-01"]),
        ("between", ["2024-10-01", "2024-10-02", "2024-10-03"]),
        ("working_days", "-1"),
        ("working_days", "1.5"),
        ("after", "Self Report"),
    ],
)
def test_a_rule_that_names_no_day_is_refused(rule: str, value: Any) -> None:
    """Months, quarters, days and keys have one spelling each."""
    more = {"after": "x"} if rule == "working_days" else {"working_days": "1"} if rule == "after" else {}

    assert isinstance(validate(Due, {rule: value} | more), tuple)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "E-LEAF"),
        ({"items": []}, "E-LEAF"),
        (
            {
                "scale": {"method": "direct"},
                "items": [{"key": "b", "name": {"vi": "B"}, "scale": {"method": "direct"}}],
            },
            "E-LEAF",
        ),
        ({"scale": {"method": "direct"}, "cap": "none"}, "E-INNER"),
        ({"scale": {"method": "direct"}, "floor": "0"}, "E-INNER"),
        ({"scale": {"method": "direct"}, "rescale": True}, "E-INNER"),
    ],
)
def test_an_item_is_inner_or_a_leaf(more: dict[str, Any], code: str) -> None:
    """An item has items or a scale, one of the two; what only an inner item can have, a leaf may not."""
    found = validate(Item, {"key": "a", "name": {"vi": "A"}} | more)

    assert isinstance(found, tuple)
    assert [each.code for each in found] == [code]


def test_a_policy_rests_on_a_source_or_on_an_assumption() -> None:
    """Each of the six policies is refused with neither and with both."""
    source, reason = {"instrument": "qd", "at": "Điều 1"}, {"vi": "Chưa rõ", "en": "Not known"}
    for policy in small()["policies"]:
        for rests, sound in (
            ({"source": source}, True),
            ({"assumed": reason}, True),
            ({}, False),
            ({"source": source, "assumed": reason}, False),
        ):
            plain = small()
            plain["policies"][policy] = {"value": plain["policies"][policy]["value"]} | rests
            found = validate(Ruleset, plain)

            assert isinstance(found, Ruleset) is sound
            if isinstance(found, tuple):
                assert [(each.code, each.at) for each in found] == [("E-POLICY", f"policies.{policy}")]


@pytest.mark.parametrize("policy", ["rounding", "band_on", "rank", "not_applicable", "missing", "above_max"])
def test_no_policy_has_a_default(policy: str) -> None:
    """A ruleset that leaves one of the six questions open is not a ruleset."""
    plain = small()
    del plain["policies"][policy]
    found = validate(Ruleset, plain)

    assert isinstance(found, tuple)
    assert [(each.code, each.details) for each in found] == [("E-REQUIRED", (("field", policy),))]
