"""A ruleset as the calculator opens it: items with their controls, bands, periods, units and assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from parindex.assessment import STAGES
from parindex.errors import Language, UsageError
from parindex.explanation.rules import rule
from parindex.explanation.sheet import band_span, clause, labels
from parindex.fields import pick, say
from parindex.ruleset.model import Band, Period, Ruleset
from parindex.ruleset.tree import Node, resolve
from parindex.scales.observation import unknown
from parindex.site import paths
from parindex.site.controls import control, pair
from parindex.site.encoding import encoded
from parindex.site.results import assumed_of, page
from parindex.workbook.words import STAGES as NAMED

__all__ = ["opened"]

Tree = dict[str, Any]

_PERIODS = {"year": ("Kỳ năm", "The year"), "half-year": ("Kỳ sáu tháng", "The half-year")}


def opened(ruleset: Ruleset, kind: str, lang: Language, *, period: str | None, unit: str | None) -> Tree:
    """Return what a page needs to ask everything of one kind of unit.

    Raises:
        UsageError: there is no such kind of unit (``E-KIND``) or period (``E-PERIOD``).
    """
    kinds = tuple(each.key for each in ruleset.units.kinds)
    if kind not in kinds:
        raise UsageError(unknown("E-KIND", ("kind",), kind, kinds))
    periods = tuple(each.key for each in ruleset.periods)
    chosen = period or ruleset.annual_result or periods[0]
    if chosen not in periods:
        raise UsageError(unknown("E-PERIOD", ("period",), chosen, periods))
    found = _tree(ruleset, kind, lang)
    named = {each["key"]: each["name"] for each in found["units"]}
    return {
        **found,
        "period": chosen,
        "unit": None if unit is None else {"key": unit, "name": named.get(unit, unit)},
    }


@lru_cache(maxsize=16)
def _tree(ruleset: Ruleset, kind: str, lang: Language) -> Tree:
    names = [{"key": each.key, "name": say(each.name, lang)} for each in ruleset.units.kinds]
    listed = [each for each in ruleset.units.units if each.kind == kind]
    return {
        "id": ruleset.id,
        "title": say(ruleset.title, lang),
        "year": ruleset.year,
        "standing": ruleset.standing,
        "coverage": ruleset.coverage,
        "labels": labels(ruleset, lang),
        "digest": ruleset.digest,
        "page": page(paths.ruleset(ruleset.id)),
        "kind": next(each for each in names if each["key"] == kind),
        "kinds": names,
        "periods": [_period(each, lang) for each in ruleset.periods],
        "units": [{"key": each.key, "name": say(each.name, lang)} for each in listed],
        "stages": [{"key": key, "name": pick(lang, *NAMED[key])} for key in STAGES],
        **pair("max", ruleset.score.max, lang),
        "digits": str(ruleset.policies.rounding.value.digits),
        "items": encoded(list(_items(ruleset, resolve(ruleset, kind), lang))),
        "bands": [_band(ruleset, each, lang) for each in ruleset.bands],
        "assumptions": assumed_of(ruleset, lang),
    }


def _period(period: Period, lang: Language) -> Tree:
    name = say(period.name, lang) or pick(lang, *_PERIODS[period.key])
    return {"key": period.key, "name": name, "from": period.from_, "to": period.to}


def _band(ruleset: Ruleset, band: Band, lang: Language) -> Tree:
    at = ruleset.bands.index(band)
    end = ruleset.bands[at - 1].from_ if at else band.to
    return {
        "key": band.key,
        "name": say(band.name, lang),
        **pair("from", band.from_, lang),
        **pair("to", end, lang),
        "span": f"{band_span(ruleset, band, lang)} %",
    }


def _items(ruleset: Ruleset, above: Node, lang: Language, depth: int = 0) -> Iterator[Tree]:
    """Describe the items below a node, parents first."""
    for node in above.nodes:
        item = node.item
        yield {
            "key": item.key,
            "code": item.code,
            "name": say(item.name, lang),
            "parent": above.item.key if depth else None,
            "depth": str(depth),
            "leaf": not node.nodes,
            "applies": node.applies,
            "role": node.role,
            **pair("max", item.max, lang),
            **pair("bound", node.bound, lang),
            "rule": rule(item, lang),
            "note": say(item.note, lang),
            "appraiser": say(item.appraiser, lang),
            "evidence": [say(each, lang) for each in item.evidence],
            "clause": clause(ruleset, item.source, lang),
            "page": page(paths.item(ruleset.id, item.key)),
            "control": control(node, lang) if node.applies and not node.nodes else None,
        }
        yield from _items(ruleset, node, lang, depth + 1)
