"""Tables of units: what goes in and comes out, laws of any batch, ranks, and what is refused."""

from __future__ import annotations

import importlib.util
import json
import random
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from helpers import leaf, named
from helpers import ruleset as declared
from hypothesis import given, settings
from hypothesis import strategies as st
from test_batch_generated import table as drawn

from parindex.batch import Leagues, Scores, lines, score, score_batch
from parindex.batch.keys import digests, misspelled
from parindex.batch.outcome import decimals
from parindex.batch.ranks import order, ranks
from parindex.errors import AssessmentError, ReadError, UsageError
from parindex.fields import Model
from parindex.formula.columns import FINEST
from parindex.ranking import places
from parindex.readers import limits
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset

EXAMPLE = "example/department@2024"
RATIO = {"method": "ratio"}


def small(**values: Any) -> Ruleset:
    """Make a ruleset of a share out of 60 and points out of 40."""
    return declared(leaf("a", RATIO, max="60"), leaf("b", max="40"), **values)


def units(*rows: tuple[Any, ...], kind: Any = "department") -> pa.Table:
    """Make a table of units: key, done, planned, points."""
    names = ("unit", "a.done", "a.planned", "b.points")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    kinds = kind if isinstance(kind, list) else [kind] * len(rows)
    return pa.table(
        {
            "unit": pa.array(columns["unit"], pa.string()),
            "kind": pa.array(kinds, pa.string()),
            "a.done": pa.array(columns["a.done"], pa.int64()),
            "a.planned": pa.array(columns["a.planned"], pa.int64()),
            "b.points": pa.array(columns["b.points"], pa.string()),
        }
    )


def codes(found: Scores) -> dict[int, str]:
    """Return the codes of rejected rows, by row."""
    return {row["row"]: row["codes"] for row in found.rejects.to_pylist()}


def column(found: Scores, name: str) -> list[Any]:
    """Return a column of the scores, figures as text."""
    return [str(each) if name in {"total", "index"} else each for each in found.scores[name].to_pylist()]


def plain(found: Scores) -> tuple[Any, ...]:
    """Return all that was found, without what only says how."""
    return found.scores.to_pylist(), found.rejects.to_pylist(), found.summary[:3]


def test_a_table_gives_scores_with_bands_and_ranks() -> None:
    """Every unit has its total, index, band and rank; the row says where it stood."""
    found = score(units(("u", 3, 4, "20"), ("v", 1, 3, "20"), ("w", 3, 4, "20")), small())

    assert column(found, "total") == ["65.00", "40.00", "65.00"]
    assert column(found, "band") == ["kha", "yeu", "kha"]
    assert column(found, "rank") == [1, 3, 1]
    assert column(found, "row") == [1, 2, 3]
    assert found.summary == (3, 3, 0, 0)


def test_what_is_missing_leaves_an_interval_and_no_rank() -> None:
    """A unit that is not complete has both ends, a band only where it is decided, and no rank."""
    found = score(units(("u", 3, 4, None), ("v", 4, 4, "40"), ("w", None, None, "0")), small())
    rows = found.scores.to_pylist()

    assert [(str(row["total"]), str(row["total_most"])) for row in rows] == [
        ("45.00", "85.00"),
        ("100.00", "None"),
        ("0.00", "60.00"),
    ]
    assert [row["complete"] for row in rows] == [False, True, False]
    assert [row["band"] for row in rows] == [None, "tot", None]
    assert [row["rank"] for row in rows] == [None, 1, None]


def test_one_bad_row_is_rejected_with_its_problem_and_the_others_are_scored() -> None:
    """Negative, too large, empty and misspelled cells reject their row alone, in the engine's own words."""
    rows = units(
        ("u", 3, 4, "20"),
        ("v", -1, 4, "20"),
        ("w", 3, 0, "20"),
        ("x", 5, 4, "20"),
        ("y", 10**15, 10**15, "20"),
        ("z", 3, 4, "1e1"),
        ("Sở A", 3, 4, "20"),
        (None, 3, 4, "20"),
        ("t", 3, None, "20"),
    )
    found = score(rows, small())

    assert codes(found) == {
        2: "E-RANGE",
        3: "E-PLANNED",
        4: "E-DONE",
        5: "E-NUM",
        6: "E-NUM",
        7: "E-SLUG",
        8: "E-BATCH-UNIT",
        9: "E-FORM",
    }
    assert column(found, "unit") == ["u"]
    assert found.summary[:3] == (9, 1, 8)


