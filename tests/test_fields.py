"""The field types: what each accepts, what it calls what it refuses, and how it is written and declared."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict, TypeAdapter, ValidationError

from parindex.exact import decimal_text, parse_number, parse_share, parse_whole
from parindex.fields import (
    Date,
    FrozenMap,
    Key,
    Model,
    Name,
    Number,
    Reason,
    Share,
    Str,
    Table,
    Text,
    True_,
    Whole,
    number,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FIELDS: dict[str, TypeAdapter[Any]] = {
    "str": TypeAdapter(Str),
    "key": TypeAdapter(Key),
    "date": TypeAdapter(Date),
    "number": TypeAdapter(Number),
    "share": TypeAdapter(Share),
    "whole": TypeAdapter(Whole),
    "true": TypeAdapter(True_),
}
FIGURES: dict[str, Callable[[str], Fraction | int]] = {
    "number": parse_number,
    "share": parse_share,
    "whole": parse_whole,
}


def refusal(field: str, value: object) -> tuple[str, dict[str, Any]]:
    """Return the code and the details with which a field refuses a value."""
    with pytest.raises(ValidationError) as refused:
        FIELDS[field].validate_python(value)
    (error,) = refused.value.errors(include_url=False)
    return error["type"], error["ctx"]


def pattern(field: str) -> re.Pattern[str]:
    """Return the pattern that the schema of a field declares, as a match from end to end."""
    declared = FIELDS[field].json_schema()["pattern"]
    assert declared.startswith("^")
    assert declared.endswith("$")
    return re.compile(rf"(?:{declared[1:-1]})\Z", re.ASCII)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("str", "", ""),
        ("str", "1.10", "1.10"),
        ("str", "Sở Nội vụ", "Sở Nội vụ"),
        ("key", "a", "a"),
        ("key", "0", "0"),
        ("key", "ha-nam-2", "ha-nam-2"),
        ("key", "a" * 64, "a" * 64),
        ("date", "2024-02-29", "2024-02-29"),
        ("date", "1900-01-01", "1900-01-01"),
        ("date", "2199-12-31", "2199-12-31"),
        ("number", "-12.50", Fraction(-25, 2)),
        ("share", "1/3", Fraction(1, 3)),
        ("share", "0.25", Fraction(1, 4)),
        ("whole", "291", Fraction(291)),
        ("true", "true", True),
        ("true", True, True),
    ],
)
def test_what_fields_accept(field: str, text: object, value: object) -> None:
    """Each field accepts its own spelling as text and makes the value of it."""
    made = FIELDS[field].validate_python(text)
    assert made == value
    assert type(made) is type(value)


@pytest.mark.parametrize("field", FIGURES)
def test_fractions_are_accepted_from_python(field: str) -> None:
    """A figure that is an exact fraction already is taken as it is; a count must still be whole."""
    value = Fraction(7, 3)
    if field == "whole":
        assert FIELDS[field].validate_python(Fraction(7)) == 7
        for wrong in (value, Fraction(-7)):
            with pytest.raises(ValidationError):
                FIELDS[field].validate_python(wrong)
        return
    assert FIELDS[field].validate_python(value) == value


@pytest.mark.parametrize("field", ["str", "key", "date", "number", "share", "whole"])
@pytest.mark.parametrize(
    ("value", "found"),
    [
        (1, "1"),
        (0, "0"),
        (1.5, "1.5"),
        (float("nan"), "nan"),
        (Decimal("12.50"), "12.50"),
        (True, "true"),
        (False, "false"),
    ],
)
def test_numbers_that_are_not_text_are_refused(field: str, value: object, found: str) -> None:
    """A number or a flag that was not written as text is refused, with its digits as written."""
    assert refusal(field, value) == ("E-TEXT", {"found": found})


@pytest.mark.parametrize("field", ["str", "key", "date", "number", "share", "whole"])
@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, "null"),
        ({}, "map"),
        (FrozenMap({"a": "b"}), "map"),
        ([], "list"),
        (("1",), "list"),
        (b"1", "other"),
        ({"1"}, "other"),
        (object(), "other"),
    ],
)
def test_other_shapes_are_refused(field: str, value: object, found: str) -> None:
    """What is no scalar is refused by every field of text with the name of its shape."""
    assert refusal(field, value) == ("E-SHAPE", {"found": found, "wanted": "text"})


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("number", "1,5", "E-NUM"),
        ("number", "1/3", "E-NUM"),
        ("number", "-0", "E-NUM"),
        ("number", "", "E-NUM"),
        ("number", "1e400", "E-NUM"),
        ("share", "1/0", "E-NUM"),
        ("share", "50%", "E-NUM"),
        ("whole", "1.0", "E-WHOLE"),
        ("whole", "-1", "E-WHOLE"),
        ("whole", "1_000", "E-WHOLE"),
        ("key", "", "E-SLUG"),
        ("key", "a" * 65, "E-SLUG"),
        ("key", "A", "E-SLUG"),
        ("key", "a--b", "E-SLUG"),
        ("key", "-a", "E-SLUG"),
        ("key", "a-", "E-SLUG"),
        ("key", "a_b", "E-SLUG"),
        ("key", "a b", "E-SLUG"),
        ("key", "a\n", "E-SLUG"),
        ("key", "đ", "E-SLUG"),
        ("key", "\N{FULLWIDTH DIGIT ONE}", "E-SLUG"),
        ("date", "", "E-DATE"),
        ("date", "2024-02-30", "E-DATE"),
        ("date", "2023-02-29", "E-DATE"),
        ("date", "2024-13-01", "E-DATE"),
        ("date", "0000-01-01", "E-DATE"),
        ("date", "0001-01-01", "E-DATE"),
        ("date", "1899-12-31", "E-DATE"),
        ("date", "2200-01-01", "E-DATE"),
        ("date", "9999-12-31", "E-DATE"),
        ("date", "20240229", "E-DATE"),
        ("date", "2024-W01-1", "E-DATE"),
        ("date", "2024-1-1", "E-DATE"),
        ("date", "2024-02-29\n", "E-DATE"),
        ("date", "2024-02-29T00:00", "E-DATE"),
        ("date", "\N{FULLWIDTH DIGIT TWO}024-02-29", "E-DATE"),
        ("true", "True", "E-TRUE"),
        ("true", "yes", "E-TRUE"),
        ("true", "", "E-TRUE"),
        ("true", "false", "E-TRUE"),
    ],
)
def test_wrong_spellings_are_refused(field: str, text: str, code: str) -> None:
    """A text that is not in the grammar of its field is refused with the field's code and the text."""
    assert refusal(field, text) == (code, {"found": text})


