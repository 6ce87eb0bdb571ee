"""The source documents beside the texts themselves: every line is in a clause, every figure in its lines."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import ROOT

from parindex.ruleset import catalog
from parindex.sources.check import read_declared
from parindex.sources.matrix import locators, read_matrix

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from parindex.ruleset.declaration import Instrument
    from parindex.sources.document import Clause, SourceDocument

TEXTS = Path(__file__).resolve().parents[1] / ".." / "shared" / "sources"
DOCUMENTS = {key: each.source for key, each in read_matrix(ROOT / "rulesets").items()}
OF_TEXTS = [key for key, document in DOCUMENTS.items() if document.kind == "text"]
QUARTERS = {"1": "I", "2": "II", "3": "III", "4": "IV"}
NUMBER = re.compile(r"[0-9]+(?:/[0-9]{4})?/[A-ZĐ]+(?:-[A-ZĐ0-9]+)+")


def with_text(values: list[tuple[str, ...]]) -> list[ParameterSet]:
    """List cases of source documents, each skipped when its text is not there."""
    cases = []
    for value in values:
        text = TEXTS / str(DOCUMENTS[value[0]].file)
        missing = pytest.mark.skip(reason=f"the text {text} is not there")
        cases.append(pytest.param(*value, marks=[] if text.exists() else missing, id=" ".join(value)))
    return cases


each_text = pytest.mark.parametrize("key", with_text([(key,) for key in OF_TEXTS]))


def lines_of_text(document: SourceDocument) -> list[str]:
    """Return the lines of the text of a document."""
    return (TEXTS / str(document.file)).read_text(encoding="utf-8").splitlines()


def span(clause: Clause) -> range:
    """Return the numbers of the lines of a clause, from 1; none when a clause before it holds its lines."""
    first, _, last = (clause.lines or "1-0").partition("-")
    return range(int(first), int(last or first) + 1)


def words(document: SourceDocument) -> dict[str, str]:
    """Return the words of each clause: its lines, or those of the clause that it is a part of."""
    text = lines_of_text(document)
    found: dict[str, str] = {}
    said = ""
    for clause in document.clauses:
        said = "\n".join(text[number - 1] for number in span(clause)) or said
        found[clause.at] = said
    return found


def spellings(figure: str) -> str:
    """Return how a Vietnamese text writes a figure, as a pattern.

    A day with or without its zeros, or a yearly one; a month or a quarter with or without its year; a number
    with a comma, with or without a zero before it.
    """
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", figure):
        year, month, day = (int(part) for part in found.groups())
        return rf"(?<![0-9])0?{day}[/-]0?{month}(?:[/-]{year}(?![0-9])|(?![0-9/-]))"
    if found := re.fullmatch(r"([0-9]{4})-Q([1-4])", figure):
        return rf"[Qq]uý {QUARTERS[found[2]]}(?:/{found[1]}(?![0-9])|(?![IV/]))"
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})", figure):
        year, month = (int(part) for part in found.groups())
        return rf"(?<![0-9/-])0?{month}/{year}(?![0-9])|[Tt]háng 0?{month}(?![0-9/])"
    whole, _, part = figure.partition(".")
    decimals = f",{part.rstrip('0')}0*" if part.strip("0") else ""
    return rf"(?<![0-9,./-])0*{whole}{decimals}(?![0-9]|[,./-][0-9])"


@pytest.mark.parametrize(
    ("figure", "text", "wanted"),
    [
        ("95", "Từ 95 đến 100", True),
        ("95", "195 và 95,5 và 95/2020", False),
        ("31.50", "đạt 31,50 điểm", True),
        ("31.5", "đạt 31,50 điểm", True),
        ("31.5", "đạt 31,55 điểm", False),
        ("2", "02 kỳ", True),
        ("2023-11-20", "trước ngày 20/11/2023", True),
        ("2023-02-03", "ngày 03/02/2023", True),
        ("2023-02-03", "ngày 3/2/2023", True),
        ("2023-02-03", "ngày 13/02/2023", False),
        ("2024-07-31", "trước ngày 31-7 hằng năm", True),
        ("2024-07-31", "trước ngày 31/7/2023", False),
        ("2021-Q1", "Quý I/2021", True),
        ("2021-Q1", "Quý I", True),
        ("2021-Q1", "Quý II/2021", False),
        ("2021-Q1", "Quý I/2020", False),
        ("2023-09", "Tháng 9", True),
        ("2023-09", "9/2023", True),
        ("2021-10", "tháng 10/2021", True),
        ("2021-10", "10/2020 và Tháng 10/2020 và 30/10/2021", False),
    ],
)
def test_spellings(figure: str, text: str, wanted: bool) -> None:  # noqa: FBT001
    """A figure is found in the Vietnamese spellings of it, and in no other figure."""
    assert bool(re.search(spellings(figure), text)) == wanted


def test_five_documents_are_texts() -> None:
    """Five source documents stand on a text that was read in full; each names its file, digest and length."""
    assert OF_TEXTS == [
        "ha-nam-2023-plan",
        "ha-noi-2021-reform-plan-decision-5743",
        "ha-noi-2024-central-agencies-decision-5691-news",
        "ha-noi-2024-plan-public-service-units",
        "ha-noi-thanh-xuan-2023-plan",
    ]
    for key in OF_TEXTS:
        document = DOCUMENTS[key]
        assert document.file == f"{key}.txt"
        assert document.sha256
        assert document.lines
    assert all(each.sha256 is None for each in DOCUMENTS.values() if each.kind == "reports")


@each_text
def test_the_text_is_the_one_that_was_read(key: str) -> None:
    """The digest and the number of lines of a text are those that its document gives."""
    document = DOCUMENTS[key]
    content = (TEXTS / str(document.file)).read_bytes()

    assert hashlib.sha256(content).hexdigest() == document.sha256
    assert len(lines_of_text(document)) == document.lines


@each_text
def test_every_line_is_in_one_clause(key: str) -> None:
    """Every line of a text that is not blank belongs to exactly one clause, and no clause goes beyond it."""
    text = lines_of_text(DOCUMENTS[key])
    held = Counter(number for clause in DOCUMENTS[key].clauses for number in span(clause))

    assert [number for number, line in enumerate(text, 1) if line.strip() and held[number] != 1] == []
    assert [number for number, times in held.items() if times > 1 or not 1 <= number <= len(text)] == []


@each_text
def test_clauses_come_in_the_order_of_the_text(key: str) -> None:
    """The clauses stand in the order of the text, and the first of them has lines of its own."""
    spans = [span(clause) for clause in DOCUMENTS[key].clauses if clause.lines]

    assert DOCUMENTS[key].clauses[0].lines
    assert all(spans)
    assert [each.start for each in spans] == sorted(each.start for each in spans)


@pytest.mark.parametrize(
    ("key", "at"),
    with_text([(key, clause.at) for key in OF_TEXTS for clause in DOCUMENTS[key].clauses if clause.figures]),
)
def test_every_figure_is_in_its_lines(key: str, at: str) -> None:
    """Every figure that a clause states stands in its lines, in a Vietnamese spelling."""
    said = words(DOCUMENTS[key])[at]
    (clause,) = (each for each in DOCUMENTS[key].clauses if each.at == at)

    assert [figure for figure in clause.figures if not re.search(spellings(figure), said)] == []


@each_text
def test_the_number_of_the_document_is_in_its_text(key: str) -> None:
    """The official number of a document, or the symbol after a blank one, stands in its text."""
    number = DOCUMENTS[key].number

    assert re.search(rf"[Ss]ố:? {re.escape(number)}", "\n".join(lines_of_text(DOCUMENTS[key])))


def instruments() -> list[tuple[str, str, Instrument, str]]:
    """List the instruments that are a text, or that a text quotes: document, ruleset, instrument, where."""
    found = []
    for name, file in catalog.available().items():
        declaration = read_declared(file).declaration
        assert declaration is not None, name
        for each in declaration.instruments:
            home = declaration.instrument(each.source.instrument) if each.source else each
            key = home.document if home else None
            if key in OF_TEXTS:
                assert key is not None
                at = each.source.at if each.source and each is not home else ""
                found.append((key, name, each, at))
    return found


INSTRUMENTS = instruments()


@pytest.mark.parametrize(
    ("key", "name", "instrument"), with_text([(key, name, each.key) for key, name, each, _ in INSTRUMENTS])
)
def test_the_number_of_an_instrument_is_in_the_text(key: str, name: str, instrument: str) -> None:
    """An instrument has the number that its text bears, or that every clause it was read in quotes."""
    ((each, at),) = (
        (one, at) for of, ruleset, one, at in INSTRUMENTS if (of, ruleset, one.key) == (key, name, instrument)
    )
    if not at:
        assert each.number == DOCUMENTS[key].number
        return
    said = words(DOCUMENTS[key])
    quoted = [place for place in at.split("; ") if each.number in said[place]]

    assert quoted == list(locators(each.source) if each.source else ())


@pytest.mark.parametrize(
    ("key", "name", "instrument"), with_text([(key, name, each.key) for key, name, each, _ in INSTRUMENTS])
)
def test_every_number_that_an_instrument_quotes_is_in_the_text(key: str, name: str, instrument: str) -> None:
    """Every official number in the number, title and note of an instrument stands in the text it is of."""
    (each,) = (
        one for of, ruleset, one, _ in INSTRUMENTS if (of, ruleset, one.key) == (key, name, instrument)
    )
    text = "\n".join(lines_of_text(DOCUMENTS[key]))
    notes = [each.note.vi, each.note.en] if each.note else []
    quoted = {
        number for said in (each.number, each.title.vi, *notes) for number in NUMBER.findall(said or "")
    }

    assert {number for number in quoted if number not in text} == set()
