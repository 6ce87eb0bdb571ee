"""The shape of what `simulate` prints: where each unit lands over all draws."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from parindex.fields import Key, Model
from parindex.schemas.parts import Band, Code, Count, Exact, Ordinal, Period, Published, RulesetLabel

__all__ = ["Simulation"]


class _Rules(RulesetLabel):
    """Which rules, with what must be known of them, in words."""

    labels: list[str]
    assumed: list[str]


class _Improvement(Model):
    item: Key
    full: bool


class _Generator(Model):
    name: Literal["PCG64"]
    numpy: str


class _Standing(Model):
    """Total, rank and band as they stand."""

    total: Published
    rank: Ordinal
    band: Band | None


class _Totals(Model):
    least: Published
    middle: Published
    most: Published


class _Ranks(Model):
    least: Ordinal
    middle: Ordinal
    most: Ordinal


class _Landed(Model):
    """In how many draws a unit is in a band, or in none, and what part of all draws that is."""

    band: Band | None
    draws: Count
    share: Exact


class _Moves(Model):
    """In how many draws a unit has a better, the same or a worse rank."""

    up: Count
    level: Count
    down: Count


class _Unit(Model):
    key: Key
    name: str | None
    now: _Standing
    total: _Totals
    rank: _Ranks
    bands: list[_Landed]
    moves: _Moves | None


class _League(Model):
    kind: Key
    period: Period
    units: Annotated[list[_Unit], Field(min_length=1)]


class _Problem(Model):
    code: Code
    message: str


class _LeftOut(Model):
    """A row that is not simulated, and why."""

    row: Ordinal
    unit: str | None
    problems: Annotated[list[_Problem], Field(min_length=1)]


class Simulation(Model):
    """What `simulate --json` prints; ``coverage`` is the least part of the draws that an interval holds."""

    format: Literal["1"]
    ruleset: _Rules
    under: _Rules | None
    improve: list[_Improvement]
    resample_survey: bool
    draws: Ordinal
    seed: Count
    generator: _Generator
    coverage: Exact
    doubtful: Count
    leagues: list[_League]
    left_out: list[_LeftOut]
