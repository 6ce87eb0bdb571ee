"""YAML cases: what a unit did, and exactly what it must score; no tolerance exists."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from parindex.api import read_assessment, score
from parindex.assessment import Assessment
from parindex.errors import AssessmentError, Problem, RulesetError, problem
from parindex.exact import ZERO, Rounding, exact_text
from parindex.fields import Key, Model, Number, Share, Str, Table, Text
from parindex.ruleset import catalog
from parindex.scoresheet import Line, ScoreSheet, each_line
from parindex.validation import validate

__all__ = ["Case", "Ends", "Expected", "Outcome", "Printed", "find_cases", "printed_reason", "read_case", "run"]


class Ends(Model):
    """Both ends of a total that is not yet known, in points."""

    least: Share
    most: Share


class Expected(Model):
    """What the case expects: at least one thing. ``total`` and ``items`` are exact points (``n/d`` where needed)."""

    total: Share | Ends | None = None
    published: Str | None = None
    index: Str | None = None
    band: Key | None = None
    items: Table[Key, Str] | None = None
    missing: tuple[Key, ...] | None = None
    warnings: tuple[Str, ...] | None = None
    refused: tuple[Str, ...] | None = None

    @model_validator(mode="after")
    def _expects_something(self) -> Expected:
        if all(getattr(self, name) is None for name in type(self).model_fields) or self.items == {}:
            raise PydanticCustomError("E-CASE", "")
        return self


class Printed(Model):
    """What a source printed, kept beside the recomputed figures."""

    total: Number | None = None
    rank: Str | None = None


class Case(Model):
    """One case: an assessment (written here, or the name of its file beside the case) and what comes of it."""

    name: Text
    source: Str
    input: Assessment | Str
    stage: Literal["self", "appraisal-1", "explanation", "appraisal-2", "final"] = "final"
    expected: Expected
    printed: Printed | None = None


class Outcome(NamedTuple):
    """What running a case found: nothing wrong, or one problem for each thing that was not as expected."""

    case: Case
    sheet: ScoreSheet | None
    problems: tuple[Problem, ...]


def find_cases(path: Path) -> Iterator[Path]:
    """Give the case files of a path: the file itself, or every YAML file below a folder, in order."""
    yield from [path] if path.is_file() else sorted(path.rglob("*.yaml"))


def read_case(file: Path) -> Case:
    """Read one case file.

    Raises:
        ReadError: it cannot be read.
        AssessmentError: it has not the shape of a case; every problem with its place.
    """
    document = catalog.read_document(file)
    case = validate(Case, document.data)
    if not isinstance(case, Case):
        raise AssessmentError(*document.locate(case))
    return case


def run(file: Path) -> Outcome:
    """Run one case file.

    Raises:
        ReadError: it, or the file it names, cannot be read.
        AssessmentError: it has not the shape of a case.
        NotFoundError: there is no such ruleset.
    """
    case = read_case(file)
    place = catalog.read_document(file)
    assessment = case.input if isinstance(case.input, Assessment) else read_assessment(file.parent / case.input)[0]
    wanted = case.expected.refused
    try:
        sheet = score(catalog.load(assessment.ruleset), assessment, stage=case.stage)
    except (AssessmentError, RulesetError) as error:
        if wanted is None:
            return Outcome(case, None, place.locate(tuple(each.under(("input",)) for each in error.problems)))
        codes = tuple(each.code for each in error.problems)
        return Outcome(case, None, place.locate(tuple(_differences([("refused", ", ".join(wanted), ", ".join(codes))]))))
    return Outcome(case, sheet, place.locate(tuple(_differences(_pairs(case.expected, sheet)))))


def _differences(pairs: list[tuple[str, str, str]]) -> Iterator[Problem]:
    for what, wanted, found in pairs:
        if wanted != found:
            yield problem("E-EXPECTED", ("expected", *what.split(".")), what=what, wanted=wanted, found=found)


def _pairs(expected: Expected, sheet: ScoreSheet) -> list[tuple[str, str, str]]:
    """Pair everything that is expected with what was found, as text."""
    pairs = []
    if expected.refused is not None:
        pairs.append(("refused", ", ".join(expected.refused), "–"))
    if expected.total is not None:
        wanted = (expected.total.least, expected.total.most) if isinstance(expected.total, Ends) else (expected.total,) * 2
        pairs.append(("total", _ends(*wanted), _ends(sheet.total.least, sheet.total.most)))
    if expected.published is not None:
        pairs.append(("published", expected.published, sheet.total.rounding.text(sheet.total.least)))
    if expected.index is not None:
        pairs.append(("index", expected.index, sheet.index.rounding.text(sheet.index.least)))
    if expected.band is not None:
        pairs.append(("band", expected.band, sheet.band.key if sheet.band else "none"))
    if expected.missing is not None:
        pairs.append(("missing", ", ".join(expected.missing), ", ".join(sheet.missing)))
    if expected.warnings is not None:
        pairs.append(("warnings", ", ".join(expected.warnings), ", ".join(each.code for each in sheet.warnings)))
    lines = {line.item.key: line for line in each_line(sheet.lines)}
    for key, points in (expected.items or {}).items():
        pairs.append((f"items.{key}", _shortest(points), _points(lines.get(key))))
    return pairs


def _ends(least: Fraction, most: Fraction) -> str:
    return exact_text(least) if least == most else f"{exact_text(least)} – {exact_text(most)}"


def _points(line: Line | None) -> str:
    return "–" if line is None else _ends(line.least, line.most)


def _shortest(text: str) -> str:
    """Write expected points as the engine writes exact ones; anything that is no number stays and so fails."""
    try:
        return exact_text(Fraction(text))
    except ValueError:
        return text


def printed_reason(case: Case, sheet: ScoreSheet) -> tuple[str, str]:
    """Say why a printed total and the recomputed one differ, in Vietnamese and English.

    The parts and the total are taken as rounded to the digits of the ruleset: each true part lies within half a unit of the printed one.
    """
    printed = case.printed.total if case.printed and case.printed.total is not None else sheet.total.least
    rounding: Rounding = sheet.total.rounding
    difference = abs(printed - sheet.total.least)
    if difference == ZERO:
        return ("khớp", "equal")
    parts = sum(not line.lines for line in each_line(sheet.lines))
    room = Fraction(parts + 1, 2 * 10**rounding.digits)
    if difference <= room:
        return ("các phần đã in là số làm tròn", "the printed parts are rounded")
    return ("làm tròn không giải thích được", "rounding does not explain it")
