"""Assessments with the ballots in them: the tallies of each item that ballots score."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from parindex.assessment import STAGES, Assessed, Assessment, Entry, Stage, StageName
from parindex.errors import AssessmentError, Problem, problem
from parindex.fields import FrozenMap
from parindex.ruleset.model import Ruleset

__all__ = ["ItemTallies", "blank", "entry", "fill"]

ItemTallies = Mapping[str, Mapping[str, int]]  # group -> option -> how many


def entry(tallies: ItemTallies) -> Entry:
    """Return the entry of an item: the tally of each option in each group.

    >>> entry({"people": {"good": 3}}).tallies["people"]["good"]
    Fraction(3, 1)
    """
    counts = {group: {key: str(count) for key, count in tally.items()} for group, tally in tallies.items()}
    return Entry.model_validate({"tallies": counts})


def blank(ruleset: Ruleset, unit: Assessed) -> Assessment:
    """Return an assessment of a unit that says nothing yet."""
    period = ruleset.annual_result or ruleset.periods[0].key
    stages: FrozenMap[StageName, Stage] = FrozenMap({"final": Stage(entries=FrozenMap({}))})
    return Assessment(format="1", ruleset=ruleset.id, unit=unit, period=period, stages=stages)


def fill(assessment: Assessment, tallies: Mapping[str, ItemTallies]) -> Assessment:
    """Return the assessment with the tallies of some items: where they are missing, else in its final stage.

    Raises:
        AssessmentError: it says something else of one of the items already (``E-ANSWERED``).
    """
    stages = {name: dict(stage.entries) for name, stage in assessment.stages.items()}
    wrong: list[Problem] = []
    for key, found in tallies.items():
        new = entry(found)
        stated = [name for name in STAGES if key in stages.get(name, {})]
        if not stated:
            stages.setdefault("final", {})[key] = new
        for name in stated:
            old = stages[name][key]
            if old.state == "missing":  # in every stage: a later one would seem to change the earlier
                stages[name][key] = old.model_copy(
                    update={"state": None, "why": None, "tallies": new.tallies}
                )
            elif _counted(old) != _counted(new):
                wrong.append(problem("E-ANSWERED", ("stages", name, "entries", key), found=key))
    if wrong:
        raise AssessmentError(*wrong)
    ordered = {name: Stage(entries=FrozenMap(stages[name])) for name in STAGES if name in stages}
    return assessment.model_copy(update={"stages": FrozenMap(ordered)})


def _counted(found: Entry) -> dict[tuple[str, str], Fraction] | None:
    """Return the options that were chosen, and how often: one that is not named was not chosen."""
    if found.tallies is None:
        return None
    return {
        (group, option): number
        for group, tally in found.tallies.items()
        for option, number in tally.items()
        if number
    }
