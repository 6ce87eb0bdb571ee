"""What is observed of one item: the fields that the eight scales take, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from parindex.errors import Problem, nearest, problem
from parindex.exact import above
from parindex.fields import Key, Model, Number, Table, Whole
from parindex.formula.expression import Inputs

__all__ = ["FIELDS", "Form", "Observation", "Reading", "advised", "share_done", "unknown"]

Form = tuple[str, ...]
"""The fields that an observation gives: ``("done", "planned")``."""


class Observation(Model):
    """The observation of one item; which fields it takes depends on the item's scale."""

    level: Key | None = None
    value: Number | None = None
    done: Number | None = None
    planned: Number | None = None
    ticks: tuple[Key, ...] | None = None
    count: Whole | None = None
    counts: Table[Key, Whole] | None = None
    points: Number | None = None
    tallies: Table[Key, Table[Key, Whole]] | None = None

    @cached_property
    def form(self) -> Form:
        """Return the fields that are given, in the order of the format."""
        given = self.__dict__  # asked directly: pydantic's way to a field is longer, and there are nine
        return tuple([name for name in FIELDS if given[name] is not None])


FIELDS: Form = tuple(Observation.model_fields)


class Reading(NamedTuple):
    """An observation that fits its scale: the form it has, and the inputs of the expression for that form."""

    form: Form
    inputs: Inputs


def unknown(code: str, path: tuple[str | int, ...], word: str, known: Iterable[str]) -> Problem:
    """Make the problem of a word that the ruleset does not know, with the nearest one that it does."""
    words = tuple(known)
    return problem(code, path, found=word, nearest=nearest(word, words), known=", ".join(words))


def share_done(done: Fraction, planned: Fraction, most: Fraction) -> Problem | None:
    """Return what is wrong with ``{done, planned}`` when done / planned may be at most ``most``."""
    if planned.numerator <= 0:
        return problem("E-PLANNED", ("planned",), found=planned, state="not-applicable")
    limit = planned if most == 1 else planned * most
    if done.numerator < 0:
        return problem("E-RANGE", ("done",), found=done, least=Fraction(0), most=limit)
    if above(done, limit):
        return problem("E-DONE", ("done",), done=done, planned=planned, most=limit)
    return None


def advised(wrong: Problem, not_applicable: str) -> Problem:
    """Return a problem that advises only a state which the item's policy ``not_applicable`` allows."""
    if wrong.code == "E-PLANNED" and not_applicable == "forbid":
        return problem("E-PLANNED", wrong.path, found=dict(wrong.details)["found"], state="zero")
    return wrong
