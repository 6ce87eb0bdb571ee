"""Figures that were published and can be tested here: where they were read, and what is expected of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from parindex.errors import NotFoundError, ReadError
from parindex.exact import decimal_text
from parindex.fields import Date, Key, Model, Number, Str, Table, Text
from parindex.readers.document import read_bytes
from parindex.reproduction.relation import Relation, RelationName, Verdict, Why
from parindex.reproduction.table import PrintedTable, read_table
from parindex.ruleset import catalog
from parindex.ruleset.declaration import RulesetId
from parindex.ruleset.model import Ruleset
from parindex.scales.observation import unknown
from parindex.validation import validate

__all__ = [
    "Conflict",
    "Expected",
    "Finding",
    "Published",
    "Read",
    "Structure",
    "available",
    "findings",
    "load",
    "structured",
    "table",
]


class Read(Model):
    """Where figures were read; ``document``, ``reference`` and ``at`` lead to the clauses that state them."""

    title: Str
    url: Str | None = None
    date: Date | None = None
    reliability: Literal["A", "B", "C", "D"]
    document: Key | None = None
    reference: Key | None = None
    at: tuple[Str, ...] = ()


class Conflict(Model):
    """A figure of the table, and what is printed elsewhere, or follows from what is printed there."""

    of: Str
    unit: Str | None = None
    printed: Str
    other: Str
    note: Text


class Structure(Model):
    """What is assumed where no ruleset fits: the max, the parts that add up to it, and groups to count.

    The cuts between groups are not known, so they only stand beneath a table without rows.
    """

    max: Number
    items: Table[Key, Number] = Field(default_factory=dict, validate_default=True)
    groups: tuple[Key, ...] = ()
    why: Text


class Finding(Model):
    """A verdict other than EXACT: of one relation for several units, or of a figure beneath the table."""

    relation: RelationName
    at: Str
    verdict: Verdict
    why: Why = ""
    units: tuple[Str, ...] = ()


class Expected(Model):
    """What is expected of a table: the verdict on the whole, and every relation that is not EXACT."""

    verdict: Verdict
    relations: tuple[Finding, ...] = ()


class Published(Model):
    """One printed table: it stands in ``<key>.csv``, the figures beneath it in ``<key>-beneath.csv``."""

    format: Literal["1"]
    key: Key
    title: Text
    year: Annotated[Str, Field(pattern="^[0-9]{4}$")]
    sources: tuple[Read, ...] = Field(min_length=1)
    ruleset: RulesetId | Literal["none"]
    structure: Structure | None = None
    note: Text | None = None
    conflicts: tuple[Conflict, ...] = ()
    expected: Expected

    @model_validator(mode="after")
    def _has_a_structure(self) -> Published:
        if self.ruleset == "none" and self.structure is None:
            raise PydanticCustomError("E-REQUIRED", "", {"field": "structure"})
        if self.ruleset != "none" and self.structure is not None:
            raise PydanticCustomError("E-FIELD", "", {"found": "structure", "nearest": ""})
        return self


def available() -> dict[str, Path]:
    """Return the file of every published table by key: those shipped, and those of other packages."""
    folders = [folder / "published" for folder in reversed(catalog.folders())]
    found = {file.stem: file for folder in folders for file in folder.glob("*.yaml")}
    return {key: found[key] for key in sorted(found)}


def load(name: str | Path) -> Published:
    """Read what is known of a published table, by key or from a file of one's own.

    Raises:
        NotFoundError: no table has the key.
        ReadError: the file cannot be read, or is none of these; every problem with its place.

    >>> load("nam-dinh-2020").structure.max
    Fraction(70, 1)
    """
    document = catalog.read_document(_file(name))
    found = validate(Published, document.data)
    if not isinstance(found, Published):
        raise ReadError(*document.locate(found))
    return found


def table(name: str | Path) -> PrintedTable:
    """Read a published table with the figures beneath it, under its ruleset or its assumed structure.

    Raises:
        NotFoundError: no table has the key, or no ruleset the id.
        ReadError: a file cannot be read.
    """
    file, published = _file(name), load(name)
    rules = structured(published) if published.ruleset == "none" else catalog.load(published.ruleset)
    content, beneath = file.with_suffix(".csv"), file.with_name(f"{file.stem}-beneath.csv")
    return read_table(
        read_bytes(content),
        rules,
        file=content.name,
        summary=read_bytes(beneath) if beneath.is_file() else None,
        summary_file=beneath.name,
    )


def findings(relations: Iterable[Relation]) -> tuple[Finding, ...]:
    """Gather the relations that are not EXACT, those alike in one, in the order of the table."""
    gathered: dict[tuple[RelationName, str, Verdict, Why], list[str]] = {}
    for each in relations:
        if each.verdict != "EXACT":
            units = gathered.setdefault((each.relation, each.at, each.verdict, each.why), [])
            units += [each.unit] if each.unit is not None else []
    return tuple(
        Finding(relation=relation, at=at, verdict=verdict, why=why, units=tuple(units))
        for (relation, at, verdict, why), units in gathered.items()
    )


def structured(published: Published) -> Ruleset:
    """Make the ruleset of an assumed structure: nothing in it but the max, its parts and the groups.

    Raises:
        ReadError: the structure is not sound.
    """
    made = validate(Ruleset, _declared(published, published.structure))
    if not isinstance(made, Ruleset):
        raise ReadError(*made)
    return made


def _file(name: str | Path) -> Path:
    if isinstance(name, Path):
        return name
    files = available()
    if name not in files:
        raise NotFoundError(unknown("E-VALUE", (), name, files))
    return files[name]


def _declared(published: Published, structure: Structure | None) -> Mapping[str, Any]:
    assert structure is not None  # noqa: S101 (whatever has no ruleset has a structure)
    title, year = published.title, published.year
    instrument = {"key": "figures", "number": "–", "kind": "report", "reliability": "D"}
    return {
        "format": "1",
        "id": f"published/{published.key}@{year}",
        "year": year,
        "title": title,
        "standing": "illustrative",
        "coverage": "structure",
        "instruments": [instrument | {"issuer": published.sources[0].title, "title": title}],
        "units": {"kinds": [{"key": "unit", "name": {"vi": "Đơn vị", "en": "Unit"}}]},
        "periods": [{"key": "year", "from": f"{year}-01-01", "to": f"{year}-12-31"}],
        "score": _score(structure),
        "bands": _bands(structure.groups),
        "policies": {name: {"value": value, "assumed": structure.why} for name, value in _POLICIES.items()},
    }


_POLICIES: Mapping[str, Any] = {
    "rounding": {"digits": "2", "mode": "half-up", "at": ["publication"]},
    "band_on": "exact",
    "rank": {"on": "exact", "ties": "competition"},
    "not_applicable": "forbid",
    "missing": "refuse",
    "above_max": "refuse",
}


def _score(structure: Structure) -> Mapping[str, Any]:
    parts = structure.items or {"published-total": structure.max}
    items = [
        {"key": key, "name": {"vi": key}, "max": decimal_text(most), "scale": {"method": "direct"}}
        for key, most in parts.items()
    ]
    name = {"vi": "Tổng điểm", "en": "Total points"}
    return {"key": "total", "name": name, "max": decimal_text(structure.max), "items": items}


def _bands(groups: tuple[str, ...]) -> list[Mapping[str, Any]]:
    # The format asks for a floor of each; none is used where there are no rows.
    bands: list[dict[str, Any]] = [
        {"key": key, "name": {"vi": key}, "from": str(len(groups) - at)} for at, key in enumerate(groups, 1)
    ]
    return [bands[0] | {"to": "100"}, *bands[1:]] if bands else []
