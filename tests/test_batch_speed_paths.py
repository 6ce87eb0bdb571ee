"""What makes a batch fast changes no figure: every short way gives what the long one gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pytest
from helpers import group, leaf, named, rounding, ruleset
from hypothesis import given
from hypothesis import strategies as st

from parindex.batch import score
from parindex.batch.keys import digests, misspelled, rising
from parindex.batch.leagues import Leagues, parts
from parindex.batch.outcome import decimals
from parindex.batch.program import look_up
from parindex.batch.ranks import ranks
from parindex.batch.scoring import League, judge
from parindex.batch.tape import Tape
from parindex.batch.units import score_batch
from parindex.exact import Rounding
from parindex.formula.column_rounding import round_off
from parindex.formula.columnar import Scope, points
from parindex.formula.columns import (
    MOST,
    Column,
    Share,
    UnprovableError,
    choose_share,
    clamp,
    constant,
    reached,
    settle,
)
from parindex.formula.expression import Input, Ladder, Number, Product, Quotient, Rung, Weighted
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet

MANY = 7_000  # rows: more than twice as many as are worked on at once below, and no whole number of times
HALF_UP = Rounding(2, "half-up")
KEYS = st.text("ab09-", max_size=20)
LEVELS = {
    "method": "levels",
    "levels": [
        {"key": key, "name": {"vi": key}, "points": worth} for key, worth in (("low", "40"), ("high", "100"))
    ],
}
A, B, C = (f"mean.{group}" for group in "abc")


def column(numbers: Sequence[int], slack: int = 0) -> Column:
    """Make a column of whole numbers."""
    return Column(np.array(numbers, dtype=np.int64), 1, min(numbers), max(numbers), slack)


def share(done: int, planned: int) -> Share:
    """Make a share of one unit, bounded by itself."""
    return Share(column([done]), column([planned]), Fraction(done, planned))


def figure(expression: Any, **given_: Any) -> Any:
    """Return the value of an expression of columns."""
    return points(expression, given_, Scope())


def sums(*weights: str) -> Weighted:
    """Return a weighted sum of the means of some groups."""
    return Weighted(tuple(zip(map(Fraction, weights), (A, B, C), strict=False)))


def rounded(found: Column | Share) -> list[int]:
    """Return figures of one unit in hundredths, of which none is in doubt."""
    made, open_ = round_off(found, HALF_UP)
    assert not np.any(open_)
    return [int(each) for each in np.broadcast_to(np.asarray(made.low), (1,))]


# Running


def test_rows_are_worked_on_some_at_a_time_and_the_last_of_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program gives of many rows what NumPy gives of all at once, also of columns read as another type."""
    monkeypatch.setattr("parindex.batch.program._ROWS", 3_000)
    source = np.random.default_rng(1)
    one, other = (source.integers(1, 100, MANY).astype(kind) for kind in (np.uint32, np.int32))
    tape = Tape()
    first, second = tape.column(one.dtype, 0, 100), tape.column(other.dtype, 1, 100)
    outputs = [first + second * 3, first // second, first * 1, 5, first > second]
    found = tape.program(outputs).run([one, other])
    plain, divisor = one.astype(np.int64), other.astype(np.int64)
    truth: list[Any] = [plain + divisor * 3, plain // divisor, plain, 5, plain > divisor]
    for made, wanted in zip(found, truth, strict=True):
        assert np.array_equal(made, wanted)


def test_arrays_are_used_again() -> None:
    """A long sum takes a few arrays, however many numbers it adds."""
    tape = Tape()
    columns = [tape.column(np.dtype(np.int16), 0, 20) for _ in range(50)]
    made = tape.program([sum((each * 2 for each in columns[1:]), columns[0])])
    assert len(made.calls) > 90
    assert len(made.widths) < 8
    (found,) = made.run([np.full(3, at, dtype=np.int16) for at in range(50)])
    assert found.tolist() == [sum(2 * at for at in range(50))] * 3


LOOKED_UP = [[0, 4, 1], [1, 2, 4, 8, 16, 32, 64]]


@pytest.mark.parametrize("table", [[7], [4, 1], [0, 5, 10], [3, 3, 3], [9, 4, 4, 0], *LOOKED_UP])
def test_a_table_that_rises_is_worked_out(table: list[int]) -> None:
    """The number at each place is that of the table; one that is long, or rises and falls, is looked up."""
    places = np.array([*range(len(table)), 0], dtype=np.int8)
    tape = Tape()
    found = tape.column(places.dtype, 0, len(table) - 1).looked_up(np.array(table))
    made = tape.program([found])
    assert np.broadcast_to(made.run([places])[0], len(places)).tolist() == [*table, table[0]]
    assert any(call.do is look_up for call in made.calls) == (table in LOOKED_UP)


# Shares that stay undivided


def test_the_mean_of_one_group_is_rounded_undivided() -> None:
    """A weighted share stays a share: 1/8 of 1 is 0.125, which surely rounds up."""
    found = figure(Product(Number(Fraction(1)), sums("1")), **{A: share(1, 8)})
    assert isinstance(found, Share)
    assert rounded(found) == [13]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=2, max_size=3))
