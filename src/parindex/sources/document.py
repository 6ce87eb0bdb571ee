"""One source document: every clause in order, what it says in our own words, and what became of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from parindex.fields import Date, Key, Model, Str, Table, Text, Whole
from parindex.ruleset.declaration import RulesetId
from parindex.ruleset.model import Place

__all__ = ["OUTCOMES", "Clause", "Outcome", "Places", "Reference", "SourceDocument"]

Outcome = Literal["encoded", "process", "open", "not-a-rule"]
OUTCOMES: tuple[Outcome, ...] = ("encoded", "process", "open", "not-a-rule")

# A figure as rulesets write it: a number, a day, a month or a quarter.
Figure = Annotated[
    Str, Field(pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$|^[0-9]{4}-([0-9]{2}(-[0-9]{2})?|Q[1-4])$")
]
Lines = Annotated[Str, Field(pattern="^[1-9][0-9]{0,5}(-[1-9][0-9]{0,5})?$")]
Places = Table[RulesetId, tuple[Place, ...]]


class Reference(Model):
    """Where a reported fact was read."""

    key: Key
    title: Str
    url: Str | None = None
    date: Date | None = None
    reliability: Literal["A", "B", "C", "D"]


class Clause(Model):
    """One clause: where it stands, what it says, which figures it states, and what became of it.

    ``lines`` counts the lines of the text whose digest the document gives, from 1.
    """

    # `; ` joins locators where a source names several.
    at: Str = Field(pattern="^[^;]+$", max_length=120)
    lines: Lines | None = None
    reference: Key | None = None
    says: Text
    figures: tuple[Figure, ...] = ()
    encoded: Places = Field(default_factory=dict, validate_default=True)
    process: Places = Field(default_factory=dict, validate_default=True)
    open: Places = Field(default_factory=dict, validate_default=True)
    not_a_rule: Text | None = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return what became of the clause, one word or more."""
        return tuple(name for name in OUTCOMES if getattr(self, name.replace("-", "_")))

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Return every place that the clause became: the ruleset, and the place in it."""
        tables = (self.encoded, self.process, self.open)
        return tuple((name, place) for table in tables for name, each in table.items() for place in each)

    @model_validator(mode="after")
    def _has_an_outcome(self) -> Clause:
        if not self.outcomes or (self.not_a_rule and self.places):
            raise PydanticCustomError("E-OUTCOME", "", {"found": self.at})
        return self


class SourceDocument(Model):
    """A text that rulesets rest on, or a collection of facts that the press reported."""

    format: Literal["1"]
    key: Key
    kind: Literal["text", "reports"]
    title: Text
    number: Str
    issuer: Str
    signed: Date | None = None
    file: Str | None = None
    sha256: Annotated[Str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    lines: Whole | None = None
    note: Text | None = None
    references: tuple[Reference, ...] = ()
    clauses: tuple[Clause, ...] = Field(min_length=1)
