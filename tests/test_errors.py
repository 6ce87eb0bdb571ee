"""Errors as data: every code, its words in both languages, and the problems made of them."""

from __future__ import annotations

import ast
import copy
import pickle
import re
import string
from dataclasses import FrozenInstanceError
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parindex.errors
from parindex.errors import (
    AssessmentError,
    Language,
    NotFoundError,
    ParindexError,
    Place,
    Problem,
    ReadError,
    RulesetError,
    UsageError,
    nearest,
    problem,
)
from parindex.messages import MESSAGES, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(parindex.errors.__file__).parent
CODE = re.compile(r"[EW](?:-[A-Z0-9]+)+")
LANGUAGES: tuple[Language, ...] = ("vi", "en")
# The details that a helper of another name always gives.
HELPERS = {"unknown": {"found", "known", "nearest"}}


def placeholders(template: str) -> set[str]:
    """Name the details that a template asks for."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def needs(message: Message) -> set[str]:
    """Name the details that any words of a message ask for."""
    return {name for template in message.values() for name in placeholders(str(template))}


@cache
def modules() -> tuple[ast.Module, ...]:
    """Parse every module of the library but the messages."""
    files = sorted(file for file in SOURCE.rglob("*.py") if file.parent.name != "messages")
    return tuple(ast.parse(file.read_text(encoding="utf-8")) for file in files)


def literals(node: ast.AST) -> set[str]:
    """Collect the codes written in a piece of source."""
    constants = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
    return {value for value in constants if isinstance(value, str) and CODE.fullmatch(value)}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Find every call that is given a code, with that code."""
    for module in modules():
        for node in ast.walk(module):
            # What merely marks something to look at has no words of a problem.
            if isinstance(node, ast.Call) and ast.unparse(node.func) != "Flag":
                for argument in node.args:
                    if isinstance(argument, (ast.Constant, ast.IfExp)):
                        yield from ((code, node) for code in literals(argument))


def given_by(call: ast.Call) -> set[str]:
    """Name the details that a call gives: its keywords, the keys of a literal map, or those of a helper."""
    names = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
    for argument in call.args:
        if isinstance(argument, ast.Dict):
            names |= {str(key.value) for key in argument.keys if isinstance(key, ast.Constant)}
    return names | HELPERS.get(ast.unparse(call.func), set())


@pytest.mark.parametrize("code", MESSAGES)
def test_every_code_has_words_in_both_languages(code: str) -> None:
    """A code is spelled as one, and has a message in both languages and advice in both or in none."""
    message = MESSAGES[code]
    assert CODE.fullmatch(code)
    assert message["vi"]
    assert message["en"]
    assert message["vi"] != message["en"]
    assert bool(message["hint_vi"]) == bool(message["hint_en"])


@pytest.mark.parametrize("code", MESSAGES)
def test_both_languages_name_the_same_details(code: str) -> None:
    """The Vietnamese and the English words of a code ask for the same details."""
    message = MESSAGES[code]
    assert placeholders(message["vi"]) == placeholders(message["en"])
    assert placeholders(message["hint_vi"]) == placeholders(message["hint_en"])
    assert all(name.isidentifier() for name in needs(message))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", MESSAGES)
def test_every_code_can_be_said(code: str, lang: Language) -> None:
    """A problem with the details of its code is said on one line, every detail in its place."""
    names = sorted(needs(MESSAGES[code]))
    details = {name: f"detail-{index}." for index, name in enumerate(names)}
    said = problem(code, ("score", "items", 0), **details).line(lang)
    assert said.startswith(f"{code} score.items.0: ")
    assert len(said.splitlines()) == 1
    assert all(detail in said for detail in details.values())
    assert not re.search(r"\{\w+\}", said)


def test_no_two_codes_say_the_same() -> None:
    """Every code has words of its own in each language, so that a message tells its code."""
    for lang in LANGUAGES:
        said = [message[lang] for message in MESSAGES.values()]
        assert sorted(set(said)) == sorted(said)


