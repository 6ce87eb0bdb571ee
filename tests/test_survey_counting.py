"""Counting ballots: equal to a slow counter on any damaged table, whatever the order, with nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from ballots import asked, expected, found, held, listed, said, unlisted
from helpers import KINDS, leaf, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from parindex.errors import Problem, ReadError, UsageError
from parindex.survey import codes, forms, passes
from parindex.survey.ballots import Ballots, open_ballots
from parindex.survey.blocks import Block, broken_row
from parindex.survey.counting import Conserved, Count, count
from parindex.survey.design import design
from parindex.survey.tallies import add

Table = tuple[Sequence[str], list[list[str]]]

LISTED = listed()
UNLISTED = unlisted()
LONG = ("ballot", "group", "unit", "question", "answer", "date")
WIDE = ("unit", "advice", "group", "q1", "date", "q3", "ballot")
BALLOTS = ("1", "2", "b-3", "a-very-long-name-4", "a-very-long-name-5", "007", "")
GROUPS = ("people", "people", "staff", "Công chức", "nobody", "")
UNITS = ("so-a", "so-b", "huyen-c", "Sở Á", "so-d", "")
QUESTIONS = ("q1", "q2", "q3", "advice", "q9", "")
ANSWERS = ("a", "b", "c", "tốt", "GOOD", "yes", "no", "d", "")
DAYS = ("2024-10-05", "", "2024-11-05", "2024-13-05")

_WORDS = {"ballot": BALLOTS, "group": GROUPS, "unit": UNITS, "question": QUESTIONS, "date": DAYS}


def tables(*headers: Sequence[str], rows: int = 14) -> st.SearchStrategy[Table]:
    """Draw tables in which much is wrong."""

    def filled(header: Sequence[str]) -> st.SearchStrategy[Table]:
        row = st.tuples(*(st.sampled_from(_WORDS.get(column, ANSWERS)) for column in header)).map(list)
        return st.tuples(st.just(header), st.lists(row, max_size=rows))

    return st.sampled_from(headers).flatmap(filled)


def counted(*drawn: Table, size: int = 1000, types: dict[str, pa.DataType] | None = None) -> Count:
    """Count tables as files of the names 0, 1 and so on."""
    return count([held(*each, name=str(at), size=size, types=types) for at, each in enumerate(drawn)], LISTED)


@settings(max_examples=80)
@given(st.lists(tables(LONG, WIDE), min_size=1, max_size=3), st.integers(1, 5))
def test_a_damaged_table_is_counted_like_the_slow_counter_does(drawn: list[Table], size: int) -> None:
    """Tallies, refusals, their places and all sums are those of a counter that goes answer by answer."""
    told: list[tuple[Problem, int]] = []
    files = [held(*each, name=str(at), size=size) for at, each in enumerate(drawn)]
    result = count(files, LISTED, refused=lambda *each: told.append(each))
    wanted = expected([(str(at), *each) for at, each in enumerate(drawn)], LISTED)
    assert found(result) == wanted.tallies
    assert Counter({each.code: each.answers for each in result.refused}) == wanted.refused
    places = Counter((each.code, *each.place) for each, _ in told if each.place)
    assert places == wanted.problems
    assert result.rows == Conserved(wanted.rows[0], wanted.rows[0] - wanted.rows[1], wanted.rows[1])
    lost = sum(wanted.refused.values())
    assert result.answers == Conserved(wanted.answers, wanted.answers - lost, lost)
    assert sum(number for _, number in told) == lost
    assert result.tallies.counts.sum() == result.answers.counted
    outside = sum(each.number for each in result.flags if each.code == "W-OUTSIDE")
    assert outside == len(wanted.outside)


@settings(max_examples=30)
@given(tables(LONG, WIDE[:-1], WIDE), st.randoms(use_true_random=False), st.integers(1, 5))
def test_the_order_of_rows_is_all_one(drawn: Table, source: object, size: int) -> None:
    """Rows in another order, in other blocks, give the same sums; ballots with names give the same sheets."""
    header, rows = drawn
    shuffled = [*rows]
    source.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = counted(drawn), counted((header, shuffled), size=size)
    assert one.tallies == other.tallies
    assert (one.rows, one.answers, one.flags) == (other.rows, other.answers, other.flags)
    assert [(each.code, each.answers) for each in one.refused] == [
        (each.code, each.answers) for each in other.refused
    ]
    if "ballot" in header and all(row[header.index("ballot")] for row in rows):
        assert said(one.sheets) == said(other.sheets)


@settings(max_examples=30)
@given(tables(LONG, WIDE), tables(LONG, WIDE))
def test_files_apart_add_up_to_the_whole(one: Table, other: Table) -> None:
    """Two files without a ballot in common, counted apart and added, are the two counted at once."""
    for mark, (header, rows) in zip("xy", (one, other), strict=True):
        for row in rows:
            at = header.index("ballot")
            row[at] = mark + row[at] if row[at] else ""
    whole, parts = counted(one, other), [counted(one), counted(other)]
    assert whole.tallies == add(parts[0].tallies, parts[1].tallies) == add(parts[1].tallies, parts[0].tallies)
    assert whole.answers.refused == sum(part.answers.refused for part in parts)


@settings(max_examples=25)
@given(tables(LONG, WIDE), st.sampled_from([pa.dictionary(pa.int8(), pa.string()), pa.large_string()]))
def test_the_type_of_a_column_is_all_one(drawn: Table, kind: pa.DataType) -> None:
    """Dictionaries and long texts are counted like texts."""
    types = dict.fromkeys(drawn[0], kind)
    one, other = counted(drawn), counted(drawn, types=types)
    assert said(one.sheets) == said(other.sheets)
    assert one.refused == other.refused


def meeting() -> st.SearchStrategy[Table]:
    """Draw two ballots of long names or more, of which neighbours contradict each other."""
    long = st.text("ab-é1", min_size=7, max_size=20).map("b{}".format)
    names = st.lists(st.sampled_from(BALLOTS[3:5]) | long, min_size=2, max_size=4, unique=True)
    return names.map(
        lambda drawn: (
            LONG,
            [[each, "people", "so-a", "q1", "ab"[at % 2], ""] for at, each in enumerate(drawn)],
        )
    )


@settings(max_examples=25)
@given(st.lists(tables(LONG, WIDE), max_size=2), meeting(), st.integers(0, 2), st.integers(1, 3))
def test_names_that_are_mixed_alike_change_nothing(
    others: list[Table], met: Table, place: int, size: int
) -> None:
    """With two mixtures in which all long names meet, ballots are still told apart."""
    drawn = [*others[:place], met, *others[place:]]

    def weak(names: pa.Array, salt: int) -> NDArray[np.uint64]:
        good = codes.ballot_ids(names, salt)
        return np.where(codes.hashed(good), np.uint64(1 << 62), good) if salt < 2 else good

    with pytest.MonkeyPatch.context() as patch:
        for module in (passes, forms):
            patch.setattr(module, "ballot_ids", weak)
        result = counted(*drawn, size=size)
    wanted = expected([(str(at), *each) for at, each in enumerate(drawn)], LISTED)
    assert found(result) == wanted.tallies
    assert {each.code: each.answers for each in result.refused} == dict(wanted.refused)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from(["1", "2"]), st.sampled_from(["q1", "q2"]), st.sampled_from("aab")))
)
def test_answers_given_again_within_a_sheet_are_counted_like_the_slow_counter_does(
    drawn: list[tuple[str, str, str]],
) -> None:
    """Rows of one sheet together, in which answers are repeated and contradicted, nothing else is wrong."""
    rows = [[ballot, "people", "so-a", question, answer] for ballot, question, answer in drawn]
    result = counted((LONG[:-1], rows))
    wanted = expected([("0", LONG[:-1], rows)], LISTED)
    assert found(result) == wanted.tallies
    assert {each.code: each.answers for each in result.refused} == dict(wanted.refused)


def test_rows_of_one_ballot_in_the_wide_form_are_one_sheet() -> None:
    """A second row of a ballot about a unit adds answers; what it says again or otherwise does not count."""
    header = ("ballot", "group", "unit", "q1", "q2", "q3")
    rows = [["1", "people", "so-a", "a", "b", ""], ["1", "people", "so-a", "a", "c", "b"]]
    result = counted((header, rows))
    assert found(result) == expected([("0", header, rows)], LISTED).tallies
    assert result.answers == Conserved(5, 2, 3)
    assert {each.code: each.answers for each in result.refused} == {"E-REPEATED": 1, "E-CONFLICT": 2}


def test_names_that_meet_are_counted_again_with_another_mixture() -> None:
    """Two long names taken for one ballot would be a contradiction: both count."""
    rows = [
        ["a-very-long-name-4", "people", "so-a", "q1", "a"],
        ["a-very-long-name-5", "people", "so-a", "q1", "b"],
    ]
    salts = []

    def weak(names: pa.Array, salt: int) -> NDArray[np.uint64]:
        salts.append(salt)
        good = codes.ballot_ids(names, salt)
        return np.full_like(good, 1 << 62) if salt == 0 else good

    with pytest.MonkeyPatch.context() as patch:
        for module in (passes, forms):
            patch.setattr(module, "ballot_ids", weak)
        result = counted((LONG[:-1], rows))
    assert result.answers == Conserved(2, 2, 0)
    assert max(salts) > 1
    assert len(result.sheets.unit) == 2


def kinds_of(header: str, *rows: list[str], **given_kinds: Any) -> Count:
    """Count ballots of units that no ruleset lists."""
    return count([held(header, rows)], UNLISTED, **given_kinds)


def test_the_kind_of_a_unit_is_that_of_its_column_then_the_one_given_for_it_then_the_one_for_all() -> None:
    """Without any of them the answers are refused; a unit that nobody lists may have any slug as its key."""
    header = "group,unit,kind,q1"
    rows = [["people", "u-1", "Huyện", "a"], ["people", "u-2", "", "a"], ["people", "u-3", "", "a"]]
    result = kinds_of(header, *rows, kinds={"u-1": "department", "u-2": "department"})
    assert dict(result.kinds) == {"u-1": "district", "u-2": "department"}
    assert [(each.code, each.answers) for each in result.refused] == [("E-UNIT-KIND", 1)]
    assert result.refused[0].examples[0].line("en") == (
        "b.csv:4:2: E-UNIT-KIND: the kind of the unit `u-3` is not known, or said in two ways; "
        "add a column kind, or say the kind: department, district"
    )
    assert kinds_of(header, *rows, kind="district").kinds["u-3"] == "district"


def test_a_unit_cannot_be_of_two_kinds() -> None:
    """Where two rows state different kinds none of the unit's answers counts, whichever row comes first."""
    rows = [
        ["people", "u-1", "district", "a"],
        ["people", "u-1", "department", "a"],
        ["people", "u-1", "", "a"],
    ]
    for order in (rows, rows[::-1]):
        result = kinds_of("group,unit,kind,q1", *order)
        assert result.answers == Conserved(3, 0, 3)
        assert not result.kinds
    other = kinds_of("group,unit,kind,q1", ["people", "u-1", "kingdom", "a"], ["people", "", "district", ""])
    assert other.answers == Conserved(1, 0, 1)


