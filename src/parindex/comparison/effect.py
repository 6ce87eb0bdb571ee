"""What new rules do to real units: the rules alone, the year as a whole, and the ranks."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, partial
from typing import NamedTuple

from parindex.assessment import Assessed, Assessment
from parindex.comparison.attribution import Attribution, attribute, shapley
from parindex.comparison.carrying import carry
from parindex.comparison.matching import Matching, match_items
from parindex.errors import AssessmentError, Problem, UsageError, problem
from parindex.exact import ZERO, Interval
from parindex.fields import FrozenMap
from parindex.ruleset.model import Ruleset
from parindex.ruleset.policy import RankPolicy
from parindex.ruleset.tree import leaves, resolve
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score

__all__ = ["Effect", "Measured", "Refused", "Summary", "effects", "measure", "summary"]

_MOVERS = ("own", "others", "ranking")
_ELSEWHERE = {"exclude", "full"}  # policies by which a leaf that is not applicable may lie outside its points


@dataclass(frozen=True, slots=True)
class Effect:
    """What the new rules, and the new year, did to one unit.

    ``before``: the old rules on the old facts. ``alone``: the new rules on the same facts. ``after``: the new
    rules on the new facts. Where only one year's facts are there, ``before`` and ``alone`` have those, and
    ``after`` is ``alone``; ``whole``: both are there. ``unfit``: the items whose entries could not be carried
    to the other rules, in their keys; ``left_out``: those that no longer apply to the unit's kind.
    ``rule_alone``: ``alone`` less ``before``, in percent; worst to best while either is incomplete.

    Ranks are those among the units of the same kind and period; none where a sheet of that side is
    incomplete, a unit was refused, or the unit is alone. ``rank_before`` and ``rank_alone`` are among all of
    them; ``rank_from`` (by ``before``) and ``rank_after`` among those that have the facts of both years.
    ``own``, ``others`` and ``ranking`` share ``rank_after - rank_from`` among the unit's own score, those of
    the others, and the rule of ranking.
    """

    unit: Assessed
    period: str
    before: ScoreSheet
    alone: ScoreSheet
    after: ScoreSheet
    unfit: tuple[str, ...]
    attribution: Attribution | None
    left_out: tuple[str, ...] = ()
    whole: bool = False
    rank_before: int | None = None
    rank_alone: int | None = None
    rank_from: int | None = None
    rank_after: int | None = None
    own: Fraction | None = None
    others: Fraction | None = None
    ranking: Fraction | None = None

    @property
    def rule_alone(self) -> Fraction | Interval[Fraction]:
        """Return what the rules alone change of the index, in percent.

        The interval holds every way in which what is missing may be observed. Where a missing item may be
        declared not applicable instead, the result may lie outside: then it is not ``bounded``.
        """
        before, alone = self.before.index, self.alone.index
        if before.open or alone.open:
            return Interval(alone.least - before.most, alone.most - before.least)
        return alone.least - before.least

    @property
    def bounded(self) -> bool:
        """Tell whether ``rule_alone`` holds every way to complete what is missing, without exception."""
        return _bounded(self.before) and _bounded(self.alone)


def _bounded(sheet: ScoreSheet) -> bool:
    """Tell whether no missing leaf may be declared not applicable and so leave the interval of a sheet."""
    if sheet.complete:
        return True
    missing = {*sheet.missing}
    return not any(
        leaf.item.key in missing and leaf.counts and leaf.not_applicable in _ELSEWHERE
        for leaf in leaves(resolve(sheet.ruleset, sheet.unit.kind))
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """A unit whose facts the other ruleset does not take at all, and why: its kind, its period, its total."""

    unit: Assessed
    period: str
    ruleset: str
    problems: tuple[Problem, ...]


class Measured(NamedTuple):
    """What the new rules do to each unit, and the units of which that cannot be said."""

    effects: tuple[Effect, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the rules alone do, in numbers of results: a unit has one for each period.

    ``undecided``: an incomplete result of which the change may be 0, or may lie outside its interval.
    ``moves``: old and new band with the results that go from the one to the other, themselves included, of
    those whose two bands are known; nothing is said of bands where a ruleset has none.
    """

    units: int
    results: int
    winners: int
    losers: int
    unchanged: int
    undecided: int
    band_changes: int
    bands_undecided: int
    moves: FrozenMap[tuple[str | None, str | None], int]


