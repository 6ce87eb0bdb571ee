"""The neutral report: how cells are written, before any renderer sees them."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.errors import Language
from parindex.exact import Interval, Rounding
from parindex.reporting.table import Column, Table, heading, plain, printable, shown, word

TWO = Rounding(2, "half-up")
HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("cell", "column", "vi", "en"),
    [
        (HALF, Column("a"), "0,5", "0.5"),
        (-HALF, Column("a"), "−0,5", "−0.5"),
        (Fraction(-1148, 97), Column("a"), "−1148/97", "−1148/97"),
        (Fraction(175, 2), Column("a", rounding=TWO), "87,50", "87.50"),
        (HALF, Column("a", signed=True), "+0,5", "+0.5"),
        (-HALF, Column("a", signed=True), "−0,5", "−0.5"),
        (Fraction(0), Column("a", signed=True), "0", "0"),
        (Fraction(1, 1000), Column("a", rounding=TWO, signed=True), "0,00", "0.00"),
        (Fraction(-1, 1000), Column("a", rounding=TWO, signed=True), "0,00", "0.00"),
        (Interval(HALF, Fraction(941, 10)), Column("a", rounding=TWO), "0,50 – 94,10", "0.50 – 94.10"),
        (Interval(-HALF, HALF), Column("a", signed=True), "−0,5 – +0,5", "−0.5 – +0.5"),
        (None, Column("a", number=True), "–", "–"),
        ("-1.5", Column("a", number=True), "-1.5", "-1.5"),
        (" Sở\n Nội\tvụ ", Column("a"), "Sở Nội vụ", "Sở Nội vụ"),
    ],
)  # fmt: skip
def test_cells(cell: Any, column: Column, vi: str, en: str) -> None:
    """Figures follow their column and the language; texts keep their own points and signs."""
    assert (shown(cell, column, "vi"), shown(cell, column, "en")) == (vi, en)


@given(st.fractions(), st.integers(0, 6), st.booleans(), st.sampled_from(["vi", "en"]))
def test_figures_against_decimals(value: Fraction, places: int, signed: bool, lang: Language) -> None:  # noqa: FBT001 (drawn)
    """A rounded figure is the whole number of its last digits, written by other means."""
    found = shown(value, Column("a", rounding=Rounding(places, "half-even"), signed=signed), lang)
    units = round(value * 10**places)
    sign = ("−" if units < 0 else "+" if units and signed else "") + "0" * (not places and not units)
    digits = f"{abs(units):0{places + 1}d}" if places or units else ""
    point = ("," if lang == "vi" else ".") if places else ""
    assert found == sign + digits[: len(digits) - places] + point + digits[len(digits) - places :]
    assert "-" not in found


def test_headings() -> None:
    """A heading is a title with its unit, where there is one."""
    assert heading(Column("Điểm cũ", "điểm")) == "Điểm cũ (điểm)"
    assert heading(Column("Đơn\nvị")) == "Đơn vị"


@given(st.text())
def test_plain_texts(text: str) -> None:
    """A plain text is one line without hidden characters, and plain text stays as it is."""
    found = plain(text)
    assert all(unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in found)
    assert "  " not in found
    assert plain(found) == found


def test_binding_spaces_and_commands() -> None:
    """Spaces that bind stay; a command keeps all its spaces, and a break in it is seen."""
    assert plain("12\u00a0%\u202f!") == "12\u00a0%\u202f!"
    assert printable("a  b\nc") == "a  b\\u000ac"


@pytest.mark.parametrize(
    ("columns", "row"), [((Column("a"),), ("1", "2")), ((Column("a"), Column("b")), ("1",)), ((), ())]
)
def test_rows_that_do_not_fit(columns: tuple[Column, ...], row: tuple[str, ...]) -> None:
    """A row with more or fewer cells than columns is a mistake of the program, and so is no column."""
    with pytest.raises(ValueError, match="Bảng"):
        Table("Bảng", columns, (row,))


def test_words() -> None:
    """The words of the page stand in both languages."""
    assert (word("contents", "vi"), word("contents", "en")) == ("Mục lục", "Contents")
