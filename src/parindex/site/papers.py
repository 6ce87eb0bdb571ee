"""Files that come to the calculator and go from it: assessments, forms and records, as bytes."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, NamedTuple

from parindex.assessment import STAGES, Assessment
from parindex.errors import (
    AssessmentError,
    Language,
    NotFoundError,
    Place,
    Problem,
    ReadError,
    UsageError,
    nearest,
    problem,
)
from parindex.readers import json
from parindex.readers.document import Document, check_text
from parindex.scoring import score
from parindex.site import shelf
from parindex.site.asking import Question
from parindex.validation import validate

__all__ = ["WRITTEN", "Brought", "brought", "decoded", "plain", "written"]

Tree = dict[str, Any]

WRITTEN = {
    "assessment": (".yaml", "application/yaml"),
    "form": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "record": (".record.json", "application/json"),
}
"""What can be written: how the name of the file ends, and its media type."""

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
# The members by which a record is known, signed, in a bundle or by itself; no assessment has them.
_RECORD = re.compile(rb'"(?:_type|payloadType|bundle)"[ \t\r\n]*:')


class Brought(NamedTuple):
    """What a file holds: an assessment and the stage it is about, or what a verdict says of a record."""

    what: str
    assessment: Assessment | None
    stage: str | None
    problems: tuple[Problem, ...] = ()
    verdict: Tree | None = None


def decoded(content: str) -> bytes:
    """Decode base64.

    Raises:
        UsageError: it is none (``E-BASE64``).
    """
    try:
        return base64.b64decode(content.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise UsageError(problem("E-BASE64", ("content",))) from None


def brought(content: bytes, name: str, lang: Language) -> Brought:
    """Tell what a file is, and read it.

    Raises:
        ReadError: it cannot be read; with a place.
        AssessmentError: it has not the shape of an assessment or does not fit its rules; with places.
        NotFoundError: there is no such ruleset as it names.
    """
    if wrong := check_text(name):
        raise UsageError(wrong.under(("name",)))
    if content.startswith(b"PK") or name.lower().endswith(_WORKBOOKS):
        return _form(content, name)
    is_json = name.lower().endswith(".json") or content.lstrip()[:1] == b"{"
    if is_json and _RECORD.search(content):
        return _record(content, lang)
    if is_json:
        return _assessment(json.read(content, name))
    from parindex.readers import yaml  # noqa: PLC0415 (only for a file of it)

    return _assessment(yaml.read(content, name))


def _assessment(document: Document) -> Brought:
    found = validate(Assessment, document.data)
    if not isinstance(found, Assessment):
        raise AssessmentError(*document.locate(found))
    try:
        score(shelf.load(found.ruleset), found, trace=False)
    except NotFoundError as error:
        under = tuple(each.under(("ruleset",)) for each in error.problems)
        raise NotFoundError(*document.locate(under)) from None
    except AssessmentError as error:
        raise AssessmentError(*document.locate(error.problems)) from None
    return Brought("assessment", found, _last(found))


def _last(assessment: Assessment) -> str:
    return next(name for name in reversed(STAGES) if name in assessment.stages)


def _form(content: bytes, name: str) -> Brought:
    from parindex.workbook.reading import read  # noqa: PLC0415 (the room is large)
    from parindex.workbook.tampering import tampering  # noqa: PLC0415 (the same)

    start = Place(name, 1, 1)
    try:
        found = read(content, name)
    except (ReadError, NotFoundError) as error:
        raise type(error)(*(each.located(start) for each in error.problems)) from None
    if found.assessment is None:
        raise AssessmentError(*(each.located(start) for each in found.problems))
    problems = (*found.problems, *tampering(found))
    return Brought("form", found.assessment, found.wanted.stage, problems)


def _record(content: bytes, lang: Language) -> Brought:
    from parindex.site.verdicts import plain_verdict, verified  # noqa: PLC0415 (only for a record)

    verdict = verified(content)
    told = plain_verdict(verdict, lang)
    if not verdict or verdict.sheet is None:
        return Brought("record", None, None, verdict=told)
    return Brought("record", _recorded(content), verdict.sheet.stage, verdict=told)


def _recorded(content: bytes) -> Assessment:
    """Return the assessment of a record that was reproduced."""
    from parindex.audit.carrier import open_carrier, open_statement  # noqa: PLC0415 (only for a record)

    facts = open_statement(open_carrier(content))["predicate"]["assessment"]
    return Assessment.model_validate(facts)


def written(asked: Question, what: str) -> Tree:
    """Write an assessment (YAML), a form or a record, each as its command does; name, type and content.

    Raises:
        AssessmentError: the entries do not fit the rules, or nothing can be recorded of them.
        UsageError: there is no such thing to write, or an extra is not installed.
    """
    if what not in WRITTEN:
        known = ", ".join(WRITTEN)
        raise UsageError(
            problem("E-VALUE", ("what",), found=what, nearest=nearest(what, WRITTEN), known=known)
        )
    content, codes = {"assessment": _yaml, "form": _filled, "record": _sealed}[what](asked)
    ending, media = WRITTEN[what]
    name = f"{asked.assessment.unit.key}{ending}"
    return {"name": name, "type": media, "content": base64.b64encode(content).decode(), **codes}


def _yaml(asked: Question) -> tuple[bytes, Tree]:
    from parindex.readers import yaml  # noqa: PLC0415 (only to write it)

    score(asked.ruleset, asked.assessment, stage=asked.stage, trace=False)  # what is wrong is not handed out
    return yaml.write(plain(asked.assessment)).encode(), {}


def _filled(asked: Question) -> tuple[bytes, Tree]:
    from parindex.workbook.form import Wanted, form  # noqa: PLC0415 (the room is large)
    from parindex.workbook.writing import write  # noqa: PLC0415 (the same)

    unit, stage = asked.assessment.unit, next(name for name in STAGES if name == asked.stage)
    return write(form(asked.ruleset, Wanted(unit.kind, unit, stage, asked.lang), asked.assessment)), {}


def _sealed(asked: Question) -> tuple[bytes, Tree]:
    from parindex.audit.canonical import check_code, digest  # noqa: PLC0415 (only for a record)
    from parindex.audit.carrier import readable  # noqa: PLC0415 (the same)
    from parindex.audit.record import record  # noqa: PLC0415 (the same)

    content = readable(record(asked.ruleset, asked.assessment))
    return content, {"check_code": check_code(content), "sha256": digest(content)}


def plain(assessment: Assessment) -> Tree:
    """Return an assessment as the plain tree of a file."""
    return assessment.model_dump(mode="json", by_alias=True, exclude_defaults=True)
