"""Effects: the rules alone, the whole year, and whose doing a change of rank is."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from helpers import BANDS, assess, leaf, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.api import read_assessment
from parindex.assessment import Assessment
from parindex.comparison.effect import Effect, effects, measure, summary
from parindex.errors import AssessmentError, UsageError
from parindex.errors import Path as ProblemPath
from parindex.exact import Interval
from parindex.ranking import places
from parindex.ruleset.catalog import load
from parindex.ruleset.model import Ruleset
from parindex.scoring import score

Plain = dict[str, Any]
EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"


def last(*items: Plain, **values: Any) -> Ruleset:
    """Make last year's ruleset."""
    return ruleset(*items, id="example/small@2023", year="2023", **values)


OLD = last(leaf("a"), leaf("b"))
NEW = ruleset(leaf("a"), leaf("c"))
COUNT = {"method": "count", "each": "0.1"}


def facts(rules: Ruleset, unit: str, **points: str) -> Assessment:
    """Make the assessment of a unit under a ruleset: given points."""
    return assess({key: {"points": value} for key, value in points.items()}, unit=unit, ruleset=rules.id)


def counted(rules: Ruleset, unit: str, count: int) -> Assessment:
    """Make the assessment of a unit that is marked by one count, in tenths of a point."""
    return assess({"n": {"count": str(count)}}, unit=unit, ruleset=rules.id)


def codes(error: AssessmentError | UsageError) -> list[tuple[str, ProblemPath]]:
    """Return code and path of every problem."""
    return [(each.code, each.path) for each in error.problems]


def test_the_department_of_two_years() -> None:
    """The illustrative department: three sheets, what the rules alone leave open, and why it gained."""
    old, new = load("example/department@2023"), load("example/department@2024")
    both = [read_assessment(EXAMPLES / f"department-{year}.yaml")[0] for year in (2023, 2024)]
    (found,) = effects(old, new, both)
    assert found.before.index.exact == score(old, both[0]).index.exact
    assert found.after.index.exact == score(new, both[1]).index.exact
    assert found.alone.missing == ("self-scoring-quality", "digitised-results")
    assert isinstance(found.rule_alone, Interval)
    assert [round(float(end), 4) for end in found.rule_alone] == [-1.142, 0.358]
    assert found.attribution is not None
    assert found.attribution.change == found.after.index.least - found.before.index.least
    assert summary([found]).undecided == 1
    assert (found.rank_before, found.own) == (None, None)


def test_rules_alone_take_last_years_facts() -> None:
    """`alone` scores the old facts by the new rules; what is new is missing, and the change an interval."""
    (found,) = effects(OLD, NEW, [facts(OLD, "x", a="8", b="6"), facts(NEW, "x", a="9", c="1")])
    assert (found.before.index.exact, found.after.index.exact) == (Fraction(70), Fraction(50))
    assert found.alone.index.exact == Interval(Fraction(40), Fraction(90))
    assert found.rule_alone == Interval(-30, 20)
    assert found.unfit == ()


def test_only_last_years_facts() -> None:
    """Without this year's facts, `after` is what the new rules alone make of last year's."""
    new = ruleset(leaf("a"), leaf("b", max="40"))
    (found,) = effects(OLD, new, [assess({"a": {"points": "8"}, "b": {"state": "zero"}}, ruleset=OLD.id)])
    assert found.after is found.alone
    assert found.attribution is None
    assert found.rule_alone == Fraction(800, 50) - 40


def test_only_this_years_facts() -> None:
    """Without last year's facts, this year's are carried back: `before` has them under the old rules."""
    (found,) = effects(last(leaf("a"), leaf("c", max="5")), NEW, [facts(NEW, "x", a="9", c="1")])
    assert found.unfit == ("c",)
    assert found.before.ruleset.id == "example/small@2023"
    assert found.before.missing == ("c",)
    assert found.alone is found.after
    assert found.rule_alone == Interval(50 - Fraction(1400, 15), Fraction(50) - 60)


