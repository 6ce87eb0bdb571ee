"""The stage ledger: what each stage changed, by whom, why, and what that does to the total and the rank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from parindex.assessment import STAGES, Assessment, Entry, Evidence, Stage, StageName
from parindex.errors import AssessmentError, Language, UsageError, problem
from parindex.exact import Interval, Rounding, add, exact_text
from parindex.fields import FrozenMap, Text, say
from parindex.ranking import league, rank
from parindex.ruleset.model import Item, Ruleset
from parindex.scoresheet import Figure, Line, ScoreSheet, each_line
from parindex.scoring import score

__all__ = ["Change", "Ends", "Gap", "Gaps", "Ledger", "Passage", "Position", "ledger", "observation", "plain"]

Ends = Interval[Fraction]
"""How far each end of a figure lies from that of another; both are the same where nothing is missing."""


class Position(NamedTuple):
    """Where a unit stands at one stage: its sheet, and its rank, all others being at their final stage."""

    sheet: ScoreSheet
    rank: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that a stage changed, or gave first: the item's line before and after, and what that does.

    ``effect`` and ``rank_after`` are of this change alone, made to the stage before; nothing where the rules
    refuse such a score.
    """

    stage: StageName
    before: Line
    after: Line
    effect: Ends | None
    rank_before: int | None
    rank_after: int | None

    @property
    def item(self) -> Item:
        """Return the item, with its key, code, name and clause."""
        return self.after.item

    @property
    def by(self) -> str | None:
        """Return who made the change; nobody is named for an entry that was not there before."""
        return self.after.entry.changed.by if self.after.entry and self.after.entry.changed else None

    @property
    def why(self) -> str | None:
        """Return why the change was made."""
        return self.after.entry.changed.why if self.after.entry and self.after.entry.changed else None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Return the documents that the new entry rests on."""
        return self.after.entry.evidence if self.after.entry else ()


@dataclass(frozen=True, slots=True)
class Passage:
    """What happened from one stage to the next that the file has.

    ``whole`` is the change of the total. ``remainder`` is what the entries, each made alone, leave of it, for
    caps, rescaling and rounding see them together; nothing where one of them cannot be made alone.
    """

    before: StageName
    after: StageName
    entries: tuple[Change, ...]
    whole: Ends
    remainder: Ends | None


@dataclass(frozen=True, slots=True)
class Gap:
    """The points that a unit claimed for itself, and those that it was granted."""

    claimed: Figure
    granted: Figure

    @property
    def difference(self) -> Ends:
        """Return how much was claimed above what was granted."""
        return _moved(self.granted, self.claimed)


class Gaps(NamedTuple):
    """The gap of the total, of each field, and of each appraising body (none where no body is stated).

    The points of a body are those of its leaves, before any cap and rescaling.
    """

    total: Gap
    fields: tuple[tuple[Item, Gap], ...]
    bodies: tuple[tuple[Text | None, Gap], ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The way of one unit through the stages; ``gaps`` need its own scoring and a later stage.

    ``final`` is its sheet at the final stage, also where the file has not come so far.
    """

    final: ScoreSheet
    positions: tuple[Position, ...]
    passages: tuple[Passage, ...]
    gaps: Gaps | None

    @property
    def entries(self) -> tuple[Change, ...]:
        """Return every change, stage by stage."""
        return tuple(change for passage in self.passages for change in passage.entries)


def ledger(ruleset: Ruleset, assessments: Sequence[Assessment]) -> tuple[Ledger, ...]:
    """Return the ledger of each unit; several units have ranks, each while the others stand as at the end.

    Raises:
        AssessmentError: an assessment does not fit the ruleset, or changes an entry without a reason.
        UsageError: units of different leagues (``E-LEAGUE``), or a unit twice (``E-UNIT-TWICE``).
    """
    finals = [score(ruleset, each) for each in assessments]
    _refuse(finals)
    return tuple(
        _Keeper(ruleset, each, [other for other in finals if other is not final]).kept(final)
        for each, final in zip(assessments, finals, strict=True)
    )


def _refuse(sheets: Sequence[ScoreSheet]) -> None:
    seen: set[str] = set()
    for sheet in sheets:
        if league(sheet) != league(sheets[0]):
            raise UsageError(problem("E-LEAGUE", unit=sheet.unit.name, other=sheets[0].unit.name))
        if sheet.unit.key in seen:
            raise UsageError(problem("E-UNIT-TWICE", unit=sheet.unit.key))
        seen.add(sheet.unit.key)


