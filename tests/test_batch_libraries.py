"""Tables of polars, pandas and DuckDB, in all the types that hold keys and numbers, and back again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from test_batch_tables import plain, small, units

from parindex.batch import Scores, score
from parindex.errors import ReadError

ROWS = (("u", 3, 4, "20"), ("v", None, None, "0"), ("w", 1, 4, None), ("x", 5, 4, "1.5"))
NAMES = ("unit", "a.done", "a.planned", "b.points")
PLAIN: dict[str, list[Any]] = dict(zip(NAMES, map(list, zip(*ROWS, strict=True)), strict=True))
# What a relation of DuckDB selects, each as a type of its own.
SELECTED = (
    "*",
    """unit, "a.done"::HUGEINT AS "a.done", "a.planned"::UTINYINT AS "a.planned", "b.points\"""",
    """unit, "a.done"::DECIMAL(4, 1) AS "a.done", "a.planned", "b.points"::DECIMAL(9, 3) AS "b.points\"""",
    """unit, "a.done", "a.planned", "b.points"::ENUM ('0', '1.5', '20') AS "b.points\"""",
)


def expected() -> tuple[Any, ...]:
    """Return what the rows are worth."""
    found = plain(score(units(*ROWS), small()))
    assert found[2] == (4, 3, 1)
    return found


def scored(table: Any) -> tuple[Any, ...]:
    """Score a table."""
    return plain(score(table, small(), kind="department"))


def test_any_decimal_and_dictionary_of_arrow_is_read() -> None:
    """Decimals of any width below 39 digits, and texts of any layout, mean what their values mean."""
    points = [None if each is None else Decimal(each) for each in PLAIN["b.points"]]
    for kind in (pa.decimal32(6, 2), pa.decimal64(12, 3), pa.decimal128(38, 6), pa.decimal128(3, 1)):
        assert scored(pa.table({**PLAIN, "b.points": pa.array(points, kind)})) == expected(), kind
    texts = pa.array(PLAIN["unit"])
    for each in (
        texts.cast(pa.string_view()),
        texts.cast(pa.large_string()),
        texts.dictionary_encode().cast(pa.dictionary(pa.uint8(), pa.string())),
    ):
        assert scored(pa.table({**PLAIN, "unit": each})) == expected(), each.type


def test_polars_gives_and_takes() -> None:
    """Frames of polars with categories, decimals and narrow numbers are scored; scores become a frame."""
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(PLAIN)
    column = polars.col
    for each in (
        frame,
        frame.with_columns(column("unit").cast(polars.Categorical)),
        frame.with_columns(column("b.points").cast(polars.Enum(["20", "0", "1.5"]))),
        frame.with_columns(column("b.points").cast(polars.Decimal(10, 2))),
        frame.with_columns(column("a.done", "a.planned").cast(polars.UInt8)),
        polars.concat([frame.head(1), frame.tail(3)], rechunk=False),
    ):
        assert scored(each) == expected(), each.schema

    found = score(frame, small(), kind="department")
    back = polars.from_arrow(found.scores)
    assert back.rows() == [tuple(row.values()) for row in found.scores.to_pylist()]
    assert back.schema["total"] == polars.Decimal(38, 2)
    assert polars.from_arrow(found.rejects)["codes"].to_list() == ["E-DONE"]


def test_duckdb_gives_and_takes() -> None:
    """Relations of DuckDB with its own types are scored; scores are a table that it asks about."""
    duckdb = pytest.importorskip("duckdb")
    known = duckdb.connect()
    known.register("units", pa.table(PLAIN))
    for each in SELECTED:
        assert scored(known.sql(f"SELECT {each} FROM units")) == expected(), each  # noqa: S608 (words of ours)

    found = score(known.sql("FROM units"), small(), kind="department")
    known.register("scores", found.scores)
    known.register("rejects", found.rejects)
    asked = (
        "SELECT unit, total, rank FROM scores UNION ALL SELECT unit, NULL, NULL FROM rejects ORDER BY unit"
    )
    assert known.sql(asked).fetchall() == [
        ("u", Decimal("65.00"), 1),
        ("v", Decimal("0.00"), None),
        ("w", Decimal("15.00"), None),
        ("x", None, None),
    ]


def test_pandas_gives_and_takes() -> None:
    """Frames of pandas whose numbers are whole are scored; floats, which gaps make, are refused."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(PLAIN)
    whole = {"a.done": "Int64", "a.planned": "Int64"}
    points = [None if each is None else Decimal(each) for each in PLAIN["b.points"]]
    for each in (
        frame.astype(whole),
        frame.convert_dtypes(),
        frame.astype(whole | {"unit": "category"}),
        frame.astype(whole).assign(**{"b.points": points}),
        frame.astype(dict.fromkeys(whole, "int64[pyarrow]")),
        pandas.DataFrame({name: pandas.Series(each, dtype=object) for name, each in PLAIN.items()}),
        frame.astype(whole).set_index("unit").reset_index(),
    ):
        assert scored(each) == expected(), each.dtypes
    with pytest.raises(ReadError, match=r"E-BATCH-FLOAT.*`a\.done`"):
        scored(frame)

    found: Scores = score(frame.astype(whole), small(), kind="department")
    back = found.scores.to_pandas(types_mapper=pandas.ArrowDtype).astype(object)
    assert back.where(back.notna(), None).to_dict("list") == found.scores.to_pydict()
