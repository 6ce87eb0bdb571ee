"""What an instrument declares: identity, units, periods, the tree of items, bands and policies."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from parindex.exact import decimal_text
from parindex.fields import Date, Key, Model, Name, Number, Reason, Str, Text, True_, number
from parindex.ruleset.concordance import Concordance
from parindex.ruleset.declaration import Declaration
from parindex.ruleset.policy import NotApplicable, Policies
from parindex.ruleset.process import Due, Process, Source, Survey
from parindex.scales import Scale

__all__ = [
    "Alternative",
    "Band",
    "Change",
    "Interpretation",
    "Item",
    "Period",
    "Place",
    "Reading",
    "Ruleset",
    "Unit",
    "UnitKind",
    "Units",
    "stated",
    "walk",
]


def _cap(value: Any) -> Fraction | str:  # noqa: ANN401 (a border: anything may arrive)
    if value == "none":
        return "none"
    if (cap := number(value)) < 0:
        raise PydanticCustomError("E-LIMIT", "", {"found": decimal_text(cap), "sign": "≥", "limit": "0"})
    return cap


# The words between which a bonus must choose: a number, or that there is no cap.
Cap = Annotated[
    Fraction | Literal["none"],
    BeforeValidator(_cap),
    PlainSerializer(lambda value: value if value == "none" else decimal_text(value)),
    WithJsonSchema({"type": "string", "pattern": "^(none|(0|[1-9][0-9]{0,14})(\\.[0-9]{1,6})?)$"}),
]
# A place in a file, keyed things by their key: ``score.appraisal.cap``, ``bands.tot.from``.
Place = Annotated[Str, Field(pattern=r"^[a-z0-9_-]+(\.[a-z0-9_-]+)*$", max_length=400)]
ItemRole = Literal["criterion", "bonus", "penalty", "survey"]


class UnitKind(Model):
    """A kind of unit: items may apply to some kinds only, and each kind is a league of its own."""

    key: Key
    name: Name
    source: Source | None = None


class Unit(Model):
    """One unit that is named."""

    key: Key
    name: Name
    kind: Key
    from_: Date | None = Field(default=None, alias="from")
    to: Date | None = None
    status: Literal["pilot", "candidate"] | None = None
    source: Source | None = None


class Units(Model):
    """The kinds of units and, where listed, the units."""

    kinds: tuple[UnitKind, ...] = Field(min_length=1)
    units: tuple[Unit, ...] = ()
    source: Source | None = None
    assumed: Reason | None = None


class Period(Model):
    """An assessed span, and when the unit's own scoring is due."""

    key: Literal["year", "half-year"]
    name: Name | None = None
    from_: Date = Field(alias="from")
    to: Date
    due: Due | None = None
    source: Source | None = None
    assumed: Reason | None = None


class Item(Model):
    """A node of the tree: an inner item has items, a leaf has a scale."""

    key: Key
    code: Str | None = Field(default=None, max_length=40)
    name: Name
    max: Number | None = Field(default=None, gt=0)
    role: ItemRole | None = None
    cap: Cap | None = None
    floor: Number | None = None
    rescale: True_ | None = None
    applies_to: tuple[Key, ...] | None = Field(default=None, min_length=1)
    appraiser: Text | None = None
    evidence: tuple[Text, ...] = ()
    not_applicable: NotApplicable | None = None
    items: tuple[Item, ...] = ()
    scale: Scale | None = None
    source: Source | None = None
    assumed: Reason | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _inner_or_leaf(self) -> Item:
        if bool(self.items) == (self.scale is not None):
            raise PydanticCustomError("E-LEAF", "", {"key": self.key})
        if self.scale is not None:
            for field in ("cap", "floor", "rescale"):
                if getattr(self, field) is not None:
                    raise PydanticCustomError("E-INNER", "", {"field": field})
        return self


class Band(Model):
    """A class of results (xếp loại), from its lower edge on."""

    key: Key
    name: Name
    from_: Number = Field(alias="from")
    to: Number | None = None
    source: Source | None = None
    assumed: Reason | None = None
    note: Text | None = None


class Change(Model):
    """What another reading says at a place of the ruleset: ``score.appraisal.cap``, ``annual_result``."""

    at: Place
    value: Str | tuple[Str, ...]


class Reading(Model):
    """One way to read an unclear text."""

    key: Key
    name: Name


class Alternative(Reading):
    """A reading that was not chosen: the changes that compute it, or why nothing can compute it."""

    changes: tuple[Change, ...] = ()
    unknown: Text | None = None

    @model_validator(mode="after")
    def _computed_or_not(self) -> Alternative:
        if bool(self.changes) == (self.unknown is not None):
            raise PydanticCustomError("E-READING", "", {"found": self.key})
        return self


class Interpretation(Model):
    """An unclear text: the reading chosen, and the others."""

    key: Key
    question: Text
    chosen: Reading
    alternatives: tuple[Alternative, ...] = Field(min_length=1)
    source: Source | None = None
    assumed: Reason | None = None


class Ruleset(Declaration):
    """One instrument's rules for one family of units and one year."""

    units: Units
    periods: tuple[Period, ...] = Field(min_length=1)
    annual_result: Literal["year", "half-year"] | None = None
    score: Item
    bands: tuple[Band, ...] = ()
    policies: Policies
    survey: Survey | None = None
    process: Process | None = None
    interpretations: tuple[Interpretation, ...] = ()
    concordance: Concordance | None = None

    def item(self, key: str) -> Item:
        """Return the item of a key.

        Raises:
            KeyError: there is none.
        """
        return next((item for item, _ in walk(self.score) if item.key == key), None) or _none(key)


def _none(key: str) -> Item:
    raise KeyError(key)


def walk(
    item: Item, path: tuple[str | int, ...] = ("score",)
) -> Iterator[tuple[Item, tuple[str | int, ...]]]:
    """Visit an item and everything below it in order, with paths."""
    yield item, path
    for index, child in enumerate(item.items):
        yield from walk(child, (*path, "items", index))


def stated(value: Fraction | str | None) -> Fraction | None:
    """Return the number of a `cap`, or nothing for ``none`` and for no cap."""
    return value if isinstance(value, Fraction) else None
