"""Bands: the class (xếp loại) that an index falls in."""

from __future__ import annotations

from fractions import Fraction

from parindex.ruleset.model import Band

__all__ = ["classify"]


def classify(bands: tuple[Band, ...], index: Fraction) -> Band | None:
    """Return the band that holds an index in percent; each floor belongs to its own band, the top end to the top band.

    ``None`` when there are no bands, or none of them holds the figure (checked rulesets leave no such figure).
    """
    if bands and bands[0].to is not None and index > bands[0].to:
        return None
    return next((band for band in bands if index >= band.from_), None)
