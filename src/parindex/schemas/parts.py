"""The parts that printed documents share: figures as text, bands, places, and what is to be looked at."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from parindex.fields import Key, Model
from parindex.ruleset.declaration import RulesetId

__all__ = [
    "Assumption",
    "Band",
    "CheckCode",
    "Code",
    "Count",
    "Decimal",
    "Ends",
    "EndsTotal",
    "Exact",
    "ExactTotal",
    "Figure",
    "Ordinal",
    "Period",
    "Place",
    "Problem",
    "Published",
    "RulesetLabel",
    "Sha256",
]

_WHOLE = "(0|[1-9][0-9]*)"

Exact = Annotated[str, Field(pattern=f"^-?{_WHOLE}(/[1-9][0-9]*)?$")]
"""As `exact_text` writes it."""
Decimal = Annotated[str, Field(pattern=rf"^-?{_WHOLE}(\.[0-9]{{1,6}}|/[1-9][0-9]*)?$")]
"""As `decimal_text` writes it."""
Published = Annotated[str, Field(pattern=rf"^-?{_WHOLE}(\.[0-9]{{1,6}})?$")]
"""As a `Rounding` writes it."""
Count = Annotated[str, Field(pattern=f"^{_WHOLE}$")]
Ordinal = Annotated[str, Field(pattern="^[1-9][0-9]*$")]
"""A rank, a line, a column: counted from 1."""
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
CheckCode = Annotated[str, Field(pattern="^[A-Z2-7]{4}( [A-Z2-7]{4}){3}$")]
Code = Annotated[str, Field(pattern="^[EW](-[A-Z0-9]+)+$")]
Period = Literal["year", "half-year"]


class Figure(Model):
    """A figure: exactly, and as it is published."""

    exact: Exact
    published: Published


class Ends(Model):
    """Both ends of a figure while something is missing."""

    least: Figure
    most: Figure


class ExactTotal(Figure):
    """A total, of so many points."""

    max: Decimal


class EndsTotal(Ends):
    """A total while something is missing, of so many points."""

    max: Decimal


class RulesetLabel(Model):
    """Which rules, and how far they can be trusted."""

    id: RulesetId
    sha256: Sha256
    standing: Literal["in-force", "superseded", "illustrative"]
    coverage: Literal["full", "structure"]


class Band(Model):
    """A band by key and name."""

    key: Key
    name: str


class Place(Model):
    """Where an official text says it."""

    instrument: Key
    at: str


class Assumption(Model):
    """What no source states: its place in the ruleset, and why it is assumed."""

    at: str
    why: str


class Problem(Model):
    """What is wrong or should be looked at: its code, its place in the document, and words."""

    code: Code
    at: str
    message: str
