"""Open readings: what a ruleset answers without a source, and what other answers do to scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from parindex.assessment import Assessment
from parindex.errors import ParindexError, Problem, UsageError, problem
from parindex.fields import Text
from parindex.ranking import league, rank
from parindex.ruleset.checks import LAWS, check
from parindex.ruleset.model import Alternative, Interpretation, Reading, Ruleset
from parindex.ruleset.variants import vary
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score

__all__ = ["Effect", "Question", "Standing", "effects", "questions"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that no source settles: the answer taken, and the others."""

    key: str
    text: Text
    chosen: Reading
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one unit comes out: its sheet, and its rank where its league is complete."""

    sheet: ScoreSheet
    rank: int | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What one other answer does, unit by unit in the order of the assessments.

    ``None`` for a unit that it cannot be computed for: ``problems`` (those of one unit begin their paths with
    its key) or the reading itself says why.
    """

    question: Question
    reading: Alternative
    standings: tuple[Standing | None, ...]
    problems: tuple[Problem, ...] = ()


def questions(ruleset: Ruleset) -> tuple[Question, ...]:
    """Return the open questions: those that the ruleset declares, and every policy that is assumed."""
    declared = [_declared(each) for each in ruleset.interpretations]
    touched = {change.at for each in declared for reading in each.alternatives for change in reading.changes}
    return (*declared, *_policies(ruleset, touched))


def _declared(each: Interpretation) -> Question:
    return Question(each.key, each.question, each.chosen, each.alternatives)


# What each policy may also say, beside the value chosen: the place below `policies`, its value, its words.
Option = tuple[str, str | tuple[str, ...], Text]
_OTHERS: dict[str, tuple[Text, tuple[Option, ...]]] = {
    "rounding": (
        Text(vi="Làm tròn thế nào?", en="How are figures rounded?"),
        (
            ("rounding.value.mode", "half-up", Text(vi="Nửa thì lên", en="Halves up")),
            ("rounding.value.mode", "half-even", Text(vi="Nửa thì về số chẵn", en="Halves to even")),
            ("rounding.value.mode", "down", Text(vi="Cắt bỏ phần lẻ", en="Cut off")),
            ("rounding.value.mode", "up", Text(vi="Còn lẻ thì lên", en="Any rest up")),
            (
                "rounding.value.at",
                ("publication",),
                Text(vi="Chỉ làm tròn khi công bố", en="Only when published"),
            ),
            (
                "rounding.value.at",
                ("leaf", "publication"),
                Text(vi="Làm tròn từng tiêu chí rồi mới cộng", en="Each item is rounded before adding"),
            ),
        ),
    ),
    "band_on": (
        Text(vi="Xếp loại theo số nào?", en="Which figure are bands read from?"),
        (
            ("band_on.value", "exact", Text(vi="Theo số chính xác", en="The exact figure")),
            ("band_on.value", "published", Text(vi="Theo số đã làm tròn", en="The published figure")),
        ),
    ),
    "rank": (
        Text(vi="Xếp hạng và đồng hạng thế nào?", en="How are ranks and ties taken?"),
        (
            ("rank.value.on", "exact", Text(vi="Theo số chính xác", en="On the exact figure")),
            ("rank.value.on", "published", Text(vi="Theo số đã làm tròn", en="On the published figure")),
            ("rank.value.ties", "competition", Text(vi="Đồng hạng thì bỏ cách hạng", en="Ties skip ranks")),
            ("rank.value.ties", "dense", Text(vi="Đồng hạng không bỏ cách hạng", en="Ties skip no rank")),
        ),
    ),
    "not_applicable": (
        Text(vi="Mục không áp dụng tính thế nào?", en="How does an item count that is not applicable?"),
        (
            ("not_applicable.value", "forbid", Text(vi="Không cho phép", en="Not allowed")),
            (
                "not_applicable.value",
                "zero",
                Text(vi="0 điểm, giữ điểm tối đa", en="Zero, the maximum stays"),
            ),
            ("not_applicable.value", "full", Text(vi="Đủ điểm", en="Full points")),
            (
                "not_applicable.value",
                "exclude",
                Text(vi="Bỏ khỏi điểm tối đa", en="Left out of the maximum"),
            ),
        ),
    ),
    "missing": (
        Text(vi="Mục chưa có kết quả tính thế nào?", en="How does a missing item count?"),
        (
            ("missing.value", "refuse", Text(vi="Điểm là một khoảng", en="The score is an interval")),
            ("missing.value", "zero", Text(vi="Tính 0 điểm", en="As zero")),
        ),
    ),
    "above_max": (
        Text(vi="Tổng vượt điểm tối đa thì sao?", en="What of a total above the maximum?"),
        (
            ("above_max.value", "cap", Text(vi="Lấy điểm tối đa", en="It counts as the maximum")),
            ("above_max.value", "allow", Text(vi="Được vượt", en="It may go above")),
            ("above_max.value", "refuse", Text(vi="Không chấm", en="It is refused")),
        ),
    ),
}


