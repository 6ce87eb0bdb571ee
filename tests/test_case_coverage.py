"""What the YAML cases cover: every leaf, every edge of a band and every policy of each shipped ruleset."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from commands import ROOT, SHIPPED

from parindex.api import read_assessment
from parindex.assessment import Assessment
from parindex.cases import find_cases, run
from parindex.cases.league import LeagueCase, PublishedLeague
from parindex.cases.single import Case, Outcome
from parindex.exact import add
from parindex.ruleset import catalog
from parindex.ruleset.declaration import is_id
from parindex.ruleset.lattice import attainable, index_spans
from parindex.ruleset.model import Ruleset, walk
from parindex.ruleset.tree import resolve
from parindex.scoresheet import ScoreSheet, each_line

CASES = ROOT / "tests" / "cases"
BANDED = [name for name in SHIPPED if catalog.load(name).bands]
SMALL = {"test/reweighted-survey@2024": {"small"}}  # what no shipped ruleset says
HUNDRED, HUNDREDTH = Fraction(100), Fraction(1, 100)


class Covered:
    """What the cases of one ruleset show: sheets, codes of refusals, leagues; and where they stand."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.folders: set[str] = set()
        self.sheets: list[ScoreSheet] = []
        self.refused: set[str] = set()
        self.leagues: list[PublishedLeague] = []


@cache
def covered() -> dict[str, Covered]:
    """Run every case once, and sort what came of it by ruleset."""
    found: defaultdict[str, Covered] = defaultdict(Covered)
    for file in find_cases(CASES):
        outcome = run(file)
        assert outcome.problems == (), file
        each = found[ruleset_of(outcome, file)]
        each.folders.add(file.parent.relative_to(CASES).as_posix())
        if outcome.sheet is not None:
            each.sheets.append(outcome.sheet)
        elif isinstance(outcome.case, LeagueCase):
            each.leagues.append(outcome.case.league)
        else:
            assert isinstance(outcome.case, Case)
            each.refused |= {*(outcome.case.expected.refused or ())}
    return found


def ruleset_of(outcome: Outcome, file: Path) -> str:
    """Return the id of the ruleset that a case was run under."""
    case = outcome.case
    if isinstance(case, LeagueCase):
        return case.ruleset
    if outcome.sheet is not None:
        return outcome.sheet.ruleset.id
    assert isinstance(case, Case)
    entered = (
        case.input if isinstance(case.input, Assessment) else read_assessment(file.parent / case.input)[0]
    )
    return case.ruleset if case.ruleset and is_id(case.ruleset) else entered.ruleset


def cases(name: str) -> Covered:
    """Return what the cases of a ruleset show."""
    return covered().get(name, Covered())


def settled(name: str) -> list[ScoreSheet]:
    """Return the sheets of a ruleset on which nothing is missing."""
    return [sheet for sheet in cases(name).sheets if not sheet.index.open]


def indexes(name: str) -> set[tuple[Fraction, str | None]]:
    """Return each exact index that a case comes to, with its band."""
    return {(sheet.index.least, sheet.band.key if sheet.band else None) for sheet in settled(name)}


def can_pass(ruleset: Ruleset) -> bool:
    """Tell whether what stands directly below the total can add up to more than its max."""
    rounding = ruleset.policies.rounding.value.rounding
    most = [
        add([attainable(node, rounding)[-1][1] for node in resolve(ruleset, kind.key).nodes])
        for kind in ruleset.units.kinds
    ]
    return max(most) > (ruleset.score.max or 0)


# Where the cases stand


def test_every_ruleset_has_cases() -> None:
    """Each shipped ruleset has cases; the other cases are of small rulesets, in a folder of their own."""
    assert set(SHIPPED) <= set(covered())
    assert {name: cases(name).folders for name in set(covered()) - {*SHIPPED}} == SMALL


@pytest.mark.parametrize("name", SHIPPED)
def test_the_cases_of_a_ruleset_stand_in_its_folder(name: str) -> None:
    """The cases of a ruleset lie in the folder that is named as its family and year, and nowhere else."""
    assert cases(name).folders == {name.replace("@", "/")}


# Leaves