def test_sums_of_means_are_rounded_over_one_divisor(means: list[tuple[int, int]]) -> None:
    """A sum of shares rounds as its fraction does, ties too; divided, it encloses that."""
    weights = ("0.5", "0.25", "0.25")[: len(means)]
    given_ = {name: share(*mean) for name, mean in zip((A, B, C), means, strict=False)}
    found = figure(Product(Number(Fraction(3)), sums(*weights)), **given_)
    parts_ = [Fraction(by) * Fraction(*mean) for by, mean in zip(weights, means, strict=True)]
    truth = 3 * sum(parts_, Fraction(0))
    assert isinstance(found, Share)
    assert rounded(found) == [HALF_UP.units(truth)]
    divided = settle(found)
    assert isinstance(divided.low, np.ndarray)
    assert Fraction(int(divided.low[0]), divided.den) <= truth
    assert truth <= Fraction(int(divided.low[0]) + divided.slack, divided.den)


def test_a_sum_of_shares_is_compared_and_cut_divided() -> None:
    """Over the product of its divisors it is good for rounding alone."""
    found = figure(sums("1", "1"), **{A: share(1, 2), B: share(1, 4)})
    assert isinstance(found, Share)
    assert [np.all(each) for each in reached(found, Fraction(3, 4), ">=")] == [True, True]
    cut = clamp(found, Fraction(1, 2), above=True)
    assert isinstance(cut, Column)
    assert rounded(cut) == [50]


@pytest.mark.parametrize(
    "means",
    [
        (share(1, 10**12), share(1, 10**12), share(1, 3)),  # the product of divisors
        (share(10**12, 10**12), share(1, 2), share(1, 10**7)),  # the third makes it too large
        (share(10**8, 10**8), share(10**8, 10**8), share(1, 2)),  # the sum is held more coarsely
    ],
)
def test_what_64_bits_do_not_hold_is_added_divided(means: tuple[Share, ...]) -> None:
    """Where the product of divisors is too large, the sum is between two bounds as any other."""
    found = figure(sums("1", "1", "1"), **dict(zip((A, B, C), means, strict=True)))
    truth = sum(Fraction(int(each.dividend.most), each.divisor.most) for each in means)
    made = settle(found)
    low = int(np.asarray(made.low).reshape(-1)[0])
    assert Fraction(low, made.den) <= truth <= Fraction(low + made.slack, made.den)