def test_every_code_used_has_words() -> None:
    """Every code that a module writes down is one that can be said."""
    used = {code for module in modules() for code in literals(module)}
    assert used - set(MESSAGES) == set()


def test_every_code_with_words_is_used() -> None:
    """No code is dead: some module writes each of them down."""
    used = {code for module in modules() for code in literals(module)}
    assert set(MESSAGES) - used == set()


def test_every_problem_is_made_with_the_details_that_its_words_need() -> None:
    """Wherever a module names a code in a call, it gives every detail that the code's words ask for."""
    lacking = {
        f"{code} in {ast.unparse(call)}": needs(MESSAGES[code]) - given_by(call)
        for code, call in calls()
        if code in MESSAGES
    }
    assert len(lacking) > 50
    assert {where: names for where, names in lacking.items() if names} == {}


def test_a_problem_is_said_in_vietnamese_unless_asked() -> None:
    """Message, advice and line are Vietnamese by default, with the decimal comma in figures only there."""
    found = problem("E-SUM", ("score", "max"), sum=Fraction(7, 4), max=Fraction(1, 3))
    assert found.message() == "các tiêu chí thành phần cộng lại được 1,75, tiêu chí khai 1/3"
    assert found.message("en") == "the items below add up to 1.75, the item says 1/3"
    assert found.hint() == "sửa `max` của mục này hoặc của các mục bên dưới"
    assert found.hint("en") == "mend the max of this item or of those below it"
    assert found.line() == str(found) == f"E-SUM score.max: {found.message()}; {found.hint()}"
    assert found.line("en") == f"E-SUM score.max: {found.message('en')}; {found.hint('en')}"


def test_a_line_has_the_place_the_path_and_the_advice_where_there_are_any() -> None:
    """A line leaves out the place, the path and the advice that a problem does not have."""
    bare = problem("E-LONG", limit="20000")
    assert bare.line("en") == "E-LONG: a text is longer than 20000 characters"
    placed = problem("E-LONG", ("a", 0), limit="20000").located(Place("x.yaml", 3, 7))
    assert placed.line("en") == "x.yaml:3:7: E-LONG a.0: a text is longer than 20000 characters"


def test_the_nearest_word_stands_before_the_general_advice() -> None:
    """A problem that knows the nearest word asks for it in both languages; an empty one leaves the advice."""
    near = problem("E-LEVEL", found="god", nearest="good", known="good, poor")
    assert near.hint() == "có phải là `good`?"
    assert near.hint("en") == "did you mean `good`?"
    far = problem("E-LEVEL", found="x", nearest="", known="good, poor")
    assert far.hint() == "chọn một trong: good, poor"
    assert far.hint("en") == "choose one of: good, poor"


def test_a_code_tells_how_serious_it_is() -> None:
    """Codes that begin with W are warnings and all others errors."""
    assert Problem("W-TOP").severity == "warning"
    assert Problem("E-WEIGHT").severity == "error"


def test_a_path_is_written_with_points() -> None:
    """The path of a problem is written with a point between its parts, and nothing for none."""
    assert Problem("E-KEY", ("score", "items", 0, "max")).at == "score.items.0.max"
    assert Problem("E-KEY").at == ""


def test_a_place_is_written_as_editors_read_it() -> None:
    """A place is its file, line and column with colons between."""
    assert str(Place("a/b.yaml", 12, 3)) == "a/b.yaml:12:3"


def test_a_problem_can_be_put_under_a_path() -> None:
    """`under` continues the path above with the problem's own and changes nothing else."""
    found = problem("E-TWICE", ("ticks", 1), found="a").located(Place("f", 1, 2))
    moved = found.under(("stages", "self"))
    assert moved.path == ("stages", "self", "ticks", 1)
    assert (moved.code, moved.details, moved.place) == (found.code, found.details, found.place)
    assert found.under(()) == found