@pytest.mark.parametrize("value", [False, None, 1, 1.0, Decimal(1), [], {"true": True}])
def test_a_flag_is_only_ever_set(value: object) -> None:
    """A flag is `true` or is left out: nothing that Python calls true or false stands for it."""
    assert refusal("true", value) == ("E-TRUE", {"found": str(value)})


def test_the_number_reader_is_shared() -> None:
    """`number` reads text and takes fractions, for fields that are a number or a word."""
    value = Fraction(1, 3)
    assert number(value) is value
    assert number("89.95") == Fraction(1799, 20)


class Figures(Model):
    """One of each figure."""

    number: Number = Fraction(0)
    share: Share = Fraction(0)
    whole: Whole = Fraction(0)


@given(
    st.integers(1 - 10**21, 10**21 - 1).map(lambda millionths: Fraction(millionths, 10**6)),
    st.builds(Fraction, st.integers(0, 10**15 - 1), st.integers(1, 10**15 - 1)),
    st.integers(0, 10**15 - 1),
)
def test_figures_are_written_as_they_are_read(decimal: Fraction, share: Fraction, whole: int) -> None:
    """A dumped figure is text that the same field reads back, in Python and in JSON."""
    made = Figures(number=decimal, share=share, whole=Fraction(whole))
    plain = made.model_dump()
    assert plain == {"number": decimal_text(decimal), "share": decimal_text(share), "whole": str(whole)}
    assert made.model_dump(mode="json") == plain
    assert json.loads(made.model_dump_json()) == plain
    assert Figures.model_validate(plain) == made


@given(st.sampled_from(sorted(FIGURES)), st.text(alphabet="0123456789./-", max_size=20))
def test_schemas_and_readers_agree_on_figures(field: str, text: str) -> None:
    """The declared pattern accepts what the reader reads, save negative shares, and else only minus zero."""
    try:
        value = Fraction(FIGURES[field](text))
    except ValueError:
        read = False
    else:
        read = field != "share" or value >= 0
    declared = pattern(field).match(text) is not None
    minus_zero = field == "number" and re.fullmatch(r"-0(\.0{1,6})?", text) is not None
    assert declared == (read or minus_zero)


@given(st.text(alphabet="ab01-A_ \n", max_size=70))
def test_schemas_and_readers_agree_on_keys(text: str) -> None:
    """The declared pattern and length accept exactly the keys that the reader accepts."""
    schema = FIELDS["key"].json_schema()
    try:
        FIELDS["key"].validate_python(text)
    except ValidationError:
        read = False
    else:
        read = True
    assert read == (pattern("key").match(text) is not None and len(text) <= schema["maxLength"])


@given(st.dates())
def test_schemas_and_readers_agree_on_days(day: dt.date) -> None:
    """The declared pattern and the reader take exactly the days of the years 1900 to 2199."""
    text = day.isoformat()
    try:
        FIELDS["date"].validate_python(text)
    except ValidationError:
        read = False
    else:
        read = True
    assert read == (pattern("date").match(text) is not None) == (1900 <= day.year <= 2199)


def test_what_the_schemas_declare() -> None:
    """The schema of every field is one of text, and of a flag the two spellings of `true`."""
    assert all(FIELDS[field].json_schema()["type"] == "string" for field in FIELDS if field != "true")
    assert FIELDS["true"].json_schema() == {"enum": [True, "true"]}
    assert FIELDS["key"].json_schema()["maxLength"] == 64
    assert pattern("date").match("2024-11-30")
    assert not pattern("date").match("2024-1-30")


