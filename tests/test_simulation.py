"""Simulations against the exact engine: every draw, its ranks, and what they add up to."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from commands import DRAFT
from helpers import leaf
from helpers import ruleset as declared
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from simulations import LEVELS, SURVEY, UNITS, checked, league, one, races, small

import parindex
from parindex import simulation
from parindex.analysis.whatif import answered
from parindex.assessment import Assessment, Entry
from parindex.batch import rows
from parindex.comparison.carrying import carry
from parindex.comparison.matching import match_items
from parindex.errors import AssessmentError, ReadError, UsageError
from parindex.readers import yaml
from parindex.ruleset.model import Ruleset, walk
from parindex.scales import ChecklistScale
from parindex.scoring import score
from parindex.simulation import Simulation, engine, simulate, truth
from parindex.simulation.assessments import table_of
from parindex.simulation.changes import Ballots, Choice, Span
from parindex.simulation.outcomes import wanted
from parindex.simulation.plain import plain
from parindex.simulation.result import Spread
from parindex.simulation.streams import stream
from parindex.testing.random_assessments import assessment_tree
from parindex.testing.random_rulesets import ruleset_tree

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
PUBLISHED = {"rank": {"on": "published", "ties": "dense"}, "band_on": "published"}
KIND = "department"
NEXT: dict[str, Any] = {"id": "example/small@2025", "year": "2025"}


def example(*names: str) -> list[Assessment]:
    """Read example assessments."""
    texts = ((EXAMPLES / f"department-2024{name}.yaml").read_bytes() for name in names)
    return [Assessment.model_validate(yaml.read(text, "x").data) for text in texts]


def draft() -> Ruleset:
    """Load the draft of the next year's rules."""
    return parindex.load(DRAFT)


# Every draw


@pytest.mark.parametrize("policies", [{}, PUBLISHED], ids=["exact", "published"])
@pytest.mark.parametrize(
    ("improve", "resampled"),
    [
        ((), False),
        (("plans", "pages", "marks"), False),
        (("list", "faults", "speed", "grid"), False),
        ((), True),
        (("plan=full", "tasks"), True),
        (("asked=full", "marks=full"), True),
    ],
)
def test_every_draw_is_scored_and_ranked_as_the_exact_engine_does(
    policies: dict[str, Any], improve: tuple[str, ...], *, resampled: bool
) -> None:
    """Intervals, bands, ranks and moves are those of draws that the exact engine scored one by one."""
    rules, table = small(**policies), league()
    found = simulate(table, rules, kind=KIND, improve=improve, resample_survey=resampled, draws=8)
    (race,) = races(table, rules, improve, resampled=resampled, draws=8).races
    assert found.draws == (8 if resampled or any("=" not in each for each in improve) else 1)
    checked(found, race)


def test_random_rulesets_are_simulated_as_the_exact_engine_scores_them() -> None:
    """Under random rules with every scale, each draw of each unit is the exact engine's."""
    simulated = 0
    for seed in range(24):
        pick = Random(seed).randrange
        tree = ruleset_tree(pick)
        rules = Ruleset.model_validate(tree)
        units = [assessment_tree(pick, tree) for _ in range(4)]
        kind = units[0]["unit"]["kind"]
        cells = [rows.row(rules, Assessment.model_validate(each)) for each in units]
        mine = [{**row, "unit": f"u-{at}"} for at, row in enumerate(cells) if row["kind"] == kind]
        names = {name for row in mine for name in row}
        table = pa.table({name: pa.array([row.get(name) for row in mine], pa.string()) for name in names})
        items = [item.key for item, _ in walk(rules.score) if item.scale is not None]
        improve = [items[pick(len(items))]]
        try:
            found = simulate(table, rules, improve=improve, draws=3, seed=seed, kind=kind)
        except (UsageError, AssessmentError):
            continue
        (race,) = races(table, rules, improve, draws=3, seed=seed, kind=kind).races
        checked(found, race)
        simulated += 1
    assert simulated > 6


