"""Ballots in a line or two, and a slow counter in plain Python, written from the rules for ballot files."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from helpers import KINDS, group, leaf, named, ruleset

from parindex.fields import is_date, say
from parindex.survey.ballots import Ballots
from parindex.survey.blocks import Block
from parindex.survey.counting import BallotFile, Count
from parindex.survey.design import Asked, Design, design
from parindex.survey.sheets import Sheets
from parindex.vietnamese import fold

__all__ = ["Expected", "Rows", "asked", "expected", "found", "held", "listed", "said", "unlisted"]

Rows = Sequence[Sequence[Any]]

_GROUPS = named(("people", "2/3"), ("staff", "1/3"), figure="weight")
_OPTIONS = [
    {"key": "a", "name": {"vi": "Tốt", "en": "Good"}, "share": "1"},
    {"key": "b", "name": {"vi": "Được"}, "share": "0.5"},
    {"key": "c", "name": {"vi": "Kém"}, "share": "0"},
]
_UNITS = [
    {"key": "so-a", "name": {"vi": "Sở Á"}, "kind": "department"},
    {"key": "so-b", "name": {"vi": "Sở B"}, "kind": "department"},
    {"key": "huyen-c", "name": {"vi": "Huyện C"}, "kind": "district"},
]
_SURVEY = {
    "groups": [
        {"key": "people", "name": {"vi": "Người dân"}, "population": "3"},
        {"key": "staff", "name": {"vi": "Công chức"}, "minimum": "2", "rates": ["department"]},
    ],
    "questions": [
        {"key": "q1", "text": {"vi": "Thái độ?"}, "item": "service"},
        {"key": "q2", "text": {"vi": "Thời gian?"}, "item": "service"},
        {"key": "q3", "text": {"vi": "Trang tin?"}, "item": "site"},
    ],
    "span": {"from": "2024-10-01", "to": "2024-10-31"},
}


def asked(groups: Any = None, options: Any = None) -> dict[str, Any]:
    """Declare a survey scale."""
    return {"method": "survey", "options": options or _OPTIONS, "groups": groups or _GROUPS}


def listed(**survey: Any) -> Design:
    """Make a survey of three listed units of two kinds, by two groups: four questions of three items."""
    return _design({"kinds": KINDS, "units": _UNITS}, survey)


def unlisted(**survey: Any) -> Design:
    """Make the same survey of units that are not listed."""
    return _design({"kinds": KINDS}, survey)


def _design(units: dict[str, Any], survey: dict[str, Any]) -> Design:
    yes_no = named(("yes", "1"), ("no", "0"), figure="share")
    items = group(
        "survey",
        leaf("service", asked()),
        leaf("site", asked(named(("people", "1"), figure="weight"))),
        leaf("advice", asked(options=yes_no), applies_to=["department"]),
        role="survey",
        rescale="true",
    )
    return design(ruleset(items, units=units, survey={**_SURVEY, **survey}))


def held(
    header: str | Sequence[str],
    rows: Rows,
    name: str = "b.csv",
    size: int = 1000,
    types: Mapping[str, Any] | None = None,
) -> Ballots:
    """Hold ballots in memory, in blocks of a size; texts unless types are given; lines count from 2."""
    names = tuple(header.split(",")) if isinstance(header, str) else tuple(header)
    kinds = types or {}

    def blocks(wanted: Sequence[str] | None = None) -> Iterator[Block]:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            columns = {
                each: pa.array([row[at] for row in part], pa.string()).cast(kinds.get(each, pa.string()))
                for at, each in enumerate(names)
                if wanted is None or each in wanted
            }
            yield Block(columns, range(start + 2, start + 2 + len(part)))

    digest = hashlib.sha256(repr((names, [*map(tuple, rows)])).encode()).hexdigest()
    return Ballots(BallotFile(name, len(rows), digest), names, len(rows), blocks)


@dataclass
class Expected:
    """What the slow counter finds."""

    tallies: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    problems: Counter[tuple[str, str, int, int]] = field(default_factory=Counter)
    rows: tuple[int, int] = (0, 0)  # read, refused
    answers: int = 0
    outside: set[tuple[Any, str, str]] = field(default_factory=set)


@dataclass
class _Row:
    """A row: whether it counts at all, its answers read, refused, and those that hold so far."""

    read: int = 0
    wrong: bool = False
    valid: list[tuple[tuple[Any, str, str, str], str, tuple[str, int, int]]] = field(default_factory=list)
    counted: int = 0


def expected(files: Sequence[tuple[str, Sequence[str], Rows]], survey: Design) -> Expected:
    """Count files (name, header, rows of texts) of listed units, one answer after the other."""
    result = Expected()
    every = [
        _row(result, survey, (name, at, header, cells))
        for name, header, rows in files
        for at, cells in enumerate(rows, start=2)
    ]
    given: dict[tuple[Any, str, str, str], list[str]] = {}
    kept = [row for row in every if row]
    for row in kept:
        for cell, option, _ in row.valid:
            given.setdefault(cell, []).append(option)
    used = set()
    for row in kept:
        for cell, option, (name, line, column) in row.valid:
            code = "E-CONFLICT" if len(set(given[cell])) > 1 else "E-REPEATED" if cell in used else ""
            used.add(cell)
            if code:
                result.refused[code] += 1
                result.problems[code, name, line, column] += 1
                row.wrong = True
            else:
                row.counted += 1
                result.tallies[cell[2], cell[1], cell[3], option] += 1
    result.rows = (len(kept), sum(row.wrong and not row.counted for row in kept))
    result.answers = sum(row.read for row in kept)
    return result


def _row(
    result: Expected,
    survey: Design,
    where: tuple[str, int, Sequence[str], Sequence[str | None]],
) -> _Row | None:
    name, line, header, cells = where
    text = {column: (cell or "").strip() for column, cell in zip(header, cells, strict=True)}
    row = _Row()
    questions = {each.key: each for each in survey.questions}
    pairs = [(text["question"], text["answer"], "answer")] if "question" in text else []
    pairs = pairs or [(key, text[key], key) for key in text if key in questions]
    row.read = sum(bool(answer) for _, answer, _ in pairs)
    if not text["unit"] and not row.read:
        return None

    def refuse(code: str, column: str, answers: int) -> None:
        row.wrong = True
        result.refused[code] += answers
        result.problems[code, name, line, header.index(column) + 1] += 1

    who, what = _group(text["group"], survey), _unit(text["unit"], survey)
    if wrong := _wrong(text, who, what[0]):
        refuse(*wrong, row.read)
        return row
    ballot = text.get("ballot") or (name, line)
    for key, answer, column in pairs:
        asking = questions.get(key)
        code = _refusal(survey, asking, answer, (who, what[1]))
        if code:
            at = "question" if "question" in text and code != "E-OPTION" else column
            refuse(code, at, bool(answer))
        elif answer and asking:
            option = next(each.key for each in asking.options if fold(answer) in _names(each))
            row.valid.append(((ballot, who, what[0], key), option, (name, line, header.index(column) + 1)))
    span = survey.span
    if row.valid and text.get("date") and span and not span.from_ <= text["date"] <= span.to:
        result.outside.add((ballot, who, what[0]))
    return row


def _wrong(text: Mapping[str, str], who: str, what: str) -> tuple[str, str] | None:
    """Return why a whole row is refused, and the column of that."""
    if not who:
        return "E-GROUP", "group"
    if what.startswith("E-"):
        return what, "unit"
    if text.get("date") and not is_date(text["date"]):
        return "E-DATE", "date"
    return ("E-BALLOT", "ballot") if "question" in text and not text["ballot"] else None


def _refusal(survey: Design, asking: Asked | None, answer: str, who: tuple[str, str]) -> str:
    """Return why an answer is refused, or nothing."""
    if asking is None:
        return "E-QUESTION"
    if not answer:
        return ""
    if not any(fold(answer) in _names(each) for each in asking.options):
        return "E-OPTION"
    return "" if survey.asks(who[0], asking, who[1]) else "E-NOT-ASKED"


def _names(thing: Any) -> set[str]:
    return {thing.key, fold(say(thing.name, "vi")), fold(say(thing.name, "en"))}


def _group(word: str, survey: Design) -> str:
    return next((each.key for each in survey.groups if word and fold(word) in _names(each)), "")


def _unit(word: str, survey: Design) -> tuple[str, str]:
    """Return the key and kind of a unit, or the code of what is wrong with it."""
    found = next((each for each in survey.units.values() if word and fold(word) in _names(each)), None)
    return (found.key, found.kind) if found else ("E-UNIT", "")


def found(count: Count) -> Counter[tuple[str, str, str, str]]:
    """Return the tallies of a count as those of the slow counter."""
    result: Counter[tuple[str, str, str, str]] = Counter()
    tallies = count.tallies
    for unit, of_unit in zip(tallies.units, tallies.counts.tolist(), strict=True):
        for stated, of_group in zip(count.design.groups, of_unit, strict=True):
            for each, numbers in zip(count.design.questions, of_group, strict=True):
                for option, number in zip(each.options, numbers, strict=False):
                    result[unit, stated.key, each.key, option.key] += number
    return +result


def said(sheets: Sheets) -> list[tuple[Any, ...]]:
    """Return sheets as plain tuples, in their order, units by key."""
    rows = zip(sheets.respondent, sheets.group, sheets.unit, sheets.answers.tolist(), strict=True)
    return [(int(who), int(at), sheets.units[unit], *answers) for who, at, unit, answers in rows]
