"""The shape of what `diff` prints: changes, what each can do, and what became of units."""

from __future__ import annotations

from typing import Any, Literal

from parindex.assessment import Entry
from parindex.comparison.change import Kind
from parindex.comparison.witness import BandOutcome, PointsOutcome
from parindex.fields import Key, Model, Reason
from parindex.ruleset.declaration import RulesetId
from parindex.schemas.parts import Band, Ends, Exact, Figure, RulesetLabel

__all__ = ["Diff"]


class _Basis(Model):
    """What a side rests on: a clause, or the reason of an assumption."""

    instrument: Key | None = None
    number: str | None = None
    at: str | None = None
    assumed: Reason | None = None


class _Sources(Model):
    old: _Basis | None
    new: _Basis | None


class _Change(Model):
    """One difference: old and new are as the rulesets have them, and null where there is nothing."""

    kind: Kind
    at: str
    field: str
    place: list[str]
    name: str
    rule: bool
    old: Any
    new: Any
    source: _Sources


class _Least(Model):
    least: Exact
    most: Exact


class _ItemShare(Model):
    """What one item has in the change; a side says which ruleset has an item of that key."""

    side: Literal["old", "new"]
    key: Key
    field_side: Literal["old", "new"]
    field: Key
    rule: Exact
    criteria: Exact
    performance: Exact
    survey: Exact


class _Effect(Model):
    """What became of one unit; shares of the change of the index in percent, exact."""

    unit: Key
    unit_name: str
    unit_kind: Key
    period: Literal["year", "half-year"]
    old: Figure | Ends
    alone: Figure | Ends
    new: Figure | Ends
    rule_alone: Exact | _Least
    rule: Exact | None
    criteria: Exact | None
    performance: Exact | None
    survey: Exact | None
    items: list[_ItemShare] | None
    band_old: Band | None
    band_alone: Band | None
    band_new: Band | None
    rank_old: str | None
    rank_alone: str | None
    rank_from: str | None
    rank_new: str | None
    rank_own: Exact | None
    rank_others: Exact | None
    rank_rule: Exact | None
    missing_old: list[Key]
    missing: list[Key]
    unfit: list[Key]
    left_out: list[Key]


class _NotCarried(Model):
    """A unit whose facts the other ruleset does not take at all, and why."""

    unit: Key
    period: Literal["year", "half-year"]
    ruleset: RulesetId
    code: str
    message: str


class _PointsShown(Model):
    outcome: PointsOutcome
    item: Key
    shared: bool
    old: Exact | None
    new: Exact | None
    old_entries: dict[Key, Entry] | None
    new_entries: dict[Key, Entry] | None


class _BandShown(Model):
    outcome: BandOutcome
    old: Key | None
    new: Key | None
    old_index: Exact | None
    new_index: Exact | None
    old_total: Exact | None
    new_total: Exact | None
    old_entries: dict[Key, Entry] | None
    new_entries: dict[Key, Entry] | None


class _Shown(Model):
    """What one change can do, made alone in the older ruleset; ``same-proven``: nothing, as is proven."""

    at: str
    unit_kind: Key
    alone: bool
    points: _PointsShown
    band: _BandShown


class _Labels(Model):
    old: RulesetLabel
    new: RulesetLabel


class Diff(Model):
    """What `diff --json` prints."""

    format: Literal["1"]
    old: RulesetId
    new: RulesetId
    rulesets: _Labels
    changes: list[_Change]
    witnesses: list[_Shown] | None
    effects: list[_Effect]
    not_carried: list[_NotCarried]