def test_nothing_asked_gives_what_stands() -> None:
    """Without a change each unit has its own total, rank and band in every draw."""
    rules = parindex.load("example/department@2024")
    found = simulate(example("", "-b", "-c"), rules)
    assert [len(each.units) for each in found.leagues] == [2, 1]
    for each in (unit for part in found.leagues for unit in part.units):
        assert each.total == Spread(*[each.now.total] * 3)
        assert each.rank == Spread(*[each.now.rank] * 3)
        assert dict(each.bands)[each.now.band] == found.draws == 1
        assert each.moves is None


def test_an_improvement_that_is_none_gives_what_stands_in_every_draw() -> None:
    """Where everyone has the most already, all draws are alike, and each is the base."""
    rules = small()
    table = league("a full . . 1 1 . 1 . . 1 1 0 4 10 . . 10 1 1 1 2 2 2")
    found = simulate(table, rules, kind=KIND, improve=["plans", "files", "pages", "marks"], draws=500)
    (unit,) = found.leagues[0].units
    assert unit.total == Spread(*[unit.now.total] * 3)
    assert dict(unit.bands)[unit.now.band] == found.draws == 500
    assert unit.moves == (0, 500, 0)


@settings(
    max_examples=30,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.randoms(use_true_random=False))
def test_an_improvement_never_lowers_a_total(source: Any) -> None:
    """Whatever the rules and the unit: in no draw is the total below what stands."""
    tree = ruleset_tree(source.randrange)
    rules = Ruleset.model_validate(tree)
    unit = Assessment.model_validate(assessment_tree(source.randrange, tree))
    items = [item.key for item, _ in walk(rules.score) if item.scale is not None]
    try:
        found = simulate([unit], rules, improve=[source.choice(items)], draws=30, coverage=Fraction(99, 100))
    except (UsageError, AssessmentError):
        reject()
    assert found.leagues[0].units[0].total.least >= found.leagues[0].units[0].now.total


def test_full_marks_are_those_of_the_table_with_the_best_written_in() -> None:
    """Asking for the most gives the score of the same assessments with the best observation in each."""
    rules = parindex.load("example/department@2024")
    ticked = rules.item("plan-quality").scale
    assert isinstance(ticked, ChecklistScale)
    best: dict[str, Any] = {
        "plan-quality": {"ticks": [tick.key for tick in ticked.ticks]},
        "plan-completion": {"done": "5", "planned": "5"},
        "conduct": {"counts": {}},
        "staff-appraisal": {"points": "1"},
    }
    units = example("", "-b")
    found = simulate(units, rules, improve=[f"{key}=full" for key in best])
    assert found.draws == 1
    for each in units:
        written = {key: Entry.model_validate(tree) for key, tree in best.items()}
        sheet = score(rules, answered(each, written))
        (mine,) = [unit for unit in found.leagues[0].units if unit.unit == each.unit.key]
        assert mine.total.least == mine.total.most == sheet.total.rounding.apply(sheet.total.least)
        assert mine.name == each.unit.name


# What is drawn