class _Pair(NamedTuple):
    """The facts of one unit in one period: last year's, this year's."""

    old: Assessment | None
    new: Assessment | None


def effects(
    old: Ruleset,
    new: Ruleset,
    assessments: Sequence[Assessment],
    *,
    stage: str = "final",
    watch: Callable[[tuple[_Pair, ...]], Iterable[_Pair]] = iter,
) -> tuple[Effect, ...]:
    """Return what the new rules do to each unit, in the order in which the units come.

    As `measure`, without the units that the other ruleset does not take.
    """
    return measure(old, new, assessments, stage=stage, watch=watch).effects


def measure(
    old: Ruleset,
    new: Ruleset,
    assessments: Sequence[Assessment],
    *,
    stage: str = "final",
    watch: Callable[[tuple[_Pair, ...]], Iterable[_Pair]] = iter,
) -> Measured:
    """Return what the new rules do to each unit, and which units could not be carried, each in order.

    ``watch`` is given all units and hands them back one by one: a bar of progress.
    Each assessment names one of the two rulesets; where these have one id, all are taken as old facts.

    Raises:
        UsageError: the rulesets cannot be matched; a unit comes twice in one period under one ruleset
            (``E-UNIT-TWICE``); the stage is unknown.
        AssessmentError: an assessment is of other rules (``E-OTHER-RULES``), the two of a unit are of two
            kinds (``E-OTHER-UNIT``), or one does not fit its own; paths begin with the unit's key.
    """
    matching = match_items(old, new)
    found: list[Effect | Refused] = []
    problems: list[Problem] = []
    for pair in watch(_pairs(old, new, assessments)):
        try:
            found.append(_effect(old, new, matching, pair, stage))
        except AssessmentError as error:
            unit = (pair.old or pair.new or assessments[0]).unit.key
            problems += [each.under((unit,)) for each in error.problems]
    if problems:
        raise AssessmentError(*problems)
    refused = tuple(each for each in found if isinstance(each, Refused))
    return Measured(_ranked([each for each in found if isinstance(each, Effect)], refused), refused)


def _pairs(old: Ruleset, new: Ruleset, assessments: Sequence[Assessment]) -> tuple[_Pair, ...]:
    """Put the assessments of one unit and period together."""
    found: dict[tuple[str, str], _Pair] = {}
    strange: list[Problem] = []
    for each in assessments:
        unit = each.unit.key
        pair = found.get((unit, each.period), _Pair(None, None))
        if each.ruleset not in {old.id, new.id}:
            path = (unit, "ruleset")
            strange.append(problem("E-OTHER-RULES", path, found=each.ruleset, old=old.id, new=new.id))
            continue
        is_old = each.ruleset == old.id
        if (pair.old if is_old else pair.new) is not None:
            raise UsageError(problem("E-UNIT-TWICE", unit=unit))
        found[unit, each.period] = pair._replace(old=each) if is_old else pair._replace(new=each)
    if strange:
        raise AssessmentError(*strange)
    return tuple(found.values())