@pytest.mark.parametrize("name", SHIPPED)
def test_every_leaf_is_entered(name: str) -> None:
    """Every leaf of a ruleset has points by an observation in some case."""
    declared = {item.key for item, _ in walk(catalog.load(name).score) if not item.items}
    entered = {
        line.item.key
        for sheet in cases(name).sheets
        for line in each_line(sheet.lines)
        if not line.lines and line.state == "observed"
    }

    assert declared - entered == set()


# Bands


@pytest.mark.parametrize("name", BANDED)
def test_every_edge_of_a_band_is_hit(name: str) -> None:
    """The exact index of some case is the lower edge of each band, and it is in that band."""
    bands = catalog.load(name).bands

    assert {(band.from_, band.key) for band in bands} <= indexes(name)


@pytest.mark.parametrize("name", BANDED)
def test_every_edge_of_a_band_is_seen_from_below(name: str) -> None:
    """The exact index of some case lies at most 0.01 below each edge, in the band beneath."""
    for above, beneath in pairwise(catalog.load(name).bands):
        close = {band for index, band in indexes(name) if above.from_ - HUNDREDTH <= index < above.from_}
        assert beneath.key in close, above.key


@pytest.mark.parametrize("name", BANDED)
def test_the_top_end_is_hit(name: str) -> None:
    """Where a unit can come to 100 percent some case does, and is in the top band."""
    ruleset = catalog.load(name)
    most = max(index_spans(ruleset, resolve(ruleset, kind.key))[-1][1] for kind in ruleset.units.kinds)

    assert most == HUNDRED
    assert (HUNDRED, ruleset.bands[0].key) in indexes(name)


# Policies


@pytest.mark.parametrize("name", SHIPPED)
def test_rounding_is_exercised(name: str) -> None:
    """The exact total of some case is not the one that is published."""
    assert any(sheet.total.least != Fraction(str(sheet.total.published)) for sheet in settled(name))


@pytest.mark.parametrize("name", BANDED)
def test_band_on_is_exercised(name: str) -> None:
    """In some case the exact and the published figure are in two bands, and the one of the policy stands."""
    ruleset = catalog.load(name)
    split = [sheet for sheet in settled(name) if "W-BAND" in {each.code for each in sheet.warnings}]

    assert split
    for sheet in split:
        details = dict(next(each for each in sheet.warnings if each.code == "W-BAND").details)
        assert sheet.band is not None
        assert sheet.band.name.vi == details[ruleset.policies.band_on.value]


@pytest.mark.parametrize("name", SHIPPED)
def test_not_applicable_is_exercised(name: str) -> None:
    """Some case declares an item not applicable, and is refused or scored as the ruleset has it."""
    found = cases(name)
    declared = {
        line.item.key
        for sheet in found.sheets
        for line in each_line(sheet.lines)
        if line.state == "not-applicable" and line.entry is not None
    }

    assert declared or "E-NA" in found.refused
    if catalog.load(name).policies.not_applicable.value == "forbid":
        assert "E-NA" in found.refused


@pytest.mark.parametrize("name", SHIPPED)
def test_missing_is_exercised(name: str) -> None:
    """In some case a result is missing, and the score is an interval as the policy has it."""
    assert catalog.load(name).policies.missing.value == "refuse"
    assert any(sheet.missing and sheet.index.least < sheet.index.most for sheet in cases(name).sheets)


@pytest.mark.parametrize("name", SHIPPED)
def test_rank_is_exercised(name: str) -> None:
    """In some league case units that are equal in print share a rank, and one behind them has its own."""
    ruleset = catalog.load(name)
    rounding = ruleset.policies.rounding.value.rounding
    assert ruleset.policies.rank.value.on == "published"
    shown = False
    for league in cases(name).leagues:
        stated = [(rounding.apply(each.total), each.rank) for each in league.units if each.rank is not None]
        ties = {total for total, _ in stated if sum(other == total for other, _ in stated) > 1}
        shown = shown or any(total < tie for tie in ties for total, _ in stated)

    assert shown


@pytest.mark.parametrize("name", SHIPPED)
def test_above_max_is_exercised(name: str) -> None:
    """Where what is below the total can add up to more than its max some case does, and counts as the max."""
    ruleset = catalog.load(name)
    above = [
        sheet
        for sheet in settled(name)
        if add([line.least for line in sheet.lines]) > (ruleset.score.max or 0)
    ]

    assert ruleset.policies.above_max.value == "cap"
    assert bool(above) == can_pass(ruleset)
    assert all(sheet.total.least == ruleset.score.max for sheet in above)
