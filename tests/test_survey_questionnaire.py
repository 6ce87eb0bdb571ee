"""Questionnaires: who is asked what of which units, and what is written so that it is read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from helpers import Plain, leaf, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.cli import app
from parindex.errors import Language, UsageError
from parindex.fields import Text
from parindex.ruleset.catalog import load
from parindex.ruleset.model import Unit
from parindex.survey.codes import Words
from parindex.survey.columns import word
from parindex.survey.design import Design, design
from parindex.survey.questionnaire import column_key, head, questionnaire, rated_kinds, spelled

LANGUAGES: tuple[Language, ...] = ("vi", "en")
ANSWERS: tuple[Plain, ...] = (
    {"key": "good", "name": {"vi": "Tốt", "en": "Good"}, "share": "1"},
    {"key": "fair", "name": {"vi": "Bình thường", "en": "Fair"}, "share": "0.5"},
    {"key": "poor", "name": {"vi": "Kém"}, "share": "0"},
)
UNITS: tuple[Plain, ...] = (
    {"key": "so-a", "name": {"vi": "Sở A", "en": "Department A"}, "kind": "department"},
    {"key": "so-b", "name": {"vi": "Sở B"}, "kind": "department"},
    {"key": "huyen-c", "name": {"vi": "Huyện C"}, "kind": "district"},
)


def ballots(*groups: str, options: Sequence[Plain] = ANSWERS) -> Plain:
    """Declare a scale of ballots for some groups, each of the same weight."""
    named = [
        {"key": each, "name": {"vi": f"Nhóm {each}"}, "weight": f"1/{len(groups)}" if groups[1:] else "1"}
        for each in groups
    ]
    return {"method": "survey", "options": list(options), "groups": named}


def asking(*leaves: Plain, units: Sequence[Plain] = (), survey: Plain | None = None, **values: Any) -> Design:
    """Make the design of a small survey: of each kind two items, of departments ballots score only one."""
    items = leaves or (
        leaf("manner", ballots("people", "heads")),
        leaf("roads", ballots("people"), applies_to=["district"]),
        leaf("plan", applies_to=["department"]),
    )
    # An item of one kind stands beside one of the other.
    root = {"max": str(5 * sum(2 - len(each.get("applies_to", ())) for each in items))}
    kinds = [
        {"key": "department", "name": {"vi": "Sở", "en": "Department"}},
        {"key": "district", "name": {"vi": "Huyện", "en": "District"}},
    ]
    values |= {"survey": survey} if survey else {}
    return design(ruleset(*items, root=root, units={"kinds": kinds, "units": list(units)}, **values))


def code(made: Design, group: str = "people", **wanted: Any) -> str:
    """Return the one line for which there is no questionnaire."""
    with pytest.raises(UsageError) as caught:
        questionnaire(made, group, **wanted)
    (found,) = caught.value.problems
    return found.line("en")


def test_a_group_is_asked_its_own_questions() -> None:
    """A questionnaire has the questions of its group, of every unit that is listed."""
    asked = questionnaire(design(load("example/department@2024")), "peers")
    assert [each.key for each in asked.questions] == ["q1", "q4", "q5", "q6", "q7"]
    assert len(asked.units) == 7
    assert asked.kinds == ("department", "agency")


def test_the_head_says_whose_it_is_and_until_when() -> None:
    """The head has title, group, days and rules, and says that illustrative rules are no official ones."""
    asked = questionnaire(design(load("example/department@2024")), "citizens")
    vi, en = head(asked, "vi"), head(asked, "en")
    assert vi.title == "Phiếu điều tra xã hội học"
    assert vi.group == "Dành cho: Người dân"
    assert vi.span == "Trả lời từ ngày 14/10/2024 đến hết ngày 13/12/2024."
    assert vi.labels == ("Bộ tiêu chí minh hoạ, không phải văn bản chính thức.",)
    assert en.span == "Answer from 2024-10-14 to 2024-12-13, both days included."
    assert en.mark == f"example/department@2024 · SHA-256 {asked.design.ruleset.digest[:12]}"
    assert head(questionnaire(asking(), "people"), "vi").span == ""


def test_a_question_is_asked_only_of_its_kinds() -> None:
    """Without units of a kind, its own questions are not asked."""
    both = questionnaire(asking(units=UNITS), "people")
    assert [each.key for each in both.questions] == ["manner", "roads"]
    assert not both.asks(both.questions[1], "department")
    only = questionnaire(asking(units=UNITS), "people", kind="department")
    assert [each.key for each in only.questions] == ["manner"]
    assert [each.key for each in only.units] == ["so-a", "so-b"]
    named = questionnaire(asking(units=UNITS), "people", units=["so-b"])
    assert named.kinds == ("department",)
    assert [each.key for each in rated_kinds(named)] == ["department"]


def test_a_group_rates_the_kinds_that_it_is_said_to_rate() -> None:
    """A group that rates one kind has only units of that kind."""
    heads = {"key": "heads", "name": {"vi": "Lãnh đạo"}, "rates": ["district"]}
    asked = questionnaire(asking(units=UNITS, survey={"groups": [heads]}), "heads")
    assert [each.key for each in asked.units] == ["huyen-c"]


def test_units_are_in_the_order_in_which_they_are_named() -> None:
    """Units that are named are rated in that order."""
    asked = questionnaire(asking(units=UNITS), "people", units=["huyen-c", "so-a"])
    assert [each.key for each in asked.units] == ["huyen-c", "so-a"]


def test_where_no_units_are_listed_any_slug_is_one() -> None:
    """A ruleset without units leaves them open, and takes those that are named, of the kind that is said."""
    made = asking()
    assert questionnaire(made, "people").units == ()
    asked = questionnaire(made, "people", kind="district", units=["xa-moi"])
    assert asked.units == (Unit(key="xa-moi", name=Text(vi="xa-moi"), kind="district"),)


def test_what_is_not_there_is_said() -> None:
    """An unknown group, kind or unit is refused, with the nearest one."""
    made = asking(units=UNITS)
    assert code(made, "peple") == ("E-GROUP: there is no respondent group `peple`; did you mean `people`?")
    assert code(made, kind="distict").startswith("E-KIND: the ruleset has no unit kind `distict`; did you")
    assert code(made, units=["so-aa"]) == "E-UNIT: the ruleset lists no unit `so-aa`; did you mean `so-a`?"
    assert code(made, units=["so-a", "so-a"]).startswith("E-UNIT-TWICE: the unit `so-a` is there twice")
    assert code(asking(), kind="district", units=["Xã Mới"]).startswith("E-SLUG: the key `Xã Mới`")


def test_what_cannot_be_asked_is_said() -> None:
    """A kind without a question, a kind without listed units, and a unit of no known kind are refused."""
    roads = leaf("roads", ballots("people"), applies_to=["district"])
    only = asking(roads, leaf("plan", applies_to=["department"]), units=UNITS)
    assert code(only, kind="department").startswith("E-NOTHING-ASKED: the group `people` is asked nothing ab")
    assert code(only, units=["so-a"]).startswith("E-NOTHING-ASKED: the group `people` is asked nothing about")
    assert code(asking(units=UNITS[:2]), kind="district").startswith("E-NONE-LISTED: the ruleset lists no un")
    assert code(asking(), units=["xa-moi"]) == (
        "E-WHICH-KIND: of which kind the unit `xa-moi` is, is not said; "
        "add --kind, one of: department, district"
    )


def test_a_name_is_written_where_it_is_read_back() -> None:
    """A name stands for a thing, or its key where the name could be read as another thing."""
    units = [
        Unit(key="so-a", name=Text(vi="Sở A", en="Department A"), kind="department"),
        Unit(key="tan-lap", name=Text(vi="Xã Tân Lập"), kind="district"),
        Unit(key="tan-lap-2", name=Text(vi="xã Tân  Lạp"), kind="district"),
        Unit(key="huyen-c", name=Text(vi="Tân Lập 2"), kind="district"),
    ]
    assert dict(spelled(units, "vi")) == {
        "so-a": "Sở A",
        "tan-lap": "tan-lap",
        "tan-lap-2": "tan-lap-2",
        "huyen-c": "huyen-c",
    }
    assert spelled(units, "en")["so-a"] == "Department A"


NAMES = st.sampled_from(["Tốt", "tốt", "Tot", "Good", "good", "a-b", "a b", "A  B", "Kém", "1", "b"])


@given(st.lists(st.tuples(st.sampled_from(["good", "a-b", "1", "b"]), NAMES, NAMES), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_what_is_written_is_read_as_the_same_answer(answers: list[tuple[str, str, str]]) -> None:
    """Whatever answers are called, what a form writes for one is counted as that one, in both languages."""
    options = {key: {"key": key, "name": {"vi": vi, "en": en}, "share": "1"} for key, vi, en in answers}
    made = asking(leaf("manner", ballots("people", options=list(options.values()))))
    for lang in LANGUAGES:
        written = spelled(made.questions[0].options, lang)
        assert [Words(made).option(0)(written[key]) for key in options] == list(range(len(options)))


def test_no_question_is_taken_for_another_column() -> None:
    """A question whose key is the word of a column stands behind `_`."""
    made = asking(leaf("unit", ballots("people")), leaf("manner", ballots("people")))
    assert [column_key(each) for each in made.questions] == ["_unit", "manner"]
    assert word("_unit") is None


def run(*words: str) -> Result:
    """Run `survey form`."""
    return CliRunner().invoke(app, ["survey", "form", *words])


def test_the_command_writes_each_form(tmp_path: Path) -> None:
    """One command writes the workbook, the page and the XLSForm of a group."""
    asked = ("--ruleset", "example/department@2024", "--group", "citizens", "--unit", "so-minh-hoa-a")
    for name, kind in (("a.xlsx", "xlsx"), ("a.html", "html"), ("b.xlsx", "xlsform")):
        done = run(*asked, "--format", kind, "-o", str(tmp_path / name))
        assert (done.exit_code, done.output) == (0, "")
    assert "Sở Minh hoạ A" in (tmp_path / "a.html").read_text(encoding="utf-8")
    for name, sheet in (("a.xlsx", "Danh mục"), ("b.xlsx", "choices")):
        with zipfile.ZipFile(io.BytesIO((tmp_path / name).read_bytes())) as parts:
            assert sheet in parts.read("xl/workbook.xml").decode()
    page = run(*asked, "--format", "html", "-o", "-", "--lang", "en").output
    assert "<title>Sociological survey questionnaire – For: Citizens</title>" in page


def test_the_command_says_what_is_wrong() -> None:
    """A workbook does not go to standard output, and an unknown group is a line without a traceback."""
    asked = ("--ruleset", "example/department@2024", "--lang", "en", "-o", "-")
    assert run(*asked, "--group", "citizens").output.startswith("E-WORKBOOK: ")
    assert run(*asked, "--group", "citizen").output.startswith("E-GROUP: there is no respondent group")
