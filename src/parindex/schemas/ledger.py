"""The shape of what `ledger` prints: what each stage changed, who did, why, and what that does."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from parindex.assessment import StageName, State
from parindex.fields import Key, Model
from parindex.scales.observation import FIELDS
from parindex.schemas.parts import (
    Band,
    Ends,
    Figure,
    Ordinal,
    Period,
    Place,
    Problem,
    RulesetLabel,
    Sha256,
)

__all__ = ["Ledgers"]

# A field of an observation, and inside `counts` and `tallies` the keys that lead to the figure.
_Field = Annotated[str, Field(pattern=rf"^({'|'.join(FIELDS)})(\.[a-z0-9-]+){{0,2}}$")]


class _Position(Model):
    """Where the unit stands at a stage, the others being at their final one."""

    stage: StageName
    complete: bool
    total: Figure | Ends
    index: Figure | Ends
    band: Band | None
    rank: Ordinal | None


class _Line(Model):
    state: State
    why: str | None
    observation: dict[_Field, str]
    points: Figure | Ends


class _Evidence(Model):
    title: str
    sha256: Sha256 | None


class _Ranks(Model):
    before: Ordinal | None
    after: Ordinal | None


class _Change(Model):
    """An entry that a stage changed; effect and rank are of this change alone."""

    stage: StageName
    item: Key
    code: str | None
    name: str
    source: Place | None
    before: _Line
    after: _Line
    by: str | None
    why: str | None
    evidence: list[_Evidence]
    effect: Figure | Ends | None
    rank: _Ranks


class _Passage(Model):
    """From one stage to the next; ``remainder`` is what the entries, each made alone, leave of the whole."""

    from_: StageName = Field(alias="from")
    to: StageName
    whole: Figure | Ends
    remainder: Figure | Ends | None
    entries: list[_Change]


class _Gap(Model):
    """What the unit claimed, what it was granted, and the first less the second."""

    self_: Figure | Ends = Field(alias="self")
    final: Figure | Ends
    gap: Figure | Ends


class _FieldGap(_Gap):
    item: Key
    code: str | None
    name: str


class _BodyGap(_Gap):
    body: str | None


class _Gaps(Model):
    total: _Gap
    fields: list[_FieldGap]
    bodies: list[_BodyGap]


class _Ledger(Model):
    unit: Key
    unit_name: str
    stages: Annotated[list[_Position], Field(min_length=1)]
    passages: list[_Passage]
    gaps: _Gaps | None
    warnings: list[Problem]


class Ledgers(Model):
    """What `ledger --format json` prints: the ledgers of units of one league."""

    format: Literal["1"]
    ruleset: RulesetLabel
    unit_kind: Key
    period: Period
    ledgers: Annotated[list[_Ledger], Field(min_length=1)]
