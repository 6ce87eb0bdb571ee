"""A comparison as a plain tree of text, true, false and null: the result of ``diff --json``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from parindex.assessment import Assessment
from parindex.comparison.attribution import FACTORS, Attribution
from parindex.comparison.change import Change, Tree, thaw
from parindex.comparison.difference import Difference
from parindex.comparison.effect import Effect, Refused
from parindex.comparison.witness import Witness
from parindex.comparison.words import sources, subject
from parindex.errors import Language
from parindex.exact import ZERO, Interval, exact_text
from parindex.fields import FrozenMap, say
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet, plain_figure

__all__ = ["plain"]


def plain(
    difference: Difference,
    witnesses: Sequence[Witness] | None = None,
    effects: Sequence[Effect] = (),
    lang: Language = "vi",
    refused: Sequence[Refused] = (),
) -> dict[str, Any]:
    """Return the two rulesets, every change with both values and both clauses, and what it did to units.

    What each change can do is ``None`` where it was not asked for.
    """
    return {
        "format": "1",
        "old": difference.old.id,
        "new": difference.new.id,
        "rulesets": {"old": _ruleset(difference.old), "new": _ruleset(difference.new)},
        "changes": [_change(each, difference, lang) for each in difference.changes],
        "witnesses": None if witnesses is None else [_witness(each) for each in witnesses],
        "effects": [_effect(each, lang) for each in effects],
        "not_carried": [row for each in refused for row in _refused(each, lang)],
    }


def _ruleset(ruleset: Ruleset) -> dict[str, str]:
    return {
        "id": ruleset.id,
        "sha256": ruleset.digest,
        "standing": ruleset.standing,
        "coverage": ruleset.coverage,
    }


def _change(change: Change, difference: Difference, lang: Language) -> dict[str, Any]:
    old, new = sources(change, difference)
    return {
        "kind": change.kind,
        "at": change.at,
        "field": change.field,
        "place": list(change.place),
        "name": subject(change, difference, lang),
        "rule": change.rule,
        "old": thaw(change.old),
        "new": thaw(change.new),
        "source": {
            "old": _source(old, difference.old),
            "new": _source(new, difference.new),
        },
    }


def _source(source: FrozenMap[str, Tree] | None, ruleset: Ruleset) -> dict[str, Any] | None:
    """Return the clause with the number of its instrument, or the reason of an assumption."""
    if source is None:
        return None
    found = thaw(source)
    instrument = ruleset.instrument(str(found.get("instrument")))
    number = {"number": instrument.number} if instrument else {}
    return {**found, **number}


def _witness(witness: Witness) -> dict[str, Any]:
    """Return what one change can do: points that differ, and bands, each with what shows it."""
    points = witness.points
    return {
        "at": witness.thing,
        "unit_kind": witness.kind,
        "alone": witness.alone,
        "points": {
            "outcome": points.outcome,
            "item": points.item,
            "shared": points.shared,
            "old": _exact(points.old_points),
            "new": _exact(points.new_points),
            "old_entries": _entries(points.old),
            "new_entries": _entries(points.new),
        },
        "band": {
            "outcome": witness.band,
            "old": witness.old_band,
            "new": witness.new_band,
            "old_index": _exact(witness.old_index),
            "new_index": _exact(witness.new_index),
            "old_total": _exact(witness.old_points),
            "new_total": _exact(witness.new_points),
            "old_entries": _entries(witness.example),
            "new_entries": _entries(witness.varied_example),
        },
    }


def _entries(assessment: Assessment | None) -> dict[str, Any] | None:
    """Return the entries of an example, as an assessment file has them."""
    if assessment is None:
        return None
    entries = assessment.stages["final"].entries
    return {
        key: entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for key, entry in entries.items()
    }


def _effect(effect: Effect, lang: Language) -> dict[str, Any]:
    """Return what became of one unit; figures of the index in percent, exact."""
    shares = effect.attribution.by_factor() if effect.attribution else {}
    return {
        "unit": effect.unit.key,
        "unit_name": effect.unit.name,
        "unit_kind": effect.unit.kind,
        "period": effect.period,
        "old": plain_figure(effect.before.index),
        "alone": plain_figure(effect.alone.index),
        "new": plain_figure(effect.after.index),
        "rule_alone": _exact(effect.rule_alone),
        **{factor: _exact(shares.get(factor)) for factor in FACTORS},
        "items": _items(effect.attribution),
        "band_old": _band(effect.before, lang),
        "band_alone": _band(effect.alone, lang),
        "band_new": _band(effect.after, lang),
        "rank_old": _rank(effect.rank_before),
        "rank_alone": _rank(effect.rank_alone),
        "rank_from": _rank(effect.rank_from),
        "rank_new": _rank(effect.rank_after),
        "rank_own": _exact(effect.own),
        "rank_others": _exact(effect.others),
        "rank_rule": _exact(effect.ranking),
        "missing_old": list(effect.before.missing),
        "missing": list(effect.alone.missing),
        "unfit": list(effect.unfit),
        "left_out": list(effect.left_out),
    }


def _refused(unit: Refused, lang: Language) -> list[dict[str, str]]:
    """Return why a unit could not be carried, one row for each problem."""
    return [
        {
            "unit": unit.unit.key,
            "period": unit.period,
            "ruleset": unit.ruleset,
            "code": each.code,
            "message": each.message(lang),
        }
        for each in unit.problems
    ]


def _exact(value: Fraction | Interval[Fraction] | None) -> str | dict[str, str] | None:
    if isinstance(value, Interval):
        return {"least": exact_text(value.least), "most": exact_text(value.most)}
    return None if value is None else exact_text(value)


def _items(found: Attribution | None) -> list[dict[str, str]] | None:
    """Return the share of each item and factor, but for those that are 0."""
    if found is None:
        return None
    names = dict.fromkeys(name for name, _ in found.table)
    return [
        _place(found, name)
        | {factor: exact_text(found.table.get((name, factor), ZERO)) for factor in FACTORS}
        for name in names
    ]


def _place(found: Attribution, name: str) -> dict[str, str]:
    """Return the item and its field as their own rulesets name them: a key may be another item's by now."""
    side, key = found.origins[name]
    field_side, field = found.origins[found.field_of[name]]
    return {"side": side, "key": key, "field_side": field_side, "field": field}


def _band(sheet: ScoreSheet, lang: Language) -> dict[str, str] | None:
    return {"key": sheet.band.key, "name": say(sheet.band.name, lang)} if sheet.band else None


def _rank(place: int | None) -> str | None:
    return None if place is None else str(place)
