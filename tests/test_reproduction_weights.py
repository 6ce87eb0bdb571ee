"""Weights from results: exact bounds of unknown weights, and of an unknown maximum."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from parindex.errors import UsageError
from parindex.exact import Rounding, dot
from parindex.reproduction import linear
from parindex.reproduction.linear import Half, Programme, ray
from parindex.reproduction.printed import Printed, printed
from parindex.reproduction.weights import Range, against, maximum, weights, whole

Row = dict[str, Printed]

# Blocks of 70 and 30: 0.7 × 90 + 0.3 × 80 = 87 and 0.7 × 60 + 0.3 × 95 = 70.5, printed with one digit.
SEVENTY = [("90.0", "80.0", "87.0"), ("60.0", "95.0", "70.5")]


def row(*texts: str) -> Row:
    """Return a row of blocks ``b0``, ``b1`` … whose last figure is the total."""
    blocks = {f"b{at}": printed(text) for at, text in enumerate(texts[:-1])}
    return {**blocks, "total": printed(texts[-1])}


# 0.5, 0.3 and 0.2 of the blocks: 40 + 18 + 8 = 66, 25 + 27 + 14 = 66, 5 + 6 + 19 = 30.
THREE = [
    row("80.0", "60.0", "40.0", "66.0"),
    row("50.0", "90.0", "70.0", "66.0"),
    row("10.0", "20.0", "95.0", "30.0"),
]


def names(rows: list[Row]) -> list[str]:
    """Return the blocks of rows."""
    return [name for name in rows[0] if name != "total"]


class TestTwoBlocks:
    """One unknown: the weight of the first block, in closed form."""

    HA_NOI_2022 = row("84.19", "89.19", "85.73")

    def test_ha_noi_2022_is_not_70_to_30(self) -> None:
        """The means 84.19 %, 89.19 % and 85.73 % allow an appraisal weight from 0.69 to 0.694, not 0.7."""
        # At the least blocks: 84.185 w + 89.185 (1 - w) <= 85.735, so w >= 3.45 / 5 = 0.69.
        # At the most: 84.195 w + 89.195 (1 - w) >= 85.725, so w <= 3.47 / 5 = 0.694.
        found = weights([self.HA_NOI_2022], ["b0", "b1"], "total")
        assert found.verdict == "found"
        assert found.weights["b0"] == Range(Fraction("0.69"), Fraction("0.694"))
        assert found.weights["b1"] == Range(Fraction("0.306"), Fraction("0.31"))
        assert found.rows == (found.weights["b0"],)
        assert against([self.HA_NOI_2022], "total", {"b0": Fraction("0.7"), "b1": Fraction("0.3")}) == (0,)
        assert against([self.HA_NOI_2022], "total", {"b0": Fraction("0.69"), "b1": Fraction("0.31")}) == ()

    def test_rows_together_allow_what_each_allows(self) -> None:
        """The bounds of all rows are the overlap of those of each, and the rows that set them are named."""
        rows = [row(*texts) for texts in SEVENTY]
        found = weights(rows, ["b0", "b1"], "total")
        # First row: 79.95 + 10 w <= 87.05 and 80.05 + 10 w >= 86.95, so 0.69 <= w <= 0.71.
        # Second row: 94.95 - 35 w <= 70.55 and 95.05 - 35 w >= 70.45, so 24.4 / 35 <= w <= 24.6 / 35.
        assert found.rows == (
            Range(Fraction("0.69"), Fraction("0.71")),
            Range(Fraction("24.4") / 35, Fraction("24.6") / 35),
        )
        assert found.weights["b0"] == found.rows[1]
        assert found.deciding == (1,)

    def test_rows_that_contradict_are_named(self) -> None:
        """When the weights of two rows do not meet, no weights fit, and these two rows are the reason."""
        rows = [row("50.0", "50.0", "50.0"), row("90.0", "80.0", "87.0"), row("90.0", "80.0", "82.0")]
        found = weights(rows, ["b0", "b1"], "total")
        assert (found.verdict, found.deciding, len(found.weights)) == ("impossible", (1, 2), 0)

    def test_equal_blocks_say_nothing_or_everything(self) -> None:
        """Where both blocks are cut off to one figure, a total near it fits all weights, another none."""
        same = [printed("50.0", "truncate")] * 2
        near = {"a": same[0], "b": same[1], "total": printed("50.0")}
        far = {"a": same[0], "b": same[1], "total": printed("51.0")}
        assert weights([near], ["a", "b"], "total").weights["a"] == Range(Fraction(0), Fraction(1))
        found = weights([near, far], ["a", "b"], "total")
        assert (found.verdict, found.deciding, found.rows[1]) == ("impossible", (1,), None)

    def test_a_row_that_does_not_print_all_is_passed_over(self) -> None:
        """A row without a block or the total restricts nothing, and keeps its index."""
        partial = {"b0": printed("10.0"), "total": printed("99.0")}
        found = weights([partial, self.HA_NOI_2022], ["b0", "b1"], "total")
        assert found.rows[0] == Range(Fraction(0), Fraction(1))
        assert found.deciding == (1,)

    def test_a_single_block(self) -> None:
        """Alone, a weight of 1 fits or not; free, it is what the total is of the block."""
        assert weights([row("50.0", "50.0")], ["b0"], "total").weights["b0"] == Range(
            Fraction(1), Fraction(1)
        )
        assert weights([row("50.0", "25.0")], ["b0"], "total").verdict == "impossible"
        free = weights([row("50.0", "25.0")], ["b0"], "total", sum_to_one=False)
        # 49.95 w <= 25.05 and 50.05 w >= 24.95
        assert free.weights["b0"] == Range(
            Fraction("24.95") / Fraction("50.05"), Fraction("25.05") / Fraction("49.95")
        )

    def test_without_blocks_there_is_nothing_to_bound(self) -> None:
        """An empty list of blocks is refused."""
        with pytest.raises(ValueError, match=r"\[\]"):
            weights([], [], "total")


class TestMaximum:
    """The maximum of a scale, from points and percent printed together."""

    def test_nam_dinh_2020_is_out_of_70(self) -> None:
        """62.62 points as 89.45 % and 61.46 as 87.80 % leave 69.996… to 70.009…: of whole numbers only 70."""
        points, percents = (printed("62.62"), printed("61.46")), (printed("89.45"), printed("87.80"))
        found = maximum(points, percents)
        # 100 × 62.615 / 89.455 = 69.996 is the higher lower end (the other row has 69.990),
        # 100 × 61.465 / 87.795 = 70.010 the lower upper end (the other row has 70.015).
        assert found == Range(6261500 / Fraction(89455), 6146500 / Fraction(87795))
        assert whole(found) == 70

    def test_one_row_alone_can_decide(self) -> None:
        """Each of the two rows has an interval of its own around 70."""
        # 100 × 62.625 / 89.445 = 70.015
        assert maximum([printed("62.62")], [printed("89.45")]) == Range(
            6261500 / Fraction(89455), 6262500 / Fraction(89445)
        )

    def test_rows_of_two_scales_have_no_common_maximum(self) -> None:
        """50 points as 50 % and as 25 % are of two scales."""
        halves = [printed("50.0"), printed("50.0")]
        assert maximum(halves, [printed("50.0"), printed("25.0")]) is None
        assert whole(None) is None

    def test_nothing_percent_bounds_nothing(self) -> None:
        """0 points as 0 % fit every maximum, and no whole number is found."""
        found = maximum([printed("0.0")], [printed("0.0")])
        assert found == Range(Fraction(0), None)
        assert whole(found) is None

    def test_two_whole_numbers_are_none(self) -> None:
        """Where several whole numbers fit, none of them is found."""
        assert whole(Range(Fraction(69), Fraction(70))) is None

    def test_points_and_percentages_come_in_pairs(self) -> None:
        """A percentage without points is refused."""
        with pytest.raises(ValueError, match="argument 2"):
            maximum([], [printed("1")])


class TestSeveral:
    """More unknowns: linear programmes, proven in fractions."""

    def test_three_blocks_with_weights_of_a_half_and_less(self) -> None:
        """The rows are 0.5, 0.3 and 0.2 of their blocks: the bounds hold these, and are narrow."""
        found = weights(THREE, ["b0", "b1", "b2"], "total")
        assert (found.verdict, found.rows) == ("found", ())
        for name, true in zip(("b0", "b1", "b2"), ("0.5", "0.3", "0.2"), strict=True):
            least, most = found.weights[name]
            assert most is not None
            assert least <= Fraction(true) <= most
            assert most - least < Fraction("0.02")

    def test_the_ends_are_taken(self) -> None:
        """Brute force on a grid finds weights near each end of a bound, and none beyond it."""
        rows = [row("8", "6", "4", "6"), row("5", "9", "7", "7")]
        found = weights(rows, ["b0", "b1", "b2"], "total")
        steps = 60
        allowed = [
            given
            for a, b in product(range(steps + 1), repeat=2)
            if a + b <= steps
            for given in [(Fraction(a, steps), Fraction(b, steps), Fraction(steps - a - b, steps))]
            if not against(rows, "total", dict(zip(("b0", "b1", "b2"), given, strict=True)))
        ]
        for at, name in enumerate(("b0", "b1", "b2")):
            least, most = found.weights[name]
            assert most is not None
            grid = {given[at] for given in allowed}
            assert least <= min(grid) < least + Fraction(1, 10)
            assert most - Fraction(1, 10) < max(grid) <= most

    def test_a_free_sum_with_two_blocks(self) -> None:
        """Points that are added as they are have weights about 1 each."""
        rows = [
            row("61.86", "28.10", "89.95"),
            row("62.67", "27.21", "89.89"),
            row("40.00", "31.00", "71.00"),
        ]
        found = weights(rows, ["b0", "b1"], "total", sum_to_one=False)
        for least, most in found.weights.values():
            assert most is not None
            assert least < 1 < most

    def test_a_block_of_zeros_is_unbounded(self) -> None:
        """A block printed as 0 (and cut off) in every row may have any weight; the other is bounded."""
        zero = printed("0")
        rows = [
            {
                "a": Printed("0", zero.value, 0, zero.value, zero.value),
                "b": printed("50.0"),
                "total": printed("50.0"),
            }
        ]
        found = weights(rows, ["a", "b"], "total", sum_to_one=False)
        assert found.verdict == "found"
        assert found.weights["a"] == Range(Fraction(0), None)
        # 49.95 w <= 50.05 and 50.05 w >= 49.95
        assert found.weights["b"] == Range(
            Fraction("49.95") / Fraction("50.05"), Fraction("50.05") / Fraction("49.95")
        )

    def test_rows_that_no_weights_fit(self) -> None:
        """A total above every block is impossible with a sum of 1, and the row is named."""
        rows = [*THREE, row("10.0", "10.0", "10.0", "20.0")]
        found = weights(rows, ["b0", "b1", "b2"], "total")
        assert (found.verdict, len(found.weights)) == ("impossible", 0)
        assert 3 in found.deciding

    def test_without_rows_every_weight_is_open(self) -> None:
        """Nothing printed leaves 0 to 1, or everything when the sum is free."""
        assert set(weights([], ["a", "b", "c"], "total").weights.values()) == {
            Range(Fraction(0), Fraction(1))
        }
        free = weights([], ["a", "b"], "total", sum_to_one=False)
        assert set(free.weights.values()) == {Range(Fraction(0), None)}

    def test_the_extra_is_needed_only_here(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without scipy two blocks are bounded, three are refused with E-EXTRA."""
        monkeypatch.setitem(sys.modules, "scipy.optimize", None)
        assert weights([TestTwoBlocks.HA_NOI_2022], ["b0", "b1"], "total").verdict == "found"
        with pytest.raises(UsageError) as caught:
            weights(THREE, ["b0", "b1", "b2"], "total")
        assert [each.code for each in caught.value.problems] == ["E-EXTRA"]


