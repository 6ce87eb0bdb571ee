"""What a score would be if entries were others: a question, never a result of appraisal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from parindex.assessment import STAGES, Assessment, Changed, Entry, Stage, StageName
from parindex.errors import UsageError, problem
from parindex.fields import FrozenMap
from parindex.scales.observation import FIELDS, unknown
from parindex.scoresheet import Line, ScoreSheet, each_line
from parindex.validation import validate

__all__ = ["Shift", "answered", "compare", "standing", "what_if"]

# One text in both languages: it stands in a file, which has no language of its own.
ASKED = Changed(
    by="giả định / assumed",
    why="câu hỏi nếu như, không phải kết quả thẩm định / a question, not an appraisal",
)
# How many names follow the item's key: `counts.minor` needs its kind, `tallies.people.good` group and option.
_NAMES = {"counts": 2, "tallies": 3}
_TOGETHER = {"done", "planned"}


class Shift(NamedTuple):
    """One line that came out otherwise."""

    before: Line
    after: Line


def what_if(assessment: Assessment, changes: Sequence[str], *, stage: str = "final") -> Assessment:
    """Return the assessment as it would stand at a stage with changes, each ``key.field=value``.

    ``files-on-time.value=98.5``, ``disclosure.ticks=progress,result``, ``conduct.counts.minor=2``,
    ``attitude.tallies.citizens.good=10``, ``x.state=zero``, ``x.why=…``. Counts and tallies are changed one
    by one, ``done`` and ``planned`` keep each other; any other field replaces what was observed. Later stages
    are left out. Whether the rules know the item and the figure is found when it is scored.

    Raises:
        UsageError: a change is spelled another way (``E-WHAT-IF``) or contradicts another
            (``E-ASKED-TWICE``), its value is of another form, or there is no such stage.
    """
    read = [_read(text) for text in changes]
    _refuse_twice(read)
    found = standing(assessment, stage)
    trees: dict[str, dict[str, Any]] = {}
    # A reason goes with the state that is asked about, in whatever order they are given.
    for key, place, value in sorted(read, key=lambda change: change[1][0] == "why"):
        trees[key] = _with(trees[key] if key in trees else _said(found.get(key)), place, value)
    checked = validate(Stage, {"entries": trees})
    if not isinstance(checked, Stage):
        raise UsageError(*checked)
    return answered(assessment, checked.entries, stage=stage)


def _refuse_twice(changes: Sequence[tuple[str, list[str], str]]) -> None:
    """Refuse the same place twice, and a state beside an observation: one would win without a word."""
    places = [(key, *place) for key, place, _ in changes]
    for at, (key, *place) in enumerate(places):
        stated = place[0] == "state" and any(each[0] == key and each[1] in FIELDS for each in places)
        if (key, *place) in places[:at] or stated:
            raise UsageError(problem("E-ASKED-TWICE", found=".".join((key, *place))))


def standing(assessment: Assessment, stage: str) -> dict[str, Entry]:
    """Return the entry that stands for each item at a stage, the latest up to it.

    Raises:
        UsageError: there is no such stage.
    """
    stages = (assessment.stages[name] for name in _until(stage) if name in assessment.stages)
    return {key: entry for each in stages for key, entry in each.entries.items()}


def answered(assessment: Assessment, entries: Mapping[str, Entry], *, stage: str = "final") -> Assessment:
    """Return the assessment as it would stand at a stage with these entries; later stages are left out.

    Raises:
        UsageError: there is no such stage.
    """
    names = _until(stage)
    stages = {name: assessment.stages[name] for name in names if name in assessment.stages}
    own = stages[names[-1]].entries if names[-1] in stages else {}
    new = {key: entry.model_copy(update={"changed": ASKED}) for key, entry in entries.items()}
    stages[names[-1]] = Stage(entries=FrozenMap({**own, **new}))
    return assessment.model_copy(update={"stages": FrozenMap(stages)})


def compare(before: ScoreSheet, after: ScoreSheet) -> tuple[Shift, ...]:
    """Return the lines whose points differ, in the order of the tree, groups included.

    A line whose applicable max alone differs is among them: an item that is left out moves the index too.
    Both sheets are of one ruleset and one kind of unit.
    """
    others = {line.item.key: line for line in each_line(after.lines)}
    pairs = (Shift(line, others[line.item.key]) for line in each_line(before.lines))
    return tuple(pair for pair in pairs if _figures(pair.before) != _figures(pair.after))


def _figures(line: Line) -> tuple[object, ...]:
    return line.open, line.least, line.most, line.applicable_max


def _until(stage: str) -> tuple[StageName, ...]:
    if stage not in STAGES:
        raise UsageError(unknown("E-STAGE", (), stage, STAGES))
    return STAGES[: STAGES.index(stage) + 1]


def _read(text: str) -> tuple[str, list[str], str]:
    """Take one change apart: the item's key, the names of the field, the value."""
    left, sign, value = text.partition("=")
    key, *place = left.split(".")
    field = place[0] if place else ""
    known = field in (*FIELDS, "state", "why")
    if not sign or not known or len(place) != _NAMES.get(field, 1) or not all((key, *place)):
        raise UsageError(problem("E-WHAT-IF", found=text))
    return key, place, value


def _said(entry: Entry | None) -> dict[str, Any]:
    """Return what an entry says as a plain tree, without evidence and without who changed it."""
    if entry is None:
        return {}
    return entry.model_dump(mode="json", exclude_none=True, include={*FIELDS, "state", "why"})


def _with(tree: dict[str, Any], place: list[str], value: str) -> dict[str, Any]:
    """Put one value into what an entry says, and drop what does not go with it."""
    match place:
        case ["why"]:
            return {**tree, "why": value}
        case ["state"]:
            return {"state": value}
        case ["ticks"]:
            return {"ticks": value.split(",") if value else []}
        case ["counts", kind]:
            return {"counts": {**tree.get("counts", {}), kind: value}}
        case ["tallies", group, option]:
            tallies = tree.get("tallies", {})
            return {"tallies": {**tallies, group: {**tallies.get(group, {}), option: value}}}
        case _:
            (field,) = place
            others = _TOGETHER - {field} if field in _TOGETHER else ()
            return {**{name: tree[name] for name in others if name in tree}, field: value}
