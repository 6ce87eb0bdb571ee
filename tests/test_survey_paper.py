"""The questionnaire on paper: a page of its own, with a box for each answer."""

from __future__ import annotations

import html.parser
import re
from collections import Counter

import pytest
from helpers import leaf
from test_survey_questionnaire import LANGUAGES, UNITS, asking, ballots

from parindex.errors import Language, UsageError
from parindex.fields import say
from parindex.ruleset.catalog import load
from parindex.survey.design import design
from parindex.survey.paper import render
from parindex.survey.questionnaire import questionnaire

pytest.importorskip("jinja2")

EXAMPLE = design(load("example/department@2024"))


class _Page(html.parser.HTMLParser):
    """The tags of a page, its boxes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.boxes = 0
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.boxes += ("class", "box") in attrs

    def handle_data(self, data: str) -> None:
        self.texts += [data.strip()] if data.strip() else []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_several_units_are_a_table_for_each_question(lang: Language) -> None:
    """Each question has a table with a row for each unit and a box for each answer."""
    asked = questionnaire(EXAMPLE, "citizens")
    page = _Page(render(asked, lang))
    assert page.tags["table"] == len(asked.questions)
    assert page.boxes == sum(len(each.options) * len(asked.units) for each in asked.questions)
    for each in asked.questions:
        assert {say(each.text, lang), *(say(option.name, lang) for option in each.options)} <= set(page.texts)
    counted = Counter(page.texts)
    assert [counted[say(each.name, lang)] for each in asked.units] == [len(asked.questions)] * 7


def test_one_unit_is_a_list_of_boxes() -> None:
    """A questionnaire of one unit names it once and has no table."""
    asked = questionnaire(EXAMPLE, "citizens", units=["so-minh-hoa-a"])
    page = _Page(render(asked))
    assert page.tags["table"] == 0
    assert page.boxes == sum(len(each.options) for each in asked.questions)
    assert page.texts.count("Sở Minh hoạ A") == 1


def test_a_unit_that_is_not_known_has_a_line() -> None:
    """Without units there is a line to write one on, boxes for its kind, and a word on who is asked what."""
    page = _Page(render(questionnaire(asking(), "people")))
    assert {"Đơn vị được đánh giá:", "Loại đơn vị:", "Chỉ trả lời đối với: Huyện."} <= set(page.texts)
    assert page.boxes == 2 + 3 + 3
    one = _Page(render(questionnaire(asking(), "people", kind="district")))
    assert not {"Loại đơn vị:", "Chỉ trả lời đối với: Huyện."} & set(one.texts)


def test_a_question_has_rows_only_for_the_units_it_is_asked_of() -> None:
    """A question of districts has no row for departments."""
    page = _Page(render(questionnaire(asking(units=UNITS), "people")))
    assert page.boxes == 3 * 3 + 1 * 3
    assert page.texts.count("Sở A") == 1
    assert page.texts.count("Huyện C") == 2


def test_the_page_asks_nobody_for_anything() -> None:
    """The page has no script, no picture and no address, and forbids every request."""
    text = render(questionnaire(EXAMPLE, "citizens"))
    page = _Page(text)
    assert not {"script", "img", "link", "iframe", "form"} & set(page.tags)
    assert not re.search(r"https?:|url\(|@import", text)
    assert "default-src 'none'" in text


def test_illustrative_rules_say_so() -> None:
    """The page says of illustrative rules that they are no official ones, and names them exactly."""
    text = render(questionnaire(EXAMPLE, "citizens"))
    assert "Bộ tiêu chí minh hoạ, không phải văn bản chính thức." in text
    assert EXAMPLE.ruleset.digest[:12] in text
    assert "Trả lời từ ngày 14/10/2024 đến hết ngày 13/12/2024." in text
    assert render(questionnaire(EXAMPLE, "citizens")) == text


def test_texts_are_texts() -> None:
    """What looks like markup in a ruleset is shown as it is written."""
    odd = leaf("manner", ballots("people"))
    odd["name"] = {"vi": "Thái độ <b>tốt</b> & đúng mực?"}
    text = render(questionnaire(asking(odd, units=UNITS), "people"))
    assert "Thái độ &lt;b&gt;tốt&lt;/b&gt; &amp; đúng mực?" in text


def test_a_long_table_may_go_over_the_page() -> None:
    """A question of many units may break between rows, one of few may not."""
    many = [{"key": f"so-{at}", "name": {"vi": f"Sở {at}"}, "kind": "department"} for at in range(13)]
    assert 'class="question long"' in render(questionnaire(asking(units=many), "people"))
    assert 'class="question long"' not in render(questionnaire(asking(units=many[:12]), "people"))


def test_without_the_extra_the_page_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Jinja there is one problem, with the command that installs it."""
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    with pytest.raises(UsageError, match="E-EXTRA"):
        render(questionnaire(EXAMPLE, "citizens"))