def _effect(old: Ruleset, new: Ruleset, matching: Matching, pair: _Pair, stage: str) -> Effect | Refused:
    # Each file is scored by its own rules first: what is wrong there is an error, whoever refuses it besides.
    own = [
        None if each is None else score(rules, each, stage=stage, trace=False)
        for rules, each in ((old, pair.old), (new, pair.new))
    ]
    turned = pair.old is None
    facts, sheet = (pair.new, own[1]) if turned else (pair.old, own[0])
    assert facts is not None  # noqa: S101 (a pair has one at least)
    assert sheet is not None  # noqa: S101 (and it was scored)
    one, other, match = (new, old, matching.turned) if turned else (old, new, matching)
    carried = carry(one, other, match, facts, stage)
    there = _carried_sheet(other, carried.assessment, sheet)
    if isinstance(there, Refused):
        return there
    before, alone = (there, sheet) if turned else (sheet, there)
    found = Effect(facts.unit, facts.period, before, alone, alone, carried.unfit, None, carried.left_out)
    after = own[1]
    if pair.old is None or pair.new is None or after is None:
        return found
    kinds = pair.old.unit.kind, pair.new.unit.kind
    if kinds[0] != kinds[1]:
        path = ("unit", "kind")
        raise AssessmentError(
            problem("E-OTHER-UNIT", path, unit=pair.new.unit.name, old=kinds[0], new=kinds[1])
        )
    shared = attribute(old, new, matching, pair.old, pair.new, stage=stage)
    return replace(found, unit=pair.new.unit, after=after, attribution=shared, whole=True)


def _carried_sheet(ruleset: Ruleset, carried: Assessment, origin: ScoreSheet) -> ScoreSheet | Refused:
    """Score carried facts, which all stand in one stage, as of the stage that they come from."""
    try:
        sheet = score(_asking(ruleset), carried, trace=False)
    except AssessmentError as error:
        return Refused(carried.unit, carried.period, ruleset.id, error.problems)
    return replace(sheet, ruleset=ruleset, stage=origin.stage)


@lru_cache(maxsize=16)
def _asking(ruleset: Ruleset) -> Ruleset:
    """Return the ruleset with ``missing: refuse``: what nobody was asked for is not 0."""
    missing = ruleset.policies.missing
    if missing.value != "zero":
        return ruleset
    asked = {"missing": missing.model_copy(update={"value": "refuse"})}
    return ruleset.model_copy(update={"policies": ruleset.policies.model_copy(update=asked)})


class _Standings:
    """The figures of a league, in the order of its units and in their own."""

    def __init__(self, sheets: Iterable[ScoreSheet], on: str) -> None:
        self.figures = tuple(_figure(sheet, on) for sheet in sheets)
        self.often = Counter(self.figures)
        self.ordered = sorted(self.figures)
        self.different = sorted(self.often)

    def place(self, unit: int, figure: Fraction, ties: str) -> int:
        """Return the rank of a figure among those of all units but one."""
        own = self.figures[unit]
        dense = ties == "dense"
        field = self.different if dense else self.ordered
        above = len(field) - bisect_right(field, figure)
        # The unit's own figure is among them; another's of the same size would still count in a dense rank.
        return 1 + above - (own > figure and not (dense and self.often[own] > 1))


def _figure(sheet: ScoreSheet, on: str) -> Fraction:
    exact = sheet.index.least
    return exact if on == "exact" else sheet.index.rounding.apply(exact)


def _ranked(found: list[Effect], refused: Iterable[Refused]) -> tuple[Effect, ...]:
    """Give each unit its ranks in the league of its kind and period; none where a unit was refused."""
    leagues: dict[tuple[str, str], list[int]] = {}
    for at, each in enumerate(found):
        leagues.setdefault((each.unit.kind, each.period), []).append(at)
    for unit in refused:
        leagues.pop((unit.unit.kind, unit.period), None)
    ranked = [*found]
    for members in leagues.values():
        for at, effect in zip(members, _league([found[at] for at in members]), strict=True):
            ranked[at] = effect
    return tuple(ranked)


