"""Problems in the forms that people and machines read: text, JSON, SARIF, GitHub annotations."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from parindex import __version__
from parindex.errors import Language, Problem

__all__ = ["REPORTS"]


def _text(problems: list[Problem], lang: Language) -> str:
    return "\n".join(each.line(lang) for each in problems)


def _plain(problem: Problem, lang: Language) -> dict[str, Any]:
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": place.file if place else None,
        "line": str(place.line) if place else None,
        "column": str(place.column) if place else None,
        "at": problem.at,
        "message": problem.message(lang),
        "hint": problem.hint(lang),
    }


def _json(problems: list[Problem], lang: Language) -> str:
    return json.dumps([_plain(each, lang) for each in problems], ensure_ascii=False, indent=2)


def _sarif(problems: list[Problem], lang: Language) -> str:
    rules = [{"id": code} for code in sorted({each.code for each in problems})]
    driver = {"name": "parindex", "version": __version__, "rules": rules}
    results = [_sarif_result(each, lang) for each in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _sarif_result(problem: Problem, lang: Language) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "level": problem.severity,
        "message": {"text": _said(problem, lang)},
    }
    if place := problem.place:
        region = {"startLine": place.line, "startColumn": place.column}
        result["locations"] = [
            {"physicalLocation": {"artifactLocation": {"uri": quote(place.file)}, "region": region}}
        ]
    return result


def _github(problems: list[Problem], lang: Language) -> str:
    lines = []
    for each in problems:
        place = each.place
        at = f" file={_escaped(place.file, ',:')},line={place.line},col={place.column}," if place else " "
        lines.append(f"::{each.severity}{at}title={each.code}::{_escaped(_said(each, lang))}")
    return "\n".join(lines)


def _said(problem: Problem, lang: Language) -> str:
    """Write the path, the message and the suggestion, where there is one."""
    at, hint = problem.at, problem.hint(lang)
    return f"{f'{at}: ' if at else ''}{problem.message(lang)}{f'; {hint}' if hint else ''}"


def _escaped(text: str, also: str = "") -> str:
    """Escape what ends a workflow command of GitHub, or a property of one."""
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{also}" else letter for letter in text)


REPORTS: dict[str, Callable[[list[Problem], Language], str]] = {
    "github": _github,
    "json": _json,
    "sarif": _sarif,
    "text": _text,
}