def test_a_draft_of_the_same_id() -> None:
    """Where both rulesets have one id, every assessment has old facts."""
    draft = Ruleset.model_validate(ruleset(leaf("a"), leaf("b")).plain() | {"id": OLD.id, "year": "2023"})
    found = effects(OLD, draft, [facts(OLD, "x", a="8", b="6"), facts(OLD, "y", a="1", b="6")])
    assert [each.rule_alone for each in found] == [0, 0]
    assert [each.rank_alone for each in found] == [1, 2]
    assert all(each.after is each.alone for each in found)
    assert [(each.whole, each.rank_after) for each in found] == [(False, None)] * 2


def test_the_stage_of_carried_facts_is_theirs() -> None:
    """At an earlier stage the earlier facts are taken, and every sheet says which stage it is of."""
    changed = {"points": "2", "changed": {"by": "Sở Nội vụ", "why": "thẩm định"}}
    entries = {"a": {"points": "8"}, "b": {"points": "6"}}
    new = ruleset(leaf("a"), leaf("b"))
    staged = assess({"a": changed}, self=entries, ruleset=OLD.id)
    (early,), (late,) = (effects(OLD, new, [staged], stage=stage) for stage in ("self", "final"))
    assert [each.stage for each in (early.before, early.alone, late.alone)] == ["self", "self", "final"]
    assert [each.alone.index.least for each in (early, late)] == [70, 40]


def test_assessments_by_other_rules_are_refused() -> None:
    """Every assessment that names neither ruleset is reported, each under its unit."""
    strange = [facts(load("example/department@2023"), unit, a="1") for unit in "xy"]
    with pytest.raises(AssessmentError) as caught:
        effects(OLD, NEW, [facts(OLD, "z", a="1", b="1"), *strange])
    assert codes(caught.value) == [("E-OTHER-RULES", (unit, "ruleset")) for unit in "xy"]
    assert "example/department@2023" in caught.value.problems[0].message("en")


def test_a_unit_twice_on_one_side_is_refused() -> None:
    """Two assessments of one unit, period and ruleset cannot both stand."""
    with pytest.raises(UsageError) as caught:
        effects(OLD, NEW, [facts(OLD, "x", a="1", b="1")] * 2)
    assert codes(caught.value) == [("E-UNIT-TWICE", ())]


def test_a_unit_of_two_kinds_is_refused() -> None:
    """A unit that changed its kind is measured by other criteria, and is not compared."""
    other = assess({"a": {"points": "1"}, "c": {"points": "1"}}, unit="x", kind="district", ruleset=NEW.id)
    with pytest.raises(AssessmentError) as caught:
        effects(OLD, NEW, [facts(OLD, "x", a="1", b="1"), other])
    assert codes(caught.value) == [("E-OTHER-UNIT", ("x", "unit", "kind"))]
    assert "department" in caught.value.problems[0].message("en")


def test_what_does_not_fit_is_said_under_its_unit() -> None:
    """Problems of scoring are those of all units, and each path begins with the unit's key."""
    wrong = [facts(OLD, "x", a="11", b="1"), facts(NEW, "y", a="1", c="12"), facts(OLD, "z", a="1", b="1")]
    with pytest.raises(AssessmentError) as caught:
        effects(OLD, NEW, wrong)
    where = [("E-RANGE", (unit, "stages", "final", "entries", key, "points")) for unit, key in ("xa", "yc")]
    assert codes(caught.value) == where


figures = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=7)
policies = st.builds(
    lambda on, ties: {"on": on, "ties": ties},
    st.sampled_from(["exact", "published"]),
    st.sampled_from(["competition", "dense"]),
)


