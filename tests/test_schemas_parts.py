"""The parts of printed documents: each pattern is that of its writer, each list of words that of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, get_args, get_type_hints

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from parindex.audit.canonical import check_code
from parindex.audit.verdict import VERDICTS, pointer
from parindex.cli import app
from parindex.exact import ROUNDING_MODES, Rounding, RoundingMode, decimal_text, exact_text
from parindex.messages import MESSAGES
from parindex.process.fulfilment import TaskState
from parindex.ruleset.policy import Policies
from parindex.schemas import parts, schema_of
from parindex.simulation.streams import GENERATOR
from parindex.survey.flags import Flag
from parindex.survey.ledger import EXAMPLES

# What prints JSON with a schema: that of the document, or of the file that it shows.
WITH = {
    *("diff", "distance", "ledger", "plan", "reproduce", "score", "show", "simulate", "survey count"),
    *("survey sample", "verify"),
}
# What prints JSON without one: lists and counts, and `score --interpretations` besides.
WITHOUT = {"batch", "check", "import", "list", "read", "record", "schedule", "sources", "units"}


def matches(part: Any, text: str) -> bool:
    """Tell whether a text has the pattern of a part."""
    return re.search(TypeAdapter(part).json_schema()["pattern"], text) is not None


def declared(name: str, part: str, field: str) -> Any:
    """Return what a schema says of a field of one of its parts."""
    schema = schema_of(name)
    return (schema["$defs"][part] if part else schema)["properties"][field]


figures = st.one_of(
    st.fractions(),
    st.decimals(allow_nan=False, allow_infinity=False, places=6).map(Fraction),
    st.integers().map(Fraction),
)


@given(figures, st.integers(0, 6), st.sampled_from(ROUNDING_MODES))
def test_every_figure_that_is_written_has_its_pattern(
    value: Fraction, digits: int, mode: RoundingMode
) -> None:
    """Whatever a figure is, the three ways of writing it give the three patterns."""
    assert matches(parts.Exact, exact_text(value))
    assert matches(parts.Decimal, decimal_text(value))
    assert matches(parts.Published, Rounding(digits, mode).text(value))


@pytest.mark.parametrize(
    "text", ["", "+1", "01", "1.", ".5", "1,5", "1e3", " 1", "1/0", "1/-2", "--1", "٣", "1/2/3", "NaN"]
)
def test_no_figure_is_written_otherwise(text: str) -> None:
    """No other spelling of a number has any of the patterns of figures."""
    each = (parts.Exact, parts.Decimal, parts.Published, parts.Count, parts.Ordinal)

    assert [part for part in each if matches(part, text)] == []


def test_what_each_pattern_leaves_out() -> None:
    """An exact figure is no decimal, a published one no fraction; what is counted from 1 is never 0."""
    assert not matches(parts.Exact, "1.5")
    assert not matches(parts.Published, "3/2")
    assert not matches(parts.Decimal, "1.1234567")
    assert not matches(parts.Count, "-1")
    assert not matches(parts.Ordinal, "0")


def test_codes_have_their_pattern() -> None:
    """The code of every message, and the check code of a record, have the patterns of such codes."""
    assert [code for code in MESSAGES if not matches(parts.Code, code)] == []
    assert matches(parts.CheckCode, check_code(b"abc"))
    assert not matches(parts.CheckCode, check_code(b"abc").lower())


def test_a_place_in_a_record_is_a_pointer() -> None:
    """Where a record differs is a JSON pointer, with its escapes."""
    pattern = declared("verdict", "_NoRecord", "at")["pattern"]

    assert all(re.search(pattern, each) for each in ("", "/", pointer(("a/b", 3, "~"))))
    assert not any(re.search(pattern, each) for each in ("a", "/~", "/~2"))


@pytest.mark.parametrize(
    ("name", "classes"), [("verdict", ("_Record", "_NoRecord")), ("league-verdict", ("_League", "_NoLeague"))]
)
def test_the_verdicts_are_those_of_the_code(name: str, classes: tuple[str, str]) -> None:
    """A record or a league is reproduced or has one of the other verdicts that there are."""
    good, bad = (declared(name, part, "verdict") for part in classes)

    assert (good["const"], *bad["enum"]) == VERDICTS


def test_the_other_words_are_those_of_the_code() -> None:
    """What schemas cannot take from the code, which needs an extra or has no name for it, is the same."""
    policy = Policies.model_json_schema()["$defs"]
    band_on = next(
        each for name, each in policy.items() if "exact" in str(each.get("properties", {}).get("value"))
    )

    assert declared("survey", "_Flag", "code")["enum"] == list(get_args(get_type_hints(Flag)["code"]))
    assert declared("survey", "_Refused", "examples")["maxItems"] == EXAMPLES
    assert declared("simulation", "_Generator", "name")["const"] == GENERATOR
    assert declared("distance", "_Distance", "band_on")["enum"] == band_on["properties"]["value"]["enum"]
    assert list(declared("fulfilment", "", "tally")["patternProperties"]) == [
        f"^({'|'.join(get_args(TaskState))})$"
    ]


def commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    """Visit every command, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        each = group.get_command(context, name)
        assert each is not None
        if isinstance(each, click.Group):
            yield from commands(each, f"{above}{name} ")
        else:
            yield above + name, each


def prints_json(option: click.Parameter) -> bool:
    """Tell whether a command has this option because it can print JSON."""
    return option.name == "as_json" or "json" in getattr(option.type, "choices", ())


def test_every_command_that_prints_json_is_accounted_for() -> None:
    """Each has a schema for its document, or is known to have none: a new one must be decided on."""
    assert isinstance(app, click.Group)
    found = {name for name, each in commands(app) if any(map(prints_json, each.params))}

    assert found == WITH | WITHOUT
