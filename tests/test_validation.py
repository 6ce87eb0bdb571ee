"""From a plain tree to a model: what is wrong, in the reader's words and at the right path."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from parindex.errors import Path, Problem, problem
from parindex.fields import (
    Date,
    FrozenMap,
    Key,
    Model,
    Number,
    Reason,
    Str,
    Table,
    Text,
    True_,
    Whole,
    number,
)
from parindex.ruleset.model import Item
from parindex.validation import validate


class Level(Model):
    """One level."""

    key: Key
    points: Number = Field(ge=0)


class Levels(Model):
    """One kind of rule, whose name is the name of its field too."""

    method: Literal["levels"]
    levels: tuple[Level, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _two_at_most(self) -> Levels:
        if len(self.levels) > 2:
            raise PydanticCustomError("E-TOO-MANY", "", {"limit": "2", "what": "levels"})
        return self


class Ratio(Model):
    """Another kind of rule."""

    method: Literal["ratio"]
    full_at: Number = Field(default=Fraction(1), gt=0, le=100)


class Sheet(Model):
    """A little of everything that a format is made of."""

    key: Key
    from_: Date | None = Field(default=None, alias="from")
    kind: Literal["half-year", "year"] = "year"
    name: Text | None = None
    why: Reason | None = None
    flag: True_ | None = None
    between: tuple[Date, Date] | None = None
    low: Number | None = Field(default=None, gt=0)
    high: Number | None = Field(default=None, lt=10)
    code: Annotated[Str, Field(pattern="^[0-9]{4}$")] | None = None
    rule: Annotated[Levels | Ratio, Field(discriminator="method")] | None = None
    counts: Table[Key, Whole] | None = None
    tallies: Table[Key, Table[Key, Whole]] | None = None
    stages: Table[Literal["self", "final"], Level] | None = None
    items: tuple[Sheet, ...] = ()


VALID: dict[str, Any] = {
    "key": "root",
    "from": "2024-01-01",
    "kind": "half-year",
    "name": {"vi": "Tên", "en": "Name"},
    "why": "vì thế",
    "flag": "true",
    "between": ["2024-01-01", "2024-12-31"],
    "low": "1",
    "high": "9",
    "code": "2024",
    "rule": {"method": "levels", "levels": [{"key": "good", "points": "2"}, {"key": "poor", "points": "0"}]},
    "counts": {"a": "1"},
    "tallies": {"people": {"yes": "3", "no": "4"}},
    "stages": {"final": {"key": "good", "points": "1"}},
    "items": [{"key": "one", "rule": {"method": "ratio", "full_at": "0.8"}}, {"key": "two"}],
}


def problems(data: object, model: type[Model] = Sheet) -> tuple[Problem, ...]:
    """Return what is wrong with a plain tree, which must be wrong."""
    found = validate(model, data)
    assert isinstance(found, tuple)
    return found


def changed(path: Path, value: object) -> dict[str, Any]:
    """Return the valid tree with one node put in the place of another."""
    data = copy.deepcopy(VALID)
    node: Any = data
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = value
    return data


def test_a_valid_tree_becomes_its_model() -> None:
    """A tree without fault becomes the model, with figures as fractions and lists as tuples."""
    sheet = validate(Sheet, VALID)
    assert isinstance(sheet, Sheet)
    assert sheet.low == Fraction(1)
    assert sheet.counts == FrozenMap({"a": Fraction(1)})
    assert [item.key for item in sheet.items] == ["one", "two"]
    assert isinstance(sheet.items[0].rule, Ratio)
    assert sheet.model_dump(mode="json", by_alias=True, exclude_unset=True) == VALID | {"flag": True}


@pytest.mark.parametrize(
    ("path", "value", "wanted"),
    [
        # What the fields themselves refuse keeps its own code.
        (("key",), "Root", problem("E-SLUG", ("key",), found="Root")),
        (("low",), "1,5", problem("E-NUM", ("low",), found="1,5")),
        (("counts", "a"), "1.5", problem("E-WHOLE", ("counts", "a"), found="1.5")),
        (("between", 1), "2024-13-01", problem("E-DATE", ("between", 1), found="2024-13-01")),
        (("flag",), "yes", problem("E-TRUE", ("flag",), found="yes")),
        (("items", 1, "key"), True, problem("E-TEXT", ("items", 1, "key"), found="true")),
        (("key",), None, problem("E-SHAPE", ("key",), found="null", wanted="text")),
        # The keys of maps.
        (("counts", "Bad Key"), "1", problem("E-SLUG", ("counts", "Bad Key"), found="Bad Key")),
        (
            ("tallies", "people", "Y"),
            "1",
            problem("E-SLUG", ("tallies", "people", "Y"), found="Y"),
        ),
        (("tallies", "people", "yes"), "x", problem("E-WHOLE", ("tallies", "people", "yes"), found="x")),
        (
            ("stages", "slef"),
            {"key": "a", "points": "1"},
            problem("E-VALUE", ("stages", "slef"), found="slef", nearest="self", known="self, final"),
        ),
        # Fields that are not there, or should not be.
        (("frm",), "x", problem("E-FIELD", ("frm",), found="frm", nearest="from")),
        (("Foo",), "x", problem("E-FIELD", ("Foo",), found="Foo", nearest="")),
        (("tên",), "x", problem("E-FIELD", ("tên",), found="tên", nearest="")),
        (
            ("items", 0, "itmes"),
            [],
            problem("E-FIELD", ("items", 0, "itmes"), found="itmes", nearest="items"),
        ),
        (("name", "fr"), "x", problem("E-FIELD", ("name", "fr"), found="fr", nearest="from")),
        (("items", 1), {}, problem("E-REQUIRED", ("items", 1), field="key")),
        (("name",), {"en": "x"}, problem("E-REQUIRED", ("name",), field="vi")),
        (("stages", "self"), {"key": "a"}, problem("E-REQUIRED", ("stages", "self"), field="points")),
        # Words of a closed set.
        (
            ("kind",),
            "half-yeer",
            problem("E-VALUE", ("kind",), found="half-yeer", nearest="half-year", known="half-year, year"),
        ),
        (("kind",), "x", problem("E-VALUE", ("kind",), found="x", nearest="", known="half-year, year")),
        # Limits: the sign, the limit and what was written.
        (("low",), "0.0", problem("E-LIMIT", ("low",), sign=">", limit="0", found=Fraction("0.0"))),
        (("high",), "10", problem("E-LIMIT", ("high",), sign="<", limit="10", found=Fraction(10))),
        (
            ("stages", "final", "points"),
            "-1",
            problem("E-LIMIT", ("stages", "final", "points"), sign="≥", limit="0", found=Fraction("-1")),
        ),
        (
            ("items", 0, "rule", "full_at"),
            "100.5",
            problem(
                "E-LIMIT", ("items", 0, "rule", "full_at"), sign="≤", limit="100", found=Fraction("100.5")
            ),
        ),
        # Shapes.
        (("items",), "x", problem("E-SHAPE", ("items",), wanted="list", found="x")),
        (("items",), {}, problem("E-SHAPE", ("items",), wanted="list", found="map")),
        (("items", 0), [], problem("E-SHAPE", ("items", 0), wanted="map", found="list")),
        (("items", 0), (), problem("E-SHAPE", ("items", 0), wanted="map", found="list")),
        (("counts",), ["a"], problem("E-SHAPE", ("counts",), wanted="map", found="list")),
        (("counts",), "x", problem("E-SHAPE", ("counts",), wanted="map", found="x")),
        (("name",), "x", problem("E-SHAPE", ("name",), wanted="map", found="x")),
        (("rule",), "levels", problem("E-SHAPE", ("rule",), wanted="map", found="levels")),
        # Everything else.
        (("code",), "24", problem("E-WRONG", ("code",), found="24")),
        (("name", "vi"), "", problem("E-WRONG", ("name", "vi"), found="")),
        (("between",), ["2024-01-01"], problem("E-WRONG", ("between",), found="['2024-01-01']")),
        (("between",), [], problem("E-WRONG", ("between",), found="[]")),
        (("rule", "levels"), [], problem("E-WRONG", ("rule", "levels"), found="[]")),
        # Below a tag: its name is no part of the path, also where a field has the same name.
        (("rule", "levels", 1, "key"), "B", problem("E-SLUG", ("rule", "levels", 1, "key"), found="B")),
        (("rule", "levels", 1), {"key": "b"}, problem("E-REQUIRED", ("rule", "levels", 1), field="points")),
        (("rule", "levels"), "x", problem("E-SHAPE", ("rule", "levels"), wanted="list", found="x")),
        (("rule", "level"), "x", problem("E-FIELD", ("rule", "level"), found="level", nearest="levels")),
        (("rule", "ratio"), "x", problem("E-FIELD", ("rule", "ratio"), found="ratio", nearest="")),
        (("rule",), {"method": "levels"}, problem("E-REQUIRED", ("rule",), field="levels")),
        (
            ("rule", "levels"),
            [{"key": "a", "points": "1"}] * 3,
            problem("E-TOO-MANY", ("rule",), limit="2", what="levels"),
        ),
        (
            ("items", 0, "rule", "ratio"),
            "x",
            problem("E-FIELD", ("items", 0, "rule", "ratio"), found="ratio", nearest=""),
        ),
        (("rule",), {}, problem("E-REQUIRED", ("rule",), field="method")),
        (
            ("rule",),
            {"method": "ratios"},
            problem("E-VALUE", ("rule",), found="ratios", nearest="ratio", known="levels, ratio"),
        ),
        # A field named like its own neighbour's tag, where there is no tag.
        (("method",), "levels", problem("E-FIELD", ("method",), found="method", nearest="method")),
    ],
)
def test_one_fault_is_one_problem(path: Path, value: object, wanted: Problem) -> None:
    """One wrong node is one problem, with its code, its path and the details that its words need."""
    assert problems(changed(path, value)) == (wanted,)


def test_a_misplaced_rule_is_told_from_a_tag() -> None:
    """The fields of a rule written one level too high are refused there, each by its own name."""
    data = {"key": "a", "method": "levels", "levels": []}
    assert problems(data) == (
        problem("E-FIELD", ("method",), found="method", nearest="method"),
        problem("E-FIELD", ("levels",), found="levels", nearest="levels"),
    )


def test_every_problem_is_told_in_the_order_of_the_fields() -> None:
    """All problems of a tree are told at once, in the order of the model's fields, and each only once."""
    data = {"key": "A", "low": "0", "other": "x", "items": [{"kind": "x"}, 5]}
    assert [(each.code, each.at) for each in problems(data)] == [
        ("E-SLUG", "key"),
        ("E-LIMIT", "low"),
        ("E-REQUIRED", "items.0"),
        ("E-VALUE", "items.0.kind"),
        ("E-SHAPE", "items.1"),
        ("E-FIELD", "other"),
    ]


