"""A simulation as a plain tree of text, true, false and null: ``simulate --json``."""

from __future__ import annotations

from typing import Any

import numpy as np

from parindex.errors import Language
from parindex.exact import exact_text
from parindex.explanation.sheet import assumed, labels
from parindex.fields import say
from parindex.ruleset.model import Band, Ruleset
from parindex.simulation.result import League, LeftOut, Outcome, Simulation
from parindex.simulation.streams import GENERATOR

__all__ = ["plain"]


def plain(found: Simulation, lang: Language = "vi") -> dict[str, Any]:
    """Return a simulation; totals as they are published, shares as exact fractions of the draws."""
    asked = found.scenario
    return {
        "format": "1",
        "ruleset": _rules(asked.ruleset, lang),
        "under": None if asked.under is None else _rules(asked.under, lang),
        "improve": [{"item": each.item.key, "full": each.full} for each in asked.improved],
        "resample_survey": asked.resampled,
        "draws": str(found.draws),
        "seed": str(asked.seed),
        "generator": {"name": GENERATOR, "numpy": np.__version__},
        "coverage": exact_text(asked.coverage),
        "doubtful": str(found.doubtful),
        "leagues": [_league(each, found, lang) for each in found.leagues],
        "left_out": [_left_out(each, lang) for each in found.left_out],
    }


def _rules(ruleset: Ruleset, lang: Language) -> dict[str, Any]:
    return {
        "id": ruleset.id,
        "sha256": ruleset.digest,
        "standing": ruleset.standing,
        "coverage": ruleset.coverage,
        "labels": labels(ruleset, lang),
        "assumed": [each.removeprefix("- ") for each in assumed(ruleset, lang)[1:]],
    }


def _league(league: League, found: Simulation, lang: Language) -> dict[str, Any]:
    units = [_unit(each, found, lang) for each in league.units]
    return {"kind": league.kind, "period": league.period, "units": units}


def _unit(each: Outcome, found: Simulation, lang: Language) -> dict[str, Any]:
    old, new = (one.policies.rounding.value.rounding for one in (found.scenario.ruleset, found.scenario.then))
    rank, total = each.rank._asdict(), each.total._asdict()
    return {
        "key": each.unit,
        "name": each.name,
        "now": {
            "total": old.text(each.now.total),
            "rank": str(each.now.rank),
            "band": _band(each.now.band, lang),
        },
        "total": {end: new.text(value) for end, value in total.items()},
        "rank": {end: str(value) for end, value in rank.items()},
        "bands": [
            {"band": _band(band, lang), "draws": str(many), "share": exact_text(found.share(many))}
            for band, many in each.bands
            if band is not None or many
        ],
        "moves": None
        if each.moves is None
        else {way: str(many) for way, many in each.moves._asdict().items()},
    }


def _band(band: Band | None, lang: Language) -> dict[str, str] | None:
    return None if band is None else {"key": band.key, "name": say(band.name, lang)}


def _left_out(each: LeftOut, lang: Language) -> dict[str, Any]:
    problems = [{"code": one.code, "message": one.message(lang)} for one in each.problems]
    return {"row": str(each.row), "unit": each.unit, "problems": problems}
