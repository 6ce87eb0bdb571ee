"""All that can be said of how far a unit is from a band: asked once, told as a report or as a plain tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from parindex.analysis.distance import (
    Better,
    Distance,
    Loss,
    better_answers,
    complete,
    distance,
    in_hand,
    losses,
    open_leaves,
)
from parindex.analysis.improvement import Improvement, cheapest
from parindex.analysis.options import entry, full
from parindex.analysis.whatif import answered
from parindex.assessment import Assessment
from parindex.errors import AssessmentError, Problem, UsageError
from parindex.fields import FrozenMap
from parindex.ruleset.model import Band, Ruleset
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score

__all__ = ["Outlook", "outlook", "read_on"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands, what was lost, what would be better, and the cheapest way to a band.

    Without bands, ``distance``, ``target`` and ``improvement`` are ``None``. Where no set of answers comes to
    the target, ``improvement`` is ``None`` and ``most`` is the score with every answer in hand full, if the
    rules do not refuse it. ``obstacle`` says why the sets could not be compared.
    """

    sheet: ScoreSheet
    distance: Distance | None
    losses: tuple[Loss, ...]
    better: tuple[Better, ...]
    target: Band | None
    improvement: Improvement | None
    most: ScoreSheet | None
    obstacle: Problem | None
    effort: FrozenMap[str, Fraction]
    survey: bool


def outlook(  # noqa: PLR0913 (what `cheapest` is asked)
    ruleset: Ruleset,
    assessment: Assessment,
    *,
    stage: str = "final",
    band: str | None = None,
    effort: Mapping[str, Fraction] = FrozenMap({}),
    survey: bool = False,
) -> Outlook:
    """Ask everything of one assessment; the options are those of `cheapest`.

    Raises:
        UsageError: the score is not complete, or there is no such stage, band or item.
        AssessmentError: the assessment does not fit the ruleset.
    """
    sheet = score(ruleset, assessment, stage=stage, trace=False)
    complete(sheet)
    improvement, obstacle = None, None
    if ruleset.bands or band or effort or survey:
        try:
            improvement = cheapest(ruleset, assessment, stage=stage, band=band, effort=effort, survey=survey)
        except UsageError as error:
            if [each.code for each in error.problems] != ["E-COMBINATIONS"]:
                raise
            (obstacle,) = error.problems
    found = distance(sheet) if ruleset.bands else None
    return Outlook(
        sheet=sheet,
        distance=found,
        losses=losses(sheet),
        better=better_answers(ruleset, assessment, stage),
        target=_target(ruleset, found, improvement, band),
        improvement=improvement,
        most=_most(sheet, assessment, survey=survey) if found and not (improvement or obstacle) else None,
        obstacle=obstacle,
        effort=FrozenMap(effort),
        survey=survey,
    )


def read_on(sheet: ScoreSheet) -> Fraction:
    """Return the index in percent as bands are read on it."""
    published = sheet.ruleset.policies.band_on.value == "published"
    return sheet.index.rounding.apply(sheet.index.least) if published else sheet.index.least


def _target(
    ruleset: Ruleset, found: Distance | None, improvement: Improvement | None, key: str | None
) -> Band | None:
    if improvement:
        return improvement.band
    if found and key is None and found.band is None and found.above is None:
        return None  # above the highest band there is nothing to reach
    named = next((band for band in ruleset.bands if band.key == key), None)
    above = found.above.band if found and found.above else None
    return named or above or next(iter(ruleset.bands), None)


def _most(sheet: ScoreSheet, assessment: Assessment, *, survey: bool) -> ScoreSheet | None:
    """Score with every answer in hand full; nothing where the rules refuse that total."""
    pairs = ((node, full(node), line) for node, line in open_leaves(sheet) if survey or in_hand(node))
    best = {node.item.key: entry(option) for node, option, line in pairs if option.points > line.least}
    try:
        return score(
            sheet.ruleset, answered(assessment, best, stage=sheet.stage), stage=sheet.stage, trace=False
        )
    except AssessmentError:
        return None
