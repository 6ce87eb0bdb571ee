"""Whole tables: ranks, the figures beneath, and what was printed of real years."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from helpers import leaf, ruleset

from parindex.exact import Interval
from parindex.reproduction.relation import Relation, RelationName
from parindex.reproduction.reproduce import Reproduction, reproduce
from parindex.reproduction.table import read_table
from parindex.ruleset.catalog import load
from parindex.ruleset.model import Ruleset

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "par-index-2023-ministries.json"
ONE_KIND = {"kinds": [{"key": "department", "name": {"vi": "Sở"}}]}
PLAIN = ruleset(leaf("a", max="60"), leaf("b", max="40"), units=ONE_KIND)
PROVINCES = load("national/provinces@2023")
DISTRICTS = load("ha-noi/districts@2024")

# reported-national, PAR INDEX 2023 các bộ, hạng 1 đến 10; the index was printed equal to the total.
MINISTRIES = """unit,appraisal,survey,total,index,rank
Bộ Tư pháp,61.86,28.10,89.95,89.95,1
Ngân hàng Nhà nước Việt Nam,62.67,27.21,89.89,89.89,2
Bộ Tài chính,61.52,27.66,89.18,89.18,3
Bộ Nội vụ,60.65,26.38,87.04,87.04,4
Bộ Tài nguyên và Môi trường,61.15,25.85,87.01,87.01,5
Bộ Nông nghiệp và Phát triển nông thôn,60.25,26.17,86.41,86.41,6
Bộ Xây dựng,61.18,25.10,86.28,86.28,7
Bộ Giao thông vận tải,60.27,25.91,86.18,86.18,8
Bộ Thông tin và Truyền thông,60.50,25.33,85.83,85.83,9
Bộ Lao động - Thương binh và Xã hội,60.99,24.81,85.81,85.81,10
"""


def whole(text: str, rules: Ruleset = PLAIN, summary: str | None = None) -> Reproduction:
    """Reproduce a table, with the figures beneath it."""
    beneath = None if summary is None else summary.encode()
    return reproduce(read_table(text.encode(), rules, summary=beneath))


def of(found: Reproduction, name: RelationName) -> list[Relation]:
    """Return the relations of one name."""
    return [each for each in found.relations if each.relation == name]


def verdicts(found: Reproduction, name: RelationName) -> list[str]:
    """Return the verdicts of the relations of one name, in order."""
    return [each.verdict for each in of(found, name)]


def between(least: str, most: str) -> Interval[Fraction]:
    """Return an interval of decimals."""
    return Interval(Fraction(least), Fraction(most))


# What was printed


def test_the_ministries_of_2023_are_all_within_rounding() -> None:
    """Of the ten printed rows all hold, four exactly by their printed parts; index and rank are exact."""
    found = whole(MINISTRIES, load("national/ministries@2023"))

    assert found.verdict == "WITHIN-ROUNDING"
    assert sorted(verdicts(found, "parts-sum")) == [*["EXACT"] * 4, *["WITHIN-ROUNDING"] * 6]
    for name in ("bounds", "total-index", "rank-total"):
        assert {*verdicts(found, name)} == {"EXACT"}


@pytest.mark.skipif(not SHARED.exists(), reason=f"the shared table {SHARED} is not there")
def test_the_shared_table_says_the_same() -> None:
    """The table that is kept outside the project has the rows above."""
    rows = json.loads(SHARED.read_text(encoding="utf-8"))["rows"]
    text = "unit,appraisal,survey,total,index,rank\n"
    text += "".join(
        f"{unit},{appraisal},{survey},{total},{index},{rank}\n"
        for rank, unit, appraisal, survey, total, index in rows
    )

    assert text == MINISTRIES


def test_the_survey_mean_of_the_districts_of_2022_is_irreconcilable() -> None:
    """Under 70/30 a survey mean of 42.11 % does not fit its neighbours; 95.50 to 95.56 % would.

    reported-ha-noi, R6: appraisal 91.56 %, survey printed as 42.11 %, total 92.75 %. Means are linear, so a
    row of means goes through the tree like a unit; the weights are those of 2024, for 2022 no ruleset ships.
    """
    found = whole("unit,appraisal%,survey%,total\nTrung bình khối huyện 2022,91.56,42.11,92.75\n", DISTRICTS)
    (relation,) = of(found, "parts-sum")

    assert relation.verdict == "IRRECONCILABLE"
    assert relation.interval == between("76.72", "76.73")
    repair = next(each for each in relation.repairs if each.column == "survey%")
    assert (repair.least, repair.most) == (Fraction("95.50"), Fraction("95.56"))
    assert repair.move == Fraction("53.39")
    assert repair == relation.repair
    # No appraisal mean makes up for it, for it would pass 100 %.
    assert [each.column for each in relation.repairs] == ["survey%", "total"]


def test_the_departments_of_2022_do_not_fit_these_weights_either() -> None:
    """Beside it the departments' means, 84.19 and 89.19 % for 85.73 %, miss 70/30 by 0.04.

    So the weights of 2022 may have been others, and what is said of the districts holds under 70/30 alone.
    """
    found = whole("unit,appraisal%,survey%,total\nTrung bình khối sở 2022,84.19,89.19,85.73\n", DISTRICTS)

    assert verdicts(found, "parts-sum") == ["IRRECONCILABLE"]
    assert of(found, "parts-sum")[0].interval == between("85.685", "85.695")


@pytest.mark.parametrize(("printed", "growth"), [("91.87", "IRRECONCILABLE"), ("91.81", "EXACT")])
def test_the_two_figures_of_hai_phong_in_their_contexts(printed: str, growth: str) -> None:
    """Between the neighbours in rank both figures fit; of +1.72 over 90.09 only 91.81 is right.

    reported-national: PAR INDEX 2023, the five first provinces, and Hải Phòng in 91,81; PAR INDEX 2022.
    """
    found = whole(
        f"unit,total,rank\nQuảng Ninh,92.18,1\nHải Phòng,{printed},2\nHà Nội,91.43,3\n",
        PROVINCES,
        "figure,of,printed,unit,before\ndifference,total,1.72,Hải Phòng,90.09\n",
    )

    assert {*verdicts(found, "rank-total")} == {"EXACT"}
    assert verdicts(found, "difference") == [growth]


def test_what_would_reconcile_hai_phong_is_said() -> None:
    """A total of 91.80 to 91.82, a growth of 1.77 to 1.79, or 90.14 to 90.16 last year."""
    found = whole(
        "unit,total\nHải Phòng,91.87\n",
        PROVINCES,
        "figure,of,printed,unit,before\ndifference,total,1.72,Hải Phòng,90.09\n",
    )
    (relation,) = of(found, "difference")

    assert [(each.column, each.least, each.most) for each in relation.smallest] == [
        ("total", Fraction("91.80"), Fraction("91.82")),
        ("difference", Fraction("1.77"), Fraction("1.79")),
        ("before", Fraction("90.14"), Fraction("90.16")),
    ]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("appraisal,survey\nHải Phòng,60.00,31.81", "EXACT"),
        ("appraisal,survey\nHải Phòng,60.00,31.99", "IRRECONCILABLE"),
        ("rank\nHải Phòng,2", "NOT-CHECKABLE"),
    ],
)
def test_growth_follows_from_printed_parts(row: str, wanted: str) -> None:
    """A total that is not printed is what its parts give; where no part is printed nothing is known."""
    beneath = "figure,of,printed,unit,before\ndifference,total,1.72,Hải Phòng,90.09\n"
    assert verdicts(whole(f"unit,{row}\n", PROVINCES, beneath), "difference") == [wanted]


# Ranks


def ranked(*rows: str, rules: Ruleset = PLAIN, summary: str | None = None) -> list[Relation]:
    """Return the relations of ranks; each row is a total and a rank."""
    text = "unit,total,rank\n" + "".join(f"u{number},{row}\n" for number, row in enumerate(rows))
    return of(whole(text, rules, summary), "rank-total")


def said(found: list[Relation]) -> list[str]:
    """Return the verdicts, each with its reason."""
    return [f"{each.verdict} {each.why}".strip() for each in found]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (("90.1,1", "80.2,2", "70.3,3"), ["EXACT"] * 3),
        (("90.1,1", "90.1,1", "70.3,3"), ["EXACT"] * 3),
        (("90.1,1", "90.1,1", "70.3,2"), ["EXACT", "EXACT", "WITHIN-ROUNDING dense"]),
        (("90.1,1", "90.1,2", "70.3,3"), ["EXACT", "WITHIN-ROUNDING", "EXACT"]),
        (("90.1,1", "70.3,3", "80.2,2"), ["EXACT"] * 3),
        (("90.1,1", "70.3,2", "80.2,3"), ["EXACT", "IRRECONCILABLE", "WITHIN-ROUNDING"]),
        (("90.1,11", "80.2,12"), ["WITHIN-ROUNDING partial"] * 2),
        (("90.1,11", "80.2,10"), ["WITHIN-ROUNDING partial", "IRRECONCILABLE"]),
        (("90.1,1", "80.2,1"), ["EXACT", "IRRECONCILABLE"]),
        (("90,1.5", "80,0", "70,"), ["NOT-CHECKABLE unreadable"] * 2),
        ((",1", "80,2"), ["NOT-CHECKABLE not-printed", "WITHIN-ROUNDING"]),
    ],
)
def test_ranks_against_totals(rows: tuple[str, ...], wanted: list[str]) -> None:
    """Ranks rise as totals fall, under one rule of ties or the other."""
    assert said(ranked(*rows)) == wanted


def test_a_declared_dense_rule_is_exact() -> None:
    """Under the rule without gaps, a rank after a tie follows at once; the other rule is within rounding."""
    dense = ruleset(
        leaf("a", max="60"), leaf("b", max="40"), units=ONE_KIND, rank={"on": "published", "ties": "dense"}
    )

    assert said(ranked("90,1", "90,1", "70,2", rules=dense)) == ["EXACT"] * 3
    assert said(ranked("90,1", "90,1", "70,3", rules=dense))[2] == "WITHIN-ROUNDING competition"


def test_figures_of_different_digits_overlap() -> None:
    """A figure of fewer digits may stand on either side of a finer one; ranks decide nothing between them."""
    found = ranked("95.7,2", "95.72,1", "95.9,3", "95.68,4", "60.00,5")

    assert said(found) == [
        "WITHIN-ROUNDING",
        "WITHIN-ROUNDING",
        "IRRECONCILABLE",
        "EXACT",
        "EXACT",
    ]


def test_rows_that_contradict_each_other_alone_are_both_named() -> None:
    """Two rows outside the order that do not contradict it, but one another, are both IRRECONCILABLE."""
    found = ranked("95.70,1", "95.69,2", "95.68,3", "95.7,4", "95.71,5", "95.67,6")

    assert [each.verdict for each in found].count("IRRECONCILABLE") >= 1


def test_a_rank_past_every_unit_is_irreconcilable() -> None:
    """In a table of every unit, no rank is larger than the figures that may stand above it allow."""
    found = ranked("90,1", "80,2", "70,5", summary="figure,of,printed\ncount,all,3\n")

    assert said(found) == ["EXACT", "EXACT", "IRRECONCILABLE"]
    assert [(each.column, each.least, each.most) for each in found[2].repairs] == [
        ("rank", Fraction(3), Fraction(3))
    ]


def test_a_rank_or_its_total_can_be_mended() -> None:
    """For a row out of order: the ranks that its total allows, and the totals that its rank allows."""
    total, rank = ranked("90.0,1", "80.0,3", "70.0,4", "85.0,5", "60.0,6")[3].repairs

    assert (total.column, total.least, total.most) == ("total", Fraction("60.0"), Fraction("70.0"))
    assert (rank.column, rank.move) == ("rank", Fraction(-3))
    low = ranked("90.0,1", "80.0,2", "70.0,3", "50.0,4", "60.0,5", "55.0,6")[3].repairs
    assert [each.column for each in low] == ["total"]


def test_no_rank_may_fit() -> None:
    """A total that lies above one row and below another whose ranks touch has no rank left."""
    found = ranked("90.0,1", "80.0,2", "85.0,3", "70.0,4", summary="figure,of,printed\ncount,all,4\n")

    assert [each.verdict for each in found] == ["EXACT", "IRRECONCILABLE", "WITHIN-ROUNDING", "EXACT"]
    assert [each.column for each in found[1].repairs] == ["total"]
    assert found[1].interval is None


def test_the_index_ranks_where_it_is_printed() -> None:
    """Units are ranked on the index, where a table has it; on totals only if all have one max."""
    excluding = ruleset(leaf("a", max="60"), leaf("b", max="40"), units=ONE_KIND, not_applicable="exclude")

    found = whole("unit,total,index,rank\nx,50,90,1\ny,60,80,2\n", excluding)
    assert said(of(found, "rank-total")) == ["EXACT", "EXACT"]
    assert said(ranked("60,1", "50,2", rules=excluding)) == ["NOT-CHECKABLE maxima-differ"] * 2


def test_each_kind_is_a_league_of_its_own() -> None:
    """Ranks are compared within a kind of units."""
    rules = ruleset(leaf("a", max="60"), leaf("b", max="40"))
    found = whole("unit,kind,total,rank\nx,department,50,1\ny,district,60,1\n", rules)

    assert said(of(found, "rank-total")) == ["EXACT", "EXACT"]


def test_swapped_totals_of_two_ranks_are_found() -> None:
    """Two totals that changed places explain two ranks."""
    found = ranked("90.0,1", "60.0,2", "75.0,3", "70.0,4", "80.0,5", "50.0,6")

    assert [each.causes for each in found if each.verdict == "IRRECONCILABLE"] == [("rows-swapped",)] * 2


# The figures beneath


ROWS = "unit,a,total,band\nx,50.0,90.0,tot\ny,40.0,70.0,kha\nz,30.0,60.5,kha\n"


def beneath(*lines: str, text: str = ROWS, rules: Ruleset = PLAIN) -> list[str]:
    """Return the verdicts of figures beneath a table."""
    summary = "figure,of,printed,unit,before\n" + "".join(f"{line}\n" for line in lines)
    found = whole(text, rules, summary).relations
    return said([each for each in found if each.row is None])


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("mean,a,40.0,,", "EXACT"),
        ("mean,total,73.5,,", "EXACT"),
        ("mean,total,73.4,,", "WITHIN-ROUNDING"),
        ("mean,total,73.0,,", "IRRECONCILABLE"),
        ("mean,a%,66.7,,", "EXACT"),
        ("mean,index,73.5,,", "EXACT"),
        ("mean,b,5,,", "NOT-CHECKABLE not-printed"),
        ("mean,total,x,,", "NOT-CHECKABLE unreadable"),
        ("highest,total,90.0,,", "EXACT"),
        ("highest,total,90.1,,", "WITHIN-ROUNDING"),
        ("highest,total,91.0,,", "IRRECONCILABLE"),
        ("lowest,total,60.5,,", "EXACT"),
        ("lowest,total,60.0,,", "IRRECONCILABLE"),
        ("lowest,b,60.0,,", "NOT-CHECKABLE not-printed"),
        ("count,all,3,,", "EXACT"),
        ("count,all,2,,", "IRRECONCILABLE"),
        ("count,all,9,,", "NOT-CHECKABLE partial"),
        ("count,kha,2,,", "EXACT"),
        ("count,kha,1,,", "IRRECONCILABLE"),
        ("count,kha,1.5,,", "NOT-CHECKABLE unreadable"),
        ("share,kha,66.7,,", "EXACT"),
        ("share,kha,66.6,,", "IRRECONCILABLE"),
        ("share,kha,50,,", "IRRECONCILABLE"),
        ("difference,total,5.0,x,85.0", "EXACT"),
        ("difference,total,4.9,x,85.0", "WITHIN-ROUNDING"),
        ("difference,a,-10.0,x,60.0", "EXACT"),
        ("difference,total,4.0,x,85.0", "IRRECONCILABLE"),
        ("difference,total,4.0,w,85.0", "NOT-CHECKABLE not-printed"),
        ("difference,total,4.0,x,many", "NOT-CHECKABLE unreadable"),
    ],
)
def test_a_figure_beneath_the_table(line: str, wanted: str) -> None:
    """Means, extremes, counts, shares and differences against the rows, as far as these decide."""
    assert beneath(line) == [wanted]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("mean,total,73.5,,",), "NOT-CHECKABLE partial"),
        (("highest,total,95.0,,",), "NOT-CHECKABLE partial"),
        (("highest,total,85.0,,",), "IRRECONCILABLE"),
        (("lowest,total,65.0,,",), "IRRECONCILABLE"),
        (("lowest,total,50.0,,",), "NOT-CHECKABLE partial"),
        (("count,kha,7,,",), "NOT-CHECKABLE partial"),
        (("count,kha,1,,",), "IRRECONCILABLE"),
        (("share,kha,6.62,,",), "WITHIN-ROUNDING"),
        (("share,kha,6.63,,",), "IRRECONCILABLE"),
        (("share,kha,0.74,,",), "IRRECONCILABLE"),
    ],
)
def test_a_part_of_the_units_decides_less(lines: tuple[str, ...], wanted: str) -> None:
    """Of a table with some of the units, only what no other unit could mend is IRRECONCILABLE.

    6.62 % of 136 units is 9 of them; 6.63 % is no whole number, and 0.74 % is 1, fewer than the table has.
    """
    assert beneath("count,all,136,,", *lines)[1] == wanted


def test_a_share_without_a_number_of_units_cannot_be_tested() -> None:
    """Of an unknown number of units no share can be checked, but a printed count decides one."""
    text = "unit,total,band,rank\nx,90.0,tot,9\n"

    assert beneath("share,tot,5.0,,", text=text) == ["NOT-CHECKABLE partial"]
    assert beneath("count,all,136,,", "count,kha,9,,", "share,kha,6.62,,")[2] == "EXACT"


def test_rows_are_counted_by_their_index_where_no_band_is_printed() -> None:
    """A row on an edge may be counted in either band; a row without any figure leaves counts open."""
    text = "unit,total\nx,90.0\ny,80.0\n"

    assert beneath("count,tot,2,,", "count,kha,0,,", "count,kha,2,,", text=text) == [
        "WITHIN-ROUNDING",
        "WITHIN-ROUNDING",
        "IRRECONCILABLE",
    ]
    text += "z,\n"
    assert beneath("count,tot,2,,", text=text) == ["NOT-CHECKABLE not-printed"]
    assert beneath("share,tot,33.3,,", text=text) == ["WITHIN-ROUNDING"]
    assert beneath("count,tot,2,,", "share,tot,33.3,,", text=text)[1] == "IRRECONCILABLE"


def repairs(line: str, text: str = ROWS) -> list[tuple[str, str | None, str, str]]:
    """Return what would mend a figure beneath the table."""
    found = whole(text, PLAIN, f"figure,of,printed,unit,before\n{line}\n").relations
    (relation,) = [each for each in found if each.row is None]
    return [
        (each.column, each.unit, str(float(each.least)), str(float(each.most))) for each in relation.repairs
    ]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("mean,total,73.0,,", [("mean", None, "73.4", "73.6")]),
        ("count,kha,1,,", [("count", None, "2.0", "2.0")]),
        ("share,kha,66.0,,", [("share", None, "66.7", "66.7")]),
        ("highest,total,91.0,,", [("total", "x", "90.9", "91.1"), ("highest", None, "89.9", "90.1")]),
        ("highest,total,69.0,,", [("highest", None, "89.9", "90.1")]),
        ("highest,a%,90.0,,", [("highest", None, "83.2", "83.4")]),
        ("highest,total,120.0,,", [("highest", None, "89.9", "90.1")]),
        ("lowest,total,55.0,,", [("total", "z", "54.9", "55.1"), ("lowest", None, "60.4", "60.6")]),
        (
            "difference,a,25.0,x,60.0",
            [("difference", "x", "-10.1", "-9.9"), ("before", "x", "24.9", "25.1")],
        ),
    ],
)
def test_a_figure_beneath_is_mended_there_or_in_one_row(
    line: str, wanted: list[tuple[str, str | None, str, str]]
) -> None:
    """The figure itself moves, or the one row that could account for it, within its bounds."""
    assert repairs(line) == wanted


def test_nothing_on_the_grid_may_mend_a_figure() -> None:
    """A figure of no decimals that was cut off has always a neighbour that fits."""
    table = read_table(
        b"unit,total\nx,70.5\n", PLAIN, summary=b"figure,of,printed\nmean,total,75\n", reading="truncate"
    )
    (relation,) = of(reproduce(table), "mean")

    assert [(each.least, each.most) for each in relation.repairs] == [(Fraction(70), Fraction(70))]


# Whether a table holds every unit


def test_a_listed_unit_without_a_row_makes_a_table_partial() -> None:
    """Of ten of seventeen listed ministries no mean can be tested, unless the table says it is whole."""
    rules = load("national/ministries@2023")
    lines = "figure,of,printed\nmean,total,87.36\n"

    assert said(of(whole(MINISTRIES, rules, lines), "mean")) == ["NOT-CHECKABLE partial"]
    assert said(of(whole(MINISTRIES, rules, lines + "count,all,10\n"), "mean")) == ["EXACT"]


def test_a_candidate_does_not_make_a_table_partial() -> None:
    """A listed unit that is only tried out need not have a row."""
    units: dict[str, Any] = {
        **ONE_KIND,
        "units": [
            {"key": "x", "name": {"vi": "X"}, "kind": "department"},
            {"key": "y", "name": {"vi": "Y"}, "kind": "department", "status": "pilot"},
        ],
    }
    rules = ruleset(leaf("a", max="60"), leaf("b", max="40"), units=units)

    assert beneath("mean,total,90,,", text="unit,total\nx,90\n", rules=rules) == ["EXACT"]


# The whole


def test_cells_that_cannot_be_read_are_problems() -> None:
    """A cell that cannot be read counts as not printed, and is a problem with its place."""
    found = whole("unit,a,b,total\nx,năm,30,80\n")

    assert [(each.code, str(each.place)) for each in found.problems] == [("E-NUM", "<csv>:2:3")]
    assert verdicts(found, "parts-sum") == ["WITHIN-ROUNDING"]


def test_an_empty_table_has_nothing_to_check() -> None:
    """A table without rows is NOT-CHECKABLE as a whole."""
    found = whole("unit,total\n", summary="figure,of,printed\nmean,total,5\n")

    assert found.verdict == "NOT-CHECKABLE"


def test_relations_stand_row_by_row() -> None:
    """All relations of a row come before those of the next, and those beneath at the end."""
    found = whole(
        "unit,a,total,rank\nx,50,90,1\ny,40,70,2\n", summary="figure,of,printed\nmean,total,80\n"
    ).relations

    assert [each.row for each in found] == [1] * 4 + [2] * 4 + [None]
    assert found[3].relation == "rank-total"


def test_a_large_table_of_wrong_rows_ends() -> None:
    """Hundreds of rows that are all wrong are compared with some of one another only."""
    lines = [f"u{number},{10 + number % 40}.0,{number % 30}.0,99.9" for number in range(300)]
    found = whole("unit,a,b,total\n" + "\n".join(lines) + "\n")

    assert {*verdicts(found, "parts-sum")} == {"IRRECONCILABLE"}
