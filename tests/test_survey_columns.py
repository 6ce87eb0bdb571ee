"""The columns of ballot files: found by key and alias, misspelt ones refused."""

from __future__ import annotations

import pytest
from ballots import asked, listed
from helpers import leaf, ruleset

from parindex.errors import ReadError
from parindex.survey.columns import WORDS, Columns, added, find_columns, plain, word
from parindex.survey.design import Design, design

LISTED = listed()


def columns(header: str, of: Design = LISTED) -> Columns:
    """Find the columns of a header written with commas."""
    return find_columns(header.split(","), of, "b.csv")


def questions(*keys: str) -> Design:
    """Make a survey of questions with these keys."""
    return design(ruleset(*(leaf(key, asked()) for key in keys)))


def refused(header: str, of: Design = LISTED) -> list[str]:
    """Return the problems of a header, in English."""
    with pytest.raises(ReadError) as caught:
        columns(header, of)
    return [each.line("en") for each in caught.value.problems]


def test_the_long_form_has_five_columns_in_any_order() -> None:
    """Each row is one answer; a date and a kind may be there."""
    found = columns("answer,question,unit,group,ballot,date,note")
    assert found.long
    assert dict(found.places) == {"answer": 0, "question": 1, "unit": 2, "group": 3, "ballot": 4, "date": 5}
    assert found.wanted == ("answer", "question", "unit", "group", "ballot", "date")
    assert (found.name("unit"), found.name("kind")) == ("unit", None)


def test_the_wide_form_has_a_column_for_each_question() -> None:
    """Questions are in the order of the design, a ballot is not needed."""
    found = columns("q3,unit,group,q1")
    assert not found.long
    assert found.questions == ((0, 3), (2, 0))


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("Mã  phiếu", "ballot"),
        ("PHIẾU", "ballot"),
        ("don-vi", "unit"),
        ("nhóm", "group"),
        ("câu hỏi", "question"),
        ("trả lời", "answer"),
        ("ngày", "date"),
        ("Loại đơn vị", "kind"),
        ("mở đầu/đơn vị", "unit"),
        ("_uuid", None),
        ("x", None),
    ],
)
def test_a_column_has_a_key_and_aliases(name: str, column: str | None) -> None:
    """Without regard to case, diacritics, spaces and hyphens, also behind Kobo's groups."""
    assert word(name) == column
    assert all(plain(each) == each for each in WORDS)


@pytest.mark.parametrize(
    ("header", "column", "name"),
    [
        ("_uuid,meta/instanceID", "ballot", "_uuid"),
        ("meta/instanceID,_uuid", "ballot", "_uuid"),
        ("meta-instanceID", "ballot", "meta-instanceID"),
        ("instanceID", "ballot", "instanceID"),
        ("_uuid,mã phiếu", "ballot", "mã phiếu"),
        ("_submission_time,end,start", "date", "start"),
        ("_submission_time,today,start", "date", "today"),
        ("_submission_time,intro/_uuid", "date", "_submission_time"),
        ("date,_submission_time,start,today", "date", "date"),
        ("intro/_uuid", "ballot", None),
    ],
)
def test_what_survey_tools_add_stands_in(header: str, column: str, name: str | None) -> None:
    """Only where the column itself is absent; the best of them does, wherever it stands."""
    found = columns(f"group,{header},unit,q1")
    places: dict[str, str] = {each: found.header[at] for each, at in found.places.items()}
    assert places.get(column) == name
    assert len(found.wanted) == 3 + (name is not None)
    assert {added(each) for each in header.split(",")} <= {"ballot", "date", None}


def test_a_question_goes_before_what_survey_tools_add() -> None:
    """A question may be called `start`; the tool's own `start` is then another column's business."""
    found = columns("group,unit,start,_submission_time", questions("start"))
    assert (found.questions, found.name("date")) == (((0, 2),), "_submission_time")


def test_columns_that_tools_name_nearly_like_their_others_are_left_alone() -> None:
    """A name is a misspelling only of a column that is lacking, and never behind a group."""
    assert columns("group,unit,q1,formhub/uuid,meta/rootUuid").name("ballot") is None
    assert columns("ballot,group,unit,q1,uuid,stat").name("ballot") == "ballot"
    assert refused("group,unit,q1,uuid")[0].endswith("there is no column `uuid`; did you mean `_uuid`?")


def test_questions_are_found_as_forms_name_them() -> None:
    """XLSForm puts a ``_`` before a key, Kobo its groups."""
    assert columns("group,unit,_q1,phần 1/q2,a/b/_q3,ADVICE").questions == ((0, 2), (1, 3), (2, 4), (3, 5))


def test_questions_are_found_behind_the_groups_of_odk() -> None:
    """It joins them by `-`; what no form can be named, and a column of every ballot, are left alone."""
    assert columns("group,unit,part-q1,a-b-_q3,ghi chú - q2,1-q2").questions == ((0, 2), (2, 3))
    odd = questions("date", "a-b")
    assert columns("group,unit,intro-date,intro-_date,g-a-b", odd).questions == ((0, 3), (1, 4))


def test_a_column_that_may_be_that_of_two_questions_is_refused() -> None:
    """The question `a-b` or, in a group `g-a`, the question `b`: nobody knows."""
    nested = questions("b", "a-b")
    assert columns("group,unit,a-b,g-b", nested).questions == ((0, 3), (1, 2))
    assert refused("group,unit,g-a-b,b", nested) == [
        "b.csv:1:3: E-COLUMN: there is no column `g-a-b`; did you mean `a-b`?"
    ]


def test_a_misspelt_column_is_refused() -> None:
    """It would lose answers without a word; columns of another kind are left alone."""
    assert refused("group,unti,q1,q31,answers-x,advise,_id,start,end,stt") == [
        "b.csv:1:2: E-COLUMN: there is no column `unti`; did you mean `unit`?",
        "b.csv:1:4: E-COLUMN: there is no column `q31`; did you mean `q1`?",
        "b.csv:1:6: E-COLUMN: there is no column `advise`; did you mean `advice`?",
    ]
    assert refused("group,unit,q1,_submision_tine")[0].endswith("did you mean `_submission_time`?")
    assert columns("group,unit,q1,note,_id,p1x,deviceid").questions == ((0, 2),)


def test_two_columns_of_the_same_thing_are_refused() -> None:
    """By another alias or spelling too."""
    assert refused("group,unit,Đơn vị,q1,_q1") == [
        "b.csv:1:3: E-DUP: the key `unit, Đơn vị` is given twice; keep one of them",
        "b.csv:1:5: E-DUP: the key `q1, _q1` is given twice; keep one of them",
    ]


@pytest.mark.parametrize("again", ["group/q1", "part-q1", "a/_q1", "Q1 "])
def test_a_question_in_two_columns_is_refused_with_both_names(again: str) -> None:
    """Nobody knows which of them holds the answers."""
    assert refused(f"group,unit,q1,q2,{again}") == [
        f"b.csv:1:5: E-DUP: the key `q1, {again}` is given twice; keep one of them"
    ]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("a", "lacks the columns group, unit, question, answer; it should not have –"),
        ("group,q1", "lacks the columns unit; it should not have –"),
        ("group,unit", "lacks the columns question, answer; it should not have –"),
        ("group,unit,question,answer", "lacks the columns ballot; it should not have –"),
        ("group,unit,ballot,question,answer,q1", "lacks the columns –; it should not have q1"),
    ],
)
def test_columns_that_make_no_form_are_refused(header: str, said: str) -> None:
    """Neither long nor wide, or both at once."""
    assert said in refused(header)[0]
