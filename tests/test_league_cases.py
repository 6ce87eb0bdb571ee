"""League cases: totals as a source published them, with the ranks and bands that a ruleset gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from commands import written
from helpers import Plain, leaf, plain_ruleset
from hypothesis import given
from hypothesis import strategies as st

from parindex import AssessmentError, NotFoundError, RulesetError
from parindex.cases import read_case, run
from parindex.cases.league import LeagueCase, PublishedLeague, run_league
from parindex.readers.document import Document
from parindex.ruleset import catalog

if TYPE_CHECKING:
    from pathlib import Path

    from parindex.cases.single import Outcome

NAME = {"vi": "Bảng", "en": "Table"}


def league(folder: Path, *units: Plain, kind: str = "department", **values: Any) -> Path:
    """Write a case of these published units, and beside it the ruleset that it names."""
    written(folder / "rules.yaml", plain_ruleset(leaf("plan", max="100"), **values))
    tree = {"name": NAME, "source": "phép thử", "ruleset": "rules.yaml"}
    return written(folder / "league.yaml", tree | {"league": {"kind": kind, "units": [*units]}})


def unit(key: str, total: str, rank: str | None = None, band: str | None = None) -> Plain:
    """Write a unit as it was published."""
    said = {"rank": rank, "band": band}
    return {"unit": key, "total": total, **{name: value for name, value in said.items() if value is not None}}


def told(outcome: Outcome) -> list[tuple[str, str]]:
    """Return the code and the path of each problem; every one has its place in the file."""
    assert outcome.sheet is None
    assert all(each.place for each in outcome.problems)
    return [(each.code, each.at) for each in outcome.problems]


def unmet(outcome: Outcome) -> list[tuple[object, object, object]]:
    """Return what was published of what, and what follows from the totals."""
    details = [dict(each.details) for each in outcome.problems]
    assert {each.code for each in outcome.problems} <= {"E-EXPECTED"}
    return [(each["what"], each["wanted"], each["found"]) for each in details]


# What holds


def test_a_published_table_that_holds(tmp_path: Path) -> None:
    """Ranks and bands that follow from the totals give no problem, in whatever order the units stand."""
    file = league(
        tmp_path,
        unit("so-b", "79.99", "2", "kha"),
        unit("so-a", "80.00", "1", "tot"),
        unit("so-c", "0", "3", "yeu"),
    )
    outcome = run(file)

    assert told(outcome) == []
    assert outcome.case.name.en == "Table"


def test_what_was_not_published_is_not_compared(tmp_path: Path) -> None:
    """A unit may be published with its total alone, its rank alone or its band alone."""
    units = unit("so-a", "90"), unit("so-b", "80", rank="2"), unit("so-c", "70", band="kha")

    assert told(run(league(tmp_path, *units))) == []


@pytest.mark.parametrize(
    ("ties", "ranks"), [("competition", ["1", "2", "2", "4"]), ("dense", ["1", "2", "2", "3"])]
)
def test_ties_are_ranked_as_the_ruleset_says(tmp_path: Path, ties: str, ranks: list[str]) -> None:
    """Equal totals share a rank; whether the next rank is left out is for the ruleset to say."""
    totals = ("90", "80.5", "80.50", "70")
    units = [unit(f"so-{index}", *pair) for index, pair in enumerate(zip(totals, ranks, strict=True))]

    assert told(run(league(tmp_path, *units, rank={"on": "published", "ties": ties}))) == []


CLOSE = ("79.996", "80.004", "79.99")  # two of them are 80.00 when published


@pytest.mark.parametrize(("on", "ranks"), [("exact", ["2", "1", "3"]), ("published", ["1", "1", "3"])])
def test_ranks_are_taken_from_the_index_that_the_ruleset_says(
    tmp_path: Path, on: str, ranks: list[str]
) -> None:
    """Totals that are equal when published are a tie only where the ruleset ranks what is published."""
    units = [unit(f"so-{index}", *pair) for index, pair in enumerate(zip(CLOSE, ranks, strict=True))]
    file = league(tmp_path, *units, rank={"on": on, "ties": "competition"})

    assert told(run(file)) == []


@pytest.mark.parametrize(("on", "band"), [("exact", "kha"), ("published", "tot")])
@pytest.mark.parametrize("rank", ["exact", "published"])
def test_bands_are_taken_from_the_index_that_the_ruleset_says(
    tmp_path: Path, on: str, band: str, rank: str
) -> None:
    """A total just below a band is in it only where bands follow what is published, whatever ranks follow."""
    units = [unit("so-0", CLOSE[0], band=band), unit("so-1", CLOSE[2], band="kha")]
    file = league(tmp_path, *units, band_on=on, rank={"on": rank, "ties": "competition"})

    assert told(run(file)) == []


def test_bands_are_taken_in_percent_of_the_max(tmp_path: Path) -> None:
    """Where the max is 50, a total of 40 is 80 percent and stands in the top band."""
    written(tmp_path / "rules.yaml", plain_ruleset(leaf("plan", max="50")))
    tree = {"name": NAME, "source": "phép thử", "ruleset": "rules.yaml"}
    units = [
        unit("so-a", "40", band="tot"),
        unit("so-b", "39.99", band="kha"),
        unit("so-c", "50", band="tot"),
    ]
    file = written(tmp_path / "case.yaml", tree | {"league": {"kind": "department", "units": units}})

    assert told(run(file)) == []


def test_without_bands_the_band_is_none(tmp_path: Path) -> None:
    """Under a ruleset that declares no bands, `none` is the only band that can be published."""
    units = unit("so-a", "90", band="none"), unit("so-b", "80", band="tot")

    assert unmet(run(league(tmp_path, *units, bands=[]))) == [("so-b.band", "tot", "none")]


@given(st.lists(st.integers(0, 10000), min_size=1, max_size=6))
def test_a_table_made_from_its_own_totals_holds(hundredths: list[int]) -> None:
    """A rank is one more than the number of greater totals; a table made so is found to hold."""
    ruleset = catalog.load("national/ministries@2023")
    units = [
        unit(f"so-{index}", f"{each / 100:.2f}", str(1 + sum(other > each for other in hundredths)))
        for index, each in enumerate(hundredths)
    ]
    kind = ruleset.units.kinds[0].key
    tree = {"name": NAME, "source": "-", "ruleset": ruleset.id, "league": {"kind": kind, "units": units}}
    case = LeagueCase.model_validate(tree)

    assert run_league(case, Document("case.yaml", tree, {}), catalog.find(ruleset.id)).problems == ()


# What does not hold


def test_a_rank_and_a_band_can_fail(tmp_path: Path) -> None:
    """What does not follow is told with what was published and what comes out, at its own place."""
    outcome = run(league(tmp_path, unit("so-a", "90", "2", "kha"), unit("so-b", "80", "1", "tot")))

    assert unmet(outcome) == [
        ("so-a.rank", "2", "1"),
        ("so-a.band", "kha", "tot"),
        ("so-b.rank", "1", "2"),
    ]
    assert [each.at for each in outcome.problems] == [
        "league.units.0.rank",
        "league.units.0.band",
        "league.units.1.rank",
    ]


def test_each_problem_stands_at_its_line(tmp_path: Path) -> None:
    """What fails is told at the line and column of the figure in the case."""
    league(tmp_path)
    file = tmp_path / "case.yaml"
    file.write_text(
        "name: {vi: Bảng}\nsource: x\nruleset: rules.yaml\nleague:\n  kind: department\n  units:\n"
        '    - {unit: so-a, total: "90", rank: "1"}\n    - {unit: so-b, total: "80", rank: "3"}\n',
        encoding="utf-8",
    )

    assert [str(each.place) for each in run(file).problems] == [f"{file}:8:33"]


@pytest.mark.parametrize("total", ["-0.01", "100.01"])
def test_a_total_beyond_the_max_is_told(tmp_path: Path, total: str) -> None:
    """Under a ruleset that lets no total pass the max, none above it or below zero can be published."""
    assert told(run(league(tmp_path, unit("so-a", total)))) == [("E-RANGE", "league.units.0.total")]


def test_a_total_above_the_max_is_taken_where_the_ruleset_allows_it(tmp_path: Path) -> None:
    """Under a ruleset that lets totals pass the max one above it is ranked; one below zero is still told."""
    units = unit("so-a", "100", "2"), unit("so-b", "101.5", "1", "tot"), unit("so-c", "-0.01", "3")
    top = {"key": "tot", "name": NAME, "from": "80", "to": "110"}
    bands = [top, {"key": "yeu", "name": NAME, "from": "0"}]
    file = league(tmp_path, *units, above_max="allow", bands=bands)

    assert told(run(file)) == [("E-RANGE", "league.units.2.total")]


def test_above_the_top_band_there_is_none(tmp_path: Path) -> None:
    """A total that the ruleset lets pass the max is in no band where the top band ends at the max."""
    units = unit("so-a", "100", "2", "tot"), unit("so-b", "101.5", "1", "none")

    assert told(run(league(tmp_path, *units, above_max="allow"))) == []


@pytest.mark.parametrize("total", ["0", "100"])
def test_the_ends_of_the_scale_can_be_published(tmp_path: Path, total: str) -> None:
    """Nothing and everything are totals like any other."""
    assert told(run(league(tmp_path, unit("so-a", total, "1")))) == []


def test_a_unit_twice_is_told(tmp_path: Path) -> None:
    """A unit that stands in the table twice is told where it stands again."""
    units = unit("so-a", "90"), unit("so-b", "80"), unit("so-a", "90")

    assert told(run(league(tmp_path, *units))) == [("E-UNIT-TWICE", "league.units.2.unit")]


def test_an_unknown_kind_is_told_with_the_nearest(tmp_path: Path) -> None:
    """A league is one of units of a kind that the ruleset declares."""
    (found,) = run(league(tmp_path, unit("so-a", "90", "1"), kind="departments")).problems

    assert (found.code, found.at) == ("E-KIND", "league.kind")
    assert found.hint("en") == "did you mean `department`?"


def test_everything_that_fails_is_told_at_once(tmp_path: Path) -> None:
    """One run tells of the kind, of a total, of a rank and of a unit that stands twice."""
    units = unit("so-a", "101"), unit("so-b", "80", "3"), unit("so-b", "80")

    assert told(run(league(tmp_path, *units, kind="ward"))) == [
        ("E-KIND", "league.kind"),
        ("E-RANGE", "league.units.0.total"),
        ("E-EXPECTED", "league.units.1.rank"),
        ("E-UNIT-TWICE", "league.units.2.unit"),
    ]


# What is no league case


@pytest.mark.parametrize(
    ("more", "code", "at"),
    [
        ({"league": {"kind": "department", "units": []}}, "E-WRONG", "league.units"),
        ({"league": {"units": [unit("so-a", "90")]}}, "E-REQUIRED", "league"),
        ({"league": {"kind": "department", "units": [unit("so-a", "90") | {"score": "1"}]}},
         "E-FIELD", "league.units.0.score"),
        ({"league": {"kind": "department", "units": [unit("so-a", "ninety")]}},
         "E-NUM", "league.units.0.total"),
        ({"league": {"kind": "department", "units": [{"unit": "so-a"}]}}, "E-REQUIRED", "league.units.0"),
        ({"league": {"kind": "department", "units": [unit("Sở A", "90")]}}, "E-SLUG", "league.units.0.unit"),
        ({"expected": {"total": "1"}}, "E-FIELD", "expected"),
        ({"ruleset": ["rules.yaml"]}, "E-SHAPE", "ruleset"),
    ],
)  # fmt: skip
def test_what_has_not_the_shape_of_a_league_case(tmp_path: Path, more: Plain, code: str, at: str) -> None:
    """A league of nobody, a figure of the wrong form or a field of another kind of case is refused."""
    tree = {"name": NAME, "source": "x", "ruleset": "rules.yaml"}
    units = {"league": {"kind": "department", "units": [unit("so-a", "90")]}}

    with pytest.raises(AssessmentError) as refused:
        run(written(tmp_path / "case.yaml", tree | units | more))
    assert [(each.code, each.at) for each in refused.value.problems] == [(code, at)]
    assert all(each.place for each in refused.value.problems)


def test_a_league_case_names_its_ruleset(tmp_path: Path) -> None:
    """A league case without a ruleset or without a source is refused for both."""
    tree = {"name": NAME, "league": {"kind": "department", "units": [unit("so-a", "90")]}}

    with pytest.raises(AssessmentError) as refused:
        read_case(written(tmp_path / "case.yaml", tree))
    assert [dict(each.details)["field"] for each in refused.value.problems] == ["source", "ruleset"]


def test_a_case_file_tells_what_kind_of_case_it_is(tmp_path: Path) -> None:
    """A file with a `league` is a league case; a file of another shape is told as a case of one unit."""
    found = read_case(league(tmp_path, unit("so-a", "90", "1")))

    assert isinstance(found, LeagueCase)
    assert isinstance(found.league, PublishedLeague)
    with pytest.raises(AssessmentError) as refused:
        read_case(written(tmp_path / "list.yaml", ["league"]))
    assert [each.code for each in refused.value.problems] == ["E-SHAPE"]


def test_the_ruleset_must_be_there_and_sound(tmp_path: Path) -> None:
    """A league under an unknown id or under an unsound file cannot be looked at: the case itself is right."""
    units = {"league": {"kind": "ministry", "units": [unit("so-a", "90")]}}
    tree = {"name": NAME, "source": "x"} | units
    written(tmp_path / "rules.yaml", plain_ruleset(leaf("plan"), root={"max": "11"}))

    with pytest.raises(NotFoundError):
        run(written(tmp_path / "case.yaml", tree | {"ruleset": "national/ministries@1999"}))
    with pytest.raises(RulesetError):
        run(written(tmp_path / "case.yaml", tree | {"ruleset": "rules.yaml"}))


def test_a_league_may_name_a_shipped_ruleset(tmp_path: Path) -> None:
    """An id is a ruleset of the catalog, wherever the case stands."""
    units = [unit("ministry-of-justice", "89.95", "1", "b"), unit("state-bank-of-vietnam", "89.89", "2", "b")]
    tree = {"name": NAME, "source": "vjst.vn, Bảng 1", "ruleset": "national/ministries@2023"}
    file = written(tmp_path / "case.yaml", tree | {"league": {"kind": "ministry", "units": units}})

    assert told(run(file)) == []
