"""What every declared file has: identity, standing, the official texts it rests on, and a digest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from parindex.fields import Date, Key, Model, Str, Text
from parindex.ruleset.process import Source

__all__ = ["Declaration", "Instrument", "RulesetId", "Supersedes", "id_of", "is_id"]

_ID = re.compile(
    r"(?P<jurisdiction>[a-z0-9]+(?:-[a-z0-9]+)*)/(?P<family>[a-z0-9]+(?:-[a-z0-9]+)*)"
    r"@(?P<year>[0-9]{4})(?:\.(?P<correction>[2-9]|[1-9][0-9]))?",
    re.ASCII,
)


def is_id(text: str) -> bool:
    """Tell whether a text is spelled as the id of a ruleset: ``jurisdiction/family@year`` or ``…@year.2``.

    >>> is_id("ha-nam/departments-and-districts@2023"), is_id("../2023")
    (True, False)
    """
    return len(text) <= 160 and _ID.fullmatch(text) is not None  # noqa: PLR2004 (two slugs and a year)


def id_of(file: Path) -> str:
    """Return the id that a file has by where it lies, whatever it says.

    >>> id_of(Path("rulesets/ha-nam/wards/2024.yaml"))
    'ha-nam/wards@2024'
    """
    place = file.absolute()
    return f"{place.parent.parent.name}/{place.parent.name}@{place.name.removesuffix(place.suffix)}"


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
    source: Source | None = None
    note: Text | None = None


class Declaration(Model):
    """A versioned file of one jurisdiction, family and year."""

    format: Literal["1"]
    id: RulesetId
    supersedes: Supersedes | None = None
    year: Year
    title: Text
    standing: Literal["in-force", "superseded", "illustrative"]
    coverage: Literal["full", "structure"]
    note: Text | None = None
    instruments: tuple[Instrument, ...] = Field(min_length=1)

    def plain(self) -> dict[str, Any]:
        """Return the canonical plain tree: what is declared and no default, numbers as short as can be."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    @cached_property
    def canonical(self) -> bytes:
        """Return the canonical JSON: keys in order, no space, UTF-8."""
        text = json.dumps(self.plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.canonical).hexdigest()

    def __eq__(self, other: object) -> bool:
        # Caches look a ruleset up by it; field by field, two that were read apart take as long as a score.
        if self is other:
            return True
        return self.digest == other.digest if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy in which some fields are others; its digest is its own."""
        copy = super().model_copy(update=update, deep=deep)
        for computed in ("canonical", "digest"):
            copy.__dict__.pop(computed, None)
        return copy

    def instrument(self, key: str) -> Instrument | None:
        """Return the instrument of a key, when there is one."""
        return next((each for each in self.instruments if each.key == key), None)
