"""Annexes of a document in several tables: which go on with the one before them, and which are refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from annexes import cell, decided, paper, paragraph, row, ruleset, said, sound, table

from parindex.annex import tables
from parindex.annex.importing import Imported, import_annex
from parindex.ruleset.model import walk

HEADER = row(cell("*TT"), cell("*Tiêu chí"), cell("*Điểm tối đa"))
WIDE = (
    row(
        cell("TT", '<w:vMerge w:val="restart"/>'),
        cell("Tiêu chí", '<w:vMerge w:val="restart"/>'),
        cell("Điểm", '<w:gridSpan w:val="2"/>'),
    ),
    row(cell("", "<w:vMerge/>"), cell("", "<w:vMerge/>"), cell("Tự chấm"), cell("Tối đa")),
)
NUMBERS = row(cell("(1)"), cell("(2)"), cell("(3)"))


def line(code: str, name: str, points: str = "") -> str:
    """Write a row of the usual three columns."""
    return row(cell(code), cell(name), cell(points))


def leaf(code: str, name: str) -> tuple[str, ...]:
    """Write a criterion of one point with its ladder."""
    return line(code, name, "1"), line("", "Có: 1"), line("", "Không: 0")


FIRST = (line("1", "*MỘT", "2"), *leaf("1.1", "Kế hoạch"))
ONE = (HEADER, *FIRST)
REST = leaf("1.2", "Kiểm tra")


def read(*parts: str) -> Imported:
    """Import a document of these parts."""
    found = import_annex(paper(*parts), "annex-2024.docx")
    assert found.rows.conserved
    return found


def codes(found: Imported) -> list[str | None]:
    """Return the numbers of a draft in order."""
    return [item.code for item, _ in walk(ruleset(found).score)][1:]


@pytest.mark.parametrize(
    ("rows", "code", "beside"),
    [
        ((HEADER, *REST), "W-ANNEX-JOINED", 1),
        ((HEADER, NUMBERS, *REST), "W-ANNEX-JOINED", 2),
        (REST, "W-ANNEX-RUN-ON", 0),
        ((NUMBERS, *REST), "W-ANNEX-RUN-ON", 1),
    ],
)
def test_a_table_that_certainly_goes_on_is_joined(rows: tuple[str, ...], code: str, beside: int) -> None:
    """With the header again or none, a table whose numbers go on is read on, and its first cell says so."""
    found = read(table(*ONE), paragraph(), table(*rows))
    sound(found)
    assert decided(found) == [(code, "2!A1")]
    assert codes(found) == ["1", "1.1", "1.2"]
    assert (found.rows.read, found.rows.beside) == (7 + beside, beside)


def test_the_draft_is_that_of_one_table() -> None:
    """However the rows of an annex are parted into tables, its criteria come out alike."""
    rows = (*FIRST, *REST, line("2", "*HAI", "1"), *leaf("2.1", "Rà soát"), line("", "Tổng cộng", "3"))
    whole = read(table(HEADER, *rows)).tree["score"]
    for at in range(1, len(rows)):
        for head in ((), (HEADER,)):
            found = read(table(HEADER, *rows[:at]), table(*head, *rows[at:]))
            sound(found)
            assert found.tree["score"] == whole


def test_headers_of_two_rows_come_again() -> None:
    """A header of two rows with merged cells is passed over whole where it comes again."""
    rows = [row(cell(code), cell(name), cell(), cell("1")) for code, name in (("1", "Một"), ("2", "Hai"))]
    found = read(table(*WIDE, rows[0]), table(*WIDE, rows[1]))
    assert (codes(found), found.rows.beside) == (["1", "2"], 2)
    assert ("W-ANNEX-JOINED", "2!A1") in decided(found)


def test_a_header_of_two_rows_within_a_table_is_said_once() -> None:
    """Where both rows of a header come again in one table, the first of them is named."""
    first, second = (row(cell(code), cell(f"Mục {code}"), cell(), cell("1")) for code in ("1", "2"))
    header = (WIDE[0], row(cell(), cell(), cell("Tự chấm"), cell("Tối đa")))
    found = read(table(*WIDE, first, *header, second))
    assert [each for each in decided(found) if each[0] == "W-ANNEX-HEADER"] == [("W-ANNEX-HEADER", "A4")]
    assert (codes(found), found.rows.beside) == (["1", "2"], 2)


def test_many_tables_are_joined_one_after_another() -> None:
    """One table for each field is read whole; problems stand in the order of the document."""
    fields = [
        (line(f"{each}", f"*LĨNH VỰC {each}", "2"), *leaf(f"{each}.1", f"Mục {each}")) for each in (1, 2, 3)
    ]
    found = read(*(f"{table(HEADER, *rows)}{paragraph()}" for rows in fields))
    assert codes(found) == ["1", "1.1", "2", "2.1", "3", "3.1"]
    assert said(found.problems) == [("E-ANNEX-SUM", f"{each}!C2") for each in (1, 2, 3)]
    assert [each.code for each in found.remarks].count("W-ANNEX-JOINED") == 2


def test_a_ladder_may_go_on_in_another_table() -> None:
    """A page may break between the steps of a criterion."""
    found = read(table(*ONE[:4]), table(HEADER, ONE[4], *REST))
    sound(found)
    assert found.rows.steps == 4


@pytest.mark.parametrize(
    ("parts", "cell_"),
    [
        ((paragraph("PHỤ LỤC II"), table(HEADER, *REST)), "2!A2"),
        ((paragraph(), table(row(cell("TT"), cell("Nội dung"), cell("Điểm tối đa")), *REST)), "2!A2"),
        ((table(row(cell("1.2"), cell("Kiểm tra"), cell("1"), cell("x"))),), "2!A1"),
        ((table(HEADER, *FIRST),), "2!A2"),
        ((table(*FIRST),), "2!A1"),
        ((table(*leaf("1.3", "Kiểm tra")),), "2!A1"),
        ((table(*leaf("2.2", "Kiểm tra")),), "2!A1"),
        ((table(line("1.x", "Đạt: 1"), *REST),), "2!A1"),
        ((table(line("", "Một dòng lạ"), *REST),), "2!A2"),
        ((table(*REST, line("1.3", "", "1")),), "2!A1"),
        ((table(*REST, line("1.3", "Ba", "1.500")),), "2!A1"),
        ((table(row(cell("Ghi chú"), cell("Có: 1"), cell())),), "2!A1"),
    ],
    ids=[
        *("text between", "another header", "more columns", "begins anew with a header", "begins anew"),
        *(
            "a number left out",
            "below another",
            "no number",
            "no step above",
            "no name",
            "no points",
            "no code",
        ),
    ],
)
def test_what_is_not_certain_is_refused(parts: tuple[str, ...], cell_: str) -> None:
    """A table is not read, and is a defect at its first row of points, where anything speaks against it."""
    found = read(table(*ONE), *parts)
    assert ("E-ANNEX-UNREAD", cell_) in said(found.problems)
    assert codes(found) == ["1", "1.1"]
    assert dict(next(each.details for each in found.remarks if each.code == "W-ANNEX-TABLE"))["others"] == "2"


def test_nothing_goes_on_after_a_total() -> None:
    """Below a total another table begins, whatever its numbers; a total itself may stand in a table."""
    total = line("", "Tổng cộng", "2")
    closed = read(table(*ONE, total), table(*REST))
    assert ("E-ANNEX-UNREAD", "2!A1") in said(closed.problems)
    alone = read(table(*ONE, *REST), table(total), table(HEADER, line("2", "Hai", "1")))
    assert (alone.rows.totals, said(alone.problems)) == (1, [("E-ANNEX-UNREAD", "3!A2")])


def test_tables_without_numbers_are_not_joined() -> None:
    """Where nothing is numbered, nothing tells that a table goes on."""
    found = read(table(HEADER, line("", "*MỘT", "1"), *leaf("", "Hai")[1:]), table(HEADER, *leaf("", "Ba")))
    assert [code for code, _ in said(found.problems)] == ["E-ANNEX-UNREAD"]


def test_other_tables_are_named_and_empty_ones_are_not() -> None:
    """A letterhead and signatures are named, a table that holds nothing is not; neither is a defect."""
    other = table(row(cell("Nơi nhận"), cell("Điện thoại: 1")))
    found = read(other, table(*ONE, *REST), table(row(cell(), cell(), cell())), other)
    sound(found)
    (table_,) = [dict(each.details) for each in found.remarks if each.code == "W-ANNEX-TABLE"]
    assert table_ == {"found": "2", "others": "1, 4"}


def test_there_is_an_end_to_joining(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of more tables than any annex has is not read on for ever."""
    monkeypatch.setattr(tables, "_PARTS", 1)
    found = read(table(*ONE), table(*REST), table(*leaf("1.3", "Ba")))
    assert ("E-ANNEX-UNREAD", "3!A1") in said(found.problems)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *pairwise(("1", "1.1", "1.1.1", "1.1.2")),
        *(("1.1.2", "1.2"), ("1.2.1", "2"), ("II", "2.1"), ("a", "b"), ("1.1", "a"), ("d", "e")),
    ],
)
def test_numbers_that_go_on(before: str, after: str) -> None:
    """The next number of its kind, and the first below the last, go on; another never does."""
    open_ = {"1.1.2": ("1", "1.1"), "1.2.1": ("1", "1.2"), "b": ("1",), "a": ("1",), "d": ("1",)}.get(
        before, ()
    )
    rows = [line(code, f"Mục {code}", "1") for code in (*open_, before)]
    found = read(table(HEADER, *rows), table(line(after, "Sau", "1")))
    assert codes(found)[-1] == after
    refused = read(table(HEADER, *rows), table(line("7.7", "Sau", "1")))
    assert ("E-ANNEX-UNREAD", "2!A1") in said(refused.problems)


def test_the_title_stands_in_front_of_the_table() -> None:
    """The lines in capitals in front of a table are its title; hidden characters leave a line out."""
    title = "BỘ TIÊU CHÍ CẢI CÁCH HÀNH CHÍNH\nCỦA CÁC SỞ NĂM 2023"
    lead = "(Kèm theo Quyết định số 1 của Ủy ban nhân dân một tỉnh không có thật, năm 2024)"
    tab = "<w:p><w:r><w:t>PHỤ</w:t><w:tab/><w:t>LỤC</w:t></w:r></w:p>"
    found = read(tab, paragraph(title), paragraph(lead), paragraph("a\u200b" * 99), table(*ONE, *REST))
    assert found.title == "PHỤ LỤC BỘ TIÊU CHÍ CẢI CÁCH HÀNH CHÍNH CỦA CÁC SỞ NĂM 2023"
    assert found.tree["year"] == "2023"
    assert read(paragraph(lead), table(*ONE, *REST)).title == lead
    assert read(tab, table(*ONE, *REST)).title == "PHỤ LỤC"
