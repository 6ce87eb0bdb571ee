"""What each change can do, in words: an example with its points and bands, or what was proven."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from comparisons import last, this
from helpers import Plain, assess, leaf, ruleset

from parindex.comparison.difference import Difference, diff
from parindex.comparison.plain import plain
from parindex.comparison.witness import PointsWitness, Witness, witnesses
from parindex.comparison.witness_report import witness_section
from parindex.errors import Language
from parindex.reporting.table import Section, shown
from parindex.ruleset.model import Ruleset


def texts(section: Section, lang: Language = "vi") -> list[list[str]]:
    """Return the rows of a section's table as people read them."""
    (table,) = section.tables
    return [
        [shown(cell, column, lang) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]


POLICIES = "làm tròn, số dùng để xếp loại, xếp hạng, mục không áp dụng, mục chưa có kết quả, vượt mức tối đa"
PAIR = diff(last(), this())
(FOUND,) = witnesses(PAIR)


def section(found: Witness, difference: Difference = PAIR, lang: Language = "vi") -> Section:
    """Say what one change can do."""
    return witness_section([found], difference, lang)


def test_a_changed_scale() -> None:
    """The ratio is full from 0.8: 80 percent gives 8 of 10 points by the old rule and 10 by the new one."""
    assert texts(section(FOUND))[0][:4] == ["2 Mục b (cách chấm)", "2: 80 %", "8", "10"]
    assert texts(section(FOUND, lang="en"), "en")[0][:4] == ["2 Mục b (scale)", "2: 80 %", "8", "10"]


def test_what_stays_the_same() -> None:
    """One of two items keeps its rule, and all six policies do."""
    assert section(FOUND).paragraphs[:2] == (
        "1 trên 2 tiêu chí chấm điểm giữ nguyên quy tắc: kết quả như nhau thì điểm như nhau.",
        f"Quy tắc chung giữ nguyên: {POLICIES}.",
    )


@pytest.mark.parametrize(
    ("root", "policies", "same"),
    [
        ({}, {}, 2),
        ({"role": "penalty"}, {}, 0),
        ({"not_applicable": "full"}, {}, 0),
        ({"applies_to": ["district"]}, {}, 0),
        ({}, {"rounding": {"digits": "1", "mode": "half-up", "at": ["leaf"]}}, 0),
        ({}, {"not_applicable": "full"}, 0),
    ],
)
def test_an_inherited_rule_is_a_rule_too(root: Plain, policies: Plain, same: int) -> None:
    """What an item has from the item above it or from a policy counts as a rule that it keeps or not."""
    trees = [rules.plain() for rules in (last(), last())]
    trees[1] |= {"id": "example/small@2024"}
    trees[1]["score"] |= root
    for name, value in policies.items():
        trees[1]["policies"][name]["value"] = value
    found = witness_section([], diff(*map(Ruleset.model_validate, trees)), "en")
    assert found.paragraphs[0].startswith(f"{same} of 2 scored items keep their rules")


def test_rulesets_without_a_common_kind_keep_nothing() -> None:
    """Where no kind of unit has both rules, no item is said to keep its own."""
    other = this(units={"kinds": [{"key": "other", "name": {"vi": "Khác", "en": "Other"}}]})
    assert witness_section([], diff(last(), other), "en").paragraphs[0].startswith("0 of 2")


def test_nothing_is_entered_for_what_is_missing() -> None:
    """The policy for what is missing shows where nothing is entered, and no band is proven for it."""
    rules = last().plain() | {"id": "example/small@2024"}
    rules["policies"]["missing"]["value"] = "zero"
    difference = diff(last(), Ruleset.model_validate(rules))
    (found,) = witnesses(difference)
    assert (found.thing, found.band) == ("missing", "undecided")
    assert texts(section(found, difference))[0][1] == "Không nhập gì."
    assert texts(section(found, difference, lang="en"), "en")[0][1] == "Nothing entered."


def test_an_item_whose_key_another_one_has_now_is_named_as_it_was() -> None:
    """Item a goes on as b and the older b is gone: its row has the older name and the older points."""
    old = ruleset(leaf("a", code="1"), leaf("b", code="2"), id="example/small@2023", year="2023")
    said = {"of": old.id, "items": [{"old": ["a"], "new": ["b"]}]}
    new = ruleset(leaf("b", code="1"), leaf("c", code="3"), id="example/small@2024", concordance=said)
    difference = diff(old, new)
    rows = [row[:4] for row in texts(witness_section(witnesses(difference), difference, "vi"))]
    assert ["2 Mục b (bỏ tiêu chí)", "2: 10 điểm", "10", "–"] in rows


def test_a_band_that_changes_names_both_and_the_index() -> None:
    """A unit just below Tốt rises into it; the exact indexes are told apart however near they are."""
    found = replace(
        FOUND,
        band="differs",
        old_band="kha",
        new_band=None,
        old_index=Fraction(84997, 1000) + Fraction(1, 3000000),
        new_index=Fraction(84998, 1000) + Fraction(1, 3000000),
    )
    assert texts(section(found))[0][4] == "Có thể đổi: Khá → – (chỉ số ≈84,997 % → ≈84,998 %)"
    assert texts(section(found, lang="en"), "en")[0][4].startswith("Can change: Khá → – (index ≈84.997 %")


@pytest.mark.parametrize(
    ("band", "vi", "en"),
    [
        ("same-proven", "Không thể đổi mức (đã chứng minh)", "Cannot change band (proven)"),
        ("no-bands", "Không có mức xếp loại", "No bands"),
        ("needs-league", "Không đổi mức, chỉ đổi hạng", "Changes ranks, no band"),
        ("undecided", "Chưa xác định", "Undecided"),
    ],
)
def test_each_outcome_of_the_band(band: str, vi: str, en: str) -> None:
    """What was proven, does not exist, needs a league or was not decided is told apart."""
    found = replace(FOUND, band=band)  # type: ignore[arg-type]  # one of the five
    assert texts(section(found))[0][4] == vi
    assert texts(section(found, lang="en"), "en")[0][4] == en


def test_a_proof_is_said_of_its_kind_of_unit() -> None:
    """What is proven of departments is not said of districts."""
    (said,) = section(replace(FOUND, band="same-proven")).paragraphs[2:]
    assert said.startswith("Loại đơn vị “Sở”: đã chứng minh")
    assert said.endswith(": 2 Mục b (cách chấm).")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("needs-league", "Chỉ thấy khi xếp hạng nhiều đơn vị."),
        ("same-proven", "Không làm điểm nào khác đi."),
        ("undecided", "Chưa tìm được ví dụ."),
    ],
)
def test_points_without_an_example(outcome: str, words: str) -> None:
    """Where no points differ, or none were found, the row says which."""
    found = replace(FOUND, points=PointsWitness(outcome, "b"))  # type: ignore[arg-type]  # one of the four
    assert texts(section(found))[0][1:4] == [words, "–", "–"]