def test_a_unit_that_stands_twice_in_a_league_is_rejected_twice() -> None:
    """Nobody can say which of the two counts; in another league the same key is another unit."""
    rows = units(("u", 1, 4, "1"), ("v", 1, 4, "2"), ("u", 1, 4, "3"), ("u", 1, 4, "4"))
    kinds = ["department", "department", "department", "district"]
    found = score(rows.set_column(1, "kind", pa.array(kinds)), small())

    assert codes(found) == {1: "E-UNIT-TWICE", 3: "E-UNIT-TWICE"}
    assert list(zip(column(found, "unit"), column(found, "rank"), strict=True)) == [("v", 1), ("u", 1)]


def test_keys_that_share_a_digest_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digests only say who may be the same: the keys themselves decide."""
    for room in ("units", "standing"):
        monkeypatch.setattr(f"parindex.batch.{room}.digests", lambda each: np.zeros(len(each), np.uint64))
    rows = units(("u", 1, 4, "1"), ("v", 1, 4, "2"), ("w", 1, 4, "3"), ("v", 1, 4, "4"))
    found = score(rows, small())

    assert codes(found) == {2: "E-UNIT-TWICE", 4: "E-UNIT-TWICE"}
    assert score(units(("u", 1, 4, "1"), ("v", 1, 4, "2")), small()).summary[:3] == (2, 2, 0)


def test_several_rulesets_in_one_table_are_leagues_of_their_own() -> None:
    """Each row is scored by the ruleset it names; a value in a column of another is refused."""
    one = small()
    other = declared(leaf("c", max="100"), id="example/other@2024", rounding=_rounding("0"))
    rows = pa.table(
        {
            "unit": ["u", "v", "w", "x", "y"],
            "kind": ["department"] * 5,
            "ruleset": [one.id, other.id, one.id, other.id, "example/none@2024"],
            "b.points": ["10", None, "20", "1", "1"],
            "c.points": [None, "7.5", None, "1", "1"],
            "a.done": pa.array([1, None, 1, None, 1], pa.int8()),
            "a.planned": pa.array([1, None, 2, None, 1], pa.int8()),
        }
    )
    found = score(rows, [one, other])

    assert list(zip(column(found, "unit"), column(found, "total"), column(found, "rank"), strict=True)) == [
        ("u", "70.00", 1),
        ("v", "8.00", 1),
        ("w", "50.00", 2),
    ]
    assert codes(found) == {4: "E-ITEM", 5: "E-BATCH-RULESET"}
    with pytest.raises(UsageError, match="E-BATCH-WHICH"):
        score(rows.drop_columns("ruleset"), [one, other])


def _rounding(digits: str) -> dict[str, Any]:
    return {"digits": digits, "mode": "half-up", "at": ["publication"]}


def test_kind_and_period_are_those_of_the_row_or_those_that_are_given() -> None:
    """A row may state them; else they are given, or the only kind and the period of the year's result."""
    rules = small()
    rows = units(*((f"u-{at}", 1, 4, "1") for at in range(3)), kind=["district", None, "ward"])

    assert codes(score(rows, rules)) == {2: "E-BATCH-KIND", 3: "E-KIND"}
    given_ = score(rows, rules, kind="department")
    assert list(zip(column(given_, "kind"), column(given_, "period"), strict=True)) == [
        ("district", "year"),
        ("department", "year"),
    ]
    stated = rows.append_column("period", pa.array(["year", "half-year", None]))
    assert codes(score(stated, rules, kind="department")) == {2: "E-PERIOD", 3: "E-KIND"}
    assert codes(score(rows.drop_columns("kind"), rules, kind="district", period="month")) == dict.fromkeys(
        (1, 2, 3), "E-VALUE"
    )
    single = declared(leaf("b", max="100"), units={"kinds": [{"key": "ward", "name": {"vi": "Phường"}}]})
    assert column(score(pa.table({"unit": ["u"], "b.points": [1]}), single), "kind") == ["ward"]


