"""The verbs: load, check, score, explain, rank, diff, record, verify and those around them.

Each takes what is at hand: a value, a plain tree or a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parindex.analysis.distance import Distance
from parindex.analysis.distance import distance as _distance
from parindex.analysis.whatif import what_if as _what_if
from parindex.assessment import Assessment
from parindex.audit.ledger import Ledger
from parindex.audit.ledger import ledger as _ledger
from parindex.audit.record import record as _record
from parindex.audit.verdict import Verdict
from parindex.audit.verify import known_rulesets, trust
from parindex.audit.verify import verify as _verify
from parindex.comparison.difference import Difference
from parindex.comparison.difference import diff as _diff
from parindex.comparison.effect import Effect as Impact
from parindex.comparison.effect import effects as _impact
from parindex.core import given_assessment, load, publish, read_assessment, score
from parindex.errors import AssessmentError, Language, Problem, UsageError, problem
from parindex.exact import parse_number
from parindex.explanation import explain as _explain
from parindex.process.fulfilment import Fulfilment
from parindex.process.fulfilment import fulfil as _fulfil
from parindex.process.report import PlanReport
from parindex.process.schedule import Row
from parindex.process.schedule import schedule as _schedule
from parindex.ranking import Ranked
from parindex.ranking import rank as _rank
from parindex.readers.document import read_bytes
from parindex.readings import Effect, Standing
from parindex.readings import effects as _effects
from parindex.reproduction.printed import Reading
from parindex.reproduction.reproduce import Reproduction
from parindex.reproduction.reproduce import reproduce as _reproduce
from parindex.reproduction.table import read_table
from parindex.ruleset import catalog
from parindex.ruleset.checks import check as _check
from parindex.ruleset.model import Ruleset
from parindex.ruleset.plan import Plan
from parindex.scoresheet import ScoreSheet
from parindex.validation import validate

if TYPE_CHECKING:  # an extra, imported only where it is used
    from parindex.survey.counting import Count
    from parindex.survey.result import Result

__all__ = [
    "check",
    "diff",
    "distance",
    "effects",
    "estimate",
    "explain",
    "fulfil",
    "impact",
    "ledger",
    "load",
    "load_plan",
    "publish",
    "rank",
    "read_assessment",
    "record",
    "reproduce",
    "schedule",
    "score",
    "tally",
    "verify",
    "what_if",
]


def load_plan(plan: str | Path) -> Plan:
    """Load a checked reform plan by id, or one's own `Path`.

    Raises:
        NotFoundError: no plan has the id.
        ReadError: the file cannot be read.
        RulesetError: it is not a sound plan.
    """
    return catalog.load_plan(plan)


def check(ruleset: Ruleset | str | Path) -> tuple[Problem, ...]:
    """Return every problem of a ruleset by itself, errors and warnings; of a file or an id with its place.

    What is wrong between it and its sources, or LOCK, the command ``parindex check`` finds.
    """
    if isinstance(ruleset, Ruleset):
        return _check(ruleset)
    return catalog.check_file(ruleset if isinstance(ruleset, Path) else catalog.find(ruleset))


def explain(sheet: ScoreSheet, *, lang: Language = "vi") -> str:
    """Say in sentences why the score is what it is, in Vietnamese or English, each figure with its clause."""
    return _explain(sheet, lang)


def rank(sheets: Iterable[ScoreSheet]) -> tuple[Ranked, ...]:
    """Rank the sheets of one league, best first.

    Raises:
        UsageError: sheets of different leagues, an incomplete one, or a unit twice.
    """
    return _rank(sheets)


def diff(old: Ruleset | str | Path, new: Ruleset | str | Path) -> Difference:
    """Compare two rulesets of one family; the difference is a sequence of changes, empty when there is none.

    Raises:
        NotFoundError, ReadError, RulesetError: as `load`, where an id or a file is given.
        UsageError: they are of different families, or a concordance is wrong or missing.
    """
    return _diff(_ruleset(old), _ruleset(new))


def impact(
    old: Ruleset | str | Path,
    new: Ruleset | str | Path,
    assessments: Sequence[Assessment | Mapping[str, Any] | Path],
    *,
    stage: str = "final",
) -> tuple[Impact, ...]:
    """Return what new rules do to each unit, and whose doing the change between two years is.

    Raises:
        NotFoundError, ReadError, RulesetError: as `load`, where an id or a file is given.
        UsageError: the rulesets cannot be matched, a unit comes twice, or there is no such stage.
        AssessmentError: an assessment is of other rules or does not fit; paths begin with the unit's key.
    """
    return _impact(
        _ruleset(old), _ruleset(new), [given_assessment(each) for each in assessments], stage=stage
    )


def _ruleset(ruleset: Ruleset | str | Path) -> Ruleset:
    return ruleset if isinstance(ruleset, Ruleset) else load(ruleset)


def distance(sheet: ScoreSheet) -> Distance:
    """Return how far a complete sheet is from the floors of the next band and of its own, exactly.

    Raises:
        UsageError: the sheet is not complete, or the ruleset has no bands.
    """
    return _distance(sheet)


def what_if(assessment: Assessment, changes: Sequence[str], *, stage: str = "final") -> Assessment:
    """Return the assessment as it would stand with changes, each ``key.field=value``: a question, no result.

    Raises:
        UsageError: a change is spelled another way, or there is no such stage.
    """
    return _what_if(assessment, changes, stage=stage)


def record(ruleset: Ruleset, assessment: Assessment | Mapping[str, Any] | Path) -> bytes:
    """Return the canonical bytes of a score's record: the same for the same rules and facts, anywhere.

    Raises:
        ReadError: the file cannot be read.
        AssessmentError: the assessment does not fit the ruleset, names another, or is not complete.
        UsageError: the extra ``audit`` is not installed.
    """
    if isinstance(assessment, Path):
        found, document = read_assessment(assessment)
        try:
            return _record(ruleset, found)
        except AssessmentError as error:
            raise AssessmentError(*document.locate(error.problems)) from None
    return _record(ruleset, given_assessment(assessment))


def verify(
    record: bytes | Path,
    *,
    ruleset: Ruleset | None = None,
    keys: Sequence[bytes] = (),
    threshold: int | None = None,
    root: str | None = None,
) -> Verdict:
    """Compute a record again with both engines and compare every byte; true when it is REPRODUCED.

    ``ruleset`` is one's own for its id, beside those that are shipped; of the public ``keys`` (PEM) all, or
    ``threshold``, must have signed; ``root`` is the Merkle root, in hexadecimal, that it must lie below.

    Raises:
        ReadError: the file cannot be read.
        UsageError: a key, the threshold or the root is not one, or the extra ``audit`` is not installed.
    """
    content = read_bytes(record) if isinstance(record, Path) else record
    known = known_rulesets(ruleset)
    return _verify(content, known, trust(keys, threshold), root)


def reproduce(
    table: bytes | Path,
    ruleset: Ruleset | str | Path,
    *,
    kind: str | None = None,
    summary: bytes | Path | None = None,
    reading: Reading = "half",
) -> Reproduction:
    """Say whether a printed table can have come from a ruleset: every relation, and the worst verdict.

    ``table`` is CSV, and so is ``summary``, the figures printed beneath it; ``kind`` is that of units whose
    row states none; ``reading`` says whether figures were rounded (``half``) or cut off (``truncate``).

    Raises:
        NotFoundError, RulesetError: as `load`, where an id or a file is given.
        ReadError: a file cannot be read, or is no such table; with its place.
    """
    content, name = _given(table, "<table>")
    beneath, below = (None, "") if summary is None else _given(summary, "<summary>")
    rules = _ruleset(ruleset)
    found = read_table(
        content, rules, file=name, kind=kind, summary=beneath, summary_file=below, reading=reading
    )
    return _reproduce(found)


def _given(file: bytes | Path, name: str) -> tuple[bytes, str]:
    """Return the bytes of a file and what to call it."""
    return (read_bytes(file), str(file)) if isinstance(file, Path) else (file, name)


def tally(ballots: Sequence[Path], ruleset: Ruleset | str | Path, *, kind: str | None = None) -> Count:
    """Count ballots (CSV, XLSX, Parquet), every answer accounted for; ``count.tallies.of(unit)`` scores.

    ``kind`` is that of units whose kind neither the ruleset nor a column states.

    Raises:
        NotFoundError, RulesetError: as `load`, where an id or a file is given.
        ReadError: a file cannot be read, or has not the columns of ballots.
        UsageError: no item is scored by ballots, or the extra ``batch`` is not installed.
    """
    try:
        from parindex.survey.ballots import open_all  # noqa: PLC0415 (an extra)
        from parindex.survey.counting import count  # noqa: PLC0415 (the same)
        from parindex.survey.design import design  # noqa: PLC0415 (with the room)
    except ModuleNotFoundError:
        raise UsageError(problem("E-EXTRA", extra="batch")) from None
    return count(open_all(ballots), design(_ruleset(ruleset)), kind=kind)


def estimate(
    count: Count,
    assessments: Sequence[Assessment | Mapping[str, Any] | Path] = (),
    *,
    confidence: str = "0.95",
    draws: int = 50_000,
    seed: int = 1,
) -> Result:
    """Score every unit with its ballots, exactly, and say how sure that is: no interval changes a score.

    Raises:
        ReadError, AssessmentError: an assessment cannot be read.
        UsageError: a unit comes twice, the confidence is not between 0 and 1, or the extra ``analysis`` is
            not installed.
    """
    try:
        from parindex.survey.outcome import outcome  # noqa: PLC0415 (an extra)
        from parindex.survey.result import Sampling  # noqa: PLC0415 (the same)
    except ModuleNotFoundError:
        raise UsageError(problem("E-EXTRA", extra="analysis")) from None
    try:
        level = parse_number(confidence)
    except ValueError:
        raise UsageError(problem("E-CONFIDENCE", found=confidence)) from None
    return outcome(
        count, [given_assessment(each) for each in assessments], sampling=Sampling(level, draws, seed)
    )


def ledger(ruleset: Ruleset, assessments: Sequence[Assessment]) -> tuple[Ledger, ...]:
    """Return what each stage changed of each unit, who did and why, and what that does to total and rank.

    Raises:
        AssessmentError: an assessment does not fit the ruleset, or changes something without a reason.
        UsageError: the units are not of one league, or one is there twice.
    """
    return _ledger(ruleset, assessments)


def effects(
    ruleset: Ruleset, assessments: Sequence[Assessment], *, stage: str = "final"
) -> tuple[tuple[Standing, ...], tuple[Effect, ...]]:
    """Return how units stand, and what each other answer to each open question of the ruleset does to that.

    Raises:
        AssessmentError: an assessment does not fit the ruleset as it is.
    """
    return _effects(ruleset, assessments, stage=stage)


def schedule(
    declared: Ruleset | Plan,
    *,
    done: Mapping[str, dt.date] | None = None,
    events: Mapping[str, dt.date] | None = None,
) -> tuple[Row, ...]:
    """Return the milestones of a ruleset or plan with their days; rules as worded stay beside them.

    Raises:
        UsageError: there is no such milestone, or the extra ``calendar`` is needed and not installed.
    """
    return _schedule(declared, done=done, events=events)


def fulfil(plan: Plan, report: PlanReport | Mapping[str, Any] | Path) -> Fulfilment:
    """Judge what a body reports of a reform plan: met, unmet or unknown; done, late or pending.

    Raises:
        ReadError: the file cannot be read.
        AssessmentError: the report does not fit the plan; every problem, of a file with its place.
        UsageError: a due rule needs the extra ``calendar``, and it is not installed.
    """
    if isinstance(report, Path):
        document = catalog.read_document(report)
        try:
            return fulfil(plan, document.data)
        except AssessmentError as error:
            raise AssessmentError(*document.locate(error.problems)) from None
    found = report if isinstance(report, PlanReport) else validate(PlanReport, report)
    if not isinstance(found, PlanReport):
        raise AssessmentError(*found)
    return _fulfil(plan, found)