def test_a_problem_keeps_its_first_place() -> None:
    """`located` gives a place to a problem that has none, and leaves one that has."""
    bare, here, there = problem("E-KEY"), Place("f", 1, 2), Place("g", 3, 4)
    assert bare.located(None) is bare
    assert bare.located(here).place == here
    assert bare.located(here).located(there).place == here
    assert bare.located(here).located(None).place == here
    assert bare.place is None


def test_a_problem_is_a_value() -> None:
    """Equal problems are equal and hash alike, keep the order of their details, and cannot be changed."""
    one = problem("E-SUM", ("a",), sum=Fraction(1), max=Fraction(2))
    assert one == Problem("E-SUM", ("a",), (("sum", Fraction(1)), ("max", Fraction(2))))
    assert len({one, problem("E-SUM", ("a",), sum=Fraction(1), max=Fraction(2)), one.under(("b",))}) == 2
    with pytest.raises(FrozenInstanceError):
        one.code = "E-KEY"  # type: ignore[misc]  # it must fail


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 57 + "…"),
        ("a\nb", "a\\u000ab"),
        ("a\tb\x1b[31m", "a\\u0009b\\u001b[31m"),
        ("a\u202eb", "a\\u202eb"),
        ("\U000e0041", "\\ue0041"),
        ("{0.__class__} {found} %s", "{0.__class__} {found} %s"),
        ("Sở Nội vụ", "Sở Nội vụ"),
        ("1.5", "1.5"),
        ("", ""),
    ],
)
def test_quoted_text_is_short_and_harmless(detail: str, said: str) -> None:
    """A quoted text is cut at 60 characters, without control characters, and never taken as a template."""
    assert (
        problem("E-KIND", found=detail, known="-").message("en") == f"the ruleset has no unit kind `{said}`"
    )


@given(st.text(max_size=100), st.sampled_from(LANGUAGES))
def test_any_text_is_said_on_one_printable_line(detail: str, lang: Language) -> None:
    """Whatever stands in the input, the line of a problem is one line of printable characters."""
    line = problem("E-FORM", found=detail, method=detail, wanted=detail).line(lang)
    assert line.isprintable()
    assert len(line) <= 200 + 3 * 6 * 60


def test_the_nearest_word() -> None:
    """The nearest known word is found when it is near, and nothing when none is or none is known."""
    known = ["annual-plan", "annual-plans-2", "survey"]
    assert nearest("anual-plan", known) == "annual-plan"
    assert nearest("survey", iter(known)) == "survey"
    assert nearest("zzz", known) == ""
    assert nearest("", known) == ""
    assert nearest("anual-plan", []) == ""


def test_the_nearest_word_to_a_long_one() -> None:
    """Only the first 80 characters of a word are compared, however long it is."""
    assert nearest("a" * 80 + "b" * 100_000, ["a" * 80]) == "a" * 80
    assert nearest("a" * 30 + "b" * 70, ["a" * 30 + "b" * 50]) == "a" * 30 + "b" * 50


KINDS: list[type[ParindexError]] = [
    ParindexError,
    ReadError,
    RulesetError,
    AssessmentError,
    NotFoundError,
    UsageError,
]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_carries_its_problems(kind: type[ParindexError]) -> None:
    """Every error is a `ParindexError`, holds its problems in order and says each on a line."""
    problems = (problem("E-KEY"), problem("W-UNIT", ("unit", "key"), found="x"))
    error = kind(*problems)
    assert isinstance(error, ParindexError)
    assert error.problems == problems
    assert str(error).splitlines() == [str(each) for each in problems]
    assert str(kind()) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_pickling_and_copying(kind: type[ParindexError]) -> None:
    """An error that went through a process or a copy has the same type, problems and words."""
    error = kind(problem("E-SUM", ("max",), sum=Fraction(1, 3), max=Fraction(2)).located(Place("f", 1, 2)))
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301
        assert type(again) is kind
        assert again.problems == error.problems
        assert str(again) == str(error)


def test_the_errors_are_told_apart() -> None:
    """No kind of error passes for another when caught."""
    for kind in KINDS[1:]:
        assert [other for other in KINDS[1:] if issubclass(kind, other)] == [kind]
