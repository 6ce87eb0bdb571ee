"""How far a score is from the next band, where points were lost, and what better answers would change.

Everything here is arithmetic on the figures of one score sheet. Nothing of it says what an appraisal will
find.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from parindex.analysis.options import Option, entry, full, options
from parindex.analysis.whatif import answered
from parindex.assessment import Assessment, Entry, Stage
from parindex.errors import AssessmentError, UsageError, problem
from parindex.exact import Rounding, add
from parindex.fields import FrozenMap
from parindex.ruleset.model import Band, Item, ItemRole, Ruleset
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import SurveyScale
from parindex.scoresheet import Line, ScoreSheet, each_line
from parindex.scoring import score

__all__ = [
    "HUNDRED",
    "Answer",
    "Better",
    "Distance",
    "Edge",
    "Effect",
    "Loss",
    "applicable_max",
    "better_answers",
    "complete",
    "distance",
    "in_hand",
    "losses",
    "open_leaves",
]

HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Edge:
    """How far a score stands from the floor of a band; every distance is zero or more.

    ``needed`` is the least exact index in percent that the band is read from; where ``attained`` is false,
    the index must be above it. ``figure`` is the distance of the figure that bands are read on to the floor,
    ``index`` that of the exact index to ``needed``, in percent; ``points`` is that in points of the total.
    """

    band: Band
    needed: Fraction
    attained: bool
    figure: Fraction
    index: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class Distance:
    """Where a score stands between two floors.

    ``figure`` is the index in percent as bands are read on it, exact or published; ``above`` is the floor of
    the next band, ``None`` in the top band; ``below`` that of the band it is in, ``None`` in the lowest.
    """

    figure: Fraction
    index: Fraction
    total: Fraction
    band: Band | None
    above: Edge | None
    below: Edge | None


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that one item did not get, and what they alone would add to the index.

    ``points`` and ``max`` are the item's (a penalty's max is 0), ``lost`` their difference. ``index`` is in
    percent, with everything else as it is, through every cap and rescale. It is ``None`` where the rules
    refuse the total that would come of it. ``in_hand`` is false for what respondents of a survey say.
    """

    item: Item
    role: ItemRole
    points: Fraction
    max: Fraction
    lost: Fraction
    index: Fraction | None
    in_hand: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What another answer adds to the total in points and to the index in percent, and the band it gives."""

    total: Fraction
    index: Fraction
    band: Band | None


class Answer(NamedTuple):
    """Another answer for one item, and its effect; ``None`` where the rules refuse its total."""

    option: Option
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class Better:
    """What can be said of one item that is better than what stands: the next answer, and the full one.

    ``next`` is ``None`` where there is no next one: between two answers there is always another.
    """

    item: Item
    role: ItemRole
    points: Fraction
    next: Answer | None
    full: Answer
    in_hand: bool


def distance(sheet: ScoreSheet) -> Distance:
    """Return how far a score is from the floor of the next band, and above that of its own.

    Raises:
        UsageError: the sheet is not complete (``E-NOT-COMPLETE``), or there are no bands (``E-NO-BANDS``).
    """
    complete(sheet)
    bands = sheet.ruleset.bands
    if not bands:
        raise UsageError(problem("E-NO-BANDS", id=sheet.ruleset.id))
    published = sheet.ruleset.policies.band_on.value == "published"
    rounding = sheet.index.rounding if published else None
    figure = rounding.apply(sheet.index.least) if rounding else sheet.index.least
    higher = [band for band in bands if band.from_ > figure]
    return Distance(
        figure=figure,
        index=sheet.index.least,
        total=sheet.total.least,
        band=sheet.band,
        above=_edge(sheet, higher[-1], figure, rounding) if higher else None,
        below=_edge(sheet, sheet.band, figure, rounding) if sheet.band and sheet.band != bands[-1] else None,
    )


def complete(sheet: ScoreSheet) -> None:
    """Refuse a sheet on which something is missing.

    Raises:
        UsageError: it is not complete (``E-NOT-COMPLETE``).
    """
    if not sheet.complete:
        raise UsageError(problem("E-NOT-COMPLETE", unit=sheet.unit.name, missing=", ".join(sheet.missing)))


def _edge(sheet: ScoreSheet, band: Band, figure: Fraction, rounding: Rounding | None) -> Edge:
    needed = _needed(band.from_, rounding)
    index = sheet.index.least
    points = needed * applicable_max(sheet) / HUNDRED - sheet.total.least
    attained = rounding is None or rounding.apply(needed) >= band.from_
    return Edge(band, needed, attained, abs(band.from_ - figure), abs(needed - index), abs(points))


def _needed(floor: Fraction, rounding: Rounding | None) -> Fraction:
    """Return the greatest lower bound of the indexes that come to a floor above 0, rounded where they are."""
    if rounding is None:
        return floor
    # The figure published is a whole number of units: the first that is not below the floor.
    parts: int = 10**rounding.digits
    units = ceil(floor * parts)
    less = {"half-up": Fraction(1, 2), "half-even": Fraction(1, 2), "down": Fraction(0), "up": Fraction(1)}
    return (units - less[rounding.mode]) / parts


def applicable_max(sheet: ScoreSheet) -> Fraction:
    """Return the applicable max of the whole score: the index is 100 x total / this."""
    root = resolve(sheet.ruleset, sheet.unit.kind)
    below = add(line.applicable_max for line in sheet.lines)
    unstated = any(child.applies and child.item.max is None for child in root.nodes)
    return root.bound if unstated or (root.item.rescale and below) else below


def losses(sheet: ScoreSheet) -> tuple[Loss, ...]:
    """Return every item that has fewer points than it could have, the largest effect on the index first.

    A bonus that was not reached is no loss, and what does not apply is left out. Equal effects stand in the
    order of the tree, refused ones last. To regain is to have the best answer of the scale.

    Raises:
        UsageError: the sheet is not complete (``E-NOT-COMPLETE``).
    """
    complete(sheet)
    entries = {line.item.key: line.entry for line in each_line(sheet.lines) if line.entry is not None}
    assessment = Assessment(
        format="1",
        ruleset=sheet.ruleset.id,
        unit=sheet.unit,
        period=sheet.period,
        stages=FrozenMap({sheet.stage: Stage(entries=FrozenMap(entries))}),
    )
    lost = [
        _loss(sheet, assessment, node, line)
        for node, line in open_leaves(sheet)
        if node.role != "bonus" and line.least < node.most
    ]
    return tuple(sorted(lost, key=lambda loss: (loss.index is None, -(loss.index or 0))))


def _loss(sheet: ScoreSheet, assessment: Assessment, node: Node, line: Line) -> Loss:
    effect = _effect(sheet, assessment, {node.item.key: entry(full(node))})
    return Loss(
        item=node.item,
        role=node.role,
        points=line.least,
        max=node.most,
        lost=node.most - line.least,
        index=None if effect is None else effect.index,
        in_hand=in_hand(node),
    )


def better_answers(ruleset: Ruleset, assessment: Assessment, stage: str = "final") -> tuple[Better, ...]:
    """Return, for each item that is not full, the next better answer and the full one with their effects.

    In the order of the tree; what does not apply is left out, bonuses and penalties are there.

    Raises:
        UsageError: something is missing (``E-NOT-COMPLETE``), or there is no such stage.
        AssessmentError: the assessment does not fit the ruleset.
    """
    sheet = score(ruleset, assessment, stage=stage, trace=False)
    complete(sheet)
    found = (_better(sheet, assessment, node, line) for node, line in open_leaves(sheet))
    return tuple(each for each in found if each is not None)


def _better(sheet: ScoreSheet, assessment: Assessment, node: Node, line: Line) -> Better | None:
    best = full(node)
    if best.points <= line.least:
        return None
    listed = options(node)
    higher = [option for option in listed or () if option.points > line.least]
    following = higher[0] if higher else None
    answers = {
        option: Answer(option, _effect(sheet, assessment, {node.item.key: entry(option)}))
        for option in (following, best)
        if option is not None
    }
    nearest = answers[following] if following is not None else None
    return Better(node.item, node.role, line.least, nearest, answers[best], in_hand(node))


def _effect(sheet: ScoreSheet, assessment: Assessment, entries: Mapping[str, Entry]) -> Effect | None:
    """Score again with other entries; nothing where the rules refuse the total."""
    other = answered(assessment, entries, stage=sheet.stage)
    try:
        new = score(sheet.ruleset, other, stage=sheet.stage, trace=False)
    except AssessmentError as error:
        above = {each.code for each in error.problems} == {"E-ABOVE"}
        assert above  # noqa: S101 (an option fits its scale, so that only the total can be refused)
        return None
    return Effect(new.total.least - sheet.total.least, new.index.least - sheet.index.least, new.band)


def open_leaves(sheet: ScoreSheet) -> tuple[tuple[Node, Line], ...]:
    """Return the leaves that apply to the unit, each with its line, in the order of the tree."""
    lines = {line.item.key: line for line in each_line(sheet.lines)}
    pairs = ((node, lines[node.item.key]) for node in leaves(resolve(sheet.ruleset, sheet.unit.kind)))
    return tuple(pair for pair in pairs if pair[1].state != "not-applicable")


def in_hand(node: Node) -> bool:
    """Tell whether the unit itself can change an item: what respondents of a survey say it cannot."""
    return node.role != "survey" and not isinstance(node.item.scale, SurveyScale)
