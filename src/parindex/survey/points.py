"""Points of the survey: what ballots give to the total, and what they could have given."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from parindex.assessment import Assessment, Stage
from parindex.exact import ONE, Interval, add
from parindex.fields import FrozenMap
from parindex.ruleset.model import Item, Ruleset
from parindex.scales.survey import SurveyScale
from parindex.scoresheet import Line, ScoreSheet
from parindex.scoring import score
from parindex.survey.design import Design
from parindex.survey.filling import ItemTallies, entry

__all__ = ["blocks", "bounds", "given"]


def given(sheet: ScoreSheet) -> Fraction | None:
    """Return the points that ballots give to the total, or nothing while some of them are missing.

    They are those of the highest items below which ballots score every leaf that applies, rescaled as the
    items above them are; a cap or a floor above them is not looked at.
    """
    parts = blocks(sheet)
    if not parts or any(line.open for line, _ in parts):
        return None
    return add([line.least * factor for line, factor in parts])


def blocks(sheet: ScoreSheet) -> list[tuple[Line, Fraction]]:
    """Return the highest items below which ballots score everything, and how rescaling above stretches them.

    The root is none of them, but it may stretch them too.
    """
    factor = _stretched(sheet.ruleset.score, sheet.lines, ONE)
    return [part for line in sheet.lines for part in _blocks(line, factor)]


def _blocks(line: Line, factor: Fraction) -> list[tuple[Line, Fraction]]:
    leaves = [leaf for leaf in _leaves(line) if leaf.applicable_max or leaf.state != "not-applicable"]
    if leaves and all(isinstance(leaf.item.scale, SurveyScale) for leaf in leaves):
        return [(line, factor)]
    below = _stretched(line.item, line.lines, factor)
    return [part for child in line.lines for part in _blocks(child, below)]


def _stretched(item: Item, lines: tuple[Line, ...], factor: Fraction) -> Fraction:
    """Return the factor below an item, from that of the item itself."""
    children = add([line.applicable_max for line in lines])
    if not item.rescale or item.max is None or not children:
        return factor
    return factor * item.max / children


def _leaves(line: Line) -> list[Line]:
    return [leaf for child in line.lines for leaf in _leaves(child)] if line.lines else [line]


def bounds(
    design: Design, assessment: Assessment, tallies: Mapping[str, ItemTallies]
) -> Interval[Fraction] | None:
    """Return the least and the most points of the survey had every member of every group answered.

    ``assessment`` has the tallies in it; everything else it says stands. Those who did not answer are taken
    to have chosen the worst answer, then the best one. There are no bounds where a population is not known,
    or smaller than the answers.
    """
    rules = _unrefused(design.ruleset)
    ends = []
    for worst in (True, False):
        whole = {
            key: _completed(design, key, found, assessment.unit.kind, worst=worst)
            for key, found in tallies.items()
        }
        known = {key: each for key, each in whole.items() if each}
        if len(known) < len(whole):
            return None
        ends.append(given(score(rules, _retallied(assessment, known), trace=False)))
    least, most = ends
    return None if least is None or most is None else Interval(least, most)


def _unrefused(ruleset: Ruleset) -> Ruleset:
    """Return rules that refuse no total: one above the max would leave the survey without its best end."""
    policies = ruleset.policies
    if policies.above_max.value != "refuse":
        return ruleset
    allowed = policies.above_max.model_copy(update={"value": "allow"})
    return ruleset.model_copy(update={"policies": policies.model_copy(update={"above_max": allowed})})


def _retallied(assessment: Assessment, tallies: Mapping[str, ItemTallies]) -> Assessment:
    """Return the assessment with other tallies, in every stage that has them."""
    stages = {}
    for name, stage in assessment.stages.items():
        entries = dict(stage.entries)
        for key in tallies.keys() & entries.keys():
            entries[key] = entries[key].model_copy(update={"tallies": entry(tallies[key]).tallies})
        stages[name] = Stage(entries=FrozenMap(entries))
    return assessment.model_copy(update={"stages": FrozenMap(stages)})


def _completed(
    design: Design, item: str, tallies: ItemTallies, kind: str, *, worst: bool
) -> dict[str, dict[str, int]] | None:
    """Return the tallies of an item with an answer of everyone, or nothing where that cannot be known."""
    asked = [each for each in design.questions if each.item.key == item]
    shares = {option.key: option.share for option in asked[0].options}
    extreme = (min if worst else max)(shares, key=shares.__getitem__)
    whole: dict[str, dict[str, int]] = {}
    for group in asked[0].groups:
        population = design.group(group).population
        questions = sum(design.asks(group, each, kind) for each in asked)
        tally = dict(tallies.get(group, {}))
        if population is None or (rest := int(population) * questions - sum(tally.values())) < 0:
            return None
        tally[extreme] = tally.get(extreme, 0) + rest
        if sum(tally.values()):
            whole[group] = tally
    return whole