def test_a_kind_that_the_ruleset_has_not_is_a_mistake_of_the_caller() -> None:
    """E-KIND names the nearest."""
    for wrong in ({"kind": "distrikt"}, {"kinds": {"u-1": "distrikt"}}):
        with pytest.raises(UsageError, match="E-KIND"):
            kinds_of("group,unit,q1", **wrong)


def test_a_unit_that_is_no_slug_is_refused_where_none_is_listed() -> None:
    """E-SLUG; a listed ruleset says E-UNIT with the nearest name."""
    result = kinds_of("group,unit,q1", ["people", "Sở A", "a"], ["people", "u" * 65, "a"], kind="district")
    assert [(each.code, each.answers) for each in result.refused] == [("E-SLUG", 2)]
    listed_too = counted((("group", "unit", "q1"), [["people", "so-aa", "a"]]))
    assert listed_too.refused[0].examples[0].line("en") == (
        "b0:2:2: E-UNIT: the ruleset lists no unit `so-aa`; did you mean `so-a`?".replace("b0", "0")
    )


def test_the_only_kind_needs_no_words() -> None:
    """Where ballots are about one kind only, a unit is of that kind."""
    one = design(ruleset(leaf("service", asked()), units={"kinds": KINDS[1:]}))
    result = count([held("group,unit,service", [["people", "u-1", "a"]])], one)
    assert dict(result.kinds) == {"u-1": "district"}


