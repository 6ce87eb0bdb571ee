"""The shape of what `distance` prints: how far the next band is, and the cheapest way to it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from parindex.assessment import StageName
from parindex.fields import Key, Model
from parindex.ruleset.model import ItemRole
from parindex.scales.observation import Observation
from parindex.schemas.parts import (
    Assumption,
    Band,
    Decimal,
    Exact,
    ExactTotal,
    Figure,
    Period,
    Place,
    Problem,
    RulesetLabel,
)

__all__ = ["Distance"]


class _Edge(Model):
    """How far it is to the floor of a band: in percent as bands are read, in the index, and in points.

    ``needed`` is the least index that comes to it; where ``attained`` is false, the index must be above that.
    """

    band: Band
    from_: Decimal = Field(alias="from")
    needed: Exact
    attained: bool
    figure: Exact
    index: Figure
    points: Figure


class _Distance(Model):
    band_on: Literal["exact", "published"]
    figure: Exact
    above: _Edge | None
    below: _Edge | None


class _Item(Model):
    key: Key
    code: str | None
    name: str
    source: Place | None


class _Loss(_Item):
    """Points that an item did not get; ``index`` is what they alone add, null where the rules refuse that."""

    role: ItemRole
    in_hand: bool
    max: Decimal
    points: Figure
    lost: Figure
    index: Figure | None


class _Entry(Observation):
    """What an assessment would say of the item: an observation, or no result at all."""

    state: Literal["zero"] | None = None


class _Option(Model):
    answer: str
    entry: _Entry
    points: Figure


class _Effect(Model):
    """What another answer adds to total and index, and the band it gives."""

    total: Figure
    index: Figure
    band: Band | None


class _Answer(_Option):
    effect: _Effect | None


class _Better(_Item):
    role: ItemRole
    in_hand: bool
    now: str
    points: Figure
    next: _Answer | None
    full: _Answer


class _Standing(Model):
    answer: str
    points: Figure


class _Improved(_Item):
    effort: Decimal
    before: _Standing
    after: _Option


class _Result(Model):
    total: ExactTotal
    index: Figure
    band: Band | None


class _Found(_Result):
    cost: Decimal
    improved: list[_Improved]


class _Most(_Result):
    """The score with every answer in hand full, and what it lacks of the band."""

    missing: Exact


class _Cheapest(Model):
    """The cheapest set of answers that reaches a band; else the most there is, or why it was not found."""

    band: Band
    survey: bool
    effort: dict[Key, Decimal]
    found: _Found | None
    most: _Most | None
    obstacle: Problem | None


class Distance(_Result):
    """What `distance --json` prints."""

    format: Literal["1"]
    ruleset: RulesetLabel
    unit: Key
    unit_name: str
    unit_kind: Key
    period: Period
    stage: StageName
    distance: _Distance | None
    losses: list[_Loss]
    better: list[_Better]
    cheapest: _Cheapest | None
    assumptions: list[Assumption]
    warnings: list[Problem]
