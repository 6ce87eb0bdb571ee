"""Leagues: ranks among complete sheets of one ruleset, period, stage and kind."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import pytest
from helpers import assess, leaf, points, ruleset
from hypothesis import given
from hypothesis import strategies as st

from parindex.errors import Problem, UsageError, problem
from parindex.exact import Interval
from parindex.ranking import League, Ranked, league, places, rank
from parindex.scoring import score

if TYPE_CHECKING:
    from parindex.ruleset.model import Ruleset
    from parindex.scoresheet import ScoreSheet

F = Fraction


def rules(on: str = "exact", ties: str = "competition", **values: Any) -> Ruleset:
    """Make a ruleset of one leaf out of 100 that ranks as said."""
    return ruleset(leaf("a", max="100"), rank={"on": on, "ties": ties}, **values)


def sheet(declared: Ruleset, unit: str, given: str, kind: str = "department") -> ScoreSheet:
    """Score one unit."""
    return score(declared, assess(points(a=given), unit=unit, kind=kind))


def ranks(declared: Ruleset, **given: str) -> list[tuple[int, str]]:
    """Rank units by name and points."""
    sheets = [sheet(declared, unit, value) for unit, value in given.items()]
    return [(row.rank, row.sheet.unit.key) for row in rank(sheets)]


def refusal(*sheets: ScoreSheet) -> Problem:
    """Return why sheets cannot be ranked together."""
    with pytest.raises(UsageError) as caught:
        rank(sheets)
    (found,) = caught.value.problems
    return found


def test_best_first() -> None:
    """The highest index is first, whatever the order of the sheets."""
    expected = [(1, "b"), (2, "c"), (3, "a")]
    assert ranks(rules(), a="10", b="90", c="50") == expected
    assert ranks(rules(), c="50", b="90", a="10") == expected


def test_rows_carry_their_sheets() -> None:
    """Each row is a rank and the very sheet."""
    one, two = sheet(rules(), "a", "10"), sheet(rules(), "b", "20")
    assert rank(iter([one, two])) == (Ranked(1, two), Ranked(2, one))
    assert rank([one])[0].sheet is one


@pytest.mark.parametrize(("ties", "expected"), [("competition", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3])])
@pytest.mark.parametrize("on", ["exact", "published"])
def test_ties(ties: str, expected: list[int], on: str) -> None:
    """Units with the same figure share a rank; the next rank counts units or figures, as declared."""
    found = ranks(rules(on, ties), d="50", c="70", b="70", a="90")
    assert found == [*zip(expected, "abcd", strict=True)]


@pytest.mark.parametrize(
    ("ties", "expected"), [("competition", [1, 1, 1, 4, 5, 5]), ("dense", [1, 1, 1, 2, 3, 3])]
)
def test_ties_at_the_top_and_at_the_bottom(ties: str, expected: list[int]) -> None:
    """Ties of any size share a rank, in the order of the units' keys."""
    found = ranks(rules(ties=ties), f="1", b="9", e="1", c="9", d="5", a="9")
    assert found == [*zip(expected, "abcdef", strict=True)]


@pytest.mark.parametrize(
    ("on", "ties", "expected"),
    [
        ("exact", "competition", [(1, "b"), (2, "a"), (3, "c")]),
        ("exact", "dense", [(1, "b"), (2, "a"), (3, "c")]),
        ("published", "competition", [(1, "a"), (1, "b"), (3, "c")]),
        ("published", "dense", [(1, "a"), (1, "b"), (2, "c")]),
    ],
)
def test_exact_or_published_figure(on: str, ties: str, expected: list[tuple[int, str]]) -> None:
    """Figures that differ only before publication tie on the published figure, and not on the exact one."""
    assert ranks(rules(on, ties), a="70.001", b="70.002", c="69.994") == expected


def test_ranks_are_taken_on_the_index() -> None:
    """Ranks are taken on the index in percent, not on the points."""
    declared = ruleset(leaf("a", max="20"), leaf("b", max="20", not_applicable="exclude"))
    na = {"state": "not-applicable", "why": "Không có"}
    first = score(declared, assess({**points(a="15"), "b": na}, unit="x"))
    second = score(declared, assess(points(a="15", b="10"), unit="y"))
    assert [row.sheet.unit.key for row in rank([second, first])] == ["x", "y"]


