"""The workbook to fill in: what can be filled in, that it is read back exactly, and how it prints."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from helpers import leaf
from test_survey_questionnaire import LANGUAGES, UNITS, asking, ballots

from parindex.errors import Language, UsageError
from parindex.readers import xlsx
from parindex.ruleset.catalog import load
from parindex.survey.ballots import open_ballots
from parindex.survey.codes import Words
from parindex.survey.columns import find_columns, word
from parindex.survey.design import Design, design
from parindex.survey.entry import render
from parindex.survey.questionnaire import Questionnaire, questionnaire
from parindex.survey.spreadsheet import read_rows

openpyxl = pytest.importorskip("openpyxl")
Book = Any  # openpyxl has no types

EXAMPLE = design(load("example/department@2024"))


def opened(asked: Questionnaire, lang: Language = "vi", **values: str) -> Book:
    """Open the workbook of a questionnaire."""
    return openpyxl.load_workbook(io.BytesIO(render(asked, lang, **values)))


def saved(book: Book) -> bytes:
    """Save a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def key_row(sheet: Book) -> int:
    """Return the row of the keys."""
    (found,) = (row[0].row for row in sheet.iter_rows() if [row[1].value, row[2].value] == ["group", "unit"])
    return int(found)


def lists(book: Book) -> dict[str, list[str]]:
    """Return what can be chosen in each column that has a list, by its key."""
    form = book.worksheets[0]
    found = {}
    for each in form.data_validations.dataValidation:
        (cells,) = each.sqref.ranges
        sheet, _, area = each.formula1.replace("$", "").rpartition("!")
        choices = book[sheet.strip("='")][area]
        found[form.cell(key_row(form), cells.min_col).value] = [row[0].value for row in choices]
    return found


def fill(book: Book, *, ballot: str = "7") -> dict[tuple[int, str], str]:
    """Fill in every open cell with one of its choices in turn; return what was chosen by row and key."""
    form, chosen = book.worksheets[0], {}
    keys = {cell.column: cell.value for cell in form[key_row(form)] if cell.value}
    choices = lists(book)
    for row in form.iter_rows(min_row=key_row(form) + 1):
        for cell in row:
            key = keys.get(cell.column, "")
            if key and not cell.protection.locked:
                given = {"ballot": ballot, "unit": f"xa-{cell.row}"}
                turn = cell.row + cell.column
                cell.value = given[key] if key in given else choices[key][turn % len(choices[key])]
                chosen[cell.row, key] = cell.value
    return chosen


def test_the_same_questionnaire_is_the_same_bytes() -> None:
    """Two runs write the same workbook."""
    asked = questionnaire(EXAMPLE, "citizens")
    assert render(asked) == render(asked)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("group", ["deputies", "peers", "citizens"])
def test_what_is_filled_in_is_read_back(group: str, lang: Language) -> None:
    """Every answer that can be chosen is read by the strict reader as that answer, of that group and unit."""
    asked = questionnaire(EXAMPLE, group)
    book = opened(asked, lang)
    chosen = fill(book)
    rows = read_rows(saved(book), "form.xlsx")
    columns = find_columns(tuple(rows.columns), EXAMPLE, "form.xlsx")
    assert [EXAMPLE.questions[at].key for at, _ in columns.questions] == [
        each.key for each in asked.questions
    ]
    words = Words(EXAMPLE)
    for unit, (line, cells) in zip(asked.units, rows.cells.items(), strict=True):
        row = {name: cells[letters] for name, letters in rows.columns.items()}
        assert row["ballot"] == "7"
        assert EXAMPLE.groups[words.group(row["group"])].key == group
        assert list(EXAMPLE.units)[words.unit(row["unit"])] == unit.key
        for each in asked.questions:
            choices = lists(book)[each.key]
            at = words.option(EXAMPLE.questions.index(each))(row[each.key])
            assert choices[at] == chosen[line, each.key] == row[each.key]


