"""The XLSForm: pyxform turns it into an XForm with every question, and what comes back is counted."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from helpers import leaf
from test_survey_questionnaire import LANGUAGES, UNITS, asking, ballots

from parindex.errors import Language, UsageError
from parindex.fields import say
from parindex.readers import xlsx
from parindex.ruleset.catalog import load
from parindex.survey.ballots import open_ballots
from parindex.survey.counting import count
from parindex.survey.design import design
from parindex.survey.questionnaire import Questionnaire, questionnaire
from parindex.survey.xlsform import render

pyxform = pytest.importorskip("pyxform.xls2xform")

EXAMPLE = design(load("example/department@2024"))
NAMES: dict[Language, str] = {"vi": "Tiếng Việt (vi)", "en": "English (en)"}
X = "{http://www.w3.org/2002/xforms}"


def converted(asked: Questionnaire, lang: Language = "vi") -> ET.Element:
    """Convert a questionnaire; pyxform has nothing to warn of."""
    warned: list[str] = []
    found = pyxform.convert(render(asked, lang), warnings=warned)
    assert warned == []
    return ET.fromstring(found.xform)  # noqa: S314 (pyxform made it just now)


def binds(form: ET.Element) -> dict[str, dict[str, str]]:
    """Return what is said of each field."""
    found = {
        each.attrib["nodeset"].removeprefix("/data/"): dict(each.attrib) for each in form.iter(f"{X}bind")
    }
    return {name: said for name, said in found.items() if not name.startswith("meta/")}


def choices(form: ET.Element, field: str) -> list[str]:
    """Return the keys that a field can have."""
    (chosen,) = (each for each in form.iter(f"{X}select1") if each.attrib["ref"] == f"/data/{field}")
    (items,) = (each.attrib["nodeset"].split("'")[1] for each in chosen.iter(f"{X}itemset"))
    (listed,) = (each for each in form.iter(f"{X}instance") if each.get("id") == items)
    return [str(each.text) for each in listed.iter(f"{X}name")]


def words(form: ET.Element, language: str) -> list[str]:
    """Return all texts of one language."""
    (found,) = (each for each in form.iter(f"{X}translation") if each.attrib["lang"] == language)
    return [str(each.text) for each in found.iter(f"{X}value")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("group", ["deputies", "peers", "businesses", "citizens"])
def test_every_question_and_choice_is_in_the_form(group: str, lang: Language) -> None:
    """Each question is there with all its answers, in both languages, and must be answered."""
    asked = questionnaire(EXAMPLE, group)
    form = converted(asked, lang)
    said = binds(form)
    assert list(said) == [
        "date",
        "group",
        "about_form",
        "unit",
        "kind",
        *(each.key for each in asked.questions),
    ]
    assert said["group"]["calculate"] == f"'{group}'"
    assert choices(form, "unit") == [each.key for each in asked.units]
    for each in asked.questions:
        assert choices(form, each.key) == [option.key for option in each.options]
        assert said[each.key]["required"] == "true()"
        assert "relevant" not in said[each.key]
        for language in LANGUAGES:
            texts = words(form, NAMES[language])
            assert say(each.text, language) in texts
            assert {say(option.name, language) for option in each.options} <= set(texts)


def test_the_form_names_its_rules() -> None:
    """The form has the id of ruleset and group, the digest as its version, and says what rules it is of."""
    form = converted(questionnaire(EXAMPLE, "citizens"))
    (data,) = form.iter(f"{X}data")
    assert data.attrib["id"] == "example-department-2024-citizens"
    assert data.attrib["version"] == EXAMPLE.ruleset.digest[:12]
    (about,) = (each for each in words(form, "Tiếng Việt (vi)") if "minh hoạ, không phải văn bản" in each)
    assert "Trả lời từ ngày 14/10/2024 đến hết ngày 13/12/2024." in about


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_opens_in_the_language_that_is_asked_for(lang: Language) -> None:
    """One of the two languages is the first to be shown."""
    form = converted(questionnaire(EXAMPLE, "citizens"), lang)
    first = [each.attrib["lang"] for each in form.iter(f"{X}translation") if each.get("default")]
    assert first == [NAMES[lang]]


def test_a_question_of_some_kinds_is_shown_for_them_only() -> None:
    """A question of districts is shown once the unit that was chosen is a district."""
    said = binds(converted(questionnaire(asking(units=UNITS), "people")))
    assert "instance('units')/root/item[name" in said["kind"]["calculate"]
    assert said["roads"]["relevant"].replace(" ", "") == "/data/kind='district'"
    assert "relevant" not in said["manner"]


def test_a_unit_that_is_not_listed_is_written() -> None:
    """Where no units are listed, the key of one is written, and its kind chosen unless there is one only."""
    form = converted(questionnaire(asking(), "people"))
    said = binds(form)
    assert said["unit"]["constraint"] == "regex(., '^[a-z0-9]+(-[a-z0-9]+)*$')"
    assert choices(form, "kind") == ["department", "district"]
    only = binds(converted(questionnaire(asking(), "people", kind="district")))
    assert only["kind"]["calculate"] == "'district'"


def test_names_are_legal() -> None:
    """A key that begins with a digit or is the word of a column stands behind `_`; texts are texts."""
    odd = [leaf("1-manner", ballots("people")), leaf("unit", ballots("people"))]
    odd[0]["name"] = {"vi": "Thái độ ${x}?"}
    form = converted(questionnaire(asking(*odd, units=UNITS), "people"))
    assert [*binds(form)][-2:] == ["_1-manner", "_unit"]
    assert words(form, "English (en)").count("Thái độ $ {x}?") == 1


def test_a_long_list_of_units_is_searched() -> None:
    """Twelve units or more are found by typing."""
    many = [{"key": f"so-{at}", "name": {"vi": f"Sở {at}"}, "kind": "department"} for at in range(12)]
    form = converted(questionnaire(asking(units=many), "people"))
    (unit,) = (each for each in form.iter(f"{X}select1") if each.attrib["ref"] == "/data/unit")
    assert unit.attrib["appearance"] == "minimal autocomplete"


def test_questions_with_the_same_answers_share_a_list() -> None:
    """The workbook has the three sheets, and each list of answers once."""
    asked = questionnaire(EXAMPLE, "peers")
    book = xlsx.read(render(asked))
    assert [each.name for each in book.sheets] == ["survey", "choices", "settings"]
    named = [row[next(iter(row))] for row in book.sheets[1].rows[1:]]
    # Three of the five questions have the same four answers.
    assert Counter(named) == {"answers_1": 4, "answers_2": 3, "answers_3": 4, "units": 7}
    assert render(asked) == render(asked)


# What KoboToolbox and ODK Central add to the columns of a form; the first names the ballot.
ADDED = {
    "kobo": "_uuid _id _submission_time _validation_status _notes _status _submitted_by __version__ _tags",
    "odk": "meta-instanceID meta-instanceName SubmissionDate KEY SubmitterID SubmitterName Status DeviceID "
    "AttachmentsPresent AttachmentsExpected ReviewState Edits FormVersion",
}


@pytest.mark.parametrize("tool", ["kobo", "odk"])
def test_what_comes_back_is_counted(tool: str, tmp_path: Path) -> None:
    """A table as the tools write it, with their own columns beside those of the form, loses no answer."""
    asked = questionnaire(EXAMPLE, "citizens")
    rows: list[dict[str, Any]] = [
        {
            "date": "2024-11-01",
            "group": "citizens",
            "about_form": "",
            "unit": unit.key,
            "kind": unit.kind,
            **{each.key: each.options[at % len(each.options)].key for each in asked.questions},
            **dict.fromkeys(ADDED[tool].split(), "2024-11-01T08:00:00"),
            ADDED[tool].split()[0]: f"uuid:1f0c-{at}",
        }
        for at, unit in enumerate(asked.units)
    ]
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    file = tmp_path / "ballots.csv"
    file.write_text(table.getvalue(), encoding="utf-8")
    found = count([open_ballots(file)], EXAMPLE)
    assert found.refused == ()
    assert found.answers.counted == len(asked.units) * len(asked.questions)


def test_without_the_extra_the_form_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without XlsxWriter there is one problem, with the command that installs it."""
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(UsageError, match="E-EXTRA"):
        render(questionnaire(EXAMPLE, "citizens"))