def test_a_unit_that_is_not_listed_is_one_unit_however_it_is_spaced() -> None:
    """Spaces around its key are no part of it."""
    result = kinds_of("group,unit,q1", ["people", "u-1", "a"], ["people", " u-1", "a"], kind="district")
    assert result.tallies.of("u-1") == {"service": {"people": {"a": 2, "b": 0, "c": 0}}}


def test_nothing_at_all_is_a_count_of_nothing() -> None:
    """No file, and a file without rows: everything is zero, and the listed units are not rated."""
    for files in ([], [held("group,unit,q1", [])]):
        result = count(files, LISTED)
        assert (result.rows, result.answers) == (Conserved(0, 0, 0), Conserved(0, 0, 0))
        assert result.tallies.counts.shape == (0, 2, 4, 3)
        assert [each.unit for each in result.flags if each.code == "W-UNRATED"] == ["huyen-c", "so-a", "so-b"]


def test_a_row_with_neither_unit_nor_answers_is_nothing() -> None:
    """Whatever else is filled in, it is neither read nor refused; one answer makes it a refused row."""
    filled = ["7", "people", "2024-13-05"]
    for header, left in (
        ("ballot,group,date,unit,q1,q2", ["", " "]),
        ("ballot,group,date,unit,question,answer", ["q9", ""]),
    ):
        rows = [[*filled, "", *left], ["", "nobody", "", " ", *left]]
        result = count([held(header, rows)], LISTED)
        assert (result.rows, result.answers, result.refused) == (Conserved(0, 0, 0), Conserved(0, 0, 0), ())
        result = count([held(header, [*rows, ["7", "people", "", "", "q1", "a"]])], LISTED)
        assert result.rows == Conserved(1, 0, 1)
        assert [(each.code) for each in result.refused] == ["E-UNIT"]


