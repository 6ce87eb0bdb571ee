"""What touches an item without being its rule: open readings with their effect, and assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from parindex.analysis.options import entry, full
from parindex.assessment import Assessed, Assessment, Entry, Stage
from parindex.comparison.words import item_name, policy_name
from parindex.errors import Language, ParindexError
from parindex.exact import ZERO
from parindex.explanation.policies import policies
from parindex.explanation.rules import number
from parindex.explanation.sheet import published
from parindex.fields import FrozenMap, Reason, counted, pick, say
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.checks import LAWS, check
from parindex.ruleset.model import Alternative, Interpretation, Ruleset
from parindex.ruleset.process import Source
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.ruleset.variants import vary
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score
from parindex.site import paths
from parindex.site.outline import Spot, outline
from parindex.site.page import block, escape, link
from parindex.sources.matrix import locators

__all__ = ["assumed", "readings", "touched"]

_BONUS, _USUAL = Fraction(5), Fraction(39, 40)  # put in where no source states a maximum
_FACTS = frozenset({"annual_result", "periods", "survey", "units"})  # which facts count, not what they give
_LEAF: tuple[str, ...] = ("rounding", "not_applicable", "missing")
_ROOT: tuple[str, ...] = ("rounding", "band_on", "rank", "not_applicable", "missing", "above_max")


# Readings


@lru_cache(maxsize=64)
def touched(ruleset: Ruleset) -> Mapping[str, tuple[Interpretation, ...]]:
    """Return the open readings that touch each item: that change it, or that arise from its own clause."""
    spots = outline(ruleset)
    places = {spot.place: key for key, spot in spots.items()}
    found: dict[str, list[Interpretation]] = {}
    for each in ruleset.interpretations:
        changed = {
            key
            for reading in each.alternatives
            for change in reading.changes
            if (key := _item_at(change.at, places)) is not None
        }
        for key, spot in spots.items():
            if key in changed or _shared(each.source, spot.item.source):
                found.setdefault(key, []).append(each)
    return FrozenMap({key: tuple(each) for key, each in found.items()})


def _item_at(place: str, places: Mapping[str, str]) -> str | None:
    """Return the item that a place is in; the policy of what lies above the max is the root's."""
    if place.startswith("policies.above_max"):
        return next(iter(places.values()))
    words = place.split(".")
    return next(
        (
            places[".".join(words[:count])]
            for count in range(len(words), 0, -1)
            if ".".join(words[:count]) in places
        ),
        None,
    )


def _shared(one: Source | None, other: Source | None) -> bool:
    return (
        one is not None
        and other is not None
        and one.instrument == other.instrument
        and not set(locators(one)).isdisjoint(locators(other))
    )


def readings(ruleset: Ruleset, spot: Spot, lang: Language) -> str:
    """Write the open readings that touch an item: the one chosen, the others, and what these would do."""
    found = touched(ruleset).get(spot.item.key, ())
    return block(*(_reading(ruleset, each, spot, lang) for each in found)) if found else ""


def _reading(ruleset: Ruleset, each: Interpretation, spot: Spot, lang: Language) -> str:
    at = paths.item(ruleset.id, spot.item.key)
    question = link(say(each.question, lang), f"{paths.readings(ruleset.id)}#{each.key}", at=at)
    chosen = pick(lang, "Đang chọn", "Chosen")
    lines = [f"- {question}", f"    - {chosen}: {escape(say(each.chosen.name, lang))}."]
    for reading in each.alternatives:
        other = pick(lang, "Cách hiểu khác", "Other reading")
        lines.append(
            f"    - {other}: {escape(say(reading.name, lang))}. {_effect(ruleset, each, reading, spot, lang)}"
        )
    return "\n".join(lines)


def _effect(ruleset: Ruleset, each: Interpretation, reading: Alternative, spot: Spot, lang: Language) -> str:
    """Say what a reading does to the item and the total of a unit that has the most everywhere."""
    if reading.unknown is not None:
        why = pick(lang, "Không tính được vì", "It cannot be computed")
        return f"{why}: {escape(say(reading.unknown, lang))}"
    if all(change.at.split(".")[0] in _FACTS for change in reading.changes):
        return pick(lang, "Cách tính điểm không đổi.", "How points are computed stays the same.")
    kind = spot.kinds[0].key if spot.kinds else ""
    base, varied = _best(ruleset, kind), _varied(ruleset, each.key, reading.key, kind)
    if base is None or varied is None:
        return pick(lang, "Xem trang các cách hiểu.", "See the page of readings.")
    figures = [(_item_points(sheet, spot, lang), published(sheet.total, lang)) for sheet in (base, varied)]
    (item, total), (other_item, other_total) = figures
    if spot.above:
        said = pick(
            lang,
            f"mục này {item} điểm → {other_item} điểm, tổng điểm {total} → {other_total}",
            f"this item {counted(item, 'point')} → {counted(other_item, 'point')}, "
            f"the total {total} → {other_total}",
        )
    else:
        said = pick(lang, f"tổng điểm {total} → {other_total}", f"the total {total} → {other_total}")
    return f"{_supposed(ruleset, kind, lang)}: {said}."


