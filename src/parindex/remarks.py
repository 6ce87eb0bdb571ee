"""What a reader of a score must know about its assessment: warnings, and when it was submitted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from parindex.assessment import STAGES, Assessment
from parindex.errors import Problem, problem
from parindex.ruleset.due import window
from parindex.ruleset.model import Period, Ruleset
from parindex.scales.observation import unknown
from parindex.scoresheet import Submission

__all__ = ["remarks", "submission"]


def remarks(
    ruleset: Ruleset, assessment: Assessment, stage: str, missing: tuple[str, ...]
) -> Iterator[Problem]:
    """Warn of everything about an assessment that a reader of its score must know."""
    if assessment.ruleset != ruleset.id:
        yield problem("W-RULESET", ("ruleset",), found=assessment.ruleset, id=ruleset.id)
    if stage not in assessment.stages:
        earlier = [name for name in STAGES if name in assessment.stages and _earlier(name, stage)]
        yield problem("W-STAGE", ("stages",), stage=stage, found=", ".join(earlier) or "–")
    yield from _unit(ruleset, assessment)
    sent = submission(ruleset, assessment)
    if sent and sent.days_late:
        late = str(sent.days_late)
        yield problem("W-LATE", ("submitted",), submitted=sent.submitted, last=sent.last or "", days=late)
    if missing and ruleset.policies.missing.value == "zero":
        yield problem("W-MISSING", ("policies", "missing"), found=", ".join(missing))


def _earlier(name: str, stage: str) -> bool:
    known: tuple[str, ...] = STAGES
    return known.index(name) < known.index(stage)


def _unit(ruleset: Ruleset, assessment: Assessment) -> Iterator[Problem]:
    """Warn of a unit that is not listed, is of another kind, or did not exist in the period."""
    key, listed = assessment.unit.key, {unit.key: unit for unit in ruleset.units.units}
    if not listed:
        return
    if key not in listed:
        yield unknown("W-UNIT", ("unit", "key"), key, tuple(listed))
        return
    unit, period = listed[key], _period(ruleset, assessment)
    if unit.kind != assessment.unit.kind:
        yield problem("W-KIND", ("unit", "kind"), found=assessment.unit.kind, listed=unit.kind)
    begun_after = unit.from_ is not None and unit.from_ > period.to
    if begun_after or (unit.to is not None and unit.to < period.from_):
        yield problem("W-VALIDITY", ("unit", "key"), found=key, from_=unit.from_ or "…", to=unit.to or "…")


def _period(ruleset: Ruleset, assessment: Assessment) -> Period:
    return next(each for each in ruleset.periods if each.key == assessment.period)


def submission(ruleset: Ruleset, assessment: Assessment) -> Submission | None:
    """Judge the day a self-scoring report was submitted by its period's due rule, where both are stated."""
    if assessment.submitted is None:
        return None
    due = _period(ruleset, assessment).due
    span = window(due) if due else None
    if span is None:
        return Submission(assessment.submitted, None, None)
    days = (dt.date.fromisoformat(assessment.submitted) - span.last).days
    return Submission(assessment.submitted, span.last.isoformat(), max(days, 0))
