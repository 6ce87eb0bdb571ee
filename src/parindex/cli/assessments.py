"""Assessments as commands take them: a file, its ruleset, and every problem at its place in that file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from parindex.assessment import Assessment
from parindex.cli.output import read_document
from parindex.cli.rulesets import ruleset_at
from parindex.errors import AssessmentError, NotFoundError, ReadError, RulesetError, UsageError, problem
from parindex.readers.document import Document
from parindex.ruleset.model import Ruleset
from parindex.validation import validate

__all__ = ["Given", "given", "listed", "located", "opened"]


class Given(NamedTuple):
    """An assessment, the ruleset to score it by, and the document it was read from."""

    ruleset: Ruleset
    assessment: Assessment
    document: Document


def given(file: str, ruleset: Ruleset | None) -> Given:
    """Read an assessment, with a ruleset or with the one that it names.

    Raises:
        ReadError: it cannot be read.
        AssessmentError: it has not the shape of an assessment.
        NotFoundError: there is no such ruleset.
        RulesetError: it names a plan, or a ruleset that is not sound.
    """
    document = read_document(file)
    assessment = validate(Assessment, document.data)
    if not isinstance(assessment, Assessment):
        raise AssessmentError(*document.locate(assessment))
    return Given(_named(assessment, document) if ruleset is None else ruleset, assessment, document)


def opened(file: Path) -> tuple[Assessment, Document]:
    """Read an assessment by itself, and the document that gives its problems a place.

    Raises:
        ReadError: it cannot be read.
        AssessmentError: it has not the shape of an assessment.
    """
    document = read_document(str(file))
    assessment = validate(Assessment, document.data)
    if not isinstance(assessment, Assessment):
        wrong = document.locate(assessment)
        # Of a file that is something else, every field is a problem: the first one says it.
        other = not (isinstance(document.data, dict) and "unit" in document.data)
        raise AssessmentError(*(wrong[:1] if other else wrong))
    return assessment, document


def listed(place: Path) -> list[Path]:
    """Return a file itself, or the assessments of a folder in the order of their names.

    Raises:
        ReadError: there is no such place.
        UsageError: a folder has no assessment (``E-NO-FILES``).
    """
    try:
        if place.is_file():
            return [place]
        files = sorted(each for each in place.iterdir() if each.suffix in {".yaml", ".yml", ".json"})
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise ReadError(problem("E-FILE", file=str(place), reason=reason)) from None
    if not files:
        raise UsageError(problem("E-NO-FILES", file=str(place)))
    return files


@contextmanager
def located(document: Document) -> Iterator[None]:
    """Give what does not fit the rules its place in a document."""
    try:
        yield
    except AssessmentError as error:
        raise AssessmentError(*document.locate(error.problems)) from None


def _named(assessment: Assessment, document: Document) -> Ruleset:
    """Load the ruleset that an assessment names."""
    try:
        return ruleset_at(assessment.ruleset)
    except NotFoundError as error:
        raise NotFoundError(
            *document.locate(tuple(each.under(("ruleset",)) for each in error.problems))
        ) from None
    except RulesetError as error:
        plans = [each for each in error.problems if each.code == "E-PLAN"]
        if not plans:
            raise
        raise RulesetError(*document.locate((problem("E-PLAN", ("ruleset",)),))) from None
