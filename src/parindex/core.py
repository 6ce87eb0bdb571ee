"""The verbs that every use begins with: load, score and publish; they import no more than these need."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parindex.assessment import Assessment
from parindex.errors import AssessmentError
from parindex.figures.publication import Published
from parindex.figures.publication import publish as _publish
from parindex.readers.document import Document
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score as _score
from parindex.validation import validate

__all__ = ["given_assessment", "load", "publish", "read_assessment", "score"]


def load(ruleset: str | Path, *, year: int | str | None = None) -> Ruleset:
    """Load a checked ruleset: ``load("ha-noi/central-agencies", year=2024)``, an id, or one's own `Path`.

    Raises:
        NotFoundError: no ruleset has the id or year.
        ReadError: the file cannot be read.
        RulesetError: it is not a sound ruleset.
    """
    return catalog.load(ruleset, year)


def score(
    ruleset: Ruleset,
    assessment: Assessment | Mapping[str, Any] | Path,
    *,
    stage: str = "final",
    trace: bool = True,
) -> ScoreSheet:
    """Score one unit exactly; ``sheet.total.exact`` is a fraction of points, ``sheet.index`` is in percent.

    Raises:
        ReadError: the file cannot be read.
        AssessmentError: the assessment does not fit the ruleset; every problem, of a file with its place.
        UsageError: there is no such stage.
    """
    if isinstance(assessment, Assessment):
        return _score(ruleset, assessment, stage=stage, trace=trace)
    if isinstance(assessment, Path):
        found, document = read_assessment(assessment)
        try:
            return _score(ruleset, found, stage=stage, trace=trace)
        except AssessmentError as error:
            raise AssessmentError(*document.locate(error.problems)) from None
    return _score(ruleset, given_assessment(assessment), stage=stage, trace=trace)


def publish(
    ruleset: Ruleset,
    assessment: Assessment | Mapping[str, Any] | Path,
    *,
    stage: str = "final",
) -> Published:
    """Return total, index and band alone, as they are published: the same as `score`, many times faster.

    Raises:
        ReadError, AssessmentError, UsageError: as `score`.
    """
    if not isinstance(assessment, Path):
        return _publish(ruleset, assessment, stage=stage)
    found, document = read_assessment(assessment)
    try:
        return _publish(ruleset, found, stage=stage)
    except AssessmentError as error:
        raise AssessmentError(*document.locate(error.problems)) from None


def read_assessment(file: Path) -> tuple[Assessment, Document]:
    """Read one assessment file, YAML or JSON.

    Raises:
        ReadError: it cannot be read.
        AssessmentError: it has not the shape of an assessment; every problem with its place.
    """
    document = catalog.read_document(file)
    found = validate(Assessment, document.data)
    if not isinstance(found, Assessment):
        raise AssessmentError(*document.locate(found))
    return found, document


def given_assessment(assessment: Assessment | Mapping[str, Any] | Path) -> Assessment:
    """Return an assessment, whatever it is given as.

    Raises:
        ReadError, AssessmentError: as `read_assessment`.
    """
    if isinstance(assessment, Path):
        return read_assessment(assessment)[0]
    found = assessment if isinstance(assessment, Assessment) else validate(Assessment, assessment)
    if not isinstance(found, Assessment):
        raise AssessmentError(*found)
    return found