Solver = Callable[[Programme, Any], Any]


class TestWrongSolvers:
    """Nothing but a proof counts: a solver that lies can cost an answer, never change one."""

    TRUE: Solver = staticmethod(linear._linprog)

    @pytest.fixture
    def lied(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Solver], str]:
        """Return what the verdict is when the solver is replaced."""

        def verdict(solver: Solver) -> str:
            monkeypatch.setattr(linear, "_linprog", solver)
            found = weights(THREE, ["b0", "b1", "b2"], "total")
            honest = self.honest()
            assert all(found.weights[name] == honest[name] for name in found.weights)
            return found.verdict

        return verdict

    def honest(self) -> dict[str, Range]:
        """Return the bounds with the solver as it is."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(linear, "_linprog", self.TRUE)
            return dict(weights(THREE, ["b0", "b1", "b2"], "total").weights)

    def test_a_solver_that_gives_up(self, lied: Callable[[Solver], str]) -> None:
        """No answer is undecided."""
        assert lied(lambda _programme, _objective: SimpleNamespace(status=4)) == "undecided"

    def test_a_solver_that_gives_up_after_the_first_question(self, lied: Callable[[Solver], str]) -> None:
        """That some weights fit is proven, their bounds are undecided."""
        asked: list[int] = []

        def once(programme: Programme, objective: Any) -> Any:
            asked.append(1)
            return self.TRUE(programme, objective) if len(asked) == 1 else SimpleNamespace(status=1)

        assert lied(once) == "undecided"

    def test_a_solver_that_answers_another_question(self, lied: Callable[[Solver], str]) -> None:
        """An optimum of the opposite objective has multipliers of the wrong sign: no proof."""

        def opposite(programme: Programme, objective: Any) -> Any:
            return self.TRUE(programme, [-each for each in objective] if objective[-1] != 1 else objective)

        assert lied(opposite) == "undecided"

    def test_a_solver_that_names_constraints_at_random(self, lied: Callable[[Solver], str]) -> None:
        """A corner outside the other half-spaces is no optimum."""

        def reversed_slack(programme: Programme, objective: Any) -> Any:
            result = self.TRUE(programme, objective)
            result.ineqlin.residual = -result.ineqlin.residual
            result.ineqlin.marginals = 0 * result.ineqlin.marginals
            return result

        assert lied(reversed_slack) == "undecided"

    def test_a_seeded_bug_in_the_signs_would_be_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the test of the multipliers the opposite solver gives wrong bounds: the test has teeth."""
        honest = self.honest()

        def careless(self: Programme, objective: Any, halves: Any) -> Any:
            basis = linear._independent([Half((1, 1, 1), 1, -1), *halves], self.unknowns)
            matrix = [[Fraction(a) for a in half.coefficients] for half in basis]
            point = linear._solution(matrix, [Fraction(half.limit) for half in basis])
            return linear.Optimum(
                dot(zip(map(Fraction, objective), point, strict=True)), tuple(point), frozenset()
            )

        monkeypatch.setattr(Programme, "_proven", careless)
        monkeypatch.setattr(
            linear,
            "_linprog",
            lambda programme, objective: self.TRUE(programme, [-each for each in objective]),
        )
        programme = Programme(3, tuple(_halves(THREE)), 3)
        wrong = programme.least((1, 0, 0))
        assert wrong is not None
        assert wrong.value != honest["b0"].least


