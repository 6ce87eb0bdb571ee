"""Bands: the class (xếp loại) that an index falls in."""

from __future__ import annotations

from fractions import Fraction

from parindex.ruleset.model import Band

__all__ = ["classify"]


def classify(bands: tuple[Band, ...], index: Fraction) -> Band | None:
    """Return the band of an index in percent; a floor belongs to its own band, the top end to the top one.

    ``None`` when there are no bands, or when none of them holds the figure: it is above the top one.
    """
    if bands and bands[0].to is not None and index > bands[0].to:
        return None
    return next((band for band in bands if index >= band.from_), None)
