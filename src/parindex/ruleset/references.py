"""Checks of names: keys are unique where they must be, and every name that is used is declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from parindex.errors import Path, Problem, nearest, problem
from parindex.ruleset.model import Item, Ruleset, walk
from parindex.ruleset.process import Due, Milestone, Source
from parindex.scales.observation import unknown

__all__ = [
    "check_concordance",
    "check_references",
    "check_unique",
    "circles",
    "repeated",
    "sources",
    "unknown_names",
]

# What `rounding.at` may name besides items; an item of such a key could not be told from it.
_PLACES = ("publication", "leaf")
# A place like `score.plan.note` must mean one thing: no item has the name of a field as its key.
_FIELDS = frozenset(Item.model_fields)


def check_unique(ruleset: Ruleset) -> Iterator[Problem]:
    """No key is used twice: not in the tree, and not in any one list."""
    seen: set[str] = set()
    for item, path in walk(ruleset.score):
        if item.key in {*_PLACES, *_FIELDS}:
            yield problem("E-RESERVED", (*path, "key"), found=item.key)
        elif item.key in seen:
            yield problem("E-UNIQUE", (*path, "key"), found=item.key)
        seen.add(item.key)
    yield from repeated(ruleset)
    # A schedule holds the report of each period beside the milestones.
    reports = {f"report-{each.key}" for each in ruleset.periods}
    for index, milestone in enumerate(_milestones(ruleset)):
        if milestone.key in reports:
            yield problem("E-RESERVED", ("process", "milestones", index, "key"), found=milestone.key)


def repeated(declared: BaseModel) -> Iterator[Problem]:
    """Find each key that one list uses twice."""
    for path, parts in _lists(declared, ()):
        keys: set[str] = set()
        for index, part in enumerate(parts):
            if part in keys:
                yield problem("E-UNIQUE", (*path, index, "key"), found=part)
            keys.add(part)


def _lists(value: BaseModel, path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Give each list of keyed parts, with its path."""
    for name in type(value).model_fields:
        part, where = getattr(value, name), (*path, name)
        if isinstance(part, BaseModel):
            yield from _lists(part, where)
        elif isinstance(part, tuple):
            models = [each for each in part if isinstance(each, BaseModel)]
            if all(hasattr(each, "key") for each in models):
                yield where, tuple(str(getattr(each, "key", "")) for each in models)
            for index, each in enumerate(models):
                yield from _lists(each, (*where, index))


def check_references(ruleset: Ruleset) -> Iterator[Problem]:
    """Every instrument, kind, item, role, period and milestone named is declared; spans run forwards."""
    yield from unknown_names(_named(ruleset))
    yield from _unknown_kinds(ruleset)
    for path, first, last in _spans(ruleset):
        if last < first:
            yield problem("E-PERIOD-SPAN", path, from_=first, to=last)
    milestones = enumerate(_milestones(ruleset))
    yield from circles((("process", "milestones", index), each) for index, each in milestones)


def _unknown_kinds(ruleset: Ruleset) -> Iterator[Problem]:
    """Find each kind of unit that a group of respondents rates and nobody declares."""
    kinds = tuple(kind.key for kind in ruleset.units.kinds)
    for index, group in enumerate(ruleset.survey.groups if ruleset.survey else ()):
        for place, kind in enumerate(group.rates):
            if kind not in kinds:
                yield unknown("E-KIND", ("survey", "groups", index, "rates", place), kind, kinds)


def check_concordance(ruleset: Ruleset) -> Iterator[Problem]:
    """A concordance is of an older year of the same family, and names each key once, new ones as they are."""
    if (declared := ruleset.concordance) is None:
        return
    # Ids of one family are in the order of their years.
    if declared.of >= ruleset.id or declared.of.partition("@")[0] != ruleset.id.partition("@")[0]:
        yield problem("E-CONCORDANCE-OF", ("concordance", "of"), found=declared.of, id=ruleset.id)
    known = tuple(item.key for item, _ in walk(ruleset.score))
    seen: set[tuple[str, str]] = set()
    for index, each in enumerate(declared.items):
        for side, keys in (("old", each.old), ("new", each.new)):
            for place, key in enumerate(keys):
                path: Path = ("concordance", "items", index, side, place)
                if (side, key) in seen:
                    yield problem("E-TWICE", path, found=key)
                elif side == "new" and key not in known:
                    near, words = nearest(key, known), ", ".join(known)
                    yield problem("E-REFERENCE", path, what="item", found=key, nearest=near, known=words)
                seen.add((side, key))


