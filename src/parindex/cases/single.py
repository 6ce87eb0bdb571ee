"""A case: what a unit did, and exactly what it must score; no tolerance exists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    PlainSerializer,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from parindex.api import read_assessment, score
from parindex.assessment import Assessment
from parindex.errors import AssessmentError, Problem, problem
from parindex.exact import ZERO, exact_text
from parindex.fields import Key, Model, Number, Str, Table, Text, number
from parindex.readers.document import Document
from parindex.ruleset import catalog
from parindex.ruleset.declaration import is_id
from parindex.scoresheet import Figure, Line, ScoreSheet, each_line

__all__ = ["Case", "CaseHead", "Ends", "Expected", "Outcome", "Printed", "printed_reason", "run_case"]


# An exact score may need a longer fraction than any instrument declares.
_FRACTION = re.compile(r"(-?(?:0|[1-9][0-9]{0,999}))/([1-9][0-9]{0,999})", re.ASCII)


def _points(value: Any) -> Fraction:  # noqa: ANN401 (a border: anything may arrive)
    found = _FRACTION.fullmatch(value) if isinstance(value, str) else None
    return Fraction(int(found[1]), int(found[2])) if found else number(value)


def _shape(value: object) -> str:
    return "map" if isinstance(value, Mapping) else "text"


Points = Annotated[
    Fraction,
    BeforeValidator(_points),
    PlainSerializer(exact_text),
    WithJsonSchema({"type": "string", "pattern": "^-?(0|[1-9][0-9]*)(\\.[0-9]{1,6}|/[1-9][0-9]*)?$"}),
]


class Ends(Model):
    """Both ends of points that are not yet known."""

    least: Points
    most: Points


PointsOrEnds = Annotated[Annotated[Ends, Tag("map")] | Annotated[Points, Tag("text")], Discriminator(_shape)]


class Expected(Model):
    """What the case expects: at least one thing.

    ``total`` and ``items`` are exact points, ``n/d`` where needed, or both ends of them; ``published`` (the
    total) and ``index`` are rounded figures, ``a – b`` while something is missing.
    """

    total: PointsOrEnds | None = None
    published: Str | None = None
    index: Str | None = None
    band: Key | None = None
    items: Table[Key, PointsOrEnds] | None = None
    missing: tuple[Key, ...] | None = None
    warnings: tuple[Str, ...] | None = None
    refused: tuple[Str, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _expects_something(self) -> Expected:
        if all(getattr(self, name) is None for name in type(self).model_fields) or self.items == {}:
            raise PydanticCustomError("E-CASE", "")
        return self


class Printed(Model):
    """What a source printed, kept beside the recomputed figures."""

    total: Number | None = None
    rank: Str | None = None


class CaseHead(Model):
    """What every case says of itself: what it shows, and what it rests on."""

    name: Text
    source: Str


class Case(CaseHead):
    """One case: an assessment (written here, or the name of its file from here) and what comes of it.

    ``ruleset`` is an id, or the name of a file from here; without it the assessment's own id holds.
    """

    ruleset: Str | None = None
    input: Annotated[Annotated[Assessment, Tag("map")] | Annotated[Str, Tag("text")], Discriminator(_shape)]
    stage: Literal["self", "appraisal-1", "explanation", "appraisal-2", "final"] = "final"
    expected: Expected
    printed: Printed | None = None


class Outcome(NamedTuple):
    """What running a case found: nothing wrong, or one problem for each thing that was not as expected."""

    case: CaseHead
    sheet: ScoreSheet | None
    problems: tuple[Problem, ...]


def run_case(case: Case, document: Document, file: Path) -> Outcome:
    """Score what a case holds, and compare.

    Raises:
        ReadError: the file it names cannot be read.
        AssessmentError: that file has not the shape of an assessment.
        NotFoundError: there is no such ruleset.
        RulesetError: the ruleset is not sound.
    """
    try:
        sheet = _scored(case, document, file)
    except AssessmentError as error:
        wanted, codes = case.expected.refused, ", ".join(each.code for each in error.problems)
        if wanted is None:
            return Outcome(case, None, error.problems)
        return Outcome(
            case, None, document.locate(tuple(_differences([("refused", ", ".join(wanted), codes)])))
        )
    return Outcome(case, sheet, document.locate(tuple(_differences(_pairs(case.expected, sheet)))))


def _scored(case: Case, document: Document, file: Path) -> ScoreSheet:
    """Score the assessment of a case; what is wrong with it is said where it stands."""
    written = isinstance(case.input, Assessment)
    if isinstance(case.input, Assessment):
        assessment = case.input
    else:
        assessment, document = read_assessment(file.parent / case.input)
    name = case.ruleset or assessment.ruleset
    ruleset = catalog.load(name if is_id(name) else file.parent / name)
    try:
        return score(ruleset, assessment, stage=case.stage)
    except AssessmentError as error:
        found = tuple(each.under(("input",)) if written else each for each in error.problems)
        raise AssessmentError(*document.locate(found)) from None


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
        pairs.append(("total", _wanted(expected.total), _ends(sheet.total.least, sheet.total.most)))
    if expected.published is not None:
        pairs.append(("published", expected.published, _published(sheet.total)))
    if expected.index is not None:
        pairs.append(("index", expected.index, _published(sheet.index)))
    if expected.band is not None:
        pairs.append(("band", expected.band, sheet.band.key if sheet.band else "none"))
    if expected.missing is not None:
        pairs.append(("missing", ", ".join(expected.missing), ", ".join(sheet.missing)))
    if expected.warnings is not None:
        pairs.append(
            ("warnings", ", ".join(expected.warnings), ", ".join(each.code for each in sheet.warnings))
        )
    lines = {line.item.key: line for line in each_line(sheet.lines)}
    for key, points in (expected.items or {}).items():
        pairs.append((f"items.{key}", _wanted(points), _reached(lines.get(key))))
    return pairs


def _wanted(points: Fraction | Ends) -> str:
    return _ends(points.least, points.most) if isinstance(points, Ends) else exact_text(points)


def _ends(least: Fraction, most: Fraction) -> str:
    return exact_text(least) if least == most else f"{exact_text(least)} – {exact_text(most)}"


def _published(figure: Figure) -> str:
    least, most = (figure.rounding.text(end) for end in (figure.least, figure.most))
    return f"{least} – {most}" if figure.open else least


def _reached(line: Line | None) -> str:
    return "–" if line is None else _ends(line.least, line.most)


def printed_reason(printed: Fraction, sheet: ScoreSheet) -> tuple[str, str]:
    """Say why a printed total and the recomputed one differ, in Vietnamese and English.

    The parts and the total are taken as rounded to the digits of the ruleset: each true part lies within half
    a unit of the printed one.
    """
    if not sheet.complete:
        return ("chưa đủ kết quả để so", "incomplete, not compared")
    difference = abs(printed - sheet.total.least)
    if difference == ZERO:
        return ("khớp", "equal")
    parts = sum(not line.lines for line in each_line(sheet.lines))
    room = Fraction(parts + 1, 2 * 10**sheet.total.rounding.digits)
    if difference <= room:
        return ("các phần đã in là số làm tròn", "the printed parts are rounded")
    return ("làm tròn không giải thích được", "rounding does not explain it")
