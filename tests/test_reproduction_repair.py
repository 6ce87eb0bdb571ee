"""Repairs: the smallest change of one cell that makes a relation hold, and the slips that explain it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from helpers import group, leaf, ruleset

from parindex.reproduction.relation import Cause, Relation, RelationName, Repair
from parindex.reproduction.reproduce import reproduce
from parindex.reproduction.table import read_table
from parindex.ruleset.catalog import load
from parindex.ruleset.model import Ruleset

ONE_KIND = {"kinds": [{"key": "department", "name": {"vi": "Sở"}}]}
MINISTRIES = load("national/ministries@2023")
PLAIN = ruleset(leaf("a", max="60"), leaf("b", max="40"), units=ONE_KIND)


def relations(name: RelationName, text: str, rules: Ruleset = PLAIN) -> list[Relation]:
    """Return the relations of one name of a table."""
    found = reproduce(read_table(text.encode(), rules)).relations
    return [each for each in found if each.relation == name]


def only(name: RelationName, text: str, rules: Ruleset = PLAIN) -> Relation:
    """Return the one relation of a name that does not hold."""
    (found,) = [each for each in relations(name, text, rules) if each.verdict == "IRRECONCILABLE"]
    return found


def shown(repair: Repair) -> tuple[str, ...]:
    """Return a repair as decimals: the cell, the ends and the move."""
    ends = (repair.least, repair.most, repair.move)
    return repair.column, *(str(float(end)) for end in ends)


# What would mend it


def test_every_cell_that_would_do_is_offered_in_the_order_of_the_table() -> None:
    """Changes of one size are ties, and stand in the order of the table."""
    found = only("parts-sum", "unit,total,a,b\nx,80.46,50.12,31.34\n")

    assert [shown(each) for each in found.repairs] == [
        ("total", "81.45", "81.47", "0.99"),
        ("a", "49.11", "49.13", "-0.99"),
        ("b", "30.33", "30.35", "-0.99"),
    ]
    assert found.smallest == found.repairs
    assert found.repair == found.repairs[0]
    assert found.repairs[0].found == "80.46"


def test_a_cell_stays_within_its_own_bounds() -> None:
    """A part is not moved above its max: where the total is too large for it, another cell must move."""
    found = only("parts-sum", "unit,a,b,total\nx,50.0,38.0,99.0\n")

    assert [each.column for each in found.repairs] == ["total"]


def test_no_cell_may_mend_a_sum_by_itself() -> None:
    """Where two cells must move, none is offered."""
    rules = ruleset(leaf("a"), leaf("b"), root={"cap": "15", "floor": "5"}, units=ONE_KIND)
    found = only("bounds", "unit,a%\nx,300\n", rules)
    assert [each.column for each in found.repairs] == ["a%"]

    nested = ruleset(group("g", leaf("a"), leaf("b")), leaf("c"), units=ONE_KIND)
    found = only("parts-sum", "unit,a,b,c,total\nx,10,10,10,90\n", nested)
    assert [each.column for each in found.repairs] == ["total"]


def test_a_percentage_is_compared_in_points() -> None:
    """The size of a move of a percentage is in points, so that it can be compared with other cells."""
    found = only("parts-sum", "unit,a%,b,total\nx,50,18.0,60.0\n")

    assert [(each.column, each.move, each.size) for each in found.repairs] == [
        ("b", Fraction("11.6"), Fraction("11.6")),
        ("total", Fraction("-11.6"), Fraction("11.6")),
        ("a%", Fraction(20), Fraction(12)),
    ]


def test_a_part_may_be_mended_to_nothing() -> None:
    """An excluded item has no points: below a rescaled item 0 can hold where its neighbours do not."""
    rules = ruleset(
        group("g", leaf("a"), leaf("b"), rescale="true", max="50"), not_applicable="exclude", units=ONE_KIND
    )
    found = only("children-parent", "unit,a,b,g\nx,9.0,5.0,45.0\n", rules)
    part = next(each for each in found.repairs if each.column == "b")

    assert shown(part) == ("b", "8.9", "9.1", "3.9")
    found = only("children-parent", "unit,a,b,g\nx,9.0,3.0,45.0\n", rules)
    part = next(each for each in found.repairs if each.column == "b")
    assert shown(part) == ("b", "0.0", "0.0", "-3.0")


def test_an_index_and_a_total_are_compared_in_points() -> None:
    """The total that would give the printed index, and the index that would follow from the total."""
    rules = ruleset(leaf("a"), leaf("b"), units=ONE_KIND)
    found = only("total-index", "unit,total,index\nx,17.0,90.0\n", rules)

    assert [(shown(each), each.size) for each in found.repairs] == [
        (("index", "84.7", "85.3", "-4.7"), Fraction("0.94")),
        (("total", "18.0", "18.0", "1.0"), Fraction(1)),
    ]


def test_a_band_is_mended_by_another_band_or_by_the_figure() -> None:
    """The bands that would fit are named; the figure moves to the nearest edge of the printed band.

    A half that was rounded up when published may be printed down: 79.99 can still be 79.995.
    """
    found = only("band-total", "unit,index,band\nx,75.00,tot\n")

    index, band = found.repairs if found.repairs[0].column == "index" else found.repairs[::-1]
    assert shown(index) == ("index", "79.99", "100.0", "4.99")
    assert (band.column, band.instead) == ("band", ("kha",))
    assert [band.move, band.least, band.most] == [-1, 2, 2]
    found = only("band-total", "unit,index,band\nx,85.00,yeu\n")
    band = next(each for each in found.repairs if each.column == "band")
    assert band.instead == ("tot",)
    assert band.move == 2


def test_forms_are_mended_to_the_nearest_number() -> None:
    """Either more forms were sent, or fewer came back."""
    found = only("forms", "unit,sent,returned\nx,100,104\n")

    assert [shown(each) for each in found.repairs] == [
        ("sent", "104.0", "104.0", "4.0"),
        ("returned", "0.0", "100.0", "-4.0"),
    ]


# Why it happened


def causes(text: str, rules: Ruleset = MINISTRIES) -> dict[str, tuple[Cause, ...]]:
    """Return the causes that are found for each cell of a relation that does not hold."""
    found = relations("parts-sum", text, rules)[0]
    assert found.verdict == "IRRECONCILABLE"
    return {repair.column: repair.causes for repair in found.repairs if repair.causes}


@pytest.mark.parametrize(
    ("appraisal", "wanted"),
    [
        ("16.86", ("digits-swapped",)),
        ("66.81", ()),
        ("6.186", ("comma-slipped",)),
        ("618.6", ("comma-slipped",)),
        ("6186", ("comma-slipped",)),
        ("0.6186", ("comma-slipped",)),
        ("1", ("rank-as-score",)),
        ("90.31", ("percent-for-points",)),
    ],
)
def test_typical_slips_are_named(appraisal: str, wanted: tuple[Cause, ...]) -> None:
    """Swapped digits, a slipped comma, a rank for a score and percent for points explain a wrong part."""
    text = f"unit,appraisal,survey,total,rank\nBộ Tư pháp,{appraisal},28.10,89.95,1\n"

    assert causes(text).get("appraisal", ()) == wanted


def test_a_slip_of_a_penalty_keeps_its_sign() -> None:
    """The comma slips in the digits of a negative number too."""
    rules = ruleset(leaf("a", max="100"), leaf("p", role="penalty", max="20"), units=ONE_KIND)

    assert causes("unit,a,p,total\nx,80,-1.25,67.5\n", rules=rules) == {"p": ("comma-slipped",)}


def test_two_rows_whose_cells_are_swapped_are_found() -> None:
    """When both rows hold with each other's cell, both say so; a third wrong row does not."""
    text = (
        "unit,appraisal,survey,total\n"
        "Bộ Tư pháp,62.67,28.10,89.95\n"
        "Ngân hàng Nhà nước Việt Nam,61.86,27.21,89.89\n"
        "Bộ Tài chính,61.52,20.66,89.18\n"
        "Bộ Nội vụ,60.65,26.38,87.04\n"
    )
    found = relations("parts-sum", text, MINISTRIES)

    assert [each.verdict for each in found] == [*["IRRECONCILABLE"] * 3, "WITHIN-ROUNDING"]
    assert [each.causes for each in found] == [("rows-swapped",), ("rows-swapped",), (), ()]
    repair = next(each for each in found[0].repairs if each.column == "appraisal")
    assert repair.causes == ("rows-swapped",)


def test_a_swap_that_mends_one_row_alone_is_none() -> None:
    """A cell of another wrong row that would fit here is no swap when ours does not fit there."""
    text = "unit,a,b,total\nx,20.0,30.0,60.0\ny,30.0,30.0,90.0\nz,30.0,,99.9\n"

    assert {each.causes for each in relations("parts-sum", text)} == {()}


def test_a_swap_within_the_bounds_of_another_cell_alone_is_none() -> None:
    """Where the other row could not be mended in that column, its cells were not swapped."""
    rules: Any = ruleset(leaf("a", max="60"), leaf("b", max="40"), leaf("c", max="1"), units=ONE_KIND)
    text = "unit,a,b,total\nx,10.0,30.0,60.0\ny,30.0,3.0,99.0\n"

    assert {each.causes for each in relations("parts-sum", text, rules)} == {()}
