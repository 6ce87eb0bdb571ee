"""How far the next band is, as a plain tree of text, true, false and null: ``distance --json``."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from parindex.analysis.distance import Answer, Better, Distance, Edge, Effect, Loss
from parindex.analysis.improvement import Improved, Improvement
from parindex.analysis.options import Option
from parindex.analysis.outlook import Outlook, read_on
from parindex.analysis.words import answer, standing
from parindex.errors import Language, Problem
from parindex.exact import Rounding, decimal_text, exact_text
from parindex.fields import FrozenMap, say
from parindex.ruleset.model import Band, Item
from parindex.scoresheet import ScoreSheet

__all__ = ["plain"]


def plain(outlook: Outlook, lang: Language = "vi") -> dict[str, Any]:
    """Return an outlook; each figure as an exact fraction beside the published one."""
    sheet = outlook.sheet
    ruleset, rounding = sheet.ruleset, sheet.total.rounding
    label = {"standing": ruleset.standing, "coverage": ruleset.coverage}
    return {
        "format": "1",
        "ruleset": {"id": ruleset.id, "sha256": ruleset.digest, **label},
        "unit": sheet.unit.key,
        "unit_name": sheet.unit.name,
        "unit_kind": sheet.unit.kind,
        "period": sheet.period,
        "stage": sheet.stage,
        **_result(sheet, lang),
        "distance": _distance(outlook.distance, sheet, lang) if outlook.distance else None,
        "losses": [_loss(each, rounding, lang) for each in outlook.losses],
        "better": [_better(each, sheet, lang) for each in outlook.better],
        "cheapest": _cheapest(outlook, outlook.target, lang) if outlook.target else None,
        "assumptions": [{"at": at, "why": say(why, lang)} for at, why in sheet.assumptions],
        "warnings": [_problem(each, lang) for each in sheet.warnings],
    }


def _result(sheet: ScoreSheet, lang: Language) -> dict[str, Any]:
    return {
        "total": _figure(sheet.total.least, sheet.total.rounding)
        | {"max": decimal_text(sheet.ruleset.score.max or Fraction(0))},
        "index": _figure(sheet.index.least, sheet.index.rounding),
        "band": _band(sheet.band, lang),
    }


def _figure(value: Fraction, rounding: Rounding) -> dict[str, str]:
    return {"exact": exact_text(value), "published": rounding.text(value)}


def _band(band: Band | None, lang: Language) -> dict[str, str] | None:
    return {"key": band.key, "name": say(band.name, lang)} if band else None


def _problem(found: Problem, lang: Language) -> dict[str, str]:
    return {"code": found.code, "at": found.at, "message": found.message(lang)}


def _distance(distance: Distance, sheet: ScoreSheet, lang: Language) -> dict[str, Any]:
    rounding = sheet.index.rounding
    return {
        "band_on": sheet.ruleset.policies.band_on.value,
        "figure": exact_text(distance.figure),
        "above": _edge(distance.above, rounding, lang) if distance.above else None,
        "below": _edge(distance.below, rounding, lang) if distance.below else None,
    }


def _edge(edge: Edge, rounding: Rounding, lang: Language) -> dict[str, Any]:
    return {
        "band": _band(edge.band, lang),
        "from": decimal_text(edge.band.from_),
        "needed": exact_text(edge.needed),
        "attained": edge.attained,
        "figure": exact_text(edge.figure),
        "index": _figure(edge.index, rounding),
        "points": _figure(edge.points, rounding),
    }


def _item(item: Item, lang: Language) -> dict[str, Any]:
    source = {"instrument": item.source.instrument, "at": item.source.at} if item.source else None
    return {"key": item.key, "code": item.code, "name": say(item.name, lang), "source": source}


def _loss(loss: Loss, rounding: Rounding, lang: Language) -> dict[str, Any]:
    return {
        **_item(loss.item, lang),
        "role": loss.role,
        "in_hand": loss.in_hand,
        "max": decimal_text(loss.max),
        "points": _figure(loss.points, rounding),
        "lost": _figure(loss.lost, rounding),
        "index": None if loss.index is None else _figure(loss.index, rounding),
    }


def _better(better: Better, sheet: ScoreSheet, lang: Language) -> dict[str, Any]:
    return {
        **_item(better.item, lang),
        "role": better.role,
        "in_hand": better.in_hand,
        "now": standing(sheet.line(better.item.key), lang),
        "points": _figure(better.points, sheet.total.rounding),
        "next": _answer(better.item, better.next, sheet, lang) if better.next else None,
        "full": _answer(better.item, better.full, sheet, lang),
    }


def _answer(item: Item, found: Answer, sheet: ScoreSheet, lang: Language) -> dict[str, Any]:
    effect = _effect(found.effect, sheet.total.rounding, lang) if found.effect else None
    return {**_option(item, found.option, sheet, lang), "effect": effect}


def _option(item: Item, option: Option, sheet: ScoreSheet, lang: Language) -> dict[str, Any]:
    return {
        "answer": answer(item, option, sheet.line(item.key), lang),
        "entry": _thawed(option.observation),
        "points": _figure(option.points, sheet.total.rounding),
    }


def _thawed(tree: Any) -> Any:  # noqa: ANN401 (a plain tree holds anything)
    if isinstance(tree, FrozenMap):
        return {key: _thawed(part) for key, part in tree.items()}
    return list(tree) if isinstance(tree, tuple) else tree


def _effect(effect: Effect, rounding: Rounding, lang: Language) -> dict[str, Any]:
    return {
        "total": _figure(effect.total, rounding),
        "index": _figure(effect.index, rounding),
        "band": _band(effect.band, lang),
    }


def _cheapest(outlook: Outlook, target: Band, lang: Language) -> dict[str, Any]:
    """Return the cheapest way to a band; where there is none, the best that there is and what it lacks."""
    most = outlook.most
    lacking = exact_text(target.from_ - read_on(most)) if most else None
    return {
        "band": _band(target, lang),
        "survey": outlook.survey,
        "effort": {key: decimal_text(value) for key, value in outlook.effort.items()},
        "found": _improvement(outlook.improvement, lang) if outlook.improvement else None,
        "most": {**_result(most, lang), "missing": lacking} if most else None,
        "obstacle": _problem(outlook.obstacle, lang) if outlook.obstacle else None,
    }


def _improvement(found: Improvement, lang: Language) -> dict[str, Any]:
    return {
        "cost": decimal_text(found.cost),
        "improved": [_improved(each, found.before, lang) for each in found.improved],
        **_result(found.after, lang),
    }


def _improved(found: Improved, before: ScoreSheet, lang: Language) -> dict[str, Any]:
    line, rounding = before.line(found.item.key), before.total.rounding
    return {
        **_item(found.item, lang),
        "effort": decimal_text(found.effort),
        "before": {"answer": standing(line, lang), "points": _figure(found.points, rounding)},
        "after": _option(found.item, found.option, before, lang),
    }
