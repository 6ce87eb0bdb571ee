"""Bands: each holds its floor and ends before the one above; the top one holds its end."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers import leaf, ruleset

from parindex.classification import classify
from parindex.ruleset.model import Band

BANDS = ruleset(leaf("a")).bands


@pytest.mark.parametrize(
    ("index", "key"),
    [
        ("100", "tot"),
        ("80.000001", "tot"),
        ("80", "tot"),
        ("79.999999", "kha"),
        ("50", "kha"),
        ("49.999999", "yeu"),
        ("0", "yeu"),
    ],
)
def test_edges(index: str, key: str) -> None:
    """A floor belongs to its own band, and what is just below it to the next."""
    found = classify(BANDS, Fraction(index))
    assert found is not None
    assert found.key == key


def test_floors_are_exact() -> None:
    """A figure that rounds to a floor but does not reach it lies below it."""
    found = classify(BANDS, Fraction(80) - Fraction(1, 10**30))
    assert found is not None
    assert found.key == "kha"


@pytest.mark.parametrize("index", ["100.000001", "300", "-0.000001"])
def test_outside_every_band(index: str) -> None:
    """Above the end of the top band and below the last floor there is no band."""
    assert classify(BANDS, Fraction(index)) is None


def test_no_bands() -> None:
    """Where no bands are declared there is none to give."""
    assert classify((), Fraction(50)) is None


def test_a_top_band_without_an_end() -> None:
    """A top band that states no end, which the checks refuse, holds everything above its floor."""
    open_ = Band.model_validate({"key": "tot", "name": {"vi": "Tốt"}, "from": "80"})
    assert classify((open_,), Fraction(1000)) == open_
    assert classify((open_,), Fraction(79)) is None