def test_a_reason_that_is_neither_text_nor_texts_is_refused_twice() -> None:
    """Where a text or a text by language may stand, what is neither is told in terms of both, at one path."""
    found = problems(changed(("why",), ["x"]))
    assert [(each.code, each.at, dict(each.details)["wanted"]) for each in found] == [
        ("E-SHAPE", "why", "map"),
        ("E-SHAPE", "why", "text"),
    ]
    inner = problems(changed(("why",), {"vi": 1}))
    assert [(each.code, each.at) for each in inner] == [("E-TEXT", "why.vi"), ("E-SHAPE", "why")]


@pytest.mark.parametrize(
    ("data", "found"), [("x", "x"), ([], "list"), ((), "list"), (None, "None"), (5, "5")]
)
def test_the_root_must_be_a_map(data: object, found: str) -> None:
    """A tree that is no map is refused at the root."""
    assert problems(data) == (problem("E-SHAPE", (), wanted="map", found=found),)


def test_a_key_that_is_no_text_is_refused_at_its_place() -> None:
    """A key that is no text, which only Python can hand over, is a problem and no crash."""
    assert problems({"key": "a", 1: "x"}) == (problem("E-WRONG", (1,), found="1"),)


def test_every_scale_refuses_a_stray_field_by_its_name() -> None:
    """In each of the scales a field that it does not have is refused at its own path."""
    for method in ("levels", "steps", "ratio", "checklist", "count", "deduction", "direct", "survey"):
        found = problems({"key": "a", "name": {"vi": "x"}, "scale": {"method": method, "stray": "x"}}, Item)
        stray = [each for each in found if each.code == "E-FIELD"]
        assert [each.at for each in stray] == ["scale.stray"]
        assert all(each.path == ("scale",) for each in found if each not in stray)


