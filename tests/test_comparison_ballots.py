"""What tallies give under two survey scales, against brute force: every small tally that both read."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest
from helpers import Plain, leaf, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.comparison.ballots import minds, tallied
from parindex.comparison.cells import Cells, clip
from parindex.comparison.shared import meet, pairs
from parindex.fields import FrozenMap
from parindex.ruleset.tree import Node, resolve

WEIGHTS = {1: ("1",), 2: ("1/3", "2/3"), 3: ("0.5", "1/6", "1/3"), 6: ("1/6",) * 6}


def poll(groups: str, empty: str = "refuse", most: str = "10", shares: Plain | None = None) -> Node:
    """Make a leaf that is scored by the ballots of groups, one for each letter."""
    worth = {"a": "1", "b": "0.25", **({"c": "0"} if shares is None else shares)}
    scale = {
        "method": "survey",
        "options": [{"key": key, "name": {"vi": key}, "share": share} for key, share in worth.items()],
        "groups": [
            {"key": key, "name": {"vi": key}, "weight": weight}
            for key, weight in zip(groups, WEIGHTS[len(groups)], strict=True)
        ],
        "empty": empty,
    }
    return resolve(ruleset(leaf("poll", scale, max=most), bands=[]), "department").nodes[0]


def small(groups: str) -> Iterator[FrozenMap[str, object]]:
    """Give tallies of at most two ballots of each group; a group may be absent."""
    mine = [None, *({"a": str(a), "b": str(b)} for a, b in product(range(2), repeat=2)), {"c": "1"}]
    for each in product(mine, repeat=len(groups)):
        tallies = {
            key: FrozenMap(tally) for key, tally in zip(groups, each, strict=True) if tally is not None
        }
        yield FrozenMap({"tallies": FrozenMap(tallies)})


def holds(cells: Cells, x: Fraction, y: Fraction) -> bool:
    """Tell whether some cell holds a pair."""
    return any(clip(cell, (x, x), (y, y)) is not None for cell in cells)


EMPTY = st.sampled_from(["refuse", "reweight"])
SHARES = st.sampled_from([{"c": "0"}, {"c": "0.5"}, {"d": "0"}])


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["x", "xy", "yx", "xyz", "zxy"]),
    st.sampled_from(["x", "xy", "xyz", "yz"]),
    st.tuples(EMPTY, EMPTY),
    st.tuples(SHARES, SHARES),
)
def test_no_tally_lies_outside_the_cells(
    ones: str, twos: str, empty: tuple[str, str], shares: tuple[Plain, Plain]
) -> None:
    """Whatever is answered, the points under both lie in a cell; where no tally fits both there is none."""
    one, two = poll(ones, empty[0], shares=shares[0]), poll(twos, empty[1], "6", shares[1])
    cells = tallied(one, two)
    found = [met for each in small("".join(sorted({*ones, *twos}))) if (met := pairs(one, two, each))]
    assert all(holds(cells, met.x, met.y) for met in found)
    assert bool(cells) == bool(found)


@pytest.mark.parametrize(
    ("one", "two", "fit"),
    [
        (("xy", "refuse"), ("xy", "refuse"), 1),
        (("xy", "refuse"), ("xy", "reweight"), 1),
        (("xy", "reweight"), ("xy", "reweight"), 3),
        (("xyz", "reweight"), ("xyz", "reweight"), 7),
        (("xyz", "reweight"), ("xy", "refuse"), 1),
        (("xyz", "refuse"), ("xy", "refuse"), 0),
        (("xyz", "refuse"), ("xy", "reweight"), 0),
        (("xy", "reweight"), ("uv", "reweight"), 0),
    ],
)
def test_there_is_a_cell_for_each_choice_of_groups(
    one: tuple[str, str], two: tuple[str, str], fit: int
) -> None:
    """Groups that one side needs always answer; of the others that both know any may be without ballots."""
    assert len(tallied(poll(*one), poll(*two))) == fit


def test_equal_scales_give_equal_points() -> None:
    """Under the same scale on both sides no tally makes a difference, whoever is left out."""
    assert all(cell.d0 == cell.d1 == 0 for cell in tallied(poll("xyz", "reweight"), poll("xyz", "reweight")))


def test_many_groups_that_may_be_left_out_are_bounded_together() -> None:
    """With more than four such groups one cell holds every pair, and tallies are still tried."""
    one, two = poll("tuvxyz", "reweight"), poll("tuvxyz", "reweight", "6")
    (cell,) = tallied(one, two)
    assert [cell.x0, cell.x1, cell.y0, cell.y1] == [0, 10, 0, 6]
    tried = [met for each in minds(one, two) if (met := pairs(one, two, each))]
    assert {(met.x, met.y) for met in tried} >= {(Fraction(10), Fraction(6)), (Fraction(0), Fraction(0))}
    assert all(holds((cell,), met.x, met.y) for met in tried)


def test_tallies_that_are_tried_fit_both() -> None:
    """Each tally has all groups that answer of one mind; both sides read all of them."""
    one, two = poll("xyz", "reweight"), poll("zyx", "reweight", "6")
    tried = [*minds(one, two)]
    assert len(tried) == 8 + 3 * 4 + 3 * 2
    assert all(pairs(one, two, each) for each in tried)
    assert [*minds(poll("xy"), poll("xyz"))] == []
    assert [*minds(poll("xy"), poll("xy", shares={}))] != []


def test_answers_that_only_one_side_knows_are_not_tried() -> None:
    """Without one common answer nothing is said of any tally."""
    other = resolve(
        ruleset(
            leaf(
                "poll",
                {
                    "method": "survey",
                    "options": [{"key": "z", "name": {"vi": "z"}, "share": "1"}],
                    "groups": [{"key": "x", "name": {"vi": "x"}, "weight": "1"}],
                },
            ),
            bands=[],
        ),
        "department",
    ).nodes[0]
    mark = resolve(ruleset(leaf("poll"), bands=[]), "department").nodes[0]
    for pair in ((poll("x"), other), (poll("x"), mark), (mark, poll("x"))):
        assert tallied(*pair) == ()
        assert [*minds(*pair)] == []


def test_a_group_that_may_be_left_out_widens_what_two_scales_meet_in() -> None:
    """The joint set of a leaf holds what tallies of one group alone give on both sides."""
    one, two = poll("xy", "reweight"), poll("yx", "reweight")
    alone = pairs(one, two, FrozenMap({"tallies": FrozenMap({"x": FrozenMap({"a": "1", "c": "3"})})}))
    assert alone is not None
    cells = meet(one, two)
    assert cells is not None
    assert (alone.x, alone.y) == (Fraction(5, 2), Fraction(5, 2))
    assert holds(cells, alone.x, alone.y)
