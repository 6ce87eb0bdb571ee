"""The outcome of a survey: every unit's exact score with its ballots, and how sure each figure is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from parindex.assessment import Assessed, Assessment
from parindex.errors import AssessmentError, Problem, UsageError, problem
from parindex.fields import say
from parindex.scoring import score
from parindex.survey.counting import Count
from parindex.survey.filling import ItemTallies, blank, fill
from parindex.survey.points import bounds, given
from parindex.survey.result import Result, Sampling, UnitResult

if TYPE_CHECKING:  # an extra, imported only where it is used
    from parindex.survey.sureness import Sureness

__all__ = ["outcome"]


def outcome(
    count: Count, assessments: Sequence[Assessment] = (), *, sampling: Sampling | None = None
) -> Result:
    """Score every unit that was rated or is given, with its tallies; without sampling there are no intervals.

    The score is exact and rests on the tallies alone: no interval changes it. A unit that cannot be scored
    has its problems instead; the others go on. Ranks are compared among 200 units of a kind at most.

    Raises:
        UsageError: a unit has two assessments (``E-UNIT-TWICE``).
    """
    known = {each.unit.key: each for each in assessments}
    if len(known) < len(assessments):
        keys = [each.unit.key for each in assessments]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise UsageError(problem("E-UNIT-TWICE", unit=twice))
    keys = sorted({*count.tallies.units, *known})
    sure = _sureness(count, sampling)
    units = tuple(_unit(count, key, known.get(key), sure) for key in keys)
    return Result(count, units, sampling, sure.ranks(units) if sure else ())


def _sureness(count: Count, sampling: Sampling | None) -> Sureness | None:
    if sampling is None:
        return None
    # Without intervals there is no need of what they take.
    from parindex.survey.sureness import Sureness  # noqa: PLC0415

    return Sureness(count, sampling)


def _unit(count: Count, key: str, stated: Assessment | None, sure: Sureness | None) -> UnitResult:
    assessment = stated or blank(count.design.ruleset, _assessed(count, key))
    unit = assessment.unit
    tallies: Mapping[str, ItemTallies] = count.tallies.of(key) if key in count.tallies.units else {}
    try:
        _check(assessment, count)
        filled = fill(assessment, tallies)
        sheet = score(count.design.ruleset, filled, trace=False)
    except AssessmentError as error:
        return UnitResult(unit.key, unit.name, unit.kind, None, None, None, None, None, error.problems)
    certainty = sure.of(sheet) if sure else None
    known, without = (None, certainty) if isinstance(certainty, Problem) else (certainty, None)
    ends = bounds(count.design, filled, tallies) if tallies else None
    points = given(sheet)
    return UnitResult(unit.key, unit.name, unit.kind, sheet, points, ends, known, without, (), filled)


def _check(assessment: Assessment, count: Count) -> None:
    """Refuse an assessment by other rules, or of a unit that its ballots take for another kind."""
    named, unit = count.design.ruleset.id, assessment.unit
    if assessment.ruleset != named:
        raise AssessmentError(problem("E-SURVEY-RULES", ("ruleset",), found=assessment.ruleset, id=named))
    kind = count.kinds.get(unit.key, unit.kind)
    if kind != unit.kind:
        raise AssessmentError(problem("E-SURVEY-KIND", ("unit", "kind"), found=unit.kind, kind=kind))


def _assessed(count: Count, key: str) -> Assessed:
    """Return a unit that ballots name: with the name the ruleset lists, or its key."""
    listed = count.design.units.get(key)
    name = say(listed.name, "vi") if listed else key
    return Assessed(key=key, name=name, kind=count.kinds[key])