@given(figures, policies, policies, st.permutations(range(7)))
@settings(max_examples=15)
def test_ranks_and_whose_doing_they_are(
    counts: list[tuple[int, int]], one: Plain, other: Plain, order: list[int]
) -> None:
    """Ranks are those of `places`, and the three shares are what all six orders give."""
    at: Plain = {"digits": "0", "mode": "half-up", "at": ["publication"]}
    old = last(leaf("n", COUNT), rounding=at, rank=one)
    new = ruleset(leaf("n", COUNT), rounding=at, rank=other)
    field = [(f"u{at}", was, is_) for at, (was, is_) in enumerate(counts)]
    given_ = [counted(rules, unit, pair[at]) for unit, *pair in field for at, rules in enumerate((old, new))]
    found = effects(old, new, given_)
    shuffled = effects(old, new, sorted(given_, key=lambda each: order[int(each.unit.key[1:])]))
    assert {each.unit.key: ranks(each) for each in found} == {each.unit.key: ranks(each) for each in shuffled}

    def place(unit: str, changed: frozenset[str]) -> int:
        rule = other if "ranking" in changed else one
        world = {key: Fraction(pair[("own" if key == unit else "others") in changed]) for key, *pair in field}
        if rule["on"] == "published":
            world = {key: Fraction(int(figure + Fraction(1, 2))) for key, figure in world.items()}
        return places(world, rule["ties"])[unit]

    for each in found:
        key = each.unit.key
        everything = frozenset(MOVERS)
        assert each.rank_from == each.rank_before
        assert (each.rank_before, each.rank_after) == (place(key, frozenset()), place(key, everything))
        assert each.rank_alone == place(key, frozenset({"ranking"}))
        walked = dict.fromkeys(MOVERS, Fraction(0))
        for turn in permutations(MOVERS):
            for step, mover in enumerate(turn):
                here, there = frozenset(turn[:step]), frozenset(turn[: step + 1])
                walked[mover] += Fraction(place(key, there) - place(key, here), 6)
        assert (each.own, each.others, each.ranking) == tuple(walked.values())
        assert one != other or each.ranking == 0


MOVERS = ("own", "others", "ranking")


def ranks(each: Effect) -> tuple[object, ...]:
    """Return everything an effect says of ranks."""
    return (each.rank_before, each.rank_alone, each.rank_after, each.own, each.others, each.ranking)


def test_no_ranks_in_an_incomplete_league() -> None:
    """One incomplete sheet takes the ranks from its side, and a kind of its own has none."""
    pairs = [
        facts(rules, unit, a="5", **{key: "5"}) for unit in "xy" for rules, key in ((OLD, "b"), (NEW, "c"))
    ]
    lonely = assess({"a": {"points": "1"}, "b": {"points": "1"}}, unit="z", kind="district", ruleset=OLD.id)
    found = effects(OLD, NEW, [*pairs, lonely])
    assert [ranks(each)[:3] for each in found] == [(1, None, 1), (1, None, 1), (None, None, None)]
    assert [each.own for each in found] == [0, 0, None]
    partial = effects(OLD, NEW, [*pairs[:3], facts(NEW, "y", a="5")])
    assert [ranks(each) for each in partial] == [(1, None, None, None, None, None)] * 2


def test_what_the_new_rules_ask_besides_is_missing_and_not_zero() -> None:
    """Where missing counts as 0, that is for those who were asked: carried facts leave an interval."""
    old, new = (maker(leaf("a"), leaf(key), missing="zero") for maker, key in ((last, "b"), (ruleset, "c")))
    (found,) = effects(old, new, [facts(old, "x", a="8")])
    assert found.before.index.exact == 40
    assert found.alone.index.exact == Interval(40, 90)
    assert found.alone.ruleset is new
    (found,) = effects(old, new, [facts(new, "x", a="8")])
    assert found.before.index.exact == Interval(40, 90)
    assert found.alone.index.exact == 40


@pytest.mark.parametrize(
    ("policy", "role", "bounded"),
    [
        ("forbid", "criterion", True),
        ("zero", "criterion", True),
        ("full", "criterion", False),
        ("exclude", "criterion", False),
        ("exclude", "bonus", True),
    ],
)
def test_what_may_not_apply_is_not_bounded(policy: str, role: str, *, bounded: bool) -> None:
    """A missing item that may be left out, or be given in full, can take the index out of the interval."""
    old = last(leaf("a"), root={"cap": "none"})
    new = ruleset(leaf("a"), leaf("c", max="2", role=role, not_applicable=policy), root={"cap": "none"})
    (found,) = effects(old, new, [facts(old, "x", a="5")])
    assert found.bounded == bounded
    (whole,) = effects(old, old, [facts(old, "x", a="5")])
    assert whole.bounded


