"""The laws of bands and ranks; the docstring of each class is the clause it holds the engine to."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from parindex.classification import classify
from parindex.ruleset.catalog import load
from parindex.ruleset.checks import LAWS, check
from parindex.ruleset.model import Ruleset
from parindex.testing.strategies import rulesets

indexes = st.fractions(min_value=0, max_value=100)


class TestBands:
    """Every index from 0 to 100 has exactly one band; each floor belongs to its own band (section 6)."""

    @given(rulesets(), indexes)
    def test_every_index_has_exactly_one_band(self, ruleset: Ruleset, index: Fraction) -> None:
        """One band holds an index: from its floor on, below the floor above it, the top end included."""
        if not ruleset.bands:
            assert classify(ruleset.bands, index) is None
            return
        edges = [ruleset.bands[0].to or Fraction(0), *(band.from_ for band in ruleset.bands)]
        holding = [
            band
            for at, band in enumerate(ruleset.bands)
            if band.from_ <= index and (index < edges[at] or (at == 0 and index == edges[0]))
        ]
        assert holding == [classify(ruleset.bands, index)]

    @given(rulesets())
    def test_each_floor_belongs_to_its_own_band(self, ruleset: Ruleset) -> None:
        """At its floor a band begins; the smallest step below it belongs to the band underneath."""
        for at, band in enumerate(ruleset.bands):
            assert classify(ruleset.bands, band.from_) == band
            if at + 1 < len(ruleset.bands):
                assert classify(ruleset.bands, band.from_ - Fraction(1, 10**30)) == ruleset.bands[at + 1]

    @given(rulesets(), indexes, indexes)
    def test_a_higher_index_never_has_a_lower_band(
        self, ruleset: Ruleset, one: Fraction, other: Fraction
    ) -> None:
        """Bands are monotone in the index."""
        low, high = sorted((one, other))
        bands = [classify(ruleset.bands, index) for index in (low, high)]
        if bands[0] and bands[1]:
            assert ruleset.bands.index(bands[0]) >= ruleset.bands.index(bands[1])

    @given(indexes)
    def test_the_bands_of_ha_nam(self, index: Fraction) -> None:
        """Từ 95 đến 100, từ 85, 75, 70 đến dưới mức trên, dưới 70 (plan 2023, section III)."""
        expected = next(
            name
            for floor, name in ((95, "Xuất sắc"), (85, "Tốt"), (75, "Khá"), (70, "Trung bình"), (0, "Yếu"))
            if index >= floor
        )
        band = classify(load("ha-nam/departments-and-districts@2023").bands, index)
        assert band is not None
        assert band.name.vi.endswith(expected)


class TestGenerator:
    """`rulesets()` draws sound rulesets only."""

    @given(rulesets())
    def test_every_drawn_ruleset_passes_the_laws(self, ruleset: Ruleset) -> None:
        """No check that finds errors finds one in a drawn ruleset."""
        assert check(ruleset, LAWS) == ()
