"""The laws of inference from printed tables; the docstring of each class is the clause it proves."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parindex.assessment import Assessment
from parindex.errors import AssessmentError
from parindex.exact import ROUNDING_MODES, Rounding, RoundingMode, dot
from parindex.fields import FrozenMap
from parindex.reproduction.inference import infer
from parindex.reproduction.policies import Policy
from parindex.reproduction.printed import Printed, Reading, printed
from parindex.reproduction.table import Cell, PrintedTable, Row
from parindex.reproduction.weights import against, maximum, weights
from parindex.ruleset.checks import check_grid
from parindex.ruleset.model import Item, Ruleset
from parindex.scoresheet import ScoreSheet, each_line
from parindex.scoring import score
from parindex.testing.strategies import trees

Trees = tuple[dict[str, Any], dict[str, Any]]

modes = st.sampled_from(ROUNDING_MODES)
exact = st.fractions(min_value=0, max_value=100, max_denominator=4000)


def rounded_at(ruleset: dict[str, Any], mode: RoundingMode, digits: int, at: list[str]) -> Ruleset:
    """Return a ruleset that rounds at these places; a max off the grid is not what the laws speak of."""
    rounding = {"value": {"digits": str(digits), "mode": mode, "at": at}, "assumed": "phép thử"}
    found = Ruleset.model_validate({**ruleset, "policies": {**ruleset["policies"], "rounding": rounding}})
    assume(not [*check_grid(found)])
    return found


def sheet_of(ruleset: Ruleset, assessment: dict[str, Any]) -> ScoreSheet:
    """Score; a pair that the rules refuse, or that leaves figures open, prints no table."""
    try:
        sheet = score(ruleset, Assessment.model_validate(assessment))
    except AssessmentError as error:
        assume({each.code for each in error.problems}.isdisjoint({"E-ABOVE", "E-NOTHING-APPLIES"}))
        raise
    assume(sheet.complete)
    return sheet


def printed_table(sheet: ScoreSheet, columns: set[str] | None = None) -> PrintedTable:
    """Print a score sheet as a table of one row, with the rounding of its ruleset; all columns or some."""
    rounding = sheet.ruleset.policies.rounding.value.rounding
    texts = {line.item.key: rounding.text(line.least) for line in each_line(sheet.lines)}
    texts |= {"total": rounding.text(sheet.total.least), "index": rounding.text(sheet.index.least)}
    cells = {
        key: Cell(text, printed(text)) for key, text in texts.items() if columns is None or key in columns
    }
    kind = sheet.unit.kind
    return PrintedTable(sheet.ruleset, kind, (Row("u", FrozenMap(cells), 1, kind),), tuple(cells), (), "half")


def by_level(item: Item, level: int = 0) -> Iterator[tuple[int, Item]]:
    """Visit an item and everything below it, with levels."""
    yield level, item
    for child in item.items:
        yield from by_level(child, level + 1)


def places(score_: Item, stage: str) -> list[str]:
    """Return what a stage rounds besides publication, as a ruleset names it."""
    items = [*by_level(score_)]
    match stage:
        case "publication":
            return []
        case "parts":
            return ["leaf"]
        case "every":
            return ["leaf", *(item.key for _, item in items if item.items)]
        case _:
            return [item.key for level, item in items if f"level-{level}" == stage]


class TestPolicies:
    """A table printed from exact assessments by a policy always keeps that policy among the survivors."""

    @given(
        trees(),
        modes,
        st.integers(0, 3),
        st.sampled_from(["publication", "parts", "every", "level-0", "level-1", "level-2"]),
    )
    @settings(max_examples=80)
    def test_the_true_policy_survives(self, pair: Trees, mode: RoundingMode, digits: int, stage: str) -> None:
        """Printed whole, the table never rules out the policy it was printed by."""
        at = places(Ruleset.model_validate(pair[0]).score, stage)
        sheet = sheet_of(rounded_at(pair[0], mode, digits, ["publication", *at]), pair[1])
        found = infer(printed_table(sheet))
        true = Policy(stage, mode, digits)
        assert true not in [each.policy for each in found.excluded]
        offered = {policy.stage for policy in (*found.survivors, *(each.policy for each in found.excluded))}
        assert stage not in offered or not found.rows or true in found.survivors

    @given(trees(), modes, st.data())
    @settings(max_examples=60)
    def test_some_columns_never_rule_it_out_either(
        self, pair: Trees, mode: RoundingMode, data: st.DataObject
    ) -> None:
        """Whatever columns are printed, rounding at publication survives where it was used."""
        sheet = sheet_of(rounded_at(pair[0], mode, 2, ["publication"]), pair[1])
        keys = ["total", "index", *(line.item.key for line in each_line(sheet.lines))]
        columns = data.draw(st.sets(st.sampled_from(keys)))
        found = infer(printed_table(sheet, columns))
        # A table in which nothing is added has no digits to name.
        assert not found.rows or Policy("publication", mode, 2) in found.survivors

    @given(
        st.lists(
            st.lists(st.fractions(-50, 50, max_denominator=2000), min_size=3, max_size=3),
            min_size=1,
            max_size=6,
        ),
        modes,
        st.booleans(),
    )
    def test_it_survives_in_plain_sums(
        self,
        rows: list[list[Fraction]],
        mode: RoundingMode,
        first: bool,  # noqa: FBT001 (drawn)
    ) -> None:
        """Rows added up without a ruleset, also of negative figures, keep their policy."""
        rounding = Rounding(2, mode)
        table = {}
        for number, row in enumerate(rows):
            total = sum(map(rounding.apply, row)) if first else sum(row)
            cells = {name: rounding.text(value) for name, value in zip("abc", row, strict=True)}
            cells["total"] = rounding.text(Fraction(total))
            table[str(number)] = {name: printed(text) for name, text in cells.items()}
        assert Policy("parts" if first else "publication", mode, 2) in infer(table).survivors


def figures(
    rounding: Rounding, reading: Reading, true: list[Fraction], rows: list[list[Fraction]]
) -> list[dict[str, Printed]]:
    """Print rows of blocks and their weighted totals."""
    return [
        {
            **{str(at): printed(rounding.text(value), reading) for at, value in enumerate(blocks)},
            "total": printed(rounding.text(dot(zip(true, blocks, strict=True))), reading),
        }
        for blocks in rows
    ]


class TestWeights:
    """Figures printed from given weights, half up or cut off, always allow these weights."""

    @given(st.fractions(0, 1), st.lists(st.tuples(exact, exact), min_size=1, max_size=8), st.booleans())
    def test_two_blocks_allow_their_weights(
        self,
        weight: Fraction,
        rows: list[tuple[Fraction, Fraction]],
        cut: bool,  # noqa: FBT001 (drawn)
    ) -> None:
        """The true weight lies in the bounds of each row and of all, and no row is against it."""
        rounding, reading = (Rounding(2, "down"), "truncate") if cut else (Rounding(2, "half-up"), "half")
        true = [weight, 1 - weight]
        shown = figures(
            rounding, "truncate" if reading == "truncate" else "half", true, [list(row) for row in rows]
        )
        found = weights(shown, ["0", "1"], "total")
        for each in (*found.rows, found.weights["0"]):
            assert each is not None
            assert each.most is not None
            assert each.least <= weight <= each.most
        assert against(shown, "total", dict(zip(("0", "1"), true, strict=True))) == ()

    @given(st.lists(st.tuples(exact, exact), min_size=1, max_size=5), st.fractions(0, 1))
    def test_bounds_and_tests_agree(self, rows: list[tuple[Fraction, Fraction]], weight: Fraction) -> None:
        """A weight is inside the bounds of two blocks exactly when no row is against it."""
        shown = figures(Rounding(1, "half-up"), "half", [Fraction(1, 2)] * 2, [list(row) for row in rows])
        least, most = weights(shown, ["0", "1"], "total").weights["0"]
        assert most is not None
        for each in (weight, least, most, least - Fraction(1, 10**9), most + Fraction(1, 10**9)):
            if 0 <= each <= 1:
                assert (least <= each <= most) == (not against(shown, "total", {"0": each, "1": 1 - each}))

    @given(
        st.lists(st.integers(0, 9), min_size=3, max_size=4).filter(any),
        st.lists(st.lists(exact, min_size=4, max_size=4), min_size=1, max_size=6),
        st.booleans(),
    )
    @settings(max_examples=30, deadline=None)
    def test_several_blocks_allow_their_weights(
        self,
        parts: list[int],
        rows: list[list[Fraction]],
        whole: bool,  # noqa: FBT001 (drawn)
    ) -> None:
        """What is proven holds the true weights, and they are never called impossible."""
        over = sum(parts) if whole else 10
        true = [Fraction(part, over) for part in parts]
        shown = figures(Rounding(2, "half-up"), "half", true, [row[: len(true)] for row in rows])
        names = [str(at) for at in range(len(true))]
        found = weights(shown, names, "total", sum_to_one=whole)
        assert found.verdict == "found"
        for name, value in zip(names, true, strict=True):
            least, most = found.weights[name]
            assert least <= value
            assert most is None or value <= most

    @given(st.integers(1, 200), st.lists(st.fractions(0, 1, max_denominator=5000), min_size=1, max_size=6))
    def test_a_maximum_is_never_lost(self, most: int, shares: list[Fraction]) -> None:
        """Points and percent printed from one maximum allow it."""
        text = Rounding(2, "half-up").text
        found = maximum(
            [printed(text(most * share)) for share in shares],
            [printed(text(100 * share)) for share in shares],
        )
        assert found is not None
        assert found.least <= most
        assert found.most is None or most <= found.most