def _supposed(ruleset: Ruleset, kind: str, lang: Language) -> str:
    """Say what the unit is supposed to have: the most, or points put in where no source states a maximum."""
    put = [
        f"{item_name(leaf.item, lang)} {number(points, lang)}"
        for leaf, points in ((leaf, _put(leaf, ruleset, kind)) for leaf in _applied(ruleset, kind))
        if points is not None
    ]
    if not put:
        return pick(
            lang,
            "Với đơn vị đạt điểm cao nhất ở mọi mục, kể cả điểm thưởng (giả định)",
            "For a unit with the most points everywhere, bonus included (made up)",
        )
    listed = escape("; ".join(put))
    return pick(
        lang,
        f"Với số điểm giả định ({listed}; các mục khác đạt điểm cao nhất)",
        f"With points made up ({listed}; the most everywhere else)",
    )


def _item_points(sheet: ScoreSheet, spot: Spot, lang: Language) -> str:
    if not spot.above:
        return published(sheet.total, lang)
    return published(sheet.line(spot.item.key).figure(sheet.total.rounding), lang)


@lru_cache(maxsize=256)
def _best(ruleset: Ruleset, kind: str) -> ScoreSheet | None:
    """Score a unit that has the most points everywhere; nothing where the rules refuse it."""
    return _scored(ruleset, _full(ruleset, kind))


@lru_cache(maxsize=256)
def _varied(ruleset: Ruleset, question: str, reading: str, kind: str) -> ScoreSheet | None:
    """Score the same unit as another reading has it."""
    asked = next(each for each in ruleset.interpretations if each.key == question)
    varied = vary(ruleset, next(each for each in asked.alternatives if each.key == reading))
    if not isinstance(varied, Ruleset) or check(varied, LAWS):
        return None
    return _scored(varied, _full(ruleset, kind))


@lru_cache(maxsize=256)
def _full(ruleset: Ruleset, kind: str) -> Assessment:
    entries = {}
    for leaf in _applied(ruleset, kind):
        points = _put(leaf, ruleset, kind)
        entries[leaf.item.key] = entry(full(leaf)) if points is None else Entry(points=points)
    stage = Stage(entries=FrozenMap(entries))
    return Assessment(
        format="1",
        ruleset=ruleset.id,
        unit=Assessed(key="don-vi-gia-dinh", name="Đơn vị giả định", kind=kind),
        period=ruleset.periods[0].key,
        stages=FrozenMap({"final": stage}),
    )


def _applied(ruleset: Ruleset, kind: str) -> list[Node]:
    return [leaf for leaf in leaves(resolve(ruleset, kind)) if leaf.applies]


def _put(leaf: Node, ruleset: Ruleset, kind: str) -> Fraction | None:
    """Return the points put in for a leaf without a max of its own: together a little below the bound."""
    if leaf.item.max is not None:
        return None
    if leaf.role == "bonus":
        return min(leaf.bound, _BONUS)
    if leaf.role == "penalty":
        return ZERO
    beside = [each for each in _applied(ruleset, kind) if each.item.max is None and each.counts]
    return Fraction(leaf.bound * _USUAL // len(beside))


def _scored(ruleset: Ruleset, assessment: Assessment) -> ScoreSheet | None:
    try:
        return score(ruleset, assessment, trace=False)
    except ParindexError:
        return None


# Assumptions


def assumed(ruleset: Ruleset, spot: Spot, lang: Language) -> str:
    """List what no source states and bears on an item: of itself, and of the policies that it meets."""
    said = policies(ruleset, lang)
    target = f"{paths.ruleset(ruleset.id)}#policies"
    lines = []
    for at, why in _bearing(ruleset, spot):
        if at.startswith("policies."):
            name = at.removeprefix("policies.")
            named = link(policy_name(name, lang), target, at=paths.item(ruleset.id, spot.item.key))
            lines.append(f"- {named}: {escape(said[name])}. {_because(why, lang)}")
        else:
            lines.append(f"- {pick(lang, 'Mục này', 'This item')}: {escape(say(why, lang))}")
    return "\n".join(lines)


def _because(why: Reason, lang: Language) -> str:
    return f"{pick(lang, 'Lý do', 'Why')}: {escape(say(why, lang))}"


def _bearing(ruleset: Ruleset, spot: Spot) -> Iterator[tuple[str, Reason]]:
    """Give the assumptions of an item and of the policies that it meets."""
    named = _ROOT if not spot.above else () if spot.item.items else _LEAF
    own = spot.item.not_applicable or any(each.not_applicable for each in spot.above)
    wanted = {f"policies.{name}" for name in named if not (name == "not_applicable" and own)}
    wanted |= {spot.place}
    yield from ((at, why) for at, why in assumptions(ruleset) if at in wanted)