def _policies(ruleset: Ruleset, touched: set[str]) -> Iterator[Question]:
    """Make a question of each policy that is assumed, but for places that a declared reading changes."""
    for name, (text, options) in _OTHERS.items():
        if getattr(ruleset.policies, name).assumed is None or (name == "band_on" and not ruleset.bands):
            continue
        tree = ruleset.policies.model_dump(mode="json")
        chosen = [option for option in options if _taken(tree, option)]
        open_ = [option for option in options if f"policies.{option[0]}" not in touched]
        others = [option for option in open_ if not _taken(tree, option)]
        if not others:
            continue
        taken = Reading(
            key="as-assumed",
            name=Text(
                vi="; ".join(words.vi for *_, words in chosen) or "Như giả định",
                en="; ".join(words.en or words.vi for *_, words in chosen) or "As assumed",
            ),
        )
        alternatives = tuple(
            Alternative.model_validate(
                {
                    "key": "-".join([name.replace("_", "-"), value if isinstance(value, str) else value[0]]),
                    "name": words.model_dump(),
                    "changes": [{"at": f"policies.{place}", "value": value}],
                }
            )
            for place, value, words in others
        )
        yield Question(f"policy-{name.replace('_', '-')}", text, taken, alternatives)


def _taken(tree: Any, option: Option) -> bool:  # noqa: ANN401 (any plain tree)
    """Tell whether the policies already say what an option says."""
    place, value, _ = option
    for part in place.split("."):
        tree = tree[part]
    return set(tree) == set(value) if isinstance(value, tuple) else bool(tree == value)


def effects(
    ruleset: Ruleset, assessments: Sequence[Assessment], *, stage: str = "final"
) -> tuple[tuple[Standing, ...], tuple[Effect, ...]]:
    """Return how units stand under a ruleset, and what each other answer to each open question does to that.

    A unit's result of the year is that of the period ``annual_result``; where a reading takes another period,
    the unit's assessment of that period stands for it.

    Raises:
        AssessmentError: an assessment does not fit the ruleset as it is.
        UsageError: a unit is there twice for one period (``E-UNIT-TWICE``).
    """
    seen = [(each.unit.key, each.period) for each in assessments]
    for unit, period in seen:
        if seen.count((unit, period)) > 1:
            raise UsageError(problem("E-UNIT-TWICE", unit=unit))
    sheets = [score(ruleset, each, stage=stage) for each in assessments]
    found = [
        _effect(ruleset, question, reading, assessments, stage)
        for question in questions(ruleset)
        for reading in question.alternatives
    ]
    return tuple(each for each in _stand(sheets) if each), tuple(found)


def _effect(
    ruleset: Ruleset, question: Question, reading: Alternative, assessments: Sequence[Assessment], stage: str
) -> Effect:
    """Score again as a reading has it."""
    nothing = tuple(None for _ in assessments)
    if reading.unknown is not None:
        return Effect(question, reading, nothing)
    varied = vary(ruleset, reading)
    wrong = check(varied, LAWS) if isinstance(varied, Ruleset) else varied
    if not isinstance(varied, Ruleset) or wrong:
        return Effect(question, reading, nothing, wrong)
    problems: list[Problem] = []
    sheets: list[ScoreSheet | None] = []
    for each in assessments:
        chosen = _of_the_year(ruleset, varied, each, assessments)
        try:
            sheets.append(score(varied, chosen, stage=stage) if chosen else None)
        except ParindexError as error:
            problems += (found.under((each.unit.key,)) for found in error.problems)
            sheets.append(None)
        if chosen is None and (lacking := _lacking(ruleset, varied, each, assessments)):
            problems.append(problem("E-OTHER-PERIOD", unit=each.unit.name, found=lacking))
    return Effect(question, reading, _stand(sheets), tuple(dict.fromkeys(problems)))


def _lacking(
    ruleset: Ruleset, varied: Ruleset, assessment: Assessment, all_: Sequence[Assessment]
) -> str | None:
    """Name the period that a unit has no assessment of, so that two results cannot be compared."""
    if assessment.period == ruleset.annual_result:
        return varied.annual_result or "–"
    periods = {each.period for each in all_ if each.unit.key == assessment.unit.key}
    return None if ruleset.annual_result in periods else ruleset.annual_result


def _of_the_year(
    ruleset: Ruleset, varied: Ruleset, assessment: Assessment, all_: Sequence[Assessment]
) -> Assessment | None:
    """Return the assessment itself, or, where another period is the year's, the unit's one of that period."""
    if varied.annual_result == ruleset.annual_result:
        return assessment
    if assessment.period != ruleset.annual_result:
        return None
    same = (each for each in all_ if each.unit.key == assessment.unit.key)
    return next((each for each in same if each.period == varied.annual_result), None)


def _stand(sheets: Sequence[ScoreSheet | None]) -> tuple[Standing | None, ...]:
    """Rank the units of each league that is complete."""
    ranks: dict[int, int] = {}
    known = [sheet for sheet in sheets if sheet]
    for each in dict.fromkeys(league(sheet) for sheet in known):
        members = [sheet for sheet in known if league(sheet) == each]
        if len(members) > 1 and all(sheet.complete for sheet in members):
            ranks |= {id(row.sheet): row.rank for row in rank(members)}
    return tuple(Standing(sheet, ranks.get(id(sheet))) if sheet else None for sheet in sheets)
