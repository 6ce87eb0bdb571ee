"""Printed tables: what their columns mean, and what is refused, with its place."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import group, leaf, ruleset

from parindex.errors import Problem, ReadError
from parindex.reproduction.printed import printed
from parindex.reproduction.table import PrintedTable, SummaryRow, find_band, read_table, unreadable
from parindex.ruleset.model import Ruleset

UNITS = {
    "kinds": [{"key": "department", "name": {"vi": "Sở"}}],
    "units": [
        {"key": "home", "name": {"vi": "Sở Nội vụ", "en": "Home Affairs"}, "kind": "department"},
        {"key": "law-1", "name": {"vi": "Sở Tư pháp"}, "kind": "department"},
        {"key": "law-2", "name": {"vi": "Sở tư  pháp"}, "kind": "department"},
    ],
}
RULES = ruleset(group("g", leaf("a"), leaf("b")), leaf("c"), units=UNITS)
TWO_KINDS = ruleset(leaf("a"))


def read(
    text: str, rules: Ruleset = RULES, *, summary: str | None = None, kind: str | None = None
) -> PrintedTable:
    """Read a table, and what is beneath it."""
    beneath = None if summary is None else summary.encode()
    return read_table(text.encode(), rules, file="t.csv", kind=kind, summary=beneath, summary_file="s.csv")


def refused(
    text: str, rules: Ruleset = RULES, *, summary: str | None = None, kind: str | None = None
) -> Problem:
    """Return the problem for which a table is refused."""
    with pytest.raises(ReadError) as caught:
        read(text, rules, summary=summary, kind=kind)
    (found,) = caught.value.problems
    assert isinstance(found, Problem)
    return found


def test_a_row_has_its_cells_by_column() -> None:
    """Each cell keeps its text, its number and its place; an empty one is not printed."""
    table = read("unit,a,g,total,rank,band\nhome,1.50,,88.4,1,Tốt\n")
    (row,) = table.rows

    assert table.columns == ("a", "g", "total", "rank", "band")
    assert (row.unit, row.number, row.kind, table.kind) == ("home", 1, "department", "department")
    assert row.number_of("a") == printed("1.50")
    assert row.number_of("g") is None
    assert row.number_of("nothing") is None
    assert row.cells["band"].text == "Tốt"
    assert str(row.cells["total"].place) == "t.csv:2:12"
    assert unreadable(table) == ()


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Sở Nội vụ", "home"),
        ("SO NOI VU", "home"),
        ("home affairs", "home"),
        ("HOME", "home"),
        (" Sở  Nội  vụ ", "home"),
        ("Sở  Ngoại vụ", "Sở Ngoại vụ"),
        ("Sở Tư pháp", "Sở Tư pháp"),
        ("law-2", "law-2"),
    ],
)
def test_units_are_found_by_name_or_key(name: str, unit: str) -> None:
    """A listed unit is found whatever the marks and case; another, or one of two alike, keeps its name."""
    assert read(f"unit,a\n{name},1\n").rows[0].unit == unit


def test_the_root_is_the_total() -> None:
    """The key of the root names the same column as ``total``."""
    rules = RULES.model_copy(update={"score": RULES.score.model_copy(update={"key": "all"})})

    assert read("unit,all\nx,3\n", rules).columns == ("total",)
    assert refused("unit,all,total\nx,3,3\n", rules).code == "E-DUP"


def test_a_percentage_of_an_item_has_its_own_column() -> None:
    """A column of an item's key with a percent sign is known; the total has none, for that is the index."""
    assert read("unit,g%,a\nx,40,1\n").columns == ("g%", "a")
    assert refused("unit,total%\nx,40\n").code == "E-PRINTED-COLUMN"


@pytest.mark.parametrize(
    ("text", "value"), [('unit,a\nx,"8,25"\ny,7\n', "8.25"), ('unit,a\nx,"8,25"\ny,7.5\n', None)]
)
def test_the_decimal_comma_is_read_by_column(text: str, value: str | None) -> None:
    """A column of commas is read with the comma; in one that has a point too a comma is unreadable."""
    table = read(text)
    found = table.rows[0].number_of("a")

    assert (found.text if found else None) == value
    assert [each.code for each in unreadable(table)] == ([] if value else ["E-NUM"])


def test_cells_that_cannot_be_read_are_problems() -> None:
    """Words among numbers, ranks and counts that are not whole, and unknown bands have their places."""
    table = read(
        "unit,a,rank,sent,band\nx,năm,1.5,-2,Rất tốt\ny,1,1,3,kha\n",
        summary="figure,of,printed,unit,before\nmean,a,?,,\ndifference,a,1,x,?\ncount,all,2.5,,\n",
    )
    found = unreadable(table)

    assert [(each.code, each.at, str(each.place)) for each in found] == [
        ("E-NUM", "x.a", "t.csv:2:3"),
        ("E-WHOLE", "x.rank", "t.csv:2:7"),
        ("E-WHOLE", "x.sent", "t.csv:2:11"),
        ("E-BAND-KEY", "x.band", "t.csv:2:14"),
        ("E-NUM", "mean.a", "s.csv:2:8"),
        ("E-NUM", "difference.a.before", "s.csv:3:18"),
        ("E-WHOLE", "count.all", "s.csv:4:11"),
    ]


def test_a_band_is_found_by_key_or_name() -> None:
    """A band is found whatever the marks and case."""
    assert [band.key if (band := find_band(RULES, text)) else None for text in ("TOT", "khá", "giỏi")] == [
        "tot",
        "kha",
        None,
    ]


# Kinds


