"""A printed band against the index that the printed figures allow, under both readings of an edge."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from parindex.classification import classify
from parindex.exact import ONE, ZERO, Interval, Rounding
from parindex.reproduction.printed import Span, meets
from parindex.reproduction.relation import Repair, Verdict, Why
from parindex.reproduction.relations import Outcome, RowTests
from parindex.reproduction.repair import Trial, repairs
from parindex.reproduction.table import find_band
from parindex.ruleset.model import Band

__all__ = ["band_total", "reached_by"]

Places = Interval[int]
"""Bands by their place, the lowest 0; -1 is below them all, one past the last above."""


def band_total(tests: RowTests) -> Outcome | None:
    """Test the band of a row; nothing when none is printed.

    EXACT: every index that is possible gives the band, exact or published. WITHIN-ROUNDING: some index does,
    under the reading that ``why`` names, or under both.
    """
    cell, bands = tests.row.cells.get("band"), tests.ruleset.bands
    if cell is None or not cell.text:
        return None
    band = find_band(tests.ruleset, cell.text)
    if band is None:
        return tests.unchecked("band-total", "band", "unreadable" if bands else "no-bands", cell.text)
    columns = _columns(tests)
    if not columns:
        return tests.unchecked("band-total", "band", "not-printed", cell.text)
    index = _index(tests, tests.spans)
    wanted = bands[::-1].index(band)
    readings = _reached(bands, index, tests.frame.rounding)
    verdict, why = _verdict(wanted, readings)
    if verdict != "IRRECONCILABLE":
        return Outcome(tests.said("band-total", "band", verdict, cell.text, interval=index, why=why))
    trial = _trial(tests, columns, wanted)
    found = (*repairs(trial), *_other(bands, wanted, readings, tests.row.unit, cell.text))
    return Outcome(tests.said("band-total", "band", verdict, cell.text, interval=index, found=found), trial)


def reached_by(tests: RowTests) -> frozenset[int] | None:
    """Return the places of the bands that a row can be in: the printed one, else those of its index."""
    bands = tests.ruleset.bands
    cell = tests.row.cells.get("band")
    band = find_band(tests.ruleset, cell.text) if cell and cell.text else None
    if band is not None:
        return frozenset({bands[::-1].index(band)})
    if not _columns(tests):
        return None
    readings = _reached(bands, _index(tests, tests.spans), tests.frame.rounding)
    return frozenset(place for each in readings for place in range(each.least, each.most + 1))


def _reached(bands: tuple[Band, ...], index: Span, rounding: Rounding) -> tuple[Places, Places]:
    """Return the lowest and the highest band that an index can give: exact, and published."""
    exact = Interval(*(_place(bands, end) for end in index))
    return exact, Interval(*(_place(bands, rounding.apply(end)) for end in index))


def _place(bands: tuple[Band, ...], index: Fraction) -> int:
    band = classify(bands, index)
    if band is None:
        return -1 if index < bands[-1].from_ else len(bands)
    return bands[::-1].index(band)


def _columns(tests: RowTests) -> list[str]:
    return ["index"] if "index" in tests.numbers else tests.sources()


def _index(tests: RowTests, spans: Mapping[str, Span]) -> Span:
    """Return what the index can be: as it is printed within its limits, else by the total."""
    found = spans.get("index")
    if found is None:
        return tests.index(spans)
    limits = tests.frame.limits("index")
    if not meets(found, limits):
        return found
    return Interval(max(found.least, limits.least), min(found.most, limits.most))


def _verdict(wanted: int, readings: tuple[Places, Places]) -> tuple[Verdict, Why]:
    if all(each == (wanted, wanted) for each in readings):
        return "EXACT", ""
    exact, published = (each.least <= wanted <= each.most for each in readings)
    if exact and published:
        return "WITHIN-ROUNDING", ""
    if exact or published:
        return "WITHIN-ROUNDING", "exact" if exact else "published"
    return "IRRECONCILABLE", ""


def _trial(tests: RowTests, columns: list[str], wanted: int) -> Trial:
    def away(spans: Mapping[str, Span]) -> Fraction:
        exact, published = _reached(tests.ruleset.bands, _index(tests, spans), tests.frame.rounding)
        if any(each.least <= wanted <= each.most for each in (exact, published)):
            return ZERO
        return -ONE if exact.most < wanted else ONE

    taking = tuple(each for each in tests.numbers if each in columns)
    return Trial(tests.row, taking, away, tests.spans, tests.frame, tests.reading)


def _other(
    bands: tuple[Band, ...], wanted: int, readings: tuple[Places, Places], unit: str | None, text: str
) -> tuple[Repair, ...]:
    """Return the bands that would do instead, counted from the lowest (1)."""
    places = sorted(
        {place for each in readings for place in range(each.least, each.most + 1) if 0 <= place < len(bands)}
    )
    if not places:
        return ()
    least, most = Fraction(places[0] + 1), Fraction(places[-1] + 1)
    here = wanted + 1
    move = least - here if least > here else most - here
    keys = tuple(bands[::-1][place].key for place in places)
    return (Repair("band", unit, text, least, most, move, abs(move), (), keys),)