class _Keeper:
    """Keeps the ledger of one unit, while the others of its league stand as they do at the end."""

    def __init__(self, ruleset: Ruleset, assessment: Assessment, others: Sequence[ScoreSheet]) -> None:
        self.ruleset = ruleset
        self.assessment = assessment
        self.others = others

    def kept(self, final: ScoreSheet) -> Ledger:
        positions = tuple(self.position(name) for name in STAGES if name in self.assessment.stages)
        passages = tuple(self.passage(before, after) for before, after in pairwise(positions))
        return Ledger(final, positions, passages, self.gaps(positions))

    def position(self, stage: StageName) -> Position:
        try:
            sheet = score(self.ruleset, self.assessment, stage=stage)
        except AssessmentError as error:  # what is refused for its total has no place of its own
            at = ("stages", stage)
            raise AssessmentError(
                *(each if each.path else each.under(at) for each in error.problems)
            ) from None
        return Position(sheet, self.rank(sheet))

    def rank(self, sheet: ScoreSheet) -> int | None:
        """Rank a sheet among the final ones of the others, when all of them are complete."""
        if not self.others or not all(each.complete for each in (sheet, *self.others)):
            return None
        ranked = rank([replace(sheet, stage="final"), *self.others])
        return next(row.rank for row in ranked if row.sheet.unit.key == sheet.unit.key)

    def passage(self, before: Position, after: Position) -> Passage:
        old, new = _leaves(before.sheet), _leaves(after.sheet)
        entries = tuple(
            self.change(before, after.sheet.stage, old[key], line)
            for key, line in new.items()
            if _said(old[key]) != _said(line)
        )
        whole = _moved(before.sheet.total, after.sheet.total)
        effects = [each.effect for each in entries if each.effect]
        left = Interval(*(end - add(ends) for end, ends in zip(whole, _ends(effects), strict=True)))
        stages = before.sheet.stage, after.sheet.stage
        return Passage(*stages, entries, whole, left if len(effects) == len(entries) else None)

    def change(self, before: Position, stage: StageName, old: Line, new: Line) -> Change:
        """Make one change alone, and see what it does."""
        lines = {**_leaves(before.sheet), new.item.key: new}
        entries = {key: line.entry for key, line in lines.items() if line.entry}
        try:
            sheet = score(self.ruleset, self.standing(entries), trace=False)
        except AssessmentError:
            return Change(stage, old, new, None, before.rank, None)
        effect = _moved(before.sheet.total, sheet.total)
        return Change(stage, old, new, effect, before.rank, self.rank(sheet))

    def standing(self, entries: Mapping[str, Entry]) -> Assessment:
        """Return the assessment as if it had these entries alone, in one stage."""
        stages = FrozenMap({"final": Stage(entries=entries)})
        return self.assessment.model_copy(update={"stages": stages})

    def gaps(self, positions: Sequence[Position]) -> Gaps | None:
        first, last = positions[0].sheet, positions[-1].sheet
        if first.stage != "self" or first is last:
            return None
        pairs = zip(_fields(first), _fields(last), strict=True)
        return Gaps(
            Gap(first.total, last.total),
            tuple((one.item, _gap([one], [other], last.total.rounding)) for one, other in pairs),
            tuple(self.bodies(first, last)),
        )

    def bodies(self, first: ScoreSheet, last: ScoreSheet) -> Iterator[tuple[Text | None, Gap]]:
        above = self.ruleset.score.appraiser
        claimed, granted = (tuple(_appraised(sheet.lines, above)) for sheet in (first, last))
        for body in dict.fromkeys(each for each, _ in claimed):
            own, given = ([line for each, line in lines if each == body] for lines in (claimed, granted))
            yield body, _gap(own, given, last.total.rounding)


def _leaves(sheet: ScoreSheet) -> dict[str, Line]:
    return {line.item.key: line for line in each_line(sheet.lines) if line.item.scale}


def _said(line: Line) -> tuple[str, Mapping[str, str]]:
    return line.state, observation(line)


def observation(line: Line) -> Mapping[str, str]:
    """Return what was observed, as the format writes it: ``done`` is 287, ``counts.minor`` is 1."""
    entry = line.entry
    tree = entry.model_dump(mode="json", include=set(entry.form)) if entry else {}
    return FrozenMap(dict(pair for field, value in tree.items() for pair in _flat(value, field)))