def test_the_first_header_that_a_reader_finds_is_the_row_of_keys() -> None:
    """Nothing above the row of keys is a word that names a column, in either language."""
    for lang in LANGUAGES:
        for made in (EXAMPLE, asking()):
            form = opened(questionnaire(made, made.groups[0].key), lang).worksheets[0]
            above = [cell.value for row in form.iter_rows(max_row=key_row(form) - 1) for cell in row]
            assert [text for text in above if text and word(text)] == []


def test_only_what_is_filled_in_can_be_changed() -> None:
    """The sheets are protected without a password, none is hidden, and only cells for answers are open."""
    book = opened(questionnaire(asking(units=UNITS), "people"))
    form = book.worksheets[0]
    for sheet in book:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert sheet.sheet_state == "visible"
    first = key_row(form) + 1
    opens = {
        (row[2].value, form.cell(first - 1, cell.column).value)
        for row in form.iter_rows(min_row=first)
        for cell in row
        if not cell.protection.locked
    }
    assert opens == {(unit["name"]["vi"], key) for unit in UNITS for key in ("ballot", "manner")} | {
        ("Huyện C", "roads")
    }


def test_answers_that_look_like_figures_stay_text() -> None:
    """Cells to fill in are of text, so that a spreadsheet makes no date of 1/2."""
    form = opened(questionnaire(EXAMPLE, "citizens")).worksheets[0]
    assert {cell.number_format for row in form.iter_rows() for cell in row if not cell.protection.locked} == {
        "@"
    }


def test_a_code_that_is_given_stands_in_every_row() -> None:
    """A workbook for one ballot has its code in each row."""
    form = opened(questionnaire(EXAMPLE, "citizens"), ballot="P-01").worksheets[0]
    assert [form.cell(key_row(form) + row, 1).value for row in range(1, 8)] == ["P-01"] * 7


def test_where_no_units_are_listed_there_are_empty_rows() -> None:
    """Twenty rows have the group, and leave the unit and its kind open; the kind has a list."""
    book = opened(questionnaire(asking(), "people"))
    form = book.worksheets[0]
    assert form.max_row - key_row(form) == 20
    assert lists(book)["kind"] == ["Sở", "Huyện"]
    fill(book)
    rows = read_rows(saved(book), "form.xlsx")
    assert {cells[rows.columns["unit"]] for cells in rows.cells.values()} == {
        f"xa-{row}" for row in rows.cells
    }
    assert any("so-noi-vu" in str(row[0].value) for row in form.iter_rows())


def test_a_kind_that_is_known_is_not_asked() -> None:
    """With one kind, or with units of a known kind, the column of kinds is filled in."""
    for asked in (
        questionnaire(asking(), "people", kind="district"),
        questionnaire(asking(), "people", kind="district", units=["xa-moi"]),
    ):
        book = opened(asked, "en")
        form = book.worksheets[0]
        assert form.cell(key_row(form) + 1, 4).value == "District"
        assert form.cell(key_row(form) + 1, 4).protection.locked
        assert "kind" not in lists(book)


def test_units_of_the_same_name_are_written_by_key() -> None:
    """Two units that cannot be told apart by name stand by key, and the last sheet says which is which."""
    twins = [
        {"key": "tan-lap", "name": {"vi": "Xã Tân Lập"}, "kind": "district"},
        {"key": "tan-lap-2", "name": {"vi": "Xã Tân Lập"}, "kind": "district"},
    ]
    book = opened(questionnaire(asking(units=twins), "people"))
    form, last = book.worksheets
    assert [form.cell(key_row(form) + row, 3).value for row in (1, 2)] == ["tan-lap", "tan-lap-2"]
    said = [tuple(cell.value for cell in row) for row in last.iter_rows(min_row=last.max_row - 1, min_col=3)]
    assert said == [("tan-lap", "Xã Tân Lập"), ("tan-lap-2", "Xã Tân Lập")]