@pytest.mark.parametrize(("policy", "losers"), [("forbid", 1), ("exclude", 0)])
def test_a_loss_that_an_exemption_may_undo_is_undecided(policy: str, losers: int) -> None:
    """15 of 10 points become 15 to 25 of 20, less in any case; without the new item they stay 150 percent."""
    items = (leaf("a"), leaf("b", role="bonus", max="5"))
    said: Plain = {"root": {"cap": "none"}, "above_max": "allow", "bands": []}
    old, new = last(*items, **said), ruleset(*items, leaf("c", not_applicable=policy), **said)
    (found,) = effects(old, new, [facts(old, "x", a="10", b="5")])
    assert found.rule_alone == Interval(-75, -25)
    counts = summary([found])
    assert (counts.losers, counts.undecided) == (losers, 1 - losers)
    if policy == "exclude":
        marks = {"a": {"points": "10"}, "b": {"points": "5"}}
        exempt = score(new, assess({**marks, "c": {"state": "not-applicable", "why": "không có"}}))
        assert exempt.index.exact == found.before.index.exact == 150


@pytest.mark.parametrize(("policy", "undecided"), [("forbid", 0), ("exclude", 1)])
def test_a_band_that_an_exemption_may_change_is_undecided(policy: str, undecided: int) -> None:
    """All of an interval in one band says which, unless the missing item may not apply."""
    new = ruleset(leaf("a"), leaf("c", max="0.1", not_applicable=policy))
    old = last(leaf("a"))
    found = summary(effects(old, new, [facts(old, "x", a="6")]))
    assert found.bands_undecided == undecided
    assert dict(found.moves) == ({} if undecided else {("kha", "kha"): 1})


def test_ranks_across_years_are_among_units_of_both() -> None:
    """Z has last year's facts only: it stands in the ranks of these, and in no rank of the new year."""
    old, new = last(leaf("a")), ruleset(leaf("a"))
    given_ = [
        facts(rules, unit, a=mark)
        for unit, *marks in (("x", "9", "5"), ("y", "7", "6"))
        for rules, mark in zip((old, new), marks, strict=True)
    ]
    x, y, z = effects(old, new, [*given_, facts(old, "z", a="8")])
    assert [(each.rank_before, each.rank_alone) for each in (x, y, z)] == [(1, 1), (3, 3), (2, 2)]
    assert [(each.rank_from, each.rank_after) for each in (x, y, z)] == [(1, 2), (2, 1), (None, None)]
    one, none = Fraction(1), Fraction(0)
    assert (x.own, x.others, x.ranking) == (one, none, none)
    assert (y.own, y.others, y.ranking) == (none, -one, none)
    assert z.own is None
    (alone, _) = effects(old, new, [*given_[:2], facts(old, "z", a="8")])
    assert (alone.rank_before, alone.rank_from, alone.rank_after, alone.own) == (1, None, None, None)


def test_a_unit_that_the_other_rules_do_not_know_stops_nobody() -> None:
    """A kind or a period of one ruleset alone is reported with its reason, and the others are scored."""
    kinds = [{"key": key, "name": {"vi": key}} for key in ("department", "ward")]
    half = {"key": "half-year", "from": "2023-01-01", "to": "2023-06-30"}
    year = {"key": "year", "from": "2023-01-01", "to": "2023-12-31"}
    old = last(leaf("a"), units={"kinds": kinds}, periods=[year, half], annual_result="year")
    new = ruleset(leaf("a"))
    marks = {"a": {"points": "5"}}
    ward = assess(marks, unit="w", kind="ward", ruleset=old.id)
    early = assess(marks, unit="x", period="half-year", ruleset=old.id)
    coming = assess(marks, unit="d", kind="district", ruleset=new.id)
    found = measure(old, new, [ward, facts(old, "x", a="5"), early, coming])
    assert [each.unit.key for each in found.effects] == ["x"]
    assert [(each.unit.key, each.period, each.ruleset, each.problems[0].code) for each in found.refused] == [
        ("w", "year", new.id, "E-KIND"),
        ("x", "half-year", new.id, "E-PERIOD"),
        ("d", "year", old.id, "E-KIND"),
    ]
    assert effects(old, new, [ward, early]) == ()


