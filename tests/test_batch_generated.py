"""Generated tables of units: whatever a cell holds, columns say what the exact engine says of its row."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple, cast

import numpy as np
import pyarrow as pa
import pytest
from aimed_units import aimed, near
from promises import Reached

from parindex.batch import score
from parindex.batch.leagues import Leagues
from parindex.batch.reading import STATES, fields
from parindex.batch.scoring import League, judge
from parindex.batch.units import score_batch
from parindex.exact import decimal_text
from parindex.ranking import rank
from parindex.readers import limits
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scales import LevelsScale, Scale, StepsScale
from parindex.scoresheet import ScoreSheet
from parindex.testing.random_rulesets import ruleset_tree

THOROUGH = bool(os.environ.get("PARINDEX_THOROUGH"))
SHIPPED = (
    "example/department@2024",
    "ha-nam/departments-and-districts@2023",
    "national/ministries@2023",
    "national/provinces@2023",
)
SEEDS = range(20)  # one for each ruleset; those above the shipped ones are random
ROWS = 5000 if THOROUGH else 500
TIMES = 10 if THOROUGH else 1
FEW = 40  # rows
Pick = Callable[[int], int]

PLANNED = (1, 4, 7, 8, 40, 97, 291, 400)
MONEY_PLANNED = (10**15 - 1, 123_456_789_012_345, 20_038_218_617_808, 8)
WRONG: tuple[Any, ...] = (-1, 10**15, "1e3", "007", "-0", "1.5", "0.1234567", "x", " 1", "", "9" * 40)
# Reasons: a sound one, one that is not NFC, nothing that is seen, a bell, and one that is too long.
WHYS = ("lý do", "ly\u0301 do", "\u00a0", "\u0007", "x" * (limits.STRING + 1))
MONEY = 9  # digits of an amount in đồng, at least
TYPES = ("int64", "text", "decimal", "narrow", "uint64")


def table(ruleset: Ruleset, kind: str, size: int, seed: int) -> pa.RecordBatch:
    """Draw a table of one kind: few cells are empty or wrong, types and spellings of columns differ."""
    pick = random.Random(seed).randrange
    columns: dict[str, pa.Array] = {"unit": pa.array([f"unit-{at}" for at in range(size)])}
    for leaf in leaves(resolve(ruleset, kind)):
        if leaf.applies or not pick(8):
            columns |= _leaf(leaf, size, pick)
    return pa.record_batch(columns)


def _leaf(leaf: Node, size: int, pick: Pick) -> dict[str, pa.Array]:
    scale, key = cast("Scale", leaf.item.scale), leaf.item.key
    forms = list(fields(scale))
    chosen = [forms[pick(len(forms))]] if pick(4) else forms
    found: dict[str, list[Any]] = {}
    planned = MONEY_PLANNED if not pick(6) else PLANNED
    for at in range(size):
        form, names = chosen[pick(len(chosen))]
        if not pick(900):
            names = names[: pick(len(names) + 1)]
        cells = _cells(leaf, form, names, planned, pick) if pick(900) or not leaf.applies else {}
        for name, value in cells.items():
            found.setdefault(name, [None] * size)[at] = value
    made = {f"{key}.{name}": _typed(values, pick) for name, values in found.items()}
    if not pick(4):
        made |= _states(key, size, pick)
    return made


def _cells(
    leaf: Node, form: tuple[str, ...], names: tuple[str, ...], most: tuple[int, ...], pick: Pick
) -> dict[str, Any]:
    scale = leaf.item.scale
    if not leaf.applies and pick(500):
        return {}
    if form == ("done", "planned"):
        planned = most[pick(len(most))]
        # One in some is above what was planned, or of nothing.
        done = pick(planned + 1 + (pick(500) == 0))
        return {name: {"done": done, "planned": planned * (pick(900) > 0)}[name] for name in names}
    if isinstance(scale, LevelsScale):
        words = [level.key for level in scale.levels]
        return dict.fromkeys(names, words[pick(len(words))] if pick(900) else "nothing")
    if form == ("value",):
        if isinstance(scale, StepsScale) and scale.of in {"count", "days-late"}:
            return dict.fromkeys(names, pick(30))
        whole = 100 if isinstance(scale, StepsScale) and scale.of == "percent" else 1
        return dict.fromkeys(names, str(Decimal(pick(101 + (not pick(300)))) * whole / 100))
    if form == ("points",):
        grid = getattr(scale, "grid", None) or Fraction(1, 4)
        points = min(pick(60) * grid, leaf.bound - leaf.bound % grid) + (
            0 if pick(900) else Fraction(1, 1000)
        )
        return dict.fromkeys(names, decimal_text(points))
    counts = {"ticks": 2, "tallies": 150}.get(form[0], 5)
    return {name: pick(counts) for name in names}


def _typed(values: list[Any], pick: Pick) -> pa.Array:
    """Write a column in one of the types that hold it, with a wrong cell here and there."""
    whole = all(value is None or isinstance(value, int) for value in values)
    chosen = TYPES[pick(len(TYPES))] if whole else "text"
    if pick(3) == 0:
        values[pick(len(values))] = WRONG[pick(len(WRONG))]
    if any(isinstance(value, str) for value in values):
        chosen = "text"
    if chosen == "text":
        texts = [None if value is None else str(value) for value in values]
        made = pa.array(texts, (pa.string(), pa.large_string())[pick(2)])
        return made.dictionary_encode() if not pick(3) else made
    if chosen == "decimal":
        return pa.array(
            [None if value is None else Decimal(value) for value in values], pa.decimal128(30, pick(7))
        )
    top, low = max(value or 0 for value in values), min(value or 0 for value in values)
    if chosen == "uint64" and low >= 0:
        return pa.array(values, pa.uint64())
    narrow = next(kind for kind in ("int8", "int16", "int32", "int64") if top <= np.iinfo(kind).max)
    return pa.array(values, getattr(pa, narrow if chosen == "narrow" else "int64")())


def _states(key: str, size: int, pick: Pick) -> dict[str, pa.Array]:
    """Write states, also where something was observed, and reasons, also of nothing."""
    words = [(*STATES, "none")[pick(6)] if not pick(200) else None for _ in range(size)]
    whys = [WHYS[pick(len(WHYS)) if not pick(3) else 0] if word and pick(4) else None for word in words]
    whys = [WHYS[pick(len(WHYS))] if not pick(400) else why for why in whys]
    found = {f"{key}.state": pa.array(words, pa.string())} if pick(8) else {}
    return found | ({f"{key}.why": pa.array(whys, pa.string())} if pick(4) else {})


@lru_cache
def drawn_ruleset(seed: int) -> Ruleset:
    """Give one of twenty rulesets, shipped and random."""
    if seed < len(SHIPPED):
        return catalog.load(SHIPPED[seed])
    return Ruleset.model_validate(ruleset_tree(random.Random(seed).randrange, decimal=not seed % 4))


def league(ruleset: Ruleset, kind: str) -> League:
    """Return the league of a kind of unit."""
    return League(ruleset, kind, ruleset.annual_result or ruleset.periods[0].key)


def drawn(ruleset: Ruleset, seed: int, time: int, size: int = ROWS) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Draw so many rows: tables with anything in their cells, one key often, and one that is aimed."""
    kinds = [kind.key for kind in ruleset.units.kinds]
    kind = kinds[(seed + time) % len(kinds)]
    pick = random.Random(seed * 1000 + time).randrange
    anything = table(ruleset, kind, size - size // 2, seed * 1000 + time)
    keys = [key if pick(60) else "unit-0" for key in anything["unit"].to_pylist()]
    yield kind, anything.set_column(0, "unit", pa.array(keys))
    left = size // 2
    sure = aimed(league(ruleset, kind), anything, left, pick)
    if sure is not None:
        left -= sure.num_rows
        yield kind, sure
    if left:
        yield kind, table(ruleset, kind, left, seed * 1000 + time + 500_000)


def said(ruleset: Ruleset, found: ScoreSheet | tuple[Any, ...]) -> dict[str, Any]:
    """Return what the exact engine says of a row, as columns do."""
    if not isinstance(found, ScoreSheet):
        return {"codes": " ".join(dict.fromkeys(each.code for each in found))}
    rounding = ruleset.policies.rounding.value.rounding
    ends: dict[str, Any] = {
        name: rounding.decimal(value)
        for name, figure in (("total", found.total), ("index", found.index))
        for name, value in ((name, figure.least), (f"{name}_most", figure.most))
    }
    if found.complete:
        ends |= {"total_most": None, "index_most": None}
    return {**ends, "band": found.band.key if found.band else None, "complete": found.complete, "rank": None}


def ranks(ruleset: Ruleset, figures: dict[int, Fraction]) -> dict[int, int]:
    """Rank the exact indexes of a league as its policy says, by looking for the first of those alike."""
    policy = ruleset.policies.rank.value
    if policy.on == "published":
        rounding = ruleset.policies.rounding.value.rounding
        figures = {row: Fraction(rounding.units(figure)) for row, figure in figures.items()}
    down = sorted(figures.values() if policy.ties == "competition" else set(figures.values()), reverse=True)
    first: dict[Fraction, int] = {}
    for place, figure in enumerate(down, start=1):
        first.setdefault(figure, place)
    return {row: first[figure] for row, figure in figures.items()}


def truth(
    ruleset: Ruleset, kind: str, batch: pa.RecordBatch
) -> tuple[list[dict[str, Any]], dict[int, ScoreSheet]]:
    """Return what the exact engine says of every row by itself, with its rank; and sheets by their places."""
    sheets = [judge(league(ruleset, kind), cells) for cells in batch.to_pylist()]
    keys = Counter(sheet.unit.key for sheet in sheets if isinstance(sheet, ScoreSheet))
    found: list[dict[str, Any]] = []
    alone: dict[int, ScoreSheet] = {}
    for at, sheet in enumerate(sheets):
        if not isinstance(sheet, ScoreSheet):
            found.append(said(ruleset, sheet))
        elif keys[sheet.unit.key] > 1:
            found.append({"codes": "E-UNIT-TWICE"})
        else:
            found.append(said(ruleset, sheet))
            alone[at] = sheet
    figures = {at: sheet.index.least for at, sheet in alone.items() if sheet.complete}
    for at, place in ranks(ruleset, figures).items():
        found[at]["rank"] = place
    return found, alone


def turns(ruleset: Ruleset, kind: str, batch: pa.RecordBatch, sheets: dict[int, ScoreSheet]) -> int:
    """Return how many units lie on an edge or a tie, or right beside one."""
    its, rows = league(ruleset, kind), batch.to_pylist()
    return sum(near(its, sheet, rows[at]) for at, sheet in sheets.items())


class Compared(NamedTuple):
    """Rows of which columns say something else than the exact engine; and how many both scored and ranked."""

    differences: list[Any]
    scored: int
    ranked: int
    turning: int


def compared(ruleset: Ruleset, batch: pa.RecordBatch, kind: str) -> Compared:
    """Compare what columns say of every row with what the exact engine says."""
    found = score(batch, ruleset, kind=kind)
    by_row = {row["row"]: row for each in (found.scores, found.rejects) for row in each.to_pylist()}
    assert sorted(by_row) == list(range(1, batch.num_rows + 1))
    expected, sheets = truth(ruleset, kind, batch)
    differences = [
        (ruleset.id, at, each, by_row[at], batch.slice(at - 1, 1).to_pylist())
        for at, each in enumerate(expected, start=1)
        if {name: by_row[at].get(name) for name in each} != each
    ]
    turning = turns(ruleset, kind, batch, sheets)
    ranked = sum(each.get("rank") is not None for each in expected)
    return Compared(differences, len(sheets), ranked, turning)


@pytest.mark.promise("columns")
@pytest.mark.parametrize("seed", SEEDS)
def test_columns_say_of_every_row_what_the_exact_engine_says(seed: int, reached: Reached) -> None:
    """Totals, indexes, bands, ranks and refusals of 10,000 rows over 20 rulesets are the same."""
    ruleset = drawn_ruleset(seed)
    for time in range(TIMES):
        for kind, batch in drawn(ruleset, seed, time):
            found = compared(ruleset, batch, kind)
            reached("rows scored or refused by both", batch.num_rows)
            reached("units scored by both", found.scored)
            reached("units on edges or ties", found.turning)
            reached("units ranked by both", found.ranked)
            reached("differences", len(found.differences))
            assert found.differences == []


def test_a_third_of_the_rows_lies_on_an_edge_or_a_tie() -> None:
    """Of the rows drawn from all rulesets more than a third turn within some millionths of a point.

    And the ranks that columns are compared with are those of the module that ranks sheets.
    """
    rows = turning = money = 0
    for seed in SEEDS:
        ruleset = drawn_ruleset(seed)
        for kind, batch in drawn(ruleset, seed, 0, FEW):
            said_, sheets = truth(ruleset, kind, batch)
            ranked = rank(each for each in sheets.values() if each.complete)
            assert {each.sheet.unit.key: each.rank for each in ranked} == {
                sheet.unit.key: said_[at]["rank"] for at, sheet in sheets.items() if sheet.complete
            }
            rows += batch.num_rows
            turning += turns(ruleset, kind, batch, sheets)
            money += amounts(batch)
    assert turning * 3 > rows
    assert money * 10 > rows


def amounts(batch: pa.RecordBatch) -> int:
    """Return in how many rows something was done in đồng."""
    cells = (batch[name].to_pylist() for name in batch.schema.names if name.endswith(".done"))
    return sum(any(len(str(cell)) > MONEY for cell in row) for row in zip(*cells, strict=True))


def test_most_rows_are_scored_by_columns_alone() -> None:
    """The exact engine is not compared with itself: it scores few rows, and some are rejected."""
    ruleset = catalog.load(SHIPPED[0])
    found = score_batch(table(ruleset, "department", ROWS, 7), Leagues((ruleset,), "department"))

    assert found.doubtful < found.scores.num_rows / 3
    assert 0 < found.rejects.num_rows < found.scores.num_rows