def test_rows_that_cannot_be_taken_apart_are_refused_rows_without_answers() -> None:
    """They are read and refused with the problem that their reader made."""
    wrong = broken_row("b.csv", 3, '"', 3)
    source = held("group,unit,q1", [["people", "so-a", "a"]])

    def blocks(wanted: Sequence[str] | None = None) -> Iterator[Block]:
        for block in source.blocks(wanted):
            yield Block(block.columns, block.lines, ((3, 3, wrong),))

    done: list[int] = []
    result = count([Ballots(source.file, source.header, 2, blocks)], LISTED, progress=done.append)
    assert result.rows == Conserved(2, 1, 1)
    assert [(each.code, each.answers, each.examples) for each in result.refused] == [("E-ROW", 0, (wrong,))]
    assert done == [2]


def test_whole_numbers_are_the_same_ballots_as_their_texts() -> None:
    """A ballot 7 of one file and "7" of another are one respondent; so are numbers too large to keep."""
    rows = [["7", "people", "so-a", "q1", "a"], ["7", "people", "so-b", "q1", "a"]]
    large = [["2000000000000000000", "people", "so-a", "q2", "b"], ["-3", "people", "so-a", "q3", "b"]]
    table = (LONG[:-1], rows + large)
    one, other = counted(table), counted(table, types={"ballot": pa.int64()})
    assert said(one.sheets) == said(other.sheets)
    assert counted(table, table).answers == Conserved(8, 4, 4)
    blank = counted((LONG[:-1], [["", *rows[0][1:]], rows[0]]))
    assert [(each.code, each.answers) for each in blank.refused] == [("E-BALLOT", 1)]


def test_a_blank_number_is_no_ballot() -> None:
    """In a column of whole numbers too."""
    column = pa.array([None, 7], pa.int64())
    assert codes.ballot_ids(column, 0).tolist() == [int(codes.UNNAMED), 7]


def test_the_same_file_twice_counts_once() -> None:
    """Every answer of the second is refused as repeated, with its line."""
    table = (LONG[:-1], [["1", "people", "so-a", "q1", "a"], ["1", "people", "so-a", "q2", "b"]])
    result = counted(table, table)
    assert result.answers == Conserved(4, 2, 2)
    assert [str(each.place) for each in result.refused[0].examples] == ["1:2:5", "1:3:5"]
    nameless = (("group", "unit", "q1"), [["people", "so-a", "a"]])
    assert counted(nameless, nameless).answers == Conserved(2, 2, 0)


def test_only_the_first_problems_of_a_code_are_kept() -> None:
    """All of them are told to who asks."""
    table = (("group", "unit", "q1"), [["people", "so-a", "x"] for _ in range(9)])
    told: list[int] = []
    result = count([held(*table, size=2)], LISTED, refused=lambda _, number: told.append(number))
    assert len(result.refused[0].examples) == 5
    assert len(counted(table).refused[0].examples) == 5
    assert told == [1] * 9


def test_a_header_that_is_no_table_of_ballots_is_refused() -> None:
    """Nothing is counted."""
    with pytest.raises(ReadError, match="E-COLUMNS"):
        count([held("ballot,unit", [])], LISTED)


def test_a_file_is_counted_from_disk(tmp_path: Path) -> None:
    """CSV through the reader of ballot files, with questions as XLSForm names them."""
    file = tmp_path / "phieu.csv"
    file.write_text("Nhóm,Đơn vị,g/_q1,ghi chú\nNgười dân,Sở Á,TỐT,x\nNgười dân,Sở Á\n", "utf-8")
    result = count([open_ballots(file)], LISTED)
    assert result.rows == Conserved(2, 1, 1)
    assert result.tallies.of("so-a") == {"service": {"people": {"a": 1, "b": 0, "c": 0}}}