def _league(field: list[Effect]) -> list[Effect]:
    policies = tuple(sheet.ruleset.policies.rank.value for sheet in (field[0].before, field[0].after))
    before = _ranks([each.before for each in field], policies[0])
    alone = _ranks([each.alone for each in field], policies[1])
    ranked = [
        replace(each, rank_before=was, rank_alone=is_)
        for each, was, is_ in zip(field, before, alone, strict=True)
    ]
    across = iter(_across([each for each in ranked if each.whole], (policies[0], policies[1])))
    return [next(across) if each.whole else each for each in ranked]


def _across(field: list[Effect], policies: tuple[RankPolicy, RankPolicy]) -> list[Effect]:
    """Give the units of both years their ranks among themselves, and whose doing each change is."""
    first = _ranks([each.before for each in field], policies[0])
    last = _ranks([each.after for each in field], policies[1])
    known = None not in first and None not in last
    moved = _moved(field, policies) if known else [dict.fromkeys(_MOVERS)] * len(field)
    return [
        replace(
            each,
            rank_from=first[at],
            rank_after=last[at],
            own=moved[at]["own"],
            others=moved[at]["others"],
            ranking=moved[at]["ranking"],
        )
        for at, each in enumerate(field)
    ]


def _ranks(sheets: list[ScoreSheet], policy: RankPolicy) -> Sequence[int | None]:
    """Return the rank of each sheet, as `parindex.ranking.places` counts but without comparing every two."""
    if len(sheets) == 1 or not all(sheet.complete for sheet in sheets):
        return [None] * len(sheets)
    standings = _Standings(sheets, policy.on)
    return [standings.place(at, figure, policy.ties) for at, figure in enumerate(standings.figures)]


def _moved(
    field: list[Effect], policies: tuple[RankPolicy, RankPolicy]
) -> Sequence[Mapping[str, Fraction | None]]:
    """Share the change of each rank among the own score, those of the others, and the rule of ranking."""
    sheets = [each.before for each in field], [each.after for each in field]
    standings = [[_Standings(side, policy.on) for policy in policies] for side in sheets]

    def place(unit: int, changed: frozenset[str]) -> dict[str, Fraction]:
        rule = "ranking" in changed
        figure = standings["own" in changed][rule].figures[unit]
        among = standings["others" in changed][rule]
        return {"rank": Fraction(among.place(unit, figure, policies[rule].ties))}

    shares = (shapley(_MOVERS, partial(place, at)) for at in range(len(field)))
    return [{mover: share[mover]["rank"] for mover in _MOVERS} for share in shares]


def summary(found: Sequence[Effect]) -> Summary:
    """Count what the rules alone do."""
    signs: Counter[str] = Counter()
    moves: Counter[tuple[str | None, str | None]] = Counter()
    undecided = 0
    for each in found:
        signs[_sign(each)] += 1
        if not (each.before.ruleset.bands and each.alone.ruleset.bands):
            continue
        if each.bounded and _banded(each.before) and _banded(each.alone):
            moves[_band(each.before), _band(each.alone)] += 1
        else:
            undecided += 1
    return Summary(
        units=len({each.unit.key for each in found}),
        results=len(found),
        winners=signs["winner"],
        losers=signs["loser"],
        unchanged=signs["unchanged"],
        undecided=signs["undecided"],
        band_changes=sum(count for (was, is_), count in moves.items() if was != is_),
        bands_undecided=undecided,
        moves=FrozenMap(moves),
    )


def _sign(effect: Effect) -> str:
    rule = effect.rule_alone
    least, most = rule if isinstance(rule, Interval) else (rule, rule)
    if not effect.bounded:
        return "undecided"
    if least == most == ZERO:
        return "unchanged"
    return "winner" if least > 0 else "loser" if most < 0 else "undecided"


def _banded(sheet: ScoreSheet) -> bool:
    """Tell whether the band of a sheet is known; a complete one may lie above them all."""
    return sheet.complete or sheet.band is not None


def _band(sheet: ScoreSheet) -> str | None:
    return sheet.band.key if sheet.band else None
