"""`sources`: every clause of the source documents, and what became of it, in words and in JSON."""

from __future__ import annotations

import re
from functools import cache

import pytest
from commands import ROOT, flat, on_terminal, ran, run, told

from parindex.fields import say
from parindex.sources.matrix import read_matrix

# How many clauses each text has; whoever drops or adds one has to say so here.
CLAUSES = {
    "ha-nam-2023-plan": 62,
    "ha-noi-2021-reform-plan-decision-5743": 132,
    "ha-noi-2024-central-agencies-decision-5691-news": 41,
    "ha-noi-2024-plan-public-service-units": 62,
    "ha-noi-thanh-xuan-2023-plan": 30,
}
# Every command reads them all, and nothing here changes them: they are read once.
once = cache(read_matrix)
DOCUMENTS = {key: each.source for key, each in once(ROOT / "rulesets").items()}
OUTCOMES = {"encoded", "process", "open", "not-a-rule"}

each_text = pytest.mark.parametrize("key", CLAUSES)
each_document = pytest.mark.parametrize("key", DOCUMENTS)
each_language = pytest.mark.parametrize("lang", ["vi", "en"])


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each command take what the first one read."""
    monkeypatch.setattr("parindex.cli.sources.read_matrix", once)


def test_how_many_clauses_the_texts_have() -> None:
    """The five texts have 62, 132, 41, 62 and 30 clauses."""
    found = {key: len(each.clauses) for key, each in DOCUMENTS.items() if each.kind == "text"}

    assert found == CLAUSES


@each_document
def test_every_clause_has_an_outcome(key: str) -> None:
    """Every clause of every source document became something, or says why it is no rule."""
    for clause in DOCUMENTS[key].clauses:
        assert clause.outcomes, clause.at
        assert set(clause.outcomes) <= OUTCOMES
        assert bool(clause.places) != bool(clause.not_a_rule), clause.at


# All documents


@each_language
def test_sources_counts_the_clauses(lang: str) -> None:
    """Each document has its row: how many clauses there are, how many are accounted for, and as what."""
    rows = on_terminal("sources", "--lang", lang, width=200).splitlines()

    for key, document in DOCUMENTS.items():
        (row,) = (line for line in rows if line.strip().startswith(f"{key} "))
        clauses, accounted, *tally = (int(number) for number in row.split()[1:])
        assert clauses == accounted == len(document.clauses) == CLAUSES.get(key, clauses)
        encoded, process, open_, not_a_rule = tally
        assert encoded == sum("encoded" in clause.outcomes for clause in document.clauses)
        assert process == sum("process" in clause.outcomes for clause in document.clauses)
        assert open_ == sum("open" in clause.outcomes for clause in document.clauses)
        assert not_a_rule == sum("not-a-rule" in clause.outcomes for clause in document.clauses)


def test_sources_in_words() -> None:
    """Below the rows stands how many clauses and reported facts there are, and that all are accounted for."""
    reports = [each for each in DOCUMENTS.values() if each.kind == "reports"]
    facts = sum(len(each.clauses) for each in reports)
    vietnamese, english = flat(ran("sources")), flat(ran("sources", "--lang", "en"))

    assert "5 văn bản: 327 điều khoản, đã xử lý 327." in vietnamese
    assert "5 documents: 327 clauses, 327 accounted for." in english
    assert f"{len(reports)} tập dữ kiện báo chí: {facts} dữ kiện, đã xử lý {facts}." in vietnamese
    assert f"{len(reports)} sets of reported facts: {facts} facts, {facts} accounted for." in english


@each_language
def test_sources_as_json(lang: str) -> None:
    """As JSON each document has its counts and every clause, as text."""
    found = told("sources", "--lang", lang)

    assert [each["key"] for each in found] == list(DOCUMENTS)
    for each in found:
        document = DOCUMENTS[each["key"]]
        assert each["title"] == say(document.title, "en" if lang == "en" else "vi")
        assert (each["number"], each["sha256"]) == (document.number, document.sha256)
        assert each["count"] == each["accounted"] == str(len(document.clauses))
        assert len(each["clauses"]) == len(document.clauses)
        tally = {name: sum(name in clause["outcomes"] for clause in each["clauses"]) for name in OUTCOMES}
        assert each["outcomes"] == {name: str(count) for name, count in tally.items() if count}


# One document


@each_document
def test_one_document_as_json(key: str) -> None:
    """As JSON one document is a list of one, and its clauses say what they say, state and became."""
    (only,) = told("sources", key)

    assert only["key"] == key
    for told_of, clause in zip(only["clauses"], DOCUMENTS[key].clauses, strict=True):
        assert told_of == {
            "at": clause.at,
            "says": say(clause.says, "vi"),
            "figures": list(clause.figures),
            "outcomes": list(clause.outcomes),
            "places": [{"ruleset": name, "at": place} for name, place in clause.places],
            "why": say(clause.not_a_rule, "vi") or None,
        }


@each_document
def test_one_document_in_words(key: str) -> None:
    """Of one document its title, number and note are printed, then every clause and all that it became."""
    document = DOCUMENTS[key]
    head, *rows = ran("sources", key).split("\n\n")

    assert flat(say(document.title, "vi")) in flat(head)
    assert f"Số {document.number} · {document.issuer}" in flat(head)
    assert flat(say(document.note, "vi")) in flat(head)
    assert document.sha256 is None or f"SHA-256 {document.sha256}" in flat(head)
    # Each clause is a paragraph of its own, under its locator.
    for row, clause in zip(rows, document.clauses, strict=True):
        assert flat(row).startswith(f"{clause.at} {flat(say(clause.says, 'vi'))} → ")
        assert {place for _, place in clause.places} <= set(re.split(r"[ ,]+", flat(row)))
        assert flat(row).endswith(flat(say(clause.not_a_rule, "vi")))


@each_language
def test_what_became_of_a_clause(lang: str) -> None:
    """A clause is shown with what it says, and where it became a rule, a step of the work or a question."""
    text = flat(on_terminal("sources", "ha-nam-2023-plan", "--lang", lang, width=400))

    words = (
        "thành quy tắc",
        "thành quy trình",
        "để ngỏ",
        "không phải quy tắc: Nơi nhận, không phải quy tắc.",
    )
    others = ("encoded", "process", "open", "not a rule: A distribution list, not a rule.")
    for word in words if lang == "vi" else others:
        assert f"→ {word}" in text
    assert "ha-nam/departments-and-districts@2023: bands.tot, bands.xuat-sac.from" in text
    assert "ha-nam/departments-and-districts@2023: interpretations.one-league-or-two" in text


def test_a_document_without_a_digest() -> None:
    """A collection of reports has no digest and no day of signature, and none is made up."""
    text = ran("sources", "reported-national", "--lang", "en")

    assert "SHA-256" not in text
    assert "No. " in text


def test_a_document_that_was_signed() -> None:
    """The day on which a document was signed is printed where it is known."""
    assert " · 2020-12-29 · " in flat(ran("sources", "ha-noi-2021-reform-plan-decision-5743"))


# Unknown documents


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_document_that_does_not_exist(form: tuple[str, ...]) -> None:
    """A document that is not there gives E-SOURCE with the nearest one, exit code 3, and no output."""
    vietnamese, english = (run("sources", "ha-nam-2032-plan", *form, "--lang", lang) for lang in ("vi", "en"))

    assert (vietnamese.exit_code, vietnamese.stdout) == (english.exit_code, english.stdout) == (3, "")
    assert vietnamese.stderr == (
        "E-SOURCE: không có văn bản nguồn `ha-nam-2032-plan`; có phải là `ha-nam-2023-plan`?\n"
    )
    assert english.stderr == (
        "E-SOURCE: there is no source document `ha-nam-2032-plan`; did you mean `ha-nam-2023-plan`?\n"
    )


@pytest.mark.parametrize("name", ["x", "", "../sources/ha-nam-2023-plan", "[red]"])
def test_a_name_like_no_document(name: str) -> None:
    """A name near none sends the reader to the list of documents; a name never becomes a path."""
    result = run("sources", name, "--lang", "en")

    if name.endswith("ha-nam-2023-plan"):
        assert "E-SOURCE" in result.stderr
    else:
        assert result.stderr == f"E-SOURCE: there is no source document `{name}`; see `parindex sources`\n"
    assert (result.exit_code, result.stdout) == (3, "")