def test_a_factor_that_does_not_fit_leaves_the_divided_sum() -> None:
    """A sum of shares times a large number is the divided one; a single share has none, and is refused."""
    large = share(10**6, 10**6), share(10**6, 10**6)
    found = figure(sums("1", "1"), **dict(zip((A, B), large, strict=True)))
    assert isinstance(found, Share)
    by = Fraction(10**7)
    assert isinstance(
        figure(Product(Number(by), sums("1", "1")), **dict(zip((A, B), large, strict=True))), Column
    )
    with pytest.raises(UnprovableError):
        figure(Product(Number(Fraction(MOST)), sums("1")), **{A: share(9, 9)})


def test_a_share_is_divided_by_what_is_left_of_the_weights() -> None:
    """It stays undivided where the product of divisors fits, and is divided where not."""
    expression = Quotient(sums("0.5"), Weighted(((Fraction(1), "left"),), Fraction(0)))
    found = figure(expression, **{A: share(1, 4)}, left=column([1, 2]))
    assert isinstance(found, Share)
    assert round_off(found, HALF_UP)[0].low.tolist() == [13, 6]  # type: ignore[union-attr]
    wide = figure(expression, **{A: share(10**8, 10**18)}, left=column([1, 50]))
    assert settle(wide).low.tolist() == [0, 0]  # type: ignore[union-attr]


def test_a_ladder_over_a_share_leaves_it_undivided() -> None:
    """Below its threshold a ratio is worth nothing, above it rounds undivided; other figures are divided."""
    shared = Quotient(Input("done"), Input("planned"))
    given_ = {"done": column([1, 5]), "planned": column([8, 8])}
    found = figure(Ladder("x", shared, (Rung(Fraction(1, 2), ">=", shared),), Number(Fraction(0))), **given_)
    assert isinstance(found, Share)
    assert round_off(found, HALF_UP)[0].low.tolist() == [0, 63]  # type: ignore[union-attr]
    other = figure(Ladder("x", shared, (Rung(Fraction(1, 2), ">=", shared),), Number(Fraction(1))), **given_)
    assert isinstance(other, Column)
    here = np.array([True])
    assert choose_share([(here, share(1, 2))], share(1, 2)) is None
    assert choose_share([(here, constant(Fraction(0)))], constant(Fraction(0))) is None


def survey(*groups: str, empty: str = "refuse") -> Ruleset:
    """Make a ruleset of one survey of some groups, rounded at its leaf."""
    weights = {1: ["1"], 2: ["0.6", "0.4"], 3: ["0.5", "0.3", "0.2"]}[len(groups)]
    declared = {
        "method": "survey",
        "options": named(("yes", "1"), ("half", "0.5"), ("no", "0"), figure="share"),
        "groups": named(*zip(groups, weights, strict=True), figure="weight"),
        "empty": empty,
    }
    return ruleset(leaf("poll", declared, max="4.5"), rounding=rounding(at=("publication", "leaf")))


@pytest.mark.parametrize("empty", ["refuse", "reweight"])
@pytest.mark.parametrize("groups", ["a", "ab", "abc"])
def test_surveys_with_ties_are_decided_by_columns(groups: str, empty: str) -> None:
    """Of a thousand units with few ballots none is left to the exact engine, which says the same."""
    rules, pick = survey(*groups, empty=empty), Random(7).randrange
    columns: dict[str, Any] = {"unit": [f"u-{at}" for at in range(1000)]}
    for each in groups:
        for option, least in (("yes", 1), ("half", 0), ("no", 0)):
            columns[f"poll.tallies.{each}.{option}"] = [least + pick(6) for _ in range(1000)]
    table = pa.table(columns)
    found = score(table, rules, kind="department")
    assert found.summary == (1000, 1000, 0, 0)
    for at in range(0, 1000, 9):
        sheet = judge(
            League(rules, "department", "year"), {name: table[name][at].as_py() for name in columns}
        )
        assert isinstance(sheet, ScoreSheet)
        assert Fraction(found.scores["total"][at].as_py()) == sheet.total.least


# Around the program