FLOATS = pa.array([1.5])


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"unit": ["u"], "a.don": [1]}, "E-BATCH-COLUMN.*a.done"),
        ({"unit": ["u"], "a.level": [1]}, "E-BATCH-COLUMN"),
        ({"unit": ["u"], "a.done": FLOATS}, "E-BATCH-FLOAT"),
        ({"unit": FLOATS}, "E-BATCH-FLOAT"),
        ({"unit": ["u"], "a.done": pa.array([1], pa.date32())}, "E-BATCH-TYPE"),
        ({"unit": pa.array([1])}, "E-BATCH-TYPE"),
        ({"unit": ["u"], "a.done": pa.array([1], pa.decimal128(9, 7))}, "E-BATCH-TYPE"),
        ({"unit": ["u"], "a.done": pa.array([1], pa.decimal256(9, 0))}, "E-BATCH-TYPE"),
        ({"a.done": [1]}, "E-BATCH-LACKS"),
    ],
)
def test_a_table_with_other_columns_is_refused(columns: dict[str, Any], code: str) -> None:
    """Unknown columns, floats, other types and a table without units are refused before any row is scored."""
    with pytest.raises(ReadError, match=code):
        score(pa.table(columns), small(), kind="department")


def test_a_column_that_is_there_twice_is_refused() -> None:
    """Nobody can say which of two columns counts."""
    twice = pa.Table.from_arrays(
        [pa.array(["u"]), pa.array([1]), pa.array([2])], ["unit", "a.done", "a.done"]
    )
    with pytest.raises(ReadError, match="E-BATCH-TWICE"):
        score(twice, small(), kind="department")
    with pytest.raises(UsageError, match="E-BATCH-TABLE"):
        score(object(), small())


def test_any_arrow_table_gives_the_same() -> None:
    """A table of pyarrow, a batch, a stream, polars, pandas and DuckDB give the same scores and rejects."""
    rules = catalog.load(EXAMPLE)
    made = drawn(rules, "department", 60, 3)
    found = plain(score(made, rules, kind="department"))
    reader = pa.RecordBatchReader.from_batches(made.schema, [made.slice(0, 20), made.slice(20)])
    tables: list[Any] = [pa.Table.from_batches([made]), reader]
    missing = []
    if importlib.util.find_spec("polars"):
        import polars  # noqa: ICN001 (by its name)

        tables.append(polars.from_arrow(made))
    else:
        missing.append("polars")
    if importlib.util.find_spec("duckdb"):
        import duckdb

        tables.append(duckdb.connect().from_arrow(pa.Table.from_batches([made])))
    else:
        missing.append("duckdb")
    if importlib.util.find_spec("pandas"):
        tables.append(made.to_pandas(types_mapper=None, integer_object_nulls=True))
    else:
        missing.append("pandas")
    for each in tables:
        assert plain(score(each, rules, kind="department")) == found, type(each)
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def test_the_rulesets_of_a_table_may_be_a_list() -> None:
    """Leagues of a list are those of the tuple, and score the same."""
    (batch,) = units(("u", 3, 4, "20"), ("v", 1, 3, "20")).to_batches()
    leagues = Leagues([small()])

    assert leagues == Leagues((small(),))
    assert score_batch(batch, leagues).scores == score_batch(batch, Leagues((small(),))).scores


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 5), st.lists(st.integers(0, 60), max_size=3))
def test_a_table_may_be_split_anywhere(seed: int, cuts: list[int]) -> None:
    """Scores and rejects of the pieces, put together, are those of the whole."""
    rules = catalog.load("ha-nam/departments-and-districts@2023")
    kind = rules.units.kinds[0].key
    whole = drawn(rules, kind, 60, seed)
    leagues = Leagues((rules,), kind)
    found = score_batch(whole, leagues)
    ends = sorted({0, *cuts, 60})
    pieces = [
        score_batch(whole.slice(start, end - start), leagues, np.arange(start + 1, end + 1))
        for start, end in pairwise(ends)
    ]
    for part in ("scores", "rejects"):
        joined = [row for each in pieces for row in getattr(each, part).to_pylist()]
        assert joined == getattr(found, part).to_pylist()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_the_order_of_results_and_nothing_else(seed: int, source: random.Random) -> None:
    """Rows in another order get the same figures, bands and ranks."""
    rules = catalog.load("ha-nam/departments-and-districts@2023")
    kind = rules.units.kinds[0].key
    whole = drawn(rules, kind, 40, seed)
    places_ = list(range(40))
    source.shuffle(places_)
    found, other = score(whole, rules, kind=kind), score(whole.take(pa.array(places_)), rules, kind=kind)
    for one, two in ((found.scores, other.scores), (found.rejects, other.rejects)):
        by_row = {row.pop("row"): row for row in one.to_pylist()}
        assert [by_row[places_[row.pop("row") - 1] + 1] for row in two.to_pylist()] == two.drop_columns(
            "row"
        ).to_pylist()


