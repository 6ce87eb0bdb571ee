"""What new rules do to real units: the rules alone, the year as a whole, and the ranks."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
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
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score

__all__ = ["Effect", "Summary", "effects", "summary"]

_MOVERS = ("own", "others", "ranking")


@dataclass(frozen=True, slots=True)
class Effect:
    """What the new rules, and the new year, did to one unit.

    ``before``: the old rules on the old facts. ``alone``: the new rules on the same facts. ``after``: the new
    rules on the new facts. Where only one year's facts are there, ``before`` and ``alone`` have those, and
    ``after`` is ``alone``. ``unfit``: the items whose entries could not be carried to the other rules, in
    their keys. ``rule_alone``: ``alone`` less ``before``, in percent; worst to best while either is
    incomplete.

    Ranks are those among the units of the same kind and period; none where a sheet of that side is
    incomplete, or the unit is alone. ``own``, ``others`` and ``ranking`` share ``rank_after - rank_before``
    among the unit's own score, those of the others, and the rule of ranking.
    """

    unit: Assessed
    period: str
    before: ScoreSheet
    alone: ScoreSheet
    after: ScoreSheet
    unfit: tuple[str, ...]
    attribution: Attribution | None
    rank_before: int | None = None
    rank_alone: int | None = None
    rank_after: int | None = None
    own: Fraction | None = None
    others: Fraction | None = None
    ranking: Fraction | None = None

    @property
    def rule_alone(self) -> Fraction | Interval[Fraction]:
        """Return what the rules alone change of the index, in percent."""
        before, alone = self.before.index, self.alone.index
        if before.open or alone.open:
            return Interval(alone.least - before.most, alone.most - before.least)
        return alone.least - before.least


@dataclass(frozen=True, slots=True)
class Summary:
    """What the rules alone do to all units, in numbers of units.

    ``undecided``: an incomplete unit for which the change may be 0. ``moves``: old and new band with the
    units that go from the one to the other, themselves included, of those whose two bands are known; nothing
    is said of bands where a ruleset has none.
    """

    units: int
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

    ``watch`` is given all units and hands them back one by one: a bar of progress.
    Each assessment names one of the two rulesets; where these have one id, all are taken as old facts.

    Raises:
        UsageError: the rulesets cannot be matched; a unit comes twice in one period under one ruleset
            (``E-UNIT-TWICE``); the stage is unknown.
        AssessmentError: an assessment is of other rules (``E-OTHER-RULES``), the two of a unit are of two
            kinds (``E-OTHER-UNIT``), or one does not fit; paths begin with the unit's key.
    """
    matching = match_items(old, new)
    found: list[Effect] = []
    problems: list[Problem] = []
    for pair in watch(_pairs(old, new, assessments)):
        try:
            found.append(_effect(old, new, matching, pair, stage))
        except AssessmentError as error:
            unit = (pair.old or pair.new or assessments[0]).unit.key
            problems += [each.under((unit,)) for each in error.problems]
    if problems:
        raise AssessmentError(*problems)
    return _ranked(found)


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


def _effect(old: Ruleset, new: Ruleset, matching: Matching, pair: _Pair, stage: str) -> Effect:
    if pair.old is None:
        assert pair.new is not None  # noqa: S101 (a pair has one at least)
        carried = carry(new, old, matching.turned, pair.new, stage)
        after = score(new, pair.new, stage=stage, trace=False)
        before = _carried_sheet(old, carried.assessment, after)
        return Effect(pair.new.unit, pair.new.period, before, after, after, carried.unfit, None)
    before = score(old, pair.old, stage=stage, trace=False)
    carried = carry(old, new, matching, pair.old, stage)
    alone = _carried_sheet(new, carried.assessment, before)
    if pair.new is None:
        return Effect(pair.old.unit, pair.old.period, before, alone, alone, carried.unfit, None)
    kinds = pair.old.unit.kind, pair.new.unit.kind
    if kinds[0] != kinds[1]:
        path = ("unit", "kind")
        raise AssessmentError(
            problem("E-OTHER-UNIT", path, unit=pair.new.unit.name, old=kinds[0], new=kinds[1])
        )
    after = score(new, pair.new, stage=stage, trace=False)
    shared = attribute(old, new, matching, pair.old, pair.new, stage=stage)
    return Effect(pair.new.unit, pair.new.period, before, alone, after, carried.unfit, shared)


def _carried_sheet(ruleset: Ruleset, carried: Assessment, origin: ScoreSheet) -> ScoreSheet:
    """Score carried facts, which all stand in one stage, as of the stage that they come from."""
    return replace(score(ruleset, carried, trace=False), stage=origin.stage)


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


def _ranked(found: list[Effect]) -> tuple[Effect, ...]:
    """Give each unit its ranks in the league of its kind and period."""
    leagues: dict[tuple[str, str], list[int]] = {}
    for at, each in enumerate(found):
        leagues.setdefault((each.unit.kind, each.period), []).append(at)
    ranked = [*found]
    for members in leagues.values():
        for at, effect in zip(members, _league([found[at] for at in members]), strict=True):
            ranked[at] = effect
    return tuple(ranked)


def _league(field: list[Effect]) -> list[Effect]:
    if len(field) == 1:
        return field
    old, new = (sheet.ruleset.policies.rank.value for sheet in (field[0].before, field[0].after))
    before, alone, after = (
        _ranks(sheets, policy)
        for sheets, policy in (
            ([each.before for each in field], old),
            ([each.alone for each in field], new),
            ([each.after for each in field], new),
        )
    )
    known = None not in before and None not in after
    moved = _moved(field, (old, new)) if known else [dict.fromkeys(_MOVERS)] * len(field)
    return [
        replace(
            each,
            rank_before=before[at],
            rank_alone=alone[at],
            rank_after=after[at],
            own=moved[at]["own"],
            others=moved[at]["others"],
            ranking=moved[at]["ranking"],
        )
        for at, each in enumerate(field)
    ]


def _ranks(sheets: list[ScoreSheet], policy: RankPolicy) -> Sequence[int | None]:
    """Return the rank of each sheet, as `parindex.ranking.places` counts but without comparing every two."""
    if not all(sheet.complete for sheet in sheets):
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


def summary(found: Iterable[Effect]) -> Summary:
    """Count what the rules alone do."""
    signs: Counter[str] = Counter()
    moves: Counter[tuple[str | None, str | None]] = Counter()
    undecided = 0
    for each in found:
        signs[_sign(each.rule_alone)] += 1
        if not (each.before.ruleset.bands and each.alone.ruleset.bands):
            continue
        if _banded(each.before) and _banded(each.alone):
            moves[_band(each.before), _band(each.alone)] += 1
        else:
            undecided += 1
    return Summary(
        units=signs.total(),
        winners=signs["winner"],
        losers=signs["loser"],
        unchanged=signs["unchanged"],
        undecided=signs["undecided"],
        band_changes=sum(count for (was, is_), count in moves.items() if was != is_),
        bands_undecided=undecided,
        moves=FrozenMap(moves),
    )


def _sign(rule: Fraction | Interval[Fraction]) -> str:
    least, most = rule if isinstance(rule, Interval) else (rule, rule)
    if least == most == ZERO:
        return "unchanged"
    return "winner" if least > 0 else "loser" if most < 0 else "undecided"


def _banded(sheet: ScoreSheet) -> bool:
    """Tell whether the band of a sheet is known; a complete one may lie above them all."""
    return sheet.complete or sheet.band is not None


def _band(sheet: ScoreSheet) -> str | None:
    return sheet.band.key if sheet.band else None