def _halves(rows: list[Row]) -> Iterator[Half]:
    from parindex.reproduction import weights as module

    return module._halves(rows, names(rows), "total")


class TestProgrammes:
    """The proof itself, on programmes whose optimum is known."""

    def test_a_corner_of_three_lines(self) -> None:
        """X + y >= 2, x <= 5, y <= 5: the least of 2 x + y is 2, at (0, 2), kept by the first line."""
        programme = Programme(2, (Half((-1, -1), -2, 7), Half((1, 0), 5, 8), Half((0, 1), 5, 9)))
        found = programme.least((2, 1))
        assert found is not None
        assert found == (Fraction(2), (Fraction(0), Fraction(2)), frozenset({7}))

    def test_a_corner_where_more_lines_meet_than_needed(self) -> None:
        """Three lines through one point: the proof takes those whose multipliers are right."""
        lines = (Half((-1, -1), -2, 0), Half((-2, -1), -3, 1), Half((-1, -2), -3, 2))
        found = Programme(2, lines).least((1, 1))
        assert found is not None
        assert (found.value, found.rows) == (Fraction(2), frozenset({0}))

    def test_lines_that_say_the_same(self) -> None:
        """A line that is twice another fixes no point with it: a third is taken."""
        lines = (Half((-1, -1, 0), -2, 0), Half((-2, -2, 0), -4, 1), Half((0, -1, -1), -1, 2))
        taken = linear._independent([*lines, Half((0, 0, -1), 0, -1)], 3)
        assert [half.row for half in taken] == [0, 2, -1]
        found = Programme(3, lines).least((1, 1, 1))
        assert found is not None
        assert found.value == 2

    def test_holds(self) -> None:
        """A point fits when it is not negative, adds up to 1 and lies in every half-space or on it."""
        programme = Programme(2, (Half((3, 0), 1, 0),), 2)
        assert programme.holds((Fraction(1, 3), Fraction(2, 3)))
        assert not programme.holds((Fraction(1, 2), Fraction(1, 2)))
        assert not programme.holds((Fraction(-1), Fraction(2)))
        assert not programme.holds((Fraction(0), Fraction(0)))

    def test_ray(self) -> None:
        """X - y <= 1 and y <= 4 bound both; without the second both grow together."""
        first, second = Half((1, -1), 1, 0), Half((0, 1), 4, 1)
        assert [ray(Programme(2, (first, second)), at) for at in (0, 1)] == [False, False]
        assert [ray(Programme(2, (first,)), at) for at in (0, 1)] == [True, True]


@pytest.mark.parametrize("sum_to_one", [True, False])
def test_true_weights_are_kept_on_a_grid(sum_to_one: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    """Rows printed from 0.2, 0.3 and 0.5 allow them, whatever the blocks: figures rounded half up."""
    rounding, true = Rounding(1, "half-up"), (Fraction("0.2"), Fraction("0.3"), Fraction("0.5"))
    rows = []
    for at in range(12):
        blocks = [
            Fraction(at * 37 % 101),
            Fraction(at * 53 % 97) + Fraction(1, 7),
            Fraction(at * 29 % 89) + Fraction(1, 3),
        ]
        texts = [rounding.text(each) for each in (*blocks, dot(zip(true, blocks, strict=True)))]
        rows.append(row(*texts))
    found = weights(rows, names(rows), "total", sum_to_one=sum_to_one)
    assert found.verdict == "found"
    for name, value in zip(names(rows), true, strict=True):
        least, most = found.weights[name]
        assert least <= value
        assert most is None or value <= most
