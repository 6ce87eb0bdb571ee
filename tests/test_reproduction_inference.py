"""Which rounding was used: the policies that a table leaves, and the units that rule out the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import pytest
from helpers import group, leaf, ruleset

from parindex.errors import Language
from parindex.exact import ROUNDING_MODES, Rounding, RoundingMode
from parindex.fields import FrozenMap
from parindex.reproduction import spans
from parindex.reproduction.inference import Inference, infer
from parindex.reproduction.policies import Policy, describe, explain
from parindex.reproduction.printed import Printed, printed
from parindex.reproduction.table import Cell, PrintedTable, Row
from parindex.ruleset.catalog import load
from parindex.ruleset.model import Ruleset

# Appraisal, survey and total of the first ten ministries of PAR INDEX 2023, Table 1 (reported-national.yaml).
MINISTRIES = {
    "ministry-of-justice": ("61.86", "28.10", "89.95"),  # 89.96: a hundredth too much
    "state-bank-of-vietnam": ("62.67", "27.21", "89.89"),  # 89.88: a hundredth too little
    "ministry-of-finance": ("61.52", "27.66", "89.18"),
    "ministry-of-home-affairs": ("60.65", "26.38", "87.04"),  # 87.03
    "ministry-of-natural-resources-and-environment": ("61.15", "25.85", "87.01"),  # 87.00
    "ministry-of-agriculture-and-rural-development": ("60.25", "26.17", "86.41"),  # 86.42
    "ministry-of-construction": ("61.18", "25.10", "86.28"),
    "ministry-of-transport": ("60.27", "25.91", "86.18"),
    "ministry-of-information-and-communications": ("60.50", "25.33", "85.83"),
    "ministry-of-labour-invalids-and-social-affairs": ("60.99", "24.81", "85.81"),  # 85.80
}
TOO_MUCH = ("ministry-of-justice", "ministry-of-agriculture-and-rural-development")


def table(rules: Ruleset, rows: Mapping[str, Mapping[str, str]], kind: str | None = None) -> PrintedTable:
    """Return a table of texts by unit and column."""
    chosen = kind or rules.units.kinds[0].key
    columns = tuple(dict.fromkeys(column for cells in rows.values() for column in cells))
    return PrintedTable(
        rules,
        chosen,
        tuple(
            Row(
                unit,
                FrozenMap(
                    {column: Cell(text, printed(text) if text else None) for column, text in cells.items()}
                ),
                number,
                chosen,
            )
            for number, (unit, cells) in enumerate(rows.items(), 1)
        ),
        columns,
        (),
        "half",
    )


def sums(*rows: tuple[str, ...]) -> dict[str, dict[str, Printed]]:
    """Return rows without a ruleset: parts ``a``, ``b`` … and the total last; units are numbered."""
    return {
        str(number): {
            name: printed(text)
            for name, text in zip([*"abcdefgh"[: len(texts) - 1], "total"], texts, strict=True)
        }
        for number, texts in enumerate(rows, 1)
    }


def kept(found: Inference) -> set[tuple[str, RoundingMode]]:
    """Return stage and mode of the survivors with all digits that are printed."""
    most = max(policy.digits for policy in (*found.survivors, *(each.policy for each in found.excluded)))
    return {(policy.stage, policy.mode) for policy in found.survivors if policy.digits == most}


def only(modes: Iterable[RoundingMode], stage: str) -> set[tuple[str, RoundingMode]]:
    """Return a stage in some modes."""
    return {(stage, mode) for mode in modes}


class TestMinistries:
    """PAR INDEX 2023: the total was rounded once, from parts that were not."""

    FOUND = infer(
        table(
            load("national/ministries@2023"),
            {
                unit: dict(zip(("appraisal", "survey", "total"), texts, strict=True))
                for unit, texts in MINISTRIES.items()
            },
        )
    )

    def test_rounding_the_total_once_survives(self) -> None:
        """Of eight policies two are left: rounded at publication, half up or half to even, two digits."""
        assert self.FOUND.survivors == (
            Policy("publication", "half-up", 2),
            Policy("publication", "half-even", 2),
        )
        assert self.FOUND.rows == 10

    def test_rounding_the_parts_does_not(self) -> None:
        """The printed parts miss the printed total in six of ten rows, whatever the mode."""
        parts = [each for each in self.FOUND.excluded if each.policy.stage == "parts"]
        assert [each.policy.mode for each in parts] == list(ROUNDING_MODES)
        for each in parts:
            assert each.count == 6
            assert each.units == tuple(MINISTRIES)[:2] + tuple(MINISTRIES)[3:6]

    def test_the_units_that_decide_the_direction(self) -> None:
        """Cut-off parts add up to too little, never to too much; figures rounded up the other way round."""
        found = {each.policy: each for each in self.FOUND.excluded}
        # Cut off, 61.86 + 28.10 stands for 89.96 and more: it cannot print 89.95.
        assert found[Policy("publication", "down", 2)].units == TOO_MUCH
        # Rounded up, 62.67 + 27.21 stands for 89.88 and less: it cannot print 89.89.
        assert found[Policy("publication", "up", 2)].count == 4

    def test_what_stays_open_is_said(self) -> None:
        """Half up and half to even differ on ties alone, and no row lies on one."""
        (open_,) = self.FOUND.undetermined
        assert (open_.policies, open_.reason) == (self.FOUND.survivors, "no-tie")

    def test_the_index_out_of_100_adds_no_stage(self) -> None:
        """Beside the same total, the index tells nothing of where was rounded."""
        rows = {
            unit: dict(zip(("appraisal", "survey", "total", "index"), (*texts, texts[-1]), strict=True))
            for unit, texts in MINISTRIES.items()
        }
        assert infer(table(load("national/ministries@2023"), rows)) == self.FOUND


class TestRows:
    """Rows without a ruleset: the total is the plain sum."""

    def test_one_row_can_show_that_figures_were_cut_off(self) -> None:
        """0.1 five times beside 0.9 was cut off: five figures below 0.2, together in [0.9, 1.0)."""
        # Half up, five figures are below 0.75, and 0.9 needs 0.85.
        assert kept(infer(sums(("0.1", "0.1", "0.1", "0.1", "0.1", "0.9")))) == only(["down"], "publication")

    def test_a_tie_tells_half_up_from_half_even(self) -> None:
        """0.2 + 0.2 + 0.2 beside 0.8 needs 0.75: half to even takes 0.25 to 0.2, half up does not."""
        # Half to even: each is at most 0.25, the total 0.75 is a tie and goes to 0.8.
        # Half up: each is below 0.25, so the sum is below 0.75 and prints 0.7 at most. Cut off: below 0.9.
        found = infer(sums(("0.2", "0.2", "0.2", "0.8")))
        assert kept(found) == only(["half-even", "down"], "publication")

    def test_printed_parts_that_add_up_leave_the_mode_unseen(self) -> None:
        """Exact sums of printed parts fit every mode before the sum, and the reason says that none shows."""
        found = infer(sums(("0.5", "0.3", "0.8")))
        assert kept(found) == only(ROUNDING_MODES, "parts") | only(ROUNDING_MODES, "publication")
        reasons = {each.policies[0].stage: each.reason for each in found.undetermined[:2]}
        assert reasons == {"publication": "room", "parts": "unseen"}
        last = found.undetermined[-1]
        assert [policy.stage for policy in last.policies] == ["publication", "parts"]
        assert last.reason == "room"

    def test_zeros_at_the_end_may_be_filled_up(self) -> None:
        """2.50 + 2.50 beside 5.10 is no sum of two digits, but of figures rounded to one and filled up."""
        found = infer(sums(("2.50", "2.50", "5.10")))
        assert {policy.digits for policy in found.survivors} == {1}
        assert Policy("publication", "half-up", 1) in found.survivors
        # One figure that needs its second digit ends that.
        assert infer(sums(("2.50", "2.50", "5.10"), ("2.51", "2.50", "5.01"))).survivors == ()

    def test_nothing_added_decides_nothing(self) -> None:
        """Without a total, or with a part missing, every policy survives and the reason says why."""
        partial = sums(("0.5", "0.3", "0.8"), ("0.1", "0.1", "0.2"))
        del partial["1"]["total"]
        del partial["2"]["b"]
        found = infer(partial)
        assert (found.rows, found.excluded) == (0, ())
        assert [each.reason for each in found.undetermined] == ["nothing-added"]
        assert found.undetermined[0].policies == tuple(
            Policy("publication", mode, 1) for mode in ROUNDING_MODES
        )
        assert infer({}).rows == infer({"a": {"total": printed("1")}}).rows == 0

    def test_an_impossible_row_leaves_nothing(self) -> None:
        """A total far from its parts was printed by no policy, and nothing stays undetermined."""
        found = infer(sums(("0.5", "0.3", "8.0")))
        assert (found.survivors, found.undetermined) == ((), ())
        assert {each.units for each in found.excluded} == {("1",)}

    def test_only_the_first_units_are_named(self) -> None:
        """Of many units against a policy five are named and all are counted."""
        found = infer(sums(*[("0.5", "0.3", "8.0")] * 7))
        assert {(each.units, each.count) for each in found.excluded} == {(("1", "2", "3", "4", "5"), 7)}


PARTS = [Fraction(at, 80) for at in range(-28, 49)]  # -0.35 to 0.6: ties, and what lies between them


@cache
def printable(mode: RoundingMode, *, first: bool) -> set[tuple[str, str, str]]:
    """Return each row of two parts and a total that rounding to one digit prints, by listing exact parts."""
    rounding = Rounding(1, mode)
    rows = set()
    for one, two in product(PARTS, repeat=2):
        total = rounding.apply(one) + rounding.apply(two) if first else one + two
        rows.add((rounding.text(one), rounding.text(two), rounding.text(total)))
    return rows


def disagreements() -> Iterator[tuple[tuple[str, str, str], Policy]]:
    """Compare the inference with the lists, for every row of small figures; say where they differ."""
    lists = {
        Policy(stage, mode, 1): printable(mode, first=stage == "parts")
        for stage in ("publication", "parts")
        for mode in ROUNDING_MODES
    }
    text = Rounding(1, "half-up").text
    for one, two, total in product(range(-2, 5), range(-2, 5), range(-6, 10)):
        row = (text(Fraction(one, 10)), text(Fraction(two, 10)), text(Fraction(total, 10)))
        survivors = {policy for policy in infer(sums(row)).survivors if policy.digits == 1}
        for policy, rows in lists.items():
            if (row in rows) != (policy in survivors):
                yield row, policy


def test_every_small_row_agrees_with_brute_force() -> None:
    """Of 784 rows, the policies kept are those of which some exact parts print the row, and no others."""
    assert [*disagreements()] == []


@pytest.mark.parametrize("bug", ["closed", "open", "away"])
def test_seeded_bugs_are_found(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ends taken for closed or open where they are not, or a sign forgotten: the lists find each."""
    true = spans._preimage.__wrapped__  # what remembers would keep what is wrong, for the tests after this

    def wrong(value: int, step: int, mode: RoundingMode) -> Any:
        span = true(abs(value) if bug == "away" else value, step, mode)
        if bug == "away":
            return span._replace(low=span.low + value - abs(value), high=span.high + value - abs(value))
        return span._replace(after=bug == "open", before=bug == "open") if span.low < span.high else span

    monkeypatch.setattr(spans, "_preimage", wrong)
    assert next(disagreements(), None)


