"""What an instrument declares: identity, units, periods, the tree of items, bands and policies."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from parindex.exact import decimal_text
from parindex.fields import Date, Key, Model, Name, Number, Reason, Str, Text, True_, number
from parindex.ruleset.policy import NotApplicable, Policies
from parindex.ruleset.process import Due, Process, Source, Survey
from parindex.scales import Scale

__all__ = [
    "Band",
    "Instrument",
    "Interpretation",
    "Item",
    "Period",
    "Ruleset",
    "RulesetId",
    "Supersedes",
    "Unit",
    "UnitKind",
    "Units",
    "is_id",
    "stated",
    "walk",
]

_ID = re.compile(
    r"(?P<jurisdiction>[a-z0-9]+(?:-[a-z0-9]+)*)/(?P<family>[a-z0-9]+(?:-[a-z0-9]+)*)"
    r"@(?P<year>[0-9]{4})(?:\.(?P<correction>[2-9]|[1-9][0-9]))?",
    re.ASCII,
)


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
ItemRole = Literal["criterion", "bonus", "penalty", "survey"]


def is_id(text: str) -> bool:
    """Tell whether a text is spelled as the id of a ruleset: ``jurisdiction/family@year`` or ``…@year.2``.

    >>> is_id("ha-nam/departments-and-districts@2023"), is_id("../2023")
    (True, False)
    """
    return len(text) <= 160 and _ID.fullmatch(text) is not None  # noqa: PLR2004 (two slugs and a year)


def _id(text: str) -> str:
    if not is_id(text):
        raise PydanticCustomError("E-ID", "", {"found": text})
    return text


_ID_SCHEMA = f"^{re.sub('[?]P<[a-z]+>', '', _ID.pattern)}$"
RulesetId = Annotated[Str, AfterValidator(_id), WithJsonSchema({"type": "string", "pattern": _ID_SCHEMA})]
Year = Annotated[Str, Field(pattern="^[0-9]{4}$")]


class Supersedes(Model):
    """The published file that this one corrects, and why."""

    id: RulesetId
    why: Text


class Instrument(Model):
    """An official text, or a report of one; reliability A (official) to D (derived)."""

    key: Key
    number: Str
    kind: Literal["decision", "plan", "guidance", "report"]
    signed: Date | None = None
    issuer: Str
    title: Text
    reliability: Literal["A", "B", "C", "D"]
    url: Str | None = None
    document: Str | None = None
    note: Text | None = None


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


class Reading(Model):
    """One way to read an unclear text."""

    key: Key
    name: Name


class Interpretation(Model):
    """An unclear text: the reading chosen, and the others."""

    key: Key
    question: Text
    chosen: Reading
    alternatives: tuple[Reading, ...] = Field(min_length=1)
    source: Source | None = None
    assumed: Reason | None = None


class Ruleset(Model):
    """One instrument's rules for one family of units and one year."""

    format: Literal["1"]
    id: RulesetId
    supersedes: Supersedes | None = None
    year: Year
    title: Text
    standing: Literal["in-force", "superseded", "illustrative"]
    coverage: Literal["full", "structure"]
    note: Text | None = None
    instruments: tuple[Instrument, ...] = Field(min_length=1)
    units: Units
    periods: tuple[Period, ...] = Field(min_length=1)
    annual_result: Literal["year", "half-year"] | None = None
    score: Item
    bands: tuple[Band, ...] = ()
    policies: Policies
    survey: Survey | None = None
    process: Process | None = None
    interpretations: tuple[Interpretation, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return the canonical plain tree: what is declared and no default, numbers as short as can be."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical JSON, in hexadecimal."""
        text = json.dumps(self.plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def __hash__(self) -> int:
        return hash(self.digest)

    def item(self, key: str) -> Item:
        """Return the item of a key.

        Raises:
            KeyError: there is none.
        """
        return next((item for item, _ in walk(self.score) if item.key == key), None) or _none(key)

    def instrument(self, key: str) -> Instrument | None:
        """Return the instrument of a key, when there is one."""
        return next((each for each in self.instruments if each.key == key), None)


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
