"""YAML cases: what must come out, for one unit or for a published league."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from parindex.cases.league import LeagueCase, run_league
from parindex.cases.single import Case, Outcome, run_case
from parindex.errors import AssessmentError
from parindex.readers.document import Document
from parindex.ruleset import catalog
from parindex.validation import validate

__all__ = ["find_cases", "read_case", "run"]


def find_cases(path: Path) -> Iterator[Path]:
    """Give the case files of a path: every YAML file below a folder, in order, or the file itself."""
    yield from sorted(path.rglob("*.yaml")) if path.is_dir() else [path]


def read_case(file: Path) -> Case | LeagueCase:
    """Read one case file.

    Raises:
        ReadError: it cannot be read.
        AssessmentError: it has not the shape of a case; every problem with its place.
    """
    return _case(catalog.read_document(file))


def _case(document: Document) -> Case | LeagueCase:
    league = isinstance(document.data, Mapping) and "league" in document.data
    case = validate(LeagueCase, document.data) if league else validate(Case, document.data)
    if isinstance(case, tuple):
        raise AssessmentError(*document.locate(case))
    return case


def run(file: Path) -> Outcome:
    """Run one case file.

    Raises:
        ReadError: it, or the file it names, cannot be read.
        AssessmentError: it has not the shape of a case.
        NotFoundError: there is no such ruleset.
        RulesetError: the ruleset is not sound.
    """
    document = catalog.read_document(file)
    case = _case(document)
    if isinstance(case, LeagueCase):
        return run_league(case, document, file)
    return run_case(case, document, file)