def circles(milestones: Iterable[tuple[Path, Milestone]]) -> Iterator[Problem]:
    """Find each milestone that counts its days from itself, by way of others."""
    known = list(milestones)
    before = {each.key: each.due.after for _, each in known if each.due and each.due.after}
    for path, each in known:
        key, steps = before.get(each.key), 0
        while key is not None and key != each.key and steps < len(known):
            key, steps = before.get(key), steps + 1
        if key == each.key:
            yield problem("E-CIRCLE", (*path, "due", "after"), found=each.key)


Names = Iterable[tuple[str, Iterable[tuple[Path, str]], tuple[str, ...]]]


def unknown_names(named: Names) -> Iterator[Problem]:
    """Find each name of a kind of thing that is not among the known ones."""
    for what, names, known in named:
        for path, name in names:
            if name not in known:
                near, words = nearest(name, known), ", ".join(known)
                yield problem("E-REFERENCE", path, what=what, found=name, nearest=near, known=words)


def _named(ruleset: Ruleset) -> Names:
    items = tuple(walk(ruleset.score))
    kinds = tuple(kind.key for kind in ruleset.units.kinds)
    keys = tuple(item.key for item, _ in items)
    applies = [
        ((*path, "applies_to", index), kind)
        for item, path in items
        for index, kind in enumerate(item.applies_to or ())
    ]
    units = [(("units", "units", index, "kind"), unit.kind) for index, unit in enumerate(ruleset.units.units)]
    at = ("policies", "rounding", "value", "at")
    rounded = [((*at, index), name) for index, name in enumerate(ruleset.policies.rounding.value.at)]
    cited = [((*path, "instrument"), source.instrument) for path, source in sources(ruleset)]
    yield "instrument", cited, tuple(each.key for each in ruleset.instruments)
    yield "kind", [*applies, *units], kinds
    yield "item", rounded, (*_PLACES, *keys)
    if ruleset.annual_result:
        periods = tuple(each.key for each in ruleset.periods)
        yield "period", [(("annual_result",), ruleset.annual_result)], periods
    if ruleset.survey:
        questions = enumerate(ruleset.survey.questions)
        yield "item", [(("survey", "questions", index, "item"), each.item) for index, each in questions], keys
    if ruleset.process:
        steps = enumerate(ruleset.process.steps)
        roles = [(("process", "steps", index, "role"), step.role) for index, step in steps if step.role]
        yield "role", roles, tuple(each.key for each in ruleset.process.roles)
    after = [((*path, "after"), due.after) for path, due in _dues(ruleset) if due.after]
    yield "milestone", after, tuple(each.key for each in _milestones(ruleset))


def _milestones(ruleset: Ruleset) -> tuple[Milestone, ...]:
    return ruleset.process.milestones if ruleset.process else ()


def _dues(ruleset: Ruleset) -> Iterator[tuple[Path, Due]]:
    """Give each due rule, with its path."""
    for index, period in enumerate(ruleset.periods):
        if period.due:
            yield ("periods", index, "due"), period.due
    for index, milestone in enumerate(_milestones(ruleset)):
        if milestone.due:
            yield ("process", "milestones", index, "due"), milestone.due


def _spans(ruleset: Ruleset) -> Iterator[tuple[Path, str, str]]:
    """Give the first and the last day of each span, with its path."""
    for index, period in enumerate(ruleset.periods):
        yield ("periods", index), period.from_, period.to
    for index, unit in enumerate(ruleset.units.units):
        if unit.from_ and unit.to:
            yield ("units", "units", index), unit.from_, unit.to
    if ruleset.survey and ruleset.survey.span:
        yield ("survey", "span"), ruleset.survey.span.from_, ruleset.survey.span.to
    for path, due in _dues(ruleset):
        if due.between:
            yield (*path, "between"), *due.between


def sources(value: BaseModel, path: Path = ()) -> Iterator[tuple[Path, Source]]:
    """Give each source in a declared file, with its path."""
    if isinstance(value, Source):
        yield path, value
    for name in type(value).model_fields:
        part, where = getattr(value, name), (*path, name)
        if isinstance(part, BaseModel):
            yield from sources(part, where)
        elif isinstance(part, tuple):
            for index, each in enumerate(part):
                if isinstance(each, BaseModel):
                    yield from sources(each, (*where, index))
