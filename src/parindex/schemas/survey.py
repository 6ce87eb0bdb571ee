"""The shape of what `survey` prints: ballots accounted for, points, how sure they are; and sample sizes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from parindex.fields import Key, Model
from parindex.ruleset.declaration import RulesetId
from parindex.schemas.parts import (
    Band,
    Code,
    Count,
    Decimal,
    Ends,
    Exact,
    Figure,
    Ordinal,
    RulesetLabel,
    Sha256,
)

__all__ = ["Sample", "Survey"]

_Estimated = Annotated[str, Field(pattern=r"^-?(0|[1-9][0-9]*)\.[0-9]{6}$")]
_Hundredths = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]*)\.[0-9]{2}$")]


class _File(Model):
    name: str
    size: Count
    sha256: Sha256


class _Conserved(Model):
    """What was read is what counts and what was refused."""

    read: Count
    counted: Count
    refused: Count


class _Problem(Model):
    """What is wrong, with its place in a file where it has one."""

    code: Code
    file: str | None
    line: Ordinal | None
    column: Ordinal | None
    at: str
    message: str
    hint: str


class _Refused(Model):
    code: Code
    answers: Count
    examples: Annotated[list[_Problem], Field(min_length=1, max_length=5)]


class _Flag(Model):
    """What counts but should be looked at."""

    code: Literal["W-STRAIGHT", "W-OUTSIDE", "W-UNRATED", "W-FEW", "W-MORE"]
    number: Count
    unit: Key | None
    group: Key | None


class _Group(Model):
    key: Key
    name: str
    population: Count | None
    minimum: Count | None
    respondents: Count
    sheets: Count
    answers: Count
    asked: Count


class _Sampling(Model):
    confidence: Decimal
    draws: Count
    seed: Count


class _Points(Model):
    exact: Exact


class _Estimate(Model):
    """An estimated figure with its standard error, its interval and the degrees of freedom."""

    value: _Estimated
    error: _Estimated
    low: _Estimated
    high: _Estimated
    freedom: Count


class _Probability(Model):
    band: Band
    probability: Exact


class _Certainty(Model):
    items: dict[Key, _Estimate]
    survey: _Estimate
    index: _Estimate | None
    next: Band | None
    margin: _Estimate | None
    bands: list[_Probability]


class _Unit(Model):
    """A unit that was rated or given; ``tallies`` by item, group and option."""

    unit: Key
    unit_name: str
    unit_kind: Key
    tallies: dict[Key, dict[Key, dict[Key, Count]]]


class _Scored(_Unit):
    """A unit with its exact score, and how sure that is; ``without`` says why nothing tells."""

    problems: Annotated[list[_Problem], Field(max_length=0)]
    points: _Points | None
    bounds: tuple[Exact, Exact] | None
    complete: bool
    total: Figure | Ends
    index: Figure | Ends
    band: Band | None
    certainty: _Certainty | None
    without: _Problem | None


class _NotScored(_Unit):
    """A unit that has problems and no score."""

    problems: Annotated[list[_Problem], Field(min_length=1)]
    points: None
    bounds: None
    complete: None
    total: None
    index: None
    band: None
    certainty: None
    without: None


class _RankSet(Model):
    """A rank by the exact figures, and those it can be: by itself, and all units at once."""

    unit: Key
    rank: Ordinal
    low: Ordinal
    high: Ordinal
    all_low: Ordinal
    all_high: Ordinal


class _Ranks(Model):
    kind: Key
    units: Annotated[list[_RankSet], Field(min_length=2)]


class Survey(Model):
    """What `survey --json` prints."""

    format: Literal["1"]
    ruleset: RulesetLabel
    files: Annotated[list[_File], Field(min_length=1)]
    rows: _Conserved
    answers: _Conserved
    refused: list[_Refused]
    flags: list[_Flag]
    groups: list[_Group]
    sampling: _Sampling | None
    units: list[_Scored | _NotScored]
    ranks: list[_Ranks]


class _Ruleset(Model):
    id: RulesetId
    sha256: Sha256


class _Needed(Model):
    """How many of a group must answer, and the points of the total that it decides."""

    key: Key
    population: Count | None
    points: Decimal
    needed: Count


class Sample(Model):
    """What `survey sample --json` prints."""

    format: Literal["1"]
    ruleset: _Ruleset
    kind: Key
    margin: Decimal
    confidence: Decimal
    reach: _Hundredths
    groups: Annotated[list[_Needed], Field(min_length=1)]
    needed: Count