def _flat(value: Any, at: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 (any plain tree)
    if isinstance(value, dict) and value:
        for key, each in value.items():
            yield from _flat(each, f"{at}.{key}")
    else:
        yield at, value if isinstance(value, str) else ", ".join(value)


def _moved(before: Figure, after: Figure) -> Ends:
    return Interval(after.least - before.least, after.most - before.most)


def _ends(figures: Iterable[Figure | Ends]) -> tuple[list[Fraction], list[Fraction]]:
    each = list(figures)
    return [one.least for one in each], [one.most for one in each]


def _fields(sheet: ScoreSheet) -> list[Line]:
    """Return the lines below the components that a total is made of, or a component that has none."""
    found = [line for above in sheet.lines for line in above.lines or (above,)]
    return [line for line in found if not _excluded(line)]


def _excluded(line: Line) -> bool:
    """Tell whether an item does not apply to the kind of unit: its state is from no entry."""
    return line.state == "not-applicable" and line.entry is None


def _appraised(lines: tuple[Line, ...], above: Text | None) -> Iterator[tuple[Text | None, Line]]:
    """Give each leaf that applies with the body that appraises it, stated at the item or above it."""
    for line in lines:
        body = line.item.appraiser or above
        if line.lines:
            yield from _appraised(line.lines, body)
        elif not _excluded(line):
            yield body, line


def _gap(claimed: Sequence[Line], granted: Sequence[Line], rounding: Rounding) -> Gap:
    return Gap(*(_sum([line.figure(rounding) for line in lines], rounding) for lines in (claimed, granted)))


def _sum(figures: Sequence[Figure], rounding: Rounding) -> Figure:
    least, most = (add(ends) for ends in _ends(figures))
    return Figure(least, most, any(each.open for each in figures), rounding)


def plain(ledgers: Sequence[Ledger], lang: Language = "vi") -> dict[str, Any]:
    """Return ledgers of one league as a plain tree of text, true, false and null."""
    first = ledgers[0].final
    ruleset = first.ruleset
    label = {"standing": ruleset.standing, "coverage": ruleset.coverage}
    return {
        "format": "1",
        "ruleset": {"id": ruleset.id, "sha256": ruleset.digest, **label},
        "unit_kind": first.unit.kind,
        "period": first.period,
        "ledgers": [_ledger(each, lang) for each in ledgers],
    }


def _ledger(kept: Ledger, lang: Language) -> dict[str, Any]:
    rounding = kept.final.total.rounding
    return {
        "unit": kept.final.unit.key,
        "unit_name": kept.final.unit.name,
        "stages": [_position(each, lang) for each in kept.positions],
        "passages": [_passage(each, rounding, lang) for each in kept.passages],
        "gaps": _gaps(kept.gaps, lang) if kept.gaps else None,
        "warnings": [
            {"code": each.code, "at": each.at, "message": each.message(lang)} for each in kept.final.warnings
        ],
    }


def _position(each: Position, lang: Language) -> dict[str, Any]:
    sheet = each.sheet
    return {
        "stage": sheet.stage,
        "complete": sheet.complete,
        "total": _figure(sheet.total, sheet.total.rounding),
        "index": _figure(sheet.index, sheet.index.rounding),
        "band": {"key": sheet.band.key, "name": say(sheet.band.name, lang)} if sheet.band else None,
        "rank": _rank(each.rank),
    }


def _passage(passage: Passage, rounding: Rounding, lang: Language) -> dict[str, Any]:
    left = passage.remainder
    return {
        "from": passage.before,
        "to": passage.after,
        "whole": _figure(passage.whole, rounding),
        "remainder": _figure(left, rounding) if left else None,
        "entries": [_change(each, rounding, lang) for each in passage.entries],
    }


def _change(change: Change, rounding: Rounding, lang: Language) -> dict[str, Any]:
    item = change.item
    return {
        "stage": change.stage,
        "item": item.key,
        "code": item.code,
        "name": say(item.name, lang),
        "source": {"instrument": item.source.instrument, "at": item.source.at} if item.source else None,
        "before": _line(change.before, rounding),
        "after": _line(change.after, rounding),
        "by": change.by,
        "why": change.why,
        "evidence": [{"title": each.title, "sha256": each.sha256} for each in change.evidence],
        "effect": _figure(change.effect, rounding) if change.effect else None,
        "rank": {"before": _rank(change.rank_before), "after": _rank(change.rank_after)},
    }


def _line(line: Line, rounding: Rounding) -> dict[str, Any]:
    return {
        "state": line.state,
        "why": line.entry.why if line.entry else None,
        "observation": dict(observation(line)),
        "points": _figure(line.figure(rounding), rounding),
    }


def _gaps(gaps: Gaps, lang: Language) -> dict[str, Any]:
    return {
        "total": _plain_gap(gaps.total),
        "fields": [
            {"item": item.key, "code": item.code, "name": say(item.name, lang), **_plain_gap(gap)}
            for item, gap in gaps.fields
        ],
        "bodies": [{"body": say(body, lang) or None, **_plain_gap(gap)} for body, gap in gaps.bodies],
    }


def _plain_gap(gap: Gap) -> dict[str, Any]:
    rounding = gap.granted.rounding
    return {
        "self": _figure(gap.claimed, rounding),
        "final": _figure(gap.granted, rounding),
        "gap": _figure(gap.difference, rounding),
    }


def _figure(figure: Figure | Ends, rounding: Rounding) -> dict[str, Any]:
    least, most = (
        {"exact": exact_text(end), "published": rounding.text(end)} for end in (figure.least, figure.most)
    )
    open_ = figure.open if isinstance(figure, Figure) else figure.least != figure.most
    return {"least": least, "most": most} if open_ else least


def _rank(place: int | None) -> str | None:
    return None if place is None else str(place)