def nodes(data: Any, path: Path = ()) -> list[Path]:
    """List the path of every node of a plain tree."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(found for key, value in inner for found in nodes(value, (*path, key)))]


def trees() -> st.SearchStrategy[Any]:
    """Make plain trees as the readers hand them over, with the words of the format among them."""
    words = st.sampled_from(
        [
            "",
            "x",
            "1",
            "-1",
            "true",
            "levels",
            "ratio",
            "method",
            "rule",
            "key",
            "vi",
            "items",
            "[key]",
            "Text",
            "str",
        ]
    )
    leaf = st.one_of(words, st.text(max_size=5), st.none(), st.booleans(), st.decimals(allow_nan=False))
    return st.recursive(
        leaf,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
        max_leaves=6,
    )


@given(st.sampled_from([*nodes(VALID)[1:], ("method",), ("items", 0, "levels")]), trees())
def test_any_change_gives_a_model_or_problems(path: Path, value: Any) -> None:
    """Whatever stands anywhere in a tree, it is a model or problems that can be said, at its nodes."""
    data = changed(path, value)
    found = validate(Sheet, data)
    if isinstance(found, Sheet):
        assert validate(Sheet, found.model_dump(mode="json", by_alias=True, exclude_unset=True)) == found
        return
    there = nodes(data)
    assert found
    assert len(set(found)) == len(found)
    for each in found:
        assert each.path in there
        assert each.line("vi").startswith(each.code)
        assert each.line("en").startswith(each.code)


@given(trees())
def test_any_tree_gives_a_model_or_problems(data: Any) -> None:
    """Any plain tree at all is a model or problems, and nothing else."""
    found = validate(Sheet, data)
    assert isinstance(found, Sheet) or (found and all(isinstance(each, Problem) for each in found))


def test_the_number_reader_is_the_border_of_mixed_fields() -> None:
    """`number` refuses by a custom error, which `validate` turns into the problem of that code."""
    with pytest.raises(PydanticCustomError) as refused:
        number("x")
    assert (refused.value.type, refused.value.context) == ("E-NUM", {"found": "x"})