@given(st.lists(st.integers(-9, 9) | st.integers(-(10**15), 10**15), max_size=12))
@pytest.mark.parametrize("ties", ["competition", "dense"])
def test_ranks_are_counted_or_sorted_alike(ties: Literal["competition", "dense"], keys: list[int]) -> None:
    """A rank is one more than the units, or the figures, above it."""
    above: Callable[[list[int]], Any] = list if ties == "competition" else set
    wanted = [1 + sum(other > each for other in above(keys)) for each in keys]
    assert ranks(np.array(keys, dtype=np.int64), ties).tolist() == wanted


@given(st.lists(st.none() | KEYS, max_size=6), st.integers(0, 2))
def test_digests_and_spelling_do_not_depend_on_the_neighbours(keys: list[str | None], first: int) -> None:
    """Alone or among others, in a whole array or a part of it, a key has one digest and one spelling."""
    array = pa.array(keys, pa.string()).slice(first)
    size = len(array)
    marks, found = misspelled(array), digests(array)
    assert len(marks) == len(found) == size
    for at in range(size):
        alone = pa.array([array[at].as_py()], pa.string())
        assert misspelled(alone).tolist() == [marks[at]]
        assert digests(alone).tolist() == [found[at]]


@pytest.mark.parametrize(
    "kinds",
    [
        ["agency"] * 3,
        ["agency", "agency", "school"],  # of another length
        ["agency", "agencx", "agency"],
        ["", "", ""],
        ["agency", None, "agency"],
        [None, None, None],
    ],
)
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
def test_rows_are_parted_by_what_they_state(kinds: list[str | None], kind: pa.DataType) -> None:
    """A word for all is one part without a list of rows; others are told apart in the order they appear."""
    rules = ruleset(leaf("x"))
    batch = pa.record_batch({"unit": pa.array(["a", "b", "c"]), "kind": pa.array(kinds, kind)})
    found = list(parts(batch, Leagues((rules,), "department")))
    if len(set(kinds)) == 1:
        assert [part.rows for part in found] == [None]
    else:
        together = [part.rows.tolist() for part in found if part.rows is not None]
        alike = [[at for at, each in enumerate(kinds) if each == word] for word in dict.fromkeys(kinds)]
        assert together == alike


def test_a_column_of_nothing_is_null() -> None:
    """Where no figure is there, none is written, however many digits are shown."""
    made = decimals(np.array([1, 2]), 2, 4, np.zeros(2, dtype=np.bool_))
    assert made.to_pylist() == [None, None]
    assert made.type.scale == 4