CELLS = st.one_of(st.none(), st.integers(-3, 10**16), st.sampled_from(["", "1", "1.5", "-0", "x", "9" * 30]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=8),
    st.sampled_from([pa.string(), pa.large_string()]),
)
def test_whatever_cells_hold_every_row_is_scored_or_rejected(rows: list[tuple[Any, ...]], kind: Any) -> None:
    """Rows read are rows scored and rows rejected, each once, for any texts in any cells."""
    names = ("unit", "a.done", "a.planned", "b.points")
    columns = {
        name: pa.array([None if row[at] is None else str(row[at]) for row in rows], kind)
        for at, name in enumerate(names)
    }
    found = score(pa.table(columns), small(), kind="department")
    numbers = [*column(found, "row"), *codes(found)]

    assert sorted(numbers) == list(range(1, len(rows) + 1))
    assert found.summary[:3] == (len(rows), found.scores.num_rows, found.rejects.num_rows)


def test_lines_of_a_unit_are_those_of_the_exact_engine() -> None:
    """Any unit's sheet is computed again with every line and its trace, and agrees with its row."""
    rows = units(("u", 3, 4, "20"), ("v", 1, 3, "20"), ("w", 9, 3, "20"))
    (sheet,) = lines(rows, small(), ["v"])

    assert str(sheet.total.published) == "40.00"
    assert [line.item.key for line in sheet.lines] == ["a", "b"]
    assert sheet.lines[0].steps
    with pytest.raises(UsageError, match="E-BATCH-NO-UNIT"):
        list(lines(rows, small(), ["nobody"]))
    with pytest.raises(AssessmentError, match="E-DONE"):
        list(lines(rows, small(), ["w"]))
    with pytest.raises(AssessmentError, match="E-BATCH-KIND"):
        list(lines(rows.drop_columns("kind"), small(), ["v"]))


# Ranks

FIGURES = st.lists(st.fractions(0, 3, max_denominator=7), min_size=1, max_size=12)