class Sample(Model):
    """A model with a text, tables and a flag."""

    name: Name
    why: Reason | None = None
    counts: Table[Key, Whole] | None = None
    tallies: Table[Key, Table[Key, Number]] | None = None
    flag: True_ | None = None


SAMPLE = {
    "name": {"vi": "Sở Nội vụ", "en": "Home affairs"},
    "why": "vì thế",
    "counts": {"b": "2", "a": "1"},
    "tallies": {"x": {"y": "0.5", "z": "-3"}, "empty": {}},
    "flag": "true",
}


def test_a_model_is_closed_and_frozen() -> None:
    """A model takes no other field, and none of its fields can be set afterwards."""
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Sample.model_validate(SAMPLE | {"other": "x"})
    made = Sample.model_validate(SAMPLE)
    with pytest.raises(ValidationError, match="frozen_instance"):
        made.flag = None  # type: ignore[misc]  # it must fail
    assert Model.model_config == ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True, defer_build=True
    )


def test_models_of_equal_fields_are_equal_and_hash_alike() -> None:
    """Two models of one input are one value, also in a set, down to the tables in them."""
    one, other = Sample.model_validate(SAMPLE), Sample.model_validate(copy.deepcopy(SAMPLE))
    assert one == other
    assert len({one, other}) == 1


@pytest.mark.parametrize("mode", ["json", "python"])
def test_a_model_is_written_as_it_was_read(mode: str) -> None:
    """A dumped model is the plain tree it was read from: maps in their order, figures as text, no warning."""
    made = Sample.model_validate(SAMPLE)
    plain = made.model_dump(mode=mode, exclude_unset=True)
    assert plain == SAMPLE | {"flag": True}
    assert list(plain["counts"]) == ["b", "a"]
    assert type(plain["counts"]) is type(plain["tallies"]["x"]) is dict
    assert Sample.model_validate(plain) == made


def test_the_input_does_not_change_a_model() -> None:
    """A model keeps what it was given when the maps it was made of are changed afterwards."""
    data = copy.deepcopy(SAMPLE)
    made = Sample.model_validate(data)
    data["counts"]["a"] = "9"  # type: ignore[index]  # a map of objects
    assert made == Sample.model_validate(SAMPLE)


def test_a_frozen_map_is_a_mapping() -> None:
    """A frozen map finds, counts, lists in order and compares as the dictionary it was made of."""
    items = {"b": 2, "a": 1}
    frozen = FrozenMap(items)
    assert frozen["b"] == 2
    assert list(frozen) == ["b", "a"]
    assert len(frozen) == 2
    assert frozen == items == dict(frozen)
    assert frozen.get("c", 3) == 3
    assert repr(frozen) == "FrozenMap({'b': 2, 'a': 1})"
    with pytest.raises(KeyError):
        frozen["c"]


def test_a_frozen_map_cannot_change() -> None:
    """A frozen map has no way to set an item, takes no attribute and is not its source."""
    items = {"a": 1}
    frozen = FrozenMap(items)
    items["a"] = 2
    assert frozen["a"] == 1
    with pytest.raises(TypeError):
        frozen["a"] = 3  # type: ignore[index]  # it must fail
    with pytest.raises(AttributeError):
        frozen.other = 4  # type: ignore[attr-defined]  # it must fail


@given(st.dictionaries(st.text(max_size=3), st.integers()), st.randoms(use_true_random=False))
def test_equal_frozen_maps_hash_alike(items: dict[str, int], shuffler: Any) -> None:
    """Frozen maps of the same items are equal and hash alike in any order, also after pickling."""
    shuffled = list(items.items())
    shuffler.shuffle(shuffled)
    one, other = FrozenMap(items), FrozenMap(dict(shuffled))
    again = pickle.loads(pickle.dumps(one))  # noqa: S301
    assert one == other == again
    assert hash(one) == hash(other) == hash(again)
    assert FrozenMap(items | {"other": 0}) != one


def test_a_text_says_itself_in_a_language() -> None:
    """A text is said in the language asked for, and in Vietnamese where it has no English."""
    both, one = Text(vi="Sở", en="Department"), Text(vi="Sở")
    assert (say(both, "vi"), say(both, "en")) == ("Sở", "Department")
    assert (say(one, "vi"), say(one, "en")) == ("Sở", "Sở")
    assert (say("chữ", "vi"), say("chữ", "en")) == ("chữ", "chữ")
    assert (say(None, "vi"), say("", "en")) == ("", "")


@pytest.mark.parametrize("data", [{}, {"en": "x"}, {"vi": ""}, {"vi": None}, {"vi": "x", "fr": "y"}, "x"])
def test_a_text_needs_its_vietnamese(data: object) -> None:
    """A text without Vietnamese, with an empty one or with another language is refused."""
    with pytest.raises(ValidationError):
        Text.model_validate(data)