def test_a_total_that_the_other_rules_refuse_stops_nobody() -> None:
    """Carried facts above the max are not carried, and a league without that unit has no ranks."""
    items = (leaf("a"), leaf("b", role="bonus", max="5"))
    old = last(*items, root={"cap": "none"})
    new = ruleset(*items, root={"cap": "none"}, above_max="refuse")
    units = [facts(old, unit, a="9", b=bonus) for unit, bonus in (("x", "0"), ("y", "5"), ("z", "1"))]
    found = measure(old, new, units)
    assert [each.unit.key for each in found.effects] == ["x", "z"]
    assert [(each.unit.key, each.problems[0].code) for each in found.refused] == [("y", "E-ABOVE")]
    assert [each.rank_before for each in found.effects] == [None, None]
    with pytest.raises(AssessmentError) as caught:
        effects(old, new, [*units, facts(new, "q", a="9", b="5")])
    assert codes(caught.value) == [("E-ABOVE", ("q",))]


def test_what_no_longer_applies_is_left_out() -> None:
    """An entry of an item that is for another kind now is not missing, and is listed by itself."""
    kinds = (leaf("b", applies_to=["district"]), leaf("c", applies_to=["department"]))
    new = ruleset(leaf("a"), *kinds, root={"max": "20"})
    (found,) = effects(OLD, new, [facts(OLD, "x", a="1", b="2")])
    assert (found.left_out, found.unfit, found.alone.missing) == (("b",), (), ("c",))


def test_a_unit_with_two_periods_has_two_results() -> None:
    """A summary counts results; it knows how many units they are of."""
    periods = [
        {"key": key, "from": "2023-01-01", "to": to}
        for key, to in (("year", "2023-12-31"), ("half-year", "2023-06-30"))
    ]
    old, new = (maker(leaf("a"), periods=periods, annual_result="year") for maker in (last, ruleset))
    given_ = [
        assess({"a": {"points": "5"}}, period=period, ruleset=old.id) for period in ("year", "half-year")
    ]
    said = summary(effects(old, new, given_))
    assert (said.units, said.results, said.unchanged) == (1, 2, 2)


def test_a_summary_counts_what_the_rules_alone_do() -> None:
    """Winners, losers, unchanged and undecided units, and which bands they go from and to."""
    levels = {"method": "direct"}
    old = last(leaf("n", COUNT), leaf("m", levels))
    new = ruleset(
        leaf("n", {"method": "count", "each": "0.2"}), leaf("m", levels), leaf("p", COUNT, role="penalty")
    )
    less = ruleset(leaf("n", {"method": "count", "each": "0.05"}), leaf("m", levels))
    units = [
        assess({"n": {"count": n}, "m": {"points": m}}, unit=f"u{n}-{m}", ruleset=old.id)
        for n, m in (("50", "1"), ("0", "5"), ("90", "9"))
    ]
    falls = summary(effects(old, less, units))
    assert (falls.units, falls.winners, falls.losers, falls.unchanged, falls.undecided) == (3, 0, 2, 1, 0)
    assert dict(falls.moves) == {("yeu", "yeu"): 2, ("tot", "kha"): 1}
    assert (falls.band_changes, falls.bands_undecided) == (1, 0)
    opens = summary(effects(old, new, units))
    assert (opens.winners, opens.losers, opens.unchanged, opens.undecided) == (0, 0, 0, 3)
    assert (opens.band_changes, opens.bands_undecided) == (0, 2)
    ids = ((less, old.id), (old, less.id))
    turned = [Ruleset.model_validate(rules.plain() | {"id": id_}) for rules, id_ in ids]
    rises = summary(effects(turned[0], turned[1], units[:1]))
    assert (rises.winners, rises.losers) == (1, 0)


def test_no_bands_no_moves() -> None:
    """Where a ruleset has no bands, nothing is said of moves; an index above the top is in no band."""
    bare = Ruleset.model_validate({key: each for key, each in NEW.plain().items() if key != "bands"})
    assert summary(effects(OLD, bare, [facts(OLD, "x", a="1", b="1")])).moves == {}
    low = [{**BANDS[0], "to": "90"}, *BANDS[1:]]
    top = Ruleset.model_validate(OLD.plain() | {"id": NEW.id, "bands": low})
    found = summary(effects(OLD, top, [facts(OLD, "x", a="10", b="9")]))
    assert dict(found.moves) == {("tot", None): 1}