@pytest.mark.parametrize("mode", ROUNDING_MODES)
def test_what_prints_a_figure_is_what_rounds_to_it(mode: RoundingMode) -> None:
    """The figures behind a printed one are those that `Rounding` takes to it, both ends included or not."""
    for value in range(-3, 4):
        span = spans._preimage(value * 8, 8, mode)
        for figure in range(-40, 41):
            inside = (
                span.low <= figure <= span.high
                and not (span.after and figure == span.low)
                and not (span.before and figure == span.high)
            )
            assert inside == (Rounding(0, mode).units(Fraction(figure, 8)) == value)


class TestTrees:
    """Tables of a ruleset: levels, shares, limits, the index, percent."""

    def test_each_printed_level_is_a_stage(self) -> None:
        """Two levels of items below a total of 50 give five stages, the total before the index among them."""
        rules = ruleset(group("g", leaf("a"), leaf("b"), leaf("c")), leaf("d", max="20"))
        rows = {
            "u": {"a": "1.4", "b": "1.4", "c": "1.4", "g": "4.3", "d": "2.0", "total": "6.3", "index": "12.6"}
        }
        found = infer(table(rules, rows))
        stages = [policy.stage for policy in (*found.survivors, *(each.policy for each in found.excluded))]
        assert {*stages} == {"publication", "parts", "level-0", "level-1", "level-2", "every"}
        # The three parts of 1.4 print 4.3 only when they were not rounded before.
        assert {policy.stage for policy in found.survivors} == {"publication", "level-0", "level-1"}

    def test_the_total_was_rounded_before_the_index(self) -> None:
        """Of 30, a total of 20.5 is 68.3 %; 68.4 % needs 20.505, which prints 20.5 too."""
        rules = ruleset(leaf("a"), leaf("b", max="20"))
        found = infer(table(rules, {"u": {"a": "10.0", "b": "10.5", "total": "20.5", "index": "68.4"}}))
        # 100 × 20.5 / 30 = 68.33; half up, 68.35 is 20.505 of 30, and 10.0 is full: b is 10.505.
        # Before the index the total was not rounded, unless everything was rounded up.
        assert {policy.mode for policy in found.survivors if policy.stage in {"level-0", "every"}} == {"up"}
        assert ("publication", "half-up") in kept(found)

    def test_a_share_is_taken(self) -> None:
        """A group of 20 rescaled to 10 halves its sum: 3.3 + 3.3 prints 3.3, and never 3.4."""
        rules = ruleset(group("g", leaf("a"), leaf("b"), max="10", rescale="true"), leaf("c", max="40"))
        row = {"a": "3.3", "b": "3.3", "g": "3.4"}
        # Half to even may round 3.35 to 3.4; 3.3 stands for at most 3.35, left out: no. Cut off, 3.3 is below
        # 3.4: no. Rounded up, 3.3 is at most 3.3: no.
        assert infer(table(rules, {"u": row})).survivors == ()
        row["g"] = "3.3"
        assert kept(infer(table(rules, {"u": row}))) >= only(ROUNDING_MODES, "publication")

    def test_items_left_out_would_change_a_share(self) -> None:
        """Where items may be left out, neither a rescaled sum nor the index is tested."""
        rules = ruleset(
            group("g", leaf("a"), leaf("b"), max="10", rescale="true"), leaf("c"), not_applicable="exclude"
        )
        found = infer(
            table(
                rules,
                {"u": {"a": "0.0", "b": "8.0", "g": "8.0", "c": "1.0", "total": "9.0", "index": "90.0"}},
            )
        )
        assert found.rows == 1
        assert ("parts", "half-up") in kept(found)

    def test_a_sum_is_capped(self) -> None:
        """Parts of 12 under a cap of 8 print 8; the floor of a penalty works the same way."""
        rules = ruleset(
            leaf("a", max="20"),
            group("p", leaf("x", max="5"), leaf("y", max="5"), role="penalty", max="3", floor="-3"),
            root={"cap": "8", "max": "20"},
        )
        full = {"a": "12.0", "x": "0.0", "y": "0.0", "p": "0.0", "total": "8.0"}
        assert ("publication", "half-up") in kept(infer(table(rules, {"u": full})))
        least = {"a": "10.0", "x": "-2.0", "y": "-4.0", "p": "-3.0", "total": "7.0"}
        assert ("publication", "half-up") in kept(infer(table(rules, {"u": least})))
        assert infer(table(rules, {"u": {**least, "p": "-6.0", "total": "4.0"}})).survivors == ()

    def test_limits_make_zeros_certain(self) -> None:
        """A bonus printed as 0.0 was not below 0, so that 5.0 + 0.0 is not 4.9, even cut off."""
        rules = ruleset(leaf("a"), leaf("b", role="bonus", max="5"), root={"cap": "10"})
        row = {"a": "5.0", "b": "0.0", "total": "4.9"}
        assert ("publication", "down") not in kept(infer(table(rules, {"u": row})))
        without = {"u": {column: printed(text) for column, text in row.items()}}
        assert ("publication", "down") in kept(infer(without))

    def test_a_figure_beyond_its_limits_still_counts(self) -> None:
        """Points above the max are another test's finding: the sum is tested with them as they are."""
        rules = ruleset(leaf("a"), leaf("b"), root={"cap": "none"}, above_max="allow")
        row = {"a": "11.0", "b": "-1.0", "total": "10.0"}
        assert ("parts", "half-up") in kept(infer(table(rules, {"u": row})))

    def test_what_is_not_printed_is_passed_over(self) -> None:
        """Below a printed total an item may be missing; a group beside it is tested all the same."""
        rules = ruleset(group("g", leaf("a"), leaf("b")), leaf("c"))
        missing = {"a": "1.0", "b": "1.0", "g": "2.0", "c": "", "total": "5.0"}
        found = infer(table(rules, {"u": missing, "v": {"a": "1.0", "total": "5.0"}, "w": {"rank": "1"}}))
        assert found.rows == 1
        assert ("parts", "half-up") in kept(found)
        assert infer(table(rules, {"u": {**missing, "g": "2.5"}})).survivors == ()

    def test_a_group_between_may_be_missing(self) -> None:
        """A total is tested against the leaves when the groups between are not printed."""
        rules = ruleset(group("g", leaf("a"), leaf("b")), leaf("c"))
        row = {"a": "1.0", "b": "1.0", "c": "1.0", "total": "3.2"}
        found = infer(table(rules, {"u": row}))
        # Three figures half up stay below 3.15, and 3.2 needs that much. Half to even, 1.05 three times is
        # the tie 3.15, which goes to 3.2.
        assert kept(found) == only(["half-even", "down"], "publication")

    def test_percent_of_the_max_counts_as_points(self) -> None:
        """70 % of 60 and 90 % of 40 are 42 + 36 = 78 points."""
        rules = ruleset(leaf("a", max="60"), leaf("b", max="40"))
        good = {"a%": "70.0", "b%": "90.0", "total": "78.0"}
        assert ("parts", "half-up") in kept(infer(table(rules, {"u": good})))
        assert infer(table(rules, {"u": {**good, "total": "79.0"}})).survivors == ()

    def test_items_of_another_kind_are_no_parts(self) -> None:
        """What does not apply to the kind of the row is not added, even when it is printed."""
        rules = ruleset(
            leaf("a"),
            leaf("b"),
            leaf("c", applies_to=["district"]),
            leaf("d", applies_to=["department"]),
            root={"max": "30"},
        )
        row = {"a": "1.0", "b": "2.0", "c": "9.0", "d": "0.0", "total": "3.0"}
        assert ("parts", "half-up") in kept(infer(table(rules, {"u": row}, "department")))
        assert infer(table(rules, {"u": row}, "district")).survivors == ()


@pytest.mark.parametrize(
    ("lang", "policy", "words"),
    [
        ("vi", Policy("publication", "half-up", 2), "làm tròn chỉ khi công bố, kiểu nửa lên, 2 chữ số"),
        (
            "vi",
            Policy("level-2", "down", 1),
            "làm tròn các mục ở cấp 2 trước khi cộng, kiểu cắt bỏ phần dư, 1 chữ số",
        ),
        (
            "en",
            Policy("parts", "half-even", 2),
            "rounded each part before it is added, half to even, 2 digits",
        ),
    ],
)
def test_policies_in_words(lang: Language, policy: Policy, words: str) -> None:
    """A policy is named by its place, its mode and its digits, in both languages."""
    assert describe(policy, lang) == words


def test_reasons_in_words() -> None:
    """Each reason is said in Vietnamese first."""
    assert explain("nothing-added") == "không dòng nào in một tổng cùng đủ các phần của nó"
    assert explain("unseen", "en").endswith("the mode leaves no trace")
