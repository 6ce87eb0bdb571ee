"""The relations of one row: parts, percentages, bounds, index, band and forms."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from helpers import BANDS, group, leaf, rounding, ruleset

from parindex.exact import Interval
from parindex.reproduction.printed import Reading
from parindex.reproduction.relation import Relation, worst
from parindex.reproduction.reproduce import reproduce
from parindex.reproduction.table import read_table
from parindex.ruleset.model import Ruleset

ONE_KIND = {"kinds": [{"key": "department", "name": {"vi": "Sở"}}]}


def made(*items: dict[str, Any], **values: Any) -> Ruleset:
    """Make a ruleset for one kind of unit."""
    return ruleset(*items, units=ONE_KIND, **values)


PLAIN = made(leaf("a", max="60"), leaf("b", max="40"))
NESTED = made(group("g", leaf("a"), leaf("b")), leaf("c", max="20"), leaf("p", role="penalty", max="5"))


def found(rules: Ruleset, reading: Reading = "half", /, **cells: str) -> dict[tuple[str, str], Relation]:
    """Return the relations of one row by name and column; ``_`` at the end stands for a percentage."""
    header = ",".join(key.removesuffix("_") + "%" * key.endswith("_") for key in cells)
    row = ",".join(f'"{cell}"' for cell in cells.values())
    table = read_table(f"unit,{header}\nx,{row}\n".encode(), rules, reading=reading)
    return {(each.relation, each.at): each for each in reproduce(table).relations}


def verdict(name: str, at: str, rules: Ruleset, reading: Reading = "half", /, **cells: str) -> str:
    """Return the verdict of one relation."""
    return found(rules, reading, **cells)[name, at].verdict


def between(least: str, most: str) -> Interval[Fraction]:
    """Return an interval of decimals."""
    return Interval(Fraction(least), Fraction(most))


# Parts and sums


@pytest.mark.parametrize(
    ("a", "b", "total", "wanted"),
    [
        ("50.12", "30.34", "80.46", "EXACT"),
        ("50.12", "30.34", "80.5", "EXACT"),
        ("50.12", "30.34", "80.47", "WITHIN-ROUNDING"),
        ("50.12", "30.34", "80.44", "IRRECONCILABLE"),
        ("50.12", "30.34", "80.48", "IRRECONCILABLE"),
        ("50", "30", "81.5", "IRRECONCILABLE"),
        ("50", "30", "80.9", "WITHIN-ROUNDING"),
        ("50.12", "", "80.46", "WITHIN-ROUNDING"),
        ("50.12", "", "95.46", "IRRECONCILABLE"),
        ("", "", "80.46", "NOT-CHECKABLE"),
    ],
)
def test_parts_against_the_total(a: str, b: str, total: str, wanted: str) -> None:
    """Rounded parts may miss the total by what all were rounded; a missing part spans what it can be."""
    assert verdict("parts-sum", "total", PLAIN, a=a, b=b, total=total) == wanted


def test_the_interval_is_what_the_other_figures_allow() -> None:
    """The interval of a sum comes from its parts alone."""
    relation = found(PLAIN, a="50.1", b="30.3", total="70.0")["parts-sum", "total"]

    assert relation.interval == between("80.3", "80.5")
    assert (relation.printed, relation.unit, relation.row) == ("70.0", "x", 1)


def test_cut_off_parts_only_add_to_the_total() -> None:
    """Figures that were cut off may add up to less than the total, and never to more."""
    cells = {"a": "50.12", "b": "30.34"}

    assert verdict("parts-sum", "total", PLAIN, "truncate", **cells, total="80.48") == "WITHIN-ROUNDING"
    assert verdict("parts-sum", "total", PLAIN, "truncate", **cells, total="80.44") == "IRRECONCILABLE"
    assert verdict("parts-sum", "total", PLAIN, "truncate", **cells, total="80.4") == "EXACT"


def test_children_are_tested_against_their_parent() -> None:
    """An inner item is tested against the items below it, and the total against the inner item."""
    relations = found(NESTED, a="9.3", b="8.1", g="17.9", c="15", p="-2", total="30.9")

    assert relations["children-parent", "g"].verdict == "IRRECONCILABLE"
    assert relations["children-parent", "g"].interval == between("17.3", "17.5")
    assert relations["parts-sum", "total"].verdict == "EXACT"


def test_grandchildren_stand_for_a_child_that_is_not_printed() -> None:
    """A group that is not printed is what its own items allow."""
    relation = found(NESTED, a="9.3", b="8.1", c="15", p="-2", total="30.4")["parts-sum", "total"]

    assert (relation.verdict, relation.interval) == ("EXACT", between("29.3", "31.5"))


def test_a_parent_without_printed_children_is_not_tested() -> None:
    """No relation of children is stated of an item that has none printed."""
    assert ("children-parent", "g") not in found(NESTED, g="17.9", total="30")
    table = read_table(b"unit,g,a\nx,9,\ny,9,4\n", NESTED)
    relations = [each for each in reproduce(table).relations if each.relation == "children-parent"]
    assert [each.verdict for each in relations] == ["NOT-CHECKABLE", "WITHIN-ROUNDING"]


@pytest.mark.parametrize(
    ("rules", "cells", "wanted"),
    [
        (made(leaf("a"), leaf("b"), root={"cap": "15"}), {"a": "9", "b": "8"}, ("15", "15")),
        (made(leaf("a"), leaf("b"), root={"floor": "5"}), {"a": "1", "b": "1"}, ("5", "5")),
        (made(leaf("a"), leaf("b", role="bonus"), root={"cap": "none"}), {"a": "9", "b": "8"}, ("10", "10")),
        (
            made(leaf("a"), leaf("b", role="bonus"), root={"cap": "none"}, above_max="allow", bands=[]),
            {"a": "9.0", "b": "8.0"},
            ("16.9", "17.1"),
        ),
        (
            made(group("g", leaf("a"), leaf("b"), rescale="true", max="50")),
            {"a": "9.0", "b": "8.0"},
            ("42.25", "42.75"),
        ),
        (
            made(leaf("a"), leaf("b"), rounding=rounding("0", at=("leaf", "publication"))),
            {"a": "9.0", "b": "8.0"},
            ("17", "17"),
        ),
        (
            made(leaf("a"), leaf("b"), rounding=rounding("0", at=("total", "publication"))),
            {"a": "9.0", "b": "8.4"},
            ("17", "18"),
        ),
        (made(leaf("a"), leaf("b")), {"a": "10.0", "b": "0.0"}, ("9.95", "10.05")),
        (
            made(
                leaf("a", max="90"),
                group("more", leaf("b"), leaf("c"), role="bonus", cap="5", max="5"),
                root={"cap": "none", "max": "90"},
                bands=[],
            ),
            {"a": "80.0", "b": "4.0", "c": "0.5"},
            ("84.35", "84.65"),
        ),
    ],
)
def test_points_go_through_the_tree(rules: Ruleset, cells: dict[str, str], wanted: tuple[str, str]) -> None:
    """Cap, floor, the policy above the max, rescaling, rounding and the bounds of the parts all count."""
    assert found(rules, **cells, total="9")["parts-sum", "total"].interval == between(*wanted)


def test_an_item_that_may_be_excluded_makes_a_range() -> None:
    """Below a rescaled item, a part of 0 may be one that does not apply: then the rest counts for more."""
    rules = made(group("g", leaf("a"), leaf("b"), rescale="true", max="50"), not_applicable="exclude")

    assert found(rules, a="9.0", b="0.0", g="45.0")["children-parent", "g"].verdict == "WITHIN-ROUNDING"
    assert found(rules, a="9.0", b="0.0", g="22.5")["children-parent", "g"].verdict == "EXACT"
    assert found(rules, a="9.0", b="1.0", g="45.0")["children-parent", "g"].verdict == "IRRECONCILABLE"


def test_a_rounded_part_that_is_off_its_grid_is_taken_as_printed() -> None:
    """What the ruleset would have rounded and the table prints finer keeps the interval of its digits."""
    rules = made(leaf("a"), leaf("b"), rounding=rounding("0", at=("leaf", "publication")))

    assert found(rules, a="8.3", b="1", total="9")["parts-sum", "total"].interval == between("9.25", "9.35")


def _alternatives() -> tuple[dict[str, Any], ...]:
    return leaf("b", applies_to=["department"]), leaf("c", applies_to=["district"])


def test_an_item_of_another_kind_of_unit_has_no_points() -> None:
    """What does not apply to a kind of unit is 0, whatever the others have."""
    rules = ruleset(leaf("a"), *_alternatives(), root={"max": "20"})
    table = read_table(b"unit,kind,a,b,c,total\nx,department,8,9,,17\ny,district,8,,,17.0\n", rules)
    relations = [each for each in reproduce(table).relations if each.relation == "parts-sum"]

    assert [each.verdict for each in relations] == ["EXACT", "WITHIN-ROUNDING"]
    grouped = ruleset(
        leaf("a"),
        group("g", leaf("b"), applies_to=["department"]),
        leaf("c", applies_to=["district"]),
        root={"max": "20"},
    )
    table = read_table(b"unit,kind,a,c,total\ny,district,8.0,9.0,17.0\n", grouped)
    (sum_,) = [each for each in reproduce(table).relations if each.relation == "parts-sum"]
    assert (sum_.verdict, sum_.interval) == ("EXACT", between("16.9", "17.1"))


# Percentages and bounds


def test_a_percentage_stands_for_a_share_of_the_max() -> None:
    """A percentage of an item counts as that share of its max, and is tested against points beside it."""
    relations = found(PLAIN, a_="90", b_="50", total="74")

    assert relations["parts-sum", "total"].verdict == "EXACT"
    relations = found(PLAIN, a="54.0", a_="90.1", b_="50")
    assert relations["percent", "a%"].verdict == "WITHIN-ROUNDING"
    assert found(PLAIN, a="54.0", a_="91.1")["percent", "a%"].verdict == "IRRECONCILABLE"


def test_a_parent_in_percent_has_its_interval_in_percent() -> None:
    """The interval of a printed figure is in the unit of that figure."""
    relation = found(NESTED, a="8.0", b="8.0", g_="70.0")["children-parent", "g%"]

    assert (relation.verdict, relation.interval) == ("IRRECONCILABLE", between("79.5", "80.5"))


@pytest.mark.parametrize(
    ("cells", "at", "wanted"),
    [
        ({"a": "10.0"}, "a", "EXACT"),
        ({"a": "10.01"}, "a", "IRRECONCILABLE"),
        ({"a": "10.4"}, "a", "IRRECONCILABLE"),
        ({"p": "-5"}, "p", "EXACT"),
        ({"p": "2"}, "p", "IRRECONCILABLE"),
        ({"a_": "101"}, "a%", "IRRECONCILABLE"),
        ({"index": "100.0"}, "index", "EXACT"),
        ({"index": "101.0"}, "index", "IRRECONCILABLE"),
        ({"total": "40"}, "total", "EXACT"),
    ],
)
def test_figures_lie_in_their_bounds(cells: dict[str, str], at: str, wanted: str) -> None:
    """Points lie within 0 and the max, a penalty within its max below 0, percentages within 100."""
    assert verdict("bounds", at, NESTED, **cells) == wanted


def test_a_figure_may_pass_its_bound_by_its_rounding() -> None:
    """A max of 68.5 may be printed as 69; that is within rounding."""
    rules = made(leaf("a", max="68.5"), leaf("b", max="31.5"))

    assert verdict("bounds", "a", rules, a="69") == "WITHIN-ROUNDING"


def test_bounds_are_those_that_the_scale_can_give() -> None:
    """A bonus that no policy stops lifts the bound of the total; what is refused does not."""
    items = (leaf("a"), leaf("b", role="bonus"))
    allowed, refused = (
        made(*items, root={"cap": "none"}, above_max=policy, bands=[]) for policy in ("allow", "refuse")
    )

    assert verdict("bounds", "total", allowed, total="15") == "EXACT"
    assert verdict("bounds", "index", allowed, index="150") == "EXACT"
    assert verdict("bounds", "total", refused, total="15") == "IRRECONCILABLE"
    assert verdict("bounds", "index", refused, index="150") == "IRRECONCILABLE"
    full = made(
        leaf("a", {"method": "levels", "levels": [_level("x", "6"), _level("y", "0")]}, not_applicable="full")
    )
    assert verdict("bounds", "a", full, a="10") == "EXACT"


def _level(key: str, points: str) -> dict[str, Any]:
    return {"key": key, "name": {"vi": key}, "points": points}


# Index and band


def test_the_index_follows_from_the_total() -> None:
    """The index is the total in percent of the max, or what the parts allow where no total is printed."""
    rules = made(leaf("a"), leaf("b"))

    assert verdict("total-index", "index", rules, total="17.1", index="85.5") == "EXACT"
    assert verdict("total-index", "index", rules, total="17.1", index="85.7") == "WITHIN-ROUNDING"
    assert verdict("total-index", "index", rules, total="17.1", index="86.0") == "IRRECONCILABLE"
    assert verdict("total-index", "index", rules, a="9", b="8.1", index="85.5") == "EXACT"
    assert verdict("total-index", "index", rules, a="9", index="85.5") == "WITHIN-ROUNDING"
    assert verdict("total-index", "index", rules, index="85.5") == "NOT-CHECKABLE"


def test_the_index_of_an_unknown_max_is_a_range() -> None:
    """Where items may be excluded, the index lies between that of the least and of the greatest max."""
    rules = made(leaf("a"), leaf("b"), not_applicable="exclude")
    relations = found(rules, total="9", index="90")

    assert relations["total-index", "index"].interval == between("42.5", "95")
    assert verdict("total-index", "index", rules, a="5", b="4", total="9", index="90") == "IRRECONCILABLE"


def test_the_index_is_nothing_where_nothing_applies() -> None:
    """A kind of unit to which no item applies, which no sound ruleset has, has the index 0."""
    rules = ruleset(leaf("a"), leaf("b"))
    items = tuple(each.model_copy(update={"applies_to": ("department",)}) for each in rules.score.items)
    unsound = rules.model_copy(update={"score": rules.score.model_copy(update={"items": items})})
    table = read_table(b"unit,kind,total,index\nx,district,0.0,0.0\n", unsound)

    assert {each.verdict for each in reproduce(table).relations} == {
        "EXACT",
        "WITHIN-ROUNDING",
        "NOT-CHECKABLE",
    }


@pytest.mark.parametrize(
    ("cells", "wanted", "why"),
    [
        ({"index": "85", "band": "tot"}, "EXACT", ""),
        ({"total": "85", "band": "Tốt"}, "EXACT", ""),
        ({"a": "50", "b": "35", "band": "tot"}, "EXACT", ""),
        ({"index": "80", "band": "tot"}, "WITHIN-ROUNDING", ""),
        ({"index": "79.9", "band": "kha"}, "EXACT", ""),
        ({"index": "79.997", "band": "tot"}, "WITHIN-ROUNDING", "published"),
        ({"index": "79.997", "band": "kha"}, "WITHIN-ROUNDING", "exact"),
        ({"index": "79.9", "band": "tot"}, "IRRECONCILABLE", ""),
        ({"index": "100", "band": "tot"}, "EXACT", ""),
        ({"index": "101", "band": "tot"}, "IRRECONCILABLE", ""),
        ({"band": "tot"}, "NOT-CHECKABLE", "not-printed"),
        ({"index": "85", "band": "giỏi"}, "NOT-CHECKABLE", "unreadable"),
    ],
)
def test_a_band_under_both_readings(cells: dict[str, str], wanted: str, why: str) -> None:
    """A band must follow from the index under one reading of an edge; from every index it is EXACT."""
    relation = found(PLAIN, **cells)["band-total", "band"]

    assert (relation.verdict, relation.why) == (wanted, why)


def test_an_empty_band_is_not_printed() -> None:
    """No relation is stated of an empty cell."""
    assert ("band-total", "band") not in found(PLAIN, total="85", band="")


def test_a_band_without_bands_cannot_be_tested() -> None:
    """A ruleset without bands says nothing of a printed one."""
    relation = found(made(leaf("a"), leaf("b"), bands=[]), total="15", band="tot")["band-total", "band"]

    assert (relation.verdict, relation.why, relation.printed) == ("NOT-CHECKABLE", "no-bands", "tot")


def test_a_figure_below_every_band_is_in_none() -> None:
    """An index below the lowest band, which no sound ruleset has, is below it all the same."""
    rules = PLAIN.model_copy(update={"bands": PLAIN.bands[:2]})

    assert verdict("band-total", "band", rules, index="20", band="kha") == "IRRECONCILABLE"
    assert len(BANDS) == 3


# Forms


@pytest.mark.parametrize(
    ("cells", "verdicts"),
    [
        ({"sent": "100", "returned": "90", "valid": "90"}, {"returned": "EXACT", "valid": "EXACT"}),
        ({"sent": "100", "returned": "101", "valid": "90"}, {"returned": "IRRECONCILABLE", "valid": "EXACT"}),
        ({"sent": "100", "valid": "101"}, {"valid": "IRRECONCILABLE"}),
        ({"sent": "100", "valid": "9.5"}, {"valid": "NOT-CHECKABLE"}),
        ({"sent": "100"}, {}),
    ],
)
def test_no_more_forms_come_back_than_were_sent(cells: dict[str, str], verdicts: dict[str, str]) -> None:
    """Sent, returned and valid forms only fall, also where one of them is not printed."""
    relations = found(PLAIN, **cells)

    assert {at: each.verdict for (name, at), each in relations.items() if name == "forms"} == verdicts


def test_the_whole_is_as_bad_as_its_worst() -> None:
    """What could not be checked counts only where nothing could be."""
    assert worst(["EXACT", "IRRECONCILABLE", "NOT-CHECKABLE"]) == "IRRECONCILABLE"
    assert worst(["EXACT", "NOT-CHECKABLE"]) == "EXACT"
    assert worst(["NOT-CHECKABLE"]) == worst([]) == "NOT-CHECKABLE"