def test_an_observation_for_each_side() -> None:
    """Where no observation fits both scales, each side has its own."""
    points = PointsWitness(
        "no-common",
        "b",
        old=assess({"b": {"value": "0.5"}}),
        new=assess({"a": {"points": "3"}}),
        old_points=Fraction(5),
        new_points=Fraction(3),
        shared=False,
    )
    row = texts(section(replace(FOUND, points=points)))[0]
    assert row[1:4] == ["trước: 2: 50 %; nay: 1: 3 điểm", "5", "3"]
    alone = replace(points, outcome="differs", new=None, new_points=None)
    assert texts(section(replace(FOUND, points=alone)))[0][1:4] == ["2: 50 %", "5", "–"]


def test_a_long_example_is_cut() -> None:
    """Of an example with many entries the first three are said, and how many there are besides."""
    rules = ruleset(*(leaf(key, code=key) for key in "abcde"), id="example/small@2023", year="2023")
    newer = ruleset(
        *(leaf(key, code=key) for key in "abcde"), root={"cap": "40"}, id="example/small@2024", year="2024"
    )
    entries = {key: {"points": "9"} for key in "abcde"}
    points = PointsWitness("differs", "total", assess(entries), assess(entries), Fraction(45), Fraction(40))
    found = replace(FOUND, thing=rules.score.key, points=points)
    row = texts(section(found, diff(rules, newer)))[0]
    assert row[1] == "a: 9 điểm; b: 9 điểm; c: 9 điểm; và 2 tiêu chí khác"


def test_bands_and_policies_have_names() -> None:
    """A change of all bands, or of a policy, is called by its name."""
    assert texts(section(replace(FOUND, thing="bands")))[0][0] == "Các mức xếp loại"
    assert texts(section(replace(FOUND, thing="rank")))[0][0] == "Xếp hạng"


def test_nothing_changed() -> None:
    """Without a change there is no table; everything stays."""
    same = diff(last(), last())
    found = witness_section([], same, "vi")
    assert found.tables == ()
    assert found.paragraphs[0].startswith("2 trên 2 tiêu chí")


def test_the_json_of_a_witness() -> None:
    """The tree has the entries of each example as a file has them, and every figure as text."""
    tree = plain(PAIR, [FOUND])["witnesses"][0]
    assert (tree["at"], tree["unit_kind"], tree["alone"]) == ("b", "department", True)
    assert tree["points"]["old_entries"] == {"b": {"value": "0.8"}}
    assert (tree["points"]["old"], tree["points"]["new"]) == ("8", "10")
    assert tree["band"]["outcome"] == "differs"
    assert set(tree["band"]["old_entries"]) == {"a", "b"}