@pytest.mark.parametrize("ties", ["competition", "dense"])
@given(st.lists(st.fractions(-3, 3, max_denominator=3)))
def test_a_rank_counts_what_is_greater(ties: Literal["competition", "dense"], figures: list[F]) -> None:
    """A rank is one more than the number of units, or of figures where ties are dense, above its own."""
    counted = figures if ties == "competition" else list(set(figures))
    expected = [1 + sum(each > figure for each in counted) for figure in figures]
    named = {str(at): figure for at, figure in enumerate(figures)}
    assert places(named, ties) == {str(at): place for at, place in enumerate(expected)}


def test_nobody() -> None:
    """No sheets make an empty league."""
    assert rank([]) == ()


def test_league() -> None:
    """A league is one ruleset with its digest, one period, one stage and one kind of unit."""
    declared = rules()
    found = league(sheet(declared, "a", "10", kind="district"))
    assert found == League("example/small@2024", declared.digest, "year", "final", "district")


def test_other_leagues_are_refused() -> None:
    """Sheets of another ruleset, digest, period, stage or kind are not ranked together."""
    one = sheet(rules(), "a", "10")
    others = [
        sheet(rules(id="example/other@2024"), "b", "10"),
        sheet(rules(band_on="published"), "b", "10"),
        replace(sheet(rules(), "b", "10"), period="half-year"),
        score(rules(), assess(self=points(a="10"), unit="b"), stage="self"),
        sheet(rules(), "b", "10", kind="district"),
    ]
    named = [replace(other, unit=other.unit.model_copy(update={"name": "Đơn vị B"})) for other in others]
    for other in named:
        assert refusal(one, other) == problem("E-LEAGUE", unit="Đơn vị B", other="Sở A")
        third = sheet(rules(), "c", "10")
        assert refusal(one, third, other) == problem("E-LEAGUE", unit="Đơn vị B", other="Sở A")


def test_other_leagues_are_refused_in_words() -> None:
    """The refusal names both units and says what to do."""
    found = refusal(sheet(rules(), "a", "1"), sheet(rules(), "b", "1", kind="district"))
    assert found.line("vi") == (
        "E-LEAGUE: `Sở A` và `Sở A` không cùng bảng xếp hạng; "
        "xếp hạng riêng từng bộ tiêu chí, kỳ, giai đoạn và loại đơn vị"
    )
    assert found.line("en") == (
        "E-LEAGUE: `Sở A` and `Sở A` are not in one league; "
        "rank each ruleset, period, stage and kind by itself"
    )


def test_incomplete_sheets_are_refused() -> None:
    """A sheet on which something is missing is not ranked, also when its score is certain."""
    declared = ruleset(leaf("a"), leaf("b"), leaf("c"))
    found = refusal(
        score(declared, assess(points(a="1", b="1", c="1"), unit="x")), score(declared, assess(points(b="1")))
    )
    assert found == problem("E-INCOMPLETE", unit="Sở A", missing="a, c")
    assert found.line("vi") == "E-INCOMPLETE: `Sở A` chưa đủ kết quả để xếp hạng: a, c"
    assert found.line("en") == "E-INCOMPLETE: `Sở A` is not complete and cannot be ranked: a, c"
    bonus = ruleset(leaf("a"), leaf("b", role="bonus"), root={"cap": "10"})
    certain = score(bonus, assess(points(a="10")))
    assert certain.index.exact == Interval(F(100), F(100))
    assert refusal(certain) == problem("E-INCOMPLETE", unit="Sở A", missing="b")


def test_missing_as_zero_is_ranked() -> None:
    """Where missing items count as 0 the sheet is complete, and is ranked."""
    declared = rules(missing="zero")
    first, second = score(declared, assess({}, unit="x")), sheet(declared, "y", "5")
    assert [row.sheet.unit.key for row in rank([first, second])] == ["y", "x"]


def test_a_unit_twice_is_refused() -> None:
    """A unit is ranked once."""
    one, two = sheet(rules(), "a", "10"), sheet(rules(), "b", "20")
    found = refusal(one, two, sheet(rules(), "a", "30"))
    assert found == problem("E-UNIT-TWICE", unit="a")
    assert found.line("vi") == "E-UNIT-TWICE: đơn vị `a` có mặt hai lần"
    assert found.line("en") == "E-UNIT-TWICE: the unit `a` is there twice"