def test_many_questions_go_over_several_pages_that_stay_readable() -> None:
    """A wide form is not squeezed: its first columns and headers stand on each page."""
    wide = asking(*(leaf(f"q{at}", ballots("people")) for at in range(30)), units=UNITS)
    form = opened(questionnaire(wide, "people")).worksheets[0]
    assert not form.sheet_properties.pageSetUpPr.fitToPage
    assert form.print_title_cols == "$A:$C"
    assert {each.max_col for each in form.merged_cells.ranges} == {3}
    narrow = opened(questionnaire(EXAMPLE, "citizens")).worksheets[0]
    assert (narrow.sheet_properties.pageSetUpPr.fitToPage, narrow.page_setup.fitToHeight) == (True, 0)
    for sheet in (form, narrow):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


@pytest.mark.parametrize(
    ("cap", "limit"), [("parindex.survey.entry._CELLS", 59), ("parindex.readers.limits.COLUMNS", 5)]
)
def test_a_form_that_could_not_be_read_back_is_not_written(
    cap: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form of more cells or columns than the reader takes is refused; one of 120 cells is not."""
    render(questionnaire(asking(), "people"))
    monkeypatch.setattr(cap, limit)
    with pytest.raises(UsageError, match="E-FORM-SIZE: phiếu rộng 6 cột, có 120 ô"):
        render(questionnaire(asking(), "people"))


def test_a_question_may_have_one_answer() -> None:
    """A list of one answer is a list."""
    alone = [{"key": "yes", "name": {"vi": "Có"}, "share": "1"}]
    book = opened(
        questionnaire(asking(leaf("manner", ballots("people", options=alone)), units=UNITS), "people")
    )
    assert lists(book) == {"manner": ["Có"]}


def test_illustrative_rules_say_so() -> None:
    """The workbook says of illustrative rules that they are no official ones, and names them exactly."""
    form = opened(questionnaire(EXAMPLE, "citizens")).worksheets[0]
    said = [row[0].value for row in form.iter_rows()]
    assert "Bộ tiêu chí minh hoạ, không phải văn bản chính thức." in said
    assert EXAMPLE.ruleset.digest[:12] in form.oddFooter.left.text


def test_without_the_extra_the_form_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without XlsxWriter there is one problem, with the command that installs it."""
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(UsageError, match="E-EXTRA"):
        render(questionnaire(EXAMPLE, "citizens"))


def counted(content: bytes, made: Design, folder: Path) -> Any:
    """Count a workbook of ballots."""
    from parindex.survey.counting import count

    file = folder / "form.xlsx"
    file.write_bytes(content)
    return count([open_ballots(file)], made)


@pytest.mark.parametrize("ballot", ["7", ""])
def test_a_filled_workbook_is_counted(ballot: str, tmp_path: Path) -> None:
    """What was filled in is counted, all of it, whether or not the ballot has a code."""
    asked = questionnaire(EXAMPLE, "citizens")
    book = opened(asked)
    chosen = {at: text for at, text in fill(book, ballot=ballot).items() if at[1] != "ballot"}
    found = counted(saved(book), EXAMPLE, tmp_path)
    assert found.refused == ()
    assert (found.answers.read, found.answers.counted) == (len(chosen), len(chosen))
    assert int(found.tallies.counts.sum()) == len(chosen)


def test_a_workbook_that_nobody_filled_in_is_no_answer(tmp_path: Path) -> None:
    """Rows of units without an answer are refused by nobody."""
    found = counted(saved(opened(questionnaire(EXAMPLE, "citizens"))), EXAMPLE, tmp_path)
    assert (found.refused, found.answers.read) == ((), 0)


def test_rows_that_are_left_over_are_nothing(tmp_path: Path) -> None:
    """Rows in which only the group stands, as the form was written, are refused by nobody."""
    made = asking()
    found = counted(saved(opened(questionnaire(made, "people"))), made, tmp_path)
    assert (found.refused, found.answers.read, found.rows.read) == ((), 0, 0)


def test_the_strict_reader_reads_the_workbook_itself() -> None:
    """The workbook as it is written passes the reader of workbooks, with both its sheets."""
    read = xlsx.read(render(questionnaire(EXAMPLE, "citizens"), "en"))
    assert [each.name for each in read.sheets] == ["Questionnaire", "Lists"]
