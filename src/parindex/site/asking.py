"""What the calculator is asked: the fields of a request, and the assessment that they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from pydantic import ValidationError

from parindex.assessment import STAGES, Assessment, Entry, Stage
from parindex.errors import AssessmentError, Language, Path, Problem, UsageError, nearest, problem
from parindex.fields import FrozenMap
from parindex.readers import limits
from parindex.ruleset.model import Ruleset
from parindex.scales.observation import unknown
from parindex.site import figures, shelf
from parindex.validation import validate

__all__ = ["QUESTION", "Question", "fields", "question"]

Tree = dict[str, Any]

_TYPES: Mapping[str, type] = {"text": str, "map": dict, "true | false": bool}
QUESTION = {
    "ruleset": "text",
    "kind": "text",
    "entries": "map",
    "unit?": "map",
    "period?": "text",
    "submitted?": "text",
    "stage?": "text",
    "stages?": "map",
}
"""The fields of every operation that scores; ``?`` stands after those that may be left out."""

_KEPT = 10_000  # entries that are not read again when they come again
_known: dict[tuple[Language, str, str], Entry] = {}


class Question(NamedTuple):
    """What is scored: an assessment at a stage, by a ruleset, to be said in a language."""

    ruleset: Ruleset
    assessment: Assessment
    stage: str
    lang: Language


def fields(asked: Mapping[str, Any], wanted: Mapping[str, str]) -> Tree:
    """Return the fields of a request that are given; ``null`` stands for one that is left out.

    Raises:
        UsageError: a field is unknown, missing or of another shape; every problem.
    """
    known = {name.removesuffix("?"): shape for name, shape in wanted.items()}
    given = {name: value for name, value in asked.items() if value is not None}
    wrong = [_stray(name, tuple(known)) for name in given if name not in known]
    wrong += [
        problem("E-REQUIRED", (), field=name)
        for name in wanted
        if not name.endswith("?") and name not in given
    ]
    wrong += [
        problem("E-SHAPE", (name,), wanted=shape, found=_shown(given[name]))
        for name, shape in known.items()
        if name in given and not isinstance(given[name], _TYPES[shape])
    ]
    if wrong:
        raise UsageError(*wrong)
    return given


def _stray(name: str, known: tuple[str, ...]) -> Problem:
    return problem("E-FIELD", (name,), found=name, nearest=nearest(name, known))


def _shown(value: object) -> str:
    return "map" if isinstance(value, dict) else "list" if isinstance(value, list) else str(value)


def question(given: Mapping[str, Any], lang: Language) -> Question:
    """Make the assessment that a request describes, with the rules to score it by.

    Raises:
        NotFoundError: there is no such ruleset.
        UsageError: there is no such stage.
        AssessmentError: it has not the shape of an assessment, or parts thousands; every problem.
    """
    ruleset = shelf.load(given["ruleset"])
    stage = given.get("stage", "final")
    if stage not in STAGES:
        raise UsageError(unknown("E-STAGE", (), stage, STAGES))
    stages = {**given.get("stages", {}), stage: given["entries"]}
    ordered = sorted(stages, key=lambda name: STAGES.index(name) if name in STAGES else len(STAGES))
    tree: Tree = {
        "format": "1",
        "ruleset": ruleset.id,
        "unit": {"key": "unit", "name": "…", **given.get("unit", {}), "kind": given["kind"]},
        "period": given.get("period", ruleset.annual_result or ruleset.periods[0].key),
    }
    if "submitted" in given:
        tree["submitted"] = given["submitted"]
    said = {name: _entries(stages[name], lang) for name in ordered}
    unclear = islice(_parted(stages, lang), limits.PROBLEMS)
    return Question(ruleset, _assessment(tree, said, {each.path: each for each in unclear}), stage, lang)


def _parted(stages: Tree, lang: Language) -> Iterator[Problem]:
    """Give the problem of each figure that parts its thousands, or may."""
    for name, entries in stages.items():
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict):
                yield from figures.parted(entry, ("stages", name, "entries", key), lang)


def _assessment(tree: Tree, said: Mapping[str, Any], unclear: Mapping[Path, Problem]) -> Assessment:
    """Put a unit and its entries together, without looking again at what is known to be right."""
    known = all(isinstance(entries, FrozenMap) for entries in said.values())
    stages = {name: {"entries": {} if known else entries} for name, entries in said.items()}
    found = validate(Assessment, tree | {"stages": stages})
    if unclear or not isinstance(found, Assessment):
        wrong = () if isinstance(found, Assessment) else found
        raise AssessmentError(*(each for each in wrong if each.path not in unclear), *unclear.values())
    filled = {name: Stage.model_construct(entries=entries) for name, entries in said.items()}
    return found.model_copy(update={"stages": FrozenMap(filled)})


def _entries(entries: Any, lang: Language) -> Any:  # noqa: ANN401 (a border: anything may arrive)
    """Return the entries of a stage as models where all have the shape of one, else as a file has them."""
    if not isinstance(entries, dict):
        return entries
    found = {key: _entry(key, entry, lang) for key, entry in entries.items()}
    return FrozenMap(found) if all(isinstance(entry, Entry) for entry in found.values()) else found


def _entry(key: str, entry: Any, lang: Language) -> Any:  # noqa: ANN401 (the same)
    """Read an entry once: of a hundred on a page one changes at a time."""
    said = (lang, key, repr(entry))
    if said in _known:
        return _known[said]
    typed = figures.typed(entry, lang) if isinstance(entry, dict) else entry
    try:
        (found,) = Stage.model_validate({"entries": {key: typed}}).entries.values()
    except ValidationError:
        return typed  # what is wrong with it is said where the whole is read
    if len(_known) >= _KEPT:
        _known.clear()
    _known[said] = found
    return found