@given(FIGURES, st.sampled_from(["competition", "dense"]), st.integers(0, 2))
def test_ranks_between_bounds_are_ranks_of_fractions(figures: list[Fraction], ties: Any, more: int) -> None:
    """Figures known between bounds are ranked as the fractions are, ties as declared."""
    low = np.array([each * FINEST // 1 for each in figures], dtype=np.int64)
    slack = np.array([int((each * FINEST).denominator != 1) * (1 + more) for each in figures], dtype=np.int64)
    keys = order(low, slack, lambda at: [figures[each] for each in at])
    expected = places({str(at): each for at, each in enumerate(figures)}, ties)

    assert ranks(keys, ties).tolist() == list(expected.values())


def test_ranks_on_exact_figures_are_settled_by_the_exact_engine() -> None:
    """Where rules rank on the exact index, thirds that come about in two ways tie; near ones do not."""
    rules = declared(
        leaf("a", RATIO, max="50"), leaf("b", RATIO, max="50"), rank={"on": "exact", "ties": "competition"}
    )
    near = 333_333_333_333_333
    rows = [(1, 3, 2, 3), (2, 3, 1, 3), (1, 2, 1, 2), (near, 10**15 - 1, 2, 3), (near - 1, 10**15 - 1, 2, 3)]
    names = ("a.done", "a.planned", "b.done", "b.planned")
    made = pa.table(
        {"unit": [f"u-{at}" for at in range(5)], **dict(zip(names, zip(*rows, strict=True), strict=True))}
    )

    assert column(score(made, rules, kind="district"), "rank") == [1, 1, 1, 1, 5]


def test_ranks_are_those_of_sheets_ranked_together() -> None:
    """The league of a table is the league of its sheets."""
    from parindex.ranking import rank

    rows = units(*((f"u-{at}", at % 5, 7, str(at % 3 * 10)) for at in range(30)))
    for on in ("exact", "published"):
        for ties in ("competition", "dense"):
            rules = small(rank={"on": on, "ties": ties})
            sheets = list(lines(rows, rules, [f"u-{at}" for at in range(30)]))
            expected = {each.sheet.unit.key: each.rank for each in rank(sheets)}
            found = score(rows, rules)
            assert dict(zip(column(found, "unit"), column(found, "rank"), strict=True)) == expected


# Bytes


@given(
    st.lists(
        st.one_of(st.none(), st.text("ab0-A ", max_size=5), st.just("a" * 64), st.just("a" * 65)), max_size=6
    )
)
def test_keys_are_checked_as_the_format_says(keys: list[str | None]) -> None:
    """What is marked is what is no key of the format."""
    from parindex.fields import Key
    from parindex.validation import validate

    class Named(Model):
        key: Key

    wrong = [each is None or not isinstance(validate(Named, {"key": each}), Named) for each in keys]
    array = pa.array(["x", *keys], pa.string()).slice(1)
    assert misspelled(array).tolist() == wrong


@given(st.lists(st.text("ab-", max_size=20), max_size=8))
def test_the_same_keys_have_the_same_digests_and_others_have_others(keys: list[str]) -> None:
    """Digests group keys as the keys themselves do, wherever a key stands in its column."""
    array = pa.array(["pad", *keys], pa.string()).slice(1)
    found = digests(array).tolist()

    assert len(set(found)) == len(set(keys))
    assert {key: found[keys.index(key)] for key in keys} == dict(zip(keys, found, strict=True))


def test_figures_are_written_as_decimals_with_the_digits_of_the_table() -> None:
    """Whole numbers of any sign become decimals; those that are left out are null."""
    made = decimals(np.array([-5, 12345, 7]), 2, 4, np.array([True, True, False]))

    assert [str(each) for each in made.to_pylist()] == ["-0.0500", "123.4500", "None"]


def test_a_total_that_64_bits_do_not_hold_is_rejected() -> None:
    """Nothing wraps: a figure too large for a table is rejected by its own code."""
    most = "999999999999999"
    rules = declared(leaf("b", max=most), rounding=_rounding("6"))

    found = score(pa.table({"unit": ["u", "v"], "b.points": [most, "1"]}), rules, kind="district")
    assert codes(found) == {1: "E-BATCH-LARGE"}
    assert column(found, "total") == ["1.000000"]


# Corners


def test_a_table_of_one_array_is_a_table() -> None:
    """What hands out its columns as one array, and no stream, is scored too."""

    class Handed:
        def __init__(self, batch: pa.RecordBatch) -> None:
            self.batch = batch

        def __arrow_c_array__(self, requested_schema: object = None) -> Any:
            return self.batch.__arrow_c_array__(requested_schema)

    made = units(("u", 3, 4, "20")).to_batches()[0]
    assert column(score(Handed(made), small()), "total") == ["65.00"]


def test_truth_values_reach_the_exact_engine_as_ticks() -> None:
    """A row that the exact engine judges has its ticks, whether they are numbers or truth values."""
    scale = {"method": "checklist", "ticks": named(("x", "30"), ("y", "70"))}
    rules = declared(leaf("a", scale, max="100"))
    rows = pa.table({"unit": ["u", "Sai Khoá"], "a.ticks.x": [True, True], "a.ticks.y": [False, True]})
    found = score(rows, rules, kind="district")

    assert column(found, "total") == ["30.00"]
    assert codes(found) == {2: "E-SLUG"}


def test_an_entry_of_a_criterion_of_another_kind_is_refused() -> None:
    """A value for an item that the unit's kind does not have rejects the row, as it does in a file."""
    rules = declared(
        leaf("a", max="60"),
        leaf("b", max="40", applies_to=["district"]),
        leaf("c", max="40", applies_to=["department"]),
        root={"max": "100"},
    )
    rows = pa.table({"unit": ["u", "v"], "a.points": [1, 2], "b.points": [1, 2]})

    assert codes(score(rows, rules, kind="department")) == dict.fromkeys((1, 2), "E-APPLIES")
    assert column(score(rows, rules, kind="district"), "total") == ["2.00", "4.00"]
    stated = pa.table({"unit": ["u", "v"], "a.points": [1, 2], "b.state": ["missing", None]})
    assert codes(score(stated, rules, kind="department")) == {1: "E-APPLIES"}


def test_bands_in_any_order_are_looked_through_from_the_first() -> None:
    """A draft whose bands do not go down gives the first that is reached, as the exact engine does."""
    plain_ = json.loads(small().canonical)
    plain_["bands"] = [plain_["bands"][2], *plain_["bands"][:2]]
    rules = Ruleset.model_validate(plain_)
    rows = units(("u", 3, 4, "20"), ("v", 1, 3, "20"))

    assert column(score(rows, rules), "band") == [
        sheet.band.key for sheet in lines(rows, rules, ["u", "v"]) if sheet.band
    ]


def test_rows_alike_are_settled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exact figures of rows alike are worked out once, and forgotten when there are too many."""
    rules = small(rank={"on": "exact", "ties": "dense"})
    rows = units(*((f"u-{at}", at % 3, 3, "20") for at in range(9)))
    found = column(score(rows, rules), "rank")
    monkeypatch.setattr("parindex.batch.running._REMEMBERED", 0)

    assert column(score(rows, rules), "rank") == found == [3, 2, 1] * 3


def test_half_of_a_share_is_refused() -> None:
    """What was done without a column of what was planned is refused as it is in a file."""
    rows = pa.table({"unit": ["u", "v"], "a.done": pa.array([3, None], pa.int64()), "b.points": [20, 20]})
    found = score(rows, small(), kind="department")

    assert codes(found) == {1: "E-FORM"}
    assert column(found, "total_most") == [Decimal("80.00")]


def test_a_ruleset_too_large_for_columns_is_scored_all_the_same() -> None:
    """Where no bound of the inputs makes 64 bits enough, every unit is left to the exact engine."""
    most = "999999999999999"
    scale = {"method": "levels", "levels": named(("full", most), ("none", "0"))}
    rules = declared(leaf("a", scale, max=most), rounding=_rounding("6"))
    found = score(pa.table({"unit": ["u", "v"], "a.level": ["none", "full"]}), rules, kind="district")

    assert column(found, "total") == ["0.000000"]
    assert codes(found) == {2: "E-BATCH-LARGE"}
    assert found.summary.doubtful == 1


@pytest.mark.parametrize(
    ("state", "why", "code"),
    [
        (None, "lý do", "E-NOTHING"),
        ("rejected", None, "E-WHY"),
        ("rejected", "\u00a0", "E-WHY"),
        ("missing", "ly\u0301 do", "E-NFC"),
        ("rejected", "x" * (limits.STRING + 1), "E-LONG"),
        ("not-applicable", "\u0007", "E-CHAR"),
        ("rejected", "lý do", None),
        ("missing", "lý do", None),
    ],
)
def test_a_reason_is_looked_at_as_in_a_file(state: str | None, why: str | None, code: str | None) -> None:
    """A reason of nothing, of what is not seen, too long, or no text of the format rejects its row alone."""
    rows = {"unit": ["u", "v"], "a.state": [state, "zero"], "a.why": [why, None], "b.points": [20, 20]}
    found = score(pa.table(rows), small(not_applicable="exclude"), kind="department")

    assert codes(found) == ({1: code} if code else {})
    assert found.summary.read == 2


def test_a_tick_without_a_column_is_not_given() -> None:
    """A table need not have a column for every tick, kind or option: who is seen has none of it."""
    scale = {"method": "checklist", "ticks": named(("x", "30"), ("y", "70"))}
    rules = declared(leaf("a", scale, max="100"))
    found = score(pa.table({"unit": ["u", "v"], "a.ticks.y": [1, 0]}), rules, kind="district")

    assert column(found, "total") == ["70.00", "0.00"]
    assert found.summary.doubtful == 0