def test_the_kind_is_given_or_stated_by_row() -> None:
    """Where a ruleset has several kinds, one is given for all rows, or each row states its own."""
    assert read("unit,a\nx,1\n", TWO_KINDS, kind="district").rows[0].kind == "district"
    table = read("unit,kind,a\nx,district,1\ny,,2\n", TWO_KINDS, kind="department")
    assert [row.kind for row in table.rows] == ["district", "department"]


@pytest.mark.parametrize(
    ("text", "kind", "code", "place"),
    [
        ("unit,a\nx,1\n", None, "E-PRINTED-KIND", "t.csv:1:1"),
        ("unit,a\nx,1\n", "ward", "E-KIND", "t.csv:1:1"),
        ("unit,kind,a\nx,ward,1\n", None, "E-KIND", "t.csv:2:3"),
        ("unit,kind,a\nx,,1\n", None, "E-KIND", "t.csv:2:3"),
    ],
)
def test_a_kind_must_be_known(text: str, kind: str | None, code: str, place: str) -> None:
    """No kind, or one that the ruleset does not have, is refused at its place."""
    found = refused(text, TWO_KINDS, kind=kind)

    assert (found.code, str(found.place)) == (code, place)


# What is no such table


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("unit;a\nx;1\n", "E-CSV", "t.csv:1:1"),
        ("unit\ta\nx\t1\n", "E-CSV", "t.csv:1:1"),
        ('unit,a\n"x,1\n', "E-CSV", "t.csv:2:1"),
        ("unit,a,a\nx,1,1\n", "E-DUP", "t.csv:1:8"),
        ("unit,a\nx,1,2\n", "E-CSV", "t.csv:2:5"),
        ("unit,a,b\nx,1\n", "E-CSV", "t.csv:2:3"),
        ("unit,a\nx,=1+1\n", "E-FORMULA", "t.csv:2:3"),
        ("", "E-EMPTY", "t.csv:1:1"),
        ("a,b\n1,2\n", "E-REQUIRED", "t.csv:1:1"),
        ("unit,aa\nx,1\n", "E-PRINTED-COLUMN", "t.csv:1:6"),
        ("unit,a\n,1\n", "E-EMPTY", "t.csv:2:1"),
    ],
)
def test_what_is_no_table_is_refused_with_a_place(text: str, code: str, place: str) -> None:
    """Another separator, an open quote, a repeated or unknown header and ragged rows are refused."""
    found = refused(text)

    assert (found.code, str(found.place)) == (code, place)


def test_one_byte_order_mark_is_taken_off() -> None:
    """The mark that spreadsheets write before UTF-8 is taken off; a second one is refused at its place."""
    assert read("\ufeffunit,a\nx,1\n").rows[0].unit == "x"
    found = refused("\ufeff\ufeffunit,a\nx,1\n")
    assert (found.code, str(found.place)) == ("E-CHAR", "t.csv:1:1")


def test_an_unknown_column_names_the_nearest() -> None:
    """The suggestion is the column that was probably meant."""
    assert "`total`" in refused("unit,totel\nx,1\n").hint("en")


# The figures beneath


def test_the_summary_names_its_figures() -> None:
    """Each line has its figure and what it is of; a difference its unit and the year before."""
    summary = (
        "figure,of,printed,unit,before\nmean,g%,81.5,,\ncount,Tốt,1,,\ndifference,total,1.72,SO NOI VU,8.5\n"
    )
    found = read("unit,total\nhome,10\n", summary=summary).summary

    assert [(line.figure, line.of, line.cell.text, line.unit, line.number) for line in found] == [
        ("mean", "g%", "81.5", None, 1),
        ("count", "tot", "1", None, 2),
        ("difference", "total", "1.72", "home", 3),
    ]
    before = found[2].before
    assert before is not None
    assert before.printed == printed("8.5")
    assert isinstance(found[0], SummaryRow)


def test_a_summary_can_have_the_decimal_comma() -> None:
    """The printed figures of a summary are one column of numbers, whatever they are of."""
    (line,) = read("unit,a\nx,1\n", summary='figure,of,printed\nmean,a,"1,5"\n').summary

    assert line.cell.printed is not None
    assert line.cell.printed.value == Fraction(3, 2)


@pytest.mark.parametrize(
    ("summary", "code", "place"),
    [
        ("figure,of\nmean,a\n", "E-REQUIRED", "s.csv:1:1"),
        ("figure,of,printed,note\nmean,a,1,x\n", "E-PRINTED-COLUMN", "s.csv:1:19"),
        ("figure,of,printed\nmedian,a,1\n", "E-VALUE", "s.csv:2:1"),
        ("figure,of,printed\nmean,x,1\n", "E-PRINTED-COLUMN", "s.csv:2:6"),
        ("figure,of,printed\nmean,all,1\n", "E-PRINTED-COLUMN", "s.csv:2:6"),
        ("figure,of,printed\nshare,all,1\n", "E-BAND-KEY", "s.csv:2:7"),
        ("figure,of,printed\ncount,a,1\n", "E-BAND-KEY", "s.csv:2:7"),
        ("figure,of,printed\nmean,a,\n", "E-EMPTY", "s.csv:2:8"),
        ("figure,of,printed\ndifference,a,1\n", "E-REQUIRED", "s.csv:2:1"),
        ("figure,of,printed,unit,before\ndifference,a,1,x,\n", "E-REQUIRED", "s.csv:2:18"),
        ("figure,of,printed,unit\nmean,a,1,x\n", "E-FIELD", "s.csv:2:10"),
    ],
)
def test_what_is_no_summary_is_refused_with_a_place(summary: str, code: str, place: str) -> None:
    """Unknown columns, figures and bands, and a difference without its unit or last year are refused."""
    found = refused("unit,a\nx,1\n", summary=summary)

    assert (found.code, str(found.place)) == (code, place)