@pytest.mark.parametrize("size", [1, 2, 3])
def test_spelling_does_not_depend_on_where_pieces_end(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two dashes, or a byte of no key, are found wherever a piece ends."""
    monkeypatch.setattr("parindex.batch.keys._BYTES", size)
    keys = ["a--b", "ab", "a-b", "-", "", "ă", "a-", "a", "-a"]
    assert misspelled(pa.array(keys)).tolist() == [True, False, False, True, True, True, True, False, True]


def test_a_text_of_any_length_has_a_digest_at_once() -> None:
    """What is too long for a key is rejected, and not read to its end before."""
    assert len(digests(pa.array(["x" * 10**7, "y"]))) == 2
    (own,) = digests(pa.array(["y" * 64])).tolist()
    assert digests(pa.array(["x" * 80, "y" * 64])).tolist()[1] == own
    assert digests(pa.array(["x" * 80, "z" * 80])).tolist() == [
        digests(pa.array([each * 80]))[0] for each in "xz"
    ]


@pytest.mark.parametrize("many", [127, 128, 300])
def test_no_band_is_none_however_many_there_are(many: int) -> None:
    """A unit whose band is open has none, also in a batch where all are so."""
    bands = [
        {"key": f"b-{at}", "name": {"vi": f"B{at}"}, "from": str((many - 1 - at) / 10)} for at in range(many)
    ]
    bands[0]["to"] = "100"
    table = pa.table({"unit": ["u"], "kind": ["department"], "a.points": pa.array([None], pa.string())})
    assert score(table, ruleset(leaf("a", max="100"), bands=bands)).scores["band"].to_pylist() == [None]


def test_a_block_of_one_figure_is_ranked_with_others() -> None:
    """A block without a value has one figure, of which no float is made with those of the next."""
    rules = ruleset(group("g", leaf("a", LEVELS, max="100"), floor="20"))
    blocks = [
        pa.table({"unit": units, "kind": ["department"] * 2, "a.level": pa.array(levels, pa.string())})
        for units, levels in ((["a", "b"], [None, None]), (["c", "d"], ["high", "high"]))
    ]
    assert score(pa.concat_tables(blocks), rules).scores["rank"].to_pylist() == [None, None, 1, 1]


def test_batches_that_are_scored_apart_have_one_schema() -> None:
    """Scores of any batch can be put together with those of another."""
    leagues = Leagues((ruleset(leaf("a", max="100")),))
    columns = (
        {"unit": ["u"], "kind": ["department"], "a.points": pa.array([each], pa.string())}
        for each in ("1", None)
    )
    found = [score_batch(pa.record_batch(each), leagues).scores for each in columns]
    assert pa.Table.from_batches(found).num_rows == 2


@given(st.lists(st.none() | KEYS, min_size=1, max_size=6), st.integers(0, 2))
def test_keys_rise_where_each_is_above_the_one_before(keys: list[str | None], first: int) -> None:
    """Then no key stands there twice; a row without a key says nothing of that."""
    some = keys[first:] or ["u"]
    ordered = None not in some and all(one < other for one, other in pairwise(map(str, some)))
    assert rising(pa.array(["0", *some], pa.string()).slice(1)) == ((some[0], some[-1]) if ordered else None)


ORDERS = {
    "rise": ["a", "b", "c", "d", "e", "f", "g"],
    "twice where it falls": ["a", "b", "c", "d", "b", "f", "g"],
    "twice at a border": ["a", "b", "b", "c", "d", "e", "f"],
    "blocks rise, one after the other not": ["e", "f", "c", "d", "a", "b", "g"],
    "blocks rise, and one key is in two": ["e", "f", "c", "d", "a", "f", "g"],
    "rise, then nothing": ["a", "b", "c", "d", "!", "!!", "g"],
    "no order": ["g", "b", "c", "a", "b", "g", "d"],
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kinds", [["department"] * 7, ["department", "district"] * 3 + ["department"]])
def test_who_stands_twice_is_found_in_any_order(
    order: str, kinds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys that rise need no look at any other; from where they do not, all of them are compared."""
    monkeypatch.setattr("parindex.batch.tables._FEWEST", 2)
    monkeypatch.setattr("parindex.batch.tables._MOST", 2)
    keys = ORDERS[order]
    table = pa.table({"unit": keys, "kind": kinds, "a.points": ["1"] * 7})
    rules = ruleset(leaf("a", max="100"))
    rejected = score(table, rules).rejects.to_pylist()
    named = list(zip(keys, kinds, strict=True))
    assert [each["row"] for each in rejected if each["codes"] == "E-UNIT-TWICE"] == [
        at for at, each in enumerate(named, 1) if named.count(each) > 1
    ]


def test_a_table_is_scored_alike_in_any_order_of_its_keys() -> None:
    """Its scores, ranks and rejects are those of the rows, wherever each stands."""
    keys = [f"u-{at:03}" for at in range(50)]
    table = pa.table({"unit": keys, "a.points": [str(at * 7 % 90) for at in range(50)]})
    order = Random(7).sample(range(50), 50)
    wanted, found = (score(each, ruleset(leaf("a", max="100"))) for each in (table, table.take(order)))
    columns = ["unit", "total", "rank"]
    assert (
        found.scores.select(columns).sort_by("unit").to_pylist() == wanted.scores.select(columns).to_pylist()
    )