def test_each_number_of_points_is_as_likely_as_any_other() -> None:
    """Of a list, the points from one's own up come equally often; what does not apply stays."""
    (race,) = races(league(), small(), ["plan"], draws=6000).races
    (change,) = race.improved
    assert isinstance(change, Choice)
    numbers = [np.unique(race.numbers(at)[0], return_counts=True) for at in range(4)]
    assert [values.tolist() for values, _ in numbers] == [[0, 1, 2], [1, 2], [0, 1, 2], [2]]
    assert all(abs(many - 6000 // len(values)) < 200 for values, counts in numbers for many in counts)


def test_what_is_done_is_any_figure_up_to_what_is_planned() -> None:
    """A share is drawn between what was done and what was planned, in steps of the figures themselves."""
    (race,) = races(league(), small(), ["tasks"], draws=4000).races
    (change,) = race.improved
    assert isinstance(change, Span)
    ends = [(change.low[at], change.high[at]) for at in range(3)]
    assert ends == [(3, 7), (25, 100), (0, 5)]
    assert sorted(set(race.numbers(0)[0].tolist())) == [3, 4, 5, 6, 7]


def test_points_given_directly_are_any_figure_up_to_the_max() -> None:
    """Points without a grid are drawn in the digits that they have, at least in hundredths."""
    (race,) = races(league(), small(), ["marks"], draws=10).races
    (change,) = race.improved
    assert isinstance(change, Span)
    assert (change.digits, change.low.tolist()[3:6:2], set(change.high.tolist())) == (3, [125, 9999], {10000})
    assert change.there.tolist() == [True, False, True, True, True, True, True]


def test_a_penalty_is_improved_downwards() -> None:
    """Of a penalty the figures that are no worse are those from its own down to none; unknown, any figure."""
    old = declared(leaf("a", max="100"), leaf("p", {"method": "ratio"}, max="5", role="penalty"))
    new = declared(
        leaf("a", max="100"),
        leaf("p", {"method": "ratio"}, max="5", role="penalty"),
        leaf("q", max="5", role="penalty"),
        leaf("r", {"method": "ratio"}, max="5", role="penalty"),
        **NEXT,
    )
    table = pa.table({
        "unit": ["x", "y"], "a.points": ["60", "50"], "p.done": ["3", None], "p.planned": ["4", None],
        "p.state": [None, "zero"], "q.points": ["1.5", None],
    })  # fmt: skip
    (race,) = races(table, old, ["p", "q", "r"], under=new).races
    ends = [(each.low.tolist(), each.high.tolist()) for each in race.improved if isinstance(each, Span)]
    assert ends == [([0, 0], [3, 0]), ([0, 0], [150, 500]), ([0, 0], [100, 100])]


def test_unknown_items_may_be_anything_and_missing_ones_count_as_nothing_where_the_rules_say_so() -> None:
    """Under rules that take what is missing for 0 it is improved from 0, as a share of hundredths."""
    rules = small(missing="zero")
    (race,) = races(
        league(
            "a . . . . . . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1",
            "b none . . 1 2 . 0.5 . . 1 0 3 1 . . . 5 20 6 4 3 3 1",
        ),
        rules,
        ["plans", "marks"],
        draws=3,
    ).races
    ends = [
        (change.low.tolist(), change.high.tolist())
        for change in race.improved
        if isinstance(change, Choice | Span)
    ]
    assert ends == [([0, 0], [2, 2]), ([0, 1], [100, 2]), ([450, 0], [1000, 1000])]


def test_resampled_tallies_keep_the_sample_and_their_mean() -> None:
    """Each group keeps its number of answers, and on average each answer comes as often as it did."""
    (race,) = races(league(), small(), resampled=True, draws=20_000).races
    (people, firms) = race.facts
    assert isinstance(people, Ballots)
    for at in range(race.before.size):
        for change, numbers in zip((people, firms), race.numbers(at), strict=True):
            assert isinstance(change, Ballots)
            size = change.counts[at].sum()
            assert (numbers.sum(axis=1) == size).all()
            assert (np.abs(numbers.mean(axis=0) - change.counts[at]) < 0.2).all()  # 7 standard errors
    assert (race.numbers(0)[0].std(axis=0) > 1).all()


def test_questions_and_units_are_drawn_apart() -> None:
    """Each unit, item and seed has a stream of its own; a unit's draws do not depend on the others."""
    whole = races(league(), small(), ["tasks"], resampled=True).races[0]
    alone = races(league(UNITS[4]), small(), ["tasks"], resampled=True).races[0]
    assert all((one == two).all() for one, two in zip(whole.numbers(4), alone.numbers(0), strict=True))
    assert any((one != two).any() for one, two in zip(whole.numbers(0), whole.numbers(4), strict=True))
    assert stream(1, "a", "b").integers(0, 2**60) != stream(1, "ab").integers(0, 2**60)


# How it is run


def test_the_size_of_chunks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scored seven rows at once or thousands, the result is the same value."""
    options: dict[str, Any] = {"kind": KIND, "improve": ["plans"], "resample_survey": True, "draws": 30}
    whole = simulate(league(), small(), **options)
    for size in (7, 64):
        monkeypatch.setattr(engine, "_ROWS", size)
        assert simulate(league(), small(), **options) == whole


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    """A seed says all: its JSON is the same to the last byte, that of another seed is not."""
    texts = [
        json.dumps(plain(simulate(league(), small(), kind=KIND, improve=["tasks"], draws=50, seed=seed)))
        for seed in (7, 7, 8)
    ]
    assert texts[0] == texts[1]
    assert texts[0].replace('"seed": "7"', "") != texts[2].replace('"seed": "8"', "")


def test_ties_that_bounds_leave_open_are_settled_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units with the very same thirds share their rank in every draw, however little is remembered."""
    monkeypatch.setattr(truth, "_KNOWN", 2)
    rules = declared(
        leaf("a", {"method": "ratio"}, max="70"), leaf("b", LEVELS, max="10"), leaf("c", max="20")
    )
    table = pa.table({
        "unit": ["x", "y", "w", "z"], "a.done": ["1", "2", "333333333333", "1"],
        "a.planned": ["3", "6", "1000000000000", "7"],
        "b.level": ["half", "half", "half", "none"], "c.points": ["1", "1", "1", "1"],
    })  # fmt: skip
    found = simulate(table, rules, kind=KIND, improve=["b"], draws=40)
    (race,) = races(table, rules, ["b"], draws=40).races
    checked(found, race)
    assert [unit.now.rank for unit in found.leagues[0].units] == [1, 1, 3, 4]


def test_progress_is_heard_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done is said in hundredths, never less than before, and 100 in the end."""
    monkeypatch.setattr(engine, "_ROWS", 20)
    heard: list[int] = []
    simulate(league(), small(), kind=KIND, improve=["tasks"], draws=20, said=heard.append)
    assert heard == sorted(heard)
    assert (heard[-1], len(heard)) == (100, len(UNITS))


@pytest.mark.parametrize(
    ("draws", "coverage", "ends"),
    [
        (10, "0.8", (1, 4, 8)),
        (10, "0.9", (0, 4, 9)),
        (1, "0.5", (0, 0, 0)),
        (10_000, "0.9", (500, 4999, 9499)),
    ],
)
def test_an_interval_holds_what_it_says(draws: int, coverage: str, ends: tuple[int, int, int]) -> None:
    """As many draws are left out below as above, and at least the coverage is within."""
    low, middle, high = wanted(draws, Fraction(coverage))
    assert (low, middle, high) == ends
    assert high - low + 1 >= draws * Fraction(coverage)


# Other rules


def test_a_draft_scores_what_a_comparison_carries_over() -> None:
    """Under a draft, known facts are carried as `diff` carries them; what is new must be asked about."""
    rules, under = parindex.load("example/department@2024"), draft()
    units = example("", "-b")
    matching = match_items(rules, under)
    lacking = {
        key
        for each in units
        for key in score(under, carry(rules, under, matching, each, "final").assessment).missing
    }
    assert lacking
    with pytest.raises(UsageError) as raised:
        simulate(units, rules, under=under)
    assert [each.code for each in raised.value.problems] == ["E-SIMULATE-NONE", "E-INCOMPLETE"]
    asked = [f"{key}=full" for key in sorted(lacking)]
    found = simulate(units, rules, under=under, improve=asked)
    (race,) = races(table_of(units, rules)[0], rules, asked, under=under).races
    checked(found, race)
    for at, each in enumerate(units):
        carried = carry(rules, under, matching, each, "final").assessment
        assert one(race.after, at, {}).total == score(under, carried).total


def test_a_draft_and_the_survey_drawn_again_move_together() -> None:
    """The same ballots are drawn for both rules, under the names that each has, and only where they fit."""
    old = declared(leaf("a", {"method": "ratio"}, max="80"), leaf("asked", SURVEY, max="20", role="survey"))
    new = declared(
        leaf("a", {"method": "ratio"}, max="60"),
        leaf("heard", SURVEY, max="40", role="survey"),
        concordance={"of": "example/small@2024", "items": [{"old": ["asked"], "new": ["heard"]}]},
        **NEXT,
    )
    table = pa.table({
        "unit": ["x", "y", "z"], "a.value": ["0.9", "0.8", "0.7"],
        "asked.tallies.people.good": [5, 9, 30], "asked.tallies.people.poor": [5, 3, 1],
        "asked.tallies.firms.good": [2, 2, 2], "asked.tallies.firms.fair": [2, 3, 4],
    })  # fmt: skip
    found = simulate(table, old, under=new, kind=KIND, resample_survey=True, draws=40)
    assert found.left_out == ()
    (race,) = races(table, old, under=new, resampled=True, draws=40).races
    checked(found, race)
    facts, drawn = race.columns(race.numbers(0), np.zeros(40, dtype=np.int64))
    assert {name.replace("asked", "heard"): each for name, each in facts.items()} == drawn
    assert found.leagues[0].units[0].moves is not None
    assert simulate(table, old, under=new, kind=KIND, improve=["heard=full"]).draws == 1


def test_ballots_of_a_question_that_a_draft_drops_move_only_what_stands() -> None:
    """What is drawn of an item without a counterpart changes the present total and not the draft's."""
    asked, gone = (leaf(key, SURVEY, max="10", role="survey") for key in ("asked", "gone"))
    old = declared(leaf("a", max="80"), asked, gone)
    new = declared(leaf("a", max="80"), leaf("asked", SURVEY, max="20", role="survey"), **NEXT)
    table = pa.table({
        "unit": ["x", "y"], "a.points": ["60", "50"],
        **{f"{item}.tallies.{group}.{name}": [5, 3 + at]
           for item in ("asked", "gone") for group in ("people", "firms")
           for at, name in enumerate(("good", "poor"))},
    })  # fmt: skip
    found = simulate(table, old, under=new, kind=KIND, resample_survey=True, draws=40)
    (race,) = races(table, old, under=new, resampled=True, draws=40).races
    checked(found, race)
    facts, drawn = race.columns(race.numbers(0), np.zeros(40, dtype=np.int64))
    assert {name.partition(".")[0] for name in facts} == {"asked", "gone"}
    assert {name.partition(".")[0] for name in drawn} == {"asked"}


def test_columns_that_only_a_draft_knows_are_read_for_it() -> None:
    """A table may state what is new in a draft; a row that cannot be read there is left out, and says why."""
    old = declared(leaf("a", max="100"))
    new = declared(leaf("a", max="100"), leaf("b", LEVELS), leaf("c", max="5"), **NEXT)
    table = pa.table({
        "unit": ["x", "y", "z", "v"], "a.points": ["1", "2", "3", "4"],
        "b.level": ["half", None, "odd", "none"], "c.points": ["1.5", "0", "2", "+3"],
    })  # fmt: skip
    found = simulate(table, old, under=new, kind=KIND)
    assert [(each.unit, each.total.most) for each in found.leagues[0].units] == [("x", Fraction("7.5"))]
    assert [(each.row, each.unit, each.problems[0].code) for each in found.left_out] == [
        (2, "y", "E-INCOMPLETE"),
        (3, "z", "E-LEVEL"),
        (4, "v", "E-NUM"),
    ]
    more = simulate(table, old, under=new, kind=KIND, improve=["b"], draws=300)
    assert [(each.unit, each.total.least, each.total.most) for each in more.leagues[0].units] == [
        ("y", 2, 12),
        ("x", Fraction("7.5"), Fraction("12.5")),
    ]


# Who is left out


def test_rows_without_a_total_are_left_out_and_say_why() -> None:
    """What cannot be scored, is not complete, has no key or is there twice is in no ranking."""
    rules = small()
    table = league(
        "a none . . 3 7 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1",
        "b none . . 9 7 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1",
        "c . . . 3 7 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1",
        "d none . . 3 7 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1",
        "d none . . 3 7 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1",
        ". none . . 3 7 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1",
        "e none . . 3 7 . 0.5 . . 1 0 3 1 4.5 . . 5 20 6 4 3 3 1",
    ).append_column("kind", pa.array([KIND] * 6 + ["village"]))
    found = simulate(table, rules, improve=["tasks"], draws=3)
    assert [(each.row, each.unit, each.problems[0].code) for each in found.left_out] == [
        (2, "b", "E-DONE"),
        (3, "c", "E-INCOMPLETE"),
        (4, "d", "E-UNIT-TWICE"),
        (5, "d", "E-UNIT-TWICE"),
        (6, None, "E-BATCH-UNIT"),
        (7, "e", "E-KIND"),
    ]
    assert [each.unit for each in found.leagues[0].units] == ["a"]


def test_rows_of_other_rules_and_broken_lines_are_left_out(tmp_path: Path) -> None:
    """A table in a file may name another ruleset, or have a line that is no row."""
    file = tmp_path / "units.csv"
    file.write_text("unit,ruleset,a.points\nx,example/small@2024,1\ny,example/other@2024,1\nz,1\n")
    found = simulate(file, declared(leaf("a", max="100")), kind=KIND)
    assert [(each.row, each.unit, each.problems[0].code) for each in found.left_out] == [
        (2, "y", "E-BATCH-RULESET"),
        (3, None, "E-BATCH-ROW"),
    ]


def test_assessments_that_do_not_fit_are_left_out() -> None:
    """An assessment of other rules is left out with its problem, and the others are simulated."""
    good, bad = example("", "-b")
    entries = {"nothing": Entry.model_validate({"points": "1"})}
    found = simulate([good, answered(bad, entries)], "example/department@2024", improve=["website"], draws=5)
    assert [(each.row, each.unit, each.problems[0].code) for each in found.left_out] == [
        (2, bad.unit.key, "E-ITEM")
    ]


def test_items_of_other_kinds_of_unit_change_nothing() -> None:
    """An improvement is that of the units to which the item applies."""
    found = simulate(example("", "-c"), "example/department@2024", improve=["2.1.2"], draws=20)
    totals = {each.kind: each.units[0].total for each in found.leagues}
    assert totals["department"] == Spread(*[found.leagues[0].units[0].now.total] * 3)


# What is refused


def refused(code: str, rules: Ruleset, table: object = None, **options: Any) -> str:
    """Return the message of the one problem for which nothing is simulated."""
    with pytest.raises((UsageError, AssessmentError)) as raised:
        simulate(league() if table is None else table, rules, kind=KIND, **options)
    assert raised.value.problems[0].code == code
    return raised.value.problems[0].line("en")


def test_what_cannot_be_asked_is_refused_in_words() -> None:
    """Each thing that is wrong with a question has its own message."""
    rules = small()
    assert refused("E-SIMULATE-ITEM", rules, improve=["task"]) == (
        "E-SIMULATE-ITEM: the ruleset example/small@2024 has no item `task`; did you mean `tasks`?"
    )
    assert refused("E-SIMULATE-HOW", rules, improve=["tasks=most"]) == (
        "E-SIMULATE-HOW: `tasks=most` is no improvement; write ITEM, or ITEM=full for the most there is"
    )
    assert "`plan` is asked twice" in refused("E-ASKED-TWICE", rules, improve=["1.1", "plans"])
    assert refused("E-SIMULATE-ANY", rules, improve=["asked"]) == (
        "E-SIMULATE-ANY: the item `asked` has no list of observations to draw from; "
        "ask for the most with `asked=full`; for a survey, use --resample-survey"
    )
    assert refused("E-SIMULATE-DRAWS", rules, draws=0) == (
        "E-SIMULATE-DRAWS: 0 draws cannot be made; from 1 to 1000000"
    )
    assert "1000001 draws" in refused("E-SIMULATE-DRAWS", rules, draws=1_000_001)
    assert refused("E-SIMULATE-SEED", rules, seed=-1) == (
        "E-SIMULATE-SEED: -1 is no seed; a whole number from 0 to 4294967295"
    )
    for coverage in ("0", "1", "1.5", "-0.5"):
        said = f"an interval cannot hold {coverage} of the draws; write a part of 1, like 0.9"
        found = refused("E-SIMULATE-COVERAGE", rules, coverage=Fraction(coverage))
        assert found == f"E-SIMULATE-COVERAGE: {said}"


def test_what_the_table_cannot_tell_is_refused_in_words() -> None:
    """An item without columns, a survey without tallies, a table without complete units, and no table."""
    rules, old = small(missing="zero"), declared(leaf("a", max="100"))
    new = declared(leaf("new", max="100"), **NEXT)
    bare = league().select(["unit", "tasks.done", "tasks.planned"])
    assert refused("E-SIMULATE-COLUMN", rules, bare, improve=["plan"]) == (
        "E-SIMULATE-COLUMN: the table has no column of the item `plan`; add what stands of it to the table"
    )
    assert refused("E-SIMULATE-TALLIES", rules, bare, resample_survey=True) == (
        "E-SIMULATE-TALLIES: there are no tallies of a survey to draw again; "
        "columns ITEM.tallies.GROUP.OPTION are needed"
    )
    assert "no unit is complete" in refused("E-SIMULATE-NONE", small(), bare)
    assert "no unit is complete" in refused("E-SIMULATE-NONE", small(), bare.slice(0, 0))
    refused("E-BATCH-TABLE", rules, 5)
    refused("E-BATCH-TABLE", rules, [1])
    with pytest.raises(ReadError):
        simulate(pa.table({"unit": ["a"], "odd.points": ["1"]}), rules)
    with pytest.raises(ReadError):
        simulate(pa.table({"unit": ["a"], "new.points": [0.5]}), old, under=new)


def test_figures_too_large_to_draw_are_refused() -> None:
    """What is planned in so many digits that 64 bits cannot hold it is not drawn."""
    rules = declared(leaf("a", {"method": "ratio"}, max="100"))
    table = pa.table({"unit": ["x"], "a.done": ["0.000001"], "a.planned": ["900000000000000"]})
    assert "no list" in refused("E-SIMULATE-ANY", rules, table, improve=["a"])


def test_a_draw_that_the_rules_refuse_stops_the_simulation() -> None:
    """Where a total above the max is refused, a draw that comes to it is named with its unit."""
    rules = declared(
        leaf("a", max="80"), leaf("more", max="15", role="bonus"),
        leaf("asked", SURVEY, max="20", role="survey"),
        above_max="refuse", root={"cap": "none"},
    )  # fmt: skip
    table = pa.table({
        "unit": ["x"], "a.points": ["80"], "more.points": ["10"],
        "asked.tallies.people.good": [5], "asked.tallies.people.poor": [5],
        "asked.tallies.firms.good": [5], "asked.tallies.firms.poor": [5],
    })  # fmt: skip
    assert "in some draw `x` cannot be scored" in refused(
        "E-SIMULATE-REFUSED", rules, table, resample_survey=True, draws=200
    )


def test_rules_without_the_kind_of_unit_are_refused() -> None:
    """Other rules must know the kind of the units, or nothing can be said of them."""
    kinds = {"kinds": [{"key": "ward", "name": {"vi": "Phường"}}]}
    new = declared(leaf("a", max="100"), **NEXT, units=kinds)
    table = pa.table({"unit": ["x"], "a.points": ["1"]})
    refused("E-KIND", declared(leaf("a", max="100")), table, under=new)


def test_groups_that_nobody_answered_stay_so() -> None:
    """Where the rules leave out a group without answers, it has none in any draw."""
    scale = {**SURVEY, "empty": "reweight"}
    rules = declared(leaf("a", max="80"), leaf("asked", scale, max="20", role="survey"))
    for firms in ([2, None], [0, None], [0, 0]):
        table = pa.table({
            "unit": ["x", "y"], "a.points": ["60", "50"],
            "asked.tallies.people.good": [5, 9], "asked.tallies.people.poor": [5, 3],
            "asked.tallies.firms.good": pa.array(firms), "asked.tallies.firms.fair": pa.array(firms),
        })  # fmt: skip
        found = simulate(table, rules, kind=KIND, resample_survey=True, draws=20)
        (race,) = races(table, rules, resampled=True, draws=20).races
        checked(found, race)


def test_survey_points_that_somebody_gave_are_not_drawn_again() -> None:
    """A unit of which points stand in the place of tallies keeps them."""
    rules = declared(leaf("a", max="80"), leaf("asked", SURVEY, max="20", role="survey"))
    table = pa.table({
        "unit": ["x", "y"], "a.points": ["60", "50"], "asked.points": [None, "7"],
        "asked.tallies.people.good": pa.array([5, None]), "asked.tallies.people.poor": pa.array([5, None]),
        "asked.tallies.firms.good": pa.array([2, None]),
    })  # fmt: skip
    found = simulate(table, rules, kind=KIND, resample_survey=True, draws=20)
    assert found.leagues[0].units[1].total == Spread(*[Fraction(57)] * 3)


def test_the_room_gives_its_names_when_they_are_used() -> None:
    """The package imports nothing that needs an extra before it is asked for."""
    assert simulation.simulate is simulate
    assert simulation.Simulation is Simulation
    with pytest.raises(AttributeError, match="no attribute 'odd'"):
        _ = simulation.odd
