"""The policies: every question that the arithmetic leaves open, answered with a source or an assumption."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from parindex.exact import Rounding, RoundingMode
from parindex.fields import Key, Model, Reason
from parindex.ruleset.process import Source

__all__ = ["NotApplicable", "Policies", "Policy", "RankPolicy", "RoundingPolicy"]

T = TypeVar("T")
NotApplicable = Literal["forbid", "zero", "full", "exclude"]

Digits = Annotated[
    int,
    BeforeValidator(lambda value: int(value) if isinstance(value, str) and value in {*"0123456"} else value),
    PlainSerializer(str),
    Field(strict=True, ge=0, le=6),
    WithJsonSchema({"type": "string", "pattern": "^[0-6]$"}),
]


class Policy(Model, Generic[T]):
    """An answer, and what it rests on: a source, or an assumption with its reason."""

    value: T
    source: Source | None = None
    assumed: Reason | None = None

    @model_validator(mode="after")
    def _rests_on_something(self) -> Policy[T]:
        if (self.source is None) == (self.assumed is None):
            raise PydanticCustomError("E-POLICY", "")
        return self


class RoundingPolicy(Model):
    """Digits after the point, the mode, and where besides publication: ``leaf`` or keys of items."""

    digits: Digits
    mode: RoundingMode
    at: tuple[Key, ...] = Field(min_length=1)

    @property
    def rounding(self) -> Rounding:
        """Return the rounding itself."""
        return Rounding(self.digits, self.mode)


class RankPolicy(Model):
    """Which figure of the index ranks are taken on, and how ties count."""

    on: Literal["exact", "published"]
    ties: Literal["competition", "dense"]


# Made here, in the module itself: pickle finds a class only where it is at home.
_Rounding = Policy[RoundingPolicy]
_Figure = Policy[Literal["exact", "published"]]
_Rank = Policy[RankPolicy]
_NotApplicable = Policy[NotApplicable]
_Missing = Policy[Literal["refuse", "zero"]]
_AboveMax = Policy[Literal["cap", "allow", "refuse"]]


class Policies(Model):
    """All six; none has a default that nobody chose."""

    rounding: _Rounding
    band_on: _Figure
    rank: _Rank
    not_applicable: _NotApplicable
    missing: _Missing
    above_max: _AboveMax
